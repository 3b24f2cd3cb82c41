/**
 * Messages of the data plane that come many at a time travel as runs: what they have in common once, then what differs side by
 * side in one flat list. `[kind, ...common, [first of one, second of one, ..., first of the next, ...]]`
 *
 * Values and hashes of puts and requests come out as views of the frame: their receivers encode them into their stores, or drop
 * them. Values of responses are the caller's own, who may keep them.
 */
import type { ClientRequest, ClientResponse, Message, Put, Reply } from "#machines/protocol/messages";
import { clientOps, responseCodes } from "#machines/protocol/messages";
import * as f from "./fields.ts";

/** Kinds are numbered apart from messages: never renumber. */
const firstKind = 100;

export interface Run<M extends Message = Message> {
  readonly kind: number;
  /** Fields of one message in the list. */
  readonly width: number;
  /** Whether both have the same in common: the second may follow the first. */
  joins(first: M, next: M): boolean;
  /** Kind and what is in common. */
  head(message: M): unknown[];
  add(list: unknown[], message: M): void;
  /** No fewer bytes than `add` puts there, encoded. */
  bytesOf(message: M): number;
  /** @throws f.Malformed */
  decode(wire: readonly unknown[], into: Message[]): void;
}

type Stored = Reply & { readonly body: { readonly kind: "stored"; readonly seq: number } };

/** Of an encoded number, and of what comes before a text or bytes. */
const numberBytes = 9;
const lengthBytes = 5;

function textBytes(text: string): number {
  return lengthBytes + (text.length > 64 ? Buffer.byteLength(text) : 3 * text.length);
}

function valueBytes(value: Uint8Array | null): number {
  return lengthBytes + (value?.length ?? 0);
}

/** The list of a run, which has `common` fields before it: whole messages, at least one. */
function listOf(wire: readonly unknown[], common: number, width: number): readonly unknown[] {
  const list = wire[common + 1];
  if (wire.length !== common + 2 || !Array.isArray(list) || list.length === 0 || list.length % width !== 0)
    throw new f.Malformed("a run of whole messages");
  return list as readonly unknown[];
}

const puts: Run<Put> = {
  kind: firstKind,
  width: 6,
  joins: (a, b) =>
    a.epoch === b.epoch &&
    a.object.ballot.epoch === b.object.ballot.epoch &&
    a.ensemble === b.ensemble &&
    a.from === b.from &&
    a.to === b.to,
  head: ({ ensemble, from, to, epoch, object }) => [firstKind, ensemble, from, to, epoch, object.ballot.epoch],
  add: (list, { req, object }) =>
    void list.push(req, object.key, object.value, object.version, object.ballot.seq, object.hash),
  bytesOf: ({ object: { key, value, version, hash } }) =>
    2 * numberBytes + textBytes(key) + valueBytes(value) + textBytes(version) + lengthBytes + hash.length,
  decode: (wire, into) => {
    const list = listOf(wire, 5, 6);
    const ensemble = f.name.decode(wire[1]);
    const from = f.peer.decode(wire[2]);
    const to = f.peer.decode(wire[3]);
    const epoch = f.uint.decode(wire[4]);
    const ballotEpoch = f.uint.decode(wire[5]);
    for (let at = 0; at < list.length; at += 6) {
      const req = f.countIn(list[at]);
      const key = f.keyIn(list[at + 1]);
      const value = f.viewIn(list[at + 2]);
      const version = f.versionIn(list[at + 3]);
      const seq = f.countIn(list[at + 4]);
      const hash = f.hashIn(list[at + 5]);
      const object = { key, value, version, ballot: { epoch: ballotEpoch, seq }, hash };
      into.push({ type: "put", ensemble, from, to, req, epoch, object });
    }
  },
};

const stored: Run<Stored> = {
  kind: firstKind + 1,
  width: 2,
  joins: (a, b) => a.epoch === b.epoch && a.ensemble === b.ensemble && a.from === b.from && a.to === b.to,
  head: ({ ensemble, from, to, epoch }) => [firstKind + 1, ensemble, from, to, epoch],
  add: (list, { req, body }) => void list.push(req, body.seq),
  bytesOf: () => 2 * numberBytes,
  decode: (wire, into) => {
    const list = listOf(wire, 4, 2);
    const ensemble = f.name.decode(wire[1]);
    const from = f.peer.decode(wire[2]);
    const to = f.peer.decode(wire[3]);
    const epoch = f.uint.decode(wire[4]);
    for (let at = 0; at < list.length; at += 2) {
      const req = f.countIn(list[at]);
      const seq = f.countIn(list[at + 1]);
      into.push({ type: "reply", ensemble, from, to, req, epoch, body: { kind: "stored", seq } });
    }
  },
};

const requests: Run<ClientRequest> = {
  kind: firstKind + 2,
  width: 6,
  joins: (a, b) =>
    a.epoch === b.epoch &&
    a.floor === b.floor &&
    a.readRepair === b.readRepair &&
    a.ensemble === b.ensemble &&
    a.boot === b.boot,
  head: ({ ensemble, boot, epoch, floor, readRepair }) => [firstKind + 2, ensemble, boot, epoch, floor, readRepair],
  add: (list, { id, op, key, value, version, timeoutMs }) =>
    void list.push(id, clientOps.indexOf(op), key, value, version, timeoutMs),
  bytesOf: ({ key, value, version }) => 3 * numberBytes + textBytes(key) + valueBytes(value) + textBytes(version),
  decode: (wire, into) => {
    const list = listOf(wire, 5, 6);
    const ensemble = f.name.decode(wire[1]);
    const boot = f.nameOrEmpty.decode(wire[2]);
    const epoch = f.uint.decode(wire[3]);
    const floor = f.uint.decode(wire[4]);
    const readRepair = f.bool.decode(wire[5]);
    for (let at = 0; at < list.length; at += 6) {
      const id = f.countIn(list[at]);
      const op = f.oneIn(clientOps, list[at + 1]);
      const key = list[at + 2] === "" ? "" : f.keyIn(list[at + 2]);
      const value = f.viewIn(list[at + 3]);
      const version = f.versionIn(list[at + 4]);
      const timeoutMs = f.ms.decode(list[at + 5]);
      into.push({ type: "request", id, floor, ensemble, boot, epoch, op, key, value, version, readRepair, timeoutMs });
    }
  },
};

const responses: Run<ClientResponse> = {
  kind: firstKind + 3,
  width: 4,
  joins: (a, b) => a.epoch === b.epoch && a.leader === b.leader && a.message === b.message,
  head: ({ leader, epoch, message }) => [firstKind + 3, leader, epoch, f.explanation.encode(message)],
  add: (list, { id, code, value, version }) => void list.push(id, responseCodes.indexOf(code), value, version),
  bytesOf: ({ value, version }) => 2 * numberBytes + valueBytes(value) + textBytes(version),
  decode: (wire, into) => {
    const list = listOf(wire, 3, 4);
    const leader = f.nameOrEmpty.decode(wire[1]);
    const epoch = f.uint.decode(wire[2]);
    const message = f.explanation.decode(wire[3]);
    for (let at = 0; at < list.length; at += 4) {
      const id = f.countIn(list[at]);
      const code = f.oneIn(responseCodes, list[at + 1]);
      const value = f.value.decode(list[at + 2]);
      const version = f.versionIn(list[at + 3]);
      into.push({ type: "response", id, code, value, version, message, leader, epoch });
    }
  },
};

const all: readonly Run<never>[] = [puts, stored, requests, responses];

/** How a message travels with others of its kind, or null: by itself. */
export function runOf(message: Message): Run | null {
  switch (message.type) {
    case "put":
      return puts as Run<never> as Run;
    case "reply":
      return message.body.kind === "stored" ? (stored as Run<never> as Run) : null;
    case "request":
      return requests as Run<never> as Run;
    case "response":
      return responses as Run<never> as Run;
    default:
      return null;
  }
}

/**
 * Adds the messages of a run. @returns false when it is none.
 * @throws f.Malformed
 */
export function decodeRun(wire: unknown, into: Message[]): boolean {
  const kind: unknown = Array.isArray(wire) ? wire[0] : undefined;
  if (typeof kind !== "number" || kind < firstKind) return false;
  const run = all[kind - firstKind];
  if (run === undefined) throw new f.Malformed("a run of a known kind");
  run.decode(wire as readonly unknown[], into);
  return true;
}
