/** Requests to change the members, from the host to its chart and back: the chart names them by number. */
import { nodeOf, type EnsembleName, type NodeName, type PeerId } from "#machines/protocol/identifiers";
import type { MembersCode } from "#machines/protocol/messages";
import type { ChangeAnswer } from "#machines/peer/types";

export interface MembersOutcome {
  readonly code: MembersCode;
  readonly message: string;
  /** Who leads, as far as this peer knows; empty when it does not. */
  readonly leader: PeerId | "";
}

export function noPeer(node: NodeName, ensemble: EnsembleName): MembersOutcome {
  return { code: "NO_SUCH_ENSEMBLE", message: `${node} runs no peer of ${ensemble}`, leader: "" };
}

export function notInCluster(peer: PeerId, leader: PeerId | ""): MembersOutcome {
  return { code: "NOT_IN_CLUSTER", message: `${nodeOf(peer)} is not in the cluster: let it join first`, leader };
}

export class MemberChanges {
  readonly #waiting = new Map<number, (outcome: MembersOutcome) => void>();
  readonly #leader: () => PeerId | "";
  #last = 0;

  constructor(leader: () => PeerId | "") {
    this.#leader = leader;
  }

  /** @returns the number that the chart answers to. */
  open(answer: (outcome: MembersOutcome) => void): number {
    this.#last += 1;
    this.#waiting.set(this.#last, answer);
    return this.#last;
  }

  /** Number 0 is nobody's: a change that an earlier leader began. */
  answer({ id, code, message }: ChangeAnswer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.({ code, message, leader: this.#leader() });
  }

  /** The peer is gone. */
  close(): void {
    const message = "the peer stopped while the change was under way: look at the views";
    for (const id of [...this.#waiting.keys()]) this.answer({ id, code: "UNKNOWN_OUTCOME", message });
  }
}
