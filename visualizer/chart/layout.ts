/**
 * Places a chart's boxes and routes its edges with elkjs. Machines do not change while they run, so this happens once a
 * definition, on the server; the page only paints. A few variants of the one good set of options are tried and the best
 * picture wins, because no single set suits every machine.
 */
import ElkModule from "elkjs/lib/elk.bundled.js";
import type { ELK, ELKConstructorArguments, ElkNode, LayoutOptions } from "elkjs/lib/elk-api.js";
import { measureBox, measureLegend } from "./boxes.ts";
import { type ChartDefinition, definitionHash } from "./definition.ts";
import type { Box, Chip, Drawing, Edge, Legend, Rectangle } from "./drawing.ts";
import { drawingOrder, mainPath, mergeEdges, type PlainEdge } from "./edges.ts";
import {
  cleanRoute,
  countCrossings,
  distance,
  findFaults,
  overlap,
  passesThrough,
  round,
  roundedPath,
  segmentsOf,
} from "./geometry.ts";
import { monoLength } from "./text.ts";

// elkjs is CommonJS: Node hands over its `module.exports`, its typings describe a default export inside that.
const Elk = ElkModule as unknown as new (options?: ELKConstructorArguments) => ELK;

export interface LayoutChoices {
  /** Tokens that get room beside each state's name; default 3. */
  readonly seats?: number;
}

const defaultSeats = 3;
/** To be raised with every change of measures or options: drawings that were kept are made anew then. */
const layoutVersion = 3;

const margin = 16;
const chipHeight = 22;

const baseOptions: LayoutOptions = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.padding": `[top=${margin},left=${margin},bottom=${margin},right=${margin}]`,
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.bk.fixedAlignment": "LEFTUP",
  "elk.layered.nodePlacement.favorStraightEdges": "true",
  // A state that nothing but "any state" leads to finds room in the layers instead of a column of its own.
  "elk.separateConnectedComponents": "false",
  "elk.layered.considerModelOrder.strategy": "NONE",
  "elk.layered.crossingMinimization.greedySwitch.type": "ONE_SIDED",
  "elk.layered.thoroughness": "7",
  "elk.layered.edgeLabels.sideSelection": "DIRECTION_DOWN",
  "elk.layered.edgeLabels.centerLabelPlacementStrategy": "HEAD_LAYER",
  "elk.layered.mergeEdges": "false",
  "elk.layered.feedbackEdges": "false",
  // True breaks nearly every layout when it meets the compaction below.
  "elk.layered.unnecessaryBendpoints": "false",
  "elk.spacing.nodeNode": "26",
  "elk.layered.spacing.nodeNodeBetweenLayers": "28",
  "elk.spacing.edgeNode": "14",
  "elk.layered.spacing.edgeNodeBetweenLayers": "14",
  "elk.spacing.edgeEdge": "12",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "12",
  "elk.spacing.edgeLabel": "4",
};

const labelOptions: LayoutOptions = { "elk.edgeLabels.inline": "true", "elk.edgeLabels.placement": "CENTER" };
const mainPathOptions: LayoutOptions = {
  "elk.layered.priority.straightness": "10",
  "elk.layered.priority.shortness": "5",
};

interface Variant {
  readonly cycleBreaking: "MODEL_ORDER" | "DEPTH_FIRST" | "GREEDY";
  readonly layering: "LONGEST_PATH" | "NETWORK_SIMPLEX";
  readonly compaction: "EDGE_LENGTH" | "NONE";
  /** Shuffles the order in which edges are handed over, which decides ties; 0 keeps it. */
  readonly seed: number;
}

/** A small picture has few ways to be drawn, and time for a large one is well spent: it is laid out once. */
function shufflesFor(edges: number): number {
  if (edges <= 12) return 4;
  return edges <= 20 ? 8 : 16;
}

/** Always the same ones, so a definition has one picture. */
function variantsWith(compaction: Variant["compaction"], edges: number): Variant[] {
  const layerings = ["NETWORK_SIMPLEX", "LONGEST_PATH"] as const;
  const seeds = Array.from({ length: shufflesFor(edges) }, (_, index) => index);
  return [
    ...layerings.flatMap((layering) =>
      seeds.map((seed) => ({ cycleBreaking: "MODEL_ORDER" as const, layering, compaction, seed })),
    ),
    ...(["DEPTH_FIRST", "GREEDY"] as const).flatMap((cycleBreaking) =>
      layerings.map((layering) => ({ cycleBreaking, layering, compaction, seed: 0 })),
    ),
  ];
}

const cache = new Map<string, Promise<Drawing>>();
const maxCached = 64;

/** Drawings that were made before, for instance when Quorate was built. Those of other definitions do no harm. */
export function rememberDrawings(drawings: Readonly<Record<string, Drawing>>): void {
  for (const [key, drawing] of Object.entries(drawings)) cache.set(key, Promise.resolve(drawing));
}

/** Names a drawing for `rememberDrawings`. Also with how it is made: a change there makes new ones. */
export function drawingKey(definition: ChartDefinition, seats = defaultSeats): string {
  return `${layoutVersion}:${definitionHash(definition)}:${seats}`;
}

/** One that was made before. */
export function knownDrawing(definition: ChartDefinition): Promise<Drawing> | undefined {
  return cache.get(drawingKey(definition));
}

/** The drawing of a definition; computed once a definition. */
export function layoutChart(definition: ChartDefinition, choices: LayoutChoices = {}): Promise<Drawing> {
  const seats = choices.seats ?? defaultSeats;
  const hash = definitionHash(definition);
  const key = drawingKey(definition, seats);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const drawing = drawChart(definition, hash, seats);
  const oldest = cache.size >= maxCached ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  cache.set(key, drawing);
  drawing.catch(() => cache.delete(key));
  return drawing;
}

/** Always a picture: the best clean one, else the one with the fewest faults, which it names. */
async function drawChart(definition: ChartDefinition, hash: string, seats: number): Promise<Drawing> {
  const elk = new Elk();
  const edges = mergeEdges(definition);
  const main = new Set(mainPath(definition, edges).map((edge) => edge.id));
  let best: { drawing: Drawing; score: number } | undefined;
  for (const compaction of ["EDGE_LENGTH", "NONE"] as const) {
    for (const variant of variantsWith(compaction, edges.length)) {
      const drawing = await place(elk, definition, hash, seats, variant);
      const score = scoreOf(drawing, main);
      if (best === undefined || score < best.score) best = { drawing, score };
      // Nothing would be gained by looking on.
      if (isFlawless(drawing)) return drawing;
    }
    if (best !== undefined && best.drawing.faults.length === 0) break;
  }
  return best!.drawing;
}

/** The room that a chart has on the page in a common window: pictures are compared by how large they are shown there. */
const windowSize = { width: 1040, height: 760 };

/**
 * Lower is better: faults outweigh all, then lines that run against the reading direction, how small the picture must be
 * drawn, crossings and long ways.
 */
/** Small machines mostly are at the first try. */
function isFlawless(drawing: Drawing): boolean {
  return drawing.faults.length === 0 && countCrossings(drawing.edges) === 0;
}

function scoreOf(drawing: Drawing, main: ReadonlySet<string>): number {
  const scale = Math.min(windowSize.width / drawing.width, windowSize.height / drawing.height, 1);
  let length = 0;
  let against = 0;
  for (const edge of drawing.edges) {
    for (const [from, to] of segmentsOf(edge.points)) length += distance(from, to);
    const [first, last] = [edge.points[0], edge.points.at(-1)];
    if (first === undefined || last === undefined || edge.source === "") continue;
    const isAgainst = edge.kind === "back" ? last.y > first.y : last.y < first.y;
    if (isAgainst) against += main.has(edge.id) ? 200 : 6;
  }
  return (
    drawing.faults.length * 100_000 + against + (1 - scale) * 1500 + countCrossings(drawing.edges) * 8 + length / 400
  );
}

// -------------------------------------------------------------------------------------------------------------- ELK

async function place(
  elk: ELK,
  definition: ChartDefinition,
  hash: string,
  seats: number,
  variant: Variant,
): Promise<Drawing> {
  const edges = mergeEdges(definition);
  const boxes = definition.states
    .filter((state) => state.parent === "")
    .map((state) => measureBox(definition, state, seats));
  const chips = edges.filter((edge) => edge.source === "").map((edge) => measureChip(edge));
  const placed = await elk.layout(elkGraph(definition, boxes, chips, edges, variant));

  const spots = new Map((placed.children ?? []).map((node) => [node.id, node]));
  const at = <T extends Rectangle>(id: string, shape: T): T => {
    const spot = spots.get(id);
    return { ...shape, x: round(spot?.x ?? 0), y: round(spot?.y ?? 0) };
  };
  const routes = new Map((placed.edges ?? []).map((edge) => [edge.id, edge]));
  const placedEdges = edges.map((edge): Edge => {
    const route = routes.get(edge.id);
    const section = route?.sections?.[0];
    const points = section === undefined ? [] : [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
    const spot = route?.labels?.[0];
    const clean = cleanRoute(points);
    return {
      id: edge.id,
      source: edge.source,
      target: edge.target,
      kind: edge.kind,
      transitions: edge.transitions,
      points: clean,
      path: roundedPath(clean),
      label: {
        x: round(spot?.x ?? 0),
        y: round(spot?.y ?? 0),
        width: edge.width,
        height: edge.height,
        lines: edge.lines,
      },
      title: edge.title,
    };
  });
  const picture = {
    boxes: boxes.map((box) => at(box.path, box)),
    chips: chips.map((chip) => at(chip.id, chip)),
    edges: placedEdges,
  };
  return finish(definition.id, hash, picture, measureLegend(definition));
}

function measureChip(edge: PlainEdge): Chip {
  const label = "any state";
  return { id: `any:${edge.target}`, label, x: 0, y: 0, width: monoLength(label) + 20, height: chipHeight };
}

function elkGraph(
  definition: ChartDefinition,
  boxes: readonly Box[],
  chips: readonly Chip[],
  edges: readonly PlainEdge[],
  variant: Variant,
): ElkNode {
  const main = mainPath(definition, edges);
  const sizes = new Map<string, Rectangle>([
    ...boxes.map((box) => [box.path, box] as const),
    ...chips.map((chip) => [chip.id, chip] as const),
  ]);
  return {
    id: "chart",
    layoutOptions: {
      ...baseOptions,
      "elk.layered.layering.strategy": variant.layering,
      "elk.layered.cycleBreaking.strategy": variant.cycleBreaking,
      "elk.layered.compaction.postCompaction.strategy": variant.compaction,
    },
    children: [...drawingOrder(definition, main), ...chips.map((chip) => chip.id)].map((id) => ({
      id,
      width: sizes.get(id)?.width ?? 0,
      height: sizes.get(id)?.height ?? 0,
    })),
    edges: shuffled(edges, variant.seed).map((edge) => ({
      id: edge.id,
      sources: [edge.source === "" ? `any:${edge.target}` : edge.source],
      targets: [edge.target],
      layoutOptions: main.includes(edge) ? mainPathOptions : {},
      labels: [{ text: edge.id, width: edge.width, height: edge.height, layoutOptions: labelOptions }],
    })),
  };
}

/** The same order for the same seed, by a small linear congruential generator. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  if (seed === 0) return [...items];
  let state = seed;
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0);
  next();
  return items
    .map((item) => [next(), item] as const)
    .sort((a, b) => a[0] - b[0])
    .map(([, item]) => item);
}

// ------------------------------------------------------------------------------------------------------------- finish

function finish(
  machine: string,
  hash: string,
  picture: Pick<Drawing, "boxes" | "chips" | "edges">,
  legend: Legend | null,
): Drawing {
  const bounds = boundsOf(picture);
  const shift = { x: margin - bounds.x, y: margin - bounds.y };
  const move = <T extends { readonly x: number; readonly y: number }>(item: T): T => ({
    ...item,
    x: round(item.x + shift.x),
    y: round(item.y + shift.y),
  });
  const moved = {
    boxes: picture.boxes.map(move),
    chips: picture.chips.map(move),
    edges: picture.edges.map((edge) => {
      const points = edge.points.map(move);
      return { ...edge, points, path: roundedPath(points), label: move(edge.label) };
    }),
  };
  const width = Math.ceil(bounds.width + 2 * margin);
  const height = Math.ceil(bounds.height + 2 * margin);
  const placedLegend = legend === null ? null : placeLegend(legend, moved, width, height);
  const whole = { ...moved, legend: placedLegend };
  return {
    machine,
    hash,
    width: Math.max(width, placedLegend === null ? 0 : placedLegend.x + placedLegend.width + margin),
    height: Math.max(height, placedLegend === null ? 0 : placedLegend.y + placedLegend.height + margin),
    ...whole,
    faults: findFaults(whole),
  };
}

/** The first corner of the picture with room for it, else below everything. */
function placeLegend(
  legend: Legend,
  picture: Pick<Drawing, "boxes" | "chips" | "edges">,
  width: number,
  height: number,
): Legend {
  const right = width - margin - legend.width;
  const bottom = height - margin - legend.height;
  const corners = [
    { x: margin, y: margin },
    { x: margin, y: bottom },
    { x: right, y: bottom },
    { x: right, y: margin },
  ];
  const solid = [...picture.boxes, ...picture.chips, ...picture.edges.map((edge) => edge.label)];
  const free = corners.find((corner) => {
    const room = { x: corner.x - 8, y: corner.y - 8, width: legend.width + 16, height: legend.height + 16 };
    return (
      !solid.some((shape) => overlap(room, shape)) &&
      !picture.edges.some((edge) => segmentsOf(edge.points).some(([from, to]) => passesThrough(from, to, room)))
    );
  });
  return { ...legend, ...(free ?? { x: margin, y: height }) };
}

function boundsOf(picture: Pick<Drawing, "boxes" | "chips" | "edges">): Rectangle {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const shape of [...picture.boxes, ...picture.chips, ...picture.edges.map((edge) => edge.label)]) {
    xs.push(shape.x, shape.x + shape.width);
    ys.push(shape.y, shape.y + shape.height);
  }
  for (const point of picture.edges.flatMap((edge) => edge.points)) {
    xs.push(point.x);
    ys.push(point.y);
  }
  if (xs.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
