/** A node's token: it travels along the edge that its node took, and is where its node is. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Edge, Point } from "../chart/drawing.ts";
import { isSlow } from "./model.ts";
import { shortName } from "./palette.ts";

const width = 36;
const height = 24;
/** Long enough to be followed by eye, short enough for an election's quick steps. */
const travelMs = 420;
/** More moves in a second cannot be followed by eye, and painting them costs. */
const maxTravelsASecond = 5;

interface Props {
  readonly node: string;
  readonly colour: number;
  readonly place: string;
  /** Left end and vertical middle. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly route: Edge | null;
}

export function Token({ node, colour, place, x, y, size, route }: Props) {
  const group = useRef<SVGGElement>(null);
  const last = useRef<{ x: number; y: number; place: string } | null>(null);
  const running = useRef<Animation | null>(null);
  const moved = useRef<number[]>([]);
  useLayoutEffect(() => {
    const element = group.current;
    const before = last.current;
    last.current = { x, y, place };
    if (element === null || before === null || (before.x === x && before.y === y)) return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches || document.hidden) return;
    running.current?.cancel();
    running.current = null;
    const now = performance.now();
    moved.current = [...moved.current.filter((at) => now - at < 1000), now];
    if (moved.current.length > maxTravelsASecond || isSlow()) return;
    const isAlongEdge = route !== null && route.source === before.place && route.target === place;
    const way = isAlongEdge ? route.points.map((point) => ({ x: point.x - (width * size) / 2, y: point.y })) : [];
    running.current = element.animate(keyframes([before, ...way, { x, y }]), {
      duration: travelMs,
      easing: "ease-in-out",
    });
  }, [x, y, place, route]);
  return (
    <g
      ref={group}
      class={`token c${colour}`}
      data-token={node}
      data-at={place}
      style={{ transform: `translate(${x}px, ${y}px)` }}
    >
      <g transform={`scale(${size})`}>
        <rect y={-height / 2} width={width} height={height} rx={height / 2} />
        <text x={width / 2} y="5" text-anchor="middle">
          {shortName(node)}
        </text>
      </g>
    </g>
  );
}

/** Even speed along the way. */
function keyframes(way: readonly Point[]): Keyframe[] {
  const lengths = way.map((point, index) => {
    const previous = way[index - 1] ?? point;
    return Math.hypot(point.x - previous.x, point.y - previous.y);
  });
  const total = lengths.reduce((sum, length) => sum + length, 0) || 1;
  let gone = 0;
  return way.map((point, index) => {
    gone += lengths[index] ?? 0;
    return { transform: `translate(${point.x}px, ${point.y}px)`, offset: Math.min(1, gone / total) };
  });
}
