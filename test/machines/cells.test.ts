/**
 * Every state x event cell of every machine is on its chart or in its table. Source: issue "Coverage"; STYLE habit 6. The
 * peer's, the manager's and the request's own tests ask for more.
 */
import { describe, expect, it } from "vitest";
import type { AnyStateMachine } from "xstate";
import { cellTable, configurationsOf } from "#coverage/cells";
import { catalogue } from "#machines/catalogue";
import { emptyCells, fallThrough } from "#machines/cells";
import { exchangeConfigurations } from "#machines/exchange/cells";
import { leaseConfigurations } from "#machines/lease-cells";
import { supervisorConfigurations } from "#machines/supervisor-cells";

const nothing = { taken: new Map<string, number>(), left: new Map<string, number>() };

it("every machine of the catalogue has a table", () => {
  expect(Object.keys(emptyCells)).toEqual(Object.keys(catalogue));
});

it.each([
  ["exchange", exchangeConfigurations],
  ["lease", leaseConfigurations],
  ["supervisor", supervisorConfigurations],
])("the table of %s knows every configuration that an event can find, and no other", (name, configurations) => {
  const found = configurationsOf(catalogue[name] as AnyStateMachine).filter(({ isPassing }) => !isPassing);
  expect(found.map((one) => one.name)).toEqual([...configurations]);
});

describe.each(Object.entries(catalogue))("%s", (name, machine) => {
  const tables = emptyCells[name] ?? {};
  const configurations = configurationsOf(machine);
  const declared = (event: string, { isFinal, active }: (typeof configurations)[number]) =>
    isFinal ? [] : active.flatMap((node) => node.transitions.get(event) ?? []);

  it("has a row for every event of the chart", () => {
    const own = configurations.flatMap(({ active }) => active.flatMap((node) => [...node.transitions.keys()]));
    const missing = own.filter((event) => !event.startsWith("xstate.") && !Object.hasOwn(tables, event));
    expect(missing).toEqual([]);
  });

  it("has each cell once: handled by the chart, or named in the table", () => {
    const faults: string[] = [];
    for (const configuration of configurations) {
      for (const [event, cells] of Object.entries(tables)) {
        const onChart = declared(event, configuration).length > 0 ? 1 : 0;
        const inTable = cells.filter(({ where }) => where.includes(configuration.name)).length;
        const isRight = configuration.isPassing ? onChart + inTable <= 1 : onChart + inTable === 1;
        if (!isRight)
          faults.push(`${event} in ${configuration.name}: ${onChart} on the chart, ${inTable} in the table`);
      }
    }
    expect(faults).toEqual([]);
    expect(cellTable(machine, nothing, tables).cells.filter(({ kind }) => kind === "unnamed")).toEqual([]);
  });

  it("ends every guarded event with an else branch, or names what it means that no guard holds", () => {
    const open = configurations.flatMap((configuration) =>
      Object.keys(tables).filter((event) => {
        const transitions = declared(event, configuration);
        const isClosed = transitions.length === 0 || transitions.some(({ guard }) => guard === undefined);
        return !isClosed && !(fallThrough[name]?.[event]?.where.includes(configuration.name) ?? false);
      }),
    );
    expect(open).toEqual([]);
  });

  it("names each way of leaving an event alone, and says why", () => {
    for (const { name: cell, why } of Object.values(tables).flat()) {
      expect(cell).toMatch(/^(ignore|refuse|forward)[A-Z]/);
      expect(why.length).toBeGreaterThan(20);
    }
  });
});
