/**
 * The simulated disk, and the store on it that a node is given. The disk outlives its node; what was not durable when the
 * node was killed is gone, or half there, as the real store's two steps allow: the records' file is written first, the
 * objects' batch (atomic) second.
 *
 * A lost promise would break the protocol, so the disk never loses a record in silence: that is what the real store's
 * checksummed copies are for. Objects and the segments of their tree may be lost, in silence too: the store finds out by the
 * same tree as the real one (services/tree), at the next open by the tree's sum (`distrusted`), or when it reads.
 *
 * One long file: the disk and its store keep each other's secrets, which nobody else is to see.
 */
import { QuorateError } from "#machines/protocol/errors";
import type { PeerRecord } from "#machines/protocol/fact";
import type { Ballot } from "#machines/protocol/ballot";
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { StoredObject } from "#machines/protocol/object";
import type { DamageReport, LeafResult, OpenReport, ReadResult, Storage, WriteBatch } from "#machines/protocol/ports";
import { type InnerPage, type SegmentPage, treeHeight, type TreeDamage, type TreeRead } from "#machines/protocol/tree";
import { sameHash } from "#services/storage/content-hash";
import { damagedTree, isNamedBy, placeName } from "#services/storage/object-codec";
import { Forest } from "#services/tree/forest";
import type { SegmentWrite } from "#services/tree/pages";
import { placeOf, segmentOf } from "#services/tree/shape";
import { Tree } from "#services/tree/tree";
import type { ProcessClock, VirtualTime } from "./clock.ts";
import type { SeededRandom } from "./random.ts";
import { Shelf } from "./shelf.ts";

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
  /** Share of writes after which the key's segment of the tree is damaged. */
  readonly leafRot: number;
  /** Whether the disk pretends to have stored that object, and has not (SCENARIOS S4). Null: never. */
  readonly drops: ((key: string) => boolean) | null;
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
  leafRot: 0,
  drops: null,
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
  /** Segments and inner pages of trees. */
  rottenLeaves: number;
  rottenPages: number;
  misdirected: number;
  dropped: number;
  rolledBack: number;
}

/** Sees what becomes durable, in order. */
export interface DiskObserver {
  records(node: string, records: WriteBatch["records"]): void;
  object(node: string, ensemble: EnsembleName, object: StoredObject): void;
}

/** What a commit makes of one tree. */
interface TreeWrite {
  readonly ensemble: EnsembleName;
  readonly writes: readonly SegmentWrite[];
  readonly sum: Uint8Array;
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
    rottenLeaves: 0,
    rottenPages: 0,
    misdirected: 0,
    dropped: 0,
    rolledBack: 0,
  };
  conditions: DiskConditions = calmDisk;
  readonly #records = new Map<string, PeerRecord>();
  #manager: Uint8Array | undefined;
  readonly #shelves = new Map<EnsembleName, Shelf>();
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

  /** The trees as they are on the disk; what is wrong with some. As the real store does it: services/storage/level-trees. */
  plant(): { readonly forest: Forest<Shelf>; readonly problems: ReadonlyMap<EnsembleName, string> } {
    const forest = new Forest((ensemble) => this.shelf(ensemble));
    const problems = new Map<EnsembleName, string>();
    for (const [ensemble, shelf] of this.#shelves) {
      const { clean } = shelf;
      shelf.clean = null;
      const tree = new Tree(shelf, clean ?? undefined);
      forest.plant(ensemble, tree);
      if (clean !== null) continue;
      const [damage] = rehashNow(tree, shelf);
      if (damage !== undefined) problems.set(ensemble, `${placeName(damage.level, damage.index)}: ${damage.what}`);
      else if (!sameHash(tree.sum, shelf.sum)) problems.set(ensemble, "segments of the tree are missing or old");
    }
    return { forest, problems };
  }

  /** `sums` are those of the trees as they are now. */
  opened(problems: ReadonlyMap<EnsembleName, string>, sums: ReadonlyMap<EnsembleName, Uint8Array>): OpenReport {
    const distrusted = new Map<string, string>();
    for (const [label, record] of this.#records) {
      const what = problems.get(label.slice(0, label.indexOf("/")));
      if (what === undefined) continue;
      distrusted.set(label, what);
      // As the real store does: the record says so before anybody is told, or a crash now would make it forgotten.
      this.#records.set(label, { ...record, trusted: false });
    }
    for (const ensemble of problems.keys()) this.shelf(ensemble).sum = sums.get(ensemble) ?? this.shelf(ensemble).sum;
    const report: OpenReport = { fresh: this.#isFresh, distrusted };
    this.#isFresh = false;
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

  shelf(ensemble: EnsembleName): Shelf {
    let shelf = this.#shelves.get(ensemble);
    if (shelf === undefined) this.#shelves.set(ensemble, (shelf = new Shelf()));
    return shelf;
  }

  sortedKeys(ensemble: EnsembleName): readonly string[] {
    return this.shelf(ensemble).sortedKeys(compareText);
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

  applyObjects(batch: WriteBatch, trees: readonly TreeWrite[]): void {
    const { observer, node } = this.options;
    for (const { ensemble, segment } of batch.dropped ?? []) {
      const shelf = this.shelf(ensemble);
      for (const { key } of shelf.objectsOf(segment)) shelf.remove(key);
    }
    for (const { ensemble, key } of batch.removed) this.shelf(ensemble).remove(key);
    for (const { ensemble, writes, sum } of trees) {
      const shelf = this.shelf(ensemble);
      shelf.writeSegments(writes);
      shelf.sum = sum;
    }
    for (const { ensemble, object } of batch.objects) {
      // As far as anybody is told it is there, whatever becomes of it.
      observer.object(node, ensemble, object);
      if (this.conditions.drops?.(object.key) === true) {
        this.counts.dropped += 1;
        continue;
      }
      const shelf = this.shelf(ensemble);
      shelf.put(object);
      this.#spoil(shelf, object.key);
    }
  }

  /** A bit of that object is no longer what was written. @returns whether there is such an object. */
  rot(ensemble: EnsembleName, key: string): boolean {
    const shelf = this.shelf(ensemble);
    if (!shelf.objects.has(key)) return false;
    shelf.damaged.set(key, "the object's checksum does not match");
    this.counts.rotten += 1;
    return true;
  }

  /** A bit of the segment that names that key is no longer what was written. @returns whether there is such a segment. */
  rotLeaf(ensemble: EnsembleName, key: string): boolean {
    const shelf = this.shelf(ensemble);
    const segment = segmentOf(key);
    if (!shelf.hasSegment(segment)) return false;
    shelf.damagedSegments.add(segment);
    this.counts.rottenLeaves += 1;
    return true;
  }

  /** A bit of one of the inner pages that a clean stop left; only while the node is down, as later nobody reads them. */
  rotPage(ensemble: EnsembleName): { readonly level: number; readonly index: number } | null {
    const shelf = this.shelf(ensemble);
    const { pageNumbers } = shelf;
    if (pageNumbers.length === 0) return null;
    const number = this.options.random.pick(pageNumbers);
    shelf.damagedPages.add(number);
    this.counts.rottenPages += 1;
    return placeOf(number);
  }

  /** Objects are gone, with the segments that named them: nothing that is left says so but the sum. Only while the node is down. */
  loseObjects(share: number): void {
    const { random } = this.options;
    this.counts.rolledBack += 1;
    for (const shelf of this.#shelves.values()) {
      for (const key of [...shelf.objects.keys()]) if (random.chance(share)) shelf.lose(segmentOf(key));
    }
  }

  #spoil(shelf: Shelf, key: string): void {
    const { random } = this.options;
    const { rot, misdirected, leafRot } = this.conditions;
    // No draw when there is none, so that runs without it stay as they are.
    if (leafRot > 0 && random.chance(leafRot)) {
      this.counts.rottenLeaves += 1;
      shelf.damagedSegments.add(segmentOf(key));
    }
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

/** All segments of a simulated disk are at hand. */
function rehashNow(tree: Tree, shelf: Shelf): TreeDamage[] {
  const builder = tree.beginRehash();
  for (const { index, read } of shelf.segmentsNow()) builder.add(index, read);
  return tree.endRehash(builder);
}

interface Commit {
  readonly batch: WriteBatch;
  readonly trees: readonly TreeWrite[];
  readonly settle: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The port, for one start of a node. */
export class SimulatedStorage implements Storage {
  readonly #disk: SimulatedDisk;
  readonly #clock: ProcessClock;
  /** Commits in order; the first one is being written. */
  #pending: Commit[] = [];
  #forest: Forest<Shelf>;
  #isOpen = false;
  /** A commit failed: nobody knows what the disk holds. */
  #hasFailed = false;

  constructor(disk: SimulatedDisk, clock: ProcessClock) {
    this.#disk = disk;
    this.#clock = clock;
    this.#forest = new Forest((ensemble) => disk.shelf(ensemble));
  }

  open(): Promise<OpenReport> {
    this.#isOpen = true;
    this.#hasFailed = false;
    this.#pending = [];
    const { forest, problems } = this.#disk.plant();
    this.#forest = forest;
    const sums = forest.sums();
    return this.#later(500, () => this.#disk.opened(problems, sums));
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
    const named = this.#forest.tree(ensemble).get(key);
    if (named.kind === "absent") return named;
    if (named.kind === "damaged") return damagedTree(named);
    for (let index = this.#pending.length - 1; index >= 0; index -= 1) {
      const object = findIn((this.#pending[index] as Commit).batch, ensemble, key);
      if (object !== undefined && isNamedBy(object, named.entry)) return { kind: "found", object };
    }
    const shelf = this.#disk.shelf(ensemble);
    const what = shelf.damaged.get(key);
    if (what !== undefined) return { kind: "damaged", part: "object", what };
    const object = shelf.objects.get(key);
    if (object !== undefined && isNamedBy(object, named.entry)) return { kind: "found", object };
    return { kind: "damaged", part: "object", what: "the object is not there as the tree names it" };
  }

  leaf(ensemble: EnsembleName, key: string): LeafResult {
    const named = this.#forest.tree(ensemble).get(key);
    return named.kind === "damaged" ? damagedTree(named) : named;
  }

  lowWater(ensemble: EnsembleName, key: string): Ballot {
    return this.#forest.tree(ensemble).lowWater(segmentOf(key));
  }

  topHash(ensemble: EnsembleName): Uint8Array {
    return this.#forest.tree(ensemble).topHash();
  }

  pages(ensemble: EnsembleName, level: number, indices: readonly number[]): TreeRead<InnerPage> {
    return this.#forest.tree(ensemble).readPages(level, indices);
  }

  segments(ensemble: EnsembleName, indices: readonly number[]): TreeRead<SegmentPage> {
    return this.#forest.tree(ensemble).readSegments(indices);
  }

  verifyUpper(ensemble: EnsembleName): Promise<readonly TreeDamage[]> {
    return this.#later(100, () => this.#upperDamage(ensemble));
  }

  verify(ensemble: EnsembleName): Promise<DamageReport> {
    return this.#later(200, () => this.#verify(ensemble));
  }

  #upperDamage(ensemble: EnsembleName): TreeDamage[] {
    const damages: TreeDamage[] = [];
    for (const { level, index, what } of this.#forest.tree(ensemble).walk(false))
      if (what !== undefined) damages.push({ level, index, what });
    return damages;
  }

  #verify(ensemble: EnsembleName): DamageReport {
    const [tree, shelf] = [this.#forest.tree(ensemble), this.#disk.shelf(ensemble)];
    if (this.#upperDamage(ensemble).length > 0) rehashNow(tree, shelf);
    const keys: string[] = [];
    const segments: DamageReport["segments"][number][] = [];
    for (const { level, index, what } of tree.walk(true)) {
      if (level < treeHeight) continue;
      if (what !== undefined) {
        segments.push({ segment: index, objects: shelf.objectsOf(index).filter(({ key }) => !shelf.damaged.has(key)) });
        continue;
      }
      const read = tree.readSegments([index]);
      const entries = read.kind === "pages" ? (read.pages[0]?.entries ?? []) : [];
      for (const { key } of entries) if (this.read(ensemble, key).kind === "damaged") keys.push(key);
    }
    return { keys, segments };
  }

  commit(batch: WriteBatch): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) throw new QuorateError("CLOSED", "the store is not open");
      const forest = this.#forest;
      const applied = forest.apply(batch);
      const trees = applied.map(({ ensemble, tree, writes }) => ({ ensemble, writes, sum: tree.sum }));
      this.#pending.push({ batch, trees, settle: () => forest.settle(applied), resolve, reject });
      if (this.#pending.length === 1) this.#sync();
    });
  }

  async close(): Promise<void> {
    if (this.#isOpen && !this.#hasFailed && this.#pending.length === 0) {
      for (const ensemble of this.#forest.ensembles) {
        const [tree, shelf] = [this.#forest.tree(ensemble), this.#disk.shelf(ensemble)];
        const { replacesAll, writes } = tree.takeNodeWrites();
        shelf.writeNodes(writes, replacesAll);
        shelf.clean = { topHash: tree.topHash(), sum: tree.sum };
      }
    }
    this.#isOpen = false;
    await Promise.resolve();
  }

  /** The process dies: what was being written is lost, half there, or there. Nothing resolves any more. */
  crash(): void {
    this.#isOpen = false;
    const { random } = this.#disk.options;
    const { counts } = this.#disk;
    // In order, and nothing after the first that is not whole.
    for (const { batch, trees } of this.#pending) {
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
      this.#disk.applyObjects(batch, trees);
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
      if (fate > 1) this.#disk.applyObjects(commit.batch, commit.trees);
      this.#hasFailed = true;
      // What did not become durable is not shown any more.
      this.#forest = this.#disk.plant().forest;
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
    this.#disk.applyObjects(commit.batch, commit.trees);
    commit.settle();
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

function findIn(batch: WriteBatch, ensemble: EnsembleName, key: string): StoredObject | undefined {
  for (let index = batch.objects.length - 1; index >= 0; index -= 1) {
    const written = batch.objects[index];
    if (written?.ensemble === ensemble && written.object.key === key) return written.object;
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
