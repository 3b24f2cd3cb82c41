/** `quorate shell`: a session with history and completion, over one client. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Command } from "commander";
import { maxPartitions } from "#machines/protocol/ring";
import type { QuorateClient } from "#services/public-types";
import { QuorateError } from "#machines/protocol/errors";
import type { Terminal } from "./output.ts";
import { wholeNumber } from "./parse.ts";
import { ShellSession } from "./shell/session.ts";
import { type Connect, findTarget, type TargetOptions, withClient, withTargetOptions } from "./target.ts";

/** Where lines come from: a person's terminal, or a file. */
export interface ShellInput {
  readonly stream: NodeJS.ReadableStream;
  /** Prompts, history and completion are for people. */
  readonly isTerminal: boolean;
  /** Where the prompt and what is typed are shown. */
  readonly echo: NodeJS.WritableStream;
}

/** Runs a command line, with another client and other places for its output; its exit code. */
export type RunLine = (args: readonly string[], terminal: Terminal, connect: Connect) => Promise<number>;

interface ShellOptions extends TargetOptions {
  readonly n: number;
  readonly r: number;
  readonly w: number;
  /** Else each command has its own: those that move data wait longer. */
  readonly isTimeoutGiven: boolean;
}

const keptLines = 1000;

export function addShellCommand(
  program: Command,
  terminal: Terminal,
  connect: Connect,
  run: RunLine,
  input: ShellInput,
): void {
  const command = program
    .command("shell")
    .description("a session with history and completion; help lists what it takes");
  const count = wholeNumber(1, maxPartitions);
  withTargetOptions(command)
    .option("--n <count>", "vnodes that a call to the ring asks", count, 3)
    .option("--r <count>", "of which so many must answer a read", count, 3)
    .option("--w <count>", "and so many a write", count, 3);
  command.addHelpText("after", "\nExamples:\n  quorate shell\n  echo 'ring:get({ns, k1}).' | quorate shell\n");
  command.action(async () => {
    const isTimeoutGiven = command.getOptionValueSource("timeout") !== "default";
    const options: ShellOptions = { ...command.opts<Omit<ShellOptions, "isTimeoutGiven">>(), isTimeoutGiven };
    const failures = await withClient(connect, options, terminal.env, (client) =>
      converse(client, options, terminal, run, input),
    );
    if (failures > 0 && !input.isTerminal)
      throw new QuorateError("UNAVAILABLE", `${failures} of the lines failed; what they said is above`);
  });
}

/** @returns how many lines failed. */
async function converse(
  client: QuorateClient,
  options: ShellOptions,
  terminal: Terminal,
  run: RunLine,
  input: ShellInput,
): Promise<number> {
  const { servers, cluster } = findTarget(options, terminal.env);
  const timeout = options.isTimeoutGiven ? ["--timeout", String(options.timeout)] : [];
  const target = ["--nats", [servers].flat().join(","), "--cluster", cluster, ...timeout];
  const shared: Connect = async () => ({ ...client, close: async () => undefined });
  const session = new ShellSession({
    client,
    counts: { n: options.n, r: options.r, w: options.w },
    timeoutMs: options.timeout,
    run: async (words) => {
      let text = "";
      const say = (more: string): void => void (text += more);
      // After the subcommand, so that what follows `--` stays a value.
      const args = [...words.slice(0, 2), ...target, ...words.slice(2)];
      const code = await run(args, { ...terminal, out: say, err: say }, shared);
      return { text, ok: code === 0 };
    },
  });
  const lines = openLines(session, options, input);
  const prompt = { count: 1, text: (): string => (session.isOpen ? "... " : `(${cluster})${prompt.count}> `) };
  let failures = 0;
  const ask = (): void => {
    if (!input.isTerminal) return;
    lines.setPrompt(prompt.text());
    lines.prompt();
  };
  ask();
  for await (const line of lines) {
    const evaluated = await session.evaluate(line);
    if (evaluated.kind === "quit") break;
    if (evaluated.kind !== "more") {
      prompt.count += line.trim() === "" ? 0 : 1;
      (evaluated.kind === "failed" && !input.isTerminal ? terminal.err : terminal.out)(evaluated.text);
      failures += evaluated.kind === "failed" ? 1 : 0;
    }
    ask();
  }
  lines.close();
  return failures;
}

/** History is kept beside `up.json`, where there is such a directory. */
function openLines(session: ShellSession, { data }: ShellOptions, input: ShellInput): Interface {
  const file = join(data, "shell-history");
  const isKept = input.isTerminal && existsSync(data);
  const history = isKept && existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n").slice(-keptLines) : [];
  const lines = createInterface({
    input: input.stream,
    output: input.echo,
    terminal: input.isTerminal,
    history: history.reverse(),
    historySize: keptLines,
    completer: (line: string) => session.complete(line),
  });
  if (isKept) lines.on("line", (line) => line.trim() !== "" && appendFileSync(file, `${line}\n`));
  // Ctrl-C leaves the statement, twice on an empty line the shell.
  lines.on("SIGINT", () => {
    if (lines.line === "" && !session.isOpen) return lines.close();
    session.abandon();
    input.echo.write("\n");
    // As Ctrl-E and Ctrl-U: an empty line.
    lines.write(null, { ctrl: true, name: "e" });
    lines.write(null, { ctrl: true, name: "u" });
    return lines.prompt();
  });
  return lines;
}
