/** The port behind a node's vnodes: what each of them keeps, apart from the ensembles' store. */
import type { Stamp } from "./stamp.ts";

export interface VnodeEntry {
  /** Null says that the key was deleted: kept for a while, so that an older write that comes late does not bring it back. */
  readonly value: Uint8Array | null;
  readonly stamp: Stamp;
}

export interface VnodeWrite {
  readonly partition: number;
  /** A text that no other bucket and key share, one byte a character. */
  readonly key: string;
  /** Null removes what is there. */
  readonly entry: VnodeEntry | null;
}

export type VnodeRead =
  | { readonly kind: "found"; readonly entry: VnodeEntry }
  | { readonly kind: "absent" }
  /** The record fails its check. */
  | { readonly kind: "damaged"; readonly what: string };

/** Reads see every pending `commit`. Commits are carried out in the order of their calls, each as a whole or not at all. */
export interface VnodeStore {
  /** May be opened again after a failed commit: then it shows what is durable. @throws QuorateError LOCKED, CONFIG. */
  open(): Promise<void>;
  read(partition: number, key: string): VnodeRead;
  /** Resolves when all of it is durable. @throws what the disk says; nothing is committed any more until it is opened again. */
  commit(writes: readonly VnodeWrite[]): Promise<void>;
  /** Deletions stamped before `beforeMs`, at most `limit`. They may have been written over by the time they are looked at. */
  tombstones(beforeMs: number, limit: number): Promise<{ readonly partition: number; readonly key: string }[]>;
  close(): Promise<void>;
}
