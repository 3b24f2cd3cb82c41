/**
 * The store of a production node: promises and facts in the save file, objects and the segments of their trees in LevelDB.
 *
 * One commit, in order: trees and overlay show it to reads at once; the records go through the save file; then one synced LevelDB
 * batch takes objects, segments (for a put exactly these two) and the turn's record with the trees' sums; then the commit resolves and the high-water mark is noted. A stop between the two
 * leaves newer promises and facts without that turn's objects, which nobody was told of. That is harmless but for trust:
 * a trust raised by those objects counts only when they arrived (`trustedFromTurn`).
 *
 * A directory:
 *   facts.a, facts.b   the save file; that they exist makes a directory known
 *   objects/           LevelDB: o objects, s segments, n inner tree pages, t turns, c clean marker; its lock is the lock of the whole directory, held before the facts are read
 *   objects.damaged/   a LevelDB that could not be opened, set aside
 *   high-water         how far both had come
 *   owner              the process that holds the lock, for people
 */
import { crc32 } from "node:zlib";
import { invariant, QuorateError } from "#machines/protocol/errors";
import type { PeerRecord } from "#machines/protocol/fact";
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { Ballot } from "#machines/protocol/ballot";
import type { LeafEntry, StoredObject } from "#machines/protocol/object";
import type { DamageReport, LeafResult, OpenReport, ReadResult, Storage, WriteBatch } from "#machines/protocol/ports";
import type { InnerPage, SegmentPage, TreeDamage, TreeRead } from "#machines/protocol/tree";
import type { Applied } from "../tree/forest.ts";
import { segmentOf } from "../tree/shape.ts";
import { markerKey, readMarker } from "./clean-marker.ts";
import type { Files } from "./files.ts";
import { HighWater, type Mark, readMark } from "./high-water.ts";
import { type Db, isCorruption, openDb } from "./level-db.ts";
import { checkEnsemble, closeTrees, type LevelForest, type OpenedTrees, openTrees } from "./level-trees.ts";
import { damagedTree, encodeObject, inRecord, judge, objectKeyOf } from "./object-codec.ts";
import { Overlay } from "./overlay.ts";
import { PeerRecords } from "./peer-records.ts";
import { RecentObjects } from "./recent-objects.ts";
import { SaveFile, saveFileNames } from "./save-file.ts";
import type { StorageOptions } from "./storage-options.ts";
import { checkTurns, encodeTurn, isFull, type Turn, type TurnReport } from "./turn-log.ts";

type Batch = ReturnType<typeof startBatch>;

function startBatch(db: Db) {
  return db.batch();
}

interface Opened {
  readonly db: Db;
  readonly forest: LevelForest;
  readonly saveFile: SaveFile;
  readonly highWater: HighWater;
}

/** What an open found. */
interface Found {
  readonly turns: TurnReport;
  readonly trees: OpenedTrees;
  readonly mark: Mark | undefined;
  /** What is wrong with the whole object store. */
  readonly problem: string | undefined;
}

export interface LevelStorageOptions extends StorageOptions {
  readonly files: Files;
  /** Written beside the lock, so that LOCKED can name it. */
  readonly processId: number;
}

export class LevelStorage implements Storage {
  readonly #options: LevelStorageOptions;
  readonly #overlay = new Overlay();
  #recent = new RecentObjects();
  readonly #peers: PeerRecords;
  #opened: Opened | undefined;
  #turn: Turn = { turn: -1, chain: 0 };
  /** The commit before; each waits for it. */
  #tail: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  #ahead: Promise<void> = Promise.resolve();
  /** Leftovers of damage that nothing names; the next commit deletes them. */
  #strays: Buffer[] = [];
  /** Keys of objects in damaged segments, by ensemble: they go when the segment is dropped. */
  readonly #orphans = new Map<EnsembleName, ReadonlyMap<number, readonly Buffer[]>>();

  constructor(options: LevelStorageOptions) {
    this.#options = options;
    this.#peers = new PeerRecords(options.cluster, options.node);
  }

  async open(): Promise<OpenReport> {
    invariant(this.#opened === undefined, "a store is opened once");
    // Opened again after a failed write: what did not become durable must not be read, or acknowledged, ever (PROTOCOL R7).
    this.#overlay.clear();
    this.#recent = new RecentObjects();
    this.#failure = undefined;
    this.#strays = [];
    this.#orphans.clear();
    const { dir, files } = this.#options;
    await files.makeDirectory(dir);
    const names = await files.list(dir);
    const known = saveFileNames.some((name) => names.includes(name));
    const { db, lost } = await openDb(files, `${dir}/objects`, known, () => this.#readOwner());
    try {
      await files.syncDirectory(dir);
      await this.#writeOwner();
      const report = await this.#openLocked(db, known, lost);
      this.#ahead = this.#loadAhead();
      return report;
    } catch (error) {
      await db.close();
      throw error;
    }
  }

  record(peerLabel: string): PeerRecord | undefined {
    return this.#peers.get(peerLabel);
  }

  manager(): Uint8Array | undefined {
    return this.#peers.manager.length === 0 ? undefined : this.#peers.manager;
  }

  read(ensemble: EnsembleName, key: string): ReadResult {
    const tree = this.#needOpen().forest.tree(ensemble);
    const segment = segmentOf(key);
    const known = this.#overlay.get(ensemble, key) ?? this.#recent.get(ensemble, segment, key);
    if (known !== undefined && tree.names(segment, known)) return { kind: "found", object: known };
    const named = tree.get(key);
    if (named.kind === "absent") return named;
    if (named.kind === "damaged") return damagedTree(named);
    const stored = this.#stored(ensemble, named.entry);
    if (stored.kind === "found") this.#recent.keep(ensemble, segment, stored.object);
    return stored;
  }

  /** What the disk holds of a key, for one that is named by the tree. */
  #stored(ensemble: EnsembleName, entry: LeafEntry): ReadResult {
    const { db } = this.#needOpen();
    const objectKey = objectKeyOf(ensemble, entry.key);
    try {
      return judge(entry, objectKey, db.getSync(objectKey));
    } catch (error) {
      if (isCorruption(error)) return { kind: "damaged", part: "object", what: "the object store cannot read it" };
      throw error;
    }
  }

  leaf(ensemble: EnsembleName, key: string): LeafResult {
    const named = this.#needOpen().forest.tree(ensemble).get(key);
    return named.kind === "damaged" ? damagedTree(named) : named;
  }

  lowWater(ensemble: EnsembleName, key: string): Ballot {
    return this.#needOpen().forest.tree(ensemble).lowWater(segmentOf(key));
  }

  topHash(ensemble: EnsembleName): Uint8Array {
    return this.#needOpen().forest.tree(ensemble).topHash();
  }

  pages(ensemble: EnsembleName, level: number, indices: readonly number[]): TreeRead<InnerPage> {
    return this.#needOpen().forest.tree(ensemble).readPages(level, indices);
  }

  segments(ensemble: EnsembleName, indices: readonly number[]): TreeRead<SegmentPage> {
    return this.#needOpen().forest.tree(ensemble).readSegments(indices);
  }

  async verifyUpper(ensemble: EnsembleName): Promise<readonly TreeDamage[]> {
    return this.#needOpen().forest.tree(ensemble).verifyUpper();
  }

  async verify(ensemble: EnsembleName): Promise<DamageReport> {
    const { db, forest } = this.#needOpen();
    // As the disk has it: what is remembered would hide its damage, and is not asked after that.
    const read = (key: string): ReadResult => {
      if (this.#overlay.get(ensemble, key) !== undefined) return this.read(ensemble, key);
      this.#recent.forget(ensemble, segmentOf(key));
      return this.read(ensemble, key);
    };
    const { report, strays, orphans } = await checkEnsemble(db, forest, ensemble, read);
    this.#strays.push(...strays);
    this.#orphans.set(ensemble, orphans);
    return report;
  }

  async commit(batch: WriteBatch): Promise<void> {
    const opened = this.#needOpen();
    // Everything up to the first wait happens at the call: order of commits is order of calls, and reads see it from here on.
    const { writes, applied } = this.#encode(opened, batch);
    const isPrecious = this.#peers.take(batch, writes === undefined ? 0 : this.#turn.turn);
    const turn = this.#turn;
    const blob = isPrecious ? this.#peers.encode() : undefined;
    const entered = this.#overlay.enter(batch);
    const done = this.#tail.then(() => this.#write(opened, blob, writes, turn));
    // The next one looks at #failure instead.
    this.#tail = done.catch(() => undefined);
    await done;
    this.#overlay.settle(entered);
    opened.forest.settle(applied);
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    if (opened === undefined) return;
    this.#opened = undefined;
    await Promise.all([this.#tail, this.#ahead]);
    await this.#leaveClean(opened);
    await opened.saveFile.close();
    await opened.highWater.close();
    await this.#options.files.remove(this.#ownerPath);
    // Last: it holds the lock.
    await opened.db.close();
  }

  // ---------------------------------------------------------------------------------------------------------- writing

  /** Nothing that waits is left; without the marker the next open scans all segments. */
  async #leaveClean({ db, forest }: Opened): Promise<void> {
    if (this.#failure !== undefined) return;
    try {
      await closeTrees(db, forest, this.#turn);
    } catch (error) {
      this.#options.onEvent?.({ type: "notClean", what: String(error) });
    }
  }

  /** The turn's LevelDB batch; undefined when no object changes. Advances trees and turn. */
  #encode({ db, forest }: Opened, batch: WriteBatch): { writes: Batch | undefined; applied: Applied } {
    const { objects, removed, dropped = [], raised = [] } = batch;
    if (objects.length + removed.length + dropped.length + raised.length + this.#strays.length === 0)
      return { writes: undefined, applied: [] };
    const writes = startBatch(db);
    let seal = 0;
    for (const stray of this.#strays.splice(0)) writes.del(stray);
    for (const { ensemble, segment } of dropped)
      for (const orphan of this.#orphans.get(ensemble)?.get(segment) ?? []) writes.del(orphan);
    for (const { ensemble, key } of removed) {
      const objectKey = objectKeyOf(ensemble, key);
      seal = crc32(objectKey, seal);
      writes.del(objectKey);
    }
    for (const { ensemble, object } of objects) {
      const objectKey = objectKeyOf(ensemble, object.key);
      const record = encodeObject(objectKey, object);
      writes.put(objectKey, record);
      this.#keepIfRead(ensemble, object, record);
    }
    const applied = forest.apply(batch);
    for (const { ensemble, writes: segments } of applied)
      for (const segment of segments) seal = crc32(forest.pages(ensemble).addSegment(writes, segment), seal);
    const sums = isFull(this.#turn.turn + 1)
      ? forest.sums()
      : new Map(applied.map(({ ensemble, tree }) => [ensemble, tree.sum]));
    const { key, record, after } = encodeTurn(this.#turn, seal, false, sums);
    writes.put(key, record);
    this.#turn = after;
    return { writes, applied };
  }

  /** What nobody has read lately is not worth remembering. */
  #keepIfRead(ensemble: EnsembleName, object: StoredObject, record: Buffer): void {
    if (this.#recent.isEmpty) return;
    const segment = segmentOf(object.key);
    if (this.#recent.has(ensemble, segment)) this.#recent.keep(ensemble, segment, inRecord(object, record));
  }

  async #write(opened: Opened, blob: Buffer | undefined, writes: Batch | undefined, turn: Turn): Promise<void> {
    try {
      if (this.#failure !== undefined) {
        await writes?.close();
        throw this.#failure.error;
      }
      if (blob !== undefined) await opened.saveFile.save(blob);
      if (writes !== undefined) await writes.write({ sync: true });
      opened.highWater.note({ turn: turn.turn, chain: turn.chain, generation: opened.saveFile.generation });
    } catch (error) {
      // After a failed write nobody knows what the disk holds: no later commit may build on it.
      this.#failure ??= { error };
      throw error;
    }
  }

  #needOpen(): Opened {
    if (this.#opened === undefined) throw new QuorateError("CLOSED", "the store is not open");
    return this.#opened;
  }

  // ---------------------------------------------------------------------------------------------------------- opening

  async #openLocked(db: Db, known: boolean, lost: string | undefined): Promise<OpenReport> {
    const { dir, files, onEvent } = this.#options;
    const mark = await readMark(files, `${dir}/high-water`);
    const turns = await checkTurns(db, mark);
    const marker = await readMarker(db, turns);
    const problem = known ? (lost ?? turns.problem) : undefined;
    const trees = await openTrees(
      db,
      problem === undefined ? marker.trees : undefined,
      problem === undefined && known ? turns.sums : undefined,
    );
    this.#strays.push(...trees.strays);
    const saveFile = new SaveFile(files, dir);
    const { blob, generation, damaged } = await saveFile.load();
    try {
      for (const what of damaged) onEvent?.({ type: "copyDamaged", what });
      if (blob === undefined) this.#refuseLostFacts(turns, mark, lost);
      else this.#peers.decode(blob);
      if (mark !== undefined && generation < mark.generation) {
        throw new QuorateError(
          "CORRUPT",
          `the promises in ${dir} are those of save ${generation}, but save ${mark.generation} was made: the files were put back ` +
            "from a copy or damaged. Restore the newest ones, or remove this node from the cluster and let it join again " +
            "with an empty directory",
        );
      }
      // Before anything else is written there: from now on a stop is not a clean one, until the next close.
      if (marker.present) await db.batch().del(markerKey).write({ sync: true });
      const distrusted = await this.#settleTrust(db, saveFile, { turns, trees, mark, problem });
      const highWater = await HighWater.open(
        files,
        `${dir}/high-water`,
        { ...this.#turn, generation: saveFile.generation },
        (error) => onEvent?.({ type: "markFailed", what: String(error) }),
      );
      await files.syncDirectory(dir);
      this.#opened = { db, forest: trees.forest, saveFile, highWater };
      return { fresh: !known, distrusted };
    } catch (error) {
      await saveFile.close();
      throw error;
    }
  }

  /**
   * The trees' pages, which each peer verifies before it compares itself with others: while it waits for an election, the processor
   * has nothing to do. What fails here fails there as well, and is reported there.
   */
  async #loadAhead(): Promise<void> {
    const opened = this.#needOpen();
    const isOver = () => this.#opened !== opened;
    for (const ensemble of opened.forest.ensembles) {
      if (isOver()) return;
      await opened.forest
        .tree(ensemble)
        .loadUpper(isOver)
        .catch(() => undefined);
    }
  }

  /** No save file: a new directory, or one whose making was stopped. Anything else has lost its promises. */
  #refuseLostFacts(turns: TurnReport, mark: Mark | undefined, lost: string | undefined): void {
    if (turns.turn <= 0 && mark === undefined && lost === undefined) return;
    throw new QuorateError(
      "CORRUPT",
      `${this.#options.dir} holds objects but none of the promises made with them (${saveFileNames.join(" and ")} are missing): ` +
        "restore both files, or remove this node from the cluster and let it join again with an empty directory",
    );
  }

  /**
   * Takes away trust that the object store does not bear out, durably and before anything else is written: once new turns
   * are, the loss could no longer be seen.
   */
  async #settleTrust(db: Db, saveFile: SaveFile, found: Found): Promise<Map<string, string>> {
    const { turns, trees, mark } = found;
    this.#turn = { turn: turns.turn, chain: turns.chain };
    const fresh = saveFile.generation === 0;
    const problem = found.problem ?? trees.problem;
    const distrusted = this.#peers.distrust((ensemble) => problem ?? trees.problems.get(ensemble), turns.turn);
    for (const [label, what] of distrusted) this.#options.onEvent?.({ type: "distrusted", what: `${label}: ${what}` });
    if (fresh || problem !== undefined || trees.isOff) {
      if (!fresh) await saveFile.save(this.#peers.encode());
      // A new chain, above every number that was ever written, with the sums of the trees as they are now.
      const before = { turn: Math.max(turns.turn, mark?.turn ?? -1, this.#peers.highestTurn()), chain: 0 };
      const start = encodeTurn(before, 0, true, trees.forest.sums());
      const batch = startBatch(db);
      for (const stray of turns.strays) batch.del(stray);
      batch.put(start.key, start.record);
      await batch.write({ sync: true });
      this.#turn = start.after;
      // Last of all: with the save file the directory is known.
      if (fresh) await saveFile.save(this.#peers.encode());
    } else if (distrusted.size > 0) await saveFile.save(this.#peers.encode());
    return distrusted;
  }

  get #ownerPath(): string {
    return `${this.#options.dir}/owner`;
  }

  async #readOwner(): Promise<string> {
    const text = Buffer.from((await this.#options.files.read(this.#ownerPath)) ?? []).toString();
    return /^\d{1,10}$/.test(text.trim()) ? text.trim() : "";
  }

  async #writeOwner(): Promise<void> {
    await this.#options.files.remove(this.#ownerPath);
    const file = await this.#options.files.open(this.#ownerPath);
    await file.write(Buffer.from(`${this.#options.processId}\n`), 0);
    await file.close();
  }
}
