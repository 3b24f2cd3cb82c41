/** Writes that were committed but are not durable yet: reads look here first. By ensemble, then key. */
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { StoredObject } from "#machines/protocol/object";
import type { WriteBatch } from "#machines/protocol/ports";

/** A key's removal: each its own. */
class Removal {
  readonly isRemoved = true;
}

type Pending = StoredObject | Removal;
type Writes = Map<string, Pending>;

/** What one commit put in, to take it out again: the objects of its batch, and its removals. */
export interface Entered {
  readonly objects: WriteBatch["objects"];
  readonly removals: readonly { readonly writes: Writes; readonly key: string; readonly removal: Removal }[];
}

export class Overlay {
  readonly #ensembles = new Map<EnsembleName, Writes>();

  /** Removals first: an object written in the same batch stays. */
  enter(batch: WriteBatch): Entered {
    const removals = batch.removed.map(({ ensemble, key }) => {
      const removal = new Removal();
      const writes = this.#writes(ensemble);
      writes.set(key, removal);
      return { writes, key, removal };
    });
    for (const { ensemble, object } of batch.objects) this.#writes(ensemble).set(object.key, object);
    return { objects: batch.objects, removals };
  }

  /** The commit is durable: its entries go, but for those a later commit has replaced. */
  settle({ objects, removals }: Entered): void {
    for (const { ensemble, object } of objects) {
      const writes = this.#ensembles.get(ensemble);
      if (writes?.get(object.key) === object) writes.delete(object.key);
    }
    for (const { writes, key, removal } of removals) if (writes.get(key) === removal) writes.delete(key);
  }

  /** Forgets writes that never became durable: the store is opened anew. */
  clear(): void {
    this.#ensembles.clear();
  }

  /** Null when the key is removed, undefined when nothing is pending. */
  get(ensemble: EnsembleName, key: string): StoredObject | null | undefined {
    const pending = this.#ensembles.get(ensemble)?.get(key);
    return pending instanceof Removal ? null : pending;
  }

  #writes(ensemble: EnsembleName): Writes {
    let writes = this.#ensembles.get(ensemble);
    if (writes === undefined) this.#ensembles.set(ensemble, (writes = new Map()));
    return writes;
  }
}
