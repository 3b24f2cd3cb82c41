/** What one step of one peer must keep to, seen by itself. The rules between peers are judged in world.ts. */
import { peerEmptyCells, peerFallThrough, type PeerConfiguration } from "#machines/peer/cells";
import type { PeerMachine } from "#machines/peer/machine";
import type { PeerEvent } from "#machines/peer/types";
import { compareFacts, type PeerRecord } from "#machines/protocol/fact";
import type { RawStep } from "./peer-step.ts";
import { stateName, type PeerSnapshot, type PeerState } from "./peer-states.ts";
import { localIndex } from "./positions.ts";
import type { Packet } from "./packets.ts";
import type { Breach, Rule } from "./rules.ts";

export function judgeStep(before: PeerState, step: RawStep): Breach[] {
  const breaches: Breach[] = [];
  const { promised, fact } = before.snapshot.context;
  const { context, host } = step;
  const breach = (rule: Rule, what: string) => breaches.push({ rule, what });
  if (context.promised.epoch < promised.epoch)
    breach("promiseRises", `promised ${promised.epoch}, then ${context.promised.epoch}`);
  if (context.promised.epoch === promised.epoch && context.promised.candidate !== promised.candidate)
    breach("promiseExclusive", `promised ${promised.epoch} to two`);
  const order = compareFacts(context.fact, fact);
  if (order < 0) breach("factsRise", `fact ${fact.epoch}, then ${context.fact.epoch}`);
  if (order === 0 && context.fact.leader !== fact.leader) breach("factsRise", `fact ${fact.epoch} of two leaders`);
  for (const packet of step.sent) judgePacket(packet, before, host.durable, breach);
  return breaches;
}

function judgePacket(
  packet: Packet,
  before: PeerState,
  durable: PeerRecord,
  breach: (rule: Rule, what: string) => void,
): void {
  const { promised } = before.snapshot.context;
  const { kind, epoch, to } = packet;
  if (kind === "promise" && !isPromised(durable, epoch, to))
    breach("promiseDurable", `the promise of ${epoch} left before it was on disk`);
  if (kind === "prepare" && !isPromised(durable, epoch, 0))
    breach("promiseDurable", `the candidate's own promise of ${epoch} is not on disk`);
  if ((kind === "promise" || kind === "ok" || kind === "granted") && epoch < promised.epoch)
    breach("belowPromise", `${kind} in ${epoch} after a promise of ${promised.epoch}`);
}

function isPromised({ promised }: PeerRecord, epoch: number, candidate: number): boolean {
  return promised.epoch === epoch && localIndex(promised.candidate) === candidate;
}

/** An accepted commit: what it acknowledges must be on disk, and not below what was promised before. */
export function judgeAcceptance(packet: Packet, before: PeerState, step: RawStep): Breach[] {
  if (packet.kind !== "commit" || !step.sent.some(({ kind }) => kind === "granted")) return [];
  const { promised } = before.snapshot.context;
  const { durable } = step.host;
  const breaches: Breach[] = [];
  if (packet.factEpoch < promised.epoch)
    breaches.push({
      rule: "belowPromise",
      what: `commit of ${packet.factEpoch} taken after a promise of ${promised.epoch}`,
    });
  if (durable.fact.epoch < packet.factEpoch)
    breaches.push({ rule: "factsRise", what: `commit of ${packet.factEpoch} acknowledged before it was on disk` });
  return breaches;
}

/** Where a peer is, as machines/peer/cells names it. */
export function configurationOf(snapshot: PeerSnapshot): string {
  const { value } = snapshot;
  if (typeof value === "string") return value;
  const top = stateName(snapshot);
  const inner = (value as Readonly<Record<string, unknown>>)[top];
  if (typeof inner === "string") return `${top}.${inner}`;
  const regions = inner as Readonly<Record<string, string>>;
  if (top === "leading") return `${top}.${regions["tree"]}.${regions["commit"]}.${regions["views"]}`;
  return `${top}.${regions["leader"]}.${regions["tree"]}`;
}

/** STYLE habit 6: an event that meets no transition meets a named empty cell. */
export function judgeCell(machine: PeerMachine, snapshot: PeerSnapshot, event: PeerEvent): Breach[] {
  if (event.type.startsWith("xstate.") || machine.getTransitionData(snapshot as never, event).length > 0) return [];
  const configuration = configurationOf(snapshot);
  const cells = [...(peerEmptyCells[event.type] ?? []), ...[peerFallThrough[event.type] ?? []].flat()];
  if (cells.some(({ where }) => where.includes(configuration as PeerConfiguration))) return [];
  return [{ rule: "unhandled", what: `${event.type} in ${configuration}` }];
}
