/** What we want of Quorate, and what a run shows of it. */
import { round } from "#cli/load";
import { percent, type RestRow } from "./growth.ts";
import type { OutageRow, StartRow } from "./outages.ts";
import type { Row } from "./throughput.ts";

export interface Goal {
  readonly goal: string;
  readonly wanted: string;
  readonly figure: string;
  readonly outcome: "met" | "missed" | "not measured";
  /** Whether what we hope for in the end is reached as well; absent where nothing more is hoped for. */
  readonly isBeyond?: boolean;
}

export interface Figures {
  readonly rows: readonly Row[];
  readonly outages: readonly OutageRow[];
  readonly starts: readonly StartRow[];
  readonly rests: readonly RestRow[];
}

interface Wish {
  readonly goal: string;
  readonly least?: number;
  readonly most?: number;
  /** The same bound, of what we hope for. */
  readonly beyond?: number;
  readonly unit: string;
  readonly figure: number | null;
}

/** In the order of importance for a user. */
export function goalsOf(figures: Figures): Goal[] {
  return [...rateWishes(figures.rows), ...outageWishes(figures), ...restWishes(figures)].map(judge);
}

function rateWishes(rows: readonly Row[]): Wish[] {
  const of = (system: string, operation: Row["operation"], concurrency: number) =>
    rows.find((row) => row.system === system && row.operation === operation && row.concurrency === concurrency);
  const rate = (operation: "put" | "get", callers: number, system: string, least: number, beyond?: number): Wish => ({
    goal: `${operation}, ${callers} callers: rate to ${to[system]}`,
    ...{ least, ...(beyond === undefined ? {} : { beyond }), unit: "times" },
    figure: of(system, operation, callers)?.rateRatio ?? null,
  });
  const p50 = (operation: "put" | "get", system: string, most: number, beyond?: number): Wish => ({
    goal: `${operation}, one caller: p50 to ${to[system]}`,
    ...{ most, ...(beyond === undefined ? {} : { beyond }), unit: "times" },
    figure: of(system, operation, 1)?.p50Ratio ?? null,
  });
  const swaps = rows.flatMap((row) => {
    if (row.system !== "quorate" || row.operation !== "update") return [];
    const put = of("quorate", "put", row.concurrency);
    return put === undefined ? [] : [row.perSecond / put.perSecond];
  });
  return [
    rate("put", 256, "etcd", 4),
    rate("put", 256, "jetstream", 1, 1.5),
    rate("put", 256, "limit", 0.6, 0.85),
    rate("put", 64, "etcd", 3),
    rate("put", 64, "jetstream", 0.8, 1.1),
    p50("put", "limit", 1.35, 1.1),
    p50("put", "etcd", 1.1),
    {
      ...{ goal: "compare-and-swap: rate to our put, the lowest of all", least: 0.85, beyond: 0.95, unit: "times" },
      figure: swaps.length === 0 ? null : Math.min(...swaps),
    },
    p50("get", "round-trip", 1.3, 1.1),
    rate("get", 256, "etcd", 4),
    rate("get", 256, "jetstream", 1.2, 2),
  ];
}

const to: Readonly<Record<string, string>> = {
  etcd: "etcd's",
  jetstream: "JetStream KV's",
  limit: "the limit's",
  "round-trip": "a NATS round trip's",
};

function outageWishes({ outages, starts }: Figures): Wish[] {
  const of = (system: string, kind: OutageRow["of"]) =>
    outages.find((row) => row.system === system && row.of === kind) ?? null;
  const [killed, stopped] = [of("quorate", "kill"), of("quorate", "stop")];
  const started = (keys: (count: number) => boolean) =>
    starts.find((row) => row.system === "quorate" && keys(row.keys))?.ms.median ?? null;
  const other = of("etcd", "kill")?.firstPutMs.median;
  const kill = "kill -9 of the leader to the first put";
  return [
    { goal: `${kill}: median`, most: 1000, beyond: 500, unit: "ms", figure: killed?.firstPutMs.median ?? null },
    { goal: `${kill}: p99`, most: 1500, beyond: 800, unit: "ms", figure: killed?.firstPutMs.p99 ?? null },
    {
      ...{ goal: `${kill}: median to etcd's`, most: 1, unit: "times" },
      figure: killed === null || other === undefined ? null : killed.firstPutMs.median / other,
    },
    {
      ...{ goal: "SIGTERM to the leader: longest gap of a writer, of all trials", most: 100, beyond: 20, unit: "ms" },
      figure: stopped?.gapMs.most ?? null,
    },
    {
      ...{ goal: "three processes to the first put: empty, median", most: 1500, beyond: 700, unit: "ms" },
      figure: started((keys) => keys === 0),
    },
    {
      ...{ goal: "three processes to the first put: with data, median", most: 1500, beyond: 700, unit: "ms" },
      figure: started((keys) => keys > 0),
    },
  ];
}

function restWishes({ rests }: Figures): Wish[] {
  const of = (dimension: RestRow["dimension"], size: number) =>
    rests.find((row) => row.system === "quorate" && row.dimension === dimension && row.size === size);
  const many = of("ensembles", 256);
  return [
    {
      ...{ goal: "memory of a node at rest", most: 120, beyond: 80, unit: "MB" },
      figure: of("keys", 0)?.largest.total ?? null,
    },
    {
      ...{ goal: "memory of a node with 1,000,000 keys of 128 bytes", most: 600, beyond: 300, unit: "MB" },
      figure: of("keys", 1_000_000)?.largest.total ?? null,
    },
    {
      ...{ goal: "256 ensembles at rest: a node's share of a core", most: 0.05, unit: "%" },
      figure: many?.cpuShare ?? null,
    },
    { goal: "256 ensembles at rest: memory of a node", most: 200, unit: "MB", figure: many?.largest.total ?? null },
  ];
}

function judge({ goal, least, most, beyond, unit, figure }: Wish): Goal {
  const reaches = (bound: number, value: number) => (least === undefined ? value <= bound : value >= bound);
  const bound = least ?? most ?? Number.NaN;
  const hoped = beyond === undefined ? "" : `; hoped for: ${shown(beyond, unit)}`;
  const wanted = `at ${least === undefined ? "most" : "least"} ${shown(bound, unit)}${hoped}`;
  if (figure === null || Number.isNaN(figure)) return { goal, wanted, figure: "", outcome: "not measured" };
  return {
    ...{ goal, wanted, figure: shown(figure, unit), outcome: reaches(bound, round(figure)) ? "met" : "missed" },
    ...(beyond === undefined ? {} : { isBeyond: reaches(beyond, round(figure)) }),
  };
}

function shown(value: number, unit: string): string {
  if (unit === "%") return percent(value);
  if (unit === "times") return `${round(value)} times`;
  return `${Math.round(value).toLocaleString("en")} ${unit}`;
}

export function goalTable(goals: readonly Goal[]): string[] {
  const lines = ["", "**Goals**", "", "| goal | wanted | figure | |", "|---|---|---:|---|"];
  for (const { goal, wanted, figure, outcome, isBeyond } of goals)
    lines.push(`| ${goal} | ${wanted} | ${figure} | ${outcome}${isBeyond === true ? ", and what is hoped for" : ""} |`);
  return lines;
}
