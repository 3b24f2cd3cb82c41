/**
 * What callers without types may hand to each public call of a client and of a node: refused with INVALID_ARGUMENT, never an error of
 * another kind, never taken. Source: issue "Membership", "Bad input at every command and API call".
 */
import { beforeAll, describe, expect, test } from "vitest";
import { QuorateError } from "#machines/protocol/errors";
import { createClient } from "#services/client";
import type { QuorateClient } from "#services/public-types";
import type { RunningNode } from "#services/node";
import { TestCluster } from "../node/cluster.ts";

const long = "x".repeat(10_000);
const noText = [7, Number.NaN, null, undefined, true, {}, [], ["n1"], Symbol("n1"), 10n, () => "n1", new Date(0)];

/** What each kind of argument must not be, and one that it may be. */
const kinds = {
  name: {
    good: "n2",
    bad: [
      ...noText,
      "",
      long,
      "a b",
      "a.b",
      "*",
      ">",
      "a\u0000b",
      "a\nb",
      "\u001b[2J",
      "é",
      "-a",
      "a/../b",
      "__proto__ ",
    ],
  },
  key: { good: "k", bad: [...noText, "", long, "a\ud800"] },
  value: { good: 1, bad: [undefined, () => 1, Symbol("1")] },
  version: { good: "1.1", bad: [...noText, "", long, "a b", "a\u0000b", "é"] },
  change: { good: (value: unknown) => value, bad: [7, null, undefined, "x", {}] },
  listener: { good: () => undefined, bad: [7, null, undefined, "x", {}] },
  config: {
    good: { members: ["n1"] },
    bad: [
      ...[
        7,
        null,
        undefined,
        "n1",
        ["n1"],
        {},
        { members: "n1" },
        { members: [] },
        { members: [7] },
        { members: [""] },
      ],
      ...[{ members: [long] }, { members: ["n1", "n1"] }, { members: Array.from({ length: 31 }, (_, at) => `n${at}`) }],
      ...[
        { members: ["n1"], backend: 7 },
        { members: ["n1"], backend: "a b" },
        { members: ["n1"], options: 7 },
      ],
      ...[
        { members: ["n1"], options: [] },
        { members: ["n1"], options: null },
        { members: ["n1"], options: { big: 10n } },
      ],
      { members: ["n1"], options: { toJSON: () => undefined } },
    ],
  },
  changes: {
    good: [{ add: "n2" }],
    bad: [
      ...[7, null, undefined, "n1", {}, [], [null], [7], [{}], [[]], [{ add: "" }], [{ add: 7 }], [{ add: long }]],
      ...[[{ drop: "n1" }], [{ add: "n2", remove: "n1" }], Array.from({ length: 70 }, (_, at) => ({ add: `n${at}` }))],
    ],
  },
  options: {
    good: undefined,
    bad: [
      ...[7, null, "x", true, { timeoutMs: 0 }, { timeoutMs: -1 }, { timeoutMs: Number.NaN }, { timeoutMs: "5" }],
      ...[
        { timeoutMs: Number.POSITIVE_INFINITY },
        { timeoutMs: 1e12 },
        { timeoutMs: null },
        { signal: {} },
        { signal: 7 },
      ],
    ],
  },
} as const;
type Kind = keyof typeof kinds;

const calls: Readonly<Record<"client" | "admin" | "ensemble" | "node", Readonly<Record<string, readonly Kind[]>>>> = {
  client: {
    ensemble: ["name"],
    ensembles: ["options"],
    leader: ["name", "options"],
    pingQuorum: ["name", "options"],
    checkQuorum: ["name", "options"],
    countQuorum: ["name", "options"],
    stableViews: ["name", "options"],
    status: ["options"],
    watchLeader: ["name", "listener"],
  },
  admin: {
    enable: ["name", "options"],
    join: ["name", "name", "options"],
    remove: ["name", "options"],
    createEnsemble: ["name", "config", "options"],
    deleteEnsemble: ["name", "options"],
    updateMembers: ["name", "changes", "options"],
    stepDown: ["name", "options"],
  },
  ensemble: {
    get: ["key", "options"],
    put: ["key", "value", "options"],
    create: ["key", "value", "options"],
    update: ["key", "version", "value", "options"],
    modify: ["key", "change", "options"],
    modifyWith: ["key", "name"],
    delete: ["key", "options"],
    safeDelete: ["key", "version", "options"],
  },
  node: {
    enable: ["options"],
    join: ["name", "options"],
    remove: ["name", "options"],
    createEnsemble: ["name", "config", "options"],
    deleteEnsemble: ["name", "options"],
    updateMembers: ["name", "changes", "options"],
    ready: ["name", "options"],
  },
};
/** Take nothing, or are told in tests of their own. */
const others = {
  client: ["admin", "close", "ring"],
  admin: [],
  ensemble: ["name"],
  node: ["name", "status", "whenRemoved", "stop"],
} as const;

const nodeCalls = new Set(["start", "configure", "want", "changeMembers", "constructor"]);

let cluster: TestCluster;
let client: QuorateClient;
let node: RunningNode;

beforeAll(async () => {
  cluster = new TestCluster(["n1", "n2", "n3"], { ensembles: [] });
  cluster.start();
  const bus = cluster.network.bus("caller", "b");
  const random = { below: (bound: number) => bound >> 1 };
  client = createClient({
    cluster: "test",
    id: "caller",
    boot: "b",
    bus,
    clock: cluster.clock,
    random,
    timeoutMs: 3000,
  });
  await cluster.clock.advance(50);
  node = cluster.member("n1").node;
  const enabled = node.enable();
  await cluster.clock.advance(2000);
  await enabled;
});

const holders = (): Record<keyof typeof calls, object> => ({
  client,
  admin: client.admin,
  ensemble: client.ensemble("a"),
  node,
});

async function endOf(call: () => unknown): Promise<unknown> {
  let end: { readonly error: unknown } | undefined;
  // Some throw, the others reject.
  const made = async (): Promise<unknown> => call();
  made().then(
    () => (end = { error: "nothing was refused" }),
    (error: unknown) => (end = { error }),
  );
  await cluster.until(() => end !== undefined, 20_000);
  return end?.error;
}

describe.each(Object.entries(calls))("%s", (holder, all) => {
  const it = holder as keyof typeof calls;

  test("has no other calls", () => {
    const object = holders()[it];
    const names = new Set([
      ...Object.keys(object),
      ...(it === "node" ? Object.getOwnPropertyNames(Object.getPrototypeOf(object)) : []),
    ]);
    const known = new Set([...Object.keys(all), ...others[it], ...(it === "node" ? nodeCalls : [])]);
    expect([...names].filter((name) => !known.has(name))).toEqual([]);
  });

  test.each(Object.entries(all))("%s refuses what it cannot take", async (name, takes) => {
    const object = holders()[it] as Record<string, (...args: unknown[]) => unknown>;
    const wrong: string[] = [];
    for (const [at, kind] of takes.entries()) {
      for (const bad of kinds[kind].bad) {
        const args = takes.map((one, index) => (index === at ? bad : kinds[one].good));
        const error = await endOf(() => object[name]?.(...args));
        const isRefused = error instanceof QuorateError && error.code === "INVALID_ARGUMENT";
        // What is told is fit for a terminal: short, and without control characters of the caller's.
        const isFit = isRefused && error.message.length < 400 && !/\p{Cc}/u.test(error.message);
        if (!isFit) wrong.push(`${kind} ${describeValue(bad)}: ${String(error)}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

function describeValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 20));
  if (typeof value === "object" && value !== null)
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? `${inner}n` : inner)).slice(0, 60);
  return String(value);
}
