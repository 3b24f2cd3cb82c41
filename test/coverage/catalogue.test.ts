/**
 * Every machine of the catalogue has a model, all of it is covered, and test/generated is fresh. Source: issue "Coverage".
 * `npm run coverage:generate` writes the files again.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emit, mutate, planTests, readKept, runPlan, type Criterion } from "#coverage/coverage";
import { catalogue } from "#machines/catalogue";
import { generated, models } from "./models.ts";

const root = join(import.meta.dirname, "../..");

it("every machine of the catalogue has a model", () => {
  expect(Object.keys(models).sort()).toEqual(Object.keys(catalogue).sort());
  for (const [name, model] of Object.entries(models)) expect(model.machine).toBe(catalogue[name]);
});

describe.each(Object.keys(models))("%s", (name) => {
  const model = models[name] as (typeof models)[string];
  const { path, options } = generated(name);
  const committed = (() => {
    try {
      return readFileSync(join(root, path), "utf8");
    } catch {
      return "";
    }
  })();

  it(
    "is covered: states, transitions, guard outcomes and the rest, unreachable ones with reasons",
    { timeout: 60_000 },
    async () => {
      const startedMs = performance.now();
      const plan = planTests(model);
      const tookMs = performance.now() - startedMs;
      expect(plan.coverage.items.filter(({ covered, unreachable }) => !covered && !unreachable)).toEqual([]);
      expect(plan.coverage).toMatchObject({ complete: true, failures: [], wrongClaims: [] });
      const whole: Criterion[] = ["states", "transitions", "guards"];
      for (const criterion of plan.coverage.criteria.filter(({ criterion: one }) => whole.includes(one)))
        expect(criterion.unreachable).toBe(
          plan.coverage.items.filter((one) => one.criterion === criterion.criterion && one.unreachable).length,
        );
      expect((await runPlan(plan)).passed).toBe(true);
      // Goal: the peer's in under 10 s on a machine that does nothing else.
      expect(tookMs).toBeLessThan(30_000);
    },
  );

  it("has fresh tests in test/generated (npm run coverage:generate)", { timeout: 60_000 }, () => {
    expect(emit(planTests(model, { keep: readKept(committed) }), options) === committed).toBe(true);
  });
});

it("the peer's tests kill at least 97% of its mutants, and the others are no faults", { timeout: 300_000 }, () => {
  const model = models["peer"] as (typeof models)[string];
  const plan = planTests(model);
  const found = mutate(model, plan, { baselines: false });
  expect(found.score).toBeGreaterThanOrEqual(0.97);
  expect(found.survivors.filter(({ isLike }) => !isLike)).toEqual([]);
  // About ten steps a transition definition.
  expect(plan.steps / found.transitions).toBeLessThan(13);
});
