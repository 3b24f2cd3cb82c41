/** A request of the ring on the page, beside three node processes. Source: issue "Ring": visible in the inspector. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, launchChromium, type TestBrowser } from "#test/support/chromium";
import { eventually, findNatsServer, ProcessCluster } from "#test/support/cluster";

const command = join(import.meta.dirname, "../../dist/cli/main.js");

let cluster: ProcessCluster;
let inspect: ChildProcess;
let browser: TestBrowser;
let page: Page;
const problems: string[] = [];

async function show(view: string): Promise<void> {
  await page.locator(`[data-view="${view}"]`).click();
  await page.locator(`main.view-${view}`).waitFor();
}

async function filter(text: string): Promise<void> {
  await page.locator("input.filter").first().fill(text);
}

describe.skipIf(findNatsServer() === undefined || findChromium() === undefined)("a ring request on the page", () => {
  beforeAll(async () => {
    cluster = await ProcessCluster.start();
    const args = [command, "inspect", "--nats", cluster.url, "--cluster", cluster.name, "--port", "0"];
    inspect = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    inspect.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
    const url = await eventually("the page's address", () => /inspector\s+(http\S+)/.exec(out)?.[1]);
    browser = await launchChromium();
    page = await browser.context.newPage();
    page.on("pageerror", (error) => problems.push(String(error)));
    await page.goto(url);
    await page.locator('[data-token][data-at="leading"]').waitFor({ timeout: 60_000 });
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    inspect?.kill("SIGTERM");
    await cluster?.stop();
    if (problems.length > 0) throw new Error(`the page complained:\n${problems.join("\n")}`);
  });

  it("shows the preference list, and the replies as they arrive", async () => {
    const client = await cluster.client();
    const choose = async (machine: string): Promise<void> => {
      await show("chart");
      await page.getByRole("button", { name: machine, exact: true }).click();
    };
    await choose("request");
    await page.getByRole("region", { name: "Requests" }).getByText("No request of the ring runs now").waitFor();
    await show("log");
    await filter("machine:request");
    expect(await client.ring<number>("users").put("alice", 1, { w: 3 })).toHaveLength(3);
    const rows = page.locator("[data-log]");
    await rows.filter({ hasText: "waiting → stop" }).waitFor();
    const logged = (await rows.allInnerTexts()).toReversed();
    const places = ["init → prepare", "prepare → execute", "execute → waiting", "waiting → stop"];
    const at = places.map((place) => logged.findIndex((row) => row.includes(place)));
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(at).not.toContain(-1);

    // From the moment in which it was sent on: one reply more with each.
    await rows.filter({ hasText: "execute → waiting" }).getByRole("button").click();
    await page.locator('[data-request][data-remaining="3"]').waitFor();
    expect(await page.locator("[data-partition]").count()).toBe(3);
    expect(await page.locator('[data-reply="…"]').count()).toBe(3);
    const inside = page.getByLabel("steps inside states too");
    await inside.check();
    await filter("machine:request event:reply");
    await rows.nth(3).waitFor();
    for (const remaining of [2, 1, 0]) {
      // Newest first; the topmost is the step to its end that the last reply brought about.
      await rows
        .nth(remaining + 1)
        .getByRole("button")
        .click();
      await page.locator(`[data-request][data-remaining="${remaining}"]`).waitFor();
      expect(await page.locator('[data-reply="ok"]').count()).toBe(3 - remaining);
    }
    await inside.uncheck();
    await page.getByRole("button", { name: "Live", exact: true }).click();
    await show("sequence");
    await filter("machine:messages");
    await page.locator('[data-arrow][data-label="put alice"]').first().waitFor();
    // Its own vnode's reply needs no arrow.
    await eventually(
      "replies and the answer are there",
      async () =>
        (await page.locator('[data-arrow][data-label^="ok of partition"]').count()) >= 2 &&
        (await page.locator('[data-arrow][data-label^="met"]').count()) === 1,
      10_000,
    );
  });
});
