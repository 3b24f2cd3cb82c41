/**
 * The simulated network: a bus for each process, over virtual time. It loses, repeats, delays and reorders frames, cuts
 * directed links, and tells a sender that nobody subscribes: because the receiver is gone, or wrongly although it lives
 * (the frame is then really not delivered, as when a server has just dropped a slow subscriber).
 */
import type { NodeName } from "#machines/protocol/identifiers";
import type { Message } from "#machines/protocol/messages";
import type { Batch, Bus, BusEvents, BusStatus, Channel, Inbox, Subscription } from "#machines/protocol/ports";
import type { ProcessClock, VirtualTime } from "./clock.ts";
import { FrameRules } from "./frame-rules.ts";
import type { SeededRandom } from "./random.ts";

export interface LinkConditions {
  /** Shares of frames, 0 to 1. */
  readonly loss: number;
  readonly duplicates: number;
  /** Delay of a frame: the least, and the mean of what is added to it. */
  readonly minDelayUs: number;
  readonly meanDelayUs: number;
  /** Share of frames that are late by up to `lateUs`: from an earlier epoch, as it were. */
  readonly late: number;
  readonly lateUs: number;
  /** Frames of one sender to one receiver arrive in order, as over one NATS connection; late and repeated ones do not. */
  readonly ordered: boolean;
  /** Share of frames that are reported undelivered though the receiver lives. */
  readonly falseOffline: number;
}

export const calmNetwork: LinkConditions = {
  loss: 0,
  duplicates: 0,
  minDelayUs: 80,
  meanDelayUs: 120,
  late: 0,
  lateUs: 0,
  ordered: true,
  falseOffline: 0,
};

export interface NetworkCounts {
  published: number;
  delivered: number;
  lost: number;
  cut: number;
  repeated: number;
  late: number;
  undelivered: number;
  falseOffline: number;
}

/** Sees every frame on its way: judges and the trace hash. */
export interface NetworkObserver {
  published(sender: string, channel: Channel, batch: Batch): void;
  delivered(sender: string, receiver: string, batch: Batch): void;
}

export interface NetworkOptions {
  readonly time: VirtualTime;
  /** The stream of a link, or of all that a sender sends when there is no receiver. */
  random(link: string): SeededRandom;
  readonly observer: NetworkObserver;
  /** Makes shared messages immutable: slow, finds code that changes what it was sent. */
  readonly freeze: boolean;
  /** Encodes and decodes a frame as on a real bus; the messages that arrive. */
  readonly recode?: ((batch: Batch) => Batch) | undefined;
}

interface Subscriber {
  readonly bus: SimulatedBus;
  readonly onBatch: (batch: Batch) => void;
}

/** What is known of one direction between two processes, over all their boots. */
interface Link {
  readonly random: SeededRandom;
  /** When its last ordered frame arrives. */
  lastArrivalUs: number;
  /** It carries nothing. */
  isCut: boolean;
}

export class Network {
  readonly options: NetworkOptions;
  readonly counts: NetworkCounts = {
    published: 0,
    delivered: 0,
    lost: 0,
    cut: 0,
    repeated: 0,
    late: 0,
    undelivered: 0,
    falseOffline: 0,
  };
  conditions: LinkConditions = calmNetwork;
  /** What happens to frames of some kinds, beside the conditions. */
  readonly rules = new FrameRules();
  /** By kind of channel, then by its node or client. */
  readonly #subscribers = new Map<Channel["kind"], Map<string, Set<Subscriber>>>();
  /** By sender, then by receiver. */
  readonly #links = new Map<string, Map<string, Link>>();
  /** Frames that were reported undelivered: nobody gets them later either. */
  readonly #refused = new WeakSet<Batch>();
  /** By receiver: when the last held frame arrives. */
  readonly #lastLateUs = new Map<string, number>();

  constructor(options: NetworkOptions) {
    this.options = options;
  }

  bus(sender: string, boot: string, clock: ProcessClock): SimulatedBus {
    return new SimulatedBus(this, sender, boot, clock);
  }

  /** Nothing that `from` sends reaches `to` from now on; what is on its way arrives. */
  cut(from: NodeName, to: NodeName): void {
    this.#link(from, to).isCut = true;
  }

  heal(): void {
    for (const links of this.#links.values()) for (const link of links.values()) link.isCut = false;
    this.rules.clear();
    this.conditions = calmNetwork;
  }

  mend(from: NodeName, to: NodeName): void {
    this.#link(from, to).isCut = false;
  }

  subscribe(channel: Channel, subscriber: Subscriber): Subscription {
    const named = this.#subscribers.get(channel.kind) ?? new Map<string, Set<Subscriber>>();
    this.#subscribers.set(channel.kind, named);
    const all = named.get(nameOf(channel)) ?? new Set<Subscriber>();
    named.set(nameOf(channel), all.add(subscriber));
    return { close: () => void all.delete(subscriber) };
  }

  send(from: SimulatedBus, channel: Channel, batch: Batch): void {
    const { observer, freeze } = this.options;
    if (freeze) deepFreeze(batch);
    this.counts.published += 1;
    observer.published(from.sender, channel, batch);
    const { rules } = this;
    if (!rules.isEmpty && rules.take(from.sender, channel, batch, () => this.#arriveLate(from, channel, batch))) return;
    const { random } = this.#link(from.sender, nobody);
    // Decided for the frame as a whole: a process that is gone and its successor may both be subscribed.
    if (isReported(channel) && random.chance(this.conditions.falseOffline)) {
      this.counts.falseOffline += 1;
      this.#undelivered(from, channel, batch);
      return;
    }
    let heard = 0;
    for (const subscriber of this.#subscribers.get(channel.kind)?.get(nameOf(channel)) ?? []) {
      if (!subscriber.bus.isConnected) continue;
      heard += 1;
      this.#route(from, subscriber, batch);
    }
    if (heard === 0 && !random.chance(this.conditions.loss)) this.#undelivered(from, channel, batch);
  }

  /** It was under way before whatever is cut now, and reaches whoever is subscribed by now. */
  #arriveLate(from: SimulatedBus, channel: Channel, batch: Batch): void {
    if (this.#refused.has(batch)) return;
    const { time } = this.options;
    for (const subscriber of this.#subscribers.get(channel.kind)?.get(nameOf(channel)) ?? []) {
      const { sender } = subscriber.bus;
      const delayUs = this.#delayUs(this.#link(from.sender, sender).random);
      // They have queued up: the order in which they were sent is the order in which they arrive.
      const arrivalUs = Math.max(time.nowUs + delayUs, (this.#lastLateUs.get(sender) ?? 0) + 1);
      this.#lastLateUs.set(sender, arrivalUs);
      this.#deliver(from, subscriber, batch, arrivalUs);
    }
  }

  #route(from: SimulatedBus, to: Subscriber, batch: Batch): void {
    const { loss, duplicates } = this.conditions;
    const link = this.#link(from.sender, to.bus.sender);
    const { random } = link;
    if (link.isCut) {
      this.counts.cut += 1;
      return;
    }
    if (random.chance(loss)) {
      this.counts.lost += 1;
      return;
    }
    this.#deliver(from, to, batch, this.#arrivalUs(link));
    if (random.chance(duplicates)) {
      this.counts.repeated += 1;
      this.#deliver(from, to, batch, this.options.time.nowUs + this.#delayUs(random) + random.below(5000));
    }
  }

  #arrivalUs(link: Link): number {
    const { random } = link;
    const { time } = this.options;
    const { late, lateUs, ordered } = this.conditions;
    if (random.chance(late)) {
      this.counts.late += 1;
      return time.nowUs + this.#delayUs(random) + random.below(lateUs);
    }
    const arrivalUs = time.nowUs + this.#delayUs(random);
    if (!ordered) return arrivalUs;
    link.lastArrivalUs = Math.max(arrivalUs, link.lastArrivalUs);
    return link.lastArrivalUs;
  }

  #link(from: string, to: string): Link {
    let links = this.#links.get(from);
    if (links === undefined) this.#links.set(from, (links = new Map()));
    let link = links.get(to);
    if (link === undefined) {
      link = { random: this.options.random(`${from}>${to}`), lastArrivalUs: 0, isCut: false };
      links.set(to, link);
    }
    return link;
  }

  #delayUs(random: SeededRandom): number {
    const { minDelayUs, meanDelayUs } = this.conditions;
    return Math.ceil(minDelayUs + random.exponential(meanDelayUs));
  }

  #deliver(from: SimulatedBus, to: Subscriber, batch: Batch, atUs: number): void {
    const { time, observer, recode } = this.options;
    time.at(atUs, () => {
      if (!to.bus.isConnected) return;
      to.bus.clock.enter(() => {
        if (!to.bus.isConnected) return;
        this.counts.delivered += 1;
        observer.delivered(from.sender, to.bus.sender, batch);
        to.onBatch(recode === undefined ? batch : recode(batch));
      });
    });
  }

  #undelivered(from: SimulatedBus, channel: Channel, batch: Batch): void {
    if (!isReported(channel)) return;
    this.#refused.add(batch);
    this.counts.undelivered += 1;
    this.options.time.after(this.#delayUs(this.#link(from.sender, nobody).random), () =>
      from.clock.enter(() => from.tellUndelivered(channel, batch.frame)),
    );
  }
}

/** Only frames to one named process are reported: nobody waits for the others. */
function isReported(channel: Channel): boolean {
  return channel.kind === "peer" || channel.kind === "client" || channel.kind === "admin";
}

/** The receiver of what no single process receives, and of what reaches nobody. */
const nobody = "";

function nameOf(channel: Channel): string {
  switch (channel.kind) {
    case "reply":
      return channel.id;
    case "peer":
    case "client":
    case "admin":
    case "trace":
      return channel.node;
    case "discover":
    case "gossip":
    case "watch":
      return "";
  }
}

export class SimulatedBus implements Bus {
  readonly maxFrameBytes = 1_048_064;
  readonly sender: string;
  readonly clock: ProcessClock;
  readonly #network: Network;
  readonly #boot: string;
  readonly #listeners = new Set<Partial<BusEvents>>();
  #subscriptions: Subscription[] = [];
  #frame = 0;
  #connected = true;
  #closed = false;

  constructor(network: Network, sender: string, boot: string, clock: ProcessClock) {
    this.#network = network;
    this.sender = sender;
    this.#boot = boot;
    this.clock = clock;
  }

  get isConnected(): boolean {
    return this.#connected && !this.#closed;
  }

  subscribe(channel: Channel, onBatch: (batch: Batch) => void): Inbox {
    const subscription = this.#network.subscribe(channel, { bus: this, onBatch });
    this.#subscriptions.push(subscription);
    // What is under way still arrives, as long as the process is there.
    return { ...subscription, drain: async () => subscription.close() };
  }

  /** Traces are taken from the nodes' sinks: nobody streams here. */
  subscribeTraces(_onBatch: (batch: Batch) => void): Subscription {
    return { close: () => {} };
  }

  publish(channel: Channel, messages: readonly Message[]): { readonly frame: number; readonly frames: number } {
    this.#frame += 1;
    const frame = this.#frame;
    if (this.isConnected && this.clock.isAlive) {
      this.#network.send(this, channel, { sender: this.sender, boot: this.#boot, frame, messages });
    }
    return { frame, frames: 1 };
  }

  listen(events: Partial<BusEvents>): Subscription {
    this.#listeners.add(events);
    return { close: () => void this.#listeners.delete(events) };
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.dropSubscriptions();
      this.#tellStatus("closed");
    }
    return Promise.resolve();
  }

  /** The server has noticed that this process is gone. */
  dropSubscriptions(): void {
    for (const subscription of this.#subscriptions) subscription.close();
    this.#subscriptions = [];
  }

  /** The connection to the server breaks, or is made again. */
  setConnected(connected: boolean): void {
    if (this.#connected === connected || this.#closed) return;
    this.#connected = connected;
    this.clock.enter(() => this.#tellStatus(connected ? "connected" : "disconnected"));
  }

  tellUndelivered(channel: Channel, frame: number): void {
    for (const listener of this.#listeners) listener.undelivered?.(channel, frame);
  }

  #tellStatus(status: BusStatus): void {
    for (const listener of this.#listeners) listener.status?.(status);
  }
}

/** Values are opaque bytes that cannot be frozen; nobody writes into them. */
function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
}
