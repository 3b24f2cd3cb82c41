/**
 * Running a plan: against the chart itself (a regression lock, no more), or against a system that is meant to behave as the
 * chart says, behind an adapter (evidence).
 */
import { readChart, type Chart } from "./chart.ts";
import type { AnyModel, Outcome } from "./model.ts";
import { expectationOf, observed, type Expectation, type Plan, type PlanStep, type PlanTest } from "./plan.ts";
import { isEqual } from "./values.ts";
import { Stepper, type AnyEvent, type Effect, type Step, type World } from "./world.ts";

/** Everything the chart says must be seen after a step. */
export interface Wanted {
  readonly states: readonly string[];
  readonly status: string;
  /** Of this step only. */
  readonly effects: readonly Effect[];
  /** The observed context, all of it. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** A system under test. Its methods may be asynchronous; `observe` is called when it has come to rest. */
export interface Sut {
  start(input: unknown, test: PlanTest): unknown;
  send(event: AnyEvent, step: PlanStep): unknown;
  /** Lets virtual time pass. */
  advance(ms: number, step: PlanStep): unknown;
  /** An actor that the chart invoked ends. Without it, plans with invoked actors cannot be run. */
  settle?(child: string, outcome: Outcome, step: PlanStep): unknown;
  /** What can be seen, under any names; `effects`-like parts cover what happened since the last call. */
  observe(): unknown;
  /** What `observe` must give. Default: of `Wanted`, the parts that `observe` gave. */
  expected?(wanted: Wanted, step: PlanStep | null): unknown;
  /** Steps that this system cannot be made to do; the rest of their test is left out and counted. */
  canDo?(step: PlanStep): boolean;
  stop?(): unknown;
}

export interface StepFailure {
  /** -1: after the start. */
  readonly at: number;
  readonly label: string;
  readonly message: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

export interface TestResult {
  readonly id: string;
  readonly name: string;
  readonly failure: StepFailure | null;
  readonly steps: number;
  /** Steps left out because the system cannot be made to do one of them. */
  readonly left: number;
}

export interface RunResult {
  readonly tests: readonly TestResult[];
  readonly failed: number;
  readonly steps: number;
  readonly left: number;
  /** Items whose test steps were run and passed. */
  readonly passed: boolean;
}

/** Runs every test of a plan, one after the other, each from a fresh start. */
export async function runPlan(plan: Plan, sut: Sut = chartSut(plan.model)): Promise<RunResult> {
  const tests: TestResult[] = [];
  for (const test of plan.tests) tests.push(await runTest(test, sut));
  const failed = tests.filter(({ failure }) => failure !== null).length;
  return {
    tests,
    failed,
    steps: tests.reduce((sum, { steps }) => sum + steps, 0),
    left: tests.reduce((sum, { left }) => sum + left, 0),
    passed: failed === 0,
  };
}

async function runTest(test: PlanTest, sut: Sut): Promise<TestResult> {
  const { id, name } = test;
  let failure: StepFailure | null = null;
  let at = -1;
  let wanted = wantedAfter(null, test.first);
  try {
    await sut.start(test.input, test);
    failure = await compare(sut, wanted, at, null, "after the start");
    for (const step of test.steps) {
      if (failure !== null) break;
      if (sut.canDo?.(step) === false) break;
      at += 1;
      failure = await runStep(sut, step, wanted, at);
      wanted = wantedAfter(wanted, step.expect);
    }
  } catch (thrown) {
    const label = test.steps[at]?.label ?? "(start)";
    failure = { at, label, message: `it threw: ${String(thrown)}`, expected: undefined, actual: thrown };
  } finally {
    await sut.stop?.();
  }
  return { id, name, failure, steps: at + 1, left: failure === null ? test.steps.length - at - 1 : 0 };
}

async function runStep(sut: Sut, step: PlanStep, before: Wanted, at: number): Promise<StepFailure | null> {
  if (step.kind === "send") await sut.send(step.event, step);
  else if (step.kind === "settle") {
    if (sut.settle === undefined) throw new Error("this adapter has no `settle`: it cannot end an invoked actor");
    await sut.settle(step.child, step.outcome, step);
  } else {
    const early = step.ms > 1 ? step.ms - 1 : 0;
    if (early > 0) {
      await sut.advance(early, step);
      const failure = await compare(sut, { ...before, effects: [] }, at, step, `${early} ms: before its time`);
      if (failure !== null) return failure;
    }
    await sut.advance(step.ms - early, step);
  }
  return compare(sut, wantedAfter(before, step.expect), at, step, "");
}

async function compare(
  sut: Sut,
  wanted: Wanted,
  at: number,
  step: PlanStep | null,
  when: string,
): Promise<StepFailure | null> {
  const actual = (await sut.observe()) as Readonly<Record<string, unknown>>;
  const expected = (sut.expected?.(wanted, step) ?? wanted) as Readonly<Record<string, unknown>>;
  for (const part of Object.keys(actual)) {
    if (isEqual(actual[part], expected[part])) continue;
    return {
      at,
      label: step?.label ?? "(start)",
      message: `${part} is not as the chart says${when === "" ? "" : ` (${when})`}`,
      expected: expected[part],
      actual: actual[part],
    };
  }
  return null;
}

export function wantedAfter(before: Wanted | null, expect: Expectation): Wanted {
  const context: Record<string, unknown> = { ...before?.context, ...expect.changes };
  for (const key of Object.keys(context)) if (context[key] === undefined) delete context[key];
  return { states: expect.states, status: expect.status, effects: expect.effects, context };
}

// ------------------------------------------------------------------------------------------------------ chart as a SUT

/** The chart itself, or a changed copy of it, as the system under test. */
export function chartSut(model: AnyModel, chart: Chart = readChart(model.machine)): Sut {
  const stepper = new Stepper(chart, model);
  let world: World;
  let effects: readonly Effect[] = [];
  const done = (step: Step): void => {
    if (step.error !== null) throw new Error(step.error);
    ({ world, effects } = step);
  };
  return {
    start: (input) => done(stepper.start(input)),
    send: (event) => done(stepper.send(world, event)),
    advance: (ms) => done(stepper.wait(world, ms)),
    settle: (child, outcome) => done(stepper.settle(world, child, outcome)),
    observe: () => {
      const { states, status } = expectationOf(model, null, { world, effects: [] } as unknown as Step);
      return { states, status, effects, context: defined(observed(model, world)) };
    },
  };
}

function defined(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined));
}

/**
 * The first step of the tests that a changed chart does differently, or null. The same comparison as `runPlan` on
 * `chartSut`, without its waiting: mutants are many.
 */
export function firstDifference(
  model: AnyModel,
  chart: Chart,
  tests: readonly PlanTest[],
): { readonly test: PlanTest; readonly at: number } | null {
  const stepper = new Stepper(chart, model);
  for (const test of tests) {
    let step = stepper.start(test.input);
    if (step.error !== null || !isAsExpected(model, null, step, test.first)) return { test, at: -1 };
    for (const [at, planned] of test.steps.entries()) {
      const before = step.world;
      step = repeat(stepper, before, planned);
      if (step.error !== null || !isAsExpected(model, before, step, planned.expect)) return { test, at };
    }
  }
  return null;
}

function repeat(stepper: Stepper, world: World, planned: PlanStep): Step {
  if (planned.kind === "send") return stepper.send(world, planned.event);
  if (planned.kind === "settle") return stepper.settle(world, planned.child, planned.outcome);
  if (planned.ms <= 1) return stepper.wait(world, planned.ms);
  const early = stepper.wait(world, planned.ms - 1);
  // Whatever happened before its time shows as an effect or a change that is not expected then.
  if (early.error !== null || early.taken.length > 0) return { ...early, error: early.error ?? "before its time" };
  return stepper.wait(early.world, 1);
}

function isAsExpected(model: AnyModel, before: World | null, step: Step, expect: Expectation): boolean {
  const actual = expectationOf(model, before, step);
  return (
    actual.status === expect.status &&
    isEqual(actual.states, expect.states) &&
    isEqual(actual.effects, expect.effects) &&
    isEqual(actual.changes, expect.changes)
  );
}
