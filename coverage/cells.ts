/** The table of configurations and events: what a chart declares, what its empty cells mean, and what was seen. */
import type { AnyStateMachine, AnyStateNode } from "xstate";
import { nodesBelow, pathOf } from "./chart.ts";

/** One way of being in a machine: an innermost state, or one in each region. */
export interface Configuration {
  /** Innermost states joined by ` + `: what traces say. */
  readonly id: string;
  /** For people and for tables of empty cells: regions' own keys left out, `leading.ready.idle`. */
  readonly name: string;
  /** Every active state, the root first. */
  readonly active: readonly AnyStateNode[];
  readonly isFinal: boolean;
  /** Left within the step that enters it: no event ever finds it. */
  readonly isPassing: boolean;
}

export function configurationsOf(machine: AnyStateMachine): Configuration[] {
  return below(machine.root as AnyStateNode).map(({ leaves, name, active }) => ({
    id: leaves.map(pathOf).join(" + "),
    name: name.slice(1).join("."),
    active,
    isFinal: active.some((node) => node.type === "final" && node.parent === machine.root),
    isPassing: active.some(isPassing),
  }));
}

/** It has an eventless way out that nothing guards: eventless transitions come before any event, raised ones too. */
export function isPassing(node: AnyStateNode): boolean {
  return (node.always ?? []).some(
    ({ guard, target }) => guard === undefined && target !== undefined && !target.includes(node),
  );
}

interface Part {
  readonly leaves: AnyStateNode[];
  readonly name: string[];
  readonly active: AnyStateNode[];
}

function below(node: AnyStateNode): Part[] {
  const children = (Object.values(node.states) as AnyStateNode[]).filter(({ type }) => type !== "history");
  if (children.length === 0) return [{ leaves: [node], name: [node.key], active: [node] }];
  if (node.type === "parallel") {
    return children.reduce<Part[]>(
      (all, region) =>
        all.flatMap((left) =>
          below(region).map((right) => ({
            leaves: [...left.leaves, ...right.leaves],
            // The region's own key says nothing that its state does not.
            name: [...left.name, ...right.name.slice(1)],
            active: [...left.active, ...right.active],
          })),
        ),
      [{ leaves: [], name: [node.key], active: [node] }],
    );
  }
  return children.flatMap((child) =>
    below(child).map(({ leaves, name, active }) => ({ leaves, name: [node.key, ...name], active: [node, ...active] })),
  );
}

/** What an empty cell means, by the machine's own table. */
export interface EmptyCell {
  readonly kind: "ignored" | "refused" | "forwarded";
  readonly name: string;
  /** Names of configurations. */
  readonly where: readonly string[];
}

export interface Cell {
  readonly configuration: string;
  readonly event: string;
  /**
   * - `handled`: the chart has a transition that does something.
   * - `ignored`: it has only transitions that do nothing, or the table says so.
   * - `refused`, `forwarded`: the table says so.
   * - `impossible`: no event finds it: a state that is left within its step, a timer of another state.
   * - `unnamed`: neither the chart nor a table says anything.
   */
  readonly kind: "handled" | EmptyCell["kind"] | "impossible" | "unnamed";
  /** How the table calls it; empty for handled ones. */
  readonly name: string;
  /** How often the event came there: for a handled cell, how often it took a transition. */
  readonly seen: number;
  /** How often it came and found no transition, or none whose guard held. Recordings do not tell. */
  readonly left: number;
}

/** By `<configuration id>|<event>`. */
export interface SeenCells {
  /** How often the event took a transition. */
  readonly taken: ReadonlyMap<string, number>;
  /** How often it found none. */
  readonly left: ReadonlyMap<string, number>;
}

export interface CellTable {
  readonly configurations: readonly string[];
  readonly events: readonly string[];
  readonly cells: readonly Cell[];
}

/** @param empty the machine's table of empty cells, by event; without it they are unnamed */
export function cellTable(
  machine: AnyStateMachine,
  { taken, left }: SeenCells,
  empty: Readonly<Record<string, readonly EmptyCell[]>> = {},
): CellTable {
  const configurations = configurationsOf(machine);
  const own = nodesBelow(machine.root as AnyStateNode).flatMap((node) => [...node.transitions.keys()]);
  const events = [...new Set([...own, ...Object.keys(empty)])].filter((event) => event !== "*").sort();
  const cells = events.flatMap((event) =>
    configurations.map((configuration): Cell => {
      const key = `${configuration.id}|${event}`;
      const [tookOne, tookNone] = [taken.get(key) ?? 0, left.get(key) ?? 0];
      const kind = kindOf(configuration, event, empty[event] ?? []);
      return {
        configuration: configuration.name,
        event,
        ...kind,
        seen: kind.kind === "handled" ? tookOne : tookOne + tookNone,
        left: tookNone,
      };
    }),
  );
  return { configurations: configurations.map(({ name }) => name), events, cells };
}

function kindOf(
  { active, isFinal, isPassing: passes, name }: Configuration,
  event: string,
  empty: readonly EmptyCell[],
): Pick<Cell, "kind" | "name"> {
  if (passes) return { kind: "impossible", name: "" };
  const declared = isFinal ? [] : active.flatMap((node) => node.transitions.get(event) ?? []);
  if (declared.length > 0) {
    const does = declared.some(({ target, actions }) => target !== undefined || actions.length > 0);
    return { kind: does ? "handled" : "ignored", name: "" };
  }
  // Timers, and the ends of what a state invokes, end with the state.
  if (event.startsWith("xstate.")) return { kind: "impossible", name: "" };
  const listed = empty.find(({ where }) => where.includes(name));
  return { kind: listed?.kind ?? "unnamed", name: listed?.name ?? "" };
}

export const cellKinds = ["handled", "ignored", "refused", "forwarded", "unnamed"] as const;
const marks = { handled: ".", ignored: "-", refused: "!", forwarded: ">", unnamed: "?", impossible: " " } as const;

/** A row an event, a column a configuration: a mark for what the cell is, and `+` where it was seen. */
export function cellText(table: CellTable): string {
  const { configurations, events, cells } = table;
  const wide = Math.max(...events.map((event) => shortEvent(event).length));
  const head = configurations.map((name, at) => `  ${String(at + 1).padStart(2)} ${name}\n`).join("");
  const columns = configurations.map((_, at) => String(at + 1).padStart(4)).join("");
  const rows = events.map((event) => {
    const row = cells
      .filter((cell) => cell.event === event)
      .map(({ kind, seen }) => (seen === 0 ? marks[kind] : kind === "handled" ? "+" : `${marks[kind]}+`).padStart(4));
    return `${shortEvent(event).padEnd(wide)}${row.join("")}`.trimEnd();
  });
  return (
    `${head}${"".padEnd(wide)}${columns}\n${rows.join("\n")}\n` +
    `cells seen: ${cellSums(table)
      .map(({ kind, seen, total }) => `${seen} of ${total} ${kind}`)
      .join(", ")}\n` +
    "+ handled, seen   . handled, never seen   - ignored   ! refused   > forwarded   ? unnamed   (with + : seen)   blank: cannot be\n"
  );
}

/** Of each kind that there is: how many cells, and how many of them were seen. */
export function cellSums({ cells }: CellTable): { kind: Cell["kind"]; seen: number; total: number }[] {
  return cellKinds
    .map((kind) => {
      const own = cells.filter((cell) => cell.kind === kind);
      return { kind, seen: own.filter(({ seen }) => seen > 0).length, total: own.length };
    })
    .filter(({ total }) => total > 0);
}

/** Cells of a kind that were never seen: by event, the configurations, in short. */
export function unseenCells({ cells, configurations }: CellTable, kind: Cell["kind"]): Map<string, string[]> {
  const unseen = new Map<string, string[]>();
  for (const cell of cells.filter((one) => one.kind === kind && one.seen === 0))
    unseen.set(cell.event, [...(unseen.get(cell.event) ?? []), cell.configuration]);
  return new Map([...unseen].map(([event, where]) => [event, shortList(where, configurations)]));
}

/** Most of what is below one state as `leading.*`, or `leading.* but ...`. */
function shortList(where: readonly string[], all: readonly string[]): string[] {
  const topOf = (name: string): string => name.split(".")[0] ?? "";
  return [...new Set(where.map(topOf))].flatMap((top) => {
    const listed = where.filter((name) => topOf(name) === top);
    const others = all.filter((name) => topOf(name) === top && !listed.includes(name));
    if (listed.length === 1 || others.length >= listed.length - 1) return listed;
    return [
      others.length === 0
        ? `${top}.*`
        : `${top}.* but ${others.map((name) => name.slice(top.length + 1)).join(" and ")}`,
    ];
  });
}

/** `xstate.after.tick.peer.leading.commit.idle` as `after tick (idle)`. */
export function shortEvent(event: string): string {
  const after = /^xstate\.after\.([^.]+)\./.exec(event);
  return after === null ? event : `after ${after[1]} (${event.slice(event.lastIndexOf(".") + 1)})`;
}
