/** The last frames sent to each node: when the bus says that one was delivered to nobody, its requests are found here. */
import type { NodeName } from "#machines/protocol/identifiers";
import type { PeerMessage } from "#machines/protocol/messages";

interface Sent<M> {
  readonly frame: number;
  readonly frames: number;
  readonly messages: readonly M[];
}

/** A bus reports within a round trip; what is older has ended by its own timeout. */
const remembered = 32;

export class SentFrames<M = PeerMessage> {
  readonly #rings = new Map<NodeName, { readonly sent: (Sent<M> | undefined)[]; next: number }>();

  note(node: NodeName, frame: number, frames: number, messages: readonly M[]): void {
    let ring = this.#rings.get(node);
    if (ring === undefined) {
      ring = { sent: Array.from({ length: remembered }), next: 0 };
      this.#rings.set(node, ring);
    }
    ring.sent[ring.next] = { frame, frames, messages };
    ring.next = (ring.next + 1) % remembered;
  }

  /** The messages of a frame, once: of all its batch, as frames of one batch meet the same subscribers. */
  take(node: NodeName, frame: number): readonly M[] {
    const ring = this.#rings.get(node);
    if (ring === undefined) return [];
    const index = ring.sent.findIndex(
      (sent) => sent !== undefined && frame >= sent.frame && frame < sent.frame + sent.frames,
    );
    if (index === -1) return [];
    const found = ring.sent[index];
    ring.sent[index] = undefined;
    return found?.messages ?? [];
  }
}
