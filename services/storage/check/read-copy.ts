/**
 * LevelDB over a store that must not change: opened as it is, it would write its log into tables, begin a new manifest and
 * remove files. So it is given a directory of its own, in which table files, which it never writes to, are links to the real ones, and
 * the rest, some megabytes, is copied. Only a damaged store needs room for all of it: what can be saved is copied then.
 *
 * Meanwhile the store's lock is held, through a link as well: no node may begin to write what is being read.
 */
import { constants } from "node:fs";
import { access, copyFile, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { QuorateError } from "#machines/protocol/errors";
import type { Files } from "../files.ts";
import { type Db, explain, lockedError, openLevel, saveInto } from "../level-db.ts";

export interface ReadCopy {
  readonly db: Db;
  /** Why LevelDB could not open the store as it is, though its tables verify; `db` then holds what could be saved. */
  readonly refused: string | undefined;
}

/** A directory for one check, and the lock. */
export interface Workbench {
  readonly dir: string;
  /** False when the store's lock cannot be taken, because the store is read-only for us. */
  readonly isLocked: boolean;
  close(): Promise<void>;
}

const tableName = /^\d{6,}\.(ldb|sst)$/;
const copiedName = /^(CURRENT|MANIFEST-\d{6,}|\d{6,}\.log)$/;

/** @throws QuorateError LOCKED when somebody has the store at `path` open. */
export async function openWorkbench(path: string, owner: () => Promise<string>): Promise<Workbench> {
  const dir = await mkdtemp(join(tmpdir(), "quorate-verify-"));
  try {
    const lock = await takeLock(path, join(dir, "lock"), owner);
    const close = async (): Promise<void> => {
      await lock?.close();
      await rm(dir, { recursive: true, force: true });
    };
    return { dir, isLocked: lock !== undefined, close };
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw error;
  }
}

/** A store of nothing whose lock is that of the store at `path`. Undefined when there is none to take. */
async function takeLock(path: string, dir: string, owner: () => Promise<string>): Promise<Db | undefined> {
  const lock = resolve(path, "LOCK");
  try {
    await access(lock, constants.R_OK | constants.W_OK);
  } catch {
    // Missing: it would be made, and nothing may be changed.
    return undefined;
  }
  await mkdir(dir);
  await symlink(lock, join(dir, "LOCK"));
  try {
    return await openLevel(dir, true);
  } catch (error) {
    const { locked, text } = explain(error);
    if (locked) throw await lockedError(path, error, owner);
    throw new QuorateError("CONFIG", `the lock of ${path} cannot be taken: ${text}`, { cause: error });
  }
}

/** `isDamaged`: LevelDB must not see the tables (leveldb/table-file.ts). */
export async function openReadCopy(
  files: Files,
  path: string,
  workbench: Workbench,
  isDamaged: boolean,
): Promise<ReadCopy> {
  if (isDamaged) return { db: await saveInto(files, path, join(workbench.dir, "saved")), refused: undefined };
  const copy = join(workbench.dir, "objects");
  await mkdir(copy);
  for (const name of await files.list(path)) {
    if (tableName.test(name)) await symlink(resolve(path, name), join(copy, name));
    else if (copiedName.test(name)) await copyFile(join(path, name), join(copy, name));
  }
  try {
    return { db: await openLevel(copy, false), refused: undefined };
  } catch (error) {
    const { gone, text } = explain(error);
    if (!gone) throw new QuorateError("CONFIG", `a copy of ${path} cannot be opened: ${text}`, { cause: error });
    return { db: await saveInto(files, path, join(workbench.dir, "saved")), refused: text.replaceAll(copy, path) };
  }
}
