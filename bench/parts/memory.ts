/** Resident memory of nodes at rest, and as keys of 128 bytes are added; and what a put and a get cost with so many. */
import { setTimeout as delay } from "node:timers/promises";
import { forEachOf } from "#cli/load";
import { residentOf, restOf, untilQuiet } from "../processes.ts";
import { untilItWorks, type System } from "../systems/system.ts";
import type { MemoryTask, Told } from "../tasks.ts";
import { measureWithCpu } from "./with-cpu.ts";

const loadingCallers = 256;
const callers = 64;
/** A walk over `count` keys that visits none twice in a row, and in the end each. */
export function spread(n: number, count: number): number {
  return (n * 7919) % count;
}

export async function measureMemory(
  system: System,
  task: MemoryTask,
  dir: string,
  tell: (what: Told) => void,
): Promise<void> {
  const running = await system.start(dir);
  try {
    const { cluster, store } = running;
    const { put, get } = store;
    if (cluster === undefined || put === undefined || get === undefined) throw new Error(`not of ${system.title}`);
    const pids = cluster.members.map(({ pid }) => pid);
    const rest = async (keys: number) => {
      await cluster.settled();
      if (keys > 0) await untilQuiet(pids);
      await delay(task.restMs);
      const cpuShare = await restOf(pids, task.restMs);
      const nodes = await Promise.all(pids.map(residentOf));
      tell({ kind: "rest", dimension: "keys", size: keys, nodes, cpuShare });
    };
    await rest(0);
    let held = 0;
    for (const keys of task.keys) {
      tell({ kind: "says", what: `puts ${keys} keys` });
      await forEachOf(held, keys - held, loadingCallers, (n) => untilItWorks(() => put(`k${n}`)));
      held = keys;
      await rest(keys);
      for (const [operation, once] of [
        ["put", (n: number) => put(`k${spread(n, keys)}`)],
        ["get", (n: number) => get(`k${spread(n, keys)}`)],
      ] as const) {
        const measured = await measureWithCpu(running.pids(), callers, task.ms, once);
        const result = { ...measured, operation, concurrency: callers };
        tell({ kind: "point", dimension: "keys", size: keys, result });
      }
    }
  } finally {
    await running.stop();
  }
}
