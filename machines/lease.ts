/**
 * A leader's lease: while it is held, reads are answered without asking anybody. Source: riak_ensemble "Leader leases";
 * PROTOCOL R19, HAZARDS P4, P23.
 *
 * The machine is the lifecycle; the deadline itself is read from two clocks at each use by services/lease, which sends the
 * events. `durationMs` is what is left of it when the event is sent, so the drawn state is never ahead of the truth by more
 * than a timer's lateness, and no read trusts the drawn state.
 */
import { assign, setup } from "xstate";

export interface LeaseContext {
  readonly durationMs: number;
  readonly renewals: number;
}

export type LeaseEvent =
  { readonly type: "granted"; readonly durationMs: number } | { readonly type: "released" } | { readonly type: "stop" };

const remember = assign<LeaseContext, Extract<LeaseEvent, { type: "granted" }>, undefined, LeaseEvent, never>(
  ({ context, event }) => ({
    durationMs: event.durationMs,
    renewals: context.renewals + 1,
  }),
);

export const leaseMachine = setup({
  types: { context: {} as LeaseContext, events: {} as LeaseEvent, tags: {} as "valid" },
  delays: { leaseDuration: ({ context }) => context.durationMs },
}).createMachine({
  id: "lease",
  context: { durationMs: 0, renewals: 0 },
  initial: "vacant",
  on: { stop: { target: ".stopped" } },
  states: {
    /** Nothing granted since leadership began, or given up. */
    vacant: { on: { granted: { target: "held", actions: [remember] }, released: { actions: [] } } },
    held: {
      tags: ["valid"],
      after: { leaseDuration: { target: "lapsed" } },
      on: { granted: { target: "held", reenter: true, actions: [remember] }, released: { target: "vacant" } },
    },
    /** Ran out before a quorum renewed it: reads ask a quorum until it does. */
    lapsed: { on: { granted: { target: "held", actions: [remember] }, released: { target: "vacant" } } },
    stopped: { type: "final" },
  },
});
