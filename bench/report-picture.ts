/** Puts and gets a second of every system, by the number of callers, as one SVG that reads on light and on dark pages. */
import type { Report, Row } from "./report.ts";
import type { Operation } from "./systems/system.ts";

const colors: Readonly<Record<string, string>> = {
  quorate: "#2563eb",
  etcd: "#d97706",
  jetstream: "#059669",
  limit: "#94a3b8",
  "round-trip": "#94a3b8",
};
const panels: readonly { readonly operation: Operation; readonly title: string }[] = [
  { operation: "put", title: "puts a second" },
  { operation: "update", title: "compare-and-swaps a second" },
  { operation: "get", title: "gets a second" },
];
const [width, panelHeight, left, right] = [760, 250, 70, 190];
const [top, bottom] = [34, 34];

export function drawing(report: Report): string {
  const shown = panels.filter(({ operation }) => report.rows.some((row) => row.operation === operation));
  const height = shown.length * panelHeight;
  const body = shown.map(({ operation, title }, n) =>
    panel(
      report.rows.filter((row) => row.operation === operation),
      title,
      n * panelHeight,
    ),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>Operations a second by number of callers, three members each</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...body,
    "</svg>",
    "",
  ].join("\n");
}

function panel(rows: readonly Row[], title: string, y0: number): string {
  const levels = [...new Set(rows.map(({ concurrency }) => concurrency))].toSorted((a, b) => a - b);
  const most = niceAbove(Math.max(...rows.map(({ perSecond }) => perSecond)));
  const x = (level: number) =>
    left + (levels.length < 2 ? 0 : (levels.indexOf(level) / (levels.length - 1)) * (width - left - right));
  const y = (rate: number) => y0 + panelHeight - bottom - (rate / most) * (panelHeight - top - bottom);
  const lines = [`<text x="${left}" y="${y0 + 20}" font-size="14" font-weight="600" fill="#0f172a">${title}</text>`];
  for (let n = 0; n <= 4; n += 1) {
    const rate = (most / 4) * n;
    lines.push(`<line x1="${left}" x2="${width - right}" y1="${y(rate)}" y2="${y(rate)}" stroke="#e2e8f0"/>`);
    lines.push(
      `<text x="${left - 8}" y="${y(rate) + 4}" text-anchor="end" fill="#475569">${rate.toLocaleString("en")}</text>`,
    );
  }
  for (const level of levels)
    lines.push(
      `<text x="${x(level)}" y="${y0 + panelHeight - 14}" text-anchor="middle" fill="#475569">${level} callers</text>`,
    );
  const names = [...new Set(rows.map(({ system }) => system))];
  const ends = names.map((name) => {
    const own = rows.filter(({ system }) => system === name);
    const color = colors[name] ?? "#0f172a";
    const points = own.map((row) => `${x(row.concurrency).toFixed(1)},${y(row.perSecond).toFixed(1)}`);
    const dash = name === "limit" || name === "round-trip" ? ' stroke-dasharray="5 4"' : "";
    lines.push(`<polyline points="${points.join(" ")}" fill="none" stroke="${color}" stroke-width="2"${dash}/>`);
    for (const row of own)
      lines.push(
        `<circle cx="${x(row.concurrency).toFixed(1)}" cy="${y(row.perSecond).toFixed(1)}" r="3" fill="${color}"/>`,
      );
    return { title: own[0]?.title ?? name, color, y: y(own.at(-1)?.perSecond ?? 0) };
  });
  let least = Number.NEGATIVE_INFINITY;
  for (const end of ends.toSorted((a, b) => a.y - b.y)) {
    least = Math.max(end.y, least + 15);
    lines.push(`<text x="${width - right + 10}" y="${least + 4}" fill="${end.color}">${end.title}</text>`);
  }
  return lines.join("\n");
}

/** The first of 1, 2, 4, 8 times a power of ten that is not below. */
function niceAbove(rate: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rate)));
  return ([1, 2, 4, 8, 10].find((factor) => factor * power >= rate) ?? 10) * power;
}
