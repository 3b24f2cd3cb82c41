/** One run of a simulated cluster: plan, play, heal, judge. Everything follows from the seed and the options. */
import type { Batch } from "#machines/protocol/ports";
import { makeSettings, type Settings } from "#machines/protocol/settings";
import type { TraceRecord } from "#machines/protocol/trace";
import { Cluster, ensembleName, type LogLine } from "./cluster.ts";
import { calmDisk, type DiskConditions } from "./disk.ts";
import type { Operation } from "./judges/history.ts";
import { explainFault, judgeHistory, type LinearizabilityFault } from "./judges/linearizability.ts";
import type { Violation } from "./judges/verdict.ts";
import { areDestructive, planFaults, spansOf, weather, type Fault, type FaultKind } from "./faults.ts";
import { planChanges } from "./member-plan.ts";
import { Nemesis } from "./nemesis.ts";
import { calmNetwork, type LinkConditions, type NetworkCounts } from "./network.ts";
import { streamOf } from "./random.ts";
import { themeOf, type Theme } from "./themes.ts";
import { planWorkload, sizesOf, Workload, type PlannedOperation, type WorkloadCounts } from "./workload.ts";

/** What happens in a run. Made from the seed, or handed in: a part of a plan that failed. */
export interface Schedule {
  readonly faults: readonly Fault[];
  readonly operations: readonly PlannedOperation[];
}

export interface SimulateOptions {
  readonly seed: string | number;
  /** 3 unless given. */
  readonly nodes?: number;
  /** How many of the nodes hold a peer at first. When given, the members change all the time; otherwise all do, for good. */
  readonly members?: number;
  /** Mean pause between two changes of members, milliseconds; 2000 unless given. */
  readonly changeEveryMs?: number;
  /** Simulated minutes with faults, before the cluster is healed; 0.5 unless given. */
  readonly minutes?: number;
  readonly clients?: number;
  readonly keys?: number;
  readonly operationsPerSecond?: number;
  /** What the seed is after; drawn from it unless given. */
  readonly theme?: Theme;
  /** Which faults may happen; those of the theme unless given. */
  readonly nemesis?: readonly FaultKind[];
  /** Mean pause between two faults, milliseconds. */
  readonly faultEveryMs?: number;
  readonly settings?: Partial<Settings>;
  readonly schedule?: Schedule;
  /** Conditions of the network while no fault changes them; drawn from the seed unless given. */
  readonly network?: LinkConditions;
  /** Ends at the first violation that is found while it runs. */
  readonly stopAtFirst?: boolean;
  readonly freeze?: boolean;
  readonly recode?: (batch: Batch) => Batch;
  /** Keeps every trace record: slow. */
  readonly record?: boolean;
  readonly onLog?: (line: LogLine) => void;
}

export interface SimulationStats {
  readonly simulatedMs: number;
  readonly events: number;
  readonly epochs: number;
  readonly network: NetworkCounts;
  readonly workload: WorkloadCounts;
  readonly faults: Readonly<Record<FaultKind, number>>;
  readonly disk: Readonly<Record<string, number>>;
  /** How often a new view came to stand alone, and what those who asked for changes were told. */
  readonly viewsSettled: number;
  readonly changes: Readonly<Record<string, number>>;
  /** Keys whose history the judge gave up on: neither possible nor impossible, as far as it looked. */
  readonly undecidedKeys: number;
  /** From healing to a get and a put on every key; null when there was none in time. */
  readonly recoveredAfterMs: number | null;
}

export interface SimulationResult {
  readonly seed: string | number;
  readonly violations: readonly Violation[];
  readonly traceHash: string;
  readonly stats: SimulationStats;
  readonly schedule: Schedule;
  readonly history: readonly Operation[];
  readonly recording: readonly TraceRecord[];
}

/** Long enough for every node to have started and one to lead. */
const warmUpMs = 1500;
/** After healing: a get and a put on each key must succeed within this. */
export const progressWithinMs = 10_000;
/** After healing: by then what was late has arrived, ... */
const settleMs = 3200;
/** ... and by then, at the latest, whoever asked has been answered or has given up. */
const drainMs = 6000;

/** Back-offs are capped well below the progress bound. */
const simulationSettings: Partial<Settings> = { restartMaxMs: 2000, requestTimeoutMs: 5000 };

interface Plan {
  readonly nodes: number;
  readonly members: readonly string[];
  readonly smallestView: number;
  readonly clients: number;
  readonly keys: number;
  readonly endMs: number;
  readonly settings: Settings;
  readonly network: LinkConditions;
  readonly disk: DiskConditions;
  readonly schedule: Schedule;
}

export async function simulate(options: SimulateOptions): Promise<SimulationResult> {
  const plan = planOf(options);
  const recording: TraceRecord[] = [];
  const cluster = new Cluster({
    seed: options.seed,
    nodes: plan.nodes,
    ensembles: { [ensembleName]: plan.members },
    settings: plan.settings,
    freeze: options.freeze ?? false,
    ...(options.recode === undefined ? {} : { recode: options.recode }),
    ...(options.onLog === undefined ? {} : { onLog: options.onLog }),
    ...(options.record === true ? { trace: (record: TraceRecord) => void recording.push(record) } : {}),
  });
  const nemesis = new Nemesis(cluster, plan.network, plan.disk, options.seed);
  const workload = new Workload(cluster, plan.clients);
  workload.schedule(plan.schedule.operations);
  nemesis.schedule(plan.schedule.faults);
  for (const name of cluster.nodeNames) cluster.start(name);
  const isOver = (): boolean => options.stopAtFirst === true && cluster.violations.length > 0;
  await cluster.time.runUntil(plan.endMs * 1000, isOver);
  let recoveredAfterMs: number | null = null;
  if (!isOver()) {
    nemesis.healAll();
    const settledMs = cluster.nowMs + settleMs;
    recoveredAfterMs = await judgeProgress(cluster, workload, plan.keys, 1);
    if (options.members !== undefined) await judgeChanges(cluster, nemesis, workload, plan);
    const isQuiet = (): boolean => isOver() || (cluster.nowMs >= settledMs && workload.isIdle);
    await cluster.time.runUntil((cluster.nowMs + drainMs) * 1000, isQuiet);
    // What is there in the end is what clients were told.
    if (!isOver()) await judgeProgress(cluster, workload, plan.keys, 3);
  }
  const history = workload.history();
  let undecidedKeys = 0;
  for (const fault of judgeHistory(history, () => (undecidedKeys += 1)))
    cluster.violate({ judge: "linearizability", what: explainFault(fault), atMs: lastAnswerMs(fault, cluster.nowMs) });
  return {
    seed: options.seed,
    violations: cluster.violations,
    traceHash: cluster.hash.digest,
    stats: { ...statsOf(cluster, nemesis, workload, recoveredAfterMs), undecidedKeys },
    schedule: plan.schedule,
    history,
    recording,
  };
}

/** When the last of the operations that contradict each other was answered. */
function lastAnswerMs({ operations }: LinearizabilityFault, endMs: number): number {
  const answers = operations.map((operation) => operation.returnedAt).filter((atMs) => atMs <= endMs);
  return answers.length === 0 ? endMs : Math.max(...answers);
}

function planOf(options: SimulateOptions): Plan {
  const { seed } = options;
  const random = streamOf(seed, "plan");
  const nodes = options.nodes ?? 3;
  const drawnTheme = themeOf(random, nodes);
  const theme = options.theme ?? drawnTheme;
  const endMs = warmUpMs + (options.minutes ?? 0.5) * 60_000;
  const drawnStyle = random.pick(theme.styles);
  const isSized =
    options.clients !== undefined || options.keys !== undefined || options.operationsPerSecond !== undefined;
  const style = isSized ? "crowd" : drawnStyle;
  const sizes = sizesOf(style, random, endMs);
  const { clients = sizes.clients, keys = sizes.keys } = options;
  const operationsPerSecond = options.operationsPerSecond ?? random.pick([80, 110, 160]);
  const readShare = random.pick(theme.readShares);
  const timeoutsMs = random.pick([
    [300, 800, 2000, 5000],
    [60, 150, 300],
    [150, 1000, 3000],
  ]);
  const meanPauseMs = options.faultEveryMs ?? random.pick(theme.pausesMs);
  const isCalm = random.chance(theme.calm);
  const network = options.network ?? (isCalm ? calmNetwork : weather(random, 0.2));
  const disk: DiskConditions = { ...calmDisk, meanSyncUs: random.pick(theme.syncsUs) };
  const timing = random.pick(theme.timings)(random);
  const withoutTrust = random.chance(0.1);
  const settings = makeSettings({
    ...simulationSettings,
    // Settings that are given go with the defaults, not with what a theme draws: relations hold between them.
    ...(options.settings === undefined ? timing : {}),
    ...(withoutTrust ? { trustLease: false } : {}),
    ...options.settings,
  });
  const names = Array.from({ length: nodes }, (_, index) => `n${index + 1}`);
  const kinds = options.nemesis ?? theme.kinds;
  // Where data is destroyed, every view must be able to lose a member's, the first one too.
  const fewest = Math.min(options.members ?? nodes, areDestructive(kinds) || random.chance(0.6) ? 3 : 1);
  const smallestView = options.members === undefined ? nodes : fewest;
  const faults = planFaults({
    seed,
    nodes: names,
    kinds,
    smallestView,
    // Somebody who names the faults wants these and no others.
    scenes: options.nemesis === undefined && nodes > 1 ? theme.scenes : [],
    sceneShare: theme.sceneShare,
    settings,
    fromMs: warmUpMs,
    untilMs: endMs,
    meanPauseMs,
    clockDrift: settings.clockDrift,
  });
  const load = { seed, fromMs: 200, untilMs: endMs, clients, keys, operationsPerSecond, readShare, style, timeoutsMs };
  const operations = planWorkload({ ...load, scenes: spansOf(faults) });
  const changes =
    options.members === undefined
      ? []
      : planChanges({
          seed,
          nodes: names,
          fromMs: warmUpMs,
          untilMs: endMs,
          meanPauseMs: options.changeEveryMs ?? 2000,
          smallestView,
        });
  const schedule = options.schedule ?? { operations, faults: [...faults, ...changes] };
  const members = names.slice(0, options.members ?? nodes);
  return { nodes, members, smallestView, clients, keys, endMs, settings, network, disk, schedule };
}

/** A get and a put on every key succeed, each tried again until the bound. */
async function judgeProgress(
  cluster: Cluster,
  workload: Workload,
  keys: number,
  round: number,
): Promise<number | null> {
  const fromMs = cluster.nowMs;
  const client = cluster.client(round === 1 ? "progress" : `progress${round}`);
  const waiting = new Map<string, unknown>();
  let id = round * 1_000_000;
  const attempt = (kind: "get" | "put", key: string): void => {
    const name = `${kind} ${key}`;
    id += 1;
    const planned = { id, atMs: cluster.nowMs, client: 0, kind, key, timeoutMs: 1000, ...plainOperation };
    workload.perform(client, planned, (outcome, error) => {
      if (outcome === "ok" || outcome === "absent") waiting.delete(name);
      else {
        waiting.set(name, error);
        client.clock.setTimer(() => attempt(kind, key), 50);
      }
    });
  };
  for (let index = 0; index < keys; index += 1) {
    for (const kind of ["get", "put"] as const) {
      waiting.set(`${kind} k${index}`, "no answer");
      attempt(kind, `k${index}`);
    }
  }
  const isDone = (): boolean => waiting.size === 0 && cluster.ledger.isStable(ensembleName);
  await cluster.time.runUntil((fromMs + progressWithinMs) * 1000, isDone);
  if (isDone()) return cluster.nowMs - fromMs;
  if (waiting.size === 0) waiting.set("a change of members", "it has not ended");
  cluster.violate({ judge: "progress", what: describeWaiting(cluster, waiting, keys * 2), atMs: cluster.nowMs });
  return null;
}

/** How often the members of a run have changed at least, faults or not. */
const fewestChanges = 5;

/** With nothing in the way the members change as often as asked; what was missing is made up for, and all keys are there. */
async function judgeChanges(cluster: Cluster, nemesis: Nemesis, workload: Workload, plan: Plan): Promise<void> {
  if (cluster.ledger.viewsSettled >= fewestChanges) return;
  const fromMs = cluster.nowMs;
  const isDone = (): boolean => cluster.ledger.viewsSettled >= fewestChanges;
  for (let tries = 0; tries < 40 && !isDone(); tries += 1) {
    nemesis.changeSomehow(plan.smallestView);
    await cluster.time.runUntil((cluster.nowMs + 500) * 1000, isDone);
  }
  if (isDone()) return void (await judgeProgress(cluster, workload, plan.keys, 2));
  const what = `only ${cluster.ledger.viewsSettled} changes of members ended, ${cluster.nowMs - fromMs} ms after healing`;
  return cluster.violate({ judge: "progress", what, atMs: cluster.nowMs });
}

const plainOperation = { stale: false, readRepair: false, abortAfterMs: 0 };

function describeWaiting(cluster: Cluster, waiting: ReadonlyMap<string, unknown>, of: number): string {
  const [name, error] = [...waiting][0] ?? ["", ""];
  const states = cluster.nodeNames.map((node) => {
    const peer = cluster.node(node)?.status().peers[0];
    return `${node} ${peer === undefined ? "runs no peer" : `${peer.state} in epoch ${peer.epoch}, ${peer.trusted ? "trusted" : "untrusted"}`}`;
  });
  return `${waiting.size} of ${of} did not succeed within ${progressWithinMs} ms of healing; ${name}: ${String(error)}; ${states.join(", ")}`;
}

function statsOf(
  cluster: Cluster,
  nemesis: Nemesis,
  workload: Workload,
  recoveredAfterMs: number | null,
): Omit<SimulationStats, "undecidedKeys"> {
  const disk: Record<string, number> = {};
  for (const name of cluster.nodeNames) {
    for (const [what, count] of Object.entries(cluster.host(name).disk.counts)) disk[what] = (disk[what] ?? 0) + count;
  }
  return {
    simulatedMs: cluster.nowMs,
    events: cluster.time.executed,
    epochs: cluster.ledger.epochsLed,
    network: cluster.network.counts,
    workload: workload.counts,
    faults: nemesis.counts,
    disk,
    viewsSettled: cluster.ledger.viewsSettled,
    changes: nemesis.changes,
    recoveredAfterMs,
  };
}
