/** One peer's objects and their tree, as they will be when everything collected so far is durable (PROTOCOL R7). */
import { type Ballot, compareBallots } from "#machines/protocol/ballot";
import { invariant } from "#machines/protocol/errors";
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { LeafEntry, StoredObject } from "#machines/protocol/object";
import type { DamageReport, LeafResult, ReadResult, Storage } from "#machines/protocol/ports";
import type { InnerPage, SegmentPage, TreeDamage, TreeRead } from "#machines/protocol/tree";
import type { Outbox } from "../outbox.ts";
import { listEntries } from "../tree/listing.ts";
import { segmentOf } from "../tree/shape.ts";

export class PeerObjects {
  readonly #ensemble: EnsembleName;
  readonly #storage: Storage;
  readonly #outbox: Outbox;

  constructor(ensemble: EnsembleName, storage: Storage, outbox: Outbox) {
    this.#ensemble = ensemble;
    this.#storage = storage;
    this.#outbox = outbox;
  }

  read(key: string): ReadResult {
    const pending = this.#outbox.pending(this.#ensemble, key);
    if (pending !== undefined) return pending === null ? { kind: "absent" } : { kind: "found", object: pending };
    const found = this.#storage.read(this.#ensemble, key);
    return found.kind !== "absent" && this.#isDropped(key) ? { kind: "absent" } : found;
  }

  /** What the key's leaf says: enough to order a write, and much cheaper than the object. */
  leaf(key: string): LeafResult {
    const pending = this.#outbox.pending(this.#ensemble, key);
    if (pending !== undefined) return pending === null ? { kind: "absent" } : { kind: "found", entry: pending };
    const found = this.#storage.leaf(this.#ensemble, key);
    return found.kind !== "absent" && this.#isDropped(key) ? { kind: "absent" } : found;
  }

  #isDropped(key: string): boolean {
    return this.#outbox.drops(this.#ensemble) && this.#outbox.isDropped(this.#ensemble, segmentOf(key));
  }

  /**
   * PROTOCOL R18: ballots rise. The caller has looked; this makes sure.
   * @param present what the caller has seen of the key in this very turn.
   * @returns false when the tree is damaged there: nothing is written, as it would not be found again.
   */
  write(object: StoredObject, present = this.leaf(object.key)): boolean {
    if (present.kind === "damaged") return false;
    if (present.kind === "found") {
      invariant(compareBallots(object.ballot, present.entry.ballot) > 0, "a replica's ballots rise");
    }
    this.#outbox.writeObject(this.#ensemble, object);
    return true;
  }

  /** With `lowWater` for a reaped tombstone: nothing of that ballot or an older one is taken in its segment's absent keys again. */
  remove(key: string, lowWater?: Ballot): void {
    if (lowWater !== undefined) this.raiseLowWater(segmentOf(key), lowWater);
    this.#outbox.removeObject(this.#ensemble, key);
  }

  /** Of the key's segment (HAZARDS P21). */
  lowWater(key: string): Ballot {
    const pending = this.#outbox.pendingLowWater(this.#ensemble, segmentOf(key));
    const stored = this.#storage.lowWater(this.#ensemble, key);
    return compareBallots(pending, stored) > 0 ? pending : stored;
  }

  raiseLowWater(segment: number, lowWater: Ballot): void {
    this.#outbox.raiseLowWater(this.#ensemble, segment, lowWater);
  }

  /** What the tree says of a key, whatever became of its object; undefined when it has no such key, or is damaged there. */
  named(key: string): LeafEntry | undefined {
    const read = this.#storage.segments(this.#ensemble, [segmentOf(key)]);
    return read.kind === "pages" ? read.pages[0]?.entries.find((entry) => entry.key === key) : undefined;
  }

  isDamaged(segment: number): boolean {
    return this.#storage.segments(this.#ensemble, [segment]).kind === "damaged";
  }

  /** Empties a damaged segment, but for what verified by itself. */
  dropSegment(segment: number, keep: readonly StoredObject[]): void {
    this.#outbox.dropSegment(this.#ensemble, segment);
    for (const object of keep) this.#outbox.writeObject(this.#ensemble, object);
  }

  /** A page of leaves, in the order of services/tree/listing, that includes every write collected before the call. */
  leaves(after: string | null, limit: number): Promise<LeafEntry[]> {
    const { ensemble, storage } = { ensemble: this.#ensemble, storage: this.#storage };
    const tree = {
      readPages: (level: number, indices: readonly number[]) => storage.pages(ensemble, level, indices),
      readSegments: (indices: readonly number[]) => storage.segments(ensemble, indices),
    };
    return this.#durably(() => listEntries(tree, after, limit));
  }

  /** Inner pages that include every write collected before the call; for another peer's question, or to compare with its answer. */
  pages(level: number, indices: readonly number[]): Promise<TreeRead<InnerPage>> {
    return this.#durably(() => this.#storage.pages(this.#ensemble, level, indices));
  }

  /** As `pages`. */
  segments(indices: readonly number[]): Promise<TreeRead<SegmentPage>> {
    return this.#durably(() => this.#storage.segments(this.#ensemble, indices));
  }

  verifyUpper(): Promise<readonly TreeDamage[]> {
    return this.#durably(() => this.#storage.verifyUpper(this.#ensemble));
  }

  /** What does not verify, once everything collected before the call is durable. */
  verify(): Promise<DamageReport> {
    return this.#durably(() => this.#storage.verify(this.#ensemble));
  }

  /** A store that throws rejects: whoever runs durable callbacks must not see it. */
  #durably<T>(run: () => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#outbox.whenDurable(() => {
        attempt(run).then(resolve, reject);
      });
    });
  }
}

async function attempt<T>(run: () => T | Promise<T>): Promise<T> {
  return run();
}
