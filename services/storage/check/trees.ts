/** Trees and objects of a store, held against each other and against what the turns say of them. */
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { ReadResult } from "#machines/protocol/ports";
import { segmentCount, treeHeight } from "#machines/protocol/tree";
import { segmentOf } from "../../tree/shape.ts";
import { readMarker } from "../clean-marker.ts";
import { type Db, isCorruption } from "../level-db.ts";
import { checkEnsemble, type LevelForest, openTrees } from "../level-trees.ts";
import { damagedTree, judge, objectKeyOf, placeName } from "../object-codec.ts";
import type { TurnReport } from "../turn-log.ts";
import type { Finding } from "./findings.ts";

export interface CheckedTrees {
  readonly closedCleanly: boolean;
  readonly ensembles: number;
  readonly pages: number;
  readonly segments: number;
  readonly objects: number;
  readonly tombstones: number;
}

interface Counts {
  pages: number;
  segments: number;
  objects: number;
  tombstones: number;
}

/** `turns` are undefined where the store's history is not whole: what they say of the trees then counts for nothing. */
export async function checkTrees(
  db: Db,
  last: TurnReport,
  note: (finding: Finding) => void,
  progress: (share: number) => void,
): Promise<CheckedTrees> {
  const damage = (where: string, what: string): void => note({ part: "tree", severity: "damage", where, what });
  const marker = await readMarker(db, last);
  // All segments are read, whether the next start would do it or not.
  const scanned = await openTrees(db, undefined, last.problem === undefined ? last.sums : undefined);
  if (scanned.problem !== undefined) damage("all segments", scanned.problem);
  for (const [ensemble, what] of scanned.problems) damage(ensemble, what);
  for (const key of scanned.strays) damage(key.toString("latin1"), "no segment has such a key");
  const isClean = marker.trees !== undefined && last.problem === undefined;
  if (marker.present && marker.trees === undefined && last.problem === undefined)
    damage("clean marker", "it does not verify: the next start reads all segments");
  const { forest } = isClean ? await openTrees(db, marker.trees, undefined) : scanned;
  const counts: Counts = { pages: 0, segments: 0, objects: 0, tombstones: 0 };
  const names = [...new Set([...forest.ensembles, ...scanned.forest.ensembles, ...last.sums.keys()])];
  for (const [index, ensemble] of names.entries()) {
    await checkTree(forest, ensemble, counts, damage);
    const toldOf = (share: number): void => progress((index + share) / names.length);
    await checkObjectsOf(db, forest, ensemble, counts, note, toldOf);
  }
  return { closedCleanly: isClean, ensembles: names.length, ...counts };
}

/** Inner pages as a clean stop left them, or as they were built, and the segments below. */
async function checkTree(
  forest: LevelForest,
  ensemble: EnsembleName,
  counts: Counts,
  damage: (where: string, what: string) => void,
): Promise<void> {
  const [tree, pages] = [forest.tree(ensemble), forest.pages(ensemble)];
  let steps = 0;
  for (const { level, index, what } of tree.walk(true)) {
    if (level === treeHeight) counts.segments += 1;
    else counts.pages += 1;
    if (what !== undefined) damage(`${ensemble}: ${placeName(level, index)}`, what);
    if (++steps % 256 === 0) await pages.pause();
  }
}

async function checkObjectsOf(
  db: Db,
  forest: LevelForest,
  ensemble: EnsembleName,
  counts: Counts,
  note: (finding: Finding) => void,
  progress: (share: number) => void,
): Promise<void> {
  const tree = forest.tree(ensemble);
  const read = (key: string): ReadResult => {
    const named = tree.get(key);
    if (named.kind === "absent") return named;
    if (named.kind === "damaged") return damagedTree(named);
    counts.objects += 1;
    // Keys come in the order of their segments.
    if (counts.objects % 256 === 0) progress(segmentOf(key) / segmentCount);
    const found = readObject(db, ensemble, key, named.entry);
    if (found.kind === "damaged")
      note({ part: "object", severity: "damage", where: `${ensemble}: key ${JSON.stringify(key)}`, what: found.what });
    else if (found.kind === "found" && found.object.value === null) counts.tombstones += 1;
    return found;
  };
  const { strays } = await checkEnsemble(db, forest, ensemble, read);
  for (const stray of strays)
    note({
      part: "object",
      severity: "note",
      where: `${ensemble}: record ${JSON.stringify(stray.toString("latin1"))}`,
      what: "an object that the tree does not name, left over by damage; the next repair removes it",
    });
  progress(1);
}

function readObject(db: Db, ensemble: EnsembleName, key: string, entry: Parameters<typeof judge>[0]): ReadResult {
  const objectKey = objectKeyOf(ensemble, key);
  try {
    return judge(entry, objectKey, db.getSync(objectKey));
  } catch (error) {
    if (isCorruption(error)) return { kind: "damaged", part: "object", what: "the object store cannot read it" };
    throw error;
  }
}
