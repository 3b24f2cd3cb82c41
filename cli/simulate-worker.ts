/** A worker thread of `quorate simulate`: runs the seeds it is given, one after the other, until it is told that there are no more. */
import { parentPort, workerData } from "node:worker_threads";
import { runSeed, type Seed, type SeedFlags } from "./simulate-seed.ts";

const flags = workerData as SeedFlags;

parentPort?.on("message", (seed: Seed | null) => {
  if (seed === null) return process.exit();
  runSeed(seed, flags).then(
    (run) => parentPort?.postMessage({ run }),
    (error: unknown) =>
      parentPort?.postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
