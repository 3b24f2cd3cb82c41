/**
 * Ports: everything that a node needs from outside is handed in through these. Production and simulation wire the same
 * services to different ports; no other code touches time, randomness, files or the network.
 */
import type { NodeName, EnsembleName } from "./identifiers.ts";
import type { Ballot } from "./ballot.ts";
import type { LeafEntry, StoredObject } from "./object.ts";
import type { PeerRecord } from "./fact.ts";
import type { InnerPage, SegmentPage, TreeDamage, TreeRead } from "./tree.ts";
import type { Message } from "./messages.ts";

// ---------------------------------------------------------------------------------------------------------------- time

export type TimerHandle = unknown;

export interface Clock {
  /** Milliseconds on a clock that never jumps and never goes back (it may stand still while a machine is suspended). */
  now(): number;
  /** Milliseconds since 1970 on the wall clock: it may jump either way. */
  wall(): number;
  setTimer(callback: () => void, delayMs: number): TimerHandle;
  clearTimer(handle: TimerHandle): void;
  /**
   * Where this is cheaper than to clear a timer and set another one. Of a timer that was not cleared: `delayMs` from now instead.
   * @returns false, and nothing has changed, when that is earlier or the timer has fired.
   */
  moveTimer?(handle: TimerHandle, delayMs: number): boolean;
  /** Runs `callback` when the present turn of input has been handled, before any timer. */
  defer(callback: () => void): void;
}

// ---------------------------------------------------------------------------------------------------------- randomness

export interface Random {
  /** A whole number in [0, bound), 1 <= bound <= 2^48. */
  below(bound: number): number;
}

// ----------------------------------------------------------------------------------------------------------------- bus

/** Where a batch goes. transport/subjects turns it into a subject name; nobody else knows subjects. */
export type Channel =
  | { readonly kind: "peer"; readonly node: NodeName }
  | { readonly kind: "client"; readonly node: NodeName }
  | { readonly kind: "admin"; readonly node: NodeName }
  /** A client's (or operator's) own inbox; `id` is a name. */
  | { readonly kind: "reply"; readonly id: string }
  /** All nodes: who is there, and who leads what. */
  | { readonly kind: "discover" }
  | { readonly kind: "gossip" }
  /** What a node streams to inspectors. */
  | { readonly kind: "trace"; readonly node: NodeName }
  /** Inspectors ask all nodes for traces. */
  | { readonly kind: "watch" };

/** One delivered frame. Frames may be lost, repeated and, between senders, reordered. */
export interface Batch {
  readonly sender: string;
  /** Changes with every start of the sender. */
  readonly boot: string;
  /** Counts the sender's frames from 1. */
  readonly frame: number;
  readonly messages: readonly Message[];
}

export type BusStatus = "connected" | "disconnected" | "closed";

export interface BusEvents {
  /** Nobody subscribes to the channel of that frame: it was not delivered to anyone. */
  undelivered(channel: Channel, frame: number): void;
  status(status: BusStatus): void;
}

export interface Subscription {
  close(): void;
}

/** What of a channel reaches this process. */
export interface Inbox extends Subscription {
  /**
   * Like `close`, but nothing is swallowed: resolves when what the network had taken for this inbox has been handed over, or will
   * be reported as undelivered.
   */
  drain(): Promise<void>;
}

/** A lossy, duplicating network. Sender name and boot are fixed when a bus is made. */
export interface Bus {
  /** Batches above this many encoded bytes are split; a single message above it is refused by `publish`. */
  readonly maxFrameBytes: number;
  subscribe(channel: Channel, onBatch: (batch: Batch) => void): Inbox;
  /** A channel pattern over all nodes, for inspectors: every node's trace. */
  subscribeTraces(onBatch: (batch: Batch) => void): Subscription;
  /**
   * Sends without waiting. Returns the number of the first frame used and how many (a large batch takes several), so that `undelivered` can be matched.
   * While the connection is down, frames are dropped: a lossy network, not a queue.
   * @throws QuorateError INVALID_ARGUMENT when one message alone exceeds `maxFrameBytes`.
   */
  publish(channel: Channel, messages: readonly Message[]): { readonly frame: number; readonly frames: number };
  listen(events: Partial<BusEvents>): Subscription;
  /** Resolves when everything published before has left this process. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

// ------------------------------------------------------------------------------------------------------------- storage

export type WritesByKey = ReadonlyMap<EnsembleName, ReadonlyMap<string, StoredObject | null>>;

/**
 * What one turn of a node makes durable: all of it or nothing, and all of it before `commit` resolves. Its parts take effect in
 * this order: `dropped`, `raised`, `removed`, `objects`.
 */
export interface WriteBatch {
  /** By peer label (`demo/n1`): the whole record, replacing the one before. */
  readonly records: ReadonlyMap<string, PeerRecord>;
  /** The object and its entry in the tree are written together. */
  readonly objects: readonly { readonly ensemble: EnsembleName; readonly object: StoredObject }[];
  /** Objects dropped because they are damaged (repair) or reaped; the entry goes with its object. */
  readonly removed: readonly { readonly ensemble: EnsembleName; readonly key: string }[];
  /** Damaged segments of the tree, emptied with all objects in them. Nothing else ends the damage of a segment. */
  readonly dropped?: readonly { readonly ensemble: EnsembleName; readonly segment: number }[];
  /** Low waters of segments, which only rise (HAZARDS P21): with a reaped tombstone, or as an exchange found them. */
  readonly raised?: readonly {
    readonly ensemble: EnsembleName;
    readonly segment: number;
    readonly lowWater: Ballot;
  }[];
  /** `objects` and `removed` (null) again, for reads until the batch is durable. Nobody changes it any more. */
  readonly byKey?: WritesByKey;
  /** The manager's state, replacing the one before: opaque, and as precious as the records. */
  readonly manager?: Uint8Array;
}

export interface OpenReport {
  /** True when the directory was made by this start. */
  readonly fresh: boolean;
  /** Peers (labels) whose objects can no longer be trusted, with what was found. */
  readonly distrusted: ReadonlyMap<string, string>;
}

export type ReadResult =
  | { readonly kind: "found"; readonly object: StoredObject }
  /** The tree proves it. */
  | { readonly kind: "absent" }
  /**
   * `object`: it is missing, fails its check or is not the one that the tree names. `tree`: the path to the key's entry fails,
   * so nothing is known of the key; a write to it would be lost.
   */
  | { readonly kind: "damaged"; readonly part: "object" | "tree"; readonly what: string };

/** What the tree alone says of a key. */
export type LeafResult =
  { readonly kind: "found"; readonly entry: LeafEntry } | Exclude<ReadResult, { readonly kind: "found" }>;

export interface DamageReport {
  /** Keys whose object is missing or damaged, in sound segments. */
  readonly keys: readonly string[];
  readonly segments: readonly {
    readonly segment: number;
    /** Objects of that segment that verify by themselves: written back after it was dropped, they are not lost when others lost them too. */
    readonly objects: readonly StoredObject[];
  }[];
}

/** A node's store. Reads see every resolved and every pending `commit`. One commit is in progress at a time. */
export interface Storage {
  /** @throws QuorateError LOCKED, CORRUPT, CONFIG. */
  open(): Promise<OpenReport>;
  record(peerLabel: string): PeerRecord | undefined;
  manager(): Uint8Array | undefined;
  /** Verified from the top of the tree down to the object: hashes, checksum, ballot and content hash. */
  read(ensemble: EnsembleName, key: string): ReadResult;
  /** As `read`, but for the object itself, which is not looked at. */
  leaf(ensemble: EnsembleName, key: string): LeafResult;
  /** The low water of the key's segment; zero when that is damaged. */
  lowWater(ensemble: EnsembleName, key: string): Ballot;
  /** Of the whole tree; zero bytes when it is empty. */
  topHash(ensemble: EnsembleName): Uint8Array;
  /** Inner pages (machines/protocol/tree), up to date with every `commit` that was called. */
  pages(ensemble: EnsembleName, level: number, indices: readonly number[]): TreeRead<InnerPage>;
  /** Segments with their entries. */
  segments(ensemble: EnsembleName, indices: readonly number[]): TreeRead<SegmentPage>;
  /** All damage of inner pages. */
  verifyUpper(ensemble: EnsembleName): Promise<readonly TreeDamage[]>;
  /**
   * Rebuilds inner pages that are damaged from the segments, in memory, then verifies every segment, and every object against its
   * entry. Only for a peer that is not trusted (any more): a rebuilt page takes the segments as they are.
   */
  verify(ensemble: EnsembleName): Promise<DamageReport>;
  /** @throws what the disk says; the node then stops serving. */
  commit(batch: WriteBatch): Promise<void>;
  close(): Promise<void>;
}

// ------------------------------------------------------------------------------------------------------------- logging

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface Log {
  write(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}
