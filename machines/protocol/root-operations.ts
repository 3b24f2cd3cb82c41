/**
 * How the root ensemble changes the cluster state: each operation is a function of the state it finds, what is asked, and the
 * ballot of the write. The leader of the root ensemble evaluates them on the settled state, one at a time (PROTOCOL R1, R2).
 * Source: riak_ensemble_root `root_call`, `root_cast`.
 */
import type { Ballot } from "./ballot.ts";
import { compareBallots } from "./ballot.ts";
import { claim } from "./claim.ts";
import {
  ensemblesIn,
  fenceOf,
  find,
  maxOptionsLength,
  memberNamed,
  mergeStates,
  peerOf,
  placed,
  placesOf,
  rootEnsemble,
  type ClusterMember,
  type ClusterRing,
  type ClusterState,
  type EnsembleInfo,
} from "./cluster-state.ts";
import type { ErrorCode } from "./errors.ts";
import type { EnsembleName, NodeName } from "./identifiers.ts";
import { maxMembers } from "./quorum.ts";

export type RootCommand =
  /** A node asks to be taken in. Asked again by the same data directory it changes nothing. */
  | { readonly type: "join"; readonly node: NodeName; readonly instance: string }
  /** Nothing new is placed on the node from now on. */
  | { readonly type: "leave"; readonly node: NodeName }
  /** Takes the node out, once nothing is placed on it; `known` is what the asker has heard of views since. */
  | { readonly type: "remove"; readonly node: NodeName; readonly known: ClusterState }
  | {
      readonly type: "createEnsemble";
      readonly name: EnsembleName;
      readonly members: readonly NodeName[];
      readonly backend: string;
      readonly options: string;
    }
  | { readonly type: "deleteEnsemble"; readonly name: EnsembleName }
  /** What leaders have said of their ensembles. Source: `gossip`, `set_ensemble`. */
  | { readonly type: "setEnsemble"; readonly known: ClusterState };

export type RootOutcome =
  /** `state` is the one that was there when nothing had to be changed. */
  | { readonly ok: true; readonly state: ClusterState }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

/** What an ensemble may be kept in. */
export const backends: readonly string[] = ["kv"];

function refused(code: ErrorCode, message: string): RootOutcome {
  return { ok: false, code, message };
}

function done(state: ClusterState): RootOutcome {
  return { ok: true, state };
}

/** @param vsn the ballot that the result will be written with: above every one before. */
export function applyRootCommand(state: ClusterState, command: RootCommand, vsn: Ballot): RootOutcome {
  switch (command.type) {
    case "join":
      return join(state, command.node, command.instance, vsn);
    case "leave":
      return leave(state, command.node, vsn);
    case "remove":
      return remove(mergeStates(state, command.known), command.node, vsn);
    case "createEnsemble":
      return create(state, command);
    case "deleteEnsemble":
      return destroy(state, command.name);
    case "setEnsemble":
      return done(mergeStates(state, command.known));
  }
}

function withMembers(state: ClusterState, nodes: readonly ClusterMember[], vsn: Ballot): RootOutcome {
  // Source: riak_ensemble_state `add_member`, `del_member`: refused when not newer. The root's ballots rise, so they are.
  if (compareBallots(vsn, state.members.vsn) <= 0)
    return refused("UNAVAILABLE", "the root ensemble's leader is behind the cluster state; ask again");
  const { ring } = state.members;
  return done({ ...state, members: { vsn, nodes, ring: ring === null ? null : dealt(ring, nodes) } });
}

/** The ring of those that stay: one that is to be removed serves nothing new. */
function dealt(ring: ClusterRing, nodes: readonly ClusterMember[]): ClusterRing {
  const stay = nodes.filter(({ leaving }) => !leaving).map(({ name }) => name);
  return { ...claim(ring, stay, ring.spacing), spacing: ring.spacing };
}

function join(state: ClusterState, node: NodeName, instance: string, vsn: Ballot): RootOutcome {
  const present = memberNamed(state, node);
  if (present?.instance === instance) {
    return present.leaving
      ? refused(
          "CHANGE_IN_PROGRESS",
          `node ${node} is being removed; wait until it is gone, then use an empty directory`,
        )
      : done(state);
  }
  if (present !== undefined)
    return refused(
      "ALREADY_MEMBER",
      `another data directory is a member under the name ${node}: remove that node first, or use another name`,
    );
  const before = find(state.members.nodes, node);
  const incarnation = 1 + Math.max(fenceOf(state, node), before?.incarnation ?? 0);
  return withMembers(state, placed(state.members.nodes, { name: node, incarnation, instance, leaving: false }), vsn);
}

function leave(state: ClusterState, node: NodeName, vsn: Ballot): RootOutcome {
  const member = memberNamed(state, node);
  if (member === undefined) return refused("NOT_IN_CLUSTER", `node ${node} is not in the cluster`);
  if (member.leaving) return done(state);
  if (!someoneStays(state, node)) return refused("INVALID_ARGUMENT", lastOne(node));
  return withMembers(state, placed(state.members.nodes, { ...member, leaving: true }), vsn);
}

/** Whether a node other than this one is there that does not leave. */
function someoneStays(state: ClusterState, node: NodeName): boolean {
  return state.members.nodes.some(({ name, leaving }) => name !== node && !leaving && memberNamed(state, name));
}

const lastOne = (node: NodeName): string => `node ${node} is the last one that stays in the cluster: stop it instead`;

function remove(state: ClusterState, node: NodeName, vsn: Ballot): RootOutcome {
  const member = memberNamed(state, node);
  if (member === undefined) return refused("NOT_IN_CLUSTER", `node ${node} is not in the cluster`);
  if (!someoneStays(state, node)) return refused("INVALID_ARGUMENT", lastOne(node));
  const peer = peerOf(member);
  const holding = ensemblesIn(state)
    .filter((info) => placesOf(state, info).includes(peer))
    .map(({ name }) => name);
  if (holding.length > 0)
    return refused(
      "CHANGE_IN_PROGRESS",
      `node ${node} still holds peers of ${shownList(holding)}: move them with updateMembers first`,
    );
  const outcome = withMembers(
    state,
    state.members.nodes.filter(({ name }) => name !== node),
    vsn,
  );
  if (!outcome.ok) return outcome;
  return done({ ...outcome.state, removed: placed(state.removed, { name: node, incarnation: member.incarnation }) });
}

function create(state: ClusterState, command: Extract<RootCommand, { type: "createEnsemble" }>): RootOutcome {
  const { name, members, backend, options } = command;
  const present = find(state.ensembles, name);
  if (present !== undefined) {
    const why = present.deleted ? "was deleted, and names are not used again" : "exists";
    return refused("ENSEMBLE_EXISTS", `an ensemble ${name} ${why}: choose another name`);
  }
  if (members.length === 0) return refused("INVALID_ARGUMENT", "an ensemble has at least one member");
  if (members.length > maxMembers)
    return refused("INVALID_ARGUMENT", `an ensemble has at most ${maxMembers} members, not ${members.length}`);
  if (new Set(members).size !== members.length) return refused("INVALID_ARGUMENT", "a member is named twice");
  if (!backends.includes(backend))
    return refused("INVALID_ARGUMENT", `there is no backend ${backend}; there are ${backends.join(", ")}`);
  if (options.length > maxOptionsLength)
    return refused("INVALID_ARGUMENT", `options take at most ${maxOptionsLength} characters of JSON`);
  const nodes = members.map((node) => memberNamed(state, node));
  const foreign = members.filter((_, at) => nodes[at] === undefined || nodes[at].leaving);
  if (foreign.length > 0)
    return refused("NOT_IN_CLUSTER", `${shownList(foreign)}: no such node in the cluster, or it is being removed`);
  const view = nodes.flatMap((member) => (member === undefined ? [] : [peerOf(member)]));
  const info: EnsembleInfo = {
    name,
    vsn: { epoch: 0, seq: 0 },
    leader: "",
    views: [view],
    created: view,
    backend,
    options,
    deleted: false,
  };
  return done({ ...state, ensembles: placed(state.ensembles, info) });
}

function destroy(state: ClusterState, name: EnsembleName): RootOutcome {
  if (name === rootEnsemble) return refused("INVALID_ARGUMENT", "the root ensemble keeps the cluster: it stays");
  const info = find(state.ensembles, name);
  if (info === undefined) return refused("NO_SUCH_ENSEMBLE", `there is no ensemble ${name}`);
  if (info.deleted) return done(state);
  const gone: EnsembleInfo = { ...info, leader: "", views: [], created: [], options: "{}", deleted: true };
  return done({ ...state, ensembles: placed(state.ensembles, gone) });
}

/** A few names, and how many more there are. */
export function shownList(names: readonly string[]): string {
  const most = 5;
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
