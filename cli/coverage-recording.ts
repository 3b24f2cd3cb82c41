/**
 * `quorate coverage --recording` and `--live`: what of our own charts a cluster has gone through, and whether it was theirs.
 * `--merge`: what charts the processes went through that ran with QUORATE_COVERAGE (record.ts).
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyStateMachine } from "xstate";
import { checkConformance, CoverageRecorder, type Recorded } from "#coverage/coverage";
import { seenHtml, seenText } from "#coverage/seen";
import { catalogue } from "#machines/catalogue";
import { emptyCells } from "#machines/cells";
import { QuorateError } from "#machines/protocol/errors";
import type { TraceRecord } from "#machines/protocol/trace";
import { makeId, makeLog, systemClock, systemRandom } from "./ports.ts";
import { type Terminal, toJson, UsageError } from "./output.ts";
import { natsBus } from "./wiring.ts";

export interface RecordingOptions {
  readonly recording?: readonly string[];
  readonly live?: number;
  readonly nats?: string;
  readonly cluster?: string;
  /** A file of counts: added to, and written again. */
  readonly counts?: string;
  /** Directories of files that processes have written. */
  readonly merge?: readonly string[];
  readonly report: "text" | "json" | "html";
}

const machines: Readonly<Record<string, AnyStateMachine>> = catalogue;
const watchMs = 4000;
const renewEveryMs = 1000;

export async function reportRecordings(options: RecordingOptions, terminal: Terminal): Promise<void> {
  const records = (options.recording ?? []).map(readRecording);
  if (options.live !== undefined) records.push(await watch(options, options.live, terminal));
  const recorder = new CoverageRecorder(machines);
  addEarlier(recorder, options.counts);
  const checks = records.map((list) => {
    for (const record of list) recorder.add(record);
    return checkConformance(list, machines);
  });
  writeCounts(recorder, options.counts);
  const found = recorder.coverage(emptyCells);
  const faults = checks.flatMap(({ faults: list }) => list);
  const steps = checks.reduce((sum, check) => sum + check.steps, 0);
  const gaps = checks.reduce((sum, check) => sum + check.gaps, 0);
  const line = `${steps} steps checked against the charts, ${gaps} gaps, ${faults.length} faults`;
  if (options.report === "json") terminal.out(`${toJson({ machines: found, conformance: { steps, gaps, faults } })}\n`);
  else if (options.report === "html") terminal.out(seenHtml(found, [line]));
  else terminal.out(`${seenText(found)}${line}\n`);
  const [first] = faults;
  if (first !== undefined) {
    const { node, actor, n, event } = first.record;
    throw new QuorateError(
      "CONFIG",
      `${faults.length} recorded steps are none of the charts'; the first: ${node} ${actor} #${n} ${event}: ${first.what}`,
    );
  }
}

/** @param own a machine that is not Quorate's; null: those of the catalogue */
export function reportMerged(options: RecordingOptions, own: AnyStateMachine | null, terminal: Terminal): void {
  const recorder = new CoverageRecorder(own === null ? machines : { [own.id]: own });
  addEarlier(recorder, options.counts);
  const files = (options.merge ?? []).flatMap(countFiles);
  if (files.length === 0) throw new UsageError(`there are no counts in ${(options.merge ?? []).join(", ")}`);
  for (const file of files) recorder.merge(readCounts(file));
  writeCounts(recorder, options.counts);
  // A machine of the catalogue that nobody ran is one that was never seen.
  if (own === null) recorder.merge(Object.fromEntries(Object.keys(machines).map((name) => [name, nothing])));
  const found = recorder.coverage(emptyCells);
  if (found.length === 0)
    throw new UsageError(`no machine called ${own?.id ?? ""} ran: there are ${recorder.names.join(", ")}`);
  const line = `${files.length} processes and threads`;
  if (options.report === "json") terminal.out(`${toJson({ machines: found, files: files.length })}\n`);
  else if (options.report === "html") terminal.out(seenHtml(found, [line]));
  else terminal.out(`${seenText(found)}${line}\n`);
}

const nothing = { states: {}, transitions: {}, cells: {} };

function countFiles(directory: string): string[] {
  if (!existsSync(directory) || !statSync(directory).isDirectory())
    throw new UsageError(`there is no directory ${directory}`);
  return readdirSync(directory)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(directory, name));
}

function addEarlier(recorder: CoverageRecorder, counts: string | undefined): void {
  if (counts !== undefined && existsSync(counts)) recorder.merge(readCounts(counts));
}

function writeCounts(recorder: CoverageRecorder, counts: string | undefined): void {
  if (counts !== undefined) writeFileSync(counts, `${toJson(recorder.toJSON())}\n`);
}

function readCounts(path: string): Recorded {
  try {
    const counts = JSON.parse(readFileSync(path, "utf8")) as Recorded;
    for (const { states, transitions, cells } of Object.values(counts)) {
      for (const part of [states, transitions, cells])
        if (typeof part !== "object" || Object.values(part).some((count) => typeof count !== "number"))
          throw new Error("no counts");
    }
    return counts;
  } catch (error) {
    throw new UsageError(`${path} holds no counts as --counts or QUORATE_COVERAGE writes them: ${String(error)}`);
  }
}

/** Records as JSON lines, one a line, or batches of them (`{ "records": [...] }`), or one JSON array. */
export function readRecording(path: string): TraceRecord[] {
  if (!existsSync(path)) throw new UsageError(`there is no file ${path}`);
  const whole = readFileSync(path, "utf8").trim();
  try {
    const parsed = whole.startsWith("[")
      ? (JSON.parse(whole) as unknown[])
      : whole
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line) as unknown);
    return parsed.flatMap(recordsIn);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} holds no trace records as JSON lines: ${String(error)}`);
  }
}

function recordsIn(value: unknown): TraceRecord[] {
  const { records, actor } = value as { readonly records?: readonly TraceRecord[]; readonly actor?: unknown };
  if (Array.isArray(records)) return [...(records as readonly TraceRecord[])];
  if (typeof actor !== "string") throw new UsageError("a line is no trace record");
  return [value as TraceRecord];
}

/** Asks every node for its stream, for as long as is wanted. */
async function watch(options: RecordingOptions, seconds: number, terminal: Terminal): Promise<TraceRecord[]> {
  const servers = options.nats ?? terminal.env["NATS_URL"] ?? "nats://127.0.0.1:4222";
  const cluster = options.cluster ?? "demo";
  const log = makeLog("warn", { cluster, part: "coverage" });
  const bus = await natsBus({ servers, cluster })(makeId("c", systemRandom), makeId("b", systemRandom), log);
  const records: TraceRecord[] = [];
  try {
    bus.subscribeTraces(({ messages }) => {
      for (const message of messages) if (message.type === "trace") records.push(...message.records);
    });
    const id = makeId("coverage-", systemRandom);
    const untilMs = performance.now() + seconds * 1000;
    while (performance.now() < untilMs) {
      bus.publish({ kind: "watch" }, [{ type: "watch", id, ms: watchMs }]);
      await new Promise((resolve) =>
        systemClock.setTimer(
          () => resolve(undefined),
          Math.min(renewEveryMs, Math.max(0, untilMs - performance.now())),
        ),
      );
    }
  } finally {
    await bus.close();
  }
  if (records.length === 0)
    throw new QuorateError("UNAVAILABLE", `no node of cluster ${cluster} streamed anything in ${seconds} s`);
  return records;
}
