/** Virtual time for tests: nothing moves unless the test says so, and due times fire in order. */
import type { Clock, TimerHandle } from "#machines/protocol/ports";

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

export class VirtualClock implements Clock {
  #nowMs = 1000;
  #order = 0;
  readonly #timers = new Set<Timer>();
  #deferred: (() => void)[] = [];

  now(): number {
    return this.#nowMs;
  }

  wall(): number {
    return 1_700_000_000_000 + this.#nowMs;
  }

  /** Timers that are armed: a test of leaks counts them. */
  get armed(): number {
    return this.#timers.size;
  }

  setTimer(callback: () => void, delayMs: number): TimerHandle {
    this.#order += 1;
    const timer: Timer = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order, callback };
    this.#timers.add(timer);
    return timer;
  }

  clearTimer(handle: TimerHandle): void {
    this.#timers.delete(handle as Timer);
  }

  defer(callback: () => void): void {
    this.#deferred.push(callback);
  }

  /** Ends the present turn: runs what was deferred, and lets promises settle. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 5;) {
      const turn = this.#deferred;
      this.#deferred = [];
      for (const callback of turn) callback();
      quiet = turn.length === 0 ? quiet + 1 : 0;
      for (let hop = 0; hop < 20; hop += 1) await Promise.resolve();
    }
  }

  /** Lets `ms` pass, firing each timer at its own time. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await this.settle();
    for (;;) {
      let next: Timer | undefined;
      for (const timer of this.#timers) {
        if (next === undefined || timer.atMs < next.atMs || (timer.atMs === next.atMs && timer.order < next.order))
          next = timer;
      }
      if (next === undefined || next.atMs > untilMs) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#timers.delete(next);
      next.callback();
      await this.settle();
    }
    this.#nowMs = untilMs;
  }
}
