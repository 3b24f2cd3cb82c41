/** Load on a system, and what it costs the processors. */
import { measure } from "#cli/load";
import { cpuSecondsOf, ownCpuSeconds } from "../processes.ts";
import type { Result } from "../tasks.ts";

/** As `measure`; `pids` of the system's processes. */
export async function measureWithCpu(
  pids: readonly number[],
  concurrency: number,
  ms: number,
  once: (n: number) => Promise<unknown>,
): Promise<Omit<Result, "operation" | "concurrency">> {
  let server = Promise.resolve(0);
  let client = 0;
  const begins = () => {
    server = cpuSecondsOf(pids);
    client = ownCpuSeconds();
  };
  const measured = await measure(concurrency, ms, once, { begins });
  client = ownCpuSeconds() - client;
  const spent = (await cpuSecondsOf(pids)) - (await server);
  const each = 1000 / Math.max(1, measured.ops);
  return { ...measured, serverCpu: round4(spent * each), clientCpu: round4(client * each) };
}

function round4(n: number): number {
  return Math.round(n * 10_000) / 10_000;
}
