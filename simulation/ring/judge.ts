/**
 * What a ring promises and no more: with r + w > n, no concurrent writes of a key and at most one of its replicas down at a time,
 * a read sees the last acknowledged write: it is among the replies, or a write is that began after it.
 */

/** A write of one key. A deletion writes `absent`. */
export interface RingWrite {
  readonly key: string;
  readonly value: string;
  readonly invokedAt: number;
  /** Infinity while nobody was told. */
  returnedAt: number;
  isAcknowledged: boolean;
}

export interface RingRead {
  readonly key: string;
  readonly invokedAt: number;
  readonly returnedAt: number;
  readonly values: readonly string[];
}

export const absent = "(absent)";

export interface RingFault {
  readonly read: RingRead;
  readonly missed: RingWrite;
}

/** @param writes of each key in the order of their beginning. */
export function judgeReads(writes: readonly RingWrite[], reads: readonly RingRead[]): RingFault[] {
  const faults: RingFault[] = [];
  for (const read of reads) {
    const mine = writes.filter(({ key }) => key === read.key);
    const last = mine.findLastIndex((write) => write.isAcknowledged && write.returnedAt <= read.invokedAt);
    const missed = mine[last];
    if (missed === undefined) continue;
    const seen = mine.slice(last).filter(({ invokedAt }) => invokedAt <= read.returnedAt);
    if (!seen.some(({ value }) => read.values.includes(value))) faults.push({ read, missed });
  }
  return faults;
}

export function explainRingFault({ read, missed }: RingFault): string {
  return (
    `a read of ${read.key} from ${read.invokedAt.toFixed(1)} to ${read.returnedAt.toFixed(1)} ms saw ` +
    `${read.values.join(", ")}, but ${missed.value} was acknowledged at ${missed.returnedAt.toFixed(1)} ms`
  );
}
