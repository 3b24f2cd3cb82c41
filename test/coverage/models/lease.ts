/** The lease with what can be told to it. */
import { defineModel } from "#coverage/coverage";
import { leaseMachine } from "#machines/lease";

export const leaseModel = defineModel(leaseMachine, {
  name: "lease",
  events: { granted: { short: { durationMs: 100 }, long: { durationMs: 250 } } },
  // How often it was renewed is told, and changes nothing.
  abstract: ({ durationMs }) => durationMs,
});
