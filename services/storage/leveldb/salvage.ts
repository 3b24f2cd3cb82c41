/** Looks through a LevelDB directory that nobody has open, and saves what can be saved of a damaged one. */
import type { Files, Room } from "../files.ts";
import { checkLog, type LogReport, readLog } from "./log-file.ts";
import { liveTables } from "./manifest-file.ts";
import { readTable, type LevelEntry } from "./table-file.ts";

const tableName = /^\d{6,}\.(ldb|sst)$/;
const logName = /^\d{6,}\.log$/;

export interface CheckedFile {
  readonly name: string;
  readonly bytes: number;
  /** What does not verify, for people. */
  readonly damages: readonly string[];
}

/** The table files in `dir` that the store consists of, one after the other. None when its manifest cannot be read. */
export async function* checkTables(files: Files, dir: string): AsyncGenerator<CheckedFile> {
  const live = await readLiveTables(files, dir);
  const room: Room = { bytes: new Uint8Array(0) };
  for (const name of live === undefined ? [] : await files.list(dir)) {
    if (!tableName.test(name) || !live?.has(Number.parseInt(name, 10))) continue;
    const bytes = await files.read(`${dir}/${name}`, room);
    if (bytes !== undefined) yield { name, bytes: bytes.length, damages: readTable(bytes).damages };
  }
}

/** The log files in `dir`. */
export async function* checkLogs(files: Files, dir: string): AsyncGenerator<CheckedFile & LogReport> {
  for (const name of await files.list(dir)) {
    const bytes = logName.test(name) ? await files.read(`${dir}/${name}`) : undefined;
    if (bytes === undefined) continue;
    const report = checkLog(bytes);
    const damages = report.damagedAt.map((at) => `what is written at byte ${at} does not verify`);
    yield { name, bytes: bytes.length, damages, ...report };
  }
}

/** What is wrong with the table files that the store in `dir` consists of, for people; undefined when they verify. */
export async function damageOfTables(files: Files, dir: string): Promise<string | undefined> {
  const damages: string[] = [];
  // LevelDB refuses a store whose manifest is damaged, or whose tables are missing, by itself.
  for await (const table of checkTables(files, dir))
    for (const what of table.damages) damages.push(`${table.name}: ${what}`);
  if (damages.length === 0) return undefined;
  const more = damages.length > 3 ? `, and ${damages.length - 3} more` : "";
  return `${damages.slice(0, 3).join(", ")}${more}`;
}

/** Numbers of the tables that the store in `dir` consists of; undefined when CURRENT or the manifest cannot be read. */
export async function readLiveTables(files: Files, dir: string): Promise<Set<number> | undefined> {
  const current = Buffer.from((await files.read(`${dir}/CURRENT`)) ?? []).toString();
  const name = /^(MANIFEST-\d{6,})\n$/.exec(current)?.[1];
  const manifest = name === undefined ? undefined : await files.read(`${dir}/${name}`);
  return manifest === undefined ? undefined : liveTables(manifest);
}

/** Where what was saved goes. */
export interface SalvageTarget {
  put(key: Buffer, value: Buffer): void;
  del(key: Buffer): void;
  /** Called now and then: what was given so far may be written. */
  flush(): Promise<void>;
}

/** Writes between two flushes. */
const entriesPerFlush = 2000;

/**
 * Of each key the newest write that verifies, from tables and logs alike. That need not be the newest there was: whoever asks
 * for this must not trust what comes of it. @returns how many keys there were.
 */
export async function salvage(files: Files, dir: string, target: SalvageTarget): Promise<number> {
  const newest = new Map<string, number>();
  let waiting = 0;
  for (const name of await files.list(dir)) {
    const isTable = tableName.test(name);
    if (!isTable && !logName.test(name)) continue;
    const bytes = await files.read(`${dir}/${name}`);
    if (bytes === undefined) continue;
    for (const entry of isTable ? readTable(bytes).entries() : readLog(bytes)) {
      if (!isNewer(newest, entry)) continue;
      if (entry.value === null) target.del(entry.key);
      else target.put(entry.key, entry.value);
      waiting += 1;
      if (waiting % entriesPerFlush === 0) await target.flush();
    }
  }
  await target.flush();
  return newest.size;
}

function isNewer(newest: Map<string, number>, { key, sequence }: LevelEntry): boolean {
  const name = key.toString("latin1");
  if (sequence < (newest.get(name) ?? -1)) return false;
  newest.set(name, sequence);
  return true;
}
