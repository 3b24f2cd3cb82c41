/**
 * A node: its ports, its supervision tree and its router. DESIGN section 2.
 *
 *   node supervisor (rest for one): router -> storage -> peers
 *   a supervisor for each peer, so that the crash of one never takes another down
 */
import { QuorateError } from "#machines/protocol/errors";
import { peerLabel, type EnsembleName, type NodeName } from "#machines/protocol/identifiers";
import type {
  AdminRequest,
  ClientRequest,
  ClientResponse,
  Locate,
  PeerMessage,
  PeerStatus,
  TraceBatch,
  Watch,
} from "#machines/protocol/messages";
import type {
  Batch,
  Bus,
  Channel,
  Clock,
  Log,
  OpenReport,
  Random,
  Storage,
  Subscription,
} from "#machines/protocol/ports";
import type { Settings } from "#machines/protocol/settings";
import { makeSettings } from "#machines/protocol/settings";
import type { TraceRecord } from "#machines/protocol/trace";
import type { VnodeStore } from "#machines/protocol/vnode-store";
import { Outbox } from "./outbox.ts";
import { PeerHost } from "./peer/peer-host.ts";
import type { CallOptions, EnsembleConfig, NodeStatus, QuorateNode } from "./public-types.ts";
import { RequestMemory } from "./request-memory.ts";
import { RingHost } from "./ring/ring-host.ts";
import { ringOfEnsembles } from "./ring/static-ring.ts";
import { SentFrames } from "./sent-frames.ts";
import { Supervisor } from "./supervision.ts";
import { Tracer } from "./tracer.ts";
import { waitUntil } from "./wait-until.ts";
import type { Answer } from "./kv/leader.ts";

export interface NodeDeps {
  readonly name: NodeName;
  readonly cluster: string;
  /** Different at every start of the node. */
  readonly boot: string;
  readonly ensembles: Readonly<Record<EnsembleName, EnsembleConfig>>;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly bus: Bus;
  readonly storage: Storage;
  /** Where the node's vnodes keep what they hold; without it the node has no part in the ring. */
  readonly vnodes?: VnodeStore;
  readonly log: Log;
  /** Sees every trace record, watched or not. */
  readonly trace?: (record: TraceRecord) => void;
}

/** What `createNode` gives: the public node, and what the composition root needs beside. */
export interface RunningNode extends QuorateNode {
  /** Resolves when storage is open and all peers have been started. @throws QuorateError LOCKED, CORRUPT, CONFIG. */
  start(): Promise<void>;
  /** Settings may be changed at run time. @throws QuorateError CONFIG. */
  configure(settings: Partial<Settings>): void;
}

const reqsPerPeer = 2 ** 44;
/** Errors that no restart of the storage can mend: the node's start fails with them. */
const finalErrors = new Set(["LOCKED", "CORRUPT", "CONFIG"]);

export function createNode(deps: NodeDeps): RunningNode {
  return new Node(deps);
}

class Node implements RunningNode {
  readonly name: NodeName;
  readonly #deps: NodeDeps;
  #settings: Settings;
  readonly #tracer: Tracer;
  readonly #memory: RequestMemory;
  readonly #sent = new SentFrames();
  readonly #supervisor: Supervisor;
  readonly #peerSupervisors = new Map<EnsembleName, Supervisor>();
  readonly #peers = new Map<EnsembleName, PeerHost>();
  readonly #ring: RingHost | null;
  #subscriptions: Subscription[] = [];
  #outbox: Outbox | null = null;
  #report: OpenReport = { fresh: true, distrusted: new Map() };
  #connected = true;
  #startError: QuorateError | null = null;
  #stopping: Promise<void> | null = null;
  readonly #waiting = new Set<() => void>();

  constructor(deps: NodeDeps) {
    this.#deps = deps;
    this.name = deps.name;
    this.#settings = deps.settings;
    this.#tracer = new Tracer({
      node: deps.name,
      boot: deps.boot,
      clock: deps.clock,
      sink: deps.trace,
      publish: (batch) => this.#publishTrace(batch),
    });
    this.#memory = new RequestMemory(deps.clock, () => this.#settings);
    this.#ring = makeRingHost(deps, this.#tracer, () => this.#settings);
    this.#supervisor = new Supervisor({
      id: `supervisor:${deps.name}`,
      clock: deps.clock,
      log: deps.log,
      tracer: this.#tracer,
      settings: () => this.#settings,
      changed: () => this.#changed(),
      children: [
        { name: "router", start: async () => this.#openRouter(), stop: async () => this.#closeRouter() },
        { name: "storage", start: () => this.#openStorage(), stop: () => this.#closeStorage() },
        { name: "peers", start: async () => this.#startPeers(), stop: () => this.#stopPeers() },
        ...(this.#ring === null ? [] : [ringChild(this.#ring)]),
      ],
    });
  }

  async start(): Promise<void> {
    this.#supervisor.start();
    const isStopped = () => this.#stopping !== null;
    const hasEnded = () => this.#supervisor.state === "running" || this.#startError !== null || isStopped();
    await waitUntil(hasEnded, this.#waiting);
    if (this.#startError === null && !isStopped()) return;
    await this.stop();
    throw this.#startError ?? new QuorateError("CLOSED", `${this.name} was stopped before it had started`);
  }

  status(): NodeStatus {
    const peers: PeerStatus[] = [...this.#peers.values()].map((peer) => peer.status());
    return { node: this.name, cluster: this.#deps.cluster, boot: this.#deps.boot, connected: this.#connected, peers };
  }

  async ready(ensemble: EnsembleName, options: CallOptions = {}): Promise<void> {
    if (!Object.hasOwn(this.#deps.ensembles, ensemble)) {
      throw new QuorateError(
        "NO_SUCH_ENSEMBLE",
        `${this.name} holds no peer of an ensemble ${JSON.stringify(ensemble)}`,
      );
    }
    const { clock } = this.#deps;
    const isReady = () => {
      const gate = this.#peers.get(ensemble)?.gate;
      return gate !== undefined && (gate.serving || gate.replicating);
    };
    let error: QuorateError | null = null;
    const fail = (code: "UNAVAILABLE" | "CANCELLED" | "CLOSED", message: string) => {
      error ??= new QuorateError(code, message);
      this.#changed();
    };
    const timeoutMs = options.timeoutMs ?? this.#settings.requestTimeoutMs;
    const timer = clock.setTimer(
      () =>
        fail(
          "UNAVAILABLE",
          `ensemble ${ensemble} was not ready on ${this.name} within ${timeoutMs} ms; are its other nodes up?`,
        ),
      timeoutMs,
    );
    const cancel = () => fail("CANCELLED", "the wait was cancelled");
    options.signal?.addEventListener("abort", cancel);
    if (options.signal?.aborted === true) cancel();
    try {
      await waitUntil(() => {
        if (this.#stopping !== null) fail("CLOSED", `${this.name} is stopped`);
        return error !== null || isReady();
      }, this.#waiting);
    } finally {
      clock.clearTimer(timer);
      options.signal?.removeEventListener("abort", cancel);
    }
    if (error !== null) throw error as QuorateError;
  }

  configure(settings: Partial<Settings>): void {
    this.#settings = makeSettings({ ...this.#settings, ...settings });
    for (const peer of this.#peers.values()) peer.settingsChanged(this.#settings);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  // -------------------------------------------------------------------------------------------------------- lifecycle

  async #stop(): Promise<void> {
    this.#changed();
    for (const peer of this.#peers.values()) peer.stepDown("the node stops");
    await this.#outbox?.drained();
    await this.#supervisor.stop();
    this.#tracer.close();
    await this.#deps.bus.flush();
  }

  /** In halves while the bus finds it too large; what fits no frame at all is counted as left out. */
  #publishTrace(batch: TraceBatch): void {
    const { records, gap } = batch;
    try {
      this.#deps.bus.publish({ kind: "trace", node: this.name }, [batch]);
    } catch (error) {
      if (records.length === 0)
        return this.#deps.log.write("error", "the trace stream failed", { error: String(error) });
      if (records.length === 1) return this.#publishTrace({ ...batch, records: [], gap: gap + 1 });
      const half = records.length >> 1;
      this.#publishTrace({ ...batch, records: records.slice(0, half) });
      this.#publishTrace({ ...batch, records: records.slice(half), gap: 0 });
    }
    return undefined;
  }

  #openRouter(): void {
    const { bus, name } = this.#deps;
    const on = (channel: Channel, handle: (batch: Batch) => void) => bus.subscribe(channel, handle);
    this.#subscriptions = [
      on({ kind: "peer", node: name }, (batch) => this.#fromPeers(batch)),
      on({ kind: "client", node: name }, (batch) => this.#fromClient(batch)),
      on({ kind: "admin", node: name }, (batch) => this.#fromOperator(batch)),
      on({ kind: "discover" }, (batch) => this.#fromSeeker(batch)),
      on({ kind: "watch" }, (batch) => this.#fromInspector(batch)),
      bus.listen({
        undelivered: (channel, frame) => this.#undelivered(channel, frame),
        status: (status) => {
          this.#connected = status === "connected";
        },
      }),
    ];
  }

  #closeRouter(): void {
    for (const subscription of this.#subscriptions) subscription.close();
    this.#subscriptions = [];
  }

  async #openStorage(): Promise<void> {
    const { storage, bus, clock } = this.#deps;
    try {
      this.#report = await storage.open();
    } catch (error) {
      if (error instanceof QuorateError && finalErrors.has(error.code)) {
        this.#startError = error;
        this.#changed();
      }
      throw error;
    }
    this.#outbox = new Outbox({
      bus,
      clock,
      storage,
      onSent: (node, frame, frames, messages) => this.#sent.note(node, frame, frames, messages),
      onFailure: (error) => this.#supervisor.failed("storage", error),
      onRefused: (channel, message, error) =>
        this.#deps.log.write("error", "the bus refused a message", {
          channel: channel.kind,
          type: message.type,
          error: String(error),
        }),
    });
  }

  async #closeStorage(): Promise<void> {
    this.#outbox?.close();
    this.#outbox = null;
    await this.#deps.storage.close().catch((error: unknown) => {
      this.#deps.log.write("error", "closing the store failed", { error: String(error) });
    });
  }

  #startPeers(): void {
    const mine = Object.entries(this.#deps.ensembles).filter(([, config]) => config.members.includes(this.name));
    for (const [ensemble, config] of mine) {
      const supervisor: Supervisor = new Supervisor({
        id: `supervisor:${peerLabel(ensemble, this.name)}`,
        clock: this.#deps.clock,
        log: this.#deps.log,
        tracer: this.#tracer,
        settings: () => this.#settings,
        children: [
          {
            name: peerLabel(ensemble, this.name),
            start: async () => this.#startPeer(ensemble, config, supervisor),
            stop: async () => this.#stopPeer(ensemble),
          },
        ],
      });
      this.#peerSupervisors.set(ensemble, supervisor);
      supervisor.start();
    }
  }

  async #stopPeers(): Promise<void> {
    await Promise.all([...this.#peerSupervisors.values()].map((supervisor) => supervisor.stop()));
    this.#peerSupervisors.clear();
  }

  #startPeer(ensemble: EnsembleName, config: EnsembleConfig, supervisor: Supervisor): void {
    const { clock, random, storage, log, name, bus } = this.#deps;
    const outbox = this.#outbox;
    if (outbox === null) throw new QuorateError("CLOSED", "the store is closed");
    const label = peerLabel(ensemble, name);
    const peer: PeerHost = new PeerHost({
      ensemble,
      self: name,
      members: config.members,
      clock,
      outbox,
      storage,
      tracer: this.#tracer,
      log,
      distrusted: this.#report.distrusted.get(label) ?? null,
      // A random start below 2^50, so that replies to an earlier boot meet no open request.
      firstReq: 1 + random.below(2 ** 5) * reqsPerPeer + random.below(2 ** 40),
      seed: random.below(2 ** 32),
      haulBytes: Math.floor(bus.maxFrameBytes / 2),
      settings: () => this.#settings,
      crashed: (error) => {
        this.#peers.delete(ensemble);
        supervisor.failed(label, error);
      },
      changed: () => this.#changed(),
    });
    this.#peers.set(ensemble, peer);
    peer.start();
  }

  #stopPeer(ensemble: EnsembleName): void {
    this.#peers.get(ensemble)?.stop();
    this.#peers.delete(ensemble);
  }

  #changed(): void {
    for (const check of this.#waiting) check();
  }

  // ----------------------------------------------------------------------------------------------------------- router

  #fromPeers(batch: Batch): void {
    this.#ring?.heardFrom(batch.sender);
    for (const message of batch.messages) {
      if (message.type === "vnodeCommand" || message.type === "vnodeReply") this.#ring?.receive(batch.sender, message);
      if (!isPeerMessage(message)) continue;
      const peer = this.#peers.get(message.ensemble);
      // A frame says who sent it; a message that names another sender, or another receiver, is not for us.
      if (peer === undefined || message.to !== peer.self || !isSender(batch.sender, message)) continue;
      this.#tracer.causedBy("req" in message ? `${message.from}:${message.req}` : "");
      peer.receive(message);
      this.#tracer.causedBy("");
    }
  }

  #fromClient(batch: Batch): void {
    for (const message of batch.messages) {
      if (message.type === "request") this.#request(batch.sender, message);
      else if (message.type === "ringRequest") this.#ring?.request(batch.sender, message);
    }
  }

  #request(client: string, request: ClientRequest): void {
    const isRead = request.op === "get" || request.op === "pingQuorum" || request.op === "checkQuorum";
    const peer = this.#peers.get(request.ensemble);
    if (isRead) {
      return this.#run(client, request, peer, (answer) => this.#respond(client, responseTo(request, answer, peer)));
    }
    // PROTOCOL R9, HAZARDS P20: another boot may have executed it.
    if (request.boot !== this.#deps.boot) {
      const answer: Answer = {
        code: "UNKNOWN_OUTCOME",
        value: null,
        version: "",
        message: "the node was restarted since the request was made",
      };
      return this.#respond(client, responseTo(request, answer, peer));
    }
    const admission = this.#memory.admit(client, request);
    if (admission.kind === "answered") return this.#respond(client, admission.response);
    if (admission.kind === "ignore") return undefined;
    return this.#run(client, request, peer, (answer) => {
      const response = responseTo(request, answer, peer);
      this.#memory.answer(client, response);
      this.#respond(client, response);
    });
  }

  #run(client: string, request: ClientRequest, peer: PeerHost | undefined, answer: (answer: Answer) => void): void {
    if (peer === undefined) {
      return answer({
        code: "redirect",
        value: null,
        version: "",
        message: `${this.name} runs no peer of ${request.ensemble}`,
      });
    }
    const fault = faultOf(request, this.#settings.maxValueBytes, this.#deps.bus.maxFrameBytes);
    if (fault !== null) return answer({ code: "INVALID_ARGUMENT", value: null, version: "", message: fault });
    this.#tracer.causedBy(`${client}:${request.id}`);
    peer.request(request, answer);
    return this.#tracer.causedBy("");
  }

  #respond(client: string, response: ClientResponse): void {
    this.#outbox?.reply(client, response);
  }

  #fromSeeker(batch: Batch): void {
    for (const message of batch.messages) if (message.type === "locate") this.#located(batch.sender, message);
  }

  #located(sender: string, message: Locate): void {
    const peers = [...this.#peers.values()]
      .filter((peer) => message.ensemble === null || peer.ensemble === message.ensemble)
      .map((peer) => peer.status());
    this.#outbox?.reply(sender, { type: "located", id: message.id, node: this.name, peers });
  }

  #fromOperator(batch: Batch): void {
    for (const message of batch.messages) if (message.type === "admin") this.#operate(batch.sender, message);
  }

  #operate(sender: string, message: AdminRequest): void {
    const peer = this.#peers.get(message.ensemble);
    const done = (code: "ok" | "NO_SUCH_ENSEMBLE" | "UNAVAILABLE", text: string) =>
      this.#outbox?.reply(sender, { type: "adminDone", id: message.id, code, message: text });
    if (peer === undefined) return void done("NO_SUCH_ENSEMBLE", `${this.name} runs no peer of ${message.ensemble}`);
    if (!peer.stepDown("asked by an operator"))
      return void done("UNAVAILABLE", `${this.name} does not lead ${message.ensemble}`);
    return void done("ok", "stepped down");
  }

  #fromInspector(batch: Batch): void {
    for (const message of batch.messages)
      if (message.type === "watch") this.#tracer.watch(batch, message satisfies Watch);
  }

  #undelivered(channel: Channel, frame: number): void {
    if (channel.kind !== "peer") return;
    this.#ring?.undelivered(channel.node, frame);
    for (const message of this.#sent.take(channel.node, frame)) this.#peers.get(message.ensemble)?.undelivered(message);
  }
}

function makeRingHost(deps: NodeDeps, tracer: Tracer, settings: () => Settings): RingHost | null {
  const { name, ensembles, vnodes: store, bus, clock, random, log } = deps;
  if (store === undefined) return null;
  const ring = ringOfEnsembles(ensembles, settings());
  return new RingHost({ name, ring, store, bus, clock, random, log, tracer, settings });
}

function ringChild(ring: RingHost) {
  return { name: "ring", start: () => ring.start(), stop: () => ring.stop() };
}

/** What a put, a fetched object or a response carries at most beside key and value, encoded. */
const frameOverheadBytes = 1280;

/** Why a request cannot be served, or null. Before it gets a ballot: later its outcome would be unknown. */
function faultOf(request: ClientRequest, maxValueBytes: number, maxFrameBytes: number): string | null {
  if (request.op === "pingQuorum" || request.op === "checkQuorum") return null;
  if (request.key === "") return "a key has at least one character";
  const bytes = request.value?.length ?? 0;
  if (bytes > maxValueBytes) return `values may have at most ${maxValueBytes} bytes here`;
  const most = maxFrameBytes - frameOverheadBytes - Buffer.byteLength(request.key);
  return bytes > most ? `with this key a value may have at most ${Math.max(0, most)} bytes on this bus` : null;
}

function isPeerMessage(message: Batch["messages"][number]): message is PeerMessage {
  return "from" in message && "to" in message;
}

function isSender(sender: string, message: PeerMessage): boolean {
  return message.from === sender || message.from.startsWith(`${sender}#`);
}

function responseTo(request: ClientRequest, answer: Answer, peer: PeerHost | undefined): ClientResponse {
  return {
    type: "response",
    id: request.id,
    ...answer,
    leader: peer?.leaderNode() ?? "",
    epoch: peer?.gate.epoch ?? 0,
  };
}
