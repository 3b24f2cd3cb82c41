/** What several plants leave out beside their own rule. */
import type { StoredObject } from "#machines/protocol/object";
import type { Storage } from "#machines/protocol/ports";
import type { Outbox } from "#services/outbox";
import { replace } from "../plant.ts";

type Objects = typeof import("#services/peer/objects");

/** Production stops a peer whose ballots would fall: what happens otherwise shows only without that. */
export const withoutRisingBallots = replace<Objects>("#services/peer/objects", (original) => ({
  PeerObjects: class extends original.PeerObjects {
    readonly #ensemble: string;
    readonly #outbox: Outbox;
    constructor(ensemble: string, storage: Storage, outbox: Outbox) {
      super(ensemble, storage, outbox);
      this.#ensemble = ensemble;
      this.#outbox = outbox;
    }
    override write(object: StoredObject): boolean {
      this.#outbox.writeObject(this.#ensemble, object);
      return true;
    }
  },
}));
