/** The peer machine's vocabulary: what it remembers, what it hears, what it asks its host to do. All plain data. */
import type { EnsembleName, PeerId } from "#machines/protocol/identifiers";
import type { Fact, PeerRecord, Promised } from "#machines/protocol/fact";
import type { Ballot } from "#machines/protocol/ballot";
import type { MembersCode, NackReason, ReplyBody } from "#machines/protocol/messages";
import type { QuorumReply, Round } from "#machines/protocol/quorum";
import type { QuorumEnd } from "#machines/protocol/quorum-messaging";
import type { Settings } from "#machines/protocol/settings";
import type { MemberChange } from "#machines/protocol/views";

export type PeerReply = QuorumReply<ReplyBody>;

/** A lease that this peer may have granted: until it has passed, only its holder gets a promise (PROTOCOL R11). */
export interface LeaseDebt {
  /** The leader it was granted to; empty after a restart, when it is not known any more. */
  readonly to: PeerId | "";
  /** Names the deadline, so that an earlier one that passes late clears nothing. */
  readonly id: number;
}

/** Joint views, as a leader of one epoch committed them. */
export interface JointViews {
  readonly epoch: number;
  readonly viewVsn: Ballot;
}

export interface PeerInput {
  readonly self: PeerId;
  readonly ensemble: EnsembleName;
  /** Read at use: the host replaces it with `settingsChanged`. */
  readonly settings: Settings;
  /** Request ids count up from here. */
  readonly firstReq: number;
  /** Seeds the election jitter. */
  readonly seed: number;
}

export interface PeerContext {
  readonly self: PeerId;
  readonly ensemble: EnsembleName;
  readonly settings: Settings;
  /** Durable: see machines/protocol/fact. */
  readonly promised: Promised;
  readonly fact: Fact;
  readonly trusted: boolean;
  /** As in the record: what it has of earlier epochs does not count, until it has compared; 0: everything does. */
  readonly countsFrom: number;
  /** The newest fact heard in probe replies: says whom to ask, is never stored (PROTOCOL R4). */
  readonly heard: Fact | null;
  /** Highest epoch met anywhere (PROTOCOL R5). */
  readonly epochSeen: number;
  /** Whom this peer follows; itself while it leads. */
  readonly leader: PeerId | "";
  /** When the leader was last heard, by the host's monotonic clock, which stamps events. */
  readonly leaderHeardAt: number;
  readonly debt: LeaseDebt | null;
  /** The quorum round that the present state awaits, and which kind of body is a vote in it. */
  readonly round: Round<ReplyBody> | null;
  readonly awaits: ReplyBody["kind"];
  /** Names the running exchange or repair; answers to earlier ones are ignored. */
  readonly job: number;
  readonly nextReq: number;
  readonly seed: number;
  /** Why leadership was last given up: shown, and sent with the handover. */
  readonly reason: string;
  readonly successor: PeerId | "";

  // Of a leader, and of its epoch only: machines/peer/members.
  /** The newest fact of this epoch that each follower has taken, by its seq. */
  readonly taken: Readonly<Record<PeerId, number>>;
  /** Members of the new one of joint views that have what a quorum of the old one has. */
  readonly complete: readonly PeerId[];
  /** This leader has: its sync ended. */
  readonly synced: boolean;
  /** The last commit round and the fact that it asked for; the newest fact that a quorum has taken. */
  readonly askedReq: number;
  readonly askedSeq: number;
  readonly committedSeq: number;
  /** Names the request whose change is under way; 0: nobody here asked for one. */
  readonly change: number;
  /** Peers that are members no more and may not know it yet, and in how many more commits they are told. */
  readonly left: readonly PeerId[];
  readonly tells: number;
  /** The last commit round that each follower has granted: who is there, and how lately. */
  readonly granted: Readonly<Record<PeerId, number>>;

  // Of a follower: the joint views that its exchange makes it complete for, and whether it has.
  readonly completing: JointViews | null;
  readonly completed: boolean;
}

interface FromPeer {
  readonly from: PeerId;
  readonly req: number;
  /** The host's monotonic clock when the message arrived. */
  readonly at: number;
}

export type PeerEvent =
  // from the host, about itself
  | { readonly type: "ready"; readonly record: PeerRecord }
  | { readonly type: "settingsChanged"; readonly settings: Settings }
  | { readonly type: "debtPassed"; readonly id: number }
  | { readonly type: "exchangeComplete"; readonly job: number }
  | { readonly type: "exchangeFailed"; readonly job: number; readonly reason: string }
  | { readonly type: "repairComplete"; readonly job: number }
  | { readonly type: "treeCorrupted"; readonly reason: string }
  | { readonly type: "backendReset" }
  /** The data plane met a promise above this epoch. */
  | { readonly type: "higherEpochSeen"; readonly epoch: number }
  /** The lease ran out, and an epoch check found no quorum. Source: riak_ensemble `request_failed`. */
  | { readonly type: "leaseLost"; readonly epoch: number }
  | { readonly type: "leaderGone"; readonly leader: PeerId }
  /** What a leader that was told to drain had begun for clients has ended. */
  | { readonly type: "drained" }
  | { readonly type: "stepDown"; readonly reason: string; readonly successor: PeerId | "" }
  /** `id` is named in the answer. Source: riak_ensemble `update_members`. */
  | { readonly type: "updateMembers"; readonly id: number; readonly changes: readonly MemberChange[] }
  | { readonly type: "stop" }
  // from other peers
  | ({ readonly type: "probe" } & FromPeer)
  | ({ readonly type: "prepare"; readonly epoch: number } & FromPeer)
  | ({ readonly type: "newEpoch"; readonly epoch: number } & FromPeer)
  | ({ readonly type: "commit"; readonly fact: Fact } & FromPeer)
  | ({ readonly type: "exchange"; readonly epoch: number; readonly sync: boolean; readonly fact: Fact } & FromPeer)
  | { readonly type: "handover"; readonly from: PeerId; readonly epoch: number; readonly successor: PeerId | "" }
  | ({ readonly type: "reply"; readonly epoch: number; readonly body: ReplyBody } & FromPeer)
  // raised by the machine itself: a leader's fact is a new one, and is committed at once; a leader says that this peer is out
  | { readonly type: "factChanged" }
  | { readonly type: "removed" }
  // raised by the machine itself when an awaited round ends; both carry the valid replies
  | QuorumEnd<ReplyBody>;

export type PeerEventOf<T extends PeerEvent["type"]> = Extract<PeerEvent, { type: T }>;

/** A request to several peers, whose answers the present round awaits. */
export interface AskParams {
  readonly req: number;
  readonly to: readonly PeerId[];
  readonly ask:
    | { readonly type: "probe" }
    | { readonly type: "prepare"; readonly epoch: number }
    | { readonly type: "newEpoch"; readonly epoch: number }
    | { readonly type: "commit"; readonly fact: Fact };
}

export interface AnswerParams {
  readonly to: PeerId;
  readonly req: number;
  readonly epoch: number;
  readonly body: ReplyBody;
}

export interface ExchangeParams {
  readonly job: number;
  readonly epoch: number;
  /** A leader's sync before it serves: only peers in its epoch count (PROTOCOL R20). */
  readonly sync: boolean;
  readonly trusted: boolean;
  readonly countsFrom: number;
  /** Whom this peer follows, in the epoch that it has promised; null for a sync, and when it follows nobody. */
  readonly leader: { readonly peer: PeerId; readonly epoch: number } | null;
  readonly views: Fact["views"];
  /** The newest that this peer knows. */
  readonly fact: Fact;
  /** Only peers in that very epoch count: what makes a member complete (PROTOCOL R12, R20). */
  readonly sameEpoch: boolean;
}

/** How a change of members ended; `id` 0 is nobody's. */
export interface ChangeAnswer {
  readonly id: number;
  readonly code: MembersCode;
  readonly message: string;
}

export type { NackReason };
