/**
 * Operations a second. The load is the same for all: values of 128 bytes under 1,000 keys, a fixed number of callers that each
 * send their next request when the last one has been answered.
 */
import { forEachOf, Pool, round } from "#cli/load";
import { ownPeakMegabytes, peakMegabytesOf } from "../processes.ts";
import { untilItWorks, type Operation, type Store, type System, type Version } from "../systems/system.ts";
import type { ThroughputTask, Told } from "../tasks.ts";
import { keyCount, keyOf } from "./keys.ts";
import { measureWithCpu } from "./with-cpu.ts";

/** Cold processes on a busy machine may take longer for many than a request may. */
const callersAtFirst = 20;

/** Before anything is measured, each operation, in every system. */
const warmUpCallers = 64;
/** As long as two measurements. */
const warmUpTimes = 2;

/** A compare-and-swap takes a key that no other caller has in hand: what is measured is not how often callers collide. */
async function operationOn(store: Store, operation: Operation): Promise<(n: number) => Promise<unknown>> {
  const { put, get, update } = store;
  if (operation === "put" && put !== undefined) return (n) => put(keyOf(n));
  if (operation === "get" && get !== undefined) return (n) => get(keyOf(n));
  if (operation !== "update" || get === undefined || update === undefined) throw new Error(`no ${operation} here`);
  const versions: [string, Version][] = [];
  await forEachOf(0, keyCount, callersAtFirst, async (n) => {
    versions.push([keyOf(n), await untilItWorks(() => get(keyOf(n)))]);
  });
  const pool = new Pool(versions);
  return () =>
    pool.use(async (one) => {
      one[1] = await update(one[0], one[1]);
    });
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
    // Programs that are compiled while they run have seen little of their work until now; one that has run for a while has.
    for (const operation of task.operations)
      await measureWithCpu(
        running.pids(),
        warmUpCallers,
        warmUpTimes * task.ms,
        await operationOn(running.store, operation),
      );
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
