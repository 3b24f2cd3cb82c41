/** Both vnode stores under one suite, and what only the one on disk has to stand. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "#services/storage/node-files";
import { decodeEntry, encodeEntry, vnodeKey } from "#services/storage/vnode-codec";
import { LevelVnodeStore } from "#services/storage/vnode-level";
import { MemoryVnodeStore, type VnodeDisk } from "#services/storage/vnode-memory";
import { vnodeStoreSuite } from "#test/suites/vnode-store";

vnodeStoreSuite("memory", async () => {
  const disk: VnodeDisk = new Map();
  const store = new MemoryVnodeStore({ disk });
  return {
    store,
    reopened: async () => {
      await store.close();
      const next = new MemoryVnodeStore({ disk });
      await next.open();
      return next;
    },
    remove: async () => undefined,
  };
});

const lost: string[] = [];
const level = (dir: string): LevelVnodeStore =>
  new LevelVnodeStore({ dir: join(dir, "ring"), files: nodeFiles, onLost: (what) => void lost.push(what) });

vnodeStoreSuite("level", async () => {
  const dir = await mkdtemp(join(tmpdir(), "quorate-vnodes-"));
  const store = level(dir);
  return {
    store,
    reopened: async () => {
      await store.close();
      const next = level(dir);
      await next.open();
      return next;
    },
    remove: () => rm(dir, { recursive: true }),
  };
});

const write = { partition: 3, key: "k", entry: { value: Buffer.from("v"), stamp: { ms: 1, count: 2, writer: "c" } } };

describe("vnodes on disk", () => {
  it("notice every flipped bit of a record", () => {
    const at = vnodeKey(3, "k");
    const bytes = encodeEntry(at, write.entry);
    expect(decodeEntry(at, bytes)).toMatchObject({ kind: "found" });
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const bad = Buffer.from(bytes);
      bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(decodeEntry(at, bad).kind).toBe("damaged");
    }
    expect(decodeEntry(vnodeKey(4, "k"), bytes).kind).toBe("damaged");
  });

  it("keep what can be saved of a store that cannot be opened, and say so", async () => {
    const dir = await mkdtemp(join(tmpdir(), "quorate-vnodes-"));
    try {
      const store = level(dir);
      await store.open();
      await store.commit([write]);
      await store.close();
      await rm(join(dir, "ring", "CURRENT"));
      lost.length = 0;
      const next = level(dir);
      await next.open();
      expect(next.read(3, "k")).toMatchObject({ kind: "found", entry: { stamp: write.entry.stamp } });
      expect(lost[0]).toContain("only what could be saved");
      expect((await readdir(dir)).sort()).toEqual(["ring", "ring.damaged"]);
      await next.close();
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it("are not opened by two at a time", async () => {
    const dir = await mkdtemp(join(tmpdir(), "quorate-vnodes-"));
    const store = level(dir);
    await store.open();
    await expect(level(dir).open()).rejects.toMatchObject({ code: "LOCKED" });
    await store.close();
    await rm(dir, { recursive: true });
  });

  it("never show another value for what was flipped on disk", async () => {
    const dir = await mkdtemp(join(tmpdir(), "quorate-vnodes-"));
    const store = level(dir);
    await store.open();
    await store.commit([{ ...write, entry: { ...write.entry, value: Buffer.from("a value to be found") } }]);
    await store.close();
    for (const file of await readdir(join(dir, "ring"))) {
      const path = join(dir, "ring", file);
      const bytes = await readFile(path);
      const place = bytes.indexOf("value to be found");
      if (place === -1) continue;
      bytes[place] = 0x21;
      await writeFile(path, bytes);
    }
    const next = level(dir);
    await next.open();
    // LevelDB drops a damaged end of its log without a word: absent is what a ring replica may say.
    expect(next.read(3, "k").kind).not.toBe("found");
    await next.close();
    await rm(dir, { recursive: true });
  });
});
