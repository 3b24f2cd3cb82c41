/**
 * Exploration: breadth-first over abstract states, each with one real world that stands for it. An abstract state is the
 * state value, what the model keeps of the context, which timers wait and in which order, and which actors run.
 */
import { usualCriteria, type Criterion } from "./criteria.ts";
import type { Chart } from "./chart.ts";
import { readChart } from "./chart.ts";
import { Inputs, type Input } from "./inputs.ts";
import { configurationOf, itemsOf } from "./items.ts";
import type { AnyModel, Limits } from "./model.ts";
import { keyOf } from "./values.ts";
import { liveChildren, messageOf, Stepper, type Step, type World } from "./world.ts";

export interface GraphNode {
  readonly key: string;
  readonly world: World;
  readonly configuration: string;
  /** Undefined until it is expanded. */
  edges?: readonly Edge[];
}

export interface Edge {
  readonly input: Input;
  readonly toKey: string;
  readonly items: readonly string[];
  readonly taken: readonly string[];
}

export interface Start {
  readonly name: string;
  readonly input: unknown;
  readonly step: Step;
  readonly node: GraphNode;
  readonly items: readonly string[];
}

/** A step that threw: a payload that does not fit, or a fault of the machine. */
export interface Failure {
  readonly configuration: string;
  readonly input: string;
  readonly message: string;
  /** How often the same input threw the same way. */
  times: number;
}

const defaults: Required<Limits> = { states: 20_000, perConfiguration: 400, steps: 400_000 };

/** A machine that does not even start. */
export class MachineFailure extends Error {
  override readonly name = "MachineFailure";
}

export class Graph {
  readonly chart: Chart;
  readonly model: AnyModel;
  readonly cover: readonly Criterion[];
  readonly inputs: Inputs;
  readonly stepper: Stepper;
  readonly starts: Start[] = [];
  readonly nodes = new Map<string, GraphNode>();
  readonly failures = new Map<string, Failure>();
  /** Sentences about limits that were met: what was found before is kept. */
  readonly cuts: string[] = [];
  /** Parts of a context that have no value: they count by name only. */
  readonly notices = new Set<string>();
  readonly #limits: Required<Limits>;
  readonly #perConfiguration = new Map<string, number>();

  /** @throws MachineFailure when the machine cannot start with any input. */
  constructor(model: AnyModel, cover: readonly Criterion[] = usualCriteria) {
    this.model = model;
    this.cover = cover;
    this.chart = readChart(model.machine);
    this.inputs = new Inputs(this.chart, model);
    this.stepper = new Stepper(this.chart, model);
    this.#limits = { ...defaults, ...model.limits };
    for (const [name, input] of startsOf(model)) {
      const step = this.stepper.start(input);
      if (step.error !== null) {
        this.#fail("(start)", name, step.error);
        continue;
      }
      this.starts.push({
        name,
        input,
        step,
        node: this.nodeOf(step.world),
        items: this.itemsOf(null, null, step),
      });
    }
    if (this.starts.length === 0) {
      const [first] = this.failures.values();
      const hint =
        model.input === undefined && model.inputs === undefined ? " If it takes an input, name one in a model." : "";
      throw new MachineFailure(`the machine "${model.name}" does not start: ${first?.message ?? "no input"}.${hint}`);
    }
  }

  /** Expands everything within the limits. */
  explore(): void {
    const queue = this.starts.map(({ node }) => node);
    const seen = new Set(queue);
    const { states, steps, perConfiguration } = this.#limits;
    const full = new Set<string>();
    for (let at = 0; at < queue.length; at += 1) {
      if (this.stepper.count >= steps) {
        this.cuts.push(`stopped after ${steps} steps with ${queue.length - at} states not explored (limits.steps)`);
        break;
      }
      for (const { toKey } of this.edgesOf(queue[at] as GraphNode)) {
        const next = this.nodes.get(toKey);
        if (next === undefined || seen.has(next)) continue;
        const count = this.#perConfiguration.get(next.configuration) ?? 0;
        if (count >= perConfiguration) {
          full.add(next.configuration);
          continue;
        }
        if (queue.length >= states) {
          if (this.cuts.length === 0) this.cuts.push(`stopped at ${states} states (limits.states)`);
          continue;
        }
        this.#perConfiguration.set(next.configuration, count + 1);
        seen.add(next);
        queue.push(next);
      }
    }
    if (full.size > 0) {
      const shown = [...full].sort().slice(0, 5).join(", ");
      this.cuts.push(
        `only ${perConfiguration} contexts were explored in ${full.size === 1 ? "this configuration" : "each of these configurations"}: ` +
          `${shown}${full.size > 5 ? ` and ${full.size - 5} more` : ""} (limits.perConfiguration). Something in the context has no end; ` +
          "say with `abstract` which differences matter",
      );
    }
  }

  nodeOf(world: World): GraphNode {
    const key = this.keyOf(world);
    const known = this.nodes.get(key);
    if (known !== undefined) return known;
    const node: GraphNode = { key, world, configuration: configurationOf(world) };
    this.nodes.set(key, node);
    return node;
  }

  edgesOf(node: GraphNode): readonly Edge[] {
    node.edges ??= this.#expand(node);
    return node.edges;
  }

  keyOf(world: World): string {
    const { snapshot } = world;
    const given = this.model.abstract?.(snapshot.context as never, snapshot);
    const context = keyOf(
      this.model.abstract === undefined ? snapshot.context : given,
      this.model.abstract === undefined
        ? {
            opaque: "name",
            notice: (path, what) => void this.notices.add(`context.${path} is ${what}: it counts by that name only`),
          }
        : { opaque: "refuse" },
    );
    const timers = [...world.timers].sort((a, b) => a.dueMs - b.dueMs || a.order - b.order).map(({ id }) => id);
    const history = Object.entries(
      snapshot.historyValue as Readonly<Record<string, readonly { readonly id: string }[]>>,
    ).map(([id, nodes]) => `${id}:${nodes.map((node) => node.id).join("+")}`);
    return [
      keyOf(snapshot.value),
      snapshot.status,
      context,
      timers.join(","),
      liveChildren(world)
        .map(({ id }) => id)
        .join(","),
      history.sort().join(","),
    ].join(" | ");
  }

  /** What a step covers. */
  itemsOf(before: World | null, input: Input | null, step: Step): string[] {
    return itemsOf(this.chart, before, input, step, this.cover.includes("effects"));
  }

  /** Carries an input out and keeps account of what threw. */
  take(world: World, input: Input): { readonly step: Step; readonly event: object | null } | undefined {
    try {
      const taken = this.inputs.take(this.stepper, world, input);
      if (taken !== undefined && taken.step.error !== null) {
        this.#fail(configurationOf(world), input.label, taken.step.error);
        return undefined;
      }
      return taken;
    } catch (thrown) {
      this.#fail(configurationOf(world), input.label, `the payload function threw: ${messageOf(thrown)}`);
      return undefined;
    }
  }

  #expand(node: GraphNode): Edge[] {
    const edges: Edge[] = [];
    for (const input of this.inputs.at(node.world)) {
      const taken = this.take(node.world, input);
      if (taken === undefined) continue;
      const { step } = taken;
      edges.push({
        input,
        toKey: this.nodeOf(step.world).key,
        items: this.itemsOf(node.world, input, step),
        taken: step.taken,
      });
    }
    return edges;
  }

  #fail(configuration: string, input: string, message: string): void {
    const key = `${input} ${message}`;
    const known = this.failures.get(key);
    if (known === undefined) this.failures.set(key, { configuration, input, message, times: 1 });
    else known.times += 1;
  }
}

export function startsOf(model: AnyModel): [name: string, input: unknown][] {
  return model.inputs === undefined ? [["", model.input]] : Object.entries(model.inputs);
}
