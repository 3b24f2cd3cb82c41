/**
 * The one trace record. A live node streams it, the simulator writes it, the inspector plays it, coverage counts it.
 */

/** JSON data only. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface TraceRecord {
  readonly node: string;
  /** Changes with every start of the node: (node, boot, n) names a record for ever. */
  readonly boot: string;
  readonly n: number;
  /** Wall clock of the node, milliseconds since 1970. For people: never used to order across nodes. */
  readonly at: number;
  /** `peer:demo/n1`, `lease:demo/n1`, `exchange:demo/n1`, `manager:n1`, `supervisor:n1`, `request:n1#17`. */
  readonly actor: string;
  /** Which machine of the catalogue: `peer`, `lease`, `exchange`, `manager`, `supervisor`, `request`. */
  readonly machine: string;
  /** `snapshot` says where an actor is (sent when a watch begins, and when an actor starts), `step` is a transition, `stopped` its end. */
  readonly kind: "snapshot" | "step" | "stopped";
  /** The event's type, empty in a snapshot. */
  readonly event: string;
  /** What of the event helps a reader: sender, epoch, request id. */
  readonly data: { readonly [key: string]: Json };
  /** Stable ids of the transitions taken, see machines/transition-id. */
  readonly transitions: readonly string[];
  /** State values as dotted paths, parallel regions each: `["leading.tree.ready", "leading.commit.idle"]`. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Names of the actions carried out, in order. */
  readonly effects: readonly string[];
  /** The request that caused it, as `<node or client>:<id>`; empty when nobody's. */
  readonly cause: string;
  /** What a reader wants beside the state: epoch, seq, leader, trusted. */
  readonly context: { readonly [key: string]: Json };
}
