/** `quorate/inspector` for other people's machines, and the faults of `quorate up --controls`. Source: issue "Inspector". */
import { createWebSocketReceiver, type StatelyInspectionEvent } from "@statelyai/inspect";
import { createActor, createMachine, fromPromise } from "xstate";
import { describe, expect, it, vi } from "vitest";
import { faultBus, noFaults, type NodeFaults } from "#cli/fault-bus";
import { inspectActor } from "#cli/inspector";
import { kvCommands, localCommands } from "#cli/inspector-commands";
import { otherSide } from "#cli/up-nodes";
import type { Message } from "#machines/protocol/messages";
import { MemoryNetwork } from "#transport/memory-bus";
import { VirtualClock } from "#test/support/virtual-clock";

const light = createMachine({
  id: "light",
  initial: "red",
  context: { big: "x".repeat(10_000), when: new Date(0), more: new Map([["a", 1n]]) },
  states: { red: { on: { go: "green" } }, green: {} },
});

describe("inspectActor", () => {
  it("shows an actor under its machine's chart, with a context that is bounded and plain", async () => {
    const actor = createActor(light, { id: "crossing" });
    const inspection = await inspectActor(actor, { port: 0 });
    expect(inspection.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/);
    actor.start();
    const events: StatelyInspectionEvent[] = [];
    createWebSocketReceiver({ server: inspection.statelyUrl }).subscribe((event) => void events.push(event));
    await vi.waitFor(() => expect(events.some(({ type }) => type === "@xstate.actor")).toBe(true), { timeout: 5000 });
    actor.send({ type: "go" });
    await vi.waitFor(
      () => expect(events.at(-1)).toMatchObject({ type: "@xstate.snapshot", snapshot: { value: "green" } }),
      { timeout: 5000 },
    );
    const snapshot = events.at(-1) as { snapshot: { context: { big: string; when: string; more: object } } };
    expect(snapshot.snapshot.context).toMatchObject({ when: "1970-01-01T00:00:00.000Z", more: { a: "1n" } });
    expect(snapshot.snapshot.context.big.length).toBeLessThan(600);
    await inspection.stop();
    await inspection.stop();
  });

  it("adds later actors to the same page, under names of their own", async () => {
    const first = await inspectActor(createActor(light, { id: "a" }).start(), { port: 0 });
    const second = await inspectActor(createActor(light, { id: "a" }).start());
    expect(second.url).toBe(first.url);
    await first.stop();
    await second.stop();
    await expect(fetch(first.url)).rejects.toThrow("fetch failed");
  });

  it("refuses an actor without a chart", async () => {
    const promise = createActor(fromPromise(() => Promise.resolve(1)));
    await expect(inspectActor(promise, { port: 0 })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });
});

describe("faults on purpose", () => {
  function pair() {
    const clock = new VirtualClock();
    const network = new MemoryNetwork({ cluster: "demo", defer: (deliver) => clock.defer(deliver) });
    let faults: NodeFaults = noFaults;
    const n1 = faultBus(network.bus("n1", "b1"), () => faults, clock, { below: () => 10 });
    const n2 = network.bus("n2", "b2");
    const heard: string[] = [];
    n2.subscribe({ kind: "peer", node: "n2" }, () => void heard.push("n2"));
    n1.subscribe({ kind: "peer", node: "n1" }, () => void heard.push("n1"));
    n2.subscribe({ kind: "reply", id: "c" }, () => void heard.push("client"));
    const probe = (from: string, to: string): Message => ({ type: "probe", ensemble: "demo", from, to, req: 1 });
    const both = async () => {
      heard.length = 0;
      n1.publish({ kind: "peer", node: "n2" }, [probe("n1", "n2")]);
      n2.publish({ kind: "peer", node: "n1" }, [probe("n2", "n1")]);
      n1.publish({ kind: "reply", id: "c" }, [{ type: "located", id: 1, node: "n1", peers: [], membership: null }]);
      await clock.advance(1);
      return [...heard].sort();
    };
    return { clock, both, heard, set: (next: Partial<NodeFaults>) => (faults = { ...noFaults, ...next }) };
  }

  it("cut nodes off from each other, both ways, and from nobody else", async () => {
    const { both, set } = pair();
    expect(await both()).toEqual(["client", "n1", "n2"]);
    set({ cut: ["n2"] });
    expect(await both()).toEqual(["client"]);
    set({});
    expect(await both()).toEqual(["client", "n1", "n2"]);
  });

  it("delay and lose what a node sends to others", async () => {
    const { both, set, clock, heard } = pair();
    set({ delayMs: 50 });
    expect(await both()).toEqual(["client", "n1"]);
    await clock.advance(60);
    expect(heard).toContain("n2");
    set({ dropPercent: 11 });
    expect(await both()).toEqual(["client", "n1"]);
    set({ dropPercent: 10 });
    expect(await both()).toEqual(["client", "n1", "n2"]);
  });

  it("cut every node off from the other side of the cut", () => {
    const names = ["n1", "n2", "n3"];
    expect(names.map((name) => otherSide(names, name, { cut: ["n1"] }))).toEqual([["n2", "n3"], ["n1"], ["n1"]]);
    expect(names.map((name) => otherSide(names, name, { cut: [] }))).toEqual([[], [], []]);
  });

  it("are checked before they are carried out", async () => {
    const controls = { pause: vi.fn(), resume: vi.fn(), kill: vi.fn(), restart: vi.fn(), faults: vi.fn() };
    const commands = localCommands(controls);
    const bad = [
      { cut: "n1", delayMs: 0, dropPercent: 0 },
      { cut: [], delayMs: -1, dropPercent: 0 },
      { cut: [], delayMs: 0, dropPercent: 101 },
    ];
    for (const args of bad) {
      await expect(commands["net.faults"]?.run(args)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    }
    expect(controls.faults).not.toHaveBeenCalled();
    await expect(commands["node.kill"]?.run({})).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await commands["node.kill"]?.run({ node: "n2" });
    expect(controls.kill).toHaveBeenCalledWith("n2");
    expect(commands["node.kill"]?.note?.({ node: "n2" })).toBe("n2 was killed");
    expect(Object.values(commands).every(({ changes }) => changes)).toBe(true);
  });
});

it("only reading keys is allowed without controls", () => {
  const commands = kvCommands({} as never);
  const free = Object.entries(commands).flatMap(([name, { changes }]) => (changes ? [] : [name]));
  expect(free).toEqual(["kv.get"]);
});
