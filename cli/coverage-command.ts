/** `quorate coverage`: plans tests for a chart, runs them on it, reports, and writes them as files. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  criteria,
  emit,
  MachineFailure,
  mutate,
  planTests,
  readKept,
  report,
  runPlan,
  toHtml,
  toJUnit,
  toText,
  type Criterion,
  type Plan,
  type Report,
} from "#coverage/coverage";
import { below, percent } from "#coverage/report";
import { QuorateError } from "#machines/protocol/errors";
import { chartDefinition } from "#visualizer/chart/definition";
import { layoutChart } from "#visualizer/chart/layout";
import { chartSvg } from "#visualizer/chart/svg";
import { loadModel, type Loaded } from "./coverage-load.ts";
import { reportMerged, reportRecordings, type RecordingOptions } from "./coverage-recording.ts";
import { type Terminal, toJson, UsageError } from "./output.ts";
import { wholeNumber } from "./parse.ts";

const kinds = ["text", "json", "html", "junit", "svg"] as const;
type Kind = (typeof kinds)[number];
type Runner = "vitest" | "node:test";

interface Options extends Omit<RecordingOptions, "report"> {
  readonly criterion?: readonly Criterion[];
  readonly maxSteps?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly check?: true;
  readonly runner: Runner;
  readonly report: Kind;
  readonly mutate?: true;
  readonly threshold?: number;
  readonly minScore?: number;
  readonly conditions?: readonly string[];
  readonly json?: true;
}

const examples = `
FILE is JavaScript, or TypeScript where vite or vitest is installed or Node.js strips types itself (22.18). It exports a
machine or a model (defineModel of quorate/coverage); with several, name one: FILE#EXPORT.

Examples:
  quorate coverage src/door.js                          what can be covered without payloads, and what cannot
  quorate coverage test/door.model.js --out test        writes test/door.coverage.test.js
  quorate coverage test/door.model.js --out test --check --threshold 100
  quorate coverage test/door.model.js --mutate --min-score 95
  quorate coverage test/door.model.js --report svg > door.svg
  quorate coverage --recording run1.jsonl run2.jsonl --counts all.json
  QUORATE_COVERAGE=seen NODE_OPTIONS="--import quorate/record" npm test
  quorate coverage src/door.js --merge seen             what of the chart those tests went through

Exit codes: 0 ok, 1 a threshold is not met, a file is stale, the machine does not start or cannot be loaded, 2 the command
line is wrong (no such file, no machine in it, several). A limit that is met ends no run: what was found is reported.
`;

export function addCoverageCommand(program: Command, terminal: Terminal): void {
  program
    .command("coverage")
    .description("tests that cover a statechart, and how good they are")
    .argument("[file]", "FILE or FILE#EXPORT: a machine or a model of one")
    .addOption(
      new Option("--criterion <list>", `what to cover, comma separated: ${criteria.join(", ")}`).argParser(criteriaOf),
    )
    .addOption(
      new Option("--max-steps <n>", "steps of a test at most (default: 24)").argParser(wholeNumber(0, 1_000_000_000)),
    )
    .addOption(
      new Option("--seed <n>", "break ties another way (default: 0, by name)").argParser(wholeNumber(0, 1_000_000_000)),
    )
    .option("--out <dir>", "write the tests into this directory; tests that are there are kept as far as they hold")
    .option("--check", "write nothing; fail when what is in --out is stale")
    .addOption(
      new Option("--runner <name>", "test runner of written files").choices(["vitest", "node:test"]).default("vitest"),
    )
    .addOption(new Option("--report <kind>", "what to print").choices(kinds).default("text"))
    .option("--mutate", "also print how many faulty charts the tests tell from the right one")
    .addOption(new Option("--threshold <percent>", "fail when a criterion is below").argParser(percentage))
    .addOption(
      new Option("--min-score <percent>", "fail when the mutation score is below (with --mutate)").argParser(
        percentage,
      ),
    )
    .addOption(
      new Option("--conditions <list>", "conditions of package imports, for TypeScript files").argParser(
        (text: string) => text.split(","),
      ),
    )
    .option("--recording <file...>", "instead: what of Quorate's own charts these recordings go through")
    .addOption(
      new Option("--live <seconds>", "instead: the same of a running cluster").argParser(wholeNumber(1, 86_400)),
    )
    .option(
      "--merge <dir...>",
      "instead: what processes went through that ran with QUORATE_COVERAGE=<dir> (quorate/record)",
    )
    .option("--nats <url>", "the NATS server of --live (else: NATS_URL)")
    .option("--cluster <name>", "the cluster of --live (else: demo)")
    .option("--counts <file>", "add the counts of earlier runs in this file, and write all to it")
    .option("--json", "as --report json")
    .addHelpText("after", examples)
    .action(async (file: string | undefined, options: Options) => {
      const { recording, live, merge } = options;
      if (recording !== undefined || live !== undefined || merge !== undefined) {
        const report = options.json === true ? "json" : options.report;
        if (report === "junit" || report === "svg")
          throw new UsageError(`--report ${report} needs a plan: what ran is told as text, json or html`);
        if (merge === undefined) return reportRecordings({ ...options, report }, terminal);
        const own = file === undefined ? null : (await loadFile(file, options)).model.machine;
        return reportMerged({ ...options, report }, own, terminal);
      }
      if (file === undefined)
        throw new UsageError("a file with a machine is wanted, or --recording, --live or --merge");
      return run(file, options, terminal);
    });
}

function loadFile(target: string, { conditions }: Options): Promise<Loaded> {
  return loadModel(target, { cwd: process.cwd(), ...(conditions === undefined ? {} : { conditions }) });
}

async function run(target: string, options: Options, terminal: Terminal): Promise<void> {
  if (options.check === true && options.out === undefined)
    throw new UsageError("--check needs --out: it says which files to look at");
  const loaded = await loadFile(target, options);
  // In a package of CommonJS modules only .mjs is read as the module that it is.
  const extension = loaded.path.endsWith("ts") ? "ts" : loaded.path.endsWith(".mjs") ? "mjs" : "js";
  const path = options.out === undefined ? null : join(options.out, `${loaded.model.name}.coverage.test.${extension}`);
  const old = path === null || !existsSync(path) ? null : readFileSync(path, "utf8");
  const plan = makePlan(loaded, options, old);
  const ran = await runPlan(plan);
  const mutation = options.mutate === true ? mutate(loaded.model, plan) : undefined;
  const found = report(plan, { run: ran, ...(mutation === undefined ? {} : { mutation }) });
  terminal.out(await printed(found, plan, options.json === true ? "json" : options.report));
  const faults = [...judge(found, options, ran.passed)];
  if (path !== null)
    faults.push(...writeOrCheck(path, old, testFile(plan, loaded, path, target, options), options, terminal));
  if (faults.length > 0) throw new QuorateError("CONFIG", faults.join("; "));
}

function makePlan({ model }: Loaded, { criterion, maxSteps, seed }: Options, old: string | null): Plan {
  try {
    return planTests(model, {
      ...(criterion === undefined ? {} : { cover: criterion }),
      ...(maxSteps === undefined ? {} : { maxSteps }),
      ...(seed === undefined ? {} : { seed }),
      ...(old === null ? {} : { keep: readKept(old) }),
    });
  } catch (error) {
    if (error instanceof MachineFailure) throw new QuorateError("CONFIG", error.message);
    throw error;
  }
}

function* judge(found: Report, { threshold, minScore }: Options, passed: boolean): Generator<string> {
  if (!passed)
    yield "the chart does not repeat itself: a guard, an action or a delay depends on something else than context and event";
  for (const claim of found.wrongClaims) yield claim;
  if (threshold !== undefined) {
    const short = found.criteria.filter(({ criterion }) => below(found, threshold).includes(criterion));
    if (short.length > 0)
      yield `below ${threshold * 100}%: ${short.map(({ criterion, ratio }) => `${criterion} ${percent(ratio)}`).join(", ")}`;
  }
  if (minScore !== undefined && found.mutation !== null && found.mutation.score < minScore)
    yield `the mutation score is ${percent(found.mutation.score)}, below ${minScore * 100}%`;
}

// -------------------------------------------------------------------------------------------------------------- files

function testFile(
  plan: Plan,
  loaded: Loaded,
  path: string,
  target: string,
  { runner, out, conditions }: Options,
): string {
  const from = relative(dirname(resolve(path)), loaded.path).replaceAll("\\", "/");
  return emit(plan, {
    runner,
    from: { path: from.startsWith(".") ? from : `./${from}`, name: loaded.name, isModel: loaded.isModel },
    command: `quorate coverage ${target} --out ${out ?? "."}${conditions === undefined ? "" : ` --conditions ${conditions.join(",")}`}`,
  });
}

function writeOrCheck(
  path: string,
  old: string | null,
  text: string,
  { check }: Options,
  terminal: Terminal,
): string[] {
  if (check === true) {
    if (old === text) return [];
    return [
      old === null
        ? `${path} is missing`
        : `${path} is stale: the chart or its model has changed. Write it again without --check`,
    ];
  }
  mkdirSync(dirname(path), { recursive: true });
  if (old !== text) writeFileSync(path, text);
  terminal.err(old === text ? `${path} is up to date\n` : `wrote ${path}\n`);
  return [];
}

// ------------------------------------------------------------------------------------------------------------ reports

async function printed(found: Report, plan: Plan, kind: Kind): Promise<string> {
  switch (kind) {
    case "text":
      return toText(found);
    case "json":
      return `${toJson(found)}\n`;
    case "junit":
      return toJUnit([found], () => plan.coverage.items);
    case "html":
      return toHtml(found, await drawing(found, plan));
    case "svg":
      return drawing(found, plan);
  }
}

/** The inspector's drawing of the chart, coloured by how often the tests take each transition. */
async function drawing(found: Report, plan: Plan): Promise<string> {
  const heat = { transitions: found.taken, states: found.visited };
  return chartSvg(await layoutChart(chartDefinition(plan.model.machine)), { heat });
}

// ------------------------------------------------------------------------------------------------------------ parsing

function criteriaOf(text: string): Criterion[] {
  return text.split(",").map((name) => {
    const criterion = criteria.find((known) => known === name.trim());
    if (criterion === undefined)
      throw new InvalidArgumentError(`${JSON.stringify(name)} is none of ${criteria.join(", ")}.`);
    return criterion;
  });
}

function percentage(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0 || value > 100)
    throw new InvalidArgumentError("a percentage from 0 to 100 is wanted.");
  return value / 100;
}
