/** The inspector's server. Source: INSPECTOR "Stream" and "Security". */
import { request, type IncomingHttpHeaders } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { History } from "#visualizer/history";
import type { ServerFrame } from "#visualizer/stream";
import { type Inspector, startInspector } from "#visualizer/server";
import { doorMachine } from "./fixture-machine.ts";
import { clock, random, ScriptedBus, ToldNode } from "./support.ts";

const maxPages = 3;
let bus: ScriptedBus;
let inspector: Inspector;
let directory: string;
let sockets: WebSocket[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "quorate-page-"));
  writeFileSync(join(directory, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(directory, "secret.txt"), "not a page file");
  bus = new ScriptedBus();
  sockets = [];
  inspector = await startInspector({
    bus,
    clock,
    random,
    port: 0,
    machines: { peer: doorMachine },
    cluster: "demo",
    log: { write: () => {} },
    maxPages,
    pageDirectory: directory,
  });
});

afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  await inspector.close();
  rmSync(directory, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port: inspector.port, path, method, headers };
    const sent = request(options, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

function tokenPath(): string {
  const url = new URL(inspector.url);
  return url.pathname + url.search;
}

async function cookie(): Promise<string> {
  const { headers } = await ask(tokenPath());
  return headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
}

const origin = () => `http://127.0.0.1:${inspector.port}`;

interface Page {
  readonly socket: WebSocket;
  readonly frames: ServerFrame[];
  readonly closed: Promise<number>;
}

function openPage(headers: Record<string, string>): Page {
  const socket = new WebSocket(`ws://127.0.0.1:${inspector.port}/stream`, { headers });
  sockets.push(socket);
  const frames: ServerFrame[] = [];
  socket.on("message", (data: Buffer) => frames.push(JSON.parse(data.toString()) as ServerFrame));
  const closed = new Promise<number>((resolve) => {
    socket.on("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
    socket.on("error", () => {});
    socket.on("close", resolve);
  });
  return { socket, frames, closed };
}

async function openTrustedPage(): Promise<Page> {
  const page = openPage({ cookie: await cookie(), origin: origin() });
  await vi.waitFor(() => expect(page.frames.some(({ type }) => type === "snapshot")).toBe(true), { timeout: 10_000 });
  return page;
}

function framesOf<T extends ServerFrame["type"]>(page: Page, type: T) {
  return page.frames.filter((frame): frame is Extract<ServerFrame, { type: T }> => frame.type === type);
}

function nodesOf(page: Page) {
  const entries = framesOf(page, "delta").flatMap((delta) => delta.entries);
  return entries.flatMap((entry) => (entry.what === "node" ? [entry.node] : []));
}

describe("security", () => {
  it("listens on loopback and prints a URL with a long random token", () => {
    expect(inspector.url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${inspector.port}/\\?token=[0-9a-z]{30}$`));
  });

  it("is not there on the machine's other addresses", async () => {
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((one) => one !== undefined && one.family === "IPv4" && !one.internal);
    for (const other of others) {
      await expect(fetch(`http://${other?.address}:${inspector.port}/`)).rejects.toThrow("fetch failed");
    }
  });

  it("refuses without the token, with a wrong one and with another start's cookie, and says what to do", async () => {
    const wrong = tokenPath().replace(/.$/, (last) => (last === "a" ? "b" : "a"));
    const stale = `quorate_inspector_${inspector.port}=${"a".repeat(30)}`;
    for (const answer of [await ask("/"), await ask(wrong), await ask("/", { cookie: stale })]) {
      expect(answer.status).toBe(401);
      expect(answer.body).toContain("Open the address");
      expect(answer.headers["set-cookie"]).toBeUndefined();
    }
  });

  it("exchanges the token for a cookie that scripts and other sites do not get", async () => {
    const answer = await ask(tokenPath());
    expect(answer.status).toBe(200);
    expect(answer.headers["set-cookie"]?.[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(answer.headers["set-cookie"]?.[0]).not.toContain(new URL(inspector.url).searchParams.get("token"));
    expect((await ask("/", { cookie: await cookie() })).status).toBe(200);
  });

  it("answers only to its own names (DNS rebinding)", async () => {
    for (const host of ["evil.example", `evil.example:${inspector.port}`, "127.0.0.1:1"]) {
      expect((await ask(tokenPath(), { host })).status).not.toBe(200);
    }
    expect((await ask(tokenPath(), { host: `localhost:${inspector.port}` })).status).toBe(200);
  });

  it("refuses requests from other origins", async () => {
    expect((await ask(tokenPath(), { origin: "http://evil.example" })).status).toBe(403);
    expect((await ask(tokenPath(), { origin: "null" })).status).toBe(403);
    expect((await ask(tokenPath(), { origin: origin() })).status).toBe(200);
  });

  it("sends a policy that forbids foreign and inline scripts, framing and sniffing", async () => {
    const { headers } = await ask(tokenPath());
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" });
  });

  it("only reads, and serves nothing but the page's own files", async () => {
    const trusted = { cookie: await cookie() };
    for (const method of ["POST", "PUT", "DELETE"]) expect((await ask("/", trusted, method)).status).toBe(405);
    for (const path of ["/secret.txt", "/../package.json", "/%2e%2e/package.json", "//etc/passwd"]) {
      expect((await ask(path, trusted)).status).toBe(404);
    }
  });

  it("upgrades only with its own host, its own origin and the cookie", async () => {
    const trusted = await cookie();
    const refused: [Record<string, string>, number][] = [
      [{ origin: origin() }, 401],
      [{ cookie: trusted }, 403],
      [{ cookie: trusted, origin: "http://evil.example" }, 403],
      [{ cookie: trusted, origin: origin(), host: "evil.example" }, 403],
    ];
    for (const [headers, status] of refused) {
      const { socket, closed } = openPage(headers);
      const opened = new Promise<number>((resolve) => socket.on("open", () => resolve(101)));
      expect(await Promise.race([closed, opened])).toBe(status);
    }
  });

  it("caps how many pages are open, and takes nothing large from one", async () => {
    const pages = [];
    for (let i = 0; i < maxPages; i += 1) pages.push(await openTrustedPage());
    expect(await openPage({ cookie: await cookie(), origin: origin() }).closed).toBe(4001);
    pages[0]?.socket.send("x".repeat(10_000));
    expect(await pages[0]?.closed).toBe(1009);
  });

  it("says what to do when the port is taken", async () => {
    const options = { bus, clock, random, machines: {}, cluster: "demo", log: { write: () => {} } };
    await expect(startInspector({ ...options, port: inspector.port })).rejects.toMatchObject({
      code: "CONFIG",
      message: expect.stringContaining("choose another"),
    });
  });
});

describe("stream", () => {
  it("greets with hello, definitions and a snapshot, then sends deltas", async () => {
    const page = await openTrustedPage();
    const node = new ToldNode(bus, doorMachine, "n1", ["closed"]);
    node.snapshot();
    node.step("closed|open|0", ["open.light.on", "open.bell.silent"]);
    await vi.waitFor(() => expect(framesOf(page, "delta").flatMap(({ entries }) => entries)).toHaveLength(3));
    expect(page.frames.slice(0, 2).map(({ type }) => type)).toEqual(["hello", "snapshot"]);
    await vi.waitFor(() => expect(framesOf(page, "definitions")).toHaveLength(1), { timeout: 10_000 });
    expect(framesOf(page, "definitions")[0]?.machines[0]).toMatchObject({ name: "peer", drawing: { faults: [] } });
    expect(nodesOf(page)).toEqual([{ node: "n1", boot: "n1-boot", state: "live" }]);
  });

  it("shows a late joiner where everything is and what moved before", async () => {
    const first = await openTrustedPage();
    const node = new ToldNode(bus, doorMachine, "n1", ["closed"]);
    node.step("closed|open|0", ["open.light.on", "open.bell.silent"]);
    await vi.waitFor(() => expect(framesOf(first, "delta").length).toBeGreaterThan(0));
    const late = await openTrustedPage();
    const snapshot = framesOf(late, "snapshot")[0]!;
    expect(snapshot.entries).toMatchObject([{ what: "node" }, { record: { transitions: ["closed|open|0"] } }]);
    expect(new History(snapshot.base, snapshot.entries).worldAt(snapshot.serial).data().actors).toMatchObject([
      { actor: "peer:demo/n1", at: ["open.light.on", "open.bell.silent"] },
    ]);
  });

  it("says that a node is gone when it falls silent, and that all are when nobody listens", async () => {
    const page = await openTrustedPage();
    const [n1, n2] = [
      new ToldNode(bus, doorMachine, "n1", ["closed"]),
      new ToldNode(bus, doorMachine, "n2", ["closed"]),
    ];
    n1.snapshot();
    const beat = setInterval(() => n2.heartbeat(), 300);
    const gone = () => nodesOf(page).filter(({ state }) => state === "gone");
    await vi.waitFor(() => expect(gone()).toEqual([{ node: "n1", boot: "n1-boot", state: "gone" }]), {
      timeout: 10_000,
    });
    clearInterval(beat);
    n2.heartbeat();
    bus.emit((events) => events.undelivered?.({ kind: "watch" }, 1));
    await vi.waitFor(() => expect(gone().map(({ node }) => node)).toEqual(["n1", "n2"]));
  });

  it("passes gaps and the loss of the bus on", async () => {
    const page = await openTrustedPage();
    new ToldNode(bus, doorMachine, "n1", ["closed"]).send([], 5);
    bus.emit((events) => events.status?.("disconnected"));
    await vi.waitFor(() => expect(framesOf(page, "delta").at(-1)?.link).toBe("disconnected"));
    const entries = framesOf(page, "delta").flatMap((delta) => delta.entries);
    expect(entries.find(({ what }) => what === "gap")).toMatchObject({ gap: { node: "n1", missed: 5, by: "node" } });
  });

  it("leaves nothing behind when it closes", async () => {
    const page = await openTrustedPage();
    await inspector.close();
    await page.closed;
    expect(bus.isListenedTo).toBe(false);
    await expect(ask("/")).rejects.toThrow("ECONNREFUSED");
  });
});
