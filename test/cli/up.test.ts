/** `quorate up` as processes over a real nats-server: DESIGN section 4 "Command line". */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findNatsServer } from "#cli/nats-server";
import { isAlive } from "#cli/process-identity";
import type { UpFile } from "#cli/up-file";
import { eventually } from "#test/support/cluster";

const command = join(import.meta.dirname, "../../dist/cli/main.js");
const natsServer = await findNatsServer();
const env = { ...process.env, NATS_URL: "" };

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One `quorate up`, by its output. */
interface Up {
  readonly child: ChildProcess;
  readonly ended: Promise<number | string | null>;
  out: string;
  err: string;
}

let directory: string;
let ups: Up[];
let extra: ChildProcess[];

beforeEach(() => {
  if (!existsSync(command)) throw new Error(`${command} is missing: run "npm run build"`);
  directory = mkdtempSync(join(tmpdir(), "quorate-up-"));
  ups = [];
  extra = [];
});

afterEach(async () => {
  for (const child of extra) child.kill("SIGTERM");
  for (const { child, ended } of ups) {
    child.kill("SIGTERM");
    await ended;
  }
  rmSync(directory, { recursive: true, force: true });
});

function startUp(...args: readonly string[]): Up {
  const all = [command, "up", "--data", directory, "--no-inspector", ...args];
  const child = spawn(process.execPath, all, { stdio: ["ignore", "pipe", "pipe"], env });
  const ended = new Promise<number | string | null>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
  const up: Up = { child, ended, out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (up.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (up.err += chunk.toString()));
  ups.push(up);
  return up;
}

async function untilReady(up: Up): Promise<UpFile> {
  await eventually(
    "up is ready",
    () => {
      if (up.child.exitCode !== null || up.child.signalCode !== null) throw new Error(`up ended:\n${up.out}${up.err}`);
      return /^ready$/m.test(up.out);
    },
    90_000,
  );
  return upFile();
}

function upFile(): UpFile {
  return JSON.parse(readFileSync(join(directory, "up.json"), "utf8")) as UpFile;
}

function run(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { timeout: 60_000, env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

const kv = (...args: readonly string[]): Promise<Ran> =>
  run("kv", ...args, "--data", directory, "--json", "--timeout", "20000");
const version = ({ out }: Ran): string => (JSON.parse(out) as { version: string }).version;
const code = ({ err }: Ran): unknown => (JSON.parse(err) as { error: { code: unknown } }).error.code;

describe.skipIf(natsServer === null)("quorate up over NATS", () => {
  it("serves the six operations, refuses a second up, and stops everything on SIGTERM, the server last", async () => {
    const up = startUp();
    const file = await untilReady(up);
    expect(file.nodes.map(({ name }) => name)).toEqual(["n1", "n2", "n3"]);
    const pids = [...file.nodes.map(({ pid }) => pid), file.nats.pid ?? 0];
    expect(new Set(pids).size).toBe(4);
    expect(pids.every(isAlive)).toBe(true);
    for (const name of ["n1", "n2", "n3"]) expect(up.out).toMatch(new RegExp(`^${name} +ready`, "m"));

    const created = await kv("create", "demo", "alice", '{"balance":10}');
    expect(created).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse((await kv("get", "demo", "alice")).out)).toEqual(JSON.parse(created.out));
    const again = await kv("create", "demo", "alice", "1");
    expect([again.code, code(again)]).toEqual([1, "PRECONDITION_FAILED"]);
    const wrong = await kv("update", "demo", "alice", "1", "--version", "0.0");
    expect([wrong.code, code(wrong)]).toEqual([1, "PRECONDITION_FAILED"]);
    const updated = await kv("update", "demo", "alice", "11", "--version", version(created));
    expect(updated.code).toBe(0);
    expect((await kv("safe-delete", "demo", "alice", "--version", version(updated))).code).toBe(0);
    expect((await kv("get", "demo", "alice")).out).toBe("null\n");
    expect((await kv("put", "demo", "alice", "again")).code).toBe(0);
    expect((await kv("delete", "demo", "alice")).code).toBe(0);

    const status = await run("cluster", "status", "--data", directory, "--json");
    const { ensembles, nodes } = JSON.parse(status.out) as {
      ensembles: Record<string, { leader: string }>;
      nodes: string[];
    };
    expect(nodes).toEqual(["n1", "n2", "n3"]);
    expect(nodes).toContain(ensembles["demo"]?.leader);

    const second = await run("up", "--data", directory, "--json");
    expect([second.code, code(second)]).toEqual([1, "LOCKED"]);
    expect(second.err).toContain(`process ${up.child.pid}`);

    up.child.kill("SIGTERM");
    expect(await up.ended).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(join(directory, "up.json"))).toBe(false);
    // A server that went first would have shown in the nodes' logs as a lost connection.
    for (const { name } of file.nodes)
      expect(readFileSync(join(directory, "logs", `${name}.log`), "utf8")).not.toMatch(/"level":(50|60)/);
  });

  it("leaves a killed node dead, says in one line how to start it, and that line works", async () => {
    const up = startUp();
    const file = await untilReady(up);
    const victim = file.nodes[1];
    process.kill(victim?.pid ?? 0, "SIGKILL");
    const line = await eventually(
      "the line",
      () => /^n2 ended \(SIGKILL\); start it again with: (.+)$/m.exec(up.err)?.[1],
    );
    expect((await kv("put", "demo", "k", "1")).code).toBe(0);
    const child = spawn("sh", ["-c", `exec ${line}`], { stdio: ["ignore", "pipe", "ignore"], env });
    extra.push(child);
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    await eventually("n2 is ready again", () => said.includes("n2 ready"), 60_000);
    const closed = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGTERM");
    expect(await closed).toBe(0);
  });

  it("continues with the data, even when the up before was killed with everything running", async () => {
    const first = startUp();
    const before = await untilReady(first);
    expect((await kv("put", "demo", "k", '"kept"')).code).toBe(0);
    first.child.kill("SIGKILL");
    await first.ended;
    const second = startUp();
    const after = await untilReady(second);
    expect(JSON.parse((await kv("get", "demo", "k")).out)).toMatchObject({ value: "kept" });
    await eventually("what the first up started is gone", () =>
      [...before.nodes.map(({ pid }) => pid), before.nats.pid ?? 0].every((pid) => !isAlive(pid)),
    );
    expect(after.nodes.map(({ pid }) => isAlive(pid))).toEqual([true, true, true]);
    second.child.kill("SIGINT");
    expect(await second.ended).toBe(0);

    const other = await run("up", "--data", directory, "--nodes", "5", "--json");
    expect([other.code, code(other)]).toEqual([1, "CONFIG"]);
    const fresh = startUp("--fresh", "--nodes", "5");
    expect((await untilReady(fresh)).nodes).toHaveLength(5);
    expect((await kv("get", "demo", "k")).out).toBe("null\n");
  });

  it("stops cleanly while it starts", async () => {
    const up = startUp();
    await eventually("the server runs", () => up.out.includes("nats://"));
    up.child.kill("SIGINT");
    expect(await up.ended).toBe(0);
    expect(existsSync(join(directory, "up.json"))).toBe(false);
  });
});

describe("quorate up without NATS", () => {
  it("runs all nodes in one process with --embedded, and says that others cannot reach it", async () => {
    const up = startUp("--embedded");
    const file = await untilReady(up);
    expect(file.nats).toEqual({ url: null });
    expect(new Set(file.nodes.map(({ pid }) => pid))).toEqual(new Set([up.child.pid]));
    expect(statSync(join(directory, "nodes", "n1")).isDirectory()).toBe(true);
    expect(up.out).toContain("no other process can reach this cluster");
    const get = await kv("get", "demo", "k");
    expect([get.code, code(get)]).toEqual([1, "CONFIG"]);
    up.child.kill("SIGTERM");
    expect(await up.ended).toBe(0);
  });

  it("is UNAVAILABLE when the server that is named does not answer, and leaves the directory unlocked", async () => {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const ran = await run("up", "--data", directory, "--nats", "nats://127.0.0.1:1", "--no-inspector", "--json");
      expect([ran.code, code(ran)]).toEqual([1, "UNAVAILABLE"]);
    }
  });
});
