// @ts-nocheck: written by quorate coverage, do not edit.
// Made from the chart "peer". It locks what the chart does now:
// a failing test says that the chart has changed, not that the change is wrong. Evidence about a system comes from
// running the plan against it (runPlan in quorate/coverage).
import { createActor, fromTransition } from "xstate";
import { describe, expect, it } from "vitest";
import { peerModel as model } from "../coverage/models/peer.ts";

const { machine } = model;
const unchecked = Symbol("not checked");
const uncheckedNames = [];
const settings_1o9h = {
  tickMs: 100,
  leaseMs: 250,
  clockDrift: 0.01,
  followerTimeoutMs: 450,
  electionJitterMs: 200,
  prefollowTimeoutMs: 200,
  pendingTimeoutMs: 1000,
  probeDelayMs: 100,
  quorumTimeoutMs: 300,
  exchangeTimeoutMs: 3000,
  trustLease: true,
  requestTimeoutMs: 5000,
  maxValueBytes: 524288,
  maxQueuedPerKey: 4096,
  maxClients: 10000,
  clientMemoryMs: 600000,
  restartMinMs: 100,
  restartMaxMs: 10000,
};
const settings_gfvz = {
  tickMs: 100,
  leaseMs: 300,
  clockDrift: 0.01,
  followerTimeoutMs: 450,
  electionJitterMs: 200,
  prefollowTimeoutMs: 200,
  pendingTimeoutMs: 1000,
  probeDelayMs: 100,
  quorumTimeoutMs: 300,
  exchangeTimeoutMs: 3000,
  trustLease: true,
  requestTimeoutMs: 5000,
  maxValueBytes: 524288,
  maxQueuedPerKey: 4096,
  maxClients: 10000,
  clientMemoryMs: 600000,
  restartMinMs: 100,
  restartMaxMs: 10000,
};
const electorate_p6fh = { self: "a", members: ["b", "c"], views: [3], selfBit: 0, required: "quorum" };
const electorate_wocz = { self: "a", members: ["a", "b", "c"], views: [7], selfBit: 1, required: "quorum" };
const input_1ikr = { self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 };
const fact_12si = {
  epoch: 4,
  seq: 1,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_156l = {
  epoch: 1,
  seq: 1,
  leader: "b",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_17ju = {
  epoch: 6,
  seq: 1,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_185m = {
  epoch: 5,
  seq: 1,
  leader: "a",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1968 = {
  epoch: 4,
  seq: 1,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1amc = {
  epoch: 0,
  seq: 0,
  leader: "",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1grl = {
  epoch: 3,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1gvr = {
  epoch: 3,
  seq: 1,
  leader: "a",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1haq = {
  epoch: 0,
  seq: 0,
  leader: "",
  views: [["b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1jv5 = {
  epoch: 0,
  seq: 0,
  leader: "",
  views: [[]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1ln9 = {
  epoch: 1,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
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
const fact_64gh = {
  epoch: 1,
  seq: 2,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_86ut = {
  epoch: 1,
  seq: 1,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_ah2n = {
  epoch: 5,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_fd7z = {
  epoch: 4,
  seq: 1,
  leader: "b",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_fx9l = {
  epoch: 6,
  seq: 1,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_nixl = {
  epoch: 2,
  seq: 1,
  leader: "a",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_t3j5 = {
  epoch: 6,
  seq: 1,
  leader: "a",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_w13p = {
  epoch: 8,
  seq: 1,
  leader: "a",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_y8ne = {
  epoch: 9,
  seq: 1,
  leader: "a",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const heard_lp1c = {
  epoch: 1,
  seq: 2,
  leader: "b",
  views: [["b", "c", "d"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const heard_tygn = {
  epoch: 0,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const round_15fg = { req: 101, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_18ok = { req: 105, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_alp9 = { req: 110, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_g86l = { req: 106, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_lcy6 = { req: 107, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const ask_1dzo = { type: "commit", fact: fact_y8ne };
const ask_2x2f = { type: "commit", fact: fact_nixl };
const body_1dbu = { kind: "promise", fact: fact_nixl };
const body_1o6l = { kind: "probed", fact: fact_64gh, leader: "", leaderAgeMs: 0, trusted: true };
const body_g4ay = { kind: "promise", fact: fact_86ut };
const body_shn1 = { kind: "promise", fact: fact_1ln9 };
const body_tytt = { kind: "probed", fact: fact_1ubg, leader: "", leaderAgeMs: 0, trusted: true };
const record_1bw3 = { promised: { epoch: 0, candidate: "" }, fact: fact_1amc, trusted: true };
const record_1ui0 = { promised: { epoch: 0, candidate: "" }, fact: fact_1ubg, trusted: true };
const record_vxih = { promised: { epoch: 0, candidate: "" }, fact: fact_1haq, trusted: true };

describe("peer: what the chart does", () => {
  it("setup > election > … > probe.delaying > stopped [42073dfd]", () => {
    const chart = start(input_1ikr);
    chart.is("setup", {
      does: ["open"],
      now: {
        self: "a",
        ensemble: "demo",
        settings: settings_gfvz,
        promised: { epoch: 0, candidate: "" },
        fact: fact_1jv5,
        trusted: false,
        heard: null,
        epochSeen: 0,
        leader: "",
        leaderHeardAt: 0,
        debt: null,
        round: null,
        awaits: "probed",
        job: 0,
        nextReq: 100,
        seed: 1,
        reason: "",
        successor: "",
      },
    });
    chart.send("ready:alone", { record: record_1bw3, type: "ready" });
    chart.is("election", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: [], ask: { type: "probe" } }],
      ],
      now: {
        fact: fact_1amc,
        trusted: true,
        heard: fact_1amc,
        debt: { to: "", id: 100 },
        nextReq: 102,
        seed: 1015568748,
      },
    });
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 0, fact: fact_156l, type: "commit" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 103, epoch: 1, sync: false, trusted: true, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_156l,
        heard: null,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 102 },
        job: 103,
        nextReq: 104,
      },
    });
    chart.send("handover:toMe", { from: "b", epoch: 1, successor: "a", type: "handover" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 104, to: [], ask: { type: "prepare", epoch: 2 } }],
        "saveRecord",
        ["ask", { req: 105, to: [], ask: { type: "newEpoch", epoch: 2 } }],
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 107, to: [], ask: ask_2x2f }],
        ["renewLease", { req: 107, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        fact: fact_nixl,
        epochSeen: 2,
        leader: "a",
        debt: null,
        awaits: "granted",
        job: 106,
        nextReq: 108,
      },
    });
    chart.send("prepare:higher", { from: "b", req: 7, at: 0, epoch: 3, type: "prepare" });
    chart.is("prefollow", {
      does: [
        "cancelExchange",
        "resign",
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 3, body: body_1dbu }],
      ],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3, leader: "" },
    });
    chart.send("newEpoch:stale", { from: "b", req: 7, at: 0, epoch: 2, type: "newEpoch" });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("prepare:taken", { from: "c", req: 7, at: 0, epoch: 3, type: "prepare" });
    chart.is("prefollow", {
      does: [["answer", { to: "c", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:again", { from: "a", req: 7, at: 0, fact: fact_nixl, type: "commit" });
    chart.is("prefollow", {
      does: [["answer", { to: "a", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:promised", { from: "b", req: 7, at: 0, epoch: 3, type: "newEpoch" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "ok" } }],
        ["startExchange", { job: 108, epoch: 3, sync: false, trusted: true, views: [["a"]] }],
      ],
      now: { leader: "b", job: 108, nextReq: 109 },
    });
    chart.send("commit:stale", {
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 2,
        seq: 9,
        leader: "b",
        views: [["a"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
      type: "commit",
    });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("exchangeComplete:current", { job: 108, type: "exchangeComplete" });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("exchangeFailed:current", { job: 108, reason: "test", type: "exchangeFailed" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.send("prepare:repeated", { from: "b", req: 7, at: 0, epoch: 3, type: "prepare" });
    chart.is("probe.delaying", { does: [["answer", { to: "b", req: 7, epoch: 3, body: body_1dbu }]] });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
    chart.ignore("backendReset", { type: "backendReset" });
    chart.ignore("commit:newEpoch", { from: "b", req: 7, at: 0, fact: fact_fd7z, type: "commit" });
    chart.ignore("debtPassed:earlier", { id: 108, type: "debtPassed" });
    chart.ignore("exchange:sync", { from: "b", req: 7, at: 0, epoch: 3, sync: true, type: "exchange" });
    chart.ignore("exchangeComplete:current", { job: 108, type: "exchangeComplete" });
    chart.ignore("exchangeFailed:current", { job: 108, reason: "test", type: "exchangeFailed" });
    chart.ignore("handover:toMe", { from: "b", epoch: 3, successor: "a", type: "handover" });
    chart.ignore("higherEpochSeen:higher", { epoch: 4, type: "higherEpochSeen" });
    chart.ignore("leaderGone:leader", { leader: "b", type: "leaderGone" });
    chart.ignore("leaseLost:current", { epoch: 3, type: "leaseLost" });
    chart.ignore("newEpoch:promised", { from: "b", req: 7, at: 0, epoch: 3, type: "newEpoch" });
    chart.ignore("prepare:higher", { from: "b", req: 7, at: 0, epoch: 4, type: "prepare" });
    chart.ignore("probe:fromB", { from: "b", req: 7, at: 0, type: "probe" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 108, type: "repairComplete" });
    chart.ignore("reply:late", { from: "b", req: 108, at: 0, epoch: 0, body: { kind: "ok" }, type: "reply" });
    chart.ignore("settingsChanged:shorterLease", { settings: settings_1o9h, type: "settingsChanged" });
    chart.ignore("stepDown:handingOver", { reason: "test", successor: "b", type: "stepDown" });
    chart.ignore("stop", { type: "stop" });
    chart.ignore("treeCorrupted:damage", { reason: "test", type: "treeCorrupted" });
  });

  it("setup > pending > repair > … > following.leader.heard+following.tree.exchanging > pending [3b17529a]", () => {
    const chart = start(input_1ikr);
    chart.is("setup", {
      does: ["open"],
      now: {
        self: "a",
        ensemble: "demo",
        settings: settings_gfvz,
        promised: { epoch: 0, candidate: "" },
        fact: fact_1jv5,
        trusted: false,
        heard: null,
        epochSeen: 0,
        leader: "",
        leaderHeardAt: 0,
        debt: null,
        round: null,
        awaits: "probed",
        job: 0,
        nextReq: 100,
        seed: 1,
        reason: "",
        successor: "",
      },
    });
    chart.send("ready:outsider", { record: record_vxih, type: "ready" });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("commit:next", {
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 0,
        seq: 1,
        leader: "b",
        views: [["b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
      type: "commit",
    });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]] });
    chart.send("prepare:higher", { from: "b", req: 7, at: 0, epoch: 1, type: "prepare" });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]] });
    chart.send("treeCorrupted:damage", { reason: "test", type: "treeCorrupted" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 101 }]], now: { job: 101, nextReq: 102 } });
    chart.send("repairComplete:current", { job: 101, type: "repairComplete" });
    chart.is("exchange", {
      does: [["startExchange", { job: 102, epoch: 0, sync: false, trusted: false, views: [["b", "c"]] }]],
      now: { job: 102, nextReq: 103 },
    });
    chart.send("exchangeComplete:earlier", { job: 101, type: "exchangeComplete" });
    chart.is("exchange");
    chart.send("exchangeFailed:earlier", { job: 101, reason: "test", type: "exchangeFailed" });
    chart.is("exchange");
    chart.send("reply:late", { from: "b", req: 102, at: 0, epoch: 0, body: { kind: "ok" }, type: "reply" });
    chart.is("exchange");
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["cancelExchange", "saveRecord"] });
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 0, fact: fact_86ut, type: "commit" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 104, epoch: 1, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_86ut,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        job: 104,
        nextReq: 105,
      },
    });
    chart.send("handover:toOther", { from: "b", epoch: 1, successor: "c", type: "handover" });
    chart.is("election", { does: ["cancelExchange"], now: { debt: null, seed: 1015568748 } });
    chart.send("commit:forged", {
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 2,
        seq: 1,
        leader: "c",
        views: [["b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
      type: "commit",
    });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:higher", { from: "b", req: 7, at: 0, epoch: 2, type: "prepare" });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 2, body: body_g4ay }]],
      now: { promised: { epoch: 2, candidate: "b" }, epochSeen: 2, leader: "" },
    });
    chart.send("newEpoch:foreign", { from: "c", req: 7, at: 0, epoch: 3, type: "newEpoch" });
    chart.is("pending", {
      does: [["answer", { to: "c", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }], "saveRecord"],
    });
    chart.send("debtPassed:earlier", { id: 104, type: "debtPassed" });
    chart.is("pending");
    chart.send("exchange:sync", { from: "b", req: 7, at: 0, epoch: 2, sync: true, type: "exchange" });
    chart.is("pending", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "exchanging", trusted: false } }]],
    });
    chart.send("higherEpochSeen:higher", { epoch: 3, type: "higherEpochSeen" });
    chart.is("pending", { now: { epochSeen: 3 } });
    chart.send("prepare:higher", { from: "b", req: 7, at: 0, epoch: 3, type: "prepare" });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_g4ay }]],
      now: { promised: { epoch: 3, candidate: "b" } },
    });
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 0, fact: fact_1968, type: "commit" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 106, epoch: 4, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_1968,
        epochSeen: 4,
        leader: "b",
        debt: { to: "b", id: 105 },
        job: 106,
        nextReq: 107,
      },
    });
    chart.send("handover:foreign", { from: "z", epoch: 4, successor: "a", type: "handover" });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("leaderGone:leader", { leader: "b", type: "leaderGone" });
    chart.is("pending", { does: ["cancelExchange", "saveRecord"], now: { leader: "" } });
    chart.send("prepare:repeated", { from: "b", req: 7, at: 0, epoch: 4, type: "prepare" });
    chart.is("pending", {
      does: [["answer", { to: "b", req: 7, epoch: 4, body: { kind: "promise", fact: fact_1968 } }]],
    });
    chart.send("probe:fromB", { from: "b", req: 7, at: 0, type: "probe" });
    chart.is("pending", {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 4,
          body: { kind: "probed", fact: fact_1968, leader: "", leaderAgeMs: 0, trusted: false },
        }],
      ],
    });
    chart.send("settingsChanged:shorterLease", { settings: settings_1o9h, type: "settingsChanged" });
    chart.is("pending", { now: { settings: settings_1o9h } });
  });

  it("setup > probe.asking > … > probe.asking > election [a69142a8]", () => {
    const chart = start(input_1ikr);
    chart.is("setup", {
      does: ["open"],
      now: {
        self: "a",
        ensemble: "demo",
        settings: settings_gfvz,
        promised: { epoch: 0, candidate: "" },
        fact: fact_1jv5,
        trusted: false,
        heard: null,
        epochSeen: 0,
        leader: "",
        leaderHeardAt: 0,
        debt: null,
        round: null,
        awaits: "probed",
        job: 0,
        nextReq: 100,
        seed: 1,
        reason: "",
        successor: "",
      },
    });
    chart.send("exchange:stale", { from: "b", req: 7, at: 0, epoch: -1, sync: false, type: "exchange" });
    chart.is("setup");
    chart.ignore("exchangeComplete:current", { job: 0, type: "exchangeComplete" });
    chart.ignore("exchangeFailed:current", { job: 0, reason: "test", type: "exchangeFailed" });
    chart.ignore("handover:toMe", { from: "b", epoch: 0, successor: "a", type: "handover" });
    chart.ignore("leaderGone:leader", { leader: "b", type: "leaderGone" });
    chart.ignore("leaseLost:current", { epoch: 0, type: "leaseLost" });
    chart.ignore("repairComplete:current", { job: 0, type: "repairComplete" });
    chart.ignore("stepDown:handingOver", { reason: "test", successor: "b", type: "stepDown" });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("setup");
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 0, fact: fact_1ln9, type: "commit" });
    chart.is("setup");
    chart.send("higherEpochSeen:same", { epoch: 0, type: "higherEpochSeen" });
    chart.is("setup");
    chart.send("newEpoch:promised", { from: "b", req: 7, at: 0, epoch: 0, type: "newEpoch" });
    chart.is("setup");
    chart.send("prepare:higher", { from: "b", req: 7, at: 0, epoch: 1, type: "prepare" });
    chart.is("setup");
    chart.send("probe:fromB", { from: "b", req: 7, at: 0, type: "probe" });
    chart.is("setup");
    chart.send("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:claim", {
      from: "b",
      req: 101,
      at: 0,
      epoch: 0,
      body: { kind: "probed", fact: heard_tygn, leader: "b", leaderAgeMs: 10, trusted: true },
      type: "reply",
    });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["startExchange", { job: 102, epoch: 0, sync: false, trusted: true, views: [["a", "b", "c"]] }]],
      now: { heard: heard_tygn, leader: "b", round: null, job: 102, nextReq: 103 },
    });
    chart.send("leaderGone:other", { leader: "z", type: "leaderGone" });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 0, fact: fact_1ln9, type: "commit" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 104, epoch: 1, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1ln9,
        heard: null,
        epochSeen: 1,
        debt: { to: "b", id: 103 },
        job: 104,
        nextReq: 105,
      },
    });
    chart.send("commit:next", { from: "b", req: 7, at: 0, fact: fact_64gh, type: "commit" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
      ],
      now: { fact: fact_64gh, debt: { to: "b", id: 105 }, nextReq: 106 },
    });
    chart.send("commit:forged", {
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 2,
        seq: 1,
        leader: "c",
        views: [["a", "b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
      type: "commit",
    });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("exchangeComplete:earlier", { job: 103, type: "exchangeComplete" });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("exchangeFailed:earlier", { job: 103, reason: "test", type: "exchangeFailed" });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("prepare:taken", { from: "c", req: 7, at: 0, epoch: 1, type: "prepare" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "c", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.ignore("leaseLost:current", { epoch: 1, type: "leaseLost" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 104, type: "repairComplete" });
    chart.ignore("stepDown:handingOver", { reason: "test", successor: "b", type: "stepDown" });
    chart.send("debtPassed:current", { id: 105, type: "debtPassed" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], { now: { debt: null } });
    chart.send("newEpoch:promised", { from: "b", req: 7, at: 0, epoch: 1, type: "newEpoch" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]],
    });
    chart.advance(450);
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 106, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_g86l, nextReq: 107 },
    });
    chart.advance(300);
    chart.is("probe.delaying", { now: { heard: fact_64gh, round: null } });
    chart.ignore("exchangeComplete:current", { job: 104, type: "exchangeComplete" });
    chart.ignore("exchangeFailed:current", { job: 104, reason: "test", type: "exchangeFailed" });
    chart.ignore("handover:toMe", { from: "b", epoch: 1, successor: "a", type: "handover" });
    chart.ignore("leaderGone:leader", { leader: "b", type: "leaderGone" });
    chart.ignore("leaseLost:current", { epoch: 1, type: "leaseLost" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 104, type: "repairComplete" });
    chart.ignore("stepDown:handingOver", { reason: "test", successor: "b", type: "stepDown" });
    chart.advance(100);
    chart.is("probe.asking", {
      does: [["ask", { req: 107, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_lcy6, nextReq: 108 },
    });
    chart.ignore("exchangeComplete:current", { job: 104, type: "exchangeComplete" });
    chart.ignore("exchangeFailed:current", { job: 104, reason: "test", type: "exchangeFailed" });
    chart.ignore("handover:toMe", { from: "b", epoch: 1, successor: "a", type: "handover" });
    chart.ignore("leaderGone:leader", { leader: "b", type: "leaderGone" });
    chart.ignore("leaseLost:current", { epoch: 1, type: "leaseLost" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 104, type: "repairComplete" });
    chart.send("reply:stranger", { from: "z", req: 107, at: 850, epoch: 1, body: body_1o6l, type: "reply" });
    chart.is("probe.asking");
    chart.ignore("stepDown:handingOver", { reason: "test", successor: "b", type: "stepDown" });
    chart.send("reply:vote", { from: "b", req: 107, at: 850, epoch: 1, body: body_1o6l, type: "reply" });
    chart.is("election", { now: { round: null, seed: 1015568748 } });
    chart.send("prepare:repeated", { from: "b", req: 7, at: 850, epoch: 1, type: "prepare" });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "promise", fact: fact_64gh } }]],
    });
  });

  it("setup > probe.asking > exchange > election > … > prepare > probe.asking > prefollow [a3d7383e]", () => {
    const chart = start(input_1ikr);
    chart.is("setup", {
      does: ["open"],
      now: {
        self: "a",
        ensemble: "demo",
        settings: settings_gfvz,
        promised: { epoch: 0, candidate: "" },
        fact: fact_1jv5,
        trusted: false,
        heard: null,
        epochSeen: 0,
        leader: "",
        leaderHeardAt: 0,
        debt: null,
        round: null,
        awaits: "probed",
        job: 0,
        nextReq: 100,
        seed: 1,
        reason: "",
        successor: "",
      },
    });
    chart.send("ready:untrusted", { record: { promised: { epoch: 0, candidate: "" }, fact: fact_1ubg, trusted: false }, type: "ready" });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:voteOfC", { from: "c", req: 101, at: 0, epoch: 0, body: body_tytt, type: "reply" });
    chart.is("exchange", {
      does: [["startExchange", { job: 102, epoch: 0, sync: false, trusted: false, views: [["a", "b", "c"]] }]],
      now: { heard: fact_1ubg, round: null, job: 102, nextReq: 103 },
    });
    chart.send("exchangeComplete:current", { job: 102, type: "exchangeComplete" });
    chart.is("election", { does: ["cancelExchange", "saveRecord"], now: { trusted: true, seed: 1015568748 } });
    chart.send("prepare:higher", { from: "b", req: 7, at: 0, epoch: 1, type: "prepare" });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]],
    });
    chart.advance(129);
    chart.is("election", { now: { seed: 1586005467 } });
    chart.ignore("exchangeComplete:current", { job: 102, type: "exchangeComplete" });
    chart.ignore("exchangeFailed:current", { job: 102, reason: "test", type: "exchangeFailed" });
    chart.ignore("handover:toMe", { from: "b", epoch: 0, successor: "a", type: "handover" });
    chart.ignore("leaderGone:leader", { leader: "b", type: "leaderGone" });
    chart.ignore("leaseLost:current", { epoch: 0, type: "leaseLost" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 102, type: "repairComplete" });
    chart.ignore("stepDown:handingOver", { reason: "test", successor: "b", type: "stepDown" });
    chart.send("treeCorrupted:damage", { reason: "test", type: "treeCorrupted" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 103 }]],
      now: { trusted: false, job: 103, nextReq: 104 },
    });
    chart.send("repairComplete:earlier", { job: 102, type: "repairComplete" });
    chart.is("repair");
    chart.ignore("exchangeComplete:current", { job: 103, type: "exchangeComplete" });
    chart.ignore("exchangeFailed:current", { job: 103, reason: "test", type: "exchangeFailed" });
    chart.ignore("handover:toMe", { from: "b", epoch: 0, successor: "a", type: "handover" });
    chart.ignore("leaderGone:leader", { leader: "b", type: "leaderGone" });
    chart.ignore("leaseLost:current", { epoch: 0, type: "leaseLost" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("stepDown:handingOver", { reason: "test", successor: "b", type: "stepDown" });
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 129, fact: fact_1ln9, type: "commit" });
    chart.is("repair", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]] });
    chart.send("exchange:sync", { from: "b", req: 7, at: 129, epoch: 0, sync: true, type: "exchange" });
    chart.is("repair", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "untrusted" } }]],
    });
    chart.send("prepare:higher", { from: "b", req: 7, at: 129, epoch: 1, type: "prepare" });
    chart.is("repair", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]] });
    chart.send("treeCorrupted:damage", { reason: "test", type: "treeCorrupted" });
    chart.is("repair");
    chart.send("repairComplete:current", { job: 103, type: "repairComplete" });
    chart.is("exchange", {
      does: [["startExchange", { job: 104, epoch: 0, sync: false, trusted: false, views: [["a", "b", "c"]] }]],
      now: { job: 104, nextReq: 105 },
    });
    chart.send("exchangeFailed:current", { job: 104, reason: "test", type: "exchangeFailed" });
    chart.is("probe.delaying", { does: ["cancelExchange"] });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 105, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_18ok, nextReq: 106 },
    });
    chart.send("reply:elsewhere", { from: "b", req: 105, at: 129, epoch: 0, body: body_tytt, type: "reply" });
    chart.is("exchange", {
      does: [["startExchange", { job: 106, epoch: 0, sync: false, trusted: false, views: [["a", "b", "c"]] }]],
      now: { round: null, job: 106, nextReq: 107 },
    });
    chart.ignore("handover:toMe", { from: "b", epoch: 0, successor: "a", type: "handover" });
    chart.ignore("leaderGone:leader", { leader: "b", type: "leaderGone" });
    chart.ignore("leaseLost:current", { epoch: 0, type: "leaseLost" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 106, type: "repairComplete" });
    chart.ignore("stepDown:handingOver", { reason: "test", successor: "b", type: "stepDown" });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 107, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_lcy6, nextReq: 108 },
    });
    chart.send("reply:refusal", { from: "b", req: 107, at: 129, epoch: 0, body: { kind: "nack", reason: "state" }, type: "reply" });
    chart.is("probe.asking", {
      now: { round: { req: 107, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] } },
    });
    chart.send("reply:higherRefusal", { from: "b", req: 107, at: 129, epoch: 1, body: { kind: "nack", reason: "epoch" }, type: "reply" });
    chart.is("probe.asking");
    chart.send("reply:refusalOfC", { from: "c", req: 107, at: 129, epoch: 0, body: { kind: "nack", reason: "state" }, type: "reply" });
    chart.is("probe.delaying", { now: { round: null } });
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 129, fact: fact_1ln9, type: "commit" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 108, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 109, epoch: 1, sync: false, trusted: false, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1ln9,
        heard: null,
        epochSeen: 1,
        leader: "b",
        leaderHeardAt: 129,
        debt: { to: "b", id: 108 },
        job: 109,
        nextReq: 110,
      },
    });
    chart.send("handover:toMe", { from: "b", epoch: 1, successor: "a", type: "handover" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: { type: "prepare", epoch: 2 } }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        epochSeen: 2,
        leader: "",
        debt: null,
        round: round_alp9,
        awaits: "promise",
        nextReq: 111,
      },
    });
    chart.send("reply:elsewhere", { from: "b", req: 110, at: 129, epoch: 2, body: { kind: "promise", fact: heard_lp1c }, type: "reply" });
    chart.is("probe.asking", {
      does: [["ask", { req: 111, to: ["b", "c", "d"], ask: { type: "probe" } }]],
      now: {
        heard: heard_lp1c,
        round: {
          req: 111,
          electorate: { self: "a", members: ["b", "c", "d"], views: [7], selfBit: 0, required: "quorum" },
          valid: 0,
          nacks: 0,
          replies: [],
        },
        awaits: "probed",
        nextReq: 112,
      },
    });
    chart.send("prepare:higher", { from: "b", req: 7, at: 129, epoch: 3, type: "prepare" });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_shn1 }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3, round: null },
    });
    chart.send("prepare:higher", { from: "b", req: 7, at: 129, epoch: 4, type: "prepare" });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 4, body: body_shn1 }]],
      now: { promised: { epoch: 4, candidate: "b" }, epochSeen: 4 },
    });
  });

  it("setup > pending > … > following.leader.heard+following.tree.ready [ca31d3b6]", () => {
    const chart = start(input_1ikr);
    chart.is("setup", {
      does: ["open"],
      now: {
        self: "a",
        ensemble: "demo",
        settings: settings_gfvz,
        promised: { epoch: 0, candidate: "" },
        fact: fact_1jv5,
        trusted: false,
        heard: null,
        epochSeen: 0,
        leader: "",
        leaderHeardAt: 0,
        debt: null,
        round: null,
        awaits: "probed",
        job: 0,
        nextReq: 100,
        seed: 1,
        reason: "",
        successor: "",
      },
    });
    chart.send("treeCorrupted:damage", { reason: "test", type: "treeCorrupted" });
    chart.is("setup");
    chart.send("ready:outsider", { record: record_vxih, type: "ready" });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.ignore("exchangeComplete:current", { job: 0, type: "exchangeComplete" });
    chart.ignore("exchangeFailed:current", { job: 0, reason: "test", type: "exchangeFailed" });
    chart.ignore("handover:toMe", { from: "b", epoch: 0, successor: "a", type: "handover" });
    chart.ignore("leaderGone:leader", { leader: "b", type: "leaderGone" });
    chart.ignore("leaseLost:current", { epoch: 0, type: "leaseLost" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 0, type: "repairComplete" });
    chart.ignore("stepDown:handingOver", { reason: "test", successor: "b", type: "stepDown" });
    chart.advance(1000);
    chart.is("pending", { does: ["saveRecord"] });
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 1000, fact: fact_86ut, type: "commit" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 101, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 102, epoch: 1, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_86ut,
        epochSeen: 1,
        leader: "b",
        leaderHeardAt: 1000,
        debt: { to: "b", id: 101 },
        job: 102,
        nextReq: 103,
      },
    });
    chart.send("handover:toMe", { from: "b", epoch: 1, successor: "a", type: "handover" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 103, to: ["b", "c"], ask: { type: "prepare", epoch: 2 } }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        epochSeen: 2,
        leader: "",
        debt: null,
        round: { req: 103, electorate: electorate_p6fh, valid: 0, nacks: 0, replies: [] },
        awaits: "promise",
        nextReq: 104,
      },
    });
    chart.advance(300);
    chart.is("pending", { does: ["saveRecord"], now: { heard: fact_86ut, round: null } });
    chart.send("prepare:higher", { from: "b", req: 7, at: 1300, epoch: 3, type: "prepare" });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_g4ay }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3 },
    });
    chart.send("prepare:repeated", { from: "b", req: 7, at: 1300, epoch: 3, type: "prepare" });
    chart.is("prefollow", { does: [["answer", { to: "b", req: 7, epoch: 3, body: body_g4ay }]] });
    chart.ignore("exchangeComplete:current", { job: 102, type: "exchangeComplete" });
    chart.ignore("exchangeFailed:current", { job: 102, reason: "test", type: "exchangeFailed" });
    chart.ignore("handover:toMe", { from: "b", epoch: 3, successor: "a", type: "handover" });
    chart.ignore("leaderGone:leader", { leader: "b", type: "leaderGone" });
    chart.ignore("leaseLost:current", { epoch: 3, type: "leaseLost" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 102, type: "repairComplete" });
    chart.ignore("stepDown:handingOver", { reason: "test", successor: "b", type: "stepDown" });
    chart.advance(200);
    chart.is("pending", { does: ["saveRecord"] });
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 1500, fact: fact_1968, type: "commit" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 104, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 105, epoch: 4, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_1968,
        heard: null,
        epochSeen: 4,
        leader: "b",
        leaderHeardAt: 1500,
        debt: { to: "b", id: 104 },
        job: 105,
        nextReq: 106,
      },
    });
    chart.send("handover:toOther", { from: "b", epoch: 4, successor: "c", type: "handover" });
    chart.is("election", { does: ["cancelExchange"], now: { debt: null, seed: 1015568748 } });
    chart.advance(129);
    chart.is("prepare", {
      does: ["saveRecord", ["ask", { req: 106, to: ["b", "c"], ask: { type: "prepare", epoch: 5 } }]],
      now: {
        promised: { epoch: 5, candidate: "a" },
        epochSeen: 5,
        leader: "",
        round: { req: 106, electorate: electorate_p6fh, valid: 0, nacks: 0, replies: [] },
        nextReq: 107,
      },
    });
    chart.ignore("exchangeComplete:current", { job: 105, type: "exchangeComplete" });
    chart.ignore("exchangeFailed:current", { job: 105, reason: "test", type: "exchangeFailed" });
    chart.ignore("handover:toMe", { from: "b", epoch: 5, successor: "a", type: "handover" });
    chart.ignore("leaderGone:leader", { leader: "b", type: "leaderGone" });
    chart.ignore("leaseLost:current", { epoch: 5, type: "leaseLost" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 105, type: "repairComplete" });
    chart.ignore("stepDown:handingOver", { reason: "test", successor: "b", type: "stepDown" });
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 1629, fact: fact_fx9l, type: "commit" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 107, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 6, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 108, epoch: 6, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 6, candidate: "b" },
        fact: fact_fx9l,
        epochSeen: 6,
        leader: "b",
        leaderHeardAt: 1629,
        debt: { to: "b", id: 107 },
        round: null,
        job: 108,
        nextReq: 109,
      },
    });
    chart.send("exchangeComplete:current", { job: 108, type: "exchangeComplete" });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"], now: { trusted: true } });
    chart.ignore("exchangeComplete:current", { job: 108, type: "exchangeComplete" });
    chart.ignore("leaseLost:current", { epoch: 6, type: "leaseLost" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 108, type: "repairComplete" });
    chart.ignore("stepDown:handingOver", { reason: "test", successor: "b", type: "stepDown" });
  });

  it("setup > election > … > leading.tree.ready+leading.commit.idle [6304742e]", () => {
    const chart = start(input_1ikr);
    chart.is("setup", {
      does: ["open"],
      now: {
        self: "a",
        ensemble: "demo",
        settings: settings_gfvz,
        promised: { epoch: 0, candidate: "" },
        fact: fact_1jv5,
        trusted: false,
        heard: null,
        epochSeen: 0,
        leader: "",
        leaderHeardAt: 0,
        debt: null,
        round: null,
        awaits: "probed",
        job: 0,
        nextReq: 100,
        seed: 1,
        reason: "",
        successor: "",
      },
    });
    chart.send("ready:alone", { record: record_1bw3, type: "ready" });
    chart.is("election", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: [], ask: { type: "probe" } }],
      ],
      now: {
        fact: fact_1amc,
        trusted: true,
        heard: fact_1amc,
        debt: { to: "", id: 100 },
        nextReq: 102,
        seed: 1015568748,
      },
    });
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 0, fact: fact_156l, type: "commit" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 103, epoch: 1, sync: false, trusted: true, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_156l,
        heard: null,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 102 },
        job: 103,
        nextReq: 104,
      },
    });
    chart.send("handover:toMe", { from: "b", epoch: 1, successor: "a", type: "handover" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 104, to: [], ask: { type: "prepare", epoch: 2 } }],
        "saveRecord",
        ["ask", { req: 105, to: [], ask: { type: "newEpoch", epoch: 2 } }],
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 107, to: [], ask: ask_2x2f }],
        ["renewLease", { req: 107, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        fact: fact_nixl,
        epochSeen: 2,
        leader: "a",
        debt: null,
        awaits: "granted",
        job: 106,
        nextReq: 108,
      },
    });
    chart.send("exchangeComplete:current", { job: 106, type: "exchangeComplete" });
    chart.is(["leading.tree.ready", "leading.commit.idle"], { does: ["saveRecord"] });
    chart.send("leaseLost:current", { epoch: 2, type: "leaseLost" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "cancelExchange",
        "resign",
        "saveRecord",
        ["ask", { req: 108, to: [], ask: { type: "prepare", epoch: 3 } }],
        "saveRecord",
        ["ask", { req: 109, to: [], ask: { type: "newEpoch", epoch: 3 } }],
        "saveRecord",
        ["lead", { epoch: 3 }],
        ["startExchange", { job: 110, epoch: 3, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 111, to: [], ask: { type: "commit", fact: fact_1gvr } }],
        ["renewLease", { req: 111, grantMs: 300 }],
      ],
      now: { promised: { epoch: 3, candidate: "a" }, fact: fact_1gvr, epochSeen: 3, job: 110, nextReq: 112 },
    });
    chart.send("leaseLost:earlier", { epoch: 2, type: "leaseLost" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"]);
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 0, fact: fact_fd7z, type: "commit" });
    chart.is("election", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 112, to: [], ask: { type: "probe" } }],
      ],
      now: { heard: fact_1gvr, epochSeen: 4, leader: "", awaits: "probed", nextReq: 113, seed: 1586005467 },
    });
    chart.advance(111);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 113, to: [], ask: { type: "prepare", epoch: 5 } }],
        "saveRecord",
        ["ask", { req: 114, to: [], ask: { type: "newEpoch", epoch: 5 } }],
        "saveRecord",
        ["lead", { epoch: 5 }],
        ["startExchange", { job: 115, epoch: 5, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 116, to: [], ask: { type: "commit", fact: fact_185m } }],
        ["renewLease", { req: 116, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 5, candidate: "a" },
        fact: fact_185m,
        heard: null,
        epochSeen: 5,
        leader: "a",
        awaits: "granted",
        job: 115,
        nextReq: 117,
      },
    });
    chart.send("commit:again", { from: "a", req: 7, at: 111, fact: fact_185m, type: "commit" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["answer", { to: "a", req: 7, epoch: 5, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("exchangeComplete:earlier", { job: 114, type: "exchangeComplete" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"]);
    chart.send("exchangeFailed:current", { job: 115, reason: "test", type: "exchangeFailed" });
    chart.is("election", {
      does: ["cancelExchange", "resign", ["ask", { req: 117, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_185m, leader: "", awaits: "probed", nextReq: 118, seed: 2165703038 },
    });
    chart.advance(89);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 118, to: [], ask: { type: "prepare", epoch: 6 } }],
        "saveRecord",
        ["ask", { req: 119, to: [], ask: { type: "newEpoch", epoch: 6 } }],
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 120, epoch: 6, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 121, to: [], ask: { type: "commit", fact: fact_t3j5 } }],
        ["renewLease", { req: 121, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        fact: fact_t3j5,
        heard: null,
        epochSeen: 6,
        leader: "a",
        awaits: "granted",
        job: 120,
        nextReq: 122,
      },
    });
    chart.send("exchangeFailed:earlier", { job: 119, reason: "test", type: "exchangeFailed" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"]);
    chart.send("higherEpochSeen:higher", { epoch: 7, type: "higherEpochSeen" });
    chart.is("election", {
      does: ["cancelExchange", "resign", ["ask", { req: 122, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_t3j5, epochSeen: 7, leader: "", awaits: "probed", nextReq: 123, seed: 3027450565 },
    });
    chart.advance(143);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 123, to: [], ask: { type: "prepare", epoch: 8 } }],
        "saveRecord",
        ["ask", { req: 124, to: [], ask: { type: "newEpoch", epoch: 8 } }],
        "saveRecord",
        ["lead", { epoch: 8 }],
        ["startExchange", { job: 125, epoch: 8, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 126, to: [], ask: { type: "commit", fact: fact_w13p } }],
        ["renewLease", { req: 126, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 8, candidate: "a" },
        fact: fact_w13p,
        heard: null,
        epochSeen: 8,
        leader: "a",
        awaits: "granted",
        job: 125,
        nextReq: 127,
      },
    });
    chart.send("higherEpochSeen:same", { epoch: 8, type: "higherEpochSeen" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"]);
    chart.send("stepDown:handingOver", { reason: "test", successor: "b", type: "stepDown" });
    chart.is("election", {
      does: [
        "cancelExchange",
        "resign",
        ["handOver", { epoch: 8, successor: "b" }],
        ["ask", { req: 127, to: [], ask: { type: "probe" } }],
      ],
      now: {
        heard: fact_w13p,
        leader: "",
        awaits: "probed",
        nextReq: 128,
        seed: 217083232,
        reason: "test",
        successor: "b",
      },
    });
    chart.advance(163);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 128, to: [], ask: { type: "prepare", epoch: 9 } }],
        "saveRecord",
        ["ask", { req: 129, to: [], ask: { type: "newEpoch", epoch: 9 } }],
        "saveRecord",
        ["lead", { epoch: 9 }],
        ["startExchange", { job: 130, epoch: 9, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 131, to: [], ask: ask_1dzo }],
        ["renewLease", { req: 131, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 9, candidate: "a" },
        fact: fact_y8ne,
        heard: null,
        epochSeen: 9,
        leader: "a",
        awaits: "granted",
        job: 130,
        nextReq: 132,
        reason: "",
        successor: "",
      },
    });
    chart.ignore("handover:toMe", { from: "a", epoch: 9, successor: "a", type: "handover" });
    chart.ignore("leaderGone:leader", { leader: "a", type: "leaderGone" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 130, type: "repairComplete" });
    chart.advance(100);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["ask", { req: 132, to: [], ask: ask_1dzo }], ["renewLease", { req: 132, grantMs: 300 }]],
      now: { nextReq: 133 },
    });
    chart.send("exchangeComplete:current", { job: 130, type: "exchangeComplete" });
    chart.is(["leading.tree.ready", "leading.commit.idle"], { does: ["saveRecord"] });
    chart.ignore("exchangeComplete:current", { job: 130, type: "exchangeComplete" });
    chart.ignore("handover:toMe", { from: "a", epoch: 9, successor: "a", type: "handover" });
    chart.ignore("leaderGone:leader", { leader: "a", type: "leaderGone" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 130, type: "repairComplete" });
  });

  it("setup > probe.asking > … > leading.tree.ready+leading.commit.committing [758b1541]", () => {
    const chart = start(input_1ikr);
    chart.is("setup", {
      does: ["open"],
      now: {
        self: "a",
        ensemble: "demo",
        settings: settings_gfvz,
        promised: { epoch: 0, candidate: "" },
        fact: fact_1jv5,
        trusted: false,
        heard: null,
        epochSeen: 0,
        leader: "",
        leaderHeardAt: 0,
        debt: null,
        round: null,
        awaits: "probed",
        job: 0,
        nextReq: 100,
        seed: 1,
        reason: "",
        successor: "",
      },
    });
    chart.send("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 0, fact: fact_1ln9, type: "commit" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 103, epoch: 1, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1ln9,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 102 },
        round: null,
        job: 103,
        nextReq: 104,
      },
    });
    chart.send("handover:toMe", { from: "b", epoch: 1, successor: "a", type: "handover" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 104, to: ["b", "c"], ask: { type: "prepare", epoch: 2 } }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        epochSeen: 2,
        leader: "",
        debt: null,
        round: { req: 104, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { from: "b", req: 104, at: 0, epoch: 2, body: body_shn1, type: "reply" });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.advance(300);
    chart.is("probe.asking", {
      does: [["ask", { req: 106, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_g86l, awaits: "probed", nextReq: 107 },
    });
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 300, fact: fact_1grl, type: "commit" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 107, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 108, epoch: 3, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        epochSeen: 3,
        leader: "b",
        leaderHeardAt: 300,
        debt: { to: "b", id: 107 },
        round: null,
        job: 108,
        nextReq: 109,
      },
    });
    chart.send("handover:toMe", { from: "b", epoch: 3, successor: "a", type: "handover" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 109, to: ["b", "c"], ask: { type: "prepare", epoch: 4 } }],
      ],
      now: {
        promised: { epoch: 4, candidate: "a" },
        epochSeen: 4,
        leader: "",
        debt: null,
        round: { req: 109, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "promise",
        nextReq: 110,
      },
    });
    chart.send("reply:vote", { from: "b", req: 109, at: 300, epoch: 4, body: { kind: "promise", fact: fact_1grl }, type: "reply" });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 110, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_alp9, awaits: "ok", nextReq: 111 },
    });
    chart.ignore("exchangeComplete:current", { job: 108, type: "exchangeComplete" });
    chart.ignore("exchangeFailed:current", { job: 108, reason: "test", type: "exchangeFailed" });
    chart.ignore("handover:toMe", { from: "b", epoch: 4, successor: "a", type: "handover" });
    chart.ignore("leaderGone:leader", { leader: "b", type: "leaderGone" });
    chart.ignore("leaseLost:current", { epoch: 4, type: "leaseLost" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 108, type: "repairComplete" });
    chart.ignore("stepDown:handingOver", { reason: "test", successor: "b", type: "stepDown" });
    chart.send("reply:vote", { from: "b", req: 110, at: 300, epoch: 4, body: { kind: "ok" }, type: "reply" });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 4 }],
        ["startExchange", { job: 111, epoch: 4, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 112, to: ["b", "c"], ask: { type: "commit", fact: fact_12si } }],
      ],
      now: {
        fact: fact_12si,
        leader: "a",
        round: { req: 112, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "granted",
        job: 111,
        nextReq: 113,
      },
    });
    chart.advance(300);
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 113, to: ["b", "c"], ask: { type: "probe" } }]],
      now: {
        leader: "",
        round: { req: 113, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "probed",
        nextReq: 114,
      },
    });
    chart.send("commit:newEpoch", { from: "b", req: 7, at: 600, fact: fact_ah2n, type: "commit" });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 114, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 115, epoch: 5, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_ah2n,
        epochSeen: 5,
        leader: "b",
        leaderHeardAt: 600,
        debt: { to: "b", id: 114 },
        round: null,
        job: 115,
        nextReq: 116,
      },
    });
    chart.send("handover:toMe", { from: "b", epoch: 5, successor: "a", type: "handover" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 116, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: { req: 116, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "promise",
        nextReq: 117,
      },
    });
    chart.send("reply:vote", { from: "b", req: 116, at: 600, epoch: 6, body: { kind: "promise", fact: fact_ah2n }, type: "reply" });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 117, to: ["b", "c"], ask: { type: "newEpoch", epoch: 6 } }]],
      now: {
        round: { req: 117, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "ok",
        nextReq: 118,
      },
    });
    chart.send("reply:vote", { from: "b", req: 117, at: 600, epoch: 6, body: { kind: "ok" }, type: "reply" });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 118, epoch: 6, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 119, to: ["b", "c"], ask: { type: "commit", fact: fact_17ju } }],
      ],
      now: {
        fact: fact_17ju,
        leader: "a",
        round: { req: 119, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "granted",
        job: 118,
        nextReq: 120,
      },
    });
    chart.ignore("handover:toMe", { from: "a", epoch: 6, successor: "a", type: "handover" });
    chart.ignore("leaderGone:leader", { leader: "a", type: "leaderGone" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 118, type: "repairComplete" });
    chart.send("exchangeComplete:current", { job: 118, type: "exchangeComplete" });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.ignore("exchangeComplete:current", { job: 118, type: "exchangeComplete" });
    chart.ignore("handover:toMe", { from: "a", epoch: 6, successor: "a", type: "handover" });
    chart.ignore("leaderGone:leader", { leader: "a", type: "leaderGone" });
    chart.ignore("ready:trusted", { record: record_1ui0, type: "ready" });
    chart.ignore("repairComplete:current", { job: 118, type: "repairComplete" });
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
