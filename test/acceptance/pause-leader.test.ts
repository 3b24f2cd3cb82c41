/** Source: issue "Skeleton": SIGSTOP of the leader, then SIGCONT; SCENARIOS S1, S9; HAZARDS P4. */
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { eventually, findNatsServer, isFull, ProcessCluster } from "#test/support/cluster";
import { History } from "#test/support/histories";
import { expectLinearizable } from "#test/support/judge";
import { Load } from "#test/support/load";

const pauseMs = isFull ? 10_000 : 3000;

let cluster: ProcessCluster | undefined;
afterEach(() => cluster?.stop());

test.skipIf(findNatsServer() === undefined)(
  `the leader stands still for ${pauseMs} ms and goes on: no read is stale`,
  async () => {
    cluster = await ProcessCluster.start();
    const ensemble = (await cluster.client()).ensemble<string>(cluster.ensemble);
    const history = new History();
    const load = new Load({ history, ensemble, processes: 6, keys: 3, timeoutMs: 5000, pauseMs: 5 });
    await load.moreWrites(30);
    const paused = await cluster.leader();
    await cluster.pause(paused);
    const resumeMs = performance.now() + pauseMs;
    const next = await eventually("another node leads", async () => {
      const leader = (await cluster?.status())?.ensembles["demo"]?.leader;
      return typeof leader === "string" && leader !== paused ? leader : undefined;
    });
    await load.moreWrites(30);
    await delay(Math.max(0, resumeMs - performance.now()));
    // Requests that reached it before it stopped, and reads sent to it just now, are waiting in its socket.
    cluster.resume(paused);
    await load.moreWrites(100);
    await cluster.allInPlace();
    await load.stop();
    for (const key of history.perKey().keys()) await history.readBack(ensemble, key);
    expect(next).not.toBe(paused);
    console.log("calls:", history.counts());
    expectLinearizable(history);
    expect(cluster.crashed).toEqual([]);
  },
  120_000,
);
