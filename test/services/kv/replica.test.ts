/** The follower's data plane. Source: PROTOCOL R3, R7, R18; HAZARDS P9, P10, P15. */
import { beforeEach, describe, expect, it } from "vitest";
import type { ReplyBody } from "#machines/protocol/messages";
import type { StoredObject } from "#machines/protocol/object";
import type { Gate } from "#services/kv/gate";
import { checkEpoch, haul, listLeaves, replicate, type ReplicaPorts } from "#services/kv/replica";
import { Outbox } from "#services/outbox";
import { PeerObjects } from "#services/peer/objects";
import { segmentOf } from "#services/tree/shape";
import { VirtualClock } from "#test/support/virtual-clock";
import { FakeBus, FakeStorage, objectOf } from "../core/fakes.ts";

const header = { ensemble: "demo", from: "b", to: "a", req: 7 };
const following: Gate = {
  state: "following",
  serving: false,
  replicating: true,
  readable: true,
  epoch: 6,
  leader: "b",
  trusted: true,
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

  it("nacks over a damaged copy, and says so", () => {
    storage.damaged.add("k");
    expect(put(objectOf("k", 6, 4))).toEqual(nack("storage"));
    expect(damage).toEqual(["k"]);
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
  const leaves = async (limit: number, after: string | null = null, epoch = 6) => {
    listLeaves(ports, { ...header, type: "leaves", epoch, after, limit });
    await clock.settle();
    return replies.at(-1);
  };
  const fetch = (keys: readonly string[], epoch = 6) => {
    haul(ports, { ...header, type: "fetch", epoch, keys });
    return replies.at(-1);
  };
  const keysOf = (body: ReplyBody | undefined) =>
    body?.kind === "leaves"
      ? body.entries.map(({ key }) => key)
      : body?.kind === "objects"
        ? body.objects.map(({ key }) => key)
        : [];

  it("is refused below the promise, and while it is repaired (R3)", async () => {
    expect(await leaves(10, null, 5)).toEqual(nack("epoch"));
    expect(fetch(["k"], 5)).toEqual(nack("epoch"));
    gate = { ...following, readable: false, state: "repair" };
    expect(await leaves(10)).toEqual(nack("state"));
    expect(fetch(["k"])).toEqual(nack("state"));
  });

  it("includes what is still in the outbox (R7), and pages", async () => {
    for (const key of ["k1", "k2", "k3"]) ports.objects.write(objectOf(key, 6, 1));
    expect(fetch(["k2"])).toMatchObject({ kind: "objects", missing: [] });
    const first = await leaves(2);
    expect(first).toMatchObject({ more: true });
    expect(keysOf(first)).toHaveLength(2);
    const second = await leaves(2, keysOf(first).at(-1));
    expect([...keysOf(first), ...keysOf(second)].sort()).toEqual(["k1", "k2", "k3"]);
    expect(second).toMatchObject({ more: false });
  });

  it("fits pages of long keys into a small frame, saying that there is more, and takes no limit of any size", async () => {
    for (let index = 0; index < 600; index += 1)
      ports.objects.write(objectOf(`${String(index).padStart(4, "0")}${"x".repeat(1000)}`, 6, 1));
    haulBytes = 32_000;
    const page = await leaves(512);
    expect(page).toMatchObject({ more: true });
    expect(keysOf(page).length).toBeGreaterThan(1);
    expect(keysOf(page).join("").length).toBeLessThan(haulBytes);
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const body = await leaves(512, after);
      seen.push(...keysOf(body));
      after = seen.at(-1) ?? null;
      if (body?.kind !== "leaves" || !body.more) break;
    }
    expect(seen).toHaveLength(600);
    haulBytes = 10_000_000;
    expect(keysOf(await leaves(2 ** 50))).toHaveLength(512);
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
    expect(await leaves(10)).toEqual(nack("storage"));
    expect(damage).toHaveLength(1);
  });
});
