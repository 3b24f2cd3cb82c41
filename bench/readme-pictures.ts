/**
 * `npm run docs:readme-pictures`: the pictures of README and docs/INSPECTOR.md, taken from the real page beside a real cluster:
 * a put, then the leader is killed by the page's button, comes back and leaves the ensemble.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { setTimeout as delay } from "node:timers/promises";
import { chromium, type Page } from "playwright-core";

const target = resolve(import.meta.dirname, "../../docs/pictures");
const main = resolve(import.meta.dirname, "../cli/main.js");
const size = { width: 1440, height: 900 };
/** Patient, so that a busy machine changes no leader by itself. */
const settings = ["leaseMs=1500", "followerTimeoutMs=2500", "quorumTimeoutMs=2000", "prefollowTimeoutMs=1500"];

async function untilReady(up: ChildProcess): Promise<void> {
  let out = "";
  up.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  for (let waited = 0; !/^ready$/m.test(out); waited += 100) {
    if (waited > 120_000) throw new Error(`the cluster did not get ready:\n${out}`);
    await delay(100);
  }
}

/** Until no token is on its way any more. */
async function settle(page: Page): Promise<void> {
  await page.evaluate("Promise.allSettled(document.getAnimations().map((animation) => animation.finished))");
}

async function take(page: Page, name: string): Promise<void> {
  await settle(page);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(target, `page-${name}.png`) });
}

async function show(page: Page, view: string): Promise<void> {
  await page.locator(`[data-view="${view}"]`).click();
  await page.locator(`main.view-${view}`).waitFor();
}

async function leaderOf(page: Page): Promise<string> {
  return (await page.locator("[data-leader]").first().getAttribute("data-leader")) ?? "";
}

async function record(page: Page, data: string): Promise<void> {
  await page.locator('[data-token][data-at="leading"]').waitFor({ timeout: 60_000 });
  await show(page, "keys");
  await page.locator('input[name="key"]').fill("alice");
  await page.locator('input[name="value"]').fill('{"balance":10}');
  await page.locator('[data-operation="put"]').click();
  await page.locator('[data-result="ok"]').waitFor();
  await page.locator('[data-operation="get"]').click();
  await show(page, "sequence");
  await page.locator("input.filter").fill("machine:messages");
  await page.locator('[data-label^="ok (get)"]').waitFor();
  await page.locator('[data-label="ok (put)"] button').click();
  await take(page, "sequence");
  await page.getByRole("button", { name: "Live", exact: true }).click();
  await page.locator("input.filter").fill("");

  const killed = await leaderOf(page);
  await show(page, "controls");
  await page.locator(`[data-control="kill ${killed}"]`).click();
  await page.locator(`[data-node="${killed}"].gone`).waitFor({ timeout: 60_000 });
  while (["", killed].includes(await leaderOf(page))) await delay(100);
  await show(page, "cluster");
  await take(page, "cluster");
  await show(page, "why");
  await page.locator('[data-story-line="way"]').first().click();
  await take(page, "why");
  await show(page, "chart");
  const pane = page.locator(".chart-pane");
  await page.setViewportSize({ width: 1780, height: 1190 });
  await page.locator(".chart:not(.far)").waitFor();
  await settle(page);
  await pane.screenshot({ path: join(target, "page-chart.png") });
  await page.setViewportSize(size);
  await page.getByRole("button", { name: "Live", exact: true }).click();
  await changeMembers(page, killed, data);
}

/** The moment at which both views of the ensemble decide. */
async function changeMembers(page: Page, leaving: string, data: string): Promise<void> {
  await show(page, "controls");
  await page.locator(`[data-control="restart ${leaving}"]`).click();
  await page.locator(`[data-peer="${leaving}"][data-peer-state="following"]`).waitFor();
  const change = ["cluster", "members", "demo", "--remove", leaving, "--data", data];
  await promisify(execFile)(process.execPath, [main, ...change]);
  await show(page, "log");
  await page.getByLabel("steps inside states too").check();
  await page.locator("input.filter").fill("to:joint");
  await page.locator("[data-log]").last().click();
  await page.locator("input.filter").fill("");
  await page.getByLabel("steps inside states too").uncheck();
  await show(page, "cluster");
  await page.getByText("joint views").first().waitFor();
  await take(page, "members");
}

const directory = mkdtempSync(join(tmpdir(), "quorate-pictures-"));
const set = settings.flatMap((setting) => ["--set", setting]);
const up = spawn(process.execPath, [main, "up", "--data", directory, "--port", "0", "--show-values", ...set], {
  stdio: ["ignore", "pipe", "inherit"],
});
const ended = new Promise((done) => up.once("close", done));
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM_BIN"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  await untilReady(up);
  const file = JSON.parse(readFileSync(join(directory, "up.json"), "utf8")) as { inspector: { url: string } };
  const page = await browser.newPage({ viewport: size });
  page.setDefaultTimeout(60_000);
  await page.goto(file.inspector.url);
  await record(page, directory);
} finally {
  await browser.close();
  up.kill("SIGTERM");
  await ended;
  rmSync(directory, { recursive: true, force: true });
}
