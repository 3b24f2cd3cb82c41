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

  it("takes the commit that shows it also when its leader was elected again meanwhile", () => {
    const peer = new PeerHarness().toFollowing("b", 4);
    peer.commit("b", one);
    peer.send({ type: "exchangeComplete", job: peer.context.job });
    // The epoch is above its promise: it missed that election too, and follows by what a probe has found.
    peer.commit("b", since);
    expect(peer.context.fact).toEqual(since);
    expect(peer.context.promised.epoch).toBe(since.epoch);
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

  it("tells from which epoch on what it has counts, until it has compared", () => {
    const peer = following();
    const asked = (fact: Fact): unknown =>
      answersOf(peer.send({ type: "exchange", from: "c", req: 1, epoch: 5, sync: false, fact, at: 0 }))[0]?.body;
    expect(asked(one)).toMatchObject({ countsFrom: 0 });
    expect(asked(since)).toMatchObject({ countsFrom: since.commitVsn.epoch });
    peer.commit("b", since);
    expect(peer.context.countsFrom).toBe(since.commitVsn.epoch);
    expect(asked(since)).toMatchObject({ countsFrom: since.commitVsn.epoch });
    peer.send({ type: "exchangeComplete", job: peer.context.job });
    expect(peer.context.countsFrom).toBe(0);
  });
});

describe("P21: a peer that comes in", () => {
  const before = factOf(4, 1, "b", [["b", "c", "d"]]);
  const joint = views.joinViews(views.proposeViews(before, ["a", "b", "c"]));
  const coming = (): PeerHarness => {
    const peer = new PeerHarness().toFollowing("b", 4);
    peer.commit("b", joint);
    return peer;
  };

  it("is not trusted with what it has, and nothing of before the proposal counts", () => {
    const peer = coming();
    expect(peer.context).toMatchObject({ trusted: false, countsFrom: joint.pendVsn.epoch });
  });

  it("keeps the trust that it has got by comparing under those views, whenever it follows anew", () => {
    const peer = coming();
    peer.send({ type: "exchangeComplete", job: peer.context.job });
    expect(peer.context).toMatchObject({ trusted: true, countsFrom: 0 });
    peer.prepare("b", 5);
    peer.newEpoch("b", 5);
    expect(peer.context.trusted).toBe(true);
    peer.commit("b", { ...joint, epoch: 5, seq: 1 });
    expect(peer.context.trusted).toBe(true);
    // They stand alone: it took part in that.
    peer.commit("b", views.settleViews({ ...joint, epoch: 5, seq: 1 }));
    expect(peer.context).toMatchObject({ trusted: true, countsFrom: 0 });
  });
});
