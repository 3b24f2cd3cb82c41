/** Mutation score. Source: issue "Coverage": per operator, beside baselines, survivors listed. */
import { describe, expect, it } from "vitest";
import { defineModel, mutate, operators, planTests } from "#coverage/coverage";
import { mutantsOf } from "#coverage/mutants";
import { firstDifference } from "#coverage/run";
import { readChart } from "#coverage/chart";
import { door, doorModel, echo, loaderModel } from "./machines.ts";

describe("mutants", () => {
  const plan = planTests(doorModel);
  const mutants = mutantsOf(door, ["lock", "push", "unlock"]);

  it("are of every kind, each one fault, and leave the machine alone", () => {
    expect(new Set(mutants.map(({ operator }) => operator))).toEqual(new Set(operators));
    expect(new Set(mutants.map(({ text }) => text)).size).toBe(mutants.length);
    for (const mutant of mutants) readChart(door, mutant.edit);
    expect(firstDifference(doorModel, readChart(door), plan.tests)).toBeNull();
  });

  it("are told from the right chart at the step where they differ", () => {
    const redirected = mutants.find(({ text }) => text.startsWith('closed|lock|0 leads to "open"'));
    const difference = firstDifference(doorModel, readChart(door, redirected?.edit), plan.tests);
    expect(difference?.test.steps[difference.at]?.label).toBe("lock");
  });

  it("whose delay is longer are told by what does not happen in time", () => {
    const slow = mutants.find(({ operator }) => operator === "delay doubled");
    expect(firstDifference(doorModel, readChart(door, slow?.edit), plan.tests)).not.toBeNull();
  });
});

describe("the score", () => {
  it("counts killed mutants per operator, and lists each survivor", () => {
    for (const model of [doorModel, loaderModel, defineModel(echo)]) {
      const plan = planTests(model as typeof doorModel);
      const found = mutate(model as typeof doorModel, plan, { baselines: false });
      expect(found.killed + found.survivors.length).toBe(found.mutants);
      expect(found.operators.reduce((sum, { killed }) => sum + killed, 0)).toBe(found.killed);
      // What lives, lives because nothing tells it apart.
      expect(found.survivors.filter(({ isLike }) => !isLike)).toEqual([]);
      expect(found.score).toBeGreaterThan(0.7);
    }
  });

  it("falls when the tests are weaker, and knows that the survivors differ", () => {
    const weak = planTests(doorModel, { cover: ["states"] });
    const found = mutate(doorModel, weak, { baselines: false });
    expect(found.score).toBeLessThan(mutate(doorModel, planTests(doorModel), { baselines: false }).score);
    expect(found.survivors.some(({ isLike }) => !isLike)).toBe(true);
  });

  it("stands beside xstate/graph and random walks of as many steps", () => {
    const plan = planTests(doorModel);
    const { suites } = mutate(doorModel, plan, { seed: 3 });
    expect(suites.map(({ name }) => name)).toEqual([
      "plan",
      "xstate/graph shortest paths",
      "xstate/graph simple paths",
      "random walks, seed 3",
    ]);
    const [own, shortest, , random] = suites;
    expect(random?.steps).toBe(own?.steps);
    expect(shortest?.tests).toBeGreaterThan(0);
    for (const suite of suites.slice(1)) expect(suite.score).toBeLessThan(own?.score ?? 0);
  });
});
