/**
 * One lane a key: operations on one key run one after the other, in order of arrival; keys run side by side (PROTOCOL R2).
 * A lane exists only while its key has something to do.
 */
interface Lane<T> {
  waiting: T[];
  /** The next of `waiting`. */
  head: number;
  running: boolean;
}

export class Lanes<T> {
  readonly #lanes = new Map<string, Lane<T>>();
  readonly #begin: (operation: T, done: () => void) => void;

  /** `begin` starts an operation and calls `done` once, then or later. */
  constructor(begin: (operation: T, done: () => void) => void) {
    this.#begin = begin;
  }

  /** @returns false when `most` operations wait already: it was not taken. */
  add(key: string, operation: T, most: number): boolean {
    const lane = this.#lanes.get(key);
    if (lane === undefined) {
      const fresh: Lane<T> = { waiting: [operation], head: 0, running: false };
      this.#lanes.set(key, fresh);
      this.#run(key, fresh);
      return true;
    }
    if (lane.waiting.length - lane.head >= most) return false;
    lane.waiting.push(operation);
    return true;
  }

  /** Whether something runs or waits there. */
  isBusy(key: string): boolean {
    return this.#lanes.has(key);
  }

  get isIdle(): boolean {
    return this.#lanes.size === 0;
  }

  /** @returns what was waiting, which is forgotten; what runs goes on. */
  takeWaiting(): T[] {
    const waiting: T[] = [];
    for (const lane of this.#lanes.values()) {
      waiting.push(...lane.waiting.slice(lane.head));
      lane.waiting = [];
      lane.head = 0;
    }
    return waiting;
  }

  /** Forgets all lanes. @returns what was waiting; what runs ends by its round. */
  clear(): T[] {
    const waiting = this.takeWaiting();
    this.#lanes.clear();
    return waiting;
  }

  /** A loop, not a recursion: operations that end at once must not pile up on the stack. */
  #run(key: string, lane: Lane<T>): void {
    if (lane.running) return;
    lane.running = true;
    while (lane.head < lane.waiting.length) {
      const operation = lane.waiting[lane.head] as T;
      lane.head += 1;
      if (lane.head > 64 && lane.head * 2 > lane.waiting.length) {
        lane.waiting = lane.waiting.slice(lane.head);
        lane.head = 0;
      }
      let isDone = false;
      let isWaiting = false;
      this.#begin(operation, () => {
        isDone = true;
        if (!isWaiting) return;
        lane.running = false;
        this.#run(key, lane);
      });
      if (!isDone) {
        isWaiting = true;
        return;
      }
    }
    lane.running = false;
    if (this.#lanes.get(key) === lane) this.#lanes.delete(key);
  }
}
