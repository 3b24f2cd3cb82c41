/** The error catalogue: every code that can reach a user, with what it means. docs/ERRORS.md is held to it by a test. */

export const errorCatalogue = {
  PRECONDITION_FAILED: "The stored version is not the one expected, or the key exists already. Definitely not applied.",
  UNAVAILABLE: "No leader or no quorum could be reached. Definitely not applied.",
  UNKNOWN_OUTCOME: "The request was sent, but how it ended is not known. It may have been applied, or may be later.",
  TIMEOUT: "A read was not answered in time.",
  INVALID_ARGUMENT: "An argument is not usable; the message says which and why.",
  NO_SUCH_ENSEMBLE: "No node that answered knows an ensemble of that name.",
  NOT_ENABLED: "The node is in no cluster yet.",
  ALREADY_ENABLED: "The node is already in a cluster.",
  NOT_A_MEMBER: "The named node or peer is not a member.",
  ALREADY_MEMBER: "The named node or peer is a member already.",
  NOT_IN_CLUSTER: "The named node is not in the cluster.",
  ENSEMBLE_EXISTS: "An ensemble of that name exists already.",
  CHANGE_IN_PROGRESS: "Another membership change has not finished.",
  N_VAL_VIOLATION: "More replies are asked for than there are replicas.",
  CORRUPT: "Stored data failed its checks and could not be mended from other replicas.",
  LOCKED: "Another process uses the data directory.",
  CANCELLED: "The caller's AbortSignal fired. A write may have been applied.",
  CONFIG: "The configuration is not usable; the message says what to change.",
  CLOSED: "The node or client was closed.",
} as const;

export type ErrorCode = keyof typeof errorCatalogue;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(errorCatalogue, value);
}

/** The only error that Quorate's public calls reject with. `code` is stable; `message` says what to do. */
export class QuorateError extends Error {
  readonly code: ErrorCode;
  override readonly name = "QuorateError";

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/**
 * An error that a request ends with. It is made where an answer arrives or a time is up, far from the code that asked, so
 * its stack would say nothing, and taking one costs as much as the rest of a request.
 */
export function answerError(code: ErrorCode, message: string, options?: { cause?: unknown }): QuorateError {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return new QuorateError(code, message, options);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** A broken invariant: a fault of Quorate itself. It stops the actor it happens in, loudly, in production too. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** @throws InvariantError when `condition` is false. */
export function invariant(condition: boolean, what: string): asserts condition {
  if (!condition) throw new InvariantError(`broken invariant: ${what}`);
}
