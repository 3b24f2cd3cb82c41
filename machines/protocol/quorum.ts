/**
 * Quorum counting: the one place where votes are counted, for charts and data plane alike.
 *
 * Members of all views get a bit each; a round is then two numbers, who answered validly and who refused. A joint round
 * needs its quorum in *every* view. Source: riak_ensemble_msg `quorum_met`; DESIGN section 3 "Quorum messaging".
 */
import { invariant } from "./errors.ts";
import type { Views } from "./fact.ts";
import { type PeerId } from "./identifiers.ts";

/**
 * - `quorum`: a majority of each view; the asker counts where it is a member.
 * - `other`: a majority of each view, made of others only.
 * - `all`: every member of each view; the asker counts.
 * - `allOrQuorum`: every member, or a majority when the time is up or the rest has refused.
 */
export type Required = "quorum" | "other" | "all" | "allOrQuorum";

export type Verdict = "met" | "nack" | "waiting";

/** Most members that all views of a round may have together: their votes are bits of one small integer. */
export const maxMembers = 30;

/** Who may vote in a round, and how many votes it takes. Plain data. */
export interface Electorate {
  readonly self: PeerId;
  readonly members: readonly PeerId[];
  /** One bit mask a view, over positions in `members`. */
  readonly views: readonly number[];
  readonly selfBit: number;
  readonly required: Required;
}

/** @param also peers whose answers are heard and count in no view. */
export function makeElectorate(
  self: PeerId,
  views: Views,
  required: Required,
  also: readonly PeerId[] = [],
): Electorate {
  const members: PeerId[] = [];
  for (const view of views) for (const peer of view) if (!members.includes(peer)) members.push(peer);
  for (const peer of also) if (members.length < maxMembers && !members.includes(peer)) members.push(peer);
  invariant(members.length <= maxMembers, `a round has at most ${maxMembers} members`);
  const masks = views.map((view) => view.reduce((mask, peer) => mask | bitOf(members, peer), 0));
  return { self, members, views: masks, selfBit: bitOf(members, self), required };
}

/** The bit of a member, 0 for anybody else: a foreign vote counts for nothing. */
export function bitOf(members: readonly PeerId[], peer: PeerId): number {
  const index = members.indexOf(peer);
  return index === -1 ? 0 : 1 << index;
}

export function countBits(mask: number): number {
  let bits = mask;
  let count = 0;
  while (bits !== 0) {
    bits &= bits - 1;
    count += 1;
  }
  return count;
}

/** Counts `valid` and `nacks` (bit masks). Votes of the asker itself are added here, never by the caller. */
export function countVotes(electorate: Electorate, valid: number, nacks: number): Verdict {
  const { views, selfBit, required } = electorate;
  const yes = required === "other" ? valid & ~selfBit : valid | selfBit;
  return countIn(views, yes, required === "other" ? nacks | selfBit : nacks & ~selfBit, required);
}

/** As `countVotes`, but the asker's own vote is whatever `valid` says: for writes, whose own vote waits for the disk. */
export function countDurableVotes(electorate: Electorate, valid: number, nacks: number): Verdict {
  return countIn(electorate.views, valid, nacks, electorate.required);
}

function countIn(views: readonly number[], yes: number, no: number, required: Required): Verdict {
  let met = true;
  for (const view of views) {
    const size = countBits(view);
    const majority = (size >> 1) + 1;
    const heard = countBits(view & yes);
    const possible = size - countBits(view & no & ~yes);
    const wanted = required === "all" ? size : required === "allOrQuorum" ? Math.max(majority, possible) : majority;
    if (possible < wanted) return "nack";
    if (heard < wanted) met = false;
  }
  // No view at all is met by nobody: an empty set of views must never elect or commit anything.
  return views.length === 0 ? "nack" : met ? "met" : "waiting";
}

/** Whether each quorum of every view has one of `peers` (a bit mask): without them there is no majority. */
export function isInEveryQuorum({ views }: Electorate, peers: number): boolean {
  return views.length > 0 && views.every((view) => countBits(view & ~peers) < (countBits(view) >> 1) + 1);
}

/** The verdict when the time is up: `allOrQuorum` is content with a majority. */
export function countVotesAtTimeout(electorate: Electorate, valid: number, nacks: number): "met" | "timeout" {
  const required = electorate.required === "allOrQuorum" ? "quorum" : electorate.required;
  return countVotes({ ...electorate, required }, valid, nacks) === "met" ? "met" : "timeout";
}

// ---------------------------------------------------------------------------------------------- rounds inside a chart

export interface QuorumReply<Body> {
  readonly from: PeerId;
  /** The replier's promised epoch. */
  readonly epoch: number;
  readonly body: Body;
}

/** A round that is awaited: plain data, kept in a chart's context. Source: riak_ensemble_msg `#msgstate{}`. */
export interface Round<Body> {
  readonly req: number;
  readonly electorate: Electorate;
  readonly valid: number;
  readonly nacks: number;
  /** Valid replies, in order of arrival, one a sender. */
  readonly replies: readonly QuorumReply<Body>[];
}

export function openRound<Body>(req: number, electorate: Electorate): Round<Body> {
  return { req, electorate, valid: 0, nacks: 0, replies: [] };
}

/** Adds one answer. A second vote of one sender, a foreign sender and the asker itself change nothing (HAZARDS P14). */
export function addReply<Body>(round: Round<Body>, reply: QuorumReply<Body>, isNack: boolean): Round<Body> {
  const bit = bitOf(round.electorate.members, reply.from);
  if (bit === 0 || bit === round.electorate.selfBit || ((round.valid | round.nacks) & bit) !== 0) return round;
  if (isNack) return { ...round, nacks: round.nacks | bit };
  return { ...round, valid: round.valid | bit, replies: [...round.replies, reply] };
}

export function verdictOf<Body>(round: Round<Body>): Verdict {
  return countVotes(round.electorate, round.valid, round.nacks);
}

/**
 * The same round counted under other views: votes that were cast stay cast, by name. A candidate that hears of a newer fact
 * needs its quorum under that fact's views (PROTOCOL R4).
 */
export function recountUnder<Body>(round: Round<Body>, views: Views): Round<Body> {
  const { electorate: before } = round;
  const electorate = makeElectorate(before.self, views, before.required, before.members);
  const moved = (votes: number): number =>
    before.members.reduce(
      (mask, peer) => ((votes & bitOf(before.members, peer)) === 0 ? mask : mask | bitOf(electorate.members, peer)),
      0,
    );
  return { ...round, electorate, valid: moved(round.valid), nacks: moved(round.nacks) };
}

/**
 * A quorum in every view of both (PROTOCOL R13): what a round needs that was under way when the views changed. Bits stay
 * where they are.
 */
export function widenElectorate(electorate: Electorate, views: Views): Electorate {
  const wider = makeElectorate(electorate.self, [electorate.members, ...views], electorate.required);
  return { ...wider, views: [...new Set([...electorate.views, ...wider.views.slice(1)])] };
}

/** Whom a round is sent to: everybody but the asker. */
export function targetsOf(electorate: Electorate): PeerId[] {
  return electorate.members.filter((peer) => peer !== electorate.self);
}
