/**
 * A node's part in the ring: the vnodes that it serves, and the requests that it runs for clients.
 *
 *   ring supervisor (rest for one): requests -> vnodes
 *
 * A client's request may come to any node. Commands and replies between nodes travel on the nodes' channel.
 */
import type { NodeName } from "#machines/protocol/identifiers";
import type {
  RingEnd,
  RingReply,
  RingRequest,
  RingResponse,
  VnodeCommand,
  VnodeReply,
} from "#machines/protocol/messages";
import type { Bus, Clock, Log, Random } from "#machines/protocol/ports";
import { firstPartition, ownersOf, type Ring } from "#machines/protocol/ring";
import type { Settings } from "#machines/protocol/settings";
import type { VnodeStore } from "#machines/protocol/vnode-store";
import { Supervisor } from "../supervision.ts";
import type { Tracer } from "../tracer.ts";
import { hashOf } from "./key-hash.ts";
import { Liveness } from "./liveness.ts";
import { type RequestResult, RingRequests } from "./requests.ts";
import { RingOutbox, type VnodeMessage } from "./ring-outbox.ts";
import { Vnodes } from "./vnodes.ts";

export interface RingHostOptions {
  readonly name: NodeName;
  readonly store: VnodeStore;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tracer: Tracer;
  settings(): Settings;
  /** The ring as this node knows it now. */
  ring(): Ring;
}

const reqsPerBoot = 2 ** 40;
/** What a reply takes in a frame beside its value, at most. */
const replyOverheadBytes = 256;
/** A ping for liveness is nobody's request. */
const pingReq = 0;

export class RingHost {
  readonly #options: RingHostOptions;
  readonly #outbox: RingOutbox;
  readonly #liveness: Liveness;
  readonly #vnodes: Vnodes;
  readonly #supervisor: Supervisor;
  #requests: RingRequests | null = null;
  readonly #waiting: (() => void)[] = [];

  constructor(options: RingHostOptions) {
    const { name, clock, log, tracer, settings, store, bus } = options;
    this.#options = options;
    this.#outbox = new RingOutbox({
      self: name,
      bus,
      clock,
      toSelf: (message) => this.receive(name, message),
      refused: (message, error) =>
        log.write("error", "the bus refused a message", { type: message.type, error: String(error) }),
    });
    this.#liveness = new Liveness({
      self: name,
      clock,
      settings,
      nodes: () => ownersOf(options.ring()),
      ping: (node) => this.#outbox.send(node, pingCommand),
    });
    const vnodes = `vnodes:${name}`;
    this.#vnodes = new Vnodes({
      store,
      clock,
      settings,
      partitions: () => options.ring().partitions,
      failed: (error) => this.#supervisor.failed(vnodes, error),
    });
    this.#supervisor = new Supervisor({
      id: `supervisor:${name}/ring`,
      clock,
      log,
      tracer,
      settings,
      changed: (state) => {
        if (state === "running" || state === "backOff") for (const resolve of this.#waiting.splice(0)) resolve();
      },
      children: [
        { name: `requests:${name}`, start: async () => this.#startRequests(), stop: async () => this.#stopRequests() },
        { name: vnodes, start: () => this.#vnodes.start(), stop: () => this.#vnodes.stop() },
      ],
    });
  }

  /** Requests that run here now. */
  get requests(): number {
    return this.#requests?.size ?? 0;
  }

  /** Resolves when the vnodes are there, or have failed once: the node then goes on without, and they are tried again. */
  async start(): Promise<void> {
    const started = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#supervisor.start();
    await started;
  }

  async stop(): Promise<void> {
    this.#liveness.stop();
    await this.#supervisor.stop();
    this.#outbox.close();
  }

  heardFrom(node: NodeName): void {
    this.#liveness.heard(node);
  }

  /** From the bus: a frame to that node met no subscriber. */
  undelivered(node: NodeName, frame: number): void {
    const messages = this.#outbox.takeUndelivered(node, frame);
    if (messages.length === 0) return;
    this.#liveness.gone(node);
    this.#requests?.undelivered(node, messages.filter(isCommand));
  }

  receive(sender: NodeName, message: VnodeMessage): void {
    if (message.type === "vnodeReply") {
      this.#requests?.heard(sender, message);
      return;
    }
    const { req, partition } = message;
    this.#vnodes.execute(message, (body) =>
      this.#outbox.send(sender, { type: "vnodeReply", req, partition, body } satisfies VnodeReply),
    );
  }

  request(client: string, message: RingRequest): void {
    const refusal = this.#refusalOf(message);
    if (refusal !== null) return this.#respond(client, message, { ...nothing, ...refusal });
    this.#liveness.needed();
    const { n, required, primaries, timeoutMs } = message;
    const ring = this.#options.ring();
    const first = firstPartition(hashOf(message), ring.partitions);
    const input = { ring, first, n, required, primaries, timeoutMs, down: this.#liveness.down };
    this.#requests?.begin(message, input, `${client}:${message.id}`, (result) =>
      this.#respond(client, message, result),
    );
    return undefined;
  }

  // ------------------------------------------------------------------------------------------------------------- inside

  #startRequests(): void {
    const { name, clock, log, tracer, random } = this.#options;
    this.#requests = new RingRequests({
      self: name,
      clock,
      log,
      tracer,
      // Replies to an earlier boot meet no open request.
      firstReq: 1 + random.below(2 ** 12) * reqsPerBoot + random.below(2 ** 36),
      send: (node, command) => this.#outbox.send(node, command),
    });
  }

  #stopRequests(): void {
    this.#requests?.stop();
    this.#requests = null;
  }

  #refusalOf(message: RingRequest): { readonly end: RingEnd; readonly message: string } | null {
    const { op, n, required, primaries, value, stamp } = message;
    const ring = this.#options.ring();
    const { partitions } = ring;
    const { maxRingRequests, maxValueBytes } = this.#options.settings();
    const refuse = (end: RingEnd, why: string) => ({ end, message: why });
    if (n > partitions) return refuse("N_VAL_VIOLATION", `n is ${n}, but the ring has ${partitions} partitions`);
    if (required > n) return refuse("N_VAL_VIOLATION", `${required} replies are asked for, but only ${n} vnodes (n)`);
    if (n < 1 || required < 1 || primaries > required)
      return refuse("INVALID_ARGUMENT", `n ${n}, replies ${required}, of primaries ${primaries}`);
    if (op === "put" && value === null) return refuse("INVALID_ARGUMENT", "a put without a value");
    if ((op === "put" || op === "delete") && stamp === null)
      return refuse("INVALID_ARGUMENT", "a write without a stamp");
    if ((value?.length ?? 0) > maxValueBytes)
      return refuse("INVALID_ARGUMENT", `values may have at most ${maxValueBytes} bytes here`);
    if (ownersOf(ring).length === 0) return refuse("UNAVAILABLE", "the ring has no nodes");
    if (this.#requests === null) return refuse("UNAVAILABLE", "the ring does not run here now");
    if (this.#requests.size >= maxRingRequests)
      return refuse("UNAVAILABLE", `${maxRingRequests} ring requests run on ${this.#options.name} already`);
    return null;
  }

  #respond(client: string, { id }: RingRequest, { end, replies, missing, message }: RequestResult): void {
    const { partitions } = this.#options.ring();
    const parts = inParts(replies, this.#options.bus.maxFrameBytes / 2);
    parts.forEach((some, index) => {
      const part = index + 1;
      const response: RingResponse = {
        ...{ type: "ringResponse", id, end, part, parts: parts.length, partitions },
        ...{ replies: some, missing, message },
      };
      this.#outbox.reply(client, response);
    });
  }
}

const nothing = { replies: [], missing: [] } as const;

const pingCommand: VnodeCommand = {
  ...{ type: "vnodeCommand", req: pingReq, partition: 0, op: "ping", bucket: "ping", key: "ping" },
  ...{ value: null, stamp: null },
};

function isCommand(message: VnodeMessage): message is VnodeCommand {
  return message.type === "vnodeCommand" && message.req !== pingReq;
}

/** Replies in order, as many a part as fit; at least one part. */
function inParts(replies: readonly RingReply[], maxBytes: number): (readonly RingReply[])[] {
  const parts: RingReply[][] = [[]];
  let bytes = 0;
  for (const reply of replies) {
    const size = replyOverheadBytes + (reply.body.kind === "found" ? reply.body.value.length : 0);
    if (bytes + size > maxBytes && bytes > 0) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(reply);
    bytes += size;
  }
  return parts;
}
