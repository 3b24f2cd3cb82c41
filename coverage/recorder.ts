/**
 * Coverage of what ran: an actor in this process, a cluster's live stream, a recording. Counts add up over runs and files.
 * A trace holds what was done; an event that found no transition leaves none.
 */
import type { AnyStateMachine, InspectionEvent, AnyMachineSnapshot } from "xstate";
import type { TraceRecord } from "#machines/protocol/trace";
import { leafPaths, nameTransition, readChart, type Chart } from "./chart.ts";
import { cellTable, type CellTable, type EmptyCell } from "./cells.ts";

/** Counts of one machine: plain data, to be kept in a file and added to others. */
export interface Counts {
  readonly states: Readonly<Record<string, number>>;
  readonly transitions: Readonly<Record<string, number>>;
  /** By `<configuration>|<event>`. */
  readonly cells: Readonly<Record<string, number>>;
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

interface Tally {
  readonly states: Map<string, number>;
  readonly transitions: Map<string, number>;
  readonly cells: Map<string, number>;
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
    let root: unknown = null;
    let before: readonly string[] = [];
    return (event) => {
      if (event.type === "@xstate.actor") root ??= event.actorRef;
      if (event.actorRef !== root || (event.type !== "@xstate.microstep" && event.type !== "@xstate.snapshot")) return;
      const after = leafPaths((event.snapshot as AnyMachineSnapshot).value);
      if (event.type === "@xstate.microstep") {
        const taken = event._transitions
          .filter(({ eventType }) => (eventType as string | null) !== null)
          .map(nameTransition);
        this.#count(machine, event.event.type, before, after, taken);
      } else if (before.length === 0) this.#count(machine, "", after, after, []);
      before = after;
    };
  }

  /** Adds the counts of another run. */
  merge(recorded: Recorded): void {
    for (const [machine, counts] of Object.entries(recorded)) {
      const tally = this.#tally(machine);
      for (const part of ["states", "transitions", "cells"] as const) {
        for (const [name, count] of Object.entries(counts[part])) add(tally[part], name, count);
      }
    }
  }

  toJSON(): Recorded {
    return Object.fromEntries(
      [...this.#tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([machine, tally]) => [machine, countsOf(tally)]),
    );
  }

  /** `empty`: the machines' tables of empty cells. */
  coverage(empty: Readonly<Record<string, Readonly<Record<string, readonly EmptyCell[]>>>> = {}): MachineCoverage[] {
    return [...this.#tallies].map(([name, tally]) => {
      const machine = this.#machines[name] as AnyStateMachine;
      return machineCoverage(name, readChart(machine), machine, tally, empty[name]);
    });
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
    if (event !== "" && taken.some((id) => id.split("|")[1] === event))
      add(tally.cells, `${before.join(" + ")}|${event}`, 1);
  }

  #tally(machine: string): Tally {
    const known = this.#tallies.get(machine) ?? { states: new Map(), transitions: new Map(), cells: new Map() };
    this.#tallies.set(machine, known);
    return known;
  }
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}

function around(leaf: string): string[] {
  const keys = leaf.split(".");
  return keys.map((_, at) => keys.slice(0, at + 1).join("."));
}

function countsOf(tally: Tally): Counts {
  const sorted = (counts: ReadonlyMap<string, number>): Record<string, number> =>
    Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { states: sorted(tally.states), transitions: sorted(tally.transitions), cells: sorted(tally.cells) };
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
    table: cellTable(machine, tally.cells, empty),
  };
}
