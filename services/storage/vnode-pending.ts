/** Writes that are under way: reads see them before the disk does. */
import type { VnodeRead, VnodeWrite } from "#machines/protocol/vnode-store";

export class PendingWrites {
  readonly #last = new Map<string, VnodeWrite>();

  static name(partition: number, key: string): string {
    return `${partition} ${key}`;
  }

  enter(writes: readonly VnodeWrite[]): void {
    for (const write of writes) this.#last.set(PendingWrites.name(write.partition, write.key), write);
  }

  /** What they say is durable now; later writes of the same keys stay. */
  settle(writes: readonly VnodeWrite[]): void {
    for (const write of writes) {
      const name = PendingWrites.name(write.partition, write.key);
      if (this.#last.get(name) === write) this.#last.delete(name);
    }
  }

  read(partition: number, key: string): VnodeRead | undefined {
    const write = this.#last.get(PendingWrites.name(partition, key));
    if (write === undefined) return undefined;
    return write.entry === null ? { kind: "absent" } : { kind: "found", entry: write.entry };
  }

  clear(): void {
    this.#last.clear();
  }
}
