/** Which bodies are votes for which round: anything else is a nack (HAZARDS P15). */
import type { ReplyBody } from "#machines/protocol/messages";
import { bitOf, type Round } from "#machines/protocol/quorum";
import type { PeerEventOf } from "./types.ts";

/** A reply from a member that has not voted in this round yet. */
export function isMatchingVote(round: Round<ReplyBody>, event: PeerEventOf<"reply">): boolean {
  const bit = bitOf(round.electorate.members, event.from);
  return bit !== 0 && bit !== round.electorate.selfBit && ((round.valid | round.nacks) & bit) === 0;
}

export function isNack(body: ReplyBody): boolean {
  return body.kind === "nack";
}
