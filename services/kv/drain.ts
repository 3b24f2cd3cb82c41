/** Waits until a leader that begins nothing more has ended what it has begun, but not for ever. */
import type { Clock, TimerHandle } from "#machines/protocol/ports";

export interface DrainPorts {
  readonly clock: Clock;
  /** Nothing that was begun is under way. */
  isIdle(): boolean;
  patienceMs(): number;
}

export class Drain {
  readonly #ports: DrainPorts;
  #drained: (() => void) | null = null;
  #timer: TimerHandle | null = null;
  /** From its begin to the end of this leader. */
  isUnderWay = false;

  constructor(ports: DrainPorts) {
    this.#ports = ports;
  }

  /** @param drained called once, after the present turn; not at all when it was begun before, or is stopped. */
  begin(drained: () => void): void {
    if (this.isUnderWay) return;
    this.isUnderWay = true;
    this.#drained = drained;
    this.#timer = this.#ports.clock.setTimer(() => this.#end(), this.#ports.patienceMs());
    this.note();
  }

  /** Something has ended. */
  note(): void {
    if (this.#drained !== null && this.#ports.isIdle()) this.#end();
  }

  stop(): void {
    this.#drained = null;
    if (this.#timer !== null) this.#ports.clock.clearTimer(this.#timer);
    this.#timer = null;
  }

  #end(): void {
    const drained = this.#drained;
    this.stop();
    // Whoever is told ends this leader: not from within the step that told it to drain, or that ended the last operation.
    if (drained !== null) this.#ports.clock.defer(drained);
  }
}
