/** What `npm run bench` makes of its samples. */
import { expect, it } from "vitest";
import { drawing } from "../../bench/report-picture.ts";
import { summarize, tables, type Report, type Sample } from "../../bench/report.ts";
import { systems } from "../../bench/systems/all.ts";

function sample(system: string, perSecond: number, p50Ms: number, operation: "put" | "get" = "put"): Sample {
  return {
    system,
    kind: "result",
    result: {
      ...{ operation, concurrency: 64, ops: perSecond * 2, errors: 1, perSecond, p50Ms, p99Ms: 9 },
      ...{ serverCpu: 0.1, clientCpu: 0.01 },
    },
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
];

function report(): Report {
  const chosen = systems.filter(({ name }) => name === "quorate" || name === "etcd");
  const disk = [{ ops: 1, errors: 0, perSecond: 1, p50Ms: 0.2, p99Ms: 1 }];
  return {
    ...{ at: "2026-01-01T00:00:00.000Z", took: 60, seconds: 2, rounds: 3 },
    machine: { cpus: 2, model: "some processor", memoryGb: 8, node: "v20" },
    ...summarize(chosen, samples, disk),
  };
}

it("gives medians over rounds, and the median of each round's ratio", () => {
  const { rows, systems: summaries } = report();
  expect(rows).toMatchObject([
    { system: "quorate", perSecond: 2000, p50Ms: 3, errors: 3, rateRatio: 1 },
    { system: "etcd", perSecond: 500, p50Ms: 8, errors: 3, rateRatio: 3, p50Ratio: 0.5 },
  ]);
  expect(summaries.find(({ system }) => system === "etcd")).toMatchObject({
    ...{ startMs: 300, serverMegabytes: 120, clientMegabytes: 50 },
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
  expect(text).toContain("| etcd | fsynced by two of three | 300 | 120, 50 MB |");
});

it("draws a line for each system, without anything that is no number", () => {
  const svg = drawing(report());
  expect(svg.match(/<polyline/g)).toHaveLength(2);
  expect(svg).toContain("puts a second");
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});
