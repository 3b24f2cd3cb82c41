/** H19: what gossip may do, and what not. Source: HAZARDS P19; PROTOCOL R4; riak_ensemble_manager `merge_gossip`. */
import { describe, expect, it } from "vitest";
import { newCluster, type ClusterState } from "#machines/protocol/cluster-state";
import type { Message } from "#machines/protocol/messages";
import type { TestCluster } from "../node/cluster.ts";
import { endOf, formed, membership } from "./formed.ts";

/** The cluster state of a node, as it tells it to `asker`. */
async function stateOf(cluster: TestCluster, node: string, asker: string): Promise<ClusterState> {
  let told: ClusterState | null = null;
  const spy = cluster.network.bus("spy", "1");
  spy.subscribe({ kind: "peer", node: asker }, ({ messages }) => {
    for (const message of messages) if (message.type === "knownCluster" && message.id === 77) told = message.state;
  });
  cluster.member(asker).bus.publish({ kind: "peer", node }, [{ type: "askCluster", id: 77 }]);
  await cluster.until(() => told !== null);
  await spy.close();
  return told as unknown as ClusterState;
}

/** As from `from`, whose manager means it. */
function gossip(cluster: TestCluster, from: string, to: readonly string[], news: ClusterState): void {
  const message: Message = { type: "gossip", node: from, cluster: news.id, summary: "", digest: null, news };
  for (const node of to) cluster.member(from).bus.publish({ kind: "peer", node }, [message]);
}

const viewsAt = (cluster: TestCluster, node: string) =>
  cluster
    .member(node)
    .node.status()
    .peers.find(({ ensemble }) => ensemble === "a")?.views;

async function withEnsemble(): Promise<TestCluster> {
  const cluster = await formed(["n1", "n2", "n3"]);
  expect(await endOf(cluster, () => cluster.member("n1").node.createEnsemble("a", { members: ["n1", "n2"] }))).toBe(
    "ok",
  );
  await cluster.serving("a");
  expect((await cluster.put("k", "one", { ensemble: "a" })).code).toBe("ok");
  await cluster.clock.advance(3000);
  return cluster;
}

describe("H19: views come from facts, gossip only from the same cluster", () => {
  it("H19: gossip of other views starts a peer at most: no fact takes them, nobody new counts, members change as before", async () => {
    const cluster = await withEnsemble();
    const state = await stateOf(cluster, "n1", "n3");
    const vsn = { epoch: 1000, seq: 1 };
    const views = [["n1", "n2", "n3"]];
    const ensembles = state.ensembles.map((info) => (info.name === "a" ? { ...info, vsn, views, leader: "n3" } : info));
    gossip(cluster, "n3", ["n1", "n2", "n3"], { ...state, ensembles, pending: [{ name: "a", vsn, views }] });
    await cluster.until(() => cluster.states("a")["n3"] !== "none");
    await cluster.clock.advance(5000);
    // It was started as gossip said, and takes part in nothing.
    expect(cluster.states("a")["n3"]).not.toMatch(/^(leading|following)/);
    expect([viewsAt(cluster, "n1"), viewsAt(cluster, "n2")]).toEqual([[["n1", "n2"]], [["n1", "n2"]]]);
    expect((await cluster.put("k", "two", { ensemble: "a" })).code).toBe("ok");

    // With n3 two of three would be left; of two one is no quorum.
    const leader = await cluster.serving("a");
    cluster.kill(leader.name === "n1" ? "n2" : "n1");
    await cluster.clock.advance(5000);
    expect(cluster.leader("a")).toBeUndefined();
  });

  it("H19: gossip of another cluster changes nothing, at members and at a node that nobody has taken in", async () => {
    const cluster = await withEnsemble();
    void cluster.make("n4").node.start();
    await cluster.clock.advance(100);
    const state = await stateOf(cluster, "n1", "n3");
    const vsn = { epoch: 1000, seq: 1 };
    const other = newCluster("elsewhere", "n3", "0123456789abcdef");
    const foreign: ClusterState = {
      ...other,
      members: { ...other.members, vsn },
      ensembles: state.ensembles.map((info) => ({ ...info, vsn, leader: "n3", views: [["n3"]], created: ["n3"] })),
      removed: [{ name: "n1", incarnation: 9 }],
    };
    const names = ["n1", "n2", "n3", "n4"];
    const shown = () => names.map((name) => [membership(cluster, name), cluster.states("a")[name]]);
    const before = shown();
    gossip(cluster, "n3", names, foreign);
    // To the one that nobody has taken in, that of this cluster too.
    gossip(cluster, "n3", ["n4"], state);
    await cluster.clock.advance(3000);
    expect(shown()).toEqual(before);
    expect(membership(cluster, "n4")).toMatchObject({ state: "disabled", id: null, ensembles: [] });
    expect(viewsAt(cluster, (await cluster.serving("a")).name)).toEqual([["n1", "n2"]]);
  });
});
