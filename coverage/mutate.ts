/** How good a suite is: the share of charts with one fault each that it tells from the right one. */
import { activePaths, readChart, type Chart } from "./chart.ts";
import { baselineSuites, type Suite } from "./baselines.ts";
import type { Edge } from "./explore.ts";
import type { Input } from "./inputs.ts";
import { criterionOf, item } from "./items.ts";
import type { AnyModel } from "./model.ts";
import { mutantsOf, operators, type Mutant, type Operator } from "./mutants.ts";
import { expectationOf, type Plan, type PlanTest } from "./plan.ts";
import { firstDifference } from "./run.ts";
import { isEqual } from "./values.ts";
import { Stepper, type AnyEvent, type World } from "./world.ts";

export interface Survivor {
  readonly operator: Operator;
  readonly text: string;
  /** Nothing that was explored tells it from the right chart: probably it is no fault. */
  readonly isLike: boolean;
}

export interface Equivalent {
  readonly operator: Operator;
  readonly text: string;
  readonly why: string;
}

export interface SuiteScore {
  readonly name: string;
  readonly tests: number;
  readonly steps: number;
  /** Transition definitions taken. */
  readonly transitions: number;
  readonly killed: number;
  readonly score: number;
  readonly note: string;
}

export interface OperatorScore {
  readonly operator: Operator;
  readonly mutants: number;
  readonly killed: number;
  readonly equivalent: number;
}

export interface MutationReport {
  readonly mutants: number;
  readonly killed: number;
  /** Mutants that are no faults, by proof from the chart; none of them can be killed. */
  readonly equivalent: readonly Equivalent[];
  /** Killed mutants among those that are not equivalent; between 0 and 1. */
  readonly score: number;
  readonly operators: readonly OperatorScore[];
  readonly survivors: readonly Survivor[];
  /** The plan first, then the baselines. */
  readonly suites: readonly SuiteScore[];
  /** Transition definitions of the chart. */
  readonly transitions: number;
}

export interface MutateOptions {
  /** Default true: xstate/graph and random walks are measured too. */
  readonly baselines?: boolean;
  /** Of the random walks. */
  readonly seed?: number;
}

export function mutate(model: AnyModel, plan: Plan, options: MutateOptions = {}): MutationReport {
  const events = [...new Set(plan.graph.inputs.sends.map(({ type }) => type))];
  const mutants = mutantsOf(model.machine, events);
  const own: Suite = { name: "plan", tests: plan.tests, note: "" };
  const suites = options.baselines === false ? [own] : [own, ...baselineSuites(plan, options.seed)];
  const killers = suites.map(({ tests }) => tests.map((test) => ({ test, covers: new Set(test.covers) })));
  const killedBy = suites.map((): Mutant[] => []);
  for (const mutant of mutants) {
    const chart = readChart(model.machine, mutant.edit);
    for (const [at, tests] of killers.entries()) if (isKilled(model, mutant, chart, tests)) killedBy[at]?.push(mutant);
  }
  const killed = new Set(killedBy[0]);
  const isLeft = (mutant: Mutant): boolean => !killed.has(mutant);
  // A proof that a test refutes is none.
  const equivalent = mutants.filter((mutant) => mutant.equivalent !== "" && isLeft(mutant));
  const faults = mutants.length - equivalent.length;
  return {
    mutants: mutants.length,
    killed: killed.size,
    equivalent: equivalent.map(({ operator, text, equivalent: why }) => ({ operator, text, why })),
    score: ratio(killed.size, faults),
    operators: operators
      .map((operator) => ({
        operator,
        mutants: mutants.filter((mutant) => mutant.operator === operator).length,
        killed: [...killed].filter((mutant) => mutant.operator === operator).length,
        equivalent: equivalent.filter((mutant) => mutant.operator === operator).length,
      }))
      .filter((line) => line.mutants > 0),
    survivors: mutants
      .filter((mutant) => isLeft(mutant) && mutant.equivalent === "")
      .map((mutant) => ({ operator: mutant.operator, text: mutant.text, isLike: isLikeOriginal(plan, mutant) })),
    suites: suites.map((suite, at) => scoreOf(suite, killedBy[at]?.length ?? 0, faults)),
    transitions: plan.graph.chart.transitions.length,
  };
}

function ratio(part: number, all: number): number {
  return all === 0 ? 1 : part / all;
}

function scoreOf({ name, tests, note }: Suite, killed: number, mutants: number): SuiteScore {
  const covered = new Set(tests.flatMap(({ covers }) => covers));
  return {
    name,
    tests: tests.length,
    steps: tests.reduce((sum, { steps }) => sum + steps.length, 0),
    transitions: [...covered].filter((id) => criterionOf(id) === "transitions").length,
    killed,
    score: ratio(killed, mutants),
    note,
  };
}

interface Killer {
  readonly test: PlanTest;
  readonly covers: ReadonlySet<string>;
}

/** Only tests that meet the fault can tell: up to there everything is as it was. */
function isKilled(model: AnyModel, mutant: Mutant, chart: Chart, tests: readonly Killer[]): boolean {
  const touching = tests.filter(({ covers }) => mutant.touches.some((touch) => touch === "*" || covers.has(touch)));
  const shortestFirst = touching.map(({ test }) => test).sort((a, b) => a.steps.length - b.steps.length);
  return firstDifference(model, chart, shortestFirst) !== null;
}

/** Whether no explored step that meets the fault, from any explored state, goes otherwise with the mutant. */
export function isLikeOriginal(plan: Plan, mutant: Mutant): boolean {
  const { graph, model } = plan;
  const chart = readChart(model.machine, mutant.edit);
  const stepper = new Stepper(chart, model);
  for (const start of graph.starts) {
    const step = stepper.start(start.input);
    const wanted = expectationOf(model, null, start.step);
    if (step.error !== null || !isEqual(expectationOf(model, null, step), wanted)) return false;
  }
  for (const node of graph.nodes.values()) {
    if (node.edges === undefined || node.world.snapshot.status !== "active") continue;
    const around = new Set(activePaths(node.world.snapshot.value).map((path) => item.state(path)));
    const isMet = (edge: Edge): boolean =>
      mutant.touches.some((touch) => touch === "*" || around.has(touch) || edge.items.includes(touch));
    const edges = node.edges.filter(isMet);
    if (edges.length === 0) continue;
    const world = transplanted(node.world, chart.machine);
    if (edges.some(({ input }) => isOtherwise(plan, stepper, node.world, world, input))) return false;
  }
  return true;
}

function isOtherwise(plan: Plan, stepper: Stepper, rightWorld: World, world: World, input: Input): boolean {
  const right = plan.graph.take(rightWorld, input);
  if (right === undefined) return false;
  const step =
    input.kind === "send"
      ? stepper.send(world, right.event as AnyEvent)
      : input.kind === "settle"
        ? stepper.settle(world, input.child, input.outcome)
        : stepper.wait(world, right.step.world.nowMs - world.nowMs);
  if (step.error !== null) return true;
  const wanted = expectationOf(plan.model, rightWorld, right.step);
  if (!isEqual(expectationOf(plan.model, rightWorld, step), wanted)) return true;
  const timers = (of: World): unknown => of.timers.map(({ id, dueMs }) => [id, dueMs]);
  return !isEqual(timers(step.world), timers(right.step.world));
}

/** A world of the right chart as one of the mutant's. */
function transplanted(world: World, machine: ReturnType<typeof readChart>["machine"]): World {
  const { value, context, historyValue, children } = world.snapshot;
  const snapshot = machine.resolveState({ value, context, historyValue } as never);
  return { ...world, snapshot: Object.assign(snapshot, { children }) as never };
}
