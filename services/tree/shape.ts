/** Where a key stands in the tree, and how pages are numbered. */
import { crc32 } from "node:zlib";
import { treeHeight, treeWidth } from "#machines/protocol/tree";

/** Bits of a key's CRC-32 that choose its segment. */
const segmentBits = 20;

/** The top bits of the CRC-32 of the key's UTF-8 bytes: even, and the same on every node. */
export function segmentOf(key: string): number {
  return crc32(key) >>> (32 - segmentBits);
}

/** The number of the first page of each level, when all pages are numbered through. */
const firstOf = [0, 1, 17, 273, 4369] as const;

export function pageNumber(level: number, index: number): number {
  return (firstOf[level] as number) + index;
}

export function placeOf(page: number): { level: number; index: number } {
  let level = treeHeight - 1;
  while (page < (firstOf[level] as number)) level--;
  return { level, index: page - (firstOf[level] as number) };
}

export function parentOf(index: number): number {
  return index >>> 4;
}

export function slotOf(index: number): number {
  return index & (treeWidth - 1);
}
