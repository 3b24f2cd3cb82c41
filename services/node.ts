/**
 * A node: its ports, its supervision tree and its public calls. DESIGN section 2; riak_ensemble "Process hierarchy".
 *
 *   node supervisor (rest for one): router -> storage -> peers -> manager -> ring
 *   a supervisor for each peer, so that the crash of one never takes another down
 *
 * One long file: its public calls, which check and hand on, take up much of it.
 */
import { ensembleNamed, rootEnsemble, wantedPeers } from "#machines/protocol/cluster-state";
import { QuorateError } from "#machines/protocol/errors";
import { nodeOf, peerLabel, type EnsembleName, type NodeName, type PeerId } from "#machines/protocol/identifiers";
import type { View } from "#machines/protocol/fact";
import { concerns } from "#machines/protocol/views";
import type { PeerStatus } from "#machines/protocol/messages";
import type { Bus, Clock, Log, OpenReport, Random, Storage } from "#machines/protocol/ports";
import type { Settings } from "#machines/protocol/settings";
import { drainTimeoutMs, makeSettings } from "#machines/protocol/settings";
import type { TraceRecord } from "#machines/protocol/trace";
import type { VnodeStore } from "#machines/protocol/vnode-store";
import type { ByteModifier } from "./kv/modifiers.ts";
import { checkName, checkOptions } from "./client/arguments.ts";
import { ClusterCalls } from "./manager/cluster-calls.ts";
import { Manager } from "./manager/manager.ts";
import { isPresent, type PeerChange, type PeerMembership, type Placement } from "./manager/membership.ts";
import { MembersClient } from "./manager/members-client.ts";
import { noPeer, notInCluster, type MembersOutcome } from "./peer/member-changes.ts";
import { RootClient, rootModifier, rootModifierName } from "./manager/root.ts";
import { Outbox } from "./outbox.ts";
import { PeerSet } from "./peer-set.ts";
import type {
  CallOptions,
  EnsembleConfig,
  MemberChange,
  Modifier,
  NewEnsemble,
  NodeStatus,
  QuorateNode,
} from "./public-types.ts";
import { RequestMemory } from "./request-memory.ts";
import { RingHost } from "./ring/ring-host.ts";
import { ringOfEnsembles } from "./ring/static-ring.ts";
import { Router } from "./router.ts";
import { SentFrames } from "./sent-frames.ts";
import { type Child, Supervisor } from "./supervision.ts";
import { publishTrace } from "./trace-publisher.ts";
import { Tracer } from "./tracer.ts";
import { userModifier } from "./user-modifiers.ts";
import { waitUntil } from "./wait-until.ts";

export interface NodeDeps {
  readonly name: NodeName;
  readonly cluster: string;
  /** Different at every start of the node. */
  readonly boot: string;
  /** With a fixed membership, beside those of the cluster. */
  readonly ensembles: Readonly<Record<EnsembleName, EnsembleConfig>>;
  readonly modifiers?: Readonly<Record<string, Modifier>>;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly bus: Bus;
  readonly storage: Storage;
  /** Where the node's vnodes keep what they hold; without it the node has no part in the ring. */
  readonly vnodes?: VnodeStore;
  readonly log: Log;
  /** How the members of an ensemble are changed; what is there by itself unless given. */
  readonly membership?: PeerMembership;
  /** Sees every trace record, watched or not. */
  readonly trace?: (record: TraceRecord) => void;
  /** Whether a node may be given a peer of an ensemble of `ensembles` (HAZARDS P12). Any unless given. */
  readonly knowsNode?: (node: NodeName) => boolean;
}

/** A peer that this node is to run. */
export interface WantedPeer {
  readonly peer: PeerId;
  /** What the ensemble began with; empty when it is older than this peer, whose leader then says what its views are. */
  readonly members: View;
}

/** What `createNode` gives: the public node, and what the composition root needs beside. */
export interface RunningNode extends QuorateNode {
  /** Resolves when storage is open and all peers have been started. @throws QuorateError LOCKED, CORRUPT, CONFIG, NOT_A_MEMBER. */
  start(): Promise<void>;
  /** Settings may be changed at run time. @throws QuorateError CONFIG. */
  configure(settings: Partial<Settings>): void;
  /**
   * Starts or stops a peer of this node. Without a manager, a peer is started by the first commit that names it, and stopped
   * when it has learned that it was removed. What a stopped peer has promised stays on disk.
   */
  want(ensemble: EnsembleName, wanted: WantedPeer, what: "start" | "stop"): void;
  /** As PeerHost.updateMembers, of the peer that this node runs. */
  changeMembers(
    ensemble: EnsembleName,
    changes: readonly PeerChange[],
    answer: (outcome: MembersOutcome) => void,
  ): void;
}

/** Errors that no restart can mend: the node's start fails with them. */
const finalErrors = new Set(["LOCKED", "CORRUPT", "CONFIG", "NOT_A_MEMBER"]);

export function createNode(deps: NodeDeps): RunningNode {
  return new Node(deps);
}

class Node implements RunningNode {
  readonly name: NodeName;
  readonly #deps: NodeDeps;
  #settings: Settings;
  readonly #tracer: Tracer;
  readonly #supervisor: Supervisor;
  readonly #peers: PeerSet;
  readonly #router: Router;
  readonly #calls: ClusterCalls;
  readonly #ring: RingHost | null;
  readonly #root: RootClient;
  readonly #members: MembersClient;
  /** Peers that commits have invited, or somebody has asked for, beside those of the configuration. */
  readonly #wanted = new Map<EnsembleName, WantedPeer>();
  #runsPeers = false;
  readonly #sent = new SentFrames();
  #manager: Manager | undefined;
  #outbox: Outbox | null = null;
  #report: OpenReport = { fresh: true, distrusted: new Map() };
  #connected = true;
  #startError: QuorateError | null = null;
  #stopping: Promise<void> | null = null;
  readonly #waiting = new Set<() => void>();

  constructor(deps: NodeDeps) {
    const { name, boot, cluster, clock, random, bus, storage, log } = deps;
    this.#deps = deps;
    this.name = name;
    this.#settings = deps.settings;
    const settings = (): Settings => this.#settings;
    const manager = (): Manager | undefined => this.#manager;
    const outbox = (): Outbox | null => this.#outbox;
    this.#tracer = new Tracer({
      node: name,
      boot,
      clock,
      sink: deps.trace,
      publish: (batch) => publishTrace(bus, log, batch),
    });
    const tracer = this.#tracer;
    this.#peers = new PeerSet({
      ...{ clock, random, storage, tracer, log, settings, outbox },
      modifiers: modifierTable(deps.modifiers ?? {}),
      maxFrameBytes: bus.maxFrameBytes,
      report: () => this.#report,
      changed: () => this.#peersChanged(),
      removed: (ensemble, peer) => this.want(ensemble, { peer, members: [] }, "stop"),
    });
    this.#root = new RootClient({
      ...{ cluster, bus, clock, random, self: name },
      timeoutMs: () => this.#settings.requestTimeoutMs,
    });
    this.#members = new MembersClient({
      ...{ self: name, bus, clock, manager },
      timeoutMs: () => this.#settings.changeTimeoutMs,
      local: (ensemble, changes, answer) => this.changeMembers(ensemble, changes, answer),
    });
    this.#calls = new ClusterCalls({
      ...{ self: name, clock, log, manager, settings, root: this.#root },
      membership: deps.membership ?? this.#members,
      leadsRoot: () => this.#peers.get(rootEnsemble)?.gate.serving === true,
      waitFor: (condition, timeoutMs, signal) => this.#waitFor(condition, timeoutMs, signal),
    });
    this.#ring = this.#makeRing();
    this.#router = new Router({
      ...{
        name,
        boot,
        bus,
        clock,
        tracer,
        manager,
        outbox,
        settings,
        peers: this.#peers,
        calls: this.#calls,
        ring: this.#ring,
      },
      memory: new RequestMemory(clock, settings),
      sent: this.#sent,
      recordOf: (ensemble, peer) => (this.#outbox === null ? undefined : storage.record(peerLabel(ensemble, peer))),
      invited: (ensemble, peer) => this.#invited(ensemble, peer),
      changeMembers: (ensemble, changes, answer) => this.changeMembers(ensemble, changes, answer),
      connected: (isConnected) => {
        this.#connected = isConnected;
      },
    });
    this.#supervisor = new Supervisor({
      id: `supervisor:${name}`,
      ...{ clock, log, tracer, settings },
      changed: () => this.#changed(),
      children: [
        { name: "router", start: async () => this.#router.open(), stop: async () => this.#router.close() },
        { name: "storage", start: () => this.#openStorage(), stop: () => this.#closeStorage() },
        { name: "peers", start: async () => this.#startPeers(), stop: () => this.#stopPeers() },
        { name: "manager", start: () => this.#startManager(), stop: async () => this.#stopManager() },
        ...this.#ringChildren(),
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
    const { cluster, boot } = this.#deps;
    const peers: PeerStatus[] = [...this.#peers.hosts()].map((peer) => peer.status());
    const membership = this.#manager?.status() ?? {
      state: "loading",
      id: null,
      incarnation: 0,
      nodes: [],
      ensembles: [],
      holds: [],
    };
    return { node: this.name, cluster, boot, connected: this.#connected, peers, membership };
  }

  enable(options?: CallOptions): Promise<void> {
    return this.#calls.enable(options);
  }

  join(node: NodeName, options?: CallOptions): Promise<void> {
    return this.#calls.join(node, options);
  }

  remove(node: NodeName, options?: CallOptions): Promise<void> {
    return this.#calls.remove(node, options);
  }

  createEnsemble(ensemble: EnsembleName, config: NewEnsemble, options?: CallOptions): Promise<void> {
    return this.#calls.createEnsemble(ensemble, config, options);
  }

  deleteEnsemble(ensemble: EnsembleName, options?: CallOptions): Promise<void> {
    return this.#calls.deleteEnsemble(ensemble, options);
  }

  updateMembers(ensemble: EnsembleName, changes: readonly MemberChange[], options?: CallOptions): Promise<void> {
    return this.#calls.updateMembers(ensemble, changes, options);
  }

  async whenRemoved(): Promise<void> {
    await waitUntil(() => this.#manager?.phase === "removed", this.#waiting);
  }

  async ready(ensemble: EnsembleName, options: CallOptions = {}): Promise<void> {
    checkName("the ensemble", ensemble);
    const timeoutMs = checkOptions(options, this.#settings.requestTimeoutMs);
    const isFixed = Object.hasOwn(this.#deps.ensembles, ensemble);
    const isKnown = (): boolean => {
      const state = this.#manager?.state ?? null;
      return isFixed || (state !== null && ensembleNamed(state, ensemble) !== undefined);
    };
    const isReady = (): boolean => {
      const gate = this.#peers.get(ensemble)?.gate;
      return gate !== undefined && (gate.serving || gate.replicating);
    };
    const unknown = (): QuorateError =>
      new QuorateError("NO_SUCH_ENSEMBLE", `${this.name} holds no peer of an ensemble ${ensemble}`);
    // A member may hear of it later.
    if (!isKnown() && (this.#manager?.state ?? null) === null) throw unknown();
    const isOver = (): boolean => this.#stopping !== null || this.#manager?.phase === "removed";
    await this.#waitFor(() => isReady() || isOver(), timeoutMs, options.signal);
    if (isReady()) return;
    if (options.signal?.aborted === true) throw new QuorateError("CANCELLED", "the wait was cancelled");
    if (this.#stopping !== null) throw new QuorateError("CLOSED", `${this.name} is stopped`);
    if (isOver()) throw new QuorateError("NOT_A_MEMBER", `${this.name} was removed from its cluster`);
    if (!isKnown()) throw unknown();
    throw new QuorateError(
      "UNAVAILABLE",
      `ensemble ${ensemble} was not ready on ${this.name} within ${timeoutMs} ms; are its other nodes up?`,
    );
  }

  configure(settings: Partial<Settings>): void {
    this.#settings = makeSettings({ ...this.#settings, ...settings });
    for (const peer of this.#peers.hosts()) peer.settingsChanged(this.#settings);
    this.#manager?.settingsChanged(this.#settings);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  // -------------------------------------------------------------------------------------------------------- lifecycle

  async #stop(): Promise<void> {
    this.#changed();
    const haveFollowed = this.#peers.handOver("the node stops");
    // They vote for their successors before they go. Later than this others stand for election anyhow.
    await this.#waitFor(haveFollowed, drainTimeoutMs(this.#settings) + this.#settings.followerTimeoutMs);
    await this.#router.refuseRequests();
    await this.#outbox?.drained();
    await this.#supervisor.stop();
    this.#root.close();
    this.#members.close();
    this.#tracer.close();
    await this.#deps.bus.flush();
  }

  async #openStorage(): Promise<void> {
    const { storage, bus, clock } = this.#deps;
    try {
      this.#report = await storage.open();
    } catch (error) {
      this.#noteFinal(error);
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

  #noteFinal(error: unknown): void {
    if (!(error instanceof QuorateError) || !finalErrors.has(error.code)) return;
    this.#startError = error;
    this.#changed();
  }

  #startPeers(): void {
    const { ensembles, storage } = this.#deps;
    for (const [ensemble, { members }] of Object.entries(ensembles)) {
      const record = storage.record(peerLabel(ensemble, this.name));
      // What the members were at first says nothing about a peer that has heard of a change since.
      const isMine = record === undefined ? members.includes(this.name) : concerns(record.fact, this.name);
      if (isMine && !this.#wanted.has(ensemble)) this.#wanted.set(ensemble, { peer: this.name, members });
    }
    this.#runsPeers = true;
    // The same name may have had another directory before: what is not on this disk may have been lost with that.
    for (const [ensemble, { peer, members }] of this.#wanted)
      this.#peers.start(ensemble, peer, { members, isFirst: false });
  }

  async #stopPeers(): Promise<void> {
    this.#runsPeers = false;
    await this.#peers.stopAll();
  }

  want(ensemble: EnsembleName, wanted: WantedPeer, what: "start" | "stop"): void {
    const running = this.#peers.running.get(ensemble) ?? this.#wanted.get(ensemble)?.peer;
    if (what === "stop") {
      if (running !== wanted.peer) return;
      this.#wanted.delete(ensemble);
      this.#peers.drop(ensemble);
      return;
    }
    if (running !== undefined) return;
    this.#wanted.set(ensemble, wanted);
    // Otherwise it starts with the others, once the store is open.
    if (this.#runsPeers) this.#peers.start(ensemble, wanted.peer, { members: wanted.members, isFirst: false });
  }

  /** Where the manager decides who runs, it knows by gossip who is to; it may have left out one that had been removed before. */
  #invited(ensemble: EnsembleName, peer: PeerId): void {
    if (!this.#runsPeers) return;
    if (this.#isFixed(ensemble)) return this.want(ensemble, { peer, members: [] }, "start");
    const state = this.#manager?.state ?? null;
    const isWanted =
      state !== null && wantedPeers(state, this.name).some((one) => one.info.name === ensemble && one.peer === peer);
    if (isWanted) this.#peers.start(ensemble, peer, { members: [], isFirst: false });
  }

  changeMembers(
    ensemble: EnsembleName,
    changes: readonly PeerChange[],
    answer: (outcome: MembersOutcome) => void,
  ): void {
    const peer = this.#peers.get(ensemble);
    if (peer === undefined) return answer(noPeer(this.name, ensemble));
    const stranger = changes.find((change) => change.op === "add" && !this.#knowsNode(ensemble, change.peer));
    if (stranger !== undefined) return answer(notInCluster(stranger.peer, peer.gate.leader));
    return peer.updateMembers(changes, answer);
  }

  /** HAZARDS P12: only a node of the cluster may be given a peer. */
  #knowsNode(ensemble: EnsembleName, peer: PeerId): boolean {
    const { knowsNode = () => true } = this.#deps;
    if (this.#isFixed(ensemble)) return knowsNode(nodeOf(peer));
    const state = this.#manager?.state ?? null;
    return state !== null && isPresent(state, peer);
  }

  async #startManager(): Promise<void> {
    const { name, cluster, clock, random, storage, log } = this.#deps;
    const outbox = this.#outbox;
    if (outbox === null) throw new QuorateError("CLOSED", "the store is closed");
    // One that crashed may have left its state in the outbox.
    await new Promise<void>((resolve) => outbox.whenDurable(resolve));
    const manager = new Manager({
      ...{ self: name, cluster, clock, random, outbox, storage, log, tracer: this.#tracer, root: this.#root },
      peers: {
        running: () => new Map([...this.#peers.running].filter(([ensemble]) => !this.#isFixed(ensemble))),
        start: (info, peer, members) => {
          if (this.#isFixed(info.name)) return;
          const record = storage.record(peerLabel(info.name, peer));
          // One that was taken out comes back by a commit, not by gossip that is older than its leaving.
          if (record !== undefined && !concerns(record.fact, peer)) return;
          // Another directory would be another incarnation, and so another peer.
          this.#peers.start(info.name, peer, { members, isFirst: members.includes(peer) });
        },
        stop: (ensemble) => void this.#peers.stop(ensemble).then(() => this.#manager?.apply()),
        placements: () => this.#placements(),
      },
      settings: () => this.#settings,
      changed: () => this.#changed(),
      crashed: (error) => {
        this.#manager = undefined;
        this.#supervisor.failed("manager", error);
      },
      tended: () => this.#calls.tend(),
    });
    try {
      manager.start();
    } catch (error) {
      this.#noteFinal(error);
      throw error;
    }
    this.#manager = manager;
  }

  #stopManager(): void {
    this.#manager?.stop();
    this.#manager = undefined;
  }

  // -------------------------------------------------------------------------------------------------------------- ring

  #makeRing(): RingHost | null {
    const { name, ensembles, vnodes: store, bus, clock, random, log } = this.#deps;
    if (store === undefined) return null;
    const fixed = ringOfEnsembles(ensembles, this.#settings);
    return new RingHost({
      ...{ name, store, bus, clock, random, log, tracer: this.#tracer },
      settings: () => this.#settings,
      ring: () => this.#manager?.state?.members.ring ?? fixed,
    });
  }

  #ringChildren(): Child[] {
    const ring = this.#ring;
    return ring === null ? [] : [{ name: "ring", start: () => ring.start(), stop: () => ring.stop() }];
  }

  #isFixed(ensemble: EnsembleName): boolean {
    return Object.hasOwn(this.#deps.ensembles, ensemble);
  }

  #placements(): Placement[] {
    const placements: Placement[] = [];
    for (const peer of this.#peers.hosts()) {
      const fact = peer.committed;
      if (fact !== null && !this.#isFixed(peer.ensemble))
        placements.push({ ensemble: peer.ensemble, leader: peer.self, fact });
    }
    return placements;
  }

  #peersChanged(): void {
    this.#router.peersChanged();
    this.#manager?.peersChanged();
    this.#changed();
  }

  #changed(): void {
    for (const check of this.#waiting) check();
  }

  /** @returns whether `condition` came to hold; false when the time was up or the signal fired before. */
  async #waitFor(condition: () => boolean, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    const { clock } = this.#deps;
    let isOver = signal?.aborted === true;
    const end = (): void => {
      isOver = true;
      this.#changed();
    };
    const timer = clock.setTimer(end, timeoutMs);
    signal?.addEventListener("abort", end);
    try {
      await waitUntil(() => isOver || condition(), this.#waiting);
    } finally {
      clock.clearTimer(timer);
      signal?.removeEventListener("abort", end);
    }
    return condition();
  }
}

function modifierTable(modifiers: Readonly<Record<string, Modifier>>): ReadonlyMap<string, ByteModifier> {
  const own = Object.entries(modifiers).map(([name, modifier]) => [name, userModifier(modifier)] as const);
  return new Map([...own, [rootModifierName, rootModifier]]);
}
