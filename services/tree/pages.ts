/** What the tree is stored in, as a port. Implementations: memory-pages.ts, level-pages.ts, the simulator's disk. */

/** Bytes that passed the store's own check, undefined when there are none, or why they do not pass. */
export type PageRead =
  { readonly ok: true; readonly bytes: Buffer | undefined } | { readonly ok: false; readonly what: string };

export const nothing: PageRead = { ok: true, bytes: undefined };

/** Remembers some of the segments, or none. What it gives has the hash that the page above names, as if it were read. */
export interface SegmentMemory {
  /** @param page where the segment's hash is to be found, `at`. */
  get(index: number, page: Buffer, at: number): Buffer | undefined;
  /** `content` has the hash that stands in `page` `at`. */
  keep(index: number, content: Buffer, page: Buffer, at: number): void;
  forget(index: number): void;
}

export interface StoredNode {
  readonly level: number;
  readonly index: number;
  readonly read: PageRead;
}

export interface TreePages {
  /** None: then every read asks the store. */
  readonly memory?: SegmentMemory;
  /** An inner page as it was written, `treeWidth` hashes. */
  node(level: number, index: number): PageRead;
  /** The content of a segment. */
  segment(index: number): PageRead;
  /** All stored segments, in order of their index, as of the call. @throws QuorateError CORRUPT when the store cannot be read through. */
  segments(): AsyncIterable<{ readonly index: number; readonly read: PageRead }>;
  /** All stored inner pages, in order of level and index, as of the call, many at a time. @throws QuorateError CORRUPT, as above. */
  nodes(): AsyncIterable<readonly StoredNode[]>;
  /** Lets others run: long walks wait for it now and then. */
  pause(): Promise<void>;
}

/** `content` is undefined when the segment's record goes. */
export interface SegmentWrite {
  readonly index: number;
  readonly content: Uint8Array | undefined;
}

export interface NodeWrite {
  readonly level: number;
  readonly index: number;
  readonly page: Uint8Array | undefined;
}
