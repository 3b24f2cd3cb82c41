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
  return new Scan(bytes).whole();
}

/** Each method moves `at` over what it is named after, and is false when that is not there as it should be. */
class Scan {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #fault: string | null = null;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  whole(): string | null {
    if (this.#value(0) && this.#left() > 0) this.#fail("more bytes than one value");
    return this.#fault;
  }

  #left(): number {
    return this.#bytes.length - this.#at;
  }

  #fail(what: string): false {
    this.#fault ??= `${what} at byte ${this.#at}`;
    return false;
  }

  #skip(length: number): boolean {
    if (length > this.#left()) return this.#fail("cut short");
    this.#at += length;
    return true;
  }

  /** A length field of 1, 2 or 4 bytes; -1 when it is cut short. */
  #length(width: number): number {
    const at = this.#at;
    if (!this.#skip(width)) return -1;
    return width === 1 ? this.#view.getUint8(at) : width === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #sized(width: number): boolean {
    const length = this.#length(width);
    return length !== -1 && this.#skip(length);
  }

  #items(count: number, depth: number): boolean {
    if (count < 0 || count > this.#left()) return this.#fail("cut short");
    for (let item = 0; item < count; item += 1) if (!this.#value(depth)) return false;
    return true;
  }

  #entries(count: number, depth: number): boolean {
    if (count < 0 || count * 2 > this.#left()) return this.#fail("cut short");
    for (let entry = 0; entry < count; entry += 1) if (!this.#name(depth) || !this.#value(depth)) return false;
    return true;
  }

  #name(depth: number): boolean {
    const token = this.#bytes[this.#at] ?? 0;
    const isShort = token >= 0xa0 && token < 0xc0;
    if (!isShort && (token < 0xd9 || token > 0xdb)) return this.#fail("a name that is no string");
    const start = this.#at + (isShort ? 1 : 1 + (1 << (token - 0xd9)));
    if (!this.#value(depth)) return false;
    const isProto =
      this.#at - start === protoKey.length && protoKey.every((code, i) => this.#bytes[start + i] === code);
    return !isProto || this.#fail("a forbidden name");
  }

  #extension(length: number, depth: number): boolean {
    const type = this.#bytes[this.#at];
    if (length < 0 || type === undefined) return this.#fail("cut short");
    this.#at += 1;
    if (length === 1 && (type === setExtension || type === mapExtension)) {
      const isList = this.#skip(1) && isArray(this.#bytes[this.#at]);
      return isList ? this.#value(depth) : this.#fail("a set or map without its list");
    }
    const isKnown =
      (type === undefinedExtension && length === 1) ||
      (type === bigIntExtension && length <= maxBigIntBytes) ||
      type === typedArrayExtension ||
      type === timestampExtension;
    return isKnown ? this.#skip(length) : this.#fail("an extension that values do not use");
  }

  #value(outer: number): boolean {
    const depth = outer + 1;
    if (depth > maxDepth) return this.#fail("nested too deep");
    const token = this.#bytes[this.#at];
    if (token === undefined) return this.#fail("cut short");
    this.#at += 1;
    if (token < 0x80 || token >= 0xe0) return true;
    if (token < 0x90) return this.#entries(token & 0x0f, depth);
    if (token < 0xa0) return this.#items(token & 0x0f, depth);
    if (token < 0xc0) return this.#skip(token & 0x1f);
    if (token === 0xc0 || token === 0xc2 || token === 0xc3) return true;
    if (token >= 0xc4 && token <= 0xc6) return this.#sized(1 << (token - 0xc4));
    if (token >= 0xc7 && token <= 0xc9) return this.#extension(this.#length(1 << (token - 0xc7)), depth);
    if (token === 0xca) return this.#skip(4);
    if (token === 0xcb) return this.#skip(8);
    if (token >= 0xcc && token <= 0xd3) return this.#skip(1 << ((token - 0xcc) & 3));
    if (token >= 0xd4 && token <= 0xd8) return this.#extension(1 << (token - 0xd4), depth);
    if (token >= 0xd9 && token <= 0xdb) return this.#sized(1 << (token - 0xd9));
    if (token === 0xdc || token === 0xdd) return this.#items(this.#length(token === 0xdc ? 2 : 4), depth);
    if (token === 0xde || token === 0xdf) return this.#entries(this.#length(token === 0xde ? 2 : 4), depth);
    return this.#fail("a byte that MessagePack does not use");
  }
}

function isArray(token: number | undefined): boolean {
  return token !== undefined && ((token >= 0x90 && token < 0xa0) || token === 0xdc || token === 0xdd);
}
