/** What tests of stores say and see: objects, records and batches in short, and what a store holds as plain data. */
import type { Ballot } from "#machines/protocol/ballot";
import type { PeerRecord } from "#machines/protocol/fact";
import { initialFact } from "#machines/protocol/fact";
import type { LeafEntry, StoredObject } from "#machines/protocol/object";
import type { ReadResult, Storage, WriteBatch } from "#machines/protocol/ports";
import { contentHash } from "#services/storage/content-hash";
import { listEntries } from "#services/tree/listing";

/** All entries of an ensemble, in the order of their keys' UTF-8 bytes. */
export function leavesOf(store: Storage, ensemble: string): LeafEntry[] {
  const tree = {
    readPages: (level: number, indices: readonly number[]) => store.pages(ensemble, level, indices),
    readSegments: (indices: readonly number[]) => store.segments(ensemble, indices),
  };
  const listed: LeafEntry[] = [];
  for (let after: string | null = null; ; after = listed.at(-1)?.key ?? null) {
    const page = listEntries(tree, after, 3);
    listed.push(...page);
    if (page.length < 3) break;
  }
  return listed.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
}

export function makeObject(
  key: string,
  value: string | null,
  epoch = 1,
  seq = 1,
  version = `${epoch}.${seq}`,
): StoredObject {
  const bytes = value === null ? null : new TextEncoder().encode(value);
  return { key, value: bytes, version, ballot: { epoch, seq }, hash: contentHash(key, version, bytes) };
}

export function makeRecord(epoch: number, trusted = true): PeerRecord {
  return { promised: { epoch, candidate: "n2" }, fact: { ...initialFact(["n1", "n2", "n3"]), epoch, seq: 7 }, trusted };
}

export interface BatchParts {
  records?: Record<string, PeerRecord>;
  objects?: [ensemble: string, object: StoredObject][];
  removed?: [ensemble: string, key: string][];
  dropped?: [ensemble: string, segment: number][];
  raised?: [ensemble: string, segment: number, lowWater: Ballot][];
  manager?: Uint8Array;
}

export function makeBatch(parts: BatchParts): WriteBatch {
  return {
    records: new Map(Object.entries(parts.records ?? {})),
    objects: (parts.objects ?? []).map(([ensemble, object]) => ({ ensemble, object })),
    removed: (parts.removed ?? []).map(([ensemble, key]) => ({ ensemble, key })),
    dropped: (parts.dropped ?? []).map(([ensemble, segment]) => ({ ensemble, segment })),
    raised: (parts.raised ?? []).map(([ensemble, segment, lowWater]) => ({ ensemble, segment, lowWater })),
    ...(parts.manager === undefined ? {} : { manager: parts.manager }),
  };
}

/** A read as plain data: the value as text, null for a tombstone, or the kind. */
export function shown(result: ReadResult): string | null {
  if (result.kind !== "found") return result.kind;
  const { value } = result.object;
  return value === null ? null : `=${Buffer.from(value).toString()}`;
}

export const keysIn = (store: Storage, ensemble: string): string[] => leavesOf(store, ensemble).map(({ key }) => key);

export const sound = { keys: [], segments: [] };
