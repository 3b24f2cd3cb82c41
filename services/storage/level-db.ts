/** Opening LevelDB so that it never starts empty in silence. */
import { dirname } from "node:path";
import { Level } from "level";
import { QuorateError } from "#machines/protocol/errors";
import type { Files } from "./files.ts";
import { damageOfTables, salvage } from "./leveldb/salvage.ts";

export type Db = Level<Buffer, Buffer>;

export interface OpenedDb {
  readonly db: Db;
  /** Set when a known store was damaged and a new one was made of what could be saved: what was wrong with it. */
  readonly lost: string | undefined;
}

interface LevelError {
  readonly code?: string;
  readonly message?: string;
  readonly cause?: LevelError;
}

/** @throws what LevelDB says: see `explain`. */
export async function openLevel(path: string, createIfMissing: boolean): Promise<Db> {
  const db: Db = new Level<Buffer, Buffer>(path, {
    keyEncoding: "buffer",
    valueEncoding: "buffer",
    createIfMissing,
    // Values are opaque bytes; and so its tables can be checked without knowing how to decompress.
    compression: false,
  });
  await db.open();
  return db;
}

/** The text LevelDB gives, and whether it means that files are damaged or gone (and not, say, unreadable for us). */
export function explain(error: unknown): { readonly locked: boolean; readonly gone: boolean; readonly text: string } {
  const cause = (error as LevelError).cause ?? (error as LevelError);
  const text = cause.message ?? String(error);
  return {
    locked: cause.code === "LEVEL_LOCKED",
    gone:
      cause.code === "LEVEL_CORRUPTION" ||
      /create_if_missing is false|No such file or directory|^Corruption|^Invalid argument/i.test(text),
    text,
  };
}

/**
 * Opens the store at `path`. A known store that is missing or damaged is set aside (`<path>.damaged`, replacing an older
 * one) and a new one made of what verifies; the caller must then distrust it. Table files are checked before LevelDB sees
 * them: damage there would hide keys, or end the process.
 * @throws QuorateError LOCKED, or CONFIG when the system refuses.
 */
export async function openDb(
  files: Files,
  path: string,
  known: boolean,
  owner: () => Promise<string>,
): Promise<OpenedDb> {
  if (known) await finishReplacing(files, path);
  const damage = known ? await damageOfTables(files, path) : undefined;
  if (damage !== undefined) {
    // What another process is writing looks like damage.
    await refuseIfLocked(path, owner);
    return replace(files, path, owner, `the object store is damaged (${damage})`);
  }
  try {
    return { db: await openLevel(path, !known), lost: undefined };
  } catch (error) {
    const { locked, gone, text } = explain(error);
    if (locked) throw await lockedError(path, error, owner);
    if (!gone) throw new QuorateError("CONFIG", `${path} cannot be opened: ${text}`, { cause: error });
    return replace(files, path, owner, `the object store could not be opened (${text})`);
  }
}

export const savedName = (path: string): string => `${path}.saved`;

/** A store of what can be saved takes the place of the damaged one. */
async function replace(files: Files, path: string, owner: () => Promise<string>, lost: string): Promise<OpenedDb> {
  const [saved, aside] = [savedName(path), `${path}.damaged`];
  await refuseIfLocked(saved, owner);
  await files.remove(saved);
  const db = await saveInto(files, path, saved);
  await db.close();
  await files.syncDirectory(saved);
  if ((await files.list(path)).length > 0) {
    await files.remove(aside);
    await files.rename(path, aside);
    await files.syncDirectory(dirname(path));
  }
  await finishReplacing(files, path);
  return { db: await openLevel(path, false), lost };
}

/** Makes a store at `saved`, where none is, of what verifies in the one at `path`. */
export async function saveInto(files: Files, path: string, saved: string): Promise<Db> {
  const db = await openLevel(saved, true);
  let batch = db.batch();
  await salvage(files, path, {
    put: (key, value) => void batch.put(key, value),
    del: (key) => void batch.del(key),
    flush: async () => {
      await batch.write({ sync: true });
      batch = db.batch();
    },
  });
  await batch.close();
  return db;
}

/** Once the damaged store is set aside the saved one is whole: a stop in between is made up for here. */
async function finishReplacing(files: Files, path: string): Promise<void> {
  const saved = savedName(path);
  if ((await files.list(path)).length > 0 || (await files.list(saved)).length === 0) return;
  await files.rename(saved, path);
  await files.syncDirectory(dirname(path));
}

/** Takes the lock for a moment, and reads nothing: LevelDB refuses a store that exists before it looks into it. */
async function refuseIfLocked(path: string, owner: () => Promise<string>): Promise<void> {
  const db = new Level<Buffer, Buffer>(path, { createIfMissing: false, errorIfExists: true });
  try {
    await db.open();
    await db.close();
  } catch (error) {
    if (explain(error).locked) throw await lockedError(path, error, owner);
  }
}

export async function lockedError(path: string, cause: unknown, owner: () => Promise<string>): Promise<QuorateError> {
  const holder = await owner();
  return new QuorateError(
    "LOCKED",
    `${path} is in use by ${holder === "" ? "another process" : `process ${holder}`}: stop it first, or use another directory`,
    { cause },
  );
}

/** Whether an error of a read says that stored bytes are damaged. */
export function isCorruption(error: unknown): boolean {
  const { code, message } = error as LevelError;
  return code === "LEVEL_CORRUPTION" || /corruption/i.test(message ?? "");
}
