/** Three Quorate nodes, a process each, over one nats-server. */
import { join, resolve } from "node:path";
import { findNatsServer, startNatsServer } from "#cli/nats-server";
import { connect } from "#cli/quorate";
import { endProcess, startProcess, value, type System } from "./system.ts";

const ensemble = "bench";
const members = ["n1", "n2", "n3"];

export const quorate: System = {
  name: "quorate",
  title: "Quorate",
  durable: "fsynced by two of three",
  operations: ["put", "get", "update"],
  missing: async () =>
    (await findNatsServer({ fetch: false })) === null
      ? "no nats-server: apt-get install nats-server, or set NATS_SERVER_BIN"
      : null,
  start: async (dir) => {
    const bin = (await findNatsServer({ fetch: false })) ?? "nats-server";
    const nats = await startNatsServer({ bin, diesWithParent: true });
    const main = resolve(import.meta.dirname, "../../cli/main.js");
    const profile = process.env["BENCH_PROFILE"];
    const nodes = members.map((name) =>
      startProcess(process.execPath, [
        ...(profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${join(profile, name)}`]),
        ...[main, "node", "--name", name, "--nats", nats.url, "--cluster", "bench", "--data", join(dir, name)],
        ...["--ensemble", `${ensemble}=${members.join(",")}`, "--log-level", "error"],
      ]),
    );
    const client = await connect({ cluster: "bench", servers: nats.url });
    const stop = async () => {
      await client.close();
      await Promise.all(nodes.map(endProcess));
      await nats.stop();
    };
    try {
      const store = client.ensemble<Uint8Array>(ensemble);
      await store.put("ready", value, { timeoutMs: 30_000 });
      return {
        store: {
          put: (key) => store.put(key, value),
          get: async (key) => (await store.get(key))?.version ?? "",
          update: async (key, version) => (await store.update(key, String(version), value)).version,
        },
        pids: [nats.pid, ...nodes.flatMap(({ pid }) => pid ?? [])],
        stop,
      };
    } catch (error) {
      await stop();
      throw error;
    }
  },
};
