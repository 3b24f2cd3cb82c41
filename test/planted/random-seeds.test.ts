/**
 * Random seeds against planted bugs: each plant's variant alone, without its script and settings, under the faults that a
 * seed draws. Measured on demand, since it takes minutes; the table is in docs/RELIABILITY.md.
 *
 *   PLANTED_RANDOM=200 npx vitest run --project unit test/planted/random-seeds.test.ts -t "R3"
 *
 * The number is how many seeds a plant gets; PLANTED_FROM (1 unless given) is the first of them, PLANTED_COUNT=1 counts all
 * that are caught instead of ending at the first.
 */
import { describe, expect, it } from "vitest";
import { bundlePlant } from "./bundle.ts";
import { plants } from "./plants.ts";

const seeds = Number(process.env["PLANTED_RANDOM"] ?? 0);
const first = Number(process.env["PLANTED_FROM"] ?? 1);
const counts = process.env["PLANTED_COUNT"] !== undefined;

/** Not what no judge of safety can see, nor what acts only where its script says so (P18). */
const measured = plants.filter(({ givesAway, name }) => givesAway === undefined && name !== "P18");

describe.skipIf(seeds === 0)("random seeds", () => {
  it.each(measured.map((plant) => [plant.name, plant] as const))("%s", { timeout: 0 }, async (name, plant) => {
    const { simulate, ran } = await bundlePlant(plant, async (module) => Object.keys((await import(module)) as object));
    const ranBefore = ran();
    const { nodes = 3, members } = plant.run(1);
    // What is about changes of members (R4 too, whose script begins after one) needs some.
    const changing = members ?? (name === "R4" ? 3 : undefined);
    const options = { nodes, stopAtFirst: true, ...(changing === undefined ? {} : { members: changing }) };
    const caught: string[] = [];
    const startedMs = performance.now();
    let runs = 0;
    for (let seed = first; seed < first + seeds && (counts || caught.length === 0); seed += 1) {
      runs += 1;
      const { violations } = await simulate({ ...options, seed });
      if (violations.length > 0) caught.push(`${seed} ${[...new Set(violations.map(({ judge }) => judge))].join("+")}`);
    }
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    const shown = caught.length === 0 ? "none" : caught.slice(0, 8).join(", ");
    process.stdout.write(
      `${name}: ${caught.length} of ${runs} seeds, ${seconds} s, planted code ran ${ran() - ranBefore} times: ${shown}\n`,
    );
    expect(ran()).toBeGreaterThan(ranBefore);
  });
});
