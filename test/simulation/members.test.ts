/**
 * Members change all the time while everything else goes wrong: SCENARIOS S17, S3; PROTOCOL R12-R14. Longer runs are in
 * docs/RELIABILITY.md.
 */
import { describe, expect, it } from "vitest";
import { recode } from "#cli/simulate-seed";
import { simulate } from "#simulation/run";

describe.each([
  { nodes: 5, members: 3, first: 1, count: 8, atLeast: 40 },
  { nodes: 7, members: 5, first: 501, count: 3, atLeast: 15 },
  { nodes: 4, members: 1, first: 701, count: 6, atLeast: 12 },
])("$nodes nodes, $members of them members at first", ({ nodes, members, first, count, atLeast }) => {
  it(`${count} seeds from ${first}: linearizable, one chain of views, a change that was begun ends after healing`, async () => {
    let settled = 0;
    for (let seed = first; seed < first + count; seed += 1) {
      const options = { seed, nodes, members, changeEveryMs: 1200, minutes: 0.3 };
      const { violations, stats } = await simulate(seed % 4 === 1 ? { ...options, freeze: true, recode } : options);
      expect({ ...options, violations }).toEqual({ ...options, violations: [] });
      settled += stats.viewsSettled;
    }
    expect(settled).toBeGreaterThanOrEqual(atLeast);
  }, 120_000);
});

it("the same seed gives the same run", async () => {
  const options = { seed: 9, nodes: 5, members: 3, minutes: 0.1, changeEveryMs: 500 };
  const [one, again] = await Promise.all([simulate(options), simulate(options)]);
  expect(again?.traceHash).toBe(one?.traceHash);
  expect(one?.stats.viewsSettled).toBeGreaterThan(0);
});
