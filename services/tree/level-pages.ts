/** A tree's records in LevelDB. It reads; what is written goes into the batch of whoever commits. */
import { QuorateError } from "#machines/protocol/errors";
import type { EnsembleName } from "#machines/protocol/identifiers";
import { segmentCount } from "#machines/protocol/tree";
import { type Db, isCorruption } from "../storage/level-db.ts";
import {
  nothing,
  type NodeWrite,
  type PageRead,
  type SegmentMemory,
  type SegmentWrite,
  type StoredNode,
  type TreePages,
} from "./pages.ts";
import { Recent } from "./recent.ts";
import {
  decodeRecord,
  encodeRecord,
  nodeKey,
  nodeKind,
  nodePlace,
  rangeOf,
  segmentKey,
  segmentKind,
  segmentPlace,
  treePrefix,
} from "./records.ts";

const pageEntries = 1000;
const iteration = { highWaterMarkBytes: 262_144, fillCache: false };

/** What a batch of LevelDB offers. */
export interface Batch {
  put(key: Buffer, value: Buffer): unknown;
  del(key: Buffer): unknown;
}

/** All records in a range, as of the first step. @throws QuorateError CORRUPT when LevelDB cannot read on. */
export async function* records(db: Db, range: { gte: Buffer; lt: Buffer }): AsyncGenerator<[Buffer, Buffer]> {
  for await (const list of recordLists(db, range)) yield* list;
}

/** As `records`, many at a time. */
async function* recordLists(db: Db, range: { gte: Buffer; lt: Buffer }): AsyncGenerator<[Buffer, Buffer][]> {
  const iterator = db.iterator({ ...range, ...iteration });
  try {
    for (let page = await iterator.nextv(pageEntries); page.length > 0; page = await iterator.nextv(pageEntries))
      yield page;
  } catch (cause) {
    if (!isCorruption(cause)) throw cause;
    throw new QuorateError("CORRUPT", "the object store cannot be read through", { cause });
  } finally {
    await iterator.close();
  }
}

/** Bytes of segments in one generation of those that all trees of a store remember together. */
const rememberedBytes = 4 * 2 ** 20;
/** Beside a segment's content. */
const rememberedOverhead = 200;

/** A segment's content, and its hash as four numbers, which take less than bytes of their own. */
class KeptSegment {
  readonly content: Buffer;
  readonly #a: number;
  readonly #b: number;
  readonly #c: number;
  readonly #d: number;

  constructor(content: Buffer, page: Buffer, at: number) {
    this.content = content;
    this.#a = page.readInt32BE(at);
    this.#b = page.readInt32BE(at + 4);
    this.#c = page.readInt32BE(at + 8);
    this.#d = page.readInt32BE(at + 12);
  }

  isAt(page: Buffer, at: number): boolean {
    return (
      page.readInt32BE(at) === this.#a &&
      page.readInt32BE(at + 4) === this.#b &&
      page.readInt32BE(at + 8) === this.#c &&
      page.readInt32BE(at + 12) === this.#d
    );
  }
}

/** Of all trees of a store: a node with many ensembles remembers no more than one with few. */
export class SegmentMemories {
  readonly #segments = new Recent<number, KeptSegment>(rememberedBytes);
  readonly #numbers = new Map<EnsembleName, number>();

  of(ensemble: EnsembleName): SegmentMemory {
    let number = this.#numbers.get(ensemble);
    if (number === undefined) this.#numbers.set(ensemble, (number = this.#numbers.size));
    const first = number * segmentCount;
    return {
      get: (index, page, at) => {
        const kept = this.#segments.get(first + index);
        return kept?.isAt(page, at) === true ? kept.content : undefined;
      },
      keep: (index, content, page, at) =>
        this.#segments.set(first + index, new KeptSegment(content, page, at), content.length + rememberedOverhead),
      forget: (index) => this.#segments.delete(first + index),
    };
  }
}

export class LevelPages implements TreePages {
  readonly memory?: SegmentMemory;
  readonly #db: Db;
  readonly #segmentPrefix: Buffer;
  readonly #nodePrefix: Buffer;

  constructor(db: Db, ensemble: EnsembleName, memories?: SegmentMemories) {
    this.#db = db;
    if (memories !== undefined) this.memory = memories.of(ensemble);
    this.#segmentPrefix = treePrefix(segmentKind, ensemble);
    this.#nodePrefix = treePrefix(nodeKind, ensemble);
  }

  node(level: number, index: number): PageRead {
    return this.#read(nodeKey(this.#nodePrefix, level, index));
  }

  segment(index: number): PageRead {
    return this.#read(segmentKey(this.#segmentPrefix, index));
  }

  async *segments() {
    for await (const [key, record] of records(this.#db, rangeOf(this.#segmentPrefix))) {
      const place = segmentPlace(key);
      if (place !== undefined) yield { index: place.index, read: decodeRecord(key, record) };
    }
  }

  async *nodes() {
    for await (const list of recordLists(this.#db, rangeOf(this.#nodePrefix))) {
      const nodes: StoredNode[] = [];
      for (const [key, record] of list) {
        const place = nodePlace(key, this.#nodePrefix);
        if (place === undefined) continue;
        nodes.push({ level: place.level, index: place.index, read: decodeRecord(key, record) });
      }
      yield nodes;
    }
  }

  /** A read that waits for the thread pool lets everything else run meanwhile. */
  async pause(): Promise<void> {
    await this.#db.get(this.#nodePrefix);
  }

  /** Returns the record that was put, for the turn's seal. */
  addSegment(batch: Batch, { index, content }: SegmentWrite): Buffer {
    const key = segmentKey(this.#segmentPrefix, index);
    if (content === undefined) {
      batch.del(key);
      return key;
    }
    const record = encodeRecord(key, content);
    batch.put(key, record);
    return record;
  }

  addNode(batch: Batch, { level, index, page }: NodeWrite): void {
    const key = nodeKey(this.#nodePrefix, level, index);
    if (page === undefined) batch.del(key);
    else batch.put(key, encodeRecord(key, page));
  }

  /** Not durable before the next synced write. */
  async clearNodes(): Promise<void> {
    await this.#db.clear(rangeOf(this.#nodePrefix));
  }

  #read(key: Buffer): PageRead {
    try {
      const record = this.#db.getSync(key);
      return record === undefined ? nothing : decodeRecord(key, record);
    } catch (error) {
      if (isCorruption(error)) return { ok: false, what: "the store cannot read it" };
      throw error;
    }
  }
}
