/** Totals over the seeds of `quorate simulate`: what is shown on the way, and in the end. */
import type { SeedRun } from "./simulate-seed.ts";

/** What a run of many seeds comes to. */
export interface Totals {
  readonly seeds: number;
  readonly failed: readonly (string | number)[];
  readonly operations: number;
  readonly operationsPerSecond: number;
  readonly simulatedMs: number;
  /** Keys whose history the judge gave up on. */
  readonly undecidedKeys: number;
  readonly faults: Readonly<Record<string, number>>;
}

export class Tally {
  #seeds = 0;
  #simulatedMs = 0;
  #operations = 0;
  #undecidedKeys = 0;
  readonly #failed: (string | number)[] = [];
  readonly #faults: Record<string, number> = {};

  add({ seed, violations, stats }: SeedRun): void {
    this.#seeds += 1;
    this.#simulatedMs += stats.simulatedMs;
    this.#operations += sum(stats.workload.byKind);
    this.#undecidedKeys += stats.undecidedKeys;
    if (violations.length > 0) this.#failed.push(seed);
    const { lost, repeated, late, cut, falseOffline } = stats.network;
    const all = {
      ...stats.faults,
      ...Object.fromEntries(Object.entries(stats.disk).map(([what, count]) => [`disk ${what}`, count])),
      "frames lost": lost,
      "frames repeated": repeated,
      "frames late": late,
      "frames cut": cut,
      "false offline": falseOffline,
    };
    for (const [kind, count] of Object.entries(all)) this.#faults[kind] = (this.#faults[kind] ?? 0) + count;
  }

  get totals(): Totals {
    const simulatedSeconds = Math.max(0.001, this.#simulatedMs / 1000);
    return {
      seeds: this.#seeds,
      failed: this.#failed,
      operations: this.#operations,
      operationsPerSecond: Math.round((this.#operations / simulatedSeconds) * 10) / 10,
      simulatedMs: Math.round(this.#simulatedMs),
      undecidedKeys: this.#undecidedKeys,
      faults: this.#faults,
    };
  }

  /** @param wallMs how long it took, and `seedsNow` how many seeds ran in that time (others were known before). */
  line(of: number, wallMs: number, seedsNow: number): string {
    const seconds = Math.max(0.001, wallMs / 1000);
    const { seeds, operations, simulatedMs, failed } = this.totals;
    const share = seeds === 0 ? 0 : seedsNow / seeds;
    const ratio = Math.round((simulatedMs * share) / 1000 / seconds);
    const wrong = failed.length === 0 ? "" : `, ${failed.length} failed`;
    return `${seeds} of ${of} seeds, ${(seedsNow / seconds).toFixed(1)} a second, ${ratio} times real time, ${operations} operations${wrong}${this.#undecidedKeys === 0 ? "" : `, ${this.#undecidedKeys} keys undecided`}`;
  }

  /** Kinds of faults with how often each fired, most frequent first. */
  faultLine(): string {
    const fired = Object.entries(this.#faults).filter(([, count]) => count > 0);
    return fired
      .sort((a, b) => b[1] - a[1])
      .map(([kind, count]) => `${kind} ${count}`)
      .join(", ");
  }
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}
