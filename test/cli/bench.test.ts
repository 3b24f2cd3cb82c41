/** `quorate bench`, over a map and on real processes. */
import { afterEach, describe, expect, it, test } from "vitest";
import { runCli } from "#cli/program";
import { QuorateError } from "#machines/protocol/errors";
import { findNatsServer, ProcessCluster } from "#test/support/cluster";
import { fakeCluster, fakeConnect, type FakeCluster } from "./fake-client.ts";

async function run(cluster: FakeCluster, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text), env: {} };
  const refuse = (): never => {
    throw new Error("not asked for");
  };
  const actions = { connect: fakeConnect(cluster), startNode: refuse, up: refuse };
  const code = await runCli(["bench", "--nats", "nats://127.0.0.1:1", ...args], "0", terminal, actions);
  return { code, out, err };
}

describe("over a map", () => {
  const short = ["--seconds", "0.05", "--keys", "10", "--callers", "2"];

  it("measures each operation, deletes its keys and closes the client", async () => {
    const cluster = fakeCluster();
    const { code, out } = await run(cluster, ...short);
    expect(code).toBe(0);
    expect(out).toMatch(/^demo: 2 callers, values of 128 bytes under 10 keys, 0.05 s each\nOPERATION +A SECOND/);
    for (const operation of ["put", "get", "cas"]) expect(out).toMatch(new RegExp(`^${operation} +[\\d,]+ .* 0$`, "m"));
    expect(cluster.entries.size).toBe(0);
    expect(cluster.closed).toBe(1);
  });

  it("takes operations in the order named, and prints JSON", async () => {
    const args = ["--operations", "get,put", "--ensemble", "other", "--size", "0", "--json"];
    const { code, out } = await run(fakeCluster(), ...short, ...args);
    const { results, ...rest } = JSON.parse(out) as { results: { operation: string; ops: number; errors: number }[] };
    expect(rest).toEqual({ ensemble: "other", callers: 2, seconds: 0.05, size: 0, keys: 10 });
    expect(results.map(({ operation }) => operation)).toEqual(["get", "put"]);
    for (const { ops, errors } of results) expect([ops > 0, errors]).toEqual([true, 0]);
    expect(code).toBe(0);
  });

  it("fails as its operations do", async () => {
    const cluster = fakeCluster();
    cluster.failure = new QuorateError("NO_SUCH_ENSEMBLE", "no demo here");
    const { code, err } = await run(cluster, ...short);
    expect([code, err]).toEqual([1, "error: no demo here (NO_SUCH_ENSEMBLE)\n"]);
    expect(cluster.closed).toBe(1);
  });

  it.each([
    ["--seconds", "0"],
    ["--seconds", "soon"],
    ["--callers", "0"],
    ["--operations", "put,delete"],
    ["--prefix", ""],
    ["--prefix", "x".repeat(1020)],
    ["--ensemble", "a.b"],
  ])("refuses %s %s", async (option, value) => {
    const { code, err } = await run(fakeCluster(), option, value);
    expect(code).toBe(2);
    expect(err).toContain(option);
  });
});

let running: ProcessCluster | undefined;
afterEach(() => running?.stop());

test.skipIf(findNatsServer() === undefined)("on three nodes: no operation fails, and no key is left", async () => {
  running = await ProcessCluster.start();
  const { code, stdout } = await running.run("bench", "--seconds", "0.3", "--callers", "8", "--keys", "20", "--json");
  expect(code).toBe(0);
  const { results } = JSON.parse(stdout) as { results: { ops: number; errors: number; p99Ms: number }[] };
  expect(results).toHaveLength(3);
  for (const { ops, errors, p99Ms } of results) expect([ops > 0, errors, p99Ms > 0]).toEqual([true, 0, true]);
  const ensemble = (await running.client()).ensemble(running.ensemble);
  for (let n = 0; n < 20; n += 1) expect(await ensemble.get(`quorate-bench/${n}`)).toBeUndefined();
});
