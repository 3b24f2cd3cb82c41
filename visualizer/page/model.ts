/** What the page knows, as signals: the connection writes it, components read it. */
import { reads } from "./reads.ts";
import { batch, computed, signal } from "@preact/signals";
import { History } from "../history.ts";
import { groupOf, isMove } from "../place.ts";
import type {
  ActorNow,
  Entry,
  Hello,
  LogEntry,
  Mark,
  MachineChart,
  NodeNow,
  ServerFrame,
  Snapshot,
} from "../stream.ts";
import { entryOf, markOf, World } from "../world.ts";
import { go, route } from "./route.ts";

/** How the page is connected, and what a person can do about it. */
export type Phase = "connecting" | "open" | "unreachable" | "refused" | "full" | "outdated";

export const phase = signal<Phase>("connecting");
export const hello = signal<Hello | null>(null);
export const link = signal<"connected" | "disconnected" | "closed">("connected");
export const charts = signal<readonly MachineChart[]>([]);
/** True once a snapshot has come and some seconds have passed without any node. */
export const isNobodyThere = signal(false);
/** Records that the page or its server left out, since the page was opened. */
export const missed = signal(0);

/** Entries kept here; the server has more, and is asked for them. */
const maxTail = 8000;
const maxMoves = 4000;
const maxMarks = 2000;

/** Changed in place, for speed; `version` counts the changes. */
let tail = new History({ nodes: [], actors: [] }, []);
let live = new World();
let movesList: LogEntry[] = [];
let marksList: Mark[] = [];
export const version = signal(0);
/** `version`, ten times a second at most: for what is read rather than watched. */
export const slow = signal(0);
/** `version`, once a second: for overviews. */
export const calm = signal(0);
let slowAt = -Infinity;
let calmAt = -Infinity;

/** With the changes themselves, so that they are painted in the same frame of the screen. */
function renew(now: number): void {
  if (now - slowAt >= 100) {
    slowAt = now;
    slow.value = version.peek();
  }
  if (now - calmAt >= 1000) {
    calmAt = now;
    calm.value = version.peek();
  }
}

// What came last is shown even when nothing follows it.
setInterval(() => {
  if (!isScheduled && calm.peek() !== version.peek()) batch(() => renew(performance.now()));
}, 250);

/** The oldest entry that the server still has, and its time. */
export const first = signal({ serial: 0, time: 0 });

/** A piece of the past that the server was asked for. */
const past = signal<History | null>(null);

// ------------------------------------------------------------------------------------------------------------- moments

/** The entry that is looked at; null: now. */
export const cursor = signal<number | null>(null);

export const isLive = computed(() => cursor.value === null);

export function tailEntries(): readonly Entry[] {
  return tail.entries;
}

export const lastSerial = computed(() => {
  reads(version.value);
  return tail.last;
});

function historyOf(serial: number): History | null {
  if (tail.has(serial)) return tail;
  const piece = past.value;
  return piece?.has(serial) === true ? piece : null;
}

/** Whether the moment that is looked at is here; if not, the server has been asked for it. */
export const isHere = computed(() => {
  reads(version.value);
  return cursor.value === null || historyOf(cursor.value) !== null;
});

/** Entries around the moment that is looked at, without holes as far as the server told. */
export const stretch = computed<readonly Entry[]>(() => {
  reads(version.value);
  const at = cursor.value;
  return (at === null ? tail : (historyOf(at) ?? tail)).entries;
});

/** The same, renewed ten times a second; a new array each time. */
export const slowStretch = computed<readonly Entry[]>(() => {
  reads(slow.value);
  const at = cursor.value;
  reads(past.value);
  return [...(at === null ? tail : (historyOf(at) ?? tail)).entries];
});

export const selected = computed<Entry | null>(() => {
  reads(version.value);
  const at = cursor.value;
  if (at === null) return null;
  const history = historyOf(at);
  return history?.entries[history.indexOf(at)] ?? movesList.find(({ serial }) => serial === at) ?? null;
});

interface Shown {
  readonly nodes: ReadonlyMap<string, NodeNow>;
  readonly actors: ReadonlyMap<string, ActorNow>;
}

/** The world as it is shown: now, or right after the entry that is looked at. */
export const world = computed<Shown>(() => {
  reads(version.value);
  const at = cursor.value;
  const shownWorld = at === null ? live : (historyOf(at)?.worldAt(at) ?? tail.worldAt(at));
  return { nodes: new Map(shownWorld.nodes), actors: new Map(shownWorld.actors) };
});

export const nodes = computed(() => world.value.nodes);

/** All moves that the page has, oldest first. */
export const moves = computed<readonly LogEntry[]>(() => {
  reads(slow.value);
  return [...movesList];
});

/** The stretch that is here, with moves and marks before it and moves after it. */
export const slowMaterial = computed<readonly Entry[]>(() => {
  const here = slowStretch.value;
  const from = here[0]?.serial ?? 0;
  const to = here.at(-1)?.serial ?? 0;
  const older: Entry[] = [...moves.value, ...marksList.flatMap(entryOf)].filter(({ serial }) => serial < from);
  return [...older.sort((a, b) => a.serial - b.serial), ...here, ...moves.value.filter(({ serial }) => serial > to)];
});

export const marks = computed<readonly Mark[]>(() => {
  reads(calm.value, hello.value, phase.value);
  return marksList.slice(-maxMarks);
});

/** What time it is for whoever looks. */
export const shownTime = computed(() => selected.value?.time ?? tailTime());

function tailTime(): number {
  reads(version.value);
  return tail.entries.at(-1)?.time ?? 0;
}

// ----------------------------------------------------------------------------------------------------------- selection

export const cluster = computed(() => hello.value?.cluster ?? "");

/** Machines that have a chart, the peer first. */
export const machineNames = computed(() => {
  const names = charts.value.map((chart) => chart.name);
  return names.includes("peer") ? ["peer", ...names.filter((name) => name !== "peer")] : names;
});

export const chart = computed(() => {
  const wanted = route.value.machine ?? machineNames.value[0];
  return charts.value.find(({ name }) => name === wanted) ?? charts.value[0] ?? null;
});

/** Owners of the chosen machine's actors: ensembles, or peers and nodes; nobody's under an empty name. */
export const groups = computed(() => {
  const machine = chart.value?.name;
  const names = [...world.value.actors.values()]
    .filter((actor) => actor.machine === machine)
    .map((actor) => groupOf(actor.actor));
  return [...new Set(names)].sort();
});

/** Those that peers belong to; with a user's own machines, which have none, whoever owns an actor. */
export const ensembles = computed(() => {
  const actors = [...world.value.actors.values()];
  const peers = actors.filter(({ machine }) => machine === "peer");
  const names = (peers.length > 0 ? peers : actors).map(({ actor }) => groupOf(actor)).filter((name) => name !== "");
  return [...new Set(names)].sort();
});

export const group = computed(() => {
  const wanted = route.value.group;
  if (wanted !== null && groups.value.includes(wanted)) return wanted;
  return groups.value[0] ?? wanted ?? "";
});

/** The actors on the shown chart, by node name. */
export const shown = computed(() =>
  [...world.value.actors.values()]
    .filter((actor) => actor.machine === chart.value?.name && groupOf(actor.actor) === group.value)
    .sort((a, b) => a.actor.localeCompare(b.actor)),
);

/** The last move on the shown chart: its edge stays marked until the next. */
export const lastMove = computed(() => {
  const at = cursor.value;
  const isShown = (entry: LogEntry): boolean =>
    entry.record.machine === chart.value?.name && groupOf(entry.record.actor) === group.value;
  const newest = [...world.value.actors.values()].flatMap(({ lastMove: move }) =>
    move !== null && isShown(move) ? [move] : [],
  );
  const best = newest.reduce<LogEntry | null>((a, b) => (a === null || b.serial > a.serial ? b : a), null);
  // An actor that stopped is in the world no more, but its stop was a move.
  reads(version.value);
  const stopped = movesList.findLast((entry) => (at === null || entry.serial <= at) && isShown(entry));
  return stopped !== undefined && stopped.serial > (best?.serial ?? 0) ? stopped : best;
});

const transitions = computed(
  () =>
    new Map(
      charts.value.flatMap(({ name, definition }) =>
        definition.transitions.map((transition) => [`${name} ${transition.id}`, transition] as const),
      ),
    ),
);

export function findTransition(machine: string, id: string) {
  return transitions.value.get(`${machine} ${id}`);
}

// -------------------------------------------------------------------------------------------------------------- moving

/** How the address names an entry. */
function nameOf(entry: Entry): string {
  if (entry.what !== "record") return `entry:${entry.serial}`;
  return `${entry.record.node}:${entry.record.boot}:${entry.record.n}`;
}

/** The moment that the address names, as far as this page has gone there: another one was typed, or is one to go back to. */
let ownAt = route.peek().at;

function name(at: string | null): void {
  ownAt = at;
  go({ at }, true);
}

export function look(entry: Entry): void {
  if (historyOf(entry.serial) === null) fetchPast({ serial: entry.serial });
  cursor.value = entry.serial;
  name(nameOf(entry));
}

export function lookAt(serial: number): void {
  const history = historyOf(serial);
  const entry = history?.entries[history.indexOf(serial)];
  if (entry !== undefined) return look(entry);
  cursor.value = serial;
  fetchPast({ serial });
  return name(`entry:${serial}`);
}

export function lookNow(): void {
  cursor.value = null;
  past.value = null;
  name(null);
}

type AskPast = (
  what: { serial: number } | { at: { node: string; boot: string; n: number } },
) => Promise<{ readonly serial: number; readonly history: History } | null>;

let askPast: AskPast = () => Promise.resolve(null);
/** Set by the connection, which knows the server. */
export function useServer(ask: AskPast): void {
  askPast = ask;
}

/** Why the past that was asked for is not shown; empty when it is, or is awaited. */
export const pastProblem = signal("");

function fetchPast(what: Parameters<AskPast>[0]): void {
  pastProblem.value = "";
  askPast(what).then(
    (found) => {
      if (found === null)
        pastProblem.value = "The inspector no longer has this moment: it keeps the newest entries only.";
      else past.value = found.history;
      if (found !== null && "at" in what) cursor.value = found.serial;
    },
    (error: unknown) => (pastProblem.value = error instanceof Error ? error.message : String(error)),
  );
}

/** The moment that the address names, once there is somebody to ask for it. */
function lookAtRoute(): void {
  const { at } = route.peek();
  if (at === null) return;
  const [node = "", boot = "", number = ""] = at.split(":");
  if (node === "entry") return lookAt(Number(boot));
  const here = tail.entries.find(
    (entry) =>
      entry.what === "record" &&
      entry.record.n === Number(number) &&
      entry.record.node === node &&
      entry.record.boot === boot,
  );
  if (here !== undefined) cursor.value = here.serial;
  else fetchPast({ at: { node, boot, n: Number(number) } });
}

route.subscribe(({ at }) => {
  if (at === null && cursor.peek() !== null) cursor.value = null;
  if (at === ownAt) return;
  ownAt = at;
  lookAtRoute();
});

// -------------------------------------------------------------------------------------------------------------- frames

let queue: ServerFrame[] = [];
let isScheduled = false;

/** How long the last change took to apply and to paint. */
let costMs = 0;
let appliedAt = -Infinity;
/** At most this share of the time goes into showing changes: a slow machine sees fewer of them, and stays fluent. */
const share = 0.12;
const longestWaitMs = 1000;

/**
 * Frames are applied together, once a frame of the screen at most, and less often where that takes long: batching, not the
 * framework, decides how much is shown.
 */
export function take(frame: ServerFrame): void {
  queue.push(frame);
  if (isScheduled) return;
  isScheduled = true;
  // A hidden page gets no animation frames, but must not collect frames for ever.
  if (document.hidden) return void setTimeout(run, longestWaitMs);
  const waitMs = Math.min(longestWaitMs, appliedAt + costMs / share - performance.now());
  if (waitMs > 1) setTimeout(() => requestAnimationFrame(run), waitMs);
  else requestAnimationFrame(run);
  return undefined;
}

/** Whether a change takes longer to show than a frame of the screen lasts: then nothing should move for its own sake. */
export function isSlow(): boolean {
  return costMs > 20;
}

function run(): void {
  isScheduled = false;
  const frames = queue;
  queue = [];
  appliedAt = performance.now();
  const began = appliedAt;
  batch(() => {
    apply(frames);
    renew(began);
  });
  // After this frame of the screen has been painted.
  setTimeout(() => (costMs = performance.now() - began));
}

function apply(frames: readonly ServerFrame[]): void {
  for (const frame of frames) {
    if (frame.type === "hello") hello.value = frame;
    else if (frame.type === "definitions") charts.value = frame.machines;
    else if (frame.type === "snapshot") takeSnapshot(frame);
    else if (frame.type === "delta") {
      link.value = frame.link;
      if (frame.first !== first.peek().serial) first.value = { ...first.peek(), serial: frame.first };
      for (const entry of frame.entries) takeEntry(entry);
    }
  }
  tail.trim(maxTail);
  version.value += 1;
  if (frames.some((frame) => frame.type === "snapshot")) lookAtRoute();
}

function takeSnapshot(frame: Snapshot): void {
  link.value = frame.link;
  first.value = { serial: frame.first, time: frame.firstTime };
  tail = new History(frame.base, frame.entries);
  live = tail.worldAt(frame.serial);
  movesList = [...frame.moves, ...frame.entries.filter(isMoveEntry)];
  marksList = [...frame.marks];
  for (const entry of frame.entries)
    if (entry.what === "gap" && entry.gap.by === "page") missed.value += entry.gap.missed;
}

function takeEntry(entry: Entry): void {
  // What a snapshot held already may come again. A gap has the number of the entry before it.
  if (entry.serial < tail.last || (entry.serial === tail.last && entry.what !== "gap")) return;
  if (entry.what === "gap") missed.value += entry.gap.missed;
  const before = tail.entries.at(-1);
  if (
    entry.what === "gap" &&
    before?.what === "gap" &&
    before.gap.node === entry.gap.node &&
    before.gap.by === entry.gap.by
  )
    return;
  tail.push(entry);
  live.take(entry);
  if (isMoveEntry(entry)) {
    movesList.push(entry);
    if (movesList.length > 2 * maxMoves) movesList = movesList.slice(-maxMoves);
  }
  const mark = markOf(entry);
  if (mark === null || (mark.kind === "gap" && marksList.at(-1)?.kind === "gap")) return;
  marksList.push(mark);
  if (marksList.length > 2 * maxMarks) marksList = marksList.slice(-maxMarks);
}

function isMoveEntry(entry: Entry): entry is LogEntry {
  return entry.what === "record" && isMove(entry.record);
}

/** The connection is lost: nobody is known to be anywhere. What was heard stays. */
export function forgetWorld(): void {
  live = new World();
  version.value += 1;
}
