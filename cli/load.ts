/** Closed-loop load: a fixed number of callers, each sending its next request when the last has been answered. */

export interface Measured {
  readonly ops: number;
  readonly errors: number;
  readonly perSecond: number;
  /** NaN when nothing succeeded. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface LoadEvents {
  /** The count begins. */
  readonly begins?: () => void;
  readonly failed?: (error: unknown) => void;
}

/**
 * Runs `operation` with `concurrency` callers for `ms`, after a short warm-up that is not counted.
 * @param operation is given a count that never repeats.
 */
export async function measure(
  concurrency: number,
  ms: number,
  operation: (n: number) => Promise<unknown>,
  { begins, failed = () => undefined }: LoadEvents = {},
): Promise<Measured> {
  let n = 0;
  const next = () => operation(n++);
  await run(concurrency, Math.min(500, ms / 4), next, failed);
  begins?.();
  const { latencies, errors, tookMs } = await run(concurrency, ms, next, failed);
  latencies.sort((a, b) => a - b);
  return {
    ops: latencies.length,
    errors,
    perSecond: Math.round((latencies.length / tookMs) * 1000),
    p50Ms: round(at(latencies, 0.5)),
    p99Ms: round(at(latencies, 0.99)),
  };
}

interface Run {
  readonly latencies: number[];
  readonly errors: number;
  readonly tookMs: number;
}

async function run(
  concurrency: number,
  ms: number,
  operation: () => Promise<unknown>,
  failed: (error: unknown) => void,
): Promise<Run> {
  const latencies: number[] = [];
  let errors = 0;
  const began = performance.now();
  const until = began + ms;
  const caller = async () => {
    for (let now = performance.now(); now < until;) {
      try {
        await operation();
        const after = performance.now();
        latencies.push(after - now);
        now = after;
      } catch (error) {
        errors += 1;
        failed(error);
        now = performance.now();
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  return { latencies, errors, tookMs: performance.now() - began };
}

/** Hands out things of which each is in one caller's hands at a time. */
export class Pool<T> {
  readonly #free: T[];
  readonly #waiting: ((one: T) => void)[] = [];

  constructor(all: readonly T[]) {
    this.#free = [...all];
  }

  async use(work: (one: T) => Promise<unknown>): Promise<void> {
    const one = this.#free.shift() ?? (await new Promise<T>((resolve) => this.#waiting.push(resolve)));
    try {
      await work(one);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(one);
      else next(one);
    }
  }
}

/** Runs `once` for each of `count` numbers from `from` on, with so many in flight. @throws its first failure. */
export async function forEachOf(
  from: number,
  count: number,
  callers: number,
  once: (n: number) => Promise<unknown>,
): Promise<void> {
  let next = from;
  const caller = async () => {
    while (next < from + count) {
      const n = next;
      next += 1;
      await once(n);
    }
  };
  await Promise.all(Array.from({ length: Math.min(callers, count) }, caller));
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Of values in ascending order, the one that so large a share of them is below. */
function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** NaN of none. Of few values p99 is the largest. */
export function percentile(values: readonly number[], share: number): number {
  return at(
    values.toSorted((a, b) => a - b),
    share,
  );
}

/** NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** Bytes that no compression makes short, always the same. */
export function bytesOf(size: number): Uint8Array {
  let state = 0x9e3779b9;
  return Uint8Array.from({ length: size }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  });
}
