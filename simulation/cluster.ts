/**
 * A cluster in one thread: nodes and clients wired as in production, over simulated ports. What can happen to machines and
 * networks is a method here; when it happens is the nemesis's affair.
 */
import type { EnsembleName, NodeName } from "#machines/protocol/identifiers";
import type { Batch, Channel, Log, LogLevel } from "#machines/protocol/ports";
import { makeSettings, type Settings } from "#machines/protocol/settings";
import type { TraceRecord } from "#machines/protocol/trace";
import type { VnodeStore } from "#machines/protocol/vnode-store";
import type { MemberChange } from "#machines/protocol/views";
import { createClient } from "#services/client";
import { createNode, type RunningNode } from "#services/node";
import type { MembersOutcome } from "#services/peer/member-changes";
import type { EnsembleClient, QuorateClient } from "#services/public-types";
import type { VnodeDisk } from "#services/storage/vnode-memory";
import { ProcessClock, VirtualTime } from "./clock.ts";
import { SimulatedDisk, type SimulatedStorage } from "./disk.ts";
import { Ledger } from "./judges/ledger.ts";
import type { Violation } from "./judges/verdict.ts";
import { Network, type SimulatedBus } from "./network.ts";
import { streamOf, TimedRandom, type SeededRandom } from "./random.ts";
import { TraceHash } from "./trace-hash.ts";

export const clusterName = "simulated";
export const ensembleName = "demo";

export interface LogLine {
  readonly atMs: number;
  readonly node: NodeName;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface ClusterOptions {
  readonly seed: string | number;
  readonly nodes: number;
  readonly settings?: Partial<Settings>;
  /** Which nodes hold a peer of each ensemble; all of them hold one of `demo` unless given. */
  readonly ensembles?: Readonly<Record<EnsembleName, readonly NodeName[]>>;
  /** Freezes what is sent: slow. */
  readonly freeze?: boolean;
  /** Encodes and decodes every frame; handed in, because simulation does not know the transport. */
  readonly recode?: (batch: Batch) => Batch;
  /** Sees every trace record of every node: slow. */
  readonly trace?: (record: TraceRecord) => void;
  readonly onLog?: (line: LogLine) => void;
  /** Gives nodes a part in the ring: makes the store of a node's vnodes over what its disk keeps through crashes. */
  readonly vnodes?: (disk: VnodeDisk, defer: (write: () => void) => void) => VnodeStore;
}

interface Running {
  readonly clock: ProcessClock;
  readonly bus: SimulatedBus;
  readonly storage: SimulatedStorage;
  readonly node: RunningNode;
}

interface Host {
  readonly name: NodeName;
  readonly disk: SimulatedDisk;
  readonly vnodeDisk: VnodeDisk;
  starts: number;
  rate: number;
  running: Running | null;
}

export interface SimulatedClient {
  readonly name: string;
  readonly clock: ProcessClock;
  readonly bus: SimulatedBus;
  readonly api: QuorateClient;
  /** `demo`, as this client sees it. */
  readonly ensemble: EnsembleClient<string>;
}

/** Errors of ports that a node has to live with; anything else that makes an actor fail is a fault of ours. */
const expectedFailure = /^(ENOSPC|EIO)\b|the store is (not open|closed)/;

export class Cluster {
  readonly time = new VirtualTime();
  readonly network: Network;
  readonly hash = new TraceHash();
  readonly ledger: Ledger;
  readonly violations: Violation[] = [];
  readonly nodeNames: readonly NodeName[];
  readonly #options: ClusterOptions;
  readonly #settings: Settings;
  readonly #hosts = new Map<NodeName, Host>();
  readonly #clockRandom: SeededRandom;
  readonly #ensembles: Readonly<Record<EnsembleName, { readonly members: readonly NodeName[] }>>;
  readonly #clients: SimulatedClient[] = [];

  constructor(options: ClusterOptions) {
    this.#options = options;
    this.#settings = makeSettings(options.settings);
    this.#clockRandom = streamOf(options.seed, "clock");
    this.nodeNames = Array.from({ length: options.nodes }, (_, index) => `n${index + 1}`);
    const members = options.ensembles ?? { [ensembleName]: this.nodeNames };
    this.#ensembles = Object.fromEntries(Object.entries(members).map(([name, nodes]) => [name, { members: nodes }]));
    this.ledger = new Ledger({
      members: new Map(Object.entries(members)),
      nowMs: () => this.nowMs,
      found: (violation) => this.violate(violation),
    });
    this.network = new Network({
      time: this.time,
      random: (link) => this.#timedRandom(`network/${link}`),
      freeze: options.freeze ?? false,
      recode: options.recode,
      observer: {
        published: (sender, channel, batch) => this.#published(sender, channel, batch),
        delivered: (sender, receiver, batch) => this.#delivered(sender, receiver, batch),
      },
    });
    for (const name of this.nodeNames) this.#hosts.set(name, this.#makeHost(name));
  }

  get nowMs(): number {
    return this.time.nowUs / 1000;
  }

  violate(violation: Violation): void {
    // One is enough to fail; a broken node can find thousands.
    if (this.violations.length < 20) this.violations.push(violation);
  }

  // ----------------------------------------------------------------------------------------------------------- machines

  host(name: NodeName): Host {
    const host = this.#hosts.get(name);
    if (host === undefined) throw new RangeError(`no node ${name}`);
    return host;
  }

  isUp(name: NodeName): boolean {
    return this.host(name).running !== null;
  }

  start(name: NodeName): void {
    const host = this.host(name);
    if (host.running !== null) return;
    host.starts += 1;
    const boot = `${name}-${host.starts}`;
    const clock = this.#makeClock(name, host.rate, false, (error) => this.#threw(name, error));
    const bus = this.network.bus(name, boot, clock);
    const storage = host.disk.store(clock);
    const { trace, seed, vnodes } = this.#options;
    const writing = streamOf(seed, `vnodes/${boot}`);
    const defer = (write: () => void): void => void clock.setTimer(write, 0.1 + writing.exponential(2));
    const node = createNode({
      name,
      cluster: clusterName,
      boot,
      ensembles: this.#ensembles,
      settings: this.#settings,
      clock,
      random: streamOf(seed, `node/${boot}`),
      bus,
      storage,
      ...(vnodes === undefined ? {} : { vnodes: vnodes(host.vnodeDisk, defer) }),
      log: this.#logOf(name),
      ...(trace === undefined ? {} : { trace }),
    });
    const running: Running = { clock, bus, storage, node };
    host.running = running;
    this.hash.text(boot);
    clock.enter(() => {
      this.time.settled();
      node.start().catch((error: unknown) => {
        if (host.running === running) this.#threw(name, error);
      });
    });
  }

  /** Gone at once. The server notices after `noticedAfterMs`: until then what is sent there vanishes without a word. */
  crash(name: NodeName, noticedAfterMs = 0): void {
    const host = this.host(name);
    const { running } = host;
    if (running === null) return;
    host.running = null;
    this.hash.text(`crash ${name}`);
    running.clock.kill();
    running.storage.crash();
    this.time.after(noticedAfterMs * 1000, () => running.bus.dropSubscriptions());
  }

  /** Asked to stop: hands over, closes, ends. Killed if that takes longer than 5 seconds. */
  stop(name: NodeName): void {
    const host = this.host(name);
    const { running } = host;
    if (running === null) return;
    const end = (): void => {
      if (host.running === running) this.crash(name);
    };
    running.clock.enter(() => {
      this.time.settled();
      running.node.stop().then(end, (error: unknown) => {
        this.#threw(name, error);
        end();
      });
    });
    this.time.after(5_000_000, end);
  }

  pause(name: NodeName, suspend: boolean): void {
    this.host(name).running?.clock.pause(suspend);
  }

  resume(name: NodeName): void {
    this.host(name).running?.clock.resume(this.#clockRandom.pick(["asDue", "inputFirst", "inputFirst", "timersFirst"]));
  }

  setRate(name: NodeName, rate: number): void {
    const host = this.host(name);
    host.rate = rate;
    host.running?.clock.setRate(rate);
  }

  jumpWall(name: NodeName, byMs: number): void {
    this.host(name).running?.clock.jumpWall(byMs);
  }

  setConnected(name: NodeName, connected: boolean): void {
    this.host(name).running?.bus.setConnected(connected);
  }

  configure(name: NodeName, settings: Partial<Settings>): void {
    const running = this.host(name).running;
    running?.clock.enter(() => running.node.configure(settings));
  }

  /** The leader that serves in the highest epoch, by the nodes' own word. */
  leader(ensemble: EnsembleName = ensembleName): NodeName | undefined {
    let best: { readonly name: NodeName; readonly epoch: number } | undefined;
    for (const { name, running } of this.#hosts.values()) {
      const status = running?.node.status().peers.find((peer) => peer.ensemble === ensemble);
      if (status?.serving === true && (best === undefined || status.epoch > best.epoch))
        best = { name, epoch: status.epoch };
    }
    return best?.name;
  }

  /** Asks a node to change the members, as an operator would; `answer` is told how that ended, if the node lives so long. */
  updateMembers(
    name: NodeName,
    changes: readonly MemberChange[],
    answer: (outcome: MembersOutcome) => void,
    ensemble: EnsembleName = ensembleName,
  ): void {
    const running = this.host(name).running;
    running?.clock.enter(() => running.node.changeMembers(ensemble, changes, answer));
  }

  node(name: NodeName): RunningNode | undefined {
    return this.#hosts.get(name)?.running?.node;
  }

  // ------------------------------------------------------------------------------------------------------------ clients

  client(name: string, timeoutMs = 5000): SimulatedClient {
    const rate = 1 + (this.#clockRandom.unit() - 0.5) * 0.01;
    const clock = this.#makeClock(name, rate, true, (error) => this.#threw(name, error));
    const bus = this.network.bus(name, `${name}-1`, clock);
    const api = createClient({
      cluster: clusterName,
      id: name,
      boot: `${name}-1`,
      bus,
      clock,
      random: streamOf(this.#options.seed, `client/${name}`),
      timeoutMs,
    });
    const client: SimulatedClient = { name, clock, bus, api, ensemble: api.ensemble(ensembleName) };
    this.#clients.push(client);
    return client;
  }

  // ------------------------------------------------------------------------------------------------------------- inside

  #timedRandom(name: string): TimedRandom {
    return new TimedRandom(`${this.#options.seed}/${name}`, this.time);
  }

  #makeHost(name: NodeName): Host {
    const disk = new SimulatedDisk({
      node: name,
      time: this.time,
      random: this.#timedRandom(`disk/${name}`),
      observer: {
        records: (_, records) => {
          this.hash.text(name);
          for (const [label, record] of records) {
            this.hash.number(record.promised.epoch);
            this.ledger.recorded(label, record);
          }
        },
        object: (node, ensemble, object) => {
          this.hash.text(object.key);
          this.hash.number(object.ballot.epoch);
          this.hash.number(object.ballot.seq);
          this.ledger.stored(node, ensemble, object);
        },
      },
    });
    return { name, disk, vnodeDisk: new Map(), starts: 0, rate: 1, running: null };
  }

  #makeClock(name: string, rate: number, settlesPromises: boolean, onError: (error: unknown) => void): ProcessClock {
    return new ProcessClock({
      time: this.time,
      name,
      rate,
      startMs: this.#clockRandom.below(1_000_000),
      wallOffsetMs: this.#clockRandom.between(-2000, 2000),
      timerSlackUs: 1000,
      random: this.#timedRandom(`timers/${name}`),
      settlesPromises,
      onError,
    });
  }

  #logOf(name: NodeName): Log {
    return {
      write: (level, message, fields = {}) => {
        const line: LogLine = { atMs: this.nowMs, node: name, level, message, fields };
        this.#options.onLog?.(line);
        if (level !== "error") return;
        const told = fields["reason"] ?? fields["error"];
        const reason = typeof told === "string" ? told : message;
        if (!expectedFailure.test(reason)) this.violate(this.#crashOf(name, `${message}: ${reason}`));
      },
    };
  }

  #threw(name: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.violate(this.#crashOf(name, text));
  }

  #crashOf(name: string, what: string): Violation {
    return { judge: "crash", what: `${name}: ${what}`, atMs: this.nowMs };
  }

  #published(sender: string, _channel: Channel, batch: Batch): void {
    if (this.#hosts.has(sender)) this.ledger.sent(batch.messages);
  }

  #delivered(sender: string, receiver: string, batch: Batch): void {
    this.hash.number(this.time.nowUs);
    this.hash.text(sender);
    this.hash.text(receiver);
    this.hash.number(batch.frame);
    for (const message of batch.messages) this.hash.text(message.type);
  }
}
