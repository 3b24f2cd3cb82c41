/**
 * Random single-byte flips over all files of a node's store, while nobody has it open. Whatever a flip hits, no wrong value is
 * read, nothing vanishes in silence, and what cannot go on says so in one coded error. Source: issue "Integrity"; HAZARDS P10, P18.
 *
 * They run in processes of their own, in batches: one that ends its process (LevelDB may, by an assertion) or hangs counts as a
 * fault, and the next goes on. FLIPS=10000 runs as many over stores, NODE_FLIPS=500 as many with nodes. A fourth as many flip bytes of
 * records, put back through LevelDB: what its checksums do not see.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spawnSource } from "#test/support/source-child";
import type { Line } from "./flips/flip.ts";
import { fillStore } from "./flips/stores-child.ts";

const flips = Number(process.env["FLIPS"] ?? 250);
const nodeFlips = Number(process.env["NODE_FLIPS"] ?? 24);
const isLong = process.env["FLIPS"] !== undefined || process.env["NODE_FLIPS"] !== undefined;
/** A flip that takes longer hangs. */
const patienceMs = 120_000;

const stores = resolve(import.meta.dirname, "flips/stores-child.ts");
const nodes = resolve(import.meta.dirname, "flips/nodes-child.ts");

interface Outcome {
  readonly ends: ReadonlyMap<string, number>;
  readonly faults: readonly string[];
}

/** Runs the flips from 0 to `count`, `perBatch` in a process. */
async function runFlips(
  count: number,
  perBatch: number,
  spawn: (from: number, to: number, onLine: (text: string) => void) => ReturnType<typeof spawnSource>,
): Promise<Outcome> {
  const ends = new Map<string, number>();
  const faults: string[] = [];
  for (let next = 0; next < count;) {
    let where = "before its first flip";
    let done = next;
    const end = Math.min(count, next + perBatch);
    const child = spawn(next, end, (text) => {
      watch.refresh();
      const line = JSON.parse(text) as Line;
      if (line.type === "begin") where = `flip ${line.flip}, ${line.where}`;
      else done = line.flip + 1;
      if (line.type === "fault") faults.push(`${where}: ${line.what}`);
      if (line.type === "end") ends.set(line.end, (ends.get(line.end) ?? 0) + 1);
    });
    const watch = setTimeout(() => child.process.kill("SIGKILL"), patienceMs);
    const how = await child.ended;
    clearTimeout(watch);
    if (how !== 0) {
      faults.push(`${where}: the process ended with ${how}`);
      done += 1;
    }
    next = how === 0 && done === end ? end : Math.max(done, next + 1);
    if (isLong)
      process.stdout.write(`${next} of ${count}: ${JSON.stringify({ ...Object.fromEntries(ends), faults })}\n`);
  }
  return { ends, faults };
}

function expectNoFault({ ends, faults }: Outcome, count: number): void {
  expect(faults).toEqual([]);
  expect([...ends.values()].reduce((sum, one) => sum + one, 0)).toBe(count);
  expect([...ends.keys()].filter((end) => end.startsWith("refused") && end !== "refused: CORRUPT")).toEqual([]);
  // A run that finds everything harmless has looked at nothing.
  expect(ends.size).toBeGreaterThan(1);
}

describe("single-byte flips", () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "quorate-flips-"));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each([
    ["files", flips],
    ["records", Math.ceil(flips / 4)],
  ] as const)(
    "of %s, %i over a store: no wrong value, no silent loss, no crash",
    { timeout: 60_000 + flips * 500 },
    async (kind, count) => {
      const original = join(root, `original-${kind}`);
      await fillStore(original);
      const outcome = await runFlips(count, 1000, (from, to, onLine) =>
        spawnSource(stores, "flipStores", [kind, original, join(root, kind), String(from), String(to)], onLine),
      );
      expectNoFault(outcome, count);
    },
  );

  it.each([
    ["files", nodeFlips],
    ["records", Math.ceil(nodeFlips / 4)],
  ] as const)(
    "of %s, %i over nodes that start again: all values come back, all stores verify",
    { timeout: 120_000 + nodeFlips * 5000 },
    async (kind, count) => {
      const outcome = await runFlips(count, 100, (from, to, onLine) =>
        spawnSource(nodes, "flipNodes", [kind, mkdtempSync(join(root, "nodes-")), String(from), String(to)], onLine),
      );
      expectNoFault(outcome, count);
    },
  );

  it("that abort their process are faults, and those after them run", async () => {
    const outcome = await runFlips(3, 3, (from, _to, onLine) =>
      spawnSource(resolve(import.meta.dirname, "flips/aborting-child.ts"), "abortAtSecond", [String(from)], onLine),
    );
    expect(outcome.faults).toEqual(["flip 1, somewhere: the process ended with SIGABRT"]);
    expect(outcome.ends.get("harmless")).toBe(2);
  });
});
