/** Trees in memory and in LevelDB pass one suite. Source: DESIGN "Trees"; SCENARIOS S12, S13. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Level } from "level";
import { LevelPages } from "#services/tree/level-pages";
import { MemoryPages } from "#services/tree/memory-pages";
import { nodeKey, nodeKind, segmentKey, segmentKind, treePrefix } from "#services/tree/records";
import { pageNumber } from "#services/tree/shape";
import { type Change, type Place, treePagesSuite } from "#test/suites/tree-pages";

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
