/**
 * All entries of a tree, a page at a time: segment by segment, and in each by their keys' UTF-8 bytes. The last key of a page
 * says where the next one begins.
 */
import { QuorateError } from "#machines/protocol/errors";
import type { LeafEntry } from "#machines/protocol/object";
import { type InnerPage, type SegmentPage, treeHeight, type TreeRead, treeWidth } from "#machines/protocol/tree";
import { segmentOf } from "./shape.ts";

/** What is listed: a tree, or a store's view of one. */
export interface ListedTree {
  readPages(level: number, indices: readonly number[]): TreeRead<InnerPage>;
  readSegments(indices: readonly number[]): TreeRead<SegmentPage>;
}

function only<T>(read: TreeRead<T>): T {
  if (read.kind === "damaged") {
    const { level, index, what } = read.damage;
    throw new QuorateError("CORRUPT", `page ${index} of level ${level}: ${what}`);
  }
  return read.pages[0] as T;
}

/** Segments that hold something, from `first` on, below one inner page. */
function* segmentsFrom(tree: ListedTree, first: number, level = 0, index = 0): Generator<number> {
  const page = only(tree.readPages(level, [index]));
  const mask = page.length === 0 ? 0 : ((page[0] as number) << 8) | (page[1] as number);
  const span = treeWidth ** (treeHeight - level - 1);
  for (let slot = 0; slot < treeWidth; slot++) {
    const child = index * treeWidth + slot;
    if ((mask & (1 << slot)) === 0 || (child + 1) * span <= first) continue;
    if (level + 1 === treeHeight) yield child;
    else yield* segmentsFrom(tree, first, level + 1, child);
  }
}

/** At most `limit` entries after that of the key `after`. @throws QuorateError CORRUPT when the tree is damaged on the way. */
export function listEntries(tree: ListedTree, after: string | null, limit: number): LeafEntry[] {
  const listed: LeafEntry[] = [];
  const first = after === null ? 0 : segmentOf(after);
  const bound = after === null ? null : Buffer.from(after);
  for (const index of segmentsFrom(tree, first)) {
    if (listed.length >= limit) break;
    for (const entry of only(tree.readSegments([index])).entries) {
      if (listed.length >= limit) break;
      if (bound !== null && index === first && Buffer.from(entry.key).compare(bound) <= 0) continue;
      listed.push(entry);
    }
  }
  return listed;
}
