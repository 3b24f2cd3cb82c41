/** The ring: hashing, partitions, preference lists, claim. Sources: seed "Quorum Requests"; riak_core; vectors made with OTP 25. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { claim, conflictsOf, hasArrangement } from "#machines/protocol/claim";
import {
  emptyRing,
  firstPartition,
  isPartitionCount,
  mergeRings,
  ownersOf,
  partitionId,
  preferenceList,
  primaryPartitions,
  type Ring,
} from "#machines/protocol/ring";
import { type Atom, encodeRingKey, isAtom, type RingTerm } from "#machines/protocol/term";
import { hashOf, keyText } from "#services/ring/key-hash";

const atom = (text: string): Atom => ({ atom: text });
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `n${n + 1}`);
const first = (bucket: RingTerm, key: RingTerm, partitions = 64): number =>
  firstPartition(hashOf({ bucket, key }), partitions);

describe("the bytes of a key", () => {
  it("are those of OTP 25 for {ns,k1}, and so is their hash", () => {
    const key = { bucket: atom("ns"), key: atom("k1") };
    expect(hex(encodeRingKey(key))).toBe("836802640002" + "6e73" + "640002" + "6b31");
    expect(hex(hashOf(key))).toBe("2cd829e10d93aa708999f95e2d5c02ebf33cd794");
  });

  it("are binaries of UTF-8 unless said otherwise", () => {
    expect(hex(encodeRingKey({ bucket: "b1", key: "é" }))).toBe("8368026d000000026231" + "6d00000002c3a9");
  });

  it("differ between any two keys, an atom and a binary of one text too", () => {
    const term = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1 }),
      fc.record({ atom: fc.stringMatching(/^[a-z]{1,9}$/) }),
    );
    fc.assert(
      fc.property(term, term, term, term, (b1, k1, b2, k2) => {
        const isSame = JSON.stringify([b1, k1]) === JSON.stringify([b2, k2]);
        expect(keyText({ bucket: b1, key: k1 }) === keyText({ bucket: b2, key: k2 })).toBe(isSame);
      }),
    );
    expect(keyText({ bucket: "b", key: "k" })).not.toBe(keyText({ bucket: "b", key: atom("k") }));
  });

  it.each(["", "x".repeat(256), "Ā"])("know that %o is no atom", (text) => expect(isAtom({ atom: text })).toBe(false));
});

describe("partitions", () => {
  it.each([
    [atom("ns"), atom("k1"), 3, [12, 13, 14]],
    [atom("b1"), atom("k1"), 3, [46, 47, 48]],
    [atom("k1"), atom("v1"), 5, [16, 17, 18, 19, 20]],
    ["b1", "k1", 3, [55, 56, 57]],
  ] as const)("of %o, %o with N = %i are %o", (bucket, key, n, expected) => {
    for (const nodes of [1, 5, 7]) {
      const ring = claim(emptyRing(64), names(nodes), n);
      expect(primaryPartitions(ring, first(bucket, key), n)).toEqual(expected);
    }
  });

  it("are named as in the seed's transcript", () => {
    expect([12, 13, 14].map((index) => partitionId(64, index))).toEqual([
      "274031556999544297163190906134303066185487351808",
      "296867520082839655260123481645494988367611297792",
      "319703483166135013357056057156686910549735243776",
    ]);
    expect(partitionId(64, 0)).toBe("0");
  });

  it("begin after the one that the hash falls into, also on a boundary and at the end", () => {
    const at = (hash: string, partitions: number): number => firstPartition(Buffer.from(hash, "hex"), partitions);
    for (const partitions of [8, 16, 32, 64, 128, 256, 512, 1024]) {
      const width = 2n ** 160n / BigInt(partitions);
      for (const index of [0, 1, partitions >> 1, partitions - 1]) {
        for (const offset of [0n, 1n, width - 1n]) {
          const hash = (BigInt(index) * width + offset).toString(16).padStart(40, "0");
          expect(at(hash, partitions)).toBe((index + 1) % partitions);
        }
      }
    }
  });

  it("come in powers of two from 8 to 1024", () => {
    expect([4, 8, 12, 64, 1024, 2048, 0, Number.NaN].filter(isPartitionCount)).toEqual([8, 64, 1024]);
  });
});

const size = fc.constantFrom(8, 16, 64, 256);
const spacings = fc.integer({ min: 1, max: 5 });
const counts = fc.integer({ min: 1, max: 12 });

describe("preference lists", () => {
  it("hold N partitions, on distinct nodes as far as there are nodes", () => {
    fc.assert(
      fc.property(size, spacings, counts, fc.nat(1023), (partitions, n, nodes, start) => {
        const ring = claim(emptyRing(partitions), names(nodes), n);
        const list = preferenceList(ring, start % partitions, n);
        expect(new Set(list.map(({ partition }) => partition)).size).toBe(n);
        expect(list[0]?.partition).toBe(start % partitions);
        expect(new Set(list.map(({ node }) => node)).size).toBe(Math.min(n, ownersOf(ring).length));
        expect(list.some(({ fallback }) => fallback)).toBe(false);
      }),
    );
  });

  it("pass over a node that comes again too early", () => {
    // 64 partitions cannot be dealt to three nodes without one meeting itself at the seam.
    const ring = claim(emptyRing(64), names(3), 3);
    expect([ring.owners[63], ring.owners[0]]).toEqual(["n1", "n1"]);
    expect(primaryPartitions(ring, 63, 3)).toEqual([63, 1, 2]);
    expect(primaryPartitions(ring, 62, 3)).toEqual([62, 63, 1]);
  });

  it("can be as long as the ring", () => {
    const ring = claim(emptyRing(8), names(3), 3);
    expect(primaryPartitions(ring, 5, 8).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(() => primaryPartitions(ring, 5, 9)).toThrow("replicas");
  });

  it("put the next live node along the ring in the place of one that is down, and say so", () => {
    const ring = claim(emptyRing(64), names(5), 3);
    expect(preferenceList(ring, 12, 3).map(({ node }) => node)).toEqual(["n3", "n4", "n5"]);
    expect(preferenceList(ring, 12, 3, (node) => node === "n4")).toEqual([
      { partition: 12, node: "n3", fallback: false },
      { partition: 13, node: "n1", fallback: true },
      { partition: 14, node: "n5", fallback: false },
    ]);
    // Two down: no fallback is used twice while there is another.
    const two = preferenceList(ring, 12, 3, (node) => node === "n4" || node === "n3");
    expect(two.map(({ node }) => node).sort()).toEqual(["n1", "n2", "n5"]);
  });

  it("use a node twice, or one that is down, only when there is no other", () => {
    const ring = claim(emptyRing(64), names(3), 3);
    const isDown = (node: string): boolean => node === "n2";
    expect(preferenceList(ring, 12, 3, isDown)).toEqual([
      { partition: 12, node: "n1", fallback: false },
      { partition: 13, node: "n3", fallback: true },
      { partition: 14, node: "n3", fallback: false },
    ]);
    expect(preferenceList(ring, 12, 3, () => true).map(({ fallback }) => fallback)).toEqual([false, false, false]);
  });
});

function moved(one: Ring, other: Ring): number {
  return one.owners.filter((owner, index) => owner !== other.owners[index]).length;
}

function spread(ring: Ring): number {
  const shares = ownersOf(ring).map((node) => ring.owners.filter((owner) => owner === node).length);
  return Math.max(...shares) - Math.min(...shares);
}

/** Members after each of a few joins and leaves. */
const histories = fc.array(fc.array(fc.constantFrom(...names(12)), { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 6,
});

describe("claim", () => {
  it("keeps N consecutive partitions on distinct nodes wherever an arrangement does, through any history", () => {
    fc.assert(
      fc.property(size, spacings, histories, (partitions, spacing, history) => {
        let ring = emptyRing(partitions);
        for (const members of history) {
          const before = ring;
          ring = claim(ring, members, spacing);
          expect(ring.version).toBe(before.version + (ring === before ? 0 : 1));
          const nodes = new Set(members);
          expect(ring.owners.every((owner) => nodes.has(owner))).toBe(true);
          if (hasArrangement(nodes.size, partitions, spacing)) expect(conflictsOf(ring.owners, spacing)).toBe(0);
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it("knows where there is an arrangement: counted out for small rings", () => {
    const exists = (nodes: number, partitions: number, spacing: number): boolean => {
      const owners: number[] = [];
      const place = (index: number): boolean => {
        if (index === partitions) return conflictsOf(owners.map(String), spacing) === 0;
        for (let node = 0; node < Math.min(nodes, Math.max(-1, ...owners) + 2); node += 1) {
          if (owners.slice(-(spacing - 1)).includes(node) && spacing > 1) continue;
          owners.push(node);
          if (place(index + 1)) return true;
          owners.pop();
        }
        return false;
      };
      return place(0);
    };
    for (let spacing = 1; spacing <= 4; spacing += 1)
      for (let nodes = 1; nodes <= 6; nodes += 1)
        expect([spacing, nodes, hasArrangement(nodes, 8, spacing)]).toEqual([
          spacing,
          nodes,
          exists(nodes, 8, spacing),
        ]);
  });

  it("gives shares that differ by little", () => {
    fc.assert(
      fc.property(size, spacings, counts, (partitions, spacing, nodes) => {
        const ring = claim(emptyRing(partitions), names(nodes), spacing);
        expect(spread(ring)).toBeLessThanOrEqual(2);
      }),
    );
  });

  it("moves only a joining node's share, from nodes enough to spare it", () => {
    for (const partitions of [64, 256]) {
      for (let nodes = 4; nodes <= 16; nodes += 1) {
        const before = claim(emptyRing(partitions), names(nodes), 3);
        const after = claim(before, names(nodes + 1), 3);
        expect([nodes, moved(before, after)]).toEqual([
          nodes,
          after.owners.filter((o) => o === `n${nodes + 1}`).length,
        ]);
        expect(moved(before, after)).toBeLessThanOrEqual(Math.ceil(partitions / (nodes + 1)));
      }
    }
  });

  it("moves about twice a leaving node's share at most, once there are many nodes", () => {
    for (let nodes = 7; nodes <= 16; nodes += 1) {
      const before = claim(emptyRing(64), names(nodes), 3);
      for (const left of names(nodes)) {
        const after = claim(
          before,
          names(nodes).filter((node) => node !== left),
          3,
        );
        expect(moved(before, after)).toBeLessThanOrEqual(2 * Math.ceil(64 / nodes));
      }
    }
  });

  it("changes nothing when nobody came or went, and gives everything back when all have gone", () => {
    const ring = claim(emptyRing(64), names(4), 3);
    expect(claim(ring, ["n4", "n2", "n1", "n3", "n1"], 3)).toBe(ring);
    expect(ownersOf(claim(ring, [], 3))).toEqual([]);
  });

  it("is the same on every node, in whatever order the members are named", () => {
    const [one, other] = [names(9), names(9).reverse()].map((list) => claim(emptyRing(64), list, 3));
    expect(one).toEqual(other);
  });
});

describe("merge", () => {
  it("takes the higher version; any order of merging ends in the same ring", () => {
    const rings = [1, 2, 2, 3, 3].map((version, n): Ring => ({
      version,
      partitions: 8,
      owners: Array.from({ length: 8 }, () => `n${n}`),
    }));
    fc.assert(
      fc.property(fc.shuffledSubarray(rings, { minLength: 5 }), (order) => {
        expect(order.reduce(mergeRings)).toEqual(rings[3]);
      }),
    );
  });
});
