/**
 * Looks a frame over before it is decoded. HAZARDS "Bus and decoding": forty bytes of nested array headers cost an unguarded
 * decoder gigabytes. This walk allocates nothing and ends after as many steps as the frame has bytes.
 */

/** Frames nest at most: frame, messages, message, list, entry, view list, view. */
const maxDepth = 8;
/** Values in one frame, arrays included: an empty array takes one byte on the wire and many in memory. */
export const maxElements = 400_000;

/** Bytes that follow a fixed-size type byte (0xc0 to 0xd3), or -1: not allowed in a frame. */
const fixedSizes = new Map<number, number>([
  [0xc0, 0], // nil
  [0xc2, 0], // false
  [0xc3, 0], // true
  [0xca, 4], // float 32
  [0xcb, 8], // float 64
  [0xcc, 1], // uint 8
  [0xcd, 2], // uint 16
  [0xce, 4], // uint 32
  [0xcf, 8], // uint 64
  [0xd0, 1], // int 8
  [0xd1, 2], // int 16
  [0xd2, 4], // int 32
  [0xd3, 8], // int 64
]);

/** Width of the length field of strings, bytes and arrays. */
const lengthWidths = new Map<number, number>([
  [0xc4, 1], // bin 8
  [0xc5, 2], // bin 16
  [0xc6, 4], // bin 32
  [0xd9, 1], // str 8
  [0xda, 2], // str 16
  [0xdb, 4], // str 32
  [0xdc, 2], // array 16
  [0xdd, 4], // array 32
]);

const sizeOf = new Int8Array(256).fill(-1);
const widthOf = new Int8Array(256);
for (let byte = 0; byte <= 0x7f; byte += 1) sizeOf[byte] = 0;
for (let byte = 0xe0; byte <= 0xff; byte += 1) sizeOf[byte] = 0;
for (const [byte, size] of fixedSizes) sizeOf[byte] = size;
for (const [byte, width] of lengthWidths) widthOf[byte] = width;

/** Elements that are still to come, by depth: a walk never waits, so one is enough for all. */
const pending = new Int32Array(maxDepth + 1);

/** @returns null when the bytes are one whole msgpack value of arrays, scalars, strings and bytes; else what is wrong. */
export function scanFrame(bytes: Uint8Array): string | null {
  let depth = 0;
  let position = 0;
  let elements = 0;
  pending[0] = 1;
  while (depth >= 0) {
    if (pending[depth] === 0) {
      depth -= 1;
      continue;
    }
    if (position >= bytes.length) return "cut short";
    elements += 1;
    if (elements > maxElements) return "too many elements";
    pending[depth] = (pending[depth] as number) - 1;
    const type = bytes[position] as number;
    position += 1;
    let count = -1;
    if (type >= 0x90 && type <= 0x9f) count = type & 0x0f;
    else if (type >= 0xa0 && type <= 0xbf) position += type & 0x1f;
    else if ((sizeOf[type] as number) >= 0) position += sizeOf[type] as number;
    else {
      const width = widthOf[type] as number;
      if (width === 0) return `type 0x${type.toString(16)} is not allowed`;
      if (position + width > bytes.length) return "cut short";
      let length = 0;
      for (let index = 0; index < width; index += 1) length = length * 256 + (bytes[position + index] as number);
      position += width;
      if (type >= 0xdc) count = length;
      else position += length;
    }
    if (position > bytes.length) return "cut short";
    if (count > 0) {
      // Every element takes a byte at least: a larger count is a lie.
      if (count > bytes.length - position) return "cut short";
      depth += 1;
      if (depth > maxDepth) return "nested too deep";
      pending[depth] = count;
    }
  }
  return position === bytes.length ? null : "bytes after the end";
}
