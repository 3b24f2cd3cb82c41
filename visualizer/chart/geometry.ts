/** Lines and rectangles: cleaning and rounding an edge's route, and finding what is wrong with a picture. */
import type { Drawing, Point, Rectangle } from "./drawing.ts";

const cornerRadius = 6;

/** Drops repeated points and points on a straight line: rounding trips over both. */
export function cleanRoute(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (last !== undefined && isNear(last.x, point.x) && isNear(last.y, point.y)) continue;
    const before = kept.at(-2);
    const isStraight =
      last !== undefined &&
      before !== undefined &&
      ((isNear(before.x, last.x) && isNear(last.x, point.x)) || (isNear(before.y, last.y) && isNear(last.y, point.y)));
    if (isStraight) kept.pop();
    kept.push({ x: round(point.x), y: round(point.y) });
  }
  return kept;
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.5;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** An SVG path along the route, its corners rounded. */
export function roundedPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let path = `M${first.x} ${first.y}`;
  let previous = first;
  for (const [index, corner] of rest.entries()) {
    const next = rest[index + 1];
    if (next === undefined) {
      path += `L${corner.x} ${corner.y}`;
      break;
    }
    const radius = Math.min(cornerRadius, distance(previous, corner) / 2, distance(corner, next) / 2);
    const enter = towards(corner, previous, radius);
    const leave = towards(corner, next, radius);
    path += `L${enter.x} ${enter.y}Q${corner.x} ${corner.y} ${leave.x} ${leave.y}`;
    previous = corner;
  }
  return path;
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return {
    x: round(from.x + ((to.x - from.x) * length) / whole),
    y: round(from.y + ((to.y - from.y) * length) / whole),
  };
}

export function overlap(a: Rectangle, b: Rectangle, slack = 0): boolean {
  return (
    a.x + slack < b.x + b.width &&
    b.x + slack < a.x + a.width &&
    a.y + slack < b.y + b.height &&
    b.y + slack < a.y + a.height
  );
}

/** Whether the segment passes through the inside of the rectangle. Routes are orthogonal, so its bounds decide. */
export function passesThrough(from: Point, to: Point, rectangle: Rectangle): boolean {
  const bounds = {
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    width: Math.abs(from.x - to.x),
    height: Math.abs(from.y - to.y),
  };
  return overlap(
    { ...bounds, width: Math.max(bounds.width, 0.01), height: Math.max(bounds.height, 0.01) },
    rectangle,
    1,
  );
}

export function segmentsOf(points: readonly Point[]): (readonly [Point, Point])[] {
  return points.slice(1).map((point, index) => [points[index] ?? point, point] as const);
}

/** Everything that makes a picture wrong: boxes or labels that overlap, edges that run through a box or a foreign label. */
export function findFaults(drawing: Pick<Drawing, "boxes" | "chips" | "edges" | "legend">): string[] {
  const faults: string[] = [];
  const solid: (Rectangle & { readonly name: string })[] = [
    ...drawing.boxes.map((box) => ({ ...box, name: box.path })),
    ...drawing.chips.map((chip) => ({ ...chip, name: chip.id })),
    ...drawing.edges.map((edge) => ({ ...edge.label, name: `label ${edge.id}` })),
    ...(drawing.legend === null ? [] : [{ ...drawing.legend, name: "legend" }]),
  ];
  for (const [index, a] of solid.entries()) {
    for (const b of solid.slice(index + 1)) if (overlap(a, b, 0.5)) faults.push(`${a.name} overlaps ${b.name}`);
  }
  for (const edge of drawing.edges) {
    for (const rectangle of solid) {
      if (rectangle.name === `label ${edge.id}`) continue;
      const isHit = segmentsOf(edge.points).some(([from, to]) => passesThrough(from, to, rectangle));
      if (isHit) faults.push(`${edge.id} runs through ${rectangle.name}`);
    }
  }
  return faults;
}

/** How often edges cross one another. Edges that meet in a common end do not count. */
export function countCrossings(edges: readonly { readonly points: readonly Point[] }[]): number {
  let count = 0;
  for (const [index, a] of edges.entries()) {
    for (const b of edges.slice(index + 1)) {
      for (const [from, to] of segmentsOf(a.points)) {
        for (const [start, end] of segmentsOf(b.points)) if (crosses(from, to, start, end)) count += 1;
      }
    }
  }
  return count;
}

function crosses(a: Point, b: Point, c: Point, d: Point): boolean {
  const isVertical = isNear(a.x, b.x);
  if (isVertical === isNear(c.x, d.x)) return false;
  const [v1, v2, h1, h2] = isVertical ? [a, b, c, d] : [c, d, a, b];
  return (
    v1.x > Math.min(h1.x, h2.x) + 0.5 &&
    v1.x < Math.max(h1.x, h2.x) - 0.5 &&
    h1.y > Math.min(v1.y, v2.y) + 0.5 &&
    h1.y < Math.max(v1.y, v2.y) - 0.5
  );
}
