/**
 * The machines of the catalogue are covered whole, and test/generated is fresh. Source: issue "Coverage".
 * `npm run coverage:generate` writes the files again.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { emit, planTests, readKept, runPlan, type Criterion, type Plan } from "#coverage/coverage";
import { catalogue } from "#machines/catalogue";
import { generated, models } from "./models.ts";

const root = join(import.meta.dirname, "../..");

it("every machine of the catalogue has a model", () => {
  expect(Object.keys(models).toSorted()).toEqual(Object.keys(catalogue).toSorted());
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

  // What is committed is kept as far as it holds, and planned on from there: one plan shows both.
  let plan: Plan;
  beforeAll(() => {
    plan = planTests(model, { keep: readKept(committed) });
  }, 120_000);

  it(
    "is covered: states, transitions, guard outcomes and the rest, unreachable ones with reasons",
    { timeout: 60_000 },
    async () => {
      expect(plan.coverage.items.filter(({ covered, unreachable }) => !covered && !unreachable)).toEqual([]);
      expect(plan.coverage).toMatchObject({ complete: true, failures: [], wrongClaims: [] });
      const whole: Criterion[] = ["states", "transitions", "guards"];
      for (const criterion of plan.coverage.criteria.filter(({ criterion: one }) => whole.includes(one)))
        expect(criterion.unreachable).toBe(
          plan.coverage.items.filter((one) => one.criterion === criterion.criterion && one.unreachable).length,
        );
      expect((await runPlan(plan)).passed).toBe(true);
    },
  );

  it("has fresh tests in test/generated (npm run coverage:generate)", { timeout: 60_000 }, () => {
    expect(emit(plan, options) === committed).toBe(true);
  });
});
