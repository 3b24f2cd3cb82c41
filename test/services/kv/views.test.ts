/** The leader's data plane when members change. Source: PROTOCOL R13, R14; docs/decisions/0010-membership.md. */
import { beforeEach, describe, expect, it } from "vitest";
import { LeaderHarness } from "./leader-harness.ts";

let x: LeaderHarness;
beforeEach(() => {
  x = new LeaderHarness();
  x.renew();
});

describe("R13, R14: when the views change", () => {
  const joint = [
    ["a", "d", "e"],
    ["a", "b", "c"],
  ];
  const settled = [["a", "d", "e"]];
  const to = (kind: "put" | "check") => x.sent.splice(0).flatMap((one) => (one.kind === kind ? [one.to] : []));

  it("a write under way needs a quorum of the views of its sending and of its answer", async () => {
    x.submit("put");
    await x.clock.settle();
    const { req } = x.last("put");
    to("put");
    x.leader.changeViews(joint);
    // The new members get it at once.
    expect(to("put")).toEqual(["d", "e"]);
    x.reply("b", req, { kind: "stored", seq: 1 });
    expect(x.said()).toEqual([]);
    x.reply("d", req, { kind: "stored", seq: 1 });
    expect(x.said()).toEqual(["put:ok"]);
  });

  it("one that began under joint views goes on to need both, when the new one stands alone", async () => {
    x.leader.changeViews(joint);
    x.submit("put");
    await x.clock.settle();
    const { req } = x.last("put");
    x.leader.changeViews(settled);
    x.reply("d", req, { kind: "stored", seq: 1 });
    expect(x.said()).toEqual([]);
    x.reply("c", req, { kind: "stored", seq: 1 });
    expect(x.said()).toEqual(["put:ok"]);
  });

  it("one that begins afterwards needs the new one only, and asks nobody else", async () => {
    x.leader.changeViews(joint);
    x.leader.changeViews(settled);
    x.submit("put");
    await x.clock.settle();
    const { req } = x.last("put");
    expect(to("put")).toEqual(["d", "e"]);
    x.reply("b", req, { kind: "stored", seq: 1 });
    expect(x.said()).toEqual([]);
    x.reply("e", req, { kind: "stored", seq: 1 });
    expect(x.said()).toEqual(["put:ok"]);
  });

  it("an epoch check under way needs both too", async () => {
    await x.put();
    x.said();
    await x.clock.advance(400);
    x.submit("get");
    await x.clock.settle();
    const { req } = x.last("check");
    x.leader.changeViews(joint);
    x.reply("b", req, { kind: "ok" });
    expect(x.said()).toEqual([]);
    x.reply("e", req, { kind: "ok" });
    expect(x.said()).toEqual(["get:ok"]);
  });

  it("nothing is replicated to a member before it has taken the views in force, and then at once", async () => {
    x.unaware.add("b");
    x.submit("put");
    await x.clock.settle();
    expect(to("put")).toEqual(["c"]);
    await x.clock.advance(x.settings.quorumTimeoutMs + 100);
    expect(to("put")).toEqual(["c"]);
    x.unaware.clear();
    x.leader.changeViews([["a", "b", "c"]]);
    expect(to("put")).toContain("b");
  });

  it("R14: a damaged object is fetched from the old view while views are joint", async () => {
    x.storage.damaged.add("k");
    x.leader.changeViews(joint);
    x.submit("get");
    await x.clock.settle();
    expect(x.sent.filter(({ kind }) => kind === "fetch").map((one) => one.to)).toEqual(["b", "c"]);
  });

  it("a round for which too many members came together ends in doubt, and nothing breaks", async () => {
    x.submit("put");
    await x.clock.settle();
    x.leader.changeViews([Array.from({ length: 30 }, (_, index) => `m${index}`)]);
    expect(x.said()).toEqual(["put:UNKNOWN_OUTCOME"]);
  });
});
