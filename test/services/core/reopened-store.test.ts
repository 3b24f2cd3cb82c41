/**
 * A node closes its store after a failed write and opens it again: what never became durable must be gone, or the next ack
 * would vote for it without a write. Source: PROTOCOL R7, R15; DESIGN section 3 "Supervision".
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { MemoryDisk } from "#services/storage/memory-storage";
import { nodeFiles } from "#services/storage/node-files";
import { openStorage } from "#services/storage/open";
import type { Files } from "#services/storage/files";
import { makeBatch, makeObject, makeRecord } from "#test/suites/storage-parts";

const own = { cluster: "c1", node: "n1" };

it("on disk: a failed turn is forgotten, and the store writes again", async () => {
  const dir = mkdtempSync(join(tmpdir(), "quorate-reopen-"));
  let broken = false;
  const files: Files = {
    ...nodeFiles,
    open: async (path) => {
      const file = await nodeFiles.open(path);
      return {
        write: (bytes, position) => file.write(bytes, position),
        note: (bytes, position) => file.note(bytes, position),
        close: () => file.close(),
        datasync: async () => {
          if (broken) throw new Error("EIO");
          await file.datasync();
        },
      };
    },
  };
  const store = openStorage({ dir, backend: "level", files, ...own });
  await store.open();
  const kept = makeObject("kept", "v");
  await store.commit(makeBatch({ objects: [["demo", kept]] }));
  broken = true;
  const batch = makeBatch({
    records: { "demo/n1": makeRecord(3) },
    objects: [["demo", makeObject("lost", "v")]],
  });
  await expect(store.commit(batch)).rejects.toThrow("EIO");
  expect(store.read("demo", "lost").kind).toBe("found");
  broken = false;
  await store.close();
  await store.open();
  expect(store.read("demo", "lost").kind).toBe("absent");
  expect(store.read("demo", "kept").kind).toBe("found");
  await store.commit(batch);
  expect(store.read("demo", "lost").kind).toBe("found");
  await store.close();
  rmSync(dir, { recursive: true });
});

it("in memory: a commit that was cut off is forgotten", async () => {
  const disk = new MemoryDisk();
  const store = openStorage({ dir: "", backend: "memory", memory: { disk }, ...own });
  await store.open();
  const commit = store.commit(makeBatch({ objects: [["demo", makeObject("lost", "v")]] }));
  disk.cutOff();
  await expect(commit).rejects.toThrow(/cut off/);
  await store.open();
  expect(store.read("demo", "lost").kind).toBe("absent");
  await store.close();
});
