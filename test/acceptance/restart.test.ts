/** Source: issue "Skeleton": all three killed at once and only two restarted; HAZARDS P1, P5, P8. */
import { afterEach, expect, test } from "vitest";
import { findNatsServer, ProcessCluster } from "#test/support/cluster";
import { History } from "#test/support/histories";
import { expectLinearizable } from "#test/support/judge";
import { Load } from "#test/support/load";

let cluster: ProcessCluster | undefined;
afterEach(() => cluster?.stop());

for (const missing of ["leader", "follower"] as const) {
  test.skipIf(findNatsServer() === undefined)(
    `all nodes killed at once, all but the ${missing} restarted: every acknowledged write is there`,
    async () => {
      const running = (cluster = await ProcessCluster.start());
      const ensemble = (await cluster.client()).ensemble<string>(cluster.ensemble);
      const history = new History();
      const load = new Load({ history, ensemble, processes: 4, keys: 6, timeoutMs: 4000, pauseMs: 2 });
      await load.moreWrites(100);
      const leader = await cluster.leader();
      await Promise.all(running.nodes.map((node) => running.kill(node)));
      await load.stop();
      const followers = cluster.nodes.filter((node) => node !== leader);
      for (const node of missing === "leader" ? followers : [leader, ...followers.slice(1)]) cluster.startNode(node);
      await cluster.allInPlace();
      for (const key of history.perKey().keys()) await history.readBack(ensemble, key);
      expectLinearizable(history);
      // The one that was missing comes back, and what it missed does not harm it.
      for (const node of cluster.nodes) if (!cluster.isRunning(node)) cluster.startNode(node);
      await cluster.allInPlace();
      for (const key of history.perKey().keys()) await history.readBack(ensemble, key);
      expectLinearizable(history);
      expect(cluster.crashed).toEqual([]);
    },
  );
}
