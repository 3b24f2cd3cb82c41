/** Taking a tree's inner pages into memory, each verified against the page above it. */
import { QuorateError } from "#machines/protocol/errors";
import { hashBytes } from "#machines/protocol/object";
import { hashInto, isHashAt, isZero } from "./hashes.ts";
import { type InnerPages, pageBytes } from "./inner-pages.ts";
import type { PageRead, TreePages } from "./pages.ts";

const scratchHash = new Uint8Array(hashBytes);

/** The page when it has the hash that is expected of it, or what is wrong. */
export function problemOfPage(read: PageRead, bytes: Uint8Array, at: number): Buffer | string {
  if (!read.ok) return `the page does not verify: ${read.what}`;
  if (read.bytes === undefined) return "the page is missing from the store";
  if (read.bytes.length !== pageBytes) return "the page has the wrong length";
  hashInto(read.bytes, scratchHash);
  return isHashAt(scratchHash, bytes, at) ? read.bytes : "the page is not the one that its parent names";
}

/**
 * All pages in one pass over the store, which costs less than half of single reads. One that does not verify stays out, with
 * those below it: a read of that page says what is wrong. What is in memory is newer and stays.
 * @param inner asked anew for each list, as the tree may be rebuilt meanwhile; null ends the pass.
 */
export async function loadPages(pages: TreePages, inner: () => InnerPages | null): Promise<void> {
  try {
    for await (const list of pages.nodes()) {
      const target = inner();
      if (target === null) return;
      for (const { level, index, read } of list) {
        if (target.has(level, index)) continue;
        // Empty where the page above is not here.
        const { bytes, at } = target.expected(level, index);
        if (isZero(bytes, at)) continue;
        const page = problemOfPage(read, bytes, at);
        if (typeof page !== "string") target.load(level, index, page);
      }
    }
  } catch (error) {
    // Where the store cannot be read through, single reads find out what cannot be read.
    if (!(error instanceof QuorateError)) throw error;
  }
}
