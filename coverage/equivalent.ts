/**
 * Mutants that are no faults, by proof from the chart alone: they do what the right chart does, whatever comes. What only no
 * explored step tells apart is not claimed here.
 */
import type { AnyStateNode, AnyTransitionDefinition } from "xstate";
import { isPassing } from "./cells.ts";

/** Why nothing changes when this row is deleted; empty where it may. */
export function whyNotMissed(deleted: AnyTransitionDefinition): string {
  const { eventType, guard } = deleted;
  const source = deleted.source as AnyStateNode;
  // An error that nothing handles ends the actor; eventless rows are tried again and again.
  if (eventType === "" || eventType.startsWith("xstate.error") || guard !== undefined) return "";
  const own = candidatesOf(source, eventType);
  if (own?.at(-1) !== deleted) return "";
  const around = nearest(source, eventType);
  if (around === "unclear") return "";
  if (around === null) {
    return isNothing(deleted) ? "it does nothing, and no state around it takes the event" : "";
  }
  const instead = around.findIndex((row) => row.guard === undefined);
  const row = around[instead];
  if (row === undefined || !isSameDeed(row, deleted)) return "";
  const tried = own.slice(0, -1);
  const isTried = around.slice(0, instead).every((other) => tried.some((one) => isSameGuard(one.guard, other.guard)));
  return isTried ? "the state around it does the same, after guards that have failed by then" : "";
}

/** Why no event ever finds this state active; empty where one may. */
export function whyNeverMet(node: AnyStateNode): string {
  return isPassing(node) ? "no event finds the state active: it is left within the step that enters it" : "";
}

/** The rows that are tried for an event, in order; undefined where wildcards mix in. */
function candidatesOf(node: AnyStateNode, event: string): readonly AnyTransitionDefinition[] | undefined {
  const matching = [...node.transitions.keys()].filter(
    (descriptor) => descriptor === event || isWildcard(descriptor, event),
  );
  return matching.length > 1 || (matching.length === 1 && matching[0] !== event)
    ? undefined
    : (node.transitions.get(event) ?? []);
}

function isWildcard(descriptor: string, event: string): boolean {
  if (descriptor === "*") return true;
  return descriptor.endsWith(".*") && `${event}.`.startsWith(descriptor.slice(0, -1));
}

/** Rows of the nearest state around that takes the event; null where there is none. */
function nearest(source: AnyStateNode, event: string): readonly AnyTransitionDefinition[] | "unclear" | null {
  let isRegion = false;
  for (
    let at = source.parent as AnyStateNode | undefined;
    at !== undefined;
    at = at.parent as AnyStateNode | undefined
  ) {
    isRegion ||= at.type === "parallel";
    const rows = candidatesOf(at, event);
    if (rows === undefined) return "unclear";
    // Beside another region that takes the event, a parallel state's own row is not tried.
    if (rows.length > 0) return isRegion ? "unclear" : rows;
  }
  return null;
}

function isNothing({ target, actions }: AnyTransitionDefinition): boolean {
  return target === undefined && actions.length === 0;
}

/** Neither goes anywhere, and both do the same, by the very same action objects. */
function isSameDeed(one: AnyTransitionDefinition, other: AnyTransitionDefinition): boolean {
  return (
    one.target === undefined &&
    other.target === undefined &&
    one.actions.length === other.actions.length &&
    one.actions.every((action, at) => action === other.actions[at])
  );
}

/** The same name, or the very same function or object. */
function isSameGuard(one: unknown, other: unknown): boolean {
  return one !== undefined && one === other;
}
