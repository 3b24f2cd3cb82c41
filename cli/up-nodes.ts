/** The nodes of `quorate up`: a process each over NATS, or all in this process without it. */
import { join } from "node:path";
import { QuorateError } from "#machines/protocol/errors";
import type { Settings } from "#machines/protocol/settings";
import type { NodeOptions, QuorateNode } from "#services/public-types";
import { enterCluster, peersReady } from "./enter-cluster.ts";
import { commandFor, type NodePlan, type NodeProcess, startNodeProcess } from "./children.ts";
import { type NodeFaults, noFaults } from "./fault-bus.ts";
import type { LocalControls } from "./inspector-commands.ts";
import type { ClusterFile, UpNode } from "./up-file.ts";
import type { Network } from "./up-network.ts";
import type { UpReporter } from "./up-reporter.ts";
import { assembleNode } from "./wiring.ts";

export interface UpNodes {
  readonly list: readonly UpNode[];
  /** Resolves when all peers lead or follow; rejects when a node ends before. */
  readonly ready: Promise<void>;
  readonly logDirectory: string;
  unready(): string[];
  /** Null when all nodes share this process. */
  readonly controls: LocalControls | null;
  /** From now on a node that ends is reported, with the command that starts it again. It is not started by itself. */
  watch(): void;
}

export interface StartNodesOptions {
  readonly directory: string;
  readonly plan: ClusterFile;
  /** Fires when `up` is told to stop. */
  readonly stop: AbortSignal;
  readonly network: Network;
  readonly settings: Partial<Settings>;
  readonly logLevel: NonNullable<NodeOptions["logLevel"]>;
  readonly say: UpReporter;
  /** Called when a node has another pid. */
  readonly changed: (nodes: readonly UpNode[]) => void;
  /** Gets a step that stops whatever was started, even when this call fails. */
  readonly undo: (() => Promise<void> | void)[];
}

/** @throws what the first node that fails says. */
export function startNodes(options: StartNodesOptions): Promise<UpNodes> {
  return options.network.url === null ? startInside(options) : startProcesses(options, options.network.url);
}

async function startProcesses(options: StartNodesOptions, url: string): Promise<UpNodes> {
  const { network, say, plan } = options;
  const plans = plan.nodes.map((name) => planNode(options, name, url));
  const results = await Promise.allSettled(plans.map((one) => startNodeProcess(one)));
  const started = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const running = new Map(started.map((node) => [node.name, node]));
  let stopping = false;
  options.undo.push(async () => {
    stopping = true;
    await Promise.all([...running.values()].map((node) => node.stop()));
  });
  for (const result of results) if (result.status === "rejected") throw result.reason;
  const guard = (node: NodeProcess): void => {
    network.nodeStarted(node.pid);
    void node.ended.then(() => network.nodeEnded(node.pid));
  };
  started.forEach(guard);
  const list = (): UpNode[] => [...running.values()].map(({ name, pid, dataDir }) => ({ name, pid, dataDir }));
  const watch = (node: NodeProcess): void => {
    const one = plans.find(({ name }) => name === node.name);
    void node.ended.then((how) => {
      if (!stopping && one !== undefined && running.get(node.name) === node) say.nodeEnded(node, how, commandFor(one));
    });
  };
  const replace = async (name: string): Promise<void> => {
    const one = plans.find((each) => each.name === name);
    if (one === undefined || stopping) return;
    const node = await startNodeProcess(one);
    running.set(name, node);
    guard(node);
    watch(node);
    options.changed(list());
  };
  return {
    ...follow(
      list(),
      started.map((node) => node.ready),
      say,
    ),
    logDirectory: join(options.directory, "logs"),
    watch: () => started.forEach(watch),
    controls: processControls(running, replace),
  };
}

/** @throws QuorateError INVALID_ARGUMENT for a node that is not one of these. */
function processControls(running: Map<string, NodeProcess>, replace: (name: string) => Promise<void>): LocalControls {
  let faults = noFaults;
  const find = (name: string): NodeProcess => {
    const node = running.get(name);
    if (node === undefined) throw new QuorateError("INVALID_ARGUMENT", `there is no node ${name} here`);
    return node;
  };
  const tell = (node: NodeProcess): void =>
    node.tell({ ...faults, cut: otherSide([...running.keys()], node.name, faults) });
  return {
    pause: (name) => find(name).signal("SIGSTOP"),
    resume: (name) => find(name).signal("SIGCONT"),
    kill: (name) => find(name).signal("SIGKILL"),
    restart: async (name) => {
      const node = find(name);
      await node.stop();
      await replace(name);
      tell(find(name));
    },
    faults: (next) => {
      for (const name of next.cut) find(name);
      faults = next;
      for (const node of running.values()) tell(node);
    },
  };
}

/** Whom a node does not reach when `cut` stands on one side of a cut. */
export function otherSide(names: readonly string[], name: string, { cut }: Pick<NodeFaults, "cut">): string[] {
  return names.filter((other) => cut.includes(other) !== cut.includes(name));
}

async function startInside(options: StartNodesOptions): Promise<UpNodes> {
  const { network, plan, settings, logLevel } = options;
  const results = await Promise.allSettled(
    plan.nodes.map((name) =>
      assembleNode(
        {
          name,
          cluster: plan.cluster,
          servers: "nats://unused",
          dataDir: dataDirectory(options, name),
          settings,
          // The terminal is for results here; what goes wrong is still shown.
          logLevel: logLevel === "info" ? "warn" : logLevel,
        },
        network.makeBus,
      ),
    ),
  );
  const started = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  options.undo.push(async () => void (await Promise.all(started.map((node) => node.stop()))));
  for (const result of results) if (result.status === "rejected") throw result.reason;
  const list = started.map(({ name }) => ({ name, pid: process.pid, dataDir: dataDirectory(options, name) }));
  const [first = ""] = plan.nodes;
  const ready = async (node: QuorateNode): Promise<void> => {
    const entrance = node.name === first ? ({ kind: "enable" } as const) : ({ kind: "join", node: first } as const);
    await enterCluster(node, entrance, options.stop);
    await peersReady(node, [], options.stop);
  };
  return {
    ...follow(list, started.map(ready), options.say),
    logDirectory: "(this terminal)",
    watch: () => undefined,
    controls: null,
  };
}

/** Tells of each node when it is ready, and of all when all are. */
function follow(
  list: readonly UpNode[],
  readies: readonly Promise<void>[],
  say: UpReporter,
): Pick<UpNodes, "list" | "ready" | "unready"> {
  const left = new Set(list.map(({ name }) => name));
  const each = list.map(async (node, n) => {
    await readies[n];
    left.delete(node.name);
    say.nodeReady(node);
  });
  const ready = Promise.all(each).then(() => undefined);
  // It is awaited later, or never when starting fails elsewhere.
  ready.catch(() => undefined);
  return { list, ready, unready: () => [...left] };
}

function dataDirectory({ directory }: StartNodesOptions, name: string): string {
  return join(directory, "nodes", name);
}

function planNode(options: StartNodesOptions, name: string, url: string): NodePlan {
  const { plan, settings, logLevel, directory } = options;
  const dataDir = dataDirectory(options, name);
  const args = ["--name", name, "--nats", url, "--cluster", plan.cluster, "--data", dataDir];
  const [first = name] = plan.nodes;
  args.push(...(name === first ? ["--enable"] : ["--join", first]));
  for (const [setting, value] of Object.entries(settings)) args.push("--set", `${setting}=${JSON.stringify(value)}`);
  if (logLevel !== "info") args.push("--log-level", logLevel);
  return { name, dataDir, logFile: join(directory, "logs", `${name}.log`), args };
}
