/** What the chart's effects say: plain data made from context and event. The host's actions carry them out. */
import { compareFacts, type Fact } from "#machines/protocol/fact";
import type { ReplyBody, NackReason } from "#machines/protocol/messages";
import { countsSince, exchangeViews } from "#machines/protocol/views";
import { isComplete } from "./completing.ts";
import { exchangeRefusal, isBoundByLease, knownFact } from "./guards.ts";
import type { AnswerParams, ExchangeParams, PeerContext, PeerEventOf, PeerReply } from "./types.ts";

interface Worth {
  readonly trusted: boolean;
  readonly countsFrom: number;
}

interface Asked {
  readonly from: string;
  readonly req: number;
}

/** Every answer carries the replier's promised epoch: a nack teaches it to whoever asked (PROTOCOL R3). */
function answer(context: PeerContext, event: Asked, body: ReplyBody): AnswerParams {
  return { to: event.from, req: event.req, epoch: context.promised.epoch, body };
}

export function nack(context: PeerContext, event: Asked, reason: NackReason): AnswerParams {
  return answer(context, event, { kind: "nack", reason });
}

export function answerProbe(context: PeerContext, event: PeerEventOf<"probe">): AnswerParams {
  const leads = context.leader === context.self;
  return answer(context, event, {
    kind: "probed",
    fact: context.fact,
    leader: context.leader,
    leaderAgeMs: leads || context.leader === "" ? 0 : Math.max(0, Math.floor(event.at - context.leaderHeardAt)),
    trusted: context.trusted,
  });
}

export function answerPromise(context: PeerContext, event: PeerEventOf<"prepare">): AnswerParams {
  return answer(context, event, { kind: "promise", fact: context.fact });
}

export function refusePrepare(context: PeerContext, event: PeerEventOf<"prepare">): AnswerParams {
  return nack(
    context,
    event,
    event.epoch > context.promised.epoch && isBoundByLease(context, event.from) ? "lease" : "epoch",
  );
}

export function answerNewEpoch(context: PeerContext, event: PeerEventOf<"newEpoch">): AnswerParams {
  return answer(context, event, { kind: "ok" });
}

/** The ack states the lease that this follower grants (HAZARDS P22). */
export function answerCommit(context: PeerContext, event: PeerEventOf<"commit">): AnswerParams {
  // Whole milliseconds travel; the peer owes at least as much.
  const leaseMs = Math.floor(context.settings.leaseMs);
  return answer(context, event, {
    kind: "granted",
    leaseMs,
    seq: context.fact.seq,
    complete: isComplete(context),
  });
}

/** What this peer has is worth, seeing that fact: by its own it may still be trusted when it has been outside. */
function worthAfter({ self, trusted, countsFrom, fact: own }: PeerContext, fact: Fact): Worth {
  const since = compareFacts(fact, own) <= 0 ? 0 : countsSince(own, fact, self);
  return { trusted: trusted && since === 0, countsFrom: Math.max(countsFrom, since) };
}

export function answerExchange(
  context: PeerContext,
  event: PeerEventOf<"exchange">,
  { leads = false }: { readonly leads?: boolean } = {},
): AnswerParams {
  const refusal = exchangeRefusal(context, event);
  return refusal === null
    ? answer(context, event, { kind: "exchanging", leads, ...worthAfter(context, event.fact) })
    : nack(context, event, refusal);
}

/** The least that any of the counted followers, or this leader as its own follower, grants. */
export function grantedLeaseMs(context: PeerContext, replies: readonly PeerReply[]): number {
  let leaseMs = context.settings.leaseMs;
  for (const { body } of replies) leaseMs = Math.min(leaseMs, body.kind === "granted" ? body.leaseMs : 0);
  return leaseMs;
}

/**
 * While views are joint, the old view alone says what there is (PROTOCOL R14).
 * @param completes the exchange is to make the peer complete, if it has joint views of its epoch (PROTOCOL R12).
 */
export function exchangeParams(context: PeerContext, sync: boolean, completes = false): ExchangeParams {
  const sameEpoch = completes && context.completing !== null;
  const epoch = sync || sameEpoch ? context.promised.epoch : Math.max(context.promised.epoch, context.epochSeen);
  const fact = context.heard ?? context.fact;
  const follows = !sync && context.leader !== "" && context.leader !== context.self;
  const leader = follows ? { peer: context.leader, epoch: context.promised.epoch } : null;
  const known = knownFact(context);
  const views = exchangeViews(fact.views);
  return { job: context.job, epoch, sync, leader, views, fact: known, sameEpoch, ...worthAfter(context, known) };
}
