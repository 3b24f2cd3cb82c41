/** Everything that one run of `npm run bench` found. */
import type { Measured } from "#cli/load";
import type { System } from "../systems/system.ts";
import type { Sample } from "../tasks.ts";
import { goalsOf, goalTable, type Figures, type Goal } from "./goals.ts";
import { growthTables, summarizePoints, summarizeRests, type PointRow } from "./growth.ts";
import { outageTables, summarizeOutages, summarizeStarts } from "./outages.ts";
import { summarize, throughputTables, type Summary } from "./throughput.ts";

/** Of a run as a whole. */
export interface Circumstances {
  readonly at: string;
  readonly machine: { readonly cpus: number; readonly model: string; readonly memoryGb: number; readonly node: string };
  readonly commit: string;
  /** Of the system's last minute, when it began: other work on the cores. */
  readonly loadBefore: number;
  readonly took: number;
  readonly seconds: number;
  readonly rounds: number;
}

export interface Report extends Circumstances, Summary, Figures {
  readonly points: readonly PointRow[];
  readonly goals: readonly Goal[];
}

export function reportOf(
  circumstances: Circumstances,
  chosen: readonly System[],
  samples: readonly Sample[],
  disk: readonly Measured[],
): Report {
  const summary = summarize(chosen, samples, disk);
  const figures = {
    rows: summary.rows,
    outages: summarizeOutages(chosen, samples),
    starts: summarizeStarts(chosen, samples),
    rests: summarizeRests(chosen, samples),
  };
  const points = summarizePoints(chosen, samples);
  return { ...circumstances, ...summary, ...figures, points, goals: goalsOf(figures) };
}

/** As Markdown, for docs/PERFORMANCE.md and for people. */
export function tables(report: Report): string {
  const { machine, disk, rounds, seconds, took, commit, loadBefore } = report;
  const sync = Number.isNaN(disk.p50Ms) ? "" : ` append + fdatasync ${disk.p50Ms} ms (p99 ${disk.p99Ms});`;
  return [
    ...(report.rows.length === 0 ? [] : throughputTables(report)),
    ...outageTables(report.outages, report.starts),
    ...growthTables(report.rests, report.points),
    ...goalTable(report.goals),
    "",
    `Commit ${commit}; ${machine.cpus} x ${machine.model}, ${machine.memoryGb} GB, Node.js ${machine.node};${sync} load of other work before: ${loadBefore}. ${rounds} rounds of ${seconds} s each, ${took} s in all.`,
  ].join("\n");
}
