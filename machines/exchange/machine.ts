/**
 * Exchange: makes a peer's objects at least as new as those of a trusted quorum. Source: riak_ensemble "Exchange state";
 * PROTOCOL R16, R20, R21.
 *
 *   asking     may I compare? a trusted peer needs a quorum of trusted peers (itself counted), an untrusted one a quorum of others
 *   askingAll  otherwise every member, trusted or not: nobody holds more than all together
 *   comparing  one page of leaves of one peer after the other; the host compares, as it has the tree
 *   pulling    objects newer there are fetched, and stored durably, before the next page
 *
 * It is complete only when every newer leaf has got its object (PROTOCOL R16).
 */
import { assign, enqueueActions, setup } from "xstate";
import type { EnsembleName, PeerId } from "#machines/protocol/identifiers";
import type { Views } from "#machines/protocol/fact";
import type { LeafEntry, StoredObject } from "#machines/protocol/object";
import type { ReplyBody } from "#machines/protocol/messages";
import type { QuorumReply, Required, Round } from "#machines/protocol/quorum";
import { handleReply, sendAll, type QuorumEnd } from "#machines/protocol/quorum-messaging";

export interface ExchangeInput {
  readonly self: PeerId;
  readonly ensemble: EnsembleName;
  readonly views: Views;
  readonly epoch: number;
  readonly sync: boolean;
  readonly trusted: boolean;
  /** Only peers whose promise is exactly `epoch` count (PROTOCOL R12, R20). */
  readonly sameEpoch: boolean;
  readonly timeoutMs: number;
  readonly pageSize: number;
  /** Request ids come from the host's one counter. */
  readonly firstReq: number;
}

export interface ExchangeContext extends ExchangeInput {
  readonly round: Round<ReplyBody> | null;
  /** Peers still to be compared with; the first is being compared. */
  readonly peers: readonly PeerId[];
  /** The last key of the page before. */
  readonly after: string | null;
  readonly more: boolean;
  /** Keys of the present page that are newer there and not pulled yet. */
  readonly wanted: readonly string[];
  readonly req: number;
  readonly pulled: number;
  readonly reason: string;
}

export type ExchangeEvent =
  | {
      readonly type: "reply";
      readonly from: PeerId;
      readonly req: number;
      readonly epoch: number;
      readonly body: ReplyBody;
    }
  /** The host compared the page: these keys are newer there. */
  | { readonly type: "compared"; readonly newer: readonly string[] }
  /** The host holds these objects durably now, or something newer. */
  | { readonly type: "stored"; readonly keys: readonly string[] }
  | { readonly type: "failed"; readonly reason: string };

type ReplyEvent = Extract<ExchangeEvent, { type: "reply" }>;

export interface ExchangeAsk {
  readonly req: number;
  readonly to: readonly PeerId[];
  readonly ask:
    | { readonly type: "exchange"; readonly epoch: number; readonly sync: boolean }
    | { readonly type: "leaves"; readonly epoch: number; readonly after: string | null; readonly limit: number }
    | { readonly type: "fetch"; readonly epoch: number; readonly keys: readonly string[] };
}

interface Enqueue {
  (action: { readonly type: "ask"; readonly params: ExchangeAsk }): void;
  assign(change: Partial<ExchangeContext>): void;
  raise(event: QuorumEnd<ReplyBody>): void;
}

/**
 * Refusals, and in a round for trusted peers the untrusted ones, count as nacks (PROTOCOL R21). So do peers of another epoch
 * where all must be in one: what such a peer has promised to nobody else, an earlier leader may still write to it, and count
 * it for an object that it did not have when it was compared with (PROTOCOL R12, R20).
 */
export function isRefusal(reply: QuorumReply<ReplyBody>, trustedOnly: boolean, onlyEpoch: number | null): boolean {
  if (reply.body.kind !== "exchanging" || (trustedOnly && !reply.body.trusted)) return true;
  return onlyEpoch !== null && reply.epoch !== onlyEpoch;
}

function askTrust(context: ExchangeContext, enqueue: Enqueue, required: Required): void {
  const { self, views, epoch, sync } = context;
  const question = { type: "exchange", epoch, sync } as const;
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
    isRefusal(event, trustedOnly, context.sameEpoch ? context.epoch : null),
  );
  enqueue.assign({ round });
  if (end !== null) enqueue.raise(end);
}

const isPage = ({ context, event }: { context: ExchangeContext; event: ExchangeEvent }) =>
  event.type === "reply" &&
  event.req === context.req &&
  event.from === context.peers[0] &&
  event.body.kind === "leaves";
const isHaul = ({ context, event }: { context: ExchangeContext; event: ExchangeEvent }) =>
  event.type === "reply" &&
  event.req === context.req &&
  event.from === context.peers[0] &&
  event.body.kind === "objects";

export const exchangeMachine = setup({
  types: {
    context: {} as ExchangeContext,
    events: {} as ExchangeEvent | QuorumEnd<ReplyBody>,
    input: {} as ExchangeInput,
  },
  delays: { exchangeTimeout: ({ context }) => context.timeoutMs },
  guards: {
    isAwaited: ({ context, event }) =>
      event.type === "reply" && context.round !== null && event.req === context.round.req,
    isPage: ({ context, event }) => event.type === "reply" && isPage({ context, event }),
    isHaul: ({ context, event }) => event.type === "reply" && isHaul({ context, event }),
    isHaulWithout: ({ context, event }) =>
      event.type === "reply" &&
      isHaul({ context, event }) &&
      event.body.kind === "objects" &&
      (event.body.objects.length === 0 || event.body.missing.some((key) => context.wanted.includes(key))),
    isRefused: ({ context, event }) =>
      event.type === "reply" && event.req === context.req && event.from === context.peers[0],
    isNothingNewer: ({ event }) => event.type === "compared" && event.newer.length === 0,
    hasMore: ({ context }) => context.more,
    hasPeers: ({ context }) => context.peers.length > 0,
    isStillWanting: ({ context }) => context.wanted.length > 0,
  },
  actions: {
    // effects: carried out by the host
    ask: (_: unknown, _params: ExchangeAsk) => {},
    compare: (_: unknown, _params: { readonly entries: readonly LeafEntry[] }) => {},
    store: (_: unknown, _params: { readonly objects: readonly StoredObject[] }) => {},

    askTrusted: enqueueActions(({ context, enqueue }) => {
      askTrust(context, enqueue as unknown as Enqueue, context.trusted ? "quorum" : "other");
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
    choosePeers: assign({
      peers: ({ context }) => context.round?.replies.map((reply) => reply.from) ?? [],
      round: null,
      after: null,
    }),
    nextReq: assign({ req: ({ context }) => context.req + 1 }),
    noteTimeout: assign({ reason: "no answer in time" }),
    noteRefusal: assign(({ context, event }) => {
      if (event.type === "failed") return { reason: event.reason };
      const body = event.type === "reply" ? event.body : null;
      return { reason: `${context.peers[0] ?? "a peer"} refused${body?.kind === "nack" ? `: ${body.reason}` : ""}` };
    }),
    noteNoQuorum: assign({ reason: "neither a trusted quorum nor every member answered" }),
    noteMissing: assign(({ context }) => ({
      reason: `${context.peers[0] ?? "a peer"} lost an object that its tree lists`,
    })),
    notePage: assign(({ context, event }) => {
      if (event.type !== "reply" || event.body.kind !== "leaves") return {};
      const last = event.body.entries.at(-1);
      return { after: last?.key ?? context.after, more: event.body.more && last !== undefined };
    }),
    noteWanted: assign({ wanted: ({ event }) => (event.type === "compared" ? event.newer : []) }),
    noteStored: assign(({ context, event }) => {
      if (event.type !== "stored") return {};
      return {
        wanted: context.wanted.filter((key) => !event.keys.includes(key)),
        pulled: context.pulled + event.keys.length,
      };
    }),
    nextPeer: assign({ peers: ({ context }) => context.peers.slice(1), after: null, more: false }),
  },
}).createMachine({
  id: "exchange",
  context: ({ input }) => ({
    ...input,
    round: null,
    peers: [],
    after: null,
    more: false,
    wanted: [],
    req: input.firstReq,
    pulled: 0,
    reason: "",
  }),
  initial: "asking",
  on: { failed: { target: ".failed", actions: ["noteRefusal"] } },
  states: {
    asking: {
      entry: ["askTrusted"],
      after: { exchangeTimeout: { target: "askingAll" } },
      on: {
        reply: [{ guard: "isAwaited", actions: ["collectTrusted"] }, { actions: [] }],
        quorumMet: { target: "choosing", actions: ["choosePeers"] },
        timeout: { target: "askingAll" },
      },
    },
    askingAll: {
      entry: ["askAll"],
      after: { exchangeTimeout: { target: "failed", actions: ["noteNoQuorum"] } },
      on: {
        reply: [{ guard: "isAwaited", actions: ["collectAny"] }, { actions: [] }],
        quorumMet: { target: "choosing", actions: ["choosePeers"] },
        timeout: { target: "failed", actions: ["noteNoQuorum"] },
      },
    },
    choosing: { always: [{ guard: "hasPeers", target: "comparing" }, { target: "complete" }] },
    comparing: {
      initial: "listing",
      states: {
        /** Waits for a page of the peer's leaves. */
        listing: {
          entry: [
            "nextReq",
            {
              type: "ask",
              params: ({ context }) => ({
                req: context.req,
                to: context.peers.slice(0, 1),
                ask: { type: "leaves", epoch: context.epoch, after: context.after, limit: context.pageSize },
              }),
            },
          ],
          after: { exchangeTimeout: { target: "#exchange.failed", actions: ["noteTimeout"] } },
          on: {
            reply: [
              {
                guard: "isPage",
                target: "diffing",
                actions: [
                  "notePage",
                  {
                    type: "compare",
                    params: ({ event }) => ({
                      entries: event.type === "reply" && event.body.kind === "leaves" ? event.body.entries : [],
                    }),
                  },
                ],
              },
              { guard: "isRefused", target: "#exchange.failed", actions: ["noteRefusal"] },
              { actions: [] },
            ],
          },
        },
        /** Waits for the host to compare it. */
        diffing: {
          after: { exchangeTimeout: { target: "#exchange.failed", actions: ["noteTimeout"] } },
          on: {
            compared: [
              { guard: "isNothingNewer", target: "turning" },
              { target: "#exchange.pulling", actions: ["noteWanted"] },
            ],
          },
        },
        turning: {
          always: [
            { guard: "hasMore", target: "listing" },
            { target: "#exchange.choosing", actions: ["nextPeer"] },
          ],
        },
      },
    },
    pulling: {
      initial: "fetching",
      states: {
        fetching: {
          entry: [
            "nextReq",
            {
              type: "ask",
              params: ({ context }) => ({
                req: context.req,
                to: context.peers.slice(0, 1),
                ask: { type: "fetch", epoch: context.epoch, keys: context.wanted },
              }),
            },
          ],
          after: { exchangeTimeout: { target: "#exchange.failed", actions: ["noteTimeout"] } },
          on: {
            reply: [
              { guard: "isHaulWithout", target: "#exchange.failed", actions: ["noteMissing"] },
              {
                guard: "isHaul",
                target: "storing",
                actions: [
                  {
                    type: "store",
                    params: ({ event }) => ({
                      objects: event.type === "reply" && event.body.kind === "objects" ? event.body.objects : [],
                    }),
                  },
                ],
              },
              { guard: "isRefused", target: "#exchange.failed", actions: ["noteRefusal"] },
              { actions: [] },
            ],
          },
        },
        /** Waits until they are durable. */
        storing: {
          after: { exchangeTimeout: { target: "#exchange.failed", actions: ["noteTimeout"] } },
          on: { stored: { target: "judging", actions: ["noteStored"] } },
        },
        judging: {
          always: [{ guard: "isStillWanting", target: "fetching" }, { target: "#exchange.comparing.turning" }],
        },
      },
    },
    complete: { type: "final" },
    failed: { type: "final" },
  },
});
