/** What the exchange machine remembers, hears and asks for: plain data. */
import type { Ballot } from "#machines/protocol/ballot";
import type { Fact, Views } from "#machines/protocol/fact";
import type { EnsembleName, PeerId } from "#machines/protocol/identifiers";
import type { ReplyBody } from "#machines/protocol/messages";
import type { StoredObject } from "#machines/protocol/object";
import type { Round } from "#machines/protocol/quorum";
import type { Answer, Comparison, Question } from "./comparison.ts";

export interface ExchangeInput {
  readonly self: PeerId;
  readonly ensemble: EnsembleName;
  readonly views: Views;
  /** The newest that this peer knows: who is asked may find by it that it has been outside (HAZARDS P21). */
  readonly fact: Fact;
  readonly epoch: number;
  readonly sync: boolean;
  readonly trusted: boolean;
  /** It has been outside, and what it has of earlier epochs does not count: what no other has does not stay. 0: everything counts. */
  readonly countsFrom: number;
  /** Only peers whose promise is exactly `epoch` count (PROTOCOL R12, R20). */
  readonly sameEpoch: boolean;
  /** Whom this peer follows, and in which epoch: once that leader has synced, it alone is enough. Null in a leader's own sync. */
  readonly leader: { readonly peer: PeerId; readonly epoch: number } | null;
  readonly timeoutMs: number;
  /** Most pages of the tree in one question. */
  readonly pages: number;
  /** Request ids come from the host's one counter. */
  readonly firstReq: number;
}

/** A key that only this peer has, as far as the peers compared with so far tell. */
export interface Leftover {
  readonly key: string;
  readonly ballot: Ballot;
}

export interface ExchangeContext extends ExchangeInput {
  readonly round: Round<ReplyBody> | null;
  /** Whether those compared with are a trusted quorum, or the synced leader; otherwise they are all members, trusted or not. */
  readonly byTrusted: boolean;
  /** Peers still to be compared with; the first is being compared. Those of `judges` come last. */
  readonly peers: readonly PeerId[];
  /** Trusted others, one of them in each quorum, or the synced leader: what none has and all have reaped does not stay. Or nobody. */
  readonly judges: readonly PeerId[];
  /** This peer is trusted, and with the judges in every quorum: what it has reaped it takes from nobody that is not trusted. */
  readonly vetoes: boolean;
  /** From which epoch on what each of them has counts, where that is not everything. */
  readonly partial: Readonly<Record<PeerId, number>>;
  /** Peers compared with to the end, how many of them were judges, and of how many everything counts. */
  readonly done: number;
  readonly judged: number;
  readonly vouched: number;
  readonly comparison: Comparison;
  readonly question: Question | null;
  /** The pages that the present question got, until the host has read its own. */
  readonly remote: Answer | null;
  /** Keys of the present pages that are newer there and not pulled yet. */
  readonly wanted: readonly string[];
  /** Keys that none of the judges so far has, each at or below the low water of all of them. */
  readonly leftovers: readonly Leftover[];
  /** The same, of the peer that is being compared. */
  readonly leftHere: readonly Leftover[];
  /** Keys of before `countsFrom` that nobody so far has of whom everything counts. */
  readonly strays: readonly Leftover[];
  /** The same, of the peer that is being compared. */
  readonly straysHere: readonly Leftover[];
  readonly req: number;
  readonly pulled: number;
  readonly dropped: number;
  /** Questions about the tree that were answered, and how many bytes of pages came with them. */
  readonly answers: number;
  readonly bytes: number;
  readonly reason: string;
}

export type ExchangeEvent =
  | {
      readonly type: "reply";
      readonly from: PeerId;
      readonly req: number;
      readonly epoch: number;
      readonly body: ReplyBody;
    }
  /** This peer's own inner pages verify, or not. */
  | { readonly type: "upperVerified" }
  | { readonly type: "corrupted"; readonly reason: string }
  /** The host's own pages for the present question. */
  | { readonly type: "pagesRead"; readonly answer: Answer }
  /** The host holds these objects durably now, or something newer. */
  | { readonly type: "stored"; readonly keys: readonly string[] }
  /** Leftovers are gone, durably. */
  | { readonly type: "leftoversDropped" }
  | { readonly type: "failed"; readonly reason: string };

export type ReplyEvent = Extract<ExchangeEvent, { type: "reply" }>;

export interface ExchangeAsk {
  readonly req: number;
  readonly to: readonly PeerId[];
  readonly ask:
    | { readonly type: "exchange"; readonly epoch: number; readonly sync: boolean; readonly fact: Fact }
    | { readonly type: "tree"; readonly epoch: number; readonly level: number; readonly indices: readonly number[] }
    | { readonly type: "fetch"; readonly epoch: number; readonly keys: readonly string[] };
}

export interface ReadParams {
  readonly question: Question;
}
export interface StoreParams {
  readonly objects: readonly StoredObject[];
}
export interface RaiseParams {
  readonly lowWaters: readonly { readonly segment: number; readonly ballot: Ballot }[];
}
export interface DropParams {
  readonly leftovers: readonly Leftover[];
}
