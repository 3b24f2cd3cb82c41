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
import { countListeners, quicken, type Copy } from "./chart-step.ts";
import { ChartTimers } from "./chart-timers.ts";

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
type Delays = Readonly<Record<string, (args: { readonly self: AnyActorRef; readonly context: unknown }) => number>>;

/** A machine, and what its effects do for one actor. */
export interface Hosted<Logic extends AnyStateMachine> {
  readonly logic: Logic;
  readonly effects: Effects;
  readonly delays: Delays;
}

/** By machine and names of its effects: the machine whose effects look up whom they are carried out for. */
const shared = new WeakMap<AnyStateMachine, Map<string, AnyStateMachine>>();
const hostOf = new WeakMap<AnyActorRef, { readonly effects: Effects; readonly delays: Delays }>();

/**
 * `machine.provide` for one actor. XState prepares every provided machine anew, transition by transition, which costs as
 * much as some hundred steps: so all actors of a machine share one, and each effect finds its host by the actor.
 */
export function hosted<Logic extends AnyStateMachine>(
  machine: Logic,
  implementations: {
    readonly actions: NonNullable<Parameters<Logic["provide"]>[0]["actions"]>;
    /** Milliseconds, at the moment when the delay begins, instead of what the machine says. */
    readonly delays?: NonNullable<Parameters<Logic["provide"]>[0]["delays"]>;
    /** How its context is copied, when that is large. */
    readonly copy?: Copy;
  },
): Hosted<Logic> {
  const effects = implementations.actions as unknown as Effects;
  const delays = (implementations.delays ?? {}) as unknown as Delays;
  const names = Object.keys(effects);
  const delayed = Object.keys(delays);
  const key = [...names, "|", ...delayed].join(" ");
  const known = shared.get(machine) ?? new Map<string, AnyStateMachine>();
  let logic = known.get(key);
  if (logic === undefined) {
    const actions = Object.fromEntries(
      names.map((name) => [
        name,
        (args: { readonly self: AnyActorRef }, params: unknown) => hostOf.get(args.self)?.effects[name]?.(args, params),
      ]),
    );
    const pauses = Object.fromEntries(
      delayed.map((name) => [
        name,
        (args: Parameters<Delays[string]>[0]) => hostOf.get(args.self)?.delays[name]?.(args) ?? 0,
      ]),
    );
    logic = quicken(
      machine.provide({ actions, delays: pauses } as Parameters<Logic["provide"]>[0]),
      implementations.copy,
    );
    shared.set(machine, known.set(key, logic));
  }
  return { logic: logic as Logic, effects, delays };
}

/** Makes an actor; the caller starts it, after it has been shown to the tracer. */
export function makeChart<Logic extends AnyStateMachine>(
  machine: Logic | Hosted<Logic>,
  options: RunOptions<Logic>,
): Actor<Logic> {
  const host = "effects" in machine ? machine : undefined;
  const logic = host === undefined ? (machine as Logic) : host.logic;
  const actor = createActor(logic, {
    id: options.id,
    clock: chartClock(options.clock) as never,
    ...(options.input === undefined ? {} : { input: options.input }),
  } as never) as Actor<Logic>;
  countListeners(actor.system);
  ChartTimers.install(actor as AnyActorRef, options.clock);
  if (host !== undefined) hostOf.set(actor as AnyActorRef, host);
  actor.subscribe({
    next: () => options.stepped?.(),
    complete: () => options.ended?.(),
    error: (error: unknown) => options.crashed(error),
  });
  return actor;
}
