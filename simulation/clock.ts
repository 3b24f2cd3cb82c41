/**
 * Virtual time: one queue of events, ordered by due time and then by the order they were put in. Nothing waits for real
 * time, so a simulated cluster runs as fast as its code does.
 *
 * Between two events the promises that the last one settled run to their end: node code may await its ports as in
 * production. `settled()` says that a port has settled one; without it only a short drain is made. The order of promise
 * jobs is part of the language, so a run is the same every time however long a drain is; the length only decides how much
 * virtual time an unusually long chain of awaits appears to take.
 */
import type { Clock } from "#machines/protocol/ports";
import type { SeededRandom } from "./random.ts";

/**
 * Rounds of promise jobs that are let run after an event that settled a promise of a port, and after any event besides.
 * From a port's promise to the last code that waits for it (a commit's, a client's call) there are four, and each costs a
 * twentieth of an event.
 */
const fullDrain = 6;
const shortDrain = 4;
/** Awaited again and again: new ones would be a third of all that a run allocates. */
const nothing = Promise.resolve();

/** An event that is due. `run` is null once it has run or was cancelled. */
export interface Due {
  readonly atUs: number;
  readonly order: number;
  run: (() => void) | null;
}

export class VirtualTime {
  /** Microseconds since the run began: whole numbers. */
  nowUs = 0;
  /** Events run so far. */
  executed = 0;
  #heap: Due[] = [];
  #order = 0;
  #cancelled = 0;
  #deferred: (() => void)[] = [];
  #deferredFrom = 0;
  #settled = false;

  at(atUs: number, run: () => void): Due {
    const due: Due = { atUs: Math.max(this.nowUs, Math.ceil(atUs)), order: this.#order, run };
    this.#order += 1;
    this.#heap.push(due);
    this.#rise(this.#heap.length - 1);
    return due;
  }

  after(delayUs: number, run: () => void): Due {
    return this.at(this.nowUs + delayUs, run);
  }

  cancel(due: Due): void {
    if (due.run === null) return;
    due.run = null;
    this.#cancelled += 1;
    if (this.#cancelled > 1024 && this.#cancelled * 2 > this.#heap.length) this.#sweep();
  }

  /** Runs at the same virtual time, after the present event and before any other. */
  defer(run: () => void): void {
    this.#deferred.push(run);
  }

  /** To be called by whoever settles a promise that node or client code may await. */
  settled(): void {
    this.#settled = true;
  }

  /** Runs every event that is due until `untilUs`; ends early, without moving on, once `done` says so. */
  async runUntil(untilUs: number, done?: () => boolean): Promise<void> {
    for (;;) {
      // Not in a function of its own, which would have a promise of its own.
      if (this.#settled) {
        this.#settled = false;
        for (let left = fullDrain; left > 0; left -= 1) await nothing;
      }
      const deferred = this.#nextDeferred();
      if (deferred !== undefined) {
        deferred();
        continue;
      }
      this.#settled = false;
      for (let left = shortDrain; left > 0; left -= 1) await nothing;
      // The drain may have deferred or settled something: that belongs to the present instant.
      if (this.#settled || this.#deferredFrom < this.#deferred.length) continue;
      if (done?.() === true) return;
      const next = this.#pop(untilUs);
      if (next === undefined) break;
      this.nowUs = next.atUs;
      this.#run(next);
      // Events of one instant are common (a resumed node's backlog): no drain of their own unless they settle something.
    }
    this.nowUs = Math.max(this.nowUs, untilUs);
  }

  #run(due: Due): void {
    const { run } = due;
    due.run = null;
    this.executed += 1;
    run?.();
  }

  #nextDeferred(): (() => void) | undefined {
    if (this.#deferredFrom === this.#deferred.length) {
      if (this.#deferredFrom > 0) this.#deferred.length = 0;
      this.#deferredFrom = 0;
      return undefined;
    }
    const run = this.#deferred[this.#deferredFrom];
    this.#deferredFrom += 1;
    return run;
  }

  // ------------------------------------------------------------------------------------------------------ binary heap

  #pop(untilUs: number): Due | undefined {
    for (;;) {
      const top = this.#heap[0];
      if (top === undefined) return undefined;
      if (top.run !== null && top.atUs > untilUs) return undefined;
      const last = this.#heap.pop() as Due;
      if (this.#heap.length > 0) {
        this.#heap[0] = last;
        this.#sink(0);
      }
      if (top.run !== null) return top;
      this.#cancelled -= 1;
    }
  }

  #rise(from: number): void {
    const heap = this.#heap;
    const due = heap[from] as Due;
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Due;
      if (isBefore(above, due)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = due;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const due = heap[from] as Due;
    let index = from;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Due, heap[child] as Due)) child += 1;
      const below = heap[child] as Due;
      if (isBefore(due, below)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = due;
  }

  /** Throws cancelled events away: clients set and cancel many deadlines. */
  #sweep(): void {
    this.#heap = this.#heap.filter((due) => due.run !== null);
    this.#cancelled = 0;
    for (let index = (this.#heap.length >> 1) - 1; index >= 0; index -= 1) this.#sink(index);
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.atUs === b.atUs ? a.order < b.order : a.atUs < b.atUs;
}

// ------------------------------------------------------------------------------------------------- one process's clock

export interface ClockOptions {
  readonly time: VirtualTime;
  readonly name: string;
  /** Seconds of this clock to a second of virtual time. */
  readonly rate: number;
  /** What the monotonic clock shows at the start: differs between processes. */
  readonly startMs: number;
  /** What the wall clock is ahead of the others, milliseconds. */
  readonly wallOffsetMs: number;
  /** Timers fire up to this late. */
  readonly timerSlackUs: number;
  readonly random: SeededRandom;
  /** Its code answers callers by promises (clients): they are settled before anything else happens. */
  readonly settlesPromises?: boolean;
  /** Called when code of this process throws: the process would have ended. */
  readonly onError: (error: unknown) => void;
}

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
  due: Due | undefined;
}

/** Wall clocks start here, so that traces show a plausible date: 2030-01-01. */
const wallEpochMs = 1_893_456_000_000;

/** The clock of one process, and the gate through which everything reaches its code. */
export class ProcessClock implements Clock {
  readonly name: string;
  readonly #options: ClockOptions;
  readonly #time: VirtualTime;
  readonly #timers = new Set<Timer>();
  #rate: number;
  /** Monotonic milliseconds at `#baseUs`. */
  #baseMs: number;
  #baseUs: number;
  #wallOffsetMs: number;
  #alive = true;
  #pausedAtUs: number | null = null;
  #suspended = false;
  #backlog: { readonly run: () => void; readonly isTimer: boolean }[] = [];

  constructor(options: ClockOptions) {
    this.name = options.name;
    this.#options = options;
    this.#time = options.time;
    this.#rate = options.rate;
    this.#baseMs = options.startMs;
    this.#baseUs = options.time.nowUs;
    this.#wallOffsetMs = options.wallOffsetMs;
  }

  get isAlive(): boolean {
    return this.#alive;
  }

  get isPaused(): boolean {
    return this.#pausedAtUs !== null;
  }

  now(): number {
    return this.#baseMs + ((this.#time.nowUs - this.#baseUs) * this.#rate) / 1000;
  }

  wall(): number {
    return Math.floor(wallEpochMs + this.#time.nowUs / 1000 + this.#wallOffsetMs);
  }

  setTimer(callback: () => void, delayMs: number): Timer {
    const timer: Timer = { dueMs: this.now() + Math.max(0, delayMs), callback, due: undefined };
    if (!this.#alive) return timer;
    this.#timers.add(timer);
    this.#arm(timer);
    return timer;
  }

  clearTimer(handle: unknown): void {
    const timer = handle as Timer;
    this.#timers.delete(timer);
    if (timer.due !== undefined) this.#time.cancel(timer.due);
    timer.due = undefined;
  }

  defer(callback: () => void): void {
    if (this.#alive) this.#time.defer(() => this.enter(callback));
  }

  /** Runs code of this process: now, when it is resumed, or never once it is dead. */
  enter(run: () => void, isTimer = false): void {
    if (!this.#alive) return;
    if (this.#pausedAtUs !== null) {
      this.#backlog.push({ run, isTimer });
      return;
    }
    if (this.#options.settlesPromises === true) this.#time.settled();
    try {
      run();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** The process stops running. With `suspend` its monotonic clock stands still meanwhile (HAZARDS P23). */
  pause(suspend = false): void {
    if (!this.#alive || this.#pausedAtUs !== null) return;
    this.#pausedAtUs = this.#time.nowUs;
    this.#suspended = suspend;
  }

  /**
   * Everything that came due meanwhile runs now, late. A process that stood in its poll for input handles the input first,
   * however old its timers are: the order that tells whether a lease is looked at or believed in.
   */
  resume(order: "asDue" | "inputFirst" | "timersFirst" = "inputFirst"): void {
    if (!this.#alive || this.#pausedAtUs === null) return;
    const pausedUs = this.#time.nowUs - this.#pausedAtUs;
    this.#pausedAtUs = null;
    const backlog = this.#backlog;
    this.#backlog = [];
    if (this.#suspended) {
      this.#baseMs -= (pausedUs * this.#rate) / 1000;
      this.#rearm();
    }
    const rank = (isTimer: boolean): number => (order === "asDue" ? 0 : isTimer === (order === "timersFirst") ? 0 : 1);
    backlog.sort((a, b) => rank(a.isTimer) - rank(b.isTimer));
    for (const { run, isTimer } of backlog) this.#time.after(0, () => this.enter(run, isTimer));
  }

  /** The process is gone: no timer, delivery or promise reaches its code any more. */
  kill(): void {
    this.#alive = false;
    this.#backlog = [];
    for (const timer of this.#timers) if (timer.due !== undefined) this.#time.cancel(timer.due);
    this.#timers.clear();
  }

  setRate(rate: number): void {
    this.#baseMs = this.now();
    this.#baseUs = this.#time.nowUs;
    this.#rate = rate;
    this.#rearm();
  }

  /** The wall clock jumps; the monotonic one does not. */
  jumpWall(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  get rate(): number {
    return this.#rate;
  }

  #arm(timer: Timer): void {
    const { timerSlackUs, random } = this.#options;
    const delayUs = Math.max(0, ((timer.dueMs - this.now()) * 1000) / this.#rate);
    // One more, so that rounding never lets a timer see a time before its own.
    const lateUs = 1 + (timerSlackUs > 0 ? random.below(timerSlackUs) : 0);
    timer.due = this.#time.after(delayUs + lateUs, () => {
      timer.due = undefined;
      this.enter(() => {
        // Cleared while it waited for the process to be resumed.
        if (!this.#timers.has(timer)) return;
        // A suspended machine's clock stood still: it is not that late.
        if (this.now() < timer.dueMs) {
          this.#arm(timer);
          return;
        }
        this.#timers.delete(timer);
        timer.callback();
      }, true);
    });
  }

  #rearm(): void {
    for (const timer of this.#timers) {
      if (timer.due === undefined) continue;
      this.#time.cancel(timer.due);
      this.#arm(timer);
    }
  }
}
