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
const body_126l = { kind: "exchanging", trusted: false, leads: false, countsFrom: 2 };
const body_1mn1 = { kind: "exchanging", trusted: true, leads: true, countsFrom: 0 };
const body_1sti = { kind: "exchanging", trusted: false, leads: false, countsFrom: 0 };
const body_yxal = { kind: "exchanging", trusted: true, leads: false, countsFrom: 0 };
const electorate_1cq2 = { self: "a", members: ["a", "b", "c"], views: [7], selfBit: 1, required: "all" };
const electorate_wocz = { self: "a", members: ["a", "b", "c"], views: [7], selfBit: 1, required: "quorum" };
const entries_14v7 = {
  key: "k9",
  ballot: { epoch: 1, seq: 1 },
  hash: new Uint8Array([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
};
const entries_1jt8 = {
  key: "k2",
  ballot: { epoch: 1, seq: 3 },
  hash: new Uint8Array([3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]),
};
const entries_dvyg = {
  key: "k1",
  ballot: { epoch: 1, seq: 3 },
  hash: new Uint8Array([3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]),
};
const objects_il0x = {
  key: "k2",
  ballot: { epoch: 1, seq: 3 },
  hash: new Uint8Array([3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]),
  value: null,
  version: "1.3",
};
const objects_iu6x = {
  key: "k1",
  ballot: { epoch: 1, seq: 3 },
  hash: new Uint8Array([3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]),
  value: null,
  version: "1.3",
};
const replies_16m5 = { type: "reply", from: "b", req: 11, epoch: 5, body: body_yxal };
const replies_1v8l = { type: "reply", from: "c", req: 12, epoch: 5, body: body_yxal };
const replies_1y25 = { type: "reply", from: "b", req: 12, epoch: 5, body: body_yxal };
const replies_pozl = { type: "reply", from: "b", req: 12, epoch: 4, body: body_yxal };
const answer_luqr = { kind: "inner", pages: [new Uint8Array([0, 1, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9])] };
const answer_n08i = { kind: "inner", pages: [new Uint8Array([0, 1, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7])] };
const body_17pp = {
  kind: "pages",
  trusted: false,
  countsFrom: 2,
  pages: [new Uint8Array([0, 1, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9])],
};
const body_1bxn = {
  kind: "pages",
  trusted: true,
  countsFrom: 0,
  pages: [new Uint8Array([0, 1, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9])],
};
const body_1xdn = {
  kind: "pages",
  trusted: false,
  countsFrom: 0,
  pages: [new Uint8Array([0, 1, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9])],
};
const entries_1j6b = [entries_dvyg, entries_1jt8];
const entries_65sy = [entries_dvyg, entries_1jt8, entries_14v7];
const fact_1ubg = {
  epoch: 0,
  seq: 0,
  leader: "",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const objects_196y = [objects_il0x];
const objects_1jrn = [objects_iu6x, objects_il0x];
const objects_1unk = [objects_iu6x];
const replies_1baz = [replies_1y25];
const replies_1rup = [replies_1v8l];
const replies_p5iz = [replies_16m5];
const replies_pdhi = [replies_pozl];
const round_1bjh = { req: 11, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] };
const round_1ium = { req: 11, electorate: electorate_1cq2, valid: 0, nacks: 0, replies: [] };
const round_1kel = { req: 11, electorate: electorate_wocz, valid: 0, nacks: 4, replies: [] };
const round_1ngz = { req: 12, electorate: electorate_1cq2, valid: 0, nacks: 0, replies: [] };
const round_1paz = { req: 12, electorate: electorate_1cq2, valid: 0, nacks: 4, replies: [] };
const round_1yt7 = { req: 12, electorate: electorate_1cq2, valid: 0, nacks: 2, replies: [] };
const round_tmzz = { req: 11, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_xw75 = { req: 11, electorate: electorate_1cq2, valid: 0, nacks: 4, replies: [] };
const answer_fpbf = { kind: "segments", pages: [{ index: 0, lowWater: { epoch: 1, seq: 0 }, entries: [] }] };
const ask_1yds = { type: "exchange", epoch: 5, sync: true, fact: fact_1ubg };
const ask_hcvg = { type: "exchange", epoch: 5, sync: false, fact: fact_1ubg };
const body_1sqe = { kind: "objects", trusted: true, objects: objects_1jrn, missing: [] };
const body_1un4 = { kind: "objects", trusted: true, objects: objects_196y, missing: [] };
const comparison_13ax = { pullsOnly: true, open: [{ level: 0, indices: [0] }], answers: 0, bytes: 0 };
const comparison_149m = { pullsOnly: false, open: [{ level: 5, indices: [0] }], answers: 5, bytes: 90 };
const comparison_166o = { pullsOnly: true, open: [{ level: 2, indices: [0] }], answers: 2, bytes: 36 };
const comparison_16gz = { pullsOnly: false, open: [{ level: 4, indices: [0] }], answers: 4, bytes: 72 };
const comparison_1bbu = { pullsOnly: true, open: [{ level: 4, indices: [0] }], answers: 4, bytes: 72 };
const comparison_1fch = { pullsOnly: false, open: [{ level: 1, indices: [0] }], answers: 1, bytes: 18 };
const comparison_1omx = { pullsOnly: false, open: [{ level: 0, indices: [0] }], answers: 0, bytes: 0 };
const comparison_1qgg = { pullsOnly: true, open: [{ level: 5, indices: [0] }], answers: 5, bytes: 90 };
const comparison_1qq9 = { pullsOnly: true, open: [{ level: 1, indices: [0] }], answers: 1, bytes: 18 };
const comparison_1t9v = { pullsOnly: false, open: [{ level: 2, indices: [0] }], answers: 2, bytes: 36 };
const comparison_1x2p = { pullsOnly: false, open: [{ level: 3, indices: [0] }], answers: 3, bytes: 54 };
const comparison_lzqi = { pullsOnly: true, open: [{ level: 3, indices: [0] }], answers: 3, bytes: 54 };
const input_1xcp = {
  self: "a",
  ensemble: "demo",
  views: [["a", "b", "c"]],
  fact: fact_1ubg,
  epoch: 5,
  sync: false,
  trusted: true,
  countsFrom: 0,
  sameEpoch: false,
  leader: null,
  timeoutMs: 1000,
  pages: 2,
  firstReq: 10,
};
const input_7ag7 = {
  self: "a",
  ensemble: "demo",
  views: [["a", "b", "c"]],
  fact: fact_1ubg,
  epoch: 5,
  sync: false,
  trusted: false,
  countsFrom: 0,
  sameEpoch: false,
  leader: null,
  timeoutMs: 1000,
  pages: 2,
  firstReq: 10,
};
const input_zwhu = {
  self: "a",
  ensemble: "demo",
  views: [["a", "b", "c"]],
  fact: fact_1ubg,
  epoch: 5,
  sync: false,
  trusted: false,
  countsFrom: 0,
  sameEpoch: false,
  leader: { peer: "b", epoch: 5 },
  timeoutMs: 1000,
  pages: 2,
  firstReq: 10,
};
const pages_ty9u = { index: 0, lowWater: { epoch: 1, seq: 0 }, entries: entries_65sy };
const pages_zklw = { index: 0, lowWater: { epoch: 1, seq: 2 }, entries: entries_1j6b };
const round_1pt1 = { req: 11, electorate: electorate_1cq2, valid: 2, nacks: 0, replies: replies_p5iz };
const round_rrvf = { req: 12, electorate: electorate_1cq2, valid: 2, nacks: 0, replies: replies_1baz };
const round_vqhr = { req: 12, electorate: electorate_1cq2, valid: 4, nacks: 0, replies: replies_1rup };
const context_148k = {
  self: "a",
  ensemble: "demo",
  views: [["a", "b", "c"]],
  fact: fact_1ubg,
  epoch: 5,
  sync: false,
  trusted: false,
  countsFrom: 0,
  sameEpoch: false,
  leader: null,
  timeoutMs: 1000,
  pages: 2,
  firstReq: 10,
  round: round_1ium,
  byTrusted: false,
  peers: [],
  judges: [],
  vetoes: false,
  partial: {},
  done: 0,
  judged: 0,
  vouched: 0,
  comparison: comparison_1omx,
  question: null,
  wanted: [],
  leftovers: [],
  leftHere: [],
  strays: [],
  straysHere: [],
  req: 11,
  pulled: 0,
  dropped: 0,
  answers: 0,
  bytes: 0,
  reason: "",
  remote: null,
};
const context_1xk8 = {
  self: "a",
  ensemble: "demo",
  views: [["a", "b", "c"]],
  fact: fact_1ubg,
  epoch: 5,
  sync: false,
  trusted: true,
  countsFrom: 0,
  sameEpoch: false,
  leader: null,
  timeoutMs: 1000,
  pages: 2,
  firstReq: 10,
  round: round_tmzz,
  byTrusted: false,
  peers: [],
  judges: [],
  vetoes: false,
  partial: {},
  done: 0,
  judged: 0,
  vouched: 0,
  comparison: comparison_1omx,
  question: null,
  wanted: [],
  leftovers: [],
  leftHere: [],
  strays: [],
  straysHere: [],
  req: 11,
  pulled: 0,
  dropped: 0,
  answers: 0,
  bytes: 0,
  reason: "",
  remote: null,
};
const context_ptmp = {
  self: "a",
  ensemble: "demo",
  views: [["a", "b", "c"]],
  fact: fact_1ubg,
  epoch: 5,
  sync: false,
  trusted: false,
  countsFrom: 0,
  sameEpoch: false,
  leader: { peer: "b", epoch: 5 },
  timeoutMs: 1000,
  pages: 2,
  firstReq: 10,
  round: round_1ium,
  byTrusted: false,
  peers: [],
  judges: [],
  vetoes: false,
  partial: {},
  done: 0,
  judged: 0,
  vouched: 0,
  comparison: comparison_1omx,
  question: null,
  wanted: [],
  leftovers: [],
  leftHere: [],
  strays: [],
  straysHere: [],
  req: 11,
  pulled: 0,
  dropped: 0,
  answers: 0,
  bytes: 0,
  reason: "",
  remote: null,
};
const pages_7grb = [pages_ty9u];
const pages_xmw8 = [pages_zklw];
const answer_10ma = { kind: "segments", pages: pages_7grb };
const body_u1by = { kind: "segments", trusted: true, countsFrom: 0, pages: pages_xmw8 };

describe("exchange: what the chart does", () => {
  it("trusted: asking > verifying > comparing.questioning > failed [67721b45]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1sti });
    chart.is("failed", { status: "done", now: { reason: "b is not trusted any more" } });
    chart.ignore("corrupted:ownPage", { type: "corrupted", reason: "test" });
    chart.ignore("failed:host", { type: "failed", reason: "test" });
    chart.ignore("leftoversDropped", { type: "leftoversDropped" });
    chart.ignore("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.ignore("reply:trustedB", replies_1y25);
    chart.ignore("stored:all", { type: "stored", keys: [] });
    chart.ignore("upperVerified", { type: "upperVerified" });
  });

  it("trusted: asking > corrupted [0a7601f5]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("corrupted:ownPage", { type: "corrupted", reason: "test" });
    chart.is("corrupted", { status: "done", now: { reason: "test" } });
    chart.ignore("corrupted:ownPage", { type: "corrupted", reason: "test" });
    chart.ignore("failed:host", { type: "failed", reason: "test" });
    chart.ignore("leftoversDropped", { type: "leftoversDropped" });
    chart.ignore("reply:trustedB", replies_16m5);
    chart.ignore("stored:all", { type: "stored", keys: [] });
    chart.ignore("upperVerified", { type: "upperVerified" });
  });

  it("trusted: asking > failed [67d368bf]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:late", { type: "reply", from: "b", req: 10, epoch: 5, body: body_yxal });
    chart.is("asking");
    chart.send("failed:host", { type: "failed", reason: "test" });
    chart.is("failed", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > askingAll > failed [ed304237]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.advance(1000);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("failed", {
      status: "done",
      now: { round: round_1yt7, reason: "neither a trusted quorum nor every member answered" },
    });
  });

  it("trusted: asking > verifying > failed [ec6ca6e9]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_yxal });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["c"], judges: ["c"], vetoes: true },
    });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "no answer in time" } });
  });

  it("trusted: asking > askingAll > verifying > corrupted [61e3f055]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_1sti });
    chart.is("asking", { now: { round: round_1kel } });
    chart.send("reply:haul", {
      type: "reply",
      from: "b",
      req: 11,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:late", replies_16m5);
    chart.is("askingAll");
    chart.send("reply:syncedB", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1mn1 });
    chart.is("askingAll", {
      now: {
        round: {
          req: 12,
          electorate: electorate_1cq2,
          valid: 2,
          nacks: 0,
          replies: [{ type: "reply", from: "b", req: 12, epoch: 5, body: body_1mn1 }],
        },
      },
    });
    chart.send("reply:trustedC", replies_1v8l);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, peers: ["b", "c"], judges: ["b", "c"], vetoes: true },
    });
    chart.ignore("leftoversDropped", { type: "leftoversDropped" });
    chart.ignore("reply:trustedB", replies_1y25);
    chart.ignore("stored:all", { type: "stored", keys: [] });
    chart.send("corrupted:ownPage", { type: "corrupted", reason: "test" });
    chart.is("corrupted", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > verifying > failed [0018baf6]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:otherEpochB", { type: "reply", from: "b", req: 11, epoch: 4, body: body_yxal });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("failed:host", { type: "failed", reason: "test" });
    chart.is("failed", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > askingAll > failed [aa2a4335]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 11, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("asking", { now: { round: round_1kel } });
    chart.send("reply:firstOfHaul", {
      type: "reply",
      from: "b",
      req: 11,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:lostObject", {
      type: "reply",
      from: "b",
      req: 12,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("failed", {
      status: "done",
      now: { round: round_1yt7, reason: "neither a trusted quorum nor every member answered" },
    });
  });

  it("trusted: asking > askingAll > failed [498307da]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:haulOfUntrusted", {
      type: "reply",
      from: "b",
      req: 11,
      epoch: 5,
      body: { kind: "objects", trusted: false, objects: [], missing: [] },
    });
    chart.is("asking", { now: { round: round_1bjh } });
    chart.send("reply:stranger", { type: "reply", from: "z", req: 11, epoch: 5, body: body_yxal });
    chart.is("asking");
    chart.ignore("leftoversDropped", { type: "leftoversDropped" });
    chart.ignore("stored:all", { type: "stored", keys: [] });
    chart.ignore("upperVerified", { type: "upperVerified" });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("asking");
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: body_1sti });
    chart.is("asking");
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_1sti });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "neither a trusted quorum nor every member answered" } });
  });

  it("trusted: asking > verifying > comparing.questioning > comparing.reading > complete [aaca4f5b]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:syncedB", { type: "reply", from: "b", req: 11, epoch: 5, body: body_1mn1 });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:same", { type: "pagesRead", answer: answer_luqr });
    chart.is("complete", {
      status: "done",
      does: [["raiseLowWaters", { lowWaters: [] }]],
      now: {
        peers: [],
        done: 1,
        judged: 1,
        vouched: 1,
        comparison: { pullsOnly: true, open: [], answers: 1, bytes: 18 },
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.ignore("corrupted:ownPage", { type: "corrupted", reason: "test" });
    chart.ignore("failed:host", { type: "failed", reason: "test" });
    chart.ignore("leftoversDropped", { type: "leftoversDropped" });
    chart.ignore("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.ignore("reply:trustedB", replies_1y25);
    chart.ignore("stored:all", { type: "stored", keys: [] });
    chart.ignore("upperVerified", { type: "upperVerified" });
  });

  it("trusted: asking > askingAll > corrupted [617478b7]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("asking", { now: { round: round_1bjh } });
    chart.send("reply:syncedB", { type: "reply", from: "b", req: 11, epoch: 5, body: body_1mn1 });
    chart.is("asking");
    chart.send("reply:otherEpochB", { type: "reply", from: "b", req: 11, epoch: 4, body: body_yxal });
    chart.is("asking");
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 11, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.ignore("leftoversDropped", { type: "leftoversDropped" });
    chart.ignore("stored:all", { type: "stored", keys: [] });
    chart.ignore("upperVerified", { type: "upperVerified" });
    chart.send("corrupted:ownPage", { type: "corrupted", reason: "test" });
    chart.is("corrupted", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > askingAll > failed [144324c3]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:haul", {
      type: "reply",
      from: "b",
      req: 11,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("asking", { now: { round: round_1bjh } });
    chart.send("reply:firstOfHaul", {
      type: "reply",
      from: "b",
      req: 11,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("asking");
    chart.send("reply:lostObject", {
      type: "reply",
      from: "b",
      req: 11,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("asking");
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_1sti });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("failed:host", { type: "failed", reason: "test" });
    chart.is("failed", { status: "done", now: { reason: "test" } });
  });

  it("untrusted: asking > askingAll > verifying > comparing.questioning > failed [90c5b73a]", () => {
    const chart = start(input_7ag7); // start "untrusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_148k });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_yxal });
    chart.is("asking", {
      now: {
        round: {
          req: 11,
          electorate: electorate_1cq2,
          valid: 4,
          nacks: 0,
          replies: [{ type: "reply", from: "c", req: 11, epoch: 5, body: body_yxal }],
        },
      },
    });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: body_1sti });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:trustedB", replies_1y25);
    chart.is("askingAll", { now: { round: round_rrvf } });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1sti });
    chart.is("askingAll");
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 12, epoch: 5, body: body_1sti });
    chart.is("verifying", { does: ["verifyUpper"], now: { round: null, peers: ["c", "b"] } });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 13, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 13 },
    });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 13, epoch: 5, body: body_yxal });
    chart.is("failed", { status: "done", now: { reason: "c refused" } });
    chart.ignore("reply:pagesOfUntrusted", { type: "reply", from: "c", req: 13, epoch: 5, body: body_1xdn });
    chart.ignore("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
  });

  it("untrusted: asking > askingAll > verifying > comparing.questioning > corrupted [b51253a3]", () => {
    const chart = start(input_7ag7); // start "untrusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_148k });
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 11, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:trustedC", replies_1v8l);
    chart.is("askingAll", { now: { round: round_vqhr } });
    chart.send("reply:trustedB", replies_1y25);
    chart.is("verifying", { does: ["verifyUpper"], now: { round: null, peers: ["c", "b"], judges: ["c", "b"] } });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 13, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { question: { level: 0, indices: [0] }, req: 13 },
    });
    chart.ignore("leftoversDropped", { type: "leftoversDropped" });
    chart.ignore("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.ignore("stored:all", { type: "stored", keys: [] });
    chart.ignore("upperVerified", { type: "upperVerified" });
    chart.send("corrupted:ownPage", { type: "corrupted", reason: "test" });
    chart.is("corrupted", { status: "done", now: { reason: "test" } });
    chart.ignore("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
  });

  it("untrusted: asking > askingAll > verifying > comparing.questioning > failed [c68fb338]", () => {
    const chart = start(input_7ag7); // start "untrusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_148k });
    chart.send("reply:lostObject", {
      type: "reply",
      from: "b",
      req: 11,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 12, epoch: 5, body: body_1sti });
    chart.is("askingAll", {
      now: {
        round: {
          req: 12,
          electorate: electorate_1cq2,
          valid: 4,
          nacks: 0,
          replies: [{ type: "reply", from: "c", req: 12, epoch: 5, body: body_1sti }],
        },
      },
    });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1sti });
    chart.is("verifying", { does: ["verifyUpper"], now: { round: null, peers: ["c", "b"] } });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 13, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 13 },
    });
    chart.send("failed:host", { type: "failed", reason: "test" });
    chart.is("failed", { status: "done", now: { reason: "test" } });
  });

  it("untrusted: asking > askingAll > failed [8a5bc8ed]", () => {
    const chart = start(input_7ag7); // start "untrusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_148k });
    chart.send("reply:haulOfUntrusted", {
      type: "reply",
      from: "b",
      req: 11,
      epoch: 5,
      body: { kind: "objects", trusted: false, objects: [], missing: [] },
    });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:otherEpochB", replies_pozl);
    chart.is("askingAll", {
      now: { round: { req: 12, electorate: electorate_1cq2, valid: 2, nacks: 0, replies: replies_pdhi } },
    });
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("askingAll");
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("failed", {
      status: "done",
      now: {
        round: { req: 12, electorate: electorate_1cq2, valid: 2, nacks: 4, replies: replies_pdhi },
        reason: "neither a trusted quorum nor every member answered",
      },
    });
  });

  it("follower: asking > verifying > comparing.questioning > failed [e526806c]", () => {
    const chart = start(input_zwhu); // start "follower"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_ptmp });
    chart.send("reply:syncedB", { type: "reply", from: "b", req: 11, epoch: 5, body: body_1mn1 });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"] },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:trustedB", replies_1y25);
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("alone: verifying > complete [5dbf5bbd]", () => {
    const chart = start({
      self: "a",
      ensemble: "demo",
      views: [["a"]],
      fact: fact_1ubg,
      epoch: 5,
      sync: false,
      trusted: true,
      countsFrom: 0,
      sameEpoch: false,
      leader: null,
      timeoutMs: 1000,
      pages: 2,
      firstReq: 10,
    }); // start "alone"
    chart.is("verifying", {
      does: [["ask", { req: 11, to: [], ask: ask_hcvg }], "verifyUpper"],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a"]],
        fact: fact_1ubg,
        epoch: 5,
        sync: false,
        trusted: true,
        countsFrom: 0,
        sameEpoch: false,
        leader: null,
        timeoutMs: 1000,
        pages: 2,
        firstReq: 10,
        round: null,
        byTrusted: true,
        peers: [],
        judges: [],
        vetoes: true,
        partial: {},
        done: 0,
        judged: 0,
        vouched: 0,
        comparison: comparison_1omx,
        question: null,
        wanted: [],
        leftovers: [],
        leftHere: [],
        strays: [],
        straysHere: [],
        req: 11,
        pulled: 0,
        dropped: 0,
        answers: 0,
        bytes: 0,
        reason: "",
        remote: null,
      },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("complete", { status: "done" });
  });

  it("trusted: asking > askingAll > failed [214b4aae]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.advance(1000);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:haul", {
      type: "reply",
      from: "b",
      req: 12,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("failed", {
      status: "done",
      now: { round: round_1yt7, reason: "neither a trusted quorum nor every member answered" },
    });
  });

  it("trusted: asking > askingAll > failed [15c4d4a7]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.advance(1000);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:firstOfHaul", {
      type: "reply",
      from: "b",
      req: 12,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("failed", {
      status: "done",
      now: { round: round_1yt7, reason: "neither a trusted quorum nor every member answered" },
    });
  });

  it("trusted: asking > askingAll > failed [465f6ec6]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.advance(1000);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:haulOfUntrusted", {
      type: "reply",
      from: "b",
      req: 12,
      epoch: 5,
      body: { kind: "objects", trusted: false, objects: [], missing: [] },
    });
    chart.is("failed", {
      status: "done",
      now: { round: round_1yt7, reason: "neither a trusted quorum nor every member answered" },
    });
  });

  it("trusted: asking > askingAll > verifying > comparing.questioning > failed [5f77608b]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.advance(1000);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:stranger", { type: "reply", from: "z", req: 12, epoch: 5, body: body_yxal });
    chart.is("askingAll");
    chart.send("reply:trustedB", replies_1y25);
    chart.is("askingAll", { now: { round: round_rrvf } });
    chart.send("reply:haul", {
      type: "reply",
      from: "b",
      req: 12,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("askingAll");
    chart.send("reply:firstOfHaul", {
      type: "reply",
      from: "b",
      req: 12,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("askingAll");
    chart.send("reply:lostObject", {
      type: "reply",
      from: "b",
      req: 12,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("askingAll");
    chart.send("reply:haulOfUntrusted", {
      type: "reply",
      from: "b",
      req: 12,
      epoch: 5,
      body: { kind: "objects", trusted: false, objects: [], missing: [] },
    });
    chart.is("askingAll");
    chart.send("reply:trustedC", replies_1v8l);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, peers: ["b", "c"], judges: ["b", "c"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 13 },
    });
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 13, epoch: 5, body: body_1sti });
    chart.is("comparing.questioning");
    chart.send("reply:syncedB", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1mn1 });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("follower: asking > askingAll > verifying > comparing.questioning > failed [23f64ea7]", () => {
    const chart = start(input_zwhu); // start "follower"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_ptmp });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: body_1sti });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:syncedB", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1mn1 });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"] },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { question: { level: 0, indices: [0] }, req: 13 },
    });
    chart.send("reply:otherEpochB", { type: "reply", from: "b", req: 13, epoch: 4, body: body_yxal });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("follower: asking > askingAll > failed [11e8093a]", () => {
    const chart = start(input_zwhu); // start "follower"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_ptmp });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: body_1sti });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("askingAll", { now: { round: round_1paz } });
    chart.send("reply:trustedB", replies_1y25);
    chart.is("failed", {
      status: "done",
      now: {
        round: { req: 12, electorate: electorate_1cq2, valid: 2, nacks: 4, replies: replies_1baz },
        reason: "neither a trusted quorum nor every member answered",
      },
    });
  });

  it("follower: asking > askingAll > verifying > comparing.questioning > failed [5cf29ea2]", () => {
    const chart = start(input_zwhu); // start "follower"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_ptmp });
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_1sti });
    chart.is("asking", { now: { round: round_xw75 } });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:trustedC", replies_1v8l);
    chart.is("askingAll", { now: { round: round_vqhr } });
    chart.send("reply:otherEpochB", replies_pozl);
    chart.is("verifying", { does: ["verifyUpper"], now: { round: null, peers: ["c", "b"], judges: ["c", "b"] } });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 13, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { question: { level: 0, indices: [0] }, req: 13 },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 13, epoch: 5, body: body_yxal });
    chart.is("comparing.questioning");
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 13, epoch: 5, body: body_yxal });
    chart.is("failed", { status: "done", now: { reason: "c refused" } });
  });

  it("follower: asking > askingAll > failed [f0a05a64]", () => {
    const chart = start(input_zwhu); // start "follower"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_ptmp });
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_1sti });
    chart.is("asking", { now: { round: round_xw75 } });
    chart.send("reply:otherEpochB", { type: "reply", from: "b", req: 11, epoch: 4, body: body_yxal });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("askingAll", { now: { round: round_1paz } });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1sti });
    chart.is("failed", {
      status: "done",
      now: {
        round: {
          req: 12,
          electorate: electorate_1cq2,
          valid: 2,
          nacks: 4,
          replies: [{ type: "reply", from: "b", req: 12, epoch: 5, body: body_1sti }],
        },
        reason: "neither a trusted quorum nor every member answered",
      },
    });
  });

  it("sync: asking > askingAll > failed [67d3f76e]", () => {
    const chart = start({
      self: "a",
      ensemble: "demo",
      views: [["a", "b", "c"]],
      fact: fact_1ubg,
      epoch: 5,
      sync: true,
      trusted: true,
      countsFrom: 0,
      sameEpoch: true,
      leader: null,
      timeoutMs: 1000,
      pages: 2,
      firstReq: 10,
    }); // start "sync"
    chart.is("asking", {
      does: [["ask", { req: 11, to: ["b", "c"], ask: ask_1yds }]],
      now: {
        self: "a",
        ensemble: "demo",
        views: [["a", "b", "c"]],
        fact: fact_1ubg,
        epoch: 5,
        sync: true,
        trusted: true,
        countsFrom: 0,
        sameEpoch: true,
        leader: null,
        timeoutMs: 1000,
        pages: 2,
        firstReq: 10,
        round: round_tmzz,
        byTrusted: false,
        peers: [],
        judges: [],
        vetoes: false,
        partial: {},
        done: 0,
        judged: 0,
        vouched: 0,
        comparison: comparison_1omx,
        question: null,
        wanted: [],
        leftovers: [],
        leftHere: [],
        strays: [],
        straysHere: [],
        req: 11,
        pulled: 0,
        dropped: 0,
        answers: 0,
        bytes: 0,
        reason: "",
        remote: null,
      },
    });
    chart.advance(1000);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_1yds }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:otherEpochB", replies_pozl);
    chart.is("failed", {
      status: "done",
      now: { round: round_1yt7, reason: "neither a trusted quorum nor every member answered" },
    });
  });

  it("trusted: asking > verifying > comparing.questioning > failed [c6a1cba4]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("failed", { status: "done", now: { reason: "b refused: epoch" } });
  });

  it("trusted: asking > verifying > comparing.questioning > failed [d2b1745f]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("comparing.questioning");
    chart.send("reply:pagesOfUntrusted", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1xdn });
    chart.is("failed", { status: "done", now: { reason: "b is not trusted any more" } });
  });

  it("trusted: asking > verifying > comparing.questioning > failed [7eb7f972]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:haul", {
      type: "reply",
      from: "b",
      req: 12,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > verifying > comparing.questioning > failed [456859e1]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:firstOfHaul", {
      type: "reply",
      from: "b",
      req: 12,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > verifying > comparing.questioning > failed [2db114d8]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:lostObject", {
      type: "reply",
      from: "b",
      req: 12,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: [] },
    });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > verifying > comparing.questioning > failed [f4f2cdd3]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:haulOfUntrusted", {
      type: "reply",
      from: "b",
      req: 12,
      epoch: 5,
      body: { kind: "objects", trusted: false, objects: [], missing: [] },
    });
    chart.is("failed", { status: "done", now: { reason: "b is not trusted any more" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > comparing.reading > failed [331d793b]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:late", replies_16m5);
    chart.is("comparing.questioning");
    chart.send("reply:stranger", { type: "reply", from: "z", req: 12, epoch: 5, body: body_yxal });
    chart.is("comparing.questioning");
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:older", { type: "pagesRead", answer: answer_n08i });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:more", { type: "pagesRead", answer: answer_n08i });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "no answer in time" } });
  });

  it("trusted: asking > verifying > comparing.questioning > failed [1c7fccff]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_yxal });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["c"], judges: ["c"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1sti });
    chart.is("comparing.questioning");
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 12, epoch: 5, body: body_1sti });
    chart.is("failed", { status: "done", now: { reason: "c is not trusted any more" } });
  });

  it("trusted: asking > verifying > comparing.questioning > failed [770bfead]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_yxal });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["c"], judges: ["c"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:syncedB", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1mn1 });
    chart.is("comparing.questioning");
    chart.send("reply:otherEpochB", replies_pozl);
    chart.is("comparing.questioning");
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("comparing.questioning");
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 12, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("failed", { status: "done", now: { reason: "c refused: epoch" } });
  });

  it("trusted: asking > verifying > comparing.questioning > comparing.reading > corrupted [d50f1fc9]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.ignore("leftoversDropped", { type: "leftoversDropped" });
    chart.ignore("reply:trustedB", replies_1y25);
    chart.ignore("stored:all", { type: "stored", keys: [] });
    chart.ignore("upperVerified", { type: "upperVerified" });
    chart.send("corrupted:ownPage", { type: "corrupted", reason: "test" });
    chart.is("corrupted", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > verifying > comparing.questioning > comparing.reading > failed [bc4b4e60]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("failed:host", { type: "failed", reason: "test" });
    chart.is("failed", { status: "done", now: { reason: "test" } });
  });

  it("untrusted: asking > verifying > comparing.questioning > … > pulling.storing > complete [2304d126]", () => {
    const chart = start(input_7ag7); // start "untrusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_148k });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("asking", { now: { round: round_1pt1 } });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_yxal });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b", "c"], judges: ["b", "c"] },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:same", { type: "pagesRead", answer: answer_luqr });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }],
      ],
      now: { peers: ["c"], done: 1, judged: 1, vouched: 1, req: 13, answers: 1, bytes: 18, remote: null },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["c"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1fch,
        question: { level: 1, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["c"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1t9v,
        question: { level: 2, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["c"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1x2p,
        question: { level: 3, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["c"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_16gz,
        question: { level: 4, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 17, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 18, to: ["c"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_149m,
        question: { level: 5, indices: [0] },
        req: 18,
        answers: 6,
        bytes: 108,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 18, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 19, to: ["c"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: false, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 19,
        answers: 7,
        bytes: 200,
        remote: null,
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 19, epoch: 5, body: body_yxal });
    chart.is("pulling.fetching");
    chart.send("reply:haul", { type: "reply", from: "c", req: 19, epoch: 5, body: body_1sqe });
    chart.is("pulling.storing", { does: [["store", { objects: objects_1jrn }]] });
    chart.send("stored:all", { type: "stored", keys: ["k1", "k2"] });
    chart.is("complete", { status: "done", now: { peers: [], done: 2, judged: 2, vouched: 2, wanted: [], pulled: 2 } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [14ffa910]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:older", {
      type: "pagesRead",
      answer: {
        kind: "segments",
        pages: [
          {
            index: 0,
            lowWater: { epoch: 1, seq: 0 },
            entries: [
              {
                key: "k1",
                ballot: { epoch: 1, seq: 1 },
                hash: new Uint8Array([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
              },
            ],
          },
        ],
      },
    });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:trustedB", { type: "reply", from: "b", req: 18, epoch: 5, body: body_yxal });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > comparing.reading > complete [3cae8d06]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:more", { type: "pagesRead", answer: answer_10ma });
    chart.is("complete", {
      status: "done",
      does: [["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }]],
      now: {
        peers: [],
        done: 1,
        judged: 1,
        vouched: 1,
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
  });

  it("follower: asking > verifying > comparing.questioning > … > dropping > complete [29ce9c53]", () => {
    const chart = start(input_zwhu); // start "follower"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_ptmp });
    chart.send("reply:syncedB", { type: "reply", from: "b", req: 11, epoch: 5, body: body_1mn1 });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"] },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1fch,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1t9v,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1x2p,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_16gz,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_149m,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:more", { type: "pagesRead", answer: answer_10ma });
    chart.is("dropping", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["dropLeftovers", { leftovers: [{ key: "k9", ballot: { epoch: 1, seq: 1 } }] }],
      ],
      now: {
        peers: [],
        done: 1,
        judged: 1,
        vouched: 1,
        comparison: { pullsOnly: false, open: [], answers: 6, bytes: 182 },
        leftovers: [{ key: "k9", ballot: { epoch: 1, seq: 1 } }],
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("leftoversDropped", { type: "leftoversDropped" });
    chart.is("complete", { status: "done", now: { leftovers: [], dropped: 1 } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [dc2bbd70]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:lostObject", {
      type: "reply",
      from: "b",
      req: 18,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: [], missing: ["k1", "k2"] },
    });
    chart.is("failed", { status: "done", now: { reason: "b lost an object that its tree lists" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [d8e4b28c]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "no answer in time" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > corrupted [9a8300a8]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.ignore("leftoversDropped", { type: "leftoversDropped" });
    chart.ignore("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.ignore("stored:all", { type: "stored", keys: ["k1", "k2"] });
    chart.ignore("upperVerified", { type: "upperVerified" });
    chart.send("corrupted:ownPage", { type: "corrupted", reason: "test" });
    chart.is("corrupted", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [7490739c]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("failed:host", { type: "failed", reason: "test" });
    chart.is("failed", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [54a3799c]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 18, epoch: 5, body: body_yxal });
    chart.is("pulling.fetching");
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 18, epoch: 5, body: body_1sti });
    chart.is("failed", { status: "done", now: { reason: "b is not trusted any more" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [9dc28602]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 18, epoch: 5, body: body_1sti });
    chart.is("pulling.fetching");
    chart.send("reply:syncedB", { type: "reply", from: "b", req: 18, epoch: 5, body: body_1mn1 });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [13e6ac98]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:otherEpochB", { type: "reply", from: "b", req: 18, epoch: 4, body: body_yxal });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [6733146a]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 18, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("failed", { status: "done", now: { reason: "b refused: epoch" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [83f1771a]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 18, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("pulling.fetching");
    chart.send("reply:pages", { type: "reply", from: "b", req: 18, epoch: 5, body: body_u1by });
    chart.is("failed", { status: "done", now: { reason: "b refused" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [da3118c3]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:pagesOfUntrusted", {
      type: "reply",
      from: "b",
      req: 18,
      epoch: 5,
      body: { kind: "segments", trusted: false, countsFrom: 0, pages: pages_xmw8 },
    });
    chart.is("failed", { status: "done", now: { reason: "b is not trusted any more" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [cad23281]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:firstOfHaul", {
      type: "reply",
      from: "b",
      req: 18,
      epoch: 5,
      body: { kind: "objects", trusted: true, objects: objects_1unk, missing: [] },
    });
    chart.is("pulling.storing", { does: [["store", { objects: objects_1unk }]] });
    chart.send("stored:first", { type: "stored", keys: ["k1"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 19, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k2"] } }]],
      now: { wanted: ["k2"], req: 19, pulled: 1 },
    });
    chart.send("reply:haulOfUntrusted", {
      type: "reply",
      from: "b",
      req: 19,
      epoch: 5,
      body: { kind: "objects", trusted: false, objects: objects_196y, missing: [] },
    });
    chart.is("failed", { status: "done", now: { reason: "b is not trusted any more" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.storing > failed [b8aaaaf6]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:late", { type: "reply", from: "b", req: 17, epoch: 5, body: body_yxal });
    chart.is("pulling.fetching");
    chart.send("reply:stranger", { type: "reply", from: "z", req: 18, epoch: 5, body: body_yxal });
    chart.is("pulling.fetching");
    chart.send("reply:haul", { type: "reply", from: "b", req: 18, epoch: 5, body: body_1sqe });
    chart.is("pulling.storing", { does: [["store", { objects: objects_1jrn }]] });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "no answer in time" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [53921db2]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_yxal });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["c"], judges: ["c"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["c"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["c"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["c"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["c"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["c"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["c"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 18, epoch: 5, body: body_yxal });
    chart.is("failed", { status: "done", now: { reason: "c refused" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [4aa9b254]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_yxal });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["c"], judges: ["c"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["c"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["c"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["c"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["c"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["c"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["c"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 18, epoch: 5, body: body_1sti });
    chart.is("pulling.fetching");
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 18, epoch: 5, body: body_1sti });
    chart.is("failed", { status: "done", now: { reason: "c is not trusted any more" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [9dcce196]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_yxal });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["c"], judges: ["c"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["c"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["c"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["c"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["c"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["c"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["c"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:syncedB", { type: "reply", from: "b", req: 18, epoch: 5, body: body_1mn1 });
    chart.is("pulling.fetching");
    chart.send("reply:otherEpochB", { type: "reply", from: "b", req: 18, epoch: 4, body: body_yxal });
    chart.is("pulling.fetching");
    chart.send("reply:refusedB", { type: "reply", from: "b", req: 18, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("pulling.fetching");
    chart.send("reply:refusedC", { type: "reply", from: "c", req: 18, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("failed", { status: "done", now: { reason: "c refused: epoch" } });
  });

  it("follower: asking > verifying > comparing.questioning > … > dropping > failed [ebe1dafd]", () => {
    const chart = start(input_zwhu); // start "follower"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_ptmp });
    chart.send("reply:syncedB", { type: "reply", from: "b", req: 11, epoch: 5, body: body_1mn1 });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"] },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1fch,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1t9v,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1x2p,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_16gz,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_149m,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:more", { type: "pagesRead", answer: answer_10ma });
    chart.is("dropping", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["dropLeftovers", { leftovers: [{ key: "k9", ballot: { epoch: 1, seq: 1 } }] }],
      ],
      now: {
        peers: [],
        done: 1,
        judged: 1,
        vouched: 1,
        comparison: { pullsOnly: false, open: [], answers: 6, bytes: 182 },
        leftovers: [{ key: "k9", ballot: { epoch: 1, seq: 1 } }],
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "no answer in time" } });
  });

  it("follower: asking > verifying > comparing.questioning > … > dropping > corrupted [045e380a]", () => {
    const chart = start(input_zwhu); // start "follower"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_ptmp });
    chart.send("reply:syncedB", { type: "reply", from: "b", req: 11, epoch: 5, body: body_1mn1 });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"] },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1fch,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1t9v,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1x2p,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_16gz,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_149m,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:more", { type: "pagesRead", answer: answer_10ma });
    chart.is("dropping", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["dropLeftovers", { leftovers: [{ key: "k9", ballot: { epoch: 1, seq: 1 } }] }],
      ],
      now: {
        peers: [],
        done: 1,
        judged: 1,
        vouched: 1,
        comparison: { pullsOnly: false, open: [], answers: 6, bytes: 182 },
        leftovers: [{ key: "k9", ballot: { epoch: 1, seq: 1 } }],
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.ignore("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.ignore("reply:trustedB", { type: "reply", from: "b", req: 17, epoch: 5, body: body_yxal });
    chart.ignore("stored:all", { type: "stored", keys: [] });
    chart.ignore("upperVerified", { type: "upperVerified" });
    chart.send("corrupted:ownPage", { type: "corrupted", reason: "test" });
    chart.is("corrupted", { status: "done", now: { reason: "test" } });
  });

  it("follower: asking > verifying > comparing.questioning > … > dropping > failed [64b4431d]", () => {
    const chart = start(input_zwhu); // start "follower"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_ptmp });
    chart.send("reply:syncedB", { type: "reply", from: "b", req: 11, epoch: 5, body: body_1mn1 });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"] },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1fch,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1t9v,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1x2p,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_16gz,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_149m,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:more", { type: "pagesRead", answer: answer_10ma });
    chart.is("dropping", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["dropLeftovers", { leftovers: [{ key: "k9", ballot: { epoch: 1, seq: 1 } }] }],
      ],
      now: {
        peers: [],
        done: 1,
        judged: 1,
        vouched: 1,
        comparison: { pullsOnly: false, open: [], answers: 6, bytes: 182 },
        leftovers: [{ key: "k9", ballot: { epoch: 1, seq: 1 } }],
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("failed:host", { type: "failed", reason: "test" });
    chart.is("failed", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.storing > corrupted [9f17fb6d]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 18, epoch: 5, body: body_1sqe });
    chart.is("pulling.storing", { does: [["store", { objects: objects_1jrn }]] });
    chart.ignore("leftoversDropped", { type: "leftoversDropped" });
    chart.ignore("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.ignore("reply:trustedB", { type: "reply", from: "b", req: 18, epoch: 5, body: body_yxal });
    chart.ignore("upperVerified", { type: "upperVerified" });
    chart.send("corrupted:ownPage", { type: "corrupted", reason: "test" });
    chart.is("corrupted", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.storing > failed [54633a3a]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 18, epoch: 5, body: body_1sqe });
    chart.is("pulling.storing", { does: [["store", { objects: objects_1jrn }]] });
    chart.send("failed:host", { type: "failed", reason: "test" });
    chart.is("failed", { status: "done", now: { reason: "test" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.storing > complete [2559e032]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 18, epoch: 5, body: body_1sqe });
    chart.is("pulling.storing", { does: [["store", { objects: objects_1jrn }]] });
    chart.send("stored:first", { type: "stored", keys: ["k1"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 19, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k2"] } }]],
      now: { wanted: ["k2"], req: 19, pulled: 1 },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 19, epoch: 5, body: body_1un4 });
    chart.is("pulling.storing", { does: [["store", { objects: objects_196y }]] });
    chart.send("stored:first", { type: "stored", keys: ["k2"] });
    chart.is("complete", { status: "done", now: { peers: [], done: 1, judged: 1, vouched: 1, wanted: [], pulled: 2 } });
  });

  it("untrusted: asking > verifying > … > pulling.storing > comparing.questioning [bae2e7df]", () => {
    const chart = start(input_7ag7); // start "untrusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_148k });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("asking", { now: { round: round_1pt1 } });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_yxal });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b", "c"], judges: ["b", "c"] },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1fch,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1t9v,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1x2p,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_16gz,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_149m,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: false, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 18, epoch: 5, body: body_1sqe });
    chart.is("pulling.storing", { does: [["store", { objects: objects_1jrn }]] });
    chart.send("stored:first", { type: "stored", keys: ["k1"] });
    chart.is("pulling.fetching", {
      does: [["ask", { req: 19, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k2"] } }]],
      now: { wanted: ["k2"], req: 19, pulled: 1 },
    });
    chart.send("reply:haul", { type: "reply", from: "b", req: 19, epoch: 5, body: body_1un4 });
    chart.is("pulling.storing", { does: [["store", { objects: objects_196y }]] });
    chart.send("stored:first", { type: "stored", keys: ["k2"] });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 20, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: {
        peers: ["c"],
        done: 1,
        judged: 1,
        vouched: 1,
        comparison: comparison_1omx,
        question: { level: 0, indices: [0] },
        wanted: [],
        req: 20,
        pulled: 2,
      },
    });
  });

  it("trusted: asking > verifying [d2e0c190]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.ignore("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [] } });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.ignore("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [] } });
  });

  it("trusted: asking > askingAll [9cc7a689]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.advance(1000);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.ignore("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [] } });
  });

  it("trusted: asking > verifying > comparing.questioning > failed [226e0b9d]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.advance(1000);
    chart.is("failed", { status: "done", now: { reason: "no answer in time" } });
  });

  it("trusted: asking > verifying > comparing.questioning [cfaecc62]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:trustedC", replies_1v8l);
    chart.is("comparing.questioning");
  });

  it("trusted: asking > askingAll > verifying > … > pulling.storing > comparing.questioning [8eb1d642]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.advance(1000);
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:trustedB", replies_1y25);
    chart.is("askingAll", { now: { round: round_rrvf } });
    chart.send("reply:untrustedC", { type: "reply", from: "c", req: 12, epoch: 5, body: body_1sti });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, peers: ["c", "b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 13, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 13 },
    });
    chart.send("reply:pagesOfUntrusted", { type: "reply", from: "c", req: 13, epoch: 5, body: body_1xdn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["c"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 14,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["c"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 15,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["c"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 16,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["c"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 17,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 17, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 18, to: ["c"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 18,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 18, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 19, to: ["c"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 19,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:haulOfUntrusted", {
      type: "reply",
      from: "c",
      req: 19,
      epoch: 5,
      body: { kind: "objects", trusted: false, objects: objects_1jrn, missing: [] },
    });
    chart.is("pulling.storing", { does: [["store", { objects: objects_1jrn }]] });
    chart.send("stored:all", { type: "stored", keys: ["k1", "k2"] });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 20, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: {
        peers: ["b"],
        done: 1,
        vouched: 1,
        comparison: comparison_13ax,
        question: { level: 0, indices: [0] },
        wanted: [],
        req: 20,
        pulled: 2,
      },
    });
  });

  it("trusted: asking > askingAll > verifying > … > comparing.questioning > failed [e21cd90b]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:outsideC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_126l });
    chart.is("asking", { now: { round: round_1kel } });
    chart.send("reply:untrustedB", { type: "reply", from: "b", req: 11, epoch: 5, body: body_1sti });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:outsideC", { type: "reply", from: "c", req: 12, epoch: 5, body: body_126l });
    chart.is("askingAll", {
      now: {
        round: {
          req: 12,
          electorate: electorate_1cq2,
          valid: 4,
          nacks: 0,
          replies: [{ type: "reply", from: "c", req: 12, epoch: 5, body: body_126l }],
        },
      },
    });
    chart.send("reply:trustedB", replies_1y25);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, peers: ["c", "b"], judges: ["b"], vetoes: true, partial: { c: 2 } },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 13, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 13 },
    });
    chart.send("reply:pagesOfOutside", { type: "reply", from: "c", req: 13, epoch: 5, body: body_17pp });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:same", { type: "pagesRead", answer: answer_luqr });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }],
      ],
      now: { peers: ["b"], done: 1, req: 14, answers: 1, bytes: 18, remote: null },
    });
    chart.send("reply:outsideC", { type: "reply", from: "c", req: 14, epoch: 5, body: body_126l });
    chart.is("comparing.questioning");
    chart.send("reply:pagesOfOutside", { type: "reply", from: "b", req: 14, epoch: 5, body: body_17pp });
    chart.is("failed", { status: "done", now: { reason: "b is not trusted any more" } });
  });

  it("untrusted: asking > askingAll > verifying > comparing.questioning > failed [1b3a537c]", () => {
    const chart = start(input_7ag7); // start "untrusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_148k });
    chart.send("reply:outsideC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_126l });
    chart.is("askingAll", {
      does: [["ask", { req: 12, to: ["b", "c"], ask: ask_hcvg }]],
      now: { round: round_1ngz, req: 12 },
    });
    chart.send("reply:trustedB", replies_1y25);
    chart.is("askingAll", { now: { round: round_rrvf } });
    chart.send("reply:outsideC", { type: "reply", from: "c", req: 12, epoch: 5, body: body_126l });
    chart.is("verifying", { does: ["verifyUpper"], now: { round: null, peers: ["c", "b"], partial: { c: 2 } } });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 13, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 13 },
    });
    chart.send("reply:outsideC", { type: "reply", from: "c", req: 13, epoch: 5, body: body_126l });
    chart.is("failed", { status: "done", now: { reason: "c refused" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [0ccd28dd]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedB", replies_16m5);
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["b"], judges: ["b"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["b"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["b"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["b"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["b"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["b"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["b"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "b", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["b"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:outsideC", { type: "reply", from: "c", req: 18, epoch: 5, body: body_126l });
    chart.is("pulling.fetching");
    chart.send("reply:pagesOfOutside", {
      type: "reply",
      from: "b",
      req: 18,
      epoch: 5,
      body: { kind: "segments", trusted: false, countsFrom: 2, pages: pages_xmw8 },
    });
    chart.is("failed", { status: "done", now: { reason: "b is not trusted any more" } });
  });

  it("trusted: asking > verifying > comparing.questioning > … > pulling.fetching > failed [845a7360]", () => {
    const chart = start(input_1xcp); // start "trusted"
    chart.is("asking", { does: [["ask", { req: 11, to: ["b", "c"], ask: ask_hcvg }]], now: context_1xk8 });
    chart.send("reply:trustedC", { type: "reply", from: "c", req: 11, epoch: 5, body: body_yxal });
    chart.is("verifying", {
      does: ["verifyUpper"],
      now: { round: null, byTrusted: true, peers: ["c"], judges: ["c"], vetoes: true },
    });
    chart.send("upperVerified", { type: "upperVerified" });
    chart.is("comparing.questioning", {
      does: [["ask", { req: 12, to: ["c"], ask: { type: "tree", epoch: 5, level: 0, indices: [0] } }]],
      now: { comparison: comparison_13ax, question: { level: 0, indices: [0] }, req: 12 },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 12, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 0, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 13, to: ["c"], ask: { type: "tree", epoch: 5, level: 1, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qq9,
        question: { level: 1, indices: [0] },
        req: 13,
        answers: 1,
        bytes: 18,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 13, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 1, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 14, to: ["c"], ask: { type: "tree", epoch: 5, level: 2, indices: [0] } }],
      ],
      now: {
        comparison: comparison_166o,
        question: { level: 2, indices: [0] },
        req: 14,
        answers: 2,
        bytes: 36,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 14, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 2, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 15, to: ["c"], ask: { type: "tree", epoch: 5, level: 3, indices: [0] } }],
      ],
      now: {
        comparison: comparison_lzqi,
        question: { level: 3, indices: [0] },
        req: 15,
        answers: 3,
        bytes: 54,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 15, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 3, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 16, to: ["c"], ask: { type: "tree", epoch: 5, level: 4, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1bbu,
        question: { level: 4, indices: [0] },
        req: 16,
        answers: 4,
        bytes: 72,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 16, epoch: 5, body: body_1bxn });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 4, indices: [0] } }]],
      now: { remote: "inner" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: { kind: "inner", pages: [new Uint8Array([])] } });
    chart.is("comparing.questioning", {
      does: [
        ["raiseLowWaters", { lowWaters: [] }],
        ["ask", { req: 17, to: ["c"], ask: { type: "tree", epoch: 5, level: 5, indices: [0] } }],
      ],
      now: {
        comparison: comparison_1qgg,
        question: { level: 5, indices: [0] },
        req: 17,
        answers: 5,
        bytes: 90,
        remote: null,
      },
    });
    chart.send("reply:pages", { type: "reply", from: "c", req: 17, epoch: 5, body: body_u1by });
    chart.is("comparing.reading", {
      does: [["readPages", { question: { level: 5, indices: [0] } }]],
      now: { remote: "segments" },
    });
    chart.send("pagesRead:nothing", { type: "pagesRead", answer: answer_fpbf });
    chart.is("pulling.fetching", {
      does: [
        ["raiseLowWaters", { lowWaters: [{ segment: 0, ballot: { epoch: 1, seq: 2 } }] }],
        ["ask", { req: 18, to: ["c"], ask: { type: "fetch", epoch: 5, keys: ["k1", "k2"] } }],
      ],
      now: {
        comparison: { pullsOnly: true, open: [], answers: 6, bytes: 182 },
        wanted: ["k1", "k2"],
        req: 18,
        answers: 6,
        bytes: 182,
        remote: null,
      },
    });
    chart.send("reply:outsideC", { type: "reply", from: "c", req: 18, epoch: 5, body: body_126l });
    chart.is("failed", { status: "done", now: { reason: "c is not trusted any more" } });
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
  const all = { ...model.observe(snapshot.context, snapshot) };
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
