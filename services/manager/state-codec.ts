/** The cluster state and the manager's record as bytes: JSON, so that people can read what the root ensemble holds. */
import type { ManagerRecord } from "#machines/manager/types";
import { faultOfState, isInstance, type ClusterRing, type ClusterState } from "#machines/protocol/cluster-state";
import { QuorateError } from "#machines/protocol/errors";
import type { RootCommand } from "#machines/protocol/root-operations";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
const recordFormat = 1;

/** Properties in one order, so that equal states are equal bytes. */
export function encodeState(state: ClusterState): Uint8Array {
  return encoder.encode(JSON.stringify(ordered(state)));
}

/** @throws QuorateError CORRUPT when the bytes are no sound cluster state (HAZARDS P18: never taken as an empty one). */
export function decodeState(bytes: Uint8Array): ClusterState {
  return stateIn(parse(bytes), "the cluster state");
}

export function encodeRecord({ instance, phase, state }: ManagerRecord): Uint8Array {
  const record = { format: recordFormat, instance, phase, state: state === null ? null : ordered(state) };
  return encoder.encode(JSON.stringify(record));
}

/** @throws QuorateError CORRUPT */
export function decodeRecord(bytes: Uint8Array): ManagerRecord {
  const { format, instance, phase, state } = (parse(bytes) ?? {}) as Partial<ManagerRecord> & { format?: number };
  if (format !== recordFormat) throw corrupt("the manager's record", `format ${String(format)} is not known`);
  const isPhase = phase === "new" || phase === "member" || phase === "removed";
  if (!isInstance(instance) || !isPhase || (phase !== "new" && state === null))
    throw corrupt("the manager's record", "it is incomplete");
  return { instance, phase, state: state === null ? null : stateIn(state, "the manager's record") };
}

export interface RootRequest {
  /** The cluster that is meant: another one of the same name refuses. */
  readonly cluster: string;
  readonly command: RootCommand;
}

export function encodeRequest({ cluster, command }: RootRequest): Uint8Array {
  return encoder.encode(JSON.stringify({ cluster, command }));
}

/** @throws QuorateError INVALID_ARGUMENT */
export function decodeRequest(bytes: Uint8Array): RootRequest {
  const request = parse(bytes) as RootRequest | null;
  if (typeof request !== "object" || typeof request?.cluster !== "string" || typeof request.command?.type !== "string")
    throw new QuorateError("INVALID_ARGUMENT", "the request to the root ensemble is malformed");
  const { cluster, command } = request;
  if ("known" in command)
    return { cluster, command: { ...command, known: stateIn(command.known, "what the asker knows") } };
  return { cluster, command };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes)) as unknown;
  } catch {
    return null;
  }
}

function stateIn(value: unknown, what: string): ClusterState {
  let fault: string | null;
  try {
    fault = faultOfState(value as ClusterState);
  } catch {
    // Something that is not there, or is no list.
    fault = "it is incomplete";
  }
  if (fault !== null) throw corrupt(what, fault);
  return value as ClusterState;
}

function corrupt(what: string, why: string): QuorateError {
  return new QuorateError("CORRUPT", `${what} cannot be used: ${why}`);
}

function ordered({ id, enabled, members, ensembles, pending, removed }: ClusterState): ClusterState {
  return {
    id,
    enabled,
    members: {
      vsn: members.vsn,
      nodes: members.nodes.map(({ name, incarnation, instance, leaving }) => ({
        name,
        incarnation,
        instance,
        leaving,
      })),
      ring: orderedRing(members.ring),
    },
    ensembles: ensembles.map(({ name, vsn, leader, views, created, backend, options, deleted }) => ({
      name,
      vsn: { epoch: vsn.epoch, seq: vsn.seq },
      leader,
      views,
      created,
      backend,
      options,
      deleted,
    })),
    pending: pending.map(({ name, vsn, views }) => ({ name, vsn: { epoch: vsn.epoch, seq: vsn.seq }, views })),
    removed: removed.map(({ name, incarnation }) => ({ name, incarnation })),
  };
}

function orderedRing(ring: ClusterRing | null): ClusterRing | null {
  if (ring === null) return null;
  const { version, partitions, spacing, owners } = ring;
  return { version, partitions, spacing, owners };
}
