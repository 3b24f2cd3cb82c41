/** Line charts, one below the other, as one SVG that reads on light and on dark pages. */

export interface Line {
  readonly title: string;
  readonly color: string;
  readonly isDashed?: boolean;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Panel {
  readonly title: string;
  /** What stands at each x; they have the same distance from each other. */
  readonly xs: readonly number[];
  readonly xTitle: (x: number) => string;
  /** Equal factors have equal heights. */
  readonly isLogarithmic?: boolean;
  readonly lines: readonly Line[];
}

const [width, panelHeight, left, right] = [760, 250, 70, 190];
const [top, bottom] = [34, 34];

export function chart(title: string, panels: readonly Panel[]): string {
  const height = panels.length * panelHeight;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...panels.map((panel, n) => drawn(panel, n * panelHeight)),
    "</svg>",
    "",
  ].join("\n");
}

function drawn(panel: Panel, y0: number): string {
  const { xs } = panel;
  const scale = scaleOf(panel);
  const x = (at: number) => left + (xs.length < 2 ? 0 : (xs.indexOf(at) / (xs.length - 1)) * (width - left - right));
  const y = (value: number) => y0 + panelHeight - bottom - scale.share(value) * (panelHeight - top - bottom);
  const lines = [
    `<text x="${left}" y="${y0 + 20}" font-size="14" font-weight="600" fill="#0f172a">${panel.title}</text>`,
  ];
  for (const tick of scale.ticks) {
    lines.push(`<line x1="${left}" x2="${width - right}" y1="${y(tick)}" y2="${y(tick)}" stroke="#e2e8f0"/>`);
    lines.push(
      `<text x="${left - 8}" y="${y(tick) + 4}" text-anchor="end" fill="#475569">${tick.toLocaleString("en")}</text>`,
    );
  }
  for (const at of xs)
    lines.push(
      `<text x="${x(at)}" y="${y0 + panelHeight - 14}" text-anchor="middle" fill="#475569">${panel.xTitle(at)}</text>`,
    );
  for (const { color, isDashed, points } of panel.lines) {
    const places = points.map((point) => [x(point.x).toFixed(1), y(point.y).toFixed(1)]);
    const dash = isDashed === true ? ' stroke-dasharray="5 4"' : "";
    lines.push(`<polyline points="${places.join(" ")}" fill="none" stroke="${color}" stroke-width="2"${dash}/>`);
    for (const [cx, cy] of places) lines.push(`<circle cx="${cx}" cy="${cy}" r="3" fill="${color}"/>`);
  }
  let least = Number.NEGATIVE_INFINITY;
  const ends = panel.lines.map(({ title, color, points }) => ({ title, color, y: y(points.at(-1)?.y ?? 0) }));
  for (const end of ends.toSorted((a, b) => a.y - b.y)) {
    least = Math.max(end.y, least + 15);
    lines.push(`<text x="${width - right + 10}" y="${least + 4}" fill="${end.color}">${end.title}</text>`);
  }
  return lines.join("\n");
}

function scaleOf({ lines, isLogarithmic }: Panel): {
  readonly ticks: readonly number[];
  readonly share: (y: number) => number;
} {
  const ys = lines.flatMap(({ points }) => points.map(({ y }) => y)).filter((y) => y > 0);
  const most = niceAbove(Math.max(Number.MIN_VALUE, ...ys));
  if (isLogarithmic !== true || ys.length === 0)
    return { ticks: [0, 1, 2, 3, 4].map((n) => (most / 4) * n), share: (y) => y / most };
  const [low, high] = [Math.floor(Math.log10(Math.min(...ys))), Math.ceil(Math.log10(Math.max(...ys)))];
  const decades = Math.max(1, high - low);
  return {
    ticks: Array.from({ length: decades + 1 }, (_, n) => Number(`1e${low + n}`)),
    share: (y) => Math.max(0, Math.log10(Math.max(y, Number.MIN_VALUE)) - low) / decades,
  };
}

/** The first of 1, 2, 4, 8 times a power of ten that is not below. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 8, 10].find((factor) => factor * power >= value) ?? 10) * power;
}
