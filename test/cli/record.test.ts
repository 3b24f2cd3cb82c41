/** `quorate/record` and `quorate coverage --merge`: what the charts of whole processes went through. Source: issue "Coverage". */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

const root = join(import.meta.dirname, "../..");
const command = join(root, "dist/cli/main.js");
const record = pathToFileURL(join(root, "dist/cli/record.js")).href;

let dir: string;
const at = (name: string): string => join(dir, name);
const counted = (): string[] =>
  existsSync(at("seen")) ? readdirSync(at("seen")).filter((name) => name.endsWith(".json")) : [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "quorate-record-"));
  await symlink(join(root, "node_modules"), at("node_modules"));
  await writeFile(
    at("gate.mjs"),
    `import { createMachine } from "xstate";
    export const gate = createMachine({ id: "gate", initial: "shut", states: {
      shut: { on: { open: "ajar", kick: {} } }, ajar: { on: { close: "shut" } }, broken: {} } });`,
  );
  await writeFile(
    at("run.mjs"),
    `import { createActor } from "xstate";
    import { gate } from "./gate.mjs";
    const actor = createActor(gate).start();
    for (const type of process.argv.slice(2)) actor.send({ type });
    if (process.argv.includes("stay")) setInterval(() => {}, 1000);`,
  );
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function start(args: readonly string[], isRecorded: boolean) {
  const env = { ...process.env, QUORATE_COVERAGE: isRecorded ? at("seen") : "", NODE_OPTIONS: `--import ${record}` };
  return spawn(process.execPath, args, { cwd: dir, env, stdio: ["ignore", "pipe", "pipe"] });
}

async function run(
  args: readonly string[],
  isRecorded = true,
): Promise<{ code: number | null; out: string; err: string }> {
  const child = start(args, isRecorded);
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, err };
}

const merge = (...args: readonly string[]) => run([command, "coverage", ...args], false);

it("counts each process of a program of one's own, killed ones too, and adds them up", async () => {
  await run(["run.mjs", "open", "close"]);
  const stays = start(["run.mjs", "close", "open", "stay"], true);
  await vi.waitFor(() => expect(counted()).toHaveLength(2), { timeout: 20_000 });
  stays.kill("SIGKILL");
  await once(stays, "close");
  const { code, out } = await merge("gate.mjs", "--merge", at("seen"), "--counts", at("all.json"));
  expect(code).toBe(0);
  expect(out).toMatch(/^gate: states 2 of 3 \(66\.6%\), transitions 2 of 3/);
  expect(out).toMatch(/never entered: broken\n {2}never taken: shut\|kick\|0\n/);
  expect(out).toMatch(/^close +\?\+ +\+ +\?$/m);
  expect(out).toMatch(/2 processes and threads\n$/);
  // A file of counts goes on where it ended.
  const again = await merge("gate.mjs", "--merge", at("seen"), "--counts", at("all.json"), "--json");
  const { machines } = JSON.parse(again.out) as { machines: { counts: { transitions: Record<string, number> } }[] };
  expect(machines[0]?.counts.transitions).toEqual({ "shut|open|0": 4, "ajar|close|0": 2 });
});

it("counts Quorate's own machines in every thread, and tells of those that never ran", async () => {
  const simulated = await run([command, "simulate", "--seeds", "2", "--minutes", "0.2", "--jobs", "2"]);
  expect(simulated.code).toBe(0);
  expect(counted()).toHaveLength(2);
  const { out } = await merge("--merge", at("seen"));
  expect(out).toMatch(/^peer: states \d\d of 32/m);
  expect(out).toMatch(/^request: states 0 of 6 /m);
  const page = await merge("--merge", at("seen"), "--report", "html");
  expect(page.out).toMatch(/^<!doctype html>[^]*<h2>peer<\/h2>/);
});

it("does nothing without the variable, and says what is wrong", async () => {
  await run(["run.mjs", "open"], false);
  expect(counted()).toEqual([]);
  expect(await merge("--merge", at("nowhere"))).toMatchObject({
    code: 2,
    err: expect.stringMatching(/there is no directory/),
  });
  await run(["run.mjs", "open"]);
  await writeFile(
    at("other.mjs"),
    `import { createMachine } from "xstate"; export const other = createMachine({ id: "other" });`,
  );
  expect(await merge("other.mjs", "--merge", at("seen"))).toMatchObject({
    code: 2,
    err: expect.stringMatching(/no machine called other ran: there are gate/),
  });
  expect(await merge("--merge", at("seen"), "--report", "svg")).toMatchObject({ code: 2 });
  await writeFile(join(at("seen"), "x.json"), "[1, 2]");
  expect(await merge("--merge", at("seen"))).toMatchObject({
    code: 2,
    err: expect.stringMatching(/x\.json holds no counts/),
  });
});
