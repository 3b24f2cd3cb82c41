/** The simulated disk: what it may lose, and what never. Source: machines/protocol/ports `Storage`; issue "Simulator". */
import { expect, test } from "vitest";
import { initialFact, type PeerRecord } from "#machines/protocol/fact";
import type { StoredObject } from "#machines/protocol/object";
import type { WriteBatch } from "#machines/protocol/ports";
import { ProcessClock, VirtualTime } from "#simulation/clock";
import { calmDisk, compareText, SimulatedDisk } from "#simulation/disk";
import { SeededRandom } from "#simulation/random";

function makeDisk(seed = "disk") {
  const time = new VirtualTime();
  const durable: string[] = [];
  const disk = new SimulatedDisk({
    node: "n1",
    time,
    random: new SeededRandom(seed),
    observer: {
      records: (_, records) => void durable.push(...[...records.keys()]),
      object: (_, __, object) => void durable.push(`${object.key} ${object.ballot.seq}`),
    },
  });
  const random = new SeededRandom("clock");
  const start = () => {
    const onError = (error: unknown): never => {
      throw error;
    };
    const options = { rate: 1, startMs: 0, wallOffsetMs: 0, timerSlackUs: 0, random, onError };
    const clock = new ProcessClock({ time, name: "n1", ...options });
    const storage = disk.store(clock);
    const crash = (): void => {
      clock.kill();
      storage.crash();
    };
    return { clock, storage, crash };
  };
  return { time, disk, durable, start };
}

const object = (key: string, seq: number): StoredObject => ({
  key,
  value: null,
  version: `1.${seq}`,
  ballot: { epoch: 1, seq },
  hash: new Uint8Array(16).fill(seq),
});
const record = (epoch: number): PeerRecord => ({
  promised: { epoch, candidate: "n1" },
  fact: initialFact(["n1"]),
  trusted: true,
});
const batch = (records: readonly [string, PeerRecord][], objects: readonly StoredObject[]): WriteBatch => ({
  records: new Map(records),
  objects: objects.map((one) => ({ ensemble: "demo", object: one })),
  removed: [],
});

test("reads see a commit at once; it resolves when it is durable", async () => {
  const { time, durable, start } = makeDisk();
  const { storage } = start();
  void storage.open();
  await time.runUntil(1000);
  let resolved = false;
  void storage.commit(batch([["demo/n1", record(3)]], [object("a", 1)])).then(() => (resolved = true));
  expect(storage.read("demo", "a").kind).toBe("found");
  expect(storage.record("demo/n1")?.promised.epoch).toBe(3);
  expect([resolved, durable]).toEqual([false, []]);
  await time.runUntil(100_000);
  expect([resolved, durable]).toEqual([true, ["demo/n1", "a 1"]]);
});

test("a crash in the middle of a commit leaves nothing, records only, or all; never objects without records", async () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 60; seed += 1) {
    const { time, disk, start } = makeDisk(`crash ${seed}`);
    const first = start();
    void first.storage.open();
    await time.runUntil(1000);
    let resolved = false;
    void first.storage.commit(batch([["demo/n1", record(3)]], [object("a", 1)])).then(() => (resolved = true));
    disk.onceWriting(() => {});
    first.crash();
    await time.runUntil(2_000_000);
    const { storage } = start();
    void storage.open();
    await time.runUntil(3_000_000);
    seen.add(`${storage.record("demo/n1") !== undefined} ${storage.read("demo", "a").kind}`);
    expect(resolved).toBe(false);
  }
  expect([...seen].sort()).toEqual(["false absent", "true absent", "true found"]);
});

test("a full disk refuses and keeps nothing of it", async () => {
  const { time, disk, durable, start } = makeDisk();
  const { storage } = start();
  void storage.open();
  await time.runUntil(1000);
  disk.conditions = { ...calmDisk, full: true };
  const told: string[] = [];
  storage.commit(batch([], [object("a", 1)])).catch((error: unknown) => void told.push(String(error)));
  await time.runUntil(100_000);
  expect(told.join()).toContain("ENOSPC");
  expect([durable, storage.read("demo", "a").kind]).toEqual([[], "absent"]);
});

test("rot is noticed when it is read, and gone when the key is written again", async () => {
  const { time, disk, start } = makeDisk();
  const { storage } = start();
  void storage.open();
  void storage.commit(batch([], [object("a", 1), object("b", 2)]));
  await time.runUntil(100_000);
  expect(disk.rot("demo", "a")).toBe(true);
  expect(storage.read("demo", "a").kind).toBe("damaged");
  let damaged: readonly string[] = [];
  void storage.verify("demo").then(({ keys }) => (damaged = keys));
  await time.runUntil(200_000);
  expect(damaged).toEqual(["a"]);
  void storage.commit(batch([], [object("a", 3)]));
  await time.runUntil(300_000);
  expect(storage.read("demo", "a").kind).toBe("found");
});

test("lost objects cost the peer its trust, and a crash right after the start does not make that forgotten", async () => {
  const { time, disk, start } = makeDisk();
  const first = start();
  void first.storage.open();
  void first.storage.commit(batch([["demo/n1", record(3)]], [object("a", 1)]));
  await time.runUntil(100_000);
  first.crash();
  disk.loseObjects(1);
  const second = start();
  let distrusted: readonly string[] = [];
  void second.storage.open().then((report) => (distrusted = [...report.distrusted.keys()]));
  await time.runUntil(200_000);
  expect(distrusted).toEqual(["demo/n1"]);
  second.crash();
  const third = start();
  void third.storage.open();
  await time.runUntil(300_000);
  expect(third.storage.record("demo/n1")).toMatchObject({ promised: { epoch: 3 }, trusted: false });
});

/** A disk with two keys, stopped as told; then what happened to it, and the store of the next start. */
async function restarted(stop: "clean" | "crash", happens: (disk: SimulatedDisk) => void) {
  const { time, disk, start } = makeDisk();
  const first = start();
  void first.storage.open();
  void first.storage.commit(batch([["demo/n1", record(3)]], [object("a", 1), object("b", 2)]));
  await time.runUntil(100_000);
  if (stop === "clean") await first.storage.close();
  first.crash();
  happens(disk);
  const { storage } = start();
  const report: { distrusted: string[] } = { distrusted: [] };
  void storage.open().then(({ distrusted }) => report.distrusted.push(...distrusted.values()));
  await time.runUntil(200_000);
  const verify = async () => {
    const found: Awaited<ReturnType<typeof storage.verify>>[] = [];
    void storage.verify("demo").then((one) => found.push(one));
    await time.runUntil(300_000);
    return found[0];
  };
  return { storage, report, verify, time };
}

test("what a crash or a clean stop leaves is whole, and trusted", async () => {
  for (const stop of ["clean", "crash"] as const) {
    const { storage, report, verify } = await restarted(stop, () => {});
    expect(["a", "b", "c"].map((key) => storage.read("demo", key).kind)).toEqual(["found", "found", "absent"]);
    expect([report.distrusted, await verify()]).toEqual([[], { keys: [], segments: [] }]);
  }
});

test("a damaged segment is damage of the tree, never an absent key; after a crash it costs the trust at once", async () => {
  for (const stop of ["clean", "crash"] as const) {
    const { storage, report, verify, time } = await restarted(stop, (disk) => void disk.rotLeaf("demo", "a"));
    expect(storage.read("demo", "a")).toMatchObject({ kind: "damaged", part: "tree" });
    expect(report.distrusted).toHaveLength(stop === "crash" ? 1 : 0);
    const found = await verify();
    expect(found).toMatchObject({ keys: [], segments: [{ objects: [{ key: "a" }] }] });
    const dropped = (found?.segments ?? []).map(({ segment }) => ({ ensemble: "demo", segment }));
    void storage.commit({ ...batch([], [object("a", 1)]), dropped });
    await time.runUntil(400_000);
    expect(["a", "b"].map((key) => storage.read("demo", key).kind)).toEqual(["found", "found"]);
  }
});

test("a damaged inner page is found by a read after a clean stop, and mended by a verification", async () => {
  const { storage, verify } = await restarted("clean", (disk) => {
    for (let found = disk.rotPage("demo"); found?.level !== 0; found = disk.rotPage("demo"));
  });
  expect(storage.read("demo", "b")).toMatchObject({ kind: "damaged", part: "tree" });
  expect(await verify()).toEqual({ keys: [], segments: [] });
  expect(storage.read("demo", "b").kind).toBe("found");
});

test("a write that the disk only pretends to make is damage, not an absent key or the value before (S4)", async () => {
  const { time, disk, start } = makeDisk();
  const { storage } = start();
  void storage.open();
  void storage.commit(batch([], [object("kept", 1), object("drop 1", 2)]));
  await time.runUntil(100_000);
  disk.conditions = { ...calmDisk, drops: (key) => key.startsWith("drop") };
  void storage.commit(batch([], [object("kept", 3), object("drop 1", 4), object("drop 2", 5)]));
  await time.runUntil(200_000);
  const kinds = ["kept", "drop 1", "drop 2"].map((key) => storage.read("demo", key).kind);
  expect(kinds).toEqual(["found", "damaged", "damaged"]);
  expect(disk.counts.dropped).toBe(2);
});

test("compareText orders like UTF-8 bytes", () => {
  const keys = ["a", "\uffee", "\u{1f600}", "ab", "\ud7ff", "é"];
  const bytes = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect([...keys].sort(compareText)).toEqual(bytes);
});
