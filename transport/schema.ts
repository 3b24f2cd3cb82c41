/** The shape of every message on the wire: a number for its type, then its fields in a fixed order. */
import {
  clientOps,
  nackReasons,
  responseCodes,
  type AdminDone,
  type AdminRequest,
  type CheckEpoch,
  type ClientRequest,
  type ClientResponse,
  type Commit,
  type ExchangeRequest,
  type Fetch,
  type Handover,
  type LeavesRequest,
  type Locate,
  type Located,
  type Message,
  type MessageType,
  type NewEpoch,
  type PeerStatus,
  type Prepare,
  type Probe,
  type Put,
  type Reply,
  type ReplyBody,
  type TraceBatch,
  type Watch,
} from "#machines/protocol/messages";
import * as f from "./fields.ts";
import { ringShapes } from "./ring-fields.ts";
import { traceRecord } from "./trace-field.ts";

type Fields<T> = { readonly [K in Exclude<keyof T, "type">]-?: f.Field<T[K]> };

const header = { ensemble: f.name, from: f.peer, to: f.peer };
const maxTexts = 4096;
const maxListed = 65_536;

type BodyOf<K> = Omit<Extract<ReplyBody, { kind: K }>, "kind">;

/** Bodies in the order of their numbers: never reorder, only append. */
const bodies = {
  nack: { reason: f.oneOf(nackReasons) },
  probed: { fact: f.fact, leader: f.peerOrEmpty, leaderAgeMs: f.ms, trusted: f.bool },
  promise: { fact: f.fact },
  ok: {},
  granted: { leaseMs: f.ms },
  exchanging: { trusted: f.bool },
  leaves: { entries: f.list(f.leaf, maxListed), more: f.bool },
  objects: { objects: f.list(f.object, maxListed), missing: f.list(f.key, maxListed) },
  stored: { seq: f.uint },
} satisfies { readonly [K in ReplyBody["kind"]]: Fields<BodyOf<K>> };

const body = f.tagged<ReplyBody>("a reply body", "kind", bodies);

const peerStatus = f.tuple<PeerStatus>({
  ensemble: f.name,
  peer: f.peer,
  state: f.text(32),
  epoch: f.uint,
  leader: f.peerOrEmpty,
  trusted: f.bool,
  serving: f.bool,
  views: f.views,
});

const shapes = {
  probe: { ...header, req: f.uint } satisfies Fields<Probe>,
  prepare: { ...header, req: f.uint, epoch: f.uint } satisfies Fields<Prepare>,
  newEpoch: { ...header, req: f.uint, epoch: f.uint } satisfies Fields<NewEpoch>,
  commit: { ...header, req: f.uint, fact: f.fact } satisfies Fields<Commit>,
  checkEpoch: { ...header, req: f.uint, epoch: f.uint } satisfies Fields<CheckEpoch>,
  exchange: { ...header, req: f.uint, epoch: f.uint, sync: f.bool } satisfies Fields<ExchangeRequest>,
  leaves: { ...header, req: f.uint, epoch: f.uint, after: f.keyOrNull, limit: f.uint } satisfies Fields<LeavesRequest>,
  fetch: { ...header, req: f.uint, epoch: f.uint, keys: f.list(f.key, maxListed) } satisfies Fields<Fetch>,
  put: { ...header, req: f.uint, epoch: f.uint, object: f.object } satisfies Fields<Put>,
  handover: { ...header, epoch: f.uint, successor: f.peerOrEmpty } satisfies Fields<Handover>,
  reply: { ...header, req: f.uint, epoch: f.uint, body } satisfies Fields<Reply>,
  request: {
    id: f.uint,
    floor: f.uint,
    ensemble: f.name,
    boot: f.nameOrEmpty,
    epoch: f.uint,
    op: f.oneOf(clientOps),
    key: f.keyOrEmpty,
    value: f.value,
    version: f.version,
    readRepair: f.bool,
    timeoutMs: f.ms,
  } satisfies Fields<ClientRequest>,
  response: {
    id: f.uint,
    code: f.oneOf(responseCodes),
    value: f.value,
    version: f.version,
    message: f.prose(maxTexts),
    leader: f.nameOrEmpty,
    epoch: f.uint,
  } satisfies Fields<ClientResponse>,
  locate: { id: f.uint, ensemble: f.nameOrNull } satisfies Fields<Locate>,
  located: { id: f.uint, node: f.name, peers: f.list(peerStatus, maxListed) } satisfies Fields<Located>,
  admin: { id: f.uint, command: f.oneOf(["stepDown"] as const), ensemble: f.name } satisfies Fields<AdminRequest>,
  adminDone: {
    id: f.uint,
    code: f.oneOf(["ok", "NO_SUCH_ENSEMBLE", "UNAVAILABLE", "INVALID_ARGUMENT"] as const),
    message: f.prose(maxTexts),
  } satisfies Fields<AdminDone>,
  watch: { id: f.name, ms: f.ms } satisfies Fields<Watch>,
  trace: { node: f.name, boot: f.name, records: f.list(traceRecord, 4096), gap: f.uint } satisfies Fields<TraceBatch>,
  ...ringShapes,
} satisfies { readonly [T in MessageType]: object };

/** Types in the order of their numbers: never reorder, only append. */
export const messageTypes = Object.keys(shapes) as MessageType[];

const anyMessage = f.tagged<Message>("a message", "type", shapes);

export function toTuple(message: Message): unknown[] {
  return anyMessage.encode(message) as unknown[];
}

/** @throws Malformed */
export function fromTuple(wire: unknown): Message {
  return anyMessage.decode(wire);
}
