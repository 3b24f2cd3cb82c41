/** Fields and shapes of the ring's messages. A bucket or key that is an atom travels as a list of its one text. */
import {
  ringEnds,
  ringOps,
  type RingReply,
  type RingRequest,
  type RingResponse,
  type VnodeBody,
  type VnodeCommand,
  vnodeErrors,
  type VnodeReply,
} from "#machines/protocol/messages";
import { maxPartitions } from "#machines/protocol/ring";
import type { Stamp } from "#machines/protocol/stamp";
import { isAtomText, type RingTerm } from "#machines/protocol/term";
import * as f from "./fields.ts";

type Fields<T> = { readonly [K in Exclude<keyof T, "type">]-?: f.Field<T[K]> };

const term: f.Field<RingTerm> = {
  encode: (value) => (typeof value === "string" ? value : [value.atom]),
  decode: (wire) => {
    if (f.isKey(wire)) return wire;
    if (Array.isArray(wire) && wire.length === 1 && isAtomText(wire[0])) return { atom: wire[0] };
    throw new f.Malformed("a bucket or a key");
  },
};

const partition: f.Field<number> = {
  encode: (value) => value,
  decode: (wire) => {
    const index = f.uint.decode(wire);
    if (index >= maxPartitions) throw new f.Malformed("a partition");
    return index;
  },
};

const bytes: f.Field<Uint8Array> = {
  encode: (value) => value,
  decode: f.bytesIn,
};

const stamp = f.tuple<Stamp>({ ms: f.uint, count: f.uint, writer: f.name });
const stampOrNull: f.Field<Stamp | null> = {
  encode: (value) => (value === null ? null : stamp.encode(value)),
  decode: (wire) => (wire === null ? null : stamp.decode(wire)),
};

type BodyOf<K> = Omit<Extract<VnodeBody, { kind: K }>, "kind">;

/** Bodies in the order of their numbers: never reorder, only append. */
const bodies = {
  ok: {},
  notFound: { stamp: stampOrNull },
  found: { value: bytes, stamp },
  error: { reason: f.oneOf(vnodeErrors), stamp: stampOrNull },
} satisfies { readonly [K in VnodeBody["kind"]]: Fields<BodyOf<K>> };
const body = f.tagged<VnodeBody>("a vnode's reply", "kind", bodies);

const question = { op: f.oneOf(ringOps), bucket: term, key: term, value: f.value, stamp: stampOrNull };
const reply = f.tuple<RingReply>({ partition, node: f.name, fallback: f.bool, body });

/** In the order of their numbers, after those of schema.ts. */
export const ringShapes = {
  vnodeCommand: { req: f.uint, partition, ...question } satisfies Fields<VnodeCommand>,
  vnodeReply: { req: f.uint, partition, body } satisfies Fields<VnodeReply>,
  ringRequest: {
    id: f.uint,
    ...question,
    n: f.uint,
    required: f.uint,
    primaries: f.uint,
    timeoutMs: f.ms,
  } satisfies Fields<RingRequest>,
  ringResponse: {
    id: f.uint,
    end: f.oneOf(ringEnds),
    part: f.uint,
    parts: f.uint,
    partitions: f.uint,
    replies: f.list(reply, maxPartitions),
    missing: f.list(partition, maxPartitions),
    message: f.explanation,
  } satisfies Fields<RingResponse>,
};
