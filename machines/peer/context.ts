/** How the peer machine's memory changes: plain functions of context and event, named by the chart's assign actions. */
import { compareFacts, initialFact, isMember, newestFact, nobody, type Fact } from "#machines/protocol/fact";
import { invariant } from "#machines/protocol/errors";
import type { ReplyBody } from "#machines/protocol/messages";
import type { Round } from "#machines/protocol/quorum";
import { countsSince } from "#machines/protocol/views";
import { jointOf } from "./completing.ts";
import { factsIn, knownFact, leaderIn } from "./guards.ts";
import { nothingHeard } from "./members.ts";
import type { PeerContext, PeerEventOf, PeerInput, PeerReply } from "./types.ts";

type Change = Partial<PeerContext>;

export function initialContext(input: PeerInput): PeerContext {
  return {
    self: input.self,
    ensemble: input.ensemble,
    settings: input.settings,
    promised: nobody,
    fact: initialFact([]),
    trusted: false,
    countsFrom: 0,
    heard: null,
    epochSeen: 0,
    leader: "",
    leaderHeardAt: 0,
    debt: null,
    round: null,
    awaits: "probed",
    job: 0,
    nextReq: input.firstReq,
    seed: input.seed,
    reason: "",
    successor: "",
    ...nothingHeard,
    completing: null,
    completed: false,
  };
}

/** What the disk held. A restarted peer may have granted a lease that it no longer remembers (PROTOCOL R11, HAZARDS P5). */
export function load(context: PeerContext, event: PeerEventOf<"ready">): Change {
  const { promised, fact, trusted, countsFrom = 0 } = event.record;
  return {
    promised,
    fact,
    trusted,
    countsFrom,
    epochSeen: Math.max(promised.epoch, fact.epoch),
    debt: context.settings.leaseMs > 0 ? { to: "", id: context.nextReq } : null,
    nextReq: context.nextReq + 1,
  };
}

/** The promise is the epoch from now on (PROTOCOL R3): whatever was awaited or followed belongs to the past. */
export function promise(context: PeerContext, event: PeerEventOf<"prepare">): Change {
  invariant(event.epoch > context.promised.epoch, "a promise only rises");
  return {
    promised: { epoch: event.epoch, candidate: event.from },
    epochSeen: Math.max(context.epochSeen, event.epoch),
    leader: "",
  };
}

/** A candidate's own promise, above everything it has met (PROTOCOL R5, R15). */
export function candidacy(context: PeerContext): Change {
  const epoch = Math.max(context.promised.epoch, context.fact.epoch, context.epochSeen) + 1;
  return { promised: { epoch, candidate: context.self }, epochSeen: epoch, leader: "" };
}

/** PROTOCOL R4: the candidate goes on from the newest fact among its own and those promised with. */
export function adoptNewestFact(context: PeerContext, replies: readonly PeerReply[]): Change {
  const fact = newestFact(context.fact, factsIn(replies));
  return { ...distrustAfter(context, fact), fact, heard: null };
}

/** Facts heard in probes say whom to ask next; they are not stored. */
export function noteHeardFacts(context: PeerContext, replies: readonly PeerReply[]): Change {
  const epochSeen = replies.reduce((highest, reply) => Math.max(highest, reply.epoch), context.epochSeen);
  return { heard: knownFact(context, replies), epochSeen };
}

/** Waiting for the commit of the leader that the probe found. */
export function followHeardLeader(context: PeerContext, replies: readonly PeerReply[]): Change {
  return { leader: leaderIn(context, replies) };
}

export function acceptNewEpoch(_context: PeerContext, event: PeerEventOf<"newEpoch">): Change {
  return { leader: event.from, leaderHeardAt: event.at };
}

/** HAZARDS P3: only ever a newer fact, or the same one again as a heartbeat. */
export function acceptCommit(context: PeerContext, event: PeerEventOf<"commit">): Change {
  const { fact, from } = event;
  const order = compareFacts(fact, context.fact);
  invariant(order >= 0 && fact.epoch >= context.promised.epoch, "facts only rise");
  invariant(order > 0 || fact.leader === context.fact.leader, "one ballot, one leader");
  const { leaseMs } = context.settings;
  return {
    ...distrustAfter(context, order > 0 ? fact : context.fact),
    promised: fact.epoch > context.promised.epoch ? { epoch: fact.epoch, candidate: from } : context.promised,
    fact: order > 0 ? fact : context.fact,
    heard: null,
    epochSeen: Math.max(context.epochSeen, fact.epoch),
    leader: from,
    leaderHeardAt: event.at,
    debt: leaseMs > 0 ? { to: from, id: context.nextReq } : context.debt,
    nextReq: context.nextReq + 1,
  };
}

/** The first fact of this leader's epoch. Heartbeats repeat it; only a change gives it a new seq. */
export function beginEpoch(context: PeerContext): Change {
  const { self, promised } = context;
  invariant(promised.candidate === self, "only the promised candidate leads");
  invariant(promised.epoch > context.fact.epoch, "a new leader's epoch is above every fact it adopted");
  const fact: Fact = { ...context.fact, epoch: promised.epoch, seq: 1, leader: self };
  return { fact, leader: self, debt: null, reason: "", successor: "", ...nothingHeard };
}

/** An exchange of a follower begins: with joint views that it has taken in this epoch, it is the one that makes it complete. */
export function beginCatchingUp(context: PeerContext): Change {
  return { completing: jointOf(context, context.fact), completed: false };
}

export function caughtUp(context: PeerContext): Change {
  return { trusted: true, countsFrom: 0, completed: context.completing !== null };
}

/** In no view by its own word, it misses what is written; one that only heard so keeps what it is trusted with. */
export function distrustOutsider(context: PeerContext): Change {
  return isMember(context.self, context.fact.views) ? {} : { trusted: false };
}

export function noteHigherEpoch(context: PeerContext, event: PeerEventOf<"higherEpochSeen">): Change {
  return { epochSeen: Math.max(context.epochSeen, event.epoch) };
}

/** A deadline that has passed clears only the debt it was set for. */
export function clearDebt(context: PeerContext, event: PeerEventOf<"debtPassed">): Change {
  return context.debt !== null && context.debt.id === event.id ? { debt: null } : {};
}

export function nextJob(context: PeerContext): Change {
  return { job: context.nextReq, nextReq: context.nextReq + 1 };
}

export function roundOpened(context: PeerContext, round: Round<ReplyBody>, awaits: ReplyBody["kind"]): Change {
  return { round, awaits, nextReq: context.nextReq + 1 };
}

/** One step of a 32-bit linear congruential generator: the jitter is the machine's own data, so a replay repeats it. */
export function nextSeed(context: PeerContext): Change {
  return { seed: (Math.imul(context.seed, 1_664_525) + 1_013_904_223) >>> 0 };
}

export function electionDelayMs(context: PeerContext): number {
  return (context.seed >>> 8) % (Math.floor(context.settings.electionJitterMs) + 1);
}

/**
 * A peer that comes in, or was outside for a while, gives up what it has of earlier epochs and others have not: it may be what is left
 * of reaped keys (HAZARDS P21). Once it has compared under the views that it came in by, it is trusted like any other.
 */
function distrustAfter(context: PeerContext, fact: Fact): Change {
  const countsFrom = countsSince(context.fact, fact, context.self);
  return countsFrom === 0 ? {} : { trusted: false, countsFrom: Math.max(context.countsFrom, countsFrom) };
}
