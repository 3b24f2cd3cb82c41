/**
 * Planted bugs: the simulator over a cluster in which one rule of the protocol is left out. Production code holds no switch
 * for it: one small module is replaced by a variant, by its alias, before the cluster is imported.
 */
import { vi } from "vitest";
import { createMachine, type AnyStateMachine } from "xstate";
import type { SimulateOptions, SimulationResult } from "#simulation/run";
import type { Violation } from "#simulation/judges/verdict";
import { Script } from "./script.ts";

/** Says that planted code ran: a variant that nobody calls would prove nothing. */
export type Ran = () => void;

export interface Replacement {
  /** The module's alias, as importers outside its room name it; importers inside get the same variant. */
  readonly module: string;
  readonly make: (original: never, ran: Ran) => object;
}

/** The exports of `M` that differ; all others stay as they are. */
export function replace<M extends object>(module: string, make: (original: M, ran: Ran) => Partial<M>): Replacement {
  return { module, make };
}

export interface Plant {
  /** The rule of PROTOCOL.md or the fault of HAZARDS.md, and which part of it. */
  readonly name: string;
  /** What the variant does instead. */
  readonly what: string;
  readonly variant: readonly Replacement[];
  /** The run that shows it. */
  readonly run: (seed: number) => Omit<SimulateOptions, "seed">;
  /** Faults by role, and what an earlier life of the cluster left on its disks; before any node starts. */
  readonly script?: (script: Script) => void;
  /** Tried in order until one is caught. */
  readonly seeds: readonly number[];
  /** The judge that must find it. */
  readonly judge: Violation["judge"];
  /** For a fault that is no violation: what else gives it away. Replaces `judge`. */
  readonly givesAway?: { readonly what: string; readonly is: (result: SimulationResult) => boolean };
}

/** A variant of a chart: the same implementations, another structure. */
export function rechart<M extends AnyStateMachine>(machine: M, change: (config: StatesConfig) => StatesConfig): M {
  const config = change(machine.config as unknown as StatesConfig);
  return createMachine(config as never, machine.implementations as never) as unknown as M;
}

/** A chart as far as plants change it. */
export interface StatesConfig {
  readonly states: Readonly<Record<string, StateConfig>>;
}
export interface StateConfig {
  readonly initial?: string;
  readonly entry?: readonly unknown[];
  readonly exit?: readonly unknown[];
  readonly states?: Readonly<Record<string, StateConfig>>;
}

/** `config` with the state of that name changed. */
export function changeState(
  config: StatesConfig,
  name: string,
  change: (state: StateConfig) => StateConfig,
): StatesConfig {
  const state = config.states[name];
  if (state === undefined) throw new RangeError(`no state ${name}`);
  return { ...config, states: { ...config.states, [name]: change(state) } };
}

/** A run, under the faults of a script. */
type Simulate = (options: SimulateOptions, script: Plant["script"]) => Promise<SimulationResult>;

/** The simulator over the real modules, but for `variant`. */
export async function importSimulator(variant: readonly Replacement[], ran: Ran): Promise<Simulate> {
  vi.resetModules();
  for (const { module, make } of variant) {
    vi.doMock(module, async (importOriginal: (() => Promise<object>) | undefined) => {
      const original = await importOriginal?.();
      return { ...original, ...make(original as never, ran) };
    });
  }
  const next: { script?: Plant["script"] } = {};
  vi.doMock("#simulation/cluster", async (importOriginal: (() => Promise<object>) | undefined) => {
    const original = (await importOriginal?.()) as typeof import("#simulation/cluster");
    return { ...original, Cluster: scriptedCluster(original.Cluster, next) };
  });
  const { simulate } = await import("#simulation/run");
  for (const { module } of variant) vi.doUnmock(module);
  vi.doUnmock("#simulation/cluster");
  return (options, script) => {
    next.script = script;
    return simulate(options);
  };
}

type ClusterClass = typeof import("#simulation/cluster").Cluster;

/** The next cluster that is made takes the script. */
function scriptedCluster(Cluster: ClusterClass, next: { script?: Plant["script"] }): ClusterClass {
  return class extends Cluster {
    constructor(options: ConstructorParameters<ClusterClass>[0]) {
      super(options);
      const { script } = next;
      delete next.script;
      script?.(new Script(this));
    }
  };
}

export interface Catch {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly runs: number;
  readonly ran: number;
}

export function isCaught(plant: Plant, result: SimulationResult): boolean {
  return plant.givesAway === undefined
    ? result.violations.some(({ judge }) => judge === plant.judge)
    : plant.givesAway.is(result);
}

/** Runs the plant's seeds until one is caught. */
export async function hunt(plant: Plant): Promise<Catch | null> {
  let ran = 0;
  const simulate = await importSimulator(plant.variant, () => void (ran += 1));
  for (const [index, seed] of plant.seeds.entries()) {
    const result = await simulate({ ...plant.run(seed), seed }, plant.script);
    if (isCaught(plant, result)) return { seed, violations: result.violations, runs: index + 1, ran };
  }
  return null;
}
