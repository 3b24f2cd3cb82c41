/** What many ensembles cost a node while nobody asks for anything. Source: DESIGN section 2; docs/PERFORMANCE.md. */
import { expect, it } from "vitest";
import { initialFact } from "#machines/protocol/fact";
import { ensembleNamed, newCluster } from "#machines/protocol/cluster-state";
import { reportOf } from "#services/manager/membership";
import { pauseUntilTick } from "#services/peer/ticks";
import { formed } from "../manager/formed.ts";
import { TestCluster } from "./cluster.ts";

const three = ["n1", "n2", "n3"];
const ensembles = ["a", "b", "c", "d", "e", "f", "g"];

it("all leaders of a node tick at the same moments", async () => {
  const cluster = new TestCluster(three, { ensembles });
  const frames: { readonly from: string; readonly at: number }[] = [];
  for (const { name, bus } of cluster.start()) {
    const publish = bus.publish.bind(bus);
    bus.publish = (channel, messages) => {
      if (messages.some(({ type }) => type === "commit")) frames.push({ from: name, at: cluster.clock.now() });
      return publish(channel, messages);
    };
  }
  for (const ensemble of ensembles) await cluster.serving(ensemble);
  await cluster.clock.advance(1000);
  frames.length = 0;
  await cluster.clock.advance(1000);
  const led = (name: string) => ensembles.filter((one) => cluster.leader(one)?.name === name).length;
  expect(Math.max(...three.map(led))).toBeGreaterThan(1);
  for (const name of three) {
    const moments = new Map<number, number>();
    for (const { from, at } of frames) if (from === name) moments.set(at, (moments.get(at) ?? 0) + 1);
    expect(moments.size).toBe(led(name) === 0 ? 0 : 10);
    // Virtual time makes a turn of each timer, so that each commit is a message here.
    for (const count of moments.values()) expect(count).toBe(led(name) * 2);
  }
});

it("the next tick is at a multiple of the pause, and not too near", () => {
  expect([0, 1, 60, 75].map((now) => now + pauseUntilTick(now, 100))).toEqual([100, 100, 100, 100]);
  // A timer that fires early does not fire again at once.
  expect([75.1, 99.9, 100].map((now) => now + pauseUntilTick(now, 100))).toEqual([200, 200, 200]);
});

it("leaders report what their cluster does not know, and nothing else", () => {
  const state = newCluster("demo-1", "n1", "x");
  const [root] = state.ensembles;
  const fact = { ...initialFact(["n1"]), epoch: 2, seq: 3 };
  const placement = { ensemble: "root", leader: "n1", fact };
  const report = reportOf(state, [placement]);
  expect(report).not.toBeNull();
  const info = report === null ? undefined : ensembleNamed(report, "root");
  expect(info).toEqual({ ...root, leader: "n1", vsn: { epoch: 2, seq: 3 }, views: [["n1"]] });
  const told = { ...state, ensembles: [{ ...root, ...info, views: [["n1"]] }] } as typeof state;
  expect(reportOf(told, [placement])).toBeNull();
  for (const news of [
    { ...fact, seq: 4 },
    { ...fact, views: [["n2"]] },
  ])
    expect(reportOf(told, [{ ...placement, fact: news }])?.ensembles).toHaveLength(1);
  expect(reportOf(told, [{ ...placement, leader: "n2" }])?.ensembles).toHaveLength(1);
  const pending = { vsn: { epoch: 2, seq: 3 }, views: [["n1", "n2"]] };
  expect(reportOf(told, [{ ...placement, fact: { ...fact, pending } }])?.pending).toHaveLength(1);
});

it("a manager is told nothing of its peers while nothing changes", async () => {
  const cluster = await formed(three, undefined, true);
  const records = () => [...cluster.members.values()].flatMap(({ trace }) => trace.splice(0));
  await cluster.clock.advance(3000);
  records();
  await cluster.clock.advance(3000);
  const reports = records().filter(({ machine, event }) => machine === "manager" && event === "reported");
  // What the root ensemble answered its leader's manager, once in each interval of gossip.
  expect(reports.map(({ node }) => node)).toEqual(["n1", "n1", "n1"]);
});
