/**
 * `npm run bench`: three members each of Quorate, etcd and JetStream KV, one system at a time, beside what the machine allows: how
 * many operations they do, how long a killed or stopped leader and a start keep a writer waiting, what memory they take; and of
 * Quorate what more nodes, ensembles, keys and bytes cost. Ends with every goal, and whether it is met.
 *
 * Machines differ and drift: carry ratios from one run.
 */
import { execFile, fork, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { diskSync } from "./floor.ts";
import type { Measured } from "#cli/load";
import { help, readOptions, type BenchOptions } from "./options.ts";
import { plan } from "./plan.ts";
import { bar, type Bar } from "./progress.ts";
import { pictures } from "./report/pictures.ts";
import { reportOf, tables, type Circumstances } from "./report/report.ts";
import { systems } from "./systems/all.ts";
import type { System } from "./systems/system.ts";
import { isStep, stepsOf, type Sample, type Task, type Told } from "./tasks.ts";

let worker: ChildProcess | undefined;
let isGivenUp = false;

/** @throws when the worker did not come to its end. */
function work(task: Task, told: (what: Told) => void): Promise<void> {
  const child = fork(resolve(import.meta.dirname, "worker.js"), [JSON.stringify(task)], { stdio: "inherit" });
  worker = child;
  child.on("message", (what) => told(what as Told));
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("exit", (code) =>
      code === 0 ? done() : failed(new Error(`${task.part} of ${task.system}: its worker ended with ${code}`)),
    );
  });
}

async function installed(names: readonly string[]): Promise<System[]> {
  const chosen = [];
  for (const system of systems.filter(({ name }) => names.includes(name))) {
    const missing = await system.missing();
    if (missing === null) chosen.push(system);
    else console.log(`${system.title} is skipped: ${missing}`);
  }
  return chosen;
}

interface Found {
  readonly samples: Sample[];
  readonly disk: Measured[];
  readonly failures: string[];
}

async function runAll(tasks: readonly Task[], ms: number, progress: Bar): Promise<Found> {
  const found: Found = { samples: [], disk: [], failures: [] };
  for (const task of tasks) {
    if (isGivenUp) break;
    let left = stepsOf(task);
    progress.say(`${task.part}: ${task.system} starts`);
    // The others are measured all the same.
    await work(task, (told) => {
      if (isStep(told)) progress.step(`${task.part}: ${task.system} ${words(told)}`);
      else if (told.kind === "says") progress.say(`${task.part}: ${task.system} ${told.what}`);
      if (isStep(told)) left -= 1;
      found.samples.push({ ...told, system: task.system });
    }).catch((error: unknown) => found.failures.push(error instanceof Error ? error.message : String(error)));
    progress.skip(left);
    if (task.part === "throughput" && task.system === "quorate") found.disk.push(await diskSync(task.dir, ms / 2));
  }
  progress.end();
  return found;
}

/** For the progress bar. */
function words(told: Told): string {
  switch (told.kind) {
    case "result":
      return `${told.result.operation}, ${told.result.concurrency} callers: ${told.result.perSecond} a second`;
    case "outage":
      return `${told.of}: first put after ${Math.round(told.firstPutMs)} ms, gap ${Math.round(told.gapMs)} ms`;
    case "start":
      return `first put after ${told.ms} ms with ${told.keys} keys`;
    case "rest":
      return `at rest, ${told.dimension} ${told.size}`;
    case "point":
      return `${told.dimension} ${told.size}: ${told.result.perSecond} ${told.result.operation}s a second`;
    default:
      return "";
  }
}

function commit(): Promise<string> {
  return new Promise((done) => {
    execFile("git", ["rev-parse", "--short", "HEAD"], { cwd: import.meta.dirname }, (error, stdout) =>
      done(error === null ? stdout.trim() : "unknown"),
    );
  });
}

async function write(options: BenchOptions, circumstances: Circumstances, chosen: readonly System[], found: Found) {
  const { samples, disk, failures } = found;
  const report = reportOf(circumstances, chosen, samples, disk);
  console.log(tables(report));
  for (const failure of failures) console.log(`\nincomplete: ${failure}`);
  await writeFile(options.out, `${JSON.stringify({ ...report, failures, samples }, null, 2)}\n`);
  if (options.pictures === null) return;
  await mkdir(options.pictures, { recursive: true });
  for (const [name, svg] of pictures(report)) await writeFile(join(options.pictures, name), svg);
}

async function main(options: BenchOptions): Promise<void> {
  const chosen = await installed(options.systems);
  const dir = await mkdtemp(join(tmpdir(), "quorate-bench-"));
  const giveUp = () => {
    isGivenUp = true;
    worker?.kill("SIGTERM");
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, giveUp);
  try {
    const loadBefore = Math.round((loadavg()[0] ?? 0) * 10) / 10;
    const tasks = plan(options, chosen, dir);
    const began = performance.now();
    const found = await runAll(tasks, options.ms, bar(tasks.reduce((sum, task) => sum + stepsOf(task), 0)));
    if (isGivenUp) {
      process.exitCode = 130;
      return;
    }
    const [processor] = cpus();
    const machine = {
      ...{ cpus: cpus().length, model: processor?.model ?? "" },
      ...{ memoryGb: Math.round(totalmem() / 2 ** 30), node: process.version },
    };
    const circumstances = {
      ...{ at: new Date().toISOString(), machine, commit: await commit(), loadBefore },
      took: Math.round((performance.now() - began) / 1000),
      ...{ seconds: options.ms / 1000, rounds: options.rounds },
    };
    await write(options, circumstances, chosen, found);
    if (found.failures.length > 0) process.exitCode = 1;
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

function optionsOrExit(): BenchOptions | null {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${help}`);
    process.exit(2);
  }
}

const options = optionsOrExit();
if (options === null) console.log(help);
else await main(options);
