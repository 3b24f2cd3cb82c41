/** The follower's data plane. Source: PROTOCOL R3, R7, R18; HAZARDS P9, P10, P15. */
import { beforeEach, describe, expect, it } from "vitest";
import type { ReplyBody } from "#machines/protocol/messages";
import type { StoredObject } from "#machines/protocol/object";
import { treeHeight } from "#machines/protocol/tree";
import type { Gate } from "#services/kv/gate";
import { checkEpoch, checkReap, haul, reap, replicate, showTree, type ReplicaPorts } from "#services/kv/replica";
import { Outbox } from "#services/outbox";
import { PeerObjects } from "#services/peer/objects";
import { segmentOf } from "#services/tree/shape";
import { VirtualClock } from "#test/support/virtual-clock";
import { FakeBus, FakeStorage, objectOf } from "../core/fakes.ts";

const header = { ensemble: "demo", from: "b", to: "a", req: 7 };
const following: Gate = {
  at: null,
  state: "following",
  serving: false,
  replicating: true,
  readable: true,
  exchanging: false,
  epoch: 6,
  leader: "b",
  trusted: true,
  countsFrom: 0,
};

let clock: VirtualClock;
let storage: FakeStorage;
let gate: Gate;
let replies: ReplyBody[];
let damage: string[];
let ports: ReplicaPorts;
let haulBytes: number;

beforeEach(() => {
  clock = new VirtualClock();
  storage = new FakeStorage();
  storage.instant = true;
  gate = following;
  replies = [];
  damage = [];
  haulBytes = 100_000;
  const outbox = new Outbox({
    bus: new FakeBus(),
    clock,
    storage,
    onFailure: () => undefined,
    onRefused: () => undefined,
    onSent: () => undefined,
  });
  ports = {
    objects: new PeerObjects("demo", storage, outbox),
    gate: () => gate,
    reply: (_to, _req, body) => void replies.push(body),
    damaged: (reason) => void damage.push(reason),
    damagedKey: (key) => void damage.push(key),
    get haulBytes() {
      return haulBytes;
    },
  };
});

const put = (object: StoredObject, parts: { from?: string; epoch?: number } = {}) => {
  replicate(ports, { ...header, type: "put", epoch: 6, object, ...parts });
  return replies.at(-1);
};
const nack = (reason: string) => ({ kind: "nack", reason });

describe("replication", () => {
  it("stores and names the ballot in its ack (P15)", async () => {
    expect(put(objectOf("k", 6, 4))).toEqual({ kind: "stored", seq: 4 });
    await clock.settle();
    expect(storage.objects.get("k")?.ballot).toEqual({ epoch: 6, seq: 4 });
  });

  it.each<[string, Partial<Gate>, { from?: string; epoch?: number }, string]>([
    ["a lower epoch, whatever its state (R3)", { epoch: 7 }, {}, "epoch"],
    ["an epoch that it has not promised", { epoch: 5 }, {}, "epoch"],
    ["a peer that is not its leader", {}, { from: "c" }, "leader"],
    ["anybody while it follows nobody", { replicating: false, state: "probe" }, {}, "state"],
  ])("refuses %s, and stores nothing", async (_, change, parts, reason) => {
    gate = { ...following, ...change };
    expect(put(objectOf("k", 6, 4), parts)).toEqual(nack(reason));
    expect(replies).toHaveLength(1);
    await clock.settle();
    expect(storage.objects.size).toBe(0);
  });

  it("never replaces a higher ballot by a lower one (R18), and acknowledges the same again without a write", async () => {
    put(objectOf("k", 6, 4));
    expect(put(objectOf("k", 6, 3))).toEqual(nack("state"));
    expect(put(objectOf("k", 6, 4))).toEqual({ kind: "stored", seq: 4 });
    await clock.settle();
    expect(put(objectOf("k", 6, 3))).toEqual(nack("state"));
    expect(put(objectOf("k", 6, 5))).toEqual({ kind: "stored", seq: 5 });
    await clock.settle();
    expect(storage.objects.get("k")?.ballot.seq).toBe(5);
  });

  it("refuses another content under a ballot that it holds", () => {
    put(objectOf("k", 6, 4, "one"));
    expect(put(objectOf("k", 6, 4, "two"))).toEqual(nack("foreign"));
  });

  it("refuses a ballot of another epoch than the message's, and content that fails its hash (P10)", () => {
    expect(put(objectOf("k", 5, 4))).toEqual(nack("foreign"));
    expect(put({ ...objectOf("k", 6, 4), value: new Uint8Array([1]) })).toEqual(nack("foreign"));
    expect(put({ ...objectOf("k", 6, 4), version: "other" })).toEqual(nack("foreign"));
    expect(put({ ...objectOf("k", 6, 4), key: "other" })).toEqual(nack("foreign"));
  });

  it("refuses an absent key's ballot at or below its segment's low water, which may be that of a reaped tombstone (P21)", async () => {
    ports.objects.write(objectOf("k", 6, 3, null));
    await clock.settle();
    ports.objects.remove("k", { epoch: 6, seq: 3 });
    // Before it is durable, and after.
    for (let round = 0; round < 2; round += 1) {
      expect(put(objectOf("k", 6, 2))).toEqual(nack("state"));
      expect(put(objectOf("k", 6, 3))).toEqual(nack("state"));
      storage.instant = true;
      await clock.settle();
    }
    expect(storage.objects.size).toBe(0);
    expect(put(objectOf("k", 6, 4))).toEqual({ kind: "stored", seq: 4 });
    // What is there is compared with itself.
    storage.lowWaters.set(segmentOf("k"), { epoch: 6, seq: 9 });
    expect(put(objectOf("k", 6, 5))).toEqual({ kind: "stored", seq: 5 });
  });

  it("nacks where its tree is damaged, and asks for a repair of the whole", () => {
    storage.damagedLeaves.add("k");
    expect(put(objectOf("k", 6, 4))).toEqual(nack("storage"));
    expect([damage, storage.objects.size]).toEqual([["test"], 0]);
    haul(ports, { ...header, type: "fetch", epoch: 6, keys: ["k"] });
    expect(replies.at(-1)).toMatchObject({ kind: "objects", missing: ["k"] });
    expect(damage).toEqual(["test", "test"]);
  });

  it("nacks an object that it holds but cannot read, and says so", () => {
    storage.objects.set("k", objectOf("k", 6, 4));
    storage.damaged.add("k");
    expect(put(objectOf("k", 6, 4))).toEqual(nack("storage"));
    expect(damage).toEqual(["k"]);
  });

  it("takes a newer object in place of a damaged copy, which mends it", async () => {
    storage.objects.set("k", objectOf("k", 6, 4));
    storage.damaged.add("k");
    expect(put(objectOf("k", 6, 5))).toEqual({ kind: "stored", seq: 5 });
    await clock.settle();
    expect([damage, storage.read("demo", "k")]).toMatchObject([[], { kind: "found", object: { ballot: { seq: 5 } } }]);
  });

  it("confirms its epoch to its leader alone", () => {
    const check = (from: string, epoch: number) => {
      checkEpoch(ports, { ...header, type: "checkEpoch", from, epoch });
      return replies.at(-1);
    };
    expect(check("b", 6)).toEqual({ kind: "ok" });
    expect(check("c", 6)).toEqual(nack("leader"));
    expect(check("b", 5)).toEqual(nack("epoch"));
    gate = { ...following, replicating: false, state: "prefollow" };
    expect(check("b", 6)).toEqual(nack("state"));
  });
});

describe("showing the tree", () => {
  const tree = async (level: number, indices: readonly number[], epoch = 6) => {
    showTree(ports, { ...header, type: "tree", epoch, level, indices });
    await clock.settle();
    return replies.at(-1);
  };
  const fetch = (keys: readonly string[], epoch = 6) => {
    haul(ports, { ...header, type: "fetch", epoch, keys });
    return replies.at(-1);
  };
  const keysOf = (body: ReplyBody | undefined) =>
    body?.kind === "segments"
      ? body.pages.flatMap(({ entries }) => entries.map(({ key }) => key))
      : body?.kind === "objects"
        ? body.objects.map(({ key }) => key)
        : [];

  it("is refused below the promise, and while it is repaired (R3)", async () => {
    expect(await tree(0, [0], 5)).toEqual(nack("epoch"));
    expect(fetch(["k"], 5)).toEqual(nack("epoch"));
    gate = { ...following, readable: false, state: "repair" };
    expect(await tree(0, [0])).toEqual(nack("state"));
    expect(fetch(["k"])).toEqual(nack("state"));
  });

  it("says whether it is trusted as it answers: it may have lost what it had when an exchange began (R21)", async () => {
    ports.objects.write(objectOf("k", 6, 1));
    const bodies = async () => [await tree(0, [0]), await tree(treeHeight, [segmentOf("k")]), fetch(["k"])];
    expect(await bodies()).toMatchObject([{ trusted: true }, { trusted: true }, { trusted: true }]);
    gate = { ...following, trusted: false };
    expect(await bodies()).toMatchObject([{ trusted: false }, { trusted: false }, { trusted: false }]);
    // Lost between the question and its answer.
    gate = following;
    showTree(ports, { ...header, type: "tree", epoch: 6, level: 0, indices: [0] });
    gate = { ...following, trusted: false };
    await clock.settle();
    expect(replies.at(-1)).toMatchObject({ kind: "pages", trusted: false });
  });

  it("includes what is still in the outbox (R7), level by level", async () => {
    for (const key of ["k1", "k2", "k3"]) ports.objects.write(objectOf(key, 6, 1));
    expect(fetch(["k2"])).toMatchObject({ kind: "objects", missing: [] });
    expect(await tree(0, [0])).toMatchObject({ kind: "pages" });
    const body = await tree(treeHeight, ["k1", "k2", "k3"].map(segmentOf));
    expect([...keysOf(body)].sort()).toEqual(["k1", "k2", "k3"]);
  });

  it("fits segments of long keys into a small frame, at least one, and takes no number of pages", async () => {
    const keys = Array.from({ length: 60 }, (_, index) => `${String(index).padStart(4, "0")}${"x".repeat(1000)}`);
    for (const key of keys) ports.objects.write(objectOf(key, 6, 1));
    haulBytes = 32_000;
    const some = await tree(treeHeight, keys.map(segmentOf));
    expect(keysOf(some).length).toBeGreaterThan(1);
    expect(keysOf(some).length).toBeLessThan(32);
    haulBytes = 10;
    expect(keysOf(await tree(treeHeight, keys.map(segmentOf)))).toHaveLength(1);
    haulBytes = 10_000_000;
    const pages = await tree(
      treeHeight,
      Array.from({ length: 2000 }, (_, index) => index),
    );
    expect(pages?.kind === "segments" ? pages.pages.length : 0).toBe(512);
  });

  it("is refused where there is nothing: no index at all, or one beyond the level", async () => {
    expect(await tree(0, [])).toEqual(nack("foreign"));
    expect(await tree(0, [1])).toEqual(nack("foreign"));
    expect(await tree(1, [15, 16])).toEqual(nack("foreign"));
  });

  it("fits objects into a frame, at least one of any size; the rest is neither sent nor missing", () => {
    for (const key of ["k1", "k2", "k3"]) ports.objects.write(objectOf(key, 6, 1, "x".repeat(60_000)));
    expect(keysOf(fetch(["k1", "k2", "k3"]))).toEqual(["k1"]);
    expect(fetch(["k1", "k2", "k3", "absent"])).toMatchObject({ missing: ["absent"] });
    haulBytes = 1000;
    const body = fetch(["k1", "absent"]);
    expect(keysOf(body)).toEqual(["k1"]);
    // Missing keys take room too: with a full frame they wait.
    expect(body).toMatchObject({ missing: [] });
  });

  it("tells of a damaged object, so that whoever compares does not fail on it for ever (P9)", () => {
    ports.objects.write(objectOf("k1", 6, 1));
    storage.damaged.add("k2");
    expect(fetch(["k1", "k2"])).toMatchObject({ missing: ["k2"] });
    expect(damage).toEqual(["k2"]);
  });

  it("turns a tree that cannot be read into a nack and a repair", async () => {
    storage.pages = () => {
      throw new Error("not open");
    };
    expect(await tree(0, [0])).toEqual(nack("storage"));
    expect(damage).toHaveLength(1);
  });
});

describe("reaping (R10)", () => {
  const dead = (key: string, seq: number) => objectOf(key, 5, seq, null);
  const tombstones = [
    { key: "dead", ballot: { epoch: 5, seq: 1 } },
    { key: "other", ballot: { epoch: 5, seq: 2 } },
    { key: "alive", ballot: { epoch: 5, seq: 3 } },
    { key: "absent", ballot: { epoch: 5, seq: 4 } },
  ];
  const check = (parts: { readonly from?: string; readonly epoch?: number } = {}) => {
    checkReap(ports, { ...header, type: "reapCheck", epoch: 6, tombstones, ...parts });
    return replies.at(-1);
  };
  const order = (parts: { readonly from?: string; readonly epoch?: number } = {}) =>
    reap(ports, { ensemble: "demo", from: "b", to: "a", type: "reap", epoch: 6, tombstones, ...parts });

  beforeEach(async () => {
    ports.objects.write(dead("dead", 1));
    ports.objects.write(dead("other", 9));
    ports.objects.write(objectOf("alive", 5, 3));
    await clock.settle();
  });

  it("says which tombstones it holds exactly so, to its leader, in its epoch, while it runs no exchange", () => {
    expect(check()).toEqual({ kind: "holding", keys: ["dead"] });
    expect(check({ epoch: 5 })).toEqual(nack("epoch"));
    expect(check({ from: "c" })).toEqual(nack("leader"));
    gate = { ...following, exchanging: true };
    expect(check()).toEqual(nack("state"));
    gate = { ...following, trusted: false };
    expect(check()).toEqual(nack("state"));
  });

  it("removes exactly those, and takes nothing so old in their segments again (P21)", async () => {
    order();
    await clock.settle();
    expect([...storage.objects.keys()].sort()).toEqual(["alive", "other"]);
    expect(storage.lowWaters.get(segmentOf("dead"))).toEqual({ epoch: 5, seq: 1 });
  });

  it.each<[string, () => void]>([
    ["while it runs an exchange", () => ((gate = { ...following, exchanging: true }), order())],
    ["for another epoch", () => order({ epoch: 5 })],
    ["for anybody but its leader", () => order({ from: "c" })],
  ])("removes nothing %s", async (_, run) => {
    run();
    await clock.settle();
    expect(storage.objects.size).toBe(3);
  });
});
