/** Turns what nodes stream into entries, in the order of arrival: which node lives, what is new, what was left out. */
import type { Batch } from "#machines/protocol/ports";
import type { TraceBatch } from "#machines/protocol/messages";
import type { TraceRecord } from "#machines/protocol/trace";
import { Coverage } from "./counts.ts";
import { isMove } from "./place.ts";
import { Retention } from "./retention.ts";
import type { Entry, Gap, LogEntry, Mark, NodeNow, NoteEntry } from "./stream.ts";
import { markOf } from "./world.ts";

/** A watched node sends a batch, if an empty one, at least each second: this long without one and it is gone. */
export const silenceMs = 2500;

const maxNodes = 256;
const maxRetiredBoots = 8;
const maxMarks = 2000;
const maxMoves = 2000;

interface NodeEntry {
  boot: string;
  state: NodeNow["state"];
  heardAt: number;
  /** Highest record number seen of this boot; 0 before the first. */
  lastN: number;
  /** Boots that ended: their late batches are ignored. */
  readonly retired: string[];
}

/** Each kind of entry without its place. */
type Fresh =
  | Pick<LogEntry, "what" | "record">
  | { readonly what: "node"; readonly node: NodeNow }
  | { readonly what: "gap"; readonly gap: Gap }
  | Pick<NoteEntry, "what" | "kind" | "text">;

export class LiveState {
  readonly retention: Retention;
  readonly coverage = new Coverage();
  readonly #nodes = new Map<string, NodeEntry>();
  #moves: LogEntry[] = [];
  #marks: Mark[] = [];
  #serial = 0;

  constructor(capacity?: number) {
    this.retention = new Retention(capacity);
  }

  get serial(): number {
    return this.#serial;
  }

  get marks(): readonly Mark[] {
    return this.#marks.slice(-maxMarks);
  }

  /** The newest moves before a serial. */
  movesBefore(serial: number): LogEntry[] {
    return this.#moves.filter((entry) => entry.serial < serial).slice(-maxMoves);
  }

  /** Takes a node's batch in. Batches that claim another sender's name are ignored. */
  apply(batch: Batch, now: number, wall: number): Entry[] {
    return batch.messages
      .filter((message) => message.type === "trace")
      .filter((message) => message.node === batch.sender)
      .flatMap((message) => this.#applyTrace(message, now, wall));
  }

  /** A record of a recording: in order, and said once. */
  replay(record: TraceRecord, time: number): Entry[] {
    const known = this.retention.world.nodes.get(record.node);
    const node: NodeNow = { node: record.node, boot: record.boot, state: "live" };
    const isNews = known?.boot !== record.boot || known.state === "gone";
    return [...(isNews ? [this.#add({ what: "node", node }, time)] : []), ...this.#take(record, time)];
  }

  note(kind: NoteEntry["kind"], text: string, wall: number): Entry {
    return this.#add({ what: "note", kind, text }, wall);
  }

  /** Takes an entry of a recording as it was. */
  restore(entry: Entry): void {
    this.#serial = Math.max(this.#serial, entry.serial);
    if (entry.what === "record") this.coverage.take(entry.record);
    this.#keep(entry);
  }

  #applyTrace(batch: TraceBatch, now: number, wall: number): Entry[] {
    const known = this.#nodes.get(batch.node);
    if (known === undefined && this.#nodes.size >= maxNodes) return [];
    if (known?.retired.includes(batch.boot) === true) return [];
    const entry: NodeEntry = known ?? { boot: "", state: "gone", heardAt: now, lastN: 0, retired: [] };
    this.#nodes.set(batch.node, entry);
    const isNews = entry.boot !== batch.boot || entry.state === "gone";
    if (entry.boot !== batch.boot) {
      if (entry.boot !== "") entry.retired.push(entry.boot);
      if (entry.retired.length > maxRetiredBoots) entry.retired.shift();
      entry.boot = batch.boot;
      entry.lastN = 0;
    }
    entry.state = "live";
    entry.heardAt = now;

    const entries: Entry[] = [];
    if (isNews) {
      const node: NodeNow = { node: batch.node, boot: batch.boot, state: "live" };
      entries.push(this.#add({ what: "node", node }, wall));
    }
    if (batch.gap > 0) {
      entries.push(this.#add({ what: "gap", gap: { node: batch.node, missed: batch.gap, by: "node" } }, wall));
    }
    for (const record of batch.records) {
      if (record.n <= entry.lastN || record.node !== batch.node || record.boot !== batch.boot) continue;
      entry.lastN = record.n;
      entries.push(...this.#take(record, wall));
    }
    return entries;
  }

  /** Nodes answer each renewal of a watch with where everything is: news only when it is. */
  #take(record: TraceRecord, time: number): Entry[] {
    if (record.kind === "snapshot" && this.retention.world.knows({ record })) return [];
    this.coverage.take(record);
    return [this.#add({ what: "record", record }, time)];
  }

  #add(fresh: Fresh, time: number): Entry {
    this.#serial += 1;
    const entry: Entry = { serial: this.#serial, time, ...fresh };
    this.#keep(entry);
    return entry;
  }

  #keep(entry: Entry): void {
    this.retention.push(entry);
    if (entry.what === "record" && isMove(entry.record)) {
      this.#moves.push(entry);
      if (this.#moves.length > 2 * maxMoves) this.#moves = this.#moves.slice(-maxMoves);
    }
    const mark = markOf(entry);
    if (mark === null) return;
    this.#marks.push(mark);
    if (this.#marks.length > 2 * maxMarks) this.#marks = this.#marks.slice(-maxMarks);
  }

  /** Nodes not heard for too long are gone, and their actors with them. */
  checkSilence(now: number, wall: number): Entry[] {
    return this.#retire((entry) => now - entry.heardAt > silenceMs, wall);
  }

  /** The bus says that no node listens. */
  allGone(wall: number): Entry[] {
    return this.#retire(() => true, wall);
  }

  /** Forgets where actors are (a watch lapsed, so it is not known any more); what was heard stays. */
  forgetActors(wall: number): Entry[] {
    const entries = this.allGone(wall);
    this.#nodes.clear();
    return entries;
  }

  #retire(isGone: (entry: NodeEntry) => boolean, wall: number): Entry[] {
    const entries: Entry[] = [];
    for (const [node, entry] of this.#nodes) {
      if (entry.state === "gone" || !isGone(entry)) continue;
      entry.state = "gone";
      entries.push(this.#add({ what: "node", node: { node, boot: entry.boot, state: "gone" } }, wall));
    }
    return entries;
  }
}
