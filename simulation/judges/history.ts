/** What clients asked and were told, as the judge of linearizability reads it. */

export type OpKind = "get" | "put" | "create" | "update" | "delete" | "safeDelete";

/**
 * - `ok`: done; a read found `value` at `version`, a write gave the key `version`.
 * - `absent`: a read found nothing.
 * - `failed`: PRECONDITION_FAILED. Never took effect, and says that the key was not as expected at some time in between.
 * - `never`: UNAVAILABLE and the like. Never took effect, says nothing.
 * - `unknown`: UNKNOWN_OUTCOME, CANCELLED, or never answered. May have taken effect at any time since it was invoked, also
 *   after it returned, or never. A read that ends so says nothing.
 */
export type Outcome = "ok" | "absent" | "failed" | "never" | "unknown";

/** One operation on one key. Values are unique over the run, so that a value names its write. */
export interface Operation {
  readonly id: number;
  readonly client: string;
  readonly key: string;
  readonly kind: OpKind;
  /** What a put, create or update writes; empty otherwise. */
  readonly value: string;
  /** What an update or safeDelete compares with; empty otherwise. */
  readonly expected: string;
  /** Virtual time or any counter: only the order counts. Invocations and returns at the same time overlap. */
  readonly invokedAt: number;
  readonly returnedAt: number;
  readonly outcome: Outcome;
  /** Of an `ok`: what was read. */
  readonly found: string;
  /** Of an `ok`: the version read or given; empty when the answer held none (deletes). */
  readonly version: string;
}

export function describe(operation: Operation): string {
  const { client, kind, key, value, expected, outcome, found, version, invokedAt, returnedAt } = operation;
  const asked = [key, ...(expected === "" ? [] : [`if ${expected}`]), ...(value === "" ? [] : [value])].join(", ");
  const told =
    outcome === "ok" ? `ok ${[found, version].filter((part) => part !== "").join(" at ")}`.trimEnd() : outcome;
  const until = outcome === "unknown" ? "" : returnedAt.toFixed(3);
  return `[${invokedAt.toFixed(3)} .. ${until}] ${client} ${kind}(${asked}) -> ${told}`;
}
