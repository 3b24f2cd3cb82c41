/**
 * The package's entry `quorate/simulation`: whole clusters in virtual time, under faults, judged. The same seed gives the
 * same run as `quorate simulate --seed`. docs/API.md has an example.
 */
import { QuorateError } from "#machines/protocol/errors";
import { makeSettings, type Settings } from "#machines/protocol/settings";
import { faultKinds, type FaultKind } from "#simulation/nemesis";
import { type Schedule, simulate as run, type SimulationResult } from "#simulation/run";
import { shrink as makeSmaller } from "#simulation/shrink";
import { optionsOf, type Seed } from "./simulate-seed.ts";

export { QuorateError } from "#machines/protocol/errors";
export type { TraceRecord } from "#machines/protocol/trace";
export { faultKinds, type FaultKind } from "#simulation/nemesis";
export type { Schedule, SimulationResult } from "#simulation/run";

export interface SimulationOptions {
  /** Decides everything that happens. */
  readonly seed: Seed;
  /** 1 to 99; 3 unless given. */
  readonly nodes?: number;
  /** How many nodes hold a peer at first, at most `nodes`. When given, members change all the time. */
  readonly members?: number;
  /** Simulated minutes with faults, above 0 and at most 1,440; 0.5 unless given. */
  readonly minutes?: number;
  /** Which faults may happen; all unless given. */
  readonly nemesis?: readonly FaultKind[];
  /** Settings of the nodes, as for `startNode`. */
  readonly settings?: Partial<Settings>;
  /** Only these faults and operations, as a result has them. */
  readonly schedule?: Schedule;
  /** Whether to keep every trace record in `recording`: slow. */
  readonly record?: boolean;
}

const optionNames = ["seed", "nodes", "members", "minutes", "nemesis", "settings", "schedule", "record"];

/**
 * Runs one seed to its end. Violations are in the result; they are not thrown.
 * @throws QuorateError CONFIG that names the option and what it takes.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  return run(toRunOptions(options));
}

/**
 * The smallest schedule found that breaks the same promise, by at most `runs` further runs (400 unless given).
 * @throws QuorateError CONFIG as `simulate`; INVALID_ARGUMENT when `failing` has no violation.
 */
export async function shrink(
  options: SimulationOptions,
  failing: SimulationResult,
  runs: number = 400,
): Promise<SimulationResult> {
  const wanted = toRunOptions(options);
  if (!Array.isArray(failing?.violations) || failing.violations.length === 0)
    throw new QuorateError("INVALID_ARGUMENT", "shrink takes a result with at least one violation");
  checkNumber("runs", runs, 1, 1_000_000, true);
  return (await makeSmaller(wanted, failing, { runs })).result;
}

function toRunOptions(options: SimulationOptions): Parameters<typeof run>[0] {
  if (typeof options !== "object" || options === null) refuse("simulate takes an object of options");
  for (const name of Object.keys(options)) {
    if (!optionNames.includes(name))
      refuse(`simulate has no option ${JSON.stringify(name)}; it takes ${optionNames.join(", ")}`);
  }
  const { seed, nodes = 3, members, minutes = 0.5, nemesis, settings, schedule, record } = options;
  if (typeof seed !== "string" && !Number.isSafeInteger(seed)) refuse("seed takes a whole number or a string");
  checkNumber("nodes", nodes, 1, 99, true);
  if (members !== undefined) checkNumber("members", members, 1, nodes, true);
  checkNumber("minutes", minutes, Number.MIN_VALUE, 1440, false);
  if (nemesis !== undefined) checkKinds(nemesis);
  if (settings !== undefined) makeSettings(settings);
  if (schedule !== undefined && !(Array.isArray(schedule.faults) && Array.isArray(schedule.operations)))
    refuse("schedule takes { faults, operations }, as a result has them");
  return {
    ...optionsOf(seed, {
      minutes,
      nodes: [nodes],
      ...(members === undefined ? {} : { members }),
      ...(nemesis === undefined ? {} : { nemesis }),
    }),
    ...(settings === undefined ? {} : { settings }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(record === undefined ? {} : { record }),
  };
}

function checkKinds(nemesis: unknown): void {
  const known: readonly unknown[] = faultKinds;
  if (!Array.isArray(nemesis) || !nemesis.every((kind) => known.includes(kind)))
    refuse(`nemesis takes a list of ${faultKinds.join(", ")}`);
}

function checkNumber(name: string, value: unknown, least: number, most: number, isWhole: boolean): void {
  const fits = typeof value === "number" && value >= least && value <= most && (!isWhole || Number.isInteger(value));
  if (!fits)
    refuse(
      `${name} takes a ${isWhole ? "whole " : ""}number from ${isWhole ? least : "above 0"} to ${most}, not ${String(value)}`,
    );
}

function refuse(message: string): never {
  throw new QuorateError("CONFIG", message);
}
