/** All steps that a peer can take, each computed once: by the state it is in and what happens to it. */
import { getNextTransitions } from "xstate";
import type { PeerMachine } from "#machines/peer/machine";
import type { AnswerParams, PeerEvent } from "#machines/peer/types";
import { judgeAcceptance, judgeCell, judgeStep } from "./judge-step.ts";
import { Packets, nameOf, type Packet } from "./packets.ts";
import { nobodyAt } from "./positions.ts";
import { names, PeerStates, stateName, type PeerState } from "./peer-states.ts";
import { eventOf, PeerStepper, type RawStep, type StepOptions } from "./peer-step.ts";
import type { Breach } from "./rules.ts";

/** A step, in the peer's own names. */
export interface Step {
  /** The peer's next state; -1 when the chart threw. */
  readonly next: number;
  readonly sent: readonly number[];
  readonly began: number;
  readonly keepsRound: boolean;
  readonly breaches: readonly Breach[];
}

export type LocalKind =
  | "timeout"
  | "debtPassed"
  | "exchangeComplete"
  | "exchangeFailed"
  | "repairComplete"
  | "leaseLost"
  | "stepDown"
  | "treeCorrupted"
  | "crash";

/** Something that happens at a peer without a message. */
export interface LocalEvent {
  readonly kind: LocalKind;
  readonly name: string;
  readonly step: Step;
}

/** How another peer would answer an exchange now. */
export const exchangeAnswers = { refused: 0, untrusted: 1, trusted: 2, leads: 3 } as const;

const late = 0x10000;
const noBreach: readonly Breach[] = [];

export class Peers {
  readonly packets = new Packets();
  readonly states: PeerStates;
  readonly #machine: PeerMachine;
  readonly #stepper: PeerStepper;
  readonly #events: LocalEvent[][] = [];
  readonly #settled: Map<number, number>[] = [];
  readonly #deliveries: Map<number, Step>[] = [];
  readonly #exchanges = new Map<string, number>();
  readonly #stuck = new Map<number, readonly Breach[]>();
  hits = 0;

  constructor(options: StepOptions) {
    this.#machine = options.machine;
    this.#stepper = new PeerStepper(options);
    this.states = new PeerStates(options.machine);
  }

  get computed(): number {
    return this.#stepper.computed;
  }

  start(record: PeerState["durable"]): Step {
    return this.#finish(this.#stepper.start(record), []);
  }

  /** What `packet`, which is to the peer itself, does to it. */
  deliver(id: number, packet: number, isLate: boolean): Step {
    const steps = (this.#deliveries[id] ??= new Map());
    const key = isLate ? packet + late : packet;
    const known = steps.get(key);
    if (known !== undefined) {
      this.hits += 1;
      return known;
    }
    const content = this.packets.of(packet);
    const step = this.#take(id, eventOf(content, isLate), content);
    steps.set(key, step);
    return step;
  }

  /** Whether a late probe answer differs from a fresh one: only a follower's does. */
  isTimed(id: number, packet: number): boolean {
    const { context } = this.states.of(id).snapshot;
    return this.packets.of(packet).kind === "probe" && context.leader !== "" && context.leader !== context.self;
  }

  events(id: number): readonly LocalEvent[] {
    const known = this.#events[id];
    if (known !== undefined) {
      this.hits += known.length;
      return known;
    }
    const events = this.#localEvents(id);
    this.#events[id] = events;
    return events;
  }

  /**
   * The simplest answer that does the same to the peer, now and as long as it awaits answers of that round: what is below
   * its promise teaches it nothing (its promise only rises, and `epochSeen` is above it), and one answer ends a round of
   * probes whoever gave it. Kept only where the chart's own step agrees.
   */
  settled(id: number, packet: number): number {
    const settled = (this.#settled[id] ??= new Map());
    const known = settled.get(packet);
    if (known !== undefined) return known;
    const simpler = this.#simpler(id, packet);
    const chosen = simpler !== packet && this.#isSame(id, packet, simpler) ? simpler : packet;
    settled.set(packet, chosen);
    return chosen;
  }

  #simpler(id: number, packet: number): number {
    const { kind, epoch, named } = this.packets.of(packet);
    const { promised, round } = this.states.of(id).snapshot.context;
    if (kind === "probed") {
      const isOld = epoch < promised.epoch || (epoch === promised.epoch && named === nobodyAt);
      const change = isOld ? { epoch: 0, named: nobodyAt } : {};
      const isFirst = round !== null && (round.valid | round.nacks) === 0;
      return this.packets.changed(packet, isFirst ? { ...change, from: 0 } : change);
    }
    return epoch <= promised.epoch ? this.packets.changed(packet, { epoch: 0 }) : packet;
  }

  #isSame(id: number, packet: number, simpler: number): boolean {
    const one = this.deliver(id, packet, false);
    const other = this.deliver(id, simpler, false);
    return one.next === other.next && one.keepsRound === other.keepsRound && one.sent.join() === other.sent.join();
  }

  /** What the peer would answer to an exchange that `from` (in its own names) begins. */
  exchangeAnswer(id: number, from: number, epoch: number, sync: boolean): number {
    const key = `${id}.${from}.${epoch}.${sync}`;
    const known = this.#exchanges.get(key);
    if (known !== undefined) return known;
    const answers = this.#answersTo(this.states.of(id), { from, epoch, sync });
    const body = answers[0]?.body;
    const answer =
      body?.kind !== "exchanging"
        ? exchangeAnswers.refused
        : !body.trusted
          ? exchangeAnswers.untrusted
          : body.leads
            ? exchangeAnswers.leads
            : exchangeAnswers.trusted;
    this.#exchanges.set(key, answer);
    return answer;
  }

  /** What is wrong with a state by itself, once its events were asked for. */
  stuck(id: number): readonly Breach[] {
    return this.#stuck.get(id) ?? noBreach;
  }

  #answersTo(state: PeerState, ask: { from: number; epoch: number; sync: boolean }): AnswerParams[] {
    const { epoch, sync } = ask;
    // Members do not change here: nobody has been outside, whatever the asker's fact is.
    const { fact } = state.snapshot.context;
    const event: PeerEvent = { type: "exchange", from: nameOf(ask.from), req: names.round, epoch, sync, fact, at: 0 };
    return this.#stepper.answers(state, event);
  }

  #localEvents(id: number): LocalEvent[] {
    const state = this.states.of(id);
    const { snapshot, owes, exchange, durable } = state;
    const { context } = snapshot;
    const events: LocalEvent[] = [];
    const add = (kind: LocalKind, name: string, event: PeerEvent | { readonly type: string }) =>
      events.push({ kind, name, step: this.#take(id, event) });
    const timeouts = getNextTransitions(snapshot).map(({ eventType }) => eventType);
    for (const type of new Set(timeouts.filter((each) => each.startsWith("xstate.after."))))
      add("timeout", type.split(".")[2] ?? type, { type });
    if (owes) add("debtPassed", "debtPassed", { type: "debtPassed", id: names.debt });
    if (exchange !== null) {
      add("exchangeComplete", "exchangeComplete", { type: "exchangeComplete", job: names.job });
      add("exchangeFailed", "exchangeFailed", { type: "exchangeFailed", job: names.job, reason: "explored" });
    }
    const top = stateName(snapshot);
    if (top === "repair") add("repairComplete", "repairComplete", { type: "repairComplete", job: names.job });
    const hasOwn = events.some(({ kind }) => kind !== "debtPassed");
    if (snapshot.hasTag("serving")) add("leaseLost", "leaseLost", { type: "leaseLost", epoch: context.promised.epoch });
    if (top === "leading") {
      for (const successor of ["b", "c", ""])
        add("stepDown", `stepDown(${successor})`, { type: "stepDown", reason: "explored", successor });
    }
    if (top !== "repair") add("treeCorrupted", "treeCorrupted", { type: "treeCorrupted", reason: "explored" });
    const restart = this.#finish(this.#stepper.start(durable), [], state);
    events.push({ kind: "crash", name: "crash", step: restart });
    if (!hasOwn) this.#stuck.set(id, [{ rule: "stuck", what: `nothing is ahead in ${top}` }]);
    return events;
  }

  #take(id: number, event: PeerEvent | { readonly type: string }, packet: Packet | null = null): Step {
    const before = this.states.of(id);
    try {
      const raw = this.#stepper.step(before, event);
      const breaches = judgeCell(this.#machine, before.snapshot, event as PeerEvent);
      if (packet !== null) breaches.push(...judgeAcceptance(packet, before, raw));
      return this.#finish(raw, breaches, before);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      return { next: -1, sent: [], began: 0, keepsRound: true, breaches: [{ rule: "exception", what }] };
    }
  }

  #finish(raw: RawStep, breaches: readonly Breach[], before?: PeerState): Step {
    return {
      next: this.states.intern(raw.value, raw.context, raw.host),
      sent: raw.sent.map((packet) => this.packets.intern(packet)),
      began: raw.began,
      keepsRound: raw.keepsRound,
      breaches: before === undefined ? breaches : [...breaches, ...judgeStep(before, raw)],
    };
  }
}
