/**
 * What one ensemble has on a simulated disk: objects and tree pages, and what is wrong with them. Bytes are not really changed:
 * a mark stands for what a checksum would find.
 */
import type { StoredObject } from "#machines/protocol/object";
import { nothing, type NodeWrite, type PageRead, type SegmentWrite, type TreePages } from "#services/tree/pages";
import { pageNumber, placeOf, segmentOf } from "#services/tree/shape";
import type { TreeState } from "#services/tree/tree";

const mismatch = "its checksum does not match";

export class Shelf implements TreePages {
  readonly objects = new Map<string, StoredObject>();
  /** Keys whose object does not verify, with what is wrong. */
  readonly damaged = new Map<string, string>();
  readonly damagedSegments = new Set<number>();
  /** By page number (services/tree/shape). */
  readonly damagedPages = new Set<number>();
  /** The running sum of the tree, as the last turn tells it: of the segments that should be here. */
  sum: Uint8Array = new Uint8Array(16);
  /** What the tree was when the store was closed. */
  clean: TreeState | null = null;
  readonly #segments = new Map<number, Buffer>();
  readonly #nodes = new Map<number, Buffer>();
  /** Keys in order; null after a key was added or removed. */
  #sorted: string[] | null = null;

  // ------------------------------------------------------------------------------------------------------------- the tree

  node(level: number, index: number): PageRead {
    const number = pageNumber(level, index);
    return this.#read(this.#nodes, this.damagedPages, number);
  }

  segment(index: number): PageRead {
    return this.#read(this.#segments, this.damagedSegments, index);
  }

  async *segments() {
    yield* this.segmentsNow();
  }

  /** As `segments`, at once. */
  segmentsNow(): { readonly index: number; readonly read: PageRead }[] {
    return [...this.#segments.keys()].sort((a, b) => a - b).map((index) => ({ index, read: this.segment(index) }));
  }

  async *nodes() {
    const places = [...this.#nodes.keys()].sort((a, b) => a - b).map(placeOf);
    yield places.map(({ level, index }) => ({ level, index, read: this.node(level, index) }));
  }

  async pause(): Promise<void> {
    await Promise.resolve();
  }

  writeSegments(writes: Iterable<SegmentWrite>): void {
    for (const { index, content } of writes) {
      this.damagedSegments.delete(index);
      if (content === undefined) this.#segments.delete(index);
      else this.#segments.set(index, content as Buffer);
    }
  }

  writeNodes(writes: Iterable<NodeWrite>, replacesAll: boolean): void {
    if (replacesAll) {
      this.#nodes.clear();
      this.damagedPages.clear();
    }
    for (const { level, index, page } of writes) {
      const number = pageNumber(level, index);
      this.damagedPages.delete(number);
      if (page === undefined) this.#nodes.delete(number);
      else this.#nodes.set(number, Buffer.from(page));
    }
  }

  get pageNumbers(): number[] {
    return [...this.#nodes.keys()];
  }

  hasSegment(index: number): boolean {
    return this.#segments.has(index);
  }

  // ------------------------------------------------------------------------------------------------------------ objects

  put(object: StoredObject): void {
    if (!this.objects.has(object.key)) this.#sorted = null;
    this.objects.set(object.key, object);
    this.damaged.delete(object.key);
  }

  remove(key: string): void {
    if (this.objects.delete(key)) this.#sorted = null;
    this.damaged.delete(key);
  }

  /** All objects of a segment. */
  objectsOf(segment: number): StoredObject[] {
    return [...this.objects.values()].filter(({ key }) => segmentOf(key) === segment);
  }

  /** A segment and all its objects are gone, as with a table of the store: no record says that they were there. */
  lose(segment: number): void {
    this.#segments.delete(segment);
    this.damagedSegments.delete(segment);
    for (const { key } of this.objectsOf(segment)) this.remove(key);
  }

  sortedKeys(compare: (a: string, b: string) => number): readonly string[] {
    this.#sorted ??= [...this.objects.keys()].sort(compare);
    return this.#sorted;
  }

  #read(records: ReadonlyMap<number, Buffer>, damaged: ReadonlySet<number>, number: number): PageRead {
    if (damaged.has(number)) return { ok: false, what: mismatch };
    const bytes = records.get(number);
    return bytes === undefined ? nothing : { ok: true, bytes };
  }
}
