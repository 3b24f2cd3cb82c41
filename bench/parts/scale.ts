/** Quorate with more of something: nodes, ensembles, bytes a value. Each from the same middle: three nodes, one ensemble, 128 bytes. */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { bytesOf, forEachOf } from "#cli/load";
import { residentOf, restOf, untilQuiet } from "../processes.ts";
import { startQuorate, type QuorateOptions } from "../systems/quorate.ts";
import { untilItWorks } from "../systems/system.ts";
import type { Dimension, ScaleTask, Told } from "../tasks.ts";
import { keyCount, keyOf } from "./keys.ts";
import { measureWithCpu } from "./with-cpu.ts";

const callers = 64;
/** Of values so large that 64 of them fill what NATS holds for a client. */
const fewCallers = 8;
/** Of all values together: what a merge of files costs is not to be counted for a read. */
const mostBytes = 2 ** 24;

export async function measureScale(task: ScaleTask, dir: string, tell: (what: Told) => void): Promise<void> {
  const one = async (options: QuorateOptions, dimension: Dimension, sizes: readonly number[]) => {
    const own = await mkdtemp(join(dir, `${dimension}-`));
    try {
      await measureOne(own, options, dimension, sizes, task, tell);
    } finally {
      await rm(own, { recursive: true, force: true, maxRetries: 5 });
    }
  };
  for (const nodes of task.nodes) await one({ nodes, ensembles: 1 }, "nodes", [nodes]);
  for (const ensembles of task.ensembles) await one({ ensembles }, "ensembles", [ensembles]);
  if (task.bytes.length > 0) await one({ ensembles: 1 }, "bytes", task.bytes);
}

async function measureOne(
  dir: string,
  options: QuorateOptions,
  dimension: Dimension,
  sizes: readonly number[],
  task: ScaleTask,
  tell: (what: Told) => void,
): Promise<void> {
  tell({ kind: "says", what: `starts with ${dimension} ${sizes.join(", ")}` });
  const running = await startQuorate(dir, options);
  try {
    const { cluster, store } = running;
    const { put, get } = store;
    if (put === undefined || get === undefined) return;
    await cluster.settled();
    const pids = cluster.members.map(({ pid }) => pid);
    if (dimension !== "bytes") {
      await delay(task.restMs);
      const cpuShare = await restOf(pids, task.restMs);
      const nodes = await Promise.all(pids.map(residentOf));
      tell({ kind: "rest", dimension, size: sizes[0] ?? 0, nodes, cpuShare });
    }
    for (const size of sizes) {
      const bytes = bytesOf(dimension === "bytes" ? size : 128);
      const concurrency = bytes.length > 16_384 ? fewCallers : callers;
      const keys = Math.min(keyCount, Math.floor(mostBytes / bytes.length));
      await forEachOf(0, keys, fewCallers, (n) => untilItWorks(() => put(keyOf(n), bytes)));
      await untilQuiet(pids);
      for (const [operation, once] of [
        ["put", (n: number) => put(keyOf(n % keys), bytes)],
        ["get", (n: number) => get(keyOf(n % keys))],
      ] as const) {
        const measured = await measureWithCpu(running.pids(), concurrency, task.ms, once);
        tell({ kind: "point", dimension, size, result: { ...measured, operation, concurrency } });
      }
    }
  } finally {
    await running.stop();
  }
}
