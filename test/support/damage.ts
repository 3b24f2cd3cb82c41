/**
 * Ways to damage a node's data directory while nobody has it open. Bytes are flipped in files, where the checksums of LevelDB and of
 * the save file lie over them; and in records that are put back through LevelDB, where only Quorate's own checks are left:
 * that is what a flip in memory, or a write that went to another place, looks like.
 */
import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EnsembleName } from "#machines/protocol/identifiers";
import { nodeFiles } from "#services/storage/node-files";
import { type Db, openLevel } from "#services/storage/level-db";
import { readLiveTables } from "#services/storage/leveldb/salvage";
import { objectKeyOf } from "#services/storage/object-codec";
import { treeHeight } from "#machines/protocol/tree";
import {
  decodeRecord,
  encodeRecord,
  nodeKey,
  nodeKind,
  segmentKey,
  segmentKind,
  treePrefix,
} from "#services/tree/records";
import { parentOf, segmentOf } from "#services/tree/shape";

/** Flips one bit; `at` counts from the end when negative. */
export function flipByte(path: string, at: number, bit = 4): void {
  const bytes = readFileSync(path);
  const index = at < 0 ? bytes.length + at : at;
  if (!(index >= 0 && index < bytes.length)) throw new Error(`${path} has no byte ${at}: it has ${bytes.length}`);
  bytes[index] = (bytes[index] as number) ^ (1 << bit);
  writeFileSync(path, bytes);
}

/** Cuts a file down to a share of its length. */
export function cutFile(path: string, share: number): void {
  truncateSync(path, Math.floor(statSync(path).size * share));
}

export const factFiles = (dir: string): string[] => ["facts.a", "facts.b"].map((name) => join(dir, name));

/** Both copies in one file of promises. */
export function spoilFactFile(path: string): void {
  flipByte(path, 40);
  flipByte(path, statSync(path).size / 2 + 40);
}

/** The largest file of LevelDB with such an ending, and in use. */
async function objectFile(dir: string, ending: RegExp): Promise<string> {
  const live = await readLiveTables(nodeFiles, `${dir}/objects`);
  const names = readdirSync(`${dir}/objects`).filter(
    (name) => ending.test(name) && (!name.endsWith(".ldb") || live?.has(Number.parseInt(name, 10)) === true),
  );
  const sizes = names.map((name) => ({
    path: join(dir, "objects", name),
    bytes: statSync(join(dir, "objects", name)).size,
  }));
  const [largest] = sizes.sort((a, b) => b.bytes - a.bytes);
  if (largest === undefined || largest.bytes === 0) throw new Error(`no file ${String(ending)} in ${dir}/objects`);
  return largest.path;
}

export const logFile = (dir: string): Promise<string> => objectFile(dir, /\.log$/);
export const tableFile = (dir: string): Promise<string> => objectFile(dir, /\.ldb$/);
export const manifestFile = (dir: string): Promise<string> => objectFile(dir, /^MANIFEST-/);

export function removeCurrent(dir: string): void {
  rmSync(join(dir, "objects", "CURRENT"));
}

/** Opens the object store behind its node's back. */
async function withObjects(dir: string, work: (db: Db) => Promise<void>): Promise<void> {
  const db = await openLevel(join(dir, "objects"), false);
  try {
    await work(db);
  } finally {
    await db.close();
  }
}

/** All log records moved into tables, as LevelDB does now and then. */
export function compact(dir: string): Promise<void> {
  return withObjects(dir, async (db) => {
    const compacting = db as unknown as { compactRange(start: Buffer, end: Buffer): Promise<void> };
    await compacting.compactRange(Buffer.from([0]), Buffer.from([255]));
  });
}

/** Flips one bit of one record of the object store: `random` gives a whole number below its bound. @returns where. */
export async function flipRecord(dir: string, random: (bound: number) => number): Promise<string> {
  let where = "";
  await withObjects(dir, async (db) => {
    const keys = await db.keys().all();
    const key = keys[random(keys.length)] as Buffer;
    const record = Buffer.from((await db.get(key)) ?? []);
    const at = random(record.length);
    const bit = random(8);
    record[at] = (record[at] as number) ^ (1 << bit);
    await db.put(key, record, { sync: true });
    where = `record ${key.toString("latin1")}, byte ${at} of ${record.length}, bit ${bit}`;
  });
  return where;
}

export interface PageFlip {
  readonly ensemble: EnsembleName;
  readonly kind: "segment" | "page";
  /** The one that this key is in, or below which it is. */
  readonly key: string;
  /** With a new checksum: only the hash in the page above is against it. */
  readonly sealed: boolean;
}

/** Flips a byte in the record of a segment or of an inner page. */
export function flipPage(dir: string, { ensemble, kind, key: userKey, sealed }: PageFlip): Promise<void> {
  const segment = segmentOf(userKey);
  const key =
    kind === "segment"
      ? segmentKey(treePrefix(segmentKind, ensemble), segment)
      : nodeKey(treePrefix(nodeKind, ensemble), treeHeight - 1, parentOf(segment));
  return withObjects(dir, async (db) => {
    const record = await db.get(key);
    if (record === undefined) throw new Error(`${dir} holds no such ${kind} of ${ensemble}`);
    const read = decodeRecord(key, record);
    if (!read.ok || read.bytes === undefined) throw new Error(`the ${kind} is damaged already`);
    // In a segment: a byte of the last entry's content hash. In a page: one of a child's hash.
    const at = kind === "segment" ? read.bytes.length - 3 : read.bytes.findIndex((byte) => byte !== 0);
    const content = Buffer.from(read.bytes);
    content[at] = (content[at] as number) ^ 0x10;
    const flipped = Buffer.from(record);
    flipped.set(content, record.length - content.length);
    await db.put(key, sealed ? encodeRecord(key, content) : flipped, { sync: true });
  });
}

/** Flips a byte in the records of objects. */
export function flipObjects(dir: string, ensemble: EnsembleName, keys: readonly string[]): Promise<void> {
  return withObjects(dir, async (db) => {
    for (const key of keys) {
      const objectKey = objectKeyOf(ensemble, key);
      const record = await db.get(objectKey);
      if (record === undefined) throw new Error(`${dir} holds no object ${key}`);
      const flipped = Buffer.from(record);
      flipped[flipped.length - 1] = (flipped[flipped.length - 1] as number) ^ 1;
      await db.put(objectKey, flipped, { sync: true });
    }
  });
}

/** Puts `from` in place of `to`. */
export function putBack(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
}
