/**
 * Asks nodes for their traces while a page is open and hands what they say to the hub. Without a page it asks for nothing,
 * so an inspector that nobody looks at costs the nodes nothing.
 */
import type { Bus, Clock, Random, Subscription, TimerHandle } from "#machines/protocol/ports";
import type { Hub } from "./hub.ts";
import type { PageLink } from "./page-link.ts";

/** How long a node streams after one `watch`; asked again well before that ends. */
export const watchLeaseMs = 4000;
const renewEveryMs = 1000;
const checkEveryMs = 250;

interface Ports {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
}

export class Watcher {
  readonly #ports: Ports;
  readonly #hub: Hub;
  readonly #subscriptions: Subscription[];
  #checkTimer: TimerHandle | null = null;
  #watchId = "";
  #askedAt = -Infinity;
  #aliveAt = 0;
  /** Others than pages that want the stream: an exporter. */
  #others = 0;

  constructor(ports: Ports, hub: Hub) {
    this.#ports = ports;
    this.#hub = hub;
    const { bus, clock } = ports;
    const { live } = hub;
    this.#subscriptions = [
      bus.subscribeTraces((batch) => {
        if (this.#isWatching()) hub.add(live.apply(batch, clock.now(), clock.wall()));
      }),
      bus.listen({
        undelivered: (channel) => {
          if (channel.kind === "watch") hub.add(live.allGone(clock.wall()));
        },
        status: (status) => {
          if (status === "connected") this.#askedAt = -Infinity;
          hub.link = status;
        },
      }),
    ];
  }

  addPage(page: PageLink): void {
    this.#begin();
    this.#hub.addPage(page);
    if (this.#checkTimer === null) this.#check();
  }

  removePage(page: PageLink): void {
    this.#hub.removePage(page);
  }

  /** Watches as if a page were open, until the function that it returns is called. */
  hold(): () => void {
    this.#begin();
    this.#others += 1;
    if (this.#checkTimer === null) this.#check();
    return () => void (this.#others -= 1);
  }

  close(): void {
    for (const subscription of this.#subscriptions) subscription.close();
    if (this.#checkTimer !== null) this.#ports.clock.clearTimer(this.#checkTimer);
  }

  #begin(): void {
    if (this.#isWatching()) return;
    // What happened meanwhile is not known: nodes answer a watch of a new name with where everything is.
    const { clock, random } = this.#ports;
    this.#hub.live.forgetActors(clock.wall());
    this.#watchId = `inspector-${random.below(2 ** 40).toString(36)}`;
    this.#askedAt = -Infinity;
  }

  get #isWanted(): boolean {
    return this.#hub.pages.size + this.#others > 0;
  }

  /** True from the first page's watch until the last lease ran out. */
  #isWatching(): boolean {
    return this.#isWanted || this.#ports.clock.now() - this.#askedAt < watchLeaseMs;
  }

  /** Runs while pages are open: renews the lease, finds silent nodes, shows pages that the server lives. */
  #check(): void {
    const { bus, clock } = this.#ports;
    this.#checkTimer = null;
    if (!this.#isWanted) return;
    const now = clock.now();
    if (now - this.#askedAt >= renewEveryMs) {
      this.#askedAt = now;
      bus.publish({ kind: "watch" }, [{ type: "watch", id: this.#watchId, ms: watchLeaseMs }]);
    }
    this.#hub.add(this.#hub.live.checkSilence(now, clock.wall()));
    if (now - this.#aliveAt >= renewEveryMs) {
      this.#aliveAt = now;
      for (const page of this.#hub.pages) page.sendAlive();
    }
    this.#checkTimer = clock.setTimer(() => this.#check(), checkEveryMs);
  }
}
