/**
 * States of one explored peer: its chart's snapshot, what its disk holds, and what its host keeps beside the chart (the
 * debt's deadline, the running exchange, the lease). Two that no future can tell apart are one:
 *
 * - request ids, job numbers and the names of debts become constants (`names` below), the jitter's seed too;
 * - `epochSeen` is compared as the highest epoch met, so it is raised to what the promise and the fact say;
 * - `heard` says whom to ask, by its views, and these are fixed; `reason` and `successor` are only shown;
 * - time is not counted: each timeout may happen whenever its state is active.
 */
import type { SnapshotFrom } from "xstate";
import { nothingHeard } from "#machines/peer/members";
import type { PeerContext } from "#machines/peer/types";
import type { PeerMachine } from "#machines/peer/machine";
import { initialFact, type Fact, type PeerRecord, type Promised } from "#machines/protocol/fact";
import { invariant } from "#machines/protocol/errors";
import type { ReplyBody } from "#machines/protocol/messages";
import type { Round } from "#machines/protocol/quorum";
import { localIndex, localNames, nobodyAt } from "./positions.ts";

export type PeerSnapshot = SnapshotFrom<PeerMachine>;

/** What stands for ids that only need to be equal or different. */
export const names = { round: 1, job: 2, debt: 3, oldDebt: 4, next: 10, seed: 1 } as const;

export interface RunningExchange {
  readonly epoch: number;
  readonly sync: boolean;
  readonly trusted: boolean;
}

/** What a host keeps for its peer's chart. */
export interface HostState {
  readonly durable: PeerRecord;
  /** A deadline runs for the debt. */
  readonly owes: boolean;
  readonly exchange: RunningExchange | null;
  /** Whose grants the valid lease of this leader stands on, as bits of local names; 0 without a lease. */
  readonly lease: number;
}

export interface PeerState extends HostState {
  readonly snapshot: PeerSnapshot;
}

/** Looked up often, so kept as numbers. */
export interface PeerFacts {
  /** The epoch that this peer leads, 0 when it does not. */
  readonly leads: number;
  readonly promise: number;
  readonly durablePromise: number;
  /** Of the durable promise, seen from the peer. */
  readonly durableCandidate: number;
  readonly durableFact: number;
  readonly lease: number;
}

const views = initialFact([...localNames]).views;

export function fixedFact(epoch: number, seq: number, leader: string): Fact {
  return { ...initialFact([]), epoch, seq, leader, views };
}

function canonicalFact({ epoch, seq, leader }: Fact): Fact {
  return fixedFact(epoch, seq, leader);
}

function canonicalRound(round: Round<ReplyBody> | null): Round<ReplyBody> | null {
  return round === null ? null : { ...round, req: names.round };
}

export function canonicalContext(context: PeerContext, newestDebt: number | null): PeerContext {
  const { promised, fact, debt, round } = context;
  return {
    ...context,
    promised: { epoch: promised.epoch, candidate: promised.candidate },
    fact: canonicalFact(fact),
    heard: null,
    epochSeen: Math.max(context.epochSeen, promised.epoch, fact.epoch),
    leaderHeardAt: 0,
    debt: debt === null ? null : { to: debt.to, id: debt.id === newestDebt ? names.debt : names.oldDebt },
    round: canonicalRound(round),
    awaits: round === null ? "probed" : context.awaits,
    job: names.job,
    nextReq: names.next,
    seed: names.seed,
    reason: "",
    successor: "",
    // What matters to a change of members only.
    ...nothingHeard,
    askedReq: names.round,
    completing: null,
    completed: false,
  };
}

export function canonicalRecord({ promised, fact, trusted }: PeerRecord): PeerRecord {
  return { promised: { epoch: promised.epoch, candidate: promised.candidate }, fact: canonicalFact(fact), trusted };
}

const recordKey = ({ promised, fact, trusted }: PeerRecord): string =>
  `${promised.epoch}${promised.candidate}.${fact.epoch}.${fact.seq}${fact.leader}${trusted ? "t" : "u"}`;

function keyOf(state: PeerState): string {
  const { snapshot, durable, owes, exchange, lease } = state;
  const { context } = snapshot;
  const round = context.round === null ? 0 : [context.awaits, context.round.valid, context.round.nacks];
  return JSON.stringify([
    ...[snapshot.value, recordKey(context), recordKey(durable), context.epochSeen, context.leader, context.debt],
    ...[round, context.round?.replies ?? 0, owes, exchange, lease],
  ]);
}

/** The top-level state. */
export function stateName(snapshot: PeerSnapshot): string {
  const { value } = snapshot;
  return typeof value === "string" ? value : (Object.keys(value)[0] ?? "");
}

export function describeState(state: PeerState, name: (local: number) => string): string {
  const { context, value } = state.snapshot;
  const called = (local: string) => (localIndex(local) === nobodyAt ? "?" : name(localIndex(local)));
  const regions = typeof value === "string" ? value : flatten(value as Readonly<Record<string, unknown>>);
  const parts = [regions];
  if (context.promised.epoch > 0)
    parts.push(`promised ${context.promised.epoch} to ${called(context.promised.candidate)}`);
  if (context.fact.epoch > 0) parts.push(`fact ${context.fact.epoch} of ${called(context.fact.leader)}`);
  if (context.leader !== "") parts.push(`leader ${called(context.leader)}`);
  if (context.debt !== null) parts.push(`owes ${called(context.debt.to)}`);
  if (!context.trusted) parts.push("untrusted");
  if (state.lease !== 0) parts.push("lease valid");
  return parts.join(", ");
}

function flatten(value: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(value).map(([key, inner]) => {
    if (typeof inner === "string") return `${key}.${inner}`;
    return `${key}.${flatten(inner as Readonly<Record<string, unknown>>)}`;
  });
  return parts.join("+");
}

function factsOf(state: PeerState): PeerFacts {
  const { snapshot, durable, lease } = state;
  return {
    leads: stateName(snapshot) === "leading" ? snapshot.context.promised.epoch : 0,
    promise: snapshot.context.promised.epoch,
    durablePromise: durable.promised.epoch,
    durableCandidate: localIndex(durable.promised.candidate),
    durableFact: durable.fact.epoch,
    lease,
  };
}

export class PeerStates {
  readonly all: PeerState[] = [];
  readonly facts: PeerFacts[] = [];
  readonly #machine: PeerMachine;
  readonly #byKey = new Map<string, number>();
  readonly #mirrored: number[] = [];

  constructor(machine: PeerMachine) {
    this.#machine = machine;
  }

  of(id: number): PeerState {
    const state = this.all[id];
    invariant(state !== undefined, "a peer state that was met");
    return state;
  }

  /** `value` and `context` as the chart left them; the context in its canonical form. */
  intern(value: PeerSnapshot["value"], context: PeerContext, host: HostState): number {
    const snapshot = this.#machine.resolveState({ value, context });
    const state: PeerState = { snapshot, ...host };
    const key = keyOf(state);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const id = this.all.push(state) - 1;
    this.#byKey.set(key, id);
    this.facts.push(factsOf(state));
    return id;
  }

  /** The same peer in a world where `b` and `c` have changed names. */
  mirrored(id: number): number {
    const known = this.#mirrored[id];
    if (known !== undefined) return known;
    const { snapshot, durable, owes, exchange, lease } = this.of(id);
    const made = this.intern(snapshot.value, mirrorContext(snapshot.context), {
      durable: mirrorRecord(durable),
      owes,
      exchange,
      lease: mirrorBits(lease),
    });
    this.#mirrored[id] = made;
    this.#mirrored[made] = id;
    return made;
  }

  /** The same leader once the lease that stands on `local`'s grant has run out. */
  withoutLeaseOf(id: number, local: number): number {
    const state = this.of(id);
    if ((state.lease & (1 << local)) === 0) return id;
    const { snapshot, durable, owes, exchange } = state;
    return this.intern(snapshot.value, snapshot.context, { durable, owes, exchange, lease: 0 });
  }
}

const mirrorName = (name: string): string => (name === "b" ? "c" : name === "c" ? "b" : name);
const mirrorBits = (bits: number): number => (bits & 1) | ((bits & 2) << 1) | ((bits & 4) >> 1);
const mirrorPromise = ({ epoch, candidate }: Promised): Promised => ({ epoch, candidate: mirrorName(candidate) });
const mirrorFact = ({ epoch, seq, leader }: Fact): Fact => fixedFact(epoch, seq, mirrorName(leader));

function mirrorRecord({ promised, fact, trusted }: PeerRecord): PeerRecord {
  return { promised: mirrorPromise(promised), fact: mirrorFact(fact), trusted };
}

function mirrorBody(body: ReplyBody): ReplyBody {
  if (body.kind === "promise") return { ...body, fact: mirrorFact(body.fact) };
  if (body.kind === "probed") return { ...body, fact: mirrorFact(body.fact), leader: mirrorName(body.leader) };
  return body;
}

function mirrorContext(context: PeerContext): PeerContext {
  const { promised, fact, debt, round, leader } = context;
  return {
    ...context,
    promised: mirrorPromise(promised),
    fact: mirrorFact(fact),
    leader: mirrorName(leader),
    debt: debt === null ? null : { ...debt, to: mirrorName(debt.to) },
    round:
      round === null
        ? null
        : {
            ...round,
            valid: mirrorBits(round.valid),
            nacks: mirrorBits(round.nacks),
            replies: round.replies.map((reply) => ({
              ...reply,
              from: mirrorName(reply.from),
              body: mirrorBody(reply.body),
            })),
          },
  };
}
