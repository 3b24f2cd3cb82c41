/**
 * Records of the vnodes' LevelDB: key is the partition (two bytes, so that a vnode's keys lie together) and the key's own
 * bytes; the record begins with a checksum over both.
 *
 *   crc32 4 | kind 1 | stamp ms 8 | stamp count 8 | length of writer 1 | writer | value
 */
import { crc32 } from "node:zlib";
import type { VnodeEntry, VnodeRead } from "#machines/protocol/vnode-store";

const headBytes = 22;
const kinds = { tombstone: 0, value: 1 } as const;

export function vnodeKey(partition: number, key: string): Buffer {
  const bytes = Buffer.alloc(2 + key.length);
  bytes.writeUInt16BE(partition, 0);
  bytes.write(key, 2, "latin1");
  return bytes;
}

export function parseVnodeKey(bytes: Buffer): { readonly partition: number; readonly key: string } {
  return { partition: bytes.readUInt16BE(0), key: bytes.toString("latin1", 2) };
}

export function encodeEntry(at: Buffer, { value, stamp }: VnodeEntry): Buffer {
  const writer = Buffer.from(stamp.writer, "latin1");
  const bytes = Buffer.alloc(headBytes + writer.length + (value?.length ?? 0));
  bytes.writeUInt8(value === null ? kinds.tombstone : kinds.value, 4);
  bytes.writeDoubleBE(stamp.ms, 5);
  bytes.writeDoubleBE(stamp.count, 13);
  bytes.writeUInt8(writer.length, 21);
  bytes.set(writer, headBytes);
  if (value !== null) bytes.set(value, headBytes + writer.length);
  bytes.writeUInt32BE(crc32(bytes.subarray(4), crc32(at)), 0);
  return bytes;
}

export function decodeEntry(at: Buffer, bytes: Buffer | undefined): VnodeRead {
  if (bytes === undefined) return { kind: "absent" };
  if (bytes.length < headBytes || bytes.readUInt32BE(0) !== crc32(bytes.subarray(4), crc32(at)))
    return { kind: "damaged", what: "its checksum is wrong" };
  const end = headBytes + bytes.readUInt8(21);
  const stamp = {
    ms: bytes.readDoubleBE(5),
    count: bytes.readDoubleBE(13),
    writer: bytes.toString("latin1", headBytes, end),
  };
  // A copy of its own: the record's memory is LevelDB's.
  const value = bytes.readUInt8(4) === kinds.tombstone ? null : Uint8Array.from(bytes.subarray(end));
  return { kind: "found", entry: { value, stamp } };
}
