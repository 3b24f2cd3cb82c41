/** How a node that starts comes into its cluster: it makes it, it joins it, or it is in it already. */
import { setTimeout as delay } from "node:timers/promises";
import { QuorateError } from "#machines/protocol/errors";
import type { NodeName } from "#machines/protocol/identifiers";
import type { QuorateNode } from "#services/public-types";

export type Entrance =
  | { readonly kind: "enable" }
  | { readonly kind: "join"; readonly node: NodeName }
  /** As it is: in the cluster that its directory says, or in none. */
  | { readonly kind: "stay" };

const attemptMs = 2000;
const pauseMs = 200;
/** Ends that another attempt may change: the other node is starting too, or nobody can tell whether this one was taken in. */
const passing = new Set(["NOT_ENABLED", "UNAVAILABLE", "UNKNOWN_OUTCOME", "CHANGE_IN_PROGRESS", "TIMEOUT"]);

/** Waits as long as that takes. @throws QuorateError what no waiting changes; when the signal fires, whatever was under way. */
export async function enterCluster(node: QuorateNode, entrance: Entrance, signal: AbortSignal): Promise<void> {
  const isIn = (): boolean => ["enabled", "leaving"].includes(node.status().membership.state);
  while (entrance.kind !== "stay" && !isIn()) {
    try {
      if (entrance.kind === "enable") await node.enable({ timeoutMs: attemptMs, signal });
      else await node.join(entrance.node, { timeoutMs: attemptMs, signal });
    } catch (error) {
      if (isIn()) return;
      if (signal.aborted || !(error instanceof QuorateError) || !passing.has(error.code)) throw error;
      await delay(pauseMs, undefined, { signal });
    }
  }
}

/** Resolves when each of the node's peers leads or follows: of `fixed` ensembles, and of those that the cluster has put here. */
export async function peersReady(node: QuorateNode, fixed: readonly string[], signal: AbortSignal): Promise<void> {
  for (const ensemble of [...fixed, ...node.status().membership.holds])
    await node.ready(ensemble, { timeoutMs: 2 ** 31 - 1, signal });
}
