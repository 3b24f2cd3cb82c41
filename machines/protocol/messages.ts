/**
 * Everything that crosses the bus. On the wire each is a tuple whose shape transport/codec checks field by field;
 * here they are plain objects with a `type`.
 *
 * Request ids (`req`) count up from a random start chosen at each boot, so that a late reply to an earlier boot meets
 * no open request.
 *
 * One long file: all that may cross the bus is read in one place, beside the unions that list it.
 */
import type { Ballot } from "./ballot.ts";
import type { ClusterDigest, ClusterState } from "./cluster-state.ts";
import type { ErrorCode } from "./errors.ts";
import type { EnsembleName, NodeName, PeerId } from "./identifiers.ts";
import type { Fact, Views } from "./fact.ts";
import type { StoredObject } from "./object.ts";
import type { Stamp } from "./stamp.ts";
import type { RingTerm } from "./term.ts";
import type { TraceRecord } from "./trace.ts";
import type { InnerPage, SegmentPage } from "./tree.ts";
import type { MemberChange } from "./views.ts";

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
/**
 * Source: riak_ensemble "Exchange state": may I compare with you? `sync` when a leader asks before it serves (PROTOCOL R20). By the
 * asker's fact a peer may find that it has been outside, and that nothing it has is to be trusted (HAZARDS P21).
 */
export interface ExchangeRequest extends PeerHeader {
  readonly type: "exchange";
  readonly req: number;
  readonly epoch: number;
  readonly sync: boolean;
  readonly fact: Fact;
}
/** Pages of one level of the tree (machines/protocol/tree): inner pages, or segments at level `treeHeight`. */
export interface TreeRequest extends PeerHeader {
  readonly type: "tree";
  readonly req: number;
  readonly epoch: number;
  readonly level: number;
  readonly indices: readonly number[];
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
/** A leader asks whether a member holds exactly these tombstones and runs no exchange (PROTOCOL R10). */
export interface ReapCheck extends PeerHeader {
  readonly type: "reapCheck";
  readonly req: number;
  readonly epoch: number;
  readonly tombstones: readonly { readonly key: string; readonly ballot: Ballot }[];
}
/** Every member said so: these tombstones go. Nobody answers. */
export interface Reap extends PeerHeader {
  readonly type: "reap";
  readonly epoch: number;
  readonly tombstones: readonly { readonly key: string; readonly ballot: Ballot }[];
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
  /**
   * A commit was accepted and this much lease granted. `seq`: the fact's. `complete`: the replier is a member of the new
   * one of joint views, and has what a quorum of the old one has (PROTOCOL R12).
   */
  | { readonly kind: "granted"; readonly leaseMs: number; readonly seq: number; readonly complete: boolean }
  /**
   * `leads`: the replier leads the epoch that it answers with, and has synced: it holds all that was ever acknowledged.
   * `countsFrom`, here and below: of a replier that has been outside, what it has of earlier epochs does not count (HAZARDS P21);
   * 0: everything does.
   */
  | { readonly kind: "exchanging"; readonly trusted: boolean; readonly leads: boolean; readonly countsFrom: number }
  /**
   * In the order that was asked for; perhaps only the first of them, at least one. Here and below, `trusted` is what the
   * replier is as it answers: it may have lost since what it had when an exchange began (PROTOCOL R21).
   */
  | {
      readonly kind: "pages";
      readonly trusted: boolean;
      readonly countsFrom: number;
      readonly pages: readonly InnerPage[];
    }
  | {
      readonly kind: "segments";
      readonly trusted: boolean;
      readonly countsFrom: number;
      readonly pages: readonly SegmentPage[];
    }
  /** `missing`: keys that the replier holds no verified object of. */
  | {
      readonly kind: "objects";
      readonly trusted: boolean;
      readonly objects: readonly StoredObject[];
      readonly missing: readonly string[];
    }
  | { readonly kind: "stored"; readonly seq: number }
  | { readonly kind: "holding"; readonly keys: readonly string[] };

export const nackReasons = ["offline", "epoch", "state", "leader", "lease", "untrusted", "storage", "foreign"] as const;
export type NackReason = (typeof nackReasons)[number];

export type PeerMessage =
  | Probe
  | Prepare
  | NewEpoch
  | Commit
  | CheckEpoch
  | ExchangeRequest
  | TreeRequest
  | Fetch
  | Put
  | Handover
  | ReapCheck
  | Reap
  | Reply;

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
  /** Applies a registered modifier; the value carries its name, its argument and what to begin from. */
  "modify",
  /** Answers how many members still follow, as decimal digits in the value. */
  "countQuorum",
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
  // What modifications of the cluster state are refused with.
  "NOT_ENABLED",
  "ALREADY_ENABLED",
  "NOT_A_MEMBER",
  "ALREADY_MEMBER",
  "NOT_IN_CLUSTER",
  "ENSEMBLE_EXISTS",
  "CHANGE_IN_PROGRESS",
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
  /** The cluster as this node's manager knows it; null while it is in none. */
  readonly membership: Membership | null;
}

export interface Membership {
  readonly cluster: string;
  readonly vsn: Ballot;
  readonly nodes: readonly NodeName[];
}

export const adminCommands = [
  "stepDown",
  "enable",
  "join",
  "remove",
  "createEnsemble",
  "deleteEnsemble",
  "updateMembers",
] as const;
export type AdminCommand = (typeof adminCommands)[number];

/** To one node's admin channel. Answered by `adminDone`. What a command has no use for is empty. */
export interface AdminRequest {
  readonly type: "admin";
  readonly id: number;
  readonly command: AdminCommand;
  readonly ensemble: EnsembleName | "";
  /** `join`: the node whose cluster is joined. `remove`: who is taken out. */
  readonly node: NodeName | "";
  /** `createEnsemble`: its members. `updateMembers`: who is added, and who is removed. */
  readonly add: readonly NodeName[];
  readonly remove: readonly NodeName[];
  readonly backend: string;
  /** JSON. */
  readonly options: string;
  readonly timeoutMs: number;
}

/** In the order of their numbers on the wire: never reorder, only append. */
export const adminCodes = [
  "ok",
  "NO_SUCH_ENSEMBLE",
  "UNAVAILABLE",
  "INVALID_ARGUMENT",
  "UNKNOWN_OUTCOME",
  "TIMEOUT",
  "NOT_ENABLED",
  "ALREADY_ENABLED",
  "NOT_A_MEMBER",
  "ALREADY_MEMBER",
  "NOT_IN_CLUSTER",
  "ENSEMBLE_EXISTS",
  "CHANGE_IN_PROGRESS",
  "PRECONDITION_FAILED",
  "CORRUPT",
  "CANCELLED",
  "CLOSED",
  "CONFIG",
] as const satisfies readonly ("ok" | ErrorCode)[];
export type AdminCode = (typeof adminCodes)[number];

export interface AdminDone {
  readonly type: "adminDone";
  readonly id: number;
  readonly code: AdminCode;
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

// ------------------------------------------------------------------------------------------------------------ managers

/** To one node's peer channel, or to all nodes: which cluster are you in? Answered to the sender's peer channel. */
export interface AskCluster {
  readonly type: "askCluster";
  readonly id: number;
}

export interface KnownCluster {
  readonly type: "knownCluster";
  readonly id: number;
  readonly node: NodeName;
  /** Null when it is in none. */
  readonly state: ClusterState | null;
}

/**
 * Between managers of one cluster. Source: riak_ensemble_manager `send_gossip`, which sends the whole state; here first only a
 * summary of it; whoever has another one answers with versions, and gets what it lacks.
 */
export interface Gossip {
  readonly type: "gossip";
  readonly node: NodeName;
  readonly cluster: string;
  /** Equal for equal states. */
  readonly summary: string;
  /** What the sender has, when it wants what it lacks. */
  readonly digest: ClusterDigest | null;
  /** What the receiver is thought to lack. */
  readonly news: ClusterState | null;
}

/** To one node's admin channel: change the members of an ensemble. Answered by `membersDone`, by the node that leads it. */
export interface MembersRequest {
  readonly type: "members";
  readonly id: number;
  readonly ensemble: EnsembleName;
  readonly changes: readonly MemberChange[];
}

export const membersCodes = [
  /** The new view stands alone, by a quorum. */
  "ok",
  /** Not executed: ask the node that leads; `leader` may say which. */
  "redirect",
  "INVALID_ARGUMENT",
  "NOT_A_MEMBER",
  "ALREADY_MEMBER",
  "NOT_IN_CLUSTER",
  "CHANGE_IN_PROGRESS",
  "NO_SUCH_ENSEMBLE",
  /** Given up before anything changed. */
  "UNAVAILABLE",
  /** The leader left while the change was under way: the next one may go on with it. */
  "UNKNOWN_OUTCOME",
] as const;
export type MembersCode = (typeof membersCodes)[number];

export interface MembersDone {
  readonly type: "membersDone";
  readonly id: number;
  readonly code: MembersCode;
  readonly message: string;
  readonly leader: NodeName | "";
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
  | RingMessage
  | AskCluster
  | KnownCluster
  | Gossip
  | MembersRequest
  | MembersDone;
export type MessageType = Message["type"];
