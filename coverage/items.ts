/** What can be covered, and what one step covers. Names of items are stable: reports, thresholds and models use them. */
import { activePaths, leafPaths, type Chart, type TransitionInfo } from "./chart.ts";
import type { Input } from "./inputs.ts";
import type { Step, World } from "./world.ts";

export const criteria = ["states", "transitions", "guards", "cases", "forbidden", "pairs"] as const;
/**
 * - `states`: every state was active.
 * - `transitions`: every transition definition was taken.
 * - `guards`: every guard held once and failed once, and so did each condition inside `and`, `or` and `not`.
 * - `cases`: every payload case met a state that has a transition for its event.
 * - `forbidden`: in every configuration, every event that has no transition there was sent, and nothing happened.
 * - `pairs`: every transition after every other that can follow it.
 */
export type Criterion = (typeof criteria)[number];

/** Without pairs: there are many of them, and they kill few more mutants. */
export const usualCriteria: readonly Criterion[] = ["states", "transitions", "guards", "cases", "forbidden"];

export const item = {
  state: (path: string) => `state ${path}`,
  transition: (id: string) => `transition ${id}`,
  guard: (id: string, condition: string, value: boolean) =>
    condition === "" ? `guard ${id} = ${value}` : `guard ${id} [${condition}] = ${value}`,
  payloadCase: (label: string) => `case ${label}`,
  forbidden: (configuration: string, event: string) => `forbidden ${configuration} ! ${event}`,
  pair: (first: string, second: string) => `pair ${first} > ${second}`,
};

const criterionOfPrefix: Readonly<Record<string, Criterion>> = {
  state: "states",
  transition: "transitions",
  guard: "guards",
  case: "cases",
  forbidden: "forbidden",
  pair: "pairs",
};

export function criterionOf(id: string): Criterion {
  return criterionOfPrefix[id.slice(0, id.indexOf(" "))] ?? "states";
}

/** Innermost active states, as one name. */
export function configurationOf(world: World): string {
  return leafPaths(world.snapshot.value).join(" + ");
}

/** Transitions declared for an event by what is active; none once the machine is done. */
export function declaredFor(chart: Chart, world: World, event: string): TransitionInfo[] {
  if (world.snapshot.status !== "active") return [];
  const active = new Set(["", ...activePaths(world.snapshot.value)]);
  return chart.transitions.filter((transition) => active.has(transition.source) && matches(transition.event, event));
}

function matches(descriptor: string, event: string): boolean {
  if (descriptor === event) return true;
  if (descriptor === "*") return true;
  return descriptor.endsWith(".*") && (event.startsWith(descriptor.slice(0, -1)) || event === descriptor.slice(0, -2));
}

/** What a step covers, given where it began. Pairs are the planner's: they need the step before. */
export function itemsOf(chart: Chart, before: World | null, input: Input | null, step: Step): string[] {
  if (step.error !== null) return [];
  const covered = new Set<string>();
  for (const path of step.visited) covered.add(item.state(path));
  for (const id of step.taken) covered.add(item.transition(id));
  for (const { transition, condition, value } of step.outcomes) covered.add(item.guard(transition, condition, value));
  if (before !== null && input?.kind === "send") {
    if (declaredFor(chart, before, input.type).length > 0) covered.add(item.payloadCase(input.label));
    else if (step.taken.length === 0) covered.add(item.forbidden(configurationOf(before), input.type));
  }
  return [...covered];
}

/** Every item that the chart and its inputs name, but for forbidden events and pairs, which exploration finds. */
export function namedItems(
  chart: Chart,
  sends: readonly { readonly label: string; readonly type: string }[],
): string[] {
  const items = chart.states.filter(({ type }) => type !== "history").map(({ path }) => item.state(path));
  for (const { id, guarded, conditions } of chart.transitions) {
    items.push(item.transition(id));
    if (guarded) items.push(item.guard(id, "", true), item.guard(id, "", false));
    for (const condition of conditions) items.push(item.guard(id, condition, true), item.guard(id, condition, false));
  }
  const declared = chart.transitions.map(({ event }) => event);
  for (const { label, type } of sends) {
    if (declared.some((descriptor) => matches(descriptor, type))) items.push(item.payloadCase(label));
  }
  return items;
}
