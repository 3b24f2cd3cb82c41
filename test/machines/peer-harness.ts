/** A peer's chart without a host: virtual time, and every effect on record in the order it was asked for. */
import { createActor, type Actor } from "xstate";
import { peerMachine } from "#machines/peer/machine";
import type { AnswerParams, AskParams, PeerContext, PeerEvent } from "#machines/peer/types";
import { initialFact, nobody, type Fact, type PeerRecord } from "#machines/protocol/fact";
import type { ReplyBody } from "#machines/protocol/messages";
import { defaultSettings, type Settings } from "#machines/protocol/settings";
import { VirtualClock } from "#test/support/virtual-clock";

export interface Effect {
  readonly type: string;
  readonly params: Record<string, unknown>;
  /** As it was when the effect was asked for. */
  readonly record: PeerRecord;
}

export const members = ["a", "b", "c"];

export function factOf(epoch: number, seq: number, leader: string, views: Fact["views"] = [members]): Fact {
  return { ...initialFact([]), epoch, seq, leader, views };
}

const names = [
  ...["open", "close", "ask", "answer", "saveRecord", "owe", "startExchange", "cancelExchange"],
  ...["startRepair", "lead", "resign", "renewLease", "drain", "handOver", "answerChange", "tellRemoved"],
] as const;

export interface HarnessOptions {
  readonly self?: string;
  readonly settings?: Partial<Settings>;
}

export class PeerHarness {
  readonly clock = new VirtualClock();
  readonly effects: Effect[] = [];
  readonly actor: Actor<typeof peerMachine>;
  error: unknown = null;

  constructor(options: HarnessOptions = {}) {
    const actions = Object.fromEntries(
      names.map((type) => [
        type,
        ({ context }: { readonly context: PeerContext }, params: unknown) => {
          const { promised, fact, trusted } = context;
          this.effects.push({
            type,
            params: (params ?? {}) as Record<string, unknown>,
            record: { promised, fact, trusted },
          });
        },
      ]),
    );
    this.actor = createActor(peerMachine.provide({ actions: actions as never }), {
      clock: {
        setTimeout: (callback: () => void, ms: number) => this.clock.setTimer(callback, ms),
        clearTimeout: (handle: unknown) => this.clock.clearTimer(handle),
      } as never,
      input: {
        self: options.self ?? "a",
        ensemble: "demo",
        settings: { ...defaultSettings, ...options.settings },
        firstReq: 100,
        seed: 1,
      },
    });
    this.actor.subscribe({ error: (error: unknown) => (this.error = error) });
    this.actor.start();
  }

  get context(): PeerContext {
    return this.actor.getSnapshot().context;
  }

  /** The top-level state. */
  get state(): string {
    const { value } = this.actor.getSnapshot();
    return typeof value === "string" ? value : (Object.keys(value)[0] ?? "");
  }

  is(value: Parameters<ReturnType<Actor<typeof peerMachine>["getSnapshot"]>["matches"]>[0]): boolean {
    return this.actor.getSnapshot().matches(value);
  }

  send(event: PeerEvent): Effect[] {
    const from = this.effects.length;
    this.actor.send(event);
    return this.effects.slice(from);
  }

  async pass(ms: number): Promise<Effect[]> {
    const from = this.effects.length;
    await this.clock.advance(ms);
    return this.effects.slice(from);
  }

  /** With the record of a member that was trusted, unless told otherwise. */
  ready(record: Partial<PeerRecord> = {}): Effect[] {
    return this.send({
      type: "ready",
      record: { promised: nobody, fact: initialFact(members), trusted: true, ...record },
    });
  }

  /** The lease that may be owed since before the start has passed. */
  payDebt(): void {
    const id = this.context.debt?.id;
    if (id !== undefined) this.send({ type: "debtPassed", id });
  }

  /** An answer to the round that is awaited. */
  answer(from: string, body: ReplyBody, epoch = this.context.promised.epoch): Effect[] {
    const req = this.context.round?.req ?? -1;
    return this.send({ type: "reply", from, req, epoch, body, at: this.clock.now() });
  }

  probed(from: string, leader = "", epoch = 0, fact = initialFact(members), leaderAgeMs = 0): Effect[] {
    return this.answer(from, { kind: "probed", fact, leader, leaderAgeMs, trusted: true }, epoch);
  }

  prepare(from: string, epoch: number, req = 1): Effect[] {
    return this.send({ type: "prepare", from, req, epoch, at: this.clock.now() });
  }

  newEpoch(from: string, epoch: number): Effect[] {
    return this.send({ type: "newEpoch", from, req: 2, epoch, at: this.clock.now() });
  }

  commit(from: string, fact: Fact): Effect[] {
    return this.send({ type: "commit", from, req: 3, fact, at: this.clock.now() });
  }

  // -------------------------------------------------------------------------------------------- the ways to each state

  toProbe(record: Partial<PeerRecord> = {}): this {
    this.ready(record);
    return this;
  }

  toElection(record: Partial<PeerRecord> = {}): this {
    this.toProbe(record).payDebt();
    this.probed("b");
    return this;
  }

  async toPrepare(): Promise<this> {
    this.toElection();
    await this.pass(this.context.settings.electionJitterMs + 1);
    return this;
  }

  async toPrelead(): Promise<this> {
    await this.toPrepare();
    this.answer("b", { kind: "promise", fact: this.context.fact });
    return this;
  }

  async toLeading(): Promise<this> {
    await this.toPrelead();
    this.answer("b", { kind: "ok" });
    return this;
  }

  async toServing(): Promise<this> {
    await this.toLeading();
    this.send({ type: "exchangeComplete", job: this.context.job });
    return this;
  }

  toPrefollow(candidate = "b", epoch = 5): this {
    this.toProbe().payDebt();
    this.prepare(candidate, epoch);
    return this;
  }

  toFollowing(leader = "b", epoch = 5): this {
    this.toPrefollow(leader, epoch).newEpoch(leader, epoch);
    return this;
  }

  toRepair(): this {
    this.toProbe({ promised: { epoch: 3, candidate: "c" } }).payDebt();
    this.send({ type: "treeCorrupted", reason: "test" });
    return this;
  }

  toExchange(): this {
    this.toProbe({ trusted: false }).payDebt();
    this.probed("b");
    return this;
  }

  toPending(): this {
    this.toProbe({ fact: factOf(0, 0, "", [["b", "c"]]) }).payDebt();
    return this;
  }
}

export function answersOf(effects: readonly Effect[]): AnswerParams[] {
  return effects.filter(({ type }) => type === "answer").map(({ params }) => params as unknown as AnswerParams);
}

export function asksOf(effects: readonly Effect[]): AskParams[] {
  return effects.filter(({ type }) => type === "ask").map(({ params }) => params as unknown as AskParams);
}

export function namesOf(effects: readonly Effect[]): string[] {
  return effects.map(({ type }) => type);
}

/** A fresh peer in each state of the chart. */
export const everyState: readonly (readonly [string, () => Promise<PeerHarness> | PeerHarness])[] = [
  ["probe", () => new PeerHarness().toProbe()],
  ["pending", () => new PeerHarness().toPending()],
  ["election", () => new PeerHarness().toElection()],
  ["prefollow", () => new PeerHarness().toPrefollow()],
  ["following", () => new PeerHarness().toFollowing()],
  ["prepare", () => new PeerHarness().toPrepare()],
  ["prelead", () => new PeerHarness().toPrelead()],
  ["leading", () => new PeerHarness().toServing()],
  ["repair", () => new PeerHarness().toRepair()],
  ["exchange", () => new PeerHarness().toExchange()],
];
