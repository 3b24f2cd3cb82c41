/** A leader that is told to go. Source: PROTOCOL R8; HAZARDS P17; DESIGN section 3 "Timing". */
import { beforeEach, describe, expect, it } from "vitest";
import { drainTimeoutMs } from "#machines/protocol/settings";
import { LeaderHarness } from "./leader-harness.ts";

let x: LeaderHarness;
beforeEach(() => {
  x = new LeaderHarness();
  x.renew();
});

describe("a leader that is to go", () => {
  it("ends what it has begun, and begins nothing more", async () => {
    const ends: string[] = [];
    x.submit("put", "k");
    x.submit("put", "k");
    x.submit("update", "other");
    await x.clock.settle();
    x.leader.drain(() => void ends.push("drained"));
    x.submit("get", "third");
    // What waited or comes now has no ballot: it may be asked again elsewhere.
    expect(x.said()).toEqual(["update:PRECONDITION_FAILED", "put:UNAVAILABLE", "get:UNAVAILABLE"]);
    expect(ends).toEqual([]);
    await x.ack("b");
    await x.clock.settle();
    expect([x.said(), ends]).toEqual([["put:ok"], ["drained"]]);
    x.leader.stop();
    expect([x.said(), ends]).toEqual([[], ["drained"]]);
  });

  it("says so at once when nothing is under way, and not at all when it is stopped first", async () => {
    const ends: string[] = [];
    x.leader.drain(() => void ends.push("idle"));
    await x.clock.settle();
    expect(ends).toEqual(["idle"]);
    x = new LeaderHarness();
    x.submit("put");
    await x.clock.settle();
    x.leader.drain(() => void ends.push("stopped"));
    x.leader.stop();
    await x.clock.advance(1000);
    expect([x.said(), ends]).toEqual([["put:UNKNOWN_OUTCOME"], ["idle"]]);
  });

  it("does not wait for ever", async () => {
    const ends: string[] = [];
    x.submit("put");
    await x.clock.settle();
    x.leader.drain(() => void ends.push("too long"));
    await x.clock.advance(drainTimeoutMs(x.settings) - 1);
    expect(ends).toEqual([]);
    await x.clock.advance(1);
    expect(ends).toEqual(["too long"]);
  });

  it("does not answer a question about the quorum that it did not put", async () => {
    x.submit("pingQuorum");
    x.submit("countQuorum");
    x.leader.stop();
    expect(x.said().sort()).toEqual(["countQuorum:redirect", "pingQuorum:redirect"]);
  });
});
