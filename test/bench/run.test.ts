/** Each part of `npm run bench` once, small, with real processes; and that it leaves nothing behind. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Report } from "../../bench/report/report.ts";
import { systems } from "../../bench/systems/all.ts";
import { eventually, findNatsServer } from "#test/support/cluster";

const main = fileURLToPath(new URL("../../dist/bench/main.js", import.meta.url));
const installed = (
  await Promise.all(systems.map(async ({ name, missing }) => ((await missing()) === null ? [name] : [])))
).flat();

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "quorate-bench-test-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  said(): string;
}

/** Its temporary files are in a folder of the test's, which its processes can be told by as well. */
function bench(...args: string[]): Run {
  const env = { ...process.env, TMPDIR: join(dir) };
  const child = spawn(process.execPath, [main, ...args, "--out", join(dir, "out.json")], { env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, ended, said: () => said };
}

/** Pids of processes that were started with the test's folder for temporary files. */
function left(): string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`TMPDIR=${dir}\0`);
    } catch {
      return false;
    }
  });
}

test.skipIf(findNatsServer() === undefined)(
  "throughput, failover, stop, start, memory and scale of Quorate end in figures for their goals",
  async () => {
    const run = bench(
      ...["--systems", "quorate,limit,round-trip", "--seconds", "0.2", "--rounds", "1", "--concurrency", "1,4"],
      ...["--trials", "1", "--starts", "1", "--data-keys", "300", "--keys", "10,300", "--nodes", "1"],
      ...["--ensembles", "3", "--bytes", "128,4096", "--rest", "0.1", "--pictures", join(dir, "pictures")],
    );
    expect([await run.ended, run.said()]).toEqual([0, expect.not.stringContaining("incomplete")]);
    const report = JSON.parse(readFileSync(join(dir, "out.json"), "utf8")) as Report & { readonly failures: string[] };
    expect(report.failures).toEqual([]);
    expect(report.rows.map(({ operation, system }) => `${operation} ${system}`)).toContain("put limit");
    expect(report.outages.map(({ of, trials }) => [of, trials])).toEqual([
      ["kill", 1],
      ["stop", 1],
    ]);
    expect(report.starts.map(({ keys }) => keys)).toEqual([0, 300]);
    expect(report.rests.map(({ dimension, size }) => [dimension, size])).toEqual([
      ["nodes", 1],
      ["ensembles", 3],
      ["keys", 0],
      ["keys", 10],
      ["keys", 300],
    ]);
    expect(report.points).toHaveLength(2 * (1 + 1 + 2 + 2));
    expect([...report.rows, ...report.points].map(({ errors }) => errors)).not.toContainEqual(expect.any(String));
    const unmeasured = report.goals.flatMap(({ goal, outcome }) => (outcome === "not measured" ? [goal] : []));
    expect(unmeasured.filter((goal) => !/256|64 callers|1,000,000|etcd|JetStream/.test(goal))).toEqual([]);
    expect(run.said()).toContain("**Goals**");
    expect(readdirSync(join(dir, "pictures"))).toEqual(["bench-outages.svg", "bench-scale.svg", "bench.svg"]);
    expect(readdirSync(dir).sort()).toEqual(["out.json", "pictures"]);
    expect(left()).toEqual([]);
  },
);

test.skipIf(findNatsServer() === undefined)(
  "leaders of etcd and JetStream are found, killed, and back before the run ends; what is not installed is said",
  async () => {
    const run = bench("--parts", "failover", "--trials", "1", "--systems", "etcd,jetstream");
    expect([await run.ended, run.said()]).toEqual([0, expect.not.stringContaining("incomplete")]);
    const { outages } = JSON.parse(readFileSync(join(dir, "out.json"), "utf8")) as Report;
    const here = ["etcd", "jetstream"].filter((system) => installed.includes(system));
    expect(outages).toMatchObject(here.map((system) => ({ system, of: "kill", trials: 1 })));
    if (!here.includes("etcd")) expect(run.said()).toContain("apt-get install etcd-server");
    expect(left()).toEqual([]);
  },
);

test.skipIf(findNatsServer() === undefined)("Ctrl-C ends every process and removes every folder", async () => {
  const run = bench("--parts", "failover", "--systems", "quorate", "--trials", "50");
  await eventually("a leader was killed", () => run.said().includes("first put after"));
  expect(left().length).toBeGreaterThan(4);
  run.child.kill("SIGINT");
  expect(await run.ended).toBe(130);
  await eventually("all its processes are gone", () => left().length === 0);
  expect(readdirSync(dir)).toEqual([]);
});
