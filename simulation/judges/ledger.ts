/**
 * Judges of what goes on inside, told of every frame that is sent and of everything that becomes durable:
 * one leader an epoch, one proposal a ballot, facts and promises that only rise, one candidate an epoch a peer, views that only
 * go forward, and, when a write is acknowledged, that a majority really has it on disk.
 */
import { compareBallots, type Ballot } from "#machines/protocol/ballot";
import { compareFacts, type Fact, type PeerRecord, type Views } from "#machines/protocol/fact";
import type { EnsembleName, NodeName, PeerId } from "#machines/protocol/identifiers";
import type { Message } from "#machines/protocol/messages";
import type { StoredObject } from "#machines/protocol/object";
import { stageOf } from "#machines/protocol/views";
import type { Violation } from "./verdict.ts";

export interface LedgerOptions {
  /** Members of each ensemble at first. */
  readonly members: ReadonlyMap<EnsembleName, readonly NodeName[]>;
  nowMs(): number;
  found(violation: Violation): void;
}

/** What is known of one key: highest ballot ever durable at each node, and which object each ballot names. */
interface KeyLedger {
  readonly highest: Map<NodeName, Ballot>;
  readonly byBallot: Map<number, StoredObject>;
  /** By version: its first ballot, and when that was met. */
  readonly firstBallot: Map<string, { readonly ballot: Ballot; readonly atMs: number }>;
}

/** Views that a quorum of each of them had on disk, until the next ones had. */
interface InForce {
  readonly views: Views;
  untilMs: number;
}

/** What an ensemble's peers hold on disk of its facts. */
interface ViewLedger {
  readonly facts: Map<PeerId, Fact>;
  /** The newest fact that a quorum of its own views has held at one time. */
  committed: Fact | null;
  readonly inForce: InForce[];
}

export class Ledger {
  readonly #options: LedgerOptions;
  /** By `ensemble/epoch`: who acts as its leader. */
  readonly #leaders = new Map<string, PeerId>();
  readonly #records = new Map<string, PeerRecord>();
  /** By `label/epoch`: whom that peer promised it to. */
  readonly #promises = new Map<string, PeerId>();
  readonly #keys = new Map<string, KeyLedger>();
  readonly #views = new Map<EnsembleName, ViewLedger>();
  /** How often a new view stood alone. */
  viewsSettled = 0;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** How many epochs were led, over all ensembles. */
  get epochsLed(): number {
    return this.#leaders.size;
  }

  /** No change of members is under way, as far as a quorum's disks say. */
  isStable(ensemble: EnsembleName): boolean {
    const { committed } = this.#viewsOf(ensemble);
    return committed === null || stageOf(committed) === "stable";
  }

  /** The views that a quorum's disks say are in force. */
  viewsOf(ensemble: EnsembleName): Views {
    return this.#viewsOf(ensemble).inForce.at(-1)?.views ?? [];
  }

  /** A frame leaves a node. */
  sent(messages: readonly Message[]): void {
    for (const message of messages) {
      switch (message.type) {
        case "commit":
          this.#leads(message.ensemble, message.fact.epoch, message.from);
          break;
        case "newEpoch":
        case "checkEpoch":
          this.#leads(message.ensemble, message.epoch, message.from);
          break;
        case "put":
          this.#leads(message.ensemble, message.epoch, message.from);
          this.#names(message.ensemble, message.object);
          break;
        default:
          break;
      }
    }
  }

  /** A peer's record became durable. */
  recorded(label: string, record: PeerRecord): void {
    const before = this.#records.get(label);
    this.#records.set(label, record);
    const { promised, fact } = record;
    if (fact.leader !== "") this.#leads(ensembleOf(label), fact.epoch, fact.leader);
    this.#noteFact(ensembleOf(label), label.slice(label.indexOf("/") + 1), fact);
    if (before === undefined) return;
    if (promised.epoch < before.promised.epoch)
      this.#found("promisesRise", `${label} promised epoch ${before.promised.epoch}, then ${promised.epoch}`);
    if (compareFacts(fact, before.fact) < 0)
      this.#found("factsRise", `${label} went from fact ${textOf(before.fact)} back to ${textOf(fact)}`);
    else if (compareFacts(fact, before.fact) === 0 && fact.leader !== before.fact.leader)
      this.#found(
        "factsRise",
        `${label} holds two facts ${textOf(fact)}: of ${before.fact.leader} and of ${fact.leader}`,
      );
    this.#notePromise(label, promised.epoch, promised.candidate);
  }

  /** An object became durable at a node. */
  stored(node: NodeName, ensemble: EnsembleName, object: StoredObject): void {
    this.#names(ensemble, object);
    const key = this.#key(ensemble, object.key);
    const highest = key.highest.get(node);
    if (highest === undefined || compareBallots(object.ballot, highest) > 0) key.highest.set(node, object.ballot);
  }

  /** A client was told that its write has this version (PROTOCOL R7, R15). */
  acknowledged(ensemble: EnsembleName, keyName: string, version: string): void {
    const key = this.#key(ensemble, keyName);
    const first = key.firstBallot.get(version);
    const holders = [...key.highest].flatMap(([node, highest]) =>
      first !== undefined && compareBallots(highest, first.ballot) >= 0 ? [node] : [],
    );
    // Which views its leader counted is not known here: some that were in force while the write was under way.
    const { inForce } = this.#viewsOf(ensemble);
    const since = first?.atMs ?? 0;
    if (inForce.some(({ views, untilMs }) => untilMs >= since && isQuorum(holders, views))) return;
    this.#found(
      "durability",
      `the write of ${JSON.stringify(keyName)} with version ${version} was acknowledged, but durable only at [${holders.join(", ")}]`,
    );
  }

  #viewsOf(ensemble: EnsembleName): ViewLedger {
    let ledger = this.#views.get(ensemble);
    if (ledger === undefined) {
      const members = this.#options.members.get(ensemble) ?? [];
      ledger = {
        facts: new Map(),
        committed: null,
        inForce: [{ views: [members], untilMs: Number.POSITIVE_INFINITY }],
      };
      this.#views.set(ensemble, ledger);
    }
    return ledger;
  }

  /** PROTOCOL R4: once a quorum holds a fact with other views, no quorum of earlier views holds an earlier one. */
  #noteFact(ensemble: EnsembleName, peer: PeerId, fact: Fact): void {
    const ledger = this.#viewsOf(ensemble);
    ledger.facts.set(peer, fact);
    const holders = [...ledger.facts].flatMap(([other, held]) => (compareFacts(held, fact) === 0 ? [other] : []));
    if (!isQuorum(holders, fact.views)) return;
    const before = ledger.committed;
    if (before !== null && compareFacts(fact, before) < 0) {
      if (textOfViews(before.views) !== textOfViews(fact.views))
        this.#found(
          "views",
          `a quorum of ${textOfViews(fact.views)} holds fact ${textOf(fact)}, after one of ${textOfViews(before.views)} held ${textOf(before)}`,
        );
      return;
    }
    ledger.committed = fact;
    const last = ledger.inForce.at(-1);
    if (last !== undefined && textOfViews(last.views) === textOfViews(fact.views)) return;
    if (last !== undefined) last.untilMs = this.#options.nowMs();
    if (fact.views.length === 1) this.viewsSettled += 1;
    ledger.inForce.push({ views: fact.views, untilMs: Number.POSITIVE_INFINITY });
  }

  #leads(ensemble: EnsembleName, epoch: number, peer: PeerId): void {
    const name = `${ensemble}/${epoch}`;
    const known = this.#leaders.get(name);
    if (known === undefined) this.#leaders.set(name, peer);
    else if (known !== peer) {
      this.#leaders.set(name, peer);
      this.#found("oneLeader", `epoch ${epoch} of ${ensemble} is led by ${known} and by ${peer}`);
    }
  }

  #notePromise(label: string, epoch: number, candidate: PeerId): void {
    if (candidate === "") return;
    const name = `${label}/${epoch}`;
    const known = this.#promises.get(name);
    if (known === undefined) this.#promises.set(name, candidate);
    else if (known !== candidate)
      this.#found("promisesRise", `${label} promised epoch ${epoch} to ${known} and to ${candidate}`);
  }

  /** A ballot names one object for ever; a version belongs to one value. */
  #names(ensemble: EnsembleName, object: StoredObject): void {
    const key = this.#key(ensemble, object.key);
    const { ballot } = object;
    // Seqs stay far below 2^32 in a run.
    const name = ballot.epoch * 4_294_967_296 + ballot.seq;
    const known = key.byBallot.get(name);
    if (known === undefined) {
      key.byBallot.set(name, object);
      if (!key.firstBallot.has(object.version))
        key.firstBallot.set(object.version, { ballot, atMs: this.#options.nowMs() });
      return;
    }
    if (known === object || (known.version === object.version && sameBytes(known.value, object.value))) return;
    this.#found(
      "ballots",
      `ballot ${textOf(ballot)} of key ${JSON.stringify(object.key)} names two objects: versions ${known.version} and ${object.version}`,
    );
  }

  #key(ensemble: EnsembleName, key: string): KeyLedger {
    const name = `${ensemble}/${key}`;
    let ledger = this.#keys.get(name);
    if (ledger === undefined) {
      ledger = { highest: new Map(), byBallot: new Map(), firstBallot: new Map() };
      this.#keys.set(name, ledger);
    }
    return ledger;
  }

  #found(judge: Violation["judge"], what: string): void {
    this.#options.found({ judge, what, atMs: this.#options.nowMs() });
  }
}

function ensembleOf(label: string): EnsembleName {
  return label.slice(0, label.indexOf("/"));
}

function textOf({ epoch, seq }: Ballot): string {
  return `(${epoch}, ${seq})`;
}

function textOfViews(views: Views): string {
  return views.map((view) => `{${view.join(" ")}}`).join("+");
}

function isQuorum(holders: readonly PeerId[], views: Views): boolean {
  return views.every((view) => view.filter((peer) => holders.includes(peer)).length * 2 > view.length);
}

function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.length !== b.length) return false;
  return a.every((byte, index) => byte === b[index]);
}
