/**
 * A quorum request: asks the first N vnodes of a key's preference list and waits for W (or R) of them. Source: seed "Quorum
 * Requests", whose drawing this is.
 *
 *   init      -> prepare
 *   prepare   the preference list -> execute
 *   execute   sends to all of it -> waiting
 *   waiting   each valid reply lessens what remains; while something does it stays, at 0 -> stop; time is up -> timeout
 *   stop, timeout   ended; the host answers whoever asked
 *
 * Beyond the seed: a node found to be gone is replaced by a fallback while waiting, and a request that can no longer get
 * its replies stops at once. One actor a request: nothing of another can reach it.
 */
import { assign, enqueueActions, setup } from "xstate";
import { invariant } from "#machines/protocol/errors";
import { afterNodeGone, awaitedPlacement, chosenList, isOutOfReach, remainingOf, withReply } from "./counting.ts";
import type { RequestContext, RequestEvent, RequestInput, RequestSend } from "./types.ts";

function start(input: RequestInput): RequestContext {
  const { n, required, primaries, ring } = input;
  invariant(n >= 1 && n <= ring.partitions, `${n} vnodes of ${ring.partitions}`);
  invariant(required >= 1 && required <= n && primaries <= required, `${required} (${primaries}) replies of ${n}`);
  return { ...input, list: [], replies: [], outcome: "open" };
}

export const requestMachine = setup({
  types: { context: {} as RequestContext, events: {} as RequestEvent, input: {} as RequestInput },
  delays: { requestTimeout: ({ context }) => context.timeoutMs },
  guards: {
    isAwaited: ({ context, event }) => event.type === "reply" && awaitedPlacement(context, event) !== undefined,
    isNoneRemaining: ({ context }) => remainingOf(context) === 0,
    isOutOfReach: ({ context }) => isOutOfReach(context),
  },
  actions: {
    // effects: carried out by the host
    send: (_: unknown, _params: RequestSend) => {},

    // changes
    choosePreferenceList: assign({ list: ({ context }) => chosenList(context) }),
    noteReply: assign({
      replies: ({ context, event }) => (event.type === "reply" ? withReply(context, event) : context.replies),
    }),
    askFallbacks: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== "nodeGone") return;
      const { asked, ...change } = afterNodeGone(context, event);
      enqueue.assign(change);
      if (asked.length > 0) enqueue({ type: "send", params: { req: context.req, to: asked } });
    }),
    noteMet: assign({ outcome: "met" }),
    noteOutOfReach: assign({ outcome: "outOfReach" }),
    noteTimeout: assign({ outcome: "timeout" }),
  },
}).createMachine({
  id: "request",
  context: ({ input }) => start(input),
  initial: "init",
  states: {
    /** The caller's arguments are there, and whoever wants to watch watches. */
    init: { on: { begin: { target: "prepare" } } },
    prepare: { entry: ["choosePreferenceList"], always: { target: "execute" } },
    execute: {
      entry: [{ type: "send", params: ({ context }) => ({ req: context.req, to: context.list }) }],
      always: { target: "waiting" },
    },
    waiting: {
      after: { requestTimeout: { target: "timeout", actions: ["noteTimeout"] } },
      always: [
        { guard: "isNoneRemaining", target: "stop", actions: ["noteMet"] },
        { guard: "isOutOfReach", target: "stop", actions: ["noteOutOfReach"] },
      ],
      on: {
        // Without re-entering: the time that is left goes on.
        reply: [{ guard: "isAwaited", target: "waiting", actions: ["noteReply"] }, { actions: [] }],
        nodeGone: { target: "waiting", actions: ["askFallbacks"] },
      },
    },
    stop: { type: "final" },
    timeout: { type: "final" },
  },
});

export type RequestMachine = typeof requestMachine;
