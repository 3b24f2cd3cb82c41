/** The round of one write of the leader's: one object for all that a round asks of it, since there are thousands a second. */
import type { PeerId } from "#machines/protocol/identifiers";
import type { ReplyBody } from "#machines/protocol/messages";
import type { StoredObject } from "#machines/protocol/object";
import type { Electorate } from "#machines/protocol/quorum";
import type { RoundEnd, RoundTask } from "./rounds.ts";

export interface ReplicationPorts {
  knowsViews(peer: PeerId): boolean;
  sendPut(to: PeerId, req: number, object: StoredObject): void;
}

export class Replication implements RoundTask {
  readonly electorate: Electorate;
  readonly countsSelf = false;
  readonly deadline: number;
  readonly retries = true;
  readonly ended: (end: RoundEnd) => void;
  readonly #ports: ReplicationPorts;
  readonly #object: StoredObject;

  constructor(
    ports: ReplicationPorts,
    electorate: Electorate,
    object: StoredObject,
    deadline: number,
    ended: (end: RoundEnd) => void,
  ) {
    this.#ports = ports;
    this.electorate = electorate;
    this.#object = object;
    this.deadline = deadline;
    this.ended = ended;
  }

  mayAsk(peer: PeerId): boolean {
    return this.#ports.knowsViews(peer);
  }

  send(to: PeerId, req: number): void {
    this.#ports.sendPut(to, req, this.#object);
  }

  /** PROTOCOL R18, HAZARDS P15: the ack names the ballot. */
  isVote(body: ReplyBody): boolean {
    return body.kind === "stored" && body.seq === this.#object.ballot.seq;
  }
}
