/** The figures of a run as pictures, by the name of the file each is for. */
import type { Dimension } from "../tasks.ts";
import type { Operation } from "../systems/system.ts";
import { chart, type Line, type Panel } from "./chart.ts";
import type { OutageRow } from "./outages.ts";
import type { Report } from "./report.ts";

const colors: Readonly<Record<string, string>> = {
  quorate: "#2563eb",
  etcd: "#d97706",
  jetstream: "#059669",
  limit: "#94a3b8",
  "round-trip": "#94a3b8",
};
const operations: readonly { readonly operation: Operation; readonly title: string }[] = [
  { operation: "put", title: "puts a second" },
  { operation: "update", title: "compare-and-swaps a second" },
  { operation: "get", title: "gets a second" },
];
const dimensions: readonly { readonly dimension: Dimension; readonly title: string }[] = [
  { dimension: "nodes", title: "nodes" },
  { dimension: "ensembles", title: "ensembles" },
  { dimension: "bytes", title: "bytes" },
  { dimension: "keys", title: "keys" },
];

/** Only of what was measured. */
export function pictures(report: Report): Map<string, string> {
  const all = [
    ["bench.svg", "Operations a second by number of callers, three members each", ratePanels(report)],
    ["bench-outages.svg", "Milliseconds without a leader, every trial", outagePanels(report.outages)],
    ["bench-scale.svg", "Cost by size", sizePanels(report)],
  ] as const;
  return new Map(
    all.flatMap(([name, title, panels]) => (panels.length === 0 ? [] : [[name, chart(title, panels)] as const])),
  );
}

function ratePanels({ rows }: Report): Panel[] {
  return operations.flatMap(({ operation, title }): Panel[] => {
    const own = rows.filter((row) => row.operation === operation);
    if (own.length === 0) return [];
    const lines = [...new Set(own.map(({ system }) => system))].map((system): Line => {
      const points = own.filter((row) => row.system === system);
      return {
        title: points[0]?.title ?? system,
        color: colors[system] ?? "#0f172a",
        isDashed: system === "limit" || system === "round-trip",
        points: points.map(({ concurrency, perSecond }) => ({ x: concurrency, y: perSecond })),
      };
    });
    return [{ title, xs: ascending(own.map(({ concurrency }) => concurrency)), xTitle: (x) => `${x} callers`, lines }];
  });
}

/** The trials of each system in ascending order: medians are in the middle, the worst on the right. */
function outagePanels(outages: readonly OutageRow[]): Panel[] {
  const panel = (of: OutageRow["of"], field: "firstPutMs" | "gapMs", title: string): Panel[] => {
    const rows = outages.filter((row) => row.of === of);
    if (rows.length === 0) return [];
    const shares = [0, 25, 50, 75, 100];
    const lines = rows.map((row): Line => {
      const sorted = row[field].all.toSorted((a, b) => a - b);
      const points = shares.map((x) => ({ x, y: sorted[Math.round((x / 100) * (sorted.length - 1))] ?? 0 }));
      return { title: row.title, color: colors[row.system] ?? "#0f172a", points };
    });
    return [{ title, xs: shares, xTitle: (x) => `${x} %`, isLogarithmic: true, lines }];
  };
  return [
    ...panel("kill", "firstPutMs", "kill -9 of the leader to the first put: so many % of trials took at most, ms"),
    ...panel("stop", "gapMs", "SIGTERM to the leader: longest gap of a writer: so many % of trials at most, ms"),
  ];
}

function sizePanels({ rests, points }: Report): Panel[] {
  return dimensions.flatMap(({ dimension, title }): Panel[] => {
    const measured = points.filter((row) => row.dimension === dimension && row.system === "quorate");
    const resting = rests.filter((row) => row.dimension === dimension && row.system === "quorate");
    const xTitle = (x: number) => `${x.toLocaleString("en")} ${title}`;
    const cost = (operation: Operation, color: string): Line => ({
      title: operation,
      color,
      points: measured.flatMap((row) =>
        row.operation === operation ? [{ x: row.size, y: row.serverCpu * 1000 }] : [],
      ),
    });
    const memory = (of: "total" | "own", name: string, color: string): Line => ({
      title: name,
      color,
      points: resting.map(({ size, largest }) => ({ x: size, y: largest[of] })),
    });
    const panels: Panel[] = [];
    if (measured.length > 0)
      panels.push({
        title: `µs of all servers' processors an operation, by ${title}`,
        ...{ xs: ascending(measured.map(({ size }) => size)), xTitle, isLogarithmic: true },
        lines: [cost("put", "#2563eb"), cost("get", "#059669")],
      });
    if (resting.length > 1)
      panels.push({
        title: `MB resident of a node at rest, by ${title}`,
        ...{ xs: ascending(resting.map(({ size }) => size)), xTitle },
        lines: [memory("total", "all", "#2563eb"), memory("own", "its own", "#d97706")],
      });
    return panels;
  });
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].toSorted((a, b) => a - b);
}
