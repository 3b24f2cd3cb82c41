/** The hashes that the tree is made of, and the running sum over them. */
import { hash } from "node:crypto";
import { hashBytes } from "#machines/protocol/object";

/** Writes the first 16 bytes of the SHA-256 of `bytes` into `target`. */
export function hashInto(bytes: Uint8Array, target: Uint8Array, at = 0): void {
  // As a string of one character a byte: see storage/content-hash.ts.
  const digest = hash("sha256", bytes, "binary");
  for (let n = 0; n < hashBytes; n++) target[at + n] = digest.charCodeAt(n);
}

/** A copy of the hash at `at`: for so few bytes a loop is quicker than a view and its copy. */
export function hashAt(bytes: Uint8Array, at: number): Uint8Array {
  const copy = new Uint8Array(hashBytes);
  for (let n = 0; n < hashBytes; n++) copy[n] = bytes[at + n] as number;
  return copy;
}

/** The hash of what is empty. */
export const zeroHash = new Uint8Array(hashBytes);

/** Stands in the page above a segment that was unreadable when the tree was built: no content has it. */
export const lostHash = new Uint8Array(hashBytes).fill(0xff);

export function isZero(bytes: Uint8Array, at: number): boolean {
  for (let n = at; n < at + hashBytes; n++) if (bytes[n] !== 0) return false;
  return true;
}

export function isHashAt(hash16: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let n = 0; n < hashBytes; n++) if (hash16[n] !== bytes[at + n]) return false;
  return true;
}

const lanes = 4;

/**
 * A check over all segments' hashes that is brought up to date in a few additions: four lanes of 32 bits, each the sum of one
 * word of every hash. The order does not matter, and a segment that is missing, older or added leaves another sum: the words
 * are those of a SHA-256, so two sums agree by chance once in 2^128. (Against somebody who chooses segments to that end
 * it would not hold; disks do not.)
 */
export class Sum {
  readonly #words = new Uint32Array(lanes);

  static from(bytes: Uint8Array): Sum {
    const sum = new Sum();
    sum.#move(bytes, 0, 1);
    return sum;
  }

  add(bytes: Uint8Array, at: number): void {
    this.#move(bytes, at, 1);
  }

  subtract(bytes: Uint8Array, at: number): void {
    this.#move(bytes, at, -1);
  }

  #move(bytes: Uint8Array, at: number, sign: 1 | -1): void {
    for (let lane = 0; lane < lanes; lane++) {
      const start = at + 4 * lane;
      const word =
        ((bytes[start] as number) << 24) |
        ((bytes[start + 1] as number) << 16) |
        ((bytes[start + 2] as number) << 8) |
        (bytes[start + 3] as number);
      this.#words[lane] = (this.#words[lane] as number) + sign * word;
    }
  }

  /** 16 bytes of its own. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(4 * lanes);
    for (const [lane, word] of this.#words.entries()) {
      for (let n = 0; n < 4; n++) bytes[4 * lane + n] = word >>> (24 - 8 * n);
    }
    return bytes;
  }
}
