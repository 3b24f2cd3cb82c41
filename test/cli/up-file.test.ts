/** The lock and the files of `quorate up`: DESIGN section 4, "a second `up` ... says so (LOCKED, with the pid)". */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { processIdentity } from "#cli/process-identity";
import { lockDirectory, readClusterFile, readUpFile, removeUpFile, writeClusterFile, writeUpFile } from "#cli/up-file";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-up-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

const lock = (): string => join(directory, "up.lock");

describe("lockDirectory", () => {
  it("lets one in, and says who has it", () => {
    const release = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow(
      expect.objectContaining({ code: "LOCKED", message: expect.stringContaining(`process ${process.pid}`) as string }),
    );
    release();
    expect(existsSync(lock())).toBe(false);
    lockDirectory(directory)();
  });

  it("makes the directory", () => {
    const below = join(directory, "a/b");
    lockDirectory(below)();
    expect(existsSync(below)).toBe(true);
  });

  it("takes over the lock of a process that is gone", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    const { pid } = child;
    await new Promise((resolve) => child.once("exit", resolve));
    writeFileSync(lock(), JSON.stringify({ pid, identity: `${pid}@1` }));
    lockDirectory(directory)();
    expect(readdirSync(directory)).toEqual([]);
  });

  it.runIf(process.platform === "linux")("takes over the lock of a process whose pid somebody else has got", () => {
    writeFileSync(lock(), JSON.stringify({ pid: process.pid, identity: `${process.pid}@1` }));
    lockDirectory(directory)();
    expect(existsSync(lock())).toBe(false);
  });

  it.each(["", "{", "null", '{"pid":-1}', '{"pid":"1"}'])("takes over a lock that says %j", (text) => {
    writeFileSync(lock(), text);
    lockDirectory(directory)();
    expect(existsSync(lock())).toBe(false);
  });

  it("does not give back what is no longer its own", () => {
    const release = lockDirectory(directory);
    writeFileSync(lock(), "another");
    release();
    expect(readFileSync(lock(), "utf8")).toBe("another");
  });
});

describe("processIdentity", () => {
  it("is stable for a living process and undefined for none", () => {
    expect(processIdentity(process.pid)).toBe(processIdentity(process.pid));
    expect(processIdentity(process.pid)).toContain(String(process.pid));
    expect(processIdentity(2 ** 30)).toBeUndefined();
  });
});

describe("up.json", () => {
  const content = {
    pid: 1,
    nats: { url: "nats://127.0.0.1:4222", pid: 2 },
    cluster: "demo",
    nodes: [{ name: "n1", pid: 3, dataDir: "/d/n1" }],
  };

  it("comes back as written, readable by its owner only, and leaves nothing beside", () => {
    writeUpFile(directory, content);
    expect(readUpFile(directory)).toEqual(content);
    expect(readdirSync(directory)).toEqual(["up.json"]);
    // It may hold the inspector's token.
    expect(statSync(join(directory, "up.json")).mode & 0o077).toBe(0);
    removeUpFile(directory);
    expect(readUpFile(directory)).toBeUndefined();
  });
});

describe("cluster.json", () => {
  it("comes back as written", () => {
    expect(readClusterFile(directory)).toBeUndefined();
    writeClusterFile(directory, { cluster: "c", nodes: ["n1"] });
    expect(readClusterFile(directory)).toEqual({ cluster: "c", nodes: ["n1"] });
  });

  it.each(["null", "{}", '{"cluster":"c","nodes":[]}', '{"cluster":"c","nodes":["../x"]}', "{"])(
    "is CONFIG when it holds %s",
    (text) => {
      writeFileSync(join(directory, "cluster.json"), text);
      expect(() => readClusterFile(directory)).toThrow(expect.objectContaining({ code: "CONFIG" }));
    },
  );
});
