/** SIGTERM of each node in turn, the leader among them, under clients. Source: issue "Membership"; HAZARDS P17; PROTOCOL R8. */
import { afterEach, expect, test } from "vitest";
import { findNatsServer, isFull, ProcessCluster } from "#test/support/cluster";
import { History } from "#test/support/histories";
import { expectLinearizable } from "#test/support/judge";
import { Load } from "#test/support/load";

const trials = Number(process.env["QUORATE_TRIALS"] ?? (isFull ? 30 : 6));

let cluster: ProcessCluster | undefined;
afterEach(() => cluster?.stop());

test.skipIf(findNatsServer() === undefined)(
  `${trials} nodes are told to stop, one after the other: no call of a client ends in an error, and the gap between writes is printed`,
  async () => {
    const running = (cluster = await ProcessCluster.start());
    const client = await running.client();
    const ensemble = client.ensemble<string>(running.ensemble);
    const history = new History();
    const load = new Load({ history, ensemble, processes: 8, keys: 8, timeoutMs: 10_000, pauseMs: 2 });
    const gapsMs: Record<"leader" | "follower", number[]> = { leader: [], follower: [] };
    for (let trial = 0; trial < trials; trial += 1) {
      load.nextKeys();
      await load.moreWrites(50);
      const leader = await running.leader();
      const followers = running.nodes.filter((node) => node !== leader);
      // Every other time the leader; of the followers each in turn.
      const node = trial % 2 === 0 ? leader : (followers[(trial >> 1) % followers.length] ?? leader);
      load.takeLongestGapMs();
      await running.kill(node, "SIGTERM");
      await load.moreWrites(50);
      gapsMs[node === leader ? "leader" : "follower"].push(load.takeLongestGapMs());
      running.startNode(node);
      await running.allInPlace();
    }
    await load.stop();
    for (const key of history.perKey().keys()) await history.readBack(ensemble, key);
    const shown = Object.entries(gapsMs).map(([who, gaps]) => `${who} ${gaps.map(Math.round).join(", ")}`);
    console.log(`longest gap between acknowledged writes, ms: ${shown.join("; ")} (goal for a leader: 100)`);
    console.log("calls:", history.counts());
    const errors = history.records.filter(({ code }) => code !== "" && code !== "PRECONDITION_FAILED");
    expect(errors.map(({ op, key, code }) => `${op} ${key} ${code}`)).toEqual([]);
    expectLinearizable(history);
    expect(running.crashed).toEqual([]);
  },
  trials * 60_000 + 60_000,
);
