/**
 * The high-water mark: how far the stores beside it had come. LevelDB drops a damaged or shortened end of its log without a
 * word; a mark above what the store shows says that it did.
 *
 * Written after each commit and before it resolves, but never synced: a few microseconds into the page cache, so a killed
 * process leaves no acknowledged commit above its mark. A power cut may lose marks: too low a mark notices less and never cries wrongly.
 * Two slots are written in turn, so that a torn write leaves the mark before it.
 */
import { crc32 } from "node:zlib";
import type { Files, OpenFile } from "./files.ts";

export interface Mark {
  /** Last turn in the object store, and its place in the chain of turns. */
  readonly turn: number;
  readonly chain: number;
  /** Generation of the save file. */
  readonly generation: number;
}

const magic = 0x51_48_57_4d; // QHWM
const slotBytes = 512;
const markBytes = 28;

function encodeMark(mark: Mark): Buffer {
  const bytes = Buffer.alloc(markBytes);
  bytes.writeUInt32BE(magic, 0);
  bytes.writeDoubleBE(mark.turn, 8);
  bytes.writeDoubleBE(mark.generation, 16);
  bytes.writeUInt32BE(mark.chain, 24);
  bytes.writeUInt32BE(crc32(bytes.subarray(8)), 4);
  return bytes;
}

function decodeMark(bytes: Buffer): Mark | undefined {
  if (bytes.length < markBytes || bytes.readUInt32BE(0) !== magic) return undefined;
  if (bytes.readUInt32BE(4) !== crc32(bytes.subarray(8, markBytes))) return undefined;
  return { turn: bytes.readDoubleBE(8), generation: bytes.readDoubleBE(16), chain: bytes.readUInt32BE(24) };
}

/** Both slots, undefined where one does not verify; undefined when the file is missing. */
export async function readMarks(
  files: Files,
  path: string,
): Promise<readonly [Mark | undefined, Mark | undefined] | undefined> {
  const found = await files.read(path);
  if (found === undefined) return undefined;
  const bytes = Buffer.from(found.buffer, found.byteOffset, found.byteLength);
  return [decodeMark(bytes), decodeMark(bytes.subarray(slotBytes))];
}

/** The higher mark that verifies; undefined when the file is missing or says nothing. */
export async function readMark(files: Files, path: string): Promise<Mark | undefined> {
  return higherOf(await readMarks(files, path));
}

export function higherOf(marks: readonly [Mark | undefined, Mark | undefined] | undefined): Mark | undefined {
  const [first, second] = marks ?? [];
  if (first === undefined || second === undefined) return first ?? second;
  const order = first.turn - second.turn || first.generation - second.generation;
  return order >= 0 ? first : second;
}

export class HighWater {
  readonly #file: OpenFile;
  readonly #onFailure: (error: unknown) => void;
  #slot = 0;

  private constructor(file: OpenFile, onFailure: (error: unknown) => void) {
    this.#file = file;
    this.#onFailure = onFailure;
  }

  /** Begins with both slots at `mark`. `onFailure` hears of a mark that could not be written; commits go on without. */
  static async open(files: Files, path: string, mark: Mark, onFailure: (error: unknown) => void): Promise<HighWater> {
    const file = await files.open(path);
    const bytes = encodeMark(mark);
    // One slot after the other: a stop in between leaves the mark before, or this one.
    for (const slot of [0, 1]) {
      await file.write(bytes, slot * slotBytes);
      await file.datasync();
    }
    return new HighWater(file, onFailure);
  }

  /** Written when it returns, so a killed process leaves no commit above its mark. */
  note(mark: Mark): void {
    try {
      this.#file.note(encodeMark(mark), this.#slot * slotBytes);
    } catch (error) {
      this.#onFailure(error);
    }
    this.#slot = 1 - this.#slot;
  }

  async close(): Promise<void> {
    await this.#file.datasync();
    await this.#file.close();
  }
}
