/**
 * `node dist/bench/simulator.js`: how fast the simulator is, with three and with five nodes on one thread.
 *
 * Each seed is run several times and its quickest run counts, in CPU time: what else the machine does only ever makes a run
 * slower. Simulated seconds to a second of the clock on the wall are shown beside it; on an idle core they are the same.
 */
import { parseArgs } from "node:util";
import { simulate } from "#simulation/run";
import { round } from "#cli/load";

const help = `usage: node dist/bench/simulator.js [options]
  --seeds N    seeds of each size, default 10
  --from S     the first of them, default 400000
  --rounds N   runs of each seed, the quickest counts, default 3
  --nodes L    list, default 3,5
  --help`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "10" },
    from: { type: "string", default: "400000" },
    rounds: { type: "string", default: "3" },
    nodes: { type: "string", default: "3,5" },
    help: { type: "boolean", default: false },
  },
});

interface Cost {
  cpuMs: number;
  wallMs: number;
  simulatedMs: number;
  operations: number;
  events: number;
}

async function cost(seed: number, nodes: number): Promise<Cost> {
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const { stats, history } = await simulate({ seed, nodes });
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpuBefore);
  const { simulatedMs, events } = stats;
  return { cpuMs: (user + system) / 1000, wallMs, simulatedMs, operations: history.length, events };
}

async function measureNodes(nodes: number, seeds: readonly number[], rounds: number): Promise<string> {
  const best: Cost[] = [];
  for (let count = 0; count < rounds; count += 1) {
    for (const [index, seed] of seeds.entries()) {
      const now = await cost(seed, nodes);
      const before = best[index] ?? now;
      best[index] = {
        ...now,
        cpuMs: Math.min(now.cpuMs, before.cpuMs),
        wallMs: Math.min(now.wallMs, before.wallMs),
      };
    }
  }
  const sum = (field: keyof Cost) => best.reduce((total, one) => total + one[field], 0);
  const perSecond = (field: keyof Cost) => round((sum(field) / sum("simulatedMs")) * 1000);
  return [
    `${nodes} nodes, ${perSecond("operations")} operations and ${perSecond("events")} events a simulated second:`,
    `  ${round((seeds.length / sum("wallMs")) * 1000)} seeds a second`,
    `  ${round(sum("simulatedMs") / sum("wallMs"))} simulated seconds a second`,
    `  ${round(sum("simulatedMs") / sum("cpuMs"))} simulated seconds a second of CPU`,
  ].join("\n");
}

async function main(): Promise<void> {
  if (values.help) return console.log(help);
  const [count, from, rounds] = [Number(values.seeds), Number(values.from), Number(values.rounds)];
  const sizes = values.nodes.split(",").map(Number);
  if (!(count >= 1) || !(rounds >= 1) || !Number.isInteger(from) || sizes.some((nodes) => !(nodes >= 1))) {
    console.error(help);
    process.exit(2);
  }
  const seeds = Array.from({ length: count }, (_, index) => from + index);
  for (const nodes of sizes) {
    // Code that has not run yet is slow, and is not what is measured.
    for (const seed of seeds.slice(0, 5)) await simulate({ seed: seed - 1000, nodes });
    console.log(await measureNodes(nodes, seeds, rounds));
  }
}

await main();
