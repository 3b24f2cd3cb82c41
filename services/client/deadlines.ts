/**
 * Many deadlines behind one timer. Requests end long before their deadline as a rule, so setting and cancelling one
 * must cost next to nothing: deadlines are kept in slots of a few milliseconds, and one timer runs, for the earliest slot. It
 * runs on when its slot has become empty, since what comes next mostly falls later: a caller by itself sets no timer a call.
 */
import type { Clock, TimerHandle } from "#machines/protocol/ports";

/** Width of a slot, milliseconds: a deadline fires at most this much late, never early. */
export const slotMs = 4;

export interface Deadline {
  /** -1 once it has fired or was cancelled. */
  slot: number;
  readonly fire: () => void;
}

export class Deadlines {
  readonly #clock: Clock;
  readonly #slots = new Map<number, Set<Deadline>>();
  /** Slot numbers, rising; may hold slots that are empty by now. */
  readonly #order: number[] = [];
  #timer: TimerHandle | undefined;
  #timerSlot = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `fire` once, when the clock's `now()` has reached `atMs`. */
  set(atMs: number, fire: () => void): Deadline {
    const slot = Math.ceil(atMs / slotMs);
    const deadline: Deadline = { slot, fire };
    let members = this.#slots.get(slot);
    if (members === undefined) {
      members = new Set();
      this.#slots.set(slot, members);
      this.#insert(slot);
    }
    members.add(deadline);
    if (slot < this.#timerSlot) this.#arm(slot);
    return deadline;
  }

  /** Harmless on a deadline that has fired. */
  cancel(deadline: Deadline | undefined): void {
    if (deadline === undefined || deadline.slot === -1) return;
    const members = this.#slots.get(deadline.slot);
    members?.delete(deadline);
    if (members?.size === 0) this.#slots.delete(deadline.slot);
    deadline.slot = -1;
    if (this.#slots.size === 0) this.#order.length = 0;
  }

  /** Drops all deadlines; none fires any more. */
  close(): void {
    this.#slots.clear();
    this.#order.length = 0;
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
    this.#timerSlot = Number.POSITIVE_INFINITY;
  }

  #insert(slot: number): void {
    let at = this.#order.length;
    while (at > 0 && (this.#order[at - 1] as number) > slot) at -= 1;
    if (this.#order[at - 1] !== slot) this.#order.splice(at, 0, slot);
  }

  #arm(slot: number): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timerSlot = slot;
    const delayMs = Math.max(0, slot * slotMs - this.#clock.now());
    this.#timer = this.#clock.setTimer(() => this.#expire(), delayMs);
  }

  #expire(): void {
    this.#timer = undefined;
    this.#timerSlot = Number.POSITIVE_INFINITY;
    const nowMs = this.#clock.now();
    const due: Deadline[] = [];
    let passed = 0;
    for (const slot of this.#order) {
      if (slot * slotMs > nowMs) break;
      passed += 1;
      for (const deadline of this.#slots.get(slot) ?? []) due.push(deadline);
      this.#slots.delete(slot);
    }
    this.#order.splice(0, passed);
    while (this.#order.length > 0 && !this.#slots.has(this.#order[0] as number)) this.#order.shift();
    const next = this.#order[0];
    if (next !== undefined) this.#arm(next);
    for (const deadline of due) {
      // An earlier one of this round may have cancelled it.
      if (deadline.slot === -1) continue;
      deadline.slot = -1;
      deadline.fire();
    }
  }
}
