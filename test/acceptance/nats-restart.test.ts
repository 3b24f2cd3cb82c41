/** Source: issue "Skeleton": nats-server killed and restarted. */
import { afterEach, expect, test } from "vitest";
import { eventually, findNatsServer, ProcessCluster } from "#test/support/cluster";
import { History } from "#test/support/histories";
import { expectLinearizable } from "#test/support/judge";
import { Load } from "#test/support/load";

/** Slack for a busy machine: a call must not hang past its timeout, and this is no assertion of speed. */
const slackMs = 10_000;
const timeoutMs = 2000;

let cluster: ProcessCluster | undefined;
afterEach(() => cluster?.stop());

test.skipIf(findNatsServer() === undefined)(
  "the NATS server is killed and restarted: coded errors meanwhile, none hangs, then all serve",
  async () => {
    cluster = await ProcessCluster.start();
    const client = await cluster.client();
    const ensemble = client.ensemble<string>(cluster.ensemble);
    const history = new History();
    const load = new Load({ history, ensemble, processes: 4, keys: 4, timeoutMs, pauseMs: 5 });
    for (let round = 1; round <= 2; round += 1) {
      load.nextKeys();
      await load.moreWrites(50);
      await cluster.kill("nats");
      const failedBefore = failures(history);
      await eventually("calls fail while the server is away", () => failures(history) >= failedBefore + 4);
      await cluster.startNats();
      await load.moreWrites(50, 60_000);
      await cluster.allInPlace();
    }
    await load.stop();
    for (const key of history.perKey().keys()) await history.readBack(ensemble, key);
    console.log("calls:", history.counts());
    const codes = new Set(history.records.map(({ code }) => code));
    expect(
      [...codes].filter(
        (code) => !["", "PRECONDITION_FAILED", "UNAVAILABLE", "UNKNOWN_OUTCOME", "TIMEOUT"].includes(code),
      ),
    ).toEqual([]);
    expect(load.longestMs).toBeLessThan(timeoutMs + slackMs);
    expectLinearizable(history);
    expect(cluster.crashed).toEqual([]);
  },
);

function failures(history: History): number {
  return history.records.filter(({ code }) => code !== "" && code !== "PRECONDITION_FAILED").length;
}
