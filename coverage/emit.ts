/**
 * Test files from a plan: they read as stories, stand alone (they need the machine, xstate and a test runner), and are the
 * same bytes for the same plan. A committed file is read back for its tests' inputs, so that a small edit of the chart
 * changes few lines.
 */
import { harnessText, runnerImports, type Runner } from "./harness.ts";
import type { KeptTest, Plan, PlanStep, PlanTest } from "./plan.ts";
import { bodyLiteral, keyOf, literal, tagOf, type LiteralOptions } from "./values.ts";
import { outcomeEvent, type Effect } from "./world.ts";

export interface EmitOptions {
  readonly runner: Runner;
  /** What the file imports its machine from: a path as it is written in the file, and the export. */
  readonly from: { readonly path: string; readonly name: string; readonly isModel: boolean };
  /** The one command that makes the file again. */
  readonly command?: string;
}

/** Values that are longer than this and occur more often than once are written once. */
const longValue = 60;

/** What keyOf makes of the longest values. */
const hashedText = /^\w+#\d+\.[0-9a-f]{16}$/;

/** @throws Error for a model with reactions: its plan is for `runPlan`. */
export function emit(plan: Plan, options: EmitOptions): string {
  if (plan.model.reactions !== undefined) {
    throw new Error(
      `the model "${plan.model.name}" has reactions: run its plan with runPlan, it cannot be written as a file`,
    );
  }
  return new Writer(plan, options).text();
}

class Writer {
  readonly #plan: Plan;
  readonly #options: EmitOptions;
  readonly #names = new Map<string, { readonly name: string; readonly value: object; readonly depth: number }>();
  readonly #uncheckedNames = new Set<string>();

  constructor(plan: Plan, options: EmitOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#findUnchecked();
    this.#findRepeated();
  }

  text(): string {
    const { runner, from, command } = this.#options;
    const { model, tests } = this.#plan;
    const imported = from.isModel ? "model" : "machine";
    const observe =
      from.isModel && model.observe !== undefined ? "model.observe(snapshot.context, snapshot)" : "snapshot.context";
    return [
      "// @ts-nocheck: written by quorate coverage, do not edit.",
      `// Made from the chart "${model.name}"${command === undefined ? "" : " by"}`,
      ...(command === undefined ? [] : [`//   ${command}`]),
      "// It locks what the chart does now: a failing test says that the chart has changed, not that the change is wrong.",
      "// Evidence about a system comes from running the plan against it (runPlan of quorate/coverage).",
      'import { createActor, fromTransition } from "xstate";',
      runnerImports[runner],
      from.name === imported || from.name === "default"
        ? `import ${from.name === "default" ? imported : `{ ${imported} }`} from ${JSON.stringify(from.path)};`
        : `import { ${from.name} as ${imported} } from ${JSON.stringify(from.path)};`,
      "",
      ...(from.isModel ? ["const { machine } = model;"] : []),
      'const unchecked = Symbol("not checked");',
      `const uncheckedNames = ${literal([...this.#uncheckedNames].sort())};`,
      ...this.#constants(),
      "",
      `describe(${JSON.stringify(`${model.name}: what the chart does`)}, () => {`,
      tests.map((test) => this.#test(test)).join("\n\n"),
      "});",
      "",
      harnessText(runner, observe),
    ].join("\n");
  }

  #test(test: PlanTest): string {
    const lines = [
      `  it(${JSON.stringify(`${test.name} [${test.id}]`)}, () => {`,
      `    const chart = start(${this.#write(test.input, "    ", "input")});${test.start === "" ? "" : ` // start ${JSON.stringify(test.start)}`}`,
      this.#is(test.first),
      ...test.steps.flatMap((step) => this.#step(step)),
      "  });",
    ];
    return lines.join("\n");
  }

  #step(step: PlanStep): string[] {
    const label = JSON.stringify(step.label);
    if (step.kind === "advance") return [`    chart.advance(${step.ms});`, this.#is(step.expect)];
    if (step.kind === "settle") {
      const event = this.#write(outcomeEvent(step.child, step.outcome), "    ");
      return [`    chart.settle(${label}, ${event});`, this.#is(step.expect)];
    }
    const event = this.#write(step.event, "    ");
    if (step.ignored) return [`    chart.ignore(${label}, ${event});`];
    return [`    chart.send(${label}, ${event});`, this.#is(step.expect)];
  }

  #is(expect: PlanTest["first"]): string {
    const states = expect.states.length === 1 ? JSON.stringify(expect.states[0]) : literal(expect.states);
    const now = Object.fromEntries(Object.entries(expect.changes).filter(([name]) => !this.#uncheckedNames.has(name)));
    const parts = [
      ...(expect.status === "active" ? [] : [`status: ${JSON.stringify(expect.status)}`]),
      ...(expect.effects.length === 0 ? [] : [`does: ${this.#effects(expect.effects)}`]),
      ...(Object.keys(now).length === 0 ? [] : [`now: ${this.#changes(now)}`]),
    ];
    if (parts.length === 0) return `    chart.is(${states});`;
    const flat = `    chart.is(${states}, { ${parts.join(", ")} });`;
    if (flat.length <= 120 && !flat.includes("\n")) return flat;
    return `    chart.is(${states}, {\n${parts.map((part) => `      ${part},\n`).join("")}    });`;
  }

  #effects(effects: readonly Effect[]): string {
    const texts = effects.map(({ type, params }) => {
      if (params === undefined) return JSON.stringify(type);
      return isWritable(params)
        ? `[${JSON.stringify(type)}, ${this.#write(params, "        ")}]`
        : `[${JSON.stringify(type)}, unchecked]`;
    });
    const flat = `[${texts.join(", ")}]`;
    if (flat.length <= 100 && !flat.includes("\n")) return flat;
    return `[\n${texts.map((text) => `        ${text},\n`).join("")}      ]`;
  }

  #changes(now: Readonly<Record<string, unknown>>): string {
    const known = this.#literalOptions().nameOf?.(now, "");
    if (known !== undefined) return known;
    const texts = Object.entries(now).map(([name, value]) => {
      const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
      const text = value === undefined ? "undefined" : this.#write(value, "        ", name);
      return text === key ? key : `${key}: ${text}`;
    });
    const flat = `{ ${texts.join(", ")} }`;
    if (flat.length <= 100 && !flat.includes("\n")) return flat;
    return `{\n${texts.map((text) => `        ${text},\n`).join("")}      }`;
  }

  #write(value: unknown, indent: string, key = ""): string {
    return literal(value, indent, this.#literalOptions(), key);
  }

  #literalOptions(): LiteralOptions {
    return { nameOf: (value) => this.#names.get(keyOf(value, { opaque: "name" }))?.name };
  }

  // -------------------------------------------------------------------------------------------- what is written once

  #constants(): string[] {
    return [...this.#names.values()]
      .sort((a, b) => a.depth - b.depth || (a.name < b.name ? -1 : 1))
      .map(({ name, value }) => `const ${name} = ${bodyLiteral(value, "", this.#literalOptions())};`);
  }

  #findUnchecked(): void {
    for (const { first, steps } of this.#plan.tests) {
      for (const { changes } of [first, ...steps.map(({ expect }) => expect)]) {
        for (const [name, value] of Object.entries(changes)) if (!isWritable(value)) this.#uncheckedNames.add(name);
      }
    }
  }

  /** Names are the property's name and a part of the value's hash: they do not change when others come and go. */
  #findRepeated(): void {
    const counts = new Map<string, { readonly value: object; readonly key: string; times: number; depth: number }>();
    const visit = (value: unknown, key: string): number => {
      if (typeof value !== "object" || value === null || !isWritable(value)) return 0;
      const tag = tagOf(value);
      let depth = 0;
      if (tag === "Object" || tag === "Array") {
        for (const [name, inner] of Object.entries(value))
          depth = Math.max(depth, visit(inner, tag === "Array" ? key : name));
      }
      depth += 1;
      const text = keyOf(value, { opaque: "name" });
      const isLong = text.length > longValue || hashedText.test(text);
      if (!isLong || !/^[A-Za-z_$][\w$]*$/.test(key)) return depth;
      const known = counts.get(text);
      if (known === undefined) counts.set(text, { value, key, times: 1, depth });
      else known.times += 1;
      return depth;
    };
    for (const { input, first, steps } of this.#plan.tests) {
      visit(input, "input");
      // Many tests begin alike: with the whole context.
      visit(first.changes, "context");
      for (const { params } of first.effects) visit(params, "");
      for (const { changes, effects } of steps.map(({ expect }) => expect)) {
        visit(changes, "");
        for (const { params } of effects) visit(params, "");
      }
      for (const step of steps) if (step.kind === "send") visit(step.event, "");
    }
    const used = new Map<string, number>();
    for (const [text, { value, key, times, depth }] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (times < 2) continue;
      const base = `${key}_${hashPart(text)}`;
      const again = used.get(base) ?? 0;
      used.set(base, again + 1);
      this.#names.set(text, { name: again === 0 ? base : `${base}_${again}`, value, depth });
    }
  }
}

function hashPart(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(36).slice(0, 4);
}

/** Whether a value can be written down and made again. */
function isWritable(value: unknown): boolean {
  let isWhole = true;
  try {
    keyOf(value, { opaque: "name", notice: () => void (isWhole = false) });
  } catch {
    return false;
  }
  return isWhole;
}

/** The inputs of the tests in an emitted file, for `PlanOptions.keep`. */
export function readKept(text: string): KeptTest[] {
  return text
    .split(/^ {2}it\(/m)
    .slice(1)
    .map((body) => {
      const start = /^ {4}const chart = start\(.*?\);(?: \/\/ start ("(?:[^"\\]|\\.)*"))?$/ms.exec(body)?.[1];
      const labels = [...body.matchAll(/^ {4}chart\.(send|ignore|settle|advance)\((?:("(?:[^"\\]|\\.)*"))?/gm)].map(
        ([, kind, label]) => (kind === "advance" ? "advance" : (JSON.parse(label ?? '""') as string)),
      );
      return { start: start === undefined ? "" : (JSON.parse(start) as string), labels };
    });
}
