/** The exchange chart. Source: riak_ensemble "Exchange state"; PROTOCOL R16, R20, R21; HAZARDS P21. */
import { describe, expect, it } from "vitest";
import type { ExchangeInput } from "#machines/exchange/types";
import { treeHeight } from "#machines/protocol/tree";
import { inner, leaf, make, object } from "./exchange-harness.ts";

describe("whom an exchange compares with", () => {
  it("a trusted quorum, itself counted", () => {
    const x = make();
    const { fact } = x.context();
    expect(x.last()).toEqual({ req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false, fact } });
    x.ready("c");
    expect(x.state()).toBe("verifying");
    x.verified();
    expect(x.last()).toMatchObject({ to: ["c"], ask: { type: "tree", level: 0, indices: [0] } });
  });

  it("does not count an untrusted peer (R21), but is content with all of them", () => {
    const x = make();
    x.ready("b", false);
    expect(x.state()).toBe("asking");
    x.ready("c", false);
    expect(x.state()).toBe("askingAll");
    x.ready("b", false);
    expect(x.state()).toBe("askingAll");
    x.ready("c", false);
    x.verified();
    expect(x.last().ask.type).toBe("tree");
    expect(x.context().peers).toEqual(["b", "c"]);
    x.reply("b", { kind: "pages", trusted: false, countsFrom: 0, pages: [inner(1)] });
    expect(x.read).toHaveLength(1);
  });

  it("untrusted itself, it needs a quorum of others (R21)", () => {
    const x = make({ trusted: false });
    x.ready("b");
    expect(x.state()).toBe("asking");
    x.ready("c");
    expect(x.context().peers).toEqual(["b", "c"]);
    const refused = make({ trusted: false });
    refused.ready("b");
    refused.reply("c", { kind: "nack", reason: "offline" });
    expect(refused.state()).toBe("askingAll");
    refused.reply("c", { kind: "nack", reason: "offline" });
    expect(refused.state()).toBe("failed");
  });

  it("untrusted itself, of five it needs all others: what it had may be on its way to any of them; in a sync a quorum of others", () => {
    const views = [["a", "b", "c", "d", "e"]];
    const x = make({ trusted: false, views });
    const sync = make({ trusted: false, views, sync: true });
    for (const peer of ["b", "c", "d"]) [x, sync].forEach((one) => one.ready(peer));
    expect([x.state(), sync.state()]).toEqual(["asking", "verifying"]);
    x.ready("e");
    expect(x.state()).toBe("verifying");
  });

  it("asks all when a silent quorum has had its time, and fails when that does not help", async () => {
    const x = make();
    await x.clock.advance(1000);
    expect(x.state()).toBe("askingAll");
    await x.clock.advance(1000);
    expect(x.state()).toBe("failed");
    expect(x.reason()).toMatch(/neither a trusted quorum nor every member/);
  });

  it("takes a lone peer's data for complete, once its tree verifies", () => {
    for (const trusted of [true, false]) {
      const x = make({ views: [["a"]], trusted });
      expect(x.state()).toBe("verifying");
      x.verified();
      expect(x.state()).toBe("complete");
    }
  });
});

describe("a follower's synced leader (decision 0009)", () => {
  const leader = { peer: "c", epoch: 5 };

  it("is enough by itself, beside a member that is gone, and whether the follower is trusted or not", () => {
    for (const trusted of [false, true]) {
      const x = make({ trusted, leader });
      x.reply("b", { kind: "nack", reason: "offline" });
      x.ready("c", true, true);
      expect(x.state()).toBe("verifying");
      expect(x.context()).toMatchObject({ peers: ["c"], byTrusted: true });
    }
  });

  it("is waited for, whatever the others say: in vain when it refuses too", () => {
    const x = make({ trusted: false, leader });
    x.reply("b", { kind: "nack", reason: "offline" });
    expect(x.state()).toBe("asking");
    x.ready("c", false);
    expect(x.state()).toBe("askingAll");
    x.reply("b", { kind: "nack", reason: "offline" });
    expect(x.state()).toBe("askingAll");
    x.ready("c", true, true);
    expect(x.state()).toBe("verifying");
    const refused = make({ trusted: false, leader });
    for (let round = 0; round < 2; round += 1)
      for (const peer of ["b", "c"]) refused.reply(peer, { kind: "nack", reason: "offline" });
    expect(refused.state()).toBe("failed");
  });

  it.each<[string, Partial<ExchangeInput>, (x: ReturnType<typeof make>) => void]>([
    ["has not synced", { leader }, (x) => x.ready("c")],
    ["is not trusted", { leader }, (x) => x.ready("c", false, true)],
    ["leads another epoch", { leader: { peer: "c", epoch: 4 } }, (x) => x.ready("c", true, true)],
    ["is another one", { leader: { peer: "b", epoch: 5 } }, (x) => x.ready("c", true, true)],
    ["is nobody: this is a sync", { sync: true }, (x) => x.ready("c", true, true)],
    [
      "answers an earlier question",
      { leader },
      (x) => x.reply("c", { kind: "exchanging", trusted: true, leads: true, countsFrom: 0 }, 3),
    ],
  ])("is not when it %s", (_, input, play) => {
    const x = make({ trusted: false, ...input });
    play(x);
    expect(x.state()).toMatch(/^asking/);
  });

  it("says what was reaped, as a trusted quorum does (P21)", () => {
    const x = make({ trusted: false, leader });
    x.ready("c", true, true);
    x.verified();
    x.descend("c");
    x.segments("c", [{ lowWater: { epoch: 1, seq: 7 } }], [{ entries: [leaf("old", 2)] }]);
    expect(x.dropped).toEqual([{ leftovers: [{ key: "old", ballot: { epoch: 1, seq: 2 } }] }]);
  });
});

describe("what it compares", () => {
  it("its own inner pages must verify: or else it ends corrupted", () => {
    const x = make();
    x.ready("b");
    x.actor.send({ type: "corrupted", reason: "page 3 of level 2" });
    expect(x.state()).toBe("corrupted");
    expect(x.reason()).toBe("page 3 of level 2");
  });

  it("equal tops end it after one question to each peer", () => {
    const x = make({ trusted: false });
    x.ready("b");
    x.ready("c");
    x.verified();
    for (const from of ["b", "c"]) {
      expect(x.last().to).toEqual([from]);
      x.pages(from, inner(1));
      x.ownPages(inner(1));
    }
    expect(x.state()).toBe("complete");
    expect(x.context()).toMatchObject({ pulled: 0, answers: 2 });
  });

  it("differing pages are followed down to the segments, a batch at a time; what is newer there is pulled (R16)", () => {
    const x = make();
    x.ready("b");
    x.verified();
    x.pages("b", inner(1));
    x.ownPages(inner(2));
    expect(x.last().ask).toMatchObject({ type: "tree", level: 1, indices: [0, 1] });
    x.pages("b", inner(1), inner(5));
    x.ownPages(inner(1), inner(6));
    // Page 0 is the same in both: only what is below page 1.
    expect(x.last().ask).toMatchObject({ level: 2, indices: [16, 17] });
    x.actor.stop();

    const y = make();
    y.ready("b");
    y.verified();
    y.descend("b");
    expect(y.last().ask).toMatchObject({ level: treeHeight, indices: [0] });
    y.segments(
      "b",
      [{ entries: [leaf("newer", 9), leaf("older", 1), leaf("same", 4), leaf("there")] }],
      [{ entries: [leaf("here"), leaf("newer", 3), leaf("older", 2), leaf("same", 4)] }],
    );
    expect(y.last().ask).toMatchObject({ type: "fetch", keys: ["newer", "there"] });
    y.haul("b", [object("newer")]);
    expect(y.stored).toEqual([[object("newer")]]);
    y.hold("newer");
    // As much as fitted was sent: it ends only when every newer leaf has its object.
    expect(y.last().ask).toMatchObject({ type: "fetch", keys: ["there"] });
    y.haul("b", [object("there")]);
    y.hold("there");
    expect(y.state()).toBe("complete");
    expect(y.context().pulled).toBe(2);
  });

  it("a shorter answer is for the first pages; the rest is asked for again", () => {
    const x = make();
    x.ready("b");
    x.verified();
    x.pages("b", inner(1));
    x.ownPages(inner(2));
    x.pages("b", inner(1));
    x.ownPages(inner(1), inner(1));
    expect(x.last().ask).toMatchObject({ level: 1, indices: [1] });
  });
});

describe("how it fails", () => {
  const wanting = (x: ReturnType<typeof make>) => {
    x.descend("b");
    x.segments("b", [{ entries: [leaf("k")] }]);
  };

  it.each<[string, (x: ReturnType<typeof make>) => void, RegExp]>([
    ["the peer refuses a page", (x) => x.reply("b", { kind: "nack", reason: "epoch" }), /b refused: epoch/],
    [
      "pages of another level come",
      (x) => x.reply("b", { kind: "segments", trusted: true, countsFrom: 0, pages: [] }),
      /b refused/,
    ],
    ["no page comes", (x) => x.pages("b"), /b refused/],
    ["more pages come than were asked for", (x) => x.pages("b", inner(1), inner(1)), /b refused/],
    [
      "the peer refuses objects",
      (x) => (wanting(x), x.reply("b", { kind: "nack", reason: "state" })),
      /b refused: state/,
    ],
    ["an object is missing", (x) => (wanting(x), x.haul("b", [], ["k"])), /lost an object/],
    ["no object comes", (x) => (wanting(x), x.haul("b", [])), /lost an object/],
    [
      "the peer has lost its trust, and shows pages (R21)",
      (x) => x.reply("b", { kind: "pages", trusted: false, countsFrom: 0, pages: [inner(1)] }),
      /b is not trusted any more/,
    ],
    [
      "the peer has lost its trust, and shows segments (R21)",
      (x) => (x.descend("b"), x.reply("b", { kind: "segments", trusted: false, countsFrom: 0, pages: [] })),
      /b is not trusted any more/,
    ],
    [
      "the peer has lost its trust, and sends objects (R21)",
      (x) => (wanting(x), x.reply("b", { kind: "objects", trusted: false, objects: [object("k")], missing: [] })),
      /b is not trusted any more/,
    ],
    ["the host says so", (x) => x.actor.send({ type: "failed", reason: "hash" }), /hash/],
  ])("when %s", (_, play, reason) => {
    const x = make();
    x.ready("b");
    x.verified();
    play(x);
    expect(x.state()).toBe("failed");
    expect(x.reason()).toMatch(reason);
  });

  it.each<[string, (x: ReturnType<typeof make>) => void]>([
    ["its own tree is being verified", () => undefined],
    ["pages are awaited", (x) => x.verified()],
    ["its own pages are read", (x) => (x.verified(), x.pages("b", inner(1)))],
    ["objects are awaited", (x) => (x.verified(), wanting(x))],
    ["objects are stored", (x) => (x.verified(), wanting(x), x.haul("b", [object("k")]))],
  ])("without progress while %s, and not while there is some", async (_, play) => {
    const x = make();
    x.ready("b");
    play(x);
    await x.clock.advance(999);
    expect(x.actor.getSnapshot().status).toBe("active");
    await x.clock.advance(1);
    expect(x.state()).toBe("failed");
    expect(x.reason()).toBe("no answer in time");
  });

  it("heeds neither an earlier request's answer, nor another peer's, nor a second copy", () => {
    const x = make();
    x.ready("b");
    x.verified();
    x.pages("c", inner(1));
    x.reply("b", { kind: "pages", trusted: true, countsFrom: 0, pages: [inner(1)] }, 10);
    expect(x.read).toEqual([]);
    x.pages("b", inner(1));
    x.pages("b", inner(1));
    expect(x.read).toHaveLength(1);
  });
});
