/** Whole nodes: supervision, sizes, repeated frames, starting and stopping. Source: DESIGN sections 2 and 3; HAZARDS P17, P20. */
import { describe, expect, it } from "vitest";
import { TestCluster, textOf } from "./cluster.ts";

const three = ["n1", "n2", "n3"];

describe("a cluster", () => {
  it("elects a leader, stores a value and reads it; others redirect (P17)", async () => {
    const cluster = new TestCluster(three);
    cluster.start();
    const leader = await cluster.serving();
    expect((await cluster.put()).code).toBe("ok");
    expect(textOf(await cluster.request({ op: "get" }))).toBe("v");
    const other = [...cluster.members.values()].find((member) => member !== leader);
    const redirect = await cluster.request({ op: "get" }, other);
    expect(redirect).toMatchObject({ code: "redirect", leader: leader.name });
    expect(Object.values(cluster.states()).sort()).toEqual(["following", "following", "leading"]);
  });

  it("of one serves alone", async () => {
    const cluster = new TestCluster(["n1"]);
    cluster.start();
    await cluster.put();
    expect(textOf(await cluster.request({ op: "get" }))).toBe("v");
  });

  it("writes to members with the names of what every object has", async () => {
    // Of two, both have to acknowledge.
    const cluster = new TestCluster(["constructor", "valueOf"]);
    cluster.start();
    expect((await cluster.put()).code).toBe("ok");
  });

  it("elects another when the leader is gone, and keeps what was acknowledged", async () => {
    const cluster = new TestCluster(three);
    cluster.start();
    const leader = await cluster.serving();
    await cluster.put();
    cluster.kill(leader.name);
    expect(textOf(await cluster.request({ op: "get" }))).toBe("v");
    const [again] = cluster.start([leader.name]);
    await cluster.until(() => cluster.states()[leader.name] === "following");
    expect(again?.node.status().peers[0]?.trusted).toBe(true);
  });

  it("hands over when its leader stops: another serves sooner than a lease takes", async () => {
    const cluster = new TestCluster(three);
    cluster.start();
    const leader = await cluster.serving();
    await cluster.clock.advance(1000);
    const stopped = leader.node.stop();
    cluster.members.delete(leader.name);
    const before = cluster.clock.now();
    await cluster.serving();
    expect(cluster.clock.now() - before).toBeLessThan(300);
    await cluster.clock.advance(100);
    await stopped;
  });
});

describe("supervision", () => {
  it("a failed write restarts storage and peers, in that order, and not the router; the node serves again", async () => {
    const cluster = new TestCluster(three, { traces: true });
    cluster.start();
    const leader = await cluster.serving();
    await cluster.put("before");
    leader.storage.failures = 1;
    const from = leader.trace.length;
    cluster.send(leader, cluster.frame(leader, { op: "put", key: "lost", value: new Uint8Array(1) }));
    await cluster.until(() => leader.storage.opened === 2);
    const steps = leader.trace
      .slice(from)
      .filter(({ actor, kind }) => actor === `supervisor:${leader.name}` && kind === "step")
      .map(({ event, data }) => `${event}:${JSON.stringify(data["child"])}`)
      // A step may be several microsteps.
      .filter((step, index, all) => step !== all[index - 1]);
    expect(steps.slice(0, 4)).toEqual([
      'childFailed:"storage"',
      'childStopped:"manager"',
      'childStopped:"peers"',
      'childStopped:"storage"',
    ]);
    await cluster.until(() => ["leading", "following"].includes(cluster.states()[leader.name] ?? ""));
    await cluster.put("after");
    expect(textOf(await cluster.request({ op: "get", key: "before" }))).toBe("v");
  });

  it("a peer whose chart throws is restarted after a pause and takes nobody down", async () => {
    const cluster = new TestCluster(three, { ensembles: ["demo", "other"] });
    cluster.start();
    await cluster.serving("demo");
    await cluster.serving("other");
    await cluster.clock.advance(1000);
    const epochs = () =>
      [...cluster.members.values()].map(
        ({ node }) => node.status().peers.find((peer) => peer.ensemble === "other")?.epoch,
      );
    const before = epochs();
    // Thrown inside the action that sends the next question of a peer: a commit, of one of the two.
    const member = await cluster.serving("demo");
    member.clock.wallError = new Error("planted");
    const planted = () => member.logs.filter((line) => line.includes("planted"));
    await cluster.until(() => planted().length > 0, 1000);
    const crashed = planted();
    expect(crashed).toHaveLength(1);
    const name = crashed[0]?.includes("demo/") ? "demo" : "other";
    expect(member.node.status().peers.map(({ ensemble }) => ensemble)).not.toContain(name);
    expect(member.node.status().peers).toHaveLength(1);
    await cluster.until(() => member.node.status().peers.length === 2);
    await cluster.serving(name);
    expect((await cluster.put("k", "v", { ensemble: name })).code).toBe("ok");
    if (name === "demo") expect(epochs()).toEqual(before);
    expect(member.storage.opened).toBe(1);
  });

  it("a throw in the data plane stops that peer only, never the node", async () => {
    const cluster = new TestCluster(three, { ensembles: ["demo", "other"] });
    cluster.start();
    const leader = await cluster.serving();
    await cluster.put();
    leader.storage.readError = new Error("planted");
    cluster.send(leader, cluster.frame(leader, { op: "get" }));
    await cluster.clock.advance(50);
    expect(leader.logs.some((line) => line.includes("demo/") && line.includes("planted"))).toBe(true);
    expect(leader.node.status().peers.map(({ ensemble }) => ensemble)).toEqual(["other"]);
    expect(textOf(await cluster.request({ op: "get" }))).toBe("v");
    await cluster.until(() => leader.node.status().peers.length === 2);
  });

  it("a peer that starts again knows the promise that the crashed one left in the outbox (R7, R15)", async () => {
    const cluster = new TestCluster(three, { settings: { restartMinMs: 1 } });
    cluster.start();
    await cluster.serving();
    const follower = [...cluster.members.values()].find((member) => member !== cluster.leader());
    if (follower === undefined) throw new Error("no follower");
    await cluster.clock.advance(1000);
    // The leader asks in two epochs; the first promise is being written while the second is collected.
    const from = (await cluster.serving()).name;
    const bus = cluster.network.bus(from, "forged");
    const ask = (epoch: number) =>
      bus.publish({ kind: "peer", node: follower.name }, [
        { type: "prepare", ensemble: "demo", from, to: follower.name, req: epoch, epoch },
      ]);
    cluster.commitMs = 1000;
    ask(500);
    await cluster.clock.advance(20);
    ask(600);
    await cluster.clock.advance(20);
    const peer = () => follower.node.status().peers[0];
    expect(peer()?.epoch).toBe(600);
    follower.clock.wallError = new Error("planted");
    const planted = () => follower.logs.filter((line) => line.includes("planted"));
    await cluster.until(() => planted().length > 0, 1000);
    // Started again at once, but it says nothing of itself before the disk has the promise.
    await cluster.until(() => peer()?.state === "setup", 100);
    await cluster.until(() => peer()?.state !== "setup", 5000);
    expect(peer()?.epoch).toBeGreaterThanOrEqual(600);
  });
});

describe("sizes", () => {
  it("a value that fits no frame is refused before it gets a ballot; what fits is served", async () => {
    const cluster = new TestCluster(three, { maxFrameBytes: 8192 });
    cluster.start();
    await cluster.serving();
    const put = (bytes: number, key = "k") => cluster.request({ op: "put", key, value: new Uint8Array(bytes) });
    const puts = cluster.counts.get("put") ?? 0;
    for (const bytes of [8192, 7000]) {
      const answer = await put(bytes, "k".repeat(bytes === 7000 ? 1000 : 1)).catch((error: unknown) => error);
      // Larger than a frame it does not even arrive.
      if (bytes === 8192) expect(String(answer)).toMatch(/exceeds the bus's limit/);
      else expect(answer).toMatchObject({ code: "INVALID_ARGUMENT" });
    }
    expect(cluster.counts.get("put") ?? 0).toBe(puts);
    for (const key of ["k", "k".repeat(1000)]) {
      const most = 8192 - 1280 - key.length;
      expect(await put(most, key)).toMatchObject({ code: "ok" });
      expect((await cluster.request({ op: "get", key })).value?.length).toBe(most);
      expect(await put(most + 1, key)).toMatchObject({ code: "INVALID_ARGUMENT" });
    }
    expect(
      [...cluster.members.values()].flatMap(({ logs }) => logs.filter((line) => line.startsWith("error"))),
    ).toEqual([]);
  });

  it("an empty key, and a value above the setting, are refused", async () => {
    const cluster = new TestCluster(three, { settings: { maxValueBytes: 10 } });
    cluster.start();
    expect(await cluster.put("")).toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(await cluster.put("k", "x".repeat(11))).toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(await cluster.put("k", "x".repeat(10))).toMatchObject({ code: "ok" });
  });

  it("an exchange of long keys fits frames of any size", async () => {
    const cluster = new TestCluster(three, { maxFrameBytes: 16_384 });
    cluster.start();
    await cluster.serving();
    await cluster.until(() => !Object.values(cluster.states()).includes("exchange"));
    const key = (index: number) => `${index}${"y".repeat(990)}`;
    for (let index = 0; index < 60; index += 1) await cluster.put(key(index), "z".repeat(200));
    const follower = Object.entries(cluster.states()).find(([, state]) => state === "following")?.[0] ?? "";
    cluster.kill(follower);
    cluster.disks.delete(follower);
    const [fresh] = cluster.start([follower]);
    await cluster.until(() => fresh?.node.status().peers[0]?.trusted === true);
    for (let index = 0; index < 60; index += 1) expect(fresh?.storage.read("demo", key(index)).kind).toBe("found");
    expect(
      [...cluster.members.values()].flatMap(({ logs }) => logs.filter((line) => line.startsWith("error"))),
    ).toEqual([]);
  });
});

describe("repeated frames (P20)", () => {
  it("a write that is delivered twice, or late, runs once", async () => {
    const cluster = new TestCluster(three);
    cluster.start();
    const leader = await cluster.serving();
    const first = cluster.frame(leader, { op: "put", value: new TextEncoder().encode("first") });
    cluster.send(leader, first);
    cluster.send(leader, first);
    await cluster.until(() => cluster.responses.length >= 1);
    await cluster.put("k", "second");
    cluster.send(leader, first);
    await cluster.clock.advance(200);
    expect(textOf(await cluster.request({ op: "get" }))).toBe("second");
    const versions = cluster.responses.filter(({ id }) => id === first.id).map(({ version }) => version);
    expect(new Set(versions).size).toBe(1);
  });

  it("a write for another boot or epoch is never executed", async () => {
    const cluster = new TestCluster(three);
    cluster.start();
    const leader = await cluster.serving();
    const epoch = leader.node.status().peers[0]?.epoch ?? 0;
    expect(await cluster.put("k", "v", { boot: "earlier" })).toMatchObject({ code: "UNKNOWN_OUTCOME" });
    expect(await cluster.put("k", "v", { epoch: epoch - 1 })).toMatchObject({ code: "redirect" });
    expect(await cluster.request({ op: "get" })).toMatchObject({ code: "absent" });
  });
});

describe("starting and stopping", () => {
  it("a stop during the start ends both, and leaves the store closed", async () => {
    const cluster = new TestCluster(["n1"]);
    const { node, storage } = cluster.make("n1");
    let finish = () => {};
    const open = storage.open.bind(storage);
    storage.open = async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      return open();
    };
    const started = node.start().catch((error: unknown) => error);
    await cluster.clock.advance(10);
    const stopped = node.stop();
    await cluster.clock.advance(10);
    finish();
    await cluster.clock.advance(100);
    await stopped;
    expect(await started).toMatchObject({ code: "CLOSED" });
    expect([storage.opened, storage.closed]).toEqual([1, 1]);
    expect(cluster.disks.get("n1")?.user).toBeUndefined();
    expect(cluster.clock.armed).toBe(0);
  });

  it("a node that has stopped holds no timer and no lock, and stops once", async () => {
    const cluster = new TestCluster(["n1"]);
    const [member] = cluster.start();
    await cluster.put();
    const stopped = Promise.all([member?.node.stop(), member?.node.stop()]);
    await cluster.clock.advance(500);
    await stopped;
    expect(cluster.disks.get("n1")?.user).toBeUndefined();
    expect(cluster.clock.armed).toBe(0);
    expect(member?.storage.closed).toBe(1);
  });
});

describe("waiting", () => {
  it("an untrusted peer beside a dead one tries again at its pace, not at the network's", async () => {
    const cluster = new TestCluster(three);
    cluster.start(["n1", "n2"]);
    await cluster.clock.advance(500);
    cluster.counts.clear();
    await cluster.clock.advance(10_000);
    const sent = [...cluster.counts.values()].reduce((sum, count) => sum + count, 0);
    expect(sent).toBeGreaterThan(50);
    expect(sent).toBeLessThan(5000);
    cluster.start(["n3"]);
    await cluster.serving();
  });
});

describe("the trace stream", () => {
  it("is split to fit small frames; nothing is thrown, nothing left out", async () => {
    const cluster = new TestCluster(["n1"], { maxFrameBytes: 4096 });
    cluster.start();
    await cluster.serving();
    const inspector = cluster.network.bus("inspector", "1");
    const seen: number[] = [];
    let gap = 0;
    inspector.subscribeTraces(({ messages }) => {
      for (const message of messages) {
        if (message.type !== "trace") continue;
        seen.push(...message.records.map(({ n }) => n));
        gap += message.gap;
      }
    });
    inspector.publish({ kind: "watch" }, [{ type: "watch", id: "inspector", ms: 5000 }]);
    await cluster.clock.advance(10);
    for (let time = 0; time < 20; time += 1) cluster.member("n1").node.configure({ tickMs: 100 });
    await cluster.clock.advance(3000);
    expect(seen.length).toBeGreaterThan(20);
    expect(gap).toBe(0);
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => (seen[0] ?? 0) + index));
  });
});
