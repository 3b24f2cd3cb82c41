/** One actor a request: its trace, its crash, and thousands of them. Source: issue "Ring"; seed, `tanodb_write_fsm_sup`. */
import { describe, expect, it } from "vitest";
import { claim } from "#machines/protocol/claim";
import type { RingRequest, VnodeCommand } from "#machines/protocol/messages";
import { emptyRing } from "#machines/protocol/ring";
import type { TraceRecord } from "#machines/protocol/trace";
import { catalogue } from "#machines/catalogue";
import { type RequestResult, RingRequests } from "#services/ring/requests";
import { Tracer } from "#services/tracer";
import { VirtualClock } from "#test/support/virtual-clock";
import { RingCluster } from "./ring-cluster.ts";

const ring = claim(emptyRing(64), ["n1", "n2", "n3"], 3);
const question: RingRequest = {
  ...{ type: "ringRequest", id: 1, op: "put", bucket: "b", key: "k", value: new Uint8Array([7]), stamp: null },
  ...{ n: 3, required: 2, primaries: 2, timeoutMs: 5000 },
};
const input = { ring, first: 12, n: 3, required: 2, primaries: 2, down: [], timeoutMs: 5000 };

function make(
  send: (node: string, command: VnodeCommand) => void = () => undefined,
  clock: VirtualClock = new VirtualClock(),
) {
  const records: TraceRecord[] = [];
  const logs: string[] = [];
  const tracer = new Tracer({
    ...{ node: "n1", boot: "b1", clock, publish: () => undefined },
    sink: (record) => void records.push(record),
  });
  const requests = new RingRequests({
    ...{ self: "n1", clock, tracer, firstReq: 100, send },
    log: { write: (_level, message) => void logs.push(message) },
  });
  const results: RequestResult[] = [];
  const begin = (): void => requests.begin(question, input, "c:1", (result) => void results.push(result));
  return { clock, requests, records, results, logs, begin };
}

describe("a request's crash", () => {
  it("ends it with an error, and touches no other", () => {
    const { requests, results, logs, begin } = make((_node, { req }) => {
      if (req === 102) throw new Error("a fault of this one");
    });
    begin();
    begin();
    begin();
    expect(requests.size).toBe(2);
    expect(results).toEqual([{ end: "failed", replies: [], missing: [], message: "Error: a fault of this one" }]);
    expect(logs).toEqual(["a ring request failed"]);
    for (const req of [101, 103]) {
      requests.heard("n1", { type: "vnodeReply", req, partition: 12, body: { kind: "ok" } });
      requests.heard("n2", { type: "vnodeReply", req, partition: 13, body: { kind: "ok" } });
    }
    expect(results.map(({ end }) => end)).toEqual(["failed", "met", "met"]);
    expect(requests.size).toBe(0);
  });
});

describe("a request's trace", () => {
  it("has a record a step, with the preference list and the replies as they arrive, and never a value", () => {
    const { requests, records, begin } = make();
    begin();
    requests.heard("n2", { type: "vnodeReply", req: 101, partition: 13, body: { kind: "ok" } });
    requests.heard("n1", { type: "vnodeReply", req: 101, partition: 12, body: { kind: "ok" } });
    const steps = records.filter(({ actor }) => actor === "request:n1#1");
    expect(steps.map(({ event, after }) => `${event}: ${after.join()}`)).toEqual([
      "begin: prepare",
      "begin: execute",
      "begin: waiting",
      "reply: waiting",
      "reply: waiting",
      "reply: stop",
      ": stop",
    ]);
    expect(steps[1]?.context["preferenceList"]).toEqual([
      { partition: 12, node: "n1", fallback: false },
      { partition: 13, node: "n2", fallback: false },
      { partition: 14, node: "n3", fallback: false },
    ]);
    expect(steps.map(({ context }) => context["remaining"])).toEqual([2, 2, 2, 1, 0, 0, 0]);
    expect(steps[5]?.context["replies"]).toMatchObject([{ partition: 13, node: "n2" }, { partition: 12 }]);
    expect(new Set(steps.map(({ machine, cause }) => `${machine} ${cause}`))).toContain("request c:1");
    for (const { machine, transitions } of steps) {
      expect(catalogue).toHaveProperty(machine);
      for (const id of transitions) expect(id).toMatch(/^(init|prepare|execute|waiting)\|/);
    }
  });
});

describe("an inspector", () => {
  function watched() {
    const clock = new VirtualClock();
    const records: TraceRecord[] = [];
    const publish = (batch: { readonly records: readonly TraceRecord[] }): void => void records.push(...batch.records);
    const tracer = new Tracer({ node: "n1", boot: "b1", clock, publish });
    const log = { write: () => undefined };
    const requests = new RingRequests({ self: "n1", clock, log, tracer, firstReq: 100, send: () => undefined });
    const begin = (): void => requests.begin(question, { ...input, timeoutMs: 60_000 }, "c:1", () => undefined);
    const watch = (): void =>
      tracer.watch({ sender: "i", boot: "b", frame: 1, messages: [] }, { type: "watch", id: "i", ms: 30_000 });
    const actors = (): Set<string> =>
      new Set(records.filter(({ machine }) => machine === "request").map(({ actor }) => actor));
    return { clock, records, requests, begin, watch, actors };
  }

  it("is shown what waits already when it comes, and messages of what begins then", async () => {
    const { clock, records, begin, watch, requests } = watched();
    begin();
    watch();
    requests.heard("n2", { type: "vnodeReply", req: 101, partition: 13, body: { kind: "ok" } });
    begin();
    await clock.advance(100);
    const kinds = records.filter(({ actor }) => actor === "request:n1#1").map(({ kind, event }) => `${kind} ${event}`);
    expect(kinds).toEqual(["snapshot ", "step reply"]);
    const told = records.filter(({ machine }) => machine === "messages").map(({ event, data }) => [event, data]);
    expect(told.map(([event]) => event)).toEqual(["reply", "request", "vnodeCommand", "vnodeCommand", "vnodeCommand"]);
    expect(told[0]?.[1]).toEqual({ from: "n2", to: "n1", req: 101, body: "ok of partition 13" });
    expect(told[1]?.[1]).toEqual({ from: "c", to: "n1", req: 1, op: "put", key: "k" });
  });

  it("is shown some of very many, and told how many not", async () => {
    const { clock, records, begin, watch, actors } = watched();
    for (let n = 0; n < 1000; n += 1) begin();
    watch();
    for (let n = 0; n < 1000; n += 1) begin();
    await clock.advance(100);
    expect(actors().size).toBe(20);
    expect(records.length).toBeLessThan(300);
    await clock.advance(1000);
    begin();
    await clock.advance(100);
    expect(actors().size).toBe(21);
    // Of 2,000 requests and the messages of 1,000.
    const untold = records.reduce((sum, { data }) => sum + Number(data["untold"] ?? 0), 0);
    expect(untold).toBeGreaterThan(5000);
  });
});

/** Timers of one length fire in the order of their setting: enough here, and quick with thousands of them. */
class QueueClock extends VirtualClock {
  readonly timers = new Set<{ readonly callback: () => void }>();
  override get armed(): number {
    return this.timers.size;
  }
  override setTimer(callback: () => void): object {
    const timer = { callback };
    this.timers.add(timer);
    return timer;
  }
  override clearTimer(timer: unknown): void {
    this.timers.delete(timer as never);
  }
  fireAll(): void {
    for (const timer of [...this.timers]) if (this.timers.delete(timer)) timer.callback();
  }
}

describe("10,000 requests in flight", () => {
  it("each end by their own time, and leave nothing behind", () => {
    const clock = new QueueClock();
    const { requests, results, begin } = make(() => undefined, clock);
    for (let n = 0; n < 10_000; n += 1) begin();
    expect([requests.size, clock.armed]).toEqual([10_000, 10_000]);
    for (let req = 101; req <= 3100; req += 1) {
      requests.heard("n1", { type: "vnodeReply", req, partition: 12, body: { kind: "ok" } });
      requests.heard("n3", { type: "vnodeReply", req, partition: 14, body: { kind: "ok" } });
    }
    expect([requests.size, clock.armed]).toEqual([7000, 7000]);
    clock.fireAll();
    expect([requests.size, clock.armed, results.length]).toEqual([0, 0, 10_000]);
    expect(results.filter(({ end }) => end === "timeout").length).toBe(7000);
    expect(results.at(-1)?.missing).toEqual([12, 13, 14]);
  });
});

describe("a node", () => {
  it("runs so many requests at a time, and refuses more at once", async () => {
    const cluster = new RingCluster(["n1"], { settings: { maxRingRequests: 20 } });
    await cluster.start();
    const users = cluster.client().ring<number>("users");
    await cluster.result(users.ping("first"));
    for (const round of [1, 2, 3]) {
      const puts = Array.from({ length: 25 }, (_, n) => users.put(`k${n}`, n * round));
      const ends = await cluster.result(Promise.allSettled(puts), 100);
      expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
      for (const end of ends) if (end.status === "rejected") expect(end.reason).toMatchObject({ code: "UNAVAILABLE" });
    }
  });
});
