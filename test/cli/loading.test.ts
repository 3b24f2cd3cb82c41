/** What a command loads: a node is to start quickly. Source: docs/PERFORMANCE.md, the time from start to first put. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const main = join(root, "dist/cli/main.js");

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "quorate-loading-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Files that Node.js has run of it, as it counts coverage. */
function loadedBy(...args: string[]): string[] {
  const counts = mkdtempSync(join(dir, "counts-"));
  const env = { ...process.env, NODE_V8_COVERAGE: counts };
  execFileSync(process.execPath, [main, ...args], { env, stdio: "ignore" });
  return readdirSync(counts).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(counts, file), "utf8")) as { result: { url: string }[] };
    return result.map(({ url }) => url);
  });
}

const tools = /\/(dist\/(visualizer|coverage|simulation)|node_modules\/(elkjs|ws))\//;

it("a node loads one file of this package, with neither the page, nor what draws charts, nor the simulator, nor coverage", () => {
  const loaded = loadedBy("node", "--help");
  const own = loaded.flatMap((url) => url.split("/dist/")[1] ?? []).filter((path) => !path.includes("node_modules"));
  expect(own.filter((path) => path.startsWith("cli/"))).toEqual(["cli/main.js", "cli/node-bundle.js"]);
  expect(loaded.filter((url) => tools.test(url))).toEqual([]);
  const bundle = readFileSync(join(root, "dist/cli/node-bundle.js"), "utf8");
  const parts = ["KvLeader", "LevelStorage", "SimulatedDisk", "Nemesis"].filter((name) =>
    bundle.includes(`${name} = class`),
  );
  expect(parts).toEqual(["KvLeader", "LevelStorage"]);
});

it("a command that is not known, and help, know every command", () => {
  const help = execFileSync(process.execPath, [main, "--help"], { encoding: "utf8" });
  for (const command of ["node", "simulate", "coverage", "inspect"])
    expect(help).toMatch(new RegExp(`^  ${command} `, "m"));
  expect(loadedBy("simulate", "--help").some((url) => url.includes("/dist/simulation/run.js"))).toBe(true);
});
