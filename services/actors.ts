/** Running a chart: XState behind our own names (docs/decisions), with the node's clock and its tracer. */
import {
  createActor,
  type AnyActorLogic,
  type AnyActorRef,
  type AnyStateMachine,
  type Actor,
  type InputFrom,
} from "xstate";
import type { Clock, TimerHandle } from "#machines/protocol/ports";
import { quicken } from "./chart-step.ts";

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

type Effects = Readonly<Record<string, (args: { readonly self: AnyActorRef }, params: unknown) => void>>;

/** A machine, and what its effects do for one actor. */
export interface Hosted<Logic extends AnyStateMachine> {
  readonly logic: Logic;
  readonly effects: Effects;
}

/** By machine and names of its effects: the machine whose effects look up whom they are carried out for. */
const shared = new WeakMap<AnyStateMachine, Map<string, AnyStateMachine>>();
const effectsOf = new WeakMap<AnyActorRef, Effects>();

/**
 * `machine.provide` for one actor. XState prepares every provided machine anew, transition by transition, which costs as
 * much as some hundred steps: so all actors of a machine share one, and each effect finds its host by the actor.
 */
export function hosted<Logic extends AnyStateMachine>(
  machine: Logic,
  implementations: { readonly actions: NonNullable<Parameters<Logic["provide"]>[0]["actions"]> },
): Hosted<Logic> {
  const effects = implementations.actions as unknown as Effects;
  const names = Object.keys(effects);
  const key = names.join(" ");
  const known = shared.get(machine) ?? new Map<string, AnyStateMachine>();
  let logic = known.get(key);
  if (logic === undefined) {
    const actions = Object.fromEntries(
      names.map((name) => [
        name,
        (args: { readonly self: AnyActorRef }, params: unknown) => effectsOf.get(args.self)?.[name]?.(args, params),
      ]),
    );
    logic = quicken(machine.provide({ actions }));
    shared.set(machine, known.set(key, logic));
  }
  return { logic: logic as Logic, effects };
}

/** Makes an actor; the caller starts it, after it has been shown to the tracer. */
export function makeChart<Logic extends AnyStateMachine>(
  machine: Logic | Hosted<Logic>,
  options: RunOptions<Logic>,
): Actor<Logic> {
  const { logic, effects } = "effects" in machine ? machine : { logic: machine, effects: undefined };
  const actor = createActor(logic, {
    id: options.id,
    clock: chartClock(options.clock) as never,
    ...(options.input === undefined ? {} : { input: options.input }),
  } as never) as Actor<Logic>;
  if (effects !== undefined) effectsOf.set(actor as AnyActorRef, effects);
  actor.subscribe({
    next: () => options.stepped?.(),
    complete: () => options.ended?.(),
    error: (error: unknown) => options.crashed(error),
  });
  return actor;
}
