/** Objects that were read lately, as they were written since: see services/tree/recent. Read only where the tree still names the very object. */
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { StoredObject } from "#machines/protocol/object";
import { segmentCount } from "#machines/protocol/tree";
import { Recent } from "../tree/recent.ts";

/** Bytes in one generation. */
const rememberedBytes = 4 * 2 ** 20;
/** Of an object beside key and value. */
const overhead = 400;

export class RecentObjects {
  /** By ensemble and segment, as one number: of keys that share a segment the last one is remembered. */
  readonly #objects = new Recent<number, StoredObject>(rememberedBytes);
  readonly #firsts = new Map<EnsembleName, number>();

  /** @param segment the key's. */
  get(ensemble: EnsembleName, segment: number, key: string): StoredObject | undefined {
    const object = this.#objects.get(this.#first(ensemble) + segment);
    return object?.key === key ? object : undefined;
  }

  /** What it holds must be its own: it is kept for long. */
  keep(ensemble: EnsembleName, segment: number, object: StoredObject): void {
    const weight = overhead + object.key.length + (object.value?.length ?? 0);
    this.#objects.set(this.#first(ensemble) + segment, object, weight);
  }

  /** Whether anything is remembered of that segment. */
  has(ensemble: EnsembleName, segment: number): boolean {
    return this.#objects.get(this.#first(ensemble) + segment) !== undefined;
  }

  /** Nothing was kept yet. */
  get isEmpty(): boolean {
    return this.#firsts.size === 0;
  }

  forget(ensemble: EnsembleName, segment: number): void {
    this.#objects.delete(this.#first(ensemble) + segment);
  }

  #first(ensemble: EnsembleName): number {
    let first = this.#firsts.get(ensemble);
    if (first === undefined) this.#firsts.set(ensemble, (first = this.#firsts.size * segmentCount));
    return first;
  }
}
