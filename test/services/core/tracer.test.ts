/** The trace record. Source: DESIGN section 6; machines/protocol/trace.ts. */
import { createActor, createMachine } from "xstate";
import { beforeEach, describe, expect, it } from "vitest";
import type { TraceBatch } from "#machines/protocol/messages";
import type { TraceRecord } from "#machines/protocol/trace";
import { statesOf, Tracer } from "#services/tracer";
import { VirtualClock } from "#test/support/virtual-clock";

const machine = createMachine({
  id: "m",
  initial: "idle",
  states: {
    idle: { on: { go: { target: "both", actions: ["first", "second"] }, stay: { actions: ["first"] } } },
    both: {
      type: "parallel",
      states: { left: { initial: "a", states: { a: {}, b: {} } }, right: { initial: "c", states: { c: {} } } },
      always: [],
    },
  },
});

let clock: VirtualClock;
let batches: TraceBatch[];

beforeEach(() => {
  clock = new VirtualClock();
  batches = [];
});

const make = (sink?: (record: TraceRecord) => void) =>
  new Tracer({ node: "n", boot: "b1", clock, sink, publish: (batch) => void batches.push(batch) });
const ask = (tracer: Tracer, ms = 1000) =>
  tracer.watch({ sender: "inspector", boot: "1", frame: 1, messages: [] }, { type: "watch", id: "inspector", ms });
const follow = (tracer: Tracer) => {
  const actor = createActor(machine);
  const unfollow = tracer.follow("peer:demo/n", "m", actor, () => ({ shown: 1 }));
  actor.start();
  return { actor, unfollow };
};
const records = () => batches.splice(0).flatMap((batch) => batch.records);

describe("a sink", () => {
  it("sees each transition with its stable id, the states before and after, effects in order, and the cause", () => {
    const seen: TraceRecord[] = [];
    const tracer = make((record) => void seen.push(record));
    const { actor, unfollow } = follow(tracer);
    seen.length = 0;
    tracer.causedBy("client:7");
    actor.send({ type: "go", from: "x", req: 3, body: { kind: "ok" } } as never);
    tracer.causedBy("");
    const step = seen.find(({ event }) => event === "go");
    expect(step).toMatchObject({
      node: "n",
      boot: "b1",
      actor: "peer:demo/n",
      machine: "m",
      kind: "step",
      data: { from: "x", req: 3, body: "ok" },
      transitions: ["idle|go|0"],
      before: ["idle"],
      after: ["both.left.a", "both.right.c"],
      effects: ["first", "second"],
      cause: "client:7",
      context: { shown: 1 },
    });
    unfollow();
    expect(seen.at(-1)).toMatchObject({ kind: "stopped", before: ["both.left.a", "both.right.c"] });
    expect(seen.map(({ n }) => n)).toEqual([...seen.map(({ n }) => n)].sort((a, b) => a - b));
    expect(new Set(seen.map(({ n }) => n)).size).toBe(seen.length);
  });

  it("sees a transition that stays, and nothing of an event without one", () => {
    const seen: TraceRecord[] = [];
    const { actor } = follow(make((record) => void seen.push(record)));
    seen.length = 0;
    actor.send({ type: "stay" });
    actor.send({ type: "nothing" } as never);
    expect(seen.map(({ transitions, before, after }) => [transitions, before, after])).toEqual([
      [["idle|stay|0"], ["idle"], ["idle"]],
    ]);
  });
});

describe("on demand", () => {
  it("publishes nothing, and listens to nothing, until somebody watches", async () => {
    const tracer = make();
    const { actor } = follow(tracer);
    actor.send({ type: "stay" });
    await clock.advance(5000);
    expect([batches, clock.armed]).toEqual([[], 0]);
  });

  it("begins with where every chart is, then streams, and ends with the watch", async () => {
    const tracer = make();
    const { actor } = follow(tracer);
    ask(tracer);
    await clock.advance(30);
    expect(records().map(({ kind, after }) => [kind, after])).toEqual([["snapshot", ["idle"]]]);
    actor.send({ type: "go" });
    await clock.advance(30);
    expect(records().map(({ kind, event }) => [kind, event])).toEqual([["step", "go"]]);
    await clock.advance(2000);
    batches.length = 0;
    actor.send({ type: "stay" });
    await clock.advance(5000);
    expect([batches, clock.armed]).toEqual([[], 0]);
  });

  it("says each step once, however often and when it is asked again", async () => {
    const tracer = make();
    const { actor } = follow(tracer);
    ask(tracer, 50);
    ask(tracer, 50);
    // The watch has run out, but the listener has not gone yet.
    await clock.advance(45);
    await clock.advance(7);
    ask(tracer, 1000);
    await clock.advance(30);
    records();
    actor.send({ type: "stay" });
    await clock.advance(30);
    expect(records().map(({ event }) => event)).toEqual(["stay"]);
  });

  it("counts what it leaves out, never in silence", async () => {
    const tracer = make();
    const { actor } = follow(tracer);
    ask(tracer, 1000);
    for (let step = 0; step < 5000; step += 1) actor.send({ type: "stay" });
    await clock.advance(30);
    const sent = batches.reduce((sum, batch) => sum + batch.records.length + batch.gap, 0);
    expect(sent).toBe(5001);
    expect(batches[0]?.gap).toBeGreaterThan(0);
  });

  it("shows signs of life when nothing happens", async () => {
    const tracer = make();
    follow(tracer);
    ask(tracer, 5000);
    await clock.advance(4000);
    expect(batches.filter((batch) => batch.records.length === 0).length).toBeGreaterThanOrEqual(2);
  });
});

describe("state paths", () => {
  it("are dotted, one a region", () => {
    expect(statesOf({ value: { leading: { tree: "ready", commit: "idle" } } })).toEqual([
      "leading.tree.ready",
      "leading.commit.idle",
    ]);
    expect(statesOf({ value: "probe" })).toEqual(["probe"]);
    expect(statesOf(undefined)).toEqual([]);
  });
});
