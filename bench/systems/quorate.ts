/** Quorate nodes, a process each, over one nats-server. */
import { join, resolve } from "node:path";
import { findNatsServer, startNatsServer } from "#cli/nats-server";
import { connect, type EnsembleClient, type QuorateClient } from "#cli/quorate";
import { firstPutAfter } from "../writer.ts";
import { Member, startProcess } from "./member.ts";
import { requestTimeoutMs, untilItWorks, untilTrue, value, type Cluster, type Running, type System } from "./system.ts";

const cluster = "bench";
export const ensemble = "bench";

export interface QuorateOptions {
  /** Default 3. */
  readonly nodes?: number;
  /**
   * So many ensembles on all nodes, made by the cluster itself; keys are spread over them. Without it the nodes are given one
   * of fixed members.
   */
  readonly ensembles?: number;
}

class Watch implements Cluster {
  readonly members: readonly Member[];
  readonly #client: QuorateClient;
  readonly #ensembles: readonly string[];

  constructor(members: readonly Member[], client: QuorateClient, ensembles: readonly string[]) {
    this.members = members;
    this.#client = client;
    this.#ensembles = ensembles;
  }

  readonly put = (key: string): Promise<unknown> => this.#client.ensemble(this.#ensembles[0] ?? "").put(key, value);

  async leader(): Promise<Member> {
    return untilItWorks(async () => {
      const name = await this.#client.leader(this.#ensembles[0] ?? "");
      const member = this.members.find((one) => one.name === name);
      if (member === undefined) throw new Error("nobody leads");
      return member;
    }, 50);
  }

  async settled(): Promise<void> {
    await untilTrue("one peer leads and all others follow", async () => {
      const { ensembles } = await this.#client.status({ timeoutMs: 30_000 });
      return this.#ensembles.every((name) => {
        const one = ensembles[name];
        const inPlace = one?.peers.filter(({ state, trusted }) => trusted && /^(leading|following)/.test(state)) ?? [];
        return one?.leader !== null && inPlace.length === this.members.length;
      });
    });
  }

  async startAgain(): Promise<number> {
    const began = performance.now();
    for (const member of this.members) member.startAgain();
    return firstPutAfter(began, () => this.put("ready"));
  }
}

/** `entrance`: what `quorate node` is told of its cluster, of the n-th node. */
function startNodes(count: number, dir: string, url: string, entrance: (n: number) => readonly string[]): Member[] {
  const main = resolve(import.meta.dirname, "../../cli/main.js");
  const profile = process.env["BENCH_PROFILE"];
  return namesOf(count).map((name, n) => {
    const args = [
      ...(profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${join(profile, name)}`]),
      ...[main, "node", "--name", name, "--nats", url, "--cluster", cluster, "--data", join(dir, name)],
      ...["--log-level", "error", ...entrance(n)],
    ];
    return new Member(name, () => startProcess(process.execPath, args));
  });
}

function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `n${n + 1}`);
}

/** A few at a time: each is one change of the root ensemble. */
async function create(client: QuorateClient, ensembles: readonly string[], members: readonly string[]): Promise<void> {
  await untilTrue("all nodes have joined", async () => {
    const { nodes, enabled } = await client.status();
    return enabled && nodes.length === members.length;
  });
  for (let n = 0; n < ensembles.length; n += 8)
    await Promise.all(
      ensembles.slice(n, n + 8).map((name) =>
        untilItWorks(async () => {
          if ((await client.ensembles()).includes(name)) return;
          await client.admin.createEnsemble(name, { members: [...members] }, { timeoutMs: 30_000 });
        }),
      ),
    );
}

export async function startQuorate(dir: string, options: QuorateOptions = {}): Promise<Running & { cluster: Watch }> {
  const { nodes = 3, ensembles = 0 } = options;
  const bin = (await findNatsServer({ fetch: false })) ?? "nats-server";
  const nats = await startNatsServer({ bin, diesWithParent: true });
  // Before the nodes: as the programs of a NATS user, which are there already.
  const client = await connect({ cluster, servers: nats.url, timeoutMs: requestTimeoutMs });
  const names = ensembles === 0 ? [ensemble] : Array.from({ length: ensembles }, (_, n) => `${ensemble}${n}`);
  const fixed = ["--ensemble", `${ensemble}=${namesOf(nodes).join(",")}`];
  const began = performance.now();
  const members = startNodes(nodes, dir, nats.url, (n) => {
    if (ensembles === 0) return fixed;
    return n === 0 ? ["--enable"] : ["--join", "n1"];
  });
  const watch = new Watch(members, client, names);
  const stop = async () => {
    await client.close();
    await Promise.all(members.map((member) => member.end("SIGTERM")));
    await nats.stop();
  };
  try {
    if (ensembles > 0) await create(client, names, namesOf(nodes));
    const firstPutMs = await firstPutAfter(began, () => watch.put("ready"));
    const stores = names.map((name) => client.ensemble<Uint8Array>(name));
    return { store: storeOf(stores), firstPutMs, cluster: watch, pids: () => [nats.pid, ...pidsOf(members)], stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function pidsOf(members: readonly Member[]): number[] {
  return members.map(({ pid }) => pid);
}

/** A key is always in the same ensemble. */
function storeOf(stores: readonly EnsembleClient<Uint8Array>[]): Required<Running["store"]> {
  const [only] = stores as [EnsembleClient<Uint8Array>];
  const of = (key: string) =>
    stores.length === 1 ? only : (stores[Number(/\d+$/.exec(key)?.[0] ?? 0) % stores.length] ?? only);
  return {
    put: (key, bytes = value) => of(key).put(key, bytes),
    get: async (key) => (await of(key).get(key))?.version ?? "",
    update: async (key, version) => (await of(key).update(key, String(version), value)).version,
  };
}

export const quorate: System = {
  name: "quorate",
  title: "Quorate",
  durable: "fsynced by two of three",
  operations: ["put", "get", "update"],
  elects: true,
  missing: async () =>
    (await findNatsServer({ fetch: false })) === null
      ? "no nats-server: apt-get install nats-server, or set NATS_SERVER_BIN"
      : null,
  start: (dir) => startQuorate(dir),
};
