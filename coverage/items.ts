/** What can be covered, and what one step covers. Names of items are stable: reports, thresholds and models use them. */
import type { Criterion } from "./criteria.ts";
import { activePaths, leafPaths, type Chart, type TransitionInfo } from "./chart.ts";
import type { Input } from "./inputs.ts";
import { isEqual } from "./values.ts";
import type { Step, World } from "./world.ts";

export const item = {
  state: (path: string) => `state ${path}`,
  transition: (id: string) => `transition ${id}`,
  guard: (id: string, condition: string, value: boolean) =>
    condition === "" ? `guard ${id} = ${value}` : `guard ${id} [${condition}] = ${value}`,
  payloadCase: (label: string) => `case ${label}`,
  cell: (state: string, label: string, arrival: string) => `case ${state} x ${label} > ${arrival}`,
  effects: (taken: readonly string[], deed: string) => `effects ${taken.join(" ")} does ${deed}`,
  forbidden: (state: string, event: string) => `forbidden ${state} ! ${event}`,
  pair: (first: string, second: string) => `pair ${first} > ${second}`,
};

const criterionOfPrefix: Readonly<Record<string, Criterion>> = {
  state: "states",
  transition: "transitions",
  guard: "guards",
  case: "cases",
  forbidden: "forbidden",
  effects: "effects",
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
export function itemsOf(
  chart: Chart,
  before: World | null,
  input: Input | null,
  step: Step,
  withEffects = false,
): string[] {
  if (step.error !== null) return [];
  const covered = new Set<string>();
  for (const path of step.visited) covered.add(item.state(path));
  for (const id of step.taken) covered.add(item.transition(id));
  for (const { transition, condition, value } of step.outcomes) covered.add(item.guard(transition, condition, value));
  if (before === null || input === null) return [...covered];
  const leaves = leafPaths(before.snapshot.value);
  const declared = input.kind === "send" ? declaredFor(chart, before, input.type) : null;
  if (input.kind === "send" && declared?.length === 0) {
    if (step.taken.length === 0) for (const leaf of leaves) covered.add(item.forbidden(leaf, input.type));
    return [...covered];
  }
  if (input.kind === "send") covered.add(item.payloadCase(input.label));
  for (const cell of cellsOf(chart, leaves, input.label, declared, leafPaths(step.world.snapshot.value)))
    covered.add(cell);
  if (withEffects && step.taken.length > 0) covered.add(item.effects(step.taken, deedOf(before, step)));
  return [...covered];
}

/**
 * In a flat state there is one cell. In parallel ones each region has its own where the event is declared inside it, or moves it;
 * what they have from the states around them is one cell of all.
 */
function cellsOf(
  chart: Chart,
  leaves: readonly string[],
  label: string,
  declared: readonly TransitionInfo[] | null,
  after: readonly string[],
): string[] {
  const cells: string[] = [];
  for (const leaf of leaves) {
    const region = chart.regionOf(leaf);
    const arrived = after.filter((path) => chart.regionOf(path) === region);
    const isOwn = region === "" || (declared?.some(({ source }) => isBelow(source, region)) ?? false);
    const isMoved = arrived.length > 0 && arrived.join() !== leaf;
    if (isOwn || isMoved) cells.push(item.cell(leaf, label, (arrived.length > 0 ? arrived : after).join(" + ")));
  }
  if (cells.length > 0) return cells;
  const around = commonPath(leaves);
  return [item.cell(around, label, after.every((path) => isBelow(path, around)) ? around : after.join(" + "))];
}

function isBelow(path: string, above: string): boolean {
  return above === "" || path === above || path.startsWith(`${above}.`);
}

function commonPath(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split("."));
  return first
    .filter((_, at) => others.every((keys) => keys.slice(0, at + 1).join() === first.slice(0, at + 1).join()))
    .join(".");
}

/** What a step did, by name: its effects, and which parts of the context it changed. */
function deedOf(before: World, step: Step): string {
  const old = before.snapshot.context as Readonly<Record<string, unknown>>;
  const now = step.world.snapshot.context as Readonly<Record<string, unknown>>;
  const changed = old === now ? [] : Object.keys(now).filter((name) => !isEqual(old[name], now[name]));
  return `[${step.effects.map(({ type }) => type).join(", ")}] {${changed.sort().join(", ")}}`;
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
