/**
 * SCENARIOS S4, S5, S7, S8 and the hazards P6, P8, P9, P10, P11, P18, P21 as stories in virtual time. S12-S15 are in
 * test/services/tree; the same damage to the bytes of real files is in test/services/storage. Source: riak_ensemble's own tests
 * (`drop_write_test`, `corrupt_segment_test`, ...), their assertions strengthened.
 */
import { afterEach, describe, expect, test } from "vitest";
import { ensembleName } from "#simulation/cluster";
import type { Entry } from "#services/public-types";
import { isReply, Script } from "../planted/script.ts";
import {
  copyOf,
  heldAt,
  isMendedEverywhere,
  neighbours,
  Reader,
  rotLeafAsWritten,
  rotObjectAsWritten,
} from "./damage.ts";
import { Story, type Teller } from "./story.ts";

let story: Story | undefined;
const begin = (...options: ConstructorParameters<typeof Story>): Story => (story = new Story(...options));

afterEach(() => {
  const [violation] = story?.cluster.violations ?? [];
  story = undefined;
  if (violation !== undefined) throw new Error(`${violation.judge}: ${violation.what}`);
});

/** Nothing was promised: neither "absent" nor a value. */
const noAnswer = { code: expect.stringMatching(/^(UNAVAILABLE|TIMEOUT|CORRUPT)$/) as string };
/** From one flipped bit to an ensemble that answers for the key again: an election and an exchange. */
const repairedWithinMs = 2000;

const others = (s: Story, ...not: string[]): string[] => s.cluster.nodeNames.filter((name) => !not.includes(name));
const repairs = (s: Story): number => s.log.filter(({ message }) => /^repair (dropped|found)/.test(message)).length;

async function write(s: Story, teller: Teller, count: number): Promise<Map<string, string>> {
  const values = new Map(Array.from({ length: count }, (_, n) => [`k${n}`, `value ${n}`]));
  for (const [key, value] of values) await teller.put(key, value);
  return values;
}

async function entriesOf(s: Story, teller: Teller, values: ReadonlyMap<string, string>) {
  const entries = new Map<string, Entry<string>>();
  for (const [key, value] of values) {
    const entry = await s.settle(teller.ensemble.get(key));
    expect([key, entry?.value]).toEqual([key, value]);
    if (entry !== undefined) entries.set(key, entry);
  }
  return entries;
}

describe("S4 dropped writes", () => {
  test.each(["follower", "leader"])(
    "all but one disk pretend; while the holder, a %s, is away every get is an error",
    async (role) => {
      const s = begin(`S4 ${role}`);
      const [alice, bob] = [s.client(), s.client(200)];
      const leader = await s.leader();
      const holder = role === "leader" ? leader : (others(s, leader)[0] ?? "");
      const droppers = others(s, holder);
      const setDrops = (drops: ((key: string) => boolean) | null): void => {
        for (const name of droppers) {
          const { disk } = s.cluster.host(name);
          disk.conditions = { ...disk.conditions, drops };
        }
      };
      setDrops((key) => key.startsWith("drop"));
      await alice.put("drop 1", "kept by one");
      await alice.put("other", "kept by all");
      await s.wait(50);
      const [first = ""] = droppers;
      expect(heldAt(s, first, "drop 1")).toBe("damaged");

      s.cluster.pause(holder, false);
      for (let n = 0; n < 100; n += 1) await expect(bob.get("drop 1")).rejects.toMatchObject(noAnswer);

      // Back, and the value with it, although the others go on forgetting it.
      s.cluster.resume(holder);
      expect(await alice.get("drop 1")).toBe("kept by one");
      setDrops(null);
      const entries = await entriesOf(
        s,
        alice,
        new Map([
          ["drop 1", "kept by one"],
          ["other", "kept by all"],
        ]),
      );
      await isMendedEverywhere(s, entries);
    },
  );
});

describe("S5 damaged leaf on the leader, all the time", () => {
  test("it is noticed, never taken for absent, repaired in time; the others serve throughout", async () => {
    const s = begin("S5");
    const [alice, bob] = [s.client(), s.client(300)];
    const values = await write(s, alice, 8);
    const hurt = await s.leader();
    const stop = rotLeafAsWritten(s, hurt, "k3");
    await alice.put("k3", "value 3");
    const reader = new Reader(s, bob, values);
    for (let round = 0; round < 60; round += 1) {
      await reader.round();
      // Every write of the key spoils its leaf there again.
      if (round % 10 === 5) await s.settle(alice.ensemble.put("k3", "value 3").catch(() => undefined));
      await s.wait(10);
    }
    expect(repairs(s)).toBeGreaterThan(0);
    expect(reader.longestGapMs).toBeLessThan(repairedWithinMs);
    expect(reader.answers).toBeGreaterThan(400);
    stop();
    await alice.put("k3", "value 3");
    await isMendedEverywhere(s, await entriesOf(s, alice, values), repairedWithinMs);
  });
});

describe("S7 damaged leaf on all peers", () => {
  test("reads are errors while it lasts, and come back when it ends", async () => {
    const s = begin("S7");
    const [alice, bob] = [s.client(), s.client(300)];
    const values = await write(s, alice, 8);
    const stops = s.cluster.nodeNames.map((name) => rotLeafAsWritten(s, name, "k3"));
    await alice.put("k3", "value 3");
    const reader = new Reader(s, bob, values);
    for (let round = 0; round < 30; round += 1) {
      await reader.round();
      await s.wait(10);
    }
    expect(repairs(s)).toBeGreaterThan(2);
    for (const stop of stops) stop();
    await s.wait(repairedWithinMs);
    await isMendedEverywhere(s, await entriesOf(s, alice, values));
  });
});

describe("S8 damaged followers", () => {
  test("the second of two values is read, during the leader's absence and after it", async () => {
    const s = begin("S8");
    const [alice, bob] = [s.client(), s.client(300)];
    const leader = await s.leader();
    for (const name of others(s, leader)) rotLeafAsWritten(s, name, "k", true);
    await alice.put("k", "one");
    await alice.put("k", "two");
    s.cluster.pause(leader, false);
    const until = s.nowMs + 2000;
    while (s.nowMs < until) {
      const found = await bob.get("k").catch((error: unknown) => error);
      if (found !== "two") expect(found).toMatchObject(noAnswer);
      await s.wait(20);
    }
    s.cluster.resume(leader);
    expect(await alice.get("k")).toBe("two");
    expect(repairs(s)).toBeGreaterThan(0);
  });
});

describe("several at once", () => {
  test.each(["objects", "leaves"])(
    "leader and a follower damaged in %s of different keys: all values come back",
    async (what) => {
      const s = begin(`both damaged: ${what}`);
      const [alice, bob] = [s.client(), s.client(300)];
      const values = await write(s, alice, 20);
      const leader = await s.leader();
      const [follower = ""] = others(s, leader);
      await s.wait(50);
      for (const [n, key] of [...values.keys()].entries()) {
        const { disk } = s.cluster.host(n % 2 === 0 ? leader : follower);
        expect(what === "objects" ? disk.rot(ensembleName, key) : disk.rotLeaf(ensembleName, key)).toBe(true);
      }
      const reader = new Reader(s, bob, values);
      for (let round = 0; round < 5; round += 1) await reader.round();
      expect(reader.longestGapMs).toBeLessThan(repairedWithinMs);
      // Nobody reads a follower: a write finds a damaged segment there, and replaces a damaged object.
      const entries = await entriesOf(s, alice, values);
      for (const [key, value] of values) entries.set(key, await alice.put(key, value));
      await isMendedEverywhere(s, entries);
    },
  );

  test.each(["object", "leaf"])(
    "one damaged %s of a follower beside a dead member: writes and reads go on",
    async (what) => {
      const s = begin(`damaged beside dead: ${what}`);
      const alice = s.client(1000);
      const values = await write(s, alice, 10);
      const leader = await s.leader();
      const [dead = "", hurt = ""] = others(s, leader);
      s.cluster.crash(dead);
      await s.wait(1000);
      const epoch = s.epochOf(leader);
      const { disk } = s.cluster.host(hurt);
      if (what === "leaf") disk.rotLeaf(ensembleName, "k3");
      else disk.rot(ensembleName, "k3");
      for (const [key, value] of values) await alice.put(key, value);
      await s.until("it is trusted again", () => s.isTrusted(hurt), repairedWithinMs);
      // A damaged object is mended by the write that replaces it, without a repair.
      expect([repairs(s), s.epochOf(leader)]).toEqual([what === "leaf" ? 1 : 0, epoch]);
      s.cluster.start(dead);
      await isMendedEverywhere(s, await entriesOf(s, alice, values));
    },
  );
});

describe("P11 one bad key", () => {
  test("in a loop of reads, its object damaged again each time, does not disturb the others", async () => {
    const s = begin("P11");
    const [alice, bob] = [s.client(), s.client()];
    const values = await write(s, alice, 8);
    const leader = await s.leader();
    const epoch = s.epochOf(leader);
    rotObjectAsWritten(s, leader, "bad");
    await alice.put("bad", "never lost");
    await s.wait(20);
    const reader = new Reader(s, bob, values);
    for (let n = 0; n < 200; n += 1) {
      expect(heldAt(s, leader, "bad")).toBe("damaged");
      const bad = alice.ensemble.get("bad");
      await reader.round();
      expect((await s.settle(bad))?.value).toBe("never lost");
      await s.wait(5);
    }
    expect(reader.errors).toEqual([]);
    expect(reader.longestGapMs).toBeLessThan(20);
    expect([await s.leader(), s.epochOf(leader)]).toEqual([leader, epoch]);
  });
});

describe("H6: a write whose leader's tree turns out damaged", () => {
  test("is answered ok or as unknown when it took effect, never as failed", async () => {
    const s = begin("H6");
    const script = new Script(s.cluster);
    const alice = s.client();
    const [key, neighbour] = neighbours();
    const leader = await s.leader();
    const first = await alice.put(key, "one");
    await alice.put(neighbour, "beside it");
    await s.wait(50);

    // Its own copy is spoiled as it is written: the quorum has it all the same.
    const stop = rotLeafAsWritten(s, leader, key);
    const second = await s.settle(alice.ensemble.update(key, first.version, "two"));
    stop();
    // Found out by the next operation, which never began there and is done by the next leader.
    const epoch = s.epochOf(leader);
    await s.settle(alice.ensemble.update(key, second.version, "three"));
    expect(s.epochOf(await s.leader())).toBeGreaterThan(epoch);

    // Found out between the quorum's copies and their acknowledgements.
    const again = await s.leader();
    await isMendedEverywhere(s, await entriesOf(s, alice, new Map([[key, "three"]])));
    const { version } = (await s.settle(alice.ensemble.get(key))) as Entry<string>;
    script.lose({ from: others(s, again), to: [again], holding: isReply("stored") });
    const ends = s.settle(alice.ensemble.update(key, version, "four")).then(
      () => "ok",
      (error: unknown) => (error as { readonly code: string }).code,
    );
    await s.wait(20);
    s.cluster.host(again).disk.rotLeaf(ensembleName, key);
    void s
      .client(100)
      .ensemble.get(neighbour)
      .catch(() => undefined);
    expect(await ends).toBe("UNKNOWN_OUTCOME");
    script.mend();
    expect(await alice.get(key)).toBe("four");
    expect(await alice.get(neighbour)).toBe("beside it");
  });
});

describe("H8: restarts keep their trust", () => {
  test("with one of three dead, each of the others may be stopped or killed, in turn: the ensemble comes back each time", async () => {
    const s = begin("H8");
    const [alice, bob] = [s.client(), s.client(300)];
    const values = await write(s, alice, 10);
    const reader = new Reader(s, bob, values);
    const [dead = "", ...alive] = [...s.cluster.nodeNames].reverse();
    s.cluster.crash(dead);
    for (const how of ["stop", "kill"] as const) {
      for (const name of alive) {
        await s.leader();
        if (how === "stop") s.cluster.stop(name);
        else s.cluster.crash(name);
        await s.until("it is down", () => !s.cluster.isUp(name));
        s.cluster.start(name);
        await s.until("it is back", () => ["following", "leading"].includes(s.stateOf(name)), repairedWithinMs);
        expect(s.isTrusted(name)).toBe(true);
        await s.leader();
        await reader.round();
        // Nobody who still takes an earlier boot for the leader.
        await s.client().put("k0", "value 0");
      }
    }
    expect(repairs(s)).toBe(0);
  });

  test("a power cut that one of three does not survive: the other two serve, with every value", async () => {
    const s = begin("H8 power cut");
    const alice = s.client();
    const values = await write(s, alice, 10);
    await s.leader();
    for (const name of s.cluster.nodeNames) s.cluster.crash(name);
    await s.wait(1000);
    for (const name of s.cluster.nodeNames.slice(1)) s.cluster.start(name);
    await s.until("somebody serves", () => s.cluster.leader() !== undefined, repairedWithinMs);
    await entriesOf(s, alice, values);
  });
});

describe("H9: damage in inner pages", () => {
  test.each(["follower", "leader"])("of a %s is noticed, rebuilt once, and is no loop", async (role) => {
    const s = begin(`H9 ${role}`);
    const [alice, bob] = [s.client(), s.client(300)];
    const values = await write(s, alice, 40);
    const leader = await s.leader();
    const hurt = role === "leader" ? leader : (others(s, leader)[0] ?? "");
    s.cluster.stop(hurt);
    await s.until("it is down", () => !s.cluster.isUp(hurt));
    const { disk } = s.cluster.host(hurt);
    for (let n = 0; n < 20; n += 1) expect(disk.rotPage(ensembleName)).not.toBeNull();
    s.cluster.start(hurt);
    await s.until("it has noticed", () => repairs(s) > 0, repairedWithinMs);
    await s.until("it is trusted again", () => s.isTrusted(hurt), repairedWithinMs);
    const reader = new Reader(s, bob, values);
    for (let round = 0; round < 5; round += 1) await reader.round();
    expect(reader.errors).toEqual([]);
    await s.wait(5000);
    expect(repairs(s)).toBe(1);
    expect(s.stateOf(hurt)).toMatch(/following|leading/);
  });
});

describe("H10: an old copy of a replica is not taken for the newest", () => {
  test.each<["object" | "all", boolean]>([
    ["object", false],
    ["all", false],
    ["object", true],
    ["all", true],
  ])("%s of a key rolled back, the node killed: %s, when its leader is gone", async (parts, isKilled) => {
    const s = begin(`H10 ${parts} ${String(isKilled)}`);
    const script = new Script(s.cluster);
    const [alice, bob] = [s.client(), s.client(300)];
    const leader = await s.leader();
    const [rolled = "", behind = ""] = others(s, leader);
    await alice.put("k", "one");
    await s.wait(100);
    const old = copyOf(s, rolled, "k");
    script.isolate(behind);
    await alice.put("k", "two");
    await s.wait(100);

    s.cluster.crash(leader);
    if (isKilled) s.cluster.crash(rolled);
    old.restore(parts);
    script.mend();
    s.cluster.start(rolled);
    const until = s.nowMs + 3000;
    while (s.nowMs < until) {
      await expect(bob.get("k")).rejects.toMatchObject(noAnswer);
      await s.wait(50);
    }
    s.cluster.start(leader);
    expect(await alice.get("k")).toBe("two");
    await isMendedEverywhere(s, await entriesOf(s, alice, new Map([["k", "two"]])));
  });
});

describe("H18: what was lost is not taken for what never was", () => {
  // A damaged record stops the node with a clear error: test/services/storage/save-file.test.ts.
  test("a node comes back without objects and tree: it neither leads nor counts, and nothing is absent", async () => {
    const s = begin("H18");
    const [alice, bob] = [s.client(), s.client(300)];
    const values = await write(s, alice, 10);
    const leader = await s.leader();
    const [away = "", empty = ""] = others(s, leader);
    s.cluster.crash(away);
    await alice.put("k0", "value 0");
    s.cluster.crash(empty);
    s.cluster.host(empty).disk.loseObjects(1);
    s.cluster.start(away);
    s.cluster.crash(leader);
    s.cluster.start(empty);
    await s.until("it is back", () => s.stateOf(empty) !== "down");
    expect(s.isTrusted(empty)).toBe(false);
    const until = s.nowMs + 3000;
    while (s.nowMs < until) await expect(bob.get("k0")).rejects.toMatchObject(noAnswer);
    s.cluster.start(leader);
    await isMendedEverywhere(s, await entriesOf(s, alice, values));
  });
});

describe("H21: a reaped key stays away", () => {
  test("an old copy of a disk brings back neither the value nor its tombstone", async () => {
    const s = begin("H21");
    const alice = s.client();
    const leader = await s.leader();
    await alice.put("k", "long gone");
    await alice.put("other", "here");
    await s.wait(100);
    const copies = new Map(s.cluster.nodeNames.map((name) => [name, copyOf(s, name, "k")]));
    await s.settle(alice.ensemble.delete("k"));
    // Of an earlier epoch it may go.
    s.cluster.crash(leader);
    await s.leader(leader);
    s.cluster.start(leader);
    await s.until("everybody has reaped it", () =>
      s.cluster.nodeNames.every((name) => heldAt(s, name, "k") === "absent"),
    );

    const [rolled = ""] = others(s, await s.leader());
    s.cluster.crash(rolled);
    copies.get(rolled)?.restore();
    s.cluster.start(rolled);
    await s.until("it is back, untrusted", () => s.stateOf(rolled) !== "down" && !s.isTrusted(rolled));
    await s.until("it follows, trusted again", () => s.stateOf(rolled) === "following" && s.isTrusted(rolled));
    expect(heldAt(s, rolled, "k")).toBe("absent");
    for (const name of others(s, rolled)) {
      // Whoever leads next has synced with it, or is it.
      s.cluster.crash(name);
      await s.leader(name);
      expect(await alice.get("k")).toBeUndefined();
      s.cluster.start(name);
      await s.until("it follows", () => s.stateOf(name) === "following" && s.isTrusted(name));
    }
    expect(await alice.get("k")).toBeUndefined();
    expect(await alice.get("other")).toBe("here");
    // Made anew it is another version: none is ever given twice.
    const made = await s.settle(alice.ensemble.create("k", "anew"));
    await isMendedEverywhere(s, new Map([["k", made]]));
  });
});
