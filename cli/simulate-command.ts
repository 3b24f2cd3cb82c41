/** `quorate simulate`: clusters in virtual time, seed after seed, until one breaks a promise. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { QuorateError } from "#machines/protocol/errors";
import { faultKinds, type FaultKind } from "#simulation/nemesis";
import { simulate, type Schedule, type SimulateOptions, type SimulationResult } from "#simulation/run";
import { eventsOf, shrink } from "#simulation/shrink";
import { type Terminal, toJson, UsageError } from "./output.ts";
import { wholeNumber } from "./parse.ts";
import { buildName, Results } from "./simulate-results.ts";
import { runSeeds } from "./simulate-pool.ts";
import { linesOf } from "./simulate-schedule.ts";
import { nodesOf, optionsOf, toRun, type Seed, type SeedFlags, type SeedRun } from "./simulate-seed.ts";
import { Tally } from "./simulate-totals.ts";

interface Options extends SeedFlags {
  readonly seed?: string;
  readonly seeds: number;
  readonly from: number;
  readonly jobs: number;
  readonly schedule?: string;
  readonly results?: string;
  readonly out?: string;
  readonly keepGoing?: true;
  readonly shrink: boolean;
  readonly json?: true;
}

const shrinkRuns = 400;
const progressEveryMs = 2000;

const examples = `
Examples:
  quorate simulate --seeds 100
  quorate simulate --seed 17 --out failure
  quorate simulate --seeds 10000 --nodes 3,3,3,5 --results results.ndjson    stop it, call it again, it goes on

Seeds that fail end with exit code 1, each with the command that replays it.
`;

export function addSimulateCommand(program: Command, terminal: Terminal, version: string): void {
  program
    .command("simulate")
    .description("run whole clusters in virtual time under faults, and judge what clients were told")
    .option("--seed <seed>", "run this one seed: the same every time")
    .option("--seeds <n>", "how many seeds to run, counting up", wholeNumber(1, 10_000_000), 20)
    .option("--from <n>", "the first of them", wholeNumber(1, 1_000_000_000), 1)
    .option("--minutes <m>", "simulated minutes of faults for each seed", positive, 0.5)
    .option("--nodes <list>", "nodes of the cluster; of a list, seeds take turns", nodeCounts, [3])
    .option("--members <n>", "change the members all the time, beginning with so many", wholeNumber(1, 9))
    .addOption(
      new Option("--nemesis <list>", `faults to choose from, with commas: ${faultKinds.join(",")}`).argParser(kindsOf),
    )
    .option("--jobs <n>", "seeds to run side by side", wholeNumber(1, 256), availableParallelism())
    .option(
      "--results <file>",
      "keep a line a seed there; seeds that this build has run with these flags are not run again",
    )
    .option("--schedule <file>", "with --seed: only the faults and operations of this file, as --out writes them")
    .option("--out <dir>", "where a failure's schedule and recording go")
    .option("--keep-going", "run all seeds, failures or not")
    .option("--no-shrink", "do not make a failing schedule smaller")
    .option("--json", "one line of JSON a seed, and one in the end")
    .addHelpText("after", examples)
    .action(async (options: Options) => run(options, terminal, version));
}

async function run(options: Options, terminal: Terminal, version: string): Promise<void> {
  const failures =
    options.seed === undefined ? await runMany(options, terminal, version) : await runOne(options, terminal);
  if (failures.length > 0)
    throw new QuorateError(
      "CORRUPT",
      `a simulated cluster broke a promise; seeds that fail: ${failures.slice(0, 20).join(", ")}`,
    );
}

/** One seed, told in full. */
async function runOne(options: Options, terminal: Terminal): Promise<readonly Seed[]> {
  const seed = options.seed ?? "";
  if (options.results !== undefined) throw new UsageError("--results goes with --seeds, not with --seed");
  const schedule = options.schedule === undefined ? undefined : await readSchedule(options.schedule);
  const wanted = { ...optionsOf(seed, flagsOf(options)), ...(schedule === undefined ? {} : { schedule }) };
  const progress = new Progress(terminal, options.json === true, 1);
  const result = await simulate(wanted);
  const done = toRun(seed, flagsOf(options), result);
  progress.add(done);
  progress.end();
  if (options.json !== true) terminal.out(`trace ${done.traceHash}\n`);
  if (result.violations.length === 0) return [];
  await reportFailure(wanted, result, options, terminal);
  return [seed];
}

/** Seeds from `--from` on; stops at the first that fails, unless told otherwise, and at a signal. */
async function runMany(options: Options, terminal: Terminal, version: string): Promise<readonly Seed[]> {
  if (options.schedule !== undefined) throw new UsageError("--schedule needs --seed");
  const flags = flagsOf(options);
  const results = options.results === undefined ? undefined : new Results(options.results, buildName(version), flags);
  const wanted = Array.from({ length: options.seeds }, (_, index) => options.from + index);
  const progress = new Progress(terminal, options.json === true, wanted.length);
  const known = new Set<Seed>();
  for (const done of results?.read() ?? []) {
    if (Number(done.seed) < options.from || Number(done.seed) >= options.from + options.seeds) continue;
    known.add(done.seed);
    progress.addKnown(done);
  }
  const failed: SeedRun[] = [];
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    const rest = wanted.filter((seed) => !known.has(seed));
    await runSeeds(rest, {
      flags,
      jobs: options.jobs,
      signal: stopping.signal,
      ended: (done) => {
        progress.add(done);
        results?.add(done);
        if (done.violations.length > 0) failed.push(done);
        return options.keepGoing === true || failed.length === 0;
      },
    });
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
  progress.end();
  for (const { seed } of failed.slice(0, options.keepGoing === true ? failed.length : 1)) {
    const again = optionsOf(seed, flags);
    await reportFailure(again, await simulate(again), options, terminal);
  }
  if (stopping.signal.aborted) throw new QuorateError("CANCELLED", "stopped before all seeds were run");
  return progress.failed;
}

function flagsOf({ minutes, nodes, members, nemesis }: Options): SeedFlags {
  return {
    minutes,
    nodes,
    ...(members === undefined ? {} : { members }),
    ...(nemesis === undefined ? {} : { nemesis }),
  };
}

async function reportFailure(
  wanted: SimulateOptions,
  failing: SimulationResult,
  options: Options,
  terminal: Terminal,
): Promise<void> {
  const { seed, violations } = failing;
  const say = (text: string): void => terminal.err(`${text}\n`);
  for (const { judge, what, atMs } of violations) say(`seed ${seed}: ${judge} at ${atMs.toFixed(3)} ms: ${what}`);
  const { minutes, members, nemesis } = options;
  const changes = members === undefined ? "" : ` --members ${members}`;
  const faults = `${changes}${nemesis === undefined ? "" : ` --nemesis ${nemesis.join(",")}`}`;
  say(`replay: quorate simulate --seed ${seed} --nodes ${nodesOf(seed, options)} --minutes ${minutes}${faults}`);
  let smallest = failing;
  if (options.shrink) {
    const shrunk = await shrink(wanted, failing, { runs: shrinkRuns });
    smallest = shrunk.result;
    say(
      `shrunk from ${eventsOf(failing.schedule)} faults and operations to ${eventsOf(smallest.schedule)} in ${shrunk.runs} runs:`,
    );
    for (const line of linesOf(smallest.schedule)) say(`  ${line}`);
    for (const { judge, what } of smallest.violations.slice(0, 1)) say(`  => ${judge}: ${what}`);
  }
  if (options.out !== undefined) await writeFailure(options.out, wanted, smallest, say);
}

/** Recording is slow, so it is done once, of the smallest failure. */
async function writeFailure(
  directory: string,
  wanted: SimulateOptions,
  smallest: SimulationResult,
  say: (text: string) => void,
): Promise<void> {
  const recorded = await simulate({ ...wanted, schedule: smallest.schedule, record: true });
  const { violations, schedule, traceHash, recording } = recorded;
  await mkdir(directory, { recursive: true });
  const { recode: isRecoded, ...plain } = wanted;
  const facts = { options: { ...plain, recode: isRecoded !== undefined }, traceHash, violations, schedule };
  const path = join(directory, `seed-${wanted.seed}`);
  await writeFile(`${path}.json`, `${JSON.stringify(facts, null, 2)}\n`);
  await writeFile(`${path}.ndjson`, recording.map((record) => `${JSON.stringify(record)}\n`).join(""));
  say(`written: ${path}.json and the recording ${path}.ndjson`);
}

async function readSchedule(path: string): Promise<Schedule> {
  const read = await readJson(path);
  const schedule = typeof read === "object" && read !== null && "schedule" in read ? read.schedule : read;
  const { faults, operations } = (schedule ?? {}) as Partial<Schedule>;
  if (!Array.isArray(faults) || !Array.isArray(operations))
    throw new UsageError(`${path} holds no schedule: a file that --out has written is wanted`);
  return { faults, operations };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as unknown;
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What is printed on the way, and in the end. */
class Progress {
  readonly #terminal: Terminal;
  readonly #json: boolean;
  readonly #of: number;
  readonly #tally = new Tally();
  readonly #startedMs = performance.now();
  #toldMs = this.#startedMs;
  #now = 0;

  constructor(terminal: Terminal, json: boolean, of: number) {
    this.#terminal = terminal;
    this.#json = json;
    this.#of = of;
  }

  get failed(): readonly Seed[] {
    return this.#tally.totals.failed;
  }

  addKnown(run: SeedRun): void {
    this.#tally.add(run);
  }

  add(run: SeedRun): void {
    this.#now += 1;
    this.#tally.add(run);
    if (this.#json) this.#terminal.out(`${toJson(run)}\n`);
    const nowMs = performance.now();
    if (this.#json || nowMs - this.#toldMs < progressEveryMs) return;
    this.#toldMs = nowMs;
    this.#terminal.err(`${this.#line()}\n`);
  }

  end(): void {
    const { totals } = this.#tally;
    if (this.#json) return this.#terminal.out(`${toJson(totals)}\n`);
    this.#terminal.out(`${this.#line()}\nfaults: ${this.#tally.faultLine()}\n`);
    if (totals.failed.length === 0) this.#terminal.out("no violation\n");
    return undefined;
  }

  #line(): string {
    return this.#tally.line(this.#of, performance.now() - this.#startedMs, this.#now);
  }
}

function kindsOf(text: string): FaultKind[] {
  return text.split(",").map((name) => {
    const kind = faultKinds.find((known) => known === name.trim());
    if (kind === undefined)
      throw new InvalidArgumentError(`${JSON.stringify(name)} is none of ${faultKinds.join(", ")}.`);
    return kind;
  });
}

function nodeCounts(text: string): number[] {
  const counts = text.split(",").map(Number);
  if (!counts.every((count) => Number.isInteger(count) && count >= 1 && count <= 9))
    throw new InvalidArgumentError("It takes a whole number from 1 to 9, or several with commas.");
  return counts;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0 || value > 1440)
    throw new InvalidArgumentError("It takes a number of minutes above 0, and 1440 at most.");
  return value;
}
