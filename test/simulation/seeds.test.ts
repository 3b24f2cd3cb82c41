/**
 * Whole clusters under every fault, judged: DESIGN section 6, SCENARIOS S17. A failing seed is named with what was found;
 * `simulate({ seed, nodes })` replays it.
 */
import { describe, expect, it } from "vitest";
import { simulate } from "#simulation/run";

describe.each([
  { nodes: 3, first: 1, count: 40 },
  { nodes: 5, first: 1001, count: 12 },
])("$nodes nodes", ({ nodes, first, count }) => {
  it(`${count} seeds from ${first}: linearizable, one leader an epoch, facts rise, progress after healing`, async () => {
    for (let seed = first; seed < first + count; seed += 1) {
      const { violations } = await simulate({ seed, nodes });
      expect({ seed, nodes, violations }).toEqual({ seed, nodes, violations: [] });
    }
  }, 120_000);
});

it("the same seed gives the same run, and another seed another", async () => {
  const [one, again, other] = await Promise.all([7, 7, 8].map((seed) => simulate({ seed, minutes: 0.2 })));
  expect(again?.traceHash).toBe(one?.traceHash);
  expect(other?.traceHash).not.toBe(one?.traceHash);
});
