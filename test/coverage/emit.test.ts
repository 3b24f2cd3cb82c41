/** Written test files. Source: issue "Coverage": stand alone, byte-identical, small edits give small diffs. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineModel, emit, planTests, readKept, type EmitOptions, type Model, type Plan } from "#coverage/coverage";
import { counts, door, doorModel, loaderModel } from "./machines.ts";

const root = join(import.meta.dirname, "../..");
const from = { path: "./door.mjs", name: "door", isModel: false };
const options: EmitOptions = { runner: "vitest", from };

function changedLines(a: string, b: string): number {
  const count = (lines: readonly string[]): Map<string, number> => {
    const counted = new Map<string, number>();
    for (const line of lines) counted.set(line, (counted.get(line) ?? 0) + 1);
    return counted;
  };
  const [before, after] = [count(a.split("\n")), count(b.split("\n"))];
  let changed = 0;
  for (const line of new Set([...before.keys(), ...after.keys()]))
    changed += Math.abs((before.get(line) ?? 0) - (after.get(line) ?? 0));
  return changed;
}

describe("a file", () => {
  it("is the same bytes for the same chart, from nothing and from itself", () => {
    for (const model of [doorModel, loaderModel, defineModel(counts)] as Model[]) {
      const first = emit(planTests(model), options);
      expect(emit(planTests(model), options)).toBe(first);
      expect(emit(planTests(model, { keep: readKept(first) }), options)).toBe(first);
    }
  });

  it("gives back the inputs of its tests, starts included", () => {
    const plan = planTests(defineModel(door, { ...doorModel, inputs: { one: undefined, 'two "quoted"': undefined } }));
    expect(readKept(emit(plan, options))).toEqual(
      plan.tests.map(({ start, steps }) => ({ start, labels: steps.map(({ label }) => label) })),
    );
  });

  it("changes little when the chart changes little", () => {
    const old = emit(planTests(doorModel), options);
    const config = structuredClone({ ...door.config, states: undefined }) as object;
    const states = door.config.states as Record<string, { on?: object; after?: object }>;
    const edited = door.provide({}).constructor as new (config: object, implementations: object) => typeof door;
    const machine = new edited(
      { ...config, states: { ...states, open: { ...states["open"], on: { push: "closed" } } } },
      door.implementations,
    );
    const model = defineModel(machine, doorModel);
    const plan: Plan = planTests(model, { keep: readKept(old) });
    expect(plan.coverage.items.filter(({ covered }) => !covered)).toEqual([]);
    const text = emit(plan, options);
    expect(text).not.toBe(old);
    expect(changedLines(old, text)).toBeLessThan(old.split("\n").length / 8);
  });

  it("says what it is, and names the command that makes it again", () => {
    const text = emit(planTests(doorModel), { ...options, command: "quorate coverage door.mjs" });
    expect(text).toMatch(
      /^\/\/ @ts-nocheck.*\n\/\/ Made from the chart "door" by\n\/\/ {3}quorate coverage door\.mjs\n/,
    );
    expect(text).toContain("a failing test says that the chart has changed, not that the change is wrong");
  });

  it("refuses a model whose surroundings react: that plan is for runPlan", () => {
    const model = defineModel(door, { ...doorModel, reactions: { creak: () => undefined } });
    expect(() => emit(planTests(model), options)).toThrow(/has reactions/);
  });
});

describe("run by node:test", () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "quorate-emit-"));
    await symlink(join(root, "node_modules"), join(dir, "node_modules"));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  const source = (opens: number): string => `
    import { assign, fromPromise, setup } from "xstate";
    export const machine = setup({
      actors: { fetch: fromPromise(async () => { throw new Error("is never run"); }) },
      guards: { isStrong: ({ event }) => event.force > ${opens} },
      actions: { creak: () => { throw new Error("is never carried out"); } },
    }).createMachine({
      id: "gate",
      context: ({ input }) => ({ seen: new Map([["big", 1n]]), when: new Date(5), owner: input }),
      initial: "closed",
      states: {
        closed: { on: { push: [{ guard: "isStrong", target: "open", actions: "creak" }, {}] } },
        open: { invoke: { id: "fetch", src: "fetch", onDone: { target: "closed", actions: assign({ owner: ({ event }) => event.output }) } }, after: { 200: "closed" } },
      },
    });`;

  async function run(file: string): Promise<{ code: number; out: string }> {
    const done = promisify(execFile)(process.execPath, ["--test", "--test-reporter=tap", join(dir, file)], {
      cwd: dir,
    });
    return done.then(
      ({ stdout }) => ({ code: 0, out: stdout }),
      (error: { code: number; stdout: string }) => ({ code: error.code, out: error.stdout }),
    );
  }

  it("passes on the chart it was made from, and fails on a broken one", { timeout: 60_000 }, async () => {
    await writeFile(join(dir, "gate.mjs"), source(5));
    const { machine } = (await import(/* @vite-ignore */ join(dir, "gate.mjs"))) as { machine: typeof door };
    const model = defineModel(machine, {
      input: "ann" as never,
      events: { push: { strong: { force: 9 }, weak: { force: 1 } } },
      outcomes: { fetch: { bob: { done: "bob" } } },
    });
    const plan = planTests(model);
    const text = emit(plan, { runner: "node:test", from: { path: "./gate.mjs", name: "machine", isModel: false } });
    await writeFile(join(dir, "gate.test.mjs"), text);
    const good = await run("gate.test.mjs");
    expect(good.out).toMatch(new RegExp(`# pass ${plan.tests.length}\\b`));
    expect(good.code).toBe(0);
    await writeFile(join(dir, "gate.mjs"), source(0));
    const bad = await run("gate.test.mjs");
    expect(bad.code).not.toBe(0);
    expect(bad.out).toMatch(/# fail [1-9]/);
  });
});
