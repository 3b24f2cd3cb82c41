/** The ring as users call it: every call answers with one reply a vnode, and the caller reconciles. */
import { type ErrorCode, QuorateError } from "#machines/protocol/errors";
import type { RingOp, RingReply } from "#machines/protocol/messages";
import { maxPartitions, partitionId } from "#machines/protocol/ring";
import type { Clock } from "#machines/protocol/ports";
import { StampClock } from "#machines/protocol/stamp";
import { isAtom, type RingTerm } from "#machines/protocol/term";
import type { QuorateClient, RingCallOptions, RingClient, RingOptions, VnodeAnswer } from "../public-types.ts";
import { RingError } from "../ring-error.ts";
import { checkKey, checkOptions, invalid, shown } from "./arguments.ts";
import { type RingQuestion, type RingRequestPorts, RingRequests, type RingResult } from "./ring-requests.ts";
import { decodeValue, encodeValue } from "./values.ts";

export interface RingPorts {
  readonly requests: RingRequests;
  readonly stamps: StampClock;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly maxValueBytes: number;
}

/** Source: riak_core's default n_val. */
export const defaultReplicas = 3;
/** A write that finds newer stamps than its own is stamped anew; more often than this only when others keep writing. */
const maxAttempts = 8;

interface Counts {
  readonly n: number;
  readonly required: number;
  readonly primaries: number;
}

/** All that a client needs for rings: `ring` for its users, `requests` for what arrives. */
export function makeRings(
  ports: Omit<RingPorts, "requests" | "stamps"> & RingRequestPorts & { readonly writer: string },
) {
  const requests = new RingRequests(ports);
  const stamps = new StampClock(ports.writer, () => ports.clock.wall());
  const ring: QuorateClient["ring"] = (bucket, options = {}) =>
    makeRingClient(bucket, options, { ...ports, requests, stamps });
  return { requests, ring };
}

/** @throws QuorateError INVALID_ARGUMENT, N_VAL_VIOLATION. */
function makeRingClient<T>(bucket: RingTerm, options: RingOptions, ports: RingPorts): RingClient<T> {
  checkTerm("the bucket", bucket);
  checkShape(options);
  readCounts(options);
  writeCounts(options);

  const read = async (op: "get" | "ping", key: RingTerm, call: RingCallOptions | undefined) =>
    ask<T>(ports, { op, bucket, key, value: null }, readCounts({ ...options, ...given(call) }), call);
  const write = async (op: "put" | "delete", key: RingTerm, value: Uint8Array | null, call?: RingCallOptions) =>
    ask<T>(ports, { op, bucket, key, value }, writeCounts({ ...options, ...given(call) }), call);

  return {
    bucket,
    get: async (key: RingTerm, call?: RingCallOptions & { resolve?: (answers: VnodeAnswer<T>[]) => unknown }) => {
      checkTerm("the key", key);
      const answers = await read("get", key, call);
      return call?.resolve === undefined ? answers : call.resolve(answers);
    },
    put: async (key, value, call) => {
      checkTerm("the key", key);
      return write("put", key, encodeValue(value, ports.maxValueBytes), call);
    },
    delete: async (key, call) => {
      checkTerm("the key", key);
      return write("delete", key, null, call);
    },
    ping: async (key, call) => {
      checkTerm("the key", key);
      return read("ping", key, call);
    },
  } as RingClient<T>;
}

function checkTerm(what: string, term: unknown): asserts term is RingTerm {
  if (isAtom(term)) return;
  if (typeof term !== "string")
    throw invalid(`${what} must be a string, or an atom of 1 to 255 Latin-1 characters, not ${shown(term)}`);
  checkKey(term);
}

const optionNames = ["n", "r", "w", "pr", "pw"];

function checkShape(options: unknown): void {
  if (typeof options !== "object" || options === null) throw invalid("a ring takes an object of options");
  for (const name of Object.keys(options))
    if (!optionNames.includes(name))
      throw invalid(`a ring has no option ${shown(name)}; it takes ${optionNames.join(", ")}`);
}

/** What one call says of the counts. */
function given(call: RingCallOptions | undefined): RingOptions {
  const { n, r, w, pr, pw } = call ?? {};
  return Object.fromEntries(Object.entries({ n, r, w, pr, pw }).filter(([, count]) => count !== undefined));
}

function readCounts({ n, r, pr }: RingOptions): Counts {
  return countsOf(n ?? defaultReplicas, "r", r, "pr", pr);
}

function writeCounts({ n, w, pw }: RingOptions): Counts {
  return countsOf(n ?? defaultReplicas, "w", w, "pw", pw);
}

/**
 * A majority unless said otherwise; and of them from primaries all, or all but one where all N are asked for: so much can a
 * node that is down not spoil.
 */
function countsOf(n: number, name: string, replies: number | undefined, primaryName: string, primary?: number): Counts {
  checkCount("n", n, 1);
  const required = replies ?? Math.floor(n / 2) + 1;
  checkCount(name, required, 1);
  const primaries = primary ?? Math.min(required, n - 1);
  checkCount(primaryName, primaries, 0);
  if (required > n)
    throw new QuorateError("N_VAL_VIOLATION", `${name} is ${required}, but only ${n} vnodes hold a key (n)`);
  if (primaries > required)
    throw new QuorateError(
      "N_VAL_VIOLATION",
      `${primaryName} is ${primaries}, but only ${required} replies are awaited`,
    );
  return { n, required, primaries };
}

function checkCount(name: string, count: unknown, least: number): void {
  if (typeof count === "number" && Number.isInteger(count) && count >= least && count <= maxPartitions) return;
  throw invalid(`${name} must be a whole number from ${least} to ${maxPartitions}, not ${String(count)}`);
}

// --------------------------------------------------------------------------------------------------------------- asking

type Asked = Pick<RingQuestion, "op" | "bucket" | "key" | "value">;

async function ask<T>(
  ports: RingPorts,
  asked: Asked,
  counts: Counts,
  call: RingCallOptions | undefined,
): Promise<VnodeAnswer<T>[]> {
  const { requests, stamps, clock } = ports;
  const timeoutMs = checkOptions(call, ports.timeoutMs);
  const deadlineMs = clock.now() + timeoutMs;
  const isWrite = asked.op === "put" || asked.op === "delete";
  for (let attempt = 1; ; attempt += 1) {
    const question: RingQuestion = { ...asked, ...counts, stamp: isWrite ? stamps.next() : null };
    const result = await requests.ask(question, deadlineMs, call?.signal);
    for (const { body } of result?.replies ?? []) if ("stamp" in body && body.stamp !== null) stamps.saw(body.stamp);
    if (result?.end === "met") return answersOf<T>(asked, result);
    const isStale = result?.replies.some(({ body }) => body.kind === "error" && body.reason === "stale") === true;
    if (!isWrite || !isStale || result?.end !== "outOfReach" || attempt === maxAttempts || clock.now() >= deadlineMs)
      throw failureOf<T>(asked, counts, result, timeoutMs);
  }
}

function answersOf<T>({ key }: Asked, { partitions, replies }: NonNullable<RingResult>): VnodeAnswer<T>[] {
  return replies.map((reply) => answerOf<T>(key, partitions, reply));
}

function answerOf<T>(
  key: RingTerm,
  partitions: number,
  { partition, node, fallback, body }: RingReply,
): VnodeAnswer<T> {
  const place = { partition: partitionId(partitions, partition), node, fallback };
  switch (body.kind) {
    case "ok":
      return { status: "ok", ...place };
    case "notFound":
      return { status: "notFound", ...place, key };
    case "error":
      return { status: "error", ...place, reason: body.reason };
    case "found":
      try {
        return { status: "found", ...place, key, value: decodeValue(body.value, textOf(key)) as T };
      } catch {
        return { status: "error", ...place, reason: "damaged" };
      }
  }
}

// --------------------------------------------------------------------------------------------------------------- errors

function failureOf<T>(asked: Asked, counts: Counts, result: RingResult, timeoutMs: number): RingError<T> {
  const what = `${asked.op} of ${textOf(asked.key)} in bucket ${textOf(asked.bucket)}`;
  const isWrite = asked.op === "put" || asked.op === "delete";
  if (result === null) {
    const advice = isWrite ? "It may have been applied" : "Nothing was changed";
    return new RingError(
      isWrite ? "UNKNOWN_OUTCOME" : "TIMEOUT",
      `${what}: no node answered within ${timeoutMs} ms. ${advice}`,
    );
  }
  const { end, partitions, message } = result;
  const replies = answersOf<T>(asked, result);
  const missing = result.missing.map((index) => partitionId(partitions, index));
  const code = codeOf(asked.op, result);
  if (end === "N_VAL_VIOLATION" || end === "INVALID_ARGUMENT" || end === "UNAVAILABLE")
    return new RingError(end, `${what}: ${message}`, replies, missing);
  if (end === "failed") return new RingError(code, `${what}: the request failed: ${message}`, replies, missing);
  const valid = replies.filter(({ status }) => status !== "error").length;
  const errors = replies.flatMap((one) =>
    one.status === "error" ? [`partition ${one.partition} on ${one.node}: ${one.reason}`] : [],
  );
  const parts = [
    `${what}: ${valid} of ${counts.required} replies${end === "timeout" ? ` within ${timeoutMs} ms` : ""}`,
    ...(valid >= counts.required ? [`${counts.primaries} had to be of primaries`] : []),
    ...(missing.length > 0 ? [`no reply from partition ${missing.join(", ")}`] : []),
    ...errors,
    ...(code === "UNKNOWN_OUTCOME" ? ["some vnodes may have applied it"] : []),
  ];
  return new RingError(code, parts.join("; "), replies, missing);
}

/** Refusals that say for sure that nothing was written there. */
const definite: ReadonlySet<string> = new Set(["stale", "clock", "offline", "partition", "tooLarge", "malformed"]);

function codeOf(op: RingOp, { end, replies, missing }: NonNullable<RingResult>): ErrorCode {
  if (op === "get" || op === "ping") return end === "timeout" ? "TIMEOUT" : "UNAVAILABLE";
  const isRefused =
    missing.length === 0 && replies.every(({ body }) => body.kind === "error" && definite.has(body.reason));
  return isRefused && end !== "failed" ? "UNAVAILABLE" : "UNKNOWN_OUTCOME";
}

function textOf(term: RingTerm): string {
  return typeof term === "string" ? shown(term) : term.atom;
}
