/** What runs for one peer may crash that peer only. */
import type { Clock } from "#machines/protocol/ports";

/** A clock whose callbacks run through `guard`. */
export function guardedClock(clock: Clock, guard: (run: () => void) => void): Clock {
  const moveTimer = clock.moveTimer?.bind(clock);
  return {
    ...(moveTimer === undefined ? {} : { moveTimer }),
    now: () => clock.now(),
    wall: () => clock.wall(),
    setTimer: (callback, delayMs) => clock.setTimer(() => guard(callback), delayMs),
    clearTimer: (handle) => clock.clearTimer(handle),
    defer: (callback) => clock.defer(() => guard(callback)),
  };
}
