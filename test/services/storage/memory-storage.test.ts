/** The memory store passes the suite, and plays restarts and crashes. Source: DESIGN "Storage"; PROTOCOL R7. */
import { expect, it } from "vitest";
import { MemoryDisk, MemoryStorage } from "#services/storage/memory-storage";
import { pageNumber, segmentOf } from "#services/tree/shape";
import { storageSuite, type StorageHarness } from "#test/suites/storage";
import { integritySuite } from "#test/suites/storage-integrity";
import { makeBatch, makeObject, makeRecord, shown } from "#test/suites/storage-parts";

function makeMemoryStorageHarness(): StorageHarness {
  const disk = new MemoryDisk();
  return {
    store: (options) =>
      new MemoryStorage({
        cluster: "c1",
        node: "n1",
        ...options,
        disk,
        defer: (callback) => queueMicrotask(callback),
      }),
    damage: async (ensemble, key, part, change) => {
      const { objects, pages } = disk.shelf(ensemble);
      const segment = segmentOf(key);
      const [records, name]: [Map<unknown, Buffer>, unknown] =
        part === "object"
          ? [objects, key]
          : part === "segment"
            ? [pages.segmentRecords, segment]
            : [pages.nodeRecords, pageNumber(part.page, segment >> (20 - 4 * part.page))];
      const record = records.get(name);
      if (record === undefined) throw new Error("nothing to damage");
      if (change === "drop") records.delete(name);
      else record[change.at] = (record[change.at] ?? 0) ^ change.mask;
      return record.length;
    },
    kill: async () => disk.cutOff(),
    dispose: async () => undefined,
  };
}

storageSuite("MemoryStorage", makeMemoryStorageHarness);
integritySuite("MemoryStorage", makeMemoryStorageHarness);

function held() {
  const waiting: (() => void)[] = [];
  return {
    defer: (callback: () => void) => void waiting.push(callback),
    release: () => waiting.splice(0).forEach((run) => run()),
  };
}

it("loses what was not durable when it is cut off, and keeps what was", async () => {
  const disk = new MemoryDisk();
  const { defer, release } = held();
  const store = new MemoryStorage({ cluster: "c1", node: "n1", disk, defer });
  await store.open();
  const first = store.commit(
    makeBatch({ records: { "demo/n1": makeRecord(2) }, objects: [["demo", makeObject("k", "old")]] }),
  );
  release();
  await first;
  const second = store.commit(
    makeBatch({ records: { "demo/n1": makeRecord(3) }, objects: [["demo", makeObject("k", "new", 1, 2)]] }),
  );
  const ended = second.catch((error: unknown) => error);
  disk.cutOff();
  const next = new MemoryStorage({ cluster: "c1", node: "n1", disk, defer });
  await next.open();
  release();
  expect(await ended).toMatchObject({ code: "CLOSED" });
  expect(shown(next.read("demo", "k"))).toBe("=old");
  expect(next.record("demo/n1")).toEqual(makeRecord(2));
});

it("takes trust away for good when the disk has a problem", async () => {
  const disk = new MemoryDisk();
  const open = async () => {
    const store = new MemoryStorage({ cluster: "c1", node: "n1", disk, defer: (callback) => callback() });
    const report = await store.open();
    return { store, report };
  };
  const { store } = await open();
  await store.commit(makeBatch({ records: { "demo/n1": makeRecord(2) } }));
  disk.cutOff();
  disk.problem = "played";
  expect((await open()).report.distrusted).toEqual(new Map([["demo/n1", "played"]]));
  disk.cutOff();
  const third = await open();
  expect(third.report.distrusted.size).toBe(0);
  expect(third.store.record("demo/n1")).toEqual(makeRecord(2, false));
});

it("keeps showing a pending commit when an earlier one of the same key lands", async () => {
  const waiting: (() => void)[] = [];
  const store = new MemoryStorage({
    cluster: "c1",
    node: "n1",
    disk: new MemoryDisk(),
    defer: (run) => waiting.push(run),
  });
  await store.open();
  const commits = ["1", "2"].map((value, at) =>
    store.commit(makeBatch({ objects: [["demo", makeObject("k", value, 1, at)]] })),
  );
  waiting.shift()?.();
  await commits[0];
  expect(shown(store.read("demo", "k"))).toBe("=2");
  waiting.shift()?.();
  await commits[1];
  expect(shown(store.read("demo", "k"))).toBe("=2");
});
