/** SCENARIOS S1, S9, S10 in virtual time. Source: riak_ensemble's own tests, their assertions strengthened. */
import { afterEach, describe, expect, test } from "vitest";
import { ensembleName } from "#simulation/cluster";
import { Story } from "./story.ts";

let story: Story | undefined;
const begin = (...options: ConstructorParameters<typeof Story>): Story => (story = new Story(...options));

afterEach(() => {
  const [violation] = story?.cluster.violations ?? [];
  story = undefined;
  if (violation !== undefined) throw new Error(`${violation.judge}: ${violation.what}`);
});

describe("S1 basic", () => {
  test("a paused leader is replaced; resumed, it answers no read from its old lease", async () => {
    const s = begin("S1");
    const [alice, bob] = [s.client(), s.client()];
    const first = await s.leader();
    await alice.put("k", "one");
    expect(await bob.get("k")).toBe("one");

    s.cluster.pause(first, false);
    const second = await s.leader(first);
    expect(s.epochOf(second)).toBeGreaterThan(s.epochOf(first));
    expect(await alice.get("k")).toBe("one");
    await alice.put("k", "two");

    // Bob still takes the first for the leader. His read waits there, and is the first thing it sees when it runs again.
    const late = bob.ensemble.get("k");
    await s.wait(2);
    s.cluster.host(first).running?.clock.resume("inputFirst");
    expect((await s.settle(late))?.value).toBe("two");
    await s.until("the first follows", () => s.stateOf(first) === "following");
    expect(s.epochOf(first)).toBe(s.epochOf(second));
    expect(await bob.get("k")).toBe("two");
  });

  test("a leader that wakes up cut off from the others reads nothing from its old lease", async () => {
    const s = begin("S1 cut");
    const [alice, bob] = [s.client(), s.client()];
    const first = await s.leader();
    await alice.put("k", "one");
    expect(await bob.get("k")).toBe("one");
    for (const other of s.cluster.nodeNames) {
      if (other === first) continue;
      s.cluster.network.cut(first, other);
      s.cluster.network.cut(other, first);
    }
    s.cluster.pause(first, false);
    await s.leader(first);
    // Somebody new, who asks who leads.
    await s.client().put("k", "two");

    // It has heard nothing of all that. Bob's read is what it finds, before its timers say how late it is.
    const late = bob.ensemble.get("k");
    await s.wait(2);
    s.cluster.host(first).running?.clock.resume("inputFirst");
    expect((await s.settle(late))?.value).toBe("two");
  });
});

/** Frames that nodes send to each other while `run` goes on, heartbeats left out. */
async function countPeerMessages(s: Story, run: () => Promise<void>): Promise<string[]> {
  const types: string[] = [];
  const sent = s.cluster.ledger.sent.bind(s.cluster.ledger);
  s.cluster.ledger.sent = (messages) => {
    for (const { type } of messages) if (type === "checkEpoch" || type === "put" || type === "fetch") types.push(type);
    sent(messages);
  };
  await run();
  s.cluster.ledger.sent = sent;
  return types;
}

describe("S9 lease", () => {
  test("with a valid lease a read sends nothing to other nodes; without trust it asks a quorum", async () => {
    const s = begin("S9");
    const alice = s.client();
    const leader = await s.leader();
    await alice.put("k", "one");
    expect(await countPeerMessages(s, async () => expect(await alice.get("k")).toBe("one"))).toEqual([]);

    s.cluster.configure(leader, { trustLease: false });
    const types = await countPeerMessages(s, async () => expect(await alice.get("k")).toBe("one"));
    expect(types).toEqual(["checkEpoch", "checkEpoch"]);

    // Changed back while it runs.
    s.cluster.configure(leader, { trustLease: true });
    expect(await countPeerMessages(s, async () => expect(await alice.get("k")).toBe("one"))).toEqual([]);
  });

  test("without any lease each read is an epoch check", async () => {
    const s = begin("S9 none", { settings: { leaseMs: 0 } });
    const alice = s.client();
    await s.leader();
    await alice.put("k", "one");
    const types = await countPeerMessages(s, async () => expect(await alice.get("k")).toBe("one"));
    expect(types).toEqual(["checkEpoch", "checkEpoch"]);
  });

  test("when nobody confirms the leader, a read that needs it fails as UNAVAILABLE and changes nothing", async () => {
    const s = begin("S9 refused", { settings: { trustLease: false } });
    const [alice, bob] = [s.client(), s.client(400)];
    const leader = await s.leader();
    await alice.put("k", "one");
    await bob.get("k");
    for (const name of s.cluster.nodeNames) if (name !== leader) s.cluster.pause(name, false);
    await expect(s.settle(bob.ensemble.get("k"))).rejects.toMatchObject({
      code: expect.stringMatching(/^(UNAVAILABLE|TIMEOUT)$/) as string,
    });
    for (const name of s.cluster.nodeNames) s.cluster.resume(name);
    expect(await alice.get("k")).toBe("one");
  });
});

describe("S10 absent reads", () => {
  test("reading what was never written stores nothing, with and without a silent peer", async () => {
    const s = begin("S10");
    const alice = s.client();
    const leader = await s.leader();
    const stored = (): number =>
      s.cluster.nodeNames.reduce((sum, name) => sum + s.cluster.host(name).disk.sortedKeys(ensembleName).length, 0);
    for (let index = 0; index < 20; index += 1) expect(await alice.get(`never ${index}`)).toBeUndefined();
    s.cluster.pause(s.cluster.nodeNames.find((name) => name !== leader) ?? "", false);
    for (let index = 0; index < 20; index += 1) {
      const entry = await s.settle(alice.ensemble.get(`never ${index}`, { readRepair: true }));
      expect(entry).toBeUndefined();
    }
    await s.wait(2000);
    expect(stored()).toBe(0);
  });

  test("a deleted key stays absent through a change of leader", async () => {
    const s = begin("S10 deleted");
    const alice = s.client();
    const first = await s.leader();
    await alice.put("k", "one");
    await s.settle(alice.ensemble.delete("k"));
    s.cluster.crash(first);
    await s.leader(first);
    expect(await alice.get("k")).toBeUndefined();
    s.cluster.start(first);
    await s.until("it follows", () => s.stateOf(first) === "following");
    expect(await alice.get("k")).toBeUndefined();
  });
});
