/** The leader's reaping of tombstones. Source: PROTOCOL R10; HAZARDS P7, P21. */
import { beforeEach, describe, expect, it } from "vitest";
import { segmentOf } from "#services/tree/shape";
import { objectOf } from "../core/fakes.ts";
import { leaderEpoch, LeaderHarness } from "./leader-harness.ts";

let h: LeaderHarness;

beforeEach(async () => {
  h = new LeaderHarness();
  h.objects.write(objectOf("old", leaderEpoch - 1, 1, null));
  h.objects.write(objectOf("older", leaderEpoch - 2, 1, null));
  h.objects.write(objectOf("new", leaderEpoch, 1, null));
  h.objects.write(objectOf("alive", leaderEpoch - 1, 2));
  await h.clock.settle();
  h.isSettled = true;
});

const pauses = async (): Promise<void> => {
  await h.clock.advance(h.settings.tickMs);
};
const checks = () => h.sent.filter(({ kind }) => kind === "reapCheck");
const reaps = () => h.sent.filter(({ kind }) => kind === "reap");
const hold = async (from: string, ...keys: string[]): Promise<void> => {
  h.reply(from, h.last("reapCheck").req, { kind: "holding", keys });
  await h.clock.settle();
};

describe("a tombstone", () => {
  it("of an earlier epoch goes when every member holds exactly it; its segment's low water rises", async () => {
    await pauses();
    expect(checks().map(({ to }) => to)).toEqual(["b", "c"]);
    expect(new Set(checks()[0]?.tombstones?.map(({ key }) => key))).toEqual(new Set(["old", "older"]));
    await hold("b", "old", "older");
    expect(reaps()).toEqual([]);
    await hold("c", "old");
    expect(reaps().map(({ to, tombstones }) => [to, tombstones])).toEqual(
      ["b", "c"].map((to) => [to, [{ key: "old", ballot: { epoch: leaderEpoch - 1, seq: 1 } }]]),
    );
    expect([...h.storage.objects.keys()].sort()).toEqual(["alive", "new", "older"]);
    expect(h.storage.lowWaters.get(segmentOf("old"))).toEqual({ epoch: leaderEpoch - 1, seq: 1 });
    expect(h.reaped).toBe(1);
  });

  it.each<[string, () => Promise<void> | void]>([
    ["a member refuses", () => h.reply("c", h.last("reapCheck").req, { kind: "nack", reason: "state" })],
    ["a member is silent", () => h.clock.advance(h.settings.quorumTimeoutMs + h.settings.tickMs)],
    ["the members change meanwhile", () => ((h.isSettled = false), hold("c", "old", "older"))],
  ])("stays when %s, and is asked about again", async (_, play) => {
    await pauses();
    await hold("b", "old", "older");
    await play();
    await h.clock.settle();
    expect(reaps()).toEqual([]);
    h.isSettled = true;
    const before = checks().length;
    await h.clock.advance(1000);
    expect(checks().length).toBeGreaterThan(before);
  });

  it("that is written to meanwhile stays: it is not the same any more", async () => {
    await pauses();
    h.submit("put", "old");
    await hold("b", "old");
    await hold("c", "old");
    expect(reaps()).toEqual([]);
    expect(h.storage.objects.get("old")?.ballot.epoch).toBe(leaderEpoch);
  });

  it("stays while members change, and of this epoch for as long as it lasts", async () => {
    h.isSettled = false;
    await h.clock.advance(2000);
    expect(checks()).toEqual([]);
    h.isSettled = true;
    await pauses();
    await hold("b", "old", "older");
    await hold("c", "old", "older");
    await h.clock.advance(5000);
    // One walk an epoch; no more questions, and no timer.
    expect(checks()).toHaveLength(2);
    expect(h.clock.armed).toBe(0);
    expect([...h.storage.objects.keys()].sort()).toEqual(["alive", "new"]);
  });

  it("is left alone by a leader that has stepped down", async () => {
    await pauses();
    await hold("b", "old");
    h.leader.stop();
    await hold("c", "old");
    await h.clock.advance(2000);
    expect(reaps()).toEqual([]);
    expect(h.clock.armed).toBe(0);
  });
});
