/** The setting `treeValidation: "always"`: after every start a peer compares what it holds before it counts. DESIGN "Trees". */
import { afterEach, describe, expect, test } from "vitest";
import { ensembleName } from "#simulation/cluster";
import { simulate } from "#simulation/run";
import { Script } from "../planted/script.ts";
import { copyOf, isMendedEverywhere } from "./damage.ts";
import { Story } from "./story.ts";

let story: Story | undefined;
const begin = (seed: string): Story => (story = new Story(seed, { settings: { treeValidation: "always" } }));

afterEach(() => {
  const [violation] = story?.cluster.violations ?? [];
  story = undefined;
  if (violation !== undefined) throw new Error(`${violation.judge}: ${violation.what}`);
});

const noAnswer = { code: expect.stringMatching(/^(UNAVAILABLE|TIMEOUT)$/) as string };
const others = (s: Story, ...not: string[]): string[] => s.cluster.nodeNames.filter((name) => !not.includes(name));

describe('treeValidation: "always"', () => {
  test.each(["stopped", "killed"])("a follower that was %s is untrusted until it has compared", async (how) => {
    const s = begin(`always: ${how}`);
    const alice = s.client();
    await alice.put("k", "one");
    const leader = await s.leader();
    const [restarted = "", dead = ""] = others(s, leader);
    if (how === "killed") {
      // Back before its leader misses a quorum: that leader alone is enough (docs/decisions/0009).
      s.cluster.crash(dead);
      s.cluster.crash(restarted);
    } else s.cluster.stop(restarted);
    await s.until("it is down", () => !s.cluster.isUp(restarted));
    s.cluster.start(restarted);
    await s.until("it is back, untrusted", () => s.stateOf(restarted) !== "down" && !s.isTrusted(restarted));
    await s.until("it is trusted", () => s.stateOf(restarted) === "following" && s.isTrusted(restarted));
    expect(await alice.get("k")).toBe("one");
  });

  test("a leader that starts again beside a dead member waits for that one: availability is the price", async () => {
    const s = begin("always: leader");
    const [alice, bob] = [s.client(), s.client(300)];
    await alice.put("k", "one");
    const leader = await s.leader();
    const [dead = ""] = others(s, leader);
    s.cluster.crash(dead);
    s.cluster.crash(leader);
    s.cluster.start(leader);
    for (let n = 0; n < 10; n += 1) await expect(bob.get("k")).rejects.toMatchObject(noAnswer);
    s.cluster.start(dead);
    expect(await alice.get("k")).toBe("one");
  });

  test("a power cut of all: they compare with each other, and serve every value", async () => {
    const s = begin("always: power cut");
    const alice = s.client();
    for (let n = 0; n < 10; n += 1) await alice.put(`k${n}`, `value ${n}`);
    await s.wait(50);
    for (const name of s.cluster.nodeNames) s.cluster.crash(name);
    await s.wait(1000);
    for (const name of s.cluster.nodeNames) s.cluster.start(name);
    for (let n = 0; n < 10; n += 1) expect(await alice.get(`k${n}`)).toBe(`value ${n}`);
    expect(s.cluster.nodeNames.filter((name) => !s.isTrusted(name))).toEqual([]);
  });

  test("an old copy of a whole disk, which nothing on it tells, brings no old value back", async () => {
    const s = begin("always: old copy");
    const script = new Script(s.cluster);
    const [alice, bob] = [s.client(), s.client(300)];
    const leader = await s.leader();
    const [rolled = "", behind = ""] = others(s, leader);
    await alice.put("k", "one");
    await s.wait(100);
    const old = copyOf(s, rolled, "k");
    const shelf = s.cluster.host(rolled).disk.shelf(ensembleName);
    const { sum } = shelf;
    script.isolate(behind);
    await alice.put("k", "two");
    await s.wait(100);

    s.cluster.crash(leader);
    s.cluster.crash(rolled);
    old.restore("all");
    shelf.sum = sum;
    script.mend();
    s.cluster.start(rolled);
    const until = s.nowMs + 3000;
    while (s.nowMs < until) await expect(bob.get("k")).rejects.toMatchObject(noAnswer);
    expect(s.log.filter(({ message }) => message.startsWith("damage"))).toEqual([]);
    s.cluster.start(leader);
    expect(await alice.get("k")).toBe("two");
    const entry = await s.settle(alice.ensemble.get("k"));
    if (entry !== undefined) await isMendedEverywhere(s, new Map([["k", entry]]));
  });

  test("random faults: nothing is violated, and each ensemble comes back", { timeout: 60_000 }, async () => {
    for (let seed = 1; seed <= 6; seed += 1) {
      const { violations } = await simulate({ seed, minutes: 0.1, settings: { treeValidation: "always" } });
      expect(violations, `seed ${seed}`).toEqual([]);
    }
  });
});
