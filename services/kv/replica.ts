/** The follower's side of the data plane: stores what its leader sends, shows its tree to whoever may compare. */
import { compareBallots } from "#machines/protocol/ballot";
import type { CheckEpoch, Fetch, LeavesRequest, Put, ReplyBody } from "#machines/protocol/messages";
import type { StoredObject } from "#machines/protocol/object";
import { contentHash } from "../storage/content-hash.ts";
import type { PeerObjects } from "../peer/objects.ts";
import { refusalOfLeader, refusalOfReader, type Gate } from "./gate.ts";

export interface ReplicaPorts {
  readonly objects: PeerObjects;
  gate(): Gate;
  /** Leaves when everything collected so far is durable (PROTOCOL R7, R15). */
  reply(to: string, req: number, body: ReplyBody): void;
  damaged(reason: string): void;
  /** Most bytes of values in one answer. */
  readonly haulBytes: number;
}

export function hasHash(object: StoredObject): boolean {
  const hash = contentHash(object.key, object.version, object.value);
  return hash.length === object.hash.length && hash.every((byte, index) => byte === object.hash[index]);
}

/** PROTOCOL R3, R18; HAZARDS P10, P15: the ack names the ballot and leaves after object and leaf are durable. */
export function replicate(ports: ReplicaPorts, message: Put): void {
  const { from, req, epoch, object } = message;
  const refusal = refusalOfLeader(ports.gate(), from, epoch);
  if (refusal !== null) return ports.reply(from, req, { kind: "nack", reason: refusal });
  if (object.ballot.epoch !== epoch || !hasHash(object))
    return ports.reply(from, req, { kind: "nack", reason: "foreign" });
  const present = ports.objects.read(object.key);
  if (present.kind === "damaged") {
    ports.reply(from, req, { kind: "nack", reason: "storage" });
    return ports.damaged(`object ${JSON.stringify(object.key)}: ${present.what}`);
  }
  const order = present.kind === "absent" ? 1 : compareBallots(object.ballot, present.object.ballot);
  if (order < 0) return ports.reply(from, req, { kind: "nack", reason: "state" });
  if (order > 0) ports.objects.write(object);
  return ports.reply(from, req, { kind: "stored", seq: object.ballot.seq });
}

export function checkEpoch(ports: ReplicaPorts, message: CheckEpoch): void {
  const refusal = refusalOfLeader(ports.gate(), message.from, message.epoch);
  ports.reply(message.from, message.req, refusal === null ? { kind: "ok" } : { kind: "nack", reason: refusal });
}

export function listLeaves(ports: ReplicaPorts, message: LeavesRequest): void {
  const { from, req, epoch, after, limit } = message;
  const refusal = refusalOfReader(ports.gate(), epoch);
  if (refusal !== null) return ports.reply(from, req, { kind: "nack", reason: refusal });
  ports.objects.leaves(after, limit).then(
    (entries) => ports.reply(from, req, { kind: "leaves", entries, more: entries.length === limit }),
    (error: unknown) => {
      ports.reply(from, req, { kind: "nack", reason: "storage" });
      ports.damaged(`leaves: ${String(error)}`);
    },
  );
}

/** As many of the objects as fit; the asker asks again for the rest. */
export function haul(ports: ReplicaPorts, message: Fetch): void {
  const { from, req, epoch, keys } = message;
  const refusal = refusalOfReader(ports.gate(), epoch);
  if (refusal !== null) return ports.reply(from, req, { kind: "nack", reason: refusal });
  const objects: StoredObject[] = [];
  const missing: string[] = [];
  let bytes = 0;
  for (const key of keys) {
    const result = ports.objects.read(key);
    if (result.kind !== "found") {
      missing.push(key);
      continue;
    }
    const size = (result.object.value?.length ?? 0) + key.length * 3;
    if (objects.length > 0 && bytes + size > ports.haulBytes) continue;
    bytes += size;
    objects.push(result.object);
  }
  return ports.reply(from, req, { kind: "objects", objects, missing });
}
