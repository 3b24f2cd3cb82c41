/** What every VnodeStore does. Source: machines/protocol/vnode-store.ts; DESIGN section 2 (durable before it is told). */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { VnodeEntry, VnodeStore, VnodeWrite } from "#machines/protocol/vnode-store";

export interface VnodeStoreFixture {
  readonly store: VnodeStore;
  /** A store over the same data, as a new process would open it; the one before is closed. */
  reopened(): Promise<VnodeStore>;
  remove(): Promise<void>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const entry = (text: string | null, ms = 1): VnodeEntry => ({
  value: text === null ? null : bytes(text),
  stamp: { ms, count: 0, writer: "c1" },
});
const put = (key: string, text: string | null, ms = 1, partition = 3): VnodeWrite => ({
  partition,
  key,
  entry: entry(text, ms),
});

export function vnodeStoreSuite(name: string, make: () => Promise<VnodeStoreFixture>): void {
  describe(`vnode store: ${name}`, () => {
    let fixture: VnodeStoreFixture;
    let store: VnodeStore;
    beforeEach(async () => {
      fixture = await make();
      store = fixture.store;
      await store.open();
    });
    afterEach(async () => {
      await store.close();
      await fixture.remove();
    });

    it("gives back what was committed, vnode by vnode, also to the next process", async () => {
      await store.commit([put("a", "one"), put("a", "other", 1, 4), put("gone", null)]);
      for (const again of [false, true]) {
        if (again) store = await fixture.reopened();
        expect(store.read(3, "a")).toEqual({ kind: "found", entry: entry("one") });
        expect(store.read(4, "a")).toEqual({ kind: "found", entry: entry("other") });
        expect(store.read(3, "gone")).toEqual({ kind: "found", entry: entry(null) });
        expect(store.read(5, "a")).toEqual({ kind: "absent" });
        expect(store.read(3, "b")).toEqual({ kind: "absent" });
      }
    });

    it("shows a commit to reads at once, and commits in the order of the calls", async () => {
      const first = store.commit([put("a", "one")]);
      expect(store.read(3, "a")).toEqual({ kind: "found", entry: entry("one") });
      const second = store.commit([put("a", "two", 2)]);
      await first;
      expect(store.read(3, "a")).toEqual({ kind: "found", entry: entry("two", 2) });
      const third = store.commit([{ partition: 3, key: "a", entry: null }]);
      expect(store.read(3, "a")).toEqual({ kind: "absent" });
      await Promise.all([second, third]);
      store = await fixture.reopened();
      expect(store.read(3, "a")).toEqual({ kind: "absent" });
    });

    it("keeps any key and any bytes, empty ones too", async () => {
      const key = fc.string({ minLength: 1, unit: fc.nat(255).map((code) => String.fromCodePoint(code)) });
      const keys = fc.uniqueArray(fc.tuple(fc.nat(1023), key, fc.uint8Array({ maxLength: 50 })), {
        selector: ([partition, text]) => `${partition} ${text}`,
        maxLength: 20,
      });
      await fc.assert(
        fc.asyncProperty(keys, fc.maxSafeNat(), async (all, ms) => {
          const stamp = { ms, count: ms, writer: "w" };
          const writes = all.map(([partition, text, value]) => ({ partition, key: text, entry: { value, stamp } }));
          await store.commit(writes);
          for (const write of writes)
            expect(store.read(write.partition, write.key)).toEqual({ kind: "found", entry: write.entry });
        }),
        { numRuns: 30 },
      );
    });

    it("lists deletions older than a time, so many", async () => {
      await store.commit([put("v", "x", 1), put("old", null, 5), put("older", null, 4), put("new", null, 10)]);
      const keys = async (beforeMs: number, limit: number): Promise<string[]> =>
        (await store.tombstones(beforeMs, limit)).map(({ partition, key }) => `${partition}/${key}`).sort();
      expect(await keys(10, 100)).toEqual(["3/old", "3/older"]);
      expect(await keys(10, 1)).toHaveLength(1);
      expect(await keys(4, 100)).toEqual([]);
    });

    it("is closed once, and then refuses", async () => {
      await store.close();
      await store.close();
      expect(() => store.read(3, "a")).toThrow("not open");
      await expect(store.commit([put("a", "one")])).rejects.toThrow("not open");
    });
  });
}
