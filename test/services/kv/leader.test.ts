/** The leader's data plane. Source: PROTOCOL R1, R2, R6, R8, R17, R18, R19; HAZARDS P4, P6, P11, P14, P15, P16. */
import { beforeEach, describe, expect, it } from "vitest";
import { objectOf } from "../core/fakes.ts";
import { LeaderHarness, leaderEpoch } from "./leader-harness.ts";

let x: LeaderHarness;
beforeEach(() => {
  x = new LeaderHarness();
  x.renew();
});

const seqs = (kind: "put") => x.sent.filter((one) => one.kind === kind).map(({ object }) => object?.ballot.seq);

describe("a write", () => {
  it("is answered once a quorum, its own disk or not, has it; versions name its ballot", async () => {
    x.submit("put");
    await x.clock.settle();
    expect(x.said()).toEqual([]);
    await x.ack("b");
    expect(x.ended).toMatchObject([{ op: "put", code: "ok", version: "6.1" }]);
  });

  it("does not count the leader's vote before its disk has the write (R15)", async () => {
    x.storage.instant = false;
    x.submit("put");
    await x.clock.settle();
    await x.ack("b");
    // Not by a frame in its own name either.
    await x.ack("a");
    expect(x.said()).toEqual([]);
    x.storage.land();
    await x.clock.settle();
    expect(x.said()).toEqual(["put:ok"]);
  });

  it("is met by two followers before the leader's own disk", async () => {
    x.storage.instant = false;
    x.submit("put");
    await x.clock.settle();
    await x.ack("b");
    await x.ack("c");
    expect(x.said()).toEqual(["put:ok"]);
  });

  it("counts one vote a sender, none of strangers, and only acks of its ballot and epoch (P14, P15)", async () => {
    x = new LeaderHarness({}, ["a", "b", "c", "d", "e"]);
    x.submit("put");
    await x.clock.settle();
    const { req } = x.last("put");
    const stored = (seq: number) => ({ kind: "stored", seq }) as const;
    for (const from of ["b", "b", "a", "z"]) x.reply(from, req, stored(1));
    x.reply("c", req, stored(2));
    x.reply("c", req, { kind: "ok" });
    x.reply("d", req, stored(1), leaderEpoch - 1);
    x.reply("e", req, { kind: "nack", reason: "storage" });
    x.reply("c", req + 1, stored(1));
    expect(x.said()).toEqual([]);
    x.reply("c", req, stored(1));
    expect(x.said()).toEqual(["put:ok"]);
  });

  it("is sent again with the same ballot to those that have not acknowledged it, acks of all tries counting", async () => {
    x = new LeaderHarness({}, ["a", "b", "c", "d", "e"]);
    x.submit("put");
    await x.clock.settle();
    await x.ack("b");
    const first = x.sent.length;
    for (const from of ["c", "d", "e"]) x.reply(from, x.last("put").req, { kind: "nack", reason: "state" });
    await x.clock.advance(x.settings.tickMs);
    expect(x.sent.slice(first).map(({ to, object }) => `${to}:${object?.ballot.seq}`)).toEqual(["c:1", "d:1", "e:1"]);
    await x.ack("c");
    expect(x.said()).toEqual(["put:ok"]);
  });

  it("ends UNKNOWN_OUTCOME when its time is up: it has its ballot (R8)", async () => {
    x.submit("put", "k", { timeoutMs: 1000 });
    await x.clock.advance(1100);
    expect(x.said()).toEqual(["put:UNKNOWN_OUTCOME"]);
  });

  it("ends UNAVAILABLE when it never got a ballot (R8)", async () => {
    x.submit("put", "k", { timeoutMs: 1000 });
    x.submit("put", "k", { timeoutMs: 1000 });
    await x.clock.advance(1100);
    expect(x.said()).toEqual(["put:UNKNOWN_OUTCOME", "put:UNAVAILABLE"]);
    expect(new Set(seqs("put"))).toEqual(new Set([1]));
  });
});

describe("R2: operations on one key", () => {
  it("run one at a time, reads too, in order; keys run side by side", async () => {
    x.submit("put");
    x.submit("get");
    x.submit("put", "other");
    x.submit("update", "k", { version: "6.1" });
    await x.clock.settle();
    expect(x.said()).toEqual([]);
    expect(seqs("put")).toEqual([1, 1, 2, 2]);
    const other = x.last("put");
    x.reply("b", other.req, { kind: "stored", seq: 2 });
    expect(x.said()).toEqual(["put:ok"]);
    x.reply("b", x.sent[0]?.req ?? 0, { kind: "stored", seq: 1 });
    expect(x.ended.map(({ op, code, text }) => `${op}:${code}:${text}`)).toEqual(["put:ok:", "get:ok:v1"]);
    await x.clock.settle();
    await x.ack();
    expect(x.said().at(-1)).toBe("update:ok");
  });

  it("wait no more than a limit allows", async () => {
    x.settings = { ...x.settings, maxQueuedPerKey: 2 };
    for (let time = 0; time < 5; time += 1) x.submit("get", "k");
    x.submit("put");
    await x.clock.settle();
    x.said();
    for (let time = 0; time < 5; time += 1) x.submit("put");
    expect(x.said()).toEqual(["put:UNAVAILABLE", "put:UNAVAILABLE", "put:UNAVAILABLE"]);
  });

  it("that end at once do not pile up on the stack", () => {
    x.settings = { ...x.settings, maxQueuedPerKey: 1_000_000 };
    for (let time = 0; time < 50_000; time += 1) x.submit("get");
    expect(x.ended).toHaveLength(50_000);
  });

  it("a slow or bad key holds up no other, and unseats nobody (P11)", async () => {
    x.submit("put", "slow");
    x.storage.damaged.add("bad");
    x.submit("get", "bad", { timeoutMs: 1000 });
    await x.clock.settle();
    for (let time = 0; time < 10; time += 1) await x.put(`k${time}`);
    expect(x.said().filter((end) => end !== "put:ok")).toEqual([]);
    await x.clock.advance(1100);
    expect(x.said()).toEqual(["get:CORRUPT"]);
    expect([x.leaseLost, x.higher]).toEqual([0, []]);
  });
});

describe("R1: an object is answered from only when it is settled", () => {
  it("a write without its quorum is sent again, same ballot, before a read shows it", async () => {
    x.submit("put", "k", { timeoutMs: 400 });
    await x.clock.advance(500);
    expect(x.said()).toEqual(["put:UNKNOWN_OUTCOME"]);
    x.renew();
    x.submit("get");
    await x.clock.settle();
    expect(x.said()).toEqual([]);
    expect(new Set(seqs("put"))).toEqual(new Set([1]));
    await x.ack();
    expect(x.ended).toMatchObject([{ op: "get", code: "ok", text: "v1" }]);
    // Settled now: nothing is sent for the next one.
    const { length } = x.sent;
    x.submit("get");
    expect([x.said().at(-1), x.sent.length]).toEqual(["get:ok", length]);
  });

  it.each(["get", "create", "update", "safeDelete"] as const)(
    "%s waits for it, and is not answered without it",
    async (op) => {
      x.submit("put", "k", { timeoutMs: 400 });
      await x.clock.advance(500);
      x.said();
      x.submit(op, "k", { timeoutMs: 1000, version: "wrong" });
      await x.clock.advance(1100);
      expect(x.said()).toEqual([`${op}:UNAVAILABLE`]);
      expect(new Set(seqs("put"))).toEqual(new Set([1]));
    },
  );

  it("a blind put goes ahead with a higher ballot, and settles the key", async () => {
    x.submit("put", "k", { timeoutMs: 400 });
    await x.clock.advance(500);
    x.said();
    await x.put();
    expect(x.last("put").object?.ballot).toEqual({ epoch: leaderEpoch, seq: 2 });
    x.renew();
    x.submit("get");
    expect(x.said()).toEqual(["put:ok", "get:ok"]);
  });

  it("a late ack of an ended round settles nothing", async () => {
    x.submit("put", "k", { timeoutMs: 400 });
    await x.clock.advance(500);
    await x.ack("b");
    x.renew();
    x.submit("get");
    await x.clock.settle();
    expect(x.said()).toEqual(["put:UNKNOWN_OUTCOME"]);
  });
});

describe("R17: an object of an earlier epoch", () => {
  it("is re-stamped before it is answered from: this epoch's ballot, the same version and content (P16)", async () => {
    const old = objectOf("k", 3, 9);
    x.storage.objects.set("k", old);
    x.submit("get");
    await x.clock.settle();
    expect(x.said()).toEqual([]);
    expect(x.last("put").object).toEqual({ ...old, ballot: { epoch: leaderEpoch, seq: 1 } });
    await x.ack();
    expect(x.ended).toMatchObject([{ code: "ok", version: old.version }]);
    x.submit("update", "k", { version: old.version });
    await x.clock.settle();
    await x.ack();
    expect(x.ended.at(-1)).toMatchObject({ op: "update", code: "ok", version: "6.2" });
  });

  it("is re-stamped once: a failed re-stamp is sent again with its ballot", async () => {
    x.storage.objects.set("k", objectOf("k", 3, 9));
    x.submit("get", "k", { timeoutMs: 400 });
    await x.clock.advance(500);
    expect(x.said()).toEqual(["get:UNAVAILABLE"]);
    x.submit("get");
    await x.clock.settle();
    expect(new Set(seqs("put"))).toEqual(new Set([1]));
  });

  it("is not needed by a blind put", async () => {
    x.storage.objects.set("k", objectOf("k", 3, 9));
    x.submit("put");
    await x.clock.settle();
    expect(seqs("put")).toEqual([1, 1]);
    expect(x.last("put").object?.version).toBe("6.1");
  });

  it("a tombstone too", async () => {
    x.storage.objects.set("k", objectOf("k", 3, 9, null));
    x.submit("get");
    await x.clock.settle();
    expect(x.last("put").object?.value).toBeNull();
    await x.ack();
    expect(x.said()).toEqual(["get:absent"]);
  });
});

describe("preconditions", () => {
  it("hold or are refused with what is there, on settled objects", async () => {
    await x.put();
    const version = x.ended[0]?.version ?? "";
    x.said();
    x.submit("create");
    x.submit("update", "k", { version: "other" });
    x.submit("safeDelete", "k", { version: "other" });
    x.submit("update", "absent", { version: "other" });
    expect(x.ended.map(({ op, code, version: held }) => `${op}:${code}:${held}`)).toEqual([
      `create:PRECONDITION_FAILED:${version}`,
      `update:PRECONDITION_FAILED:${version}`,
      `safeDelete:PRECONDITION_FAILED:${version}`,
      "update:PRECONDITION_FAILED:",
    ]);
    x.said();
    x.submit("safeDelete", "k", { version });
    await x.clock.settle();
    await x.ack();
    x.submit("get");
    x.submit("create");
    await x.clock.settle();
    await x.ack();
    expect(x.said()).toEqual(["safeDelete:ok", "get:absent", "create:ok"]);
  });

  it("of a read: an absent key writes nothing (P7)", () => {
    x.submit("get");
    expect(x.said()).toEqual(["get:absent"]);
    expect(x.sent).toEqual([]);
    expect(x.storage.objects.size).toBe(0);
  });
});

describe("R19: authority", () => {
  const check = (from: string) => x.reply(from, x.last("check").req, { kind: "ok" });

  it.each<[string, "get" | "create", string]>([
    ["a read", "get", "get:ok"],
    ["a failed precondition", "create", "create:PRECONDITION_FAILED"],
  ])("%s is answered under a lease with no message, else after an epoch check", async (_, op, end) => {
    await x.put();
    x.said();
    x.submit(op);
    expect(x.said()).toEqual([end]);
    await x.clock.advance(400);
    x.submit(op);
    await x.clock.settle();
    expect(x.said()).toEqual([]);
    check("b");
    expect(x.said()).toEqual([end]);
  });

  it("a check begun before the read arrived says nothing about it", async () => {
    await x.put();
    await x.put("other");
    x.said();
    await x.clock.advance(400);
    x.submit("get");
    await x.clock.settle();
    const first = x.last("check").req;
    x.submit("get", "other");
    await x.clock.settle();
    expect(x.last("check").req).toBe(first);
    x.reply("b", first, { kind: "ok" });
    expect(x.ended.map(({ key }) => key)).toEqual(["k"]);
    expect(x.last("check").req).not.toBe(first);
    check("c");
    expect(x.ended.map(({ key }) => key)).toEqual(["k", "other"]);
  });

  it("reads of one turn share a check", async () => {
    await x.clock.advance(400);
    for (const key of ["k1", "k2", "k3"]) x.submit("get", key);
    await x.clock.settle();
    expect(x.sent.filter(({ kind }) => kind === "check")).toHaveLength(2);
    check("b");
    expect(x.said()).toEqual(["get:absent", "get:absent", "get:absent"]);
  });

  it("without a quorum the read ends, and the chart hears of it, unless the lease is back", async () => {
    await x.clock.advance(400);
    x.submit("get");
    await x.clock.settle();
    for (const from of ["b", "c"]) x.reply(from, x.last("check").req, { kind: "nack", reason: "leader" });
    expect([x.said(), x.leaseLost]).toEqual([["get:UNAVAILABLE"], 1]);
    x.submit("get");
    await x.clock.settle();
    x.renew();
    for (const from of ["b", "c"]) x.reply(from, x.last("check").req, { kind: "nack", reason: "leader" });
    expect([x.said(), x.leaseLost]).toEqual([["get:UNAVAILABLE"], 1]);
  });

  it("a silent quorum ends the check by its timeout", async () => {
    await x.clock.advance(400);
    x.submit("get");
    await x.clock.advance(x.settings.quorumTimeoutMs + x.settings.tickMs);
    expect(x.said()).toEqual(["get:UNAVAILABLE"]);
  });

  it("leases need not be trusted", async () => {
    x = new LeaderHarness({ trustLease: false });
    x.renew();
    x.submit("get");
    await x.clock.settle();
    expect(x.said()).toEqual([]);
    check("b");
    expect(x.said()).toEqual(["get:absent"]);
  });

  it("a quorum is asked for by pingQuorum and checkQuorum in one round trip, whatever the lease", async () => {
    x.submit("pingQuorum", "");
    x.submit("checkQuorum", "");
    await x.clock.settle();
    check("b");
    expect(x.said()).toEqual(["pingQuorum:ok", "checkQuorum:ok"]);
  });

  it("a lone member has authority over itself", async () => {
    x = new LeaderHarness({}, ["a"]);
    x.submit("put");
    await x.clock.settle();
    x.submit("get");
    await x.clock.settle();
    expect(x.said()).toEqual(["put:ok", "get:ok"]);
  });
});

describe("R6, R8: the end of leadership", () => {
  it("ends rounds in doubt, the rest as never begun, and nothing begins afterwards", async () => {
    await x.put("settled");
    x.said();
    x.submit("put");
    x.submit("put");
    x.submit("get");
    x.storage.objects.set("old", objectOf("old", 3, 9));
    x.submit("update", "old", { version: "3.9" });
    await x.clock.advance(350);
    x.submit("get", "settled");
    await x.clock.settle();
    x.leader.stop();
    expect(x.said().sort()).toEqual(
      ["put:UNKNOWN_OUTCOME", "put:UNAVAILABLE", "get:UNAVAILABLE", "update:UNAVAILABLE", "get:UNAVAILABLE"].sort(),
    );
    const { length } = x.sent;
    await x.ack("b");
    await x.clock.advance(5000);
    expect([x.said(), x.sent.length, x.clock.armed]).toEqual([[], length, 0]);
  });

  it("comes with a reply from a higher epoch, in the middle of anything", async () => {
    x.submit("put");
    await x.clock.settle();
    x.reply("b", x.last("put").req, { kind: "nack", reason: "epoch" }, leaderEpoch + 1);
    expect(x.higher).toEqual([leaderEpoch + 1]);
    expect(x.said()).toEqual(["put:UNKNOWN_OUTCOME"]);
  });

  it("leaves nothing open: no timer, no round", async () => {
    x.isSettled = true;
    for (let time = 0; time < 20; time += 1) await x.put(`k${time}`);
    await x.clock.advance(1000);
    expect(x.clock.armed).toBe(0);
  });
});
