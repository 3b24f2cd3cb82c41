/** Parsing, output and exit codes: DESIGN section 4 "Command line", docs/CLI.md. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "#cli/program";
import type { UpOptions } from "#cli/up-command";
import { QuorateError } from "#machines/protocol/errors";
import type { NodeOptions } from "#services/public-types";
import { type FakeCluster, fakeCluster, fakeConnect, status } from "./fake-client.ts";

let directory: string;
let cluster: FakeCluster;
let started: NodeOptions[];
let ups: UpOptions[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-cli-"));
  cluster = fakeCluster();
  started = [];
  ups = [];
});

afterEach(() => rmSync(directory, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  let out = "";
  let err = "";
  const code = await runCli(
    args,
    "1.2.3",
    { out: (text) => void (out += text), err: (text) => void (err += text), env },
    {
      connect: fakeConnect(cluster),
      startNode: async (options) => {
        started.push(options);
        throw new QuorateError("LOCKED", "somebody else");
      },
      up: async (options) => void ups.push(options),
    },
  );
  return { code, out, err };
}

const target = ["--nats", "nats://127.0.0.1:4222", "--cluster", "demo"];
const kv = (...args: readonly string[]): Promise<Ran> => run(["kv", ...args, ...target]);
const json = (text: string): unknown => JSON.parse(text) as unknown;

describe("kv", () => {
  it("puts JSON, and answers key, value and version", async () => {
    expect(await kv("put", "demo", "alice", '{"balance":10}', "--json")).toEqual({
      code: 0,
      out: '{"key":"alice","value":{"balance":10},"version":"v1"}\n',
      err: "",
    });
    expect(cluster.closed).toBe(1);
  });

  it.each([
    ["10", 10],
    ["-5", -5],
    ["null", null],
    ['"10"', "10"],
    ["hello world", "hello world"],
    ["{broken", "{broken"],
  ])("takes the value %s as JSON, or else as a string", async (text, value) => {
    await kv("put", "demo", "k", text);
    expect(cluster.entries.get("k")?.value).toEqual(value);
  });

  it("gets null with exit code 0 for a key that does not exist", async () => {
    expect(await kv("get", "demo", "nobody", "--json")).toEqual({ code: 0, out: "null\n", err: "" });
    expect((await kv("get", "demo", "nobody")).out).toBe("no such key\n");
  });

  it("prints aligned columns for people", async () => {
    await kv("put", "demo", "alice", "hello");
    expect((await kv("get", "demo", "alice")).out).toBe("key      alice\nvalue    hello\nversion  v1\n");
  });

  it("carries out all six operations, and read repair", async () => {
    await kv("create", "demo", "k", "1");
    await kv("update", "demo", "k", "2", "--version", "v1");
    await kv("safe-delete", "demo", "k", "--version", "v2");
    await kv("put", "demo", "k", "3");
    await kv("delete", "demo", "k");
    await kv("get", "demo", "k", "--read-repair");
    const expected = ["create", "update", "safeDelete", "put", "delete", "repair"];
    expect(cluster.calls).toEqual(expected.map((call) => `${call} demo k`));
  });

  it("ends a wrong version with PRECONDITION_FAILED and exit code 1", async () => {
    await kv("put", "demo", "k", "1");
    const { code, out, err } = await kv("update", "demo", "k", "2", "--version", "nope", "--json");
    expect({ code, out, err: json(err) }).toEqual({
      code: 1,
      out: "",
      err: { error: { code: "PRECONDITION_FAILED", message: "another version" } },
    });
  });

  it.each([
    ["UNKNOWN_OUTCOME", 3],
    ["CANCELLED", 3],
    ["UNAVAILABLE", 1],
    ["TIMEOUT", 1],
    ["INVALID_ARGUMENT", 2],
  ] as const)("ends %s with exit code %i", async (errorCode, exitCode) => {
    cluster.failure = new QuorateError(errorCode, "why");
    const { code, err } = await kv("put", "demo", "k", "1");
    expect({ code, err }).toEqual({ code: exitCode, err: `error: why (${errorCode})\n` });
    expect(cluster.closed).toBe(1);
  });

  it("never says that an error nobody foresaw was harmless", async () => {
    cluster.failure = new TypeError("a fault");
    expect((await kv("put", "demo", "k", "1")).code).toBe(3);
  });

  it("prints bytes and big integers as JSON can", async () => {
    cluster.entries.set("k", { key: "k", value: { bytes: Buffer.from("hi"), big: 2n ** 60n }, version: "v" });
    expect(json((await kv("get", "demo", "k", "--json")).out)).toEqual({
      key: "k",
      value: { bytes: { base64: "aGk=" }, big: "1152921504606846976" },
      version: "v",
    });
  });
});

describe("which cluster", () => {
  const up = (content: object): void => writeFileSync(join(directory, "up.json"), JSON.stringify(content));

  it("is the one of up.json below --data", async () => {
    up({ pid: 1, nats: { url: "nats://127.0.0.1:5555" }, cluster: "mine", nodes: [] });
    expect((await run(["kv", "get", "demo", "k", "--data", directory], { NATS_URL: "nats://other:1" })).code).toBe(0);
    expect(cluster.connected).toEqual({ servers: "nats://127.0.0.1:5555", cluster: "mine", timeoutMs: 5000 });
  });

  it("is the one of NATS_URL when there is no up.json", async () => {
    await run(["kv", "get", "demo", "k", "--data", directory, "--timeout", "70"], { NATS_URL: "nats://other:1" });
    expect(cluster.connected).toEqual({ servers: "nats://other:1", cluster: "demo", timeoutMs: 70 });
  });

  it("is CONFIG when nothing names one", async () => {
    const { code, err } = await run(["kv", "get", "demo", "k", "--data", directory, "--json"]);
    expect(code).toBe(1);
    expect(json(err)).toMatchObject({ error: { code: "CONFIG" } });
    expect(err).toContain("quorate up");
  });

  it("is CONFIG when it runs embedded in another process", async () => {
    up({ pid: 1, nats: { url: null }, cluster: "mine", nodes: [] });
    const { code, err } = await run(["cluster", "status", "--data", directory, "--json"]);
    expect(code).toBe(1);
    expect(json(err)).toMatchObject({ error: { code: "CONFIG" } });
  });

  it.each(["{", "[]", '{"cluster":"../x","nats":{"url":1},"nodes":[]}'])(
    "is CONFIG when up.json is %s",
    async (text) => {
      writeFileSync(join(directory, "up.json"), text);
      const { code, err } = await run(["cluster", "status", "--data", directory, "--json"]);
      expect(code).toBe(1);
      expect(json(err)).toMatchObject({ error: { code: "CONFIG" } });
    },
  );
});

describe("cluster status", () => {
  it("prints what the client says", async () => {
    expect(json((await run(["cluster", "status", ...target, "--json"])).out)).toEqual(status);
  });

  it("prints a table for people", async () => {
    expect((await run(["cluster", "status", ...target])).out).toBe(
      [
        "cluster  demo",
        "nodes    n1, n2",
        "",
        "ENSEMBLE  PEER     NODE  STATE      EPOCH  TRUSTED",
        "demo      demo/n1  n1    following  3      yes",
        "demo      demo/n2  n2    leading    3      no       leader",
        "",
      ].join("\n"),
    );
  });
});

describe("cluster", () => {
  it.each([
    [["enable", "n1"], "enable n1"],
    [["join", "n4", "n1"], "join n4 n1"],
    [["remove", "n4"], "remove n4"],
    [
      ["create-ensemble", "a", "--members", "n1,n2", "--options", '{"x":1}'],
      'createEnsemble a {"members":["n1","n2"],"backend":"kv","options":{"x":1}}',
    ],
    [["delete-ensemble", "a"], "deleteEnsemble a"],
    [
      ["members", "a", "--add", "n4,n5", "--remove", "n1"],
      'updateMembers a [{"add":"n4"},{"add":"n5"},{"remove":"n1"}]',
    ],
    [["step-down", "a"], "stepDown a"],
  ])("%j asks for %s, prints null as JSON and a sentence else", async (args, call) => {
    expect(await run(["cluster", ...args, ...target, "--json"])).toEqual({ code: 0, out: "null\n", err: "" });
    expect(cluster.calls).toEqual([call]);
    expect((await run(["cluster", ...args, ...target])).out).toMatch(/^\w[\w, ;-]+\n$/);
    cluster.failure = new QuorateError("CHANGE_IN_PROGRESS", "wait");
    const { code, err } = await run(["cluster", ...args, ...target, "--json"]);
    expect([code, json(err)]).toEqual([1, { error: { code: "CHANGE_IN_PROGRESS", message: "wait" } }]);
  });

  it("shows an ensemble's members when nothing is to be changed", async () => {
    expect(json((await run(["cluster", "members", "demo", ...target, "--json"])).out)).toEqual({
      ensemble: "demo",
      views: [["n1", "n2"]],
    });
  });

  it("waits longer where data moves", async () => {
    for (const [command, timeoutMs] of [
      ["remove", 60_000],
      ["delete-ensemble", 5000],
    ] as const) {
      await run(["cluster", command, "x", ...target]);
      expect(cluster.connected?.timeoutMs).toBe(timeoutMs);
    }
  });

  it.each([
    ["create-ensemble", "a"],
    ["create-ensemble", "a", "--members", ""],
    ["create-ensemble", "a", "--members", "n1,n1"],
    ["create-ensemble", "a", "--members", "n1", "--options", "[]"],
    ["members", "a", "--add", "n 4"],
    ["join", "n4"],
  ])("refuses %j %j %j %j as usage", async (...args) => {
    expect((await run(["cluster", ...args, ...target])).code).toBe(2);
    expect(cluster.calls).toEqual([]);
  });
});

describe("node", () => {
  const base = ["node", "--name", "n1", "--cluster", "demo", "--data", "d"];

  it("hands its options to startNode, and its error to the exit code", async () => {
    const args = [
      ...base,
      "--nats",
      "nats://h:1",
      "--ensemble",
      "demo=n1,n2",
      "--ensemble",
      "b=n1",
      "--set",
      "tickMs=50",
    ];
    const { code, err } = await run([...args, "--backend", "memory", "--json"]);
    expect(code).toBe(1);
    expect(json(err)).toEqual({ error: { code: "LOCKED", message: "somebody else" } });
    expect(started).toEqual([
      {
        name: "n1",
        cluster: "demo",
        servers: "nats://h:1",
        dataDir: "d",
        ensembles: { demo: { members: ["n1", "n2"] }, b: { members: ["n1"] } },
        settings: { tickMs: 50 },
        backend: "memory",
        logLevel: "info",
      },
    ]);
  });

  it.each(["demo", "demo=", "demo=n1,n1", "=n1", "de.mo=n1", "demo=n1,,n2"])("refuses --ensemble %s", async (text) => {
    expect((await run([...base, "--ensemble", text])).code).toBe(2);
    expect(started).toEqual([]);
  });

  it("refuses --enable together with --join", async () => {
    expect((await run([...base, "--enable", "--join", "n2"])).code).toBe(2);
    expect(started).toEqual([]);
  });

  it("refuses an ensemble named twice", async () => {
    expect((await run([...base, "--ensemble", "a=n1", "--ensemble", "a=n2"])).code).toBe(2);
  });
});

describe("up", () => {
  it("has its defaults", async () => {
    expect(await run(["up"])).toEqual({ code: 0, out: "", err: "" });
    expect(ups).toEqual([{ data: ".quorate", port: 7070, inspector: true, logLevel: "info" }]);
  });

  it("takes its options", async () => {
    await run([
      "up",
      "--nodes",
      "5",
      "--cluster",
      "c",
      "--data",
      "d",
      "--fresh",
      "--embedded",
      "--no-inspector",
      "--json",
    ]);
    expect(ups[0]).toMatchObject({
      nodes: 5,
      cluster: "c",
      data: "d",
      fresh: true,
      embedded: true,
      inspector: false,
      json: true,
    });
  });

  it("refuses --nats together with --embedded", async () => {
    expect((await run(["up", "--embedded", "--nats", "nats://h:1"])).code).toBe(2);
  });
});

describe("usage", () => {
  it.each([
    [["kv", "pot", "demo", "k"], "(Did you mean put?)"],
    [["kv", "get", "demo", "k", "--jsn"], "(Did you mean --json?)"],
    [["upp"], "(Did you mean up?)"],
    [["kv", "get", "demo"], "missing required argument 'key'"],
    [["kv", "get", "demo", "k", "more"], "too many arguments"],
    [["kv", "update", "demo", "k", "1"], "--version <version>"],
    [["up", "--nodes", "0"], "whole number from 1 to 16"],
    [["up", "--nodes", "1e1"], "whole number from 1 to 16"],
    [["up", "--cluster", "a.b"], "letters, digits"],
    [["up", "--data", ""], "directory"],
    [["kv"], "Usage: quorate kv"],
    [[], "Usage: quorate"],
  ])("%j exits 2 and says what is wrong", async (args, says) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(says);
  });

  it.each([[["kv", "pot", "--json"]], [["kv", "--json"]], [["up", "--nodes", "x", "--json"]]])(
    "%j prints the error as one line of JSON",
    async (args) => {
      const { code, out, err } = await run(args);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(json(err)).toMatchObject({ error: { code: "INVALID_ARGUMENT" } });
      expect(err.trimEnd()).not.toContain("\n");
    },
  );

  it.each([
    [["--help"]],
    [["up", "--help"]],
    [["node", "--help"]],
    [["kv", "--help"]],
    [["cluster", "--help"]],
    ...["status", "enable", "join", "remove", "create-ensemble", "delete-ensemble", "members", "step-down"].map(
      (command) => [["cluster", command, "--help"]],
    ),
    ...["get", "put", "create", "update", "delete", "safe-delete"].map((command) => [["kv", command, "--help"]]),
  ])("%j shows an example and exits 0", async (args) => {
    const { code, out, err } = await run(args);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/\nExamples?:\n {2}quorate /);
  });

  it("prints the version", async () => {
    expect(await run(["--version"])).toEqual({ code: 0, out: "1.2.3\n", err: "" });
  });
});
