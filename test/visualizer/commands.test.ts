/** What a page may ask for, and what it may not. Source: INSPECTOR "Security": read-only without controls, values hidden. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { QuorateError } from "#machines/protocol/errors";
import { type CommandPort, readPageFrame } from "#visualizer/commands";
import { type Inspector, startInspector } from "#visualizer/server";
import type { Delta, Done, Hello, ServerFrame, Window } from "#visualizer/stream";
import { doorMachine } from "./fixture-machine.ts";
import { clock, random, ScriptedBus, ToldNode } from "./support.ts";

const patience = { timeout: 10_000 };
let inspector: Inspector | null = null;
let socket: WebSocket | null = null;
const bus = new ScriptedBus();

afterEach(async () => {
  socket?.terminate();
  await inspector?.close();
});

const commands: Readonly<Record<string, CommandPort>> = {
  "kv.get": { changes: false, args: ["key"], run: async () => ({ key: "k", value: "secret", version: "1.1" }) },
  "kv.put": {
    changes: true,
    args: ["key", "value"],
    run: async () => ({}),
    note: ({ key }) => `${String(key as string)} was put`,
  },
  "kv.fail": {
    changes: false,
    args: [],
    run: async () => {
      throw new QuorateError("UNAVAILABLE", "no quorum");
    },
  },
};

async function open(options: { readonly controls?: boolean; readonly showValues?: boolean } = {}) {
  const log = { write: () => {} };
  inspector = await startInspector({
    bus,
    clock,
    random,
    port: 0,
    machines: {},
    cluster: "demo",
    log,
    commands,
    ...options,
  });
  const response = await fetch(inspector.url, { redirect: "manual" });
  const cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const origin = `http://127.0.0.1:${inspector.port}`;
  const opened = new WebSocket(`ws://127.0.0.1:${inspector.port}/stream`, { headers: { cookie, origin } });
  socket = opened;
  const frames: ServerFrame[] = [];
  opened.on("message", (data: Buffer) => frames.push(JSON.parse(data.toString()) as ServerFrame));
  const closed = new Promise<number>((resolve) => opened.on("close", resolve));
  await vi.waitFor(() => expect(frames.some(({ type }) => type === "snapshot")).toBe(true), patience);
  let id = 0;
  const ask = async <T extends ServerFrame>(question: object): Promise<T> => {
    id += 1;
    const mine = id;
    opened.send(JSON.stringify({ ...question, id: mine }));
    return vi.waitFor(() => {
      const answer = frames.find((frame) => "id" in frame && frame.id === mine);
      expect(answer).toBeDefined();
      return answer as T;
    }, patience);
  };
  const run = (name: string, args: object) => ask<Done>({ type: "command", name, args });
  return { frames, ask, run, closed, hello: frames[0] as Hello, opened };
}

describe("commands", () => {
  it("that change something are not taken without controls", async () => {
    const { hello, run } = await open();
    expect(hello).toMatchObject({ controls: false, commands: ["kv.get", "kv.fail"] });
    expect(await run("kv.put", { key: "a", value: 1 })).toMatchObject({
      ok: false,
      message: expect.stringContaining("--controls"),
    });
  });

  it("are taken with controls, and leave a mark on the timeline", async () => {
    const { hello, run, frames } = await open({ controls: true });
    expect(hello.commands).toContain("kv.put");
    expect(await run("kv.put", { key: "a", value: 1 })).toMatchObject({ ok: true });
    await vi.waitFor(() =>
      expect(frames.flatMap((frame) => (frame.type === "delta" ? (frame as Delta).entries : []))).toMatchObject([
        { what: "note", kind: "command", text: "a was put" },
      ]),
    );
  });

  it("hide values unless they are to be shown", async () => {
    const hidden = await open();
    expect((await hidden.run("kv.get", { key: "k" })).result).toEqual({
      key: "k",
      version: "1.1",
      hidden: "8 characters",
    });
    expect(JSON.stringify(hidden.frames)).not.toContain("secret");
    socket?.terminate();
    await inspector?.close();
    const shown = await open({ showValues: true });
    expect((await shown.run("kv.get", { key: "k" })).result).toMatchObject({ value: "secret" });
  });

  it("answer with the code and words of what went wrong, and take no arguments that they do not know", async () => {
    const { run } = await open();
    expect(await run("kv.fail", {})).toMatchObject({ ok: false, code: "UNAVAILABLE", message: "no quorum" });
    expect(await run("kv.get", { key: "k", path: "/etc" })).toMatchObject({ ok: false, code: "INVALID_ARGUMENT" });
    expect(await run("node.kill", { node: "n1" })).toMatchObject({ ok: false });
  });

  it("of another shape close the page's connection", async () => {
    const { opened, closed } = await open();
    opened.send("{}");
    expect(await closed).toBe(4003);
  });
});

describe("questions about the past", () => {
  it("are answered with the entries around a moment and the world before them", async () => {
    const { ask } = await open();
    const node = new ToldNode(bus, doorMachine, "n1", ["closed"]);
    node.step("closed|open|0", ["open.light.on", "open.bell.silent"]);
    const window = await vi.waitFor(async () => {
      const answer = await ask<Window>({ type: "window", at: { node: "n1", boot: "n1-boot", n: 1 } });
      expect(answer.serial).toBeGreaterThan(0);
      return answer;
    });
    expect(window.entries.find(({ serial }) => serial === window.serial)).toMatchObject({
      record: { transitions: ["closed|open|0"] },
    });
    expect(await ask<Window>({ type: "window", serial: 10_000 })).toMatchObject({ serial: 0, entries: [] });
    expect(await ask({ type: "counts" })).toMatchObject({
      machines: { peer: { transitions: { "closed|open|0": 1 } } },
    });
  });
});

it.each([
  ["no JSON", "{"],
  ["no id", '{"type":"counts"}'],
  ["a foreign type", '{"type":"eval","id":1}'],
  ["arguments that are a list", '{"type":"command","id":1,"name":"kv.get","args":[]}'],
  ["a prototype in arguments", '{"type":"command","id":1,"name":"kv.get","args":{"__proto__":{"key":"a"}}}'],
  [
    "arguments that nest too deep",
    '{"type":"command","id":1,"name":"x","args":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}',
  ],
])("a page frame with %s is refused", (_, text) => {
  expect(readPageFrame(text)).toBeNull();
});
