/** The exchange chart. Source: riak_ensemble "Exchange state"; PROTOCOL R16, R20, R21; HAZARDS P21. */
import { createActor } from "xstate";
import { describe, expect, it } from "vitest";
import { exchangeMachine } from "#machines/exchange/machine";
import type { DropParams, ExchangeAsk, ExchangeInput } from "#machines/exchange/types";
import { zeroBallot } from "#machines/protocol/ballot";
import type { Views } from "#machines/protocol/fact";
import type { LeafEntry, StoredObject } from "#machines/protocol/object";
import type { ReplyBody } from "#machines/protocol/messages";
import { treeHeight, type SegmentPage } from "#machines/protocol/tree";
import { VirtualClock } from "#test/support/virtual-clock";

const leaf = (key: string, seq = 1): LeafEntry => ({ key, ballot: { epoch: 1, seq }, hash: new Uint8Array(16) });
const object = (key: string): StoredObject => ({ ...leaf(key), value: null, version: "v" });
/** An inner page with children 0 and 1, told apart by a byte. */
const inner = (byte: number): Uint8Array => Uint8Array.from([0, 3, ...Buffer.alloc(32, byte)]);

function make(input: Partial<ExchangeInput> = {}) {
  const clock = new VirtualClock();
  const asks: ExchangeAsk[] = [];
  const read: { readonly level: number; readonly indices: readonly number[] }[] = [];
  const stored: (readonly StoredObject[])[] = [];
  const raised: unknown[] = [];
  const dropped: DropParams[] = [];
  const machine = exchangeMachine.provide({
    actions: {
      ask: (_, ask) => void asks.push(ask),
      readPages: (_, { question }) => void read.push(question),
      store: (_, { objects }) => void stored.push(objects),
      raiseLowWaters: (_, { lowWaters }) => void raised.push(...lowWaters),
      dropLeftovers: (_, params) => void dropped.push(params),
    },
  });
  const views: Views = [["a", "b", "c"]];
  const actor = createActor(machine, {
    clock: {
      setTimeout: (callback: () => void, ms: number) => clock.setTimer(callback, ms),
      clearTimeout: (handle: unknown) => clock.clearTimer(handle),
    } as never,
    input: {
      self: "a",
      ensemble: "demo",
      views,
      epoch: 5,
      sync: false,
      trusted: true,
      sameEpoch: false,
      leader: null,
      timeoutMs: 1000,
      pages: 2,
      firstReq: 10,
      ...input,
    },
  });
  actor.start();
  const last = () => asks.at(-1) as ExchangeAsk;
  const reply = (from: string, body: ReplyBody, req = last().req) =>
    actor.send({ type: "reply", from, req, epoch: 5, body });
  const pages = (from: string, ...theirs: readonly Uint8Array[]) =>
    reply(from, { kind: "pages", trusted: true, pages: theirs });
  const ownPages = (...ours: readonly Uint8Array[]) =>
    actor.send({ type: "pagesRead", answer: { kind: "inner", pages: ours } });
  const segmentsOf = (theirs: readonly Partial<SegmentPage>[]) =>
    theirs.map((page, n) => ({ index: read.at(-1)?.indices[n] ?? n, lowWater: zeroBallot, entries: [], ...page }));
  /** Descends to the first segment, the only one that differs. */
  const descend = (from: string) => {
    const differing = Uint8Array.from([0, 1, ...Buffer.alloc(16, 1)]);
    const other = Uint8Array.from([0, 1, ...Buffer.alloc(16, 2)]);
    for (let level = 0; level < treeHeight; level += 1) {
      pages(from, differing);
      ownPages(other);
    }
  };
  const segments = (
    from: string,
    theirs: readonly Partial<SegmentPage>[],
    ours: readonly Partial<SegmentPage>[] = [{}],
  ) => {
    const body = theirs.map((page) => ({ index: 0, lowWater: zeroBallot, entries: [], ...page }));
    reply(from, { kind: "segments", trusted: true, pages: body });
    actor.send({ type: "pagesRead", answer: { kind: "segments", pages: segmentsOf(ours) } });
  };
  return {
    clock,
    actor,
    asks,
    read,
    stored,
    raised,
    dropped,
    last,
    reply,
    pages,
    ownPages,
    descend,
    segments,
    ready: (from: string, trusted = true, leads = false) => reply(from, { kind: "exchanging", trusted, leads }),
    verified: () => actor.send({ type: "upperVerified" }),
    haul: (from: string, objects: readonly StoredObject[], missing: readonly string[] = []) =>
      reply(from, { kind: "objects", trusted: true, objects, missing }),
    hold: (...keys: string[]) => actor.send({ type: "stored", keys }),
    state: () => actor.getSnapshot().value,
    context: () => actor.getSnapshot().context,
    reason: () => actor.getSnapshot().context.reason,
  };
}

describe("whom an exchange compares with", () => {
  it("a trusted quorum, itself counted", () => {
    const x = make();
    expect(x.last()).toEqual({ req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } });
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
    x.reply("b", { kind: "pages", trusted: false, pages: [inner(1)] });
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
      (x) => x.reply("c", { kind: "exchanging", trusted: true, leads: true }, 3),
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

describe("leftovers of reaped keys (P21)", () => {
  const compare = (
    x: ReturnType<typeof make>,
    from: string,
    lowWaterSeq: number,
    theirs: readonly LeafEntry[] = [],
  ) => {
    x.descend(from);
    const lowWater = { epoch: 1, seq: lowWaterSeq };
    x.segments(from, [{ lowWater, entries: theirs }], [{ entries: [leaf("old", 2)] }]);
  };

  it("an untrusted peer drops what a trusted quorum of others has reaped, and takes over their low water", () => {
    const x = make({ trusted: false });
    x.ready("b");
    x.ready("c");
    x.verified();
    compare(x, "b", 7);
    compare(x, "c", 7);
    expect(x.raised).toEqual([
      { segment: 0, ballot: { epoch: 1, seq: 7 } },
      { segment: 0, ballot: { epoch: 1, seq: 7 } },
    ]);
    expect(x.state()).toBe("dropping");
    expect(x.dropped).toEqual([{ leftovers: [{ key: "old", ballot: { epoch: 1, seq: 2 } }] }]);
    x.actor.send({ type: "leftoversDropped" });
    expect(x.state()).toBe("complete");
    expect(x.context().dropped).toBe(1);
  });

  it.each<[string, (x: ReturnType<typeof make>) => void]>([
    ["one of them has it", (x) => (compare(x, "b", 7), compare(x, "c", 7, [leaf("old", 1)]))],
    ["nothing so new was reaped there", (x) => (compare(x, "b", 1), compare(x, "c", 1))],
    ["only one of them has reaped", (x) => (compare(x, "b", 7), compare(x, "c", 1))],
  ])("keeps it when %s", (_, play) => {
    const x = make({ trusted: false });
    x.ready("b");
    x.ready("c");
    x.verified();
    play(x);
    expect(x.state()).toBe("complete");
    expect(x.dropped).toEqual([]);
  });

  const old = leaf("old", 2);
  const lowWater = { epoch: 1, seq: 7 };

  it("one that asks all compares with the trusted last, and drops what it got from others and they have reaped", () => {
    const x = make({ trusted: false });
    x.ready("c", false);
    x.ready("c", false);
    x.ready("b");
    x.verified();
    expect(x.context()).toMatchObject({ byTrusted: false, peers: ["c", "b"], judges: [] });

    const four = make({ trusted: false, views: [["a", "b", "c", "d"]] });
    four.ready("d", false);
    expect(four.state()).toBe("askingAll");
    four.ready("b");
    four.ready("d", false);
    four.ready("c");
    four.verified();
    // Every three of four have one of two among them.
    expect(four.context()).toMatchObject({ peers: ["d", "b", "c"], judges: ["b", "c"] });
    four.descend("d");
    four.segments("d", [{ entries: [old] }], [{ lowWater }]);
    four.haul("d", [object("old")]);
    four.hold("old");
    for (const from of ["b", "c"]) {
      four.descend(from);
      four.segments(from, [{ lowWater }], [{ lowWater, entries: [old] }]);
    }
    expect(four.dropped).toEqual([{ leftovers: [{ key: "old", ballot: old.ballot }] }]);
  });

  it("a judge that is not trusted any more ends it", () => {
    const x = make({ trusted: false, views: [["a", "b", "c", "d"]] });
    x.ready("d", false);
    for (const [from, isTrusted] of [
      ["b", true],
      ["d", false],
      ["c", true],
    ] as const)
      x.ready(from, isTrusted);
    x.verified();
    x.descend("d");
    x.segments("d", [{}]);
    x.reply("b", { kind: "pages", trusted: false, pages: [inner(1)] });
    expect([x.state(), x.reason()]).toEqual(["failed", "b is not trusted any more"]);
  });

  it("a trusted peer that is with the judges in every quorum takes nothing that it has reaped from the untrusted", () => {
    const make4 = () => {
      const x = make({ trusted: true, views: [["a", "b", "c", "d"]] });
      x.ready("c", false);
      x.ready("d", false);
      expect(x.state()).toBe("askingAll");
      for (const from of ["b", "c", "d"]) x.ready(from, from === "b");
      x.verified();
      return x;
    };
    const x = make4();
    expect(x.context()).toMatchObject({ peers: ["c", "d", "b"], judges: ["b"], vetoes: true });
    x.descend("c");
    x.segments("c", [{ entries: [old, leaf("new", 9)] }], [{ lowWater }]);
    expect(x.context().wanted).toEqual(["new"]);
    x.haul("c", [object("new")]);
    x.hold("new");
    x.descend("d");
    x.segments("d", [{ entries: [old] }], [{}]);
    expect(x.context().wanted).toEqual(["old"]);
    const trusted = make4();
    for (const from of ["c", "d"]) {
      trusted.descend(from);
      trusted.segments(from, [{}], [{ lowWater }]);
    }
    trusted.descend("b");
    trusted.segments("b", [{ entries: [old] }], [{ lowWater }]);
    expect(trusted.context().wanted).toEqual(["old"]);
  });

  it("a trusted peer, and one that had to ask all of whom too few are trusted, drop nothing", () => {
    const trusted = make();
    trusted.ready("b");
    trusted.verified();
    compare(trusted, "b", 7);
    expect(trusted.state()).toBe("complete");
    const all = make({ trusted: false });
    all.ready("b", false);
    expect(all.state()).toBe("askingAll");
    all.ready("b", false);
    all.ready("c", false);
    all.verified();
    compare(all, "b", 7);
    compare(all, "c", 7);
    expect(all.state()).toBe("complete");
  });
});

describe("how it fails", () => {
  const wanting = (x: ReturnType<typeof make>) => {
    x.descend("b");
    x.segments("b", [{ entries: [leaf("k")] }]);
  };

  it.each<[string, (x: ReturnType<typeof make>) => void, RegExp]>([
    ["the peer refuses a page", (x) => x.reply("b", { kind: "nack", reason: "epoch" }), /b refused: epoch/],
    ["pages of another level come", (x) => x.reply("b", { kind: "segments", trusted: true, pages: [] }), /b refused/],
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
      (x) => x.reply("b", { kind: "pages", trusted: false, pages: [inner(1)] }),
      /b is not trusted any more/,
    ],
    [
      "the peer has lost its trust, and shows segments (R21)",
      (x) => (x.descend("b"), x.reply("b", { kind: "segments", trusted: false, pages: [] })),
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
    x.reply("b", { kind: "pages", trusted: true, pages: [inner(1)] }, 10);
    expect(x.read).toEqual([]);
    x.pages("b", inner(1));
    x.pages("b", inner(1));
    expect(x.read).toHaveLength(1);
  });
});
