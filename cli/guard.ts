/**
 * A small process beside `quorate up`: when `up` itself is killed, its nodes notice by themselves, but the nats-server does
 * not. Usage: node guard.js NATS_PID; on stdin, `+PID` and `-PID` lines say which nodes run. At the end of stdin it waits
 * for those nodes (they stop gracefully while NATS is still there), then ends the server.
 */
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { processIdentity } from "./process-identity.ts";

const longestWaitMs = 15_000;
const lookMs = 50;

// Whatever ends the process group of `up` must not end its guard first.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

const natsPid = Number(process.argv[2]);
const nats = processIdentity(natsPid);
const nodes = new Map<number, string | undefined>();

for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith("+")) nodes.set(pid, processIdentity(pid));
  else nodes.delete(pid);
}

const untilMs = performance.now() + longestWaitMs;
const isLeft = (): boolean => [...nodes].some(([pid, was]) => was !== undefined && processIdentity(pid) === was);
while (isLeft() && performance.now() < untilMs) await delay(lookMs);
// Same pid, same process: a server that ended long ago may have left its pid to somebody else.
if (nats !== undefined && processIdentity(natsPid) === nats) process.kill(natsPid, "SIGTERM");
