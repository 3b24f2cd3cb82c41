/**
 * One lane a key: operations on one key run one after the other, in order of arrival; keys run side by side (PROTOCOL R2).
 * A lane exists only while its key has something to do.
 */
export class Lane<T> {
  readonly key: string;
  /** Of those that came while another one ran; made when the first comes. */
  waiting: T[] | null = null;
  /** The next of `waiting`. */
  head = 0;
  /** One that was begun has not ended. */
  running = false;
  /** Its end came before `begin` returned. */
  ended = false;

  constructor(key: string) {
    this.key = key;
  }
}

export class Lanes<T> {
  readonly #lanes = new Map<string, Lane<T>>();
  readonly #begin: (operation: T, lane: Lane<T>) => void;

  /** `begin` starts an operation; `done` is to be called once with the lane, then or later. */
  constructor(begin: (operation: T, lane: Lane<T>) => void) {
    this.#begin = begin;
  }

  /** @returns false when `most` operations wait already: it was not taken. */
  add(key: string, operation: T, most: number): boolean {
    const lane = this.#lanes.get(key);
    if (lane === undefined) {
      const fresh = new Lane<T>(key);
      this.#lanes.set(key, fresh);
      this.#run(fresh, operation);
      return true;
    }
    if (lane.waiting === null) lane.waiting = [operation];
    else if (lane.waiting.length - lane.head >= most) return false;
    else lane.waiting.push(operation);
    return true;
  }

  /** The operation that was begun in that lane has ended. */
  done(lane: Lane<T>): void {
    if (!lane.running) {
      lane.ended = true;
      return;
    }
    lane.running = false;
    const next = this.#next(lane);
    if (next === undefined) this.#end(lane);
    else this.#run(lane, next);
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
      if (lane.waiting !== null) waiting.push(...lane.waiting.slice(lane.head));
      lane.waiting = null;
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
  #run(lane: Lane<T>, first: T): void {
    for (let operation: T | undefined = first; operation !== undefined; operation = this.#next(lane)) {
      lane.ended = false;
      this.#begin(operation, lane);
      if (!lane.ended) {
        lane.running = true;
        return;
      }
    }
    this.#end(lane);
  }

  #next(lane: Lane<T>): T | undefined {
    const { waiting } = lane;
    if (waiting === null) return undefined;
    const next = waiting[lane.head];
    lane.head += 1;
    if (lane.head >= waiting.length) {
      lane.waiting = null;
      lane.head = 0;
    } else if (lane.head > 64 && lane.head * 2 > waiting.length) {
      lane.waiting = waiting.slice(lane.head);
      lane.head = 0;
    }
    return next;
  }

  #end(lane: Lane<T>): void {
    if (this.#lanes.get(lane.key) === lane) this.#lanes.delete(lane.key);
  }
}
