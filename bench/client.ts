/**
 * The client of one system, in a process of its own: starts the system, puts the load on it, and tells its parent what it saw.
 * The load is the same for all: values of 128 bytes under 1,000 keys, a fixed number of callers that each send their next
 * request when the last one has been answered.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure, round, type Measured } from "./measure.ts";
import { cpuSecondsOf, ownCpuSeconds, ownPeakMegabytes, peakMegabytesOf } from "./processes.ts";
import { systemNamed } from "./systems/all.ts";
import { untilItWorks, type Operation, type Store, type Version } from "./systems/system.ts";

/** What the parent asks for. */
export interface Task {
  readonly system: string;
  readonly operations: readonly Operation[];
  readonly levels: readonly number[];
  readonly ms: number;
}

export interface Result extends Measured {
  readonly operation: Operation;
  readonly concurrency: number;
  /** CPU seconds for 1,000 operations: of the system's processes, and of the client's. */
  readonly serverCpu: number;
  readonly clientCpu: number;
}

export type Told =
  | { readonly kind: "started"; readonly ms: number }
  | { readonly kind: "result"; readonly result: Result }
  | { readonly kind: "memory"; readonly serverMegabytes: number; readonly clientMegabytes: number };

export const keyCount = 1000;
const keyOf = (n: number) => `k${n % keyCount}`;

/** Compare and swap of a key that no other caller has in hand: what is measured is not how often callers collide. */
class Swapper {
  readonly #store: Required<Pick<Store, "update">>;
  readonly #free: [string, Version][];
  readonly #waiting: ((one: [string, Version]) => void)[] = [];

  constructor(store: Required<Pick<Store, "update">>, versions: [string, Version][]) {
    this.#store = store;
    this.#free = versions;
  }

  async swap(): Promise<void> {
    const one = this.#free.shift() ?? (await new Promise<[string, Version]>((resolve) => this.#waiting.push(resolve)));
    try {
      one[1] = await this.#store.update(one[0], one[1]);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(one);
      else next(one);
    }
  }
}

/** A few at a time: cold processes on a busy machine may take longer for many than a request may. */
async function gently(keys: readonly string[], run: (key: string) => Promise<void>): Promise<void> {
  for (let n = 0; n < keys.length; n += 20) await Promise.all(keys.slice(n, n + 20).map(run));
}

async function operationOn(store: Store, operation: Operation): Promise<(n: number) => Promise<unknown>> {
  const { put, get, update } = store;
  if (operation === "put" && put !== undefined) return (n) => put(keyOf(n));
  if (operation === "get" && get !== undefined) return (n) => get(keyOf(n));
  if (operation !== "update" || get === undefined || update === undefined) throw new Error(`no ${operation} here`);
  const keys = Array.from({ length: keyCount }, (_, n) => keyOf(n));
  const versions: [string, Version][] = [];
  await gently(keys, async (key) => void versions.push([key, await untilItWorks(() => get(key))]));
  const swapper = new Swapper({ update }, versions);
  return () => swapper.swap();
}

async function run(task: Task, tell: (what: Told) => void): Promise<void> {
  const system = systemNamed(task.system);
  if (system === undefined) throw new Error(`no system ${task.system}`);
  const dir = await mkdtemp(join(tmpdir(), "quorate-bench-"));
  const began = performance.now();
  const running = await system.start(dir);
  tell({ kind: "started", ms: Math.round(performance.now() - began) });
  try {
    const { store, pids } = running;
    const { put } = store;
    const keys = Array.from({ length: keyCount }, (_, n) => keyOf(n));
    if (put !== undefined) await gently(keys, async (key) => void (await untilItWorks(() => put(key))));
    for (const level of task.levels) {
      for (const operation of task.operations) {
        const once = await operationOn(store, operation);
        let server = Promise.resolve(0);
        let client = 0;
        const measured = await measure(level, task.ms, once, () => {
          server = cpuSecondsOf(pids);
          client = ownCpuSeconds();
        });
        client = ownCpuSeconds() - client;
        const spent = (await cpuSecondsOf(pids)) - (await server);
        const each = 1000 / Math.max(1, measured.ops);
        const costs = { serverCpu: round4(spent * each), clientCpu: round4(client * each) };
        tell({ kind: "result", result: { ...measured, operation, concurrency: level, ...costs } });
      }
    }
    const serverMegabytes = round(await peakMegabytesOf(pids));
    tell({ kind: "memory", serverMegabytes, clientMegabytes: round(ownPeakMegabytes()) });
  } finally {
    await running.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

function round4(n: number): number {
  return Math.round(n * 10_000) / 10_000;
}

await run(JSON.parse(process.argv[2] ?? "{}") as Task, (what) => process.send?.(what));
process.disconnect?.();
