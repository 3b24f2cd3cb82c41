/** A leader whose own copy or tree is damaged. Source: PROTOCOL R1, R21; HAZARDS P6, P11. */
import { beforeEach, describe, expect, it } from "vitest";
import { objectOf } from "../core/fakes.ts";
import { LeaderHarness, leaderEpoch } from "./leader-harness.ts";

let x: LeaderHarness;
beforeEach(() => {
  x = new LeaderHarness();
  x.renew();
});

describe("a damaged object", () => {
  const answer = (from: string, objects = [objectOf("k", 3, 9)], trusted = true) => {
    const missing = objects.length === 0 ? ["k"] : [];
    x.reply(from, x.last("fetch").req, { kind: "objects", trusted, objects, missing });
  };

  it("is mended from a majority of others: the leader's own copy does not count", async () => {
    x.storage.damaged.add("k");
    x.submit("get");
    await x.clock.settle();
    answer("b", [objectOf("k", 3, 8)]);
    expect(x.sent.filter(({ kind }) => kind === "put")).toEqual([]);
    answer("c", [objectOf("k", 3, 9)]);
    await x.clock.settle();
    expect(x.last("put").object).toMatchObject({ version: "3.9", ballot: { epoch: leaderEpoch, seq: 1 } });
    await x.ack();
    expect(x.ended).toMatchObject([{ code: "ok", version: "3.9" }]);
  });

  it("is mended by one copy, whoever has it, if that is the very object that the tree names", async () => {
    x.objects.write(objectOf("k", 3, 9));
    await x.clock.settle();
    x.storage.damaged.add("k");
    x.submit("get");
    await x.clock.settle();
    answer("b", [objectOf("k", 3, 8)]);
    expect(x.sent.filter(({ kind }) => kind === "put")).toEqual([]);
    answer("c", [objectOf("k", 3, 9)], false);
    await x.clock.settle();
    expect(x.last("put").object).toMatchObject({ version: "3.9", ballot: { epoch: leaderEpoch, seq: 1 } });
    await x.ack();
    expect(x.ended).toMatchObject([{ code: "ok", version: "3.9" }]);
  });

  it("is not given up for older copies of peers that have lost some (R21)", async () => {
    x.objects.write(objectOf("k", 3, 9));
    await x.clock.settle();
    x.storage.damaged.add("k");
    x.submit("get", "k", { timeoutMs: 400 });
    await x.clock.settle();
    answer("b", [objectOf("k", 3, 8)], false);
    answer("c", [objectOf("k", 3, 8)]);
    await x.clock.advance(500);
    expect(x.said()).toEqual(["get:CORRUPT"]);
  });

  it("is not mended by a copy that fails its hash", async () => {
    x.storage.damaged.add("k");
    x.submit("get", "k", { timeoutMs: 400 });
    await x.clock.settle();
    answer("b");
    answer("c", [{ ...objectOf("k", 3, 9), value: new Uint8Array([1]) }]);
    await x.clock.advance(500);
    expect(x.said()).toEqual(["get:CORRUPT"]);
  });

  it("that nobody can mend is told before the client gives up", async () => {
    x.storage.damaged.add("k");
    x.submit("get", "k", { timeoutMs: 1000 });
    await x.clock.settle();
    answer("b", []);
    answer("c", []);
    await x.clock.advance(999);
    expect(x.said()).toEqual(["get:CORRUPT"]);
  });

  it("of the only member is answered at once as damaged: there is nobody to ask", async () => {
    x = new LeaderHarness({}, ["a"]);
    x.storage.damaged.add("k");
    x.submit("get");
    expect(x.said()).toEqual(["get:CORRUPT"]);
    x.submit("update", "k", { version: "3.9" });
    expect(x.said()).toEqual(["update:CORRUPT"]);
    x.submit("put");
    await x.clock.settle();
    expect(x.said()).toEqual(["put:ok"]);
    expect(x.sent).toEqual([]);
  });

  it("is written over by a blind put", async () => {
    x.storage.damaged.add("k");
    await x.put();
    expect(x.said()).toEqual(["put:ok"]);
    x.submit("get");
    expect(x.said()).toEqual(["get:ok"]);
  });

  it("that somebody else found is mended without a client, once at a time", async () => {
    x.storage.damaged.add("k");
    for (let time = 0; time < 3; time += 1) x.leader.mend("k");
    await x.clock.settle();
    expect(x.sent.filter(({ kind }) => kind === "fetch")).toHaveLength(2);
    answer("b");
    answer("c");
    await x.clock.settle();
    await x.ack();
    expect(x.storage.damaged.size).toBe(0);
    expect(x.ended).toEqual([]);
  });
});

describe("a damaged tree", () => {
  it("ends the leader's rule at the first read or write of a key there; nothing is written or sent", async () => {
    for (const op of ["get", "put", "update"] as const) {
      x = new LeaderHarness();
      x.storage.damagedLeaves.add("k");
      x.submit(op);
      await x.clock.settle();
      expect([x.said(), x.treeDamages.length]).toEqual([[`${op}:UNAVAILABLE`], 1]);
      expect([x.sent.filter(({ kind }) => kind !== "check"), x.storage.objects.size]).toEqual([[], 0]);
    }
  });
});
