/**
 * The way of an operation: find the leader, send, wait for the answer, and decide what a refusal, silence, a deadline
 * or an abort means.
 *
 *   submit -> (no leader) seek -> send -> answer
 *      ^                            |
 *      +---- refused: definitely not executed, may be sent again under a new id (any operation)
 *                                   |
 *                                   +-- silence: a read is asked again; a write only waits (PROTOCOL R9, HAZARDS P20)
 *
 * A write that was delivered, or may have been, is never sent again. Once a leader of a newer epoch serves, no answer to
 * it can be expected any more, and it ends UNKNOWN_OUTCOME without waiting for its deadline.
 */
import { invariant, QuorateError } from "#machines/protocol/errors";
import type { NodeName } from "#machines/protocol/identifiers";
import type { ClientRequest, ClientResponse } from "#machines/protocol/messages";
import type { Batch, Bus, Channel, Clock, Random } from "#machines/protocol/ports";
import { checkOptions, invalid } from "./arguments.ts";
import type { CallOptions } from "../public-types.ts";
import type { Deadlines } from "./deadlines.ts";
import { type Leader, type Locator, maxPauseMs, minPauseMs } from "./locator.ts";
import { type Attempt, type Command, Operation, type Overseer, type SentFrames } from "./operation.ts";
import * as ends from "./ends.ts";

/** Requests that may be without an answer at a time; further ones wait in order. */
export const maxInFlight = 4096;
/** The shortest silence after which a request looks for a newer leader. */
const minSilenceMs = 300;
/** How long an answer of a superseded leader may still be under way. */
const supersededGraceMs = 100;
/** What a request takes in a frame beside its own strings and bytes, at most. */
const requestOverheadBytes = 128;
/** Frames are filled to this part, since sizes are estimated. */
const frameFill = 0.9;

export interface RequestPorts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly deadlines: Deadlines;
  readonly locator: Locator;
  readonly timeoutMs: number;
  /** Which of a node's channels takes the requests; `client` unless given. */
  readonly inbox?: "client" | "admin";
}

interface Load {
  readonly requests: ClientRequest[];
  readonly operations: Operation[];
  readonly leaders: Leader[];
  bytes: number;
}

export class Requests {
  readonly #ports: RequestPorts;
  /** By request id. */
  readonly #open = new Map<number, Attempt>();
  /** By frame number. */
  readonly #frames = new Map<number, SentFrames>();
  /** Operations to send, in order, from `#readyFrom`. */
  #ready: Operation[] = [];
  #readyFrom = 0;
  readonly #all = new Set<Operation>();
  #flushScheduled = false;
  /** The last request left alone, with none before it without an answer: there is one caller, which waits for each answer. */
  #isAlone = false;
  #nextId = 1;
  /** Every id below has its answer. */
  #floor = 1;
  readonly #inbox: "client" | "admin";
  readonly #overseer: Overseer = {
    found: (operation, leader) => this.#found(operation, leader),
    noSuchEnsemble: (operation, error) => this.#noSuchEnsemble(operation, error),
  };
  #connected = true;
  #closed = false;

  constructor(ports: RequestPorts) {
    this.#ports = ports;
    this.#inbox = ports.inbox ?? "client";
  }

  /** Requests without an answer: for tests and status. */
  get inFlight(): number {
    return this.#open.size;
  }

  /** @throws (rejects) QuorateError, see docs/ERRORS.md. */
  call<T>(
    command: Command,
    options: CallOptions | undefined,
    result: (response: ClientResponse, leader: Leader) => T,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timeoutMs = checkOptions(options, this.#ports.timeoutMs);
      const signal = options?.signal;
      if (this.#closed) throw ends.closed();
      if (signal?.aborted === true) throw ends.cancelled(command, "not-sent");
      if (sizeOf(command) > this.#ports.bus.maxFrameBytes * frameFill)
        throw invalid(ends.aboveFrame(command, this.#ports.bus.maxFrameBytes));
      const answered = (response: ClientResponse, leader: Leader): void => {
        try {
          resolve(result(response, leader));
        } catch (error) {
          reject(error as QuorateError);
        }
      };
      const operation = this.#make(command, this.#ports.clock.now() + timeoutMs, answered, reject);
      if (signal !== undefined) this.#obey(operation, signal);
      this.#submit(operation);
    });
  }

  #make(command: Command, deadlineMs: number, answered: Operation["answered"], failed: Operation["failed"]): Operation {
    const operation = new Operation(this.#overseer, command, deadlineMs, answered, failed);
    operation.deadline = this.#ports.deadlines.set(deadlineMs, () => this.#expire(operation));
    this.#all.add(operation);
    return operation;
  }

  #obey(operation: Operation, signal: AbortSignal): void {
    const abort = (): void => {
      const sent = operation.open.length > 0 ? "sent" : "not-sent";
      this.#fail(operation, ends.cancelled(operation.command, sent));
    };
    signal.addEventListener("abort", abort, { once: true });
    operation.forgetSignal = () => signal.removeEventListener("abort", abort);
  }

  // ---------------------------------------------------------------------------------------------------------- sending

  #submit(operation: Operation): void {
    if (this.#connected && this.#ports.locator.leaderOf(operation.command.ensemble) !== undefined)
      this.#enqueue(operation);
    else this.#ports.locator.seek(operation.command.ensemble, operation);
  }

  #enqueue(operation: Operation): void {
    if (operation.queued) return;
    operation.queued = true;
    this.#ready.push(operation);
    this.#schedule();
  }

  /** Requests of one turn leave together. A single caller's waits for no other: it leaves as soon as the caller's code has run. */
  #schedule(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    const flush = (): void => {
      this.#flushScheduled = false;
      this.#flush();
    };
    if (this.#isAlone && this.#open.size === 0) void Promise.resolve().then(flush);
    else this.#ports.clock.defer(flush);
  }

  #flush(): void {
    if (this.#closed) return;
    const loads = new Map<NodeName, Load>();
    const [opened, firstId] = [this.#open.size, this.#nextId];
    while (this.#readyFrom < this.#ready.length && this.#open.size < maxInFlight) {
      const operation = this.#ready[this.#readyFrom] as Operation;
      this.#readyFrom += 1;
      operation.queued = false;
      if (operation.done) continue;
      const leader = this.#ports.locator.leaderOf(operation.command.ensemble);
      if (leader === undefined || !this.#connected) {
        this.#ports.locator.seek(operation.command.ensemble, operation);
        continue;
      }
      this.#load(loads, operation, leader);
    }
    this.#isAlone = opened === 0 && this.#nextId === firstId + 1;
    if (this.#readyFrom === this.#ready.length) {
      this.#ready.length = 0;
      this.#readyFrom = 0;
    } else if (this.#readyFrom > maxInFlight) {
      this.#ready = this.#ready.slice(this.#readyFrom);
      this.#readyFrom = 0;
    }
    for (const [node, load] of loads) this.#publish(node, load);
  }

  #load(loads: Map<NodeName, Load>, operation: Operation, leader: Leader): void {
    const bytes = sizeOf(operation.command) + leader.boot.length;
    let load = loads.get(leader.node);
    // One frame a publish: then an undelivered frame names exactly the requests that were in it.
    if (load !== undefined && load.bytes + bytes > this.#ports.bus.maxFrameBytes * frameFill) {
      this.#publish(leader.node, load);
      load = undefined;
    }
    if (load === undefined) {
      load = { requests: [], operations: [], leaders: [], bytes: 0 };
      loads.set(leader.node, load);
    }
    invariant(!operation.isWrite || operation.open.length === 0, "a write is sent once");
    const id = this.#nextId;
    this.#nextId += 1;
    // Reserved at once, so that the floor and the limit count it; the attempt itself follows with its frame.
    this.#open.set(id, unsent);
    const { ensemble, op, key, value, version, readRepair } = operation.command;
    load.bytes += bytes;
    load.operations.push(operation);
    load.leaders.push(leader);
    load.requests.push({
      type: "request",
      id,
      floor: this.#currentFloor(),
      boot: leader.boot,
      epoch: leader.epoch,
      timeoutMs: Math.max(1, Math.ceil(operation.deadlineMs - this.#ports.clock.now())),
      ensemble,
      op,
      key,
      value,
      version,
      readRepair,
    });
  }

  #publish(node: NodeName, load: Load): void {
    let sent: { readonly frame: number; readonly frames: number };
    try {
      sent = this.#ports.bus.publish({ kind: this.#inbox, node }, load.requests);
    } catch (error) {
      this.#notPublished(load, error);
      return;
    }
    const { frame: first, frames: count } = sent;
    const frames: SentFrames = { node, first, count, attempts: [], left: load.requests.length, lost: new Set() };
    for (let frame = sent.frame; frame < sent.frame + sent.frames; frame += 1) this.#frames.set(frame, frames);
    for (let index = 0; index < load.requests.length; index += 1) {
      const { id } = load.requests[index] as ClientRequest;
      const operation = load.operations[index] as Operation;
      const attempt: Attempt = { id, operation, leader: load.leaders[index] as Leader, frames, ended: false };
      frames.attempts.push(attempt);
      operation.open.push(attempt);
      this.#open.set(id, attempt);
      this.#listen(operation);
    }
  }

  /** A bus that throws has published nothing of a single request; of several it may have. */
  #notPublished(load: Load, error: unknown): void {
    for (const [index, request] of load.requests.entries()) {
      const operation = load.operations[index] as Operation;
      this.#open.delete(request.id);
      if (operation.isWrite && load.requests.length > 1)
        this.#fail(operation, ends.unknown(operation.command, "sending it failed", error));
      else if (error instanceof QuorateError) this.#fail(operation, error);
      else this.#fail(operation, new QuorateError("UNAVAILABLE", `sending failed: ${String(error)}`, { cause: error }));
    }
  }

  #currentFloor(): number {
    while (this.#floor < this.#nextId && !this.#open.has(this.#floor)) this.#floor += 1;
    return this.#floor;
  }

  // ---------------------------------------------------------------------------------------------------------- silence

  /** Wakes the operation when its request stays without an answer for too long. */
  #listen(operation: Operation): void {
    const { clock, deadlines } = this.#ports;
    const leftMs = operation.deadlineMs - clock.now();
    const silenceMs = operation.isWrite ? minSilenceMs : Math.max(minSilenceMs, leftMs / 3);
    deadlines.cancel(operation.wake);
    operation.wake = undefined;
    // Near the deadline nothing is gained any more.
    if (silenceMs < leftMs) operation.wake = deadlines.set(clock.now() + silenceMs, () => this.#silent(operation));
  }

  #silent(operation: Operation): void {
    const { locator } = this.#ports;
    const { ensemble } = operation.command;
    operation.wake = undefined;
    for (const attempt of operation.open) locator.doubt(ensemble, attempt.leader);
    locator.seek(ensemble, operation);
  }

  #found(operation: Operation, leader: Leader): void {
    if (operation.done) return;
    if (!operation.isWrite || operation.open.length === 0) {
      this.#enqueue(operation);
      return;
    }
    const { clock, deadlines } = this.#ports;
    for (const attempt of operation.open) {
      if (attempt.leader.epoch >= leader.epoch) continue;
      const what = `${attempt.leader.node} did not answer, and ${leader.node} has taken over`;
      operation.wake = deadlines.set(clock.now() + supersededGraceMs, () =>
        this.#fail(operation, ends.unknown(operation.command, what)),
      );
      return;
    }
    this.#listen(operation);
  }

  #noSuchEnsemble(operation: Operation, error: QuorateError): void {
    // A write that is under way may still be answered.
    if (operation.open.length === 0) this.#fail(operation, error);
    else this.#listen(operation);
  }

  #expire(operation: Operation): void {
    this.#fail(operation, ends.expired(operation, this.#ports.locator.explain(operation.command.ensemble)));
  }

  // ---------------------------------------------------------------------------------------------------------- answers

  /** An answer of a node. Answers to nothing, and of nodes that were not asked, are dropped. */
  heard(batch: Batch, response: ClientResponse): void {
    const attempt = this.#open.get(response.id);
    if (attempt === undefined || attempt === unsent || attempt.leader.node !== batch.sender) return;
    const { operation, leader } = attempt;
    this.#forget(attempt);
    // Only the boot that was meant can have executed it, and no other can tell whether it did (HAZARDS P20).
    const code = batch.boot === leader.boot ? response.code : "UNKNOWN_OUTCOME";
    switch (code) {
      case "redirect":
        this.#refused(operation, leader, response.message);
        return;
      case "UNAVAILABLE":
        // pingQuorum and checkQuorum ask just this.
        if (operation.isWrite || operation.command.op === "get") this.#refused(operation, leader, response.message);
        else this.#finish(operation, response, leader);
        return;
      case "UNKNOWN_OUTCOME":
      case "TIMEOUT":
        this.#ports.locator.doubt(operation.command.ensemble, leader);
        if (operation.isWrite)
          this.#fail(operation, ends.unknown(operation.command, response.message || `${leader.node} could not tell`));
        else this.#refused(operation, leader, response.message);
        return;
      default:
        this.#finish(operation, response, leader);
    }
  }

  /** Nobody subscribes to where that frame went: its requests were not executed, and never will be. */
  undelivered(channel: Channel, frame: number): void {
    if (channel.kind !== this.#inbox) return;
    const sent = this.#frames.get(frame);
    if (sent === undefined || sent.node !== channel.node) return;
    sent.lost.add(frame);
    if (sent.lost.size < sent.count) return;
    for (const attempt of sent.attempts) {
      if (attempt.ended) continue;
      this.#forget(attempt);
      this.#refused(attempt.operation, attempt.leader, `node ${channel.node} is not there`);
    }
  }

  /** The operation was definitely not executed by that request. */
  #refused(operation: Operation, leader: Leader, why: string): void {
    const { clock, deadlines, locator, random } = this.#ports;
    locator.doubt(operation.command.ensemble, leader);
    operation.lastRefusal = why;
    if (operation.open.length > 0) return;
    locator.leave(operation.command.ensemble, operation);
    operation.refusals += 1;
    deadlines.cancel(operation.wake);
    operation.wake = undefined;
    if (operation.refusals === 1) {
      this.#submit(operation);
      return;
    }
    const pauseMs = Math.min(maxPauseMs, minPauseMs * 2 ** Math.min(10, operation.refusals - 2));
    const atMs = clock.now() + pauseMs + random.below(Math.ceil(pauseMs / 2) + 1);
    operation.wake = deadlines.set(atMs, () => {
      operation.wake = undefined;
      this.#submit(operation);
    });
  }

  // ------------------------------------------------------------------------------------------------------------- ends

  #finish(operation: Operation, response: ClientResponse, leader: Leader): void {
    if (operation.done) return;
    this.#release(operation);
    operation.answered(response, leader);
  }

  #fail(operation: Operation, error: QuorateError): void {
    if (operation.done) return;
    this.#release(operation);
    operation.failed(error);
  }

  #release(operation: Operation): void {
    const { deadlines, locator } = this.#ports;
    operation.done = true;
    this.#all.delete(operation);
    deadlines.cancel(operation.deadline);
    deadlines.cancel(operation.wake);
    locator.leave(operation.command.ensemble, operation);
    while (operation.open.length > 0) this.#forget(operation.open[0] as Attempt);
    operation.forgetSignal?.();
  }

  #forget(attempt: Attempt): void {
    const { frames } = attempt;
    this.#open.delete(attempt.id);
    if (this.#readyFrom < this.#ready.length) this.#schedule();
    const { open } = attempt.operation;
    const at = open.indexOf(attempt);
    if (at !== -1) open.splice(at, 1);
    if (attempt.ended) return;
    attempt.ended = true;
    frames.left -= 1;
    if (frames.left > 0) return;
    for (let frame = frames.first; frame < frames.first + frames.count; frame += 1) this.#frames.delete(frame);
  }

  connection(connected: boolean): void {
    this.#connected = connected;
  }

  /** Ends every call: writes under way UNKNOWN_OUTCOME, the others CLOSED. */
  close(): void {
    this.#closed = true;
    for (const operation of [...this.#all]) {
      const isUnknown = operation.isWrite && operation.open.length > 0;
      this.#fail(operation, isUnknown ? ends.unknown(operation.command, "the client was closed") : ends.closed());
    }
    this.#ready = [];
    this.#readyFrom = 0;
  }
}

/** Stands for a request between its id and its frame. */
const unsent = {} as Attempt;

function sizeOf(command: Command): number {
  return (
    requestOverheadBytes +
    command.ensemble.length +
    command.key.length * 3 +
    command.version.length +
    (command.value?.length ?? 0)
  );
}
