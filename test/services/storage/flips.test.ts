/**
 * Random single-byte flips over all files of a node's store, while nobody has it open. Whatever a flip hits, no wrong value is
 * read, nothing vanishes in silence, and what cannot go on says so in one coded error. Source: issue "Integrity"; HAZARDS P10, P18.
 *
 * FLIPS=10000 runs as many over stores, NODE_FLIPS=10000 as many with nodes; a fourth as many flip bytes of records, put back through
 * LevelDB: what its checksums do not see. FLIP_WORKERS=3 runs so many batches side by side, FLIP_LOG=FILE keeps what is done, so that
 * the same command goes on after it was stopped.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spawnSource } from "#test/support/source-child";
import { type Outcome, runFlips, type Spawn } from "./flips/run.ts";
import { fillStore } from "./flips/stores-child.ts";

const flips = Number(process.env["FLIPS"] ?? 250);
const nodeFlips = Number(process.env["NODE_FLIPS"] ?? 24);
const isLong = process.env["FLIPS"] !== undefined || process.env["NODE_FLIPS"] !== undefined;
const workers = Number(process.env["FLIP_WORKERS"] ?? 1);
const logPath = process.env["FLIP_LOG"];

const stores = resolve(import.meta.dirname, "flips/stores-child.ts");
const nodes = resolve(import.meta.dirname, "flips/nodes-child.ts");

function run(name: string, count: number, perBatch: number, spawn: Spawn): Promise<Outcome> {
  return runFlips({
    ...{ count, perBatch, spawn, workers },
    ...(logPath === undefined ? {} : { log: { path: logPath, name } }),
    ...(isLong ? { progress: (text: string) => void process.stdout.write(`${name}: ${text}`) } : {}),
  });
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
      const outcome = await run(`${kind}, stores`, count, 1000, (from, to, onLine) =>
        spawnSource(
          stores,
          "flipStores",
          [kind, original, join(root, `${kind}-${from}`), String(from), String(to)],
          onLine,
        ),
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
      const outcome = await run(`${kind}, nodes`, count, 100, (from, to, onLine) =>
        spawnSource(nodes, "flipNodes", [kind, mkdtempSync(join(root, "nodes-")), String(from), String(to)], onLine),
      );
      expectNoFault(outcome, count);
    },
  );

  it("that abort their process are faults, and those after them run", async () => {
    const child = resolve(import.meta.dirname, "flips/aborting-child.ts");
    const outcome = await runFlips({
      ...{ count: 3, perBatch: 3 },
      spawn: (from, _to, onLine) => spawnSource(child, "abortAtSecond", [String(from)], onLine),
    });
    expect(outcome.faults).toEqual(["flip 1, somewhere: the process ended with SIGABRT"]);
    expect(outcome.ends.get("harmless")).toBe(2);
  });

  it("go on where they were stopped, and count what was done before", async () => {
    const child = resolve(import.meta.dirname, "flips/aborting-child.ts");
    const begun: number[] = [];
    const spawn: Spawn = (from, to, onLine) => {
      begun.push(from);
      return spawnSource(child, "endAll", [String(from), String(to)], onLine);
    };
    const log = { path: join(root, "flips.log"), name: "some" };
    await runFlips({ count: 4, perBatch: 2, spawn, log });
    const outcome = await runFlips({ count: 8, perBatch: 2, spawn, log, workers: 2 });
    expect(begun).toEqual([0, 2, 4, 6]);
    expect([outcome.ends.get("harmless"), outcome.faults]).toEqual([8, []]);
  });
});
