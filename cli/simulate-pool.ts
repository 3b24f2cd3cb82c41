/** Runs many seeds, on this thread or on several. Results arrive in the order in which runs end. */
import { Worker } from "node:worker_threads";
import { InvariantError } from "#machines/protocol/errors";
import { runSeed, type Seed, type SeedFlags, type SeedRun } from "./simulate-seed.ts";

export interface PoolOptions {
  readonly flags: SeedFlags;
  /** Threads; 1 runs here. */
  readonly jobs: number;
  /** @returns whether to go on. */
  readonly ended: (run: SeedRun) => boolean;
  /** Ends the pool between two seeds. */
  readonly signal: AbortSignal;
}

export async function runSeeds(seeds: readonly Seed[], options: PoolOptions): Promise<void> {
  const { flags, jobs, ended, signal } = options;
  if (jobs > 1 && seeds.length > 1) return runOnThreads(seeds, options);
  for (const seed of seeds) {
    if (signal.aborted || !ended(await runSeed(seed, flags))) return undefined;
    // Signals are heard between two seeds.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return undefined;
}

/** Runs make garbage fast, and little of it lives long: with room for it collecting costs a third less. */
const resourceLimits = { maxYoungGenerationSizeMb: 96 };

type FromWorker = { readonly run: SeedRun } | { readonly error: string };

async function runOnThreads(seeds: readonly Seed[], { flags, jobs, ended, signal }: PoolOptions): Promise<void> {
  const waiting = seeds[Symbol.iterator]();
  let isOver = false;
  const workers: Worker[] = [];
  const end = (): void => {
    isOver = true;
    for (const worker of workers) void worker.terminate();
  };
  signal.addEventListener("abort", end, { once: true });
  const work = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      const next = (): void => {
        const { value, done } = waiting.next();
        if (isOver) resolve(void worker.terminate());
        // It ends itself, so that what runs at the end of a thread runs (record.ts).
        else worker.postMessage(done === true ? null : value);
      };
      worker.on("message", (message: FromWorker) => {
        if ("error" in message) return reject(new InvariantError(`a simulated run threw: ${message.error}`));
        if (!isOver && !ended(message.run)) end();
        return next();
      });
      worker.on("error", reject);
      worker.on("exit", () => resolve());
      next();
    });
  const workerUrl = new URL("./simulate-worker.js", import.meta.url);
  try {
    for (let index = 0; index < Math.min(jobs, seeds.length); index += 1)
      workers.push(new Worker(workerUrl, { workerData: flags, resourceLimits }));
    await Promise.all(workers.map(work));
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
}
