/**
 * What every implementation of the port `Storage` must do (machines/protocol/ports.ts; DESIGN "Storage"; S12).
 * A harness gives stores over one disk that outlives them.
 */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PeerRecord } from "#machines/protocol/fact";
import { initialFact } from "#machines/protocol/fact";
import type { StoredObject } from "#machines/protocol/object";
import type { ReadResult, Storage, WriteBatch } from "#machines/protocol/ports";
import { contentHash } from "#services/storage/content-hash";
import type { StorageEvent } from "#services/storage/storage-options";

export interface StorageHarness {
  /** A store over this harness's disk; not opened. */
  store(options?: { cluster?: string; node?: string; onEvent?: (event: StorageEvent) => void }): Storage;
  /** Flips the bits of `mask` in one byte of a record, or drops it; no store is open. A position may be negative (from the end). */
  damage(
    ensemble: string,
    key: string,
    part: "object" | "leaf",
    change: { at: number; mask: number } | "drop",
  ): Promise<void>;
  dispose(): Promise<void>;
}

export function makeObject(
  key: string,
  value: string | null,
  epoch = 1,
  seq = 1,
  version = `${epoch}.${seq}`,
): StoredObject {
  const bytes = value === null ? null : new TextEncoder().encode(value);
  return { key, value: bytes, version, ballot: { epoch, seq }, hash: contentHash(key, version, bytes) };
}

export function makeRecord(epoch: number, trusted = true): PeerRecord {
  return { promised: { epoch, candidate: "n2" }, fact: { ...initialFact(["n1", "n2", "n3"]), epoch, seq: 7 }, trusted };
}

interface BatchParts {
  records?: Record<string, PeerRecord>;
  objects?: [ensemble: string, object: StoredObject][];
  removed?: [ensemble: string, key: string][];
  manager?: Uint8Array;
}

export function makeBatch(parts: BatchParts): WriteBatch {
  return {
    records: new Map(Object.entries(parts.records ?? {})),
    objects: (parts.objects ?? []).map(([ensemble, object]) => ({ ensemble, object })),
    removed: (parts.removed ?? []).map(([ensemble, key]) => ({ ensemble, key })),
    ...(parts.manager === undefined ? {} : { manager: parts.manager }),
  };
}

/** A read as plain data: the value as text, null for a tombstone, or the kind. */
export function shown(result: ReadResult): string | null {
  if (result.kind !== "found") return result.kind;
  const { value } = result.object;
  return value === null ? null : `=${Buffer.from(value).toString()}`;
}

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
      const page = store.leaves("demo", null, 10);
      expect((await page).map((leaf) => `${leaf.key}@${leaf.ballot.seq}`)).toEqual(["m@2", "z@3"]);
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

    it("merges pending leaves into stored ones by their UTF-8 bytes", async () => {
      const store = await opened();
      await store.commit(makeBatch({ objects: ["a", "😀"].map((key) => ["demo", makeObject(key, key)]) }));
      const commit = store.commit(
        makeBatch({ objects: ["～", "b"].map((key) => ["demo", makeObject(key, key, 1, 2)]) }),
      );
      expect((await store.leaves("demo", null, 10)).map((leaf) => leaf.key)).toEqual(["a", "b", "～", "😀"]);
      await commit;
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

    it("gives leaves as of the call, whatever is committed during it", async () => {
      const store = await opened();
      await store.commit(
        makeBatch({
          objects: [
            ["demo", makeObject("a", "1")],
            ["demo", makeObject("b", "1")],
          ],
        }),
      );
      const page = store.leaves("demo", null, 10);
      await store.commit(makeBatch({ objects: [["demo", makeObject("aa", "1", 1, 2)]], removed: [["demo", "b"]] }));
      expect((await page).map((leaf) => leaf.key)).toEqual(["a", "b"]);
      expect((await store.leaves("demo", null, 10)).map((leaf) => leaf.key)).toEqual(["a", "aa"]);
    });

    it("pages leaves in the order of their UTF-8 bytes", async () => {
      const store = await opened();
      // U+FF5E is one UTF-16 unit above the surrogates, and below them as UTF-8.
      const keys = ["", "a", "a\0", "aa", "b", "é", "～", "😀"];
      await store.commit(makeBatch({ objects: [...keys].reverse().map((key) => ["demo", makeObject(key, key)]) }));
      const found: string[] = [];
      for (let after: string | null = null; ; after = found.at(-1) as string) {
        const page = await store.leaves("demo", after, 3);
        found.push(...page.map((leaf) => leaf.key));
        if (page.length < 3) break;
      }
      expect(found).toEqual(keys);
      expect(await store.leaves("demo", null, 0)).toEqual([]);
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
        expect((await store.leaves(name, null, 10)).map((leaf) => leaf.key)).toEqual(["", "a", "x"]);
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
      expect(await store.leaves("a", null, 10)).toEqual([]);
      expect(shown(store.read("aa", ""))).toBe("=aa");
      expect(shown(store.read("aa", "a"))).toBe("=aa");
    });

    it("finds every flipped byte of an object and of a leaf, and never gives a wrong value (S5, P10)", async () => {
      let store = await opened();
      await store.commit(
        makeBatch({
          objects: [
            ["demo", makeObject("k", "value")],
            ["demo", makeObject("other", "fine")],
          ],
        }),
      );
      const lengths = { object: 5 + 1 + 16 + 16 + 2 + 3 + 5, leaf: 5 + 16 + 16 };
      for (const part of ["object", "leaf"] as const) {
        for (let at = 0; at < lengths[part]; at += 3) {
          await store.close();
          await harness.damage("demo", "k", part, { at, mask: 1 << (at % 8) });
          store = await opened();
          expect(store.read("demo", "k").kind, `byte ${at} of the ${part}`).toBe("damaged");
          expect(await store.damagedKeys("demo")).toEqual(["k"]);
          expect(shown(store.read("demo", "other"))).toBe("=fine");
          await store.close();
          await harness.damage("demo", "k", part, { at, mask: 1 << (at % 8) });
          store = await opened();
          expect(shown(store.read("demo", "k"))).toBe("=value");
        }
      }
    });

    it("takes an object without its leaf, and a leaf without its object, as damaged", async () => {
      let store = await opened();
      await store.commit(
        makeBatch({
          objects: [
            ["demo", makeObject("a", "1")],
            ["demo", makeObject("b", "1")],
            ["demo", makeObject("c", "1")],
          ],
        }),
      );
      await store.close();
      await harness.damage("demo", "a", "object", "drop");
      await harness.damage("demo", "b", "leaf", "drop");
      store = await opened();
      expect(["a", "b", "c"].map((key) => store.read("demo", key).kind)).toEqual(["damaged", "damaged", "found"]);
      expect(await store.damagedKeys("demo")).toEqual(["a", "b"]);
    });

    it("refuses a page of leaves with a damaged one rather than leave it out", async () => {
      let store = await opened();
      await store.commit(
        makeBatch({
          objects: [
            ["demo", makeObject("a", "1")],
            ["demo", makeObject("b", "1")],
          ],
        }),
      );
      await store.close();
      await harness.damage("demo", "b", "leaf", { at: 9, mask: 4 });
      store = await opened();
      await expect(store.leaves("demo", null, 10)).rejects.toMatchObject({ code: "CORRUPT" });
      expect((await store.leaves("demo", null, 1)).map((leaf) => leaf.key)).toEqual(["a"]);
      // Dropped and written again it is whole: what repair does.
      await store.commit(makeBatch({ removed: [["demo", "b"]] }));
      expect(store.read("demo", "b").kind).toBe("absent");
      expect(await store.damagedKeys("demo")).toEqual([]);
      await store.commit(makeBatch({ objects: [["demo", makeObject("b", "2", 1, 2)]] }));
      expect((await store.leaves("demo", null, 10)).map((leaf) => leaf.key)).toEqual(["a", "b"]);
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
      expect((await store.leaves("demo", null, 10)).length).toBe(3);
    });

    it("agrees with a plain map under any sequence of commits, reads, pages and restarts", async () => {
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
          arbitrary: fc.record({
            kind: fc.constant("page" as const),
            ensemble,
            after: fc.option(key),
            limit: fc.integer({ min: 1, max: 4 }),
          }),
        },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant("reopen" as const) }) },
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
          /** Found and expected. */
          const pages: [string[], string[]][] = [];
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
                const after = now.after === null ? null : Buffer.from(now.after);
                const expected = [...(model.get(now.ensemble)?.keys() ?? [])]
                  .map((k) => Buffer.from(k))
                  .sort((a, b) => a.compare(b))
                  .filter((k) => after === null || k.compare(after) > 0)
                  .slice(0, now.limit);
                const page = await store.leaves(now.ensemble, now.after, now.limit);
                pages.push([page.map((leaf) => leaf.key), expected.map(String)]);
              } else {
                await store.close();
                store = own.store();
                await store.open();
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
            for (const [found, expected] of pages) expect(found).toEqual(expected);
            expect([...(await store.damagedKeys("a")), ...(await store.damagedKeys("aa"))]).toEqual([]);
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
