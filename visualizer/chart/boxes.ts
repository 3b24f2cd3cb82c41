/** What is written inside a state's box, and how large that makes it. Positions are relative to the box. */
import type { ChartDefinition, ChartState, ChartTransition } from "./definition.ts";
import type { Box, Legend, Pill, RegionRow, Span, TextLine } from "./drawing.ts";
import { breakList, breakWords, humanize, monoLength, monoLineHeight, spansLength, titleLength } from "./text.ts";

const padding = 12;
const titleRow = 34;
const seatStep = 40;
const pillHeight = 19;
const pillGap = 6;
const regionRow = 26;
/** Lines of transitions listed in one box; the table beside the chart has them all. */
const maxInsideLines = 10;
const columns = 34;

export function topLevelOf(path: string): string {
  const end = path.indexOf(".");
  return end === -1 ? path : path.slice(0, end);
}

/** A transition that leaves no box: it stays, or moves between states nested in one box. */
export function isInside(transition: ChartTransition): boolean {
  const box = topLevelOf(transition.source);
  return transition.targets.every((target) => topLevelOf(target) === box);
}

/** `seats`: how many tokens get room beside the title; further ones are drawn closer together. */
export function measureBox(definition: ChartDefinition, state: ChartState, seats: number): Box {
  const notes = noteLines(state);
  const regions = regionRows(definition, state);
  const inside = insideLines(definition, state.path);

  let y = titleRow;
  const place = (lines: readonly TextLine[]): TextLine[] =>
    lines.map((line) => {
      y += monoLineHeight;
      return { ...line, x: padding, y: y - 4 };
    });
  const placedNotes = place(notes);
  const hasMore = regions.length + inside.length > 0;
  if (hasMore) y += notes.length > 0 ? 5 : 0;
  const ruleAt = hasMore ? y : null;
  if (regions.length > 0) y += 4;
  const placedRegions = regions.map((row) => {
    const top = y;
    y += regionRow;
    return { ...row, x: padding, y: top + 17, pills: row.pills.map((pill) => ({ ...pill, y: top + 4 })) };
  });
  if (inside.length > 0) y += 3;
  const placedInside = place(inside);

  const seatsFrom = padding + titleLength(state.label) + 10;
  const width = Math.max(
    seatsFrom + seats * seatStep + 6,
    ...[...notes, ...inside].map((line) => spansLength(line.spans) + 2 * padding),
    ...regions.map((row) => Math.max(...row.pills.map((pill) => pill.x + pill.width)) + padding),
  );
  const x = width - seats * seatStep - 6;
  return {
    path: state.path,
    label: state.label,
    title: titleOf(state),
    initial: state.initial,
    final: state.type === "final",
    x: 0,
    y: 0,
    width: Math.ceil(width),
    height: Math.ceil(y + (y > titleRow ? 8 : 4)),
    labelAt: { x: padding, y: 23 },
    seats: { x, y: 18, step: seatStep, count: seats },
    notes: placedNotes,
    regions: placedRegions,
    inside: placedInside,
    ruleAt,
  };
}

function titleOf(state: ChartState): string {
  const lines = [state.path];
  if (state.description !== "") lines.push(state.description);
  if (state.tags.length > 0) lines.push(`tags: ${state.tags.join(", ")}`);
  if (state.entry.length > 0) lines.push(`on entry: ${state.entry.join(", ")}`);
  if (state.exit.length > 0) lines.push(`on exit: ${state.exit.join(", ")}`);
  return lines.join("\n");
}

/** The description when there is one, else what is done on entry. */
function noteLines(state: ChartState): TextLine[] {
  const text =
    state.description !== "" ? state.description : [...state.entry, ...state.invokes].map(humanize).join(", ");
  return breakWords(text, columns - 4, 2).map((line) => textLine([{ text: line, tone: "muted" }], []));
}

export function textLine(spans: readonly Span[], transitions: readonly string[]): TextLine {
  return { x: 0, y: 0, spans, transitions };
}

// ------------------------------------------------------------------------------------------------------------ regions

function regionRows(definition: ChartDefinition, state: ChartState): RegionRow[] {
  const byPath = new Map(definition.states.map((each) => [each.path, each]));
  const regions = state.type === "parallel" ? state.children : state.children.length > 0 ? [state.path] : [];
  const named = regions.map((path) => ({ path, label: path === state.path ? "" : (byPath.get(path)?.label ?? path) }));
  const indent = Math.max(0, ...named.map(({ label }) => monoLength(label)));
  return named.map(({ path, label }) => {
    let x = padding + (indent > 0 ? indent + 10 : 0);
    const pills = leavesOf(byPath, path).map((leaf): Pill => {
      const text = leaf.path.slice(path.length + 1) || leaf.label;
      const width = monoLength(text) + 16;
      const pill = {
        path: leaf.path,
        label: text,
        initial: leaf.initial,
        final: leaf.type === "final",
        x,
        y: 0,
        width,
        height: pillHeight,
      };
      x += width + pillGap;
      return pill;
    });
    return { label, x: 0, y: 0, pills };
  });
}

function leavesOf(byPath: ReadonlyMap<string, ChartState>, path: string): ChartState[] {
  const state = byPath.get(path);
  if (state === undefined) return [];
  if (state.children.length === 0) return [state];
  return state.children.flatMap((child) => leavesOf(byPath, child));
}

// ------------------------------------------------------------------------------------------------- transitions inside

function insideLines(definition: ChartDefinition, box: string): TextLine[] {
  const own = definition.transitions.filter(
    (transition) => transition.source !== "" && topLevelOf(transition.source) === box && isInside(transition),
  );
  const lines = [...movesInside(own, box), ...answersInside(own)];
  if (lines.length <= maxInsideLines) return lines;
  const hidden = lines.slice(maxInsideLines - 1);
  const more = textLine(
    [{ text: `+ ${hidden.length} more, see the table`, tone: "muted" }],
    hidden.flatMap((line) => line.transitions),
  );
  return [...lines.slice(0, maxInsideLines - 1), more];
}

/** Between nested states, and re-entries: a line each pair of states. */
function movesInside(own: readonly ChartTransition[], box: string): TextLine[] {
  const lines: TextLine[] = [];
  for (const transition of own) {
    if (transition.targets.length === 0) continue;
    const target = transition.targets.map((path) => lastKey(path)).join(", ");
    const isSelf = transition.targets.length === 1 && transition.targets[0] === transition.source;
    const where = isSelf
      ? transition.source === box
        ? "↻ "
        : `↻ ${target} `
      : `${lastKey(transition.source)} → ${target} `;
    lines.push(...eventLines(transition, [{ text: where, tone: "muted" }]));
  }
  return lines;
}

/** Handled without leaving: one list of event names. */
function answersInside(own: readonly ChartTransition[]): TextLine[] {
  const byEvent = new Map<string, string[]>();
  for (const transition of own) {
    if (transition.targets.length > 0 || transition.ignored) continue;
    byEvent.set(transition.label, [...(byEvent.get(transition.label) ?? []), transition.id]);
  }
  return listLines([...byEvent], columns, "↻ ");
}

export function listLines(
  items: readonly (readonly [string, readonly string[]])[],
  lineColumns: number,
  first: string,
): TextLine[] {
  return breakList(items, ([label]) => label, lineColumns).map((line, index) =>
    textLine(
      [
        { text: index === 0 ? first : "  ", tone: "muted" },
        { text: line.map(([label]) => label).join(", "), tone: "event" },
      ],
      line.flatMap(([, ids]) => ids),
    ),
  );
}

/** `event [guard]`, the guard on a line of its own when both are long. */
export function eventLines(transition: ChartTransition, lead: readonly Span[] = []): TextLine[] {
  const ids = [transition.id];
  const event: Span = { text: transition.label, tone: "event" };
  if (transition.guard === "") return [textLine([...lead, event], ids)];
  const guard = `[${transition.guard}]`;
  const length = [...lead, event].reduce((sum, span) => sum + span.text.length, 0) + 1 + guard.length;
  const limit = lead.length > 0 ? columns + 6 : 22;
  if (length <= limit) return [textLine([...lead, event, { text: ` ${guard}`, tone: "guard" }], ids)];
  return [textLine([...lead, event], ids), textLine([{ text: `  ${guard}`, tone: "guard" }], ids)];
}

function lastKey(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

// ------------------------------------------------------------------------------------------------------------- legend

/** What the root handles without moving anywhere. */
export function measureLegend(definition: ChartDefinition): Legend | null {
  const byEvent = new Map<string, string[]>();
  for (const transition of definition.transitions) {
    if (transition.source !== "" || transition.targets.length > 0 || transition.ignored) continue;
    byEvent.set(transition.label, [...(byEvent.get(transition.label) ?? []), transition.id]);
  }
  if (byEvent.size === 0) return null;
  const lines = listLines([...byEvent], 40, "↻ ").map((line, index) => ({
    ...line,
    x: padding,
    y: 34 + index * monoLineHeight,
  }));
  const heading = "any state, unless it says otherwise";
  const width = Math.max(monoLength(heading), ...lines.map((line) => spansLength(line.spans))) + 2 * padding;
  return { heading, lines, x: 0, y: 0, width, height: 30 + lines.length * monoLineHeight };
}
