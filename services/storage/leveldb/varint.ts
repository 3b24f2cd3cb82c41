/** The variable-length whole numbers of LevelDB's formats: seven bits a byte, low ones first. */

export interface Varint {
  readonly value: number;
  readonly end: number;
}

/** Undefined when the bytes end first, or the number is beyond what counts bytes of a file. */
export function readVarint(bytes: Uint8Array, at: number, limit: number): Varint | undefined {
  let value = 0;
  let factor = 1;
  for (let end = at; end < limit && end < at + 8; end++) {
    const byte = bytes[end] as number;
    value += (byte & 127) * factor;
    if (byte < 128) return Number.isSafeInteger(value) ? { value, end: end + 1 } : undefined;
    factor *= 128;
  }
  return undefined;
}
