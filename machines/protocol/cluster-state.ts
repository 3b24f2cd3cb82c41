/**
 * What every manager knows of the whole cluster: which nodes are members, which ensembles there are and where their peers
 * live. Source: riak_ensemble_state; HAZARDS P12, P13, P18, P19.
 *
 * Each part carries a version, and a merge keeps the newer of each: members as a whole, by the ballot of the root ensemble's
 * write; an ensemble's views by the commit ballot of its leader's fact; removals only ever grow. So managers may hear of
 * changes in any order, repeatedly and in pieces: a difference is a cluster state too, with fewer entries. Where the original
 * keeps its own at equal versions, the texts decide here: merging is commutative, associative and idempotent.
 *
 * Nothing here decides a quorum. Views in a fact come from commits and promises alone (PROTOCOL R4); these say where peers are
 * to run and where to look for a leader.
 *
 * Lists are in order of their names, and each name occurs once.
 */
import { type Ballot, compareBallots, zeroBallot } from "./ballot.ts";
import { claim } from "./claim.ts";
import { membersOf, type View, type Views } from "./fact.ts";
import { isName, isPeerId, nodeOf, type EnsembleName, type NodeName, type PeerId } from "./identifiers.ts";
import { maxMembers } from "./quorum.ts";
import { defaultPartitions, emptyRing, isPartitionCount, maxPartitions, type Ring } from "./ring.ts";

/** The ensemble that keeps the cluster state. Source: riak_ensemble "Root ensemble". */
export const rootEnsemble = "root";

/** A node of the cluster. */
export interface ClusterMember {
  readonly name: NodeName;
  /** Counts the data directories that joined under this name, from 1: an old one never counts again (HAZARDS P13). */
  readonly incarnation: number;
  /** Drawn when the directory was made. */
  readonly instance: string;
  /** It is to be removed: nothing new is placed on it. */
  readonly leaving: boolean;
}

export interface EnsembleInfo {
  readonly name: EnsembleName;
  /** The commit ballot of the fact that the rest was read from; zero at its creation. */
  readonly vsn: Ballot;
  readonly leader: PeerId | "";
  readonly views: Views;
  /** The view it was made with: what a peer that has never stored a fact may begin from, when it is one of them. */
  readonly created: View;
  readonly backend: string;
  /** JSON, for the backend. */
  readonly options: string;
  /** For ever: its name is not used again, since peers of it may still hold data. */
  readonly deleted: boolean;
}

/** Views that an ensemble is about to take: its new peers are started by it. */
export interface PendingViews {
  readonly name: EnsembleName;
  readonly vsn: Ballot;
  readonly views: Views;
}

/** Incarnations of a node up to this one were removed. */
export interface Fence {
  readonly name: NodeName;
  readonly incarnation: number;
}

/** The ring of the cluster's nodes. What it is cut into and how it is dealt is decided when the cluster is enabled. */
export interface ClusterRing extends Ring {
  /** How many consecutive partitions lie on distinct nodes where that is possible. */
  readonly spacing: number;
}

export interface Members {
  readonly vsn: Ballot;
  readonly nodes: readonly ClusterMember[];
  /** Claimed by the write that changed the nodes, and so of the same version. Null where nothing is said of members. */
  readonly ring: ClusterRing | null;
}

export interface ClusterState {
  /** Drawn when the cluster was enabled: tells clusters of the same name apart. */
  readonly id: string;
  readonly enabled: boolean;
  readonly members: Members;
  readonly ensembles: readonly EnsembleInfo[];
  readonly pending: readonly PendingViews[];
  readonly removed: readonly Fence[];
}

/** Longest options of an ensemble, in characters of JSON. */
export const maxOptionsLength = 4096;
const instancePattern = /^[0-9a-z]{8,32}$/;

/** In how many partitions the ring of a new cluster is cut, and how it is dealt to nodes. */
export interface RingShape {
  readonly partitions: number;
  readonly spacing: number;
}

export const defaultRingShape: RingShape = { partitions: defaultPartitions, spacing: 3 };

/**
 * The cluster as its first node makes it: a root ensemble of one peer, and a ring that is all its own. Source:
 * riak_ensemble_manager `activate`.
 */
export function newCluster(
  id: string,
  node: NodeName,
  instance: string,
  { partitions, spacing }: RingShape = defaultRingShape,
): ClusterState {
  const root: EnsembleInfo = {
    name: rootEnsemble,
    vsn: zeroBallot,
    leader: "",
    views: [[node]],
    created: [node],
    backend: "kv",
    options: "{}",
    deleted: false,
  };
  const member: ClusterMember = { name: node, incarnation: 1, instance, leaving: false };
  return {
    id,
    enabled: true,
    members: {
      vsn: { epoch: 0, seq: 1 },
      nodes: [member],
      ring: { ...claim(emptyRing(partitions), [node], spacing), spacing },
    },
    ensembles: [root],
    pending: [],
    removed: [],
  };
}

const noMembers: Members = { vsn: zeroBallot, nodes: [], ring: null };

/** A state that knows nothing but which cluster it is of: the beginning of a difference. */
export function emptyState(id: string, enabled: boolean): ClusterState {
  return { id, enabled, members: noMembers, ensembles: [], pending: [], removed: [] };
}

// ------------------------------------------------------------------------------------------------------------- reading

interface Named {
  readonly name: string;
}

export function find<T extends Named>(list: readonly T[], name: string): T | undefined {
  return list.find((one) => one.name === name);
}

/** `list` with `item` in place of the one of its name, or in between. */
export function placed<T extends Named>(list: readonly T[], item: T): readonly T[] {
  return [...list.filter(({ name }) => name !== item.name), item].sort(byName);
}

/** The peer of that node's incarnation: the first one goes by the node's name alone. */
export function peerOf({ name, incarnation }: Pick<ClusterMember, "name" | "incarnation">): PeerId {
  return incarnation === 1 ? name : `${name}#${incarnation.toString(36)}`;
}

/** Which incarnation of its node a peer belongs to. */
export function incarnationOf(peer: PeerId): number {
  const end = peer.indexOf("#");
  return end === -1 ? 1 : Number.parseInt(peer.slice(end + 1), 36);
}

/** A member that was not removed since. */
export function memberNamed(state: ClusterState, node: NodeName): ClusterMember | undefined {
  const member = find(state.members.nodes, node);
  return member === undefined || member.incarnation <= fenceOf(state, node) ? undefined : member;
}

export function membersIn(state: ClusterState): readonly ClusterMember[] {
  return state.members.nodes.filter(({ name, incarnation }) => incarnation > fenceOf(state, name));
}

/** The highest incarnation of that name that was removed, 0 when none was. */
export function fenceOf(state: ClusterState, node: NodeName): number {
  return find(state.removed, node)?.incarnation ?? 0;
}

/** Whether a peer belongs to a node that was removed: it may be dropped by whoever knows, whatever it says (HAZARDS P13). */
export function isFenced(state: ClusterState, peer: PeerId): boolean {
  return incarnationOf(peer) <= fenceOf(state, nodeOf(peer));
}

export function ensembleNamed(state: ClusterState, name: EnsembleName): EnsembleInfo | undefined {
  const info = find(state.ensembles, name);
  return info === undefined || info.deleted ? undefined : info;
}

export function ensemblesIn(state: ClusterState): readonly EnsembleInfo[] {
  return state.ensembles.filter(({ deleted }) => !deleted);
}

/** Everybody who is or is about to be a member of the ensemble. */
export function placesOf(state: ClusterState, info: EnsembleInfo): readonly PeerId[] {
  const pending = find(state.pending, info.name);
  const isAhead = pending !== undefined && compareBallots(pending.vsn, info.vsn) > 0;
  return membersOf([...info.views, ...(isAhead ? pending.views : [])]);
}

/** The peers that one node is to run. Source: riak_ensemble_manager `state_changed`. */
export function wantedPeers(state: ClusterState, node: NodeName): readonly { info: EnsembleInfo; peer: PeerId }[] {
  const member = memberNamed(state, node);
  if (member === undefined) return [];
  const peer = peerOf(member);
  return ensemblesIn(state)
    .filter((info) => placesOf(state, info).includes(peer))
    .map((info) => ({ info, peer }));
}

// ------------------------------------------------------------------------------------------------------------- merging

/**
 * The newer of each part. Of another cluster nothing is taken (HAZARDS P19): `a` itself. When `b` brings nothing new, `a`
 * itself too. Source: riak_ensemble_state `merge`.
 */
export function mergeStates(a: ClusterState, b: ClusterState): ClusterState {
  if (a.id !== b.id) return a;
  const enabled = a.enabled || b.enabled;
  const members = newer(a.members, b.members, compareMembers);
  const ensembles = mergeLists(a.ensembles, b.ensembles, compareEnsembles);
  const pending = mergeLists(a.pending, b.pending, comparePending);
  const removed = mergeLists(a.removed, b.removed, compareFences);
  const isSame =
    enabled === a.enabled &&
    members === a.members &&
    ensembles === a.ensembles &&
    pending === a.pending &&
    removed === a.removed;
  return isSame ? a : { id: a.id, enabled, members, ensembles, pending, removed };
}

type Compare<T> = (a: T, b: T) => number;

function newer<T>(a: T, b: T, compare: Compare<T>): T {
  return compare(b, a) > 0 ? b : a;
}

function compareTexts(a: unknown, b: unknown): number {
  if (a === b) return 0;
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)];
  return one === other ? 0 : one < other ? -1 : 1;
}

function compareMembers(a: Members, b: Members): number {
  // Nothing at version zero is the least of all: what a difference without members has.
  return (
    compareBallots(a.vsn, b.vsn) || a.nodes.length - b.nodes.length || compareTexts(membersText(a), membersText(b))
  );
}

function membersText({ nodes, ring }: Members): unknown {
  return [nodes.map(memberText), ring === null ? null : [ring.version, ring.partitions, ring.spacing, ring.owners]];
}

function memberText({ name, incarnation, instance, leaving }: ClusterMember): unknown {
  return [name, incarnation, instance, leaving];
}

/** A deletion is the last word. */
function compareEnsembles(a: EnsembleInfo, b: EnsembleInfo): number {
  if (a === b) return 0;
  return (
    Number(a.deleted) - Number(b.deleted) || compareBallots(a.vsn, b.vsn) || compareTexts(infoText(a), infoText(b))
  );
}

function infoText({ leader, views, created, backend, options }: EnsembleInfo): unknown {
  return [leader, views, created, backend, options];
}

function comparePending(a: PendingViews, b: PendingViews): number {
  return compareBallots(a.vsn, b.vsn) || compareTexts(a.views, b.views);
}

function compareFences(a: Fence, b: Fence): number {
  return a.incarnation - b.incarnation;
}

function byName(a: Named, b: Named): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** `a` itself when `b` has nothing newer. */
function mergeLists<T extends Named>(a: readonly T[], b: readonly T[], compare: Compare<T>): readonly T[] {
  const news = newerIn(b, a, compare);
  if (news.length === 0) return a;
  const mine = new Map(a.map((item) => [item.name, item]));
  for (const item of news) mine.set(item.name, item);
  return [...mine.values()].sort(byName);
}

// --------------------------------------------------------------------------------------------------------- differences

/** What `state` knows that `known` does not: merged into `known` it gives the merge of both. Null when there is nothing. */
export function differenceOf(state: ClusterState, known: ClusterState): ClusterState | null {
  if (state.id !== known.id) return null;
  const hasMembers = compareMembers(state.members, known.members) > 0;
  const ensembles = newerIn(state.ensembles, known.ensembles, compareEnsembles);
  const pending = newerIn(state.pending, known.pending, comparePending);
  const removed = newerIn(state.removed, known.removed, compareFences);
  const isNothing =
    !hasMembers && ensembles.length + pending.length + removed.length === 0 && (known.enabled || !state.enabled);
  if (isNothing) return null;
  const members = hasMembers ? state.members : noMembers;
  return { id: state.id, enabled: state.enabled, members, ensembles, pending, removed };
}

/** Versions alone: enough for somebody else to tell what is missing here. One leader writes a version, so equal ones say the same. */
export interface ClusterDigest {
  readonly id: string;
  readonly members: Ballot;
  readonly ensembles: readonly { readonly name: EnsembleName; readonly vsn: Ballot; readonly deleted: boolean }[];
  readonly pending: readonly { readonly name: EnsembleName; readonly vsn: Ballot }[];
  readonly removed: readonly Fence[];
}

export function digestOf({ id, members, ensembles, pending, removed }: ClusterState): ClusterDigest {
  return {
    id,
    members: members.vsn,
    ensembles: ensembles.map(({ name, vsn, deleted }) => ({ name, vsn, deleted })),
    pending: pending.map(({ name, vsn }) => ({ name, vsn })),
    removed,
  };
}

/** What `state` knows that whoever sent `digest` does not. Null when there is nothing, or it is another cluster's. */
export function newsFor(state: ClusterState, digest: ClusterDigest): ClusterState | null {
  if (state.id !== digest.id) return null;
  const hasMembers = compareBallots(state.members.vsn, digest.members) > 0;
  const ensembles = newerIn(state.ensembles, digest.ensembles, (a, b) =>
    a.deleted === b.deleted ? compareBallots(a.vsn, b.vsn) : Number(a.deleted) - Number(b.deleted),
  );
  const pending = newerIn(state.pending, digest.pending, (a, b) => compareBallots(a.vsn, b.vsn));
  const removed = newerIn(state.removed, digest.removed, compareFences);
  if (!hasMembers && ensembles.length + pending.length + removed.length === 0) return null;
  const members = hasMembers ? state.members : noMembers;
  return { id: state.id, enabled: state.enabled, members, ensembles, pending, removed };
}

/** Whether whoever sent `digest` knows something that `state` does not say. */
export function hasNews(digest: ClusterDigest, state: ClusterState): boolean {
  const { members, ensembles, pending, removed } = state;
  return (
    digest.id === state.id &&
    (compareBallots(digest.members, members.vsn) > 0 ||
      newerIn(digest.ensembles, ensembles, (a, b) =>
        a.deleted === b.deleted ? compareBallots(a.vsn, b.vsn) : Number(a.deleted) - Number(b.deleted),
      ).length > 0 ||
      newerIn(digest.pending, pending, (a, b) => compareBallots(a.vsn, b.vsn)).length > 0 ||
      newerIn(digest.removed, removed, compareFences).length > 0)
  );
}

function newerIn<A extends Named, B extends Named>(
  own: readonly A[],
  others: readonly B[],
  compare: (a: A, b: B) => number,
): readonly A[] {
  const known = new Map(others.map((item) => [item.name, item]));
  return own.filter((item) => {
    const other = known.get(item.name);
    return other === undefined || compare(item, other) > 0;
  });
}

/** A state in pieces of at most `most` entries each, for frames: each merges by itself. */
export function piecesOf(state: ClusterState, most: number): readonly ClusterState[] {
  const { id, enabled } = state;
  const first = { ...emptyState(id, enabled), members: state.members, removed: state.removed };
  const pieces: ClusterState[] = [];
  for (let at = 0; at < Math.max(state.ensembles.length, state.pending.length, 1); at += most) {
    const base = at === 0 ? first : emptyState(id, enabled);
    const [ensembles, pending] = [state.ensembles.slice(at, at + most), state.pending.slice(at, at + most)];
    pieces.push({ ...base, ensembles, pending });
  }
  return pieces;
}

// ---------------------------------------------------------------------------------------------------------- validation

/** Why `state` cannot be used, or null. Whatever comes from a disk or a bus is looked at by it (HAZARDS P12, P18). */
export function faultOfState(state: ClusterState): string | null {
  if (!isName(state.id)) return "the cluster id is no name";
  if (typeof state.enabled !== "boolean") return "it is not said whether the cluster is enabled";
  if (![state.members, ...state.ensembles, ...state.pending].every(({ vsn }) => isBallot(vsn)))
    return "a version is none";
  return (
    faultOfNames("a member", state.members.nodes) ??
    faultOfNames("an ensemble", state.ensembles) ??
    faultOfNames("a pending change", state.pending) ??
    faultOfNames("a removed node", state.removed) ??
    first(state.members.nodes, faultOfMember) ??
    faultOfRing(state.members) ??
    first(state.ensembles, faultOfEnsemble) ??
    first(state.pending, ({ name, views }) => (views.length === 0 ? null : faultOfViews(name, views))) ??
    first(state.removed, ({ name, incarnation }) =>
      isIncarnation(incarnation) ? null : `the fence of ${name} is no count`,
    )
  );
}

function first<T>(items: readonly T[], fault: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = fault(item);
    if (found !== null) return found;
  }
  return null;
}

function faultOfNames(what: string, list: readonly Named[]): string | null {
  let before = "";
  for (const { name } of list) {
    if (!isName(name)) return `${what} has no name`;
    if (name <= before) return `${what} is out of order or named twice: ${name}`;
    before = name;
  }
  return null;
}

function isBallot({ epoch, seq }: Ballot): boolean {
  return Number.isSafeInteger(epoch) && epoch >= 0 && Number.isSafeInteger(seq) && seq >= 0;
}

function isIncarnation(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

export function isInstance(value: unknown): value is string {
  return typeof value === "string" && instancePattern.test(value);
}

function faultOfMember({ name, incarnation, instance, leaving }: ClusterMember): string | null {
  if (!isIncarnation(incarnation)) return `the incarnation of ${name} is no count`;
  if (!isInstance(instance)) return `the instance of ${name} is none`;
  return typeof leaving === "boolean" ? null : `it is not said whether ${name} leaves`;
}

function faultOfRing({ nodes, ring }: Members): string | null {
  if (ring === null) return nodes.length === 0 ? null : "the members have no ring";
  const { version, partitions, spacing, owners } = ring;
  if (!isPartitionCount(partitions)) return "the ring has no sound number of partitions";
  if (owners.length !== partitions) return `the ring has ${partitions} partitions, but ${owners.length} owners`;
  if (!Number.isSafeInteger(version) || version < 0) return "the version of the ring is none";
  if (!Number.isSafeInteger(spacing) || spacing < 1 || spacing > maxPartitions)
    return "the spacing of the ring is none";
  const names = new Set(nodes.map(({ name }) => name));
  return owners.every((owner) => names.has(owner)) ? null : "a partition of the ring is owned by no member";
}

function faultOfEnsemble(info: EnsembleInfo): string | null {
  const { name, leader, views, created, backend, options, deleted } = info;
  if (leader !== "" && !isPeerId(leader)) return `the leader of ${name} is no peer`;
  if (!isName(backend)) return `the backend of ${name} is no name`;
  if (typeof options !== "string" || options.length > maxOptionsLength) return `the options of ${name} are too long`;
  return deleted ? null : (faultOfViews(name, views) ?? faultOfViews(name, [created]));
}

/** An ensemble without a member could never decide anything again (HAZARDS P12). */
export function faultOfViews(name: EnsembleName, views: Views): string | null {
  if (views.length === 0) return `${name} has no view`;
  for (const view of views) {
    if (view.length === 0) return `a view of ${name} is empty`;
    if (!view.every(isPeerId)) return `a view of ${name} names something that is no peer`;
    if (new Set(view.map(nodeOf)).size !== view.length) return `a view of ${name} names a node twice`;
  }
  return membersOf(views).length > maxMembers ? `${name} has more than ${maxMembers} members` : null;
}
