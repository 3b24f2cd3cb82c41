/**
 * Epoch checks: do a quorum still follow this leader? One at a time; whoever asks while one is under way waits for the
 * next, because only a check *begun after the read arrived* proves anything about it (PROTOCOL R19).
 */
import type { PeerId } from "#machines/protocol/identifiers";
import type { Clock } from "#machines/protocol/ports";
import type { Electorate } from "#machines/protocol/quorum";
import type { RoundEnd, Rounds } from "./rounds.ts";

export interface EpochCheckPorts {
  /** Of a check that begins now. */
  electorate(): Electorate;
  readonly rounds: Rounds;
  readonly clock: Clock;
  timeoutMs(): number;
  send(to: PeerId, req: number): void;
  failed(): void;
}

type Waiter = (end: RoundEnd) => void;

export class EpochChecks {
  readonly #ports: EpochCheckPorts;
  #waiting: Waiter[] = [];
  #isRunning = false;
  #isDeferred = false;
  #stopped = false;

  constructor(ports: EpochCheckPorts) {
    this.#ports = ports;
  }

  ask(waiter: Waiter): void {
    if (this.#stopped) return waiter("stopped");
    this.#waiting.push(waiter);
    // Begun at the end of the turn, so that all reads of one turn share a check.
    if (this.#isRunning || this.#isDeferred) return undefined;
    this.#isDeferred = true;
    this.#ports.clock.defer(() => {
      this.#isDeferred = false;
      if (!this.#stopped && !this.#isRunning) this.#begin();
    });
    return undefined;
  }

  stop(): void {
    this.#stopped = true;
    this.#finish(this.#waiting.splice(0), "stopped");
  }

  #begin(): void {
    const waiters = this.#waiting;
    if (waiters.length === 0) return;
    this.#waiting = [];
    this.#isRunning = true;
    this.#ports.rounds.start({
      electorate: this.#ports.electorate(),
      countsSelf: true,
      deadline: this.#ports.clock.now() + this.#ports.timeoutMs(),
      retries: false,
      send: (to, req) => this.#ports.send(to, req),
      isVote: (body) => body.kind === "ok",
      ended: (end) => {
        this.#isRunning = false;
        this.#finish(waiters, end);
        if (end === "failed") this.#ports.failed();
        if (!this.#stopped) this.#begin();
      },
    });
  }

  #finish(waiters: readonly Waiter[], end: RoundEnd): void {
    for (const waiter of waiters) waiter(end);
  }
}
