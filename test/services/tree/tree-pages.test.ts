/** Trees in memory and in LevelDB pass one suite. Source: DESIGN "Trees"; SCENARIOS S12, S13. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Level } from "level";
import { describe, expect, it, onTestFinished } from "vitest";
import { hashBytes, type LeafEntry } from "#machines/protocol/object";
import { hashInto } from "#services/tree/hashes";
import { LevelPages, SegmentMemories } from "#services/tree/level-pages";
import { MemoryPages } from "#services/tree/memory-pages";
import { nodeKey, nodeKind, segmentKey, segmentKind, treePrefix } from "#services/tree/records";
import { pageNumber, segmentOf } from "#services/tree/shape";
import { Tree } from "#services/tree/tree";
import { type Change, type Place, treePagesSuite } from "#test/suites/tree-pages";

/** A page that begins with the hash of that content. */
function hashed(content: string): Buffer {
  const page = Buffer.alloc(hashBytes);
  hashInto(Buffer.from(content), page);
  return page;
}

/** What stands in a record's place after the change; undefined for none. */
function changed(record: Buffer | undefined, change: Change, other: (place: Place) => Buffer | undefined) {
  if (record === undefined) throw new Error("nothing to damage");
  if (change === "drop") return undefined;
  if ("from" in change) return other(change.from);
  const bytes = Buffer.from(record);
  bytes[change.at] = (bytes[change.at] ?? 0) ^ change.mask;
  return bytes;
}

treePagesSuite("MemoryPages", async () => {
  const trees = new Map<string, MemoryPages>();
  const pages = (ensemble: string): MemoryPages => {
    let tree = trees.get(ensemble);
    if (tree === undefined) trees.set(ensemble, (tree = new MemoryPages(ensemble)));
    return tree;
  };
  return {
    pages,
    write: async (ensemble, segments, nodes = []) => {
      pages(ensemble).writeSegments(segments);
      pages(ensemble).writeNodes(nodes);
    },
    damage: async (ensemble, place, change) => {
      const { segmentRecords, nodeRecords } = pages(ensemble);
      const at = (where: Place): [Map<number, Buffer>, number] =>
        "segment" in where ? [segmentRecords, where.segment] : [nodeRecords, pageNumber(where.level, where.index)];
      const [records, index] = at(place);
      const record = changed(records.get(index), change, (from) => at(from)[0].get(at(from)[1]));
      if (record === undefined) records.delete(index);
      else records.set(index, record);
      return record?.length ?? 0;
    },
    dispose: async () => undefined,
  };
});

treePagesSuite("LevelPages", async () => {
  const dir = mkdtempSync(join(tmpdir(), "quorate-tree-"));
  const db = new Level<Buffer, Buffer>(dir, { keyEncoding: "buffer", valueEncoding: "buffer" });
  await db.open();
  const keyOf = (ensemble: string, place: Place): Buffer =>
    "segment" in place
      ? segmentKey(treePrefix(segmentKind, ensemble), place.segment)
      : nodeKey(treePrefix(nodeKind, ensemble), place.level, place.index);
  return {
    pages: (ensemble) => new LevelPages(db, ensemble),
    write: async (ensemble, segments, nodes = []) => {
      const pages = new LevelPages(db, ensemble);
      const batch = db.batch();
      for (const write of segments) pages.addSegment(batch, write);
      for (const write of nodes) pages.addNode(batch, write);
      await batch.write();
    },
    damage: async (ensemble, place, change) => {
      const key = keyOf(ensemble, place);
      const record = changed(db.getSync(key), change, (from) => db.getSync(keyOf(ensemble, from)));
      if (record === undefined) await db.del(key);
      else await db.put(key, record);
      return record?.length ?? 0;
    },
    dispose: async () => {
      await db.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
});

describe("a tree that remembers segments", () => {
  const entry = (key: string, seq: number): LeafEntry => ({
    key,
    ballot: { epoch: 1, seq },
    hash: new Uint8Array(16).fill(seq),
  });

  async function make() {
    const dir = mkdtempSync(join(tmpdir(), "quorate-tree-"));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const db = new Level<Buffer, Buffer>(dir, { keyEncoding: "buffer", valueEncoding: "buffer" });
    await db.open();
    onTestFinished(() => db.close());
    const memories = new SegmentMemories();
    const pages = new LevelPages(db, "demo", memories);
    const tree = new Tree(pages);
    const write = async (one: LeafEntry) => {
      tree.insert(one);
      const { token, writes } = tree.takeSegmentWrites();
      const batch = db.batch();
      for (const segment of writes) pages.addSegment(batch, segment);
      await batch.write();
      tree.settle(token);
    };
    const recordKey = (key: string) => segmentKey(treePrefix(segmentKind, "demo"), segmentOf(key));
    return { db, memory: memories.of("demo"), pages, tree, write, recordKey };
  }

  it("reads what it wrote without the disk, until a check finds the disk's damage", async () => {
    const { db, tree, write, recordKey } = await make();
    await write(entry("k", 1));
    await db.del(recordKey("k"));
    expect(tree.get("k")).toMatchObject({ kind: "found", entry: { ballot: { epoch: 1, seq: 1 } } });
    expect(await tree.verify()).toMatchObject([{ level: 5, index: segmentOf("k") }]);
    expect(tree.get("k")).toMatchObject({ kind: "damaged" });
  });

  it("believes what it remembers only while the page above names it", async () => {
    const { memory, tree, write } = await make();
    const [page, other] = [hashed("older"), hashed("another")];
    await write(entry("k", 1));
    await write(entry("k", 2));
    memory.keep(segmentOf("k"), Buffer.from("older"), page, 0);
    expect(memory.get(segmentOf("k"), page, 0)?.toString()).toBe("older");
    expect(memory.get(segmentOf("k"), other, 0)).toBeUndefined();
    expect(tree.get("k")).toMatchObject({ kind: "found", entry: { ballot: { epoch: 1, seq: 2 } } });
    tree.drop(segmentOf("k"));
    expect(tree.get("k")).toEqual({ kind: "absent" });
  });

  it("shares one memory of bounded size with other trees, each with its own segments", async () => {
    const { db, tree, write } = await make();
    const memories = new SegmentMemories();
    const [first, second] = [memories.of("a"), memories.of("b")];
    await write(entry("k", 1));
    const [kept, page] = [Buffer.from("kept"), hashed("kept")];
    first.keep(7, kept, page, 0);
    expect(second.get(7, page, 0)).toBeUndefined();
    for (let index = 0; index < 100_000; index += 1) second.keep(index, kept, page, 0);
    expect(first.get(7, page, 0)).toBeUndefined();
    expect(second.get(99_999, page, 0)).toBe(kept);
    expect(new Tree(new LevelPages(db, "demo")).get("k")).toEqual({ kind: "absent" });
    expect(tree.get("k").kind).toBe("found");
  });
});
