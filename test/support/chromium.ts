/** A real browser for tests: Debian's Chromium, driven by playwright-core, with a fresh profile and no network of its own. */
import { execFileSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const candidates = [
  process.env["CHROMIUM_BIN"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

function find(): string | undefined {
  return candidates.find((path) => {
    try {
      if (path === "") return false;
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** On a Debian-like CI machine the browser is fetched; nobody's own machine is changed by a test. */
function install(): void {
  if (process.env["CI"] === undefined || process.getuid?.() !== 0) return;
  const apt = (...args: string[]) => execFileSync("apt-get", args, { stdio: "ignore", timeout: 600_000 });
  try {
    apt("update", "-qq");
    apt("install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core");
  } catch {
    // Reported by whyNoChromium.
  }
}

/** The browser's path, or undefined when none can be had. */
export function findChromium(): string | undefined {
  if (find() === undefined) install();
  return find();
}

export const whyNoChromium =
  "no Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_BIN to a Chromium or Chrome";

export interface TestBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

export interface BrowserOptions {
  readonly colorScheme?: "light" | "dark";
  readonly forcedColors?: "active" | "none";
  readonly width?: number;
  readonly height?: number;
}

/** @throws when no browser is installed: ask `findChromium` first. */
export async function launchChromium(options: BrowserOptions = {}): Promise<TestBrowser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(whyNoChromium);
  const profile = mkdtempSync(join(tmpdir(), "quorate-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: flags,
    colorScheme: options.colorScheme ?? "light",
    forcedColors: options.forcedColors ?? "none",
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
  });
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
