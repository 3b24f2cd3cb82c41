/** What ran, for people: how much of each machine was seen, and by name what never was. */
import { cellSums, cellText, shortEvent, unseenCells, type Cell, type CellTable } from "./cells.ts";
import type { MachineCoverage } from "./recorder.ts";
import { escape, percent, style } from "./report.ts";

function ratio({ seen, total }: { readonly seen: number; readonly total: number }): string {
  return `${seen} of ${total} (${percent(total === 0 ? 1 : seen / total)})`;
}

function sums(table: CellTable): string {
  return cellSums(table)
    .map((sum) => `${sum.kind} ${sum.seen} of ${sum.total}`)
    .join(", ");
}

export function seenText(found: readonly MachineCoverage[]): string {
  return found.map(machineText).join("\n");
}

function machineText({
  machine,
  states,
  transitions,
  unseenStates,
  unseenTransitions,
  foreign,
  table,
}: MachineCoverage): string {
  const list = (title: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [`  ${title}: ${names.join(", ")}`];
  const missing = (["handled", "refused", "forwarded", "ignored", "unnamed"] as const).flatMap((kind) => {
    const rows = [...unseenCells(table, kind)].map(([event, where]) => `    ${shortEvent(event)}: ${where.join(", ")}`);
    return rows.length === 0 ? [] : [`  ${kind} and never seen:`, ...rows];
  });
  return [
    `${machine}: states ${ratio(states)}, transitions ${ratio(transitions)}; cells: ${sums(table)}`,
    ...list("never entered", unseenStates),
    ...list("never taken", unseenTransitions),
    ...list("not of this version of the chart", foreign),
    cellText(table).trimEnd(),
    ...missing,
    "",
  ].join("\n");
}

const tableStyle =
  "table.cells td,table.cells th{border:1px solid #d9dee3;padding:.1rem .3rem;text-align:center;font:12px system-ui}" +
  "table.cells th.c{writing-mode:vertical-rl;text-align:left;font-weight:400}table.cells th.e{text-align:left}" +
  ".seen{background:#cfe3f7}.handled{background:#f3d9c9}.unnamed{background:#f7c6c6}.impossible{background:#eee}";

/** One page, nothing loaded. `lines`: said below. */
export function seenHtml(found: readonly MachineCoverage[], lines: readonly string[] = []): string {
  return [
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>What was seen</title><style>${style}${tableStyle}</style>`,
    "<h1>What was seen</h1>",
    "<p>A number: how often. Empty and coloured: handled by the chart and never seen. Grey: cannot be.</p>",
    ...found.map(machineHtml),
    ...lines.map((line) => `<p>${escape(line)}</p>`),
    "</html>",
    "",
  ].join("\n");
}

function machineHtml({
  machine,
  states,
  transitions,
  unseenStates,
  unseenTransitions,
  foreign,
  table,
}: MachineCoverage): string {
  const list = (title: string, names: readonly string[]): string =>
    names.length === 0 ? "" : `<p>${title}: ${names.map((name) => `<code>${escape(name)}</code>`).join(", ")}</p>`;
  const head = table.configurations.map((name) => `<th class="c">${escape(name)}</th>`).join("");
  const rows = table.events.map((event) => {
    const cells = table.cells.filter((cell) => cell.event === event).map(cellHtml);
    return `<tr><th class="e">${escape(shortEvent(event))}</th>${cells.join("")}</tr>`;
  });
  return [
    `<h2>${escape(machine)}</h2><p>states ${ratio(states)}, transitions ${ratio(transitions)}; cells: ${sums(table)}</p>`,
    list("Never entered", unseenStates),
    list("Never taken", unseenTransitions),
    list("Not of this version of the chart", foreign),
    `<table class="cells"><tr><th></th>${head}</tr>${rows.join("")}</table>`,
  ].join("\n");
}

function cellHtml({ kind, name, configuration, seen, left }: Cell): string {
  const told = [
    configuration,
    name === "" ? kind : `${kind}: ${name}`,
    ...(kind === "handled" && left > 0 ? [`${left} times no guard held`] : []),
  ].join("; ");
  const short = { handled: "", ignored: "-", refused: "!", forwarded: ">", unnamed: "?", impossible: "" }[kind];
  const text = seen === 0 ? short : `${short}${seen}`;
  return `<td class="${seen > 0 ? "seen" : kind}" title="${escape(told)}">${escape(text)}</td>`;
}
