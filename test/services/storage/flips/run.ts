/**
 * Runs flips in batches, each in a process of its own: one that ends its process (LevelDB may, by an assertion) or hangs counts
 * as a fault, and the next goes on. A batch always has the same flips, so a run that was stopped goes on where it was.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { SourceChild } from "#test/support/source-child";
import type { Line } from "./flip.ts";

/** A flip that takes longer hangs. */
const patienceMs = 120_000;

export interface Outcome {
  readonly ends: ReadonlyMap<string, number>;
  readonly faults: readonly string[];
}

export type Spawn = (from: number, to: number, onLine: (text: string) => void) => SourceChild;

export interface FlipRun {
  readonly count: number;
  readonly perBatch: number;
  readonly spawn: Spawn;
  /** Batches side by side; 1 unless given. */
  readonly workers?: number;
  /** Where batches that are done are written down, and from where they are read again. */
  readonly log?: { readonly path: string; readonly name: string };
  readonly progress?: (text: string) => void;
}

interface Batch {
  readonly from: number;
  readonly to: number;
}

/** A line of the log. */
interface Done extends Batch {
  readonly name: string;
  readonly ends: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

export async function runFlips({ count, perBatch, spawn, workers = 1, log, progress }: FlipRun): Promise<Outcome> {
  const done = log === undefined ? [] : readDone(log.path, log.name);
  const open: Batch[] = [];
  for (let from = 0; from < count; from += perBatch) {
    const to = Math.min(count, from + perBatch);
    if (!done.some((batch) => batch.from === from && batch.to === to)) open.push({ from, to });
  }
  const kept = done.filter(({ to }) => to <= count);
  const work = async (): Promise<void> => {
    for (let batch = open.shift(); batch !== undefined; batch = open.shift()) {
      const { ends, faults } = await runBatch(batch, spawn);
      const line: Done = { name: log?.name ?? "", ...batch, ends: Object.fromEntries(ends), faults };
      kept.push(line);
      if (log !== undefined) appendFileSync(log.path, `${JSON.stringify(line)}\n`);
      const { ends: all, faults: allFaults } = sumOf(kept);
      const flips = [...all.values()].reduce((sum, one) => sum + one, 0);
      progress?.(`${flips} of ${count}: ${JSON.stringify({ ...Object.fromEntries(all), faults: allFaults })}\n`);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return sumOf(kept);
}

function readDone(path: string, name: string): Done[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Done)
    .filter((one) => one.name === name);
}

function sumOf(batches: readonly Done[]): Outcome {
  const ends = new Map<string, number>();
  for (const batch of batches)
    for (const [end, times] of Object.entries(batch.ends)) ends.set(end, (ends.get(end) ?? 0) + times);
  return { ends, faults: batches.flatMap(({ faults }) => faults) };
}

async function runBatch({ from, to }: Batch, spawn: Spawn): Promise<Outcome> {
  const ends = new Map<string, number>();
  const faults: string[] = [];
  for (let next = from; next < to;) {
    let where = "before its first flip";
    let done = next;
    const child = spawn(next, to, (text) => {
      watch.refresh();
      const line = JSON.parse(text) as Line;
      if (line.type === "begin") where = `flip ${line.flip}, ${line.where}`;
      else done = line.flip + 1;
      if (line.type === "fault") faults.push(`${where}: ${line.what}`);
      if (line.type === "end") ends.set(line.end, (ends.get(line.end) ?? 0) + 1);
    });
    const watch = setTimeout(() => child.process.kill("SIGKILL"), patienceMs);
    const how = await child.ended;
    clearTimeout(watch);
    if (how !== 0) {
      faults.push(`${where}: the process ended with ${how}`);
      done += 1;
    }
    next = how === 0 && done === to ? to : Math.max(done, next + 1);
  }
  return { ends, faults };
}
