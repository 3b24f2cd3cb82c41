/** The bus that `quorate up` gives its nodes: a server that was named, one of its own, or none at all. */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { MemoryNetwork } from "#transport/memory-bus";
import { findNatsServer, startNatsServer } from "./nats-server.ts";
import type { Terminal } from "./output.ts";
import { systemClock } from "./ports.ts";
import type { UpOptions } from "./up-command.ts";
import type { UpReporter } from "./up-reporter.ts";
import { type MakeBus, natsBus } from "./wiring.ts";

export interface Network {
  /** Null when there is no NATS: all nodes share this process. */
  readonly url: string | null;
  /** Of the server, when this process started it. */
  readonly pid?: number;
  readonly makeBus: MakeBus;
  nodeStarted(pid: number): void;
  nodeEnded(pid: number): void;
  close(): Promise<void>;
}

/** @throws QuorateError CONFIG when the server that was found does not start. */
export async function chooseNetwork(
  options: UpOptions,
  cluster: string,
  env: Terminal["env"],
  say: UpReporter,
): Promise<Network> {
  if (options.embedded === true) return embedded(cluster, say, "as asked for: no other process can reach this cluster");
  const named = options.nats ?? env["NATS_URL"];
  if (named !== undefined && named !== "") {
    say.nats(named, undefined, "as named");
    return { ...unguarded, url: named, makeBus: natsBus({ cluster, servers: named }) };
  }
  const bin = await findNatsServer({ env, progress: say.progress });
  if (bin !== null) return ownServer(bin, cluster, say);
  say.progress(
    "No nats-server was found, and none could be fetched. All nodes run inside this one process: the data are on disk, but " +
      'other commands and programs cannot reach this cluster. Install nats-server (Debian: "apt-get install nats-server"), ' +
      "set NATS_SERVER_BIN, or name a server with --nats URL.",
  );
  return embedded(cluster, say, "no nats-server: no other process can reach this cluster");
}

const unguarded = {
  nodeStarted: () => undefined,
  nodeEnded: () => undefined,
  close: async () => undefined,
};

function embedded(cluster: string, say: UpReporter, how: string): Network {
  const network = new MemoryNetwork({ cluster, defer: (deliver) => systemClock.defer(deliver) });
  say.nats(null, undefined, how);
  return { ...unguarded, url: null, makeBus: async (name, boot) => network.bus(name, boot) };
}

/** Where clients look when nobody tells them; another free port is taken when it is in use. */
const usualPort = 4222;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function ownServer(bin: string, cluster: string, say: UpReporter): Promise<Network> {
  const isUsualFree = await isFree(usualPort);
  const server = await startNatsServer({ bin, ...(isUsualFree && { port: usualPort }) });
  let stopping = false;
  const guard = spawn(process.execPath, [join(import.meta.dirname, "guard.js"), String(server.pid)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const tell = (line: string): void => {
    if (guard.stdin.writable) guard.stdin.write(`${line}\n`);
  };
  // Without a guard there is only less comfort.
  guard.on("error", () => undefined);
  guard.stdin.on("error", () => undefined);
  void server.ended.then((how) => {
    if (!stopping) say.natsEnded(how);
  });
  say.nats(server.url, server.pid, bin);
  return {
    url: server.url,
    pid: server.pid,
    makeBus: natsBus({ cluster, servers: server.url }),
    nodeStarted: (pid) => tell(`+${pid}`),
    nodeEnded: (pid) => tell(`-${pid}`),
    close: async () => {
      stopping = true;
      await server.stop();
      guard.stdin.end();
    },
  };
}
