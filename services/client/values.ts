/**
 * Values as users see them, and the opaque bytes that nodes keep. Only clients encode and decode.
 *
 * Carried as they are: null, booleans, numbers, bigints, strings, arrays, plain objects, Map, Set, Date, Buffer, typed
 * arrays, ArrayBuffer, DataView, and undefined inside of others. Own fields of a class instance come back as a plain
 * object. Anything else is refused rather than changed in silence.
 */
import { addExtension, Packr } from "msgpackr/pack";
import { QuorateError } from "#machines/protocol/errors";
import { invalid, isWellFormed, shown } from "./arguments.ts";
import { mapExtension, maxBigIntBytes, maxDepth, scanValue } from "./value-scan.ts";

/** msgpackr writes a Map like an object; this stands in for it on the wire, as a list of pairs. */
class CarriedMap {
  readonly pairs: unknown[];

  constructor(pairs: unknown[]) {
    this.pairs = pairs;
  }
}

addExtension({
  Class: CarriedMap,
  type: mapExtension,
  write: (map: CarriedMap) => map.pairs,
  read: (pairs: Iterable<[unknown, unknown]>) => new Map(pairs),
});

const packr = new Packr({
  useRecords: false,
  mapsAsObjects: true,
  moreTypes: true,
  structuredClone: false,
  // The bytes belong to a frame that goes away.
  copyBuffers: true,
  // A method of the value must not decide what is stored: only data is carried.
  useToJSON: false,
});

/**
 * @throws QuorateError INVALID_ARGUMENT when a part cannot be carried (the message names its path), or when the bytes
 * would be more than `maxBytes`.
 */
export function encodeValue(value: unknown, maxBytes: number): Uint8Array {
  if (value === undefined) throw invalid("the value is undefined: use null for an empty value, or delete the key");
  const walk: Walk = { left: maxBytes, maxBytes, hasMap: false };
  check(value, "value", 0, walk);
  const bytes = packr.pack(walk.hasMap ? withCarriedMaps(value) : value);
  if (bytes.length > maxBytes) throw tooLarge(maxBytes, bytes.length);
  return bytes;
}

/** @throws QuorateError CORRUPT when the bytes are no value that `encodeValue` makes. */
export function decodeValue(bytes: Uint8Array, key: string): unknown {
  const fault = scanValue(bytes);
  if (fault !== null) throw corrupt(key, fault);
  try {
    return packr.unpack(bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  } catch (cause) {
    throw corrupt(key, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function corrupt(key: string, what: string, cause?: unknown): QuorateError {
  const message = `the stored value of ${shown(key)} is no value that a client writes (${what}): put or delete the key to mend it`;
  return new QuorateError("CORRUPT", message, { cause });
}

function tooLarge(maxBytes: number, bytes?: number): QuorateError {
  const size = bytes === undefined ? "more" : String(bytes);
  return invalid(`the value takes ${size} bytes, and at most ${maxBytes} are allowed: split it, or store a reference`);
}

interface Walk {
  /** Every part takes a byte at least, so this also bounds values that share parts many times over. */
  left: number;
  readonly maxBytes: number;
  hasMap: boolean;
}

function check(value: unknown, path: string, depth: number, walk: Walk): void {
  walk.left -= 1;
  if (walk.left < 0) throw tooLarge(walk.maxBytes);
  switch (typeof value) {
    case "string":
      if (!isWellFormed(value)) throw invalid(`${path} holds half a surrogate pair, which UTF-8 cannot carry`);
      walk.left -= value.length;
      return;
    case "function":
    case "symbol":
      throw invalid(`${path} is a ${typeof value}, which cannot be stored: values are data`);
    case "bigint":
      // Cheap bound first: hexadecimal digits are only counted for numbers that need it.
      if (BigInt.asIntN(64, value) !== value && value.toString(16).length / 2 > maxBigIntBytes - 8) {
        throw invalid(`${path} is a whole number of more than ${maxBigIntBytes - 8} bytes`);
      }
      return;
    case "object":
      if (value !== null) checkObject(value, path, depth + 1, walk);
      return;
    default:
      return;
  }
}

function checkObject(value: object, path: string, depth: number, walk: Walk): void {
  if (depth >= maxDepth)
    throw invalid(`${path.slice(0, 120)} is nested deeper than ${maxDepth} levels, or contains itself`);
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) check(value[index], `${path}[${index}]`, depth, walk);
  } else if (value instanceof Map) {
    walk.hasMap = true;
    // Two more levels on the wire: the list and the pair.
    for (const [key, item] of value) {
      check(key, `a key of ${path}`, depth + 2, walk);
      check(item, `${path}.get(${String(typeof key === "symbol" ? "" : shown(key))})`, depth + 2, walk);
    }
  } else if (value instanceof Set) {
    for (const item of value) check(item, `a member of ${path}`, depth + 1, walk);
  } else if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    walk.left -= value.byteLength;
  } else if (!isDate(value)) {
    checkFields(value, path, depth, walk);
  }
  if (walk.left < 0) throw tooLarge(walk.maxBytes);
}

const unusable: readonly (readonly [new (...args: never[]) => object, string])[] = [
  [Promise, "a Promise: await it first"],
  [Error, "an Error: store its name and message"],
  [RegExp, "a RegExp: store its source and flags"],
  [WeakMap, "a WeakMap"],
  [WeakSet, "a WeakSet"],
  [SharedArrayBuffer, "a SharedArrayBuffer: copy it first"],
];

function checkFields(value: object, path: string, depth: number, walk: Walk): void {
  for (const [kind, what] of unusable)
    if (value instanceof kind) throw invalid(`${path} cannot be stored; it is ${what}`);
  for (const name of Object.keys(value)) {
    if (name === "__proto__") throw invalid(`${path} has a field named "__proto__", which cannot be stored`);
    if (!isWellFormed(name)) throw invalid(`a field's name in ${path} holds half a surrogate pair`);
    walk.left -= name.length;
    check((value as Record<string, unknown>)[name], `${path}.${name}`, depth, walk);
  }
}

/** A copy in which each Map is something that msgpackr keeps apart from an object. Bounded by the check before. */
function withCarriedMaps(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Map) return new CarriedMap([...value].map(([k, v]) => [withCarriedMaps(k), withCarriedMaps(v)]));
  if (Array.isArray(value)) return value.map(withCarriedMaps);
  if (value instanceof Set) return new Set([...value].map(withCarriedMaps));
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || isDate(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withCarriedMaps(item)]));
}

function isDate(value: object): boolean {
  return Object.prototype.toString.call(value) === "[object Date]";
}
