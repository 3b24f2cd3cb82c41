/** The steps of a membership change in the fact. Source: riak_ensemble "Modifying ensembles"; PROTOCOL R12-R14; HAZARDS P12. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareFacts, initialFact, isMember, type Fact } from "#machines/protocol/fact";
import { maxMembers } from "#machines/protocol/quorum";
import * as views from "#machines/protocol/views";

const old = ["a", "b", "c"];
const next = ["c", "d", "e"];
const led: Fact = { ...initialFact(old), epoch: 3, seq: 4, leader: "a" };
const proposed = views.proposeViews(led, next);
const joint = views.joinViews(proposed);
const settling = views.settleViews(joint);
const stable = views.clearPending(settling);

describe("the steps", () => {
  it("are told apart by the fact alone, and by a fact of a later epoch that goes on from it", () => {
    const stages = [led, proposed, joint, settling, stable].map(views.stageOf);
    expect(stages).toEqual(["stable", "proposed", "joint", "settling", "stable"]);
    const later = [led, proposed, joint, settling, stable].map((fact) => ({ ...fact, epoch: 9, seq: 1, leader: "b" }));
    expect(later.map(views.stageOf)).toEqual(stages);
  });

  it("each is a newer fact, with the versions that the seed's fact has", () => {
    const facts = [led, proposed, joint, settling, stable];
    for (const [index, fact] of facts.slice(1).entries()) expect(compareFacts(fact, facts[index] as Fact)).toBe(1);
    expect(proposed).toMatchObject({ views: [old], pending: { vsn: { epoch: 3, seq: 5 }, views: [next, old] } });
    expect(joint).toMatchObject({ views: [next, old], viewVsn: { epoch: 3, seq: 6 }, pendVsn: { epoch: 3, seq: 5 } });
    expect(settling).toMatchObject({ views: [next], viewVsn: { epoch: 3, seq: 7 }, commitVsn: { epoch: 3, seq: 5 } });
    expect(stable).toMatchObject({ views: [next], pending: { vsn: { epoch: 3, seq: 8 }, views: [] } });
  });

  it("cannot be taken out of turn", () => {
    expect(() => views.proposeViews(proposed, next)).toThrow(/one change at a time/);
    expect(() => views.proposeViews(led, [])).toThrow(/empty/);
    expect(() => views.joinViews(led)).toThrow(/proposed before/);
    expect(() => views.settleViews(proposed)).toThrow(/joint/);
    expect(() => views.clearPending(joint)).toThrow(/was pending/);
  });

  it("may be given up while proposed: the views are what they were", () => {
    const abandoned = views.clearPending(proposed);
    expect(abandoned.views).toEqual([old]);
    expect(views.stageOf(abandoned)).toBe("stable");
    expect(views.stageOf(views.joinViews(views.proposeViews(abandoned, next)))).toBe("joint");
  });
});

describe("what a fact says", () => {
  it("shows that its views were committed before and after a change, not within", () => {
    expect([led, proposed, joint, settling, stable].map(views.showsCommittedViews)).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  it("concerns members, and those that are to become or were members of a change", () => {
    expect([led, proposed, joint, settling, stable].map((fact) => views.concerns(fact, "d"))).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
    expect([settling, stable].map((fact) => views.concerns(fact, "a"))).toEqual([true, false]);
  });

  it("R14: data counts in both views until the commit of [new] has its quorum, for this leader and for the next", () => {
    expect(views.dataViews(proposed, 5)).toEqual([old]);
    expect(views.dataViews(joint, 5)).toEqual([next, old]);
    expect(views.dataViews(settling, 6)).toEqual([next, old]);
    expect(views.dataViews(settling, 7)).toEqual([next]);
    const adopted: Fact = { ...settling, epoch: 4, seq: 1, leader: "c" };
    expect(views.dataViews(adopted, 0)).toEqual([next, old]);
    expect(views.dataViews(adopted, 1)).toEqual([next]);
    expect(views.dataViews(stable, 0)).toEqual([next]);
  });

  it("R14: while views are joint, an exchange asks the old one", () => {
    expect([led, joint, settling].map((fact) => views.exchangeViews(fact.views))).toEqual([[old], [old], [next]]);
  });
});

describe("P12: a change of a view", () => {
  const change = (...changes: readonly string[]) =>
    views.changeView(
      old,
      changes.map((text) => ({
        op: text.startsWith("+") ? ("add" as const) : ("remove" as const),
        peer: text.slice(1),
      })),
    );

  it("keeps the order of those who stay, and adds at the end", () => {
    expect(change("+d", "-b")).toEqual({ ok: true, view: ["a", "c", "d"] });
  });

  it.each([
    [[], "INVALID_ARGUMENT"],
    [["-a", "-b", "-c"], "INVALID_ARGUMENT"],
    [["+d", "-d"], "INVALID_ARGUMENT"],
    [["+a#2"], "INVALID_ARGUMENT"],
    [["+a#2", "-a"], "INVALID_ARGUMENT"],
    [["+a"], "ALREADY_MEMBER"],
    [["-z"], "NOT_A_MEMBER"],
    [Array.from({ length: maxMembers }, (_, index) => `+x${index}`), "INVALID_ARGUMENT"],
  ] as const)("%j is refused: %s", (changes, code) => {
    expect(change(...changes)).toMatchObject({ ok: false, code });
  });

  it("never makes an empty view or one with somebody twice, whatever is asked", () => {
    const peer = fc.constantFrom("a", "b", "c", "d", "e", "a#1");
    const list = fc.array(fc.record({ op: fc.constantFrom("add" as const, "remove" as const), peer }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(list, (changes) => {
        const changed = views.changeView(old, changes);
        if (!changed.ok) return;
        expect(changed.view.length).toBeGreaterThan(0);
        expect(new Set(changed.view).size).toBe(changed.view.length);
        for (const { op, peer: one } of changes) expect(isMember(one, [changed.view])).toBe(op === "add");
      }),
    );
  });
});
