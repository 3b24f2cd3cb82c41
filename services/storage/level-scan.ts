/** Reads of many keys: pages of leaves, and the check of every object against its leaf. Each sees the store as of its call. */
import type { EnsembleName } from "#machines/protocol/identifiers";
import { QuorateError } from "#machines/protocol/errors";
import type { LeafEntry } from "#machines/protocol/object";
import { type Db, isCorruption } from "./level-db.ts";
import {
  decodeLeaf,
  judge,
  keyRange,
  leafKind,
  objectKind,
  recordKey,
  siblingKey,
  userKeyBytes,
} from "./object-codec.ts";
import type { PendingWrite } from "./overlay.ts";

const pageEntries = 1000;
const highWaterMarkBytes = 262_144;

type Pending = ReadonlyMap<string, PendingWrite>;

/** The level store said that it cannot read on. */
function unreadable(ensemble: EnsembleName, cause: unknown): unknown {
  if (!isCorruption(cause)) return cause;
  return new QuorateError(
    "CORRUPT",
    `the object store of ensemble ${ensemble} cannot be read through; objects may be missing`,
    { cause },
  );
}

/** Pending leaves after `after`, in order of their UTF-8 bytes. */
function pendingLeaves(pending: Pending, after: Buffer | null): { bytes: Buffer; leaf: LeafEntry }[] {
  const leaves: { bytes: Buffer; leaf: LeafEntry }[] = [];
  for (const [key, { object }] of pending) {
    if (object === null) continue;
    const bytes = Buffer.from(key);
    if (after === null || bytes.compare(after) > 0)
      leaves.push({ bytes, leaf: { key, ballot: object.ballot, hash: object.hash } });
  }
  return leaves.sort((a, b) => a.bytes.compare(b.bytes));
}

/**
 * A page of leaves. `pending` is read before the first wait.
 * @throws QuorateError CORRUPT when a leaf does not verify: leaving it out would tell others that the key is absent.
 */
export async function scanLeaves(
  db: Db,
  pending: Pending,
  ensemble: EnsembleName,
  after: string | null,
  limit: number,
): Promise<LeafEntry[]> {
  const range = keyRange(leafKind, ensemble);
  const start = after === null ? { gte: range.gte } : { gt: recordKey(leafKind, ensemble, after) };
  // The iterator sees the store as of now.
  const iterator = db.iterator({ ...start, lt: range.lt, highWaterMarkBytes, fillCache: false });
  const overlaid = new Set(pending.keys());
  const waiting = pendingLeaves(pending, after === null ? null : Buffer.from(after));
  const leaves: LeafEntry[] = [];
  let next = 0;
  try {
    while (leaves.length < limit) {
      const page = await iterator.nextv(Math.min(pageEntries, limit - leaves.length));
      if (page.length === 0) break;
      for (const [levelKey, record] of page) {
        const bytes = userKeyBytes(ensemble, levelKey);
        const key = bytes.toString();
        if (overlaid.has(key)) continue;
        for (let item = waiting[next]; item !== undefined && item.bytes.compare(bytes) < 0; item = waiting[++next]) {
          leaves.push(item.leaf);
        }
        const leaf = decodeLeaf(levelKey, key, record);
        if (!leaf.ok)
          throw new QuorateError("CORRUPT", `${leaf.what}: key ${JSON.stringify(key)} of ensemble ${ensemble}`);
        leaves.push(leaf.value);
      }
    }
  } catch (error) {
    throw unreadable(ensemble, error);
  } finally {
    await iterator.close();
  }
  for (; leaves.length < limit && next < waiting.length; next++)
    leaves.push((waiting[next] as { leaf: LeafEntry }).leaf);
  leaves.length = Math.min(leaves.length, limit);
  return leaves;
}

interface Pager {
  nextv(size: number): Promise<[Buffer, Buffer][]>;
}

/** Walks the records of one kind in key order. */
async function* records(iterator: Pager): AsyncGenerator<readonly [Buffer, Buffer], undefined> {
  for (let page = await iterator.nextv(pageEntries); page.length > 0; page = await iterator.nextv(pageEntries))
    yield* page;
  return undefined;
}

export interface DamageReport {
  readonly keys: string[];
  /** Keys in the store that no user's key can have: what is left of damaged ones. Nobody can name them, so they are to be deleted as they are. */
  readonly strays: Buffer[];
}

/** Compares every object with its leaf, but for keys that are being written. `pending` is read before the first wait. */
export async function scanDamage(db: Db, pending: Pending, ensemble: EnsembleName): Promise<DamageReport> {
  // One snapshot for both: a batch that lands between two iterators would look like damage.
  const snapshot = db.snapshot();
  const options = { highWaterMarkBytes, fillCache: false, snapshot };
  const objectIterator = db.iterator({ ...keyRange(objectKind, ensemble), ...options });
  const leafIterator = db.iterator({ ...keyRange(leafKind, ensemble), ...options });
  const overlaid = new Set(pending.keys());
  const report: DamageReport = { keys: [], strays: [] };
  const check = (bytes: Buffer, objectRecord: Buffer | undefined, leafRecord: Buffer | undefined): void => {
    const key = bytes.toString();
    const objectKey = recordKey(objectKind, ensemble, key);
    if (!userKeyBytes(ensemble, objectKey).equals(bytes)) {
      report.keys.push(key);
      const stray = Buffer.concat([recordKey(objectKind, ensemble, ""), bytes]);
      report.strays.push(stray, siblingKey(stray, leafKind));
    } else if (!overlaid.has(key)) {
      const found = judge(key, objectKey, objectRecord, siblingKey(objectKey, leafKind), leafRecord);
      if (found.kind === "damaged") report.keys.push(key);
    }
  };
  try {
    const objects = records(objectIterator);
    const leaves = records(leafIterator);
    let object = (await objects.next()).value;
    let leaf = (await leaves.next()).value;
    while (object !== undefined || leaf !== undefined) {
      const objectBytes = object === undefined ? undefined : userKeyBytes(ensemble, object[0]);
      const leafBytes = leaf === undefined ? undefined : userKeyBytes(ensemble, leaf[0]);
      const order = objectBytes === undefined ? 1 : leafBytes === undefined ? -1 : objectBytes.compare(leafBytes);
      check(
        (order <= 0 ? objectBytes : leafBytes) as Buffer,
        order <= 0 ? object?.[1] : undefined,
        order >= 0 ? leaf?.[1] : undefined,
      );
      if (order <= 0) object = (await objects.next()).value;
      if (order >= 0) leaf = (await leaves.next()).value;
    }
  } catch (error) {
    throw unreadable(ensemble, error);
  } finally {
    await objectIterator.close();
    await leafIterator.close();
    await snapshot.close();
  }
  return report;
}
