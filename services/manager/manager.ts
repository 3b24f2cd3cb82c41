/**
 * The manager of one node: carries out what its chart decides. Source: riak_ensemble "Manager"; DESIGN section 3 "Manager".
 *
 * What the chart saves goes into the turn's batch; peers are started and stopped, calls answered and other nodes told only
 * once that is durable. Calls that change the cluster go to the root ensemble; what it answers is gossip like any other.
 */
import type { Actor } from "xstate";
import { managerMachine } from "#machines/manager/machine";
import type { AnswerParams, JoinParams, ManagerContext, ManagerEvent, ManagerRecord } from "#machines/manager/types";
import { removedMessage } from "#machines/manager/context";
import {
  emptyState,
  ensemblesIn,
  find,
  isFenced,
  memberNamed,
  membersIn,
  wantedPeers,
  type ClusterState,
  type EnsembleInfo,
} from "#machines/protocol/cluster-state";
import { QuorateError } from "#machines/protocol/errors";
import type { EnsembleName, NodeName, PeerId } from "#machines/protocol/identifiers";
import type { Batch, Clock, Log, Random, Storage } from "#machines/protocol/ports";
import type { View } from "#machines/protocol/fact";
import type { Gossip, KnownCluster, Membership, Message } from "#machines/protocol/messages";
import type { Settings } from "#machines/protocol/settings";
import { makeChart } from "../actors.ts";
import type { Outbox } from "../outbox.ts";
import type { MembershipStatus } from "../public-types.ts";
import type { Tracer } from "../tracer.ts";
import { Gossiper } from "./gossiper.ts";
import { reportOf, type Placement } from "./membership.ts";
import type { RootClient } from "./root.ts";
import { decodeRecord, encodeRecord } from "./state-codec.ts";

/** The peers that this node runs for the cluster; those of `options.ensembles` are none of the manager's business. */
export interface ManagedPeers {
  /** By ensemble; one that is being stopped counts until it is gone. */
  running(): ReadonlyMap<EnsembleName, PeerId>;
  start(info: EnsembleInfo, peer: PeerId, members: View): void;
  stop(ensemble: EnsembleName): void;
  /** What the leaders among them have had committed. */
  placements(): readonly Placement[];
}

export interface ManagerOptions {
  readonly self: NodeName;
  /** The cluster's name: new ids begin with it. */
  readonly cluster: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly outbox: Outbox;
  readonly storage: Storage;
  readonly tracer: Tracer;
  readonly log: Log;
  readonly root: RootClient;
  readonly peers: ManagedPeers;
  settings(): Settings;
  /** Its state changed. */
  changed(): void;
  crashed(error: unknown): void;
  /** At each interval of gossip, while it is a member. */
  tended(): void;
}

interface OpenCall {
  resolve(): void;
  reject(error: QuorateError): void;
}

const letters = "0123456789abcdefghijklmnopqrstuvwxyz";
const instanceLength = 16;

export class Manager {
  readonly #options: ManagerOptions;
  readonly #actor: Actor<typeof managerMachine>;
  readonly #gossip: Gossiper;
  readonly #calls = new Map<number, OpenCall>();
  #unfollow: () => void = () => undefined;
  #nextReq = 1;
  #saved: ManagerRecord | null = null;
  /** What the node that is to be joined knows: the root ensemble begins from it, should it hold nothing yet. */
  #target: ClusterState | null = null;
  /** When removed nodes were last told so; as many as fences. */
  readonly #toldAt = new Map<NodeName, number>();
  #stopped = false;
  /** Peers have changed, and it is yet to be said. */
  #isReporting = false;

  constructor(options: ManagerOptions) {
    const { self, outbox, clock } = options;
    this.#options = options;
    this.#gossip = new Gossiper({
      self,
      random: options.random,
      send: (node, message) => outbox.publish({ kind: "peer", node }, message),
    });
    this.#actor = makeChart(this.#machine(), {
      id: `manager:${self}`,
      clock,
      input: { self, settings: options.settings() },
      stepped: () => options.changed(),
      crashed: (error) => this.#crash(error),
    });
  }

  /** @throws QuorateError CORRUPT (its state cannot be read), NOT_A_MEMBER (this directory was removed from its cluster). */
  start(): void {
    const { storage, tracer, self } = this.#options;
    const bytes = storage.manager();
    const record = bytes === undefined ? null : decodeRecord(bytes);
    if (record?.phase === "removed")
      throw new QuorateError("NOT_A_MEMBER", removedMessage(self, record.state?.id ?? ""));
    this.#saved = record;
    this.#unfollow = tracer.follow(`manager:${self}`, "manager", this.#actor, () => {
      const { state } = this;
      return {
        cluster: state?.id ?? "",
        nodes: state?.members.nodes.length ?? 0,
        ensembles: state?.ensembles.length ?? 0,
      };
    });
    this.#actor.start();
    this.send({ type: "loaded", record });
  }

  /** Calls that wait end CLOSED. */
  stop(): void {
    if (this.#stopped) return;
    this.#actor.send({ type: "stop" });
    this.#dispose(new QuorateError("CLOSED", `${this.#options.self} was stopped`));
  }

  // ---------------------------------------------------------------------------------------------------------- reading

  /** The chart's top-level state. */
  get phase(): string {
    const { value } = this.#actor.getSnapshot();
    return typeof value === "string" ? value : (Object.keys(value)[0] ?? "");
  }

  /** The cluster as far as this node, being a member, knows it. */
  get state(): ClusterState | null {
    const { record } = this.#context();
    return record?.phase === "member" ? record.state : null;
  }

  /** Drops whatever comes from a peer whose node was removed: it may not know (HAZARDS P13). */
  isFenced(peer: PeerId): boolean {
    const state = this.#context().record?.state ?? null;
    return state !== null && state.removed.length > 0 && isFenced(state, peer);
  }

  isDeleted(ensemble: EnsembleName): boolean {
    return find(this.state?.ensembles ?? [], ensemble)?.deleted === true;
  }

  status(): MembershipStatus {
    const { self } = this.#options;
    const state = this.#context().record?.state ?? null;
    return {
      state: this.phase,
      id: state?.id ?? null,
      incarnation: state === null ? 0 : (memberNamed(state, self)?.incarnation ?? 0),
      nodes: state === null ? [] : membersIn(state).map(({ name }) => name),
      ensembles: state === null ? [] : ensemblesIn(state).map(({ name }) => name),
      holds: this.state === null ? [] : wantedPeers(this.state, self).map(({ info }) => info.name),
    };
  }

  membership(): Membership | null {
    const { state } = this;
    if (state === null) return null;
    return { cluster: state.id, vsn: state.members.vsn, nodes: membersIn(state).map(({ name }) => name) };
  }

  // ------------------------------------------------------------------------------------------------------------ calls

  enable(timeoutMs: number): Promise<void> {
    const { cluster } = this.#options;
    const clusterId = `${cluster.slice(0, 40)}-${this.#draw(instanceLength)}`;
    return this.#call((req) => ({ type: "enable", req, clusterId, instance: this.#draw(instanceLength), timeoutMs }));
  }

  join(target: NodeName, timeoutMs: number): Promise<void> {
    return this.#call((req) => ({ type: "join", req, target, instance: this.#draw(instanceLength), timeoutMs }));
  }

  /** What the root ensemble, or a leader here, says: merged, and told to others at once. */
  report(state: ClusterState): void {
    this.send({ type: "reported", state });
  }

  /**
   * Peers of this node changed: leaders among them say where their ensembles are. Not within the peer's own step, and once for all that
   * change in one turn.
   */
  peersChanged(): void {
    if (this.#isReporting || this.state === null || this.#stopped) return;
    this.#isReporting = true;
    this.#options.clock.defer(() => {
      this.#isReporting = false;
      this.#reportPeers();
    });
  }

  /** Starts and stops peers by difference, when what is known is durable. */
  apply(): void {
    this.#whenDurable(() => this.#apply());
  }

  settingsChanged(settings: Settings): void {
    this.send({ type: "settingsChanged", settings });
  }

  send(event: ManagerEvent): void {
    if (!this.#stopped) this.#actor.send(event);
  }

  // --------------------------------------------------------------------------------------------------------- messages

  receive(batch: Batch, message: Message): void {
    if (this.#stopped) return;
    switch (message.type) {
      case "askCluster":
        return this.#tell(batch.sender, {
          type: "knownCluster",
          id: message.id,
          node: this.#options.self,
          state: this.state,
        });
      case "knownCluster":
        // A node speaks for itself only.
        return message.node === batch.sender ? this.#heard(message) : undefined;
      case "gossip":
        return message.node === batch.sender ? this.#gossiped(message) : undefined;
      default:
        return undefined;
    }
  }

  /** A peer of a removed node is still at work: its manager learns why nobody listens. Now and then, however much it sends. */
  tellRemoved(node: NodeName): void {
    const { state } = this;
    const now = this.#options.clock.now();
    if (state === null || now - (this.#toldAt.get(node) ?? -Infinity) < this.#options.settings().gossipMs) return;
    this.#toldAt.set(node, now);
    const removed = state.removed.filter(({ name }) => name === node);
    this.#gossip.tell(node, state, { ...emptyState(state.id, true), removed });
  }

  #heard(message: KnownCluster): void {
    if (message.node === this.#context().change?.target) this.#target = message.state;
    this.send({ type: "clusterHeard", node: message.node, state: message.state });
  }

  #gossiped(message: Gossip): void {
    if (message.news !== null) this.send({ type: "gossiped", state: message.news });
    const { state } = this;
    if (state === null) return;
    if (message.cluster === state.id) this.#gossip.answer(state, message);
    else
      this.#options.log.write("debug", "gossip of another cluster", { node: message.node, cluster: message.cluster });
  }

  #tell(node: NodeName, message: Message): void {
    this.#options.outbox.publish({ kind: "peer", node }, message);
  }

  // ---------------------------------------------------------------------------------------------------------- effects

  #machine() {
    return managerMachine.provide({
      actions: {
        load: () => undefined,
        save: ({ context }) => this.#save(context),
        apply: () => this.apply(),
        answer: (_, params: AnswerParams) => this.#whenDurable(() => this.#answer(params)),
        askCluster: (_, { node }: { readonly node: string }) => this.#ask(node),
        askRoot: (_, params: JoinParams) => this.#whenDurable(() => this.#join(params)),
        gossip: ({ context }) => this.#tend(context),
        spread: ({ context }, { state }: { readonly state: ClusterState }) => {
          const known = context.record?.state ?? null;
          if (known !== null) this.#gossip.spread(known, state);
        },
        reportRemoval: ({ context }) => {
          const message = removedMessage(context.self, context.record?.state?.id ?? "");
          this.#options.log.write("error", message, { code: "NOT_A_MEMBER" });
        },
        close: () => undefined,
      },
    });
  }

  #save({ record }: ManagerContext): void {
    if (record === null || record === this.#saved) return;
    this.#saved = record;
    this.#options.outbox.saveManager(encodeRecord(record));
  }

  #apply(): void {
    const { peers, self } = this.#options;
    const wanted = new Map(
      (this.state === null ? [] : wantedPeers(this.state, self)).map((one) => [one.info.name, one] as const),
    );
    const running = peers.running();
    for (const [ensemble, peer] of running) if (wanted.get(ensemble)?.peer !== peer) peers.stop(ensemble);
    for (const [ensemble, { info, peer }] of wanted) {
      // One that was not there from the beginning waits for a commit that takes it in: views never come from gossip (PROTOCOL R4).
      if (!running.has(ensemble)) peers.start(info, peer, info.created.includes(peer) ? info.created : []);
    }
  }

  #ask(node: NodeName | ""): void {
    const message: Message = { type: "askCluster", id: this.#nextReq };
    this.#target = null;
    if (node === "") this.#options.outbox.publish({ kind: "gossip" }, message);
    else this.#tell(node, message);
  }

  #join({ req, clusterId, instance, timeoutMs }: JoinParams): void {
    const known = this.#target;
    if (known === null) return;
    const { root, self } = this.#options;
    root.change(known, clusterId, { type: "join", node: self, instance }, { timeoutMs }).then(
      (state) => this.send({ type: "joinAnswered", req, code: "ok", message: "", state }),
      (error: unknown) => {
        const { code, message } = asQuorateError(error);
        this.send({ type: "joinAnswered", req, code, message, state: null });
      },
    );
  }

  #reportPeers(): void {
    const { state } = this;
    if (state === null || this.#stopped) return;
    const placements = this.#options.peers.placements();
    const news = placements.length === 0 ? null : reportOf(state, placements);
    if (news !== null) this.report(news);
  }

  #tend({ record }: ManagerContext): void {
    if (record?.state === null || record === null) return;
    this.#gossip.round(record.state);
    // Not within the step that asks for it: what is tended sends events of its own.
    this.#options.clock.defer(() => {
      if (this.#stopped) return;
      this.#reportPeers();
      this.apply();
      this.#options.tended();
    });
  }

  #answer({ req, code, message }: AnswerParams): void {
    const call = this.#calls.get(req);
    this.#calls.delete(req);
    if (code === "ok") call?.resolve();
    else call?.reject(new QuorateError(code, message));
  }

  #call(make: (req: number) => ManagerEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#stopped) throw new QuorateError("CLOSED", `${this.#options.self} was stopped`);
      const req = this.#nextReq;
      this.#nextReq += 1;
      this.#calls.set(req, { resolve, reject });
      this.send(make(req));
    });
  }

  /** Nobody else hears what it throws: it ends this manager, which is started again. */
  #whenDurable(callback: () => void): void {
    this.#options.outbox.whenDurable(() => {
      if (this.#stopped) return;
      try {
        callback();
      } catch (error) {
        this.#crash(error);
      }
    });
  }

  #draw(length: number): string {
    return Array.from({ length }, () => letters[this.#options.random.below(letters.length)]).join("");
  }

  #context(): ManagerContext {
    return this.#actor.getSnapshot().context;
  }

  #crash(error: unknown): void {
    if (this.#stopped) return;
    this.#dispose(new QuorateError("UNKNOWN_OUTCOME", "the manager failed; ask again", { cause: error }));
    this.#options.crashed(error);
  }

  #dispose(error: QuorateError): void {
    this.#stopped = true;
    this.#unfollow();
    this.#actor.stop();
    for (const call of this.#calls.values()) call.reject(error);
    this.#calls.clear();
  }
}

export function asQuorateError(error: unknown): QuorateError {
  return error instanceof QuorateError ? error : new QuorateError("UNKNOWN_OUTCOME", String(error), { cause: error });
}
