/**
 * What was verified or written lately, so that the next read of it need not ask the disk. Whoever takes something out holds it
 * against the tree again: what is remembered can be out of date, and is then of no use.
 *
 * Two generations: when the young one is full it becomes the old one, and what was in the old one is forgotten.
 */
export class Recent<K, V> {
  readonly #most: number;
  #young = new Map<K, V>();
  #old = new Map<K, V>();
  #weight = 0;

  /** @param most weight of a generation. */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    return this.#old.get(key);
  }

  /** @param weight about how much memory it takes. */
  set(key: K, value: V, weight: number): void {
    if (weight > this.#most / 16) return this.delete(key);
    if (this.#weight + weight > this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#weight = 0;
    }
    this.#young.set(key, value);
    this.#weight += weight;
    return undefined;
  }

  delete(key: K): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}
