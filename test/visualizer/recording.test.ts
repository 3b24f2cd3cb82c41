/** Recordings. Source: INSPECTOR "Stream"; issue "Inspector": "a failing recording of the simulator opens". */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TraceRecord } from "#machines/protocol/trace";
import { simulate } from "#simulation/run";
import { History } from "#visualizer/history";
import { LiveState } from "#visualizer/live-state";
import { readRecording, recordingLines } from "#visualizer/recording";
import { type Entry, type Hello, streamVersion } from "#visualizer/stream";
import { Script } from "./entries.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-recording-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function file(name: string, lines: readonly unknown[]): string {
  const path = join(directory, name);
  writeFileSync(path, lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""));
  return path;
}

function entriesOf(live: LiveState): Entry[] {
  return [...live.retention.all()].flatMap(({ entries }) => entries);
}

const hello: Hello = {
  type: "hello",
  version: streamVersion,
  cluster: "demo",
  mode: "live",
  controls: true,
  commands: ["kv.get"],
  values: false,
  counts: "",
};

describe("a recording that the page saved", () => {
  it("plays back the same: entries, the world at each of them, marks", async () => {
    const live = new LiveState();
    const script = new Script();
    for (let i = 0; i < 1300; i += 1) {
      const move = script.move(`n${1 + (i % 3)}`, `s${i}`, i % 400 === 0 ? "leading" : `s${i + 1}`, { context: { i } });
      live.replay(move.record, i);
    }
    live.note("command", "n1 was killed", 5000);
    const path = file("page.ndjson", [...recordingLines(hello, { type: "definitions", machines: [] }, live)]);
    const played = await readRecording(path);
    expect(played.cluster).toBe("demo");
    expect(played.definitions).toEqual({ type: "definitions", machines: [] });
    expect(entriesOf(played.live)).toEqual(entriesOf(live));
    expect(played.live.marks).toEqual(live.marks);
    for (const serial of [5, 700, 1303]) {
      const at = ({ retention }: LiveState) => {
        const { base, entries } = retention.around(serial)!;
        return new History(base, entries).worldAt(serial).data();
      };
      expect(at(played.live)).toEqual(at(live));
    }
  });

  it("begins with the world before what was forgotten", async () => {
    const live = new LiveState(512);
    const script = new Script();
    live.replay(script.move("n9", "a", "b").record, 0);
    for (let i = 0; i < 1500; i += 1) live.replay(script.move("n1", `s${i}`, `s${i + 1}`).record, i);
    const path = file("page.ndjson", [...recordingLines(hello, { type: "definitions", machines: [] }, live)]);
    const played = await readRecording(path);
    expect(played.live.retention.first).toBeGreaterThan(1);
    expect(played.live.retention.world.data()).toEqual(live.retention.world.data());
    expect(played.live.retention.world.actors.get("peer:demo/n9")?.at).toEqual(["b"]);
  });
});

describe("a recording of the simulator", () => {
  it("opens with its violation beside the event of that moment, although wall clocks disagree", async () => {
    const { recording } = await simulate({
      seed: "inspector",
      minutes: 0.05,
      record: true,
      nemesis: ["clockJump"] as never,
    });
    expect(recording.length).toBeGreaterThan(500);
    const starts = new Map<string, number>();
    const elapsed = recording.map(({ node, at }) => {
      if (!starts.has(node)) starts.set(node, at);
      return at - (starts.get(node) ?? at);
    });
    const path = file("seed-7.ndjson", recording);
    const violations = [{ judge: "linearizability", what: "a stale read", atMs: 2500 }];
    writeFileSync(join(directory, "seed-7.json"), JSON.stringify({ violations }));
    const { live, definitions } = await readRecording(path);
    expect(definitions).toBeNull();
    const entries = entriesOf(live);
    const at = entries.findIndex((entry) => entry.what === "note");
    expect(entries[at]).toMatchObject({ kind: "violation", text: "linearizability: a stale read" });
    expect(live.marks.filter(({ kind }) => kind === "violation")).toHaveLength(1);
    const indexOf = (entry: Entry | undefined): number =>
      entry?.what === "record" ? recording.findIndex((one) => isSame(one, entry.record)) : -1;
    const before = indexOf(entries.slice(0, at).findLast(({ what }) => what === "record"));
    const after = indexOf(entries.slice(at).find(({ what }) => what === "record"));
    // Nothing else happens here than a tick each 100 ms.
    expect(Math.abs((elapsed[before] ?? 0) - 2500)).toBeLessThan(110);
    expect(Math.abs((elapsed[after] ?? 0) - 2500)).toBeLessThan(110);
    expect(
      entries
        .filter(({ what }) => what === "record")
        .every(({ time }, index, all) => index === 0 || time >= (all[index - 1]?.time ?? 0)),
    ).toBe(true);
  });
});

function isSame(a: TraceRecord, b: TraceRecord): boolean {
  return a.node === b.node && a.boot === b.boot && a.n === b.n;
}

describe("what is no recording", () => {
  it.each([
    ["an empty file", [], "empty"],
    ["text", ["hello there"], "line 1"],
    ["other JSON", [{ some: "thing" }], "neither a trace record nor a frame"],
    ["another version", [{ ...hello, version: 1 }], "of version 1"],
  ])("%s is refused with what is wrong", async (_, lines, message) => {
    await expect(readRecording(file("x.ndjson", lines))).rejects.toMatchObject({
      code: "CONFIG",
      message: expect.stringContaining(message),
    });
  });

  it("a file that is not there is refused by its name", async () => {
    await expect(readRecording(join(directory, "none.ndjson"))).rejects.toMatchObject({
      code: "CONFIG",
      message: expect.stringContaining("none.ndjson"),
    });
  });
});
