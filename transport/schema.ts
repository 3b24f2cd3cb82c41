/** The shape of every message on the wire: a number for its type, then its fields in a fixed order. */
import type {
  ClusterDigest,
  ClusterMember,
  ClusterRing,
  ClusterState,
  EnsembleInfo,
} from "#machines/protocol/cluster-state";
import { faultOfState, maxOptionsLength } from "#machines/protocol/cluster-state";
import {
  adminCodes,
  adminCommands,
  clientOps,
  membersCodes,
  nackReasons,
  responseCodes,
  type AdminDone,
  type AdminRequest,
  type AskCluster,
  type CheckEpoch,
  type ClientRequest,
  type ClientResponse,
  type Commit,
  type ExchangeRequest,
  type Fetch,
  type Gossip,
  type Handover,
  type KnownCluster,
  type Locate,
  type Located,
  type Membership,
  type MembersDone,
  type MembersRequest,
  type Message,
  type MessageType,
  type NewEpoch,
  type PeerStatus,
  type Prepare,
  type Probe,
  type Put,
  type Reap,
  type ReapCheck,
  type Reply,
  type ReplyBody,
  type TraceBatch,
  type TreeRequest,
  type Watch,
} from "#machines/protocol/messages";
import { maxMembers } from "#machines/protocol/quorum";
import { maxPartitions } from "#machines/protocol/ring";
import type { MemberChange } from "#machines/protocol/views";
import * as f from "./fields.ts";
import { ringShapes } from "./ring-fields.ts";
import { traceRecord } from "./trace-field.ts";

type Fields<T> = { readonly [K in Exclude<keyof T, "type">]-?: f.Field<T[K]> };

const header = { ensemble: f.name, from: f.peer, to: f.peer };
const maxListed = 65_536;
/** Of the tree, in one question and in its answer. */
const maxPages = 4096;
/** Most nodes that one list of names may have. */
const maxNames = 1024;

type BodyOf<K> = Omit<Extract<ReplyBody, { kind: K }>, "kind">;

/** Bodies in the order of their numbers: never reorder, only append. */
const bodies = {
  nack: { reason: f.oneOf(nackReasons) },
  probed: { fact: f.fact, leader: f.peerOrEmpty, leaderAgeMs: f.ms, trusted: f.bool },
  promise: { fact: f.fact },
  ok: {},
  granted: { leaseMs: f.ms, seq: f.uint, complete: f.bool },
  exchanging: { trusted: f.bool, leads: f.bool, countsFrom: f.uint },
  pages: { trusted: f.bool, countsFrom: f.uint, pages: f.list(f.innerPage, maxPages) },
  segments: { trusted: f.bool, countsFrom: f.uint, pages: f.list(f.segmentPage, maxPages) },
  objects: { trusted: f.bool, objects: f.list(f.object, maxListed), missing: f.list(f.key, maxListed) },
  stored: { seq: f.uint },
  holding: { keys: f.list(f.key, maxListed) },
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

const names = f.list(f.name, maxNames);

const ensembleInfo = f.tuple<EnsembleInfo>({
  name: f.name,
  vsn: f.ballot,
  leader: f.peerOrEmpty,
  views: f.views,
  created: f.list(f.peer, maxNames),
  backend: f.name,
  options: f.text(maxOptionsLength),
  deleted: f.bool,
});
const clusterRing = f.tuple<ClusterRing>({
  version: f.uint,
  partitions: f.uint,
  owners: f.list(f.name, maxPartitions),
  spacing: f.uint,
});
const fence = f.tuple({ name: f.name, incarnation: f.uint });

/** Whole, as `faultOfState` judges it: a manager may merge what comes out of here. */
const clusterState = f.judged<ClusterState>(
  f.tuple<ClusterState>({
    id: f.name,
    enabled: f.bool,
    members: f.tuple({
      vsn: f.ballot,
      nodes: f.list(
        f.tuple<ClusterMember>({ name: f.name, incarnation: f.uint, instance: f.name, leaving: f.bool }),
        maxListed,
      ),
      ring: f.orNull(clusterRing),
    }),
    ensembles: f.list(ensembleInfo, maxListed),
    pending: f.list(f.tuple({ name: f.name, vsn: f.ballot, views: f.views }), maxListed),
    removed: f.list(fence, maxListed),
  }),
  faultOfState,
);

const clusterDigest = f.tuple<ClusterDigest>({
  id: f.name,
  members: f.ballot,
  ensembles: f.list(f.tuple({ name: f.name, vsn: f.ballot, deleted: f.bool }), maxListed),
  pending: f.list(f.tuple({ name: f.name, vsn: f.ballot }), maxListed),
  removed: f.list(fence, maxListed),
});

const shapes = {
  probe: { ...header, req: f.uint } satisfies Fields<Probe>,
  prepare: { ...header, req: f.uint, epoch: f.uint } satisfies Fields<Prepare>,
  newEpoch: { ...header, req: f.uint, epoch: f.uint } satisfies Fields<NewEpoch>,
  commit: { ...header, req: f.uint, fact: f.fact } satisfies Fields<Commit>,
  checkEpoch: { ...header, req: f.uint, epoch: f.uint } satisfies Fields<CheckEpoch>,
  exchange: { ...header, req: f.uint, epoch: f.uint, sync: f.bool, fact: f.fact } satisfies Fields<ExchangeRequest>,
  tree: {
    ...header,
    req: f.uint,
    epoch: f.uint,
    level: f.level,
    indices: f.list(f.segment, maxPages),
  } satisfies Fields<TreeRequest>,
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
    message: f.explanation,
    leader: f.nameOrEmpty,
    epoch: f.uint,
  } satisfies Fields<ClientResponse>,
  locate: { id: f.uint, ensemble: f.nameOrNull } satisfies Fields<Locate>,
  located: {
    id: f.uint,
    node: f.name,
    peers: f.list(peerStatus, maxListed),
    membership: f.orNull(f.tuple<Membership>({ cluster: f.name, vsn: f.ballot, nodes: f.list(f.name, maxListed) })),
  } satisfies Fields<Located>,
  admin: {
    id: f.uint,
    command: f.oneOf(adminCommands),
    ensemble: f.nameOrEmpty,
    node: f.nameOrEmpty,
    add: names,
    remove: names,
    backend: f.nameOrEmpty,
    options: f.text(maxOptionsLength),
    timeoutMs: f.ms,
  } satisfies Fields<AdminRequest>,
  adminDone: {
    id: f.uint,
    code: f.oneOf(adminCodes),
    message: f.explanation,
  } satisfies Fields<AdminDone>,
  watch: { id: f.name, ms: f.ms } satisfies Fields<Watch>,
  trace: { node: f.name, boot: f.name, records: f.list(traceRecord, 4096), gap: f.uint } satisfies Fields<TraceBatch>,
  reapCheck: {
    ...header,
    req: f.uint,
    epoch: f.uint,
    tombstones: f.list(f.tombstone, maxListed),
  } satisfies Fields<ReapCheck>,
  reap: { ...header, epoch: f.uint, tombstones: f.list(f.tombstone, maxListed) } satisfies Fields<Reap>,
  askCluster: { id: f.uint } satisfies Fields<AskCluster>,
  knownCluster: { id: f.uint, node: f.name, state: f.orNull(clusterState) } satisfies Fields<KnownCluster>,
  gossip: {
    node: f.name,
    cluster: f.name,
    summary: f.text(64),
    digest: f.orNull(clusterDigest),
    news: f.orNull(clusterState),
  } satisfies Fields<Gossip>,
  members: {
    id: f.uint,
    ensemble: f.name,
    changes: f.list(f.tuple<MemberChange>({ op: f.oneOf(["add", "remove"] as const), peer: f.peer }), maxMembers),
  } satisfies Fields<MembersRequest>,
  membersDone: {
    id: f.uint,
    code: f.oneOf(membersCodes),
    message: f.explanation,
    leader: f.nameOrEmpty,
  } satisfies Fields<MembersDone>,
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
