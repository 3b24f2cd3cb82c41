/** One call of a user, from the moment its arguments are checked to the moment its promise settles. */
import type { QuorateError } from "#machines/protocol/errors";
import type { EnsembleName, NodeName } from "#machines/protocol/identifiers";
import type { ClientOp, ClientResponse } from "#machines/protocol/messages";
import type { Deadline } from "./deadlines.ts";
import type { Leader, Seeker } from "./locator.ts";

/** What the node is asked. */
export interface Command {
  readonly ensemble: EnsembleName;
  readonly op: ClientOp;
  readonly key: string;
  readonly value: Uint8Array | null;
  readonly version: string;
  readonly readRepair: boolean;
}

/** One request of an operation that went to a node. */
export interface Attempt {
  readonly id: number;
  readonly operation: Operation;
  readonly leader: Leader;
  readonly frames: SentFrames;
}

/** What one publish carried, to know which requests an undelivered frame took with it. */
export interface SentFrames {
  readonly node: NodeName;
  readonly first: number;
  readonly count: number;
  readonly attempts: Set<Attempt>;
  /** Frames of it that are known to have reached nobody. */
  readonly lost: Set<number>;
}

export interface Operation extends Seeker {
  readonly command: Command;
  readonly isWrite: boolean;
  readonly deadlineMs: number;
  /** Settles the call: called once. */
  readonly answered: (response: ClientResponse, leader: Leader) => void;
  readonly failed: (error: QuorateError) => void;
  deadline: Deadline | undefined;
  /** The next thing to do before the deadline: look for a newer leader, or try again. */
  wake: Deadline | undefined;
  /** Requests without an answer. A write has one at most; a read that was repeated may have several. */
  readonly open: Set<Attempt>;
  /** It is in the list of operations to send. */
  queued: boolean;
  /** Times that it was refused, for the pauses in between. */
  refusals: number;
  /** What the last refusal said. */
  lastRefusal: string;
  done: boolean;
  /** Takes the listener off the caller's signal. */
  forgetSignal: (() => void) | undefined;
}

const writes: ReadonlySet<ClientOp> = new Set(["put", "create", "update", "delete", "safeDelete", "modify"]);

export function isWriteOp(op: ClientOp): boolean {
  return writes.has(op);
}
