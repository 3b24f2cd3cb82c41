/** NATS's own key/value store: a stream with three replicas on three nats-servers, with their default of one fsync in two minutes. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { Kvm, type KV } from "@nats-io/kv";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { firstPutAfter } from "../writer.ts";
import { Member, startProcess } from "./member.ts";
import { findProgram, freePorts, untilItWorks, untilTrue, value, type Cluster, type System } from "./system.ts";

const bucket = "bench";

async function startMembers(dir: string): Promise<{ readonly members: Member[]; readonly servers: string[] }> {
  const bin = (await findProgram("nats-server", "NATS_SERVER_BIN")) ?? "nats-server";
  const ports = await freePorts(6);
  const names = [0, 1, 2];
  const routes = names.map((n) => `"nats-route://127.0.0.1:${ports[n + 3]}"`).join(", ");
  for (const n of names) {
    await mkdir(join(dir, `j${n}`));
    const config = [
      `server_name: j${n}`,
      `listen: "127.0.0.1:${ports[n]}"`,
      `jetstream { store_dir: ${JSON.stringify(join(dir, `j${n}`))}, max_file_store: 4GB, max_memory_store: 1GB }`,
      `cluster { name: bench, listen: "127.0.0.1:${ports[n + 3]}", routes: [${routes}] }`,
    ];
    await writeFile(join(dir, `j${n}.conf`), `${config.join("\n")}\n`);
  }
  const args = (n: number) => ["-c", join(dir, `j${n}.conf`), "-l", "/dev/null"];
  const members = names.map((n) => new Member(`j${n}`, () => startProcess(bin, args(n))));
  return { members, servers: names.map((n) => `127.0.0.1:${ports[n]}`) };
}

class Watch implements Cluster {
  readonly members: readonly Member[];
  readonly #servers: readonly string[];
  #connection: NatsConnection | undefined;
  #kv: KV | undefined;

  constructor(members: readonly Member[], servers: readonly string[]) {
    this.members = members;
    this.#servers = servers;
  }

  /** Of three replicas, made if it is not there. */
  async open(): Promise<KV> {
    this.#connection ??= await connect({
      servers: this.#servers,
      ...{ noAsyncTraces: true, noRandomize: true, maxReconnectAttempts: -1, reconnectTimeWait: 100, timeout: 2000 },
    } as never);
    this.#kv ??= await new Kvm(this.#connection).create(bucket, { replicas: 3, history: 1 });
    return this.#kv;
  }

  readonly put = async (key: string): Promise<unknown> => {
    if (this.#kv === undefined) throw new Error("no bucket yet");
    return this.#kv.put(key, value);
  };

  async leader(): Promise<Member> {
    return untilItWorks(async () => {
      const name = (await this.#info())?.leader;
      const member = this.members.find((one) => one.name === name);
      if (member === undefined) throw new Error("the stream has no leader");
      return member;
    }, 50);
  }

  async settled(): Promise<void> {
    await untilTrue("every replica of the stream is current", async () => {
      const info = await this.#info();
      const replicas = info?.replicas ?? [];
      const isCurrent = replicas.every(({ current, offline, lag }) => current && offline !== true && (lag ?? 0) === 0);
      return info?.leader !== undefined && replicas.length === 2 && isCurrent;
    });
  }

  async startAgain(): Promise<number> {
    const began = performance.now();
    for (const member of this.members) member.startAgain();
    await this.close();
    return this.firstPut(began);
  }

  /** Connects, makes the bucket, and puts, as soon as each is possible. */
  async firstPut(began: number): Promise<number> {
    let opening: Promise<unknown> | undefined;
    return firstPutAfter(began, async () => {
      opening ??= this.open().finally(() => (opening = undefined));
      await opening;
      await this.put("ready");
    });
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#kv = undefined;
    await connection?.close();
  }

  async #info() {
    if (this.#connection === undefined) throw new Error("not connected");
    return (await (await jetstreamManager(this.#connection, { timeout: 2000 })).streams.info(`KV_${bucket}`)).cluster;
  }
}

export const jetstream: System = {
  name: "jetstream",
  title: "JetStream KV R3",
  durable: "in the memory of two of three",
  operations: ["put", "get", "update"],
  elects: true,
  missing: async () =>
    (await findProgram("nats-server", "NATS_SERVER_BIN")) === null
      ? "no nats-server: apt-get install nats-server, or set NATS_SERVER_BIN"
      : null,
  start: async (dir) => {
    const began = performance.now();
    const { members, servers } = await startMembers(dir);
    const cluster = new Watch(members, servers);
    const stop = async () => {
      await cluster.close();
      await Promise.all(members.map((member) => member.end("SIGTERM")));
    };
    try {
      const firstPutMs = await cluster.firstPut(began);
      const kv = () => cluster.open();
      return {
        store: {
          put: async (key, bytes = value) => (await kv()).put(key, bytes),
          get: async (key) => (await (await kv()).get(key))?.revision ?? 0,
          update: async (key, version) => (await kv()).update(key, value, Number(version)),
        },
        firstPutMs,
        cluster,
        pids: () => members.map(({ pid }) => pid),
        stop,
      };
    } catch (error) {
      await stop();
      throw error;
    }
  },
};
