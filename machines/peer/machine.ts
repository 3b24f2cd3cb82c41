/**
 * The peer: the lifecycle of one member of an ensemble. Source: riak_ensemble "Peer states"; PROTOCOL R1-R21.
 *
 *   setup -> probe -> election -> prepare -> prelead -> leading       a peer that becomes leader
 *            probe | pending | election -> prefollow -> following     a peer that follows one
 *            probe -> exchange -> election;  any -> repair -> exchange   a peer whose data is not trusted
 *
 * Events, context, guards, changes and effects are in the files beside; this page is the chart. Effects are named actions
 * with plain data; without a host (`machine.provide`) they do nothing.
 */
import { restartDebtMs } from "#machines/protocol/settings";
import * as change from "./context.ts";
import * as effect from "./effects.ts";
import { leading } from "./leading.ts";
import {
  acceptCommitActions,
  exchangeOf,
  on,
  peerSetup,
  promiseActions,
  refuseCommit,
  refuseNewEpoch,
  refusePrepare,
  removal,
  repeatPromise,
} from "./setup.ts";
import type { AnswerParams } from "./types.ts";

export const peerMachine = peerSetup.createMachine({
  id: "peer",
  context: ({ input }) => change.initialContext(input),
  initial: "setup",
  // What any state does unless it says otherwise.
  on: {
    probe: { actions: [{ type: "answer", params: on<"probe", AnswerParams>(effect.answerProbe) }] },
    exchange: { actions: [{ type: "answer", params: on<"exchange", AnswerParams>(effect.answerExchange) }] },
    prepare: [
      repeatPromise,
      { guard: "mayPromise", target: ".prefollow", actions: [...promiseActions] },
      { actions: [refusePrepare] },
    ],
    newEpoch: { actions: [refuseNewEpoch] },
    commit: [
      removal,
      { guard: "mayAcceptCommit", target: ".following", actions: [...acceptCommitActions] },
      { actions: [refuseCommit] },
    ],
    reply: { guard: "isAwaitedReply", actions: ["collectReply"] },
    higherEpochSeen: { actions: ["noteHigherEpoch"] },
    debtPassed: { actions: ["clearDebt"] },
    settingsChanged: { actions: ["takeSettings"] },
    treeCorrupted: { target: ".repair" },
    backendReset: { target: ".probe" },
    removed: { target: ".stopped", actions: ["tellRemoved"] },
    stop: { target: ".stopped" },
  },
  states: {
    /** Reads what the disk holds. Source: riak_ensemble "Setup state". */
    setup: {
      description: "reads what the disk holds",
      entry: ["open"],
      on: {
        ready: {
          target: "probe",
          actions: [
            "load",
            {
              type: "owe",
              params: ({ context }) => ({ id: context.debt?.id ?? 0, ms: restartDebtMs(context.settings) }),
            },
          ],
        },
        // Nothing is answered before the promise is known.
        probe: { actions: [] },
        exchange: { actions: [] },
        prepare: { actions: [] },
        newEpoch: { actions: [] },
        commit: { actions: [] },
        treeCorrupted: { actions: [] },
        backendReset: { actions: [] },
      },
    },

    /** Asks who leads before disturbing anybody. Source: riak_ensemble "Probe state". */
    probe: {
      description: "asks who leads",
      entry: ["forgetLeader"],
      initial: "deciding",
      states: {
        deciding: {
          always: [
            { guard: "isRemoved", target: "#peer.stopped", actions: ["tellRemoved"] },
            { guard: "isPending", target: "#peer.pending" },
            { target: "asking" },
          ],
        },
        asking: {
          entry: ["askProbe"],
          exit: ["closeRound"],
          after: { quorumTimeout: { actions: ["giveUpRound"] } },
          on: {
            quorumMet: [
              { guard: "isOutsider", target: "deciding", actions: ["noteHeardFacts"] },
              { guard: "isUntrusted", target: "#peer.exchange", actions: ["noteHeardFacts"] },
              { guard: "hasLeader", target: "#peer.following", actions: ["noteHeardFacts", "followHeardLeader"] },
              { target: "#peer.election", actions: ["noteHeardFacts"] },
            ],
            timeout: { target: "delaying", actions: ["noteHeardFacts"] },
          },
        },
        delaying: { after: { probeDelay: { target: "deciding" } } },
      },
    },

    /** In no view: waits to be taken in. Source: riak_ensemble "Pending state". */
    pending: {
      description: "waits to be taken in",
      entry: ["distrustOutsider", "saveRecord"],
      after: {
        pendingTimeout: [
          // It was told of an ensemble once, and may have been left out since: nobody else will tell it (HAZARDS P13).
          { guard: "hasHeardLeader", target: "#peer.probe.asking", actions: ["forgetHeard"] },
          { target: "probe", actions: ["forgetHeard"] },
        ],
      },
      on: {
        prepare: [
          repeatPromise,
          { guard: "mayPromise", target: "prefollow", actions: [...promiseActions] },
          { actions: [refusePrepare] },
        ],
        commit: [
          removal,
          { guard: "mayAcceptCommit", target: "following", actions: [...acceptCommitActions] },
          { actions: [refuseCommit] },
        ],
      },
    },

    /** Gives others a random while to come forward. Source: riak_ensemble "Election state". */
    election: {
      description: "waits a random while",
      entry: ["drawJitter"],
      after: {
        electionTimeout: [
          { guard: "mayPrepare", target: "prepare" },
          { target: "election", reenter: true },
        ],
      },
      on: {
        prepare: [
          repeatPromise,
          { guard: "mayPromise", target: "prefollow", actions: [...promiseActions] },
          { actions: [refusePrepare] },
        ],
        commit: [
          removal,
          { guard: "mayAcceptCommit", target: "following", actions: [...acceptCommitActions] },
          { actions: [refuseCommit] },
        ],
      },
    },

    /** Has promised: waits for the candidate's second phase. Source: riak_ensemble "Prefollow state". */
    prefollow: {
      description: "has promised, awaits the new epoch",
      after: { prefollowTimeout: { target: "probe" } },
      on: {
        newEpoch: [
          {
            guard: "isPromisedEpoch",
            target: "following",
            actions: [
              "acceptNewEpoch",
              { type: "answer", params: on<"newEpoch", AnswerParams>(effect.answerNewEpoch) },
            ],
          },
          { guard: "isStaleEpoch", actions: [refuseNewEpoch] },
          { target: "probe", actions: [refuseNewEpoch] },
        ],
        prepare: [
          repeatPromise,
          { guard: "mayPromise", target: "prefollow", reenter: true, actions: [...promiseActions] },
          { actions: [refusePrepare] },
        ],
      },
    },

    /** Replicates for a leader. Source: riak_ensemble "Following state". */
    following: {
      description: "replicates for a leader",
      type: "parallel",
      tags: ["replicating"],
      exit: ["cancelExchange"],
      on: {
        // A removal is taken by what is inside (leader.heard), which is always active.
        commit: [
          { guard: "mayAcceptCommit", target: "following", reenter: true, actions: [...acceptCommitActions] },
          { guard: "isStaleCommit", actions: [refuseCommit] },
          { actions: [] },
        ],
        // After a pause: where a member is down, the same exchange fails again as fast as messages travel.
        exchangeFailed: [{ guard: "isCurrentJob", target: "#peer.probe.delaying" }, { actions: [] }],
        leaderGone: [{ guard: "isLeaderGone", target: "probe" }, { actions: [] }],
        handover: [
          { guard: "isNamedSuccessor", target: "prepare", actions: ["forgiveDebt"] },
          { guard: "isFromLeader", target: "election", actions: ["forgiveDebt"] },
          { actions: [] },
        ],
      },
      states: {
        leader: {
          initial: "heard",
          states: {
            heard: {
              after: { followerTimeout: { target: "#peer.probe" } },
              on: {
                commit: [
                  removal,
                  { guard: "isHeartbeat", target: "heard", reenter: true, actions: [...acceptCommitActions] },
                ],
              },
            },
          },
        },
        tree: {
          initial: "exchanging",
          states: {
            exchanging: {
              tags: ["exchanging"],
              entry: ["nextJob", "beginCatchingUp", exchangeOf("follow")],
              on: {
                exchangeComplete: [
                  { guard: "isCurrentJob", target: "ready", actions: ["noteCaughtUp", "saveRecord"] },
                  { actions: [] },
                ],
                // PROTOCOL R12: only an exchange that begins after the joint views were taken makes complete. HAZARDS P21: one
                // that began as of a trusted peer does not make one trusted that has been outside.
                commit: { guard: "mustCatchUpAnew", target: "exchanging", reenter: true },
              },
            },
            ready: { on: { commit: { guard: "mustCatchUpAnew", target: "exchanging" } } },
          },
        },
      },
    },

    /** Phase one: asks for promises in a new epoch. Source: riak_ensemble "Prepare state". */
    prepare: {
      description: "asks for promises",
      entry: ["becomeCandidate", "saveRecord", "askPrepare"],
      exit: ["closeRound"],
      after: { quorumTimeout: { actions: ["giveUpRound"] } },
      on: {
        quorumMet: [
          { guard: "hasPromises", target: "prelead", actions: ["adoptNewestFact", "saveRecord"] },
          { target: "probe", actions: ["noteHeardFacts"] },
        ],
        timeout: { target: "probe", actions: ["noteHeardFacts"] },
      },
    },

    /** Phase two: tells them that the epoch has begun. Source: riak_ensemble "Prelead state". */
    prelead: {
      description: "announces the epoch",
      entry: ["askNewEpoch"],
      exit: ["closeRound"],
      after: { quorumTimeout: { actions: ["giveUpRound"] } },
      on: { quorumMet: { target: "leading" }, timeout: { target: "probe" } },
    },

    /** Serves, and changes the members: see leading.ts. */
    leading,

    /** Makes the tree consistent with what is stored. Source: riak_ensemble "Repair state". */
    repair: {
      description: "drops what is damaged",
      entry: [
        "distrust",
        "saveRecord",
        "nextJob",
        { type: "startRepair", params: ({ context }) => ({ job: context.job }) },
      ],
      on: {
        repairComplete: [{ guard: "isCurrentJob", target: "exchange" }, { actions: [] }],
        prepare: { actions: [refusePrepare] },
        // Its data is not trusted, but its word is (PROTOCOL R21): or else a leader with one member down would lose its quorum.
        commit: [{ guard: "mayAcceptCommit", actions: [...acceptCommitActions] }, { actions: [refuseCommit] }],
        exchange: {
          actions: [{ type: "answer", params: on<"exchange", AnswerParams>((c, e) => effect.nack(c, e, "untrusted")) }],
        },
        treeCorrupted: { actions: [] },
      },
    },

    /** Compares with a trusted quorum before it may stand for election. Source: riak_ensemble "Exchange state". */
    exchange: {
      description: "compares with a trusted quorum",
      tags: ["exchanging"],
      entry: ["nextJob", exchangeOf("repair")],
      exit: ["cancelExchange"],
      on: {
        exchangeComplete: [
          { guard: "isCurrentJob", target: "election", actions: ["trust", "saveRecord"] },
          { actions: [] },
        ],
        // After a pause: where a member is down, the same exchange fails again as fast as messages travel.
        exchangeFailed: [{ guard: "isCurrentJob", target: "#peer.probe.delaying" }, { actions: [] }],
      },
    },

    stopped: { type: "final", entry: ["close"] },
  },
});

export type PeerMachine = typeof peerMachine;
