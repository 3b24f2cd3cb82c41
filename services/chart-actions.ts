/** A chart's actions, each made once into what a step has to do for it (chart-step.ts). */
import type { AnyEventObject, AnyStateMachine } from "xstate";

export type Context = Record<string, unknown>;

export interface ActionArgs {
  readonly context: Context;
  readonly event: AnyEventObject;
  readonly self: unknown;
  readonly system: unknown;
}

export type Expression = (args: ActionArgs, params: unknown) => unknown;

/** An action as a chart names it. */
type NamedAction = string | { readonly type: string; readonly params?: unknown };

/** What `assign`, `raise`, `cancel` and `enqueueActions` make: a function that says what it is for. */
interface BuiltIn extends Expression {
  readonly type: string;
  readonly resolve: unknown;
  readonly assignment?: Assignment;
  readonly event?: AnyEventObject | Expression;
  readonly id?: string;
  readonly delay?: number | string | Expression;
  readonly sendId?: string | Expression;
  readonly collect?: Collect;
}

type Action = NamedAction | Expression | BuiltIn;

export type Assignment = Expression | Readonly<Record<string, unknown>>;

export type Collect = (args: CollectArgs, params: unknown) => void;

/** What a chart's `enqueueActions` is given, as far as charts use it. */
export interface CollectArgs extends ActionArgs {
  readonly enqueue: unknown;
}

/**
 * - `assign`: `value` is the assignment.
 * - `raise`: `value` is the event, or a function that makes it.
 * - `cancel`: `value` is the name of a delay, or a function that gives it.
 * - `enqueue`: `value` lists operations.
 * - `effect`: `value` is what the host does; nothing when there is no host.
 * - `unknown`: of a kind that no chart of ours uses.
 */
export type OperationKind = "assign" | "raise" | "cancel" | "enqueue" | "effect" | "unknown";

/** Of one shape, whatever its kind: steps read them by the thousand. */
export class Operation {
  readonly kind: OperationKind;
  readonly type: string;
  readonly value: unknown;
  /** What the chart gives the action, perhaps worked out anew each time. */
  readonly params: unknown;
  /** Of an event that is raised. */
  readonly id: string | undefined;
  readonly delay: number | Expression | undefined;

  constructor(
    kind: OperationKind,
    type: string,
    value: unknown,
    params?: unknown,
    id?: string,
    delay?: number | Expression,
  ) {
    this.kind = kind;
    this.type = type;
    this.value = value;
    this.params = params;
    this.id = id;
    this.delay = delay;
  }
}

export function operationOf(machine: AnyStateMachine, given: unknown): Operation {
  const action = given as Action;
  const isNamed = typeof action !== "function";
  const run = isNamed ? implementationOf(machine, action) : action;
  const params = typeof action === "object" ? action.params : undefined;
  if (!isBuiltIn(run)) return new Operation("effect", nameOf(action), run, params);
  const { type, assignment, event, id, delay, sendId, collect } = run;
  if (assignment !== undefined) return new Operation("assign", type, assignment, params);
  if (type === "xstate.cancel") return new Operation("cancel", type, sendId, params);
  if (type === "xstate.enqueueActions" && collect !== undefined) return new Operation("enqueue", type, collect, params);
  if (type !== "xstate.raise" || event === undefined) return new Operation("unknown", type, undefined, params);
  return new Operation("raise", type, event, params, id, delayOf(machine, delay));
}

function isBuiltIn(run: Expression | BuiltIn | undefined): run is BuiltIn {
  return run !== undefined && "resolve" in run;
}

function implementationOf(machine: AnyStateMachine, action: NamedAction): Expression | BuiltIn | undefined {
  const name = typeof action === "string" ? action : action.type;
  return machine.implementations.actions[name] as Expression | BuiltIn | undefined;
}

function delayOf(
  machine: AnyStateMachine,
  delay: number | string | Expression | undefined,
): number | Expression | undefined {
  return typeof delay === "string" ? (machine.implementations.delays[delay] as number | Expression | undefined) : delay;
}

function nameOf(action: Action): string {
  if (typeof action === "string") return action;
  return typeof action === "object" ? action.type : action.name || "(anonymous)";
}

/** What a chart's `enqueueActions` calls: it lists operations, which are done when it has returned. */
export interface Enqueue {
  (action: NamedAction | Expression): void;
  assign(assignment: Assignment): void;
  raise(event: AnyEventObject | Expression, options?: { readonly id?: string; readonly delay?: number | string }): void;
  cancel(sendId: string | Expression): void;
}

/** One for all actors of a machine: what it is told goes to the list that was begun last. */
export class Collector {
  readonly enqueue: Enqueue;
  #list: Operation[] = [];

  constructor(machine: AnyStateMachine) {
    const enqueue = (action: unknown): void => void this.#list.push(operationOf(machine, action));
    this.enqueue = Object.assign(enqueue, {
      assign: (assignment: Assignment) => void this.#list.push(new Operation("assign", "xstate.assign", assignment)),
      raise: (
        event: AnyEventObject | Expression,
        options?: { readonly id?: string; readonly delay?: number | string },
      ) => {
        const delay = delayOf(machine, options?.delay);
        this.#list.push(new Operation("raise", "xstate.raise", event, undefined, options?.id, delay));
      },
      cancel: (sendId: string | Expression) => void this.#list.push(new Operation("cancel", "xstate.cancel", sendId)),
      ...Object.fromEntries(
        unused.map((name) => [name, () => void this.#list.push(new Operation("unknown", `xstate.${name}`, undefined))]),
      ),
    });
  }

  /** What `collect` asks for. */
  collect(collect: Collect, args: CollectArgs, params: unknown): readonly Operation[] {
    const outer = this.#list;
    const list: Operation[] = [];
    this.#list = list;
    try {
      collect(args, params);
    } finally {
      this.#list = outer;
    }
    return list;
  }
}

const unused = ["sendTo", "sendParent", "spawnChild", "stopChild", "emit"] as const;
