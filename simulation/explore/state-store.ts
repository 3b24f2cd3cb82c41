/**
 * The states to explore, in the order they were met, which makes the store the queue of a breadth-first search too.
 *
 * A state is a head (peers and ghost), compared in full, and a sorted list of messages in flight. The network may lose any
 * of them, so all that can happen with some of them can happen with more: of two states with one head, the one whose
 * messages are among the other's is left out. So for each head the store holds the largest sets of messages only.
 */
const rowsPerChunk = 2 ** 16;

export class StateStore {
  readonly #head: number;
  readonly #words: number;
  readonly #row: number;
  readonly #chunks: Int32Array[] = [];
  /** Open addressing by head: the number of its newest row plus one, 0 where free. */
  #table = new Uint32Array(2 ** 16);
  #left: Uint8Array[] = [];
  heads = 0;
  count = 0;
  /** Rows that a larger one of the same depth took the place of, before they were explored. */
  replaced = 0;

  /** `head` words that are compared for equality, then messages: two a word, in rising order, 0 for none. */
  constructor(head: number, words: number) {
    this.#head = head;
    this.#words = words;
    this.#row = words + 3;
  }

  /** What the rows and their table take now. */
  get bytes(): number {
    return this.#chunks.length * rowsPerChunk * (this.#row * 4 + 1) + this.#table.length * 4;
  }

  /**
   * Keeps `state` unless a state that can do all it can is there. Rows from `sameDepth` on are as deep as this one: of
   * those it takes the place.
   */
  add(state: Int32Array, parent: number, sameDepth: number): boolean {
    if (this.heads * 2 >= this.#table.length) this.#grow();
    const slot = this.#slotOf(state, 0);
    const signature = this.#signatureOf(state);
    let before = -1;
    let at = (this.#table[slot] ?? 0) - 1;
    if (at === -1) this.heads += 1;
    while (at !== -1) {
      const { chunk, from } = this.#place(at);
      const other = chunk[from + this.#words] ?? 0;
      const next = chunk[from + this.#words + 2] ?? -1;
      if ((signature & ~other) === 0 && this.#holds(chunk, from, state, 0)) return false;
      if ((other & ~signature) === 0 && this.#holds(state, 0, chunk, from)) {
        if (at >= sameDepth) this.#replace(at);
        if (before === -1) this.#table[slot] = next + 1;
        else this.#link(before, next);
      } else before = at;
      at = next;
    }
    this.#append(state, signature, parent, (this.#table[slot] ?? 0) - 1);
    this.#table[slot] = this.count;
    return true;
  }

  isReplaced(index: number): boolean {
    return this.#left[Math.floor(index / rowsPerChunk)]?.[index % rowsPerChunk] === 1;
  }

  /** Copies a row into `into`. */
  read(index: number, into: Int32Array): void {
    const { chunk, from } = this.#place(index);
    for (let word = 0; word < this.#words; word += 1) into[word] = chunk[from + word] ?? 0;
  }

  /** From which row this one was reached first; -1 at the start. */
  parent(index: number): number {
    const { chunk, from } = this.#place(index);
    return chunk[from + this.#words + 1] ?? -1;
  }

  #place(index: number): { readonly chunk: Int32Array; readonly from: number } {
    const chunk = this.#chunks[Math.floor(index / rowsPerChunk)] ?? nothing;
    return { chunk, from: (index % rowsPerChunk) * this.#row };
  }

  #append(state: Int32Array, signature: number, parent: number, next: number): void {
    if (this.count % rowsPerChunk === 0) {
      this.#chunks.push(new Int32Array(rowsPerChunk * this.#row));
      this.#left.push(new Uint8Array(rowsPerChunk));
    }
    const { chunk, from } = this.#place(this.count);
    for (let word = 0; word < this.#words; word += 1) chunk[from + word] = state[word] ?? 0;
    chunk[from + this.#words] = signature;
    chunk[from + this.#words + 1] = parent;
    chunk[from + this.#words + 2] = next;
    this.count += 1;
  }

  #link(index: number, next: number): void {
    const { chunk, from } = this.#place(index);
    chunk[from + this.#words + 2] = next;
  }

  #replace(index: number): void {
    const flags = this.#left[Math.floor(index / rowsPerChunk)];
    if (flags !== undefined) flags[index % rowsPerChunk] = 1;
    this.replaced += 1;
  }

  /** Whether the messages of `some` are among those of `all`; both rise. */
  #holds(all: Int32Array, allFrom: number, some: Int32Array, someFrom: number): boolean {
    const end = (this.#words - this.#head) * 2;
    let position = 0;
    for (let each = 0; each < end; each += 1) {
      const wanted = packetAt(some, someFrom + this.#head, each);
      if (wanted === 0) return true;
      while (position < end && packetAt(all, allFrom + this.#head, position) < wanted) {
        if (packetAt(all, allFrom + this.#head, position) === 0) return false;
        position += 1;
      }
      if (position === end || packetAt(all, allFrom + this.#head, position) !== wanted) return false;
      position += 1;
    }
    return true;
  }

  /** One of 32 bits a message: a set that lacks a bit lacks the message. */
  #signatureOf(state: Int32Array): number {
    let signature = 0;
    for (let each = 0; each < (this.#words - this.#head) * 2; each += 1) {
      const packet = packetAt(state, this.#head, each);
      if (packet === 0) break;
      signature |= 1 << (Math.imul(packet, 0x9e3779b1) >>> 27);
    }
    return signature;
  }

  /** Where the head of `state` is in the table, or would be. */
  #slotOf(state: Int32Array, from: number): number {
    const mask = this.#table.length - 1;
    let slot = this.#hash(state, from) & mask;
    for (;;) {
      const at = (this.#table[slot] ?? 0) - 1;
      if (at === -1) return slot;
      const { chunk, from: start } = this.#place(at);
      let word = 0;
      while (word < this.#head && chunk[start + word] === state[from + word]) word += 1;
      if (word === this.#head) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #hash(state: Int32Array, from: number): number {
    let hash = 0x9e3779b9 | 0;
    for (let word = 0; word < this.#head; word += 1) {
      hash = Math.imul(hash ^ (state[from + word] ?? 0), 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash, 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  #grow(): void {
    const former = this.#table;
    this.#table = new Uint32Array(former.length * 2);
    for (const entry of former) {
      if (entry === 0) continue;
      const { chunk, from } = this.#place(entry - 1);
      this.#table[this.#slotOf(chunk, from)] = entry;
    }
  }
}

const nothing = new Int32Array(0);

function packetAt(words: Int32Array, from: number, index: number): number {
  const pair = words[from + (index >> 1)] ?? 0;
  return (index & 1) === 0 ? pair & 0xffff : pair >>> 16;
}
