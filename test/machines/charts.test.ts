/**
 * Every machine instantiates and every target resolves (XState finds a wrong one only when it runs); the lease, supervisor
 * and exchange charts. Source: DESIGN section 2; riak_ensemble "Leader leases", "Process hierarchy", "Exchange state".
 */
import { createActor, type AnyStateMachine, type AnyStateNode } from "xstate";
import { describe, expect, it } from "vitest";
import { exchangeMachine, type ExchangeAsk, type ExchangeInput } from "#machines/exchange/machine";
import { leaseMachine } from "#machines/lease";
import { peerMachine } from "#machines/peer/machine";
import { claim } from "#machines/protocol/claim";
import { emptyRing } from "#machines/protocol/ring";
import { requestMachine } from "#machines/request/machine";
import type { Views } from "#machines/protocol/fact";
import type { LeafEntry, StoredObject } from "#machines/protocol/object";
import type { ReplyBody } from "#machines/protocol/messages";
import { defaultSettings } from "#machines/protocol/settings";
import { backOffMs, supervisorMachine } from "#machines/supervisor";
import { transitionId } from "#machines/transition-id";
import { VirtualClock } from "#test/support/virtual-clock";

function chartClock(clock: VirtualClock) {
  return {
    setTimeout: (callback: () => void, ms: number) => clock.setTimer(callback, ms),
    clearTimeout: (handle: unknown) => clock.clearTimer(handle),
  } as never;
}

const machines: readonly (readonly [string, AnyStateMachine, object])[] = [
  ["peer", peerMachine, { self: "a", ensemble: "demo", settings: defaultSettings, firstReq: 1, seed: 1 }],
  ["lease", leaseMachine, {}],
  ["supervisor", supervisorMachine, { children: ["one"], settings: defaultSettings }],
  [
    "request",
    requestMachine,
    {
      ...{ req: 1, op: "get", ring: claim(emptyRing(8), ["n1"], 3), first: 0, n: 3, required: 2, primaries: 2 },
      ...{ down: [], timeoutMs: 10 },
    },
  ],
  [
    "exchange",
    exchangeMachine,
    {
      self: "a",
      ensemble: "demo",
      views: [["a", "b"]],
      epoch: 1,
      sync: false,
      trusted: true,
      timeoutMs: 10,
      pageSize: 2,
      firstReq: 1,
    },
  ],
];

function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)];
}

describe.each(machines)("%s", (_, machine, input) => {
  it("instantiates, starts and stops", () => {
    const actor = createActor(machine, { input, clock: chartClock(new VirtualClock()) });
    actor.subscribe({ error: () => undefined });
    actor.start();
    expect(actor.getSnapshot().status).toBe("active");
    actor.stop();
  });

  it("resolves every target, and names its transitions apart", () => {
    const ids: string[] = [];
    const ends = new Set<AnyStateNode>();
    for (const node of nodesOf(machine.root)) {
      for (const transition of [...[...node.transitions.values()].flat(), ...(node.always ?? [])]) {
        ids.push(transitionId(transition));
        for (const target of transition.target ?? []) ends.add(target);
      }
      if (node.type === "compound") ends.add(node.initial.target[0] as AnyStateNode);
    }
    expect(new Set(ids).size).toBe(ids.length);
    // Whatever is not inside a parallel state is the end of some arrow: nothing is unreachable by drawing.
    const lost = nodesOf(machine.root).filter(
      (node) =>
        node.parent !== undefined &&
        node.parent.type !== "parallel" &&
        !ends.has(node) &&
        !nodesOf(node).some((inner) => ends.has(inner)),
    );
    expect(lost.map(({ id }) => id)).toEqual([]);
  });

  it("has an implementation for each action, guard and delay that it names", () => {
    const { implementations } = machine;
    const missing: string[] = [];
    for (const node of nodesOf(machine.root)) {
      const transitions = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
      const actions = [...node.entry, ...node.exit, ...transitions.flatMap((one) => one.actions)] as {
        readonly type?: string;
      }[];
      for (const { type } of actions)
        if (type !== undefined && !type.startsWith("xstate.") && !(type in implementations.actions)) missing.push(type);
      for (const { guard } of transitions) {
        const name = typeof guard === "string" ? guard : ((guard as { type?: string } | undefined)?.type ?? null);
        if (name !== null && !(name in implementations.guards)) missing.push(name);
      }
    }
    expect(missing).toEqual([]);
  });
});

describe("the lease chart", () => {
  const make = () => {
    const clock = new VirtualClock();
    const actor = createActor(leaseMachine, { clock: chartClock(clock) }).start();
    return { clock, actor, state: () => actor.getSnapshot().value };
  };
  it("is held for as long as it was granted, and lapses", async () => {
    const { clock, actor, state } = make();
    expect(state()).toBe("vacant");
    actor.send({ type: "granted", durationMs: 100 });
    await clock.advance(99);
    expect(state()).toBe("held");
    expect(actor.getSnapshot().hasTag("valid")).toBe(true);
    await clock.advance(1);
    expect(state()).toBe("lapsed");
    actor.send({ type: "granted", durationMs: 100 });
    expect(state()).toBe("held");
  });
  it("runs anew at each grant, and is vacant once released", async () => {
    const { clock, actor, state } = make();
    actor.send({ type: "granted", durationMs: 100 });
    await clock.advance(80);
    actor.send({ type: "granted", durationMs: 100 });
    await clock.advance(80);
    expect(state()).toBe("held");
    actor.send({ type: "released" });
    expect(state()).toBe("vacant");
    await clock.advance(1000);
    expect(state()).toBe("vacant");
    actor.send({ type: "released" });
    actor.send({ type: "stop" });
    expect(state()).toBe("stopped");
  });
});

describe("the supervisor chart", () => {
  const make = () => {
    const clock = new VirtualClock();
    const calls: string[] = [];
    const machine = supervisorMachine.provide({
      actions: {
        startChild: (_, { child }) => void calls.push(`+${child}`),
        stopChild: (_, { child }) => void calls.push(`-${child}`),
      },
    });
    const settings = { restartMinMs: 100, restartMaxMs: 1000 };
    const actor = createActor(machine, { clock: chartClock(clock), input: { children: ["a", "b", "c"], settings } });
    actor.start();
    const up = (...children: string[]) => children.forEach((child) => actor.send({ type: "childStarted", child }));
    const down = (...children: string[]) => children.forEach((child) => actor.send({ type: "childStopped", child }));
    const fail = (child: string) => actor.send({ type: "childFailed", child, reason: "x" });
    const said = () => calls.splice(0);
    return { clock, actor, up, down, fail, said, state: () => actor.getSnapshot().value };
  };

  it("starts its children one after the other", () => {
    const { up, said, state } = make();
    expect(said()).toEqual(["+a"]);
    up("b");
    expect(said()).toEqual([]);
    up("a");
    expect(said()).toEqual(["+b"]);
    up("b", "c");
    expect(said()).toEqual(["+c"]);
    expect(state()).toBe("running");
  });

  it("restarts the one that failed and those after it, last first, and not those before it", async () => {
    const { clock, up, down, fail, said, state } = make();
    up("a", "b", "c");
    said();
    fail("b");
    expect(said()).toEqual(["-c"]);
    down("c");
    expect(said()).toEqual(["-b"]);
    down("b");
    expect(state()).toBe("backOff");
    await clock.advance(99);
    expect(said()).toEqual([]);
    await clock.advance(1);
    expect(said()).toEqual(["+b"]);
    up("b", "c");
    expect(said()).toEqual(["+c"]);
    expect(state()).toBe("running");
  });

  it("goes back further when an earlier child fails while it restarts, or while it waits", async () => {
    const first = make();
    first.up("a", "b", "c");
    first.fail("c");
    first.fail("a");
    first.down("c", "b", "a");
    expect(first.state()).toBe("backOff");
    await first.clock.advance(100);
    expect(first.said().at(-1)).toBe("+a");

    const later = make();
    later.up("a", "b", "c");
    later.fail("c");
    later.down("c");
    expect(later.state()).toBe("backOff");
    later.said();
    later.fail("b");
    expect(later.said()).toEqual(["-b"]);
    later.down("b");
    await later.clock.advance(100);
    expect(later.said()).toEqual(["+b"]);
  });

  it("waits longer each time, up to a limit, and forgets failures once all have run for long", async () => {
    const { clock, actor, up, down, fail } = make();
    up("a", "b", "c");
    const waits: number[] = [];
    for (let time = 0; time < 6; time += 1) {
      fail("c");
      down("c");
      waits.push(backOffMs(actor.getSnapshot().context));
      await clock.advance(waits.at(-1) as number);
      up("c");
    }
    expect(waits).toEqual([100, 200, 400, 800, 1000, 1000]);
    await clock.advance(1000);
    expect(actor.getSnapshot().context.failures).toBe(0);
  });

  it("stops everything, last first, from wherever it is", async () => {
    const { actor, up, down, fail, said, state } = make();
    up("a", "b", "c");
    said();
    fail("c");
    actor.send({ type: "stop" });
    down("c", "b", "a");
    expect(said()).toEqual(["-c", "-c", "-b", "-a"]);
    expect(state()).toBe("stopped");
    const fresh = make();
    fresh.actor.send({ type: "stop" });
    expect(fresh.state()).toBe("stopped");
  });

  it("does not know strangers", () => {
    const { up, fail, state } = make();
    up("a", "b", "c");
    fail("z");
    expect(state()).toBe("running");
  });
});

describe("the exchange chart", () => {
  const leaf = (key: string, seq = 1): LeafEntry => ({ key, ballot: { epoch: 1, seq }, hash: new Uint8Array(16) });
  const object = (key: string): StoredObject => ({ ...leaf(key), value: null, version: "v" });
  const make = (input: Partial<ExchangeInput> = {}) => {
    const clock = new VirtualClock();
    const asks: ExchangeAsk[] = [];
    const compared: (readonly LeafEntry[])[] = [];
    const stored: (readonly StoredObject[])[] = [];
    const machine = exchangeMachine.provide({
      actions: {
        ask: (_, ask: ExchangeAsk) => void asks.push(ask),
        compare: (_, { entries }) => void compared.push(entries),
        store: (_, { objects }) => void stored.push(objects),
      },
    });
    const views: Views = [["a", "b", "c"]];
    const actor = createActor(machine, {
      clock: chartClock(clock),
      input: {
        self: "a",
        ensemble: "demo",
        views,
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        ...input,
      },
    });
    actor.start();
    const last = () => asks.at(-1) as ExchangeAsk;
    const reply = (from: string, body: ReplyBody, req = last().req) =>
      actor.send({ type: "reply", from, req, epoch: 5, body });
    const ready = (from: string, trusted = true) => reply(from, { kind: "exchanging", trusted });
    const page = (from: string, entries: readonly LeafEntry[], more = false) =>
      reply(from, { kind: "leaves", entries, more });
    const haul = (from: string, objects: readonly StoredObject[], missing: readonly string[] = []) =>
      reply(from, { kind: "objects", objects, missing });
    const newer = (...keys: string[]) => actor.send({ type: "compared", newer: keys });
    const hold = (...keys: string[]) => actor.send({ type: "stored", keys });
    return {
      clock,
      actor,
      asks,
      compared,
      stored,
      last,
      reply,
      ready,
      page,
      haul,
      newer,
      hold,
      state: () => actor.getSnapshot().value,
      reason: () => actor.getSnapshot().context.reason,
    };
  };

  it("compares with a trusted quorum, itself counted, and pulls page by page what is newer", () => {
    const x = make();
    expect(x.last()).toEqual({ req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } });
    x.ready("c");
    expect(x.last()).toMatchObject({ to: ["c"], ask: { type: "leaves", after: null, limit: 2 } });
    x.page("c", [leaf("k1"), leaf("k2")], true);
    expect(x.compared).toEqual([[leaf("k1"), leaf("k2")]]);
    x.newer("k1", "k2");
    expect(x.last()).toMatchObject({ to: ["c"], ask: { type: "fetch", keys: ["k1", "k2"] } });
    x.haul("c", [object("k1")]);
    expect(x.stored).toEqual([[object("k1")]]);
    x.hold("k1");
    // The rest of the page: as much as fitted was sent (R16: it ends only when every newer leaf has its object).
    expect(x.last()).toMatchObject({ ask: { type: "fetch", keys: ["k2"] } });
    x.haul("c", [object("k2")]);
    x.hold("k2");
    expect(x.last()).toMatchObject({ ask: { type: "leaves", after: "k2" } });
    x.page("c", []);
    x.newer();
    expect(x.state()).toBe("complete");
    expect(x.actor.getSnapshot().context.pulled).toBe(2);
  });

  it("does not count an untrusted peer (R21), but is content with all of them", () => {
    const x = make();
    x.ready("b", false);
    expect(x.state()).toBe("asking");
    x.ready("c", false);
    expect(x.state()).toBe("askingAll");
    x.ready("b", false);
    expect(x.state()).toBe("askingAll");
    x.ready("c", false);
    expect(x.asks.at(-1)?.ask.type).toBe("leaves");
    expect(x.actor.getSnapshot().context.peers).toEqual(["b", "c"]);
  });

  it("untrusted itself, it needs a quorum of others (R21)", () => {
    const x = make({ trusted: false });
    x.ready("b");
    expect(x.state()).toBe("asking");
    x.ready("c");
    expect(x.actor.getSnapshot().context.peers).toEqual(["b", "c"]);
    const refused = make({ trusted: false });
    refused.ready("b");
    refused.reply("c", { kind: "nack", reason: "offline" });
    expect(refused.state()).toBe("askingAll");
    refused.reply("c", { kind: "nack", reason: "offline" });
    expect(refused.state()).toBe("failed");
  });

  it("asks all when a silent quorum has had its time, and fails when that does not help", async () => {
    const x = make();
    await x.clock.advance(1000);
    expect(x.state()).toBe("askingAll");
    await x.clock.advance(1000);
    expect(x.state()).toBe("failed");
    expect(x.reason()).toMatch(/neither a trusted quorum nor every member/);
  });

  it("takes a lone peer's data for complete", () => {
    expect(make({ views: [["a"]] }).state()).toBe("complete");
    expect(make({ views: [["a"]], trusted: false }).state()).toBe("complete");
  });

  it.each<[string, (x: ReturnType<typeof make>) => void, RegExp]>([
    ["the peer refuses a page", (x) => x.reply("b", { kind: "nack", reason: "epoch" }), /b refused: epoch/],
    [
      "the peer refuses objects",
      (x) => (x.page("b", [leaf("k")]), x.newer("k"), x.reply("b", { kind: "nack", reason: "state" })),
      /b refused: state/,
    ],
    ["an object is missing", (x) => (x.page("b", [leaf("k")]), x.newer("k"), x.haul("b", [], ["k"])), /lost an object/],
    ["no object comes", (x) => (x.page("b", [leaf("k")]), x.newer("k"), x.haul("b", [])), /lost an object/],
    ["the host says so", (x) => x.actor.send({ type: "failed", reason: "hash" }), /hash/],
  ])("fails when %s", (_, play, reason) => {
    const x = make();
    x.ready("b");
    play(x);
    expect(x.state()).toBe("failed");
    expect(x.reason()).toMatch(reason);
  });

  it("fails without progress in any of its waits, and not while there is some", async () => {
    for (const steps of [0, 1, 2, 3]) {
      const x = make();
      x.ready("b");
      if (steps > 0) x.page("b", [leaf("k")]);
      if (steps > 1) x.newer("k");
      if (steps > 2) x.haul("b", [object("k")]);
      await x.clock.advance(999);
      expect(x.actor.getSnapshot().status).toBe("active");
      await x.clock.advance(1);
      expect(x.state()).toBe("failed");
      expect(x.reason()).toBe("no answer in time");
    }
  });

  it("heeds neither an earlier request's answer, nor another peer's, nor a second copy", () => {
    const x = make();
    x.ready("b");
    x.reply("c", { kind: "leaves", entries: [leaf("z")], more: false });
    x.reply("b", { kind: "leaves", entries: [leaf("z")], more: false }, 10);
    expect(x.compared).toEqual([]);
    x.page("b", [leaf("k")]);
    x.page("b", [leaf("k")]);
    expect(x.compared).toHaveLength(1);
  });

  it("ends when a page says more but holds nothing", () => {
    const x = make();
    x.ready("b");
    x.page("b", [], true);
    x.newer();
    expect(x.state()).toBe("complete");
  });
});
