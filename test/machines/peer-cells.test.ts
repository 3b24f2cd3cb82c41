/** Every state x event cell of the peer is on the chart or in the table. Source: STYLE habit 6; DESIGN section 3 "States". */
import type { AnyStateNode } from "xstate";
import { describe, expect, it } from "vitest";
import { everyStateIsHere, peerConfigurations, peerEmptyCells, peerFallThrough } from "#machines/peer/cells";
import { peerMachine } from "#machines/peer/machine";

type Node = AnyStateNode;

/** Active nodes of each configuration below (and with) a node, named by the keys of its atomic states. */
function configurationsOf(node: Node): { readonly name: string[]; readonly active: Node[] }[] {
  const children = Object.values(node.states) as Node[];
  if (children.length === 0) return [{ name: [node.key], active: [node] }];
  if (node.type === "parallel") {
    return children.reduce<{ name: string[]; active: Node[] }[]>(
      (all, region) =>
        all.flatMap((left) =>
          configurationsOf(region).map((right) => ({
            // The region's own key says nothing that its state does not.
            name: [...left.name, ...right.name.slice(1)],
            active: [...left.active, ...right.active],
          })),
        ),
      [{ name: [node.key], active: [node] }],
    );
  }
  return children.flatMap((child) =>
    configurationsOf(child).map(({ name, active }) => ({ name: [node.key, ...name], active: [node, ...active] })),
  );
}

const configurations = (Object.values(peerMachine.states) as Node[])
  .flatMap(configurationsOf)
  .map(({ name, active }) => ({
    name: name.join("."),
    // A machine that is done takes no event at all.
    active: active.some((node) => node.type === "final") ? [] : [peerMachine.root as Node, ...active],
  }));
const events = Object.keys(peerEmptyCells) as (keyof typeof peerEmptyCells)[];

function transitionsOf(active: readonly Node[], event: string) {
  return active.flatMap((node) => node.transitions.get(event) ?? []);
}

describe("the peer's cells", () => {
  it("knows every configuration of the chart and no other", () => {
    expect(everyStateIsHere).toBe(true);
    expect(configurations.map(({ name }) => name).sort()).toEqual([...peerConfigurations].sort());
  });

  it("has a row for every event that the chart takes", () => {
    const onChart = new Set(
      configurations.flatMap(({ active }) => active.flatMap((node) => [...node.transitions.keys()])),
    );
    const own = [...onChart].filter((type) => !type.startsWith("xstate."));
    expect(own.filter((type) => !events.includes(type as never))).toEqual([]);
  });

  it("covers every cell exactly once, by the chart or by the table", () => {
    const faults: string[] = [];
    for (const { name, active } of configurations) {
      for (const event of events) {
        const onChart = transitionsOf(active, event).length > 0 ? 1 : 0;
        const inTable = peerEmptyCells[event].filter(({ where }) => where.includes(name as never)).length;
        if (onChart + inTable !== 1)
          faults.push(`${event} in ${name}: ${onChart} on the chart, ${inTable} in the table`);
      }
    }
    expect(faults).toEqual([]);
    expect(configurations.length * events.length).toBe(peerConfigurations.length * 25);
  });

  it("gives every guarded event an else branch, or a name for falling through", () => {
    const open: string[] = [];
    for (const { name, active } of configurations) {
      for (const event of events) {
        const transitions = transitionsOf(active, event);
        if (transitions.length === 0 || transitions.some(({ guard }) => guard === undefined)) continue;
        const listed = peerFallThrough[event]?.where.includes(name as never) ?? false;
        if (!listed) open.push(`${event} in ${name}`);
      }
    }
    expect(open).toEqual([]);
  });

  it("names each way of leaving an event alone, and says why", () => {
    for (const cells of [...Object.values(peerEmptyCells).flat(), ...Object.values(peerFallThrough)]) {
      expect(cells.name).toMatch(/^(ignore|refuse|forward)[A-Z]/);
      expect(cells.why.length).toBeGreaterThan(20);
    }
  });
});
