/**
 * The bus over core NATS: lossy, duplicating, and fast. Nothing is stored; JetStream is no part of it (docs/decisions).
 *
 * A frame to a node carries a reply subject that names it. When nobody subscribes, the server answers there with an empty
 * message of status 503, which becomes `undelivered`.
 */
import { connect, type NodeConnectionOptions } from "@nats-io/transport-node";
import type { Msg, NatsConnection } from "@nats-io/nats-core";
import { QuorateError } from "#machines/protocol/errors";
import type { Message } from "#machines/protocol/messages";
import type { Batch, Bus, BusEvents, BusStatus, Channel, Clock, Subscription } from "#machines/protocol/ports";
import { decodeFrame, encodeFrame, splitMessages } from "./codec.ts";
import { checkName, Subjects } from "./subjects.ts";

export interface NatsBusOptions {
  readonly servers: string | readonly string[];
  readonly cluster: string;
  /** The sender's name in every frame: a node's name or a client's id. */
  readonly name: string;
  /** Changes with every start. */
  readonly boot: string;
  readonly clock: Clock;
  readonly nats?: { readonly user?: string; readonly pass?: string; readonly token?: string; readonly tls?: object };
  /** Milliseconds for the first connection; default 5,000. */
  readonly connectTimeoutMs?: number;
  /** At most once a minute for each sender subject, with how many came since. */
  readonly onMalformed?: (subject: string, reason: string, count: number) => void;
}

/** Largest frame we send, whatever more the server allows. */
const largestFrame = 4 * 1024 * 1024;
/** Room for subject, reply subject and protocol line in the server's count. */
const slackBytes = 512;
const malformedEveryMs = 60_000;
/** Channels whose frames are asked back for when nobody listens. */
const reported = new Set<Channel["kind"]>(["peer", "client", "admin"]);

/**
 * Connects once; afterwards the client reconnects by itself, for ever.
 * @throws QuorateError CONFIG when the URL or the credentials are refused, UNAVAILABLE when no server answers.
 */
export async function connectNatsBus(options: NatsBusOptions): Promise<Bus> {
  const subjects = new Subjects(options.cluster);
  checkName("sender", options.name);
  checkName("boot", options.boot);
  const servers = typeof options.servers === "string" ? [options.servers] : [...options.servers];
  if (servers.length === 0) throw new QuorateError("CONFIG", "no NATS server is named: give at least one URL");
  let connection: NatsConnection;
  try {
    connection = await connect({
      servers,
      name: `quorate ${options.cluster} ${options.name}`,
      noAsyncTraces: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
      reconnectJitter: 50,
      timeout: options.connectTimeoutMs ?? 5000,
      pingInterval: 10_000,
      ...options.nats,
    } as NodeConnectionOptions);
  } catch (error) {
    throw connectError(error, servers);
  }
  return new NatsBus(options, subjects, connection);
}

function connectError(error: unknown, servers: readonly string[]): QuorateError {
  const text = error instanceof Error ? error.message : String(error);
  const shown = servers.map((server) => server.replace(/\/\/[^@/]*@/, "//***@")).join(", ");
  if (/authorization|authentication|invalid|protocol|url/i.test(text)) {
    return new QuorateError("CONFIG", `NATS at ${shown} refused the connection: ${text}`, { cause: error });
  }
  return new QuorateError("UNAVAILABLE", `no NATS server answers at ${shown}: ${text}. Is nats-server running there?`, {
    cause: error,
  });
}

class NatsBus implements Bus {
  readonly maxFrameBytes: number;
  readonly #options: NatsBusOptions;
  readonly #subjects: Subjects;
  readonly #connection: NatsConnection;
  readonly #lost: string;
  readonly #listeners = new Set<Partial<BusEvents>>();
  readonly #malformed = new Map<string, { count: number; toldAt: number }>();
  #frame = 0;
  #status: BusStatus = "connected";
  #closing: Promise<void> | null = null;

  constructor(options: NatsBusOptions, subjects: Subjects, connection: NatsConnection) {
    this.#options = options;
    this.#subjects = subjects;
    this.#connection = connection;
    this.#lost = subjects.lost(options.boot);
    this.maxFrameBytes = Math.min(largestFrame, (connection.info?.max_payload ?? 1024 * 1024) - slackBytes);
    connection.subscribe(`${this.#lost}.>`, { callback: (error, message) => this.#report(error, message) });
    void this.#follow();
  }

  subscribe(channel: Channel, onBatch: (batch: Batch) => void): Subscription {
    return this.#subscribe(this.#subjects.of(channel), onBatch);
  }

  subscribeTraces(onBatch: (batch: Batch) => void): Subscription {
    return this.#subscribe(this.#subjects.allTraces(), onBatch);
  }

  publish(channel: Channel, messages: readonly Message[]): { readonly frame: number; readonly frames: number } {
    const subject = this.#subjects.of(channel);
    const split = splitMessages(messages, this.maxFrameBytes);
    const frame = this.#frame + 1;
    this.#frame += split.length;
    // While disconnected the client would queue: a lossy network drops instead, and the protocol asks again.
    if (this.#status !== "connected") return { frame, frames: split.length };
    const { name, boot } = this.#options;
    for (const [index, one] of split.entries()) {
      const bytes = encodeFrame(name, boot, frame + index, one);
      const reply = reported.has(channel.kind)
        ? { reply: this.#subjects.lostFrame(this.#lost, channel, frame + index) }
        : undefined;
      try {
        this.#connection.publish(subject, bytes, reply);
      } catch {
        // Closed or draining since: lost, like anything else on this network.
        this.#setStatus(this.#connection.isClosed() ? "closed" : this.#status);
      }
    }
    return { frame, frames: split.length };
  }

  listen(events: Partial<BusEvents>): Subscription {
    this.#listeners.add(events);
    return { close: () => void this.#listeners.delete(events) };
  }

  async flush(): Promise<void> {
    if (this.#status !== "connected") return;
    await this.#connection.flush().catch(() => undefined);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // A drain waits for the server's answer: without one there is nothing to drain.
    if (this.#status === "connected") await this.#connection.drain().catch(() => undefined);
    await this.#connection.close().catch(() => undefined);
    this.#setStatus("closed");
  }

  #subscribe(subject: string, onBatch: (batch: Batch) => void): Subscription {
    const subscription = this.#connection.subscribe(subject, {
      callback: (error, message) => {
        if (error !== null) return;
        const decoded = decodeFrame(message.data, this.maxFrameBytes + slackBytes);
        if (decoded.ok) onBatch(decoded.batch);
        else this.#countMalformed(message.subject, decoded.reason);
      },
    });
    return { close: () => subscription.unsubscribe() };
  }

  #report(error: Error | null, message: Msg): void {
    // Only the server's own report counts: empty, with status 503.
    if (error !== null || message.data.length > 0 || message.headers?.code !== 503) return;
    const lost = this.#subjects.parseLostFrame(this.#lost, message.subject);
    if (lost === null) return;
    for (const listener of this.#listeners) listener.undelivered?.(lost.channel, lost.frame);
  }

  /** Frames name their sender, but a malformed one names nobody that can be believed: counted by subject. */
  #countMalformed(subject: string, reason: string): void {
    const now = this.#options.clock.now();
    const known = this.#malformed.get(subject) ?? { count: 0, toldAt: -Infinity };
    known.count += 1;
    if (now - known.toldAt >= malformedEveryMs) {
      this.#options.onMalformed?.(subject, reason, known.count);
      known.count = 0;
      known.toldAt = now;
    }
    this.#malformed.set(subject, known);
  }

  async #follow(): Promise<void> {
    for await (const status of this.#connection.status()) {
      if (status.type === "disconnect" || status.type === "staleConnection") this.#setStatus("disconnected");
      else if (status.type === "reconnect") this.#setStatus("connected");
      else if (status.type === "close") this.#setStatus("closed");
    }
  }

  #setStatus(status: BusStatus): void {
    if (this.#status === status || this.#status === "closed") return;
    this.#status = status;
    for (const listener of this.#listeners) listener.status?.(status);
  }
}
