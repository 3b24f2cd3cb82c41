/** What one seed stands for on the command line, and what is kept of its run. Both the main thread and its workers use it. */
import { InvariantError } from "#machines/protocol/errors";
import type { Batch } from "#machines/protocol/ports";
import type { Violation } from "#simulation/judges/verdict";
import type { FaultKind } from "#simulation/nemesis";
import { simulate, type SimulateOptions, type SimulationResult, type SimulationStats } from "#simulation/run";
import { decodeFrame, encodeFrame, splitMessages } from "#transport/codec";

export type Seed = string | number;

/** The flags that, with a seed, decide everything that happens in its run. */
export interface SeedFlags {
  readonly minutes: number;
  /** Seeds take turns: with 3,3,5 every third seed has five nodes. */
  readonly nodes: readonly number[];
  /** When given, members change all the time, beginning with so many. */
  readonly members?: number;
  readonly nemesis?: readonly FaultKind[];
}

/** What is kept of a seed's run: plain data, small enough to pass between threads and to keep for thousands of seeds. */
export interface SeedRun {
  readonly seed: Seed;
  readonly nodes: number;
  readonly traceHash: string;
  readonly violations: readonly Violation[];
  readonly stats: SimulationStats;
}

const maxFrameBytes = 1_048_064;
/** Every so many seeds each frame is encoded and decoded as on NATS. */
const recodeEvery = 4;

/** A frame as it comes out at the other end of the wire. */
export function recode(batch: Batch): Batch {
  const frames = splitMessages(batch.messages, maxFrameBytes);
  const messages = frames.flatMap((frame) => {
    const decoded = decodeFrame(encodeFrame(batch.sender, batch.boot, batch.frame, frame), maxFrameBytes);
    if (!decoded.ok) throw new InvariantError(`a frame that was sent is refused: ${decoded.reason}`);
    return decoded.batch.messages;
  });
  return { ...batch, messages };
}

export function nodesOf(seed: Seed, { nodes }: Pick<SeedFlags, "nodes">): number {
  const number = Number(seed);
  return nodes[Number.isSafeInteger(number) ? number % nodes.length : 0] ?? nodes[0] ?? 3;
}

/** What a seed stands for, together with the flags: the same every time. */
export function optionsOf(seed: Seed, flags: SeedFlags): SimulateOptions {
  const { minutes, members, nemesis } = flags;
  const nodes = nodesOf(seed, flags);
  const isRecoded = Number.isInteger(Number(seed)) && Number(seed) % recodeEvery === 0;
  return {
    seed,
    minutes,
    nodes,
    ...(members === undefined ? {} : { members: Math.min(members, nodes) }),
    ...(nemesis === undefined ? {} : { nemesis }),
    ...(isRecoded ? { recode } : {}),
  };
}

export function toRun(seed: Seed, flags: SeedFlags, result: SimulationResult): SeedRun {
  const { traceHash, violations, stats } = result;
  return { seed, nodes: nodesOf(seed, flags), traceHash, violations, stats };
}

export async function runSeed(seed: Seed, flags: SeedFlags): Promise<SeedRun> {
  return toRun(seed, flags, await simulate(optionsOf(seed, flags)));
}
