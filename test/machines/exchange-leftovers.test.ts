/** What an exchange does not keep. Source: HAZARDS P21; docs/decisions/0009. */
import { describe, expect, it } from "vitest";
import type { LeafEntry } from "#machines/protocol/object";
import { inner, leaf, make, object } from "./exchange-harness.ts";

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
    x.reply("b", { kind: "pages", trusted: false, countsFrom: 0, pages: [inner(1)] });
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

describe("a peer that has been outside (P21)", () => {
  const old: LeafEntry = leaf("old", 2);
  const late: LeafEntry = { ...leaf("late", 1), ballot: { epoch: 4, seq: 1 } };
  const drops = (...keys: readonly LeafEntry[]) => [{ leftovers: keys.map(({ key, ballot }) => ({ key, ballot })) }];
  /** Asks all: nobody is a judge. */
  const askAll = (input: Parameters<typeof make>[0], c: readonly [trusted: boolean, countsFrom: number]) => {
    const x = make({ trusted: false, ...input });
    x.ready("c", false);
    x.ready("c", c[0], false, c[1]);
    x.ready("b", false);
    x.verified();
    expect(x.context()).toMatchObject({ byTrusted: false, judges: [] });
    return x;
  };

  it("drops what it has of before it came in and nobody has of whom everything counts, reaped there or not", () => {
    const x = askAll({ countsFrom: 4 }, [false, 0]);
    for (const from of ["c", "b"]) {
      x.descend(from);
      x.segments(from, [{}], [{ entries: [old, late] }]);
    }
    expect(x.dropped).toEqual(drops(old));
  });

  it("keeps what one of them has, and asks nothing of those that have been outside themselves", () => {
    const kept = askAll({ countsFrom: 4 }, [false, 0]);
    kept.descend("c");
    kept.segments("c", [{}], [{ entries: [old] }]);
    kept.descend("b");
    kept.segments("b", [{ entries: [old] }], [{ entries: [old] }]);
    expect([kept.state(), kept.dropped]).toEqual(["complete", []]);

    const both = askAll({ countsFrom: 4 }, [false, 3]);
    both.descend("c");
    // As it has the same, nothing there differs; that is no reason to keep it.
    both.segments("c", [{ entries: [old] }], [{ entries: [old] }]);
    both.descend("b");
    both.segments("b", [{}], [{ entries: [old] }]);
    expect(both.dropped).toEqual(drops(old));
  });

  it("takes the word of one that is named like what every object has", () => {
    const x = make({ trusted: false, countsFrom: 4, views: [["a", "constructor"]] });
    x.ready("constructor", false);
    x.ready("constructor", false);
    x.verified();
    x.descend("constructor");
    x.segments("constructor", [{}], [{ entries: [old] }]);
    expect(x.dropped).toEqual(drops(old));
  });

  it("drops nothing when everybody has been outside", () => {
    const x = make({ trusted: false, countsFrom: 4, views: [["a", "b"]] });
    x.ready("b", false);
    x.ready("b", false, false, 3);
    x.verified();
    x.descend("b");
    x.segments("b", [{}], [{ entries: [old] }]);
    expect([x.state(), x.dropped]).toEqual(["complete", []]);
  });

  it("shows others what it has of before it came in, and they take only the rest", () => {
    const x = askAll({}, [false, 4]);
    x.descend("c");
    x.segments("c", [{ entries: [old, late] }]);
    expect(x.context().wanted).toEqual(["late"]);
  });

  it("ends the exchange of another when it learns in the middle that it has been outside", () => {
    const x = askAll({}, [false, 0]);
    x.reply("c", { kind: "pages", trusted: false, countsFrom: 4, pages: [inner(1)] });
    expect([x.state(), x.reason()]).toEqual(["failed", "c is not trusted any more"]);
  });
});
