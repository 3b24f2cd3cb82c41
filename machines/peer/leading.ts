/**
 * The leading state. Source: riak_ensemble "Leading state", "Modifying ensembles"; PROTOCOL R6, R12-R14, R16, R20.
 *
 *   tree     nothing is served before the sync
 *   commit   tells a quorum of the fact, each tick and whenever it changes; lives without one only for a round
 *   views    stable -> proposed -> joint -> settling -> stable: one change of the members at a time;
 *            settling -> leaving -> (stopped) where the leader is not one of the new members
 *
 * Leaving it, for whatever reason, ends its rounds at once (PROTOCOL R6).
 */
import * as effect from "./effects.ts";
import * as members from "./members.ts";
import { on, peerSetup, refuseCommit, type Args } from "./setup.ts";
import type { AnswerParams, ChangeAnswer } from "./types.ts";

const refuseChange = {
  type: "answerChange",
  params: on<"updateMembers", ChangeAnswer>(members.refusalOf),
} as const;
const answerChange = (answer: (context: Args["context"]) => ChangeAnswer) =>
  ({ type: "answerChange", params: ({ context }: Args) => answer(context) }) as const;

const handOverOutside = {
  type: "handOver",
  params: ({ context }: Args) => ({ epoch: context.promised.epoch, successor: members.successorOf(context) }),
} as const;

/** PROTOCOL R16, R20: nothing is served before the sync. */
const tree = peerSetup.createStateConfig({
  initial: "syncing",
  states: {
    syncing: {
      tags: ["syncing", "exchanging"],
      entry: ["nextJob", { type: "startExchange", params: ({ context }) => effect.exchangeParams(context, true) }],
      on: {
        exchangeComplete: [
          { guard: "isCurrentJob", target: "ready", actions: ["noteSync", "saveRecord"] },
          { actions: [] },
        ],
      },
    },
    /** From now on it holds all that was ever acknowledged. */
    ready: {
      tags: ["serving"],
      on: {
        exchange: {
          actions: [
            {
              type: "answer",
              params: on<"exchange", AnswerParams>((c, e) => effect.answerExchange(c, e, { leads: true })),
            },
          ],
        },
      },
    },
  },
});

/** PROTOCOL R14: commits flow as soon as the epoch is won, and at once when the fact changes. */
const commit = peerSetup.createStateConfig({
  initial: "committing",
  states: {
    committing: {
      entry: ["askCommit"],
      after: { quorumTimeout: { actions: ["giveUpRound"] } },
      on: {
        quorumMet: [
          {
            guard: "isAskedRound",
            target: "idle",
            actions: [
              "noteCommitted",
              {
                type: "renewLease",
                params: on<"quorumMet", { req: number; grantMs: number }>((c, e) => ({
                  req: e.req,
                  grantMs: effect.grantedLeaseMs(c, e.replies),
                })),
              },
            ],
          },
          { actions: [] },
        ],
        timeout: { target: "#peer.probe" },
        // What was asked is out of date: its answers are heard, and its quorum is not waited for.
        factChanged: { target: "committing", reenter: true },
      },
    },
    idle: { after: { tick: { target: "committing" } }, on: { factChanged: { target: "committing" } } },
  },
});

/** Where a change of the members stands. A new leader goes on where the fact that it adopted stands. */
const views = peerSetup.createStateConfig({
  initial: "stable",
  states: {
    stable: {
      always: [
        { guard: "isProposed", target: "proposed" },
        { guard: "isJoint", target: "joint" },
        { guard: "isSettling", target: "settling" },
      ],
      on: {
        updateMembers: [
          { guard: "mayChange", target: "proposed", actions: ["propose", "saveRecord", "raiseFactChanged"] },
          { actions: [refuseChange] },
        ],
      },
    },
    /** The new peers are told, and fetch the data; nothing counts differently yet. */
    proposed: {
      always: {
        guard: "isProposalTaken",
        target: "joint",
        actions: ["takeJointViews", "saveRecord", "raiseFactChanged"],
      },
      after: {
        changeTimeout: {
          target: "stable",
          actions: [answerChange(members.changeAbandoned), "endChange", "saveRecord", "raiseFactChanged"],
        },
      },
      on: { updateMembers: { actions: [refuseChange] } },
    },
    /** Everything needs a quorum of both views. PROTOCOL R12: the new one stands alone when a quorum of it is complete. */
    joint: {
      always: {
        guard: "isNewViewReady",
        target: "settling",
        actions: ["takeNewView", "saveRecord", "raiseFactChanged"],
      },
      on: { updateMembers: { actions: [refuseChange] } },
    },
    /** PROTOCOL R14: both views count until the commit of [new] has its quorum. */
    settling: {
      always: [
        { guard: "isOutside", target: "leaving" },
        {
          guard: "isNewViewCommitted",
          target: "stable",
          actions: [answerChange(members.changeDone), "endChange", "saveRecord", "raiseFactChanged"],
        },
      ],
      on: { updateMembers: { actions: [refuseChange] } },
    },
    /**
     * Begins nothing more, and ends what it has begun: the new members acknowledge that as they would for any leader of this epoch.
     * Then it hands over, and is no peer any more.
     */
    leaving: {
      entry: ["drain"],
      after: { quorumTimeout: { target: "#peer.stopped", actions: [handOverOutside, "tellRemoved"] } },
      on: {
        drained: { target: "#peer.stopped", actions: [handOverOutside, "tellRemoved"] },
        updateMembers: { actions: [refuseChange] },
      },
    },
  },
});

export const leading = peerSetup.createStateConfig({
  description: "serves clients",
  type: "parallel",
  entry: ["beginEpoch", "saveRecord", { type: "lead", params: ({ context }) => ({ epoch: context.promised.epoch }) }],
  exit: ["closeRound", "cancelExchange", "resign", answerChange(members.changeLeft)],
  on: {
    commit: [
      { guard: "isHigherCommit", target: "#peer.probe", actions: ["noteCommitEpoch", refuseCommit] },
      { actions: [refuseCommit] },
    ],
    reply: [
      { guard: "isAwaitedGrant", actions: ["noteGrant", "collectReply"] },
      { guard: "isAwaitedReply", actions: ["collectReply"] },
      { guard: "isGrant", actions: ["noteGrant"] },
    ],
    higherEpochSeen: [{ guard: "isAboveEpoch", target: "#peer.probe", actions: ["noteHigherEpoch"] }, { actions: [] }],
    leaseLost: [{ guard: "isThisEpoch", target: "#peer.prepare" }, { actions: [] }],
    exchangeFailed: [{ guard: "isCurrentJob", target: "#peer.probe" }, { actions: [] }],
    stepDown: {
      target: "#peer.probe",
      actions: [
        "noteReason",
        {
          type: "handOver",
          params: on<"stepDown", { epoch: number; successor: string }>((c, e) => ({
            epoch: c.promised.epoch,
            successor: e.successor,
          })),
        },
      ],
    },
  },
  states: { tree, commit, views },
});
