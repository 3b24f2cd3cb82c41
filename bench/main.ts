/**
 * `npm run bench`: puts, gets and compare-and-swaps of 128 bytes over 1,000 keys, on three members each of Quorate, etcd and
 * JetStream KV, one system at a time and round by round, beside what the machine allows: a NATS round trip, and a replicated,
 * fsynced put without any logic.
 *
 * Machines differ and drift: carry ratios from one run.
 */
import { fork } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { cpus, totalmem, tmpdir } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Task, Told } from "./client.ts";
import { diskSync } from "./floor.ts";
import { bar } from "./progress.ts";
import { summarize, tables, type Report, type Sample } from "./report.ts";
import { drawing } from "./report-picture.ts";
import { systems } from "./systems/all.ts";
import type { Operation } from "./systems/system.ts";

const help = `usage: npm run bench -- [options]
  --seconds S       each measurement, default 2
  --rounds N        every system in turn, N times; medians are printed, default 3
  --concurrency L   callers, a list, default 1,64,256,1024
  --operations L    default put,get,update
  --systems L       default ${systems.map(({ name }) => name).join(",")}
  --out FILE        all figures as JSON, default bench.json
  --picture FILE    the puts as SVG
  --help`;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "2" },
    rounds: { type: "string", default: "3" },
    concurrency: { type: "string", default: "1,64,256,1024" },
    operations: { type: "string", default: "put,get,update" },
    systems: { type: "string", default: systems.map(({ name }) => name).join(",") },
    out: { type: "string", default: "bench.json" },
    picture: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

function refuse(): never {
  console.error(help);
  process.exit(2);
}

function runClient(task: Task, told: (what: Told) => void): Promise<void> {
  const child = fork(resolve(import.meta.dirname, "client.js"), [JSON.stringify(task)], { stdio: "inherit" });
  child.on("message", (what) => told(what as Told));
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("exit", (code) =>
      code === 0 ? done() : failed(new Error(`${task.system}: its client ended with ${code}`)),
    );
  });
}

async function main(): Promise<void> {
  if (values.help) return console.log(help);
  const [ms, rounds] = [Number(values.seconds) * 1000, Number(values.rounds)];
  const levels = values.concurrency.split(",").map(Number);
  const wanted = values.systems.split(",");
  const operations = values.operations.split(",") as Operation[];
  if (!(ms > 0) || !(rounds >= 1) || levels.some((level) => !(level >= 1))) refuse();
  if (wanted.some((name) => systems.every((system) => system.name !== name))) refuse();
  if (operations.some((operation) => !["put", "get", "update"].includes(operation))) refuse();
  const chosen = [];
  for (const system of systems.filter(({ name }) => wanted.includes(name))) {
    const missing = await system.missing();
    if (missing === null) chosen.push(system);
    else console.log(`${system.title} is skipped: ${missing}`);
  }
  const tasks = chosen
    .map(({ name, operations: known }): Task => {
      return { system: name, operations: operations.filter((one) => known.includes(one)), levels, ms };
    })
    .filter((task) => task.operations.length > 0);
  const steps = rounds * tasks.reduce((sum, task) => sum + task.operations.length * levels.length, 0);
  const progress = bar(steps);
  const samples: Sample[] = [];
  const failures: string[] = [];
  const disk = [];
  const began = performance.now();
  for (let turn = 1; turn <= rounds; turn += 1) {
    // Whoever comes first in one round comes last in the next: a machine that drifts favours nobody.
    for (const task of turn % 2 === 1 ? tasks : tasks.toReversed()) {
      progress.say(`round ${turn} of ${rounds}: ${task.system} starts`);
      const ended = runClient(task, (told) => {
        if (told.kind !== "result") return void samples.push({ ...told, system: task.system });
        progress.step(
          `round ${turn} of ${rounds}: ${task.system} ${told.result.operation}, ${told.result.concurrency} callers`,
        );
        samples.push({ ...told, system: task.system });
      });
      // The others are measured all the same.
      await ended.catch((error: unknown) => failures.push(`round ${turn}: ${String(error)}`));
    }
    disk.push(await diskSync(tmpdir(), ms / 2));
  }
  progress.end();
  const report: Report = {
    at: new Date().toISOString(),
    machine: {
      cpus: cpus().length,
      model: cpus()[0]?.model ?? "",
      memoryGb: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    took: Math.round((performance.now() - began) / 1000),
    seconds: ms / 1000,
    rounds,
    ...summarize(chosen, samples, disk),
  };
  console.log(tables(report));
  for (const failure of failures) console.log(`\nincomplete: ${failure}`);
  await writeFile(values.out, `${JSON.stringify({ ...report, failures, samples }, null, 2)}\n`);
  if (values.picture !== undefined) await writeFile(values.picture, drawing(report));
  if (failures.length > 0) process.exitCode = 1;
}

await main();
