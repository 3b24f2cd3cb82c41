/** What processes cost, as Linux counts it; nothing elsewhere. */
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Resident } from "./tasks.ts";

/** Linux counts a process's time in hundredths of a second, whatever its kernel ticks in. */
const ticksPerSecond = 100;

/** Of a core: above what 256 ensembles at rest take. */
const quietShare = 0.3;

/** @param pid of a process, or a thread as `pid/task/tid`. */
async function readProc(pid: number | string, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
}

/** CPU time that they have used since they began, in seconds. */
export async function cpuSecondsOf(pids: readonly (number | string)[]): Promise<number> {
  const all = await Promise.all(
    pids.map(async (pid) => {
      // The name in brackets may hold blanks: what follows it counts from field 3.
      const fields = (await readProc(pid, "stat")).replace(/^.*\) /s, "").split(" ");
      return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
    }),
  );
  return all.reduce((sum, ticks) => sum + ticks, 0) / ticksPerSecond;
}

/** The same of processes whose threads all still live, in nanoseconds' detail: for runs of a second. */
export async function preciseCpuSecondsOf(pids: readonly number[]): Promise<number> {
  const all = await Promise.all(
    pids.map(async (pid) => {
      const threads = await readdir(`/proc/${pid}/task`);
      const ran = threads.map(async (thread) => (await readProc(`${pid}/task/${thread}`, "schedstat")).split(" ")[0]);
      return (await Promise.all(ran)).reduce((sum, nanoseconds) => sum + Number(nanoseconds), 0);
    }),
  );
  return all.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e9;
}

/** The most memory that each has had resident, added up, in MB. */
export async function peakMegabytesOf(pids: readonly number[]): Promise<number> {
  const all = await Promise.all(
    pids.map(async (pid) => Number(/VmHWM:\s+(\d+) kB/.exec(await readProc(pid, "status"))?.[1] ?? 0)),
  );
  return all.reduce((sum, kilobytes) => sum + kilobytes, 0) / 1024;
}

/** What `/proc/PID/smaps_rollup` and `/proc/PID/status` say. */
export function residentIn(rollup: string, status: string): Resident {
  const of = (text: string, field: string) =>
    Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? 0) / 102.4) / 10;
  return { total: of(rollup, "Rss"), own: of(rollup, "Anonymous"), peak: of(status, "VmHWM") };
}

export async function residentOf(pid: number): Promise<Resident> {
  return residentIn(await readProc(pid, "smaps_rollup"), await readProc(pid, "status"));
}

/** The busiest one's share of a core, over so long. */
export async function restOf(pids: readonly number[], ms: number): Promise<number> {
  const began = performance.now();
  const before = await Promise.all(pids.map((pid) => cpuSecondsOf([pid])));
  await delay(ms);
  const after = await Promise.all(pids.map((pid) => cpuSecondsOf([pid])));
  const seconds = (performance.now() - began) / 1000;
  return Math.max(...after.map((used, n) => (used - (before[n] ?? used)) / seconds));
}

/** Resolves when none of them works much, at the latest after a minute: LevelDB merges its files for a while after many writes. */
export async function untilQuiet(pids: readonly number[]): Promise<void> {
  const untilMs = performance.now() + 60_000;
  while (performance.now() < untilMs && (await restOf(pids, 1000)) > quietShare);
}

/** CPU time of this process, in seconds. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export function ownPeakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1024;
}
