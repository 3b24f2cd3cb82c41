/** Supervision over real children. Source: riak_ensemble "Process hierarchy"; DESIGN section 3 "Supervision". */
import { beforeEach, describe, expect, it } from "vitest";
import { defaultSettings } from "#machines/protocol/settings";
import { Supervisor, type Child } from "#services/supervision";
import { Tracer } from "#services/tracer";
import { VirtualClock } from "#test/support/virtual-clock";

let clock: VirtualClock;
let calls: string[];
let gates: Map<string, { resolve: () => void; reject: (error: unknown) => void }>;
let held: Set<string>;

function child(name: string): Child {
  return {
    name,
    start: () => {
      calls.push(`+${name}`);
      if (!held.has(name)) return Promise.resolve();
      return new Promise((resolve, reject) => gates.set(name, { resolve, reject }));
    },
    stop: async () => void calls.push(`-${name}`),
  };
}

function make(names = ["a", "b", "c"]): Supervisor {
  const tracer = new Tracer({ node: "n", boot: "1", clock, publish: () => undefined });
  const log = { write: () => undefined };
  return new Supervisor({ id: "s", children: names.map(child), clock, log, tracer, settings: () => defaultSettings });
}

const said = () => calls.splice(0);

beforeEach(() => {
  clock = new VirtualClock();
  calls = [];
  gates = new Map();
  held = new Set();
});

describe("a supervisor", () => {
  it("starts in order, each when the one before runs, and stops in reverse", async () => {
    held.add("b");
    const supervisor = make();
    supervisor.start();
    await clock.settle();
    expect(said()).toEqual(["+a", "+b"]);
    gates.get("b")?.resolve();
    await clock.settle();
    expect(said()).toEqual(["+c"]);
    const stopped = supervisor.stop();
    await clock.settle();
    await stopped;
    expect(said()).toEqual(["-c", "-b", "-a"]);
    await supervisor.stop();
  });

  it("starts again, after a pause, what failed to start", async () => {
    held.add("b");
    const supervisor = make();
    supervisor.start();
    await clock.settle();
    gates.get("b")?.reject(new Error("no disk"));
    held.delete("b");
    await clock.settle();
    expect([supervisor.state, said()]).toEqual(["backOff", ["+a", "+b"]]);
    await clock.advance(defaultSettings.restartMinMs);
    expect([supervisor.state, said()]).toEqual(["running", ["+b", "+c"]]);
  });

  it("stopped while a child starts, it stops that child too, and has ended only then", async () => {
    held.add("b");
    const supervisor = make();
    supervisor.start();
    await clock.settle();
    let ended = false;
    void supervisor.stop().then(() => (ended = true));
    await clock.settle();
    expect([ended, said()]).toEqual([false, ["+a", "+b", "-a"]]);
    gates.get("b")?.resolve();
    await clock.settle();
    expect([ended, said()]).toEqual([true, ["-b"]]);
  });

  it("never has two of one child: one whose start is overtaken by a failure before it is stopped first", async () => {
    held.add("c");
    const supervisor = make();
    supervisor.start();
    await clock.settle();
    supervisor.failed("b", new Error("x"));
    await clock.advance(defaultSettings.restartMinMs);
    // c's first start is still under way: the second waits for it.
    expect(said()).toEqual(["+a", "+b", "+c", "-b", "+b"]);
    const first = gates.get("c");
    held.delete("c");
    first?.resolve();
    await clock.settle();
    const running = said();
    expect(
      running.filter((call) => call === "+c").length - running.filter((call) => call === "-c").length,
    ).toBeLessThanOrEqual(0);
    expect(supervisor.state).toBe("running");
  });

  it("starts nothing that was asked for in the turn in which it was stopped", async () => {
    const supervisor = make();
    supervisor.start();
    const stopped = supervisor.stop();
    await clock.settle();
    await stopped;
    expect(said()).toEqual([]);
    expect(clock.armed).toBe(0);
  });
});
