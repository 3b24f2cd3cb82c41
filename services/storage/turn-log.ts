/**
 * Each turn leaves a numbered, chained record in the same batch as its objects. LevelDB drops what it cannot read of its
 * log without a word; a turn dropped from the middle is then a missing number, one dropped from the end lies below the
 * high-water mark, and a store that is not the one the mark was written for has another chain.
 *
 * The records stand in a ring of `ringTurns` slots. The log that LevelDB reads back at a start holds at most two write
 * buffers (8 MiB), and a turn takes more than 128 bytes of them, so the ring is longer than the log.
 *
 * A record: CRC-32 (covers its key too), 1 when the chain starts here or else 0, turn (double), seal, chain. The seal is
 * a checksum over the records of the turn, the chain one over the chain before, turn and seal.
 */
import { crc32 } from "node:zlib";
import type { Db } from "./level-db.ts";

const turnKind = 0x74; // t
const ringTurns = 65_536;
const coveredAt = 4;
const recordBytes = 21;

export interface Turn {
  readonly turn: number;
  readonly chain: number;
}

export interface TurnReport extends Turn {
  /** What is wrong with the history, for people; undefined when it is whole. */
  readonly problem: string | undefined;
}

function slotKey(slot: number): Buffer {
  return Buffer.from([turnKind, slot >> 8, slot & 255]);
}

/** The record that follows `before`, and where it leaves the chain. `start` begins a new chain. */
export function encodeTurn(before: Turn, seal: number, start: boolean): { key: Buffer; record: Buffer; after: Turn } {
  const turn = before.turn + 1;
  const record = Buffer.allocUnsafe(recordBytes);
  record[coveredAt] = start ? 1 : 0;
  record.writeDoubleBE(turn, 5);
  record.writeUInt32BE(seal, 13);
  const chain = chainAfter(start ? 0 : before.chain, record);
  record.writeUInt32BE(chain, 17);
  const key = slotKey(turn % ringTurns);
  record.writeUInt32BE(crc32(record.subarray(coveredAt), crc32(key)), 0);
  return { key, record, after: { turn, chain } };
}

function chainAfter(chain: number, record: Buffer): number {
  return crc32(record.subarray(5, 17), chain);
}

interface Ring {
  /** By slot: the turn, or -1. */
  readonly turns: Float64Array;
  readonly records: Map<number, Buffer>;
  problem: string | undefined;
}

async function readRing(db: Db): Promise<Ring> {
  const ring: Ring = { turns: new Float64Array(ringTurns).fill(-1), records: new Map(), problem: undefined };
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
          record.length !== recordBytes ||
          record.readUInt32BE(0) !== crc32(record.subarray(coveredAt), crc32(key))
        ) {
          ring.problem = "a turn's record fails its checksum";
          continue;
        }
        ring.turns[slot] = record.readDoubleBE(5);
        ring.records.set(slot, record);
      }
    }
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
  if (last === -1) return { turn: -1, chain: 0, problem: ring.problem ?? "the object store is empty" };
  const at = (turn: number): Buffer | undefined => {
    const slot = turn % ringTurns;
    return ring.turns[slot] === turn ? ring.records.get(slot) : undefined;
  };
  const chain = at(last)?.readUInt32BE(17) ?? 0;
  return { turn: last, chain, problem: ring.problem ?? findGap(at, last) ?? compareMark(at, last, mark) };
}

function findGap(at: (turn: number) => Buffer | undefined, last: number): string | undefined {
  const oldest = Math.max(0, last - ringTurns + 1);
  for (let turn = last; turn >= oldest; turn--) {
    const record = at(turn);
    if (record === undefined) return `turn ${turn} of ${last} is missing from the object store`;
    const starts = record[coveredAt] === 1;
    const before = starts ? undefined : at(turn - 1);
    if (starts || (before !== undefined && turn > oldest)) {
      const chain = chainAfter(before?.readUInt32BE(17) ?? 0, record);
      if (chain !== record.readUInt32BE(17)) return `turn ${turn} does not follow from turn ${turn - 1}`;
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
  if (record !== undefined && record.readUInt32BE(17) !== mark.chain) {
    return `turn ${mark.turn} is not the one that was written: the object store is another's, or a copy`;
  }
  return undefined;
}
