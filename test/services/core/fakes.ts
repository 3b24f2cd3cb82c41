/** A bus and a store that do what the test says, one step at a time. */
import { QuorateError } from "#machines/protocol/errors";
import type { PeerRecord } from "#machines/protocol/fact";
import type { Message } from "#machines/protocol/messages";
import { type Ballot, zeroBallot } from "#machines/protocol/ballot";
import type { StoredObject } from "#machines/protocol/object";
import type { Bus, Channel, DamageReport, LeafResult, ReadResult, Storage, WriteBatch } from "#machines/protocol/ports";
import type { TreeDamage } from "#machines/protocol/tree";
import { contentHash } from "#services/storage/content-hash";
import { MemoryPages } from "#services/tree/memory-pages";
import { segmentOf } from "#services/tree/shape";
import { Tree } from "#services/tree/tree";

export class FakeBus implements Bus {
  maxFrameBytes = 65_536;
  readonly published: { readonly channel: Channel; readonly messages: readonly Message[] }[] = [];
  /** Messages of these types are refused, as one too large would be. */
  readonly refused = new Set<string>();
  #frame = 0;

  publish(channel: Channel, messages: readonly Message[]) {
    if (messages.some(({ type }) => this.refused.has(type))) throw new QuorateError("INVALID_ARGUMENT", "too large");
    this.published.push({ channel, messages });
    this.#frame += 1;
    return { frame: this.#frame, frames: 1 };
  }
  /** Types published since the last call, as `node:type,type` in order. */
  said(): string[] {
    return this.published
      .splice(0)
      .map(
        ({ channel, messages }) =>
          `${"node" in channel ? channel.node : channel.kind}:${messages.map(({ type }) => type).join(",")}`,
      );
  }
  subscribe() {
    return { close: () => undefined, drain: async () => undefined };
  }
  subscribeTraces() {
    return { close: () => undefined };
  }
  listen() {
    return { close: () => undefined };
  }
  async flush() {}
  async close() {}
}

interface Waiting {
  readonly batch: WriteBatch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Commits wait for the test, unless `instant`. */
export class FakeStorage implements Storage {
  instant = false;
  readonly commits: Waiting[] = [];
  readonly records = new Map<string, PeerRecord>();
  readonly objects = new Map<string, StoredObject>();
  /** Keys whose object does not verify, and keys whose segment does not. */
  readonly damaged = new Set<string>();
  readonly damagedLeaves = new Set<string>();
  upperDamage: TreeDamage[] = [];
  readonly lowWaters = new Map<number, Ballot>();
  readonly durable = new Map<string, StoredObject>();
  #built: { of: readonly StoredObject[]; tree: Tree } = { of: [], tree: new Tree(new MemoryPages("demo")) };

  async open() {
    return { fresh: true, distrusted: new Map<string, string>() };
  }
  record(label: string) {
    return this.records.get(label);
  }
  manager(): Uint8Array | undefined {
    return this.commits.findLast(({ batch }) => batch.manager !== undefined)?.batch.manager;
  }
  read(_: string, key: string): ReadResult {
    if (this.damagedLeaves.has(key)) return { kind: "damaged", part: "tree", what: "test" };
    if (this.damaged.has(key)) return { kind: "damaged", part: "object", what: "test" };
    const object = this.objects.get(key);
    return object === undefined ? { kind: "absent" } : { kind: "found", object };
  }
  leaf(_: string, key: string): LeafResult {
    if (this.damagedLeaves.has(key)) return { kind: "damaged", part: "tree", what: "test" };
    const entry = this.objects.get(key);
    return entry === undefined ? { kind: "absent" } : { kind: "found", entry };
  }
  lowWater(_: string, key: string): Ballot {
    return this.lowWaters.get(segmentOf(key)) ?? zeroBallot;
  }
  topHash() {
    return this.#tree().topHash();
  }
  pages(_: string, level: number, indices: readonly number[]) {
    return this.#tree().readPages(level, indices);
  }
  segments(_: string, indices: readonly number[]) {
    const index = indices.find((segment) => [...this.damagedLeaves].some((key) => segmentOf(key) === segment));
    if (index !== undefined) return { kind: "damaged", damage: { level: 5, index, what: "test" } } as const;
    return this.#tree().readSegments(indices);
  }
  async verifyUpper() {
    return this.upperDamage;
  }
  async verify(): Promise<DamageReport> {
    const segments = [...this.damagedLeaves].map((key) => ({ segment: segmentOf(key), objects: [] }));
    return { keys: [...this.damaged], segments };
  }
  /** Of the objects as they are: tests change them at will. */
  #tree(): Tree {
    const objects = [...this.objects.values()];
    const { of, tree } = this.#built;
    if (of.length === objects.length && of.every((object, at) => object === objects[at])) return tree;
    this.#built = { of: objects, tree: new Tree(new MemoryPages("demo")) };
    for (const object of objects) this.#built.tree.insert(object);
    return this.#built.tree;
  }
  commit(batch: WriteBatch): Promise<void> {
    for (const [label, record] of batch.records) this.records.set(label, record);
    for (const { segment } of batch.dropped ?? []) {
      for (const key of [...this.damagedLeaves, ...this.objects.keys()]) {
        if (segmentOf(key) !== segment) continue;
        this.damagedLeaves.delete(key);
        this.objects.delete(key);
      }
    }
    for (const { segment, lowWater } of batch.raised ?? []) this.lowWaters.set(segment, lowWater);
    for (const { key } of batch.removed) {
      this.objects.delete(key);
      this.damaged.delete(key);
    }
    for (const { object } of batch.objects) {
      this.objects.set(object.key, object);
      this.damaged.delete(object.key);
    }
    if (this.instant) return Promise.resolve();
    return new Promise((resolve, reject) => this.commits.push({ batch, resolve, reject }));
  }
  /** The oldest commit becomes durable. */
  land(): void {
    const commit = this.commits.shift();
    for (const { object } of commit?.batch.objects ?? []) this.durable.set(object.key, object);
    commit?.resolve();
  }
  fail(error: unknown): void {
    this.commits.shift()?.reject(error);
  }
  async close() {}
}

export function objectOf(key: string, epoch: number, seq: number, text: string | null = "v"): StoredObject {
  const value = text === null ? null : new TextEncoder().encode(text);
  const version = `${epoch}.${seq}`;
  return { key, value, version, ballot: { epoch, seq }, hash: contentHash(key, version, value) };
}
