/** `quorate up`: its options; cli/up.ts does the work. */
import { type Command, Option } from "commander";
import type { NodeOptions } from "#services/public-types";
import { type Terminal, UsageError } from "./output.ts";
import { name, oneOf, settingOption, wholeNumber } from "./parse.ts";

export interface UpOptions {
  /** How many nodes a new cluster gets; undefined: three, or what the data holds. */
  readonly nodes?: number;
  readonly cluster?: string;
  readonly data: string;
  readonly port: number;
  readonly nats?: string;
  readonly embedded?: true;
  readonly fresh?: true;
  readonly inspector: boolean;
  /** Undefined: on, as the cluster is this machine's own. */
  readonly controls?: boolean;
  readonly showValues?: true;
  readonly set?: Record<string, unknown>;
  readonly logLevel: NonNullable<NodeOptions["logLevel"]>;
  readonly json?: true;
}

/** Resolves when everything has stopped. */
export type Up = (options: UpOptions, terminal: Terminal) => Promise<void>;

export function addUpCommand(program: Command, terminal: Terminal, up: Up): void {
  const command = program
    .command("up")
    .description("run a cluster on this machine: NATS if none is named, one process a node, an ensemble demo")
    .option("--nodes <count>", "how many nodes (default: 3, or as many as the data holds)", wholeNumber(1, 16))
    .option("--cluster <name>", "the cluster's name (default: demo, or that of the data)", name)
    .option("--data <dir>", "where everything is kept", ".quorate")
    .option("--port <port>", "the inspector's port", wholeNumber(0, 65_535), 7070)
    .addOption(new Option("--nats <url>", "use this NATS server (also: NATS_URL)").conflicts("embedded"))
    .option("--embedded", "no NATS: all nodes in this process, out of reach for other commands")
    .option("--fresh", "remove the data of the cluster before")
    .option("--no-inspector", "without the inspector page")
    .option("--controls", "the page may write keys, kill, pause and cut off nodes (default)")
    .option("--no-controls", "the page only reads")
    .option("--show-values", "the page shows the values of keys, not only their length")
    .option("--set <name=value>", "a setting of docs/SETTINGS.md for all nodes; repeatable", settingOption)
    .option("--log-level <level>", "of the nodes' logs", oneOf(["debug", "info", "warn", "error", "silent"]), "info")
    .option("--json", "print JSON lines, errors too");
  command.addHelpText(
    "after",
    `
Examples:
  quorate up                              three nodes on a NATS server of their own, data in .quorate
  quorate up --nodes 5 --data /tmp/five
  quorate up --nats nats://127.0.0.1:4222 --fresh

Prints "ready" when the ensemble demo serves. Ctrl-C stops everything; the data stays for the next "quorate up".
`,
  );
  command.action(async () => {
    const options = command.opts<UpOptions>();
    if (options.data === "") throw new UsageError("--data takes a directory");
    await up(options, terminal);
  });
}
