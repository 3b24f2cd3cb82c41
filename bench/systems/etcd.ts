/** Three members of etcd, through the client that a Node program would use (gRPC). */
import { join } from "node:path";
import { Etcd3 } from "etcd3";
import { endProcess, findProgram, freePorts, startProcess, untilItWorks, value, type System } from "./system.ts";

export const etcd: System = {
  name: "etcd",
  title: "etcd",
  durable: "fsynced by two of three",
  operations: ["put", "get", "update"],
  missing: async () =>
    (await findProgram("etcd", "ETCD_BIN")) === null ? "no etcd: apt-get install etcd-server, or set ETCD_BIN" : null,
  start: async (dir) => {
    const bin = (await findProgram("etcd", "ETCD_BIN")) ?? "etcd";
    const ports = await freePorts(6);
    const url = (index: number) => `http://127.0.0.1:${ports[index]}`;
    const names = [0, 1, 2];
    const cluster = names.map((n) => `e${n}=${url(n + 3)}`).join(",");
    const nodes = names.map((n) =>
      startProcess(bin, [
        ...["--name", `e${n}`, "--data-dir", join(dir, `e${n}`), "--log-level", "error", "--logger", "zap"],
        ...["--listen-client-urls", url(n), "--advertise-client-urls", url(n)],
        ...["--listen-peer-urls", url(n + 3), "--initial-advertise-peer-urls", url(n + 3)],
        ...["--initial-cluster", cluster, "--initial-cluster-token", "bench", "--initial-cluster-state", "new"],
      ]),
    );
    const client = new Etcd3({ hosts: names.map(url) });
    const stop = async () => {
      client.close();
      await Promise.all(nodes.map(endProcess));
    };
    try {
      await untilItWorks(() => client.put("ready").value(value).exec());
    } catch (error) {
      await stop();
      throw error;
    }
    return {
      store: {
        put: (key) => client.put(key).value(value).exec(),
        get: async (key) => (await client.get(key).exec()).kvs[0]?.mod_revision ?? "0",
        update: async (key, version) => {
          const change = client.put(key).value(value);
          const { succeeded, header } = await client.if(key, "Mod", "==", Number(version)).then(change).commit();
          if (!succeeded) throw new Error("another version");
          return header.revision;
        },
      },
      pids: nodes.flatMap(({ pid }) => pid ?? []),
      stop,
    };
  },
};
