/**
 * A stored object. `version` is what users compare; it is set by the write and kept by a re-stamp. `ballot` is the
 * acceptance (HAZARDS P16: mixing the two makes correct compare-and-swaps fail).
 */
import type { Ballot } from "./ballot.ts";

export interface StoredObject {
  readonly key: string;
  /** Opaque bytes that only clients encode and decode; null is a tombstone. */
  readonly value: Uint8Array | null;
  readonly version: string;
  readonly ballot: Ballot;
  /** Content hash, `hashBytes` long, of key, version and value: not of the ballot. */
  readonly hash: Uint8Array;
}

/** What a tree leaf holds of a key. */
export interface LeafEntry {
  readonly key: string;
  readonly ballot: Ballot;
  readonly hash: Uint8Array;
}

/** Length of a content hash in bytes (SHA-256, cut). */
export const hashBytes = 16;

export const maxKeyBytes = 1024;
/** Default of the setting `maxValueBytes`. */
export const defaultMaxValueBytes = 512 * 1024;
