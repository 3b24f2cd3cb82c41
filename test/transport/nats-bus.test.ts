/** Source: DESIGN section 2; issue "Skeleton", point 3: reconnect, drain, no responders. On a real nats-server. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createConnection, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectRaw, headers, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Batch, Bus, BusStatus, Clock } from "#machines/protocol/ports";
import { busSuite, eventually, peerOf, probe, requests } from "#test/suites/bus";
import { startTestNats, type TestNats, type TestNatsOptions } from "#test/support/nats-server";
import { connectNatsBus, type NatsBusOptions } from "#transport/nats-bus";

const clock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimer: (handle) => clearTimeout(handle as NodeJS.Timeout),
  defer: (callback) => void setImmediate(callback),
};

const open: { close(): Promise<unknown> }[] = [];
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "quorate-nats-bus-"));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function connectBus(url: string, name: string, options: Partial<NatsBusOptions> = {}): Promise<Bus> {
  const bus = await connectNatsBus({ servers: url, cluster: "demo", name, boot: `b-${name}`, clock, ...options });
  open.push(bus);
  return bus;
}

async function connectStranger(url: string): Promise<NatsConnection> {
  const stranger = await connectRaw({ servers: url });
  open.push(stranger);
  return stranger;
}

async function started(options: TestNatsOptions = {}): Promise<TestNats> {
  const server = await startTestNats(options);
  open.push({ close: () => server.stop() });
  return server;
}

async function configured(text: string): Promise<TestNats> {
  const file = join(directory, `server-${open.length}-${text.length}.conf`);
  await writeFile(file, text);
  return started({ args: ["-c", file] });
}

/** A way to the server that can be cut, and then holds new connections back before they hear a word. */
async function gateTo(port: number) {
  const through = new Set<Socket>();
  const held: Socket[] = [];
  let isOpen = true;
  const join = (client: Socket): void => {
    const server = createConnection(port, "127.0.0.1");
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      through.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
      one.pipe(other);
    }
  };
  const gate = createServer((client) => void (isOpen ? join(client) : held.push(client)));
  await new Promise<void>((resolve) => gate.listen(0, "127.0.0.1", resolve));
  const cut = (): void => {
    isOpen = false;
    for (const socket of through) socket.destroy();
    through.clear();
  };
  const letThrough = (): void => {
    isOpen = true;
    for (const client of held.splice(0)) join(client);
  };
  open.unshift({
    close: async () => {
      cut();
      for (const client of held) client.destroy();
      await new Promise((resolve) => gate.close(resolve));
    },
  });
  return { port: (gate.address() as { port: number }).port, cut, letThrough, waiting: () => held.length };
}

let shared: TestNats;
beforeAll(async () => {
  shared = await startTestNats();
});
afterAll(() => shared.stop());

let clusters = 0;
busSuite("NATS", async () => {
  // A cluster of its own: tests share a server, not subjects.
  clusters += 1;
  const cluster = `suite${clusters}`;
  const buses: Bus[] = [];
  return {
    bus: async (name, boot = "b1") => {
      const bus = await connectNatsBus({ servers: shared.url, cluster, name, boot, clock });
      buses.push(bus);
      return bus;
    },
    dispose: async () => void (await Promise.all(buses.map((bus) => bus.close()))),
  };
});

describe("connecting", () => {
  const config = (text: string) => expect.objectContaining({ code: "CONFIG", message: expect.stringContaining(text) });

  it("takes one server or several, of which one answers", async () => {
    const bus = await connectBus("", "n1", { servers: ["nats://127.0.0.1:9", shared.url] });
    const batches: Batch[] = [];
    bus.subscribe(peerOf("n1"), (batch) => batches.push(batch));
    bus.publish(peerOf("n1"), [probe(1)]);
    await eventually(() => expect(requests(batches)).toEqual([1]));
  });

  it("fails with UNAVAILABLE when no server listens, and shows no password", async () => {
    const { port } = await started();
    await open.pop()?.close();
    const failure = connectBus(`nats://eve:secret@127.0.0.1:${port}`, "n1");
    await expect(failure).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(failure).rejects.toThrow(`no NATS server answers at nats://***@127.0.0.1:${port}`);
    await expect(failure).rejects.not.toThrow("secret");
  });

  it("fails with UNAVAILABLE when what listens says nothing", async () => {
    const sockets: Socket[] = [];
    const mute = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    open.push({
      close: async () => {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => mute.close(resolve));
      },
    });
    const { port } = mute.address() as { port: number };
    const failure = connectBus(`nats://127.0.0.1:${port}`, "n1", { connectTimeoutMs: 100 });
    await expect(failure).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("takes credentials, and fails with CONFIG when they are wrong or missing", async () => {
    const { url } = await started({ args: ["--user", "u", "--pass", "p"] });
    await connectBus(url, "n1", { nats: { user: "u", pass: "p" } });
    await expect(connectBus(url, "n2", { nats: { user: "u", pass: "x" } })).rejects.toThrow(config("Authorization"));
    await expect(connectBus(url, "n2")).rejects.toThrow(config("Authorization"));
    const { url: tokenUrl } = await started({ args: ["--auth", "t"] });
    await connectBus(tokenUrl, "n1", { nats: { token: "t" } });
    await expect(connectBus(tokenUrl, "n1", { nats: { token: "x" } })).rejects.toThrow(config("Authorization"));
  });

  it("fails with CONFIG when no server is named", async () => {
    await expect(connectBus("", "n1", { servers: [] })).rejects.toThrow(config("at least one URL"));
  });

  it("keeps frames below what the server takes", async () => {
    const { url } = await started({ maxPayloadBytes: 8192 });
    const bus = await connectBus(url, "n1");
    expect(bus.maxFrameBytes).toBeLessThan(8192);
    expect(bus.maxFrameBytes).toBeGreaterThan(7000);
  });

  it("tells what the server's permissions refuse, and stays of use otherwise", async () => {
    const { url } = await configured(`authorization: { users: [{ user: u, password: p, permissions: {
      publish: { deny: "quorate.demo.admin.*" }, subscribe: { deny: "quorate.demo.peer.*" } } }] }`);
    const refused: string[] = [];
    const bus = await connectBus(url, "n1", {
      nats: { user: "u", pass: "p" },
      onRefused: (reason) => void refused.push(reason),
    });
    bus.subscribe(peerOf("n1"), () => undefined);
    bus.publish({ kind: "admin", node: "n2" }, [probe(1)]);
    await eventually(() => expect(refused).toHaveLength(2));
    expect(refused.join()).toMatch(/quorate\.demo\.peer\.n1/);
    expect(refused.join()).toMatch(/quorate\.demo\.admin\.n2/);
    const batches: Batch[] = [];
    bus.subscribe({ kind: "discover" }, (batch) => batches.push(batch));
    bus.publish({ kind: "discover" }, [probe(2)]);
    await eventually(() => expect(requests(batches)).toEqual([2]));
  });
});

describe("a server that is killed and comes back", () => {
  it("is told, frames meanwhile are dropped, and traffic resumes with the same subscriptions", async () => {
    const first = await started();
    const told: BusStatus[] = [];
    const sender = await connectBus(first.url, "n1");
    const receiver = await connectBus(first.url, "n2");
    sender.listen({ status: (status) => told.push(status) });
    const heard: BusStatus[] = [];
    receiver.listen({ status: (status) => heard.push(status) });
    const batches: Batch[] = [];
    receiver.subscribe(peerOf("n2"), (batch) => batches.push(batch));
    await receiver.flush();
    sender.publish(peerOf("n2"), [probe(1)]);
    await eventually(() => expect(requests(batches)).toEqual([1]));

    await first.kill();
    await eventually(() => expect([told, heard]).toEqual([["disconnected"], ["disconnected"]]));
    expect(sender.publish(peerOf("n2"), [probe(2)])).toEqual({ frame: 2, frames: 1 });
    await sender.flush();

    await first.restart();
    await eventually(() => expect([told.at(-1), heard.at(-1)]).toEqual(["connected", "connected"]));
    await receiver.flush();
    sender.publish(peerOf("n2"), [probe(3)]);
    await eventually(() => expect(requests(batches)).toContain(3));
    expect(requests(batches)).toEqual([1, 3]);

    // The reports of undelivered frames are subscribed to again as well.
    const lost: number[] = [];
    sender.listen({ undelivered: (_, frame) => lost.push(frame) });
    const { frame } = sender.publish(peerOf("n9"), [probe(4)]);
    await eventually(() => expect(lost).toEqual([frame]));
  });

  it("gets none of the frames published while the client was connecting", async () => {
    const gate = await gateTo(shared.port);
    const sender = await connectBus(`nats://127.0.0.1:${gate.port}`, "n1", { cluster: "gated" });
    const receiver = await connectBus(shared.url, "n2", { cluster: "gated" });
    const batches: Batch[] = [];
    receiver.subscribe(peerOf("n2"), (batch) => batches.push(batch));
    await receiver.flush();
    const told: BusStatus[] = [];
    sender.listen({ status: (status) => told.push(status) });
    gate.cut();
    await eventually(() => expect(told).toEqual(["disconnected"]));
    await eventually(() => expect(gate.waiting()).toBe(1));
    sender.publish(peerOf("n2"), [probe(1)]);
    gate.letThrough();
    await eventually(() => expect(told).toEqual(["disconnected", "connected"]));
    sender.publish(peerOf("n2"), [probe(2)]);
    await eventually(() => expect(requests(batches)).toContain(2));
    expect(requests(batches)).toEqual([2]);
  });

  it("does not hold a bus that closes while it is away", async () => {
    const server = await started();
    const bus = await connectBus(server.url, "n1");
    const told: BusStatus[] = [];
    bus.listen({ status: (status) => told.push(status) });
    await server.stop();
    await eventually(() => expect(told).toEqual(["disconnected"]));
    await bus.close();
    expect(told).toEqual(["disconnected", "closed"]);
  });

  it("does not hold a bus that closes while it hangs", async () => {
    const server = await started();
    // The wait for the drain is over as soon as it is asked for.
    const hasty: Clock = { ...clock, setTimer: (callback) => setTimeout(callback, 10) };
    const bus = await connectBus(server.url, "n1", { clock: hasty });
    process.kill(server.pid, "SIGSTOP");
    try {
      await bus.close();
    } finally {
      process.kill(server.pid, "SIGCONT");
    }
  });
});

describe("strangers on the subjects", () => {
  it("are counted and told once a minute for each subject, and sound frames pass", async () => {
    let now = 0;
    const told: unknown[] = [];
    const receiver = await connectBus(shared.url, "n2", {
      cluster: "strange",
      clock: { ...clock, now: () => now },
      onMalformed: (...what) => told.push(what),
    });
    const batches: Batch[] = [];
    receiver.subscribe(peerOf("n2"), (batch) => batches.push(batch));
    receiver.subscribe({ kind: "gossip" }, (batch) => batches.push(batch));
    await receiver.flush();
    const sender = await connectBus(shared.url, "n1", { cluster: "strange" });
    const stranger = await connectStranger(shared.url);
    const garbage = async (subject: string, count: number, bytes: Uint8Array, req: number): Promise<void> => {
      for (let n = 0; n < count; n += 1) stranger.publish(subject, bytes);
      await stranger.flush();
      sender.publish(peerOf("n2"), [probe(req)]);
      await eventually(() => expect(requests(batches)).toContain(req));
    };
    await garbage("quorate.strange.peer.n2", 3, Buffer.from("dd".repeat(20), "hex"), 1);
    expect(told).toEqual([["quorate.strange.peer.n2", "cut short", 1]]);
    await garbage("quorate.strange.gossip", 1, Buffer.from("80", "hex"), 2);
    expect(told.slice(1)).toEqual([["quorate.strange.gossip", "type 0x80 is not allowed", 1]]);
    now += 59_999;
    await garbage("quorate.strange.peer.n2", 2, new Uint8Array(), 3);
    expect(told).toHaveLength(2);
    now += 1;
    await garbage("quorate.strange.peer.n2", 1, new Uint8Array(), 4);
    expect(told.slice(2)).toEqual([["quorate.strange.peer.n2", "cut short", 5]]);
  });

  it("cannot report frames as lost without the server's status, or with subjects of their own making", async () => {
    const lost: number[] = [];
    const bus = await connectBus(shared.url, "n1", { cluster: "forged", boot: "b1" });
    bus.listen({ undelivered: (_, frame) => lost.push(frame) });
    await bus.flush();
    const stranger = await connectStranger(shared.url);
    const status = headers(503, "No Responders");
    stranger.publish("quorate.forged.lost.b1.peer.n2.1", new Uint8Array());
    stranger.publish("quorate.forged.lost.b1.peer.n2.2", "text");
    stranger.publish("quorate.forged.lost.b1.peer.n2.3", "text", { headers: status });
    stranger.publish("quorate.forged.lost.b1.peer.n2.x", new Uint8Array(), { headers: status });
    stranger.publish("quorate.forged.lost.b1.trace.n2.4", new Uint8Array(), { headers: status });
    await stranger.flush();
    const { frame } = bus.publish(peerOf("n2"), [probe(1)]);
    await eventually(() => expect(lost).toEqual([frame]));
  });
});

it("hears on after a receiver has thrown, and the error is not swallowed", async () => {
  const thrown: unknown[] = [];
  const bus = await connectBus(shared.url, "n1", {
    cluster: "throwing",
    clock: {
      ...clock,
      defer: (callback) => {
        try {
          callback();
        } catch (error) {
          thrown.push(error);
        }
      },
    },
  });
  const batches: Batch[] = [];
  bus.subscribe(peerOf("n1"), (batch) => {
    if (batch.frame === 1) throw new Error("broken receiver");
    batches.push(batch);
  });
  bus.publish(peerOf("n1"), [probe(1)]);
  bus.publish(peerOf("n1"), [probe(2)]);
  await bus.flush();
  bus.publish(peerOf("n1"), [probe(3)]);
  await eventually(() => expect(requests(batches)).toEqual([2, 3]));
  expect(thrown).toEqual([new Error("broken receiver")]);
});
