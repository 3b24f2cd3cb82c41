/**
 * Quorum counting and messaging. Source: riak_ensemble_msg as told in "riak_ensemble peer send vote msg"; HAZARDS P14;
 * DESIGN section 3 "Quorum messaging".
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addReply,
  countDurableVotes,
  countVotes,
  countVotesAtTimeout,
  isInEveryQuorum,
  makeElectorate,
  maxMembers,
  openRound,
  verdictOf,
  type Required,
  type Verdict,
} from "#machines/protocol/quorum";
import { castAll, handleReply, quorumTimeout, sendAll, sendPeers } from "#machines/protocol/quorum-messaging";

const abc = [["a", "b", "c"]];
const mask = (members: readonly string[], voters: readonly string[]) =>
  voters.reduce((bits, voter) => bits | (1 << members.indexOf(voter)), 0);

/** What the words say, peer by peer, with no bits at all. */
function naive(
  views: readonly (readonly string[])[],
  required: Required,
  yes: ReadonlySet<string>,
  no: ReadonlySet<string>,
): Verdict {
  if (views.length === 0) return "nack";
  let waiting = false;
  for (const view of views) {
    const majority = Math.floor(view.length / 2) + 1;
    const agreed = view.filter((peer) => yes.has(peer)).length;
    const refused = view.filter((peer) => no.has(peer) && !yes.has(peer)).length;
    const open = view.length - agreed - refused;
    const wanted =
      required === "all"
        ? view.length
        : required === "allOrQuorum"
          ? Math.max(majority, view.length - refused)
          : majority;
    if (agreed + open < wanted) return "nack";
    if (agreed < wanted) waiting = true;
  }
  return waiting ? "waiting" : "met";
}

const peers = ["a", "b", "c", "d", "e", "f", "g"];
const viewOf = fc.uniqueArray(fc.constantFrom(...peers), { minLength: 1, maxLength: 7 });
const votes = fc.record({
  views: fc.array(viewOf, { minLength: 1, maxLength: 3 }),
  self: fc.constantFrom(...peers),
  required: fc.constantFrom<Required>("quorum", "other", "all", "allOrQuorum"),
  yes: fc.uniqueArray(fc.constantFrom(...peers)),
  no: fc.uniqueArray(fc.constantFrom(...peers)),
});

it("says whether any majority could do without some peers", () => {
  const without = (size: number, peers: number): boolean => {
    const members = Array.from({ length: size }, (_, n) => `n${n}`);
    return isInEveryQuorum(makeElectorate("n0", [members], "quorum"), 2 ** peers - 1);
  };
  expect([1, 2, 3, 4, 5].map((size) => [1, 2, 3].map((peers) => without(size, peers)))).toEqual([
    [true, true, true],
    [true, true, true],
    [false, true, true],
    [false, true, true],
    [false, false, true],
  ]);
  expect(isInEveryQuorum(makeElectorate("a", [], "quorum"), 7)).toBe(false);
  expect(
    isInEveryQuorum(
      makeElectorate(
        "a",
        [
          ["a", "b", "c"],
          ["d", "e", "f"],
        ],
        "quorum",
      ),
      3,
    ),
  ).toBe(false);
});

describe("counting votes", () => {
  it("agrees with a naive model, for all kinds and any joint views", () => {
    fc.assert(
      fc.property(votes, ({ views, self, required, yes, no }) => {
        const electorate = makeElectorate(self, views, required);
        const known = (list: readonly string[]) => list.filter((peer) => electorate.members.includes(peer));
        const valid = mask(electorate.members, known(yes));
        const nacks = mask(
          electorate.members,
          known(no).filter((peer) => !yes.includes(peer)),
        );
        const yesSet = new Set(yes);
        const noSet = new Set(no.filter((peer) => !yesSet.has(peer)));
        // The asker votes for itself, unless others are asked for: then it votes for nobody.
        if (required === "other") {
          yesSet.delete(self);
          noSet.add(self);
        } else {
          yesSet.add(self);
          noSet.delete(self);
        }
        expect(countVotes(electorate, valid, nacks)).toBe(naive(views, required, yesSet, noSet));
        const atTimeout =
          required === "allOrQuorum" ? naive(views, "quorum", yesSet, noSet) : naive(views, required, yesSet, noSet);
        expect(countVotesAtTimeout(electorate, valid, nacks)).toBe(atTimeout === "met" ? "met" : "timeout");
      }),
      { numRuns: 3000 },
    );
  });

  it("counts a write's own vote only when the disk has given it (R15)", () => {
    fc.assert(
      fc.property(votes, ({ views, self, yes, no }) => {
        const electorate = makeElectorate(self, views, "quorum");
        const known = (list: readonly string[]) => list.filter((peer) => electorate.members.includes(peer));
        const refused = no.filter((peer) => !yes.includes(peer));
        const verdict = countDurableVotes(
          electorate,
          mask(electorate.members, known(yes)),
          mask(electorate.members, known(refused)),
        );
        expect(verdict).toBe(naive(views, "quorum", new Set(yes), new Set(refused)));
      }),
      { numRuns: 1000 },
    );
    const electorate = makeElectorate("a", abc, "quorum");
    expect(countDurableVotes(electorate, mask(electorate.members, ["b"]), 0)).toBe("waiting");
    expect(countDurableVotes(electorate, mask(electorate.members, ["a", "b"]), 0)).toBe("met");
  });

  it.each<[string, Required, string[], string[], Verdict]>([
    ["a majority with the asker", "quorum", ["b"], [], "met"],
    ["nobody yet", "quorum", [], [], "waiting"],
    ["refused by all others", "quorum", [], ["b", "c"], "nack"],
    ["one other is no majority of others", "other", ["b"], [], "waiting"],
    ["both others", "other", ["b", "c"], [], "met"],
    ["one refusal ends it, without the asker", "other", ["b"], ["c"], "nack"],
    ["all but one is not all", "all", ["b"], [], "waiting"],
    ["all", "all", ["b", "c"], [], "met"],
    ["one refusal ends all", "all", ["b"], ["c"], "nack"],
    ["allOrQuorum waits for the rest", "allOrQuorum", ["b"], [], "waiting"],
    ["allOrQuorum is content when the rest has refused", "allOrQuorum", ["b"], ["c"], "met"],
    ["allOrQuorum needs its majority", "allOrQuorum", [], ["b", "c"], "nack"],
  ])("%s", (_, required, yes, no, verdict) => {
    const electorate = makeElectorate("a", abc, required);
    expect(countVotes(electorate, mask(electorate.members, yes), mask(electorate.members, no))).toBe(verdict);
  });

  it("needs a quorum in every joint view, and a nack in one is enough (R14)", () => {
    const electorate = makeElectorate(
      "a",
      [
        ["a", "b", "c"],
        ["c", "d", "e"],
      ],
      "quorum",
    );
    const count = (yes: string[], no: string[] = []) =>
      countVotes(electorate, mask(electorate.members, yes), mask(electorate.members, no));
    expect(count(["b"])).toBe("waiting");
    expect(count(["b", "d"])).toBe("waiting");
    expect(count(["c", "d"])).toBe("met");
    expect(count(["b", "c"], ["d", "e"])).toBe("nack");
  });

  it("is met at once by a lone peer, and by no others of it", () => {
    expect(countVotes(makeElectorate("a", [["a"]], "quorum"), 0, 0)).toBe("met");
    expect(countVotes(makeElectorate("a", [["a"]], "all"), 0, 0)).toBe("met");
    expect(countVotes(makeElectorate("a", [["a"]], "other"), 0, 0)).toBe("nack");
  });

  it("does not count an asker that is in no view", () => {
    const electorate = makeElectorate("x", abc, "quorum");
    expect(electorate.selfBit).toBe(0);
    expect(countVotes(electorate, mask(electorate.members, ["b"]), 0)).toBe("waiting");
  });

  it("is never met without a view", () => {
    for (const required of ["quorum", "other", "all", "allOrQuorum"] as const)
      expect(countVotes(makeElectorate("a", [], required), 0, 0)).toBe("nack");
  });

  it("counts the most members that it allows, and refuses one more", () => {
    const view = Array.from({ length: maxMembers }, (_, index) => `n${index}`);
    const electorate = makeElectorate("n0", [view], "all");
    expect(countVotes(electorate, mask(electorate.members, view.slice(1)), 0)).toBe("met");
    expect(countVotes(electorate, mask(electorate.members, view.slice(1, -1)), 0)).toBe("waiting");
    expect(() => makeElectorate("n0", [[...view, "more"]], "all")).toThrow(/at most 30/);
  });
});

describe("a round", () => {
  const reply = (from: string, body = "ok") => ({ from, epoch: 1, body });

  it("counts one vote a sender, and neither foreigners nor the asker (P14)", () => {
    const round = openRound<string>(7, makeElectorate("a", [["a", "b", "c", "d", "e"]], "quorum"));
    const once = addReply(round, reply("b"), false);
    expect(verdictOf(once)).toBe("waiting");
    for (const from of ["b", "a", "x"]) expect(addReply(once, reply(from), false)).toBe(once);
    expect(addReply(once, reply("b", "changed its mind"), true)).toBe(once);
    expect(verdictOf(addReply(once, reply("c"), false))).toBe("met");
  });

  it("ignores answers to another request", () => {
    const { round } = sendAll<string, string>("q", { self: "a", views: abc, req: 7 });
    expect(handleReply(round, 6, reply("b"), false)).toEqual({ round, end: null });
    expect(handleReply(round, 7, reply("b"), false).end).toEqual({ type: "quorumMet", req: 7, replies: [reply("b")] });
  });

  it("carries the valid replies at a nack end and at a timeout", () => {
    const views = [["a", "b", "c", "d", "e"]];
    let { round } = sendAll<string, string>("q", { self: "a", views, req: 1 });
    round = handleReply(round, 1, reply("b"), false).round;
    expect(quorumTimeout(round)).toEqual({ type: "timeout", req: 1, replies: [reply("b")] });
    for (const from of ["c", "d"]) {
      expect(handleReply(round, 1, reply(from), true).end).toBeNull();
      round = handleReply(round, 1, reply(from), true).round;
    }
    expect(handleReply(round, 1, reply("e"), true).end).toEqual({ type: "timeout", req: 1, replies: [reply("b")] });
  });

  it("ends once: a second copy of the deciding answer says nothing", () => {
    const { round } = sendAll<string, string>("q", { self: "a", views: abc, req: 1 });
    const met = handleReply(round, 1, reply("b"), false);
    expect(met.end?.type).toBe("quorumMet");
    expect(handleReply(met.round, 1, reply("b"), false).end).toBeNull();
  });

  it("meets a lone peer's quorum at the start, and sends nothing", () => {
    const sent = sendAll<string, string>("q", { self: "a", views: [["a"]], req: 3 });
    expect(sent.to).toEqual([]);
    expect(sent.end).toEqual({ type: "quorumMet", req: 3, replies: [] });
  });

  it("goes to every member of every view once, never to the asker", () => {
    expect(
      sendAll("q", {
        self: "a",
        views: [
          ["a", "b"],
          ["b", "c"],
        ],
        req: 1,
      }).to,
    ).toEqual(["b", "c"]);
    expect(
      castAll("q", "a", [
        ["a", "b"],
        ["b", "c"],
      ]).to,
    ).toEqual(["b", "c"]);
    expect(sendPeers("q", ["d", "a"], { self: "a", views: abc, req: 1 }).to).toEqual(["d"]);
  });

  it("takes allOrQuorum's majority at the timeout", () => {
    let { round } = sendAll<string, string>("q", { self: "a", views: abc, required: "allOrQuorum", req: 1 });
    round = handleReply(round, 1, reply("b"), false).round;
    expect(quorumTimeout(round).type).toBe("quorumMet");
  });
});
