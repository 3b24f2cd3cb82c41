/**
 * A read that mends on its way: every member shows its copy, and those whose copy is missing or older get the settled object.
 * Nobody else is written to. Source: riak_ensemble "Get path" (`read_repair`), with its note that only the divergent should be.
 */
import { compareBallots } from "#machines/protocol/ballot";
import type { PeerId } from "#machines/protocol/identifiers";
import type { StoredObject } from "#machines/protocol/object";
import { makeElectorate, type Electorate } from "#machines/protocol/quorum";
import { hasHash } from "./replica.ts";
import type { RoundEnd, Rounds } from "./rounds.ts";

export interface RepairPorts {
  readonly self: PeerId;
  readonly electorate: Electorate;
  readonly rounds: Rounds;
  readonly deadline: number;
  sendFetch(to: PeerId, req: number, key: string): void;
  sendPut(to: PeerId, req: number, object: StoredObject): void;
}

/** `done` is called once the divergent have it, refuse, or are silent; with `stopped` when leadership has ended first. */
export function repairDivergent(ports: RepairPorts, object: StoredObject, done: (end: RoundEnd) => void): void {
  const { rounds, electorate, deadline } = ports;
  const divergent: PeerId[] = [];
  rounds.start({
    electorate: { ...electorate, required: "all" },
    countsSelf: true,
    deadline,
    retries: false,
    send: (to, req) => ports.sendFetch(to, req, object.key),
    isVote: (body) => body.kind === "objects",
    heard: (from, body) => {
      const copy = body.kind === "objects" ? body.objects.find(({ key }) => key === object.key) : undefined;
      if (copy === undefined || !hasHash(copy) || compareBallots(copy.ballot, object.ballot) < 0) divergent.push(from);
    },
    ended: (end) => {
      if (end === "stopped" || divergent.length === 0) done(end);
      else mend(ports, object, divergent, done);
    },
  });
}

function mend(
  ports: RepairPorts,
  object: StoredObject,
  divergent: readonly PeerId[],
  done: (end: RoundEnd) => void,
): void {
  const { rounds, self, deadline } = ports;
  rounds.start({
    electorate: makeElectorate(self, [[self, ...divergent]], "all"),
    countsSelf: true,
    deadline,
    retries: false,
    send: (to, req) => ports.sendPut(to, req, object),
    isVote: (body) => body.kind === "stored" && body.seq === object.ballot.seq,
    ended: done,
  });
}
