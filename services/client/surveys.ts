/** One question to all nodes, and what they answered within a short time. */
import { compareBallots } from "#machines/protocol/ballot";
import type { EnsembleName, NodeName } from "#machines/protocol/identifiers";
import { nodeOf } from "#machines/protocol/identifiers";
import { QuorateError } from "#machines/protocol/errors";
import { membersOf } from "#machines/protocol/fact";
import type { Located, Membership, PeerStatus } from "#machines/protocol/messages";
import type { Bus, Clock } from "#machines/protocol/ports";
import type { CallOptions } from "../public-types.ts";
import { checkOptions } from "./arguments.ts";
import type { Deadlines } from "./deadlines.ts";
import * as ends from "./ends.ts";

/** How long answers are collected when not every node that should answer has. */
export const surveyMs = 200;

/** What each node that answered said of itself. */
export type Answers = ReadonlyMap<NodeName, Located>;

interface Survey {
  /** Null: of all. */
  readonly ensemble: EnsembleName | null;
  readonly answers: Map<NodeName, Located>;
  readonly end: () => void;
}

export interface SurveyPorts {
  readonly cluster: string;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly timeoutMs: number;
  nextId(): number;
}

export class Surveys {
  readonly #ports: SurveyPorts;
  readonly #open = new Map<number, Survey>();
  #closed = false;

  constructor(ports: SurveyPorts) {
    this.#ports = ports;
  }

  /** Asks once. Ends when all members of the ensembles that were named have answered, or after `windowMs`; it may be empty. */
  once(ensemble: EnsembleName | null, windowMs: number): Promise<Answers> {
    const { bus, clock, deadlines } = this.#ports;
    return new Promise((resolve) => {
      const id = this.#ports.nextId();
      const answers = new Map<NodeName, Located>();
      const end = (): void => {
        this.#open.delete(id);
        deadlines.cancel(window);
        resolve(answers);
      };
      this.#open.set(id, { ensemble, answers, end });
      const window = deadlines.set(clock.now() + windowMs, end);
      if (this.#closed) end();
      else bus.publish({ kind: "discover" }, [{ type: "locate", id, ensemble }]);
    });
  }

  /**
   * Asks until some node has answered.
   * @throws QuorateError UNAVAILABLE when none has before the call's deadline; CANCELLED, CLOSED.
   */
  async answered(what: string, ensemble: EnsembleName | null, options: CallOptions | undefined): Promise<Answers> {
    const { clock, cluster } = this.#ports;
    const deadlineMs = clock.now() + checkOptions(options, this.#ports.timeoutMs);
    for (;;) {
      if (this.#closed) throw ends.closed();
      if (options?.signal?.aborted === true) throw new QuorateError("CANCELLED", `${what} was cancelled`);
      const leftMs = deadlineMs - clock.now();
      if (leftMs <= 0) {
        const advice = "check that its nodes run, that NATS is reachable and that the cluster's name is right";
        throw new QuorateError("UNAVAILABLE", `${what}: no node of cluster ${cluster} answered: ${advice}`);
      }
      const answers = await this.once(ensemble, Math.min(surveyMs, leftMs));
      if (answers.size > 0) return answers;
    }
  }

  heard(located: Located): void {
    const survey = this.#open.get(located.id);
    if (survey === undefined) return;
    survey.answers.set(located.node, located);
    if (isComplete(survey)) survey.end();
  }

  close(): void {
    this.#closed = true;
    for (const survey of [...this.#open.values()]) survey.end();
  }
}

/** All members have answered: of the ensembles that were named, and of the cluster when all of it was asked for. */
function isComplete({ ensemble, answers }: Survey): boolean {
  let named = false;
  for (const { peers, membership } of answers.values()) {
    if (ensemble === null && membership !== null) {
      named = true;
      if (!membership.nodes.every((node) => answers.has(node))) return false;
    }
    for (const status of peers) {
      named = true;
      for (const member of membersOf(status.views)) if (!answers.has(nodeOf(member))) return false;
    }
  }
  return named;
}

/** The cluster as its members know it: of that id which most name, the newest version. Null when no node is in one. */
export function membershipIn(answers: Answers): Membership | null {
  const counts = new Map<string, number>();
  const newest = new Map<string, Membership>();
  for (const { membership } of answers.values()) {
    if (membership === null) continue;
    const { cluster } = membership;
    counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
    const known = newest.get(cluster);
    if (known === undefined || compareBallots(membership.vsn, known.vsn) > 0) newest.set(cluster, membership);
  }
  const [first] = [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return first === undefined ? null : (newest.get(first[0]) ?? null);
}

/** The peer that serves `ensemble` in the highest epoch, among those that answered. */
export function servingPeer(answers: Answers, ensemble: EnsembleName): PeerStatus | undefined {
  let found: PeerStatus | undefined;
  for (const status of statusesOf(answers, ensemble)) {
    if (status.serving && (found === undefined || status.epoch > found.epoch)) found = status;
  }
  return found;
}

export function* statusesOf(answers: Answers, ensemble?: EnsembleName): Generator<PeerStatus> {
  for (const { peers } of answers.values()) {
    for (const status of peers) if (ensemble === undefined || status.ensemble === ensemble) yield status;
  }
}
