/**
 * The content of one segment, as bytes: what is hashed and what is stored are the same. It is never changed in place, and
 * decoded only as far as it is asked.
 *
 * Layout: index (32 bits), low water epoch, seq (doubles), then the entries in the order of their keys' UTF-8 bytes: length of the key
 * (16 bits), key, epoch, seq, content hash. The index comes in so that one segment's content in another's place has another hash.
 */
import { type Ballot, compareBallots, zeroBallot } from "#machines/protocol/ballot";
import { invariant } from "#machines/protocol/errors";
import { hashBytes, type LeafEntry } from "#machines/protocol/object";
import type { SegmentPage } from "#machines/protocol/tree";
import { hashAt, isHashAt } from "./hashes.ts";
import { segmentOf } from "./shape.ts";

const lowWaterAt = 4;
const entriesAt = 20;
const lengthBytes = 2;
const ballotBytes = 16;
/** Of an entry, beside its key. */
const entryOverhead = lengthBytes + ballotBytes + hashBytes;

let scratch = Buffer.allocUnsafe(4096);

/** The key's UTF-8 bytes in `scratch`; returns how many. */
function writeKey(key: string): number {
  // UTF-8 takes at most three bytes for a UTF-16 code unit.
  if (3 * key.length > scratch.length) scratch = Buffer.allocUnsafe(6 * key.length);
  const length = scratch.write(key, 0);
  invariant(length < 65_536, "a key has less than 65,536 bytes");
  return length;
}

function readBallot(content: Buffer, at: number): Ballot {
  return { epoch: content.readDoubleBE(at), seq: content.readDoubleBE(at + 8) };
}

function writeBallot(content: Buffer, ballot: Ballot, at: number): void {
  content.writeDoubleBE(ballot.epoch, at);
  content.writeDoubleBE(ballot.seq, at + 8);
}

/** Order of the key in `scratch` and the one at `at`. */
function compareKeys(length: number, content: Buffer, at: number, atLength: number): number {
  const shared = Math.min(length, atLength);
  for (let n = 0; n < shared; n++) {
    const order = (scratch[n] as number) - (content[at + n] as number);
    if (order !== 0) return order;
  }
  return length - atLength;
}

/** Where the entry of the key in `scratch` stands, or where it would be put. */
function seek(content: Buffer, keyLength: number): { at: number; end: number } {
  let at = entriesAt;
  while (at < content.length) {
    const length = content.readUInt16BE(at);
    const end = at + entryOverhead + length;
    const order = compareKeys(keyLength, content, at + lengthBytes, length);
    if (order === 0) return { at, end };
    if (order < 0) break;
    at = end;
  }
  return { at, end: at };
}

/** @param key what stands there, when it is known. */
function entryAt(content: Buffer, at: number, key?: string): LeafEntry {
  const ballotAt = at + lengthBytes + content.readUInt16BE(at);
  return {
    key: key ?? content.toString("utf8", at + lengthBytes, ballotAt),
    ballot: readBallot(content, ballotAt),
    // A copy of its own: entries are kept for long.
    hash: hashAt(content, ballotAt + ballotBytes),
  };
}

function emptyContent(index: number): Buffer {
  const content = Buffer.alloc(entriesAt);
  content.writeUInt32BE(index, 0);
  return content;
}

// ------------------------------------------------------------------------------------------------------------- reading

export function findEntry(content: Buffer, key: string): LeafEntry | undefined {
  const { at, end } = seek(content, writeKey(key));
  return at === end ? undefined : entryAt(content, at, key);
}

/** Whether it holds exactly this. */
export function hasEntry(content: Buffer, { key, ballot, hash }: LeafEntry): boolean {
  const length = writeKey(key);
  const { at, end } = seek(content, length);
  if (at === end) return false;
  const ballotAt = at + lengthBytes + length;
  return (
    content.readDoubleBE(ballotAt + 8) === ballot.seq &&
    content.readDoubleBE(ballotAt) === ballot.epoch &&
    isHashAt(hash, content, ballotAt + ballotBytes)
  );
}

export function lowWaterOf(content: Buffer | undefined): Ballot {
  return content === undefined ? zeroBallot : readBallot(content, lowWaterAt);
}

/** `content` undefined is the empty segment. */
export function decodeSegment(index: number, content: Buffer | undefined): SegmentPage {
  const entries: LeafEntry[] = [];
  if (content === undefined) return { index, lowWater: zeroBallot, entries };
  for (let at = entriesAt; at < content.length; at += entryOverhead + content.readUInt16BE(at)) {
    entries.push(entryAt(content, at));
  }
  return { index, lowWater: lowWaterOf(content), entries };
}

/** What is wrong with bytes that are to be the content of that segment, or undefined. */
export function problemOf(index: number, content: Buffer): string | undefined {
  if (content.length === 0) return "the segment was given up: something was to be written to it while it was damaged";
  if (content.length < entriesAt) return "the segment is too short";
  if (content.readUInt32BE(0) !== index) return "another segment lies where this one should";
  let at = entriesAt;
  while (at < content.length) {
    if (at + entryOverhead > content.length) return "the segment is cut off";
    const end = at + entryOverhead + content.readUInt16BE(at);
    if (end > content.length) return "the segment is cut off";
    if (segmentOf(content.toString("utf8", at + lengthBytes, end - ballotBytes - hashBytes)) !== index)
      return "the segment holds a key of another";
    at = end;
  }
  return at === entriesAt && compareBallots(lowWaterOf(content), zeroBallot) === 0
    ? "the segment says nothing"
    : undefined;
}

// ------------------------------------------------------------------------------------------------------------- changing

/** Replaces the bytes from `at` to `end` by `room` bytes, not yet written. */
function splice(content: Buffer, at: number, end: number, room: number): Buffer {
  const next = Buffer.allocUnsafe(content.length - (end - at) + room);
  content.copy(next, 0, 0, at);
  content.copy(next, at + room, end);
  return next;
}

/** `entry.key` falls into segment `index`. */
export function withEntry(content: Buffer | undefined, index: number, entry: LeafEntry): Buffer {
  invariant(entry.hash.length === hashBytes, `a content hash has ${hashBytes} bytes`);
  const before = content ?? emptyContent(index);
  const length = writeKey(entry.key);
  const { at, end } = seek(before, length);
  const next = splice(before, at, end, entryOverhead + length);
  next.writeUInt16BE(length, at);
  scratch.copy(next, at + lengthBytes, 0, length);
  writeBallot(next, entry.ballot, at + lengthBytes + length);
  next.set(entry.hash, at + lengthBytes + length + ballotBytes);
  return next;
}

/** The same content when it has no such key; undefined when nothing is left. */
export function withoutEntry(content: Buffer | undefined, key: string): Buffer | undefined {
  if (content === undefined) return undefined;
  const { at, end } = seek(content, writeKey(key));
  if (at === end) return content;
  const next = splice(content, at, end, 0);
  return next.length === entriesAt && compareBallots(lowWaterOf(next), zeroBallot) === 0 ? undefined : next;
}

/** The same content when its low water is as high already. */
export function withLowWater(content: Buffer | undefined, index: number, ballot: Ballot): Buffer | undefined {
  if (compareBallots(ballot, lowWaterOf(content)) <= 0) return content;
  const next = content === undefined ? emptyContent(index) : Buffer.from(content);
  writeBallot(next, ballot, lowWaterAt);
  return next;
}
