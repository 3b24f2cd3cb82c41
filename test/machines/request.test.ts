/** The quorum request's chart. Source: seed "Quorum Requests" (its drawing), RING facts. */
import { createActor } from "xstate";
import { describe, expect, it } from "vitest";
import type { VnodeBody } from "#machines/protocol/messages";
import { claim } from "#machines/protocol/claim";
import { emptyRing, type Placement } from "#machines/protocol/ring";
import { requestEmptyCells, requestFallThrough, requestStates } from "#machines/request/cells";
import { remainingOf } from "#machines/request/counting";
import { requestMachine } from "#machines/request/machine";
import type { RequestEvent, RequestInput } from "#machines/request/types";
import { statesOf } from "#services/tracer";
import { VirtualClock } from "#test/support/virtual-clock";

const five = claim(emptyRing(64), ["n1", "n2", "n3", "n4", "n5"], 3);
const ok: VnodeBody = { kind: "ok" };
const refused: VnodeBody = { kind: "error", reason: "storage", stamp: null };

function make(parts: Partial<RequestInput> = {}) {
  const clock = new VirtualClock();
  const sent: (readonly Placement[])[] = [];
  const path: string[] = [];
  const machine = requestMachine.provide({ actions: { send: (_, { to }) => void sent.push(to) } });
  const input: RequestInput = {
    ...{ req: 7, op: "put", ring: five, first: 12, n: 3, required: 2, primaries: 2, down: [], timeoutMs: 5000 },
    ...parts,
  };
  const actor = createActor(machine, {
    input,
    clock: {
      setTimeout: (callback: () => void, ms: number) => clock.setTimer(callback, ms),
      clearTimeout: (handle: unknown) => clock.clearTimer(handle),
    } as never,
    inspect: (event) => {
      if (event.type === "@xstate.microstep") path.push(...statesOf(event.snapshot));
    },
  });
  actor.start();
  expect(actor.getSnapshot().value).toBe("init");
  actor.send({ type: "begin" });
  const context = () => actor.getSnapshot().context;
  const reply = (from: string, partition: number, body: VnodeBody = ok, req = 7): void =>
    actor.send({ type: "reply", from, req, partition, body });
  return { clock, sent, path, actor, context, reply, state: () => actor.getSnapshot().value };
}

const nodes = (list: readonly Placement[] | undefined): string[] => (list ?? []).map(({ node }) => node);

describe("the request chart", () => {
  it("goes through init, prepare and execute to waiting, asks all N, and stops when W have answered", () => {
    const { path, sent, reply, state, context } = make();
    expect(path).toEqual(["prepare", "execute", "waiting"]);
    expect(sent).toEqual([
      [
        { partition: 12, node: "n3", fallback: false },
        { partition: 13, node: "n4", fallback: false },
        { partition: 14, node: "n5", fallback: false },
      ],
    ]);
    expect(remainingOf(context())).toBe(2);
    reply("n5", 14);
    expect([state(), remainingOf(context())]).toEqual(["waiting", 1]);
    reply("n3", 12);
    expect([state(), context().outcome]).toEqual(["stop", "met"]);
    expect(context().replies.map(({ partition }) => partition)).toEqual([14, 12]);
  });

  it("ends in timeout when time is up, however many replies came in between", async () => {
    const { clock, reply, state, context } = make({ required: 3, primaries: 2 });
    await clock.advance(3000);
    reply("n3", 12);
    reply("n4", 13);
    await clock.advance(1999);
    expect(state()).toBe("waiting");
    await clock.advance(1);
    expect([state(), context().outcome, context().replies.length]).toEqual(["timeout", "timeout", 2]);
    expect(clock.armed).toBe(0);
  });

  it("ignores foreign, duplicate and late replies", () => {
    const { reply, state, context } = make();
    reply("n3", 12);
    reply("n3", 12);
    reply("n3", 12, ok, 8);
    reply("n3", 13);
    reply("n1", 14);
    reply("n9", 63);
    expect([state(), context().replies.length]).toEqual(["waiting", 1]);
    reply("n4", 13);
    const before = context();
    reply("n5", 14);
    expect([state(), context()]).toEqual(["stop", before]);
  });

  it("stops early when refusals leave too few", () => {
    const { reply, state, context } = make();
    reply("n3", 12, refused);
    expect(state()).toBe("waiting");
    reply("n4", 13, refused);
    expect([state(), context().outcome]).toEqual(["stop", "outOfReach"]);
  });

  it("asks fallbacks in the place of nodes that are down", () => {
    const { sent, reply, state, context } = make({ down: ["n4"], required: 3 });
    expect(sent[0]?.[1]).toEqual({ partition: 13, node: "n1", fallback: true });
    reply("n3", 12);
    reply("n1", 13);
    reply("n5", 14);
    expect([state(), context().replies[1]?.fallback]).toEqual(["stop", true]);
  });

  it("counts a fallback only where a primary may be missing", () => {
    const { reply, state, context } = make({ down: ["n4"] });
    reply("n1", 13);
    reply("n3", 12);
    expect([state(), remainingOf(context())]).toEqual(["waiting", 1]);
    reply("n5", 14);
    expect([state(), context().replies.length]).toEqual(["stop", 3]);
    const sloppy = make({ down: ["n4"], primaries: 0 });
    sloppy.reply("n1", 13);
    sloppy.reply("n3", 12);
    expect(sloppy.state()).toBe("stop");
  });

  it("asks primaries that are taken for down, where fallbacks would leave too few", () => {
    const { sent, reply, actor, state, context } = make({ down: ["n3", "n4", "n5"] });
    expect(sent[0]?.map(({ node, fallback }) => `${node} ${fallback}`)).toEqual(["n1 true", "n4 false", "n5 false"]);
    reply("n4", 13);
    expect(state()).toBe("waiting");
    actor.send({ type: "nodeGone", node: "n5", partitions: [14] });
    expect([state(), context().outcome]).toEqual(["stop", "outOfReach"]);
    expect(make({ down: ["n3", "n4", "n5"], primaries: 0 }).sent[0]?.every(({ fallback }) => fallback)).toBe(true);
  });

  it("asks the next live node when one is found to be gone, and takes no late reply of it", () => {
    const { actor, sent, reply, state, context } = make({ required: 3 });
    actor.send({ type: "nodeGone", node: "n4", partitions: [13] });
    expect(nodes(sent[1])).toEqual(["n1"]);
    reply("n4", 13);
    expect(context().replies).toEqual([]);
    actor.send({ type: "nodeGone", node: "n1", partitions: [13] });
    expect(nodes(sent[2])).toEqual(["n2"]);
    reply("n2", 13);
    reply("n3", 12);
    reply("n5", 14);
    expect(state()).toBe("stop");
  });

  it("is refused when nobody is left to ask", () => {
    const { actor, state, context } = make({ ring: claim(emptyRing(8), ["n1"], 3), first: 3 });
    actor.send({ type: "nodeGone", node: "n1", partitions: [3, 4, 5] });
    expect([state(), context().outcome]).toEqual(["stop", "outOfReach"]);
    expect(context().replies.map(({ body }) => body.kind)).toEqual(["error", "error", "error"]);
  });

  it("leaves alone what went to a node with another request", () => {
    const { actor, sent, context } = make();
    actor.send({ type: "nodeGone", node: "n4", partitions: [55] });
    expect(sent).toHaveLength(1);
    expect(context().list[1]?.node).toBe("n4");
  });

  it.each([
    [{ required: 4 }, "4"],
    [{ n: 65, required: 2 }, "65 vnodes"],
    [{ required: 0 }, "0"],
  ])("never begins with %o", (parts, what) => {
    const actor = createActor(requestMachine, { input: { ...make().context(), ...parts } });
    let thrown: unknown;
    actor.subscribe({ error: (error) => (thrown = error) });
    actor.start();
    expect(String(thrown)).toContain(what);
  });
});

describe("the request's cells", () => {
  const events = Object.keys(requestEmptyCells) as RequestEvent["type"][];

  it("knows every state of the chart, and no other", () => {
    expect(Object.keys(requestMachine.states)).toEqual([...requestStates]);
  });

  it("are each on the chart or in the table", () => {
    for (const state of requestStates) {
      for (const event of events) {
        const onChart = requestMachine.states[state]?.transitions.get(event)?.length ?? 0;
        const inTable = requestEmptyCells[event].filter(({ where }) => where.includes(state)).length;
        expect([state, event, Math.min(1, onChart) + inTable]).toEqual([state, event, 1]);
        if (onChart > 1) expect(requestFallThrough[event]?.where).toContain(state);
      }
    }
  });

  it("takes no other event", () => {
    const taken = requestStates.flatMap((state) => [...(requestMachine.states[state]?.transitions.keys() ?? [])]);
    expect(taken.filter((type) => !type.startsWith("xstate."))).toEqual(events);
  });
});
