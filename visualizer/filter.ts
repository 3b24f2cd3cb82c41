/**
 * Filters of log and sequence: `ensemble:demo event:commit to:probe`, words that all must hold. A word without a colon is
 * looked for anywhere; `-` before a word means that it must not hold.
 */
import { groupOfRecord, placeOf } from "./place.ts";
import type { Entry, LogEntry } from "./stream.ts";

export const filterFields = [
  "ensemble",
  "node",
  "machine",
  "event",
  "from",
  "to",
  "epoch",
  "request",
  "actor",
] as const;
type Field = (typeof filterFields)[number];

interface Word {
  readonly field: Field | null;
  readonly text: string;
  readonly isNot: boolean;
}

export function parseFilter(text: string): (entry: Entry) => boolean {
  const words = text.split(/\s+/).filter((word) => word !== "" && word !== "-");
  const parsed = words.map(parseWord);
  if (parsed.length === 0) return () => true;
  return (entry) =>
    entry.what === "record"
      ? parsed.every((word) => holds(word, entry) !== word.isNot)
      : parsed.every(
          (word) => word.isNot || (word.field === null && JSON.stringify(entry).toLowerCase().includes(word.text)),
        );
}

function parseWord(word: string): Word {
  const isNot = word.startsWith("-");
  const rest = isNot ? word.slice(1) : word;
  const at = rest.indexOf(":");
  const field = filterFields.find((name) => name === rest.slice(0, at)) ?? null;
  return { field, text: (field === null ? rest : rest.slice(at + 1)).toLowerCase(), isNot };
}

function holds({ field, text }: Word, { record }: LogEntry): boolean {
  switch (field) {
    case null:
      return [
        record.actor,
        record.event,
        ...record.before,
        ...record.after,
        ...record.effects,
        JSON.stringify(record.data),
      ]
        .join(" ")
        .toLowerCase()
        .includes(text);
    case "ensemble":
      return groupOfRecord(record).toLowerCase() === text;
    case "node":
      return record.node.toLowerCase() === text;
    case "machine":
      return record.machine.toLowerCase() === text;
    case "actor":
      return record.actor.toLowerCase() === text;
    case "event":
      return record.event.toLowerCase() === text || record.event.toLowerCase().includes(`.${text}.`);
    case "from":
      return isPlace(record.before, text);
    case "to":
      return isPlace(record.after, text);
    case "epoch":
      return JSON.stringify(record.context["epoch"] ?? record.data["epoch"] ?? "") === text;
    case "request":
      return record.cause.toLowerCase() === text || record.cause.toLowerCase().endsWith(`:${text}`);
  }
}

function isPlace(paths: readonly string[], text: string): boolean {
  if (placeOf(paths).toLowerCase() === text) return true;
  return paths.some((path) => path.toLowerCase() === text || path.toLowerCase().endsWith(`.${text}`));
}
