/** The parts of `npm run bench` that need no process: its command line, plan, statistics and writer. */
import { expect, it } from "vitest";
import { median, percentile } from "#cli/load";
import { readOptions } from "../../bench/options.ts";
import { plan } from "../../bench/plan.ts";
import { residentIn } from "../../bench/processes.ts";
import { systems } from "../../bench/systems/all.ts";
import { stepsOf } from "../../bench/tasks.ts";
import { firstPutAfter, Writer } from "../../bench/writer.ts";
import { spread } from "../../bench/parts/memory.ts";

function optionsOf(...args: string[]) {
  const options = readOptions(args);
  if (options === null) throw new Error("help");
  return options;
}

it("measures everything by default", () => {
  const { parts, systems: names, trials, keys } = optionsOf();
  expect(parts).toEqual(["throughput", "failover", "stop", "start", "memory", "scale"]);
  expect(names).toEqual(systems.map(({ name }) => name));
  expect([trials, keys.at(-1)]).toEqual([10, 1_000_000]);
  expect(readOptions(["--help"])).toBeNull();
});

it.each([
  [["--parts", "speed"], "--parts takes some of"],
  [["--systems", "etcd,consul"], "not consul"],
  [["--trials", "0"], "--trials takes a number"],
  [["--trials", "1.5"], "--trials takes a whole number"],
  [["--seconds", ""], "--seconds takes a number"],
  [["--keys", "10,many"], "--keys takes a number"],
  [["--memory-systems", "limit"], "--memory-systems takes some of"],
  [["--faster"], "--faster"],
])("refuses %j", (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});

it("takes turns, in the other order each time", () => {
  const options = optionsOf("--parts", "failover,stop", "--trials", "7", "--block", "5");
  const tasks = plan(options, systems, "dir");
  expect(tasks.map(({ system }) => system)).toEqual(["quorate", "etcd", "jetstream", "jetstream", "etcd", "quorate"]);
  expect(tasks).toMatchObject([{ kinds: ["kill", "stop"], trials: 5 }, {}, {}, { trials: 2 }, {}, {}]);
  expect(tasks.reduce((sum, task) => sum + stepsOf(task), 0)).toBe(7 * 2 * 3);
});

it("asks of a system what it can do", () => {
  const tasks = plan(optionsOf("--rounds", "1"), systems, "dir");
  const of = (part: string) => tasks.flatMap((task) => (task.part === part ? [task.system] : []));
  expect(of("throughput")).toEqual(["quorate", "etcd", "jetstream", "limit", "round-trip"]);
  expect(of("start")).toEqual(["quorate", "etcd", "jetstream"]);
  expect([...of("memory"), ...of("scale")]).toEqual(["quorate", "quorate"]);
  expect(tasks).toContainEqual(expect.objectContaining({ system: "limit", operations: ["put"] }));
});

it("knows medians and percentiles", () => {
  expect([median([3, 1, 2]), median([1, 2, 3, 10]), median([])]).toEqual([2, 2.5, Number.NaN]);
  const hundred = Array.from({ length: 100 }, (_, n) => n);
  expect([percentile(hundred, 0.99), percentile([5, 1], 0.99)]).toEqual([99, 5]);
});

it("reads what Linux says of a process's memory", () => {
  const rollup = "5581-7ffe ---p 00000000 00:00 0 [rollup]\nRss:   102400 kB\nPss: 1 kB\nAnonymous:   61440 kB\n";
  expect(residentIn(rollup, "VmPeak: 9 kB\nVmHWM:   204800 kB\n")).toEqual({ total: 100, own: 60, peak: 200 });
  expect(residentIn("", "")).toEqual({ total: 0, own: 0, peak: 0 });
});

it("visits every key before one again", () => {
  for (const count of [10, 1000, 100_000])
    expect(new Set(Array.from({ length: count }, (_, n) => spread(n, count))).size).toBe(count);
});

it("writes on while earlier writes hang, and sees the gap and its end", async () => {
  let isDown = false;
  const held: (() => void)[] = [];
  const writer = new Writer(() => (isDown ? new Promise<void>((done) => held.push(done)) : Promise.resolve()), 1);
  await writer.more(3);
  const downMs = performance.now();
  isDown = true;
  const first = writer.firstAfter(downMs);
  await expect.poll(() => held.length).toBeGreaterThan(5);
  isDown = false;
  const answeredMs = await first;
  expect(answeredMs).toBeGreaterThan(downMs);
  expect(writer.longestGapMs(downMs)).toBeGreaterThan(0);
  for (const done of held) done();
  await writer.stop();
  expect(writer.writes.failed).toBe(0);
});

it("goes on after failures until a put is answered", async () => {
  let failures = 0;
  const ms = await firstPutAfter(performance.now(), async () => {
    failures += 1;
    if (failures < 3) throw new Error("not yet");
  });
  expect(failures).toBeGreaterThanOrEqual(3);
  expect(ms).toBeGreaterThan(0);
});
