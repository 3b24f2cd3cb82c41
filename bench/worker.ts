/**
 * One task of `npm run bench`, in a process of its own: starts a system, does to it what the task says, and tells its parent
 * what it saw. Whatever becomes of it, its processes and its folder go with it.
 */
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { measureMemory } from "./parts/memory.ts";
import { causeOutages } from "./parts/outage.ts";
import { measureScale } from "./parts/scale.ts";
import { measureStarts } from "./parts/start.ts";
import { measureThroughput } from "./parts/throughput.ts";
import { systemNamed } from "./systems/all.ts";
import { killAll } from "./systems/member.ts";
import type { System } from "./systems/system.ts";
import type { Task, Told } from "./tasks.ts";

function run(system: System, task: Task, dir: string, tell: (what: Told) => void): Promise<void> {
  switch (task.part) {
    case "throughput":
      return measureThroughput(system, task, dir, tell);
    case "outage":
      return causeOutages(system, task, dir, tell);
    case "start":
      return measureStarts(system, task, dir, tell);
    case "memory":
      return measureMemory(system, task, dir, tell);
    case "scale":
      return measureScale(task, dir, tell);
  }
}

const task = JSON.parse(process.argv[2] ?? "{}") as Task;
const system = systemNamed(task.system);
if (system === undefined) throw new Error(`no system ${task.system}`);
const dir = await mkdtemp(join(task.dir, `${task.system}-`));

function giveUp(): never {
  killAll();
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  process.exit(130);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, giveUp);
process.once("disconnect", giveUp);

try {
  await run(system, task, dir, (what) => process.send?.(what));
} finally {
  await rm(dir, { recursive: true, force: true, maxRetries: 5 });
}
process.removeListener("disconnect", giveUp);
process.disconnect?.();
