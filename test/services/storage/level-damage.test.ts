/**
 * What LevelDB does not notice, the store does: real files, damaged while nobody has them open. Source: DESIGN "Storage";
 * HAZARDS P8, P18.
 */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Level } from "level";
import { openLevel } from "#services/storage/level-db";
import { openStorage } from "#services/storage/open";
import type { StorageEvent } from "#services/storage/storage-options";
import { makeBatch, makeObject, makeRecord, shown } from "#test/suites/storage-parts";

const turns = 12;
const keys = Array.from({ length: turns }, (_, at) => `k${at}`);
/** Long enough that the log spans several of LevelDB's 32 KiB blocks: damage in one leaves the turns of later ones. */
const valueOf = (key: string): string => key.padEnd(10_000, ".");

describe("a damaged directory", () => {
  let root: string;
  let dir: string;
  let events: StorageEvent[];

  function make(at = dir) {
    return openStorage({
      dir: at,
      backend: "level",
      cluster: "c1",
      node: "n1",
      onEvent: (event) => events.push(event),
    });
  }

  /** One turn a key, so that the log holds them apart; the record before. */
  async function fill(from: number, to: number): Promise<void> {
    const store = make();
    await store.open();
    for (const key of keys.slice(from, to)) {
      await store.commit(
        makeBatch({ records: { "demo/n1": makeRecord(from + 1) }, objects: [["demo", makeObject(key, valueOf(key))]] }),
      );
    }
    await store.close();
  }

  /** Opens, reads all, closes. A value that is returned must be the right one. */
  async function look(at = dir) {
    const store = make(at);
    const report = await store.open();
    const shownKeys = keys.map((key) => shown(store.read("demo", key)));
    shownKeys.forEach((value, index) =>
      expect(["absent", "damaged", `=${valueOf(keys[index] as string)}`]).toContain(value),
    );
    const record = store.record("demo/n1");
    await store.close();
    return {
      reason: report.distrusted.get("demo/n1"),
      whole: shownKeys.every((value) => value?.startsWith("=")),
      record,
    };
  }

  /** Moves everything from LevelDB's log into a table. A kill would have left no marker of a clean stop. */
  async function compact(asKilled: boolean): Promise<void> {
    const db = new Level<Buffer, Buffer>(`${dir}/objects`, {
      keyEncoding: "buffer",
      valueEncoding: "buffer",
      compression: false,
    });
    await db.open();
    if (asKilled) await db.del(Buffer.from("c"), { sync: true });
    const compacting = db as unknown as { compactRange(start: Buffer, end: Buffer): Promise<void> };
    await compacting.compactRange(Buffer.from([0]), Buffer.from([255]));
    await db.close();
  }

  function logFile(at = dir): string {
    const name = readdirSync(`${at}/objects`).find((found) => found.endsWith(".log"));
    if (name === undefined) throw new Error("no log");
    return `${at}/objects/${name}`;
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "quorate-damage-"));
    dir = `${root}/data`;
    events = [];
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("is trusted when nothing happened to it", async () => {
    await fill(0, 6);
    await fill(6, turns);
    expect(await look()).toEqual({ reason: undefined, whole: true, record: makeRecord(7) });
    expect(events).toEqual([]);
  });

  it("is distrusted, for good, when a flipped byte of the log drops turns", async () => {
    await fill(0, turns);
    const original = readFileSync(logFile());
    const copy = `${root}/copy`;
    const reasons: string[] = [];
    let trustLeft = false;
    for (let at = 0; at < original.length; at += 2503) {
      rmSync(copy, { recursive: true, force: true });
      cpSync(dir, copy, { recursive: true });
      const bytes = Buffer.from(original);
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      writeFileSync(logFile(copy), bytes);
      const first = await look(copy);
      expect(first.whole || first.reason !== undefined, `byte ${at}`).toBe(true);
      if (first.reason === undefined) continue;
      reasons.push(first.reason);
      const second = await look(copy);
      // Once told, it is written down: the next start has nothing to find and still no trust.
      trustLeft ||= first.record?.trusted !== false || second.record?.trusted !== false || second.reason !== undefined;
    }
    expect(trustLeft).toBe(false);
    expect(reasons.some((reason) => /turn \d+ of 12 is missing/.test(reason))).toBe(true);
    expect(reasons.some((reason) => /ends at turn \d+/.test(reason))).toBe(true);
  });

  it("is distrusted once, and not at each start from then on, when a turn's record does not verify", async () => {
    await fill(0, turns);
    const db = await openLevel(`${dir}/objects`, false);
    const key = Buffer.from([0x74, 0, 5]);
    const record = (await db.get(key)) as Buffer;
    record[8] = (record[8] as number) ^ 1;
    await db.put(key, record);
    await db.close();
    expect((await look()).reason).toMatch(/a turn's record fails its checksum/);
    expect(await look()).toMatchObject({ reason: undefined, whole: true });
  });

  it("is distrusted when the log lost its end", async () => {
    await fill(0, turns);
    // The very end is what the clean stop wrote: without it the segments are read, and found whole.
    const { length } = readFileSync(logFile());
    truncateSync(logFile(), length - 300);
    expect(await look()).toMatchObject({ reason: undefined, whole: true });
    rmSync(dir, { recursive: true });
    await fill(0, turns);
    truncateSync(logFile(), length - 12_000);
    expect((await look()).reason).toMatch(/ends at turn \d+, but turn 12 was written/);
  });

  it.each(["after a clean stop", "after a kill"])(
    "never calls a key absent that a damaged table held, unless it says that it lost something: %s",
    async (stop) => {
      await fill(0, turns);
      // From the log into a table, whose index, filter and data any byte may hit.
      await compact(stop === "after a kill");
      const table = readdirSync(`${dir}/objects`).find((name) => name.endsWith(".ldb"));
      const original = readFileSync(`${dir}/objects/${table}`);
      const copy = `${root}/copy`;
      const seen = { whole: 0, told: 0, damaged: 0 };
      // Data blocks thinly, the last kilobyte (segments, turns, index, footer) closely.
      for (let at = 0; at < original.length; at += at < original.length - 1200 ? 4999 : 41) {
        rmSync(copy, { recursive: true, force: true });
        cpSync(dir, copy, { recursive: true });
        const bytes = Buffer.from(original);
        bytes[at] = (bytes[at] ?? 0) ^ 0x41;
        writeFileSync(`${copy}/objects/${table}`, bytes);
        const store = make(copy);
        const { distrusted } = await store.open();
        const kinds = new Set(keys.map((key) => store.read("demo", key).kind));
        for (const key of keys) {
          const found = shown(store.read("demo", key));
          expect(["absent", "damaged", `=${valueOf(key)}`], `byte ${at}`).toContain(found);
        }
        expect(kinds.has("absent") && distrusted.size === 0, `byte ${at}`).toBe(false);
        seen[distrusted.size > 0 ? "told" : kinds.has("damaged") ? "damaged" : "whole"] += 1;
        await store.close();
      }
      if (seen.told + seen.damaged <= 5) throw new Error(`too little was noticed: ${JSON.stringify(seen)}`);
    },
  );

  it("is distrusted when a table is gone", async () => {
    await fill(0, turns);
    await compact(false);
    for (const name of readdirSync(`${dir}/objects`)) if (name.endsWith(".ldb")) rmSync(`${dir}/objects/${name}`);
    expect((await look()).reason).toMatch(/could not be opened/);
  });

  it("does not believe a clean stop that is not the last (a marker that came back)", async () => {
    await fill(0, 6);
    const db = new Level<Buffer, Buffer>(`${dir}/objects`, {
      keyEncoding: "buffer",
      valueEncoding: "buffer",
      compression: false,
    });
    await db.open();
    const marker = await db.get(Buffer.from("c"));
    await db.close();
    await fill(6, turns);
    await db.open();
    await db.put(Buffer.from("c"), marker as Buffer);
    await db.close();
    expect(await look()).toMatchObject({ reason: undefined, whole: true });
  });

  it.each(["CURRENT", "MANIFEST"])("is distrusted, and its objects set aside, without %s", async (name) => {
    await fill(0, turns);
    const file = readdirSync(`${dir}/objects`).find((found) => found.startsWith(name));
    rmSync(`${dir}/objects/${file}`);
    const { reason, record } = await look();
    expect(reason).toMatch(/could not be opened/);
    expect(record).toEqual(makeRecord(1, false));
    expect(existsSync(`${dir}/objects.damaged`)).toBe(true);
    expect((await look()).reason).toBeUndefined();
  });

  it("is distrusted when the objects are gone", async () => {
    await fill(0, turns);
    rmSync(`${dir}/objects`, { recursive: true });
    expect((await look()).reason).toMatch(/could not be opened/);
  });

  it("is distrusted when an empty store stands in the place of the objects", async () => {
    await fill(0, turns);
    rmSync(`${dir}/objects`, { recursive: true });
    const other = make(`${root}/other`);
    await other.open();
    await other.close();
    cpSync(`${root}/other/objects`, `${dir}/objects`, { recursive: true });
    expect((await look()).reason).toMatch(/turn/);
  });

  it("is distrusted when the objects were put back from an old copy", async () => {
    await fill(0, 6);
    cpSync(`${dir}/objects`, `${root}/old`, { recursive: true });
    await fill(6, turns);
    rmSync(`${dir}/objects`, { recursive: true });
    cpSync(`${root}/old`, `${dir}/objects`, { recursive: true });
    expect((await look()).reason).toMatch(/ends at turn 6/);
  });

  it("is distrusted when the objects are another history's, even a longer one", async () => {
    await fill(0, 6);
    cpSync(dir, `${root}/fork`, { recursive: true });
    const fork = make(`${root}/fork`);
    await fork.open();
    for (let at = 0; at < 20; at++)
      await fork.commit(makeBatch({ objects: [["demo", makeObject("k0", valueOf("k0"), 2, at)]] }));
    await fork.close();
    await fill(6, turns);
    rmSync(`${dir}/objects`, { recursive: true });
    cpSync(`${root}/fork/objects`, `${dir}/objects`, { recursive: true });
    expect((await look()).reason).toMatch(/another's, or a copy/);
  });

  it("refuses promises that were put back from an old copy (CORRUPT)", async () => {
    await fill(0, 6);
    for (const name of ["facts.a", "facts.b"]) copyFileSync(`${dir}/${name}`, `${root}/${name}`);
    await fill(6, turns);
    for (const name of ["facts.a", "facts.b"]) copyFileSync(`${root}/${name}`, `${dir}/${name}`);
    await expect(look()).rejects.toMatchObject({ code: "CORRUPT" });
  });

  it("refuses to start without its promises (CORRUPT, P18)", async () => {
    await fill(0, turns);
    rmSync(`${dir}/facts.a`);
    rmSync(`${dir}/facts.b`);
    await expect(look()).rejects.toMatchObject({ code: "CORRUPT" });
    rmSync(`${dir}/high-water`);
    await expect(look()).rejects.toMatchObject({ code: "CORRUPT" });
  });

  it("says which copy of the promises was damaged, and goes on", async () => {
    await fill(0, turns);
    const bytes = readFileSync(`${dir}/facts.a`);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    writeFileSync(`${dir}/facts.a`, bytes);
    expect(await look()).toEqual({ reason: undefined, whole: true, record: makeRecord(1) });
    expect(events).toEqual([{ type: "copyDamaged", what: `copy 1 in ${dir}/facts.a does not verify` }]);
  });

  it("works on without its high-water mark", async () => {
    await fill(0, 6);
    rmSync(`${dir}/high-water`);
    await fill(6, turns);
    expect((await look()).reason).toBeUndefined();
  });

  it("opens again after a first start that was stopped before it ended", async () => {
    const store = make();
    await store.open();
    await store.close();
    for (const name of ["facts.a", "facts.b", "high-water"]) rmSync(`${dir}/${name}`);
    const again = make();
    expect((await again.open()).fresh).toBe(true);
    await again.close();
    expect((await look()).reason).toBeUndefined();
  });
});
