/**
 * Makes a failing schedule smaller: leaves out faults and operations, in ever smaller portions, as long as the same judge
 * still finds something (delta debugging). Leaving out one thing shifts what the others draw from the network's and the
 * disks' streams; so every candidate is a run of its own, and what is left is a schedule that fails, not a proof that
 * nothing else would.
 */
import { simulate, type Schedule, type SimulateOptions, type SimulationResult } from "./run.ts";

export interface Shrunk {
  readonly result: SimulationResult;
  readonly runs: number;
}

type Part = { readonly fault: Schedule["faults"][number] } | { readonly operation: Schedule["operations"][number] };

export interface ShrinkLimits {
  /** Most runs to spend. */
  readonly runs: number;
  readonly onProgress?: (events: number, runs: number) => void;
  /** Another simulator in place of ours: that of a planted bug. */
  readonly run?: (options: SimulateOptions) => Promise<SimulationResult>;
}

/** Faults and operations of a schedule. */
export function eventsOf({ faults, operations }: Schedule): number {
  return faults.length + operations.length;
}

export async function shrink(
  options: SimulateOptions,
  failing: SimulationResult,
  limits: ShrinkLimits,
): Promise<Shrunk> {
  const judge = failing.violations[0]?.judge;
  const run = limits.run ?? simulate;
  let best = failing;
  let runs = 0;
  const attempt = async (schedule: Schedule): Promise<boolean> => {
    runs += 1;
    const result = await run({ ...options, schedule, stopAtFirst: true, record: false });
    if (result.violations[0]?.judge !== judge) return false;
    best = result;
    limits.onProgress?.(eventsOf(schedule), runs);
    return true;
  };
  // What begins after the violation was found cannot have caused it.
  const foundMs = failing.violations[0]?.atMs ?? Number.POSITIVE_INFINITY;
  const before = {
    faults: failing.schedule.faults.filter((fault) => fault.atMs <= foundMs),
    operations: failing.schedule.operations.filter((operation) => operation.atMs <= foundMs),
  };
  if (eventsOf(before) < eventsOf(failing.schedule)) await attempt(before);
  let size = Math.max(1, eventsOf(best.schedule) >> 1);
  while (runs < limits.runs) {
    let isSmaller = false;
    for (let from = 0; from < eventsOf(best.schedule) && runs < limits.runs;) {
      const parts = inOrder(best.schedule);
      const rest = parts.filter((_, index) => index < from || index >= from + size);
      if (rest.length < parts.length && (await attempt(toSchedule(rest)))) isSmaller = true;
      else from += size;
    }
    if (size === 1 && !isSmaller) break;
    size = Math.max(1, size >> 1);
  }
  return { result: best, runs };
}

function inOrder({ faults, operations }: Schedule): Part[] {
  const parts: Part[] = [...faults.map((fault) => ({ fault })), ...operations.map((operation) => ({ operation }))];
  return parts.sort((a, b) => startOf(a) - startOf(b));
}

function startOf(part: Part): number {
  return "fault" in part ? part.fault.atMs : part.operation.atMs;
}

function toSchedule(parts: readonly Part[]): Schedule {
  return {
    faults: parts.flatMap((part) => ("fault" in part ? [part.fault] : [])),
    operations: parts.flatMap((part) => ("operation" in part ? [part.operation] : [])),
  };
}
