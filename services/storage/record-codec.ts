/**
 * The blob of the save file: whose store this is, and the record of each peer. The save file checks its bytes, so a blob
 * that does not decode was written by another version; it still never throws.
 *
 * Layout: format (16 bits), cluster, node, count (32 bits), then a peer each: label, `trustedFromTurn`, record; then the
 * manager's state. Strings carry a 16-bit length, the manager's state one of 32 bits; numbers are doubles. Format 1 had no
 * manager's state.
 */
import type { Ballot } from "#machines/protocol/ballot";
import { invariant } from "#machines/protocol/errors";
import type { Fact, PeerRecord, Promised, Views } from "#machines/protocol/fact";
import type { NodeName } from "#machines/protocol/identifiers";
import type { Decoded } from "./object-codec.ts";

export interface SavedPeer {
  readonly record: PeerRecord;
  /**
   * The turn whose objects made this peer trusted. Records become durable before the objects of their turn, so a stop in
   * between leaves a trust that nothing backs: it counts only when the object store has reached this turn.
   */
  readonly trustedFromTurn: number;
}

export interface Saved {
  readonly cluster: string;
  readonly node: NodeName;
  readonly peers: ReadonlyMap<string, SavedPeer>;
  /** Opaque here; empty when there is none. */
  readonly manager: Uint8Array;
}

/** 1 was that of stores without trees: their objects would all look absent. */
const format = 2;

// ------------------------------------------------------------------------------------------------------------- writing

class Writer {
  #bytes = Buffer.allocUnsafe(1024);
  #end = 0;

  #room(length: number): number {
    const at = this.#end;
    this.#end += length;
    if (this.#end > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(2 * this.#end);
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
    }
    return at;
  }

  count(value: number, bytes: 1 | 2 | 4): void {
    const at = this.#room(bytes);
    this.#bytes.writeUIntBE(value, at, bytes);
  }

  number(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeDoubleBE(value, at);
  }

  text(value: string): void {
    const length = Buffer.byteLength(value);
    invariant(length < 65_536, "a name has less than 65,536 bytes");
    this.count(length, 2);
    const at = this.#room(length);
    this.#bytes.write(value, at);
  }

  ballot(value: Ballot): void {
    this.number(value.epoch);
    this.number(value.seq);
  }

  views(views: Views): void {
    this.count(views.length, 2);
    for (const view of views) {
      this.count(view.length, 2);
      for (const peer of view) this.text(peer);
    }
  }

  record(record: PeerRecord): void {
    const { countsFrom = 0 } = record;
    this.count(record.trusted ? 1 : countsFrom > 0 ? 2 : 0, 1);
    if (!record.trusted && countsFrom > 0) this.number(countsFrom);
    this.number(record.promised.epoch);
    this.text(record.promised.candidate);
    const fact = record.fact;
    this.ballot(fact);
    this.text(fact.leader);
    this.views(fact.views);
    this.ballot(fact.viewVsn);
    this.ballot(fact.pendVsn);
    this.ballot(fact.commitVsn);
    this.ballot(fact.pending.vsn);
    this.views(fact.pending.views);
  }

  bytes(value: Uint8Array): void {
    this.count(value.length, 4);
    const at = this.#room(value.length);
    this.#bytes.set(value, at);
  }

  take(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }
}

export function encodeSaved(saved: Saved): Buffer {
  const writer = new Writer();
  writer.count(format, 2);
  writer.text(saved.cluster);
  writer.text(saved.node);
  writer.count(saved.peers.size, 4);
  for (const [label, peer] of saved.peers) {
    writer.text(label);
    writer.number(peer.trustedFromTurn);
    writer.record(peer.record);
  }
  writer.bytes(saved.manager);
  return writer.take();
}

// ------------------------------------------------------------------------------------------------------------- reading

/** Reads until something is wrong; from then on every read gives a zero, and `failed` says so. */
class Reader {
  failed = false;
  #at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  #take(length: number): number {
    const at = this.#at;
    if (this.failed || at + length > this.#bytes.length) {
      this.failed = true;
      return -1;
    }
    this.#at += length;
    return at;
  }

  count(bytes: 1 | 2 | 4): number {
    const at = this.#take(bytes);
    return at === -1 ? 0 : this.#bytes.readUIntBE(at, bytes);
  }

  number(): number {
    const at = this.#take(8);
    const value = at === -1 ? 0 : this.#bytes.readDoubleBE(at);
    if (!Number.isSafeInteger(value) || value < 0) this.failed = true;
    return value;
  }

  text(): string {
    const length = this.count(2);
    const at = this.#take(length);
    return at === -1 ? "" : this.#bytes.toString("utf8", at, at + length);
  }

  bytes(): Uint8Array {
    const length = this.count(4);
    const at = this.#take(length);
    return at === -1 ? new Uint8Array(0) : new Uint8Array(this.#bytes.subarray(at, at + length));
  }

  ballot(): Ballot {
    return { epoch: this.number(), seq: this.number() };
  }

  list<T>(count: number, read: () => T): T[] {
    const items: T[] = [];
    for (let at = 0; at < count && !this.failed; at++) items.push(read());
    return items;
  }

  views(): Views {
    return this.list(this.count(2), () => this.list(this.count(2), () => this.text()));
  }

  record(): PeerRecord {
    const flag = this.count(1);
    if (flag > 2) this.failed = true;
    const countsFrom = flag === 2 ? this.number() : 0;
    const promised: Promised = { epoch: this.number(), candidate: this.text() };
    const { epoch, seq } = this.ballot();
    const fact: Fact = {
      epoch,
      seq,
      leader: this.text(),
      views: this.views(),
      viewVsn: this.ballot(),
      pendVsn: this.ballot(),
      commitVsn: this.ballot(),
      pending: { vsn: this.ballot(), views: this.views() },
    };
    return { promised, fact, trusted: flag === 1, ...(countsFrom > 0 ? { countsFrom } : {}) };
  }
}

export function decodeSaved(bytes: Uint8Array): Decoded<Saved> {
  const reader = new Reader(bytes);
  const found = reader.count(2);
  if (found !== format) return { ok: false, what: `format ${found} is not known to this version` };
  const cluster = reader.text();
  const node = reader.text();
  const peers = new Map<string, SavedPeer>();
  for (const [label, peer] of reader.list(reader.count(4), () => {
    const label = reader.text();
    const trustedFromTurn = reader.number();
    return [label, { record: reader.record(), trustedFromTurn }] as const;
  })) {
    peers.set(label, peer);
  }
  const manager = reader.bytes();
  if (reader.failed || !reader.ended) return { ok: false, what: "the records are malformed" };
  return { ok: true, value: { cluster, node, peers, manager } };
}
