/** A triangle at the end of a route, pointing along it: an SVG path. */
import type { Point } from "./drawing.ts";

const length = 8;
const halfWidth = 4.5;

export function arrowHead(points: readonly Point[]): string {
  const end = points.at(-1);
  const before = points.at(-2);
  if (end === undefined || before === undefined) return "";
  const whole = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const dx = (end.x - before.x) / whole;
  const dy = (end.y - before.y) / whole;
  const base = { x: end.x - dx * length, y: end.y - dy * length };
  const side = { x: dy * halfWidth, y: dx * halfWidth };
  return `M${end.x} ${end.y}L${base.x - side.x} ${base.y + side.y}L${base.x + side.x} ${base.y - side.y}Z`;
}
