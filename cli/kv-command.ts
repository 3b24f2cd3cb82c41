/** `quorate kv`: the six operations on one key. */
import type { Command } from "commander";
import type { EnsembleClient, Entry } from "#services/public-types";
import { type Terminal, table, toJson } from "./output.ts";
import { jsonOrText } from "./parse.ts";
import { type Connect, type TargetOptions, withClient, withTargetOptions } from "./target.ts";

interface KvOptions extends TargetOptions {
  readonly version: string;
  readonly readRepair?: true;
}

type Operation = (
  ensemble: EnsembleClient,
  key: string,
  value: unknown,
  options: KvOptions,
) => Promise<Entry<unknown> | undefined>;

interface KvCommand {
  readonly name: string;
  readonly does: string;
  readonly takesValue: boolean;
  readonly takesVersion: boolean;
  /** What is printed when there is no entry to print. */
  readonly absent: string;
  readonly example: string;
  readonly run: Operation;
}

const commands: readonly KvCommand[] = [
  {
    name: "get",
    does: "read a key; prints null with --json when it does not exist (exit code 0)",
    takesValue: false,
    takesVersion: false,
    absent: "no such key",
    example: "quorate kv get demo alice --json",
    run: (ensemble, key, _value, { timeout, readRepair }) =>
      ensemble.get(key, { timeoutMs: timeout, readRepair: readRepair === true }),
  },
  {
    name: "put",
    does: "write a key, whatever it holds",
    takesValue: true,
    takesVersion: false,
    absent: "",
    example: `quorate kv put demo alice '{"balance":10}'`,
    run: (ensemble, key, value, { timeout }) => ensemble.put(key, value, { timeoutMs: timeout }),
  },
  {
    name: "create",
    does: "write a key that must not exist",
    takesValue: true,
    takesVersion: false,
    absent: "",
    example: "quorate kv create demo alice hello",
    run: (ensemble, key, value, { timeout }) => ensemble.create(key, value, { timeoutMs: timeout }),
  },
  {
    name: "update",
    does: "write a key whose version must be the one named",
    takesValue: true,
    takesVersion: true,
    absent: "",
    example: "quorate kv update demo alice hello --version VERSION",
    run: (ensemble, key, value, { timeout, version }) => ensemble.update(key, version, value, { timeoutMs: timeout }),
  },
  {
    name: "delete",
    does: "delete a key, whatever it holds",
    takesValue: false,
    takesVersion: false,
    absent: "deleted",
    example: "quorate kv delete demo alice",
    run: async (ensemble, key, _value, { timeout }) => {
      await ensemble.delete(key, { timeoutMs: timeout });
      return undefined;
    },
  },
  {
    name: "safe-delete",
    does: "delete a key whose version must be the one named",
    takesValue: false,
    takesVersion: true,
    absent: "deleted",
    example: "quorate kv safe-delete demo alice --version VERSION",
    run: async (ensemble, key, _value, { timeout, version }) => {
      await ensemble.safeDelete(key, version, { timeoutMs: timeout });
      return undefined;
    },
  },
];

export function addKvCommand(program: Command, terminal: Terminal, connect: Connect): void {
  const kv = program.command("kv").description("read and write keys of an ensemble");
  kv.addHelpText("after", `\nExamples:\n${commands.map((one) => `  ${one.example}\n`).join("")}`);
  for (const one of commands) addOne(kv, one, terminal, connect);
}

function addOne(kv: Command, one: KvCommand, terminal: Terminal, connect: Connect): void {
  const command = kv.command(one.name).description(one.does);
  command.argument("<ensemble>", "name of the ensemble").argument("<key>", "the key, at most 1,024 bytes");
  if (one.takesValue) command.argument("<value>", "JSON, or a plain string when it does not parse");
  if (one.takesVersion) command.requiredOption("--version <version>", "the version that a get or a write answered");
  if (one.name === "get") command.option("--read-repair", "ask a quorum of replicas, and mend those that differ");
  withTargetOptions(command);
  command.addHelpText("after", `\nExample:\n  ${one.example}\n`);
  command.action(async (ensemble: string, key: string, ...rest: unknown[]) => {
    const value = one.takesValue ? jsonOrText(rest[0] as string) : undefined;
    const options = command.opts<KvOptions>();
    const entry = await withClient(connect, options, terminal.env, (client) =>
      one.run(client.ensemble(ensemble), key, value, options),
    );
    terminal.out(options.json === true ? `${toJson(entry)}\n` : showEntry(entry, one.absent));
  });
}

function showEntry(entry: Entry<unknown> | undefined, absent: string): string {
  if (entry === undefined) return `${absent}\n`;
  return table([
    ["key", entry.key],
    ["value", typeof entry.value === "string" ? entry.value : toJson(entry.value)],
    ["version", entry.version],
  ]);
}
