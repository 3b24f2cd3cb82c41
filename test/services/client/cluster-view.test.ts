/** Source: DESIGN section 4 (`cluster status`), SCENARIOS S11, HAZARDS P17. */
import { describe, expect, test } from "vitest";
import type { LeaderEvent } from "#services/public-types";
import { FakeCluster, outcomeOf } from "./fake-cluster.ts";

describe("status, ensembles, leader", () => {
  test("status gathers each node's own peers, and shows a silent member as offline", async () => {
    const cluster = new FakeCluster();
    const { n3 } = cluster.three();
    n3.gone = true;
    const call = outcomeOf(cluster.client.status());
    await cluster.clock.advance(300);
    expect(call.value).toEqual({
      cluster: "c",
      enabled: true,
      nodes: ["n1", "n2", "n3"],
      ensembles: {
        demo: {
          leader: "n1",
          epoch: 3,
          views: [["n1", "n2", "n3"]],
          peers: [
            { id: "demo/n1", node: "n1", state: "leading", epoch: 3, trusted: true },
            { id: "demo/n2", node: "n2", state: "following", epoch: 3, trusted: true },
            { id: "demo/n3", node: "n3", state: "offline", epoch: 0, trusted: false },
          ],
        },
      },
    });
  });

  test("it does not wait for the time to pass when all members have answered", async () => {
    const cluster = new FakeCluster();
    cluster.three();
    const calls = [
      outcomeOf(cluster.client.status()),
      outcomeOf(cluster.client.leader("demo")),
      outcomeOf(cluster.client.ensembles()),
    ];
    await cluster.clock.advance(5);
    expect(calls.map(({ end }) => end)).toEqual(["ok", "ok", "ok"]);
    expect(calls.slice(1).map(({ value }) => value)).toEqual(["n1", ["demo"]]);
    await cluster.client.close();
    expect(cluster.clock.armed).toBe(0);
  });

  test("no leader is null; nobody there is UNAVAILABLE; an unknown name is NO_SUCH_ENSEMBLE", async () => {
    const cluster = new FakeCluster();
    cluster.three();
    cluster.lead(null, 3);
    const none = outcomeOf(cluster.client.leader("demo"));
    const unknown = outcomeOf(cluster.client.leader("other"));
    await cluster.clock.advance(1000);
    expect(none).toEqual({ end: "ok", value: null });
    expect(unknown.end).toBe("NO_SUCH_ENSEMBLE");
    for (const node of cluster.nodes.values()) node.gone = true;
    const lost = [
      outcomeOf(cluster.client.leader("demo", { timeoutMs: 700 })),
      outcomeOf(cluster.client.status({ timeoutMs: 700 })),
    ];
    await cluster.clock.advance(800);
    expect(lost.map(({ end }) => end)).toEqual(["UNAVAILABLE", "UNAVAILABLE"]);
  });

  test("of two that say they serve, the one of the higher epoch leads", async () => {
    const cluster = new FakeCluster();
    const { n1 } = cluster.three();
    n1.paused = true;
    cluster.lead("n2", 4);
    n1.paused = false;
    const call = outcomeOf(cluster.client.leader("demo"));
    await cluster.clock.advance(20);
    expect(call.value).toBe("n2");
  });

  test("pingQuorum and checkQuorum ask the leader; without a quorum: UNAVAILABLE at once, and false", async () => {
    const cluster = new FakeCluster();
    cluster.three((request) => ({ leader: "n1", epoch: request.epoch }));
    const good = [outcomeOf(cluster.client.pingQuorum("demo")), outcomeOf(cluster.client.checkQuorum("demo"))];
    await cluster.clock.advance(20);
    expect(good.map(({ value }) => value)).toEqual([{ leader: "n1", epoch: 3 }, true]);
    for (const node of cluster.nodes.values()) node.answer = () => ({ code: "UNAVAILABLE" });
    const bad = [outcomeOf(cluster.client.pingQuorum("demo")), outcomeOf(cluster.client.checkQuorum("demo"))];
    await cluster.clock.advance(20);
    expect(bad).toMatchObject([{ end: "UNAVAILABLE" }, { end: "ok", value: false }]);
  });
});

describe("watchLeader (S11)", () => {
  const watch = (cluster: FakeCluster): { events: LeaderEvent[]; stop: () => void } => {
    const events: LeaderEvent[] = [];
    return { events, stop: cluster.client.watchLeader("demo", (event) => events.push(event)) };
  };

  test("the present state at once, then one event a change, with the epoch", async () => {
    const cluster = new FakeCluster();
    const { n1, n2 } = cluster.three();
    const { events, stop } = watch(cluster);
    expect(events).toEqual([]);
    await cluster.clock.advance(20);
    expect(events).toEqual([{ ensemble: "demo", leader: "n1", epoch: 3 }]);
    await cluster.clock.advance(5000);
    expect(events.length).toBe(1);
    n1.paused = true;
    cluster.lead(null, 3);
    await cluster.clock.advance(3000);
    cluster.lead("n2", 4);
    await cluster.clock.advance(3000);
    n1.paused = false;
    // n1 still says that it serves in epoch 3.
    await cluster.clock.advance(3000);
    expect(events.slice(1)).toEqual([
      { ensemble: "demo", leader: null, epoch: 3 },
      { ensemble: "demo", leader: "n2", epoch: 4 },
    ]);
    n2.paused = true;
    const told = events.length;
    // Only the deposed leader is heard for a moment.
    await cluster.clock.advance(1100);
    n2.paused = false;
    await cluster.clock.advance(3000);
    expect(events.slice(told).map(({ leader }) => leader)).not.toContain("n1");
    stop();
  });

  test("watching twice tells both; the second begins with the present state; each stops alone", async () => {
    const cluster = new FakeCluster();
    cluster.three();
    const one = watch(cluster);
    await cluster.clock.advance(1000);
    const two = watch(cluster);
    await cluster.clock.settle();
    expect(two.events).toEqual([{ ensemble: "demo", leader: "n1", epoch: 3 }]);
    one.stop();
    one.stop();
    cluster.lead("n3", 5);
    await cluster.clock.advance(2000);
    expect(one.events.length).toBe(1);
    expect(two.events.map(({ epoch }) => epoch)).toEqual([3, 5]);
    two.stop();
  });

  test("stopped watches leave nothing behind, even while a question is under way", async () => {
    const cluster = new FakeCluster();
    cluster.three();
    for (let round = 0; round < 20; round += 1) watch(cluster).stop();
    const { stop } = watch(cluster);
    await cluster.clock.advance(1);
    stop();
    await cluster.clock.advance(300);
    const locates = cluster.locates;
    await cluster.clock.advance(10_000);
    expect(cluster.locates).toBe(locates);
    expect(cluster.clock.armed).toBe(0);
  });

  test("a quiet watch asks at most once a second or so, and a lost answer is no lost leader", async () => {
    const cluster = new FakeCluster();
    const { n1, n2, n3 } = cluster.three();
    const { events, stop } = watch(cluster);
    await cluster.clock.advance(5000);
    const before = cluster.locates;
    await cluster.clock.advance(10_000);
    expect(cluster.locates - before).toBeLessThanOrEqual(11);
    n1.paused = true;
    await cluster.clock.advance(maxQuestion);
    n1.paused = false;
    await cluster.clock.advance(2000);
    expect(events.length).toBe(1);
    for (const node of [n1, n2, n3]) node.gone = true;
    await cluster.clock.advance(3000);
    expect(events.at(-1)).toEqual({ ensemble: "demo", leader: null, epoch: 3 });
    stop();
  });

  test("a listener that throws disturbs neither the others nor the client", async () => {
    const cluster = new FakeCluster();
    cluster.three();
    cluster.client.watchLeader("demo", () => {
      throw new Error("mine");
    });
    const { events } = watch(cluster);
    await cluster.clock.advance(100);
    expect(events.length).toBe(1);
    await cluster.client.close();
    expect(cluster.clock.armed).toBe(0);
  });
});

/** Long enough for one question to go unanswered by the leader, too short for two. */
const maxQuestion = 1000;
