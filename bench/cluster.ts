/** Three Quorate nodes, each a process of its own, over a nats-server of the bench's own. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { connect, type QuorateClient } from "#cli/quorate";
import { findNatsServer, startNatsServer } from "#cli/nats-server";

export interface BenchCluster {
  readonly url: string;
  readonly dir: string;
  /** Of the node processes. */
  readonly pids: readonly number[];
  readonly client: QuorateClient;
  stop(): Promise<void>;
}

export const ensemble = "demo";
const members = ["n1", "n2", "n3"];

/** `settings`: `name=value`, other than the nodes' defaults. */
export async function startCluster(
  progress: (text: string) => void,
  settings: readonly string[] = [],
): Promise<BenchCluster> {
  const bin = await findNatsServer({ progress });
  if (bin === null) throw new Error("no nats-server: install the package nats-server, or set NATS_SERVER_BIN");
  const nats = await startNatsServer({ bin });
  const dir = await mkdtemp(join(tmpdir(), "quorate-bench-"));
  const nodes = members.map((name) => startNode(name, nats.url, join(dir, name), settings));
  const client = await connect({ cluster: "bench", servers: nats.url });
  const stop = async () => {
    await client.close();
    await Promise.all(nodes.map(end));
    await nats.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await client.ensemble(ensemble).put("ready", 1, { timeoutMs: 30_000 });
  } catch (error) {
    await stop();
    throw error;
  }
  const pids = nodes.flatMap(({ pid }) => pid ?? []);
  return { url: nats.url, dir, pids, client, stop };
}

function startNode(name: string, url: string, data: string, settings: readonly string[]): ChildProcess {
  const main = resolve(import.meta.dirname, "../cli/main.js");
  const args = [main, "node", "--name", name, "--nats", url, "--cluster", "bench", "--data", data];
  const set = settings.flatMap((setting) => ["--set", setting]);
  return spawn(
    process.execPath,
    [...args, "--ensemble", `${ensemble}=${members.join(",")}`, "--log-level", "error", ...set],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
}

async function end(node: ChildProcess): Promise<void> {
  if (node.exitCode !== null || node.signalCode !== null) return;
  const ended = new Promise((resolveEnd) => node.once("exit", resolveEnd));
  node.kill("SIGTERM");
  await ended;
}
