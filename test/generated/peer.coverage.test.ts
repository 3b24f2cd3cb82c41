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
const electorate_umgf = { self: "a", members: ["b", "c", "d"], views: [7], selfBit: 0, required: "quorum" };
const electorate_wocz = { self: "a", members: ["a", "b", "c"], views: [7], selfBit: 1, required: "quorum" };
const fact_104w = {
  epoch: 3,
  seq: 1,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_12f6 = {
  epoch: 1,
  seq: 2,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
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
const fact_1ank = {
  epoch: 3,
  seq: 1,
  leader: "b",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1czw = {
  epoch: 4,
  seq: 1,
  leader: "a",
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
const fact_1n0y = {
  epoch: 1,
  seq: 2,
  leader: "b",
  views: [["a"]],
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
const fact_1wfn = {
  epoch: 9,
  seq: 1,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_1yez = {
  epoch: 8,
  seq: 1,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_3uc4 = {
  epoch: 10,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
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
const fact_7hth = {
  epoch: 8,
  seq: 1,
  leader: "b",
  views: [["a"]],
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
const fact_gg9o = {
  epoch: 8,
  seq: 1,
  leader: "b",
  views: [["a", "b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_gzmu = {
  epoch: 2,
  seq: 2,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
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
const fact_j6yb = {
  epoch: 7,
  seq: 1,
  leader: "a",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_k4cm = {
  epoch: 10,
  seq: 1,
  leader: "a",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_lmb9 = {
  epoch: 10,
  seq: 1,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_mp04 = {
  epoch: 7,
  seq: 1,
  leader: "b",
  views: [["b", "c"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_mpyc = {
  epoch: 3,
  seq: 1,
  leader: "a",
  views: [["a", "b", "c"]],
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
const fact_qs8z = {
  epoch: 9,
  seq: 1,
  leader: "b",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_rud6 = {
  epoch: 5,
  seq: 1,
  leader: "b",
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
const fact_uzc0 = {
  epoch: 2,
  seq: 1,
  leader: "b",
  views: [["a"]],
  viewVsn: { epoch: 0, seq: 0 },
  pendVsn: { epoch: 0, seq: 0 },
  commitVsn: { epoch: 0, seq: 0 },
  pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
};
const fact_v4wk = {
  epoch: 7,
  seq: 1,
  leader: "b",
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
const fact_wej1 = {
  epoch: 1,
  seq: 1,
  leader: "a",
  views: [["a", "b", "c"]],
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
const heard_hxb1 = {
  epoch: 10,
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
const round_13l3 = { req: 123, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_15fg = { req: 101, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_17gx = { req: 115, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_18ok = { req: 105, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1990 = { req: 117, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1deg = { req: 114, electorate: electorate_p6fh, valid: 0, nacks: 0, replies: [] };
const round_1e1f = { req: 111, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1huf = { req: 103, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1if4 = { req: 121, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1l40 = { req: 108, electorate: electorate_p6fh, valid: 0, nacks: 0, replies: [] };
const round_1mvx = { req: 113, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1qpj = { req: 109, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1r4e = { req: 112, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_1y2t = { req: 104, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_3hkd = { req: 111, electorate: electorate_p6fh, valid: 0, nacks: 0, replies: [] };
const round_8aq1 = { req: 116, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_alp9 = { req: 110, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_arjq = { req: 121, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] };
const round_f6ti = { req: 125, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_f8e0 = { req: 107, electorate: electorate_wocz, valid: 0, nacks: 4, replies: [] };
const round_fz76 = { req: 119, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_g86l = { req: 106, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_h01z = { req: 118, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_j8fn = { req: 108, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_ky2q = { req: 117, electorate: electorate_p6fh, valid: 0, nacks: 0, replies: [] };
const round_lcy6 = { req: 107, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_mnaf = { req: 120, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_rmgx = { req: 122, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const round_rr13 = { req: 114, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] };
const ask_13ja = { type: "commit", fact: fact_1kr6 };
const ask_1gih = { type: "commit", fact: fact_w13p };
const ask_1irg = { type: "commit", fact: fact_t3j5 };
const ask_1lng = { type: "commit", fact: fact_12si };
const ask_1rwj = { type: "commit", fact: fact_185m };
const ask_1sio = { type: "commit", fact: fact_1iex };
const ask_1vtl = { type: "commit", fact: fact_mpyc };
const ask_2x2f = { type: "commit", fact: fact_nixl };
const ask_ecag = { type: "commit", fact: fact_1gvr };
const ask_izaw = { type: "commit", fact: fact_17ju };
const ask_izgw = { type: "commit", fact: fact_1czw };
const ask_k9sk = { type: "commit", fact: fact_1ui8 };
const ask_ol4h = { type: "commit", fact: fact_16a5 };
const body_11dk = { kind: "promise", fact: fact_lmb9 };
const body_13ye = { kind: "promise", fact: fact_1yez };
const body_198i = { kind: "probed", fact: heard_tygn, leader: "b", leaderAgeMs: 10, trusted: true };
const body_1cky = { kind: "promise", fact: fact_17ju };
const body_1dbu = { kind: "promise", fact: fact_nixl };
const body_1myi = { kind: "promise", fact: fact_1amc };
const body_1o6l = { kind: "probed", fact: fact_64gh, leader: "", leaderAgeMs: 0, trusted: true };
const body_1xil = { kind: "promise", fact: fact_1968 };
const body_2mnr = { kind: "promise", fact: fact_1kr6 };
const body_bpjd = { kind: "promise", fact: fact_64gh };
const body_fkrh = { kind: "promise", fact: fact_gzmu };
const body_g4ay = { kind: "promise", fact: fact_86ut };
const body_ibgn = { kind: "promise", fact: fact_1jqc };
const body_j2xe = { kind: "promise", fact: fact_147n };
const body_obrq = { kind: "promise", fact: fact_12f6 };
const body_ocuu = { kind: "promise", fact: fact_fx9l };
const body_p40i = { kind: "promise", fact: fact_ah2n };
const body_p5oq = { kind: "promise", fact: fact_1728 };
const body_qgm5 = { kind: "promise", fact: fact_1grl };
const body_shn1 = { kind: "promise", fact: fact_1ln9 };
const body_smh4 = { kind: "promise", fact: fact_1ubg };
const body_tytt = { kind: "probed", fact: fact_1ubg, leader: "", leaderAgeMs: 0, trusted: true };
const record_1bw3 = { promised: { epoch: 0, candidate: "" }, fact: fact_1amc, trusted: true };
const record_1khh = { promised: { epoch: 0, candidate: "" }, fact: fact_1ubg, trusted: false };
const record_1ui0 = { promised: { epoch: 0, candidate: "" }, fact: fact_1ubg, trusted: true };
const record_vxih = { promised: { epoch: 0, candidate: "" }, fact: fact_1haq, trusted: true };

describe("peer: what the chart does", () => {
  it("setup > election > … > probe.delaying > stopped [42073dfd]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_156l });
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: [
        "cancelExchange",
        "resign",
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 3, body: body_1dbu }],
      ],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3, leader: "" },
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: [["answer", { to: "c", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:again", { type: "commit", from: "a", req: 7, at: 0, fact: fact_nixl });
    chart.is("prefollow", {
      does: [["answer", { to: "a", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "ok" } }],
        ["startExchange", { job: 108, epoch: 3, sync: false, trusted: true, views: [["a"]] }],
      ],
      now: { leader: "b", job: 108, nextReq: 109 },
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
        views: [["a"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 108 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 108, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("probe.delaying", { does: [["answer", { to: "b", req: 7, epoch: 3, body: body_1dbu }]] });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
    chart.ignore("backendReset", { type: "backendReset" });
    chart.ignore("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_fd7z });
    chart.ignore("debtPassed:earlier", { type: "debtPassed", id: 108 });
    chart.ignore("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 3, sync: true });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 108 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 108, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 3, successor: "a" });
    chart.ignore("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 4 });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 3 });
    chart.ignore("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 3 });
    chart.ignore("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 4 });
    chart.ignore("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 108 });
    chart.ignore("reply:late", { type: "reply", from: "b", req: 108, at: 0, epoch: 0, body: { kind: "ok" } });
    chart.ignore("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.ignore("stop", { type: "stop" });
    chart.ignore("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
  });

  it("setup > pending > repair > … > following.leader.heard+following.tree.exchanging > pending [3b17529a]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("commit:next", {
      type: "commit",
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
    });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]] });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]] });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 101 }]], now: { job: 101, nextReq: 102 } });
    chart.send("repairComplete:current", { type: "repairComplete", job: 101 });
    chart.is("exchange", {
      does: [["startExchange", { job: 102, epoch: 0, sync: false, trusted: false, views: [["b", "c"]] }]],
      now: { job: 102, nextReq: 103 },
    });
    chart.send("exchangeComplete:earlier", { type: "exchangeComplete", job: 101 });
    chart.is("exchange");
    chart.send("exchangeFailed:earlier", { type: "exchangeFailed", job: 101, reason: "test" });
    chart.is("exchange");
    chart.send("reply:late", { type: "reply", from: "b", req: 102, at: 0, epoch: 0, body: { kind: "ok" } });
    chart.is("exchange");
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["cancelExchange", "saveRecord"] });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
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
    chart.send("handover:toOther", { type: "handover", from: "b", epoch: 1, successor: "c" });
    chart.is("election", { does: ["cancelExchange"], now: { debt: null, seed: 1015568748 } });
    chart.send("commit:forged", {
      type: "commit",
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
    });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 2, body: body_g4ay }]],
      now: { promised: { epoch: 2, candidate: "b" }, epochSeen: 2, leader: "" },
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 3 });
    chart.is("pending", {
      does: [["answer", { to: "c", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }], "saveRecord"],
    });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 104 });
    chart.is("pending");
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 2, sync: true });
    chart.is("pending", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "exchanging", trusted: false } }]],
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 3 });
    chart.is("pending", { now: { epochSeen: 3 } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_g4ay }]],
      now: { promised: { epoch: 3, candidate: "b" } },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1968 });
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
    chart.send("handover:foreign", { type: "handover", from: "z", epoch: 4, successor: "a" });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.is("pending", { does: ["cancelExchange", "saveRecord"], now: { leader: "" } });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 0, epoch: 4 });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 4, body: body_1xil }]] });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
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
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is("pending", { now: { settings: settings_1o9h } });
  });

  it("setup > probe.asking > … > probe.asking > election [78357ec1]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: -1, sync: false });
    chart.is("setup");
    chart.send("backendReset", { type: "backendReset" });
    chart.is("setup");
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is("setup");
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 0 });
    chart.is("setup");
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 0 });
    chart.is("setup");
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("setup");
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is("setup");
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
      does: [["startExchange", { job: 102, epoch: 0, sync: false, trusted: true, views: [["a", "b", "c"]] }]],
      now: { heard: heard_tygn, leader: "b", round: null, job: 102, nextReq: 103 },
    });
    chart.send("leaderGone:other", { type: "leaderGone", leader: "z" });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
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
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_64gh });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
      ],
      now: { fact: fact_64gh, debt: { to: "b", id: 105 }, nextReq: 106 },
    });
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ir4g });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("exchangeComplete:earlier", { type: "exchangeComplete", job: 103 });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("exchangeFailed:earlier", { type: "exchangeFailed", job: 103, reason: "test" });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 1 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "c", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 105 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], { now: { debt: null } });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 1 });
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
    chart.advance(100);
    chart.is("probe.asking", {
      does: [["ask", { req: 107, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_lcy6, nextReq: 108 },
    });
    chart.send("reply:stranger", { type: "reply", from: "z", req: 107, at: 850, epoch: 1, body: body_1o6l });
    chart.is("probe.asking");
    chart.send("reply:vote", { type: "reply", from: "b", req: 107, at: 850, epoch: 1, body: body_1o6l });
    chart.is("election", { now: { round: null, seed: 1015568748 } });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 850, epoch: 1 });
    chart.is("election", { does: [["answer", { to: "b", req: 7, epoch: 1, body: body_bpjd }]] });
  });

  it("setup > probe.asking > … > following.leader.heard+following.tree.exchanging > probe.asking [a3481139]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("ready:untrusted", { type: "ready", record: record_1khh });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 101, at: 0, epoch: 0, body: body_tytt });
    chart.is("exchange", {
      does: [["startExchange", { job: 102, epoch: 0, sync: false, trusted: false, views: [["a", "b", "c"]] }]],
      now: { heard: fact_1ubg, round: null, job: 102, nextReq: 103 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 102 });
    chart.is("election", { does: ["cancelExchange", "saveRecord"], now: { trusted: true, seed: 1015568748 } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]],
    });
    chart.advance(129);
    chart.is("election", { now: { seed: 1586005467 } });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 102 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 102, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 0 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 102 });
    chart.send("reply:late", { type: "reply", from: "b", req: 102, at: 129, epoch: 0, body: { kind: "ok" } });
    chart.is("election");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 103, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_1huf, nextReq: 104 },
    });
    chart.send("reply:elsewhere", { type: "reply", from: "b", req: 103, at: 129, epoch: 0, body: body_tytt });
    chart.is("election", { now: { round: null, seed: 2165703038 } });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 129, fact: heard_tygn });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 129, fact: fact_1ubg });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("commit:stale", { type: "commit", from: "b", req: 7, at: 129, fact: fact_172a });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("election", { now: { debt: null } });
    chart.advance(89);
    chart.is("prepare", {
      does: ["saveRecord", ["ask", { req: 104, to: ["b", "c"], ask: { type: "prepare", epoch: 1 } }]],
      now: {
        promised: { epoch: 1, candidate: "a" },
        epochSeen: 1,
        round: round_1y2t,
        awaits: "promise",
        nextReq: 105,
      },
    });
    chart.send("reply:elsewhere", { type: "reply", from: "b", req: 104, at: 218, epoch: 1, body: { kind: "promise", fact: heard_1bmw } });
    chart.is("probe.asking", {
      does: [["ask", { req: 105, to: ["b", "c", "d"], ask: { type: "probe" } }]],
      now: {
        heard: heard_1bmw,
        round: { req: 105, electorate: electorate_umgf, valid: 0, nacks: 0, replies: [] },
        awaits: "probed",
        nextReq: 106,
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 105, at: 218, epoch: 1, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      now: { round: { req: 105, electorate: electorate_umgf, valid: 0, nacks: 1, replies: [] } },
    });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 105, at: 218, epoch: 2, body: { kind: "nack", reason: "epoch" } });
    chart.is("probe.asking");
    chart.send("reply:refusalOfC", { type: "reply", from: "c", req: 105, at: 218, epoch: 1, body: { kind: "nack", reason: "state" } });
    chart.is("probe.delaying", { now: { round: null } });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 102 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 102, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 1 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 102 });
    chart.send("reply:late", { type: "reply", from: "b", req: 105, at: 218, epoch: 0, body: { kind: "ok" } });
    chart.is("probe.delaying");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 106, to: ["b", "c", "d"], ask: { type: "probe" } }]],
      now: { round: { req: 106, electorate: electorate_umgf, valid: 0, nacks: 0, replies: [] }, nextReq: 107 },
    });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 102 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 102, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 1 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 102 });
    chart.send("reply:late", { type: "reply", from: "b", req: 105, at: 218, epoch: 0, body: { kind: "ok" } });
    chart.is("probe.asking");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 107, to: ["b", "c", "d"], ask: { type: "probe" } }]],
      now: { round: { req: 107, electorate: electorate_umgf, valid: 0, nacks: 0, replies: [] }, nextReq: 108 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 218, fact: fact_wxx2 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 108, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 109, epoch: 2, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 2, candidate: "b" },
        fact: fact_wxx2,
        heard: null,
        epochSeen: 2,
        leader: "b",
        leaderHeardAt: 218,
        debt: { to: "b", id: 108 },
        round: null,
        job: 109,
        nextReq: 110,
      },
    });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 2 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 109 });
    chart.send("reply:late", { type: "reply", from: "b", req: 109, at: 218, epoch: 0, body: { kind: "ok" } });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 110, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_alp9, nextReq: 111 },
    });
  });

  it("setup > stopped [c01969db]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("setup");
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 0 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 0, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 0 });
    chart.send("reply:late", { type: "reply", from: "b", req: 99, at: 0, epoch: 0, body: { kind: "ok" } });
    chart.is("setup");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: heard_tygn });
    chart.is("setup");
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1jv5 });
    chart.is("setup");
    chart.send("commit:stale", { type: "commit", from: "b", req: 7, at: 0, fact: fact_172a });
    chart.is("setup");
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_d4dx });
    chart.is("setup");
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 99 });
    chart.is("setup");
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 0, sync: true });
    chart.is("setup");
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 1 });
    chart.is("setup", { now: { epochSeen: 1 } });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: -1 });
    chart.is("setup");
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 1 });
    chart.is("setup");
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 0 });
    chart.is("setup");
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is("setup", { now: { settings: settings_1o9h } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("setup > pending > stopped [f6e993b2]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("reply:late", { type: "reply", from: "b", req: 100, at: 1000, epoch: 0, body: { kind: "ok" } });
    chart.is("pending");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"] });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 1000, fact: fact_1haq });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]] });
    chart.send("commit:stale", {
      type: "commit",
      from: "b",
      req: 7,
      at: 1000,
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
      at: 1000,
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
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 1000, epoch: -1, sync: false });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 0 });
    chart.is("pending");
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 1000, epoch: 0 });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]] });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 1000, epoch: -1 });
    chart.is("pending", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 1000, epoch: 1 });
    chart.is("pending", { does: [["answer", { to: "c", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]] });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 1000, epoch: 0 });
    chart.is("pending", { does: [["answer", { to: "c", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("setup > probe.asking > prefollow > probe.asking > election [c6b06be5]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, trusted: true, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: heard_tygn });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ubg });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("commit:stale", { type: "commit", from: "b", req: 7, at: 0, fact: fact_172a });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_d4dx });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("probe.asking", { now: { debt: null } });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 101 });
    chart.is("probe.asking");
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 0, sync: true });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: -1, sync: false });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 1 });
    chart.is("probe.asking", { now: { epochSeen: 1 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 0 });
    chart.is("probe.asking");
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 0 });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: -1 });
    chart.is("probe.asking", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 1 });
    chart.is("probe.asking", {
      does: [["answer", { to: "c", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_smh4 }]],
      now: { promised: { epoch: 1, candidate: "b" }, round: null },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 2, body: body_smh4 }]],
      now: { promised: { epoch: 2, candidate: "b" }, epochSeen: 2 },
    });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is("prefollow", { does: [["answer", { to: "b", req: 7, epoch: 2, body: body_smh4 }]] });
    chart.advance(200);
    chart.is("probe.asking", {
      does: [["ask", { req: 102, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: { req: 102, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] }, nextReq: 103 },
    });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 200, epoch: 2 });
    chart.is("probe.asking", { does: [["answer", { to: "b", req: 7, epoch: 2, body: body_smh4 }]] });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 200, epoch: 2 });
    chart.is("probe.asking", {
      does: [["answer", { to: "c", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 200 });
    chart.is("probe.asking", { does: [["answer", { to: "b", req: 7, epoch: 2, body: body_tytt }]] });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 102, at: 200, epoch: 2, body: body_tytt });
    chart.is("election", { now: { heard: fact_1ubg, round: null, seed: 1015568748 } });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 102 });
    chart.is("election");
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 200, epoch: 2, sync: true });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "exchanging", trusted: true } }]],
    });
  });

  it("setup > probe.asking > probe.delaying > … > prepare > probe.asking > stopped [8c12de37]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("reply:refusalOfC", { type: "reply", from: "c", req: 101, at: 0, epoch: 0, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      now: { round: { req: 101, electorate: electorate_wocz, valid: 0, nacks: 4, replies: [] } },
    });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 101, at: 0, epoch: 0, body: body_tytt });
    chart.is("probe.asking");
    chart.send("reply:refusal", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: { kind: "nack", reason: "state" } });
    chart.is("probe.delaying", { now: { heard: fact_1ubg, round: null } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
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
        heard: null,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 102 },
        job: 103,
        nextReq: 104,
      },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 104, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
      ],
      now: { debt: { to: "b", id: 104 }, nextReq: 105 },
    });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 103 });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 1, sync: true });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "exchanging", trusted: true } }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: 0, sync: false });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 103, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_64gh });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 106, epoch: 1, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: { fact: fact_64gh, leader: "b", debt: { to: "b", id: 105 }, job: 106, nextReq: 107 },
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
    chart.advance(300);
    chart.is("probe.asking", {
      does: [["ask", { req: 108, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { heard: fact_64gh, round: round_j8fn, awaits: "probed", nextReq: 109 },
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is("probe.asking", { now: { settings: settings_1o9h } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"], now: { round: null } });
  });

  it("setup > probe.asking > repair > probe.asking > exchange > probe.delaying [0681047e]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is("repair", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]] });
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 0, sync: true });
    chart.is("repair", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "untrusted" } }]],
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("repair", { does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]] });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair");
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 102 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 102, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 0 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.send("reply:late", { type: "reply", from: "b", req: 102, at: 0, epoch: 0, body: { kind: "ok" } });
    chart.is("repair");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 103, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_1huf, nextReq: 104 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 103, at: 0, epoch: 0, body: body_tytt });
    chart.is("exchange", {
      does: [["startExchange", { job: 104, epoch: 0, sync: false, trusted: false, views: [["a", "b", "c"]] }]],
      now: { heard: fact_1ubg, round: null, job: 104, nextReq: 105 },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 104, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"] });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: heard_tygn });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ubg });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("commit:stale", { type: "commit", from: "b", req: 7, at: 0, fact: fact_172a });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_d4dx });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("probe.delaying", { now: { debt: null } });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 104 });
    chart.is("probe.delaying");
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 0, sync: true });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: -1, sync: false });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 1 });
    chart.is("probe.delaying", { now: { epochSeen: 1 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 0 });
    chart.is("probe.delaying");
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 0 });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: -1 });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 1 });
    chart.is("probe.delaying", {
      does: [["answer", { to: "c", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
  });

  it("setup > probe.asking > … > following.leader.heard+following.tree.exchanging > stopped [3af5ec22]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("ready:untrusted", { type: "ready", record: record_1khh });
    chart.is("probe.asking", {
      does: [
        ["owe", { id: 100, ms: 306.06060606060606 }],
        ["ask", { req: 101, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { fact: fact_1ubg, debt: { to: "", id: 100 }, round: round_15fg, nextReq: 102 },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 101, at: 0, epoch: 0, body: body_198i });
    chart.is("exchange", {
      does: [["startExchange", { job: 102, epoch: 0, sync: false, trusted: false, views: [["a", "b", "c"]] }]],
      now: { heard: heard_tygn, round: null, job: 102, nextReq: 103 },
    });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 0, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 0 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 102 });
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 103, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_1huf, nextReq: 104 },
    });
    chart.send("reply:elsewhere", { type: "reply", from: "b", req: 103, at: 0, epoch: 0, body: body_tytt });
    chart.is("exchange", {
      does: [["startExchange", { job: 104, epoch: 0, sync: false, trusted: false, views: [["a", "b", "c"]] }]],
      now: { round: null, job: 104, nextReq: 105 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 106, epoch: 1, sync: false, trusted: false, views: [["a", "b", "c"]] }],
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
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 2 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], { now: { epochSeen: 2 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 1 });
    chart.is(["following.leader.heard", "following.tree.exchanging"]);
    chart.send("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 107, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_lcy6, nextReq: 108 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_64gh });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 108, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 109, epoch: 2, sync: false, trusted: false, views: [["a", "b", "c"]] }],
      ],
      now: { fact: fact_64gh, leader: "b", debt: { to: "b", id: 108 }, round: null, job: 109, nextReq: 110 },
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 0 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 2 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "c", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is("prefollow", {
      does: ["cancelExchange", "saveRecord", ["answer", { to: "b", req: 7, epoch: 2, body: body_bpjd }]],
      now: { promised: { epoch: 2, candidate: "b" }, leader: "" },
    });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 109 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 109, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 2, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 2 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 109 });
    chart.send("reply:late", { type: "reply", from: "b", req: 109, at: 0, epoch: 0, body: { kind: "ok" } });
    chart.is("prefollow");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 110, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_alp9, nextReq: 111 },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 110, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      now: { round: { req: 110, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] } },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 110, at: 0, epoch: 2, body: body_1o6l });
    chart.is("probe.asking");
    chart.send("reply:claim", {
      type: "reply",
      from: "b",
      req: 110,
      at: 0,
      epoch: 2,
      body: { kind: "probed", fact: fact_wxx2, leader: "b", leaderAgeMs: 10, trusted: true },
    });
    chart.is("probe.asking");
    chart.send("reply:elsewhere", { type: "reply", from: "b", req: 110, at: 0, epoch: 2, body: body_1o6l });
    chart.is("probe.asking");
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 111, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 112, epoch: 3, sync: false, trusted: false, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        epochSeen: 3,
        leader: "b",
        debt: { to: "b", id: 111 },
        round: null,
        job: 112,
        nextReq: 113,
      },
    });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: body_qgm5 }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 3,
          body: { kind: "probed", fact: fact_1grl, leader: "b", leaderAgeMs: 0, trusted: false },
        }],
      ],
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is(["following.leader.heard", "following.tree.exchanging"], { now: { settings: settings_1o9h } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["cancelExchange", "close"] });
  });

  it("setup > election > stopped [2298724d]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("backendReset", { type: "backendReset" });
    chart.is("election", {
      does: [["ask", { req: 102, to: [], ask: { type: "probe" } }]],
      now: { nextReq: 103, seed: 1586005467 },
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: -1, sync: false });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 1 });
    chart.is("election", { now: { epochSeen: 1 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 0 });
    chart.is("election");
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 0 });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: -1 });
    chart.is("election", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 1 });
    chart.is("election", {
      does: [["answer", { to: "c", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 0 });
    chart.is("election", {
      does: [["answer", { to: "c", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is("election", {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 0,
          body: { kind: "probed", fact: fact_1amc, leader: "", leaderAgeMs: 0, trusted: true },
        }],
      ],
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is("election", { now: { settings: settings_1o9h } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("setup > election > repair > exchange > prefollow > exchange > stopped [9e561631]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 102 }]],
      now: { trusted: false, job: 102, nextReq: 103 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("exchange", {
      does: [
        ["ask", { req: 103, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 104, epoch: 0, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { job: 104, nextReq: 105 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("exchange", {
      does: [
        "cancelExchange",
        ["ask", { req: 105, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 106, epoch: 0, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { job: 106, nextReq: 107 },
    });
    chart.send("commit:next", {
      type: "commit",
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 0,
        seq: 1,
        leader: "b",
        views: [["a"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1amc });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
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
        views: [["a"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:forged", {
      type: "commit",
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 1,
        seq: 1,
        leader: "c",
        views: [["a"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 100 });
    chart.is("exchange", { now: { debt: null } });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 106 });
    chart.is("exchange");
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 0, sync: true });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: -1, sync: false });
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
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("prefollow", {
      does: ["cancelExchange", "saveRecord", ["answer", { to: "b", req: 7, epoch: 1, body: body_1myi }]],
      now: { promised: { epoch: 1, candidate: "b" } },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("exchange", {
      does: [
        ["ask", { req: 107, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 108, epoch: 1, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { job: 108, nextReq: 109 },
    });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("exchange", { does: [["answer", { to: "b", req: 7, epoch: 1, body: body_1myi }]] });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 1 });
    chart.is("exchange", {
      does: [["answer", { to: "c", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is("exchange", {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 1,
          body: { kind: "probed", fact: fact_1amc, leader: "", leaderAgeMs: 0, trusted: false },
        }],
      ],
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is("exchange", { now: { settings: settings_1o9h } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["cancelExchange", "close"] });
  });

  it("setup > probe.asking > following.leader.heard+following.tree.exchanging > repair > stopped [6b026651]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["cancelExchange", "saveRecord", ["startRepair", { job: 104 }]],
      now: { trusted: false, job: 104, nextReq: 105 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_64gh });
    chart.is("repair", { does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]] });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is("repair", { does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]] });
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
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("repair", { does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ir4g });
    chart.is("repair", { does: [["answer", { to: "b", req: 7, epoch: 1, body: { kind: "nack", reason: "state" } }]] });
    chart.send("debtPassed:current", { type: "debtPassed", id: 102 });
    chart.is("repair", { now: { debt: null } });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 104 });
    chart.is("repair");
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: 0, sync: false });
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
          body: { kind: "probed", fact: fact_1ln9, leader: "b", leaderAgeMs: 0, trusted: false },
        }],
      ],
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is("repair", { now: { settings: settings_1o9h } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("setup > probe.asking > … > probe.asking > prefollow [663d28bc]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
      does: [["startExchange", { job: 102, epoch: 0, sync: false, trusted: true, views: [["a", "b", "c"]] }]],
      now: { heard: heard_tygn, leader: "b", round: null, job: 102, nextReq: 103 },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]],
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 102 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 102 });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 0 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 102 });
    chart.send("reply:late", { type: "reply", from: "b", req: 102, at: 0, epoch: 0, body: { kind: "ok" } });
    chart.is(["following.leader.heard", "following.tree.ready"]);
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 103, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_1huf, nextReq: 104 },
    });
    chart.send("reply:refusalOfC", { type: "reply", from: "c", req: 103, at: 0, epoch: 0, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      now: { round: { req: 103, electorate: electorate_wocz, valid: 0, nacks: 4, replies: [] } },
    });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 103, at: 0, epoch: 1, body: { kind: "nack", reason: "epoch" } });
    chart.is("probe.delaying", { now: { epochSeen: 1, round: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("probe.delaying", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]],
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 0 });
    chart.is("probe.delaying", {
      does: [["answer", { to: "c", req: 7, epoch: 0, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is("probe.delaying", { does: [["answer", { to: "b", req: 7, epoch: 0, body: body_tytt }]] });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is("probe.delaying", { now: { settings: settings_1o9h } });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 104 }]],
      now: { trusted: false, job: 104, nextReq: 105 },
    });
    chart.send("repairComplete:current", { type: "repairComplete", job: 104 });
    chart.is("exchange", {
      does: [["startExchange", { job: 105, epoch: 1, sync: false, trusted: false, views: [["a", "b", "c"]] }]],
      now: { job: 105, nextReq: 106 },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is("exchange", {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]],
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["cancelExchange", "saveRecord", ["startRepair", { job: 106 }]],
      now: { job: 106, nextReq: 107 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 107, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_lcy6, nextReq: 108 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 108, ms: 250 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 250 } }],
        ["startExchange", { job: 109, epoch: 1, sync: false, trusted: false, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_1ln9,
        heard: null,
        leader: "b",
        debt: { to: "b", id: 108 },
        round: null,
        job: 109,
        nextReq: 110,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 109 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 109, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 2, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 2 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 109 });
    chart.send("reply:stranger", { type: "reply", from: "z", req: 110, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prepare");
    chart.send("reply:late", { type: "reply", from: "b", req: 109, at: 0, epoch: 0, body: { kind: "ok" } });
    chart.is("prepare");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 111, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_1e1f, awaits: "probed", nextReq: 112 },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_shn1 }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3, round: null },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_64gh });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
  });

  it("setup > pending > … > prefollow > stopped [ef7ca3f5]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
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
        debt: { to: "b", id: 101 },
        job: 102,
        nextReq: 103,
      },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["cancelExchange", "saveRecord"], now: { leader: "" } });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_12f6 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 104, epoch: 1, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: { fact: fact_12f6, leader: "b", debt: { to: "b", id: 103 }, job: 104, nextReq: 105 },
    });
    chart.advance(450);
    chart.is("pending", { does: ["cancelExchange", "saveRecord"], now: { leader: "" } });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 450, fact: fact_12f6 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 106, epoch: 1, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: { leader: "b", leaderHeardAt: 450, debt: { to: "b", id: 105 }, job: 106, nextReq: 107 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"], now: { trusted: true } });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["cancelExchange", "saveRecord"], now: { trusted: false, leader: "" } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 450, epoch: 2 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 2, body: body_obrq }]],
      now: { promised: { epoch: 2, candidate: "b" }, epochSeen: 2 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"] });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 450, epoch: 3 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_obrq }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3 },
    });
    chart.send("commit:stale", {
      type: "commit",
      from: "b",
      req: 7,
      at: 450,
      fact: {
        epoch: 2,
        seq: 9,
        leader: "b",
        views: [["b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:forged", {
      type: "commit",
      from: "b",
      req: 7,
      at: 450,
      fact: {
        epoch: 4,
        seq: 1,
        leader: "c",
        views: [["b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 105 });
    chart.is("prefollow", { now: { debt: null } });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 106 });
    chart.is("prefollow");
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 450, epoch: 3, sync: true });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "exchanging", trusted: false } }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 450, epoch: 2, sync: false });
    chart.is("prefollow", {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 4 });
    chart.is("prefollow", { now: { epochSeen: 4 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 3 });
    chart.is("prefollow");
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 450 });
    chart.is("prefollow", {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 3,
          body: { kind: "probed", fact: fact_12f6, leader: "", leaderAgeMs: 0, trusted: false },
        }],
      ],
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is("prefollow", { now: { settings: settings_1o9h } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("setup > pending > repair > pending > … > repair > pending > prefollow > pending [73fc7b1f]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 101 }]], now: { job: 101, nextReq: 102 } });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"] });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 102, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 103, epoch: 1, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 1, candidate: "b" },
        fact: fact_86ut,
        epochSeen: 1,
        leader: "b",
        debt: { to: "b", id: 102 },
        job: 103,
        nextReq: 104,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 103 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"], now: { trusted: true } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1vcu });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 104, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 105, epoch: 2, sync: false, trusted: true, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 2, candidate: "b" },
        fact: fact_1vcu,
        epochSeen: 2,
        debt: { to: "b", id: 104 },
        job: 105,
        nextReq: 106,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 105 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_gzmu });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [
        "saveRecord",
        ["owe", { id: 106, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300 } }],
      ],
      now: { fact: fact_gzmu, debt: { to: "b", id: 106 }, nextReq: 107 },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_gzmu });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [
        "saveRecord",
        ["owe", { id: 107, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300 } }],
      ],
      now: { debt: { to: "b", id: 107 }, nextReq: 108 },
    });
    chart.send("commit:stale", {
      type: "commit",
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 1,
        seq: 9,
        leader: "b",
        views: [["b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
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
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is(["following.leader.heard", "following.tree.ready"]);
    chart.send("debtPassed:current", { type: "debtPassed", id: 107 });
    chart.is(["following.leader.heard", "following.tree.ready"], { now: { debt: null } });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 107 });
    chart.is(["following.leader.heard", "following.tree.ready"]);
    chart.send("exchange:sync", { type: "exchange", from: "b", req: 7, at: 0, epoch: 2, sync: true });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "exchanging", trusted: true } }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: 1, sync: false });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("exchangeFailed:earlier", { type: "exchangeFailed", job: 104, reason: "test" });
    chart.is(["following.leader.heard", "following.tree.ready"]);
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 2, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 108, to: ["b", "c"], ask: { type: "prepare", epoch: 3 } }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        epochSeen: 3,
        leader: "",
        round: round_1l40,
        awaits: "promise",
        nextReq: 109,
      },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"], now: { trusted: false, round: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 4 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 4, body: body_fkrh }]],
      now: { promised: { epoch: 4, candidate: "b" }, epochSeen: 4 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", { does: ["saveRecord", ["startRepair", { job: 109 }]], now: { job: 109, nextReq: 110 } });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"] });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 5 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 5, body: body_fkrh }]],
      now: { promised: { epoch: 5, candidate: "b" }, epochSeen: 5 },
    });
    chart.advance(200);
    chart.is("pending", { does: ["saveRecord"] });
  });

  it("setup > election > … > leading.tree.syncing+leading.commit.idle > election [eb7a1f30]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_156l });
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
    chart.send("backendReset", { type: "backendReset" });
    chart.is("election", {
      does: ["cancelExchange", ["ask", { req: 104, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_156l, leader: "", nextReq: 105, seed: 1586005467 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1n0y });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 106, epoch: 1, sync: false, trusted: true, views: [["a"]] }],
      ],
      now: { fact: fact_1n0y, heard: null, leader: "b", debt: { to: "b", id: 105 }, job: 106, nextReq: 107 },
    });
    chart.send("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.is("election", {
      does: ["cancelExchange", ["ask", { req: 107, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_1n0y, leader: "", nextReq: 108, seed: 2165703038 },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1n0y });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 108, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 109, epoch: 1, sync: false, trusted: true, views: [["a"]] }],
      ],
      now: { heard: null, leader: "b", debt: { to: "b", id: 108 }, job: 109, nextReq: 110 },
    });
    chart.advance(450);
    chart.is("election", {
      does: ["cancelExchange", ["ask", { req: 110, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_1n0y, leader: "", nextReq: 111, seed: 3027450565 },
    });
    chart.send("debtPassed:current", { type: "debtPassed", id: 108 });
    chart.is("election", { now: { debt: null } });
    chart.advance(143);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 111, to: [], ask: { type: "prepare", epoch: 2 } }],
        "saveRecord",
        ["ask", { req: 112, to: [], ask: { type: "newEpoch", epoch: 2 } }],
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 113, epoch: 2, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 114, to: [], ask: ask_2x2f }],
        ["renewLease", { req: 114, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 2, candidate: "a" },
        fact: fact_nixl,
        heard: null,
        epochSeen: 2,
        leader: "a",
        awaits: "granted",
        job: 113,
        nextReq: 115,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 113 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], { does: ["saveRecord"] });
    chart.send("leaseLost:current", { type: "leaseLost", epoch: 2 });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "cancelExchange",
        "resign",
        "saveRecord",
        ["ask", { req: 115, to: [], ask: { type: "prepare", epoch: 3 } }],
        "saveRecord",
        ["ask", { req: 116, to: [], ask: { type: "newEpoch", epoch: 3 } }],
        "saveRecord",
        ["lead", { epoch: 3 }],
        ["startExchange", { job: 117, epoch: 3, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 118, to: [], ask: ask_ecag }],
        ["renewLease", { req: 118, grantMs: 300 }],
      ],
      now: { promised: { epoch: 3, candidate: "a" }, fact: fact_1gvr, epochSeen: 3, job: 117, nextReq: 119 },
    });
    chart.send("leaseLost:earlier", { type: "leaseLost", epoch: 2 });
    chart.is(["leading.tree.syncing", "leading.commit.idle"]);
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 593, fact: fact_fd7z });
    chart.is("election", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 119, to: [], ask: { type: "probe" } }],
      ],
      now: { heard: fact_1gvr, epochSeen: 4, leader: "", awaits: "probed", nextReq: 120, seed: 217083232 },
    });
    chart.advance(163);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 120, to: [], ask: { type: "prepare", epoch: 5 } }],
        "saveRecord",
        ["ask", { req: 121, to: [], ask: { type: "newEpoch", epoch: 5 } }],
        "saveRecord",
        ["lead", { epoch: 5 }],
        ["startExchange", { job: 122, epoch: 5, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 123, to: [], ask: ask_1rwj }],
        ["renewLease", { req: 123, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 5, candidate: "a" },
        fact: fact_185m,
        heard: null,
        epochSeen: 5,
        leader: "a",
        awaits: "granted",
        job: 122,
        nextReq: 124,
      },
    });
    chart.send("commit:again", { type: "commit", from: "a", req: 7, at: 756, fact: fact_185m });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["answer", { to: "a", req: 7, epoch: 5, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("exchangeComplete:earlier", { type: "exchangeComplete", job: 121 });
    chart.is(["leading.tree.syncing", "leading.commit.idle"]);
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 122, reason: "test" });
    chart.is("election", {
      does: ["cancelExchange", "resign", ["ask", { req: 124, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_185m, leader: "", awaits: "probed", nextReq: 125, seed: 1587069247 },
    });
    chart.advance(46);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 125, to: [], ask: { type: "prepare", epoch: 6 } }],
        "saveRecord",
        ["ask", { req: 126, to: [], ask: { type: "newEpoch", epoch: 6 } }],
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 127, epoch: 6, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 128, to: [], ask: ask_1irg }],
        ["renewLease", { req: 128, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        fact: fact_t3j5,
        heard: null,
        epochSeen: 6,
        leader: "a",
        awaits: "granted",
        job: 127,
        nextReq: 129,
      },
    });
    chart.send("exchangeFailed:earlier", { type: "exchangeFailed", job: 126, reason: "test" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"]);
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 7 });
    chart.is("election", {
      does: ["cancelExchange", "resign", ["ask", { req: 129, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_t3j5, epochSeen: 7, leader: "", awaits: "probed", nextReq: 130, seed: 3327581586 },
    });
    chart.advance(97);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 130, to: [], ask: { type: "prepare", epoch: 8 } }],
        "saveRecord",
        ["ask", { req: 131, to: [], ask: { type: "newEpoch", epoch: 8 } }],
        "saveRecord",
        ["lead", { epoch: 8 }],
        ["startExchange", { job: 132, epoch: 8, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 133, to: [], ask: ask_1gih }],
        ["renewLease", { req: 133, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 8, candidate: "a" },
        fact: fact_w13p,
        heard: null,
        epochSeen: 8,
        leader: "a",
        awaits: "granted",
        job: 132,
        nextReq: 134,
      },
    });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 8 });
    chart.is(["leading.tree.syncing", "leading.commit.idle"]);
    chart.send("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.is("election", {
      does: [
        "cancelExchange",
        "resign",
        ["handOver", { epoch: 8, successor: "b" }],
        ["ask", { req: 134, to: [], ask: { type: "probe" } }],
      ],
      now: {
        heard: fact_w13p,
        leader: "",
        awaits: "probed",
        nextReq: 135,
        seed: 2388811721,
        reason: "test",
        successor: "b",
      },
    });
  });

  it("setup > election > … > election > leading.tree.syncing+leading.commit.idle [86e049e4]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_156l });
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
    chart.advance(100);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["ask", { req: 108, to: [], ask: ask_2x2f }], ["renewLease", { req: 108, grantMs: 300 }]],
      now: { nextReq: 109 },
    });
    chart.ignore("handover:toMe", { type: "handover", from: "a", epoch: 2, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "a" });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 106 });
    chart.send("reply:late", { type: "reply", from: "b", req: 108, at: 100, epoch: 0, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.idle"]);
    chart.send("backendReset", { type: "backendReset" });
    chart.is("election", {
      does: ["cancelExchange", "resign", ["ask", { req: 109, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_nixl, leader: "", awaits: "probed", nextReq: 110, seed: 1586005467 },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 100, epoch: 3 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_1dbu }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("election", {
      does: [["ask", { req: 110, to: [], ask: { type: "probe" } }]],
      now: { nextReq: 111, seed: 2165703038 },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 100, epoch: 4 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 4, body: body_1dbu }]],
      now: { promised: { epoch: 4, candidate: "b" }, epochSeen: 4 },
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 100, epoch: 5 });
    chart.is("election", {
      does: [
        ["answer", { to: "c", req: 7, epoch: 4, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 111, to: [], ask: { type: "probe" } }],
      ],
      now: { nextReq: 112, seed: 3027450565 },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 100, epoch: 5 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 5, body: body_1dbu }]],
      now: { promised: { epoch: 5, candidate: "b" }, epochSeen: 5 },
    });
    chart.advance(200);
    chart.is("election", {
      does: [["ask", { req: 112, to: [], ask: { type: "probe" } }]],
      now: { nextReq: 113, seed: 217083232 },
    });
    chart.advance(163);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 113, to: [], ask: { type: "prepare", epoch: 6 } }],
        "saveRecord",
        ["ask", { req: 114, to: [], ask: { type: "newEpoch", epoch: 6 } }],
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 115, epoch: 6, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 116, to: [], ask: ask_1irg }],
        ["renewLease", { req: 116, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        fact: fact_t3j5,
        heard: null,
        epochSeen: 6,
        leader: "a",
        awaits: "granted",
        job: 115,
        nextReq: 117,
      },
    });
    chart.send("commit:stale", {
      type: "commit",
      from: "b",
      req: 7,
      at: 463,
      fact: {
        epoch: 5,
        seq: 9,
        leader: "b",
        views: [["a"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["answer", { to: "b", req: 7, epoch: 6, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:forged", {
      type: "commit",
      from: "b",
      req: 7,
      at: 463,
      fact: {
        epoch: 7,
        seq: 1,
        leader: "c",
        views: [["a"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("election", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 6, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 117, to: [], ask: { type: "probe" } }],
      ],
      now: { heard: fact_t3j5, epochSeen: 7, leader: "", awaits: "probed", nextReq: 118, seed: 1587069247 },
    });
    chart.advance(46);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 118, to: [], ask: { type: "prepare", epoch: 8 } }],
        "saveRecord",
        ["ask", { req: 119, to: [], ask: { type: "newEpoch", epoch: 8 } }],
        "saveRecord",
        ["lead", { epoch: 8 }],
        ["startExchange", { job: 120, epoch: 8, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 121, to: [], ask: ask_1gih }],
        ["renewLease", { req: 121, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 8, candidate: "a" },
        fact: fact_w13p,
        heard: null,
        epochSeen: 8,
        leader: "a",
        awaits: "granted",
        job: 120,
        nextReq: 122,
      },
    });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 121 });
    chart.is(["leading.tree.syncing", "leading.commit.idle"]);
    chart.send("exchange:sync", { type: "exchange", from: "a", req: 7, at: 509, epoch: 8, sync: true });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["answer", { to: "a", req: 7, epoch: 8, body: { kind: "exchanging", trusted: true } }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 509, epoch: 7, sync: false });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["answer", { to: "b", req: 7, epoch: 8, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("leaseLost:current", { type: "leaseLost", epoch: 8 });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "cancelExchange",
        "resign",
        "saveRecord",
        ["ask", { req: 122, to: [], ask: { type: "prepare", epoch: 9 } }],
        "saveRecord",
        ["ask", { req: 123, to: [], ask: { type: "newEpoch", epoch: 9 } }],
        "saveRecord",
        ["lead", { epoch: 9 }],
        ["startExchange", { job: 124, epoch: 9, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 125, to: [], ask: { type: "commit", fact: fact_y8ne } }],
        ["renewLease", { req: 125, grantMs: 300 }],
      ],
      now: { promised: { epoch: 9, candidate: "a" }, fact: fact_y8ne, epochSeen: 9, job: 124, nextReq: 126 },
    });
    chart.send("newEpoch:promised", { type: "newEpoch", from: "a", req: 7, at: 509, epoch: 9 });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["answer", { to: "a", req: 7, epoch: 9, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 509, epoch: 8 });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["answer", { to: "b", req: 7, epoch: 9, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 509, epoch: 10 });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["answer", { to: "c", req: 7, epoch: 9, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:repeated", { type: "prepare", from: "a", req: 7, at: 509, epoch: 9 });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["answer", { to: "a", req: 7, epoch: 9, body: { kind: "promise", fact: fact_y8ne } }]],
    });
  });

  it("setup > probe.asking > … > following.leader.heard+following.tree.ready > prefollow [9aa9ca60]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 104, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_1y2t, nextReq: 105 },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1ln9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 106, epoch: 1, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: { leader: "b", debt: { to: "b", id: 105 }, round: null, job: 106, nextReq: 107 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("handover:toOther", { type: "handover", from: "b", epoch: 1, successor: "c" });
    chart.is("election", { does: ["cancelExchange"], now: { debt: null, seed: 1015568748 } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 2, body: body_shn1 }]],
      now: { promised: { epoch: 2, candidate: "b" }, epochSeen: 2, leader: "" },
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 3 });
    chart.is("probe.asking", {
      does: [
        ["answer", { to: "c", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 107, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { round: round_lcy6, nextReq: 108 },
    });
    chart.advance(300);
    chart.is("probe.delaying", { now: { heard: fact_1ln9, round: null } });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 300, epoch: 3 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_shn1 }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_147n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 108, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 109, epoch: 4, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_147n,
        heard: null,
        epochSeen: 4,
        leader: "b",
        leaderHeardAt: 300,
        debt: { to: "b", id: 108 },
        job: 109,
        nextReq: 110,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 109 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("handover:foreign", { type: "handover", from: "z", epoch: 4, successor: "a" });
    chart.is(["following.leader.heard", "following.tree.ready"]);
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 5 });
    chart.is(["following.leader.heard", "following.tree.ready"], { now: { epochSeen: 5 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 4 });
    chart.is(["following.leader.heard", "following.tree.ready"]);
    chart.send("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 110, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_alp9, nextReq: 111 },
    });
    chart.advance(300);
    chart.is("probe.delaying", { now: { heard: fact_147n, round: null } });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 600, fact: fact_147n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 111, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 112, epoch: 5, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: { heard: null, leader: "b", leaderHeardAt: 600, debt: { to: "b", id: 111 }, job: 112, nextReq: 113 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 112 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("leaderGone:other", { type: "leaderGone", leader: "z" });
    chart.is(["following.leader.heard", "following.tree.ready"]);
    chart.send("newEpoch:promised", { type: "newEpoch", from: "b", req: 7, at: 600, epoch: 4 });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [["answer", { to: "b", req: 7, epoch: 4, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 600, epoch: 3 });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [["answer", { to: "b", req: 7, epoch: 4, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 600, epoch: 5 });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [["answer", { to: "c", req: 7, epoch: 4, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 600, epoch: 5 });
    chart.is("prefollow", {
      does: ["cancelExchange", "saveRecord", ["answer", { to: "b", req: 7, epoch: 5, body: body_j2xe }]],
      now: { promised: { epoch: 5, candidate: "b" }, leader: "" },
    });
  });

  it("setup > probe.asking > … > following.leader.heard+following.tree.ready > stopped [0c47b23b]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 103 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("prepare:repeated", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [["answer", { to: "b", req: 7, epoch: 1, body: body_shn1 }]],
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 1 });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [["answer", { to: "c", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 1,
          body: { kind: "probed", fact: fact_1ln9, leader: "b", leaderAgeMs: 0, trusted: true },
        }],
      ],
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is(["following.leader.heard", "following.tree.ready"], { now: { settings: settings_1o9h } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["cancelExchange", "close"] });
  });

  it("setup > probe.asking > … > following.leader.heard+following.tree.exchanging > prepare [c5d03ca1]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 103 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["cancelExchange", "saveRecord", ["startRepair", { job: 104 }]],
      now: { trusted: false, job: 104, nextReq: 105 },
    });
    chart.send("repairComplete:current", { type: "repairComplete", job: 104 });
    chart.is("exchange", {
      does: [["startExchange", { job: 105, epoch: 1, sync: false, trusted: false, views: [["a", "b", "c"]] }]],
      now: { job: 105, nextReq: 106 },
    });
    chart.send("commit:next", { type: "commit", from: "b", req: 7, at: 0, fact: fact_64gh });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 106, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 1, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 107, epoch: 1, sync: false, trusted: false, views: [["a", "b", "c"]] }],
      ],
      now: { fact: fact_64gh, debt: { to: "b", id: 106 }, job: 107, nextReq: 108 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 107 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"], now: { trusted: true } });
    chart.advance(450);
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 108, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_j8fn, nextReq: 109 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 450, fact: fact_wxx2 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 110, epoch: 2, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 2, candidate: "b" },
        fact: fact_wxx2,
        epochSeen: 2,
        leader: "b",
        leaderHeardAt: 450,
        debt: { to: "b", id: 109 },
        round: null,
        job: 110,
        nextReq: 111,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 2, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 111, to: ["b", "c"], ask: { type: "prepare", epoch: 3 } }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        epochSeen: 3,
        leader: "",
        debt: null,
        round: round_1e1f,
        awaits: "promise",
        nextReq: 112,
      },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 450, fact: fact_147n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 112, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 113, epoch: 4, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_147n,
        epochSeen: 4,
        leader: "b",
        debt: { to: "b", id: 112 },
        round: null,
        job: 113,
        nextReq: 114,
      },
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
        debt: null,
        round: round_rr13,
        nextReq: 115,
      },
    });
    chart.send("commit:next", {
      type: "commit",
      from: "b",
      req: 7,
      at: 450,
      fact: {
        epoch: 4,
        seq: 2,
        leader: "b",
        views: [["a", "b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("prepare", { does: [["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 450, fact: fact_147n });
    chart.is("prepare", { does: [["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:stale", {
      type: "commit",
      from: "b",
      req: 7,
      at: 450,
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
    chart.is("prepare", { does: [["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:forged", {
      type: "commit",
      from: "b",
      req: 7,
      at: 450,
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
    chart.is("prepare", { does: [["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "state" } }]] });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 114 });
    chart.is("prepare");
    chart.send("exchange:sync", { type: "exchange", from: "a", req: 7, at: 450, epoch: 5, sync: true });
    chart.is("prepare", {
      does: [["answer", { to: "a", req: 7, epoch: 5, body: { kind: "exchanging", trusted: true } }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 450, epoch: 4, sync: false });
    chart.is("prepare", { does: [["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 6 });
    chart.is("prepare", { now: { epochSeen: 6 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 5 });
    chart.is("prepare");
    chart.send("newEpoch:promised", { type: "newEpoch", from: "a", req: 7, at: 450, epoch: 5 });
    chart.is("prepare", { does: [["answer", { to: "a", req: 7, epoch: 5, body: { kind: "nack", reason: "state" } }]] });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 450, epoch: 4 });
    chart.is("prepare", { does: [["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 450, epoch: 6 });
    chart.is("prepare", { does: [["answer", { to: "c", req: 7, epoch: 5, body: { kind: "nack", reason: "state" } }]] });
  });

  it("setup > probe.asking > … > following.leader.heard+following.tree.exchanging > prepare [38f0468a]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_shn1 }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3, round: null },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_147n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 106, epoch: 4, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_147n,
        epochSeen: 4,
        leader: "b",
        debt: { to: "b", id: 105 },
        job: 106,
        nextReq: 107,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 4, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 107, to: ["b", "c"], ask: { type: "prepare", epoch: 5 } }],
      ],
      now: {
        promised: { epoch: 5, candidate: "a" },
        epochSeen: 5,
        leader: "",
        debt: null,
        round: round_lcy6,
        nextReq: 108,
      },
    });
    chart.send("prepare:repeated", { type: "prepare", from: "a", req: 7, at: 0, epoch: 5 });
    chart.is("prepare", { does: [["answer", { to: "a", req: 7, epoch: 5, body: body_j2xe }]] });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 5 });
    chart.is("prepare", { does: [["answer", { to: "c", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is("prepare", {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 5,
          body: { kind: "probed", fact: fact_147n, leader: "", leaderAgeMs: 0, trusted: true },
        }],
      ],
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 107, at: 0, epoch: 5, body: body_j2xe });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 108, to: ["b", "c"], ask: { type: "newEpoch", epoch: 5 } }]],
      now: { round: round_j8fn, awaits: "ok", nextReq: 109 },
    });
    chart.advance(300);
    chart.is("probe.asking", {
      does: [["ask", { req: 109, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_1qpj, awaits: "probed", nextReq: 110 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_1728 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 110, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 6, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 111, epoch: 6, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 6, candidate: "b" },
        fact: fact_1728,
        epochSeen: 6,
        leader: "b",
        leaderHeardAt: 300,
        debt: { to: "b", id: 110 },
        round: null,
        job: 111,
        nextReq: 112,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 6, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 112, to: ["b", "c"], ask: { type: "prepare", epoch: 7 } }],
      ],
      now: {
        promised: { epoch: 7, candidate: "a" },
        epochSeen: 7,
        leader: "",
        debt: null,
        round: round_1r4e,
        awaits: "promise",
        nextReq: 113,
      },
    });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 112, at: 300, epoch: 7, body: body_p5oq });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 113, to: ["b", "c"], ask: { type: "newEpoch", epoch: 7 } }]],
      now: { round: round_1mvx, awaits: "ok", nextReq: 114 },
    });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 111 });
    chart.ignore("exchangeFailed:current", { type: "exchangeFailed", job: 111, reason: "test" });
    chart.ignore("handover:toMe", { type: "handover", from: "b", epoch: 7, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.ignore("leaseLost:current", { type: "leaseLost", epoch: 7 });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 111 });
    chart.send("reply:stranger", { type: "reply", from: "z", req: 113, at: 300, epoch: 7, body: { kind: "ok" } });
    chart.is("prelead");
    chart.send("reply:late", { type: "reply", from: "b", req: 112, at: 300, epoch: 0, body: { kind: "ok" } });
    chart.is("prelead");
    chart.ignore("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 114, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_rr13, awaits: "probed", nextReq: 115 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_gg9o });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 115, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 8, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 116, epoch: 8, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 8, candidate: "b" },
        fact: fact_gg9o,
        epochSeen: 8,
        leader: "b",
        debt: { to: "b", id: 115 },
        round: null,
        job: 116,
        nextReq: 117,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 8, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 117, to: ["b", "c"], ask: { type: "prepare", epoch: 9 } }],
      ],
      now: {
        promised: { epoch: 9, candidate: "a" },
        epochSeen: 9,
        leader: "",
        debt: null,
        round: round_1990,
        awaits: "promise",
        nextReq: 118,
      },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 117, at: 300, epoch: 9, body: { kind: "promise", fact: fact_gg9o } });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 118, to: ["b", "c"], ask: { type: "newEpoch", epoch: 9 } }]],
      now: { round: round_h01z, awaits: "ok", nextReq: 119 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_3uc4 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 119, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 10, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 120, epoch: 10, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 10, candidate: "b" },
        fact: fact_3uc4,
        epochSeen: 10,
        leader: "b",
        debt: { to: "b", id: 119 },
        round: null,
        job: 120,
        nextReq: 121,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 10, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 121, to: ["b", "c"], ask: { type: "prepare", epoch: 11 } }],
      ],
      now: {
        promised: { epoch: 11, candidate: "a" },
        epochSeen: 11,
        leader: "",
        debt: null,
        round: round_1if4,
        awaits: "promise",
        nextReq: 122,
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 121, at: 300, epoch: 11, body: { kind: "nack", reason: "state" } });
    chart.is("prepare", { now: { round: round_arjq } });
    chart.send("reply:vote", { type: "reply", from: "b", req: 121, at: 300, epoch: 11, body: { kind: "promise", fact: fact_3uc4 } });
    chart.is("prepare");
  });

  it("setup > probe.asking > … > prepare > stopped [e2b18186]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("reply:refusalOfC", { type: "reply", from: "c", req: 104, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("prepare", { now: { round: { req: 104, electorate: electorate_wocz, valid: 0, nacks: 4, replies: [] } } });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 104, at: 0, epoch: 2, body: body_shn1 });
    chart.is("prepare");
    chart.send("reply:refusal", { type: "reply", from: "b", req: 104, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      does: [["ask", { req: 105, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { heard: fact_1ln9, round: round_18ok, awaits: "probed", nextReq: 106 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 106, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 107, epoch: 3, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        heard: null,
        epochSeen: 3,
        leader: "b",
        debt: { to: "b", id: 106 },
        round: null,
        job: 107,
        nextReq: 108,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 3, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 108, to: ["b", "c"], ask: { type: "prepare", epoch: 4 } }],
      ],
      now: {
        promised: { epoch: 4, candidate: "a" },
        epochSeen: 4,
        leader: "",
        debt: null,
        round: round_j8fn,
        awaits: "promise",
        nextReq: 109,
      },
    });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 108, at: 0, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("prepare", {
      now: { epochSeen: 5, round: { req: 108, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] } },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 108, at: 0, epoch: 4, body: body_qgm5 });
    chart.is("prepare");
    chart.send("reply:elsewhere", {
      type: "reply",
      from: "b",
      req: 108,
      at: 0,
      epoch: 4,
      body: {
        kind: "promise",
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
      },
    });
    chart.is("prepare");
    chart.send("reply:refusalOfC", { type: "reply", from: "c", req: 108, at: 0, epoch: 4, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      does: [["ask", { req: 109, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { heard: fact_1grl, round: round_1qpj, awaits: "probed", nextReq: 110 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ah2n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 110, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 111, epoch: 5, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_ah2n,
        heard: null,
        leader: "b",
        debt: { to: "b", id: 110 },
        round: null,
        job: 111,
        nextReq: 112,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 112, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: round_1r4e,
        awaits: "promise",
        nextReq: 113,
      },
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is("prepare", { now: { settings: settings_1o9h } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"], now: { round: null } });
  });

  it("setup > probe.asking > … > prelead > prefollow [3305b0ee]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 105 }]],
      now: { trusted: false, round: null, job: 105, nextReq: 106 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 106, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_g86l, awaits: "probed", nextReq: 107 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 107, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 108, epoch: 3, sync: false, trusted: false, views: [["a", "b", "c"]] }],
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
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: ["cancelExchange", ["ask", { req: 109, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_1qpj, nextReq: 110 },
    });
    chart.send("reply:vote", {
      type: "reply",
      from: "b",
      req: 109,
      at: 0,
      epoch: 3,
      body: { kind: "probed", fact: fact_1grl, leader: "", leaderAgeMs: 0, trusted: true },
    });
    chart.is("exchange", {
      does: [["startExchange", { job: 110, epoch: 3, sync: false, trusted: false, views: [["a", "b", "c"]] }]],
      now: { heard: fact_1grl, round: null, job: 110, nextReq: 111 },
    });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 111, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 112, epoch: 3, sync: false, trusted: false, views: [["a", "b", "c"]] }],
      ],
      now: { heard: null, leader: "b", debt: { to: "b", id: 111 }, job: 112, nextReq: 113 },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 3, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 113, to: ["b", "c"], ask: { type: "prepare", epoch: 4 } }],
      ],
      now: {
        promised: { epoch: 4, candidate: "a" },
        epochSeen: 4,
        leader: "",
        debt: null,
        round: round_1mvx,
        awaits: "promise",
        nextReq: 114,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 113, at: 0, epoch: 4, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 114, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_rr13, awaits: "ok", nextReq: 115 },
    });
    chart.send("commit:next", {
      type: "commit",
      from: "b",
      req: 7,
      at: 0,
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
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 4, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:again", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 4, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:stale", {
      type: "commit",
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 3,
        seq: 9,
        leader: "b",
        views: [["a", "b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 4, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("commit:forged", {
      type: "commit",
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 5,
        seq: 1,
        leader: "c",
        views: [["a", "b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 4, body: { kind: "nack", reason: "state" } }]] });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 114 });
    chart.is("prelead");
    chart.send("exchange:sync", { type: "exchange", from: "a", req: 7, at: 0, epoch: 4, sync: true });
    chart.is("prelead", {
      does: [["answer", { to: "a", req: 7, epoch: 4, body: { kind: "exchanging", trusted: false } }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: 3, sync: false });
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 4, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 5 });
    chart.is("prelead", { now: { epochSeen: 5 } });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 4 });
    chart.is("prelead");
    chart.send("newEpoch:promised", { type: "newEpoch", from: "a", req: 7, at: 0, epoch: 4 });
    chart.is("prelead", { does: [["answer", { to: "a", req: 7, epoch: 4, body: { kind: "nack", reason: "state" } }]] });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 4, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 5 });
    chart.is("prelead", { does: [["answer", { to: "c", req: 7, epoch: 4, body: { kind: "nack", reason: "state" } }]] });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 5 });
    chart.is("prefollow", {
      does: ["saveRecord", ["answer", { to: "b", req: 7, epoch: 5, body: body_qgm5 }]],
      now: { promised: { epoch: 5, candidate: "b" }, round: null },
    });
  });

  it("setup > probe.asking > … > leading.tree.syncing+leading.commit.committing > probe.asking [56ad74d4]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
      does: [["startExchange", { job: 102, epoch: 0, sync: false, trusted: true, views: [["a", "b", "c"]] }]],
      now: { heard: heard_tygn, leader: "b", round: null, job: 102, nextReq: 103 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 102 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is(["following.leader.heard", "following.tree.ready"], {
      does: [["answer", { to: "b", req: 7, epoch: 0, body: { kind: "nack", reason: "lease" } }]],
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
    chart.send("prepare:repeated", { type: "prepare", from: "a", req: 7, at: 0, epoch: 1 });
    chart.is("prelead", { does: [["answer", { to: "a", req: 7, epoch: 1, body: body_smh4 }]] });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 1 });
    chart.is("prelead", { does: [["answer", { to: "c", req: 7, epoch: 1, body: { kind: "nack", reason: "epoch" } }]] });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is("prelead", { does: [["answer", { to: "b", req: 7, epoch: 1, body: body_tytt }]] });
    chart.send("reply:vote", { type: "reply", from: "b", req: 104, at: 0, epoch: 1, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 1 }],
        ["startExchange", { job: 105, epoch: 1, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 106, to: ["b", "c"], ask: { type: "commit", fact: fact_wej1 } }],
      ],
      now: { fact: fact_wej1, leader: "a", round: round_g86l, awaits: "granted", job: 105, nextReq: 107 },
    });
    chart.advance(300);
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 107, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_lcy6, awaits: "probed", nextReq: 108 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_wxx2 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 108, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 109, epoch: 2, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 2, candidate: "b" },
        fact: fact_wxx2,
        epochSeen: 2,
        leader: "b",
        leaderHeardAt: 300,
        debt: { to: "b", id: 108 },
        round: null,
        job: 109,
        nextReq: 110,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 2, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: { type: "prepare", epoch: 3 } }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        epochSeen: 3,
        leader: "",
        debt: null,
        round: round_alp9,
        awaits: "promise",
        nextReq: 111,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 110, at: 300, epoch: 3, body: { kind: "promise", fact: fact_wxx2 } });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 111, to: ["b", "c"], ask: { type: "newEpoch", epoch: 3 } }]],
      now: { round: round_1e1f, awaits: "ok", nextReq: 112 },
    });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 111, at: 300, epoch: 3, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 3 }],
        ["startExchange", { job: 112, epoch: 3, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 113, to: ["b", "c"], ask: ask_1vtl }],
      ],
      now: { fact: fact_mpyc, leader: "a", round: round_1mvx, awaits: "granted", job: 112, nextReq: 114 },
    });
    chart.ignore("handover:toMe", { type: "handover", from: "a", epoch: 3, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "a" });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 112 });
    chart.send("reply:stranger", { type: "reply", from: "z", req: 113, at: 300, epoch: 3, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"]);
    chart.send("reply:late", { type: "reply", from: "b", req: 112, at: 300, epoch: 0, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"]);
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 114, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_rr13, awaits: "probed", nextReq: 115 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_147n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 115, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 116, epoch: 4, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_147n,
        epochSeen: 4,
        leader: "b",
        debt: { to: "b", id: 115 },
        round: null,
        job: 116,
        nextReq: 117,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 4, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 117, to: ["b", "c"], ask: { type: "prepare", epoch: 5 } }],
      ],
      now: {
        promised: { epoch: 5, candidate: "a" },
        epochSeen: 5,
        leader: "",
        debt: null,
        round: round_1990,
        awaits: "promise",
        nextReq: 118,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 117, at: 300, epoch: 5, body: body_j2xe });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 118, to: ["b", "c"], ask: { type: "newEpoch", epoch: 5 } }]],
      now: { round: round_h01z, awaits: "ok", nextReq: 119 },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 118, at: 300, epoch: 5, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 5 }],
        ["startExchange", { job: 119, epoch: 5, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 120, to: ["b", "c"], ask: ask_1sio }],
      ],
      now: { fact: fact_1iex, leader: "a", round: round_mnaf, awaits: "granted", job: 119, nextReq: 121 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_1728 });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 121, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { epochSeen: 6, leader: "", round: round_1if4, awaits: "probed", nextReq: 122 },
    });
  });

  it("setup > pending > following.leader.heard+following.tree.exchanging > … > prepare > pending [14d0aac6]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
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
        debt: { to: "b", id: 101 },
        job: 102,
        nextReq: 103,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 102 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"], now: { trusted: true } });
    chart.send("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.is("pending", { does: ["cancelExchange", "saveRecord"], now: { trusted: false, leader: "" } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1vcu });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 103, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 104, epoch: 2, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 2, candidate: "b" },
        fact: fact_1vcu,
        epochSeen: 2,
        leader: "b",
        debt: { to: "b", id: 103 },
        job: 104,
        nextReq: 105,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 104 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"], now: { trusted: true } });
    chart.advance(450);
    chart.is("pending", { does: ["cancelExchange", "saveRecord"], now: { trusted: false, leader: "" } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 450, fact: fact_104w });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 106, epoch: 3, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_104w,
        epochSeen: 3,
        leader: "b",
        leaderHeardAt: 450,
        debt: { to: "b", id: 105 },
        job: 106,
        nextReq: 107,
      },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 106, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"] });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 450, fact: fact_1968 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 107, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 108, epoch: 4, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_1968,
        epochSeen: 4,
        leader: "b",
        debt: { to: "b", id: 107 },
        job: 108,
        nextReq: 109,
      },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 108, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.advance(100);
    chart.is("pending", { does: ["saveRecord"] });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 550, fact: fact_1hh2 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 110, epoch: 5, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_1hh2,
        epochSeen: 5,
        leader: "b",
        leaderHeardAt: 550,
        debt: { to: "b", id: 109 },
        job: 110,
        nextReq: 111,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 111, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: round_3hkd,
        awaits: "promise",
        nextReq: 112,
      },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 111, at: 550, epoch: 6, body: { kind: "nack", reason: "state" } });
    chart.is("pending", { does: ["saveRecord"], now: { heard: fact_1hh2, round: null } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 550, fact: fact_mp04 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 112, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 7, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 113, epoch: 7, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 7, candidate: "b" },
        fact: fact_mp04,
        heard: null,
        epochSeen: 7,
        leader: "b",
        debt: { to: "b", id: 112 },
        job: 113,
        nextReq: 114,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 7, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 114, to: ["b", "c"], ask: { type: "prepare", epoch: 8 } }],
      ],
      now: {
        promised: { epoch: 8, candidate: "a" },
        epochSeen: 8,
        leader: "",
        debt: null,
        round: round_1deg,
        nextReq: 115,
      },
    });
    chart.send("reply:refusalOfC", { type: "reply", from: "c", req: 114, at: 550, epoch: 8, body: { kind: "nack", reason: "state" } });
    chart.is("pending", { does: ["saveRecord"], now: { heard: fact_mp04, round: null } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 550, fact: fact_1wfn });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 115, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 9, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 116, epoch: 9, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 9, candidate: "b" },
        fact: fact_1wfn,
        heard: null,
        epochSeen: 9,
        leader: "b",
        debt: { to: "b", id: 115 },
        job: 116,
        nextReq: 117,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 9, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 117, to: ["b", "c"], ask: { type: "prepare", epoch: 10 } }],
      ],
      now: {
        promised: { epoch: 10, candidate: "a" },
        epochSeen: 10,
        leader: "",
        debt: null,
        round: round_ky2q,
        nextReq: 118,
      },
    });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 117, at: 550, epoch: 11, body: { kind: "nack", reason: "epoch" } });
    chart.is("pending", { does: ["saveRecord"], now: { heard: fact_1wfn, epochSeen: 11, round: null } });
  });

  it("setup > pending > following.leader.heard+following.tree.exchanging > … > prepare > pending [f7161be5]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("ready:outsider", { type: "ready", record: record_vxih });
    chart.is("pending", {
      does: [["owe", { id: 100, ms: 306.06060606060606 }], "saveRecord"],
      now: { fact: fact_1haq, debt: { to: "", id: 100 }, nextReq: 101 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_86ut });
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
        debt: { to: "b", id: 101 },
        job: 102,
        nextReq: 103,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_104w });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 104, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 105, epoch: 3, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_104w,
        heard: null,
        epochSeen: 3,
        leader: "b",
        leaderHeardAt: 300,
        debt: { to: "b", id: 104 },
        job: 105,
        nextReq: 106,
      },
    });
    chart.send("handover:toOther", { type: "handover", from: "b", epoch: 3, successor: "c" });
    chart.is("election", { does: ["cancelExchange"], now: { debt: null, seed: 1015568748 } });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("pending", { does: ["saveRecord"], now: { leader: "" } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_1968 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 106, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 107, epoch: 4, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_1968,
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
        round: round_1l40,
        nextReq: 109,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 108, at: 300, epoch: 5, body: body_1xil });
    chart.is("prepare", {
      now: {
        round: {
          req: 108,
          electorate: electorate_p6fh,
          valid: 1,
          nacks: 0,
          replies: [{ from: "b", epoch: 5, body: body_1xil }],
        },
      },
    });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 108, at: 300, epoch: 5, body: body_1xil });
    chart.is("pending", { does: ["saveRecord"], now: { heard: fact_1968, round: null } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_fx9l });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 6, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 110, epoch: 6, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 6, candidate: "b" },
        fact: fact_fx9l,
        heard: null,
        epochSeen: 6,
        leader: "b",
        debt: { to: "b", id: 109 },
        job: 110,
        nextReq: 111,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 6, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 111, to: ["b", "c"], ask: { type: "prepare", epoch: 7 } }],
      ],
      now: {
        promised: { epoch: 7, candidate: "a" },
        epochSeen: 7,
        leader: "",
        debt: null,
        round: round_3hkd,
        nextReq: 112,
      },
    });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 111, at: 300, epoch: 7, body: body_ocuu });
    chart.is("prepare", {
      now: {
        round: {
          req: 111,
          electorate: electorate_p6fh,
          valid: 2,
          nacks: 0,
          replies: [{ from: "c", epoch: 7, body: body_ocuu }],
        },
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 111, at: 300, epoch: 7, body: body_ocuu });
    chart.is("pending", { does: ["saveRecord"], now: { heard: fact_fx9l, round: null } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_1yez });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 112, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 8, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 113, epoch: 8, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 8, candidate: "b" },
        fact: fact_1yez,
        heard: null,
        epochSeen: 8,
        leader: "b",
        debt: { to: "b", id: 112 },
        job: 113,
        nextReq: 114,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 8, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 114, to: ["b", "c"], ask: { type: "prepare", epoch: 9 } }],
      ],
      now: {
        promised: { epoch: 9, candidate: "a" },
        epochSeen: 9,
        leader: "",
        debt: null,
        round: round_1deg,
        nextReq: 115,
      },
    });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 114, at: 300, epoch: 9, body: body_13ye });
    chart.is("prepare", {
      now: {
        round: {
          req: 114,
          electorate: electorate_p6fh,
          valid: 2,
          nacks: 0,
          replies: [{ from: "c", epoch: 9, body: body_13ye }],
        },
      },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 114, at: 300, epoch: 9, body: body_13ye });
    chart.is("pending", { does: ["saveRecord"], now: { heard: fact_1yez, round: null } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_lmb9 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 115, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 10, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 116, epoch: 10, sync: false, trusted: false, views: [["b", "c"]] }],
      ],
      now: {
        promised: { epoch: 10, candidate: "b" },
        fact: fact_lmb9,
        heard: null,
        epochSeen: 10,
        leader: "b",
        debt: { to: "b", id: 115 },
        job: 116,
        nextReq: 117,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 10, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 117, to: ["b", "c"], ask: { type: "prepare", epoch: 11 } }],
      ],
      now: {
        promised: { epoch: 11, candidate: "a" },
        epochSeen: 11,
        leader: "",
        debt: null,
        round: round_ky2q,
        nextReq: 118,
      },
    });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 117, at: 300, epoch: 11, body: body_11dk });
    chart.is("prepare", {
      now: {
        round: {
          req: 117,
          electorate: electorate_p6fh,
          valid: 2,
          nacks: 0,
          replies: [{ from: "c", epoch: 11, body: body_11dk }],
        },
      },
    });
    chart.send("reply:elsewhere", { type: "reply", from: "b", req: 117, at: 300, epoch: 11, body: { kind: "promise", fact: heard_hxb1 } });
    chart.is("pending", { does: ["saveRecord"], now: { heard: heard_hxb1, round: null } });
  });

  it("setup > election > … > leading.tree.syncing+leading.commit.idle > stopped [d227947d]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_156l });
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
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 103 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("election", {
      does: ["cancelExchange", ["ask", { req: 104, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_156l, leader: "", nextReq: 105, seed: 1586005467 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_uzc0 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 106, epoch: 2, sync: false, trusted: true, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 2, candidate: "b" },
        fact: fact_uzc0,
        heard: null,
        epochSeen: 2,
        leader: "b",
        debt: { to: "b", id: 105 },
        job: 106,
        nextReq: 107,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 2, successor: "a" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 107, to: [], ask: { type: "prepare", epoch: 3 } }],
        "saveRecord",
        ["ask", { req: 108, to: [], ask: { type: "newEpoch", epoch: 3 } }],
        "saveRecord",
        ["lead", { epoch: 3 }],
        ["startExchange", { job: 109, epoch: 3, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 110, to: [], ask: ask_ecag }],
        ["renewLease", { req: 110, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        fact: fact_1gvr,
        epochSeen: 3,
        leader: "a",
        debt: null,
        awaits: "granted",
        job: 109,
        nextReq: 111,
      },
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 3 });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["answer", { to: "c", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 3,
          body: { kind: "probed", fact: fact_1gvr, leader: "a", leaderAgeMs: 0, trusted: true },
        }],
      ],
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], { now: { settings: settings_1o9h } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["cancelExchange", "resign", "close"] });
  });

  it("setup > election > … > following.leader.heard+following.tree.exchanging > exchange [5856bf60]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_156l });
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
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 103 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.send("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.is("election", {
      does: ["cancelExchange", ["ask", { req: 104, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_156l, leader: "", nextReq: 105, seed: 1586005467 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_uzc0 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 105, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 106, epoch: 2, sync: false, trusted: true, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 2, candidate: "b" },
        fact: fact_uzc0,
        heard: null,
        epochSeen: 2,
        leader: "b",
        debt: { to: "b", id: 105 },
        job: 106,
        nextReq: 107,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["following.leader.heard", "following.tree.ready"], { does: ["saveRecord"] });
    chart.advance(450);
    chart.is("election", {
      does: ["cancelExchange", ["ask", { req: 107, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_uzc0, leader: "", nextReq: 108, seed: 2165703038 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 450, fact: fact_1ank });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 108, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 109, epoch: 3, sync: false, trusted: true, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1ank,
        heard: null,
        epochSeen: 3,
        leader: "b",
        leaderHeardAt: 450,
        debt: { to: "b", id: 108 },
        job: 109,
        nextReq: 110,
      },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 109, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("election", {
      does: [["ask", { req: 110, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_1ank, nextReq: 111, seed: 3027450565 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 450, fact: fact_fd7z });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 111, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 112, epoch: 4, sync: false, trusted: true, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_fd7z,
        heard: null,
        epochSeen: 4,
        leader: "b",
        debt: { to: "b", id: 111 },
        job: 112,
        nextReq: 113,
      },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 112, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"], now: { leader: "" } });
    chart.advance(100);
    chart.is("election", {
      does: [["ask", { req: 113, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_fd7z, nextReq: 114, seed: 217083232 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 550, fact: fact_rud6 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 114, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 115, epoch: 5, sync: false, trusted: true, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_rud6,
        heard: null,
        epochSeen: 5,
        leader: "b",
        leaderHeardAt: 550,
        debt: { to: "b", id: 114 },
        job: 115,
        nextReq: 116,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 116, to: [], ask: { type: "prepare", epoch: 6 } }],
        "saveRecord",
        ["ask", { req: 117, to: [], ask: { type: "newEpoch", epoch: 6 } }],
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 118, epoch: 6, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 119, to: [], ask: ask_1irg }],
        ["renewLease", { req: 119, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        fact: fact_t3j5,
        epochSeen: 6,
        leader: "a",
        debt: null,
        awaits: "granted",
        job: 118,
        nextReq: 120,
      },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["cancelExchange", "resign", "saveRecord", ["startRepair", { job: 120 }]],
      now: { trusted: false, job: 120, nextReq: 121 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("exchange", {
      does: [
        ["ask", { req: 121, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 122, epoch: 6, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { heard: fact_t3j5, leader: "", awaits: "probed", job: 122, nextReq: 123 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 550, fact: fact_v4wk });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 123, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 7, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 124, epoch: 7, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 7, candidate: "b" },
        fact: fact_v4wk,
        heard: null,
        epochSeen: 7,
        leader: "b",
        debt: { to: "b", id: 123 },
        job: 124,
        nextReq: 125,
      },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("exchange", {
      does: [
        "cancelExchange",
        ["ask", { req: 125, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 126, epoch: 7, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { heard: fact_v4wk, leader: "", job: 126, nextReq: 127 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 550, fact: fact_7hth });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 127, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 8, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 128, epoch: 8, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 8, candidate: "b" },
        fact: fact_7hth,
        heard: null,
        epochSeen: 8,
        leader: "b",
        debt: { to: "b", id: 127 },
        job: 128,
        nextReq: 129,
      },
    });
    chart.send("leaderGone:leader", { type: "leaderGone", leader: "b" });
    chart.is("exchange", {
      does: [
        "cancelExchange",
        ["ask", { req: 129, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 130, epoch: 8, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { heard: fact_7hth, leader: "", job: 130, nextReq: 131 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 550, fact: fact_qs8z });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 131, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 9, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 132, epoch: 9, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 9, candidate: "b" },
        fact: fact_qs8z,
        heard: null,
        epochSeen: 9,
        leader: "b",
        debt: { to: "b", id: 131 },
        job: 132,
        nextReq: 133,
      },
    });
    chart.advance(450);
    chart.is("exchange", {
      does: [
        "cancelExchange",
        ["ask", { req: 133, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 134, epoch: 9, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { heard: fact_qs8z, leader: "", job: 134, nextReq: 135 },
    });
  });

  it("setup > election > … > leading.tree.ready+leading.commit.idle > election [123d834c]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_156l });
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], { does: ["saveRecord"] });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.ignore("handover:toMe", { type: "handover", from: "a", epoch: 2, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "a" });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 106 });
    chart.send("reply:late", { type: "reply", from: "b", req: 107, at: 0, epoch: 0, body: { kind: "ok" } });
    chart.is(["leading.tree.ready", "leading.commit.idle"]);
    chart.send("backendReset", { type: "backendReset" });
    chart.is("election", {
      does: ["cancelExchange", "resign", ["ask", { req: 108, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_nixl, leader: "", awaits: "probed", nextReq: 109, seed: 1586005467 },
    });
    chart.advance(111);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 109, to: [], ask: { type: "prepare", epoch: 3 } }],
        "saveRecord",
        ["ask", { req: 110, to: [], ask: { type: "newEpoch", epoch: 3 } }],
        "saveRecord",
        ["lead", { epoch: 3 }],
        ["startExchange", { job: 111, epoch: 3, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 112, to: [], ask: ask_ecag }],
        ["renewLease", { req: 112, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        fact: fact_1gvr,
        heard: null,
        epochSeen: 3,
        leader: "a",
        awaits: "granted",
        job: 111,
        nextReq: 113,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 111 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], { does: ["saveRecord"] });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 111, fact: fact_fd7z });
    chart.is("election", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 113, to: [], ask: { type: "probe" } }],
      ],
      now: { heard: fact_1gvr, epochSeen: 4, leader: "", awaits: "probed", nextReq: 114, seed: 2165703038 },
    });
    chart.advance(89);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 114, to: [], ask: { type: "prepare", epoch: 5 } }],
        "saveRecord",
        ["ask", { req: 115, to: [], ask: { type: "newEpoch", epoch: 5 } }],
        "saveRecord",
        ["lead", { epoch: 5 }],
        ["startExchange", { job: 116, epoch: 5, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 117, to: [], ask: ask_1rwj }],
        ["renewLease", { req: 117, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 5, candidate: "a" },
        fact: fact_185m,
        heard: null,
        epochSeen: 5,
        leader: "a",
        awaits: "granted",
        job: 116,
        nextReq: 118,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 116 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], { does: ["saveRecord"] });
    chart.send("commit:again", { type: "commit", from: "a", req: 7, at: 200, fact: fact_185m });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["answer", { to: "a", req: 7, epoch: 5, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("commit:stale", {
      type: "commit",
      from: "b",
      req: 7,
      at: 200,
      fact: {
        epoch: 4,
        seq: 9,
        leader: "b",
        views: [["a"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:forged", {
      type: "commit",
      from: "b",
      req: 7,
      at: 200,
      fact: {
        epoch: 6,
        seq: 1,
        leader: "c",
        views: [["a"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("election", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 118, to: [], ask: { type: "probe" } }],
      ],
      now: { heard: fact_185m, epochSeen: 6, leader: "", awaits: "probed", nextReq: 119, seed: 3027450565 },
    });
    chart.advance(143);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 119, to: [], ask: { type: "prepare", epoch: 7 } }],
        "saveRecord",
        ["ask", { req: 120, to: [], ask: { type: "newEpoch", epoch: 7 } }],
        "saveRecord",
        ["lead", { epoch: 7 }],
        ["startExchange", { job: 121, epoch: 7, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 122, to: [], ask: { type: "commit", fact: fact_j6yb } }],
        ["renewLease", { req: 122, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 7, candidate: "a" },
        fact: fact_j6yb,
        heard: null,
        epochSeen: 7,
        leader: "a",
        awaits: "granted",
        job: 121,
        nextReq: 123,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 121 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], { does: ["saveRecord"] });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 122 });
    chart.is(["leading.tree.ready", "leading.commit.idle"]);
    chart.send("exchange:sync", { type: "exchange", from: "a", req: 7, at: 343, epoch: 7, sync: true });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["answer", { to: "a", req: 7, epoch: 7, body: { kind: "exchanging", trusted: true } }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 343, epoch: 6, sync: false });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["answer", { to: "b", req: 7, epoch: 7, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 121, reason: "test" });
    chart.is("election", {
      does: ["cancelExchange", "resign", ["ask", { req: 123, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_j6yb, leader: "", awaits: "probed", nextReq: 124, seed: 217083232 },
    });
    chart.advance(163);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 124, to: [], ask: { type: "prepare", epoch: 8 } }],
        "saveRecord",
        ["ask", { req: 125, to: [], ask: { type: "newEpoch", epoch: 8 } }],
        "saveRecord",
        ["lead", { epoch: 8 }],
        ["startExchange", { job: 126, epoch: 8, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 127, to: [], ask: ask_1gih }],
        ["renewLease", { req: 127, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 8, candidate: "a" },
        fact: fact_w13p,
        heard: null,
        epochSeen: 8,
        leader: "a",
        awaits: "granted",
        job: 126,
        nextReq: 128,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 126 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], { does: ["saveRecord"] });
    chart.send("exchangeFailed:earlier", { type: "exchangeFailed", job: 125, reason: "test" });
    chart.is(["leading.tree.ready", "leading.commit.idle"]);
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 9 });
    chart.is("election", {
      does: ["cancelExchange", "resign", ["ask", { req: 128, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_w13p, epochSeen: 9, leader: "", awaits: "probed", nextReq: 129, seed: 1587069247 },
    });
  });

  it("setup > probe.asking > … > prelead > probe.asking [42d9e57f]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("reply:elsewhere", { type: "reply", from: "b", req: 105, at: 0, epoch: 2, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("commit:again", { type: "commit", from: "a", req: 7, at: 0, fact: fact_1kr6 });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [["answer", { to: "a", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("commit:stale", { type: "commit", from: "b", req: 7, at: 0, fact: fact_9hea });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_4l4v });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 108, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { epochSeen: 3, leader: "", round: round_j8fn, awaits: "probed", nextReq: 109 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 110, epoch: 3, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        leader: "b",
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
    chart.send("reply:vote", { type: "reply", from: "b", req: 111, at: 0, epoch: 4, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 112, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_1r4e, awaits: "ok", nextReq: 113 },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: { kind: "nack", reason: "state" } });
    chart.is("prelead", { now: { round: { req: 112, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] } } });
    chart.send("reply:vote", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: { kind: "ok" } });
    chart.is("prelead");
    chart.send("reply:claim", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: { kind: "ok" } });
    chart.is("prelead");
    chart.send("reply:elsewhere", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: { kind: "ok" } });
    chart.is("prelead");
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 112, at: 0, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("prelead");
    chart.send("reply:refusalOfC", { type: "reply", from: "c", req: 112, at: 0, epoch: 4, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      does: [["ask", { req: 113, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_1mvx, awaits: "probed", nextReq: 114 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ah2n });
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
        debt: { to: "b", id: 114 },
        round: null,
        job: 115,
        nextReq: 116,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
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
        round: round_8aq1,
        awaits: "promise",
        nextReq: 117,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 116, at: 0, epoch: 6, body: body_p40i });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 117, to: ["b", "c"], ask: { type: "newEpoch", epoch: 6 } }]],
      now: { round: round_1990, awaits: "ok", nextReq: 118 },
    });
    chart.send("reply:refusalOfC", { type: "reply", from: "c", req: 117, at: 0, epoch: 6, body: { kind: "nack", reason: "state" } });
    chart.is("prelead", { now: { round: { req: 117, electorate: electorate_wocz, valid: 0, nacks: 4, replies: [] } } });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 117, at: 0, epoch: 6, body: { kind: "ok" } });
    chart.is("prelead");
    chart.send("reply:refusal", { type: "reply", from: "b", req: 117, at: 0, epoch: 6, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      does: [["ask", { req: 118, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_h01z, awaits: "probed", nextReq: 119 },
    });
  });

  it("setup > probe.asking > … > prelead > stopped [fdcb342d]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is("prelead", { now: { settings: settings_1o9h } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"], now: { round: null } });
  });

  it("setup > probe.asking > … > leading.tree.ready+leading.commit.committing > probe.asking [84ca9f8c]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["saveRecord", ["startRepair", { job: 106 }]],
      now: { trusted: false, round: null, job: 106, nextReq: 107 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 107, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { round: round_lcy6, awaits: "probed", nextReq: 108 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 108, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 109, epoch: 3, sync: false, trusted: false, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        epochSeen: 3,
        leader: "b",
        debt: { to: "b", id: 108 },
        round: null,
        job: 109,
        nextReq: 110,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 3, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: { type: "prepare", epoch: 4 } }],
      ],
      now: {
        promised: { epoch: 4, candidate: "a" },
        epochSeen: 4,
        leader: "",
        debt: null,
        round: round_alp9,
        awaits: "promise",
        nextReq: 111,
      },
    });
    chart.send("reply:refusalOfC", { type: "reply", from: "c", req: 110, at: 0, epoch: 4, body: { kind: "nack", reason: "state" } });
    chart.is("prepare", { now: { round: { req: 110, electorate: electorate_wocz, valid: 0, nacks: 4, replies: [] } } });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 110, at: 0, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("probe.asking", {
      does: [["ask", { req: 111, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { heard: fact_1grl, epochSeen: 5, round: round_1e1f, awaits: "probed", nextReq: 112 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ah2n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 112, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 113, epoch: 5, sync: false, trusted: false, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_ah2n,
        heard: null,
        leader: "b",
        debt: { to: "b", id: 112 },
        round: null,
        job: 113,
        nextReq: 114,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 114, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: round_rr13,
        awaits: "promise",
        nextReq: 115,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 114, at: 0, epoch: 6, body: body_p40i });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 115, to: ["b", "c"], ask: { type: "newEpoch", epoch: 6 } }]],
      now: { round: round_17gx, awaits: "ok", nextReq: 116 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 115, at: 0, epoch: 6, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 116, epoch: 6, sync: true, trusted: false, views: [["a", "b", "c"]] }],
        ["ask", { req: 117, to: ["b", "c"], ask: ask_izaw }],
      ],
      now: { fact: fact_17ju, leader: "a", round: round_1990, awaits: "granted", job: 116, nextReq: 118 },
    });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 117 });
    chart.is(["leading.tree.syncing", "leading.commit.committing"]);
    chart.send("exchange:sync", { type: "exchange", from: "a", req: 7, at: 0, epoch: 6, sync: true });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [["answer", { to: "a", req: 7, epoch: 6, body: { kind: "exchanging", trusted: false } }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: 5, sync: false });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [["answer", { to: "b", req: 7, epoch: 6, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 116 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"], now: { trusted: true } });
    chart.ignore("exchangeComplete:current", { type: "exchangeComplete", job: 116 });
    chart.ignore("handover:toMe", { type: "handover", from: "a", epoch: 6, successor: "a" });
    chart.ignore("leaderGone:leader", { type: "leaderGone", leader: "a" });
    chart.ignore("ready:trusted", { type: "ready", record: record_1ui0 });
    chart.ignore("repairComplete:current", { type: "repairComplete", job: 116 });
    chart.send("reply:stranger", { type: "reply", from: "z", req: 117, at: 0, epoch: 6, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.ready", "leading.commit.committing"]);
    chart.send("reply:late", { type: "reply", from: "b", req: 116, at: 0, epoch: 0, body: { kind: "ok" } });
    chart.is(["leading.tree.ready", "leading.commit.committing"]);
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 118, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_h01z, awaits: "probed", nextReq: 119 },
    });
  });

  it("setup > election > … > leading.tree.ready+leading.commit.idle > stopped [9e0009d3]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_156l });
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], { does: ["saveRecord"] });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 2 });
    chart.is(["leading.tree.ready", "leading.commit.idle"]);
    chart.send("leaseLost:earlier", { type: "leaseLost", epoch: 1 });
    chart.is(["leading.tree.ready", "leading.commit.idle"]);
    chart.send("newEpoch:promised", { type: "newEpoch", from: "a", req: 7, at: 0, epoch: 2 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["answer", { to: "a", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 1 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 3 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["answer", { to: "c", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: [
        "cancelExchange",
        "resign",
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 3, body: body_1dbu }],
      ],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3, leader: "" },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("election", {
      does: [["ask", { req: 108, to: [], ask: { type: "probe" } }]],
      now: { heard: fact_nixl, awaits: "probed", nextReq: 109, seed: 1586005467 },
    });
    chart.advance(111);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 109, to: [], ask: { type: "prepare", epoch: 4 } }],
        "saveRecord",
        ["ask", { req: 110, to: [], ask: { type: "newEpoch", epoch: 4 } }],
        "saveRecord",
        ["lead", { epoch: 4 }],
        ["startExchange", { job: 111, epoch: 4, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 112, to: [], ask: ask_izgw }],
        ["renewLease", { req: 112, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 4, candidate: "a" },
        fact: fact_1czw,
        heard: null,
        epochSeen: 4,
        leader: "a",
        awaits: "granted",
        job: 111,
        nextReq: 113,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 111 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], { does: ["saveRecord"] });
    chart.send("prepare:repeated", { type: "prepare", from: "a", req: 7, at: 111, epoch: 4 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["answer", { to: "a", req: 7, epoch: 4, body: { kind: "promise", fact: fact_1czw } }]],
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 111, epoch: 4 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["answer", { to: "c", req: 7, epoch: 4, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 111 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 4,
          body: { kind: "probed", fact: fact_1czw, leader: "a", leaderAgeMs: 0, trusted: true },
        }],
      ],
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is(["leading.tree.ready", "leading.commit.idle"], { now: { settings: settings_1o9h } });
    chart.send("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.is("election", {
      does: [
        "cancelExchange",
        "resign",
        ["handOver", { epoch: 4, successor: "b" }],
        ["ask", { req: 113, to: [], ask: { type: "probe" } }],
      ],
      now: {
        heard: fact_1czw,
        leader: "",
        awaits: "probed",
        nextReq: 114,
        seed: 2165703038,
        reason: "test",
        successor: "b",
      },
    });
    chart.advance(89);
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "saveRecord",
        ["ask", { req: 114, to: [], ask: { type: "prepare", epoch: 5 } }],
        "saveRecord",
        ["ask", { req: 115, to: [], ask: { type: "newEpoch", epoch: 5 } }],
        "saveRecord",
        ["lead", { epoch: 5 }],
        ["startExchange", { job: 116, epoch: 5, sync: true, trusted: true, views: [["a"]] }],
        ["ask", { req: 117, to: [], ask: ask_1rwj }],
        ["renewLease", { req: 117, grantMs: 250 }],
      ],
      now: {
        promised: { epoch: 5, candidate: "a" },
        fact: fact_185m,
        heard: null,
        epochSeen: 5,
        leader: "a",
        awaits: "granted",
        job: 116,
        nextReq: 118,
        reason: "",
        successor: "",
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 116 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], { does: ["saveRecord"] });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["cancelExchange", "resign", "close"] });
  });

  it("setup > election > … > leading.tree.syncing+leading.commit.idle > exchange [a2a1d5a7]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_156l });
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], { does: ["saveRecord"] });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["cancelExchange", "resign", "saveRecord", ["startRepair", { job: 108 }]],
      now: { trusted: false, job: 108, nextReq: 109 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("exchange", {
      does: [
        ["ask", { req: 109, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 110, epoch: 2, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { heard: fact_nixl, leader: "", awaits: "probed", job: 110, nextReq: 111 },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 110, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"] });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("exchange", {
      does: [
        ["ask", { req: 111, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 112, epoch: 2, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { job: 112, nextReq: 113 },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 112, reason: "test" });
    chart.is("probe.delaying", { does: ["cancelExchange"] });
    chart.advance(100);
    chart.is("exchange", {
      does: [
        ["ask", { req: 113, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 114, epoch: 2, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { job: 114, nextReq: 115 },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 100, epoch: 3 });
    chart.is("prefollow", {
      does: ["cancelExchange", "saveRecord", ["answer", { to: "b", req: 7, epoch: 3, body: body_1dbu }]],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3 },
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 100, epoch: 4 });
    chart.is("exchange", {
      does: [
        ["answer", { to: "c", req: 7, epoch: 3, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 115, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 116, epoch: 3, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { job: 116, nextReq: 117 },
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 100, epoch: 4 });
    chart.is("prefollow", {
      does: ["cancelExchange", "saveRecord", ["answer", { to: "b", req: 7, epoch: 4, body: body_1dbu }]],
      now: { promised: { epoch: 4, candidate: "b" }, epochSeen: 4 },
    });
    chart.advance(200);
    chart.is("exchange", {
      does: [
        ["ask", { req: 117, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 118, epoch: 4, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { job: 118, nextReq: 119 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_rud6 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 119, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 120, epoch: 5, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_rud6,
        heard: null,
        epochSeen: 5,
        leader: "b",
        leaderHeardAt: 300,
        debt: { to: "b", id: 119 },
        job: 120,
        nextReq: 121,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 121, to: [], ask: { type: "prepare", epoch: 6 } }],
        "saveRecord",
        ["ask", { req: 122, to: [], ask: { type: "newEpoch", epoch: 6 } }],
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 123, epoch: 6, sync: true, trusted: false, views: [["a"]] }],
        ["ask", { req: 124, to: [], ask: ask_1irg }],
        ["renewLease", { req: 124, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        fact: fact_t3j5,
        epochSeen: 6,
        leader: "a",
        debt: null,
        awaits: "granted",
        job: 123,
        nextReq: 125,
      },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("exchange", {
      does: [
        "cancelExchange",
        "resign",
        ["ask", { req: 125, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 126, epoch: 6, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { heard: fact_t3j5, leader: "", awaits: "probed", job: 126, nextReq: 127 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_v4wk });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 127, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 7, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 128, epoch: 7, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 7, candidate: "b" },
        fact: fact_v4wk,
        heard: null,
        epochSeen: 7,
        leader: "b",
        debt: { to: "b", id: 127 },
        job: 128,
        nextReq: 129,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 7, successor: "a" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 129, to: [], ask: { type: "prepare", epoch: 8 } }],
        "saveRecord",
        ["ask", { req: 130, to: [], ask: { type: "newEpoch", epoch: 8 } }],
        "saveRecord",
        ["lead", { epoch: 8 }],
        ["startExchange", { job: 131, epoch: 8, sync: true, trusted: false, views: [["a"]] }],
        ["ask", { req: 132, to: [], ask: ask_1gih }],
        ["renewLease", { req: 132, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 8, candidate: "a" },
        fact: fact_w13p,
        epochSeen: 8,
        leader: "a",
        debt: null,
        awaits: "granted",
        job: 131,
        nextReq: 133,
      },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_qs8z });
    chart.is("exchange", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 8, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 133, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 134, epoch: 9, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { heard: fact_w13p, epochSeen: 9, leader: "", awaits: "probed", job: 134, nextReq: 135 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_qs8z });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 135, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 9, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 136, epoch: 9, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 9, candidate: "b" },
        fact: fact_qs8z,
        heard: null,
        leader: "b",
        debt: { to: "b", id: 135 },
        job: 136,
        nextReq: 137,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 9, successor: "a" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 137, to: [], ask: { type: "prepare", epoch: 10 } }],
        "saveRecord",
        ["ask", { req: 138, to: [], ask: { type: "newEpoch", epoch: 10 } }],
        "saveRecord",
        ["lead", { epoch: 10 }],
        ["startExchange", { job: 139, epoch: 10, sync: true, trusted: false, views: [["a"]] }],
        ["ask", { req: 140, to: [], ask: { type: "commit", fact: fact_k4cm } }],
        ["renewLease", { req: 140, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 10, candidate: "a" },
        fact: fact_k4cm,
        epochSeen: 10,
        leader: "a",
        debt: null,
        awaits: "granted",
        job: 139,
        nextReq: 141,
      },
    });
    chart.send("commit:forged", {
      type: "commit",
      from: "b",
      req: 7,
      at: 300,
      fact: {
        epoch: 11,
        seq: 1,
        leader: "c",
        views: [["a"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("exchange", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 10, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 141, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 142, epoch: 11, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { heard: fact_k4cm, epochSeen: 11, leader: "", awaits: "probed", job: 142, nextReq: 143 },
    });
  });

  it("setup > election > … > election > exchange [4d2045db]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_156l });
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
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 1, successor: "a" });
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
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.idle"], { does: ["saveRecord"] });
    chart.advance(100);
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["ask", { req: 108, to: [], ask: ask_2x2f }], ["renewLease", { req: 108, grantMs: 300 }]],
      now: { nextReq: 109 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["cancelExchange", "resign", "saveRecord", ["startRepair", { job: 109 }]],
      now: { trusted: false, job: 109, nextReq: 110 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("exchange", {
      does: [
        ["ask", { req: 110, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 111, epoch: 2, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { heard: fact_nixl, leader: "", awaits: "probed", job: 111, nextReq: 112 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 100, fact: fact_1ank });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 112, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 113, epoch: 3, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1ank,
        heard: null,
        epochSeen: 3,
        leader: "b",
        leaderHeardAt: 100,
        debt: { to: "b", id: 112 },
        job: 113,
        nextReq: 114,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 3, successor: "a" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 114, to: [], ask: { type: "prepare", epoch: 4 } }],
        "saveRecord",
        ["ask", { req: 115, to: [], ask: { type: "newEpoch", epoch: 4 } }],
        "saveRecord",
        ["lead", { epoch: 4 }],
        ["startExchange", { job: 116, epoch: 4, sync: true, trusted: false, views: [["a"]] }],
        ["ask", { req: 117, to: [], ask: ask_izgw }],
        ["renewLease", { req: 117, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 4, candidate: "a" },
        fact: fact_1czw,
        epochSeen: 4,
        leader: "a",
        debt: null,
        awaits: "granted",
        job: 116,
        nextReq: 118,
      },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 116, reason: "test" });
    chart.is("exchange", {
      does: [
        "cancelExchange",
        "resign",
        ["ask", { req: 118, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 119, epoch: 4, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { heard: fact_1czw, leader: "", awaits: "probed", job: 119, nextReq: 120 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 100, fact: fact_rud6 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 120, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 121, epoch: 5, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_rud6,
        heard: null,
        epochSeen: 5,
        leader: "b",
        debt: { to: "b", id: 120 },
        job: 121,
        nextReq: 122,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 122, to: [], ask: { type: "prepare", epoch: 6 } }],
        "saveRecord",
        ["ask", { req: 123, to: [], ask: { type: "newEpoch", epoch: 6 } }],
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 124, epoch: 6, sync: true, trusted: false, views: [["a"]] }],
        ["ask", { req: 125, to: [], ask: ask_1irg }],
        ["renewLease", { req: 125, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        fact: fact_t3j5,
        epochSeen: 6,
        leader: "a",
        debt: null,
        awaits: "granted",
        job: 124,
        nextReq: 126,
      },
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 7 });
    chart.is("exchange", {
      does: [
        "cancelExchange",
        "resign",
        ["ask", { req: 126, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 127, epoch: 7, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { heard: fact_t3j5, epochSeen: 7, leader: "", awaits: "probed", job: 127, nextReq: 128 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 100, fact: fact_v4wk });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 128, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 7, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 129, epoch: 7, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 7, candidate: "b" },
        fact: fact_v4wk,
        heard: null,
        leader: "b",
        debt: { to: "b", id: 128 },
        job: 129,
        nextReq: 130,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 7, successor: "a" });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 130, to: [], ask: { type: "prepare", epoch: 8 } }],
        "saveRecord",
        ["ask", { req: 131, to: [], ask: { type: "newEpoch", epoch: 8 } }],
        "saveRecord",
        ["lead", { epoch: 8 }],
        ["startExchange", { job: 132, epoch: 8, sync: true, trusted: false, views: [["a"]] }],
        ["ask", { req: 133, to: [], ask: ask_1gih }],
        ["renewLease", { req: 133, grantMs: 300 }],
      ],
      now: {
        promised: { epoch: 8, candidate: "a" },
        fact: fact_w13p,
        epochSeen: 8,
        leader: "a",
        debt: null,
        awaits: "granted",
        job: 132,
        nextReq: 134,
      },
    });
    chart.send("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.is("exchange", {
      does: [
        "cancelExchange",
        "resign",
        ["handOver", { epoch: 8, successor: "b" }],
        ["ask", { req: 134, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 135, epoch: 8, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: {
        heard: fact_w13p,
        leader: "",
        awaits: "probed",
        job: 135,
        nextReq: 136,
        reason: "test",
        successor: "b",
      },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 100, fact: fact_qs8z });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "cancelExchange",
        "saveRecord",
        ["owe", { id: 136, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 9, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 137, epoch: 9, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: {
        promised: { epoch: 9, candidate: "b" },
        fact: fact_qs8z,
        heard: null,
        epochSeen: 9,
        leader: "b",
        debt: { to: "b", id: 136 },
        job: 137,
        nextReq: 138,
      },
    });
    chart.send("handover:toOther", { type: "handover", from: "b", epoch: 9, successor: "c" });
    chart.is("election", { does: ["cancelExchange"], now: { debt: null, seed: 1586005467 } });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("exchange", {
      does: [
        ["ask", { req: 138, to: [], ask: { type: "probe" } }],
        ["startExchange", { job: 139, epoch: 9, sync: false, trusted: false, views: [["a"]] }],
      ],
      now: { heard: fact_qs8z, leader: "", job: 139, nextReq: 140 },
    });
  });

  it("setup > probe.asking > … > prelead > leading.tree.syncing+leading.commit.committing [984f29e9]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("exchangeComplete:earlier", { type: "exchangeComplete", job: 105 });
    chart.is(["leading.tree.syncing", "leading.commit.committing"]);
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 106, reason: "test" });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 108, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_j8fn, awaits: "probed", nextReq: 109 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 110, epoch: 3, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        epochSeen: 3,
        leader: "b",
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
    chart.send("reply:vote", { type: "reply", from: "b", req: 111, at: 0, epoch: 4, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 112, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_1r4e, awaits: "ok", nextReq: 113 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 4 }],
        ["startExchange", { job: 113, epoch: 4, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 114, to: ["b", "c"], ask: ask_1lng }],
      ],
      now: { fact: fact_12si, leader: "a", round: round_rr13, awaits: "granted", job: 113, nextReq: 115 },
    });
    chart.send("exchangeFailed:earlier", { type: "exchangeFailed", job: 112, reason: "test" });
    chart.is(["leading.tree.syncing", "leading.commit.committing"]);
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 5 });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 115, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { epochSeen: 5, leader: "", round: round_17gx, awaits: "probed", nextReq: 116 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ah2n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 116, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 117, epoch: 5, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_ah2n,
        leader: "b",
        debt: { to: "b", id: 116 },
        round: null,
        job: 117,
        nextReq: 118,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 118, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: round_h01z,
        awaits: "promise",
        nextReq: 119,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 118, at: 0, epoch: 6, body: body_p40i });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 119, to: ["b", "c"], ask: { type: "newEpoch", epoch: 6 } }]],
      now: { round: round_fz76, awaits: "ok", nextReq: 120 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 119, at: 0, epoch: 6, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 120, epoch: 6, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 121, to: ["b", "c"], ask: ask_izaw }],
      ],
      now: { fact: fact_17ju, leader: "a", round: round_1if4, awaits: "granted", job: 120, nextReq: 122 },
    });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 6 });
    chart.is(["leading.tree.syncing", "leading.commit.committing"]);
    chart.send("leaseLost:current", { type: "leaseLost", epoch: 6 });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "resign",
        "saveRecord",
        ["ask", { req: 122, to: ["b", "c"], ask: { type: "prepare", epoch: 7 } }],
      ],
      now: {
        promised: { epoch: 7, candidate: "a" },
        epochSeen: 7,
        leader: "",
        round: round_rmgx,
        awaits: "promise",
        nextReq: 123,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 122, at: 0, epoch: 7, body: body_1cky });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 123, to: ["b", "c"], ask: { type: "newEpoch", epoch: 7 } }]],
      now: { round: round_13l3, awaits: "ok", nextReq: 124 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 123, at: 0, epoch: 7, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 7 }],
        ["startExchange", { job: 124, epoch: 7, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 125, to: ["b", "c"], ask: ask_ol4h }],
      ],
      now: { fact: fact_16a5, leader: "a", round: round_f6ti, awaits: "granted", job: 124, nextReq: 126 },
    });
    chart.send("leaseLost:earlier", { type: "leaseLost", epoch: 6 });
    chart.is(["leading.tree.syncing", "leading.commit.committing"]);
    chart.send("newEpoch:promised", { type: "newEpoch", from: "a", req: 7, at: 0, epoch: 7 });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [["answer", { to: "a", req: 7, epoch: 7, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 6 });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [["answer", { to: "b", req: 7, epoch: 7, body: { kind: "nack", reason: "epoch" } }]],
    });
  });

  it("setup > probe.asking > … > leading.tree.syncing+leading.commit.idle > probe.asking [8a831ddb]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 3 });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [["answer", { to: "c", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 3 });
    chart.is("prefollow", {
      does: [
        "cancelExchange",
        "resign",
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 3, body: body_2mnr }],
      ],
      now: { promised: { epoch: 3, candidate: "b" }, epochSeen: 3, leader: "", round: null },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_147n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 108, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 109, epoch: 4, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_147n,
        epochSeen: 4,
        leader: "b",
        debt: { to: "b", id: 108 },
        job: 109,
        nextReq: 110,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 4, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 110, to: ["b", "c"], ask: { type: "prepare", epoch: 5 } }],
      ],
      now: {
        promised: { epoch: 5, candidate: "a" },
        epochSeen: 5,
        leader: "",
        debt: null,
        round: round_alp9,
        awaits: "promise",
        nextReq: 111,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 110, at: 0, epoch: 5, body: body_j2xe });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 111, to: ["b", "c"], ask: { type: "newEpoch", epoch: 5 } }]],
      now: { round: round_1e1f, awaits: "ok", nextReq: 112 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 111, at: 0, epoch: 5, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 5 }],
        ["startExchange", { job: 112, epoch: 5, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 113, to: ["b", "c"], ask: ask_1sio }],
      ],
      now: { fact: fact_1iex, leader: "a", round: round_1mvx, awaits: "granted", job: 112, nextReq: 114 },
    });
    chart.send("prepare:repeated", { type: "prepare", from: "a", req: 7, at: 0, epoch: 5 });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [["answer", { to: "a", req: 7, epoch: 5, body: { kind: "promise", fact: fact_1iex } }]],
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 5 });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [["answer", { to: "c", req: 7, epoch: 5, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 5,
          body: { kind: "probed", fact: fact_1iex, leader: "a", leaderAgeMs: 0, trusted: true },
        }],
      ],
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 113, at: 0, epoch: 5, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["renewLease", { req: 113, grantMs: 300 }]],
      now: { round: null },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 114, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_rr13, awaits: "probed", nextReq: 115 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1728 });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 115, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 6, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 116, epoch: 6, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 6, candidate: "b" },
        fact: fact_1728,
        epochSeen: 6,
        leader: "b",
        debt: { to: "b", id: 115 },
        round: null,
        job: 116,
        nextReq: 117,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 6, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 117, to: ["b", "c"], ask: { type: "prepare", epoch: 7 } }],
      ],
      now: {
        promised: { epoch: 7, candidate: "a" },
        epochSeen: 7,
        leader: "",
        debt: null,
        round: round_1990,
        awaits: "promise",
        nextReq: 118,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 117, at: 0, epoch: 7, body: body_p5oq });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 118, to: ["b", "c"], ask: { type: "newEpoch", epoch: 7 } }]],
      now: { round: round_h01z, awaits: "ok", nextReq: 119 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 118, at: 0, epoch: 7, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 7 }],
        ["startExchange", { job: 119, epoch: 7, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 120, to: ["b", "c"], ask: ask_ol4h }],
      ],
      now: { fact: fact_16a5, leader: "a", round: round_mnaf, awaits: "granted", job: 119, nextReq: 121 },
    });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 120, at: 0, epoch: 7, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["renewLease", { req: 120, grantMs: 300 }]],
      now: { round: null },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_gg9o });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 7, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 121, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { epochSeen: 8, leader: "", round: round_1if4, awaits: "probed", nextReq: 122 },
    });
  });

  it("setup > probe.asking > … > leading.tree.syncing+leading.commit.committing > probe.asking [94e1d35d]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("reply:claim", { type: "reply", from: "b", req: 107, at: 0, epoch: 2, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["renewLease", { req: 107, grantMs: 300 }]],
      now: { round: null },
    });
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_4l4v });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 108, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { epochSeen: 3, leader: "", round: round_j8fn, awaits: "probed", nextReq: 109 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 110, epoch: 3, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        leader: "b",
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
    chart.send("reply:vote", { type: "reply", from: "b", req: 111, at: 0, epoch: 4, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 112, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_1r4e, awaits: "ok", nextReq: 113 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 4 }],
        ["startExchange", { job: 113, epoch: 4, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 114, to: ["b", "c"], ask: ask_1lng }],
      ],
      now: { fact: fact_12si, leader: "a", round: round_rr13, awaits: "granted", job: 113, nextReq: 115 },
    });
    chart.send("reply:elsewhere", { type: "reply", from: "b", req: 114, at: 0, epoch: 4, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["renewLease", { req: 114, grantMs: 300 }]],
      now: { round: null },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 113, reason: "test" });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 115, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_17gx, awaits: "probed", nextReq: 116 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ah2n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 116, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 117, epoch: 5, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_ah2n,
        epochSeen: 5,
        leader: "b",
        debt: { to: "b", id: 116 },
        round: null,
        job: 117,
        nextReq: 118,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 118, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: round_h01z,
        awaits: "promise",
        nextReq: 119,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 118, at: 0, epoch: 6, body: body_p40i });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 119, to: ["b", "c"], ask: { type: "newEpoch", epoch: 6 } }]],
      now: { round: round_fz76, awaits: "ok", nextReq: 120 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 119, at: 0, epoch: 6, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 120, epoch: 6, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 121, to: ["b", "c"], ask: ask_izaw }],
      ],
      now: { fact: fact_17ju, leader: "a", round: round_1if4, awaits: "granted", job: 120, nextReq: 122 },
    });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 121, at: 0, epoch: 6, body: { kind: "nack", reason: "state" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], { now: { round: round_arjq } });
    chart.send("reply:vote", { type: "reply", from: "b", req: 121, at: 0, epoch: 6, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"]);
    chart.send("reply:claim", { type: "reply", from: "b", req: 121, at: 0, epoch: 6, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"]);
    chart.send("reply:elsewhere", { type: "reply", from: "b", req: 121, at: 0, epoch: 6, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"]);
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 121, at: 0, epoch: 7, body: { kind: "nack", reason: "epoch" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"]);
    chart.send("reply:refusalOfC", { type: "reply", from: "c", req: 121, at: 0, epoch: 6, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 122, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_rmgx, awaits: "probed", nextReq: 123 },
    });
  });

  it("setup > probe.asking > … > leading.tree.syncing+leading.commit.committing > stopped [fae8d80f]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("reply:refusalOfC", { type: "reply", from: "c", req: 107, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], { now: { round: round_f8e0 } });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 107, at: 0, epoch: 2, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"]);
    chart.send("reply:refusal", { type: "reply", from: "b", req: 107, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 108, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_j8fn, awaits: "probed", nextReq: 109 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 110, epoch: 3, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        epochSeen: 3,
        leader: "b",
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
    chart.send("reply:vote", { type: "reply", from: "b", req: 111, at: 0, epoch: 4, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 112, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_1r4e, awaits: "ok", nextReq: 113 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 4 }],
        ["startExchange", { job: 113, epoch: 4, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 114, to: ["b", "c"], ask: ask_1lng }],
      ],
      now: { fact: fact_12si, leader: "a", round: round_rr13, awaits: "granted", job: 113, nextReq: 115 },
    });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 114, at: 0, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 115, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { epochSeen: 5, leader: "", round: round_17gx, awaits: "probed", nextReq: 116 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ah2n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 116, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 117, epoch: 5, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_ah2n,
        leader: "b",
        debt: { to: "b", id: 116 },
        round: null,
        job: 117,
        nextReq: 118,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 118, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: round_h01z,
        awaits: "promise",
        nextReq: 119,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 118, at: 0, epoch: 6, body: body_p40i });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 119, to: ["b", "c"], ask: { type: "newEpoch", epoch: 6 } }]],
      now: { round: round_fz76, awaits: "ok", nextReq: 120 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 119, at: 0, epoch: 6, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 120, epoch: 6, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 121, to: ["b", "c"], ask: ask_izaw }],
      ],
      now: { fact: fact_17ju, leader: "a", round: round_1if4, awaits: "granted", job: 120, nextReq: 122 },
    });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], { now: { settings: settings_1o9h } });
    chart.send("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["handOver", { epoch: 6, successor: "b" }],
        ["ask", { req: 122, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { leader: "", round: round_rmgx, awaits: "probed", nextReq: 123, reason: "test", successor: "b" },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1jqc });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 123, ms: 250 }],
        ["answer", { to: "b", req: 7, epoch: 7, body: { kind: "granted", leaseMs: 250 } }],
        ["startExchange", { job: 124, epoch: 7, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 7, candidate: "b" },
        fact: fact_1jqc,
        epochSeen: 7,
        leader: "b",
        debt: { to: "b", id: 123 },
        round: null,
        job: 124,
        nextReq: 125,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 7, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 125, to: ["b", "c"], ask: { type: "prepare", epoch: 8 } }],
      ],
      now: {
        promised: { epoch: 8, candidate: "a" },
        epochSeen: 8,
        leader: "",
        debt: null,
        round: round_f6ti,
        awaits: "promise",
        nextReq: 126,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 125, at: 0, epoch: 8, body: body_ibgn });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 126, to: ["b", "c"], ask: { type: "newEpoch", epoch: 8 } }]],
      now: {
        round: { req: 126, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "ok",
        nextReq: 127,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 126, at: 0, epoch: 8, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 8 }],
        ["startExchange", { job: 127, epoch: 8, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 128, to: ["b", "c"], ask: ask_k9sk }],
      ],
      now: {
        fact: fact_1ui8,
        leader: "a",
        round: { req: 128, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "granted",
        job: 127,
        nextReq: 129,
        reason: "",
        successor: "",
      },
    });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["cancelExchange", "resign", "close"], now: { round: null } });
  });

  it("setup > probe.asking > … > leading.tree.ready+leading.commit.committing [31483b17]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["cancelExchange", "resign", "saveRecord", ["startRepair", { job: 108 }]],
      now: { trusted: false, round: null, job: 108, nextReq: 109 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 109, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_1qpj, awaits: "probed", nextReq: 110 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 110, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 111, epoch: 3, sync: false, trusted: false, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
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
    chart.send("reply:vote", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 113, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_1mvx, awaits: "ok", nextReq: 114 },
    });
    chart.send("reply:refusalOfC", { type: "reply", from: "c", req: 113, at: 0, epoch: 4, body: { kind: "nack", reason: "state" } });
    chart.is("prelead", { now: { round: { req: 113, electorate: electorate_wocz, valid: 0, nacks: 4, replies: [] } } });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 113, at: 0, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("probe.asking", {
      does: [["ask", { req: 114, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { epochSeen: 5, round: round_rr13, awaits: "probed", nextReq: 115 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ah2n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 115, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 116, epoch: 5, sync: false, trusted: false, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_ah2n,
        leader: "b",
        debt: { to: "b", id: 115 },
        round: null,
        job: 116,
        nextReq: 117,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 117, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: round_1990,
        awaits: "promise",
        nextReq: 118,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 117, at: 0, epoch: 6, body: body_p40i });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 118, to: ["b", "c"], ask: { type: "newEpoch", epoch: 6 } }]],
      now: { round: round_h01z, awaits: "ok", nextReq: 119 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 118, at: 0, epoch: 6, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 119, epoch: 6, sync: true, trusted: false, views: [["a", "b", "c"]] }],
        ["ask", { req: 120, to: ["b", "c"], ask: ask_izaw }],
      ],
      now: { fact: fact_17ju, leader: "a", round: round_mnaf, awaits: "granted", job: 119, nextReq: 121 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 119 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"], now: { trusted: true } });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1jqc });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 6, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 121, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { epochSeen: 7, leader: "", round: round_1if4, awaits: "probed", nextReq: 122 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1jqc });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 122, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 7, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 123, epoch: 7, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 7, candidate: "b" },
        fact: fact_1jqc,
        leader: "b",
        debt: { to: "b", id: 122 },
        round: null,
        job: 123,
        nextReq: 124,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 7, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 124, to: ["b", "c"], ask: { type: "prepare", epoch: 8 } }],
      ],
      now: {
        promised: { epoch: 8, candidate: "a" },
        epochSeen: 8,
        leader: "",
        debt: null,
        round: { req: 124, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "promise",
        nextReq: 125,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 124, at: 0, epoch: 8, body: body_ibgn });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 125, to: ["b", "c"], ask: { type: "newEpoch", epoch: 8 } }]],
      now: { round: round_f6ti, awaits: "ok", nextReq: 126 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 125, at: 0, epoch: 8, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 8 }],
        ["startExchange", { job: 126, epoch: 8, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 127, to: ["b", "c"], ask: ask_k9sk }],
      ],
      now: {
        fact: fact_1ui8,
        leader: "a",
        round: { req: 127, electorate: electorate_wocz, valid: 0, nacks: 0, replies: [] },
        awaits: "granted",
        job: 126,
        nextReq: 128,
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 126 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("commit:again", { type: "commit", from: "a", req: 7, at: 0, fact: fact_1ui8 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], {
      does: [["answer", { to: "a", req: 7, epoch: 8, body: { kind: "nack", reason: "state" } }]],
    });
  });

  it("setup > probe.asking > … > leading.tree.ready+leading.commit.committing > probe.asking [4f81be57]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("commit:stale", { type: "commit", from: "b", req: 7, at: 0, fact: fact_9hea });
    chart.is(["leading.tree.ready", "leading.commit.committing"], {
      does: [["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("commit:forged", { type: "commit", from: "b", req: 7, at: 0, fact: fact_4l4v });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 2, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 108, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { epochSeen: 3, leader: "", round: round_j8fn, awaits: "probed", nextReq: 109 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 110, epoch: 3, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        leader: "b",
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
    chart.send("reply:vote", { type: "reply", from: "b", req: 111, at: 0, epoch: 4, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 112, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_1r4e, awaits: "ok", nextReq: 113 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 4 }],
        ["startExchange", { job: 113, epoch: 4, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 114, to: ["b", "c"], ask: ask_1lng }],
      ],
      now: { fact: fact_12si, leader: "a", round: round_rr13, awaits: "granted", job: 113, nextReq: 115 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 113 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("debtPassed:earlier", { type: "debtPassed", id: 114 });
    chart.is(["leading.tree.ready", "leading.commit.committing"]);
    chart.send("exchange:sync", { type: "exchange", from: "a", req: 7, at: 0, epoch: 4, sync: true });
    chart.is(["leading.tree.ready", "leading.commit.committing"], {
      does: [["answer", { to: "a", req: 7, epoch: 4, body: { kind: "exchanging", trusted: true } }]],
    });
    chart.send("exchange:stale", { type: "exchange", from: "b", req: 7, at: 0, epoch: 3, sync: false });
    chart.is(["leading.tree.ready", "leading.commit.committing"], {
      does: [["answer", { to: "b", req: 7, epoch: 4, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 113, reason: "test" });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 115, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_17gx, awaits: "probed", nextReq: 116 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ah2n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 116, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 117, epoch: 5, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_ah2n,
        epochSeen: 5,
        leader: "b",
        debt: { to: "b", id: 116 },
        round: null,
        job: 117,
        nextReq: 118,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 118, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: round_h01z,
        awaits: "promise",
        nextReq: 119,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 118, at: 0, epoch: 6, body: body_p40i });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 119, to: ["b", "c"], ask: { type: "newEpoch", epoch: 6 } }]],
      now: { round: round_fz76, awaits: "ok", nextReq: 120 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 119, at: 0, epoch: 6, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 120, epoch: 6, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 121, to: ["b", "c"], ask: ask_izaw }],
      ],
      now: { fact: fact_17ju, leader: "a", round: round_1if4, awaits: "granted", job: 120, nextReq: 122 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 120 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("exchangeFailed:earlier", { type: "exchangeFailed", job: 119, reason: "test" });
    chart.is(["leading.tree.ready", "leading.commit.committing"]);
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 7 });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 122, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { epochSeen: 7, leader: "", round: round_rmgx, awaits: "probed", nextReq: 123 },
    });
  });

  it("setup > probe.asking > … > leading.tree.ready+leading.commit.committing [e529f46d]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("higherEpochSeen:same", { type: "higherEpochSeen", epoch: 2 });
    chart.is(["leading.tree.ready", "leading.commit.committing"]);
    chart.send("leaseLost:current", { type: "leaseLost", epoch: 2 });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "resign",
        "saveRecord",
        ["ask", { req: 108, to: ["b", "c"], ask: { type: "prepare", epoch: 3 } }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        epochSeen: 3,
        leader: "",
        round: round_j8fn,
        awaits: "promise",
        nextReq: 109,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 108, at: 0, epoch: 3, body: body_2mnr });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: { type: "newEpoch", epoch: 3 } }]],
      now: { round: round_1qpj, awaits: "ok", nextReq: 110 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 109, at: 0, epoch: 3, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 3 }],
        ["startExchange", { job: 110, epoch: 3, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 111, to: ["b", "c"], ask: ask_1vtl }],
      ],
      now: { fact: fact_mpyc, leader: "a", round: round_1e1f, awaits: "granted", job: 110, nextReq: 112 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 110 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("leaseLost:earlier", { type: "leaseLost", epoch: 2 });
    chart.is(["leading.tree.ready", "leading.commit.committing"]);
    chart.send("newEpoch:promised", { type: "newEpoch", from: "a", req: 7, at: 0, epoch: 3 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], {
      does: [["answer", { to: "a", req: 7, epoch: 3, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("newEpoch:stale", { type: "newEpoch", from: "b", req: 7, at: 0, epoch: 2 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], {
      does: [["answer", { to: "b", req: 7, epoch: 3, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("newEpoch:foreign", { type: "newEpoch", from: "c", req: 7, at: 0, epoch: 4 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], {
      does: [["answer", { to: "c", req: 7, epoch: 3, body: { kind: "nack", reason: "state" } }]],
    });
    chart.send("prepare:higher", { type: "prepare", from: "b", req: 7, at: 0, epoch: 4 });
    chart.is("prefollow", {
      does: [
        "cancelExchange",
        "resign",
        "saveRecord",
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "promise", fact: fact_mpyc } }],
      ],
      now: { promised: { epoch: 4, candidate: "b" }, epochSeen: 4, leader: "", round: null },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ah2n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 112, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 113, epoch: 5, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_ah2n,
        epochSeen: 5,
        leader: "b",
        debt: { to: "b", id: 112 },
        job: 113,
        nextReq: 114,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 114, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: round_rr13,
        awaits: "promise",
        nextReq: 115,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 114, at: 0, epoch: 6, body: body_p40i });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 115, to: ["b", "c"], ask: { type: "newEpoch", epoch: 6 } }]],
      now: { round: round_17gx, awaits: "ok", nextReq: 116 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 115, at: 0, epoch: 6, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 116, epoch: 6, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 117, to: ["b", "c"], ask: ask_izaw }],
      ],
      now: { fact: fact_17ju, leader: "a", round: round_1990, awaits: "granted", job: 116, nextReq: 118 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 116 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("prepare:repeated", { type: "prepare", from: "a", req: 7, at: 0, epoch: 6 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], {
      does: [["answer", { to: "a", req: 7, epoch: 6, body: body_1cky }]],
    });
    chart.send("prepare:taken", { type: "prepare", from: "c", req: 7, at: 0, epoch: 6 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], {
      does: [["answer", { to: "c", req: 7, epoch: 6, body: { kind: "nack", reason: "epoch" } }]],
    });
    chart.send("probe:fromB", { type: "probe", from: "b", req: 7, at: 0 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], {
      does: [
        ["answer", {
          to: "b",
          req: 7,
          epoch: 6,
          body: { kind: "probed", fact: fact_17ju, leader: "a", leaderAgeMs: 0, trusted: true },
        }],
      ],
    });
  });

  it("setup > probe.asking > … > leading.tree.ready+leading.commit.idle > probe.asking [b83f8676]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("reply:vote", { type: "reply", from: "b", req: 107, at: 0, epoch: 2, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["renewLease", { req: 107, grantMs: 300 }]],
      now: { round: null },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 108, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_j8fn, awaits: "probed", nextReq: 109 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 110, epoch: 3, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        epochSeen: 3,
        leader: "b",
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
    chart.send("reply:vote", { type: "reply", from: "b", req: 111, at: 0, epoch: 4, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 112, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_1r4e, awaits: "ok", nextReq: 113 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 4 }],
        ["startExchange", { job: 113, epoch: 4, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 114, to: ["b", "c"], ask: ask_1lng }],
      ],
      now: { fact: fact_12si, leader: "a", round: round_rr13, awaits: "granted", job: 113, nextReq: 115 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 113 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 114, at: 0, epoch: 4, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["renewLease", { req: 114, grantMs: 300 }]],
      now: { round: null },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ah2n });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 115, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { epochSeen: 5, leader: "", round: round_17gx, awaits: "probed", nextReq: 116 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ah2n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 116, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 117, epoch: 5, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_ah2n,
        leader: "b",
        debt: { to: "b", id: 116 },
        round: null,
        job: 117,
        nextReq: 118,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 118, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: round_h01z,
        awaits: "promise",
        nextReq: 119,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 118, at: 0, epoch: 6, body: body_p40i });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 119, to: ["b", "c"], ask: { type: "newEpoch", epoch: 6 } }]],
      now: { round: round_fz76, awaits: "ok", nextReq: 120 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 119, at: 0, epoch: 6, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 120, epoch: 6, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 121, to: ["b", "c"], ask: ask_izaw }],
      ],
      now: { fact: fact_17ju, leader: "a", round: round_1if4, awaits: "granted", job: 120, nextReq: 122 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 120 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("reply:claim", { type: "reply", from: "b", req: 121, at: 0, epoch: 6, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["renewLease", { req: 121, grantMs: 300 }]],
      now: { round: null },
    });
    chart.send("commit:forged", {
      type: "commit",
      from: "b",
      req: 7,
      at: 0,
      fact: {
        epoch: 7,
        seq: 1,
        leader: "c",
        views: [["a", "b", "c"]],
        viewVsn: { epoch: 0, seq: 0 },
        pendVsn: { epoch: 0, seq: 0 },
        commitVsn: { epoch: 0, seq: 0 },
        pending: { vsn: { epoch: 0, seq: 0 }, views: [] },
      },
    });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["answer", { to: "b", req: 7, epoch: 6, body: { kind: "nack", reason: "state" } }],
        ["ask", { req: 122, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { epochSeen: 7, leader: "", round: round_rmgx, awaits: "probed", nextReq: 123 },
    });
  });

  it("setup > probe.asking > … > leading.tree.ready+leading.commit.committing > probe.asking [b4e071df]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("reply:elsewhere", { type: "reply", from: "b", req: 107, at: 0, epoch: 2, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["renewLease", { req: 107, grantMs: 300 }]],
      now: { round: null },
    });
    chart.send("exchangeFailed:current", { type: "exchangeFailed", job: 106, reason: "test" });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 108, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_j8fn, awaits: "probed", nextReq: 109 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 110, epoch: 3, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        epochSeen: 3,
        leader: "b",
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
    chart.send("reply:vote", { type: "reply", from: "b", req: 111, at: 0, epoch: 4, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 112, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_1r4e, awaits: "ok", nextReq: 113 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 4 }],
        ["startExchange", { job: 113, epoch: 4, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 114, to: ["b", "c"], ask: ask_1lng }],
      ],
      now: { fact: fact_12si, leader: "a", round: round_rr13, awaits: "granted", job: 113, nextReq: 115 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 113 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("reply:refusal", { type: "reply", from: "b", req: 114, at: 0, epoch: 4, body: { kind: "nack", reason: "state" } });
    chart.is(["leading.tree.ready", "leading.commit.committing"], {
      now: { round: { req: 114, electorate: electorate_wocz, valid: 0, nacks: 2, replies: [] } },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 114, at: 0, epoch: 4, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.ready", "leading.commit.committing"]);
    chart.send("reply:claim", { type: "reply", from: "b", req: 114, at: 0, epoch: 4, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.ready", "leading.commit.committing"]);
    chart.send("reply:elsewhere", { type: "reply", from: "b", req: 114, at: 0, epoch: 4, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.ready", "leading.commit.committing"]);
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 114, at: 0, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is(["leading.tree.ready", "leading.commit.committing"]);
    chart.send("reply:refusalOfC", { type: "reply", from: "c", req: 114, at: 0, epoch: 4, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 115, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_17gx, awaits: "probed", nextReq: 116 },
    });
  });

  it("setup > probe.asking > … > leading.tree.ready+leading.commit.committing > probe.asking [3c15132d]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("reply:refusalOfC", { type: "reply", from: "c", req: 107, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { now: { round: round_f8e0 } });
    chart.send("reply:voteOfC", { type: "reply", from: "c", req: 107, at: 0, epoch: 2, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.ready", "leading.commit.committing"]);
    chart.send("reply:refusal", { type: "reply", from: "b", req: 107, at: 0, epoch: 2, body: { kind: "nack", reason: "state" } });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 108, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_j8fn, awaits: "probed", nextReq: 109 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 109, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 110, epoch: 3, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
        epochSeen: 3,
        leader: "b",
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
    chart.send("reply:vote", { type: "reply", from: "b", req: 111, at: 0, epoch: 4, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 112, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_1r4e, awaits: "ok", nextReq: 113 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 4 }],
        ["startExchange", { job: 113, epoch: 4, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 114, to: ["b", "c"], ask: ask_1lng }],
      ],
      now: { fact: fact_12si, leader: "a", round: round_rr13, awaits: "granted", job: 113, nextReq: 115 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 113 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("reply:higherRefusal", { type: "reply", from: "b", req: 114, at: 0, epoch: 5, body: { kind: "nack", reason: "epoch" } });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 115, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { epochSeen: 5, leader: "", round: round_17gx, awaits: "probed", nextReq: 116 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_ah2n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 116, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 117, epoch: 5, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_ah2n,
        leader: "b",
        debt: { to: "b", id: 116 },
        round: null,
        job: 117,
        nextReq: 118,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 118, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: round_h01z,
        awaits: "promise",
        nextReq: 119,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 118, at: 0, epoch: 6, body: body_p40i });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 119, to: ["b", "c"], ask: { type: "newEpoch", epoch: 6 } }]],
      now: { round: round_fz76, awaits: "ok", nextReq: 120 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 119, at: 0, epoch: 6, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 120, epoch: 6, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 121, to: ["b", "c"], ask: ask_izaw }],
      ],
      now: { fact: fact_17ju, leader: "a", round: round_1if4, awaits: "granted", job: 120, nextReq: 122 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 120 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("settingsChanged:shorterLease", { type: "settingsChanged", settings: settings_1o9h });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { now: { settings: settings_1o9h } });
    chart.send("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["handOver", { epoch: 6, successor: "b" }],
        ["ask", { req: 122, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { leader: "", round: round_rmgx, awaits: "probed", nextReq: 123, reason: "test", successor: "b" },
    });
  });

  it("setup > probe.asking > … > leading.tree.ready+leading.commit.committing > stopped [b47b8660]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["cancelExchange", "resign", "close"], now: { round: null } });
  });

  it("setup > probe.asking > … > leading.tree.syncing+leading.commit.idle > probe.asking [024ad6a1]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("treeCorrupted:damage", { type: "treeCorrupted", reason: "test" });
    chart.is("repair", {
      does: ["cancelExchange", "resign", "saveRecord", ["startRepair", { job: 108 }]],
      now: { trusted: false, round: null, job: 108, nextReq: 109 },
    });
    chart.send("backendReset", { type: "backendReset" });
    chart.is("probe.asking", {
      does: [["ask", { req: 109, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_1qpj, awaits: "probed", nextReq: 110 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_1grl });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 110, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 3, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 111, epoch: 3, sync: false, trusted: false, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 3, candidate: "b" },
        fact: fact_1grl,
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
    chart.send("reply:vote", { type: "reply", from: "b", req: 112, at: 0, epoch: 4, body: body_qgm5 });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 113, to: ["b", "c"], ask: { type: "newEpoch", epoch: 4 } }]],
      now: { round: round_1mvx, awaits: "ok", nextReq: 114 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 113, at: 0, epoch: 4, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 4 }],
        ["startExchange", { job: 114, epoch: 4, sync: true, trusted: false, views: [["a", "b", "c"]] }],
        ["ask", { req: 115, to: ["b", "c"], ask: ask_1lng }],
      ],
      now: { fact: fact_12si, leader: "a", round: round_17gx, awaits: "granted", job: 114, nextReq: 116 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 114 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"], now: { trusted: true } });
    chart.advance(300);
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 116, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { leader: "", round: round_8aq1, awaits: "probed", nextReq: 117 },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 300, fact: fact_ah2n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 117, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 5, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 118, epoch: 5, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 5, candidate: "b" },
        fact: fact_ah2n,
        epochSeen: 5,
        leader: "b",
        leaderHeardAt: 300,
        debt: { to: "b", id: 117 },
        round: null,
        job: 118,
        nextReq: 119,
      },
    });
    chart.send("handover:toMe", { type: "handover", from: "b", epoch: 5, successor: "a" });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "saveRecord",
        ["ask", { req: 119, to: ["b", "c"], ask: { type: "prepare", epoch: 6 } }],
      ],
      now: {
        promised: { epoch: 6, candidate: "a" },
        epochSeen: 6,
        leader: "",
        debt: null,
        round: round_fz76,
        awaits: "promise",
        nextReq: 120,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 119, at: 300, epoch: 6, body: body_p40i });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 120, to: ["b", "c"], ask: { type: "newEpoch", epoch: 6 } }]],
      now: { round: round_mnaf, awaits: "ok", nextReq: 121 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 120, at: 300, epoch: 6, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 6 }],
        ["startExchange", { job: 121, epoch: 6, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 122, to: ["b", "c"], ask: ask_izaw }],
      ],
      now: { fact: fact_17ju, leader: "a", round: round_rmgx, awaits: "granted", job: 121, nextReq: 123 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 122, at: 300, epoch: 6, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["renewLease", { req: 122, grantMs: 300 }]],
      now: { round: null },
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 7 });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 123, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { epochSeen: 7, leader: "", round: round_13l3, awaits: "probed", nextReq: 124 },
    });
  });

  it("setup > probe.asking > … > leading.tree.ready+leading.commit.idle > probe.asking [11d57d8b]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 107, at: 0, epoch: 2, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["renewLease", { req: 107, grantMs: 300 }]],
      now: { round: null },
    });
    chart.send("leaseLost:current", { type: "leaseLost", epoch: 2 });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "resign",
        "saveRecord",
        ["ask", { req: 108, to: ["b", "c"], ask: { type: "prepare", epoch: 3 } }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        epochSeen: 3,
        leader: "",
        round: round_j8fn,
        awaits: "promise",
        nextReq: 109,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 108, at: 0, epoch: 3, body: body_2mnr });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: { type: "newEpoch", epoch: 3 } }]],
      now: { round: round_1qpj, awaits: "ok", nextReq: 110 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 109, at: 0, epoch: 3, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 3 }],
        ["startExchange", { job: 110, epoch: 3, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 111, to: ["b", "c"], ask: ask_1vtl }],
      ],
      now: { fact: fact_mpyc, leader: "a", round: round_1e1f, awaits: "granted", job: 110, nextReq: 112 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 111, at: 0, epoch: 3, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["renewLease", { req: 111, grantMs: 300 }]],
      now: { round: null },
    });
    chart.send("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["handOver", { epoch: 3, successor: "b" }],
        ["ask", { req: 112, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { leader: "", round: round_1r4e, awaits: "probed", nextReq: 113, reason: "test", successor: "b" },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_147n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 113, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 114, epoch: 4, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_147n,
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
        round: round_17gx,
        awaits: "promise",
        nextReq: 116,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 115, at: 0, epoch: 5, body: body_j2xe });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 116, to: ["b", "c"], ask: { type: "newEpoch", epoch: 5 } }]],
      now: { round: round_8aq1, awaits: "ok", nextReq: 117 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 116, at: 0, epoch: 5, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 5 }],
        ["startExchange", { job: 117, epoch: 5, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 118, to: ["b", "c"], ask: ask_1sio }],
      ],
      now: {
        fact: fact_1iex,
        leader: "a",
        round: round_h01z,
        awaits: "granted",
        job: 117,
        nextReq: 119,
        reason: "",
        successor: "",
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 118, at: 0, epoch: 5, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.syncing", "leading.commit.idle"], {
      does: [["renewLease", { req: 118, grantMs: 300 }]],
      now: { round: null },
    });
    chart.advance(100);
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [["ask", { req: 119, to: ["b", "c"], ask: ask_1sio }]],
      now: { round: round_fz76, nextReq: 120 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 117 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("reply:vote", { type: "reply", from: "b", req: 119, at: 100, epoch: 5, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["renewLease", { req: 119, grantMs: 300 }]],
      now: { round: null },
    });
    chart.send("higherEpochSeen:higher", { type: "higherEpochSeen", epoch: 6 });
    chart.is("probe.asking", {
      does: ["cancelExchange", "resign", ["ask", { req: 120, to: ["b", "c"], ask: { type: "probe" } }]],
      now: { epochSeen: 6, leader: "", round: round_mnaf, awaits: "probed", nextReq: 121 },
    });
  });

  it("setup > probe.asking > … > leading.tree.ready+leading.commit.committing [f9116267]", () => {
    const chart = start({ self: "a", ensemble: "demo", settings: settings_gfvz, firstReq: 100, seed: 1 });
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
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 2 }],
        ["startExchange", { job: 106, epoch: 2, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 107, to: ["b", "c"], ask: ask_13ja }],
      ],
      now: { fact: fact_1kr6, leader: "a", round: round_lcy6, awaits: "granted", job: 106, nextReq: 108 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 106 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("reply:vote", { type: "reply", from: "b", req: 107, at: 0, epoch: 2, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["renewLease", { req: 107, grantMs: 300 }]],
      now: { round: null },
    });
    chart.send("leaseLost:current", { type: "leaseLost", epoch: 2 });
    chart.is("prepare", {
      does: [
        "cancelExchange",
        "resign",
        "saveRecord",
        ["ask", { req: 108, to: ["b", "c"], ask: { type: "prepare", epoch: 3 } }],
      ],
      now: {
        promised: { epoch: 3, candidate: "a" },
        epochSeen: 3,
        leader: "",
        round: round_j8fn,
        awaits: "promise",
        nextReq: 109,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 108, at: 0, epoch: 3, body: body_2mnr });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 109, to: ["b", "c"], ask: { type: "newEpoch", epoch: 3 } }]],
      now: { round: round_1qpj, awaits: "ok", nextReq: 110 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 109, at: 0, epoch: 3, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 3 }],
        ["startExchange", { job: 110, epoch: 3, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 111, to: ["b", "c"], ask: ask_1vtl }],
      ],
      now: { fact: fact_mpyc, leader: "a", round: round_1e1f, awaits: "granted", job: 110, nextReq: 112 },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 110 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("reply:vote", { type: "reply", from: "b", req: 111, at: 0, epoch: 3, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["renewLease", { req: 111, grantMs: 300 }]],
      now: { round: null },
    });
    chart.send("stepDown:handingOver", { type: "stepDown", reason: "test", successor: "b" });
    chart.is("probe.asking", {
      does: [
        "cancelExchange",
        "resign",
        ["handOver", { epoch: 3, successor: "b" }],
        ["ask", { req: 112, to: ["b", "c"], ask: { type: "probe" } }],
      ],
      now: { leader: "", round: round_1r4e, awaits: "probed", nextReq: 113, reason: "test", successor: "b" },
    });
    chart.send("commit:newEpoch", { type: "commit", from: "b", req: 7, at: 0, fact: fact_147n });
    chart.is(["following.leader.heard", "following.tree.exchanging"], {
      does: [
        "saveRecord",
        ["owe", { id: 113, ms: 300 }],
        ["answer", { to: "b", req: 7, epoch: 4, body: { kind: "granted", leaseMs: 300 } }],
        ["startExchange", { job: 114, epoch: 4, sync: false, trusted: true, views: [["a", "b", "c"]] }],
      ],
      now: {
        promised: { epoch: 4, candidate: "b" },
        fact: fact_147n,
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
        round: round_17gx,
        awaits: "promise",
        nextReq: 116,
      },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 115, at: 0, epoch: 5, body: body_j2xe });
    chart.is("prelead", {
      does: ["saveRecord", ["ask", { req: 116, to: ["b", "c"], ask: { type: "newEpoch", epoch: 5 } }]],
      now: { round: round_8aq1, awaits: "ok", nextReq: 117 },
    });
    chart.send("reply:vote", { type: "reply", from: "b", req: 116, at: 0, epoch: 5, body: { kind: "ok" } });
    chart.is(["leading.tree.syncing", "leading.commit.committing"], {
      does: [
        "saveRecord",
        ["lead", { epoch: 5 }],
        ["startExchange", { job: 117, epoch: 5, sync: true, trusted: true, views: [["a", "b", "c"]] }],
        ["ask", { req: 118, to: ["b", "c"], ask: ask_1sio }],
      ],
      now: {
        fact: fact_1iex,
        leader: "a",
        round: round_h01z,
        awaits: "granted",
        job: 117,
        nextReq: 119,
        reason: "",
        successor: "",
      },
    });
    chart.send("exchangeComplete:current", { type: "exchangeComplete", job: 117 });
    chart.is(["leading.tree.ready", "leading.commit.committing"], { does: ["saveRecord"] });
    chart.send("reply:vote", { type: "reply", from: "b", req: 118, at: 0, epoch: 5, body: { kind: "granted", leaseMs: 300 } });
    chart.is(["leading.tree.ready", "leading.commit.idle"], {
      does: [["renewLease", { req: 118, grantMs: 300 }]],
      now: { round: null },
    });
    chart.advance(100);
    chart.is(["leading.tree.ready", "leading.commit.committing"], {
      does: [["ask", { req: 119, to: ["b", "c"], ask: ask_1sio }]],
      now: { round: round_fz76, nextReq: 120 },
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
