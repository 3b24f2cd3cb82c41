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
}

export function configurationsOf(machine: AnyStateMachine): Configuration[] {
  return below(machine.root as AnyStateNode).map(({ leaves, name, active }) => ({
    id: leaves.map(pathOf).join(" + "),
    name: name.slice(1).join("."),
    active,
    isFinal: active.some((node) => node.type === "final" && node.parent === machine.root),
  }));
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
   * - `unnamed`: neither the chart nor a table says anything.
   */
  readonly kind: "handled" | EmptyCell["kind"] | "unnamed";
  /** How the table calls it; empty for handled ones. */
  readonly name: string;
  /** How often it was seen. Empty cells leave no trace: they are never seen. */
  readonly seen: number;
}

export interface CellTable {
  readonly configurations: readonly string[];
  readonly events: readonly string[];
  readonly cells: readonly Cell[];
}

/**
 * @param seen how often each event took a transition, by `<configuration id>|<event>`
 * @param empty the machine's table of empty cells, by event; without it they are unnamed
 */
export function cellTable(
  machine: AnyStateMachine,
  seen: ReadonlyMap<string, number>,
  empty: Readonly<Record<string, readonly EmptyCell[]>> = {},
): CellTable {
  const configurations = configurationsOf(machine);
  const own = nodesBelow(machine.root as AnyStateNode).flatMap((node) => [...node.transitions.keys()]);
  const events = [...new Set([...own, ...Object.keys(empty)])].filter((event) => event !== "*").sort();
  const cells = events.flatMap((event) =>
    configurations.map((configuration): Cell => {
      const at = { configuration: configuration.name, event };
      const count = seen.get(`${configuration.id}|${event}`) ?? 0;
      const declared = configuration.isFinal
        ? []
        : configuration.active.flatMap((node) => node.transitions.get(event) ?? []);
      if (declared.length > 0) {
        const does = declared.some(({ target, actions }) => target !== undefined || actions.length > 0);
        return { ...at, kind: does ? "handled" : "ignored", name: "", seen: count };
      }
      const listed = empty[event]?.find(({ where }) => where.includes(configuration.name));
      return { ...at, kind: listed?.kind ?? "unnamed", name: listed?.name ?? "", seen: count };
    }),
  );
  return { configurations: configurations.map(({ name }) => name), events, cells };
}

/** A row an event: `+` handled and seen, `.` handled and never seen, `-` ignored, `!` refused, `>` forwarded, `?` unnamed. */
export function cellText({ configurations, events, cells }: CellTable): string {
  const marks = { ignored: "-", refused: "!", forwarded: ">", unnamed: "?" } as const;
  const wide = Math.max(...events.map((event) => shortEvent(event).length));
  const head = configurations.map((name, at) => `  ${String(at + 1).padStart(2)} ${name}\n`).join("");
  const columns = configurations.map((_, at) => String(at + 1).padStart(4)).join("");
  const rows = events.map((event) => {
    const row = configurations.map((configuration) => {
      const cell = cells.find((one) => one.event === event && one.configuration === configuration);
      if (cell === undefined) return "    ";
      const mark = cell.seen > 0 ? "+" : cell.kind === "handled" ? "." : marks[cell.kind];
      return mark.padStart(4);
    });
    return `${shortEvent(event).padEnd(wide)}${row.join("")}`;
  });
  const count = (isCounted: (cell: Cell) => boolean): number => cells.filter(isCounted).length;
  const declared = count(({ kind }) => kind === "handled");
  return (
    `${head}${"".padEnd(wide)}${columns}\n${rows.join("\n")}\n` +
    `${count(({ seen }) => seen > 0)} cells seen; of ${declared} handled ones ${count(({ kind, seen }) => kind === "handled" && seen === 0)} never seen; ` +
    `${count(({ kind }) => kind === "ignored")} ignored, ${count(({ kind }) => kind === "refused")} refused, ` +
    `${count(({ kind }) => kind === "forwarded")} forwarded, ${count(({ kind }) => kind === "unnamed")} unnamed\n` +
    "+ seen   . handled, never seen   - ignored   ! refused   > forwarded   ? unnamed\n"
  );
}

/** `xstate.after.tick.peer.leading.commit.idle` as `after tick`. */
function shortEvent(event: string): string {
  const after = /^xstate\.after\.([^.]+)\./.exec(event);
  return after === null ? event : `after ${after[1]} (${event.slice(event.lastIndexOf(".") + 1)})`;
}
