/** Guards, changes and answers of the manager's chart: plain functions of context and event, tested without XState. */
import { memberNamed, mergeStates, newCluster, type ClusterState } from "#machines/protocol/cluster-state";
import { invariant, type ErrorCode } from "#machines/protocol/errors";
import type { AnswerParams, ManagerContext, ManagerEventOf, ManagerRecord } from "./types.ts";

// -------------------------------------------------------------------------------------------------------------- guards

/** What the manager would know after hearing `state`: the very state it has when that says nothing new. */
function heard(context: ManagerContext, state: ClusterState): ClusterState | null {
  const known = context.record?.state ?? null;
  return known === null ? null : mergeStates(known, state);
}

export function isNews(context: ManagerContext, state: ClusterState): boolean {
  return heard(context, state) !== (context.record?.state ?? null);
}

/**
 * A state that has this very data directory among its members. The instance went out in a request to join, and nowhere else:
 * whoever knows it has taken this node in. Nothing else that arrives before is believed (HAZARDS P19).
 */
export function isMemberOf(context: ManagerContext, state: ClusterState | null): boolean {
  const { record, self } = context;
  return record !== null && state !== null && state.enabled && memberNamed(state, self)?.instance === record.instance;
}

export function isRemovedBy(context: ManagerContext, state: ClusterState): boolean {
  const after = heard(context, state);
  return after !== null && !isMemberOf(context, after);
}

export function isLeavingBy(context: ManagerContext, state: ClusterState): boolean {
  const after = heard(context, state);
  return after !== null && memberNamed(after, context.self)?.leaving === true;
}

export function isTarget(context: ManagerContext, event: ManagerEventOf<"clusterHeard">): boolean {
  return event.node === context.change?.target;
}

export function isOtherEnabled(context: ManagerContext, event: ManagerEventOf<"clusterHeard">): boolean {
  return event.node !== context.self && event.state?.enabled === true;
}

export function isCurrentJoin(context: ManagerContext, event: ManagerEventOf<"joinAnswered">): boolean {
  return event.req === context.change?.req;
}

// ------------------------------------------------------------------------------------------------------------- changes

type Update = Partial<ManagerContext>;

/** The instance is drawn once: a directory that has asked before asks as the same one. */
function recordOf(context: ManagerContext, instance: string): ManagerRecord {
  return context.record ?? { instance, phase: "new", state: null };
}

export function beginEnable(context: ManagerContext, event: ManagerEventOf<"enable">): Update {
  const { req, clusterId, instance, timeoutMs } = event;
  return {
    record: recordOf(context, instance),
    change: { req, kind: "enable", target: "", clusterId, timeoutMs },
  };
}

export function beginJoin(context: ManagerContext, event: ManagerEventOf<"join">): Update {
  const { req, target, instance, timeoutMs } = event;
  return {
    record: recordOf(context, instance),
    change: { req, kind: "join", target, clusterId: "", timeoutMs },
  };
}

/** The comparison of an enabled node: nothing is written for it. */
export function beginComparison(_context: ManagerContext, event: ManagerEventOf<"join">): Update {
  const { req, target, timeoutMs } = event;
  return { change: { req, kind: "join", target, clusterId: "", timeoutMs } };
}

export function noteCluster(context: ManagerContext, event: ManagerEventOf<"clusterHeard">): Update {
  const { change } = context;
  return change === null || event.state === null ? {} : { change: { ...change, clusterId: event.state.id } };
}

/** Source: riak_ensemble_manager `activate`. */
export function makeCluster(context: ManagerContext): Update {
  const { record, change, self, settings } = context;
  invariant(record !== null && change !== null && record.state === null, "a cluster is enabled once");
  const shape = { partitions: settings.ringPartitions, spacing: settings.ringReplicas };
  return { record: { ...record, phase: "member", state: newCluster(change.clusterId, self, record.instance, shape) } };
}

export function adopt(context: ManagerContext, state: ClusterState): Update {
  const { record } = context;
  invariant(
    record !== null && isMemberOf(context, state),
    "only the state of a cluster that has taken it in is adopted",
  );
  return { record: { ...record, phase: "member", state } };
}

export function merge(context: ManagerContext, state: ClusterState): Update {
  const { record } = context;
  invariant(record?.state !== null && record !== null, "a member has a cluster state");
  return { record: { ...record, state: mergeStates(record.state, state) } };
}

export function markRemoved(context: ManagerContext): Update {
  const { record } = context;
  invariant(record !== null, "a removed node was a member");
  return { record: { ...record, phase: "removed" } };
}

// ------------------------------------------------------------------------------------------------------------- answers

export function answerOk(context: ManagerContext): AnswerParams {
  return { req: context.change?.req ?? 0, code: "ok", message: "" };
}

export function refuse(context: ManagerContext, code: ErrorCode, message: string): AnswerParams {
  return { req: context.change?.req ?? 0, code, message };
}

export function refuseCall(
  event: ManagerEventOf<"enable"> | ManagerEventOf<"join">,
  code: ErrorCode,
  message: string,
): AnswerParams {
  return { req: event.req, code, message };
}

export const removedMessage = (self: string, cluster: string): string =>
  `node ${self} was removed from cluster ${cluster}: it holds nothing that counts any more. To join again start it with an ` +
  "empty data directory";

/** Why an enabled node does not join the other one's cluster. Source: riak_ensemble_manager `join_allowed`. */
export function refuseComparison(context: ManagerContext, event: ManagerEventOf<"clusterHeard">): AnswerParams {
  const { self } = context;
  const own = context.record?.state?.id;
  if (event.state === null || !event.state.enabled)
    return refuse(
      context,
      "NOT_ENABLED",
      `${event.node} is in no cluster; ${self} is in ${own}: let ${event.node} join`,
    );
  return event.state.id === own
    ? refuse(context, "ALREADY_MEMBER", `${self} is in the cluster of ${event.node} already`)
    : refuse(
        context,
        "ALREADY_ENABLED",
        `${self} is in cluster ${own}, and ${event.node} in ${event.state.id}: a node is in one cluster`,
      );
}
