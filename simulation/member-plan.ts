/** Changes of members, planned in advance like faults. */
import type { NodeName } from "#machines/protocol/identifiers";
import { changeKind, type Fault } from "./faults.ts";
import { streamOf } from "./random.ts";

export interface ChangeOptions {
  readonly seed: string | number;
  readonly nodes: readonly NodeName[];
  readonly fromMs: number;
  readonly untilMs: number;
  readonly meanPauseMs: number;
  readonly smallestView: number;
}

/** Changes of members, each to some other view, one after the other whatever becomes of those before. */
export function planChanges(options: ChangeOptions): Fault[] {
  const { nodes, fromMs, untilMs, meanPauseMs, smallestView } = options;
  const random = streamOf(options.seed, "members");
  const plan: Fault[] = [];
  for (let atMs = fromMs; ;) {
    atMs += random.exponential(meanPauseMs);
    if (atMs >= untilMs) return plan;
    const size = random.between(smallestView, nodes.length);
    const members = random.shuffle(nodes).slice(0, Math.min(size, random.chance(0.8) ? 3 : 5));
    plan.push({
      id: 100_000 + plan.length,
      kind: changeKind,
      atMs: Math.floor(atMs),
      forMs: 0,
      nodes: members.length < smallestView ? nodes.slice(0, smallestView) : members,
      amount: 0,
    });
  }
}
