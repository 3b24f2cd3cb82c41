/**
 * Flips the whole way: three nodes over the in-process bus, with their stores in real files. One is stopped, a byte of its files
 * flipped, and it is started while the others serve and have written on. It must refuse to start with a coded error, and start
 * from the files as they were, or be trusted again; then it is made leader, every key is read through it, and its store verified.
 */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock, systemRandom } from "#cli/ports";
import { QuorateError } from "#machines/protocol/errors";
import type { Bus, Storage } from "#machines/protocol/ports";
import { makeSettings } from "#machines/protocol/settings";
import { createClient } from "#services/client";
import { createNode, type RunningNode } from "#services/node";
import type { EnsembleClient, QuorateClient } from "#services/public-types";
import { markerKey } from "#services/storage/clean-marker";
import { openLevel } from "#services/storage/level-db";
import { openStorage } from "#services/storage/open";
import { MemoryNetwork } from "#transport/memory-bus";
import { type End, flip, type Kind, tell } from "./flip.ts";

const members = ["n1", "n2", "n3"];
/** A leader that steps down names the first other member: these two can be made to lead. */
const victims = ["n1", "n2"];
const keys = Array.from({ length: 60 }, (_, index) => `key ${index}`);
const patienceMs = 60_000;

/** Twice as fast as usual: nothing travels, but three nodes share what one process gets of a machine. */
const settings = makeSettings({
  ...{ tickMs: 50, leaseMs: 150, followerTimeoutMs: 225, electionJitterMs: 100, prefollowTimeoutMs: 100 },
  ...{ pendingTimeoutMs: 500, probeDelayMs: 50, quorumTimeoutMs: 150, exchangeTimeoutMs: 2000 },
});

interface Running {
  readonly node: RunningNode;
  readonly storage: Storage;
  readonly bus: Bus;
  readonly said: string[];
}

async function until(what: string, look: () => Promise<boolean> | boolean): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!(await look())) {
    if (performance.now() > endMs) throw new Error(`not within ${patienceMs} ms: ${what}`);
    await delay(3);
  }
}

class Nodes {
  readonly #work: string;
  readonly #network = new MemoryNetwork({ cluster: "flips", defer: (deliver) => systemClock.defer(deliver) });
  readonly #running = new Map<string, Running>();
  readonly #operator = this.#network.bus("operator", "b1");
  readonly client: QuorateClient;
  readonly ensemble: EnsembleClient<string>;
  readonly written = new Map<string, string>();
  #boots = 0;
  #writes = 0;

  constructor(work: string) {
    this.#work = work;
    const bus = this.#network.bus("c1", "b1");
    const ports = { cluster: "flips", id: "c1", boot: "b1", bus, clock: systemClock, random: systemRandom };
    this.client = createClient({ ...ports, timeoutMs: 5000 });
    this.ensemble = this.client.ensemble<string>("demo");
  }

  dirOf(name: string): string {
    return join(this.#work, name);
  }

  /** @throws QuorateError when the node refuses. */
  async start(name: string): Promise<Running> {
    this.#boots += 1;
    const boot = `boot${this.#boots}`;
    const bus = this.#network.bus(name, boot);
    const said: string[] = [];
    const storage = openStorage({
      ...{ dir: this.dirOf(name), backend: "level", cluster: "flips", node: name },
      onEvent: ({ type, what }) => void said.push(`${type}: ${what}`),
    });
    const node = createNode({
      ...{ name, cluster: "flips", boot, bus, storage, settings, clock: systemClock, random: systemRandom },
      ensembles: { demo: { members } },
      log: { write: (level, text, fields) => void said.push(`${level} ${text} ${JSON.stringify(fields ?? {})}`) },
    });
    const running = { node, storage, bus, said };
    try {
      await node.start();
    } catch (error) {
      await bus.close();
      throw error;
    }
    this.#running.set(name, running);
    return running;
  }

  async stop(name: string): Promise<void> {
    const running = this.#running.get(name);
    this.#running.delete(name);
    await running?.node.stop();
    await running?.bus.close();
  }

  async stopAll(): Promise<void> {
    await this.client.close();
    for (const name of members) await this.stop(name);
  }

  peer(name: string) {
    return this.#running.get(name)?.node.status().peers[0];
  }

  storageOf(name: string): Storage {
    const running = this.#running.get(name);
    if (running === undefined) throw new Error(`${name} does not run`);
    return running.storage;
  }

  /** For whoever looks into a fault. */
  describe(): string {
    return members
      .map((name) => {
        const { state, epoch, trusted, serving } = this.peer(name) ?? {};
        const said = this.#running.get(name)?.said ?? [];
        // What a node repeats until patience ends would hide how it came to that.
        const told = [...new Set([...said.slice(0, 12), ...said.slice(-3)])];
        return `${name} ${state} ${epoch} ${trusted} ${serving}: ${told.join(" / ")}`;
      })
      .join("; ");
  }

  /** Leads or follows, trusted. */
  isTrusted(name: string): boolean {
    const peer = this.peer(name);
    return peer !== undefined && peer.trusted && (peer.serving || peer.state === "following");
  }

  leader(): string | undefined {
    return members.find((name) => this.peer(name)?.serving === true);
  }

  async lead(name: string): Promise<void> {
    let asked = "";
    await until(`${name} leads`, async () => {
      const leader = this.leader();
      if (leader === undefined) return false;
      if (leader === name) return true;
      const epoch = `${leader} ${this.peer(leader)?.epoch}`;
      if (asked !== epoch && this.isTrusted(name)) {
        asked = epoch;
        this.#operator.publish({ kind: "admin", node: leader }, [
          {
            type: "admin",
            id: 1,
            command: "stepDown",
            ensemble: "demo",
            node: "",
            add: [],
            remove: [],
            backend: "",
            options: "",
            timeoutMs: 2000,
          },
        ]);
      }
      return false;
    });
  }

  async write(some: readonly string[]): Promise<void> {
    await Promise.all(
      some.map(async (key) => {
        this.#writes += 1;
        const value = `${key} ${this.#writes} `.repeat(20);
        // What is not known to be written is written again: the value that counts is the last.
        await until(`${key} is written`, () =>
          this.ensemble.put(key, value).then(
            () => true,
            () => false,
          ),
        );
        this.written.set(key, value);
      }),
    );
  }

  /** @throws when a value is another than the one that was written, or gone. */
  async readAll(): Promise<void> {
    await Promise.all(
      [...this.written].map(async ([key, value]) => {
        const found = await this.#read(key);
        if (found !== value) throw new Error(`${key} reads as ${String(found)}, and not as ${value.slice(0, 20)}`);
      }),
    );
  }

  /** Asked again while there is no leader; CORRUPT is an answer. */
  async #read(key: string): Promise<string | undefined> {
    let found: string | undefined;
    await until(`${key} is read`, async () => {
      try {
        found = (await this.ensemble.get(key))?.value;
        return true;
      } catch (error) {
        if (error instanceof QuorateError && (error.code === "UNAVAILABLE" || error.code === "TIMEOUT")) return false;
        throw error;
      }
    });
    return found;
  }
}

/** Without it a store looks as a kill leaves it. */
async function unmarkClean(dir: string): Promise<void> {
  const db = await openLevel(`${dir}/objects`, false);
  await db.del(markerKey, { sync: true });
  await db.close();
}

export async function flipNodes(kind: string, work: string, from: string, to: string): Promise<void> {
  const nodes = new Nodes(work);
  for (const name of members) await nodes.start(name);
  await nodes.write(keys);
  // New peers are not trusted before they have compared: one that has not could not do without the first that is stopped.
  for (const name of members) await until(`${name} is trusted`, () => nodes.isTrusted(name));
  for (let number = Number(from); number < Number(to); number += 1) {
    try {
      tell({ type: "end", flip: number, end: await flipOne(nodes, kind as Kind, number, join(work, "saved")) });
    } catch (error) {
      tell({ type: "fault", flip: number, what: `${String(error)}; ${nodes.describe()}` });
      break;
    }
  }
  await nodes.stopAll();
}

async function flipOne(nodes: Nodes, kind: Kind, number: number, saved: string): Promise<End> {
  const name = victims[number % victims.length] as string;
  const dir = nodes.dirOf(name);
  await nodes.stop(name);
  if (number % 4 < 2) await unmarkClean(dir);
  rmSync(saved, { recursive: true, force: true });
  cpSync(dir, saved, { recursive: true });
  tell({ type: "begin", flip: number, where: `${name}: ${await flip(kind, dir, number)}` });
  await nodes.write(keys.slice(number % 50, (number % 50) + 3));
  const { said, refused } = await startOrRefuse(nodes, name, saved);
  await until(`${name} is trusted`, () => nodes.isTrusted(name));
  await nodes.lead(name);
  await nodes.readAll();
  await until(`${name} leads, trusted`, async () => {
    await nodes.lead(name);
    return nodes.isTrusted(name);
  });
  // Reading has mended single objects; what nobody reads is as it should be too.
  const report = await nodes.storageOf(name).verify("demo");
  if (report.keys.length + report.segments.length > 0) throw new Error(`not mended: ${JSON.stringify(report)}`);
  if (refused !== undefined) return `refused: ${refused}`;
  const hasSaid = (text: string): boolean => said.some((line) => line.includes(text));
  if (hasSaid("distrusted: ")) return "distrusted";
  if (hasSaid("damage found")) return "read as damaged";
  return hasSaid("copyDamaged: ") ? "copy mended" : "harmless";
}

/** A node that refuses is given its files back. */
async function startOrRefuse(nodes: Nodes, name: string, saved: string) {
  try {
    return { said: (await nodes.start(name)).said, refused: undefined };
  } catch (error) {
    if (!(error instanceof QuorateError) || error.message.length < 40) throw error;
    rmSync(nodes.dirOf(name), { recursive: true });
    cpSync(saved, nodes.dirOf(name), { recursive: true });
    return { said: (await nodes.start(name)).said, refused: error.code };
  }
}
