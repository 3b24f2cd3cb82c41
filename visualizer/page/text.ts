/** How times, values and records are written. */
import type { Json } from "#machines/protocol/trace";
import { isMove, placeOf } from "../place.ts";
import type { Entry, LogEntry } from "../stream.ts";
import { gapText } from "../world.ts";
import { findTransition } from "./model.ts";

const pad = (value: number, length: number): string => String(value).padStart(length, "0");

/** `14:45:45.511`, in the reader's time zone. Not by Intl, which takes ten times as long and is asked often. */
export function timeText(time: number): string {
  const at = new Date(time);
  return `${pad(at.getHours(), 2)}:${pad(at.getMinutes(), 2)}:${pad(at.getSeconds(), 2)}.${pad(at.getMilliseconds(), 3)}`;
}

export function cell(value: unknown): string {
  if (value === undefined || value === null || value === "") return "–";
  if (value === true) return "yes";
  if (value === false) return "no";
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number);
}

export function jsonText(value: Json | undefined): string {
  return value === undefined ? "–" : JSON.stringify(value);
}

/** Where a record took its actor. */
export function wayText({ record }: LogEntry): string {
  if (record.kind === "stopped") return `${placeOf(record.before)} → stopped`;
  const place = placeOf(record.after);
  if (isMove(record)) return `${placeOf(record.before)} → ${place}`;
  // Inside a box: what of it changed, by its name there.
  const inner = (paths: readonly string[], others: readonly string[]): string =>
    paths
      .filter((path) => !others.includes(path))
      .map((path) => (path.startsWith(`${place}.`) ? path.slice(place.length + 1) : path))
      .join(", ");
  const left = inner(record.before, record.after);
  return left === "" ? place : `${place}: ${left} → ${inner(record.after, record.before)}`;
}

/** The event as the chart calls it. */
export function eventText({ record }: LogEntry): string {
  if (record.kind !== "step") return record.kind;
  return findTransition(record.machine, record.transitions[0] ?? "")?.label ?? record.event;
}

export function guardText({ record }: LogEntry): string {
  const guard = findTransition(record.machine, record.transitions[0] ?? "")?.guard ?? "";
  return guard === "" ? "" : ` [${guard}]`;
}

export function entryText(entry: Entry): string {
  switch (entry.what) {
    case "record":
      return `${entry.record.node} ${wayText(entry)} ${eventText(entry)}`;
    case "node":
      return `${entry.node.node} is ${entry.node.state}`;
    case "gap":
      return gapText(entry.gap);
    case "note":
      return entry.text;
  }
}
