/** Checks of what callers hand in. Every refusal is INVALID_ARGUMENT and says which argument, what was wrong and the limit. */
import { QuorateError } from "#machines/protocol/errors";
import { isName, maxNameLength } from "#machines/protocol/identifiers";
import { maxKeyBytes } from "#machines/protocol/object";
import type { CallOptions } from "../public-types.ts";

/** The longest version token a caller may hand in, in characters. */
export const maxVersionLength = 64;
/** The longest time a call may take: timers beyond this many milliseconds do not exist in JavaScript. */
export const maxTimeoutMs = 2_147_483_647;

const loneSurrogate = /\p{Surrogate}/u;
const versionPattern = /^[\x21-\x7e]+$/;

export function invalid(message: string): QuorateError {
  return new QuorateError("INVALID_ARGUMENT", message);
}

/** A string as an error message may show it: quoted and cut. */
export function shown(value: unknown): string {
  if (typeof value !== "string") return value === null ? "null" : typeof value;
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

export function isWellFormed(text: string): boolean {
  return !loneSurrogate.test(text);
}

export function checkName(what: string, value: unknown): asserts value is string {
  if (isName(value)) return;
  throw invalid(
    `${what} ${shown(value)} is not a name: use letters, digits, "-" and "_", a letter or digit first, ` +
      `at most ${maxNameLength} characters`,
  );
}

export function checkKey(key: unknown): asserts key is string {
  if (typeof key !== "string") throw invalid(`the key must be a string, not ${shown(key)}`);
  if (key.length === 0) throw invalid("the key is empty: use a string of at least one character");
  // A UTF-16 code unit takes at most three bytes, so short keys need no count.
  if (key.length * 3 > maxKeyBytes) {
    const bytes = key.length > maxKeyBytes ? key.length : Buffer.byteLength(key);
    if (bytes > maxKeyBytes) throw invalid(`the key ${shown(key)} is longer than ${maxKeyBytes} bytes of UTF-8`);
  }
  if (!isWellFormed(key)) throw invalid(`the key ${shown(key)} holds half a surrogate pair, which UTF-8 cannot carry`);
}

export function checkVersion(version: unknown): asserts version is string {
  if (typeof version === "string" && version.length <= maxVersionLength && versionPattern.test(version)) return;
  throw invalid(
    `the version ${shown(version)} is none that get, put, create or update returned: pass entry.version on as it is`,
  );
}

/** @returns how long the call may take, in milliseconds. */
export function checkOptions(options: CallOptions | undefined, defaultTimeoutMs: number): number {
  if (options === undefined) return defaultTimeoutMs;
  if (typeof options !== "object" || options === null)
    throw invalid(`the options must be an object, not ${shown(options)}`);
  const { timeoutMs, signal } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw invalid("the option signal must be an AbortSignal");
  return timeoutMs === undefined ? defaultTimeoutMs : checkTimeout(timeoutMs);
}

export function checkTimeout(timeoutMs: unknown): number {
  if (typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs <= maxTimeoutMs) return timeoutMs;
  throw invalid(
    `timeoutMs must be a number of milliseconds above 0 and at most ${maxTimeoutMs}, not ${String(timeoutMs)}`,
  );
}
