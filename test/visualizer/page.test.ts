/** The page in a real browser. Source: issue "Skeleton", item 7; INSPECTOR "Targets" 5 and 8. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { peerMachine } from "#machines/peer/machine";
import { pageDirectory, readPageFiles } from "#visualizer/page-files";
import { type Inspector, startInspector } from "#visualizer/server";
import {
  type BrowserOptions,
  findChromium,
  launchChromium,
  type TestBrowser,
  whyNoChromium,
} from "#test/support/chromium";
import { eventually } from "#test/support/cluster";
import { clock, random, ScriptedBus, ToldNode } from "./support.ts";

const root = join(import.meta.dirname, "../..");
/** Where pictures go that a person wants to look at; none are kept without it. */
const pictures = process.env["QUORATE_SCREENSHOTS"];

const asking = ["probe.asking"];
const following = ["following.leader.heard", "following.tree.ready"];
const leading = ["leading.tree.syncing", "leading.commit.committing"];

beforeAll(() => {
  execFileSync("npm", ["run", "build:page"], { cwd: root, stdio: "pipe" });
});

describe("the built page", () => {
  it("carries at most 40 KB of script, and asks nobody else for anything", async () => {
    const files = [...(await readPageFiles())];
    const scripts = files.filter(([name]) => name.endsWith(".js"));
    expect(scripts.length).toBeGreaterThan(0);
    const size = scripts.reduce((sum, [, { body }]) => sum + gzipSync(body).length, 0);
    expect(size).toBeLessThanOrEqual(40 * 1024);
    const html = readFileSync(join(pageDirectory(), "index.html"), "utf8");
    expect(html).not.toMatch(/https?:|<script(?![^>]*src=)/);
  });
});

const chromium = findChromium();

/** Until no token is on its way any more. */
async function settle(page: Page): Promise<void> {
  await page.evaluate("Promise.allSettled(document.getAnimations().map((animation) => animation.finished))");
}

describe.skipIf(chromium === undefined)(
  `the page in Chromium${chromium === undefined ? ` (${whyNoChromium})` : ""}`,
  () => {
    let bus: ScriptedBus;
    let inspector: Inspector;
    let browser: TestBrowser;
    let beats: NodeJS.Timeout;
    let nodes: ToldNode[];
    const silent = new Set<string>();

    beforeEach(async () => {
      bus = new ScriptedBus();
      silent.clear();
      nodes = ["n1", "n2", "n3"].map((name) => new ToldNode(bus, peerMachine, name, asking));
      inspector = await start();
      beats = setInterval(() => {
        for (const node of nodes) if (!silent.has(node.name)) node.heartbeat();
      }, 500);
    });

    function start(options: { readonly port?: number; readonly maxPages?: number } = {}): Promise<Inspector> {
      return startInspector({
        bus,
        clock,
        random,
        port: 0,
        machines: { peer: peerMachine },
        cluster: "demo",
        log: { write: () => {} },
        ...options,
      });
    }

    afterEach(async () => {
      clearInterval(beats);
      await browser?.close();
      await inspector.close();
    });

    const problems: string[] = [];
    afterAll(() => {
      if (problems.length > 0) throw new Error(`the page complained:\n${problems.join("\n")}`);
    });

    async function openPage(options: BrowserOptions = {}): Promise<Page> {
      browser = await launchChromium(options);
      const page = await browser.context.newPage();
      page.on("pageerror", (error) => problems.push(String(error)));
      page.on("console", (message) => {
        if (
          message.type() === "error" &&
          !/ERR_CONNECTION_(REFUSED|RESET)|ERR_FAILED|401|no valid credentials/.test(message.text())
        )
          problems.push(message.text());
      });
      page.on("request", (request) => {
        if (new URL(request.url()).host !== `127.0.0.1:${inspector.port}`) problems.push(`asked for ${request.url()}`);
      });
      await page.goto(inspector.url);
      await page.locator('[data-connection="open"]').waitFor();
      for (const node of nodes) node.snapshot();
      await page.locator('[data-token="n3"][data-at="probe"]').waitFor();
      return page;
    }

    /** n1 wins an election, the others follow it. */
    function elect(leader: ToldNode, followers: readonly ToldNode[]): void {
      leader.step("probe.asking|quorumMet|3", ["election"]);
      leader.step("election|xstate.after.electionTimeout.peer.election|0", ["prepare"]);
      for (const follower of followers) follower.step("|prepare|1", ["prefollow"]);
      leader.step("prepare|quorumMet|0", ["prelead"]);
      for (const follower of followers) follower.step("prefollow|newEpoch|0", following);
      leader.step("prelead|quorumMet|0", leading);
    }

    async function picture(page: Page, name: string): Promise<void> {
      if (pictures === undefined) return;
      mkdirSync(pictures, { recursive: true });
      await settle(page);
      await page.screenshot({ path: join(pictures, `${name}.png`) });
    }

    it("draws every state of the real peer and a token for each node", async () => {
      const page = await openPage();
      const states = await page
        .locator("[data-state]")
        .evaluateAll((all) => all.map((each) => each.getAttribute("data-state")));
      expect(new Set(states)).toEqual(new Set(Object.keys(peerMachine.states)));
      expect(await page.locator("[data-token]").count()).toBe(3);
      expect(await page.locator("[data-node-state=live]").count()).toBe(3);
    });

    it("moves tokens, marks the last transition until the next, and logs each", async () => {
      const page = await openPage();
      const [n1, n2, n3] = nodes as [ToldNode, ToldNode, ToldNode];
      n1.step("probe.asking|quorumMet|3", ["election"]);
      await page.locator('[data-token="n1"][data-at="election"]').waitFor();
      const marked = page.locator("[data-last-transition]");
      expect(await marked.getAttribute("data-edge")).toBe("probe->election");
      n1.send([n1.record({ event: "reply", transitions: ["|reply|0"] })]);
      n1.step("election|xstate.after.electionTimeout.peer.election|0", ["prepare"]);
      await page.locator('[data-token="n1"][data-at="prepare"]').waitFor();
      expect(await marked.getAttribute("data-edge")).toBe("election->prepare");
      expect(await marked.count()).toBe(1);
      n2.step("|prepare|1", ["prefollow"]);
      n3.step("|prepare|1", ["prefollow"]);
      n1.step("prepare|quorumMet|0", ["prelead"]);
      n1.step("prelead|quorumMet|0", leading);
      await page.locator('[data-token="n1"][data-at="leading"]').waitFor();
      await page.locator('[data-leader="n1"]').waitFor();
      expect(await page.locator('[data-peer="n1"]').innerText()).toMatch(/leading\s+7\s+\d+\s+n1\s+yes/);
      await page.locator("[data-log]").nth(5).waitFor();
      const rows = await page.locator("[data-log]").allInnerTexts();
      expect(rows).toHaveLength(6);
      expect(rows[0]).toMatch(/n1[\s\S]*prelead → leading[\s\S]*quorumMet/);
      expect(rows[5]).toMatch(/n1[\s\S]*probe → election[\s\S]*quorumMet[\s\S]*else/);
      await page.getByLabel("steps inside states too").check();
      await page.locator("[data-log]", { hasText: "reply" }).first().waitFor();
      await picture(page, "light");
    });

    it("puts a token where its state is drawn", async () => {
      const page = await openPage();
      elect(nodes[0]!, nodes.slice(1));
      await page.locator('[data-token="n1"][data-at="leading"]').waitFor();
      await settle(page);
      for (const [node, state] of [
        ["n1", "leading"],
        ["n2", "following"],
        ["n3", "following"],
      ]) {
        const token = (await page.locator(`[data-token="${node}"]`).boundingBox())!;
        const box = (await page.locator(`[data-state="${state}"] .box`).boundingBox())!;
        expect(token.x).toBeGreaterThanOrEqual(box.x);
        expect(token.x + token.width).toBeLessThanOrEqual(box.x + box.width);
        expect(token.y).toBeGreaterThanOrEqual(box.y);
        expect(token.y + token.height).toBeLessThanOrEqual(box.y + box.height);
      }
      expect(await page.locator('[data-inner-state="leading.tree.syncing"].in').count()).toBe(1);
    });

    it("shows all of a chart, opened from another view, by its address, and in a window of another size", async () => {
      const page = await openPage();
      elect(nodes[0]!, nodes.slice(1));
      await page.locator('[data-token="n1"][data-at="leading"]').waitFor();
      const isWhole = async (): Promise<boolean> => {
        await settle(page);
        const frame = (await page.locator(".chart-view").boundingBox())!;
        const chart = (await page.locator(".chart").boundingBox())!;
        const isFilled = chart.width > frame.width - 40 || chart.height > frame.height - 40;
        const isInside =
          chart.x >= frame.x &&
          chart.y >= frame.y &&
          chart.x + chart.width <= frame.x + frame.width &&
          chart.y + chart.height <= frame.y + frame.height;
        return isFilled && isInside;
      };
      await page.locator('[data-view="chart"]').click();
      await page.locator("main.view-chart").waitFor();
      await eventually("all of the chart", isWhole);
      await page.setViewportSize({ width: 1100, height: 720 });
      await eventually("all of the chart in a smaller window", isWhole);
      await page.getByRole("button", { name: "Width", exact: true }).click();
      await eventually("a part of the chart", async () => !(await isWhole()));
      await page.getByRole("button", { name: "Fit", exact: true }).click();
      await eventually("all of the chart again", isWhole);
      await page.setViewportSize({ width: 1920, height: 1080 });
      await page.reload();
      await page.locator('[data-token="n1"][data-at="leading"]').waitFor();
      await eventually("all of the chart by its address", isWhole);
    });

    it("takes a killed leader's token away, says so, and shows the next one's way", async () => {
      const page = await openPage();
      const [n1, n2, n3] = nodes as [ToldNode, ToldNode, ToldNode];
      elect(n1, [n2, n3]);
      await page.locator('[data-leader="n1"]').waitFor();
      silent.add("n1");
      await page.locator('[data-node="n1"]', { hasText: "n1: gone" }).waitFor();
      expect(await page.locator('[data-token="n1"]').count()).toBe(0);
      expect(await page.locator('[data-leader=""]').count()).toBe(1);
      n2.step("following.leader.heard|xstate.after.followerTimeout.peer.following.leader.heard|0", asking);
      for (const state of ["probe", "election", "prepare", "prelead", "leading"]) {
        if (state === "election") n2.step("probe.asking|quorumMet|3", ["election"]);
        if (state === "prepare") n2.step("election|xstate.after.electionTimeout.peer.election|0", ["prepare"]);
        if (state === "prelead") n2.step("prepare|quorumMet|0", ["prelead"]);
        if (state === "leading") n2.step("prelead|quorumMet|0", leading);
        await page.locator(`[data-token="n2"][data-at="${state}"]`).waitFor();
      }
      await page.locator('[data-leader="n2"]').waitFor();
      const back = new ToldNode(bus, peerMachine, "n1", ["setup"], "second-boot");
      nodes[0] = back;
      silent.clear();
      back.snapshot();
      await page.locator('[data-token="n1"][data-at="setup"]').waitFor();
      await page.locator('[data-node="n1"][data-node-state="live"]').waitFor();
    });

    it("says what to do when the inspector goes away, and never spins", async () => {
      const page = await openPage();
      await inspector.close();
      await page.locator("[data-notice]", { hasText: "start it again" }).waitFor();
      expect(await page.locator("[data-token]").count()).toBe(0);
    });

    it("says so when NATS is lost, and when no node answers", async () => {
      const page = await openPage();
      bus.emit((events) => events.status?.("disconnected"));
      await page.locator("[data-notice]", { hasText: "NATS" }).waitFor();
      bus.emit((events) => events.status?.("connected"));
      for (const node of nodes) silent.add(node.name);
      bus.emit((events) => events.undelivered?.({ kind: "watch" }, 1));
      await page.locator("[data-notice]", { hasText: "No node" }).waitFor();
    });

    it("says what to do when another start of the inspector has another key", async () => {
      const page = await openPage();
      const { port } = inspector;
      await inspector.close();
      await page.locator("[data-notice]", { hasText: "start it again" }).waitFor();
      inspector = await start({ port });
      await page.locator("[data-notice]", { hasText: "from an earlier start" }).waitFor();
      expect(await page.locator('[data-connection="refused"]').count()).toBe(1);
    });

    it("says what to do with a wrong key", async () => {
      browser = await launchChromium();
      const page = await browser.context.newPage();
      await page.goto(inspector.url.replace(/.$/, (last) => (last === "a" ? "b" : "a")));
      await page.getByText("Open the address").waitFor();
    });

    it("says what to do when too many pages are open, and when the inspector is of another version", async () => {
      await inspector.close();
      inspector = await start({ maxPages: 1 });
      const page = await openPage();
      const second = await page.context().newPage();
      await second.goto(inspector.url);
      await second.locator("[data-notice]", { hasText: "Close one of them" }).waitFor();
      const third = await page.context().newPage();
      await third.routeWebSocket(/stream/, (socket) => socket.send(JSON.stringify({ type: "hello", version: 999 })));
      await third.goto(inspector.url);
      await third.locator("[data-notice]", { hasText: "Reload the page" }).waitFor();
    });

    it("says what to do in a browser that is too old, or that runs no scripts", async () => {
      browser = await launchChromium();
      const old = await browser.context.newPage();
      await old.addInitScript("delete Array.prototype.toSorted");
      await old.goto(inspector.url);
      await old.getByText("use one of 2023 or later").waitFor();
      const still = await browser.context.newPage();
      await still.route(/\.js$/, (route) => route.abort());
      await still.goto(inspector.url);
      await still.getByText("scripts are blocked").waitFor();
    });

    it("drops the key from the address bar and still reloads", async () => {
      const page = await openPage();
      expect(page.url()).not.toContain("token");
      await page.reload();
      await page.locator('[data-connection="open"]').waitFor();
    });

    it("goes to the moment of an address that is put in while it is open", async () => {
      const page = await openPage();
      elect(nodes[0]!, nodes.slice(1));
      await page.locator('[data-token="n1"][data-at="leading"]').waitFor();
      await page.locator("[data-log]", { hasText: "election → prepare" }).click();
      await page.locator('[data-token="n1"][data-at="prepare"]').waitFor();
      const then = new URL(page.url()).hash;
      await page.getByRole("button", { name: "Live", exact: true }).click();
      await page.locator('[data-token="n1"][data-at="leading"]').waitFor();
      await page.evaluate(`location.hash = ${JSON.stringify(then)}`);
      await page.locator('[data-token="n1"][data-at="prepare"]').waitFor();
      await page.goBack();
      await page.locator('[data-token="n1"][data-at="leading"]').waitFor();
    });

    it.each([
      ["dark", { colorScheme: "dark" }],
      ["narrow", { width: 390, height: 844 }],
      ["narrow-dark", { width: 390, height: 844, colorScheme: "dark" }],
      ["forced-colours", { forcedColors: "active" }],
      ["wide", { width: 1920, height: 1080 }],
    ] as const)("fits its window (%s): nothing sticks out sideways", async (name, options) => {
      const page = await openPage(options);
      elect(nodes[0]!, nodes.slice(1));
      await page.locator('[data-token="n1"][data-at="leading"]').waitFor();
      await page.locator("[data-log]").first().waitFor();
      await picture(page, name);
      const inner = await page.evaluate<number>("document.documentElement.scrollWidth");
      const outer = await page.evaluate<number>("document.documentElement.clientWidth");
      expect(inner).toBeLessThanOrEqual(outer);
    });

    it("can be read without the picture: the chart is also a table, and the keyboard reaches everything", async () => {
      const page = await openPage();
      elect(nodes[0]!, nodes.slice(1));
      await page.locator('[data-leader="n1"]').waitFor();
      const summary = page.getByText("The chart as a table");
      await summary.focus();
      await page.keyboard.press("Enter");
      const row = page.getByRole("row", { name: /prelead.*quorumMet.*leading/ });
      await row.waitFor();
      await page.getByRole("rowheader", { name: "leading (n1)", exact: true }).waitFor();
      await page.locator('[data-state="probe"]').focus();
      expect(await page.evaluate<string>("document.activeElement.getAttribute('aria-label')")).toBe("probe: nobody");
    });
  },
);
