/** `quorate simulate` as a user runs it: the built command. Source: issue "Simulator", docs/CLI.md. */
import { execFile } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SeedRun } from "#cli/simulate-seed";
import type { Totals } from "#cli/simulate-totals";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, "simulate", ...args], { maxBuffer: 2 ** 28 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

/** The seeds' lines, and the totals. */
async function runJson(...args: readonly string[]): Promise<{ runs: SeedRun[]; totals: Totals; ran: Ran }> {
  const ran = await run(...args, "--json");
  const lines = ran.out.trim().split("\n");
  const totals = JSON.parse(lines.at(-1) ?? "") as Totals;
  return { runs: lines.slice(0, -1).map((line) => JSON.parse(line) as SeedRun), totals, ran };
}

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-simulate-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

it(
  "2,000 seeds of three and five nodes keep every promise, and every kind of fault fires",
  { timeout: 600_000 },
  async () => {
    const { runs, totals, ran } = await runJson("--seeds", "2000", "--minutes", "0.1", "--nodes", "3,3,3,3,5");
    expect(runs.filter(({ violations }) => violations.length > 0)).toEqual([]);
    expect({ code: ran.code, seeds: totals.seeds, failed: totals.failed }).toEqual({
      code: 0,
      seeds: 2000,
      failed: [],
    });
    // Changes of members happen only where they are asked for (`--members`).
    const isDue = (kind: string): boolean => kind !== "members";
    expect(Object.entries(totals.faults).filter(([kind, count]) => count === 0 && isDue(kind))).toEqual([]);
    // What the judge gives up on is not judged: it must stay rare.
    expect(totals.undecidedKeys).toBeLessThan(20);
    expect(totals.operationsPerSecond).toBeGreaterThanOrEqual(50);
  },
);

describe("a seed", () => {
  it("gives the same trace on another thread and in another process", async () => {
    const [several, one] = await Promise.all([
      runJson("--seeds", "4", "--minutes", "0.1", "--nodes", "3,5", "--jobs", "2"),
      runJson("--seed", "3", "--minutes", "0.1", "--nodes", "5"),
    ]);
    expect(several.runs.map(({ seed, nodes }) => `${seed}: ${nodes}`).toSorted()).toEqual([
      "1: 5",
      "2: 3",
      "3: 5",
      "4: 3",
    ]);
    expect(one.runs[0]?.traceHash).toBe(several.runs.find(({ seed }) => seed === 3)?.traceHash);
  });

  it("is replayed from a schedule", async () => {
    const path = join(directory, "schedule.json");
    writeFileSync(path, JSON.stringify({ schedule: { faults: [], operations: [] } }));
    const { totals } = await runJson("--seed", "3", "--minutes", "0.1", "--schedule", path);
    const whole = await runJson("--seed", "3", "--minutes", "0.1");
    expect(totals.operations).toBeLessThan(whole.totals.operations);
  });
});

describe("--results", () => {
  const args = ["--minutes", "0.05", "--results"] as const;

  it("goes on where it was stopped, and adds up", async () => {
    const path = join(directory, "results.ndjson");
    const first = await runJson("--seeds", "3", ...args, path);
    expect(first.runs).toHaveLength(3);
    // A kill in the middle of a line.
    appendFileSync(path, '{"build":"x","fl');
    const { runs, totals } = await runJson("--seeds", "5", ...args, path);
    expect(new Set(runs.map(({ seed }) => seed))).toEqual(new Set([4, 5]));
    expect(totals.seeds).toBe(5);
    expect(totals.operations).toBe(
      first.totals.operations +
        runs.reduce((sum, { stats }) => sum + Object.values(stats.workload.byKind).reduce((a, b) => a + b), 0),
    );
    const again = await runJson("--seeds", "5", ...args, path);
    expect(again.runs).toEqual([]);
    expect(again.totals).toEqual(totals);
  });

  it("counts nothing that another build or other flags have run, and refuses other files", async () => {
    const path = join(directory, "results.ndjson");
    await runJson("--seeds", "2", ...args, path);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(/"build":"[^"]*"/g, '"build":"another"'));
    expect((await runJson("--seeds", "2", ...args, path)).runs).toHaveLength(2);
    expect((await runJson("--seeds", "2", "--nodes", "1", ...args, path)).runs).toHaveLength(2);
    writeFileSync(path, "not\nresults\n");
    const refused = await run("--seeds", "2", ...args, path);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("is no results file: line 1");
  });
});

describe("wrong command lines", () => {
  it.each([
    [["--nodes", "0"], "from 1 to 9"],
    [["--nodes", "3,x"], "from 1 to 9"],
    [["--minutes", "-1"], "above 0"],
    [["--nemesis", "flood"], "is none of"],
    [["--jobs", "0"], "from 1 to 256"],
    [["--schedule", "/no/such/file"], "--schedule needs --seed"],
    [["--seed", "1", "--schedule", "/no/such/file"], "cannot be read"],
    [["--seed", "1", "--results", "/tmp/x"], "goes with --seeds"],
  ])("%j", async (args, words) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(readdirSync(directory)).toEqual([]);
  });
});
