/**
 * How an object and its leaf entry lie in the store: two records under two keys, each with a checksum that covers its
 * key too, so that a record found in another's place does not verify. Nothing here throws for damaged bytes.
 *
 * Keys: kind (one letter), length of the ensemble's name, name, key in UTF-8. The length makes ensembles whose names are
 * prefixes of each other disjoint; the bytes order as UTF-8.
 * Object: format, CRC-32, 0 tombstone or 1 value, epoch, seq (doubles), content hash, length of version (16 bits),
 * version, value. Leaf: format, CRC-32, epoch, seq, content hash.
 */
import { crc32 } from "node:zlib";
import { type Ballot, sameBallot } from "#machines/protocol/ballot";
import { invariant } from "#machines/protocol/errors";
import type { EnsembleName } from "#machines/protocol/identifiers";
import { hashBytes, type LeafEntry, type StoredObject } from "#machines/protocol/object";
import type { ReadResult } from "#machines/protocol/ports";
import { contentHash, sameHash } from "./content-hash.ts";

/** What bytes say, or what is wrong with them. */
export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly what: string };

export const objectKind = 0x6f; // o
export const leafKind = 0x6c; // l
export type Kind = typeof objectKind | typeof leafKind;

const format = 1;
const crcAt = 1;
const coveredAt = 5;
const leafEpochAt = coveredAt;
const leafHashAt = leafEpochAt + 16;
const leafBytes = leafHashAt + hashBytes;
const objectEpochAt = coveredAt + 1;
const objectHashAt = objectEpochAt + 16;
const versionLengthAt = objectHashAt + hashBytes;
const versionAt = versionLengthAt + 2;

// ---------------------------------------------------------------------------------------------------------------- keys

const prefixes = new Map<EnsembleName, Buffer>();

/** Everything that comes before a key of `ensemble`; the kind of an object in its first byte. */
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

/** The key of a record. A leaf's differs from its object's in the first byte only. */
export function recordKey(kind: Kind, ensemble: EnsembleName, key: string): Buffer {
  const prefix = objectPrefix(ensemble);
  const bytes = Buffer.allocUnsafe(prefix.length + Buffer.byteLength(key));
  bytes.set(prefix);
  bytes[0] = kind;
  bytes.write(key, prefix.length);
  return bytes;
}

export function siblingKey(recordKeyBytes: Buffer, kind: Kind): Buffer {
  const bytes = Buffer.from(recordKeyBytes);
  bytes[0] = kind;
  return bytes;
}

/** All keys of a kind in an ensemble: from `gte` up to, not including, `lt`. */
export function keyRange(kind: Kind, ensemble: EnsembleName): { gte: Buffer; lt: Buffer } {
  const gte = recordKey(kind, ensemble, "");
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

export function encodeLeaf(recordKeyBytes: Buffer, leaf: LeafEntry): Buffer {
  const record = Buffer.allocUnsafe(leafBytes);
  record[0] = format;
  writeBallot(record, leaf.ballot, leafEpochAt);
  record.set(leaf.hash, leafHashAt);
  record.writeUInt32BE(checksum(recordKeyBytes, record), crcAt);
  return record;
}

export function decodeLeaf(recordKeyBytes: Buffer, key: string, record: Buffer): Decoded<LeafEntry> {
  if (record.length !== leafBytes) return { ok: false, what: "the leaf's record has the wrong length" };
  if (record[0] !== format) return { ok: false, what: "the leaf's record has no known format" };
  if (record.readUInt32BE(crcAt) !== checksum(recordKeyBytes, record)) {
    return { ok: false, what: "the leaf's record fails its checksum" };
  }
  // A copy of its own: leaves are kept for long.
  const hash = new Uint8Array(record.subarray(leafHashAt, leafHashAt + hashBytes));
  return { ok: true, value: { key, ballot: readBallot(record, leafEpochAt), hash } };
}

// ------------------------------------------------------------------------------------------------------------- reading

/** What the two records of a key say together: an object is returned only when everything about it agrees. */
export function judge(
  key: string,
  objectKey: Buffer,
  objectRecord: Buffer | undefined,
  leafKey: Buffer,
  leafRecord: Buffer | undefined,
): ReadResult {
  if (objectRecord === undefined && leafRecord === undefined) return { kind: "absent" };
  if (objectRecord === undefined) return { kind: "damaged", what: "a leaf without its object" };
  if (leafRecord === undefined) return { kind: "damaged", what: "an object without its leaf" };
  const leaf = decodeLeaf(leafKey, key, leafRecord);
  if (!leaf.ok) return { kind: "damaged", what: leaf.what };
  const decoded = decodeObject(objectKey, key, objectRecord);
  if (!decoded.ok) return { kind: "damaged", what: decoded.what };
  const object = decoded.value;
  if (!sameBallot(object.ballot, leaf.value.ballot) || !sameHash(object.hash, leaf.value.hash)) {
    return { kind: "damaged", what: "the object is not the one its leaf names" };
  }
  if (!sameHash(contentHash(key, object.version, object.value), object.hash)) {
    return { kind: "damaged", what: "the object's content does not have its hash" };
  }
  return { kind: "found", object };
}
