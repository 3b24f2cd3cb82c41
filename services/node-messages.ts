/** What a node makes of single messages: whose they are, and why a request cannot be served. */
import { compareFacts, type PeerRecord } from "#machines/protocol/fact";
import type { ClientRequest, ClientResponse, PeerMessage } from "#machines/protocol/messages";
import type { Batch } from "#machines/protocol/ports";
import { concerns } from "#machines/protocol/views";
import type { Answer } from "./kv/answers.ts";
import type { PeerHost } from "./peer/peer-host.ts";

/** What a put, a fetched object or a response carries at most beside key and value, encoded. */
const frameOverheadBytes = 1280;

/** Why a request cannot be served, or null. Before it gets a ballot: later its outcome would be unknown. */
export function faultOf(request: ClientRequest, maxValueBytes: number, maxFrameBytes: number): string | null {
  if (request.op === "pingQuorum" || request.op === "checkQuorum" || request.op === "countQuorum") return null;
  if (request.key === "") return "a key has at least one character";
  const bytes = request.value?.length ?? 0;
  // A modification carries an argument beside the value that it begins from.
  const mostBytes = request.op === "modify" ? 2 * maxValueBytes : maxValueBytes;
  if (bytes > mostBytes) return `values may have at most ${maxValueBytes} bytes here`;
  // A UTF-16 code unit takes at most three bytes, so small requests need no count.
  if (bytes + 3 * request.key.length + frameOverheadBytes <= maxFrameBytes) return null;
  const most = maxFrameBytes - frameOverheadBytes - Buffer.byteLength(request.key);
  return bytes > most ? `with this key a value may have at most ${Math.max(0, most)} bytes on this bus` : null;
}

export function isPeerMessage(message: Batch["messages"][number]): message is PeerMessage {
  return "from" in message && "to" in message;
}

export function isSender(sender: string, message: PeerMessage): boolean {
  return message.from === sender || message.from.startsWith(`${sender}#`);
}

/**
 * A commit that names its receiver, as a member or as one that is to become one. An old commit that comes late must not bring
 * back a peer that has been told of a newer one.
 */
export function isInvitation(message: PeerMessage, known: () => PeerRecord | undefined): boolean {
  if (message.type !== "commit" || !concerns(message.fact, message.to)) return false;
  const record = known();
  return record === undefined || concerns(record.fact, message.to) || compareFacts(message.fact, record.fact) > 0;
}

export function responseTo(request: ClientRequest, answer: Answer, peer: PeerHost | undefined): ClientResponse {
  const { code, value, version, message } = answer;
  const leader = peer?.leaderNode() ?? "";
  return { type: "response", id: request.id, code, value, version, message, leader, epoch: peer?.gate.epoch ?? 0 };
}
