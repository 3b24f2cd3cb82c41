/**
 * Which transitions an event enables: XState's choice, but for what depends on the chart alone. By the states that a chart is in
 * and the event's type, the candidates are gathered once: inmost first, region by region; what is left for each event is guards.
 */
import type { AnyEventObject, AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from "xstate";

/** What guards are given. */
export interface GuardArgs {
  readonly context: unknown;
  readonly event: AnyEventObject;
}

type Guard = (args: GuardArgs, params: undefined) => boolean;

export interface Candidate {
  readonly guard: Guard | undefined;
  readonly taken: readonly [AnyTransitionDefinition];
}

/** Of one state and those within it that the chart is in. The inner ones come first, and the regions of a parallel state together. */
export interface Choice {
  readonly candidates: readonly Candidate[];
  readonly inner: readonly Choice[];
}

type Value = string | { readonly [state: string]: Value };

const none: readonly AnyTransitionDefinition[] = [];

/** @param value the chart's state as a snapshot has it. @returns null when the choice has to be left to XState. */
export function choiceOf(machine: AnyStateMachine, value: unknown, type: string): Choice | null {
  return choiceIn(machine, machine.root, value as Value, type);
}

/** @throws what a guard throws. */
export function enabledIn(choice: Choice, args: GuardArgs): readonly AnyTransitionDefinition[] {
  let found = none;
  for (const inner of choice.inner) {
    const enabled = enabledIn(inner, args);
    if (enabled.length > 0) found = found.length === 0 ? enabled : [...found, ...enabled];
  }
  return found.length > 0 ? found : firstIn(choice.candidates, args);
}

function choiceIn(machine: AnyStateMachine, node: AnyStateNode, value: Value | null, type: string): Choice | null {
  const inner: Choice[] = [];
  for (const key of typeof value === "string" ? [value] : Object.keys(value ?? {})) {
    const child = (node.states as Record<string, AnyStateNode>)[key];
    const within =
      child === undefined
        ? null
        : choiceIn(machine, child, typeof value === "object" ? (value?.[key] ?? null) : null, type);
    if (within === null) return null;
    if (within.candidates.length > 0 || within.inner.length > 0) inner.push(within);
  }
  // Events that match by a part of their name.
  if ([...node.transitions.keys()].some((descriptor) => descriptor.includes("*"))) return null;
  const candidates = candidatesOf(machine, node.transitions.get(type) ?? []);
  return candidates === null ? null : { candidates, inner };
}

/** The first of them that is enabled. @throws what a guard throws. */
export function firstIn(candidates: readonly Candidate[], args: GuardArgs): readonly AnyTransitionDefinition[] {
  for (const { guard, taken } of candidates) if (guard === undefined || guard(args, undefined)) return taken;
  return none;
}

/** @returns null when XState has to choose. */
export function candidatesOf(
  machine: AnyStateMachine,
  transitions: readonly AnyTransitionDefinition[],
): readonly Candidate[] | null {
  const candidates: Candidate[] = [];
  for (const transition of transitions) {
    const guard = guardOf(transition.guard, machine);
    if (guard === null) return null;
    candidates.push({ guard, taken: [transition] });
  }
  return candidates;
}

/** Undefined: always. Null: XState knows what it means. */
function guardOf(guard: unknown, { implementations }: AnyStateMachine): Guard | undefined | null {
  if (guard === undefined) return undefined;
  const found: unknown = typeof guard === "string" ? implementations.guards[guard] : guard;
  return typeof found === "function" && !("check" in found) ? (found as Guard) : null;
}
