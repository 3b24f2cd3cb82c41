/**
 * What a suite is measured against: paths of xstate/graph, and random walks of as many steps. Both get the same payload cases,
 * the same abstraction and the same strict comparison after each step as our own tests.
 */
import { getNextTransitions, type AnyMachineSnapshot, type AnyStateMachine } from "xstate";
import { getAdjacencyMap, getShortestPaths, getSimplePaths } from "xstate/graph";
import type { Input } from "./inputs.ts";
import { expectationOf, planStep, type Plan, type PlanStep, type PlanTest } from "./plan.ts";
import { Random } from "./random.ts";
import { keyOf, shortHash } from "./values.ts";
import { messageOf, nextDueMs, type AnyEvent, type Step, type World } from "./world.ts";
import type { Graph, Start } from "./explore.ts";

export interface Suite {
  readonly name: string;
  readonly tests: readonly PlanTest[];
  /** What had to be done to make it run, or why it did not. */
  readonly note: string;
}

const walkLength = 20;
/** Simple paths explode: so many are taken at most. */
const maxSimplePaths = 400;
/** Steps that xstate/graph may try. */
const maxGraphSteps = 1_000_000;

export function baselineSuites(plan: Plan, seed = 1): Suite[] {
  return [graphSuite(plan, "shortest"), graphSuite(plan, "simple"), randomSuite(plan, seed)];
}

// -------------------------------------------------------------------------------------------------------------- walks

/** Random walks over the same inputs, as many steps as the plan has. */
export function randomSuite(plan: Plan, seed: number): Suite {
  const { graph } = plan;
  const random = new Random(seed);
  const tests: PlanTest[] = [];
  for (let left = plan.steps; left > 0; left -= walkLength) {
    const recorder = new Recorder(graph, random.pick(graph.starts));
    for (let at = 0; at < Math.min(walkLength, left); at += 1) {
      const inputs = random.shuffled(graph.inputs.at(recorder.world));
      if (!inputs.some((input) => recorder.take(input))) break;
    }
    tests.push(recorder.test());
  }
  return { name: `random walks, seed ${seed}`, tests, note: "as many steps as the plan" };
}

/** Makes a test of what is done to the chart. */
class Recorder {
  readonly #graph: Graph;
  readonly #start: Start;
  readonly #steps: PlanStep[] = [];
  readonly #covers: Set<string>;
  world: World;

  constructor(graph: Graph, start: Start) {
    this.#graph = graph;
    this.#start = start;
    this.world = start.step.world;
    this.#covers = new Set(start.items);
  }

  take(input: Input): boolean {
    const taken = this.#graph.take(this.world, input);
    if (taken === undefined) return false;
    this.#add(input, taken.step, taken.event as AnyEvent | null);
    return true;
  }

  /** An event as xstate/graph names it: a delay is let pass where it is the next one, anything else is sent. */
  play(event: AnyEvent): boolean {
    const next = nextDueMs(this.world);
    const timer = this.world.timers.find(({ dueMs }) => dueMs === next);
    if (timer !== undefined && timer.event.type === event.type) return this.take({ kind: "advance", label: "advance" });
    const step = this.#graph.stepper.send(this.world, event);
    if (step.error !== null) return false;
    this.#add({ kind: "send", label: event.type, type: event.type, payloadCase: "" }, step, event);
    return true;
  }

  #add(input: Input, step: Step, event: AnyEvent | null): void {
    const items = this.#graph.itemsOf(this.world, input, step);
    for (const id of items) this.#covers.add(id);
    this.#steps.push(planStep(this.#graph.model, this.world, input, step, event, items));
    this.world = step.world;
  }

  test(): PlanTest {
    const { name: start, input, step } = this.#start;
    const labels = this.#steps.map(({ label }) => label);
    return {
      id: shortHash(labels.join("|")),
      name: labels.join(" "),
      start,
      input,
      first: expectationOf(this.#graph.model, null, step),
      steps: this.#steps,
      covers: [...this.#covers],
    };
  }
}

// ------------------------------------------------------------------------------------------------------- xstate/graph

type GraphOptions = Parameters<typeof getShortestPaths<AnyStateMachine>>[1] & { readonly input?: unknown };

/** Every start has its paths; what xstate/graph does not survive is told in the note. */
export function graphSuite(plan: Plan, kind: "shortest" | "simple"): Suite {
  const name = `xstate/graph ${kind} paths`;
  const tests: PlanTest[] = [];
  const notes = new Set<string>();
  for (const start of plan.graph.starts) {
    try {
      const { paths, note } = kind === "shortest" ? shortest(plan.graph, start) : simple(plan.graph, start);
      if (note !== "") notes.add(note);
      for (const events of paths) {
        const recorder = new Recorder(plan.graph, start);
        for (const event of events) if (!recorder.play(event)) break;
        tests.push(recorder.test());
      }
    } catch (thrown) {
      notes.add(`it threw: ${messageOf(thrown)}`);
    }
  }
  return { name, tests, note: [...notes].join("; ") };
}

function shortest(graph: Graph, start: Start): { readonly paths: AnyEvent[][]; readonly note: string } {
  const options = graphOptions(graph, start, (snapshot) => stateKey(graph, snapshot));
  const paths = getShortestPaths(graph.model.machine, options as never);
  return { paths: paths.map(({ steps }) => eventsOf(steps)), note: "" };
}

/** By state value only, and by few ways out of each state: their number explodes. */
function simple(graph: Graph, start: Start): { readonly paths: AnyEvent[][]; readonly note: string } {
  const byValue = (snapshot: AnyMachineSnapshot): string => keyOf(snapshot.value);
  const options = graphOptions(graph, start, byValue);
  const map = getAdjacencyMap(graph.model.machine, options as never) as unknown as Readonly<
    Record<
      string,
      {
        readonly transitions: Readonly<
          Record<string, { readonly event: AnyEvent; readonly state: AnyMachineSnapshot }>
        >;
      }
    >
  >;
  const ways = new Map<string, Map<string, AnyEvent>>();
  for (const [from, { transitions }] of Object.entries(map)) {
    const out = new Map<string, AnyEvent>();
    for (const { event, state } of Object.values(transitions)) {
      const to = byValue(state);
      if (to !== from && !out.has(to)) out.set(to, event);
    }
    ways.set(from, out);
  }
  const first = byValue(start.step.world.snapshot);
  const most = Math.max(0, ...[...ways.values()].map((out) => out.size));
  let width = most;
  while (width > 1 && countSimplePaths(ways, first, width) > maxSimplePaths) width -= 1;
  const allowed = (snapshot: AnyMachineSnapshot): AnyEvent[] =>
    [...(ways.get(byValue(snapshot))?.values() ?? [])].slice(0, width);
  const paths = getSimplePaths(graph.model.machine, { ...options, events: allowed } as never);
  return {
    paths: paths.map(({ steps }) => eventsOf(steps)),
    note:
      width === most
        ? "by state value"
        : `by state value, ${width} of up to ${most} ways out of each: with more there are over ${maxSimplePaths} paths`,
  };
}

function countSimplePaths(
  ways: ReadonlyMap<string, ReadonlyMap<string, AnyEvent>>,
  first: string,
  width: number,
): number {
  let count = 0;
  const visit = (at: string, above: Set<string>): void => {
    count += 1;
    if (count > maxSimplePaths) return;
    above.add(at);
    for (const to of [...(ways.get(at)?.keys() ?? [])].slice(0, width))
      if (!above.has(to) && count <= maxSimplePaths) visit(to, above);
    above.delete(at);
  };
  visit(first, new Set());
  return count;
}

function graphOptions(
  graph: Graph,
  start: Start,
  serializeState: (snapshot: AnyMachineSnapshot) => string,
): GraphOptions {
  return {
    input: start.input,
    serializeState: serializeState as never,
    serializeEvent: ((event: AnyEvent) => keyOf(event, { opaque: "name" })) as never,
    events: ((snapshot: AnyMachineSnapshot) => eventsAt(graph, snapshot)) as never,
    limit: maxGraphSteps,
  } as GraphOptions;
}

function stateKey(graph: Graph, snapshot: AnyMachineSnapshot): string {
  const { abstract } = graph.model;
  const context: unknown = abstract === undefined ? snapshot.context : abstract(snapshot.context as never, snapshot);
  return `${keyOf(snapshot.value)} ${keyOf(context, { opaque: "name" })}`;
}

/** Payload cases as events, and the delays and ends of actors that the state waits for. What throws is left out: it would end all. */
function eventsAt(graph: Graph, snapshot: AnyMachineSnapshot): AnyEvent[] {
  if (snapshot.status !== "active") return [];
  const world = { ...(graph.starts[0] as Start).step.world, snapshot, nowMs: 0 };
  const events: AnyEvent[] = [];
  for (const input of graph.inputs.sends) {
    try {
      const event = graph.inputs.eventOf(world, input);
      if (event !== undefined) events.push(event);
    } catch {
      continue;
    }
  }
  const own = new Set(getNextTransitions(snapshot).map(({ eventType }) => eventType as string));
  for (const type of own) if (/^xstate\.(after|done\.actor|error\.actor)\./.test(type)) events.push({ type });
  return events.filter((event) => isSafe(snapshot, event));
}

function isSafe(snapshot: AnyMachineSnapshot, event: AnyEvent): boolean {
  try {
    snapshot.can(event as never);
    return true;
  } catch {
    return false;
  }
}

function eventsOf(steps: readonly { readonly event: unknown }[]): AnyEvent[] {
  return steps.map(({ event }) => event as AnyEvent).filter(({ type }) => type !== "xstate.init");
}
