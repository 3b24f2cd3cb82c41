/** How the exchange machine's memory changes: plain functions of context and event. */
import { type Ballot, compareBallots, sameBallot } from "#machines/protocol/ballot";
import { invariant } from "#machines/protocol/errors";
import type { ReplyBody } from "#machines/protocol/messages";
import { notedOf } from "#machines/protocol/identifiers";
import { bitOf, isInEveryQuorum, type QuorumReply, type Required, type Round } from "#machines/protocol/quorum";
import { treeHeight } from "#machines/protocol/tree";
import {
  answered,
  beginComparison,
  isNewerThere,
  nextQuestion,
  type Answer,
  type Difference,
  type Step,
} from "./comparison.ts";
import type { ExchangeContext, ExchangeEvent, ExchangeInput, Leftover, ReplyEvent } from "./types.ts";

type Change = Partial<ExchangeContext>;

export function initialContext(input: ExchangeInput): ExchangeContext {
  return {
    ...input,
    round: null,
    byTrusted: false,
    peers: [],
    judges: [],
    vetoes: false,
    partial: {},
    done: 0,
    judged: 0,
    vouched: 0,
    comparison: beginComparison(),
    question: null,
    remote: null,
    wanted: [],
    leftovers: [],
    leftHere: [],
    strays: [],
    straysHere: [],
    req: input.firstReq,
    pulled: 0,
    dropped: 0,
    answers: 0,
    bytes: 0,
    reason: "",
  };
}

/**
 * An untrusted peer may have lost a write that it has acknowledged and that is still on its way to others: of a quorum of
 * others each may be one that stores it later. Whoever proposed it has it, so all others are asked. In a sync that cannot be: all
 * are in the leader's epoch (PROTOCOL R20), and store nothing of an earlier one any more. See docs/decisions/0009.
 */
export function requiredOf({ trusted, sync }: ExchangeContext): Required {
  return trusted ? "quorum" : sync ? "other" : "all";
}

/**
 * Refusals, and in a round for trusted peers the untrusted ones, count as nacks (PROTOCOL R21). So do peers of another epoch
 * where all must be in one: what such a peer has promised to nobody else, an earlier leader may still write to it, and count
 * it for an object that it did not have when it was compared with (PROTOCOL R12, R20).
 */
export function isRefusal(reply: QuorumReply<ReplyBody>, trustedOnly: boolean, onlyEpoch: number | null): boolean {
  if (reply.body.kind !== "exchanging" || (trustedOnly && !reply.body.trusted)) return true;
  return onlyEpoch !== null && reply.epoch !== onlyEpoch;
}

/** The leader that this peer follows has synced in their epoch: docs/decisions/0009. */
export function isSyncedLeader({ leader }: ExchangeContext, { from, epoch, body }: ReplyEvent): boolean {
  const isLeader = leader !== null && from === leader.peer && epoch === leader.epoch;
  return isLeader && body.kind === "exchanging" && body.leads && body.trusted;
}

/** The leader that this peer follows has not answered yet. */
export function awaitsLeader({ leader }: ExchangeContext, { electorate, valid, nacks }: Round<ReplyBody>): boolean {
  return leader !== null && (bitOf(electorate.members, leader.peer) & ~(valid | nacks)) !== 0;
}

/** From which epoch on what the peer that is being compared has counts; 0: all of it. */
function countedFrom({ partial, peers }: ExchangeContext): number {
  return notedOf(partial, peers[0] ?? "");
}

function isByJudge({ judges, peers }: ExchangeContext): boolean {
  return judges.includes(peers[0] ?? "");
}

/**
 * Whether an answer still counts: of a peer that was chosen as trusted, and is no longer, it does not (PROTOCOL R21), nor of one that
 * has learned meanwhile that it was outside.
 */
export function isGood(context: ExchangeContext, body: ReplyBody): boolean {
  if ("countsFrom" in body && body.countsFrom > countedFrom(context)) return false;
  const isAsTrusted = context.byTrusted || isByJudge(context);
  return !isAsTrusted || !("trusted" in body) || body.trusted;
}

/** What the peer that is being compared answers to the present question. */
export function isFromPartner(context: ExchangeContext, event: ReplyEvent): boolean {
  return event.req === context.req && event.from === context.peers[0];
}

/**
 * Whom to compare with, once they have answered: who may be chosen as trusted, or else all. Of all those that are trusted come last:
 * what was pulled from the others is held against what they have reaped, when no quorum is without one of them.
 */
export function choosePeers({ round, trusted: isSelfTrusted }: ExchangeContext): Change {
  if (round === null) return { peers: [], judges: [] };
  const { electorate, replies } = round;
  const isTrusted = ({ body }: { readonly body: ReplyBody }): boolean => body.kind === "exchanging" && body.trusted;
  const trusted = replies.filter(isTrusted).map(({ from }) => from);
  const others = replies.filter((reply) => !isTrusted(reply)).map(({ from }) => from);
  const votes = trusted.reduce((mask, peer) => mask | bitOf(electorate.members, peer), 0);
  const isEnough = isInEveryQuorum(electorate, isSelfTrusted ? votes | electorate.selfBit : votes);
  return {
    peers: [...others, ...trusted],
    judges: isEnough ? trusted : [],
    vetoes: isEnough && isSelfTrusted,
    partial: partialIn(replies),
    round: null,
  };
}

function partialIn(replies: readonly QuorumReply<ReplyBody>[]): ExchangeContext["partial"] {
  const partial: Record<string, number> = {};
  for (const { from, body } of replies)
    if (body.kind === "exchanging" && body.countsFrom > 0) partial[from] = body.countsFrom;
  return partial;
}

/** The pages of an answer, when they are of the level that was asked for, and no more of them. */
export function pagesIn({ question }: ExchangeContext, body: ReplyBody): Answer | null {
  if (question === null) return null;
  const isSegments = question.level === treeHeight;
  if (body.kind === "pages" && !isSegments && body.pages.length > 0 && body.pages.length <= question.indices.length)
    return { kind: "inner", pages: body.pages };
  if (body.kind !== "segments" || !isSegments || body.pages.length === 0) return null;
  const isInOrder = body.pages.every(({ index }, n) => index === question.indices[n]);
  return isInOrder ? { kind: "segments", pages: body.pages } : null;
}

/**
 * Only what is newer there is of interest, but for an untrusted peer that compares with a judge: what it has, of old or from
 * somebody that is not trusted, may be what is left of reaped keys; and for one that has been outside (HAZARDS P21).
 */
export function beginPeer(context: ExchangeContext): Change {
  const pullsOnly = !findsStrays(context) && !findsLeftovers(context);
  return { comparison: beginComparison({ pullsOnly }), leftHere: [], straysHere: [], question: null, remote: null };
}

function findsLeftovers(context: ExchangeContext): boolean {
  return !context.trusted && isByJudge(context);
}

function findsStrays(context: ExchangeContext): boolean {
  return context.countsFrom > 0 && countedFrom(context) === 0;
}

export function takeQuestion(context: ExchangeContext): Change {
  return { question: nextQuestion(context.comparison, context.pages), req: context.req + 1 };
}

/** Low waters of the present segments that are higher there. */
export function lowWatersIn({ remote }: ExchangeContext, local: Answer): { segment: number; ballot: Ballot }[] {
  if (remote?.kind !== "segments" || local.kind !== "segments") return [];
  const raised: { segment: number; ballot: Ballot }[] = [];
  for (const [n, { index, lowWater }] of remote.pages.entries()) {
    const here = local.pages[n];
    if (here !== undefined && compareBallots(lowWater, here.lowWater) > 0)
      raised.push({ segment: index, ballot: lowWater });
  }
  return raised;
}

/** Compares the pages of both. */
export function compare(context: ExchangeContext, event: ExchangeEvent): Change {
  if (event.type !== "pagesRead" || context.remote === null) return {};
  const { state, differences: found } = answered(context.comparison, event.answer, context.remote);
  const counted = countedFrom(context);
  const differences = counted === 0 ? found : found.map((difference) => asCounted(difference, counted));
  for (const { key, local, remote } of differences)
    // PROTOCOL R5, R15: a ballot names one object for ever.
    invariant(
      local === null || remote === null || !sameBallot(local.ballot, remote.ballot),
      `one ballot, one object: ${key}`,
    );
  return {
    comparison: state,
    answers: context.answers + (state.answers - context.comparison.answers),
    bytes: context.bytes + (state.bytes - context.comparison.bytes),
    wanted: differences
      .filter((difference) => isNewerThere(difference) && !isVetoed(context, event.answer, difference))
      .map(({ key }) => key),
    leftHere: [...context.leftHere, ...leftoversIn(context, differences)],
    straysHere: [...context.straysHere, ...straysIn(context, differences)],
    remote: null,
  };
}

/** What a peer that was outside has of before it came in is left of an earlier membership: as if it had nothing there. */
function asCounted(difference: Difference, counted: number): Difference {
  const { remote } = difference;
  return remote !== null && remote.ballot.epoch < counted ? { ...difference, remote: null } : difference;
}

/**
 * Entries of this peer, of before it came in, that the other has nothing of: whatever was acknowledged then, each of a quorum has, and
 * one of that quorum is compared with. See docs/decisions/0009.
 */
function straysIn(context: ExchangeContext, differences: readonly Difference[]): Leftover[] {
  if (!findsStrays(context)) return [];
  const found: Leftover[] = [];
  for (const { key, local, remote } of differences)
    if (local !== null && remote === null && local.ballot.epoch < context.countsFrom)
      found.push({ key, ballot: local.ballot });
  return found;
}

/**
 * A trusted peer that may judge itself takes nothing from one that is not trusted where it has reaped as far: had a quorum
 * acknowledged it, this peer would have it, or one of the trusted ones, from which it is taken.
 */
function isVetoed(context: ExchangeContext, here: Answer, { segment, local, remote }: Difference): boolean {
  if (!context.vetoes || isByJudge(context) || local !== null || remote === null) return false;
  const page = here.kind === "segments" ? here.pages.find(({ index }) => index === segment) : undefined;
  return page !== undefined && compareBallots(remote.ballot, page.lowWater) <= 0;
}

/**
 * Entries that the other peer has nothing of, although it reaped something at least as new in that segment. When all judges say
 * so of a key, no quorum holds it, or ever will: one of each quorum is a judge, which has what it acknowledged, as it is
 * trusted, and acknowledges nothing at or below its low water of a key that it has not. See docs/decisions/0009.
 */
function leftoversIn(context: ExchangeContext, differences: Step["differences"]): Leftover[] {
  const { remote } = context;
  if (!findsLeftovers(context) || remote === null || remote.kind !== "segments") return [];
  const lowWaters = new Map(remote.pages.map(({ index, lowWater }) => [index, lowWater]));
  const found: Leftover[] = [];
  for (const { segment, key, local, remote: there } of differences) {
    if (local === null || there !== null) continue;
    const lowWater = lowWaters.get(segment);
    if (lowWater !== undefined && compareBallots(local.ballot, lowWater) <= 0)
      found.push({ key, ballot: local.ballot });
  }
  return found;
}

/** A peer was compared with to the end: only what no judge has is left over, and strays are what nobody has who was inside. */
export function nextPeer(context: ExchangeContext): Change {
  const { done, judged, vouched, leftovers, leftHere, strays, straysHere } = context;
  return {
    peers: context.peers.slice(1),
    done: done + 1,
    leftHere: [],
    straysHere: [],
    ...(isByJudge(context) ? { judged: judged + 1, leftovers: inBoth(leftovers, leftHere, judged === 0) } : {}),
    ...(countedFrom(context) === 0 ? { vouched: vouched + 1, strays: inBoth(strays, straysHere, vouched === 0) } : {}),
  };
}

function inBoth(before: readonly Leftover[], here: readonly Leftover[], isFirst: boolean): readonly Leftover[] {
  if (isFirst) return here;
  const keys = new Set(here.map(({ key }) => key));
  return before.filter(({ key }) => keys.has(key));
}

/** What does not stay, once all have been compared with. */
export function notStaying({ leftovers, strays }: ExchangeContext): readonly Leftover[] {
  if (leftovers.length === 0 || strays.length === 0) return leftovers.length === 0 ? strays : leftovers;
  const keys = new Set(leftovers.map(({ key }) => key));
  return [...leftovers, ...strays.filter(({ key }) => !keys.has(key))];
}

export function noteStored(context: ExchangeContext, event: ExchangeEvent): Change {
  if (event.type !== "stored") return {};
  const stored = new Set(event.keys);
  return {
    wanted: context.wanted.filter((key) => !stored.has(key)),
    pulled: context.pulled + event.keys.length,
  };
}
