/** What `npm run bench` makes of its samples. */
import { expect, it } from "vitest";
import { pictures } from "../../bench/report/pictures.ts";
import { reportOf, tables, type Report } from "../../bench/report/report.ts";
import { summarize } from "../../bench/report/throughput.ts";
import { systems } from "../../bench/systems/all.ts";
import type { Dimension, OutageKind, Sample } from "../../bench/tasks.ts";

function result(perSecond: number, p50Ms: number, operation: "put" | "get" | "update" = "put") {
  return {
    ...{ operation, concurrency: 64, ops: perSecond * 2, errors: 1, perSecond, p50Ms, p99Ms: 9 },
    ...{ serverCpu: 0.1, clientCpu: 0.01 },
  };
}

function sample(system: string, perSecond: number, p50Ms: number, operation: "put" | "get" = "put"): Sample {
  return { system, kind: "result", result: result(perSecond, p50Ms, operation) };
}

function outage(system: string, of: OutageKind, firstPutMs: number): Sample {
  return { system, kind: "outage", of, firstPutMs, gapMs: firstPutMs + 5 };
}

function rest(dimension: Dimension, size: number, total: number, cpuShare = 0.01): Sample {
  const nodes = [total - 10, total].map((megabytes) => ({ total: megabytes, own: megabytes / 2, peak: megabytes }));
  return { system: "quorate", kind: "rest", dimension, size, nodes, cpuShare };
}

function point(size: number, serverCpu: number): Sample {
  return {
    ...{ system: "quorate", kind: "point", dimension: "bytes", size },
    result: { ...result(100, 1), serverCpu },
  };
}

const samples: readonly Sample[] = [
  sample("quorate", 1000, 4),
  sample("etcd", 500, 8),
  sample("quorate", 3000, 2),
  sample("etcd", 1000, 4),
  sample("quorate", 2000, 3),
  sample("etcd", 500, 9),
  { system: "etcd", kind: "memory", serverMegabytes: 100, clientMegabytes: 50 },
  { system: "etcd", kind: "memory", serverMegabytes: 120, clientMegabytes: 40 },
  { system: "etcd", kind: "started", ms: 300 },
  ...[600, 900, 700].map((ms) => outage("quorate", "kill", ms)),
  ...[1500, 1400].map((ms) => outage("etcd", "kill", ms)),
  ...[20, 120].map((ms) => outage("quorate", "stop", ms)),
  { system: "quorate", kind: "start", keys: 0, ms: 650 },
  { system: "quorate", kind: "start", keys: 1000, ms: 1600 },
  ...[rest("keys", 0, 100), rest("ensembles", 16, 110, 0.02), rest("ensembles", 256, 180, 0.06)],
  ...[point(128, 0.1), point(1280, 2)],
];

const circumstances = {
  ...{ at: "2026-01-01T00:00:00.000Z", took: 60, seconds: 2, rounds: 3, commit: "abc1234", loadBefore: 0.1 },
  machine: { cpus: 2, model: "some processor", memoryGb: 8, node: "v20" },
};

function report(of: readonly Sample[] = samples): Report {
  const chosen = systems.filter(({ name }) => name === "quorate" || name === "etcd");
  return reportOf(circumstances, chosen, of, [{ ops: 1, errors: 0, perSecond: 1, p50Ms: 0.2, p99Ms: 1 }]);
}

it("gives medians over rounds, and the median of each round's ratio", () => {
  const { rows, systems: summaries } = report();
  expect(rows).toMatchObject([
    { system: "quorate", perSecond: 2000, p50Ms: 3, errors: 3, rateRatio: 1 },
    { system: "etcd", perSecond: 500, p50Ms: 8, errors: 3, rateRatio: 3, p50Ratio: 0.5 },
  ]);
  expect(summaries.find(({ system }) => system === "etcd")).toMatchObject({
    ...{ serverMegabytes: 120, clientMegabytes: 50 },
  });
});

it("compares with nothing where Quorate was not measured", () => {
  const { rows } = summarize(systems, [sample("round-trip", 5000, 1, "get")], []);
  expect(rows).toMatchObject([{ system: "round-trip", rateRatio: null, p50Ratio: null }]);
});

it("prints every row and every system", () => {
  const text = tables(report());
  expect(text).toContain("| 64 | Quorate | 2,000 | 3 | 9 | 0.1, 0.01 | 3 |  |  |");
  expect(text).toContain("| 64 | etcd | 500 | 8 | 9 | 0.1, 0.01 | 3 | 3 | 0.5 |");
  expect(text).toContain("| etcd | fsynced by two of three | 120, 50 MB |");
  expect(text).toContain("| Quorate | 3 | 700, 900 | 705, 905, 905 |");
  expect(text).toContain("| etcd | 2 | 1,450, 1,500 | 1,455, 1,505, 1,505 |");
  expect(text).toContain("| Quorate | 1,000 | 1 | 1,600, 1,600, 1,600 |");
  expect(text).toContain("| Quorate | 256 ensembles on three nodes | 180, 90, 90 | 6 % |");
  expect(text).toContain("Commit abc1234; 2 x some processor");
});

it("judges every goal by its figure", () => {
  const outcomes = new Map(report().goals.map((goal) => [goal.goal, goal]));
  expect(outcomes.get("put, 64 callers: rate to etcd's")).toMatchObject({ figure: "3 times", outcome: "met" });
  expect(outcomes.get("put, 256 callers: rate to etcd's")).toMatchObject({ figure: "", outcome: "not measured" });
  expect(outcomes.get("kill -9 of the leader to the first put: median")).toEqual({
    goal: "kill -9 of the leader to the first put: median",
    wanted: "at most 1,000 ms; hoped for: 500 ms",
    ...{ figure: "700 ms", outcome: "met", isBeyond: false },
  });
  expect(outcomes.get("kill -9 of the leader to the first put: median to etcd's")).toMatchObject({
    ...{ figure: "0.48 times", outcome: "met" },
  });
  expect(outcomes.get("SIGTERM to the leader: longest gap of a writer, of all trials")).toMatchObject({
    ...{ figure: "125 ms", outcome: "missed", isBeyond: false },
  });
  expect(outcomes.get("three processes to the first put: empty, median")).toMatchObject({ isBeyond: true });
  expect(outcomes.get("three processes to the first put: with data, median")).toMatchObject({ outcome: "missed" });
  expect(outcomes.get("256 ensembles at rest: a node's share of a core")).toMatchObject({
    ...{ wanted: "at most 5 %", figure: "6 %", outcome: "missed" },
  });
  expect(outcomes.get("256 ensembles at rest: memory of a node")).toMatchObject({ figure: "180 MB", outcome: "met" });
});

it("judges a figure as it is shown", () => {
  const { goals } = report([
    { system: "quorate", kind: "result", result: result(1000, 1) },
    { system: "quorate", kind: "result", result: result(849, 1, "update") },
  ]);
  expect(goals.find(({ goal }) => goal.startsWith("compare-and-swap"))).toMatchObject({
    ...{ figure: "0.85 times", outcome: "met" },
  });
});

it("says what grows faster than linearly", () => {
  const text = tables(report());
  expect(text).toContain("Grows faster than linearly: processor time a put with bytes a value, to the power of 1.3.");
  expect(text).not.toContain("memory of a node with ensembles");
});

it("prints nothing but goals that were not measured, of a run without samples", () => {
  const text = tables(report([]));
  expect(text).not.toMatch(/NaN|Infinity|undefined/);
  expect(report([]).goals.every(({ outcome }) => outcome === "not measured")).toBe(true);
});

it("draws a line for each system, without anything that is no number", () => {
  const drawn = pictures(report());
  expect([...drawn.keys()]).toEqual(["bench.svg", "bench-outages.svg", "bench-scale.svg"]);
  expect(drawn.get("bench.svg")?.match(/<polyline/g)).toHaveLength(2);
  expect(drawn.get("bench.svg")).toContain("puts a second");
  for (const svg of drawn.values()) expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});

it("draws nothing of what was not measured", () => {
  expect([...pictures(report([])).keys()]).toEqual([]);
});
