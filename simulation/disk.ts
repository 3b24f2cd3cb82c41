/**
 * The simulated disk, and the store on it that a node is given. The disk outlives its node; what was not durable when the
 * node was killed is gone, or half there, as the real store's two steps allow: the records' file is written first, the
 * objects' batch (atomic) second.
 *
 * A lost promise would break the protocol, so the disk never loses a record in silence: that is what the real store's
 * checksummed copies are for. Objects may be lost, and the store then says so when it is opened (`distrusted`).
 */
import { QuorateError } from "#machines/protocol/errors";
import type { PeerRecord } from "#machines/protocol/fact";
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { LeafEntry, StoredObject } from "#machines/protocol/object";
import type { OpenReport, ReadResult, Storage, WriteBatch } from "#machines/protocol/ports";
import type { ProcessClock, VirtualTime } from "./clock.ts";
import type { SeededRandom } from "./random.ts";

export interface DiskConditions {
  /** A commit takes at least this long, and a random while more with that mean. */
  readonly minSyncUs: number;
  readonly meanSyncUs: number;
  /** Share of commits that stall for up to `stallUs`. */
  readonly stalls: number;
  readonly stallUs: number;
  /** Share of commits that fail; what they wrote may be there or not. */
  readonly failures: number;
  /** Share of objects that are written damaged, or over another object of the same ensemble (both are then damaged). */
  readonly rot: number;
  readonly misdirected: number;
  /** Nothing can be written until there is room again. */
  readonly full: boolean;
}

export const calmDisk: DiskConditions = {
  minSyncUs: 100,
  meanSyncUs: 100,
  stalls: 0,
  stallUs: 0,
  failures: 0,
  rot: 0,
  misdirected: 0,
  full: false,
};

export interface DiskCounts {
  commits: number;
  failed: number;
  /** Commits that a crash cut off: lost as a whole, records only, or whole though never acknowledged. */
  lostAtCrash: number;
  tornAtCrash: number;
  keptAtCrash: number;
  rotten: number;
  misdirected: number;
  rolledBack: number;
}

/** Sees what becomes durable, in order. */
export interface DiskObserver {
  records(node: string, records: WriteBatch["records"]): void;
  object(node: string, ensemble: EnsembleName, object: StoredObject): void;
}

interface Shelf {
  readonly objects: Map<string, StoredObject>;
  readonly damaged: Map<string, string>;
  /** Keys in order; null after a key was added or removed. */
  sorted: string[] | null;
}

export interface DiskOptions {
  readonly node: string;
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  readonly observer: DiskObserver;
}

/** What is durable. */
export class SimulatedDisk {
  readonly options: DiskOptions;
  readonly counts: DiskCounts = {
    commits: 0,
    failed: 0,
    lostAtCrash: 0,
    tornAtCrash: 0,
    keptAtCrash: 0,
    rotten: 0,
    misdirected: 0,
    rolledBack: 0,
  };
  conditions: DiskConditions = calmDisk;
  readonly #records = new Map<string, PeerRecord>();
  #manager: Uint8Array | undefined;
  readonly #shelves = new Map<EnsembleName, Shelf>();
  /** What the next start is told: the objects of these peers are not to be trusted. */
  #distrusted = new Map<string, string>();
  #isFresh = true;
  /** Runs while the next commit is being written. */
  #whenWriting: (() => void) | null = null;

  constructor(options: DiskOptions) {
    this.options = options;
  }

  /** A store for one start of the node. */
  store(clock: ProcessClock): SimulatedStorage {
    return new SimulatedStorage(this, clock);
  }

  opened(): OpenReport {
    const report: OpenReport = { fresh: this.#isFresh, distrusted: this.#distrusted };
    this.#isFresh = false;
    this.#distrusted = new Map();
    // As the real store does: the record says so before anybody is told, or a crash now would make it forgotten.
    for (const label of report.distrusted.keys()) {
      const record = this.#records.get(label);
      if (record !== undefined) this.#records.set(label, { ...record, trusted: false });
    }
    return report;
  }

  /** Calls back once, in the middle of the next commit: crashes then are the ones that tell. */
  onceWriting(callback: () => void): void {
    this.#whenWriting = callback;
  }

  /** A commit has begun and takes that long. */
  writing(forUs: number): void {
    const callback = this.#whenWriting;
    if (callback === null) return;
    this.#whenWriting = null;
    const { time, random } = this.options;
    time.after(random.below(Math.max(1, Math.floor(forUs))), callback);
  }

  record(label: string): PeerRecord | undefined {
    return this.#records.get(label);
  }

  get manager(): Uint8Array | undefined {
    return this.#manager;
  }

  read(ensemble: EnsembleName, key: string): ReadResult {
    const shelf = this.#shelves.get(ensemble);
    const what = shelf?.damaged.get(key);
    if (what !== undefined) return { kind: "damaged", what };
    const object = shelf?.objects.get(key);
    return object === undefined ? { kind: "absent" } : { kind: "found", object };
  }

  shelf(ensemble: EnsembleName): Shelf {
    let shelf = this.#shelves.get(ensemble);
    if (shelf === undefined) {
      shelf = { objects: new Map(), damaged: new Map(), sorted: null };
      this.#shelves.set(ensemble, shelf);
    }
    return shelf;
  }

  sortedKeys(ensemble: EnsembleName): readonly string[] {
    const shelf = this.shelf(ensemble);
    shelf.sorted ??= [...shelf.objects.keys()].sort(compareText);
    return shelf.sorted;
  }

  get ensembles(): EnsembleName[] {
    return [...this.#shelves.keys()];
  }

  applyRecords(batch: WriteBatch): void {
    if (batch.manager !== undefined) this.#manager = batch.manager;
    if (batch.records.size === 0) return;
    for (const [label, record] of batch.records) this.#records.set(label, record);
    this.options.observer.records(this.options.node, batch.records);
  }

  applyObjects(batch: WriteBatch): void {
    const { observer, node } = this.options;
    for (const { ensemble, key } of batch.removed) {
      const shelf = this.shelf(ensemble);
      if (shelf.objects.delete(key)) shelf.sorted = null;
      shelf.damaged.delete(key);
    }
    for (const { ensemble, object } of batch.objects) {
      const shelf = this.shelf(ensemble);
      if (!shelf.objects.has(object.key)) shelf.sorted = null;
      shelf.objects.set(object.key, object);
      shelf.damaged.delete(object.key);
      observer.object(node, ensemble, object);
      this.#spoil(shelf, object.key);
    }
  }

  /** A bit of that object, or of its leaf, is no longer what was written. @returns whether there is such an object. */
  rot(ensemble: EnsembleName, key: string): boolean {
    const shelf = this.shelf(ensemble);
    if (!shelf.objects.has(key)) return false;
    shelf.damaged.set(key, "the object's checksum does not match");
    this.counts.rotten += 1;
    return true;
  }

  /**
   * Objects are gone, or some are back in an older state: the store notices by its turn log and says so at the next start.
   * Only while the node is down.
   */
  loseObjects(share: number): void {
    const { random, node } = this.options;
    this.counts.rolledBack += 1;
    for (const [ensemble, shelf] of this.#shelves) {
      for (const key of [...shelf.objects.keys()]) {
        if (!random.chance(share)) continue;
        shelf.objects.delete(key);
        shelf.damaged.delete(key);
      }
      shelf.sorted = null;
      this.#distrusted.set(`${ensemble}/${node}`, "the newest turns are missing from the store");
    }
  }

  #spoil(shelf: Shelf, key: string): void {
    const { random } = this.options;
    const { rot, misdirected } = this.conditions;
    if (random.chance(rot)) {
      this.counts.rotten += 1;
      shelf.damaged.set(key, "the object's checksum does not match");
    }
    if (!random.chance(misdirected)) return;
    this.counts.misdirected += 1;
    shelf.damaged.set(key, "the object is missing where its leaf says it is");
    const other = random.pick([...shelf.objects.keys()]);
    shelf.damaged.set(other, "another object lies where this one should");
  }
}

interface Commit {
  readonly batch: WriteBatch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The port, for one start of a node. */
export class SimulatedStorage implements Storage {
  readonly #disk: SimulatedDisk;
  readonly #clock: ProcessClock;
  /** Commits in order; the first one is being written. */
  #pending: Commit[] = [];
  #isOpen = false;

  constructor(disk: SimulatedDisk, clock: ProcessClock) {
    this.#disk = disk;
    this.#clock = clock;
  }

  open(): Promise<OpenReport> {
    this.#isOpen = true;
    this.#pending = [];
    return this.#later(500, () => this.#disk.opened());
  }

  record(label: string): PeerRecord | undefined {
    for (let index = this.#pending.length - 1; index >= 0; index -= 1) {
      const record = this.#pending[index]?.batch.records.get(label);
      if (record !== undefined) return record;
    }
    return this.#disk.record(label);
  }

  manager(): Uint8Array | undefined {
    return this.#pending.findLast(({ batch }) => batch.manager !== undefined)?.batch.manager ?? this.#disk.manager;
  }

  read(ensemble: EnsembleName, key: string): ReadResult {
    for (let index = this.#pending.length - 1; index >= 0; index -= 1) {
      const found = findIn((this.#pending[index] as Commit).batch, ensemble, key);
      if (found !== undefined) return found;
    }
    return this.#disk.read(ensemble, key);
  }

  leaves(ensemble: EnsembleName, after: string | null, limit: number): Promise<LeafEntry[]> {
    const keys = new Set(this.#disk.sortedKeys(ensemble));
    let isSame = true;
    for (const { batch } of this.#pending) {
      for (const removed of batch.removed)
        if (removed.ensemble === ensemble && keys.delete(removed.key)) isSame = false;
      for (const written of batch.objects) if (written.ensemble === ensemble) isSame = false;
      for (const written of batch.objects) if (written.ensemble === ensemble) keys.add(written.object.key);
    }
    const sorted = isSame ? this.#disk.sortedKeys(ensemble) : [...keys].sort(compareText);
    const leaves: LeafEntry[] = [];
    for (const key of sorted) {
      if (leaves.length === limit) break;
      if (after !== null && compareText(key, after) <= 0) continue;
      const result = this.read(ensemble, key);
      // A damaged object keeps its leaf: what rots here is the object.
      const object = result.kind === "found" ? result.object : this.#disk.shelf(ensemble).objects.get(key);
      if (object !== undefined) leaves.push({ key, ballot: object.ballot, hash: object.hash });
    }
    return this.#later(50, () => leaves);
  }

  damagedKeys(ensemble: EnsembleName): Promise<string[]> {
    const keys = [...this.#disk.shelf(ensemble).damaged.keys()].filter(
      (key) => this.read(ensemble, key).kind === "damaged",
    );
    return this.#later(200, () => keys.sort(compareText));
  }

  commit(batch: WriteBatch): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) throw new QuorateError("CLOSED", "the store is not open");
      this.#pending.push({ batch, resolve, reject });
      if (this.#pending.length === 1) this.#sync();
    });
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    await Promise.resolve();
  }

  /** The process dies: what was being written is lost, half there, or there. Nothing resolves any more. */
  crash(): void {
    this.#isOpen = false;
    const { random } = this.#disk.options;
    const { counts } = this.#disk;
    // In order, and nothing after the first that is not whole.
    for (const { batch } of this.#pending) {
      const fate = random.below(3);
      if (fate === 0) {
        counts.lostAtCrash += 1;
        break;
      }
      this.#disk.applyRecords(batch);
      if (fate === 1) {
        counts.tornAtCrash += 1;
        break;
      }
      this.#disk.applyObjects(batch);
      counts.keptAtCrash += 1;
    }
    this.#pending = [];
  }

  #sync(): void {
    const { time, random } = this.#disk.options;
    const { minSyncUs, meanSyncUs, stalls, stallUs } = this.#disk.conditions;
    let delayUs = minSyncUs + random.exponential(meanSyncUs);
    if (random.chance(stalls)) delayUs += random.below(stallUs);
    const commit = this.#pending[0] as Commit;
    this.#disk.writing(delayUs);
    // The disk works on while the process is paused; the process hears of it when it runs again.
    time.after(delayUs, () => {
      if (!this.#clock.isAlive || this.#pending[0] !== commit) return;
      this.#land(commit);
    });
  }

  #land(commit: Commit): void {
    const { time, random } = this.#disk.options;
    const { conditions, counts } = this.#disk;
    const error = conditions.full
      ? new Error("ENOSPC: no space left on device")
      : random.chance(conditions.failures)
        ? new Error("EIO: i/o error, fdatasync")
        : null;
    if (error !== null) {
      counts.failed += 1;
      // What a failed sync left behind is anybody's guess.
      const fate = conditions.full ? 0 : random.below(3);
      if (fate > 0) this.#disk.applyRecords(commit.batch);
      if (fate > 1) this.#disk.applyObjects(commit.batch);
      const failed = this.#pending;
      this.#pending = [];
      this.#clock.enter(() => {
        time.settled();
        for (const { reject } of failed) reject(error);
      });
      return;
    }
    counts.commits += 1;
    this.#disk.applyRecords(commit.batch);
    this.#disk.applyObjects(commit.batch);
    this.#pending.shift();
    this.#clock.enter(() => {
      time.settled();
      commit.resolve();
    });
    if (this.#pending.length > 0) this.#sync();
  }

  #later<T>(delayUs: number, make: () => T): Promise<T> {
    const { time } = this.#disk.options;
    return new Promise((resolve) => {
      time.after(delayUs, () =>
        this.#clock.enter(() => {
          time.settled();
          resolve(make());
        }),
      );
    });
  }
}

function findIn(batch: WriteBatch, ensemble: EnsembleName, key: string): ReadResult | undefined {
  for (let index = batch.objects.length - 1; index >= 0; index -= 1) {
    const written = batch.objects[index];
    if (written?.ensemble === ensemble && written.object.key === key) return { kind: "found", object: written.object };
  }
  for (const removed of batch.removed) {
    if (removed.ensemble === ensemble && removed.key === key) return { kind: "absent" };
  }
  return undefined;
}

/** Order of UTF-8 bytes, which is the order of code points; UTF-16 differs only where surrogates meet U+E000 and above. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
