/**
 * Operations a second. The load is the same for all: values of 128 bytes under 1,000 keys, a fixed number of callers that each
 * send their next request when the last one has been answered.
 */
import { round } from "../measure.ts";
import { ownPeakMegabytes, peakMegabytesOf } from "../processes.ts";
import { untilItWorks, type Operation, type Store, type System, type Version } from "../systems/system.ts";
import type { ThroughputTask, Told } from "../tasks.ts";
import { forEachOf, keyCount, keyOf } from "./keys.ts";
import { measureWithCpu } from "./with-cpu.ts";

/** Cold processes on a busy machine may take longer for many than a request may. */
const callersAtFirst = 20;

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

async function operationOn(store: Store, operation: Operation): Promise<(n: number) => Promise<unknown>> {
  const { put, get, update } = store;
  if (operation === "put" && put !== undefined) return (n) => put(keyOf(n));
  if (operation === "get" && get !== undefined) return (n) => get(keyOf(n));
  if (operation !== "update" || get === undefined || update === undefined) throw new Error(`no ${operation} here`);
  const versions: [string, Version][] = [];
  await forEachOf(0, keyCount, callersAtFirst, async (n) => {
    versions.push([keyOf(n), await untilItWorks(() => get(keyOf(n)))]);
  });
  const swapper = new Swapper({ update }, versions);
  return () => swapper.swap();
}

export async function measureThroughput(
  system: System,
  task: ThroughputTask,
  dir: string,
  tell: (what: Told) => void,
): Promise<void> {
  const running = await system.start(dir);
  try {
    tell({ kind: "started", ms: Math.round(running.firstPutMs) });
    const { put } = running.store;
    if (put !== undefined) await forEachOf(0, keyCount, callersAtFirst, (n) => untilItWorks(() => put(keyOf(n))));
    for (const level of task.levels) {
      for (const operation of task.operations) {
        const once = await operationOn(running.store, operation);
        const measured = await measureWithCpu(running.pids(), level, task.ms, once);
        tell({ kind: "result", result: { ...measured, operation, concurrency: level } });
      }
    }
    const serverMegabytes = round(await peakMegabytesOf(running.pids()));
    tell({ kind: "memory", serverMegabytes, clientMegabytes: round(ownPeakMegabytes()) });
  } finally {
    await running.stop();
  }
}
