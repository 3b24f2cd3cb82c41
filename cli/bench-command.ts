/** `quorate bench`: what a cluster of the user's own does under a fixed number of callers. */
import { type Command, InvalidArgumentError } from "commander";
import { QuorateError } from "#machines/protocol/errors";
import { maxKeyBytes } from "#machines/protocol/object";
import type { EnsembleClient, QuorateClient } from "#services/public-types";
import { bytesOf, forEachOf, measure, type Measured, Pool } from "./load.ts";
import { table, type Terminal, toJson } from "./output.ts";
import { name, wholeNumber } from "./parse.ts";
import { ProgressBar } from "./progress-bar.ts";
import { type Connect, type TargetOptions, withClient, withTargetOptions } from "./target.ts";

const operations = ["put", "get", "cas"] as const;
type Operation = (typeof operations)[number];

interface BenchOptions extends TargetOptions {
  readonly ensemble: string;
  readonly callers: number;
  readonly seconds: number;
  readonly size: number;
  readonly keys: number;
  readonly prefix: string;
  readonly operations: readonly Operation[];
}

interface Result extends Measured {
  readonly operation: Operation;
}

type Store = EnsembleClient<Uint8Array>;

/** Keys are written and deleted by so many at once: a cluster that is cold takes its time. */
const callersBesides = 16;
const progressMs = 200;

const examples = `
Examples:
  quorate bench
  quorate bench --nats nats://10.0.0.5:4222 --cluster prod --ensemble accounts --callers 1 --seconds 10
  quorate bench --size 4096 --operations put,get --json

It writes keys PREFIX0, PREFIX1, ... of the ensemble and deletes them in the end. Whoever uses the cluster feels the load.
`;

export function addBenchCommand(program: Command, terminal: Terminal, connect: Connect): void {
  const command = program
    .command("bench")
    .description("put load on an ensemble: operations a second, and how long each took")
    .option("--ensemble <name>", "the ensemble", name, "demo")
    .option("--callers <n>", "callers, each with one operation at a time", wholeNumber(1, 100_000), 64)
    .option("--seconds <s>", "how long each operation is measured", seconds, 3)
    .option("--size <bytes>", "bytes of a value", wholeNumber(0, 2 ** 26), 128)
    .option("--keys <n>", "how many keys are in use", wholeNumber(1, 10_000_000), 1000)
    .option("--prefix <text>", "what the keys begin with", prefix, "quorate-bench/")
    .option("--operations <list>", `which, and in which order: ${operations.join(",")}`, operationList, operations);
  withTargetOptions(command);
  command.addHelpText("after", examples);
  command.action(async () => {
    const options = command.opts<BenchOptions>();
    const results = await withClient(connect, options, terminal.env, (client) => bench(client, options, terminal));
    terminal.out(options.json === true ? `${asJson(options, results)}\n` : shown(options, results));
  });
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value <= 86_400))
    throw new InvalidArgumentError("It takes a number of seconds up to 86400.");
  return value;
}

function operationList(text: string): readonly Operation[] {
  const chosen = text.split(",");
  const known = operations.filter((one) => chosen.includes(one));
  if (known.length !== new Set(chosen).size)
    throw new InvalidArgumentError(`It takes some of ${operations.join(",")}, with commas.`);
  return chosen as Operation[];
}

function prefix(text: string): string {
  if (text === "" || Buffer.byteLength(text) > maxKeyBytes - 8)
    throw new InvalidArgumentError(`It takes 1 to ${maxKeyBytes - 8} bytes.`);
  return text;
}

async function bench(client: QuorateClient, options: BenchOptions, terminal: Terminal): Promise<Result[]> {
  const store = client.ensemble<Uint8Array>(options.ensemble);
  const bar = new ProgressBar(terminal.isInteractive === true ? terminal.err : () => undefined);
  const results: Result[] = [];
  const keyOf = (n: number): string => `${options.prefix}${n % options.keys}`;
  const value = bytesOf(options.size);
  const versions: [string, string][] = [];
  try {
    await forEachOf(0, options.keys, callersBesides, async (n) => {
      versions.push([keyOf(n), (await store.put(keyOf(n), value)).version]);
      bar.show(`writes ${options.keys} keys`, versions.length / options.keys);
    });
    for (const operation of options.operations) {
      const once = await onceOf(store, operation, keyOf, value, versions);
      results.push({ operation, ...(await measured(options, operation, once, bar)) });
    }
  } finally {
    bar.show("deletes its keys", 0);
    // What keeps them from being deleted has shown already.
    await forEachOf(0, versions.length, callersBesides, (n) => store.delete(versions[n]?.[0] ?? "")).catch(
      () => undefined,
    );
    bar.end();
  }
  return results;
}

/** A compare-and-swap takes a key that no other caller has in hand, so that none fails by another. */
async function onceOf(
  store: Store,
  operation: Operation,
  keyOf: (n: number) => string,
  value: Uint8Array,
  versions: [string, string][],
): Promise<(n: number) => Promise<unknown>> {
  if (operation === "put") return (n) => store.put(keyOf(n), value);
  if (operation === "get") return (n) => store.get(keyOf(n));
  // Puts may have changed them since they were written.
  await forEachOf(0, versions.length, callersBesides, async (n) => {
    const one = versions[n];
    if (one !== undefined) one[1] = (await store.get(one[0]))?.version ?? "";
  });
  const pool = new Pool(versions);
  return () =>
    pool.use(async (one) => {
      try {
        one[1] = (await store.update(one[0], one[1], value)).version;
      } catch (error) {
        // It may have been applied: the next one takes the version that is there.
        one[1] = (await store.get(one[0]))?.version ?? "";
        throw error;
      }
    });
}

/** @throws what the operations failed with, when none succeeded. */
async function measured(
  options: BenchOptions,
  operation: Operation,
  once: (n: number) => Promise<unknown>,
  bar: ProgressBar,
): Promise<Measured> {
  const beganMs = performance.now();
  const show = (): void => bar.show(operation, (performance.now() - beganMs) / (options.seconds * 1000));
  const timer = setInterval(show, progressMs);
  let last: unknown = new QuorateError("TIMEOUT", `no ${operation} ended`);
  const failed = (error: unknown): void => {
    last = error;
  };
  try {
    const result = await measure(options.callers, options.seconds * 1000, once, { failed });
    if (result.ops === 0) throw last;
    return result;
  } finally {
    clearInterval(timer);
  }
}

function asJson(options: BenchOptions, results: readonly Result[]): string {
  const { ensemble, callers, size, keys } = options;
  return toJson({ ensemble, callers, seconds: options.seconds, size, keys, results });
}

function shown(options: BenchOptions, results: readonly Result[]): string {
  const rows = results.map(({ operation, perSecond, p50Ms, p99Ms, errors }) =>
    [operation, perSecond.toLocaleString("en"), p50Ms, p99Ms, errors].map(String),
  );
  const { ensemble, callers, size, keys } = options;
  const what = `${ensemble}: ${callers} callers, values of ${size} bytes under ${keys} keys, ${options.seconds} s each\n`;
  return `${what}${table([["OPERATION", "A SECOND", "P50 MS", "P99 MS", "FAILED"], ...rows])}`;
}
