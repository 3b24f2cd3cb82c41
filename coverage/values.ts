/**
 * Values of contexts, events and effects: one text a value (to tell states apart), equality, and a source text that makes
 * the value again (for test files).
 *
 * Plain JSON is not enough: it throws on BigInt and turns every Map into `{}`, so that different states merge in silence.
 */

/** Something in a context that has no value of its own: told with the place where it stands. */
export class OpaqueValueError extends Error {
  override readonly name = "OpaqueValueError";
}

export function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** Actor references: known by what they can do, whichever copy of xstate made them. */
export function isActorRef(value: unknown): value is { readonly id: string } {
  return (
    typeof value === "object" && value !== null && "sessionId" in value && "send" in value && "getSnapshot" in value
  );
}

export interface KeyOptions {
  /**
   * What to do with functions, symbols and actor references: throw (what a given abstraction must not hold), or stand in
   * for them by name and tell `notice` where they were.
   */
  readonly opaque: "refuse" | "name";
  readonly notice?: (path: string, what: string) => void;
}

/** The same text for equal values and only for those. @throws OpaqueValueError */
export function keyOf(value: unknown, options: KeyOptions = { opaque: "refuse" }): string {
  return textOf(value, "", { ...options, above: new Set(), known: new Map() });
}

interface Walk extends KeyOptions {
  /** Objects that are being written: one of them again is a cycle. */
  readonly above: Set<object>;
  /** Objects that were written: what is shared many times over is walked once. */
  readonly known: Map<object, string>;
}

/** Longer texts inside others are replaced by their hash, or values that share parts would grow without bound. */
const longText = 400;

function textOf(value: unknown, path: string, options: Walk): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "boolean":
    case "undefined":
      return String(value);
    case "bigint":
      return `${value}n`;
    case "function":
      return opaque(path, `function ${value.name}`, options);
    case "symbol":
      return opaque(path, String(value), options);
    case "object":
      return value === null ? "null" : objectText(value, path, options);
  }
}

function opaque(path: string, what: string, options: KeyOptions): string {
  if (options.opaque === "refuse") {
    throw new OpaqueValueError(
      `${path === "" ? "the value" : path} is ${what}: it has no value to compare. Leave it out of \`abstract\`.`,
    );
  }
  options.notice?.(path, what);
  return `<${what}>`;
}

function objectText(value: object, path: string, options: Walk): string {
  const { above, known } = options;
  const before = known.get(value);
  if (before !== undefined) return before;
  if (isActorRef(value)) return opaque(path, `actor reference ${value.id}`, options);
  if (above.has(value)) return opaque(path, "part of itself", options);
  above.add(value);
  const inside = (item: unknown, name: string): string => textOf(item, path === "" ? name : `${path}.${name}`, options);
  let text: string;
  const tag = tagOf(value);
  if (Array.isArray(value)) text = `[${value.map((item, at) => inside(item, String(at))).join(",")}]`;
  else if (tag === "Map") {
    const entries = [...(value as Map<unknown, unknown>)].map(([k, v], at) => {
      const key = inside(k, `key ${at}`);
      return `${key}=>${inside(v, key)}`;
    });
    text = `Map{${entries.sort().join(",")}}`;
  } else if (tag === "Set") {
    text = `Set{${[...(value as Set<unknown>)]
      .map((item, at) => inside(item, String(at)))
      .sort()
      .join(",")}}`;
  } else if (tag === "Date") text = `Date(${Number(value)})`;
  else if (tag === "RegExp") text = `RegExp(${String(value as RegExp)})`;
  else if (ArrayBuffer.isView(value)) text = `${tag}[${bytesOf(value).join(",")}]`;
  else if (value instanceof Error) text = `${value.name}(${JSON.stringify(value.message)})`;
  else {
    const record = value as Readonly<Record<string, unknown>>;
    const parts = Object.keys(record)
      .sort()
      .filter((name) => record[name] !== undefined)
      .map((name) => `${JSON.stringify(name)}:${inside(record[name], name)}`);
    text = `${tag === "Object" ? "" : tag}{${parts.join(",")}}`;
  }
  above.delete(value);
  if (text.length > longText) text = `${tag}#${text.length}.${longHash(text)}`;
  known.set(value, text);
  return text;
}

function bytesOf(view: ArrayBufferView): number[] {
  return [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)];
}

/** By value; functions and actor references by name. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return typeof a === "function" && typeof b === "function" && a.name === b.name;
  }
  return keyOf(a, { opaque: "name" }) === keyOf(b, { opaque: "name" });
}

// ------------------------------------------------------------------------------------------------------- source text

const width = 112;
const plainName = /^[A-Za-z_$][\w$]*$/;

/** How a literal refers to values that are written elsewhere. */
export interface LiteralOptions {
  /** A name to write instead of the value. */
  readonly nameOf?: (value: object, key: string) => string | undefined;
  /** Told about what cannot be written down. */
  readonly lost?: (what: string) => void;
}

/** JavaScript that makes an equal value, broken over lines where it is long; `indent` is that of its first line. */
export function literal(value: unknown, indent = "", options: LiteralOptions = {}, key = ""): string {
  if (typeof value !== "object" || value === null) return scalarLiteral(value, options);
  const name = options.nameOf?.(value, key);
  return name ?? bodyLiteral(value, indent, options);
}

/** As `literal`, but the value itself is always written out. */
export function bodyLiteral(value: object, indent: string, options: LiteralOptions): string {
  const tag = tagOf(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return wrap(
      "[",
      value.map((item) => literal(item, inner, options)),
      "]",
      indent,
    );
  }
  if (tag === "Map") {
    const entries = [...(value as Map<unknown, unknown>)].map(
      ([k, v]) => `[${literal(k, inner, options)}, ${literal(v, inner, options)}]`,
    );
    return wrap("new Map([", entries, "])", indent);
  }
  if (tag === "Set") {
    return wrap(
      "new Set([",
      [...(value as Set<unknown>)].map((item) => literal(item, inner, options)),
      "])",
      indent,
    );
  }
  if (tag === "Date") return `new Date(${Number(value)})`;
  if (tag === "RegExp") return String(value as RegExp);
  if (ArrayBuffer.isView(value)) {
    if (tag === "Uint8Array") return `new Uint8Array([${bytesOf(value).join(", ")}])`;
    return `new ${tag}(new Uint8Array([${bytesOf(value).join(", ")}]).buffer)`;
  }
  if (value instanceof Error) return `new Error(${JSON.stringify(value.message)})`;
  if (isActorRef(value)) {
    options.lost?.(`actor reference ${value.id}`);
    return "undefined";
  }
  const record = value as Readonly<Record<string, unknown>>;
  const parts = Object.keys(record)
    .filter((name) => record[name] !== undefined && typeof record[name] !== "function")
    .map((name) => {
      const text = literal(record[name], inner, options, name);
      if (text === name) return name;
      return `${plainName.test(name) ? name : JSON.stringify(name)}: ${text}`;
    });
  return wrap("{ ", parts, " }", indent);
}

function scalarLiteral(value: unknown, options: LiteralOptions): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "bigint":
      return `${value}n`;
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "function":
    case "symbol":
      options.lost?.(typeof value === "function" ? `function ${value.name}` : String(value));
      return "undefined";
    default:
      return String(value);
  }
}

function wrap(open: string, parts: readonly string[], close: string, indent: string): string {
  if (parts.length === 0) return `${open.trimEnd()}${close.trimStart()}`;
  const flat = `${open}${parts.join(", ")}${close}`;
  if (indent.length + flat.length <= width && !flat.includes("\n")) return flat;
  const inner = `${indent}  `;
  return `${open.trimEnd()}\n${parts.map((part) => `${inner}${part},\n`).join("")}${indent}${close.trimStart()}`;
}

// --------------------------------------------------------------------------------------------------------------- hash

/** Eight hex digits, the same in every process: names things by what they hold. Not for security. */
export function shortHash(text: string): string {
  const whole = longHash(text);
  return whole.slice(0, 4) + whole.slice(8, 12);
}

/** Sixteen hex digits. */
function longHash(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  return hex(high ^ (high >>> 16)) + hex(low ^ (low >>> 13));
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
