/** What the inspector knows of a cluster. Source: INSPECTOR "Stream". */
import { beforeEach, describe, expect, it } from "vitest";
import type { TraceRecord } from "#machines/protocol/trace";
import { History } from "#visualizer/history";
import { thin } from "#visualizer/hub";
import { LiveState, silenceMs } from "#visualizer/live-state";
import { isMove, placeOf } from "#visualizer/place";
import type { Entry } from "#visualizer/stream";

let n = 0;
function record(part: Partial<TraceRecord>): TraceRecord {
  n += 1;
  const before = ["probe.asking"];
  const base = {
    node: "n1",
    boot: "b1",
    n,
    at: 0,
    actor: "peer:demo/n1",
    machine: "peer",
    kind: "step",
    event: "e",
  } as const;
  return { ...base, data: {}, transitions: [], before, after: before, effects: [], cause: "", context: {}, ...part };
}

function batchOf(
  records: readonly TraceRecord[],
  part: { node?: string; boot?: string; gap?: number; sender?: string } = {},
) {
  const { node = "n1", boot = "b1", gap = 0, sender = node } = part;
  return { sender, boot, frame: 1, messages: [{ type: "trace" as const, node, boot, records, gap }] };
}

let live: LiveState;
beforeEach(() => {
  n = 0;
  live = new LiveState(4096);
});

const actors = () => live.retention.world.data().actors;
const records = (entries: readonly Entry[]) => entries.filter((entry) => entry.what === "record");
const nodes = (entries: readonly Entry[]) => entries.flatMap((entry) => (entry.what === "node" ? [entry.node] : []));

describe("LiveState", () => {
  it("keeps where each actor is, and its last move and step", () => {
    live.apply(
      batchOf([
        record({ kind: "snapshot" }),
        record({ after: ["election"] }),
        record({ before: ["election"], after: ["election"] }),
      ]),
      0,
      0,
    );
    expect(actors()).toMatchObject([
      { actor: "peer:demo/n1", at: ["election"], lastMove: { serial: 3 }, lastStep: { serial: 4 } },
    ]);
  });

  it("counts a repeated batch once", () => {
    const batch = batchOf([record({ after: ["election"] })]);
    expect(records(live.apply(batch, 0, 0))).toHaveLength(1);
    expect(live.apply(batch, 0, 0)).toHaveLength(0);
  });

  it("passes a node's gap on, in its place", () => {
    const entries = live.apply(batchOf([record({})], { gap: 12 }), 0, 5);
    expect(entries.map(({ what }) => what)).toEqual(["node", "gap", "record"]);
    expect(entries[1]).toMatchObject({ serial: 2, time: 5, gap: { node: "n1", missed: 12, by: "node" } });
  });

  it("lets a silent node go with its actors, and come back", () => {
    live.apply(batchOf([record({})]), 0, 0);
    expect(live.checkSilence(silenceMs, 0)).toEqual([]);
    expect(nodes(live.checkSilence(silenceMs + 1, 0))).toEqual([{ node: "n1", boot: "b1", state: "gone" }]);
    expect(actors()).toEqual([]);
    expect(live.checkSilence(silenceMs + 2, 0)).toEqual([]);
    expect(nodes(live.apply(batchOf([]), 9000, 0))).toEqual([{ node: "n1", boot: "b1", state: "live" }]);
  });

  it("starts a restarted node afresh and ignores what its old self still says", () => {
    live.apply(batchOf([record({ n: 900 })]), 0, 0);
    live.apply(batchOf([record({ boot: "b2", n: 1, after: ["setup"] })], { boot: "b2" }), 1, 0);
    live.apply(batchOf([record({ n: 901, after: ["leading"] })]), 2, 0);
    expect(actors()).toMatchObject([{ at: ["setup"] }]);
  });

  it("ignores a batch under another sender's name, and records that are not the batch's own", () => {
    live.apply(batchOf([record({})], { sender: "n2" }), 0, 0);
    live.apply(batchOf([record({ node: "n2" }), record({ boot: "other" })]), 0, 0);
    expect(actors()).toEqual([]);
  });

  it("removes an actor that stopped", () => {
    live.apply(batchOf([record({}), record({ kind: "stopped" })]), 0, 0);
    expect(actors()).toEqual([]);
  });

  it("takes a snapshot that says nothing new for no news", () => {
    live.apply(batchOf([record({ kind: "snapshot" })]), 0, 0);
    expect(live.apply(batchOf([record({ kind: "snapshot" })]), 1000, 0)).toEqual([]);
    expect(records(live.apply(batchOf([record({ kind: "snapshot", after: ["leading"] })]), 2000, 0))).toHaveLength(1);
  });

  it("keeps moves in a list that heartbeats cannot push out", () => {
    live = new LiveState(512);
    live.apply(batchOf([record({ after: ["election"] })]), 0, 0);
    for (let i = 0; i < 5000; i += 1) live.apply(batchOf([record({})]), 0, 0);
    expect(live.movesBefore(Infinity).some((entry) => isMove(entry.record))).toBe(true);
    expect(live.retention.size).toBeLessThanOrEqual(1024);
  });

  it("marks leaders, nodes and gaps", () => {
    live.apply(batchOf([record({ after: ["leading.commit.idle"], context: { epoch: 4 } })], { gap: 3 }), 0, 0);
    expect(live.marks.map(({ kind, text }) => [kind, text])).toEqual([
      ["node", "n1 is live"],
      ["gap", expect.stringContaining("3 records of n1")],
      ["leader", "n1 leads demo in epoch 4"],
    ]);
  });
});

describe("the past", () => {
  /** 3,000 steps of which every tenth is a move to a state of that number. */
  function fill(): void {
    for (let i = 1; i <= 3000; i += 1) {
      const before = [`s${Math.floor((i - 1) / 10)}`];
      live.apply(batchOf([record({ before, after: [`s${Math.floor(i / 10)}`], context: { i } })]), 0, i);
    }
  }

  it("can be asked for at any entry that is kept, and says what was true right after it", () => {
    fill();
    for (const serial of [2, 511, 512, 513, 1500, 3001]) {
      const { base, entries } = live.retention.around(serial)!;
      const world = new History(base, entries).worldAt(serial);
      expect(world.data().actors).toMatchObject([
        { at: [`s${Math.floor((serial - 1) / 10)}`], context: { i: serial - 1 } },
      ]);
    }
    expect(live.retention.around(5000)).toBeNull();
  });

  it("finds a record by its name", () => {
    fill();
    expect(live.retention.find({ node: "n1", boot: "b1", n: 700 })).toBe(701);
    expect(live.retention.find({ node: "n1", boot: "b2", n: 700 })).toBe(0);
  });

  it("forgets the oldest above its capacity", () => {
    live = new LiveState(1024);
    fill();
    expect(live.retention.first).toBeGreaterThan(1500);
    expect(live.retention.around(10)).toBeNull();
    expect(live.retention.size).toBeLessThanOrEqual(1024 + 512);
  });

  it("stays right in a history that forgets its beginning", () => {
    fill();
    const history = new History({ nodes: [], actors: [] }, []);
    for (const { entries } of live.retention.all()) for (const entry of entries) history.push(entry);
    const before = history.worldAt(2900).data();
    history.trim(500);
    expect(history.entries.length).toBeLessThan(800);
    expect(history.worldAt(2900).data()).toEqual(before);
  });
});

describe("coverage", () => {
  it("counts states with those around them, transitions and cells", () => {
    const leading = ["leading.tree.ready", "leading.commit.idle"];
    live.apply(
      batchOf([
        record({ event: "go", transitions: ["probe|go|0"], after: leading }),
        record({ event: "tick", before: leading, after: leading }),
      ]),
      0,
      0,
    );
    expect(live.coverage.all()["peer"]).toMatchObject({
      states: { "leading.tree.ready": 2, "leading.tree": 2 },
      transitions: { "probe|go|0": 1 },
      cells: { "probe go": 1, "leading tick": 1 },
    });
  });
});

describe("placeOf", () => {
  it("is the box that all paths lie in, or all of them when the root is parallel", () => {
    expect(placeOf(["leading.tree.ready", "leading.commit.idle"])).toBe("leading");
    expect(placeOf(["a.x", "b.y"])).toBe("a.x b.y");
  });
});

describe("thin", () => {
  it("keeps moves and each actor's last record, and says how many it left out", () => {
    const entry = (serial: number, part: Partial<TraceRecord> = {}): Entry => ({
      serial,
      time: 0,
      what: "record",
      record: record(part),
    });
    const steps = Array.from({ length: 500 }, (_, serial) => entry(serial));
    const move = entry(500, { after: ["election"] });
    const last = entry(501);
    const gap = { node: "n1", missed: 500, by: "inspector" };
    expect(thin([...steps, move, last])).toEqual([move, last, { serial: 501, time: 0, what: "gap", gap }]);
  });
});
