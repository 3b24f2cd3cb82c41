/**
 * When a leader's next tick is. All leaders of a node tick at the same moments, so that what they send is one message for each
 * other node, and not one for each ensemble: of many ensembles at rest that is most of the cost.
 */

/** A timer may fire a moment early, and its tick must not come again at once. */
const leastShare = 1 / 4;

/** Milliseconds from `nowMs` to the next whole multiple of `tickMs` that is not too near. */
export function pauseUntilTick(nowMs: number, tickMs: number): number {
  const left = tickMs - (nowMs % tickMs);
  return left < tickMs * leastShare ? left + tickMs : left;
}
