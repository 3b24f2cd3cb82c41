/**
 * A chart as coverage sees it: a copy of the user's machine whose transitions have names and whose guards say how they came
 * out. The copy is made by XState from the same configuration (`provide`), so the user's machine is never touched.
 */
import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from "xstate";

export interface TransitionInfo {
  /** `<source path>|<event>|<index>`: the ids that traces and drawings use too. */
  readonly id: string;
  /** Path of the state that declares it; empty for the root. */
  readonly source: string;
  readonly event: string;
  readonly index: number;
  readonly targets: readonly string[];
  readonly guarded: boolean;
  /** The conditions inside `and`, `or` and `not`, each by its place; empty for a plain guard. */
  readonly conditions: readonly string[];
  /** For people: the guard as written. */
  readonly guardText: string;
  readonly definition: AnyTransitionDefinition;
}

export interface StateInfo {
  readonly path: string;
  readonly type: AnyStateNode["type"];
  readonly node: AnyStateNode;
}

/** How one guard of one transition came out, in order of evaluation. */
export interface GuardOutcome {
  readonly transition: string;
  /** Empty: the guard as a whole. */
  readonly condition: string;
  readonly value: boolean;
}

export interface Chart {
  readonly machine: AnyStateMachine;
  readonly states: readonly StateInfo[];
  readonly transitions: readonly TransitionInfo[];
  readonly byId: ReadonlyMap<string, TransitionInfo>;
  idOf(definition: AnyTransitionDefinition): string | undefined;
  /** The innermost region of a parallel state that holds a state; empty where there is none. */
  regionOf(path: string): string;
  /** Guards report here until it is emptied. */
  readonly outcomes: GuardOutcome[];
  /** States that are active when the machine starts, before any eventless transition. */
  readonly initial: readonly string[];
}

export type EditNodes = (nodes: readonly AnyStateNode[], machine: AnyStateMachine) => void;

/** Reads a machine. `edit` may change the copy first: that is how mutants are made. */
export function readChart(machine: AnyStateMachine, edit?: EditNodes): Chart {
  const copy = machine.provide({}) as AnyStateMachine;
  const nodes = nodesBelow(copy.root as AnyStateNode);
  // Names come from the chart as it was written, whatever is changed afterwards.
  const ids = new Map<AnyTransitionDefinition, string>();
  for (const node of nodes)
    for (const definition of definitionsOf(node)) ids.set(definition, nameTransition(definition));
  edit?.(nodes, copy);
  const regions = new Map(nodes.map((node) => [pathOf(node), regionOf(node)]));
  const outcomes: GuardOutcome[] = [];
  const transitions: TransitionInfo[] = [];
  for (const node of nodes) {
    for (const definition of definitionsOf(node)) {
      const id = ids.get(definition) ?? nameTransition(definition);
      transitions.push(readTransition(id, definition, copy));
      if (definition.guard !== undefined) watchGuard(id, definition, outcomes);
    }
  }
  return {
    machine: copy,
    states: nodes
      .filter((node) => node.parent !== undefined)
      .map((node) => ({ path: pathOf(node), type: node.type, node })),
    transitions,
    byId: new Map(transitions.map((transition) => [transition.id, transition])),
    idOf: (definition) => ids.get(definition),
    regionOf: (path) => regions.get(path) ?? "",
    outcomes,
    initial: initialPaths(copy.root as AnyStateNode),
  };
}

function regionOf(node: AnyStateNode): string {
  for (let at: AnyStateNode | undefined = node; at?.parent !== undefined; at = at.parent)
    if (at.parent.type === "parallel") return pathOf(at);
  return "";
}

export function pathOf(node: AnyStateNode): string {
  return node.path.join(".");
}

export function nodesBelow(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap((child) => nodesBelow(child as AnyStateNode))];
}

export function definitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
}

/** As machines/transition-id names it; a test holds both together. */
export function nameTransition(definition: AnyTransitionDefinition): string {
  const { source, eventType } = definition;
  const siblings = eventType === "" ? source.always : source.transitions.get(eventType);
  return `${source.path.join(".")}|${eventType}|${Math.max(siblings?.indexOf(definition) ?? 0, 0)}`;
}

function readTransition(id: string, definition: AnyTransitionDefinition, machine: AnyStateMachine): TransitionInfo {
  const { guard, source, eventType, target } = definition;
  const conditions: string[] = [];
  if (guard !== undefined && isComposite(resolveGuard(guard, machine)))
    collectConditions(guard, machine, "", conditions);
  return {
    id,
    source: pathOf(source as AnyStateNode),
    event: eventType,
    index: Number(id.slice(id.lastIndexOf("|") + 1)),
    targets: (target ?? []).map((node) => pathOf(node as AnyStateNode)),
    guarded: guard !== undefined,
    conditions,
    guardText: guard === undefined ? "" : guardText(guard, machine),
    definition,
  };
}

function initialPaths(node: AnyStateNode): string[] {
  if (node.type === "compound") {
    const first = node.initial.target?.[0] as AnyStateNode | undefined;
    return first === undefined ? [] : [pathOf(first), ...initialPaths(first)];
  }
  if (node.type === "parallel") {
    return Object.values(node.states).flatMap((child) => [
      pathOf(child as AnyStateNode),
      ...initialPaths(child as AnyStateNode),
    ]);
  }
  return [];
}

/** Paths of every active state of a value, leaves and those around them. */
export function activePaths(value: unknown, above = ""): string[] {
  if (typeof value === "string") return [join(above, value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    join(above, name),
    ...activePaths(inner, join(above, name)),
  ]);
}

/** Paths of the innermost active states: `["leading.tree.ready", "leading.commit.idle"]`. */
export function leafPaths(value: unknown, above = ""): string[] {
  if (typeof value === "string") return [join(above, value)];
  const inner = Object.entries((value ?? {}) as object);
  if (inner.length === 0) return above === "" ? [] : [above];
  return inner.flatMap(([name, below]) => leafPaths(below, join(above, name)));
}

function join(above: string, name: string): string {
  return above === "" ? name : `${above}.${name}`;
}

// ------------------------------------------------------------------------------------------------------------- guards

/** What XState accepts as a guard: a name, a name with parameters, a function, or one that combines others. */
type Check = (snapshot: AnyMachineSnapshot, args: GuardArgs, self: unknown) => boolean;
interface GuardArgs {
  readonly context: unknown;
  readonly event: unknown;
}
type GuardFunction = ((args: GuardArgs, params: unknown) => boolean) & {
  readonly check?: Check;
  readonly guards?: readonly unknown[];
  readonly stateValue?: unknown;
};

function guardName(guard: unknown): string {
  if (typeof guard === "string") return guard;
  if (typeof guard === "object" && guard !== null && "type" in guard) return String(guard.type);
  return "";
}

function resolveGuard(guard: unknown, machine: AnyStateMachine): GuardFunction | undefined {
  if (typeof guard === "function") return guard as GuardFunction;
  const found: unknown = (machine.implementations.guards as Readonly<Record<string, unknown>>)[guardName(guard)];
  return found === undefined || typeof found === "function"
    ? (found as GuardFunction | undefined)
    : resolveGuard(found, machine);
}

function isComposite(
  guard: GuardFunction | undefined,
): guard is GuardFunction & { readonly guards: readonly unknown[] } {
  return guard?.check !== undefined && Array.isArray(guard.guards);
}

function collectConditions(guard: unknown, machine: AnyStateMachine, place: string, into: string[]): void {
  const resolved = resolveGuard(guard, machine);
  if (!isComposite(resolved)) {
    into.push(`${place}${guardText(guard, machine)}`);
    return;
  }
  resolved.guards.forEach((inner, at) => collectConditions(inner, machine, `${place}${resolved.name}.${at}.`, into));
}

function guardText(guard: unknown, machine: AnyStateMachine): string {
  const name = guardName(guard);
  if (name !== "") return name;
  const resolved = resolveGuard(guard, machine);
  if (isComposite(resolved))
    return `${resolved.name}(${resolved.guards.map((inner) => guardText(inner, machine)).join(", ")})`;
  if (resolved?.stateValue !== undefined) return `stateIn(${JSON.stringify(resolved.stateValue)})`;
  return resolved?.name === undefined || resolved.name === "" || resolved.name === "guard"
    ? "inline guard"
    : resolved.name;
}

/** Puts a guard in the place of a transition's own that answers the same and keeps a record. */
function watchGuard(id: string, definition: AnyTransitionDefinition, outcomes: GuardOutcome[]): void {
  const original: unknown = definition.guard;
  const watched = (): boolean => false;
  watched.check = (snapshot: AnyMachineSnapshot, args: GuardArgs): boolean => {
    const note = (condition: string, value: boolean): void => void outcomes.push({ transition: id, condition, value });
    const value = evaluate(original, snapshot, args, "", note);
    note("", value);
    return value;
  };
  // XState calls `check` of a guard that has one, with the whole snapshot.
  (definition as { guard: unknown }).guard = watched;
}

/** Evaluates as XState does, telling `note` how each condition inside a combined guard came out. */
export function evaluate(
  guard: unknown,
  snapshot: AnyMachineSnapshot,
  args: GuardArgs,
  place: string,
  note: (condition: string, value: boolean) => void,
): boolean {
  const machine = snapshot.machine as unknown as AnyStateMachine;
  const resolved = resolveGuard(guard, machine);
  if (resolved === undefined) throw new Error(`guard '${guardName(guard)}' is not implemented`);
  if (isComposite(resolved)) {
    const inner = (at: number): boolean =>
      evaluate(resolved.guards[at], snapshot, args, `${place}${resolved.name}.${at}.`, note);
    const places = resolved.guards.map((_, at) => at);
    if (resolved.name === "and") return places.every(inner);
    if (resolved.name === "or") return places.some(inner);
    if (resolved.name === "not") return !inner(0);
  }
  const params = paramsOf(guard, args);
  const value = Boolean(
    resolved.check === undefined ? resolved(args, params) : resolved.check(snapshot, args, resolved),
  );
  if (place !== "") note(`${place}${guardText(guard, machine)}`, value);
  return value;
}

function paramsOf(guard: unknown, args: GuardArgs): unknown {
  if (typeof guard !== "object" || guard === null || !("params" in guard)) return undefined;
  return typeof guard.params === "function" ? (guard.params as (args: GuardArgs) => unknown)(args) : guard.params;
}
