/** The ring of a cluster that nodes join and leave: part of the cluster state. Source: issue "Ring"; riak_core's claim. */
import { afterEach, describe, expect, it } from "vitest";
import type { VnodeAnswer } from "#services/public-types";
import { RingCluster } from "./ring-cluster.ts";

const names = ["n1", "n2", "n3", "n4", "n5"];
let cluster: RingCluster;

afterEach(() => {
  const errors = cluster.logs.filter((line) => line.startsWith("error"));
  if (errors.length > 0) throw new Error(errors.join());
});

/** Nodes of which the first is enabled and the others have joined. */
async function formed(
  joined: readonly string[],
  settings: ConstructorParameters<typeof RingCluster>[1] = {},
): Promise<RingCluster> {
  cluster = new RingCluster(names, { isFormed: true, ...settings });
  await cluster.start();
  const [first = "", ...others] = joined;
  await cluster.result(cluster.node(first).enable());
  for (const other of others) await cluster.result(cluster.node(other).join(first));
  await agreed(joined);
  return cluster;
}

async function agreed(nodes: readonly string[]): Promise<void> {
  const known = () => nodes.map((name) => cluster.node(name).status().membership.nodes.join());
  await cluster.until(() => known().every((one) => one === nodes.join()));
}

/** Who answers for each of many keys, asked of every node in turn. */
async function owners(keys: number): Promise<Map<string, Set<string>>> {
  const ring = cluster.client(`asker${(asked += 1)}`).ring("b", { n: 3, r: 3, pr: 0 });
  const found = new Map<string, Set<string>>();
  for (let key = 0; key < keys; key += 1) {
    for (const { partition, node } of await cluster.result(ring.ping(`k${key}`)))
      found.set(partition, (found.get(partition) ?? new Set()).add(node));
  }
  return found;
}
let asked = 0;

const nodesOf = (answers: readonly VnodeAnswer[]): string[] => [...new Set(answers.map(({ node }) => node))].sort();

describe("the ring of a cluster", () => {
  it("is not there before there is a cluster, and of its nodes from then on", async () => {
    cluster = new RingCluster(names, { isFormed: true });
    await cluster.start();
    const ring = cluster.client().ring<number>("b");
    await expect(cluster.result(ring.get("k", { timeoutMs: 300 }))).rejects.toMatchObject({ code: "TIMEOUT" });
    await cluster.result(cluster.node("n1").enable());
    expect(nodesOf(await cluster.result(ring.put("k", 1, { w: 3, timeoutMs: 2000 })))).toEqual(["n1"]);
    for (const name of ["n2", "n3"]) await cluster.result(cluster.node(name).join("n1"));
    await agreed(["n1", "n2", "n3"]);
    expect(nodesOf(await cluster.result(ring.put("k", 2, { w: 3 })))).toEqual(["n1", "n2", "n3"]);
  });

  it("is the same for all nodes after each join, and moves no more than the newcomer's share", async () => {
    await formed(["n1", "n2", "n3", "n4"]);
    const before = await owners(60);
    await cluster.result(cluster.node("n5").join("n2"));
    await agreed(names);
    const after = await owners(60);
    for (const nodes of after.values()) expect(nodes.size).toBe(1);
    const moved = [...after].filter(
      ([partition, nodes]) => [...nodes].join() !== [...(before.get(partition) ?? [])].join(),
    );
    for (const [, nodes] of moved) expect([...nodes]).toEqual(["n5"]);
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.length).toBeLessThan(after.size / 3);
  });

  it("leaves out a node that is removed, and is what it was after all have been down", async () => {
    await formed(names);
    await cluster.result(cluster.node("n1").remove("n5"), 120_000);
    await cluster.until(() => cluster.logs.some((line) => line.includes("n5 was removed")));
    const rest = names.slice(0, 4);
    await agreed(rest);
    cluster.kill("n5");
    cluster.logs.length = 0;
    const before = await owners(40);
    for (const nodes of before.values()) expect([...nodes].join()).not.toBe("n5");
    for (const name of rest) cluster.kill(name);
    await cluster.clock.advance(500);
    cluster.logs.length = 0;
    await cluster.start(...rest);
    await cluster.clock.advance(2000);
    expect(await owners(40)).toEqual(before);
  });

  it("has as many partitions as the node that was enabled first was told, whatever the others were", async () => {
    await formed(["n1", "n2", "n3"], { settings: { ringPartitions: 8 } });
    const ring = cluster.client().ring("b", { n: 8, r: 8, pr: 0 });
    const answers = await cluster.result(ring.ping("k"));
    expect(new Set(answers.map(({ partition }) => partition)).size).toBe(8);
    await expect(cluster.result(ring.ping("k", { n: 9, r: 1, pr: 0 }))).rejects.toMatchObject({
      code: "N_VAL_VIOLATION",
    });
  });

  it("has fallbacks for a node of it that is down, which say so", async () => {
    await formed(["n1", "n2", "n3"]);
    const ring = cluster.client().ring<number>("b");
    const before = await cluster.result(ring.put("k", 1, { w: 3 }));
    cluster.kill("n3");
    const answers = await cluster.result(ring.put("k", 2, { w: 3 }), 2000);
    const of3 = before.find(({ node }) => node === "n3")?.partition;
    expect(answers.filter(({ fallback }) => fallback).map(({ partition }) => partition)).toEqual([of3]);
  });
});
