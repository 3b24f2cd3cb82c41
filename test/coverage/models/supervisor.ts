/** A supervisor of three children, and what they may do. */
import { criteria, defineModel } from "#coverage/coverage";
import { supervisorMachine } from "#machines/supervisor";

export const supervisorModel = defineModel(supervisorMachine, {
  name: "supervisor",
  // What `stop` and time do depends on what failed before: each of it is to be seen.
  cover: criteria.filter((criterion) => criterion !== "pairs"),
  input: { children: ["one", "two", "three"], settings: { restartMinMs: 100, restartMaxMs: 1000 } },
  events: {
    childStarted: {
      next: ({ context }) => ({ child: context.children[context.running] ?? "one" }),
      other: { child: "other" },
    },
    childFailed: {
      first: { child: "one", reason: "test" },
      last: { child: "three", reason: "test" },
      stranger: { child: "other", reason: "test" },
    },
    childStopped: {
      awaited: ({ context }) => ({ child: context.children[context.running - 1] ?? "one" }),
      other: { child: "other" },
    },
  },
  // It waits longer after each failure: whether there was any is what matters.
  abstract: ({ running, from, failures }) => ({ running, from, failed: failures > 0 }),
});
