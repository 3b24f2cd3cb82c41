/**
 * The results file of `quorate simulate --results`: a line a seed, so that a long run can be stopped and taken up again, and
 * runs of one build add up. A line counts only for the build and the flags that it was made with.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { UsageError } from "./output.ts";
import type { SeedFlags, SeedRun } from "./simulate-seed.ts";

interface Line {
  readonly build: string;
  readonly flags: string;
  readonly run: SeedRun;
}

const lineStart = '{"build":"';

/** The commit this was built from; with `+changes` when there are others; the version where there is no checkout. */
export function buildName(version: string): string {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      stdio: ["ignore", "pipe", "ignore"],
    })
      .toString()
      .trim();
  try {
    const commit = git("rev-parse", "--short=12", "HEAD");
    return git("status", "--porcelain", "--untracked-files=no") === "" ? commit : `${commit}+changes`;
  } catch {
    return version;
  }
}

export class Results {
  readonly #path: string;
  readonly #build: string;
  readonly #flags: string;

  constructor(path: string, build: string, flags: SeedFlags) {
    this.#path = path;
    this.#build = build;
    this.#flags = JSON.stringify(flags);
  }

  /**
   * What this build has found with these flags. A last line that was cut off by a kill does not count.
   * @throws UsageError when it is no results file.
   */
  read(): SeedRun[] {
    if (!existsSync(this.#path)) return [];
    const bytes = readFileSync(this.#path);
    const whole = bytes.lastIndexOf(10) + 1;
    const lines = bytes.toString("utf8", 0, whole).split("\n");
    const runs = new Map<string, SeedRun>();
    for (const [index, text] of lines.entries()) {
      if (text === "") continue;
      const line = parse(text);
      if (line === undefined)
        throw new UsageError(`${this.#path} is no results file: line ${index + 1} is not one of a seed`);
      if (line.build === this.#build && line.flags === this.#flags) runs.set(String(line.run.seed), line.run);
    }
    // A kill may have left half a line.
    const rest = bytes.toString("utf8", whole);
    if (!rest.startsWith(lineStart.slice(0, rest.length)))
      throw new UsageError(`${this.#path} is no results file: it does not end with a line of one`);
    if (rest !== "") truncateSync(this.#path, whole);
    return [...runs.values()];
  }

  add(run: SeedRun): void {
    const line: Line = { build: this.#build, flags: this.#flags, run };
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`);
  }
}

function parse(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as Partial<Line> | null;
    const isLine = typeof line?.build === "string" && typeof line.flags === "string" && line.run?.stats !== undefined;
    return isLine ? (line as Line) : undefined;
  } catch {
    return undefined;
  }
}
