/**
 * One step of a chart: XState's own, but for what depends on the chart alone, which is worked out once and not at each step:
 * which transitions an event may enable (chart-select.ts), what a transition leaves and enters (chart-plan.ts), what its actions are
 * (chart-actions.ts). XState's actors, mailboxes, delays and inspection are used as they are. A leader and its followers step several
 * times a tick in each ensemble, and a node may hold many.
 *
 * A chart that uses more than is known here keeps XState's steps. test/services/core/chart-step.test.ts holds both to
 * the same snapshots, actions and inspection events.
 */
import type {
  AnyActorRef,
  AnyActorScope,
  AnyEventObject,
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyTransitionDefinition,
} from "xstate";
import { invariant } from "#machines/protocol/errors";
import {
  Collector,
  operationOf,
  type ActionArgs,
  type Assignment,
  type Collect,
  type Context,
  type Expression,
  type Operation,
} from "./chart-actions.ts";
import { isPlannable, Plans, type Configuration } from "./chart-plan.ts";

/** What the tracer listens to. */
interface Inspected {
  _sendInspectionEvent(event: object): void;
}

/** XState's delays. */
interface Delays {
  readonly scheduler: {
    schedule(from: unknown, to: unknown, event: AnyEventObject, delayMs: number, id: string | undefined): void;
    cancel(from: unknown, id: unknown): void;
  };
}

/** How many listen to a system that counts them. */
const listeners = Symbol("listeners");

type Counted = AnyActorRef["system"] & { [listeners]?: number };

/** From now on steps of the actors of this system make inspection events only while somebody listens. */
export function countListeners(given: AnyActorRef["system"]): void {
  const system = given as Counted;
  const inspect = system.inspect.bind(system);
  system[listeners] = 0;
  system.inspect = (observer) => {
    const { unsubscribe } = inspect(observer);
    let isOn = true;
    system[listeners] = (system[listeners] ?? 0) + 1;
    return {
      unsubscribe: () => {
        if (isOn) system[listeners] = (system[listeners] ?? 0) - 1;
        isOn = false;
        unsubscribe();
      },
    };
  };
}

function isWatched(system: AnyActorRef["system"]): boolean {
  return (system as Counted)[listeners] !== 0;
}

/** How a machine's context is copied. A spread of something large takes several times as long as naming each field. */
export type Copy = (context: never) => object;

/** Makes the steps of this machine's actors quick, or leaves them as they are. @returns the same machine. */
export function quicken<Machine extends AnyStateMachine>(machine: Machine, copy?: Copy): Machine {
  if (!isPlannable(machine)) return machine;
  const steps = new Steps(machine, copy as ((context: Context) => Context) | undefined);
  const slow = machine.transition.bind(machine);
  const quick = (snapshot: AnyMachineSnapshot, event: AnyEventObject, scope: AnyActorScope): AnyMachineSnapshot =>
    isOrdinary(event.type) ? steps.run(snapshot, event, scope) : (slow(snapshot, event, scope) as AnyMachineSnapshot);
  return Object.assign(machine, { transition: quick });
}

/** XState's own events, of starts, ends and failures, are its own affair; delays are like any event. */
function isOrdinary(type: string): boolean {
  return !type.startsWith("xstate.") || type.startsWith("xstate.after.");
}

class Steps {
  readonly #plans: Plans<Operation>;
  readonly #collector: Collector;
  readonly #copy: (context: Context) => Context;

  constructor(machine: AnyStateMachine, copy: (context: Context) => Context = (context) => ({ ...context })) {
    this.#plans = new Plans(machine, (action) => operationOf(machine, action));
    this.#collector = new Collector(machine);
    this.#copy = copy;
  }

  /** The event's transitions, then eventless ones and raised events until nothing is left to do. */
  run(from: AnyMachineSnapshot, event: AnyEventObject, scope: AnyActorScope): AnyMachineSnapshot {
    const plans = this.#plans;
    const step = new Step(from, plans.configuration(from._nodes), event, scope, this.#collector, this.#copy);
    this.#take(step, plans.enabled(step.at, step.snapshot, step.args()));
    let hasChanged = true;
    while (step.snapshot.status === "active") {
      // An eventless transition that changed nothing would be taken for ever: it waits for an event.
      let transitions: readonly AnyTransitionDefinition[] = hasChanged ? plans.eventless(step.at, step.args()) : none;
      const isEventless: boolean = transitions.length > 0;
      if (!isEventless) {
        if (!step.nextEvent()) break;
        transitions = plans.enabled(step.at, step.snapshot, step.args());
      }
      const before = step.snapshot;
      this.#take(step, transitions);
      hasChanged = !isEventless || step.snapshot !== before;
    }
    return step.snapshot;
  }

  #take(step: Step, transitions: readonly AnyTransitionDefinition[]): void {
    if (transitions.length > 0) {
      const { operations, next, ending } = this.#plans.plan(step.at, transitions);
      step.perform(operations);
      if (ending !== null) step.perform(ending);
      step.arrive(next, ending === null ? "active" : "done");
    }
    if (step.isWatched)
      step.inspected({
        type: "@xstate.microstep",
        actorRef: step.scope.self,
        event: step.event,
        snapshot: step.snapshot,
        _transitions: transitions,
      });
  }
}

const none: readonly AnyTransitionDefinition[] = [];

/** What is to become of delays once the step is over: one that is set, or the name of one that is ended. */
type DelayChange =
  | { readonly event: AnyEventObject; readonly delayMs: number; readonly id: string | undefined }
  | { readonly event: null; readonly id: unknown };

/** An actor's step, while it is under way. */
class Step {
  readonly scope: AnyActorScope;
  /** Whether anybody listens to what it does. */
  readonly isWatched: boolean;
  event: AnyEventObject;
  snapshot: AnyMachineSnapshot;
  /** The states that the snapshot is in. */
  at: Configuration<Operation>;
  readonly #collector: Collector;
  readonly #copy: (context: Context) => Context;
  #raised: AnyEventObject[] | null = null;
  #delays: DelayChange[] | null = null;
  #context: Context;
  /** Assigned to since the snapshot. */
  #hasChanged = false;
  /** Made here, and shown to nobody but assignments, which keep nothing: it may be changed. */
  #isOwn = false;
  #args: ActionArgs | null = null;

  constructor(
    snapshot: AnyMachineSnapshot,
    at: Configuration<Operation>,
    event: AnyEventObject,
    scope: AnyActorScope,
    collector: Collector,
    copy: (context: Context) => Context,
  ) {
    this.snapshot = snapshot;
    this.at = at;
    this.event = event;
    this.scope = scope;
    this.isWatched = isWatched(scope.system);
    this.#collector = collector;
    this.#copy = copy;
    this.#context = snapshot.context as Context;
  }

  /** What guards, assignments and effects are given. */
  args(): ActionArgs {
    const { self, system } = this.scope;
    return (this.#args ??= { context: this.#context, event: this.event, self, system });
  }

  /** @returns false when the chart has raised none. */
  nextEvent(): boolean {
    const next = this.#raised?.shift();
    if (next === undefined) return false;
    this.event = next;
    this.#args = null;
    return true;
  }

  perform(operations: readonly Operation[]): void {
    for (const operation of operations) this.#perform(operation);
  }

  /** The end of a microstep. */
  arrive(next: Configuration<Operation> | null, status: "active" | "done"): void {
    if (next === null && !this.#hasChanged) return;
    const { snapshot } = this;
    if (next !== null) this.at = next;
    this.snapshot = snapshotOf(snapshot, this.#context, next, next === null ? snapshot.status : status);
    this.#hasChanged = false;
    this.#isOwn = false;
  }

  inspected(event: object): void {
    (this.scope.system as unknown as Inspected)._sendInspectionEvent(event);
  }

  #perform({ kind, type, value, params: given, id, delay }: Operation): void {
    const params = typeof given === "function" ? this.#valueOf(given, undefined) : given;
    switch (kind) {
      case "assign":
        return this.#assign(value as Assignment, params);
      case "effect":
        if (this.isWatched) this.#acted(type, params);
        return void (value as Expression | undefined)?.(this.#shownArgs(), params);
      case "raise": {
        const event = (typeof value === "function" ? this.#valueOf(value, params) : value) as AnyEventObject;
        return this.#raise(event, id, typeof delay === "function" ? this.#valueOf(delay, params) : delay);
      }
      case "cancel": {
        const sendId = typeof value === "function" ? this.#valueOf(value, params) : value;
        if (this.isWatched) this.#acted(type, { sendId });
        return this.#later({ event: null, id: sendId });
      }
      case "enqueue": {
        const args = { ...this.#shownArgs(), enqueue: this.#collector.enqueue };
        return this.perform(this.#collector.collect(value as Collect, args, params));
      }
      case "unknown":
        return invariant(false, `no chart uses this action: ${type}`);
    }
  }

  /** No spawning here: charts have no children. */
  #assign(assignment: Assignment, params: unknown): void {
    const change = this.#changeOf(assignment, params);
    if (!this.#isOwn) {
      this.#context = this.#copy(this.#context);
      this.#isOwn = true;
      this.#args = null;
    }
    for (const key of Object.keys(change)) this.#context[key] = change[key];
    this.#hasChanged = true;
  }

  #changeOf(assignment: Assignment, params: unknown): Context {
    if (typeof assignment === "function") return assignment(this.args(), params) as Context;
    const change: Context = {};
    for (const [name, value] of Object.entries(assignment))
      change[name] = typeof value === "function" ? (value as Expression)(this.args(), params) : value;
    return change;
  }

  #raise(event: AnyEventObject, id: string | undefined, delay: unknown): void {
    if (typeof delay !== "number") (this.#raised ??= []).push(event);
    if (this.isWatched) this.#acted("xstate.raise", { event, id, delay });
    if (typeof delay === "number") this.#later({ event, delayMs: delay, id });
  }

  /** Once the actor shows the new snapshot, as XState does. */
  #later(change: DelayChange): void {
    if (this.#delays !== null) return void this.#delays.push(change);
    const delays = [change];
    this.#delays = delays;
    const { self, system } = this.scope;
    return this.scope.defer(() => {
      const { scheduler } = system as unknown as Delays;
      for (const one of delays)
        if (one.event === null) scheduler.cancel(self, one.id);
        else scheduler.schedule(self, self, one.event, one.delayMs, one.id);
    });
  }

  #valueOf(expression: unknown, params: unknown): unknown {
    return (expression as Expression)(this.#shownArgs(), params);
  }

  /** The host's own functions may keep what they are given. */
  #shownArgs(): ActionArgs {
    this.#isOwn = false;
    return this.args();
  }

  #acted(type: string, params: unknown): void {
    this.inspected({ type: "@xstate.action", actorRef: this.scope.self, action: { type, params } });
  }
}

/** Field by field: a spread of something this large takes several times as long. */
function snapshotOf(
  snapshot: AnyMachineSnapshot,
  context: Context,
  at: Configuration<Operation> | null,
  status: AnyMachineSnapshot["status"],
): AnyMachineSnapshot {
  const { output, error, machine, children, historyValue } = snapshot;
  const { matches, hasTag, can, getMeta, toJSON } = snapshot;
  const { nodes: _nodes, value, tags } = at ?? { nodes: snapshot._nodes, value: snapshot.value, tags: snapshot.tags };
  const next = {
    status,
    output,
    error,
    machine,
    context,
    _nodes,
    value,
    tags,
    children,
    historyValue,
    matches,
    hasTag,
    can,
    getMeta,
    toJSON,
  };
  return next as AnyMachineSnapshot;
}
