/**
 * Randomness from one seed. Every authority (network, disk, clock, workload, nemesis, each boot of a node) draws from a
 * stream of its own, so that leaving out one fault changes nothing in what the others draw.
 */
import type { Random } from "#machines/protocol/ports";

/** Mixes a text into 32 bits: multiply-and-xor over its code units, then avalanche. */
export function mixText(text: string, from: number): number {
  let hash = from | 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return avalanche(hash);
}

function avalanche(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The small fast counting generator with 128 bits of state (Chris Doty-Humphrey's sfc32). */
export class SeededRandom implements Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: string) {
    this.#a = mixText(seed, 1);
    this.#b = mixText(seed, 2);
    this.#c = mixText(seed, 3);
    for (let round = 0; round < 12; round += 1) this.#next();
  }

  /** Begins again from three numbers. */
  protected begin(a: number, b: number, c: number): void {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#counter = 1;
    for (let round = 0; round < 8; round += 1) this.#next();
  }

  /** 32 bits. */
  bits(): number {
    return this.#next();
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** In [0, 1), 53 bits. */
  unit(): number {
    return (this.bits() * 2_097_152 + (this.bits() >>> 11)) / 9_007_199_254_740_992;
  }

  below(bound: number): number {
    if (bound <= 1) return 0;
    return bound <= 0x1_0000 ? Math.floor((this.bits() / 4_294_967_296) * bound) : Math.floor(this.unit() * bound);
  }

  /** A whole number in [low, high]. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return probability > 0 && this.bits() < probability * 4_294_967_296;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError("cannot pick from an empty list");
    return item;
  }

  /** A new list in random order. */
  shuffle<T>(items: readonly T[]): T[] {
    const list = [...items];
    for (let index = list.length - 1; index > 0; index -= 1) {
      const other = this.below(index + 1);
      const item = list[index] as T;
      list[index] = list[other] as T;
      list[other] = item;
    }
    return list;
  }

  /** Exponentially distributed with that mean. */
  exponential(mean: number): number {
    return -Math.log(1 - this.unit()) * mean;
  }
}

/** Streams of one seed, by name. */
export function streamOf(seed: string | number, name: string): SeededRandom {
  return new SeededRandom(`${seed}/${name}`);
}

/** Virtual time that one draw of lots lasts. */
const bucketUs = 10_000;

/**
 * A stream that begins anew every ten milliseconds of virtual time, from the seed and the time alone. What is drawn then
 * does not depend on how much was drawn before: a schedule from which something was left out goes on as it did.
 */
export class TimedRandom extends SeededRandom {
  readonly #time: { readonly nowUs: number };
  readonly #a: number;
  readonly #b: number;
  #fromUs = 0;
  #untilUs = 0;

  constructor(seed: string, time: { readonly nowUs: number }) {
    super(seed);
    this.#time = time;
    this.#a = mixText(seed, 4);
    this.#b = mixText(seed, 5);
  }

  override bits(): number {
    const { nowUs } = this.#time;
    if (nowUs < this.#fromUs || nowUs >= this.#untilUs) {
      const bucket = Math.floor(nowUs / bucketUs);
      this.#fromUs = bucket * bucketUs;
      this.#untilUs = this.#fromUs + bucketUs;
      this.begin(this.#a, this.#b, avalanche(bucket ^ this.#a));
    }
    return super.bits();
  }
}
