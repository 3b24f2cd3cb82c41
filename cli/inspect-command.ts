/** `quorate inspect`: its options; cli/inspect.ts does the work. */
import { type Command, Option } from "commander";
import { QuorateError } from "#machines/protocol/errors";
import type { Terminal } from "./output.ts";
import { name, wholeNumber } from "./parse.ts";

export interface InspectOptions {
  readonly nats?: string;
  readonly cluster?: string;
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly recording?: string;
  readonly counts?: string;
  readonly controls?: true;
  readonly showValues?: true;
  readonly json?: true;
}

/** Resolves when it was told to stop. */
export type Inspect = (options: InspectOptions, terminal: Terminal) => Promise<void>;

export function addInspectCommand(program: Command, terminal: Terminal, inspect: Inspect | undefined): void {
  const command = program
    .command("inspect")
    .description("show a running cluster, or a recording, in the browser")
    .option("--nats <url>", "the NATS server of the cluster (else: up.json below --data, else NATS_URL)")
    .option("--cluster <name>", "the cluster (else: the one of up.json, else demo)", name)
    .option("--data <dir>", 'the directory of a cluster that "quorate up" runs', ".quorate")
    .option("--port <port>", "where the page is served; 0 takes a free port", wholeNumber(0, 65_535), 7070)
    .option("--host <address>", "the interface to listen on", "127.0.0.1")
    .addOption(
      new Option("--recording <file>", "play a recording that the page saved or that simulate --out wrote").conflicts([
        "nats",
        "cluster",
        "controls",
      ]),
    )
    .option("--counts <file>", "show the counts of coverage --counts as heat on the charts")
    .option("--controls", "let the page write keys and step leaders down")
    .option("--show-values", "show the values of keys, not only their length")
    .option("--json", "print JSON lines, errors too");
  command.addHelpText(
    "after",
    `
Examples:
  quorate inspect                                  the cluster that "quorate up" runs here
  quorate inspect --nats nats://127.0.0.1:4222 --cluster demo --port 7071
  quorate inspect --recording failure/seed-17.ndjson
  quorate inspect --counts all.json                what the recordings of "quorate coverage --counts all.json" never did

Prints the page's address, which carries its key. Ctrl-C ends it.
`,
  );
  command.action(async () => {
    if (inspect === undefined) throw new QuorateError("CONFIG", "this build cannot inspect");
    await inspect(command.opts<InspectOptions>(), terminal);
  });
}
