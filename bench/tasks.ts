/** What `npm run bench` asks of a worker process, and what that tells it. */
import type { Measured } from "#cli/load";
import type { Operation } from "./systems/system.ts";

/** Of one system, in a process of its own, with all that belongs to it. */
export type Task = {
  readonly system: string;
  /** An existing folder: the worker's own is made in it. */
  readonly dir: string;
} & (ThroughputTask | OutageTask | StartTask | MemoryTask | ScaleTask);

export interface ThroughputTask {
  readonly part: "throughput";
  readonly operations: readonly Operation[];
  readonly levels: readonly number[];
  readonly ms: number;
}

/** Each kind so many times, in turns, on one cluster. */
export interface OutageTask {
  readonly part: "outage";
  readonly kinds: readonly OutageKind[];
  readonly trials: number;
}

/** SIGKILL of the leader, or SIGTERM. */
export type OutageKind = "kill" | "stop";

/** Starts with nothing on the disks, and with that many keys. */
export interface StartTask {
  readonly part: "start";
  readonly trials: number;
  readonly keys: number;
}

/** At rest, and as keys are added. */
export interface MemoryTask {
  readonly part: "memory";
  readonly keys: readonly number[];
  readonly ms: number;
  readonly restMs: number;
}

export interface ScaleTask {
  readonly part: "scale";
  readonly nodes: readonly number[];
  readonly ensembles: readonly number[];
  readonly bytes: readonly number[];
  readonly ms: number;
  readonly restMs: number;
}

export interface Result extends Measured {
  readonly operation: Operation;
  readonly concurrency: number;
  /** CPU seconds for 1,000 operations: of the system's processes, and of the client's. */
  readonly serverCpu: number;
  readonly clientCpu: number;
}

/** Of one process, in MB. */
export interface Resident {
  readonly total: number;
  /** Its own: heaps, stacks. The rest is mapped from files: the program, and tables of the store. */
  readonly own: number;
  readonly peak: number;
}

export type Dimension = "nodes" | "ensembles" | "bytes" | "keys";

export type Told =
  | { readonly kind: "started"; readonly ms: number }
  | { readonly kind: "result"; readonly result: Result }
  | { readonly kind: "memory"; readonly serverMegabytes: number; readonly clientMegabytes: number }
  | { readonly kind: "outage"; readonly of: OutageKind; readonly firstPutMs: number; readonly gapMs: number }
  | { readonly kind: "start"; readonly keys: number; readonly ms: number }
  /** All of its nodes without load. */
  | {
      readonly kind: "rest";
      readonly dimension: Dimension;
      readonly size: number;
      readonly nodes: readonly Resident[];
      /** The busiest node's share of a core. */
      readonly cpuShare: number;
    }
  | { readonly kind: "point"; readonly dimension: Dimension; readonly size: number; readonly result: Result }
  /** What it is about to do. */
  | { readonly kind: "says"; readonly what: string };

export type Sample = Told & { readonly system: string };

const counted: readonly Told["kind"][] = ["result", "outage", "start", "rest", "point"];

/** Whether a progress bar moves by one. */
export function isStep(told: Told): boolean {
  return counted.includes(told.kind);
}

/** How many of those a task tells, when all goes well. */
export function stepsOf(task: Task): number {
  switch (task.part) {
    case "throughput":
      return task.operations.length * task.levels.length;
    case "outage":
      return task.kinds.length * task.trials;
    case "start":
      return 2 * task.trials;
    case "memory":
      return 1 + 3 * task.keys.length;
    case "scale":
      return 3 * (task.nodes.length + task.ensembles.length) + 2 * task.bytes.length;
  }
}
