/** LevelDB's files without LevelDB: what is read of them, how damage shows, what is saved. Source: LevelDB's format documents. */
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Level } from "level";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDb } from "#services/storage/level-db";
import { crc32c } from "#services/storage/leveldb/crc32c";
import { readLog } from "#services/storage/leveldb/log-file";
import { damageOfTables } from "#services/storage/leveldb/salvage";
import { readTable } from "#services/storage/leveldb/table-file";
import { nodeFiles } from "#services/storage/node-files";

let root: string;
let dir: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "quorate-leveldb-"));
  dir = join(root, "objects");
});

afterEach(() => rmSync(root, { recursive: true }));

const keyOf = (n: number): string => `key ${String(n).padStart(5, "0")}`;
const nobody = async (): Promise<string> => "";

/** `count` keys, then key 1 changed and key 2 deleted; everything in tables after `compacted`. */
async function fill(count: number, compacted: boolean): Promise<void> {
  const db = new Level(dir, { compression: false });
  await db.open();
  const batch = db.batch();
  for (let n = 0; n < count; n += 1) batch.put(keyOf(n), `value ${n} ${"x".repeat(100)}`);
  await batch.write();
  await db.put(keyOf(1), "changed");
  await db.del(keyOf(2));
  if (compacted)
    await (db as unknown as { compactRange(from: string, to: string): Promise<void> }).compactRange("", "~");
  await db.close();
}

const named = (suffix: string): string[] =>
  readdirSync(dir)
    .filter((name) => name.endsWith(suffix))
    .map((name) => join(dir, name));

async function contents(): Promise<Map<string, string>> {
  const { db, lost } = await openDb(nodeFiles, dir, true, nobody);
  expect(lost).toContain("the object store");
  const found = new Map<string, string>();
  for await (const [key, value] of db.iterator()) found.set(key.toString(), value.toString());
  await db.close();
  return found;
}

it("reads files one after the other into the same room", async () => {
  const room = { bytes: new Uint8Array(0) };
  const sizes = [5, 3_000_000, 0, 70_000];
  for (const [n, size] of sizes.entries()) writeFileSync(join(root, String(n)), Buffer.alloc(size, n + 1));
  for (const [n, size] of sizes.entries()) {
    const bytes = await nodeFiles.read(join(root, String(n)), room);
    expect(Buffer.alloc(size, n + 1).equals(bytes ?? Buffer.from("none"))).toBe(true);
  }
  expect(room.bytes.length).toBe(3_000_000);
  expect(await nodeFiles.read(join(root, "none"), room)).toBeUndefined();
});

it("has the checksum of the published vector", () => {
  expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 255))).toBe(0x62a8ab43);
  expect(crc32c(Buffer.from(Array.from({ length: 32 }, (_, n) => n)))).toBe(0x46dd794e);
});

it("has the same checksum wherever in memory the bytes lie, and however many they are", () => {
  const bytes = Buffer.from(Array.from({ length: 100 }, (_, n) => (n * 167) & 255));
  const bitwise = (from: number, to: number): number => {
    let crc = ~0;
    for (const byte of bytes.subarray(from, to)) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0x82f63b78 & -(crc & 1));
    }
    return ~crc >>> 0;
  };
  for (let from = 0; from < 20; from++)
    for (let to = from; to <= bytes.length; to++) {
      expect(crc32c(bytes, from, to)).toBe(bitwise(from, to));
      expect(crc32c(bytes.subarray(from, to))).toBe(bitwise(from, to));
    }
});

describe("files that nothing happened to", () => {
  it("tables: every entry, with its order", async () => {
    await fill(3000, true);
    const tables = named(".ldb").map((path) => readTable(readFileSync(path)));
    expect(tables.flatMap(({ damages }) => damages)).toEqual([]);
    const entries = tables.flatMap((table) => [...table.entries()]);
    const keys = entries.map(({ key }) => key.toString());
    expect(new Set(keys).size).toBe(3000);
    expect(entries.find(({ key }) => key.toString() === keyOf(2))?.value).toBeNull();
    expect(entries.find(({ key }) => key.toString() === keyOf(1))?.value?.toString()).toBe("changed");
    expect(await damageOfTables(nodeFiles, dir)).toBeUndefined();
  });

  it("logs: every write in its order, over the borders of blocks", async () => {
    await fill(3000, false);
    const [log = ""] = named(".log");
    const entries = [...readLog(readFileSync(log))];
    expect(entries).toHaveLength(3002);
    expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, n) => n + (entries[0]?.sequence ?? 0)));
    expect(entries.at(-1)).toMatchObject({ value: null });
  });
});

it("a table that a stopped compaction left half written belongs to nobody", async () => {
  await fill(3000, true);
  const [path = ""] = named(".ldb");
  writeFileSync(join(dir, "000999.ldb"), readFileSync(path).subarray(0, 5000));
  expect(await damageOfTables(nodeFiles, dir)).toBeUndefined();
  writeFileSync(path, readFileSync(path).subarray(0, 5000));
  expect(await damageOfTables(nodeFiles, dir)).toContain("its footer is damaged");
});

describe("damage", () => {
  it("in any byte of a table's blocks or footer is noticed", async () => {
    await fill(40, true);
    const [path = ""] = named(".ldb");
    const original = readFileSync(path);
    // The filling of the footer, between its two places and its magic, says nothing.
    const isFilling = (at: number): boolean => at >= original.length - 44 && at < original.length - 8;
    for (let at = 0; at < original.length; at += 1) {
      const bytes = Buffer.from(original);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      if (!isFilling(at)) expect(readTable(bytes).damages, `byte ${at}`).not.toEqual([]);
    }
  });

  it("costs the keys of its block, no others, and never the process", async () => {
    await fill(3000, true);
    const [path = ""] = named(".ldb");
    const bytes = readFileSync(path);
    bytes[5000] = (bytes[5000] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const found = await contents();
    // One block of four kilobytes.
    expect(found.size).toBeGreaterThan(2999 - 45);
    expect(found.size).toBeLessThan(2999);
    expect(found.get(keyOf(1))).toBe("changed");
    expect(found.has(keyOf(2))).toBe(false);
    for (const [key, value] of found)
      if (key !== keyOf(1)) expect(value.startsWith(`value ${Number(key.slice(4))} `)).toBe(true);
    expect(readdirSync(root).sort((a, b) => (a < b ? -1 : 1))).toEqual(["objects", "objects.damaged"]);
  });

  it("without CURRENT or MANIFEST everything that was synced is saved, from the log too", async () => {
    await fill(500, false);
    rmSync(join(dir, "CURRENT"));
    for (const name of readdirSync(dir).filter((file) => file.startsWith("MANIFEST"))) rmSync(join(dir, name));
    const found = await contents();
    expect(found.size).toBe(499);
    expect(found.get(keyOf(1))).toBe("changed");
  });

  it("a stop between the two renames is made up for", async () => {
    await fill(100, false);
    renameSync(dir, join(root, "objects.saved"));
    const { db, lost } = await openDb(nodeFiles, dir, true, nobody);
    expect(lost).toBeUndefined();
    expect((await db.get(Buffer.from(keyOf(1)))).toString()).toBe("changed");
    await db.close();
  });

  it("that another process may be writing is not damage: LOCKED, and nothing is touched", async () => {
    await fill(3000, true);
    const other = new Level(dir);
    await other.open();
    const [path = ""] = named(".ldb");
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, 100));
    const before = readdirSync(root);
    await expect(openDb(nodeFiles, dir, true, nobody)).rejects.toMatchObject({ code: "LOCKED" });
    expect(readdirSync(root)).toEqual(before);
    await other.close();
  });
});
