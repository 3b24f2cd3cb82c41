/**
 * What the peer's chart is made of: delays, guards, changes and effects by name, and the pieces that several states share.
 * The chart itself is machine.ts. Effects do nothing here: the host provides them (`machine.provide`).
 */
import { assign, enqueueActions, setup } from "xstate";
import type { ReplyBody } from "#machines/protocol/messages";
import { membersOf } from "#machines/protocol/fact";
import { drainTimeoutMs } from "#machines/protocol/settings";
import { stageOf } from "#machines/protocol/views";
import { handleReply, quorumTimeout, recount, sendAll, type QuorumEnd } from "#machines/protocol/quorum-messaging";
import * as completing from "./completing.ts";
import * as change from "./context.ts";
import * as effect from "./effects.ts";
import * as guard from "./guards.ts";
import * as members from "./members.ts";
import type {
  AnswerParams,
  AskParams,
  ChangeAnswer,
  ExchangeParams,
  PeerContext,
  PeerEvent,
  PeerEventOf,
  PeerInput,
} from "./types.ts";
import { isNack } from "./votes.ts";

export interface Args {
  readonly context: PeerContext;
  readonly event: PeerEvent;
}

/** Narrows the event for a guard or a parameter function; the chart names them only where that event occurs. */
export function on<T extends PeerEvent["type"], R>(run: (context: PeerContext, event: PeerEventOf<T>) => R) {
  return ({ context, event }: Args): R => run(context, event as PeerEventOf<T>);
}

/** What `enqueueActions` hands out, as far as rounds need it: `setup` types its actions before `ask` exists. */
interface Enqueue {
  (action: { readonly type: "ask"; readonly params: AskParams }): void;
  assign(change: Partial<PeerContext>): void;
  raise(event: PeerEvent): void;
}

/**
 * Opens a round to every member known, and ends it at once where no answer is needed or none can help. Probes count under the
 * views of the newest fact heard of, all else under those of the own fact; asked are the members of both.
 */
function ask(context: PeerContext, enqueue: Enqueue, question: AskParams["ask"], awaits: ReplyBody["kind"]): void {
  const { self, fact, nextReq } = context;
  const known = guard.knownFact(context);
  const isProbe = question.type === "probe";
  const views = isProbe ? known.views : fact.views;
  const isCommit = question.type === "commit";
  const also = isCommit ? [] : membersOf(isProbe ? fact.views : known.views);
  const sent = sendAll<AskParams["ask"], ReplyBody>(question, { self, views, req: nextReq, also });
  enqueue.assign(change.roundOpened(context, sent.round, awaits));
  const told = isCommit ? members.alsoTold(context).filter((peer) => peer !== self && !sent.to.includes(peer)) : [];
  enqueue({ type: "ask", params: { req: sent.round.req, to: [...sent.to, ...told], ask: sent.message } });
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
    tags: {} as "serving" | "replicating" | "syncing" | "exchanging",
  },
  delays: {
    quorumTimeout: ({ context }) => context.settings.quorumTimeoutMs,
    probeDelay: ({ context }) => context.settings.probeDelayMs,
    pendingTimeout: ({ context }) => context.settings.pendingTimeoutMs,
    electionTimeout: ({ context }) => change.electionDelayMs(context),
    prefollowTimeout: ({ context }) => context.settings.prefollowTimeoutMs,
    followerTimeout: ({ context }) => context.settings.followerTimeoutMs,
    tick: ({ context }) => context.settings.tickMs,
    drainTimeout: ({ context }) => drainTimeoutMs(context.settings),
    changeTimeout: ({ context }) => context.settings.changeTimeoutMs,
  },
  guards: {
    isPending: ({ context }) => guard.isPending(context),
    isOutsider: on<"quorumMet", boolean>((context, event) => guard.isPending(context, event.replies)),
    hasHeardLeader: ({ context }) => context.fact.leader !== "",
    isRemoved: ({ context }) => guard.isRemoved(context),
    isRemoval: on<"commit", boolean>(guard.isRemoval),
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
    mustCatchUpAnew: on<"commit", boolean>(completing.mustCatchUpAnew),
    isAwaitedGrant: on<"reply", boolean>(
      (context, event) => guard.isAwaitedReply(context, event) && members.isGrant(context, event),
    ),
    isGrant: on<"reply", boolean>(members.isGrant),
    isAskedRound: on<"quorumMet", boolean>(members.isAskedRound),
    mayChange: on<"updateMembers", boolean>(members.mayChange),
    isProposed: ({ context }) => stageOf(context.fact) === "proposed",
    isJoint: ({ context }) => stageOf(context.fact) === "joint",
    isSettling: ({ context }) => stageOf(context.fact) === "settling",
    isProposalTaken: ({ context }) => members.isProposalTaken(context),
    isNewViewReady: ({ context }) => members.isNewViewReady(context),
    isNewViewCommitted: ({ context }) => members.isNewViewCommitted(context),
    isOutside: ({ context }) => members.isOutside(context),
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
    /** Nothing more is begun for clients; `drained` says that what was begun has ended. */
    drain: () => {},
    answerChange: (_: unknown, _params: ChangeAnswer) => {},
    /** This peer is no member any more, and stops. */
    tellRemoved: () => {},

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
    distrustOutsider: assign(({ context }) => change.distrustOutsider(context)),
    noteSync: assign({ trusted: true, countsFrom: 0, synced: true }),
    beginCatchingUp: assign(({ context }) => change.beginCatchingUp(context)),
    noteCaughtUp: assign(({ context }) => change.caughtUp(context)),
    trust: assign({ trusted: true, countsFrom: 0 }),
    forgetHeard: assign({ heard: null }),
    noteGrant: assign(on<"reply", Partial<PeerContext>>(members.noteGrant)),
    noteCommitted: assign(({ context }) => members.noteCommitted(context)),
    propose: assign(on<"updateMembers", Partial<PeerContext>>(members.propose)),
    takeJointViews: assign(({ context }) => members.takeJointViews(context)),
    takeNewView: assign(({ context }) => members.takeNewView(context)),
    endChange: assign(({ context }) => members.endChange(context)),
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
      enqueue.assign(members.askFor(context));
      ask(context, enqueue as unknown as Enqueue, { type: "commit", fact: context.fact }, "granted");
    }),
    raiseRemoved: enqueueActions(({ enqueue }) => {
      enqueue.raise({ type: "removed" });
    }),
    /** The leader's fact is a new one: the commit region hears of it. */
    raiseFactChanged: enqueueActions(({ enqueue }) => {
      enqueue.raise({ type: "factChanged" });
    }),
    /** One more answer; the round may end by it. */
    collectReply: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== "reply" || context.round === null) return;
      const refused = isNack(event.body) || event.body.kind !== context.awaits;
      const reply = { from: event.from, epoch: event.epoch, body: event.body };
      let { round, end } = handleReply(context.round, event.req, reply, refused);
      const newest = context.awaits === "promise" ? guard.promisedFact(context, round.replies) : context.fact;
      if (newest !== context.fact) {
        // PROTOCOL R4: a quorum under the views of the newest fact, whose members may not have been asked yet.
        const next = recount(round, newest.views);
        ({ round, end } = next);
        const { req } = event;
        const question = { type: "prepare", epoch: context.promised.epoch } as const;
        if (next.to.length > 0)
          (enqueue as unknown as Enqueue)({ type: "ask", params: { req, to: next.to, ask: question } });
      }
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
export const refusePrepare = { type: "answer", params: on<"prepare", AnswerParams>(effect.refusePrepare) } as const;
export const refuseNewEpoch = {
  type: "answer",
  params: on<"newEpoch", AnswerParams>((c, e) => effect.nack(c, e, e.epoch < c.promised.epoch ? "epoch" : "state")),
} as const;
export const refuseCommit = {
  type: "answer",
  params: on<"commit", AnswerParams>((c, e) => effect.nack(c, e, e.fact.epoch < c.promised.epoch ? "epoch" : "state")),
} as const;
const answerCommit = { type: "answer", params: on<"commit", AnswerParams>(effect.answerCommit) } as const;
const oweLease = {
  type: "owe",
  params: ({ context }: Args) => ({ id: context.debt?.id ?? 0, ms: context.settings.leaseMs }),
} as const;

export const repeatPromise = { guard: "isRepeatedPromise", actions: [answerPromise] } as const;
export const promiseActions = ["makePromise", "saveRecord", answerPromise] as const;
export const acceptCommitActions = ["acceptCommit", "saveRecord", oweLease, answerCommit] as const;
/** A commit that says that this peer is a member no more: it is answered, so that nobody goes on telling, and the peer stops. */
export const removal = {
  guard: "isRemoval",
  actions: ["acceptCommit", "saveRecord", answerCommit, "raiseRemoved"],
} as const;
export const exchangeOf = (purpose: "sync" | "follow" | "repair") =>
  ({
    type: "startExchange",
    params: ({ context }: Args) => effect.exchangeParams(context, purpose === "sync", purpose === "follow"),
  }) as const;
