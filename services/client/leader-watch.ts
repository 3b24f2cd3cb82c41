/**
 * Tells listeners who leads an ensemble: the present state first, then one event a change. Source: riak_ensemble
 * "watch_leader_status". Nodes are asked now and then, more often right after a change; all listeners of an ensemble
 * share the questions, and the last one to go ends them.
 */
import { type EnsembleName, nodeOf } from "#machines/protocol/identifiers";
import type { Clock, Log } from "#machines/protocol/ports";
import type { LeaderEvent } from "../public-types.ts";
import type { Deadline, Deadlines } from "./deadlines.ts";
import { type Answers, servingPeer, statusesOf, surveyMs, type Surveys } from "./surveys.ts";

/** Pause between questions: the first after a change, growing by half each time up to the second. */
export const minWatchPauseMs = 200;
export const maxWatchPauseMs = 1000;
/** The bus may lose an answer, so nobody's silence counts before it is repeated. */
const silentSurveysToLose = 2;

interface Listener {
  readonly tell: (event: LeaderEvent) => void;
  told: LeaderEvent | undefined;
}

interface Watched {
  readonly ensemble: EnsembleName;
  readonly listeners: Set<Listener>;
  state: LeaderEvent | undefined;
  pauseMs: number;
  silentSurveys: number;
  timer: Deadline | undefined;
}

export interface LeaderWatchPorts {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly surveys: Surveys;
  readonly log: Log | undefined;
}

export class LeaderWatch {
  readonly #ports: LeaderWatchPorts;
  readonly #watched = new Map<EnsembleName, Watched>();

  constructor(ports: LeaderWatchPorts) {
    this.#ports = ports;
  }

  /** @returns a function that ends this listener's watch; further calls of it do nothing. */
  add(ensemble: EnsembleName, tell: (event: LeaderEvent) => void): () => void {
    let watched = this.#watched.get(ensemble);
    const isNew = watched === undefined;
    if (watched === undefined) {
      watched = {
        ensemble,
        listeners: new Set(),
        state: undefined,
        pauseMs: minWatchPauseMs,
        silentSurveys: 0,
        timer: undefined,
      };
      this.#watched.set(ensemble, watched);
    }
    const at = watched;
    const listener: Listener = { tell, told: undefined };
    at.listeners.add(listener);
    if (isNew) void this.#ask(at);
    // Not within the caller's turn: it has no way to stop the watch yet.
    else this.#ports.clock.defer(() => this.#tell(at));
    return () => {
      at.listeners.delete(listener);
      if (at.listeners.size === 0 && this.#watched.get(ensemble) === at) this.#drop(at);
    };
  }

  close(): void {
    for (const watched of [...this.#watched.values()]) this.#drop(watched);
  }

  #drop(watched: Watched): void {
    this.#watched.delete(watched.ensemble);
    watched.listeners.clear();
    this.#ports.deadlines.cancel(watched.timer);
  }

  async #ask(watched: Watched): Promise<void> {
    const { clock, deadlines, surveys } = this.#ports;
    const answers = await surveys.once(watched.ensemble, surveyMs);
    if (this.#watched.get(watched.ensemble) !== watched) return;
    this.#heard(watched, answers);
    if (this.#watched.get(watched.ensemble) !== watched) return;
    watched.timer = deadlines.set(clock.now() + watched.pauseMs, () => void this.#ask(watched));
    watched.pauseMs = Math.min(maxWatchPauseMs, watched.pauseMs * 1.5);
  }

  #heard(watched: Watched, answers: Answers): void {
    const { ensemble, state } = watched;
    const known = state?.leader ?? null;
    const serving = servingPeer(answers, ensemble);
    if (serving !== undefined) {
      watched.silentSurveys = 0;
      // A deposed leader may not know yet; epochs never go back while the ensemble lives.
      if (known !== null && serving.epoch < (state?.epoch ?? 0)) return;
      this.#changed(watched, { ensemble, leader: nodeOf(serving.peer), epoch: serving.epoch });
      return;
    }
    watched.silentSurveys += 1;
    // Without a leader a new one is near.
    watched.pauseMs = minWatchPauseMs;
    if (known !== null) {
      const isLost = answers.has(known) || watched.silentSurveys >= silentSurveysToLose;
      if (isLost) this.#changed(watched, { ensemble, leader: null, epoch: state?.epoch ?? 0 });
    } else if (state === undefined) {
      let epoch = 0;
      for (const status of statusesOf(answers, ensemble)) epoch = Math.max(epoch, status.epoch);
      this.#changed(watched, { ensemble, leader: null, epoch });
    }
  }

  #changed(watched: Watched, event: LeaderEvent): void {
    const { state } = watched;
    if (state !== undefined && state.leader === event.leader && state.epoch === event.epoch) return;
    watched.state = event;
    watched.pauseMs = minWatchPauseMs;
    this.#tell(watched);
  }

  /** Each listener hears each state once. */
  #tell(watched: Watched): void {
    const { state } = watched;
    if (state === undefined) return;
    for (const listener of [...watched.listeners]) {
      if (listener.told === state || !watched.listeners.has(listener)) continue;
      listener.told = state;
      try {
        listener.tell(state);
      } catch (error) {
        // What a listener throws is its own: it ends neither the other listeners nor the watch.
        this.#ports.log?.write("error", "a leader watcher threw", { ensemble: watched.ensemble, error: String(error) });
      }
    }
  }
}
