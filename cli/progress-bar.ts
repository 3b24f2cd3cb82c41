/** One line on a person's terminal that says how far something has come, and is gone when it ends. */

const width = 30;
const everyMs = 100;
const clearLine = "\r\u001b[K";

export class ProgressBar {
  readonly #write: (text: string) => void;
  readonly #nowMs: () => number;
  #drawnMs = Number.NEGATIVE_INFINITY;
  #isDrawn = false;

  constructor(write: (text: string) => void, nowMs: () => number = () => performance.now()) {
    this.#write = write;
    this.#nowMs = nowMs;
  }

  /** `share` of `what` is done, 0 to 1. */
  show(what: string, share: number): void {
    const nowMs = this.#nowMs();
    if (nowMs - this.#drawnMs < everyMs) return;
    this.#drawnMs = nowMs;
    this.#isDrawn = true;
    const done = Math.max(0, Math.min(1, share));
    const filled = Math.round(done * width);
    this.#write(
      `${clearLine}[${"#".repeat(filled)}${"-".repeat(width - filled)}] ${String(Math.floor(done * 100)).padStart(3)} % ${what}`,
    );
  }

  end(): void {
    if (this.#isDrawn) this.#write(clearLine);
    this.#isDrawn = false;
  }
}
