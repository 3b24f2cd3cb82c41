/**
 * The delays of one actor, in place of XState's scheduler, which makes a dozen objects and strings for each. A state that is entered
 * anew with each heartbeat moves its timer, where the clock can, and sets none.
 *
 * Source: XState 5 `createSystem`, `scheduler`: the same calls in the same order reach a clock that cannot move timers. What no chart
 * of ours does is refused: a delay for another actor, and one that begins anew while it is under way (there, both would run out).
 */
import type { AnyActorRef, AnyEventObject } from "xstate";
import { invariant } from "#machines/protocol/errors";
import type { Clock, TimerHandle } from "#machines/protocol/ports";

interface Delay {
  event: AnyEventObject;
  /** Of the clock's timer; null when none is set. */
  handle: TimerHandle | null;
  /** Otherwise its timer, if there is one, is left to run out. */
  isOn: boolean;
  readonly fire: () => void;
}

/** What an actor's system has, as far as delays go. */
interface System {
  scheduler: ChartTimers;
  _relay(from: AnyActorRef, to: AnyActorRef, event: AnyEventObject): void;
}

export class ChartTimers {
  readonly #clock: Clock;
  readonly #actor: AnyActorRef;
  /** By name; those without one can only run out. */
  readonly #delays = new Map<unknown, Delay>();

  private constructor(clock: Clock, actor: AnyActorRef) {
    this.#clock = clock;
    this.#actor = actor;
  }

  /** Call before the actor starts. It has a system of its own. */
  static install(actor: AnyActorRef, clock: Clock): void {
    (actor.system as unknown as System).scheduler = new ChartTimers(clock, actor);
  }

  schedule(from: unknown, to: unknown, event: AnyEventObject, delayMs: number, id?: string): void {
    invariant(from === this.#actor && to === this.#actor, "a chart sends itself what it delays");
    const name = id ?? Symbol("delay");
    const delay = this.#delays.get(name) ?? this.#make(name, event);
    invariant(!delay.isOn, "a delay that begins anew was cancelled");
    delay.event = event;
    const { handle } = delay;
    if (handle === null || this.#clock.moveTimer?.(handle, delayMs) !== true) {
      if (handle !== null) this.#clock.clearTimer(handle);
      delay.handle = this.#clock.setTimer(delay.fire, delayMs);
    }
    delay.isOn = true;
  }

  cancel(_from: unknown, id: unknown): void {
    const delay = this.#delays.get(id);
    if (delay?.isOn !== true) return;
    delay.isOn = false;
    if (this.#clock.moveTimer === undefined) this.#clear(delay);
  }

  cancelAll(): void {
    for (const delay of this.#delays.values()) this.#clear(delay);
    this.#delays.clear();
  }

  #make(name: unknown, event: AnyEventObject): Delay {
    const delay: Delay = { event, handle: null, isOn: false, fire: () => this.#fire(name, delay) };
    this.#delays.set(name, delay);
    return delay;
  }

  #clear(delay: Delay): void {
    if (delay.handle !== null) this.#clock.clearTimer(delay.handle);
    delay.handle = null;
    delay.isOn = false;
  }

  #fire(name: unknown, delay: Delay): void {
    delay.handle = null;
    if (typeof name === "symbol") this.#delays.delete(name);
    if (!delay.isOn) return;
    delay.isOn = false;
    (this.#actor.system as unknown as System)._relay(this.#actor, this.#actor, delay.event);
  }
}
