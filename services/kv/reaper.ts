/**
 * The leader removes tombstones that no member needs any more: PROTOCOL R10, HAZARDS P7, P21.
 *
 * Only those of earlier epochs, only in one view with no change pending that every member has taken, and only when each says,
 * in this epoch and while it runs no exchange, that it holds exactly that tombstone. A member that misses the order keeps its
 * tombstone, which is sound: it is reaped in a later epoch. What is removed raises the low water of its segment.
 *
 * One walk over the tree an epoch, a page at a time with pauses: everything deleted later has a ballot of this epoch.
 */
import { sameBallot, type Ballot } from "#machines/protocol/ballot";
import type { PeerId } from "#machines/protocol/identifiers";
import type { LeafEntry } from "#machines/protocol/object";
import type { Clock, TimerHandle } from "#machines/protocol/ports";
import type { Electorate } from "#machines/protocol/quorum";
import type { PeerObjects } from "../peer/objects.ts";
import { isTombstoneHash } from "../storage/content-hash.ts";
import type { Rounds } from "./rounds.ts";

/** A tombstone by its key and ballot. */
export interface Tombstone {
  readonly key: string;
  readonly ballot: Ballot;
}

export interface ReaperPorts {
  readonly self: PeerId;
  readonly epoch: number;
  readonly clock: Clock;
  readonly objects: PeerObjects;
  readonly rounds: Rounds;
  /** Of the one view in force and settled, for an answer of all; null while members change or this leader has not synced. */
  electorate(): Electorate | null;
  /** Whether an operation on the key is under way. */
  isBusy(key: string): boolean;
  pauseMs(): number;
  timeoutMs(): number;
  sendCheck(to: PeerId, req: number, tombstones: readonly Tombstone[]): void;
  sendReap(to: PeerId, tombstones: readonly Tombstone[]): void;
  reaped(count: number): void;
}

/** Entries looked at between two pauses, and tombstones in one round. */
const pageEntries = 256;

export class Reaper {
  readonly #ports: ReaperPorts;
  #after: string | null = null;
  #timer: TimerHandle | null = null;
  #isStopped = false;

  constructor(ports: ReaperPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#later();
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) this.#ports.clock.clearTimer(this.#timer);
  }

  #later(): void {
    if (this.#isStopped) return;
    this.#timer = this.#ports.clock.setTimer(() => {
      this.#timer = null;
      this.#page();
    }, this.#ports.pauseMs());
  }

  #page(): void {
    if (this.#ports.electorate() === null) return this.#later();
    this.#ports.objects.leaves(this.#after, pageEntries).then(
      (entries) => this.#walked(entries),
      // A damaged tree is noticed, and mended, by those that read it.
      () => this.stop(),
    );
    return undefined;
  }

  #walked(entries: readonly LeafEntry[]): void {
    if (this.#isStopped || entries.length === 0) return undefined;
    const { epoch } = this.#ports;
    const tombstones = entries
      .filter(({ hash, ballot }) => isTombstoneHash(hash) && ballot.epoch < epoch)
      .map(({ key, ballot }) => ({ key, ballot }));
    const next = entries.at(-1)?.key ?? this.#after;
    if (tombstones.length > 0) return this.#ask(tombstones, next);
    this.#after = next;
    return this.#later();
  }

  #ask(tombstones: readonly Tombstone[], next: string | null): void {
    const { rounds, clock, sendCheck, timeoutMs } = this.#ports;
    const electorate = this.#ports.electorate();
    if (electorate === null) return this.#later();
    /** Keys that every member heard so far holds exactly so. */
    let held = new Set(tombstones.map(({ key }) => key));
    rounds.start({
      electorate: { ...electorate, required: "all" },
      countsSelf: true,
      deadline: clock.now() + timeoutMs(),
      retries: false,
      send: (to, req) => sendCheck(to, req, tombstones),
      isVote: (body) => body.kind === "holding",
      heard: (_, body) => {
        if (body.kind === "holding") held = new Set(body.keys.filter((key) => held.has(key)));
      },
      ended: (end) => {
        if (this.#isStopped || end === "stopped") return;
        // With a member away nothing is reaped; asked again later.
        if (
          end === "met" &&
          this.#reap(
            electorate,
            tombstones.filter(({ key }) => held.has(key)),
          )
        )
          this.#after = next;
        this.#later();
      },
    });
    return undefined;
  }

  /** @returns false when the members have changed meanwhile. */
  #reap(electorate: Electorate, held: readonly Tombstone[]): boolean {
    const { objects, self, isBusy, sendReap, reaped } = this.#ports;
    if (this.#ports.electorate() !== electorate) return false;
    const reaping = held.filter(({ key, ballot }) => !isBusy(key) && holdsExactly(objects, key, ballot));
    if (reaping.length === 0) return true;
    for (const { key, ballot } of reaping) objects.remove(key, ballot);
    for (const peer of electorate.members) if (peer !== self) sendReap(peer, reaping);
    reaped(reaping.length);
    return true;
  }
}

export function holdsExactly(objects: PeerObjects, key: string, ballot: Ballot): boolean {
  const found = objects.read(key);
  return found.kind === "found" && found.object.value === null && sameBallot(found.object.ballot, ballot);
}

/** Of tombstones asked about, the keys whose tombstone is held here exactly so. */
export function heldOf(objects: PeerObjects, tombstones: readonly Tombstone[]): string[] {
  return tombstones.filter(({ key, ballot }) => holdsExactly(objects, key, ballot)).map(({ key }) => key);
}
