/** The leader killed, or told to stop, under a writing client; each time it is back and has caught up before the next. */
import { round } from "#cli/load";
import type { Cluster, System } from "../systems/system.ts";
import type { OutageKind, OutageTask, Told } from "../tasks.ts";
import { Writer } from "../writer.ts";
import { keyOf } from "./keys.ts";

/** A put is begun this often. */
export const paceMs = 5;
/** So many are answered before the leader goes, and after somebody else leads, before the trial is over. */
const around = 100;

export async function causeOutages(
  system: System,
  task: OutageTask,
  dir: string,
  tell: (what: Told) => void,
): Promise<void> {
  const running = await system.start(dir);
  try {
    tell({ kind: "started", ms: Math.round(running.firstPutMs) });
    const { cluster } = running;
    if (cluster === undefined) throw new Error(`${system.title} has no leader`);
    for (let trial = 0; trial < task.trials; trial += 1)
      for (const kind of task.kinds) tell({ kind: "outage", of: kind, ...(await outage(cluster, kind)) });
  } finally {
    await running.stop();
  }
}

/**
 * `firstPutMs`: from the signal to the first answer to a put that was begun after it. `gapMs`: the longest time between two
 * answers from the signal on until the process was gone and many more puts were answered.
 */
async function outage(cluster: Cluster, kind: OutageKind): Promise<{ firstPutMs: number; gapMs: number }> {
  await cluster.settled();
  const writer = new Writer((n) => cluster.put(keyOf(n)), paceMs);
  try {
    await writer.more(around);
    const leader = await cluster.leader();
    await writer.more(around / 2);
    writer.forget();
    const momentMs = performance.now();
    const gone = leader.end(kind === "kill" ? "SIGKILL" : "SIGTERM");
    const firstPutMs = (await writer.firstAfter(momentMs)) - momentMs;
    await gone;
    await writer.firstAfter(performance.now());
    await writer.more(around);
    const gapMs = writer.longestGapMs(momentMs);
    leader.startAgain();
    return { firstPutMs: round(firstPutMs), gapMs: round(gapMs) };
  } finally {
    await writer.stop();
  }
}
