/** The delays of charts, on clocks that move timers and on those that do not. */
import { setup, type AnyEventObject } from "xstate";
import { expect, test } from "vitest";
import type { Clock } from "#machines/protocol/ports";
import { makeChart } from "#services/actors";

interface Timer {
  atMs: number;
  callback: (() => void) | null;
}

/** Time by hand; counts what it is asked for. */
class HandClock implements Clock {
  nowMs = 0;
  readonly timers: Timer[] = [];
  readonly asked = { set: 0, cleared: 0, moved: 0 };
  readonly moveTimer?: (handle: unknown, delayMs: number) => boolean;

  constructor(canMove: boolean) {
    if (canMove) this.moveTimer = (handle, delayMs) => this.#move(handle as Timer, delayMs);
  }

  now = () => this.nowMs;
  wall = () => this.nowMs;
  defer = (callback: () => void) => callback();

  setTimer(callback: () => void, delayMs: number): Timer {
    this.asked.set += 1;
    const timer = { atMs: this.nowMs + delayMs, callback };
    this.timers.push(timer);
    return timer;
  }

  clearTimer(handle: unknown): void {
    this.asked.cleared += 1;
    (handle as Timer).callback = null;
  }

  get armed(): number {
    return this.timers.filter(({ callback }) => callback !== null).length;
  }

  run(untilMs: number): void {
    for (;;) {
      const due = this.timers.filter(({ callback, atMs }) => callback !== null && atMs <= untilMs);
      const [next] = due.toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.nowMs = next.atMs;
      const { callback } = next;
      next.callback = null;
      callback?.();
    }
    this.nowMs = untilMs;
  }

  #move(timer: Timer, delayMs: number): boolean {
    const atMs = this.nowMs + delayMs;
    if (timer.callback === null || atMs < timer.atMs) return false;
    this.asked.moved += 1;
    timer.atMs = atMs;
    return true;
  }
}

/** Is alive as long as it hears something; short or long, it waits for the next. */
const listener = setup({ types: { events: {} as AnyEventObject } }).createMachine({
  initial: "alive",
  states: {
    alive: {
      after: { 450: { target: "silent" } },
      on: { heard: { target: "alive", reenter: true }, hurry: "hurried", rest: "resting" },
    },
    hurried: { after: { 10: { target: "silent" } }, on: { heard: "alive" } },
    resting: { on: { heard: "alive" } },
    silent: { on: { heard: "alive" } },
  },
});

test.each([true, false])(
  "a state that is entered anew waits anew, and what is left waits no more (moves: %s)",
  (canMove) => {
    const clock = new HandClock(canMove);
    const actor = makeChart(listener, { id: "listener", clock, crashed: (error) => expect(error).toBeUndefined() });
    actor.start();
    const heardAt = (ms: number, type = "heard") => {
      clock.run(ms);
      actor.send({ type });
      return actor.getSnapshot().value;
    };
    for (let ms = 100; ms <= 1000; ms += 100) expect(heardAt(ms)).toBe("alive");
    clock.run(1449);
    expect(actor.getSnapshot().value).toBe("alive");
    clock.run(1450);
    expect(actor.getSnapshot().value).toBe("silent");
    // A timer that fired is set anew.
    expect(heardAt(2000)).toBe("alive");
    // One that was left does not fire, also while it is kept.
    expect(heardAt(2100, "rest")).toBe("resting");
    clock.run(2600);
    expect(actor.getSnapshot().value).toBe("resting");
    expect(heardAt(2700)).toBe("alive");
    expect(heardAt(2710, "hurry")).toBe("hurried");
    clock.run(2720);
    expect(actor.getSnapshot().value).toBe("silent");
    clock.run(3300);
    // Entered again while its timer of before is still kept: the later time counts, from now.
    expect(heardAt(3400)).toBe("alive");
    expect(heardAt(3500, "rest")).toBe("resting");
    expect(heardAt(3600)).toBe("alive");
    clock.run(4049);
    expect(actor.getSnapshot().value).toBe("alive");
    clock.run(4050);
    expect(actor.getSnapshot().value).toBe("silent");
    if (canMove) expect(clock.asked).toMatchObject({ cleared: 0, moved: 11 });
    else expect(clock.asked).toEqual({ set: 16, cleared: 13, moved: 0 });
  },
);

test.each([true, false])("a stopped chart leaves no timer (moves: %s)", (canMove) => {
  const clock = new HandClock(canMove);
  const actor = makeChart(listener, { id: "listener", clock, crashed: (error) => expect(error).toBeUndefined() });
  actor.start();
  actor.send({ type: "hurry" });
  actor.stop();
  expect(clock.armed).toBe(0);
});
