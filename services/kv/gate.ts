/** What the data plane asks of the chart before and after each step: DESIGN section 2.5. */
import type { PeerContext } from "#machines/peer/types";
import type { PeerId } from "#machines/protocol/identifiers";
import type { NackReason } from "#machines/protocol/messages";

export interface Gate {
  /** The chart's state as it was when this was made; steps share it while they stay in the same states. */
  readonly at: unknown;
  /** The chart's top-level state. */
  readonly state: string;
  /** Leads, and has synced: answers clients. */
  readonly serving: boolean;
  /** Follows: accepts objects from `leader`. */
  readonly replicating: boolean;
  /** Its tree may be read by others. */
  readonly readable: boolean;
  /** Compares its tree with others. */
  readonly exchanging: boolean;
  /** The promised epoch (PROTOCOL R3). */
  readonly epoch: number;
  readonly leader: PeerId | "";
  readonly trusted: boolean;
  /** Of earlier epochs nothing that it has counts; 0: everything does. */
  readonly countsFrom: number;
}

export const closedGate: Gate = {
  at: null,
  state: "stopped",
  serving: false,
  replicating: false,
  readable: false,
  exchanging: false,
  epoch: 0,
  leader: "",
  trusted: false,
  countsFrom: 0,
};

/** What a peer's snapshot has of it. */
interface Shown {
  readonly value: string | object;
  readonly context: Pick<PeerContext, "promised" | "leader" | "trusted" | "countsFrom">;
  hasTag(tag: "serving" | "replicating" | "exchanging"): boolean;
}

/** @returns `before` as long as it is equal. */
export function gateOf(before: Gate, snapshot: Shown): Gate {
  const { value: at, context } = snapshot;
  const { promised, leader, trusted, countsFrom } = context;
  const { epoch } = promised;
  const isOfThatLeader = epoch === before.epoch && leader === before.leader;
  const hasAsMuch = trusted === before.trusted && countsFrom === before.countsFrom;
  if (at === before.at && isOfThatLeader && hasAsMuch) return before;
  const state = typeof at === "string" ? at : (Object.keys(at)[0] ?? "");
  return {
    at,
    state,
    serving: snapshot.hasTag("serving"),
    replicating: snapshot.hasTag("replicating"),
    readable: state !== "setup" && state !== "repair" && state !== "stopped",
    exchanging: snapshot.hasTag("exchanging"),
    epoch,
    leader,
    trusted,
    countsFrom,
  };
}

/** Whether those who wait for a peer to lead or follow should look again. */
export function hasMoved(before: Gate, after: Gate): boolean {
  const { state, leader, epoch, serving } = before;
  return state !== after.state || leader !== after.leader || epoch !== after.epoch || serving !== after.serving;
}

/** Why a message of its leader is refused, or null: PROTOCOL R3. */
export function refusalOfLeader(gate: Gate, from: PeerId, epoch: number): NackReason | null {
  if (epoch !== gate.epoch) return "epoch";
  if (!gate.replicating) return "state";
  return from === gate.leader ? null : "leader";
}

/** Why this peer's tree and objects may not be read with `epoch`, or null: PROTOCOL R3. */
export function refusalOfReader(gate: Gate, epoch: number): NackReason | null {
  if (epoch < gate.epoch) return "epoch";
  return gate.readable ? null : "state";
}
