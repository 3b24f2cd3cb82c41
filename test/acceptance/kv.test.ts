/** Source: issue "Skeleton": the six K/V operations through the CLI and through the README's script; DESIGN section 4. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CommandResult, findNatsServer, ProcessCluster } from "#test/support/cluster";

let cluster: ProcessCluster;

const kv = (...args: string[]): Promise<CommandResult> => cluster.run("kv", ...args, "--json");

async function entry(...args: string[]): Promise<{ key: string; value: unknown; version: string }> {
  const result = await kv(...args);
  expect(result).toMatchObject({ code: 0, stderr: "" });
  return JSON.parse(result.stdout) as { key: string; value: unknown; version: string };
}

async function refusal(...args: string[]): Promise<{ code: number; error: string }> {
  const result = await kv(...args);
  const { error } = JSON.parse(result.stderr) as { error: { code: string; message: string } };
  expect(error.message).not.toBe("");
  return { code: result.code, error: error.code };
}

describe.skipIf(findNatsServer() === undefined)("over a cluster of processes", () => {
  beforeAll(async () => {
    cluster = await ProcessCluster.start();
  });
  afterAll(() => cluster?.stop());

  test("the six K/V operations through the command line", async () => {
    const put = await entry("put", "demo", "alice", '{"amount":5}');
    expect(put).toMatchObject({ key: "alice", value: { amount: 5 } });
    expect(await entry("get", "demo", "alice")).toEqual(put);
    const created = await entry("create", "demo", "bob", "plain text");
    expect(created.value).toBe("plain text");
    expect(await refusal("create", "demo", "bob", "1")).toEqual({ code: 1, error: "PRECONDITION_FAILED" });
    const updated = await entry("update", "demo", "bob", "2", "--version", created.version);
    expect(updated.value).toBe(2);
    expect(updated.version).not.toBe(created.version);
    expect(await refusal("update", "demo", "bob", "3", "--version", created.version)).toEqual({
      code: 1,
      error: "PRECONDITION_FAILED",
    });
    expect(await refusal("safe-delete", "demo", "bob", "--version", created.version)).toEqual({
      code: 1,
      error: "PRECONDITION_FAILED",
    });
    expect(await entry("get", "demo", "bob")).toEqual(updated);
    expect(await kv("safe-delete", "demo", "bob", "--version", updated.version)).toMatchObject({ code: 0 });
    expect(await kv("delete", "demo", "alice")).toMatchObject({ code: 0 });
    for (const key of ["alice", "bob", "never"]) expect(await entry("get", "demo", key)).toBeNull();
  });

  test("usage errors exit with 2, a wrong name with 1", async () => {
    expect((await kv("put", "demo")).code).toBe(2);
    expect(await refusal("get", "nowhere", "k")).toEqual({ code: 1, error: "NO_SUCH_ENSEMBLE" });
  });

  test("the README's script of twenty lines", async () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const script = /```js example\.mjs\n((?:(?!```)[\s\S])*?connect\([\s\S]*?)```/.exec(readme)?.[1];
    expect(script, "README.md shows a script that connects").toBeDefined();
    const result = await runScript(
      String(script)
        .replaceAll("nats://127.0.0.1:4222", cluster.url)
        .replaceAll(/cluster: "[^"]*"/g, `cluster: "${cluster.name}"`),
    );
    expect(result).toMatchObject({ code: 0, stderr: "" });
  });
});

/** Beside package.json, so that the script's `import ... from "quorate"` finds the package by its own name. */
function runScript(text: string): Promise<CommandResult> {
  const path = fileURLToPath(new URL(`../../.acceptance-${process.pid}.mjs`, import.meta.url));
  writeFileSync(path, text);
  return new Promise((resolve) => {
    execFile(process.execPath, [path], { timeout: 60_000 }, (error, stdout, stderr) => {
      if (existsSync(path)) rmSync(path);
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
