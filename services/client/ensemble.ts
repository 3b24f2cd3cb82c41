/** The K/V operations of one ensemble, as users call them. */
import { answerError, QuorateError } from "#machines/protocol/errors";
import { type EnsembleName, isName } from "#machines/protocol/identifiers";
import type { ClientOp, ClientResponse } from "#machines/protocol/messages";
import type { Clock, Random } from "#machines/protocol/ports";
import type { CallOptions, EnsembleClient, Entry } from "../public-types.ts";
import { encodeModification } from "../kv/modifiers.ts";
import { checkKey, checkOptions, checkVersion, invalid, shown } from "./arguments.ts";
import * as ends from "./ends.ts";
import type { Command } from "./operation.ts";
import type { Requests } from "./requests.ts";
import { decodeValue, encodeValue } from "./values.ts";

/** First pause of `modify` after somebody else's write came between; doubles up to the second. */
const minContentionPauseMs = 2;
const maxContentionPauseMs = 200;

export interface EnsemblePorts {
  readonly requests: Requests;
  readonly clock: Clock;
  readonly random: Random;
  readonly timeoutMs: number;
  readonly maxValueBytes: number;
}

export function makeEnsemble<T>(name: EnsembleName, ports: EnsemblePorts): EnsembleClient<T> {
  const { requests, maxValueBytes } = ports;

  // Every method is async, so that a refused argument rejects like any other failure.
  const write = async (
    op: ClientOp,
    key: string,
    value: T,
    version: string,
    options?: CallOptions,
  ): Promise<Entry<T>> => {
    checkKey(key);
    const command = commandOf(name, op, key, { value: encodeValue(value, maxValueBytes), version });
    return requests.call(command, options, (response) => written(response, key, value));
  };
  const remove = async (op: ClientOp, key: string, version: string, options?: CallOptions): Promise<void> => {
    checkKey(key);
    return requests.call(commandOf(name, op, key, { version }), options, removed);
  };
  const get: EnsembleClient<T>["get"] = async (key, options) => {
    checkKey(key);
    const command = commandOf(name, "get", key, { readRepair: options?.readRepair === true });
    return requests.call(command, options, (response) => read<T>(response, key));
  };

  const ensemble: EnsembleClient<T> = {
    name,
    get,
    put: (key, value, options) => write("put", key, value, "", options),
    create: (key, value, options) => write("create", key, value, "", options),
    update: async (key, version, value, options) => {
      checkVersion(version);
      return write("update", key, value, version, options);
    },
    modify: (key, change, options) => modify(ensemble, ports, key, change, options),
    modifyWith: async (key, modifier, parts, options) => {
      checkKey(key);
      if (!isName(modifier)) throw invalid(`the modifier ${shown(modifier)} is no name`);
      const { argument = null, initial = null } = parts ?? {};
      const value = encodeModification({
        name: modifier,
        argument: encodeValue(argument, maxValueBytes),
        initial: encodeValue(initial, maxValueBytes),
      });
      return requests.call(commandOf(name, "modify", key, { value }), options, (response) =>
        modified<T>(response, key),
      );
    },
    delete: (key, options) => remove("delete", key, "", options),
    safeDelete: async (key, version, options) => {
      checkVersion(version);
      return remove("safeDelete", key, version, options);
    },
  };
  return ensemble;
}

export function commandOf(ensemble: EnsembleName, op: ClientOp, key: string, rest: Partial<Command> = {}): Command {
  const { value = null, version = "", readRepair = false } = rest;
  return { ensemble, op, key, value, version, readRepair };
}

function read<T>(response: ClientResponse, key: string): Entry<T> | undefined {
  if (response.code === "absent") return undefined;
  throwFailure(response);
  if (response.value === null)
    throw new QuorateError("CORRUPT", `the answer for ${JSON.stringify(key)} holds no value`);
  return { key, value: decodeValue(response.value, key) as T, version: response.version };
}

function modified<T>(response: ClientResponse, key: string): Entry<T> {
  const entry = read<T>(response, key);
  if (entry === undefined) throw new QuorateError("CORRUPT", `the answer for ${JSON.stringify(key)} holds no value`);
  return entry;
}

function written<T>(response: ClientResponse, key: string, value: T): Entry<T> {
  throwFailure(response);
  return { key, value, version: response.version };
}

function removed(response: ClientResponse): void {
  if (response.code !== "absent") throwFailure(response);
}

/** @throws QuorateError what the node answered, when it is not `ok`. */
export function throwFailure(response: ClientResponse): void {
  const { code, message } = response;
  if (code === "ok") return;
  if (code === "absent") throw answerError("PRECONDITION_FAILED", message || "the key does not exist: create it");
  if (code === "redirect") throw answerError("UNAVAILABLE", message);
  throw answerError(code, message || `the node answered ${code}`);
}

/** Source: riak_ensemble `kmodify`, as a compare-and-swap loop in the client. */
async function modify<T>(
  ensemble: EnsembleClient<T>,
  ports: EnsemblePorts,
  key: string,
  change: (value: T | undefined) => T,
  options: CallOptions | undefined,
): Promise<Entry<T>> {
  const { clock, random } = ports;
  if (typeof change !== "function") throw invalid("modify takes a function from the present value to the new one");
  const deadlineMs = clock.now() + checkOptions(options, ports.timeoutMs);
  const signal = options?.signal;
  let pauseMs = minContentionPauseMs;
  for (;;) {
    const rest = (): CallOptions => ({ timeoutMs: Math.max(1, deadlineMs - clock.now()), ...(signal && { signal }) });
    const entry = await ensemble.get(key, rest());
    const value = change(entry?.value);
    try {
      if (entry === undefined) return await ensemble.create(key, value, rest());
      return await ensemble.update(key, entry.version, value, rest());
    } catch (error) {
      // Only a definite "somebody else was first" may be tried again (PROTOCOL R9).
      if (!(error instanceof QuorateError) || error.code !== "PRECONDITION_FAILED") throw error;
      const waitMs = 1 + random.below(pauseMs);
      if (clock.now() + waitMs >= deadlineMs) {
        throw new QuorateError(
          "PRECONDITION_FAILED",
          `others kept writing ${JSON.stringify(key)} until the deadline: not applied`,
          { cause: error },
        );
      }
      await pause(clock, waitMs);
      pauseMs = Math.min(maxContentionPauseMs, pauseMs * 2);
    }
    if (signal?.aborted === true) throw ends.cancelled(commandOf(ensemble.name, "update", key), "not-sent");
  }
}

/** On a timer of its own: it must end when the client is closed meanwhile. */
function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(resolve, delayMs));
}
