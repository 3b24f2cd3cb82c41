/**
 * The peer as its surroundings can drive it: messages on the bus, its host's own doings brought about by their causes, and the
 * lease's deadline in time. What nobody outside can bring about is not here, and has its reason in `beyondReach`.
 */
import type { AnyMachineSnapshot } from "xstate";
import { defineModel } from "#coverage/coverage";
import { peerMachine } from "#machines/peer/machine";
import type { PeerContext, PeerInput } from "#machines/peer/types";
import { isMember } from "#machines/protocol/fact";
import { defaultSettings, type Settings } from "#machines/protocol/settings";
import { peerModel } from "./peer.ts";

/** Exchanges wait for the test; no deadline falls on the same millisecond as another. */
export const hostSettings: Settings = {
  ...defaultSettings,
  exchangeTimeoutMs: 10_000_000,
  leaseMs: 287,
  clockDrift: 0,
  changeTimeoutMs: 151,
};

export const hostInput: PeerInput = { self: "a", ensemble: "demo", settings: hostSettings, firstReq: 100, seed: 1 };

/** The key of an object that the store says is damaged. */
export const damagedKey = "damaged";

interface At {
  readonly context: PeerContext;
  readonly snapshot: AnyMachineSnapshot;
  readonly nowMs: number;
}

type Cases = Readonly<Record<string, (at: At) => object | undefined>>;
const asCases = peerModel.events as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Cases of the peer's own model, kept where `isPossible`. */
function from(
  event: string,
  names: readonly string[],
  isPossible: (at: At, payload: Payload) => boolean = () => true,
): Cases {
  return Object.fromEntries(
    names.map((name) => [
      name,
      (at: At) => {
        const given = asCases[event]?.[name];
        const payload = (typeof given === "function" ? (given as (at: At) => unknown)(at) : given) as
          Payload | undefined;
        return payload !== undefined && isPossible(at, payload) ? payload : undefined;
      },
    ]),
  );
}

interface Payload {
  readonly epoch?: number;
  readonly from?: string;
  readonly fact?: { readonly epoch: number };
}

const all = (event: string): string[] => Object.keys(asCases[event] ?? {});
/** What the wire carries: epochs are never below zero, and a peer sends itself nothing. */
const isSendable = ({ context }: At, payload: Payload): boolean =>
  (payload.epoch ?? 0) >= 0 && (payload.fact?.epoch ?? 0) >= 0 && payload.from !== context.self;
/** A leader goes on with a fact of views that the peer is in: `withoutMe` is the other case. */
const isOfMember = (at: At, payload: Payload): boolean =>
  isSendable(at, payload) && isMember(at.context.self, at.context.fact.views);
const isIn = ({ snapshot }: At, ...states: readonly string[]): boolean =>
  states.some((state) => snapshot.value === state || (typeof snapshot.value === "object" && state in snapshot.value));

/** An exchange runs while the chart waits for it. */
const isExchanging = (at: At): boolean =>
  isIn(at, "exchange") ||
  ["exchanging", "syncing"].includes(
    (at.snapshot.value as Readonly<Record<string, Readonly<Record<string, string>>>>)["following"]?.["tree"] ?? "",
  ) ||
  (at.snapshot.value as Readonly<Record<string, Readonly<Record<string, string>>>>)["leading"]?.["tree"] === "syncing";
/** A damaged object is found by whoever asks for it; a leader that serves mends it instead. */
const isReadable = (at: At): boolean => !isIn(at, "setup", "repair", "stopped") && !at.snapshot.hasTag("serving");

const over = "an exchange or a repair that is over: the host drops what it says itself";
const dataPlane = "comes from the data plane, while a client's request is under way: test/services/peer";
const unread = "the host reads no object there";
const foreign = "the host tells of the leader that it follows, of nobody else";
const backend = "no backend of ours sends it";
const leaves =
  "a leader that leaves with nothing under way is gone at once: test/services/kv/draining, test/scenarios/members";

/** What nobody outside the host can bring about. */
const beyondReach: Readonly<Record<string, string>> = {
  ...peerModel.unreachable,
  "transition |backendReset|0": backend,
  "transition setup|backendReset|0": backend,
  "transition setup|treeCorrupted|0": unread,
  "transition repair|treeCorrupted|0": unread,
  "transition following|exchangeFailed|1": over,
  "guard following|exchangeFailed|0 = false": over,
  "transition following.tree.exchanging|exchangeComplete|1": over,
  "guard following.tree.exchanging|exchangeComplete|0 = false": over,
  "transition leading|exchangeFailed|1": over,
  "guard leading|exchangeFailed|0 = false": over,
  "transition leading.tree.syncing|exchangeComplete|1": over,
  "guard leading.tree.syncing|exchangeComplete|0 = false": over,
  "transition exchange|exchangeComplete|1": over,
  "guard exchange|exchangeComplete|0 = false": over,
  "transition exchange|exchangeFailed|1": over,
  "guard exchange|exchangeFailed|0 = false": over,
  "transition repair|repairComplete|1": over,
  "guard repair|repairComplete|0 = false": over,
  "transition following|leaderGone|1": foreign,
  "guard following|leaderGone|0 = false": foreign,
  "state leading.views.leaving": leaves,
  "transition leading.views.settling||0": leaves,
  "guard leading.views.settling||0 = true": leaves,
  "transition leading.views.leaving|*": leaves,
  "transition pending|commit|1": leaves,
  "guard pending|commit|1 = true": leaves,
  "transition leading|leaseLost|*": dataPlane,
  "guard leading|leaseLost|*": dataPlane,
  "transition leading|higherEpochSeen|1": dataPlane,
  "guard leading|higherEpochSeen|0 = false": dataPlane,
};

export const peerHostModel = defineModel(peerMachine, {
  name: "peer host",
  input: hostInput,
  events: {
    // Alone, its exchanges end as they begin: nothing is left for a test to decide. Untrusted, it is told of its damage at once.
    ready: from("ready", ["trusted", "outsider"]),
    settingsChanged: { tighter: { settings: { ...hostSettings, leaseMs: 251 } } },
    exchangeComplete: from("exchangeComplete", ["current"], isExchanging),
    exchangeFailed: {
      current: (at: At) =>
        isExchanging(at)
          ? { job: at.context.job, reason: "neither a trusted quorum nor every member answered" }
          : undefined,
    },
    repairComplete: from("repairComplete", ["current"], (at) => isIn(at, "repair")),
    treeCorrupted: { damage: (at: At) => (isReadable(at) ? { reason: `object "${damagedKey}": test` } : undefined) },
    leaderGone: from("leaderGone", ["leader"], (at) => isIn(at, "following") && at.context.leader !== ""),
    stepDown: from(
      "stepDown",
      ["handingOver"],
      (at) => isIn(at, "leading") && at.context.fact.views.flat().includes("b"),
    ),
    // Not "leave": a leader that leaves with nothing under way is gone before anybody can look.
    updateMembers: from("updateMembers", ["replaceThird", "unknown"]),
    stop: { asked: {} },
    ...Object.fromEntries(
      ["probe", "prepare", "newEpoch", "commit", "exchange", "handover", "reply"].map((event) => [
        event,
        from(event, all(event), isSendable),
      ]),
    ),
    commit: {
      ...from("commit", all("commit"), isSendable),
      ...from("commit", ["next"], isOfMember),
    },
  } as never,
  internal: [
    ...["quorumMet", "timeout", "factChanged", "removed"],
    ...["debtPassed", "higherEpochSeen", "leaseLost", "backendReset", "drained"],
  ],
  limits: { perConfiguration: 1000 },
  unreachable: beyondReach,
  abstract: peerModel.abstract as NonNullable<typeof peerModel.abstract>,
  /** What can be seen from outside: the record that is stored, and whom it follows. */
  observe: ({ promised, fact, trusted, leader, countsFrom }) => ({ promised, fact, trusted, leader, countsFrom }),
  reactions: {
    // PROTOCOL R11: the longest deadline stands, and is told by the newest name.
    owe: ({ id, ms }: { readonly id: number; readonly ms: number }) =>
      ms <= 0
        ? undefined
        : { id: "debt", afterMs: ms, keepLater: true, event: { type: "debtPassed", id } as { type: string } },
  },
});
