/**
 * Quick steps are XState's steps: the same chart run by both, under random events and timers, gives the same snapshots, the
 * same actions in the same order, the same timers and the same inspection events. Source: DESIGN section 2.5.
 */
import { assign, createActor, createMachine, raise, sendTo, type AnyStateMachine, type AnyStateNode } from "xstate";
import { expect, test } from "vitest";
import { catalogue } from "#machines/catalogue";
import { leaseMachine } from "#machines/lease";
import { transitionId } from "#machines/transition-id";
import { SeededRandom } from "#simulation/random";
import { isPlannable } from "#services/chart-plan";
import { countListeners, quicken } from "#services/chart-step";
import { effectsOf, fuzzes, type Event } from "./chart-events.ts";
import { randomChart, randomEffects, randomEvents } from "./random-chart.ts";

interface Timer {
  readonly callback: () => void;
  isArmed: boolean;
}

/** One actor, and everything about it that anybody can see. */
class Subject {
  readonly seen: unknown[] = [];
  readonly timers: Timer[] = [];
  readonly taken = new Set<string>();
  readonly actor;

  constructor(
    machine: AnyStateMachine,
    effects: readonly string[],
    input: object | undefined,
    isQuick: boolean,
    isHeard = true,
  ) {
    const actions = Object.fromEntries(
      effects.map((name) => [name, (_: unknown, params: unknown) => void this.seen.push(["does", name, params])]),
    );
    const provided = machine.provide({ actions });
    this.actor = createActor(isQuick ? quicken(provided) : provided, {
      ...(input === undefined ? {} : { input }),
      clock: {
        setTimeout: (callback: () => void, ms: number) => {
          this.seen.push(["arms", ms]);
          const timer = { callback, isArmed: true };
          this.timers.push(timer);
          return timer;
        },
        clearTimeout: (timer: Timer) => {
          this.seen.push(["clears", this.timers.indexOf(timer)]);
          timer.isArmed = false;
        },
      } as never,
    });
    this.actor.subscribe({
      next: () => void this.seen.push(["stepped"]),
      complete: () => void this.seen.push(["ended"]),
      error: (error: unknown) => void this.seen.push(["crashed", String(error)]),
    });
    if (!isHeard) countListeners(this.actor.system);
    else this.#listen();
    this.actor.start();
  }

  #listen(): void {
    this.actor.system.inspect((event) => {
      if (event.type === "@xstate.microstep") {
        const ids = event._transitions.map(transitionId);
        for (const id of ids) this.taken.add(id);
        this.seen.push(["microstep", event.event.type, ids, this.#shown(event.snapshot)]);
      } else if (event.type === "@xstate.action") this.seen.push(["action", event.action.type, event.action.params]);
    });
  }

  #shown(snapshot: unknown): unknown {
    const { value, status, context, tags, output, error } = snapshot as ReturnType<typeof this.actor.getSnapshot>;
    return [value, status, context, [...tags], output, error];
  }

  get context(): Record<string, unknown> {
    return this.actor.getSnapshot().context as Record<string, unknown>;
  }

  get isActive(): boolean {
    return this.actor.getSnapshot().status === "active";
  }

  send(event: Event): void {
    this.actor.send(event);
  }

  fire(index: number): void {
    const timer = this.timers[index];
    if (timer?.isArmed !== true) return;
    timer.isArmed = false;
    timer.callback();
  }

  /** What was seen since the last call: as text, so that the order of regions and fields counts too. */
  take(): string {
    return JSON.stringify([...this.seen.splice(0), this.#shown(this.actor.getSnapshot())], null, 1);
  }

  /** The same, but for what only listeners are told. */
  takeUnheard(): string {
    this.seen.splice(0, this.seen.length, ...this.seen.filter((one) => !isForListeners(one)));
    return this.take();
  }
}

function isForListeners(seen: unknown): boolean {
  return Array.isArray(seen) && (seen[0] === "microstep" || seen[0] === "action");
}

/** One that nobody listens to does the same. */
test("a chart steps as XState steps it when nobody listens", () => {
  for (let run = 0; run < 100; run += 1) {
    const random = new SeededRandom(`unheard/${run}`);
    const machine = randomChart(random);
    const [xstate, quick] = [false, true].map(
      (isQuick) => new Subject(machine, randomEffects.slice(0, 3), undefined, isQuick, !isQuick),
    ) as [Subject, Subject];
    for (let step = 0; step < 30 && xstate.isActive; step += 1) {
      const type = random.pick(randomEvents);
      for (const one of [xstate, quick]) one.send({ type });
      expect(quick.takeUnheard()).toBe(xstate.takeUnheard());
    }
  }
});

/** Both take the same events and timers, step by step. */
function runBoth(
  subjects: readonly [Subject, Subject],
  random: SeededRandom,
  steps: number,
  timers: number,
  next: (context: Record<string, unknown>) => Event,
): void {
  const [xstate, quick] = subjects;
  expect(quick.take()).toBe(xstate.take());
  for (let step = 0; step < steps && xstate.isActive; step += 1) {
    const armed = xstate.timers.flatMap((timer, index) => (timer.isArmed ? [index] : []));
    if (armed.length > 0 && random.chance(timers)) {
      const index = random.pick(armed);
      for (const one of subjects) one.fire(index);
    } else {
      const event = next(xstate.context);
      for (const one of subjects) one.send(event);
    }
    expect(quick.take()).toBe(xstate.take());
  }
}

function both(machine: AnyStateMachine, effects: readonly string[], input?: object): [Subject, Subject] {
  expect(isPlannable(machine)).toBe(true);
  return [new Subject(machine, effects, input, false), new Subject(machine, effects, input, true)];
}

function transitionsOf(node: AnyStateNode): string[] {
  const own = [...[...node.transitions.values()].flat(), ...(node.always ?? [])].map(transitionId);
  return [...own, ...Object.values(node.states).flatMap(transitionsOf)];
}

test("every chart of the catalogue is fuzzed", () => {
  expect(Object.keys(fuzzes).toSorted()).toEqual(Object.keys(catalogue).toSorted());
});

test.each(Object.entries(catalogue))("the %s chart steps as XState steps it", { timeout: 120_000 }, (name, machine) => {
  const fuzz = fuzzes[name];
  if (fuzz === undefined) throw new Error(`no fuzz of ${name}`);
  const taken = new Set<string>();
  for (let run = 0; run < fuzz.runs; run += 1) {
    const random = new SeededRandom(`chart-step/${run}`);
    const input = fuzz.input?.(random);
    const luck = random.pick([0, 0.4, 0.7, 0.9, 0.98]);
    const subjects = both(machine, effectsOf(machine), input);
    runBoth(subjects, random, 100, fuzz.timers, (context) => fuzz.next(context, random, luck));
    for (const id of subjects[0].taken) taken.add(id);
  }
  const untaken = transitionsOf(machine.root).filter((id) => !taken.has(id));
  expect(untaken.length, `never taken: ${untaken.join(", ")}`).toBeLessThanOrEqual(fuzz.untaken);
});

test("charts that nobody drew step as XState steps them", { timeout: 120_000 }, () => {
  let ends = 0;
  let crashes = 0;
  for (let run = 0; run < 400; run += 1) {
    const random = new SeededRandom(`random-chart/${run}`);
    const machine = randomChart(random);
    const subjects = both(machine, randomEffects.slice(0, 3));
    runBoth(subjects, random, 30, 0.15, () => ({ type: random.pick(randomEvents) }));
    const { status } = subjects[0].actor.getSnapshot();
    if (status === "done") ends += 1;
    if (status === "error") crashes += 1;
  }
  expect(Math.min(ends, crashes)).toBeGreaterThan(20);
});

/** Regions that take one event together, preempt each other, or re-enter what holds them. */
function awkward(off: object): AnyStateMachine {
  return createMachine({
    id: "regions",
    initial: "on",
    context: { count: 0 },
    entry: ["enter"],
    exit: ["leave"],
    states: {
      on: {
        type: "parallel",
        entry: ["enter"],
        exit: ["leave"],
        on: { again: { target: "on", reenter: true }, inside: { target: ".left.b" }, off: "off" },
        states: {
          left: {
            initial: "a",
            tags: ["left"],
            states: {
              a: { entry: ["enter"], exit: ["leave"], on: { both: "b", out: "#regions.off" } },
              b: { tags: ["b"], entry: ["enter", raise({ type: "later" })], on: { both: "a", self: { target: "b" } } },
            },
          },
          right: {
            initial: "x",
            exit: ["leave"],
            states: {
              x: {
                after: { 100: { target: "y" } },
                on: { both: { target: "y", actions: assign({ count: ({ context }) => context.count + 1 }) }, out: "y" },
              },
              y: { entry: ["enter"], on: { both: "x", later: { actions: ["note"] } }, exit: ["leave"] },
            },
          },
        },
      },
      off,
    },
  } as never) as AnyStateMachine;
}

test("regions step as XState steps them", () => {
  const machine = awkward({ on: { again: "on" } });
  expect(isPlannable(machine)).toBe(true);
  for (let run = 0; run < 40; run += 1) {
    const random = new SeededRandom(`regions/${run}`);
    const subjects = [false, true].map(
      (isQuick) => new Subject(machine, ["enter", "leave", "note"], undefined, isQuick),
    );
    const [xstate, quick] = subjects as [Subject, Subject];
    for (let step = 0; step < 30; step += 1) {
      const type = random.pick(["again", "inside", "both", "both", "out", "off", "self"]);
      if (random.chance(0.1)) for (const one of subjects) one.fire(one.timers.length - 1);
      else for (const one of subjects) one.send({ type });
      expect(quick.take()).toBe(xstate.take());
    }
  }
});

test("an action that throws ends the actor, as XState ends it", () => {
  const failing = leaseMachine.provide({
    delays: {
      leaseDuration: () => {
        throw new Error("no such delay");
      },
    },
  });
  for (const machine of [failing, quicken(leaseMachine.provide({ delays: failing.implementations.delays as never }))]) {
    const errors: unknown[] = [];
    const actor = createActor(machine);
    actor.subscribe({ error: (error: unknown) => void errors.push(error) });
    actor.start();
    actor.send({ type: "granted", durationMs: 1 });
    expect(errors).toEqual([new Error("no such delay")]);
    expect(actor.getSnapshot().status).toBe("error");
  }
});

test("an action of another kind is refused, not left out", () => {
  const chart = createMachine({
    initial: "a",
    states: { a: { on: { go: { actions: sendTo("somebody", { type: "hello" }) } } } },
  } as never) as AnyStateMachine;
  const errors: unknown[] = [];
  const actor = createActor(quicken(chart));
  actor.subscribe({ error: (error: unknown) => void errors.push(error) });
  actor.start();
  actor.send({ type: "go" });
  expect(errors.map(String)).toEqual([expect.stringContaining("no chart uses this action: xstate.sendTo")]);
});

test("an eventless transition that changes nothing is taken once", () => {
  const idle = createMachine(
    { initial: "a", states: { a: { always: { actions: ["note"] }, on: { go: "b" } }, b: {} } } as never,
    { actions: { note: () => undefined } } as never,
  ) as AnyStateMachine;
  runBoth(both(idle, ["note"]), new SeededRandom("idle"), 2, 0, () => ({ type: "stay" }));
});

test("what the plans do not know keeps XState's steps", () => {
  const chart = (states: object, rest: object = {}): AnyStateMachine =>
    createMachine({ initial: "a", states, ...rest } as never) as AnyStateMachine;
  for (const machine of [
    chart({ a: { invoke: { src: "child" } } }),
    chart({ a: { initial: "b", states: { b: {}, h: { type: "history" } } } }),
    chart({ a: { initial: "b", states: { b: { type: "final" } } } }),
    chart({ a: { type: "final" } }, { type: "parallel", initial: undefined }),
    chart({ a: { type: "final" } }, { output: () => 1 }),
    chart({ a: {} }, { options: { maxIterations: 10 } }),
    // A guard without a name on an eventless transition.
    awkward({ always: { guard: () => false, target: "on" } }),
  ]) {
    const { transition } = machine;
    expect(quicken(machine).transition).toBe(transition);
  }
});
