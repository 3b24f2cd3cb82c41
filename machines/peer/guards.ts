/** Guards of the peer machine: plain functions of context and event, tested without XState. */
import { compareFacts, isMember, newestFact, type Fact } from "#machines/protocol/fact";
import { countVotes, makeElectorate, bitOf } from "#machines/protocol/quorum";
import { concerns, showsCommittedViews } from "#machines/protocol/views";
import { isMatchingVote } from "./votes.ts";
import type { PeerContext, PeerEventOf, PeerReply } from "./types.ts";

/** Whether a lease this peer may have granted keeps it from promising `candidate` (PROTOCOL R11). */
export function isBoundByLease(context: PeerContext, candidate: string): boolean {
  return context.debt !== null && context.debt.to !== candidate;
}

/** The same promise asked for again (a repeated frame): answered again, changes nothing (PROTOCOL R5). */
export function isRepeatedPromise(context: PeerContext, event: PeerEventOf<"prepare">): boolean {
  return event.epoch === context.promised.epoch && event.from === context.promised.candidate;
}

/** PROTOCOL R3, R11, R15: a higher epoch than ever promised, and no lease of another leader in the way. */
export function mayPromise(context: PeerContext, event: PeerEventOf<"prepare">): boolean {
  return event.epoch > context.promised.epoch && !isBoundByLease(context, event.from);
}

/** PROTOCOL R11 binds a candidate too. */
export function mayPrepare(context: PeerContext): boolean {
  return !isBoundByLease(context, context.self);
}

/** The second phase is accepted only from the very candidate that was promised. */
export function isPromisedEpoch(context: PeerContext, event: PeerEventOf<"newEpoch">): boolean {
  return event.epoch === context.promised.epoch && event.from === context.promised.candidate;
}

export function isStaleEpoch(context: PeerContext, event: { readonly epoch: number }): boolean {
  return event.epoch < context.promised.epoch;
}

/**
 * HAZARDS P3: facts only rise, and a commit comes from the leader of its epoch. That need not be the candidate that this
 * peer promised the epoch to: an epoch has one leader at most (PROTOCOL R15), so a commit in it names that leader. An equal
 * fact is a heartbeat.
 */
export function mayAcceptCommit(context: PeerContext, event: PeerEventOf<"commit">): boolean {
  const { fact, from } = event;
  if (fact.leader !== from || from === context.self) return false;
  if (fact.epoch < context.promised.epoch) return false;
  if (fact.epoch === context.fact.epoch && from !== context.fact.leader) return false;
  return compareFacts(fact, context.fact) >= 0;
}

export function isHigherCommit(context: PeerContext, event: PeerEventOf<"commit">): boolean {
  return event.fact.epoch > context.promised.epoch;
}

/** Source: riak_ensemble `is_pending`: this peer is in no view of the newest fact that it knows of. */
export function isPending(context: PeerContext, replies: readonly PeerReply[] = []): boolean {
  return !isMember(context.self, knownFact(context, replies).views);
}

/**
 * HAZARDS P13: a newer fact than its own says that it is no member, nor to become one, and that fact's views are known to have
 * been committed: there is nothing left to wait for.
 */
export function isRemoved(context: PeerContext): boolean {
  const known = knownFact(context);
  return compareFacts(known, context.fact) > 0 && showsCommittedViews(known) && !concerns(known, context.self);
}

/** A leader says so itself. */
export function isRemoval(context: PeerContext, event: PeerEventOf<"commit">): boolean {
  const { fact } = event;
  return mayAcceptCommit(context, event) && showsCommittedViews(fact) && !concerns(fact, context.self);
}

export function isUntrusted(context: PeerContext): boolean {
  return !context.trusted;
}

/** The newest fact known, for finding peers: never stored from a probe. */
export function knownFact(context: PeerContext, replies: readonly PeerReply[] = []): Fact {
  const own = context.heard === null ? context.fact : newestFact(context.fact, [context.heard]);
  return newestFact(own, factsIn(replies));
}

export function factsIn(replies: readonly PeerReply[]): Fact[] {
  const facts: Fact[] = [];
  for (const { body } of replies) if (body.kind === "probed" || body.kind === "promise") facts.push(body.fact);
  return facts;
}

/**
 * The leader that a quorum of probe replies points at, or empty. A claim counts when its epoch is not below any promise
 * met, and when the claimant heard that leader lately: a dead leader must not keep two followers pointing at each other.
 */
export function leaderIn(context: PeerContext, replies: readonly PeerReply[]): string {
  let leader = "";
  let epoch = context.promised.epoch;
  for (const reply of replies) {
    const { body } = reply;
    if (body.kind !== "probed" || reply.epoch < epoch) continue;
    const claim = body.leaderAgeMs * 2 <= context.settings.followerTimeoutMs ? body.leader : "";
    if (reply.epoch > epoch || leader === "") leader = claim;
    epoch = reply.epoch;
  }
  return leader;
}

export function hasLeader(context: PeerContext, replies: readonly PeerReply[]): boolean {
  const leader = leaderIn(context, replies);
  return leader !== "" && leader !== context.self;
}

/** The newest fact that was promised with, or the candidate's own: the one to go on from. */
export function promisedFact(context: PeerContext, replies: readonly PeerReply[]): Fact {
  return newestFact(context.fact, factsIn(replies));
}

/**
 * PROTOCOL R4: the promises must be a quorum under the views of the newest fact among them, which need not be the fact
 * that this candidate knew when it asked.
 */
export function hasPromisesUnderNewestFact(context: PeerContext, replies: readonly PeerReply[]): boolean {
  const newest = promisedFact(context, replies);
  const electorate = makeElectorate(context.self, newest.views, "quorum");
  let valid = 0;
  for (const reply of replies) valid |= bitOf(electorate.members, reply.from);
  return electorate.selfBit !== 0 && countVotes(electorate, valid, 0) === "met";
}

export function isCurrentJob(context: PeerContext, event: { readonly job: number }): boolean {
  return event.job === context.job;
}

export function isAwaitedReply(context: PeerContext, event: PeerEventOf<"reply">): boolean {
  return context.round !== null && context.round.req === event.req && isMatchingVote(context.round, event);
}

/** PROTOCOL R3, R20, R21: who may compare with this peer. */
export function exchangeRefusal(context: PeerContext, event: PeerEventOf<"exchange">): "epoch" | null {
  if (event.epoch < context.promised.epoch) return "epoch";
  if (!event.sync) return null;
  // Who follows that leader by its commit is in its epoch, whomever it had promised it to.
  const isLeader = context.promised.candidate === event.from || context.leader === event.from;
  return event.epoch === context.promised.epoch && isLeader ? null : "epoch";
}
