/** Nodes and clients of a ring in virtual time over the in-process bus: each frame takes a millisecond, and may be meddled with. */
import type { NodeName } from "#machines/protocol/identifiers";
import type { Batch, Bus, Channel } from "#machines/protocol/ports";
import { makeSettings, type Settings } from "#machines/protocol/settings";
import type { TraceRecord } from "#machines/protocol/trace";
import type { VnodeStore } from "#machines/protocol/vnode-store";
import { createClient } from "#services/client";
import { createNode, type RunningNode } from "#services/node";
import type { QuorateClient } from "#services/public-types";
import { MemoryVnodeStore, type VnodeDisk } from "#services/storage/vnode-memory";
import { MemoryDisk, MemoryStorage } from "#services/storage/memory-storage";
import { MemoryNetwork } from "#transport/memory-bus";
import { VirtualClock } from "#test/support/virtual-clock";

export interface RingClusterOptions {
  readonly settings?: Partial<Settings>;
  readonly maxFrameBytes?: number;
  readonly traces?: boolean;
  /** Nodes hold no ensemble of fixed members: they are to be enabled, and to join. */
  readonly isFormed?: boolean;
  readonly store?: (name: NodeName, disk: VnodeDisk) => VnodeStore;
}

interface Member {
  readonly node: RunningNode;
  readonly bus: Bus;
}

export class RingCluster {
  readonly clock = new VirtualClock();
  readonly disks = new Map<NodeName, VnodeDisk>();
  readonly #peerDisks = new Map<NodeName, MemoryDisk>();
  readonly traces: TraceRecord[] = [];
  readonly logs: string[] = [];
  readonly names: readonly NodeName[];
  /** Delays of each copy of a frame, in ms: none loses it. */
  meddle: (from: string, channel: Channel, batch: Batch) => readonly number[] = () => [0];
  readonly #network: MemoryNetwork;
  readonly #options: RingClusterOptions;
  readonly #members = new Map<NodeName, Member>();
  #boots = 0;
  #seed = 7;

  constructor(names: readonly NodeName[], options: RingClusterOptions = {}) {
    this.names = names;
    this.#options = options;
    this.#network = new MemoryNetwork({
      cluster: "test",
      defer: (deliver) => void this.clock.setTimer(deliver, 1),
      later: (deliver, ms) => void this.clock.setTimer(deliver, ms),
      intercept: (from, channel, batch) => this.meddle(from, channel, batch),
      ...(options.maxFrameBytes === undefined ? {} : { maxFrameBytes: options.maxFrameBytes }),
    });
  }

  async start(...names: readonly NodeName[]): Promise<void> {
    const started = (names.length === 0 ? this.names : names).map((name) => this.#start(name));
    let isStarted = false;
    void Promise.all(started).then(() => (isStarted = true));
    await this.until(() => isStarted);
  }

  #start(name: NodeName): Promise<void> {
    this.#boots += 1;
    const { settings, traces, store, isFormed } = this.#options;
    const disk = this.disks.get(name) ?? new Map();
    this.disks.set(name, disk);
    const peerDisk = this.#peerDisks.get(name) ?? new MemoryDisk();
    this.#peerDisks.set(name, peerDisk);
    const bus = this.#network.bus(name, `boot${this.#boots}`);
    const node = createNode({
      name,
      cluster: "test",
      boot: `boot${this.#boots}`,
      ensembles: isFormed === true ? {} : { demo: { members: this.names } },
      settings: makeSettings(settings),
      clock: this.clock,
      random: { below: (bound) => this.#lot(bound) },
      bus,
      storage: new MemoryStorage({
        cluster: "test",
        node: name,
        disk: peerDisk,
        defer: (write) => void this.clock.setTimer(write, 1),
      }),
      vnodes:
        store?.(name, disk) ?? new MemoryVnodeStore({ disk, defer: (write) => void this.clock.setTimer(write, 1) }),
      log: { write: (level, message, fields) => void this.logs.push(`${level} ${message} ${JSON.stringify(fields)}`) },
      ...(traces === true ? { trace: (record: TraceRecord) => void this.traces.push(record) } : {}),
    });
    this.#members.set(name, { node, bus });
    return node.start();
  }

  /** As by kill -9: what is published there from now on meets nobody. */
  kill(name: NodeName): void {
    this.#peerDisks.get(name)?.cutOff();
    void this.#members.get(name)?.bus.close();
    this.#members.delete(name);
  }

  node(name: NodeName): RunningNode {
    return (this.#members.get(name) as Member).node;
  }

  client(id = "client", timeoutMs = 5000): QuorateClient {
    this.#boots += 1;
    const boot = `boot${this.#boots}`;
    return createClient({
      cluster: "test",
      id,
      boot,
      bus: this.#network.bus(id, boot),
      clock: this.clock,
      random: { below: (bound) => this.#lot(bound) },
      timeoutMs,
    });
  }

  /** Lets time pass until `promise` has settled. */
  async result<T>(promise: Promise<T>, ms = 20_000): Promise<T> {
    let isSettled = false;
    const settled = (): void => void (isSettled = true);
    promise.then(settled, settled);
    await this.until(() => isSettled, ms);
    return promise;
  }

  async until(condition: () => boolean, ms = 20_000): Promise<void> {
    for (let passed = 0; passed < ms && !condition(); passed += 1) await this.clock.advance(1);
    if (!condition()) throw new Error(`not within ${ms} ms of virtual time`);
  }

  /** Loses whatever this node says: it is there, but silent. */
  silence(name: NodeName): void {
    this.meddle = (from) => (from === name ? [] : [0]);
  }

  #lot(bound: number): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed % bound;
  }
}
