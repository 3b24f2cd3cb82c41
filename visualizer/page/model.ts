/** What the page knows, as signals: the connection writes it, components read it. */
import { computed, signal } from "@preact/signals";
import { groupOf, isMove } from "../place.ts";
import type { ActorNow, LogEntry, MachineChart, NodeNow, ServerFrame } from "../stream.ts";

/** How the page is connected, and what a person can do about it. */
export type Phase = "connecting" | "open" | "unreachable" | "refused" | "full" | "outdated";

export const phase = signal<Phase>("connecting");
export const cluster = signal("");
export const link = signal<"connected" | "disconnected" | "closed">("connected");
export const charts = signal<readonly MachineChart[]>([]);
export const nodes = signal<ReadonlyMap<string, NodeNow>>(new Map());
export const actors = signal<ReadonlyMap<string, ActorNow>>(new Map());
/** The last record of each actor, whether it moved or not: shows what happens inside boxes. */
export const lastSteps = signal<ReadonlyMap<string, LogEntry>>(new Map());
/** Newest last. */
export const log = signal<readonly LogEntry[]>([]);
/** Records that are not in the log because they were too many, since the page was opened. */
export const missed = signal(0);
/** True once a snapshot has come and some seconds have passed without any node. */
export const isNobodyThere = signal(false);

const maxLog = 5000;
const maxQuietLog = 1000;

// ----------------------------------------------------------------------------------------------------------- selection

/** `#/c/<cluster>/e/<ensemble>?machine=<name>`: a view can be found again by its address. */
export const selection = signal(readSelection(location.hash));

export interface Selection {
  readonly group: string | null;
  readonly machine: string | null;
}

export function readSelection(hash: string): Selection {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?");
  const group = /\/e\/([^/]+)/.exec(path)?.[1];
  const machine = new URLSearchParams(query).get("machine");
  return { group: group === undefined ? null : decodeURIComponent(group), machine };
}

export function select(next: Selection): void {
  const group = next.group === null || next.group === "" ? "" : `/e/${encodeURIComponent(next.group)}`;
  const machine = next.machine === null ? "" : `?machine=${encodeURIComponent(next.machine)}`;
  location.hash = `/c/${encodeURIComponent(cluster.peek())}${group}${machine}`;
}

addEventListener("hashchange", () => {
  selection.value = readSelection(location.hash);
});

/** Machines that have a chart, the peer first. */
export const machineNames = computed(() => {
  const names = charts.value.map((chart) => chart.name);
  return names.includes("peer") ? ["peer", ...names.filter((name) => name !== "peer")] : names;
});

export const chart = computed(() => {
  const wanted = selection.value.machine ?? machineNames.value[0];
  return charts.value.find(({ name }) => name === wanted) ?? charts.value[0] ?? null;
});

/** Ensembles (or other owners) of the chosen machine's actors. */
export const groups = computed(() => {
  const machine = chart.value?.name;
  const names = [...actors.value.values()]
    .filter((actor) => actor.machine === machine)
    .map((actor) => groupOf(actor.actor));
  return [...new Set(names)].sort();
});

export const group = computed(() => {
  const wanted = selection.value.group;
  if (wanted !== null && groups.value.includes(wanted)) return wanted;
  return groups.value[0] ?? wanted ?? "";
});

/** The actors on the shown chart, by node name. */
export const shown = computed(() =>
  [...actors.value.values()]
    .filter((actor) => actor.machine === chart.value?.name && groupOf(actor.actor) === group.value)
    .sort((a, b) => a.actor.localeCompare(b.actor)),
);

export const lastMove = computed(() => {
  let newest: LogEntry | null = null;
  for (const entry of log.value) {
    if (!isMove(entry.record) || entry.record.machine !== chart.value?.name) continue;
    if (groupOf(entry.record.actor) === group.value) newest = entry;
  }
  return newest;
});

// -------------------------------------------------------------------------------------------------------------- frames

let serial = 0;
let queue: ServerFrame[] = [];
let isScheduled = false;

/** Frames are applied together, once a frame of the screen: batching, not the framework, decides how much is shown. */
export function take(frame: ServerFrame): void {
  queue.push(frame);
  if (isScheduled) return;
  isScheduled = true;
  const run = (): void => {
    isScheduled = false;
    const frames = queue;
    queue = [];
    apply(frames);
  };
  // A hidden page gets no animation frames, but must not collect frames for ever.
  if (document.hidden) setTimeout(run, 250);
  else requestAnimationFrame(run);
}

function apply(frames: readonly ServerFrame[]): void {
  const nextNodes = new Map(nodes.peek());
  const nextActors = new Map(actors.peek());
  const nextSteps = new Map(lastSteps.peek());
  let nextLog = [...log.peek()];
  let nextMissed = missed.peek();
  for (const frame of frames) {
    if (frame.type === "hello") cluster.value = frame.cluster;
    else if (frame.type === "definitions") charts.value = frame.machines;
    else if (frame.type === "snapshot") {
      serial = frame.serial;
      link.value = frame.link;
      nextNodes.clear();
      nextActors.clear();
      nextSteps.clear();
      for (const node of frame.nodes) nextNodes.set(node.node, node);
      for (const actor of frame.actors) nextActors.set(actor.actor, actor);
      nextLog = [...frame.log];
      nextMissed += countMissed(frame.gaps);
    } else if (frame.type === "delta") {
      link.value = frame.link;
      nextMissed += countMissed(frame.gaps);
      for (const node of frame.nodes) {
        const before = nextNodes.get(node.node);
        nextNodes.set(node.node, node);
        if (node.state === "gone" || before?.boot !== node.boot) removeActors(nextActors, node.node);
      }
      for (const entry of frame.entries) {
        // What a snapshot held already may come again.
        if (entry.serial <= serial) continue;
        serial = entry.serial;
        takeEntry(nextActors, entry);
        // A snapshot repeats where an actor is; nothing happened.
        if (entry.record.kind === "snapshot") continue;
        nextSteps.set(entry.record.actor, entry);
        nextLog.push(entry);
      }
    }
  }
  nodes.value = nextNodes;
  actors.value = nextActors;
  lastSteps.value = nextSteps;
  log.value = trim(nextLog);
  missed.value = nextMissed;
}

function takeEntry(into: Map<string, ActorNow>, entry: LogEntry): void {
  const { record } = entry;
  if (record.kind === "stopped") {
    into.delete(record.actor);
    return;
  }
  const before = into.get(record.actor);
  into.set(record.actor, {
    actor: record.actor,
    machine: record.machine,
    node: record.node,
    at: record.after,
    context: record.context,
    lastMove: isMove(record) ? entry : (before?.lastMove ?? null),
  });
}

function removeActors(from: Map<string, ActorNow>, node: string): void {
  for (const [name, actor] of from) if (actor.node === node) from.delete(name);
}

function countMissed(gaps: readonly { readonly missed: number }[]): number {
  return gaps.reduce((sum, gap) => sum + gap.missed, 0);
}

/** Moves are kept longer than steps that stay in their box, which would soon push them out. */
function trim(entries: LogEntry[]): LogEntry[] {
  if (entries.length <= maxLog + maxQuietLog) return entries;
  let quiet = 0;
  let moves = 0;
  const kept: LogEntry[] = [];
  for (const entry of entries.toReversed()) {
    const isKept = isMove(entry.record) ? ++moves <= maxLog - maxQuietLog : ++quiet <= maxQuietLog;
    if (isKept) kept.push(entry);
  }
  return kept.reverse();
}
