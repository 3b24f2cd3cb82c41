/** Planning. Source: issue "Coverage"; the pitfalls of xstate/graph that it must not have. */
import { assign, createActor, createMachine, setup, type AnyStateMachine } from "xstate";
import { describe, expect, it } from "vitest";
import { chartSut, defineModel, MachineFailure, planTests, runPlan, type Plan } from "#coverage/coverage";
import { nameTransition, nodesBelow, definitionsOf } from "#coverage/chart";
import { catalogue } from "#machines/catalogue";
import { transitionId } from "#machines/transition-id";
import { counts, door, doorModel, echo, endless, loaderModel, player } from "./machines.ts";

const plain = (machine: unknown) => defineModel(machine as AnyStateMachine);

/** What is not covered, with reasons. */
const missing = ({ coverage }: Plan): string[] =>
  coverage.items.filter(({ covered }) => !covered).map(({ id, reason }) => `${id}: ${reason}`);

describe("a plan", () => {
  it("covers a flat chart with guards, payloads and time, and its tests pass on it", async () => {
    const plan = planTests(doorModel);
    expect(missing(plan)).toEqual([]);
    const result = await runPlan(plan);
    expect(result).toMatchObject({ failed: 0, passed: true, left: 0, steps: plan.steps });
    const advance = plan.tests.flatMap(({ steps }) => steps).find(({ kind }) => kind === "advance");
    expect(advance).toMatchObject({ ms: 500, expect: { states: ["closed"] } });
  });

  it("covers invoked actors by the outcomes it is given, and runs none of them", async () => {
    const plan = planTests(loaderModel);
    expect(missing(plan)).toEqual([]);
    expect((await runPlan(plan)).passed).toBe(true);
    const effects = plan.tests.flatMap(({ steps }) => steps.flatMap(({ expect: { effects } }) => effects));
    expect(effects).toContainEqual({ type: "sendTo", params: { to: "parent", event: { type: "loaded" } } });
    expect(effects).toContainEqual({ type: "spawn", params: { id: "fetchUser", src: "fetchUser" } });
  });

  it("covers each condition inside and, or and not, and tells states apart by BigInt, Map and Set", async () => {
    for (const machine of [counts, player]) {
      const plan = planTests(plain(machine));
      // The guard of `counts` never fails: its state is left before.
      expect(missing(plan).filter((line) => !line.startsWith("guard few|add|0 = false"))).toEqual([]);
      expect((await runPlan(plan)).passed).toBe(true);
    }
    const conditions = planTests(plain(player)).coverage.items.filter(({ id }) => id.includes("["));
    expect(conditions.map(({ id }) => id)).toContain("guard sound|louder|0 [and.1.or.1.isPlaying] = true");
    expect(conditions).toHaveLength(6);
  });

  it("follows events that a machine sends to itself, now and later", async () => {
    const plan = planTests(defineModel(echo));
    expect(missing(plan)).toEqual([]);
    expect((await runPlan(plan)).passed).toBe(true);
  });

  it("covers pairs when asked", () => {
    const plan = planTests(doorModel, { cover: ["pairs"] });
    const pairs = plan.coverage.items.map(({ id }) => id);
    expect(pairs).toContain("pair closed|lock|0 > locked|unlock|0");
    expect(missing(plan)).toEqual([]);
  });

  it("does with a machine alone what needs no payload, and says what it could not reach and why", () => {
    const plan = planTests(defineModel(door));
    const reasons = missing(plan).join("\n");
    expect(reasons).toMatch(/transition closed\|push\|0: its guard "isStrong" was tried and never held/);
    expect(reasons).toMatch(/state open: its way in, closed\|push\|0, is never taken/);
    expect(plan.coverage.items.find(({ id }) => id === "state locked")?.covered).toBe(true);
  });

  it("says which payload is missing when a guard or an action throws without it", () => {
    const machine = createMachine({
      id: "m",
      initial: "a",
      states: {
        a: { on: { go: { guard: ({ event }) => event.to.length > 0, target: "b" }, stay: {} } },
        b: {},
      },
    });
    const plan = planTests(plain(machine));
    expect(missing(plan).join("\n")).toMatch(/sending go threw in "a": .*Give the event a payload case in `events`/s);
    expect(plan.coverage.failures).toHaveLength(1);
  });

  it("keeps what was found when a context has no end, and says where", () => {
    const plan = planTests(defineModel(endless));
    expect(plan.coverage.complete).toBe(false);
    expect(plan.coverage.cuts.join()).toMatch(/only 400 contexts.*counting.*abstract/);
    expect(missing(plan)).toEqual([]);
    const tight = planTests(defineModel(endless, { limits: { states: 3 } }));
    expect(tight.coverage.cuts.join()).toMatch(/stopped at 3 states/);
    const few = planTests(defineModel(endless, { limits: { steps: 5 } }));
    expect(few.coverage.cuts.join()).toMatch(/stopped after 5 steps/);
  });

  it("takes the word of a model for what is unreachable, unless it is covered", () => {
    const claimed = { "transition locked|unlock|2": "the lock never wears", "state nowhere": "gone" };
    const plan = planTests(defineModel(door, { ...doorModel, unreachable: claimed }));
    expect(plan.coverage.wrongClaims).toHaveLength(2);
    const open = planTests(
      defineModel(door, {
        events: {},
        unreachable: {
          "state open": "nobody is strong",
          "transition open|*": "as above",
          "transition closed|push|0": "as above",
        },
      }),
    );
    expect(open.coverage.wrongClaims).toEqual([]);
    expect(open.coverage.items.find(({ id }) => id === "state open")).toMatchObject({
      unreachable: true,
      reason: "nobody is strong",
    });
  });

  it("knows what the chart itself makes unreachable", () => {
    const machine = createMachine({
      id: "m",
      initial: "a",
      states: { a: { on: { go: [{ target: "b" }, { target: "c" }] } }, b: {}, c: {}, island: {} },
    });
    const { items } = planTests(plain(machine)).coverage;
    const find = (id: string) => items.find((one) => one.id === id);
    expect(find("state island")).toMatchObject({ unreachable: true, reason: "no transition of the chart leads to it" });
    expect(find("transition a|go|1")).toMatchObject({ unreachable: true });
    expect(find("state c")).toMatchObject({ covered: false });
  });

  it("says that a machine does not start, and why", () => {
    const machine = setup({ types: { input: {} as { n: number } } }).createMachine({
      id: "needy",
      context: ({ input }) => ({ n: input.n }),
    });
    expect(() => planTests(plain(machine))).toThrow(MachineFailure);
    expect(() => planTests(plain(machine))).toThrow(/"needy" does not start: .*input.*model/);
  });

  it("does not hang on eventless transitions, own events or timers without end", () => {
    const loops = [
      createMachine({
        id: "l",
        initial: "a",
        states: { a: { on: { go: "b" } }, b: { always: "c" }, c: { always: "b" } },
      }),
      createMachine({
        id: "t",
        initial: "a",
        states: { a: { on: { go: "b" } }, b: { after: { 0: { target: "b", reenter: true } } } },
      }),
    ];
    for (const machine of loops) {
      const { failures } = planTests(plain(machine)).coverage;
      expect(failures.map(({ message }) => message).join()).toMatch(/Infinite loop|without end/);
    }
  });

  it("is the same every time, and another with another seed", () => {
    const labels = (seed: number) =>
      planTests(doorModel, { seed }).tests.map(({ steps }) => steps.map(({ label }) => label));
    expect(labels(0)).toEqual(labels(0));
    expect(labels(7)).toEqual(labels(7));
    expect(labels(7)).not.toEqual(labels(0));
  });

  it("plans again where the abstraction led elsewhere, and says so when it cannot help", () => {
    const machine = createMachine({
      id: "m",
      types: { context: {} as { n: number } },
      context: { n: 0 },
      initial: "a",
      states: {
        a: {
          on: {
            up: { actions: assign({ n: ({ context }) => context.n + 1 }) },
            go: { guard: ({ context }) => context.n === 3, target: "b" },
          },
        },
        b: {},
      },
    });
    const blind = planTests(defineModel(machine, { abstract: () => null }));
    expect(missing(blind).join()).toMatch(/never held/);
    const seeing = planTests(defineModel(machine, { abstract: ({ n }) => Math.min(n, 4) }));
    expect(missing(seeing)).toEqual([]);
  });

  it("refuses an abstraction that holds what cannot be compared", () => {
    expect(() => planTests(defineModel(door, { abstract: () => ({ f: () => 1 }) }))).toThrow(
      /f is function f.*Leave it out/,
    );
  });
});

describe("a run", () => {
  it("finds a planted bug, names the step and shows both sides", async () => {
    const plan = planTests(doorModel);
    const broken = door.provide({ guards: { isStrong: () => true } });
    const result = await runPlan(plan, chartSut(defineModel(broken, doorModel)));
    expect(result.passed).toBe(false);
    expect(result.tests.find(({ failure }) => failure?.label === "push:weak")?.failure).toMatchObject({
      at: expect.any(Number),
      expected: ["closed"],
      actual: ["open"],
      message: "states is not as the chart says",
    });
  });

  it("leaves out, and counts, what a system cannot be made to do", async () => {
    const plan = planTests(doorModel);
    const result = await runPlan(plan, {
      start: () => undefined,
      send: () => undefined,
      advance: () => undefined,
      observe: () => ({}),
      canDo: ({ kind }) => kind !== "advance",
    });
    expect(result.left).toBeGreaterThan(0);
    expect(result.steps + result.left).toBe(plan.steps);
  });
});

describe("names of transitions", () => {
  it("are those of traces and drawings", () => {
    let count = 0;
    for (const machine of Object.values(catalogue)) {
      for (const definition of nodesBelow(machine.root).flatMap(definitionsOf)) {
        expect(nameTransition(definition)).toBe(transitionId(definition));
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(100);
  });

  it("come from XState's microstep inspection, whose underscore is relied upon", () => {
    const taken: string[] = [];
    const actor = createActor(door, {
      inspect: (event) => {
        if (event.type === "@xstate.microstep") taken.push(...event._transitions.map(transitionId));
      },
    });
    actor.start().send({ type: "lock" });
    expect(taken).toContain("closed|lock|0");
  });
});
