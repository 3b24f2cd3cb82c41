/**
 * LevelDB's log files, read without LevelDB. Source: LevelDB doc/log_format.md.
 *
 * Blocks of 32 KiB; in them records of checksum, length, type and bytes. A batch of writes lies in one record, or in a first, middle ones
 * and a last.
 */
import { crc32c, unmask } from "./crc32c.ts";
import type { LevelEntry } from "./table-file.ts";
import { readVarint } from "./varint.ts";

const blockBytes = 32_768;
const headerBytes = 7;
const full = 1;
const first = 2;
const last = 4;
const batchHeaderBytes = 12;

/** Every write in batches that are whole and verify. What follows damage in a block is passed over, as LevelDB does. */
export function* readLog(file: Uint8Array): Generator<LevelEntry> {
  for (const batch of readRecords(file)) if (batch !== null) yield* batchEntries(batch);
}

/** Records that are whole and verify; null where something is missing. */
export function* readRecords(file: Uint8Array): Generator<Buffer | null> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  let parts: Buffer[] | null = null;
  for (const record of records(bytes)) {
    if (record === null) {
      parts = null;
      yield null;
      continue;
    }
    const { type, content } = record;
    if (type === full || type === first) parts = [];
    parts?.push(content);
    if (type === full || type === last) {
      if (parts !== null) yield Buffer.concat(parts);
      parts = null;
    }
  }
}

export interface LogReport {
  /** Where in the file something does not verify, in bytes. */
  readonly damagedAt: readonly number[];
  /** It ends in the middle of a record, as a stop in the middle of a write leaves it. */
  readonly isCut: boolean;
}

export function checkLog(file: Uint8Array): LogReport {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const damagedAt: number[] = [];
  let isCut = false;
  let isOpen = false;
  for (const record of records(bytes, (at, isEnd) => (isEnd ? (isCut = true) : damagedAt.push(at)))) {
    isOpen = record !== null && record.type !== full && record.type !== last;
  }
  return { damagedAt, isCut: isCut || isOpen };
}

/** Null where something is missing; `onDamage` hears where, and whether the file ends there. */
function* records(
  bytes: Buffer,
  onDamage?: (at: number, isEnd: boolean) => void,
): Generator<{ readonly type: number; readonly content: Buffer } | null> {
  for (let block = 0; block < bytes.length; block += blockBytes) {
    const limit = Math.min(block + blockBytes, bytes.length);
    for (let at = block; at + headerBytes <= limit;) {
      const end = at + headerBytes + bytes.readUInt16LE(at + 4);
      const type = bytes[at + 6] as number;
      // Preallocated, or the filling at the end of a block.
      if (type === 0 && end === at + headerBytes) break;
      if (end > limit || type > last || unmask(bytes.readUInt32LE(at)) !== crc32c(bytes, at + 6, end)) {
        onDamage?.(at, end > limit && limit === bytes.length);
        yield null;
        break;
      }
      yield { type, content: bytes.subarray(at + headerBytes, end) };
      at = end;
    }
  }
}

/** Nothing of a batch that is malformed. */
function batchEntries(batch: Buffer): LevelEntry[] {
  if (batch.length < batchHeaderBytes) return [];
  const entries: LevelEntry[] = [];
  let sequence = batch.readUIntLE(0, 6) + batch.readUInt16LE(6) * 2 ** 48;
  for (let at = batchHeaderBytes; at < batch.length; sequence++) {
    const isPut = batch[at] === 1;
    const keySize = readVarint(batch, at + 1, batch.length);
    if (keySize === undefined || (!isPut && batch[at] !== 0)) return [];
    const keyEnd = keySize.end + keySize.value;
    const valueSize = isPut ? readVarint(batch, keyEnd, batch.length) : { value: 0, end: keyEnd };
    if (valueSize === undefined || valueSize.end + valueSize.value > batch.length) return [];
    const key = batch.subarray(keySize.end, keyEnd);
    at = valueSize.end + valueSize.value;
    entries.push({ key, sequence, value: isPut ? batch.subarray(valueSize.end, at) : null });
  }
  return entries;
}
