/**
 * Reads over MessagePack bytes without building anything, so that a decoder is only shown what is whole, flat enough
 * and free of the extensions that run code or alias other data (HAZARDS "Bus and decoding": 40 bytes of nested array
 * headers cost an unguarded decoder seconds and gigabytes).
 */

/** How deep arrays, objects, sets and maps may nest. */
export const maxDepth = 100;
/** The longest whole number, in bytes of its two's complement. */
export const maxBigIntBytes = 1024;
/** Extension that carries a Map as an array of pairs; ours. The others are msgpackr's. */
export const mapExtension = 0x4d;

const undefinedExtension = 0x00;
const bigIntExtension = 0x42;
const setExtension = 0x73;
const typedArrayExtension = 0x74;
const timestampExtension = 0xff;

/** "__proto__", which decoders would have to rename: no client of ours writes it as a name. */
const protoKey = [0x5f, 0x5f, 0x70, 0x72, 0x6f, 0x74, 0x6f, 0x5f, 0x5f];

/** What is wrong with `bytes` as one value, or null when a decoder may see it. Takes time in proportion to its length. */
export function scanValue(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let fault: string | null = null;

  const fail = (what: string): false => {
    fault ??= `${what} at byte ${at}`;
    return false;
  };
  const skip = (length: number): boolean => {
    if (length > bytes.length - at) return fail("cut short");
    at += length;
    return true;
  };
  /** A length field of 1, 2 or 4 bytes; -1 when there is none. */
  const lengthOf = (width: number): number => {
    if (width > bytes.length - at) return fail("cut short") ? 0 : -1;
    const length = width === 1 ? view.getUint8(at) : width === 2 ? view.getUint16(at) : view.getUint32(at);
    at += width;
    return length;
  };
  const sized = (width: number): boolean => {
    const length = lengthOf(width);
    return length !== -1 && skip(length);
  };
  const items = (count: number, depth: number): boolean => {
    if (count < 0 || count > bytes.length - at) return fail("cut short");
    for (let item = 0; item < count; item += 1) if (!value(depth)) return false;
    return true;
  };
  const entries = (count: number, depth: number): boolean => {
    if (count < 0 || count * 2 > bytes.length - at) return fail("cut short");
    for (let entry = 0; entry < count; entry += 1) {
      const start = at;
      const token = bytes[at] ?? 0xc1;
      const isString = (token >= 0xa0 && token < 0xc0) || (token >= 0xd9 && token <= 0xdb);
      if (!isString) return fail("a name that is no string");
      if (!value(depth)) return false;
      if (at - start >= protoKey.length && protoKey.every((code, index) => bytes[at - protoKey.length + index] === code)) {
        const header = at - start - protoKey.length;
        if (header === (token < 0xc0 ? 1 : 1 + (1 << (token - 0xd9)))) return fail("a forbidden name");
      }
      if (!value(depth)) return false;
    }
    return true;
  };
  const extension = (length: number, depth: number): boolean => {
    if (length < 0 || at >= bytes.length) return fail("cut short");
    const type = bytes[at] as number;
    at += 1;
    if (length === 1 && (type === setExtension || type === mapExtension)) {
      return skip(1) && (isArray(bytes[at]) || fail("a set or map without its list")) && value(depth);
    }
    if (length === 1 && type === undefinedExtension) return skip(1);
    if (type === bigIntExtension && length <= maxBigIntBytes) return skip(length);
    if (type === typedArrayExtension || type === timestampExtension) return skip(length);
    return fail("an extension that values do not use");
  };
  const value = (outer: number): boolean => {
    const depth = outer + 1;
    if (depth > maxDepth) return fail("nested too deep");
    const token = bytes[at];
    if (token === undefined) return fail("cut short");
    at += 1;
    if (token < 0x80 || token >= 0xe0) return true;
    if (token < 0x90) return entries(token & 0x0f, depth);
    if (token < 0xa0) return items(token & 0x0f, depth);
    if (token < 0xc0) return skip(token & 0x1f);
    if (token === 0xc0 || token === 0xc2 || token === 0xc3) return true;
    if (token >= 0xc4 && token <= 0xc6) return sized(1 << (token - 0xc4));
    if (token >= 0xc7 && token <= 0xc9) return extension(lengthOf(1 << (token - 0xc7)), depth);
    if (token === 0xca) return skip(4);
    if (token === 0xcb) return skip(8);
    if (token >= 0xcc && token <= 0xd3) return skip(1 << ((token - 0xcc) & 3));
    if (token >= 0xd4 && token <= 0xd8) return extension(1 << (token - 0xd4), depth);
    if (token >= 0xd9 && token <= 0xdb) return sized(1 << (token - 0xd9));
    if (token === 0xdc || token === 0xdd) return items(lengthOf(token === 0xdc ? 2 : 4), depth);
    if (token === 0xde || token === 0xdf) return entries(lengthOf(token === 0xde ? 2 : 4), depth);
    return fail("a byte that MessagePack does not use");
  };

  if (value(0) && at < bytes.length) fail("more bytes than one value");
  return fault;
}

function isArray(token: number | undefined): boolean {
  return token !== undefined && ((token >= 0x90 && token < 0xa0) || token === 0xdc || token === 0xdd);
}
