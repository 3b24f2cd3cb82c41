/** A planted bug that random faults catch is shown by a few events in the end. Source: issue "Simulator". */
import { expect, it } from "vitest";
import { simulate as simulateSound, type SimulateOptions, type SimulationResult } from "#simulation/run";
import { eventsOf, shrink } from "#simulation/shrink";
import { importSimulator } from "./plant.ts";
import { plants } from "./plants.ts";

/** What is left of a failing run may hold so many faults and operations. */
const mostEvents = 25;

it("R16 left out: a failing run of random faults shrinks", { timeout: 120_000 }, async () => {
  const plant = plants.find(({ name }) => name === "R16");
  const planted = await importSimulator(plant?.variant ?? [], () => undefined);
  // Without the plant's script and its settings: what an ordinary seed draws.
  const run = (options: SimulateOptions): Promise<SimulationResult> => planted(options, undefined);
  const optionsOf = (seed: number): SimulateOptions => ({ seed, minutes: 0.1, stopAtFirst: true });
  let seed = 1;
  let failing = await run(optionsOf(seed));
  while (failing.violations.length === 0 && seed < 12) failing = await run(optionsOf((seed += 1)));
  expect(failing.violations.length).toBeGreaterThan(0);
  expect(eventsOf(failing.schedule)).toBeGreaterThan(200);

  const { result } = await shrink(optionsOf(seed), failing, { runs: 200, run });
  const { schedule, violations, traceHash } = result;
  expect(eventsOf(schedule)).toBeLessThanOrEqual(mostEvents);
  expect(violations[0]?.judge).toBe(failing.violations[0]?.judge);
  // It fails every time, and because of the plant.
  const again = await run({ ...optionsOf(seed), schedule });
  expect([again.traceHash, again.violations]).toEqual([traceHash, violations]);
  expect((await simulateSound({ ...optionsOf(seed), schedule })).violations).toEqual([]);
});
