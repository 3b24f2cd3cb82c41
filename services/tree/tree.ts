/**
 * The Merkle tree of one peer: what its objects are, so that a store which loses or changes some is found out, and so that two
 * peers find their differences without listing everything. Source: riak_ensemble "Peer trees", `synctree`; DESIGN "Trees".
 *
 * Synchronous, and without I/O of its own but for reads of single pages. Every access verifies its path: an inner page once,
 * when it comes into memory, where it stays; a segment each time that it is read, against the hash in the page above it, and one
 * that is remembered by that hash too. So "absent" is said only when the tree proves it.
 *
 * A change is made in memory: the new segment is kept here until the batch with it is durable (`takeSegmentWrites`, `settle`);
 * its hash goes into the page above at once, those further up follow when somebody asks (`topHash`, `readPages`). Inner pages
 * go to the store when it closes (`takeNodeWrites`).
 *
 * What cannot be verified is never built upon: a change to a damaged segment gives the segment up (its record then says so),
 * until `drop` empties it.
 */
import { type Ballot, zeroBallot } from "#machines/protocol/ballot";
import { invariant } from "#machines/protocol/errors";
import { hashBytes, type LeafEntry } from "#machines/protocol/object";
import {
  type InnerPage,
  type SegmentPage,
  treeHeight,
  type TreeDamage,
  type TreeRead,
  treeWidth,
} from "#machines/protocol/tree";
import { TreeBuilder } from "./builder.ts";
import { hashInto, isHashAt, isZero, Sum, zeroHash } from "./hashes.ts";
import { compactPage, InnerPages } from "./inner-pages.ts";
import { loadPages, problemOfPage } from "./loading.ts";
import type { NodeWrite, PageRead, SegmentWrite, TreePages } from "./pages.ts";
import { decodeSegment, findEntry, hasEntry, lowWaterOf, withEntry, withLowWater, withoutEntry } from "./segment.ts";
import { parentOf, segmentOf, slotOf } from "./shape.ts";

export type Lookup =
  | { readonly kind: "found"; readonly entry: LeafEntry }
  | { readonly kind: "absent" }
  | ({ readonly kind: "damaged" } & TreeDamage);

/** What one batch must take, and the name under which it is settled. */
export interface SegmentWrites {
  readonly token: number;
  readonly writes: readonly SegmentWrite[];
}

/** Where an earlier use of the tree stood. */
export interface TreeState {
  readonly topHash: Uint8Array;
  readonly sum: Uint8Array;
}

/** A segment that the store does not hold as it is. */
interface Unsettled {
  readonly content: Buffer | undefined;
  readonly isGivenUp: boolean;
  readonly token: number;
}

/** The content of a segment that was given up: no segment is so short. */
const givenUp = Buffer.alloc(0);
const absent: Lookup = { kind: "absent" };
/** Segments or pages read between two pauses. */
const stepsPerPause = 256;

type Found<T> = T | undefined | TreeDamage;

function isDamage<T extends Uint8Array>(found: Found<T>): found is TreeDamage {
  return found !== undefined && !(found instanceof Uint8Array);
}

const scratchHash = new Uint8Array(hashBytes);

export class Tree {
  readonly #pages: TreePages;
  #inner: InnerPages;
  #sum: Sum;
  readonly #unsettled = new Map<number, Unsettled>();
  /** What `takeSegmentWrites` gave out, by token. */
  readonly #taken = new Map<number, readonly number[]>();
  #changed = new Set<number>();
  #token = 1;
  /** Segments that changed, or were not settled, since a rebuilding began. */
  #journal: Set<number> | null = null;
  #rehashing: Promise<TreeDamage[]> | null = null;
  #loading: Promise<void> | null = null;
  /** The store's inner pages are those of another time. */
  #isRebuilt = false;

  /** Empty, unless it goes on from `state`: then pages are read and verified as they are needed. */
  constructor(pages: TreePages, state?: TreeState) {
    this.#pages = pages;
    this.#inner = new InnerPages(state === undefined ? zeroHash : new Uint8Array(state.topHash));
    this.#sum = state === undefined ? new Sum() : Sum.from(state.sum);
  }

  // ---------------------------------------------------------------------------------------------------------- reading

  get(key: string): Lookup {
    const content = this.#content(segmentOf(key));
    if (content === undefined) return absent;
    if (isDamage(content)) return { kind: "damaged", ...content };
    const entry = findEntry(content, key);
    return entry === undefined ? absent : { kind: "found", entry };
  }

  /** Whether the tree names this very object, whose key falls into `segment`. False when it is damaged there: `get` says so. */
  names(segment: number, entry: LeafEntry): boolean {
    const content = this.#content(segment);
    return content !== undefined && !isDamage(content) && hasEntry(content, entry);
  }

  /** Zero when the segment is damaged: `get` says so. */
  lowWater(segment: number): Ballot {
    const content = this.#content(segment);
    return isDamage(content) ? zeroBallot : lowWaterOf(content);
  }

  /** Zero bytes only for the empty tree. Of its own. */
  topHash(): Uint8Array {
    return new Uint8Array(this.#inner.refresh());
  }

  /** The running check over all segments (hashes.ts `Sum`). Of its own. */
  get sum(): Uint8Array {
    return this.#sum.toBytes();
  }

  /** Inner pages in memory. */
  get loadedPages(): number {
    return this.#inner.size;
  }

  /** Inner pages, for an exchange. */
  readPages(level: number, indices: readonly number[]): TreeRead<InnerPage> {
    this.#inner.refresh();
    const pages: InnerPage[] = [];
    for (const index of indices) {
      const page = this.#page(level, index);
      if (isDamage(page)) return { kind: "damaged", damage: page };
      pages.push(compactPage(page));
    }
    return { kind: "pages", pages };
  }

  /** Segments with all their entries, for an exchange. */
  readSegments(indices: readonly number[]): TreeRead<SegmentPage> {
    const pages: SegmentPage[] = [];
    for (const index of indices) {
      const content = this.#content(index);
      if (isDamage(content)) return { kind: "damaged", damage: content };
      pages.push(decodeSegment(index, content));
    }
    return { kind: "pages", pages };
  }

  // --------------------------------------------------------------------------------------------------------- changing

  insert(entry: LeafEntry): void {
    const index = segmentOf(entry.key);
    this.#change(index, (content) => withEntry(content, index, entry));
  }

  remove(key: string): void {
    this.#change(segmentOf(key), (content) => withoutEntry(content, key));
  }

  raiseLowWater(segment: number, ballot: Ballot): void {
    this.#change(segment, (content) => withLowWater(content, segment, ballot));
  }

  /** Empties a segment, damaged or not: its entries and its low water are to be fetched from others. */
  drop(segment: number): void {
    this.#put(segment, undefined);
  }

  /** Records that the next durable batch must hold. */
  takeSegmentWrites(): SegmentWrites {
    const token = this.#token;
    this.#token += 1;
    const indices = [...this.#changed];
    this.#changed = new Set();
    if (indices.length > 0) this.#taken.set(token, indices);
    const writes = indices.map((index) => {
      const { content, isGivenUp } = this.#unsettled.get(index) as Unsettled;
      return { index, content: isGivenUp ? givenUp : content };
    });
    return { token, writes };
  }

  /** The batch with what was taken under `token` is durable: from now on the store is asked. */
  settle(token: number): void {
    for (const index of this.#taken.get(token) ?? []) {
      if (this.#unsettled.get(index)?.token === token) this.#unsettled.delete(index);
    }
    this.#taken.delete(token);
  }

  /** Inner pages that the store does not hold as they are. When `replacesAll`, the store's others are to be removed. */
  takeNodeWrites(): { readonly replacesAll: boolean; readonly writes: Iterable<NodeWrite> } {
    const replacesAll = this.#isRebuilt;
    this.#isRebuilt = false;
    return { replacesAll, writes: this.#inner.takeUnsaved(replacesAll) };
  }

  // ------------------------------------------------------------------------------------- checking the whole, rebuilding

  /**
   * Walks all pages, and with `segments` all segments too. Yields each that is not empty; `what` is undefined when it verifies.
   * The tree may change between two steps.
   */
  *walk(segments: boolean): Generator<{ level: number; index: number; what: string | undefined }> {
    this.#inner.refresh();
    const open: (readonly [level: number, index: number])[] = [[0, 0]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [level, index] = next;
      const page = level === treeHeight ? this.#content(index, false) : this.#page(level, index);
      if (isDamage(page)) yield page;
      else if (page !== undefined) yield { level, index, what: undefined };
      if (isDamage(page) || page === undefined || level === treeHeight) continue;
      if (level === treeHeight - 1 && !segments) continue;
      for (let slot = treeWidth - 1; slot >= 0; slot--) {
        if (!isZero(page, slot * hashBytes)) open.push([level + 1, index * treeWidth + slot]);
      }
    }
  }

  /**
   * Takes all inner pages that verify into memory: what `verifyUpper` would do, begun earlier.
   * @param isOver asked now and then: whether nobody needs it any more.
   */
  loadUpper(isOver: () => boolean = () => false): Promise<void> {
    // Once is enough: what is in memory stays there. A rebuilt tree is there as a whole.
    this.#loading ??= loadPages(this.#pages, () => (this.#isRebuilt || isOver() ? null : this.#inner)).catch(
      (error: unknown) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading;
  }

  /** All damage of inner pages. */
  async verifyUpper(): Promise<TreeDamage[]> {
    await this.loadUpper();
    this.#inner.refresh();
    const damages: TreeDamage[] = [];
    let steps = 0;
    for (const { level, index } of this.#inner.missing()) {
      const page = this.#page(level, index);
      if (isDamage(page)) damages.push(page);
      if (++steps % stepsPerPause === 0) await this.#pages.pause();
    }
    return damages;
  }

  /** All damage of inner pages and segments; not below a damaged page. */
  async verify(): Promise<TreeDamage[]> {
    const damages: TreeDamage[] = [];
    let steps = 0;
    for (const { level, index, what } of this.walk(true)) {
      if (what !== undefined) damages.push({ level, index, what });
      if (++steps % stepsPerPause === 0) await this.#pages.pause();
    }
    return damages;
  }

  /** Rebuilds all inner pages from the segments. @returns the damaged segments, which stay damaged. */
  rehash(): Promise<TreeDamage[]> {
    this.#rehashing ??= this.#rehash().finally(() => {
      this.#rehashing = null;
    });
    return this.#rehashing;
  }

  async #rehash(): Promise<TreeDamage[]> {
    const builder = this.beginRehash();
    try {
      for await (const { index, read } of this.#pages.segments()) builder.add(index, read);
    } catch (error) {
      this.#journal = null;
      throw error;
    }
    return this.endRehash(builder);
  }

  /**
   * Rebuilds the inner pages from those of the lowest inner level, in memory or as the store has them.
   * @returns damaged pages of that level: what is below them counts as empty until `rehash`.
   */
  async rehashUpper(): Promise<TreeDamage[]> {
    const lowest = treeHeight - 1;
    const builder = this.beginRehash();
    try {
      // After a rebuilding the store's pages are old, and all pages are in memory.
      if (!this.#isRebuilt) {
        for await (const list of this.#pages.nodes())
          for (const { level, index, read } of list) if (level === lowest) builder.adopt(index, read);
      }
    } catch (error) {
      this.#journal = null;
      throw error;
    }
    for (const index of this.#inner.indices(lowest))
      builder.adopt(index, { ok: true, bytes: this.#inner.get(lowest, index) });
    return this.endRehash(builder);
  }

  /** `rehash` in steps: give the builder every segment that the store holds, then `endRehash`. */
  beginRehash(): TreeBuilder {
    invariant(this.#journal === null, "one rebuilding at a time");
    this.#journal = new Set(this.#unsettled.keys());
    return new TreeBuilder();
  }

  endRehash(builder: TreeBuilder): TreeDamage[] {
    for (const index of this.#journal ?? []) {
      const unsettled = this.#unsettled.get(index);
      if (unsettled === undefined) builder.add(index, this.#pages.segment(index));
      else if (unsettled.isGivenUp) builder.add(index, { ok: true, bytes: givenUp });
      else builder.add(index, { ok: true, bytes: unsettled.content });
    }
    this.#journal = null;
    const { inner, sum, damages } = builder.finish();
    this.#inner = inner;
    this.#sum = sum;
    this.#isRebuilt = true;
    return damages;
  }

  // ------------------------------------------------------------------------------------------------------------ inside

  /** An inner page, verified; undefined when it is empty. */
  #page(level: number, index: number): Found<Buffer> {
    const present = this.#inner.get(level, index);
    if (present !== undefined) return present;
    if (level > 0) {
      const parent = this.#page(level - 1, parentOf(index));
      if (parent === undefined || isDamage(parent)) return parent;
    }
    const { bytes, at } = this.#inner.expected(level, index);
    if (isZero(bytes, at)) return undefined;
    const what = problemOfPage(this.#pages.node(level, index), bytes, at);
    if (typeof what === "string") return { level, index, what };
    return this.#inner.load(level, index, what);
  }

  /**
   * A segment's content, verified; undefined when it is empty.
   * @param mayRemember not when it is the store that is to be checked.
   */
  #content(index: number, mayRemember = true): Found<Buffer> {
    const unsettled = this.#unsettled.get(index);
    if (unsettled !== undefined) {
      if (!unsettled.isGivenUp) return unsettled.content;
      return { level: treeHeight, index, what: "the segment was given up when it was written to while damaged" };
    }
    const page = this.#page(treeHeight - 1, parentOf(index));
    if (page === undefined || isDamage(page)) return page;
    const at = slotOf(index) * hashBytes;
    if (isZero(page, at)) return undefined;
    const { memory } = this.#pages;
    const kept = mayRemember ? memory?.get(index, page, at) : undefined;
    if (kept !== undefined) return kept;
    const content = problemOfSegment(this.#pages.segment(index), page, at);
    if (typeof content === "string") {
      memory?.forget(index);
      return { level: treeHeight, index, what: content };
    }
    memory?.keep(index, content, page, at);
    return content;
  }

  #change(index: number, make: (content: Buffer | undefined) => Buffer | undefined): void {
    const content = this.#content(index);
    if (isDamage(content)) return this.#giveUp(index);
    const next = make(content);
    if (next !== content) this.#put(index, next);
    return undefined;
  }

  #put(index: number, content: Buffer | undefined): void {
    this.#note(index, { content, isGivenUp: false, token: this.#token });
    const above = this.#page(treeHeight - 1, parentOf(index));
    // A segment dropped below a damaged page: `rehash` puts its hash in.
    if (isDamage(above)) return;
    if (above === undefined && content === undefined) return;
    const page = above ?? this.#inner.make(treeHeight - 1, parentOf(index));
    const at = slotOf(index) * hashBytes;
    this.#sum.subtract(page, at);
    if (content === undefined) page.fill(0, at, at + hashBytes);
    else {
      hashInto(content, page, at);
      this.#pages.memory?.keep(index, content, page, at);
    }
    this.#sum.add(page, at);
    this.#inner.touch(parentOf(index));
  }

  /** The page above keeps the hash of what was there, so that the segment stays damaged. */
  #giveUp(index: number): void {
    this.#note(index, { content: undefined, isGivenUp: true, token: this.#token });
  }

  #note(index: number, unsettled: Unsettled): void {
    this.#unsettled.set(index, unsettled);
    this.#changed.add(index);
    this.#journal?.add(index);
  }
}

/** The content when it has the hash that is expected of it, or what is wrong. */
function problemOfSegment(read: PageRead, bytes: Uint8Array, at: number): Buffer | string {
  if (!read.ok) return `the segment does not verify: ${read.what}`;
  if (read.bytes === undefined) return "the segment is missing from the store";
  hashInto(read.bytes, scratchHash);
  return isHashAt(scratchHash, bytes, at) ? read.bytes : "the segment is not the one that the page above it names";
}
