/**
 * When a follower is complete: PROTOCOL R12. Its exchange began after it had taken the joint views in this epoch, and was with
 * a trusted quorum of the old view, all of them in this epoch.
 */
import { sameBallot } from "#machines/protocol/ballot";
import { isMember, type Fact } from "#machines/protocol/fact";
import { newestView, stageOf, wasOutside } from "#machines/protocol/views";
import { isHigherCommit, mayAcceptCommit } from "./guards.ts";
import type { JointViews, PeerContext, PeerEventOf } from "./types.ts";

/** The joint views of this epoch that the peer is to become a member by, or null. */
export function jointOf({ self, promised }: PeerContext, fact: Fact): JointViews | null {
  if (stageOf(fact) !== "joint" || fact.epoch !== promised.epoch || !newestView(fact).includes(self)) return null;
  return { epoch: fact.epoch, viewVsn: fact.viewVsn };
}

function isSame(one: JointViews | null, other: JointViews | null): boolean {
  if (one === null || other === null) return one === other;
  return one.epoch === other.epoch && sameBallot(one.viewVsn, other.viewVsn);
}

/** The present fact's joint views are those that it is complete for. */
export function isComplete(context: PeerContext): boolean {
  const joint = jointOf(context, context.fact);
  return joint !== null && context.completed && isSame(joint, context.completing);
}

/**
 * A heartbeat brings joint views that the running exchange, or the one that ended, began too early for, or the news that this peer
 * has been outside: what it compared until then it compared as one that is trusted (HAZARDS P21). Any other commit enters
 * `following` anew, and its exchange with it.
 */
export function mustCatchUpAnew(context: PeerContext, event: PeerEventOf<"commit">): boolean {
  if (!mayAcceptCommit(context, event) || event.from !== context.leader || isHigherCommit(context, event)) return false;
  const { fact } = event;
  if (isMember(context.self, fact.views) && wasOutside(context.fact, fact, context.self)) return true;
  const joint = jointOf(context, fact);
  return joint !== null && !isSame(joint, context.completing);
}
