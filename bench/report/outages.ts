/** What a writer saw of leaders that were killed or told to stop, and of starts. */
import { median, percentile, round } from "#cli/load";
import type { System } from "../systems/system.ts";
import type { OutageKind, Sample } from "../tasks.ts";

export interface OutageRow {
  readonly system: string;
  readonly title: string;
  readonly of: OutageKind;
  readonly trials: number;
  /** From the signal to the first answer to a put begun after it. */
  readonly firstPutMs: Spread;
  /** The longest time without an answer, of each trial. */
  readonly gapMs: Spread;
}

export interface StartRow {
  readonly system: string;
  readonly title: string;
  readonly keys: number;
  readonly ms: Spread;
}

/** Of a few values `p99` is the largest. */
export interface Spread {
  readonly count: number;
  readonly least: number;
  readonly median: number;
  readonly p99: number;
  readonly most: number;
  readonly all: readonly number[];
}

export function spreadOf(all: readonly number[]): Spread {
  return {
    count: all.length,
    least: Math.min(...all),
    median: round(median(all)),
    p99: round(percentile(all, 0.99)),
    most: Math.max(...all),
    all,
  };
}

export function summarizeOutages(chosen: readonly System[], samples: readonly Sample[]): OutageRow[] {
  return (["kill", "stop"] as const).flatMap((of) =>
    chosen.flatMap(({ name, title }) => {
      const trials = samples.flatMap((one) =>
        one.kind === "outage" && one.system === name && one.of === of ? [one] : [],
      );
      if (trials.length === 0) return [];
      const [firstPutMs, gapMs] = [trials.map((one) => one.firstPutMs), trials.map((one) => one.gapMs)];
      return [
        {
          ...{ system: name, title, of, trials: trials.length },
          ...{ firstPutMs: spreadOf(firstPutMs), gapMs: spreadOf(gapMs) },
        },
      ];
    }),
  );
}

export function summarizeStarts(chosen: readonly System[], samples: readonly Sample[]): StartRow[] {
  return chosen.flatMap(({ name, title }) => {
    const own = samples.flatMap((one) => (one.kind === "start" && one.system === name ? [one] : []));
    return [...new Set(own.map(({ keys }) => keys))].map((keys) => ({
      ...{ system: name, title, keys },
      ms: spreadOf(own.flatMap((one) => (one.keys === keys ? [one.ms] : []))),
    }));
  });
}

const titles: Readonly<Record<OutageKind, string>> = {
  kill: "kill -9 of the leader",
  stop: "SIGTERM to the leader",
};

export function outageTables(outages: readonly OutageRow[], starts: readonly StartRow[]): string[] {
  const lines: string[] = [];
  for (const of of ["kill", "stop"] as const) {
    const rows = outages.filter((row) => row.of === of);
    if (rows.length === 0) continue;
    lines.push("", `**${titles[of]} under a writing client**, milliseconds`, "");
    lines.push("| | trials | to the first put: median, p99 | longest gap: median, p99, longest of all |");
    lines.push("|---|---:|---:|---:|");
    for (const { title, trials, firstPutMs, gapMs } of rows)
      lines.push(
        `| ${title} | ${trials} | ${shown(firstPutMs.median, firstPutMs.p99)} | ${shown(gapMs.median, gapMs.p99, gapMs.most)} |`,
      );
  }
  if (starts.length > 0) {
    lines.push("", "**Three processes started to the first put**, milliseconds", "");
    lines.push("| | keys on the disks | starts | least, median, most |", "|---|---:|---:|---:|");
    for (const { title, keys, ms } of starts)
      lines.push(`| ${title} | ${keys.toLocaleString("en")} | ${ms.count} | ${shown(ms.least, ms.median, ms.most)} |`);
  }
  return lines;
}

function shown(...ms: readonly number[]): string {
  return ms.map((one) => Math.round(one).toLocaleString("en")).join(", ");
}
