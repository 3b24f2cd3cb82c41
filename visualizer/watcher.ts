/**
 * Asks nodes for their traces while a page is open, keeps what they say, and passes it on in small batches. Without a
 * page it asks for nothing, so an inspector that nobody looks at costs the nodes nothing.
 */
import type { Bus, BusStatus, Clock, Random, Subscription, TimerHandle } from "#machines/protocol/ports";
import { type Change, LiveState, mergeChanges } from "./live-state.ts";
import type { PageLink } from "./page-link.ts";
import { isMove } from "./place.ts";
import type { Gap, LogEntry, Snapshot } from "./stream.ts";

/** How long a node streams after one `watch`; asked again well before that ends. */
export const watchLeaseMs = 4000;
const renewEveryMs = 1000;
const checkEveryMs = 250;
/** About two frames of a screen. */
const flushAfterMs = 25;
/** More records in one flush are thinned: moves are kept, steps that stay become a number. */
const maxEntriesPerFlush = 400;

interface Ports {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
}

export class Watcher {
  readonly #ports: Ports;
  readonly #live = new LiveState();
  readonly #pages = new Set<PageLink>();
  readonly #subscriptions: Subscription[];
  #pending: Change[] = [];
  #flushTimer: TimerHandle | null = null;
  #checkTimer: TimerHandle | null = null;
  #link: BusStatus = "connected";
  #watchId = "";
  #askedAt = -Infinity;
  #sentAt = 0;

  constructor(ports: Ports) {
    this.#ports = ports;
    const { bus, clock } = ports;
    this.#subscriptions = [
      bus.subscribeTraces((batch) => {
        if (this.#isWatching()) this.#note(this.#live.apply(batch, clock.now()));
      }),
      bus.listen({
        undelivered: (channel) => {
          if (channel.kind === "watch") this.#note(this.#live.allGone());
        },
        status: (status) => {
          this.#link = status;
          if (status === "connected") this.#askedAt = -Infinity;
          this.#schedule();
        },
      }),
    ];
  }

  get pageCount(): number {
    return this.#pages.size;
  }

  addPage(page: PageLink): void {
    const lapsed = !this.#isWatching();
    this.#pages.add(page);
    if (lapsed) {
      // What happened meanwhile is not known: nodes answer a watch of a new name with where everything is.
      this.#live.forgetActors();
      this.#watchId = `inspector-${this.#ports.random.below(2 ** 40).toString(36)}`;
      this.#askedAt = -Infinity;
    }
    if (this.#checkTimer === null) this.#check();
  }

  removePage(page: PageLink): void {
    this.#pages.delete(page);
  }

  snapshot(): Snapshot {
    return {
      type: "snapshot",
      serial: this.#live.serial,
      link: this.#link,
      nodes: this.#live.nodes(),
      actors: this.#live.actors(),
      log: this.#live.log(),
      gaps: [],
    };
  }

  close(): void {
    const { clock } = this.#ports;
    for (const subscription of this.#subscriptions) subscription.close();
    if (this.#flushTimer !== null) clock.clearTimer(this.#flushTimer);
    if (this.#checkTimer !== null) clock.clearTimer(this.#checkTimer);
    for (const page of this.#pages) page.end();
    this.#pages.clear();
  }

  /** True from the first page's watch until the last lease ran out. */
  #isWatching(): boolean {
    return this.#pages.size > 0 || this.#ports.clock.now() - this.#askedAt < watchLeaseMs;
  }

  /** Runs while pages are open: renews the lease, finds silent nodes, shows pages that the server lives. */
  #check(): void {
    const { bus, clock } = this.#ports;
    this.#checkTimer = null;
    if (this.#pages.size === 0) return;
    const now = clock.now();
    if (now - this.#askedAt >= renewEveryMs) {
      this.#askedAt = now;
      bus.publish({ kind: "watch" }, [{ type: "watch", id: this.#watchId, ms: watchLeaseMs }]);
    }
    this.#note(this.#live.checkSilence(now));
    if (now - this.#sentAt >= renewEveryMs) {
      this.#sentAt = now;
      for (const page of this.#pages) page.sendAlive();
    }
    this.#checkTimer = clock.setTimer(() => this.#check(), checkEveryMs);
  }

  #note(change: Change): void {
    if (change.nodes.length + change.entries.length + change.gaps.length === 0) return;
    this.#pending.push(change);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#flushTimer !== null) return;
    this.#flushTimer = this.#ports.clock.setTimer(() => {
      this.#flushTimer = null;
      const change = thin(mergeChanges(this.#pending));
      this.#pending = [];
      this.#sentAt = this.#ports.clock.now();
      for (const page of this.#pages) {
        page.sendDelta(change, this.#live.serial, this.#link, () => this.snapshot());
      }
    }, flushAfterMs);
  }
}

/** Keeps moves and each actor's last record; says how many others there were. */
export function thin(change: Change): Change {
  if (change.entries.length <= maxEntriesPerFlush) return change;
  const last = new Map(change.entries.map((entry) => [entry.record.actor, entry]));
  const kept = change.entries.filter((entry) => isMove(entry.record) || last.get(entry.record.actor) === entry);
  return { ...change, entries: kept, gaps: [...change.gaps, ...gapsOf(change.entries, kept)] };
}

function gapsOf(all: readonly LogEntry[], kept: readonly LogEntry[]): Gap[] {
  const missed = new Map<string, number>();
  for (const { record } of all) missed.set(record.node, (missed.get(record.node) ?? 0) + 1);
  for (const { record } of kept) missed.set(record.node, (missed.get(record.node) ?? 0) - 1);
  return [...missed].flatMap(([node, count]) => (count > 0 ? [{ node, missed: count, by: "inspector" as const }] : []));
}
