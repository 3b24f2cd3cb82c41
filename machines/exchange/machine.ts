/**
 * Exchange: makes a peer's objects at least as new as those of a trusted quorum. Source: riak_ensemble "Exchange state",
 * `riak_ensemble_exchange`; PROTOCOL R16, R20, R21.
 *
 *   asking     may I compare? a trusted peer needs a quorum of trusted peers (itself counted), an untrusted one all others, or, in
 *              a leader's sync, a quorum of others; to a follower its leader alone is enough, once that has synced
 *   askingAll  otherwise every member, trusted or not: nobody holds more than all together
 *   verifying  this peer's own inner pages: what is compared must be right
 *   comparing  trees from the top down, a batch of pages at a time, with one peer after the other
 *   pulling    objects newer there are fetched, and stored durably, before the next pages
 *   dropping   what a trusted quorum of others has reaped does not stay here, wherever it came from; nor what only this peer
 *              has of before it was outside (HAZARDS P21)
 *
 * It is complete only when every newer leaf has got its object (PROTOCOL R16). `corrupted` says that this peer's own tree is
 * damaged. Types and changes are in the files beside.
 */
import { assign, enqueueActions, setup } from "xstate";
import type { ReplyBody } from "#machines/protocol/messages";
import { handleReply, sendAll, type QuorumEnd } from "#machines/protocol/quorum-messaging";
import type { Required } from "#machines/protocol/quorum";
import * as steps from "./steps.ts";
import type {
  DropParams,
  ExchangeAsk,
  ExchangeContext,
  ExchangeEvent,
  ExchangeInput,
  RaiseParams,
  ReadParams,
  ReplyEvent,
  StoreParams,
} from "./types.ts";

interface Args {
  readonly context: ExchangeContext;
  readonly event: ExchangeEvent | QuorumEnd<ReplyBody>;
}

interface Enqueue {
  (action: { readonly type: "ask"; readonly params: ExchangeAsk }): void;
  assign(change: Partial<ExchangeContext>): void;
  raise(event: QuorumEnd<ReplyBody>): void;
}

function askTrust(context: ExchangeContext, enqueue: Enqueue, required: Required): void {
  const { self, views, epoch, sync, fact } = context;
  const question = { type: "exchange", epoch, sync, fact } as const;
  const sent = sendAll<typeof question, ReplyBody>(question, { self, views, required, req: context.req + 1 });
  enqueue.assign({ round: sent.round, req: sent.round.req });
  enqueue({ type: "ask", params: { req: sent.round.req, to: sent.to, ask: sent.message } });
  if (sent.end !== null) enqueue.raise(sent.end);
}

function collect(context: ExchangeContext, event: ReplyEvent, trustedOnly: boolean, enqueue: Enqueue): void {
  if (context.round === null) return;
  const { round, end } = handleReply(
    context.round,
    event.req,
    event,
    steps.isRefusal(event, trustedOnly, context.sameEpoch ? context.epoch : null),
  );
  enqueue.assign({ round });
  // Whatever the others say, the leader's answer may be enough.
  if (end !== null && (end.type === "quorumMet" || !steps.awaitsLeader(context, round))) enqueue.raise(end);
}

/** A change by an event of the host or of a peer; the ends of rounds change nothing by themselves. */
const by =
  (change: (context: ExchangeContext, event: ExchangeEvent) => Partial<ExchangeContext>) =>
  ({ context, event }: Args): Partial<ExchangeContext> =>
    event.type === "quorumMet" || event.type === "timeout" ? {} : change(context, event);

const reply = (event: Args["event"]): ReplyEvent | null => (event.type === "reply" ? event : null);

const exchangeSetup = setup({
  types: {
    context: {} as ExchangeContext,
    events: {} as ExchangeEvent | QuorumEnd<ReplyBody>,
    input: {} as ExchangeInput,
  },
  delays: { exchangeTimeout: ({ context }: { context: ExchangeContext }) => context.timeoutMs },
  guards: {
    isAwaited: ({ context, event }: Args) => context.round !== null && reply(event)?.req === context.round.req,
    isSyncedLeader: ({ context, event }: Args) => {
      const from = reply(event);
      return context.round !== null && from?.req === context.round.req && steps.isSyncedLeader(context, from);
    },
    isPages: ({ context, event }: Args) => {
      const from = reply(event);
      if (from === null || !steps.isFromPartner(context, from) || !steps.isGood(context, from.body)) return false;
      return steps.pagesIn(context, from.body) !== null;
    },
    isHaul: ({ context, event }: Args) => {
      const from = reply(event);
      if (from === null || !steps.isFromPartner(context, from) || !steps.isGood(context, from.body)) return false;
      return from.body.kind === "objects";
    },
    isHaulWithout: ({ context, event }: Args) => {
      const from = reply(event);
      if (from === null || !steps.isFromPartner(context, from) || !steps.isGood(context, from.body)) return false;
      if (from.body.kind !== "objects") return false;
      const { objects, missing } = from.body;
      return objects.length === 0 || missing.some((key) => context.wanted.includes(key));
    },
    isRefused: ({ context, event }: Args) => {
      const from = reply(event);
      return from !== null && steps.isFromPartner(context, from);
    },
    hasPeers: ({ context }: { context: ExchangeContext }) => context.peers.length > 0,
    hasLeftovers: ({ context }: { context: ExchangeContext }) => steps.notStaying(context).length > 0,
    isStillWanting: ({ context }: { context: ExchangeContext }) => context.wanted.length > 0,
    hasOpenPages: ({ context }: { context: ExchangeContext }) => context.comparison.open.length > 0,
  },
  actions: {
    // effects: carried out by the host
    ask: (_: unknown, _params: ExchangeAsk) => {},
    verifyUpper: () => {},
    readPages: (_: unknown, _params: ReadParams) => {},
    store: (_: unknown, _params: StoreParams) => {},
    raiseLowWaters: (_: unknown, _params: RaiseParams) => {},
    dropLeftovers: (_: unknown, _params: DropParams) => {},

    askTrusted: enqueueActions(({ context, enqueue }) => {
      askTrust(context, enqueue as unknown as Enqueue, steps.requiredOf(context));
    }),
    askAll: enqueueActions(({ context, enqueue }) => {
      askTrust(context, enqueue as unknown as Enqueue, "all");
    }),
    collectTrusted: enqueueActions(({ context, event, enqueue }) => {
      if (event.type === "reply") collect(context, event, true, enqueue as unknown as Enqueue);
    }),
    collectAny: enqueueActions(({ context, event, enqueue }) => {
      if (event.type === "reply") collect(context, event, false, enqueue as unknown as Enqueue);
    }),
    choosePeers: assign(({ context }) => steps.choosePeers(context)),
    chooseLeader: assign({
      peers: ({ context }) => (context.leader === null ? [] : [context.leader.peer]),
      judges: ({ context }) => (context.leader === null ? [] : [context.leader.peer]),
      round: null,
    }),
    noteTrusted: assign({ byTrusted: true }),
    nextReq: assign({ req: ({ context }) => context.req + 1 }),
    noteTimeout: assign({ reason: "no answer in time" }),
    noteReason: assign(by((_, event) => ("reason" in event ? { reason: event.reason } : {}))),
    noteRefusal: assign(
      by((context, event) => {
        const body = event.type === "reply" ? event.body : null;
        const why = body?.kind === "nack" ? `: ${body.reason}` : "";
        const isGood = body === null || steps.isGood(context, body);
        return { reason: `${context.peers[0] ?? "a peer"} ${isGood ? `refused${why}` : "is not trusted any more"}` };
      }),
    ),
    noteNoQuorum: assign({ reason: "neither a trusted quorum nor every member answered" }),
    noteMissing: assign(({ context }) => ({
      reason: `${context.peers[0] ?? "a peer"} lost an object that its tree lists`,
    })),
    noteDropped: assign(({ context }) => ({ dropped: steps.notStaying(context).length, leftovers: [], strays: [] })),
    beginPeer: assign(({ context }) => steps.beginPeer(context)),
    takeQuestion: assign(({ context }) => steps.takeQuestion(context)),
    notePages: assign(
      by((context, event) => (event.type === "reply" ? { remote: steps.pagesIn(context, event.body) } : {})),
    ),
    compare: assign(by(steps.compare)),
    noteStored: assign(by(steps.noteStored)),
    nextPeer: assign(({ context }) => steps.nextPeer(context)),
  },
});

const leaderAnswers = {
  guard: "isSyncedLeader",
  target: "verifying",
  actions: ["chooseLeader", "noteTrusted"],
} as const;

const askForPages = {
  type: "ask",
  params: ({ context }: { context: ExchangeContext }): ExchangeAsk => ({
    req: context.req,
    to: context.peers.slice(0, 1),
    ask: {
      type: "tree",
      epoch: context.epoch,
      level: context.question?.level ?? 0,
      indices: context.question?.indices ?? [],
    },
  }),
} as const;

const askForObjects = {
  type: "ask",
  params: ({ context }: { context: ExchangeContext }): ExchangeAsk => ({
    req: context.req,
    to: context.peers.slice(0, 1),
    ask: { type: "fetch", epoch: context.epoch, keys: context.wanted.slice(0, mostFetched) },
  }),
} as const;

/** Keys in one question for objects: what fits no frame would be lost for ever. */
const mostFetched = 512;

const readOwnPages = {
  type: "readPages",
  params: ({ context }: Args): ReadParams => ({ question: context.question ?? { level: 0, indices: [] } }),
} as const;

/** What was reaped there was reaped here too, or never was here. */
const raiseLowWaters = {
  type: "raiseLowWaters",
  params: ({ context, event }: Args): RaiseParams => ({
    lowWaters: event.type === "pagesRead" ? steps.lowWatersIn(context, event.answer) : [],
  }),
} as const;

const storeObjects = {
  type: "store",
  params: ({ event }: Args): StoreParams => ({
    objects: event.type === "reply" && event.body.kind === "objects" ? event.body.objects : [],
  }),
} as const;

const timesOut = { exchangeTimeout: { target: "#exchange.failed", actions: ["noteTimeout"] } } as const;
const refusal = { guard: "isRefused", target: "#exchange.failed", actions: ["noteRefusal"] } as const;

export const exchangeMachine = exchangeSetup.createMachine({
  id: "exchange",
  context: ({ input }) => steps.initialContext(input),
  initial: "asking",
  on: {
    failed: { target: ".failed", actions: ["noteReason"] },
    corrupted: { target: ".corrupted", actions: ["noteReason"] },
  },
  states: {
    asking: {
      description: "may I compare? asks for a trusted quorum",
      entry: ["askTrusted"],
      after: { exchangeTimeout: { target: "askingAll" } },
      on: {
        reply: [leaderAnswers, { guard: "isAwaited", actions: ["collectTrusted"] }, { actions: [] }],
        quorumMet: { target: "verifying", actions: ["choosePeers", "noteTrusted"] },
        timeout: { target: "askingAll" },
      },
    },
    askingAll: {
      description: "asks every member, trusted or not",
      entry: ["askAll"],
      after: { exchangeTimeout: { target: "failed", actions: ["noteNoQuorum"] } },
      on: {
        reply: [leaderAnswers, { guard: "isAwaited", actions: ["collectAny"] }, { actions: [] }],
        quorumMet: { target: "verifying", actions: ["choosePeers"] },
        timeout: { target: "failed", actions: ["noteNoQuorum"] },
      },
    },
    /** Source: riak_ensemble `verify_upper`. */
    verifying: {
      description: "verifies its own inner pages",
      entry: ["verifyUpper"],
      after: timesOut,
      on: { upperVerified: { target: "choosing" } },
    },
    choosing: {
      always: [
        { guard: "hasPeers", target: "comparing", actions: ["beginPeer"] },
        { guard: "hasLeftovers", target: "dropping" },
        { target: "complete" },
      ],
    },
    comparing: {
      description: "compares trees from the top down",
      initial: "questioning",
      states: {
        /** Waits for pages of the other tree. */
        questioning: {
          entry: ["takeQuestion", askForPages],
          after: timesOut,
          on: {
            reply: [{ guard: "isPages", target: "reading", actions: ["notePages"] }, refusal, { actions: [] }],
          },
        },
        /** Waits for the same pages of its own. */
        reading: {
          entry: [readOwnPages],
          after: timesOut,
          on: { pagesRead: { target: "turning", actions: [raiseLowWaters, "compare"] } },
        },
        turning: {
          always: [
            { guard: "isStillWanting", target: "#exchange.pulling" },
            { guard: "hasOpenPages", target: "questioning" },
            { target: "#exchange.choosing", actions: ["nextPeer"] },
          ],
        },
      },
    },
    pulling: {
      description: "fetches what is newer there",
      initial: "fetching",
      states: {
        fetching: {
          entry: ["nextReq", askForObjects],
          after: timesOut,
          on: {
            reply: [
              { guard: "isHaulWithout", target: "#exchange.failed", actions: ["noteMissing"] },
              { guard: "isHaul", target: "storing", actions: [storeObjects] },
              refusal,
              { actions: [] },
            ],
          },
        },
        /** Waits until they are durable. */
        storing: {
          after: timesOut,
          on: { stored: { target: "judging", actions: ["noteStored"] } },
        },
        judging: {
          always: [{ guard: "isStillWanting", target: "fetching" }, { target: "#exchange.comparing.turning" }],
        },
      },
    },
    /** Waits until what others have reaped is gone, durably. */
    dropping: {
      description: "drops what others have reaped",
      entry: [
        { type: "dropLeftovers", params: ({ context }): DropParams => ({ leftovers: steps.notStaying(context) }) },
      ],
      after: timesOut,
      on: { leftoversDropped: { target: "complete", actions: ["noteDropped"] } },
    },
    complete: { type: "final" },
    failed: { type: "final" },
    corrupted: { type: "final" },
  },
});
