/** The tasks of a run, in order. */
import type { BenchOptions } from "./options.ts";
import type { System } from "./systems/system.ts";
import type { OutageKind, Task } from "./tasks.ts";

/** @param chosen what is installed of what was asked for. @param dir where workers make their folders. */
export function plan(options: BenchOptions, chosen: readonly System[], dir: string): Task[] {
  const { parts, ms, restMs } = options;
  const throughput = chosen.flatMap(({ name, operations: known }): Task[] => {
    const operations = options.operations.filter((one) => known.includes(one));
    if (!parts.includes("throughput") || operations.length === 0) return [];
    return [{ system: name, dir, part: "throughput", operations, levels: options.levels, ms }];
  });
  const electing = chosen.filter(({ elects }) => elects);
  const remembering = electing.filter(({ name }) => options.memorySystems.includes(name));
  return [
    ...inTurns(options.rounds, () => throughput),
    ...outages(options, electing, dir),
    ...electing.flatMap(({ name }): Task[] =>
      parts.includes("start")
        ? [{ system: name, dir, part: "start", trials: options.starts, keys: options.dataKeys }]
        : [],
    ),
    ...remembering.flatMap(({ name }): Task[] =>
      parts.includes("memory") ? [{ system: name, dir, part: "memory", keys: options.keys, ms, restMs }] : [],
    ),
    ...electing.flatMap(({ name }): Task[] => {
      if (name !== "quorate" || !parts.includes("scale")) return [];
      const { nodes, ensembles, bytes } = options;
      return [{ system: name, dir, part: "scale", nodes, ensembles, bytes, ms, restMs }];
    }),
  ];
}

function outages(options: BenchOptions, electing: readonly System[], dir: string): Task[] {
  const kinds: OutageKind[] = [];
  if (options.parts.includes("failover")) kinds.push("kill");
  if (options.parts.includes("stop")) kinds.push("stop");
  if (kinds.length === 0) return [];
  const { trials, block } = options;
  return inTurns(Math.ceil(trials / block), (turn) =>
    electing.map(({ name }) => {
      return { system: name, dir, part: "outage", kinds, trials: Math.min(block, trials - turn * block) };
    }),
  );
}

/** Whoever comes first in one round comes last in the next: a machine that drifts favours nobody. */
function inTurns(rounds: number, tasksOf: (turn: number) => readonly Task[]): Task[] {
  return Array.from({ length: rounds }, (_, turn) =>
    turn % 2 === 0 ? tasksOf(turn) : tasksOf(turn).toReversed(),
  ).flat();
}
