/**
 * What every implementation of the port `Storage` must do (machines/protocol/ports.ts; DESIGN "Storage"; S12).
 * A harness gives stores over one disk that outlives them.
 */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoredObject } from "#machines/protocol/object";
import type { Storage } from "#machines/protocol/ports";
import type { StorageEvent } from "#services/storage/storage-options";
import { segmentOf } from "#services/tree/shape";
import { type BatchParts, keysIn, leavesOf, makeBatch, makeObject, makeRecord, shown, sound } from "./storage-parts.ts";

export interface StorageHarness {
  /** A store over this harness's disk; not opened. */
  store(options?: { cluster?: string; node?: string; onEvent?: (event: StorageEvent) => void }): Storage;
  /**
   * Flips the bits of `mask` in one byte of a record, or drops it; no store is open. `segment` is the key's, `page` an inner page
   * above it, by level. @returns the record's length before.
   */
  damage(ensemble: string, key: string, part: Part, change: { at: number; mask: number } | "drop"): Promise<number>;
  /** What a kill leaves: from now on stores open that, and the present one is of no use any more. */
  kill(store: Storage): Promise<void>;
  dispose(): Promise<void>;
}

export type Part = "object" | "segment" | { readonly page: number };

export function storageSuite(name: string, makeHarness: () => StorageHarness): void {
  describe(`${name} as a Storage`, () => {
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

    it("reports a fresh start once", async () => {
      const first = harness.store();
      expect(await first.open()).toEqual({ fresh: true, distrusted: new Map() });
      await first.close();
      const second = harness.store();
      open.push(second);
      expect(await second.open()).toEqual({ fresh: false, distrusted: new Map() });
    });

    it("keeps records, objects and tombstones over a restart", async () => {
      let store = await opened();
      await store.commit(
        makeBatch({
          records: { "demo/n1": makeRecord(3), "other/n1": makeRecord(5, false) },
          objects: [
            ["demo", makeObject("a", "1", 3, 1)],
            ["demo", makeObject("b", null, 3, 2)],
            ["demo", makeObject("c", "", 3, 3)],
          ],
        }),
      );
      store = await reopened(store);
      expect(store.record("demo/n1")).toEqual(makeRecord(3));
      expect(store.record("other/n1")).toEqual(makeRecord(5, false));
      expect(store.record("none/n1")).toBeUndefined();
      expect(["a", "b", "c", "d"].map((key) => shown(store.read("demo", key)))).toEqual(["=1", null, "=", "absent"]);
      const found = store.read("demo", "a");
      expect(found.kind === "found" && found.object).toMatchObject({
        key: "a",
        version: "3.1",
        ballot: { epoch: 3, seq: 1 },
      });
    });

    it("keeps the manager's state over a restart, whatever else is written", async () => {
      let store = await opened();
      expect(store.manager()).toBeUndefined();
      const commit = store.commit(makeBatch({ manager: new Uint8Array([7, 8, 9]) }));
      expect(store.manager()).toEqual(new Uint8Array([7, 8, 9]));
      await commit;
      await store.commit(makeBatch({ records: { "demo/n1": makeRecord(3) } }));
      store = await reopened(store);
      expect(store.manager()).toEqual(new Uint8Array([7, 8, 9]));
      await store.commit(makeBatch({ manager: new Uint8Array([1]) }));
      store = await reopened(store);
      expect([store.manager(), store.record("demo/n1")]).toEqual([new Uint8Array([1]), makeRecord(3)]);
    });

    it("shows a commit to reads, records and leaves before it is durable", async () => {
      const store = await opened();
      await store.commit(
        makeBatch({
          objects: [
            ["demo", makeObject("gone", "1")],
            ["demo", makeObject("m", "old")],
          ],
        }),
      );
      const commit = store.commit(
        makeBatch({
          records: { "demo/n1": makeRecord(9) },
          objects: [
            ["demo", makeObject("m", "new", 1, 2)],
            ["demo", makeObject("z", "1", 1, 3)],
          ],
          removed: [["demo", "gone"]],
        }),
      );
      expect(["gone", "m", "z"].map((key) => shown(store.read("demo", key)))).toEqual(["absent", "=new", "=1"]);
      expect(store.record("demo/n1")?.promised.epoch).toBe(9);
      expect(leavesOf(store, "demo").map((leaf) => `${leaf.key}@${leaf.ballot.seq}`)).toEqual(["m@2", "z@3"]);
      await commit;
      expect(["gone", "m", "z"].map((key) => shown(store.read("demo", key)))).toEqual(["absent", "=new", "=1"]);
    });

    it("reads from its disk once a commit is durable, unless a later one is pending", async () => {
      const store = await opened();
      const [first, second] = [makeObject("k", "1"), makeObject("k", "2", 1, 2)];
      const commits = [first, second].map((object) => store.commit(makeBatch({ objects: [["demo", object]] })));
      await commits[0];
      expect(shown(store.read("demo", "k"))).toBe("=2");
      await commits[1];
      const found = store.read("demo", "k");
      expect(shown(found)).toBe("=2");
      expect(found.kind === "found" && found.object).not.toBe(second);
    });

    it("takes removals before the objects of the same batch", async () => {
      let store = await opened();
      await store.commit(makeBatch({ removed: [["demo", "k"]], objects: [["demo", makeObject("k", "kept")]] }));
      expect(shown(store.read("demo", "k"))).toBe("=kept");
      store = await reopened(store);
      expect(shown(store.read("demo", "k"))).toBe("=kept");
    });

    it("keeps commits in the order of their calls", async () => {
      let store = await opened();
      await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          store.commit(makeBatch({ objects: [["demo", makeObject("k", String(at), 1, at)]] })),
        ),
      );
      store = await reopened(store);
      expect(shown(store.read("demo", "k"))).toBe("=19");
    });

    it("lists every entry once, segment by segment, whatever is pending", async () => {
      const store = await opened();
      // U+FF5E is one UTF-16 unit above the surrogates, and below them as UTF-8.
      const keys = ["", "a", "a\0", "aa", "b", "é", "～", "😀"];
      await store.commit(makeBatch({ objects: keys.slice(3).map((key) => ["demo", makeObject(key, key)]) }));
      const commit = store.commit(
        makeBatch({ objects: keys.slice(0, 3).map((key) => ["demo", makeObject(key, key)]) }),
      );
      expect(keysIn(store, "demo")).toEqual(keys);
      await commit;
      expect(keysIn(store, "demo")).toEqual(keys);
    });

    it("gives two stores of the same content the same top hash, and the page of any change another", async () => {
      const store = await opened();
      expect(store.topHash("demo")).toEqual(new Uint8Array(16));
      await store.commit(makeBatch({ objects: ["a", "b"].map((key) => ["demo", makeObject(key, key)]) }));
      await store.commit(makeBatch({ objects: ["b", "a"].map((key) => ["other", makeObject(key, key)]) }));
      expect(store.topHash("demo")).toEqual(store.topHash("other"));
      const root = store.pages("demo", 0, [0]);
      expect(root).toEqual(store.pages("other", 0, [0]));
      await store.commit(makeBatch({ objects: [["demo", makeObject("a", "x", 1, 2)]] }));
      expect(store.topHash("demo")).not.toEqual(store.topHash("other"));
      expect(store.pages("demo", 0, [0])).not.toEqual(root);
      expect(store.segments("demo", [segmentOf("a")])).toMatchObject({
        pages: [{ index: segmentOf("a"), entries: [{ key: "a", ballot: { epoch: 1, seq: 2 } }] }],
      });
    });

    it("isolates ensembles whose names are prefixes of each other (S12)", async () => {
      let store = await opened();
      const names = ["a", "aa", "aaa", "ab", "b"];
      await store.commit(
        makeBatch({
          objects: names.flatMap((name) =>
            ["a", "x", ""].map((key) => [name, makeObject(key, name)] as [string, StoredObject]),
          ),
        }),
      );
      store = await reopened(store);
      for (const name of names) {
        expect(keysIn(store, name)).toEqual(["", "a", "x"]);
        expect(shown(store.read(name, "a"))).toBe(`=${name}`);
      }
      await store.commit(
        makeBatch({
          removed: [
            ["a", "a"],
            ["a", "x"],
            ["a", ""],
          ],
        }),
      );
      expect(keysIn(store, "a")).toEqual([]);
      expect(store.topHash("a")).toEqual(new Uint8Array(16));
      expect(shown(store.read("aa", ""))).toBe("=aa");
      expect(shown(store.read("aa", "a"))).toBe("=aa");
    });

    it("refuses a second user (LOCKED)", async () => {
      await opened();
      await expect(harness.store().open()).rejects.toMatchObject({ code: "LOCKED" });
    });

    it("refuses another node's or cluster's data (CONFIG)", async () => {
      const store = await opened();
      await store.close();
      await expect(harness.store({ node: "n9" }).open()).rejects.toMatchObject({ code: "CONFIG" });
      await expect(harness.store({ cluster: "else" }).open()).rejects.toMatchObject({ code: "CONFIG" });
      await opened();
    });

    it("answers CLOSED before it is opened and after it is closed", async () => {
      const store = harness.store();
      expect(() => store.read("demo", "k")).toThrow(expect.objectContaining({ code: "CLOSED" }));
      open.push(store);
      await store.open();
      await store.close();
      await store.close();
      expect(() => store.read("demo", "k")).toThrow(expect.objectContaining({ code: "CLOSED" }));
      await expect(store.commit(makeBatch({}))).rejects.toMatchObject({ code: "CLOSED" });
    });

    it("waits at close for what was committed", async () => {
      let store = await opened();
      const commits = [1, 2, 3].map((seq) =>
        store.commit(makeBatch({ objects: [["demo", makeObject(`k${seq}`, "1", 1, seq)]] })),
      );
      store = await reopened(store);
      await Promise.all(commits);
      expect(keysIn(store, "demo").length).toBe(3);
    });

    it("agrees with a plain map under any sequence of commits, reads, listings, restarts and kills", async () => {
      const key = fc.constantFrom("", "a", "aa", "b", "é", "～", "😀");
      const ensemble = fc.constantFrom("a", "aa");
      const write = fc.record({ ensemble, key, value: fc.option(fc.string({ maxLength: 5 })), remove: fc.boolean() });
      const step = fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({
            kind: fc.constant("commit" as const),
            writes: fc.array(write, { maxLength: 4 }),
            wait: fc.boolean(),
          }),
        },
        {
          weight: 3,
          arbitrary: fc.record({ kind: fc.constant("page" as const), ensemble }),
        },
        { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("reopen" as const, "kill" as const) }) },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
          const own = makeHarness();
          let store = own.store();
          await store.open();
          const model = new Map<string, Map<string, string | null>>([
            ["a", new Map()],
            ["aa", new Map()],
          ]);
          const waiting: Promise<void>[] = [];
          let seq = 0;
          try {
            for (const now of steps) {
              if (now.kind === "commit") {
                const parts: Required<Pick<BatchParts, "objects" | "removed">> = { objects: [], removed: [] };
                const seen = new Set<string>();
                for (const { ensemble: name, key: k, value, remove } of now.writes) {
                  if (seen.has(`${name}/${k}`)) continue;
                  seen.add(`${name}/${k}`);
                  if (remove) {
                    parts.removed.push([name, k]);
                    model.get(name)?.delete(k);
                  } else {
                    parts.objects.push([name, makeObject(k, value, 1, ++seq)]);
                    model.get(name)?.set(k, value);
                  }
                }
                const commit = store.commit(makeBatch(parts));
                waiting.push(commit);
                if (now.wait) await commit;
              } else if (now.kind === "page") {
                const expected = [...(model.get(now.ensemble)?.keys() ?? [])]
                  .map((k) => Buffer.from(k))
                  .sort((a, b) => a.compare(b));
                expect(keysIn(store, now.ensemble)).toEqual(expected.map(String));
              } else {
                await Promise.all(waiting);
                if (now.kind === "kill") await own.kill(store);
                else await store.close();
                store = own.store();
                expect((await store.open()).distrusted.size).toBe(0);
              }
              for (const [name, values] of model) {
                for (const k of ["", "a", "aa", "b", "é", "～", "😀"]) {
                  const value = values.get(k);
                  expect(shown(store.read(name, k))).toBe(
                    value === undefined ? "absent" : value === null ? null : `=${value}`,
                  );
                }
              }
            }
            await Promise.all(waiting);
            for (const name of model.keys()) expect(await store.verify(name)).toEqual(sound);
          } finally {
            await store.close();
            await own.dispose();
          }
        }),
        { numRuns: 40 },
      );
    });
  });
}
