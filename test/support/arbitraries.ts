/** Arbitrary values of the protocol: names, facts, objects and every message that crosses the bus. */
import fc from "fast-check";
import type { Ballot } from "#machines/protocol/ballot";
import { type ClusterRing, type ClusterState, digestOf } from "#machines/protocol/cluster-state";
import type { Fact, Views } from "#machines/protocol/fact";
import {
  adminCodes,
  adminCommands,
  clientOps,
  membersCodes,
  type Message,
  type MessageType,
  nackReasons,
  type ReplyBody,
  responseCodes,
  ringEnds,
  ringOps,
  type VnodeBody,
  vnodeErrors,
} from "#machines/protocol/messages";
import { hashBytes, type StoredObject } from "#machines/protocol/object";
import type { Stamp } from "#machines/protocol/stamp";
import type { RingTerm } from "#machines/protocol/term";
import type { Json, TraceRecord } from "#machines/protocol/trace";
import { segmentCount, treeHeight, treeWidth } from "#machines/protocol/tree";

const { constant, constantFrom, oneof, option, record } = fc;

export const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);
export const peerId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(#[0-9a-z]{1,16})?$/);
export const nameOrEmpty = oneof(constant(""), name);
export const peerOrEmpty = oneof(constant(""), peerId);
/** Whole numbers, with those at which msgpack changes its form. */
export const count = oneof(
  fc.maxSafeNat(),
  fc.nat(300),
  constantFrom(0, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
);
export const milliseconds = oneof(count, fc.double({ min: 0, max: 1e9, noNaN: true, noDefaultInfinity: true }));
/** Keys of all of Unicode, up to the 1,024 bytes that a key may have. */
export const key = oneof(
  fc.string({ minLength: 1, maxLength: 40 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 250 }),
  fc.nat(1024).map((length) => "k".repeat(Math.max(1, length))),
);
export const bytes = fc.uint8Array({ maxLength: 300 });
export const valueOrNull = option(bytes);
export const version = fc.string({ maxLength: 64 });
const hash = fc.uint8Array({ minLength: hashBytes, maxLength: hashBytes });

export const ballot: fc.Arbitrary<Ballot> = record({ epoch: count, seq: count });
const view = fc.uniqueArray(peerId, { maxLength: 7 });
export const views: fc.Arbitrary<Views> = fc.array(view, { maxLength: 4 });
export const fact: fc.Arbitrary<Fact> = record({
  epoch: count,
  seq: count,
  leader: peerOrEmpty,
  views,
  viewVsn: ballot,
  pendVsn: ballot,
  commitVsn: ballot,
  pending: record({ vsn: ballot, views }),
});
export const storedObject: fc.Arbitrary<StoredObject> = record({ key, value: valueOrNull, version, ballot, hash });
const leaf = record({ key, ballot, hash });
const segmentIndex = fc.integer({ min: 0, max: segmentCount - 1 });
const segmentPage = record({ index: segmentIndex, lowWater: ballot, entries: fc.array(leaf, { maxLength: 5 }) });
/** A mask of children, and as many hashes. */
const innerPage: fc.Arbitrary<Uint8Array> = fc.integer({ min: 0, max: 2 ** treeWidth - 1 }).map((mask) => {
  const children = mask.toString(2).replaceAll("0", "").length;
  return mask === 0
    ? new Uint8Array(0)
    : Uint8Array.from([mask >> 8, mask & 255, ...Buffer.alloc(children * hashBytes, 7)]);
});

/** Few names and low versions, so that states have something to say about the same things. */
const smallBallot: fc.Arbitrary<Ballot> = record({ epoch: fc.nat(3), seq: fc.nat(3) });
const places = fc.uniqueArray(constantFrom("n1", "n2", "n3#2", "n4"), { minLength: 1, maxLength: 3 });
const placements = fc.array(places, { minLength: 1, maxLength: 2 });
function listed<T>(names: readonly string[], fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc
    .uniqueArray(constantFrom(...names), { maxLength: names.length })
    .chain((chosen) =>
      fc.tuple(...[...chosen].sort().map((one) => record({ name: constant(one), ...fields } as never))),
    ) as fc.Arbitrary<({ name: string } & T)[]>;
}

function ringOf(nodes: readonly string[]): fc.Arbitrary<ClusterRing | null> {
  if (nodes.length === 0) return constant(null);
  return record({
    version: fc.nat(3),
    partitions: constant(8),
    owners: fc.array(constantFrom(...nodes), { minLength: 8, maxLength: 8 }),
    spacing: constantFrom(1, 3),
  });
}

/** Sound states of one cluster. */
export function clusterState(id: string): fc.Arbitrary<ClusterState> {
  return record({
    id: constant(id),
    enabled: fc.boolean(),
    members: listed(["n1", "n2", "n3"], {
      incarnation: fc.integer({ min: 1, max: 3 }),
      instance: constantFrom("aaaaaaaa", "bbbbbbbb"),
      leaving: fc.boolean(),
    }).chain((nodes) =>
      record({ vsn: smallBallot, nodes: constant(nodes), ring: ringOf(nodes.map(({ name: node }) => node)) }),
    ),
    ensembles: listed(["constructor", "demo", "root"], {
      vsn: smallBallot,
      leader: constantFrom("", "n1", "n3#2"),
      views: placements,
      created: places,
      backend: constant("kv"),
      options: constant("{}"),
      deleted: fc.boolean(),
    }),
    pending: listed(["constructor", "demo"], { vsn: smallBallot, views: placements }),
    removed: listed(["n1", "n2", "n9"], { incarnation: fc.integer({ min: 1, max: 3 }) }),
  });
}

export const replyBody: fc.Arbitrary<ReplyBody> = oneof(
  record({ kind: constant("nack" as const), reason: constantFrom(...nackReasons) }),
  record({
    kind: constant("probed" as const),
    fact,
    leader: peerOrEmpty,
    leaderAgeMs: milliseconds,
    trusted: fc.boolean(),
  }),
  record({ kind: constant("promise" as const), fact }),
  record({ kind: constant("ok" as const) }),
  record({ kind: constant("granted" as const), leaseMs: milliseconds, seq: count, complete: fc.boolean() }),
  record({ kind: constant("exchanging" as const), trusted: fc.boolean(), leads: fc.boolean(), countsFrom: count }),
  record({
    kind: constant("pages" as const),
    trusted: fc.boolean(),
    countsFrom: count,
    pages: fc.array(innerPage, { maxLength: 5 }),
  }),
  record({
    kind: constant("segments" as const),
    trusted: fc.boolean(),
    countsFrom: count,
    pages: fc.array(segmentPage, { maxLength: 5 }),
  }),
  record({
    kind: constant("objects" as const),
    trusted: fc.boolean(),
    objects: fc.array(storedObject, { maxLength: 10 }),
    missing: fc.array(key, { maxLength: 10 }),
  }),
  record({ kind: constant("stored" as const), seq: count }),
  record({ kind: constant("holding" as const), keys: fc.array(key, { maxLength: 5 }) }),
);

const json: fc.Arbitrary<Json> = fc.letrec<{ node: Json }>((tie) => ({
  node: oneof(
    { maxDepth: 4, depthSize: "small" },
    constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string(),
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((field) => field !== "__proto__"),
      tie("node"),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).node;
const jsonFields = fc.dictionary(
  fc.string().filter((field) => field !== "__proto__"),
  json,
  { maxKeys: 4, noNullPrototype: true },
);
const texts = fc.array(fc.string(), { maxLength: 5 });

export const traceRecord: fc.Arbitrary<TraceRecord> = record({
  node: name,
  boot: name,
  n: count,
  at: count,
  actor: fc.string(),
  machine: fc.string(),
  kind: constantFrom("snapshot" as const, "step" as const, "stopped" as const),
  event: fc.string(),
  data: jsonFields,
  transitions: texts,
  before: texts,
  after: texts,
  effects: texts,
  cause: fc.string(),
  context: jsonFields,
});

const peerStatus = record({
  ensemble: name,
  peer: peerId,
  state: fc.string({ maxLength: 32 }),
  epoch: count,
  leader: peerOrEmpty,
  trusted: fc.boolean(),
  serving: fc.boolean(),
  views,
});

const partition = fc.nat(1023);
const term: fc.Arbitrary<RingTerm> = oneof(
  key,
  record({
    atom: fc.string({ minLength: 1, maxLength: 60, unit: fc.nat(255).map((code) => String.fromCodePoint(code)) }),
  }),
);
const stamp: fc.Arbitrary<Stamp> = record({ ms: count, count, writer: name });
const vnodeBody: fc.Arbitrary<VnodeBody> = oneof(
  record({ kind: constant("ok" as const) }),
  record({ kind: constant("notFound" as const), stamp: option(stamp) }),
  record({ kind: constant("found" as const), value: bytes, stamp }),
  record({ kind: constant("error" as const), reason: constantFrom(...vnodeErrors), stamp: option(stamp) }),
);
const question = { op: constantFrom(...ringOps), bucket: term, key: term, value: valueOrNull, stamp: option(stamp) };

const header = { ensemble: name, from: peerId, to: peerId };
const round = { ...header, req: count };
const tombstones = fc.array(record({ key, ballot }), { maxLength: 5 });

/** One arbitrary a message type: the compiler sees to it that none is left out. */
export const messages: { readonly [T in MessageType]: fc.Arbitrary<Extract<Message, { type: T }>> } = {
  probe: record({ type: constant("probe"), ...round }),
  prepare: record({ type: constant("prepare"), ...round, epoch: count }),
  newEpoch: record({ type: constant("newEpoch"), ...round, epoch: count }),
  commit: record({ type: constant("commit"), ...round, fact }),
  checkEpoch: record({ type: constant("checkEpoch"), ...round, epoch: count }),
  exchange: record({ type: constant("exchange"), ...round, epoch: count, sync: fc.boolean(), fact }),
  tree: record({
    type: constant("tree"),
    ...round,
    epoch: count,
    level: fc.integer({ min: 0, max: treeHeight }),
    indices: fc.array(segmentIndex, { maxLength: 10 }),
  }),
  fetch: record({ type: constant("fetch"), ...round, epoch: count, keys: fc.array(key, { maxLength: 10 }) }),
  put: record({ type: constant("put"), ...round, epoch: count, object: storedObject }),
  reapCheck: record({ type: constant("reapCheck"), ...round, epoch: count, tombstones }),
  reap: record({ type: constant("reap"), ...header, epoch: count, tombstones }),
  handover: record({ type: constant("handover"), ...header, epoch: count, successor: peerOrEmpty }),
  reply: record({ type: constant("reply"), ...round, epoch: count, body: replyBody }),
  request: record({
    type: constant("request"),
    id: count,
    floor: count,
    ensemble: name,
    boot: nameOrEmpty,
    epoch: count,
    op: constantFrom(...clientOps),
    key: oneof(constant(""), key),
    value: valueOrNull,
    version,
    readRepair: fc.boolean(),
    timeoutMs: milliseconds,
  }),
  response: record({
    type: constant("response"),
    id: count,
    code: constantFrom(...responseCodes),
    value: valueOrNull,
    version,
    message: fc.string({ maxLength: 200 }),
    leader: nameOrEmpty,
    epoch: count,
  }),
  locate: record({ type: constant("locate"), id: count, ensemble: option(name) }),
  located: record({
    type: constant("located"),
    id: count,
    node: name,
    peers: fc.array(peerStatus, { maxLength: 5 }),
    membership: option(record({ cluster: name, vsn: ballot, nodes: fc.array(name, { maxLength: 5 }) })),
  }),
  admin: record({
    type: constant("admin"),
    id: count,
    command: constantFrom(...adminCommands),
    ensemble: nameOrEmpty,
    node: nameOrEmpty,
    add: fc.array(name, { maxLength: 5 }),
    remove: fc.array(name, { maxLength: 5 }),
    backend: nameOrEmpty,
    options: fc.string({ maxLength: 100 }),
    timeoutMs: milliseconds,
  }),
  adminDone: record({
    type: constant("adminDone"),
    id: count,
    code: constantFrom(...adminCodes),
    message: fc.string({ maxLength: 200 }),
  }),
  watch: record({ type: constant("watch"), id: name, ms: milliseconds }),
  trace: record({
    type: constant("trace"),
    node: name,
    boot: name,
    records: fc.array(traceRecord, { maxLength: 4 }),
    gap: count,
  }),
  askCluster: record({ type: constant("askCluster"), id: count }),
  knownCluster: record({ type: constant("knownCluster"), id: count, node: name, state: option(clusterState("c")) }),
  gossip: record({
    type: constant("gossip"),
    node: name,
    cluster: name,
    summary: fc.string({ maxLength: 64 }),
    digest: option(clusterState("c").map(digestOf)),
    news: option(clusterState("c")),
  }),
  members: record({
    type: constant("members"),
    id: count,
    ensemble: name,
    changes: fc.array(record({ op: constantFrom("add" as const, "remove" as const), peer: peerId }), { maxLength: 6 }),
  }),
  membersDone: record({
    type: constant("membersDone"),
    id: count,
    code: constantFrom(...membersCodes),
    message: fc.string({ maxLength: 200 }),
    leader: nameOrEmpty,
  }),
  vnodeCommand: record({ type: constant("vnodeCommand"), req: count, partition, ...question }),
  vnodeReply: record({ type: constant("vnodeReply"), req: count, partition, body: vnodeBody }),
  ringRequest: record({
    type: constant("ringRequest"),
    id: count,
    ...question,
    n: count,
    required: count,
    primaries: count,
    timeoutMs: milliseconds,
  }),
  ringResponse: record({
    type: constant("ringResponse"),
    id: count,
    end: constantFrom(...ringEnds),
    part: count,
    parts: count,
    partitions: count,
    replies: fc.array(record({ partition, node: name, fallback: fc.boolean(), body: vnodeBody }), { maxLength: 5 }),
    missing: fc.array(partition, { maxLength: 5 }),
    message: fc.string({ maxLength: 200 }),
  }),
};

export const message: fc.Arbitrary<Message> = oneof(...(Object.values(messages) as fc.Arbitrary<Message>[]));
