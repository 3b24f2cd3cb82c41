// @ts-nocheck: written by quorate coverage, do not edit.
// Made from the chart "exchange". It locks what the chart does now:
// a failing test says that the chart has changed, not that the change is wrong. Evidence about a system comes from
// running the plan against it (runPlan in quorate/coverage).
import { createActor, fromTransition } from "xstate";
import { describe, expect, it } from "vitest";
import { exchangeModel as model } from "../coverage/models/exchange.ts";

const { machine } = model;
const unchecked = Symbol("not checked");
const uncheckedNames = [];
const electorate_1cq2 = { self: "a", members: ["a", "b", "c"], views: [7], selfBit: 1, required: "all" };
const electorate_wocz = { self: "a", members: ["a", "b", "c"], views: [7], selfBit: 1, required: "quorum" };
const entries_141a = { key: "k1", ballot: { epoch: 1, seq: 1 }, hash: new Uint8Array([1, 2]) };
const entries_1xba = { key: "k2", ballot: { epoch: 1, seq: 1 }, hash: new Uint8Array([1, 2]) };
const objects_1cd1 = { key: "k1", ballot: { epoch: 1, seq: 1 }, hash: new Uint8Array([1, 2]), value: null, version: "1.1" };
const objects_1q1t = { key: "k2", ballot: { epoch: 1, seq: 1 }, hash: new Uint8Array([1, 2]), value: null, version: "1.1" };
const entries_1rvj = [entries_141a, entries_1xba];
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
const objects_72zq = [objects_1q1t];
const objects_az4w = [objects_1cd1, objects_1q1t];
const round_1ngz = { req: 12, electorate: electorate_1cq2, valid: 0, nacks: 0, replies: [] };
const round_tmzz = { req: 11, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const body_13li = { kind: "leaves", entries: entries_1rvj, more: false };
const body_1ppb = { kind: "leaves", entries: entries_1rvj, more: true };
const body_tcni = { kind: "objects", objects: objects_az4w, missing: [] };

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
    chart.send("reply:trustedB", { from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:untrustedB", { from: "b", req: 12, epoch: 5, body: { kind: "exchanging", trusted: false }, type: "reply" });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
    chart.ignore("compared:nothing", { newer: [], type: "compared" });
    chart.ignore("failed:host", { reason: "test", type: "failed" });
    chart.ignore("reply:trustedB", { from: "b", req: 12, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.ignore("stored:all", { keys: [], type: "stored" });
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
    chart.ignore("compared:nothing", { newer: [], type: "compared" });
    chart.ignore("failed:host", { reason: "test", type: "failed" });
    chart.ignore("reply:trustedB", { from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.ignore("stored:all", { keys: [], type: "stored" });
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
    chart.send("reply:late", { from: "b", req: 10, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.is("asking");
    chart.send("failed:host", { reason: "test", type: "failed" });
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
    chart.send("reply:refusedB", { from: "b", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" }, type: "reply" });
    chart.is("failed", {
      status: "done",
      now: {
        round: { req: 12, electorate: electorate_1cq2, valid: 0, nacks: 2, replies: [] },
        reason: "neither a trusted quorum nor every member answered",
      },
    });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > complete [9562bbe0]", () => {
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
    chart.ignore("compared:nothing", { newer: [], type: "compared" });
    chart.ignore("stored:all", { keys: [], type: "stored" });
    chart.send("reply:trustedC", { from: "c", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["c"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["c"], req: 12 },
    });
    chart.send("reply:lastPage", { from: "c", req: 12, epoch: 5, body: body_13li, type: "reply" });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:nothing", { newer: [], type: "compared" });
    chart.is("complete", { status: "done", now: { peers: [], after: null } });
  });

  it("trusted: asking > askingAll > failed [cf697e43]", () => {
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
    chart.send("reply:untrustedC", { from: "c", req: 11, epoch: 5, body: { kind: "exchanging", trusted: false }, type: "reply" });
    chart.is("asking", { now: { round: { req: 11, electorate: electorate_wocz, valid: 0, nacks: 4, replies: [] } } });
    chart.send("reply:page", { from: "b", req: 11, epoch: 5, body: body_1ppb, type: "reply" });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: { type: "exchange", epoch: 5, sync: false } }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:late", { from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.is("askingAll");
    chart.ignore("compared:nothing", { newer: [], type: "compared" });
    chart.ignore("stored:all", { keys: [], type: "stored" });
    chart.send("reply:refusedC", { from: "c", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" }, type: "reply" });
    chart.is("failed", {
      status: "done",
      now: {
        round: { req: 12, electorate: electorate_1cq2, valid: 0, nacks: 4, replies: [] },
        reason: "neither a trusted quorum nor every member answered",
      },
    });
  });

  it("trusted: asking > comparing.listing > failed [cd49383c]", () => {
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
    chart.send("reply:emptyPage", { from: "b", req: 11, epoch: 5, body: { kind: "leaves", entries: [], more: true }, type: "reply" });
    chart.is("asking", { now: { round: { req: 11, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] } } });
    chart.send("reply:haul", { from: "b", req: 11, epoch: 5, body: { kind: "objects", objects: [], missing: [] }, type: "reply" });
    chart.is("asking");
    chart.send("reply:firstOfHaul", { from: "b", req: 11, epoch: 5, body: { kind: "objects", objects: [], missing: [] }, type: "reply" });
    chart.is("asking");
    chart.send("reply:lostObject", { from: "b", req: 11, epoch: 5, body: { kind: "objects", objects: [], missing: [] }, type: "reply" });
    chart.is("asking");
    chart.send("reply:stranger", {
      from: "z",
      req: 11,
      epoch: 5,
      body: {
        kind: "leaves",
        entries: [{ key: "z", ballot: { epoch: 1, seq: 1 }, hash: new Uint8Array([1, 2]) }],
        more: false,
      },
      type: "reply",
    });
    chart.is("asking");
    chart.send("reply:trustedC", { from: "c", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["c"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["c"], req: 12 },
    });
    chart.send("reply:trustedB", { from: "b", req: 12, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.is("comparing.listing");
    chart.ignore("compared:nothing", { newer: [], type: "compared" });
    chart.ignore("stored:all", { keys: [], type: "stored" });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "no answer in time" } });
  });

  it("trusted: asking > askingAll > failed [8565361b]", () => {
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
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "neither a trusted quorum nor every member answered" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > pulling.fetching > failed [4ff5e1d2]", () => {
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
    chart.send("reply:trustedB", { from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:lastPage", { from: "b", req: 12, epoch: 5, body: body_13li, type: "reply" });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { newer: ["k1", "k2"], type: "compared" });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:trustedB", { from: "b", req: 13, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > … > comparing.diffing > failed [a3422f06]", () => {
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
    chart.send("reply:trustedB", { from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:page", { from: "b", req: 12, epoch: 5, body: body_1ppb, type: "reply" });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2", more: true } });
    chart.send("compared:nothing", { newer: [], type: "compared" });
    chart.is("comparing.listing", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "leaves", epoch: 5, after: "k2", limit: 2 } }]],
      now: { req: 13 },
    });
    chart.send("reply:lastPage", { from: "b", req: 13, epoch: 5, body: body_13li, type: "reply" });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { more: false } });
    chart.ignore("reply:trustedB", { from: "b", req: 13, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.ignore("stored:all", { keys: [], type: "stored" });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "no answer in time" } });
  });

  it("trusted: asking > askingAll > comparing.listing > … > pulling.fetching > failed [1dc244fe]", () => {
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
    chart.send("reply:trustedB", { from: "b", req: 12, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.is("askingAll", {
      now: {
        round: {
          req: 12,
          electorate: electorate_1cq2,
          valid: 2,
          nacks: 0,
          replies: [{ from: "b", req: 12, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" }],
        },
      },
    });
    chart.send("reply:trustedC", { from: "c", req: 12, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.is("comparing.listing", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b", "c"], req: 13 },
    });
    chart.send("reply:lastPage", { from: "b", req: 13, epoch: 5, body: body_13li, type: "reply" });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { newer: ["k1", "k2"], type: "compared" });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 14, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 14 },
    });
    chart.send("reply:haul", { from: "b", req: 14, epoch: 5, body: body_tcni, type: "reply" });
    chart.is("pulling.storing", { does: [["store", { objects: objects_az4w }]] });
    chart.send("stored:all", { keys: ["k1", "k2"], type: "stored" });
    chart.is("comparing.listing", {
      does: [["ask", { req: 15, to: ["c"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { peers: ["c"], after: null, wanted: [], req: 15, pulled: 2 },
    });
    chart.send("reply:lastPage", { from: "c", req: 15, epoch: 5, body: body_13li, type: "reply" });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { newer: ["k1", "k2"], type: "compared" });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 16, to: ["c"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 16 },
    });
    chart.send("reply:trustedB", { from: "b", req: 16, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.is("pulling.fetching");
    chart.send("reply:lostObject", {
      from: "c",
      req: 16,
      epoch: 5,
      body: { kind: "objects", objects: [], missing: ["k1", "k2"] },
      type: "reply",
    });
    chart.is("failed", { status: "done", now: { reason: "c lost an object that its tree lists" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > pulling.fetching > failed [f743c8af]", () => {
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
    chart.send("reply:trustedB", { from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:lastPage", { from: "b", req: 12, epoch: 5, body: body_13li, type: "reply" });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { newer: ["k1", "k2"], type: "compared" });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.ignore("compared:nothing", { newer: [], type: "compared" });
    chart.ignore("stored:all", { keys: ["k1", "k2"], type: "stored" });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "no answer in time" } });
  });

  it("trusted: asking > comparing.listing > comparing.diffing > … > pulling.storing > failed [f1e2eea2]", () => {
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
    chart.send("reply:trustedB", { from: "b", req: 11, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.is("comparing.listing", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "leaves", epoch: 5, after: null, limit: 2 } }]],
      now: { round: null, peers: ["b"], req: 12 },
    });
    chart.send("reply:lastPage", { from: "b", req: 12, epoch: 5, body: body_13li, type: "reply" });
    chart.is("comparing.diffing", { does: [["compare", { entries: entries_1rvj }]], now: { after: "k2" } });
    chart.send("compared:two", { newer: ["k1", "k2"], type: "compared" });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }]],
      now: { wanted: ["k1", "k2"], req: 13 },
    });
    chart.send("reply:haul", { from: "b", req: 13, epoch: 5, body: body_tcni, type: "reply" });
    chart.is("pulling.storing", { does: [["store", { objects: objects_az4w }]] });
    chart.send("stored:first", { keys: ["k1"], type: "stored" });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 14, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k2"] } }]],
      now: { wanted: ["k2"], req: 14, pulled: 1 },
    });
    chart.send("reply:haul", {
      from: "b",
      req: 14,
      epoch: 5,
      body: { kind: "objects", objects: objects_72zq, missing: [] },
      type: "reply",
    });
    chart.is("pulling.storing", { does: [["store", { objects: objects_72zq }]] });
    chart.ignore("compared:nothing", { newer: [], type: "compared" });
    chart.ignore("reply:trustedB", { from: "b", req: 14, epoch: 5, body: { kind: "exchanging", trusted: true }, type: "reply" });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "no answer in time" } });
  });
});

// ------------------------------------------------------------------------------------------------------- the chart

/** The chart without its host: nothing is carried out, and time passes when the test says so. */
function start(input) {
  let nowMs = 0;
  let order = 0;
  let timers = [];
  let own = [];
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
