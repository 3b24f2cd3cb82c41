/**
 * Planned faults: plain data that replays, roles that a scene agrees on, faults set off by frames. Source: PROTOCOL R1-R21
 * ("each one left out is a planted bug that the simulator must catch"); SCENARIOS S17.
 */
import { describe, expect, it } from "vitest";
import { Cluster } from "#simulation/cluster";
import { calmDisk } from "#simulation/disk";
import { planFaults, spansOf, type Fault } from "#simulation/faults";
import { Nemesis } from "#simulation/nemesis";
import { calmNetwork } from "#simulation/network";
import { simulate, type Schedule } from "#simulation/run";

const names = ["n1", "n2", "n3"];

async function play(faults: readonly Fault[], untilMs: number, look: (cluster: Cluster) => void = () => {}) {
  const cluster = new Cluster({ seed: "nemesis", nodes: 3 });
  const nemesis = new Nemesis(cluster, calmNetwork, calmDisk, "nemesis");
  nemesis.schedule(faults);
  for (const name of cluster.nodeNames) cluster.start(name);
  for (let ms = 0; ms < untilMs; ms += 10) {
    await cluster.time.runUntil(ms * 1000);
    look(cluster);
  }
  expect(cluster.violations).toEqual([]);
  return { cluster, nemesis };
}

const scene = { id: 1, atMs: 1500 };
const plain = { scene, amount: 0 };

describe("a scene", () => {
  it("names the same nodes by their roles to its end, whoever leads by then", async () => {
    const { cluster, nemesis } = await play(
      [
        { id: 1, kind: "isolate", atMs: 1500, forMs: 4000, nodes: ["leader"], ...plain },
        { id: 2, kind: "crash", atMs: 4000, forMs: 3000, nodes: ["leader"], ...plain },
        { id: 3, kind: "pause", atMs: 4000, forMs: 3000, nodes: ["other7"], ...plain },
      ],
      5000,
    );
    const down = names.filter((name) => !cluster.isUp(name));
    expect(down).toHaveLength(1);
    expect(cluster.leader()).toBeDefined();
    expect(down).not.toContain(cluster.leader());
    expect(nemesis.counts).toMatchObject({ isolate: 1, crash: 1, pause: 1 });
  });

  it("takes objects only from those that may lose them", async () => {
    const lost = async (last: readonly string[]): Promise<number[]> => {
      const fault = {
        id: 1,
        kind: "loseObjects",
        atMs: 1500,
        forMs: 50,
        nodes: ["leader", "other1", "other2"],
      } as const;
      const { cluster } = await play([{ ...fault, amount: 1, scene: { ...scene, last } }], 1520);
      expect(names.filter((name) => cluster.isUp(name))).toEqual([]);
      return names.map((name) => cluster.host(name).disk.counts.rolledBack);
    };
    expect(await lost(["n2"])).toEqual([0, 1, 0]);
    expect(await lost([])).toEqual([0, 0, 0]);
  });
});

describe("a fault set off by a frame", () => {
  const when = { frames: { from: ["leader"], kinds: ["commit"] }, delayMs: 0, withinMs: 1000 } as const;

  it("happens once, to the frame's sender or receiver", async () => {
    const fault = { id: 1, kind: "crash", atMs: 1500, forMs: 100, nodes: ["receiver"], when, ...plain } as const;
    let downAt = 0;
    const { cluster, nemesis } = await play([fault], 3000, (seen) => {
      if (names.some((name) => !seen.isUp(name))) downAt ||= seen.nowMs;
    });
    expect(nemesis.counts.crash).toBe(1);
    expect(downAt).toBeGreaterThan(1500);
    expect(downAt).toBeLessThan(1700);
    expect(names.every((name) => cluster.isUp(name))).toBe(true);
  });

  it("never happens without one in time", async () => {
    const frames = { from: ["leader"], kinds: ["newEpoch"] } as const;
    const fault = {
      id: 1,
      kind: "crash",
      atMs: 1500,
      forMs: 100,
      nodes: ["leader"],
      when: { ...when, frames },
      ...plain,
    } as const;
    const { nemesis } = await play([fault], 3000);
    expect(nemesis.counts.crash).toBe(0);
  });

  it("is ended by another before its time", async () => {
    const until = { frames: { from: ["other1", "other2"], kinds: ["commit"] }, delayMs: 50 } as const;
    const fault = { id: 1, kind: "crash", atMs: 1500, forMs: 20_000, nodes: ["leader"], until, ...plain } as const;
    const { cluster } = await play([fault], 4000);
    expect(names.every((name) => cluster.isUp(name))).toBe(true);
  });
});

it("held frames are let go when their fault ends, and everything is mended in the end", async () => {
  const frames = { to: ["other1"], kinds: ["commit"] } as const;
  const hold = { id: 1, kind: "hold", atMs: 1500, forMs: 200, nodes: [], frames, ...plain } as const;
  const lose = { id: 2, kind: "lose", atMs: 1500, forMs: 60_000, nodes: [], frames, ...plain } as const;
  const { cluster, nemesis } = await play([hold, lose], 1600);
  expect(cluster.network.rules.counts.held).toBeGreaterThan(0);
  expect(cluster.network.rules.isEmpty).toBe(false);
  nemesis.healAll();
  expect(cluster.network.rules.isEmpty).toBe(true);
  await cluster.time.runUntil(8_000_000);
  expect(cluster.leader()).toBeDefined();
});

describe("a plan", () => {
  it("is plain data: the same run after a way through JSON", async () => {
    for (const seed of [3, 4, 5]) {
      const options = { seed, minutes: 0.15 };
      const first = await simulate(options);
      const schedule = JSON.parse(JSON.stringify(first.schedule)) as Schedule;
      expect((await simulate({ ...options, schedule })).traceHash).toBe(first.traceHash);
    }
  });

  it("of named kinds holds these and no scene", async () => {
    const { schedule } = await simulate({ seed: 1, minutes: 0.1, nemesis: ["crash"], faultEveryMs: 300 });
    expect(schedule.faults.length).toBeGreaterThan(3);
    expect(schedule.faults.every(({ kind, scene: of }) => kind === "crash" && of === undefined)).toBe(true);
  });

  it("tells when its scenes begin and end", () => {
    const first = { id: 1, kind: "isolate", atMs: 1500, forMs: 300, nodes: ["leader"], ...plain } as const;
    const second = { ...first, id: 2, atMs: 1600, forMs: 900 };
    const alone = { id: 3, kind: "crash", atMs: 9000, forMs: 10, nodes: ["n1"], amount: 0 } as const;
    expect(spansOf([first, second, alone])).toEqual([[1500, 2500]]);
    expect(
      planFaults({ seed: 1, nodes: names, kinds: [], fromMs: 0, untilMs: 9000, meanPauseMs: 100, clockDrift: 0.01 }),
    ).toEqual([]);
  });
});
