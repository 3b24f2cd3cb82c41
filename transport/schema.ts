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
import { traceRecord } from "./trace-field.ts";

type Fields<T> = { readonly [K in Exclude<keyof T, "type">]-?: f.Field<T[K]> };

const header = { ensemble: f.name, from: f.peer, to: f.peer };
const maxTexts = 4096;
const maxListed = 65_536;

type BodyFields = {
  readonly [K in ReplyBody["kind"]]: {
    readonly [P in Exclude<keyof Extract<ReplyBody, { kind: K }>, "kind">]: f.Field<never>;
  };
};
type LooseFields = Readonly<Record<string, Readonly<Record<string, f.Field<never>>>>>;

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
} satisfies { readonly [K in keyof BodyFields]: { readonly [P in keyof BodyFields[K]]: unknown } };

const bodyKinds = Object.keys(bodies) as ReplyBody["kind"][];
const bodyTuples = bodyKinds.map((kind) =>
  f.tuple<Record<string, never>>((bodies as unknown as LooseFields)[kind] ?? {}),
);

/** A number for the kind, then its fields, in one tuple. */
const body: f.Field<ReplyBody> = {
  encode: (value) => {
    const kind = bodyKinds.indexOf(value.kind);
    return [kind, ...((bodyTuples[kind] as (typeof bodyTuples)[number]).encode(value as never) as unknown[])];
  },
  decode: (wire) => {
    if (!Array.isArray(wire) || typeof wire[0] !== "number") throw new f.Malformed("a reply body");
    const kind = bodyKinds[wire[0]];
    const fields = bodyTuples[wire[0]];
    if (kind === undefined || fields === undefined) throw new f.Malformed("a reply body");
    return { ...fields.decode(wire.slice(1)), kind } as unknown as ReplyBody;
  },
};

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
} satisfies { readonly [T in MessageType]: object };

/** Types in the order of their numbers: never reorder, only append. */
export const messageTypes = Object.keys(shapes) as MessageType[];

interface Shape {
  readonly names: readonly string[];
  readonly fields: readonly f.Field<unknown>[];
}
const tuples: readonly Shape[] = messageTypes.map((type) => {
  const shape = shapes[type] as unknown as Record<string, f.Field<unknown>>;
  return { names: Object.keys(shape), fields: Object.values(shape) };
});
const numberOf = new Map<string, number>(messageTypes.map((type, index) => [type, index]));

export function toTuple(message: Message): unknown[] {
  const number = numberOf.get(message.type) as number;
  const { names, fields } = tuples[number] as Shape;
  const wire: unknown[] = [number];
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index] as f.Field<unknown>;
    wire.push(field.encode((message as unknown as Record<string, unknown>)[names[index] as string]));
  }
  return wire;
}

/** @throws Malformed */
export function fromTuple(wire: unknown): Message {
  if (!Array.isArray(wire) || typeof wire[0] !== "number") throw new f.Malformed("a message");
  const shape = tuples[wire[0]];
  const type = messageTypes[wire[0]];
  if (shape === undefined || type === undefined) throw new f.Malformed("a known type");
  if (wire.length !== shape.fields.length + 1) throw new f.Malformed(`${type} of ${shape.fields.length} fields`);
  const message: Record<string, unknown> = { type };
  for (let index = 0; index < shape.fields.length; index += 1) {
    message[shape.names[index] as string] = (shape.fields[index] as f.Field<unknown>).decode(wire[index + 1]);
  }
  return message as unknown as Message;
}
