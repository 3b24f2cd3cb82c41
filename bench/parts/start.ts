/** Three processes started: how long until the first put is answered, with nothing on the disks and with many keys. */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { forEachOf } from "#cli/load";
import { untilItWorks, type System } from "../systems/system.ts";
import type { StartTask, Told } from "../tasks.ts";

const loadingCallers = 128;

export async function measureStarts(
  system: System,
  task: StartTask,
  dir: string,
  tell: (what: Told) => void,
): Promise<void> {
  for (let trial = 1; trial <= task.trials; trial += 1) {
    const own = await mkdtemp(join(dir, "start-"));
    const running = await system.start(own);
    try {
      tell({ kind: "start", keys: 0, ms: Math.round(running.firstPutMs) });
      const { cluster } = running;
      const { put } = running.store;
      if (trial < task.trials || cluster === undefined || put === undefined) continue;
      tell({ kind: "says", what: `puts ${task.keys} keys` });
      await forEachOf(0, task.keys, loadingCallers, (n) => untilItWorks(() => put(`k${n}`)));
      for (let again = 0; again < task.trials; again += 1) {
        await cluster.settled();
        await Promise.all(cluster.members.map((member) => member.end("SIGTERM")));
        tell({ kind: "start", keys: task.keys, ms: Math.round(await cluster.startAgain()) });
      }
    } finally {
      await running.stop();
      await rm(own, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}
