/** The package's entry: runs a node in this process, or connects a client to a cluster. docs/API.md describes it all. */
import type { ClientOptions, NodeOptions, QuorateClient, QuorateNode } from "#services/public-types";
import { checkClientOptions, checkNodeOptions } from "./validate.ts";
import { assembleClient, assembleNode, natsBus } from "./wiring.ts";

export { type ErrorCode, QuorateError } from "#machines/protocol/errors";
export { atom } from "#machines/protocol/term";
export type { Settings } from "#machines/protocol/settings";
export type {
  AdminClient,
  CallOptions,
  ClientOptions,
  ClusterStatus,
  EnsembleClient,
  EnsembleConfig,
  EnsembleStatus,
  Entry,
  LeaderEvent,
  MemberChange,
  MembershipStatus,
  Modifier,
  NewEnsemble,
  NodeOptions,
  NodeStatus,
  QuorateClient,
  QuorateNode,
  RingCallOptions,
  RingClient,
  RingOptions,
  VnodeAnswer,
} from "#services/public-types";

export { RingError } from "#services/ring-error";

/**
 * Starts one node in this process. Resolves when its store is open and verified and its peers run; `ready` tells when an
 * ensemble has a leader.
 * @throws QuorateError CONFIG (an option or setting), UNAVAILABLE (no NATS server answers), LOCKED (another process uses
 * `dataDir`), CORRUPT (what the store holds does not verify and cannot be mended).
 */
export async function startNode(options: NodeOptions): Promise<QuorateNode> {
  checkNodeOptions(options);
  return assembleNode(options, natsBus(options));
}

/**
 * Connects a client. It reconnects by itself for as long as it is open.
 * @throws QuorateError CONFIG (an option), UNAVAILABLE (no NATS server answers).
 */
export async function connect(options: ClientOptions): Promise<QuorateClient> {
  checkClientOptions(options);
  return assembleClient(options, natsBus(options));
}
