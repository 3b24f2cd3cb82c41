/** What a peer makes of a message of its own that the bus could deliver to nobody. */
import type { PeerMessage, Reply } from "#machines/protocol/messages";

/** The answer that the receiver would give if it were there; null when it would give none. */
export function offlineNack(message: PeerMessage): Reply | null {
  if (!("req" in message) || message.type === "reply") return null;
  const { ensemble, from, to, req } = message;
  return { type: "reply", ensemble, from: to, to: from, req, epoch: 0, body: { kind: "nack", reason: "offline" } };
}
