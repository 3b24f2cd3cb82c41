/**
 * LevelDB's table files, read without LevelDB. It does not verify what it reads of them: a flipped bit in a filter or an index
 * hides keys, and one in a block that is being compacted ends the whole process by an assertion. Source: LevelDB
 * doc/table_format.md.
 *
 * A table: data blocks, a filter block, a block that names it, an index block, a footer of 48 bytes. Each block is followed by
 * its type and a checksum. Blocks here are never compressed (level-db.ts opens the store so).
 */
import { crc32c, unmask } from "./crc32c.ts";
import { readVarint } from "./varint.ts";

const footerBytes = 48;
const trailerBytes = 5;
const magic = [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb];
/** Sequence number and kind behind each key. */
const internalBytes = 8;

interface Handle {
  readonly at: number;
  readonly size: number;
}

/** A write as LevelDB ordered it: of two for one key, the one with the higher `sequence` counts. */
export interface LevelEntry {
  readonly key: Buffer;
  readonly sequence: number;
  /** Null for a deletion. */
  readonly value: Buffer | null;
}

export interface Table {
  /** What does not verify, for people. */
  readonly damages: readonly string[];
  /** Everything in blocks that verify, in order. */
  entries(): Generator<LevelEntry>;
}

export function readTable(file: Uint8Array): Table {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const damages: string[] = [];
  const good: Handle[] = [];
  const verify = (name: string, handle: Handle | undefined): handle is Handle => {
    const what = handle === undefined ? "has no place in the file" : problemOf(bytes, handle);
    if (what !== undefined) damages.push(`${name} ${what}`);
    return what === undefined;
  };
  const footer = readFooter(bytes);
  if (footer === undefined) damages.push("its footer is damaged");
  if (footer !== undefined && verify("the block of names", footer.names)) {
    for (const { value } of blockEntries(bytes, footer.names) ?? []) verify("the filter", readHandle(value, 0));
  }
  if (footer !== undefined && verify("the index", footer.index)) {
    const places: (Handle | undefined)[] = [];
    const isWhole = eachEntry(bytes, footer.index, ({ valueAt }) => places.push(readHandle(bytes, valueAt)));
    if (!isWhole) damages.push("the index is malformed");
    for (const place of isWhole ? places : []) if (verify("a data block", place)) good.push(place);
  }
  return { damages, entries: () => entriesOf(bytes, good) };
}

function* entriesOf(bytes: Buffer, handles: readonly Handle[]): Generator<LevelEntry> {
  for (const handle of handles) {
    for (const { key, value } of blockEntries(bytes, handle) ?? []) {
      if (key.length < internalBytes) continue;
      const at = key.length - internalBytes;
      // The kind lies in the lowest byte, the sequence above it.
      const isDeletion = key[at] === 0;
      const sequence = key.readUIntLE(at + 1, 6) + (key[at + 7] as number) * 2 ** 48;
      yield { key: key.subarray(0, at), sequence, value: isDeletion ? null : value };
    }
  }
}

function readFooter(bytes: Buffer): { readonly names: Handle; readonly index: Handle } | undefined {
  const at = bytes.length - footerBytes;
  if (at < 0 || magic.some((byte, n) => bytes[bytes.length - magic.length + n] !== byte)) return undefined;
  const names = readHandle(bytes, at);
  if (names === undefined) return undefined;
  const index = readHandle(bytes, names.end);
  return index === undefined ? undefined : { names, index };
}

function readHandle(bytes: Buffer, start: number): (Handle & { readonly end: number }) | undefined {
  const at = readVarint(bytes, start, bytes.length);
  const size = at && readVarint(bytes, at.end, bytes.length);
  return at && size && { at: at.value, size: size.value, end: size.end };
}

function problemOf(bytes: Buffer, { at, size }: Handle): string | undefined {
  const end = at + size;
  if (end + trailerBytes > bytes.length - footerBytes) return "lies outside of the file";
  if (unmask(bytes.readUInt32LE(end + 1)) !== crc32c(bytes, at, end + 1)) return "fails its checksum";
  return bytes[end] === 0 ? undefined : "is compressed";
}

/** Where an entry lies: `shared` bytes of the key before, then its own from `keyAt`, its value from `valueAt` to `end`. */
interface Entry {
  readonly shared: number;
  readonly keyAt: number;
  readonly valueAt: number;
  readonly end: number;
}

/** @returns false when the block is malformed: what `visit` has seen by then counts for nothing. */
function eachEntry(bytes: Buffer, { at, size }: Handle, visit: (entry: Entry) => void): boolean {
  if (size < 4) return false;
  const restarts = bytes.readUInt32LE(at + size - 4);
  const limit = at + size - 4 - restarts * 4;
  if (limit < at) return false;
  let keyLength = 0;
  for (let next = at; next < limit;) {
    const shared = readVarint(bytes, next, limit);
    const rest = shared && readVarint(bytes, shared.end, limit);
    const valueSize = rest && readVarint(bytes, rest.end, limit);
    if (shared === undefined || rest === undefined || valueSize === undefined) return false;
    const valueAt = valueSize.end + rest.value;
    next = valueAt + valueSize.value;
    if (shared.value > keyLength || next > limit) return false;
    keyLength = shared.value + rest.value;
    visit({ shared: shared.value, keyAt: valueSize.end, valueAt, end: next });
  }
  return true;
}

/** Keys share their beginnings with the one before. Undefined when the block is malformed. */
function blockEntries(bytes: Buffer, block: Handle): { key: Buffer; value: Buffer }[] | undefined {
  const entries: { key: Buffer; value: Buffer }[] = [];
  let before = Buffer.alloc(0);
  const isWhole = eachEntry(bytes, block, ({ shared, keyAt, valueAt, end }) => {
    before = Buffer.concat([before.subarray(0, shared), bytes.subarray(keyAt, valueAt)]);
    entries.push({ key: before, value: bytes.subarray(valueAt, end) });
  });
  return isWhole ? entries : undefined;
}
