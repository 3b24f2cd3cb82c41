/**
 * The rules of promises, commits and candidacies, in every state. Source: PROTOCOL R3, R4, R5, R6, R11, R15; HAZARDS P1-P5.
 * Each test says which rule it is for: without that rule it fails.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { initialFact, type PeerRecord } from "#machines/protocol/fact";
import { restartDebtMs } from "#machines/protocol/settings";
import { answersOf, asksOf, everyState, factOf, members, namesOf, PeerHarness } from "./peer-harness.ts";

const promising = everyState.filter(([state]) => state !== "repair");

describe("R15: a promise", () => {
  it.each(promising)("is asked to be durable before it is answered, from %s", async (_, reach) => {
    const peer = await reach();
    peer.payDebt();
    const effects = peer.prepare("b", 99, 7);
    const save = effects.findIndex(({ type }) => type === "saveRecord");
    const answer = effects.findIndex(({ type }) => type === "answer");
    expect(save).toBeGreaterThanOrEqual(0);
    expect(save).toBeLessThan(answer);
    expect(effects[save]?.record.promised).toEqual({ epoch: 99, candidate: "b" });
    expect(answersOf(effects)).toEqual([
      { to: "b", req: 7, epoch: 99, body: { kind: "promise", fact: peer.context.fact } },
    ]);
    expect(peer.state).toBe("prefollow");
  });

  it.each(promising)("of one epoch goes to one candidate, in %s", async (_, reach) => {
    const peer = await reach();
    const { promised } = peer.context;
    for (const from of ["b", "c"]) {
      if (from === promised.candidate) continue;
      const [answer] = answersOf(peer.prepare(from, promised.epoch));
      expect(answer?.body).toEqual({ kind: "nack", reason: "epoch" });
    }
    expect(peer.context.promised).toEqual(promised);
  });

  it.each(promising)(
    "is answered again and changes nothing when it is asked for again, in %s (R5)",
    async (_, reach) => {
      const peer = await reach();
      peer.payDebt();
      peer.prepare("b", 99, 7);
      peer.newEpoch("b", 99);
      const before = peer.actor.getSnapshot();
      const effects = peer.prepare("b", 99, 8);
      expect(namesOf(effects)).toEqual(["answer"]);
      expect(answersOf(effects)[0]).toMatchObject({ req: 8, epoch: 99, body: { kind: "promise" } });
      expect(peer.actor.getSnapshot().value).toEqual(before.value);
      expect(peer.context).toEqual(before.context);
    },
  );

  it("of a candidate to itself is durable before it asks anybody, and above all it has met (R5)", async () => {
    const peer = new PeerHarness().toProbe({ promised: { epoch: 4, candidate: "c" }, fact: factOf(3, 1, "c") });
    peer.payDebt();
    peer.probed("b", "", 8);
    await peer.pass(201);
    expect(peer.state).toBe("prepare");
    const from = peer.effects.findIndex(({ type }) => type === "saveRecord");
    const asked = peer.effects.findIndex(
      ({ type, params }) => type === "ask" && (params["ask"] as { type: string }).type === "prepare",
    );
    expect(peer.effects[from]?.record.promised).toEqual({ epoch: 9, candidate: "a" });
    expect(from).toBeLessThan(asked);
    expect(asksOf(peer.effects).at(-1)?.ask).toEqual({ type: "prepare", epoch: 9 });
  });

  it("is never asked for twice in one epoch by a candidate", async () => {
    const peer = await new PeerHarness().toPrepare();
    const epochs = [peer.context.promised.epoch];
    for (let again = 0; again < 4; again += 1) {
      for (const from of ["b", "c"]) peer.answer(from, { kind: "nack", reason: "epoch" });
      peer.probed("b");
      await peer.pass(201);
      expect(peer.state).toBe("prepare");
      epochs.push(peer.context.promised.epoch);
    }
    expect(new Set(epochs).size).toBe(epochs.length);
    expect(epochs).toEqual([...epochs].sort((x, y) => x - y));
  });
});

describe("R3: the promise is the epoch, in every state", () => {
  it.each(everyState)(
    "a lower prepare, new epoch, commit or exchange is refused with the promise, in %s",
    async (state, reach) => {
      const peer = await reach();
      peer.payDebt();
      if (state !== "repair" && state !== "leading") peer.prepare("b", 50);
      const { epoch } = peer.context.promised;
      const before = peer.context.promised;
      expect(epoch).toBeGreaterThan(0);
      const answers = answersOf([
        ...peer.prepare("c", epoch - 1),
        ...peer.newEpoch("c", epoch - 1),
        ...peer.commit("c", factOf(epoch - 1, 9, "c")),
        ...peer.send({
          type: "exchange",
          from: "c",
          req: 4,
          epoch: epoch - 1,
          sync: false,
          fact: peer.context.fact,
          at: 0,
        }),
      ]);
      expect(answers).toHaveLength(4);
      for (const answer of answers) {
        expect(answer.body.kind).toBe("nack");
        expect(answer.epoch).toBe(epoch);
      }
      expect(peer.context.promised).toEqual(before);
      expect(peer.context.fact.epoch).not.toBe(epoch - 1);
    },
  );

  it("a prepare of a higher epoch than the leader's stops the leader, and its lower commits are refused from then on", async () => {
    const follower = new PeerHarness().toFollowing("b", 5);
    follower.prepare("c", 6);
    expect(follower.state).toBe("prefollow");
    expect(answersOf(follower.commit("b", factOf(5, 2, "b")))[0]).toMatchObject({
      epoch: 6,
      body: { kind: "nack", reason: "epoch" },
    });
    expect(follower.context.fact.epoch).toBe(0);
    expect(follower.context.leader).toBe("");
  });

  it("a leader that meets a higher promise stops, and prepares above it", async () => {
    const peer = await new PeerHarness().toServing();
    peer.answer("b", { kind: "nack", reason: "epoch" }, 41);
    expect(peer.state).toBe("probe");
    peer.probed("c");
    await peer.pass(201);
    expect(asksOf(peer.effects).at(-1)?.ask).toEqual({ type: "prepare", epoch: 42 });
  });

  it("a sync counts only peers in that leader's epoch (R20)", () => {
    const sync = (epoch: number, from: string) => {
      const peer = new PeerHarness().toPrefollow("b", 5);
      return answersOf(
        peer.send({ type: "exchange", from, req: 1, epoch, sync: true, fact: peer.context.fact, at: 0 }),
      )[0]?.body;
    };
    expect(sync(5, "b")).toEqual({ kind: "exchanging", trusted: true, leads: false, countsFrom: 0 });
    expect(sync(6, "b")).toEqual({ kind: "nack", reason: "epoch" });
    expect(sync(5, "c")).toEqual({ kind: "nack", reason: "epoch" });
  });

  it("a leader says that it leads when it has synced, and not before (R16, decision 0009)", async () => {
    const peer = await new PeerHarness().toLeading();
    const leads = () => {
      const { epoch } = peer.context.promised;
      return answersOf(
        peer.send({ type: "exchange", from: "b", req: 1, epoch, sync: false, fact: peer.context.fact, at: 0 }),
      )[0]?.body;
    };
    expect(leads()).toMatchObject({ kind: "exchanging", leads: false });
    peer.send({ type: "exchangeComplete", job: peer.context.job });
    expect(leads()).toEqual({ kind: "exchanging", trusted: true, leads: true, countsFrom: 0 });
  });
});

describe("R11: what is owed to a leader's lease", () => {
  const owing = () => {
    const peer = new PeerHarness().toFollowing("b", 5);
    peer.commit("b", factOf(5, 1, "b"));
    return peer;
  };
  /** The ways on from following while the debt lasts. */
  const places: readonly (readonly [string, (peer: PeerHarness) => void])[] = [
    ["following", () => {}],
    ["probe", (peer) => peer.send({ type: "leaderGone", leader: "b" })],
    ["election", (peer) => void (peer.send({ type: "leaderGone", leader: "b" }), peer.probed("c", "", 5))],
    ["repair", (peer) => peer.send({ type: "treeCorrupted", reason: "x" })],
    [
      "exchange",
      (peer) => {
        peer.send({ type: "treeCorrupted", reason: "x" });
        peer.send({ type: "repairComplete", job: peer.context.job });
      },
    ],
  ];

  it.each(places)("is kept in %s: nobody but that leader gets a promise", (state, go) => {
    const peer = owing();
    go(peer);
    expect(peer.state).toBe(state);
    const promised = peer.context.promised;
    expect(answersOf(peer.prepare("c", 9))[0]?.body).toEqual({ kind: "nack", reason: "lease" });
    expect(peer.context.promised).toEqual(promised);
    if (state === "repair") return;
    expect(answersOf(peer.prepare("b", 9))[0]?.body.kind).toBe("promise");
  });

  it("is kept in prefollow: a promise to that leader frees nobody else", () => {
    const peer = owing();
    peer.prepare("b", 9);
    expect(answersOf(peer.prepare("c", 10))[0]?.body).toEqual({ kind: "nack", reason: "lease" });
  });

  it("binds the peer as a candidate itself: it waits in election", async () => {
    const peer = owing();
    peer.send({ type: "leaderGone", leader: "b" });
    peer.probed("c", "", 5);
    await peer.pass(2000);
    expect(peer.state).toBe("election");
    peer.payDebt();
    await peer.pass(201);
    expect(peer.state).toBe("prepare");
  });

  it("ends by the newest deadline only", () => {
    const peer = owing();
    const first = peer.context.debt?.id ?? -1;
    const [owe] = peer.commit("b", factOf(5, 1, "b")).filter(({ type }) => type === "owe");
    expect(owe?.params).toEqual({ id: peer.context.debt?.id, ms: peer.context.settings.leaseMs });
    peer.send({ type: "debtPassed", id: first });
    expect(peer.context.debt?.to).toBe("b");
    peer.payDebt();
    expect(answersOf(peer.prepare("c", 9))[0]?.body.kind).toBe("promise");
  });

  it("is owed to an unknown leader after a restart, longer by the drift of two clocks (P5)", () => {
    const peer = new PeerHarness();
    const [owe] = peer.ready().filter(({ type }) => type === "owe");
    const { leaseMs, clockDrift } = peer.context.settings;
    expect(owe?.params["ms"]).toBeCloseTo((leaseMs * (1 + clockDrift)) / (1 - clockDrift));
    expect(restartDebtMs(peer.context.settings)).toBeGreaterThan(leaseMs);
    for (const from of members.slice(1))
      expect(answersOf(peer.prepare(from, 9))[0]?.body).toEqual({ kind: "nack", reason: "lease" });
    peer.payDebt();
    expect(answersOf(peer.prepare("b", 9))[0]?.body.kind).toBe("promise");
  });

  it("is granted, stated and owed alike (P22), in whole milliseconds as it travels", () => {
    const peer = new PeerHarness({ settings: { leaseMs: 250.7 } }).toFollowing("b", 5);
    const effects = peer.commit("b", factOf(5, 1, "b"));
    expect(answersOf(effects)[0]?.body).toEqual({ kind: "granted", leaseMs: 250, seq: 1, complete: false });
    expect(effects.find(({ type }) => type === "owe")?.params["ms"]).toBeGreaterThanOrEqual(250);
  });

  it("is none without leases", () => {
    const peer = new PeerHarness({ settings: { leaseMs: 0 } }).toFollowing("b", 5);
    peer.commit("b", factOf(5, 1, "b"));
    expect(answersOf(peer.prepare("c", 9))[0]?.body.kind).toBe("promise");
  });
});

describe("P3: a commit", () => {
  const taking = everyState.filter(([state]) => !["repair", "leading"].includes(state));

  it.each(taking)("of a higher epoch makes a follower of a peer in %s, durably before its answer", async (_, reach) => {
    const peer = await reach();
    const effects = peer.commit("b", factOf(60, 1, "b"));
    expect(peer.state).toBe("following");
    expect(namesOf(effects).indexOf("saveRecord")).toBeLessThan(namesOf(effects).indexOf("answer"));
    const saved = effects.find(({ type, record }) => type === "saveRecord" && record.fact.epoch === 60);
    expect(saved?.record).toMatchObject({ promised: { epoch: 60, candidate: "b" }, fact: { epoch: 60, seq: 1 } });
    expect(answersOf(effects).at(-1)).toMatchObject({ epoch: 60, body: { kind: "granted" } });
  });

  it("rises: never an older fact, never of another leader, never of one that did not send it", () => {
    const peer = new PeerHarness().toFollowing("b", 5);
    peer.commit("b", factOf(5, 3, "b"));
    const { fact } = peer.context;
    for (const [from, other] of [
      ["b", factOf(5, 2, "b")],
      ["c", factOf(5, 4, "c")],
      ["c", factOf(5, 4, "b")],
      ["b", factOf(4, 9, "b")],
      ["c", factOf(6, 1, "b")],
      ["a", factOf(6, 1, "a")],
    ] as const) {
      const answers = answersOf(peer.commit(from, other));
      expect(answers.filter(({ body }) => body.kind === "granted")).toEqual([]);
      expect(peer.context.fact).toBe(fact);
      expect(peer.context.leader).toBe("b");
    }
    peer.commit("b", factOf(5, 4, "b"));
    expect(peer.context.fact.seq).toBe(4);
  });

  it("of the epoch that another candidate was promised is taken: an epoch has one leader", () => {
    const peer = new PeerHarness().toPrefollow("c", 5);
    peer.commit("b", factOf(5, 1, "b"));
    expect(peer.state).toBe("following");
    expect(peer.context.promised).toEqual({ epoch: 5, candidate: "c" });
  });

  it("is not what a promise is compared with (P2): a promise leaves the fact alone", () => {
    const peer = new PeerHarness().toFollowing("b", 5);
    peer.commit("b", factOf(5, 3, "b"));
    peer.payDebt();
    const effects = peer.prepare("c", 9);
    expect(answersOf(effects)[0]?.body).toEqual({ kind: "promise", fact: factOf(5, 3, "b") });
    expect(peer.context.fact).toMatchObject({ epoch: 5, seq: 3 });
  });
});

describe("R4: the newest fact", () => {
  const five = [["a", "b", "c", "d", "e"]];
  const candidate = async (record: Partial<PeerRecord> = {}) => {
    const peer = new PeerHarness().toElection({ fact: factOf(2, 1, "b", five), ...record });
    if (peer.state === "probe") for (const from of ["b", "c"]) peer.probed(from);
    await peer.pass(201);
    expect(peer.state).toBe("prepare");
    return peer;
  };

  it("among the promises is adopted by commit ballot, and saved", async () => {
    const peer = await candidate();
    const newest = factOf(4, 2, "c", five);
    peer.answer("b", { kind: "promise", fact: factOf(4, 1, "c", five) });
    const effects = peer.answer("c", { kind: "promise", fact: newest });
    expect(peer.state).toBe("prelead");
    expect(peer.context.fact).toEqual(newest);
    expect(effects.find(({ type }) => type === "saveRecord")?.record.fact).toEqual(newest);
  });

  it("decides whose promises make the quorum", async () => {
    const peer = await candidate();
    // The members have changed since: of the new view only one peer has promised.
    peer.answer("b", { kind: "promise", fact: factOf(4, 2, "c", [["b", "d", "e"]]) });
    peer.answer("c", { kind: "promise", fact: factOf(2, 1, "b", five) });
    expect(peer.state).not.toBe("prelead");
    const alone = await candidate();
    alone.answer("b", {
      kind: "promise",
      fact: factOf(4, 2, "c", [
        ["a", "b", "f"],
        ["d", "e", "f"],
      ]),
    });
    alone.answer("c", { kind: "promise", fact: factOf(2, 1, "b", five) });
    expect(alone.state).not.toBe("prelead");
  });

  it("heard in a probe is never stored: views come from commits and promises", () => {
    const peer = new PeerHarness().toProbe();
    const effects = peer.probed("b", "", 7, factOf(7, 3, "c", [["b", "c", "d"]]));
    expect(effects.filter(({ type }) => type === "saveRecord")).toEqual([]);
    expect(peer.context.fact).toEqual(initialFact(members));
  });

  it("begins a new leader's epoch with its own ballot, above every fact it adopted", async () => {
    const peer = await candidate({ fact: factOf(2, 7, "b", five) });
    for (const from of ["b", "c"]) peer.answer(from, { kind: "promise", fact: factOf(2, 9, "b", five) });
    for (const from of ["b", "c"]) peer.answer(from, { kind: "ok" });
    expect(peer.state).toBe("leading");
    expect(peer.context.fact).toMatchObject({ epoch: peer.context.promised.epoch, seq: 1, leader: "a", views: five });
    expect(peer.context.fact.epoch).toBeGreaterThan(2);
  });
});

describe("P1: after a restart", () => {
  it("the promise read from the disk binds", () => {
    const peer = new PeerHarness().toProbe({ promised: { epoch: 7, candidate: "b" } });
    peer.payDebt();
    expect(answersOf(peer.prepare("c", 7))[0]?.body).toEqual({ kind: "nack", reason: "epoch" });
    expect(answersOf(peer.prepare("b", 7))[0]?.body.kind).toBe("promise");
  });

  it("a leader never resumes its epoch (R5)", async () => {
    const peer = new PeerHarness().toElection({ promised: { epoch: 7, candidate: "a" }, fact: factOf(7, 1, "a") });
    await peer.pass(201);
    expect(peer.context.promised.epoch).toBe(8);
  });
});

describe("any run of messages", () => {
  const names = fc.constantFrom("b", "c");
  const small = fc.integer({ min: 0, max: 6 });
  const step = fc.oneof(
    fc.record({ type: fc.constant("prepare" as const), from: names, epoch: small }),
    fc.record({ type: fc.constant("newEpoch" as const), from: names, epoch: small }),
    fc.record({ type: fc.constant("commit" as const), from: names, epoch: small, seq: fc.integer({ min: 1, max: 3 }) }),
    fc.record({
      type: fc.constant("reply" as const),
      from: names,
      epoch: small,
      kind: fc.constantFrom("promise", "ok", "probed", "nack", "granted"),
    }),
    fc.record({ type: fc.constant("pass" as const), ms: fc.constantFrom(0, 60, 210, 460) }),
    fc.record({
      type: fc.constant("host" as const),
      what: fc.constantFrom("debt", "exchanged", "failed", "corrupt", "repaired", "down", "gone", "lost"),
    }),
  );

  it(
    "keeps the promise rising and exclusive, the fact rising, and never kills the chart",
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
          const peer = new PeerHarness();
          peer.ready();
          const promisedTo = new Map<number, string>();
          // An epoch has one leader in any run of the whole: here its number says which.
          const leaderOf = (epoch: number) => (epoch % 2 === 0 ? "b" : "c");
          for (const one of steps) {
            const before = peer.context;
            const from = peer.effects.length;
            if (one.type === "prepare") peer.prepare(one.from, one.epoch);
            else if (one.type === "newEpoch") peer.newEpoch(one.from, one.epoch);
            else if (one.type === "commit")
              peer.commit(leaderOf(one.epoch), factOf(one.epoch, one.seq, leaderOf(one.epoch)));
            else if (one.type === "pass") await peer.pass(one.ms);
            else if (one.type === "reply") {
              const { fact } = peer.context;
              if (one.kind === "probed") peer.probed(one.from, "", one.epoch);
              else if (one.kind === "promise") peer.answer(one.from, { kind: "promise", fact }, one.epoch);
              else if (one.kind === "granted")
                peer.answer(one.from, { kind: "granted", leaseMs: 300, seq: 1, complete: false }, one.epoch);
              else if (one.kind === "ok") peer.answer(one.from, { kind: "ok" }, one.epoch);
              else peer.answer(one.from, { kind: "nack", reason: "epoch" }, one.epoch);
            } else {
              const { job } = peer.context;
              if (one.what === "debt") peer.payDebt();
              else if (one.what === "exchanged") peer.send({ type: "exchangeComplete", job });
              else if (one.what === "failed") peer.send({ type: "exchangeFailed", job, reason: "x" });
              else if (one.what === "corrupt") peer.send({ type: "treeCorrupted", reason: "x" });
              else if (one.what === "repaired") peer.send({ type: "repairComplete", job });
              else if (one.what === "down") peer.send({ type: "stepDown", reason: "x", successor: "b" });
              else if (one.what === "gone") peer.send({ type: "leaderGone", leader: peer.context.leader });
              else peer.send({ type: "leaseLost", epoch: peer.context.promised.epoch });
            }
            const now = peer.context;
            expect(peer.error).toBeNull();
            expect(now.promised.epoch).toBeGreaterThanOrEqual(before.promised.epoch);
            expect(now.fact.epoch * 100 + now.fact.seq).toBeGreaterThanOrEqual(
              before.fact.epoch * 100 + before.fact.seq,
            );
            let saved = before.promised;
            for (const { type, params, record } of peer.effects.slice(from)) {
              if (type === "saveRecord") saved = record.promised;
              const body = (params as { body?: { kind: string } }).body;
              if (type === "answer" && body?.kind === "promise") {
                const epoch = params["epoch"] as number;
                const to = params["to"] as string;
                // Saved before it is answered, and to one candidate for ever.
                expect(saved).toEqual({ epoch, candidate: to });
                expect(promisedTo.get(epoch) ?? to).toBe(to);
                promisedTo.set(epoch, to);
              }
              if (type === "lead") {
                expect(promisedTo.get(params["epoch"] as number) ?? "a").toBe("a");
                promisedTo.set(params["epoch"] as number, "a");
              }
            }
          }
        }),
        { numRuns: 300 },
      );
    },
  );
});
