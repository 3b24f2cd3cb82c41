/**
 * Everything that crosses the bus. On the wire each is a tuple whose shape transport/codec checks field by field;
 * here they are plain objects with a `type`.
 *
 * Request ids (`req`) count up from a random start chosen at each boot, so that a late reply to an earlier boot meets
 * no open request.
 */
import type { EnsembleName, NodeName, PeerId } from "./identifiers.ts";
import type { Fact, Views } from "./fact.ts";
import type { LeafEntry, StoredObject } from "./object.ts";
import type { Stamp } from "./stamp.ts";
import type { RingTerm } from "./term.ts";
import type { TraceRecord } from "./trace.ts";

/** Between peers of one ensemble. */
interface PeerHeader {
  readonly ensemble: EnsembleName;
  readonly from: PeerId;
  readonly to: PeerId;
}

/** Source: riak_ensemble "Probe state". */
export interface Probe extends PeerHeader {
  readonly type: "probe";
  readonly req: number;
}
/** Source: riak_ensemble "Prepare state", phase one of an election. */
export interface Prepare extends PeerHeader {
  readonly type: "prepare";
  readonly req: number;
  readonly epoch: number;
}
/** Source: riak_ensemble "Prelead state", phase two. */
export interface NewEpoch extends PeerHeader {
  readonly type: "newEpoch";
  readonly req: number;
  readonly epoch: number;
}
/** Source: riak_ensemble "Facts": the leader's heartbeat. */
export interface Commit extends PeerHeader {
  readonly type: "commit";
  readonly req: number;
  readonly fact: Fact;
}
/** Source: riak_ensemble `check_epoch`: do you still follow me? */
export interface CheckEpoch extends PeerHeader {
  readonly type: "checkEpoch";
  readonly req: number;
  readonly epoch: number;
}
/** Source: riak_ensemble "Exchange state": may I compare with you? `sync` when a leader asks before it serves (PROTOCOL R20). */
export interface ExchangeRequest extends PeerHeader {
  readonly type: "exchange";
  readonly req: number;
  readonly epoch: number;
  readonly sync: boolean;
}
/** One page of tree leaves after a key. */
export interface LeavesRequest extends PeerHeader {
  readonly type: "leaves";
  readonly req: number;
  readonly epoch: number;
  readonly after: string | null;
  readonly limit: number;
}
/** Objects by key: exchange pulls with it, a leader mends with it. */
export interface Fetch extends PeerHeader {
  readonly type: "fetch";
  readonly req: number;
  readonly epoch: number;
  readonly keys: readonly string[];
}
/** Replication of one object. Source: riak_ensemble "Put path". */
export interface Put extends PeerHeader {
  readonly type: "put";
  readonly req: number;
  readonly epoch: number;
  readonly object: StoredObject;
}
/** A leader that leaves: its lease is void from now on; `successor` may prepare at once. Sent after it stopped serving. */
export interface Handover extends PeerHeader {
  readonly type: "handover";
  readonly epoch: number;
  readonly successor: PeerId | "";
}
/** The answer to any request above. `epoch` is the replier's promised epoch. */
export interface Reply extends PeerHeader {
  readonly type: "reply";
  readonly req: number;
  readonly epoch: number;
  readonly body: ReplyBody;
}

export type ReplyBody =
  | { readonly kind: "nack"; readonly reason: NackReason }
  | {
      readonly kind: "probed";
      readonly fact: Fact;
      /** Whom the replier follows now (itself when leading), else empty. */
      readonly leader: PeerId | "";
      /** Milliseconds since the replier last heard from that leader; 0 when it leads itself. */
      readonly leaderAgeMs: number;
      readonly trusted: boolean;
    }
  | { readonly kind: "promise"; readonly fact: Fact }
  | { readonly kind: "ok" }
  /** A commit was accepted and this much lease granted. */
  | { readonly kind: "granted"; readonly leaseMs: number }
  | { readonly kind: "exchanging"; readonly trusted: boolean }
  | { readonly kind: "leaves"; readonly entries: readonly LeafEntry[]; readonly more: boolean }
  /** `missing`: keys that the replier holds no verified object of. */
  | { readonly kind: "objects"; readonly objects: readonly StoredObject[]; readonly missing: readonly string[] }
  | { readonly kind: "stored"; readonly seq: number };

export const nackReasons = ["offline", "epoch", "state", "leader", "lease", "untrusted", "storage", "foreign"] as const;
export type NackReason = (typeof nackReasons)[number];

export type PeerMessage =
  Probe | Prepare | NewEpoch | Commit | CheckEpoch | ExchangeRequest | LeavesRequest | Fetch | Put | Handover | Reply;

// ------------------------------------------------------------------------------------------------------------- clients

export const clientOps = [
  "get",
  "put",
  "create",
  "update",
  "delete",
  "safeDelete",
  "pingQuorum",
  "checkQuorum",
] as const;
export type ClientOp = (typeof clientOps)[number];

/**
 * A client's request to the node that leads. A write names the boot and the epoch it is meant for (PROTOCOL R9): the leader
 * executes it only there and only once.
 */
export interface ClientRequest {
  readonly type: "request";
  /** Counts up within the client, which is the frame's sender. */
  readonly id: number;
  /** Every id below has been answered at the client: the node may forget them. */
  readonly floor: number;
  readonly ensemble: EnsembleName;
  readonly boot: string;
  readonly epoch: number;
  readonly op: ClientOp;
  readonly key: string;
  readonly value: Uint8Array | null;
  /** What `update` and `safeDelete` compare with; empty otherwise. */
  readonly version: string;
  readonly readRepair: boolean;
  readonly timeoutMs: number;
}

export const responseCodes = [
  "ok",
  "absent",
  /** Not executed, and never will be: ask again elsewhere or later; `leader` may say where. */
  "redirect",
  "PRECONDITION_FAILED",
  "UNAVAILABLE",
  "UNKNOWN_OUTCOME",
  "TIMEOUT",
  "INVALID_ARGUMENT",
  "NO_SUCH_ENSEMBLE",
  "CORRUPT",
] as const;
export type ResponseCode = (typeof responseCodes)[number];

export interface ClientResponse {
  readonly type: "response";
  readonly id: number;
  readonly code: ResponseCode;
  readonly value: Uint8Array | null;
  readonly version: string;
  readonly message: string;
  /** The node thought to lead, or empty. */
  readonly leader: NodeName | "";
  readonly epoch: number;
}

/** To all nodes: what do you know of this ensemble (null: of all)? Answered to the sender's reply channel. */
export interface Locate {
  readonly type: "locate";
  readonly id: number;
  readonly ensemble: EnsembleName | null;
}

export interface PeerStatus {
  readonly ensemble: EnsembleName;
  readonly peer: PeerId;
  readonly state: string;
  readonly epoch: number;
  readonly leader: PeerId | "";
  readonly trusted: boolean;
  /** Whether it answers K/V requests now. */
  readonly serving: boolean;
  readonly views: Views;
}

export interface Located {
  readonly type: "located";
  readonly id: number;
  readonly node: NodeName;
  readonly peers: readonly PeerStatus[];
}

/** To one node's admin channel. Answered by `adminDone`. */
export interface AdminRequest {
  readonly type: "admin";
  readonly id: number;
  readonly command: "stepDown";
  readonly ensemble: EnsembleName;
}

export interface AdminDone {
  readonly type: "adminDone";
  readonly id: number;
  readonly code: "ok" | "NO_SUCH_ENSEMBLE" | "UNAVAILABLE" | "INVALID_ARGUMENT";
  readonly message: string;
}

// ---------------------------------------------------------------------------------------------------------------- ring

export const ringOps = ["get", "put", "delete", "ping"] as const;
export type RingOp = (typeof ringOps)[number];

/** What a ring is asked, whoever asks. `stamp` is null but for writes, `value` but for puts. */
interface RingQuestion {
  readonly op: RingOp;
  readonly bucket: RingTerm;
  readonly key: RingTerm;
  readonly value: Uint8Array | null;
  readonly stamp: Stamp | null;
}

/** From one node's request to a vnode of another. Source: seed "Quorum Requests", `handle_command`. */
export interface VnodeCommand extends RingQuestion {
  readonly type: "vnodeCommand";
  readonly req: number;
  readonly partition: number;
}

export const vnodeErrors = [
  "stale",
  "clock",
  "damaged",
  "storage",
  "offline",
  "partition",
  "tooLarge",
  "malformed",
] as const;
/**
 * `stale`: a write of a higher stamp is there. `clock`: the stamp is too far ahead of the vnode's clock. `damaged`: what is
 * stored fails its check. `offline`: the node is down and nobody stands in. `partition`: no such partition here. `tooLarge`: the
 * value is above that node's limit. `malformed`: a write without a stamp, or a put without a value.
 */
export type VnodeError = (typeof vnodeErrors)[number];

/** Source: seed "Quorum Requests": `{ok, P}`, `{not_found, P, Key}`, `{found, P, {Key, Value}}`; RING `{error, P, Reason}`. */
export type VnodeBody =
  | { readonly kind: "ok" }
  /** With the stamp of the deletion, when there was one. */
  | { readonly kind: "notFound"; readonly stamp: Stamp | null }
  | { readonly kind: "found"; readonly value: Uint8Array; readonly stamp: Stamp }
  /** With the stamp that is there, when that is why. */
  | { readonly kind: "error"; readonly reason: VnodeError; readonly stamp: Stamp | null };

/** The vnode echoes the request's id. */
export interface VnodeReply {
  readonly type: "vnodeReply";
  readonly req: number;
  readonly partition: number;
  readonly body: VnodeBody;
}

/** From a client to any node of the cluster, which runs the request. A repeated frame does no harm: writes are stamped. */
export interface RingRequest extends RingQuestion {
  readonly type: "ringRequest";
  readonly id: number;
  /** How many vnodes are asked. */
  readonly n: number;
  /** How many valid replies end it: R or W. */
  readonly required: number;
  /** How many of them must come from primaries. */
  readonly primaries: number;
  readonly timeoutMs: number;
}

export interface RingReply {
  readonly partition: number;
  readonly node: NodeName;
  readonly fallback: boolean;
  readonly body: VnodeBody;
}

export const ringEnds = [
  "met",
  "outOfReach",
  "timeout",
  "N_VAL_VIOLATION",
  "UNAVAILABLE",
  "INVALID_ARGUMENT",
  "failed",
] as const;
export type RingEnd = (typeof ringEnds)[number];

/** How a request ended. Long ones come in several parts, as a frame holds only so much; `replies` of all parts are one list. */
export interface RingResponse {
  readonly type: "ringResponse";
  readonly id: number;
  readonly end: RingEnd;
  /** From 1 to `parts`. */
  readonly part: number;
  readonly parts: number;
  /** In how many partitions the ring is cut: with it an index becomes an id. */
  readonly partitions: number;
  /** In order of arrival. */
  readonly replies: readonly RingReply[];
  /** Partitions that were asked and did not answer. */
  readonly missing: readonly number[];
  readonly message: string;
}

// ------------------------------------------------------------------------------------------------------------- tracing

/** An inspector asks every node to stream its trace for `ms`; it asks again before that ends. */
export interface Watch {
  readonly type: "watch";
  readonly id: string;
  readonly ms: number;
}

/** A node's stream: a snapshot of all its actors when a watch begins, then records. */
export interface TraceBatch {
  readonly type: "trace";
  readonly node: NodeName;
  readonly boot: string;
  readonly records: readonly TraceRecord[];
  /** Records that were left out since the batch before (never in silence). */
  readonly gap: number;
}

/** Messages of the ring. */
export type RingMessage = VnodeCommand | VnodeReply | RingRequest | RingResponse;

export type Message =
  | PeerMessage
  | ClientRequest
  | ClientResponse
  | Locate
  | Located
  | AdminRequest
  | AdminDone
  | Watch
  | TraceBatch
  | RingMessage;
export type MessageType = Message["type"];
