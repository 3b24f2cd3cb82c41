/**
 * A trace record travels as JSON text: its `data` and `context` are open. What comes out has exactly the fields of a record
 * and plain, shallow JSON in them, so that neither drawing nor recording it can be led astray.
 */
import type { TraceRecord } from "#machines/protocol/trace";
import { type Field, Malformed } from "./fields.ts";

/** Longest JSON text of one record, in UTF-16 units. */
export const maxTraceText = 65_536;
/** How deep `data` and `context` may nest. */
const maxJsonDepth = 8;

const isText = (one: unknown): boolean => typeof one === "string";
const isNumber = (one: unknown): boolean => typeof one === "number";
const isTexts = (one: unknown): boolean => Array.isArray(one) && one.every(isText);
const isMap = (one: unknown): boolean => isPlain(one) && isShallow(one, maxJsonDepth);

const fields: { readonly [K in keyof TraceRecord]-?: (one: unknown) => boolean } = {
  node: isText,
  boot: isText,
  n: isNumber,
  at: isNumber,
  actor: isText,
  machine: isText,
  kind: (one) => one === "snapshot" || one === "step" || one === "stopped",
  event: isText,
  data: isMap,
  transitions: isTexts,
  before: isTexts,
  after: isTexts,
  effects: isTexts,
  cause: isText,
  context: isMap,
};

function isPlain(one: unknown): one is Record<string, unknown> {
  return typeof one === "object" && one !== null && !Array.isArray(one);
}

/** False also for a field named `__proto__`, which JSON can carry and a later copy would obey. */
function isShallow(one: unknown, depth: number): boolean {
  if (typeof one !== "object" || one === null) return true;
  if (depth === 0 || Object.hasOwn(one, "__proto__")) return false;
  return Object.values(one).every((inner) => isShallow(inner, depth - 1));
}

export function isTraceRecord(one: unknown): one is TraceRecord {
  if (!isPlain(one)) return false;
  const names = Object.keys(fields) as (keyof TraceRecord)[];
  if (Object.keys(one).length !== names.length) return false;
  return names.every((name) => Object.hasOwn(one, name) && fields[name](one[name]));
}

/** A record too long to travel keeps its step and says that it lost its data. */
function toText(record: TraceRecord): string {
  const text = JSON.stringify(record);
  if (text.length <= maxTraceText) return text;
  const leftOut = { leftOut: `${text.length} characters` };
  return JSON.stringify({ ...record, data: leftOut, context: leftOut });
}

export const traceRecord: Field<TraceRecord> = {
  encode: toText,
  decode: (wire) => {
    if (typeof wire !== "string" || wire.length > maxTraceText) throw new Malformed("a trace record's text");
    let parsed: unknown;
    try {
      parsed = JSON.parse(wire);
    } catch {
      throw new Malformed("a trace record's JSON");
    }
    if (!isTraceRecord(parsed)) throw new Malformed("a trace record");
    return parsed;
  },
};
