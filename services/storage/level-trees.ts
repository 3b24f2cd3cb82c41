/** The trees of a store in LevelDB: opened, closed, and held against the objects. */
import { QuorateError } from "#machines/protocol/errors";
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { StoredObject } from "#machines/protocol/object";
import type { DamageReport, ReadResult } from "#machines/protocol/ports";
import { treeHeight } from "#machines/protocol/tree";
import type { TreeBuilder } from "../tree/builder.ts";
import { Forest } from "../tree/forest.ts";
import { LevelPages, records, SegmentMemories } from "../tree/level-pages.ts";
import { decodeRecord, segmentKind, segmentPlace } from "../tree/records.ts";
import { segmentOf } from "../tree/shape.ts";
import { Tree } from "../tree/tree.ts";
import { encodeMarker, markerKey, type TreeStates } from "./clean-marker.ts";
import { sameHash } from "./content-hash.ts";
import type { Db } from "./level-db.ts";
import { objectKeyOf, objectRange, placeName, soundObject, userKeyBytes } from "./object-codec.ts";
import type { Sums, Turn } from "./turn-log.ts";

export type LevelForest = Forest<LevelPages>;

const nodesPerBatch = 4096;
/** Objects or segments between two pauses of a check. */
const stepsPerPause = 256;
const zeroSum = new Uint8Array(16);

export interface OpenedTrees {
  readonly forest: LevelForest;
  /** What is wrong with all trees, or with some. */
  readonly problem: string | undefined;
  readonly problems: ReadonlyMap<EnsembleName, string>;
  /** Whether the sums in the turn log are no longer those of the trees. */
  readonly isOff: boolean;
  /** Keys of records that no tree can have. */
  readonly strays: readonly Buffer[];
}

/**
 * After a clean stop the trees go on from `trees`, and pages are read as they are needed. Otherwise all segments are read once, the
 * inner pages rebuilt in memory, and the sums held against those of the last turns, unless these are undefined.
 */
export async function openTrees(
  db: Db,
  trees: TreeStates | undefined,
  expected: Sums | undefined,
): Promise<OpenedTrees> {
  const memories = new SegmentMemories();
  const forest: LevelForest = new Forest((ensemble) => new LevelPages(db, ensemble, memories));
  if (trees !== undefined) {
    for (const [ensemble, state] of trees)
      forest.plant(ensemble, new Tree(new LevelPages(db, ensemble, memories), state));
    return { forest, problem: undefined, problems: new Map(), isOff: false, strays: [] };
  }
  const { builders, strays, problem } = await scanSegments(db, memories);
  const problems = new Map<EnsembleName, string>();
  for (const [ensemble, { tree, builder }] of builders) {
    const [damage] = tree.endRehash(builder);
    if (damage !== undefined) problems.set(ensemble, `${placeName(damage.level, damage.index)}: ${damage.what}`);
    forest.plant(ensemble, tree);
  }
  let isOff = false;
  for (const ensemble of new Set([...builders.keys(), ...(expected?.keys() ?? [])])) {
    if (expected === undefined || sameHash(forest.tree(ensemble).sum, expected.get(ensemble) ?? zeroSum)) continue;
    isOff = true;
    if (!problems.has(ensemble))
      problems.set(
        ensemble,
        "segments of the tree are missing from the object store, or are older than what was written",
      );
  }
  return { forest, problem, problems, isOff, strays };
}

async function scanSegments(db: Db, memories: SegmentMemories) {
  const builders = new Map<EnsembleName, { readonly tree: Tree; readonly builder: TreeBuilder }>();
  const strays: Buffer[] = [];
  let problem: string | undefined;
  try {
    for await (const [key, record] of records(db, {
      gte: Buffer.from([segmentKind]),
      lt: Buffer.from([segmentKind + 1]),
    })) {
      const place = segmentPlace(key);
      if (place === undefined) {
        strays.push(key);
        continue;
      }
      let found = builders.get(place.ensemble);
      if (found === undefined) {
        const tree = new Tree(new LevelPages(db, place.ensemble, memories));
        builders.set(place.ensemble, (found = { tree, builder: tree.beginRehash() }));
      }
      found.builder.add(place.index, decodeRecord(key, record));
    }
  } catch (error) {
    if (!(error instanceof QuorateError)) throw error;
    problem = error.message;
  }
  return { builders, strays, problem };
}

/**
 * Writes what the next open needs in order to read pages only as it needs them; the marker last, synced, and for all but large
 * trees in the same batch: whole or not there.
 */
export async function closeTrees(db: Db, forest: LevelForest, turn: Turn): Promise<void> {
  const states = new Map<EnsembleName, { topHash: Uint8Array; sum: Uint8Array }>();
  let batch = db.batch();
  for (const ensemble of forest.ensembles) {
    const [tree, pages] = [forest.tree(ensemble), forest.pages(ensemble)];
    const { replacesAll, writes } = tree.takeNodeWrites();
    if (replacesAll) await pages.clearNodes();
    for (const write of writes) {
      pages.addNode(batch, write);
      if (batch.length < nodesPerBatch) continue;
      await batch.write();
      batch = db.batch();
    }
    states.set(ensemble, { topHash: tree.topHash(), sum: tree.sum });
  }
  await batch.put(markerKey, encodeMarker(turn, states)).write({ sync: true });
}

export interface Checked {
  readonly report: DamageReport;
  /** Objects that nothing names: of no key, or of one that the tree says is absent. */
  readonly strays: readonly Buffer[];
  /** Objects in damaged segments, by segment: they go when it is dropped. */
  readonly orphans: ReadonlyMap<number, readonly Buffer[]>;
}

/** `Storage.verify`. `read` verifies one key, as of now: so what is written meanwhile is no damage. */
export async function checkEnsemble(
  db: Db,
  forest: LevelForest,
  ensemble: EnsembleName,
  read: (key: string) => ReadResult,
): Promise<Checked> {
  const [tree, pages] = [forest.tree(ensemble), forest.pages(ensemble)];
  if ((await tree.verifyUpper()).length > 0) await tree.rehash();
  const keys: string[] = [];
  const damaged = new Set<number>();
  let steps = 0;
  for (const { level, index, what } of tree.walk(true)) {
    if (++steps % stepsPerPause === 0) await pages.pause();
    if (level < treeHeight) continue;
    if (what !== undefined) damaged.add(index);
    else keys.push(...damagedKeys(tree, index, read));
  }
  const { strays, orphans, salvaged } = await checkObjects(db, tree, ensemble, damaged);
  const segments = [...damaged].map((segment) => ({ segment, objects: salvaged.get(segment) ?? [] }));
  return { report: { keys, segments }, strays, orphans };
}

function damagedKeys(tree: Tree, segment: number, read: (key: string) => ReadResult): string[] {
  const found = tree.readSegments([segment]);
  if (found.kind === "damaged") return [];
  const entries = found.pages[0]?.entries ?? [];
  return entries.map(({ key }) => key).filter((key) => read(key).kind === "damaged");
}

/** From the objects' side: those that the tree does not name, and those whose segment cannot say. */
async function checkObjects(db: Db, tree: Tree, ensemble: EnsembleName, damaged: ReadonlySet<number>) {
  const strays: Buffer[] = [];
  const orphans = new Map<number, Buffer[]>();
  const salvaged = new Map<number, StoredObject[]>();
  try {
    for await (const [objectKey, record] of records(db, objectRange(ensemble))) {
      const bytes = userKeyBytes(ensemble, objectKey);
      const key = bytes.toString();
      const isKey = objectKeyOf(ensemble, key).equals(objectKey);
      const segment = segmentOf(key);
      if (!isKey || tree.get(key).kind === "absent") strays.push(objectKey);
      else if (damaged.has(segment)) {
        push(orphans, segment, objectKey);
        const sound = soundObject(key, objectKey, record);
        if (sound.ok) push(salvaged, segment, sound.value);
      }
    }
  } catch (error) {
    // What cannot be read through is missing where the tree names it.
    if (!(error instanceof QuorateError)) throw error;
  }
  return { strays, orphans, salvaged };
}

function push<T>(lists: Map<number, T[]>, segment: number, item: T): void {
  const list = lists.get(segment);
  if (list === undefined) lists.set(segment, [item]);
  else list.push(item);
}
