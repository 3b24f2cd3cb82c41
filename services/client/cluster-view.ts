/** What a client can tell of the whole cluster: from the answers of its nodes, each about its own peers only. */
import { rootEnsemble } from "#machines/protocol/cluster-state";
import { QuorateError } from "#machines/protocol/errors";
import { membersOf } from "#machines/protocol/fact";
import { type EnsembleName, type NodeName, nodeOf, peerLabel } from "#machines/protocol/identifiers";
import type { PeerStatus } from "#machines/protocol/messages";
import type { CallOptions, ClusterStatus, EnsembleStatus } from "../public-types.ts";
import { type Answers, membershipIn, servingPeer, statusesOf, type Surveys } from "./surveys.ts";

/** The state shown of a member whose node did not answer. */
export const unansweredState = "offline";

/** How often nodes are asked before an ensemble that none of them names is said not to exist. */
const unknownAfterSurveys = 2;

export async function clusterStatus(
  surveys: Surveys,
  cluster: string,
  options: CallOptions | undefined,
): Promise<ClusterStatus> {
  return summary(cluster, await surveys.answered("cluster status", null, options));
}

/** The root ensemble is the cluster's own. */
export async function ensembleNames(surveys: Surveys, options: CallOptions | undefined): Promise<EnsembleName[]> {
  return namesIn(await surveys.answered("ensembles", null, options)).filter((name) => name !== rootEnsemble);
}

/** Whether the members of an ensemble are not being changed, as its leader says. @throws QuorateError as `currentLeader` */
export async function hasStableViews(
  surveys: Surveys,
  ensemble: EnsembleName,
  options: CallOptions | undefined,
): Promise<boolean> {
  const answers = await surveys.answered(`views of ${ensemble}`, ensemble, options);
  return servingPeer(answers, ensemble)?.views.length === 1;
}

/** @throws QuorateError NO_SUCH_ENSEMBLE, UNAVAILABLE */
export async function currentLeader(
  surveys: Surveys,
  ensemble: EnsembleName,
  options: CallOptions | undefined,
): Promise<NodeName | null> {
  for (let survey = 1; ; survey += 1) {
    const answers = await surveys.answered(`leader of ${ensemble}`, ensemble, options);
    const serving = servingPeer(answers, ensemble);
    if (serving !== undefined) return nodeOf(serving.peer);
    if (!statusesOf(answers, ensemble).next().done) return null;
    if (survey < unknownAfterSurveys) continue;
    const nodes = [...answers.keys()].join(", ");
    throw new QuorateError(
      "NO_SUCH_ENSEMBLE",
      `no node that answered (${nodes}) knows an ensemble named ${ensemble}: check the name`,
    );
  }
}

function namesIn(answers: Answers): EnsembleName[] {
  const names = new Set<EnsembleName>();
  for (const status of statusesOf(answers)) names.add(status.ensemble);
  return [...names].sort();
}

export function summary(cluster: string, all: Answers): ClusterStatus {
  const membership = membershipIn(all);
  // A node that was removed, or is in another cluster of this name, may not know; those outside of any hold fixed ensembles.
  const answers: Answers = new Map(
    [...all].filter(([node, own]) => membership === null || own.membership === null || membership.nodes.includes(node)),
  );
  const names = namesIn(answers);
  const nodes = new Set<NodeName>(membership?.nodes ?? answers.keys());
  for (const [node, { peers, membership: own }] of answers) {
    if (own !== null) continue;
    if (peers.length > 0) nodes.add(node);
    for (const status of peers) for (const member of membersOf(status.views)) nodes.add(nodeOf(member));
  }
  const ensembles = names.map((name): [EnsembleName, EnsembleStatus] => [name, ensembleStatus(name, answers)]);
  const enabled = membership !== null || names.length > 0;
  return { cluster, enabled, nodes: [...nodes].sort(), ensembles: Object.fromEntries(ensembles) };
}

function ensembleStatus(name: EnsembleName, answers: Answers): EnsembleStatus {
  const statuses = [...statusesOf(answers, name)];
  const serving = servingPeer(answers, name);
  const newest = serving ?? statuses.reduce((one, other) => (other.epoch > one.epoch ? other : one));
  const peers = statuses.map(({ peer, state, epoch, trusted }) => ({
    id: peerLabel(name, peer),
    node: nodeOf(peer),
    state,
    epoch,
    trusted,
  }));
  for (const peer of membersOf(newest.views)) {
    if (statuses.some((status: PeerStatus) => status.peer === peer)) continue;
    peers.push({ id: peerLabel(name, peer), node: nodeOf(peer), state: unansweredState, epoch: 0, trusted: false });
  }
  peers.sort((one, other) => (one.id < other.id ? -1 : 1));
  return {
    leader: serving === undefined ? null : nodeOf(serving.peer),
    epoch: newest.epoch,
    views: newest.views,
    peers,
  };
}
