/** NATS's own key/value store: a stream with three replicas on three nats-servers, with their default of one fsync in two minutes. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { connect } from "@nats-io/transport-node";
import { endProcess, findProgram, freePorts, startProcess, untilItWorks, value, type System } from "./system.ts";

export const jetstream: System = {
  name: "jetstream",
  title: "JetStream KV R3",
  durable: "in the memory of two of three",
  operations: ["put", "get", "update"],
  missing: async () =>
    (await findProgram("nats-server", "NATS_SERVER_BIN")) === null
      ? "no nats-server: apt-get install nats-server, or set NATS_SERVER_BIN"
      : null,
  start: async (dir) => {
    const bin = (await findProgram("nats-server", "NATS_SERVER_BIN")) ?? "nats-server";
    const ports = await freePorts(6);
    const names = [0, 1, 2];
    const routes = names.map((n) => `"nats-route://127.0.0.1:${ports[n + 3]}"`).join(", ");
    const nodes = await Promise.all(
      names.map(async (n) => {
        await mkdir(join(dir, `j${n}`));
        const config = [
          `server_name: j${n}`,
          `listen: "127.0.0.1:${ports[n]}"`,
          `jetstream { store_dir: ${JSON.stringify(join(dir, `j${n}`))}, max_file_store: 4GB, max_memory_store: 1GB }`,
          `cluster { name: bench, listen: "127.0.0.1:${ports[n + 3]}", routes: [${routes}] }`,
        ];
        await writeFile(join(dir, `j${n}.conf`), `${config.join("\n")}\n`);
        return startProcess(bin, ["-c", join(dir, `j${n}.conf`), "-l", "/dev/null"]);
      }),
    );
    const servers = names.map((n) => `127.0.0.1:${ports[n]}`);
    const connection = await untilItWorks(() => connect({ servers, noAsyncTraces: true, noRandomize: true } as never));
    const stop = async () => {
      await connection.close();
      await Promise.all(nodes.map(endProcess));
    };
    try {
      await untilItWorks(async () => (await jetstreamManager(connection)).getAccountInfo());
      const kv = await untilItWorks(() => new Kvm(connection).create("bench", { replicas: 3, history: 1 }));
      await untilItWorks(() => kv.put("ready", value));
      return {
        store: {
          put: (key) => kv.put(key, value),
          get: async (key) => (await kv.get(key))?.revision ?? 0,
          update: (key, version) => kv.update(key, value, Number(version)),
        },
        pids: nodes.flatMap(({ pid }) => pid ?? []),
        stop,
      };
    } catch (error) {
      await stop();
      throw error;
    }
  },
};
