/** When what a peer owes a leader's lease has passed. PROTOCOL R11; docs/decisions/0003. */
import type { Clock, TimerHandle } from "#machines/protocol/ports";

export class LeaseDebtTimer {
  readonly #clock: Clock;
  readonly #passed: (id: number) => void;
  #debt: { id: number; until: number } | null = null;
  #timer: TimerHandle | null = null;

  /** `passed` is told the newest name that the debt was given. */
  constructor(clock: Clock, passed: (id: number) => void) {
    this.#clock = clock;
    this.#passed = passed;
  }

  /** The longest deadline stands. */
  owe(id: number, ms: number): void {
    if (ms <= 0) return;
    const until = Math.max(this.#clock.now() + ms, this.#debt?.until ?? 0);
    this.#debt = { id, until };
    this.#timer ??= this.#clock.setTimer(() => this.#settle(), ms);
  }

  close(): void {
    if (this.#timer !== null) this.#clock.clearTimer(this.#timer);
    this.#timer = null;
    this.#debt = null;
  }

  #settle(): void {
    this.#timer = null;
    if (this.#debt === null) return;
    const left = this.#debt.until - this.#clock.now();
    if (left > 0) {
      this.#timer = this.#clock.setTimer(() => this.#settle(), left);
      return;
    }
    const { id } = this.#debt;
    this.#debt = null;
    this.#passed(id);
  }
}
