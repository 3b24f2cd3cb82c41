/** One peer's objects, as they will be when everything collected so far is durable (PROTOCOL R7). */
import { compareBallots } from "#machines/protocol/ballot";
import { invariant } from "#machines/protocol/errors";
import type { EnsembleName } from "#machines/protocol/identifiers";
import type { LeafEntry, StoredObject } from "#machines/protocol/object";
import type { ReadResult, Storage } from "#machines/protocol/ports";
import type { Outbox } from "../outbox.ts";

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
    if (pending === undefined) return this.#storage.read(this.#ensemble, key);
    return pending === null ? { kind: "absent" } : { kind: "found", object: pending };
  }

  /** PROTOCOL R18: ballots rise. The caller has looked; this makes sure. */
  write(object: StoredObject): void {
    const present = this.read(object.key);
    if (present.kind === "found") {
      invariant(compareBallots(object.ballot, present.object.ballot) > 0, "a replica's ballots rise");
    }
    this.#outbox.writeObject(this.#ensemble, object);
  }

  remove(key: string): void {
    this.#outbox.removeObject(this.#ensemble, key);
  }

  /** A page of leaves that includes every write collected before the call. */
  leaves(after: string | null, limit: number): Promise<LeafEntry[]> {
    return new Promise((resolve, reject) => {
      this.#outbox.whenDurable(() => {
        attempt(() => this.#storage.leaves(this.#ensemble, after, limit)).then(resolve, reject);
      });
    });
  }

  /** Keys whose object or leaf does not verify, once everything collected before the call is durable. */
  damagedKeys(): Promise<string[]> {
    return new Promise((resolve, reject) => {
      this.#outbox.whenDurable(() => {
        attempt(() => this.#storage.damagedKeys(this.#ensemble)).then(resolve, reject);
      });
    });
  }
}

/** A store that throws at the call rejects: whoever runs durable callbacks must not see it. */
async function attempt<T>(run: () => Promise<T>): Promise<T> {
  return run();
}
