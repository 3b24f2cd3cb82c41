/**
 * A leader's lease as two numbers: the truth that reads rely on. The lease machine beside it is what is drawn.
 *
 * It runs from the moment the commit was *sent* (HAZARDS P4), for the least that the quorum granted, less what two clocks
 * may drift apart (PROTOCOL R11, R19); elapsed time is the larger of what the monotonic and the wall clock say, because the
 * monotonic one stands still while a machine is suspended (HAZARDS P23).
 */
import type { Clock } from "#machines/protocol/ports";
import { countedLeaseMs } from "#machines/protocol/settings";

export interface Instant {
  readonly now: number;
  readonly wall: number;
}

export function readInstant(clock: Clock): Instant {
  return { now: clock.now(), wall: clock.wall() };
}

/** Milliseconds since `since`: the larger of what both clocks say. */
export function elapsedMs(clock: Clock, since: Instant): number {
  return Math.max(clock.now() - since.now, clock.wall() - since.wall);
}

export class Lease {
  readonly #clock: Clock;
  #sent: Instant = { now: 0, wall: 0 };
  #durationMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns what is left of it in ms; 0 when the confirmation came too late to grant anything. */
  renew(sent: Instant, grantedMs: number, clockDrift: number): number {
    const durationMs = countedLeaseMs(grantedMs, clockDrift);
    const left = durationMs - elapsedMs(this.#clock, sent);
    if (left <= 0) return 0;
    this.#sent = sent;
    this.#durationMs = durationMs;
    return left;
  }

  release(): void {
    this.#durationMs = 0;
  }

  isValid(): boolean {
    return this.#durationMs > 0 && elapsedMs(this.#clock, this.#sent) < this.#durationMs;
  }
}
