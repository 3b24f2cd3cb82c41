/** What is measured: a store of three members that a bench's client process has started for itself, on loopback. */
import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";

export type Operation = "put" | "get" | "update";
export type Version = string | number;

export interface Store {
  readonly put?: (key: string) => Promise<unknown>;
  /** Answers the key's version, for `update`. */
  readonly get?: (key: string) => Promise<Version>;
  /** Compare and swap. Answers the new version. */
  readonly update?: (key: string, version: Version) => Promise<Version>;
}

export interface Running {
  readonly store: Store;
  /** Of all its processes, but for the client. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

export interface System {
  readonly name: string;
  readonly title: string;
  /** What is on how many disks when a put is answered. */
  readonly durable: string;
  readonly operations: readonly Operation[];
  /** What is not installed, and how to install it; null when all is here. */
  missing(): Promise<string | null>;
  /** @param dir an empty folder for its data. */
  start(dir: string): Promise<Running>;
}

/** 128 bytes that no compression makes short. */
export const value = Buffer.from(Array.from({ length: 128 }, (_, n) => (n * 197 + 31) & 0xff));

/** The path of a program: named by an environment variable, or on the PATH or where Debian puts servers. */
export async function findProgram(name: string, variable: string): Promise<string | null> {
  const named = process.env[variable];
  const dirs = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", "/usr/local/bin"];
  for (const path of named === undefined ? dirs.map((dir) => join(dir, name)) : [named])
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  return null;
}

/** Ports that were free a moment ago, all of them different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { readonly port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

const toldToEnd = new WeakSet<ChildProcess>();

/** Says nothing, unless it ends by itself. */
export function startProcess(bin: string, args: readonly string[]): ChildProcess {
  const child = spawn(bin, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  child.once("exit", (code) => {
    if (code !== null && code !== 0 && !toldToEnd.has(child))
      process.stderr.write(`${bin} ended with ${code}: ${said}\n`);
  });
  return child;
}

export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  toldToEnd.add(child);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(timer);
}

/** Tries until it succeeds. @throws the last failure, when it has not after 30 seconds. */
export async function untilItWorks<T>(attempt: () => Promise<T>): Promise<T> {
  const until = performance.now() + 30_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
