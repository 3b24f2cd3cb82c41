/**
 * What a commit of the store on disk costs, beside what it is made of: a bare fdatasync of as many bytes, and a bare synced
 * LevelDB batch of as many records of the same sizes. Interleaved rounds of one run, medians: carry ratios, not figures.
 *
 * Run: npm run build && node dist/bench/storage.js
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Level } from "level";
import { initialFact, type PeerRecord } from "#machines/protocol/fact";
import type { StoredObject } from "#machines/protocol/object";
import { contentHash } from "#services/storage/content-hash";
import { nodeFiles } from "#services/storage/node-files";
import { encodeObject, objectKeyOf } from "#services/storage/object-codec";
import { openStorage } from "#services/storage/open";

const rounds = 15;
const commitsARound = 100;
const keys = 1000;
const value = Buffer.alloc(128, 7);
/** About as long as a tree segment of one key. */
const segment = Buffer.alloc(70, 7);

/** The n-th of the objects that are written, over and over, under `keys` keys. */
function objectAt(n: number): StoredObject {
  const [key, version] = [`key-${n % keys}`, `1.${n}`];
  return { key, value, version, ballot: { epoch: 1, seq: n }, hash: contentHash(key, version, value) };
}

interface Contender {
  readonly name: string;
  /** Makes `count` objects durable. */
  write(count: number): Promise<void>;
}

async function makeContenders(dir: string): Promise<{ contenders: Contender[]; close: () => Promise<void> }> {
  const file = await nodeFiles.open(join(dir, "raw"));
  await file.write(Buffer.alloc(1 << 20), 0);
  await file.datasync();
  const db = new Level<Buffer, Buffer>(join(dir, "bare"), { keyEncoding: "buffer", valueEncoding: "buffer" });
  await db.open();
  const store = openStorage({ dir: join(dir, "store"), cluster: "bench", node: "n1", backend: "level" });
  await store.open();
  const none = { records: new Map<string, PeerRecord>(), removed: [] };
  const record = { promised: { epoch: 1, candidate: "n1" }, fact: initialFact(["n1", "n2", "n3"]), trusted: true };
  let n = 0;
  const contenders: Contender[] = [
    {
      name: "fdatasync",
      write: async (count) => {
        await file.write(Buffer.alloc(300 * count, 1), 0);
        await file.datasync();
      },
    },
    {
      name: "bare batch",
      write: async (count) => {
        const batch = db.batch();
        for (let at = 0; at < count; at++) {
          const object = objectAt(n++);
          const objectKey = objectKeyOf("demo", object.key);
          batch.put(objectKey, encodeObject(objectKey, object)).put(Buffer.from(`s${object.key}`), segment);
        }
        await batch.write({ sync: true });
      },
    },
    {
      name: "commit",
      write: (count) =>
        store.commit({
          ...none,
          objects: Array.from({ length: count }, () => ({ ensemble: "demo", object: objectAt(n++) })),
        }),
    },
    {
      name: "commit of a record",
      write: () => store.commit({ ...none, records: new Map([["demo/n1", record]]), objects: [] }),
    },
  ];
  const close = async () => {
    await file.close();
    await db.close();
    await store.close();
  };
  return { contenders, close };
}

async function timeOf(contender: Contender, count: number): Promise<number> {
  const start = process.hrtime.bigint();
  for (let at = 0; at < commitsARound; at++) await contender.write(count);
  return Number(process.hrtime.bigint() - start) / 1e3 / commitsARound;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

/** Microseconds a commit, by name, medians; for batches of `count` objects of 128 bytes. */
export async function benchStorage(count: number): Promise<Map<string, number>> {
  const dir = await mkdtemp(join(tmpdir(), "quorate-bench-storage-"));
  const { contenders, close } = await makeContenders(dir);
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      const time = await timeOf(contender, count);
      // The first round warms up.
      if (round > 0) times.get(contender.name)?.push(time);
    }
  }
  await close();
  await rm(dir, { recursive: true });
  return new Map([...times].map(([name, found]) => [name, median(found)]));
}

export async function printStorageBench(): Promise<void> {
  for (const count of [1, 64]) {
    const times = await benchStorage(count);
    const bare = times.get("bare batch") ?? Number.NaN;
    for (const [name, micros] of times) {
      const line = [`${count} objects`.padEnd(12), name.padEnd(20), `${micros.toFixed(0)} µs`.padStart(9)];
      console.log(`${line.join("")}${(micros / bare).toFixed(2).padStart(7)} x bare batch`);
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await printStorageBench();
