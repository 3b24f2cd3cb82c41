/** Closed-loop load: a fixed number of callers, each sending its next request when the last has been answered. */

export interface Measured {
  readonly ops: number;
  readonly errors: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * Runs `operation` with `concurrency` callers for `ms`, after a short warm-up that is not counted.
 * @param operation is given a count that never repeats.
 * @param begins is called when the count begins.
 */
export async function measure(
  concurrency: number,
  ms: number,
  operation: (n: number) => Promise<unknown>,
  begins: () => void = () => undefined,
): Promise<Measured> {
  let n = 0;
  await run(concurrency, Math.min(500, ms / 4), () => operation(n++));
  begins();
  const { latencies, errors, tookMs } = await run(concurrency, ms, () => operation(n++));
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

async function run(concurrency: number, ms: number, operation: () => Promise<unknown>): Promise<Run> {
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
      } catch {
        errors += 1;
        now = performance.now();
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  return { latencies, errors, tookMs: performance.now() - began };
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
