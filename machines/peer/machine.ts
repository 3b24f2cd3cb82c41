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
import { assign, enqueueActions, setup } from "xstate";
import type { ReplyBody } from "#machines/protocol/messages";
import { handleReply, quorumTimeout, sendAll, type QuorumEnd } from "#machines/protocol/quorum-messaging";
import { restartDebtMs } from "#machines/protocol/settings";
import * as change from "./context.ts";
import * as effect from "./effects.ts";
import * as guard from "./guards.ts";
import type {
  AnswerParams,
  AskParams,
  ExchangeParams,
  PeerContext,
  PeerEvent,
  PeerEventOf,
  PeerInput,
} from "./types.ts";
import { isNack } from "./votes.ts";

interface Args {
  readonly context: PeerContext;
  readonly event: PeerEvent;
}

/** Narrows the event for a guard or a parameter function; the chart names them only where that event occurs. */
function on<T extends PeerEvent["type"], R>(run: (context: PeerContext, event: PeerEventOf<T>) => R) {
  return ({ context, event }: Args): R => run(context, event as PeerEventOf<T>);
}

/** What `enqueueActions` hands out, as far as rounds need it: `setup` types its actions before `ask` exists. */
interface Enqueue {
  (action: { readonly type: "ask"; readonly params: AskParams }): void;
  assign(change: Partial<PeerContext>): void;
  raise(event: PeerEvent): void;
}

/** Opens a round to every member known, and ends it at once where no answer is needed or none can help. */
function ask(context: PeerContext, enqueue: Enqueue, question: AskParams["ask"], awaits: ReplyBody["kind"]): void {
  const views = question.type === "probe" ? guard.knownFact(context).views : context.fact.views;
  const sent = sendAll<AskParams["ask"], ReplyBody>(question, { self: context.self, views, req: context.nextReq });
  enqueue.assign(change.roundOpened(context, sent.round, awaits));
  enqueue({ type: "ask", params: { req: sent.round.req, to: sent.to, ask: sent.message } });
  endRound(enqueue, sent.end);
}

/** The end of an awaited round is an event of the chart's own. */
function endRound(enqueue: Pick<Enqueue, "assign" | "raise">, end: QuorumEnd<ReplyBody> | null): void {
  if (end === null) return;
  enqueue.assign({ round: null });
  enqueue.raise(end);
}

export const peerSetup = setup({
  types: {
    context: {} as PeerContext,
    events: {} as PeerEvent,
    input: {} as PeerInput,
    tags: {} as "serving" | "replicating" | "syncing",
  },
  delays: {
    quorumTimeout: ({ context }) => context.settings.quorumTimeoutMs,
    probeDelay: ({ context }) => context.settings.probeDelayMs,
    pendingTimeout: ({ context }) => context.settings.pendingTimeoutMs,
    electionTimeout: ({ context }) => change.electionDelayMs(context),
    prefollowTimeout: ({ context }) => context.settings.prefollowTimeoutMs,
    followerTimeout: ({ context }) => context.settings.followerTimeoutMs,
    tick: ({ context }) => context.settings.tickMs,
  },
  guards: {
    isPending: ({ context }) => guard.isPending(context),
    isUntrusted: ({ context }) => guard.isUntrusted(context),
    hasLeader: on<"quorumMet", boolean>((context, event) => guard.hasLeader(context, event.replies)),
    mayPrepare: ({ context }) => guard.mayPrepare(context),
    isRepeatedPromise: on<"prepare", boolean>(guard.isRepeatedPromise),
    mayPromise: on<"prepare", boolean>(guard.mayPromise),
    isPromisedEpoch: on<"newEpoch", boolean>(guard.isPromisedEpoch),
    isStaleEpoch: on<"newEpoch", boolean>(guard.isStaleEpoch),
    mayAcceptCommit: on<"commit", boolean>(guard.mayAcceptCommit),
    isHeartbeat: on<"commit", boolean>(
      (context, event) =>
        guard.mayAcceptCommit(context, event) && event.from === context.leader && !guard.isHigherCommit(context, event),
    ),
    isHigherCommit: on<"commit", boolean>(guard.isHigherCommit),
    isStaleCommit: on<"commit", boolean>((context, event) => event.fact.epoch < context.promised.epoch),
    hasPromises: on<"quorumMet", boolean>((context, event) => guard.hasPromisesUnderNewestFact(context, event.replies)),
    isCurrentJob: on<"exchangeComplete", boolean>(guard.isCurrentJob),
    isAwaitedReply: on<"reply", boolean>(guard.isAwaitedReply),
    isAboveEpoch: on<"higherEpochSeen", boolean>((context, event) => event.epoch > context.promised.epoch),
    isThisEpoch: on<"leaseLost", boolean>((context, event) => event.epoch === context.promised.epoch),
    isFromLeader: on<"handover", boolean>(
      (context, event) => event.from === context.leader && event.epoch === context.promised.epoch,
    ),
    isNamedSuccessor: on<"handover", boolean>(
      (context, event) =>
        event.from === context.leader && event.epoch === context.promised.epoch && event.successor === context.self,
    ),
    isLeaderGone: on<"leaderGone", boolean>((context, event) => event.leader === context.leader),
  },
  actions: {
    // effects: carried out by the host
    open: () => {},
    close: () => {},
    ask: (_: unknown, _params: AskParams) => {},
    answer: (_: unknown, _params: AnswerParams) => {},
    saveRecord: () => {},
    owe: (_: unknown, _params: { readonly id: number; readonly ms: number }) => {},
    startExchange: (_: unknown, _params: ExchangeParams) => {},
    cancelExchange: () => {},
    startRepair: (_: unknown, _params: { readonly job: number }) => {},
    lead: (_: unknown, _params: { readonly epoch: number }) => {},
    resign: () => {},
    renewLease: (_: unknown, _params: { readonly req: number; readonly grantMs: number }) => {},
    handOver: (_: unknown, _params: { readonly epoch: number; readonly successor: string }) => {},

    // changes
    load: assign(on<"ready", Partial<PeerContext>>(change.load)),
    takeSettings: assign({
      settings: ({ context, event }) => (event.type === "settingsChanged" ? event.settings : context.settings),
    }),
    forgetLeader: assign({ leader: "" }),
    closeRound: assign({ round: null }),
    makePromise: assign(on<"prepare", Partial<PeerContext>>(change.promise)),
    becomeCandidate: assign(({ context }) => change.candidacy(context)),
    adoptNewestFact: assign(
      on<"quorumMet", Partial<PeerContext>>((context, event) => change.adoptNewestFact(context, event.replies)),
    ),
    noteHeardFacts: assign(
      on<"quorumMet", Partial<PeerContext>>((context, event) => change.noteHeardFacts(context, event.replies)),
    ),
    followHeardLeader: assign(
      on<"quorumMet", Partial<PeerContext>>((context, event) => change.followHeardLeader(context, event.replies)),
    ),
    acceptNewEpoch: assign(on<"newEpoch", Partial<PeerContext>>(change.acceptNewEpoch)),
    acceptCommit: assign(on<"commit", Partial<PeerContext>>(change.acceptCommit)),
    beginEpoch: assign(({ context }) => change.beginEpoch(context)),
    noteHigherEpoch: assign(on<"higherEpochSeen", Partial<PeerContext>>(change.noteHigherEpoch)),
    noteCommitEpoch: assign(
      on<"commit", Partial<PeerContext>>((context, event) => ({
        epochSeen: Math.max(context.epochSeen, event.fact.epoch),
      })),
    ),
    noteReason: assign(
      on<"stepDown", Partial<PeerContext>>((_, event) => ({ reason: event.reason, successor: event.successor })),
    ),
    clearDebt: assign(on<"debtPassed", Partial<PeerContext>>(change.clearDebt)),
    forgiveDebt: assign({ debt: null }),
    distrust: assign({ trusted: false }),
    trust: assign({ trusted: true }),
    nextJob: assign(({ context }) => change.nextJob(context)),
    drawJitter: assign(({ context }) => change.nextSeed(context)),

    // rounds
    askProbe: enqueueActions(({ context, enqueue }) => {
      ask(context, enqueue as unknown as Enqueue, { type: "probe" }, "probed");
    }),
    askPrepare: enqueueActions(({ context, enqueue }) => {
      ask(context, enqueue as unknown as Enqueue, { type: "prepare", epoch: context.promised.epoch }, "promise");
    }),
    askNewEpoch: enqueueActions(({ context, enqueue }) => {
      ask(context, enqueue as unknown as Enqueue, { type: "newEpoch", epoch: context.promised.epoch }, "ok");
    }),
    askCommit: enqueueActions(({ context, enqueue }) => {
      ask(context, enqueue as unknown as Enqueue, { type: "commit", fact: context.fact }, "granted");
    }),
    /** One more answer; the round may end by it. */
    collectReply: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== "reply" || context.round === null) return;
      const refused = isNack(event.body) || event.body.kind !== context.awaits;
      const reply = { from: event.from, epoch: event.epoch, body: event.body };
      const { round, end } = handleReply(context.round, event.req, reply, refused);
      enqueue.assign({ round });
      endRound(enqueue, end);
      if (event.epoch > context.promised.epoch) enqueue.raise({ type: "higherEpochSeen", epoch: event.epoch });
    }),
    /** Nothing more will come in time. */
    giveUpRound: enqueueActions(({ context, enqueue }) => {
      if (context.round !== null) endRound(enqueue, quorumTimeout(context.round));
    }),
  },
});

// Shared pieces of the chart ------------------------------------------------------------------------------------------

const answerPromise = { type: "answer", params: on<"prepare", AnswerParams>(effect.answerPromise) } as const;
const refusePrepare = { type: "answer", params: on<"prepare", AnswerParams>(effect.refusePrepare) } as const;
const refuseNewEpoch = {
  type: "answer",
  params: on<"newEpoch", AnswerParams>((c, e) => effect.nack(c, e, e.epoch < c.promised.epoch ? "epoch" : "state")),
} as const;
const refuseCommit = {
  type: "answer",
  params: on<"commit", AnswerParams>((c, e) => effect.nack(c, e, e.fact.epoch < c.promised.epoch ? "epoch" : "state")),
} as const;
const answerCommit = { type: "answer", params: on<"commit", AnswerParams>(effect.answerCommit) } as const;
const oweLease = {
  type: "owe",
  params: ({ context }: Args) => ({ id: context.debt?.id ?? 0, ms: context.settings.leaseMs }),
} as const;

const repeatPromise = { guard: "isRepeatedPromise", actions: [answerPromise] } as const;
const promiseActions = ["makePromise", "saveRecord", answerPromise] as const;
const acceptCommitActions = ["acceptCommit", "saveRecord", oweLease, answerCommit] as const;
const exchangeOf = (sync: boolean) =>
  ({ type: "startExchange", params: ({ context }: Args) => effect.exchangeParams(context, sync) }) as const;

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
      { guard: "mayAcceptCommit", target: ".following", actions: [...acceptCommitActions] },
      { actions: [refuseCommit] },
    ],
    reply: { guard: "isAwaitedReply", actions: ["collectReply"] },
    higherEpochSeen: { actions: ["noteHigherEpoch"] },
    debtPassed: { actions: ["clearDebt"] },
    settingsChanged: { actions: ["takeSettings"] },
    treeCorrupted: { target: ".repair" },
    backendReset: { target: ".probe" },
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
        deciding: { always: [{ guard: "isPending", target: "#peer.pending" }, { target: "asking" }] },
        asking: {
          entry: ["askProbe"],
          exit: ["closeRound"],
          after: { quorumTimeout: { actions: ["giveUpRound"] } },
          on: {
            quorumMet: [
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
      entry: ["distrust", "saveRecord"],
      after: { pendingTimeout: { target: "probe" } },
      on: {
        prepare: [
          repeatPromise,
          { guard: "mayPromise", target: "prefollow", actions: [...promiseActions] },
          { actions: [refusePrepare] },
        ],
        commit: [
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
                commit: { guard: "isHeartbeat", target: "heard", reenter: true, actions: [...acceptCommitActions] },
              },
            },
          },
        },
        tree: {
          initial: "exchanging",
          states: {
            exchanging: {
              entry: ["nextJob", exchangeOf(false)],
              on: {
                exchangeComplete: [
                  { guard: "isCurrentJob", target: "ready", actions: ["trust", "saveRecord"] },
                  { actions: [] },
                ],
              },
            },
            ready: {},
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

    /** Serves. Source: riak_ensemble "Leading state". Leaving it, for whatever reason, ends its rounds at once (PROTOCOL R6). */
    leading: {
      description: "serves clients",
      type: "parallel",
      entry: [
        "beginEpoch",
        "saveRecord",
        { type: "lead", params: ({ context }) => ({ epoch: context.promised.epoch }) },
      ],
      exit: ["closeRound", "cancelExchange", "resign"],
      on: {
        commit: [
          { guard: "isHigherCommit", target: "probe", actions: ["noteCommitEpoch", refuseCommit] },
          { actions: [refuseCommit] },
        ],
        higherEpochSeen: [{ guard: "isAboveEpoch", target: "probe", actions: ["noteHigherEpoch"] }, { actions: [] }],
        leaseLost: [{ guard: "isThisEpoch", target: "prepare" }, { actions: [] }],
        exchangeFailed: [{ guard: "isCurrentJob", target: "probe" }, { actions: [] }],
        stepDown: {
          target: "probe",
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
      states: {
        /** PROTOCOL R16, R20: nothing is served before the sync. */
        tree: {
          initial: "syncing",
          states: {
            syncing: {
              tags: ["syncing"],
              entry: ["nextJob", exchangeOf(true)],
              on: {
                exchangeComplete: [
                  { guard: "isCurrentJob", target: "ready", actions: ["trust", "saveRecord"] },
                  { actions: [] },
                ],
              },
            },
            ready: { tags: ["serving"] },
          },
        },
        /** PROTOCOL R14: commits flow as soon as the epoch is won. */
        commit: {
          initial: "committing",
          states: {
            committing: {
              entry: ["askCommit"],
              after: { quorumTimeout: { actions: ["giveUpRound"] } },
              on: {
                quorumMet: {
                  target: "idle",
                  actions: [
                    {
                      type: "renewLease",
                      params: on<"quorumMet", { req: number; grantMs: number }>((c, e) => ({
                        req: e.req,
                        grantMs: effect.grantedLeaseMs(c, e.replies),
                      })),
                    },
                  ],
                },
                timeout: { target: "#peer.probe" },
              },
            },
            idle: { after: { tick: { target: "committing" } } },
          },
        },
      },
    },

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
        commit: { actions: [refuseCommit] },
        exchange: {
          actions: [{ type: "answer", params: on<"exchange", AnswerParams>((c, e) => effect.nack(c, e, "untrusted")) }],
        },
        treeCorrupted: { actions: [] },
      },
    },

    /** Compares with a trusted quorum before it may stand for election. Source: riak_ensemble "Exchange state". */
    exchange: {
      description: "compares with a trusted quorum",
      entry: ["nextJob", exchangeOf(false)],
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
