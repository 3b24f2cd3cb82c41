/** The follower's side of the data plane: stores what its leader sends, shows its tree to whoever may compare. */
import { compareBallots } from "#machines/protocol/ballot";
import type { CheckEpoch, Fetch, Put, Reap, ReapCheck, ReplyBody, TreeRequest } from "#machines/protocol/messages";
import type { StoredObject } from "#machines/protocol/object";
import { treeHeight, treeWidth, type SegmentPage, type TreeDamage } from "#machines/protocol/tree";
import type { ReadResult } from "#machines/protocol/ports";
import { hasContentHash, sameHash } from "../storage/content-hash.ts";
import type { PeerObjects } from "../peer/objects.ts";
import { refusalOfLeader, refusalOfReader, type Gate } from "./gate.ts";
import { heldOf, holdsExactly } from "./reaper.ts";

type Damaged = Extract<ReadResult, { kind: "damaged" }>;

export interface ReplicaPorts {
  readonly objects: PeerObjects;
  gate(): Gate;
  /** Leaves when everything collected so far is durable (PROTOCOL R7, R15). */
  reply(to: string, req: number, body: ReplyBody): void;
  damaged(reason: string): void;
  /** One object, which somebody asked for, does not verify. */
  damagedKey(key: string, what: string): void;
  /** Most bytes of values in one answer. */
  readonly haulBytes: number;
}

export function hasHash(object: StoredObject): boolean {
  return hasContentHash(object.key, object.version, object.value, object.hash);
}

/** PROTOCOL R3, R18; HAZARDS P10, P15: the ack names the ballot and leaves after object and leaf are durable. */
export function replicate(ports: ReplicaPorts, message: Put): void {
  const { from, req, epoch, object } = message;
  const refusal = refusalOfLeader(ports.gate(), from, epoch);
  if (refusal !== null) return ports.reply(from, req, { kind: "nack", reason: refusal });
  if (object.ballot.epoch !== epoch || !hasHash(object))
    return ports.reply(from, req, { kind: "nack", reason: "foreign" });
  const present = ports.objects.leaf(object.key);
  if (present.kind === "damaged") return refuseDamaged(ports, message, present);
  // A reaped tombstone may have stood here: what is older than that must not come back (HAZARDS P21).
  if (present.kind === "absent" && compareBallots(object.ballot, ports.objects.lowWater(object.key)) <= 0)
    return ports.reply(from, req, { kind: "nack", reason: "state" });
  const order = present.kind === "absent" ? 1 : compareBallots(object.ballot, present.entry.ballot);
  if (order < 0) return ports.reply(from, req, { kind: "nack", reason: "state" });
  // One ballot names one object for ever (PROTOCOL R5): an ack of this one would vote for content that is not stored.
  if (order === 0 && present.kind === "found" && !sameHash(object.hash, present.entry.hash))
    return ports.reply(from, req, { kind: "nack", reason: "foreign" });
  // A newer one mends a damaged copy by taking its place; the same one is stored only when it can be read (HAZARDS P15).
  const stored = order === 0 ? ports.objects.read(object.key) : null;
  if (stored?.kind === "damaged") return refuseDamaged(ports, message, stored);
  if (order > 0) ports.objects.write(object, present);
  return ports.reply(from, req, { kind: "stored", seq: object.ballot.seq });
}

function refuseDamaged(ports: ReplicaPorts, { from, req, object }: Put, damaged: Damaged): void {
  ports.reply(from, req, { kind: "nack", reason: "storage" });
  tellDamage(ports, object.key, damaged);
}

/** A damaged object is mended by itself, a damaged tree as a whole. */
function tellDamage(ports: ReplicaPorts, key: string, { part, what }: Damaged): void {
  if (part === "tree") ports.damaged(what);
  else ports.damagedKey(key, what);
}

export function checkEpoch(ports: ReplicaPorts, message: CheckEpoch): void {
  const refusal = refusalOfLeader(ports.gate(), message.from, message.epoch);
  ports.reply(message.from, message.req, refusal === null ? { kind: "ok" } : { kind: "nack", reason: refusal });
}

/** Pages of the tree, for an exchange; the first of them that fit, at least one. */
export function showTree(ports: ReplicaPorts, message: TreeRequest): void {
  const { from, req, epoch, level, indices } = message;
  const gate = ports.gate();
  const refusal = refusalOfReader(gate, epoch);
  // Read in between, the pages may show what a repair has dropped.
  const worth = () => ({
    trusted: gate.trusted && ports.gate().trusted,
    countsFrom: Math.max(gate.countsFrom, ports.gate().countsFrom),
  });
  if (refusal !== null) return ports.reply(from, req, { kind: "nack", reason: refusal });
  const refuse = (what: string): void => {
    ports.reply(from, req, { kind: "nack", reason: "storage" });
    ports.damaged(what);
  };
  const isThere = indices.length > 0 && indices.every((index) => index < treeWidth ** level);
  if (!isThere) return ports.reply(from, req, { kind: "nack", reason: "foreign" });
  const wanted = indices.slice(0, maxPages);
  if (level < treeHeight) {
    ports.objects.pages(level, wanted).then(
      (read) => {
        if (read.kind === "damaged") return refuse(damageText(read.damage));
        const pages = fitting(read.pages, (page) => page.length + pageOverhead, ports.haulBytes);
        return ports.reply(from, req, { kind: "pages", ...worth(), pages });
      },
      (error: unknown) => refuse(`pages: ${String(error)}`),
    );
    return undefined;
  }
  ports.objects.segments(wanted).then(
    (read) => {
      if (read.kind === "damaged") return refuse(damageText(read.damage));
      const pages = fitting(read.pages, segmentBytes, ports.haulBytes);
      return ports.reply(from, req, { kind: "segments", ...worth(), pages });
    },
    (error: unknown) => refuse(`segments: ${String(error)}`),
  );
  return undefined;
}

export function damageText({ level, index, what }: TreeDamage): string {
  return `${level === treeHeight ? `segment ${index}` : `page ${index} of level ${level}`}: ${what}`;
}

/** Pages in one answer, whatever is asked for. */
const maxPages = 512;
/** Bytes on the wire beside a page's content, a leaf's key, an object's key, version and value. */
const pageOverhead = 8;
const leafOverhead = 64;
const objectOverhead = 320;

function segmentBytes({ entries }: SegmentPage): number {
  return entries.reduce((bytes, { key }) => bytes + key.length * 3 + leafOverhead, 32);
}

/** The first of `items` that fit into `bytes`, at least one. */
function fitting<T>(items: readonly T[], size: (item: T) => number, bytes: number): readonly T[] {
  let used = 0;
  const end = items.findIndex((item) => (used += size(item)) > bytes);
  return end === -1 ? items : items.slice(0, Math.max(1, end));
}

/** PROTOCOL R10: says what it holds only while nothing can bring anything older. */
export function checkReap(ports: ReplicaPorts, message: ReapCheck): void {
  const { from, req, epoch, tombstones } = message;
  const gate = ports.gate();
  const refusal = refusalOfLeader(gate, from, epoch) ?? (gate.exchanging || !gate.trusted ? "state" : null);
  if (refusal !== null) return ports.reply(from, req, { kind: "nack", reason: refusal });
  return ports.reply(from, req, { kind: "holding", keys: heldOf(ports.objects, tombstones) });
}

/** PROTOCOL R10: exactly that tombstone, and not while an exchange runs. Whoever does not take part keeps it. */
export function reap(ports: ReplicaPorts, message: Reap): void {
  const gate = ports.gate();
  if (refusalOfLeader(gate, message.from, message.epoch) !== null || gate.exchanging) return;
  for (const { key, ballot } of message.tombstones)
    if (holdsExactly(ports.objects, key, ballot)) ports.objects.remove(key, ballot);
}

/** As many of the objects as fit; the asker asks again for the rest. */
export function haul(ports: ReplicaPorts, message: Fetch): void {
  const { from, req, epoch, keys } = message;
  const gate = ports.gate();
  const refusal = refusalOfReader(gate, epoch);
  if (refusal !== null) return ports.reply(from, req, { kind: "nack", reason: refusal });
  const objects: StoredObject[] = [];
  const missing: string[] = [];
  const damaged: { readonly key: string; readonly damage: Damaged }[] = [];
  let bytes = 0;
  for (const key of keys) {
    const result = ports.objects.read(key);
    const valueBytes = result.kind === "found" ? (result.object.value?.length ?? 0) : 0;
    const size = valueBytes + key.length * 3 + objectOverhead;
    if (bytes > 0 && bytes + size > ports.haulBytes) continue;
    bytes += size;
    if (result.kind === "found") objects.push(result.object);
    else missing.push(key);
    if (result.kind === "damaged") damaged.push({ key, damage: result });
  }
  ports.reply(from, req, { kind: "objects", trusted: gate.trusted, objects, missing });
  // Or else everybody who compares with this peer would fail on that key for ever (HAZARDS P9).
  for (const { key, damage } of damaged) tellDamage(ports, key, damage);
}
