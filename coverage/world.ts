/**
 * A chart run without a host: pure steps over a world of one snapshot, virtual time, waiting timers and invoked actors that
 * never run. Nothing is carried out; effects are told as data.
 *
 * It uses what XState runs actors with: `machine.transition` with a scope of our own, and the microstep inspection event,
 * whose `_transitions` are the definitions taken (a test pins that underscore).
 */
import {
  createActor,
  fromTransition,
  type AnyActorRef,
  type AnyMachineSnapshot,
  type AnyTransitionDefinition,
  type InspectionEvent,
} from "xstate";
import { activePaths, type Chart, type GuardOutcome } from "./chart.ts";
import type { AnyModel, Outcome, Reaction } from "./model.ts";
import { isActorRef } from "./values.ts";

export interface AnyEvent {
  readonly type: string;
  readonly [name: string]: unknown;
}

export interface Effect {
  readonly type: string;
  readonly params?: unknown;
}

export interface Timer {
  readonly id: string;
  readonly event: AnyEvent;
  readonly dueMs: number;
  /** Timers due at the same time fire in this order. */
  readonly order: number;
}

export interface World {
  readonly snapshot: AnyMachineSnapshot;
  readonly nowMs: number;
  readonly timers: readonly Timer[];
  /** Invoked actors that have ended already. */
  readonly settled: ReadonlySet<unknown>;
  readonly order: number;
}

export interface Step {
  readonly world: World;
  /** Ids of the transitions taken, in order. */
  readonly taken: readonly string[];
  readonly outcomes: readonly GuardOutcome[];
  readonly effects: readonly Effect[];
  /** Every state that was active at some microstep. */
  readonly visited: ReadonlySet<string>;
  /** A guard or an action threw, or the machine ended with an error: the step did not happen. */
  readonly error: string | null;
}

/** A machine that takes more microsteps than this in one step loops for ever. */
const maxMicrosteps = 1000;
/** Events that a machine sends to itself in one step. */
const maxOwnEvents = 200;

interface ExecutableAction {
  readonly type: string;
  readonly params: unknown;
}

/** What the builtin actions hand over, as far as it is read here. */
interface RaiseParams {
  readonly event: AnyEvent;
  readonly id?: string;
  readonly delay?: number;
}
interface SendToParams extends RaiseParams {
  readonly to: AnyActorRef | undefined;
}
interface SpawnParams {
  readonly id?: string;
  readonly actorRef?: AnyActorRef;
  readonly src: unknown;
  readonly input?: unknown;
}

interface Draft {
  snapshot: AnyMachineSnapshot;
  nowMs: number;
  timers: Timer[];
  settled: ReadonlySet<unknown>;
  order: number;
  readonly taken: string[];
  readonly outcomes: GuardOutcome[];
  readonly effects: Effect[];
  readonly visited: Set<string>;
  /** Events that the machine has sent to itself. */
  readonly own: AnyEvent[];
}

export class Stepper {
  readonly chart: Chart;
  readonly #model: AnyModel;
  readonly #self: AnyActorRef;
  readonly #scope: object;
  #actions: ExecutableAction[] = [];
  #draft: Draft | null = null;
  /** Steps taken so far. */
  count = 0;

  constructor(chart: Chart, model: AnyModel) {
    this.chart = chart;
    this.#model = model;
    (chart.machine as { options: object }).options = { ...chart.machine.options, maxIterations: maxMicrosteps };
    // A parent, so that a chart written as a child may send to it; its inspector sees every microstep.
    const parent = createActor(
      fromTransition((state) => state, null),
      { inspect: (event) => this.#inspected(event) },
    );
    const system = parent.system as unknown as { _set: unknown; get: unknown };
    // Each step starts its actors anew: a second actor of one system id takes the name over.
    const named = new Map<string, unknown>();
    system._set = (id: string, actor: unknown) => void named.set(id, actor);
    system.get = (id: string) => named.get(id);
    const input = model.input ?? Object.values(model.inputs ?? {})[0];
    this.#self = createActor(chart.machine, { parent: parent as never, id: chart.machine.id, input } as never) as never;
    const ignore = (): void => undefined;
    this.#scope = {
      self: this.#self,
      system: parent.system,
      id: chart.machine.id,
      sessionId: this.#self.sessionId,
      logger: ignore,
      defer: ignore,
      stopChild: ignore,
      emit: ignore,
      actionExecutor: (action: ExecutableAction) => void this.#actions.push(action),
    };
  }

  start(input: unknown): Step {
    const draft: Draft = {
      snapshot: undefined as never,
      nowMs: 0,
      timers: [],
      settled: new Set(),
      order: 0,
      ...emptyRecord(),
    };
    for (const path of this.chart.initial) draft.visited.add(path);
    return this.#run(draft, null, () => {
      this.#macrostep(draft, () => this.chart.machine.getInitialSnapshot(this.#scope as never, input));
    });
  }

  send(world: World, event: AnyEvent): Step {
    return this.#on(world, (draft) => this.#receive(draft, event));
  }

  /** Lets time pass up to the next timer and fires what is due then. */
  advance(world: World): Step {
    const due = nextDueMs(world);
    return this.wait(world, due === null ? 0 : due - world.nowMs);
  }

  /** Lets `ms` pass and fires each timer at its own time. */
  wait(world: World, ms: number): Step {
    return this.#on(world, (draft) => {
      const until = world.nowMs + ms;
      for (let fired = 0; ; fired += 1) {
        const timer = earliest(draft.timers.filter(({ dueMs }) => dueMs <= until));
        if (timer === undefined) break;
        if (fired > maxOwnEvents)
          throw new Error(`timers of no delay follow each other without end (${maxOwnEvents} so far)`);
        draft.nowMs = Math.max(draft.nowMs, timer.dueMs);
        draft.timers = draft.timers.filter((other) => other !== timer);
        this.#receive(draft, timer.event);
      }
      draft.nowMs = until;
    });
  }

  /** An invoked actor ends, or shows a snapshot. */
  settle(world: World, child: string, outcome: Outcome): Step {
    return this.#on(world, (draft) => {
      const ref = (world.snapshot.children as Readonly<Record<string, unknown>>)[child];
      if (!("snapshot" in outcome)) draft.settled = new Set([...world.settled, ref]);
      this.#receive(draft, outcomeEvent(child, outcome));
    });
  }

  #on(world: World, run: (draft: Draft) => void): Step {
    const draft: Draft = {
      snapshot: world.snapshot,
      nowMs: world.nowMs,
      timers: [...world.timers],
      settled: world.settled,
      order: world.order,
      ...emptyRecord(),
    };
    return this.#run(draft, world, () => run(draft));
  }

  #run(draft: Draft, before: World | null, run: () => void): Step {
    this.count += 1;
    this.#draft = draft;
    let error: string | null = null;
    try {
      run();
      if (draft.snapshot.status === "error")
        error = `the machine stopped with an error: ${messageOf(draft.snapshot.error)}`;
    } catch (thrown) {
      error = messageOf(thrown);
    } finally {
      this.#draft = null;
      this.chart.outcomes.length = 0;
    }
    const { snapshot, nowMs, timers, settled, order, taken, outcomes, effects, visited } = draft;
    const world: World =
      error !== null && before !== null
        ? before
        : { snapshot, nowMs, timers: snapshot?.status === "active" ? timers : [], settled, order };
    return { world, taken, outcomes, effects, visited, error };
  }

  #receive(draft: Draft, event: AnyEvent): void {
    this.#handle(draft, event);
    for (let sent = 0; draft.own.length > 0; sent += 1) {
      if (sent > maxOwnEvents)
        throw new Error(`the machine sends events to itself without end (${maxOwnEvents} so far)`);
      this.#handle(draft, draft.own.shift() as AnyEvent);
    }
  }

  #handle(draft: Draft, event: AnyEvent): void {
    // An actor whose machine is done takes nothing any more.
    if (draft.snapshot.status !== "active") return;
    this.#macrostep(draft, () => {
      (this.#self as unknown as { _snapshot: unknown })._snapshot = draft.snapshot;
      return this.chart.machine.transition(draft.snapshot, event, this.#scope as never);
    });
  }

  #macrostep(draft: Draft, step: () => AnyMachineSnapshot): void {
    this.#actions = [];
    const { outcomes } = this.chart;
    outcomes.length = 0;
    try {
      draft.snapshot = step();
    } finally {
      draft.outcomes.push(...outcomes);
    }
    for (const path of activePaths(draft.snapshot.value)) draft.visited.add(path);
    for (const action of this.#actions) this.#take(draft, action);
  }

  #inspected(event: InspectionEvent): void {
    const draft = this.#draft;
    if (draft === null || event.type !== "@xstate.microstep" || event.actorRef !== this.#self) return;
    for (const definition of event._transitions) {
      const id = this.chart.idOf(definition as AnyTransitionDefinition);
      if (id !== undefined) draft.taken.push(id);
    }
    for (const path of activePaths((event.snapshot as AnyMachineSnapshot).value)) draft.visited.add(path);
  }

  /** What an action asks for: a timer, an event to itself, or an effect that is only told. */
  #take(draft: Draft, { type, params }: ExecutableAction): void {
    switch (type) {
      case "xstate.raise": {
        const { event, id, delay } = params as RaiseParams;
        if (typeof delay === "number") this.#arm(draft, id ?? `raise.${draft.order}`, event, delay);
        return;
      }
      case "xstate.cancel": {
        const { sendId } = params as { readonly sendId: string };
        draft.timers = draft.timers.filter((timer) => timer.id !== sendId);
        return;
      }
      case "xstate.sendTo": {
        const { to, event, id, delay } = params as SendToParams;
        if (to === this.#self && typeof delay === "number") this.#arm(draft, id ?? `send.${draft.order}`, event, delay);
        else if (to === this.#self) draft.own.push(event);
        else this.#tell(draft, { type: "sendTo", params: { to: nameOfTarget(to, this.#self), event } });
        return;
      }
      case "xstate.spawnChild": {
        const { id, actorRef, src, input } = params as SpawnParams;
        const name = typeof src === "string" ? src : "inline";
        this.#tell(draft, {
          type: "spawn",
          params: { id: actorRef?.id ?? id ?? "", src: name, ...(input === undefined ? {} : { input }) },
        });
        return;
      }
      case "xstate.stopChild":
        if (isActorRef(params)) this.#tell(draft, { type: "stop", params: { id: params.id } });
        return;
      case "xstate.emit":
        this.#tell(draft, { type: "emit", params: (params as { readonly event: unknown }).event });
        return;
      case "xstate.log":
        this.#tell(draft, { type: "log", params: (params as { readonly value: unknown }).value });
        return;
      default:
        this.#tell(draft, params === undefined ? { type } : { type, params });
    }
  }

  #arm(draft: Draft, id: string, event: AnyEvent, delayMs: number): void {
    draft.timers = draft.timers.filter((timer) => timer.id !== id);
    draft.order += 1;
    draft.timers.push({ id, event, dueMs: draft.nowMs + Math.max(0, delayMs), order: draft.order });
  }

  #tell(draft: Draft, effect: Effect): void {
    draft.effects.push(effect);
    const react = this.#model.reactions?.[effect.type];
    if (react === undefined) return;
    const reaction: Reaction | undefined = react(effect.params as never, { context: draft.snapshot.context as never });
    if (reaction === undefined) return;
    const { id, afterMs, event, keepLater } = reaction;
    const waiting = draft.timers.find((timer) => timer.id === id);
    draft.timers = draft.timers.filter((timer) => timer.id !== id);
    if (event === null) return;
    draft.order += 1;
    const dueMs = draft.nowMs + afterMs;
    draft.timers.push({
      id,
      event: event as AnyEvent,
      dueMs: keepLater === true ? Math.max(dueMs, waiting?.dueMs ?? 0) : dueMs,
      order: draft.order,
    });
  }
}

function earliest(timers: readonly Timer[]): Timer | undefined {
  return [...timers].sort((a, b) => a.dueMs - b.dueMs || a.order - b.order)[0];
}

function emptyRecord(): Pick<Draft, "taken" | "outcomes" | "effects" | "visited" | "own"> {
  return { taken: [], outcomes: [], effects: [], visited: new Set(), own: [] };
}

function nameOfTarget(to: AnyActorRef | undefined, self: AnyActorRef): string {
  if (to === undefined) return "nobody";
  return to === (self as unknown as { _parent?: AnyActorRef })._parent ? "parent" : to.id;
}

export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

export function outcomeEvent(child: string, outcome: Outcome): AnyEvent {
  if ("done" in outcome) return { type: `xstate.done.actor.${child}`, output: outcome.done, actorId: child };
  if ("error" in outcome) return { type: `xstate.error.actor.${child}`, error: outcome.error, actorId: child };
  return { type: `xstate.snapshot.${child}`, snapshot: outcome.snapshot };
}

export function nextDueMs(world: World): number | null {
  return world.timers.length === 0 ? null : Math.min(...world.timers.map(({ dueMs }) => dueMs));
}

/** Invoked and spawned actors that have not ended. */
export function liveChildren(world: World): { readonly id: string; readonly src: string }[] {
  return Object.entries(world.snapshot.children as Readonly<Record<string, AnyActorRef | undefined>>)
    .filter(([, ref]) => ref !== undefined && !world.settled.has(ref))
    .map(([id, ref]) => ({ id, src: typeof ref?.src === "string" ? ref.src : "" }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
