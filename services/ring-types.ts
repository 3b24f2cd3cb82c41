/** The public surface of the ring, as types. Names are fixed by docs/API.md. */
import { type ErrorCode, QuorateError } from "#machines/protocol/errors";
import type { NodeName } from "#machines/protocol/identifiers";
import type { RingTerm } from "#machines/protocol/term";
import type { CallOptions } from "./public-types.ts";

export interface RingOptions {
  /** How many vnodes hold a key; default 3. */
  readonly n?: number;
  /** How many must answer a read; default a majority of `n`. */
  readonly r?: number;
  /** How many must answer a write; default a majority of `n`. */
  readonly w?: number;
  /** How many of `r` must be primaries; default all of them, but never all of `n`. */
  readonly pr?: number;
  /** How many of `w` must be primaries; default all of them, but never all of `n`. */
  readonly pw?: number;
}

export type RingCallOptions = CallOptions & RingOptions;

interface VnodePlace {
  /** The partition's id, in decimal. */
  readonly partition: string;
  /** Who answered for it. */
  readonly node: NodeName;
  /** Whether that node stands in for the partition's owner, which is down. */
  readonly fallback: boolean;
}

/** What one vnode answered. Source: seed "Quorum Requests": `{ok, P}`, `{not_found, P, Key}`, `{found, P, {Key, Value}}`. */
export type VnodeAnswer<T = unknown> =
  | (VnodePlace & { readonly status: "ok" })
  | (VnodePlace & { readonly status: "notFound"; readonly key: RingTerm })
  | (VnodePlace & { readonly status: "found"; readonly key: RingTerm; readonly value: T })
  | (VnodePlace & { readonly status: "error"; readonly reason: string });

export interface RingClient<T = unknown> {
  readonly bucket: RingTerm;
  /** The answers of the vnodes, in order of arrival; or what `resolve` makes of them. */
  get(key: RingTerm, options?: RingCallOptions): Promise<VnodeAnswer<T>[]>;
  get<V>(
    key: RingTerm,
    options: RingCallOptions & { readonly resolve: (answers: VnodeAnswer<T>[]) => V },
  ): Promise<Awaited<V>>;
  put(key: RingTerm, value: T, options?: RingCallOptions): Promise<VnodeAnswer<T>[]>;
  /** Deleting what is not there is no error. */
  delete(key: RingTerm, options?: RingCallOptions): Promise<VnodeAnswer<T>[]>;
  /** Whether the vnodes of a key answer. */
  ping(key: RingTerm, options?: RingCallOptions): Promise<VnodeAnswer<T>[]>;
}

/** How a ring's calls fail: with what is known of the vnodes. */
export class RingError<T = unknown> extends QuorateError {
  /** Those that came, in order of arrival. */
  readonly replies: readonly VnodeAnswer<T>[];
  /** Ids of the partitions that were asked and did not answer. */
  readonly missing: readonly string[];

  constructor(
    code: ErrorCode,
    message: string,
    replies: readonly VnodeAnswer<T>[] = [],
    missing: readonly string[] = [],
  ) {
    super(code, message);
    this.replies = replies;
    this.missing = missing;
  }
}
