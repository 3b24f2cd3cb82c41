/** The peers' records of one node, with whose they are and what backs their trust. Both stores keep them this way. */
import { QuorateError } from "#machines/protocol/errors";
import type { PeerRecord } from "#machines/protocol/fact";
import type { EnsembleName, NodeName } from "#machines/protocol/identifiers";
import type { WriteBatch } from "#machines/protocol/ports";
import { decodeSaved, encodeSaved, type SavedPeer } from "./record-codec.ts";

export class PeerRecords {
  readonly #cluster: string;
  readonly #node: NodeName;
  #peers = new Map<string, SavedPeer>();
  /** The manager's state; empty when there is none. */
  manager: Uint8Array = new Uint8Array(0);

  constructor(cluster: string, node: NodeName) {
    this.#cluster = cluster;
    this.#node = node;
  }

  get(label: string): PeerRecord | undefined {
    return this.#peers.get(label)?.record;
  }

  /** What a batch makes of it. @returns whether the save file has to be written. */
  take(batch: WriteBatch, turn: number): boolean {
    this.set(batch.records, turn);
    if (batch.manager !== undefined) this.manager = batch.manager;
    return batch.records.size > 0 || batch.manager !== undefined;
  }

  /** `turn` is that of the objects committed together with `records`, 0 without any. */
  set(records: ReadonlyMap<string, PeerRecord>, turn: number): void {
    for (const [label, record] of records) {
      const before = this.#peers.get(label);
      const trustedFromTurn = !record.trusted ? 0 : before?.record.trusted === true ? before.trustedFromTurn : turn;
      this.#peers.set(label, { record, trustedFromTurn });
    }
  }

  encode(): Buffer {
    return encodeSaved({ cluster: this.#cluster, node: this.#node, peers: this.#peers, manager: this.manager });
  }

  /** @throws QuorateError CONFIG when the blob is another's, CORRUPT when it says nothing. */
  decode(blob: Uint8Array): void {
    const saved = decodeSaved(blob);
    if (!saved.ok)
      throw new QuorateError("CORRUPT", `the save file passes its checks but cannot be read: ${saved.what}`);
    const { cluster, node, peers, manager } = saved.value;
    if (cluster !== this.#cluster || node !== this.#node) {
      throw new QuorateError(
        "CONFIG",
        `the data directory belongs to node ${node} of cluster ${cluster}, not to node ${this.#node} of cluster ${this.#cluster}: ` +
          "name its own directory, or an empty one",
      );
    }
    this.#peers = new Map(peers);
    this.manager = manager;
  }

  /**
   * Takes away trust: that of peers whose ensemble has a problem, and that which objects of a turn after `lastTurn` would back.
   * @returns each such peer with what was found.
   */
  distrust(problemOf: (ensemble: EnsembleName) => string | undefined, lastTurn: number): Map<string, string> {
    const distrusted = new Map<string, string>();
    for (const [label, { record, trustedFromTurn }] of this.#peers) {
      const problem = problemOf(label.slice(0, label.indexOf("/")));
      if (problem === undefined && !(record.trusted && trustedFromTurn > lastTurn)) continue;
      distrusted.set(label, problem ?? `the objects of turn ${trustedFromTurn}, which completed it, never arrived`);
      this.#peers.set(label, { record: { ...record, trusted: false }, trustedFromTurn: 0 });
    }
    return distrusted;
  }

  /** The last turn that any record knows of. */
  highestTurn(): number {
    let highest = -1;
    for (const { trustedFromTurn } of this.#peers.values()) if (trustedFromTurn > highest) highest = trustedFromTurn;
    return highest;
  }
}
