/**
 * Finds a nats-server, or fetches one: NATS_SERVER_BIN, PATH, /usr/sbin, our own cache, and on a Debian-like machine the
 * package `nats-server`, unpacked into that cache without root. Starts one on a free port of this machine.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:fs";
import { access, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
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
  const cache = options.cacheDir ?? join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "quorate");
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

/** A bare machine has no package lists, and a user may not write the system's: apt gets directories of its own. */
async function fetchPackage(cache: string, bin: string, progress: (text: string) => void): Promise<string | null> {
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, "apt-"));
  try {
    await Promise.all(
      ["lists/partial", "archives/partial", "state", "unpacked"].map((dir) =>
        mkdir(join(work, dir), { recursive: true }),
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
    await rm(home, { recursive: true, force: true });
    await rename(join(work, "unpacked"), home);
    progress(`nats-server is in ${home}`);
    return (await canRun(bin)) ? bin : null;
  } catch (error) {
    progress(`nats-server could not be fetched: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  } finally {
    await rm(work, { recursive: true, force: true });
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
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${said.trim().split("\n").slice(-3).join(" / ")}`);
}

// ------------------------------------------------------------------------------------------------------------- starting

export interface StartOptions {
  readonly bin: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Further arguments of nats-server. */
  readonly args?: readonly string[];
}

export interface NatsServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** How it ended, when it has: for people. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

const startTimeoutMs = 15_000;
const retryMs = 25;

/** Resolves when it accepts connections. @throws QuorateError CONFIG when it does not. */
export async function startNatsServer(options: StartOptions): Promise<NatsServer> {
  const host = options.host ?? "127.0.0.1";
  const port = options.port ?? (await freePort(host));
  const child = spawn(options.bin, ["-a", host, "-p", String(port), ...(options.args ?? [])], {
    stdio: ["ignore", "ignore", "pipe"],
    // Its own process group: Ctrl-C in a terminal must not end the server before the nodes.
    detached: true,
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) =>
      resolve(signal === null ? `it ended with ${code}` : `it was ended by ${signal}`),
    );
  });
  const isUp = await Promise.race([waitForPort(host, port), ended.then(() => false)]);
  if (!isUp || child.pid === undefined || child.exitCode !== null) {
    child.kill("SIGKILL");
    const last = said.trim().split("\n").at(-1) ?? "";
    throw new QuorateError(
      "CONFIG",
      `${options.bin} did not start on ${host}:${port}: ${last === "" ? "no reason given" : last}`,
    );
  }
  return { url: `nats://${host}:${port}`, port, pid: child.pid, ended, stop: () => stopServer(child, ended) };
}

async function stopServer(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
    await ended;
    clearTimeout(timer);
  }
}

async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, host, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new QuorateError("CONFIG", `no free port on ${host}`);
  return address.port;
}

async function waitForPort(host: string, port: number): Promise<boolean> {
  const until = performance.now() + startTimeoutMs;
  while (performance.now() < until) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect({ host, port });
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (isOpen) return true;
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
  return false;
}
