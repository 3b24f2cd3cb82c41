/** `quorate up`: a cluster on this machine, from nothing to `ready`, and down again in the opposite order. */
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { QuorateError } from "#machines/protocol/errors";
import { makeSettings, type Settings } from "#machines/protocol/settings";
import type { QuorateClient } from "#services/public-types";
import { openInspector } from "./inspect.ts";
import { localCommands } from "./inspector-commands.ts";
import type { Terminal } from "./output.ts";
import type { UpOptions } from "./up-command.ts";
import {
  type ClusterFile,
  lockDirectory,
  readClusterFile,
  removeUpFile,
  type UpFile,
  type UpNode,
  writeClusterFile,
  writeUpFile,
} from "./up-file.ts";
import { chooseNetwork, type Network } from "./up-network.ts";
import { startNodes, type UpNodes } from "./up-nodes.ts";
import { upReporter, type UpReporter } from "./up-reporter.ts";
import { assembleClient } from "./wiring.ts";

const ensemble = "demo";
/** How long the whole cluster may take to serve. */
const readyPatienceMs = 60_000;
/** How often those who wait are told what for. */
const progressMs = 5000;

/** Undoes what was done, latest first. */
type Undo = (() => Promise<void> | void)[];

/** @throws QuorateError LOCKED (with the pid), CONFIG, UNAVAILABLE; everything started is stopped then. */
export async function up(options: UpOptions, terminal: Terminal): Promise<void> {
  const say = upReporter(terminal, options.json === true);
  const directory = resolve(options.data);
  const settings = (options.set ?? {}) as Partial<Settings>;
  makeSettings(settings);
  const stop = stopSignal();
  const undo: Undo = [lockDirectory(directory)];
  // Whatever else ends (every node, the server), this process stays until it is told to stop.
  const alive = setInterval(() => undefined, 2 ** 30);
  try {
    await bringUp(options, { directory, settings, terminal, say, undo, stop });
    await whenAborted(stop);
    say.stopping();
  } catch (error) {
    // What fails because it was told to stop has not failed.
    if (!stop.aborted) throw error;
  } finally {
    for (const step of undo.toReversed()) await step();
    clearInterval(alive);
  }
}

interface Surroundings {
  readonly directory: string;
  readonly settings: Partial<Settings>;
  readonly terminal: Terminal;
  readonly say: UpReporter;
  readonly undo: Undo;
  readonly stop: AbortSignal;
}

/** Each step leaves behind how it is undone, so that stopping half-way is like stopping at the end. */
async function bringUp(options: UpOptions, around: Surroundings): Promise<void> {
  const { directory, say, undo, stop } = around;
  if (options.fresh === true) removeData(directory);
  const plan = planCluster(directory, options);
  writeClusterFile(directory, plan);

  const network = await chooseNetwork(options, plan.cluster, around.terminal.env, say);
  undo.push(() => network.close());
  stop.throwIfAborted();
  const client = await assembleClient(
    { cluster: plan.cluster, servers: network.url ?? "nats://unused" },
    network.makeBus,
  );
  undo.push(() => client.close());
  let inspector: string | undefined;
  const nodes = await startNodes({
    ...around,
    plan,
    network,
    logLevel: options.logLevel,
    changed: (list) => writeUpFile(directory, upFile(plan, network, list, inspector)),
  });
  if (options.inspector) inspector = await showInspector(options, plan.cluster, network, nodes, undo);
  // Before its first node stops, so that nobody finds a cluster that is going away.
  undo.push(() => removeUpFile(directory));
  writeUpFile(directory, upFile(plan, network, nodes.list, inspector));
  if (inspector !== undefined) say.inspector(inspector);

  await untilReady(plan, nodes, client, say, stop);
  say.ready(plan, ensemble, network.url, nodes.list);
  nodes.watch();
}

/** @throws QuorateError CONFIG when the data belong to another cluster than the one asked for. */
function planCluster(directory: string, options: UpOptions): ClusterFile {
  const found = readClusterFile(directory);
  if (found === undefined) {
    const nodes = Array.from({ length: options.nodes ?? 3 }, (_, n) => `n${n + 1}`);
    return { cluster: options.cluster ?? "demo", nodes };
  }
  const hint = "start over with --fresh, or name another directory with --data";
  if (options.nodes !== undefined && options.nodes !== found.nodes.length)
    throw new QuorateError("CONFIG", `${directory} holds a cluster of ${found.nodes.length} nodes; ${hint}`);
  if (options.cluster !== undefined && options.cluster !== found.cluster)
    throw new QuorateError("CONFIG", `${directory} holds the cluster ${found.cluster}; ${hint}`);
  return found;
}

/** Removes what `up` makes, and nothing else that may lie in the directory. */
function removeData(directory: string): void {
  for (const name of ["nodes", "logs", "cluster.json", "up.json"]) {
    rmSync(join(directory, name), { recursive: true, force: true });
  }
}

async function showInspector(
  options: UpOptions,
  cluster: string,
  network: Network,
  nodes: UpNodes,
  undo: Undo,
): Promise<string> {
  const closing: (() => Promise<void>)[] = [];
  undo.push(async () => {
    for (const step of closing.toReversed()) await step();
  });
  const { url } = await openInspector({
    cluster,
    makeBus: network.makeBus,
    servers: network.url ?? "nats://unused",
    port: options.port,
    controls: options.controls !== false,
    showValues: options.showValues === true,
    ...(nodes.controls === null ? {} : { commands: localCommands(nodes.controls) }),
    undo: closing,
  });
  return url;
}

function upFile(plan: ClusterFile, network: Network, nodes: readonly UpNode[], inspector: string | undefined): UpFile {
  return {
    pid: process.pid,
    nats: { url: network.url, ...(network.pid !== undefined && { pid: network.pid }) },
    cluster: plan.cluster,
    nodes,
    ...(inspector !== undefined && { inspector: { url: inspector } }),
  };
}

/** Until every node is in the cluster, and the ensemble is there and serves on all of them. */
async function untilReady(
  plan: ClusterFile,
  nodes: UpNodes,
  client: QuorateClient,
  say: UpReporter,
  stop: AbortSignal,
): Promise<void> {
  // Not AbortSignal.any of AbortSignal.timeout: Node.js 20 may collect the timer's signal before it fires.
  const end = new AbortController();
  const endNow = (): void => end.abort();
  stop.addEventListener("abort", endNow);
  const timer = setTimeout(endNow, readyPatienceMs);
  const patience = end.signal;
  const progress = setInterval(() => say.waiting(nodes.unready()), progressMs);
  try {
    const served = nodes.ready.then(() => serves(client, plan.nodes, patience));
    served.catch(() => undefined);
    await Promise.race([served, failWhenAborted(patience)]);
  } catch (error) {
    if (!patience.aborted || stop.aborted) throw error;
    const waited = nodes.unready().join(", ") || `an answer from ensemble ${ensemble}`;
    throw new QuorateError(
      "UNAVAILABLE",
      `the cluster was not ready within ${readyPatienceMs / 1000} s (waited for ${waited}); the nodes' logs are in ${nodes.logDirectory}`,
      { cause: error },
    );
  } finally {
    clearInterval(progress);
    clearTimeout(timer);
    stop.removeEventListener("abort", endNow);
  }
}

async function serves(client: QuorateClient, members: readonly string[], signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await haveEnsemble(client, members, signal);
      await client.ensemble(ensemble).get("ready", { timeoutMs: 2000, signal });
      const peers = (await client.status({ timeoutMs: 2000, signal })).ensembles[ensemble]?.peers ?? [];
      if (peers.length > 0 && peers.every(({ state }) => state === "leading" || state === "following")) return;
    } catch (error) {
      if (signal.aborted || !(error instanceof QuorateError) || error.code === "INVALID_ARGUMENT") throw error;
    }
    await delay(100, undefined, { signal });
  }
}

/** Asked again until it is there: whether the call before made it does not matter. */
async function haveEnsemble(client: QuorateClient, members: readonly string[], signal: AbortSignal): Promise<void> {
  if ((await client.ensembles({ timeoutMs: 2000, signal })).includes(ensemble)) return;
  try {
    await client.admin.createEnsemble(ensemble, { members }, { timeoutMs: 2000, signal });
  } catch (error) {
    if (!(error instanceof QuorateError) || error.code !== "ENSEMBLE_EXISTS") throw error;
  }
}

function stopSignal(): AbortSignal {
  const controller = new AbortController();
  // Listeners stay: a second Ctrl-C must not leave processes behind.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener("abort", () => done(), { once: true });
  });
}

async function failWhenAborted(signal: AbortSignal): Promise<never> {
  await whenAborted(signal);
  throw new QuorateError("CANCELLED", "stopped while starting");
}
