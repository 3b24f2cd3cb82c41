/**
 * Entries as rows of a sequence diagram: a lane for each node and each client, an arrow for each message from the lane that
 * sent it to the lane that it reached. Rows are ordered by cause: what was sent stands above what was received, whatever
 * reached the inspector first; no clock is asked.
 */
import { Causes, isMessageRecord, sentBy } from "./causes.ts";
import { groupOfRecord, isMove, messageMachine, placeOf } from "./place.ts";
import type { Entry, LogEntry } from "./stream.ts";

export interface SequenceRow {
  readonly entry: Entry;
  /** Lanes; equal when the row stays on one. */
  readonly from: string;
  readonly to: string;
  readonly kind: "message" | "move" | "other";
  readonly label: string;
  /** What of it repeats all the time while nothing happens. */
  readonly isHeartbeat: boolean;
  /** Sent, but no step at the receiver is known. */
  readonly isUnseen: boolean;
}

export interface Sequence {
  readonly lanes: readonly string[];
  readonly rows: readonly SequenceRow[];
  /** K/V messages that nodes did not tell of, because there were too many. */
  readonly untold: number;
}

const heartbeats: ReadonlySet<string> = new Set(["commit", "granted"]);

/** A step that gives no row but heartbeats: most of what a quiet cluster tells. */
export function isRoutine(entry: Entry): boolean {
  if (entry.what !== "record" || entry.record.machine === messageMachine || isMove(entry.record)) return false;
  const { event, data } = entry.record;
  const kind = event === "reply" && typeof data["body"] === "string" ? data["body"] : event;
  const isSilent = typeof data["from"] !== "string" || heartbeats.has(kind);
  return isSilent && sentBy(entry).every((sent) => heartbeats.has(sent.kind));
}

/**
 * `isWanted` chooses the entries, told the group that each belongs to; the order comes from all of them. Before the serial
 * `wholeFrom` only moves are there: that no receipt of a message is among them says nothing.
 */
export function sequenceOf(
  entries: readonly Entry[],
  isWanted: (entry: Entry, group: string) => boolean,
  wholeFrom = 0,
): Sequence {
  const rows: SequenceRow[] = [];
  const lanes = new Set<string>();
  let untold = 0;
  const ordered = causalOrder(entries);
  const requests = requestsOf(ordered);
  const clients = clientsOf(ordered);
  const seen = receipts(ordered);
  for (const entry of ordered) {
    if (entry.what === "record") {
      const missed = entry.record.data["untold"];
      if (typeof missed === "number") untold += missed;
    }
    const request = isMessageRecord(entry) ? requests.get(requestName(entry)) : undefined;
    const group = request?.ensemble ?? (entry.what === "record" ? groupOfRecord(entry.record) : "");
    if (!isWanted(entry, group)) continue;
    const made = isMessageRecord(entry) ? messageRows(entry, request?.op ?? "", clients) : rowsOf(entry, seen);
    for (const row of made) {
      if (row.isUnseen && entry.serial < wholeFrom) continue;
      rows.push(row);
      for (const lane of [row.from, row.to]) if (lane !== "") lanes.add(lane);
    }
  }
  const sorted = [...lanes].sort();
  const isClient = (lane: string): boolean => clients.has(lane);
  // Nodes first: each command of a shell is a client of its own, and many would push the nodes out of sight.
  return { lanes: [...sorted.filter((lane) => !isClient(lane)), ...sorted.filter(isClient)], rows, untold };
}

/** Whoever asks and is no node: a node's manager asks the root ensemble as a client does. */
function clientsOf(entries: readonly Entry[]): ReadonlySet<string> {
  const asking = new Set<string>();
  const nodes = new Set<string>();
  for (const entry of entries) {
    if (entry.what === "node") nodes.add(entry.node.node);
    if (entry.what !== "record") continue;
    nodes.add(entry.record.node);
    if (!isMessageRecord(entry)) continue;
    const { event, data } = entry.record;
    const asker = event === "request" ? data["from"] : event === "response" ? data["to"] : null;
    if (typeof asker === "string") asking.add(asker);
  }
  return new Set([...asking].filter((name) => !nodes.has(name)));
}

// --------------------------------------------------------------------------------------------------------------- order

/** Within a node by its numbers; a receiver's step after the step that sent. As they came, where neither decides. */
export function causalOrder(entries: readonly Entry[]): Entry[] {
  const causes = new Causes(entries);
  const queues = new Map<string, LogEntry[]>();
  for (const entry of entries) {
    if (entry.what !== "record") continue;
    const key = `${entry.record.node} ${entry.record.boot}`;
    const queue = queues.get(key);
    if (queue === undefined) queues.set(key, [entry]);
    else queue.push(entry);
  }
  for (const queue of queues.values()) queue.sort((a, b) => a.record.n - b.record.n);
  const next = new Map([...queues.keys()].map((key) => [key, 0]));
  const done = new Set<Entry>();
  const ordered: Entry[] = [];
  /** Puts out a node's records up to this one, each after its cause. Depth is bounded by the number of nodes. */
  const emit = (entry: LogEntry, depth: number): void => {
    const key = `${entry.record.node} ${entry.record.boot}`;
    const queue = queues.get(key)!;
    while (!done.has(entry)) {
      const at = next.get(key)!;
      const head = queue[at];
      if (head === undefined) return;
      next.set(key, at + 1);
      const cause = depth > 0 && head.record.cause !== "" ? causes.causeOf(head) : null;
      const isElsewhere = cause?.how === "message" && cause.entry.record.node !== head.record.node;
      if (isElsewhere && !done.has(cause.entry)) emit(cause.entry, depth - 1);
      if (done.has(head)) continue;
      done.add(head);
      ordered.push(head);
    }
  };
  for (const entry of entries) {
    if (entry.what !== "record") ordered.push(entry);
    else emit(entry, queues.size + 1);
  }
  return ordered;
}

interface Receipts {
  /** Messages that some step names as its cause: drawn there. */
  readonly taken: ReadonlySet<string>;
  /** Messages that were answered, whatever took them. */
  readonly answered: ReadonlySet<string>;
}

function receipts(entries: readonly Entry[]): Receipts {
  const taken = new Set<string>();
  const answered = new Set<string>();
  for (const entry of entries) {
    if (entry.what !== "record") continue;
    const { record } = entry;
    if (record.cause !== "") taken.add(`${record.cause}>${record.node}`);
    const { from, req } = record.data;
    if (record.event === "reply" && typeof from === "string" && typeof req === "number")
      answered.add(`${messageName(entry, req)}>${laneOf(from)}`);
  }
  return { taken, answered };
}

interface Request {
  readonly op: string;
  readonly ensemble: string;
}

function requestName({ record }: LogEntry): string {
  const { event, node, data } = record;
  return `${node} ${JSON.stringify([event === "response" ? data["to"] : data["from"], data["req"] ?? 0])}`;
}

/** Answers name neither what was asked nor of which ensemble: their requests do. */
function requestsOf(entries: readonly Entry[]): ReadonlyMap<string, Request> {
  const requests = new Map<string, Request>();
  for (const entry of entries) {
    if (!isMessageRecord(entry) || entry.record.event !== "request") continue;
    const { op, ensemble } = entry.record.data;
    requests.set(requestName(entry), {
      op: typeof op === "string" ? op : "",
      ensemble: typeof ensemble === "string" ? ensemble : "",
    });
  }
  return requests;
}

// ---------------------------------------------------------------------------------------------------------------- rows

function rowsOf(entry: Entry, seen: Receipts): SequenceRow[] {
  const plain = { entry, isHeartbeat: false, isUnseen: false };
  if (entry.what === "node") {
    const { node, state } = entry.node;
    return [{ ...plain, from: node, to: node, kind: "other", label: state === "live" ? "is here" : "is gone" }];
  }
  if (entry.what === "gap") {
    const label = `${entry.gap.missed} records missing`;
    return [{ ...plain, from: entry.gap.node, to: entry.gap.node, kind: "other", label }];
  }
  if (entry.what === "note") return [{ ...plain, from: "", to: "", kind: "other", label: entry.text }];
  const { record } = entry;
  const moved = isMove(record);
  const rows: SequenceRow[] = [];
  const sender = record.cause === "" ? "" : record.cause.slice(0, record.cause.lastIndexOf(":"));
  if (record.kind === "step" && sender !== "" && record.data["from"] === sender) {
    const body = record.data["body"];
    const kind = record.event === "reply" && typeof body === "string" ? body : record.event;
    const lane = laneOf(sender);
    // A heartbeat that changes nothing; one that moves its receiver is news.
    rows.push({
      ...plain,
      from: lane,
      to: record.node,
      kind: "message",
      label: messageLabel(kind, record),
      isHeartbeat: heartbeats.has(kind) && !moved,
    });
  }
  if (moved) {
    const to = record.kind === "stopped" ? "stopped" : placeOf(record.after);
    const label = `${record.machine === "peer" ? "" : `${record.machine}: `}${placeOf(record.before)} → ${to}`;
    rows.push({ ...plain, from: record.node, to: record.node, kind: "move", label });
  }
  for (const { to, req, kind } of sentBy(entry)) {
    const lane = laneOf(to);
    const name = `${messageName(entry, req)}>${lane}`;
    if (lane === record.node || seen.taken.has(name)) continue;
    rows.push({
      ...plain,
      from: record.node,
      to: lane,
      kind: "message",
      label: kind,
      isHeartbeat: heartbeats.has(kind),
      isUnseen: !seen.answered.has(name),
    });
  }
  return rows;
}

function messageName({ record }: LogEntry, req: number): string {
  const name = record.actor.slice(record.actor.indexOf("/") + 1);
  return `${name}:${req}`;
}

/** K/V messages. A node's manager looks at the root ensemble all the time, as a client does. */
function messageRows(entry: LogEntry, op: string, clients: ReadonlySet<string>): SequenceRow[] {
  const { event, data } = entry.record;
  const text = (name: string): string => (typeof data[name] === "string" ? data[name] : "");
  const asker = event === "request" ? text("from") : event === "response" ? text("to") : null;
  return [
    {
      entry,
      from: laneOf(text("from")),
      to: laneOf(text("to")),
      kind: "message",
      label: kvLabel(event, op, text).trim(),
      isHeartbeat: asker !== null && !clients.has(asker) && (op === "get" || op === ""),
      isUnseen: false,
    },
  ];
}

function kvLabel(event: string, op: string, text: (name: string) => string): string {
  switch (event) {
    case "request":
      return `${op} ${text("key")}`;
    case "response":
      return `${text("code")}${op === "" ? "" : ` (${op})`}`;
    case "reply":
      return text("body");
    default:
      return `${event} ${text("key")}`;
  }
}

/** The node of a peer's name: `n1#2` is a peer of n1. */
function laneOf(peer: string): string {
  const at = peer.indexOf("#");
  return at === -1 ? peer : peer.slice(0, at);
}

function messageLabel(kind: string, { data }: LogEntry["record"]): string {
  const { epoch, fact } = data;
  if (typeof fact === "object" && fact !== null && "epoch" in fact && "seq" in fact)
    return `${kind} ${JSON.stringify(fact.epoch)}.${JSON.stringify(fact.seq)}`;
  return typeof epoch === "number" && epoch > 0 ? `${kind} (epoch ${epoch})` : kind;
}

/** Whether a row belongs to an ensemble; messages of nobody's and what is no record belong to all. */
export function isOfGroup(entry: Entry, own: string, group: string): boolean {
  if (entry.what !== "record" || group === "") return true;
  return own === "" ? entry.record.machine === "messages" : own === group;
}
