/** Medians over rounds, and ratios within each round: what drifts from round to round is in both sides of a ratio. */
import { median, round, type Measured } from "#cli/load";
import type { Operation, System } from "../systems/system.ts";
import type { Result, Sample } from "../tasks.ts";

export interface Row extends Result {
  readonly system: string;
  readonly title: string;
  /** Quorate's rate, and its p50, as multiples of this system's; 1 for itself. */
  readonly rateRatio: number | null;
  readonly p50Ratio: number | null;
}

export interface SystemSummary {
  readonly system: string;
  readonly title: string;
  readonly durable: string;
  readonly serverMegabytes: number;
  readonly clientMegabytes: number;
}

export interface Summary {
  readonly rows: readonly Row[];
  readonly systems: readonly SystemSummary[];
  readonly disk: { readonly p50Ms: number; readonly p99Ms: number };
}

function resultsOf(samples: readonly Sample[], system: string): Result[] {
  return samples.flatMap((one) => (one.system === system && one.kind === "result" ? [one.result] : []));
}

export function summarize(chosen: readonly System[], samples: readonly Sample[], disk: readonly Measured[]): Summary {
  const own = resultsOf(samples, "quorate");
  const rows: Row[] = [];
  for (const { name, title } of chosen) {
    const results = resultsOf(samples, name);
    const kinds = new Map(results.map((one) => [`${one.operation} ${one.concurrency}`, one]));
    for (const { operation, concurrency } of kinds.values()) {
      const same = results.filter((one) => one.operation === operation && one.concurrency === concurrency);
      const mine = own.filter((one) => one.operation === operation && one.concurrency === concurrency);
      const ratio = (field: "perSecond" | "p50Ms") =>
        mine.length === 0 ? null : round(median(same.map((one, n) => (mine[n] ?? one)[field] / one[field])));
      const of = (field: Exclude<keyof Result, "operation">) => tidy(median(same.map((one) => one[field])));
      rows.push({
        ...{ system: name, title, operation, concurrency, ops: of("ops"), perSecond: of("perSecond") },
        ...{ p50Ms: of("p50Ms"), p99Ms: of("p99Ms"), serverCpu: of("serverCpu"), clientCpu: of("clientCpu") },
        errors: same.reduce((sum, one) => sum + one.errors, 0),
        ...{ rateRatio: ratio("perSecond"), p50Ratio: ratio("p50Ms") },
      });
    }
  }
  return {
    rows: rows.toSorted(
      (a, b) => order.indexOf(a.operation) - order.indexOf(b.operation) || a.concurrency - b.concurrency,
    ),
    systems: chosen.map((system) => summaryOf(system, samples)),
    disk: { p50Ms: median(disk.map(({ p50Ms }) => p50Ms)), p99Ms: median(disk.map(({ p99Ms }) => p99Ms)) },
  };
}

/** No more digits than mean something: a median of two is their mean. */
function tidy(value: number): number {
  return value >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}

const order: readonly Operation[] = ["put", "update", "get"];

function summaryOf({ name, title, durable }: System, samples: readonly Sample[]): SystemSummary {
  const own = samples.filter(({ system }) => system === name);
  const memory = own.flatMap((one) => (one.kind === "memory" ? [one] : []));
  return {
    ...{ system: name, title, durable },
    serverMegabytes: Math.max(0, ...memory.map(({ serverMegabytes }) => serverMegabytes)),
    clientMegabytes: Math.max(0, ...memory.map(({ clientMegabytes }) => clientMegabytes)),
  };
}

const titles: Readonly<Record<Operation, string>> = { put: "Put", update: "Compare and swap", get: "Get" };

/** As Markdown, for docs/PERFORMANCE.md and for people. */
export function throughputTables(report: Summary): string[] {
  const lines: string[] = [];
  for (const operation of order) {
    const rows = report.rows.filter((row) => row.operation === operation);
    if (rows.length === 0) continue;
    lines.push("", `**${titles[operation]}**`, "");
    lines.push(
      "| callers | | a second | p50 ms | p99 ms | CPU s for 1,000: servers, client | failed | Quorate's rate to this | Quorate's p50 to this |",
    );
    lines.push("|---:|---|---:|---:|---:|---:|---:|---:|---:|");
    for (const row of rows) {
      const ratios = row.system === "quorate" ? ["", ""] : [row.rateRatio ?? "", row.p50Ratio ?? ""];
      const cells = [row.concurrency, row.title, row.perSecond.toLocaleString("en"), row.p50Ms, row.p99Ms];
      lines.push(`| ${[...cells, `${row.serverCpu}, ${row.clientCpu}`, row.errors, ...ratios].join(" | ")} |`);
    }
  }
  lines.push("", "| | durable when a put is answered | peak memory: servers, client |", "|---|---|---:|");
  for (const one of report.systems) {
    const memory = [one.serverMegabytes, one.clientMegabytes].map(Math.round).join(", ");
    lines.push(`| ${one.title} | ${one.durable} | ${memory} MB |`);
  }
  return lines;
}
