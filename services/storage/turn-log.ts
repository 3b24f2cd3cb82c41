/**
 * Each turn leaves a numbered, chained record in the same batch as its objects. LevelDB drops what it cannot read of its
 * log without a word; a turn dropped from the middle is then a missing number, one dropped from the end lies below the
 * high-water mark, and a store that is not the one the mark was written for has another chain.
 *
 * The records stand in a ring of `ringTurns` slots. The log that LevelDB reads back at a start holds at most two write
 * buffers (8 MiB), and a turn takes more than 128 bytes of them, so the ring is longer than the log.
 *
 * A turn carries the running sums of the trees that it changes (services/tree/hashes `Sum`), and every `fullEvery`th, like one
 * that starts a chain, those of all trees. So the last turns say what each tree was, and a tree built from what is left in the
 * store can be held against it: LevelDB may also lose what was written long ago.
 *
 * A record: CRC-32 (covers its key too), flags (1: the chain starts here, 2: all trees), turn (double), seal, chain, number of
 * sums (16 bits), then each: length of the ensemble's name, name, sum. The seal is a checksum over the records of the turn, the
 * chain one over the chain before, turn, seal and sums.
 */
import { crc32 } from "node:zlib";
import type { EnsembleName } from "#machines/protocol/identifiers";
import { hashBytes } from "#machines/protocol/object";
import { type Db, isCorruption } from "./level-db.ts";

const turnKind = 0x74; // t
const ringTurns = 65_536;
const coveredAt = 4;
const chainAt = 17;
const sumsAt = 21;
const minRecordBytes = sumsAt + 2;
const startFlag = 1;
const fullFlag = 2;
const fullEvery = 4096;

export interface Turn {
  readonly turn: number;
  readonly chain: number;
}

export interface TurnReport extends Turn {
  /** What is wrong with the history, for people; undefined when it is whole. */
  readonly problem: string | undefined;
  /** The sum of every tree that is not empty, as of the last turn; of use only when there is no problem. */
  readonly sums: Sums;
  /** Keys of records that do not verify. They must go with the problem, or it would be found again at each start. */
  readonly strays: readonly Buffer[];
}

export type Sums = ReadonlyMap<EnsembleName, Uint8Array>;

function slotKey(slot: number): Buffer {
  return Buffer.from([turnKind, slot >> 8, slot & 255]);
}

/** Whether the turn with that number carries the sums of all trees. */
export function isFull(turn: number): boolean {
  return turn % fullEvery === 0;
}

/**
 * The record that follows `before`, and where it leaves the chain. `start` begins a new chain. `sums` are of the changed trees,
 * or of all for a start and when `isFull`.
 */
export function encodeTurn(
  before: Turn,
  seal: number,
  start: boolean,
  sums: Sums,
): { key: Buffer; record: Buffer; after: Turn } {
  const turn = before.turn + 1;
  const tail = encodeSums(sums);
  const record = Buffer.allocUnsafe(sumsAt + tail.length);
  record[coveredAt] = (start ? startFlag : 0) | (start || isFull(turn) ? fullFlag : 0);
  record.writeDoubleBE(turn, 5);
  record.writeUInt32BE(seal, 13);
  record.set(tail, sumsAt);
  const chain = chainAfter(start ? 0 : before.chain, record);
  record.writeUInt32BE(chain, chainAt);
  const key = slotKey(turn % ringTurns);
  record.writeUInt32BE(crc32(record.subarray(coveredAt), crc32(key)), 0);
  return { key, record, after: { turn, chain } };
}

function chainAfter(chain: number, record: Buffer): number {
  return crc32(record.subarray(sumsAt), crc32(record.subarray(5, chainAt), chain));
}

function encodeSums(sums: Sums): Buffer {
  const parts: Uint8Array[] = [Buffer.from([sums.size >> 8, sums.size & 255])];
  for (const [ensemble, sum] of sums) {
    const name = Buffer.from(ensemble);
    parts.push(Buffer.from([name.length]), name, sum);
  }
  return Buffer.concat(parts);
}

/** The record passed its checksum. */
function decodeSums(record: Buffer): Map<EnsembleName, Uint8Array> {
  const sums = new Map<EnsembleName, Uint8Array>();
  let at = minRecordBytes;
  for (let left = record.readUInt16BE(sumsAt); left > 0 && at < record.length; left--) {
    const end = at + 1 + (record[at] as number);
    sums.set(record.toString("utf8", at + 1, end), new Uint8Array(record.subarray(end, end + hashBytes)));
    at = end + hashBytes;
  }
  return sums;
}

interface Ring {
  /** By slot: the turn, or -1. */
  readonly turns: Float64Array;
  readonly records: Map<number, Buffer>;
  readonly strays: Buffer[];
  problem: string | undefined;
}

async function readRing(db: Db): Promise<Ring> {
  const ring: Ring = {
    turns: new Float64Array(ringTurns).fill(-1),
    records: new Map(),
    strays: [],
    problem: undefined,
  };
  const iterator = db.iterator({
    gte: Buffer.from([turnKind]),
    lt: Buffer.from([turnKind + 1]),
    highWaterMarkBytes: 262_144,
  });
  try {
    for (let page = await iterator.nextv(4096); page.length > 0; page = await iterator.nextv(4096)) {
      for (const [key, record] of page) {
        const slot = key.length === 3 ? key.readUInt16BE(1) : -1;
        if (
          slot === -1 ||
          record.length < minRecordBytes ||
          record.readUInt32BE(0) !== crc32(record.subarray(coveredAt), crc32(key))
        ) {
          ring.problem = "a turn's record fails its checksum";
          ring.strays.push(key);
          continue;
        }
        ring.turns[slot] = record.readDoubleBE(5);
        ring.records.set(slot, record);
      }
    }
  } catch (error) {
    if (!isCorruption(error)) throw error;
    ring.problem = "the turns in the object store cannot be read through";
  } finally {
    await iterator.close();
  }
  return ring;
}

/**
 * Follows the chain back from the last turn. `mark` is the high-water mark.
 * A store without any turn reports turn -1.
 */
export async function checkTurns(db: Db, mark: Turn | undefined): Promise<TurnReport> {
  const ring = await readRing(db);
  let last = -1;
  for (const turn of ring.turns) if (turn > last) last = turn;
  if (last === -1) {
    return {
      turn: -1,
      chain: 0,
      problem: ring.problem ?? "the object store is empty",
      sums: new Map(),
      strays: ring.strays,
    };
  }
  const at = (turn: number): Buffer | undefined => {
    const slot = turn % ringTurns;
    return ring.turns[slot] === turn ? ring.records.get(slot) : undefined;
  };
  const chain = at(last)?.readUInt32BE(chainAt) ?? 0;
  const problem = ring.problem ?? findGap(at, last) ?? compareMark(at, last, mark);
  return { turn: last, chain, problem, sums: collectSums(at, last), strays: ring.strays };
}

/** Back to the last turn that carries all of them: the newest one counts. */
function collectSums(at: (turn: number) => Buffer | undefined, last: number): Sums {
  const sums = new Map<EnsembleName, Uint8Array>();
  for (let turn = last, record = at(last); record !== undefined; record = at(--turn)) {
    for (const [ensemble, sum] of decodeSums(record)) if (!sums.has(ensemble)) sums.set(ensemble, sum);
    if (((record[coveredAt] as number) & fullFlag) !== 0) break;
  }
  return sums;
}

function findGap(at: (turn: number) => Buffer | undefined, last: number): string | undefined {
  const oldest = Math.max(0, last - ringTurns + 1);
  for (let turn = last; turn >= oldest; turn--) {
    const record = at(turn);
    if (record === undefined) return `turn ${turn} of ${last} is missing from the object store`;
    const starts = ((record[coveredAt] as number) & startFlag) !== 0;
    const before = starts ? undefined : at(turn - 1);
    if (starts || (before !== undefined && turn > oldest)) {
      const chain = chainAfter(before?.readUInt32BE(chainAt) ?? 0, record);
      if (chain !== record.readUInt32BE(chainAt)) return `turn ${turn} does not follow from turn ${turn - 1}`;
    }
    if (starts) return undefined;
  }
  return undefined;
}

function compareMark(
  at: (turn: number) => Buffer | undefined,
  last: number,
  mark: Turn | undefined,
): string | undefined {
  if (mark === undefined) return undefined;
  if (last < mark.turn) return `the object store ends at turn ${last}, but turn ${mark.turn} was written`;
  const record = at(mark.turn);
  // Without a record the mark is older than the ring.
  if (record !== undefined && record.readUInt32BE(chainAt) !== mark.chain) {
    return `turn ${mark.turn} is not the one that was written: the object store is another's, or a copy`;
  }
  return undefined;
}
