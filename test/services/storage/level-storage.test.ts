/** The store on disk passes the suite. Source: DESIGN "Storage"; seeds "Storage"; P10, P18. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Level } from "level";
import { LevelStorage } from "#services/storage/level-storage";
import { nodeFiles } from "#services/storage/node-files";
import { objectKeyOf } from "#services/storage/object-codec";
import { openStorage } from "#services/storage/open";
import { nodeKey, nodeKind, segmentKey, segmentKind, treePrefix } from "#services/tree/records";
import { segmentOf } from "#services/tree/shape";
import { type Part, storageSuite, type StorageHarness } from "#test/suites/storage";
import { integritySuite } from "#test/suites/storage-integrity";
import { makeBatch, makeObject, makeRecord, shown } from "#test/suites/storage-parts";

const own = { cluster: "c1", node: "n1" };

function makeDir(): string {
  return mkdtempSync(join(tmpdir(), "quorate-storage-"));
}

function keyOf(ensemble: string, key: string, part: Part): Buffer {
  if (part === "object") return objectKeyOf(ensemble, key);
  const segment = segmentOf(key);
  if (part === "segment") return segmentKey(treePrefix(segmentKind, ensemble), segment);
  return nodeKey(treePrefix(nodeKind, ensemble), part.page, segment >> (20 - 4 * part.page));
}

function makeLevelStorageHarness(): StorageHarness {
  const root = makeDir();
  let dir = `${root}/0`;
  let kills = 0;
  return {
    store: (options) => openStorage({ dir, backend: "level", ...own, ...options }),
    damage: async (ensemble, key, part, change) => {
      const db = new Level<Buffer, Buffer>(`${dir}/objects`, {
        keyEncoding: "buffer",
        valueEncoding: "buffer",
        compression: false,
      });
      await db.open();
      const name = keyOf(ensemble, key, part);
      const record = await db.get(name);
      if (record === undefined) throw new Error("nothing to damage");
      if (change === "drop") await db.del(name);
      else {
        record[change.at] = (record[change.at] ?? 0) ^ change.mask;
        await db.put(name, record);
      }
      await db.close();
      return record.length;
    },
    // Everything that was synced is in the files: what a copy shows now is what a kill would leave.
    kill: async (store) => {
      kills += 1;
      cpSync(dir, `${root}/${kills}`, { recursive: true });
      await store.close();
      dir = `${root}/${kills}`;
    },
    dispose: async () => rmSync(root, { recursive: true, force: true }),
  };
}

storageSuite("LevelStorage", makeLevelStorageHarness);
integritySuite("LevelStorage", makeLevelStorageHarness);

it("names the process that holds the directory", async () => {
  const dir = makeDir();
  const store = openStorage({ dir, backend: "level", ...own });
  await store.open();
  await expect(openStorage({ dir, backend: "level", ...own }).open()).rejects.toThrow(`process ${process.pid}`);
  await store.close();
  rmSync(dir, { recursive: true });
});

it("takes the marker of a clean stop away as soon as it is open", async () => {
  const dir = makeDir();
  const marker = async (): Promise<boolean> => {
    const copy = makeDir();
    cpSync(`${dir}/objects`, copy, { recursive: true });
    const db = new Level<Buffer, Buffer>(copy, { keyEncoding: "buffer", valueEncoding: "buffer" });
    await db.open();
    const found = await db.get(Buffer.from("c"));
    await db.close();
    rmSync(copy, { recursive: true });
    return found !== undefined;
  };
  const store = openStorage({ dir, backend: "level", ...own });
  await store.open();
  await store.commit(makeBatch({ objects: [["demo", makeObject("k", "1")]] }));
  await store.close();
  expect(await marker()).toBe(true);
  await store.open();
  expect(await marker()).toBe(false);
  await store.close();
  rmSync(dir, { recursive: true });
});

it("is closed while it takes the trees' pages in, and that was a clean stop", async () => {
  const dir = makeDir();
  const said: string[] = [];
  const store = openStorage({ dir, backend: "level", ...own, onEvent: ({ what }) => void said.push(what) });
  await store.open();
  const keys = Array.from({ length: 2000 }, (_, n) => `key ${n}`);
  for (const ensemble of ["a", "b"])
    await store.commit(makeBatch({ objects: keys.map((key) => [ensemble, makeObject(key, "1")] as const) }));
  await store.close();
  for (let time = 0; time < 2; time++) {
    expect((await store.open()).distrusted.size).toBe(0);
    await store.close();
  }
  await store.open();
  expect(await Promise.all(["a", "b"].map((ensemble) => store.verifyUpper(ensemble)))).toEqual([[], []]);
  expect(await store.verify("b")).toEqual({ keys: [], segments: [] });
  await store.close();
  expect(said).toEqual([]);
  rmSync(dir, { recursive: true });
});

it("makes missing parent directories", async () => {
  const dir = makeDir();
  const store = openStorage({ dir: `${dir}/x/y`, backend: "level", ...own });
  expect((await store.open()).fresh).toBe(true);
  await store.close();
  rmSync(dir, { recursive: true });
});

it("counts a trust only when the objects of its commit arrived", async () => {
  const dir = makeDir();
  // The records of a commit become durable, then the process dies before LevelDB has the objects.
  let dead = false;
  const files: typeof nodeFiles = {
    ...nodeFiles,
    open: async (path) => {
      const file = await nodeFiles.open(path);
      return {
        write: (bytes, at) => file.write(bytes, at),
        note: (bytes, at) => file.note(bytes, at),
        datasync: async () => {
          await file.datasync();
          if (dead && path.endsWith("facts.b")) throw new Error("dead");
        },
        close: () => file.close(),
      };
    },
  };
  const store = new LevelStorage({ dir, ...own, files, processId: 1 });
  await store.open();
  await store.commit(makeBatch({ records: { "a/n1": makeRecord(1, false), "b/n1": makeRecord(1, true) } }));
  dead = true;
  const records = { "a/n1": makeRecord(2, true), "b/n1": makeRecord(2, true) };
  await expect(store.commit(makeBatch({ records, objects: [["a", makeObject("k", "1")]] }))).rejects.toThrow("dead");
  await expect(store.commit(makeBatch({ objects: [["a", makeObject("k", "2")]] }))).rejects.toThrow("dead");
  await store.close();
  const next = openStorage({ dir, backend: "level", ...own });
  const report = await next.open();
  expect([...report.distrusted.keys()]).toEqual(["a/n1"]);
  expect(next.record("a/n1")).toEqual(makeRecord(2, false));
  expect(next.record("b/n1")).toEqual(makeRecord(2, true));
  expect(shown(next.read("a", "k"))).toBe("absent");
  await next.close();
  rmSync(dir, { recursive: true });
});
