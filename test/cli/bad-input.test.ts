/**
 * What may stand in the place of each argument of each command that talks to a cluster: the command ends with a code, in JSON where that
 * was asked for, and nothing is sent. Source: issue "Membership", "Bad input at every command and API call".
 */
import { describe, expect, it } from "vitest";
import { runCli } from "#cli/program";
import { makeId, systemClock, systemRandom } from "#cli/ports";
import { createClient } from "#services/client";
import type { QuorateClient } from "#services/public-types";
import { MemoryNetwork } from "#transport/memory-bus";

const long = "x".repeat(10_000);
const names = ["", long, "a b", "a.b", "*", ">", "a\nb", "\u001b[2J", "é", "a/../b", "a\u0000b"];
const kinds = {
  name: { good: "n1", bad: names },
  key: { good: "k", bad: ["", long] },
  value: { good: "1", bad: [] },
  list: { good: "n1,n2", bad: [...names, ",", "n1,", "n1,n1", "n1 n2", "n1,a b"] },
  json: { good: "{}", bad: ["", "7", "[]", "null", "{", long] },
  version: { good: "1.1", bad: ["", long, "a b", "a\nb", "é"] },
  timeout: { good: "100", bad: ["", "0", "-1", "x", "1.5", "1e3", "99999999999"] },
} as const;
type Kind = keyof typeof kinds;

/** Each command: its arguments, then its options. */
const commands: Readonly<Record<string, readonly [readonly Kind[], Readonly<Record<string, Kind>>]>> = {
  "kv get": [["name", "key"], {}],
  "kv put": [["name", "key", "value"], {}],
  "kv create": [["name", "key", "value"], {}],
  "kv update": [["name", "key", "value"], { version: "version" }],
  "kv delete": [["name", "key"], {}],
  "kv safe-delete": [["name", "key"], { version: "version" }],
  "cluster status": [[], {}],
  "cluster enable": [["name"], {}],
  "cluster join": [["name", "name"], {}],
  "cluster remove": [["name"], {}],
  "cluster create-ensemble": [["name"], { members: "list", backend: "name", options: "json" }],
  "cluster delete-ensemble": [["name"], {}],
  "cluster members": [["name"], { add: "list", remove: "list" }],
  "cluster step-down": [["name"], {}],
};
const everywhere: Readonly<Record<string, Kind>> = { cluster: "name", timeout: "timeout" };

describe.each(Object.entries(commands))("quorate %s", (command, [args, own]) => {
  const options = { ...own, ...everywhere };
  const line = (change: (slot: string, kind: Kind) => string): string[] => [
    ...command.split(" "),
    ...Object.entries(options).map(([name, kind]) => `--${name}=${change(`--${name}`, kind)}`),
    ...["--nats", "nats://127.0.0.1:1", "--json", "--"],
    ...args.map((kind, at) => change(`argument ${at}`, kind)),
  ];
  const slots = [
    ...args.map((kind, at) => [`argument ${at}`, kind] as const),
    ...Object.entries(options).map(([name, kind]) => [`--${name}`, kind] as const),
  ];

  it.each(slots)("refuses what %s cannot be (%s)", async (slot, kind) => {
    const wrong: string[] = [];
    for (const bad of kinds[kind].bad) {
      const ran = await run(line((at, one) => (at === slot ? bad : kinds[one].good)));
      const { code, message } = errorIn(ran.err);
      const isCoded = ran.code === 2 && code === "INVALID_ARGUMENT";
      if (!isCoded || ran.sent > 0 || ran.out !== "" || message.length > 11_000)
        wrong.push(
          `${JSON.stringify(bad.slice(0, 20))}: ${ran.code} ${code} ${message.slice(0, 200)}, ${ran.sent} sent`,
        );
    }
    expect(wrong).toEqual([]);
  });

  it("wants all of its arguments, and no others", async () => {
    const good = line((_, kind) => kinds[kind].good);
    const lines = [
      [...good, "more"],
      [...good.slice(0, -1 - args.length), "--unheard-of"],
    ];
    if (args.length > 0) lines.push(good.slice(0, -1));
    for (const one of lines) {
      const ran = await run(one);
      expect([ran.code, errorIn(ran.err).code, ran.sent]).toEqual([2, "INVALID_ARGUMENT", 0]);
    }
  });
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Messages that left the client. */
  readonly sent: number;
}

/** With the real client, on a bus where nobody is. */
async function run(args: readonly string[]): Promise<Ran> {
  let [out, err, sent] = ["", "", 0];
  const client = async (options: { readonly cluster: string; readonly timeoutMs?: number }): Promise<QuorateClient> => {
    const network = new MemoryNetwork({
      cluster: "demo",
      defer: (callback) => systemClock.defer(callback),
      intercept: () => {
        sent += 1;
        return [];
      },
    });
    const id = makeId("c", systemRandom);
    const ports = { bus: network.bus(id, "b"), clock: systemClock, random: systemRandom };
    return createClient({ cluster: options.cluster, id, boot: "b", ...ports, timeoutMs: options.timeoutMs ?? 100 });
  };
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text), env: {} };
  const nothing = async (): Promise<never> => Promise.reject(new Error("not here"));
  const code = await runCli(args, "1.2.3", terminal, { connect: client, startNode: nothing, up: nothing });
  return { code, out, err, sent };
}

function errorIn(text: string): { readonly code: string; readonly message: string } {
  try {
    return (JSON.parse(text) as { readonly error: { readonly code: string; readonly message: string } }).error;
  } catch {
    return { code: "no JSON", message: text };
  }
}
