/**
 * The exploration as a script: `node dist/simulation/explore/main.js --help`. Progress goes to stderr, what was found to
 * stdout.
 */
import { allRules, rules, type Rule } from "./rules.ts";
import { defaultOptions, explore, type ExploreOptions, type Progress } from "./explore.ts";
import { describeExploration } from "./report.ts";

const help = `Explores every world of three peers that run the real peer chart, breadth first.

  --epochs N       highest epoch that anybody asks for, 1 to 6 (${defaultOptions.epochs})
  --in-flight N    most messages in flight, 1 to 16, each delivered once; or "any": no bound, each any number of times (any)
  --crashes N      crashes with restart, 0 to 3 (${defaultOptions.crashes})
  --step-downs N   leaders asked to step down, 0 to 3 (${defaultOptions.stepDowns})
  --damages N      trees found damaged, 0 to 3 (${defaultOptions.damages})
  --untrusted      start as a new ensemble: nobody's data is known to be complete
  --rested         start when what each peer owes since its start has passed
  --no-symmetry    keep worlds that differ by the peers' names only
  --no-prune       keep messages that can do nothing any more
  --max-states N   end there with what there is (${defaultOptions.maxStates})
  --rules A,B      judge these only: ${allRules.join(", ")}
  --help

Ends with 0 when nothing was violated (it says whether everything within the bounds was seen), 1 when something was, with
the shortest way there, 2 when an option is wrong.

Rules:
${allRules.map((rule) => `  ${rule.padEnd(17)}${rules[rule]}`).join("\n")}
`;

class UsageError extends Error {}

function numberOf(name: string, text: string | undefined, least: number, most: number): number {
  const value = Number(text);
  if (text === undefined || !Number.isInteger(value) || value < least || value > most)
    throw new UsageError(`${name} takes a whole number from ${least} to ${most}`);
  return value;
}

function rulesOf(text: string | undefined): Rule[] {
  const asked = (text ?? "").split(",");
  for (const rule of asked) if (!Object.hasOwn(rules, rule)) throw new UsageError(`no rule ${JSON.stringify(rule)}`);
  return asked as Rule[];
}

function parseOptions(args: readonly string[]): ExploreOptions | "help" {
  let options: ExploreOptions = defaultOptions;
  for (let at = 0; at < args.length; at += 1) {
    const name = args[at] ?? "";
    const value = args[at + 1];
    const take = (change: Partial<ExploreOptions>) => {
      options = { ...options, ...change };
    };
    const count = (least: number, most: number) => {
      at += 1;
      return numberOf(name, value, least, most);
    };
    if (name === "--help") return "help";
    else if (name === "--epochs") take({ epochs: count(1, 6) });
    else if (name === "--in-flight" && value === "any") {
      at += 1;
      take({ inFlight: 0 });
    } else if (name === "--in-flight") take({ inFlight: count(1, 16) });
    else if (name === "--crashes") take({ crashes: count(0, 3) });
    else if (name === "--step-downs") take({ stepDowns: count(0, 3) });
    else if (name === "--damages") take({ damages: count(0, 3) });
    else if (name === "--max-states") take({ maxStates: count(1, 2 ** 30) });
    else if (name === "--untrusted") take({ trusted: false });
    else if (name === "--rested") take({ rested: true });
    else if (name === "--no-symmetry") take({ symmetry: false });
    else if (name === "--no-prune") take({ prune: false });
    else if (name === "--rules") {
      at += 1;
      take({ rules: rulesOf(value) });
    } else throw new UsageError(`no option ${JSON.stringify(name)}; --help lists them`);
  }
  return options;
}

/** Seconds between two lines of progress. */
const progressEveryS = 5;

function run(args: readonly string[]): number {
  const options = parseOptions(args);
  if (options === "help") {
    process.stdout.write(help);
    return 0;
  }
  const start = process.uptime();
  let reported = start;
  const onProgress = ({ states, expanded, depth, transitions, bytes }: Progress) => {
    const now = process.uptime();
    if (now - reported < progressEveryS) return;
    reported = now;
    const line = `${Math.round(now - start)} s: depth ${depth}, ${states} states, ${states - expanded} ahead`;
    process.stderr.write(`${line}, ${transitions} transitions, ${Math.round(bytes / 2 ** 20)} MiB\n`);
  };
  const result = explore({ ...options, onProgress });
  process.stdout.write(`${describeExploration(options, result, process.uptime() - start)}\n`);
  return result.violation === null ? 0 : 1;
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
