/** Counts of a file as heat on the charts. Source: INSPECTOR "Panes" 2, "coverage heat (states, transitions, cells never seen)". */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Recorded } from "#coverage/coverage";
import { simulate } from "#simulation/run";
import { readCountsFile } from "#visualizer/counts-file";
import { findChromium, launchChromium, type TestBrowser } from "#test/support/chromium";
import { eventually } from "#test/support/cluster";
import { command, startInspect } from "./inspect-process.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-counts-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

describe("a file of counts", () => {
  it("is read by the chart's boxes", async () => {
    const cells = {
      "leading.tree.ready + leading.commit.idle|commit": 2,
      "leading.tree.syncing|commit": 3,
      "probe|a|b": 1,
    };
    const counts = { peer: { states: { leading: 5 }, transitions: { "leading|commit|0": 5 }, cells } };
    expect(await readCountsFile(file("all.json", JSON.stringify(counts)))).toEqual({
      name: "all.json",
      machines: { peer: { ...counts.peer, cells: { "leading commit": 5, "probe a|b": 1 } } },
    });
  });

  it.each([
    ["that is not there", null, /absent\.json cannot be read/],
    ["that is no JSON", "{", /cannot be read/],
    ["of another kind", "[1]", /it counts no machine/],
    ["without machines", "{}", /it counts no machine/],
    ["without counts", '{"peer":{"states":{}}}', /peer has no counts/],
    [
      "with something else than counts",
      '{"peer":{"states":{"a":-1},"transitions":{},"cells":{}}}',
      /peer has no counts/,
    ],
  ])("%s is refused, and told what is wrong", async (_, text, told) => {
    const path = text === null ? join(directory, "absent.json") : file("bad.json", text);
    await expect(readCountsFile(path)).rejects.toMatchObject({ code: "CONFIG", message: expect.stringMatching(told) });
  });
});

/** What stands at an edge of the chart. */
async function seen(page: Page, edge: string): Promise<number> {
  return Number(await page.locator(`g.edge[data-edge="${edge}"]`).getAttribute("data-seen"));
}

describe.skipIf(findChromium() === undefined)("quorate inspect --counts", () => {
  it("shows the merged counts of recordings beside what the inspector saw itself", async () => {
    const paths: string[] = [];
    for (const seed of ["one", "two"]) {
      const { recording } = await simulate({ seed, minutes: 0.05, record: true });
      paths.push(file(`${seed}.ndjson`, recording.map((record) => `${JSON.stringify(record)}\n`).join("")));
    }
    const merged = join(directory, "all.json");
    execFileSync(process.execPath, [command, "coverage", "--recording", ...paths, "--counts", merged]);
    const counted = JSON.parse(readFileSync(merged, "utf8")) as Recorded;
    const elected = "probe.asking|quorumMet|3";
    const { child, url } = startInspect(["--recording", paths[0]!, "--counts", merged]);
    let browser: TestBrowser | null = null;
    try {
      browser = await launchChromium();
      const page = await browser.context.newPage();
      await page.goto(await url);
      await page.locator('[data-view="chart"]').click();
      await page.getByLabel("how often seen").check();
      const inBoth = counted["peer"]?.transitions[elected] ?? 0;
      await eventually("the counts of both", async () => (await seen(page, "probe->election")) === inBoth);
      await page.getByText(/^Cells of state and event: \d+ of \d+ met$/).waitFor();
      expect(await page.locator("[data-foreign]").count()).toBe(0);
      await page.locator("[data-heat-source]").selectOption("here");
      await eventually("the counts of one", async () => {
        const here = await seen(page, "probe->election");
        return here > 0 && here < inBoth;
      });
      await page.locator('[data-view="controls"]').click();
      await page.getByText("nothing can be done to its nodes").waitFor();
    } finally {
      await browser?.close();
      child.kill("SIGTERM");
    }
  });

  it("refuses counts of machines that it does not draw", () => {
    const path = file("door.json", JSON.stringify({ door: { states: { open: 1 }, transitions: {}, cells: {} } }));
    const inspect = () =>
      execFileSync(process.execPath, [command, "inspect", "--counts", path, "--port", "0"], { stdio: "pipe" });
    expect(inspect).toThrow(/counts door: there is no such chart here, but peer/);
  });
});
