/** A tree's records in memory, framed and checked as on disk; they outlive the tree, and a test may change them. */
import type { EnsembleName } from "#machines/protocol/identifiers";
import { nothing, type NodeWrite, type PageRead, type SegmentWrite, type TreePages } from "./pages.ts";
import { decodeRecord, encodeRecord, nodeKey, nodeKind, segmentKey, segmentKind, treePrefix } from "./records.ts";
import { pageNumber, placeOf } from "./shape.ts";

export class MemoryPages implements TreePages {
  readonly segmentRecords = new Map<number, Buffer>();
  /** By page number (shape.ts). */
  readonly nodeRecords = new Map<number, Buffer>();
  readonly #segmentPrefix: Buffer;
  readonly #nodePrefix: Buffer;

  constructor(ensemble: EnsembleName) {
    this.#segmentPrefix = treePrefix(segmentKind, ensemble);
    this.#nodePrefix = treePrefix(nodeKind, ensemble);
  }

  node(level: number, index: number): PageRead {
    const record = this.nodeRecords.get(pageNumber(level, index));
    return record === undefined ? nothing : decodeRecord(nodeKey(this.#nodePrefix, level, index), record);
  }

  segment(index: number): PageRead {
    const record = this.segmentRecords.get(index);
    return record === undefined ? nothing : decodeRecord(segmentKey(this.#segmentPrefix, index), record);
  }

  async *segments() {
    yield* this.segmentsNow();
  }

  /** As `segments`, at once. */
  segmentsNow(): { readonly index: number; readonly read: PageRead }[] {
    return ordered(this.segmentRecords).map((index) => ({ index, read: this.segment(index) }));
  }

  async *nodes() {
    const found = ordered(this.nodeRecords).map((page) => ({ ...placeOf(page), page }));
    yield found.map(({ level, index }) => ({ level, index, read: this.node(level, index) }));
  }

  async pause(): Promise<void> {
    await Promise.resolve();
  }

  writeSegments(writes: Iterable<SegmentWrite>): void {
    for (const { index, content } of writes) {
      if (content === undefined) this.segmentRecords.delete(index);
      else this.segmentRecords.set(index, encodeRecord(segmentKey(this.#segmentPrefix, index), content));
    }
  }

  writeNodes(writes: Iterable<NodeWrite>): void {
    for (const { level, index, page } of writes) {
      const number = pageNumber(level, index);
      if (page === undefined) this.nodeRecords.delete(number);
      else this.nodeRecords.set(number, encodeRecord(nodeKey(this.#nodePrefix, level, index), page));
    }
  }
}

function ordered(map: ReadonlyMap<number, unknown>): number[] {
  return [...map.keys()].sort((a, b) => a - b);
}
