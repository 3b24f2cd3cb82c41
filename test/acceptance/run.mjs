/** `npm run acceptance [-- --full]`: the acceptance tests alone; in full length they take many minutes. */
import { spawn } from "node:child_process";

const args = process.argv.slice(2);
const full = args.includes("--full");
const rest = args.filter((arg) => arg !== "--full");
const which = rest.some((arg) => arg.startsWith("test/")) ? [] : ["test/acceptance"];
const child = spawn(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "--project", "processes", ...which, ...rest],
  { stdio: "inherit", env: { ...process.env, ...(full && { QUORATE_FULL: "1" }) } },
);
child.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
