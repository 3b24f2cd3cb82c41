/**
 * Planning: tests that cover every item that can be reached, few and short.
 *
 * From where it stands a test goes the shortest way to the nearest step that covers something new, and begins anew when it
 * is long enough. Each step is carried out for real while planning, with payloads made from the real snapshot: a way that was
 * found over abstract states may lead elsewhere, and is then planned again from there.
 */
import { leafPaths } from "./chart.ts";
import { coverageOf, type Coverage } from "./cover.ts";
import { Graph, type Edge, type GraphNode, type Start } from "./explore.ts";
import type { Input } from "./inputs.ts";
import { usualCriteria, type Criterion } from "./criteria.ts";
import { criterionOf, item } from "./items.ts";
import type { AnyModel, Outcome } from "./model.ts";
import { Random } from "./random.ts";
import { isEqual, shortHash } from "./values.ts";
import type { AnyEvent, Effect, Step, World } from "./world.ts";

/** What must be seen after a step. */
export interface Expectation {
  /** Innermost active states, one a region. */
  readonly states: readonly string[];
  readonly status: string;
  readonly effects: readonly Effect[];
  /** What of the observed context is different from before; `undefined` where a key is gone. */
  readonly changes: Readonly<Record<string, unknown>>;
}

interface StepBase {
  /** Stable name of the input: `commit:newer`, `advance`, `fetchUser=done`. */
  readonly label: string;
  readonly expect: Expectation;
  /** Transitions taken: for reports; a system under test is not asked for them. */
  readonly taken: readonly string[];
}

export type PlanStep =
  /** `ignored`: nothing is declared for the event here, so nothing may happen. */
  | (StepBase & { readonly kind: "send"; readonly event: AnyEvent; readonly ignored: boolean })
  /** Nothing happens before `ms` have passed. */
  | (StepBase & { readonly kind: "advance"; readonly ms: number })
  | (StepBase & { readonly kind: "settle"; readonly child: string; readonly outcome: Outcome });

export interface PlanTest {
  /** Made from what the test does: stays when others come and go. */
  readonly id: string;
  readonly name: string;
  /** Which of the model's inputs it starts with; empty when there is one only. */
  readonly start: string;
  readonly input: unknown;
  readonly first: Expectation;
  readonly steps: readonly PlanStep[];
  readonly covers: readonly string[];
}

export interface Plan {
  readonly model: AnyModel;
  readonly seed: number;
  readonly cover: readonly Criterion[];
  readonly tests: readonly PlanTest[];
  readonly steps: number;
  readonly coverage: Coverage;
  /** The explored graph: reports and mutation look into it. */
  readonly graph: Graph;
}

/** A test of an earlier plan: its inputs only, what they do is found out again. */
export interface KeptTest {
  readonly start: string;
  readonly labels: readonly string[];
}

export interface PlanOptions {
  /** Default: the model's, else all but effects and pairs. */
  readonly cover?: readonly Criterion[];
  /** A test begins anew after so many steps, events that are ignored not counted. Default 24. */
  readonly maxSteps?: number;
  /** Another seed breaks ties another way. Default 0: by name. */
  readonly seed?: number;
  /** Tests to keep as far as they still can be done, so that a small edit changes few tests. */
  readonly keep?: readonly KeptTest[];
}

const defaultMaxSteps = 24;
/** How often a way may lead elsewhere before its goal is given up. */
const maxDiversions = 5;

/** @throws MachineFailure when the machine does not start. */
export function planTests(model: AnyModel, options: PlanOptions = {}): Plan {
  const cover = options.cover ?? model.cover ?? usualCriteria;
  const graph = new Graph(model, cover);
  graph.explore();
  return new Planner(graph, { ...options, cover }).plan();
}

/** A test while it is made. */
interface Walk {
  readonly start: Start;
  world: World;
  readonly steps: PlanStep[];
  readonly covers: Set<string>;
  /** Transitions of the last step that took any: what pairs begin with. */
  last: readonly string[];
  /** Steps that were more than an ignored event. */
  moves: number;
}

class Planner {
  readonly #graph: Graph;
  readonly #cover: readonly Criterion[];
  readonly #maxSteps: number;
  readonly #random: Random | null;
  readonly #seed: number;
  readonly #keep: readonly KeptTest[];
  readonly #hasPairs: boolean;
  readonly #todo = new Set<string>();
  readonly #open = new Map<Edge, string[]>();
  readonly #openEdgesOf = new Map<GraphNode, readonly Edge[]>();
  readonly #waysOutOf = new Map<GraphNode, readonly Edge[]>();
  readonly #diversions = new Map<string, number>();
  readonly #givenUp = new Set<string>();
  #wasDiverted = false;

  constructor(graph: Graph, options: PlanOptions) {
    this.#graph = graph;
    this.#cover = options.cover ?? usualCriteria;
    this.#maxSteps = options.maxSteps ?? defaultMaxSteps;
    this.#seed = options.seed ?? 0;
    this.#random = this.#seed === 0 ? null : new Random(this.#seed);
    this.#keep = options.keep ?? [];
    this.#hasPairs = this.#cover.includes("pairs");
  }

  plan(): Plan {
    const graph = this.#graph;
    const wanted = new Set(this.#cover);
    const reachable = reachableItems(graph, this.#hasPairs);
    for (const id of reachable) if (wanted.has(criterionOf(id))) this.#todo.add(id);
    const walks = [...this.#replayKept(), ...this.#walkAll()];
    const tests = withoutRedundant(
      walks.map((walk) => this.#finish(walk)),
      wanted,
    );
    const covered = new Set(tests.flatMap(({ covers }) => covers));
    return {
      model: graph.model,
      seed: this.#seed,
      cover: this.#cover,
      tests,
      steps: tests.reduce((sum, { steps }) => sum + steps.length, 0),
      coverage: coverageOf(graph, this.#cover, covered, reachable, this.#givenUp),
      graph,
    };
  }

  // --------------------------------------------------------------------------------------------------------- walking

  #begin(start: Start): Walk {
    const walk: Walk = {
      start,
      world: start.step.world,
      steps: [],
      covers: new Set(),
      last: start.step.taken,
      moves: 0,
    };
    this.#note(walk, start.items);
    return walk;
  }

  #note(walk: Walk, items: readonly string[]): void {
    for (const id of items) {
      walk.covers.add(id);
      this.#todo.delete(id);
    }
  }

  /** @returns whether the input could be taken. */
  #take(walk: Walk, input: Input): boolean {
    const { world } = walk;
    const taken = this.#graph.take(world, input);
    if (taken === undefined) return false;
    const { step } = taken;
    const items = this.#graph.itemsOf(world, input, step);
    this.#note(walk, items);
    if (step.taken.length > 0) {
      if (this.#hasPairs) this.#note(walk, pairsOf(walk.last, step.taken));
      walk.last = step.taken;
    }
    const made = planStep(this.#graph.model, world, input, step, taken.event as AnyEvent | null, items);
    walk.steps.push(made);
    if (made.kind !== "send" || !made.ignored) walk.moves += 1;
    walk.world = step.world;
    return true;
  }

  #replayKept(): Walk[] {
    const walks: Walk[] = [];
    for (const { start: name, labels } of this.#keep) {
      const start = this.#graph.starts.find((other) => other.name === name);
      if (start === undefined) continue;
      const walk = this.#begin(start);
      for (const label of labels) {
        const input = this.#graph.inputs.named(walk.world, label);
        // An event that was ignored and is gone, or the other way round, leaves the rest of the test as it was.
        if (input === undefined || !this.#take(walk, input)) continue;
      }
      if (walk.steps.length > 0) walks.push(walk);
    }
    return walks;
  }

  #walkAll(): Walk[] {
    const walks: Walk[] = [];
    const { starts } = this.#graph;
    for (const start of starts) {
      // What the start alone covers needs a test too, if only one.
      if (start.items.some((id) => this.#todo.has(id))) walks.push(this.#walk(start));
    }
    while (this.#todo.size > 0) {
      const [nearest] = starts
        .map((start) => ({ start, route: this.#route(start.node, start.step.taken) }))
        .filter(({ route }) => route !== null)
        .sort((a, b) => (a.route?.length ?? 0) - (b.route?.length ?? 0));
      if (nearest === undefined) break;
      const before = this.#todo.size;
      const walk = this.#walk(nearest.start);
      if (walk.steps.length > 0) walks.push(walk);
      // Nothing covered and nothing given up: more of the same would not help.
      if (this.#todo.size === before && !this.#wasDiverted) break;
      this.#wasDiverted = false;
    }
    return walks;
  }

  #walk(start: Start): Walk {
    const walk = this.#begin(start);
    while (walk.moves < this.#maxSteps) {
      const node = this.#graph.nodeOf(walk.world);
      const route = this.#route(node, walk.last);
      if (route === null) break;
      if (walk.moves > 0 && walk.moves + route.length > this.#maxSteps) break;
      this.#follow(walk, route);
    }
    return walk;
  }

  #follow(walk: Walk, route: readonly Edge[]): void {
    const goal = route.at(-1) as Edge;
    for (const edge of route) {
      const input = this.#graph.inputs.named(walk.world, edge.input.label);
      const isTaken = input !== undefined && this.#take(walk, input);
      if (isTaken && this.#graph.keyOf(walk.world) === edge.toKey) continue;
      if (edge !== goal || !isTaken) this.#divert(goal);
      if (edge !== goal) return;
    }
    for (const id of this.#openItems(goal)) if (this.#todo.has(id)) this.#divertItem(id);
  }

  #divert(goal: Edge): void {
    for (const id of this.#openItems(goal)) this.#divertItem(id);
  }

  #divertItem(id: string): void {
    this.#wasDiverted = true;
    const times = (this.#diversions.get(id) ?? 0) + 1;
    this.#diversions.set(id, times);
    if (times < maxDiversions) return;
    this.#todo.delete(id);
    this.#givenUp.add(id);
  }

  // ----------------------------------------------------------------------------------------------------------- routes

  /** The shortest way to a step that covers something new; of several as short, the one that covers most. */
  #route(from: GraphNode, last: readonly string[]): Edge[] | null {
    interface Place {
      readonly node: GraphNode;
      readonly last: readonly string[];
      readonly via: Edge | null;
      readonly from: Place | null;
    }
    const seen = new Set<string>();
    const nameOf = (node: GraphNode, before: readonly string[]): string =>
      this.#hasPairs ? `${node.key} ${before.join(" ")}` : node.key;
    let layer: Place[] = [{ node: from, last, via: null, from: null }];
    seen.add(nameOf(from, last));
    while (layer.length > 0) {
      const next: Place[] = [];
      let best: { readonly place: Place; readonly edge: Edge; readonly gain: number } | null = null;
      for (const place of layer) {
        for (const edge of this.#ordered(this.#openEdges(place.node))) {
          // An ignored event is tried at once where the test stands: it leads nowhere else.
          const gain =
            this.#gain(edge, place.last) + (edge.toKey === place.node.key && edge.taken.length === 0 ? 0.5 : 0);
          if (gain >= 1 && (best === null || gain > best.gain)) best = { place, edge, gain };
        }
        for (const edge of this.#ordered(this.#waysOut(place.node))) {
          const node = this.#graph.nodes.get(edge.toKey);
          if (node?.edges === undefined) continue;
          const after = edge.taken.length > 0 ? edge.taken : place.last;
          const name = nameOf(node, after);
          if (seen.has(name)) continue;
          seen.add(name);
          next.push({ node, last: after, via: edge, from: place });
        }
      }
      if (best !== null) {
        const route = [best.edge];
        for (let at: Place | null = best.place; at?.via !== null && at !== null; at = at.from) route.unshift(at.via);
        return route;
      }
      layer = next;
    }
    return null;
  }

  #ordered(edges: readonly Edge[]): readonly Edge[] {
    return this.#random === null ? edges : this.#random.shuffled(edges);
  }

  /** Edges that may still cover something. Covered items never come back, so the list only shrinks. */
  #openEdges(node: GraphNode): readonly Edge[] {
    const before = this.#openEdgesOf.get(node) ?? this.#graph.edgesOf(node);
    if (this.#hasPairs) return before;
    const open = before.length === 0 ? before : before.filter((edge) => this.#openItems(edge).length > 0);
    this.#openEdgesOf.set(node, open);
    return open;
  }

  /** The first edge to each other node: what routes are made of. With pairs, all of them. */
  #waysOut(node: GraphNode): readonly Edge[] {
    const known = this.#waysOutOf.get(node);
    if (known !== undefined) return known;
    const to = new Set([node.key]);
    const edges = this.#graph.edgesOf(node);
    const ways = this.#hasPairs ? edges : edges.filter(({ toKey }) => !to.has(toKey) && to.add(toKey));
    this.#waysOutOf.set(node, ways);
    return ways;
  }

  #gain(edge: Edge, last: readonly string[]): number {
    let gain = this.#openItems(edge).length;
    if (this.#hasPairs) for (const pair of pairsOf(last, edge.taken)) if (this.#todo.has(pair)) gain += 1;
    return gain;
  }

  /** What the edge would still cover. Covered items never come back, so the list only shrinks. */
  #openItems(edge: Edge): readonly string[] {
    let open = this.#open.get(edge) ?? (edge.items as string[]);
    if (open.some((id) => !this.#todo.has(id))) open = open.filter((id) => this.#todo.has(id));
    this.#open.set(edge, open);
    return open;
  }

  #finish(walk: Walk): PlanTest {
    const { start, steps, covers } = walk;
    const labels = steps.map(({ label }) => label);
    const first = expectationOf(this.#graph.model, null, start.step);
    return {
      id: shortHash(`${start.name}|${labels.join("|")}`),
      name: nameOf(start.name, [first, ...steps.map(({ expect }) => expect)]),
      start: start.name,
      input: start.input,
      first,
      steps,
      covers: [...covers],
    };
  }
}

export function pairsOf(first: readonly string[], second: readonly string[]): string[] {
  return first.flatMap((one) => second.map((other) => item.pair(one, other)));
}

/** Everything that some explored step covers. */
export function reachableItems(graph: Graph, withPairs: boolean): Set<string> {
  const reachable = new Set(graph.starts.flatMap(({ items }) => items));
  const arrivals = new Map<string, Map<string, readonly string[]>>();
  const arrive = (key: string, taken: readonly string[]): void => {
    const known = arrivals.get(key) ?? new Map<string, readonly string[]>();
    known.set(taken.join(" "), taken);
    arrivals.set(key, known);
  };
  for (const { node, step } of graph.starts) arrive(node.key, step.taken);
  for (const node of graph.nodes.values()) {
    for (const edge of node.edges ?? []) {
      for (const id of edge.items) reachable.add(id);
      if (withPairs && edge.taken.length > 0) arrive(edge.toKey, edge.taken);
    }
  }
  if (!withPairs) return reachable;
  for (const node of graph.nodes.values()) {
    for (const edge of node.edges ?? []) {
      for (const taken of arrivals.get(node.key)?.values() ?? []) {
        for (const pair of pairsOf(taken, edge.taken)) reachable.add(pair);
      }
    }
  }
  return reachable;
}

/** Leaves out tests whose items others cover all, the last ones first. Doing it twice changes nothing more. */
function withoutRedundant(tests: readonly PlanTest[], wanted: ReadonlySet<Criterion>): PlanTest[] {
  const counts = new Map<string, number>();
  const relevant = (test: PlanTest): string[] => test.covers.filter((id) => wanted.has(criterionOf(id)));
  for (const test of tests) for (const id of relevant(test)) counts.set(id, (counts.get(id) ?? 0) + 1);
  const kept = new Set(tests);
  const ids = new Set<string>();
  for (const test of [...tests].reverse()) {
    const items = relevant(test);
    if (kept.size > 1 && items.every((id) => (counts.get(id) ?? 0) > 1)) {
      kept.delete(test);
      for (const id of items) counts.set(id, (counts.get(id) ?? 0) - 1);
    }
  }
  return tests.filter((test) => kept.has(test) && !ids.has(test.id) && ids.add(test.id).has(test.id));
}

// ------------------------------------------------------------------------------------------------------- expectations

export function observed(model: AnyModel, world: World): Readonly<Record<string, unknown>> {
  const context = world.snapshot.context as Readonly<Record<string, unknown>>;
  return model.observe?.(context as never, world.snapshot) ?? context ?? {};
}

export function expectationOf(model: AnyModel, before: World | null, step: Step): Expectation {
  const { world, effects } = step;
  const old = before === null ? {} : observed(model, before);
  const now = observed(model, world);
  const changes: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (!isEqual(old[key], now[key])) changes[key] = now[key];
  }
  return { states: leafPaths(world.snapshot.value), status: world.snapshot.status, effects, changes };
}

export function planStep(
  model: AnyModel,
  before: World,
  input: Input,
  step: Step,
  event: AnyEvent | null,
  items: readonly string[],
): PlanStep {
  const base = { label: input.label, expect: expectationOf(model, before, step), taken: step.taken };
  if (input.kind === "advance") return { ...base, kind: "advance", ms: step.world.nowMs - before.nowMs };
  if (input.kind === "settle") return { ...base, kind: "settle", child: input.child, outcome: input.outcome };
  const ignored = items.some((id) => criterionOf(id) === "forbidden");
  return { ...base, kind: "send", event: event ?? { type: input.type }, ignored };
}

const longestName = 90;

/** The way a test takes: `setup > probe.asking > election`. */
function nameOf(start: string, seen: readonly Expectation[]): string {
  const ways: string[] = [];
  for (const { states } of seen) {
    const place = states.join("+");
    if (ways.at(-1) !== place) ways.push(place);
  }
  const prefix = start === "" ? "" : `${start}: `;
  let text = prefix + ways.join(" > ");
  for (let left = ways.length - 1; text.length > longestName && left > 1; left -= 1) {
    text = `${prefix}${ways.slice(0, Math.ceil(left / 2)).join(" > ")} > … > ${ways.slice(-Math.floor(left / 2)).join(" > ")}`;
  }
  return text;
}
