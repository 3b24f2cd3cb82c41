/**
 * When a value of the ring was written: what a vnode keeps of two writes is the one of the higher stamp, in whatever order
 * they arrive, so that a late or repeated frame changes nothing.
 *
 * A client stamps its writes from a hybrid clock: its wall clock, but above every stamp it has seen. So a client's own
 * writes, and a write after a read of what it replaces, are in order whatever the clocks say.
 */
export interface Stamp {
  /** Milliseconds since 1970, by the writer's clock or those it has heard of. */
  readonly ms: number;
  /** Tells apart the writes of one millisecond. */
  readonly count: number;
  /** The client: no two stamps are equal unless the write is the same. */
  readonly writer: string;
}

export function compareStamps(one: Stamp, other: Stamp): number {
  if (one.ms !== other.ms) return one.ms - other.ms;
  if (one.count !== other.count) return one.count - other.count;
  if (one.writer === other.writer) return 0;
  return one.writer < other.writer ? -1 : 1;
}

/** How far ahead of a vnode's wall clock a stamp may be: a client whose clock is further off must not decide for ever. */
export const maxStampAheadMs = 3_600_000;

export class StampClock {
  readonly #writer: string;
  readonly #wall: () => number;
  #last: { readonly ms: number; readonly count: number } = { ms: 0, count: 0 };

  constructor(writer: string, wall: () => number) {
    this.#writer = writer;
    this.#wall = wall;
  }

  /** Above everything given or seen before. */
  next(): Stamp {
    const ms = Math.max(0, Math.floor(this.#wall()));
    const last = this.#last;
    this.#last = ms > last.ms ? { ms, count: 0 } : { ms: last.ms, count: last.count + 1 };
    return { ...this.#last, writer: this.#writer };
  }

  saw({ ms, count }: Stamp): void {
    if (ms > this.#last.ms || (ms === this.#last.ms && count > this.#last.count)) this.#last = { ms, count };
  }
}
