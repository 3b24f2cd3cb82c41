/** `quorate simulate`: clusters in virtual time, seed after seed, until one breaks a promise. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { InvariantError, QuorateError } from "#machines/protocol/errors";
import type { Batch } from "#machines/protocol/ports";
import { faultKinds, type FaultKind } from "#simulation/nemesis";
import {
  simulate,
  type Schedule,
  type SimulateOptions,
  type SimulationResult,
  type SimulationStats,
} from "#simulation/run";
import { eventsOf, shrink } from "#simulation/shrink";
import { decodeFrame, encodeFrame, splitMessages } from "#transport/codec";
import { type Terminal, toJson, UsageError } from "./output.ts";
import { wholeNumber } from "./parse.ts";

interface Options {
  readonly seed?: string;
  readonly seeds: number;
  readonly from: number;
  readonly minutes: number;
  readonly nodes: number;
  readonly members?: number;
  readonly nemesis?: readonly FaultKind[];
  readonly schedule?: string;
  readonly out?: string;
  readonly keepGoing?: true;
  readonly shrink: boolean;
  readonly json?: true;
}

const shrinkRuns = 400;
const progressEveryMs = 2000;
const maxFrameBytes = 1_048_064;
/** Every so many seeds each frame is encoded and decoded as on NATS. */
const recodeEvery = 4;

/** A frame as it comes out at the other end of the wire. */
export function recode(batch: Batch): Batch {
  const frames = splitMessages(batch.messages, maxFrameBytes);
  const messages = frames.flatMap((frame) => {
    const decoded = decodeFrame(encodeFrame(batch.sender, batch.boot, batch.frame, frame), maxFrameBytes);
    if (!decoded.ok) throw new InvariantError(`a frame that was sent is refused: ${decoded.reason}`);
    return decoded.batch.messages;
  });
  return { ...batch, messages };
}

/** What a seed stands for, together with the flags: the same every time. */
export function optionsOf(
  seed: string | number,
  options: Pick<Options, "minutes" | "nodes" | "members" | "nemesis">,
): SimulateOptions {
  const { minutes, nodes, members, nemesis } = options;
  const isRecoded = Number.isInteger(Number(seed)) && Number(seed) % recodeEvery === 0;
  const changes = members === undefined ? {} : { members: Math.min(members, nodes) };
  return {
    seed,
    minutes,
    nodes,
    ...changes,
    ...(nemesis === undefined ? {} : { nemesis }),
    ...(isRecoded ? { recode } : {}),
  };
}

export function addSimulateCommand(program: Command, terminal: Terminal): void {
  program
    .command("simulate")
    .description("run whole clusters in virtual time under faults, and judge what clients were told")
    .option("--seed <seed>", "run this one seed: the same every time")
    .option("--seeds <n>", "how many seeds to run, counting up", wholeNumber(1, 1_000_000), 20)
    .option("--from <n>", "the first of them", wholeNumber(1, Number.MAX_SAFE_INTEGER), 1)
    .option("--minutes <m>", "simulated minutes of faults for each seed", positive, 0.5)
    .option("--nodes <n>", "nodes of the cluster", wholeNumber(1, 9), 3)
    .option("--members <n>", "change the members all the time, beginning with so many", wholeNumber(1, 9))
    .addOption(
      new Option("--nemesis <list>", `faults to choose from, with commas: ${faultKinds.join(",")}`).argParser(kindsOf),
    )
    .option("--schedule <file>", "with --seed: only the faults and operations of this file, as --out writes them")
    .option("--out <dir>", "where a failure's schedule and recording go")
    .option("--keep-going", "run all seeds, failures or not")
    .option("--no-shrink", "do not make a failing schedule smaller")
    .option("--json", "one line of JSON a seed, and one in the end")
    .addHelpText(
      "after",
      "\nExample:\n  quorate simulate --seeds 100\n  quorate simulate --seed 17 --out failure\n\nA failing seed ends with exit code 1.\n",
    )
    .action(async (options: Options) => run(options, terminal));
}

async function run(options: Options, terminal: Terminal): Promise<void> {
  if (options.schedule !== undefined && options.seed === undefined) throw new UsageError("--schedule needs --seed");
  const schedule = options.schedule === undefined ? undefined : await readSchedule(options.schedule);
  const seeds: (string | number)[] =
    options.seed === undefined
      ? Array.from({ length: options.seeds }, (_, index) => options.from + index)
      : [options.seed];
  const progress = new Progress(terminal, options.json === true);
  const failed: (string | number)[] = [];
  for (const seed of seeds) {
    const wanted = { ...optionsOf(seed, options), ...(schedule === undefined ? {} : { schedule }) };
    const result = await simulate(wanted);
    progress.add(result);
    if (result.violations.length === 0) continue;
    failed.push(seed);
    await reportFailure(wanted, result, options, terminal);
    if (options.keepGoing !== true) break;
  }
  progress.end(failed);
  if (failed.length > 0)
    throw new QuorateError("CORRUPT", `a simulated cluster broke a promise; seeds that fail: ${failed.join(", ")}`);
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
  say(
    `replay: quorate simulate --seed ${seed} --nodes ${options.nodes} --minutes ${options.minutes}${options.members === undefined ? "" : ` --members ${options.members}`}${options.nemesis === undefined ? "" : ` --nemesis ${options.nemesis.join(",")}`}`,
  );
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
  if (options.out === undefined) return;
  // Recording is slow, so it is done once, of the smallest failure.
  const {
    violations: found,
    schedule,
    traceHash,
    recording,
  } = await simulate({
    ...wanted,
    schedule: smallest.schedule,
    record: true,
  });
  await mkdir(options.out, { recursive: true });
  const { recode: isRecoded, ...plain } = wanted;
  const facts = { options: { ...plain, recode: isRecoded !== undefined }, traceHash, violations: found, schedule };
  await writeFile(join(options.out, `seed-${seed}.json`), `${JSON.stringify(facts, null, 2)}\n`);
  await writeFile(
    join(options.out, `seed-${seed}.ndjson`),
    recording.map((record) => `${JSON.stringify(record)}\n`).join(""),
  );
  say(`written: ${join(options.out, `seed-${seed}.json`)} and the recording seed-${seed}.ndjson beside it`);
}

function linesOf({ faults, operations }: Schedule): string[] {
  const parts = [
    ...faults.map(({ atMs, forMs, kind, nodes }) => ({ atMs, text: `${kind} ${nodes.join(" ")} for ${forMs} ms` })),
    ...operations.map(({ atMs, kind, key, client }) => ({ atMs, text: `client c${client + 1}: ${kind} ${key}` })),
  ];
  return parts.sort((a, b) => a.atMs - b.atMs).map(({ atMs, text }) => `${atMs.toFixed(3).padStart(10)}  ${text}`);
}

async function readSchedule(path: string): Promise<Schedule> {
  const read: unknown = JSON.parse(await readFile(path, "utf8"));
  const schedule = typeof read === "object" && read !== null && "schedule" in read ? read.schedule : read;
  const { faults, operations } = (schedule ?? {}) as Partial<Schedule>;
  if (!Array.isArray(faults) || !Array.isArray(operations))
    throw new UsageError(`${path} holds no schedule: a file that --out has written is wanted`);
  return { faults, operations };
}

/** Totals over all seeds so far. */
class Progress {
  readonly #terminal: Terminal;
  readonly #json: boolean;
  readonly #startedMs = performance.now();
  #toldMs = this.#startedMs;
  #seeds = 0;
  #simulatedMs = 0;
  #operations = 0;
  readonly #faults: Record<string, number> = {};

  constructor(terminal: Terminal, json: boolean) {
    this.#terminal = terminal;
    this.#json = json;
  }

  add({ seed, traceHash, violations, stats }: SimulationResult): void {
    this.#seeds += 1;
    this.#simulatedMs += stats.simulatedMs;
    this.#operations += total(stats.workload.byKind);
    this.#count(stats);
    if (this.#json) this.#terminal.out(`${toJson({ seed, traceHash, violations, stats })}\n`);
    const nowMs = performance.now();
    if (this.#json || nowMs - this.#toldMs < progressEveryMs) return;
    this.#toldMs = nowMs;
    this.#terminal.err(`${this.#line()}\n`);
  }

  end(failed: readonly (string | number)[]): void {
    if (this.#json) {
      this.#terminal.out(
        `${toJson({ seeds: this.#seeds, failed, operations: this.#operations, faults: this.#faults })}\n`,
      );
      return;
    }
    const fired = Object.entries(this.#faults).filter(([, count]) => count > 0);
    this.#terminal.out(`${this.#line()}\nfaults: ${fired.map(([kind, count]) => `${kind} ${count}`).join(", ")}\n`);
    if (failed.length === 0) this.#terminal.out("no violation\n");
  }

  #count({ faults, network, disk }: SimulationStats): void {
    const { lost, repeated, late, cut, falseOffline } = network;
    const all = {
      ...faults,
      ...Object.fromEntries(Object.entries(disk).map(([what, count]) => [`disk ${what}`, count])),
      "frames lost": lost,
      "frames repeated": repeated,
      "frames late": late,
      "frames cut": cut,
      "false offline": falseOffline,
    };
    for (const [kind, count] of Object.entries(all)) this.#faults[kind] = (this.#faults[kind] ?? 0) + count;
  }

  #line(): string {
    const seconds = Math.max(0.001, (performance.now() - this.#startedMs) / 1000);
    const rate = (this.#seeds / seconds).toFixed(1);
    const ratio = Math.round(this.#simulatedMs / 1000 / seconds);
    return `${this.#seeds} seeds, ${rate} a second, ${ratio} times real time, ${this.#operations} operations`;
  }
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function kindsOf(text: string): FaultKind[] {
  return text.split(",").map((name) => {
    const kind = faultKinds.find((known) => known === name.trim());
    if (kind === undefined)
      throw new InvalidArgumentError(`${JSON.stringify(name)} is none of ${faultKinds.join(", ")}.`);
    return kind;
  });
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("a number above 0 is wanted.");
  return value;
}
