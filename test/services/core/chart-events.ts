/**
 * Every chart of the catalogue, with events that may mean something where it is: what a fuzz needs to get through its states.
 * Nothing here says what a chart should do.
 */
import type { AnyStateMachine } from "xstate";
import { newCluster, type ClusterState } from "#machines/protocol/cluster-state";
import { claim } from "#machines/protocol/claim";
import { initialFact, type Fact, type View } from "#machines/protocol/fact";
import { emptyRing, type Placement } from "#machines/protocol/ring";
import { defaultSettings } from "#machines/protocol/settings";
import { treeHeight } from "#machines/protocol/tree";
import { clearPending, joinViews, proposeViews, settleViews, stageOf } from "#machines/protocol/views";
import type { SeededRandom } from "#simulation/random";

export interface Event {
  readonly type: string;
  readonly [field: string]: unknown;
}

type Context = Record<string, unknown>;

/** How one chart of the catalogue is fuzzed. */
export interface Fuzz {
  readonly input?: (random: SeededRandom) => object;
  /** `luck` is the share of events that help the chart on. */
  next(context: Context, random: SeededRandom, luck: number): Event;
  readonly runs: number;
  /** How often a timer fires. */
  readonly timers: number;
  /**
   * How many transitions the runs may miss: few, for they prove nothing of what they never took; and more than they do miss,
   * for any change of the chart gives each run another course.
   */
  readonly untaken: number;
}

/** The names of a chart's effects are those of its actions that are plain functions. */
export function effectsOf({ implementations }: AnyStateMachine): readonly string[] {
  const actions = Object.entries(implementations.actions as Record<string, object>);
  return actions.filter(([, action]) => !("resolve" in action)).map(([name]) => name);
}

// ----------------------------------------------------------------------------------------------------------- the peer

const peers = ["a", "b", "c"];
const views: readonly View[] = [peers, ["a", "b", "c", "d"], ["b", "c", "d"], ["a", "b"]];

/** One step of a change of the members. */
function stepped(fact: Fact, random: SeededRandom): Fact {
  switch (stageOf(fact)) {
    case "stable":
      return proposeViews(fact, random.pick(views));
    case "proposed":
      return random.chance(0.8) ? joinViews(fact) : clearPending(fact);
    case "joint":
      return settleViews(fact);
    case "settling":
      return clearPending(fact);
  }
}

function someFact(random: SeededRandom, leader: string, epoch = random.below(5)): Fact {
  let fact: Fact = { ...initialFact(random.pick(views)), epoch, seq: random.below(3), leader };
  for (let steps = random.below(6); steps > 0; steps -= 1) fact = stepped(fact, random);
  return fact;
}

/** What a leader of this epoch would say next: the fact again, or one step further. */
function nextFact(context: Context, random: SeededRandom, leader: string, epoch: number): Fact {
  const fact = { ...(context["fact"] as Fact), epoch, leader };
  return random.chance(0.5) ? fact : stepped(fact, random);
}

function body(context: Context, random: SeededRandom, leader: string): object {
  const kinds = [context["awaits"], context["awaits"], "probed", "promise", "granted", "ok", "nack"];
  switch (random.pick(kinds)) {
    case "probed":
      return {
        ...{ kind: "probed", fact: someFact(random, leader), leader },
        ...{ leaderAgeMs: random.below(400), trusted: true },
      };
    case "promise":
      return { kind: "promise", fact: someFact(random, leader) };
    case "granted":
      return { kind: "granted", leaseMs: 300, seq: random.below(8), complete: random.chance(0.5) };
    case "ok":
      return { kind: "ok" };
    default:
      return { kind: "nack", reason: "epoch" };
  }
}

/** What a peer needs to get ahead: the answers it waits for, or else the end of what it does. */
function peerProgress(context: Context, random: SeededRandom): Event {
  const { awaits, round, promised, debt, job, fact, leader, self, askedReq } = context as {
    readonly awaits: string;
    readonly round: { readonly req: number } | null;
    readonly promised: { readonly epoch: number };
    readonly debt: { readonly id: number } | null;
    readonly job: number;
    readonly fact: Fact;
    readonly leader: string;
    readonly self: string;
    readonly askedReq: number;
  };
  if (debt !== null && random.chance(0.3)) return { type: "debtPassed", id: debt.id };
  if (leader === self && random.chance(0.2))
    return random.chance(0.5) ? memberChange(context, random) : leaderNews(context, random);
  const isLedByOther = leader !== "" && leader !== self;
  if (isLedByOther && random.chance(0.1)) {
    const type = random.pick(["exchangeFailed", "exchangeComplete"]);
    return { type, job: 1, reason: "of an earlier exchange" };
  }
  if (isLedByOther && random.chance(0.4))
    return commit(leader, promised.epoch, nextFact(context, random, leader, promised.epoch));
  if ((round === null && leader !== self) || random.chance(0.2)) return { type: "exchangeComplete", job };
  const known = random.chance(0.7) ? initialFact(peers) : someFact(random, "b");
  const bodies: Record<string, object> = {
    probed: { kind: "probed", fact: known, leader: random.chance(0.7) ? "" : "b", leaderAgeMs: 0, trusted: true },
    promise: { kind: "promise", fact: known },
    granted: { kind: "granted", leaseMs: 200, seq: fact.seq, complete: random.chance(0.9) },
  };
  const epoch = awaits === "probed" ? 0 : promised.epoch;
  const from = random.pick(["b", "c", "d"]);
  return { type: "reply", from, req: round?.req ?? askedReq, at: 5, epoch, body: bodies[awaits] ?? { kind: "ok" } };
}

function commit(from: string, epoch: number, fact: Fact): Event {
  return { type: "commit", from, req: 1, at: 7, epoch, fact };
}

/** What ends leadership, or should not. */
function leaderNews(context: Context, random: SeededRandom): Event {
  const { epoch } = context["promised"] as { readonly epoch: number };
  const { fact, askedReq, job } = context as { fact: Fact; askedReq: number; job: number };
  const reply = { type: "reply", from: random.pick(["b", "c"]), req: askedReq, at: 5, epoch };
  return random.pick<() => Event>([
    () => commit("b", epoch + 1, { ...fact, epoch: epoch + 1, leader: "b" }),
    () => ({ ...reply, body: { kind: "nack", reason: "state" } }),
    () => ({ ...reply, body: { kind: "ok" } }),
    () => ({ type: "higherEpochSeen", epoch: epoch + random.below(2) }),
    () => ({ type: "leaseLost", epoch: epoch - random.below(2) }),
    () => ({ type: "exchangeFailed", job: job - random.below(2), reason: "no answer" }),
    () => ({ type: "exchangeComplete", job: job - 1 }),
    () => ({ type: "exchange", from: "b", req: 4, at: 5, epoch, sync: false, fact: context["fact"] }),
    () => commit("b", epoch - 1, { ...fact, epoch: epoch - 1, leader: "b" }),
    () => ({ type: "stepDown", reason: "asked", successor: "b" }),
  ])();
}

function memberChange(context: Context, random: SeededRandom): Event {
  const members = (context["fact"] as Fact).views[0] ?? [];
  const isAdded = random.chance(0.4);
  const peer = random.pick(["a", "d", ...members]);
  return { type: "updateMembers", id: random.below(9), changes: [{ op: isAdded ? "add" : "remove", peer }] };
}

function peerEvent(context: Context, random: SeededRandom, luck: number): Event {
  const leads = context["leader"] === context["self"];
  if (random.chance(leads ? Math.max(luck, 0.95) : luck)) return peerProgress(context, random);
  const from = random.pick(["b", "b", "c", "d", "z"]);
  const promised = context["promised"] as { readonly epoch: number; readonly candidate: string };
  const epoch = random.chance(0.5) ? promised.epoch : random.below(5);
  const round = context["round"] as { readonly req: number } | null;
  const job = random.chance(0.8) ? context["job"] : 1;
  const common = { from, req: random.below(3), at: random.below(1000), epoch };
  const debt = context["debt"] as { readonly id: number } | null;
  const leader = context["leader"] as string;
  const record = { promised: { epoch: 0, candidate: "" }, fact: someFact(random, ""), trusted: random.chance(0.7) };
  return random.pick<() => Event>([
    () => ({ type: "ready", record }),
    () => ({ type: "ready", record: { ...record, fact: initialFact(peers), trusted: true } }),
    () => ({ type: "probe", ...common }),
    () => ({ type: "prepare", ...common }),
    () => ({ type: "prepare", ...common, epoch: promised.epoch + 1 }),
    () => ({ type: "prepare", ...common, from: promised.candidate, epoch: promised.epoch }),
    () => ({ type: "newEpoch", ...common }),
    () => ({ type: "newEpoch", ...common, from: promised.candidate, epoch: promised.epoch }),
    () => commit(from, epoch, someFact(random, from, epoch)),
    () => commit(from, epoch, { ...initialFact(["b", "c"]), epoch: promised.epoch + 1, seq: 1, leader: from }),
    () => commit(from, epoch, nextFact(context, random, from, epoch)),
    () => commit(leader, promised.epoch, nextFact(context, random, leader, promised.epoch)),
    () => ({ type: "exchange", ...common, sync: random.chance(0.5), fact: context["fact"] }),
    () => ({ type: "handover", from, epoch, successor: random.pick(peers) }),
    () => ({ type: "handover", from: leader, epoch: promised.epoch, successor: random.pick(peers) }),
    () => ({ type: "reply", ...common, req: round?.req ?? 0, body: body(context, random, from) }),
    () => ({ type: "reply", ...common, body: body(context, random, from) }),
    () => ({ type: "debtPassed", id: debt?.id ?? 0 }),
    () => ({ type: "exchangeComplete", job }),
    () => ({ type: "exchangeFailed", job, reason: "no answer" }),
    () => ({ type: "repairComplete", job }),
    () => ({ type: random.pick(["treeCorrupted", "backendReset"]), reason: "rot" }),
    () => ({ type: "higherEpochSeen", epoch }),
    () => ({ type: "leaseLost", epoch }),
    () => ({ type: "leaderGone", leader: random.chance(0.5) ? leader : from }),
    () => ({ type: "stepDown", reason: "asked", successor: "b" }),
    () => memberChange(context, random),
    () => ({ type: "settingsChanged", settings: { ...defaultSettings, leaseMs: random.pick([0, 300]) } }),
    () => ({ type: random.chance(0.05) ? "stop" : "unheardOf" }),
  ])();
}

// ------------------------------------------------------------------------------------------------------- the exchange

const keys = ["k", "l", "m"];
const ballot = (seq: number) => ({ epoch: 1, seq });

/** An inner page with one child, told apart by a byte. */
function innerPage(random: SeededRandom, side: number): Uint8Array {
  return Uint8Array.from([0, 1, ...Array<number>(16).fill(random.chance(0.9) ? side : 2)]);
}

/** Pages for the present question, in a random shape now and then. */
function pagesFor(context: Context, random: SeededRandom, side: number): { kind: string; pages: unknown[] } {
  const question = context["question"] as { readonly level: number; readonly indices: readonly number[] } | null;
  const { level, indices } = question ?? { level: 0, indices: [0] };
  if (level < treeHeight) return { kind: "inner", pages: indices.map(() => innerPage(random, side)) };
  // A ballot names one object: one side has the odd ones, the other the even ones.
  const entry = (key: string) => ({
    key,
    ballot: ballot(2 * random.below(4) + side),
    hash: new Uint8Array(16).fill(side),
  });
  const entries = () => keys.filter(() => random.chance(0.5)).map(entry);
  const page = (index: number) => ({ index, lowWater: ballot(random.below(9)), entries: entries() });
  return { kind: "segments", pages: indices.map(page) };
}

function exchangeReply(context: Context, random: SeededRandom): Event {
  const asked = (context["peers"] as string[])[0];
  const from = asked !== undefined && random.chance(0.95) ? asked : random.pick(peers);
  const req = random.chance(0.95) ? context["req"] : 0;
  const reply = (what: object): Event => ({ type: "reply", from, req, epoch: random.chance(0.8) ? 1 : 2, body: what });
  const trusted = random.chance(0.97);
  if (random.chance(0.06)) return reply({ kind: "nack", reason: "state" });
  if (context["round"] !== null)
    return reply({ kind: "exchanging", trusted: random.chance(0.7), leads: random.chance(0.3) });
  const wanted = context["wanted"] as readonly string[];
  if (wanted.length > 0) {
    const missing = random.chance(0.9) ? [] : wanted;
    return reply({ kind: "objects", trusted, objects: wanted.map((key) => ({ key, ballot: ballot(9) })), missing });
  }
  const { kind, pages } = pagesFor(context, random, 0);
  return reply({ kind: kind === "inner" ? "pages" : kind, trusted, pages });
}

function exchangeEvent(context: Context, random: SeededRandom): Event {
  if (random.chance(0.01)) return { type: random.pick(["failed", "corrupted"]), reason: "disk" };
  if (random.chance(0.02)) return { type: "unheardOf" };
  const wanted = context["wanted"] as readonly string[];
  if (context["remote"] !== null) return { type: "pagesRead", answer: pagesFor(context, random, 1) };
  return random.pick<() => Event>([
    () => exchangeReply(context, random),
    () => exchangeReply(context, random),
    () => exchangeReply(context, random),
    () => ({ type: "upperVerified" }),
    () => ({ type: "stored", keys: random.chance(0.8) ? wanted : wanted.slice(1) }),
    () => ({ type: "leftoversDropped" }),
  ])();
}

// ---------------------------------------------------------------------------------------------------------- the manager

const instance = "aaaaaaaa";

/** A cluster that this node may be in, or may have been removed from. */
function someCluster(random: SeededRandom, known: ClusterState | null): ClusterState {
  const founder = random.pick(["n1", "n2"]);
  const made = newCluster(random.pick(["c1", "c1", "c2"]), founder, founder === "n1" ? instance : "bbbbbbbb");
  const state = known !== null && random.chance(0.8) ? known : made;
  const { nodes, vsn, ring } = state.members;
  const own = { name: "n1", incarnation: 1, instance, leaving: random.chance(0.3) };
  const others = nodes.filter(({ name }) => name !== "n1");
  const changed = random.pick([nodes, others, [own, ...others], [own, ...others]]);
  const removed = random.chance(0.1) ? [{ name: "n1", incarnation: 1 }] : state.removed;
  const members = { vsn: { epoch: vsn.epoch, seq: vsn.seq + random.below(3) }, nodes: changed, ring };
  return { ...state, enabled: random.chance(0.9), members, removed };
}

function managerEvent(context: Context, random: SeededRandom): Event {
  const record = context["record"] as { readonly state: ClusterState | null } | null;
  const change = context["change"] as { readonly req: number; readonly target: string } | null;
  const state = someCluster(random, record?.state ?? null);
  const phase = random.pick(["new", "member", "member", "removed"]);
  const call = { req: random.below(4), instance, timeoutMs: 500 };
  const node = change !== null && random.chance(0.7) ? change.target : random.pick(["n1", "n2"]);
  const req = change !== null && random.chance(0.8) ? change.req : 9;
  const loaded = phase === "new" ? random.pick([null, { instance, phase, state: null }]) : { instance, phase, state };
  return random.pick<() => Event>([
    () => ({ type: "loaded", record: random.chance(0.3) ? loaded : null }),
    () => ({ type: "enable", ...call, clusterId: "c1" }),
    () => ({ type: "join", ...call, target: random.pick(["n1", "n2", "n2"]) }),
    () => ({ type: "clusterHeard", node, state: random.chance(0.6) ? state : null }),
    () => ({
      type: "joinAnswered",
      req,
      code: random.pick(["ok", "ok", "UNKNOWN_OUTCOME", "TIMEOUT"]),
      message: "",
      state,
    }),
    () => ({ type: "gossiped", state }),
    () => ({ type: "reported", state }),
    () => ({ type: "settingsChanged", settings: { ...defaultSettings, gossipMs: random.pick([100, 200]) } }),
    () => ({ type: random.chance(0.02) ? "stop" : "unheardOf" }),
  ])();
}

// --------------------------------------------------------------------------------------------- the lease, the supervisor

function leaseEvent(_: Context, random: SeededRandom): Event {
  const type = random.pick(["granted", "granted", "released", random.chance(0.1) ? "stop" : "granted"]);
  return { type, durationMs: random.below(300) };
}

const children = ["router", "storage", "peers"];

function supervisorEvent(context: Context, random: SeededRandom): Event {
  const running = context["running"] as number;
  return random.pick<() => Event>([
    () => ({ type: "childStarted", child: children[running] ?? "peers" }),
    () => ({ type: "childStarted", child: children[running] ?? "peers" }),
    () => ({ type: random.pick(["childStarted", "childStopped"]), child: "nobody" }),
    () => ({ type: "childStopped", child: children[running - 1] ?? "router" }),
    () => ({ type: "childStopped", child: children[running - 1] ?? "router" }),
    () => ({ type: "childFailed", child: random.pick([...children, "nobody"]), reason: "crash" }),
    () => ({ type: random.chance(0.1) ? "stop" : "unheardOf" }),
  ])();
}

// ---------------------------------------------------------------------------------------------------------- the request

const ringNodes = ["n1", "n2", "n3", "n4", "n5"];
const ring = claim(emptyRing(8), ringNodes, 3);

function requestInput(random: SeededRandom): object {
  const n = random.between(1, 5);
  const required = random.between(1, n);
  const down = ringNodes.filter(() => random.chance(0.2));
  return {
    ...{ req: 7, op: "get", ring, first: random.below(8), n, required, primaries: random.below(required + 1) },
    ...{ down, timeoutMs: 100 },
  };
}

function requestEvent(context: Context, random: SeededRandom, luck: number): Event {
  const list = context["list"] as readonly Placement[];
  if (list.length === 0)
    return { type: random.chance(0.8) ? "begin" : random.pick(["reply", "nodeGone", "unheardOf"]) };
  const { partition, node } = random.pick(list);
  const isLucky = random.chance(luck);
  if (random.chance(0.15)) return { type: "nodeGone", node, partitions: isLucky ? [partition] : [9] };
  if (random.chance(0.05)) return { type: random.pick(["begin", "unheardOf"]) };
  const body = random.chance(0.8) ? { kind: "ok" } : { kind: "error", reason: "storage", stamp: null };
  return { type: "reply", from: isLucky ? node : "n9", req: random.chance(0.9) ? 7 : 8, partition, body };
}

// --------------------------------------------------------------------------------------------------------- the catalogue

/** By the name that the catalogue gives the chart. */
export const fuzzes: Readonly<Record<string, Fuzz>> = {
  peer: {
    input: (random) => ({ self: "a", ensemble: "demo", settings: defaultSettings, firstReq: 100, seed: random.bits() }),
    next: peerEvent,
    runs: 240,
    timers: 0.08,
    untaken: 8,
  },
  exchange: {
    input: (random) => ({
      ...{ self: "a", ensemble: "demo", views: [peers], fact: initialFact(peers), epoch: 1 },
      ...{ sync: random.chance(0.5), trusted: random.chance(0.5), sameEpoch: random.chance(0.3) },
      ...{ leader: random.chance(0.5) ? { peer: "b", epoch: 1 } : null, timeoutMs: 3000, pages: 2, firstReq: 1 },
    }),
    next: exchangeEvent,
    runs: 300,
    timers: 0.03,
    untaken: 4,
  },
  lease: { next: leaseEvent, runs: 20, timers: 0.2, untaken: 0 },
  manager: {
    input: () => ({ self: "n1", settings: defaultSettings }),
    next: managerEvent,
    runs: 150,
    timers: 0.1,
    untaken: 4,
  },
  supervisor: {
    input: () => ({ children, settings: defaultSettings }),
    next: supervisorEvent,
    runs: 60,
    timers: 0.1,
    untaken: 3,
  },
  request: { input: requestInput, next: requestEvent, runs: 60, timers: 0.05, untaken: 0 },
};
