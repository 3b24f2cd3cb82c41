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
  readonly #machine: AnyStateMachine;
  readonly #plans: Plans<Operation>;
  readonly #collector: Collector;
  readonly #copy: (context: Context) => Context;

  constructor(machine: AnyStateMachine, copy: (context: Context) => Context = (context) => ({ ...context })) {
    this.#machine = machine;
    this.#plans = new Plans(machine, (action) => operationOf(machine, action));
    this.#collector = new Collector(machine);
    this.#copy = copy;
  }

  /** The event's transitions, then eventless ones and raised events until nothing is left to do. */
  run(from: AnyMachineSnapshot, event: AnyEventObject, scope: AnyActorScope): AnyMachineSnapshot {
    const step = new Step(from, event, scope, this.#collector, this.#copy);
    this.#take(step, this.#enabled(step));
    let hasChanged = true;
    while (step.snapshot.status === "active") {
      // An eventless transition that changed nothing would be taken for ever: it waits for an event.
      let transitions: readonly AnyTransitionDefinition[] = hasChanged ? this.#eventless(step) : none;
      const isEventless: boolean = transitions.length > 0;
      if (!isEventless) {
        if (!step.nextEvent()) break;
        transitions = this.#enabled(step);
      }
      const before = step.snapshot;
      this.#take(step, transitions);
      hasChanged = !isEventless || step.snapshot !== before;
    }
    return step.snapshot;
  }

  #enabled({ snapshot, event }: Step): readonly AnyTransitionDefinition[] {
    return this.#plans.enabled(this.#plans.configuration(snapshot._nodes), snapshot, event);
  }

  #eventless({ snapshot, event }: Step): readonly AnyTransitionDefinition[] {
    const configuration = this.#plans.configuration(snapshot._nodes);
    if (configuration.always.length === 0) return none;
    const { guards } = this.#machine.implementations;
    const holds = ({ guard }: AnyTransitionDefinition): boolean =>
      guard === undefined ||
      (guards[guard as string] as (args: unknown) => boolean)({ context: snapshot.context as Context, event });
    const enabled = configuration.always.map((list) => list.find(holds)).filter((one) => one !== undefined);
    return this.#plans.compatible(configuration, enabled);
  }

  #take(step: Step, transitions: readonly AnyTransitionDefinition[]): void {
    if (transitions.length > 0) {
      const { operations, next, ending } = this.#plans.plan(
        this.#plans.configuration(step.snapshot._nodes),
        transitions,
      );
      step.perform(operations);
      if (ending !== null) step.perform(ending);
      step.arrive(next, ending === null ? "active" : "done");
    }
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

/** An actor's step, while it is under way. */
class Step {
  readonly scope: AnyActorScope;
  event: AnyEventObject;
  snapshot: AnyMachineSnapshot;
  readonly #collector: Collector;
  readonly #copy: (context: Context) => Context;
  readonly #raised: AnyEventObject[] = [];
  #context: Context;
  /** Assigned to since the snapshot. */
  #hasChanged = false;
  /** Made here, and shown to nobody but assignments, which keep nothing: it may be changed. */
  #isOwn = false;
  #args: ActionArgs | null = null;

  constructor(
    snapshot: AnyMachineSnapshot,
    event: AnyEventObject,
    scope: AnyActorScope,
    collector: Collector,
    copy: (context: Context) => Context,
  ) {
    this.snapshot = snapshot;
    this.event = event;
    this.scope = scope;
    this.#collector = collector;
    this.#copy = copy;
    this.#context = snapshot.context as Context;
  }

  /** @returns false when the chart has raised none. */
  nextEvent(): boolean {
    const next = this.#raised.shift();
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
    this.snapshot = snapshotOf(this.snapshot, this.#context, next, next === null ? this.snapshot.status : status);
    this.#hasChanged = false;
    this.#isOwn = false;
  }

  inspected(event: object): void {
    (this.scope.system as unknown as Inspected)._sendInspectionEvent(event);
  }

  #perform(operation: Operation): void {
    const params =
      typeof operation.params === "function"
        ? this.#valueOf(operation.params as Expression, undefined)
        : operation.params;
    switch (operation.kind) {
      case "assign":
        return this.#assign(operation.assignment, params);
      case "effect":
        this.#acted(operation.type, params);
        return void operation.run?.(this.#shownArgs(), params);
      case "raise": {
        const { event, id, delay } = operation;
        const raised = typeof event === "function" ? (this.#valueOf(event, params) as AnyEventObject) : event;
        return this.#raise(raised, id, typeof delay === "function" ? this.#valueOf(delay, params) : delay);
      }
      case "cancel": {
        const sendId =
          typeof operation.sendId === "function" ? this.#valueOf(operation.sendId, params) : operation.sendId;
        this.#acted("xstate.cancel", { sendId });
        const { self, system } = this.scope;
        return this.scope.defer(() => (system as unknown as Delays).scheduler.cancel(self, sendId));
      }
      case "enqueue": {
        const args = { ...this.#shownArgs(), enqueue: this.#collector.enqueue };
        return this.perform(this.#collector.collect(operation.collect, args, params));
      }
      case "unknown":
        return invariant(false, `no chart uses this action: ${operation.type}`);
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
    if (typeof assignment === "function") return assignment(this.#ownArgs(), params) as Context;
    const change: Context = {};
    for (const [name, value] of Object.entries(assignment))
      change[name] = typeof value === "function" ? (value as Expression)(this.#ownArgs(), params) : value;
    return change;
  }

  #raise(event: AnyEventObject, id: string | undefined, delay: unknown): void {
    if (typeof delay !== "number") this.#raised.push(event);
    this.#acted("xstate.raise", { event, id, delay });
    if (typeof delay !== "number") return;
    const { self, system } = this.scope;
    this.scope.defer(() => (system as unknown as Delays).scheduler.schedule(self, self, event, delay, id));
  }

  /** The host's own functions may keep what they are given. */
  #valueOf(expression: Expression, params: unknown): unknown {
    return expression(this.#shownArgs(), params);
  }

  #shownArgs(): ActionArgs {
    this.#isOwn = false;
    return this.#ownArgs();
  }

  #ownArgs(): ActionArgs {
    const { self, system } = this.scope;
    return (this.#args ??= { context: this.#context, event: this.event, self, system });
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
