/**
 * What the peer's chart is made of: delays, guards, changes and effects by name, and the pieces that several states share.
 * The chart itself is machine.ts. Effects do nothing here: the host provides them (`machine.provide`).
 */
import { assign, enqueueActions, setup } from "xstate";
import type { ReplyBody } from "#machines/protocol/messages";
import { handleReply, quorumTimeout, sendAll, type QuorumEnd } from "#machines/protocol/quorum-messaging";
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
export const exchangeOf = (sync: boolean) =>
  ({ type: "startExchange", params: ({ context }: Args) => effect.exchangeParams(context, sync) }) as const;
