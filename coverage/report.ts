/** What was found, for people (text, HTML) and for tools (JSON, JUnit XML). */
import type { CoverageItem, CriterionCoverage } from "./cover.ts";
import type { Criterion } from "./criteria.ts";
import type { MutationReport } from "./mutate.ts";
import type { Plan } from "./plan.ts";
import type { RunResult } from "./run.ts";

export interface Report {
  readonly machine: string;
  readonly tests: number;
  readonly steps: number;
  /** Transition definitions of the chart: `steps` is to be read beside it. */
  readonly transitions: number;
  readonly explored: { readonly states: number; readonly steps: number; readonly complete: boolean };
  readonly criteria: readonly CriterionCoverage[];
  /** What is not covered, each with its reason. */
  readonly uncovered: readonly Pick<CoverageItem, "id" | "criterion" | "unreachable" | "reason">[];
  readonly cuts: readonly string[];
  readonly notices: readonly string[];
  readonly failures: readonly { readonly configuration: string; readonly input: string; readonly message: string }[];
  readonly wrongClaims: readonly string[];
  /** How often the tests take each transition and are in each state: what a drawing is coloured by. */
  readonly taken: Readonly<Record<string, number>>;
  readonly visited: Readonly<Record<string, number>>;
  readonly run: {
    readonly tests: number;
    readonly failed: number;
    readonly steps: number;
    readonly left: number;
  } | null;
  readonly mutation: MutationReport | null;
}

export function report(
  plan: Plan,
  parts: { readonly run?: RunResult; readonly mutation?: MutationReport } = {},
): Report {
  const { coverage, graph, model, tests, steps } = plan;
  const { run, mutation } = parts;
  const taken = new Map<string, number>(graph.chart.transitions.map(({ id }) => [id, 0]));
  const visited = new Map<string, number>(graph.chart.states.map(({ path }) => [path, 0]));
  const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const test of tests) {
    for (const step of test.steps) for (const id of step.taken) count(taken, id);
    for (const { states } of [test.first, ...test.steps.map(({ expect }) => expect)]) {
      for (const path of new Set(states.flatMap(pathsTo))) count(visited, path);
    }
    // States that are passed through within one step are covered too.
    for (const id of test.covers) {
      const path = id.startsWith("state ") ? id.slice("state ".length) : "";
      if (path !== "" && visited.get(path) === 0) visited.set(path, 1);
    }
  }
  return {
    machine: model.name,
    tests: tests.length,
    steps,
    transitions: graph.chart.transitions.length,
    explored: {
      states: [...graph.nodes.values()].filter(({ edges }) => edges !== undefined).length,
      steps: graph.stepper.count,
      complete: coverage.complete,
    },
    criteria: coverage.criteria,
    uncovered: coverage.items
      .filter(({ covered }) => !covered)
      .map(({ id, criterion, unreachable, reason }) => ({ id, criterion, unreachable, reason })),
    cuts: coverage.cuts,
    notices: coverage.notices,
    failures: coverage.failures.map(({ configuration, input, message }) => ({ configuration, input, message })),
    wrongClaims: coverage.wrongClaims,
    taken: Object.fromEntries(taken),
    visited: Object.fromEntries(visited),
    run: run === undefined ? null : { tests: run.tests.length, failed: run.failed, steps: run.steps, left: run.left },
    mutation: mutation ?? null,
  };
}

function pathsTo(leaf: string): string[] {
  const keys = leaf.split(".");
  return keys.map((_, at) => keys.slice(0, at + 1).join("."));
}

/** Criteria whose ratio is below `threshold` (0 to 1). */
export function below(found: Report, threshold: number): Criterion[] {
  return found.criteria.filter(({ ratio }) => ratio < threshold).map(({ criterion }) => criterion);
}

// --------------------------------------------------------------------------------------------------------------- text

const shown = 40;

export function toText(found: Report): string {
  const lines = [
    `${found.machine}: ${found.tests} tests, ${found.steps} steps for ${found.transitions} transition definitions ` +
      `(${found.explored.states} states explored in ${found.explored.steps} steps)`,
    ...found.criteria.map(
      ({ criterion, covered, total, unreachable, ratio }) =>
        `  ${criterion.padEnd(12)} ${percent(ratio).padStart(6)}  ${covered} of ${total}${unreachable === 0 ? "" : `, ${unreachable} unreachable`}`,
    ),
    ...sections(
      "unreachable",
      found.uncovered.filter(({ unreachable }) => unreachable).map(({ id, reason }) => `${id}: ${reason}`),
    ),
    ...sections(
      "not covered",
      found.uncovered.filter(({ unreachable }) => !unreachable).map(({ id, reason }) => `${id}: ${reason}`),
    ),
    ...sections("limits met", found.cuts),
    ...sections("notes", found.notices),
    ...sections("the model is wrong", found.wrongClaims),
    ...sections(
      "what threw",
      found.failures.map(({ configuration, input, message }) => `${input} in "${configuration}": ${oneLine(message)}`),
    ),
    ...(found.run === null
      ? []
      : [`run: ${found.run.tests - found.run.failed} of ${found.run.tests} tests passed, ${found.run.steps} steps`]),
    ...(found.mutation === null ? [] : mutationLines(found.mutation)),
  ];
  return `${lines.join("\n")}\n`;
}

function sections(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > shown ? [`    and ${lines.length - shown} more (--report json shows all)`] : [];
  return [`  ${title}:`, ...lines.slice(0, shown).map((line) => `    ${oneLine(line)}`), ...more];
}

function mutationLines(found: MutationReport): string[] {
  const like = found.survivors.filter(({ isLike }) => isLike).length;
  return [
    `mutants: ${scoreText(found)}` +
      (like === 0 ? "" : ` (of ${found.survivors.length} survivors ${like} in no explored step different)`),
    ...found.operators.map(
      ({ operator, mutants, killed, equivalent }) =>
        `  ${operator.padEnd(24)} ${killed} of ${mutants}${equivalent === 0 ? "" : `, equivalent: ${equivalent}`}`,
    ),
    "beside it, with the same payloads and the same comparison:",
    ...found.suites.map(
      ({ name, tests, steps, transitions, score, note }) =>
        `  ${name.padEnd(28)} ${String(tests).padStart(5)} tests ${String(steps).padStart(6)} steps ` +
        `${String(transitions).padStart(4)} of ${found.transitions} transitions ${percent(score).padStart(6)}${note === "" ? "" : `  (${note})`}`,
    ),
    ...(found.survivors.length === 0
      ? []
      : [
          "  surviving:",
          ...found.survivors.map(
            ({ operator, text, isLike }) => `    ${operator}: ${text}${isLike ? " (no explored step differs)" : ""}`,
          ),
        ]),
    ...(found.equivalent.length === 0
      ? []
      : ["  equivalent:", ...found.equivalent.map(({ operator, text, why }) => `    ${operator}: ${text} (${why})`)]),
  ];
}

/** Both ways of counting: with equivalent mutants as survivors, and without them. */
function scoreText({ killed, mutants, equivalent, score }: MutationReport): string {
  const all = `${killed} of ${mutants} killed`;
  return equivalent.length === 0
    ? `${all}, ${percent(score)}`
    : `${all} (${percent(mutants === 0 ? 1 : killed / mutants)}), equivalent: ${equivalent.length}; of the other ${mutants - equivalent.length} ${percent(score)}`;
}

export function percent(ratio: number): string {
  // Never round up to all.
  return `${(Math.floor(ratio * 1000) / 10).toFixed(1)}%`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

// ---------------------------------------------------------------------------------------------------------- machines

export function toJUnit(reports: readonly Report[], coverageOf: (found: Report) => readonly CoverageItem[]): string {
  const suites = reports.map((found) => {
    const items = coverageOf(found);
    const failures = items.filter(({ covered, unreachable }) => !covered && !unreachable).length;
    const skipped = items.filter(({ unreachable }) => unreachable).length;
    const cases = items.map(({ id, criterion, covered, unreachable, reason }) => {
      const open = `    <testcase classname="${escape(`${found.machine}.${criterion}`)}" name="${escape(id)}"`;
      if (covered) return `${open}/>`;
      const inside = unreachable ? `<skipped message="${escape(reason)}"/>` : `<failure message="${escape(reason)}"/>`;
      return `${open}>${inside}</testcase>`;
    });
    return [
      `  <testsuite name="${escape(found.machine)}" tests="${items.length}" failures="${failures}" skipped="${skipped}">`,
      ...cases,
      "  </testsuite>",
    ].join("\n");
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("\n")}\n</testsuites>\n`;
}

export function escape(text: string): string {
  const named: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  // XML knows no control characters, not even escaped ones.
  return text
    .replaceAll(/[^\n\t\u0020-\uffff]/g, "")
    .replaceAll(/[&<>"']/g, (character) => named[character] ?? character);
}

export const style =
  'body{font:15px/1.45 system-ui,"Segoe UI",Roboto,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#14181c;background:#fbfbf9}' +
  "table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{text-align:left;padding:.2rem .9rem .2rem 0;border-bottom:1px solid #d9dee3;vertical-align:top}" +
  "th{font-weight:600}td.n,th.n{text-align:right}code{font:13px ui-monospace,Menlo,Consolas,monospace}.picture{overflow:auto;border:1px solid #d9dee3}" +
  ".bar{display:inline-block;width:9rem;height:.6rem;background:#f3d9c9}.bar i{display:block;height:100%;background:#0b5cad}";

/** One page, nothing loaded. `picture`: an SVG of the chart, put in as it is. */
export function toHtml(found: Report, picture = ""): string {
  const rows = found.criteria.map(
    ({ criterion, covered, total, unreachable, ratio }) =>
      `<tr><td>${criterion}</td><td class="n">${percent(ratio)}</td><td><span class="bar"><i style="width:${(ratio * 100).toFixed(1)}%"></i></span></td>` +
      `<td class="n">${covered} of ${total}</td><td class="n">${unreachable}</td></tr>`,
  );
  const list = (title: string, lines: readonly (readonly [string, string])[]): string =>
    lines.length === 0
      ? ""
      : `<h2>${title}</h2><table>${lines.map(([name, why]) => `<tr><td><code>${escape(name)}</code></td><td>${escape(why)}</td></tr>`).join("")}</table>`;
  return [
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(found.machine)}: coverage</title><style>${style}</style>`,
    `<h1>${escape(found.machine)}</h1>`,
    `<p>${found.tests} tests, ${found.steps} steps for ${found.transitions} transition definitions; ` +
      `${found.explored.states} states explored in ${found.explored.steps} steps.</p>`,
    `<table><tr><th>criterion</th><th class="n">covered</th><th></th><th class="n">items</th><th class="n">unreachable</th></tr>${rows.join("")}</table>`,
    picture === "" ? "" : `<div class="picture">${picture}</div>`,
    list(
      "Not covered",
      found.uncovered.filter(({ unreachable }) => !unreachable).map(({ id, reason }) => [id, reason]),
    ),
    list(
      "Unreachable",
      found.uncovered.filter(({ unreachable }) => unreachable).map(({ id, reason }) => [id, reason]),
    ),
    list(
      "Limits and notes",
      [...found.cuts, ...found.notices, ...found.wrongClaims].map((line) => ["", line]),
    ),
    list(
      "What threw",
      found.failures.map(({ configuration, input, message }) => [`${input} in ${configuration}`, message]),
    ),
    found.mutation === null ? "" : mutationHtml(found.mutation),
    "</html>",
    "",
  ]
    .filter((line, at, all) => line !== "" || at === all.length - 1)
    .join("\n");
}

function mutationHtml(found: MutationReport): string {
  const operators = found.operators.map(
    ({ operator, mutants, killed, equivalent }) =>
      `<tr><td>${operator}</td><td class="n">${killed} of ${mutants}</td><td>${equivalent === 0 ? "" : `equivalent: ${equivalent}`}</td></tr>`,
  );
  const suites = found.suites.map(
    ({ name, tests, steps, transitions, score, note }) =>
      `<tr><td>${escape(name)}</td><td class="n">${tests}</td><td class="n">${steps}</td><td class="n">${transitions} of ${found.transitions}</td>` +
      `<td class="n">${percent(score)}</td><td>${escape(note)}</td></tr>`,
  );
  const survivors = found.survivors.map(
    ({ operator, text, isLike }) =>
      `<tr><td>${operator}</td><td><code>${escape(text)}</code></td><td>${isLike ? "no explored step differs" : ""}</td></tr>`,
  );
  const equivalent = found.equivalent.map(
    ({ operator, text, why }) =>
      `<tr><td>${operator}</td><td><code>${escape(text)}</code></td><td>${escape(why)}</td></tr>`,
  );
  return (
    `<h2>Mutants</h2><p>${scoreText(found)}.</p><table>${operators.join("")}</table>` +
    `<table><tr><th>suite</th><th class="n">tests</th><th class="n">steps</th><th class="n">transitions</th><th class="n">killed</th><th></th></tr>${suites.join("")}</table>` +
    (survivors.length === 0 ? "" : `<h3>Surviving</h3><table>${survivors.join("")}</table>`) +
    (equivalent.length === 0 ? "" : `<h3>Equivalent</h3><table>${equivalent.join("")}</table>`)
  );
}
