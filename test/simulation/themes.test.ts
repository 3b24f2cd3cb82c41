/** What seeds are drawn from: settings that hold together, faults within their time, enough operations. Source: SCENARIOS S17. */
import { describe, expect, it } from "vitest";
import { makeSettings } from "#machines/protocol/settings";
import { faultKinds, planFaults, spansOf } from "#simulation/faults";
import { SeededRandom } from "#simulation/random";
import { simulate } from "#simulation/run";
import * as scenes from "#simulation/scenes";
import { themeOf, themes } from "#simulation/themes";
import { planWorkload, sizesOf, type ClientStyle } from "#simulation/workload";

const nodes = ["n1", "n2", "n3", "n4", "n5"];

describe.each(themes.map((theme) => [theme.name, theme] as const))("theme %s", (_, theme) => {
  it("draws settings that hold together, and faults that end in time", () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = new SeededRandom(`${theme.name}/${seed}`);
      const settings = makeSettings(random.pick(theme.timings)(random));
      const times = { fromMs: 1500, untilMs: 20_000, meanPauseMs: random.pick(theme.pausesMs) };
      const { kinds, sceneShare } = theme;
      const plan = planFaults({
        seed,
        nodes,
        kinds,
        scenes: theme.scenes,
        sceneShare,
        settings,
        clockDrift: 0.01,
        ...times,
      });
      expect(plan.map(({ id }) => id)).toEqual(plan.map((__, index) => index + 1));
      for (const { atMs, forMs, scene } of plan) {
        expect(atMs).toBeGreaterThanOrEqual(scene?.atMs ?? 1500);
        expect(forMs).toBeGreaterThanOrEqual(0);
        expect(atMs + forMs).toBeLessThanOrEqual(20_000);
      }
    }
  });

  it("runs clean", async () => {
    const { violations } = await simulate({ seed: 1, theme, minutes: 0.15, nodes: theme.fromNodes ?? 3 });
    expect(violations).toEqual([]);
  });
});

it("each theme comes up, each scene belongs to one", () => {
  const random = new SeededRandom("themes");
  const drawn = new Set(Array.from({ length: 200 }, () => themeOf(random, 5).name));
  expect([...drawn].sort()).toEqual(themes.map(({ name }) => name).sort());
  expect(themes.filter(({ fromNodes = 1 }) => fromNodes > 3).map(({ name }) => name)).toEqual(["camps"]);
  const used = new Set(themes.flatMap((theme) => theme.scenes));
  expect(Object.entries(scenes).filter(([, scene]) => !used.has(scene))).toEqual([]);
  const kinds = new Set(themes.flatMap((theme) => theme.kinds));
  expect(faultKinds.filter((kind) => !kinds.has(kind))).toEqual([]);
});

it.each<ClientStyle>(["crowd", "readers", "strangers"])("%s ask in order, each key alike, often enough", (style) => {
  const random = new SeededRandom(style);
  const untilMs = 20_000;
  const spans = spansOf([
    { id: 1, kind: "isolate", atMs: 5000, forMs: 2000, nodes: [], amount: 0, scene: { id: 1, atMs: 5000 } },
  ]);
  let asked = 0;
  for (let seed = 1; seed <= 10; seed += 1) {
    const sizes = sizesOf(style, random, untilMs);
    const rest = { fromMs: 200, untilMs, operationsPerSecond: 80, readShare: 0.5, timeoutsMs: [300], scenes: spans };
    const plan = planWorkload({ seed, style, ...sizes, ...rest });
    asked += plan.length;
    expect(plan.map(({ id }) => id)).toEqual(plan.map((_, index) => index + 1));
    expect(plan.every(({ atMs }, index) => atMs >= (plan[index - 1]?.atMs ?? 0) && atMs < untilMs)).toBe(true);
    expect(Math.max(...plan.map(({ client }) => client))).toBeLessThan(sizes.clients);
    expect(new Set(plan.map(({ key }) => key)).size).toBeLessThanOrEqual(sizes.keys);
  }
  expect(asked / 10 / 19.8).toBeGreaterThan(40);
});
