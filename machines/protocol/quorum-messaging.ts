/**
 * Quorum messaging: one request to many peers, and what their answers amount to. Source: riak_ensemble_msg, as told in
 * "riak_ensemble peer send vote msg"; DESIGN section 3.
 *
 * Everything here is pure: `sendAll` and `sendPeers` say what to send and open the round that counts the answers;
 * `handleReply` and `quorumTimeout` say how it goes on. A chart that awaits keeps the round in its context and raises the
 * end as an event; a caller-side user (riak_ensemble's "blocking" form: the exchange) keeps it beside its own state. The
 * host turns `to` and `message` into frames, answers for peers that are offline with a nack, and runs the timer.
 */
import type { Views } from "./fact.ts";
import type { PeerId } from "./identifiers.ts";
import {
  addReply,
  countVotesAtTimeout,
  makeElectorate,
  openRound,
  recountUnder,
  targetsOf,
  verdictOf,
  type QuorumReply,
  type Required,
  type Round,
} from "./quorum.ts";

export interface QuorumOptions {
  readonly self: PeerId;
  /** A quorum is needed in every one of them. */
  readonly views: Views;
  /** Default `quorum`. */
  readonly required?: Required;
  /** Unique for this asker, over its restarts too. */
  readonly req: number;
  /** Asked too, and heard; they count in no view. */
  readonly also?: readonly PeerId[];
}

/** How a round ended. Both ends carry the valid replies: a probe learns from those that did not make a quorum too. */
export type QuorumEnd<Body> =
  | { readonly type: "quorumMet"; readonly req: number; readonly replies: readonly QuorumReply<Body>[] }
  | { readonly type: "timeout"; readonly req: number; readonly replies: readonly QuorumReply<Body>[] };

export interface Sent<Message, Body> {
  readonly to: readonly PeerId[];
  readonly message: Message;
  readonly round: Round<Body>;
  /** Already at the start: a lone peer has its quorum, and nobody can give one that needs others where there are none. */
  readonly end: QuorumEnd<Body> | null;
}

/** To every member of every view but the asker. */
export function sendAll<Message, Body>(message: Message, options: QuorumOptions): Sent<Message, Body> {
  const round = open<Body>(options);
  return { to: targetsOf(round.electorate), message, round, end: endOf(round) };
}

/** To `peers`, which need not be the members of the views that decide. The asker is never sent to. */
export function sendPeers<Message, Body>(
  message: Message,
  peers: readonly PeerId[],
  options: QuorumOptions,
): Sent<Message, Body> {
  const round = open<Body>(options);
  return { to: peers.filter((peer) => peer !== options.self), message, round, end: endOf(round) };
}

/** To every member but the sender; nobody answers. */
export function castAll<Message>(
  message: Message,
  self: PeerId,
  views: Views,
): { readonly to: readonly PeerId[]; readonly message: Message } {
  return { to: [...new Set(views.flat())].filter((peer) => peer !== self), message };
}

/** What one more answer makes of a round. Late, foreign and second answers leave it as it was. */
export function handleReply<Body>(
  round: Round<Body>,
  req: number,
  reply: QuorumReply<Body>,
  isNack: boolean,
): { readonly round: Round<Body>; readonly end: QuorumEnd<Body> | null } {
  if (req !== round.req) return { round, end: null };
  const next = addReply(round, reply, isNack);
  return { round: next, end: next === round ? null : endOf(next) };
}

/**
 * The round counted under other views from now on, and whom it was not put to yet.
 * Source: PROTOCOL R4: promises are needed from a quorum under the views of the newest fact among them.
 */
export function recount<Body>(
  round: Round<Body>,
  views: Views,
): { readonly round: Round<Body>; readonly to: readonly PeerId[]; readonly end: QuorumEnd<Body> | null } {
  const next = recountUnder(round, views);
  const asked = round.electorate.members;
  return { round: next, to: targetsOf(next.electorate).filter((peer) => !asked.includes(peer)), end: endOf(next) };
}

/** The time is up. */
export function quorumTimeout<Body>(round: Round<Body>): QuorumEnd<Body> {
  const met = countVotesAtTimeout(round.electorate, round.valid, round.nacks) === "met";
  return { type: met ? "quorumMet" : "timeout", req: round.req, replies: round.replies };
}

function open<Body>({ self, views, required = "quorum", req, also }: QuorumOptions): Round<Body> {
  return openRound<Body>(req, makeElectorate(self, views, required, also));
}

/** A quorum of nacks that makes success impossible ends a round as early as one that agrees. */
function endOf<Body>(round: Round<Body>): QuorumEnd<Body> | null {
  const verdict = verdictOf(round);
  if (verdict === "waiting") return null;
  return { type: verdict === "met" ? "quorumMet" : "timeout", req: round.req, replies: round.replies };
}
