/**
 * What the tree costs: nanoseconds for a get and an insert, bytes of memory for a million keys. One run, one process: carry
 * ratios and orders of magnitude, not figures.
 *
 * Run: npm run build && node --expose-gc dist/bench/tree.js [keys]
 */
import { pathToFileURL } from "node:url";
import { contentHash } from "#services/storage/content-hash";
import { MemoryPages } from "#services/tree/memory-pages";
import type { TreePages } from "#services/tree/pages";
import { Tree } from "#services/tree/tree";

const perFlush = 64;

function memory(): number {
  for (let n = 0; n < 3; n++) (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Nanoseconds of processor time so far: others on the machine do not count. */
function spent(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** Runs `each` for 0 to `count` - 1; nanoseconds for one. */
function timed(count: number, each: (n: number) => void): number {
  const began = spent();
  for (let n = 0; n < count; n++) each(n);
  return Math.round((spent() - began) / count);
}

const hash = contentHash("", "", null);
const entry = (n: number, seq: number) => ({ key: `key-${n}`, ballot: { epoch: 1, seq }, hash });

async function main(keys: number): Promise<void> {
  const pages = new MemoryPages("bench");
  const tree = new Tree(pages);
  const flush = (): void => {
    const { token, writes } = tree.takeSegmentWrites();
    pages.writeSegments(writes);
    tree.settle(token);
  };
  const put = (seq: number) => (n: number) => {
    tree.insert(entry(n, seq));
    if (n % perFlush === perFlush - 1) flush();
  };
  const rows: [string, string][] = [];
  rows.push(["insert, new key (ns)", String(timed(keys, put(1)))]);
  flush();
  rows.push(["top hash after all (ms)", String(timed(1, () => tree.topHash()) / 1e6)]);
  const some = Math.min(keys, 200_000);
  rows.push(["insert, known key (ns)", String(timed(some, put(2)))]);
  flush();
  rows.push(["get, found (ns)", String(timed(some, (n) => tree.get(`key-${n}`)))]);
  rows.push(["get, absent (ns)", String(timed(some, (n) => tree.get(`none-${n}`)))]);
  const put64 = timed(200, (n) => {
    for (let k = 0; k < 64; k++) tree.insert(entry(n * 64 + k, 3));
    flush();
    tree.topHash();
  });
  rows.push(["64 puts, flush and top hash (ns)", String(put64)]);
  // Another tree over the same records: what it holds itself.
  const again = new Tree(pages);
  const before = memory();
  const began = spent();
  await again.rehash();
  rows.push(["rebuild from segments (ms)", String(Math.round((spent() - began) / 1e6))]);
  rows.push(["memory of the tree (MB)", ((memory() - before) / 1e6).toFixed(1)]);
  rows.push(["inner pages", String(again.loadedPages)]);
  const writes = [...again.takeNodeWrites().writes];
  const byPlace = new Map(writes.map(({ level, index, page }) => [`${level}/${index}`, page && Buffer.from(page)]));
  const stored: TreePages = {
    node: (level, index) => ({ ok: true, bytes: byPlace.get(`${level}/${index}`) }),
    segment: (index) => pages.segment(index),
    segments: () => pages.segments(),
    nodes: () => pages.nodes(),
    pause: () => pages.pause(),
  };
  const lazy = new Tree(stored, { topHash: again.topHash(), sum: again.sum });
  rows.push(["get, path not in memory (ns)", String(timed(Math.min(keys, 20_000), (n) => lazy.get(`key-${n * 7}`)))]);
  console.log(`\n| ${keys} keys | |\n|---|---|`);
  for (const [what, figure] of rows) console.log(`| ${what} | ${figure} |`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main(Number(process.argv[2] ?? 1_000_000));
