/**
 * Peer `a` of the ensemble {a, b, c}: what its host, its fellow peers and time can do to it, while the third member is
 * replaced (c by d, d by c), or `a` itself is to be a member no more.
 */
import { defineModel, type ModelOptions } from "#coverage/coverage";
import { peerMachine } from "#machines/peer/machine";
import type { PeerContext, PeerEventOf, PeerInput } from "#machines/peer/types";
import {
  compareFacts,
  initialFact,
  isMember,
  newestFact,
  nobody,
  type Fact,
  type View,
  type Views,
} from "#machines/protocol/fact";
import type { PeerId } from "#machines/protocol/identifiers";
import type { ReplyBody } from "#machines/protocol/messages";
import { bitOf } from "#machines/protocol/quorum";
import {
  clearPending,
  joinViews,
  newestView,
  proposeViews,
  seqSince,
  settleViews,
  stageOf,
} from "#machines/protocol/views";
import { chartSettings } from "./chart-settings.ts";
import { isComplete } from "#machines/peer/completing";

interface At {
  readonly context: PeerContext;
  readonly nowMs: number;
}

const members = ["a", "b", "c"];
/** A change is given up before a leader's quorum is, and a leader that leaves goes before its next tick: time alone must show each. */
const settings = chartSettings({ changeTimeoutMs: 20, quorumTimeoutMs: 40 });
const input: PeerInput = { self: "a", ensemble: "demo", settings, firstReq: 100, seed: 1 };

const record = (fact: Fact, trusted: boolean) => ({ record: { promised: nobody, fact, trusted } });
const from = (peer: string, nowMs: number) => ({ from: peer, req: 7, at: nowMs });
const epochOf = ({ promised, fact }: PeerContext): number => Math.max(promised.epoch, fact.epoch);

const thirdOf = ({ fact }: PeerContext): PeerId => (newestView(fact).includes("d") ? "d" : "c");
const isAlone = ({ fact }: PeerContext): boolean => fact.views.flat().join() === "a";
const replacement = (fact: Fact): View => ["a", "b", newestView(fact).includes("d") ? "c" : "d"];

/** A fact of `leader` over the peer's own views. */
function factFrom({ fact }: PeerContext, leader: string, epoch: number, seq: number): Fact {
  return { ...fact, epoch, seq, leader, views: fact.views.flat().length === 0 ? [members] : fact.views };
}

/** What comes after a fact when its leader makes the members `view`: proposed, joint, settling, stable, one after the other. */
function stepTo(fact: Fact, view: View): Fact {
  switch (stageOf(fact)) {
    case "stable":
      return proposeViews(fact, view);
    case "proposed":
      return joinViews(fact);
    case "joint":
      return settleViews(fact);
    case "settling":
      return clearPending(fact);
  }
}

function commit(make: (context: PeerContext) => { readonly by: string; readonly fact: Fact } | undefined) {
  return ({ context, nowMs }: At) => {
    const made = isAlone(context) ? undefined : make(context);
    return made === undefined ? undefined : { ...from(made.by, nowMs), fact: made.fact };
  };
}

/** The leader of the present fact goes on. */
function next(step: (fact: Fact) => Fact | undefined) {
  return commit((context) => {
    const leader = context.fact.leader === "" ? "b" : context.fact.leader;
    if (leader === context.self) return undefined;
    const fact = step(factFrom(context, leader, Math.max(1, context.fact.epoch), context.fact.seq));
    return fact === undefined ? undefined : { by: leader, fact };
  });
}

/** An answer to the round that is awaited; none, no event. The third answers after b: which comes first makes no difference. */
function answer(peer: "b" | "third" | "stranger", body: (context: PeerContext) => ReplyBody | undefined, above = 0) {
  return ({ context, nowMs }: At) => {
    const { round, promised } = context;
    const made = round === null ? undefined : body(context);
    if (round === null || made === undefined) return undefined;
    const voted = round.valid | round.nacks;
    if (peer === "third" && (voted & bitOf(round.electorate.members, "b")) === 0) return undefined;
    const by = peer === "b" ? "b" : peer === "third" ? thirdOf(context) : "z";
    return { from: by, req: round.req, at: nowMs, epoch: promised.epoch + above, body: made };
  };
}

/** Only where `kind` is awaited. */
function ifAwaits(kind: ReplyBody["kind"], body: (context: PeerContext) => ReplyBody) {
  return (context: PeerContext) => (context.awaits === kind ? body(context) : undefined);
}

/** Only of a peer that is in no view by its own fact. */
function ifOutside(body: (context: PeerContext) => ReplyBody | undefined) {
  return (context: PeerContext) => (isMember(context.self, context.fact.views) ? undefined : body(context));
}

const granted = (seq: number, complete: boolean): ReplyBody => ({ kind: "granted", leaseMs: 300, seq, complete });

/** What a willing peer answers. */
function vote(context: PeerContext): ReplyBody {
  switch (context.awaits) {
    case "probed":
      return { kind: "probed", fact: context.fact, leader: "", leaderAgeMs: 0, trusted: true };
    case "promise":
      return { kind: "promise", fact: context.fact };
    case "granted":
      return granted(context.askedSeq, false);
    default:
      return { kind: "ok" };
  }
}

/** Knows a fact of `b`, newer than the peer's own. */
function tells(make: (fact: Fact) => Fact, leader: string): (context: PeerContext) => ReplyBody {
  return (context) => ({
    kind: "probed",
    fact: newestFact(context.fact, [make(factFrom(context, "b", epochOf(context), context.fact.seq + 1))]),
    leader,
    leaderAgeMs: 10,
    trusted: true,
  });
}

/** Views without `a`, committed. */
const elsewhere = (fact: Fact): Fact => ({
  ...fact,
  views: [["b", "c", "d"]],
  pending: { ...fact.pending, views: [] },
});

/** ... and those of an ensemble that is about to take it in. */
const takingIn = (fact: Fact): Fact => ({
  ...fact,
  pending: { vsn: { epoch: fact.epoch, seq: fact.seq }, views: [members, ...fact.views] },
});

/** A follower that has taken the present fact, and is complete; its answer comes after its round has ended. */
const lateGrant =
  (peer: "b" | "third") =>
  ({ context, nowMs }: At) => ({
    from: peer === "b" ? "b" : thirdOf(context),
    req: (context.round?.req ?? context.nextReq) - 1,
    at: nowMs,
    epoch: context.promised.epoch,
    body: granted(context.fact.seq, true),
  });

const events: ModelOptions<typeof peerMachine>["events"] = {
  ready: {
    trusted: record(initialFact(members), true),
    untrusted: record(initialFact(members), false),
    outsider: record(initialFact(["b", "c"]), true),
    alone: record(initialFact(["a"]), true),
  },
  settingsChanged: { shorterLease: { settings: chartSettings({ leaseMs: 250 }) } },
  debtPassed: {
    current: ({ context }) => (context.debt === null ? undefined : { id: context.debt.id }),
    earlier: ({ context }) => ({ id: (context.debt?.id ?? context.nextReq) - 1 }),
  },
  exchangeComplete: {
    current: ({ context }) => ({ job: context.job }),
    earlier: ({ context }) => ({ job: context.job - 1 }),
  },
  exchangeFailed: {
    current: ({ context }) => ({ job: context.job, reason: "test" }),
    earlier: ({ context }) => ({ job: context.job - 1, reason: "test" }),
  },
  repairComplete: {
    current: ({ context }) => ({ job: context.job }),
    earlier: ({ context }) => ({ job: context.job - 1 }),
  },
  treeCorrupted: { damage: { reason: "test" } },
  higherEpochSeen: {
    higher: ({ context }) => ({ epoch: epochOf(context) + 1 }),
    same: ({ context }) => ({ epoch: context.promised.epoch }),
  },
  leaseLost: {
    current: ({ context }) => ({ epoch: context.promised.epoch }),
    earlier: ({ context }) => ({ epoch: context.promised.epoch - 1 }),
  },
  drained: { done: {} },
  leaderGone: {
    leader: ({ context }) => ({ leader: context.leader === "" ? "b" : context.leader }),
    other: { leader: "z" },
  },
  stepDown: { handingOver: { reason: "test", successor: "b" } },
  updateMembers: {
    replaceThird: ({ context }) => ({
      id: 9,
      changes: [
        { op: "remove", peer: thirdOf(context) },
        { op: "add", peer: thirdOf(context) === "c" ? "d" : "c" },
      ],
    }),
    leave: { id: 9, changes: [{ op: "remove", peer: "a" }] },
    unknown: { id: 9, changes: [{ op: "remove", peer: "z" }] },
  },
  probe: { fromB: ({ nowMs }) => from("b", nowMs) },
  prepare: {
    higher: ({ context, nowMs }) =>
      isAlone(context) ? undefined : { ...from("b", nowMs), epoch: epochOf(context) + 1 },
    repeated: ({ context, nowMs }) => {
      const { epoch, candidate } = context.promised;
      return candidate === "b" ? { ...from(candidate, nowMs), epoch } : undefined;
    },
    taken: ({ context, nowMs }) => ({ ...from("c", nowMs), epoch: context.promised.epoch }),
  },
  newEpoch: {
    promised: ({ context, nowMs }) => ({
      ...from(context.promised.candidate || "b", nowMs),
      epoch: context.promised.epoch,
    }),
    stale: ({ context, nowMs }) => ({ ...from("b", nowMs), epoch: context.promised.epoch - 1 }),
    foreign: ({ context, nowMs }) => ({ ...from("c", nowMs), epoch: context.promised.epoch + 1 }),
  },
  commit: {
    newEpoch: commit((context) => ({ by: "b", fact: factFrom(context, "b", epochOf(context) + 1, 1) })),
    next: next((fact) => ({ ...fact, seq: fact.seq + 1 })),
    again: commit((context) => ({ by: context.fact.leader || "b", fact: context.fact })),
    replaces: next((fact) => (isMember("a", fact.views) ? stepTo(fact, replacement(fact)) : undefined)),
    withoutMe: next((fact) => (stageOf(fact) === "stable" ? elsewhere({ ...fact, seq: fact.seq + 1 }) : undefined)),
    stale: commit((context) => ({ by: "b", fact: factFrom(context, "b", context.promised.epoch - 1, 9) })),
    forged: commit((context) => ({ by: "b", fact: factFrom(context, "c", epochOf(context) + 1, 1) })),
  },
  exchange: {
    sync: ({ context, nowMs }) => ({
      ...from(context.promised.candidate || "b", nowMs),
      epoch: context.promised.epoch,
      sync: true,
      fact: context.fact,
    }),
    stale: ({ context, nowMs }) => ({
      ...from("b", nowMs),
      epoch: context.promised.epoch - 1,
      sync: false,
      fact: context.fact,
    }),
  },
  handover: {
    toMe: ({ context }) => ({ from: context.leader || "b", epoch: context.promised.epoch, successor: "a" }),
    toOther: ({ context }) => ({ from: context.leader || "b", epoch: context.promised.epoch, successor: "c" }),
    foreign: ({ context }) => ({ from: "z", epoch: context.promised.epoch, successor: "a" }),
  },
  reply: {
    vote: answer("b", vote),
    voteOfThird: answer("third", vote),
    completeB: answer(
      "b",
      ifAwaits("granted", ({ askedSeq }) => granted(askedSeq, true)),
    ),
    completeThird: answer(
      "third",
      ifAwaits("granted", ({ askedSeq }) => granted(askedSeq, true)),
    ),
    claim: answer(
      "b",
      ifAwaits(
        "probed",
        tells((fact) => fact, "b"),
      ),
    ),
    elsewhere: answer("b", ifAwaits("probed", tells(elsewhere, ""))),
    takingIn: answer("b", ifOutside(ifAwaits("probed", tells(takingIn, "")))),
    promiseElsewhere: answer(
      "b",
      ifAwaits("promise", (context) => ({
        kind: "promise",
        fact: elsewhere(factFrom(context, "b", context.fact.epoch, context.fact.seq + 1)),
      })),
    ),
    refusal: answer("b", () => ({ kind: "nack", reason: "state" })),
    refusalOfThird: answer("third", () => ({ kind: "nack", reason: "state" })),
    higherRefusal: answer("b", () => ({ kind: "nack", reason: "epoch" }), 1),
    stranger: answer("stranger", vote),
    lateOfB: lateGrant("b"),
    lateOfThird: lateGrant("third"),
    late: ({ context, nowMs }) => ({ ...(lateGrant("b")({ context, nowMs }) as PeerEventOf<"reply">), epoch: 0 }),
  },
};

/** What decides how it goes on, without counters: epochs, sequence numbers and ids only as they stand to one another. */
function abstract(
  context: PeerContext,
  { value, status }: { readonly value: unknown; readonly status: string },
): unknown {
  if (status !== "active") return isAlone(context);
  const { self, promised, fact, heard, debt, leader, round, trusted } = context;
  const whose = (peer: string): string => (peer === self ? "self" : peer);
  const known = heard !== null && compareFacts(heard, fact) > 0 ? heard : fact;
  return {
    trusted,
    isPromisedToB: promised.candidate === "b",
    factLeader: whose(fact.leader),
    promisedAboveFact: Math.sign(promised.epoch - fact.epoch),
    debt: debt === null ? null : debt.to === "b",
    views: named([...fact.views, ...fact.pending.views.slice(0, 1)]),
    stage: stageOf(fact),
    known: [isMember(self, known.views), isMember(self, known.pending.views)],
    round:
      round === null ? null : { valid: round.valid, nacks: round.nacks, members: named([round.electorate.members]) },
    ...(isIn(value, "leading") ? leads(context) : {}),
    ...(isIn(value, "following") ? { leader: whose(leader), isComplete: isComplete(context) } : {}),
  };
}

const isIn = (value: unknown, state: string): boolean => typeof value === "object" && value !== null && state in value;

/** Whoever is third is the same. */
function named(views: Views): Views {
  return views.map((view) => view.map((peer) => (peer === "d" ? "c" : peer)));
}

/** What a leader has heard of its followers, as far as the present step of a change depends on it. */
function leads({ fact, committedSeq, taken, complete }: PeerContext): object {
  const stage = stageOf(fact);
  const holds = (peer: string): boolean =>
    stage === "joint"
      ? complete.includes(peer)
      : stage === "proposed" && (taken[peer] ?? 0) >= seqSince(fact, fact.pending.vsn);
  return { isCommitted: committedSeq >= fact.seq, holders: newestView(fact).map(holds) };
}

const replaced = "a round that meets its quorum says so within the step: no other is asked for in between";

export const peerModel = defineModel(peerMachine, {
  name: "peer",
  input,
  events,
  internal: ["quorumMet", "timeout", "factChanged", "removed"],
  abstract,
  limits: { perConfiguration: 1000 },
  unreachable: {
    "transition leading.commit.committing|quorumMet|1": replaced,
    "guard leading.commit.committing|quorumMet|0 = false": replaced,
  },
});
