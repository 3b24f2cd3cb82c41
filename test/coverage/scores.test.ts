/** The mutation scores of Quorate's machines, with plans made anew. Source: issue "Coverage". docs/COVERAGE.md has the figures. */
import { describe, expect, it } from "vitest";
import { mutate, planTests, type MutationReport } from "#coverage/coverage";
import { models } from "./models.ts";

describe.each(Object.entries(models))("%s", (name, model) => {
  let found: MutationReport;

  it("kills at least 97% of the mutants that are not equivalent", { timeout: 300_000 }, () => {
    found = mutate(model, planTests(model), { baselines: false });
    expect(found.score).toBeGreaterThanOrEqual(0.97);
    // What lives, lives because nothing that was explored tells it apart.
    expect(found.survivors.filter(({ isLike }) => !isLike)).toEqual([]);
  });

  if (name === "peer") {
    it("kills as many with the equivalent ones counted as survivors", () => {
      expect(found.killed / found.mutants).toBeGreaterThanOrEqual(0.97);
    });
  }
});
