/**
 * A client that writes at a fixed pace, whatever becomes of its earlier writes: what it sees of an outage is the system's, not
 * how long one of its requests was willing to wait.
 */
export interface Writes {
  /** When the answered ones were begun and answered, in the order of the answers. */
  readonly answered: readonly { readonly beganMs: number; readonly answeredMs: number }[];
  readonly failed: number;
}

export class Writer {
  readonly #put: (n: number) => Promise<unknown>;
  readonly #paceMs: number;
  readonly #answered: { beganMs: number; answeredMs: number }[] = [];
  readonly #open = new Set<Promise<void>>();
  readonly #waiting = new Set<{ readonly isDone: () => boolean; readonly resolve: () => void }>();
  #failed = 0;
  #count = 0;
  #timer: NodeJS.Timeout;
  #dueMs = performance.now();

  /** @param put is given a count that never repeats. */
  constructor(put: (n: number) => Promise<unknown>, paceMs: number) {
    this.#put = put;
    this.#paceMs = paceMs;
    this.#timer = setTimeout(this.#tick, 0);
  }

  get writes(): Writes {
    return { answered: this.#answered, failed: this.#failed };
  }

  /** Resolves with the first answer to a write that was begun after that moment. */
  async firstAfter(momentMs: number): Promise<number> {
    const first = () => this.#answered.find(({ beganMs }) => beganMs >= momentMs);
    await this.#until(() => first() !== undefined);
    return first()?.answeredMs ?? Number.NaN;
  }

  /** Resolves when so many more are answered. */
  async more(count: number): Promise<void> {
    const until = this.#answered.length + count;
    await this.#until(() => this.#answered.length >= until);
  }

  /** The longest time without an answer, of all that ended after that moment. */
  longestGapMs(momentMs: number): number {
    let longest = 0;
    for (let n = this.#answered.length - 1; n > 0; n -= 1) {
      const after = this.#answered[n]?.answeredMs ?? 0;
      if (after < momentMs) break;
      longest = Math.max(longest, after - (this.#answered[n - 1]?.answeredMs ?? after));
    }
    return longest;
  }

  /** Forgets what is over. */
  forget(): void {
    this.#answered.splice(0, Math.max(0, this.#answered.length - 1));
  }

  /** Resolves when every write has ended. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all(this.#open);
  }

  readonly #tick = (): void => {
    const now = performance.now();
    // One that comes late, since the machine is busy, does not catch up with what it missed.
    this.#dueMs = Math.max(this.#dueMs + this.#paceMs, now);
    this.#timer = setTimeout(this.#tick, this.#dueMs - now);
    const one = this.#write(now).finally(() => this.#open.delete(one));
    this.#open.add(one);
  };

  async #write(beganMs: number): Promise<void> {
    this.#count += 1;
    try {
      await this.#put(this.#count);
      this.#answered.push({ beganMs, answeredMs: performance.now() });
    } catch {
      this.#failed += 1;
    }
    for (const one of this.#waiting) {
      if (!one.isDone()) continue;
      this.#waiting.delete(one);
      one.resolve();
    }
  }

  /** @throws when it has not come true after two minutes. */
  async #until(isDone: () => boolean): Promise<void> {
    if (isDone()) return;
    let timer: NodeJS.Timeout | undefined;
    const done = new Promise<void>((resolve) => this.#waiting.add({ isDone, resolve }));
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no write was answered (${this.#failed} failed)`)), 120_000);
    });
    await Promise.race([done, late]).finally(() => clearTimeout(timer));
  }
}

/**
 * Milliseconds from `sinceMs` until one of many puts, begun one after the other, is answered. Resolves when all have ended: those
 * of one start would be carried over into the next one, before its own.
 */
export async function firstPutAfter(sinceMs: number, put: (n: number) => Promise<unknown>): Promise<number> {
  const writer = new Writer(put, 20);
  try {
    return (await writer.firstAfter(0)) - sinceMs;
  } finally {
    await writer.stop();
  }
}
