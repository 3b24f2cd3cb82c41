/** The command line as a whole: parses, runs, and turns every end into one exit code. */
import { Command, CommanderError } from "commander";
import { addBenchCommand } from "./bench-command.ts";
import { addClusterCommand } from "./cluster-command.ts";
import { addInspectCommand, type Inspect } from "./inspect-command.ts";
import { addKvCommand } from "./kv-command.ts";
import { addNodeCommand, type Parent, type StartNode } from "./node-command.ts";
import { exitCodeOf, exitCodes, printError, type Terminal, UsageError } from "./output.ts";
import { addRingCommand } from "./ring-command.ts";
import { addShellCommand, type ShellInput } from "./shell-command.ts";
import type { Connect } from "./target.ts";
import { addUpCommand, type Up } from "./up-command.ts";
import { addVerifyCommand } from "./verify-command.ts";

export interface Actions {
  readonly connect: Connect;
  readonly startNode: StartNode;
  readonly up: Up;
  readonly inspect?: Inspect;
  /** There when `quorate up` started this process. */
  readonly parent?: Parent | undefined;
  /** What `quorate shell` reads; this process's own input unless given. */
  readonly input?: ShellInput | undefined;
}

const examples = `
Examples:
  quorate up                                a cluster of three nodes on this machine
  quorate kv put demo alice '{"balance":10}'
  quorate kv get demo alice --json
  quorate cluster status
  quorate verify .quorate/nodes/n1          is what a stopped node has on disk sound?

Exit codes: 0 ok, 1 operation failed, 2 the command line is wrong, 3 the outcome of a write is unknown.
`;

/** @returns the exit code; everything is printed by then. */
export async function runCli(
  args: readonly string[],
  version: string,
  terminal: Terminal,
  actions: Actions,
): Promise<number> {
  const json = args.includes("--json");
  const said: string[] = [];
  const program = new Command("quorate");
  program
    .description("Linearizable key/value consensus for Node.js over NATS")
    .version(version, "--version", "print the version")
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: (text) => void said.push(text) })
    .addHelpText("after", examples);
  addUpCommand(program, terminal, actions.up);
  addNodeCommand(program, terminal, actions.startNode, actions.parent);
  addKvCommand(program, terminal, actions.connect);
  addClusterCommand(program, terminal, actions.connect);
  addRingCommand(program, terminal, actions.connect);
  addShellCommand(
    program,
    terminal,
    actions.connect,
    (line, inner, connect) => runCli(line, version, inner, { ...actions, connect }),
    actions.input ?? { stream: process.stdin, isTerminal: process.stdin.isTTY === true, echo: process.stdout },
  );
  addInspectCommand(program, terminal, actions.inspect);
  addBenchCommand(program, terminal, actions.connect);
  addVerifyCommand(program, terminal);
  if (!withoutTools.has(args[0] ?? "")) await addTools(program, terminal, version);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      printError(terminal, error, json);
      return exitCodeOf(error);
    }
    if (error.exitCode === 0) return exitCodes.ok;
    reportUsage(said.join(""), error, json, terminal);
    return exitCodes.usage;
  }
}

/** Named first, these need nothing of the simulator or of coverage, which take longer to load than a node takes to open its store. */
const withoutTools = new Set(["up", "node", "kv", "cluster", "ring", "shell", "bench", "inspect", "verify"]);

async function addTools(program: Command, terminal: Terminal, version: string): Promise<void> {
  const [{ addSimulateCommand }, { addCoverageCommand }] = await Promise.all([
    import("./simulate-command.ts"),
    import("./coverage-command.ts"),
  ]);
  addSimulateCommand(program, terminal, version);
  addCoverageCommand(program, terminal);
}

/** Commander has written its complaint, suggestion included, or the help of a command that needs a subcommand. */
function reportUsage(said: string, error: CommanderError, json: boolean, terminal: Terminal): void {
  const isHelp = error.code === "commander.help";
  if (!json) return terminal.err(isHelp ? said : `${said.trimEnd()}\n`);
  const message = isHelp
    ? "a subcommand is missing; see --help"
    : said
        .trim()
        .replace(/^error: /, "")
        .replaceAll("\n", " ");
  printError(terminal, new UsageError(message), true);
}
