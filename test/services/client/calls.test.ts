/** Source: DESIGN section 4 (errors, cancellation, kmodify); PROTOCOL R9. */
import { describe, expect, test } from "vitest";
import { encodeValue } from "#services/client/values";
import { FakeCluster, outcomeOf } from "./fake-cluster.ts";

const bytes = (value: unknown): Uint8Array => encodeValue(value, 10_000);

describe("abort and close", () => {
  test("an aborted call ends CANCELLED, and says whether it may have been applied", async () => {
    const cluster = new FakeCluster();
    cluster.three(() => "silence");
    const demo = cluster.client.ensemble("demo");
    const before = outcomeOf(demo.put("k", 1, { signal: AbortSignal.abort() }));
    const abort = new AbortController();
    const unsent = outcomeOf(demo.put("k", 2, { signal: abort.signal }));
    await cluster.clock.settle();
    abort.abort();
    const later = new AbortController();
    const sent = outcomeOf(demo.put("k", 3, { signal: later.signal }));
    await cluster.clock.advance(20);
    later.abort();
    await cluster.clock.advance(20);
    expect([before.end, unsent.end, sent.end]).toEqual(["CANCELLED", "CANCELLED", "CANCELLED"]);
    expect(before.message).toMatch(/not applied/);
    expect(unsent.message).toMatch(/not applied/);
    expect(sent.message).toMatch(/may have been applied/);
    expect(cluster.requests.length).toBe(1);
    expect(cluster.clock.armed).toBe(0);
  });

  test("close: writes under way are UNKNOWN_OUTCOME, the rest CLOSED, the bus is closed, twice is safe", async () => {
    const cluster = new FakeCluster();
    cluster.three(() => "silence");
    const demo = cluster.client.ensemble("demo");
    const sent = [outcomeOf(demo.put("k", 1)), outcomeOf(demo.get("k"))];
    await cluster.clock.advance(20);
    const waiting = outcomeOf(cluster.client.ensemble("other").put("k", 1));
    await Promise.all([cluster.client.close(), cluster.client.close()]);
    const after = [
      outcomeOf(demo.get("k")),
      outcomeOf(cluster.client.status()),
      outcomeOf(cluster.client.leader("demo")),
    ];
    await cluster.clock.advance(300);
    expect([...sent, waiting, ...after].map(({ end }) => end)).toEqual([
      "UNKNOWN_OUTCOME",
      "CLOSED",
      "CLOSED",
      "CLOSED",
      "CLOSED",
      "CLOSED",
    ]);
    expect(cluster.closed).toBe(true);
    expect(cluster.clock.armed).toBe(0);
  });
});

describe("modify", () => {
  test("repeats while others write in between, each time from the present value", async () => {
    const cluster = new FakeCluster();
    let version = 1;
    cluster.three((request) => {
      if (request.op === "get") return { value: bytes(version), version: `v${version}` };
      version += 1;
      return version < 4 ? { code: "PRECONDITION_FAILED" } : { version: `v${version}` };
    });
    const call = outcomeOf(cluster.client.ensemble<number>("demo").modify("k", (n) => (n ?? 0) * 10));
    await cluster.clock.advance(1000);
    expect(call).toEqual({ end: "ok", value: { key: "k", value: 30, version: "v4" } });
  });

  test("creates an absent key", async () => {
    const cluster = new FakeCluster();
    cluster.three((request) => (request.op === "get" ? { code: "absent" } : {}));
    const call = outcomeOf(cluster.client.ensemble<number>("demo").modify("k", (n) => (n ?? 41) + 1));
    await cluster.clock.advance(100);
    expect(call).toMatchObject({ end: "ok", value: { value: 42 } });
    expect(cluster.requests.map(({ request }) => request.op)).toEqual(["get", "create"]);
  });

  test("an unknown outcome inside ends it: it is never repeated (R9)", async () => {
    const cluster = new FakeCluster();
    cluster.three((request) => (request.op === "get" ? { value: bytes(1) } : { code: "UNKNOWN_OUTCOME" }));
    const call = outcomeOf(cluster.client.ensemble<number>("demo").modify("k", (n) => (n ?? 0) + 1));
    await cluster.clock.advance(10_000);
    expect(call.end).toBe("UNKNOWN_OUTCOME");
    expect(cluster.requests.map(({ request }) => request.op)).toEqual(["get", "update"]);
  });

  test("contention to the deadline ends PRECONDITION_FAILED, with pauses in between", async () => {
    const cluster = new FakeCluster();
    cluster.three((request) => (request.op === "get" ? { value: bytes(1) } : { code: "PRECONDITION_FAILED" }));
    const call = outcomeOf(cluster.client.ensemble<number>("demo").modify("k", (n) => n ?? 0));
    await cluster.clock.advance(5100);
    expect(call.end).toBe("PRECONDITION_FAILED");
    expect(cluster.requests.length).toBeLessThan(200);
  });

  test("what the function throws reaches the caller as it is", async () => {
    const cluster = new FakeCluster();
    cluster.three(() => ({ value: bytes(1) }));
    const call = outcomeOf(
      cluster.client.ensemble("demo").modify("k", () => {
        throw new RangeError("mine");
      }),
    );
    await cluster.clock.advance(100);
    expect(call).toEqual({ end: "RangeError", message: "mine" });
  });
});

describe("arguments are checked before anything is sent", () => {
  const cluster = new FakeCluster();
  cluster.three(() => ({ code: "absent" }));
  const demo = cluster.client.ensemble<unknown>("demo");
  const bad: readonly [string, () => Promise<unknown>][] = [
    ["an empty key", () => demo.get("")],
    ["a key that is no string", () => demo.get(7 as unknown as string)],
    ["a key of 1025 bytes", () => demo.get("k".repeat(1025))],
    ["a key of 1026 bytes in 342 characters", () => demo.get("€".repeat(342))],
    ["a key with half a surrogate pair", () => demo.put("a\ud800", 1)],
    ["no value", () => demo.put("k", undefined)],
    ["a version that is none", () => demo.update("k", "", 1)],
    ["a version that is no string", () => demo.safeDelete("k", undefined as unknown as string)],
    ["a huge version", () => demo.update("k", "v".repeat(200), 1)],
    ["a timeout of 0", () => demo.get("k", { timeoutMs: 0 })],
    ["a timeout that is no number", () => demo.get("k", { timeoutMs: Number.NaN })],
    ["a signal that is none", () => demo.get("k", { signal: {} as AbortSignal })],
    ["a modify without a function", () => demo.modify("k", 1 as unknown as () => unknown)],
    ["an ensemble's name that is none", () => cluster.client.leader("a.b")],
    ["an ensemble's name that is none", () => cluster.client.pingQuorum("*")],
  ];
  test.each(bad)("%s", async (_name, call) => {
    await expect(call()).rejects.toMatchObject({ name: "QuorateError", code: "INVALID_ARGUMENT" });
    expect(cluster.frames.length).toBe(0);
  });
  test("names of ensembles", () => {
    expect(() => cluster.client.ensemble("no name")).toThrowError(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
  });
  test("keys at the limit are taken", async () => {
    const call = outcomeOf(demo.get("€".repeat(341)));
    await cluster.clock.advance(20);
    expect(call.end).toBe("ok");
  });
});
