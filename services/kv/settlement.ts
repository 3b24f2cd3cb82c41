/** What a stored object needs before it may be answered from: PROTOCOL R1, R17. */
import type { Ballot } from "#machines/protocol/ballot";

/**
 * - `settled`: a quorum has acknowledged its ballot in this epoch.
 * - `resend`: its own round of this epoch did not end well: the same ballot is sent again.
 * - `restamp`: it is of an earlier epoch, and gets a ballot of this one.
 */
export type Settlement = "settled" | "resend" | "restamp";

/** `isUnsettled`: the last ballot that this epoch's leader gave the key has not been acknowledged by a quorum. */
export function settlementOf(ballot: Ballot, epoch: number, isUnsettled: boolean): Settlement {
  if (ballot.epoch !== epoch) return "restamp";
  return isUnsettled ? "resend" : "settled";
}
