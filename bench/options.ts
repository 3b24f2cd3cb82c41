/** The command line of `npm run bench`. */
import { parseArgs } from "node:util";
import { systems } from "./systems/all.ts";
import type { Operation } from "./systems/system.ts";

export const partNames = ["throughput", "failover", "stop", "start", "memory", "scale"] as const;
export type Part = (typeof partNames)[number];

const everySystem = systems.map(({ name }) => name).join(",");

export const help = `usage: npm run bench -- [options]     all goals in some 20 minutes; L is a list, like a,b
  --parts L             default ${partNames.join(",")}
  --systems L           default ${everySystem}
throughput:
  --seconds S           each measurement, default 1
  --rounds N            every system in turn, N times; medians are printed, default 2
  --concurrency L       callers, default 1,64,256,1024
  --operations L        default put,get,update
failover and stop: the leader gets SIGKILL or SIGTERM
  --trials N            of each system, default 10
  --block N             so many before it is the next system's turn, default 5
start:
  --starts N            of each system, empty and again with data, default 3
  --data-keys N         default 100000
memory: of nodes at rest and as keys of 128 bytes are added
  --keys L              default 10,1000,100000,1000000
  --memory-systems L    default quorate
scale: of Quorate
  --nodes L             default 1,3,5
  --ensembles L         default 1,16,256
  --bytes L             a value, default 128,4096,65536,262144
  --rest S              how long nodes are left alone before memory and processor time at rest are read, and how long the
                        latter is counted; default 10
  --out FILE            all figures as JSON, default bench.json
  --pictures DIR        where to write the figures as SVG
  --help`;

export interface BenchOptions {
  readonly parts: readonly Part[];
  readonly systems: readonly string[];
  readonly ms: number;
  readonly rounds: number;
  readonly levels: readonly number[];
  readonly operations: readonly Operation[];
  readonly trials: number;
  readonly block: number;
  readonly starts: number;
  readonly dataKeys: number;
  readonly keys: readonly number[];
  readonly memorySystems: readonly string[];
  readonly nodes: readonly number[];
  readonly ensembles: readonly number[];
  readonly bytes: readonly number[];
  readonly restMs: number;
  readonly out: string;
  readonly pictures: string | null;
}

/** Null: print `help`. @throws Error with what is wrong. */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const text = (otherwise: string) => ({ type: "string", default: otherwise }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ parts: text(partNames.join(",")), systems: text(everySystem), seconds: text("1"), rounds: text("2") },
      ...{ concurrency: text("1,64,256,1024"), operations: text("put,get,update"), trials: text("10") },
      ...{ block: text("5"), starts: text("3"), "data-keys": text("100000"), keys: text("10,1000,100000,1000000") },
      ...{ "memory-systems": text("quorate"), nodes: text("1,3,5"), ensembles: text("1,16,256") },
      ...{ bytes: text("128,4096,65536,262144"), rest: text("10"), out: text("bench.json") },
      pictures: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return null;
  const names = systems.map(({ name }) => name);
  const electing = systems.flatMap(({ name, elects }) => (elects ? [name] : []));
  return {
    parts: choices("parts", values.parts, partNames),
    systems: choices("systems", values.systems, names),
    ms: 1000 * number("seconds", values.seconds, Number.MIN_VALUE),
    rounds: whole("rounds", values.rounds),
    levels: wholes("concurrency", values.concurrency),
    operations: choices("operations", values.operations, ["put", "get", "update"]),
    trials: whole("trials", values.trials),
    block: whole("block", values.block),
    starts: whole("starts", values.starts),
    dataKeys: whole("data-keys", values["data-keys"]),
    keys: wholes("keys", values.keys),
    memorySystems: choices("memory-systems", values["memory-systems"], electing),
    nodes: wholes("nodes", values.nodes),
    ensembles: wholes("ensembles", values.ensembles),
    bytes: wholes("bytes", values.bytes),
    restMs: 1000 * number("rest", values.rest, 0.1),
    out: values.out,
    pictures: values.pictures ?? null,
  };
}

function choices<T extends string>(option: string, list: string, known: readonly T[]): T[] {
  const chosen = list.split(",");
  const unknown = chosen.find((one) => !(known as readonly string[]).includes(one));
  if (unknown !== undefined) throw new Error(`--${option} takes some of ${known.join(",")}, not ${unknown}`);
  return known.filter((one) => chosen.includes(one));
}

function number(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= least) || value === Infinity)
    throw new Error(`--${option} takes a number, not ${text}`);
  return value;
}

function whole(option: string, text: string): number {
  const value = number(option, text, 1);
  if (!Number.isInteger(value)) throw new Error(`--${option} takes a whole number, not ${text}`);
  return value;
}

/** In ascending order. */
function wholes(option: string, list: string): number[] {
  return list
    .split(",")
    .map((one) => whole(option, one))
    .toSorted((a, b) => a - b);
}
