/**
 * How an object lies in the store: a record with a checksum that covers its key too, so that a record found in another's
 * place does not verify. What the record should be, the tree says. Nothing here throws for damaged bytes.
 *
 * Keys: kind (one letter), length of the ensemble's name, name, key in UTF-8. The length makes ensembles whose names are
 * prefixes of each other disjoint; the bytes order as UTF-8.
 * Record: format, CRC-32, 0 tombstone or 1 value, epoch, seq (doubles), content hash, length of version (16 bits),
 * version, value.
 */
import { crc32 } from "node:zlib";
import { type Ballot, sameBallot } from "#machines/protocol/ballot";
import { invariant } from "#machines/protocol/errors";
import type { EnsembleName } from "#machines/protocol/identifiers";
import { hashBytes, type LeafEntry, type StoredObject } from "#machines/protocol/object";
import type { ReadResult } from "#machines/protocol/ports";
import { treeHeight, type TreeDamage } from "#machines/protocol/tree";
import { hasContentHash, sameHash } from "./content-hash.ts";

/** What bytes say, or what is wrong with them. */
export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly what: string };

export const objectKind = 0x6f; // o

const format = 1;
const crcAt = 1;
const coveredAt = 5;
const objectEpochAt = coveredAt + 1;
const objectHashAt = objectEpochAt + 16;
const versionLengthAt = objectHashAt + hashBytes;
const versionAt = versionLengthAt + 2;

// ---------------------------------------------------------------------------------------------------------------- keys

const prefixes = new Map<EnsembleName, Buffer>();

/** Everything that comes before a key of `ensemble`. */
function objectPrefix(ensemble: EnsembleName): Buffer {
  let prefix = prefixes.get(ensemble);
  if (prefix === undefined) {
    const name = Buffer.from(ensemble);
    invariant(name.length > 0 && name.length < 256, `ensemble ${ensemble} has a name of 1 to 255 bytes`);
    prefix = Buffer.concat([Buffer.from([objectKind, name.length]), name]);
    prefixes.set(ensemble, prefix);
  }
  return prefix;
}

/** The key of an object's record. */
export function objectKeyOf(ensemble: EnsembleName, key: string): Buffer {
  const prefix = objectPrefix(ensemble);
  const bytes = Buffer.allocUnsafe(prefix.length + Buffer.byteLength(key));
  bytes.set(prefix);
  bytes.write(key, prefix.length);
  return bytes;
}

/** All keys of objects in an ensemble: from `gte` up to, not including, `lt`. */
export function objectRange(ensemble: EnsembleName): { gte: Buffer; lt: Buffer } {
  const gte = objectPrefix(ensemble);
  const lt = Buffer.from(gte);
  // UTF-8 has no byte 0xff, so the last one can always be raised.
  lt[lt.length - 1] = (lt.at(-1) ?? 0) + 1;
  return { gte, lt };
}

/** The user's key in a record's key, as bytes. */
export function userKeyBytes(ensemble: EnsembleName, recordKeyBytes: Buffer): Buffer {
  return recordKeyBytes.subarray(objectPrefix(ensemble).length);
}

// ------------------------------------------------------------------------------------------------------------- records

function checksum(recordKeyBytes: Buffer, record: Buffer): number {
  return crc32(record.subarray(coveredAt), crc32(recordKeyBytes));
}

function writeBallot(record: Buffer, ballot: Ballot, at: number): void {
  record.writeDoubleBE(ballot.epoch, at);
  record.writeDoubleBE(ballot.seq, at + 8);
}

function readBallot(record: Buffer, at: number): Ballot {
  return { epoch: record.readDoubleBE(at), seq: record.readDoubleBE(at + 8) };
}

export function encodeObject(recordKeyBytes: Buffer, object: StoredObject): Buffer {
  invariant(object.hash.length === hashBytes, `a content hash has ${hashBytes} bytes`);
  const versionBytes = Buffer.byteLength(object.version);
  invariant(versionBytes < 65_536, "a version has less than 65,536 bytes");
  const record = Buffer.allocUnsafe(versionAt + versionBytes + (object.value?.length ?? 0));
  record[0] = format;
  record[coveredAt] = object.value === null ? 0 : 1;
  writeBallot(record, object.ballot, objectEpochAt);
  record.set(object.hash, objectHashAt);
  record.writeUInt16BE(versionBytes, versionLengthAt);
  record.write(object.version, versionAt);
  if (object.value !== null) record.set(object.value, versionAt + versionBytes);
  record.writeUInt32BE(checksum(recordKeyBytes, record), crcAt);
  return record;
}

/** The same object, with its bytes in its record: those that it came with may be a small part of something large. */
export function inRecord(object: StoredObject, record: Buffer): StoredObject {
  const { value } = object;
  const hash = record.subarray(objectHashAt, objectHashAt + hashBytes);
  return { ...object, value: value === null ? null : record.subarray(record.length - value.length), hash };
}

/** `key` is the user's key, which `recordKeyBytes` holds and the checksum covers. */
export function decodeObject(recordKeyBytes: Buffer, key: string, record: Buffer): Decoded<StoredObject> {
  if (record.length < versionAt) return { ok: false, what: "the object's record is too short" };
  if (record[0] !== format) return { ok: false, what: "the object's record has no known format" };
  if (record.readUInt32BE(crcAt) !== checksum(recordKeyBytes, record)) {
    return { ok: false, what: "the object's record fails its checksum" };
  }
  const valueAt = versionAt + record.readUInt16BE(versionLengthAt);
  const kind = record[coveredAt];
  if (valueAt > record.length || (kind !== 0 && kind !== 1)) {
    return { ok: false, what: "the object's record is malformed" };
  }
  const object: StoredObject = {
    key,
    value: kind === 0 ? null : record.subarray(valueAt),
    version: record.toString("utf8", versionAt, valueAt),
    ballot: readBallot(record, objectEpochAt),
    hash: record.subarray(objectHashAt, objectHashAt + hashBytes),
  };
  return { ok: true, value: object };
}

// ------------------------------------------------------------------------------------------------------------- reading

/** The object in a record, when everything in it agrees with itself. */
export function soundObject(key: string, objectKey: Buffer, record: Buffer): Decoded<StoredObject> {
  const decoded = decodeObject(objectKey, key, record);
  if (!decoded.ok) return decoded;
  const { version, value, hash } = decoded.value;
  if (hasContentHash(key, version, value, hash)) return decoded;
  return { ok: false, what: "the object's content does not have its hash" };
}

const damaged = (what: string): ReadResult => ({ kind: "damaged", part: "object", what });

/** What the record says of a key whose entry in the tree is `entry`: an object is returned only when everything about it agrees. */
export function judge(entry: LeafEntry, objectKey: Buffer, record: Buffer | undefined): ReadResult {
  if (record === undefined) return damaged("the object is missing from the store");
  const decoded = soundObject(entry.key, objectKey, record);
  if (!decoded.ok) return damaged(decoded.what);
  const object = decoded.value;
  if (isNamedBy(object, entry)) return { kind: "found", object };
  return damaged("the object is not the one that the tree names");
}

export function isNamedBy(object: StoredObject, entry: LeafEntry): boolean {
  return sameBallot(object.ballot, entry.ballot) && sameHash(object.hash, entry.hash);
}

/** A damaged path of the tree, as an answer to whoever reads a key on it. */
export function damagedTree({ level, index, what }: TreeDamage): Extract<ReadResult, { kind: "damaged" }> {
  return { kind: "damaged", part: "tree", what: `${placeName(level, index)}: ${what}` };
}

/** For people. */
export function placeName(level: number, index: number): string {
  return level === treeHeight ? `segment ${index} of the tree` : `page ${index} on level ${level} of the tree`;
}
