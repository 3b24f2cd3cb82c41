/** CRC-32C (Castagnoli), as LevelDB's files carry it: zlib's is another polynomial. Sixteen bytes a step, a table for each. */

const polynomial = 0x82f63b78;
const steps = 16;
const tables = makeTables();

/** One after the other: entry `byte` of table `n` is the sum of that byte with `n` zero bytes behind it. */
function makeTables(): Int32Array {
  const made = new Int32Array(256 * steps);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    made[byte] = crc;
  }
  for (let at = 256; at < made.length; at++) {
    const before = made[at - 256] as number;
    made[at] = (before >>> 8) ^ (made[before & 255] as number);
  }
  return made;
}

/** What four bytes add to the sum; the first of them, the lowest, has `last` and three more bytes behind it. */
function ofWord(word: number, last: number): number {
  return (
    (tables[(last + 768) | (word & 255)] as number) ^
    (tables[(last + 512) | ((word >>> 8) & 255)] as number) ^
    (tables[(last + 256) | ((word >>> 16) & 255)] as number) ^
    (tables[last | (word >>> 24)] as number)
  );
}

export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let crc = -1;
  let at = start;
  for (; at + steps <= end; at += steps) {
    crc =
      ofWord(view.getInt32(at, true) ^ crc, 3072) ^
      ofWord(view.getInt32(at + 4, true), 2048) ^
      ofWord(view.getInt32(at + 8, true), 1024) ^
      ofWord(view.getInt32(at + 12, true), 0);
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ (tables[(crc ^ (bytes[at] as number)) & 255] as number);
  return (crc ^ -1) >>> 0;
}

/** LevelDB stores a rotated sum, so that a checksum over bytes that hold checksums stays a good one. */
export function unmask(stored: number): number {
  const rotated = (stored - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}
