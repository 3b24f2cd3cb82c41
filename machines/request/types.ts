/** What a quorum request knows, and what it is told. */
import type { NodeName } from "../protocol/identifiers.ts";
import type { RingOp, RingReply, VnodeBody } from "../protocol/messages.ts";
import type { Placement, Ring } from "../protocol/ring.ts";

export interface RequestInput {
  /** Echoed by the vnodes: replies to another request are not ours. */
  readonly req: number;
  readonly op: RingOp;
  readonly ring: Ring;
  /** The first partition of the key's preference list. */
  readonly first: number;
  /** How many vnodes are asked. */
  readonly n: number;
  /** How many valid replies are awaited: W of a write, R of a read. */
  readonly required: number;
  /** How many of those must be primaries'. */
  readonly primaries: number;
  /** Nodes known to be down when it begins. */
  readonly down: readonly NodeName[];
  readonly timeoutMs: number;
}

export type RequestOutcome = "open" | "met" | "outOfReach" | "timeout";

export interface RequestContext extends RequestInput {
  /** The preference list: who was asked for which partition. */
  readonly list: readonly Placement[];
  /** One a partition, in order of arrival. */
  readonly replies: readonly RingReply[];
  readonly outcome: RequestOutcome;
}

export type RequestEvent =
  /** The caller's: everything is in place. */
  | { readonly type: "begin" }
  | {
      readonly type: "reply";
      readonly from: NodeName;
      readonly req: number;
      readonly partition: number;
      readonly body: VnodeBody;
    }
  /** What was sent to that node for these partitions reached nobody. */
  | { readonly type: "nodeGone"; readonly node: NodeName; readonly partitions: readonly number[] };

/** What `send` is told: whom to ask for which partition. */
export interface RequestSend {
  readonly req: number;
  readonly to: readonly Placement[];
}
