/**
 * The manager: how a node comes to be in a cluster, and leaves it. Source: riak_ensemble "Cluster membership", "Manager".
 *
 *   loading -> disabled -> enabling -> enabled      the first node makes the cluster
 *                       -> joining  -> enabled      any other asks the root ensemble to be taken in
 *   enabled -> leaving -> removed                   the root ensemble moves its peers away, then takes it out
 *
 * What it knows is durable before it is acted on: `save` stands before `apply` and `answer`, and the host's outbox keeps that
 * order. Effects are named actions with plain data; without a host they do nothing.
 */
import { assign, setup } from "xstate";
import type { ClusterState } from "#machines/protocol/cluster-state";
import type { ErrorCode } from "#machines/protocol/errors";
import * as c from "./context.ts";
import type {
  AnswerParams,
  AskParams,
  JoinParams,
  ManagerContext,
  ManagerEvent,
  ManagerEventOf,
  ManagerInput,
} from "./types.ts";

interface Args {
  readonly context: ManagerContext;
  readonly event: ManagerEvent;
}

/** Narrows the event; the chart names these only where that event occurs. */
function on<T extends ManagerEvent["type"], R>(run: (context: ManagerContext, event: ManagerEventOf<T>) => R) {
  return ({ context, event }: Args): R => run(context, event as ManagerEventOf<T>);
}

/** For the events that bring a cluster state. */
function withState<R>(run: (context: ManagerContext, state: ClusterState) => R) {
  return on<"gossiped" | "reported", R>((context, { state }) => run(context, state));
}

const managerSetup = setup({
  types: {
    context: {} as ManagerContext,
    events: {} as ManagerEvent,
    input: {} as ManagerInput,
    tags: {} as "member",
  },
  delays: {
    gossipInterval: ({ context }) => context.settings.gossipMs,
    /** How long other nodes have to say that the cluster exists already. */
    surveyTime: ({ context }) => context.settings.quorumTimeoutMs,
    callTimeout: ({ context }) => context.change?.timeoutMs ?? 0,
  },
  guards: {
    isRemovedRecord: on<"loaded", boolean>((_, { record }) => record?.phase === "removed"),
    isMemberRecord: on<"loaded", boolean>((_, { record }) => record?.phase === "member"),
    isSelf: on<"join", boolean>((context, { target }) => target === context.self),
    isOtherEnabled: on<"clusterHeard", boolean>(c.isOtherEnabled),
    isTargetEnabled: on<"clusterHeard", boolean>(
      (context, event) => c.isTarget(context, event) && event.state?.enabled === true,
    ),
    isTarget: on<"clusterHeard", boolean>(c.isTarget),
    isTakenIn: on<"joinAnswered", boolean>(
      (context, event) => c.isCurrentJoin(context, event) && event.code === "ok" && c.isMemberOf(context, event.state),
    ),
    isInDoubt: on<"joinAnswered", boolean>(
      (context, event) => c.isCurrentJoin(context, event) && (event.code === "ok" || event.code === "UNKNOWN_OUTCOME"),
    ),
    isCurrentJoin: on<"joinAnswered", boolean>(c.isCurrentJoin),
    namesSelf: withState((context, state) => c.isMemberOf(context, state)),
    removesSelf: withState(c.isRemovedBy),
    marksLeaving: withState(c.isLeavingBy),
    isNews: withState(c.isNews),
  },
  actions: {
    // effects: carried out by the host
    load: () => {},
    save: () => {},
    /** Starts and stops peers by difference against what the state wants; after `save`. */
    apply: () => {},
    answer: (_: unknown, _params: AnswerParams) => {},
    askCluster: (_: unknown, _params: AskParams) => {},
    askRoot: (_: unknown, _params: JoinParams) => {},
    gossip: () => {},
    /** Tells others at once what this node alone knows. */
    spread: (_: unknown, _params: { readonly state: ClusterState }) => {},
    reportRemoval: () => {},
    close: () => {},

    // changes
    takeRecord: assign(on<"loaded", Partial<ManagerContext>>((_, { record }) => ({ record }))),
    takeSettings: assign(on<"settingsChanged", Partial<ManagerContext>>((_, { settings }) => ({ settings }))),
    beginEnable: assign(on<"enable", Partial<ManagerContext>>(c.beginEnable)),
    beginJoin: assign(on<"join", Partial<ManagerContext>>(c.beginJoin)),
    beginComparison: assign(on<"join", Partial<ManagerContext>>(c.beginComparison)),
    noteCluster: assign(on<"clusterHeard", Partial<ManagerContext>>(c.noteCluster)),
    makeCluster: assign(({ context }) => c.makeCluster(context)),
    adopt: assign(withState(c.adopt)),
    adoptAnswer: assign(
      on<"joinAnswered", Partial<ManagerContext>>((context, { state }) =>
        state === null ? {} : c.adopt(context, state),
      ),
    ),
    merge: assign(withState(c.merge)),
    markRemoved: assign(({ context }) => c.markRemoved(context)),
    endChange: assign({ change: null }),
  },
});

// Shared pieces -------------------------------------------------------------------------------------------------------

const answerOk = { type: "answer", params: ({ context }: Args) => c.answerOk(context) } as const;

function refuse(code: ErrorCode, message: (context: ManagerContext) => string) {
  return {
    type: "answer",
    params: ({ context }: Args): AnswerParams => c.refuse(context, code, message(context)),
  } as const;
}

/** A call that is not begun. */
function refuseCall(code: ErrorCode, message: (context: ManagerContext) => string) {
  return {
    type: "answer",
    params: on<"enable" | "join", AnswerParams>((context, event) => c.refuseCall(event, code, message(context))),
  } as const;
}

const clusterOf = (context: ManagerContext): string => context.record?.state?.id ?? "";
const refuseSelf = refuseCall("INVALID_ARGUMENT", ({ self }) => `node ${self} cannot join itself; name another node`);
const refuseBusy = refuseCall(
  "CHANGE_IN_PROGRESS",
  ({ self }) => `node ${self} is busy with another change; ask again`,
);
const refuseEnabled = refuseCall(
  "ALREADY_ENABLED",
  (context) => `node ${context.self} is in cluster ${clusterOf(context)}`,
);
const refuseRemoved = refuseCall("NOT_A_MEMBER", (context) => c.removedMessage(context.self, clusterOf(context)));
const refuseLoading = refuseCall("UNAVAILABLE", ({ self }) => `node ${self} is starting; ask again`);

const takenIn = { guard: "namesSelf", target: "#manager.enabled", actions: ["adopt", "save", "apply"] } as const;
const removal = {
  guard: "removesSelf",
  target: "#manager.removed",
  actions: ["merge", "markRemoved", "save", "apply"],
} as const;
const merged = { guard: "isNews", actions: ["merge", "save", "apply"] } as const;
const spreadNews = { type: "spread", params: withState((_, state) => ({ state })) } as const;
const mergedReport = { guard: "isNews", actions: ["merge", "save", "apply", spreadNews] } as const;
const askTarget = {
  type: "askCluster",
  params: ({ context }: Args): AskParams => ({ node: context.change?.target ?? "" }),
} as const;

export const managerMachine = managerSetup.createMachine({
  id: "manager",
  context: ({ input }) => ({ ...input, record: null, change: null }),
  initial: "loading",
  on: {
    settingsChanged: { actions: ["takeSettings"] },
    stop: { target: ".stopped" },
  },
  states: {
    /** Reads what the disk holds. */
    loading: {
      description: "reads what the disk holds",
      entry: ["load"],
      on: {
        loaded: [
          { guard: "isRemovedRecord", target: "removed", actions: ["takeRecord"] },
          { guard: "isMemberRecord", target: "enabled", actions: ["takeRecord", "apply"] },
          { target: "disabled", actions: ["takeRecord"] },
        ],
        enable: { actions: [refuseLoading] },
        join: { actions: [refuseLoading] },
      },
    },

    /** In no cluster. */
    disabled: {
      description: "in no cluster",
      // Entry comes after the answers, which name the call.
      entry: ["endChange"],
      on: {
        enable: { target: "enabling", actions: ["beginEnable"] },
        join: [
          { guard: "isSelf", actions: [refuseSelf] },
          { target: "joining", actions: ["beginJoin", "save"] },
        ],
        // The answer to an earlier request to join was lost.
        gossiped: [takenIn, { actions: [] }],
      },
    },

    /** A cluster is enabled once: looks for one of this name before it makes it. Source: riak_ensemble "Cluster activation". */
    enabling: {
      description: "looks for a cluster before making one",
      entry: [{ type: "askCluster", params: { node: "" } }],
      after: { surveyTime: { target: "enabled", actions: ["makeCluster", "save", "apply", answerOk] } },
      on: {
        clusterHeard: [
          {
            guard: "isOtherEnabled",
            target: "disabled",
            actions: [
              {
                type: "answer",
                params: on<"clusterHeard", AnswerParams>((context, { node, state }) =>
                  c.refuse(
                    context,
                    "ALREADY_ENABLED",
                    `${node} is in a cluster ${state?.id} already: a cluster is enabled once, join ${node} instead`,
                  ),
                ),
              },
            ],
          },
          { actions: [] },
        ],
        enable: { actions: [refuseBusy] },
        join: { actions: [refuseBusy] },
        gossiped: [takenIn, { actions: [] }],
      },
    },

    /** Source: riak_ensemble "Adding a node". */
    joining: {
      description: "asks to be taken in",
      initial: "asking",
      on: {
        enable: { actions: [refuseBusy] },
        join: { actions: [refuseBusy] },
        gossiped: [{ ...takenIn, actions: ["adopt", "save", "apply", answerOk] }, { actions: [] }],
      },
      states: {
        /** Which cluster is the other node in? */
        asking: {
          entry: [askTarget],
          after: {
            callTimeout: {
              target: "#manager.disabled",
              actions: [
                refuse(
                  "UNAVAILABLE",
                  ({ change }) => `node ${change?.target} did not answer: is it up, and its name right?`,
                ),
              ],
            },
          },
          on: {
            clusterHeard: [
              { guard: "isTargetEnabled", target: "requesting", actions: ["noteCluster"] },
              {
                guard: "isTarget",
                target: "#manager.disabled",
                actions: [
                  refuse("NOT_ENABLED", ({ change }) => `node ${change?.target} is in no cluster: enable it first`),
                ],
              },
              { actions: [] },
            ],
          },
        },
        /** The root ensemble decides. */
        requesting: {
          entry: [
            {
              type: "askRoot",
              params: ({ context }: Args): JoinParams => ({
                req: context.change?.req ?? 0,
                clusterId: context.change?.clusterId ?? "",
                instance: context.record?.instance ?? "",
                timeoutMs: context.change?.timeoutMs ?? 0,
              }),
            },
          ],
          on: {
            joinAnswered: [
              { guard: "isTakenIn", target: "#manager.enabled", actions: ["adoptAnswer", "save", "apply", answerOk] },
              { guard: "isInDoubt", target: "awaiting" },
              {
                guard: "isCurrentJoin",
                target: "#manager.disabled",
                actions: [
                  {
                    type: "answer",
                    params: on<"joinAnswered", AnswerParams>((context, { code, message }) =>
                      c.refuse(context, code === "ok" ? "UNKNOWN_OUTCOME" : code, message),
                    ),
                  },
                ],
              },
              { actions: [] },
            ],
          },
        },
        /** Nobody could tell: if it was taken in, gossip will say so. It is not asked for again (PROTOCOL R9). */
        awaiting: {
          after: {
            callTimeout: {
              target: "#manager.disabled",
              actions: [
                refuse(
                  "UNKNOWN_OUTCOME",
                  ({ self }) =>
                    `it is not known whether ${self} was taken in; if it was, it will notice by itself. Joining again is safe`,
                ),
              ],
            },
          },
        },
      },
    },

    /** A member: knows the cluster, runs its peers, tells others. */
    enabled: {
      description: "a member of a cluster",
      type: "parallel",
      tags: ["member"],
      on: {
        enable: { actions: [refuseEnabled] },
        gossiped: [
          removal,
          { guard: "marksLeaving", target: "leaving", actions: ["merge", "save", "apply"] },
          merged,
          { actions: [] },
        ],
        reported: [mergedReport, { actions: [] }],
      },
      states: {
        gossip: {
          initial: "resting",
          states: {
            resting: {
              entry: ["gossip"],
              after: { gossipInterval: { target: "resting", reenter: true } },
            },
          },
        },
        call: {
          initial: "idle",
          states: {
            idle: {
              entry: ["endChange"],
              on: {
                join: [
                  { guard: "isSelf", actions: [refuseSelf] },
                  { target: "comparing", actions: ["beginComparison"] },
                ],
              },
            },
            /** Only to say which of the refusals it is. */
            comparing: {
              entry: [askTarget],
              after: {
                callTimeout: {
                  target: "idle",
                  actions: [
                    refuse("ALREADY_ENABLED", (context) => `node ${context.self} is in cluster ${clusterOf(context)}`),
                  ],
                },
              },
              on: {
                join: { actions: [refuseBusy] },
                clusterHeard: [
                  {
                    guard: "isTarget",
                    target: "idle",
                    actions: [{ type: "answer", params: on<"clusterHeard", AnswerParams>(c.refuseComparison) }],
                  },
                  { actions: [] },
                ],
              },
            },
          },
        },
      },
    },

    /** Still a member, but its peers are being moved away. Source: riak_ensemble "Removing a node", which has no such state. */
    leaving: {
      description: "its peers are being moved away",
      tags: ["member"],
      initial: "resting",
      on: {
        enable: { actions: [refuseBusy] },
        join: { actions: [refuseBusy] },
        gossiped: [removal, merged, { actions: [] }],
        reported: [mergedReport, { actions: [] }],
      },
      states: {
        resting: { entry: ["gossip"], after: { gossipInterval: { target: "resting", reenter: true } } },
      },
    },

    /** For ever: this data directory counts for nothing any more (HAZARDS P13). */
    removed: {
      description: "was removed: fenced",
      entry: ["reportRemoval"],
      on: { enable: { actions: [refuseRemoved] }, join: { actions: [refuseRemoved] } },
    },

    stopped: { type: "final", entry: ["close"] },
  },
});

export type ManagerMachine = typeof managerMachine;
