/**
 * The inner pages that are in memory: `treeWidth` hashes each, in slabs, so that a full tree (69,905 pages) takes some 25 MB.
 * A page here is right, whatever the disk says; a page's own hash reaches its parent when `refresh` is called.
 */
import { hashBytes } from "#machines/protocol/object";
import { treeHeight, treeWidth } from "#machines/protocol/tree";
import { hashInto, isZero } from "./hashes.ts";
import { pageNumber, parentOf, placeOf, slotOf } from "./shape.ts";

export const pageBytes = treeWidth * hashBytes;
const emptyPage = Buffer.alloc(pageBytes);
const slabPages = 64;
/** The first slab is small: most trees are. */
const firstSlabPages = 16;

export class InnerPages {
  /** By page number. */
  readonly #pages = new Map<number, Buffer>();
  /** By level: pages whose own hash is not in their parent yet. */
  readonly #stale: readonly Set<number>[] = Array.from({ length: treeHeight }, () => new Set<number>());
  /** Numbers of pages that the disk does not hold as they are. */
  readonly #unsaved = new Set<number>();
  #top: Uint8Array;
  #slab = Buffer.alloc(firstSlabPages * pageBytes);
  #slabUsed = 0;

  constructor(top: Uint8Array) {
    this.#top = top;
  }

  get size(): number {
    return this.#pages.size;
  }

  has(level: number, index: number): boolean {
    return this.#pages.has(pageNumber(level, index));
  }

  get(level: number, index: number): Buffer | undefined {
    return this.#pages.get(pageNumber(level, index));
  }

  /** The hash that page should have, in `bytes` at `at`; zero where its parent is not in memory. */
  expected(level: number, index: number): { bytes: Uint8Array; at: number } {
    if (level === 0) return { bytes: this.#top, at: 0 };
    return { bytes: this.get(level - 1, parentOf(index)) ?? emptyPage, at: slotOf(index) * hashBytes };
  }

  /** Takes a page in, verified by the caller. */
  load(level: number, index: number, bytes: Uint8Array): Buffer {
    const page = this.#allocate();
    page.set(bytes);
    this.#pages.set(pageNumber(level, index), page);
    return page;
  }

  /** The page, made empty when it is not there; so are those above it. */
  make(level: number, index: number): Buffer {
    const present = this.get(level, index);
    if (present !== undefined) return present;
    if (level > 0) this.make(level - 1, parentOf(index));
    return this.load(level, index, emptyPage);
  }

  /** A page of the lowest level has changed. */
  touch(index: number): void {
    (this.#stale[treeHeight - 1] as Set<number>).add(index);
  }

  /** Brings every hash up to date, and returns that of the top page: not a copy. */
  refresh(): Uint8Array {
    for (let level = treeHeight - 1; level >= 0; level--) {
      const stale = this.#stale[level] as Set<number>;
      for (const index of stale) {
        const page = this.get(level, index) as Buffer;
        this.#unsaved.add(pageNumber(level, index));
        if (level === 0) {
          this.#top = new Uint8Array(hashBytes);
          hashPage(page, this.#top, 0);
          continue;
        }
        hashPage(page, this.get(level - 1, parentOf(index)) as Buffer, slotOf(index) * hashBytes);
        (this.#stale[level - 1] as Set<number>).add(parentOf(index));
      }
      stale.clear();
    }
    return this.#top;
  }

  /** Pages that changed since the last call, or all of them; an empty one is undefined. */
  *takeUnsaved(all: boolean): Generator<{ level: number; index: number; page: Buffer | undefined }> {
    this.refresh();
    for (const number of all ? this.#pages.keys() : this.#unsaved) {
      const page = this.#pages.get(number) as Buffer;
      yield { ...placeOf(number), page: page.equals(emptyPage) ? undefined : page };
    }
    this.#unsaved.clear();
  }

  /** Pages that one in memory names, and that are not here. Those of them that come in meanwhile are looked through as well. */
  *missing(): Generator<{ level: number; index: number }> {
    if (!isZero(this.#top, 0) && !this.has(0, 0)) yield { level: 0, index: 0 };
    for (const [number, page] of this.#pages) {
      const { level, index } = placeOf(number);
      if (level === treeHeight - 1) continue;
      for (let slot = 0; slot < treeWidth; slot++) {
        const child = index * treeWidth + slot;
        if (!isZero(page, slot * hashBytes) && !this.has(level + 1, child)) yield { level: level + 1, index: child };
      }
    }
  }

  /** Indices of the pages of a level. */
  *indices(level: number): Generator<number> {
    for (const number of this.#pages.keys()) {
      const place = placeOf(number);
      if (place.level === level) yield place.index;
    }
  }

  #allocate(): Buffer {
    if (this.#slabUsed === this.#slab.length) {
      this.#slab = Buffer.alloc(slabPages * pageBytes);
      this.#slabUsed = 0;
    }
    const page = this.#slab.subarray(this.#slabUsed, this.#slabUsed + pageBytes);
    this.#slabUsed += pageBytes;
    return page;
  }
}

/** The hash of an empty page is zero. */
function hashPage(page: Buffer, target: Uint8Array, at: number): void {
  if (page.equals(emptyPage)) target.fill(0, at, at + hashBytes);
  else hashInto(page, target, at);
}

/** As others see it: machines/protocol/tree `InnerPage`. */
export function compactPage(page: Buffer | undefined): Uint8Array {
  if (page === undefined) return new Uint8Array(0);
  let mask = 0;
  let count = 0;
  for (let child = 0; child < treeWidth; child++) {
    if (isZero(page, child * hashBytes)) continue;
    mask |= 1 << child;
    count += 1;
  }
  if (count === 0) return new Uint8Array(0);
  const compact = new Uint8Array(2 + count * hashBytes);
  compact[0] = mask >> 8;
  compact[1] = mask & 255;
  let at = 2;
  for (let child = 0; child < treeWidth; child++) {
    if ((mask & (1 << child)) === 0) continue;
    compact.set(page.subarray(child * hashBytes, (child + 1) * hashBytes), at);
    at += hashBytes;
  }
  return compact;
}
