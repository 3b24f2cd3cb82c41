/**
 * Erlang terms, as far as the shell needs them: reading, printing, and what they are as stored values. An atom is stored as
 * `{ "atom": "v1" }` and a tuple as `{ "tuple": [..] }`; strings and binaries are strings.
 */

export type Term =
  | { readonly kind: "atom"; readonly name: string }
  | { readonly kind: "number"; readonly value: number | bigint }
  | { readonly kind: "binary"; readonly text: string }
  | { readonly kind: "tuple"; readonly items: readonly Term[] }
  | { readonly kind: "list"; readonly items: readonly Term[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [Term, Term])[] };

export const atomTerm = (name: string): Term => ({ kind: "atom", name });
export const binaryTerm = (text: string): Term => ({ kind: "binary", text });
export const tupleTerm = (...items: readonly Term[]): Term => ({ kind: "tuple", items });
export const listTerm = (items: readonly Term[]): Term => ({ kind: "list", items });
export const numberTerm = (value: number | bigint): Term => ({ kind: "number", value });

const plainAtom = /^[a-z][\w@]*$/;

/** As `~p` prints it, on one line. */
export function printTerm(term: Term): string {
  switch (term.kind) {
    case "atom":
      return plainAtom.test(term.name) ? term.name : `'${escaped(term.name, "'")}'`;
    case "number":
      return String(term.value);
    case "binary":
      return `<<"${escaped(term.text, '"')}">>`;
    case "tuple":
      return `{${term.items.map(printTerm).join(",")}}`;
    case "list":
      return `[${term.items.map(printTerm).join(",")}]`;
    case "map":
      return `#{${term.entries.map(([key, value]) => `${printTerm(key)} => ${printTerm(value)}`).join(",")}}`;
  }
}

function escaped(text: string, quote: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`).replaceAll("\n", "\\n").replaceAll("\t", "\\t");
}

const constants = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** What is stored. */
export function toValue(term: Term): unknown {
  switch (term.kind) {
    case "atom":
      return constants.has(term.name) ? constants.get(term.name) : { atom: term.name };
    case "number":
      return term.value;
    case "binary":
      return term.text;
    case "tuple":
      return { tuple: term.items.map(toValue) };
    case "list":
      return term.items.map(toValue);
    case "map":
      return Object.fromEntries(term.entries.map(([key, value]) => [keyOf(key), toValue(value)]));
  }
}

function keyOf(term: Term): string {
  if (term.kind === "atom") return term.name;
  return term.kind === "binary" ? term.text : printTerm(term);
}

/** What a stored value looks like, whoever wrote it. */
export function fromValue(value: unknown): Term {
  if (value === null || typeof value === "boolean") return atomTerm(String(value));
  if (typeof value === "number" || typeof value === "bigint") return numberTerm(value);
  if (typeof value === "string") return binaryTerm(value);
  if (Array.isArray(value)) return listTerm(value.map(fromValue));
  if (value instanceof Map)
    return { kind: "map", entries: [...value].map(([key, item]) => [fromValue(key), fromValue(item)]) };
  if (value instanceof Set) return listTerm([...value].map(fromValue));
  if (value instanceof Date) return binaryTerm(value.toISOString());
  if (value instanceof Uint8Array) return binaryTerm(Buffer.from(value).toString("base64"));
  const entries = Object.entries(value as object);
  const [[name, inner] = ["", undefined]] = entries;
  if (entries.length === 1 && name === "atom" && typeof inner === "string") return atomTerm(inner);
  if (entries.length === 1 && name === "tuple" && Array.isArray(inner)) return tupleTerm(...inner.map(fromValue));
  return { kind: "map", entries: entries.map(([key, item]) => [binaryTerm(key), fromValue(item)]) };
}
