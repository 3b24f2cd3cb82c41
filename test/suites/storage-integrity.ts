/**
 * What every implementation of the port `Storage` must notice, and what it keeps over stops of any kind: the second half of
 * storage.ts. Source: DESIGN "Trees", "Storage"; SCENARIOS S5, S7; HAZARDS P8, P9, P10, P21.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoredObject } from "#machines/protocol/object";
import type { Storage } from "#machines/protocol/ports";
import { treeHeight } from "#machines/protocol/tree";
import { segmentOf } from "#services/tree/shape";
import type { StorageHarness } from "./storage.ts";
import { keysIn, leavesOf, makeBatch, makeObject, makeRecord, shown, sound } from "./storage-parts.ts";

export function integritySuite(name: string, makeHarness: () => StorageHarness): void {
  describe(`the integrity of ${name}`, () => {
    let harness: StorageHarness;
    let open: Storage[];

    beforeEach(() => {
      harness = makeHarness();
      open = [];
    });
    afterEach(async () => {
      for (const store of open) await store.close();
      await harness.dispose();
    });

    async function opened(): Promise<Storage> {
      const store = harness.store();
      open.push(store);
      await store.open();
      return store;
    }

    async function reopened(store: Storage): Promise<Storage> {
      await store.close();
      return opened();
    }

    const twoKeys = makeBatch({
      records: { "demo/n1": makeRecord(1) },
      objects: [
        ["demo", makeObject("k", "value")],
        ["demo", makeObject("other", "fine")],
      ],
    });

    it("finds every flipped byte of an object, a segment and the pages above, and never gives a wrong value (S5, P10)", async () => {
      let store = await opened();
      await store.commit(twoKeys);
      for (const part of ["object", "segment", { page: 0 }, { page: 4 }] as const) {
        const name = typeof part === "string" ? part : `page on level ${part.page}`;
        await store.close();
        const length = await harness.damage("demo", "k", part, { at: 0, mask: 0 });
        for (let at = 0; at < length; at += typeof part === "string" ? 3 : 37) {
          await harness.damage("demo", "k", part, { at, mask: 1 << (at % 8) });
          store = await opened();
          const read = store.read("demo", "k");
          expect(read, `byte ${at} of the ${name}`).toMatchObject({
            kind: "damaged",
            part: part === "object" ? "object" : "tree",
          });
          // The page at the top is on the way to all keys.
          if (typeof part === "string" || part.page > 0) expect(shown(store.read("demo", "other"))).toBe("=fine");
          const upper = await store.verifyUpper("demo");
          expect(upper.map(({ level }) => level)).toEqual(typeof part === "string" ? [] : [part.page]);
          const { keys, segments } = await store.verify("demo");
          expect(keys).toEqual(part === "object" ? ["k"] : []);
          expect(segments.map(({ segment }) => segment)).toEqual(part === "segment" ? [segmentOf("k")] : []);
          // Inner pages were rebuilt.
          if (typeof part !== "string") expect(shown(store.read("demo", "k"))).toBe("=value");
          await store.close();
          if (typeof part === "string") await harness.damage("demo", "k", part, { at, mask: 1 << (at % 8) });
        }
      }
      store = await opened();
      expect(shown(store.read("demo", "k"))).toBe("=value");
      expect(await store.verify("demo")).toEqual(sound);
    });

    it.each(["object", "segment", "both", { page: 4 }] as const)(
      "takes a key as damaged, never as absent, whose %j is gone",
      async (part) => {
        let store = await opened();
        await store.commit(twoKeys);
        await store.close();
        for (const gone of part === "both" ? (["object", "segment"] as const) : [part])
          await harness.damage("demo", "k", gone, "drop");
        store = await opened();
        expect(["k", "other", "none"].map((key) => store.read("demo", key).kind)).toEqual([
          "damaged",
          "found",
          "absent",
        ]);
      },
    );

    it("after a kill, too, and takes the peer's trust, once", async () => {
      for (const part of ["segment", "both"] as const) {
        const own = makeHarness();
        let store = own.store();
        await store.open();
        await store.commit(twoKeys);
        await own.kill(store);
        if (part === "both") await own.damage("demo", "k", "object", "drop");
        await own.damage("demo", "k", "segment", part === "both" ? "drop" : { at: 12, mask: 2 });
        store = own.store();
        const { distrusted } = await store.open();
        expect(distrusted.get("demo/n1")).toMatch(part === "both" ? /missing/ : /segment \d+ of the tree/);
        expect(store.record("demo/n1")?.trusted).toBe(false);
        // What is gone without a trace was never there, as far as a rebuilt tree can tell: the sum told, and the trust went.
        expect(store.read("demo", "k").kind).toBe(part === "both" ? "absent" : "damaged");
        expect(shown(store.read("demo", "other"))).toBe("=fine");
        await own.kill(store);
        store = own.store();
        expect((await store.open()).distrusted.size).toBe(part === "both" ? 0 : 1);
        expect(store.record("demo/n1")?.trusted).toBe(false);
        await store.close();
        await own.dispose();
      }
    });

    it("keeps everything and all trust over kills and clean stops", async () => {
      let store = await opened();
      for (let turn = 1; turn <= 6; turn++) {
        const objects = [0, 1, 2].map((at) => ["demo", makeObject(`${turn % 4} ${at}`, `${turn}`, 1, turn)]);
        await store.commit(
          makeBatch({
            records: { "demo/n1": makeRecord(turn) },
            objects: objects as [string, StoredObject][],
            removed: [["demo", `${(turn + 1) % 4} 0`]],
          }),
        );
        const before = store.topHash("demo");
        if (turn % 2 === 0) await store.close();
        else await harness.kill(store);
        store = harness.store();
        open.push(store);
        expect((await store.open()).distrusted.size).toBe(0);
        expect(store.topHash("demo")).toEqual(before);
        expect(await store.verify("demo")).toEqual(sound);
      }
      expect(store.record("demo/n1")?.trusted).toBe(true);
      expect(shown(store.read("demo", "2 1"))).toBe("=6");
    });

    it("drops a damaged segment with its objects; what was intact may be written back in the same batch (S7)", async () => {
      let store = await opened();
      await store.commit(twoKeys);
      await store.close();
      await harness.damage("demo", "k", "segment", { at: 12, mask: 2 });
      store = await opened();
      const { segments } = await store.verify("demo");
      expect(segments).toMatchObject([{ segment: segmentOf("k"), objects: [{ key: "k", version: "1.1" }] }]);
      // A write alone does not make it sound: what else it held would be forgotten.
      await store.commit(makeBatch({ objects: [["demo", makeObject("k", "late", 1, 2)]] }));
      expect(store.read("demo", "k").kind).toBe("damaged");
      const dropped: [string, number][] = [["demo", segmentOf("k")]];
      const kept = segments[0]?.objects.map((object): [string, StoredObject] => ["demo", object]) ?? [];
      await store.commit(makeBatch({ dropped, objects: kept }));
      expect([shown(store.read("demo", "k")), shown(store.read("demo", "other"))]).toEqual(["=value", "=fine"]);
      await store.verify("demo");
      await store.commit(makeBatch({ dropped }));
      store = await reopened(store);
      expect([shown(store.read("demo", "k")), shown(store.read("demo", "other"))]).toEqual(["absent", "=fine"]);
      expect(await store.verify("demo")).toEqual(sound);
    });

    it("drops a damaged object and takes it again: what repair does", async () => {
      let store = await opened();
      await store.commit(twoKeys);
      await store.close();
      await harness.damage("demo", "k", "object", { at: 9, mask: 4 });
      store = await opened();
      await store.commit(makeBatch({ removed: [["demo", "k"]] }));
      expect(store.read("demo", "k").kind).toBe("absent");
      expect(await store.verify("demo")).toEqual(sound);
      await store.commit(makeBatch({ objects: [["demo", makeObject("k", "2", 1, 2)]] }));
      expect(keysIn(store, "demo")).toEqual(["k", "other"]);
    });

    it("refuses pages and listings of what is damaged rather than leave it out", async () => {
      let store = await opened();
      await store.commit(twoKeys);
      await store.close();
      await harness.damage("demo", "k", "segment", { at: 9, mask: 4 });
      store = await opened();
      expect(() => leavesOf(store, "demo")).toThrow(expect.objectContaining({ code: "CORRUPT" }));
      expect(store.segments("demo", [segmentOf("other"), segmentOf("k")])).toMatchObject({
        kind: "damaged",
        damage: { level: treeHeight, index: segmentOf("k") },
      });
    });

    it("keeps a segment's low water over removals and restarts; it only rises (P21)", async () => {
      let store = await opened();
      const segment = segmentOf("k");
      expect(store.lowWater("demo", "k")).toEqual({ epoch: 0, seq: 0 });
      await store.commit(makeBatch({ objects: [["demo", makeObject("k", null, 2, 3)]] }));
      await store.commit(makeBatch({ removed: [["demo", "k"]], raised: [["demo", segment, { epoch: 2, seq: 3 }]] }));
      await store.commit(makeBatch({ raised: [["demo", segment, { epoch: 1, seq: 9 }]] }));
      for (const stop of ["clean", "kill"]) {
        if (stop === "clean") await store.close();
        else await harness.kill(store);
        store = harness.store();
        open.push(store);
        await store.open();
        expect([store.lowWater("demo", "k"), store.read("demo", "k").kind]).toEqual([{ epoch: 2, seq: 3 }, "absent"]);
      }
    });
  });
}
