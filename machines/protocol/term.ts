/**
 * The bytes that a ring key is hashed as: Erlang's external term format of `{Bucket, Key}`, which is what riak_core hashes.
 * Only what keys need: binaries (tag 109, the same in every OTP release) and, for keys of old clusters, atoms in the
 * encoding up to OTP 25 (tag 100, Latin-1).
 */
import { QuorateError } from "./errors.ts";

/** An Erlang atom, as a bucket or key. Made by `atom()`. */
export interface Atom {
  readonly atom: string;
}

/** A bucket or a key: a string is an Erlang binary of its UTF-8 bytes. */
export type RingTerm = string | Atom;

export interface RingKey {
  readonly bucket: RingTerm;
  readonly key: RingTerm;
}

const versionTag = 131;
const smallTupleTag = 104;
const binaryTag = 109;
const atomTag = 100;
/** Erlang's own limit. */
export const maxAtomLength = 255;

// eslint-disable-next-line no-control-regex -- all of Latin-1, as the encoding carries it
const latin1 = /^[\u0000-\u00ff]*$/;

const utf8 = new TextEncoder();

/** @throws QuorateError INVALID_ARGUMENT unless `text` has 1 to 255 Latin-1 characters. */
export function atom(text: string): Atom {
  if (!isAtomText(text)) throw new QuorateError("INVALID_ARGUMENT", "an atom is a text of 1 to 255 Latin-1 characters");
  return { atom: text };
}

export function isAtom(term: unknown): term is Atom {
  return typeof term === "object" && term !== null && isAtomText((term as Partial<Atom>).atom);
}

export function isAtomText(text: unknown): text is string {
  return typeof text === "string" && text.length > 0 && text.length <= maxAtomLength && latin1.test(text);
}

/** The whole encoding of `{Bucket, Key}`. Different keys have different bytes. */
export function encodeRingKey({ bucket, key }: RingKey): Uint8Array {
  const parts = [Uint8Array.of(versionTag, smallTupleTag, 2), ...encodeTerm(bucket), ...encodeTerm(key)];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function encodeTerm(term: RingTerm): readonly [Uint8Array, Uint8Array] {
  if (typeof term === "string") {
    const bytes = utf8.encode(term);
    const { length } = bytes;
    return [Uint8Array.of(binaryTag, length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255), bytes];
  }
  const bytes = Uint8Array.from(term.atom, (letter) => letter.charCodeAt(0));
  return [Uint8Array.of(atomTag, bytes.length >>> 8, bytes.length & 255), bytes];
}
