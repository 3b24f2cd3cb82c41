/** Mutants: charts with one fault each. A suite that lets a mutant live would let that fault live. */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from "xstate";
import { definitionsOf, nameTransition, nodesBelow, pathOf, type EditNodes } from "./chart.ts";
import { whyNeverMet, whyNotMissed } from "./equivalent.ts";
import { item } from "./items.ts";

export const operators = [
  "transition deleted",
  "transition redirected",
  "transition added",
  "guard always true",
  "guard always false",
  "guard negated",
  "action dropped",
  "delay doubled",
] as const;
export type Operator = (typeof operators)[number];

export interface Mutant {
  readonly operator: Operator;
  /** What is wrong with it, in words. */
  readonly text: string;
  readonly edit: EditNodes;
  /** Items of which a test must cover one to meet the fault at all; a trailing `*` stands for any rest. */
  readonly touches: readonly string[];
  /** Why it does what the right chart does, by proof from the chart alone; empty where that is not proved. */
  readonly equivalent: string;
}

interface ActionLike {
  readonly type?: string;
  readonly delay?: unknown;
  readonly event?: { readonly type?: string };
}

/** Every mutant of a machine, in a fixed order. `events`: what can be sent, for added transitions. */
export function mutantsOf(machine: AnyStateMachine, events: readonly string[]): Mutant[] {
  const nodes = nodesBelow(machine.root as AnyStateNode);
  return nodes.flatMap((node) => [
    ...definitionsOf(node).flatMap((definition) => transitionMutants(definition)),
    ...stateMutants(node),
    ...addedTransitions(node, events),
  ]);
}

// -------------------------------------------------------------------------------------------------------- transitions

function transitionMutants(definition: AnyTransitionDefinition): Mutant[] {
  const id = nameTransition(definition);
  const taken = [item.transition(id)];
  const mutants: Mutant[] = [
    {
      operator: "transition deleted",
      text: `${id} is missing`,
      touches: taken,
      equivalent: whyNotMissed(definition),
      edit: onTransition(id, (found) => remove(found)),
    },
  ];
  const [target] = definition.target ?? [];
  if (target !== undefined) {
    for (const other of siblingsOf(target as AnyStateNode)) {
      mutants.push({
        operator: "transition redirected",
        text: `${id} leads to "${pathOf(other)}" instead of "${pathOf(target as AnyStateNode)}"`,
        touches: taken,
        equivalent: "",
        edit: onTransition(id, (found, nodes) => void set(found, { target: [nodeAt(nodes, pathOf(other))] })),
      });
    }
  }
  if (definition.guard !== undefined) mutants.push(...guardMutants(id));
  for (const [at, action] of definition.actions.entries()) {
    mutants.push({
      operator: "action dropped",
      text: `${id} does without ${actionName(action)}`,
      touches: taken,
      equivalent: "",
      edit: onTransition(id, (found) => void set(found, { actions: found.actions.filter((_, other) => other !== at) })),
    });
  }
  return mutants;
}

function guardMutants(id: string): Mutant[] {
  const touches = [item.guard(id, "", true), item.guard(id, "", false)];
  const replace = (operator: Operator, text: string, guard: (original: unknown) => unknown): Mutant => ({
    operator,
    text: `the guard of ${id} ${text}`,
    touches,
    equivalent: "",
    edit: onTransition(id, (found) => void set(found, { guard: guard(found.guard) })),
  });
  return [
    replace("guard always true", "always holds", () => () => true),
    replace("guard always false", "never holds", () => () => false),
    replace("guard negated", "is negated", (original) => negated(original)),
  ];
}

/** As XState's own `not`, which is known by its `check` and `guards`. */
function negated(guard: unknown): unknown {
  function not(): boolean {
    return false;
  }
  not.check = () => false;
  not.guards = [guard];
  return not;
}

function siblingsOf(target: AnyStateNode): AnyStateNode[] {
  const { parent } = target;
  if (parent === undefined || parent.type === "parallel") return [];
  return Object.values(parent.states as Readonly<Record<string, AnyStateNode>>).filter(
    (other) => other !== target && other.type !== "history",
  );
}

// ------------------------------------------------------------------------------------------------------------- states

function stateMutants(node: AnyStateNode): Mutant[] {
  const path = pathOf(node);
  const mutants: Mutant[] = [];
  const touches = path === "" ? ["*"] : [item.state(path)];
  for (const kind of ["entry", "exit"] as const) {
    for (const [at, action] of node[kind].entries()) {
      if (isDelay(action)) {
        if (kind === "entry") mutants.push(doubled(path, at, action as ActionLike, touches));
        continue;
      }
      mutants.push({
        operator: "action dropped",
        text: `"${path}" is ${kind === "entry" ? "entered" : "left"} without ${actionName(action)}`,
        touches,
        equivalent: "",
        edit: (nodes) => {
          const found = nodeAt(nodes, path);
          found[kind] = found[kind].filter((_, other) => other !== at);
        },
      });
    }
  }
  return mutants;
}

/** What XState adds to entry and exit for `after`. */
function isDelay(action: unknown): boolean {
  const { type } = action as ActionLike;
  return type === "xstate.cancel" || (type === "xstate.raise" && (action as ActionLike).delay !== undefined);
}

function doubled(path: string, at: number, action: ActionLike, touches: readonly string[]): Mutant {
  const delay = action.delay;
  return {
    operator: "delay doubled",
    text: `${action.event?.type ?? "a delay"} comes in twice the time`,
    touches,
    equivalent: "",
    edit: (nodes, machine) => {
      const found = nodeAt(nodes, path);
      const own =
        typeof delay === "string" ? (machine.implementations.delays as Record<string, unknown>)[delay] : delay;
      const twice = (...args: readonly unknown[]): unknown =>
        2 * Number(typeof own === "function" ? (own as (...all: readonly unknown[]) => unknown)(...args) : own);
      const copy = Object.assign((): void => undefined, action, { delay: twice });
      found.entry = found.entry.map((one, other) => (other === at ? (copy as never) : one));
    },
  };
}

/** One for each event that an innermost state has no transition for, its own or one around it. */
function addedTransitions(node: AnyStateNode, events: readonly string[]): Mutant[] {
  if (node.type !== "atomic" || node.parent === undefined) return [];
  const path = pathOf(node);
  const above: AnyStateNode[] = [];
  for (let at: AnyStateNode | undefined = node; at !== undefined; at = at.parent) above.push(at);
  const declared = above.flatMap((state) => [...state.transitions.keys()]);
  const top = above.at(-2) as AnyStateNode;
  const targets = Object.values(
    (node.machine.root as AnyStateNode).states as Readonly<Record<string, AnyStateNode>>,
  ).filter((other) => other !== top && other.type !== "history");
  if (targets.length === 0) return [];
  return events
    .filter((event) => !declared.some((descriptor) => covers(descriptor, event)))
    .map((event, at) => {
      const target = targets[(at + node.order) % targets.length] as AnyStateNode;
      return {
        operator: "transition added",
        text: `"${path}" takes ${event} and leads to "${pathOf(target)}"`,
        touches: [item.state(path)],
        equivalent: whyNeverMet(node),
        edit: (nodes) => {
          const source = nodeAt(nodes, path);
          const added = {
            target: [nodeAt(nodes, pathOf(target))],
            source,
            eventType: event,
            actions: [],
            reenter: false,
            guard: undefined,
          };
          source.transitions.set(event, [added as never]);
        },
      } satisfies Mutant;
    });
}

function covers(descriptor: string, event: string): boolean {
  return (
    descriptor === event ||
    descriptor === "*" ||
    (descriptor.endsWith(".*") && event.startsWith(descriptor.slice(0, -1)))
  );
}

// -------------------------------------------------------------------------------------------------------------- edits

function onTransition(
  id: string,
  change: (definition: AnyTransitionDefinition, nodes: readonly AnyStateNode[]) => void,
): EditNodes {
  return (nodes) => {
    const found = nodes.flatMap(definitionsOf).find((definition) => nameTransition(definition) === id);
    if (found !== undefined) change(found, nodes);
  };
}

function remove(definition: AnyTransitionDefinition): void {
  const { source, eventType } = definition;
  const node = source as AnyStateNode;
  if (eventType === "") {
    node.always = (node.always ?? []).filter((other) => other !== definition) as never;
    return;
  }
  const left = (node.transitions.get(eventType) ?? []).filter((other) => other !== definition);
  if (left.length === 0) node.transitions.delete(eventType);
  else node.transitions.set(eventType, left);
}

function set(definition: AnyTransitionDefinition, change: object): void {
  Object.assign(definition, change);
}

function nodeAt(nodes: readonly AnyStateNode[], path: string): AnyStateNode {
  const found = nodes.find((node) => pathOf(node) === path);
  if (found === undefined) throw new Error(`no state "${path}"`);
  return found;
}

function actionName(action: unknown): string {
  if (typeof action === "string") return action;
  const { type } = action as ActionLike;
  if (type !== undefined && type !== "") return type;
  return typeof action === "function" && action.name !== "" ? action.name : "an inline action";
}
