/**
 * Quick steps are XState's steps: the same chart run by both, under random events and timers, gives the same snapshots, the
 * same actions in the same order, the same timers and the same inspection events. Source: DESIGN section 2.5.
 */
import { assign, createActor, createMachine, raise, type AnyStateMachine } from "xstate";
import { expect, test } from "vitest";
import { exchangeMachine } from "#machines/exchange/machine";
import { leaseMachine } from "#machines/lease";
import { peerMachine } from "#machines/peer/machine";
import { initialFact } from "#machines/protocol/fact";
import { defaultSettings } from "#machines/protocol/settings";
import { supervisorMachine } from "#machines/supervisor";
import { transitionId } from "#machines/transition-id";
import { SeededRandom } from "#simulation/random";
import { isPlannable } from "#services/chart-plan";
import { quicken } from "#services/chart-step";

interface Timer {
  readonly callback: () => void;
  isArmed: boolean;
}

interface Event {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** One actor, and everything about it that anybody can see. */
class Subject {
  readonly seen: unknown[] = [];
  readonly timers: Timer[] = [];
  readonly taken = new Set<string>();
  readonly actor;

  constructor(machine: AnyStateMachine, effects: readonly string[], input: object | undefined, isQuick: boolean) {
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
    this.actor.system.inspect((event) => {
      if (event.type === "@xstate.microstep") {
        const ids = event._transitions.map(transitionId);
        for (const id of ids) this.taken.add(id);
        this.seen.push(["microstep", event.event.type, ids, this.#shown(event.snapshot)]);
      } else if (event.type === "@xstate.action") this.seen.push(["action", event.action.type, event.action.params]);
    });
    this.actor.start();
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
}

interface Chart {
  readonly machine: AnyStateMachine;
  readonly effects: readonly string[];
  readonly input?: (random: SeededRandom) => object;
  /** An event that may mean something where the chart is; `luck` is the share of those that help it on. */
  next(context: Record<string, unknown>, random: SeededRandom, luck: number): Event;
  readonly runs: number;
  /** Distinct transitions that the runs must have taken at least: they are no proof of what they never met. */
  readonly transitions: number;
}

const peers = ["a", "b", "c"];

function fact(random: SeededRandom, leader: string): object {
  const views = random.pick([[peers], [peers, ["a", "b"]], [["b", "c"]]]);
  return { ...initialFact([]), epoch: random.below(5), seq: random.below(3), leader, views };
}

function body(random: SeededRandom, leader: string, awaits: unknown): object {
  const kinds = [awaits, awaits, awaits, "probed", "promise", "granted", "ok", "nack"];
  switch (random.pick(kinds)) {
    case "probed":
      return { kind: "probed", fact: fact(random, leader), leader, leaderAgeMs: random.below(400), trusted: true };
    case "promise":
      return { kind: "promise", fact: fact(random, leader) };
    case "granted":
      return { kind: "granted", leaseMs: 300 };
    case "ok":
      return { kind: "ok" };
    default:
      return { kind: "nack", reason: "epoch" };
  }
}

/** What a peer needs to get ahead: the answers it waits for, or else the end of what it does. */
function peerProgress(context: Record<string, unknown>, random: SeededRandom): Event {
  const { awaits, round, promised, debt, job } = context as {
    readonly awaits: string;
    readonly round: { readonly req: number } | null;
    readonly promised: { readonly epoch: number };
    readonly debt: { readonly id: number } | null;
    readonly job: number;
  };
  if (debt !== null && random.chance(0.3)) return { type: "debtPassed", id: debt.id };
  if (round === null || random.chance(0.2)) return { type: "exchangeComplete", job };
  const own = { ...initialFact(peers), leader: "" };
  const bodies: Record<string, object> = {
    probed: { kind: "probed", fact: own, leader: "", leaderAgeMs: 0, trusted: true },
    promise: { kind: "promise", fact: own },
    granted: { kind: "granted", leaseMs: 200 },
  };
  const epoch = awaits === "probed" ? 0 : promised.epoch;
  const from = random.pick(["b", "c"]);
  return { type: "reply", from, req: round.req, at: 5, epoch, body: bodies[awaits] ?? { kind: "ok" } };
}

function peerEvent(context: Record<string, unknown>, random: SeededRandom, luck: number): Event {
  if (random.chance(luck)) return peerProgress(context, random);
  const from = random.pick(["b", "b", "c", "z"]);
  const promised = context["promised"] as { readonly epoch: number; readonly candidate: string };
  const epoch = random.chance(0.5) ? promised.epoch : random.below(5);
  const round = context["round"] as { readonly req: number } | null;
  const job = random.chance(0.8) ? context["job"] : 1;
  const common = { from, req: random.below(3), at: random.below(1000), epoch };
  const debt = context["debt"] as { readonly id: number } | null;
  return random.pick<() => Event>([
    () => ({ type: "ready", record: { promised: { epoch: 0, candidate: "" }, fact: fact(random, ""), trusted: true } }),
    () => ({ type: "probe", ...common }),
    () => ({ type: "prepare", ...common }),
    () => ({ type: "newEpoch", ...common }),
    () => ({ type: "newEpoch", ...common, from: promised.candidate, epoch: promised.epoch }),
    () => ({ type: "commit", ...common, fact: { ...fact(random, from), epoch } }),
    () => ({ type: "commit", ...common, fact: { ...(context["fact"] as object), epoch, leader: from } }),
    () => ({ type: "exchange", ...common, sync: random.chance(0.5) }),
    () => ({ type: "handover", from, epoch, successor: random.pick(peers) }),
    () => ({ type: "reply", ...common, req: round?.req ?? 0, body: body(random, from, context["awaits"]) }),
    () => ({ type: "reply", ...common, body: body(random, from, context["awaits"]) }),
    () => ({ type: "debtPassed", id: debt?.id ?? 0 }),
    () => ({ type: "exchangeComplete", job }),
    () => ({ type: "exchangeFailed", job, reason: "no answer" }),
    () => ({ type: "repairComplete", job }),
    () => ({ type: random.pick(["treeCorrupted", "backendReset"]), reason: "rot" }),
    () => ({ type: "higherEpochSeen", epoch }),
    () => ({ type: "leaseLost", epoch }),
    () => ({ type: "leaderGone", leader: from }),
    () => ({ type: "stepDown", reason: "asked", successor: "b" }),
    () => ({ type: "settingsChanged", settings: { ...defaultSettings, leaseMs: random.pick([0, 300]) } }),
    () => ({ type: random.chance(0.05) ? "stop" : "unheardOf" }),
  ])();
}

function exchangeEvent(context: Record<string, unknown>, random: SeededRandom): Event {
  const asked = (context["peers"] as string[])[0];
  const from = random.chance(0.9) && asked !== undefined ? asked : random.pick(peers);
  const entry = { key: "k", ballot: { epoch: 1, seq: 1 }, hash: new Uint8Array(1) };
  const object = { key: "k", value: null, version: "1.1", ballot: { epoch: 1, seq: 1 }, hash: new Uint8Array(1) };
  const reply = (what: object): Event => ({ type: "reply", from, req: context["req"], epoch: 1, body: what });
  if (random.chance(0.03)) return { type: random.chance(0.3) ? "failed" : "unheardOf", reason: "disk" };
  if (random.chance(0.03)) return reply({ kind: "nack", reason: "state" });
  if (context["round"] !== null) return reply({ kind: "exchanging", trusted: random.chance(0.7) });
  const objects = { kind: "objects", objects: [object], missing: random.chance(0.2) ? ["k"] : [] };
  return random.pick<() => Event>([
    () => ({ type: "compared", newer: random.chance(0.7) ? ["k"] : [] }),
    () => ({ type: "stored", keys: random.chance(0.8) ? ["k"] : [] }),
    () => reply({ kind: "leaves", entries: [entry], more: random.chance(0.3) }),
    () => ((context["wanted"] as string[]).length > 0 ? reply(objects) : { type: "unheardOf" }),
  ])();
}

const children = ["router", "storage", "peers"];

function supervisorEvent(context: Record<string, unknown>, random: SeededRandom): Event {
  const running = context["running"] as number;
  return random.pick<() => Event>([
    () => ({ type: "childStarted", child: children[running] ?? "peers" }),
    () => ({ type: "childStarted", child: children[running] ?? "peers" }),
    () => ({ type: "childStopped", child: children[running - 1] ?? "router" }),
    () => ({ type: "childStopped", child: children[running - 1] ?? "router" }),
    () => ({ type: "childFailed", child: random.pick([...children, "nobody"]), reason: "crash" }),
    () => ({ type: random.chance(0.1) ? "stop" : "unheardOf" }),
  ])();
}

const charts: Record<string, Chart> = {
  peer: {
    machine: peerMachine,
    effects: [
      ...["open", "close", "ask", "answer", "saveRecord", "owe", "startExchange", "cancelExchange"],
      ...["startRepair", "lead", "resign", "renewLease", "handOver"],
    ],
    input: (random) => ({ self: "a", ensemble: "demo", settings: defaultSettings, firstReq: 100, seed: random.bits() }),
    next: peerEvent,
    runs: 80,
    transitions: 75,
  },
  exchange: {
    machine: exchangeMachine,
    effects: ["ask", "compare", "store"],
    input: (random) => ({
      ...{ self: "a", ensemble: "demo", views: [peers], epoch: 1, sync: true },
      ...{ trusted: random.chance(0.5), timeoutMs: 3000, pageSize: 2, firstReq: 1 },
    }),
    next: exchangeEvent,
    runs: 60,
    transitions: 25,
  },
  lease: {
    machine: leaseMachine,
    effects: [],
    next: (_, random) => ({
      type: random.pick(["granted", "granted", "released", random.chance(0.1) ? "stop" : "granted"]),
      durationMs: random.below(300),
    }),
    runs: 20,
    transitions: 8,
  },
  supervisor: {
    machine: supervisorMachine,
    effects: ["startChild", "stopChild"],
    input: () => ({ children, settings: defaultSettings }),
    next: supervisorEvent,
    runs: 40,
    transitions: 20,
  },
};

test.each(Object.entries(charts))("the %s chart steps as XState steps it", { timeout: 120_000 }, (_, chart) => {
  const { machine, effects, input, next, runs, transitions } = chart;
  const taken = new Set<string>();
  for (let run = 0; run < runs; run += 1) {
    const random = new SeededRandom(`chart-step/${run}`);
    const given = input?.(random);
    const luck = random.pick([0, 0.4, 0.7, 0.9]);
    const xstate = new Subject(machine, effects, given, false);
    const quick = new Subject(machine, effects, given, true);
    expect(quick.take()).toBe(xstate.take());
    for (let step = 0; step < 80 && xstate.isActive; step += 1) {
      const armed = xstate.timers.flatMap((timer, index) => (timer.isArmed ? [index] : []));
      if (armed.length > 0 && random.chance(0.1)) {
        const index = random.pick(armed);
        xstate.fire(index);
        quick.fire(index);
      } else {
        const event = next(xstate.context, random, luck);
        xstate.send(event);
        quick.send(event);
      }
      expect(quick.take()).toBe(xstate.take());
    }
    for (const id of xstate.taken) taken.add(id);
  }
  expect(taken.size).toBeGreaterThanOrEqual(transitions);
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

test("charts with invoked actors, history, inner ends or nameless guards keep XState's steps", () => {
  const chart = (states: object): AnyStateMachine =>
    createMachine({ initial: "a", states } as never) as AnyStateMachine;
  for (const machine of [
    chart({ a: { invoke: { src: "child" } } }),
    chart({ a: { initial: "b", states: { b: {}, h: { type: "history" } } } }),
    chart({ a: { initial: "b", states: { b: { type: "final" } } } }),
    // A guard without a name on an eventless transition.
    awkward({ always: { guard: () => false, target: "on" } }),
  ]) {
    const { transition } = machine;
    expect(quicken(machine).transition).toBe(transition);
  }
});
