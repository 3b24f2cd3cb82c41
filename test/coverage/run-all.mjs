/**
 * `npm run coverage:all [DIR]`: runs all tests and some more simulations while every machine of every process is counted
 * (quorate/record), and prints what was seen. Three times: of systems and simulations; with the peer's plan on a real peer; with
 * the tests of charts alone, which prove nothing about a system. Counts stay in DIR.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = join(import.meta.dirname, "../..");
const command = join(root, "dist/cli/main.js");
const directory =
  process.argv[2] === undefined ? mkdtempSync(join(tmpdir(), "quorate-seen-")) : resolve(process.argv[2]);
const at = (name) => join(directory, name);

const plans = ["test/coverage"];
const charts = ["test/machines", "test/generated"];
// In test/planted faults are planted: what they do is not ours.
const left = [...plans, ...charts, "test/planted", "test/fixtures"];
const systems = readdirSync(join(root, "test"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !left.includes(`test/${entry.name}`))
  .map(({ name }) => `test/${name}/`);
const vitest = join(root, "node_modules/vitest/vitest.mjs");

let failed = 0;
function run(group, file, args) {
  console.log(`\n${group}: ${args.join(" ")}`);
  const env = { ...process.env, QUORATE_COVERAGE: at(group) };
  // vitest loads it as a set-up file, for each test file anew.
  const loads = file === vitest ? [] : ["--import", join(root, "dist/cli/record.js")];
  const { status } = spawnSync(process.execPath, [...loads, file, ...args], { cwd: root, env, stdio: "inherit" });
  if (status !== 0) failed += 1;
}

run("charts", vitest, ["run", ...charts]);
run("plans", vitest, ["run", ...plans]);
run("systems", command, [
  "simulate",
  "--seeds",
  "40",
  "--minutes",
  "1",
  "--nodes",
  "3,5",
  "--keep-going",
  "--no-shrink",
]);
run("systems", command, [
  "simulate",
  "--seeds",
  "40",
  "--minutes",
  "1",
  "--nodes",
  "5",
  "--members",
  "3",
  "--keep-going",
  "--no-shrink",
]);
run("systems", vitest, ["run", ...systems]);

const tables = [
  { title: "systems and simulations", groups: ["systems"] },
  { title: "with the peer's plan on a real peer", groups: ["systems", "plans"] },
  { title: "with the tests of charts alone", groups: ["systems", "plans", "charts"] },
];
for (const { title, groups } of tables) {
  const merge = (...args) =>
    spawnSync(process.execPath, [command, "coverage", "--merge", ...groups.map(at), ...args], { encoding: "utf8" });
  console.log(`\n=== ${title}\n\n${merge().stdout}`);
  writeFileSync(at(`${groups.at(-1)}.html`), merge("--report", "html").stdout);
}
console.log(`tables as pages, and the counts: ${directory}${failed === 0 ? "" : `; ${failed} runs failed`}`);
process.exitCode = failed === 0 ? 0 : 1;
