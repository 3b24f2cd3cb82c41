/** What the inspector knows of a cluster. Source: INSPECTOR "Stream". */
import { beforeEach, describe, expect, it } from "vitest";
import type { TraceRecord } from "#machines/protocol/trace";
import { LiveState, silenceMs } from "#visualizer/live-state";
import { isMove, placeOf } from "#visualizer/place";
import { thin } from "#visualizer/watcher";

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
  live = new LiveState(4);
});

describe("LiveState", () => {
  it("keeps where each actor is, and its last move", () => {
    live.apply(
      batchOf([
        record({ kind: "snapshot" }),
        record({ after: ["election"] }),
        record({ before: ["election"], after: ["election"] }),
      ]),
      0,
    );
    expect(live.actors()).toMatchObject([{ actor: "peer:demo/n1", at: ["election"], lastMove: { serial: 2 } }]);
  });

  it("counts a repeated batch once", () => {
    const batch = batchOf([record({ after: ["election"] })]);
    expect(live.apply(batch, 0).entries).toHaveLength(1);
    expect(live.apply(batch, 0).entries).toHaveLength(0);
    expect(live.log()).toHaveLength(1);
  });

  it("passes a node's gap on", () => {
    expect(live.apply(batchOf([], { gap: 12 }), 0).gaps).toEqual([{ node: "n1", missed: 12, by: "node" }]);
  });

  it("lets a silent node go with its actors, and come back", () => {
    live.apply(batchOf([record({})]), 0);
    expect(live.checkSilence(silenceMs).nodes).toEqual([]);
    expect(live.checkSilence(silenceMs + 1).nodes).toEqual([{ node: "n1", boot: "b1", state: "gone" }]);
    expect(live.actors()).toEqual([]);
    expect(live.checkSilence(silenceMs + 2).nodes).toEqual([]);
    expect(live.apply(batchOf([]), 9000).nodes).toEqual([{ node: "n1", boot: "b1", state: "live" }]);
  });

  it("starts a restarted node afresh and ignores what its old self still says", () => {
    live.apply(batchOf([record({ n: 900 })]), 0);
    live.apply(batchOf([record({ boot: "b2", n: 1, after: ["setup"] })], { boot: "b2" }), 1);
    live.apply(batchOf([record({ n: 901, after: ["leading"] })]), 2);
    expect(live.actors()).toMatchObject([{ at: ["setup"] }]);
  });

  it("ignores a batch under another sender's name, and records that are not the batch's own", () => {
    live.apply(batchOf([record({})], { sender: "n2" }), 0);
    live.apply(batchOf([record({ node: "n2" }), record({ boot: "other" })]), 0);
    expect(live.actors()).toEqual([]);
  });

  it("removes an actor that stopped", () => {
    live.apply(batchOf([record({}), record({ kind: "stopped" })]), 0);
    expect(live.actors()).toEqual([]);
  });

  it("keeps moves in a bounded log that heartbeats cannot push out", () => {
    live.apply(batchOf([record({ after: ["election"] })]), 0);
    for (let i = 0; i < 100; i += 1) live.apply(batchOf([record({})]), 0);
    expect(live.log().some((entry) => isMove(entry.record))).toBe(true);
    expect(live.log().length).toBeLessThanOrEqual(5);
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
    const steps = Array.from({ length: 500 }, (_, serial) => ({ serial, record: record({}) }));
    const move = { serial: 500, record: record({ after: ["election"] }) };
    const last = { serial: 501, record: record({}) };
    const thinned = thin({ nodes: [], entries: [...steps, move, last], gaps: [] });
    expect(thinned.entries).toEqual([move, last]);
    expect(thinned.gaps).toEqual([{ node: "n1", missed: 500, by: "inspector" }]);
  });
});
