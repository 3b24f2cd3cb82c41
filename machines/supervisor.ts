/**
 * A supervisor: starts its children in order, restarts the one that died and those after it ("rest for one"), waiting
 * longer each time. Source: riak_ensemble "Process hierarchy".
 *
 * Children are started one at a time, so that each finds those before it running. A peer's supervisor has that one peer as its child.
 */
import { assign, setup } from "xstate";
import type { Settings } from "#machines/protocol/settings";

export interface SupervisorInput {
  readonly children: readonly string[];
  readonly settings: Pick<Settings, "restartMinMs" | "restartMaxMs">;
}

export interface SupervisorContext extends SupervisorInput {
  /** How many children, from the first, are running. */
  readonly running: number;
  /** Where a restart begins: children from here on are to be stopped. */
  readonly from: number;
  /** Restarts since all children last ran for `restartMaxMs`. */
  readonly failures: number;
  readonly reason: string;
}

export type SupervisorEvent =
  | { readonly type: "childStarted"; readonly child: string }
  | { readonly type: "childFailed"; readonly child: string; readonly reason: string }
  | { readonly type: "childStopped"; readonly child: string }
  | { readonly type: "stop" };

type Failed = Extract<SupervisorEvent, { type: "childFailed" }>;

/** Doubles from `restartMinMs` up to `restartMaxMs`. */
export function backOffMs(context: SupervisorContext): number {
  const { restartMinMs, restartMaxMs } = context.settings;
  return Math.min(restartMaxMs, restartMinMs * 2 ** Math.min(20, Math.max(0, context.failures - 1)));
}

function failedFrom(context: SupervisorContext, event: Failed): number {
  return context.children.indexOf(event.child);
}

function lastRunning(context: SupervisorContext): string {
  return context.children[context.running - 1] ?? "";
}

export const supervisorMachine = setup({
  types: { context: {} as SupervisorContext, events: {} as SupervisorEvent, input: {} as SupervisorInput },
  delays: { backOff: ({ context }) => backOffMs(context), settled: ({ context }) => context.settings.restartMaxMs },
  guards: {
    isNextChild: ({ context, event }) =>
      event.type === "childStarted" && event.child === context.children[context.running],
    isLastChild: ({ context, event }) =>
      event.type === "childStarted" &&
      event.child === context.children[context.running] &&
      context.running + 1 === context.children.length,
    isKnownChild: ({ context, event }) => event.type === "childFailed" && failedFrom(context, event) !== -1,
    isLastToStop: ({ context, event }) => event.type === "childStopped" && event.child === lastRunning(context),
    isDownTo: ({ context }) => context.running <= context.from,
    isAllStopped: ({ context }) => context.running === 0,
  },
  actions: {
    // effects: carried out by the host
    startChild: (_: unknown, _params: { readonly child: string }) => {},
    stopChild: (_: unknown, _params: { readonly child: string }) => {},

    // changes
    countUp: assign({ running: ({ context }) => context.running + 1 }),
    countDown: assign({ running: ({ context }) => context.running - 1 }),
    noteFailure: assign(({ context, event }) => {
      if (event.type !== "childFailed") return {};
      return {
        from: Math.min(failedFrom(context, event), context.running),
        failures: context.failures + 1,
        reason: event.reason,
      };
    }),
    noteEarlierFailure: assign(({ context, event }) =>
      event.type === "childFailed" ? { from: Math.min(context.from, failedFrom(context, event)) } : {},
    ),
    forgetFailures: assign({ failures: 0, reason: "" }),
    stopFromFirst: assign({ from: 0 }),
  },
}).createMachine({
  id: "supervisor",
  context: ({ input }) => ({ ...input, running: 0, from: 0, failures: 0, reason: "" }),
  initial: "starting",
  states: {
    starting: {
      entry: [{ type: "startChild", params: ({ context }) => ({ child: context.children[context.running] ?? "" }) }],
      on: {
        childStarted: [
          { guard: "isLastChild", target: "running", actions: ["countUp"] },
          { guard: "isNextChild", target: "starting", reenter: true, actions: ["countUp"] },
          { actions: [] },
        ],
        childFailed: [{ guard: "isKnownChild", target: "restarting", actions: ["noteFailure"] }, { actions: [] }],
        stop: { target: "stopping", actions: ["stopFromFirst"] },
      },
    },
    running: {
      after: { settled: { actions: ["forgetFailures"] } },
      on: {
        childFailed: [{ guard: "isKnownChild", target: "restarting", actions: ["noteFailure"] }, { actions: [] }],
        stop: { target: "stopping", actions: ["stopFromFirst"] },
      },
    },
    /** Stops the children after the failed one, and what is left of it, last first. */
    restarting: {
      initial: "checking",
      on: {
        childFailed: [{ guard: "isKnownChild", actions: ["noteEarlierFailure"] }, { actions: [] }],
        stop: { target: "stopping", actions: ["stopFromFirst"] },
      },
      states: {
        checking: { always: [{ guard: "isDownTo", target: "#supervisor.backOff" }, { target: "halting" }] },
        halting: {
          entry: [{ type: "stopChild", params: ({ context }) => ({ child: lastRunning(context) }) }],
          on: {
            childStopped: [{ guard: "isLastToStop", target: "checking", actions: ["countDown"] }, { actions: [] }],
          },
        },
      },
    },
    backOff: {
      after: { backOff: { target: "starting" } },
      on: {
        // One of those before it: it and the others after it go too.
        childFailed: [
          { guard: "isKnownChild", target: "restarting", actions: ["noteEarlierFailure"] },
          { actions: [] },
        ],
        stop: { target: "stopping", actions: ["stopFromFirst"] },
      },
    },
    stopping: {
      initial: "checking",
      states: {
        checking: { always: [{ guard: "isAllStopped", target: "#supervisor.stopped" }, { target: "halting" }] },
        halting: {
          entry: [{ type: "stopChild", params: ({ context }) => ({ child: lastRunning(context) }) }],
          on: {
            childStopped: [{ guard: "isLastToStop", target: "checking", actions: ["countDown"] }, { actions: [] }],
          },
        },
      },
    },
    stopped: { type: "final" },
  },
});
