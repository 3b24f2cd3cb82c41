/** .ci/run fails on skipped tests: issue "Skeleton", item 1. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const made: string[] = [];

afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true });
});

function judge(statuses: readonly string[]): Promise<{ code: number; stderr: string }> {
  const directory = mkdtempSync(join(tmpdir(), "quorate-ci-"));
  made.push(directory);
  const report = join(directory, "vitest.json");
  const assertionResults = statuses.map((status, n) => ({ status, fullName: `test ${n}` }));
  writeFileSync(report, JSON.stringify({ testResults: [{ name: "a.test.ts", assertionResults }] }));
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, ".ci/no-skips.js"), report], (error, _stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stderr });
    });
  });
}

describe("no-skips", () => {
  it("passes when every test passed", async () => {
    expect(await judge(["passed", "passed"])).toEqual({ code: 0, stderr: "" });
  });

  it.each(["skipped", "pending", "todo", "failed"])("fails on a test that is %s, and names it", async (status) => {
    const { code, stderr } = await judge(["passed", status]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${status}: a.test.ts: test 1`);
  });

  it("fails on an empty report", async () => {
    expect((await judge([])).code).toBe(1);
  });
});
