/** Running a chart: XState behind our own names (docs/decisions), with the node's clock and its tracer. */
import { createActor, type AnyActorLogic, type Actor, type InputFrom } from "xstate";
import type { Clock, TimerHandle } from "#machines/protocol/ports";

/** XState's clock over ours. */
export function chartClock(clock: Clock) {
  return {
    setTimeout: (callback: () => void, delayMs: number): TimerHandle => clock.setTimer(callback, delayMs),
    clearTimeout: (handle: TimerHandle): void => clock.clearTimer(handle),
  };
}

export interface RunOptions<Logic extends AnyActorLogic> {
  readonly id: string;
  readonly clock: Clock;
  readonly input?: InputFrom<Logic>;
  /** After each step: the new snapshot. */
  stepped?(): void;
  /** The machine reached a final state. */
  ended?(): void;
  /** A guard or an action threw: the actor is dead. */
  crashed(error: unknown): void;
}

/** Makes an actor; the caller starts it, after it has been shown to the tracer. */
export function makeChart<Logic extends AnyActorLogic>(logic: Logic, options: RunOptions<Logic>): Actor<Logic> {
  const actor = createActor(logic, {
    id: options.id,
    clock: chartClock(options.clock) as never,
    ...(options.input === undefined ? {} : { input: options.input }),
  } as never) as Actor<Logic>;
  actor.subscribe({
    next: () => options.stepped?.(),
    complete: () => options.ended?.(),
    error: (error: unknown) => options.crashed(error),
  });
  return actor;
}
