/** `quorate coverage --recording` and `--live`: what of our own charts a cluster has gone through, and whether it was theirs. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { AnyStateMachine } from "xstate";
import { cellText, checkConformance, CoverageRecorder, type MachineCoverage, type Recorded } from "#coverage/coverage";
import { percent } from "#coverage/report";
import { catalogue } from "#machines/catalogue";
import { QuorateError } from "#machines/protocol/errors";
import type { TraceRecord } from "#machines/protocol/trace";
import { managerEmptyCells } from "#machines/manager/cells";
import { peerEmptyCells } from "#machines/peer/cells";
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
  readonly json: boolean;
}

const machines: Readonly<Record<string, AnyStateMachine>> = catalogue;
const watchMs = 4000;
const renewEveryMs = 1000;

export async function reportRecordings(options: RecordingOptions, terminal: Terminal): Promise<void> {
  const records = (options.recording ?? []).map(readRecording);
  if (options.live !== undefined) records.push(await watch(options, options.live, terminal));
  const recorder = new CoverageRecorder(machines);
  const { counts } = options;
  if (counts !== undefined && existsSync(counts)) recorder.merge(JSON.parse(readFileSync(counts, "utf8")) as Recorded);
  const checks = records.map((list) => {
    for (const record of list) recorder.add(record);
    return checkConformance(list, machines);
  });
  if (counts !== undefined) writeFileSync(counts, `${toJson(recorder.toJSON())}\n`);
  const found = recorder.coverage({ peer: peerEmptyCells, manager: managerEmptyCells });
  const faults = checks.flatMap(({ faults: list }) => list);
  const steps = checks.reduce((sum, check) => sum + check.steps, 0);
  const gaps = checks.reduce((sum, check) => sum + check.gaps, 0);
  if (options.json) terminal.out(`${toJson({ machines: found, conformance: { steps, gaps, faults } })}\n`);
  else
    terminal.out(
      `${found.map(text).join("\n")}\n${steps} steps checked against the charts, ${gaps} gaps, ${faults.length} faults\n`,
    );
  const [first] = faults;
  if (first !== undefined) {
    const { node, actor, n, event } = first.record;
    throw new QuorateError(
      "CONFIG",
      `${faults.length} recorded steps are none of the charts'; the first: ${node} ${actor} #${n} ${event}: ${first.what}`,
    );
  }
}

function text(found: MachineCoverage): string {
  const { machine, states, transitions, unseenTransitions, foreign, table } = found;
  const ratio = (part: { readonly seen: number; readonly total: number }): string =>
    `${part.seen} of ${part.total} (${percent(part.total === 0 ? 1 : part.seen / part.total)})`;
  return [
    `${machine}: states ${ratio(states)}, transitions ${ratio(transitions)}`,
    ...(unseenTransitions.length === 0 ? [] : [`  never taken: ${unseenTransitions.join(", ")}`]),
    ...(foreign.length === 0 ? [] : [`  not of this version of the chart: ${foreign.join(", ")}`]),
    cellText(table),
  ].join("\n");
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
