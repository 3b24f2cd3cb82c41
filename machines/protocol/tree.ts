/**
 * The Merkle tree of one peer's objects, as ports and messages show it. Source: riak_ensemble "Peer trees", `synctree`.
 *
 * `treeHeight` levels of inner pages, each a list of `treeWidth` child hashes; level 0 is the one page at the top. Below the
 * last of them stand the segments, at level `treeHeight`: each lists the entries of the keys that fall into it.
 */
import type { Ballot } from "./ballot.ts";
import { hashBytes, type LeafEntry } from "./object.ts";

export const treeWidth = 16;
export const treeHeight = 5;
export const segmentCount = treeWidth ** treeHeight;

/**
 * An inner page as it is shown to others: a mask of its non-empty children (16 bits, child 0 in the lowest, big endian), then
 * their hashes, `hashBytes` each, in order of their index. Without any child: no bytes at all.
 */
export type InnerPage = Uint8Array;

export interface SegmentPage {
  readonly index: number;
  /** At least the ballot of every tombstone that was reaped in this segment (HAZARDS P21). */
  readonly lowWater: Ballot;
  /** In the order of their keys' UTF-8 bytes. */
  readonly entries: readonly LeafEntry[];
}

/** Where a path failed. `level` is `treeHeight` for a segment. */
export interface TreeDamage {
  readonly level: number;
  readonly index: number;
  /** For people. */
  readonly what: string;
}

/** Pages in the order that they were asked for, all verified; or the first that is not. */
export type TreeRead<T> =
  { readonly kind: "pages"; readonly pages: readonly T[] } | { readonly kind: "damaged"; readonly damage: TreeDamage };

/** Which children an inner page has: child 0 in the lowest bit. */
export function maskOf(page: InnerPage): number {
  return page.length === 0 ? 0 : ((page[0] as number) << 8) | (page[1] as number);
}

/** Whether bytes from elsewhere are an inner page. */
export function isInnerPage(page: Uint8Array): boolean {
  if (page.length === 0) return true;
  if (page.length < 2) return false;
  let count = 0;
  for (let mask = maskOf(page); mask !== 0; mask &= mask - 1) count += 1;
  return count > 0 && page.length === 2 + count * hashBytes;
}
