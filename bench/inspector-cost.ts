/**
 * What an inspector costs the nodes: CPU seconds an operation, in runs with and without one on the same cluster, in the
 * order without, with, with, without, so that what drifts meanwhile cancels out. The inspector is a process of its own, as
 * `quorate inspect` runs it: it shares the machine with the nodes, but neither their CPU seconds nor the caller's thread.
 */
import { once } from "node:events";
import { resolve } from "node:path";
import { spawn } from "node:child_process";
import type { Browser } from "playwright-core";
import { WebSocket } from "ws";
import { type BenchCluster, ensemble, startCluster } from "./cluster.ts";
import { median } from "#cli/load";
import { preciseCpuSecondsOf } from "./processes.ts";

/** Of a number of blocks: percent more than without an inspector. */
export interface Share {
  readonly median: number;
  /** The interval that holds the median of all such blocks with 95 % (by order: nothing is assumed of how they spread). */
  readonly low: number;
  readonly high: number;
}

export interface Cost {
  /** Everything is streamed to a reader who paints nothing. */
  readonly attached: Share;
  /** The same with the page in a browser on the same machine. */
  readonly painted: Share;
  /** An inspector runs, no page is open. */
  readonly absent: Share;
  /** Blocks of the same kind with nothing in their middle either: what the measurement alone makes of nothing. */
  readonly nothing: Share;
  readonly opsPerRun: number;
  /** Of the median run without an inspector. */
  readonly opsPerSecond: number;
  readonly microsecondsPerOp: number;
  /** CPU milliseconds a second of all nodes while nobody asks them for anything: without an inspector, and attached. */
  readonly idle: { readonly without: number; readonly attached: number };
}

const operations = 4000;
/** Callers, when there is no rate. */
const concurrency = 32;
const warmUps = 4;
const idleMs = 5000;
/** A busy machine changes no leader by itself: an election costs CPU too. */
const patient = ["leaseMs=3000", "followerTimeoutMs=5000", "quorumTimeoutMs=3000", "prefollowTimeoutMs=3000"];
/** The lease of the last page runs out after four seconds. */
const untilForgottenMs = 4500;
/** The first answers, where every chart is, are not what a stream costs. */
const untilSettledMs = 1000;

/** Makes the middle of a block different. @returns undoes it. */
type Begin = () => Promise<() => Promise<void>>;

/** `rate`: puts a second, the same with and without an inspector; 0 for as many as 32 callers make. */
export async function pairedCost(browser: Browser, blocks: number, rate: number): Promise<Cost> {
  const cluster = await startCluster((text) => process.stderr.write(`${text}\n`), patient);
  try {
    const load = makeLoad(cluster, rate);
    for (let n = 0; n < warmUps; n += 1) await load();
    const rates: number[] = [];
    const alone: number[] = [];
    const block = async (begin: Begin): Promise<number> => {
      const runs = [await load()];
      const end = await begin();
      runs.push(await load(), await load());
      await end();
      runs.push(await load());
      const [first, second, third, last] = runs.map(({ cpuSeconds }) => cpuSeconds) as [number, number, number, number];
      rates.push(runs[0]!.perSecond, runs[3]!.perSecond);
      alone.push(first, last);
      return (100 * (second + third)) / (first + last) - 100;
    };
    const kinds: Readonly<Record<"nothing" | "attached" | "absent" | "painted", Begin>> = {
      // The same pauses: whoever rests has less in its caches.
      nothing: async () => {
        await wait(untilSettledMs);
        return () => wait(untilForgottenMs);
      },
      attached: () => attach(cluster),
      absent: async () => (await startInspector(cluster)).stop,
      painted: () => paint(cluster, browser),
    };
    const costs = { nothing: [], attached: [], absent: [], painted: [] } as Record<keyof typeof kinds, number[]>;
    for (let n = 0; n < blocks; n += 1) {
      for (const kind of ["nothing", "attached", "absent", "painted"] as const)
        costs[kind].push(await block(kinds[kind]));
    }
    return {
      ...{ attached: shareOf(costs.attached), painted: shareOf(costs.painted) },
      ...{ absent: shareOf(costs.absent), nothing: shareOf(costs.nothing) },
      opsPerRun: operations,
      opsPerSecond: median(rates),
      microsecondsPerOp: (1e6 * median(alone)) / operations,
      idle: await idleCost(cluster),
    };
  } finally {
    await cluster.stop();
  }
}

/** A fixed number of puts. */
function makeLoad(
  cluster: BenchCluster,
  rate: number,
): () => Promise<{ readonly cpuSeconds: number; readonly perSecond: number }> {
  const store = cluster.client.ensemble<Uint8Array>(ensemble);
  const value = new Uint8Array(128).fill(7);
  let n = 0;
  const put = async (): Promise<void> => {
    n += 1;
    try {
      await store.put(`k${n % 500}`, value, { timeoutMs: 20_000 });
    } catch (error) {
      process.stderr.write(`${String(error)}\n`);
    }
  };
  const run = rate === 0 ? () => byCallers(put) : () => byRate(put, rate);
  return async () => {
    const startedMs = performance.now();
    const before = await preciseCpuSecondsOf(cluster.pids);
    // On a machine with too much to do a leader may change: the puts of that moment fail, and the run shows it.
    await run();
    const cpuSeconds = (await preciseCpuSecondsOf(cluster.pids)) - before;
    return { cpuSeconds, perSecond: (1000 * operations) / (performance.now() - startedMs) };
  };
}

async function byCallers(put: () => Promise<void>): Promise<void> {
  let left = operations;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await put();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
}

async function byRate(put: () => Promise<void>, perSecond: number): Promise<void> {
  const startedMs = performance.now();
  const puts: Promise<void>[] = [];
  while (puts.length < operations) {
    const due = Math.min(operations, ((performance.now() - startedMs) / 1000) * perSecond);
    while (puts.length < due) puts.push(put());
    await wait(4);
  }
  await Promise.all(puts);
}

async function idleCost(cluster: BenchCluster): Promise<Cost["idle"]> {
  const measure = async (): Promise<number> => {
    const before = await preciseCpuSecondsOf(cluster.pids);
    await wait(idleMs);
    return (1000 * ((await preciseCpuSecondsOf(cluster.pids)) - before)) / (idleMs / 1000);
  };
  const without = await measure();
  const end = await attach(cluster);
  const attached = await measure();
  await end();
  return { without, attached };
}

async function attach(cluster: BenchCluster): Promise<() => Promise<void>> {
  const inspector = await startInspector(cluster);
  const url = new URL(inspector.url);
  const reader = new WebSocket(`ws://${url.host}/stately${url.search}`);
  await once(reader, "message");
  await wait(untilSettledMs);
  return async () => {
    reader.terminate();
    await inspector.stop();
    await wait(untilForgottenMs);
  };
}

async function paint(cluster: BenchCluster, browser: Browser): Promise<() => Promise<void>> {
  const inspector = await startInspector(cluster);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(inspector.url);
  await page.locator('[data-token][data-at="leading"]').waitFor({ timeout: 60_000 });
  await wait(untilSettledMs);
  return async () => {
    await context.close();
    await inspector.stop();
    await wait(untilForgottenMs);
  };
}

/** `quorate inspect`, up to its printed address. */
async function startInspector({ url }: BenchCluster): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const main = resolve(import.meta.dirname, "../cli/main.js");
  const child = spawn(
    process.execPath,
    [main, "inspect", "--nats", url, "--cluster", "bench", "--port", "0", "--json"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const said = JSON.parse(line.toString()) as { readonly url: string };
  return {
    url: said.url,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** The median of a sample, and the smallest interval between two of its values that holds the true one with 95 %. */
function shareOf(sample: readonly number[]): Share {
  const sorted = [...sample].sort((a, b) => a - b);
  // How many values lie below the true median is a count of coin tosses.
  let [outside, chance, from] = [0, 0.5 ** sorted.length, 0];
  while (outside + chance <= 0.025 && from < sorted.length / 2) {
    outside += chance;
    chance *= (sorted.length - from) / (from + 1);
    from += 1;
  }
  const at = Math.max(0, from - 1);
  return { median: median(sorted), low: sorted[at] ?? Number.NaN, high: sorted.at(-1 - at) ?? Number.NaN };
}

async function wait(ms: number): Promise<void> {
  await new Promise((done) => void setTimeout(done, ms));
}
