/**
 * The way of a ring request: to any node, which runs it, and back. Source: seed "Quorum Requests", `wait_for_reqid`: the caller
 * has a timeout of its own, whatever becomes of the request.
 *
 * A request that reached nobody is sent to another node; so is one whose node is silent altogether, also when asked whether
 * it is there. Executing one twice does no harm: writes carry their stamp.
 */
import type { NodeName } from "#machines/protocol/identifiers";
import type { Located, RingReply, RingRequest, RingResponse } from "#machines/protocol/messages";
import type { Batch, Bus, Channel, Clock } from "#machines/protocol/ports";
import type { QuorateError } from "#machines/protocol/errors";
import type { Deadline, Deadlines } from "./deadlines.ts";
import * as ends from "./ends.ts";

/** Pause between two questions who is there, while nobody is known. */
const seekEveryMs = 100;
/** How often it is asked otherwise, while requests are made: nodes come back. */
const refreshEveryMs = 10_000;
/** After this part of its time a request looks whether its node is there at all; and how long that node has to say so. */
const silentShare = 0.2;
const signOfLifeMs = 250;
/** The node ends its request so much before the caller's timeout, that its answer with all it knows is there in time. */
const answerMarginMs = 250;
const requestOverheadBytes = 256;

export type RingQuestion = Omit<RingRequest, "type" | "id" | "timeoutMs">;

/** A response with all its parts; null when none came before the caller's timeout. */
export type RingResult = Omit<RingResponse, "type" | "id" | "part" | "parts"> | null;

export interface RingRequestPorts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  /** Ids of `locate` messages, shared with the other searches. */
  nextId(): number;
}

interface Sent {
  readonly node: NodeName;
  readonly frame: number;
  readonly frames: number;
  readonly atMs: number;
}

interface Open {
  readonly question: RingQuestion;
  readonly deadlineMs: number;
  readonly settle: (result: RingResult) => void;
  readonly fail: (error: QuorateError) => void;
  readonly deadline: Deadline;
  /** Looks after a silent node. */
  wake: Deadline | undefined;
  /** Whom it was sent to: the last in which frames, and when. */
  readonly asked: Set<NodeName>;
  sent: Sent | undefined;
  /** Parts that have come, by number. */
  parts: { readonly from: NodeName; readonly byNumber: Map<number, RingResponse> } | undefined;
}

export class RingRequests {
  readonly #ports: RingRequestPorts;
  readonly #open = new Map<number, Open>();
  /** Nodes that were heard of and not found silent, and when they were heard of last. */
  readonly #nodes = new Map<NodeName, number>();
  #ready: number[] = [];
  #scheduled = false;
  #seeking: Deadline | undefined;
  #soughtAtMs = Number.NEGATIVE_INFINITY;
  #turn = 0;
  #lastId = 0;
  #closed = false;

  constructor(ports: RingRequestPorts) {
    this.#ports = ports;
  }

  /** Requests without an answer: for tests and status. */
  get inFlight(): number {
    return this.#open.size;
  }

  /** @throws (rejects) QuorateError CLOSED, CANCELLED. */
  ask(question: RingQuestion, deadlineMs: number, signal?: AbortSignal): Promise<RingResult> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw ends.closed();
      this.#lastId += 1;
      const id = this.#lastId;
      const deadline = this.#ports.deadlines.set(deadlineMs, () => this.#expire(id));
      const abort = (): void => {
        if (this.#forget(id) !== undefined) reject(ends.ringCancelled());
      };
      const settle = (result: RingResult): void => {
        signal?.removeEventListener("abort", abort);
        resolve(result);
      };
      const open: Open = {
        ...{ question, deadlineMs, settle, fail: reject, deadline, asked: new Set() },
        ...{ wake: undefined, sent: undefined, parts: undefined },
      };
      this.#open.set(id, open);
      signal?.addEventListener("abort", abort, { once: true });
      if (signal?.aborted === true) return abort();
      return this.#enqueue(id);
    });
  }

  heard(batch: Batch, response: RingResponse): void {
    const open = this.#open.get(response.id);
    // Late, repeated, or of a node that was not asked.
    if (open === undefined || !open.asked.has(batch.sender)) return;
    this.#heardFrom(batch.sender);
    if (response.parts <= 1) return this.#settle(response.id, response, response.replies);
    // Of two nodes that ran it, the parts of one.
    if (open.parts === undefined || open.parts.from !== batch.sender)
      open.parts = { from: batch.sender, byNumber: new Map() };
    const { byNumber } = open.parts;
    byNumber.set(response.part, response);
    if (byNumber.size < response.parts) return undefined;
    const all = [...byNumber.values()].sort((one, other) => one.part - other.part);
    return this.#settle(
      response.id,
      response,
      all.flatMap(({ replies }) => replies),
    );
  }

  /** Any answer to a `locate` says that its node is there; one that is in no cluster and holds nothing knows no ring. */
  located({ node, membership, peers }: Located): void {
    if (membership === null && peers.length === 0) return;
    this.#heardFrom(node);
    if (this.#ready.length > 0) this.#schedule();
  }

  undelivered(channel: Channel, frame: number): void {
    if (channel.kind !== "client") return;
    for (const [id, { sent }] of this.#open) {
      if (sent === undefined || sent.node !== channel.node) continue;
      if (frame < sent.frame || frame >= sent.frame + sent.frames) continue;
      this.#nodes.delete(channel.node);
      this.#enqueue(id);
    }
  }

  #heardFrom(node: NodeName): void {
    this.#nodes.set(node, this.#ports.clock.now());
  }

  /** Whether its node has said anything since; if not, it is asked once, and then another runs the request. */
  #listen(id: number, open: Open, sent: Sent, wasAsked: boolean): void {
    const { clock, deadlines } = this.#ports;
    const pauseMs = wasAsked ? signOfLifeMs : Math.max(signOfLifeMs, (open.deadlineMs - sent.atMs) * silentShare);
    if (clock.now() + pauseMs >= open.deadlineMs) return;
    open.wake = deadlines.set(clock.now() + pauseMs, () => {
      if (open.sent !== sent || (this.#nodes.get(sent.node) ?? 0) > sent.atMs) return;
      if (!wasAsked) {
        this.#locate();
        this.#listen(id, open, sent, true);
        return;
      }
      this.#nodes.delete(sent.node);
      this.#enqueue(id);
    });
  }

  close(): void {
    this.#closed = true;
    for (const [id] of [...this.#open]) this.#forget(id)?.fail(ends.closed());
    this.#ready = [];
  }

  #settle(id: number, response: RingResponse, replies: readonly RingReply[]): void {
    const { end, partitions, missing, message } = response;
    this.#forget(id)?.settle({ end, partitions, missing, message, replies });
  }

  #expire(id: number): void {
    const open = this.#forget(id);
    if (open?.sent !== undefined) this.#nodes.delete(open.sent.node);
    open?.settle(null);
  }

  #forget(id: number): Open | undefined {
    const open = this.#open.get(id);
    if (open === undefined) return undefined;
    this.#open.delete(id);
    this.#ports.deadlines.cancel(open.deadline);
    this.#ports.deadlines.cancel(open.wake);
    return open;
  }

  // ---------------------------------------------------------------------------------------------------------- sending

  #enqueue(id: number): void {
    this.#ready.push(id);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#ports.clock.defer(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  /** All requests of a turn go to one node; nodes take turns. */
  #flush(): void {
    if (this.#closed) return;
    const ids = this.#ready.filter((id) => this.#open.has(id));
    this.#ready = [];
    if (ids.length === 0) return;
    const nodes = [...this.#nodes.keys()];
    if (this.#ports.clock.now() - this.#soughtAtMs > refreshEveryMs) this.#locate();
    this.#turn += 1;
    const node = nodes[this.#turn % nodes.length];
    if (node === undefined) {
      this.#ready = ids;
      this.#seek();
      return;
    }
    const { maxFrameBytes } = this.#ports.bus;
    let load: RingRequest[] = [];
    let bytes = 0;
    for (const id of ids) {
      const request = this.#request(id);
      const size = requestOverheadBytes + (request.value?.length ?? 0) + 3 * 2048;
      // One frame a publish, so that an undelivered frame names the requests that were in it.
      if (bytes + size > maxFrameBytes && load.length > 0) {
        this.#publish(node, load);
        load = [];
        bytes = 0;
      }
      load.push(request);
      bytes += size;
    }
    this.#publish(node, load);
  }

  #request(id: number): RingRequest {
    const { question, deadlineMs } = this.#open.get(id) as Open;
    const leftMs = deadlineMs - this.#ports.clock.now();
    const timeoutMs = Math.max(1, leftMs - Math.min(answerMarginMs, leftMs / 5));
    return { type: "ringRequest", id, ...question, timeoutMs };
  }

  #publish(node: NodeName, load: readonly RingRequest[]): void {
    try {
      const { frame, frames } = this.#ports.bus.publish({ kind: "client", node }, load);
      for (const { id } of load) {
        const open = this.#open.get(id);
        if (open === undefined) continue;
        const sent: Sent = { node, frame, frames, atMs: this.#ports.clock.now() };
        open.sent = sent;
        open.asked.add(node);
        this.#ports.deadlines.cancel(open.wake);
        this.#listen(id, open, sent, false);
      }
    } catch (error) {
      for (const { id } of load) this.#forget(id)?.fail(error as QuorateError);
    }
  }

  #seek(): void {
    if (this.#seeking !== undefined) return;
    const { clock, deadlines } = this.#ports;
    if (clock.now() > this.#soughtAtMs) this.#locate();
    this.#seeking = deadlines.set(clock.now() + seekEveryMs, () => {
      this.#seeking = undefined;
      if (this.#ready.length > 0) this.#flush();
    });
  }

  #locate(): void {
    const { bus, clock, nextId } = this.#ports;
    this.#soughtAtMs = clock.now();
    bus.publish({ kind: "discover" }, [{ type: "locate", id: nextId(), ensemble: null }]);
  }
}
