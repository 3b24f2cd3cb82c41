/**
 * Whole runs: the same seed is the same run, here, again and in another process; seeds of all themes keep every promise; a
 * failure is made small. Source: issue "Simulator"; SCENARIOS S17.
 */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "vite";
import { expect, test } from "vitest";
import { recode } from "#cli/simulate-seed";
import { faultKinds } from "#simulation/nemesis";
import { simulate, type SimulateOptions } from "#simulation/run";
import { eventsOf, shrink } from "#simulation/shrink";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Failing seeds print the command that replays them. */
async function expectClean(options: SimulateOptions) {
  const result = await simulate(options);
  const replay = `quorate simulate --seed ${options.seed} --nodes ${options.nodes ?? 3} --minutes ${options.minutes ?? 0.5}`;
  expect(result.violations.map(({ judge, what }) => `${judge}: ${what}\n${replay}`)).toEqual([]);
  return result;
}

test("one seed twice gives one trace, whatever else is switched on", async () => {
  const options = { seed: 12, minutes: 0.1 };
  const first = await simulate(options);
  const second = await simulate({ ...options, record: true, recode });
  expect(second.traceHash).toBe(first.traceHash);
  expect(second.stats).toEqual(first.stats);
  expect(second.recording.length).toBeGreaterThan(100);
  expect((await simulate({ seed: 13, minutes: 0.1 })).traceHash).not.toBe(first.traceHash);
});

test("one seed in a second process gives the same trace", async () => {
  const here = await simulate({ seed: 21, minutes: 0.1 });
  const conditions = ["quorate-source", "node"];
  const output = await build({
    root,
    configFile: false,
    logLevel: "silent",
    ssr: { resolve: { conditions } },
    resolve: { conditions },
    build: { ssr: `${root}simulation/run.ts`, write: false, minify: false },
  });
  const bundle = Array.isArray(output) ? output[0] : output;
  if (bundle === undefined || !("output" in bundle)) throw new Error("nothing was built");
  const directory = `${root}node_modules/.cache/quorate-simulation`;
  mkdirSync(directory, { recursive: true });
  for (const chunk of bundle.output)
    if (chunk.type === "chunk") writeFileSync(`${directory}/${chunk.fileName.replace(/\.js$/, ".mjs")}`, chunk.code);
  const script = `import("${directory}/run.mjs").then(async ({ simulate }) => console.log((await simulate({ seed: 21, minutes: 0.1 })).traceHash))`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script]);
  expect(stdout.trim()).toBe(here.traceHash);
});

test("S17: seeds of three nodes keep every promise", async () => {
  let operations = 0;
  for (let seed = 1; seed <= 12; seed += 1) {
    const { history } = await expectClean({
      seed,
      minutes: 0.15,
      freeze: seed % 4 === 1,
      ...(seed % 4 === 0 ? { recode } : {}),
    });
    operations += history.length;
  }
  expect(operations).toBeGreaterThan(2000);
});

test("S17: seeds of five nodes, of two and of one keep every promise", async () => {
  for (let seed = 1; seed <= 4; seed += 1) await expectClean({ seed, nodes: 5, minutes: 0.15 });
  await expectClean({ seed: 5, nodes: 2, minutes: 0.15 });
  await expectClean({ seed: 6, nodes: 1, minutes: 0.15 });
});

test("each kind of fault fires, and shows where it is counted", async () => {
  const faults = Object.fromEntries(faultKinds.map((kind) => [kind, 0]));
  const disk: Record<string, number> = {};
  const network = { lost: 0, cut: 0, repeated: 0, late: 0, falseOffline: 0, undelivered: 0 };
  for (const [seed, kind] of faultKinds.entries()) {
    const { stats } = await expectClean({ seed: `each ${seed}`, nemesis: [kind], minutes: 0.1, faultEveryMs: 400 });
    faults[kind] = (faults[kind] ?? 0) + stats.faults[kind];
    for (const [what, count] of Object.entries(stats.disk)) disk[what] = (disk[what] ?? 0) + count;
    for (const what of Object.keys(network) as (keyof typeof network)[]) network[what] += stats.network[what];
  }
  const silent = Object.entries({ ...faults, ...disk, ...network }).filter(([, count]) => count === 0);
  expect(silent).toEqual([]);
});

test("a failing schedule shrinks to what it takes", async () => {
  // Judged wrongly on purpose: any acknowledged write to k0 after a crash counts as a failure.
  const isWrong = async (options: SimulateOptions) => {
    const result = await simulate(options);
    const crash = result.schedule.faults.find((fault) => fault.kind === "crash");
    const bad = result.history.find(
      ({ kind, key, outcome, invokedAt, id }) =>
        id < 1_000_000 &&
        kind === "put" &&
        key === "k0" &&
        outcome === "ok" &&
        crash !== undefined &&
        invokedAt > crash.atMs,
    );
    const violation = { judge: "durability", what: "planted", atMs: bad?.returnedAt ?? 0 } as const;
    return { ...result, violations: bad === undefined ? [] : [violation] };
  };
  const options: SimulateOptions = { seed: 2, minutes: 0.1, nemesis: ["crash"], faultEveryMs: 1000, keys: 2 };
  const failing = await isWrong(options);
  expect(failing.violations).toHaveLength(1);
  const { result } = await shrink(options, failing, { runs: 200, run: isWrong });
  expect(eventsOf(failing.schedule)).toBeGreaterThan(100);
  expect(eventsOf(result.schedule)).toBe(2);
});
