/** One open page: what it is sent, and what happens when it reads too slowly. */
import type { WebSocket } from "ws";
import type { Change } from "./live-state.ts";
import type { Gap, Link, ServerFrame, Snapshot } from "./stream.ts";

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
    for (const frame of frames) this.#send(frame);
    this.#isWelcomed = true;
  }

  sendDelta(change: Change, serial: number, link: Link, snapshot: () => Snapshot): void {
    if (!this.#isWelcomed) return;
    const unsent = this.#socket.bufferedAmount;
    if (this.#isBehind && unsent <= caughtUpBytes) {
      const gaps = [...this.#missed].map(([node, missed]): Gap => ({ node, missed, by: "page" }));
      this.#isBehind = false;
      this.#missed.clear();
      const now = snapshot();
      this.#send({ ...now, gaps: [...now.gaps, ...gaps] });
      return;
    }
    if (this.#isBehind || unsent > maxUnsentBytes) {
      this.#isBehind = true;
      for (const { record } of change.entries) {
        this.#missed.set(record.node, (this.#missed.get(record.node) ?? 0) + 1);
      }
      return;
    }
    this.#send({ type: "delta", serial, link, nodes: change.nodes, entries: change.entries, gaps: change.gaps });
  }

  sendAlive(): void {
    if (this.#isWelcomed && this.#socket.bufferedAmount === 0) this.#send({ type: "alive" });
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  end(): void {
    this.#socket.terminate();
  }

  #send(frame: ServerFrame): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(frame));
  }
}
