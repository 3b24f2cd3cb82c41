/**
 * The page beside a real cluster: three node processes over a real nats-server. Source: issue "Inspector", "Must show".
 * One cluster for the whole file: each test goes on where the one before ended.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findNatsServer } from "#cli/nats-server";
import type { UpFile } from "#cli/up-file";
import { findChromium, launchChromium, type TestBrowser } from "#test/support/chromium";
import { eventually } from "#test/support/cluster";
import { command, startInspect } from "./inspect-process.ts";

const canRun = (await findNatsServer()) !== null && findChromium() !== undefined;
const pictures = process.env["QUORATE_SCREENSHOTS"];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Patient, so that a busy machine changes no leader by itself. */
const settings = [
  "tickMs=200",
  "leaseMs=1500",
  "followerTimeoutMs=2500",
  "quorumTimeoutMs=2000",
  "prefollowTimeoutMs=1500",
];

let directory: string;
let up: ChildProcess;
let ended: Promise<unknown>;
let browser: TestBrowser;
let page: Page;
let file: UpFile;
const problems: string[] = [];

async function picture(name: string, of: Page = page): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await of.screenshot({ path: join(pictures, `cluster-${name}.png`) });
}

async function show(view: string, of: Page = page): Promise<void> {
  await of.locator(`[data-view="${view}"]`).click();
  await of.locator(`main.view-${view}`).waitFor();
}

async function filter(text: string, of: Page = page): Promise<void> {
  await of.locator("input.filter").first().fill(text);
}

/** Panes follow at a pace of their own: what they show is waited for. */
async function counted(selector: string, count: number): Promise<void> {
  await eventually(`${count} of ${selector}`, async () => (await page.locator(selector).count()) === count, 30_000);
}

/** A step beyond the last line has led there already. */
async function goLive(): Promise<void> {
  if ((await page.locator("[data-live]").getAttribute("data-live")) === "false")
    await page.locator("[data-live]").click();
  await page.locator('[data-live="true"]').waitFor();
}

async function leaderOf(of: Page = page): Promise<string> {
  return (await of.locator("[data-leader]").first().getAttribute("data-leader")) ?? "";
}

async function openAt(url: string, by = browser): Promise<Page> {
  const opened = await by.context.newPage();
  opened.on("pageerror", (error) => problems.push(String(error)));
  await opened.goto(url);
  await opened.locator('[data-connection="open"]').waitFor();
  return opened;
}

describe.skipIf(!canRun)("the page beside a real cluster", () => {
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "quorate-inspector-"));
    const set = settings.flatMap((setting) => ["--set", setting]);
    const args = ["up", "--data", directory, "--port", "0", "--controls", "--show-values", ...set];
    up = spawn(process.execPath, [command, ...args], {
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, NATS_URL: "" },
    });
    ended = new Promise((resolve) => up.once("close", resolve));
    let out = "";
    up.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
    await eventually("up is ready", () => /^ready$/m.test(out), 110_000);
    file = JSON.parse(readFileSync(join(directory, "up.json"), "utf8")) as UpFile;
    browser = await launchChromium();
    page = await openAt(file.inspector?.url ?? "");
    await page.locator('[data-token][data-at="leading"]').waitFor({ timeout: 60_000 });
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    up?.kill("SIGTERM");
    await ended;
    rmSync(directory, { recursive: true, force: true });
    if (problems.length > 0) throw new Error(`the page complained:\n${problems.join("\n")}`);
  });

  it("grid: shows every peer with its state, epoch and leader, and each node's supervisor", async () => {
    await eventually(
      "two follow",
      async () => (await page.locator('[data-cell^="peer demo "][data-cell-state="following"]').count()) === 2,
      30_000,
    );
    const leader = await leaderOf();
    await page
      .locator(`[data-cell="peer demo ${leader}"][data-cell-state="leading"]`, { hasText: /★ leading\s+\d+\.\d+/ })
      .waitFor();
    await counted('[data-cell^="supervisor n"][data-cell-state="running"]', 3);
    await picture("grid");
  });

  it("keys and sequence: a put is answered, and appears with its arrows", async () => {
    await show("keys");
    await page.locator('input[name="key"]').fill("alice");
    await page.locator('input[name="value"]').fill('{"balance":10}');
    await page.locator('[data-operation="put"]').click();
    await page.locator('[data-result="ok"]').first().waitFor();
    await page.locator('[data-operation="update"]').click();
    await eventually(
      "the update is answered",
      async () => (await page.locator('[data-result="ok"]').count()) === 2,
      10_000,
    );
    await page.locator('input[name="version"]').fill("0.0");
    await page.locator('[data-operation="update"]').click();
    await page.locator('[data-result="PRECONDITION_FAILED"]').waitFor();
    await page.locator('[data-operation="get"]').click();
    await page.locator('[data-result="ok"]', { hasText: '{"balance":10}' }).first().waitFor();
    await picture("keys");

    const leader = await leaderOf();
    await show("sequence");
    await filter("machine:messages");
    const arrows = async (label: string) =>
      page
        .locator(`[data-arrow][data-label="${label}"]`)
        .evaluateAll((all) => all.map((each) => each.getAttribute("data-arrow") ?? ""));
    await eventually("both followers have it", async () => (await arrows("stored")).length >= 2, 10_000);
    await eventually("it is answered", async () => (await arrows("ok (put)")).length >= 1, 10_000);
    const put = await arrows("put alice");
    const followers = ["n1", "n2", "n3"].filter((node) => node !== leader);
    expect(put.filter((arrow) => arrow.startsWith("c") && arrow.endsWith(`>${leader}`)).length).toBeGreaterThanOrEqual(
      1,
    );
    for (const follower of followers) expect(put).toContain(`${leader}>${follower}`);
    const stored = await arrows("stored");
    for (const follower of followers) expect(stored).toContain(`${follower}>${leader}`);
    const answered = await arrows("ok (put)");
    expect(answered.some((arrow) => arrow.startsWith(`${leader}>c`))).toBe(true);
    // By cause: the request stands above its replication, which stands above its acknowledgement.
    const rows = await page
      .locator("[data-arrow]")
      .evaluateAll((all) => all.map((each) => `${each.getAttribute("data-arrow")} ${each.getAttribute("data-label")}`));
    const at = (pattern: RegExp) => rows.findIndex((row) => pattern.test(row));
    expect(at(/^c\w+>n\d put alice/)).toBeLessThan(at(new RegExp(`^${leader}>n\\d put alice`)));
    expect(at(new RegExp(`^${leader}>n\\d put alice`))).toBeLessThan(at(/stored/));
    await picture("sequence");
    await filter("");

    await show("keys");
    // Keys and values are text, whatever they hold.
    await page.locator('input[name="key"]').fill("<b class=foreign>bob</b>");
    await page.locator('input[name="value"]').fill("<img class=foreign src=x>");
    await page.locator('[data-operation="put"]').click();
    await page.locator('[data-result="ok"]', { hasText: "<b class=foreign>bob</b>" }).first().waitFor();
    await page.locator('[data-result="ok"]', { hasText: "<img class=foreign src=x>" }).first().waitFor();
    expect(await page.locator(".foreign").count()).toBe(0);
  });

  let killed = "";
  let next = "";

  it("controls: killing the leader is told right in each pane", async () => {
    killed = await leaderOf();
    await show("controls");
    await page.locator(`[data-control="kill ${killed}"]`).click();
    await page.locator('[data-said="true"]').waitFor();
    await eventually(
      "another leads",
      async () =>
        ![killed, ""].includes(await leaderOf()) && (await page.locator(`[data-node="${killed}"].gone`).count()) === 1,
      30_000,
    );
    next = await leaderOf();
    await picture("controls");

    await show("cluster");
    await page.locator(`[data-cell="peer demo ${next}"][data-cell-state="leading"]`).waitFor();
    await page.locator(`[data-cell="peer demo ${killed}"]`, { hasText: "gone" }).waitFor();
    await counted(`[data-token="${killed}"]`, 0);
    await page.locator(`[data-token="${next}"][data-at="leading"]`).waitFor();
    await picture("killed");

    await show("log");
    await filter(`node:${next} machine:peer`);
    await page.locator("[data-log]", { hasText: "prelead → leading" }).first().waitFor();
    const logged = await page.locator("[data-log]").allInnerTexts();
    for (const step of ["probe → election", "election → prepare", "prepare → prelead", "prelead → leading"]) {
      expect(
        logged.some((row) => row.includes(next) && row.includes(step)),
        `${step}: ${logged.join(" | ")}`,
      ).toBe(true);
    }
    await filter(killed);
    await page.locator('[data-note="node"]', { hasText: `${killed} is gone` }).waitFor();
    await page.locator('[data-note="note"]', { hasText: `${killed} was killed` }).waitFor();

    await show("sequence");
    await filter("machine:peer");
    await page.locator(`[data-arrow^="${next}>"][data-label^="prepare"]`).first().waitFor();
    await page.locator('[data-label="prelead → leading"]').first().waitFor();
    await filter("");
    // Marks are renewed once a second.
    await page.locator('[data-mark="leader"]').first().waitFor({ state: "attached" });
    await page.locator('[data-mark="command"]').waitFor({ state: "attached" });
  });

  it("why: one click tells the chain, from the kill to the new leader, each step a link to its moment", async () => {
    await show("why");
    const story = page.locator("[data-story]").first();
    await eventually("told", async () => (await story.getAttribute("data-story")) === next, 30_000);
    const lines = await story.locator("[data-story-line]").allInnerTexts();
    expect(lines[0]).toContain(`${killed} was killed`);
    expect(lines.join("\n")).toContain(`${killed}, which led, fell silent`);
    expect(lines.at(-1)).toContain(`${next}: prelead → leading`);
    await story.locator('[data-story-line="lead"]').click();
    await page.locator("[data-detail]", { hasText: "prelead → leading" }).waitFor();
    await picture("why");
  });

  it("detail: shows what changed, what was sent, and jumps to the cause", async () => {
    const detail = page.getByRole("region", { name: "Detail" });
    await detail.filter({ hasText: /event\s*quorumMet/ }).waitFor();
    await detail.locator("[data-jump]").first().click();
    const told = async () => Number(await page.locator("[data-detail]").getAttribute("data-detail"));
    await page.locator("[data-detail]", { hasText: next }).waitFor();
    const before = await told();
    await show("why");
    await page.locator('[data-story-line="lead"]').first().click();
    await eventually("the election is later than its cause", async () => (await told()) > before, 10_000);
  });

  it("timeline: scrubbing back shows the state before, a step forward the next, and live the present", async () => {
    await page.locator('[data-story-line="way"]').first().click();
    await page.locator('[data-live="false"]').waitFor();
    await show("chart");
    // The end of its process may have been told before the first follower noticed.
    for (let i = 0; i === 0 || (i < 20 && (await leaderOf()) !== killed); i += 1)
      await page.getByRole("button", { name: "Step back" }).click();
    // The killed leader leads again, and the address says so.
    await page.locator(`[data-token="${killed}"][data-at="leading"]`).waitFor();
    await eventually("it leads", async () => (await leaderOf()) === killed, 10_000);
    expect(page.url()).toMatch(/at=(n\d%3A\w+%3A\d+|entry%3A\d+)/);
    await picture("scrubbed");
    await page.reload();
    await page.locator(`[data-token="${killed}"][data-at="leading"]`).waitFor({ timeout: 20_000 });
    const rows = page.locator("[data-log]");
    await rows.first().waitFor();
    for (let i = 0; i < 400 && (await leaderOf()) !== next; i += 1) {
      await page.getByRole("button", { name: "Step forward" }).click();
    }
    await eventually("stepping leads to the next leader", async () => (await leaderOf()) === next, 5000);
    await goLive();
    await counted(`[data-token="${killed}"]`, 0);
  });

  it("controls: a restarted node comes back, a cut one cannot lead, a step down moves the leader", async () => {
    await goLive();
    await show("controls");
    await page.locator(`[data-control="restart ${killed}"]`).click();
    await page.locator('[data-said="true"]', { hasText: "restart" }).waitFor({ timeout: 30_000 });
    await page.locator(`[data-peer="${killed}"][data-peer-state="following"]`).waitFor({ timeout: 30_000 });
    const cut = await leaderOf();
    await page.locator(`[data-cut="${cut}"]`).check();
    await page.locator('[data-control="network"]').click();
    await eventually("another leads", async () => ![cut, ""].includes(await leaderOf()), 30_000);
    await page.locator('[data-control="heal"]').click();
    await page.locator(`[data-peer="${cut}"][data-peer-state="following"]`).waitFor({ timeout: 30_000 });
    const old = await leaderOf();
    await page.locator('[data-control="stepDown demo"]').click();
    await eventually("it stepped down", async () => ![old, ""].includes(await leaderOf()), 30_000);
    await show("why");
    // The newest story comes first; it is told a moment after the grid knows the leader.
    const told = async () => page.locator("[data-story-line]").first().innerText();
    await eventually("told", async () => (await told()).includes(`${old} was told to step down`), 30_000);
  });

  it("grid and chart: members that come and go, the root ensemble and the managers", async () => {
    const peer = (name: string) => page.locator(`[data-cell="peer demo ${name}"]`);
    const operate = (...args: string[]) =>
      execFileSync(process.execPath, [command, "cluster", ...args, "--data", directory], { timeout: 60_000 });
    await show("cluster");
    const gone = ["n1", "n2", "n3"].find((name) => name !== killed) ?? "";
    const stay = ["n1", "n2", "n3"].filter((name) => name !== gone);
    operate("members", "demo", "--remove", gone);
    await page.locator('[data-views="1"]', { hasText: stay.join(", ") }).waitFor({ timeout: 30_000 });
    await peer(gone).filter({ hasText: "none" }).waitFor({ timeout: 30_000 });
    await picture("removed");
    operate("members", "demo", "--add", gone);
    await eventually(
      "it is back",
      async () => /^(following|leading)$/.test((await peer(gone).getAttribute("data-cell-state")) ?? ""),
      30_000,
    );
    // The change was seen in the leader's views, and both views stood in what it committed.
    await show("log");
    await page.getByLabel("steps inside states too").check();
    await filter("machine:peer leading.views.joint");
    await page.locator("[data-log]").first().click();
    await page.locator("[data-detail]", { hasText: "views" }).waitFor();
    await filter("");
    await page.getByLabel("steps inside states too").uncheck();
    await show("cluster");
    await goLive();

    await counted('[data-cell^="peer root n"][data-cell-state="leading"]', 1);
    await counted('[data-cell^="peer root n"][data-cell-state="following"]', 2);
    await page.locator('[data-cell="manager n1"][data-cell-state="enabled"]', { hasText: "knows 3 nodes" }).click();
    await page.locator('main.view-chart [data-token="n1"][data-at="enabled"]').waitFor();
    await counted('[data-token][data-at="enabled"]', 3);
    for (const machine of ["exchange", "lease", "supervisor", "peer"]) {
      await page.getByRole("button", { name: machine, exact: true }).click();
      await page.locator(`svg[aria-label="Statechart ${machine}"]`).waitFor();
    }
    await page.getByRole("button", { name: "root", exact: true }).click();
    await page.locator('[data-token][data-at="leading"]').waitFor();
    await counted('[data-token][data-at="following"]', 2);
    await page.getByRole("button", { name: "demo", exact: true }).click();
  });

  it("a saved recording plays back the same", async () => {
    await show("log");
    const rowsOf = async (of: Page) => {
      await of.locator("[data-log]").first().waitFor({ timeout: 20_000 });
      return of
        .locator("[data-log]")
        .evaluateAll((all) => all.map((each) => `${each.getAttribute("data-log")} ${each.textContent}`));
    };
    await page.getByRole("button", { name: "Pause" }).click();
    await page.locator('[data-live="false"]').waitFor();
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Save recording" }).click();
    const download = await downloading;
    const path = join(directory, "saved.ndjson");
    await download.saveAs(path);
    const here = await rowsOf(page);

    const { child, url } = startInspect(["--recording", path]);
    try {
      const player = await openAt(await url);
      // Events are called as the charts call them once those are there.
      await player.locator(".chart").waitFor({ timeout: 30_000 });
      await show("log", player);
      const there = await rowsOf(player);
      const common = here.filter((row) => there.includes(row));
      expect(common.length).toBeGreaterThan(10);
      expect(there.slice(there.indexOf(common[0] ?? ""), there.indexOf(common[0] ?? "") + common.length)).toEqual(
        common,
      );
      await show("why", player);
      // The newest stories: of what was before it was opened a page may know less than the recording holds.
      const stories = async (of: Page) => (await of.locator("[data-story]").allTextContents()).slice(0, 2);
      await player.locator("[data-story]").nth(1).waitFor({ timeout: 30_000 });
      await show("why");
      await page.locator("[data-story]").nth(1).waitFor({ timeout: 30_000 });
      expect(await stories(player)).toEqual(await stories(page));
      await player.locator('[data-story-line="way"]').first().click();
      await show("cluster", player);
      await player.locator("[data-token]").first().waitFor();
      expect(await player.locator(".connection").innerText()).toContain("recording");
      await picture("recording", player);
      await player.close();
    } finally {
      child.kill("SIGTERM");
    }
    await goLive();
  });

  it("a chart is exported as SVG, PNG and Mermaid", async () => {
    await show("chart");
    for (const [name, start] of [
      ["SVG", "<svg"],
      ["PNG", "\x89PNG"],
      ["Mermaid", "stateDiagram-v2"],
    ] as const) {
      const downloading = page.waitForEvent("download");
      await page.getByRole("button", { name, exact: true }).click();
      const download = await downloading;
      const path = join(directory, download.suggestedFilename());
      await download.saveAs(path);
      expect(readFileSync(path, "latin1").slice(0, start.length)).toBe(start);
    }
  });

  it.each([
    ["light", {}],
    ["dark", { colorScheme: "dark" }],
    ["forced-colours", { forcedColors: "active" }],
    ["narrow", { width: 390, height: 844 }],
    ["wide", { width: 1920, height: 1080 }],
  ] as const)("axe finds nothing, and nothing sticks out sideways, in any view (%s)", async (name, options) => {
    const own = await launchChromium(options);
    try {
      const of = await openAt(file.inspector?.url ?? "", own);
      await of.locator('[data-token][data-at="leading"]').waitFor({ timeout: 30_000 });
      for (const view of ["cluster", "chart", "sequence", "log", "why", "keys", "controls"]) {
        await show(view, of);
        if (view === "chart") await of.getByLabel("how often seen").check();
        // With something chosen, so that the detail has content.
        if (view === "log") await of.locator("[data-log]").first().click();
        await of.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
        await picture(`${name}-${view}`, of);
        expect(await faultsOf(of), `${name} ${view}`).toEqual([]);
        const [inner, outer] = await of.evaluate<[number, number]>(
          "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
        );
        expect(inner, `${name} ${view}`).toBeLessThanOrEqual(outer);
      }
    } finally {
      await own.close();
    }
  });

  it("the keyboard alone is enough: views, a put, a line of the log, scrubbing, and back to now", async () => {
    const of = await openAt(file.inspector?.url ?? "");
    const { keyboard } = of;
    /** With Tab only, as a person without a mouse does. */
    const reach = async (selector: string): Promise<void> => {
      for (let presses = 0; presses < 400; presses += 1) {
        if (await of.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) return;
        await keyboard.press("Tab");
      }
      throw new Error(`Tab does not reach ${selector}`);
    };
    await of.locator('[data-token][data-at="leading"]').waitFor({ timeout: 30_000 });
    await reach('[data-cell^="peer demo "]');
    await keyboard.press("Enter");
    await of.locator("main.view-chart").waitFor();
    await reach('[data-state="leading"]');
    await reach('[data-view="keys"]');
    await keyboard.press("Enter");
    await of.locator("main.view-keys").waitFor();
    await reach('input[name="key"]');
    await keyboard.type("bob");
    await reach('input[name="value"]');
    await keyboard.type("1");
    await reach('[data-operation="put"]');
    await keyboard.press("Enter");
    const newest = of.locator("[data-result]:not([data-result=waiting])").first();
    await newest.waitFor({ timeout: 30_000 });
    // The first request to a restarted node is refused, as an earlier start may have had it: asked once more.
    if ((await newest.getAttribute("data-result")) !== "ok") await keyboard.press("Enter");
    await of.locator('[data-result="ok"]').waitFor({ timeout: 30_000 });
    await reach('[data-view="log"]');
    await keyboard.press(" ");
    await of.locator("main.view-log [data-log]").first().waitFor();
    await reach(".row-button");
    await keyboard.press("Enter");
    await of.locator("[data-detail]").waitFor();
    const moment = async () => Number(await of.locator("[data-moment]").getAttribute("data-moment"));
    const chosen = await moment();
    await reach('.track input[type="range"]');
    await keyboard.press("ArrowLeft");
    await eventually("one entry back", async () => (await moment()) === chosen - 1, 10_000);
    await reach("[data-live]");
    await keyboard.press("Enter");
    await of.locator('[data-live="true"]').waitFor();
    await reach('[data-view="controls"]');
    await keyboard.press("Enter");
    await reach('[data-control="kill n1"]');
    await of.close();
  });
});

/** What axe has to say. */
async function faultsOf(of: Page): Promise<string[]> {
  await of.evaluate(axe);
  const found = await of.evaluate<{ id: string; nodes: string[] }[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html.slice(0, 160)) })))",
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.join(" ; ")}`);
}
