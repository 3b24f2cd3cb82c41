/** A peer that has been outside for a while. Source: HAZARDS P21; docs/decisions/0009. */
import { describe, expect, it } from "vitest";
import type { Fact } from "#machines/protocol/fact";
import * as views from "#machines/protocol/views";
import { answersOf, factOf, PeerHarness, type Effect } from "./peer-harness.ts";

const exchanges = (effects: readonly Effect[]) => effects.filter(({ type }) => type === "startExchange");

describe("P21: a peer that has been outside without hearing of it", () => {
  const one = factOf(4, 1, "b", [["a", "b", "c"]]);
  const change = (fact: Fact, view: readonly string[]): Fact =>
    views.clearPending(views.settleViews(views.joinViews(views.proposeViews(fact, view))));
  /** It was removed, and was taken in again: two changes since its own record. */
  const since = { ...change(change(one, ["b", "c", "d"]), ["a", "b", "c"]), epoch: 5, seq: 1 };

  const following = (): PeerHarness => {
    const peer = new PeerHarness().toFollowing("b", 4);
    peer.commit("b", one);
    peer.send({ type: "exchangeComplete", job: peer.context.job });
    expect(peer.context.trusted).toBe(true);
    peer.prepare("b", 5);
    peer.newEpoch("b", 5);
    return peer;
  };

  it("compares anew when its leader's first commit shows it: what it compared as a trusted peer gives no trust", () => {
    const peer = following();
    const { job } = peer.context;
    expect(exchanges(peer.commit("b", since))[0]?.params).toMatchObject({ trusted: false });
    peer.send({ type: "exchangeComplete", job });
    expect(peer.context.trusted).toBe(false);
    peer.send({ type: "exchangeComplete", job: peer.context.job });
    expect(peer.context.trusted).toBe(true);
    // Once: heartbeats show nothing new.
    expect(exchanges(peer.commit("b", since))).toHaveLength(0);
  });

  it("compares anew also when it had ended that", () => {
    const peer = following();
    peer.send({ type: "exchangeComplete", job: peer.context.job });
    expect(exchanges(peer.commit("b", since))[0]?.params).toMatchObject({ trusted: false });
    expect(peer.context.trusted).toBe(false);
  });

  it("says that it is not trusted to whoever knows of a later change, before it has taken it itself", () => {
    const peer = following();
    const asked = (fact: Fact): unknown =>
      answersOf(peer.send({ type: "exchange", from: "c", req: 1, epoch: 5, sync: false, fact, at: 0 }))[0]?.body;
    expect(asked(one)).toMatchObject({ kind: "exchanging", trusted: true });
    expect(asked(since)).toMatchObject({ kind: "exchanging", trusted: false });
    // One change in which it took part is no reason.
    const step = views.joinViews(views.proposeViews(one, ["a", "b", "d"]));
    expect(asked(step)).toMatchObject({ kind: "exchanging", trusted: true });
  });
});
