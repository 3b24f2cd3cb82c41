/**
 * Random single-byte flips over all files of a node's store, while nobody has it open. Whatever a flip hits, no wrong value is
 * read, nothing vanishes in silence, and what cannot go on says so in one coded error. Source: issue "Integrity"; HAZARDS P10, P18.
 *
 * FLIPS=10000 runs as many; each starts from the same store.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { QuorateError } from "#machines/protocol/errors";
import type { Storage } from "#machines/protocol/ports";
import { openStorage } from "#services/storage/open";
import { streamOf } from "#simulation/random";
import { makeBatch, makeObject, makeRecord, shown } from "#test/suites/storage-parts";

const flips = Number(process.env["FLIPS"] ?? 250);
const label = "demo/n1";
const keys = Array.from({ length: 120 }, (_, index) => `key ${index}`);
const valueOf = (key: string): string => `${key} `.repeat(20);
const record = makeRecord(7);

/** How a flip ended. Anything else is a failure. */
type End = "harmless" | "copy mended" | "read as damaged" | "distrusted" | `refused: ${string}`;

let root: string;
let events: string[] = [];

function store(dir: string): Storage {
  const onEvent = (event: { readonly type: string }): void => void events.push(event.type);
  return openStorage({ dir, backend: "level", cluster: "c1", node: "n1", onEvent });
}

/** A store with data in table files and in the log, by several starts; overwritten and removed keys too. */
async function fill(dir: string): Promise<void> {
  for (let start = 0; start < 4; start += 1) {
    const opened = store(dir);
    await opened.open();
    const mine = keys.filter((_, index) => index % 4 === start);
    for (const key of mine) {
      await opened.commit(
        makeBatch({ records: { [label]: record }, objects: [["demo", makeObject(key, `old ${key}`, 1)]] }),
      );
      await opened.commit(makeBatch({ objects: [["demo", makeObject(key, valueOf(key), 2)]] }));
    }
    await opened.commit(makeBatch({ objects: [["demo", makeObject(`gone ${start}`, "x")]] }));
    await opened.commit(makeBatch({ removed: [["demo", `gone ${start}`]] }));
    await opened.close();
  }
}

function filesOf(dir: string): { readonly path: string; readonly bytes: number }[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: statSync(path).size }))
    .filter(({ bytes }) => bytes > 0);
}

/** @throws when the store lies. */
async function look(dir: string): Promise<End> {
  events = [];
  const opened = store(dir);
  let report;
  try {
    report = await opened.open();
  } catch (error) {
    if (!(error instanceof QuorateError)) throw error;
    if (error.message.length < 40) throw new Error(`no clear message: ${error.message}`, { cause: error });
    return `refused: ${error.code}`;
  }
  try {
    const isDistrusted = report.distrusted.has(label);
    let isDamaged = false;
    for (const key of keys) {
      const found = shown(opened.read("demo", key));
      if (found === `=${valueOf(key)}`) continue;
      if (found === "damaged") isDamaged = true;
      // A distrusted peer answers from nothing before an exchange with a trusted quorum.
      else if (!isDistrusted) throw new Error(`${key} reads as ${String(found)}, trusted`);
    }
    for (let start = 0; start < 4; start += 1) {
      const found = shown(opened.read("demo", `gone ${start}`));
      if (found === "damaged") isDamaged = true;
      else if (found !== "absent" && !isDistrusted) throw new Error(`a removed key reads as ${String(found)}`);
    }
    const kept = opened.record(label);
    if (JSON.stringify(kept?.promised) !== JSON.stringify(record.promised)) throw new Error("the promise is another");
    if (isDistrusted) return "distrusted";
    if (isDamaged) return "read as damaged";
    return events.includes("copyDamaged") ? "copy mended" : "harmless";
  } finally {
    await opened.close();
  }
}

describe("single-byte flips", () => {
  let original: string;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "quorate-flips-"));
    original = join(root, "original");
    await fill(original);
  });

  afterAll(() => rmSync(root, { recursive: true }));

  it(`${flips} of them: no wrong value, no silent loss, no crash`, { timeout: 60_000 + flips * 100 }, async () => {
    const random = streamOf("flips", "where");
    const ends = new Map<string, number>();
    const lies: string[] = [];
    const dir = join(root, "flipped");
    const files = filesOf(original);
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    for (let flip = 0; flip < flips; flip += 1) {
      rmSync(dir, { recursive: true, force: true });
      cpSync(original, dir, { recursive: true });
      // Half of them anywhere, half in a file drawn first: small files matter as much as large ones.
      let at = random.below(total);
      let file = random.pick(files);
      if (random.chance(0.5)) {
        for (file of files) {
          if (at < file.bytes) break;
          at -= file.bytes;
        }
      } else at = random.below(file.bytes);
      const path = file.path.replace(original, dir);
      const bytes = readFileSync(path);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      writeFileSync(path, bytes);
      const where = `flip ${flip}: ${path.slice(dir.length + 1)} at ${at} of ${bytes.length}`;
      try {
        const end = await look(dir);
        ends.set(end, (ends.get(end) ?? 0) + 1);
      } catch (error) {
        lies.push(`${where}: ${String(error)}`);
      }
    }
    if (process.env["FLIPS"] !== undefined) process.stdout.write(`${JSON.stringify(Object.fromEntries(ends))}\n`);
    expect(lies).toEqual([]);
    expect([...ends.keys()].filter((end) => end.startsWith("refused") && end !== "refused: CORRUPT")).toEqual([]);
  });
});
