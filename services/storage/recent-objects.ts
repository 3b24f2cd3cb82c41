/** Objects that were written or read lately: see services/tree/recent. Read only where the tree still names the very object. */
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { StoredObject } from "#machines/protocol/object";
import { Recent } from "../tree/recent.ts";

/** Bytes in one generation. */
const rememberedBytes = 4 * 2 ** 20;
/** Of an object beside key and value. */
const overhead = 400;

export class RecentObjects {
  /** By ensemble and key: no ensemble's name has a blank in it. */
  readonly #objects = new Recent<string, StoredObject>(rememberedBytes);

  get(ensemble: EnsembleName, key: string): StoredObject | undefined {
    return this.#objects.get(`${ensemble} ${key}`);
  }

  /** What it holds must be its own: it is kept for long. */
  keep(ensemble: EnsembleName, object: StoredObject): void {
    const weight = overhead + object.key.length + (object.value?.length ?? 0);
    this.#objects.set(`${ensemble} ${object.key}`, object, weight);
  }

  forget(ensemble: EnsembleName, key: string): void {
    this.#objects.delete(`${ensemble} ${key}`);
  }
}
