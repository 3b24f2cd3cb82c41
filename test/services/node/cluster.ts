/** Whole nodes in virtual time over the in-process bus, each frame taking a millisecond; stores that can be made to fail. */
import type { EnsembleName, NodeName } from "#machines/protocol/identifiers";
import type { ClientRequest, ClientResponse, MembersDone, Message } from "#machines/protocol/messages";
import type { Bus, Clock, Storage, WriteBatch } from "#machines/protocol/ports";
import { makeSettings, type Settings } from "#machines/protocol/settings";
import type { MemberChange } from "#machines/protocol/views";
import type { TraceRecord } from "#machines/protocol/trace";
import type { PeerMembership } from "#services/manager/membership";
import { createNode, type RunningNode } from "#services/node";
import type { Modifier } from "#services/public-types";
import { MemoryDisk, MemoryStorage } from "#services/storage/memory-storage";
import { MemoryNetwork } from "#transport/memory-bus";
import { VirtualClock } from "#test/support/virtual-clock";

/** A store whose next calls do what the test says. */
export class TrickyStorage extends MemoryStorage {
  /** Commits that are rejected from now on. */
  failures = 0;
  /** Thrown by the next read of an object. */
  readError: Error | null = null;
  opened = 0;
  closed = 0;

  override async open() {
    const report = await super.open();
    this.opened += 1;
    return report;
  }
  override async close() {
    this.closed += 1;
    await super.close();
  }
  override read(...args: Parameters<Storage["read"]>) {
    const error = this.readError;
    this.readError = null;
    if (error !== null) throw error;
    return super.read(...args);
  }
  override commit(batch: WriteBatch): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      return Promise.reject(new Error("EIO"));
    }
    return super.commit(batch);
  }
}

/** A clock of one node: its wall clock can be made to throw, inside whatever reads it next. */
class NodeClock implements Clock {
  readonly #clock: VirtualClock;
  wallError: Error | null = null;
  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }
  now = () => this.#clock.now();
  wall = () => {
    const error = this.wallError;
    this.wallError = null;
    if (error !== null) throw error;
    return this.#clock.wall();
  };
  setTimer = (callback: () => void, ms: number) => this.#clock.setTimer(callback, ms);
  clearTimer = (handle: unknown) => this.#clock.clearTimer(handle);
  defer = (callback: () => void) => this.#clock.defer(callback);
}

export interface Member {
  readonly name: NodeName;
  readonly boot: string;
  readonly node: RunningNode;
  readonly storage: TrickyStorage;
  readonly bus: Bus;
  readonly clock: NodeClock;
  readonly logs: string[];
  readonly trace: TraceRecord[];
}

export interface ClusterOptions {
  readonly settings?: Partial<Settings>;
  readonly ensembles?: readonly EnsembleName[];
  /** Nodes that hold a peer at first; all unless given. */
  readonly members?: readonly NodeName[];
  readonly knowsNode?: (node: NodeName) => boolean;
  readonly maxFrameBytes?: number;
  readonly modifiers?: Readonly<Record<string, Modifier>>;
  readonly membership?: PeerMembership;
  readonly seed?: number;
  /** Keeps every trace record of every node. */
  readonly traces?: boolean;
}

export class TestCluster {
  readonly clock = new VirtualClock();
  readonly network: MemoryNetwork;
  readonly disks = new Map<NodeName, MemoryDisk>();
  readonly members = new Map<NodeName, Member>();
  readonly responses: ClientResponse[] = [];
  readonly membersDone: MembersDone[] = [];
  /** What a commit takes from now on. */
  commitMs = 1;
  /** Messages published by nodes, by type. */
  readonly counts = new Map<string, number>();
  readonly #names: readonly NodeName[];
  readonly #options: ClusterOptions;
  readonly #client: Bus;
  #boots = 0;
  #seed: number;
  #id = 0;

  constructor(names: readonly NodeName[], options: ClusterOptions = {}) {
    this.#names = names;
    this.#options = options;
    this.#seed = options.seed ?? 7;
    this.network = new MemoryNetwork({
      cluster: "test",
      defer: (deliver) => void this.clock.setTimer(deliver, 1),
      ...(options.maxFrameBytes === undefined ? {} : { maxFrameBytes: options.maxFrameBytes }),
    });
    this.#client = this.network.bus("client", "1");
    this.#client.subscribe({ kind: "reply", id: "client" }, ({ messages }) => {
      for (const message of messages) {
        if (message.type === "response") this.responses.push(message);
        if (message.type === "membersDone") this.membersDone.push(message);
      }
    });
  }

  make(name: NodeName): Member {
    this.#boots += 1;
    const boot = `boot${this.#boots}`;
    const disk = this.disks.get(name) ?? new MemoryDisk();
    this.disks.set(name, disk);
    const storage = new TrickyStorage({
      cluster: "test",
      node: name,
      disk,
      defer: (callback) => void this.clock.setTimer(callback, this.commitMs),
    });
    const bus = this.#counted(this.network.bus(name, boot));
    const clock = new NodeClock(this.clock);
    const logs: string[] = [];
    const trace: TraceRecord[] = [];
    const node = createNode({
      name,
      cluster: "test",
      boot,
      ensembles: Object.fromEntries(
        (this.#options.ensembles ?? ["demo"]).map((one) => [one, { members: this.#options.members ?? this.#names }]),
      ),
      settings: makeSettings(this.#options.settings),
      ...(this.#options.modifiers === undefined ? {} : { modifiers: this.#options.modifiers }),
      ...(this.#options.membership === undefined ? {} : { membership: this.#options.membership }),
      clock,
      random: { below: (bound) => ((this.#seed = (this.#seed * 48_271) % 2_147_483_647), this.#seed % bound) },
      bus,
      storage,
      log: {
        write: (level, message, fields) => void logs.push(`${level}: ${message} ${JSON.stringify(fields ?? {})}`),
      },
      ...(this.#options.knowsNode === undefined ? {} : { knowsNode: this.#options.knowsNode }),
      ...(this.#options.traces === true ? { trace: (record) => void trace.push(record) } : {}),
    });
    const member: Member = { name, boot, node, storage, bus, clock, logs, trace };
    this.members.set(name, member);
    return member;
  }

  /** An operator's request to a node's admin channel; its answer. */
  async changeMembers(target: Member, changes: readonly MemberChange[], ensemble = "demo"): Promise<MembersDone> {
    this.#id += 1;
    const id = this.#id;
    this.#client.publish({ kind: "admin", node: target.name }, [{ type: "members", id, ensemble, changes }]);
    const answer = () => this.membersDone.find((done) => done.id === id);
    await this.until(() => answer() !== undefined);
    return answer() as MembersDone;
  }

  /** Makes and starts nodes; all unless named. */
  start(names = this.#names): Member[] {
    return names.map((name) => {
      const member = this.make(name);
      void member.node.start();
      return member;
    });
  }

  /** As by kill -9. */
  kill(name: NodeName): void {
    const member = this.members.get(name);
    this.disks.get(name)?.cutOff();
    void member?.bus.close();
    this.members.delete(name);
  }

  member(name: NodeName): Member {
    const member = this.members.get(name);
    if (member === undefined) throw new Error(`no node ${name}`);
    return member;
  }

  states(ensemble = "demo"): Record<NodeName, string> {
    return Object.fromEntries(
      [...this.members].map(([name, { node }]) => [
        name,
        node.status().peers.find((peer) => peer.ensemble === ensemble)?.state ?? "none",
      ]),
    );
  }

  leader(ensemble = "demo"): Member | undefined {
    return [...this.members.values()].find(({ node }) =>
      node.status().peers.some((peer) => peer.ensemble === ensemble && peer.serving),
    );
  }

  /** Lets time pass until `condition`, at most `ms`. */
  async until(condition: () => boolean, ms = 20_000): Promise<void> {
    for (let passed = 0; passed < ms && !condition(); passed += 10) await this.clock.advance(10);
    if (!condition()) throw new Error(`not within ${ms} ms of virtual time: ${JSON.stringify(this.states())}`);
  }

  async serving(ensemble = "demo"): Promise<Member> {
    await this.until(() => this.leader(ensemble) !== undefined);
    return this.leader(ensemble) as Member;
  }

  /** A request to the leader, unless told otherwise; its answer. */
  async request(parts: Partial<ClientRequest>, to?: Member, timeoutMs = 5000): Promise<ClientResponse> {
    const target = to ?? (await this.serving(parts.ensemble));
    const message = this.frame(target, parts);
    this.#client.publish({ kind: "client", node: target.name }, [message]);
    const answer = () => this.responses.find(({ id }) => id === message.id);
    await this.until(() => answer() !== undefined, timeoutMs);
    return answer() as ClientResponse;
  }

  frame(target: Member, parts: Partial<ClientRequest>): ClientRequest {
    this.#id += 1;
    const ensemble = parts.ensemble ?? "demo";
    const epoch = target.node.status().peers.find((peer) => peer.ensemble === ensemble)?.epoch ?? 0;
    return {
      ...{ type: "request", id: this.#id, floor: 0, ensemble, boot: target.boot, epoch, op: "get", key: "k" },
      ...{ value: null, version: "", readRepair: false, timeoutMs: 3000 },
      ...parts,
    } as ClientRequest;
  }

  send(target: Member, ...messages: Message[]): void {
    this.#client.publish({ kind: "client", node: target.name }, messages);
  }

  put(key = "k", text = "v", parts: Partial<ClientRequest> = {}): Promise<ClientResponse> {
    return this.request({ op: "put", key, value: new TextEncoder().encode(text), ...parts });
  }

  #counted(bus: Bus): Bus {
    const publish = bus.publish.bind(bus);
    bus.publish = (channel, messages) => {
      for (const { type } of messages) this.counts.set(type, (this.counts.get(type) ?? 0) + 1);
      return publish(channel, messages);
    };
    return bus;
  }
}

export function textOf(response: ClientResponse): string {
  return response.value === null ? response.code : new TextDecoder().decode(response.value);
}
