/**
 * A failing run of the simulator in the page. Source: issue "Inspector", "a failing recording of the simulator opens, and
 * 'jump to the violation' goes to the event". The failure is a real one: a rule of the protocol is left out (docs/PLANTED.md).
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SimulationResult } from "#simulation/run";
import { findChromium, launchChromium, type TestBrowser } from "#test/support/chromium";
import { importSimulator } from "../planted/plant.ts";
import { plants } from "../planted/plants.ts";
import { startInspect } from "./inspect-process.ts";

const planted = "R15 exclusive";
let directory: string;
let failed: SimulationResult;
let path: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "quorate-violation-"));
  const plant = plants.find(({ name }) => name === planted)!;
  const simulate = await importSimulator(plant.variant, () => undefined);
  for (const seed of plant.seeds) {
    failed = await simulate({ ...plant.run(seed), seed, record: true }, plant.script);
    if (failed.violations.length > 0) break;
  }
  // As `quorate simulate --out` writes them.
  path = join(directory, "seed.ndjson");
  writeFileSync(join(directory, "seed.json"), JSON.stringify({ violations: failed.violations }));
  writeFileSync(path, failed.recording.map((record) => `${JSON.stringify(record)}\n`).join(""));
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true }));

describe.skipIf(findChromium() === undefined)("a failing recording of the simulator", () => {
  it("opens, and jumps to the violation: each pane shows the cluster at that moment", async () => {
    const [violation] = failed.violations;
    const told = `${violation?.judge}: ${violation?.what}`;
    const { child, url } = startInspect(["--recording", path]);
    let browser: TestBrowser | null = null;
    try {
      browser = await launchChromium();
      const page = await browser.context.newPage();
      await page.goto(await url);
      await page.locator("[data-violation]").click();
      await page.locator("[data-live='false']").waitFor();
      await page.locator('[data-view="log"]').click();
      await page.locator("[data-detail]", { hasText: told }).waitFor();
      expect(page.url()).toMatch(/at=entry%3A\d+/);
      await page.locator(".row.chosen", { hasText: violation?.judge ?? "" }).waitFor();
      await page.locator('[data-view="cluster"]').click();
      await page.locator("[data-cell-state]").first().waitFor();
      const shown = await page.locator(".moment").innerText();
      expect(shown).toMatch(/^\d\d:\d\d:\d\d/);
      // The address alone leads there again.
      await page.reload();
      await page.locator("[data-live='false']").waitFor();
      await page.locator(".moment", { hasText: shown }).waitFor();
    } finally {
      await browser?.close();
      child.kill("SIGTERM");
    }
  });
});
