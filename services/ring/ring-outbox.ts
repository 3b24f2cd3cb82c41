/**
 * What the ring sends, coalesced into one batch a destination and turn. What a vnode answers is handed in when it is durable;
 * a request promises nothing about a disk. Messages to the node itself do not touch the bus.
 */
import type { NodeName } from "#machines/protocol/identifiers";
import type { RingResponse, VnodeCommand, VnodeReply } from "#machines/protocol/messages";
import type { Bus, Channel, Clock } from "#machines/protocol/ports";
import { SentFrames } from "../sent-frames.ts";

export type VnodeMessage = VnodeCommand | VnodeReply;

export interface RingOutboxOptions {
  readonly self: NodeName;
  readonly bus: Bus;
  readonly clock: Clock;
  /** A message to this node itself. */
  toSelf(message: VnodeMessage): void;
  /** The bus refused a message (too large for a frame): it is lost, as any may be. */
  refused(message: VnodeMessage | RingResponse, error: unknown): void;
}

export class RingOutbox {
  readonly #options: RingOutboxOptions;
  readonly #sent = new SentFrames<VnodeMessage>();
  #nodes = new Map<NodeName, VnodeMessage[]>();
  #clients = new Map<string, RingResponse[]>();
  #scheduled = false;
  #closed = false;

  constructor(options: RingOutboxOptions) {
    this.#options = options;
  }

  send(node: NodeName, message: VnodeMessage): void {
    push(this.#nodes, node, message);
    this.#schedule();
  }

  reply(client: string, message: RingResponse): void {
    push(this.#clients, client, message);
    this.#schedule();
  }

  /** The commands of a frame that reached nobody, once. */
  takeUndelivered(node: NodeName, frame: number): readonly VnodeMessage[] {
    return this.#sent.take(node, frame);
  }

  /** Nothing leaves any more. */
  close(): void {
    this.#closed = true;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.clock.defer(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#closed) return;
    const [nodes, clients] = [this.#nodes, this.#clients];
    this.#nodes = new Map();
    this.#clients = new Map();
    const { self, toSelf } = this.#options;
    for (const [node, messages] of nodes) {
      if (node === self) for (const message of messages) toSelf(message);
      else
        this.#publish({ kind: "peer", node }, messages, (frame, frames, sent) =>
          this.#sent.note(node, frame, frames, sent),
        );
    }
    for (const [id, messages] of clients) this.#publish({ kind: "reply", id }, messages);
  }

  /** One message that the bus refuses must not take along those collected with it. */
  #publish<M extends VnodeMessage | RingResponse>(
    channel: Channel,
    messages: readonly M[],
    sent?: (frame: number, frames: number, messages: readonly M[]) => void,
  ): void {
    try {
      const { frame, frames } = this.#options.bus.publish(channel, messages);
      sent?.(frame, frames, messages);
    } catch (error) {
      if (messages.length > 1) for (const message of messages) this.#publish(channel, [message], sent);
      else for (const message of messages) this.#options.refused(message, error);
    }
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
