/**
 * Every machine instantiates and every target resolves (XState finds a wrong one only when it runs); the lease and
 * supervisor charts. Source: DESIGN section 2; riak_ensemble "Leader leases", "Process hierarchy".
 */
import { createActor, type AnyStateMachine, type AnyStateNode } from "xstate";
import { describe, expect, it } from "vitest";
import { exchangeMachine } from "#machines/exchange/machine";
import { leaseMachine } from "#machines/lease";
import { managerMachine } from "#machines/manager/machine";
import { peerMachine } from "#machines/peer/machine";
import { claim } from "#machines/protocol/claim";
import { emptyRing } from "#machines/protocol/ring";
import { requestMachine } from "#machines/request/machine";
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
  ["manager", managerMachine, { self: "n1", settings: defaultSettings }],
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
      sameEpoch: false,
      timeoutMs: 10,
      pages: 2,
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
