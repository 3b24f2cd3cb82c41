/**
 * The bus inside one process: the same contract, without a server. `quorate up --embedded` and quick tests use it.
 *
 * Delivery is asynchronous and in order, through `defer`. Every frame is encoded and decoded as on NATS, so that nodes share
 * no memory; `codec: false` hands the messages over as they are. `intercept` decides what becomes of each frame.
 */
import { InvariantError } from "#machines/protocol/errors";
import type { Message } from "#machines/protocol/messages";
import type { Batch, Bus, BusEvents, Channel, Inbox, Subscription } from "#machines/protocol/ports";
import { decodeFrame, encodeFrame, splitMessages } from "./codec.ts";
import { checkName, isReported, Subjects } from "./subjects.ts";

type OnBatch = (batch: Batch) => void;

export interface MemoryNetworkOptions {
  readonly cluster: string;
  /** Runs a delivery later; calls must run in order. */
  readonly defer: (deliver: () => void) => void;
  /** Default: what a NATS server with its usual max_payload allows. */
  readonly maxFrameBytes?: number;
  /** False: messages are handed over by reference, one frame a publish whatever its size. */
  readonly codec?: boolean;
  /**
   * Sees every frame before it travels and gives the delay in milliseconds of each copy: `[0]` delivers, `[]` loses it,
   * `[0, 0]` repeats it, `[50]` delays it. Delays above 0 need `later`.
   */
  readonly intercept?: (from: string, channel: Channel, batch: Batch) => readonly number[];
  readonly later?: (deliver: () => void, delayMs: number) => void;
}

/** A frame on its way: one batch for each listener, and what to do when there is none. */
interface Frame {
  open(): Batch;
  lost(): void;
}

const usualMaxFrameBytes = 1024 * 1024 - 512;
const delivered: readonly number[] = [0];

/** All buses made by one network hear each other. */
export class MemoryNetwork {
  readonly subjects: Subjects;
  readonly options: MemoryNetworkOptions;
  readonly #subscribers = new Map<string, Set<OnBatch>>();
  readonly #traces = new Set<OnBatch>();

  constructor(options: MemoryNetworkOptions) {
    this.options = options;
    this.subjects = new Subjects(options.cluster);
  }

  /** @throws QuorateError INVALID_ARGUMENT */
  bus(sender: string, boot: string): Bus {
    return new MemoryBus(this, checkName("sender", sender), checkName("boot", boot));
  }

  subscribe(subject: string, onBatch: OnBatch): Subscription {
    const all = this.#subscribers.get(subject) ?? new Set();
    this.#subscribers.set(subject, all.add(onBatch));
    return {
      close: () => {
        all.delete(onBatch);
        if (all.size === 0 && this.#subscribers.get(subject) === all) this.#subscribers.delete(subject);
      },
    };
  }

  subscribeTraces(onBatch: OnBatch): Subscription {
    this.#traces.add(onBatch);
    return { close: () => void this.#traces.delete(onBatch) };
  }

  send(channel: Channel, frame: Frame, delaysMs: readonly number[] = delivered): void {
    const { defer, later } = this.options;
    for (const delayMs of delaysMs) {
      if (delayMs > 0 && later !== undefined) later(() => this.#arrive(channel, frame), delayMs);
      else defer(() => this.#arrive(channel, frame));
    }
  }

  #arrive(channel: Channel, frame: Frame): void {
    const direct = this.#subscribers.get(this.subjects.of(channel)) ?? [];
    const listeners = channel.kind === "trace" ? [...direct, ...this.#traces] : [...direct];
    if (listeners.length === 0) this.options.defer(() => frame.lost());
    for (const listener of listeners) listener(frame.open());
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
    this.maxFrameBytes = network.options.maxFrameBytes ?? usualMaxFrameBytes;
  }

  subscribe(channel: Channel, onBatch: OnBatch): Inbox {
    const subscription = this.#own(
      this.#network.subscribe(this.#network.subjects.of(channel), this.#whileOpen(onBatch)),
    );
    // What is under way finds nobody subscribed when it arrives.
    return { ...subscription, drain: async () => subscription.close() };
  }

  subscribeTraces(onBatch: OnBatch): Subscription {
    return this.#own(this.#network.subscribeTraces(this.#whileOpen(onBatch)));
  }

  publish(channel: Channel, messages: readonly Message[]): { readonly frame: number; readonly frames: number } {
    // A bad name is the caller's fault, told as on NATS.
    this.#network.subjects.of(channel);
    const { codec, intercept } = this.#network.options;
    const first = this.#frame + 1;
    const openers = codec === false ? this.#byReference(first, messages) : this.#byCodec(first, messages);
    this.#frame += openers.length;
    if (this.#isClosed) return { frame: first, frames: openers.length };
    for (const [index, open] of openers.entries()) {
      const frame = { open, lost: () => this.#tellLost(channel, first + index) };
      this.#network.send(channel, frame, intercept?.(this.#sender, channel, open()));
    }
    return { frame: first, frames: openers.length };
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

  /** One function a frame; each call of it makes messages of its own. */
  #byCodec(first: number, messages: readonly Message[]): (() => Batch)[] {
    return splitMessages(messages, this.maxFrameBytes).map((tuples, index) => {
      const bytes = encodeFrame(this.#sender, this.#boot, first + index, tuples);
      return () => {
        const decoded = decodeFrame(bytes, this.maxFrameBytes);
        // A message of ours that does not pass our own check is a fault of Quorate: on NATS its receiver would drop it.
        if (!decoded.ok) throw new InvariantError(`a frame of ${this.#sender} is malformed: ${decoded.reason}`);
        return decoded.batch;
      };
    });
  }

  #byReference(frame: number, messages: readonly Message[]): (() => Batch)[] {
    if (messages.length === 0) return [];
    const batch = { sender: this.#sender, boot: this.#boot, frame, messages };
    return [() => batch];
  }

  #tellLost(channel: Channel, frame: number): void {
    if (this.#isClosed || !isReported(channel)) return;
    for (const listener of this.#listeners) listener.undelivered?.(channel, frame);
  }

  #whileOpen(onBatch: OnBatch): OnBatch {
    return (batch) => {
      if (!this.#isClosed) onBatch(batch);
    };
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
