/**
 * A store in memory with the semantics of the one on disk: records and objects are kept encoded and checked, a commit is
 * durable only when it resolves, and a `MemoryDisk` outlives its store, so that restarts and crashes can be played.
 */
import { QuorateError } from "#machines/protocol/errors";
import type { PeerRecord } from "#machines/protocol/fact";
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { LeafEntry } from "#machines/protocol/object";
import type { OpenReport, ReadResult, Storage, WriteBatch } from "#machines/protocol/ports";
import {
  decodeLeaf,
  encodeLeaf,
  encodeObject,
  judge,
  leafKind,
  objectKind,
  recordKey,
  siblingKey,
} from "./object-codec.ts";
import { Overlay } from "./overlay.ts";
import { PeerRecords } from "./peer-records.ts";
import type { StorageOptions } from "./storage-options.ts";

/** The two records of a key. Either may be changed or taken away by a test that plays damage. */
export interface Cell {
  object: Buffer | undefined;
  leaf: Buffer | undefined;
}

class Shelf {
  readonly cells = new Map<string, Cell>();
  #sorted: Buffer[] | undefined;

  put(key: string, cell: Cell): void {
    if (!this.cells.has(key)) this.#sorted = undefined;
    this.cells.set(key, cell);
  }

  remove(key: string): void {
    if (this.cells.delete(key)) this.#sorted = undefined;
  }

  /** Keys as UTF-8, in order of their bytes. */
  sorted(): readonly Buffer[] {
    this.#sorted ??= [...this.cells.keys()].map((key) => Buffer.from(key)).sort((a, b) => a.compare(b));
    return this.#sorted;
  }
}

/** What is left when a store closes or crashes. */
export class MemoryDisk {
  readonly shelves = new Map<EnsembleName, Shelf>();
  saved: Uint8Array | undefined;
  /** Why nobody's objects can be trusted at the next open; a test sets it to play a lost tail. */
  problem: string | undefined;
  /** The store that uses it. Commits of any other never land. */
  user: object | undefined;

  /** What a kill does: the store that used this disk is cut off, what it had not finished is lost. */
  cutOff(): void {
    this.user = undefined;
  }

  cell(ensemble: EnsembleName, key: string): Cell | undefined {
    return this.shelves.get(ensemble)?.cells.get(key);
  }

  shelf(ensemble: EnsembleName): Shelf {
    let shelf = this.shelves.get(ensemble);
    if (shelf === undefined) this.shelves.set(ensemble, (shelf = new Shelf()));
    return shelf;
  }
}

export interface MemoryStorageOptions extends Omit<StorageOptions, "dir"> {
  readonly disk: MemoryDisk;
  /** Runs a callback later: a commit resolves in one. `Clock.defer` will do, or a simulated disk's delay. */
  readonly defer: (callback: () => void) => void;
}

interface PendingCommit {
  readonly apply: () => void;
  readonly reject: (reason: unknown) => void;
}

export class MemoryStorage implements Storage {
  readonly #options: MemoryStorageOptions;
  readonly #overlay = new Overlay();
  readonly #peers: PeerRecords;
  /** In order of their calls. */
  readonly #commits: PendingCommit[] = [];
  #whenIdle: (() => void)[] = [];

  constructor(options: MemoryStorageOptions) {
    this.#options = options;
    this.#peers = new PeerRecords(options.cluster, options.node);
  }

  open(): Promise<OpenReport> {
    return new Promise((resolve) => resolve(this.#open()));
  }

  #open(): OpenReport {
    const { disk, onEvent } = this.#options;
    if (disk.user !== undefined) throw new QuorateError("LOCKED", "another store uses this memory: close it first");
    // What did not become durable before a failure must not be read now (PROTOCOL R7).
    this.#overlay.clear();
    const fresh = disk.saved === undefined;
    if (disk.saved !== undefined) this.#peers.decode(disk.saved);
    const distrusted = this.#peers.distrust(disk.problem, Number.MAX_SAFE_INTEGER);
    for (const [label, what] of distrusted) onEvent?.({ type: "distrusted", what: `${label}: ${what}` });
    disk.problem = undefined;
    disk.saved = this.#peers.encode();
    disk.user = this;
    return { fresh, distrusted };
  }

  record(peerLabel: string): PeerRecord | undefined {
    return this.#peers.get(peerLabel);
  }

  manager(): Uint8Array | undefined {
    return this.#peers.manager.length === 0 ? undefined : this.#peers.manager;
  }

  read(ensemble: EnsembleName, key: string): ReadResult {
    this.#needOpen();
    const pending = this.#overlay.get(ensemble, key);
    if (pending !== undefined) {
      return pending.object === null ? { kind: "absent" } : { kind: "found", object: pending.object };
    }
    return this.#judge(ensemble, key);
  }

  async leaves(ensemble: EnsembleName, after: string | null, limit: number): Promise<LeafEntry[]> {
    this.#needOpen();
    const shelf = this.#options.disk.shelf(ensemble);
    const pending = this.#overlay.of(ensemble);
    const isNew = (key: string): boolean => !shelf.cells.has(key);
    const added = [...pending]
      .filter(([key, { object }]) => object !== null && isNew(key))
      .map(([key]) => Buffer.from(key));
    const stored = shelf.sorted();
    const keys = added.length === 0 ? stored : [...stored, ...added].sort((a, b) => a.compare(b));
    const leaves: LeafEntry[] = [];
    for (
      let at = after === null ? 0 : firstAbove(keys, Buffer.from(after));
      at < keys.length && leaves.length < limit;
      at++
    ) {
      const key = (keys[at] as Buffer).toString();
      const write = pending.get(key);
      if (write === undefined) leaves.push(this.#leaf(ensemble, key));
      else if (write.object !== null) leaves.push({ key, ballot: write.object.ballot, hash: write.object.hash });
    }
    return leaves;
  }

  async damagedKeys(ensemble: EnsembleName): Promise<string[]> {
    this.#needOpen();
    const pending = this.#overlay.of(ensemble);
    return this.#options.disk
      .shelf(ensemble)
      .sorted()
      .map((bytes) => bytes.toString())
      .filter((key) => !pending.has(key) && this.#judge(ensemble, key).kind === "damaged");
  }

  commit(batch: WriteBatch): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#needOpen();
      // Encoded at the call, as on disk: what a caller does to a value afterwards changes nothing.
      const cells = batch.objects.map(({ ensemble, object }) => {
        const objectKey = recordKey(objectKind, ensemble, object.key);
        const leafKey = siblingKey(objectKey, leafKind);
        const cell: Cell = { object: encodeObject(objectKey, object), leaf: encodeLeaf(leafKey, object) };
        return { ensemble, key: object.key, cell };
      });
      const saved = this.#peers.take(batch, 0) ? this.#peers.encode() : undefined;
      const entered = this.#overlay.enter(batch);
      const { disk } = this.#options;
      const apply = (): void => {
        if (saved !== undefined) disk.saved = saved;
        for (const { ensemble, key } of batch.removed) disk.shelf(ensemble).remove(key);
        for (const { ensemble, key, cell } of cells) disk.shelf(ensemble).put(key, cell);
        this.#overlay.settle(entered);
        resolve();
      };
      this.#commits.push({ apply, reject });
      this.#options.defer(() => this.#land());
    });
  }

  async close(): Promise<void> {
    const { disk } = this.#options;
    if (disk.user !== this) return;
    if (this.#commits.length > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    if (disk.user === this) disk.user = undefined;
  }

  /** The oldest commit becomes durable, whichever deferred call comes first. */
  #land(): void {
    const commit = this.#commits.shift();
    if (this.#options.disk.user === this) commit?.apply();
    else commit?.reject(new QuorateError("CLOSED", "the store was cut off from its disk"));
    if (this.#commits.length === 0) for (const idle of this.#whenIdle.splice(0)) idle();
  }

  #judge(ensemble: EnsembleName, key: string): ReadResult {
    const cell = this.#options.disk.cell(ensemble, key);
    if (cell === undefined) return { kind: "absent" };
    const objectKey = recordKey(objectKind, ensemble, key);
    return judge(key, objectKey, cell.object, siblingKey(objectKey, leafKind), cell.leaf);
  }

  #leaf(ensemble: EnsembleName, key: string): LeafEntry {
    const record = this.#options.disk.cell(ensemble, key)?.leaf;
    const what = `key ${JSON.stringify(key)} of ensemble ${ensemble}`;
    if (record === undefined) throw new QuorateError("CORRUPT", `an object without its leaf: ${what}`);
    const leaf = decodeLeaf(recordKey(leafKind, ensemble, key), key, record);
    if (!leaf.ok) throw new QuorateError("CORRUPT", `${leaf.what}: ${what}`);
    return leaf.value;
  }

  #needOpen(): void {
    if (this.#options.disk.user !== this) throw new QuorateError("CLOSED", "the store is not open");
  }
}

/** Where the first of `keys` above `bound` stands. */
function firstAbove(keys: readonly Buffer[], bound: Buffer): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as Buffer).compare(bound) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
