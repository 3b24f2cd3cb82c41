/**
 * `npm run bench`: puts, compare-and-swaps and gets of 128 bytes over 1,000 keys, on three node processes over NATS with
 * fsync before every acknowledgement, beside the raw cost of a NATS round trip and of a disk sync in the same run.
 *
 * Machines differ and drift: quote ratios from one run.
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { ensemble, startCluster } from "./cluster.ts";
import { diskSync, natsRoundTrip } from "./floor.ts";
import { measure, median, round, type Measured } from "./measure.ts";

const help = `usage: npm run bench -- [options]
  --seconds S       each measurement, default 3
  --rounds N        interleaved rounds, medians are printed, default 3
  --concurrency L   list, default 1,64,256
  --out FILE        write all figures as JSON
  --help`;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    concurrency: { type: "string", default: "1,64,256" },
    out: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

interface Row {
  readonly what: string;
  readonly concurrency: number;
  readonly rounds: Measured[];
}

function summarize(row: Row): Measured & { readonly what: string; readonly concurrency: number } {
  const of = (field: keyof Measured) => round(median(row.rounds.map((one) => one[field])));
  return {
    what: row.what,
    concurrency: row.concurrency,
    ops: of("ops"),
    errors: row.rounds.reduce((sum, one) => sum + one.errors, 0),
    perSecond: of("perSecond"),
    p50Ms: of("p50Ms"),
    p99Ms: of("p99Ms"),
  };
}

async function main(): Promise<void> {
  if (values.help) return console.log(help);
  const ms = Number(values.seconds) * 1000;
  const rounds = Number(values.rounds);
  const levels = values.concurrency.split(",").map(Number);
  if (!(ms > 0) || !(rounds >= 1) || levels.some((level) => !(level >= 1))) {
    console.error(help);
    process.exit(2);
  }
  const tell = (text: string) => process.stderr.write(`${text}\n`);
  const cluster = await startCluster(tell);
  const rows: Row[] = [];
  const row = (what: string, concurrency: number): Row => {
    let found = rows.find((one) => one.what === what && one.concurrency === concurrency);
    if (found === undefined) rows.push((found = { what, concurrency, rounds: [] }));
    return found;
  };
  try {
    const store = cluster.client.ensemble<Uint8Array>(ensemble);
    const value = new Uint8Array(128).fill(7);
    const key = (n: number) => `k${n % 1000}`;
    const versions = new Map<string, string>();
    for (let n = 0; n < 1000; n += 1) versions.set(key(n), (await store.put(key(n), value)).version);
    const swap = async (n: number) => {
      const at = key(n);
      const entry = await store.update(at, versions.get(at) ?? "", value);
      versions.set(at, entry.version);
    };
    for (let turn = 1; turn <= rounds; turn += 1) {
      for (const level of levels) {
        tell(`round ${turn}/${rounds}, concurrency ${level}`);
        row("NATS round trip", level).rounds.push(await natsRoundTrip(cluster.url, level, ms / 2));
        row("put", level).rounds.push(await measure(level, ms, (n) => store.put(key(n), value)));
        row("get (lease)", level).rounds.push(await measure(level, ms, (n) => store.get(key(n))));
        for (let n = 0; n < 1000; n += 1) versions.set(key(n), (await store.get(key(n)))?.version ?? "");
        row("update (CAS)", level).rounds.push(await measure(level, ms, swap));
      }
      row("append + fdatasync", 1).rounds.push(await diskSync(cluster.dir, ms / 2));
    }
  } finally {
    await cluster.stop();
  }
  print(rows.map(summarize));
  if (values.out !== undefined) await writeFile(values.out, `${JSON.stringify(rows.map(summarize), null, 2)}\n`);
}

function print(rows: readonly ReturnType<typeof summarize>[]): void {
  console.log("\n| what | callers | a second | p50 ms | p99 ms | errors | ratio to a NATS round trip |");
  console.log("|---|---|---|---|---|---|---|");
  for (const one of rows) {
    const hop = rows.find((other) => other.what === "NATS round trip" && other.concurrency === one.concurrency);
    const ratio =
      hop === undefined
        ? ""
        : `${round(one.perSecond / hop.perSecond)} of its rate, ${round(one.p50Ms / hop.p50Ms)} of its p50`;
    console.log(
      `| ${one.what} | ${one.concurrency} | ${one.perSecond} | ${one.p50Ms} | ${one.p99Ms} | ${one.errors} | ${ratio} |`,
    );
  }
}

await main();
