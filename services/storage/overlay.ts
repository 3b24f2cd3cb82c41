/** Writes that were committed but are not durable yet: reads look here first. */
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { StoredObject } from "#machines/protocol/object";
import type { WriteBatch, WritesByKey } from "#machines/protocol/ports";

export class Overlay {
  /** Of each commit that is on its way; the newest last. */
  #pending: WritesByKey[] = [];

  /** @returns what `settle` takes out again. */
  enter(batch: WriteBatch): WritesByKey {
    const writes = batch.byKey ?? byKeyOf(batch);
    this.#pending.push(writes);
    return writes;
  }

  /** The commit is durable. */
  settle(writes: WritesByKey): void {
    const at = this.#pending.indexOf(writes);
    if (at !== -1) this.#pending.splice(at, 1);
  }

  /** Forgets writes that never became durable: the store is opened anew. */
  clear(): void {
    this.#pending = [];
  }

  /** Null when the key is removed, undefined when nothing is pending. */
  get(ensemble: EnsembleName, key: string): StoredObject | null | undefined {
    for (let at = this.#pending.length - 1; at >= 0; at -= 1) {
      const found = this.#pending[at]?.get(ensemble)?.get(key);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** Removals first: an object written in the same batch stays. */
function byKeyOf({ removed, objects }: WriteBatch): WritesByKey {
  const byKey = new Map<EnsembleName, Map<string, StoredObject | null>>();
  const put = (ensemble: EnsembleName, key: string, object: StoredObject | null): void => {
    const writes = byKey.get(ensemble);
    if (writes === undefined) byKey.set(ensemble, new Map([[key, object]]));
    else writes.set(key, object);
  };
  for (const { ensemble, key } of removed) put(ensemble, key, null);
  for (const { ensemble, object } of objects) put(ensemble, object.key, object);
  return byKey;
}
