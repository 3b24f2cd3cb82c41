import { type ErrorCode, QuorateError } from "#machines/protocol/errors";
import type { VnodeAnswer } from "./public-types.ts";

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
