/** The public surface of `quorate`, as types. Names are fixed by docs/API.md. */
import type { EnsembleName, NodeName } from "#machines/protocol/identifiers";
import type { Views } from "#machines/protocol/fact";
import type { PeerStatus } from "#machines/protocol/messages";
import type { Settings } from "#machines/protocol/settings";
import type { RingTerm } from "#machines/protocol/term";

export interface EnsembleConfig {
  /** Nodes that hold a peer each, in order. Every one of them must be started with the same list. */
  readonly members: readonly NodeName[];
}

/** A change of an ensemble's members, by node. */
export type MemberChange = { readonly add: NodeName } | { readonly remove: NodeName };

/**
 * What a node applies to a key's value when a client names it: from the value (or what the client begins from) and the
 * client's argument to the new value. Deterministic and quick, without side effects; what it throws is INVALID_ARGUMENT.
 */
export type Modifier = (value: unknown, argument: unknown) => unknown;

export interface NewEnsemble {
  /** Nodes that hold a peer each. */
  readonly members: readonly NodeName[];
  /** What keeps its data; `kv` is the only one. */
  readonly backend?: string;
  /** Kept with the ensemble; JSON. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface NodeOptions {
  readonly name: NodeName;
  readonly cluster: string;
  /** One or more NATS URLs. */
  readonly servers: string | readonly string[];
  /** Made when it does not exist; one process at a time may use it. */
  readonly dataDir: string;
  /** Ensembles with a fixed membership, beside those of the cluster: every node must be given the same. */
  readonly ensembles?: Readonly<Record<EnsembleName, EnsembleConfig>>;
  /** What clients may have applied by name. */
  readonly modifiers?: Readonly<Record<string, Modifier>>;
  readonly settings?: Partial<Settings>;
  /** `level` (default) keeps objects in LevelDB below `dataDir`; `memory` forgets them with the process. */
  readonly backend?: "level" | "memory";
  readonly logLevel?: "debug" | "info" | "warn" | "error" | "silent";
  /** Credentials and TLS as the NATS client takes them. */
  readonly nats?: { readonly user?: string; readonly pass?: string; readonly token?: string; readonly tls?: object };
}

export interface NodeStatus {
  readonly node: NodeName;
  readonly cluster: string;
  readonly boot: string;
  readonly connected: boolean;
  readonly peers: readonly PeerStatus[];
  readonly membership: MembershipStatus;
}

export interface MembershipStatus {
  /** `loading`, `disabled`, `enabling`, `joining`, `enabled`, `leaving`, `removed` or `stopped`. */
  readonly state: string;
  /** Tells clusters of one name apart; null while in none. */
  readonly id: string | null;
  /** Which data directory of this name it is, counted by the cluster; 0 while in none. */
  readonly incarnation: number;
  readonly nodes: readonly NodeName[];
  readonly ensembles: readonly EnsembleName[];
  /** Those of them that have a peer on this node. */
  readonly holds: readonly EnsembleName[];
}

export interface QuorateNode {
  readonly name: NodeName;
  status(): NodeStatus;
  /**
   * Makes the cluster, with this node as its first. Exactly once in a cluster.
   * @throws QuorateError ALREADY_ENABLED, NOT_A_MEMBER (its directory was removed from a cluster), CHANGE_IN_PROGRESS.
   */
  enable(options?: CallOptions): Promise<void>;
  /**
   * Joins the cluster that `node` is in.
   * @throws QuorateError INVALID_ARGUMENT (the same node), NOT_ENABLED (the other one), ALREADY_ENABLED (this one, elsewhere),
   * ALREADY_MEMBER, NOT_A_MEMBER, CHANGE_IN_PROGRESS, UNAVAILABLE, UNKNOWN_OUTCOME.
   */
  join(node: NodeName, options?: CallOptions): Promise<void>;
  /**
   * Takes another node out: its peers are moved first.
   * @throws QuorateError NOT_ENABLED, NOT_IN_CLUSTER, INVALID_ARGUMENT, CHANGE_IN_PROGRESS, UNAVAILABLE, UNKNOWN_OUTCOME.
   */
  remove(node: NodeName, options?: CallOptions): Promise<void>;
  /** @throws QuorateError NOT_ENABLED, ENSEMBLE_EXISTS, NOT_IN_CLUSTER, INVALID_ARGUMENT, UNAVAILABLE, UNKNOWN_OUTCOME. */
  createEnsemble(ensemble: EnsembleName, config: NewEnsemble, options?: CallOptions): Promise<void>;
  /** Its name is not used again. @throws QuorateError NOT_ENABLED, NO_SUCH_ENSEMBLE, INVALID_ARGUMENT, UNAVAILABLE, UNKNOWN_OUTCOME. */
  deleteEnsemble(ensemble: EnsembleName, options?: CallOptions): Promise<void>;
  /**
   * Resolves when the new members alone decide.
   * @throws QuorateError NOT_ENABLED, NO_SUCH_ENSEMBLE, NOT_IN_CLUSTER, ALREADY_MEMBER, NOT_A_MEMBER, INVALID_ARGUMENT,
   * CHANGE_IN_PROGRESS, UNAVAILABLE, UNKNOWN_OUTCOME.
   */
  updateMembers(ensemble: EnsembleName, changes: readonly MemberChange[], options?: CallOptions): Promise<void>;
  /** Resolves when the cluster has removed this node: it serves nothing any more, and never will with its data directory. */
  whenRemoved(): Promise<void>;
  /** Resolves when the named ensemble's peer on this node leads or follows. */
  ready(ensemble: EnsembleName, options?: CallOptions): Promise<void>;
  /** Hands leadership over, flushes and closes. Safe to call twice. */
  stop(): Promise<void>;
}

export interface ClientOptions {
  readonly cluster: string;
  readonly servers: string | readonly string[];
  /** Milliseconds that a call may take unless it says otherwise; default 5,000. */
  readonly timeoutMs?: number;
  readonly nats?: NodeOptions["nats"];
}

export interface CallOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Entry<T> {
  readonly key: string;
  readonly value: T;
  /** Opaque; equal when nothing was written in between; stable across leader changes. */
  readonly version: string;
}

export interface EnsembleClient<T = unknown> {
  readonly name: EnsembleName;
  get(key: string, options?: CallOptions & { readonly readRepair?: boolean }): Promise<Entry<T> | undefined>;
  put(key: string, value: T, options?: CallOptions): Promise<Entry<T>>;
  create(key: string, value: T, options?: CallOptions): Promise<Entry<T>>;
  update(key: string, version: string, value: T, options?: CallOptions): Promise<Entry<T>>;
  /** A get and an update (or create), repeated while others write in between. */
  modify(key: string, change: (value: T | undefined) => T, options?: CallOptions): Promise<Entry<T>>;
  /**
   * Applies a modifier that the nodes know by name (`startNode({ modifiers })`), at the leader: in one round trip, whoever else
   * writes. `initial` is what it gets where the key holds nothing; both are null unless given.
   * @throws QuorateError INVALID_ARGUMENT when there is no such modifier, or it threw.
   */
  modifyWith(
    key: string,
    modifier: string,
    parts?: { readonly argument?: unknown; readonly initial?: unknown },
    options?: CallOptions,
  ): Promise<Entry<T>>;
  delete(key: string, options?: CallOptions): Promise<void>;
  safeDelete(key: string, version: string, options?: CallOptions): Promise<void>;
}

export interface LeaderEvent {
  readonly ensemble: EnsembleName;
  readonly leader: NodeName | null;
  readonly epoch: number;
}

export interface EnsembleStatus {
  readonly leader: NodeName | null;
  readonly epoch: number;
  readonly views: Views;
  readonly peers: readonly {
    readonly id: string;
    readonly node: NodeName;
    readonly state: string;
    readonly epoch: number;
    readonly trusted: boolean;
  }[];
}

export interface ClusterStatus {
  readonly cluster: string;
  readonly enabled: boolean;
  readonly nodes: readonly NodeName[];
  readonly ensembles: Readonly<Record<EnsembleName, EnsembleStatus>>;
}

export interface RingOptions {
  /** How many vnodes hold a key; default 3. */
  readonly n?: number;
  /** How many must answer a read; default a majority of `n`. */
  readonly r?: number;
  /** How many must answer a write; default a majority of `n`. */
  readonly w?: number;
  /** How many of `r` must be primaries; default all of them, but never all of `n`. */
  readonly pr?: number;
  /** How many of `w` must be primaries; default all of them, but never all of `n`. */
  readonly pw?: number;
}

export type RingCallOptions = CallOptions & RingOptions;

interface VnodePlace {
  /** The partition's id, in decimal. */
  readonly partition: string;
  /** Who answered for it. */
  readonly node: NodeName;
  /** Whether that node stands in for the partition's owner, which is down. */
  readonly fallback: boolean;
}

/** What one vnode answered. Source: seed "Quorum Requests": `{ok, P}`, `{not_found, P, Key}`, `{found, P, {Key, Value}}`. */
export type VnodeAnswer<T = unknown> =
  | (VnodePlace & { readonly status: "ok" })
  | (VnodePlace & { readonly status: "notFound"; readonly key: RingTerm })
  | (VnodePlace & { readonly status: "found"; readonly key: RingTerm; readonly value: T })
  | (VnodePlace & { readonly status: "error"; readonly reason: string });

export interface RingClient<T = unknown> {
  readonly bucket: RingTerm;
  /** The answers of the vnodes, in order of arrival; or what `resolve` makes of them. */
  get(key: RingTerm, options?: RingCallOptions): Promise<VnodeAnswer<T>[]>;
  get<V>(
    key: RingTerm,
    options: RingCallOptions & { readonly resolve: (answers: VnodeAnswer<T>[]) => V },
  ): Promise<Awaited<V>>;
  put(key: RingTerm, value: T, options?: RingCallOptions): Promise<VnodeAnswer<T>[]>;
  /** Deleting what is not there is no error. */
  delete(key: RingTerm, options?: RingCallOptions): Promise<VnodeAnswer<T>[]>;
  /** Whether the vnodes of a key answer. */
  ping(key: RingTerm, options?: RingCallOptions): Promise<VnodeAnswer<T>[]>;
}

/** Changes of the cluster: each is sent once, to one node. Errors as those of the calls of the same name on a node. */
export interface AdminClient {
  /** Tells `node` to make the cluster. */
  enable(node: NodeName, options?: CallOptions): Promise<void>;
  /** Tells `node` to join the cluster that `other` is in. */
  join(node: NodeName, other: NodeName, options?: CallOptions): Promise<void>;
  remove(node: NodeName, options?: CallOptions): Promise<void>;
  createEnsemble(ensemble: EnsembleName, config: NewEnsemble, options?: CallOptions): Promise<void>;
  deleteEnsemble(ensemble: EnsembleName, options?: CallOptions): Promise<void>;
  updateMembers(ensemble: EnsembleName, changes: readonly MemberChange[], options?: CallOptions): Promise<void>;
  /** Tells the leader to hand over to somebody else. @throws QuorateError UNAVAILABLE, NO_SUCH_ENSEMBLE */
  stepDown(ensemble: EnsembleName, options?: CallOptions): Promise<void>;
}

export interface QuorateClient {
  ensemble<T = unknown>(name: EnsembleName): EnsembleClient<T>;
  /** Quorum requests over the hash ring: eventually consistent, see docs/RING.md. */
  ring<T = unknown>(bucket: RingTerm, options?: RingOptions): RingClient<T>;
  /** Names of the ensembles that any answering node holds a peer of, without the cluster's own root ensemble. */
  ensembles(options?: CallOptions): Promise<EnsembleName[]>;
  leader(ensemble: EnsembleName, options?: CallOptions): Promise<NodeName | null>;
  /** One round trip from the leader to a quorum. @throws QuorateError UNAVAILABLE */
  pingQuorum(ensemble: EnsembleName, options?: CallOptions): Promise<{ leader: NodeName; epoch: number }>;
  /** Whether the leader still has a quorum in its epoch. */
  checkQuorum(ensemble: EnsembleName, options?: CallOptions): Promise<boolean>;
  /** How many members answer the leader in time, itself counted; 0 without a leader. */
  countQuorum(ensemble: EnsembleName, options?: CallOptions): Promise<number>;
  /** Whether the ensemble has one view, and no change of it is under way. */
  stableViews(ensemble: EnsembleName, options?: CallOptions): Promise<boolean>;
  readonly admin: AdminClient;
  status(options?: CallOptions): Promise<ClusterStatus>;
  watchLeader(ensemble: EnsembleName, listener: (event: LeaderEvent) => void): () => void;
  close(): Promise<void>;
}
