/** Clients that keep working on a few keys while a test does something to the cluster; every call is recorded. */
import { setTimeout as delay } from "node:timers/promises";
import type { EnsembleClient } from "#services/public-types";
import { eventually } from "./cluster.ts";
import { type History, type HistoryRecord, RecordedEnsemble } from "./histories.ts";

export interface LoadOptions {
  readonly history: History;
  readonly ensemble: EnsembleClient<string>;
  /** Processes, each with one call at a time. */
  readonly processes: number;
  /** How many keys they share at a time. */
  readonly keys: number;
  /** Longest a call may take, milliseconds. */
  readonly timeoutMs: number;
  /** Pause between two calls of a process, so that histories stay short enough to judge. */
  readonly pauseMs: number;
}

export class Load {
  readonly #options: LoadOptions;
  readonly #running: Promise<void>[];
  #stopped = false;
  #round = 0;
  #values = 0;
  /** Writes that were acknowledged. */
  written = 0;
  reads = 0;
  /** `performance.now()` of the last acknowledged write. */
  lastWriteMs = 0;
  #longestGapMs = 0;
  /** The longest call so far, milliseconds. */
  longestMs = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#running = Array.from({ length: options.processes }, (_, index) => this.#work(index + 1));
  }

  /** From now on the processes work on fresh keys. Histories of one key stay short that way. */
  nextKeys(): void {
    this.#round += 1;
  }

  /** Until `count` more writes have been acknowledged. */
  async moreWrites(count: number, timeoutMs = 30_000): Promise<void> {
    const wanted = this.written + count;
    await eventually(`${count} more writes are acknowledged`, () => this.written >= wanted, timeoutMs);
  }

  /** The longest time without an acknowledged write since this was last called. */
  takeLongestGapMs(): number {
    const gapMs = this.#longestGapMs;
    this.#longestGapMs = 0;
    return gapMs;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  async #work(number: number): Promise<void> {
    const { history, ensemble, keys, timeoutMs, pauseMs } = this.#options;
    const recorded = new RecordedEnsemble(ensemble, history, number);
    const versions = new Map<string, string>();
    for (let turn = number; !this.#stopped; turn += 1) {
      const key = `r${this.#round}-k${(turn * 7 + number) % keys}`;
      const beganMs = performance.now();
      const record = await this.#step(recorded, turn, key, versions.get(key), timeoutMs);
      this.longestMs = Math.max(this.longestMs, performance.now() - beganMs);
      if (record.entry !== null) versions.set(key, record.entry.version);
      this.#count(record);
      await delay(pauseMs);
    }
  }

  #step(
    ensemble: RecordedEnsemble,
    turn: number,
    key: string,
    version: string | undefined,
    timeoutMs: number,
  ): Promise<HistoryRecord> {
    const call = { timeoutMs };
    const value = `${turn}.${(this.#values += 1)}`;
    switch ((turn * 5) % 13) {
      case 0:
      case 1:
      case 2:
        return ensemble.put(key, value, call);
      case 3:
        return ensemble.create(key, value, call);
      case 4:
      case 5:
        return version === undefined ? ensemble.put(key, value, call) : ensemble.update(key, version, value, call);
      case 6:
        return ensemble.delete(key, call);
      case 7:
        return version === undefined ? ensemble.get(key, call) : ensemble.safeDelete(key, version, call);
      default:
        return ensemble.get(key, call);
    }
  }

  #count(record: HistoryRecord): void {
    if (record.outcome !== "ok" && record.outcome !== "absent") return;
    if (record.op === "get") {
      this.reads += 1;
      return;
    }
    this.written += 1;
    const nowMs = performance.now();
    if (this.lastWriteMs > 0) this.#longestGapMs = Math.max(this.#longestGapMs, nowMs - this.lastWriteMs);
    this.lastWriteMs = nowMs;
  }
}
