/**
 * Everything that crosses the bus. On the wire each is a tuple whose shape transport/codec checks field by field;
 * here they are plain objects with a `type`.
 *
 * Request ids (`req`) count up from a random start chosen at each boot, so that a late reply to an earlier boot meets
 * no open request.
 */
import type { Ballot } from "./ballot.ts";
import type { EnsembleName, NodeName, PeerId } from "./identifiers.ts";
import type { Fact, Views } from "./fact.ts";
import type { StoredObject } from "./object.ts";
import type { TraceRecord } from "./trace.ts";
import type { InnerPage, SegmentPage } from "./tree.ts";

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
  /** A commit was accepted and this much lease granted. */
  | { readonly kind: "granted"; readonly leaseMs: number }
  /** `leads`: the replier leads the epoch that it answers with, and has synced: it holds all that was ever acknowledged. */
  | { readonly kind: "exchanging"; readonly trusted: boolean; readonly leads: boolean }
  /**
   * In the order that was asked for; perhaps only the first of them, at least one. Here and below, `trusted` is what the
   * replier is as it answers: it may have lost since what it had when an exchange began (PROTOCOL R21).
   */
  | { readonly kind: "pages"; readonly trusted: boolean; readonly pages: readonly InnerPage[] }
  | { readonly kind: "segments"; readonly trusted: boolean; readonly pages: readonly SegmentPage[] }
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

export type Message =
  PeerMessage | ClientRequest | ClientResponse | Locate | Located | AdminRequest | AdminDone | Watch | TraceBatch;
export type MessageType = Message["type"];
