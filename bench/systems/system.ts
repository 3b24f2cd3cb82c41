/** What is measured: a store of three members that a bench's worker process has started for itself, on loopback. */
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { bytesOf } from "#cli/load";
import type { Member } from "./member.ts";

export type Operation = "put" | "get" | "update";
export type Version = string | number;

export interface Store {
  /** @param bytes 128 of them unless given. */
  readonly put?: (key: string, bytes?: Uint8Array) => Promise<unknown>;
  /** Answers the key's version, for `update`. */
  readonly get?: (key: string) => Promise<Version>;
  /** Compare and swap. Answers the new version. */
  readonly update?: (key: string, version: Version) => Promise<Version>;
}

/** What can be done to a system whose members elect a leader. */
export interface Cluster {
  /** As the store's, by a client that holds nothing back after a failure. */
  readonly put: (key: string) => Promise<unknown>;
  readonly members: readonly Member[];
  /** As the system's own API says. */
  leader(): Promise<Member>;
  /** Resolves when one leads and all others follow and have what it has. */
  settled(): Promise<void>;
  /** Starts all members, which have been ended, and resolves with the time until the first put is answered. */
  startAgain(): Promise<number>;
}

export interface Running {
  readonly store: Store;
  /** From the start of its processes until the first put was answered, with nothing on the disks. */
  readonly firstPutMs: number;
  readonly cluster?: Cluster;
  /** Of all its processes, but for the client. */
  pids(): readonly number[];
  stop(): Promise<void>;
}

export interface System {
  readonly name: string;
  readonly title: string;
  /** What is on how many disks when a put is answered. */
  readonly durable: string;
  readonly operations: readonly Operation[];
  /** Whether it has a leader that can be killed. */
  readonly elects: boolean;
  /** What is not installed, and how to install it; null when all is here. */
  missing(): Promise<string | null>;
  /** @param dir an empty folder for its data. */
  start(dir: string): Promise<Running>;
}

/** What is put unless a part says otherwise. */
export const value = Buffer.from(bytesOf(128));

/** How long one request may take, of any system. */
export const requestTimeoutMs = 5000;

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

/** Tries until it succeeds. @throws the last failure, when it has not after a minute. */
export async function untilItWorks<T>(attempt: () => Promise<T>, pauseMs = 100): Promise<T> {
  const until = performance.now() + 60_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > until) throw error;
      await delay(pauseMs);
    }
  }
}

/** @throws when `look` has not found it after a minute. */
export async function untilTrue(what: string, look: () => Promise<boolean>): Promise<void> {
  await untilItWorks(async () => {
    if (!(await look())) throw new Error(`not within a minute: ${what}`);
  }, 50);
}
