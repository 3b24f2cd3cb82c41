/**
 * The offline check of one node's store: everything that a start checks and, beside that, what a start leaves to the first read:
 * both copies of both files of promises, tables, logs, the chain of turns against the high-water mark, every page and segment of
 * every tree, and every object against its entry. It changes nothing in the directory.
 */
import type { Files } from "../files.ts";
import { nodeFiles } from "../node-files.ts";
import { savedName } from "../level-db.ts";
import { checkLogs, checkTables, readLiveTables } from "../leveldb/salvage.ts";
import { saveFileNames } from "../save-file.ts";
import { checkTurns } from "../turn-log.ts";
import { type Finding, parts, type StoreReport } from "./findings.ts";
import { checkPromises, type CheckedPromises } from "./promises.ts";
import { openReadCopy, openWorkbench, type Workbench } from "./read-copy.ts";
import { checkTrees } from "./trees.ts";

export interface CheckOptions {
  readonly files?: Files;
  /** Told what is being checked, and how much of it is done, 0 to 1. */
  readonly onProgress?: (what: "tables" | "trees and objects", share: number) => void;
}

interface Check extends Required<CheckOptions> {
  readonly dir: string;
  /** Where the object store is. */
  readonly objects: string;
  readonly workbench: Workbench;
  note(finding: Finding): void;
}

/** Whether a directory looks like that of a node. */
export async function isStore(dir: string, files: Files = nodeFiles): Promise<boolean> {
  const names = await files.list(dir);
  return [...saveFileNames, "high-water", "objects"].some((name) => names.includes(name));
}

/** @throws QuorateError LOCKED when a process has the store open; CONFIG when the system refuses. */
export async function checkStore(dir: string, options: CheckOptions = {}): Promise<StoreReport> {
  const { files = nodeFiles, onProgress = () => undefined } = options;
  const findings: Finding[] = [];
  const objects = await findObjects(files, dir);
  const workbench = await openWorkbench(objects, () => readOwner(files, dir));
  const note = (finding: Finding): void => void findings.push(finding);
  try {
    const check: Check = { dir, files, onProgress, objects, workbench, note };
    const promises = await checkPromises(files, dir, note);
    const rest = await checkObjects(check, promises);
    const { saved } = promises;
    findings.sort((a, b) => parts.indexOf(a.part) - parts.indexOf(b.part));
    return {
      directory: dir,
      cluster: saved?.cluster ?? null,
      node: saved?.node ?? null,
      sound: findings.every(({ severity }) => severity === "note"),
      ...rest,
      peers: [...(saved?.peers ?? [])].map(([label, { record }]) => ({
        label,
        promised: record.promised.epoch,
        trusted: record.trusted,
      })),
      findings,
    };
  } finally {
    await workbench.close();
  }
}

/** A start that was stopped while it put a saved store in place of a damaged one leaves it under another name. */
async function findObjects(files: Files, dir: string): Promise<string> {
  const path = `${dir}/objects`;
  const isThere = async (at: string): Promise<boolean> => (await files.list(at)).length > 0;
  return !(await isThere(path)) && (await isThere(savedName(path))) ? savedName(path) : path;
}

async function readOwner(files: Files, dir: string): Promise<string> {
  const text = Buffer.from((await files.read(`${dir}/owner`)) ?? []).toString();
  return /^\d{1,10}$/.test(text.trim()) ? text.trim() : "";
}

async function checkObjects(
  check: Check,
  promises: CheckedPromises,
): Promise<Pick<StoreReport, "closedCleanly" | "counts">> {
  const { files, objects, workbench, note, onProgress } = check;
  if (!workbench.isLocked)
    note({
      part: "manifest",
      severity: "note",
      where: "LOCK",
      what: "could not be locked: let no node start meanwhile",
    });
  const { tables, logs, bytes, isDamaged } = await checkFiles(check, promises.isKnown);
  const { db, refused } = await openReadCopy(files, objects, workbench, isDamaged);
  try {
    if (refused !== undefined && promises.isKnown)
      note({ part: "manifest", severity: "damage", where: "objects", what: `LevelDB cannot open it: ${refused}` });
    const turns = await checkTurns(db, promises.mark);
    noteTurns(check, promises, turns.turn, turns.problem);
    const trees = await checkTrees(db, turns, note, (share) => onProgress("trees and objects", share));
    const { closedCleanly, ...counts } = trees;
    return {
      closedCleanly: closedCleanly && !isDamaged && refused === undefined,
      counts: { generation: promises.generation, turn: turns.turn, tables, logs, bytes, ...counts },
    };
  } finally {
    await db.close();
  }
}

function noteTurns(check: Check, promises: CheckedPromises, last: number, problem: string | undefined): void {
  const { note } = check;
  if (!promises.isKnown) {
    const isBegun = last > 0 || promises.mark !== undefined;
    const what = isBegun
      ? "there are objects, but both files with the promises are missing: the node refuses to start"
      : "no promises yet: a first start was stopped before its end";
    note({ part: "promises", severity: isBegun ? "damage" : "note", where: saveFileNames.join(", "), what });
    return;
  }
  if (problem !== undefined) note({ part: "turns", severity: "damage", where: "objects", what: problem });
  for (const [label, { record, trustedFromTurn }] of promises.saved?.peers ?? []) {
    if (!record.trusted)
      note({
        part: "turns",
        severity: "note",
        where: label,
        what: "its objects are not trusted: an exchange is due when it starts",
      });
    else if (trustedFromTurn > last)
      note({
        part: "turns",
        severity: problem === undefined ? "note" : "damage",
        where: label,
        what: `the objects of turn ${trustedFromTurn}, which completed it, never arrived: an exchange is due`,
      });
  }
}

/** What LevelDB consists of, file by file. `isDamaged`: LevelDB itself must not be shown it. */
async function checkFiles(check: Check, isKnown: boolean) {
  const { files, objects, note, onProgress } = check;
  const damage = (part: "manifest" | "table" | "log", where: string, what: string): void =>
    note({ part, severity: "damage", where, what });
  const live = await readLiveTables(files, objects);
  const seen = new Set<number>();
  let [logs, bytes, isDamaged] = [0, 0, false];
  for await (const { name, bytes: size, damages } of checkTables(files, objects)) {
    seen.add(Number.parseInt(name, 10));
    bytes += size;
    for (const what of damages) damage("table", name, what);
    isDamaged ||= damages.length > 0;
    onProgress("tables", seen.size / Math.max(1, live?.size ?? 1));
  }
  for (const number of live ?? [])
    if (!seen.has(number)) damage("table", String(number).padStart(6, "0"), "is missing");
  if (live === undefined && isKnown)
    damage("manifest", "objects", "CURRENT or the manifest it names is missing or does not verify");
  for await (const { name, bytes: size, damages, isCut } of checkLogs(files, objects)) {
    logs += 1;
    bytes += size;
    for (const what of damages) damage("log", name, what);
    const what = "ends in the middle of a record: a stop in the middle of a write leaves that";
    if (isCut) note({ part: "log", severity: "note", where: name, what });
  }
  return { tables: seen.size, logs, bytes, isDamaged };
}
