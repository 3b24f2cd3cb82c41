/**
 * The bus over core NATS: lossy, duplicating, and fast. Nothing is stored; JetStream is no part of it (docs/decisions).
 *
 * A frame to a node carries a reply subject that names it. When nobody subscribes, the server answers there with an empty
 * message of status 503, which becomes `undelivered`.
 */
import { errors, type Msg, type NatsConnection, type Subscription as NatsSubscription } from "@nats-io/nats-core";
import { connect, type NodeConnectionOptions } from "@nats-io/transport-node";
import { QuorateError } from "#machines/protocol/errors";
import type { Message } from "#machines/protocol/messages";
import type { Batch, Bus, BusEvents, BusStatus, Channel, Clock, Inbox, Subscription } from "#machines/protocol/ports";
import { decodeFrame, encodeFrame, splitMessages } from "./codec.ts";
import { checkName, isReported, Subjects } from "./subjects.ts";

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
  /** The server does not let these credentials publish or subscribe there: its permissions have to be mended. */
  readonly onRefused?: (reason: string) => void;
}

/** Largest frame we send, whatever more the server allows. */
const largestFrame = 4 * 1024 * 1024;
/** Room for subject, reply subject and protocol line in the server's count. */
const slackBytes = 512;
const malformedEveryMs = 60_000;
/** Subjects whose malformed frames are counted apart: with a wildcard, strangers choose them. */
const maxMalformedSubjects = 1000;
/** A drain waits for an answer; a server that hangs must not hold a stopping node. */
const drainMs = 2000;

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
  return new NatsBus(options, subjects, await open(options, servers));
}

async function open(options: NatsBusOptions, servers: readonly string[]): Promise<NatsConnection> {
  const { user, pass, token, tls } = options.nats ?? {};
  const settings: NodeConnectionOptions = {
    servers: [...servers],
    name: `quorate ${options.cluster} ${options.name}`,
    noAsyncTraces: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    reconnectJitter: 50,
    timeout: options.connectTimeoutMs ?? 5000,
    pingInterval: 10_000,
    ...(user !== undefined && { user }),
    ...(pass !== undefined && { pass }),
    ...(token !== undefined && { token }),
    ...(tls !== undefined && { tls }),
  };
  try {
    // When all that fails is a server that accepts and says nothing, the client (3.3.1) leaves that socket open, out of our
    // reach: it keeps the process alive until the server closes it. Commands therefore end by themselves.
    return await connect(settings);
  } catch (error) {
    throw connectError(error, servers);
  }
}

/** What a change of configuration would mend, and waiting would not. */
const configProblems = [
  errors.AuthorizationError,
  errors.UserAuthenticationExpiredError,
  errors.InvalidArgumentError,
  errors.ProtocolError,
];

function connectError(error: unknown, servers: readonly string[]): QuorateError {
  const text = error instanceof Error ? error.message : String(error);
  const shown = servers.map((server) => server.replace(/\/\/[^@/]*@/, "//***@")).join(", ");
  if (configProblems.some((kind) => error instanceof kind) || /certificate|tls|url/i.test(text)) {
    return new QuorateError("CONFIG", `NATS at ${shown} refused the connection: ${text}. Check URL and credentials.`, {
      cause: error,
    });
  }
  return new QuorateError("UNAVAILABLE", `no NATS server answers at ${shown}: ${text}. Is nats-server running there?`, {
    cause: error,
  });
}

class NatsBus implements Bus {
  readonly #options: NatsBusOptions;
  readonly #subjects: Subjects;
  readonly #connection: NatsConnection;
  readonly #lost: string;
  readonly #listeners = new Set<Partial<BusEvents>>();
  readonly #malformed = new Map<string, { count: number; toldAt: number }>();
  #maxPayload: number;
  #frame = 0;
  #status: BusStatus = "connected";
  #closing: Promise<void> | null = null;

  constructor(options: NatsBusOptions, subjects: Subjects, connection: NatsConnection) {
    this.#options = options;
    this.#subjects = subjects;
    this.#connection = connection;
    this.#lost = subjects.lost(options.boot);
    this.#maxPayload = connection.info?.max_payload ?? 1024 * 1024;
    this.#listenTo(`${this.#lost}.>`, (message) => this.#report(message));
    void this.#follow();
  }

  get maxFrameBytes(): number {
    return Math.min(largestFrame, this.#maxPayload - slackBytes);
  }

  subscribe(channel: Channel, onBatch: (batch: Batch) => void): Inbox {
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
    for (let index = 0; index < split.length; index += 1) {
      const bytes = encodeFrame(name, boot, frame + index, split[index] as unknown[]);
      const reply = isReported(channel)
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
    // Without a server there is nothing to drain.
    if (this.#status === "connected") await this.#inTime(this.#connection.drain());
    await this.#connection.close().catch(() => undefined);
    this.#setStatus("closed");
  }

  #subscribe(subject: string, onBatch: (batch: Batch) => void): Inbox {
    const subscription = this.#listenTo(subject, (message) => {
      const decoded = decodeFrame(message.data, this.maxFrameBytes + slackBytes);
      if (decoded.ok) onBatch(decoded.batch);
      else this.#countMalformed(message.subject, decoded.reason);
    });
    return {
      close: () => subscription.unsubscribe(),
      drain: () => (this.#status === "connected" ? this.#inTime(subscription.drain()) : Promise.resolve()),
    };
  }

  /** Waits for an answer of the server, but not for ever. */
  async #inTime(answer: Promise<void>): Promise<void> {
    const { clock } = this.#options;
    await new Promise<void>((resolve) => {
      const timer = clock.setTimer(resolve, drainMs);
      const end = (): void => {
        clock.clearTimer(timer);
        resolve();
      };
      answer.then(end, end);
    });
  }

  /** An error thrown into the NATS client would end its reading for ever, in silence: it is thrown outside instead. */
  #listenTo(subject: string, onMessage: (message: Msg) => void): NatsSubscription {
    return this.#connection.subscribe(subject, {
      callback: (error, message) => {
        if (error !== null) return;
        try {
          onMessage(message);
        } catch (thrown) {
          this.#options.clock.defer(() => {
            throw thrown;
          });
        }
      },
    });
  }

  #report(message: Msg): void {
    // Only the server's own report counts: empty, with status 503.
    if (message.data.length > 0 || message.headers?.code !== 503) return;
    const lost = this.#subjects.parseLostFrame(this.#lost, message.subject);
    if (lost === null) return;
    for (const listener of this.#listeners) listener.undelivered?.(lost.channel, lost.frame);
  }

  /** Frames name their sender, but a malformed one names nobody that can be believed: counted by subject. */
  #countMalformed(subject: string, reason: string): void {
    const now = this.#options.clock.now();
    if (this.#malformed.size >= maxMalformedSubjects && !this.#malformed.has(subject)) this.#malformed.clear();
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
      else if (status.type === "reconnect") {
        // It may be another server, with another limit.
        this.#maxPayload = this.#connection.info?.max_payload ?? this.#maxPayload;
        this.#setStatus("connected");
      } else if (status.type === "close") this.#setStatus("closed");
      else if (status.type === "error" && status.error instanceof errors.PermissionViolationError)
        this.#options.onRefused?.(status.error.message);
    }
  }

  #setStatus(status: BusStatus): void {
    if (this.#status === status || this.#status === "closed") return;
    this.#status = status;
    for (const listener of this.#listeners) listener.status?.(status);
  }
}
