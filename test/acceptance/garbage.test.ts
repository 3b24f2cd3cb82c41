/**
 * Source: issue "Skeleton", garbage on every subject; HAZARDS "Bus and decoding", P20 for the repeated frames. Frames that
 * a peer could have sent but did not are left out: keeping those away is what subject permissions are for.
 */
import { setImmediate as turn } from "node:timers/promises";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { pack } from "msgpackr";
import { afterEach, expect, test } from "vitest";
import type { Channel } from "#machines/protocol/ports";
import { Subjects } from "#transport/subjects";
import { findNatsServer, isFull, ProcessCluster } from "#test/support/cluster";
import { History } from "#test/support/histories";
import { expectLinearizable } from "#test/support/judge";
import { Load } from "#test/support/load";

const durationMs = Number(process.env["QUORATE_GARBAGE_MS"] ?? (isFull ? 30_000 : 6000));
/** What a node's memory may grow by between the first quarter and the end. */
const allowedGrowthBytes = 48 * 1024 * 1024;

const nodeChannels = ["peer", "client", "admin", "trace"] as const;

let cluster: ProcessCluster | undefined;
let nats: NatsConnection | undefined;
afterEach(async () => {
  await nats?.close();
  await cluster?.stop();
});

test.skipIf(findNatsServer() === undefined)(
  `garbage on every subject for ${durationMs} ms under load: no crash, no wrong answer, bounded memory`,
  async () => {
    cluster = await ProcessCluster.start();
    const ensemble = (await cluster.client()).ensemble<string>(cluster.ensemble);
    nats = await connect({ servers: cluster.url });
    const heard = overhear(nats, cluster);
    const history = new History();
    const load = new Load({ history, ensemble, processes: 3, keys: 5, timeoutMs: 5000, pauseMs: 10 });
    await load.moreWrites(30);
    const writtenBefore = load.written;

    const beganMs = performance.now();
    const random = generator(7);
    let sent = 0;
    let early: readonly number[] | undefined;
    for (let passedMs = 0; passedMs < durationMs; passedMs = performance.now() - beganMs) {
      for (const subject of heard.subjects) nats.publish(subject, garbage(random, heard.frames));
      sent += heard.subjects.size;
      if (early === undefined && passedMs > durationMs / 4) early = memories(cluster);
      if (sent % 50 < heard.subjects.size) load.nextKeys();
      await nats.flush();
      await turn();
    }
    const late = memories(cluster);
    await load.moreWrites(30);
    await load.stop();
    await cluster.allInPlace();
    for (const key of history.perKey().keys()) await history.readBack(ensemble, key);

    console.log(`${sent} frames on ${heard.subjects.size} subjects; ${load.written - writtenBefore} writes meanwhile`);
    console.log("calls:", history.counts(), "memory, MB:", early?.map(megabytes), late.map(megabytes));
    expect(cluster.crashed).toEqual([]);
    expectLinearizable(history);
    // Three that all nodes share, four of each node, and at least the client's own: all were heard of and hit.
    expect(heard.subjects.size).toBeGreaterThan(3 + nodeChannels.length * cluster.nodes.length);
    expect(heard.frames.length).toBe(200);
    for (const [index, bytes] of late.entries()) expect(bytes - (early?.[index] ?? 0)).toBeLessThan(allowedGrowthBytes);
  },
  durationMs + 180_000,
);

/** Every subject of the cluster, in use or not, those of clients as they show up; and some of the frames on them. */
function overhear(
  connection: NatsConnection,
  of: ProcessCluster,
): { readonly subjects: Set<string>; readonly frames: Uint8Array[] } {
  const channels: Channel[] = [{ kind: "discover" }, { kind: "gossip" }, { kind: "watch" }];
  for (const node of of.nodes) for (const kind of nodeChannels) channels.push({ kind, node });
  const names = new Subjects(of.name);
  const subjects = new Set(channels.map((channel) => names.of(channel)));
  const frames: Uint8Array[] = [];
  connection.subscribe("quorate.>", {
    callback: (_error, message) => {
      if (message.data.length === 0) return;
      subjects.add(message.subject);
      if (frames.length < 200) frames.push(message.data.slice());
    },
  });
  return { subjects, frames };
}

function memories(of: ProcessCluster): number[] {
  return of.nodes.map((node) => of.memory(node));
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}

type Generator = (bound: number) => number;

/** The same frames every time. */
function generator(seed: number): Generator {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

function garbage(random: Generator, frames: readonly Uint8Array[]): Uint8Array {
  const real = frames[random(Math.max(1, frames.length))] ?? new Uint8Array(8);
  switch (random(9)) {
    case 0:
      return bytes(random, random(200));
    case 1:
      // Nested headers, each of which claims four billion items.
      return Uint8Array.from({ length: 40 }, (_, index) => (index % 5 === 0 ? 0xdd : 0xff));
    case 2:
      return new Uint8Array(5000).fill(0x91);
    case 3:
      return pack(shape(random, 5));
    case 4:
      return pack(["quorate", 1, "n1", random(1000), shape(random, 4)]);
    case 5:
      // Cut short: the beginning is right.
      return real.slice(0, random(real.length));
    case 6:
      return Buffer.concat([real, bytes(random, 1 + random(20))]);
    case 7:
      // A repeated frame, up to the whole test late.
      return real;
    default:
      return random(20) === 0 ? new Uint8Array(1_000_000).fill(random(256)) : new Uint8Array(0);
  }
}

function bytes(random: Generator, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random(256));
}

/** Well-formed MessagePack of a shape that nobody expects. */
function shape(random: Generator, depth: number): unknown {
  const parts = (): unknown[] => Array.from({ length: random(6) }, () => shape(random, depth - 1));
  const leaves = [null, true, -1, 2 ** 53, 1.5, "reply", "__proto__", "n1", Number.NaN, bytes(random, random(20))];
  switch (depth === 0 ? 9 : random(4)) {
    case 0:
      return parts();
    case 1:
      return Object.fromEntries(
        parts().map((part, index) => [["type", "__proto__", "constructor", "ensemble"][index] ?? index, part]),
      );
    default:
      return leaves[random(leaves.length)];
  }
}
