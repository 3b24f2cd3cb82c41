/** A scripted cluster for tests of the client alone: nodes answer what the test says, and every request is on record. */
import type { ClientRequest, ClientResponse, Located, Message, PeerStatus } from "#machines/protocol/messages";
import type { Batch, Bus, BusEvents, BusStatus, Channel, Inbox, Random } from "#machines/protocol/ports";
import { createClient } from "#services/client";
import type { QuorateClient } from "#services/public-types";
import { VirtualClock } from "#test/support/virtual-clock";

export interface Seen {
  readonly node: string;
  readonly frame: number;
  readonly request: ClientRequest;
}

export type Answer = Partial<ClientResponse> | "silence";

export interface FakeNode {
  readonly name: string;
  boot: string;
  /** Locate is not answered, and requests end in silence. */
  paused: boolean;
  /** Nobody subscribes: frames to it are undelivered. */
  gone: boolean;
  peers: PeerStatus[];
  answer: (request: ClientRequest) => Answer;
}

export class FakeCluster {
  readonly clock = new VirtualClock();
  readonly nodes = new Map<string, FakeNode>();
  readonly requests: Seen[] = [];
  /** Frames, by channel kind, in order. */
  readonly frames: { readonly channel: Channel; readonly messages: readonly Message[] }[] = [];
  locates = 0;
  /** Nobody answers questions about this ensemble. */
  deafTo = "";
  #frame = 0;
  #inbox: ((batch: Batch) => void) | undefined;
  readonly #listeners = new Set<Partial<BusEvents>>();
  status: BusStatus = "connected";
  closed = false;
  readonly client: QuorateClient;

  constructor(options: { readonly maxFrameBytes?: number; readonly timeoutMs?: number } = {}) {
    const bus: Bus = {
      maxFrameBytes: options.maxFrameBytes ?? 1_000_000,
      subscribe: (_channel, onBatch) => this.#subscribe(onBatch),
      subscribeTraces: () => ({ close: () => {} }),
      publish: (channel, messages) => this.#publish(channel, messages),
      listen: (events) => {
        this.#listeners.add(events);
        return { close: () => this.#listeners.delete(events) };
      },
      flush: () => Promise.resolve(),
      close: () => {
        this.closed = true;
        return Promise.resolve();
      },
    };
    const random: Random = { below: (bound) => Math.floor(bound / 2) };
    this.client = createClient({
      cluster: "c",
      id: "cl1",
      boot: "b",
      bus,
      clock: this.clock,
      random,
      timeoutMs: options.timeoutMs ?? 5000,
    });
  }

  node(name: string, answer: FakeNode["answer"] = () => ({})): FakeNode {
    const node: FakeNode = { name, boot: `${name}-boot1`, paused: false, gone: false, peers: [], answer };
    this.nodes.set(name, node);
    return node;
  }

  /** n1 leads `demo` in epoch 3, n2 and n3 follow. */
  three(answer: FakeNode["answer"] = () => ({})): { n1: FakeNode; n2: FakeNode; n3: FakeNode } {
    const [n1, n2, n3] = [this.node("n1", answer), this.node("n2", answer), this.node("n3", answer)];
    this.lead("n1", 3);
    return { n1, n2, n3 };
  }

  /** The other nodes follow, unless they are gone or paused: those keep what they thought. */
  lead(leader: string | null, epoch: number, ensemble = "demo"): void {
    const members = [...this.nodes.keys()];
    for (const node of this.nodes.values()) {
      if (node.paused || node.gone) continue;
      const serving = node.name === leader;
      const state = serving ? "leading" : leader === null ? "probe" : "following";
      const status = {
        ensemble,
        peer: node.name,
        state,
        epoch,
        leader: leader ?? "",
        trusted: true,
        serving,
        views: [members],
      };
      node.peers = [...node.peers.filter((peer) => peer.ensemble !== ensemble), status];
    }
  }

  connection(status: BusStatus): void {
    this.status = status;
    for (const events of this.#listeners) events.status?.(status);
  }

  /** Delivers a response as if `node` had sent it just now. */
  respond(
    node: string,
    response: Partial<ClientResponse> & { id: number },
    boot = this.nodes.get(node)?.boot ?? "",
  ): void {
    this.#deliver(node, boot, [fill(response)]);
  }

  located(node: string, located: Located): void {
    this.#deliver(node, this.nodes.get(node)?.boot ?? "", [located]);
  }

  #subscribe(onBatch: (batch: Batch) => void): Inbox {
    this.#inbox = onBatch;
    const close = (): void => void (this.#inbox = undefined);
    return { close, drain: async () => close() };
  }

  #publish(channel: Channel, messages: readonly Message[]): { frame: number; frames: number } {
    this.#frame += 1;
    const frame = this.#frame;
    this.frames.push({ channel, messages });
    if (this.status === "connected") this.clock.setTimer(() => this.#arrive(channel, frame, messages), 1);
    return { frame, frames: 1 };
  }

  #arrive(channel: Channel, frame: number, messages: readonly Message[]): void {
    if (channel.kind === "discover") {
      for (const message of messages) if (message.type === "locate") this.#locate(message.id, message.ensemble);
    } else if (channel.kind === "client") {
      const node = this.nodes.get(channel.node);
      if (node === undefined || node.gone) {
        for (const events of this.#listeners) events.undelivered?.(channel, frame);
        return;
      }
      for (const message of messages) if (message.type === "request") this.#request(node, frame, message);
    }
  }

  #locate(id: number, ensemble: string | null): void {
    this.locates += 1;
    if (ensemble === this.deafTo) return;
    for (const node of this.nodes.values()) {
      if (node.paused || node.gone) continue;
      const peers = node.peers.filter((peer) => ensemble === null || peer.ensemble === ensemble);
      this.#deliver(node.name, node.boot, [{ type: "located", id, node: node.name, peers, membership: null }]);
    }
  }

  #request(node: FakeNode, frame: number, request: ClientRequest): void {
    this.requests.push({ node: node.name, frame, request });
    if (node.paused) return;
    const answer = node.answer(request);
    if (answer !== "silence")
      this.#deliver(node.name, node.boot, [fill({ id: request.id, epoch: request.epoch, ...answer })]);
  }

  #deliver(sender: string, boot: string, messages: readonly Message[]): void {
    this.clock.setTimer(() => this.#inbox?.({ sender, boot, frame: 1, messages }), 1);
  }
}

function fill(response: Partial<ClientResponse> & { id: number }): ClientResponse {
  return { type: "response", code: "ok", value: null, version: "v1", message: "", leader: "", epoch: 0, ...response };
}

/** How a call ended so far: `pending`, `ok` with its value, or the code it was rejected with. */
export interface Outcome {
  end: string;
  value?: unknown;
  message?: string;
}

export function outcomeOf(promise: Promise<unknown>): Outcome {
  const outcome: Outcome = { end: "pending" };
  promise.then(
    (value) => Object.assign(outcome, { end: "ok", value }),
    (error: Error & { code?: string }) =>
      Object.assign(outcome, { end: error.code ?? error.name, message: error.message }),
  );
  return outcome;
}
