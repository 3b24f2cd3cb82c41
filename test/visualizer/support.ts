/** What the inspector's tests share: a bus in memory, real ports, and a cluster that is only told of. */
import { randomInt } from "node:crypto";
import type { AnyStateMachine } from "xstate";
import type { Message, TraceBatch } from "#machines/protocol/messages";
import type { Batch, Bus, BusEvents, Channel, Clock, Random } from "#machines/protocol/ports";
import type { TraceRecord } from "#machines/protocol/trace";
import { chartDefinition } from "#visualizer/chart/definition";

export const clock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimer: (handle) => clearTimeout(handle as NodeJS.Timeout),
  defer: (callback) => queueMicrotask(callback),
};

export const random: Random = { below: (bound) => randomInt(bound) };

/** The inspector's end of a bus: tests hand it trace batches and look at what it publishes. */
export class ScriptedBus implements Bus {
  readonly maxFrameBytes = 1_000_000;
  readonly published: { channel: Channel; messages: readonly Message[] }[] = [];
  readonly #traces = new Set<(batch: Batch) => void>();
  readonly #listeners = new Set<Partial<BusEvents>>();
  #frame = 0;

  subscribe() {
    return { close: () => {}, drain: async () => {} };
  }

  subscribeTraces(onBatch: (batch: Batch) => void) {
    this.#traces.add(onBatch);
    return { close: () => void this.#traces.delete(onBatch) };
  }

  publish(channel: Channel, messages: readonly Message[]) {
    this.published.push({ channel, messages });
    this.#frame += 1;
    return { frame: this.#frame, frames: 1 };
  }

  listen(events: Partial<BusEvents>) {
    this.#listeners.add(events);
    return { close: () => void this.#listeners.delete(events) };
  }

  flush() {
    return Promise.resolve();
  }

  close() {
    return Promise.resolve();
  }

  get isListenedTo(): boolean {
    return this.#traces.size + this.#listeners.size > 0;
  }

  hear(trace: TraceBatch, sender = trace.node): void {
    this.#frame += 1;
    for (const onBatch of this.#traces) onBatch({ sender, boot: trace.boot, frame: this.#frame, messages: [trace] });
  }

  emit(run: (events: Partial<BusEvents>) => void): void {
    for (const listener of this.#listeners) run(listener);
  }
}

/** A node that tells of its peer; transitions are named as the machine names them. */
export class ToldNode {
  readonly name: string;
  readonly boot: string;
  readonly #bus: ScriptedBus;
  readonly #machine: AnyStateMachine;
  #n = 0;
  #at: readonly string[];

  constructor(bus: ScriptedBus, machine: AnyStateMachine, name: string, at: readonly string[], boot = `${name}-boot`) {
    this.#bus = bus;
    this.#machine = machine;
    this.name = name;
    this.boot = boot;
    this.#at = at;
  }

  record(part: Partial<TraceRecord>): TraceRecord {
    this.#n += 1;
    return {
      node: this.name,
      boot: this.boot,
      n: this.#n,
      at: Date.now(),
      actor: `peer:demo/${this.name}`,
      machine: "peer",
      kind: "step",
      event: "",
      data: {},
      transitions: [],
      before: this.#at,
      after: this.#at,
      effects: [],
      cause: "",
      context: {
        epoch: 7,
        candidate: "n1",
        fact: { epoch: 7, seq: this.#n, leader: "n1" },
        leader: "n1",
        trusted: true,
      },
      ...part,
    };
  }

  send(records: readonly TraceRecord[], gap = 0): void {
    this.#bus.hear({ type: "trace", node: this.name, boot: this.boot, records, gap });
  }

  snapshot(): void {
    this.send([this.record({ kind: "snapshot" })]);
  }

  heartbeat(): void {
    this.send([]);
  }

  /** Takes the transition of that id. */
  step(id: string, after: readonly string[]): void {
    const transition = chartDefinition(this.#machine).transitions.find((each) => each.id === id);
    if (transition === undefined) throw new Error(`the machine has no transition ${id}`);
    const record = this.record({ event: transition.eventType, transitions: [id], after });
    this.#at = after;
    this.send([record]);
  }
}
