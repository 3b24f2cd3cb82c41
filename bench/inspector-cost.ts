/** What an inspector costs the nodes: CPU seconds an operation, in paired runs on one cluster, with a page, with an idle inspector, without. */
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { catalogue } from "#machines/catalogue";
import { makeId, systemClock, systemRandom } from "#cli/ports";
import { natsBus } from "#cli/wiring";
import { startInspector } from "#visualizer/server";
import { ensemble, startCluster } from "./cluster.ts";
import { median } from "./measure.ts";

export interface Cost {
  /** Percent more than without an inspector. */
  readonly attached: number;
  /** An inspector runs, no page is open. */
  readonly absent: number;
  /** How much two runs of the same kind differ, percent. */
  readonly noise: number;
  readonly opsPerPair: number;
  /** Median of all runs. A stream costs by the second, not by the operation: it weighs more where there are few. */
  readonly opsPerSecond: number;
}

const operations = 3000;
const concurrency = 32;
/** A busy machine changes no leader by itself: an election costs CPU too. */
const patient = ["leaseMs=3000", "followerTimeoutMs=5000", "quorumTimeoutMs=3000", "prefollowTimeoutMs=3000"];

export async function pairedCost(browser: Browser, pairs: number): Promise<Cost> {
  const cluster = await startCluster((text) => process.stderr.write(`${text}\n`), patient);
  const store = cluster.client.ensemble<Uint8Array>(ensemble);
  const value = new Uint8Array(128).fill(7);
  let n = 0;
  /** CPU seconds of all node processes an operation. */
  const rates: number[] = [];
  const run = async (): Promise<number> => {
    const began = cpuOf(cluster.pids);
    const startedMs = performance.now();
    let left = operations;
    const caller = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        n += 1;
        await store.put(`k${n % 500}`, value, { timeoutMs: 20_000 });
      }
    };
    await Promise.all(Array.from({ length: concurrency }, caller));
    rates.push((1000 * operations) / (performance.now() - startedMs));
    return (cpuOf(cluster.pids) - began) / operations;
  };
  const inspected = async (isOpen: boolean): Promise<number> => {
    const bus = await natsBus({ cluster: "bench", servers: cluster.url })(
      makeId("i", systemRandom),
      makeId("b", systemRandom),
      { write: () => {} },
    );
    const inspector = await startInspector({
      bus,
      clock: systemClock,
      random: systemRandom,
      port: 0,
      machines: catalogue,
      cluster: "bench",
      log: { write: () => {} },
    });
    const context = isOpen ? await browser.newContext() : null;
    try {
      const page = await context?.newPage();
      await page?.goto(inspector.url);
      await page?.locator('[data-token][data-at="leading"]').waitFor({ timeout: 60_000 });
      return await run();
    } finally {
      await context?.close();
      await inspector.close();
      await bus.close();
      // The lease of the last page runs out.
      if (isOpen) await new Promise((resolve) => void setTimeout(resolve, 5000));
    }
  };
  try {
    await run();
    await run();
    const attached: number[] = [];
    const absent: number[] = [];
    const noise: number[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const before = await run();
      const withPage = await inspected(true);
      const between = await run();
      const idle = await inspected(false);
      const after = await run();
      attached.push((200 * withPage) / (before + between) - 100);
      absent.push((200 * idle) / (between + after) - 100);
      noise.push(Math.abs((100 * between) / before - 100), Math.abs((100 * after) / between - 100));
    }
    return {
      attached: median(attached),
      absent: median(absent),
      noise: median(noise),
      opsPerPair: operations,
      opsPerSecond: median(rates),
    };
  } finally {
    await cluster.stop();
  }
}

/** User and system time of processes, seconds; in ticks of a hundredth on Linux. */
function cpuOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return sum + (Number(fields[11]) + Number(fields[12])) / 100;
  }, 0);
}
