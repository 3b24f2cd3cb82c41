/**
 * Five nodes as processes that form a cluster, hold ensembles, and lose a node for good. Source: issue "Membership"; SCENARIOS S2;
 * HAZARDS P12, P13, P18; riak_ensemble "Cluster membership".
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { ClusterStatus } from "#services/public-types";
import { type CommandResult, eventually, findNatsServer, ProcessCluster } from "#test/support/cluster";

let cluster: ProcessCluster | undefined;
afterEach(() => cluster?.stop());

const codeOf = ({ stderr }: CommandResult): unknown => (JSON.parse(stderr) as { error: { code: unknown } }).error.code;

test.skipIf(findNatsServer() === undefined)(
  "join, create, delete, remove; an old disk of a removed node is refused, and harms nothing",
  { timeout: 480_000 },
  async () => {
    const names = ["n1", "n2", "n3", "n4", "n5"];
    const running = (cluster = await ProcessCluster.form(names));
    const run = (...args: string[]): Promise<CommandResult> => running.run("cluster", ...args, "--json");
    const status = async (): Promise<ClusterStatus> => JSON.parse((await run("status")).stdout) as ClusterStatus;
    expect(await status()).toMatchObject({ cluster: running.name, enabled: true, nodes: names });

    expect(await run("create-ensemble", "accounts", "--members", "n2,n3,n4")).toMatchObject({
      code: 0,
      stdout: "null\n",
    });
    const accounts = (await running.client(20_000)).ensemble<number>("accounts");
    for (let key = 0; key < 20; key += 1) await accounts.put(`k${key}`, key);
    const { ensembles } = await status();
    expect(ensembles["accounts"]).toMatchObject({ views: [["n2", "n3", "n4"]] });
    expect(ensembles["accounts"]?.peers.map(({ node }) => node)).toEqual(["n2", "n3", "n4"]);
    const client = await running.client(20_000);
    expect(await client.ensembles()).toEqual(["accounts"]);
    expect(await client.countQuorum("accounts")).toBe(3);
    expect(await client.stableViews("accounts")).toBe(true);

    // Bad input: coded, each.
    const long = "x".repeat(10_000);
    const ends = [
      await run("create-ensemble", "accounts", "--members", "n1"),
      await run("create-ensemble", "more", "--members", "n1,n9"),
      await run("create-ensemble", long, "--members", "n1"),
      await run("delete-ensemble", "nothing"),
      await run("delete-ensemble", "root"),
      await run("remove", "n9"),
      await run("join", "n5", "n1"),
      await run("enable", "n3"),
      await run("members", "accounts", "--add", "n9"),
      await run("step-down", "nothing"),
    ];
    expect(ends.map(codeOf)).toEqual([
      ...["ENSEMBLE_EXISTS", "NOT_IN_CLUSTER", "INVALID_ARGUMENT", "NO_SUCH_ENSEMBLE", "INVALID_ARGUMENT"],
      ...["NOT_IN_CLUSTER", "ALREADY_MEMBER", "ALREADY_ENABLED", "NOT_IN_CLUSTER", "NO_SUCH_ENSEMBLE"],
    ]);

    // n5 holds nothing; it is killed, and taken out while it is down.
    await running.kill("n5");
    expect(await run("remove", "n5")).toMatchObject({ code: 0 });
    expect((await status()).nodes).toEqual(["n1", "n2", "n3", "n4"]);

    // Its old disk does not know yet: it learns, says so, and ends; started again it is refused at once.
    for (let time = 0; time < 2; time += 1) {
      running.startNode("n5");
      await eventually(`n5 ends by itself; it said: ${running.log("n5")}`, () => !running.isRunning("n5"), 60_000);
      expect(running.log("n5")).toMatch(/removed from cluster|has removed n5/);
      expect(running.log("n5")).toContain("NOT_A_MEMBER");
    }
    expect(running.crashed.splice(0)).toEqual(["n5 ended with 1", "n5 ended with 1"]);
    for (let key = 0; key < 20; key += 1) expect((await accounts.get(`k${key}`))?.value).toBe(key);

    // With an empty directory it may come back, as another incarnation.
    rmSync(join(running.directory, "n5"), { recursive: true });
    running.startNode("n5");
    await eventually("n5 is a member again", async () => (await status()).nodes.includes("n5"));
    expect(await run("create-ensemble", "more", "--members", "n5")).toMatchObject({ code: 0 });
    expect((await (await running.client(20_000)).ensemble("more").put("k", 1)).value).toBe(1);
    expect((await status()).ensembles["more"]?.views).toEqual([["n5#2"]]);

    // S2: one member becomes three; the first is paused, and the others have its value.
    const more = (await running.client(20_000)).ensemble<number>("more");
    expect(await run("members", "more", "--add", "n1,n2")).toMatchObject({ code: 0 });
    await running.pause("n5");
    expect((await more.get("k"))?.value).toBe(1);
    expect((await more.put("k", 2)).value).toBe(2);
    running.resume("n5");
    expect((await more.get("k"))?.value).toBe(2);

    // Everybody is killed at once; the disks alone say what there is.
    await Promise.all(names.map((name) => running.kill(name)));
    for (const name of names) running.startNode(name);
    for (let key = 0; key < 20; key += 1) expect((await accounts.get(`k${key}`))?.value).toBe(key);

    expect((await run("step-down", "accounts")).code).toBe(0);
    expect(await run("delete-ensemble", "accounts")).toMatchObject({ code: 0 });
    await eventually("its peers are gone", async () => !("accounts" in (await status()).ensembles));
    expect(running.crashed).toEqual([]);
  },
);
