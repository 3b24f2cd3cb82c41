/** Source: DESIGN section 4 (errors, request ids); PROTOCOL R8, R9; HAZARDS P6, P16, P17, P20. */
import { describe, expect, test } from "vitest";
import { encodeValue } from "#services/client/values";
import { maxInFlight } from "#services/client/requests";
import { FakeCluster, outcomeOf } from "./fake-cluster.ts";

const bytes = (value: unknown): Uint8Array => encodeValue(value, 10_000);

describe("the way of a call", () => {
  test("each operation sends what it says and returns what the node answered", async () => {
    const cluster = new FakeCluster();
    cluster.three((request) => (request.op === "get" ? { value: bytes({ n: 1 }), version: "v7" } : { version: "v8" }));
    const demo = cluster.client.ensemble("demo");
    const ends = [
      outcomeOf(demo.get("k", { readRepair: true })),
      outcomeOf(demo.put("k", 1)),
      outcomeOf(demo.create("k", 2)),
      outcomeOf(demo.update("k", "v7", 3)),
      outcomeOf(demo.delete("k")),
      outcomeOf(demo.safeDelete("k", "v7")),
    ];
    await cluster.clock.advance(50);
    expect(ends).toEqual([
      { end: "ok", value: { key: "k", value: { n: 1 }, version: "v7" } },
      { end: "ok", value: { key: "k", value: 1, version: "v8" } },
      { end: "ok", value: { key: "k", value: 2, version: "v8" } },
      { end: "ok", value: { key: "k", value: 3, version: "v8" } },
      { end: "ok", value: undefined },
      { end: "ok", value: undefined },
    ]);
    const sent = cluster.requests.map(({ node, request: r }) => [
      node,
      r.id,
      r.op,
      r.version,
      r.readRepair,
      r.boot,
      r.epoch,
      r.floor,
    ]);
    expect(sent).toEqual([
      ["n1", 1, "get", "", true, "n1-boot1", 3, 1],
      ["n1", 2, "put", "", false, "n1-boot1", 3, 1],
      ["n1", 3, "create", "", false, "n1-boot1", 3, 1],
      ["n1", 4, "update", "v7", false, "n1-boot1", 3, 1],
      ["n1", 5, "delete", "", false, "n1-boot1", 3, 1],
      ["n1", 6, "safeDelete", "v7", false, "n1-boot1", 3, 1],
    ]);
  });

  test("calls of one turn share one locate and one frame; the next call needs no locate and raises the floor", async () => {
    const cluster = new FakeCluster();
    cluster.three();
    const demo = cluster.client.ensemble("demo");
    const calls = Array.from({ length: 100 }, (_, index) => demo.put(`k${index}`, index));
    await cluster.clock.advance(50);
    await Promise.all(calls);
    const next = demo.put("last", 1);
    await cluster.clock.advance(50);
    await next;
    expect(cluster.locates).toBe(1);
    expect(cluster.frames.map(({ channel, messages }) => [channel.kind, messages.length])).toEqual([
      ["discover", 1],
      ["client", 100],
      ["client", 1],
    ]);
    expect(cluster.requests.at(-1)?.request.floor).toBe(101);
  });

  test("a single caller's request leaves with its own code, not with the turn; calls of the same code, and of others, share frames", async () => {
    const cluster = new FakeCluster();
    cluster.three();
    const demo = cluster.client.ensemble("demo");
    const sizes = (): number[] =>
      cluster.frames.splice(0).flatMap(({ channel, messages }) => (channel.kind === "client" ? messages.length : []));
    /** What has left before the turn's end, and after. */
    const call = async (count: number): Promise<[number[], number[]]> => {
      const calls = Array.from({ length: count }, (_, index) => demo.put(`k${index}`, index));
      for (let hop = 0; hop < 20; hop += 1) await Promise.resolve();
      const early = sizes();
      await cluster.clock.advance(50);
      await Promise.all(calls);
      return [early, sizes()];
    };
    expect(await call(1)).toEqual([[], [1]]);
    expect(await call(1)).toEqual([[1], []]);
    expect(await call(3)).toEqual([[3], []]);
    expect(await call(1)).toEqual([[], [1]]);
    const first = demo.put("first", 1);
    await cluster.clock.settle();
    const second = demo.put("second", 1);
    for (let hop = 0; hop < 20; hop += 1) await Promise.resolve();
    expect(sizes()).toEqual([1]);
    await cluster.clock.advance(50);
    await Promise.all([first, second]);
    expect(sizes()).toEqual([1]);
    expect(await call(1)).toEqual([[], [1]]);
  });

  test("a turn's requests are split so that each publish is one frame", async () => {
    const cluster = new FakeCluster({ maxFrameBytes: 10_000 });
    cluster.three();
    const demo = cluster.client.ensemble("demo");
    const calls = Array.from({ length: 20 }, (_, index) => demo.put(`k${index}`, "x".repeat(2000)));
    await cluster.clock.advance(50);
    await Promise.all(calls);
    const sizes = cluster.frames
      .filter(({ channel }) => channel.kind === "client")
      .map(({ messages }) => messages.length);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(20);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4);
    const tooLarge = outcomeOf(demo.put("k", "x".repeat(9500)));
    await cluster.clock.settle();
    expect(tooLarge).toMatchObject({ end: "INVALID_ARGUMENT" });
  });

  test("requests beyond the limit in flight wait in order, and go out as answers come", async () => {
    const cluster = new FakeCluster();
    let open = 0;
    cluster.three(() => {
      open += 1;
      return open <= maxInFlight ? "silence" : {};
    });
    const demo = cluster.client.ensemble("demo");
    const ends = Array.from({ length: maxInFlight + 10 }, (_, index) => outcomeOf(demo.put(`k${index}`, index)));
    await cluster.clock.advance(20);
    expect(cluster.requests.length).toBe(maxInFlight);
    for (let id = 1; id <= 5; id += 1) cluster.respond("n1", { id, epoch: 3 });
    await cluster.clock.advance(20);
    expect(ends.filter(({ end }) => end === "ok").length).toBe(15);
    expect(cluster.requests.slice(maxInFlight).map(({ request }) => request.key)).toEqual(
      Array.from({ length: 10 }, (_, index) => `k${maxInFlight + index}`),
    );
  });

  test("the leader is the serving peer of the highest epoch", async () => {
    const cluster = new FakeCluster();
    const { n1 } = cluster.three();
    n1.paused = true;
    cluster.lead("n2", 4);
    n1.paused = false;
    // n1 answers first and still says that it serves, in epoch 3: it refuses, and n2 is known by then.
    n1.answer = () => ({ code: "redirect", leader: "n2" });
    const call = outcomeOf(cluster.client.ensemble("demo").put("k", 1));
    await cluster.clock.advance(100);
    expect(call.end).toBe("ok");
    expect(cluster.requests.at(-1)).toMatchObject({ node: "n2", request: { epoch: 4, boot: "n2-boot1" } });
  });
});

describe("refused: definitely not executed, so it may be sent again, as a new request", () => {
  for (const refusal of ["redirect", "UNAVAILABLE"] as const) {
    test(`${refusal}: a put is sent again until it is taken`, async () => {
      const cluster = new FakeCluster();
      let refusals = 6;
      cluster.three(() => (refusals-- > 0 ? { code: refusal } : { version: "v2" }));
      const call = outcomeOf(cluster.client.ensemble("demo").put("k", 1));
      await cluster.clock.advance(3000);
      expect(call).toMatchObject({ end: "ok", value: { version: "v2" } });
      expect(cluster.requests.map(({ request }) => request.id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    });

    test(`${refusal} until the deadline: UNAVAILABLE, with pauses in between`, async () => {
      const cluster = new FakeCluster();
      cluster.three(() => ({ code: refusal, message: "no quorum" }));
      const demo = cluster.client.ensemble("demo");
      const ends = [outcomeOf(demo.put("k", 1, { timeoutMs: 2000 })), outcomeOf(demo.get("k", { timeoutMs: 2000 }))];
      await cluster.clock.advance(2100);
      expect(ends.map(({ end }) => end)).toEqual(["UNAVAILABLE", "UNAVAILABLE"]);
      expect(ends[0]?.message).toContain("no quorum");
      expect(cluster.requests.length).toBeLessThan(2 * 20);
    });
  }

  test("undelivered: the leader is forgotten and another one asked", async () => {
    const cluster = new FakeCluster();
    const { n1 } = cluster.three();
    const demo = cluster.client.ensemble("demo");
    const first = outcomeOf(demo.put("k", 1));
    await cluster.clock.advance(20);
    n1.gone = true;
    cluster.lead("n2", 4);
    const second = outcomeOf(demo.put("k", 2));
    await cluster.clock.advance(20);
    expect([first.end, second.end]).toEqual(["ok", "ok"]);
    expect(cluster.requests.map(({ node, request }) => [node, request.id])).toEqual([
      ["n1", 1],
      ["n2", 3],
    ]);
  });

  test("undelivered, and no other leader until the deadline: UNAVAILABLE, not unknown", async () => {
    const cluster = new FakeCluster();
    const { n1 } = cluster.three();
    const demo = cluster.client.ensemble("demo");
    const first = outcomeOf(demo.put("k", 1));
    await cluster.clock.advance(20);
    expect(first.end).toBe("ok");
    n1.gone = true;
    cluster.lead(null, 3);
    const second = outcomeOf(demo.put("k", 2));
    await cluster.clock.advance(5100);
    expect(second).toMatchObject({ end: "UNAVAILABLE" });
    expect(second.message).toMatch(/n2 is in probe/);
  });
});

describe("silence", () => {
  test("a write waits to its deadline, ends UNKNOWN_OUTCOME, and is never sent a second time", async () => {
    const cluster = new FakeCluster();
    cluster.three(() => "silence");
    const call = outcomeOf(cluster.client.ensemble("demo").put("k", 1));
    await cluster.clock.advance(4900);
    expect(call.end).toBe("pending");
    await cluster.clock.advance(200);
    expect(call.end).toBe("UNKNOWN_OUTCOME");
    await cluster.clock.advance(20_000);
    expect(cluster.requests.length).toBe(1);
  });

  test("a write ends UNKNOWN_OUTCOME soon after a leader of a newer epoch serves", async () => {
    const cluster = new FakeCluster();
    const { n1 } = cluster.three(() => "silence");
    const call = outcomeOf(cluster.client.ensemble("demo").put("k", 1, { timeoutMs: 60_000 }));
    await cluster.clock.advance(100);
    n1.paused = true;
    cluster.lead(null, 3);
    await cluster.clock.advance(2000);
    expect(call.end).toBe("pending");
    cluster.lead("n3", 4);
    await cluster.clock.advance(1000);
    expect(call.end).toBe("UNKNOWN_OUTCOME");
    expect(call.message).toMatch(/n1 did not answer, and n3 has taken over/);
    expect(cluster.requests.length).toBe(1);
  });

  test("an answer within the grace of a superseded leader still counts", async () => {
    const cluster = new FakeCluster();
    cluster.three(() => "silence");
    const call = outcomeOf(cluster.client.ensemble("demo").put("k", 1));
    await cluster.clock.advance(100);
    cluster.lead("n2", 4);
    await cluster.clock.advance(320 - 100);
    cluster.respond("n1", { id: 1, epoch: 3, version: "v5" });
    await cluster.clock.advance(10);
    expect(call).toMatchObject({ end: "ok", value: { version: "v5" } });
  });

  test("a read is asked again, elsewhere when the leader changed, and the first answer counts", async () => {
    const cluster = new FakeCluster();
    const { n1, n2 } = cluster.three(() => ({ value: bytes("new"), version: "v2" }));
    n1.answer = () => "silence";
    const call = outcomeOf(cluster.client.ensemble("demo").get("k"));
    await cluster.clock.advance(100);
    n1.paused = true;
    cluster.lead("n2", 4);
    await cluster.clock.advance(2500);
    expect(call).toMatchObject({ end: "ok", value: { value: "new" } });
    expect(cluster.requests.map(({ node }) => node)).toEqual(["n1", n2.name]);
  });

  test("a late answer to a read's first request counts while the second is under way", async () => {
    const cluster = new FakeCluster();
    cluster.three(() => "silence");
    const call = outcomeOf(cluster.client.ensemble("demo").get("k"));
    await cluster.clock.advance(2500);
    expect(cluster.requests.length).toBe(2);
    cluster.respond("n1", { id: 1, epoch: 3, code: "absent" });
    await cluster.clock.advance(10);
    expect(call).toEqual({ end: "ok", value: undefined });
  });

  test("a read that is never answered ends TIMEOUT", async () => {
    const cluster = new FakeCluster();
    cluster.three(() => "silence");
    const call = outcomeOf(cluster.client.ensemble("demo").get("k"));
    await cluster.clock.advance(5100);
    expect(call.end).toBe("TIMEOUT");
  });
});

describe("answers that are none", () => {
  test("of a node that was not asked, and repeated ones, change nothing", async () => {
    const cluster = new FakeCluster();
    cluster.three(() => "silence");
    const call = outcomeOf(cluster.client.ensemble("demo").put("k", 1));
    await cluster.clock.advance(20);
    cluster.respond("n2", { id: 1, version: "forged" });
    cluster.respond("n1", { id: 99 });
    await cluster.clock.advance(20);
    expect(call.end).toBe("pending");
    cluster.respond("n1", { id: 1, version: "right" });
    cluster.respond("n1", { id: 1, code: "PRECONDITION_FAILED" });
    await cluster.clock.advance(20);
    expect(call).toMatchObject({ end: "ok", value: { version: "right" } });
  });

  for (const code of ["ok", "redirect", "UNAVAILABLE", "PRECONDITION_FAILED", "UNKNOWN_OUTCOME"] as const) {
    test(`${code} of another boot of the node: a write is UNKNOWN_OUTCOME and not sent again (P20)`, async () => {
      const cluster = new FakeCluster();
      cluster.three(() => "silence");
      const call = outcomeOf(cluster.client.ensemble("demo").put("k", 1));
      await cluster.clock.advance(20);
      cluster.respond("n1", { id: 1, code }, "n1-boot2");
      await cluster.clock.advance(1000);
      expect(call.end).toBe("UNKNOWN_OUTCOME");
      expect(cluster.requests.length).toBe(1);
    });
  }

  test("a read that meets another boot is asked again", async () => {
    const cluster = new FakeCluster();
    const { n1 } = cluster.three(() => ({ code: "absent" }));
    const demo = cluster.client.ensemble("demo");
    const first = outcomeOf(demo.get("k"));
    await cluster.clock.advance(20);
    n1.boot = "n1-boot2";
    cluster.lead("n1", 4);
    n1.answer = (request) => (request.boot === "n1-boot2" ? { code: "absent" } : { code: "UNKNOWN_OUTCOME" });
    const second = outcomeOf(demo.get("k"));
    await cluster.clock.advance(100);
    expect([first.end, second.end]).toEqual(["ok", "ok"]);
  });

  test("a stored value that is none is CORRUPT for that key alone", async () => {
    const cluster = new FakeCluster();
    cluster.three((request) => ({
      value: request.key === "bad" ? Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]) : bytes(1),
    }));
    const demo = cluster.client.ensemble("demo");
    const ends = [outcomeOf(demo.get("bad")), outcomeOf(demo.get("good"))];
    await cluster.clock.advance(50);
    expect(ends.map(({ end }) => end)).toEqual(["CORRUPT", "ok"]);
  });

  for (const code of ["PRECONDITION_FAILED", "INVALID_ARGUMENT", "CORRUPT", "NO_SUCH_ENSEMBLE"] as const) {
    test(`${code} is handed on with the node's words`, async () => {
      const cluster = new FakeCluster();
      cluster.three(() => ({ code, message: "what the node said" }));
      const call = outcomeOf(cluster.client.ensemble("demo").update("k", "v1", 1));
      await cluster.clock.advance(50);
      expect(call).toEqual({ end: code, message: "what the node said" });
      expect(cluster.requests.length).toBe(1);
    });
  }
});

describe("connection", () => {
  test("a write in flight outlives a disconnection; new calls wait unsent and go out after it", async () => {
    const cluster = new FakeCluster();
    const { n1 } = cluster.three(() => "silence");
    const demo = cluster.client.ensemble("demo");
    const inFlight = outcomeOf(demo.put("a", 1));
    await cluster.clock.advance(20);
    cluster.connection("disconnected");
    const later = outcomeOf(demo.put("b", 2));
    const short = outcomeOf(demo.put("c", 3, { timeoutMs: 500 }));
    await cluster.clock.advance(1000);
    expect(short).toMatchObject({ end: "UNAVAILABLE", message: expect.stringContaining("NATS") });
    expect([inFlight.end, later.end]).toEqual(["pending", "pending"]);
    n1.answer = () => ({});
    cluster.connection("connected");
    cluster.respond("n1", { id: 1, epoch: 3 });
    await cluster.clock.advance(100);
    expect([inFlight.end, later.end]).toEqual(["ok", "ok"]);
    expect(cluster.requests.map(({ request }) => request.key)).toEqual(["a", "b"]);
  });

  test("disconnected to the end: the write in flight is UNKNOWN_OUTCOME, none hangs", async () => {
    const cluster = new FakeCluster();
    cluster.three(() => "silence");
    const demo = cluster.client.ensemble("demo");
    const ends = [outcomeOf(demo.put("a", 1)), outcomeOf(demo.get("a"))];
    await cluster.clock.advance(20);
    cluster.connection("disconnected");
    await cluster.clock.advance(5100);
    expect(ends.map(({ end }) => end)).toEqual(["UNKNOWN_OUTCOME", "TIMEOUT"]);
  });

  test("nobody answers at all: UNAVAILABLE at the deadline, with bounded asking", async () => {
    const cluster = new FakeCluster();
    const call = outcomeOf(cluster.client.ensemble("demo").put("k", 1, { timeoutMs: 3000 }));
    await cluster.clock.advance(3100);
    expect(call).toMatchObject({
      end: "UNAVAILABLE",
      message: expect.stringContaining("no node of cluster c answered"),
    });
    expect(cluster.locates).toBeLessThan(20);
    await cluster.clock.advance(1000);
    expect(cluster.clock.armed).toBe(0);
  });

  test("answers about another ensemble do not make this one unknown", async () => {
    const cluster = new FakeCluster();
    cluster.three();
    cluster.deafTo = "late";
    const call = outcomeOf(cluster.client.ensemble("late").get("k"));
    const other = outcomeOf(cluster.client.ensemble("nowhere").get("k"));
    await cluster.clock.advance(2000);
    expect(other.end).toBe("NO_SUCH_ENSEMBLE");
    expect(call.end).toBe("pending");
  });

  test("nodes answer, but none knows the ensemble: NO_SUCH_ENSEMBLE after repeated asking", async () => {
    const cluster = new FakeCluster();
    cluster.three();
    const call = outcomeOf(cluster.client.ensemble("nowhere").get("k"));
    await cluster.clock.advance(200);
    expect(call.end).toBe("pending");
    await cluster.clock.advance(600);
    expect(call).toMatchObject({ end: "NO_SUCH_ENSEMBLE", message: expect.stringContaining("n1, n2, n3") });
    expect(cluster.locates).toBeGreaterThanOrEqual(2);
  });
});
