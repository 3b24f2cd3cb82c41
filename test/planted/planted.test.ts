/** Each rule of PROTOCOL and each fault of HAZARDS that can be left out by itself is found by the simulator: docs/PLANTED.md. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hunt, importSimulator, isCaught } from "./plant.ts";
import { plants } from "./plants.ts";

/** The simulator without a plant: one for all, so that its code is compiled once; whole before any plant replaces a module. */
const sound = await importSimulator([], () => undefined);

describe.each(plants.map((plant) => [plant.name, plant] as const))("%s left out", (_, plant) => {
  it(`is caught: ${plant.what}`, { timeout: 60_000 }, async () => {
    const caught = await hunt(plant);
    expect(caught, "no seed was caught").not.toBeNull();
    expect(caught?.ran, "the planted code never ran").toBeGreaterThan(0);
    // The same runs without it.
    for (const seed of plant.seeds.slice(0, caught?.runs)) {
      const result = await sound({ ...plant.run(seed), seed }, plant.script);
      expect(result.violations, `seed ${seed} without the plant`).toEqual([]);
      expect(isCaught(plant, result)).toBe(false);
    }
  });
});

describe("docs/PLANTED.md", () => {
  it("lists every plant, with what it does and which judge finds it", () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/PLANTED.md"), "utf8");
    const rows = [...page.matchAll(/^\| `([^`]+)` \| (.+?) \| (.+?) \|/gm)].map(([, name, what, judge]) => [
      name,
      what,
      judge,
    ]);
    expect(rows).toEqual(plants.map(({ name, what, judge, givesAway }) => [name, what, givesAway?.what ?? judge]));
  });

  it("has a plant for every rule and fault on the list", () => {
    const named = new Set(plants.map(({ name }) => name.split(" ")[0]));
    const rules = ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R14"];
    const more = ["R15", "R16", "R17", "R18", "R19", "R20", "R21", "P4", "P5", "P11", "P14", "P15", "P20"];
    const ofIntegrity = ["P6", "P8", "P9", "P10", "P18", "P21"];
    expect([...rules, ...more, ...ofIntegrity].filter((name) => !named.has(name))).toEqual([]);
  });
});

// PLANTED_RATES=1: how many of each plant's seeds are caught, for the table in docs/PLANTED.md.
if (process.env["PLANTED_RATES"] !== undefined)
  describe.each(plants.map((plant) => [plant.name, plant] as const))("%s", (name, plant) => {
    it("is measured", { timeout: 120_000 }, async () => {
      const simulate = await importSimulator(plant.variant, () => undefined);
      const judges = new Map<string, number>();
      let caught = 0;
      for (const seed of plant.seeds) {
        const result = await simulate({ ...plant.run(seed), seed }, plant.script);
        if (isCaught(plant, result)) caught += 1;
        for (const judge of new Set(result.violations.map((violation) => violation.judge)))
          judges.set(judge, (judges.get(judge) ?? 0) + 1);
      }
      const others = [...judges].map(([judge, count]) => `${judge} ${count}`).join(", ");
      process.stdout.write(`${name}: ${caught} of ${plant.seeds.length} (${others})\n`);
      expect(caught).toBeGreaterThan(0);
    });
  });
