/** Builds the inner pages anew, from segments or from pages of the lowest inner level. */
import { hashBytes } from "#machines/protocol/object";
import { treeHeight, type TreeDamage } from "#machines/protocol/tree";
import { hashInto, isZero, lostHash, Sum, zeroHash } from "./hashes.ts";
import { InnerPages, pageBytes } from "./inner-pages.ts";
import type { PageRead } from "./pages.ts";
import { problemOf } from "./segment.ts";
import { parentOf, slotOf } from "./shape.ts";

const lowest = treeHeight - 1;

export class TreeBuilder {
  readonly #inner = new InnerPages(zeroHash);
  readonly #damages = new Map<string, TreeDamage>();

  /** A segment as the store has it; one given again replaces the one before. */
  add(index: number, read: PageRead): void {
    const what = read.ok ? read.bytes && problemOf(index, read.bytes) : read.what;
    const name = `segment ${index}`;
    if (what === undefined) this.#damages.delete(name);
    else this.#damages.set(name, { level: treeHeight, index, what });
    const bytes = read.ok ? read.bytes : undefined;
    if (bytes === undefined && what === undefined && this.#inner.get(lowest, parentOf(index)) === undefined) return;
    const page = this.#inner.make(lowest, parentOf(index));
    const at = slotOf(index) * hashBytes;
    if (what !== undefined) page.set(lostHash, at);
    else if (bytes === undefined) page.set(zeroHash, at);
    else hashInto(bytes, page, at);
    this.#inner.touch(parentOf(index));
  }

  /** A page of the lowest inner level, taken as it is. */
  adopt(index: number, read: PageRead): void {
    const name = `page ${index}`;
    if (!read.ok || (read.bytes !== undefined && read.bytes.length !== pageBytes)) {
      const what = `the page does not verify: ${read.ok ? "it has the wrong length" : read.what}`;
      this.#damages.set(name, { level: lowest, index, what });
      return;
    }
    this.#damages.delete(name);
    if (read.bytes === undefined) return;
    this.#inner.make(lowest, index).set(read.bytes);
    this.#inner.touch(index);
  }

  finish(): { readonly inner: InnerPages; readonly sum: Sum; readonly damages: TreeDamage[] } {
    const sum = new Sum();
    for (const index of this.#inner.indices(lowest)) {
      const page = this.#inner.get(lowest, index) as Buffer;
      for (let at = 0; at < pageBytes; at += hashBytes) if (!isZero(page, at)) sum.add(page, at);
    }
    this.#inner.refresh();
    return { inner: this.#inner, sum, damages: [...this.#damages.values()] };
  }
}
