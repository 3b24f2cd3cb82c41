/**
 * Changes of an ensemble's members as the manager sees them: what it asks of the peers, and which changes it wants by itself.
 * Source: riak_ensemble "Modifying ensembles", "Root ensemble".
 */
import {
  ensemblesIn,
  incarnationOf,
  memberNamed,
  membersIn,
  peerOf,
  placesOf,
  rootEnsemble,
  type ClusterState,
  type EnsembleInfo,
} from "#machines/protocol/cluster-state";
import { QuorateError } from "#machines/protocol/errors";
import type { Fact } from "#machines/protocol/fact";
import { nodeOf, type EnsembleName, type NodeName, type PeerId } from "#machines/protocol/identifiers";
import type { MemberChange as ProtocolChange } from "#machines/protocol/views";
import type { CallOptions, MemberChange } from "../public-types.ts";

export type PeerChange = ProtocolChange;

/** What the manager asks of an ensemble's peers, wherever they run. */
export interface PeerMembership {
  /**
   * Resolves when the new view stands alone and nothing is pending.
   * @throws QuorateError INVALID_ARGUMENT, ALREADY_MEMBER, NOT_A_MEMBER, CHANGE_IN_PROGRESS, NO_SUCH_ENSEMBLE, UNAVAILABLE (definitely
   * not begun), UNKNOWN_OUTCOME (may be under way).
   */
  updateMembers(ensemble: EnsembleName, changes: readonly PeerChange[], options: CallOptions): Promise<void>;
}

/** Where an ensemble's peers are, as its leader has had it committed by a quorum. */
export interface Placement {
  readonly ensemble: EnsembleName;
  readonly leader: PeerId;
  readonly fact: Fact;
}

/**
 * What leaders say of their ensembles that the state does not have yet, as a piece of cluster state; null when it has all of it.
 * Source: riak_ensemble_peer `maybe_update_ensembles`.
 */
export function reportOf(state: ClusterState, placements: readonly Placement[]): ClusterState | null {
  const known = new Map(ensemblesIn(state).map((info) => [info.name, info]));
  const ensembles: EnsembleInfo[] = [];
  const pending: ClusterState["pending"][number][] = [];
  for (const { ensemble, leader, fact } of placements.toSorted((a, b) => (a.ensemble < b.ensemble ? -1 : 1))) {
    const info = known.get(ensemble);
    if (info === undefined) continue;
    const vsn = { epoch: fact.epoch, seq: fact.seq };
    if (!isKnown(info, leader, fact)) ensembles.push({ ...info, vsn, leader, views: fact.views });
    // Above the views' own version while they are still to come, so that a manager starts their peers (`placesOf`).
    if (fact.pending.views.length > 0)
      pending.push({ name: ensemble, vsn: { epoch: vsn.epoch, seq: vsn.seq + 1 }, views: fact.pending.views });
  }
  if (ensembles.length === 0 && pending.length === 0) return null;
  return {
    id: state.id,
    enabled: true,
    members: { vsn: { epoch: 0, seq: 0 }, nodes: [], ring: null },
    ensembles,
    pending,
    removed: [],
  };
}

/** At rest that is so of every ensemble, each time that it is asked for. */
function isKnown(info: EnsembleInfo, leader: PeerId, { epoch, seq, views }: Fact): boolean {
  const isSame = info.leader === leader && info.vsn.epoch === epoch && info.vsn.seq === seq;
  return isSame && (info.views === views || JSON.stringify(info.views) === JSON.stringify(views));
}

/**
 * Names of nodes as peers of their present incarnation. Refusals come here, where nothing has been sent.
 * @throws QuorateError NOT_IN_CLUSTER, ALREADY_MEMBER, NOT_A_MEMBER, INVALID_ARGUMENT
 */
export function peerChanges(
  state: ClusterState,
  info: EnsembleInfo,
  changes: readonly MemberChange[],
): readonly PeerChange[] {
  const view = info.views[0] ?? [];
  const named = changes.map((change) => ("add" in change ? change.add : change.remove));
  if (changes.length === 0)
    throw new QuorateError("INVALID_ARGUMENT", "there is nothing to change: name members to add or remove");
  if (new Set(named).size < named.length)
    throw new QuorateError("INVALID_ARGUMENT", "a node may be named only once in a change");
  const planned = changes.map((change): PeerChange => {
    if ("add" in change) return { op: "add", peer: joiner(state, view, info.name, change.add) };
    const peer = view.find((one) => nodeOf(one) === change.remove);
    if (peer === undefined)
      throw new QuorateError(
        "NOT_A_MEMBER",
        `node ${change.remove} holds no member of ${info.name}: ${view.map(nodeOf).join(", ")} do`,
      );
    return { op: "remove", peer };
  });
  const left = view.length + planned.reduce((sum, { op }) => sum + (op === "add" ? 1 : -1), 0);
  if (left < 1)
    throw new QuorateError("INVALID_ARGUMENT", `${info.name} would have no member left: delete the ensemble instead`);
  return planned;
}

function joiner(state: ClusterState, view: readonly PeerId[], ensemble: EnsembleName, node: NodeName): PeerId {
  const member = memberNamed(state, node);
  if (member === undefined || member.leaving)
    throw new QuorateError("NOT_IN_CLUSTER", `node ${node} is not in the cluster, or is being removed`);
  if (view.some((peer) => nodeOf(peer) === node))
    throw new QuorateError("ALREADY_MEMBER", `node ${node} holds a member of ${ensemble} already`);
  return peerOf(member);
}

/**
 * What the root ensemble lacks: it has a peer on each node, up to `size`, and none on nodes that leave or are gone. Peers that are
 * there stay where they are. Null when nothing is to be done. The original leaves this to its users.
 */
export function rootChanges(state: ClusterState, size: number): readonly PeerChange[] | null {
  const root = ensemblesIn(state).find(({ name }) => name === rootEnsemble);
  const view = root?.views[0] ?? [];
  if (root === undefined || root.views.length !== 1) return null;
  const nodes = membersIn(state).filter(({ leaving }) => !leaving);
  const staying = nodes.filter((member) => view.includes(peerOf(member)));
  const free = nodes.filter((member) => !view.some((peer) => nodeOf(peer) === member.name));
  const kept = staying.slice(0, size);
  const added = free.slice(0, Math.max(0, size - kept.length));
  const keeps = new Set(kept.map(peerOf));
  const removed = view.filter((peer) => !keeps.has(peer));
  // Somebody has to be left who knows the cluster.
  if (kept.length + added.length === 0 || added.length + removed.length === 0) return null;
  return [
    ...added.map((member): PeerChange => ({ op: "add", peer: peerOf(member) })),
    ...removed.map((peer): PeerChange => ({ op: "remove", peer })),
  ];
}

export interface Move {
  readonly ensemble: EnsembleName;
  readonly changes: readonly PeerChange[];
}

/**
 * How the peers of a node that leaves are moved: each is replaced by one on the node with the fewest, or just taken out
 * where every node holds one.
 * @throws QuorateError INVALID_ARGUMENT when an ensemble would have no member left.
 */
export function movesFrom(state: ClusterState, node: NodeName): readonly Move[] {
  const leaver = memberNamed(state, node);
  if (leaver === undefined) return [];
  const peer = peerOf(leaver);
  const candidates = membersIn(state).filter(({ name, leaving }) => name !== node && !leaving);
  const load = new Map(candidates.map(({ name }) => [name, 0]));
  for (const info of ensemblesIn(state))
    for (const place of placesOf(state, info)) load.set(nodeOf(place), (load.get(nodeOf(place)) ?? 0) + 1);
  const moves: Move[] = [];
  for (const info of ensemblesIn(state)) {
    const places = placesOf(state, info);
    if (!places.includes(peer)) continue;
    const held = new Set(places.map(nodeOf));
    const spare = candidates
      .filter(({ name }) => !held.has(name))
      .toSorted((a, b) => (load.get(a.name) ?? 0) - (load.get(b.name) ?? 0))[0];
    if (spare === undefined && (info.views[0] ?? []).every((one) => one === peer))
      throw new QuorateError(
        "INVALID_ARGUMENT",
        `node ${node} holds the only member of ${info.name}, and no other node could take it`,
      );
    if (spare !== undefined) load.set(spare.name, (load.get(spare.name) ?? 0) + 1);
    const add: PeerChange[] = spare === undefined ? [] : [{ op: "add", peer: peerOf(spare) }];
    moves.push({ ensemble: info.name, changes: [...add, { op: "remove", peer }] });
  }
  return moves;
}

/** Whether a peer is of the node's present incarnation. */
export function isPresent(state: ClusterState, peer: PeerId): boolean {
  const member = memberNamed(state, nodeOf(peer));
  return member !== undefined && member.incarnation === incarnationOf(peer);
}
