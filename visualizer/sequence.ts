/**
 * Entries as rows of a sequence diagram: a lane for each node and each client, an arrow for each message from the lane that
 * sent it to the lane that it reached. Rows are ordered by cause: what was sent stands above what was received, whatever
 * reached the inspector first; no clock is asked.
 */
import { Causes, isMessageRecord, sentBy } from "./causes.ts";
import { groupOfRecord, isMove, placeOf } from "./place.ts";
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

/** `isWanted` chooses the entries; the order comes from all of them. */
export function sequenceOf(entries: readonly Entry[], isWanted: (entry: Entry) => boolean): Sequence {
  const rows: SequenceRow[] = [];
  const nodes = new Set<string>();
  const clients = new Set<string>();
  let untold = 0;
  const ordered = causalOrder(entries);
  const seen = receipts(ordered);
  const openRequests = new Map<string, string>();
  for (const entry of ordered) {
    if (entry.what === "record") {
      const missed = entry.record.data["untold"];
      if (typeof missed === "number") untold += missed;
    }
    if (!isWanted(entry)) continue;
    const made = isMessageRecord(entry) ? messageRows(entry, openRequests) : rowsOf(entry, seen);
    for (const row of made) {
      rows.push(row);
      for (const lane of [row.from, row.to]) if (lane !== "") (isClient(row, lane) ? clients : nodes).add(lane);
    }
  }
  return { lanes: [...[...clients].sort(), ...[...nodes].sort()], rows, untold };
}

function isClient({ entry }: SequenceRow, lane: string): boolean {
  if (!isMessageRecord(entry)) return false;
  const { event, data } = entry.record;
  return (event === "request" && data["from"] === lane) || (event === "response" && data["to"] === lane);
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

/** Messages that some step names as its cause. */
function receipts(entries: readonly Entry[]): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const entry of entries) {
    if (entry.what === "record" && entry.record.cause !== "") seen.add(`${entry.record.cause}>${entry.record.node}`);
  }
  return seen;
}

// ---------------------------------------------------------------------------------------------------------------- rows

function rowsOf(entry: Entry, seen: ReadonlySet<string>): SequenceRow[] {
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
    if (lane === record.node || seen.has(`${messageName(entry, req)}>${lane}`)) continue;
    rows.push({
      ...plain,
      from: record.node,
      to: lane,
      kind: "message",
      label: kind,
      isHeartbeat: heartbeats.has(kind),
      isUnseen: true,
    });
  }
  return rows;
}

function messageName({ record }: LogEntry, req: number): string {
  const name = record.actor.slice(record.actor.indexOf("/") + 1);
  return `${name}:${req}`;
}

/** K/V messages: a request stays open at its node until it is answered, so its rounds on the same key are known to be its. */
function messageRows(entry: LogEntry, openRequests: Map<string, string>): SequenceRow[] {
  const { event, data } = entry.record;
  const text = (name: string): string => (typeof data[name] === "string" ? data[name] : "");
  const req = JSON.stringify(data["req"] ?? 0);
  if (event === "request") openRequests.set(`${text("from")}:${req}`, text("op"));
  const op = event === "response" ? (openRequests.get(`${text("to")}:${req}`) ?? "") : text("op");
  if (event === "response") openRequests.delete(`${text("to")}:${req}`);
  const label =
    event === "request"
      ? `${op} ${text("key")}`
      : event === "response"
        ? `${text("code")}${op === "" ? "" : ` (${op})`}`
        : event === "reply"
          ? text("body")
          : `${event} ${text("key")}`;
  return [
    {
      entry,
      from: laneOf(text("from")),
      to: laneOf(text("to")),
      kind: "message",
      label: label.trim(),
      isHeartbeat: false,
      isUnseen: false,
    },
  ];
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

/** Whether a row belongs to an ensemble; rows of nobody's belong to all. */
export function isOfGroup(entry: Entry, group: string): boolean {
  if (entry.what !== "record" || group === "") return true;
  const own = groupOfRecord(entry.record);
  return own === "" ? entry.record.machine === "messages" : own === group;
}
