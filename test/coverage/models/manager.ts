/** The manager of node n1: with an empty directory, one that has asked before, one of a member, one that was removed. */
import { defineModel } from "#coverage/coverage";
import { managerMachine } from "#machines/manager/machine";
import type { ManagerContext, ManagerRecord } from "#machines/manager/types";
import { memberNamed, newCluster, type ClusterState, type EnsembleInfo } from "#machines/protocol/cluster-state";
import { chartSettings } from "./chart-settings.ts";

interface At {
  readonly context: ManagerContext;
}

const self = "n1";
const instance = "11111111";
const call = { instance, timeoutMs: 2500 };

/** The cluster of n2, with n1 in it or not. */
function clusterOf2(id: string, own: string | null, leaving = false): ClusterState {
  const made = newCluster(id, "n2", "22222222");
  const nodes = own === null ? [] : [{ name: self, incarnation: 1, instance: own, leaving }];
  return {
    ...made,
    members: { ...made.members, vsn: { epoch: 1, seq: leaving ? 3 : 2 }, nodes: [...nodes, ...made.members.nodes] },
  };
}

const orders = (seq: number): EnsembleInfo => ({
  name: "orders",
  vsn: { epoch: 1, seq },
  leader: "n2",
  views: [["n2"]],
  created: ["n2"],
  backend: "kv",
  options: "{}",
  deleted: false,
});

const instanceOf = ({ record }: ManagerContext): string => record?.instance ?? instance;
const idOf = ({ record }: ManagerContext): string => record?.state?.id ?? "cluster2";

/** What another manager says of the cluster that this node is in, or asks to be in. */
function heard(change: (state: ClusterState) => Partial<ClusterState>, leaving = false) {
  return ({ context }: At) => {
    const state = clusterOf2(idOf(context), instanceOf(context), leaving);
    return { state: { ...state, ...change(state) } };
  };
}

/** Only what a member knows already. */
const nothingNew = ({ context }: At) => (context.record?.state ? { state: context.record.state } : undefined);

const answered =
  (
    code: "ok" | "UNKNOWN_OUTCOME" | "UNAVAILABLE",
    state: (context: ManagerContext) => ClusterState | null,
    older = 0,
  ) =>
  ({ context }: At) => ({
    req: (context.change?.req ?? 0) - older,
    code,
    message: "test",
    state: state(context),
  });

const record = (phase: ManagerRecord["phase"], state: ClusterState | null) => ({ record: { instance, phase, state } });

export const managerModel = defineModel(managerMachine, {
  name: "manager",
  // A call can time out before it is time to gossip.
  input: { self, settings: chartSettings({ gossipMs: 4000 }) },
  events: {
    loaded: {
      nothing: { record: null },
      asked: record("new", null),
      member: record("member", clusterOf2("cluster2", instance)),
      removed: record("removed", clusterOf2("cluster2", instance)),
    },
    settingsChanged: { slowerGossip: { settings: chartSettings({ gossipMs: 6000 }) } },
    enable: { first: { req: 5, clusterId: "cluster1", ...call } },
    join: { toN2: { req: 6, target: "n2", ...call }, toItself: { req: 6, target: self, ...call } },
    clusterHeard: {
      otherCluster: { node: "n2", state: clusterOf2("cluster3", null) },
      sameCluster: ({ context }) => ({ node: "n2", state: clusterOf2(idOf(context), null) }),
      none: { node: "n2", state: null },
      ofItself: { node: self, state: newCluster("cluster4", self, instance) },
      ofStranger: { node: "n3", state: null },
    },
    joinAnswered: {
      takenIn: answered("ok", (context) => clusterOf2("cluster2", instanceOf(context))),
      withoutMe: answered("ok", () => clusterOf2("cluster2", null)),
      inDoubt: answered("UNKNOWN_OUTCOME", () => null),
      refused: answered("UNAVAILABLE", () => null),
      earlier: answered("ok", () => null, 1),
    },
    gossiped: {
      named: heard(() => ({})),
      foreign: { state: clusterOf2("cluster9", null) },
      nothingNew,
      ensemble: heard(() => ({ ensembles: [orders(1)] })),
      leaving: heard(() => ({}), true),
      removal: heard(() => ({ removed: [{ name: self, incarnation: 1 }] })),
    },
    reported: { nothingNew, ensemble: heard(() => ({ ensembles: [orders(2)] })) },
  },
  abstract: ({ record: known, change }) => ({
    phase: known?.phase ?? "none",
    id: known?.state?.id,
    members: known?.state?.members.nodes.length,
    isLeaving: known?.state ? memberNamed(known.state, self)?.leaving : null,
    ensembles: known?.state?.ensembles.map(({ name, vsn }) => ({ name, vsn })),
    change: change === null ? null : { kind: change.kind, target: change.target, isFound: change.clusterId !== "" },
  }),
});
