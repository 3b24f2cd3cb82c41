/** Coverage of what ran, and conformance of recordings. Source: issue "Coverage"; STYLE habit 6. */
import { createActor, createMachine, sendTo, setup, type AnyStateMachine } from "xstate";
import { beforeAll, describe, expect, it } from "vitest";
import {
  cellText,
  checkConformance,
  CoverageRecorder,
  defineModel,
  planTests,
  seenHtml,
  seenText,
  watchActors,
} from "#coverage/coverage";
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
      /commit .*\+.*\n[^]*cells seen: \d+ of \d+ handled, \d+ of \d+ ignored/,
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
      left: 0,
    });
  });

  it("tells of events that found no transition, and of those that came after its end", () => {
    const recorder = new CoverageRecorder({ door });
    const actor = createActor(door, { inspect: recorder.inspector("door") }).start();
    actor.send({ type: "unlock", code: "" });
    expect(recorder.coverage()[0]?.counts).toMatchObject({ cells: {}, empty: { "closed|unlock": 1 } });
    actor.send({ type: "lock" });
    actor.stop();
    expect(recorder.coverage()[0]?.counts.empty).toEqual({ "closed|unlock": 1 });

    const ended = new CoverageRecorder({ ended: ending });
    const short = createActor(ending, { inspect: ended.inspector("ended") }).start();
    for (const type of ["go", "go", "other"]) short.send({ type });
    expect(
      ended
        .coverage()[0]
        ?.table.cells.map(({ configuration, event, kind, seen, left }) => [configuration, event, kind, seen, left]),
    ).toEqual([
      ["a", "go", "handled", 1, 0],
      ["passing", "go", "impossible", 0, 0],
      ["end", "go", "unnamed", 1, 1],
    ]);
  });

  it("is counted whoever makes it, with the actors that it starts, while actors are watched", () => {
    const parent = setup({ actors: { door } }).createMachine({
      id: "house",
      initial: "in",
      states: {
        in: { invoke: { src: "door", id: "front" }, on: { "*": { actions: sendTo("front", { type: "lock" }) } } },
      },
    });
    const recorder = new CoverageRecorder({ door, house: parent });
    const unwatch = watchActors(recorder);
    try {
      createActor(parent).start().send({ type: "anything" });
    } finally {
      unwatch();
    }
    createActor(door).start().send({ type: "lock" });
    expect(recorder.names).toEqual(["door", "house"]);
    expect(recorder.toJSON()).toMatchObject({
      door: { states: { closed: 1, locked: 1 }, cells: { "closed|lock": 1 } },
      house: { cells: { "in|anything": 1 } },
    });
  });

  it("is told as text and as a page, with what was never seen by name", () => {
    const recorder = new CoverageRecorder({ door });
    const actor = createActor(door, { inspect: recorder.inspector("door") }).start();
    actor.send({ type: "push", force: 1 });
    actor.send({ type: "unlock", code: "" });
    const found = recorder.coverage({
      door: { unlock: [{ kind: "refused", name: "refuseUnlock", where: ["closed", "open"] }] },
    });
    const text = seenText(found);
    expect(text).toMatch(/^door: states 1 of 4 \(25\.0%\), transitions 1 of/);
    expect(text).toMatch(/never entered: open, locked, jammed/);
    expect(text).toMatch(/^unlock +!\+ +! /m);
    expect(text).toMatch(/refused and never seen:\n {4}unlock: open\n/);
    const page = seenHtml(found, ["<one> line"]);
    expect(page).toContain('<td class="seen" title="closed; refused: refuseUnlock">!1</td>');
    expect(page).toContain("&lt;one&gt; line");
  });
});

const ending = createMachine({
  id: "ended",
  initial: "a",
  states: { a: { on: { go: "passing" } }, passing: { always: "end" }, end: { type: "final" } },
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
