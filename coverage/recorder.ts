/**
 * Coverage of what ran: actors in this process, a cluster's live stream, a recording. Counts add up over runs and files.
 * A trace holds what was done; an event that found no transition leaves none there. An inspected actor tells of it.
 */
import type { AnyActorRef, AnyStateMachine, InspectionEvent, AnyMachineSnapshot } from "xstate";
import type { TraceRecord } from "#machines/protocol/trace";
import { leafPaths, nameTransition, readChart, type Chart } from "./chart.ts";
import { cellTable, type CellTable, type EmptyCell } from "./cells.ts";

/** Counts of one machine: plain data, to be kept in a file and added to others. */
export interface Counts {
  readonly states: Readonly<Record<string, number>>;
  readonly transitions: Readonly<Record<string, number>>;
  /** Events that took a transition, by `<configuration>|<event>`. */
  readonly cells: Readonly<Record<string, number>>;
  /** The same of events that found none. Recordings and files of earlier versions have no such counts. */
  readonly empty?: Readonly<Record<string, number>>;
}

export type Recorded = Readonly<Record<string, Counts>>;

export interface MachineCoverage {
  readonly machine: string;
  readonly states: { readonly seen: number; readonly total: number };
  readonly transitions: { readonly seen: number; readonly total: number };
  readonly unseenStates: readonly string[];
  readonly unseenTransitions: readonly string[];
  /** Ids in the recording that the chart does not have: it is of another version. */
  readonly foreign: readonly string[];
  readonly counts: Counts;
  readonly table: CellTable;
}

const parts = ["states", "transitions", "cells", "empty"] as const;
type Tally = Readonly<Record<(typeof parts)[number], Map<string, number>>>;

/** An inspected actor: where it was before the step that is told next. */
interface Inspected {
  readonly machine: string;
  before: readonly string[];
}

export class CoverageRecorder {
  readonly #machines: Readonly<Record<string, AnyStateMachine>>;
  readonly #tallies = new Map<string, Tally>();

  /** @param machines by the name that traces call them */
  constructor(machines: Readonly<Record<string, AnyStateMachine>>) {
    this.#machines = machines;
  }

  /** One trace record; those of machines that are not known are left out. @returns whether it was counted */
  add(record: TraceRecord): boolean {
    if (!Object.hasOwn(this.#machines, record.machine)) return false;
    if (record.kind === "stopped") return true;
    this.#count(
      record.machine,
      record.kind === "step" ? record.event : "",
      record.before,
      record.after,
      record.transitions,
    );
    return true;
  }

  /** For `createActor(machine, { inspect })`: counts what the root actor does. */
  inspector(machine: string): (event: InspectionEvent) => void {
    let root: AnyActorRef | null = null;
    const inspected: Inspected = { machine, before: [] };
    return (event) => {
      if (event.type === "@xstate.actor") root ??= event.actorRef as AnyActorRef;
      if (event.actorRef === root) this.#inspect(inspected, event);
    };
  }

  /** For `actor.system.inspect`: counts what every machine of the system does, each by its machine's id. */
  systemInspector(): (event: InspectionEvent) => void {
    const actors = new WeakMap<object, Inspected>();
    return (event) => {
      const ref = event.actorRef as AnyActorRef & {
        readonly logic?: { readonly id?: string; readonly root?: unknown };
      };
      let inspected = actors.get(ref);
      if (inspected === undefined) {
        if (ref.logic?.root === undefined || ref.logic.id === undefined) return;
        inspected = { machine: ref.logic.id, before: [] };
        actors.set(ref, inspected);
      }
      this.#inspect(inspected, event);
    };
  }

  /** Adds the counts of another run. */
  merge(recorded: Recorded): void {
    for (const [machine, counts] of Object.entries(recorded)) {
      const tally = this.#tally(machine);
      for (const part of parts) {
        for (const [name, count] of Object.entries(counts[part] ?? {})) add(tally[part], name, count);
      }
    }
  }

  /** Machines of which anything was counted, known or not. */
  get names(): string[] {
    return [...this.#tallies.keys()].sort();
  }

  toJSON(): Recorded {
    return Object.fromEntries(
      [...this.#tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([machine, tally]) => [machine, countsOf(tally)]),
    );
  }

  /** Of the machines that are known. `empty`: their tables of empty cells. */
  coverage(empty: Readonly<Record<string, Readonly<Record<string, readonly EmptyCell[]>>>> = {}): MachineCoverage[] {
    return [...this.#tallies].flatMap(([name, tally]) => {
      const machine = Object.hasOwn(this.#machines, name) ? this.#machines[name] : undefined;
      return machine === undefined ? [] : [machineCoverage(name, readChart(machine), machine, tally, empty[name])];
    });
  }

  #inspect(inspected: Inspected, event: InspectionEvent): void {
    const { machine } = inspected;
    if (event.type === "@xstate.microstep") {
      const { before } = inspected;
      const after = leavesOf(event.snapshot);
      const { type } = event.event;
      const taken = event._transitions
        .filter(({ eventType }) => (eventType as string | null) !== null)
        .map(nameTransition);
      this.#count(machine, type, before, after, taken);
      if (event._transitions.length === 0 && type !== "xstate.init" && type !== "xstate.stop")
        this.#countEmpty(machine, type, before);
      inspected.before = after;
    } else if (event.type === "@xstate.snapshot") {
      const after = leavesOf(event.snapshot);
      if (inspected.before.length === 0) this.#count(machine, "", after, after, []);
      inspected.before = after;
    } else if (event.type === "@xstate.event" && event.event.type !== "xstate.init") {
      // A machine that is done takes no more steps: what is sent to it is told, and nothing happens.
      const snapshot = (event.actorRef as AnyActorRef).getSnapshot() as AnyMachineSnapshot;
      if (snapshot.status === "done") this.#countEmpty(machine, event.event.type, leavesOf(snapshot));
    }
  }

  #countEmpty(machine: string, event: string, before: readonly string[]): void {
    add(this.#tally(machine).empty, `${before.join(" + ")}|${event}`, 1);
  }

  #count(
    machine: string,
    event: string,
    before: readonly string[],
    after: readonly string[],
    taken: readonly string[],
  ): void {
    const tally = this.#tally(machine);
    for (const path of new Set(after.flatMap(around))) add(tally.states, path, 1);
    for (const id of taken) add(tally.transitions, id, 1);
    // Transitions of one step are all for its event, or all eventless.
    if (event !== "" && taken.some((id) => id.split("|")[1] !== ""))
      add(tally.cells, `${before.join(" + ")}|${event}`, 1);
  }

  #tally(machine: string): Tally {
    let tally = this.#tallies.get(machine);
    if (tally === undefined) {
      tally = { states: new Map(), transitions: new Map(), cells: new Map(), empty: new Map() };
      this.#tallies.set(machine, tally);
    }
    return tally;
  }
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}

function leavesOf(snapshot: unknown): readonly string[] {
  return leafPaths((snapshot as AnyMachineSnapshot).value);
}

function around(leaf: string): string[] {
  const keys = leaf.split(".");
  return keys.map((_, at) => keys.slice(0, at + 1).join("."));
}

function countsOf(tally: Tally): Counts {
  const sorted = (counts: ReadonlyMap<string, number>): Record<string, number> =>
    Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  const { states, transitions, cells, empty } = tally;
  return {
    states: sorted(states),
    transitions: sorted(transitions),
    cells: sorted(cells),
    ...(empty.size === 0 ? {} : { empty: sorted(empty) }),
  };
}

function machineCoverage(
  name: string,
  chart: Chart,
  machine: AnyStateMachine,
  tally: Tally,
  empty: Readonly<Record<string, readonly EmptyCell[]>> | undefined,
): MachineCoverage {
  const states = chart.states.filter(({ type }) => type !== "history").map(({ path }) => path);
  const transitions = chart.transitions.map(({ id }) => id);
  const unseen = (names: readonly string[], counts: ReadonlyMap<string, number>): string[] =>
    names.filter((one) => !counts.has(one));
  const unseenStates = unseen(states, tally.states);
  const unseenTransitions = unseen(transitions, tally.transitions);
  const known = new Set([...states, ...transitions]);
  return {
    machine: name,
    states: { seen: states.length - unseenStates.length, total: states.length },
    transitions: { seen: transitions.length - unseenTransitions.length, total: transitions.length },
    unseenStates,
    unseenTransitions,
    foreign: [...tally.states.keys(), ...tally.transitions.keys()].filter((one) => !known.has(one)),
    counts: countsOf(tally),
    table: cellTable(machine, { taken: tally.cells, left: tally.empty }, empty),
  };
}
