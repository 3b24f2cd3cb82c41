/**
 * The files that `quorate up` keeps in its data directory: `up.json` says where the running cluster is (other commands read
 * it), `cluster.json` what it consists of (the next `up` continues it), `up.lock` that one process runs it.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { QuorateError } from "#machines/protocol/errors";
import { isName } from "#machines/protocol/identifiers";
import { processIdentity } from "./process-identity.ts";

export interface UpFile {
  /** The process that runs `quorate up`. */
  readonly pid: number;
  /** `url` is null with --embedded: there is no NATS to reach. `pid` is there when `up` started the server. */
  readonly nats: { readonly url: string | null; readonly pid?: number };
  readonly cluster: string;
  readonly nodes: readonly UpNode[];
  readonly inspector?: { readonly url: string };
}

export interface UpNode {
  readonly name: string;
  readonly pid: number;
  readonly dataDir: string;
}

/** What a cluster's data belongs to; fixed when it is first started. */
export interface ClusterFile {
  readonly cluster: string;
  readonly nodes: readonly string[];
}

const upName = "up.json";
const clusterName = "cluster.json";
const lockName = "up.lock";

/** @throws QuorateError CONFIG when the file is there but is not one that `up` writes. */
export function readUpFile(directory: string): UpFile | undefined {
  const path = join(directory, upName);
  const data = readJson(path);
  if (data === undefined) return undefined;
  if (!isUpFile(data)) throw new QuorateError("CONFIG", `${path} is not a file of "quorate up"; remove it`);
  return data;
}

export function writeUpFile(directory: string, content: UpFile): void {
  writeWhole(join(directory, upName), content);
}

export function removeUpFile(directory: string): void {
  rmSync(join(directory, upName), { force: true });
}

/** @throws QuorateError CONFIG when the file is there but is not one that `up` writes. */
export function readClusterFile(directory: string): ClusterFile | undefined {
  const path = join(directory, clusterName);
  const data = readJson(path) as Partial<ClusterFile> | undefined | null;
  if (data === undefined) return undefined;
  if (!isName(data?.cluster) || !Array.isArray(data.nodes) || data.nodes.length === 0 || !data.nodes.every(isName))
    throw new QuorateError("CONFIG", `${path} does not name a cluster and its nodes; start over with --fresh`);
  return { cluster: data.cluster, nodes: data.nodes };
}

export function writeClusterFile(directory: string, content: ClusterFile): void {
  writeWhole(join(directory, clusterName), content);
}

/**
 * Takes the directory for this process; the lock of a process that is gone is taken over.
 * @returns a function that gives it back.
 * @throws QuorateError LOCKED with the pid of the process that has it.
 */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, lockName);
  const mine = `${JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) })}\n`;
  for (let attempt = 0; attempt < 10; attempt += 1) {
    try {
      writeFileSync(path, mine, { flag: "wx" });
      return () => {
        if (readText(path) === mine) rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const theirs = readText(path);
    if (theirs === undefined) continue;
    const holder = holderOf(theirs);
    if (holder !== undefined) throw locked(directory, holder);
    takeAway(path, theirs);
  }
  throw new QuorateError("LOCKED", `${directory} is being locked and unlocked by others; try again`);
}

function locked(directory: string, pid: number): QuorateError {
  return new QuorateError(
    "LOCKED",
    `a cluster already runs on ${directory} (process ${pid}); use it, stop it with "kill ${pid}", or name another directory with --data`,
  );
}

/** The pid in a lock whose process still runs, else undefined. An unreadable lock was left by a crash while it was written. */
function holderOf(text: string): number | undefined {
  try {
    const { pid, identity } = JSON.parse(text) as { pid?: unknown; identity?: unknown };
    if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
    const now = processIdentity(pid);
    return now !== undefined && (identity === undefined || now === identity) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Removes a stale lock, unless another process has just replaced it by its own. */
function takeAway(path: string, stale: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readText(aside) !== stale) {
    try {
      linkSync(aside, path);
    } catch {
      // Somebody else holds it by now: so be it.
    }
  }
  unlinkSync(aside);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function readJson(path: string): unknown {
  const text = readText(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new QuorateError("CONFIG", `${path} is not JSON; remove it`, { cause });
  }
}

/** Readers see the old file or the new one, never half of one. */
function writeWhole(path: string, content: object): void {
  const next = `${path}.${process.pid}`;
  // The inspector's URL holds its token.
  writeFileSync(next, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, path);
}

function isUpFile(data: unknown): data is UpFile {
  const file = data as Partial<UpFile> | null;
  const url: unknown = file?.nats?.url;
  return isName(file?.cluster) && (url === null || typeof url === "string") && Array.isArray(file.nodes);
}
