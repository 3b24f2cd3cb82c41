/**
 * Changes of members, asked of whoever leads the ensemble: this node, or another by message. A request is sent again until it
 * is answered; its receiver executes it once (router.ts), so nothing is asked twice.
 */
import { ensemblesIn, find, placesOf } from "#machines/protocol/cluster-state";
import { QuorateError } from "#machines/protocol/errors";
import { nodeOf, type EnsembleName, type NodeName } from "#machines/protocol/identifiers";
import type { MembersDone } from "#machines/protocol/messages";
import type { Bus, Clock, Subscription } from "#machines/protocol/ports";
import type { MemberChange } from "#machines/protocol/views";
import type { MembersOutcome } from "../peer/member-changes.ts";
import type { CallOptions } from "../public-types.ts";
import type { Manager } from "./manager.ts";
import type { PeerMembership } from "./membership.ts";

export interface MembersPorts {
  readonly self: NodeName;
  readonly bus: Bus;
  readonly clock: Clock;
  manager(): Manager | undefined;
  timeoutMs(): number;
  local(ensemble: EnsembleName, changes: readonly MemberChange[], answer: (outcome: MembersOutcome) => void): void;
}

type Outcome = Omit<MembersOutcome, "leader"> & { readonly leader: NodeName | "" };

/** Pause before a request that nobody answered is sent again, and before another node is asked. */
const againMs = 250;

export class MembersClient implements PeerMembership {
  readonly #ports: MembersPorts;
  readonly #waiting = new Map<number, (done: MembersDone) => void>();
  readonly #subscription: Subscription;
  #lastId = 0;
  #isClosed = false;

  constructor(ports: MembersPorts) {
    this.#ports = ports;
    this.#subscription = ports.bus.subscribe({ kind: "reply", id: ports.self }, (batch) => {
      for (const message of batch.messages)
        if (message.type === "membersDone") this.#waiting.get(message.id)?.(message);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#subscription.close();
  }

  async updateMembers(ensemble: EnsembleName, changes: readonly MemberChange[], options: CallOptions): Promise<void> {
    const { clock } = this.#ports;
    const deadline = clock.now() + (options.timeoutMs ?? this.#ports.timeoutMs());
    let asked: NodeName | "" = "";
    let last = `nobody who leads ${ensemble} was found in time`;
    for (let turn = 0; clock.now() < deadline; turn += 1) {
      if (options.signal?.aborted === true)
        throw new QuorateError("CANCELLED", "the change was given up before it began");
      if (this.#isClosed) throw new QuorateError("CLOSED", `${this.#ports.self} is stopped`);
      const node: NodeName | "" = asked === "" ? this.#guess(ensemble, turn) : asked;
      if (node === "") throw new QuorateError("NO_SUCH_ENSEMBLE", `there is no ensemble ${ensemble}`);
      const outcome = await this.#ask(node, ensemble, changes, deadline);
      if (outcome.code === "ok") return;
      last = outcome.message;
      const isElsewhere = outcome.code === "redirect" || outcome.code === "NO_SUCH_ENSEMBLE";
      if (!isElsewhere) throw new QuorateError(outcome.code as "UNAVAILABLE", outcome.message);
      asked = outcome.leader === node ? "" : outcome.leader;
      if (asked === "") await this.#pause(againMs);
    }
    throw new QuorateError("UNAVAILABLE", `${last}; ask again`);
  }

  /** The leader by gossip, then its members one after the other. */
  #guess(ensemble: EnsembleName, turn: number): NodeName | "" {
    const state = this.#ports.manager()?.state ?? null;
    const info = state === null ? undefined : find(ensemblesIn(state), ensemble);
    if (state === null || info === undefined) return "";
    const places = placesOf(state, info).map(nodeOf);
    const all = info.leader === "" ? places : [nodeOf(info.leader), ...places];
    return all[turn % all.length] ?? "";
  }

  #ask(node: NodeName, ensemble: EnsembleName, changes: readonly MemberChange[], deadline: number): Promise<Outcome> {
    const { self, local } = this.#ports;
    return new Promise((resolve) => {
      const told = ({ code, message, leader }: Omit<MembersOutcome, "leader"> & { leader: string }): void =>
        resolve({ code, message, leader: leader === "" ? "" : nodeOf(leader) });
      if (node === self) local(ensemble, changes, told);
      else this.#askRemote(node, ensemble, changes, deadline, told);
    });
  }

  #askRemote(
    node: NodeName,
    ensemble: EnsembleName,
    changes: readonly MemberChange[],
    deadline: number,
    told: (outcome: Outcome) => void,
  ): void {
    const { bus, clock } = this.#ports;
    this.#lastId += 1;
    const id = this.#lastId;
    let isSent = false;
    const end = (outcome: Outcome): void => {
      if (this.#waiting.delete(id)) told(outcome);
    };
    const send = (): void => {
      if (!this.#waiting.has(id)) return;
      if (this.#isClosed || clock.now() >= deadline) {
        const code = isSent ? "UNKNOWN_OUTCOME" : "UNAVAILABLE";
        return end({ code, message: `${node} did not say how the change ended: look at the views`, leader: "" });
      }
      bus.publish({ kind: "admin", node }, [{ type: "members", id, ensemble, changes }]);
      isSent = true;
      clock.setTimer(send, againMs);
      return undefined;
    };
    this.#waiting.set(id, ({ code, message, leader }) => end({ code, message, leader }));
    send();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#ports.clock.setTimer(resolve, ms));
  }
}
