/** Changes of members, as scripts in virtual time. Source: SCENARIOS S2, S3; PROTOCOL R12-R14; riak_ensemble "Modifying ensembles". */
import { afterEach, describe, expect, test } from "vitest";
import { Story, type StoryOptions } from "./story.ts";

const stories: Story[] = [];

function begin(seed: string, options: StoryOptions = {}): Story {
  const story = new Story(seed, options);
  stories.push(story);
  return story;
}

afterEach(() => {
  for (const { cluster } of stories.splice(0)) expect(cluster.violations).toEqual([]);
});

describe("S2 expand", () => {
  test("one peer becomes three; the value is on both new ones before the old one is gone", async () => {
    const s = begin("S2", { nodes: 3, members: ["n1"] });
    const alice = s.client();
    expect(await s.leader()).toBe("n1");
    await alice.put("k", "one");
    expect(s.peers()).toEqual({ n1: "leading" });
    expect(await s.change("+n2", "+n3")).toBe("ok");
    await s.until("both new ones hold it", () => s.holders("k").length === 3);
    s.cluster.pause("n1", false);
    expect(await s.leader("n1")).toMatch(/n[23]/);
    expect(await alice.get("k")).toBe("one");
    expect((await s.settle(alice.ensemble.get("k", { readRepair: true })))?.value).toBe("one");
  });
});

describe("S3 replace members", () => {
  test("one call adds three and removes three, and back again", async () => {
    const s = begin("S3", { nodes: 6, members: ["n1", "n2", "n3"] });
    const alice = s.client();
    await s.leader();
    await alice.put("k", "one");
    expect(await s.change("+n4", "+n5", "+n6", "-n1", "-n2", "-n3")).toBe("ok");
    expect(await alice.get("k")).toBe("one");
    await s.until("the old ones have stopped", () => Object.keys(s.peers()).join() === "n4,n5,n6");
    await alice.put("k", "two");
    await s.leader();
    expect(await s.change("-n4", "+n1", "+n2", "-n5", "+n3", "-n6")).toBe("ok");
    expect(await alice.get("k")).toBe("two");
    await s.until("the others have stopped", () => Object.keys(s.peers()).join() === "n1,n2,n3");
  });
});
