/** Source: issue "Skeleton", kill -9 of the leader under a writing client; SCENARIOS S17; PROTOCOL R8, R9. */
import { afterEach, expect, test } from "vitest";
import { findNatsServer, isFull, ProcessCluster } from "#test/support/cluster";
import { History } from "#test/support/histories";
import { expectLinearizable } from "#test/support/judge";
import { Load } from "#test/support/load";

const trials = Number(process.env["QUORATE_TRIALS"] ?? (isFull ? 20 : 4));

let cluster: ProcessCluster | undefined;
afterEach(() => cluster?.stop());

test.skipIf(findNatsServer() === undefined)(
  `${trials} times kill -9 of the leader: nothing acknowledged is lost, nothing refused took effect, writes resume`,
  async () => {
    cluster = await ProcessCluster.start();
    const client = await cluster.client();
    const ensemble = client.ensemble<string>(cluster.ensemble);
    const history = new History();
    const load = new Load({ history, ensemble, processes: 4, keys: 4, timeoutMs: 5000, pauseMs: 5 });
    const gapsMs: number[] = [];
    for (let trial = 1; trial <= trials; trial += 1) {
      load.nextKeys();
      await load.moreWrites(20);
      const leader = await cluster.leader();
      await cluster.kill(leader);
      // The gap is measured from the last acknowledged write before to the first after.
      const killedMs = load.lastWriteMs;
      await load.moreWrites(1);
      gapsMs.push(load.lastWriteMs - killedMs);
      await load.moreWrites(20);
      cluster.startNode(leader);
      await cluster.allInPlace();
    }
    await load.stop();
    for (const key of history.perKey().keys()) await history.readBack(ensemble, key);
    console.log(`gap without acknowledged writes: median ${median(gapsMs)} ms of ${gapsMs.map(Math.round).join(", ")}`);
    console.log("calls:", history.counts());
    expectLinearizable(history);
    expect(load.written).toBeGreaterThan(40 * trials);
    expect(cluster.crashed).toEqual([]);
  },
  trials * 90_000 + 60_000,
);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}
