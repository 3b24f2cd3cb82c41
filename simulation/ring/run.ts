/**
 * Ring requests under faults, in virtual time: writers take turns on each key and wait for their answers, readers read whenever
 * they like, and one node at a time is down, paused or cut off.
 */
import { QuorateError } from "#machines/protocol/errors";
import type { VnodeStore } from "#machines/protocol/vnode-store";
import type { RingClient, VnodeAnswer } from "#services/public-types";
import { MemoryVnodeStore } from "#services/storage/vnode-memory";
import { Cluster, type SimulatedClient } from "../cluster.ts";
import type { Violation } from "../judges/verdict.ts";
import { calmNetwork, type LinkConditions } from "../network.ts";
import { streamOf, type SeededRandom } from "../random.ts";
import { absent, explainRingFault, judgeReads, type RingRead, type RingWrite } from "./judge.ts";

export interface RingCounts {
  readonly n: number;
  readonly r: number;
  readonly w: number;
  readonly pr?: number;
  readonly pw?: number;
}

export interface SimulateRingOptions {
  readonly seed: string | number;
  readonly nodes?: number;
  /** Drawn from the seed unless given: r + w > n then. */
  readonly counts?: RingCounts;
  readonly seconds?: number;
  readonly network?: LinkConditions;
  /** Wraps each node's store: to plant a fault. */
  readonly store?: (store: VnodeStore) => VnodeStore;
}

export interface RingRunResult {
  readonly violations: readonly Violation[];
  readonly counts: RingCounts;
  readonly acknowledged: number;
  readonly unknown: number;
  /** Reads that were answered, and those that were not. */
  readonly reads: number;
  readonly failedReads: number;
  readonly fallbackReplies: number;
  readonly faults: number;
  readonly traceHash: string;
}

const warmUpMs = 1000;
const clients = 4;
const callMs = 1500;

export async function simulateRing(options: SimulateRingOptions): Promise<RingRunResult> {
  const { seed } = options;
  const random = streamOf(seed, "ring/plan");
  const nodes = options.nodes ?? random.pick([3, 3, 5]);
  const counts = options.counts ?? drawCounts(nodes, random);
  const wrap = options.store ?? ((store: VnodeStore) => store);
  const cluster = new Cluster({
    seed,
    nodes,
    settings: { restartMaxMs: 2000, ringPingMs: random.pick([100, 500]) },
    vnodes: (disk, defer) => wrap(new MemoryVnodeStore({ disk, defer })),
  });
  cluster.network.conditions = options.network ?? drawWeather(random);
  const workload = new RingWorkload(cluster, counts, streamOf(seed, "ring/workload"));
  const endMs = warmUpMs + (options.seconds ?? 20) * 1000;
  const faults = planFaults(cluster, endMs, streamOf(seed, "ring/faults"));
  for (const name of cluster.nodeNames) cluster.start(name);
  cluster.time.at(warmUpMs * 1000, () => workload.begin(endMs));
  await cluster.time.runUntil((endMs + 2 * callMs) * 1000);
  for (const fault of judgeReads(workload.writes, workload.reads))
    cluster.violate({ judge: "ring", what: explainRingFault(fault), atMs: fault.read.returnedAt });
  return {
    violations: cluster.violations,
    counts,
    acknowledged: workload.writes.filter(({ isAcknowledged }) => isAcknowledged).length,
    unknown: workload.writes.filter(({ isAcknowledged }) => !isAcknowledged).length,
    reads: workload.reads.length,
    failedReads: workload.failedReads,
    fallbackReplies: workload.fallbackReplies,
    faults,
    traceHash: cluster.hash.digest,
  };
}

/** Where all N are asked for, a fallback would stand in for one: then all must be primaries. */
function drawCounts(nodes: number, random: SeededRandom): RingCounts {
  const n = random.pick(nodes === 5 ? [3, 5] : [3]);
  const w = random.pick([1, 2, 2, n - 1, n]);
  const r = random.between(n - w + 1, n);
  return { n, r, w, ...(r === n && { pr: r }), ...(w === n && { pw: w }) };
}

function drawWeather(random: SeededRandom): LinkConditions {
  if (random.chance(0.3)) return calmNetwork;
  const some = (most: number): number => (random.chance(0.5) ? random.unit() * most : 0);
  return {
    loss: some(0.08),
    duplicates: some(0.1),
    minDelayUs: random.pick([50, 500, 5000]),
    meanDelayUs: random.pick([120, 2000, 20_000]),
    late: some(0.1),
    lateUs: random.pick([50_000, 500_000, 3_000_000]),
    ordered: random.chance(0.3),
    falseOffline: some(0.05),
  };
}

// --------------------------------------------------------------------------------------------------------------- faults

type Trouble = "crash" | "stop" | "pause" | "suspend" | "isolate" | "oneWay";
const troubles: readonly Trouble[] = ["crash", "stop", "pause", "suspend", "isolate", "oneWay"];

/** One node after the other is in trouble, never two: what was paused has run again before the next is hit. */
function planFaults(cluster: Cluster, endMs: number, random: SeededRandom): number {
  let faults = 0;
  for (let atMs = warmUpMs; atMs < endMs;) {
    atMs += random.exponential(random.pick([50, 1500]));
    const name = random.pick(cluster.nodeNames);
    const trouble = random.pick(troubles);
    const untilMs = Math.min(endMs, atMs + random.between(20, 3000));
    if (untilMs <= atMs) break;
    cluster.time.at(Math.floor(atMs * 1000), () => inflict(cluster, name, trouble));
    cluster.time.at(Math.floor(untilMs * 1000), () => relieve(cluster, name, trouble));
    faults += 1;
    atMs = untilMs;
  }
  return faults;
}

function inflict(cluster: Cluster, name: string, trouble: Trouble): void {
  if (trouble === "crash") cluster.crash(name, 100);
  else if (trouble === "stop") cluster.stop(name);
  else if (trouble === "pause" || trouble === "suspend") cluster.pause(name, trouble === "suspend");
  else for (const [from, to] of linksOf(cluster, name, trouble)) cluster.network.cut(from, to);
}

function relieve(cluster: Cluster, name: string, trouble: Trouble): void {
  if (trouble === "crash") cluster.start(name);
  else if (trouble === "stop") {
    // It may still be about to stop.
    cluster.crash(name);
    cluster.start(name);
  } else if (trouble === "pause" || trouble === "suspend") cluster.resume(name);
  else for (const [from, to] of linksOf(cluster, name, trouble)) cluster.network.mend(from, to);
}

function linksOf(cluster: Cluster, name: string, trouble: Trouble): (readonly [string, string])[] {
  const others = cluster.nodeNames.filter((other) => other !== name);
  return others.flatMap((other) =>
    trouble === "oneWay" ? [[name, other] as const] : [[name, other] as const, [other, name] as const],
  );
}

// ------------------------------------------------------------------------------------------------------------- workload

class RingWorkload {
  readonly writes: RingWrite[] = [];
  readonly reads: RingRead[] = [];
  failedReads = 0;
  fallbackReplies = 0;
  readonly #cluster: Cluster;
  readonly #random: SeededRandom;
  readonly #clients: { readonly client: SimulatedClient; readonly ring: RingClient<string> }[];
  readonly #keys: readonly string[];
  /**
   * Whether writers may take turns. Two writes in a row meet in a vnode that tells the second of the first's stamp when W is
   * more than half of N; else only one client may write a key, or others after they have read it.
   */
  readonly #takeTurns: boolean;
  #value = 0;

  constructor(cluster: Cluster, counts: RingCounts, random: SeededRandom) {
    this.#cluster = cluster;
    this.#random = random;
    this.#takeTurns = counts.w * 2 > counts.n;
    this.#keys = Array.from({ length: random.between(1, 6) }, (_, index) => `k${index}`);
    this.#clients = Array.from({ length: clients }, (_, index) => {
      const client = cluster.client(`c${index + 1}`, callMs);
      return { client, ring: client.api.ring<string>("bucket", counts) };
    });
  }

  begin(untilMs: number): void {
    for (const [index, key] of this.#keys.entries()) {
      this.#writeAgain(key, index % clients, untilMs);
      for (let reader = 0; reader < 2; reader += 1) this.#readAgain(key, untilMs);
    }
  }

  #after(meanMs: number, untilMs: number, act: () => void): void {
    const atMs = this.#cluster.nowMs + this.#random.exponential(meanMs);
    if (atMs < untilMs) this.#cluster.time.at(Math.ceil(atMs * 1000), act);
  }

  #writeAgain(key: string, owner: number, untilMs: number): void {
    this.#after(this.#random.pick([1, 40, 800]), untilMs, () => {
      const writer = this.#takeTurns ? this.#random.below(clients) : owner;
      this.#write(key, writer, () => this.#writeAgain(key, owner, untilMs));
    });
  }

  #write(key: string, writer: number, done: () => void): void {
    const { client, ring } = this.#clientAt(writer);
    const isDelete = this.#random.chance(0.15);
    const value = isDelete ? absent : `v${(this.#value += 1)}`;
    const write: RingWrite = {
      ...{ key, value, invokedAt: this.#cluster.nowMs },
      ...{ returnedAt: Number.POSITIVE_INFINITY, isAcknowledged: false },
    };
    this.writes.push(write);
    const ended = (isAcknowledged: boolean): void => {
      write.returnedAt = this.#cluster.nowMs;
      write.isAcknowledged = isAcknowledged;
      done();
    };
    client.clock.enter(() => {
      const call = isDelete ? ring.delete(key) : ring.put(key, value);
      call.then(
        (answers) => {
          this.#count(answers);
          ended(true);
        },
        (error: unknown) => {
          this.#expected(error);
          ended(false);
        },
      );
    });
  }

  #readAgain(key: string, untilMs: number): void {
    this.#after(this.#random.pick([5, 50]), untilMs, () => {
      const { client, ring } = this.#clientAt(this.#random.below(clients));
      const invokedAt = this.#cluster.nowMs;
      client.clock.enter(() => {
        ring.get(key).then(
          (answers) => {
            this.#count(answers);
            const values = answers.map((one) => (one.status === "found" ? one.value : absent));
            this.reads.push({ key, invokedAt, returnedAt: this.#cluster.nowMs, values });
            this.#readAgain(key, untilMs);
          },
          (error: unknown) => {
            this.failedReads += 1;
            this.#expected(error);
            this.#readAgain(key, untilMs);
          },
        );
      });
    });
  }

  #clientAt(index: number): { readonly client: SimulatedClient; readonly ring: RingClient<string> } {
    const found = this.#clients[index];
    if (found === undefined) throw new RangeError(`no client ${index}`);
    return found;
  }

  #count(answers: readonly VnodeAnswer[]): void {
    this.fallbackReplies += answers.filter(({ fallback }) => fallback).length;
  }

  #expected(error: unknown): void {
    if (error instanceof QuorateError && error.code !== "INVALID_ARGUMENT") return;
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#cluster.violate({ judge: "crash", what, atMs: this.#cluster.nowMs });
  }
}
