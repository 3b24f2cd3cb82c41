/** What a command loads: a node is to start quickly. Source: docs/PERFORMANCE.md, the time from start to first put. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "quorate-loading-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Files that Node.js has run of it, as it counts coverage. */
function loadedBy(...args: string[]): string[] {
  execFileSync(process.execPath, [main, ...args], { env: { ...process.env, NODE_V8_COVERAGE: dir }, stdio: "ignore" });
  return readdirSync(dir).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(dir, file), "utf8")) as { result: { url: string }[] };
    return result.map(({ url }) => url);
  });
}

const tools = /\/(dist\/(visualizer|coverage|simulation)|node_modules\/(elkjs|ws))\//;

it("a node loads neither the page, nor what draws charts, nor the simulator, nor coverage", () => {
  const loaded = loadedBy("node", "--help");
  expect(loaded.some((url) => url.includes("/dist/services/node.js"))).toBe(true);
  expect(loaded.filter((url) => tools.test(url))).toEqual([]);
});

it("a command that is not known, and help, know every command", () => {
  const help = execFileSync(process.execPath, [main, "--help"], { encoding: "utf8" });
  for (const command of ["node", "simulate", "coverage", "inspect"])
    expect(help).toMatch(new RegExp(`^  ${command} `, "m"));
  expect(loadedBy("simulate", "--help").some((url) => url.includes("/dist/simulation/run.js"))).toBe(true);
});
