/** The page beside a real cluster: issue "Skeleton", "a killed leader's token goes and another walks to leading". */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findNatsServer } from "#cli/nats-server";
import type { UpFile } from "#cli/up-file";
import { findChromium, launchChromium, type TestBrowser } from "#test/support/chromium";
import { eventually } from "#test/support/cluster";

const command = join(import.meta.dirname, "../../dist/cli/main.js");
const canRun = (await findNatsServer()) !== null && findChromium() !== undefined;

let directory: string;
let up: ChildProcess;
let ended: Promise<unknown>;
let browser: TestBrowser | null = null;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-page-"));
  up = spawn(process.execPath, [command, "up", "--data", directory, "--port", "0"], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, NATS_URL: "" },
  });
  ended = new Promise((resolve) => up.once("close", resolve));
});

afterEach(async () => {
  await browser?.close();
  up.kill("SIGTERM");
  await ended;
  rmSync(directory, { recursive: true, force: true });
});

async function untilReady(): Promise<UpFile> {
  let out = "";
  up.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  await eventually("up is ready", () => /^ready$/m.test(out), 90_000);
  return JSON.parse(readFileSync(join(directory, "up.json"), "utf8")) as UpFile;
}

describe.skipIf(!canRun)("the page of `quorate up`", () => {
  it("shows each peer's state, and after kill -9 of the leader another's way to leading", async () => {
    const file = await untilReady();
    browser = await launchChromium();
    const page = await browser.context.newPage();
    await page.goto(file.inspector?.url ?? "");
    await page.waitForSelector('[data-token][data-at="leading"]', { timeout: 30_000 });
    await eventually(
      "two follow",
      async () => (await page.$$('[data-token][data-at="following"]')).length === 2,
      30_000,
    );
    const leader = (await page.getAttribute('[data-token][data-at="leading"]', "data-token")) ?? "";

    const killed = file.nodes.find(({ name }) => name === leader);
    if (killed === undefined) throw new Error(`no node is called ${leader}`);
    process.kill(killed.pid, "SIGKILL");

    const leads = page.locator('[data-token][data-at="leading"]');
    await eventually(
      "another leads and the killed one's token is gone",
      async () => {
        const isGone = (await page.$$(`[data-token="${leader}"]`)).length === 0;
        return isGone && (await leads.count()) === 1;
      },
      30_000,
    );
    const next = (await leads.getAttribute("data-token")) ?? "";
    expect(next).not.toBe(leader);
    const logged = await page.$$eval("[data-log]", (rows) => rows.map((row) => row.textContent ?? ""));
    // The log keeps what is too quick for a frame of the picture.
    for (const step of [
      "following → probe",
      "probe → election",
      "election → prepare",
      "prepare → prelead",
      "prelead → leading",
    ]) {
      expect(
        logged.some((row) => row.includes(next) && row.includes(step)),
        `${step} of ${next}: ${logged.join(" | ")}`,
      ).toBe(true);
    }
    expect(await page.$$eval("[data-last-transition]", (edges) => edges.length)).toBeGreaterThan(0);
  });
});
