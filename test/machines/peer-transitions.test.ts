/** Each transition that the source names exists and goes where it says. Source: riak_ensemble "Peer states". */
import { describe, expect, it } from "vitest";
import { initialFact } from "#machines/protocol/fact";
import { answersOf, asksOf, everyState, factOf, namesOf, PeerHarness } from "./peer-harness.ts";

describe("the harness", () => {
  it.each(everyState)("reaches %s", async (state, reach) => {
    expect((await reach()).state).toBe(state);
  });
});

describe("setup", () => {
  it("opens, answers nobody before the promise is known, and probes once it is", () => {
    const peer = new PeerHarness();
    expect(namesOf(peer.effects)).toEqual(["open"]);
    const asked = [
      ...peer.prepare("b", 9),
      ...peer.newEpoch("b", 9),
      ...peer.commit("b", factOf(9, 1, "b")),
      ...peer.send({ type: "probe", from: "b", req: 1, at: 0 }),
      ...peer.send({ type: "exchange", from: "b", req: 1, epoch: 9, sync: false, fact: peer.context.fact, at: 0 }),
      ...peer.send({ type: "treeCorrupted", reason: "early" }),
      ...peer.send({ type: "backendReset" }),
    ];
    expect(asked).toEqual([]);
    expect(peer.state).toBe("setup");
    const effects = peer.ready();
    expect(peer.state).toBe("probe");
    expect(asksOf(effects)).toEqual([{ req: expect.any(Number), to: ["b", "c"], ask: { type: "probe" } }]);
  });
});

describe("probe", () => {
  it("goes to pending, without a probe, while in no view", () => {
    const peer = new PeerHarness();
    const effects = peer.ready({ fact: factOf(0, 0, "", [["b", "c"]]) });
    expect(peer.state).toBe("pending");
    expect(asksOf(effects)).toEqual([]);
  });

  it("exchanges first when its data is not trusted, even when there is a leader", () => {
    const peer = new PeerHarness().toProbe({ trusted: false });
    const effects = peer.probed("b", "b", 4, factOf(4, 2, "b"));
    expect(peer.state).toBe("exchange");
    expect(effects.find(({ type }) => type === "startExchange")?.params).toMatchObject({
      sync: false,
      trusted: false,
      epoch: 4,
    });
  });

  it("follows a leader that the quorum knows, exchanging in the background", () => {
    const peer = new PeerHarness().toProbe();
    const effects = peer.probed("c", "b", 4, factOf(4, 2, "b"));
    expect(peer.state).toBe("following");
    expect(peer.context.leader).toBe("b");
    expect(namesOf(effects)).toContain("startExchange");
  });

  it.each([
    ["nobody", ""],
    ["this peer itself", "a"],
  ])("stands for election when the others name %s", (_, leader) => {
    const peer = new PeerHarness().toProbe();
    peer.probed("b", leader, 4);
    expect(peer.state).toBe("election");
  });

  it("does not believe in a leader that nobody has heard lately, nor in one below a promise", () => {
    const stale = new PeerHarness().toProbe();
    stale.probed("c", "b", 4, factOf(4, 2, "b"), stale.context.settings.followerTimeoutMs / 2 + 1);
    expect(stale.state).toBe("election");
    const below = new PeerHarness().toProbe({ promised: { epoch: 5, candidate: "c" } });
    below.probed("c", "b", 4, factOf(4, 2, "b"));
    expect(below.state).toBe("election");
  });

  it("merges what it heard, delays and probes again without a quorum; a timeout and a nack end alike", async () => {
    const silent = new PeerHarness({ self: "a" }).toProbe();
    await silent.pass(silent.context.settings.quorumTimeoutMs);
    expect(silent.is({ probe: "delaying" })).toBe(true);
    const again = await silent.pass(silent.context.settings.probeDelayMs);
    expect(asksOf(again)[0]?.ask.type).toBe("probe");

    const refused = new PeerHarness().toProbe({ fact: initialFact(["a", "b", "c", "d", "e"]) });
    refused.probed("b", "", 6, factOf(3, 1, "b", [["a", "b", "c", "d", "e"]]));
    for (const from of ["c", "d"]) refused.answer(from, { kind: "nack", reason: "offline" }, 0);
    expect(refused.is({ probe: "asking" })).toBe(true);
    refused.answer("e", { kind: "nack", reason: "offline" }, 0);
    expect(refused.is({ probe: "delaying" })).toBe(true);
    expect(refused.context.heard?.epoch).toBe(3);
    expect(refused.context.epochSeen).toBe(6);
    expect(refused.context.fact.epoch).toBe(0);
  });

  it("re-checks its views after a failed probe: a newer fact may have taken it out or in", async () => {
    const peer = new PeerHarness().toPending();
    await peer.pass(peer.context.settings.pendingTimeoutMs);
    expect(peer.state).toBe("pending");
  });
});

describe("pending", () => {
  it("distrusts its data durably", () => {
    const peer = new PeerHarness();
    const effects = peer.ready({ fact: factOf(0, 0, "", [["b", "c"]]) });
    expect(effects.find(({ type }) => type === "saveRecord")?.record.trusted).toBe(false);
  });
  it("waits, then probes", async () => {
    const peer = new PeerHarness().toPending();
    const { pendingTimeoutMs } = peer.context.settings;
    await peer.pass(pendingTimeoutMs - 1);
    expect(peer.state).toBe("pending");
    const before = peer.context.job;
    await peer.pass(1);
    // Still in no view: back again at once.
    expect(peer.state).toBe("pending");
    expect(peer.context.job).toBe(before);
  });
  it("promises a candidate, and follows a leader's commit", () => {
    const promising = new PeerHarness().toPending();
    promising.prepare("b", 3);
    expect(promising.state).toBe("prefollow");
    const taken = new PeerHarness().toPending();
    taken.commit("b", factOf(3, 1, "b"));
    expect(taken.state).toBe("following");
  });
});

describe("election", () => {
  it("promises a candidate, or follows a leader's commit", () => {
    const promising = new PeerHarness().toElection();
    promising.prepare("b", 3);
    expect(promising.state).toBe("prefollow");
    const found = new PeerHarness().toElection();
    found.commit("b", factOf(3, 1, "b"));
    expect(found.state).toBe("following");
  });
  it("prepares after a random while below the setting", async () => {
    const delays = new Set<number>();
    const peer = new PeerHarness().toElection();
    for (let ms = 0; peer.state === "election" && ms <= 200; ms += 1) await peer.pass(1);
    expect(peer.state).toBe("prepare");
    for (let round = 0; round < 20; round += 1) {
      delays.add(peer.context.seed);
      peer.send({ type: "backendReset" });
      peer.probed("b");
    }
    expect(delays.size).toBeGreaterThan(10);
  });
});

describe("prefollow", () => {
  it("follows the very candidate that it promised", () => {
    const peer = new PeerHarness().toPrefollow("b", 5);
    const effects = peer.newEpoch("b", 5);
    expect(peer.state).toBe("following");
    expect(answersOf(effects)).toEqual([{ to: "b", req: 2, epoch: 5, body: { kind: "ok" } }]);
  });
  it.each([
    ["another candidate", "c", 5],
    ["another epoch", "b", 6],
  ])("probes on a new epoch of %s", (_, from, epoch) => {
    const peer = new PeerHarness().toPrefollow("b", 5);
    const effects = peer.newEpoch(from, epoch);
    expect(peer.state).toBe("probe");
    expect(answersOf(effects)[0]?.body.kind).toBe("nack");
  });
  it("stays where a stale new epoch finds it", () => {
    const peer = new PeerHarness().toPrefollow("b", 5);
    expect(answersOf(peer.newEpoch("c", 4))[0]?.body).toEqual({ kind: "nack", reason: "epoch" });
    expect(peer.state).toBe("prefollow");
  });
  it("probes when nothing comes", async () => {
    const peer = new PeerHarness().toPrefollow();
    await peer.pass(peer.context.settings.prefollowTimeoutMs - 1);
    expect(peer.state).toBe("prefollow");
    await peer.pass(1);
    expect(peer.state).toBe("probe");
  });
  it("accepts a prepare of a higher epoch, and waits anew", async () => {
    const peer = new PeerHarness().toPrefollow("b", 5);
    await peer.pass(peer.context.settings.prefollowTimeoutMs - 1);
    peer.prepare("c", 6);
    expect(peer.context.promised).toEqual({ epoch: 6, candidate: "c" });
    await peer.pass(peer.context.settings.prefollowTimeoutMs - 1);
    expect(peer.state).toBe("prefollow");
  });
});

describe("following", () => {
  it("probes when no commit comes in time; a heartbeat is a commit", async () => {
    const peer = new PeerHarness().toFollowing("b", 5);
    const { followerTimeoutMs } = peer.context.settings;
    peer.commit("b", factOf(5, 1, "b"));
    for (let beat = 0; beat < 3; beat += 1) {
      await peer.pass(followerTimeoutMs - 1);
      expect(peer.state).toBe("following");
      expect(answersOf(peer.commit("b", factOf(5, 1, "b")))[0]?.body.kind).toBe("granted");
    }
    await peer.pass(followerTimeoutMs);
    expect(peer.state).toBe("probe");
  });

  it("does not begin its exchange anew at a heartbeat", () => {
    const peer = new PeerHarness().toFollowing("b", 5);
    const { job } = peer.context;
    const effects = peer.commit("b", factOf(5, 1, "b"));
    expect(peer.context.job).toBe(job);
    expect(namesOf(effects)).not.toContain("startExchange");
    peer.send({ type: "exchangeComplete", job });
    expect(peer.is({ following: { tree: "ready" } })).toBe(true);
  });

  it("leaves for probe, after a pause, when the exchange fails; not for an old one", () => {
    const peer = new PeerHarness().toFollowing("b", 5);
    peer.send({ type: "exchangeFailed", job: peer.context.job - 1, reason: "old" });
    expect(peer.state).toBe("following");
    peer.send({ type: "exchangeFailed", job: peer.context.job, reason: "test" });
    expect(peer.is({ probe: "delaying" })).toBe(true);
  });

  it("follows a leader of a higher epoch, exchanging anew", () => {
    const peer = new PeerHarness().toFollowing("b", 5);
    const { job } = peer.context;
    const effects = peer.commit("c", factOf(6, 1, "c"));
    expect(peer.state).toBe("following");
    expect(peer.context.leader).toBe("c");
    expect(peer.context.job).not.toBe(job);
    expect(namesOf(effects)).toContain("cancelExchange");
  });

  it("probes when its leader, and nobody else, is gone", () => {
    const peer = new PeerHarness().toFollowing("b", 5);
    peer.send({ type: "leaderGone", leader: "c" });
    expect(peer.state).toBe("following");
    peer.send({ type: "leaderGone", leader: "b" });
    expect(peer.state).toBe("probe");
  });

  it("prepares at once as the named successor, stands for election as another, and heeds only its leader", () => {
    const told = (from: string, epoch: number, successor: string) => {
      const peer = new PeerHarness().toFollowing("b", 5);
      peer.commit("b", factOf(5, 1, "b"));
      peer.send({ type: "handover", from, epoch, successor });
      return peer;
    };
    expect(told("b", 5, "a").state).toBe("prepare");
    // Or it could not promise anybody else if it fails.
    expect(told("b", 5, "a").context.debt).toBeNull();
    expect(told("b", 5, "c").state).toBe("election");
    expect(told("b", 5, "c").context.debt).toBeNull();
    for (const peer of [told("c", 5, "a"), told("b", 4, "a"), told("b", 6, "a")]) {
      expect(peer.state).toBe("following");
      expect(peer.context.debt?.to).toBe("b");
    }
  });
});

describe("prepare and prelead", () => {
  it("goes on with a quorum of promises, and back to probe without", async () => {
    const met = await new PeerHarness().toPrepare();
    met.answer("b", { kind: "promise", fact: met.context.fact });
    expect(met.state).toBe("prelead");
    const refused = await new PeerHarness().toPrepare();
    for (const from of ["b", "c"]) refused.answer(from, { kind: "nack", reason: "lease" });
    expect(refused.state).toBe("probe");
    const silent = await new PeerHarness().toPrepare();
    await silent.pass(silent.context.settings.quorumTimeoutMs);
    expect(silent.state).toBe("probe");
  });

  it("leads with a quorum that accepts the epoch, and probes without", async () => {
    const met = await new PeerHarness().toPrelead();
    const effects = met.answer("b", { kind: "ok" });
    expect(met.state).toBe("leading");
    expect(effects.find(({ type }) => type === "lead")?.params).toEqual({ epoch: met.context.promised.epoch });
    const refused = await new PeerHarness().toPrelead();
    for (const from of ["b", "c"]) refused.answer(from, { kind: "nack", reason: "state" });
    expect(refused.state).toBe("probe");
    const silent = await new PeerHarness().toPrelead();
    await silent.pass(silent.context.settings.quorumTimeoutMs);
    expect(silent.state).toBe("probe");
  });

  it("takes no other body for a vote (P15)", async () => {
    const peer = await new PeerHarness().toPrepare();
    peer.answer("b", { kind: "ok" });
    expect(peer.state).toBe("prepare");
    peer.answer("c", { kind: "granted", leaseMs: 1, seq: 1, complete: false });
    expect(peer.state).toBe("probe");
  });
});

describe("leading", () => {
  it("commits each tick, and probes when a round finds no quorum", async () => {
    const peer = await new PeerHarness().toServing();
    const beats = async () => asksOf(await peer.pass(peer.context.settings.tickMs)).map(({ ask }) => ask.type);
    peer.answer("b", { kind: "granted", leaseMs: 300, seq: 1, complete: false });
    expect(await beats()).toEqual(["commit"]);
    await peer.pass(peer.context.settings.quorumTimeoutMs);
    expect(peer.state).toBe("probe");
    expect(namesOf(peer.effects)).toContain("resign");
  });

  it("serves only once its sync has ended (R16)", async () => {
    const peer = await new PeerHarness().toLeading();
    const has = (tag: "serving" | "syncing") => peer.actor.getSnapshot().hasTag(tag);
    expect([has("serving"), has("syncing")]).toEqual([false, true]);
    peer.send({ type: "exchangeComplete", job: peer.context.job - 1 });
    expect(has("serving")).toBe(false);
    peer.send({ type: "exchangeComplete", job: peer.context.job });
    expect([has("serving"), has("syncing")]).toEqual([true, false]);
  });

  it("syncs as a leader does, in its own epoch (R20)", async () => {
    const peer = await new PeerHarness().toLeading();
    const start = peer.effects.findLast(({ type }) => type === "startExchange");
    expect(start?.params).toMatchObject({ sync: true, epoch: peer.context.promised.epoch });
  });

  const exits: readonly (readonly [string, (peer: PeerHarness) => void, string])[] = [
    ["a failed sync", (peer) => peer.send({ type: "exchangeFailed", job: peer.context.job, reason: "x" }), "probe"],
    ["a higher epoch seen", (peer) => peer.send({ type: "higherEpochSeen", epoch: 99 }), "probe"],
    ["a higher commit", (peer) => peer.commit("b", factOf(99, 1, "b")), "probe"],
    ["a lost lease", (peer) => peer.send({ type: "leaseLost", epoch: peer.context.promised.epoch }), "prepare"],
    ["an operator", (peer) => peer.send({ type: "stepDown", reason: "x", successor: "b" }), "probe"],
    ["a damaged tree", (peer) => peer.send({ type: "treeCorrupted", reason: "x" }), "repair"],
    ["a reset backend", (peer) => peer.send({ type: "backendReset" }), "probe"],
    ["a higher candidate", (peer) => peer.prepare("b", 99), "prefollow"],
    ["a stop", (peer) => peer.send({ type: "stop" }), "stopped"],
  ];
  it.each(exits)("%s ends it at once: it resigns before anything else (R6)", async (_, leave, state) => {
    const peer = await new PeerHarness().toServing();
    const from = peer.effects.length;
    leave(peer);
    expect(peer.state).toBe(state);
    expect(namesOf(peer.effects.slice(from, from + 2))).toEqual(["cancelExchange", "resign"]);
  });

  it("stays for what concerns another epoch or an old job", async () => {
    const peer = await new PeerHarness().toServing();
    const { epoch } = peer.context.promised;
    peer.send({ type: "leaseLost", epoch: epoch - 1 });
    peer.send({ type: "higherEpochSeen", epoch });
    peer.send({ type: "exchangeFailed", job: peer.context.job - 1, reason: "old" });
    peer.commit("b", factOf(epoch - 1, 9, "b"));
    expect(peer.state).toBe("leading");
  });

  it("hands over after it has resigned, naming its epoch", async () => {
    const peer = await new PeerHarness().toServing();
    const { epoch } = peer.context.promised;
    const effects = peer.send({ type: "stepDown", reason: "x", successor: "b" });
    expect(namesOf(effects).slice(0, 4)).toEqual(["cancelExchange", "resign", "answerChange", "handOver"]);
    expect(effects[3]?.params).toEqual({ epoch, successor: "b" });
  });

  it("renews its lease with the least that is granted, its own setting included (P22)", async () => {
    const renewed = async (own: number, granted: number) => {
      const peer = await new PeerHarness({ settings: { leaseMs: own } }).toServing();
      return peer
        .answer("b", { kind: "granted", leaseMs: granted, seq: 1, complete: false })
        .find(({ type }) => type === "renewLease")?.params;
    };
    expect(await renewed(300, 200)).toMatchObject({ grantMs: 200 });
    expect(await renewed(250, 400)).toMatchObject({ grantMs: 250 });
  });
});

describe("repair and exchange", () => {
  it("goes from repair through exchange to election, trusted again", () => {
    const peer = new PeerHarness().toRepair();
    expect(peer.context.trusted).toBe(false);
    peer.send({ type: "repairComplete", job: peer.context.job - 1 });
    expect(peer.state).toBe("repair");
    peer.send({ type: "repairComplete", job: peer.context.job });
    expect(peer.state).toBe("exchange");
    peer.send({ type: "exchangeComplete", job: peer.context.job - 1 });
    expect(peer.state).toBe("exchange");
    const effects = peer.send({ type: "exchangeComplete", job: peer.context.job });
    expect(peer.state).toBe("election");
    expect(effects.find(({ type }) => type === "saveRecord")?.record.trusted).toBe(true);
  });

  it("promises nothing and shows nothing during a repair", () => {
    const peer = new PeerHarness().toRepair();
    const bodies = [
      ...answersOf(peer.prepare("b", 9)),
      ...answersOf(peer.newEpoch("b", 9)),
      ...answersOf(
        peer.send({ type: "exchange", from: "b", req: 1, epoch: 9, sync: false, fact: peer.context.fact, at: 0 }),
      ),
    ].map(({ body }) => body.kind);
    expect(bodies).toEqual(["nack", "nack", "nack"]);
    expect(peer.state).toBe("repair");
  });

  it("keeps its leader in office during a repair, which goes on; then it compares with that leader", () => {
    const peer = new PeerHarness().toRepair();
    const { job } = peer.context;
    expect(answersOf(peer.commit("b", factOf(2, 1, "b"))).map(({ body }) => body.kind)).toEqual(["nack"]);
    const effects = peer.commit("b", factOf(9, 1, "b"));
    expect(answersOf(effects).map(({ body }) => body.kind)).toEqual(["granted"]);
    expect(effects.map(({ type }) => type)).toEqual(expect.arrayContaining(["saveRecord", "owe"]));
    expect([peer.state, peer.context.trusted]).toEqual(["repair", false]);
    const begun = peer.send({ type: "repairComplete", job });
    expect(begun.find(({ type }) => type === "startExchange")?.params).toMatchObject({
      trusted: false,
      leader: { peer: "b", epoch: 9 },
    });
  });

  it("goes back to probe, after a pause, when the exchange fails: never as fast as messages travel", () => {
    const peer = new PeerHarness().toExchange();
    peer.send({ type: "exchangeFailed", job: peer.context.job, reason: "x" });
    expect(peer.is({ probe: "delaying" })).toBe(true);
  });

  it.each(everyState.filter(([state]) => state !== "repair"))(
    "a damaged tree leads from %s to repair",
    async (_, reach) => {
      const peer = await reach();
      const effects = peer.send({ type: "treeCorrupted", reason: "x" });
      expect(peer.state).toBe("repair");
      expect(effects.find(({ type }) => type === "saveRecord")?.record.trusted).toBe(false);
      expect(namesOf(effects)).toContain("startRepair");
    },
  );

  it.each(everyState)("a reset backend leads from %s to probe", async (_, reach) => {
    const peer = await reach();
    peer.send({ type: "backendReset" });
    // A peer in no view goes on to pending.
    expect(["probe", "pending"]).toContain(peer.state);
  });

  it.each(everyState)("stops from %s, for good", async (_, reach) => {
    const peer = await reach();
    peer.send({ type: "stop" });
    expect(peer.state).toBe("stopped");
    expect(peer.actor.getSnapshot().status).toBe("done");
    expect(peer.clock.armed).toBe(0);
  });
});

describe("a lone member", () => {
  it("elects itself, leads and renews its lease with nobody's help", async () => {
    const peer = new PeerHarness();
    peer.ready({ fact: initialFact(["a"]) });
    peer.payDebt();
    await peer.pass(peer.context.settings.electionJitterMs + 1);
    expect(peer.state).toBe("leading");
    expect(namesOf(peer.effects)).toContain("renewLease");
    peer.send({ type: "exchangeComplete", job: peer.context.job });
    await peer.pass(1000);
    expect(peer.state).toBe("leading");
  });
});
