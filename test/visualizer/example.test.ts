/** docs/INSPECTOR.md "Your own machines": the example runs as printed, and its chart moves. Source: issue "Inspector". */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findChromium, launchChromium, type TestBrowser } from "#test/support/chromium";

const root = join(import.meta.dirname, "../..");

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      const url = /http\S+/.exec(out)?.[0];
      if (url !== undefined) resolve(url);
    });
    child.once("exit", () => reject(new Error(`the example ended: ${out}`)));
  });
}

describe.skipIf(findChromium() === undefined)("docs/INSPECTOR.md", () => {
  it("has an example of fifteen lines that shows a user's own machine", async () => {
    const page = readFileSync(join(root, "docs/INSPECTOR.md"), "utf8");
    const example = /```js\n(import[\s\S]*?inspectActor[\s\S]*?)```/.exec(page)?.[1] ?? "";
    expect(example.split("\n").filter((line) => line !== "").length).toBeLessThanOrEqual(15);
    // Inside the package, so that "quorate/inspector" means this build; only the port and the pace are changed.
    const directory = join(root, "dist/example");
    mkdirSync(directory, { recursive: true });
    const path = join(directory, "example.mjs");
    writeFileSync(path, example.replace("port: 7071", "port: 0").replace("5000", "500").replace("2000", "200"));
    const child = spawn(process.execPath, [path], { stdio: ["ignore", "pipe", "inherit"] });
    let browser: TestBrowser | null = null;
    try {
      browser = await launchChromium();
      const shown = await browser.context.newPage();
      await shown.goto(await addressOf(child));
      await shown.locator('svg[aria-label="Statechart door"]').waitFor();
      await shown.locator('[data-token="app"][data-at="open"]').waitFor();
      await shown.locator('[data-token="app"][data-at="closed"]').waitFor();
      await shown.locator('[data-edge="closed->open"]').first().waitFor({ state: "attached" });
      await shown.locator("[data-log]", { hasText: "closed → open" }).first().waitFor();
    } finally {
      await browser?.close();
      child.kill("SIGTERM");
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
