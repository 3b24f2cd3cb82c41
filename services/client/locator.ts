/**
 * Who leads which ensemble. Nodes are asked on the discover channel and answer what their own peers are; the peer that
 * says it serves, with the highest epoch, is the leader, and the boot of the frame that said so is the leader's boot.
 *
 * A search runs only while somebody seeks. One search serves every seeker of an ensemble, and repeats with growing
 * pauses, since the bus may lose both question and answer.
 */
import { QuorateError } from "#machines/protocol/errors";
import type { EnsembleName, NodeName } from "#machines/protocol/identifiers";
import type { Located } from "#machines/protocol/messages";
import type { Batch, Bus, Clock, Random } from "#machines/protocol/ports";
import type { Deadline, Deadlines } from "./deadlines.ts";

/** First pause of a search; doubles up to `maxPauseMs`. Up to half of it again is added at random. */
export const minPauseMs = 20;
export const maxPauseMs = 250;
/** How long nodes must have answered without naming the ensemble, and how many rounds, before it is said not to exist. */
const unknownAfterMs = 250;
const unknownAfterRounds = 2;

export interface Leader {
  readonly node: NodeName;
  readonly boot: string;
  readonly epoch: number;
}

/** Somebody who waits for a leader: told once, and no longer a seeker then. */
export interface Seeker {
  found(leader: Leader): void;
  noSuchEnsemble(error: QuorateError): void;
}

interface Place {
  readonly ensemble: EnsembleName;
  leader: Leader | undefined;
  /** Some node has named this ensemble since the client began: it exists, whatever a node that just started says. */
  named: boolean;
  readonly seekers: Set<Seeker>;
  search: Search | undefined;
}

interface Search {
  /** Ids of its questions. */
  readonly asked: Set<number>;
  readonly firstId: number;
  pauseMs: number;
  timer: Deadline | undefined;
  /** Node -> what its peer said of itself; empty when it holds none. */
  readonly answers: Map<NodeName, string>;
  readonly rounds: Set<number>;
  answeredSinceMs: number;
}

export interface LocatorPorts {
  readonly cluster: string;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly deadlines: Deadlines;
  /** Ids of `locate` messages, shared with the surveys. */
  nextId(): number;
}

export class Locator {
  readonly #ports: LocatorPorts;
  readonly #places = new Map<EnsembleName, Place>();
  #connected = true;

  constructor(ports: LocatorPorts) {
    this.#ports = ports;
  }

  leaderOf(ensemble: EnsembleName): Leader | undefined {
    return this.#places.get(ensemble)?.leader;
  }

  /** Tells `seeker` when a leader is known: at once when one is. */
  seek(ensemble: EnsembleName, seeker: Seeker): void {
    const place = this.#place(ensemble);
    if (place.leader !== undefined && this.#connected) {
      seeker.found(place.leader);
      return;
    }
    place.seekers.add(seeker);
    if (place.search === undefined) this.#begin(place);
  }

  leave(ensemble: EnsembleName, seeker: Seeker): void {
    const place = this.#places.get(ensemble);
    if (place === undefined || !place.seekers.delete(seeker) || place.seekers.size > 0) return;
    this.#end(place);
  }

  /** `leader` refused, did not answer or is not there: the next request looks again. Does nothing when another is known by now. */
  doubt(ensemble: EnsembleName, leader: Leader): void {
    const place = this.#places.get(ensemble);
    const known = place?.leader;
    if (known === undefined || known.node !== leader.node || known.boot !== leader.boot || known.epoch !== leader.epoch)
      return;
    if (place !== undefined) place.leader = undefined;
  }

  /** An answer to any `locate`, a survey's too. */
  heard(batch: Batch, located: Located): void {
    for (const status of located.peers) {
      const place = this.#places.get(status.ensemble);
      if (place === undefined) continue;
      place.named = true;
      place.search?.answers.set(located.node, status.state);
      // An answer from before the doubt that began this search would bring the same leader back.
      const isOld = place.search !== undefined && located.id < place.search.firstId;
      const isNewer = place.leader === undefined || status.epoch > place.leader.epoch;
      if (status.serving && isNewer && !isOld)
        this.#found(place, { node: located.node, boot: batch.boot, epoch: status.epoch });
    }
    for (const place of this.#places.values()) {
      const search = place.search;
      if (search === undefined || !search.asked.has(located.id)) continue;
      if (search.rounds.size === 0) search.answeredSinceMs = this.#ports.clock.now();
      search.rounds.add(located.id);
      if (!search.answers.has(located.node)) search.answers.set(located.node, "");
    }
  }

  /** Why no leader is known, for an error message. */
  explain(ensemble: EnsembleName): string {
    const { cluster } = this.#ports;
    if (!this.#connected) return "the connection to NATS is down: check the server and its URL";
    const answers = this.#places.get(ensemble)?.search?.answers;
    if (answers === undefined || answers.size === 0) {
      return `no node of cluster ${cluster} answered: check that its nodes run and that the cluster's name is right`;
    }
    const states = [...answers].map(([node, state]) => `${node} ${state === "" ? "holds no peer" : `is in ${state}`}`);
    return `no peer of ensemble ${ensemble} serves (${states.join(", ")}): check that a majority of its nodes runs`;
  }

  /** What is known may be wrong after a time without a connection, so every leader is asked for again. */
  connection(connected: boolean): void {
    this.#connected = connected;
    if (!connected) return;
    for (const place of this.#places.values()) {
      place.leader = undefined;
      if (place.seekers.size > 0) this.#begin(place);
    }
  }

  close(): void {
    for (const place of this.#places.values()) this.#end(place);
    this.#places.clear();
  }

  #place(ensemble: EnsembleName): Place {
    let place = this.#places.get(ensemble);
    if (place === undefined) {
      place = { ensemble, leader: undefined, named: false, seekers: new Set(), search: undefined };
      this.#places.set(ensemble, place);
    }
    return place;
  }

  #begin(place: Place): void {
    this.#end(place);
    const firstId = this.#ports.nextId();
    const search: Search = {
      asked: new Set(),
      firstId,
      pauseMs: minPauseMs,
      timer: undefined,
      answers: new Map(),
      rounds: new Set(),
      answeredSinceMs: 0,
    };
    place.search = search;
    this.#ask(place, search, firstId);
  }

  #end(place: Place): void {
    this.#ports.deadlines.cancel(place.search?.timer);
    place.search = undefined;
  }

  #ask(place: Place, search: Search, id: number): void {
    const { bus, clock, random, deadlines } = this.#ports;
    search.asked.add(id);
    if (this.#connected) bus.publish({ kind: "discover" }, [{ type: "locate", id, ensemble: place.ensemble }]);
    const pauseMs = search.pauseMs + random.below(Math.ceil(search.pauseMs / 2) + 1);
    search.pauseMs = Math.min(maxPauseMs, search.pauseMs * 2);
    search.timer = deadlines.set(clock.now() + pauseMs, () => this.#again(place, search));
  }

  #again(place: Place, search: Search): void {
    const waitedMs = this.#ports.clock.now() - search.answeredSinceMs;
    if (!place.named && search.rounds.size >= unknownAfterRounds && waitedMs >= unknownAfterMs) {
      const nodes = [...search.answers.keys()].join(", ");
      const message = `no node that answered (${nodes}) knows an ensemble named ${place.ensemble}: check the name, or create it`;
      const seekers = this.#takeSeekers(place);
      this.#places.delete(place.ensemble);
      for (const seeker of seekers) seeker.noSuchEnsemble(new QuorateError("NO_SUCH_ENSEMBLE", message));
      return;
    }
    this.#ask(place, search, this.#ports.nextId());
  }

  #found(place: Place, leader: Leader): void {
    place.leader = leader;
    for (const seeker of this.#takeSeekers(place)) seeker.found(leader);
  }

  #takeSeekers(place: Place): Seeker[] {
    const seekers = [...place.seekers];
    place.seekers.clear();
    this.#end(place);
    return seekers;
  }
}
