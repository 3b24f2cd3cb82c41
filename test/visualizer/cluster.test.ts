/**
 * The page beside a real cluster: three node processes over a real nats-server. Source: issue "Inspector", "Must show".
 * One cluster for the whole file: each test goes on where the one before ended.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findNatsServer } from "#cli/nats-server";
import { connect } from "#cli/quorate";
import type { UpFile } from "#cli/up-file";
import { findChromium, launchChromium, type TestBrowser } from "#test/support/chromium";
import { eventually } from "#test/support/cluster";

const command = join(import.meta.dirname, "../../dist/cli/main.js");
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

/** A step beyond the last line has led there already. */
async function goLive(): Promise<void> {
  if ((await page.locator("[data-live]").getAttribute("data-live")) === "false")
    await page.getByRole("button", { name: "Live", exact: true }).click();
}

async function leaderOf(of: Page = page): Promise<string> {
  return (await of.locator("[data-leader]").first().getAttribute("data-leader")) ?? "";
}

/** Starts the command and resolves with the page's address that it prints. */
function startInspect(args: readonly string[]): { readonly child: ChildProcess; readonly url: Promise<string> } {
  const child = spawn(process.execPath, [command, "inspect", ...args, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NATS_URL: "" },
  });
  const url = new Promise<string>((resolve, reject) => {
    let out = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      const found = /inspector\s+(http\S+)/.exec(out)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", () => reject(new Error(`inspect ended: ${out}`)));
  });
  return { child, url };
}

async function openAt(url: string): Promise<Page> {
  const opened = await browser.context.newPage();
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
    const cell = page.locator(`[data-cell="peer demo ${leader}"]`);
    expect(await cell.getAttribute("data-cell-state")).toBe("leading");
    expect(await cell.innerText()).toMatch(/★ leading\s+\d+\.\d+/);
    expect(await page.locator('[data-cell^="supervisor n"][data-cell-state="running"]').count()).toBe(3);
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
  });

  it("ring: a request shows its preference list, and its replies as they arrive", async () => {
    const client = await connect({ cluster: file.cluster, servers: file.nats.url ?? "" });
    const choose = async (machine: string): Promise<void> => {
      await show("chart");
      await page.getByRole("button", { name: machine, exact: true }).click();
    };
    try {
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
      await picture("ring");
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
      await goLive();
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
      await filter("");
      await choose("peer");
    } finally {
      await client.close();
    }
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
    expect(await page.locator(`[data-cell="peer demo ${next}"]`).getAttribute("data-cell-state")).toBe("leading");
    expect(await page.locator(`[data-cell="peer demo ${killed}"]`).innerText()).toContain("gone");
    expect(await page.locator(`[data-token="${killed}"]`).count()).toBe(0);
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
    expect(await page.locator('[data-mark="leader"]').count()).toBeGreaterThan(0);
    expect(await page.locator('[data-mark="command"]').count()).toBe(1);
  });

  it("why: one click tells the chain, from the kill to the new leader, each step a link to its moment", async () => {
    await show("why");
    const story = page.locator("[data-story]").first();
    expect(await story.getAttribute("data-story")).toBe(next);
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
    expect(await detail.innerText()).toMatch(/event\s+quorumMet/);
    await detail.locator("[data-jump]").first().click();
    await page.locator("[data-detail]", { hasText: next }).waitFor();
    const before = await page.locator("[data-detail]").getAttribute("data-detail");
    await show("why");
    await page.locator('[data-story-line="lead"]').first().click();
    expect(Number(before)).toBeLessThan(Number(await page.locator("[data-detail]").getAttribute("data-detail")));
  });

  it("timeline: scrubbing back shows the state before, a step forward the next, and live the present", async () => {
    await page.locator('[data-story-line="way"]').first().click();
    await page.locator('[data-live="false"]').waitFor();
    await page.getByRole("button", { name: "Step back" }).click();
    await show("chart");
    // The killed leader leads again, and the address says so.
    await page.locator(`[data-token="${killed}"][data-at="leading"]`).waitFor();
    expect(await leaderOf()).toBe(killed);
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
    await page.getByRole("button", { name: "Live", exact: true }).click();
    await page.locator('[data-live="true"]').waitFor();
    expect(await page.locator(`[data-token="${killed}"]`).count()).toBe(0);
  });

  it("controls: a restarted node comes back, a cut one cannot lead, a step down moves the leader", async () => {
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

  it("a saved recording plays back the same", async () => {
    await show("log");
    const rowsOf = async (of: Page) => {
      await of.locator("[data-log]").first().waitFor({ timeout: 20_000 });
      return of
        .locator("[data-log]")
        .evaluateAll((all) => all.map((each) => `${each.getAttribute("data-log")} ${each.textContent}`));
    };
    await page.getByRole("button", { name: "Pause" }).click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Save recording" }).click();
    const download = await downloading;
    const path = join(directory, "saved.ndjson");
    await download.saveAs(path);
    const here = await rowsOf(page);

    const { child, url } = startInspect(["--recording", path]);
    try {
      const player = await openAt(await url);
      await show("log", player);
      const there = await rowsOf(player);
      const common = here.filter((row) => there.includes(row));
      expect(common.length).toBeGreaterThan(10);
      expect(there.slice(there.indexOf(common[0] ?? ""), there.indexOf(common[0] ?? "") + common.length)).toEqual(
        common,
      );
      await show("why", player);
      const lines = await player.locator("[data-story-line]").allInnerTexts();
      await show("why");
      expect(lines).toEqual(await page.locator("[data-story-line]").allInnerTexts());
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

  it("axe finds nothing in any view", async () => {
    await page.getByLabel("how often seen").check();
    for (const view of ["cluster", "chart", "sequence", "log", "why", "keys", "controls"]) {
      await show(view);
      await page.waitForTimeout(300);
      await page.evaluate(axe);
      const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
        "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) })))",
      );
      const told = found.map(
        ({ id, nodes }) => `${view}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" ; ")}`,
      );
      expect(told).toEqual([]);
    }
  });
});
