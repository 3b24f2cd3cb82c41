/**
 * A change of members, step by step at the leader and at those concerned. Source: riak_ensemble "Modifying ensembles";
 * PROTOCOL R4, R12, R13, R14; HAZARDS P12, P13; docs/decisions/0010-membership.md.
 */
import { describe, expect, it } from "vitest";
import { successorOf } from "#machines/peer/members";
import { initialFact, type Fact } from "#machines/protocol/fact";
import * as views from "#machines/protocol/views";
import { answersOf, asksOf, factOf, members, namesOf, PeerHarness, type Effect } from "./peer-harness.ts";

const add = (...peers: readonly string[]) => peers.map((peer) => ({ op: "add" as const, peer }));
const remove = (...peers: readonly string[]) => peers.map((peer) => ({ op: "remove" as const, peer }));

function update(peer: PeerHarness, changes: readonly views.MemberChange[], id = 7): Effect[] {
  return peer.send({ type: "updateMembers", id, changes });
}

/** A follower's ack of the leader's present fact. */
function grant(peer: PeerHarness, from: string, complete = false, seq = peer.context.fact.seq): Effect[] {
  return peer.answer(from, { kind: "granted", leaseMs: 300, seq, complete });
}

function stage(peer: PeerHarness): string {
  const { value } = peer.actor.getSnapshot();
  return (value as { leading: { views: string } }).leading.views;
}

function outcomes(effects: readonly Effect[]): unknown[] {
  return effects
    .filter(({ type, params }) => type === "answerChange" && params["id"] !== 0)
    .map(({ params }) => params["code"]);
}

async function serving(): Promise<PeerHarness> {
  const peer = await new PeerHarness().toServing();
  grant(peer, "b");
  return peer;
}

/** d and e come in the places of b and c; proposed, and taken by those named. */
async function proposed(...takers: readonly string[]): Promise<PeerHarness> {
  const peer = await serving();
  update(peer, [...add("d", "e"), ...remove("b", "c")]);
  for (const from of takers) grant(peer, from);
  return peer;
}

async function joint(): Promise<PeerHarness> {
  const peer = await proposed("b", "d");
  if (stage(peer) !== "joint") throw new Error(`it is ${stage(peer)}`);
  return peer;
}

describe("a leader's change", () => {
  it("is proposed at once to the members and to those who are to be, and durable before it is asked for", async () => {
    const peer = await serving();
    const effects = update(peer, [...add("d", "e"), ...remove("b", "c")]);
    expect(namesOf(effects)).toEqual(["saveRecord", "ask"]);
    expect(asksOf(effects)[0]?.to).toEqual(["b", "c", "d", "e"]);
    expect(effects[0]?.record.fact).toMatchObject({
      seq: 2,
      views: [members],
      pending: { views: [["a", "d", "e"], members] },
    });
    expect(stage(peer)).toBe("proposed");
  });

  it("waits for a quorum of the present members, and for one of the new ones to be there", async () => {
    const peer = await proposed();
    grant(peer, "d");
    grant(peer, "e");
    expect(stage(peer)).toBe("proposed");
    grant(peer, "b");
    expect(stage(peer)).toBe("joint");
    const other = await proposed("b", "c");
    expect(stage(other)).toBe("proposed");
    // Its round has ended; what comes late counts.
    const effects = grant(other, "e");
    expect(stage(other)).toBe("joint");
    expect(asksOf(effects)[0]?.to).toEqual(["d", "e", "b", "c"]);
    expect(other.context.fact.views).toEqual([["a", "d", "e"], members]);
  });

  it("is given up when they do not come, having changed nothing", async () => {
    const peer = await proposed("b");
    let effects: Effect[] = [];
    for (let tick = 0; tick < 60 && outcomes(effects).length === 0; tick += 1) {
      effects = await peer.pass(100);
      grant(peer, "b");
    }
    expect(outcomes(effects)).toEqual(["UNAVAILABLE"]);
    expect(stage(peer)).toBe("stable");
    expect(peer.context.fact).toMatchObject({ views: [members], pending: { views: [] } });
    // Those who came up are told that they are not wanted.
    expect(peer.context.left).toEqual(["d", "e"]);
  });

  it("R12: [new] is not committed before a quorum of it is complete, by the latest word of each", async () => {
    const peer = await joint();
    for (const from of ["b", "d", "e"]) grant(peer, from);
    expect(stage(peer)).toBe("joint");
    grant(peer, "b", true);
    expect(stage(peer)).toBe("joint");
    grant(peer, "e", true);
    expect(stage(peer)).toBe("settling");
    expect(peer.context.fact.views).toEqual([["a", "d", "e"]]);
  });

  it("R12: a member that was complete for earlier views, or is no more, does not count", async () => {
    const peer = await joint();
    grant(peer, "d", true, peer.context.fact.seq - 1);
    grant(peer, "e", true);
    expect(peer.context.complete).toEqual(["e"]);
    grant(peer, "e", false);
    expect(peer.context.complete).toEqual([]);
  });

  it("R12: the leader itself counts only once it has synced", async () => {
    const peer = await new PeerHarness().toLeading();
    grant(peer, "b");
    update(peer, [...add("d", "e"), ...remove("b", "c")]);
    for (const from of ["b", "d"]) grant(peer, from);
    for (const from of ["b", "d"]) grant(peer, from);
    grant(peer, "e", true);
    expect(stage(peer)).toBe("joint");
    peer.send({ type: "exchangeComplete", job: peer.context.job });
    expect(stage(peer)).toBe("settling");
  });

  it("joint views are committed by a quorum of both before [new] may stand alone", async () => {
    const peer = await joint();
    grant(peer, "d", true);
    grant(peer, "e", true);
    expect(stage(peer)).toBe("joint");
    grant(peer, "c");
    expect(stage(peer)).toBe("settling");
  });

  it("R14: is over when [new] has its own quorum; then pending is cleared, and who asked is told", async () => {
    const peer = await joint();
    for (const from of ["b", "d"]) grant(peer, from);
    grant(peer, "d", true);
    expect(stage(peer)).toBe("settling");
    const { seq } = peer.context.fact;
    expect(views.dataViews(peer.context.fact, peer.context.committedSeq)).toHaveLength(2);
    expect(outcomes(grant(peer, "b"))).toEqual([]);
    expect(outcomes(grant(peer, "d"))).toEqual(["ok"]);
    expect(stage(peer)).toBe("stable");
    expect(peer.context.fact).toMatchObject({ seq: seq + 1, views: [["a", "d", "e"]], pending: { views: [] } });
    expect(views.dataViews(peer.context.fact, peer.context.committedSeq)).toEqual([["a", "d", "e"]]);
  });

  it("P13: those who are members no more are told for a while, until they say that they know", async () => {
    const peer = await joint();
    for (const from of ["b", "d"]) grant(peer, from);
    grant(peer, "d", true);
    grant(peer, "d");
    expect(peer.context.left).toEqual(["b", "c"]);
    const told: string[][] = [];
    for (let tick = 0; tick < 16; tick += 1) {
      grant(peer, "d");
      if (tick === 5) grant(peer, "c");
      told.push(asksOf(await peer.pass(100)).flatMap(({ to }) => to.filter((one) => one === "b" || one === "c")));
    }
    expect(told[0]).toEqual([]);
    expect(told[3]).toEqual(["b", "c"]);
    expect(told[6]).toEqual(["b"]);
    expect(told.at(-1)).toEqual([]);
  });

  const outsideLeader = async (): Promise<PeerHarness> => {
    const peer = await serving();
    update(peer, [...add("d", "e", "f"), ...remove("a", "b", "c")]);
    for (const from of ["b", "d", "e"]) grant(peer, from);
    expect(stage(peer)).toBe("joint");
    for (const from of ["b", "d", "e"]) grant(peer, from);
    for (const from of ["e", "f"]) grant(peer, from, true);
    expect(stage(peer)).toBe("settling");
    grant(peer, "e");
    expect(namesOf(grant(peer, "f"))).toEqual(["renewLease", "drain"]);
    expect(stage(peer)).toBe("leaving");
    return peer;
  };

  it("a leader that is not in the new view ends what it has begun, hands over to one that is complete, and stops", async () => {
    const peer = await outsideLeader();
    expect(outcomes(update(peer, add("g"), 8))).toEqual(["CHANGE_IN_PROGRESS"]);
    grant(peer, "e");
    expect(peer.state).toBe("leading");
    const effects = peer.send({ type: "drained" });
    expect(namesOf(effects).filter((name) => name !== "saveRecord")).toEqual([
      "cancelExchange",
      "resign",
      "answerChange",
      "handOver",
      "tellRemoved",
      "close",
    ]);
    expect(outcomes(effects)).toEqual(["ok"]);
    expect(effects.find(({ type }) => type === "handOver")?.params["successor"]).toBe("e");
    expect(peer.state).toBe("stopped");
  });

  it("... and does not wait for that for ever", async () => {
    const peer = await outsideLeader();
    const told: string[] = [];
    for (let ms = 0; ms < peer.context.settings.quorumTimeoutMs; ms += 100) {
      expect(peer.state).toBe("leading");
      told.push(...namesOf(await peer.pass(100)));
      for (const from of ["e", "f"]) grant(peer, from);
    }
    expect(told).toContain("tellRemoved");
    expect(peer.state).toBe("stopped");
  });

  it("names as successor the one that was there last", async () => {
    const peer = await serving();
    for (let tick = 0; tick < 3; tick += 1) {
      await peer.pass(100);
      grant(peer, "c");
    }
    expect(successorOf(peer.context)).toBe("c");
    await peer.pass(100);
    for (const from of ["b", "c"]) grant(peer, from);
    expect(successorOf(peer.context)).toBe("b");
  });

  it("P12: one change at a time, and only one that can be", async () => {
    const peer = await serving();
    expect(outcomes(update(peer, remove("a", "b", "c")))).toEqual(["INVALID_ARGUMENT"]);
    expect(outcomes(update(peer, add("b")))).toEqual(["ALREADY_MEMBER"]);
    expect(outcomes(update(peer, remove("z")))).toEqual(["NOT_A_MEMBER"]);
    update(peer, add("d"));
    expect(outcomes(update(peer, add("e"), 8))).toEqual(["CHANGE_IN_PROGRESS"]);
    for (const from of ["b", "d"]) grant(peer, from);
    expect(stage(peer)).toBe("joint");
    expect(outcomes(update(peer, add("e"), 9))).toEqual(["CHANGE_IN_PROGRESS"]);
  });

  it("ends in doubt for who asked when leadership ends before", async () => {
    const peer = await joint();
    expect(outcomes(peer.send({ type: "higherEpochSeen", epoch: 99 }))).toEqual(["UNKNOWN_OUTCOME"]);
  });

  it.each(["proposed", "joint", "settling"] as const)(
    "goes on under the next leader where it stands: %s",
    async (where) => {
      const led: Fact = { ...initialFact(members), epoch: 3, seq: 4, leader: "c" };
      const one = views.proposeViews(led, ["a", "b", "d"]);
      const facts = { proposed: one, joint: views.joinViews(one), settling: views.settleViews(views.joinViews(one)) };
      const peer = new PeerHarness().toElection({ promised: { epoch: 3, candidate: "c" }, fact: facts[where] });
      await peer.pass(201);
      peer.answer("b", { kind: "promise", fact: facts[where] });
      peer.answer("b", { kind: "ok" });
      if (where === "joint") expect(peer.state).toBe("leading");
      expect(stage(peer)).toBe(where);
      expect(peer.context.fact).toMatchObject({ epoch: 4, seq: 1 });
      expect(peer.context.complete).toEqual([]);
    },
  );
});

describe("R4: a candidate", () => {
  it("counts promises under the views of the newest fact it hears of, and asks their members too", async () => {
    const peer = await new PeerHarness().toPrepare();
    const { promised } = peer.context;
    expect(asksOf(peer.effects).at(-1)?.to).toEqual(["b", "c"]);
    const newest = factOf(promised.epoch - 1, 5, "b", [["a", "b", "d", "e", "f"]]);
    const req = peer.context.round?.req;
    const effects = peer.answer("b", { kind: "promise", fact: newest });
    expect(peer.state).toBe("prepare");
    expect(asksOf(effects)).toEqual([{ req, to: ["d", "e", "f"], ask: { type: "prepare", epoch: promised.epoch } }]);
    // Somebody of the old view does not count any more.
    peer.answer("c", { kind: "promise", fact: initialFact(members) });
    expect(peer.state).toBe("prepare");
    peer.answer("e", { kind: "promise", fact: initialFact([]) });
    expect(peer.state).toBe("prelead");
    expect(peer.context.fact).toEqual(newest);
  });

  it("needs a quorum of both views when that fact's are joint", async () => {
    const peer = await new PeerHarness().toPrepare();
    const newest = factOf(peer.context.promised.epoch - 1, 5, "b", [["a", "d", "e"], members]);
    peer.answer("b", { kind: "promise", fact: newest });
    peer.answer("c", { kind: "promise", fact: newest });
    expect(peer.state).toBe("prepare");
    peer.answer("d", { kind: "promise", fact: newest });
    expect(peer.state).toBe("prelead");
  });

  it("that is in no view of that fact does not lead", async () => {
    const peer = await new PeerHarness().toPrepare();
    const newest = factOf(peer.context.promised.epoch - 1, 5, "b", [["b", "c", "d"]]);
    peer.answer("b", { kind: "promise", fact: newest });
    peer.answer("c", { kind: "promise", fact: newest });
    expect(peer.state).toBe("stopped");
    expect(peer.effects.at(-2)?.type).toBe("tellRemoved");
  });

  it("asks those that it has heard of in probes as well", async () => {
    const peer = new PeerHarness().toProbe();
    peer.payDebt();
    peer.probed("b", "", 4, factOf(4, 2, "c", [["a", "b", "d"]]));
    await peer.pass(201);
    expect(peer.state).toBe("prepare");
    expect(asksOf(peer.effects).at(-1)?.to.toSorted()).toEqual(["b", "c", "d"]);
  });
});

describe("R12: a follower", () => {
  const led: Fact = { ...initialFact(members), epoch: 5, seq: 1, leader: "b" };
  const jointFact = views.joinViews(views.proposeViews(led, ["a", "d", "e"]));
  const exchanges = (effects: readonly Effect[]) => effects.filter(({ type }) => type === "startExchange");
  const isComplete = (effects: readonly Effect[]) => {
    const body = answersOf(effects).at(-1)?.body;
    return body?.kind === "granted" ? body.complete : null;
  };

  it("is complete by an exchange that begins after it took the joint views: with the old view, all in this epoch", () => {
    const peer = new PeerHarness().toFollowing("b", 5);
    peer.commit("b", led);
    peer.send({ type: "exchangeComplete", job: peer.context.job });
    const effects = peer.commit("b", jointFact);
    expect(isComplete(effects)).toBe(false);
    expect(exchanges(effects)[0]?.params).toMatchObject({ epoch: 5, sync: false, views: [members], sameEpoch: true });
    expect(isComplete(peer.commit("b", jointFact))).toBe(false);
    peer.send({ type: "exchangeComplete", job: peer.context.job });
    expect(isComplete(peer.commit("b", jointFact))).toBe(true);
  });

  it("is not by one that was under way, which begins anew", () => {
    const peer = new PeerHarness().toFollowing("b", 5);
    peer.commit("b", led);
    const { job } = peer.context;
    expect(exchanges(peer.commit("b", jointFact))).toHaveLength(1);
    peer.send({ type: "exchangeComplete", job });
    expect(isComplete(peer.commit("b", jointFact))).toBe(false);
    // And goes on through heartbeats.
    expect(exchanges(peer.commit("b", jointFact))).toHaveLength(0);
  });

  it("is not any more in another epoch", () => {
    const peer = new PeerHarness().toFollowing("b", 5);
    peer.commit("b", jointFact);
    peer.send({ type: "exchangeComplete", job: peer.context.job });
    expect(isComplete(peer.commit("b", jointFact))).toBe(true);
    const later = { ...jointFact, epoch: 6, seq: 1, leader: "c" };
    const effects = peer.commit("c", later);
    expect(isComplete(effects)).toBe(false);
    expect(exchanges(effects)[0]?.params).toMatchObject({ epoch: 6, sameEpoch: true });
  });

  it("that stays outside the new view has nothing to complete", () => {
    const peer = new PeerHarness({ self: "c" }).toFollowing("b", 5);
    peer.commit("b", led);
    peer.send({ type: "exchangeComplete", job: peer.context.job });
    const effects = peer.commit("b", jointFact);
    expect(exchanges(effects)).toHaveLength(0);
    expect(isComplete(effects)).toBe(false);
  });
});

describe("P13: a peer that is a member no more", () => {
  const gone = factOf(7, 4, "b", [["b", "c", "d"]]);

  it("takes the commit that says so, answers it, and stops", () => {
    const peer = new PeerHarness().toFollowing("b", 5);
    const effects = peer.commit("b", gone);
    expect(namesOf(effects).toSorted()).toEqual(["answer", "cancelExchange", "close", "saveRecord", "tellRemoved"]);
    expect(answersOf(effects)[0]?.body).toMatchObject({ kind: "granted", seq: gone.seq });
    expect(effects.find(({ type }) => type === "saveRecord")?.record.fact).toEqual(gone);
    expect(peer.state).toBe("stopped");
  });

  it("goes on while that commit may still come to nothing", () => {
    const peer = new PeerHarness().toFollowing("b", 5);
    const vsn = { epoch: 7, seq: 3 };
    peer.commit("b", { ...gone, pendVsn: vsn, pending: { vsn, views: [["b", "c", "d"], members] } });
    expect(peer.state).toBe("following");
  });

  it("finds out by asking, stands for nothing, and keeps the trust that it had until then", async () => {
    const vsn = { epoch: 7, seq: 3 };
    const uncommitted = { ...gone, pendVsn: vsn, pending: { vsn, views: [["b", "c", "d"], members] } };
    const peer = new PeerHarness().toProbe();
    peer.payDebt();
    peer.probed("b", "b", 7, uncommitted);
    expect(peer.state).toBe("pending");
    expect(peer.context.trusted).toBe(true);
    await peer.pass(1001);
    expect(peer.state).toBe("probe");
    peer.probed("b", "b", 7, gone);
    expect(peer.state).toBe("stopped");
  });

  it("a new peer, which no leader has named yet, waits in silence", async () => {
    const peer = new PeerHarness({ self: "d" });
    peer.ready({ fact: initialFact([]), trusted: false });
    peer.payDebt();
    expect(peer.state).toBe("pending");
    expect(asksOf(await peer.pass(5000))).toEqual([]);
  });
});
