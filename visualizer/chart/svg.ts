/** A chart as a static SVG document: for the documents and for tests. The page paints the same drawing live. */
import { arrowHead } from "./arrow.ts";
import type { Box, Drawing, Edge, TextLine } from "./drawing.ts";

/** Who is where, to be shown on the picture: token name -> paths it is in. */
export interface SvgMarks {
  readonly tokens?: Readonly<Record<string, readonly string[]>>;
  /** Transition ids to mark as just taken. */
  readonly last?: readonly string[];
  /** How often each transition was taken and each state entered: 0 stands out, more is warmer. */
  readonly heat?: {
    readonly transitions: Readonly<Record<string, number>>;
    readonly states: Readonly<Record<string, number>>;
  };
}

const style = `
svg{font:11px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;background:#fbfbf9}
.box{fill:#fff;stroke:#3c434b;stroke-width:1.2}.on .box{fill:#e8f1fb;stroke:#0b5cad;stroke-width:2}
.title{font:600 16px system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:#14181c}
.muted{fill:#5b646d}.event{fill:#0b4f94;font-weight:600}.guard{fill:#4b535b}
.rule{stroke:#d9dee3}.pill{fill:#f1f4f7;stroke:#b9c2cb}.on .pill.in{fill:#0b5cad;stroke:#0b5cad}.pilltext{fill:#2a3138}.pilltext.in{fill:#fff}
.edge{fill:none;stroke:#0b5cad;stroke-width:1.4}.back .edge{stroke:#b4500f;stroke-dasharray:6 4}.fault .edge{stroke:#86246f;stroke-dasharray:2 3}
.head{fill:#0b5cad}.back .head{fill:#b4500f}.fault .head{fill:#86246f}
.label{fill:#fff;stroke:#d9dee3}.back .event{fill:#97410a}.fault .event{fill:#86246f}
.last .edge{stroke:#d9480f;stroke-width:3}.last .head{fill:#d9480f}.last .label{fill:#ffe8d6;stroke:#d9480f}
.chip{fill:#f6eaf3;stroke:#86246f;stroke-dasharray:3 2}.token{fill:#14181c}.tokentext{fill:#fff;font-weight:700;font-size:14px}
.legend{fill:none;stroke:#b9c2cb;stroke-dasharray:3 3}`;

/** Only where heat is shown: other pictures stay as they are. */
const heatStyle = `
.h0 .edge,.h0 .box,.h0.pill{stroke:#c92a2a;stroke-width:2.5;stroke-dasharray:3 3}.h0 .head{fill:#c92a2a}.h0 .label{fill:#ffe3e3;stroke:#c92a2a}
.h1 .edge{stroke:#74a9d8}.h2 .edge{stroke:#3d85c6;stroke-width:2}.h3 .edge{stroke:#1c5f9e;stroke-width:2.8}.h4 .edge{stroke:#0b3a6b;stroke-width:3.6}
.h1 .box{fill:#f3f8fd}.h2 .box{fill:#e3effa}.h3 .box{fill:#cfe3f6}.h4 .box{fill:#b9d5f0}`;

/** How warm a count is beside the highest: h0 (never) to h4; empty without heat. */
function heatOf(counts: Readonly<Record<string, number>> | undefined, names: readonly string[]): string {
  if (counts === undefined) return "";
  const count = names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  const most = Math.max(1, ...Object.values(counts));
  const level = count === 0 ? 0 : 1 + Math.min(3, Math.floor((4 * Math.log2(1 + count)) / Math.log2(2 + most)));
  return ` h${level}`;
}

export function chartSvg(drawing: Drawing, marks: SvgMarks = {}): string {
  const last = new Set(marks.last ?? []);
  const tokens = Object.entries(marks.tokens ?? {});
  const { heat } = marks;
  const parts = [
    ...drawing.edges.map((edge) =>
      edgeSvg(
        edge,
        edge.transitions.some((id) => last.has(id)),
        heatOf(heat?.transitions, edge.transitions),
      ),
    ),
    ...drawing.chips.map(
      (chip) =>
        `<g><rect class="chip" ${frame(chip)} rx="11"/><text class="muted" x="${chip.x + 10}" y="${chip.y + 15}">${chip.label}</text></g>`,
    ),
    ...drawing.boxes.map((box) => boxSvg(box, tokens, heat?.states)),
    ...drawing.edges.map((edge) =>
      labelSvg(
        edge,
        edge.transitions.some((id) => last.has(id)),
        heatOf(heat?.transitions, edge.transitions),
      ),
    ),
  ];
  const { legend } = drawing;
  if (legend !== null) {
    parts.push(
      `<g transform="translate(${legend.x} ${legend.y})"><rect class="legend" width="${legend.width}" height="${legend.height}" rx="8"/>` +
        `<text class="muted" x="12" y="18">${escape(legend.heading)}</text>${legend.lines.map(lineSvg).join("")}</g>`,
    );
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${drawing.width}" height="${drawing.height}" ` +
    `viewBox="0 0 ${drawing.width} ${drawing.height}" role="img" aria-label="${escape(drawing.machine)} statechart">` +
    `<style>${style}${heat === undefined ? "" : heatStyle}</style>${parts.join("\n")}</svg>\n`
  );
}

function boxSvg(
  box: Box,
  tokens: readonly (readonly [string, readonly string[]])[],
  heat: Readonly<Record<string, number>> | undefined,
): string {
  const here = tokens.filter(([, paths]) => paths.some((path) => path === box.path || path.startsWith(`${box.path}.`)));
  const occupied = new Set(here.flatMap(([, paths]) => paths));
  const pills = box.regions.map(
    (region) =>
      `<text class="muted" x="${region.x}" y="${region.y}">${escape(region.label)}</text>` +
      region.pills
        .map((pill) => {
          const inside = occupied.has(pill.path) ? " in" : "";
          const cold = heat?.[pill.path] === 0 ? " h0" : "";
          return (
            `<rect class="pill${inside}${cold}" ${frame(pill)} rx="9.5"/>` +
            `<text class="pilltext${inside}" x="${pill.x + 8}" y="${pill.y + 13.5}">${escape(pill.label)}</text>`
          );
        })
        .join(""),
  );
  const seats = here.map(([name], index) => {
    const x = box.seats.x + index * box.seats.step;
    return `<rect class="token" x="${x}" y="${box.seats.y - 12}" width="36" height="24" rx="12"/><text class="tokentext" x="${x + 18}" y="${box.seats.y + 5}" text-anchor="middle">${escape(name)}</text>`;
  });
  return (
    `<g class="${here.length > 0 ? "on" : ""}${heatOf(heat, [box.path])}" data-state="${escape(box.path)}" transform="translate(${box.x} ${box.y})">` +
    `<title>${escape(box.title)}</title><rect class="box" width="${box.width}" height="${box.height}" rx="8"/>` +
    (box.final ? `<rect class="box" x="3" y="3" width="${box.width - 6}" height="${box.height - 6}" rx="6"/>` : "") +
    `<text class="title" x="${box.labelAt.x}" y="${box.labelAt.y}">${escape(box.label)}</text>` +
    box.notes.map(lineSvg).join("") +
    (box.ruleAt === null ? "" : `<path class="rule" d="M1 ${box.ruleAt}H${box.width - 1}"/>`) +
    pills.join("") +
    box.inside.map(lineSvg).join("") +
    `${seats.join("")}</g>`
  );
}

function edgeSvg(edge: Edge, isLast: boolean, heat: string): string {
  return `<g class="${edge.kind}${isLast ? " last" : ""}${heat}" data-edge="${escape(edge.id)}"><path class="edge" d="${edge.path}"/><path class="head" d="${arrowHead(edge.points)}"/></g>`;
}

function labelSvg(edge: Edge, isLast: boolean, heat: string): string {
  const { label } = edge;
  return (
    `<g class="${edge.kind}${isLast ? " last" : ""}${heat}" transform="translate(${label.x} ${label.y})"><title>${escape(edge.title)}</title>` +
    `<rect class="label" width="${label.width}" height="${label.height}" rx="4"/>${label.lines.map(lineSvg).join("")}</g>`
  );
}

function lineSvg(line: TextLine): string {
  const spans = line.spans.map((span) => `<tspan class="${span.tone}">${escape(span.text)}</tspan>`).join("");
  return `<text xml:space="preserve" x="${line.x}" y="${line.y}">${spans}</text>`;
}

function frame(shape: { x: number; y: number; width: number; height: number }): string {
  return `x="${shape.x}" y="${shape.y}" width="${shape.width}" height="${shape.height}"`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
