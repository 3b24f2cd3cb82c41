/**
 * What a peer knows durably of its ensemble, in two parts that must never be mixed (HAZARDS P1, P2):
 * the promise says whom it will follow next, the fact says what it last accepted from a leader.
 */
import { type Ballot, compareBallots, zeroBallot } from "./ballot.ts";
import type { PeerId } from "./identifiers.ts";

/** Members of an ensemble, in the order they were given. Never empty in a committed fact. */
export type View = readonly PeerId[];
/** Newest view first; more than one while membership changes (joint views). */
export type Views = readonly View[];

/** The exclusive promise: no peer ever promises one epoch to two candidates (PROTOCOL R15). */
export interface Promised {
  readonly epoch: number;
  /** Empty before the first promise. */
  readonly candidate: PeerId | "";
}

export interface Pending {
  readonly vsn: Ballot;
  readonly views: Views;
}

/** The last accepted fact. Compared by commit ballot only: (epoch, seq). Source: riak_ensemble `#fact{}`. */
export interface Fact {
  readonly epoch: number;
  readonly seq: number;
  /** The leader that committed it; empty in the fact an ensemble starts with. */
  readonly leader: PeerId | "";
  readonly views: Views;
  readonly viewVsn: Ballot;
  readonly pendVsn: Ballot;
  readonly commitVsn: Ballot;
  readonly pending: Pending;
}

/** Everything of a peer that lives in the two-file, two-copy store. */
export interface PeerRecord {
  readonly promised: Promised;
  readonly fact: Fact;
  /** Whether this peer's objects are known to be complete; see DESIGN "Trees". */
  readonly trusted: boolean;
  /** Of a peer that has been outside and has not compared since: what it has of earlier epochs does not count. 0 unless given. */
  readonly countsFrom?: number;
}

export const nobody: Promised = { epoch: 0, candidate: "" };

/** The fact that a new ensemble of `members` starts with. */
export function initialFact(members: View): Fact {
  return {
    epoch: 0,
    seq: 0,
    leader: "",
    views: [members],
    viewVsn: zeroBallot,
    pendVsn: zeroBallot,
    commitVsn: zeroBallot,
    pending: { vsn: zeroBallot, views: [] },
  };
}

/** Negative when `a` is older. Facts rise by commit ballot, whatever was promised since (HAZARDS P2). */
export function compareFacts(a: Fact, b: Fact): number {
  return compareBallots(a, b);
}

export function newestFact(first: Fact, others: Iterable<Fact>): Fact {
  let newest = first;
  for (const fact of others) if (compareFacts(fact, newest) > 0) newest = fact;
  return newest;
}

/** Every member of any view, each once, in order of first mention. */
export function membersOf(views: Views): PeerId[] {
  return views.length === 1 ? [...(views[0] ?? [])] : [...new Set(views.flat())];
}

export function isMember(peer: PeerId, views: Views): boolean {
  return views.some((view) => view.includes(peer));
}
