/**
 * Vnodes in a LevelDB of their own (`ring/` below the data directory): one synced batch a turn. A damaged store is set aside
 * and a new one made of what verifies: the vnodes then hold less, as replicas of a ring may; what fails its checksum is
 * reported as damaged and mended by the next write.
 */
import { invariant, QuorateError } from "#machines/protocol/errors";
import type { VnodeRead, VnodeStore, VnodeWrite } from "#machines/protocol/vnode-store";
import type { Files } from "./files.ts";
import { type Db, isCorruption, openDb } from "./level-db.ts";
import { decodeEntry, encodeEntry, parseVnodeKey, vnodeKey } from "./vnode-codec.ts";
import { PendingWrites } from "./vnode-pending.ts";

export interface LevelVnodeOptions {
  readonly dir: string;
  readonly files: Files;
  /** Told, in words, when a store was given up. */
  readonly onLost: (what: string) => void;
}

export class LevelVnodeStore implements VnodeStore {
  readonly #options: LevelVnodeOptions;
  readonly #pending = new PendingWrites();
  #db: Db | undefined;
  #tail: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(options: LevelVnodeOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    invariant(this.#db === undefined, "a store is opened once");
    this.#pending.clear();
    this.#failure = undefined;
    this.#tail = Promise.resolve();
    const { dir, files, onLost } = this.#options;
    const isKnown = (await files.list(dir)).length > 0;
    if (!isKnown) await files.makeDirectory(dir);
    const { db, lost } = await openDb(files, dir, isKnown, async () => "");
    if (lost !== undefined)
      onLost(`the vnodes hold only what could be saved: ${lost}; what was there is in ${dir}.damaged`);
    this.#db = db;
  }

  read(partition: number, key: string): VnodeRead {
    const db = this.#needOpen();
    const pending = this.#pending.read(partition, key);
    if (pending !== undefined) return pending;
    const at = vnodeKey(partition, key);
    try {
      return decodeEntry(at, db.getSync(at));
    } catch (error) {
      if (isCorruption(error)) return { kind: "damaged", what: "LevelDB cannot read it" };
      throw error;
    }
  }

  async commit(writes: readonly VnodeWrite[]): Promise<void> {
    const db = this.#needOpen();
    this.#pending.enter(writes);
    const done = this.#tail.then(() => this.#write(db, writes));
    this.#tail = done.catch(() => undefined);
    await done;
    this.#pending.settle(writes);
  }

  async tombstones(beforeMs: number, limit: number): Promise<{ readonly partition: number; readonly key: string }[]> {
    const found: { readonly partition: number; readonly key: string }[] = [];
    for await (const [at, bytes] of this.#needOpen().iterator()) {
      const read = decodeEntry(at, bytes);
      if (read.kind !== "found" || read.entry.value !== null || read.entry.stamp.ms >= beforeMs) continue;
      found.push(parseVnodeKey(at));
      if (found.length === limit) break;
    }
    return found;
  }

  async close(): Promise<void> {
    const db = this.#db;
    if (db === undefined) return;
    this.#db = undefined;
    await this.#tail;
    await db.close();
  }

  async #write(db: Db, writes: readonly VnodeWrite[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      const batch = db.batch();
      for (const { partition, key, entry } of writes) {
        const at = vnodeKey(partition, key);
        if (entry === null) batch.del(at);
        else batch.put(at, encodeEntry(at, entry));
      }
      await batch.write({ sync: true });
    } catch (error) {
      // Nobody knows what the disk holds now: nothing is built on it until it is opened again.
      this.#failure = { error };
      throw error;
    }
  }

  #needOpen(): Db {
    if (this.#db === undefined) throw new QuorateError("CLOSED", "the vnodes' store is not open");
    return this.#db;
  }
}
