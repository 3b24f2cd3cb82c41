/** A running hash of everything that happened: two runs of one seed must end with the same. 64 bits, not cryptographic. */
export class TraceHash {
  #high = 0x243f6a88;
  #low = 0x85a308d3;

  number(value: number): void {
    // Times and counters are below 2^53: both halves count.
    this.#mix(value | 0);
    this.#mix((value / 4_294_967_296) | 0);
  }

  text(value: string): void {
    this.#mix(value.length);
    for (let index = 0; index < value.length; index += 1) this.#mix(value.charCodeAt(index));
  }

  get digest(): string {
    return (this.#high >>> 0).toString(16).padStart(8, "0") + (this.#low >>> 0).toString(16).padStart(8, "0");
  }

  #mix(value: number): void {
    const high = Math.imul(this.#high ^ value, 0x85ebca6b);
    const low = Math.imul(this.#low + value, 0xc2b2ae35);
    this.#high = high ^ (low >>> 13);
    this.#low = (low ^ (high >>> 16)) + 0x9e3779b9;
  }
}
