/** What the inspector knows of a cluster right now, from trace batches: pure, so that pages and tests can rely on it. */
import type { Batch } from "#machines/protocol/ports";
import type { TraceBatch } from "#machines/protocol/messages";
import type { TraceRecord } from "#machines/protocol/trace";
import { isMove } from "./place.ts";
import type { ActorNow, Gap, LogEntry, NodeNow } from "./stream.ts";

/** A watched node sends a batch, if an empty one, at least each second: this long without one and it is gone. */
export const silenceMs = 2500;

const maxNodes = 256;
const maxActors = 4096;
const maxRetiredBoots = 8;

interface NodeEntry {
  boot: string;
  state: NodeNow["state"];
  heardAt: number;
  /** Highest record number seen of this boot; 0 before the first. */
  lastN: number;
  /** Boots that ended: their late batches are ignored. */
  readonly retired: string[];
}

export interface Change {
  readonly nodes: readonly NodeNow[];
  readonly entries: readonly LogEntry[];
  readonly gaps: readonly Gap[];
}

const nothing: Change = { nodes: [], entries: [], gaps: [] };

/** The newest entries, up to a number. */
class Recent {
  readonly #capacity: number;
  #items: LogEntry[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(entry: LogEntry): void {
    this.#items.push(entry);
    if (this.#items.length >= 2 * this.#capacity) this.#items = this.list();
  }

  list(): LogEntry[] {
    return this.#items.slice(-this.#capacity);
  }
}

export class LiveState {
  readonly #nodes = new Map<string, NodeEntry>();
  readonly #actors = new Map<string, ActorNow>();
  // Kept apart: heartbeats would soon push out the moves that a late joiner wants to see.
  readonly #moves: Recent;
  readonly #steps: Recent;
  #serial = 0;

  constructor(capacity = 2000) {
    this.#moves = new Recent(capacity);
    this.#steps = new Recent(Math.ceil(capacity / 4));
  }

  get serial(): number {
    return this.#serial;
  }

  nodes(): NodeNow[] {
    return [...this.#nodes].map(([node, { boot, state }]) => ({ node, boot, state }));
  }

  actors(): ActorNow[] {
    return [...this.#actors.values()];
  }

  log(): LogEntry[] {
    return [...this.#moves.list(), ...this.#steps.list()].sort((a, b) => a.serial - b.serial);
  }

  /** Takes a node's batch in. Batches that claim another sender's name are ignored. */
  apply(batch: Batch, now: number): Change {
    const changes = batch.messages
      .filter((message) => message.type === "trace")
      .filter((message) => message.node === batch.sender)
      .map((message) => this.#applyTrace(message, now));
    return changes.length === 1 ? (changes[0] ?? nothing) : mergeChanges(changes);
  }

  #applyTrace(batch: TraceBatch, now: number): Change {
    const known = this.#nodes.get(batch.node);
    if (known === undefined && this.#nodes.size >= maxNodes) return nothing;
    if (known?.retired.includes(batch.boot)) return nothing;
    const entry: NodeEntry =
      known === undefined ? { boot: "", state: "gone", heardAt: now, lastN: 0, retired: [] } : known;
    this.#nodes.set(batch.node, entry);
    const isNews = entry.boot !== batch.boot || entry.state === "gone";
    if (entry.boot !== batch.boot) this.#beginBoot(batch.node, entry, batch.boot);
    entry.state = "live";
    entry.heardAt = now;

    const fresh = batch.records.filter((record) => record.n > entry.lastN && isOwn(record, batch));
    const missed = batch.gap;
    entry.lastN = Math.max(entry.lastN, ...fresh.map((record) => record.n));
    return {
      nodes: isNews ? [{ node: batch.node, boot: batch.boot, state: "live" }] : [],
      entries: fresh.map((record) => this.#take(record)),
      gaps: missed > 0 ? [{ node: batch.node, missed, by: "node" }] : [],
    };
  }

  #beginBoot(node: string, entry: NodeEntry, boot: string): void {
    if (entry.boot !== "") entry.retired.push(entry.boot);
    if (entry.retired.length > maxRetiredBoots) entry.retired.shift();
    entry.boot = boot;
    entry.lastN = 0;
    this.#removeActors(node);
  }

  #take(record: TraceRecord): LogEntry {
    this.#serial += 1;
    const entry: LogEntry = { serial: this.#serial, record };
    const before = this.#actors.get(record.actor);
    const moved = isMove(record);
    if (record.kind === "stopped") this.#actors.delete(record.actor);
    else if (before !== undefined || this.#actors.size < maxActors) {
      this.#actors.set(record.actor, {
        actor: record.actor,
        machine: record.machine,
        node: record.node,
        at: record.after,
        context: record.context,
        lastMove: moved ? entry : (before?.lastMove ?? null),
      });
    }
    if (moved) this.#moves.push(entry);
    else if (record.kind === "step") this.#steps.push(entry);
    return entry;
  }

  /** Nodes not heard for too long are gone, and their actors with them. */
  checkSilence(now: number): Change {
    return this.#retire((entry) => now - entry.heardAt > silenceMs);
  }

  /** The bus says that no node listens. */
  allGone(): Change {
    return this.#retire(() => true);
  }

  /** Forgets where actors are (a watch lapsed, so it is not known any more); the log stays. */
  forgetActors(): void {
    this.#actors.clear();
    this.#nodes.clear();
  }

  #retire(isGone: (entry: NodeEntry) => boolean): Change {
    const nodes: NodeNow[] = [];
    for (const [node, entry] of this.#nodes) {
      if (entry.state === "gone" || !isGone(entry)) continue;
      entry.state = "gone";
      this.#removeActors(node);
      nodes.push({ node, boot: entry.boot, state: "gone" });
    }
    return nodes.length === 0 ? nothing : { ...nothing, nodes };
  }

  #removeActors(node: string): void {
    for (const [actor, now] of this.#actors) if (now.node === node) this.#actors.delete(actor);
  }
}

function isOwn(record: TraceRecord, batch: TraceBatch): boolean {
  return record.node === batch.node && record.boot === batch.boot;
}

export function mergeChanges(changes: readonly Change[]): Change {
  return {
    nodes: changes.flatMap((change) => change.nodes),
    entries: changes.flatMap((change) => change.entries),
    gaps: changes.flatMap((change) => change.gaps),
  };
}
