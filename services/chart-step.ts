/**
 * One step of a chart: XState's own, but for what depends on the chart alone, which is worked out once and not at each step
 * (chart-plan.ts). XState finds the transitions, as ever, and its actors, actions and inspection are used as they are; a
 * step then takes a third of the time. A leader and its followers step several times a tick in each ensemble, and a node may
 * hold many.
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
import { isPlannable, Plans, type Configuration } from "./chart-plan.ts";

type Context = Record<string, unknown>;

interface ActionArgs {
  readonly context: Context;
  readonly event: AnyEventObject;
  readonly self: unknown;
  readonly system: unknown;
}

type Expression = (args: ActionArgs, params: unknown) => unknown;

/** An action as a chart names it. */
type NamedAction = string | { readonly type: string; readonly params?: unknown };

/** What `assign`, `raise`, `cancel` and `enqueueActions` make: a function that XState asks what it amounts to. */
interface BuiltIn extends Expression {
  readonly type: string;
  readonly assignment?: Expression | Readonly<Record<string, unknown>>;
  resolve(
    scope: AnyActorScope,
    snapshot: AnyMachineSnapshot,
    args: ActionArgs,
    params: unknown,
    action: BuiltIn,
    extra: { readonly internalQueue: AnyEventObject[]; readonly deferredActorIds: undefined },
  ): [AnyMachineSnapshot, unknown, readonly Action[] | undefined];
  execute?(scope: AnyActorScope, params: unknown): void;
}

/** What the tracer listens to. */
interface Inspected {
  _sendInspectionEvent(event: object): void;
}

type Action = NamedAction | Expression | BuiltIn;

/** Beside `xstate.assign`. Charts have no children, and send to no other actor. */
const known: ReadonlySet<string> = new Set(["xstate.raise", "xstate.cancel", "xstate.enqueueActions"]);

/** Makes the steps of this machine's actors quick, or leaves them as they are. @returns the same machine. */
export function quicken<Machine extends AnyStateMachine>(machine: Machine): Machine {
  if (!isPlannable(machine)) return machine;
  const steps = new Steps(machine);
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
  readonly #plans: Plans;

  constructor(machine: AnyStateMachine) {
    this.#machine = machine;
    this.#plans = new Plans(machine);
  }

  /** The event's transitions, then eventless ones and raised events until nothing is left to do. */
  run(from: AnyMachineSnapshot, given: AnyEventObject, scope: AnyActorScope): AnyMachineSnapshot {
    const raised: AnyEventObject[] = [];
    let event = given;
    let snapshot = this.#take(from, this.#machine.getTransitionData(from, event), event, scope, raised);
    let hasChanged = true;
    while (snapshot.status === "active") {
      // An eventless transition that changed nothing would be taken for ever: it waits for an event.
      let transitions: readonly AnyTransitionDefinition[] = hasChanged ? this.#eventless(snapshot, event) : [];
      const isEventless = transitions.length > 0;
      if (!isEventless) {
        const next = raised.shift();
        if (next === undefined) break;
        event = next;
        transitions = this.#machine.getTransitionData(snapshot, event);
      }
      const before = snapshot;
      snapshot = this.#take(before, transitions, event, scope, raised);
      hasChanged = !isEventless || snapshot !== before;
    }
    return snapshot;
  }

  #eventless(snapshot: AnyMachineSnapshot, event: AnyEventObject): readonly AnyTransitionDefinition[] {
    const { guards } = this.#machine.implementations;
    const configuration = this.#plans.configuration(snapshot._nodes);
    const holds = ({ guard }: AnyTransitionDefinition): boolean =>
      guard === undefined ||
      (guards[guard as string] as (args: unknown) => boolean)({ context: snapshot.context as Context, event });
    const enabled = configuration.always.map((list) => list.find(holds)).filter((one) => one !== undefined);
    return this.#plans.compatible(configuration, enabled);
  }

  #take(
    from: AnyMachineSnapshot,
    transitions: readonly AnyTransitionDefinition[],
    event: AnyEventObject,
    scope: AnyActorScope,
    raised: AnyEventObject[],
  ): AnyMachineSnapshot {
    let snapshot = from;
    if (transitions.length > 0) {
      const { actions, next, ending } = this.#plans.plan(this.#plans.configuration(from._nodes), transitions);
      for (const list of actions) snapshot = this.#perform(snapshot, list as readonly Action[], event, scope, raised);
      for (const list of ending ?? [])
        snapshot = this.#perform(snapshot, list as readonly Action[], event, scope, raised);
      if (next !== null) snapshot = withNodes(snapshot, next, ending === null ? "active" : "done");
    }
    (scope.system as unknown as Inspected)._sendInspectionEvent({
      type: "@xstate.microstep",
      actorRef: scope.self,
      event,
      snapshot,
      _transitions: transitions,
    });
    return snapshot;
  }

  #perform(
    from: AnyMachineSnapshot,
    actions: readonly Action[],
    event: AnyEventObject,
    scope: AnyActorScope,
    raised: AnyEventObject[],
  ): AnyMachineSnapshot {
    let snapshot = from;
    for (const action of actions) {
      const context = snapshot.context as Context;
      const args: ActionArgs = { context, event, self: scope.self, system: scope.system };
      const exec = typeof action === "function" ? action : this.#implementation(action);
      const params = typeof action === "object" ? paramsOf(action, context, event) : undefined;
      if (!isBuiltIn(exec)) {
        scope.actionExecutor({ type: nameOf(action), info: args, params, exec } as never);
      } else if (exec.assignment !== undefined) {
        snapshot = withContext(snapshot, { ...context, ...changeOf(exec.assignment, args, params) });
      } else {
        invariant(known.has(exec.type), `no chart uses this action: ${exec.type}`);
        const extra = { internalQueue: raised, deferredActorIds: undefined };
        const [resolved, told, more] = exec.resolve(scope, snapshot, args, params, exec, extra);
        snapshot = resolved;
        const execute = exec.execute?.bind(null, scope, told);
        if (execute !== undefined)
          scope.actionExecutor({ type: exec.type, info: args, params: told, exec: execute } as never);
        if (more !== undefined) snapshot = this.#perform(snapshot, more, event, scope, raised);
      }
    }
    return snapshot;
  }

  #implementation(action: NamedAction): Expression | BuiltIn | undefined {
    const name = typeof action === "string" ? action : action.type;
    return this.#machine.implementations.actions[name] as Expression | BuiltIn | undefined;
  }
}

function isBuiltIn(exec: Expression | BuiltIn | undefined): exec is BuiltIn {
  return exec !== undefined && "resolve" in exec;
}

function nameOf(action: Action): string {
  if (typeof action === "string") return action;
  return typeof action === "object" ? action.type : action.name || "(anonymous)";
}

function paramsOf(action: { readonly params?: unknown }, context: Context, event: AnyEventObject): unknown {
  const { params } = action;
  return typeof params === "function" ? (params as Expression)({ context, event } as ActionArgs, undefined) : params;
}

/** No spawning here: charts have no children. */
function changeOf(
  assignment: Expression | Readonly<Record<string, unknown>>,
  args: ActionArgs,
  params: unknown,
): Context {
  if (typeof assignment === "function") return assignment(args, params) as Context;
  const change: Context = {};
  for (const [name, value] of Object.entries(assignment))
    change[name] = typeof value === "function" ? (value as Expression)(args, params) : value;
  return change;
}

/** Field by field: a spread of something this large takes several times as long. */
function withContext(snapshot: AnyMachineSnapshot, context: Context): AnyMachineSnapshot {
  const { status, output, error, machine, _nodes, value, tags, children, historyValue } = snapshot;
  const { matches, hasTag, can, getMeta, toJSON } = snapshot;
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

function withNodes(
  snapshot: AnyMachineSnapshot,
  { nodes, value, tags }: Configuration,
  status: "active" | "done",
): AnyMachineSnapshot {
  const next = withContext(snapshot, snapshot.context as Context);
  return Object.assign(next, { status, _nodes: nodes, value, tags });
}
