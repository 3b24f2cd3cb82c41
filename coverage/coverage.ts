/** The entry `quorate/coverage`: tests that cover a statechart, and how good they are. docs/COVERAGE.md is its tutorial. */
export {
  defineModel,
  type EventCases,
  type Limits,
  type Model,
  type ModelOptions,
  type Outcome,
  type Payload,
  type Reaction,
} from "./model.ts";
export { planTests, type Expectation, type Plan, type PlanOptions, type PlanStep, type PlanTest } from "./plan.ts";
export { type Coverage, type CoverageItem, type CriterionCoverage } from "./cover.ts";
export { criteria, usualCriteria, type Criterion } from "./criteria.ts";
export { MachineFailure } from "./explore.ts";
export { chartSut, runPlan, type RunResult, type StepFailure, type Sut, type TestResult, type Wanted } from "./run.ts";
export { emit, readKept, type EmitOptions } from "./emit.ts";
export {
  mutate,
  type MutateOptions,
  type MutationReport,
  type SuiteScore,
  type Survivor,
  type Equivalent,
} from "./mutate.ts";
export { operators, type Operator } from "./mutants.ts";
export { report, type Report, toHtml, toJUnit, toText } from "./report.ts";
export { CoverageRecorder, type Counts, type MachineCoverage, type Recorded } from "./recorder.ts";
export { cellTable, cellText, type Cell, type CellTable, type EmptyCell, type SeenCells } from "./cells.ts";
export { seenHtml, seenText } from "./seen.ts";
export { watchActors } from "./watch-actors.ts";
export { checkConformance, type ConformanceReport, type Nonconformance } from "./conformance.ts";
