/**
 * The supervisor of quorum requests: one actor a request, started when it is made and forgotten when it ends. The crash of
 * one ends that one. Source: seed "Quorum Requests", `tanodb_write_fsm_sup`.
 */
import type { Actor } from "xstate";
import type { NodeName } from "#machines/protocol/identifiers";
import type { RingEnd, RingReply, RingRequest, VnodeCommand, VnodeReply } from "#machines/protocol/messages";
import type { Clock, Log } from "#machines/protocol/ports";
import type { RingTerm } from "#machines/protocol/term";
import type { Json } from "#machines/protocol/trace";
import { openPlacements, remainingOf } from "#machines/request/counting";
import { type RequestMachine, requestMachine } from "#machines/request/machine";
import type { RequestContext, RequestInput } from "#machines/request/types";
import { makeChart } from "../actors.ts";
import { quicken } from "../chart-step.ts";
import type { Tracer } from "../tracer.ts";

export interface RequestResult {
  readonly end: RingEnd;
  readonly replies: readonly RingReply[];
  readonly missing: readonly number[];
  readonly message: string;
}

export interface RingRequestsOptions {
  readonly self: NodeName;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
  /** Below the first request's id: different at every start, so that replies to an earlier boot meet no request. */
  readonly firstReq: number;
  send(node: NodeName, command: VnodeCommand): void;
}

interface Open {
  readonly actor: Actor<RequestMachine>;
  readonly question: RingRequest;
  readonly cause: string;
  readonly ended: (result: RequestResult) => void;
  unfollow: () => void;
}

export class RingRequests {
  readonly #options: RingRequestsOptions;
  readonly #open = new Map<number, Open>();
  readonly #machine: RequestMachine;
  #req: number;
  /** Requests of this boot: names their actors. */
  #count = 0;

  constructor(options: RingRequestsOptions) {
    this.#options = options;
    this.#req = options.firstReq;
    // Once: providing costs more than running a request.
    this.#machine = quicken(
      requestMachine.provide({
        actions: {
          send: (_, { req, to }) => {
            const question = this.#open.get(req)?.question;
            if (question === undefined) return;
            const { op, bucket, key, value, stamp } = question;
            for (const { node, partition } of to) {
              options.tracer.told("vnodeCommand", () => {
                return { from: options.self, to: node, req, op, key: `partition ${partition}` };
              });
              options.send(node, { type: "vnodeCommand", req, partition, op, bucket, key, value, stamp });
            }
          },
        },
      }),
    );
  }

  get size(): number {
    return this.#open.size;
  }

  /** Calls `ended` once, unless it is stopped before. */
  begin(
    question: RingRequest,
    input: Omit<RequestInput, "req" | "op">,
    cause: string,
    ended: (result: RequestResult) => void,
  ): void {
    const { clock, log, tracer, self } = this.#options;
    this.#req += 1;
    this.#count += 1;
    const req = this.#req;
    const id = `request:${self}#${this.#count}`;
    const actor = makeChart(this.#machine, {
      id,
      clock,
      input: { ...input, op: question.op, req },
      ended: () => this.#ended(req),
      crashed: (error) => {
        log.write("warn", "a ring request failed", { id, error: String(error) });
        this.#finish(req, { end: "failed", replies: [], missing: [], message: String(error) });
      },
    });
    const open: Open = { actor, question, cause, ended, unfollow: () => {} };
    this.#open.set(req, open);
    open.unfollow = tracer.followPassing(id, "request", actor, (snapshot) =>
      shown((snapshot as { readonly context: RequestContext }).context),
    );
    tracer.causedBy(cause);
    tracer.told("request", () => {
      const { id: asked, op, key } = question;
      return { from: askerOf(cause), to: self, req: asked, op, key: textOf(key) };
    });
    actor.start();
    actor.send({ type: "begin" });
    tracer.causedBy("");
  }

  heard(from: NodeName, { req, partition, body }: VnodeReply): void {
    const open = this.#open.get(req);
    if (open === undefined) return;
    const { tracer, self } = this.#options;
    tracer.causedBy(open.cause);
    tracer.told("reply", () => ({ from, to: self, req, body: `${body.kind} of partition ${partition}` }));
    open.actor.send({ type: "reply", from, req, partition, body });
    this.#options.tracer.causedBy("");
  }

  /** Commands to that node reached nobody. */
  undelivered(node: NodeName, commands: readonly VnodeCommand[]): void {
    const byReq = new Map<number, number[]>();
    for (const { req, partition } of commands) byReq.set(req, [...(byReq.get(req) ?? []), partition]);
    for (const [req, partitions] of byReq) {
      const open = this.#open.get(req);
      if (open === undefined) continue;
      this.#options.tracer.causedBy(open.cause);
      open.actor.send({ type: "nodeGone", node, partitions });
      this.#options.tracer.causedBy("");
    }
  }

  /** Ends all of them without a word: who asked learns it from his own timeout. */
  stop(): void {
    for (const { actor, unfollow } of this.#open.values()) {
      unfollow();
      actor.stop();
    }
    this.#open.clear();
  }

  #ended(req: number): void {
    const open = this.#open.get(req);
    if (open === undefined) return;
    const { context } = open.actor.getSnapshot();
    const { outcome, replies } = context;
    this.#finish(req, {
      end: outcome === "open" ? "failed" : outcome,
      replies,
      missing: outcome === "met" ? [] : openPlacements(context).map(({ partition }) => partition),
      message: "",
    });
  }

  #finish(req: number, result: RequestResult): void {
    const open = this.#open.get(req);
    if (open === undefined) return;
    this.#open.delete(req);
    open.unfollow();
    const { tracer, self } = this.#options;
    const { cause, question } = open;
    tracer.told("response", () => ({ from: self, to: askerOf(cause), req: question.id, code: result.end }));
    open.ended(result);
  }
}

/** The client of `<client>:<id>`. */
function askerOf(cause: string): string {
  return cause.slice(0, cause.lastIndexOf(":"));
}

function textOf(term: RingTerm): string {
  return typeof term === "string" ? term : term.atom;
}

/** What an inspector shows: whom it asks, and what came. Never a value. */
function shown(context: RequestContext): { readonly [key: string]: Json } {
  const { op, req, n, required, primaries, list, replies } = context;
  return {
    ...{ op, req, n, required, primaries, remaining: remainingOf(context) },
    preferenceList: list.map(({ partition, node, fallback }) => ({ partition, node, fallback })),
    replies: replies.map(({ partition, node, fallback, body }) => ({
      ...{ partition, node, fallback, kind: body.kind },
      ...(body.kind === "error" && { reason: body.reason }),
    })),
  };
}
