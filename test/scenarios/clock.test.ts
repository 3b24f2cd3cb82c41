/** SCENARIOS S16: time is monotonic, whatever the wall clock does. Source: riak_ensemble's test of its clock. */
import { afterEach, describe, expect, test } from "vitest";
import { Story } from "./story.ts";

let story: Story | undefined;

afterEach(() => {
  const [violation] = story?.cluster.violations ?? [];
  story = undefined;
  if (violation !== undefined) throw new Error(`${violation.judge}: ${violation.what}`);
});

describe("S16 clock", () => {
  test("jumps of the wall clock, either way, move no clock back and change no leader", async () => {
    const s = (story = new Story("S16"));
    const alice = s.client();
    const leader = await s.leader();
    const epoch = s.epochOf(leader);
    await alice.put("k", "one");
    const clocks = s.cluster.nodeNames.map((name) => s.cluster.host(name).running?.clock);
    let before = clocks.map((clock) => clock?.now() ?? 0);
    for (const byMs of [-3_600_000, 3_600_000, -1, 86_400_000, -86_400_000]) {
      for (const name of s.cluster.nodeNames) s.cluster.jumpWall(name, byMs);
      await s.wait(500);
      const now = clocks.map((clock) => clock?.now() ?? 0);
      for (const [index, ms] of now.entries()) {
        // Half a second of everybody's time, at a rate near one.
        expect(ms - (before[index] ?? 0)).toBeGreaterThan(490);
        expect(ms - (before[index] ?? 0)).toBeLessThan(510);
      }
      before = now;
      expect(await alice.get("k")).toBe("one");
    }
    expect(await s.leader()).toBe(leader);
    expect(s.epochOf(leader)).toBe(epoch);
  });

  test("HAZARDS P23: a suspended machine's own clock stands still, and its lease is over all the same", async () => {
    const s = (story = new Story("S16 suspended"));
    const [alice, bob] = [s.client(), s.client()];
    const first = await s.leader();
    await alice.put("k", "one");
    expect(await bob.get("k")).toBe("one");
    const clock = s.cluster.host(first).running?.clock;
    const asleepAtMs = clock?.now() ?? 0;
    s.cluster.pause(first, true);
    await s.leader(first);
    await s.client().put("k", "two");
    // By its monotonic clock no time has passed since it was granted its lease. Bob asks it first.
    const late = bob.ensemble.get("k");
    await s.wait(2);
    clock?.resume("inputFirst");
    expect((clock?.now() ?? 0) - asleepAtMs).toBeLessThan(1);
    expect((await s.settle(late))?.value).toBe("two");
  });
});
