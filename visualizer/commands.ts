/**
 * What a page may ask the inspector to do, each handed in by whoever starts it (cli): keys of an ensemble, and processes and
 * network of a local cluster. Reading keys is always allowed; whatever changes something needs controls.
 */
import type { Json } from "#machines/protocol/trace";
import { QuorateError } from "#machines/protocol/errors";
import type { Command, PageFrame } from "./stream.ts";

export type Args = Readonly<Record<string, Json>>;

export interface CommandPort {
  /** True for commands that change something: taken with controls only. */
  readonly changes: boolean;
  /** Names of the arguments; others are refused. */
  readonly args: readonly string[];
  /** @throws QuorateError, which the page shows. */
  run(args: Args): Promise<Json>;
  /** For the timeline, once it is done; empty for nothing. */
  note?(args: Args): string;
}

export type Commands = ReadonlyMap<string, CommandPort>;

/** Those that this inspector takes. */
export function allowed(ports: Readonly<Record<string, CommandPort>>, controls: boolean): Commands {
  return new Map(Object.entries(ports).filter(([, port]) => controls || !port.changes));
}

export class PageFrameError {
  readonly code: string;
  readonly message: string;

  constructor(code: string, message: string) {
    this.code = code;
    this.message = message;
  }

  static of(error: unknown): PageFrameError {
    if (error instanceof QuorateError) return new PageFrameError(error.code, error.message);
    return new PageFrameError("FAILED", error instanceof Error ? error.message : String(error));
  }
}

/**
 * `noted` hears what the timeline says of it, before anything is done: what it brings about comes later there.
 * @throws QuorateError INVALID_ARGUMENT, and what the command throws.
 */
export async function runCommand(
  commands: Commands,
  { name, args }: Command,
  values: boolean,
  noted: (text: string) => void,
): Promise<Json> {
  const port = commands.get(name);
  if (port === undefined)
    throw new QuorateError(
      "INVALID_ARGUMENT",
      `this inspector does not take ${name}: it was started without --controls`,
    );
  const foreign = Object.keys(args).find((arg) => !port.args.includes(arg));
  if (foreign !== undefined) throw new QuorateError("INVALID_ARGUMENT", `${name} takes no ${foreign}`);
  const note = port.note?.(args) ?? "";
  if (note !== "") noted(note);
  try {
    const result = await port.run(args);
    return values ? result : withoutValues(result);
  } catch (error) {
    if (note !== "") noted(`failed: ${note}`);
    throw error;
  }
}

/** Values of keys do not leave the server unless it was told to show them: their length does. */
function withoutValues(result: Json): Json {
  if (typeof result !== "object" || result === null || Array.isArray(result) || !("value" in result)) return result;
  const { value, ...rest } = result as { readonly [key: string]: Json };
  return { ...rest, hidden: `${JSON.stringify(value ?? null).length} characters` };
}

const maxDepth = 6;

/** Checks what came over the socket. @returns null when it is no question of a page. */
export function readPageFrame(text: string): PageFrame | null {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof frame !== "object" || frame === null) return null;
  const { type, id, serial, at, name, args, of } = frame as Record<string, unknown>;
  if (typeof id !== "number" || !Number.isSafeInteger(id)) return null;
  if (type === "counts") return { type, id, of: of === "file" ? of : "here" };
  if (type === "window") {
    if (Number.isSafeInteger(serial)) return { type, id, serial: serial as number };
    const record = at as { node?: unknown; boot?: unknown; n?: unknown } | null | undefined;
    if (typeof record?.node !== "string" || typeof record.boot !== "string" || typeof record.n !== "number")
      return null;
    return { type, id, at: { node: record.node, boot: record.boot, n: record.n } };
  }
  if (type !== "command" || typeof name !== "string") return null;
  if (typeof args !== "object" || args === null || Array.isArray(args) || !isShallow(args, maxDepth)) return null;
  return { type, id, name, args: args as Args };
}

function isShallow(one: unknown, depth: number): boolean {
  if (typeof one !== "object" || one === null) return true;
  if (depth === 0 || Object.hasOwn(one, "__proto__")) return false;
  return Object.values(one).every((inner) => isShallow(inner, depth - 1));
}
