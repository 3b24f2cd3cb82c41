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

export interface NodeOptions {
  readonly name: NodeName;
  readonly cluster: string;
  /** One or more NATS URLs. */
  readonly servers: string | readonly string[];
  /** Made when it does not exist; one process at a time may use it. */
  readonly dataDir: string;
  /** Ensembles with a fixed membership. */
  readonly ensembles?: Readonly<Record<EnsembleName, EnsembleConfig>>;
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
}

export interface QuorateNode {
  readonly name: NodeName;
  status(): NodeStatus;
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

export interface QuorateClient {
  ensemble<T = unknown>(name: EnsembleName): EnsembleClient<T>;
  /** Quorum requests over the hash ring: eventually consistent, see docs/RING.md. */
  ring<T = unknown>(bucket: RingTerm, options?: RingOptions): RingClient<T>;
  /** Names of the ensembles that any answering node holds a peer of. */
  ensembles(options?: CallOptions): Promise<EnsembleName[]>;
  leader(ensemble: EnsembleName, options?: CallOptions): Promise<NodeName | null>;
  /** One round trip from the leader to a quorum. @throws QuorateError UNAVAILABLE */
  pingQuorum(ensemble: EnsembleName, options?: CallOptions): Promise<{ leader: NodeName; epoch: number }>;
  /** Whether the leader still has a quorum in its epoch. */
  checkQuorum(ensemble: EnsembleName, options?: CallOptions): Promise<boolean>;
  status(options?: CallOptions): Promise<ClusterStatus>;
  watchLeader(ensemble: EnsembleName, listener: (event: LeaderEvent) => void): () => void;
  close(): Promise<void>;
}
