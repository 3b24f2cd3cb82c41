/** What the command line prints, and how it ends: results on stdout, errors on stderr, one exit code a kind of end. */
import { type ErrorCode, QuorateError } from "#machines/protocol/errors";
import { RingError } from "#services/ring-error";

/** Where a command writes and what it reads of its surroundings; tests hand in their own. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether `err` goes to a person's terminal, where a progress bar makes sense. */
  readonly isInteractive?: boolean;
}

export const exitCodes = { ok: 0, failed: 1, usage: 2, unknownOutcome: 3 } as const;

/** A command line that cannot be understood. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface CodedError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Every error as code and message. One that nobody foresaw may have come after a write was sent. */
export function describeError(error: unknown): CodedError {
  if (error instanceof QuorateError) return { code: error.code, message: error.message };
  if (error instanceof UsageError) return { code: "INVALID_ARGUMENT", message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  // What the operating system refuses (a directory, a port) is for the user to change.
  const isSystem = error instanceof Error && "syscall" in error;
  return { code: isSystem ? "CONFIG" : "UNKNOWN_OUTCOME", message };
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  const { code } = describeError(error);
  if (code === "INVALID_ARGUMENT") return exitCodes.usage;
  // A cancelled write may have been applied too.
  return code === "UNKNOWN_OUTCOME" || code === "CANCELLED" ? exitCodes.unknownOutcome : exitCodes.failed;
}

export function printError(terminal: Terminal, error: unknown, json: boolean): void {
  const { code, message } = describeError(error);
  const known = error instanceof RingError ? { missing: error.missing, replies: error.replies } : {};
  terminal.err(json ? `${toJson({ error: { code, message, ...known } })}\n` : `error: ${message} (${code})\n`);
}

/** JSON of anything that a value may be: bytes as base64, big integers as text, maps and sets as arrays. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, jsonable) ?? "null";
}

function jsonable(this: unknown, key: string, value: unknown): unknown {
  // `value` may have passed through toJSON already: a Buffer no longer looks like bytes.
  const original = (this as Readonly<Record<string, unknown>>)[key];
  if (typeof original === "bigint") return original.toString();
  if (original instanceof Map || original instanceof Set) return [...(original as Iterable<unknown>)];
  if (original instanceof Uint8Array) return { base64: Buffer.from(original).toString("base64") };
  return value;
}

/** Rows as aligned columns, two spaces apart. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, n) => (widths[n] = Math.max(widths[n] ?? 0, cell.length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, n) => cell.padEnd(widths[n] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
