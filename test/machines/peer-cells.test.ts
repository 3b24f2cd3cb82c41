/** Every state x event cell of the peer is on the chart or in the table. Source: STYLE habit 6; DESIGN section 3 "States". */
import { describe, expect, it } from "vitest";
import { everyStateIsHere, peerConfigurations, peerEmptyCells, peerFallThrough } from "#machines/peer/cells";
import { peerMachine } from "#machines/peer/machine";
import { configurationsOf, transitionsOf } from "#test/support/cells";

const configurations = configurationsOf(peerMachine);
const events = Object.keys(peerEmptyCells) as (keyof typeof peerEmptyCells)[];

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
    expect(configurations.length * events.length).toBe(peerConfigurations.length * 26);
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
