/** `quorate/simulation`: the simulator as a library. Source: DESIGN.md "Public entries", issue "Simulator". */
import { describe, expect, it } from "vitest";
import { simulate, shrink, type SimulationOptions } from "#cli/simulation";
import { runSeed } from "#cli/simulate-seed";

describe("simulate", () => {
  it("runs a seed as the command does", async () => {
    const result = await simulate({ seed: 5, minutes: 0.05 });
    expect(result.violations).toEqual([]);
    expect(result.history.length).toBeGreaterThan(50);
    expect(result.traceHash).toBe((await runSeed(5, { minutes: 0.05, nodes: [3] })).traceHash);
  });

  it("takes settings, faults and a schedule, and records", async () => {
    const options: SimulationOptions = { seed: "mine", minutes: 0.05, nemesis: ["crash"], settings: { tickMs: 50 } };
    const result = await simulate(options);
    expect(result.schedule.faults.every(({ kind }) => kind === "crash")).toBe(true);
    const calm = await simulate({ ...options, schedule: { faults: [], operations: [] }, record: true });
    expect(calm.schedule).toEqual({ faults: [], operations: [] });
    expect(calm.recording.length).toBeGreaterThan(10);
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["an unknown option", { seed: 1, node: 3 }],
    ["no seed", {}],
    ["half a node", { seed: 1, nodes: 1.5 }],
    ["more members than nodes", { seed: 1, nodes: 3, members: 4 }],
    ["no time", { seed: 1, minutes: 0 }],
    ["an unknown fault", { seed: 1, nemesis: ["flood"] }],
    ["an unknown setting", { seed: 1, settings: { tick: 1 } }],
    ["a schedule of something else", { seed: 1, schedule: { faults: 1 } }],
  ])("refuses %s", async (_, options) => {
    await expect(simulate(options as SimulationOptions)).rejects.toMatchObject({ code: "CONFIG" });
  });

  it("shrinks only what fails", async () => {
    const sound = await simulate({ seed: 5, minutes: 0.02 });
    await expect(shrink({ seed: 5 }, sound)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });
});
