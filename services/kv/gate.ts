/** What the data plane asks of the chart before and after each step: DESIGN section 2.5. */
import type { PeerId } from "#machines/protocol/identifiers";
import type { NackReason } from "#machines/protocol/messages";

export interface Gate {
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
