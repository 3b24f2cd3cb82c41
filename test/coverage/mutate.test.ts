/** Mutation score. Source: issue "Coverage": per operator, beside baselines, survivors listed. */
import { createMachine, setup } from "xstate";
import { describe, expect, it } from "vitest";
import { defineModel, mutate, operators, planTests, type Model } from "#coverage/coverage";
import { mutantsOf } from "#coverage/mutants";
import { isLikeOriginal } from "#coverage/mutate";
import { firstDifference } from "#coverage/run";
import { readChart } from "#coverage/chart";
import { door, doorModel, echo, loaderModel } from "./machines.ts";
import { leaseModel } from "./models/lease.ts";
import { managerModel } from "./models/manager.ts";
import { requestModel } from "./models/request.ts";
import { supervisorModel } from "./models/supervisor.ts";

const smallModels = { lease: leaseModel, manager: managerModel, request: requestModel, supervisor: supervisorModel };

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

describe("equivalent mutants", () => {
  /** Rows that do nothing, of every kind: some are not missed, and others shield what is around them. */
  const rows = setup({ actions: { ring: () => undefined }, guards: { isLate: () => true } }).createMachine({
    id: "rows",
    initial: "a",
    on: {
      shielded: ".b",
      same: [{ guard: "isLate", target: ".b" }, { actions: "ring" }],
      tried: [{ guard: "isLate", target: ".b" }, { actions: "ring" }],
      mixed: { actions: "ring" },
    },
    states: {
      a: {
        on: {
          nothing: { actions: [] },
          shielded: { actions: [] },
          same: [{ guard: "isLate", target: "passing" }, { actions: "ring" }],
          tried: { actions: "ring" },
          mixed: { actions: [] },
          "mixed.*": { actions: "ring" },
          guarded: [{ guard: () => false, target: "b" }, { actions: [] }],
          next: "passing",
        },
      },
      passing: { always: { target: "b" } },
      b: {
        type: "parallel",
        on: { beside: { actions: "ring" } },
        states: {
          left: { initial: "one", states: { one: { on: { beside: { actions: "ring" } } } } },
          right: { initial: "one", states: { one: { on: { beside: { actions: [] } } } } },
        },
      },
    },
  });
  const events = ["beside", "guarded", "mixed", "next", "nothing", "same", "shielded", "tried"];
  const claimed = mutantsOf(rows, events).filter(({ equivalent }) => equivalent !== "");

  it("are claimed only where the chart proves it", () => {
    expect(claimed.filter(({ operator }) => operator === "transition deleted").map(({ text }) => text)).toEqual([
      "a|nothing|0 is missing",
      "a|same|1 is missing",
      "a|guarded|1 is missing",
    ]);
    const added = claimed.filter(({ operator }) => operator === "transition added");
    expect(added.length).toBeGreaterThan(2);
    for (const { text } of added) expect(text).toMatch(/^"passing" takes/);
  });

  it("are no rows that catch an error: without them the actor ends", () => {
    const catching = createMachine({
      id: "catching",
      initial: "a",
      states: { a: { on: { "xstate.error.actor.x": {} } } },
    });
    expect(mutantsOf(catching, []).map(({ operator, equivalent }) => [operator, equivalent])).toEqual([
      ["transition deleted", ""],
    ]);
  });

  it("do what the chart does, whatever comes: no test and no explored step tells them apart", () => {
    for (const model of [defineModel(rows), doorModel, loaderModel, ...Object.values(smallModels)] as Model[]) {
      const plan = planTests(model);
      const types = [...new Set(plan.graph.inputs.sends.map(({ type }) => type))];
      const proved = mutantsOf(model.machine, types).filter(({ equivalent }) => equivalent !== "");
      const refuted = proved.filter(
        (mutant) =>
          !isLikeOriginal(plan, mutant) ||
          firstDifference(model, readChart(model.machine, mutant.edit), plan.tests) !== null,
      );
      expect(refuted.map(({ text }) => text)).toEqual([]);
    }
  });
});

describe("the score", () => {
  it("counts killed mutants per operator, and lists each survivor", () => {
    for (const model of [doorModel, loaderModel, defineModel(echo)]) {
      const plan = planTests(model as typeof doorModel);
      const found = mutate(model as typeof doorModel, plan, { baselines: false });
      expect(found.killed + found.survivors.length + found.equivalent.length).toBe(found.mutants);
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
