/** startNode and connect check what they are handed before they open anything: docs/API.md. */
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { connect, startNode } from "#cli/quorate";
import type { ClientOptions, NodeOptions } from "#services/public-types";

const dataDir = join(tmpdir(), "quorate-never-made");
const good = { name: "n1", cluster: "demo", servers: "nats://127.0.0.1:1", dataDir };

describe("startNode", () => {
  it.each([
    ["name", ""],
    ["name", "a.b"],
    ["name", "x".repeat(65)],
    ["name", undefined],
    ["cluster", "*"],
    ["servers", ""],
    ["servers", []],
    ["servers", "http://127.0.0.1:1"],
    ["servers", ["nats://a:1", 4222]],
    ["dataDir", ""],
    ["ensembles", { "a b": { members: ["n1"] } }],
    ["ensembles", { a: { members: [] } }],
    ["ensembles", { a: { members: ["n1", "n1"] } }],
    ["ensembles", { a: null }],
    ["backend", "redis"],
    ["logLevel", "loud"],
    ["nats", "token"],
    ["settings", { tickMs: -1 }],
    ["settings", { tikMs: 100 }],
    ["setings", {}],
  ])("refuses %s %j with CONFIG that names it", async (option, value) => {
    const options = { ...good, [option]: value } as unknown as NodeOptions;
    await expect(startNode(options)).rejects.toMatchObject({ code: "CONFIG", name: "QuorateError" });
    expect(existsSync(dataDir)).toBe(false);
  });

  it("is UNAVAILABLE when no server answers, and leaves no directory", async () => {
    await expect(startNode(good)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(existsSync(dataDir)).toBe(false);
  });
});

describe("connect", () => {
  it.each([
    ["cluster", ""],
    ["servers", []],
    ["timeoutMs", 0],
    ["timeoutMs", Number.POSITIVE_INFINITY],
    ["timeoutMs", "5"],
    ["timeout", 5],
  ])("refuses %s %j with CONFIG", async (option, value) => {
    const options = { cluster: "demo", servers: "nats://127.0.0.1:1", [option]: value } as unknown as ClientOptions;
    await expect(connect(options)).rejects.toMatchObject({ code: "CONFIG" });
  });

  it("is UNAVAILABLE when no server answers", async () => {
    const options = { cluster: "demo", servers: "nats://127.0.0.1:1" };
    await expect(connect(options)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});
