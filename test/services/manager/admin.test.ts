/** A client that changes a cluster of whole nodes. Source: DESIGN section 4; riak_ensemble "Cluster membership". */
import { beforeEach, describe, expect, it } from "vitest";
import { QuorateError } from "#machines/protocol/errors";
import { createClient } from "#services/client";
import type { QuorateClient } from "#services/public-types";
import { TestCluster } from "../node/cluster.ts";

let cluster: TestCluster;
let client: QuorateClient;

beforeEach(async () => {
  cluster = new TestCluster(["n1", "n2", "n3"], {
    ensembles: [],
    modifiers: { add: (value, argument) => (value as number) + (argument as number) },
  });
  cluster.start();
  client = createClient({
    ...{ cluster: "test", id: "operator", boot: "b", bus: cluster.network.bus("operator", "b"), clock: cluster.clock },
    ...{ random: { below: (bound: number) => bound >> 1 }, timeoutMs: 3000 },
  });
  await cluster.clock.advance(50);
});

async function endOf<T>(work: Promise<T>): Promise<T | string> {
  let end: { readonly value: T | string } | undefined;
  work.then(
    (value) => (end = { value }),
    (error: unknown) => (end = { value: error instanceof QuorateError ? error.code : String(error) }),
  );
  await cluster.until(() => end !== undefined, 90_000);
  return end === undefined ? "" : end.value;
}

async function form(): Promise<void> {
  expect(await endOf(client.admin.enable("n1"))).toBeUndefined();
  for (const node of ["n2", "n3"]) expect(await endOf(client.admin.join(node, "n1"))).toBeUndefined();
}

describe("an operator's calls", () => {
  it("form a cluster, use it, and take it apart", async () => {
    await form();
    const { admin } = client;
    expect(
      await endOf(admin.createEnsemble("a", { members: ["n1", "n2", "n3"], options: { text: "x" } })),
    ).toBeUndefined();
    expect(await endOf(client.ensemble("a").put("k", 1))).toMatchObject({ value: 1 });
    expect(await endOf(client.ensemble<number>("a").modifyWith("k", "add", { argument: 4, initial: 0 }))).toMatchObject(
      { key: "k", value: 5 },
    );
    expect(await endOf(client.ensemble("a").modifyWith("k", "unheardOf"))).toBe("INVALID_ARGUMENT");
    expect(await endOf(client.status())).toMatchObject({
      enabled: true,
      nodes: ["n1", "n2", "n3"],
      ensembles: { a: { views: [["n1", "n2", "n3"]] } },
    });
    expect(await endOf(client.ensembles())).toEqual(["a"]);
    expect(await endOf(client.countQuorum("a"))).toBe(3);
    expect(await endOf(client.stableViews("a"))).toBe(true);
    const before = await endOf(client.leader("a"));
    expect(await endOf(admin.stepDown("a"))).toBeUndefined();
    await cluster.until(() => cluster.leader("a") !== undefined && cluster.leader("a")?.name !== before);
    expect(await endOf(admin.deleteEnsemble("a"))).toBeUndefined();
    await cluster.clock.advance(1500);
    expect(await endOf(client.ensemble("a").get("k"))).toBe("NO_SUCH_ENSEMBLE");
    expect(await endOf(admin.remove("n3"))).toBeUndefined();
    expect(await endOf(client.status())).toMatchObject({ nodes: ["n1", "n2"] });
  });

  it("are refused with the node's code, or where nobody could carry them out", async () => {
    const { admin } = client;
    expect(await endOf(client.status())).toMatchObject({ enabled: false, ensembles: {} });
    expect(await endOf(admin.createEnsemble("a", { members: ["n1"] }))).toBe("NOT_ENABLED");
    expect(await endOf(admin.enable("n9"))).toBe("UNAVAILABLE");
    expect(await endOf(admin.join("n1", "n2"))).toBe("NOT_ENABLED");
    await form();
    expect(await endOf(admin.enable("n2"))).toBe("ALREADY_ENABLED");
    expect(await endOf(admin.remove("n9"))).toBe("NOT_IN_CLUSTER");
    expect(await endOf(admin.updateMembers("a", [{ add: "n1" }]))).toBe("NO_SUCH_ENSEMBLE");
    expect(await endOf(admin.stepDown("a"))).toBe("NO_SUCH_ENSEMBLE");
  });

  it("check what they are given before anything is sent", async () => {
    const long = "x".repeat(10_000);
    const { admin } = client;
    const calls = [
      admin.enable(long),
      admin.join("n1", long),
      admin.remove("a b"),
      admin.createEnsemble(long, { members: ["n1"] }),
      admin.createEnsemble("a", { members: [] }),
      admin.createEnsemble("a", { members: Array.from({ length: 31 }, (_, at) => `n${at}`) }),
      admin.createEnsemble("a", null as never),
      admin.deleteEnsemble(""),
      admin.updateMembers("a", []),
      admin.updateMembers("a", [{ add: long }]),
      admin.stepDown("a.b"),
      admin.enable("n1", { timeoutMs: -1 }),
    ];
    for (const call of calls) expect(await endOf(call)).toBe("INVALID_ARGUMENT");
  });

  it("end UNKNOWN_OUTCOME without an answer, and CANCELLED by their signal", async () => {
    await form();
    const { node } = cluster.member("n1");
    node.createEnsemble = () => new Promise(() => undefined);
    // The nodes that could answer are gone before they do.
    const creating = client.admin.createEnsemble("a", { members: ["n1"] }, { timeoutMs: 1000 });
    await cluster.clock.advance(3);
    for (const name of ["n1", "n2", "n3"]) cluster.kill(name);
    expect(await endOf(creating)).toMatch(/UNKNOWN_OUTCOME|UNAVAILABLE/);
    const aborting = new AbortController();
    aborting.abort();
    expect(await endOf(client.admin.enable("n1", { signal: aborting.signal }))).toBe("CANCELLED");
  });
});
