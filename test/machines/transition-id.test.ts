/** Stable transition ids. Source: DESIGN section 6, "the one trace record". */
import { createActor, createMachine } from "xstate";
import { describe, expect, it } from "vitest";
import { transitionId } from "#machines/transition-id";

const machine = createMachine({
  id: "m",
  initial: "a",
  on: { stop: ".b" },
  states: {
    a: { on: { go: [{ guard: () => false, target: "b" }, { target: "c.d" }] }, after: { 10: "b" } },
    b: { always: { guard: () => false, target: "a" } },
    c: { initial: "d", states: { d: { on: { go: "#m.a" } } } },
  },
});

describe("transitionId", () => {
  it("names path, event and place in the event's list, and no two transitions alike", () => {
    const { a, b, c } = machine.states;
    const nodes = [machine.root, a!, b!, c!, c!.states["d"]!];
    const all = nodes.flatMap((node) => [...[...node.transitions.values()].flat(), ...(node.always ?? [])]);
    expect(all.map(transitionId).sort()).toEqual([
      "a|go|0",
      "a|go|1",
      "a|xstate.after.10.m.a|0",
      "b||0",
      "c.d|go|0",
      "|stop|0",
    ]);
  });

  it("names the transitions that a running actor reports", () => {
    const taken: string[] = [];
    const actor = createActor(machine, {
      inspect: (event) => {
        if (event.type === "@xstate.microstep") taken.push(...event._transitions.map(transitionId));
      },
    });
    actor.start();
    actor.send({ type: "go" });
    actor.send({ type: "go" });
    actor.stop();
    expect(taken).toEqual(["a|go|1", "c.d|go|0"]);
  });
});
