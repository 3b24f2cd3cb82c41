// @ts-nocheck: written by quorate coverage, do not edit.
// Made from the chart "exchange" by
//   quorate coverage test/coverage/models/exchange.ts --out test/generated --conditions quorate-source
// It locks what the chart does now: a failing test says that the chart has changed, not that the change is wrong.
// Evidence about a system comes from running the plan against it (runPlan of quorate/coverage).
import { createActor, fromTransition } from "xstate";
import { describe, expect, it } from "vitest";
import { exchangeModel as model } from "../coverage/models/exchange.ts";

const { machine } = model;
const unchecked = Symbol("not checked");
const uncheckedNames = [];
const electorate_1cq2 = { self: "a", members: ["a", "b", "c"], views: [7], selfBit: 1, required: "all" };
const electorate_1uws = { self: "a", members: ["a", "b", "c"], views: [7], selfBit: 1, required: "other" };
const electorate_wocz = { self: "a", members: ["a", "b", "c"], views: [7], selfBit: 1, required: "quorum" };
const entries_141a = { key: "k1", ballot: { epoch: 1, seq: 1 }, hash: new Uint8Array([1, 2]) };
const entries_1jwv = { key: "z", ballot: { epoch: 1, seq: 1 }, hash: new Uint8Array([1, 2]) };
const entries_1xba = { key: "k2", ballot: { epoch: 1, seq: 1 }, hash: new Uint8Array([1, 2]) };
const objects_1cd1 = { key: "k1", ballot: { epoch: 1, seq: 1 }, hash: new Uint8Array([1, 2]), value: null, version: "1.1" };
const objects_1q1t = { key: "k2", ballot: { epoch: 1, seq: 1 }, hash: new Uint8Array([1, 2]), value: null, version: "1.1" };
const replies_a89w = { type: "reply", from: "c", req: 12, epoch: 5, body: { kind: "exchanging", trusted: true } };
const replies_qbxp = { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "exchanging", trusted: true } };
const entries_1rvj = [entries_141a, entries_1xba];
const entries_4qoc = [entries_1jwv];
const input_10g0 = {
  self: "a",
  ensemble: "demo",
  views: [["a", "b", "c"]],
  epoch: 5,
  sync: false,
  trusted: true,
  timeoutMs: 1000,
  pageSize: 2,
  firstReq: 10,
};
const input_1vh7 = {
  self: "a",
  ensemble: "demo",
  views: [["a", "b", "c"]],
  epoch: 5,
  sync: false,
  trusted: false,
  timeoutMs: 1000,
  pageSize: 2,
  firstReq: 10,
};
const objects_72zq = [objects_1q1t];
const objects_az4w = [objects_1cd1, objects_1q1t];
const objects_yvfr = [objects_1cd1];
const replies_e39s = [replies_qbxp];
const replies_ewob = [replies_a89w];
const round_183c = { req: 11, electorate: electorate_1uws, valid: 0, nacks: 0, replies: [] };
const round_1bjh = { req: 11, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] };
const round_1kel = { req: 11, electorate: electorate_wocz, valid: 0, nacks: 4, replies: [] };
const round_1ngz = { req: 12, electorate: electorate_1cq2, valid: 0, nacks: 0, replies: [] };
const round_1yt7 = { req: 12, electorate: electorate_1cq2, valid: 0, nacks: 2, replies: [] };
const round_tmzz = { req: 11, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const body_13li = { kind: "leaves", entries: entries_1rvj, more: false };
const body_1bzt = { kind: "objects", objects: objects_72zq, missing: [] };
const body_1ppb = { kind: "leaves", entries: entries_1rvj, more: true };
const body_eqin = { kind: "leaves", entries: entries_4qoc, more: false };
const body_tcni = { kind: "objects", objects: objects_az4w, missing: [] };
const round_10aj = { req: 12, electorate: electorate_1cq2, valid: 4, nacks: 0, replies: replies_ewob };
const round_1ie4 = { req: 12, electorate: electorate_1cq2, valid: 2, nacks: 0, replies: replies_e39s };

describe("exchange: what the chart does", () => {
  it("trusted: asking > comparing.listing > failed [cf4db101]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
    chart.ignore("compared:nothing", { type: "compared", newer: [] });
    chart.ignore("failed:host", { type: "failed", reason: "test" });
    chart.ignore("reply:trustedB", replies_qbxp);
    chart.ignore("stored:all", { type: "stored", keys: [] });
  });

  it("alone: complete [86c8a65e]", () => {
    const chart = start({
      self: "a",
      ensemble: "demo",
      views: [["a"]],
      epoch: 5,
      sync: false,
      trusted: true,
      timeoutMs: 1000,
      pageSize: 2,
      firstReq: 10,
    }); // start "alone"
    chart.is("complete", {
      status: "done",
      does: [["ask", { req: 11, to: [], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: null,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.ignore("compared:nothing", { type: "compared", newer: [] });
    chart.ignore("failed:host", { type: "failed", reason: "test" });
    chart.ignore("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.ignore("stored:all", { type: "stored", keys: [] });
  });

  it("trusted: asking > failed [67d368bf]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:late", { type: "reply", from: "b", req: 10, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("asking");
    chart.send("failed:host", { type: "failed", reason: "test" });
    chart.is("failed", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > askingAll > failed [ed304237]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.advance(1000);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("failed", {
      status: "done",
      now: { round: round_1yt7, reason: "neither a trusted quorum nor every member answered" },
    });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > complete [5c16679b]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["c"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["c"], req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "c", req: 12, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:nothing", { type: "compared", newer: [] });
    chart.is("complete", { status: "done", now: { peers: [], after: null } });
  });

  it("trusted: asking > askingAll > failed [d70df56b]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("asking", { now: { round: round_1kel } });
    chart.send("reply:page", { type: "reply", from: "b", req: 11, epoch: 5, body: body_1ppb });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:late", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("askingAll");
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("failed", {
      status: "done",
      now: {
        round: { req: 12, electorate: electorate_1cq2, valid: 0, nacks: 4, replies: [] },
        reason: "neither a trusted quorum nor every member answered",
      },
    });
  });

  it("trusted: asking > askingAll > failed [962d992b]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:emptyPage", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "leaves", entries: [], more: true } });
    chart.is("asking", { now: { round: round_1bjh } });
    chart.send("reply:haul", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("asking");
    chart.send("reply:firstOfHaul", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("asking");
    chart.send("reply:lostObject", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("asking");
    chart.send("reply:stranger", { type: "reply", from: "z", req: 11, epoch: 5, body: body_eqin });
    chart.is("asking");
    chart.ignore("compared:nothing", { type: "compared", newer: [] });
    chart.ignore("stored:all", { type: "stored", keys: [] });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("asking");
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("asking");
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "neither a trusted quorum nor every member answered" } });
  });

  it("trusted: asking > askingAll > failed [22baa6ea]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("asking", { now: { round: round_1bjh } });
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 11, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.ignore("compared:nothing", { type: "compared", newer: [] });
    chart.ignore("stored:all", { type: "stored", keys: [] });
    chart.send("failed:host", { type: "failed", reason: "test" });
    chart.is("failed", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > askingAll > comparing.listing > failed [d9f7ccae]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 11, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("asking", { now: { round: round_1kel } });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("asking");
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:trustedB", replies_qbxp);
    chart.is("askingAll", { now: { round: round_1ie4 } });
    chart.send("reply:trustedC", replies_a89w);
    chart.is("comparing.listing", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b", "c"], req: 13 },
    });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 13, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing");
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "no answer in time" } });
  });

  it("trusted: asking > comparing.listing > failed [03ddc72d]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 11, epoch: 5, body: body_13li });
    chart.is("asking", { now: { round: round_1bjh } });
    chart.send("reply:page", { type: "reply", from: "b", req: 11, epoch: 5, body: body_1ppb });
    chart.is("asking");
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["c"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["c"], req: 12 },
    });
    chart.ignore("compared:nothing", { type: "compared", newer: [] });
    chart.ignore("stored:all", { type: "stored", keys: [] });
    chart.send("failed:host", { type: "failed", reason: "test" });
    chart.is("failed", { status: "done", now: { reason: "test" } });
  });

  it("untrusted: asking > askingAll > comparing.listing > failed [4dbeba90]", () => {
    const chart = start(input_1vh7); // start "untrusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: false,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_183c,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:trustedC", replies_a89w);
    chart.is("askingAll", { now: { round: round_10aj } });
    chart.send("reply:trustedB", replies_qbxp);
    chart.is("comparing.listing", {
      does: [["ask", { req: 13, to: ["c"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["c", "b"], req: 13 },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 13, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing");
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 13, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("failed", { status: "done", now: { reason: "c refused" } });
  });

  it("untrusted: asking > askingAll > comparing.listing > failed [167b1147]", () => {
    const chart = start(input_1vh7); // start "untrusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: false,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_183c,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 11, epoch: 5, body: body_13li });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("askingAll", {
      now: {
        round: {
          req: 12,
          electorate: electorate_1cq2,
          valid: 2,
          nacks: 0,
          replies: [{ type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "exchanging", trusted: false } }],
        },
      },
    });
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 12, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b", "c"], req: 13 },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 13, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("untrusted: asking > askingAll > comparing.listing > failed [fbc93d44]", () => {
    const chart = start(input_1vh7); // start "untrusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: false,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_183c,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:emptyPage", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "leaves", entries: [], more: true } });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 12, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("askingAll", {
      now: {
        round: {
          req: 12,
          electorate: electorate_1cq2,
          valid: 4,
          nacks: 0,
          replies: [{ type: "reply", from: "c", req: 12, epoch: 5, body: { kind: "exchanging", trusted: false } }],
        },
      },
    });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 13, to: ["c"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["c", "b"], req: 13 },
    });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 13, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("comparing.listing");
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 13, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("failed", { status: "done", now: { reason: "c refused" } });
  });

  it("untrusted: asking > askingAll > failed [b5e7d0ed]", () => {
    const chart = start(input_1vh7); // start "untrusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: false,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_183c,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 12, epoch: 5, body: body_13li });
    chart.is("failed", {
      status: "done",
      now: { round: round_1yt7, reason: "neither a trusted quorum nor every member answered" },
    });
  });

  it("untrusted: asking > askingAll > failed [923aa1f2]", () => {
    const chart = start(input_1vh7); // start "untrusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: false,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_183c,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:firstOfHaul", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:page", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1ppb });
    chart.is("failed", {
      status: "done",
      now: { round: round_1yt7, reason: "neither a trusted quorum nor every member answered" },
    });
  });

  it("untrusted: asking > askingAll > failed [baa9f831]", () => {
    const chart = start(input_1vh7); // start "untrusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: false,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_183c,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:lostObject", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:emptyPage", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "leaves", entries: [], more: true } });
    chart.is("failed", {
      status: "done",
      now: { round: round_1yt7, reason: "neither a trusted quorum nor every member answered" },
    });
  });

  it("trusted: asking > comparing.listing > failed [fc7238e3]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 12, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("comparing.listing");
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("failed", { status: "done", now: { reason: "b refused: epoch" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > pulling.fetching > failed [8cfda536]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("comparing.listing");
    chart.send("reply:page", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1ppb });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2", more: true } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 13, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > failed [376615ca]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:emptyPage", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "leaves", entries: [], more: true } });
    chart.is("comparing.diffing", { does: [["compare", { entries: [] }]] });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "no answer in time" } });
  });

  it("trusted: asking > comparing.listing > failed [1927b2fc]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > comparing.listing > failed [0a407341]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:firstOfHaul", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > comparing.listing > failed [fbdd57d6]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:lostObject", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > … > comparing.diffing > failed [845ad315]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:late", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing");
    chart.send("reply:stranger", { type: "reply", from: "z", req: 12, epoch: 5, body: body_eqin });
    chart.is("comparing.listing");
    chart.send("reply:page", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1ppb });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2", more: true } });
    chart.send("compared:nothing", { type: "compared", newer: [] });
    chart.is("comparing.listing", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "leaves", epoch: 5, after: "k2", limit: 2 } }]],
      now: { req: 13 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 13, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { more: false } });
    chart.ignore("reply:trustedB", { type: "reply", from: "b", req: 13, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.ignore("stored:all", { type: "stored", keys: [] });
    chart.send("failed:host", { type: "failed", reason: "test" });
    chart.is("failed", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > comparing.listing > failed [1d1f68b1]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["c"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["c"], req: 12 },
    });
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("comparing.listing");
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("failed", { status: "done", now: { reason: "c refused: epoch" } });
  });

  it("trusted: asking > askingAll > failed [214b4aae]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.advance(1000);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("failed", {
      status: "done",
      now: { round: round_1yt7, reason: "neither a trusted quorum nor every member answered" },
    });
  });

  it("trusted: asking > askingAll > failed [15c4d4a7]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.advance(1000);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:firstOfHaul", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("failed", {
      status: "done",
      now: { round: round_1yt7, reason: "neither a trusted quorum nor every member answered" },
    });
  });

  it("trusted: asking > askingAll > failed [04a18374]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.advance(1000);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:lostObject", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("failed", {
      status: "done",
      now: { round: round_1yt7, reason: "neither a trusted quorum nor every member answered" },
    });
  });

  it("trusted: asking > askingAll > comparing.listing > … > pulling.fetching > failed [81f373b3]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.advance(1000);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:stranger", { type: "reply", from: "z", req: 12, epoch: 5, body: body_eqin });
    chart.is("askingAll");
    chart.send("reply:trustedB", replies_qbxp);
    chart.is("askingAll", { now: { round: round_1ie4 } });
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("askingAll");
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 12, epoch: 5, body: body_13li });
    chart.is("askingAll");
    chart.send("reply:page", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1ppb });
    chart.is("askingAll");
    chart.send("reply:emptyPage", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "leaves", entries: [], more: true } });
    chart.is("askingAll");
    chart.send("reply:haul", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("askingAll");
    chart.send("reply:firstOfHaul", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("askingAll");
    chart.send("reply:lostObject", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "objects", objects: [], missing: [] } });
    chart.is("askingAll");
    chart.send("reply:trustedC", replies_a89w);
    chart.is("comparing.listing", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b", "c"], req: 13 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 13, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 14, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 14 },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 14, epoch: 5, body: body_tcni });
    chart.is("pulling.storing", { does: [["store", { objects: objects_az4w }]] });
    chart.send("stored:all", { type: "stored", keys: ["k1", "k2"] });
    chart.is("comparing.listing", {
      does: [["ask", { req: 15, to: ["c"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { peers: ["c"], after: null, wanted: [], req: 15, pulled: 2 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "c", req: 15, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 16, to: ["c"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 16 },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 16, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("pulling.fetching");
    chart.send("reply:lostObject", {
      type: "reply",
      from: "c",
      req: 16,
      epoch: 5,
      body: { kind: "objects", objects: [], missing: ["k1", "k2"] },
    });
    chart.is("failed", { status: "done", now: { reason: "c lost an object that its tree lists" } });
  });

  it("trusted: asking > askingAll > comparing.listing > … > pulling.fetching > failed [9fd803ce]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.advance(1000);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:trustedC", replies_a89w);
    chart.is("askingAll", { now: { round: round_10aj } });
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("askingAll");
    chart.send("reply:trustedB", replies_qbxp);
    chart.is("comparing.listing", {
      does: [["ask", { req: 13, to: ["c"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["c", "b"], req: 13 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "c", req: 13, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 14, to: ["c"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 14 },
    });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "no answer in time" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > pulling.fetching > failed [c7c3ee11]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 12, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.ignore("compared:nothing", { type: "compared", newer: [] });
    chart.ignore("stored:all", { type: "stored", keys: ["k1", "k2"] });
    chart.send("failed:host", { type: "failed", reason: "test" });
    chart.is("failed", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > pulling.fetching > failed [b2866966]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 12, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 13, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("pulling.fetching");
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 13, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > pulling.fetching > failed [581f290d]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 12, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 13, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("pulling.fetching");
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 13, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("failed", { status: "done", now: { reason: "b refused: epoch" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > pulling.fetching > failed [f02a37f9]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 12, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 13, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("pulling.fetching");
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 13, epoch: 5, body: body_13li });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > pulling.fetching > failed [f72a21ee]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 12, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:page", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1ppb });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > pulling.fetching > failed [c7074a66]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 12, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:emptyPage", { type: "reply", from: "b", req: 13, epoch: 5, body: { kind: "leaves", entries: [], more: true } });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > … > pulling.storing > failed [c0768abe]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 12, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:firstOfHaul", {
      type: "reply",
      from: "b",
      req: 13,
      epoch: 5,
      body: { kind: "objects", objects: objects_yvfr, missing: [] },
    });
    chart.is("pulling.storing", { does: [["store", { objects: objects_yvfr }]] });
    chart.send("stored:first", { type: "stored", keys: ["k1"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 14, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k2"] } }]],
      now: { wanted: ["k2"], req: 14, pulled: 1 },
    });
    chart.send("reply:late", { type: "reply", from: "b", req: 13, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("pulling.fetching");
    chart.send("reply:stranger", { type: "reply", from: "z", req: 14, epoch: 5, body: body_eqin });
    chart.is("pulling.fetching");
    chart.send("reply:haul", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bzt });
    chart.is("pulling.storing", { does: [["store", { objects: objects_72zq }]] });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "no answer in time" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > pulling.fetching > failed [10c5a97a]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["c"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["c"], req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "c", req: 12, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["c"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 13, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("failed", { status: "done", now: { reason: "c refused" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > pulling.fetching > failed [81ecfda7]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["c"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["c"], req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "c", req: 12, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["c"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 13, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("pulling.fetching");
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 13, epoch: 5, body: { kind: "exchanging", trusted: false } });
    chart.is("failed", { status: "done", now: { reason: "c refused" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > pulling.fetching > failed [4b35ab8d]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["c"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["c"], req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "c", req: 12, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["c"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 13, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("pulling.fetching");
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 13, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("failed", { status: "done", now: { reason: "c refused: epoch" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > … > pulling.storing > failed [810e161d]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 12, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 13, epoch: 5, body: body_tcni });
    chart.is("pulling.storing", { does: [["store", { objects: objects_az4w }]] });
    chart.ignore("compared:nothing", { type: "compared", newer: [] });
    chart.ignore("reply:trustedB", { type: "reply", from: "b", req: 13, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.send("failed:host", { type: "failed", reason: "test" });
    chart.is("failed", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > … > pulling.storing > complete [6eb4c5be]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 12, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 13, epoch: 5, body: body_tcni });
    chart.is("pulling.storing", { does: [["store", { objects: objects_az4w }]] });
    chart.send("stored:all", { type: "stored", keys: ["k1", "k2"] });
    chart.is("complete", { status: "done", now: { peers: [], after: null, wanted: [], pulled: 2 } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > … > pulling.storing > complete [89dcb92b]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:lastPage", { type: "reply", from: "b", req: 12, epoch: 5, body: body_13li });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 13, epoch: 5, body: body_tcni });
    chart.is("pulling.storing", { does: [["store", { objects: objects_az4w }]] });
    chart.send("stored:first", { type: "stored", keys: ["k1"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 14, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k2"] } }]],
      now: { wanted: ["k2"], req: 14, pulled: 1 },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bzt });
    chart.is("pulling.storing", { does: [["store", { objects: objects_72zq }]] });
    chart.send("stored:first", { type: "stored", keys: ["k2"] });
    chart.is("complete", { status: "done", now: { peers: [], after: null, wanted: [], pulled: 2 } });
  });

  it("trusted: asking > comparing.listing > … > pulling.storing > comparing.listing [9f9dbf2a]", () => {
    const chart = start(input_10g0); // start "trusted"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        epoch: 5,
        sync: false,
        trusted: true,
        timeoutMs: 1000,
        pageSize: 2,
        firstReq: 10,
        round: round_tmzz,
        peers: [],
        after: null,
        more: false,
        wanted: [],
        req: 11,
        pulled: 0,
        reason: "",
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true } });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:page", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1ppb });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2", more: true } });
    chart.send("compared:two", { type: "compared", newer: ["k1", "k2"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 13, epoch: 5, body: body_tcni });
    chart.is("pulling.storing", { does: [["store", { objects: objects_az4w }]] });
    chart.send("stored:first", { type: "stored", keys: ["k1"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 14, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k2"] } }]],
      now: { wanted: ["k2"], req: 14, pulled: 1 },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bzt });
    chart.is("pulling.storing", { does: [["store", { objects: objects_72zq }]] });
    chart.send("stored:first", { type: "stored", keys: ["k2"] });
    chart.is("comparing.listing", {
      does: [["ask", { req: 15, to: ["b"], ask: { type: "leaves", epoch: 5, after: "k2", limit: 2 } }]],
      now: { wanted: [], req: 15, pulled: 2 },
    });
  });
});

// ------------------------------------------------------------------------------------------------------- the chart

/** The chart without its host: nothing is carried out, and time passes when the test says so. */
function start(input) {
  let nowMs = 0;
  let order = 0;
  let timers = [];
  const own = [];
  let effects = [];
  let context = {};
  let actions = [];
  const nothing = () => {};
  const parent = createActor(fromTransition((state) => state, null));
  const named = new Map();
  parent.system._set = (id, actor) => void named.set(id, actor);
  parent.system.get = (id) => named.get(id);
  const self = createActor(machine, { parent, id: machine.id, input });
  const scope = {
    self,
    system: parent.system,
    id: machine.id,
    sessionId: self.sessionId,
    logger: nothing,
    defer: nothing,
    stopChild: nothing,
    emit: nothing,
    actionExecutor: (action) => void actions.push(action),
  };
  const arm = (id, event, delayMs) => {
    timers = timers.filter((timer) => timer.id !== id);
    order += 1;
    timers.push({ id, event, dueMs: nowMs + Math.max(0, delayMs), order });
  };
  const perform = ({ type, params }) => {
    if (type === "xstate.raise") {
      if (typeof params.delay === "number") arm(params.id ?? `raise.${order}`, params.event, params.delay);
    } else if (type === "xstate.cancel") timers = timers.filter((timer) => timer.id !== params.sendId);
    else if (type === "xstate.sendTo") {
      const { to, event, id, delay } = params;
      if (to === self && typeof delay === "number") arm(id ?? `send.${order}`, event, delay);
      else if (to === self) own.push(event);
      else effects.push(["sendTo", { to: to === undefined ? "nobody" : to === parent ? "parent" : to.id, event }]);
    } else if (type === "xstate.spawnChild") {
      const { id, actorRef, src, input: given } = params;
      const name = typeof src === "string" ? src : "inline";
      effects.push(["spawn", { id: actorRef?.id ?? id ?? "", src: name, ...(given === undefined ? {} : { input: given }) }]);
    } else if (type === "xstate.stopChild") {
      if (params !== undefined) effects.push(["stop", { id: params.id }]);
    } else if (type === "xstate.emit") effects.push(["emit", params.event]);
    else if (type === "xstate.log") effects.push(["log", params.value]);
    else effects.push(params === undefined ? type : [type, params]);
  };
  const step = (next) => {
    actions = [];
    snapshot = next();
    actions.forEach(perform);
    if (snapshot.status !== "active") timers = [];
    if (snapshot.status === "error") throw snapshot.error;
  };
  const receive = (event) => {
    own.push(event);
    while (own.length > 0) {
      const next = own.shift();
      if (snapshot.status === "active") step(() => machine.transition(snapshot, next, scope));
    }
  };
  const pass = (ms) => {
    const untilMs = nowMs + ms;
    for (;;) {
      const [timer] = timers.filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs || a.order - b.order);
      if (timer === undefined) break;
      nowMs = Math.max(nowMs, timer.dueMs);
      timers = timers.filter((other) => other !== timer);
      receive(timer.event);
    }
    nowMs = untilMs;
  };
  const isAsBefore = (states) => {
    same(leafPaths(snapshot.value), states);
    same(effects, []);
    same(seen(snapshot), context);
  };
  let snapshot;
  step(() => machine.getInitialSnapshot(scope, input));
  while (own.length > 0) receive(own.shift());
  return {
    /** Sends an event. The first argument names its payload case. */
    send: (_case, event) => receive(event),
    /** Sends an event that nothing is declared for here: nothing happens. */
    ignore: (_case, event) => {
      const states = leafPaths(snapshot.value);
      receive(event);
      isAsBefore(states);
    },
    /** Lets time pass: nothing happens before all of it has. */
    advance: (ms) => {
      const states = leafPaths(snapshot.value);
      if (ms > 1) {
        pass(ms - 1);
        isAsBefore(states);
      }
      pass(ms > 1 ? 1 : ms);
    },
    /** An actor that the chart invoked ends. */
    settle: (_outcome, event) => receive(event),
    /** Where the chart is now, what it asked for since, and what of its context is different. */
    is: (states, { does = [], now = {}, status = "active" } = {}) => {
      same(leafPaths(snapshot.value), [states].flat());
      same(snapshot.status, status);
      same(
        effects.map((effect, at) => (does[at]?.[1] === unchecked ? [effect[0], unchecked] : effect)),
        does,
      );
      context = { ...context, ...now };
      same(seen(snapshot), context);
      effects = [];
    },
  };
}

function seen(snapshot) {
  const all = { ...snapshot.context };
  for (const name of uncheckedNames) delete all[name];
  return all;
}

function leafPaths(value, above = "") {
  const join = (name) => (above === "" ? name : `${above}.${name}`);
  if (typeof value === "string") return [join(value)];
  const inner = Object.entries(value ?? {});
  if (inner.length === 0) return above === "" ? [] : [above];
  return inner.flatMap(([name, below]) => leafPaths(below, join(name)));
}

function same(actual, expected) {
  expect(actual).toEqual(expected);
}
