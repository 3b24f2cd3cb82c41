/** A small machine with one of everything that a chart must show. */
import { createMachine } from "xstate";

export const doorMachine = createMachine({
  id: "door",
  initial: "closed",
  on: { alarm: { target: ".jammed", meta: { kind: "fault" } }, ping: { actions: "answer" } },
  states: {
    closed: {
      description: "Nobody passes",
      tags: ["safe"],
      entry: ["lock"],
      on: { open: [{ guard: "isAllowed", target: "open" }, { actions: "refuse" }], close: {} },
    },
    open: {
      type: "parallel",
      exit: ["bang"],
      after: { closeDelay: { target: "closed" }, 500: { actions: "creak" } },
      states: {
        light: { initial: "on", states: { on: { on: { toggle: "off" } }, off: { on: { toggle: "on" } } } },
        bell: { initial: "silent", states: { silent: { on: { ring: "ringing" } }, ringing: {} } },
      },
    },
    jammed: {
      always: { guard: "isLoose", target: "closed" },
      on: { scrap: "scrapped", reset: { target: "jammed", reenter: true } },
    },
    scrapped: { type: "final" },
  },
});
