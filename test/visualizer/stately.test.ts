/** The adapter that speaks the protocol of @statelyai/inspect. Source: INSPECTOR "Stream"; issue "Inspector". */
import { createWebSocketReceiver, type StatelyInspectionEvent } from "@statelyai/inspect";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { type Inspector, startInspector } from "#visualizer/server";
import { valueOf } from "#visualizer/stately";
import { doorMachine } from "./fixture-machine.ts";
import { clock, random, ScriptedBus, ToldNode } from "./support.ts";

const patience = { timeout: 10_000 };
let bus: ScriptedBus;
let inspector: Inspector;

beforeEach(async () => {
  bus = new ScriptedBus();
  const log = { write: () => {} };
  inspector = await startInspector({
    bus,
    clock,
    random,
    port: 0,
    machines: { peer: doorMachine },
    cluster: "demo",
    log,
  });
});
afterEach(() => inspector.close());

/** Through that package's own receiver. */
function receive(server: string): StatelyInspectionEvent[] {
  const events: StatelyInspectionEvent[] = [];
  createWebSocketReceiver({ server }).subscribe((event) => void events.push(event));
  return events;
}

describe("a receiver of @statelyai/inspect", () => {
  it("hears of the actor with its definition, of each event and of each snapshot", async () => {
    const events = receive(inspector.statelyUrl);
    const node = new ToldNode(bus, doorMachine, "n1", ["closed"]);
    await vi.waitFor(() => {
      node.snapshot();
      expect(events.some(({ type }) => type === "@xstate.actor")).toBe(true);
    }, patience);
    const actor = events.find((event) => event.type === "@xstate.actor")!;
    expect(actor).toMatchObject({ sessionId: "peer:demo/n1", name: "peer:demo/n1", snapshot: { value: "closed" } });
    expect(Object.keys((JSON.parse(actor.definition ?? "") as { states: object }).states)).toEqual(
      Object.keys(doorMachine.states),
    );
    node.step("closed|open|0", ["open.light.on", "open.bell.silent"]);
    await vi.waitFor(() => expect(events.at(-1)).toMatchObject({ event: { type: "open" } }), patience);
    expect(events.at(-2)).toMatchObject({ type: "@xstate.event", sessionId: "peer:demo/n1", event: { type: "open" } });
    expect(events.at(-1)).toMatchObject({
      type: "@xstate.snapshot",
      event: { type: "open" },
      snapshot: { status: "active", value: { open: { light: "on", bell: "silent" } } },
    });
  });

  it("hears late what is there already", async () => {
    const first = receive(inspector.statelyUrl);
    const node = new ToldNode(bus, doorMachine, "n1", ["closed"]);
    await vi.waitFor(() => {
      node.snapshot();
      expect(first.length).toBeGreaterThan(0);
    }, patience);
    node.step("closed|open|0", ["open.light.on", "open.bell.silent"]);
    await vi.waitFor(() => expect(first.some(({ type }) => type === "@xstate.event")).toBe(true), patience);
    const late = receive(inspector.statelyUrl);
    await vi.waitFor(() => expect(late.some(({ type }) => type === "@xstate.snapshot")).toBe(true), patience);
    expect(late[0]).toMatchObject({ type: "@xstate.actor", sessionId: "peer:demo/n1" });
  });

  it("asks nodes for their stream while it is connected", async () => {
    expect(bus.published).toEqual([]);
    receive(inspector.statelyUrl);
    await vi.waitFor(() => expect(bus.published.some(({ channel }) => channel.kind === "watch")).toBe(true), patience);
  });

  it("gets nothing without the key, nor from a page of another site", async () => {
    const refusal = (url: string, headers: Record<string, string> = {}) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url, { headers });
        socket.on("unexpected-response", (_, response) => resolve(response.statusCode));
        socket.on("open", () => resolve("opened"));
        socket.on("error", () => {});
      });
    expect(await refusal(inspector.statelyUrl.replace(/token=./, "token=-"))).toBe(401);
    expect(await refusal(inspector.statelyUrl, { origin: "https://evil.example" })).toBe(403);
    expect(await refusal(inspector.statelyUrl, { host: "evil.example" })).toBe(403);
    expect(bus.published).toEqual([]);
  });
});

it("state paths become XState's state values", () => {
  expect(valueOf(["a"])).toBe("a");
  expect(valueOf(["a.b"])).toEqual({ a: "b" });
  expect(valueOf(["a.x.p", "a.y.q"])).toEqual({ a: { x: "p", y: "q" } });
});
