/** What `quorate simulate` prints of a failing schedule. Source: issue "Simulator". */
import { expect, it } from "vitest";
import { linesOf } from "#cli/simulate-schedule";
import type { Fault } from "#simulation/faults";

const fault = (more: Partial<Fault>): Fault => ({
  id: 1,
  kind: "cut",
  atMs: 2000,
  forMs: 300,
  nodes: [],
  amount: 0,
  ...more,
});

it("tells faults and operations in order, with frames, triggers and scenes", () => {
  const scene = { id: 7, atMs: 1500 };
  const frames = { from: ["leader"], to: ["other1", "n2"], kinds: ["put", "commit"] as const };
  const faults = [
    fault({ nodes: ["leader", "other1"], scene }),
    fault({ kind: "clockRate", nodes: ["n1"], amount: 1.0099, atMs: 1500 }),
    fault({ kind: "hold", atMs: 2100, frames, scene, until: { frames: { kinds: ["newEpoch"] }, delayMs: 2.5 } }),
    fault({ kind: "lose", atMs: 2200, frames: { from: ["other1"], allBut: ["granted"] } }),
    fault({
      kind: "crash",
      atMs: 2300,
      nodes: ["sender"],
      when: { frames: { kinds: ["promise"] }, delayMs: 0, withinMs: 900 },
    }),
  ];
  const plain = { timeoutMs: 100, stale: false, readRepair: false, abortAfterMs: 0 };
  const operations = [{ id: 1, atMs: 1999.5, client: 3, kind: "put", key: "k1", ...plain }] as const;
  expect(linesOf({ faults, operations })).toEqual([
    "  1500.000  clockRate n1 (1.0099) for 300 ms",
    "  1999.500  client c4: put k1",
    "  2000.000  cut leader other1 for 300 ms [scene 7]",
    "  2100.000  hold put/commit from leader to other1/n2 for 300 ms or until 2.5 ms after newEpoch [scene 7]",
    "  2200.000  lose any but granted from other1 for 300 ms",
    "  2300.000  crash sender 0 ms after promise, if there is one within 900 ms, for 300 ms",
  ]);
});
