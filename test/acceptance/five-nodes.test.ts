/**
 * Five nodes as processes; an ensemble's members are all replaced, and nodes taken out, while clients read and write.
 * Source: issue "Membership"; SCENARIOS S2, S3; HAZARDS P12, P13; riak_ensemble "Removing a node", "Modifying ensembles".
 */
import { afterEach, expect, test } from "vitest";
import type { ClusterStatus } from "#services/public-types";
import { eventually, findNatsServer, ProcessCluster } from "#test/support/cluster";
import { History } from "#test/support/histories";
import { expectLinearizable } from "#test/support/judge";
import { Load } from "#test/support/load";

let cluster: ProcessCluster | undefined;
afterEach(() => cluster?.stop());

test.skipIf(findNatsServer() === undefined)(
  "all members replaced, one node removed, one killed and removed, under clients; then the ensemble is deleted",
  { timeout: 480_000 },
  async () => {
    const running = (cluster = await ProcessCluster.form(["n1", "n2", "n3", "n4", "n5"]));
    const client = await running.client(20_000);
    const ensemble = client.ensemble<string>("accounts");
    const history = new History();
    const values = Array.from({ length: 20 }, (_, key) => [`v${key}`, `value ${key}`] as const);
    const operate = async (...args: string[]): Promise<void> =>
      expect(await running.run("cluster", ...args, "--json")).toMatchObject({ code: 0, stdout: "null\n" });
    /** What the command says: nobody but `members` runs a peer, one of them leads, and the others follow it. */
    const settled = async (nodes: readonly string[], members: readonly string[]): Promise<void> => {
      const isTrue = ({ enabled, nodes: known, ensembles }: ClusterStatus): boolean => {
        const { leader, views, peers } = ensembles["accounts"] ?? { leader: null, views: [], peers: [] };
        const isIn = (names: readonly string[], wanted: readonly string[]): boolean =>
          [...names].sort().join() === [...wanted].sort().join();
        return (
          enabled &&
          isIn(known, nodes) &&
          views.length === 1 &&
          isIn(views[0] ?? [], members) &&
          isIn(
            peers.map(({ node }) => node),
            members,
          ) &&
          peers.every(({ node, state, trusted }) => trusted && state === (node === leader ? "leading" : "following"))
        );
      };
      let last = "";
      await eventually(`the cluster is ${nodes.join()} with accounts on ${members.join()}`, async () => {
        last = (await running.run("cluster", "status", "--json")).stdout;
        return isTrue(JSON.parse(last) as ClusterStatus);
      }).catch((error: unknown) => Promise.reject(new Error(`${String(error)}; it is ${last}`)));
      for (const [key, value] of values) expect((await ensemble.get(key))?.value).toBe(value);
    };

    await operate("create-ensemble", "accounts", "--members", "n1,n2,n3");
    for (const [key, value] of values) await ensemble.put(key, value);
    await settled(["n1", "n2", "n3", "n4", "n5"], ["n1", "n2", "n3"]);
    const load = new Load({ history, ensemble, processes: 6, keys: 6, timeoutMs: 20_000, pauseMs: 10 });
    await load.moreWrites(20);

    const step = async (what: string, nodes: string[], members: string[], ...args: string[]): Promise<void> => {
      load.nextKeys();
      load.takeLongestGapMs();
      await operate(...args);
      await load.moreWrites(20);
      const gapMs = load.takeLongestGapMs();
      await settled(nodes, members);
      console.log(`${what}: longest gap between acknowledged writes ${Math.round(gapMs)} ms`);
    };
    const five = ["n1", "n2", "n3", "n4", "n5"];
    // Among five nodes all three members are replaced in two steps; the last one has been a member before.
    await step(
      "n4, n5 for n1, n2",
      five,
      ["n3", "n4", "n5"],
      "members",
      "accounts",
      "--add",
      "n4,n5",
      "--remove",
      "n1,n2",
    );
    await step("n1 for n3", five, ["n1", "n4", "n5"], "members", "accounts", "--add", "n1", "--remove", "n3");

    // Its peers are moved first, and its process ends.
    await operate("remove", "n5");
    await eventually("n5 ends by itself", () => !running.isRunning("n5"), 60_000);
    expect(running.log("n5")).toContain("NOT_A_MEMBER");
    expect(running.crashed.splice(0)).toEqual(["n5 ended with 1"]);
    const third = (await membersOf(running)).find((name) => name !== "n1" && name !== "n4") ?? "";
    expect(["n2", "n3"]).toContain(third);
    await settled(["n1", "n2", "n3", "n4"], ["n1", "n4", third]);

    await running.kill("n4");
    await load.moreWrites(20);
    await step("n4, which is down, removed", ["n1", "n2", "n3"], ["n1", "n2", "n3"], "remove", "n4");

    await load.stop();
    for (const key of history.perKey().keys()) await history.readBack(ensemble, key);
    console.log("calls:", history.counts());
    expectLinearizable(history);
    const refused = history.records.filter(
      ({ code }) => !["", "PRECONDITION_FAILED", "UNKNOWN_OUTCOME"].includes(code),
    );
    expect(refused).toEqual([]);

    await operate("delete-ensemble", "accounts");
    await eventually("its peers are gone", async () => {
      const status = JSON.parse((await running.run("cluster", "status", "--json")).stdout) as ClusterStatus;
      return !("accounts" in status.ensembles) && status.nodes.join() === "n1,n2,n3";
    });
    expect(running.crashed).toEqual([]);
  },
);

async function membersOf(running: ProcessCluster): Promise<readonly string[]> {
  const { stdout } = await running.run("cluster", "members", "accounts", "--json");
  return (JSON.parse(stdout) as { readonly views: readonly (readonly string[])[] }).views[0] ?? [];
}
