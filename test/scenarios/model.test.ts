/**
 * SCENARIOS S17: several clients and keys, every operation, unique values, every kind of fault at once; the history is
 * linearizable per key, refusals never took effect, and the healed cluster goes on. The judges are those of the simulator.
 */
import { expect, test } from "vitest";
import { faultKinds } from "#simulation/nemesis";
import { simulate } from "#simulation/run";

test.each([
  { seed: "S17", nodes: 3, faultEveryMs: 250 },
  { seed: "S17 with five", nodes: 5, faultEveryMs: 400 },
])("$seed: thirty seconds in which something breaks every $faultEveryMs ms", async ({ seed, nodes, faultEveryMs }) => {
  const options = { seed, nodes, faultEveryMs, clients: 5, keys: 6, operationsPerSecond: 150, nemesis: faultKinds };
  const { violations, stats, history } = await simulate(options);
  expect(violations).toEqual([]);
  // It was no quiet afternoon, and clients got something done.
  expect(Object.values(stats.faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(50);
  expect(stats.epochs).toBeGreaterThan(1);
  for (const kind of ["get", "put", "create", "update", "delete", "safeDelete"] as const)
    expect(
      history.filter((operation) => operation.kind === kind && operation.outcome !== "unknown").length,
    ).toBeGreaterThan(5);
  for (const outcome of ["ok", "absent", "failed", "never", "unknown"] as const)
    expect(stats.workload.byOutcome[outcome]).toBeGreaterThan(0);
  expect(stats.recoveredAfterMs).toBeLessThan(10_000);
});
