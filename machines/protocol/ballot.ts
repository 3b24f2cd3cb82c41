/**
 * A ballot orders what was accepted: first by epoch (one leader an epoch), then by the leader's sequence number.
 * Source: riak_ensemble `vsn()`; PROTOCOL R18.
 */
export interface Ballot {
  readonly epoch: number;
  readonly seq: number;
}

export const zeroBallot: Ballot = { epoch: 0, seq: 0 };

/** Negative when `a` is older than `b`, zero when equal, positive when newer. */
export function compareBallots(a: Ballot, b: Ballot): number {
  return a.epoch === b.epoch ? a.seq - b.seq : a.epoch - b.epoch;
}

export function sameBallot(a: Ballot, b: Ballot): boolean {
  return a.epoch === b.epoch && a.seq === b.seq;
}
