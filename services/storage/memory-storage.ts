/**
 * A store in memory with the semantics of the one on disk: records, objects and tree pages are kept encoded and checked, a commit
 * is durable only when it resolves, and a `MemoryDisk` outlives its store, so that restarts and crashes can be played.
 */
import type { Ballot } from "#machines/protocol/ballot";
import { QuorateError } from "#machines/protocol/errors";
import type { PeerRecord } from "#machines/protocol/fact";
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { StoredObject } from "#machines/protocol/object";
import type { DamageReport, LeafResult, OpenReport, ReadResult, Storage, WriteBatch } from "#machines/protocol/ports";
import { type InnerPage, type SegmentPage, treeHeight, type TreeDamage, type TreeRead } from "#machines/protocol/tree";
import { type Applied, Forest } from "../tree/forest.ts";
import { MemoryPages } from "../tree/memory-pages.ts";
import { segmentOf } from "../tree/shape.ts";
import { Tree, type TreeState } from "../tree/tree.ts";
import { sameHash } from "./content-hash.ts";
import { damagedTree, encodeObject, judge, objectKeyOf, placeName, soundObject } from "./object-codec.ts";
import { Overlay } from "./overlay.ts";
import { PeerRecords } from "./peer-records.ts";
import type { StorageOptions } from "./storage-options.ts";

/** What an ensemble has on the disk. Any record may be changed or taken away by a test that plays damage. */
export interface Shelf {
  /** By key. */
  readonly objects: Map<string, Buffer>;
  readonly pages: MemoryPages;
  /** Of the tree, as of the last commit. */
  sum: Uint8Array;
}

/** What is left when a store closes or crashes. */
export class MemoryDisk {
  readonly shelves = new Map<EnsembleName, Shelf>();
  saved: Uint8Array | undefined;
  /** What the trees were when the store was closed; undefined while it is open, and after it was cut off. */
  clean: Map<EnsembleName, TreeState> | undefined;
  /** Why nobody's objects can be trusted at the next open; a test sets it to play a lost tail. */
  problem: string | undefined;
  /** The store that uses it. Commits of any other never land. */
  user: object | undefined;

  /** What a kill does: the store that used this disk is cut off, what it had not finished is lost. */
  cutOff(): void {
    this.user = undefined;
  }

  shelf(ensemble: EnsembleName): Shelf {
    let shelf = this.shelves.get(ensemble);
    if (shelf === undefined) {
      shelf = { objects: new Map(), pages: new MemoryPages(ensemble), sum: new Uint8Array(16) };
      this.shelves.set(ensemble, shelf);
    }
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
  #forest: Forest<MemoryPages>;
  /** In order of their calls. */
  readonly #commits: PendingCommit[] = [];
  #whenIdle: (() => void)[] = [];

  constructor(options: MemoryStorageOptions) {
    this.#options = options;
    this.#peers = new PeerRecords(options.cluster, options.node);
    this.#forest = this.#plant();
  }

  open(): Promise<OpenReport> {
    return new Promise((resolve) => resolve(this.#open()));
  }

  #plant(): Forest<MemoryPages> {
    return new Forest((ensemble) => this.#options.disk.shelf(ensemble).pages);
  }

  #open(): OpenReport {
    const { disk, onEvent } = this.#options;
    if (disk.user !== undefined) throw new QuorateError("LOCKED", "another store uses this memory: close it first");
    // What did not become durable before a failure must not be read now (PROTOCOL R7).
    this.#overlay.clear();
    const fresh = disk.saved === undefined;
    if (disk.saved !== undefined) this.#peers.decode(disk.saved);
    const problems = this.#openTrees();
    const distrusted = this.#peers.distrust(
      (ensemble) => disk.problem ?? problems.get(ensemble),
      Number.MAX_SAFE_INTEGER,
    );
    for (const [label, what] of distrusted) onEvent?.({ type: "distrusted", what: `${label}: ${what}` });
    disk.problem = undefined;
    disk.saved = this.#peers.encode();
    disk.user = this;
    return { fresh, distrusted };
  }

  /** As the store on disk does it: level-trees.ts. */
  #openTrees(): Map<EnsembleName, string> {
    const { disk } = this.#options;
    const problems = new Map<EnsembleName, string>();
    this.#forest = this.#plant();
    for (const [ensemble, shelf] of disk.shelves) {
      const state = disk.clean?.get(ensemble);
      const tree = new Tree(shelf.pages, state);
      this.#forest.plant(ensemble, tree);
      if (state !== undefined) continue;
      const builder = tree.beginRehash();
      for (const { index, read } of shelf.pages.segmentsNow()) builder.add(index, read);
      const [damage] = tree.endRehash(builder);
      if (damage !== undefined) problems.set(ensemble, `${placeName(damage.level, damage.index)}: ${damage.what}`);
      else if (!sameHash(tree.sum, shelf.sum)) problems.set(ensemble, "segments of the tree are missing or old");
      shelf.sum = tree.sum;
    }
    disk.clean = undefined;
    return problems;
  }

  record(peerLabel: string): PeerRecord | undefined {
    return this.#peers.get(peerLabel);
  }

  manager(): Uint8Array | undefined {
    return this.#peers.manager.length === 0 ? undefined : this.#peers.manager;
  }

  read(ensemble: EnsembleName, key: string): ReadResult {
    this.#needOpen();
    const tree = this.#forest.tree(ensemble);
    const pending = this.#overlay.get(ensemble, key) ?? null;
    if (pending !== null && tree.names(segmentOf(key), pending)) return { kind: "found", object: pending };
    const named = tree.get(key);
    if (named.kind === "absent") return named;
    if (named.kind === "damaged") return damagedTree(named);
    const record = this.#options.disk.shelf(ensemble).objects.get(key);
    return judge(named.entry, objectKeyOf(ensemble, key), record);
  }

  leaf(ensemble: EnsembleName, key: string): LeafResult {
    const named = this.#tree(ensemble).get(key);
    return named.kind === "damaged" ? damagedTree(named) : named;
  }

  lowWater(ensemble: EnsembleName, key: string): Ballot {
    return this.#tree(ensemble).lowWater(segmentOf(key));
  }

  topHash(ensemble: EnsembleName): Uint8Array {
    return this.#tree(ensemble).topHash();
  }

  pages(ensemble: EnsembleName, level: number, indices: readonly number[]): TreeRead<InnerPage> {
    return this.#tree(ensemble).readPages(level, indices);
  }

  segments(ensemble: EnsembleName, indices: readonly number[]): TreeRead<SegmentPage> {
    return this.#tree(ensemble).readSegments(indices);
  }

  async verifyUpper(ensemble: EnsembleName): Promise<readonly TreeDamage[]> {
    return this.#tree(ensemble).verifyUpper();
  }

  async verify(ensemble: EnsembleName): Promise<DamageReport> {
    const tree = this.#tree(ensemble);
    if ((await tree.verifyUpper()).length > 0) await tree.rehash();
    this.#needOpen();
    const keys: string[] = [];
    const segments: DamageReport["segments"][number][] = [];
    for (const { level, index, what } of tree.walk(true)) {
      if (level < treeHeight) continue;
      if (what !== undefined) segments.push({ segment: index, objects: this.#soundObjects(ensemble, index) });
      else {
        const read = tree.readSegments([index]);
        const entries = read.kind === "pages" ? (read.pages[0]?.entries ?? []) : [];
        keys.push(...entries.map(({ key }) => key).filter((key) => this.read(ensemble, key).kind === "damaged"));
      }
    }
    return { keys, segments };
  }

  commit(batch: WriteBatch): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#needOpen();
      // Encoded at the call, as on disk: what a caller does to a value afterwards changes nothing.
      const objects = batch.objects.map(({ ensemble, object }) => {
        const record = encodeObject(objectKeyOf(ensemble, object.key), object);
        return { ensemble, key: object.key, record };
      });
      const saved = this.#peers.take(batch, 0) ? this.#peers.encode() : undefined;
      const entered = this.#overlay.enter(batch);
      const forest = this.#forest;
      const applied = forest.apply(batch);
      const sums = applied.map(({ ensemble, tree }) => ({ ensemble, sum: tree.sum }));
      const { disk } = this.#options;
      const apply = (): void => {
        if (saved !== undefined) disk.saved = saved;
        for (const { ensemble, segment } of batch.dropped ?? []) this.#forgetObjects(ensemble, segment);
        for (const { ensemble, key } of batch.removed) disk.shelf(ensemble).objects.delete(key);
        for (const { ensemble, key, record } of objects) disk.shelf(ensemble).objects.set(key, record);
        this.#writeTrees(applied);
        for (const { ensemble, sum } of sums) disk.shelf(ensemble).sum = sum;
        this.#overlay.settle(entered);
        forest.settle(applied);
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
    if (disk.user !== this) return;
    disk.user = undefined;
    disk.clean = new Map();
    for (const ensemble of this.#forest.ensembles) {
      const [tree, { pages }] = [this.#forest.tree(ensemble), disk.shelf(ensemble)];
      const { replacesAll, writes } = tree.takeNodeWrites();
      if (replacesAll) pages.nodeRecords.clear();
      pages.writeNodes(writes);
      disk.clean.set(ensemble, { topHash: tree.topHash(), sum: tree.sum });
    }
  }

  /** The oldest commit becomes durable, whichever deferred call comes first. */
  #land(): void {
    const commit = this.#commits.shift();
    if (this.#options.disk.user === this) commit?.apply();
    else commit?.reject(new QuorateError("CLOSED", "the store was cut off from its disk"));
    if (this.#commits.length === 0) for (const idle of this.#whenIdle.splice(0)) idle();
  }

  #writeTrees(applied: Applied): void {
    for (const { ensemble, writes } of applied) this.#options.disk.shelf(ensemble).pages.writeSegments(writes);
  }

  #forgetObjects(ensemble: EnsembleName, segment: number): void {
    const { objects } = this.#options.disk.shelf(ensemble);
    for (const key of objects.keys()) if (segmentOf(key) === segment) objects.delete(key);
  }

  #soundObjects(ensemble: EnsembleName, segment: number): StoredObject[] {
    const found = [...this.#options.disk.shelf(ensemble).objects]
      .filter(([key]) => segmentOf(key) === segment)
      .map(([key, record]) => soundObject(key, objectKeyOf(ensemble, key), record));
    return found.flatMap((one) => (one.ok ? [one.value] : []));
  }

  #tree(ensemble: EnsembleName): Tree {
    this.#needOpen();
    return this.#forest.tree(ensemble);
  }

  #needOpen(): void {
    if (this.#options.disk.user !== this) throw new QuorateError("CLOSED", "the store is not open");
  }
}
