/**
 * Everything that the server has heard, up to a number of entries: sealed in compressed blocks, each with the world before it,
 * so that a page can ask for any piece of the past and a recording can be saved.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Entry, WorldData } from "./stream.ts";
import { World } from "./world.ts";

const blockSize = 512;

interface Block {
  readonly first: number;
  readonly firstTime: number;
  readonly last: number;
  readonly base: WorldData;
  readonly packed: Buffer;
  /** Highest and lowest record number by `node boot`. */
  readonly numbers: ReadonlyMap<string, readonly [number, number]>;
}

export class Retention {
  readonly #capacity: number;
  #blocks: Block[] = [];
  #open: Entry[] = [];
  #openBase: WorldData = { nodes: [], actors: [] };
  readonly #world = new World();

  constructor(capacity = 200_000) {
    this.#capacity = capacity;
  }

  /** The world after everything. Its owner feeds entries to `push` only. */
  get world(): World {
    return this.#world;
  }

  get first(): number {
    return this.#blocks[0]?.first ?? this.#open[0]?.serial ?? 0;
  }

  get firstTime(): number {
    return this.#blocks[0]?.firstTime ?? this.#open[0]?.time ?? 0;
  }

  get size(): number {
    return this.#blocks.length * blockSize + this.#open.length;
  }

  push(entry: Entry): void {
    this.#open.push(entry);
    this.#world.take(entry);
    if (this.#open.length < blockSize) return;
    this.#blocks.push(seal(this.#open, this.#openBase));
    if (this.#blocks.length * blockSize > this.#capacity) this.#blocks.shift();
    this.#open = [];
    this.#openBase = this.#world.data();
  }

  /** The world before the first entry. Call before any. */
  begin(base: WorldData): void {
    for (const node of base.nodes) this.#world.nodes.set(node.node, node);
    for (const actor of base.actors) this.#world.actors.set(actor.actor, actor);
    this.#openBase = this.#world.data();
  }

  /** The newest entries, at least `count` when there are as many, and the world before them. */
  tail(count: number): { readonly base: WorldData; readonly entries: readonly Entry[] } {
    let { base, entries } = { base: this.#openBase, entries: [...this.#open] };
    for (const block of this.#blocks.toReversed()) {
      if (entries.length >= count) break;
      entries = [...unseal(block), ...entries];
      base = block.base;
    }
    return { base, entries };
  }

  /** The block with that entry, its neighbours with it; null when it is not here. */
  around(serial: number): { readonly base: WorldData; readonly entries: readonly Entry[] } | null {
    if (
      this.size === 0 ||
      serial < this.first ||
      serial > (this.#open.at(-1) ?? { serial: this.#blocks.at(-1)?.last ?? 0 }).serial
    )
      return null;
    const at = this.#blocks.findIndex((block) => serial <= block.last);
    if (at === -1) return this.tail(blockSize);
    const wanted = this.#blocks.slice(Math.max(0, at - 1), at + 2);
    const entries = wanted.flatMap(unseal);
    if (at + 1 >= this.#blocks.length) entries.push(...this.#open);
    return { base: wanted[0]!.base, entries };
  }

  /** The serial of the entry that holds that record, or 0. */
  find(name: { readonly node: string; readonly boot: string; readonly n: number }): number {
    const key = `${name.node} ${name.boot}`;
    const isIt = (entry: Entry): boolean =>
      entry.what === "record" &&
      entry.record.n === name.n &&
      entry.record.node === name.node &&
      entry.record.boot === name.boot;
    const open = this.#open.find(isIt);
    if (open !== undefined) return open.serial;
    for (const block of this.#blocks.toReversed()) {
      const numbers = block.numbers.get(key);
      if (numbers === undefined || name.n < numbers[0] || name.n > numbers[1]) continue;
      const found = unseal(block).find(isIt);
      if (found !== undefined) return found.serial;
    }
    return 0;
  }

  /** Block by block, oldest first: a recording. */
  *all(): Generator<{ readonly base: WorldData; readonly entries: readonly Entry[] }> {
    for (const block of [...this.#blocks]) yield { base: block.base, entries: unseal(block) };
    if (this.#open.length > 0) yield { base: this.#openBase, entries: [...this.#open] };
  }
}

function seal(entries: readonly Entry[], base: WorldData): Block {
  const numbers = new Map<string, [number, number]>();
  for (const entry of entries) {
    if (entry.what !== "record") continue;
    const { node, boot, n } = entry.record;
    const known = numbers.get(`${node} ${boot}`);
    if (known === undefined) numbers.set(`${node} ${boot}`, [n, n]);
    else numbers.set(`${node} ${boot}`, [Math.min(known[0], n), Math.max(known[1], n)]);
  }
  return {
    first: entries[0]?.serial ?? 0,
    firstTime: entries[0]?.time ?? 0,
    last: entries.at(-1)?.serial ?? 0,
    base,
    packed: deflateRawSync(JSON.stringify(entries), { level: 1 }),
    numbers,
  };
}

function unseal(block: Block): Entry[] {
  return JSON.parse(inflateRawSync(block.packed).toString()) as Entry[];
}
