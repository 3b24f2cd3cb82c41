/** Pages that list what the code has are held to it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "#cli/program";
import { errorCatalogue } from "#machines/protocol/errors";
import { defaultSettings, settingRelations } from "#machines/protocol/settings";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Rows of the page's tables whose first cell is code: the cells, the first without its marks. */
function rows(page: string): string[][] {
  return [...page.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)].map(([, first = "", rest = ""]) => [
    first,
    ...rest.split(" | ").map((cell) => cell.trim()),
  ]);
}

describe("docs/ERRORS.md", () => {
  it("lists the catalogue, with its words", () => {
    const listed = rows(read("docs/ERRORS.md")).map(([code = "", meaning = ""]) => [code, meaning]);
    expect(listed).toHaveLength(Object.keys(errorCatalogue).length);
    expect(Object.fromEntries(listed)).toEqual(errorCatalogue);
  });
});

describe("docs/SETTINGS.md", () => {
  it("lists the settings with their defaults", () => {
    const listed = rows(read("docs/SETTINGS.md")).map(([name = "", value = ""]) => [name, value]);
    expect(listed).toHaveLength(Object.keys(defaultSettings).length);
    const defaults = Object.entries(defaultSettings).map(([name, value]) => [name, String(value)]);
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(defaults));
  });

  it("lists the relations", () => {
    const listed = [...read("docs/SETTINGS.md").matchAll(/^- `(.+)`$/gm)].map(([, text]) => text);
    expect(listed).toEqual(settingRelations.map(({ text }) => text));
  });
});

describe("docs/RELIABILITY.md", () => {
  const page = read("docs/RELIABILITY.md");
  const rowsOf = (text: string): RegExpExecArray[] => [
    ...text.matchAll(/^\| ([^|]*) \|[^|]*\| `(test\/[\w./-]+)`: (.+) \|$/gm),
  ];

  it.each([
    [
      "integrity",
      ["S3", "S4", "S5", "S7", "S8", "S12", "S13", "S14", "S15", "H6", "H8", "H9", "H10", "H11", "H18", "H21"],
    ],
    ["membership", ["S11", "H2", "H3", "H12", "H13", "H16", "H17", "H19", "H22"]],
  ])("names a test for each scenario of %s", (part, scenarios) => {
    const section = page.split(/^#+ /m).find((text) => text.startsWith(`Scenarios of ${part}\n`)) ?? "";
    expect(new Set(rowsOf(section).map(([, scenario]) => scenario?.trim()))).toEqual(
      new Set(part === "integrity" ? [...scenarios, ""] : scenarios),
    );
  });

  it("names tests that exist", () => {
    const named = rowsOf(page);
    expect(named.length).toBeGreaterThan(40);
    const missing = named.filter(([, , file = "", title = ""]) => {
      const source = read(file);
      return !source.includes(`"${title}"`) && !source.includes(`\`${title}\``);
    });
    expect(missing.map(([row]) => row)).toEqual([]);
  });
});

describe("docs/CLI.md", () => {
  const page = read("docs/CLI.md");

  async function help(...command: readonly string[]): Promise<string> {
    let out = "";
    const refuse = (): never => {
      throw new Error("help starts nothing");
    };
    const terminal = { out: (text: string) => void (out += text), err: () => undefined, env: {} };
    await runCli([...command, "--help"], "0", terminal, { connect: refuse, startNode: refuse, up: refuse });
    return out;
  }

  const commands = [
    ["up"],
    ["coverage"],
    ["node"],
    ...["status", "enable", "join", "remove", "create-ensemble", "delete-ensemble", "members", "step-down"].map(
      (name) => ["cluster", name],
    ),
    ["bench"],
    ["simulate"],
    ["shell"],
    ...["get", "put", "delete"].map((name) => ["ring", name]),
    ["inspect"],
    ["verify"],
    ...["get", "put", "create", "update", "delete", "safe-delete"].map((name) => ["kv", name]),
  ];

  it.each(commands)("names every option of %s %s", async (...command) => {
    const options = [...(await help(...command)).matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(
      ([, option]) => option ?? "",
    );
    expect(options.length).toBeGreaterThan(1);
    for (const option of options) expect(page).toContain(option);
    expect(page).toContain(`quorate ${command.join(" ")}`);
  });

  it("names no option that no command has", async () => {
    const all = (await Promise.all(commands.map((command) => help(...command)))).join("\n");
    const named = new Set([...page.matchAll(/(?<![\w-])--[a-z][\w-]*/g)].map(([option]) => option));
    for (const option of named) expect(all).toContain(option);
  });
});

describe("docs/API.md", () => {
  const page = read("docs/API.md");
  const source = read("services/public-types.ts");

  it.each([
    "QuorateNode",
    "QuorateClient",
    "EnsembleClient",
    "RingClient",
    "RingOptions",
    "AdminClient",
    "EnsembleClient",
    "NewEnsemble",
    "MembershipStatus",
    "NodeOptions",
    "ClientOptions",
    "CallOptions",
    "Entry",
  ])("names every member of %s", (name) => {
    const body = new RegExp(`export interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(source)?.[1] ?? "";
    const members = [...body.matchAll(/^ {2}(?:readonly )?(\w+)[?]?[:(<]/gm)].map(([, member]) => member ?? "");
    expect(members.length).toBeGreaterThan(1);
    for (const member of members) expect(page).toMatch(new RegExp(`\\b${member}\\b`));
  });
});

describe("README.md", () => {
  it("gives a reason for every dependency, and names no other", () => {
    const listed = [...read("README.md").matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = ""]) =>
      cell.split(", ").map((name) => name.replaceAll("`", "")),
    );
    const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<string, object>;
    expect([...listed].sort((a, b) => a.localeCompare(b))).toEqual(
      Object.keys({ ...dependencies, ...devDependencies }).sort((a, b) => a.localeCompare(b)),
    );
  });

  it("names pages that exist", () => {
    for (const page of [
      "README.md",
      "CONTRIBUTING.md",
      "docs/API.md",
      "docs/CLI.md",
      "docs/ERRORS.md",
      "docs/ARCHITECTURE.md",
      "docs/RING.md",
    ]) {
      for (const [, target = ""] of read(page).matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)) {
        const path = join(page, "..", target);
        expect(() => readFileSync(join(root, path)), `${page} names ${target}`).not.toThrow(/ENOENT/);
      }
    }
  });
});
