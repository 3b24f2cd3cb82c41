/** `quorate ring`: quorum requests to the vnodes of a key. One line a vnode that answered. */
import type { Command } from "commander";
import { maxPartitions } from "#machines/protocol/ring";
import { atom, type RingTerm } from "#machines/protocol/term";
import type { RingCallOptions, RingClient, VnodeAnswer } from "#services/public-types";
import { table, type Terminal, toJson } from "./output.ts";
import { jsonOrText, wholeNumber } from "./parse.ts";
import { type Connect, type TargetOptions, withClient, withTargetOptions } from "./target.ts";

interface RingCommandOptions extends TargetOptions {
  readonly n?: number;
  readonly r?: number;
  readonly w?: number;
  readonly pr?: number;
  readonly pw?: number;
  readonly atoms?: true;
}

interface RingCommand {
  readonly name: "get" | "put" | "delete";
  readonly does: string;
  readonly replies: "r" | "w";
  readonly takesValue: boolean;
  readonly example: string;
  readonly run: (ring: RingClient, key: RingTerm, value: unknown, options: RingCallOptions) => Promise<VnodeAnswer[]>;
}

const commands: readonly RingCommand[] = [
  {
    name: "get",
    does: "read a key: every reply, for you to reconcile",
    replies: "r",
    takesValue: false,
    example: "quorate ring get users alice --r 3",
    run: (ring, key, _value, options) => ring.get(key, options),
  },
  {
    name: "put",
    does: "write a key, whatever it holds",
    replies: "w",
    takesValue: true,
    example: `quorate ring put users alice '{"mail":"a@example.org"}' --w 3`,
    run: (ring, key, value, options) => ring.put(key, value, options),
  },
  {
    name: "delete",
    does: "delete a key; one that is not there is no error",
    replies: "w",
    takesValue: false,
    example: "quorate ring delete users alice",
    run: (ring, key, _value, options) => ring.delete(key, options),
  },
];

const count = wholeNumber(1, maxPartitions);
const countOrNone = wholeNumber(0, maxPartitions);

export function addRingCommand(program: Command, terminal: Terminal, connect: Connect): void {
  const ring = program.command("ring").description("eventually consistent requests over the hash ring");
  ring.addHelpText("after", `\nExamples:\n${commands.map((one) => `  ${one.example}\n`).join("")}`);
  for (const one of commands) addOne(ring, one, terminal, connect);
}

function addOne(parent: Command, one: RingCommand, terminal: Terminal, connect: Connect): void {
  const command = parent.command(one.name).description(one.does);
  command.argument("<bucket>", "name of the bucket").argument("<key>", "the key");
  if (one.takesValue) command.argument("<value>", "JSON, or a plain string when it does not parse");
  const kind = one.replies === "r" ? "read" : "write";
  command
    .option("--n <count>", "how many vnodes hold the key (default: 3)", count)
    .option(`--${one.replies} <count>`, `how many must answer a ${kind} (default: a majority of n)`, count)
    .option(
      `--p${one.replies} <count>`,
      "how many of those must be primaries (default: all, but at most n - 1)",
      countOrNone,
    )
    .option("--atoms", "bucket and key are Erlang atoms, which hash differently");
  withTargetOptions(command);
  command.addHelpText("after", `\nExample:\n  ${one.example}\n`);
  command.action(async (bucket: string, key: string, ...rest: unknown[]) => {
    const value = one.takesValue ? jsonOrText(rest[0] as string) : undefined;
    const { json, timeout, atoms, n, r, w, pr, pw } = command.opts<RingCommandOptions>();
    const options = command.opts<RingCommandOptions>();
    const term = (text: string): RingTerm => (atoms === true ? atom(text) : text);
    const given = Object.entries({ n, r, w, pr, pw }).filter(([, number]) => number !== undefined);
    const answers = await withClient(connect, options, terminal.env, (client) =>
      one.run(client.ring(term(bucket)), term(key), value, { timeoutMs: timeout, ...Object.fromEntries(given) }),
    );
    terminal.out(json === true ? `${toJson(answers)}\n` : showAnswers(answers));
  });
}

export function showAnswers(answers: readonly VnodeAnswer[]): string {
  const rows = answers.map((answer) => [
    answer.partition,
    answer.fallback ? `${answer.node} (fallback)` : answer.node,
    answer.status,
    shown(answer),
  ]);
  return table([["PARTITION", "NODE", "STATUS", ""], ...rows]);
}

function shown(answer: VnodeAnswer): string {
  if (answer.status === "error") return answer.reason;
  if (answer.status !== "found") return "";
  return typeof answer.value === "string" ? answer.value : toJson(answer.value);
}
