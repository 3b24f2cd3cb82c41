/** Opening LevelDB so that it never starts empty in silence. */
import { Level } from "level";
import { QuorateError } from "#machines/protocol/errors";
import type { Files } from "./files.ts";

export type Db = Level<Buffer, Buffer>;

export interface OpenedDb {
  readonly db: Db;
  /** Set when a known store could not be opened and a new one was made: what was wrong with it. */
  readonly lost: string | undefined;
}

interface LevelError {
  readonly code?: string;
  readonly message?: string;
  readonly cause?: LevelError;
}

async function tryOpen(path: string, createIfMissing: boolean): Promise<Db> {
  const db: Db = new Level<Buffer, Buffer>(path, { keyEncoding: "buffer", valueEncoding: "buffer", createIfMissing });
  await db.open();
  return db;
}

/** The text LevelDB gives, and whether it means that files are damaged or gone (and not, say, unreadable for us). */
function explain(error: unknown): { readonly locked: boolean; readonly gone: boolean; readonly text: string } {
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
 * Opens the store at `path`. A known store that is missing or broken is set aside (`<path>.damaged`, replacing an older
 * one) and a new, empty one made; the caller must then distrust everything that was in it.
 * @throws QuorateError LOCKED, or CONFIG when the system refuses.
 */
export async function openDb(
  files: Files,
  path: string,
  known: boolean,
  owner: () => Promise<string>,
): Promise<OpenedDb> {
  try {
    return { db: await tryOpen(path, !known), lost: undefined };
  } catch (error) {
    const { locked, gone, text } = explain(error);
    if (locked) {
      const holder = await owner();
      throw new QuorateError(
        "LOCKED",
        `${path} is in use by ${holder === "" ? "another process" : `process ${holder}`}: stop it first, or use another directory`,
        { cause: error },
      );
    }
    if (!gone) throw new QuorateError("CONFIG", `${path} cannot be opened: ${text}`, { cause: error });
    const aside = `${path}.damaged`;
    if ((await files.list(path)).length > 0) {
      await files.remove(aside);
      await files.rename(path, aside);
    }
    return { db: await tryOpen(path, true), lost: `the object store could not be opened (${text})` };
  }
}

/** Whether an error of a read says that stored bytes are damaged. */
export function isCorruption(error: unknown): boolean {
  const { code, message } = error as LevelError;
  return code === "LEVEL_CORRUPTION" || /corruption/i.test(message ?? "");
}
