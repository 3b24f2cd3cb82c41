/** Which lines are drawn: transitions between the same pair of boxes share one, the root's start at "any state". */
import { eventLines, isInside, topLevelOf } from "./boxes.ts";
import type { ChartDefinition, ChartTransition, TransitionKind } from "./definition.ts";
import type { TextLine } from "./drawing.ts";
import { monoLineHeight, spansLength } from "./text.ts";

export interface PlainEdge {
  readonly id: string;
  /** Empty for "any state". */
  readonly source: string;
  readonly target: string;
  readonly kind: TransitionKind;
  readonly transitions: readonly string[];
  readonly lines: readonly TextLine[];
  readonly width: number;
  readonly height: number;
  readonly title: string;
}

export function mergeEdges(definition: ChartDefinition): PlainEdge[] {
  const groups = new Map<string, { source: string; target: string; members: ChartTransition[] }>();
  for (const transition of definition.transitions) {
    const isRoot = transition.source === "";
    if (transition.targets.length === 0 || (!isRoot && isInside(transition))) continue;
    const source = topLevelOf(transition.source);
    for (const target of new Set(transition.targets.map(topLevelOf))) {
      if (target === source) continue;
      const id = `${source === "" ? "any" : source}->${target}`;
      const group = groups.get(id) ?? { source, target, members: [] };
      group.members.push(transition);
      groups.set(id, group);
    }
  }
  return [...groups].map(([id, { source, target, members }]) => {
    const lines = labelLines(members);
    return {
      id,
      source,
      target,
      kind: mostCommonKind(members),
      transitions: members.map((member) => member.id),
      lines: lines.map((line, index) => ({ ...line, x: 6, y: 14 + index * monoLineHeight })),
      width: Math.max(...lines.map((line) => spansLength(line.spans))) + 12,
      height: lines.length * monoLineHeight + 6,
      title: members.map(describe).join("\n"),
    };
  });
}

/** Equal texts share a line. */
function labelLines(members: readonly ChartTransition[]): TextLine[] {
  const groups = new Map<string, { first: ChartTransition; ids: string[] }>();
  for (const member of members) {
    const key = `${member.label} ${member.guard}`;
    const group = groups.get(key) ?? { first: member, ids: [] };
    group.ids.push(member.id);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ first, ids }) =>
    eventLines(first).map((line) => ({ ...line, transitions: ids })),
  );
}

function describe(transition: ChartTransition): string {
  const guard = transition.guard === "" ? "" : ` [${transition.guard}]`;
  const from = transition.source === "" ? "any state" : transition.source;
  return `${from} → ${transition.targets.join(", ")}: ${transition.label}${guard}`;
}

function mostCommonKind(members: readonly ChartTransition[]): TransitionKind {
  const counts = new Map<TransitionKind, number>();
  for (const { kind } of members) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/**
 * The way through the machine that the picture keeps straight: the shortest one from the start to the state that is
 * furthest from it. For the peer that is setup, probe, election, prepare, prelead, leading.
 */
export function mainPath(definition: ChartDefinition, edges: readonly PlainEdge[]): readonly PlainEdge[] {
  const order = definition.children;
  const start = definition.states.find((state) => state.initial && state.parent === "")?.path ?? order[0] ?? "";
  const reached = new Map<string, PlainEdge | null>([[start, null]]);
  let frontier = [start];
  let furthest = start;
  while (frontier.length > 0) {
    const next: string[] = [];
    for (const state of frontier.sort((a, b) => order.indexOf(a) - order.indexOf(b))) {
      for (const edge of edges) {
        if (edge.source !== state || edge.kind !== "go" || reached.has(edge.target)) continue;
        reached.set(edge.target, edge);
        next.push(edge.target);
      }
    }
    furthest = next[0] ?? furthest;
    frontier = next;
  }
  const path: PlainEdge[] = [];
  for (let edge = reached.get(furthest); edge !== null && edge !== undefined; edge = reached.get(edge.source)) {
    path.unshift(edge);
  }
  return path;
}

/** Boxes in the order the layout should respect: the main path, then the others as the machine has them. */
export function drawingOrder(definition: ChartDefinition, main: readonly PlainEdge[]): string[] {
  return [...new Set([...main.flatMap((edge) => [edge.source, edge.target]), ...definition.children])];
}
