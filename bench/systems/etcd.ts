/** Three members of etcd, through the client that a Node program would use (gRPC). */
import { join } from "node:path";
import { Etcd3, type IOptions } from "etcd3";
import { firstPutAfter } from "../writer.ts";
import { Member, startProcess } from "./member.ts";
import {
  findProgram,
  freePorts,
  requestTimeoutMs,
  untilItWorks,
  untilTrue,
  value,
  type Cluster,
  type System,
} from "./system.ts";

/**
 * Of a client that tries at once, and every time: by default it leaves a member alone for five seconds after three failures,
 * which would be counted as an outage of etcd's.
 */
const eager = {
  grpcOptions: {
    "grpc.initial_reconnect_backoff_ms": 50,
    "grpc.min_reconnect_backoff_ms": 50,
    "grpc.max_reconnect_backoff_ms": 100,
    "grpc.use_local_subchannel_pool": 1,
  },
  defaultCallOptions: () => ({ deadline: Date.now() + requestTimeoutMs }),
  faultHandling: {
    host: () => ({ execute: async (run: (context: unknown) => unknown) => run({}) }),
  },
} as unknown as Omit<IOptions, "hosts">;

async function startMembers(dir: string): Promise<{ readonly members: Member[]; readonly hosts: string[] }> {
  const bin = (await findProgram("etcd", "ETCD_BIN")) ?? "etcd";
  const ports = await freePorts(6);
  const url = (index: number) => `http://127.0.0.1:${ports[index]}`;
  const names = [0, 1, 2];
  const all = names.map((n) => `e${n}=${url(n + 3)}`).join(",");
  const argsOf = (n: number) => [
    ...["--name", `e${n}`, "--data-dir", join(dir, `e${n}`), "--log-level", "fatal", "--logger", "zap"],
    ...["--listen-client-urls", url(n), "--advertise-client-urls", url(n)],
    ...["--listen-peer-urls", url(n + 3), "--initial-advertise-peer-urls", url(n + 3)],
    ...["--initial-cluster", all, "--initial-cluster-token", "bench", "--initial-cluster-state", "new"],
  ];
  const members = names.map((n) => new Member(`e${n}`, () => startProcess(bin, argsOf(n))));
  return { members, hosts: names.map(url) };
}

/** The members, asked one by one. */
class Watch implements Cluster {
  readonly members: readonly Member[];
  readonly #hosts: readonly string[];
  readonly #each: readonly Etcd3[];
  #all: Etcd3;

  constructor(members: readonly Member[], hosts: readonly string[]) {
    this.members = members;
    this.#hosts = hosts;
    this.#each = hosts.map((host) => new Etcd3({ ...eager, hosts: host }));
    this.#all = this.#connect();
  }

  readonly put = (key: string): Promise<unknown> => this.#all.put(key).value(value).exec();

  async leader(): Promise<Member> {
    return untilItWorks(async () => {
      const all = await this.#statuses();
      const leading = all.findIndex(({ header, leader }) => header.member_id === leader);
      const member = this.members[leading];
      if (member === undefined) throw new Error("etcd has no leader");
      return member;
    }, 50);
  }

  async settled(): Promise<void> {
    await this.leader();
    const most = Math.max(...(await this.#statuses()).map(({ raftIndex }) => Number(raftIndex)));
    await untilTrue("every member of etcd has what the others have", async () =>
      (await this.#statuses()).every((one) => one.leader !== "0" && Number(one.raftAppliedIndex) >= most),
    );
  }

  async startAgain(): Promise<number> {
    const began = performance.now();
    for (const member of this.members) member.startAgain();
    // A new one: the old one waits longer and longer before it tries to connect.
    this.#all.close();
    this.#all = this.#connect();
    return firstPutAfter(began, () => this.put("ready"));
  }

  close(): void {
    for (const client of [this.#all, ...this.#each]) client.close();
  }

  #connect(): Etcd3 {
    return new Etcd3({ ...eager, hosts: [...this.#hosts] });
  }

  #statuses() {
    return untilItWorks(() => Promise.all(this.#each.map((client) => client.maintenance.status())), 50);
  }
}

export const etcd: System = {
  name: "etcd",
  title: "etcd",
  durable: "fsynced by two of three",
  operations: ["put", "get", "update"],
  elects: true,
  missing: async () =>
    (await findProgram("etcd", "ETCD_BIN")) === null ? "no etcd: apt-get install etcd-server, or set ETCD_BIN" : null,
  start: async (dir) => {
    const began = performance.now();
    const { members, hosts } = await startMembers(dir);
    const cluster = new Watch(members, hosts);
    const client = new Etcd3({ hosts });
    const stop = async () => {
      client.close();
      cluster.close();
      await Promise.all(members.map((member) => member.end("SIGTERM")));
    };
    try {
      const firstPutMs = await firstPutAfter(began, () => cluster.put("ready"));
      await untilItWorks(() => client.put("ready").value(value).exec());
      return {
        store: {
          put: (key, bytes = value) => client.put(key).value(Buffer.from(bytes)).exec(),
          get: async (key) => (await client.get(key).exec()).kvs[0]?.mod_revision ?? "0",
          update: async (key, version) => {
            const change = client.put(key).value(value);
            const { succeeded, header } = await client.if(key, "Mod", "==", Number(version)).then(change).commit();
            if (!succeeded) throw new Error("another version");
            return header.revision;
          },
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
