/** What the `quorate` command does, from its arguments to its exit code. */
import { readFileSync } from "node:fs";
import process from "node:process";
import type { Parent } from "./node-command.ts";
import { runCli } from "./program.ts";
import { startNodeWithFaults } from "./fault-bus.ts";
import type { Inspect } from "./inspect-command.ts";
import { connect, startNode } from "./quorate.ts";
import type { Up } from "./up-command.ts";

/** From cli/ and from dist/cli/ alike. */
function packageVersion(): string {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      return (JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as { version: string }).version;
    } catch {
      continue;
    }
  }
  return "unknown";
}

/** `quorate up` starts nodes with an IPC channel; nobody else does. */
const parent: Parent | undefined =
  process.send === undefined
    ? undefined
    : {
        tell: (report) => {
          if (process.connected) process.send?.(report, undefined, undefined, () => undefined);
        },
        onGone: (listener) => void process.on("disconnect", listener),
        leave: () => {
          if (process.connected) process.disconnect();
        },
      };

// The inspector's page and what draws charts are loaded by those who show them: a node is to start quickly.
const up: Up = async (...args) => (await import("./up.ts")).up(...args);
const inspect: Inspect = async (...args) => (await import("./inspect.ts")).inspect(...args);

// A reader that went away (| head) is no reason for a stack trace.
process.stdout.on("error", () => process.exit(0));

process.exitCode = await runCli(
  process.argv.slice(2),
  packageVersion(),
  {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    env: process.env,
    isInteractive: process.stderr.isTTY === true,
  },
  { connect, startNode: parent === undefined ? startNode : startNodeWithFaults, up, inspect, parent },
);

// Nothing is left to do. Should a socket or timer still be open, it does not keep the process for long.
setTimeout(() => process.exit(), 2000).unref();
