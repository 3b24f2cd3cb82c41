/**
 * What a ring promises, under faults and in virtual time; and that the judge would notice if it did not. Source: issue "Ring":
 * with r + w > n, no concurrent writes and at most one replica of a key down, reads see the last acknowledged write.
 */
import { describe, expect, it } from "vitest";
import type { VnodeStore } from "#machines/protocol/vnode-store";
import { judgeReads, type RingWrite } from "#simulation/ring/judge";
import { simulateRing, type SimulateRingOptions } from "#simulation/ring/run";

const seconds = 3;

/** The first of these seeds in which the judge finds something. */
async function firstCaught(seeds: number, options: Omit<SimulateRingOptions, "seed">): Promise<string | undefined> {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { violations } = await simulateRing({ seed, seconds, ...options });
    if (violations.length > 0) return violations[0]?.judge;
  }
  return undefined;
}

describe("reads of a ring", () => {
  it("see the last acknowledged write, one node at a time in trouble", async () => {
    let [acknowledged, reads, fallbackReplies, faults] = [0, 0, 0, 0];
    for (let seed = 1; seed <= 15; seed += 1) {
      const result = await simulateRing({ seed, seconds: 6 });
      expect(result.violations.map(({ judge, what }) => `seed ${seed}: ${judge}: ${what}`)).toEqual([]);
      acknowledged += result.acknowledged;
      reads += result.reads;
      fallbackReplies += result.fallbackReplies;
      faults += result.faults;
    }
    expect(acknowledged).toBeGreaterThan(100);
    expect(reads).toBeGreaterThan(200);
    expect(fallbackReplies).toBeGreaterThan(2);
    expect(faults).toBeGreaterThan(5);
  }, 300_000);

  it("are the same run for the same seed", async () => {
    const [one, other] = [await simulateRing({ seed: 3, seconds: 2 }), await simulateRing({ seed: 3, seconds: 2 })];
    expect(one).toEqual(other);
  }, 120_000);
});

/** Lets a vnode take any write for newer than what it holds. */
function forgetful(store: VnodeStore): VnodeStore {
  const read: VnodeStore["read"] = (partition, key) => {
    const found = store.read(partition, key);
    if (found.kind !== "found") return found;
    return { kind: "found", entry: { ...found.entry, stamp: { ms: 0, count: 0, writer: "a" } } };
  };
  return { ...bound(store), read };
}

function bound(store: VnodeStore): VnodeStore {
  return {
    open: () => store.open(),
    read: (partition, key) => store.read(partition, key),
    commit: (writes) => store.commit(writes),
    tombstones: (beforeMs, limit) => store.tombstones(beforeMs, limit),
    close: () => store.close(),
  };
}

const rough = { loss: 0.1, duplicates: 0.1, minDelayUs: 500, meanDelayUs: 5000, late: 0.1, lateUs: 300_000 };
const network = { ...rough, ordered: false, falseOffline: 0.05 };
const strict = { n: 3, r: 2, w: 2 };

describe("the judge", () => {
  it.each([
    ["r + w = n", { counts: { n: 3, r: 1, w: 2 }, network }],
    ["fallbacks that count as primaries", { counts: { ...strict, pr: 0, pw: 0 }, network }],
    [
      "vnodes that let an older write replace a newer one",
      { counts: strict, network: { ...network, loss: 0.2, late: 0.3, lateUs: 100_000 }, store: forgetful, seconds: 15 },
    ],
  ])(
    "catches %s",
    async (_, options) => {
      expect(await firstCaught(25, options)).toBe("ring");
    },
    300_000,
  );

  it("wants the last acknowledged write or a later one among the replies", () => {
    const write = (value: string, invokedAt: number, returnedAt: number, isAcknowledged = true): RingWrite => ({
      ...{ key: "k", value, invokedAt, returnedAt, isAcknowledged },
    });
    const writes = [write("a", 0, 1), write("b", 2, 3), write("c", 4, 5, false), write("d", 9, 10)];
    const faults = (values: readonly string[], invokedAt: number, returnedAt: number): number =>
      judgeReads(writes, [{ key: "k", values, invokedAt, returnedAt }]).length;
    expect(faults(["a", "b"], 3, 4)).toBe(0);
    expect(faults(["a", "a"], 3, 4)).toBe(1);
    expect(faults(["a"], 2.5, 2.9)).toBe(0);
    expect(faults(["c"], 6, 7)).toBe(0);
    expect(faults(["d"], 6, 7)).toBe(1);
    expect(faults(["d"], 6, 9)).toBe(0);
    expect(faults(["x"], 0.5, 0.9)).toBe(0);
  });
});
