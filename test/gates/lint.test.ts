/** The linter's gates: each rule fires on a planted violation, and the run over the repository reads every source file. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const planted = join(root, "test/fixtures/gates");

interface Report {
  readonly diagnostics: readonly { readonly filename: string; readonly code?: string; readonly severity: string }[];
  readonly number_of_files: number;
}

function run(command: string, args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      join(root, "node_modules/.bin", command),
      args,
      { cwd: root, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
      },
    );
  });
}

function filesBelow(directory: string, ending: RegExp): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The first line of a planted file names the rules that must fire, once for each time, or says `clean`. */
function expectedIn(path: string): string[] {
  const first = readFileSync(path, "utf8").split("\n")[0] ?? "";
  if (first === "// clean") return [];
  const rules = /^\/\/ expect: (.+)$/.exec(first)?.[1];
  if (rules === undefined) throw new Error(`${path}: the first line says neither "// clean" nor "// expect: ..."`);
  return rules.split(" ").sort();
}

describe("linter", () => {
  it("fires on every planted violation, and nowhere else", { timeout: 60_000 }, async () => {
    const { code, stdout } = await run("oxlint", ["-c", "oxlint.config.js", "-f", "json", "test/fixtures/gates"]);
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as Report;
    const files = filesBelow(planted, /\.ts$/);
    expect(report.number_of_files).toBe(files.length);
    const found = new Map<string, string[]>();
    for (const { filename, code: rule } of report.diagnostics)
      found.set(filename, [...(found.get(filename) ?? []), String(rule)]);
    for (const file of files) {
      const name = relative(root, file);
      expect({ name, rules: (found.get(name) ?? []).sort() }).toEqual({ name, rules: expectedIn(file) });
    }
  });

  it("has a planted violation for every rule that is switched on by name", async () => {
    const config = (await import(/* @vite-ignore */ join(root, "oxlint.config.js"))) as {
      default: { rules: Record<string, unknown> };
    };
    const proven = new Set(filesBelow(planted, /\.ts$/).flatMap(expectedIn));
    for (const [rule, level] of Object.entries(config.default.rules)) {
      if (level === "off") continue;
      const [plugin, name] = rule.includes("/") ? rule.split("/") : ["eslint", rule];
      expect(proven, `no planted violation of ${rule}`).toContain(`${plugin}(${name})`);
    }
  });

  it("reads every source file of the repository", { timeout: 60_000 }, async () => {
    const script = (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> })
      .scripts["lint"];
    expect(script).toBe('oxlint -c oxlint.config.js --ignore-pattern "test/fixtures/**" .');
    const { stdout } = await run("oxlint", [
      "-c",
      "oxlint.config.js",
      "--ignore-pattern",
      "test/fixtures/**",
      "--debug=files",
      ".",
    ]);
    const read = new Set(stdout.split("\n").map((line) => relative(root, join(root, line.trim()))));
    const rooms = ["machines", "services", "transport", "visualizer", "coverage", "simulation", "cli", "test", "bench"];
    const sources = rooms
      .flatMap((room) => {
        try {
          return filesBelow(join(root, room), /\.tsx?$/);
        } catch {
          return [];
        }
      })
      .map((path) => relative(root, path))
      .filter((path) => !path.startsWith("test/fixtures/"));
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.filter((path) => !read.has(path))).toEqual([]);
  });
});

describe("compiler", () => {
  it("refuses a planted type error under the repository's settings", { timeout: 60_000 }, async () => {
    const { code, stdout } = await run("tsc", ["-p", "test/fixtures/types/tsconfig.json", "--noEmit"]);
    expect(code).not.toBe(0);
    const codes = [...stdout.matchAll(/error (TS\d+)/g)].map((match) => match[1]);
    // A possibly absent element, an undefined where a property may only be absent, an enum.
    expect(new Set(codes)).toEqual(new Set(["TS1294", "TS2322", "TS2375"]));
  });

  it("reads every source file of the rooms", { timeout: 60_000 }, async () => {
    const { stdout } = await run("tsc", ["-p", "tsconfig.json", "--noEmit", "--listFilesOnly"]);
    const read = new Set(stdout.split("\n").map((line) => relative(root, line.trim())));
    const sources = ["machines", "services", "transport", "cli", "test"]
      .flatMap((room) => filesBelow(join(root, room), /\.ts$/))
      .map((path) => relative(root, path))
      .filter((path) => !path.startsWith("test/fixtures/"));
    expect(sources.filter((path) => !read.has(path))).toEqual([]);
  });
});

describe("formatter", () => {
  it("refuses a planted badly formatted file", async () => {
    const { code, stderr } = await run("prettier", [
      "--check",
      "--ignore-path",
      "/dev/null",
      "test/fixtures/format/bad.ts",
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain("test/fixtures/format/bad.ts");
  });
});
