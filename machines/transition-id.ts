/**
 * One name for a transition, the same in every process that runs the same chart: traces carry it, drawings mark it,
 * coverage counts it.
 */
import type { AnyTransitionDefinition } from "xstate";

/**
 * `<source path>|<event type>|<index within that event's list>`; the path is the state's keys joined by dots, empty for
 * the root. Eventless transitions have an empty event type, delayed ones XState's own `xstate.after.<delay>.<state id>`.
 */
export function transitionId(definition: AnyTransitionDefinition): string {
  const { source, eventType } = definition;
  const siblings = eventType === "" ? source.always : source.transitions.get(eventType);
  const index = siblings?.indexOf(definition) ?? -1;
  return `${source.path.join(".")}|${eventType}|${Math.max(index, 0)}`;
}
