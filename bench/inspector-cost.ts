/** What an inspector costs the nodes: CPU seconds an operation, in paired runs on one cluster, streamed, with an idle inspector, with a page, without. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { WebSocket } from "ws";
import { catalogue } from "#machines/catalogue";
import { makeId, systemClock, systemRandom } from "#cli/ports";
import { natsBus } from "#cli/wiring";
import { startInspector } from "#visualizer/server";
import { ensemble, startCluster } from "./cluster.ts";
import { median } from "#cli/load";

export interface Cost {
  /** Percent more than without an inspector: everything is streamed to somebody who reads and paints nothing. */
  readonly attached: number;
  /** The same with the page in a browser, which computes on the same machine. */
  readonly painted: number;
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
  const inspected = async (by: "nobody" | "reader" | "page"): Promise<number> => {
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
    const context = by === "page" ? await browser.newContext() : null;
    const reader = by === "reader" ? new WebSocket(inspector.statelyUrl) : null;
    try {
      if (reader !== null) await once(reader, "message");
      const page = await context?.newPage();
      await page?.goto(inspector.url);
      await page?.locator('[data-token][data-at="leading"]').waitFor({ timeout: 60_000 });
      return await run();
    } finally {
      await context?.close();
      reader?.terminate();
      await inspector.close();
      await bus.close();
      // The lease of the last page runs out.
      if (by !== "nobody") await new Promise((resolve) => void setTimeout(resolve, 5000));
    }
  };
  try {
    await run();
    await run();
    const attached: number[] = [];
    const painted: number[] = [];
    const absent: number[] = [];
    const noise: number[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      // Each between two runs without.
      let before = await run();
      for (const [by, costs] of [
        ["reader", attached],
        ["nobody", absent],
        ["page", painted],
      ] as const) {
        const measured = await inspected(by);
        const after = await run();
        costs.push((200 * measured) / (before + after) - 100);
        noise.push(Math.abs((100 * after) / before - 100));
        before = after;
      }
    }
    return {
      attached: median(attached),
      painted: median(painted),
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
