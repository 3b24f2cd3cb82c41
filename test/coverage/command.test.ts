/** `quorate coverage`. Source: issue "Coverage": clear errors, partial results kept, exit codes. */
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "#cli/program";
import { simulate } from "#simulation/run";

const root = join(import.meta.dirname, "../..");
let dir: string;

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const refuse = (): never => {
    throw new Error("nothing is started here");
  };
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text), env: {} };
  const code = await runCli(["coverage", ...args], "0", terminal, { connect: refuse, startNode: refuse, up: refuse });
  return { code, out, err };
}

const machine = (body: string): string => `import { createMachine, assign } from "xstate";\n${body}`;
const files: Readonly<Record<string, string>> = {
  "gate.mjs": machine(`export const gate = createMachine({ id: "gate", initial: "shut", states: {
    shut: { on: { open: "ajar" } }, ajar: { after: { 100: "shut" }, on: { push: { guard: ({ event }) => event.force > 3, target: "wide" } } }, wide: {} } });`),
  "model.mjs": `import { gate } from "./gate.mjs";
    export { gate };
    export const gateModel = { kind: "quorate.coverage.model", name: "gate", machine: gate, events: { push: { hard: { force: 9 }, soft: { force: 1 } } } };`,
  "typed.ts": machine(`interface Context { readonly n: number }
    export const typed = createMachine({ id: "typed", context: { n: 0 } as Context, initial: "a", states: { a: { on: { go: "b" } }, b: {} } });`),
  "two.mjs": machine(
    `export const one = createMachine({ id: "one" }); export const two = createMachine({ id: "two" });`,
  ),
  "none.mjs": `export const answer = 42;`,
  "throws.mjs": `throw new Error("at load");`,
  "needy.mjs": machine(
    `export const needy = createMachine({ id: "needy", context: ({ input }) => ({ n: input.n }) });`,
  ),
  "endless.mjs":
    machine(`export const endless = createMachine({ id: "endless", context: { n: 0 }, initial: "a", states: { a: { on: {
    tick: { actions: assign({ n: ({ context }) => context.n + 1 }) }, rest: "b" } }, b: {} } });`),
};
const at = (name: string): string => join(dir, name);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "quorate-coverage-"));
  await symlink(join(root, "node_modules"), at("node_modules"));
  for (const [name, text] of Object.entries(files)) await writeFile(at(name), text);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe("a machine alone, and with a model", () => {
  it("is covered as far as that goes, with reasons, and wholly", async () => {
    const alone = await run(at("gate.mjs"));
    expect(alone.code).toBe(0);
    expect(alone.out).toMatch(/states +66\.6% +2 of 3/);
    expect(alone.out).toMatch(/never held: no payload case or context makes it true/);
    const whole = await run(at("model.mjs"), "--threshold", "100");
    expect(whole).toMatchObject({ code: 0, err: "" });
    expect(whole.out).toMatch(/run: (\d+) of \1 tests passed/);
  });

  it("fails below a threshold, and prints what it has", async () => {
    const { code, out, err } = await run(at("gate.mjs"), "--threshold", "100");
    expect(code).toBe(1);
    expect(out).toMatch(/not covered/);
    expect(err).toMatch(/below 100%: states 66\.6%, transitions/);
  });

  it("reads TypeScript", { timeout: 60_000 }, async () => {
    expect(await run(at("typed.ts"), "--threshold", "100")).toMatchObject({ code: 0 });
  });

  it("prints the mutation score beside baselines, and fails below a wanted one", { timeout: 60_000 }, async () => {
    const good = await run(at("model.mjs"), "--mutate", "--min-score", "70");
    expect(good.code).toBe(0);
    expect(good.out).toMatch(/mutants: \d+ of \d+ killed/);
    expect(good.out).toMatch(/xstate\/graph shortest paths +\d+ tests/);
    expect(good.out).toMatch(/random walks, seed 1/);
    const poor = await run(at("model.mjs"), "--criterion", "states", "--mutate", "--min-score", "99");
    expect(poor.code).toBe(1);
    expect(poor.err).toMatch(/the mutation score is .*below 99%/);
  });

  it("writes files, keeps them when they hold, and finds stale ones", async () => {
    const out = at("out");
    expect((await run(at("model.mjs"), "--out", out)).code).toBe(0);
    const path = join(out, "gate.coverage.test.mjs");
    const text = await readFile(path, "utf8");
    expect(text).toContain('import { gateModel as model } from "../model.mjs"');
    expect(await run(at("model.mjs"), "--out", out, "--check")).toMatchObject({ code: 0 });
    await writeFile(path, text.replace("force: 9", "force: 8"));
    const stale = await run(at("model.mjs"), "--out", out, "--check");
    expect(stale.code).toBe(1);
    expect(stale.err).toMatch(/is stale/);
    await rm(path);
    expect((await run(at("model.mjs"), "--out", out, "--check")).err).toMatch(/is missing/);
    expect(await run(at("model.mjs"), "--check")).toMatchObject({ code: 2 });
  });

  it("reports as JSON, HTML, JUnit and the drawing with heat", { timeout: 240_000 }, async () => {
    const json = JSON.parse((await run(at("gate.mjs"), "--report", "json")).out) as {
      machine: string;
      uncovered: unknown[];
    };
    expect(json.machine).toBe("gate");
    expect(json.uncovered.length).toBeGreaterThan(2);
    const html = (await run(at("gate.mjs"), "--report", "html")).out;
    expect(html).toMatch(/^<!doctype html>[^]*<svg[^]*Not covered/);
    expect((await run(at("gate.mjs"), "--report", "junit")).out).toMatch(
      /<testsuite name="gate" tests="\d+" failures="[1-9]/,
    );
    const svg = (await run(at("gate.mjs"), "--report", "svg")).out;
    expect(svg).toMatch(/^<svg[^]*class="go h0"[^]*<\/svg>/);
    expect(svg).toMatch(/class=" h4" data-state="shut"|class=" h[1-4]" data-state="shut"/);
  });
});

describe("errors", () => {
  it.each<[string, readonly string[], number, RegExp]>([
    ["no such file", ["nowhere.mjs"], 2, /there is no file .*nowhere\.mjs/],
    ["no machine in it", ["none.mjs"], 2, /exports no XState 5 machine and no model \(it exports answer\)/],
    ["several machines", ["two.mjs"], 2, /exports several: choose one, as in .*two\.mjs#one/],
    ["no such export", ["two.mjs#three"], 2, /exports no three; there are one, two/],
    ["an export that is none", ["none.mjs#answer"], 2, /neither an XState 5 machine nor a model/],
    ["a file that throws", ["throws.mjs"], 1, /throws\.mjs threw while it was loaded: at load/],
    ["a machine that throws", ["needy.mjs"], 1, /"needy" does not start: .*name one in a model/],
    ["an unknown criterion", ["gate.mjs", "--criterion", "vibes"], 2, /is none of states, transitions/],
    ["nothing at all", [], 2, /a file with a machine is wanted/],
  ])("%s", async (_, [file, ...rest], code, message) => {
    const found = await run(...(file === undefined ? [] : [at(file)]), ...rest);
    expect(found.code).toBe(code);
    expect(found.err).toMatch(message);
  });

  it("an endless context is no error: what was found is kept", async () => {
    const { code, out } = await run(at("endless.mjs"));
    expect(code).toBe(0);
    expect(out).toMatch(/states +100\.0%/);
    expect(out).toMatch(/limits met:\n.*only 400 contexts/);
  });
});

describe("recordings", () => {
  it("are counted, added up and checked against the charts", { timeout: 120_000 }, async () => {
    const { recording } = await simulate({ seed: 5, minutes: 0.3, nodes: 3, record: true });
    await writeFile(at("run.jsonl"), recording.map((record) => JSON.stringify(record)).join("\n"));
    const first = await run("--recording", at("run.jsonl"), "--counts", at("counts.json"));
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toMatch(/peer: states \d+ of \d+/);
    expect(first.out).toMatch(/steps checked against the charts, 0 gaps, 0 faults/);
    const counts = JSON.parse(await readFile(at("counts.json"), "utf8")) as {
      peer: { states: Record<string, number> };
    };
    await run("--recording", at("run.jsonl"), "--counts", at("counts.json"), "--json");
    const twice = JSON.parse(await readFile(at("counts.json"), "utf8")) as typeof counts;
    expect(twice.peer.states["probe"]).toBe(2 * (counts.peer.states["probe"] ?? 0));
    const step = recording.findIndex(
      ({ kind, machine: name, before, after }) => kind === "step" && name === "peer" && before.join() !== after.join(),
    );
    const forged = recording
      .slice(0, step + 1)
      .map((record, n) => (n === step ? { ...record, after: ["stopped"] } : record));
    await writeFile(at("forged.jsonl"), forged.map((record) => JSON.stringify(record)).join("\n"));
    const lie = await run("--recording", at("forged.jsonl"));
    expect(lie.code).toBe(1);
    expect(lie.err).toMatch(/1 recorded steps are none of the charts'/);
    expect(await run("--recording", at("none.mjs"))).toMatchObject({ code: 2 });
  });
});
