/** Vnodes in memory: for nodes without a disk, for tests and for the simulator, whose `VnodeDisk` outlives a crash. */
import { QuorateError } from "#machines/protocol/errors";
import type { VnodeEntry, VnodeRead, VnodeStore, VnodeWrite } from "#machines/protocol/vnode-store";
import { PendingWrites } from "./vnode-pending.ts";

/** What is durable, by `PendingWrites.name`. */
export type VnodeDisk = Map<string, VnodeEntry>;

export interface MemoryVnodeOptions {
  readonly disk?: VnodeDisk;
  /** Runs `write` when the disk gets to it; never after a crash. */
  readonly defer?: (write: () => void) => void;
}

async function later(write: () => void): Promise<void> {
  await Promise.resolve();
  write();
}

export class MemoryVnodeStore implements VnodeStore {
  readonly #disk: VnodeDisk;
  readonly #defer: (write: () => void) => void;
  readonly #pending = new PendingWrites();
  #tail: Promise<void> = Promise.resolve();
  #open = false;

  constructor({ disk = new Map(), defer = (write) => void later(write) }: MemoryVnodeOptions = {}) {
    this.#disk = disk;
    this.#defer = defer;
  }

  async open(): Promise<void> {
    this.#pending.clear();
    this.#tail = Promise.resolve();
    this.#open = true;
  }

  read(partition: number, key: string): VnodeRead {
    this.#needOpen();
    const pending = this.#pending.read(partition, key);
    if (pending !== undefined) return pending;
    const entry = this.#disk.get(PendingWrites.name(partition, key));
    return entry === undefined ? { kind: "absent" } : { kind: "found", entry };
  }

  async commit(writes: readonly VnodeWrite[]): Promise<void> {
    this.#needOpen();
    this.#pending.enter(writes);
    const done = this.#tail.then(() => new Promise<void>((resolve) => this.#defer(() => resolve(this.#write(writes)))));
    this.#tail = done;
    await done;
    this.#pending.settle(writes);
  }

  async tombstones(beforeMs: number, limit: number): Promise<{ readonly partition: number; readonly key: string }[]> {
    this.#needOpen();
    const found: { readonly partition: number; readonly key: string }[] = [];
    for (const [name, { value, stamp }] of this.#disk) {
      if (value !== null || stamp.ms >= beforeMs) continue;
      const at = name.indexOf(" ");
      found.push({ partition: Number(name.slice(0, at)), key: name.slice(at + 1) });
      if (found.length === limit) break;
    }
    return found;
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#tail;
  }

  #write(writes: readonly VnodeWrite[]): void {
    for (const { partition, key, entry } of writes) {
      const name = PendingWrites.name(partition, key);
      if (entry === null) this.#disk.delete(name);
      else this.#disk.set(name, entry);
    }
  }

  #needOpen(): void {
    if (!this.#open) throw new QuorateError("CLOSED", "the vnodes' store is not open");
  }
}
