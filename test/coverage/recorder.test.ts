/** Coverage of what ran, and conformance of recordings. Source: issue "Coverage"; STYLE habit 6. */
import { createActor, type AnyStateMachine } from "xstate";
import { beforeAll, describe, expect, it } from "vitest";
import { cellText, checkConformance, CoverageRecorder, defineModel, planTests } from "#coverage/coverage";
import { configurationsOf } from "#coverage/cells";
import { valueOf } from "#coverage/conformance";
import { catalogue } from "#machines/catalogue";
import { managerConfigurations, managerEmptyCells } from "#machines/manager/cells";
import { peerConfigurations, peerEmptyCells } from "#machines/peer/cells";
import type { TraceRecord } from "#machines/protocol/trace";
import { simulate } from "#simulation/run";
import { door } from "./machines.ts";

const machines: Readonly<Record<string, AnyStateMachine>> = catalogue;

describe("recordings of whole clusters", () => {
  let recordings: (readonly TraceRecord[])[];
  beforeAll(async () => {
    recordings = [];
    for (const seed of [1, 2]) {
      const { recording } = await simulate({ seed, minutes: 0.5, nodes: 3, record: true });
      recordings.push(recording);
    }
  }, 120_000);

  it("take only steps that the charts take", () => {
    for (const recording of recordings) {
      const { steps, faults } = checkConformance(recording, machines);
      expect(faults.slice(0, 3)).toEqual([]);
      expect(steps).toBeGreaterThan(500);
    }
  });

  it("are told from ones that no chart made", () => {
    const [recording = []] = recordings;
    const moved = recording.filter(
      ({ kind, machine, before, after, transitions }) =>
        kind === "step" &&
        machine === "peer" &&
        before.join() !== after.join() &&
        // The event that causes an eventless step is not a part of it.
        !transitions.some((id) => id.includes("||")),
    );
    expect(moved.length).toBeGreaterThan(20);
    const lies: ((record: TraceRecord) => Partial<TraceRecord>)[] = [
      () => ({ after: ["setup"] }),
      () => ({ before: ["stopped"] }),
      () => ({ transitions: ["prelead|commit|7"] }),
      () => ({ transitions: [] }),
      () => ({ event: "repairComplete" }),
    ];
    for (const lie of lies) {
      for (const record of moved.slice(0, 20)) {
        const at = recording.indexOf(record);
        const forged = recording.slice(0, at + 1).map((other, n) => (n === at ? { ...other, ...lie(other) } : other));
        expect(checkConformance(forged, machines).faults.map((fault) => fault.record.n)).toEqual([record.n]);
      }
    }
  });

  it("are checked again from where records are missing", () => {
    const [recording = []] = recordings;
    const { faults, gaps } = checkConformance(
      recording.filter((_, n) => n % 50 !== 0),
      machines,
    );
    expect(gaps).toBeGreaterThan(10);
    expect(faults).toEqual([]);
  });

  it("add up, in any order and by way of files", () => {
    const all = new CoverageRecorder(machines);
    const merged = new CoverageRecorder(machines);
    for (const recording of recordings) {
      const one = new CoverageRecorder(machines);
      for (const record of recording) {
        all.add(record);
        one.add(record);
      }
      merged.merge(JSON.parse(JSON.stringify(one)));
    }
    expect(merged.toJSON()).toEqual(all.toJSON());
    const peer = all.coverage({ peer: peerEmptyCells }).find(({ machine }) => machine === "peer");
    expect(peer?.foreign).toEqual([]);
    expect(peer?.states.seen).toBeGreaterThan(20);
    expect(peer?.transitions.seen).toBeGreaterThan(30);
    expect(peer?.unseenTransitions).toContain("setup|commit|0");
  });

  it("fill the table of configurations and events", () => {
    const recorder = new CoverageRecorder(machines);
    for (const record of recordings.flat()) recorder.add(record);
    const table = recorder.coverage({ peer: peerEmptyCells }).find(({ machine }) => machine === "peer")?.table;
    const cell = (configuration: string, event: string) =>
      table?.cells.find((one) => one.configuration === configuration && one.event === event);
    expect(table?.configurations.toSorted()).toEqual([...peerConfigurations].sort());
    expect(cell("leading.ready.idle.stable", "prepare")).toMatchObject({ kind: "handled" });
    expect(cell("following.heard.ready", "commit")?.seen).toBeGreaterThan(10);
    expect(cell("election", "leaseLost")).toMatchObject({ kind: "ignored", name: "ignoreOldLease", seen: 0 });
    expect(table?.cells.filter(({ kind, event }) => kind === "unnamed" && !event.startsWith("xstate."))).toEqual([]);
    expect(cellText(table as NonNullable<typeof table>)).toMatch(
      /commit .*\+.*\n[^]*cells seen; of \d+ handled ones \d+ never seen/,
    );
  });
});

it("the manager's empty cells have names too", () => {
  const recorder = new CoverageRecorder(machines);
  recorder.merge({ manager: { states: {}, transitions: {}, cells: {} } });
  const [found] = recorder.coverage({ manager: managerEmptyCells });
  expect(found?.table.configurations.toSorted()).toEqual([...managerConfigurations].sort());
  expect(found?.table.cells.filter(({ kind, event }) => kind === "unnamed" && !event.startsWith("xstate."))).toEqual(
    [],
  );
});

describe("an actor in this process", () => {
  it("is counted as it runs", () => {
    const recorder = new CoverageRecorder({ door });
    const actor = createActor(door, { inspect: recorder.inspector("door") }).start();
    actor.send({ type: "push", force: 1 });
    actor.send({ type: "lock" });
    const [found] = recorder.coverage();
    expect(found).toMatchObject({ states: { seen: 2, total: 4 }, transitions: { seen: 2 }, foreign: [] });
    expect(found?.counts.cells).toEqual({ "closed|push": 1, "closed|lock": 1 });
    expect(found?.table.cells).toContainEqual({
      configuration: "open",
      event: "lock",
      kind: "unnamed",
      name: "",
      seen: 0,
    });
  });
});

it("values and paths are the same thing", () => {
  for (const machine of Object.values(machines)) {
    for (const { id } of configurationsOf(machine)) {
      const value = valueOf(id.split(" + "));
      expect(() => machine.resolveState({ value, context: {} } as never)).not.toThrow();
    }
  }
  expect(valueOf(["a.b.c", "a.d.e"])).toEqual({ a: { b: "c", d: "e" } });
  expect(planTests(defineModel(door)).graph.chart.states.map(({ path }) => valueOf([path]))).toContain("open");
});
