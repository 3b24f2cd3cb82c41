/**
 * The bus inside one process: the same contract, without a server. `quorate up --embedded` and quick tests use it.
 *
 * Delivery is asynchronous, in order, through `defer`. With `codec` every frame is encoded and decoded as on NATS, so that
 * nodes share no memory.
 */
import type { Message } from "#machines/protocol/messages";
import type { Batch, Bus, BusEvents, Channel, Subscription } from "#machines/protocol/ports";
import { decodeFrame, encodeFrame, splitMessages } from "./codec.ts";
import { checkName, Subjects } from "./subjects.ts";

type OnBatch = (batch: Batch) => void;

export interface MemoryNetworkOptions {
  readonly cluster: string;
  /** Runs a delivery later; calls must run in order. */
  readonly defer: (deliver: () => void) => void;
  readonly maxFrameBytes?: number;
}

/** All buses made by one network hear each other. */
export class MemoryNetwork {
  readonly subjects: Subjects;
  readonly maxFrameBytes: number;
  readonly #options: MemoryNetworkOptions;
  readonly #subscribers = new Map<string, Set<OnBatch>>();
  readonly #traces = new Set<OnBatch>();

  constructor(options: MemoryNetworkOptions) {
    this.#options = options;
    this.subjects = new Subjects(options.cluster);
    this.maxFrameBytes = options.maxFrameBytes ?? 1024 * 1024 - 512;
  }

  /** @throws QuorateError INVALID_ARGUMENT */
  bus(sender: string, boot: string): Bus {
    return new MemoryBus(this, checkName("sender", sender), checkName("boot", boot));
  }

  subscribe(subject: string, onBatch: OnBatch): Subscription {
    const all = this.#subscribers.get(subject) ?? new Set();
    this.#subscribers.set(subject, all.add(onBatch));
    return { close: () => void all.delete(onBatch) };
  }

  subscribeTraces(onBatch: OnBatch): Subscription {
    this.#traces.add(onBatch);
    return { close: () => void this.#traces.delete(onBatch) };
  }

  /** @param lost called when nobody subscribes. */
  deliver(channel: Channel, bytes: Uint8Array, lost: () => void): void {
    this.#options.defer(() => {
      const listeners = [
        ...(this.#subscribers.get(this.subjects.of(channel)) ?? []),
        ...(channel.kind === "trace" ? this.#traces : []),
      ];
      if (listeners.length === 0) return this.#options.defer(lost);
      for (const listener of listeners) {
        const decoded = decodeFrame(bytes, this.maxFrameBytes);
        if (decoded.ok) listener(decoded.batch);
      }
      return undefined;
    });
  }
}

class MemoryBus implements Bus {
  readonly maxFrameBytes: number;
  readonly #network: MemoryNetwork;
  readonly #sender: string;
  readonly #boot: string;
  readonly #listeners = new Set<Partial<BusEvents>>();
  readonly #subscriptions = new Set<Subscription>();
  #frame = 0;
  #isClosed = false;

  constructor(network: MemoryNetwork, sender: string, boot: string) {
    this.#network = network;
    this.#sender = sender;
    this.#boot = boot;
    this.maxFrameBytes = network.maxFrameBytes;
  }

  subscribe(channel: Channel, onBatch: OnBatch): Subscription {
    return this.#own(this.#network.subscribe(this.#network.subjects.of(channel), onBatch));
  }

  subscribeTraces(onBatch: OnBatch): Subscription {
    return this.#own(this.#network.subscribeTraces(onBatch));
  }

  publish(channel: Channel, messages: readonly Message[]): { readonly frame: number; readonly frames: number } {
    const split = splitMessages(messages, this.maxFrameBytes);
    const frame = this.#frame + 1;
    this.#frame += split.length;
    // A bad name is the caller's fault, told as on NATS.
    this.#network.subjects.of(channel);
    if (this.#isClosed) return { frame, frames: split.length };
    const isReported = channel.kind === "peer" || channel.kind === "client" || channel.kind === "admin";
    for (const [index, one] of split.entries()) {
      this.#network.deliver(channel, encodeFrame(this.#sender, this.#boot, frame + index, one), () => {
        if (!isReported || this.#isClosed) return;
        for (const listener of this.#listeners) listener.undelivered?.(channel, frame + index);
      });
    }
    return { frame, frames: split.length };
  }

  listen(events: Partial<BusEvents>): Subscription {
    this.#listeners.add(events);
    return { close: () => void this.#listeners.delete(events) };
  }

  async flush(): Promise<void> {
    // What was published has left already: deliveries are on their way.
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const subscription of this.#subscriptions) subscription.close();
    for (const listener of this.#listeners) listener.status?.("closed");
    this.#listeners.clear();
  }

  #own(subscription: Subscription): Subscription {
    this.#subscriptions.add(subscription);
    return {
      close: () => {
        this.#subscriptions.delete(subscription);
        subscription.close();
      },
    };
  }
}
