/**
 * Which nodes of the ring are down, as far as this node can tell: one is when the bus says that nobody listens there, or when
 * it has answered no ping for a while; it is up again with the next word from it. A guess, and only used to choose fallbacks.
 *
 * Nobody is asked unless requests were made lately: a cluster that uses no ring exchanges no message for it.
 */
import type { NodeName } from "#machines/protocol/identifiers";
import type { Clock, TimerHandle } from "#machines/protocol/ports";
import type { Settings } from "#machines/protocol/settings";

export interface LivenessOptions {
  readonly self: NodeName;
  readonly clock: Clock;
  settings(): Settings;
  /** All nodes of the ring. */
  nodes(): readonly NodeName[];
  ping(node: NodeName): void;
}

/** Pings that may go without an answer. */
const missedPings = 3;
/** How long after the last request nodes are still asked. */
const interestMs = 30_000;

export class Liveness {
  readonly #options: LivenessOptions;
  /** Pings without a word since: of this node's own turns, so that its own standing still counts for one at most. */
  readonly #missed = new Map<NodeName, number>();
  readonly #down = new Set<NodeName>();
  #interestedUntilMs = 0;
  #timer: TimerHandle | undefined;

  constructor(options: LivenessOptions) {
    this.#options = options;
  }

  get down(): readonly NodeName[] {
    return [...this.#down];
  }

  /** A request is made: from now on it matters who is there. */
  needed(): void {
    const { clock } = this.#options;
    this.#interestedUntilMs = clock.now() + interestMs;
    if (this.#timer !== undefined) return;
    // Silence while nobody asked means nothing.
    this.#missed.clear();
    this.#tick();
  }

  heard(node: NodeName): void {
    this.#missed.delete(node);
    this.#down.delete(node);
  }

  gone(node: NodeName): void {
    if (node !== this.#options.self) this.#down.add(node);
  }

  stop(): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  #others(): NodeName[] {
    const { nodes, self } = this.#options;
    return nodes().filter((node) => node !== self);
  }

  #tick(): void {
    const { clock, settings, ping } = this.#options;
    const now = clock.now();
    this.#timer = undefined;
    if (now >= this.#interestedUntilMs) return;
    const { ringPingMs } = settings();
    for (const node of this.#others()) {
      const missed = this.#missed.get(node) ?? 0;
      if (missed >= missedPings) this.#down.add(node);
      this.#missed.set(node, missed + 1);
      ping(node);
    }
    this.#timer = clock.setTimer(() => this.#tick(), ringPingMs);
  }
}
