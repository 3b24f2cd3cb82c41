/**
 * Whether a recording is one of its charts: each recorded step must be one that the chart takes from where it was.
 *
 * A record names the event, not its whole payload, so guards cannot be evaluated again. What is checked: that a step begins
 * where the one before ended; that the chart has the transitions, declared by active states for that very event; that no
 * transition without a guard would have come before them; and that taking them leads where the record says.
 */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from "xstate";
import type { TraceRecord } from "#machines/protocol/trace";
import { definitionsOf, leafPaths, nameTransition, nodesBelow } from "./chart.ts";

export interface Nonconformance {
  readonly record: TraceRecord;
  readonly what: string;
}

export interface ConformanceReport {
  /** Steps that were checked. */
  readonly steps: number;
  /** Records that were not: snapshots, ends, machines that are not known. */
  readonly others: number;
  /** Places where records are missing: what follows is checked from there on. */
  readonly gaps: number;
  readonly faults: readonly Nonconformance[];
}

/** A chart without actions and delays, in which exactly the recorded transitions are let through. */
class BareChart {
  readonly #machine: AnyStateMachine;
  readonly #names = new Map<AnyTransitionDefinition, string>();
  readonly #ids = new Set<string>();
  #allowed: ReadonlySet<string> = new Set();

  constructor(machine: AnyStateMachine) {
    this.#machine = machine.provide({}) as AnyStateMachine;
    const nodes = nodesBelow(this.#machine.root as AnyStateNode);
    for (const node of nodes) {
      for (const definition of definitionsOf(node)) {
        const id = nameTransition(definition);
        this.#names.set(definition, id);
        this.#ids.add(id);
      }
    }
    for (const node of nodes) this.#strip(node);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Innermost states after the transitions, or what is wrong. */
  next(before: readonly string[], event: string, taken: readonly string[]): readonly string[] | string {
    this.#allowed = new Set(taken);
    const types = new Set(taken.map((id) => id.split("|")[1] as string));
    // A step of eventless transitions is caused by some event, but declared for none.
    const type = types.size === 1 && types.has("") ? eventless : event;
    const snapshot = this.#machine.resolveState({ value: valueOf(before), context: {} } as never);
    const selected = this.#machine.getTransitionData(snapshot, { type } as never) as AnyTransitionDefinition[];
    const names = selected.map((definition) => this.#names.get(definition) ?? "");
    const stranger = names.find((name) => !taken.includes(name));
    if (stranger !== undefined) return `${stranger} comes first there and has no guard`;
    const missing = taken.find((id) => !names.includes(id));
    if (missing !== undefined) return `${missing} is not what that event finds there`;
    const scope = inertScope(this.#machine);
    return leafPaths(this.#machine.transition(snapshot, { type } as never, scope as never).value);
  }

  #strip(node: AnyStateNode): void {
    node.entry = [];
    node.exit = [];
    Object.defineProperty(node, "invoke", { value: [] });
    if (node.always !== undefined) {
      node.transitions.set(eventless, node.always);
      node.always = undefined as never;
    }
    for (const definition of definitionsOf(node)) {
      const id = this.#names.get(definition) ?? "";
      const bare = definition as { actions: unknown; guard: unknown };
      bare.actions = [];
      // The initial transition's actions are XState's own copies.
      if (bare.guard !== undefined) bare.guard = () => this.#allowed.has(id);
    }
    if (node.type === "compound") (node.initial as { actions: unknown }).actions = [];
  }
}

const eventless = "quorate.eventless";

function inertScope(machine: AnyStateMachine): object {
  const ignore = (): void => undefined;
  return {
    self: { _parent: undefined },
    system: { _sendInspectionEvent: ignore },
    id: machine.id,
    sessionId: "",
    logger: ignore,
    defer: ignore,
    stopChild: ignore,
    emit: ignore,
    actionExecutor: ignore,
  };
}

/** A state value from its innermost paths. */
export function valueOf(paths: readonly string[]): unknown {
  if (paths.length === 1 && !paths[0]?.includes(".")) return paths[0];
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const at = path.indexOf(".");
    const key = at === -1 ? path : path.slice(0, at);
    groups.set(key, [...(groups.get(key) ?? []), ...(at === -1 ? [] : [path.slice(at + 1)])]);
  }
  return Object.fromEntries([...groups].map(([key, inner]) => [key, inner.length === 0 ? {} : valueOf(inner)]));
}

/** Checks records in the order of each node's stream. */
export function checkConformance(
  records: Iterable<TraceRecord>,
  machines: Readonly<Record<string, AnyStateMachine>>,
): ConformanceReport {
  const charts = new Map(Object.entries(machines).map(([name, machine]) => [name, new BareChart(machine)]));
  const places = new Map<string, readonly string[]>();
  const streams = new Map<string, number>();
  const faults: Nonconformance[] = [];
  let steps = 0;
  let others = 0;
  let gaps = 0;
  for (const record of records) {
    const stream = `${record.node} ${record.boot}`;
    const last = streams.get(stream);
    streams.set(stream, record.n);
    if (last !== undefined && record.n !== last + 1) {
      gaps += 1;
      for (const key of [...places.keys()]) if (key.startsWith(`${stream} `)) places.delete(key);
    }
    const key = `${stream} ${record.actor}`;
    const chart = charts.get(record.machine);
    if (chart === undefined || record.kind !== "step") {
      others += 1;
      if (record.kind === "stopped") places.delete(key);
      else places.set(key, record.after);
      continue;
    }
    steps += 1;
    const what = faultOf(record, chart, places.get(key));
    if (what !== null) faults.push({ record, what });
    places.set(key, record.after);
  }
  return { steps, others, gaps, faults };
}

function faultOf(record: TraceRecord, chart: BareChart, place: readonly string[] | undefined): string | null {
  const { before, after, event, transitions } = record;
  const same = (a: readonly string[], b: readonly string[]): boolean => a.join(" ") === b.join(" ");
  if (place !== undefined && !same(place, before))
    return `it begins in ${before.join(", ")}, and the step before ended in ${place.join(", ")}`;
  const foreign = transitions.find((id) => !chart.has(id));
  if (foreign !== undefined) return `the chart has no transition ${foreign}`;
  if (transitions.length === 0)
    return same(before, after) || before.length === 0 ? null : "it moved without a transition";
  const found = chart.next(before, event, transitions);
  if (typeof found === "string") return found;
  return same(found, after) ? null : `the chart would be in ${found.join(", ")}, the record says ${after.join(", ")}`;
}
