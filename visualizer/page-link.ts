/** One open page: what it is sent, and what happens when it reads too slowly. */
import type { WebSocket } from "ws";
import type { Entry, ServerFrame, Snapshot } from "./stream.ts";

/** Unsent bytes at which a page is behind: it then gets no more records, later one snapshot and the number it missed. */
export const maxUnsentBytes = 1_000_000;
const caughtUpBytes = 100_000;

export class PageLink {
  readonly #socket: WebSocket;
  /** Records left out since this page fell behind, by node. */
  readonly #missed = new Map<string, number>();
  #isBehind = false;
  #isWelcomed = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** The first snapshot: deltas before it would tell the page of things it does not know. */
  welcome(frames: readonly ServerFrame[]): void {
    for (const frame of frames) this.tell(frame);
    this.#isWelcomed = true;
  }

  /** `text` is the delta as JSON, made once for all pages. */
  sendDelta(text: string, entries: readonly Entry[], snapshot: () => Snapshot): void {
    if (!this.#isWelcomed) return;
    const unsent = this.#socket.bufferedAmount;
    if (this.#isBehind && unsent <= caughtUpBytes) return this.#catchUp(snapshot());
    if (this.#isBehind || unsent > maxUnsentBytes) {
      this.#isBehind = true;
      for (const entry of entries) {
        if (entry.what === "record") this.#miss(entry.record.node, 1);
        else if (entry.what === "gap") this.#miss(entry.gap.node, entry.gap.missed);
      }
      return;
    }
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }

  sendAlive(): void {
    if (this.#isWelcomed && this.#socket.bufferedAmount === 0) this.tell({ type: "alive" });
  }

  tell(frame: ServerFrame): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  end(): void {
    this.#socket.terminate();
  }

  #miss(node: string, count: number): void {
    this.#missed.set(node, (this.#missed.get(node) ?? 0) + count);
  }

  #catchUp(now: Snapshot): void {
    const { serial } = now;
    const time = now.entries.at(-1)?.time ?? now.firstTime;
    const gaps = [...this.#missed].map(([node, missed]): Entry => ({
      serial,
      time,
      what: "gap",
      gap: { node, missed, by: "page" },
    }));
    this.#isBehind = false;
    this.#missed.clear();
    this.tell({ ...now, entries: [...now.entries, ...gaps] });
  }
}
