/**
 * The production ports: clock, randomness and log. Bus and storage have rooms of their own; see machines/protocol/ports.ts
 * for what each port promises.
 */
import { randomBytes, randomInt } from "node:crypto";
import { performance } from "node:perf_hooks";
import { pino } from "pino";
import type { Clock, Log, Random } from "#machines/protocol/ports";
import type { NodeOptions } from "#services/public-types";

/** The longest delay that a timer of Node.js takes; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** A timer of ours: one of Node.js is set anew only when it fires before this one is due. */
interface Timer {
  readonly callback: () => void;
  dueMs: number;
  timeout: NodeJS.Timeout | null;
  /** Since its timer of Node.js was set. */
  isMoved: boolean;
}

function arm(timer: Timer, delayMs: number): void {
  timer.isMoved = false;
  timer.timeout = setTimeout(fire, Math.min(Math.max(delayMs, 0), longestTimerMs), timer);
}

function fire(timer: Timer): void {
  const leftMs = timer.dueMs - performance.now();
  // Node.js counts whole milliseconds, and may be one early. One that was moved, and is over, lets those go first that were due before it.
  if (leftMs >= 1 || timer.isMoved) return arm(timer, leftMs);
  timer.timeout = null;
  return timer.callback();
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  setTimer: (callback, delayMs) => {
    const timer: Timer = {
      callback,
      dueMs: performance.now() + Math.min(delayMs, longestTimerMs),
      timeout: null,
      isMoved: false,
    };
    arm(timer, delayMs);
    return timer;
  },
  clearTimer: (handle) => {
    const timer = handle as Timer;
    if (timer.timeout !== null) clearTimeout(timer.timeout);
    timer.timeout = null;
  },
  moveTimer: (handle, delayMs) => {
    const timer = handle as Timer;
    const dueMs = performance.now() + delayMs;
    if (timer.timeout === null || dueMs < timer.dueMs) return false;
    timer.dueMs = dueMs;
    timer.isMoved = true;
    return true;
  },
  // After the poll phase, so everything that the sockets had ready (and the microtasks of it) belongs to one turn and one
  // disk write; a microtask would end the turn after the first frame.
  defer: (callback) => void setImmediate(callback),
};

export const systemRandom: Random = {
  // randomInt stops one short of the port's largest bound.
  below: (bound) => (bound === 2 ** 48 ? randomBytes(6).readUIntBE(0, 6) : randomInt(bound)),
};

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

/** `prefix` and 16 random letters and digits (82 bits): the name of a boot or of a client. */
export function makeId(prefix: string, random: Random): string {
  let id = prefix;
  for (let n = 0; n < 16; n += 1) id += alphabet[random.below(alphabet.length)] ?? "";
  return id;
}

/** JSON lines on stderr. */
export function makeLog(level: NonNullable<NodeOptions["logLevel"]>, bindings: Readonly<Record<string, string>>): Log {
  const logger = pino({ level, base: { ...bindings } }, pino.destination({ fd: 2, sync: true }));
  return { write: (at, message, fields) => logger[at](fields ?? {}, message) };
}
