/** How calls end when no answer settles them: the errors, in words that say what to do. */
import { answerError, QuorateError } from "#machines/protocol/errors";
import { shown } from "./arguments.ts";
import type { Command, Operation } from "./operation.ts";

function name(command: Command): string {
  const what = command.key === "" ? command.op : `${command.op} ${shown(command.key)}`;
  return `${what} in ensemble ${command.ensemble}`;
}

export function closed(): QuorateError {
  return new QuorateError("CLOSED", "the client was closed: make a new one with connect()");
}

export function cancelled(command: Command, sent: "sent" | "not-sent"): QuorateError {
  const how =
    sent === "sent"
      ? "after it was sent: a write may have been applied, or may be later"
      : "before it was sent: it was not applied";
  return answerError("CANCELLED", `${name(command)} was cancelled ${how}`);
}

export function ringCancelled(): QuorateError {
  return new QuorateError(
    "CANCELLED",
    "the request to the ring was cancelled: a write may have been applied, or may be later",
  );
}

export function unknown(command: Command, why: string, cause?: unknown): QuorateError {
  const message = `${name(command)}: ${why}. It may have been applied, or may be later: read the key before writing again`;
  return answerError("UNKNOWN_OUTCOME", message, { cause });
}

export function aboveFrame(command: Command, maxFrameBytes: number): string {
  return `${name(command)} does not fit into one NATS message of ${maxFrameBytes} bytes: store less, or raise the server's max_payload`;
}

/** The end at the deadline. `why` says what is known of the leader. */
export function expired(operation: Operation, why: string): QuorateError {
  const { command } = operation;
  if (operation.open.length > 0) {
    const [attempt] = operation.open;
    const silent = `${attempt?.leader.node ?? "the leader"} did not answer in time`;
    if (operation.isWrite) return unknown(command, silent);
    return answerError(
      "TIMEOUT",
      `${name(command)}: ${silent}. Nothing was changed: ask again, or allow more timeoutMs`,
    );
  }
  const reason = operation.lastRefusal === "" ? why : `${operation.lastRefusal}; ${why}`;
  return answerError("UNAVAILABLE", `${name(command)} was not executed: ${reason}`);
}
