/** What the manager's chart knows, hears and asks for: plain data. */
import type { ClusterState } from "#machines/protocol/cluster-state";
import type { ErrorCode } from "#machines/protocol/errors";
import type { NodeName } from "#machines/protocol/identifiers";
import type { Settings } from "#machines/protocol/settings";

/** What a manager keeps on its disk: durable before it is acted on. */
export interface ManagerRecord {
  /** Names this data directory for ever; drawn before it is first told to anybody. */
  readonly instance: string;
  /**
   * - `new`: it may have asked to be taken in, and is not known to have been.
   * - `member`: `state` is of the cluster that it is, or was, a member of.
   * - `removed`: that cluster has removed it. It never comes back (HAZARDS P13).
   */
  readonly phase: "new" | "member" | "removed";
  readonly state: ClusterState | null;
}

/** The call that is under way: one at a time. */
export interface Change {
  readonly req: number;
  readonly kind: "enable" | "join";
  /** The node whose cluster is to be joined; empty for `enable`. */
  readonly target: NodeName | "";
  readonly clusterId: string;
  readonly timeoutMs: number;
}

export interface ManagerInput {
  readonly self: NodeName;
  readonly settings: Settings;
}

export interface ManagerContext extends ManagerInput {
  readonly record: ManagerRecord | null;
  readonly change: Change | null;
}

export type ManagerEvent =
  // from the host
  | { readonly type: "loaded"; readonly record: ManagerRecord | null }
  | { readonly type: "settingsChanged"; readonly settings: Settings }
  | { readonly type: "stop" }
  // calls; what is random in them is drawn by the host
  | {
      readonly type: "enable";
      readonly req: number;
      readonly clusterId: string;
      readonly instance: string;
      readonly timeoutMs: number;
    }
  | {
      readonly type: "join";
      readonly req: number;
      readonly target: NodeName;
      readonly instance: string;
      readonly timeoutMs: number;
    }
  // from other nodes
  /** What a node that was asked knows: null when it is in no cluster. */
  | { readonly type: "clusterHeard"; readonly node: NodeName; readonly state: ClusterState | null }
  /** How the root ensemble answered the request to join. */
  | {
      readonly type: "joinAnswered";
      readonly req: number;
      readonly code: "ok" | ErrorCode;
      readonly message: string;
      readonly state: ClusterState | null;
    }
  /** What other managers, or the root ensemble, know. */
  | { readonly type: "gossiped"; readonly state: ClusterState }
  /** What this node's own leaders say of their ensembles. */
  | { readonly type: "reported"; readonly state: ClusterState };

export type ManagerEventOf<T extends ManagerEvent["type"]> = Extract<ManagerEvent, { type: T }>;

export interface AnswerParams {
  readonly req: number;
  readonly code: "ok" | ErrorCode;
  readonly message: string;
}

export interface AskParams {
  /** Empty: all nodes. */
  readonly node: NodeName | "";
}

export interface JoinParams {
  readonly req: number;
  readonly clusterId: string;
  readonly instance: string;
  readonly timeoutMs: number;
}
