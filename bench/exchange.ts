/**
 * What it costs to catch up, and to start.
 *
 * Exchange: three nodes over the in-process bus with their stores on disk; one was away while a share of the keys changed. Counted is
 * what it asks and is told until it is complete: round trips, bytes of pages and segments, bytes of objects.
 *
 * Start: a store of a million keys, opened by a process of its own after a clean stop and after kill -9: time, and memory beside that
 * of the same process before.
 *
 * Run: npm run build && node dist/bench/exchange.js [--keys 100000] [--store-keys 1000000] [--rounds 3]
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { systemClock, systemRandom } from "#cli/ports";
import { initialFact, type PeerRecord } from "#machines/protocol/fact";
import type { Message } from "#machines/protocol/messages";
import type { StoredObject } from "#machines/protocol/object";
import type { Channel, Storage } from "#machines/protocol/ports";
import { makeSettings } from "#machines/protocol/settings";
import { createNode } from "#services/node";
import { contentHash } from "#services/storage/content-hash";
import { openStorage } from "#services/storage/open";
import { encodeFrame, splitMessages } from "#transport/codec";
import { MemoryNetwork } from "#transport/memory-bus";
import { median } from "#cli/load";

const members = ["n1", "n2", "n3"];
const away = "n1";
const shares = [0.01, 0.1, 1];
const perCommit = 1000;
const value = Buffer.alloc(128, 7);

function objectAt(n: number, seq: number): StoredObject {
  const [key, version] = [`key-${n}`, `1.${seq}`];
  return { key, value, version, ballot: { epoch: 1, seq }, hash: contentHash(key, version, value) };
}

function storeAt(dir: string, node: string): Storage {
  return openStorage({ dir, backend: "level", cluster: "bench", node });
}

/** `count` objects, their seqs from `firstSeq` on, as if a leader of epoch 1 had written them. */
async function fill(store: Storage, node: string, keys: Iterable<number>, firstSeq: number): Promise<void> {
  const fact = { ...initialFact(members), epoch: 1, seq: 1, leader: "n2" };
  const record: PeerRecord = { promised: { epoch: 1, candidate: "n2" }, fact, trusted: true };
  let seq = firstSeq;
  let objects: { ensemble: string; object: StoredObject }[] = [];
  const commit = async (): Promise<void> => {
    await store.commit({ records: new Map([[`demo/${node}`, record]]), objects, removed: [] });
    objects = [];
  };
  for (const n of keys) {
    objects.push({ ensemble: "demo", object: objectAt(n, (seq += 1)) });
    if (objects.length === perCommit) await commit();
  }
  await commit();
}

function* range(count: number): Generator<number> {
  for (let n = 0; n < count; n += 1) yield n;
}

// ------------------------------------------------------------------------------------------------------------ exchange

interface Tally {
  treeTrips: number;
  fetchTrips: number;
  treeBytes: number;
  objectBytes: number;
}

function bytesOf(message: Message): number {
  const [tuples = []] = splitMessages([message], 2 ** 30);
  return encodeFrame("n1", "b1", 1, tuples).length;
}

/** What the node that was away asks, and what it is told. */
function count(tally: Tally, from: string, channel: Channel, messages: readonly Message[]): void {
  if (channel.kind !== "peer") return;
  for (const message of messages) {
    if (from === away && message.type === "tree") {
      tally.treeTrips += 1;
      tally.treeBytes += bytesOf(message);
    } else if (from === away && message.type === "fetch") {
      tally.fetchTrips += 1;
      tally.objectBytes += bytesOf(message);
    } else if (channel.node === away && message.type === "reply") {
      const { kind } = message.body;
      if (kind === "pages" || kind === "segments") tally.treeBytes += bytesOf(message);
      else if (kind === "objects") tally.objectBytes += bytesOf(message);
    }
  }
}

interface Measured extends Tally {
  readonly changed: number;
  readonly ms: number;
}

async function measureExchange(root: string, keys: number, share: number): Promise<Measured> {
  const changed = Math.round(keys * share);
  const stores = new Map(members.map((node) => [node, storeAt(join(root, `${share}-${node}`), node)]));
  for (const [node, store] of stores) {
    await store.open();
    await fill(store, node, range(keys), 0);
    if (node !== away) await fill(store, node, range(changed), keys);
    await store.close();
  }
  const tally: Tally = { treeTrips: 0, fetchTrips: 0, treeBytes: 0, objectBytes: 0 };
  const network = new MemoryNetwork({
    cluster: "bench",
    defer: (deliver) => systemClock.defer(deliver),
    intercept: (from, channel, batch) => {
      count(tally, from, channel, batch.messages);
      return [0];
    },
  });
  const nodes = [...stores].map(([name, storage]) =>
    createNode({
      ...{ name, cluster: "bench", boot: `b-${name}`, storage, bus: network.bus(name, `b-${name}`) },
      ensembles: { demo: { members } },
      settings: makeSettings({ exchangeTimeoutMs: 30_000 }),
      ...{ clock: systemClock, random: systemRandom, log: { write: () => undefined } },
    }),
  );
  // The others first: they have elected a leader and are at rest when the one that was away comes.
  const [late, ...others] = nodes;
  for (const node of others) await node.start();
  for (const node of others) await node.ready("demo", { timeoutMs: 120_000 });
  Object.assign(tally, { treeTrips: 0, fetchTrips: 0, treeBytes: 0, objectBytes: 0 });
  const beganMs = performance.now();
  await late?.start();
  const hashOf = (node: string): string => Buffer.from(stores.get(node)?.topHash("demo") ?? []).toString("hex");
  while (hashOf(away) !== hashOf("n2")) await delay(1);
  const ms = performance.now() - beganMs;
  for (const node of nodes) await node.stop();
  return { ...tally, changed, ms };
}

// --------------------------------------------------------------------------------------------------------------- start

interface Start {
  readonly openMs: number;
  /** Private memory before the store was opened, after that, and after some thousand reads; and then with mapped files; bytes. */
  readonly before: number;
  readonly opened: number;
  readonly read: number;
  readonly readMapped: number;
}

const reads = 10_000;

/** Resident bytes of this process that no file stands behind: LevelDB maps its tables, and what it read of them counts as resident too. */
function privateBytes(): number {
  if (process.platform !== "linux") return process.memoryUsage.rss();
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
}

/** In a process of its own. `ending` says what it leaves: a clean stop, or what a kill leaves. */
async function openOnce(dir: string, keys: number, ending: "close" | "kill"): Promise<void> {
  const before = privateBytes();
  const store = storeAt(dir, "n1");
  const beganMs = performance.now();
  const { distrusted } = await store.open();
  const openMs = performance.now() - beganMs;
  if (distrusted.size > 0) throw new Error(JSON.stringify([...distrusted]));
  const opened = privateBytes();
  for (let n = 0; n < reads; n += 1) {
    const { kind } = store.read("demo", `key-${Math.floor((n * keys) / reads)}`);
    if (kind !== "found") throw new Error(`a key is ${kind}`);
  }
  const found: Start = { openMs, before, opened, read: privateBytes(), readMapped: process.memoryUsage.rss() };
  await new Promise<void>((resolve) => void process.stdout.write(JSON.stringify(found), () => resolve()));
  if (ending === "kill") process.kill(process.pid, "SIGKILL");
  await store.close();
}

function openInChild(dir: string, keys: number, ending: "close" | "kill"): Promise<Start> {
  const args = [fileURLToPath(import.meta.url), "--open", dir, "--store-keys", String(keys), "--ending", ending];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => void (text += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("close", (code, signal) => {
      if (text === "") reject(new Error(`the child ended with ${code ?? signal}`));
      else resolve(JSON.parse(text) as Start);
    });
  });
}

async function measureStarts(root: string, keys: number, rounds: number): Promise<Map<string, Start[]>> {
  const dir = join(root, "large");
  const store = storeAt(dir, "n1");
  await store.open();
  await fill(store, "n1", range(keys), 0);
  await store.close();
  const starts = new Map<string, Start[]>([
    ["after a clean stop", []],
    ["after kill -9", []],
  ]);
  for (let round = 0; round < rounds; round += 1) {
    starts.get("after a clean stop")?.push(await openInChild(dir, keys, "kill"));
    starts.get("after kill -9")?.push(await openInChild(dir, keys, "close"));
  }
  return starts;
}

// --------------------------------------------------------------------------------------------------------------- print

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
const thousands = (count: number): string => String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, ",");

function printExchange(keys: number, rows: readonly Measured[]): void {
  console.log(
    `\n| of ${thousands(keys)} keys changed | round trips: pages, objects | pages and segments | objects | bytes a changed key | ms from its start |`,
  );
  console.log("|---:|---:|---:|---:|---:|---:|");
  for (const { changed, treeTrips, fetchTrips, treeBytes, objectBytes, ms } of rows) {
    const each = `${Math.round(treeBytes / changed)} + ${Math.round(objectBytes / changed)}`;
    const bytes = `${thousands(treeBytes / 1000)} kB | ${thousands(objectBytes / 1000)} kB`;
    console.log(`| ${thousands(changed)} | ${treeTrips}, ${fetchTrips} | ${bytes} | ${each} | ${thousands(ms)} |`);
  }
}

function printStarts(keys: number, starts: ReadonlyMap<string, readonly Start[]>): void {
  console.log(
    `\n| store of ${thousands(keys)} keys of 128 B | open, ms | private memory: before, opened, after ${thousands(reads)} reads | with mapped tables |`,
  );
  console.log("|---|---:|---:|---:|");
  for (const [name, rounds] of starts) {
    const of = (field: keyof Start): number => median(rounds.map((one) => one[field]));
    const memory = (["before", "opened", "read"] as const).map((field) => megabytes(of(field))).join(", ");
    console.log(`| ${name} | ${thousands(of("openMs"))} | ${memory} MB | ${megabytes(of("readMapped"))} MB |`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      keys: { type: "string", default: "100000" },
      "store-keys": { type: "string", default: "1000000" },
      rounds: { type: "string", default: "3" },
      open: { type: "string" },
      ending: { type: "string", default: "close" },
    },
  });
  const [keys, storeKeys] = [Number(values.keys), Number(values["store-keys"])];
  if (values.open !== undefined) return openOnce(values.open, storeKeys, values.ending === "kill" ? "kill" : "close");
  const root = await mkdtemp(join(tmpdir(), "quorate-bench-exchange-"));
  try {
    const rows: Measured[] = [];
    for (const share of shares) rows.push(await measureExchange(root, keys, share));
    printExchange(keys, rows);
    printStarts(storeKeys, await measureStarts(root, storeKeys, Number(values.rounds)));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

await main();
