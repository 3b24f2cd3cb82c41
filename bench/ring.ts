/**
 * `npm run bench:ring`: requests a second of the ring beside those of an ensemble, on the same three node processes over NATS in
 * one run; then 10,000 requests in flight at once, and what is left of them in this process and the nodes' memory.
 *
 * Machines differ and drift: quote ratios from one run.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ensemble, startCluster } from "./cluster.ts";
import { measure, type Measured } from "#cli/load";

const help = `usage: npm run bench:ring -- [options]
  --seconds S       each measurement, default 3
  --concurrency L   list, default 1,64,256
  --in-flight N     requests at once, default 10000
  --help`;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "3" },
    concurrency: { type: "string", default: "1,64,256" },
    "in-flight": { type: "string", default: "10000" },
    help: { type: "boolean", default: false },
  },
});

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heapMiB(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return Math.round(((heapUsed + external) / 2 ** 20) * 10) / 10;
}

/** Resident memory of a process, on Linux. */
function residentMiB(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024);
  } catch {
    return Number.NaN;
  }
}

async function main(): Promise<void> {
  if (values.help) return console.log(help);
  const ms = Number(values.seconds) * 1000;
  const levels = values.concurrency.split(",").map(Number);
  const count = Number(values["in-flight"]);
  const cluster = await startCluster((text) => void process.stderr.write(`${text}\n`));
  try {
    const store = cluster.client.ensemble<Uint8Array>(ensemble);
    const ring = cluster.client.ring<Uint8Array>("bench");
    const value = new Uint8Array(128).fill(7);
    const key = (n: number): string => `k${n % 1000}`;
    console.log("\n| what | callers | a second | p50 ms | p99 ms | errors |\n|---|---|---|---|---|---|");
    const row = (what: string, level: number, one: Measured): void =>
      console.log(`| ${what} | ${level} | ${one.perSecond} | ${one.p50Ms} | ${one.p99Ms} | ${one.errors} |`);
    for (const level of levels) {
      row("ensemble put", level, await measure(level, ms, (n) => store.put(key(n), value)));
      row("ring put, w: 2 of 3", level, await measure(level, ms, (n) => ring.put(key(n), value)));
      row("ensemble get (lease)", level, await measure(level, ms, (n) => store.get(key(n))));
      row("ring get, r: 2 of 3", level, await measure(level, ms, (n) => ring.get(key(n))));
    }
    const before = heapMiB();
    for (let round = 1; round <= 5; round += 1) {
      const from = performance.now();
      const puts = Array.from({ length: count }, (_, n) => ring.put(key(n), value, { timeoutMs: 60_000 }));
      const during = heapMiB();
      const ends = await Promise.allSettled(puts);
      const errors = ends.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []));
      const failed = errors.length;
      if (failed > 0) process.stderr.write(`the first failure: ${errors[0]}\n`);
      const tookMs = Math.round(performance.now() - from);
      puts.length = 0;
      ends.length = 0;
      console.log(
        `${count} ring puts in flight: ${tookMs} ms, ${failed} failed; client's heap ${before} MiB before, ` +
          `${during} MiB in flight, ${heapMiB()} MiB after; nodes' memory ${cluster.pids.map(residentMiB).join(", ")} MiB`,
      );
    }
  } finally {
    await cluster.stop();
  }
}

await main();
