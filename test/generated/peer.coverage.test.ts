// @ts-nocheck: written by quorate coverage, do not edit.
// Made from the chart "peer" by
//   quorate coverage test/coverage/models/peer.ts --out test/generated --conditions quorate-source
// It locks what the chart does now: a failing test says that the chart has changed, not that the change is wrong.
// Evidence about a system comes from running the plan against it (runPlan of quorate/coverage).
import { createActor, fromTransition } from "xstate";
import { describe, expect, it } from "vitest";
import { peerModel as model } from "../coverage/models/peer.ts";

const { machine } = model;
const unchecked = Symbol("not checked");
const uncheckedNames = [];
const body_1sti = { kind: "exchanging", leads: false, trusted: false, countsFrom: 0 };
const body_yxal = { kind: "exchanging", leads: false, trusted: true, countsFrom: 0 };
const settings_d4qk = {
  tickMs: 100,
  leaseMs: 250,
  clockDrift: 0.01,
  followerTimeoutMs: 450,
  electionJitterMs: 200,
  prefollowTimeoutMs: 200,
  pendingTimeoutMs: 1000,
  probeDelayMs: 100,
  quorumTimeoutMs: 300,
  changeTimeoutMs: 5000,
  gossipMs: 1000,
  ringPartitions: 64,
};
const settings_hyft = {
  tickMs: 100,
  leaseMs: 300,
  clockDrift: 0.01,
  followerTimeoutMs: 450,
  electionJitterMs: 200,
  prefollowTimeoutMs: 200,
  pendingTimeoutMs: 1000,
  probeDelayMs: 100,
  quorumTimeoutMs: 40,
  changeTimeoutMs: 20,
  gossipMs: 1000,
  ringPartitions: 64,
};
const electorate_11vq = { self: "a", members: ["b", "d", "a"], views: [3, 7], selfBit: 4, required: "quorum" };
const electorate_1u1x = { self: "a", members: ["b", "d"], views: [3], selfBit: 0, required: "quorum" };
const electorate_54hj = { self: "a", members: ["a", "b", "d"], views: [7], selfBit: 1, required: "quorum" };
const electorate_k14s = { self: "a", members: ["b", "c", "d", "a"], views: [7], selfBit: 8, required: "quorum" };
const electorate_olay = { self: "a", members: ["b", "c", "a"], views: [3, 7], selfBit: 4, required: "quorum" };
const electorate_oo8z = { self: "a", members: ["a", "b", "d", "c"], views: [7, 11], selfBit: 1, required: "quorum" };
const electorate_p5e8 = { self: "a", members: ["a", "b", "c", "d"], views: [7, 11], selfBit: 1, required: "quorum" };
const electorate_p6fh = { self: "a", members: ["b", "c"], views: [3], selfBit: 0, required: "quorum" };
const electorate_umgf = { self: "a", members: ["b", "c", "d"], views: [7], selfBit: 0, required: "quorum" };
const electorate_wocz = { self: "a", members: ["a", "b", "c"], views: [7], selfBit: 1, required: "quorum" };
const input_24mr = { self: "a", ensemble: "demo", settings: settings_hyft, firstReq: 100, seed: 1 };
const replies_ajc3 = { from: "b", epoch: 2, body: { kind: "granted", leaseMs: 300, seq: 4, complete: false } };
const replies_rw06 = { from: "b", epoch: 2, body: { kind: "granted", leaseMs: 300, seq: 3, complete: true } };
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
const fact_147n = {
  epoch: 4,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_16a5 = {
  epoch: 7,
  seq: 1,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1728 = {
  epoch: 6,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_172a = {
  epoch: -1,
  seq: 9,
  leader: "b",
  views: [["a", "b", "c"]],
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
const fact_18zu = {
  epoch: 2,
  seq: 2,
  leader: "b",
  views: [["a", "b", "c"]],
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
const fact_1h6i = {
  epoch: 2,
  seq: 2,
  leader: "a",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 1, seq: 3 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 1, seq: 1 },
  pending: { vsn: { epoch: 2, seq: 2 }, views: [] },
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
const fact_1hh2 = {
  epoch: 5,
  seq: 1,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1iex = {
  epoch: 5,
  seq: 1,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1igk = {
  epoch: 1,
  seq: 1,
  leader: "b",
  views: [["b", "c", "d"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1jqc = {
  epoch: 7,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
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
const fact_1kr6 = {
  epoch: 2,
  seq: 1,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1lln = {
  epoch: 2,
  seq: 1,
  leader: "b",
  views: [["b", "c", "d"]],
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
const fact_1m82 = {
  epoch: 5,
  seq: 4,
  leader: "a",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 4, seq: 2 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 1, seq: 1 },
  pending: { vsn: { epoch: 5, seq: 4 }, views: [] },
};
const fact_1qnp = {
  epoch: 2,
  seq: 8,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 2, seq: 7 },
  pendVsn: { epoch: 2, seq: 5 },
  commitVsn: { epoch: 2, seq: 5 },
  pending: { vsn: { epoch: 2, seq: 8 }, views: [] },
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
const fact_1ui8 = {
  epoch: 8,
  seq: 1,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1v3p = {
  epoch: 2,
  seq: 6,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 2, seq: 5 },
  pendVsn: { epoch: 2, seq: 3 },
  commitVsn: { epoch: 2, seq: 3 },
  pending: { vsn: { epoch: 2, seq: 6 }, views: [] },
};
const fact_1vcu = {
  epoch: 2,
  seq: 1,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1vom = {
  epoch: 2,
  seq: 5,
  leader: "a",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 2, seq: 4 },
  pendVsn: { epoch: 2, seq: 2 },
  commitVsn: { epoch: 2, seq: 2 },
  pending: { vsn: { epoch: 2, seq: 5 }, views: [] },
};
const fact_1y11 = {
  epoch: 6,
  seq: 3,
  leader: "b",
  views: [["b", "c", "d"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_4l4v = {
  epoch: 3,
  seq: 1,
  leader: "c",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_5994 = {
  epoch: 4,
  seq: 2,
  leader: "b",
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
const fact_82mz = {
  epoch: 6,
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
const fact_9hea = {
  epoch: 1,
  seq: 9,
  leader: "b",
  views: [["a", "b", "c"]],
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
const fact_arrr = {
  epoch: 5,
  seq: 2,
  leader: "a",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 4, seq: 2 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 1, seq: 1 },
  pending: { vsn: { epoch: 5, seq: 2 }, views: [] },
};
const fact_d4dx = {
  epoch: 1,
  seq: 1,
  leader: "c",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_dt0j = {
  epoch: 1,
  seq: 1,
  leader: "a",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_e2bt = {
  epoch: 0,
  seq: 9,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_i61d = {
  epoch: 2,
  seq: 4,
  leader: "a",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 2, seq: 3 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 1, seq: 1 },
  pending: { vsn: { epoch: 2, seq: 4 }, views: [] },
};
const fact_ir4g = {
  epoch: 2,
  seq: 1,
  leader: "c",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_lp1c = {
  epoch: 1,
  seq: 2,
  leader: "b",
  views: [["b", "c", "d"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_nfam = {
  epoch: 3,
  seq: 2,
  leader: "b",
  views: [["b", "c", "d"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 1, seq: 1 }, views: [] },
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
const fact_s207 = {
  epoch: 2,
  seq: 2,
  leader: "b",
  views: [["b", "c", "d"]],
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
const fact_wxx2 = {
  epoch: 2,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_z7u6 = {
  epoch: 4,
  seq: 5,
  leader: "b",
  views: [["b", "c", "d"]],
  viewVsn: { epoch: 4, seq: 4 },
  pendVsn: { epoch: 4, seq: 3 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 4, seq: 3 }, views: [] },
};
const heard_1bmw = {
  epoch: 0,
  seq: 1,
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
const pending_10s9 = { vsn: { epoch: 5, seq: 3 }, views: [["b", "d"], ["a", "b", "d"]] };
const pending_112m = { vsn: { epoch: 4, seq: 3 }, views: [["a", "b", "d"], ["a", "b", "c"]] };
const pending_11mk = { vsn: { epoch: 1, seq: 3 }, views: [["a", "b", "d"], ["a", "b", "c"]] };
const pending_1ecc = { vsn: { epoch: 2, seq: 2 }, views: [["a", "b", "d"], ["a", "b", "c"]] };
const pending_1v75 = { vsn: { epoch: 4, seq: 2 }, views: [["a", "b", "d"], ["a", "b", "c"]] };
const pending_1wxw = { vsn: { epoch: 1, seq: 2 }, views: [["a", "b", "c"], ["b", "c", "d"]] };
const pending_4lri = { vsn: { epoch: 2, seq: 5 }, views: [["a", "b", "c"], ["a", "b", "d"]] };
const pending_7i2i = { vsn: { epoch: 1, seq: 2 }, views: [["a", "b", "d"], ["a", "b", "c"]] };
const pending_db9p = { vsn: { epoch: 2, seq: 7 }, views: [["b", "c"], ["a", "b", "c"]] };
const pending_dmds = { vsn: { epoch: 2, seq: 3 }, views: [["a", "b", "c"], ["a", "b", "d"]] };
const pending_euv2 = { vsn: { epoch: 2, seq: 6 }, views: [["b", "d"], ["a", "b", "d"]] };
const pending_mip7 = { vsn: { epoch: 2, seq: 2 }, views: [["b", "c"], ["a", "b", "c"]] };
const pending_ppcu = { vsn: { epoch: 1, seq: 1 }, views: [["a", "b", "d"], ["a", "b", "c"]] };
const replies_1y1x = [replies_ajc3];
const replies_fjvb = [replies_rw06];
const round_10wk = { req: 109, electorate: electorate_olay, valid: 0, nacks: 0, replies: [] };
const round_11od = { req: 117, electorate: electorate_olay, valid: 0, nacks: 0, replies: [] };
const round_15fg = { req: 101, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_16t9 = { req: 104, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] };
const round_17gx = { req: 115, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_17vx = { req: 111, electorate: electorate_olay, valid: 0, nacks: 0, replies: [] };
const round_18ok = { req: 105, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_18ws = { req: 110, electorate: electorate_olay, valid: 0, nacks: 0, replies: [] };
const round_1990 = { req: 117, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1a5c = { req: 110, electorate: electorate_p6fh, valid: 0, nacks: 0, replies: [] };
const round_1b62 = { req: 105, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] };
const round_1e1f = { req: 111, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1huf = { req: 103, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1if4 = { req: 121, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1mvx = { req: 113, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1q0u = { req: 110, electorate: electorate_oo8z, valid: 0, nacks: 0, replies: [] };
const round_1qpj = { req: 109, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1r4e = { req: 112, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1rx8 = { req: 102, electorate: electorate_p6fh, valid: 0, nacks: 0, replies: [] };
const round_1tp5 = { req: 109, electorate: electorate_oo8z, valid: 0, nacks: 0, replies: [] };
const round_1y2t = { req: 104, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1zce = { req: 123, electorate: electorate_54hj, valid: 0, nacks: 0, replies: [] };
const round_3khn = { req: 112, electorate: electorate_54hj, valid: 0, nacks: 2, replies: [] };
const round_4wad = { req: 104, electorate: electorate_p6fh, valid: 0, nacks: 0, replies: [] };
const round_8aq1 = { req: 116, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_alp9 = { req: 110, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_g86l = { req: 106, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_h01z = { req: 118, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_h2l4 = { req: 113, electorate: electorate_oo8z, valid: 0, nacks: 0, replies: [] };
const round_hj06 = { req: 104, electorate: electorate_umgf, valid: 0, nacks: 0, replies: [] };
const round_iwwu = { req: 112, electorate: electorate_54hj, valid: 0, nacks: 0, replies: [] };
const round_j8fn = { req: 108, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_kmgo = { req: 110, electorate: electorate_oo8z, valid: 0, nacks: 2, replies: [] };
const round_lcy6 = { req: 107, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_nvr7 = { req: 102, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_pg35 = { req: 124, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_rmgx = { req: 122, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_rr13 = { req: 114, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_u6ms = { req: 110, electorate: electorate_54hj, valid: 0, nacks: 0, replies: [] };
const round_v1p7 = { req: 113, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] };
const round_v7hl = { req: 111, electorate: electorate_54hj, valid: 0, nacks: 0, replies: [] };
const round_x37z = { req: 108, electorate: electorate_oo8z, valid: 0, nacks: 0, replies: [] };
const ask_13ja = { type: "commit", fact: fact_1kr6 };
const ask_1lng = { type: "commit", fact: fact_12si };
const ask_1sxu = { type: "commit", fact: fact_1vom };
const ask_2x2f = { type: "commit", fact: fact_nixl };
const ask_dng0 = { type: "commit", fact: fact_dt0j };
const body_17e4 = { kind: "probed", fact: fact_1ln9, leader: "", leaderAgeMs: 0, trusted: true };
const body_198i = { kind: "probed", fact: heard_tygn, leader: "b", leaderAgeMs: 10, trusted: true };
const body_1bvr = { kind: "promise", fact: fact_nfam };
const body_1hch = { kind: "probed", fact: fact_86ut, leader: "", leaderAgeMs: 0, trusted: true };
const body_1upt = { kind: "promise", fact: fact_1haq };
const body_766j = { kind: "probed", fact: fact_18zu, leader: "b", leaderAgeMs: 10, trusted: true };
const body_l9oz = { kind: "promise", fact: heard_1bmw };
const body_qgm5 = { kind: "promise", fact: fact_1grl };
const body_shn1 = { kind: "promise", fact: fact_1ln9 };
const body_smh4 = { kind: "promise", fact: fact_1ubg };
const body_tni6 = { kind: "promise", fact: fact_z7u6 };
const body_tytt = { kind: "probed", fact: fact_1ubg, leader: "", leaderAgeMs: 0, trusted: true };
const body_yixs = { kind: "promise", fact: fact_wxx2 };
const context_1kix = {
  self: "a",
  ensemble: "demo",
  settings: settings_hyft,
  promised: { epoch: 0, candidate: "" },
  fact: fact_1jv5,
  trusted: false,
  countsFrom: 0,
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
  taken: {},
  complete: [],
  synced: false,
  askedReq: 0,
  askedSeq: 0,
  committedSeq: 0,
  change: 0,
  left: [],
  tells: 0,
  granted: {},
  completing: null,
  completed: false,
};
const fact_116k = {
  epoch: 2,
  seq: 8,
  leader: "a",
  views: [["b", "c"], ["a", "b", "c"]],
  viewVsn: { epoch: 2, seq: 8 },
  pendVsn: { epoch: 2, seq: 7 },
  commitVsn: { epoch: 2, seq: 3 },
  pending: pending_db9p,
};
const fact_11fn = {
  epoch: 1,
  seq: 3,
  leader: "b",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 1, seq: 3 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 1, seq: 1 },
  pending: pending_ppcu,
};
const fact_11p4 = {
  epoch: 4,
  seq: 3,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_112m,
};
const fact_120l = {
  epoch: 2,
  seq: 1,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_ppcu,
};
const fact_12bg = {
  epoch: 2,
  seq: 2,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_1ecc,
};
const fact_160e = {
  epoch: 5,
  seq: 2,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 4, seq: 2 },
  pendVsn: { epoch: 2, seq: 2 },
  commitVsn: { epoch: 2, seq: 2 },
  pending: pending_mip7,
};
const fact_16tx = {
  epoch: 5,
  seq: 1,
  leader: "a",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 4, seq: 2 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 1, seq: 1 },
  pending: pending_ppcu,
};
const fact_173a = {
  epoch: 6,
  seq: 1,
  leader: "a",
  views: [["a", "b", "d"], ["a", "b", "c"]],
  viewVsn: { epoch: 5, seq: 2 },
  pendVsn: { epoch: 4, seq: 2 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_1v75,
};
const fact_1a7b = {
  epoch: 4,
  seq: 4,
  leader: "b",
  views: [["a", "b", "d"], ["a", "b", "c"]],
  viewVsn: { epoch: 4, seq: 4 },
  pendVsn: { epoch: 4, seq: 3 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_112m,
};
const fact_1dak = {
  epoch: 2,
  seq: 3,
  leader: "a",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 1, seq: 3 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 1, seq: 1 },
  pending: pending_dmds,
};
const fact_1dvb = {
  epoch: 3,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_ppcu,
};
const fact_1es7 = {
  epoch: 1,
  seq: 2,
  leader: "b",
  views: [["a", "b", "d"], ["a", "b", "c"]],
  viewVsn: { epoch: 1, seq: 2 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_ppcu,
};
const fact_1ewj = {
  epoch: 2,
  seq: 1,
  leader: "a",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 1, seq: 3 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 1, seq: 1 },
  pending: pending_ppcu,
};
const fact_1g8z = {
  epoch: 2,
  seq: 3,
  leader: "a",
  views: [["b", "c"], ["a", "b", "c"]],
  viewVsn: { epoch: 2, seq: 3 },
  pendVsn: { epoch: 2, seq: 2 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_mip7,
};
const fact_1hgp = {
  epoch: 7,
  seq: 1,
  leader: "a",
  views: [["b", "c"], ["a", "b", "c"]],
  viewVsn: { epoch: 2, seq: 3 },
  pendVsn: { epoch: 2, seq: 2 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_mip7,
};
const fact_1lb3 = {
  epoch: 2,
  seq: 3,
  leader: "a",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 2, seq: 3 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 1, seq: 1 },
  pending: pending_ppcu,
};
const fact_1mk6 = {
  epoch: 2,
  seq: 5,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 2, seq: 5 },
  pendVsn: { epoch: 2, seq: 3 },
  commitVsn: { epoch: 2, seq: 3 },
  pending: pending_dmds,
};
const fact_1mkj = {
  epoch: 2,
  seq: 4,
  leader: "a",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 2, seq: 4 },
  pendVsn: { epoch: 2, seq: 2 },
  commitVsn: { epoch: 2, seq: 2 },
  pending: pending_1ecc,
};
const fact_1mlq = {
  epoch: 5,
  seq: 2,
  leader: "b",
  views: [["a", "b", "d"], ["a", "b", "c"]],
  viewVsn: { epoch: 5, seq: 2 },
  pendVsn: { epoch: 4, seq: 2 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_1v75,
};
const fact_1mnk = {
  epoch: 2,
  seq: 2,
  leader: "a",
  views: [["a", "b", "d"], ["a", "b", "c"]],
  viewVsn: { epoch: 2, seq: 2 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_ppcu,
};
const fact_1pfe = {
  epoch: 2,
  seq: 3,
  leader: "a",
  views: [["a", "b", "d"], ["a", "b", "c"]],
  viewVsn: { epoch: 2, seq: 3 },
  pendVsn: { epoch: 2, seq: 2 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_1ecc,
};
const fact_1q57 = {
  epoch: 2,
  seq: 1,
  leader: "a",
  views: [["a", "b", "d"], ["a", "b", "c"]],
  viewVsn: { epoch: 1, seq: 2 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_ppcu,
};
const fact_1q6m = {
  epoch: 4,
  seq: 1,
  leader: "b",
  views: [["a", "b", "d"], ["a", "b", "c"]],
  viewVsn: { epoch: 1, seq: 2 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_ppcu,
};
const fact_1syx = {
  epoch: 1,
  seq: 2,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_7i2i,
};
const fact_1tul = {
  epoch: 5,
  seq: 1,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_ppcu,
};
const fact_1tzi = {
  epoch: 1,
  seq: 2,
  leader: "b",
  views: [["b", "c", "d"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_1wxw,
};
const fact_1u0f = {
  epoch: 2,
  seq: 5,
  leader: "a",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 2, seq: 3 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 1, seq: 1 },
  pending: pending_4lri,
};
const fact_1vw7 = {
  epoch: 3,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_1ecc,
};
const fact_1wlh = {
  epoch: 2,
  seq: 4,
  leader: "a",
  views: [["a", "b", "c"], ["a", "b", "d"]],
  viewVsn: { epoch: 2, seq: 4 },
  pendVsn: { epoch: 2, seq: 3 },
  commitVsn: { epoch: 1, seq: 1 },
  pending: pending_dmds,
};
const fact_1xtl = {
  epoch: 2,
  seq: 7,
  leader: "a",
  views: [["b", "d"], ["a", "b", "d"]],
  viewVsn: { epoch: 2, seq: 7 },
  pendVsn: { epoch: 2, seq: 6 },
  commitVsn: { epoch: 2, seq: 2 },
  pending: pending_euv2,
};
const fact_1y8f = {
  epoch: 2,
  seq: 4,
  leader: "a",
  views: [["b", "c"]],
  viewVsn: { epoch: 2, seq: 4 },
  pendVsn: { epoch: 2, seq: 2 },
  commitVsn: { epoch: 2, seq: 2 },
  pending: pending_mip7,
};
const fact_20fw = {
  epoch: 1,
  seq: 3,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_11mk,
};
const fact_21zu = {
  epoch: 6,
  seq: 2,
  leader: "a",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 6, seq: 2 },
  pendVsn: { epoch: 4, seq: 2 },
  commitVsn: { epoch: 4, seq: 2 },
  pending: pending_1v75,
};
const fact_3bs2 = {
  epoch: 2,
  seq: 6,
  leader: "a",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 2, seq: 4 },
  pendVsn: { epoch: 2, seq: 2 },
  commitVsn: { epoch: 2, seq: 2 },
  pending: pending_euv2,
};
const fact_93tp = {
  epoch: 2,
  seq: 8,
  leader: "a",
  views: [["b", "d"]],
  viewVsn: { epoch: 2, seq: 8 },
  pendVsn: { epoch: 2, seq: 6 },
  commitVsn: { epoch: 2, seq: 6 },
  pending: pending_euv2,
};
const fact_9pk1 = {
  epoch: 4,
  seq: 2,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_1v75,
};
const fact_and0 = {
  epoch: 4,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_ppcu,
};
const fact_e385 = {
  epoch: 6,
  seq: 1,
  leader: "b",
  views: [["b", "c"], ["a", "b", "c"]],
  viewVsn: { epoch: 2, seq: 3 },
  pendVsn: { epoch: 2, seq: 2 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_mip7,
};
const fact_fi9y = {
  epoch: 1,
  seq: 5,
  leader: "b",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 1, seq: 5 },
  pendVsn: { epoch: 1, seq: 3 },
  commitVsn: { epoch: 1, seq: 3 },
  pending: pending_11mk,
};
const fact_hy1w = {
  epoch: 5,
  seq: 1,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 4, seq: 2 },
  pendVsn: { epoch: 2, seq: 2 },
  commitVsn: { epoch: 2, seq: 2 },
  pending: pending_mip7,
};
const fact_itt8 = {
  epoch: 3,
  seq: 1,
  leader: "b",
  views: [["a", "b", "d"], ["a", "b", "c"]],
  viewVsn: { epoch: 2, seq: 2 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_ppcu,
};
const fact_lrq3 = {
  epoch: 2,
  seq: 7,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 2, seq: 5 },
  pendVsn: { epoch: 2, seq: 3 },
  commitVsn: { epoch: 2, seq: 3 },
  pending: pending_db9p,
};
const fact_p32l = {
  epoch: 1,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_ppcu,
};
const fact_pfcw = {
  epoch: 1,
  seq: 4,
  leader: "b",
  views: [["a", "b", "d"], ["a", "b", "c"]],
  viewVsn: { epoch: 1, seq: 4 },
  pendVsn: { epoch: 1, seq: 3 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_11mk,
};
const fact_qt3i = {
  epoch: 2,
  seq: 6,
  leader: "a",
  views: [["a", "b", "c"], ["a", "b", "d"]],
  viewVsn: { epoch: 2, seq: 6 },
  pendVsn: { epoch: 2, seq: 5 },
  commitVsn: { epoch: 1, seq: 1 },
  pending: pending_4lri,
};
const fact_rlyf = {
  epoch: 4,
  seq: 2,
  leader: "b",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 4, seq: 2 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 1, seq: 1 },
  pending: pending_ppcu,
};
const fact_s1jk = {
  epoch: 4,
  seq: 2,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 4, seq: 2 },
  pendVsn: { epoch: 2, seq: 2 },
  commitVsn: { epoch: 2, seq: 2 },
  pending: pending_mip7,
};
const fact_s4eg = {
  epoch: 5,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_1v75,
};
const fact_saa2 = {
  epoch: 2,
  seq: 7,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 2, seq: 7 },
  pendVsn: { epoch: 2, seq: 5 },
  commitVsn: { epoch: 2, seq: 5 },
  pending: pending_4lri,
};
const fact_v0ng = {
  epoch: 4,
  seq: 1,
  leader: "b",
  views: [["b", "c"], ["a", "b", "c"]],
  viewVsn: { epoch: 2, seq: 3 },
  pendVsn: { epoch: 2, seq: 2 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_mip7,
};
const fact_wi9a = {
  epoch: 2,
  seq: 2,
  leader: "a",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: pending_mip7,
};
const fact_x5an = {
  epoch: 5,
  seq: 3,
  leader: "a",
  views: [["a", "b", "d"]],
  viewVsn: { epoch: 4, seq: 2 },
  pendVsn: { epoch: 1, seq: 1 },
  commitVsn: { epoch: 1, seq: 1 },
  pending: pending_10s9,
};
const record_1bw3 = { promised: { epoch: 0, candidate: "" }, fact: fact_1amc, trusted: true };
const record_1khh = { promised: { epoch: 0, candidate: "" }, fact: fact_1ubg, trusted: false };
const record_1ui0 = { promised: { epoch: 0, candidate: "" }, fact: fact_1ubg, trusted: true };
const record_vxih = { promised: { epoch: 0, candidate: "" }, fact: fact_1haq, trusted: true };
const round_cre4 = { req: 110, electorate: electorate_p6fh, valid: 1, nacks: 0, replies: replies_1y1x };
const round_yku9 = { req: 109, electorate: electorate_olay, valid: 1, nacks: 0, replies: replies_fjvb };
const ask_139q = { type: "commit", fact: fact_3bs2 };
const ask_18pt = { type: "commit", fact: fact_1xtl };
const ask_1asx = { type: "commit", fact: fact_1g8z };
const ask_1ec5 = { type: "commit", fact: fact_1pfe };
const ask_1f28 = { type: "commit", fact: fact_1mkj };
const ask_1slu = { type: "commit", fact: fact_12bg };
const ask_1tym = { type: "commit", fact: fact_1mnk };
const ask_ew9a = { type: "commit", fact: fact_1y8f };
const ask_f134 = { type: "commit", fact: fact_120l };
const ask_k8dy = { type: "commit", fact: fact_wi9a };
const body_1ah4 = { kind: "probed", fact: fact_1mnk, leader: "", leaderAgeMs: 0, trusted: true };
const body_1ed1 = { kind: "promise", fact: fact_p32l };
const body_1hh7 = { kind: "promise", fact: fact_e385 };
const body_1ki9 = { kind: "probed", fact: fact_1tzi, leader: "", leaderAgeMs: 10, trusted: true };
const body_1tk2 = { kind: "promise", fact: fact_v0ng };
const body_mxwz = { kind: "promise", fact: fact_itt8 };
const body_x4mr = { kind: "promise", fact: fact_1g8z };

describe("peer: what the chart does", () => {
  it("setup > election > stopped [756ac3b8]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:alone", { type: "ready", record: record_1bw3 });
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
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 0 });
    chart.is("election", {
      does: [["answer", { to: "c", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
    chart.ignore("backendReset", { type: "backendReset" });
    chart.ignore("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.ignore("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 0, sync: true, fact: fact_1amc });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 0 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 0, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.ignore("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 1 });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 0 });
    chart.ignore("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 0 });
    chart.ignore("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 0 });
    chart.ignore("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 0 });
    chart.ignore("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 101,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.ignore("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_d4qk });
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.ignore("stop", { type: "stop" });
    chart.ignore("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.ignore("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
  });

  it("setup > pending > stopped [72b5dab6]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_86ut,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 101 },
        nextReq: 102,
      },
    });
    chart.ignore("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1vcu });
  });

  it("setup > probe.asking > following.leader.heard+following.tree.exchanging [50423902]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 99,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("setup");
    chart.send("backendReset", { type: "backendReset" });
    chart.is("setup");
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is("setup");
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 99 });
    chart.is("setup");
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 0, sync: true, fact: fact_1jv5 });
    chart.is("setup");
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 1 });
    chart.is("setup", { now: { epochSeen: 1 } });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 0 });
    chart.is("setup");
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("setup");
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is("setup");
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_d4qk });
    chart.is("setup", { now: { settings: settings_d4qk } });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("setup");
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 99,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("setup");
    chart.send("reply:late", {
      type: "reply",
      from: "b",
      req: 99,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("setup");
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1jv5 });
    chart.is("setup");
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_p32l });
    chart.is("setup");
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("setup");
    chart.send("commit:stale", { type: "commit", from: "b", req: 7, at: 0, fact: fact_172a });
    chart.is("setup");
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_d4dx });
    chart.is("setup");
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: -1, sync: false, fact: fact_1jv5 });
    chart.is("setup");
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 0 });
    chart.is("setup");
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: -1 });
    chart.is("setup");
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 1 });
    chart.is("setup");
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 255.05050505050505 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: {
        fact: fact_1ubg,
        trusted: true,
        epochSeen: 0,
        debt: { to: "", id: 100 },
        round: round_15fg,
        nextReq: 102,
      },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_198i });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: { peer: "b", epoch: 0 },
          views: [["a", "b", "c"]],
          fact: heard_tygn,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { heard: heard_tygn, leader: "b", round: null, job: 102, nextReq: 103 },
    });
  });

  it("setup > probe.asking > stopped [03844de2]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:untrusted", { type: "ready", record: record_1khh });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:elsewhere", {
      type: "reply",
      from: "b",
      req: 101,
      at: 0,
      epoch: 0,
      body: { kind: "probed", fact: heard_1bmw, leader: "", leaderAgeMs: 10, trusted: true },
    });
    chart.is("stopped", { status: "done", does: ["tellRemoved", "close"], now: { heard: heard_1bmw, round: null } });
  });

  it("setup > stopped [9e506e45]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 0 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 0, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 0 });
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.ignore("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is("setup");
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 0 });
    chart.is("setup");
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("setup > probe.asking > … > following.leader.heard+following.tree.exchanging > stopped [afa7bf51]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:untrusted", { type: "ready", record: record_1khh });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_tytt });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1ubg,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { heard: fact_1ubg, round: null, job: 102, nextReq: 103 },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 102, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"] });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 104,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1ln9,
        heard: null,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        job: 104,
        nextReq: 105,
      },
    });
    chart.send("commit:stale", { type: "commit", from: "b", req: 7, at: 0, fact: fact_e2bt });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 104 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"], now: { trusted: true } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_wxx2 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: false,
          leader: { peer: "b", epoch: 2 },
          views: [["a", "b", "c"]],
          fact: fact_wxx2,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 2, candidate: "b" },
        fact: fact_wxx2,
        epochSeen: 2,
        debt: { to: "b", id: 105 },
        job: 106,
        nextReq: 107,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 2, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 107, to: ["b", "c"], ask: { type: "prepare", epoch: 3 } }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        epochSeen: 3,
        leader: "",
        debt: null,
        round: round_lcy6,
        awaits: "promise",
        nextReq: 108,
      },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 4 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 4, body: body_yixs }]],
      now: { promised: { epoch: 4, candidate: "b" }, epochSeen: 4, round: null },
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 4, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 5 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 5, body: body_yixs }]],
      now: { promised: { epoch: 5, candidate: "b" }, epochSeen: 5 },
    });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 0, epoch: 5 });
    chart.is("prefollow", { does: [["answer", { to: "b", req: 7, epoch: 5, body: body_yixs }]] });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_18zu });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 5 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "ok" } }],
        ["startExchange", {
          job: 108,
          epoch: 5,
          sync: false,
          leader: { peer: "b", epoch: 5 },
          views: [["a", "b", "c"]],
          fact: fact_wxx2,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", job: 108, nextReq: 109 },
    });
    chart.send("handover:toOther", { type: "handover", from: "b", epoch: 5, successor: "c" });
    chart.is("election", { does: ["cancelExchange"], now: { seed: 1015568748 } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1728 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 6, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 110,
          epoch: 6,
          sync: false,
          leader: { peer: "b", epoch: 6 },
          views: [["a", "b", "c"]],
          fact: fact_1728,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 6, candidate: "b" },
        fact: fact_1728,
        epochSeen: 6,
        debt: { to: "b", id: 109 },
        job: 110,
        nextReq: 111,
      },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_82mz });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 111, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 6, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
      ],
      now: { fact: fact_82mz, debt: { to: "b", id: 111 }, nextReq: 112 },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1y11 });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 6, body: { kind: "granted", leaseMs: 300, seq: 3, complete: false } }],
        "cancelExchange",
        "tellRemoved",
        "close",
      ],
      now: { fact: fact_1y11, trusted: false, countsFrom: 1, debt: { to: "b", id: 112 }, nextReq: 113 },
    });
  });

  it("setup > pending > repair > exchange > stopped [829f0dbf]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1haq });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]] });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]] });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 101 }]], now: { job: 101, nextReq: 102 } });
    chart.send("repairComplete:current", { type: "repairComplete", job: 101 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 102, nextReq: 103 },
    });
    chart.send("exchangeComplete:earlier", { type: "exchangeComplete", job: 101 });
    chart.is("exchange");
    chart.send("exchangeFailed:earlier", { type: "exchangeFailed", job: 101, reason: "test" });
    chart.is("exchange");
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "cancelExchange",
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_86ut,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        nextReq: 104,
      },
    });
  });

  it("setup > probe.asking > probe.delaying > probe.asking > election > stopped [185f7975]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]],
    });
    chart.advance(40);
    chart.is("probe.delaying", { now: { heard: fact_1ubg, round: null } });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 102, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_nvr7, nextReq: 103 },
    });
    chart.send("reply:stranger", { type: "reply", from: "z", req: 102, at: 40, epoch: 0, body: body_tytt });
    chart.is("probe.asking");
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("probe.asking", { now: { debt: null } });
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 40, epoch: 0, sync: true, fact: fact_1ubg });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 40, epoch: 0 });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 40 });
    chart.is("probe.asking", { does: [["answer", { to: "b", req: 7, epoch: 0, body: body_tytt }]] });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 102, at: 40, epoch: 0, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      now: { round: { req: 102, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] } },
    });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 102, at: 40, epoch: 1, body: { kind: "nack", reason: "epoch" } });
    chart.is("probe.asking");
    chart.send("reply:voteOfThird", { type: "reply", from: "c", req: 102, at: 40, epoch: 0, body: body_tytt });
    chart.is("election", { now: { round: null, seed: 1015568748 } });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 40, fact: fact_1ubg });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 40, fact: fact_1igk });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1igk,
        trusted: false,
        countsFrom: 1,
        heard: null,
        epochSeen: 1,
        leader: "b",
        leaderHeardAt: 40,
        debt: { to: "b", id: 103 },
        nextReq: 104,
      },
    });
  });

  it("setup > pending > stopped [0dbfbeae]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.advance(1000);
    chart.is("pending", { does: ["saveRecord"] });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 0 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 0, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 0 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 0 });
    chart.send("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 100,
      at: 1000,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("pending");
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 100,
      at: 1000,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("pending");
    chart.send("reply:late", {
      type: "reply",
      from: "b",
      req: 100,
      at: 1000,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("pending");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.ignore("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"] });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 1000, fact: fact_86ut });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_86ut,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        leaderHeardAt: 1000,
        debt: { to: "b", id: 101 },
        nextReq: 102,
      },
    });
  });

  it("setup > election > … > election [2b31dc2b]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:alone", { type: "ready", record: record_1bw3 });
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
    chart.advance(129);
    chart.is("election", { now: { seed: 1586005467 } });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 0 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 0, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 0 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 0 });
    chart.send("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 101,
      at: 129,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("election");
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 101,
      at: 129,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("election");
    chart.send("reply:late", {
      type: "reply",
      from: "b",
      req: 101,
      at: 129,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("election");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.ignore("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("election", {
      does: [["ask", { req: 102, to: [], ask: { type: "probe" } }]],
      now: { nextReq: 103, seed: 2165703038 },
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("election", { now: { debt: null } });
    chart.advance(89);
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["ask", { req: 103, to: [], ask: { type: "prepare", epoch: 1 } }],
        "saveRecord",
        ["ask", { req: 104, to: [], ask: { type: "newEpoch", epoch: 1 } }],
        "saveRecord",
        ["lead", { epoch: 1 }],
        ["startExchange", {
          job: 105,
          epoch: 1,
          sync: true,
          leader: null,
          views: [["a"]],
          fact: fact_dt0j,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 106, to: [], ask: ask_dng0 }],
        ["renewLease", { req: 106, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 1, candidate: "a" },
        fact: fact_dt0j,
        heard: null,
        epochSeen: 1,
        leader: "a",
        awaits: "granted",
        job: 105,
        nextReq: 107,
        askedReq: 106,
        askedSeq: 1,
        committedSeq: 1,
      },
    });
    chart.send("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 106,
      at: 218,
      epoch: 1,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      now: { taken: { b: 1 }, granted: { b: 106 } },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 105 });
    chart.is(["leading.tree.ready", "leading.commit.idle", "leading.views.stable"], {
      does: ["saveRecord"],
      now: { synced: true },
    });
    chart.send("leaseLost:current", { type: "leaseLost", epoch: 1 });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
        ["ask", { req: 107, to: [], ask: { type: "prepare", epoch: 2 } }],
        "saveRecord",
        ["ask", { req: 108, to: [], ask: { type: "newEpoch", epoch: 2 } }],
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 109,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a"]],
          fact: fact_nixl,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 110, to: [], ask: ask_2x2f }],
        ["renewLease", { req: 110, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        fact: fact_nixl,
        epochSeen: 2,
        job: 109,
        nextReq: 111,
        taken: {},
        synced: false,
        askedReq: 110,
        granted: {},
      },
    });
    chart.send("leaseLost:earlier", { type: "leaseLost", epoch: 1 });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"]);
    chart.send("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [["answerChange", { id: 9, code: "NOT_A_MEMBER", message: "c is not a member: a are" }]],
    });
    chart.ignore("handover:toMe", { type: "handover", from: "a", epoch: 2, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "a" });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 109 });
    chart.send("exchangeComplete:earlier", { type: "exchangeComplete", job: 108 });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"]);
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 109, reason: "test" });
    chart.is("election", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["ask", { req: 111, to: [], ask: { type: "probe" } }],
      ],
      now: { heard: fact_nixl, leader: "", awaits: "probed", nextReq: 112, seed: 3027450565 },
    });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 111 });
    chart.is("election");
    chart.send("exchange:sync", { type: "exchange", from: "a", req: 7, at: 218, epoch: 2, sync: true, fact: fact_nixl });
    chart.is("election", { does: [["answer", { to: "a", req: 7, epoch: 2, body: body_yxal }]] });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 218, epoch: 1, sync: false, fact: fact_nixl });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 3 });
    chart.is("election", { now: { epochSeen: 3 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 2 });
    chart.is("election");
    chart.send("newEpoch:promised", { type: "newEpoch", from: "a", req: 7, at: 218, epoch: 2 });
    chart.is("election", {
      does: [["answer", { to: "a", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 218, epoch: 1 });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 218, epoch: 3 });
    chart.is("election", {
      does: [["answer", { to: "c", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 218 });
    chart.is("election", {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 2,
          body: { kind: "probed", fact: fact_nixl, leader: "", leaderAgeMs: 0, trusted: true },
        }],
      ],
    });
  });

  it("setup > probe.asking > … > probe.asking > following.leader.heard+following.tree.exchanging [db23115e]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 0 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 0, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 0 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 0 });
    chart.send("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 100,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("probe.asking");
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 100,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("probe.asking");
    chart.send("reply:late", {
      type: "reply",
      from: "b",
      req: 100,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("probe.asking");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.ignore("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 102, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_nvr7, nextReq: 103 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 104,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1ln9,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        round: null,
        job: 104,
        nextReq: 105,
      },
    });
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ir4g });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("handover:foreign", { type: "handover", from: "z", epoch: 1, successor: "a" });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 105, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_18ok, nextReq: 106 },
    });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("probe.asking", { does: [["answer", { to: "b", req: 7, epoch: 1, body: body_shn1 }]] });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_64gh });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 106, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
        ["startExchange", {
          job: 107,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_64gh,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { fact: fact_64gh, leader: "b", debt: { to: "b", id: 106 }, round: null, job: 107, nextReq: 108 },
    });
    chart.send("leaderGone:other", { type: "leaderGone", leader: "z" });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("exchangeComplete:earlier", { type: "exchangeComplete", job: 106 });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 107, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.advance(100);
    chart.is("probe.asking", {
      does: [["ask", { req: 108, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_j8fn, nextReq: 109 },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 100, fact: fact_64gh });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
        ["startExchange", {
          job: 110,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_64gh,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", leaderHeardAt: 100, debt: { to: "b", id: 109 }, round: null, job: 110, nextReq: 111 },
    });
    chart.send("exchangeFailed:earlier", { type: "exchangeFailed", job: 109, reason: "test" });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 1 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 110 });
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.ignore("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 100, fact: fact_64gh });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 111, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
      ],
      now: { debt: { to: "b", id: 111 }, nextReq: 112 },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 100, fact: fact_20fw });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 112, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 3, complete: false } }],
      ],
      now: { fact: fact_20fw, debt: { to: "b", id: 112 }, nextReq: 113 },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 100, fact: fact_pfcw });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 113, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 4, complete: false } }],
        ["startExchange", {
          job: 114,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_pfcw,
          sameEpoch: true,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        fact: fact_pfcw,
        debt: { to: "b", id: 113 },
        job: 114,
        nextReq: 115,
        completing: { epoch: 1, viewVsn: { epoch: 1, seq: 4 } },
      },
    });
    chart.advance(450);
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 115, to: ["b", "d", "c"], ask: { type: "probe" } }]],
      now: {
        leader: "",
        round: { req: 115, electorate: electorate_oo8z, valid: 0, nacks: 0, replies: [] },
        nextReq: 116,
      },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 550, fact: fact_fi9y });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 116, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 5, complete: false } }],
        ["startExchange", {
          job: 117,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "d"]],
          fact: fact_fi9y,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        fact: fact_fi9y,
        leader: "b",
        leaderHeardAt: 550,
        debt: { to: "b", id: 116 },
        round: null,
        job: 117,
        nextReq: 118,
        completing: null,
      },
    });
    chart.send("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 117,
      at: 550,
      epoch: 1,
      body: { kind: "granted", leaseMs: 300, seq: 5, complete: true },
    });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "d",
      req: 117,
      at: 550,
      epoch: 1,
      body: { kind: "granted", leaseMs: 300, seq: 5, complete: true },
    });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
  });

  it("setup > probe.asking > stopped [e7cfad6d]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ubg });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1igk,
        trusted: false,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 102 },
        round: null,
        nextReq: 103,
      },
    });
  });

  it("setup > probe.asking > election > probe.asking > stopped [91ac6c05]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:stale", { type: "commit", from: "b", req: 7, at: 0, fact: fact_172a });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_d4dx });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 99 });
    chart.is("probe.asking");
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: -1, sync: false, fact: fact_1ubg });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 1 });
    chart.is("probe.asking", { now: { epochSeen: 1 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 0 });
    chart.is("probe.asking");
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: -1 });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 1 });
    chart.is("probe.asking", {
      does: [["answer", { to: "c", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 0 });
    chart.is("probe.asking", {
      does: [["answer", { to: "c", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_tytt });
    chart.is("election", { now: { heard: fact_1ubg, round: null, seed: 1015568748 } });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 102, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_nvr7, nextReq: 103 },
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_d4qk });
    chart.is("probe.asking", { now: { settings: settings_d4qk } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"], now: { round: null } });
  });

  it("setup > probe.asking > repair > probe.asking > … > prefollow > probe.asking > election [c16b87b7]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 102 }]],
      now: { trusted: false, round: null, job: 102, nextReq: 103 },
    });
    chart.send("repairComplete:earlier", { type: "repairComplete", job: 101 });
    chart.is("repair");
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is("repair", {
      does: [
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1ln9,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        nextReq: 104,
      },
    });
    chart.send("commit:stale", { type: "commit", from: "b", req: 7, at: 0, fact: fact_e2bt });
    chart.is("repair", { does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 1, sync: true, fact: fact_1ln9 });
    chart.is("repair", {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "untrusted" } }]],
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is("repair", { does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair");
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 102 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 102, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 1 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.send("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 103,
      at: 0,
      epoch: 1,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is("repair");
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 103,
      at: 0,
      epoch: 1,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is("repair");
    chart.send("reply:late", {
      type: "reply",
      from: "b",
      req: 103,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is("repair");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.ignore("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 104, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_1y2t, nextReq: 105 },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 2, body: body_shn1 }]],
      now: { promised: { epoch: 2, candidate: "b" }, epochSeen: 2, round: null },
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 3 });
    chart.is("probe.asking", {
      does: [
        ["answer", { to: "c", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 105, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { round: round_18ok, nextReq: 106 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_64gh });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1syx });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_lp1c });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: body_766j });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: false,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_18zu,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { heard: fact_18zu, round: null, job: 106, nextReq: 107 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is("election", { does: ["cancelExchange", "saveRecord"], now: { trusted: true, seed: 1015568748 } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_shn1 }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3 },
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: [["answer", { to: "c", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.advance(200);
    chart.is("probe.asking", {
      does: [["ask", { req: 107, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_lcy6, nextReq: 108 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 107, at: 200, epoch: 3, body: body_17e4 });
    chart.is("election", { now: { round: null, seed: 1586005467 } });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 200, epoch: 3 });
    chart.is("election", { does: [["answer", { to: "b", req: 7, epoch: 3, body: body_shn1 }]] });
  });

  it("setup > pending > stopped [1c70fc04]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1igk,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 101 },
        nextReq: 102,
      },
    });
  });

  it("setup > pending > prefollow > pending > stopped [97a60327]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("commit:stale", {
      type: "commit",
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: -1,
        seq: 9,
        leader: "b",
        views: [["b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:forged", {
      type: "commit",
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 1,
        seq: 1,
        leader: "c",
        views: [["b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]] });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("pending", { now: { debt: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_1upt }]],
      now: { promised: { epoch: 1, candidate: "b" }, epochSeen: 1 },
    });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 0 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 0, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 1 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 0 });
    chart.send("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 100,
      at: 0,
      epoch: 1,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("prefollow");
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 100,
      at: 0,
      epoch: 1,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("prefollow");
    chart.send("reply:late", {
      type: "reply",
      from: "b",
      req: 100,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("prefollow");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.ignore("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"] });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 1, body: body_1upt }]] });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 100 });
    chart.is("pending");
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 1, sync: true, fact: fact_1haq });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 1, body: body_1sti }]] });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: 0, sync: false, fact: fact_1haq });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 2 });
    chart.is("pending", { now: { epochSeen: 2 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 1 });
    chart.is("pending");
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]] });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 0 });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 2 });
    chart.is("pending", { does: [["answer", { to: "c", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]] });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 1 });
    chart.is("pending", { does: [["answer", { to: "c", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is("pending", {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 1,
          body: { kind: "probed", fact: fact_1haq, leader: "", leaderAgeMs: 0, trusted: false },
        }],
      ],
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_d4qk });
    chart.is("pending", { now: { settings: settings_d4qk } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("setup > election > repair > exchange > stopped [bba6699e]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:alone", { type: "ready", record: record_1bw3 });
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
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_d4qk });
    chart.is("election", { now: { settings: settings_d4qk } });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 102 }]],
      now: { trusted: false, job: 102, nextReq: 103 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("exchange", {
      does: [
        ["ask", { req: 103, to: [], ask: { type: "probe" } }],
        ["startExchange", {
          job: 104,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["a"]],
          fact: fact_1amc,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 104, nextReq: 105 },
    });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 0 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 104 });
    chart.send("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 104,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("exchange");
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 104,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("exchange");
    chart.send("reply:late", {
      type: "reply",
      from: "b",
      req: 104,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("exchange");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.ignore("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("exchange", {
      does: [
        "cancelExchange",
        ["ask", { req: 105, to: [], ask: { type: "probe" } }],
        ["startExchange", {
          job: 106,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["a"]],
          fact: fact_1amc,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 106, nextReq: 107 },
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("exchange", { now: { debt: null } });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 106 });
    chart.is("exchange");
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 0, sync: true, fact: fact_1amc });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: -1, sync: false, fact: fact_1amc });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 1 });
    chart.is("exchange", { now: { epochSeen: 1 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 0 });
    chart.is("exchange");
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 0 });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: -1 });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 1 });
    chart.is("exchange", {
      does: [["answer", { to: "c", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 0 });
    chart.is("exchange", {
      does: [["answer", { to: "c", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is("exchange", {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 0,
          body: { kind: "probed", fact: fact_1amc, leader: "", leaderAgeMs: 0, trusted: false },
        }],
      ],
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_d4qk });
    chart.is("exchange");
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["cancelExchange", "close"] });
  });

  it("setup > probe.asking > … > probe.asking > following.leader.heard+following.tree.exchanging [91a4c8c9]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      now: { round: { req: 101, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] } },
    });
    chart.send("reply:refusalOfThird", { type: "reply", from: "c", req: 101, at: 0, epoch: 0, body: { kind: "nack", reason: "state" } });
    chart.is("probe.delaying", { now: { heard: fact_1ubg, round: null } });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 0 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 0, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 0 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 0 });
    chart.send("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 101,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("probe.delaying");
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 101,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("probe.delaying");
    chart.send("reply:late", {
      type: "reply",
      from: "b",
      req: 101,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 0, complete: true },
    });
    chart.is("probe.delaying");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.ignore("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1ln9,
        heard: null,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 102 },
        job: 103,
        nextReq: 104,
      },
    });
    chart.send("reply:late", {
      type: "reply",
      from: "b",
      req: 103,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 104, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_1y2t, nextReq: 105 },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 104, at: 0, epoch: 1, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", { now: { round: round_16t9 } });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 1, body: body_17e4 });
    chart.is("probe.asking");
    chart.send("reply:claim", {
      type: "reply",
      from: "b",
      req: 104,
      at: 0,
      epoch: 1,
      body: { kind: "probed", fact: fact_64gh, leader: "b", leaderAgeMs: 10, trusted: true },
    });
    chart.is("probe.asking");
    chart.send("reply:elsewhere", {
      type: "reply",
      from: "b",
      req: 104,
      at: 0,
      epoch: 1,
      body: { kind: "probed", fact: fact_lp1c, leader: "", leaderAgeMs: 10, trusted: true },
    });
    chart.is("probe.asking");
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_wxx2 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: false,
          leader: { peer: "b", epoch: 2 },
          views: [["a", "b", "c"]],
          fact: fact_wxx2,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 2, candidate: "b" },
        fact: fact_wxx2,
        epochSeen: 2,
        leader: "b",
        debt: { to: "b", id: 105 },
        round: null,
        job: 106,
        nextReq: 107,
      },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 107, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 108,
          epoch: 3,
          sync: false,
          leader: { peer: "b", epoch: 3 },
          views: [["a", "b", "c"]],
          fact: fact_1grl,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        epochSeen: 3,
        debt: { to: "b", id: 107 },
        job: 108,
        nextReq: 109,
      },
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 107 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], { now: { debt: null } });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 108 });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 3, sync: true, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: body_yxal }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: 2, sync: false, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 4 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], { now: { epochSeen: 4 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 3 });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 4 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "c", req: 7, epoch: 3, body: { kind: "nack", reason: "state" } }]],
    });
  });

  it("setup > probe.asking > … > following.leader.heard+following.tree.exchanging > stopped [e4f9f652]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is("prefollow", {
      does: ["cancelExchange", "saveRecord", ["answer", { to: "b", req: 7, epoch: 2, body: body_shn1 }]],
      now: { promised: { epoch: 2, candidate: "b" }, epochSeen: 2, leader: "" },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 104, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_1y2t, nextReq: 105 },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_766j });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["startExchange", {
          job: 105,
          epoch: 2,
          sync: false,
          leader: { peer: "b", epoch: 2 },
          views: [["a", "b", "c"]],
          fact: fact_18zu,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { heard: fact_18zu, leader: "b", round: null, job: 105, nextReq: 106 },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_lp1c });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: body_shn1 }]],
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 2 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "c", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 2,
          body: { kind: "probed", fact: fact_1ln9, leader: "b", leaderAgeMs: 0, trusted: true },
        }],
      ],
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_d4qk });
    chart.is(["following.leader.heard", "following.tree.exchanging"], { now: { settings: settings_d4qk } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["cancelExchange", "close"] });
  });

  it("setup > probe.asking > following.leader.heard+following.tree.exchanging > repair > stopped [63935dcc]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["cancelExchange", "saveRecord", ["startRepair", { job: 104 }]],
      now: { trusted: false, job: 104, nextReq: 105 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_64gh });
    chart.is("repair", {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
      ],
      now: { fact: fact_64gh, debt: { to: "b", id: 105 }, nextReq: 106 },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_64gh });
    chart.is("repair", {
      does: [
        "saveRecord",
        ["owe", { id: 106, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
      ],
      now: { debt: { to: "b", id: 106 }, nextReq: 107 },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_20fw });
    chart.is("repair", {
      does: [
        "saveRecord",
        ["owe", { id: 107, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 3, complete: false } }],
      ],
      now: { fact: fact_20fw, debt: { to: "b", id: 107 }, nextReq: 108 },
    });
    chart.send("commit:forged", {
      type: "commit",
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
        pending: pending_11mk,
      },
    });
    chart.is("repair", { does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]] });
    chart.send("debtPassed:current", { type: "debtPassed", id: 107 });
    chart.is("repair", { now: { debt: null } });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 107 });
    chart.is("repair");
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: 0, sync: false, fact: fact_20fw });
    chart.is("repair", {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "untrusted" } }]],
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 2 });
    chart.is("repair", { now: { epochSeen: 2 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 1 });
    chart.is("repair");
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("repair", { does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]] });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 0 });
    chart.is("repair", { does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 2 });
    chart.is("repair", { does: [["answer", { to: "c", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]] });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("repair", { does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 1 });
    chart.is("repair", { does: [["answer", { to: "c", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is("repair", {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 1,
          body: { kind: "probed", fact: fact_20fw, leader: "b", leaderAgeMs: 0, trusted: false },
        }],
      ],
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_d4qk });
    chart.is("repair", { now: { settings: settings_d4qk } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("setup > probe.asking > election > … > prepare > stopped [7a2c7df7]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_tytt });
    chart.is("election", { now: { heard: fact_1ubg, round: null, seed: 1015568748 } });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1ln9,
        heard: null,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 102 },
        job: 103,
        nextReq: 104,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.advance(40);
    chart.is("probe.asking", {
      does: [["ask", { req: 105, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { heard: fact_1ln9, round: round_18ok, awaits: "probed", nextReq: 106 },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 40, epoch: 3 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_shn1 }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3, round: null },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 40, fact: fact_147n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 106, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 107,
          epoch: 4,
          sync: false,
          leader: { peer: "b", epoch: 4 },
          views: [["a", "b", "c"]],
          fact: fact_147n,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_147n,
        heard: null,
        epochSeen: 4,
        leader: "b",
        leaderHeardAt: 40,
        debt: { to: "b", id: 106 },
        job: 107,
        nextReq: 108,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 107 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 107 });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 4 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 107 });
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.ignore("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 40, fact: fact_5994 });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [
        "saveRecord",
        ["owe", { id: 108, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
      ],
      now: { fact: fact_5994, debt: { to: "b", id: 108 }, nextReq: 109 },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 40, fact: fact_5994 });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
      ],
      now: { debt: { to: "b", id: 109 }, nextReq: 110 },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 40, fact: fact_11p4 });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [
        "saveRecord",
        ["owe", { id: 110, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300, seq: 3, complete: false } }],
      ],
      now: { fact: fact_11p4, debt: { to: "b", id: 110 }, nextReq: 111 },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 40, fact: fact_1a7b });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 111, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300, seq: 4, complete: false } }],
        ["startExchange", {
          job: 112,
          epoch: 4,
          sync: false,
          leader: { peer: "b", epoch: 4 },
          views: [["a", "b", "c"]],
          fact: fact_1a7b,
          sameEpoch: true,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        fact: fact_1a7b,
        debt: { to: "b", id: 111 },
        job: 112,
        nextReq: 113,
        completing: { epoch: 4, viewVsn: { epoch: 4, seq: 4 } },
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 4, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 113, to: ["b", "d", "c"], ask: { type: "prepare", epoch: 5 } }],
      ],
      now: {
        promised: { epoch: 5, candidate: "a" },
        epochSeen: 5,
        leader: "",
        debt: null,
        round: round_h2l4,
        awaits: "promise",
        nextReq: 114,
      },
    });
    chart.send("reply:promiseElsewhere", { type: "reply", from: "b", req: 113, at: 40, epoch: 5, body: body_tni6 });
    chart.is("prepare", {
      now: {
        round: {
          req: 113,
          electorate: electorate_k14s,
          valid: 1,
          nacks: 0,
          replies: [{ from: "b", epoch: 5, body: body_tni6 }],
        },
      },
    });
    chart.send("reply:voteOfThird", { type: "reply", from: "d", req: 113, at: 40, epoch: 5, body: { kind: "promise", fact: fact_1a7b } });
    chart.is("stopped", { status: "done", does: ["tellRemoved", "close"], now: { heard: fact_z7u6, round: null } });
  });

  it("setup > probe.asking > election > … > probe.asking > prefollow > stopped [fd3c1c0d]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_tytt });
    chart.is("election", { now: { heard: fact_1ubg, round: null, seed: 1015568748 } });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_p32l });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_p32l,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_p32l,
        heard: null,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 102 },
        job: 103,
        nextReq: 104,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 103 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 103, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 2, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 2 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 103 });
    chart.send("reply:stranger", { type: "reply", from: "z", req: 104, at: 0, epoch: 2, body: body_1ed1 });
    chart.is("prepare");
    chart.send("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 103,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is("prepare");
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 103,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is("prepare");
    chart.send("reply:late", {
      type: "reply",
      from: "b",
      req: 103,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is("prepare");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.ignore("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 105, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_18ok, awaits: "probed", nextReq: 106 },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_1ed1 }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3, round: null },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_p32l });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1es7 });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:stale", {
      type: "commit",
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 2,
        seq: 9,
        leader: "b",
        views: [["a", "b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: pending_ppcu,
      },
    });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:forged", {
      type: "commit",
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 4,
        seq: 1,
        leader: "c",
        views: [["a", "b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: pending_ppcu,
      },
    });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 105 });
    chart.is("prefollow");
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 3, sync: true, fact: fact_p32l });
    chart.is("prefollow", { does: [["answer", { to: "b", req: 7, epoch: 3, body: body_yxal }]] });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: 2, sync: false, fact: fact_p32l });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 4 });
    chart.is("prefollow", { now: { epochSeen: 4 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 3 });
    chart.is("prefollow");
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is("prefollow", {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 3,
          body: { kind: "probed", fact: fact_p32l, leader: "", leaderAgeMs: 0, trusted: true },
        }],
      ],
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_d4qk });
    chart.is("prefollow", { now: { settings: settings_d4qk } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("setup > probe.asking > … > following.leader.heard+following.tree.ready > stopped [32a91558]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_tytt });
    chart.is("election", { now: { heard: fact_1ubg, round: null, seed: 1015568748 } });
    chart.send("commit:stale", { type: "commit", from: "b", req: 7, at: 0, fact: fact_172a });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_d4dx });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]],
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("election", { now: { debt: null } });
    chart.advance(129);
    chart.is("prepare", {
      does: ["saveRecord", ["ask", { req: 102, to: ["b", "c"], ask: { type: "prepare", epoch: 1 } }]],
      now: {
        promised: { epoch: 1, candidate: "a" },
        epochSeen: 1,
        round: round_nvr7,
        awaits: "promise",
        nextReq: 103,
      },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 129, fact: fact_wxx2 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 104,
          epoch: 2,
          sync: false,
          leader: { peer: "b", epoch: 2 },
          views: [["a", "b", "c"]],
          fact: fact_wxx2,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 2, candidate: "b" },
        fact: fact_wxx2,
        heard: null,
        epochSeen: 2,
        leader: "b",
        leaderHeardAt: 129,
        debt: { to: "b", id: 103 },
        round: null,
        job: 104,
        nextReq: 105,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 104 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 129, fact: fact_s207 });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
        "cancelExchange",
        "tellRemoved",
        "close",
      ],
      now: { fact: fact_s207, trusted: false, countsFrom: 1, debt: { to: "b", id: 105 }, nextReq: 106 },
    });
  });

  it("setup > probe.asking > … > probe.delaying [ab86429c]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_198i });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: { peer: "b", epoch: 0 },
          views: [["a", "b", "c"]],
          fact: heard_tygn,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { heard: heard_tygn, leader: "b", round: null, job: 102, nextReq: 103 },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]],
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 102 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 104,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 104 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("commit:stale", { type: "commit", from: "b", req: 7, at: 0, fact: fact_e2bt });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ir4g });
    chart.is(["following.leader.heard", "following.tree.ready"]);
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 104, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 106,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", debt: { to: "b", id: 105 }, job: 106, nextReq: 107 },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 106, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1syx });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 107, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
        ["startExchange", {
          job: 108,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1syx,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { fact: fact_1syx, leader: "b", debt: { to: "b", id: 107 }, job: 108, nextReq: 109 },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 108, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.send("commit:stale", {
      type: "commit",
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 0,
        seq: 9,
        leader: "b",
        views: [["a", "b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: pending_7i2i,
      },
    });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:forged", {
      type: "commit",
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
        pending: pending_7i2i,
      },
    });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 107 });
    chart.is("probe.delaying", { now: { debt: null } });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 108 });
    chart.is("probe.delaying");
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 1, sync: true, fact: fact_1syx });
    chart.is("probe.delaying", { does: [["answer", { to: "b", req: 7, epoch: 1, body: body_yxal }]] });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: 0, sync: false, fact: fact_1syx });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 2 });
    chart.is("probe.delaying", { now: { epochSeen: 2 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 1 });
    chart.is("probe.delaying");
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 0 });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 2 });
    chart.is("probe.delaying", {
      does: [["answer", { to: "c", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]],
    });
  });

  it("setup > probe.asking > repair > pending > probe.asking > pending > stopped [79731a97]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 102 }]],
      now: { trusted: false, round: null, job: 102, nextReq: 103 },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("repair", {
      does: [
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1igk,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        nextReq: 104,
      },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"], now: { leader: "" } });
    chart.advance(1000);
    chart.is("probe.asking", {
      does: [["ask", { req: 104, to: ["b", "c", "d"], ask: { type: "probe" } }]],
      now: { round: round_hj06, nextReq: 105 },
    });
    chart.send("reply:takingIn", { type: "reply", from: "b", req: 104, at: 1000, epoch: 1, body: body_1ki9 });
    chart.is("probe.asking", {
      now: {
        round: {
          req: 104,
          electorate: electorate_umgf,
          valid: 1,
          nacks: 0,
          replies: [{ from: "b", epoch: 1, body: body_1ki9 }],
        },
      },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"], now: { round: null } });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 1000, fact: fact_1igk });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: { leader: "b", leaderHeardAt: 1000, debt: { to: "b", id: 105 }, nextReq: 106 },
    });
  });

  it("setup > probe.asking > probe.delaying > stopped [504d4918]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.advance(40);
    chart.is("probe.delaying", { now: { heard: fact_1ubg, round: null } });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 40, fact: fact_1ubg });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 40, fact: fact_1igk });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1igk,
        trusted: false,
        countsFrom: 1,
        heard: null,
        epochSeen: 1,
        leader: "b",
        leaderHeardAt: 40,
        debt: { to: "b", id: 102 },
        nextReq: 103,
      },
    });
  });

  it("setup > probe.asking > probe.delaying > stopped [ab866596]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.advance(40);
    chart.is("probe.delaying", { now: { heard: fact_1ubg, round: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 40, epoch: 1 });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]],
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 40, epoch: 0 });
    chart.is("probe.delaying", {
      does: [["answer", { to: "c", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 40 });
    chart.is("probe.delaying", { does: [["answer", { to: "b", req: 7, epoch: 0, body: body_tytt }]] });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_d4qk });
    chart.is("probe.delaying", { now: { settings: settings_d4qk } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("setup > probe.asking > probe.delaying > repair > … > probe.asking > exchange > repair [18085d5a]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.advance(40);
    chart.is("probe.delaying", { now: { heard: fact_1ubg, round: null } });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 102 }]],
      now: { trusted: false, job: 102, nextReq: 103 },
    });
    chart.send("repairComplete:current", { type: "repairComplete", job: 102 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 103,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1ubg,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 103, nextReq: 104 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 104, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_1y2t, nextReq: 105 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 40, epoch: 0, body: body_tytt });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 105,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1ubg,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { round: null, job: 105, nextReq: 106 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 40, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 106, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 107,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1ln9,
        heard: null,
        epochSeen: 1,
        leader: "b",
        leaderHeardAt: 40,
        debt: { to: "b", id: 106 },
        job: 107,
        nextReq: 108,
      },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 107, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 40, epoch: 2 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 2, body: body_shn1 }]],
      now: { promised: { epoch: 2, candidate: "b" }, epochSeen: 2 },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 40, fact: fact_lp1c });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 106 });
    chart.is("prefollow", { now: { debt: null } });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 108 }]], now: { job: 108, nextReq: 109 } });
    chart.send("repairComplete:current", { type: "repairComplete", job: 108 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 109,
          epoch: 2,
          sync: false,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 109, nextReq: 110 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 40, fact: fact_64gh });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 40, fact: fact_1ln9 });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 40, fact: fact_1syx });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 40, fact: fact_lp1c });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:stale", { type: "commit", from: "b", req: 7, at: 40, fact: fact_9hea });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 40, fact: fact_4l4v });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 40, epoch: 3 });
    chart.is("prefollow", {
      does: ["cancelExchange", "saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_shn1 }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 110, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_alp9, nextReq: 111 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 110, at: 40, epoch: 3, body: body_17e4 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 111,
          epoch: 3,
          sync: false,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { heard: fact_1ln9, round: null, job: 111, nextReq: 112 },
    });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 40, epoch: 3 });
    chart.is("exchange", { does: [["answer", { to: "b", req: 7, epoch: 3, body: body_shn1 }]] });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["cancelExchange", "saveRecord", ["startRepair", { job: 112 }]],
      now: { job: 112, nextReq: 113 },
    });
  });

  it("setup > probe.asking > … > following.leader.heard+following.tree.exchanging > prepare [3dc338a8]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:untrusted", { type: "ready", record: record_1khh });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_tytt });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1ubg,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { heard: fact_1ubg, round: null, job: 102, nextReq: 103 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 104,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1ln9,
        heard: null,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        job: 104,
        nextReq: 105,
      },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 104, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("probe.delaying", { does: [["answer", { to: "b", req: 7, epoch: 1, body: body_shn1 }]] });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 105, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_18ok, nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 1, body: body_17e4 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 106,
          epoch: 1,
          sync: false,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { heard: fact_1ln9, round: null, job: 106, nextReq: 107 },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 107, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 108,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { heard: null, leader: "b", debt: { to: "b", id: 107 }, job: 108, nextReq: 109 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 109, to: ["b", "c"], ask: { type: "prepare", epoch: 2 } }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        epochSeen: 2,
        leader: "",
        debt: null,
        round: round_1qpj,
        awaits: "promise",
        nextReq: 110,
      },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_64gh });
    chart.is("prepare", { does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is("prepare", { does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1syx });
    chart.is("prepare", { does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_lp1c });
    chart.is("prepare", { does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:stale", { type: "commit", from: "b", req: 7, at: 0, fact: fact_9hea });
    chart.is("prepare", { does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_4l4v });
    chart.is("prepare", { does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }]] });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 109 });
    chart.is("prepare");
    chart.send("exchange:sync", { type: "exchange", from: "a", req: 7, at: 0, epoch: 2, sync: true, fact: fact_1ln9 });
    chart.is("prepare", { does: [["answer", { to: "a", req: 7, epoch: 2, body: body_1sti }]] });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: 1, sync: false, fact: fact_1ln9 });
    chart.is("prepare", { does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 3 });
    chart.is("prepare", { now: { epochSeen: 3 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 2 });
    chart.is("prepare");
    chart.send("newEpoch:promised", { type: "newEpoch", from: "a", req: 7, at: 0, epoch: 2 });
    chart.is("prepare", { does: [["answer", { to: "a", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }]] });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prepare", { does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 3 });
    chart.is("prepare", { does: [["answer", { to: "c", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }]] });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 2 });
    chart.is("prepare", { does: [["answer", { to: "c", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]] });
  });

  it("setup > probe.asking > exchange > … > prepare > stopped [aef4f25b]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:untrusted", { type: "ready", record: record_1khh });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_tytt });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1ubg,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { heard: fact_1ubg, round: null, job: 102, nextReq: 103 },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_p32l });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 104,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_p32l,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_p32l,
        heard: null,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        job: 104,
        nextReq: 105,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 105, to: ["b", "c"], ask: { type: "prepare", epoch: 2 } }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        epochSeen: 2,
        leader: "",
        debt: null,
        round: round_18ok,
        awaits: "promise",
        nextReq: 106,
      },
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is("prepare", {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 2,
          body: { kind: "probed", fact: fact_p32l, leader: "", leaderAgeMs: 0, trusted: false },
        }],
      ],
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: body_1ed1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 106, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_g86l, awaits: "ok", nextReq: 107 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 106, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 107,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_120l,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
        ["ask", { req: 108, to: ["b", "c", "d"], ask: ask_f134 }],
      ],
      now: {
        fact: fact_120l,
        leader: "a",
        round: round_j8fn,
        awaits: "granted",
        job: 107,
        nextReq: 109,
        askedReq: 108,
        askedSeq: 1,
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: [
        ["renewLease", { req: 108, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 109, to: ["b", "d", "c"], ask: ask_1tym }],
      ],
      now: {
        fact: fact_1mnk,
        round: round_1tp5,
        nextReq: 110,
        taken: { b: 1 },
        askedReq: 109,
        askedSeq: 2,
        committedSeq: 1,
        granted: { b: 108 },
      },
    });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 109, at: 0, epoch: 3, body: { kind: "nack", reason: "epoch" } });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["ask", { req: 110, to: ["b", "d", "c"], ask: { type: "probe" } }],
      ],
      now: { epochSeen: 3, leader: "", round: round_1q0u, awaits: "probed", nextReq: 111 },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 110, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", { now: { round: round_kmgo } });
    chart.send("reply:voteOfThird", { type: "reply", from: "d", req: 110, at: 0, epoch: 2, body: body_1ah4 });
    chart.is("probe.asking", {
      now: {
        round: {
          req: 110,
          electorate: electorate_oo8z,
          valid: 4,
          nacks: 2,
          replies: [{ from: "d", epoch: 2, body: body_1ah4 }],
        },
      },
    });
    chart.send("reply:refusalOfThird", { type: "reply", from: "d", req: 110, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking");
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_itt8 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 111, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 112,
          epoch: 3,
          sync: false,
          leader: { peer: "b", epoch: 3 },
          views: [["a", "b", "c"]],
          fact: fact_itt8,
          sameEpoch: true,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_itt8,
        leader: "b",
        debt: { to: "b", id: 111 },
        round: null,
        job: 112,
        nextReq: 113,
        completing: { epoch: 3, viewVsn: { epoch: 2, seq: 2 } },
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 3, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 113, to: ["b", "d", "c"], ask: { type: "prepare", epoch: 4 } }],
      ],
      now: {
        promised: { epoch: 4, candidate: "a" },
        epochSeen: 4,
        leader: "",
        debt: null,
        round: round_h2l4,
        awaits: "promise",
        nextReq: 114,
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 113, at: 0, epoch: 4, body: { kind: "nack", reason: "state" } });
    chart.is("prepare", { now: { round: { req: 113, electorate: electorate_oo8z, valid: 0, nacks: 2, replies: [] } } });
    chart.send("reply:vote", { type: "reply", from: "b", req: 113, at: 0, epoch: 4, body: body_mxwz });
    chart.is("prepare");
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 113, at: 0, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("prepare");
    chart.send("reply:voteOfThird", { type: "reply", from: "d", req: 113, at: 0, epoch: 4, body: body_mxwz });
    chart.is("prepare", {
      now: {
        round: {
          req: 113,
          electorate: electorate_oo8z,
          valid: 4,
          nacks: 2,
          replies: [{ from: "d", epoch: 4, body: body_mxwz }],
        },
      },
    });
    chart.send("reply:refusalOfThird", { type: "reply", from: "d", req: 113, at: 0, epoch: 4, body: { kind: "nack", reason: "state" } });
    chart.is("prepare");
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_d4qk });
    chart.is("prepare", { now: { settings: settings_d4qk } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"], now: { round: null } });
  });

  it("setup > probe.asking > exchange > stopped [3d3bde28]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:untrusted", { type: "ready", record: record_1khh });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_tytt });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1ubg,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { heard: fact_1ubg, round: null, job: 102, nextReq: 103 },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "cancelExchange",
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1igk,
        countsFrom: 1,
        heard: null,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        nextReq: 104,
      },
    });
  });

  it("setup > probe.asking > exchange > probe.asking > … > probe.asking > exchange > election [bb0ed988]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:untrusted", { type: "ready", record: record_1khh });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_tytt });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1ubg,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { heard: fact_1ubg, round: null, job: 102, nextReq: 103 },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]],
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 103, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_1huf, nextReq: 104 },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 103, at: 0, epoch: 0, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      now: { round: { req: 103, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] } },
    });
    chart.send("reply:voteOfThird", { type: "reply", from: "c", req: 103, at: 0, epoch: 0, body: body_tytt });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 104,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1ubg,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { round: null, job: 104, nextReq: 105 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 106,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1ln9,
        heard: null,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 105 },
        job: 106,
        nextReq: 107,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 107, to: ["b", "c"], ask: { type: "prepare", epoch: 2 } }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        epochSeen: 2,
        leader: "",
        debt: null,
        round: round_lcy6,
        awaits: "promise",
        nextReq: 108,
      },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 108 }]],
      now: { round: null, job: 108, nextReq: 109 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 109, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_1qpj, awaits: "probed", nextReq: 110 },
    });
    chart.advance(40);
    chart.is("probe.delaying", { now: { heard: fact_1ln9, round: null } });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 40, fact: fact_64gh });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 40, fact: fact_1syx });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 40, fact: fact_lp1c });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 40, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 110, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 111,
          epoch: 3,
          sync: false,
          leader: { peer: "b", epoch: 3 },
          views: [["a", "b", "c"]],
          fact: fact_1grl,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        heard: null,
        epochSeen: 3,
        leader: "b",
        leaderHeardAt: 40,
        debt: { to: "b", id: 110 },
        job: 111,
        nextReq: 112,
      },
    });
    chart.send("handover:toOther", { type: "handover", from: "b", epoch: 3, successor: "c" });
    chart.is("election", { does: ["cancelExchange"], now: { debt: null, seed: 1015568748 } });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 40, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 112, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 113,
          epoch: 3,
          sync: false,
          leader: { peer: "b", epoch: 3 },
          views: [["a", "b", "c"]],
          fact: fact_1grl,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { debt: { to: "b", id: 112 }, job: 113, nextReq: 114 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 3, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 114, to: ["b", "c"], ask: { type: "prepare", epoch: 4 } }],
      ],
      now: {
        promised: { epoch: 4, candidate: "a" },
        epochSeen: 4,
        leader: "",
        debt: null,
        round: round_rr13,
        awaits: "promise",
        nextReq: 115,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 114, at: 40, epoch: 4, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 115, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_17gx, awaits: "ok", nextReq: 116 },
    });
    chart.advance(40);
    chart.is("probe.asking", {
      does: [["ask", { req: 116, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_8aq1, awaits: "probed", nextReq: 117 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 116,
      at: 80,
      epoch: 4,
      body: { kind: "probed", fact: fact_1grl, leader: "", leaderAgeMs: 0, trusted: true },
    });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 117,
          epoch: 4,
          sync: false,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1grl,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { heard: fact_1grl, round: null, job: 117, nextReq: 118 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 117 });
    chart.is("election", { does: ["cancelExchange", "saveRecord"], now: { trusted: true, seed: 1586005467 } });
    chart.send("commit:next", {
      type: "commit",
      from: "b",
      req: 7,
      at: 80,
      fact: {
        epoch: 3,
        seq: 2,
        leader: "b",
        views: [["a", "b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 4, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:replaces", {
      type: "commit",
      from: "b",
      req: 7,
      at: 80,
      fact: {
        epoch: 3,
        seq: 2,
        leader: "b",
        views: [["a", "b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 3, seq: 2 }, views: [["a", "b", "d"], ["a", "b", "c"]] },
      },
    });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 4, body: { kind: "nack", reason: "epoch" } }]],
    });
  });

  it("setup > election > … > leading.tree.syncing+leading.commit.idle+leading.views.stable [02434652]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:alone", { type: "ready", record: record_1bw3 });
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
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("election", { now: { debt: null } });
    chart.advance(129);
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["ask", { req: 102, to: [], ask: { type: "prepare", epoch: 1 } }],
        "saveRecord",
        ["ask", { req: 103, to: [], ask: { type: "newEpoch", epoch: 1 } }],
        "saveRecord",
        ["lead", { epoch: 1 }],
        ["startExchange", {
          job: 104,
          epoch: 1,
          sync: true,
          leader: null,
          views: [["a"]],
          fact: fact_dt0j,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 105, to: [], ask: ask_dng0 }],
        ["renewLease", { req: 105, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 1, candidate: "a" },
        fact: fact_dt0j,
        heard: null,
        epochSeen: 1,
        leader: "a",
        awaits: "granted",
        job: 104,
        nextReq: 106,
        askedReq: 105,
        askedSeq: 1,
        committedSeq: 1,
      },
    });
    chart.send("exchangeFailed:earlier", { type: "exchangeFailed", job: 103, reason: "test" });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"]);
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 1 });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"]);
    chart.send("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.is("election", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["handOver", { epoch: 1, successor: "b" }],
        ["ask", { req: 106, to: [], ask: { type: "probe" } }],
      ],
      now: {
        heard: fact_dt0j,
        leader: "",
        awaits: "probed",
        nextReq: 107,
        seed: 1586005467,
        reason: "test",
        successor: "b",
      },
    });
    chart.advance(111);
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["ask", { req: 107, to: [], ask: { type: "prepare", epoch: 2 } }],
        "saveRecord",
        ["ask", { req: 108, to: [], ask: { type: "newEpoch", epoch: 2 } }],
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 109,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a"]],
          fact: fact_nixl,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 110, to: [], ask: ask_2x2f }],
        ["renewLease", { req: 110, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        fact: fact_nixl,
        heard: null,
        epochSeen: 2,
        leader: "a",
        awaits: "granted",
        job: 109,
        nextReq: 111,
        reason: "",
        successor: "",
        askedReq: 110,
      },
    });
    chart.send("reply:late", {
      type: "reply",
      from: "b",
      req: 110,
      at: 240,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"]);
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [
        ["answerChange", {
          id: 9,
          code: "INVALID_ARGUMENT",
          message: "a view is never empty: an ensemble without members could never change again",
        }],
      ],
    });
    chart.send("updateMembers:unknown", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "z" }] });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [["answerChange", { id: 9, code: "NOT_A_MEMBER", message: "z is not a member: a are" }]],
    });
    chart.advance(100);
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [["ask", { req: 111, to: [], ask: ask_2x2f }], ["renewLease", { req: 111, grantMs: 300 }]],
      now: { nextReq: 112, askedReq: 111 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("election", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["ask", { req: 112, to: [], ask: { type: "probe" } }],
      ],
      now: { heard: fact_nixl, leader: "", awaits: "probed", nextReq: 113, seed: 2165703038 },
    });
    chart.advance(89);
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["ask", { req: 113, to: [], ask: { type: "prepare", epoch: 3 } }],
        "saveRecord",
        ["ask", { req: 114, to: [], ask: { type: "newEpoch", epoch: 3 } }],
        "saveRecord",
        ["lead", { epoch: 3 }],
        ["startExchange", {
          job: 115,
          epoch: 3,
          sync: true,
          leader: null,
          views: [["a"]],
          fact: fact_1gvr,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 116, to: [], ask: { type: "commit", fact: fact_1gvr } }],
        ["renewLease", { req: 116, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        fact: fact_1gvr,
        heard: null,
        epochSeen: 3,
        leader: "a",
        awaits: "granted",
        job: 115,
        nextReq: 117,
        askedReq: 116,
      },
    });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 116 });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"]);
    chart.send("exchange:sync", { type: "exchange", from: "a", req: 7, at: 429, epoch: 3, sync: true, fact: fact_1gvr });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [["answer", { to: "a", req: 7, epoch: 3, body: body_yxal }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 429, epoch: 2, sync: false, fact: fact_1gvr });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 4 });
    chart.is("election", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["ask", { req: 117, to: [], ask: { type: "probe" } }],
      ],
      now: { heard: fact_1gvr, epochSeen: 4, leader: "", awaits: "probed", nextReq: 118, seed: 3027450565 },
    });
    chart.advance(143);
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["ask", { req: 118, to: [], ask: { type: "prepare", epoch: 5 } }],
        "saveRecord",
        ["ask", { req: 119, to: [], ask: { type: "newEpoch", epoch: 5 } }],
        "saveRecord",
        ["lead", { epoch: 5 }],
        ["startExchange", {
          job: 120,
          epoch: 5,
          sync: true,
          leader: null,
          views: [["a"]],
          fact: fact_185m,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 121, to: [], ask: { type: "commit", fact: fact_185m } }],
        ["renewLease", { req: 121, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 5, candidate: "a" },
        fact: fact_185m,
        heard: null,
        epochSeen: 5,
        leader: "a",
        awaits: "granted",
        job: 120,
        nextReq: 122,
        askedReq: 121,
      },
    });
    chart.send("leaseLost:current", { type: "leaseLost", epoch: 5 });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
        ["ask", { req: 122, to: [], ask: { type: "prepare", epoch: 6 } }],
        "saveRecord",
        ["ask", { req: 123, to: [], ask: { type: "newEpoch", epoch: 6 } }],
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", {
          job: 124,
          epoch: 6,
          sync: true,
          leader: null,
          views: [["a"]],
          fact: fact_t3j5,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 125, to: [], ask: { type: "commit", fact: fact_t3j5 } }],
        ["renewLease", { req: 125, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        fact: fact_t3j5,
        epochSeen: 6,
        job: 124,
        nextReq: 126,
        askedReq: 125,
      },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "a", req: 7, at: 572, epoch: 6 });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [["answer", { to: "a", req: 7, epoch: 6, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 572, epoch: 5 });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [["answer", { to: "b", req: 7, epoch: 6, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 572, epoch: 7 });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [["answer", { to: "c", req: 7, epoch: 6, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 572, epoch: 6 });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [["answer", { to: "c", req: 7, epoch: 6, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 572 });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 6,
          body: { kind: "probed", fact: fact_t3j5, leader: "a", leaderAgeMs: 0, trusted: true },
        }],
      ],
    });
  });

  it("setup > probe.asking > prefollow > … > prepare > prelead [35d58fa0]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("probe.asking", { now: { debt: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_smh4 }]],
      now: { promised: { epoch: 1, candidate: "b" }, epochSeen: 1, round: null },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { fact: fact_1ln9, leader: "b", debt: { to: "b", id: 102 }, job: 103, nextReq: 104 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 103 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 103, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 2, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 2 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 103 });
    chart.send("reply:stranger", { type: "reply", from: "z", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is("prelead");
    chart.send("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 104,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is("prelead");
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 104,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is("prelead");
    chart.send("reply:late", {
      type: "reply",
      from: "b",
      req: 104,
      at: 0,
      epoch: 0,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is("prelead");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.ignore("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 106, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_g86l, awaits: "probed", nextReq: 107 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 106, at: 0, epoch: 2, body: body_17e4 });
    chart.is("election", { now: { heard: fact_1ln9, round: null, seed: 1015568748 } });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_lp1c });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.advance(129);
    chart.is("prepare", {
      does: ["saveRecord", ["ask", { req: 107, to: ["b", "c"], ask: { type: "prepare", epoch: 3 } }]],
      now: {
        promised: { epoch: 3, candidate: "a" },
        epochSeen: 3,
        round: round_lcy6,
        awaits: "promise",
        nextReq: 108,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 107, at: 129, epoch: 3, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: { type: "newEpoch", epoch: 3 } }]],
      now: { heard: null, round: round_j8fn, awaits: "ok", nextReq: 109 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 129, fact: fact_147n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 110,
          epoch: 4,
          sync: false,
          leader: { peer: "b", epoch: 4 },
          views: [["a", "b", "c"]],
          fact: fact_147n,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_147n,
        epochSeen: 4,
        leader: "b",
        leaderHeardAt: 129,
        debt: { to: "b", id: 109 },
        round: null,
        job: 110,
        nextReq: 111,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 4, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 111, to: ["b", "c"], ask: { type: "prepare", epoch: 5 } }],
      ],
      now: {
        promised: { epoch: 5, candidate: "a" },
        epochSeen: 5,
        leader: "",
        debt: null,
        round: round_1e1f,
        awaits: "promise",
        nextReq: 112,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 111, at: 129, epoch: 5, body: { kind: "promise", fact: fact_147n } });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 112, to: ["b", "c"], ask: { type: "newEpoch", epoch: 5 } }]],
      now: { round: round_1r4e, awaits: "ok", nextReq: 113 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 129, fact: fact_5994 });
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 129, fact: fact_147n });
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:replaces", {
      type: "commit",
      from: "b",
      req: 7,
      at: 129,
      fact: {
        epoch: 4,
        seq: 2,
        leader: "b",
        views: [["a", "b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: pending_1v75,
      },
    });
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:withoutMe", {
      type: "commit",
      from: "b",
      req: 7,
      at: 129,
      fact: {
        epoch: 4,
        seq: 2,
        leader: "b",
        views: [["b", "c", "d"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:stale", {
      type: "commit",
      from: "b",
      req: 7,
      at: 129,
      fact: {
        epoch: 4,
        seq: 9,
        leader: "b",
        views: [["a", "b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:forged", {
      type: "commit",
      from: "b",
      req: 7,
      at: 129,
      fact: {
        epoch: 6,
        seq: 1,
        leader: "c",
        views: [["a", "b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "state" } }]] });
  });

  it("setup > … > leading.tree.syncing+leading.commit.committing+leading.views.proposed [ea4c9b7c]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("probe.asking", { now: { debt: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_smh4 }]],
      now: { promised: { epoch: 1, candidate: "b" }, epochSeen: 1, round: null },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_p32l });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_p32l,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { fact: fact_p32l, leader: "b", debt: { to: "b", id: 102 }, job: 103, nextReq: 104 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_1ed1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 105 });
    chart.is("prelead");
    chart.send("exchange:sync", { type: "exchange", from: "a", req: 7, at: 0, epoch: 2, sync: true, fact: fact_p32l });
    chart.is("prelead", { does: [["answer", { to: "a", req: 7, epoch: 2, body: body_yxal }]] });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: 1, sync: false, fact: fact_p32l });
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 3 });
    chart.is("prelead", { now: { epochSeen: 3 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 2 });
    chart.is("prelead");
    chart.send("newEpoch:promised", { type: "newEpoch", from: "a", req: 7, at: 0, epoch: 2 });
    chart.is("prelead", { does: [["answer", { to: "a", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }]] });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 3 });
    chart.is("prelead", { does: [["answer", { to: "c", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }]] });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_1ed1 }]],
      now: { promised: { epoch: 3, candidate: "b" }, round: null },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_and0 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 106, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 107,
          epoch: 4,
          sync: false,
          leader: { peer: "b", epoch: 4 },
          views: [["a", "b", "c"]],
          fact: fact_and0,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_and0,
        epochSeen: 4,
        leader: "b",
        debt: { to: "b", id: 106 },
        job: 107,
        nextReq: 108,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 4, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 108, to: ["b", "c"], ask: { type: "prepare", epoch: 5 } }],
      ],
      now: {
        promised: { epoch: 5, candidate: "a" },
        epochSeen: 5,
        leader: "",
        debt: null,
        round: round_j8fn,
        awaits: "promise",
        nextReq: 109,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 108, at: 0, epoch: 5, body: { kind: "promise", fact: fact_and0 } });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: { type: "newEpoch", epoch: 5 } }]],
      now: { round: round_1qpj, awaits: "ok", nextReq: 110 },
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 5 });
    chart.is("prelead", { does: [["answer", { to: "c", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is("prelead", {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 5,
          body: { kind: "probed", fact: fact_and0, leader: "", leaderAgeMs: 0, trusted: true },
        }],
      ],
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 109, at: 0, epoch: 5, body: { kind: "nack", reason: "state" } });
    chart.is("prelead", { now: { round: { req: 109, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] } } });
    chart.send("reply:vote", { type: "reply", from: "b", req: 109, at: 0, epoch: 5, body: { kind: "ok" } });
    chart.is("prelead");
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 109, at: 0, epoch: 6, body: { kind: "nack", reason: "epoch" } });
    chart.is("prelead");
    chart.send("reply:voteOfThird", { type: "reply", from: "c", req: 109, at: 0, epoch: 5, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 5 }],
        ["startExchange", {
          job: 110,
          epoch: 5,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1tul,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 111, to: ["b", "c", "d"], ask: { type: "commit", fact: fact_1tul } }],
      ],
      now: {
        fact: fact_1tul,
        leader: "a",
        round: round_1e1f,
        awaits: "granted",
        job: 110,
        nextReq: 112,
        askedReq: 111,
        askedSeq: 1,
      },
    });
  });

  it("setup > probe.asking > prefollow > stopped [dfd4ac7c]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("probe.asking", { now: { debt: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_smh4 }]],
      now: { promised: { epoch: 1, candidate: "b" }, epochSeen: 1, round: null },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        fact: fact_1igk,
        trusted: false,
        countsFrom: 1,
        leader: "b",
        debt: { to: "b", id: 102 },
        nextReq: 103,
      },
    });
  });

  it("setup > probe.asking > … > prelead > stopped [5fb6b243]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_198i });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: { peer: "b", epoch: 0 },
          views: [["a", "b", "c"]],
          fact: heard_tygn,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { heard: heard_tygn, leader: "b", round: null, job: 102, nextReq: 103 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 103, to: ["b", "c"], ask: { type: "prepare", epoch: 1 } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "a" },
        epochSeen: 1,
        leader: "",
        debt: null,
        round: round_1huf,
        awaits: "promise",
        nextReq: 104,
      },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 104, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 105,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        fact: fact_1ln9,
        heard: null,
        leader: "b",
        debt: { to: "b", id: 104 },
        round: null,
        job: 105,
        nextReq: 106,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 106, to: ["b", "c"], ask: { type: "prepare", epoch: 2 } }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        epochSeen: 2,
        leader: "",
        debt: null,
        round: round_g86l,
        nextReq: 107,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 106, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 107, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_lcy6, awaits: "ok", nextReq: 108 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 107, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 108,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 109, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_1qpj,
        awaits: "granted",
        job: 108,
        nextReq: 110,
        askedReq: 109,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 110, to: ["b", "c", "d"], ask: ask_1slu }]],
      now: { fact: fact_12bg, round: round_alp9, nextReq: 111, askedReq: 110, askedSeq: 2, change: 9 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1vw7 });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 111, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { epochSeen: 3, leader: "", round: round_1e1f, awaits: "probed", nextReq: 112 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1vw7 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 112, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 113,
          epoch: 3,
          sync: false,
          leader: { peer: "b", epoch: 3 },
          views: [["a", "b", "c"]],
          fact: fact_1vw7,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1vw7,
        leader: "b",
        debt: { to: "b", id: 112 },
        round: null,
        job: 113,
        nextReq: 114,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 3, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 114, to: ["b", "c"], ask: { type: "prepare", epoch: 4 } }],
      ],
      now: {
        promised: { epoch: 4, candidate: "a" },
        epochSeen: 4,
        leader: "",
        debt: null,
        round: round_rr13,
        awaits: "promise",
        nextReq: 115,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 114, at: 0, epoch: 4, body: { kind: "promise", fact: fact_1vw7 } });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 115, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_17gx, awaits: "ok", nextReq: 116 },
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_d4qk });
    chart.is("prelead", { now: { settings: settings_d4qk } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"], now: { round: null } });
  });

  it("setup > probe.asking > … > prepare > stopped [0693c81d]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_198i });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: { peer: "b", epoch: 0 },
          views: [["a", "b", "c"]],
          fact: heard_tygn,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { heard: heard_tygn, leader: "b", round: null, job: 102, nextReq: 103 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 103, to: ["b", "c"], ask: { type: "prepare", epoch: 1 } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "a" },
        epochSeen: 1,
        leader: "",
        debt: null,
        round: round_1huf,
        awaits: "promise",
        nextReq: 104,
      },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_p32l });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 104, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 105,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_p32l,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        fact: fact_p32l,
        heard: null,
        leader: "b",
        debt: { to: "b", id: 104 },
        round: null,
        job: 105,
        nextReq: 106,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 106, to: ["b", "c"], ask: { type: "prepare", epoch: 2 } }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        epochSeen: 2,
        leader: "",
        debt: null,
        round: round_g86l,
        nextReq: 107,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 106, at: 0, epoch: 2, body: body_1ed1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 107, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_lcy6, awaits: "ok", nextReq: 108 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 108 }]],
      now: { trusted: false, round: null, job: 108, nextReq: 109 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 109, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_1qpj, awaits: "probed", nextReq: 110 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1dvb });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 110, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 111,
          epoch: 3,
          sync: false,
          leader: { peer: "b", epoch: 3 },
          views: [["a", "b", "c"]],
          fact: fact_1dvb,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1dvb,
        epochSeen: 3,
        leader: "b",
        debt: { to: "b", id: 110 },
        round: null,
        job: 111,
        nextReq: 112,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 3, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 112, to: ["b", "c"], ask: { type: "prepare", epoch: 4 } }],
      ],
      now: {
        promised: { epoch: 4, candidate: "a" },
        epochSeen: 4,
        leader: "",
        debt: null,
        round: round_1r4e,
        awaits: "promise",
        nextReq: 113,
      },
    });
    chart.send("reply:promiseElsewhere", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: body_1bvr });
    chart.is("prepare", {
      does: [["ask", { req: 112, to: ["d"], ask: { type: "prepare", epoch: 4 } }]],
      now: {
        round: {
          req: 112,
          electorate: electorate_k14s,
          valid: 1,
          nacks: 0,
          replies: [{ from: "b", epoch: 4, body: body_1bvr }],
        },
      },
    });
    chart.advance(40);
    chart.is("stopped", { status: "done", does: ["tellRemoved", "close"], now: { heard: fact_nfam, round: null } });
  });

  it("setup > probe.asking > … > prepare > stopped [c712e512]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_198i });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: { peer: "b", epoch: 0 },
          views: [["a", "b", "c"]],
          fact: heard_tygn,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { heard: heard_tygn, leader: "b", round: null, job: 102, nextReq: 103 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 103, to: ["b", "c"], ask: { type: "prepare", epoch: 1 } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "a" },
        epochSeen: 1,
        leader: "",
        debt: null,
        round: round_1huf,
        awaits: "promise",
        nextReq: 104,
      },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        fact: fact_1igk,
        trusted: false,
        countsFrom: 1,
        heard: null,
        leader: "b",
        debt: { to: "b", id: 104 },
        round: null,
        nextReq: 105,
      },
    });
  });

  it("setup > pending > prefollow > stopped [c7850379]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("pending", { now: { debt: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_1upt }]],
      now: { promised: { epoch: 1, candidate: "b" }, epochSeen: 1 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1vcu });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 2, candidate: "b" },
        fact: fact_1vcu,
        countsFrom: 1,
        epochSeen: 2,
        leader: "b",
        debt: { to: "b", id: 101 },
        nextReq: 102,
      },
    });
  });

  it("setup > pending > prefollow > stopped [a71230f9]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("pending", { now: { debt: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_1upt }]],
      now: { promised: { epoch: 1, candidate: "b" }, epochSeen: 1 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: { fact: fact_86ut, countsFrom: 1, leader: "b", debt: { to: "b", id: 101 }, nextReq: 102 },
    });
  });

  it("setup > pending > … > following.leader.heard+following.tree.exchanging > stopped [a772ea64]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("pending", { now: { debt: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_1upt }]],
      now: { promised: { epoch: 1, candidate: "b" }, epochSeen: 1 },
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 2 });
    chart.is("pending", {
      does: [["answer", { to: "c", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }], "saveRecord"],
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 2, body: body_1upt }]],
      now: { promised: { epoch: 2, candidate: "b" }, epochSeen: 2 },
    });
    chart.advance(200);
    chart.is("pending", { does: ["saveRecord"] });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 200, epoch: 3 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_1upt }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 200, epoch: 3 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "ok" } }],
        ["startExchange", {
          job: 101,
          epoch: 3,
          sync: false,
          leader: { peer: "b", epoch: 3 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", leaderHeardAt: 200, job: 101, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 200, fact: fact_1968 });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "cancelExchange",
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_1968,
        countsFrom: 1,
        epochSeen: 4,
        debt: { to: "b", id: 102 },
        nextReq: 103,
      },
    });
  });

  it("setup > pending > repair > exchange > pending > repair > exchange > stopped [ec8eca57]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 101 }]], now: { job: 101, nextReq: 102 } });
    chart.send("repairComplete:current", { type: "repairComplete", job: 101 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 102, nextReq: 103 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["cancelExchange", "saveRecord"] });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 103 }]], now: { job: 103, nextReq: 104 } });
    chart.send("repairComplete:current", { type: "repairComplete", job: 103 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 104,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 104, nextReq: 105 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "cancelExchange",
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_86ut,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 105 },
        nextReq: 106,
      },
    });
  });

  it("setup > election > leading.tree.syncing+leading.commit.idle+leading.views.stable > stopped [def76282]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:alone", { type: "ready", record: record_1bw3 });
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
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("election", { now: { debt: null } });
    chart.advance(129);
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["ask", { req: 102, to: [], ask: { type: "prepare", epoch: 1 } }],
        "saveRecord",
        ["ask", { req: 103, to: [], ask: { type: "newEpoch", epoch: 1 } }],
        "saveRecord",
        ["lead", { epoch: 1 }],
        ["startExchange", {
          job: 104,
          epoch: 1,
          sync: true,
          leader: null,
          views: [["a"]],
          fact: fact_dt0j,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 105, to: [], ask: ask_dng0 }],
        ["renewLease", { req: 105, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 1, candidate: "a" },
        fact: fact_dt0j,
        heard: null,
        epochSeen: 1,
        leader: "a",
        awaits: "granted",
        job: 104,
        nextReq: 106,
        askedReq: 105,
        askedSeq: 1,
        committedSeq: 1,
      },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 105,
      at: 129,
      epoch: 1,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      now: { taken: { c: 1 }, granted: { c: 105 } },
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_d4qk });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      now: { settings: settings_d4qk },
    });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", {
      status: "done",
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "close",
      ],
    });
  });

  it("setup > election > … > leading.tree.ready+leading.commit.idle+leading.views.stable [a49e5e57]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:alone", { type: "ready", record: record_1bw3 });
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
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("election", { now: { debt: null } });
    chart.advance(129);
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["ask", { req: 102, to: [], ask: { type: "prepare", epoch: 1 } }],
        "saveRecord",
        ["ask", { req: 103, to: [], ask: { type: "newEpoch", epoch: 1 } }],
        "saveRecord",
        ["lead", { epoch: 1 }],
        ["startExchange", {
          job: 104,
          epoch: 1,
          sync: true,
          leader: null,
          views: [["a"]],
          fact: fact_dt0j,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 105, to: [], ask: ask_dng0 }],
        ["renewLease", { req: 105, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 1, candidate: "a" },
        fact: fact_dt0j,
        heard: null,
        epochSeen: 1,
        leader: "a",
        awaits: "granted",
        job: 104,
        nextReq: 106,
        askedReq: 105,
        askedSeq: 1,
        committedSeq: 1,
      },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
        ["startRepair", { job: 106 }],
      ],
      now: { trusted: false, job: 106, nextReq: 107 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("exchange", {
      does: [
        ["ask", { req: 107, to: [], ask: { type: "probe" } }],
        ["startExchange", {
          job: 108,
          epoch: 1,
          sync: false,
          leader: null,
          views: [["a"]],
          fact: fact_dt0j,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { heard: fact_dt0j, leader: "", awaits: "probed", job: 108, nextReq: 109 },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 108, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"] });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("exchange", {
      does: [
        ["ask", { req: 109, to: [], ask: { type: "probe" } }],
        ["startExchange", {
          job: 110,
          epoch: 1,
          sync: false,
          leader: null,
          views: [["a"]],
          fact: fact_dt0j,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 110, nextReq: 111 },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 110, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"] });
    chart.advance(100);
    chart.is("exchange", {
      does: [
        ["ask", { req: 111, to: [], ask: { type: "probe" } }],
        ["startExchange", {
          job: 112,
          epoch: 1,
          sync: false,
          leader: null,
          views: [["a"]],
          fact: fact_dt0j,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 112, nextReq: 113 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 112 });
    chart.is("election", { does: ["cancelExchange", "saveRecord"], now: { trusted: true, seed: 1586005467 } });
    chart.advance(111);
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["ask", { req: 113, to: [], ask: { type: "prepare", epoch: 2 } }],
        "saveRecord",
        ["ask", { req: 114, to: [], ask: { type: "newEpoch", epoch: 2 } }],
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 115,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a"]],
          fact: fact_nixl,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 116, to: [], ask: ask_2x2f }],
        ["renewLease", { req: 116, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        fact: fact_nixl,
        heard: null,
        epochSeen: 2,
        leader: "a",
        awaits: "granted",
        job: 115,
        nextReq: 117,
        askedReq: 116,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 115 });
    chart.is(["leading.tree.ready", "leading.commit.idle", "leading.views.stable"], {
      does: ["saveRecord"],
      now: { synced: true },
    });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 115 });
    chart.send("exchange:sync", { type: "exchange", from: "a", req: 7, at: 340, epoch: 2, sync: true, fact: fact_nixl });
    chart.is(["leading.tree.ready", "leading.commit.idle", "leading.views.stable"], {
      does: [
        ["answer", { to: "a", req: 7, epoch: 2, body: { kind: "exchanging", leads: true, trusted: true, countsFrom: 0 } }],
      ],
    });
    chart.ignore("handover:toMe", { type: "handover", from: "a", epoch: 2, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "a" });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 115 });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 340, epoch: 1, sync: false, fact: fact_nixl });
    chart.is(["leading.tree.ready", "leading.commit.idle", "leading.views.stable"], {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
  });

  it("setup > pending > prefollow > following.leader.heard+following.tree.exchanging > stopped [10b7984b]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("pending", { now: { debt: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_1upt }]],
      now: { promised: { epoch: 1, candidate: "b" }, epochSeen: 1 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "ok" } }],
        ["startExchange", {
          job: 101,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", job: 101, nextReq: 102 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "cancelExchange",
        "tellRemoved",
        "close",
      ],
      now: { fact: fact_86ut, countsFrom: 1, debt: { to: "b", id: 102 }, nextReq: 103 },
    });
  });

  it("setup > … > leading.tree.syncing+leading.commit.committing+leading.views.stable [c2f50763]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("prepare", { now: { round: round_16t9 } });
    chart.send("reply:voteOfThird", { type: "reply", from: "c", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("commit:again", { type: "commit", from: "a", req: 7, at: 0, fact: fact_1kr6 });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [["answer", { to: "a", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }]],
    });
    chart.advance(40);
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["ask", { req: 108, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { leader: "", round: round_j8fn, awaits: "probed", nextReq: 109 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 40, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 110,
          epoch: 3,
          sync: false,
          leader: { peer: "b", epoch: 3 },
          views: [["a", "b", "c"]],
          fact: fact_1grl,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        epochSeen: 3,
        leader: "b",
        leaderHeardAt: 40,
        debt: { to: "b", id: 109 },
        round: null,
        job: 110,
        nextReq: 111,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 3, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 111, to: ["b", "c"], ask: { type: "prepare", epoch: 4 } }],
      ],
      now: {
        promised: { epoch: 4, candidate: "a" },
        epochSeen: 4,
        leader: "",
        debt: null,
        round: round_1e1f,
        awaits: "promise",
        nextReq: 112,
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 111, at: 40, epoch: 4, body: { kind: "nack", reason: "state" } });
    chart.is("prepare", { now: { round: { req: 111, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] } } });
    chart.send("reply:refusalOfThird", { type: "reply", from: "c", req: 111, at: 40, epoch: 4, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      does: [["ask", { req: 112, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { heard: fact_1grl, round: round_1r4e, awaits: "probed", nextReq: 113 },
    });
    chart.send("reply:claim", {
      type: "reply",
      from: "b",
      req: 112,
      at: 40,
      epoch: 4,
      body: { kind: "probed", fact: fact_5994, leader: "b", leaderAgeMs: 10, trusted: true },
    });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["startExchange", {
          job: 113,
          epoch: 4,
          sync: false,
          leader: { peer: "b", epoch: 4 },
          views: [["a", "b", "c"]],
          fact: fact_5994,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { heard: fact_5994, leader: "b", round: null, job: 113, nextReq: 114 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 113 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("commit:withoutMe", {
      type: "commit",
      from: "b",
      req: 7,
      at: 40,
      fact: {
        epoch: 3,
        seq: 2,
        leader: "b",
        views: [["b", "c", "d"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [["answer", { to: "b", req: 7, epoch: 4, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 4, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 114, to: ["b", "c"], ask: { type: "prepare", epoch: 5 } }],
      ],
      now: {
        promised: { epoch: 5, candidate: "a" },
        epochSeen: 5,
        leader: "",
        round: round_rr13,
        awaits: "promise",
        nextReq: 115,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 114, at: 40, epoch: 5, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 115, to: ["b", "c"], ask: { type: "newEpoch", epoch: 5 } }]],
      now: { heard: null, round: round_17gx, awaits: "ok", nextReq: 116 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 115, at: 40, epoch: 5, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 5 }],
        ["startExchange", {
          job: 116,
          epoch: 5,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1iex,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 117, to: ["b", "c"], ask: { type: "commit", fact: fact_1iex } }],
      ],
      now: {
        fact: fact_1iex,
        leader: "a",
        round: round_1990,
        awaits: "granted",
        job: 116,
        nextReq: 118,
        askedReq: 117,
      },
    });
    chart.ignore("handover:toMe", { type: "handover", from: "a", epoch: 5, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "a" });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 116 });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["ask", { req: 118, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { leader: "", round: round_h01z, awaits: "probed", nextReq: 119 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 40, fact: fact_1728 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 119, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 6, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 120,
          epoch: 6,
          sync: false,
          leader: { peer: "b", epoch: 6 },
          views: [["a", "b", "c"]],
          fact: fact_1728,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 6, candidate: "b" },
        fact: fact_1728,
        epochSeen: 6,
        leader: "b",
        debt: { to: "b", id: 119 },
        round: null,
        job: 120,
        nextReq: 121,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 6, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 121, to: ["b", "c"], ask: { type: "prepare", epoch: 7 } }],
      ],
      now: {
        promised: { epoch: 7, candidate: "a" },
        epochSeen: 7,
        leader: "",
        debt: null,
        round: round_1if4,
        awaits: "promise",
        nextReq: 122,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 121, at: 40, epoch: 7, body: { kind: "promise", fact: fact_1728 } });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 122, to: ["b", "c"], ask: { type: "newEpoch", epoch: 7 } }]],
      now: { round: round_rmgx, awaits: "ok", nextReq: 123 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 122, at: 40, epoch: 7, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 7 }],
        ["startExchange", {
          job: 123,
          epoch: 7,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_16a5,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 124, to: ["b", "c"], ask: { type: "commit", fact: fact_16a5 } }],
      ],
      now: {
        fact: fact_16a5,
        leader: "a",
        round: round_pg35,
        awaits: "granted",
        job: 123,
        nextReq: 125,
        askedReq: 124,
      },
    });
    chart.send("commit:stale", {
      type: "commit",
      from: "b",
      req: 7,
      at: 40,
      fact: {
        epoch: 6,
        seq: 9,
        leader: "b",
        views: [["a", "b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [["answer", { to: "b", req: 7, epoch: 7, body: { kind: "nack", reason: "epoch" } }]],
    });
  });

  it("setup > probe.asking > … > prepare [7ccc4b50]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_198i });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: { peer: "b", epoch: 0 },
          views: [["a", "b", "c"]],
          fact: heard_tygn,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { heard: heard_tygn, leader: "b", round: null, job: 102, nextReq: 103 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 103, to: ["b", "c"], ask: { type: "prepare", epoch: 1 } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "a" },
        epochSeen: 1,
        leader: "",
        debt: null,
        round: round_1huf,
        awaits: "promise",
        nextReq: 104,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 103, at: 0, epoch: 1, body: body_smh4 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 104, to: ["b", "c"], ask: { type: "newEpoch", epoch: 1 } }]],
      now: { heard: null, round: round_1y2t, awaits: "ok", nextReq: 105 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 106,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { fact: fact_1ln9, leader: "b", debt: { to: "b", id: 105 }, round: null, job: 106, nextReq: 107 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 107, to: ["b", "c"], ask: { type: "prepare", epoch: 2 } }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        epochSeen: 2,
        leader: "",
        debt: null,
        round: round_lcy6,
        awaits: "promise",
        nextReq: 108,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 107, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_j8fn, awaits: "ok", nextReq: 109 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 108, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 109,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 110, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_alp9,
        awaits: "granted",
        job: 109,
        nextReq: 111,
        askedReq: 110,
        askedSeq: 1,
      },
    });
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_4l4v });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 111, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { epochSeen: 3, leader: "", round: round_1e1f, awaits: "probed", nextReq: 112 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 112, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 113,
          epoch: 3,
          sync: false,
          leader: { peer: "b", epoch: 3 },
          views: [["a", "b", "c"]],
          fact: fact_1grl,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        leader: "b",
        debt: { to: "b", id: 112 },
        round: null,
        job: 113,
        nextReq: 114,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 3, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 114, to: ["b", "c"], ask: { type: "prepare", epoch: 4 } }],
      ],
      now: {
        promised: { epoch: 4, candidate: "a" },
        epochSeen: 4,
        leader: "",
        debt: null,
        round: round_rr13,
        awaits: "promise",
        nextReq: 115,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 114, at: 0, epoch: 4, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 115, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_17gx, awaits: "ok", nextReq: 116 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 115, at: 0, epoch: 4, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 4 }],
        ["startExchange", {
          job: 116,
          epoch: 4,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_12si,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 117, to: ["b", "c"], ask: ask_1lng }],
      ],
      now: {
        fact: fact_12si,
        leader: "a",
        round: round_1990,
        awaits: "granted",
        job: 116,
        nextReq: 118,
        askedReq: 117,
      },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 116, reason: "test" });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["ask", { req: 118, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { leader: "", round: round_h01z, awaits: "probed", nextReq: 119 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ah2n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 119, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 120,
          epoch: 5,
          sync: false,
          leader: { peer: "b", epoch: 5 },
          views: [["a", "b", "c"]],
          fact: fact_ah2n,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_ah2n,
        epochSeen: 5,
        leader: "b",
        debt: { to: "b", id: 119 },
        round: null,
        job: 120,
        nextReq: 121,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 121, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: round_1if4,
        awaits: "promise",
        nextReq: 122,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 121, at: 0, epoch: 6, body: { kind: "promise", fact: fact_ah2n } });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 122, to: ["b", "c"], ask: { type: "newEpoch", epoch: 6 } }]],
      now: { round: round_rmgx, awaits: "ok", nextReq: 123 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 122, at: 0, epoch: 6, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", {
          job: 123,
          epoch: 6,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_17ju,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 124, to: ["b", "c"], ask: { type: "commit", fact: fact_17ju } }],
      ],
      now: {
        fact: fact_17ju,
        leader: "a",
        round: round_pg35,
        awaits: "granted",
        job: 123,
        nextReq: 125,
        askedReq: 124,
      },
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 7 });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["ask", { req: 125, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: {
        epochSeen: 7,
        leader: "",
        round: { req: 125, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "probed",
        nextReq: 126,
      },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1jqc });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 126, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 7, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 127,
          epoch: 7,
          sync: false,
          leader: { peer: "b", epoch: 7 },
          views: [["a", "b", "c"]],
          fact: fact_1jqc,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 7, candidate: "b" },
        fact: fact_1jqc,
        leader: "b",
        debt: { to: "b", id: 126 },
        round: null,
        job: 127,
        nextReq: 128,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 7, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 128, to: ["b", "c"], ask: { type: "prepare", epoch: 8 } }],
      ],
      now: {
        promised: { epoch: 8, candidate: "a" },
        epochSeen: 8,
        leader: "",
        debt: null,
        round: { req: 128, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "promise",
        nextReq: 129,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 128, at: 0, epoch: 8, body: { kind: "promise", fact: fact_1jqc } });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 129, to: ["b", "c"], ask: { type: "newEpoch", epoch: 8 } }]],
      now: {
        round: { req: 129, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "ok",
        nextReq: 130,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 129, at: 0, epoch: 8, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 8 }],
        ["startExchange", {
          job: 130,
          epoch: 8,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1ui8,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 131, to: ["b", "c"], ask: { type: "commit", fact: fact_1ui8 } }],
      ],
      now: {
        fact: fact_1ui8,
        leader: "a",
        round: { req: 131, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "granted",
        job: 130,
        nextReq: 132,
        askedReq: 131,
      },
    });
    chart.send("leaseLost:current", { type: "leaseLost", epoch: 8 });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
        ["ask", { req: 132, to: ["b", "c"], ask: { type: "prepare", epoch: 9 } }],
      ],
      now: {
        promised: { epoch: 9, candidate: "a" },
        epochSeen: 9,
        leader: "",
        round: { req: 132, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "promise",
        nextReq: 133,
      },
    });
  });

  it("setup > probe.asking > … > probe.asking [4d191c6e]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_198i });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: { peer: "b", epoch: 0 },
          views: [["a", "b", "c"]],
          fact: heard_tygn,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { heard: heard_tygn, leader: "b", round: null, job: 102, nextReq: 103 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 103, to: ["b", "c"], ask: { type: "prepare", epoch: 1 } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "a" },
        epochSeen: 1,
        leader: "",
        debt: null,
        round: round_1huf,
        awaits: "promise",
        nextReq: 104,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 103, at: 0, epoch: 1, body: body_smh4 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 104, to: ["b", "c"], ask: { type: "newEpoch", epoch: 1 } }]],
      now: { heard: null, round: round_1y2t, awaits: "ok", nextReq: 105 },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_p32l });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 106,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_p32l,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { fact: fact_p32l, leader: "b", debt: { to: "b", id: 105 }, round: null, job: 106, nextReq: 107 },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1es7 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 107, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
        ["startExchange", {
          job: 108,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1es7,
          sameEpoch: true,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        fact: fact_1es7,
        debt: { to: "b", id: 107 },
        job: 108,
        nextReq: 109,
        completing: { epoch: 1, viewVsn: { epoch: 1, seq: 2 } },
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 109, to: ["b", "d", "c"], ask: { type: "prepare", epoch: 2 } }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        epochSeen: 2,
        leader: "",
        debt: null,
        round: round_1tp5,
        awaits: "promise",
        nextReq: 110,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 109, at: 0, epoch: 2, body: { kind: "promise", fact: fact_1es7 } });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 110, to: ["b", "d", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_1q0u, awaits: "ok", nextReq: 111 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 110, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 111,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1q57,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 112, to: ["b", "d", "c"], ask: { type: "commit", fact: fact_1q57 } }],
      ],
      now: {
        fact: fact_1q57,
        leader: "a",
        round: { req: 112, electorate: electorate_oo8z, valid: 0, nacks: 0, replies: [] },
        awaits: "granted",
        job: 111,
        nextReq: 113,
        askedReq: 112,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "d" }, { op: "add", peer: "c" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: [
        ["answerChange", {
          id: 9,
          code: "CHANGE_IN_PROGRESS",
          message: "another change of the members is under way: wait until it has ended",
        }],
      ],
    });
    chart.ignore("handover:toMe", { type: "handover", from: "a", epoch: 2, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "a" });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 111 });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "promise", fact: fact_1q57 } }],
      ],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3, leader: "", round: null },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1q6m });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 113, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 114,
          epoch: 4,
          sync: false,
          leader: { peer: "b", epoch: 4 },
          views: [["a", "b", "c"]],
          fact: fact_1q6m,
          sameEpoch: true,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_1q6m,
        epochSeen: 4,
        leader: "b",
        debt: { to: "b", id: 113 },
        job: 114,
        nextReq: 115,
        completing: { epoch: 4, viewVsn: { epoch: 1, seq: 2 } },
      },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_rlyf });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 115, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
      ],
      now: { fact: fact_rlyf, debt: { to: "b", id: 115 }, nextReq: 116 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 4, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 116, to: ["b", "d"], ask: { type: "prepare", epoch: 5 } }],
      ],
      now: {
        promised: { epoch: 5, candidate: "a" },
        epochSeen: 5,
        leader: "",
        debt: null,
        round: { req: 116, electorate: electorate_54hj, valid: 0, nacks: 0, replies: [] },
        awaits: "promise",
        nextReq: 117,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 116, at: 0, epoch: 5, body: { kind: "promise", fact: fact_rlyf } });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 117, to: ["b", "d"], ask: { type: "newEpoch", epoch: 5 } }]],
      now: {
        round: { req: 117, electorate: electorate_54hj, valid: 0, nacks: 0, replies: [] },
        awaits: "ok",
        nextReq: 118,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 117, at: 0, epoch: 5, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 5 }],
        ["startExchange", {
          job: 118,
          epoch: 5,
          sync: true,
          leader: null,
          views: [["a", "b", "d"]],
          fact: fact_16tx,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 119, to: ["b", "d", "c"], ask: { type: "commit", fact: fact_16tx } }],
      ],
      now: {
        fact: fact_16tx,
        leader: "a",
        round: { req: 119, electorate: electorate_54hj, valid: 0, nacks: 0, replies: [] },
        awaits: "granted",
        job: 118,
        nextReq: 120,
        askedReq: 119,
      },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 119,
      at: 0,
      epoch: 5,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        ["renewLease", { req: 119, grantMs: 300 }],
        ["answerChange", { id: 0, code: "ok", message: "" }],
        "saveRecord",
        ["ask", { req: 120, to: ["b", "d"], ask: { type: "commit", fact: fact_arrr } }],
      ],
      now: {
        fact: fact_arrr,
        round: { req: 120, electorate: electorate_54hj, valid: 0, nacks: 0, replies: [] },
        nextReq: 121,
        taken: { b: 1 },
        askedReq: 120,
        askedSeq: 2,
        committedSeq: 1,
        left: ["c"],
        tells: 12,
        granted: { b: 119 },
      },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 120,
      at: 0,
      epoch: 5,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [["renewLease", { req: 120, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, tells: 11, granted: { b: 120 } },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 121, to: ["b", "d"], ask: { type: "commit", fact: fact_x5an } }]],
      now: {
        fact: fact_x5an,
        round: { req: 121, electorate: electorate_54hj, valid: 0, nacks: 0, replies: [] },
        nextReq: 122,
        askedReq: 121,
        askedSeq: 3,
        change: 9,
        left: [],
        tells: 0,
      },
    });
    chart.send("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "d" }, { op: "add", peer: "c" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: [
        ["answerChange", {
          id: 9,
          code: "CHANGE_IN_PROGRESS",
          message: "another change of the members is under way: wait until it has ended",
        }],
      ],
    });
    chart.advance(20);
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        ["answerChange", {
          id: 9,
          code: "UNAVAILABLE",
          message: "no quorum of the new members () came up in time: nothing was changed",
        }],
        "saveRecord",
        ["ask", { req: 122, to: ["b", "d"], ask: { type: "commit", fact: fact_1m82 } }],
      ],
      now: {
        fact: fact_1m82,
        round: { req: 122, electorate: electorate_54hj, valid: 0, nacks: 0, replies: [] },
        nextReq: 123,
        askedReq: 122,
        askedSeq: 4,
        change: 0,
        tells: 12,
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 122,
      at: 20,
      epoch: 5,
      body: { kind: "granted", leaseMs: 300, seq: 4, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [["renewLease", { req: 122, grantMs: 300 }]],
      now: { round: null, taken: { b: 4 }, committedSeq: 4, tells: 11, granted: { b: 122 } },
    });
    chart.send("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["handOver", { epoch: 5, successor: "b" }],
        ["ask", { req: 123, to: ["b", "d"], ask: { type: "probe" } }],
      ],
      now: { leader: "", round: round_1zce, awaits: "probed", nextReq: 124, reason: "test", successor: "b" },
    });
  });

  it("setup > probe.asking > … > prelead > stopped [9e0b2c9e]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_198i });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: { peer: "b", epoch: 0 },
          views: [["a", "b", "c"]],
          fact: heard_tygn,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { heard: heard_tygn, leader: "b", round: null, job: 102, nextReq: 103 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 103, to: ["b", "c"], ask: { type: "prepare", epoch: 1 } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "a" },
        epochSeen: 1,
        leader: "",
        debt: null,
        round: round_1huf,
        awaits: "promise",
        nextReq: 104,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 103, at: 0, epoch: 1, body: body_smh4 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 104, to: ["b", "c"], ask: { type: "newEpoch", epoch: 1 } }]],
      now: { heard: null, round: round_1y2t, awaits: "ok", nextReq: 105 },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        fact: fact_1igk,
        trusted: false,
        countsFrom: 1,
        leader: "b",
        debt: { to: "b", id: 105 },
        round: null,
        nextReq: 106,
      },
    });
  });

  it("setup > probe.asking > … > exchange > stopped [17f2609d]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_198i });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: { peer: "b", epoch: 0 },
          views: [["a", "b", "c"]],
          fact: heard_tygn,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { heard: heard_tygn, leader: "b", round: null, job: 102, nextReq: 103 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 103, to: ["b", "c"], ask: { type: "prepare", epoch: 1 } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "a" },
        epochSeen: 1,
        leader: "",
        debt: null,
        round: round_1huf,
        awaits: "promise",
        nextReq: 104,
      },
    });
    chart.send("reply:promiseElsewhere", { type: "reply", from: "b", req: 103, at: 0, epoch: 1, body: body_l9oz });
    chart.is("prepare", {
      does: [["ask", { req: 103, to: ["d"], ask: { type: "prepare", epoch: 1 } }]],
      now: {
        round: {
          req: 103,
          electorate: electorate_k14s,
          valid: 1,
          nacks: 0,
          replies: [{ from: "b", epoch: 1, body: body_l9oz }],
        },
      },
    });
    chart.send("reply:voteOfThird", { type: "reply", from: "c", req: 103, at: 0, epoch: 1, body: body_smh4 });
    chart.is("probe.asking", {
      does: [["ask", { req: 104, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_1y2t, awaits: "probed", nextReq: 105 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 105 }]],
      now: { trusted: false, round: null, job: 105, nextReq: 106 },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("repair", {
      does: [
        "saveRecord",
        ["owe", { id: 106, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
      ],
      now: {
        fact: fact_1igk,
        countsFrom: 1,
        heard: null,
        leader: "b",
        debt: { to: "b", id: 106 },
        nextReq: 107,
      },
    });
    chart.send("repairComplete:current", { type: "repairComplete", job: 105 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 107,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["b", "c", "d"]],
          fact: fact_1igk,
          sameEpoch: false,
          trusted: false,
          countsFrom: 1,
        }],
      ],
      now: { job: 107, nextReq: 108 },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "cancelExchange",
        "tellRemoved",
        "close",
      ],
      now: { debt: { to: "b", id: 108 }, nextReq: 109 },
    });
  });

  it("setup > pending > prefollow > … > following.leader.heard+following.tree.ready > stopped [dc70341d]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("pending", { now: { debt: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_1upt }]],
      now: { promised: { epoch: 1, candidate: "b" }, epochSeen: 1 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "ok" } }],
        ["startExchange", {
          job: 101,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", job: 101, nextReq: 102 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["cancelExchange", "saveRecord"], now: { leader: "" } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 2, body: body_1upt }]],
      now: { promised: { epoch: 2, candidate: "b" }, epochSeen: 2 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "ok" } }],
        ["startExchange", {
          job: 102,
          epoch: 2,
          sync: false,
          leader: { peer: "b", epoch: 2 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", job: 102, nextReq: 103 },
    });
    chart.send("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.is("pending", { does: ["cancelExchange", "saveRecord"], now: { leader: "" } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_1upt }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "ok" } }],
        ["startExchange", {
          job: 103,
          epoch: 3,
          sync: false,
          leader: { peer: "b", epoch: 3 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", job: 103, nextReq: 104 },
    });
    chart.advance(450);
    chart.is("pending", { does: ["cancelExchange", "saveRecord"], now: { leader: "" } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 450, epoch: 4 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 4, body: body_1upt }]],
      now: { promised: { epoch: 4, candidate: "b" }, epochSeen: 4 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 450, epoch: 4 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "ok" } }],
        ["startExchange", {
          job: 104,
          epoch: 4,
          sync: false,
          leader: { peer: "b", epoch: 4 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", leaderHeardAt: 450, job: 104, nextReq: 105 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 104 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"], now: { trusted: true } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 450, fact: fact_1hh2 });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "cancelExchange",
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_1hh2,
        trusted: false,
        countsFrom: 1,
        epochSeen: 5,
        debt: { to: "b", id: 105 },
        nextReq: 106,
      },
    });
  });

  it("setup > pending > repair > exchange > … > repair > exchange > election > stopped [5b078204]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 101 }]], now: { job: 101, nextReq: 102 } });
    chart.send("repairComplete:current", { type: "repairComplete", job: 101 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 102, nextReq: 103 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 102 });
    chart.is("election", { does: ["cancelExchange", "saveRecord"], now: { trusted: true, seed: 1015568748 } });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"], now: { trusted: false } });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 103 }]], now: { job: 103, nextReq: 104 } });
    chart.send("repairComplete:current", { type: "repairComplete", job: 103 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 104,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 104, nextReq: 105 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 104 });
    chart.is("election", { does: ["cancelExchange", "saveRecord"], now: { trusted: true, seed: 1586005467 } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_86ut,
        trusted: false,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 105 },
        nextReq: 106,
      },
    });
  });

  it("setup > pending > repair > exchange > election > stopped [c3318765]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 101 }]], now: { job: 101, nextReq: 102 } });
    chart.send("repairComplete:current", { type: "repairComplete", job: 101 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 102, nextReq: 103 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 102 });
    chart.is("election", { does: ["cancelExchange", "saveRecord"], now: { trusted: true, seed: 1015568748 } });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_86ut,
        trusted: false,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        nextReq: 104,
      },
    });
  });

  it("setup > pending > repair > exchange > … > repair > exchange > probe.delaying > stopped [3059812d]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 101 }]], now: { job: 101, nextReq: 102 } });
    chart.send("repairComplete:current", { type: "repairComplete", job: 101 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 102, nextReq: 103 },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 102, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"] });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"] });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 103 }]], now: { job: 103, nextReq: 104 } });
    chart.send("repairComplete:current", { type: "repairComplete", job: 103 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 104,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 104, nextReq: 105 },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 104, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"] });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_86ut,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 105 },
        nextReq: 106,
      },
    });
  });

  it("setup > pending > repair > exchange > probe.delaying > stopped [11fd7cc4]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 101 }]], now: { job: 101, nextReq: 102 } });
    chart.send("repairComplete:current", { type: "repairComplete", job: 101 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 102, nextReq: 103 },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 102, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"] });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_86ut,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        nextReq: 104,
      },
    });
  });

  it("setup > pending > repair > … > following.leader.heard+following.tree.ready > stopped [b11b9327]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 101 }]], now: { job: 101, nextReq: 102 } });
    chart.send("repairComplete:current", { type: "repairComplete", job: 101 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 102, nextReq: 103 },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 102, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"] });
    chart.advance(100);
    chart.is("pending", { does: ["saveRecord"] });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("pending", { now: { debt: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 100, epoch: 1 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_1upt }]],
      now: { promised: { epoch: 1, candidate: "b" }, epochSeen: 1 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 100, epoch: 1 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "ok" } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", leaderHeardAt: 100, job: 103, nextReq: 104 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 103 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"], now: { trusted: true } });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 100, fact: fact_86ut });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "cancelExchange",
        "tellRemoved",
        "close",
      ],
      now: { fact: fact_86ut, trusted: false, countsFrom: 1, debt: { to: "b", id: 104 }, nextReq: 105 },
    });
  });

  it("setup > probe.asking > … > prepare > prelead [262f742d]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_p32l });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_p32l,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_p32l,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 102 },
        round: null,
        job: 103,
        nextReq: 104,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_1ed1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_120l,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c", "d"], ask: ask_f134 }],
      ],
      now: {
        fact: fact_120l,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.ignore("handover:toMe", { type: "handover", from: "a", epoch: 2, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "a" });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 106 });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 107,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: [
        ["renewLease", { req: 107, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 108, to: ["b", "d", "c"], ask: ask_1tym }],
      ],
      now: {
        fact: fact_1mnk,
        round: round_x37z,
        nextReq: 109,
        taken: { b: 1 },
        askedReq: 108,
        askedSeq: 2,
        committedSeq: 1,
        granted: { b: 107 },
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 108, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { round: { req: 108, electorate: electorate_oo8z, valid: 0, nacks: 2, replies: [] } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "d",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: {
        round: {
          req: 108,
          electorate: electorate_oo8z,
          valid: 4,
          nacks: 2,
          replies: [{ from: "d", epoch: 2, body: { kind: "granted", leaseMs: 300, seq: 2, complete: true } }],
        },
        taken: { b: 1, d: 2 },
        complete: ["d"],
        granted: { b: 107, d: 108 },
      },
    });
    chart.send("reply:refusalOfThird", { type: "reply", from: "d", req: 108, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"]);
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 108, at: 0, epoch: 3, body: { kind: "nack", reason: "epoch" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"]);
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { taken: { b: 2, d: 2 }, granted: { b: 108, d: 108 } },
    });
    chart.send("reply:voteOfThird", {
      type: "reply",
      from: "d",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], { now: { complete: [] } });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { complete: ["b"] },
    });
    chart.send("reply:stranger", {
      type: "reply",
      from: "z",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { taken: { b: 2, d: 2, z: 2 }, granted: { b: 108, d: 108, z: 108 } },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: [
        ["answerChange", {
          id: 9,
          code: "CHANGE_IN_PROGRESS",
          message: "another change of the members is under way: wait until it has ended",
        }],
      ],
    });
    chart.send("updateMembers:unknown", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "z" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: [
        ["answerChange", {
          id: 9,
          code: "CHANGE_IN_PROGRESS",
          message: "another change of the members is under way: wait until it has ended",
        }],
      ],
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord"],
      now: { synced: true },
    });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.send("leaseLost:current", { type: "leaseLost", epoch: 2 });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 0,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
        ["ask", { req: 109, to: ["b", "d", "c"], ask: { type: "prepare", epoch: 3 } }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        epochSeen: 3,
        leader: "",
        round: round_1tp5,
        awaits: "promise",
        nextReq: 110,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 109, at: 0, epoch: 3, body: { kind: "promise", fact: fact_1mnk } });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 110, to: ["b", "d", "c"], ask: { type: "newEpoch", epoch: 3 } }]],
      now: { round: round_1q0u, awaits: "ok", nextReq: 111 },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 110, at: 0, epoch: 3, body: { kind: "nack", reason: "state" } });
    chart.is("prelead", { now: { round: round_kmgo } });
    chart.send("reply:voteOfThird", { type: "reply", from: "d", req: 110, at: 0, epoch: 3, body: { kind: "ok" } });
    chart.is("prelead", {
      now: {
        round: {
          req: 110,
          electorate: electorate_oo8z,
          valid: 4,
          nacks: 2,
          replies: [{ from: "d", epoch: 3, body: { kind: "ok" } }],
        },
      },
    });
    chart.send("reply:refusalOfThird", { type: "reply", from: "d", req: 110, at: 0, epoch: 3, body: { kind: "nack", reason: "state" } });
    chart.is("prelead");
  });

  it("setup > probe.asking > … > probe.asking > probe.delaying [97788a80]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("prelead", { now: { round: round_1b62 } });
    chart.send("reply:voteOfThird", { type: "reply", from: "c", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 107,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [["renewLease", { req: 107, grantMs: 300 }]],
      now: { round: null, taken: { b: 1 }, committedSeq: 1, granted: { b: 107 } },
    });
    chart.send("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c", "d"], ask: ask_1slu }]],
      now: { fact: fact_12bg, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: [
        ["answerChange", {
          id: 9,
          code: "CHANGE_IN_PROGRESS",
          message: "another change of the members is under way: wait until it has ended",
        }],
      ],
    });
    chart.send("updateMembers:unknown", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "z" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: [
        ["answerChange", {
          id: 9,
          code: "CHANGE_IN_PROGRESS",
          message: "another change of the members is under way: wait until it has ended",
        }],
      ],
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord"],
      now: { synced: true },
    });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.joint"], {
      does: [
        ["renewLease", { req: 108, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 109, to: ["b", "d", "c"], ask: ask_1ec5 }],
      ],
      now: {
        fact: fact_1pfe,
        round: round_1tp5,
        nextReq: 110,
        taken: { b: 2 },
        askedReq: 109,
        askedSeq: 3,
        committedSeq: 2,
        granted: { b: 108 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "d", "c"], ask: ask_1f28 }],
      ],
      now: {
        fact: fact_1mkj,
        round: round_u6ms,
        nextReq: 111,
        taken: { b: 3 },
        complete: ["b"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109 },
      },
    });
    chart.send("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "d" }, { op: "add", peer: "c" }] });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["answerChange", {
          id: 9,
          code: "CHANGE_IN_PROGRESS",
          message: "another change of the members is under way: wait until it has ended",
        }],
      ],
    });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.ignore("handover:toMe", { type: "handover", from: "a", epoch: 2, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "a" });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 106 });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 110,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 4, complete: true },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.stable"], {
      does: [
        ["renewLease", { req: 110, grantMs: 300 }],
        ["answerChange", { id: 9, code: "ok", message: "" }],
        "saveRecord",
        ["ask", { req: 111, to: ["b", "d"], ask: ask_1sxu }],
      ],
      now: {
        fact: fact_1vom,
        round: round_v7hl,
        nextReq: 112,
        taken: { b: 4 },
        complete: [],
        askedReq: 111,
        askedSeq: 5,
        committedSeq: 4,
        change: 0,
        left: ["c"],
        tells: 12,
        granted: { b: 110 },
      },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 111,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 5, complete: false },
    });
    chart.is(["leading.tree.ready", "leading.commit.idle", "leading.views.stable"], {
      does: [["renewLease", { req: 111, grantMs: 300 }]],
      now: { round: null, taken: { b: 5 }, committedSeq: 5, tells: 11, granted: { b: 111 } },
    });
    chart.advance(100);
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.stable"], {
      does: [["ask", { req: 112, to: ["b", "d"], ask: ask_1sxu }]],
      now: { round: round_iwwu, nextReq: 113, askedReq: 112 },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 112, at: 100, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.stable"], {
      now: { round: round_3khn },
    });
    chart.send("reply:voteOfThird", {
      type: "reply",
      from: "d",
      req: 112,
      at: 100,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 5, complete: false },
    });
    chart.is(["leading.tree.ready", "leading.commit.idle", "leading.views.stable"], {
      does: [["renewLease", { req: 112, grantMs: 300 }]],
      now: { round: null, taken: { b: 5, d: 5 }, tells: 10, granted: { b: 111, d: 112 } },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 113, to: ["b", "d"], ask: ask_139q }]],
      now: {
        fact: fact_3bs2,
        round: { req: 113, electorate: electorate_54hj, valid: 0, nacks: 0, replies: [] },
        nextReq: 114,
        askedReq: 113,
        askedSeq: 6,
        change: 9,
        left: [],
        tells: 0,
      },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 113,
      at: 100,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 6, complete: false },
    });
    chart.is(["leading.tree.ready", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 113, grantMs: 300 }]],
      now: { round: null, taken: { b: 6, d: 5 }, committedSeq: 6, granted: { b: 113, d: 112 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "d",
      req: 113,
      at: 100,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 6, complete: true },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 114, to: ["b", "d"], ask: ask_18pt }]],
      now: {
        fact: fact_1xtl,
        round: { req: 114, electorate: electorate_11vq, valid: 0, nacks: 0, replies: [] },
        nextReq: 115,
        taken: { b: 6, d: 6 },
        askedReq: 114,
        askedSeq: 7,
        granted: { b: 113, d: 113 },
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 114, at: 100, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["ask", { req: 115, to: ["b", "d"], ask: { type: "probe" } }],
      ],
      now: {
        leader: "",
        round: { req: 115, electorate: electorate_11vq, valid: 0, nacks: 0, replies: [] },
        awaits: "probed",
        nextReq: 116,
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 115, at: 100, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("probe.delaying", { now: { heard: fact_1xtl, round: null } });
  });

  it("setup > … > leading.tree.ready+leading.commit.committing+leading.views.settling [b6fed960]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("prelead", { now: { round: round_1b62 } });
    chart.send("reply:refusalOfThird", { type: "reply", from: "c", req: 105, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      does: [["ask", { req: 106, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_g86l, awaits: "probed", nextReq: 107 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 107, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 108,
          epoch: 3,
          sync: false,
          leader: { peer: "b", epoch: 3 },
          views: [["a", "b", "c"]],
          fact: fact_1grl,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        epochSeen: 3,
        leader: "b",
        debt: { to: "b", id: 107 },
        round: null,
        job: 108,
        nextReq: 109,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 3, successor: "a" });
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
        round: round_1qpj,
        awaits: "promise",
        nextReq: 110,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 109, at: 0, epoch: 4, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 110, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_alp9, awaits: "ok", nextReq: 111 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 110, at: 0, epoch: 4, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 4 }],
        ["startExchange", {
          job: 111,
          epoch: 4,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_12si,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 112, to: ["b", "c"], ask: ask_1lng }],
      ],
      now: {
        fact: fact_12si,
        leader: "a",
        round: round_1r4e,
        awaits: "granted",
        job: 111,
        nextReq: 113,
        askedReq: 112,
        askedSeq: 1,
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: { kind: "nack", reason: "state" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      now: { round: { req: 112, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 112,
      at: 0,
      epoch: 4,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [["renewLease", { req: 112, grantMs: 300 }]],
      now: { round: null, taken: { c: 1 }, committedSeq: 1, granted: { c: 112 } },
    });
    chart.send("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 113, to: ["b", "c", "d"], ask: { type: "commit", fact: fact_9pk1 } }]],
      now: { fact: fact_9pk1, round: round_1mvx, nextReq: 114, askedReq: 113, askedSeq: 2, change: 9 },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 113, at: 0, epoch: 4, body: { kind: "nack", reason: "state" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      now: { round: round_v1p7 },
    });
    chart.send("reply:refusalOfThird", { type: "reply", from: "c", req: 113, at: 0, epoch: 4, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["ask", { req: 114, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { leader: "", round: round_rr13, awaits: "probed", nextReq: 115 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_s4eg });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 115, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 116,
          epoch: 5,
          sync: false,
          leader: { peer: "b", epoch: 5 },
          views: [["a", "b", "c"]],
          fact: fact_s4eg,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_s4eg,
        epochSeen: 5,
        leader: "b",
        debt: { to: "b", id: 115 },
        round: null,
        job: 116,
        nextReq: 117,
      },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1mlq });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 117, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
        ["startExchange", {
          job: 118,
          epoch: 5,
          sync: false,
          leader: { peer: "b", epoch: 5 },
          views: [["a", "b", "c"]],
          fact: fact_1mlq,
          sameEpoch: true,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        fact: fact_1mlq,
        debt: { to: "b", id: 117 },
        job: 118,
        nextReq: 119,
        completing: { epoch: 5, viewVsn: { epoch: 5, seq: 2 } },
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 119, to: ["b", "d", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: { req: 119, electorate: electorate_oo8z, valid: 0, nacks: 0, replies: [] },
        awaits: "promise",
        nextReq: 120,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 119, at: 0, epoch: 6, body: { kind: "promise", fact: fact_1mlq } });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 120, to: ["b", "d", "c"], ask: { type: "newEpoch", epoch: 6 } }]],
      now: {
        round: { req: 120, electorate: electorate_oo8z, valid: 0, nacks: 0, replies: [] },
        awaits: "ok",
        nextReq: 121,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 120, at: 0, epoch: 6, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", {
          job: 121,
          epoch: 6,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_173a,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 122, to: ["b", "d", "c"], ask: { type: "commit", fact: fact_173a } }],
      ],
      now: {
        fact: fact_173a,
        leader: "a",
        round: { req: 122, electorate: electorate_oo8z, valid: 0, nacks: 0, replies: [] },
        awaits: "granted",
        job: 121,
        nextReq: 123,
        taken: {},
        askedReq: 122,
        askedSeq: 1,
        committedSeq: 0,
        change: 0,
        granted: {},
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 122,
      at: 0,
      epoch: 6,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.joint"], {
      does: [["renewLease", { req: 122, grantMs: 300 }]],
      now: { round: null, taken: { b: 1 }, complete: ["b"], committedSeq: 1, granted: { b: 122 } },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 121 });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.settling"], {
      does: [
        "saveRecord",
        "saveRecord",
        ["ask", { req: 123, to: ["b", "d", "c"], ask: { type: "commit", fact: fact_21zu } }],
      ],
      now: { fact: fact_21zu, round: round_1zce, nextReq: 124, synced: true, askedReq: 123, askedSeq: 2 },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["answerChange", {
          id: 9,
          code: "CHANGE_IN_PROGRESS",
          message: "another change of the members is under way: wait until it has ended",
        }],
      ],
    });
    chart.send("updateMembers:unknown", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "z" }] });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["answerChange", {
          id: 9,
          code: "CHANGE_IN_PROGRESS",
          message: "another change of the members is under way: wait until it has ended",
        }],
      ],
    });
  });

  it("setup > probe.asking > repair > pending > probe.asking > stopped [e41b02ca]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 102 }]],
      now: { trusted: false, round: null, job: 102, nextReq: 103 },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("repair", {
      does: [
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1igk,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        nextReq: 104,
      },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"], now: { leader: "" } });
    chart.advance(1000);
    chart.is("probe.asking", {
      does: [["ask", { req: 104, to: ["b", "c", "d"], ask: { type: "probe" } }]],
      now: { round: round_hj06, nextReq: 105 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 1000, fact: fact_1lln });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 2, candidate: "b" },
        fact: fact_1lln,
        epochSeen: 2,
        leader: "b",
        leaderHeardAt: 1000,
        debt: { to: "b", id: 105 },
        round: null,
        nextReq: 106,
      },
    });
  });

  it("setup > probe.asking > repair > pending > probe.asking > stopped [3463de96]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 102 }]],
      now: { trusted: false, round: null, job: 102, nextReq: 103 },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("repair", {
      does: [
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1igk,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        nextReq: 104,
      },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"], now: { leader: "" } });
    chart.advance(1000);
    chart.is("probe.asking", {
      does: [["ask", { req: 104, to: ["b", "c", "d"], ask: { type: "probe" } }]],
      now: { round: round_hj06, nextReq: 105 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 1000, fact: fact_lp1c });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        fact: fact_lp1c,
        leader: "b",
        leaderHeardAt: 1000,
        debt: { to: "b", id: 105 },
        round: null,
        nextReq: 106,
      },
    });
  });

  it("setup > probe.asking > repair > pending > probe.asking > stopped [63ac909a]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 102 }]],
      now: { trusted: false, round: null, job: 102, nextReq: 103 },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("repair", {
      does: [
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1igk,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        nextReq: 104,
      },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"], now: { leader: "" } });
    chart.advance(1000);
    chart.is("probe.asking", {
      does: [["ask", { req: 104, to: ["b", "c", "d"], ask: { type: "probe" } }]],
      now: { round: round_hj06, nextReq: 105 },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 1000, fact: fact_1igk });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: { leader: "b", leaderHeardAt: 1000, debt: { to: "b", id: 105 }, round: null, nextReq: 106 },
    });
  });

  it("setup > probe.asking > repair > exchange > election > stopped [5e614ec9]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 102 }]],
      now: { trusted: false, round: null, job: 102, nextReq: 103 },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("repair", {
      does: [
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1igk,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        nextReq: 104,
      },
    });
    chart.send("repairComplete:current", { type: "repairComplete", job: 102 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 104,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["b", "c", "d"]],
          fact: fact_1igk,
          sameEpoch: false,
          trusted: false,
          countsFrom: 1,
        }],
      ],
      now: { job: 104, nextReq: 105 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 104 });
    chart.is("election", {
      does: ["cancelExchange", "saveRecord"],
      now: { trusted: true, countsFrom: 0, seed: 1015568748 },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: { trusted: false, countsFrom: 1, debt: { to: "b", id: 105 }, nextReq: 106 },
    });
  });

  it("setup > probe.asking > repair > exchange > probe.delaying > stopped [bf7c0085]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 102 }]],
      now: { trusted: false, round: null, job: 102, nextReq: 103 },
    });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("repair", {
      does: [
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1igk,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 103 },
        nextReq: 104,
      },
    });
    chart.send("repairComplete:current", { type: "repairComplete", job: 102 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 104,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["b", "c", "d"]],
          fact: fact_1igk,
          sameEpoch: false,
          trusted: false,
          countsFrom: 1,
        }],
      ],
      now: { job: 104, nextReq: 105 },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 104, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: { leader: "b", debt: { to: "b", id: 105 }, nextReq: 106 },
    });
  });

  it("setup > pending > prefollow > … > prepare > stopped [fc744f2c]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("pending", { now: { debt: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_1upt }]],
      now: { promised: { epoch: 1, candidate: "b" }, epochSeen: 1 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "ok" } }],
        ["startExchange", {
          job: 101,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", job: 101, nextReq: 102 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 102, to: ["b", "c"], ask: { type: "prepare", epoch: 2 } }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        epochSeen: 2,
        leader: "",
        round: round_1rx8,
        awaits: "promise",
        nextReq: 103,
      },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"], now: { round: null } });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1igk });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_1upt }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "ok" } }],
        ["startExchange", {
          job: 103,
          epoch: 3,
          sync: false,
          leader: { peer: "b", epoch: 3 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", job: 103, nextReq: 104 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 3, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 104, to: ["b", "c"], ask: { type: "prepare", epoch: 4 } }],
      ],
      now: {
        promised: { epoch: 4, candidate: "a" },
        epochSeen: 4,
        leader: "",
        round: round_4wad,
        nextReq: 105,
      },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1hh2 });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        "tellRemoved",
        "close",
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_1hh2,
        countsFrom: 1,
        epochSeen: 5,
        leader: "b",
        debt: { to: "b", id: 105 },
        round: null,
        nextReq: 106,
      },
    });
  });

  it("setup > pending > prefollow > … > prepare > pending [b5aad4eb]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("pending", { now: { debt: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_1upt }]],
      now: { promised: { epoch: 1, candidate: "b" }, epochSeen: 1 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "ok" } }],
        ["startExchange", {
          job: 101,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", job: 101, nextReq: 102 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 102, to: ["b", "c"], ask: { type: "prepare", epoch: 2 } }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        epochSeen: 2,
        leader: "",
        round: round_1rx8,
        awaits: "promise",
        nextReq: 103,
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 102, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("pending", { does: ["saveRecord"], now: { heard: fact_1haq, round: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_1upt }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "ok" } }],
        ["startExchange", {
          job: 103,
          epoch: 3,
          sync: false,
          leader: { peer: "b", epoch: 3 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", job: 103, nextReq: 104 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 3, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 104, to: ["b", "c"], ask: { type: "prepare", epoch: 4 } }],
      ],
      now: {
        promised: { epoch: 4, candidate: "a" },
        epochSeen: 4,
        leader: "",
        round: round_4wad,
        nextReq: 105,
      },
    });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 104, at: 0, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("pending", { does: ["saveRecord"], now: { epochSeen: 5, round: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 5 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 5, body: body_1upt }]],
      now: { promised: { epoch: 5, candidate: "b" } },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 5 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "ok" } }],
        ["startExchange", {
          job: 105,
          epoch: 5,
          sync: false,
          leader: { peer: "b", epoch: 5 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", job: 105, nextReq: 106 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 106, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        round: { req: 106, electorate: electorate_p6fh, valid: 0, nacks: 0, replies: [] },
        nextReq: 107,
      },
    });
    chart.advance(40);
    chart.is("pending", { does: ["saveRecord"], now: { round: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 40, epoch: 7 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 7, body: body_1upt }]],
      now: { promised: { epoch: 7, candidate: "b" }, epochSeen: 7 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 40, epoch: 7 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 7, body: { kind: "ok" } }],
        ["startExchange", {
          job: 107,
          epoch: 7,
          sync: false,
          leader: { peer: "b", epoch: 7 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", leaderHeardAt: 40, job: 107, nextReq: 108 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 7, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 108, to: ["b", "c"], ask: { type: "prepare", epoch: 8 } }],
      ],
      now: {
        promised: { epoch: 8, candidate: "a" },
        epochSeen: 8,
        leader: "",
        round: { req: 108, electorate: electorate_p6fh, valid: 0, nacks: 0, replies: [] },
        nextReq: 109,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 108, at: 40, epoch: 8, body: body_1upt });
    chart.is("prepare", {
      now: {
        round: {
          req: 108,
          electorate: electorate_p6fh,
          valid: 1,
          nacks: 0,
          replies: [{ from: "b", epoch: 8, body: body_1upt }],
        },
      },
    });
    chart.send("reply:voteOfThird", { type: "reply", from: "c", req: 108, at: 40, epoch: 8, body: body_1upt });
    chart.is("pending", { does: ["saveRecord"], now: { round: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 40, epoch: 9 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 9, body: body_1upt }]],
      now: { promised: { epoch: 9, candidate: "b" }, epochSeen: 9 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 40, epoch: 9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 9, body: { kind: "ok" } }],
        ["startExchange", {
          job: 109,
          epoch: 9,
          sync: false,
          leader: { peer: "b", epoch: 9 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", job: 109, nextReq: 110 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 9, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: { type: "prepare", epoch: 10 } }],
      ],
      now: {
        promised: { epoch: 10, candidate: "a" },
        epochSeen: 10,
        leader: "",
        round: round_1a5c,
        nextReq: 111,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 110, at: 40, epoch: 10, body: body_1upt });
    chart.is("prepare", {
      now: {
        round: {
          req: 110,
          electorate: electorate_p6fh,
          valid: 1,
          nacks: 0,
          replies: [{ from: "b", epoch: 10, body: body_1upt }],
        },
      },
    });
    chart.send("reply:refusalOfThird", { type: "reply", from: "c", req: 110, at: 40, epoch: 10, body: { kind: "nack", reason: "state" } });
    chart.is("pending", { does: ["saveRecord"], now: { round: null } });
  });

  it("setup > pending > repair > pending > … > probe.delaying > pending > probe.asking > pending [a1c7c1b2]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 101 }]], now: { job: 101, nextReq: 102 } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
    chart.is("repair", {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_86ut,
        countsFrom: 1,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 102 },
        nextReq: 103,
      },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"], now: { leader: "" } });
    chart.advance(1000);
    chart.is("probe.asking", {
      does: [["ask", { req: 103, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: { req: 103, electorate: electorate_p6fh, valid: 0, nacks: 0, replies: [] }, nextReq: 104 },
    });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 103, at: 1000, epoch: 2, body: { kind: "nack", reason: "epoch" } });
    chart.is("probe.delaying", { now: { heard: fact_86ut, epochSeen: 2, round: null } });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"] });
    chart.advance(1000);
    chart.is("probe.asking", {
      does: [["ask", { req: 104, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { heard: null, round: round_4wad, nextReq: 105 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 2000, epoch: 1, body: body_1hch });
    chart.is("probe.asking", {
      now: {
        round: {
          req: 104,
          electorate: electorate_p6fh,
          valid: 1,
          nacks: 0,
          replies: [{ from: "b", epoch: 1, body: body_1hch }],
        },
      },
    });
    chart.send("reply:voteOfThird", { type: "reply", from: "c", req: 104, at: 2000, epoch: 1, body: body_1hch });
    chart.is("pending", { does: ["saveRecord"], now: { heard: fact_86ut, round: null } });
  });

  it("setup > … > leading.tree.ready+leading.commit.committing+leading.views.stable [41c15ee6]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_p32l });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_p32l,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_p32l,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 102 },
        round: null,
        job: 103,
        nextReq: 104,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_1ed1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_120l,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c", "d"], ask: ask_f134 }],
      ],
      now: {
        fact: fact_120l,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 107, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      now: { round: { req: 107, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] } },
    });
    chart.send("reply:voteOfThird", {
      type: "reply",
      from: "c",
      req: 107,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 107, grantMs: 300 }]],
      now: { round: null, taken: { c: 1 }, committedSeq: 1, granted: { c: 107 } },
    });
    chart.send("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 107,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "d", "c"], ask: ask_1tym }]],
      now: {
        fact: fact_1mnk,
        round: round_x37z,
        nextReq: 109,
        taken: { c: 1, b: 1 },
        askedReq: 108,
        askedSeq: 2,
        granted: { c: 107, b: 107 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.joint"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: {
        round: null,
        taken: { c: 1, b: 2 },
        complete: ["b"],
        committedSeq: 2,
        granted: { c: 107, b: 108 },
      },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "d",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "d", "c"], ask: { type: "commit", fact: fact_1lb3 } }]],
      now: {
        fact: fact_1lb3,
        round: { req: 109, electorate: electorate_54hj, valid: 0, nacks: 0, replies: [] },
        nextReq: 110,
        taken: { c: 1, b: 2, d: 2 },
        complete: ["b", "d"],
        askedReq: 109,
        askedSeq: 3,
        granted: { c: 107, b: 108, d: 108 },
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 109, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      now: { round: { req: 109, electorate: electorate_54hj, valid: 0, nacks: 2, replies: [] } },
    });
    chart.send("reply:voteOfThird", {
      type: "reply",
      from: "d",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        ["answerChange", { id: 0, code: "ok", message: "" }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "d"], ask: { type: "commit", fact: fact_i61d } }],
      ],
      now: {
        fact: fact_i61d,
        round: round_u6ms,
        nextReq: 111,
        taken: { c: 1, b: 2, d: 3 },
        complete: ["b"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        left: ["c"],
        tells: 12,
        granted: { c: 107, b: 108, d: 109 },
      },
    });
    chart.send("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "d" }, { op: "add", peer: "c" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 111, to: ["b", "d", "c"], ask: { type: "commit", fact: fact_1u0f } }]],
      now: {
        fact: fact_1u0f,
        round: round_v7hl,
        nextReq: 112,
        askedReq: 111,
        askedSeq: 5,
        change: 9,
        left: [],
        tells: 0,
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 111, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      now: { round: { req: 111, electorate: electorate_54hj, valid: 0, nacks: 2, replies: [] } },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 111,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 5, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      now: { taken: { c: 1, b: 5, d: 3 }, complete: [], granted: { c: 107, b: 111, d: 109 } },
    });
    chart.send("reply:voteOfThird", {
      type: "reply",
      from: "d",
      req: 111,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 5, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: [
        ["renewLease", { req: 111, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 112, to: ["b", "c", "d"], ask: { type: "commit", fact: fact_qt3i } }],
      ],
      now: {
        fact: fact_qt3i,
        round: { req: 112, electorate: electorate_p5e8, valid: 0, nacks: 0, replies: [] },
        nextReq: 113,
        taken: { c: 1, b: 5, d: 5 },
        askedReq: 112,
        askedSeq: 6,
        committedSeq: 5,
        granted: { c: 107, b: 111, d: 111 },
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord"],
      now: { synced: true },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 112,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 6, complete: false },
    });
    chart.is(["leading.tree.ready", "leading.commit.idle", "leading.views.joint"], {
      does: [["renewLease", { req: 112, grantMs: 300 }]],
      now: { round: null, taken: { c: 1, b: 6, d: 5 }, committedSeq: 6, granted: { c: 107, b: 112, d: 111 } },
    });
    chart.send("reply:lateOfB", {
      type: "reply",
      from: "b",
      req: 112,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 6, complete: true },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.settling"], {
      does: ["saveRecord", ["ask", { req: 113, to: ["b", "c", "d"], ask: { type: "commit", fact: fact_saa2 } }]],
      now: { fact: fact_saa2, round: round_1mvx, nextReq: 114, complete: ["b"], askedReq: 113, askedSeq: 7 },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 113, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.settling"], {
      now: { round: round_v1p7 },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 113,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 7, complete: true },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.stable"], {
      does: [
        ["renewLease", { req: 113, grantMs: 300 }],
        ["answerChange", { id: 9, code: "ok", message: "" }],
        "saveRecord",
        ["ask", { req: 114, to: ["b", "c"], ask: { type: "commit", fact: fact_1qnp } }],
      ],
      now: {
        fact: fact_1qnp,
        round: round_rr13,
        nextReq: 115,
        taken: { c: 7, b: 6, d: 5 },
        askedReq: 114,
        askedSeq: 8,
        committedSeq: 7,
        change: 0,
        left: ["d"],
        tells: 12,
        granted: { c: 113, b: 112, d: 111 },
      },
    });
  });

  it("setup > probe.asking > … > prepare > probe.asking [71b68979]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_p32l });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_p32l,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_p32l,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 102 },
        round: null,
        job: 103,
        nextReq: 104,
      },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1es7 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 104, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
        ["startExchange", {
          job: 105,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1es7,
          sameEpoch: true,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        fact: fact_1es7,
        debt: { to: "b", id: 104 },
        job: 105,
        nextReq: 106,
        completing: { epoch: 1, viewVsn: { epoch: 1, seq: 2 } },
      },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_11fn });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 106, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 3, complete: false } }],
      ],
      now: { fact: fact_11fn, debt: { to: "b", id: 106 }, nextReq: 107 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 107, to: ["b", "d"], ask: { type: "prepare", epoch: 2 } }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        epochSeen: 2,
        leader: "",
        debt: null,
        round: { req: 107, electorate: electorate_54hj, valid: 0, nacks: 0, replies: [] },
        awaits: "promise",
        nextReq: 108,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 107, at: 0, epoch: 2, body: { kind: "promise", fact: fact_11fn } });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "d"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: {
        round: { req: 108, electorate: electorate_54hj, valid: 0, nacks: 0, replies: [] },
        awaits: "ok",
        nextReq: 109,
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 108, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("prelead", { now: { round: { req: 108, electorate: electorate_54hj, valid: 0, nacks: 2, replies: [] } } });
    chart.send("reply:voteOfThird", { type: "reply", from: "d", req: 108, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 109,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "d"]],
          fact: fact_1ewj,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 110, to: ["b", "d", "c"], ask: { type: "commit", fact: fact_1ewj } }],
      ],
      now: {
        fact: fact_1ewj,
        leader: "a",
        round: round_u6ms,
        awaits: "granted",
        job: 109,
        nextReq: 111,
        askedReq: 110,
        askedSeq: 1,
      },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 110,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        ["renewLease", { req: 110, grantMs: 300 }],
        ["answerChange", { id: 0, code: "ok", message: "" }],
        "saveRecord",
        ["ask", { req: 111, to: ["b", "d"], ask: { type: "commit", fact: fact_1h6i } }],
      ],
      now: {
        fact: fact_1h6i,
        round: round_v7hl,
        nextReq: 112,
        taken: { b: 1 },
        askedReq: 111,
        askedSeq: 2,
        committedSeq: 1,
        left: ["c"],
        tells: 12,
        granted: { b: 110 },
      },
    });
    chart.send("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "d" }, { op: "add", peer: "c" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 112, to: ["b", "d", "c"], ask: { type: "commit", fact: fact_1dak } }]],
      now: {
        fact: fact_1dak,
        round: round_iwwu,
        nextReq: 113,
        askedReq: 112,
        askedSeq: 3,
        change: 9,
        left: [],
        tells: 0,
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 112, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      now: { round: round_3khn },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 112,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      now: { taken: { b: 3 }, granted: { b: 112 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "d",
      req: 112,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: [
        ["renewLease", { req: 112, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 113, to: ["b", "c", "d"], ask: { type: "commit", fact: fact_1wlh } }],
      ],
      now: {
        fact: fact_1wlh,
        round: { req: 113, electorate: electorate_p5e8, valid: 0, nacks: 0, replies: [] },
        nextReq: 114,
        taken: { b: 3, d: 3 },
        askedReq: 113,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 112, d: 112 },
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 109 });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord"],
      now: { synced: true },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 112,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 4, complete: true },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.joint"], {
      now: { taken: { b: 3, d: 3, c: 4 }, complete: ["c"], granted: { b: 112, d: 112, c: 112 } },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 113,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 4, complete: false },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 113, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 114, to: ["b", "c", "d"], ask: { type: "commit", fact: fact_1mk6 } }],
      ],
      now: {
        fact: fact_1mk6,
        round: round_rr13,
        nextReq: 115,
        taken: { b: 4, d: 3, c: 4 },
        askedReq: 114,
        askedSeq: 5,
        committedSeq: 4,
        granted: { b: 113, d: 112, c: 112 },
      },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 114,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 5, complete: false },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.stable"], {
      does: [
        ["renewLease", { req: 114, grantMs: 300 }],
        ["answerChange", { id: 9, code: "ok", message: "" }],
        "saveRecord",
        ["ask", { req: 115, to: ["b", "c"], ask: { type: "commit", fact: fact_1v3p } }],
      ],
      now: {
        fact: fact_1v3p,
        round: round_17gx,
        nextReq: 116,
        taken: { b: 5, d: 3, c: 4 },
        askedReq: 115,
        askedSeq: 6,
        committedSeq: 5,
        change: 0,
        left: ["d"],
        tells: 12,
        granted: { b: 114, d: 112, c: 112 },
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 116, to: ["b", "c"], ask: { type: "commit", fact: fact_lrq3 } }]],
      now: {
        fact: fact_lrq3,
        round: round_8aq1,
        nextReq: 117,
        askedReq: 116,
        askedSeq: 7,
        change: 9,
        left: [],
        tells: 0,
      },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 116,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 7, complete: false },
    });
    chart.is(["leading.tree.ready", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 116, grantMs: 300 }]],
      now: { round: null, taken: { b: 7, d: 3, c: 4 }, committedSeq: 7, granted: { b: 116, d: 112, c: 112 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 116,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 7, complete: true },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 117, to: ["b", "c"], ask: { type: "commit", fact: fact_116k } }]],
      now: {
        fact: fact_116k,
        round: round_11od,
        nextReq: 118,
        taken: { b: 7, d: 3, c: 7 },
        complete: [],
        askedReq: 117,
        askedSeq: 8,
        granted: { b: 116, d: 112, c: 116 },
      },
    });
    chart.send("leaseLost:current", { type: "leaseLost", epoch: 2 });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
        ["ask", { req: 118, to: ["b", "c"], ask: { type: "prepare", epoch: 3 } }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        epochSeen: 3,
        leader: "",
        round: { req: 118, electorate: electorate_olay, valid: 0, nacks: 0, replies: [] },
        awaits: "promise",
        nextReq: 119,
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 118, at: 0, epoch: 3, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      does: [["ask", { req: 119, to: ["b", "c"], ask: { type: "probe" } }]],
      now: {
        heard: fact_116k,
        round: { req: 119, electorate: electorate_olay, valid: 0, nacks: 0, replies: [] },
        awaits: "probed",
        nextReq: 120,
      },
    });
  });

  it("setup > probe.asking > … > pending > following.leader.heard+following.tree.exchanging [c7c8b103]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("leaseLost:current", { type: "leaseLost", epoch: 2 });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: { type: "prepare", epoch: 3 } }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        epochSeen: 3,
        leader: "",
        round: round_18ws,
        awaits: "promise",
        nextReq: 111,
      },
    });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 110, at: 0, epoch: 4, body: { kind: "nack", reason: "epoch" } });
    chart.is("probe.asking", {
      does: [["ask", { req: 111, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { heard: fact_1g8z, epochSeen: 4, round: round_17vx, awaits: "probed", nextReq: 112 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_v0ng });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 112, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 113,
          epoch: 4,
          sync: false,
          leader: { peer: "b", epoch: 4 },
          views: [["a", "b", "c"]],
          fact: fact_v0ng,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_v0ng,
        heard: null,
        leader: "b",
        debt: { to: "b", id: 112 },
        round: null,
        job: 113,
        nextReq: 114,
      },
    });
    chart.send("commit:replaces", { type: "commit", from: "b", req: 7, at: 0, fact: fact_s1jk });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 114, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
      ],
      now: { fact: fact_s1jk, trusted: false, countsFrom: 2, debt: { to: "b", id: 114 }, nextReq: 115 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["cancelExchange", "saveRecord"], now: { leader: "" } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_hy1w });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 115, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 116,
          epoch: 5,
          sync: false,
          leader: { peer: "b", epoch: 5 },
          views: [["b", "c"]],
          fact: fact_hy1w,
          sameEpoch: false,
          trusted: false,
          countsFrom: 2,
        }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_hy1w,
        epochSeen: 5,
        leader: "b",
        debt: { to: "b", id: 115 },
        job: 116,
        nextReq: 117,
      },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["cancelExchange", "saveRecord"], now: { leader: "" } });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_160e });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 117, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
        ["startExchange", {
          job: 118,
          epoch: 5,
          sync: false,
          leader: { peer: "b", epoch: 5 },
          views: [["b", "c"]],
          fact: fact_160e,
          sameEpoch: false,
          trusted: false,
          countsFrom: 2,
        }],
      ],
      now: { fact: fact_160e, leader: "b", debt: { to: "b", id: 117 }, job: 118, nextReq: 119 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["cancelExchange", "saveRecord"], now: { leader: "" } });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_160e });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 119, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
        ["startExchange", {
          job: 120,
          epoch: 5,
          sync: false,
          leader: { peer: "b", epoch: 5 },
          views: [["b", "c"]],
          fact: fact_160e,
          sameEpoch: false,
          trusted: false,
          countsFrom: 2,
        }],
      ],
      now: { leader: "b", debt: { to: "b", id: 119 }, job: 120, nextReq: 121 },
    });
  });

  it("setup > probe.asking > … > pending [57a9b560]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { round: round_yku9, taken: { b: 3, c: 2 }, complete: ["b"], granted: { b: 109, c: 108 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: ask_ew9a }],
      ],
      now: {
        fact: fact_1y8f,
        round: round_1a5c,
        nextReq: 111,
        taken: { b: 3, c: 3 },
        complete: ["b", "c"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109, c: 109 },
      },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
      ],
      now: { trusted: false, leader: "", round: null },
    });
  });

  it("setup > probe.asking > … > pending [4904cefb]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { round: round_yku9, taken: { b: 3, c: 2 }, complete: ["b"], granted: { b: 109, c: 108 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: ask_ew9a }],
      ],
      now: {
        fact: fact_1y8f,
        round: round_1a5c,
        nextReq: 111,
        taken: { b: 3, c: 3 },
        complete: ["b", "c"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109, c: 109 },
      },
    });
    chart.send("commit:newEpoch", {
      type: "commit",
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 3,
        seq: 1,
        leader: "b",
        views: [["b", "c"]],
        viewVsn: { epoch: 2, seq: 4 },
        pendVsn: { epoch: 2, seq: 2 },
        commitVsn: { epoch: 2, seq: 2 },
        pending: pending_mip7,
      },
    });
    chart.is("pending", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }],
        "saveRecord",
      ],
      now: { trusted: false, epochSeen: 3, leader: "", round: null },
    });
  });

  it("setup > probe.asking > … > pending [9376f35d]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { round: round_yku9, taken: { b: 3, c: 2 }, complete: ["b"], granted: { b: 109, c: 108 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: ask_ew9a }],
      ],
      now: {
        fact: fact_1y8f,
        round: round_1a5c,
        nextReq: 111,
        taken: { b: 3, c: 3 },
        complete: ["b", "c"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109, c: 109 },
      },
    });
    chart.send("commit:forged", {
      type: "commit",
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 3,
        seq: 1,
        leader: "c",
        views: [["b", "c"]],
        viewVsn: { epoch: 2, seq: 4 },
        pendVsn: { epoch: 2, seq: 2 },
        commitVsn: { epoch: 2, seq: 2 },
        pending: pending_mip7,
      },
    });
    chart.is("pending", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }],
        "saveRecord",
      ],
      now: { trusted: false, epochSeen: 3, leader: "", round: null },
    });
  });

  it("setup > probe.asking > … > pending [88d89e9b]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { round: round_yku9, taken: { b: 3, c: 2 }, complete: ["b"], granted: { b: 109, c: 108 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: ask_ew9a }],
      ],
      now: {
        fact: fact_1y8f,
        round: round_1a5c,
        nextReq: 111,
        taken: { b: 3, c: 3 },
        complete: ["b", "c"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109, c: 109 },
      },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 106, reason: "test" });
    chart.is("pending", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
      ],
      now: { trusted: false, leader: "", round: null },
    });
  });

  it("setup > probe.asking > … > pending [47057be4]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { round: round_yku9, taken: { b: 3, c: 2 }, complete: ["b"], granted: { b: 109, c: 108 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: ask_ew9a }],
      ],
      now: {
        fact: fact_1y8f,
        round: round_1a5c,
        nextReq: 111,
        taken: { b: 3, c: 3 },
        complete: ["b", "c"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109, c: 109 },
      },
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 3 });
    chart.is("pending", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
      ],
      now: { trusted: false, epochSeen: 3, leader: "", round: null },
    });
  });

  it("setup > probe.asking > … > pending [0a1355d3]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { round: round_yku9, taken: { b: 3, c: 2 }, complete: ["b"], granted: { b: 109, c: 108 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: ask_ew9a }],
      ],
      now: {
        fact: fact_1y8f,
        round: round_1a5c,
        nextReq: 111,
        taken: { b: 3, c: 3 },
        complete: ["b", "c"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109, c: 109 },
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 110, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("pending", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
      ],
      now: { trusted: false, leader: "", round: null },
    });
  });

  it("setup > probe.asking > … > pending [32410aa2]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { round: round_yku9, taken: { b: 3, c: 2 }, complete: ["b"], granted: { b: 109, c: 108 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: ask_ew9a }],
      ],
      now: {
        fact: fact_1y8f,
        round: round_1a5c,
        nextReq: 111,
        taken: { b: 3, c: 3 },
        complete: ["b", "c"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109, c: 109 },
      },
    });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 110, at: 0, epoch: 3, body: { kind: "nack", reason: "epoch" } });
    chart.is("pending", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
      ],
      now: { trusted: false, epochSeen: 3, leader: "", round: null },
    });
  });

  it("setup > probe.asking > … > pending [52826371]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { round: round_yku9, taken: { b: 3, c: 2 }, complete: ["b"], granted: { b: 109, c: 108 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: ask_ew9a }],
      ],
      now: {
        fact: fact_1y8f,
        round: round_1a5c,
        nextReq: 111,
        taken: { b: 3, c: 3 },
        complete: ["b", "c"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109, c: 109 },
      },
    });
    chart.send("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.is("pending", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        ["handOver", { epoch: 2, successor: "b" }],
        "saveRecord",
      ],
      now: { trusted: false, leader: "", round: null, reason: "test", successor: "b" },
    });
  });

  it("setup > probe.asking > … > pending [9f30f1d1]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { round: round_yku9, taken: { b: 3, c: 2 }, complete: ["b"], granted: { b: 109, c: 108 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: ask_ew9a }],
      ],
      now: {
        fact: fact_1y8f,
        round: round_1a5c,
        nextReq: 111,
        taken: { b: 3, c: 3 },
        complete: ["b", "c"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109, c: 109 },
      },
    });
    chart.advance(40);
    chart.is("pending", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
      ],
      now: { trusted: false, leader: "", round: null },
    });
  });

  it("setup > … > leading.tree.syncing+leading.commit.committing+leading.views.joint [d8c9b246]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("leaseLost:current", { type: "leaseLost", epoch: 2 });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: { type: "prepare", epoch: 3 } }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        epochSeen: 3,
        leader: "",
        round: round_18ws,
        awaits: "promise",
        nextReq: 111,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 110, at: 0, epoch: 3, body: body_x4mr });
    chart.is("prepare", {
      now: {
        round: {
          req: 110,
          electorate: electorate_olay,
          valid: 1,
          nacks: 0,
          replies: [{ from: "b", epoch: 3, body: body_x4mr }],
        },
      },
    });
    chart.send("reply:voteOfThird", { type: "reply", from: "c", req: 110, at: 0, epoch: 3, body: body_x4mr });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 111, to: ["b", "c"], ask: { type: "newEpoch", epoch: 3 } }]],
      now: { round: round_17vx, awaits: "ok", nextReq: 112 },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 111, at: 0, epoch: 3, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      does: [["ask", { req: 112, to: ["b", "c"], ask: { type: "probe" } }]],
      now: {
        round: { req: 112, electorate: electorate_olay, valid: 0, nacks: 0, replies: [] },
        awaits: "probed",
        nextReq: 113,
      },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_v0ng });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 113, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 114,
          epoch: 4,
          sync: false,
          leader: { peer: "b", epoch: 4 },
          views: [["a", "b", "c"]],
          fact: fact_v0ng,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_v0ng,
        epochSeen: 4,
        leader: "b",
        debt: { to: "b", id: 113 },
        round: null,
        job: 114,
        nextReq: 115,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 4, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 115, to: ["b", "c"], ask: { type: "prepare", epoch: 5 } }],
      ],
      now: {
        promised: { epoch: 5, candidate: "a" },
        epochSeen: 5,
        leader: "",
        debt: null,
        round: { req: 115, electorate: electorate_olay, valid: 0, nacks: 0, replies: [] },
        awaits: "promise",
        nextReq: 116,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 115, at: 0, epoch: 5, body: body_1tk2 });
    chart.is("prepare", {
      now: {
        round: {
          req: 115,
          electorate: electorate_olay,
          valid: 1,
          nacks: 0,
          replies: [{ from: "b", epoch: 5, body: body_1tk2 }],
        },
      },
    });
    chart.send("reply:voteOfThird", { type: "reply", from: "c", req: 115, at: 0, epoch: 5, body: body_1tk2 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 116, to: ["b", "c"], ask: { type: "newEpoch", epoch: 5 } }]],
      now: {
        round: { req: 116, electorate: electorate_olay, valid: 0, nacks: 0, replies: [] },
        awaits: "ok",
        nextReq: 117,
      },
    });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 116, at: 0, epoch: 6, body: { kind: "nack", reason: "epoch" } });
    chart.is("probe.asking", {
      does: [["ask", { req: 117, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { epochSeen: 6, round: round_11od, awaits: "probed", nextReq: 118 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_e385 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 118, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 6, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 119,
          epoch: 6,
          sync: false,
          leader: { peer: "b", epoch: 6 },
          views: [["a", "b", "c"]],
          fact: fact_e385,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: {
        promised: { epoch: 6, candidate: "b" },
        fact: fact_e385,
        leader: "b",
        debt: { to: "b", id: 118 },
        round: null,
        job: 119,
        nextReq: 120,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 6, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 120, to: ["b", "c"], ask: { type: "prepare", epoch: 7 } }],
      ],
      now: {
        promised: { epoch: 7, candidate: "a" },
        epochSeen: 7,
        leader: "",
        debt: null,
        round: { req: 120, electorate: electorate_olay, valid: 0, nacks: 0, replies: [] },
        awaits: "promise",
        nextReq: 121,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 120, at: 0, epoch: 7, body: body_1hh7 });
    chart.is("prepare", {
      now: {
        round: {
          req: 120,
          electorate: electorate_olay,
          valid: 1,
          nacks: 0,
          replies: [{ from: "b", epoch: 7, body: body_1hh7 }],
        },
      },
    });
    chart.send("reply:voteOfThird", { type: "reply", from: "c", req: 120, at: 0, epoch: 7, body: body_1hh7 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 121, to: ["b", "c"], ask: { type: "newEpoch", epoch: 7 } }]],
      now: {
        round: { req: 121, electorate: electorate_olay, valid: 0, nacks: 0, replies: [] },
        awaits: "ok",
        nextReq: 122,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 121, at: 0, epoch: 7, body: { kind: "ok" } });
    chart.is("prelead", {
      now: {
        round: {
          req: 121,
          electorate: electorate_olay,
          valid: 1,
          nacks: 0,
          replies: [{ from: "b", epoch: 7, body: { kind: "ok" } }],
        },
      },
    });
    chart.send("reply:voteOfThird", { type: "reply", from: "c", req: 121, at: 0, epoch: 7, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 7 }],
        ["startExchange", {
          job: 122,
          epoch: 7,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1hgp,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 123, to: ["b", "c"], ask: { type: "commit", fact: fact_1hgp } }],
      ],
      now: {
        fact: fact_1hgp,
        leader: "a",
        round: { req: 123, electorate: electorate_olay, valid: 0, nacks: 0, replies: [] },
        awaits: "granted",
        job: 122,
        nextReq: 124,
        taken: {},
        askedReq: 123,
        askedSeq: 1,
        committedSeq: 0,
        change: 0,
        granted: {},
      },
    });
  });

  it("setup > probe.asking > … > leading.tree.syncing+leading.commit.idle+leading.views.leaving [4ddfa84c]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { round: round_yku9, taken: { b: 3, c: 2 }, complete: ["b"], granted: { b: 109, c: 108 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: ask_ew9a }],
      ],
      now: {
        fact: fact_1y8f,
        round: round_1a5c,
        nextReq: 111,
        taken: { b: 3, c: 3 },
        complete: ["b", "c"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109, c: 109 },
      },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 110,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 4, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      now: { round: round_cre4, taken: { b: 4, c: 3 }, complete: ["c"], granted: { b: 110, c: 109 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 110,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 4, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.leaving"], {
      does: [["renewLease", { req: 110, grantMs: 300 }], "drain"],
      now: { round: null, taken: { b: 4, c: 4 }, complete: [], committedSeq: 4, granted: { b: 110, c: 110 } },
    });
  });

  it("setup > probe.asking > … > pending [995f7b0c]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { round: round_yku9, taken: { b: 3, c: 2 }, complete: ["b"], granted: { b: 109, c: 108 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: ask_ew9a }],
      ],
      now: {
        fact: fact_1y8f,
        round: round_1a5c,
        nextReq: 111,
        taken: { b: 3, c: 3 },
        complete: ["b", "c"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109, c: 109 },
      },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 110,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 4, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      now: { round: round_cre4, taken: { b: 4, c: 3 }, complete: ["c"], granted: { b: 110, c: 109 } },
    });
    chart.send("reply:refusalOfThird", { type: "reply", from: "c", req: 110, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("pending", {
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", {
          id: 9,
          code: "UNKNOWN_OUTCOME",
          message: "the leader left while the change was under way; the next one may go on with it: look at the views",
        }],
        "saveRecord",
      ],
      now: { trusted: false, leader: "", round: null },
    });
  });

  it("setup > probe.asking > following.leader.heard+following.tree.exchanging > stopped [c9bd43e8]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.ignore("drained:done", { type: "drained" });
    chart.send("commit:withoutMe", { type: "commit", from: "b", req: 7, at: 0, fact: fact_lp1c });
    chart.is("stopped", {
      status: "done",
      does: [
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 2, complete: false } }],
        "cancelExchange",
        "tellRemoved",
        "close",
      ],
      now: { fact: fact_lp1c, trusted: false, countsFrom: 1, debt: { to: "b", id: 104 }, nextReq: 105 },
    });
    chart.ignore("drained:done", { type: "drained" });
  });

  it("setup > pending > repair > … > following.leader.heard+following.tree.exchanging > prepare [a471cc0a]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 101 }]], now: { job: 101, nextReq: 102 } });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("repairComplete:current", { type: "repairComplete", job: 101 });
    chart.is("exchange", {
      does: [
        ["startExchange", {
          job: 102,
          epoch: 0,
          sync: false,
          leader: null,
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: false,
          countsFrom: 0,
        }],
      ],
      now: { job: 102, nextReq: 103 },
    });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 102 });
    chart.is("election", { does: ["cancelExchange", "saveRecord"], now: { trusted: true, seed: 1015568748 } });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("election", { now: { debt: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_1upt }]],
      now: { promised: { epoch: 1, candidate: "b" }, epochSeen: 1 },
    });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "ok" } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", job: 103, nextReq: 104 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 103 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 103, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 2, body: body_1upt }]],
      now: { promised: { epoch: 2, candidate: "b" }, epochSeen: 2 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "ok" } }],
        ["startExchange", {
          job: 104,
          epoch: 2,
          sync: false,
          leader: { peer: "b", epoch: 2 },
          views: [["b", "c"]],
          fact: fact_1haq,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
      ],
      now: { leader: "b", job: 104, nextReq: 105 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 2, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 105, to: ["b", "c"], ask: { type: "prepare", epoch: 3 } }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        epochSeen: 3,
        leader: "",
        round: { req: 105, electorate: electorate_p6fh, valid: 0, nacks: 0, replies: [] },
        awaits: "promise",
        nextReq: 106,
      },
    });
    chart.ignore("drained:done", { type: "drained" });
  });

  it("setup > election > … > leading.tree.ready+leading.commit.idle+leading.views.stable [259018e3]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:alone", { type: "ready", record: record_1bw3 });
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
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("election", { now: { debt: null } });
    chart.advance(129);
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["ask", { req: 102, to: [], ask: { type: "prepare", epoch: 1 } }],
        "saveRecord",
        ["ask", { req: 103, to: [], ask: { type: "newEpoch", epoch: 1 } }],
        "saveRecord",
        ["lead", { epoch: 1 }],
        ["startExchange", {
          job: 104,
          epoch: 1,
          sync: true,
          leader: null,
          views: [["a"]],
          fact: fact_dt0j,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 105, to: [], ask: ask_dng0 }],
        ["renewLease", { req: 105, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 1, candidate: "a" },
        fact: fact_dt0j,
        heard: null,
        epochSeen: 1,
        leader: "a",
        awaits: "granted",
        job: 104,
        nextReq: 106,
        askedReq: 105,
        askedSeq: 1,
        committedSeq: 1,
      },
    });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 104 });
    chart.is(["leading.tree.ready", "leading.commit.idle", "leading.views.stable"], {
      does: ["saveRecord"],
      now: { synced: true },
    });
    chart.ignore("drained:done", { type: "drained" });
  });

  it("setup > probe.asking > … > stopped [f3a6efdf]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c", "d"], ask: ask_1slu }]],
      now: { fact: fact_12bg, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: [
        ["renewLease", { req: 108, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 109, to: ["b", "d", "c"], ask: ask_1ec5 }],
      ],
      now: {
        fact: fact_1pfe,
        round: round_1tp5,
        nextReq: 110,
        taken: { b: 2 },
        askedReq: 109,
        askedSeq: 3,
        committedSeq: 2,
        granted: { b: 108 },
      },
    });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord"],
      now: { synced: true },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "d", "c"], ask: ask_1f28 }],
      ],
      now: {
        fact: fact_1mkj,
        round: round_u6ms,
        nextReq: 111,
        taken: { b: 3 },
        complete: ["b"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109 },
      },
    });
    chart.ignore("drained:done", { type: "drained" });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 110,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 4, complete: false },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.stable"], {
      does: [
        ["renewLease", { req: 110, grantMs: 300 }],
        ["answerChange", { id: 9, code: "ok", message: "" }],
        "saveRecord",
        ["ask", { req: 111, to: ["b", "d"], ask: ask_1sxu }],
      ],
      now: {
        fact: fact_1vom,
        round: round_v7hl,
        nextReq: 112,
        taken: { b: 4 },
        complete: [],
        askedReq: 111,
        askedSeq: 5,
        committedSeq: 4,
        change: 0,
        left: ["c"],
        tells: 12,
        granted: { b: 110 },
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 112, to: ["b", "d"], ask: ask_139q }]],
      now: {
        fact: fact_3bs2,
        round: round_iwwu,
        nextReq: 113,
        askedReq: 112,
        askedSeq: 6,
        change: 9,
        left: [],
        tells: 0,
      },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 112,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 6, complete: false },
    });
    chart.is(["leading.tree.ready", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 112, grantMs: 300 }]],
      now: { round: null, taken: { b: 6 }, committedSeq: 6, granted: { b: 112 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "d",
      req: 112,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 6, complete: true },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 113, to: ["b", "d"], ask: ask_18pt }]],
      now: {
        fact: fact_1xtl,
        round: { req: 113, electorate: electorate_11vq, valid: 0, nacks: 0, replies: [] },
        nextReq: 114,
        taken: { b: 6, d: 6 },
        askedReq: 113,
        askedSeq: 7,
        granted: { b: 112, d: 112 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 113,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 7, complete: true },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.joint"], {
      now: {
        round: {
          req: 113,
          electorate: electorate_11vq,
          valid: 1,
          nacks: 0,
          replies: [{ from: "b", epoch: 2, body: { kind: "granted", leaseMs: 300, seq: 7, complete: true } }],
        },
        taken: { b: 7, d: 6 },
        complete: ["b"],
        granted: { b: 113, d: 112 },
      },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "d",
      req: 113,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 7, complete: true },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 113, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 114, to: ["b", "d"], ask: { type: "commit", fact: fact_93tp } }],
      ],
      now: {
        fact: fact_93tp,
        round: { req: 114, electorate: electorate_1u1x, valid: 0, nacks: 0, replies: [] },
        nextReq: 115,
        taken: { b: 7, d: 7 },
        complete: ["b", "d"],
        askedReq: 114,
        askedSeq: 8,
        committedSeq: 7,
        granted: { b: 113, d: 113 },
      },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 114,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 8, complete: false },
    });
    chart.is(["leading.tree.ready", "leading.commit.committing", "leading.views.settling"], {
      now: {
        round: {
          req: 114,
          electorate: electorate_1u1x,
          valid: 1,
          nacks: 0,
          replies: [{ from: "b", epoch: 2, body: { kind: "granted", leaseMs: 300, seq: 8, complete: false } }],
        },
        taken: { b: 8, d: 7 },
        complete: ["d"],
        granted: { b: 114, d: 113 },
      },
    });
    chart.send("reply:voteOfThird", {
      type: "reply",
      from: "d",
      req: 114,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 8, complete: false },
    });
    chart.is(["leading.tree.ready", "leading.commit.idle", "leading.views.leaving"], {
      does: [["renewLease", { req: 114, grantMs: 300 }], "drain"],
      now: { round: null, taken: { b: 8, d: 8 }, complete: [], committedSeq: 8, granted: { b: 114, d: 114 } },
    });
    chart.send("drained:done", { type: "drained" });
    chart.is("stopped", {
      status: "done",
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", { id: 9, code: "ok", message: "" }],
        ["handOver", { epoch: 2, successor: "b" }],
        "tellRemoved",
        "close",
      ],
    });
  });

  it("setup > probe.asking > … > stopped [923b1f75]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { round: round_yku9, taken: { b: 3, c: 2 }, complete: ["b"], granted: { b: 109, c: 108 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: ask_ew9a }],
      ],
      now: {
        fact: fact_1y8f,
        round: round_1a5c,
        nextReq: 111,
        taken: { b: 3, c: 3 },
        complete: ["b", "c"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109, c: 109 },
      },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 110,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 4, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      now: { round: round_cre4, taken: { b: 4, c: 3 }, complete: ["c"], granted: { b: 110, c: 109 } },
    });
    chart.send("reply:voteOfThird", {
      type: "reply",
      from: "c",
      req: 110,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 4, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.leaving"], {
      does: [["renewLease", { req: 110, grantMs: 300 }], "drain"],
      now: { round: null, taken: { b: 4, c: 4 }, complete: [], committedSeq: 4, granted: { b: 110, c: 110 } },
    });
    chart.send("updateMembers:replaceThird", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "c" }, { op: "add", peer: "d" }] });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.leaving"], {
      does: [
        ["answerChange", {
          id: 9,
          code: "CHANGE_IN_PROGRESS",
          message: "another change of the members is under way: wait until it has ended",
        }],
      ],
    });
    chart.advance(80);
    chart.is("stopped", {
      status: "done",
      does: [
        "cancelExchange",
        "resign",
        ["answerChange", { id: 9, code: "ok", message: "" }],
        ["handOver", { epoch: 2, successor: "b" }],
        "tellRemoved",
        "close",
      ],
    });
  });

  it("setup > probe.asking > … > leading.tree.ready+leading.commit.idle+leading.views.leaving [8d5b65ef]", () => {
    const chart = start(input_24mr);
    chart.is("setup", { does: ["open"], now: context_1kix });
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300, seq: 1, complete: false } }],
        ["startExchange", {
          job: 103,
          epoch: 1,
          sync: false,
          leader: { peer: "b", epoch: 1 },
          views: [["a", "b", "c"]],
          fact: fact_1ln9,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 105, to: ["b", "c"], ask: { type: "newEpoch", epoch: 2 } }]],
      now: { round: round_18ok, awaits: "ok", nextReq: 106 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.stable"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", {
          job: 106,
          epoch: 2,
          sync: true,
          leader: null,
          views: [["a", "b", "c"]],
          fact: fact_1kr6,
          sameEpoch: false,
          trusted: true,
          countsFrom: 0,
        }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: {
        fact: fact_1kr6,
        leader: "a",
        round: round_lcy6,
        awaits: "granted",
        job: 106,
        nextReq: 108,
        askedReq: 107,
        askedSeq: 1,
      },
    });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.proposed"], {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: ask_k8dy }]],
      now: { fact: fact_wi9a, round: round_j8fn, nextReq: 109, askedReq: 108, askedSeq: 2, change: 9 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.proposed"], {
      does: [["renewLease", { req: 108, grantMs: 300 }]],
      now: { round: null, taken: { b: 2 }, committedSeq: 2, granted: { b: 108 } },
    });
    chart.send("reply:lateOfThird", {
      type: "reply",
      from: "c",
      req: 108,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 2, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: ask_1asx }]],
      now: {
        fact: fact_1g8z,
        round: round_10wk,
        nextReq: 110,
        taken: { b: 2, c: 2 },
        askedReq: 109,
        askedSeq: 3,
        granted: { b: 108, c: 108 },
      },
    });
    chart.send("reply:completeB", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.joint"], {
      now: { round: round_yku9, taken: { b: 3, c: 2 }, complete: ["b"], granted: { b: 109, c: 108 } },
    });
    chart.send("reply:completeThird", {
      type: "reply",
      from: "c",
      req: 109,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 3, complete: true },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      does: [
        ["renewLease", { req: 109, grantMs: 300 }],
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: ask_ew9a }],
      ],
      now: {
        fact: fact_1y8f,
        round: round_1a5c,
        nextReq: 111,
        taken: { b: 3, c: 3 },
        complete: ["b", "c"],
        askedReq: 110,
        askedSeq: 4,
        committedSeq: 3,
        granted: { b: 109, c: 109 },
      },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 110,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 4, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.committing", "leading.views.settling"], {
      now: { round: round_cre4, taken: { b: 4, c: 3 }, complete: ["c"], granted: { b: 110, c: 109 } },
    });
    chart.send("reply:voteOfThird", {
      type: "reply",
      from: "c",
      req: 110,
      at: 0,
      epoch: 2,
      body: { kind: "granted", leaseMs: 300, seq: 4, complete: false },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.leaving"], {
      does: [["renewLease", { req: 110, grantMs: 300 }], "drain"],
      now: { round: null, taken: { b: 4, c: 4 }, complete: [], committedSeq: 4, granted: { b: 110, c: 110 } },
    });
    chart.ignore("handover:toMe", { type: "handover", from: "a", epoch: 2, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "a" });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 106 });
    chart.send("updateMembers:leave", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "a" }] });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.leaving"], {
      does: [
        ["answerChange", {
          id: 9,
          code: "CHANGE_IN_PROGRESS",
          message: "another change of the members is under way: wait until it has ended",
        }],
      ],
    });
    chart.send("updateMembers:unknown", { type: "updateMembers", id: 9, changes: [{ op: "remove", peer: "z" }] });
    chart.is(["leading.tree.syncing", "leading.commit.idle", "leading.views.leaving"], {
      does: [
        ["answerChange", {
          id: 9,
          code: "CHANGE_IN_PROGRESS",
          message: "another change of the members is under way: wait until it has ended",
        }],
      ],
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.idle", "leading.views.leaving"], {
      does: ["saveRecord"],
      now: { synced: true },
    });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
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
