/**
 * The machines of the catalogue that have a model are covered whole, and test/generated is fresh. Source: issue "Coverage".
 * `npm run coverage:generate` writes the files again.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emit, planTests, readKept, runPlan, type Criterion } from "#coverage/coverage";
import { catalogue } from "#machines/catalogue";
import { generated, models } from "./models.ts";

const root = join(import.meta.dirname, "../..");

/** Their charts have just grown (members, trees, the manager): models of them follow. */
const withoutModel = ["exchange", "manager", "peer", "request"];

it("every machine of the catalogue has a model, or is known to have none yet", () => {
  expect([...Object.keys(models), ...withoutModel].toSorted()).toEqual(Object.keys(catalogue).toSorted());
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
      const plan = planTests(model);
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
    expect(emit(planTests(model, { keep: readKept(committed) }), options) === committed).toBe(true);
  });
});
