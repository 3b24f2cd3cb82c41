/**
 * One step of one peer, by the chart's own pure transition, and what its host would make of the effects.
 *
 * Source: services/peer/peer-host and services/outbox: writes of a turn are durable before its messages leave. A step is
 * therefore one: a crash before its flush is a crash before the step, whose message was then lost.
 */
import { createActor } from "xstate";
import type { AnswerParams, AskParams, ExchangeParams, PeerContext, PeerEvent } from "#machines/peer/types";
import type { PeerMachine } from "#machines/peer/machine";
import { invariant } from "#machines/protocol/errors";
import type { PeerRecord } from "#machines/protocol/fact";
import type { ReplyBody } from "#machines/protocol/messages";
import { defaultSettings, type Settings } from "#machines/protocol/settings";
import { blankPacket, nameOf, type Packet } from "./packets.ts";
import {
  canonicalContext,
  canonicalRecord,
  fixedFact,
  names,
  type HostState,
  type PeerSnapshot,
  type PeerState,
  type RunningExchange,
} from "./peer-states.ts";
import { localIndex, localNames } from "./positions.ts";

/** What the pure step hands out for each effect. */
interface Effect {
  readonly type: string;
  readonly info: { readonly context: PeerContext };
  readonly params: unknown;
}

type Save = (next: PeerRecord, before: PeerRecord) => PeerRecord;

/** A step before it is made canonical and judged. */
export interface RawStep {
  readonly value: PeerSnapshot["value"];
  readonly context: PeerContext;
  readonly host: HostState;
  readonly sent: readonly Packet[];
  /** The epoch whose leadership began, 0 when none did. */
  readonly began: number;
  /** The round that was awaited before is awaited still, or there was none. */
  readonly keepsRound: boolean;
}

export interface StepOptions {
  readonly machine: PeerMachine;
  /** What the disk holds after a step that saves `next` over `before`: `next`, unless a fault is planted. */
  readonly save?: Save;
}

export const settings: Settings = { ...defaultSettings };
/** When an event comes that finds its peer's leader silent for too long. */
export const longAfter = settings.followerTimeoutMs * 1000;

export class PeerStepper {
  readonly #options: StepOptions;
  readonly #effects: Effect[] = [];
  readonly #scope: never;
  readonly #fresh: PeerSnapshot;
  /** Steps of the chart that were computed. */
  computed = 0;

  constructor(options: StepOptions) {
    this.#options = options;
    const input = { self: localNames[0], ensemble: "demo", settings, firstReq: names.next, seed: names.seed };
    const self = createActor(options.machine, { input });
    // XState's own `transition` makes such a scope for each step: one that is used again takes a fifth of the time.
    this.#scope = {
      self,
      defer: () => {},
      id: "",
      logger: () => {},
      sessionId: "",
      stopChild: () => {},
      system: self.system,
      emit: () => {},
      actionExecutor: (effect: Effect) => this.#effects.push(effect),
    } as never;
    this.#fresh = self.getSnapshot();
  }

  /** A start with what the disk holds. */
  start(durable: PeerRecord): RawStep {
    const host: HostState = { durable, owes: false, exchange: null, lease: 0 };
    const step = this.step({ snapshot: this.#fresh, ...host }, { type: "ready", record: durable });
    // Whatever was asked before the crash is asked no more.
    return { ...step, keepsRound: false };
  }

  /** @throws what the chart throws. */
  step(state: PeerState, event: PeerEvent | { readonly type: string }): RawStep {
    const { snapshot } = state;
    this.computed += 1;
    this.#effects.length = 0;
    const next = this.#options.machine.transition(snapshot, event as PeerEvent, this.#scope) as PeerSnapshot;
    invariant(next.status === "active", `the chart goes on, instead of ${next.status}`);
    const host = new HostStep(state, event as PeerEvent, next.context, this.#options.save ?? ((record) => record));
    for (const effect of this.#effects) host.carryOut(effect);
    return {
      value: next.value,
      context: canonicalContext(next.context, host.newestDebt),
      host: host.end(event as PeerEvent),
      sent: host.sent,
      began: host.began,
      keepsRound: snapshot.context.round === null || next.context.round?.req === names.round,
    };
  }
  /** What the chart would answer to `event`, were it to come. */
  answers(state: PeerState, event: PeerEvent): AnswerParams[] {
    this.computed += 1;
    this.#effects.length = 0;
    this.#options.machine.transition(state.snapshot, event, this.#scope);
    return this.#effects.filter(({ type }) => type === "answer").map(({ params }) => params as AnswerParams);
  }
}

/** Carries out one step's effects, as services/peer/peer-host does. */
class HostStep {
  readonly sent: Packet[] = [];
  began = 0;
  newestDebt: number | null;
  readonly #event: PeerEvent;
  readonly #before: PeerState;
  readonly #after: PeerContext;
  readonly #save: Save;
  #durable: PeerRecord;
  #owes: boolean;
  #exchange: RunningExchange | null;
  #lease: number;

  constructor(before: PeerState, event: PeerEvent, after: PeerContext, save: Save) {
    this.#before = before;
    this.#event = event;
    this.#after = after;
    this.#save = save;
    this.#durable = before.durable;
    this.#owes = before.owes;
    this.#exchange = before.exchange;
    this.#lease = before.lease;
    this.newestDebt = before.owes ? names.debt : null;
  }

  carryOut({ type, params, info }: Effect): void {
    switch (type) {
      case "saveRecord": {
        const { promised, fact, trusted } = info.context;
        this.#durable = canonicalRecord(this.#save({ promised, fact, trusted }, this.#durable));
        return;
      }
      case "ask":
        return this.#ask(params as AskParams);
      case "answer":
        return this.#answer(params as AnswerParams);
      case "owe": {
        const { id, ms } = params as { readonly id: number; readonly ms: number };
        if (ms <= 0) return;
        this.#owes = true;
        this.newestDebt = id;
        return;
      }
      case "startExchange": {
        const { epoch, sync, trusted } = params as ExchangeParams;
        this.#exchange = { epoch, sync, trusted };
        return;
      }
      case "cancelExchange":
        this.#exchange = null;
        return;
      case "lead":
        this.began = (params as { readonly epoch: number }).epoch;
        return;
      case "resign":
        this.#lease = 0;
        return;
      case "renewLease":
        if ((params as { readonly grantMs: number }).grantMs > 0) this.#lease = this.#grantors();
        return;
      case "handOver": {
        const { epoch, successor } = params as { readonly epoch: number; readonly successor: string };
        for (const to of [1, 2]) this.#send({ kind: "handover", to, epoch, named: localIndex(successor) });
        return;
      }
      case "open":
      case "close":
      case "startRepair":
      // Views are fixed here: nobody asks for a change.
      case "answerChange":
      case "xstate.raise":
      case "xstate.cancel":
        return;
      default:
        invariant(false, `the explorer knows the effect ${type}`);
    }
  }

  /** An exchange ends with the event that says so. */
  end(event: PeerEvent): HostState {
    const isOver = event.type === "exchangeComplete" || event.type === "exchangeFailed";
    const isSame = this.#exchange === this.#before.exchange;
    return {
      durable: this.#durable,
      owes: this.#owes && event.type !== "debtPassed",
      exchange: isOver && isSame ? null : this.#exchange,
      lease: this.#lease,
    };
  }

  #send(packet: Partial<Packet> & Pick<Packet, "kind" | "to">): void {
    this.sent.push({ ...blankPacket, ...packet, from: 0 });
  }

  #ask({ req, to, ask }: AskParams): void {
    const awaited = this.#after.round?.req === req;
    for (const peer of to) {
      const packet = { to: localIndex(peer), awaited };
      if (ask.type === "commit") this.#send({ kind: "commit", ...packet, epoch: ask.fact.epoch, ...factOf(ask.fact) });
      else if (ask.type !== "probe") this.#send({ kind: ask.type, ...packet, epoch: ask.epoch });
      // Nobody awaits the answer: it would change nothing.
      else if (awaited) this.#send({ kind: "probe", ...packet });
    }
  }

  #answer({ to, req, epoch, body }: AnswerParams): void {
    if (req !== names.round) return;
    const packet = { to: localIndex(to), epoch, awaited: true };
    if (body.kind === "promise") this.#send({ kind: "promise", ...packet, ...factOf(body.fact) });
    else if (body.kind === "granted") this.#send({ kind: "granted", ...packet, grants: body.leaseMs > 0 });
    else if (body.kind === "probed") this.#send({ kind: "probed", ...packet, named: localIndex(freshLeader(body)) });
    else if (body.kind === "ok" || body.kind === "nack") this.#send({ kind: body.kind, ...packet });
    else invariant(body.kind === "exchanging", `the explorer knows the answer ${body.kind}`);
  }

  /** Who granted in the round that ends: those whose answers it held, and the one that comes now. */
  #grantors(): number {
    const event = this.#event;
    const { round } = this.#before.snapshot.context;
    let bits = event.type === "reply" ? 1 << localIndex(event.from) : 0;
    for (const { from } of round?.replies ?? []) bits |= 1 << localIndex(from);
    return bits;
  }
}

function factOf(fact: { readonly epoch: number; readonly seq: number; readonly leader: string }) {
  return { factEpoch: fact.epoch, factSeq: fact.seq, factLeader: localIndex(fact.leader) };
}

/** Guards `leaderIn`: a leader not heard of lately is no claim. */
function freshLeader({ leader, leaderAgeMs }: Extract<ReplyBody, { kind: "probed" }>): string {
  return leaderAgeMs * 2 <= settings.followerTimeoutMs ? leader : "";
}

/** What arrives at a peer, in its own names. `late`: it has not heard its leader for a while. */
export function eventOf(packet: Packet, late: boolean): PeerEvent {
  const from = nameOf(packet.from === 0 ? 1 : packet.from);
  const req = packet.awaited ? names.round : names.round - 1;
  const at = late ? longAfter : 0;
  const fact = fixedFact(packet.factEpoch, packet.factSeq, nameOf(packet.factLeader));
  const reply = (body: ReplyBody): PeerEvent => ({ type: "reply", from, req, epoch: packet.epoch, body, at });
  switch (packet.kind) {
    case "probe":
      return { type: "probe", from, req, at };
    case "prepare":
    case "newEpoch":
      return { type: packet.kind, from, req, at, epoch: packet.epoch };
    case "commit":
      return { type: "commit", from, req, at, fact };
    case "handover":
      return { type: "handover", from, epoch: packet.epoch, successor: nameOf(packet.named) };
    case "nack":
      return reply({ kind: "nack", reason: "epoch" });
    case "probed":
      return reply({ kind: "probed", fact, leader: nameOf(packet.named), leaderAgeMs: 0, trusted: true });
    case "promise":
      return reply({ kind: "promise", fact });
    case "ok":
      return reply({ kind: "ok" });
    case "granted":
      return reply({ kind: "granted", leaseMs: packet.grants ? settings.leaseMs : 0, seq: 1, complete: false });
  }
}
