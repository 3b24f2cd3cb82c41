/**
 * Keys and records of the tree in an ordered store. All trees of a node share it (SCENARIOS S12).
 *
 * Keys: kind (one letter), length of the ensemble's name, name, then for a segment its index (24 bits), for an inner page its
 * level (8 bits) and index (24 bits). The length makes ensembles whose names are prefixes of each other disjoint.
 * Record: format, CRC-32 over key and content, content. A record in another's place does not verify.
 */
import { crc32 } from "node:zlib";
import { invariant } from "#machines/protocol/errors";
import type { EnsembleName } from "#machines/protocol/identifiers";
import { segmentCount, treeHeight } from "#machines/protocol/tree";
import type { PageRead } from "./pages.ts";

export const segmentKind = 0x73; // s
export const nodeKind = 0x6e; // n
type TreeKind = typeof segmentKind | typeof nodeKind;

const format = 1;
const contentAt = 5;

/** Everything that comes before the place. */
export function treePrefix(kind: TreeKind, ensemble: EnsembleName): Buffer {
  const name = Buffer.from(ensemble);
  invariant(name.length > 0 && name.length < 256, `ensemble ${ensemble} has a name of 1 to 255 bytes`);
  return Buffer.concat([Buffer.from([kind, name.length]), name]);
}

export function segmentKey(prefix: Buffer, index: number): Buffer {
  const key = Buffer.allocUnsafe(prefix.length + 3);
  key.set(prefix);
  key.writeUIntBE(index, prefix.length, 3);
  return key;
}

export function nodeKey(prefix: Buffer, level: number, index: number): Buffer {
  const key = Buffer.allocUnsafe(prefix.length + 4);
  key.set(prefix);
  key[prefix.length] = level;
  key.writeUIntBE(index, prefix.length + 1, 3);
  return key;
}

/** All keys of a tree's kind: from `gte` up to, not including, `lt`. */
export function rangeOf(prefix: Buffer): { gte: Buffer; lt: Buffer } {
  const lt = Buffer.from(prefix);
  // The name is ASCII or UTF-8: its last byte can always be raised.
  lt[lt.length - 1] = (lt.at(-1) ?? 0) + 1;
  return { gte: prefix, lt };
}

/** The place that a segment's key names; undefined when no segment has such a key. */
export function segmentPlace(key: Buffer): { ensemble: EnsembleName; index: number } | undefined {
  const end = 2 + (key[1] ?? 0);
  if (key.length !== end + 3 || end === 2) return undefined;
  const index = key.readUIntBE(end, 3);
  return index < segmentCount ? { ensemble: key.toString("utf8", 2, end), index } : undefined;
}

/** The place that an inner page's key names below `prefix`. */
export function nodePlace(key: Buffer, prefix: Buffer): { level: number; index: number } | undefined {
  if (key.length !== prefix.length + 4) return undefined;
  const level = key[prefix.length] as number;
  const index = key.readUIntBE(prefix.length + 1, 3);
  return level < treeHeight && index < 16 ** level ? { level, index } : undefined;
}

export function encodeRecord(key: Buffer, content: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(contentAt + content.length);
  record[0] = format;
  record.set(content, contentAt);
  record.writeUInt32BE(crc32(content, crc32(key)), 1);
  return record;
}

export function decodeRecord(key: Buffer, record: Buffer): PageRead {
  if (record.length < contentAt) return { ok: false, what: "its record is too short" };
  if (record[0] !== format) return { ok: false, what: "its record has no known format" };
  const bytes = record.subarray(contentAt);
  if (record.readUInt32BE(1) !== crc32(bytes, crc32(key))) return { ok: false, what: "its record fails its checksum" };
  return { ok: true, bytes };
}
