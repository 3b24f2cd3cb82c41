/**
 * Fields of messages: each knows how it travels and how it is checked on arrival. Nothing is taken from the bus that a field
 * has not looked at.
 */
import type { Ballot } from "#machines/protocol/ballot";
import type { Fact, Views } from "#machines/protocol/fact";
import { isName, isPeerId } from "#machines/protocol/identifiers";
import { hashBytes, maxKeyBytes, type LeafEntry, type StoredObject } from "#machines/protocol/object";
import { maxMembers } from "#machines/protocol/quorum";
import { isInnerPage, segmentCount, treeHeight, type InnerPage, type SegmentPage } from "#machines/protocol/tree";

/** Thrown by fields, caught by the codec: never leaves transport. */
export class Malformed extends Error {}

export interface Field<T> {
  encode(value: T): unknown;
  /** @throws Malformed */
  decode(wire: unknown): T;
}

function checked<T>(what: string, isValid: (wire: unknown) => boolean): Field<T> {
  return {
    encode: (value) => value,
    decode: (wire) => {
      if (!isValid(wire)) throw new Malformed(what);
      return wire as T;
    },
  };
}

const isCount = (wire: unknown): wire is number => typeof wire === "number" && Number.isSafeInteger(wire) && wire >= 0;

export const uint = checked<number>("a whole number", isCount);
export const bool = checked<boolean>("a boolean", (wire) => typeof wire === "boolean");
export const name = checked<string>("a name", isName);
export const nameOrEmpty = checked<string>("a name or nothing", (wire) => wire === "" || isName(wire));
export const nameOrNull = checked<string | null>("a name or null", (wire) => wire === null || isName(wire));
export const peer = checked<string>("a peer", isPeerId);
export const peerOrEmpty = checked<string>("a peer or nothing", (wire) => wire === "" || isPeerId(wire));

/** Durations may have a fraction: settings in milliseconds do not have to be whole. */
export const ms = checked<number>(
  "milliseconds",
  (wire) => typeof wire === "number" && wire >= 0 && wire <= Number.MAX_SAFE_INTEGER,
);

/** Half a surrogate pair has no UTF-8 form: each replica might read something else from it. */
function isWhole(wire: string): boolean {
  return wire.isWellFormed();
}

/** Text of at most `most` UTF-16 units. */
export function text(most: number): Field<string> {
  return checked<string>("a text", (wire) => typeof wire === "string" && wire.length <= most && isWhole(wire));
}

/** Text for people: cut to `most` UTF-16 units by the sender, since a frame must not be lost for a long explanation. */
function prose(most: number): Field<string> {
  return {
    encode: (value) => (value.length > most ? `${value.slice(0, most - 1)}…` : value),
    decode: (wire) => {
      if (typeof wire !== "string" || wire.length > most) throw new Malformed("a text");
      return wire;
    },
  };
}

/** What a node says to people in an answer. */
export const explanation = prose(4096);

export function oneOf<T extends string>(values: readonly T[]): Field<T> {
  return {
    encode: (value) => values.indexOf(value),
    decode: (wire) => oneIn(values, wire),
  };
}

export function isKey(wire: unknown): wire is string {
  return (
    typeof wire === "string" &&
    wire.length > 0 &&
    wire.length <= maxKeyBytes &&
    (wire.length * 3 <= maxKeyBytes || Buffer.byteLength(wire) <= maxKeyBytes) &&
    isWhole(wire)
  );
}
export const key = checked<string>("a key", isKey);
export const keyOrNull = checked<string | null>("a key or null", (wire) => wire === null || isKey(wire));
/** Requests that concern no key carry an empty one. */
export const keyOrEmpty = checked<string>("a key or nothing", (wire) => wire === "" || isKey(wire));

/** Bytes as they lie in the frame: whoever keeps them keeps the network buffer of the whole batch. */
export function viewIn(wire: unknown): Uint8Array | null {
  if (wire !== null && !(wire instanceof Uint8Array)) throw new Malformed("bytes or null");
  return wire;
}

/** Bytes of their own. */
export function bytesIn(wire: unknown): Uint8Array {
  if (!(wire instanceof Uint8Array)) throw new Malformed("bytes");
  return wire.slice();
}

/** As it lies in the frame. */
export function hashIn(wire: unknown): Uint8Array {
  if (!(wire instanceof Uint8Array) || wire.length !== hashBytes) throw new Malformed("a hash");
  return wire;
}

const maxVersionLength = 64;

export function versionIn(wire: unknown): string {
  if (typeof wire !== "string" || wire.length > maxVersionLength || !isWhole(wire)) throw new Malformed("a version");
  return wire;
}

export function countIn(wire: unknown): number {
  if (!isCount(wire)) throw new Malformed("a whole number");
  return wire;
}

export function keyIn(wire: unknown): string {
  if (!isKey(wire)) throw new Malformed("a key");
  return wire;
}

export function oneIn<T extends string>(values: readonly T[], wire: unknown): T {
  const found = typeof wire === "number" ? values[wire] : undefined;
  if (found === undefined) throw new Malformed("one of a list");
  return found;
}

export const value: Field<Uint8Array | null> = {
  encode: (bytes) => bytes,
  decode: (wire) => (wire === null ? null : bytesIn(wire)),
};
const hash: Field<Uint8Array> = { encode: (bytes) => bytes, decode: (wire) => hashIn(wire).slice() };
export const version: Field<string> = { encode: (text) => text, decode: versionIn };

export function orNull<T>(field: Field<T>): Field<T | null> {
  return {
    encode: (value) => (value === null ? null : field.encode(value)),
    decode: (wire) => (wire === null ? null : field.decode(wire)),
  };
}

/** A field whose parts must fit together too. */
export function judged<T>(field: Field<T>, fault: (value: T) => string | null): Field<T> {
  return {
    encode: (value) => field.encode(value),
    decode: (wire) => {
      const value = field.decode(wire);
      const found = fault(value);
      if (found !== null) throw new Malformed(`a whole: ${found}`);
      return value;
    },
  };
}

export function list<T>(item: Field<T>, most: number): Field<readonly T[]> {
  return {
    encode: (values) => values.map((one) => item.encode(one)),
    decode: (wire) => {
      if (!Array.isArray(wire) || wire.length > most) throw new Malformed("a list");
      return wire.map((one) => item.decode(one));
    },
  };
}

type Fields<T> = { readonly [K in keyof T]-?: Field<T[K]> };
type Entries = readonly (readonly [string, Field<unknown>])[];
type Loose = Record<string, unknown>;

/** @param fields a field each property. */
function entriesOf(fields: object): Entries {
  return Object.entries(fields as Readonly<Record<string, Field<unknown>>>);
}

function encodeInto(wire: unknown[], entries: Entries, from: Loose): unknown[] {
  for (const [key, field] of entries) wire.push(field.encode(from[key]));
  return wire;
}

/** Fields from `wire[start]` on: there must be as many as entries. */
function decodeInto(into: Loose, entries: Entries, wire: readonly unknown[], start: number): Loose {
  const decoded = into;
  for (let index = 0; index < entries.length; index += 1) {
    const [key, field] = entries[index] as Entries[number];
    decoded[key] = field.decode(wire[start + index]);
  }
  return decoded;
}

/** A fixed number of fields in a fixed order. */
export function tuple<T extends object>(fields: Fields<T>): Field<T> {
  const entries = entriesOf(fields);
  return {
    encode: (value) => encodeInto([], entries, value as Loose),
    decode: (wire) => {
      if (!Array.isArray(wire) || wire.length !== entries.length) throw new Malformed("a tuple");
      return decodeInto({}, entries, wire, 0) as T;
    },
  };
}

/**
 * One of several tuples, told apart by the property `tag`: on the wire its number in `shapes`, then its fields.
 * @param shapes in the order of their numbers.
 */
export function tagged<T extends object>(
  what: string,
  tag: keyof T & string,
  shapes: Readonly<Record<string, object>>,
): Field<T> {
  const names = Object.keys(shapes);
  const numberOf = new Map(names.map((one, number) => [one, number]));
  const all = names.map((one) => entriesOf(shapes[one] as object));
  return {
    encode: (value) => {
      const number = numberOf.get((value as Loose)[tag] as string) as number;
      return encodeInto([number], all[number] as Entries, value as Loose);
    },
    decode: (wire) => {
      if (!Array.isArray(wire) || typeof wire[0] !== "number") throw new Malformed(what);
      const name = names[wire[0]];
      const entries = all[wire[0]];
      if (name === undefined || entries === undefined) throw new Malformed(`${what} of a known ${tag}`);
      if (wire.length !== entries.length + 1) throw new Malformed(`${name} of ${entries.length} fields`);
      return decodeInto({ [tag]: name }, entries, wire, 1) as T;
    },
  };
}

export const ballot: Field<Ballot> = tuple<Ballot>({ epoch: uint, seq: uint });
const view = list(peer, maxMembers);
export const views: Field<Views> = {
  encode: (value) => value,
  decode: (wire) => {
    const decoded = list(view, 8).decode(wire);
    if (new Set(decoded.flat()).size > maxMembers) throw new Malformed("views of too many members");
    return decoded;
  },
};
export const fact: Field<Fact> = tuple<Fact>({
  epoch: uint,
  seq: uint,
  leader: peerOrEmpty,
  views,
  viewVsn: ballot,
  pendVsn: ballot,
  commitVsn: ballot,
  pending: tuple({ vsn: ballot, views }),
});
/** Flat: segments lie deep enough. */
const flatLeaf = tuple<{ key: string; epoch: number; seq: number; hash: Uint8Array }>({
  key,
  epoch: uint,
  seq: uint,
  hash,
});
const leaf: Field<LeafEntry> = {
  encode: (entry) => [entry.key, entry.ballot.epoch, entry.ballot.seq, entry.hash],
  decode: (wire) => {
    const { key: found, epoch, seq, hash: content } = flatLeaf.decode(wire);
    return { key: found, ballot: { epoch, seq }, hash: content };
  },
};
export const tombstone = tuple<{ key: string; ballot: Ballot }>({ key, ballot });
export const level = checked<number>("a level of the tree", (wire) => isCount(wire) && wire <= treeHeight);
export const segment = checked<number>("a place in the tree", (wire) => isCount(wire) && wire < segmentCount);
export const innerPage: Field<InnerPage> = {
  encode: (page) => page,
  decode: (wire) => {
    if (!(wire instanceof Uint8Array) || !isInnerPage(wire)) throw new Malformed("a page of the tree");
    return wire.slice();
  },
};
export const segmentPage: Field<SegmentPage> = tuple<SegmentPage>({
  index: segment,
  lowWater: ballot,
  entries: list(leaf, 65_536),
});
export const object: Field<StoredObject> = tuple<StoredObject>({ key, value, version, ballot, hash });
