/** How often each state, transition and state x event cell of each machine was seen: the chart's heat. */
import type { TraceRecord } from "#machines/protocol/trace";
import { messageMachine, placeOf } from "./place.ts";
import type { MachineCounts } from "./stream.ts";

interface Tallies {
  readonly states: Map<string, number>;
  readonly transitions: Map<string, number>;
  readonly cells: Map<string, number>;
}

/** Names come from the network: their number is bounded. */
const maxNames = 5000;

export class Coverage {
  readonly #machines = new Map<string, Tallies>();

  take(record: TraceRecord): void {
    if (record.machine === messageMachine || record.kind === "stopped") return;
    let tallies = this.#machines.get(record.machine);
    if (tallies === undefined) {
      if (this.#machines.size >= 256) return;
      tallies = { states: new Map(), transitions: new Map(), cells: new Map() };
      this.#machines.set(record.machine, tallies);
    }
    for (const path of new Set(record.after.flatMap(around))) count(tallies.states, path);
    if (record.kind !== "step") return;
    for (const id of record.transitions) count(tallies.transitions, id);
    count(tallies.cells, `${placeOf(record.before)} ${record.event}`);
  }

  all(): Record<string, MachineCounts> {
    return Object.fromEntries(
      [...this.#machines].map(([name, { states, transitions, cells }]) => [
        name,
        {
          states: Object.fromEntries(states),
          transitions: Object.fromEntries(transitions),
          cells: Object.fromEntries(cells),
        },
      ]),
    );
  }
}

/** The box is in it too, however deep the state. */
function around(path: string): string[] {
  const keys = path.split(".");
  return keys.map((_, at) => keys.slice(0, at + 1).join("."));
}

function count(into: Map<string, number>, name: string): void {
  if (name === "" || (into.size >= maxNames && !into.has(name))) return;
  into.set(name, (into.get(name) ?? 0) + 1);
}
