/**
 * A membership change, as the steps of a fact. Source: riak_ensemble "Modifying ensembles", "Facts"; PROTOCOL R12-R14;
 * docs/decisions/0010-membership.md argues each step.
 *
 *   stable    -- proposeViews -->  proposed   pending = [new, old]; the new peers are told, nothing counts differently
 *   proposed  -- joinViews ----->  joint      views = [new, old]: everything needs a quorum of both
 *   joint     -- settleViews --->  settling   views = [new], once a quorum of the new view is complete (R12)
 *   settling  -- clearPending -->  stable     once that commit has its quorum; until then writes count in both (R14)
 *
 * `proposed` may also be given up (clearPending): nothing has changed yet. There is one change at a time, so there are
 * never more than two views.
 */
import { compareBallots, sameBallot, type Ballot } from "./ballot.ts";
import { invariant } from "./errors.ts";
import { isMember, membersOf, type Fact, type View, type Views } from "./fact.ts";
import { nodeOf, type PeerId } from "./identifiers.ts";
import { maxMembers } from "./quorum.ts";

export type ViewStage = "stable" | "proposed" | "joint" | "settling";

export function stageOf({ views, pending, pendVsn }: Fact): ViewStage {
  if (views.length > 1) return "joint";
  if (pending.views.length === 0) return "stable";
  return compareBallots(pending.vsn, pendVsn) > 0 ? "proposed" : "settling";
}

/**
 * Whether a fact by itself shows that its views have been committed by a quorum: a leader clears `pending`, or proposes
 * the next change, only after the commit of [new] had one.
 */
export function showsCommittedViews(fact: Fact): boolean {
  const stage = stageOf(fact);
  return stage === "stable" || stage === "proposed";
}

/** Whether the fact has any use for a peer: as a member, or as one that is to become a member. */
export function concerns(fact: Fact, peer: PeerId): boolean {
  return isMember(peer, fact.views) || isMember(peer, fact.pending.views);
}

/**
 * Whether a peer may have been outside between two facts, or is: no member by the second, or a change was settled in between
 * that the first knew nothing of, or by which the peer left. It may still have what was reaped meanwhile (PROTOCOL R10 asks
 * the members only).
 */
export function wasOutside(before: Fact, after: Fact, peer: PeerId): boolean {
  if (!isMember(peer, after.views)) return true;
  if (sameBallot(after.commitVsn, before.commitVsn)) return false;
  return !sameBallot(after.commitVsn, before.pendVsn) || !newestView(before).includes(peer);
}

/** Whether a peer comes in by these joint views: what it may have is of an earlier membership. */
function comesIn({ views }: Fact, peer: PeerId): boolean {
  return views.length > 1 && isMember(peer, views) && views.at(-1)?.includes(peer) !== true;
}

/**
 * A peer that knew `before` hears of `after`: from which epoch on what it has counts, or 0 when nothing has become of less account.
 *
 * When it comes in, all that was acknowledged before is held by the old view, which it is not in. When it may have been outside, a
 * change was settled that it did not complete: a quorum of others did, and these hold all that was acknowledged before that change was
 * proposed. What has been reaped since is of earlier epochs than the proposal: nothing is reaped while a change is under way, and
 * afterwards only what this member holds as a tombstone too (PROTOCOL R10). See docs/decisions/0009.
 */
export function countsSince(before: Fact, after: Fact, peer: PeerId): number {
  if (comesIn(after, peer)) {
    const isKnown = comesIn(before, peer) && sameBallot(before.pendVsn, after.pendVsn);
    return isKnown ? 0 : Math.max(1, after.pendVsn.epoch);
  }
  return wasOutside(before, after, peer) ? Math.max(1, after.commitVsn.epoch) : 0;
}

/** The view that decides who is complete, and who leads in the end. */
export function newestView({ views }: Fact): View {
  return views[0] ?? [];
}

/**
 * Whose answers make an exchange complete. While views are joint every settled object has a quorum of the old view, and
 * that of the new one may have nothing yet: the old view alone decides (PROTOCOL R14).
 */
export function exchangeViews(views: Views): Views {
  return views.length > 1 ? views.slice(-1) : views;
}

/**
 * The views in which K/V rounds count: both until the commit of [new] has its quorum (PROTOCOL R14). Another leader may
 * still come that has seen the joint views only, and syncs with the old one.
 *
 * @param committedSeq the newest fact of this leader that a quorum has accepted.
 */
export function dataViews(fact: Fact, committedSeq: number): Views {
  const isUncommitted = stageOf(fact) === "settling" && committedSeq < seqSince(fact, fact.viewVsn);
  return isUncommitted ? fact.pending.views : fact.views;
}

/** The first seq of this fact's epoch whose fact holds what `vsn` names; what an earlier epoch set is in all of them. */
export function seqSince({ epoch }: Fact, vsn: Ballot): number {
  return vsn.epoch === epoch ? vsn.seq : 1;
}

// --------------------------------------------------------------------------------------------------------------- steps

function step(fact: Fact, change: (ballot: Ballot) => Partial<Fact>): Fact {
  const ballot: Ballot = { epoch: fact.epoch, seq: fact.seq + 1 };
  return { ...fact, seq: ballot.seq, ...change(ballot) };
}

export function proposeViews(fact: Fact, view: View): Fact {
  invariant(stageOf(fact) === "stable", "one change at a time");
  invariant(view.length > 0, "no view is ever empty");
  return step(fact, (vsn) => ({ pending: { vsn, views: [view, ...fact.views] } }));
}

export function joinViews(fact: Fact): Fact {
  invariant(stageOf(fact) === "proposed", "joint views were proposed before");
  const { vsn, views } = fact.pending;
  return step(fact, (viewVsn) => ({ views, viewVsn, pendVsn: vsn }));
}

export function settleViews(fact: Fact): Fact {
  invariant(stageOf(fact) === "joint", "a new view stands alone after it was joint");
  return step(fact, (viewVsn) => ({ views: [newestView(fact)], viewVsn, commitVsn: fact.pendVsn }));
}

export function clearPending(fact: Fact): Fact {
  const stage = stageOf(fact);
  invariant(stage === "settling" || stage === "proposed", "what is cleared was pending");
  return step(fact, (vsn) => ({ pending: { vsn, views: [] } }));
}

// ---------------------------------------------------------------------------------------------------------- validation

/** One change of a view. */
export interface MemberChange {
  readonly op: "add" | "remove";
  readonly peer: PeerId;
}

export type ChangedView =
  | { readonly ok: true; readonly view: View }
  | {
      readonly ok: false;
      readonly code: "INVALID_ARGUMENT" | "NOT_A_MEMBER" | "ALREADY_MEMBER";
      readonly message: string;
    };

/** HAZARDS P12: never empty, nobody twice, one peer a node, never more than a round can count. */
export function changeView(view: View, changes: readonly MemberChange[]): ChangedView {
  const invalid = (message: string): ChangedView => ({ ok: false, code: "INVALID_ARGUMENT", message });
  if (changes.length === 0) return invalid("there is nothing to change: name at least one peer to add or remove");
  if (new Set(changes.map(({ peer }) => peer)).size < changes.length)
    return invalid("a peer may be named only once in a change");
  let next: readonly PeerId[] = view;
  for (const { op, peer } of changes) {
    if (op === "add" && view.includes(peer))
      return { ok: false, code: "ALREADY_MEMBER", message: `${peer} is a member already` };
    if (op === "remove" && !view.includes(peer))
      return { ok: false, code: "NOT_A_MEMBER", message: `${peer} is not a member: ${view.join(", ")} are` };
    next = op === "add" ? [...next, peer] : next.filter((other) => other !== peer);
  }
  if (next.length === 0) return invalid("a view is never empty: an ensemble without members could never change again");
  const together = membersOf([next, view]);
  if (new Set(together.map(nodeOf)).size < together.length)
    return invalid("a node holds one peer of an ensemble: remove its earlier one first, in a change of its own");
  if (together.length > maxMembers)
    return invalid(`the old and the new view together may have at most ${maxMembers} members; change fewer at a time`);
  return { ok: true, view: next };
}
