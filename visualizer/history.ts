/** A stretch of entries with the world before them: tells the world at any of them. Shared by the server and the page. */
import type { Entry, WorldData } from "./stream.ts";
import { World } from "./world.ts";

/** A copy of the world is kept each so many entries, so that no question folds more than that. */
const checkpointEvery = 256;

export class History {
  #base: World;
  #entries: Entry[];
  /** World before entry `index * checkpointEvery`. */
  #checkpoints: World[] = [];

  constructor(base: WorldData, entries: readonly Entry[]) {
    this.#base = new World(base);
    this.#entries = [...entries];
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get first(): number {
    return this.#entries[0]?.serial ?? 0;
  }

  get last(): number {
    return this.#entries.at(-1)?.serial ?? 0;
  }

  has(serial: number): boolean {
    return this.#entries.length > 0 && serial >= this.first && serial <= this.last;
  }

  push(entry: Entry): void {
    this.#entries.push(entry);
  }

  /** Forgets the oldest entries, so that about `count` stay; they become part of the base. */
  trim(count: number): void {
    const cut = Math.floor((this.#entries.length - count) / checkpointEvery) * checkpointEvery;
    if (cut <= 0) return;
    this.#base = this.#before(cut).copy();
    this.#entries = this.#entries.slice(cut);
    this.#checkpoints = this.#checkpoints.slice(cut / checkpointEvery);
  }

  /** Index of the last entry up to `serial`; -1 before the first. */
  indexOf(serial: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.serial ?? 0) <= serial) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The world right after the entry of that serial. */
  worldAt(serial: number): World {
    const end = this.indexOf(serial) + 1;
    const from = Math.floor(end / checkpointEvery) * checkpointEvery;
    const world = this.#before(from).copy();
    for (let index = from; index < end; index += 1) world.take(this.#entries[index]!);
    return world;
  }

  baseData(): WorldData {
    return this.#base.data();
  }

  /** `index` is a multiple of `checkpointEvery`. */
  #before(index: number): World {
    const wanted = index / checkpointEvery;
    if (this.#checkpoints.length === 0) this.#checkpoints.push(this.#base.copy());
    for (let at = this.#checkpoints.length; at <= wanted; at += 1) {
      const world = this.#checkpoints[at - 1]!.copy();
      for (let each = (at - 1) * checkpointEvery; each < at * checkpointEvery; each += 1)
        world.take(this.#entries[each]!);
      this.#checkpoints.push(world);
    }
    return this.#checkpoints[wanted]!;
  }
}
