/**
 * What a leader knows of its followers, and how it changes the members by it. The steps of the fact are in
 * machines/protocol/views; here is when each may be taken. Source: PROTOCOL R4, R12-R14; docs/decisions/0010-membership.md.
 *
 * Everything that is known of a follower comes from its answers to commits of this epoch: which fact it holds, and whether it
 * is complete. Answers that come after their round has ended count too: it is the slowest member that matters here.
 */
import { isMember, membersOf, type View } from "#machines/protocol/fact";
import { notedOf, type PeerId } from "#machines/protocol/identifiers";
import type { MembersCode } from "#machines/protocol/messages";
import * as views from "#machines/protocol/views";
import type { ChangeAnswer, PeerContext, PeerEventOf } from "./types.ts";

type Change = Partial<PeerContext>;

/** How many commits are sent to a peer that was removed before it has to find out by asking. */
const tellRounds = 10;
/** ... and how many pass before: rounds under way still want its answers (PROTOCOL R13). */
const quietRounds = 2;

/** Of a leader whose epoch begins: nobody has said anything yet. */
export const nothingHeard = {
  taken: {},
  complete: [],
  synced: false,
  askedReq: 0,
  askedSeq: 0,
  committedSeq: 0,
  change: 0,
  left: [],
  tells: 0,
  granted: {},
} as const satisfies Change;

function hasQuorum(view: View, counts: (peer: PeerId) => boolean): boolean {
  return view.filter(counts).length * 2 > view.length;
}

function hasTaken(context: PeerContext, peer: PeerId, seq: number): boolean {
  return peer === context.self || notedOf(context.taken, peer) >= seq;
}

// -------------------------------------------------------------------------------------------------------------- guards

/** The round that ends is the one for the fact that was asked for last. */
export function isAskedRound(context: PeerContext, event: { readonly req: number }): boolean {
  return event.req === context.askedReq;
}

export function isGrant(context: PeerContext, event: PeerEventOf<"reply">): boolean {
  return event.body.kind === "granted" && event.epoch === context.promised.epoch;
}

export function mayChange({ fact }: PeerContext, event: PeerEventOf<"updateMembers">): boolean {
  return views.stageOf(fact) === "stable" && views.changeView(views.newestView(fact), event.changes).ok;
}

/** The new peers are there: a quorum of them follows and has taken the proposal, which a quorum of the present view holds. */
export function isProposalTaken(context: PeerContext): boolean {
  const { fact, committedSeq } = context;
  if (views.stageOf(fact) !== "proposed" || committedSeq !== fact.seq) return false;
  const [next = []] = fact.pending.views;
  return hasQuorum(next, (peer) => hasTaken(context, peer, views.seqSince(fact, fact.pending.vsn)));
}

/** PROTOCOL R12: a quorum of the new view is complete, the leader by its sync; and the joint views are committed. */
export function isNewViewReady(context: PeerContext): boolean {
  const { self, fact, committedSeq, complete, synced } = context;
  if (views.stageOf(fact) !== "joint" || committedSeq !== fact.seq) return false;
  return hasQuorum(views.newestView(fact), (peer) => (peer === self ? synced : complete.includes(peer)));
}

/** [new] has its quorum: no later leader can come from the joint views any more. */
export function isNewViewCommitted({ fact, committedSeq }: PeerContext): boolean {
  return views.stageOf(fact) === "settling" && committedSeq >= views.seqSince(fact, fact.viewVsn);
}

/** ... and this leader is not in it: it hands over and stops. */
export function isOutside(context: PeerContext): boolean {
  return isNewViewCommitted(context) && !isMember(context.self, context.fact.views);
}

/**
 * Whether a follower has taken the views in force, in this epoch: nothing is replicated to one that has not. What a peer has
 * acknowledged it can then find again, should it lose its data: its own fact says whom to ask.
 */
export function holdsViews({ fact, taken }: PeerContext, peer: PeerId): boolean {
  return notedOf(taken, peer) >= views.seqSince(fact, fact.viewVsn);
}

/** The leader's fact has its quorum, and every member has taken it: a condition of reaping. See docs/decisions/0009. */
export function isTakenByAll(context: PeerContext): boolean {
  const { fact, committedSeq } = context;
  return committedSeq === fact.seq && views.newestView(fact).every((peer) => hasTaken(context, peer, fact.seq));
}

// ------------------------------------------------------------------------------------------------------------- changes

/** What one follower says with its ack. The latest word counts: a peer that lost its data says so. */
export function noteGrant(context: PeerContext, { from, req, body }: PeerEventOf<"reply">): Change {
  if (body.kind !== "granted") return {};
  const { fact, taken, complete, left, granted } = context;
  const known = notedOf(taken, from);
  const isJoint = views.stageOf(fact) === "joint" && body.seq >= views.seqSince(fact, fact.viewVsn);
  const isComplete = body.complete && isJoint;
  const change: { -readonly [K in keyof Change]: Change[K] } = {};
  if (req > notedOf(granted, from)) change.granted = withEntry(granted, from, req);
  if (body.seq > known) change.taken = withEntry(taken, from, body.seq);
  if (isComplete !== complete.includes(from) && (isComplete || body.seq >= known))
    change.complete = isComplete ? [...complete, from] : complete.filter((peer) => peer !== from);
  if (left.includes(from) && body.seq >= views.seqSince(fact, fact.pending.vsn))
    change.left = left.filter((peer) => peer !== from);
  return change;
}

/** One by one, as a spread of what was spread before takes V8 far longer. */
function withEntry(record: Readonly<Record<PeerId, number>>, peer: PeerId, value: number): Record<PeerId, number> {
  const next: Record<PeerId, number> = {};
  for (const [known, before] of Object.entries(record)) next[known] = before;
  next[peer] = value;
  return next;
}

/** A commit of the present fact is asked for. */
export function askFor({ fact, nextReq }: PeerContext): Change {
  return { askedReq: nextReq, askedSeq: fact.seq };
}

/** The round that has met its quorum was for the fact that it asked for, which need not be the present one. */
export function noteCommitted({ askedSeq, left, tells }: PeerContext): Change {
  const isTold = left.length > 0 && tells <= 1;
  return { committedSeq: askedSeq, tells: Math.max(0, tells - 1), ...(isTold ? { left: [] } : {}) };
}

export function propose({ fact }: PeerContext, event: PeerEventOf<"updateMembers">): Change {
  const changed = views.changeView(views.newestView(fact), event.changes);
  if (!changed.ok) return {};
  return { fact: views.proposeViews(fact, changed.view), change: event.id, left: [], tells: 0 };
}

export function takeJointViews({ fact }: PeerContext): Change {
  return { fact: views.joinViews(fact), complete: [] };
}

export function takeNewView({ fact }: PeerContext): Change {
  return { fact: views.settleViews(fact) };
}

/** Whoever was concerned and is a member no more is told for a while. */
export function endChange({ fact }: PeerContext): Change {
  const left = membersOf(fact.pending.views).filter((peer) => !isMember(peer, fact.views));
  return { fact: views.clearPending(fact), change: 0, left, tells: quietRounds + tellRounds };
}

// ------------------------------------------------------------------------------------------------------------- effects

/**
 * Whom a commit is sent to beside the members: peers that are to become members; those of the old view while they still
 * count for data; and for a while those that are members no more.
 */
export function alsoTold({ fact, left, tells }: PeerContext): readonly PeerId[] {
  const stage = views.stageOf(fact);
  if (stage === "proposed" || stage === "settling") return membersOf(fact.pending.views);
  return tells <= tellRounds ? left : [];
}

/**
 * Who is to lead next: another member of the newest view; best one that holds that view and all data besides, and of these the
 * one that was there last.
 */
export function successorOf({ fact, taken, complete, granted, self }: PeerContext): PeerId | "" {
  const others = views.newestView(fact).filter((peer) => peer !== self);
  const since = views.seqSince(fact, fact.viewVsn);
  const merits = (peer: PeerId): readonly number[] => [
    notedOf(taken, peer) >= since ? 1 : 0,
    complete.includes(peer) ? 1 : 0,
    notedOf(granted, peer),
  ];
  const isBetter = (one: readonly number[], other: readonly number[]): boolean => {
    const at = one.findIndex((merit, index) => merit !== other[index]);
    return at >= 0 && (one[at] ?? 0) > (other[at] ?? 0);
  };
  return others.reduce<PeerId | "">(
    (best, peer) => (best === "" || isBetter(merits(peer), merits(best)) ? peer : best),
    "",
  );
}

export function refusalOf({ fact }: PeerContext, event: PeerEventOf<"updateMembers">): ChangeAnswer {
  const refuse = (code: MembersCode, message: string): ChangeAnswer => ({ id: event.id, code, message });
  if (views.stageOf(fact) !== "stable")
    return refuse("CHANGE_IN_PROGRESS", "another change of the members is under way: wait until it has ended");
  const changed = views.changeView(views.newestView(fact), event.changes);
  return changed.ok
    ? refuse("UNAVAILABLE", "the change was not begun; ask again")
    : refuse(changed.code, changed.message);
}

export function changeDone({ change }: PeerContext): ChangeAnswer {
  return { id: change, code: "ok", message: "" };
}

export function changeAbandoned({ change, fact }: PeerContext): ChangeAnswer {
  const missing = membersOf(fact.pending.views).filter((peer) => !isMember(peer, fact.views));
  const message = `no quorum of the new members (${missing.join(", ")}) came up in time: nothing was changed`;
  return { id: change, code: "UNAVAILABLE", message };
}

/** Leadership ends, for whatever reason: the next leader goes on with what a quorum holds. */
export function changeLeft(context: PeerContext): ChangeAnswer {
  if (isNewViewCommitted(context)) return changeDone(context);
  const message = "the leader left while the change was under way; the next one may go on with it: look at the views";
  return { id: context.change, code: "UNKNOWN_OUTCOME", message };
}
