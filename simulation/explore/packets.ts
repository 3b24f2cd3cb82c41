/**
 * Messages in flight between explored peers, each one small number. Kept of a message is what the chart decides by:
 *
 * - request ids become one bit: whether the round that asked is still the one its asker awaits;
 * - views are fixed, so of a fact only (epoch, seq, leader) is left;
 * - a claim about a leader that was not heard lately is no claim (guards `leaderIn`), so an old one names nobody.
 */
import { invariant } from "#machines/protocol/errors";
import { localNames, nobodyAt, peerCount, renamings } from "./positions.ts";

export const packetKinds = [
  ...["probe", "prepare", "newEpoch", "commit", "handover"],
  ...["nack", "probed", "promise", "ok", "granted"],
] as const;
export type PacketKind =
  "probe" | "prepare" | "newEpoch" | "commit" | "handover" | "nack" | "probed" | "promise" | "ok" | "granted";

export interface Packet {
  readonly kind: PacketKind;
  /** The receiver itself where it does not matter which of the others answered. */
  readonly from: number;
  readonly to: number;
  /** The round that this asks for, or answers, is still awaited. A reply that nobody awaits is dropped at once. */
  readonly awaited: boolean;
  /** Of the request, or what the replier has promised. */
  readonly epoch: number;
  readonly factEpoch: number;
  readonly factSeq: number;
  readonly factLeader: number;
  /** Whom `probed` names as its leader, or `handover` as the successor. */
  readonly named: number;
  /** `granted`: the lease has not run out on the way. */
  readonly grants: boolean;
}

export const blankPacket: Omit<Packet, "kind" | "from" | "to"> = {
  awaited: false,
  epoch: 0,
  factEpoch: 0,
  factSeq: 0,
  factLeader: nobodyAt,
  named: nobodyAt,
  grants: false,
};

export const maxEpochs = 6;
const epochLimit = maxEpochs + 2;
const seqLimit = 4;
const replyKinds: readonly PacketKind[] = ["nack", "probed", "promise", "ok", "granted"];

/** Every packet that was met, once: `id` is its place. */
export class Packets {
  readonly all: Packet[] = [];
  readonly #byKey = new Map<number, number>();
  readonly #renamed: number[][] = renamings.map(() => []);
  readonly #unawaited: number[] = [];
  readonly #expired: number[] = [];
  readonly isReply: boolean[] = [];

  intern(packet: Packet): number {
    invariant(packet.epoch < epochLimit && packet.factEpoch < epochLimit, "an epoch fits the packet");
    invariant(packet.factSeq < seqLimit, "a fact's seq fits the packet: more of them need a larger bound");
    let key = packetKinds.indexOf(packet.kind);
    key = (key * peerCount + packet.from) * peerCount + packet.to;
    key = (key * 2 + (packet.awaited ? 1 : 0)) * epochLimit + packet.epoch;
    key = (key * epochLimit + packet.factEpoch) * seqLimit + packet.factSeq;
    key = ((key * 4 + packet.factLeader) * 4 + packet.named) * 2 + (packet.grants ? 1 : 0);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const id = this.all.push(packet) - 1;
    invariant(id < 0xffff, "packet ids fit 16 bits");
    this.#byKey.set(key, id);
    this.isReply.push(replyKinds.includes(packet.kind));
    return id;
  }

  of(id: number): Packet {
    const packet = this.all[id];
    invariant(packet !== undefined, "a packet that was met");
    return packet;
  }

  renamed(id: number, renaming: number): number {
    const table = this.#renamed[renaming] ?? [];
    const known = table[id];
    if (known !== undefined) return known;
    const to = renamings[renaming] ?? [];
    const at = (position: number) => to[position] ?? nobodyAt;
    const packet = this.of(id);
    const made = this.intern({
      ...packet,
      from: at(packet.from),
      to: at(packet.to),
      factLeader: at(packet.factLeader),
      named: at(packet.named),
    });
    table[id] = made;
    return made;
  }

  /** The same request once its asker awaits something else. */
  unawaited(id: number): number {
    return (this.#unawaited[id] ??= this.intern({ ...this.of(id), awaited: false }));
  }

  /** The same answer, with nothing in it but what `change` says. */
  changed(id: number, change: Partial<Packet>): number {
    return this.intern({ ...this.of(id), ...change });
  }

  /** The same answer once the lease it grants has run out. */
  expired(id: number): number {
    return (this.#expired[id] ??= this.intern({ ...this.of(id), grants: false }));
  }
}

export function describePacket(packet: Packet, name: (position: number) => string): string {
  const { kind, epoch, factEpoch, factLeader, named } = packet;
  const fact = `fact ${factEpoch}${factLeader === nobodyAt ? "" : ` of ${name(factLeader)}`}`;
  const details: Record<PacketKind, string> = {
    probe: "probe",
    prepare: `prepare(${epoch})`,
    newEpoch: `newEpoch(${epoch})`,
    commit: `commit(${fact})`,
    handover: `handover(${epoch}${named === nobodyAt ? "" : `, to ${name(named)}`})`,
    nack: `nack(at ${epoch})`,
    probed: `probed(at ${epoch}, leader ${named === nobodyAt ? "none" : name(named)})`,
    promise: `promise(at ${epoch}, ${fact})`,
    ok: `ok(at ${epoch})`,
    granted: `granted(at ${epoch}${packet.grants ? "" : ", run out"})`,
  };
  const from = packet.from === packet.to ? "somebody" : name(packet.from);
  return `${details[kind]} ${from}->${name(packet.to)}${packet.awaited ? "" : " (late)"}`;
}

/** A fact's leader as a peer names it. */
export function nameOf(local: number): string {
  return localNames[local] ?? "";
}
