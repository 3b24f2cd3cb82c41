/** Registered modifications at the leader. Source: riak_ensemble `kmodify`; PROTOCOL R1, R2, R8, R9, R17, R19. */
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { QuorateError } from "#machines/protocol/errors";
import { decodeModification, encodeModification } from "#services/kv/modifiers";
import { objectOf } from "../core/fakes.ts";
import { LeaderHarness } from "./leader-harness.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array): string => new TextDecoder().decode(value);

let x: LeaderHarness;
let ran: string[];
beforeEach(() => {
  x = new LeaderHarness();
  x.renew();
  ran = [];
  x.modifiers.set("append", (value, argument, vsn) => {
    ran.push(`${text(value)}@${vsn.epoch}.${vsn.seq}`);
    return bytes(text(value) + text(argument));
  });
  x.modifiers.set("keep", (value) => value);
  x.modifiers.set("throw", () => {
    throw new Error("no such thing");
  });
  x.modifiers.set("refuse", () => {
    throw new QuorateError("ALREADY_MEMBER", "it is one");
  });
  x.modifiers.set("doubt", () => {
    throw new QuorateError("UNKNOWN_OUTCOME", "who knows");
  });
  x.modifiers.set("swell", () => new Uint8Array(x.settings.maxValueBytes + 1));
});

const modify = (name: string, argument = "", initial = "start", key = "k") =>
  x.submit("modify", key, { value: encodeModification({ name, argument: bytes(argument), initial: bytes(initial) }) });

describe("modify", () => {
  it("begins from the default, is written with the ballot it was told, and answers the new value", async () => {
    modify("append", "+1");
    await x.clock.settle();
    expect(x.said()).toEqual([]);
    expect(x.last("put").object).toMatchObject({
      value: bytes("start+1"),
      version: "6.1",
      ballot: { epoch: 6, seq: 1 },
    });
    await x.ack();
    expect(x.ended.splice(0)).toMatchObject([{ op: "modify", code: "ok", text: "start+1", version: "6.1" }]);
    expect(ran).toEqual(["start@6.1"]);
  });

  it("begins from the default after a deletion, too", async () => {
    await x.put();
    x.submit("delete");
    await x.clock.settle();
    await x.ack();
    modify("append", "!");
    await x.clock.settle();
    expect(ran).toEqual(["start@6.3"]);
  });

  it("of one key run one after the other, each on what the one before made (R2)", async () => {
    for (const digit of "12") modify("append", digit);
    await x.clock.settle();
    expect(ran).toEqual(["start@6.1"]);
    await x.ack();
    expect(ran).toEqual(["start@6.1", "start1@6.2"]);
    await x.ack();
    expect(x.ended.map(({ text: value }) => value)).toEqual(["start1", "start12"]);
  });

  it("sees a value of an earlier epoch only once it is re-stamped (R1, R17)", async () => {
    const { storage } = x;
    storage.objects.set("k", objectOf("k", 5, 9, "old"));
    modify("append", "!");
    await x.clock.settle();
    expect(ran).toEqual([]);
    await x.ack();
    expect(ran).toEqual(["old@6.2"]);
  });

  it("whose round fails is in doubt, and its modifier does not run again", async () => {
    modify("append", "1");
    await x.clock.settle();
    x.leader.stop();
    expect(x.said()).toEqual(["modify:UNKNOWN_OUTCOME"]);
    expect(ran).toHaveLength(1);
  });

  it.each([
    ["throw", "INVALID_ARGUMENT"],
    ["refuse", "ALREADY_MEMBER"],
    ["doubt", "INVALID_ARGUMENT"],
    ["swell", "INVALID_ARGUMENT"],
    ["unheardOf", "INVALID_ARGUMENT"],
  ])("%s ends %s, and nothing is written", async (name, code) => {
    await x.put();
    x.said();
    modify(name);
    await x.clock.settle();
    expect(x.said()).toEqual([`modify:${code}`]);
    expect(x.sent.filter(({ kind }) => kind === "put")).toHaveLength(2);
  });

  it("that changes nothing writes nothing, and answers under a lease or after a check (R19)", async () => {
    await x.put();
    x.said();
    const writes = x.sent.length;
    modify("keep");
    expect(x.ended.splice(0)).toMatchObject([{ code: "ok", version: "6.1" }]);
    x.lease.release();
    modify("keep");
    modify("refuse");
    await x.clock.settle();
    expect(x.said()).toEqual([]);
    x.reply("b", x.last("check").req, { kind: "ok" });
    await x.clock.settle();
    expect(x.said()).toEqual(["modify:ok"]);
    x.reply("b", x.last("check").req, { kind: "ok" });
    expect(x.said()).toEqual(["modify:ALREADY_MEMBER"]);
    expect(x.sent.slice(writes).filter(({ kind }) => kind === "put")).toEqual([]);
  });

  it("that is malformed is refused", async () => {
    for (const value of [null, new Uint8Array(0), new Uint8Array([200, 1, 2]), new Uint8Array([1, 0x20, 0, 0, 0, 0])])
      x.submit("modify", "k", { value });
    await x.clock.settle();
    expect(new Set(x.said())).toEqual(new Set(["modify:INVALID_ARGUMENT"]));
  });
});

describe("its bytes", () => {
  it("come back as they were", () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);
    fc.assert(
      fc.property(name, fc.uint8Array(), fc.uint8Array(), (one, argument, initial) => {
        const modification = { name: one, argument, initial };
        expect(decodeModification(encodeModification(modification))).toEqual(modification);
      }),
    );
  });

  it("never throw, whatever arrives", () => {
    fc.assert(fc.property(fc.uint8Array(), (value) => void decodeModification(value)));
  });
});

describe("countQuorum", () => {
  it("counts who answers in time", async () => {
    x.submit("countQuorum", "");
    await x.clock.settle();
    x.reply("b", x.last("check").req, { kind: "ok" });
    x.reply("c", x.last("check").req, { kind: "nack", reason: "state" });
    await x.clock.advance(400);
    expect(x.ended.splice(0)).toMatchObject([{ code: "ok", text: "2" }]);
    x.submit("countQuorum", "");
    await x.clock.settle();
    for (const from of ["b", "c"]) x.reply(from, x.last("check").req, { kind: "ok" });
    expect(x.ended.splice(0)).toMatchObject([{ code: "ok", text: "3" }]);
  });
});
