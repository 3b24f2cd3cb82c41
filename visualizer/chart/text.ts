/** Measuring and breaking text without a browser: widths are those of the widest common system fonts. */
import type { Span } from "./drawing.ts";

/** Monospaced 11 px: DejaVu Sans Mono and Menlo advance 0.602 em, others less. */
export const monoWidth = 6.63;
export const monoLineHeight = 15;
/** Semibold 16 px system sans, an upper average for identifiers. */
const titleWidth = 10.1;

export function titleLength(text: string): number {
  return Math.ceil(text.length * titleWidth);
}

export function monoLength(text: string): number {
  return Math.ceil(text.length * monoWidth);
}

export function spansLength(spans: readonly Span[]): number {
  return monoLength(spans.map((span) => span.text).join(""));
}

/** `saveRecord` -> `save record`; leaves names with other separators alone. */
export function humanize(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

/** Items joined by ", ", broken between items so that a line has at most `columns` characters where an item allows it. */
export function breakList<T>(items: readonly T[], textOf: (item: T) => string, columns: number): T[][] {
  const lines: T[][] = [];
  let length = 0;
  for (const item of items) {
    const width = textOf(item).length + 2;
    const line = lines.at(-1);
    if (line === undefined || length + width > columns) {
      lines.push([item]);
      length = width;
    } else {
      line.push(item);
      length += width;
    }
  }
  return lines;
}

/** Words broken into at most `maxLines` lines of `columns` characters; the rest ends in an ellipsis. */
export function breakWords(text: string, columns: number, maxLines: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((word) => word !== "")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  if (lines.length <= maxLines) return lines;
  const kept = lines.slice(0, maxLines);
  kept[maxLines - 1] = `${kept.at(-1) ?? ""} …`;
  return kept;
}
