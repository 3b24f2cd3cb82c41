/**
 * Recordings, one JSON value a line: what the page saves (the frames of stream.ts) or what the simulator writes (one trace
 * record a line, with the violations in a file beside it).
 */
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { QuorateError } from "#machines/protocol/errors";
import type { TraceRecord } from "#machines/protocol/trace";
import { LiveState } from "./live-state.ts";
import { type Definitions, type Delta, type Hello, type Snapshot, streamVersion } from "./stream.ts";

export interface Recording {
  readonly live: LiveState;
  readonly cluster: string;
  /** The charts as they were when it was recorded; null for one of the simulator: they are those of this version. */
  readonly definitions: Definitions | null;
}

interface Violation {
  readonly judge: string;
  readonly what: string;
  readonly atMs: number;
}

/** Entries of a recording that are kept: all, within reason. */
const maxEntries = 2_000_000;

/** @throws QuorateError CONFIG with what is wrong with the file. */
export async function readRecording(path: string): Promise<Recording> {
  const live = new LiveState(maxEntries);
  const reader = new Reader(live, await readViolations(path));
  let count = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      count += 1;
      if (line.trim() !== "") reader.take(JSON.parse(line) as unknown);
    }
  } catch (cause) {
    if (cause instanceof QuorateError) throw cause;
    const where = count === 0 ? "" : `, line ${count}`;
    throw new QuorateError(
      "CONFIG",
      `${path}${where} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
  return reader.end(path);
}

/** `seed-7.json` beside `seed-7.ndjson`. */
async function readViolations(path: string): Promise<readonly Violation[]> {
  if (!path.endsWith(".ndjson")) return [];
  const text = await readFile(path.replace(/\.ndjson$/, ".json"), "utf8").catch(() => "{}");
  try {
    const { violations } = JSON.parse(text) as { violations?: unknown };
    return (Array.isArray(violations) ? (violations as unknown[]) : [])
      .filter(isViolation)
      .sort((a, b) => a.atMs - b.atMs);
  } catch {
    return [];
  }
}

function isViolation(one: unknown): one is Violation {
  const { judge, what, atMs } = (one ?? {}) as Partial<Violation>;
  return typeof judge === "string" && typeof what === "string" && typeof atMs === "number";
}

class Reader {
  readonly #live: LiveState;
  readonly #violations: Violation[];
  readonly #time = new CommonTime();
  #kind: "unknown" | "records" | "frames" = "unknown";
  #hello: Hello | null = null;
  #definitions: Definitions | null = null;
  #startTime = 0;

  constructor(live: LiveState, violations: readonly Violation[]) {
    this.#live = live;
    this.#violations = [...violations];
  }

  take(value: unknown): void {
    const { type, actor } = (value ?? {}) as { type?: unknown; actor?: unknown };
    if (this.#kind === "unknown") this.#kind = typeof type === "string" ? "frames" : "records";
    if (this.#kind === "frames") return this.#frame(value as Hello | Definitions | Snapshot | Delta);
    if (typeof actor !== "string") throw new Error("this is neither a trace record nor a frame of the inspector");
    return this.#record(value as TraceRecord);
  }

  end(path: string): Recording {
    if (this.#kind === "unknown") throw new QuorateError("CONFIG", `${path} is empty: nothing was recorded`);
    for (const violation of this.#violations) this.#violation(violation);
    return {
      live: this.#live,
      cluster: this.#hello?.cluster ?? "recording",
      definitions: this.#definitions,
    };
  }

  #frame(frame: Hello | Definitions | Snapshot | Delta): void {
    switch (frame.type) {
      case "hello":
        if (frame.version !== streamVersion)
          throw new Error(`it is of version ${frame.version}, this inspector plays version ${streamVersion}`);
        this.#hello = frame;
        return;
      case "definitions":
        this.#definitions = frame;
        return;
      case "snapshot":
        this.#live.retention.begin(frame.base);
        for (const entry of frame.entries) this.#live.restore(entry);
        return;
      case "delta":
        for (const entry of frame.entries) this.#live.restore(entry);
        return;
    }
  }

  #record(record: TraceRecord): void {
    const sinceStartMs = this.#time.of(record);
    if (this.#startTime === 0) this.#startTime = record.at;
    while ((this.#violations[0]?.atMs ?? Infinity) < sinceStartMs) this.#violation(this.#violations.shift()!);
    this.#live.replay(record, this.#startTime + sinceStartMs);
  }

  #violation({ judge, what, atMs }: Violation): void {
    this.#live.note("violation", `${judge}: ${what}`, this.#startTime + Math.round(atMs));
  }
}

/**
 * What the simulator's clock showed when a record was written: nodes' wall clocks start apart, drift and jump, but most of
 * them are right at any moment. Records come in the order in which they were written.
 */
class CommonTime {
  readonly #starts = new Map<string, number>();
  readonly #last = new Map<string, { readonly elapsedMs: number; readonly index: number }>();
  #index = 0;
  #nowMs = 0;

  of({ node, at }: TraceRecord): number {
    this.#index += 1;
    const start = this.#starts.get(node) ?? at - this.#nowMs;
    this.#starts.set(node, start);
    this.#last.set(node, { elapsedMs: at - start, index: this.#index });
    const lately = [...this.#last.values()]
      .filter(({ index }) => this.#index - index < 300)
      .map(({ elapsedMs }) => elapsedMs)
      .sort((a, b) => a - b);
    this.#nowMs = Math.max(this.#nowMs, lately[lately.length >> 1] ?? 0);
    return this.#nowMs;
  }
}

/** The lines of a recording of everything that the inspector still has. */
export function* recordingLines(hello: Hello, definitions: Definitions, live: LiveState): Generator<string> {
  const line = (frame: Hello | Definitions | Snapshot | Delta): string => `${JSON.stringify(frame)}\n`;
  yield line({ ...hello, mode: "recording", controls: false, commands: [], counts: "" });
  yield line(definitions);
  const { serial, retention } = live;
  let isFirst = true;
  for (const { base, entries } of retention.all()) {
    const common = {
      serial: entries.at(-1)?.serial ?? serial,
      first: retention.first,
      link: "connected",
      entries,
    } as const;
    if (isFirst)
      yield line({ type: "snapshot", ...common, firstTime: retention.firstTime, base, moves: [], marks: [] });
    else yield line({ type: "delta", ...common });
    isFirst = false;
  }
}
