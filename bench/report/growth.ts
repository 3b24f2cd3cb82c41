/** What more of something costs: memory and processor time at rest, and of each operation. */
import { round } from "#cli/load";
import type { System } from "../systems/system.ts";
import type { Dimension, Resident, Result, Sample } from "../tasks.ts";

export interface RestRow {
  readonly system: string;
  readonly title: string;
  readonly dimension: Dimension;
  readonly size: number;
  /** Of the node that has most. */
  readonly largest: Resident;
  readonly nodes: readonly Resident[];
  /** Of the busiest node. */
  readonly cpuShare: number;
}

export interface PointRow extends Result {
  readonly system: string;
  readonly title: string;
  readonly dimension: Dimension;
  readonly size: number;
}

const dimensions: readonly Dimension[] = ["nodes", "ensembles", "bytes", "keys"];
const titles: Readonly<Record<Dimension, string>> = {
  nodes: "nodes",
  ensembles: "ensembles on three nodes",
  bytes: "bytes a value",
  keys: "keys",
};

export function summarizeRests(chosen: readonly System[], samples: readonly Sample[]): RestRow[] {
  return inOrder(chosen, samples, (one, title) => {
    if (one.kind !== "rest") return [];
    const { system, dimension, size, nodes, cpuShare } = one;
    const [largest] = nodes.toSorted((a, b) => b.total - a.total);
    return largest === undefined ? [] : [{ system, title, dimension, size, largest, nodes, cpuShare: round(cpuShare) }];
  });
}

export function summarizePoints(chosen: readonly System[], samples: readonly Sample[]): PointRow[] {
  return inOrder(chosen, samples, (one, title) =>
    one.kind === "point"
      ? [{ ...one.result, system: one.system, title, dimension: one.dimension, size: one.size }]
      : [],
  );
}

function inOrder<T extends { readonly dimension: Dimension }>(
  chosen: readonly System[],
  samples: readonly Sample[],
  rowsOf: (sample: Sample, title: string) => T[],
): T[] {
  const rows = chosen.flatMap(({ name, title }) =>
    samples.filter(({ system }) => system === name).flatMap((sample) => rowsOf(sample, title)),
  );
  return dimensions.flatMap((dimension) => rows.filter((row) => row.dimension === dimension));
}

export interface Growth {
  readonly what: string;
  readonly dimension: Dimension;
  /** Cost grows as size to this power, from the last size but one to the last: 1 is linear. */
  readonly power: number;
}

/** How costs grow towards the largest size of each dimension.  */
export function growths(rests: readonly RestRow[], points: readonly PointRow[]): Growth[] {
  const found: Growth[] = [];
  const add = (what: string, dimension: Dimension, costs: readonly (readonly [number, number])[]) => {
    const [before, last] = costs.slice(-2);
    if (before === undefined || last === undefined || Math.min(...before, ...last) <= 0) return;
    const power = Math.log(last[1] / before[1]) / Math.log(last[0] / before[0]);
    found.push({ what, dimension, power: round(power) });
  };
  for (const dimension of dimensions) {
    const resting = rests.filter((row) => row.system === "quorate" && row.dimension === dimension);
    add(
      "memory of a node",
      dimension,
      resting.map(({ size, largest }) => [size, largest.total]),
    );
    add(
      "processor time of a node at rest",
      dimension,
      resting.map(({ size, cpuShare }) => [size, cpuShare]),
    );
    for (const operation of ["put", "get"] as const) {
      const own = points.filter(
        (row) => row.system === "quorate" && row.dimension === dimension && row.operation === operation,
      );
      add(
        `processor time a ${operation}`,
        dimension,
        own.map(({ size, serverCpu }) => [size, serverCpu]),
      );
    }
  }
  return found;
}

export function growthTables(rests: readonly RestRow[], points: readonly PointRow[]): string[] {
  const lines: string[] = [];
  if (rests.length > 0) {
    lines.push("", "**At rest**, of the largest and the busiest node", "");
    lines.push("| | | MB resident: all, its own, mapped from files | share of a core |", "|---|---:|---:|---:|");
    for (const { title, dimension, size, largest, cpuShare } of rests) {
      const memory = [largest.total, largest.own, largest.total - largest.own].map(Math.round).join(", ");
      lines.push(`| ${title} | ${size.toLocaleString("en")} ${titles[dimension]} | ${memory} | ${percent(cpuShare)} |`);
    }
  }
  if (points.length > 0) {
    lines.push("", "**Under load**", "");
    lines.push(
      "| | | callers | | a second | p50 ms | p99 ms | CPU s for 1,000: servers, client | failed |",
      "|---|---:|---:|---|---:|---:|---:|---:|---:|",
    );
    for (const row of points) {
      const cells = [
        ...[row.title, `${row.size.toLocaleString("en")} ${titles[row.dimension]}`, row.concurrency, row.operation],
        ...[row.perSecond.toLocaleString("en"), row.p50Ms, row.p99Ms, `${row.serverCpu}, ${row.clientCpu}`, row.errors],
      ];
      lines.push(`| ${cells.join(" | ")} |`);
    }
  }
  for (const { what, dimension, power } of growths(rests, points))
    if (power > 1.1)
      lines.push("", `Grows faster than linearly: ${what} with ${titles[dimension]}, to the power of ${power}.`);
  return lines;
}

export function percent(share: number): string {
  return `${round(share * 100)} %`;
}
