/** Peer `a` of the ensemble {a, b, c}: what its host, its fellow peers and time can do to it. */
import { defineModel, type ModelOptions } from "#coverage/coverage";
import { peerMachine } from "#machines/peer/machine";
import type { PeerContext, PeerInput } from "#machines/peer/types";
import {
  compareFacts,
  initialFact,
  isMember,
  newestFact,
  nobody,
  type Fact,
  type PeerRecord,
} from "#machines/protocol/fact";
import type { ReplyBody } from "#machines/protocol/messages";
import { defaultSettings } from "#machines/protocol/settings";

interface At {
  readonly context: PeerContext;
  readonly nowMs: number;
}

const members = ["a", "b", "c"];
const input: PeerInput = { self: "a", ensemble: "demo", settings: defaultSettings, firstReq: 100, seed: 1 };

const record = (views: Fact["views"], trusted: boolean): { readonly record: PeerRecord } => ({
  record: { promised: nobody, fact: initialFact(views[0] ?? []), trusted },
});
const from = (peer: string, nowMs: number) => ({ from: peer, req: 7, at: nowMs });
const epochOf = ({ promised, fact }: PeerContext): number => Math.max(promised.epoch, fact.epoch);

/** A fact of `leader` over the peer's own views. */
function factFrom(context: PeerContext, leader: string, epoch: number, seq: number, views = context.fact.views): Fact {
  return { ...context.fact, epoch, seq, leader, views: views.flat().length === 0 ? [members] : views };
}

function commit(make: (context: PeerContext) => { readonly by: string; readonly fact: Fact } | undefined) {
  return ({ context, nowMs }: At) => {
    const made = make(context);
    return made === undefined ? undefined : { ...from(made.by, nowMs), fact: made.fact };
  };
}

/** An answer to the round that is awaited; none, no event. */
function answer(peer: string, body: (context: PeerContext) => ReplyBody, above = 0) {
  return ({ context, nowMs }: At) => {
    const { round, promised } = context;
    if (round === null) return undefined;
    return { from: peer, req: round.req, at: nowMs, epoch: promised.epoch + above, body: body(context) };
  };
}

/** What a willing peer answers. */
function vote(context: PeerContext): ReplyBody {
  switch (context.awaits) {
    case "probed":
      return { kind: "probed", fact: context.fact, leader: "", leaderAgeMs: 0, trusted: true };
    case "promise":
      return { kind: "promise", fact: context.fact };
    case "granted":
      return { kind: "granted", leaseMs: 300 };
    default:
      return { kind: "ok" };
  }
}

/** Claims that `b` leads. */
function claim(context: PeerContext): ReplyBody {
  const { fact } = context;
  return {
    kind: "probed",
    fact: newestFact(fact, [factFrom(context, "b", epochOf(context), 1)]),
    leader: "b",
    leaderAgeMs: 10,
    trusted: true,
  };
}

/** Promises with a fact whose views this candidate is not in. */
function promiseElsewhere(context: PeerContext): ReplyBody {
  return { kind: "promise", fact: factFrom(context, "b", context.fact.epoch, context.fact.seq + 1, [["b", "c", "d"]]) };
}

const events: ModelOptions<typeof peerMachine>["events"] = {
  ready: {
    trusted: record([members], true),
    untrusted: record([members], false),
    outsider: record([["b", "c"]], true),
    alone: record([["a"]], true),
  },
  settingsChanged: { shorterLease: { settings: { ...defaultSettings, leaseMs: 250 } } },
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
  leaderGone: {
    leader: ({ context }) => ({ leader: context.leader === "" ? "b" : context.leader }),
    other: { leader: "z" },
  },
  stepDown: { handingOver: { reason: "test", successor: "b" } },
  probe: { fromB: ({ nowMs }) => from("b", nowMs) },
  prepare: {
    higher: ({ context, nowMs }) => ({ ...from("b", nowMs), epoch: epochOf(context) + 1 }),
    repeated: ({ context, nowMs }) => {
      const { epoch, candidate } = context.promised;
      return candidate === "" ? undefined : { ...from(candidate, nowMs), epoch };
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
    next: commit((context) => {
      const { leader, epoch, seq } = context.fact;
      const by = leader === "" ? "b" : leader;
      return by === context.self ? undefined : { by, fact: factFrom(context, by, epoch, seq + 1) };
    }),
    again: commit((context) => ({ by: context.fact.leader || "b", fact: context.fact })),
    stale: commit((context) => ({ by: "b", fact: factFrom(context, "b", context.promised.epoch - 1, 9) })),
    forged: commit((context) => ({ by: "b", fact: factFrom(context, "c", epochOf(context) + 1, 1) })),
  },
  exchange: {
    sync: ({ context, nowMs }) => ({
      ...from(context.promised.candidate || "b", nowMs),
      epoch: context.promised.epoch,
      sync: true,
    }),
    stale: ({ context, nowMs }) => ({ ...from("b", nowMs), epoch: context.promised.epoch - 1, sync: false }),
  },
  handover: {
    toMe: ({ context }) => ({ from: context.leader || "b", epoch: context.promised.epoch, successor: "a" }),
    toOther: ({ context }) => ({ from: context.leader || "b", epoch: context.promised.epoch, successor: "c" }),
    foreign: ({ context }) => ({ from: "z", epoch: context.promised.epoch, successor: "a" }),
  },
  reply: {
    vote: answer("b", vote),
    voteOfC: answer("c", vote),
    claim: answer("b", (context) => (context.awaits === "probed" ? claim(context) : vote(context))),
    elsewhere: answer("b", (context) => (context.awaits === "promise" ? promiseElsewhere(context) : vote(context))),
    refusal: answer("b", () => ({ kind: "nack", reason: "state" })),
    refusalOfC: answer("c", () => ({ kind: "nack", reason: "state" })),
    higherRefusal: answer("b", () => ({ kind: "nack", reason: "epoch" }), 1),
    stranger: answer("z", vote),
    late: ({ context, nowMs }) => ({
      from: "b",
      req: (context.round?.req ?? context.nextReq) - 1,
      at: nowMs,
      epoch: 0,
      body: { kind: "ok" },
    }),
  },
};

/** What decides how it goes on, without counters: epochs and ids only as they stand to one another. */
function abstract(context: PeerContext): unknown {
  const { self, promised, fact, heard, debt, leader, round, trusted } = context;
  const whose = (peer: string): string => (peer === self ? "self" : peer);
  return {
    trusted,
    leader: whose(leader),
    candidate: whose(promised.candidate),
    factLeader: whose(fact.leader),
    promisedAboveFact: Math.sign(promised.epoch - fact.epoch),
    isNew: fact.seq === 0,
    debt: debt === null ? null : whose(debt.to),
    views: fact.views,
    isHeardElsewhere: heard !== null && compareFacts(heard, fact) > 0 && !isMember(self, heard.views),
    round: round === null ? null : { valid: round.valid, nacks: round.nacks, members: round.electorate.members },
  };
}

export const peerModel = defineModel(peerMachine, {
  name: "peer",
  input,
  events,
  internal: ["quorumMet", "timeout"],
  abstract,
});
