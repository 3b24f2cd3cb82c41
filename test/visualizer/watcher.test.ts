/** When nodes are asked for their traces. Source: INSPECTOR "Stream": "attached only while an inspector holds a lease". */
import { beforeEach, describe, expect, it } from "vitest";
import type { WebSocket } from "ws";
import { createActor } from "xstate";
import { Tracer } from "#services/tracer";
import { MemoryNetwork } from "#transport/memory-bus";
import { History } from "#visualizer/history";
import { maxUnsentBytes, PageLink } from "#visualizer/page-link";
import type { ServerFrame } from "#visualizer/stream";
import { Hub } from "#visualizer/hub";
import { LiveState } from "#visualizer/live-state";
import { Watcher, watchLeaseMs } from "#visualizer/watcher";
import { VirtualClock } from "#test/support/virtual-clock";
import { doorMachine } from "./fixture-machine.ts";
import { ScriptedBus, ToldNode } from "./support.ts";

/** As much of a socket as a page's link uses; `bufferedAmount` is what the test says. */
class FakeSocket {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  readonly frames: ServerFrame[] = [];

  send(text: string): void {
    this.frames.push(JSON.parse(text) as ServerFrame);
  }

  close(): void {
    this.readyState = 3;
  }

  terminate(): void {
    this.readyState = 3;
  }
}

let bus: ScriptedBus;
let clock: VirtualClock;
let watcher: Watcher;
let hub: Hub;

function makeHub(): Hub {
  return new Hub({ live: new LiveState(), clock, commands: new Map(), values: false });
}

beforeEach(() => {
  bus = new ScriptedBus();
  clock = new VirtualClock();
  let next = 0;
  hub = makeHub();
  watcher = new Watcher({ bus, clock, random: { below: (bound) => (next += 1) % bound } }, hub);
});

function openPage() {
  const socket = new FakeSocket();
  const link = new PageLink(socket as unknown as WebSocket);
  watcher.addPage(link);
  link.welcome([hub.snapshot()]);
  return { socket, link };
}

const world = () => hub.live.retention.world.data();

function watches() {
  return bus.published.filter(({ channel }) => channel.kind === "watch").map(({ messages }) => messages[0]);
}

describe("Watcher", () => {
  it("asks for nothing and arms no timer without a page", async () => {
    await clock.advance(60_000);
    expect(bus.published).toEqual([]);
    expect(clock.armed).toBe(0);
  });

  it("asks when the first page opens, and again well before the lease ends", async () => {
    openPage();
    openPage();
    expect(watches()).toEqual([expect.objectContaining({ type: "watch", ms: watchLeaseMs })]);
    await clock.advance(10_000);
    expect(watches().length).toBeGreaterThanOrEqual(10_000 / (watchLeaseMs / 2));
    expect(new Set(watches().map((watch) => JSON.stringify(watch))).size).toBe(1);
  });

  it("stops asking when the last page closes, and asks under a new name after the lease lapsed", async () => {
    const { link } = openPage();
    await clock.advance(100);
    watcher.removePage(link);
    const before = watches().length;
    await clock.advance(watchLeaseMs + 1000);
    expect(watches().length).toBe(before);
    expect(clock.armed).toBe(0);
    openPage();
    expect(watches().at(-1)).not.toEqual(watches()[0]);
  });

  it("forgets where actors were when a watch lapsed, and keeps it over a reload", async () => {
    const first = openPage();
    new ToldNode(bus, doorMachine, "n1", ["closed"]).snapshot();
    watcher.removePage(first.link);
    const second = openPage();
    expect(world().actors).toHaveLength(1);
    watcher.removePage(second.link);
    await clock.advance(watchLeaseMs + 1000);
    openPage();
    expect(world().actors).toEqual([]);
  });

  it("asks at once when the bus is back", async () => {
    openPage();
    await clock.advance(300);
    const before = watches().length;
    bus.emit((events) => events.status?.("connected"));
    await clock.advance(260);
    expect(watches().length).toBe(before + 1);
  });

  it("sends many records as one delta, and a sign of life when there are none", async () => {
    const { socket } = openPage();
    const node = new ToldNode(bus, doorMachine, "n1", ["closed"]);
    for (let i = 0; i < 50; i += 1) node.snapshot();
    await clock.advance(40);
    const deltas = socket.frames.filter((frame) => frame.type === "delta");
    expect(deltas).toHaveLength(1);
    expect(deltas[0]?.entries).toHaveLength(51);
    await clock.advance(2000);
    expect(socket.frames.at(-1)).toEqual({ type: "alive" });
  });

  it("sends a page that reads too slowly one snapshot with an explicit gap instead of every record", async () => {
    const { socket } = openPage();
    const node = new ToldNode(bus, doorMachine, "n1", ["closed"]);
    socket.bufferedAmount = maxUnsentBytes + 1;
    for (let i = 0; i < 30; i += 1) {
      node.snapshot();
      await clock.advance(30);
    }
    expect(socket.frames).toHaveLength(1);
    socket.bufferedAmount = 0;
    node.snapshot();
    await clock.advance(30);
    expect(socket.frames.at(-1)).toMatchObject({
      type: "snapshot",
    });
    const caughtUp = socket.frames.at(-1) as Extract<ServerFrame, { type: "snapshot" }>;
    expect(caughtUp.entries.at(-1)).toMatchObject({ what: "gap", gap: { node: "n1", missed: 30, by: "page" } });
    expect(new History(caughtUp.base, caughtUp.entries).worldAt(caughtUp.serial).data().actors).toHaveLength(1);
    node.snapshot();
    await clock.advance(30);
    expect(socket.frames.at(-1)).toMatchObject({ type: "delta", entries: [{ record: { actor: "peer:demo/n1" } }] });
  });
});

describe("over a bus, from a chart that runs", () => {
  it("shows where it is, what it does and under which transition ids", async () => {
    const network = new MemoryNetwork({ cluster: "demo", defer: (deliver) => clock.defer(deliver) });
    const nodeBus = network.bus("n1", "boot1");
    const tracer = new Tracer({
      node: "n1",
      boot: "boot1",
      clock,
      publish: (batch) => void nodeBus.publish({ kind: "trace", node: "n1" }, [batch]),
    });
    const door = createActor(
      doorMachine.provide({ guards: { isAllowed: () => true }, delays: { closeDelay: 60_000 } }),
    );
    tracer.follow("door:demo/n1", "door", door, () => ({}));
    door.start();
    nodeBus.subscribe({ kind: "watch" }, (batch) => {
      for (const message of batch.messages) if (message.type === "watch") tracer.watch(batch, message);
    });
    let next = 0;
    const random = { below: (bound: number) => (next += 1) % bound };
    hub = makeHub();
    watcher = new Watcher({ bus: network.bus("inspector", "boot2"), clock, random }, hub);

    const { socket } = openPage();
    await clock.advance(200);
    expect(world().actors).toMatchObject([{ actor: "door:demo/n1", node: "n1", at: ["closed"] }]);
    door.send({ type: "open" });
    await clock.advance(200);
    const after = ["open.light.on", "open.bell.silent"];
    const moves = socket.frames.flatMap((frame) => (frame.type === "delta" ? frame.entries : []));
    expect(moves.filter((entry) => entry.what === "record" && entry.record.kind === "step")).toMatchObject([
      { record: { event: "open", transitions: ["closed|open|0"], before: ["closed"], after } },
    ]);
    expect(world().actors).toMatchObject([{ at: after }]);

    await clock.advance(10_000);
    expect(world().nodes).toEqual([{ node: "n1", boot: "boot1", state: "live" }]);
    tracer.close();
    await nodeBus.close();
    await clock.advance(3000);
    expect(world()).toMatchObject({ nodes: [{ node: "n1", state: "gone" }], actors: [] });
    watcher.close();
    door.stop();
  });
});
