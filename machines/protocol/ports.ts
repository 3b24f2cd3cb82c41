/**
 * Ports: everything that a node needs from outside is handed in through these. Production and simulation wire the same
 * services to different ports; no other code touches time, randomness, files or the network.
 */
import type { NodeName, EnsembleName } from "./identifiers.ts";
import type { LeafEntry, StoredObject } from "./object.ts";
import type { PeerRecord } from "./fact.ts";
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

/** A lossy, duplicating network. Sender name and boot are fixed when a bus is made. */
export interface Bus {
  /** Batches above this many encoded bytes are split; a single message above it is refused by `publish`. */
  readonly maxFrameBytes: number;
  subscribe(channel: Channel, onBatch: (batch: Batch) => void): Subscription;
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

/** What one turn of a node makes durable: all of it or nothing, and all of it before `commit` resolves. */
export interface WriteBatch {
  /** By peer label (`demo/n1`): the whole record, replacing the one before. */
  readonly records: ReadonlyMap<string, PeerRecord>;
  /** Object and leaf are written together. */
  readonly objects: readonly { readonly ensemble: EnsembleName; readonly object: StoredObject }[];
  /** Objects dropped because they are damaged (repair) or reaped; a leaf goes with its object. */
  readonly removed: readonly { readonly ensemble: EnsembleName; readonly key: string }[];
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
  | { readonly kind: "absent" }
  /** The record or its leaf fails its check, or they disagree. */
  | { readonly kind: "damaged"; readonly what: string };

/** A node's store. Reads see every resolved and every pending `commit`. One commit is in progress at a time. */
export interface Storage {
  /** @throws QuorateError LOCKED, CORRUPT, CONFIG. */
  open(): Promise<OpenReport>;
  record(peerLabel: string): PeerRecord | undefined;
  manager(): Uint8Array | undefined;
  /** Verified against its leaf: checksum, ballot and content hash. */
  read(ensemble: EnsembleName, key: string): ReadResult;
  /** A page of leaves in key order (UTF-16 code units compared as UTF-8 bytes), after `after`; of the state when called. */
  leaves(ensemble: EnsembleName, after: string | null, limit: number): Promise<LeafEntry[]>;
  /** Verifies every object against its leaf; returns the keys that fail. */
  damagedKeys(ensemble: EnsembleName): Promise<string[]>;
  /** @throws what the disk says; the node then stops serving. */
  commit(batch: WriteBatch): Promise<void>;
  close(): Promise<void>;
}

// ------------------------------------------------------------------------------------------------------------- logging

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface Log {
  write(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}
