/** `quorate node`: one node in this process, until it is told to stop. */
import { setTimeout as delay } from "node:timers/promises";
import { type Command, Option } from "commander";
import { QuorateError } from "#machines/protocol/errors";
import type { Settings } from "#machines/protocol/settings";
import type { EnsembleConfig, NodeOptions, QuorateNode } from "#services/public-types";
import { type Entrance, enterCluster, peersReady } from "./enter-cluster.ts";
import { describeError, type Terminal, toJson } from "./output.ts";
import { ensembleOption, name, oneOf, settingOption } from "./parse.ts";

export type StartNode = (options: NodeOptions) => Promise<QuorateNode>;

/** What a node that `quorate up` has started tells it. */
export type NodeReport =
  | { readonly type: "started" }
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly code: string; readonly message: string };

/** The channel to the `quorate up` that started this process. */
export interface Parent {
  tell(report: NodeReport): void;
  /** Calls `listener` when that process is gone. */
  onGone(listener: () => void): void;
  /** Closes the channel, which else would keep this process. */
  leave(): void;
}

interface NodeCommandOptions {
  readonly name: string;
  readonly nats?: string;
  readonly cluster: string;
  readonly data: string;
  readonly enable?: true;
  readonly join?: string;
  readonly ensemble?: Record<string, EnsembleConfig>;
  readonly set?: Record<string, unknown>;
  readonly backend: "level" | "memory";
  readonly logLevel: NonNullable<NodeOptions["logLevel"]>;
  readonly json?: true;
}

export function addNodeCommand(
  program: Command,
  terminal: Terminal,
  start: StartNode,
  parent: Parent | undefined,
): void {
  const command = program.command("node").description("run one node in this process until SIGINT or SIGTERM");
  command
    .requiredOption("--name <name>", "the node's name in the cluster", name)
    .option("--nats <url>", "the NATS server (else NATS_URL, else nats://127.0.0.1:4222)")
    .requiredOption("--cluster <name>", "the cluster's name", name)
    .requiredOption("--data <dir>", "the node's own directory; made when it does not exist")
    .addOption(
      new Option("--enable", "make the cluster, unless the node is in it already; one node does").conflicts("join"),
    )
    .addOption(
      new Option("--join <node>", "join the cluster of that node, unless in it already; waits for it").argParser(name),
    )
    .option("--ensemble <name=nodes>", "an ensemble of fixed members, like demo=n1,n2,n3; repeatable", ensembleOption)
    .option("--set <name=value>", "a setting of docs/SETTINGS.md, like tickMs=50; repeatable", settingOption)
    .option("--backend <kind>", "level keeps objects on disk, memory forgets them", oneOf(["level", "memory"]), "level")
    .option(
      "--log-level <level>",
      "debug, info, warn, error or silent",
      oneOf(["debug", "info", "warn", "error", "silent"]),
      "info",
    )
    .option("--json", "print JSON, errors too");
  command.addHelpText(
    "after",
    "\nExamples:\n  quorate node --name n1 --nats nats://127.0.0.1:4222 --cluster demo --data data/n1 --enable\n  quorate node --name n2 --nats nats://127.0.0.1:4222 --cluster demo --data data/n2 --join n1\n",
  );
  command.action(() => runNode(command.opts<NodeCommandOptions>(), terminal, start, parent));
}

/** How long a start that was told to stop may go on before it is given up. */
const startPatienceMs = 5000;

async function runNode(
  options: NodeCommandOptions,
  terminal: Terminal,
  start: StartNode,
  parent: Parent | undefined,
): Promise<void> {
  const stopped = whenToldToStop(parent);
  const tell = (report: NodeReport): void => parent?.tell(report);
  try {
    await serve(options, terminal, start, stopped, tell);
  } catch (error) {
    tell({ type: "failed", ...describeError(error) });
    throw error;
  } finally {
    parent?.leave();
  }
}

async function serve(
  options: NodeCommandOptions,
  terminal: Terminal,
  start: StartNode,
  stopped: Promise<void>,
  tell: (report: NodeReport) => void,
): Promise<void> {
  const ensembles = options.ensemble ?? {};
  const starting = start({
    name: options.name,
    cluster: options.cluster,
    servers: options.nats ?? terminal.env["NATS_URL"] ?? "nats://127.0.0.1:4222",
    dataDir: options.data,
    ensembles,
    settings: (options.set ?? {}) as Partial<Settings>,
    backend: options.backend,
    logLevel: options.logLevel,
  });
  const givenUp = stopped.then(() => delay(startPatienceMs, undefined, { ref: false }));
  const node = await Promise.race([starting, givenUp]);
  if (node === undefined) throw new QuorateError("CANCELLED", `${options.name} was told to stop while it started`);
  tell({ type: "started" });
  const waiting = new AbortController();
  const ready = announce(node, Object.keys(ensembles), options, terminal, waiting.signal, tell);
  try {
    // A failure ends the wait; being ready does not.
    await Promise.race([
      stopped,
      ready.then(() => stopped),
      node.whenRemoved().then(() => refuseRemoved(options.name)),
    ]);
  } finally {
    waiting.abort();
    await node.stop();
  }
  await ready;
}

function refuseRemoved(node: string): never {
  throw new QuorateError(
    "NOT_A_MEMBER",
    `the cluster has removed ${node}: its data counts no more. To join again start it with an empty directory`,
  );
}

/** Says so once it is in its cluster, and every ensemble of this node has a leader to follow or is led here; waits as long as that takes. */
async function announce(
  node: QuorateNode,
  ensembles: readonly string[],
  options: NodeCommandOptions,
  terminal: Terminal,
  signal: AbortSignal,
  tell: (report: NodeReport) => void,
): Promise<void> {
  try {
    await enterCluster(node, entranceOf(options), signal);
    const mine = ensembles.filter((one) => options.ensemble?.[one]?.members.includes(options.name) === true);
    await peersReady(node, mine, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return;
  }
  tell({ type: "ready" });
  terminal.out(options.json === true ? `${toJson({ event: "ready", node: node.name })}\n` : `${node.name} ready\n`);
}

function entranceOf({ enable, join }: NodeCommandOptions): Entrance {
  if (enable === true) return { kind: "enable" };
  return join === undefined ? { kind: "stay" } : { kind: "join", node: join };
}

/** Resolves on SIGINT, SIGTERM or SIGHUP, or when the `quorate up` that started this process is gone. */
function whenToldToStop(parent: Parent | undefined): Promise<void> {
  return new Promise((resolve) => {
    // Listeners stay, so that an impatient second signal does not end the process in the middle of its last write.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
    parent?.onGone(() => resolve());
  });
}
