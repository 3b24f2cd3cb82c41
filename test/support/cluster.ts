/**
 * A cluster of operating-system processes for acceptance tests: one NATS server and one `quorate node` process a node, all
 * on loopback, in a directory of its own. Processes are ended by their pid, and whatever a test does, `stop` ends them all.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { connect as connectSocket, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findNatsServer as findOrFetch } from "#cli/nats-server";
import { connect } from "#cli/quorate";
import type { ClusterStatus, QuorateClient } from "#services/public-types";

const root = fileURLToPath(new URL("../..", import.meta.url));
const command = join(root, "dist/cli/main.js");

/** Pause between two looks at a condition. */
const lookMs = 25;

export const isFull = process.env["QUORATE_FULL"] === "1";

const natsServer = (await findOrFetch()) ?? undefined;

/** The NATS server to test with: found or fetched as `quorate up` does, or undefined where that is impossible. */
export function findNatsServer(): string | undefined {
  return natsServer;
}

/** Waits until `look` gives something. @throws after `timeoutMs`, with what was waited for. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 30_000,
): Promise<T> {
  const untilMs = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > untilMs) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await delay(lookMs);
  }
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  stopping: boolean;
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class ProcessCluster {
  readonly name = "acceptance";
  readonly ensemble = "demo";
  readonly nodes: readonly string[];
  readonly directory: string;
  readonly #port: number;
  readonly #natsServer: string;
  readonly #running = new Map<string, Running>();
  readonly #clients: QuorateClient[] = [];

  /** Whether nodes enter the cluster by themselves, instead of holding an ensemble of fixed members. */
  readonly #isFormed: boolean;

  private constructor(
    natsServer: string,
    nodes: readonly string[],
    directory: string,
    port: number,
    isFormed: boolean,
  ) {
    this.#isFormed = isFormed;
    this.#natsServer = natsServer;
    this.nodes = nodes;
    this.directory = directory;
    this.#port = port;
  }

  /** Resolves when the ensemble `demo` has a leader and every node's peer leads or follows. */
  static start(nodes: readonly string[] = ["n1", "n2", "n3"]): Promise<ProcessCluster> {
    return ProcessCluster.#start(nodes, false);
  }

  /** No ensemble: the first node is enabled and the others have joined when it resolves. */
  static form(nodes: readonly string[]): Promise<ProcessCluster> {
    return ProcessCluster.#start(nodes, true);
  }

  static async #start(nodes: readonly string[], isFormed: boolean): Promise<ProcessCluster> {
    if (natsServer === undefined)
      throw new Error("no nats-server: set NATS_SERVER_BIN, or install the package nats-server");
    if (!existsSync(command)) throw new Error(`${command} is missing: run "npm run build" first`);
    const directory = mkdtempSync(join(tmpdir(), "quorate-acceptance-"));
    const cluster = new ProcessCluster(natsServer, nodes, directory, await freePort(), isFormed);
    try {
      await cluster.startNats();
      for (const node of nodes) cluster.startNode(node);
      if (isFormed) await cluster.allJoined();
      else await cluster.allInPlace();
    } catch (error) {
      const logs = cluster.logs();
      await cluster.stop();
      throw new Error(`the cluster did not start\n${logs}`, { cause: error });
    }
    return cluster;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.#port}`;
  }

  async startNats(): Promise<void> {
    this.#spawn("nats", this.#natsServer, ["-a", "127.0.0.1", "-p", String(this.#port)]);
    await eventually("the NATS server listens", () => canConnect(this.#port));
  }

  startNode(node: string): void {
    const data = join(this.directory, node);
    const options = ["--name", node, "--nats", this.url, "--cluster", this.name, "--data", data];
    const [first = node] = this.nodes;
    if (!this.#isFormed) options.push("--ensemble", `${this.ensemble}=${this.nodes.join(",")}`);
    else options.push(...(node === first ? ["--enable"] : ["--join", first]));
    this.#spawn(node, process.execPath, [command, "node", ...options]);
  }

  /** Ends a process and waits until it is gone. */
  async kill(name: string, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const running = this.#get(name);
    running.stopping = true;
    running.child.kill(signal);
    await running.ended;
  }

  /** SIGSTOP: it neither runs nor ends until `resume`. */
  async pause(name: string): Promise<void> {
    const { child } = this.#get(name);
    child.kill("SIGSTOP");
    await eventually(`${name} stands still`, () => processState(child.pid) === "T");
  }

  resume(name: string): void {
    this.#get(name).child.kill("SIGCONT");
  }

  isRunning(name: string): boolean {
    return this.#running.has(name);
  }

  /** Resident memory of a process in bytes. */
  memory(name: string): number {
    const status = readFileSync(`/proc/${this.#get(name).child.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  /** What a process wrote so far. */
  log(name: string): string {
    const path = join(this.directory, `${name}.log`);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }

  logs(): string {
    return ["nats", ...this.nodes].map((name) => `--- ${name}\n${this.log(name).slice(-4000)}`).join("\n");
  }

  /** A client in this process; `stop` closes it. */
  async client(timeoutMs = 5000): Promise<QuorateClient> {
    const client = await connect({ cluster: this.name, servers: this.url, timeoutMs });
    this.#clients.push(client);
    return client;
  }

  /** Runs the `quorate` command; cluster and server are added. */
  run(...args: string[]): Promise<CommandResult> {
    return this.#command([...args, "--nats", this.url, "--cluster", this.name]);
  }

  /** `quorate verify` of a stopped node's directory. */
  verify(directory: string): Promise<CommandResult> {
    return this.#command(["verify", directory, "--json"]);
  }

  #command(args: readonly string[]): Promise<CommandResult> {
    const all = [command, ...args];
    return new Promise((resolve) => {
      execFile(process.execPath, all, { timeout: 60_000, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }

  async status(): Promise<ClusterStatus> {
    const client = this.#clients[0] ?? (await this.client());
    return client.status({ timeoutMs: 30_000 });
  }

  leader(): Promise<string> {
    return eventually(
      "there is a leader",
      async () => (await this.status()).ensembles[this.ensemble]?.leader ?? undefined,
    );
  }

  async allJoined(): Promise<void> {
    await eventually("all nodes are in the cluster", async () =>
      this.nodes.every((node) => this.log(node).includes(`${node} ready`)),
    );
  }

  /** Until every running node's peer leads or follows, and one leads. */
  async allInPlace(): Promise<void> {
    const running = this.nodes.filter((node) => this.isRunning(node));
    await eventually(`the peers of ${running.join(", ")} lead or follow`, async () => {
      const ensemble = (await this.status()).ensembles[this.ensemble];
      const states = running.map((node) => ensemble?.peers.find((peer) => peer.node === node)?.state ?? "");
      return typeof ensemble?.leader === "string" && states.every((state) => /^(leading|following)/.test(state));
    });
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.#clients.splice(0).map((client) => client.close()));
    for (const [name, { child }] of this.#running) {
      // A stopped process handles no other signal before it goes on.
      child.kill("SIGCONT");
      if (name !== "nats") await this.kill(name);
    }
    if (this.isRunning("nats")) await this.kill("nats");
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Processes that ended although nobody asked them to. */
  readonly crashed: string[] = [];

  #get(name: string): Running {
    const running = this.#running.get(name);
    if (running === undefined) throw new Error(`${name} does not run\n${this.log(name).slice(-4000)}`);
    return running;
  }

  #spawn(name: string, file: string, args: readonly string[]): void {
    mkdirSync(this.directory, { recursive: true });
    const log = openSync(join(this.directory, `${name}.log`), "a");
    const child = spawn(file, args, { stdio: ["ignore", log, log] });
    closeSync(log);
    const ended = new Promise<void>((resolve) => {
      const end = (): void => {
        if (!running.stopping) this.crashed.push(`${name} ended with ${child.exitCode ?? child.signalCode}`);
        this.#running.delete(name);
        resolve();
      };
      child.once("exit", end);
      child.once("error", end);
    });
    const running: Running = { child, ended, stopping: false };
    this.#running.set(name, running);
  }
}

/** The letter of a process's state in /proc; `T` is stopped. */
function processState(pid: number | undefined): string | undefined {
  return /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket(port, "127.0.0.1");
    const end = (reached: boolean): void => {
      socket.destroy();
      resolve(reached);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
