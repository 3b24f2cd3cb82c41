/**
 * What a store leaves when it is closed: that its inner tree pages are those of the last turn, and what each tree was. The next
 * open takes it away, durably, before it writes anything else; then it needs no scan of the segments.
 *
 * It counts only for the turn that it names: LevelDB may bring an old one back when it loses what came after.
 *
 * Record: CRC-32, format, turn (double), chain, number of trees (32 bits), then each: length of the ensemble's name, name, top
 * hash, sum.
 */
import { crc32 } from "node:zlib";
import type { EnsembleName } from "#machines/protocol/identifiers";
import { hashBytes } from "#machines/protocol/object";
import type { TreeState } from "../tree/tree.ts";
import { type Db, isCorruption } from "./level-db.ts";
import type { Turn } from "./turn-log.ts";

export const markerKey: Buffer = Buffer.from("c");
const format = 1;
const treesAt = 21;

export type TreeStates = ReadonlyMap<EnsembleName, TreeState>;

export function encodeMarker({ turn, chain }: Turn, trees: TreeStates): Buffer {
  const header = Buffer.alloc(treesAt);
  header[4] = format;
  header.writeDoubleBE(turn, 5);
  header.writeUInt32BE(chain, 13);
  header.writeUInt32BE(trees.size, 17);
  const parts: Uint8Array[] = [header];
  for (const [ensemble, { topHash, sum }] of trees) {
    const name = Buffer.from(ensemble);
    parts.push(Buffer.from([name.length]), name, topHash, sum);
  }
  const record = Buffer.concat(parts);
  record.writeUInt32BE(crc32(record.subarray(4)), 0);
  return record;
}

/** The trees of a marker that verifies and names the last turn. */
function decodeMarker(record: Buffer, last: Turn): TreeStates | undefined {
  if (record.length < treesAt || record.readUInt32BE(0) !== crc32(record.subarray(4)) || record[4] !== format)
    return undefined;
  if (record.readDoubleBE(5) !== last.turn || record.readUInt32BE(13) !== last.chain) return undefined;
  const trees = new Map<EnsembleName, TreeState>();
  let at = treesAt;
  for (let left = record.readUInt32BE(17); left > 0; left--) {
    const topAt = at + 1 + (record[at] ?? 0);
    const name = record.toString("utf8", at + 1, topAt);
    const bytes = (from: number): Uint8Array => new Uint8Array(record.subarray(from, from + hashBytes));
    trees.set(name, { topHash: bytes(topAt), sum: bytes(topAt + hashBytes) });
    at = topAt + 2 * hashBytes;
  }
  return at === record.length ? trees : undefined;
}

/** `present` says whether there is anything to take away; `trees` is undefined when the store was not closed cleanly. */
export async function readMarker(
  db: Db,
  last: Turn,
): Promise<{ readonly present: boolean; readonly trees: TreeStates | undefined }> {
  try {
    const record = await db.get(markerKey);
    if (record === undefined) return { present: false, trees: undefined };
    return { present: true, trees: decodeMarker(record, last) };
  } catch (error) {
    if (!isCorruption(error)) throw error;
    return { present: true, trees: undefined };
  }
}
