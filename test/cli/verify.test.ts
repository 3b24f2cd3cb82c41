/** `quorate verify DIR`: what it finds, and that it changes nothing. Source: issue "Integrity", docs/CLI.md. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "#cli/program";
import { ProgressBar } from "#cli/progress-bar";
import type { Finding, StoreReport } from "#services/storage/check/findings";
import type { Storage } from "#machines/protocol/ports";
import { openStorage } from "#services/storage/open";
import { makeBatch, makeObject, makeRecord } from "#test/suites/storage-parts";
import {
  compact,
  cutFile,
  factFiles,
  flipByte,
  flipObjects,
  flipPage,
  logFile,
  manifestFile,
  putBack,
  removeCurrent,
  spoilFactFile,
  tableFile,
} from "#test/support/damage";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const keys = Array.from({ length: 300 }, (_, index) => `key ${index}`);

let root: string;
let dir: string;

const make = (at: string): Storage => openStorage({ dir: at, backend: "level", cluster: "c1", node: "n1" });

async function fill(at: string, from: number, to: number): Promise<void> {
  const store = make(at);
  await store.open();
  for (const key of keys.slice(from, to))
    await store.commit(
      makeBatch({
        records: { "demo/n1": makeRecord(to) },
        objects: [["demo", makeObject(key, `${key} `.repeat(30))]],
      }),
    );
  await store.commit(makeBatch({ objects: [["demo", makeObject("deleted", null)]] }));
  await store.close();
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(...args: string[]): Promise<Ran> {
  let [out, err] = ["", ""];
  const refuse = (): never => {
    throw new Error("verify connects to nothing");
  };
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text), env: {} };
  const actions = { connect: refuse, startNode: refuse, up: refuse };
  const code = await runCli(["verify", ...args], "0", terminal, actions);
  return { code, out, err };
}

async function report(): Promise<{ code: number; report: StoreReport; parts: string[] }> {
  const ran = await run(dir, "--json");
  const parsed = JSON.parse(ran.out) as StoreReport;
  const parts = new Set(parsed.findings.filter(({ severity }) => severity === "damage").map(({ part }) => part));
  return { code: ran.code, report: parsed, parts: [...parts] };
}

/** Of all files and directories: name, length, times of change, content. */
function fingerprint(at: string): string {
  const entries = readdirSync(at, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const { ino, size, mtimeMs, ctimeMs } = statSync(path);
    const content = entry.isFile() ? createHash("sha256").update(readFileSync(path)).digest("hex") : "";
    return [path, ino, size, mtimeMs, ctimeMs, content].join(" ");
  });
  return entries.sort().join("\n");
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "quorate-verify-test-"));
  await fill(join(root, "old"), 0, 150);
  cpSync(join(root, "old"), join(root, "whole"), { recursive: true });
  await fill(join(root, "whole"), 150, 300);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeEach(() => {
  dir = join(root, "data");
  putBack(join(root, "whole"), dir);
});

describe("quorate verify", () => {
  it("finds a sound store sound, says what it holds, and changes nothing", async () => {
    const before = fingerprint(dir);
    const { code, report: found } = await report();
    expect({ code, found }).toMatchObject({
      code: 0,
      found: {
        ...{ directory: dir, cluster: "c1", node: "n1", sound: true, closedCleanly: true, findings: [] },
        peers: [{ label: "demo/n1", promised: 300, trusted: true }],
        counts: { ensembles: 1, objects: 301, tombstones: 1, turn: 302 },
      },
    });
    expect(found.counts.segments).toBeGreaterThan(290);
    const shown = await run(dir);
    expect(shown).toMatchObject({ code: 0, err: "" });
    expect(shown.out).toMatch(/n1 of cluster c1[\s\S]*301, 1 of them deleted[\s\S]*\nsound\n$/);
    expect(fingerprint(dir)).toBe(before);
  });

  it("finds a store sound that was not closed, as a kill leaves it", async () => {
    const store = make(join(root, "killed"));
    await store.open();
    for (const key of keys.slice(0, 20)) await store.commit(makeBatch({ objects: [["demo", makeObject(key, key)]] }));
    // What is on disk now is what a kill would leave.
    putBack(join(root, "killed"), dir);
    await store.close();
    const { code, report: found } = await report();
    expect({ code, sound: found.sound, clean: found.closedCleanly }).toEqual({ code: 0, sound: true, clean: false });
    expect(found.counts.objects).toBe(20);
  });

  const damages: readonly [name: string, damage: () => unknown, parts: readonly Finding["part"][]][] = [
    ["a byte of the log", async () => flipByte(await logFile(dir), 9000), ["log", "turns"]],
    ["half of the log", async () => cutFile(await logFile(dir), 0.2), ["turns"]],
    ["a byte of a table's data", async () => flipByte(await tableFile(dir), 5000), ["table"]],
    ["a byte of a table's footer", async () => flipByte(await tableFile(dir), -3), ["table"]],
    ["a table that is gone", async () => rmSync(await tableFile(dir)), ["table"]],
    ["a byte of the manifest", async () => flipByte(await manifestFile(dir), 20), ["manifest"]],
    ["half of the manifest", async () => cutFile(await manifestFile(dir), 0.5), ["manifest"]],
    ["CURRENT gone", () => removeCurrent(dir), ["manifest"]],
    ["one copy of the promises", () => flipByte(`${dir}/facts.a`, 40), ["promises"]],
    ["a file of promises cut", () => cutFile(`${dir}/facts.b`, 0.3), ["promises"]],
    ["a file of promises gone", () => rmSync(`${dir}/facts.b`), ["promises"]],
    ["all copies of the promises", () => factFiles(dir).forEach(spoilFactFile), ["promises"]],
    ["both files of promises gone", () => factFiles(dir).forEach((path) => rmSync(path)), ["promises"]],
    [
      "an old copy of the promises",
      () => factFiles(dir).forEach((path) => cpSync(path.replace(dir, join(root, "old")), path)),
      ["promises"],
    ],
    ["an old copy of the objects", () => putBack(join(root, "old", "objects"), join(dir, "objects")), ["turns"]],
    ["the objects gone", () => rmSync(`${dir}/objects`, { recursive: true }), ["manifest", "turns"]],
    ["a slot of the high-water mark", () => flipByte(`${dir}/high-water`, 10), ["high-water"]],
    ["the high-water mark gone", () => rmSync(`${dir}/high-water`), ["high-water"]],
    ["an inner page", () => flipPage(dir, { ensemble: "demo", kind: "page", key: "key 17", sealed: false }), ["tree"]],
    [
      "an inner page, sealed",
      () => flipPage(dir, { ensemble: "demo", kind: "page", key: "key 17", sealed: true }),
      ["tree"],
    ],
    ["a segment", () => flipPage(dir, { ensemble: "demo", kind: "segment", key: "key 17", sealed: false }), ["tree"]],
    [
      "a segment, sealed",
      () => flipPage(dir, { ensemble: "demo", kind: "segment", key: "key 17", sealed: true }),
      ["tree"],
    ],
    ["an object", () => flipObjects(dir, "demo", ["key 17"]), ["object"]],
  ];

  it.each(damages)("finds %s, and changes nothing", async (_, damage, wanted) => {
    await damage();
    const before = fingerprint(dir);
    const { code, report: found, parts } = await report();
    expect({ code, sound: found.sound }).toEqual({ code: 1, sound: false });
    expect(parts).toEqual(expect.arrayContaining([...wanted]));
    const shown = await run(dir);
    expect(shown.out).toContain(found.findings[0]?.what);
    expect(shown.err).toMatch(/\(CORRUPT\)\n$/);
    expect(fingerprint(dir)).toBe(before);
  });

  it("names the key that is damaged, and no other", async () => {
    await flipObjects(dir, "demo", ["key 17", "key 200"]);
    const { report: found } = await report();
    expect(found.findings.map(({ where }) => where).sort()).toEqual(['demo: key "key 17"', 'demo: key "key 200"']);
    expect(found.findings[0]?.what).toMatch(/checksum/);
  });

  it("finds in tables what it finds in the log", async () => {
    await compact(dir);
    expect((await report()).code).toBe(0);
    await flipObjects(dir, "demo", ["key 17"]);
    await compact(dir);
    expect((await report()).parts).toEqual(["object"]);
  });

  it("cannot be used for what is no data directory (exit code 2)", async () => {
    mkdirSync(join(root, "empty"));
    expect(await run(join(root, "empty"), "--json")).toMatchObject({ code: 2, out: "" });
    expect((await run(join(root, "nowhere"))).err).toMatch(/is not the data directory of a node/);
    expect((await run()).code).toBe(2);
  });

  it("leaves nothing behind in the temporary directory", async () => {
    const ours = (): string[] =>
      readdirSync(tmpdir()).filter((name) => name.startsWith("quorate-verify-") && !root.endsWith(name));
    const before = new Set(ours());
    await run(dir);
    flipByte(await tableFile(dir), 5000);
    await run(dir);
    expect(ours().filter((name) => !before.has(name) && statSync(join(tmpdir(), name)).isDirectory())).toEqual([]);
  });
});

/** In processes of their own: the lock is one between processes. */
describe("a directory in use", () => {
  it("is refused while a node has it, by the built command", async () => {
    const store = make(dir);
    await store.open();
    const ran = await new Promise<Ran>((resolve) => {
      execFile(process.execPath, [main, "verify", dir, "--json"], (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code), out, err });
      });
    });
    expect(ran).toMatchObject({ code: 1, out: "" });
    expect(JSON.parse(ran.err)).toMatchObject({
      error: { code: "LOCKED", message: expect.stringContaining(`process ${process.pid}`) as string },
    });
    await store.commit(makeBatch({ objects: [["demo", makeObject("after", "verify")]] }));
    await store.close();
    expect((await report()).code).toBe(0);
  });
});

describe("the progress bar", () => {
  it("shows how far it is, now and then, and goes", () => {
    let [text, nowMs] = ["", 0];
    const bar = new ProgressBar(
      (more) => (text += more),
      () => nowMs,
    );
    bar.show("tables", 0);
    bar.show("tables", 0.4);
    nowMs = 200;
    bar.show("objects", 0.5);
    bar.end();
    expect(text.split("\r\u001b[K")).toEqual([
      "",
      "[------------------------------]   0 % tables",
      "[###############---------------]  50 % objects",
      "",
    ]);
  });

  it("is drawn on a terminal only", async () => {
    let err = "";
    const refuse = (): never => {
      throw new Error("no");
    };
    const terminal = { out: () => undefined, err: (text: string) => void (err += text), env: {}, isInteractive: true };
    await runCli(["verify", dir], "0", terminal, { connect: refuse, startNode: refuse, up: refuse });
    expect(err).toContain("% tables");
    expect((await run(dir)).err).toBe("");
  });
});
