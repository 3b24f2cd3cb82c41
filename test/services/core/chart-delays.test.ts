/**
 * Charts as nodes run them, with delays that are moved and contexts that are copied field by field, take the course that they take with
 * XState's steps and XState's scheduler: the same delays end at the same times. Source: docs/decisions/0011.
 */
import { createActor, type AnyActor, type AnyEventObject, type AnyStateMachine } from "xstate";
import { expect, test } from "vitest";
import { catalogue } from "#machines/catalogue";
import { peerMachine } from "#machines/peer/machine";
import type { Clock } from "#machines/protocol/ports";
import { SeededRandom } from "#simulation/random";
import { chartClock, makeChart } from "#services/actors";
import { quicken } from "#services/chart-step";
import { copyContext } from "#services/peer/copy-context";
import { effectsOf, fuzzes } from "./chart-events.ts";

interface Timer {
  atMs: number;
  order: number;
  isArmed: boolean;
  readonly callback: () => void;
}

/** Time by hand. A timer that is moved takes the place among equals that a new one would. */
class HandClock implements Clock {
  #nowMs = 0;
  #order = 0;
  #timers: Timer[] = [];
  readonly moveTimer?: (handle: unknown, delayMs: number) => boolean;

  constructor(canMove: boolean) {
    if (canMove) this.moveTimer = (handle, delayMs) => this.#move(handle as Timer, delayMs);
  }

  now = () => this.#nowMs;
  wall = () => this.#nowMs;
  defer = (callback: () => void) => callback();

  setTimer(callback: () => void, delayMs: number): Timer {
    const timer = { atMs: this.#nowMs + delayMs, order: (this.#order += 1), isArmed: true, callback };
    this.#timers.push(timer);
    return timer;
  }

  clearTimer(handle: unknown): void {
    (handle as Timer).isArmed = false;
  }

  run(untilMs: number): void {
    for (;;) {
      this.#timers = this.#timers.filter(({ isArmed }) => isArmed);
      const [next] = this.#timers.toSorted((a, b) => a.atMs - b.atMs || a.order - b.order);
      if (next === undefined || next.atMs > untilMs) break;
      this.#nowMs = next.atMs;
      next.isArmed = false;
      next.callback();
    }
    this.#nowMs = untilMs;
  }

  #move(timer: Timer, delayMs: number): boolean {
    const atMs = this.#nowMs + delayMs;
    if (!timer.isArmed || atMs < timer.atMs) return false;
    Object.assign(timer, { atMs, order: (this.#order += 1) });
    return true;
  }
}

class Run {
  readonly clock: HandClock;
  readonly actor: AnyActor;
  readonly #seen: unknown[] = [];

  constructor(chart: AnyStateMachine, input: object | undefined, as: "XState" | "moving" | "clearing") {
    this.clock = new HandClock(as === "moving");
    const effects = effectsOf(chart).map((name) => [
      name,
      (_: unknown, params: unknown) => void this.#seen.push(["does", name, params]),
    ]);
    const machine = chart.provide({ actions: Object.fromEntries(effects) });
    const crashed = (error: unknown) => void this.#seen.push(["crashed", String(error)]);
    const options = { id: "chart", clock: this.clock, crashed, ...(input === undefined ? {} : { input }) };
    if (as === "XState") {
      this.actor = createActor(machine, { ...options, clock: chartClock(this.clock) } as never);
      this.actor.subscribe({ error: crashed });
    } else {
      const copy = chart === (peerMachine as AnyStateMachine) ? copyContext : undefined;
      this.actor = makeChart(quicken(machine, copy), options as never);
    }
    this.actor.system.inspect((event) => {
      if (event.type === "@xstate.event") this.#seen.push(["hears", this.clock.now(), event.event.type]);
    });
    this.actor.start();
  }

  get isActive(): boolean {
    return (this.actor.getSnapshot() as { readonly status: string }).status === "active";
  }

  get context(): Record<string, unknown> {
    return (this.actor.getSnapshot() as { readonly context: Record<string, unknown> }).context;
  }

  send(event: AnyEventObject): void {
    if (this.isActive) this.actor.send(event);
  }

  /** What was seen since the last call, as text, so that the order of fields counts too. */
  take(): string {
    const { value, status, context } = this.actor.getSnapshot() as Record<string, unknown>;
    return JSON.stringify([...this.#seen.splice(0), value, status, context]);
  }
}

test.each(Object.entries(catalogue))(
  "the %s chart's delays end as XState's end",
  { timeout: 60_000 },
  (name, chart) => {
    const fuzz = fuzzes[name];
    if (fuzz === undefined) throw new Error(`no fuzz of ${name}`);
    for (let run = 0; run < Math.min(fuzz.runs, 40); run += 1) {
      const random = new SeededRandom(`chart-delays/${run}`);
      const input = fuzz.input?.(random);
      const luck = random.pick([0, 0.4, 0.7, 0.9, 0.98]);
      const [xstate, ...ours] = (["XState", "moving", "clearing"] as const).map((as) => new Run(chart, input, as));
      if (xstate === undefined) throw new Error("no run");
      for (let step = 0, ms = 0; step < 100 && xstate.isActive; step += 1) {
        // Now and then long enough for any delay to end, mostly not.
        ms += random.chance(fuzz.timers) ? random.below(1000) : random.below(20);
        for (const one of [xstate, ...ours]) one.clock.run(ms);
        const event = fuzz.next(xstate.context, random, luck);
        for (const one of [xstate, ...ours]) one.send(event);
        const expected = xstate.take();
        for (const one of ours) expect(one.take()).toBe(expected);
      }
    }
  },
);
