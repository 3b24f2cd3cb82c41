/** Writes that were committed but are not durable yet: reads look here first. By ensemble, then key. */
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { StoredObject } from "#machines/protocol/object";
import type { WriteBatch } from "#machines/protocol/ports";

export interface PendingWrite {
  /** Null when the key is removed. */
  readonly object: StoredObject | null;
}

type Writes = Map<string, PendingWrite>;

/** What one commit put in, to take it out again. */
export type Entered = readonly { readonly writes: Writes; readonly key: string; readonly write: PendingWrite }[];

const none: ReadonlyMap<string, PendingWrite> = new Map();

export class Overlay {
  readonly #ensembles = new Map<EnsembleName, Writes>();

  /** Removals first: an object written in the same batch stays. */
  enter(batch: WriteBatch): Entered {
    const entered: { writes: Writes; key: string; write: PendingWrite }[] = [];
    for (const { ensemble, key } of batch.removed) entered.push(this.#put(ensemble, key, { object: null }));
    for (const { ensemble, object } of batch.objects) entered.push(this.#put(ensemble, object.key, { object }));
    return entered;
  }

  /** The commit is durable: its entries go, but for those a later commit has replaced. */
  settle(entered: Entered): void {
    for (const { writes, key, write } of entered) if (writes.get(key) === write) writes.delete(key);
  }

  /** Forgets writes that never became durable: the store is opened anew. */
  clear(): void {
    this.#ensembles.clear();
  }

  get(ensemble: EnsembleName, key: string): PendingWrite | undefined {
    return this.#ensembles.get(ensemble)?.get(key);
  }

  /** Not a copy. */
  of(ensemble: EnsembleName): ReadonlyMap<string, PendingWrite> {
    return this.#ensembles.get(ensemble) ?? none;
  }

  #put(ensemble: EnsembleName, key: string, write: PendingWrite) {
    let writes = this.#ensembles.get(ensemble);
    if (writes === undefined) this.#ensembles.set(ensemble, (writes = new Map()));
    writes.set(key, write);
    return { writes, key, write };
  }
}
