/**
 * Where the few and precious things live: one blob in two files of two checksummed copies each (riak_ensemble "Storage"),
 * with a generation that counts its saves.
 *
 * A save writes both copies of the new generation into the first file, in place, and syncs it; then the second file, and
 * syncs that; only then it resolves. In place, because a sync of an allocated file is the cheapest there is. Why no
 * promise is lost, and none rolled back:
 *
 * - At any moment at most one file has unsynced writes; the other one holds a whole generation, both copies. So a crash
 *   or torn write, wherever it falls, leaves a file intact. A file is made under another name and renamed when
 *   whole, so that the very first save cannot be torn either.
 * - A save that resolved is on both files. So *either* file shows a generation at least that new, and a flipped byte, which
 *   spoils one copy of four, never matters. A whole file may be lost on top.
 * - What is loaded may be newer than what was acknowledged (stopped between the files). It is then first written to the
 *   other file too, before `load` resolves: nobody answers from what one more crash could take back.
 * - Mending replaces a file by renaming a whole one into its place, so it never writes over the only good copy.
 * - Nothing verifies though there are files: CORRUPT, never an empty start (HAZARDS P18). Both files rolled back together
 *   (restored from an old copy) verify; the high-water mark notices that (high-water.ts).
 *
 * A copy: magic, generation (double), length (32 bits), SHA-256 over those three and the blob, cut to 16 bytes; blob. Copies stand at
 * the start and at the middle of a file.
 */
import { hash } from "node:crypto";
import { QuorateError } from "#machines/protocol/errors";
import type { Files, OpenFile } from "./files.ts";

export interface Loaded {
  /** Undefined when neither file exists. */
  readonly blob: Uint8Array | undefined;
  /** How often the blob was saved; 0 when neither file exists. */
  readonly generation: number;
  /** What did not verify, for people; all of it mended. */
  readonly damaged: readonly string[];
}

export interface Copy {
  readonly generation: number;
  readonly blob: Uint8Array;
}

interface Side {
  readonly path: string;
  readonly missing: boolean;
  readonly copies: readonly (Copy | undefined)[];
  readonly slotBytes: number;
}

const magic = 0x51_53_41_56; // QSAV
const digestAt = 16;
const headerBytes = 32;
const minSlotBytes = 4096;

function digestOf(bytes: Buffer, start: number, end: number): Buffer {
  const header = bytes.subarray(start, start + digestAt);
  const blob = bytes.subarray(start + headerBytes, end);
  return Buffer.from(hash("sha256", Buffer.concat([header, blob]), "binary").slice(0, 16), "latin1");
}

function slotBytesFor(blobBytes: number, atLeast: number): number {
  let slotBytes = Math.max(minSlotBytes, atLeast);
  while (slotBytes < headerBytes + blobBytes) slotBytes *= 2;
  return slotBytes;
}

/** A whole file: twice the same copy, each at the start of its half. */
function encodeFile(generation: number, blob: Uint8Array, slotBytes: number): Buffer {
  const bytes = Buffer.alloc(2 * slotBytes);
  const end = headerBytes + blob.length;
  bytes.writeUInt32BE(magic, 0);
  bytes.writeDoubleBE(generation, 4);
  bytes.writeUInt32BE(blob.length, 12);
  bytes.set(blob, headerBytes);
  bytes.set(digestOf(bytes, 0, end), digestAt);
  bytes.copy(bytes, slotBytes, 0, end);
  return bytes;
}

/** The copy at `start`, when it verifies. */
function decodeCopy(bytes: Buffer, start: number): Copy | undefined {
  if (start + headerBytes > bytes.length || bytes.readUInt32BE(start) !== magic) return undefined;
  const end = start + headerBytes + bytes.readUInt32BE(start + 12);
  if (end > bytes.length) return undefined;
  if (!digestOf(bytes, start, end).equals(bytes.subarray(start + digestAt, start + headerBytes))) return undefined;
  return { generation: bytes.readDoubleBE(start + 4), blob: new Uint8Array(bytes.subarray(start + headerBytes, end)) };
}

async function readSide(files: Files, path: string): Promise<Side> {
  const found = await files.read(path);
  if (found === undefined) return { path, missing: true, copies: [undefined, undefined], slotBytes: 0 };
  const bytes = Buffer.from(found.buffer, found.byteOffset, found.byteLength);
  const half = Math.floor(bytes.length / 2);
  return { path, missing: false, copies: [decodeCopy(bytes, 0), decodeCopy(bytes, half)], slotBytes: half };
}

/** What both files say, of which nothing is mended. */
export interface SaveFileReport {
  /** The newest copy that verifies; undefined when none does. */
  readonly newest: Copy | undefined;
  /** Neither file exists. */
  readonly isMissing: boolean;
  /** What does not verify, for people. */
  readonly damaged: readonly string[];
  /** Paths of files that verify and hold an older generation: a save was stopped between the two. */
  readonly behind: readonly string[];
}

/** Reads as `SaveFile.load` does, and changes nothing. */
export async function inspectSaveFile(files: Files, directory: string): Promise<SaveFileReport> {
  const sides = await Promise.all(saveFileNames.map((name) => readSide(files, `${directory}/${name}`)));
  const isMissing = sides.every((side) => side.missing);
  const newest = newestCopy(sides);
  // Without a whole copy each file is damaged: any generation but the first would name a missing one as well.
  const damaged = isMissing ? [] : describeDamage(sides, newest?.generation ?? 0);
  const behind = sides.filter(({ copies }) => copies.some((copy) => copy && copy.generation !== newest?.generation));
  return { newest, isMissing, damaged, behind: behind.map(({ path }) => path) };
}

interface Waiting {
  blob: Uint8Array;
  readonly resolve: (() => void)[];
  readonly reject: ((reason: unknown) => void)[];
}

/** Names of the two files below a directory. */
export const saveFileNames = ["facts.a", "facts.b"] as const;

export class SaveFile {
  readonly #files: Files;
  readonly #directory: string;
  readonly #paths: readonly string[];
  /** Both files, once they exist. */
  #open: OpenFile[] = [];
  #slotBytes = minSlotBytes;
  #generation = 0;
  #durable = 0;
  #next: Waiting | undefined;
  #saving: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor(files: Files, directory: string) {
    this.#files = files;
    this.#directory = directory;
    this.#paths = saveFileNames.map((name) => `${directory}/${name}`);
  }

  /** The newest generation known to be durable. */
  get generation(): number {
    return this.#durable;
  }

  /**
   * Reads both files, takes the newest copy that verifies and mends the others. Called once, before `save`.
   * @throws QuorateError CORRUPT when there are files but no copy verifies.
   */
  async load(): Promise<Loaded> {
    const sides = await Promise.all(this.#paths.map((path) => readSide(this.#files, path)));
    if (sides.every((side) => side.missing)) return { blob: undefined, generation: 0, damaged: [] };
    const newest = newestCopy(sides);
    if (newest === undefined) {
      throw new QuorateError(
        "CORRUPT",
        `none of the four copies of this node's promises in ${this.#paths.join(" and ")} passes its check. Starting without ` +
          "them could break promises made to other nodes: restore both files, or remove this node from the cluster " +
          "and let it join again with an empty directory",
      );
    }
    const damaged = describeDamage(sides, newest.generation);
    this.#generation = newest.generation;
    this.#slotBytes = slotBytesFor(newest.blob.length, minSlotBytes);
    await this.#mend(sides, newest);
    this.#durable = newest.generation;
    this.#open = await Promise.all(this.#paths.map((path) => this.#files.open(path)));
    return { blob: newest.blob, generation: newest.generation, damaged };
  }

  /**
   * Resolves when `blob` (or one saved after it) is durable. Saves that are asked for while one is under way share the next.
   * @throws what the disk says; every later save is then refused with the same, because after a failed sync nobody
   * knows what the disk holds.
   */
  save(blob: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      this.#next ??= { blob, resolve: [], reject: [] };
      this.#next.blob = blob;
      this.#next.resolve.push(resolve);
      this.#next.reject.push(reject);
      this.#saving ??= this.#saveAll();
    });
  }

  /** Waits for saves under way. */
  async close(): Promise<void> {
    await this.#saving;
    await Promise.all(this.#open.map((file) => file.close()));
    this.#open = [];
  }

  async #saveAll(): Promise<void> {
    for (let now = this.#next; now !== undefined; now = this.#next) {
      this.#next = undefined;
      try {
        await this.#write(now.blob);
        this.#durable = this.#generation;
        for (const resolve of now.resolve) resolve();
      } catch (error) {
        this.#fail(now, error);
      }
    }
    this.#saving = undefined;
  }

  #fail(now: Waiting, error: unknown): void {
    this.#failure = error instanceof Error ? error : new Error(String(error));
    for (const reject of [...now.reject, ...(this.#next?.reject ?? [])]) reject(error);
    this.#next = undefined;
  }

  async #write(blob: Uint8Array): Promise<void> {
    this.#generation++;
    this.#slotBytes = slotBytesFor(blob.length, this.#slotBytes);
    const bytes = encodeFile(this.#generation, blob, this.#slotBytes);
    if (this.#open.length === 0) {
      for (const path of this.#paths) await this.#make(path, bytes);
      this.#open = await Promise.all(this.#paths.map((path) => this.#files.open(path)));
      return;
    }
    // One after the other: the one not being written holds the generation before, whole.
    for (const file of this.#open) {
      await file.write(bytes, 0);
      await file.datasync();
    }
  }

  /** Makes a file that is whole from its first moment on. */
  async #make(path: string, bytes: Uint8Array): Promise<void> {
    const draft = `${path}.new`;
    await this.#files.remove(draft);
    await this.#writeFile(draft, bytes);
    await this.#files.rename(draft, path);
    await this.#files.syncDirectory(this.#directory);
  }

  async #writeFile(path: string, bytes: Uint8Array): Promise<void> {
    const file = await this.#files.open(path);
    try {
      await file.write(bytes, 0);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  async #mend(sides: readonly Side[], newest: Copy): Promise<void> {
    const isWhole = (side: Side) => side.copies.every((copy) => copy?.generation === newest.generation);
    const bytes = encodeFile(newest.generation, newest.blob, this.#slotBytes);
    for (const side of sides) {
      if (isWhole(side) && side.slotBytes === this.#slotBytes) continue;
      // Not in place: it may hold the only good copy, and be of any length.
      await this.#make(side.path, bytes);
    }
  }
}

function newestCopy(sides: readonly Side[]): Copy | undefined {
  let newest: Copy | undefined;
  for (const copy of sides.flatMap((side) => side.copies)) {
    if (copy !== undefined && (newest === undefined || copy.generation > newest.generation)) newest = copy;
  }
  return newest;
}

function describeDamage(sides: readonly Side[], newest: number): string[] {
  const damaged: string[] = [];
  for (const side of sides) {
    // The first save was stopped between its two files.
    if (side.missing && newest === 1) continue;
    if (side.missing) damaged.push(`${side.path} is missing`);
    else
      side.copies.forEach((copy, at) => {
        if (copy === undefined) damaged.push(`copy ${at + 1} in ${side.path} does not verify`);
      });
  }
  return damaged;
}
