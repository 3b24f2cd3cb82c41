/**
 * What every implementation of the port `TreePages` must do (services/tree/pages.ts; SCENARIOS S12, S13), alone and under a
 * tree. A harness gives pages over one store that outlives them.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { treeHeight } from "#machines/protocol/tree";
import type { NodeWrite, PageRead, SegmentWrite, TreePages } from "#services/tree/pages";
import { Tree } from "#services/tree/tree";
import { segmentOf } from "#services/tree/shape";
import { contentHash } from "#services/storage/content-hash";

export type Place = { readonly segment: number } | { readonly level: number; readonly index: number };
export type Change = { readonly at: number; readonly mask: number } | "drop" | { readonly from: Place };

export interface TreePagesHarness {
  pages(ensemble: string): TreePages;
  write(ensemble: string, segments: Iterable<SegmentWrite>, nodes?: Iterable<NodeWrite>): Promise<void>;
  /** Flips bits of a stored record, drops it, or puts another's bytes in its place. @returns the record's length. */
  damage(ensemble: string, place: Place, change: Change): Promise<number>;
  dispose(): Promise<void>;
}

export function entryOf(key: string, seq = 1, text = "v") {
  return { key, ballot: { epoch: 1, seq }, hash: contentHash(key, String(seq), Buffer.from(text)) };
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

function shown(read: PageRead): string {
  if (!read.ok) return "damaged";
  return read.bytes === undefined ? "none" : `=${read.bytes.toString()}`;
}

async function all<T extends { readonly read: PageRead }>(found: AsyncIterable<T>): Promise<string[]> {
  const list: string[] = [];
  for await (const { read, ...place } of found) list.push(`${Object.values(place).join("/")}${shown(read)}`);
  return list;
}

async function* each<T>(lists: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const list of lists) yield* list;
}

export function treePagesSuite(name: string, makeHarness: () => Promise<TreePagesHarness>): void {
  describe(`${name} as TreePages`, () => {
    let harness: TreePagesHarness;

    beforeEach(async () => {
      harness = await makeHarness();
    });
    afterEach(() => harness.dispose());

    it("gives back what was written, and nothing that was not", async () => {
      const pages = harness.pages("demo");
      expect([shown(pages.segment(5)), shown(pages.node(4, 5))]).toEqual(["none", "none"]);
      await harness.write(
        "demo",
        [
          { index: 5, content: bytes("five") },
          { index: 1_048_575, content: bytes("last") },
        ],
        [{ level: 4, index: 5, page: bytes("page") }],
      );
      expect([5, 1_048_575, 6].map((index) => shown(pages.segment(index)))).toEqual(["=five", "=last", "none"]);
      expect([shown(pages.node(4, 5)), shown(pages.node(3, 5))]).toEqual(["=page", "none"]);
      await harness.write("demo", [{ index: 5, content: undefined }], [{ level: 4, index: 5, page: undefined }]);
      expect([shown(pages.segment(5)), shown(pages.node(4, 5))]).toEqual(["none", "none"]);
    });

    it("walks segments by index, inner pages by level and index", async () => {
      const pages = harness.pages("demo");
      await harness.write(
        "demo",
        [300, 2, 70_000].map((index) => ({ index, content: bytes(String(index)) })),
        [
          { level: 4, index: 65_535, page: bytes("a") },
          { level: 0, index: 0, page: bytes("b") },
          { level: 4, index: 256, page: bytes("c") },
          { level: 1, index: 15, page: bytes("d") },
        ],
      );
      expect(await all(pages.segments())).toEqual(["2=2", "300=300", "70000=70000"]);
      expect(await all(each(pages.nodes()))).toEqual(["0/0=b", "1/15=d", "4/256=c", "4/65535=a"]);
      await pages.pause();
    });

    it("isolates ensembles whose names are prefixes of each other (S12)", async () => {
      const names = ["a", "aa", "aaa", "ab", "b"];
      for (const name of names) {
        await harness.write(name, [{ index: 7, content: bytes(name) }], [{ level: 1, index: 7, page: bytes(name) }]);
      }
      await harness.write("aa", [{ index: 7, content: undefined }], [{ level: 1, index: 7, page: undefined }]);
      for (const name of names) {
        const expected = name === "aa" ? [] : [name];
        expect(await all(harness.pages(name).segments())).toEqual(expected.map((text) => `7=${text}`));
        expect(await all(each(harness.pages(name).nodes()))).toEqual(expected.map((text) => `1/7=${text}`));
        expect(shown(harness.pages(name).segment(7))).toBe(name === "aa" ? "none" : `=${name}`);
      }
    });

    it("finds every flipped byte of a record, and one in another's place", async () => {
      const pages = harness.pages("demo");
      await harness.write(
        "demo",
        [7, 8].map((index) => ({ index, content: bytes(`segment ${index}`) })),
        [7, 8].map((index) => ({ level: 2, index, page: bytes(`page ${index}`) })),
      );
      const places: [Place, () => PageRead][] = [
        [{ segment: 7 }, () => pages.segment(7)],
        [{ level: 2, index: 7 }, () => pages.node(2, 7)],
      ];
      for (const [place, read] of places) {
        const length = await harness.damage("demo", place, { at: 0, mask: 0 });
        expect(length).toBeGreaterThan(5);
        for (let at = 0; at < length; at++) {
          await harness.damage("demo", place, { at, mask: 1 << (at % 8) });
          expect(shown(read()), `byte ${at}`).toBe("damaged");
          await harness.damage("demo", place, { at, mask: 1 << (at % 8) });
        }
        expect(shown(read())).not.toBe("damaged");
      }
      await harness.damage("demo", { segment: 7 }, { from: { segment: 8 } });
      await harness.damage("demo", { level: 2, index: 7 }, { from: { level: 2, index: 8 } });
      expect([shown(pages.segment(7)), shown(pages.node(2, 7))]).toEqual(["damaged", "damaged"]);
      expect(await all(pages.segments())).toEqual(["7damaged", "8=segment 8"]);
      expect(await all(each(pages.nodes()))).toEqual(["2/7damaged", "2/8=page 8"]);
    });
  });

  describe(`a tree over ${name}`, () => {
    let harness: TreePagesHarness;

    beforeEach(async () => {
      harness = await makeHarness();
    });
    afterEach(() => harness.dispose());

    const keys = Array.from({ length: 100 }, (_, at) => `key ${at}`);

    /** A batch, made durable. */
    async function flush(tree: Tree, ensemble = "demo"): Promise<void> {
      const { token, writes } = tree.takeSegmentWrites();
      await harness.write(ensemble, writes);
      tree.settle(token);
    }

    async function filled(ensemble = "demo"): Promise<Tree> {
      const tree = new Tree(harness.pages(ensemble));
      for (const key of keys) tree.insert(entryOf(key));
      await flush(tree, ensemble);
      return tree;
    }

    /** Closes it, and goes on from what it left. */
    async function resumed(tree: Tree, ensemble = "demo"): Promise<Tree> {
      await flush(tree, ensemble);
      await harness.write(ensemble, [], tree.takeNodeWrites().writes);
      return new Tree(harness.pages(ensemble), { topHash: tree.topHash(), sum: tree.sum });
    }

    it("S13: 100 inserts, an overwrite, one key's leaf damaged: get says where, and drop empties that segment", async () => {
      let tree = await filled();
      tree.insert(entryOf("key 7", 2));
      await flush(tree);
      expect(tree.get("key 7")).toEqual({ kind: "found", entry: entryOf("key 7", 2) });
      expect(tree.get("no such key")).toEqual({ kind: "absent" });
      const segment = segmentOf("key 7");
      await harness.damage("demo", { segment }, { at: 30, mask: 4 });
      expect(tree.get("key 7")).toMatchObject({ kind: "damaged", level: treeHeight, index: segment });
      expect(tree.get("key 8").kind).toBe("found");
      expect(await tree.verifyUpper()).toEqual([]);
      expect((await tree.verify()).map(({ level, index }) => [level, index])).toEqual([[treeHeight, segment]]);
      // Rebuilding does not make it sound.
      expect((await tree.rehash()).map(({ index }) => index)).toEqual([segment]);
      expect(tree.get("key 7").kind).toBe("damaged");
      tree.drop(segment);
      expect(tree.get("key 7").kind).toBe("absent");
      tree = await resumed(tree);
      expect(await tree.verify()).toEqual([]);
      expect(keys.filter((key) => tree.get(key).kind === "absent")).toEqual(["key 7"]);
    });

    it("tells a segment that is gone, or an older one, from an absent key", async () => {
      const tree = await filled();
      const segment = segmentOf("key 3");
      const old = tree.sum;
      await harness.damage("demo", { segment }, "drop");
      expect(tree.get("key 3")).toMatchObject({ kind: "damaged", what: expect.stringContaining("missing") as string });
      // Written back, it is whole; overwritten and put back, it is old.
      const before = new Tree(harness.pages("demo"));
      before.insert(entryOf("key 3"));
      const { writes } = before.takeSegmentWrites();
      await harness.write("demo", writes);
      expect(tree.get("key 3").kind).toBe("found");
      tree.insert(entryOf("key 3", 2));
      await flush(tree);
      await harness.write("demo", writes);
      expect(tree.get("key 3").kind).toBe("damaged");
      // A rebuilding cannot see that; the sum can.
      const now = tree.sum;
      const rebuilt = new Tree(harness.pages("demo"));
      expect(await rebuilt.rehash()).toEqual([]);
      expect(rebuilt.sum).not.toEqual(now);
      expect(rebuilt.sum).toEqual(old);
    });

    it("finds every flipped byte of every page and segment on a key's path", async () => {
      const tree = await resumed(await filled());
      const state = { topHash: tree.topHash(), sum: tree.sum };
      const segment = segmentOf("key 11");
      const places: Place[] = [0, 1, 2, 3, 4].map((level) => ({ level, index: segment >> (20 - 4 * level) }));
      places.push({ segment });
      for (const place of places) {
        const length = await harness.damage("demo", place, { at: 0, mask: 0 });
        for (let at = 0; at < length; at += 3) {
          const mask = 1 << (at % 8);
          await harness.damage("demo", place, { at, mask });
          const fresh = new Tree(harness.pages("demo"), state);
          const expected = "segment" in place ? { level: treeHeight, index: segment } : place;
          expect(fresh.get("key 11"), `byte ${at}`).toMatchObject({ kind: "damaged", ...expected });
          if (at < 6) {
            expect(await new Tree(harness.pages("demo"), state).verify()).toMatchObject([expected]);
          }
          await harness.damage("demo", place, { at, mask });
        }
        await harness.damage("demo", place, "drop");
        expect(new Tree(harness.pages("demo"), state).get("key 11").kind).toBe("damaged");
        await harness.write("demo", tree.takeSegmentWrites().writes);
        const whole = new Tree(harness.pages("demo"));
        for (const key of keys) whole.insert(entryOf(key));
        await harness.write("demo", whole.takeSegmentWrites().writes, whole.takeNodeWrites().writes);
      }
      expect(new Tree(harness.pages("demo"), state).get("key 11").kind).toBe("found");
    });

    it("takes its pages in ahead of their use, but for what does not verify and what lies below that", async () => {
      const first = await resumed(await filled());
      await first.verifyUpper();
      const state = { topHash: first.topHash(), sum: first.sum };
      const fresh = (): Tree => new Tree(harness.pages("demo"), state);
      const unneeded = fresh();
      await unneeded.loadUpper(() => true);
      expect(unneeded.loadedPages).toBe(0);
      const tree = fresh();
      const loading = tree.loadUpper();
      tree.insert(entryOf("key 0", 2));
      tree.remove("key 1");
      await loading;
      expect(tree.loadedPages).toBe(first.loadedPages);
      const index = segmentOf("key 0") >> 12;
      await harness.damage("demo", { level: 2, index }, { at: 9, mask: 1 });
      // In memory by now, and changed.
      expect(await tree.verifyUpper()).toEqual([]);
      expect(tree.get("key 0")).toEqual({ kind: "found", entry: entryOf("key 0", 2) });
      first.insert(entryOf("key 0", 2));
      first.remove("key 1");
      expect([tree.topHash(), tree.sum]).toEqual([first.topHash(), first.sum]);
      const damaged = fresh();
      await damaged.loadUpper();
      expect(damaged.loadedPages).toBeLessThan(first.loadedPages);
      expect(damaged.loadedPages).toBeGreaterThan(0);
      expect(damaged.get("key 0")).toMatchObject({ kind: "damaged", level: 2, index });
      expect(await damaged.verifyUpper()).toMatchObject([{ level: 2, index }]);
    });

    it("rebuilds damaged inner pages from segments, or from the lowest inner pages (P9)", async () => {
      const first = await resumed(await filled());
      const state = { topHash: first.topHash(), sum: first.sum };
      const index = segmentOf("key 0") >> 12;
      await harness.damage("demo", { level: 2, index }, { at: 9, mask: 1 });
      for (const mend of ["rehash", "rehashUpper"] as const) {
        const tree = new Tree(harness.pages("demo"), state);
        expect(await tree.verifyUpper()).toMatchObject([{ level: 2, index }]);
        expect(await tree[mend]()).toEqual([]);
        expect(await tree.verify()).toEqual([]);
        expect([tree.topHash(), tree.sum]).toEqual([state.topHash, state.sum]);
        expect(keys.every((key) => tree.get(key).kind === "found")).toBe(true);
      }
      // Of the lowest level only the segments know.
      await harness.damage("demo", { level: 4, index: segmentOf("key 0") >> 4 }, { at: 9, mask: 1 });
      const tree = new Tree(harness.pages("demo"), state);
      expect(await tree.rehashUpper()).toMatchObject([{ level: 4, index: segmentOf("key 0") >> 4 }]);
      expect(await tree.rehash()).toEqual([]);
      expect(tree.topHash()).toEqual(state.topHash);
      const { replacesAll, writes } = tree.takeNodeWrites();
      expect(replacesAll).toBe(true);
      await harness.write("demo", [], writes);
      expect(await new Tree(harness.pages("demo"), state).verify()).toEqual([]);
    });

    it("gives up a damaged segment that is written to, durably, rather than forget what it held", async () => {
      const tree = await filled();
      const segment = segmentOf("key 3");
      await harness.damage("demo", { segment }, { at: 9, mask: 1 });
      tree.insert(entryOf("key 3", 2));
      expect(tree.get("key 3").kind).toBe("damaged");
      await flush(tree);
      expect(tree.get("key 3").kind).toBe("damaged");
      const rebuilt = new Tree(harness.pages("demo"));
      expect(await rebuilt.rehash()).toMatchObject([{ level: treeHeight, index: segment }]);
      expect(rebuilt.get("key 3").kind).toBe("damaged");
      expect(rebuilt.sum).not.toEqual(tree.sum);
      rebuilt.drop(segment);
      rebuilt.insert(entryOf("key 3", 3));
      await flush(rebuilt);
      expect(rebuilt.get("key 3")).toEqual({ kind: "found", entry: entryOf("key 3", 3) });
      expect(await rebuilt.verify()).toEqual([]);
    });

    it("keeps what changes while it is rebuilt", async () => {
      const tree = await filled();
      tree.insert(entryOf("pending"));
      const { token, writes } = tree.takeSegmentWrites();
      const rebuilding = tree.rehash();
      tree.insert(entryOf("during"));
      tree.remove("key 1");
      await harness.write("demo", writes);
      tree.settle(token);
      expect(await rebuilding).toEqual([]);
      expect(["pending", "during", "key 1"].map((key) => tree.get(key).kind)).toEqual(["found", "found", "absent"]);
      await flush(tree);
      const again = new Tree(harness.pages("demo"));
      await again.rehash();
      expect([again.topHash(), again.sum]).toEqual([tree.topHash(), tree.sum]);
    });
  });
}
