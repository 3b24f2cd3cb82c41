/** One call of a user, from the moment its arguments are checked to the moment its promise settles. */
import type { QuorateError } from "#machines/protocol/errors";
import type { EnsembleName, NodeName } from "#machines/protocol/identifiers";
import type { ClientOp, ClientResponse } from "#machines/protocol/messages";
import type { Deadline } from "./deadlines.ts";
import type { Leader, Seeker } from "./locator.ts";
import { isWriteOp } from "./write-ops.ts";

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
  /** It has its answer, or nobody waits for it any more. */
  ended: boolean;
}

/** What one publish carried, to know which requests an undelivered frame took with it. */
export interface SentFrames {
  readonly node: NodeName;
  readonly first: number;
  readonly count: number;
  readonly attempts: Attempt[];
  /** Of them, without an answer. */
  left: number;
  /** Frames of it that are known to have reached nobody. */
  readonly lost: Set<number>;
}

/** Who sees an operation through. */
export interface Overseer {
  found(operation: Operation, leader: Leader): void;
  noSuchEnsemble(operation: Operation, error: QuorateError): void;
}

export class Operation implements Seeker {
  readonly command: Command;
  readonly isWrite: boolean;
  readonly deadlineMs: number;
  /** Settles the call: called once. */
  readonly answered: (response: ClientResponse, leader: Leader) => void;
  readonly failed: (error: QuorateError) => void;
  readonly #overseer: Overseer;
  deadline: Deadline | undefined = undefined;
  /** The next thing to do before the deadline: look for a newer leader, or try again. */
  wake: Deadline | undefined = undefined;
  /** Requests without an answer. A write has one at most; a read that was repeated may have several. */
  readonly open: Attempt[] = [];
  /** It is in the list of operations to send. */
  queued = false;
  /** Times that it was refused, for the pauses in between. */
  refusals = 0;
  /** What the last refusal said. */
  lastRefusal = "";
  done = false;
  /** Takes the listener off the caller's signal. */
  forgetSignal: (() => void) | undefined = undefined;

  constructor(
    overseer: Overseer,
    command: Command,
    deadlineMs: number,
    answered: Operation["answered"],
    failed: Operation["failed"],
  ) {
    this.#overseer = overseer;
    this.command = command;
    this.isWrite = isWriteOp(command.op);
    this.deadlineMs = deadlineMs;
    this.answered = answered;
    this.failed = failed;
  }

  found(leader: Leader): void {
    this.#overseer.found(this, leader);
  }

  noSuchEnsemble(error: QuorateError): void {
    this.#overseer.noSuchEnsemble(this, error);
  }
}
