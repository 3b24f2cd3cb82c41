// @ts-nocheck: written by quorate coverage, do not edit.
// Made from the chart "manager" by
//   quorate coverage test/coverage/models/manager.ts --out test/generated --conditions quorate-source
// It locks what the chart does now: a failing test says that the chart has changed, not that the change is wrong.
// Evidence about a system comes from running the plan against it (runPlan of quorate/coverage).
import { createActor, fromTransition } from "xstate";
import { describe, expect, it } from "vitest";
import { managerModel as model } from "../coverage/models/manager.ts";

const { machine } = model;
const unchecked = Symbol("not checked");
const uncheckedNames = [];
const change_1620 = { req: 5, kind: "enable", target: "", clusterId: "cluster1", timeoutMs: 2500 };
const change_1fgp = { req: 6, kind: "join", target: "n2", clusterId: "cluster3", timeoutMs: 2500 };
const change_emmq = { req: 6, kind: "join", target: "n2", clusterId: "", timeoutMs: 2500 };
const nodes_1hed = { name: "n1", incarnation: 1, instance: "11111111", leaving: true };
const nodes_q62t = { name: "n1", incarnation: 1, instance: "11111111", leaving: false };
const nodes_vvu4 = { name: "n2", incarnation: 1, instance: "22222222", leaving: false };
const owners_17vi = [
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
  "n2",
];
const owners_1ea0 = [
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
  "n1",
];
const settings_1ebp = {
  tickMs: 100,
  leaseMs: 300,
  clockDrift: 0.01,
  followerTimeoutMs: 450,
  electionJitterMs: 200,
  prefollowTimeoutMs: 200,
  pendingTimeoutMs: 1000,
  probeDelayMs: 100,
  quorumTimeoutMs: 300,
  changeTimeoutMs: 5000,
  gossipMs: 4000,
  ringPartitions: 64,
};
const settings_ot5e = {
  tickMs: 100,
  leaseMs: 300,
  clockDrift: 0.01,
  followerTimeoutMs: 450,
  electionJitterMs: 200,
  prefollowTimeoutMs: 200,
  pendingTimeoutMs: 1000,
  probeDelayMs: 100,
  quorumTimeoutMs: 300,
  changeTimeoutMs: 5000,
  gossipMs: 6000,
  ringPartitions: 64,
};
const context_uy59 = { self: "n1", settings: settings_1ebp, record: null, change: null };
const input_14d4 = { self: "n1", settings: settings_1ebp };
const nodes_157l = [nodes_1hed, nodes_vvu4];
const nodes_1klu = [nodes_q62t];
const nodes_1tnf = [nodes_q62t, nodes_vvu4];
const nodes_rwo0 = [nodes_vvu4];
const ring_7xnk = { version: 1, partitions: 64, owners: owners_17vi, spacing: 3 };
const ring_j1w0 = { version: 1, partitions: 64, owners: owners_1ea0, spacing: 3 };
const ensembles_1309 = {
  name: "root",
  vsn: { epoch: 0, seq: 0 },
  leader: "",
  views: [["n2"]],
  created: ["n2"],
  backend: "kv",
  options: "{}",
  deleted: false,
};
const ensembles_b5uu = {
  name: "orders",
  vsn: { epoch: 1, seq: 1 },
  leader: "n2",
  views: [["n2"]],
  created: ["n2"],
  backend: "kv",
  options: "{}",
  deleted: false,
};
const ensembles_f9ul = {
  name: "root",
  vsn: { epoch: 0, seq: 0 },
  leader: "",
  views: [["n1"]],
  created: ["n1"],
  backend: "kv",
  options: "{}",
  deleted: false,
};
const ensembles_u1wb = {
  name: "orders",
  vsn: { epoch: 1, seq: 2 },
  leader: "n2",
  views: [["n2"]],
  created: ["n2"],
  backend: "kv",
  options: "{}",
  deleted: false,
};
const members_11kl = { vsn: { epoch: 1, seq: 3 }, nodes: nodes_157l, ring: ring_7xnk };
const members_18kd = { vsn: { epoch: 0, seq: 1 }, nodes: nodes_1klu, ring: ring_j1w0 };
const members_1wzc = { vsn: { epoch: 1, seq: 2 }, nodes: nodes_rwo0, ring: ring_7xnk };
const members_dzgn = { vsn: { epoch: 1, seq: 2 }, nodes: nodes_1tnf, ring: ring_7xnk };
const ensembles_11j1 = [ensembles_u1wb, ensembles_1309];
const ensembles_1hae = [ensembles_b5uu, ensembles_1309];
const ensembles_1mij = [ensembles_b5uu];
const ensembles_1ukc = [ensembles_f9ul];
const ensembles_lrds = [ensembles_1309];
const ensembles_ywd4 = [ensembles_u1wb];
const state_140w = {
  id: "cluster2",
  enabled: true,
  members: members_dzgn,
  ensembles: ensembles_lrds,
  pending: [],
  removed: [{ name: "n1", incarnation: 1 }],
};
const state_1ecy = { id: "cluster4", enabled: true, members: members_18kd, ensembles: ensembles_1ukc, pending: [], removed: [] };
const state_1ihm = {
  id: "cluster2",
  enabled: true,
  members: members_dzgn,
  ensembles: ensembles_11j1,
  pending: [],
  removed: [{ name: "n1", incarnation: 1 }],
};
const state_1myo = { id: "cluster2", enabled: true, members: members_11kl, ensembles: ensembles_lrds, pending: [], removed: [] };
const state_1rlt = { id: "cluster9", enabled: true, members: members_1wzc, ensembles: ensembles_lrds, pending: [], removed: [] };
const state_1tbf = { id: "cluster2", enabled: true, members: members_11kl, ensembles: ensembles_1hae, pending: [], removed: [] };
const state_1x90 = { id: "cluster2", enabled: true, members: members_dzgn, ensembles: ensembles_1mij, pending: [], removed: [] };
const state_1yjo = { id: "cluster2", enabled: true, members: members_dzgn, ensembles: ensembles_lrds, pending: [], removed: [] };
const state_2a7f = { id: "cluster2", enabled: true, members: members_1wzc, ensembles: ensembles_lrds, pending: [], removed: [] };
const state_84pg = { id: "cluster2", enabled: true, members: members_dzgn, ensembles: ensembles_ywd4, pending: [], removed: [] };
const state_bzng = {
  id: "cluster2",
  enabled: true,
  members: members_11kl,
  ensembles: ensembles_lrds,
  pending: [],
  removed: [{ name: "n1", incarnation: 1 }],
};
const state_c8yu = { id: "cluster3", enabled: true, members: members_1wzc, ensembles: ensembles_lrds, pending: [], removed: [] };
const state_m0ry = { id: "cluster2", enabled: true, members: members_11kl, ensembles: ensembles_11j1, pending: [], removed: [] };
const record_14k1 = { instance: "11111111", phase: "member", state: state_1myo };
const record_17z7 = { instance: "11111111", phase: "removed", state: state_1yjo };
const record_1quh = { instance: "11111111", phase: "member", state: state_1tbf };
const record_h31h = { instance: "11111111", phase: "member", state: state_1x90 };
const record_mpl9 = { instance: "11111111", phase: "member", state: state_1yjo };

describe("manager: what the chart does", () => {
  it("loading > enabled.gossip.resting+enabled.call.idle > leaving.resting > removed > stopped [19b2242c]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:member", { type: "loaded", record: record_mpl9 });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["apply", "gossip"],
      now: { record: record_mpl9 },
    });
    chart.send("gossiped:leaving", { type: "gossiped", state: state_1myo });
    chart.is("leaving.resting", { does: ["save", "apply", "gossip"], now: { record: record_14k1 } });
    chart.send("gossiped:named", { type: "gossiped", state: state_1yjo });
    chart.is("leaving.resting");
    chart.send("gossiped:removal", { type: "gossiped", state: state_140w });
    chart.is("removed", {
      does: ["save", "apply", "reportRemoval"],
      now: { record: { instance: "11111111", phase: "removed", state: state_bzng } },
    });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
    chart.ignore("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.ignore("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.ignore("gossiped:named", { type: "gossiped", state: state_1yjo });
    chart.ignore("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.ignore("joinAnswered:takenIn", { type: "joinAnswered", req: 0, code: "ok", message: "test", state: state_1yjo });
    chart.ignore("loaded:nothing", { type: "loaded", record: null });
    chart.ignore("reported:nothingNew", { type: "reported", state: state_bzng });
    chart.ignore("settingsChanged:slowerGossip", { type: "settingsChanged", settings: settings_ot5e });
    chart.ignore("stop", { type: "stop" });
  });

  it("loading > disabled > … > enabled.gossip.resting+enabled.call.idle > removed [09cc40c2]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.is("joining.requesting", {
      does: [["askRoot", { req: 6, clusterId: "cluster3", instance: "11111111", timeoutMs: 2500 }]],
      now: { change: change_1fgp },
    });
    chart.send("joinAnswered:withoutMe", { type: "joinAnswered", req: 6, code: "ok", message: "test", state: state_2a7f });
    chart.is("joining.awaiting");
    chart.send("gossiped:foreign", { type: "gossiped", state: state_1rlt });
    chart.is("joining.awaiting");
    chart.send("gossiped:ensemble", { type: "gossiped", state: state_1x90 });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", ["answer", { req: 6, code: "ok", message: "" }], "gossip"],
      now: { record: record_h31h, change: null },
    });
    chart.send("gossiped:nothingNew", { type: "gossiped", state: state_1x90 });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"]);
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is(["enabled.gossip.resting", "enabled.call.comparing"], {
      does: [["askCluster", { node: "n2" }]],
      now: { change: change_emmq },
    });
    chart.send("clusterHeard:sameCluster", { type: "clusterHeard", node: "n2", state: state_2a7f });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: [["answer", { req: 6, code: "ALREADY_MEMBER", message: "n1 is in the cluster of n2 already" }]],
      now: { change: null },
    });
    chart.send("join:toItself", { type: "join", req: 6, target: "n1", instance: "11111111", timeoutMs: 2500 });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: [
        ["answer", { req: 6, code: "INVALID_ARGUMENT", message: "node n1 cannot join itself; name another node" }],
      ],
    });
    chart.send("reported:nothingNew", { type: "reported", state: state_1x90 });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"]);
    chart.send("reported:ensemble", { type: "reported", state: state_84pg });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", ["spread", { state: state_84pg }]],
      now: { record: { instance: "11111111", phase: "member", state: state_84pg } },
    });
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: [["answer", { req: 5, code: "ALREADY_ENABLED", message: "node n1 is in cluster cluster2" }]],
    });
    chart.send("gossiped:named", { type: "gossiped", state: state_1yjo });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply"],
      now: {
        record: {
          instance: "11111111",
          phase: "member",
          state: {
            id: "cluster2",
            enabled: true,
            members: members_dzgn,
            ensembles: ensembles_11j1,
            pending: [],
            removed: [],
          },
        },
      },
    });
    chart.send("gossiped:removal", { type: "gossiped", state: state_140w });
    chart.is("removed", {
      does: ["save", "apply", "reportRemoval"],
      now: { record: { instance: "11111111", phase: "removed", state: state_1ihm } },
    });
    chart.send("settingsChanged:slowerGossip", { type: "settingsChanged", settings: settings_ot5e });
    chart.is("removed", { now: { settings: settings_ot5e } });
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("removed", {
      does: [
        ["answer", {
          req: 5,
          code: "NOT_A_MEMBER",
          message: "node n1 was removed from cluster cluster2: it holds nothing that counts any more. To join again start it with an empty data directory",
        }],
      ],
    });
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("removed", {
      does: [
        ["answer", {
          req: 6,
          code: "NOT_A_MEMBER",
          message: "node n1 was removed from cluster cluster2: it holds nothing that counts any more. To join again start it with an empty data directory",
        }],
      ],
    });
    chart.ignore("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.ignore("gossiped:named", { type: "gossiped", state: state_1yjo });
    chart.ignore("joinAnswered:takenIn", { type: "joinAnswered", req: 0, code: "ok", message: "test", state: state_1yjo });
    chart.ignore("loaded:nothing", { type: "loaded", record: null });
    chart.ignore("reported:nothingNew", { type: "reported", state: state_1ihm });
    chart.send("join:toItself", { type: "join", req: 6, target: "n1", instance: "11111111", timeoutMs: 2500 });
    chart.is("removed", {
      does: [
        ["answer", {
          req: 6,
          code: "NOT_A_MEMBER",
          message: "node n1 was removed from cluster cluster2: it holds nothing that counts any more. To join again start it with an empty data directory",
        }],
      ],
    });
  });

  it("loading > removed [752b002f]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:removed", { type: "loaded", record: record_17z7 });
    chart.is("removed", { does: ["reportRemoval"], now: { record: record_17z7 } });
  });

  it("loading > disabled > enabling > … > enabled.gossip.resting+enabled.call.idle > stopped [75e3cbb8]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("loading", {
      does: [["answer", { req: 5, code: "UNAVAILABLE", message: "node n1 is starting; ask again" }]],
    });
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("loading", {
      does: [["answer", { req: 6, code: "UNAVAILABLE", message: "node n1 is starting; ask again" }]],
    });
    chart.send("loaded:asked", { type: "loaded", record: { instance: "11111111", phase: "new", state: null } });
    chart.is("disabled", { now: { record: { instance: "11111111", phase: "new", state: null } } });
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("enabling", { does: [["askCluster", { node: "" }]], now: { change: change_1620 } });
    chart.send("clusterHeard:none", { type: "clusterHeard", node: "n2", state: null });
    chart.is("enabling");
    chart.send("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.is("disabled", {
      does: [
        ["answer", {
          req: 5,
          code: "ALREADY_ENABLED",
          message: "n2 is in a cluster cluster3 already: a cluster is enabled once, join n2 instead",
        }],
      ],
      now: { change: null },
    });
    chart.send("gossiped:named", { type: "gossiped", state: state_1yjo });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", "gossip"],
      now: { record: record_mpl9 },
    });
    chart.ignore("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.ignore("joinAnswered:takenIn", { type: "joinAnswered", req: 0, code: "ok", message: "test", state: state_1yjo });
    chart.ignore("loaded:nothing", { type: "loaded", record: null });
    chart.advance(4000);
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], { does: ["gossip"] });
    chart.send("gossiped:foreign", { type: "gossiped", state: state_1rlt });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"]);
    chart.send("gossiped:ensemble", { type: "gossiped", state: state_1x90 });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply"],
      now: {
        record: {
          instance: "11111111",
          phase: "member",
          state: {
            id: "cluster2",
            enabled: true,
            members: members_dzgn,
            ensembles: ensembles_1hae,
            pending: [],
            removed: [],
          },
        },
      },
    });
    chart.send("settingsChanged:slowerGossip", { type: "settingsChanged", settings: settings_ot5e });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], { now: { settings: settings_ot5e } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("loading > stopped [2a3d1840]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.ignore("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.ignore("gossiped:named", { type: "gossiped", state: state_1yjo });
    chart.ignore("joinAnswered:takenIn", { type: "joinAnswered", req: 0, code: "ok", message: "test", state: state_1yjo });
    chart.ignore("reported:ensemble", { type: "reported", state: state_84pg });
    chart.send("join:toItself", { type: "join", req: 6, target: "n1", instance: "11111111", timeoutMs: 2500 });
    chart.is("loading", {
      does: [["answer", { req: 6, code: "UNAVAILABLE", message: "node n1 is starting; ask again" }]],
    });
    chart.send("settingsChanged:slowerGossip", { type: "settingsChanged", settings: settings_ot5e });
    chart.is("loading", { now: { settings: settings_ot5e } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("loading > disabled > stopped [9fcc3e59]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("gossiped:named", { type: "gossiped", state: state_1yjo });
    chart.is("disabled");
    chart.send("join:toItself", { type: "join", req: 6, target: "n1", instance: "11111111", timeoutMs: 2500 });
    chart.is("disabled", {
      does: [
        ["answer", { req: 6, code: "INVALID_ARGUMENT", message: "node n1 cannot join itself; name another node" }],
      ],
    });
    chart.ignore("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.ignore("joinAnswered:takenIn", { type: "joinAnswered", req: 0, code: "ok", message: "test", state: state_1yjo });
    chart.ignore("loaded:nothing", { type: "loaded", record: null });
    chart.ignore("reported:ensemble", { type: "reported", state: state_84pg });
    chart.send("gossiped:foreign", { type: "gossiped", state: state_1rlt });
    chart.is("disabled");
    chart.send("gossiped:ensemble", { type: "gossiped", state: state_1x90 });
    chart.is("disabled");
    chart.send("gossiped:leaving", { type: "gossiped", state: state_1myo });
    chart.is("disabled");
    chart.send("gossiped:removal", { type: "gossiped", state: state_140w });
    chart.is("disabled");
    chart.send("settingsChanged:slowerGossip", { type: "settingsChanged", settings: settings_ot5e });
    chart.is("disabled", { now: { settings: settings_ot5e } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("loading > disabled > … > leaving.resting > stopped [31df047c]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:asked", { type: "loaded", record: { instance: "11111111", phase: "new", state: null } });
    chart.is("disabled", { now: { record: { instance: "11111111", phase: "new", state: null } } });
    chart.send("gossiped:ensemble", { type: "gossiped", state: state_1x90 });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", "gossip"],
      now: { record: record_h31h },
    });
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is(["enabled.gossip.resting", "enabled.call.comparing"], {
      does: [["askCluster", { node: "n2" }]],
      now: { change: change_emmq },
    });
    chart.send("clusterHeard:ofItself", { type: "clusterHeard", node: "n1", state: state_1ecy });
    chart.is(["enabled.gossip.resting", "enabled.call.comparing"]);
    chart.send("clusterHeard:ofStranger", { type: "clusterHeard", node: "n3", state: null });
    chart.is(["enabled.gossip.resting", "enabled.call.comparing"]);
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is(["enabled.gossip.resting", "enabled.call.comparing"], {
      does: [
        ["answer", { req: 6, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.advance(2500);
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: [["answer", { req: 6, code: "ALREADY_ENABLED", message: "node n1 is in cluster cluster2" }]],
      now: { change: null },
    });
    chart.send("gossiped:leaving", { type: "gossiped", state: state_1myo });
    chart.is("leaving.resting", { does: ["save", "apply", "gossip"], now: { record: record_1quh } });
    chart.send("reported:nothingNew", { type: "reported", state: state_1tbf });
    chart.is("leaving.resting");
    chart.send("reported:ensemble", { type: "reported", state: state_84pg });
    chart.is("leaving.resting", {
      does: ["save", "apply", ["spread", { state: state_84pg }]],
      now: { record: { instance: "11111111", phase: "member", state: state_m0ry } },
    });
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("leaving.resting", {
      does: [
        ["answer", { req: 5, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("leaving.resting", {
      does: [
        ["answer", { req: 6, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.advance(4000);
    chart.is("leaving.resting", { does: ["gossip"] });
    chart.ignore("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.ignore("joinAnswered:takenIn", { type: "joinAnswered", req: 0, code: "ok", message: "test", state: state_1yjo });
    chart.ignore("loaded:nothing", { type: "loaded", record: null });
    chart.send("gossiped:foreign", { type: "gossiped", state: state_1rlt });
    chart.is("leaving.resting");
    chart.send("gossiped:nothingNew", { type: "gossiped", state: state_m0ry });
    chart.is("leaving.resting");
    chart.send("gossiped:ensemble", { type: "gossiped", state: state_1x90 });
    chart.is("leaving.resting");
    chart.send("gossiped:leaving", { type: "gossiped", state: state_1myo });
    chart.is("leaving.resting");
    chart.send("join:toItself", { type: "join", req: 6, target: "n1", instance: "11111111", timeoutMs: 2500 });
    chart.is("leaving.resting", {
      does: [
        ["answer", { req: 6, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.send("settingsChanged:slowerGossip", { type: "settingsChanged", settings: settings_ot5e });
    chart.is("leaving.resting", { now: { settings: settings_ot5e } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("loading > disabled > enabled.gossip.resting+enabled.call.idle > leaving.resting [08a21d23]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:asked", { type: "loaded", record: { instance: "11111111", phase: "new", state: null } });
    chart.is("disabled", { now: { record: { instance: "11111111", phase: "new", state: null } } });
    chart.send("gossiped:leaving", { type: "gossiped", state: state_1myo });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", "gossip"],
      now: { record: record_14k1 },
    });
    chart.send("gossiped:named", { type: "gossiped", state: state_1yjo });
    chart.is("leaving.resting", { does: ["save", "apply", "gossip"] });
    chart.send("gossiped:ensemble", { type: "gossiped", state: state_1x90 });
    chart.is("leaving.resting", { does: ["save", "apply"], now: { record: record_1quh } });
  });

  it("loading > disabled > … > enabled.gossip.resting+enabled.call.comparing [2f2791fc]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("clusterHeard:none", { type: "clusterHeard", node: "n2", state: null });
    chart.is("disabled", {
      does: [["answer", { req: 6, code: "NOT_ENABLED", message: "node n2 is in no cluster: enable it first" }]],
      now: { change: null },
    });
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("enabling", { does: [["askCluster", { node: "" }]], now: { change: change_1620 } });
    chart.send("gossiped:named", { type: "gossiped", state: state_1yjo });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", "gossip"],
      now: { record: record_mpl9, change: null },
    });
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is(["enabled.gossip.resting", "enabled.call.comparing"], {
      does: [["askCluster", { node: "n2" }]],
      now: { change: change_emmq },
    });
    chart.ignore("joinAnswered:takenIn", { type: "joinAnswered", req: 6, code: "ok", message: "test", state: state_1yjo });
    chart.ignore("loaded:nothing", { type: "loaded", record: null });
    chart.send("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: [
        ["answer", {
          req: 6,
          code: "ALREADY_ENABLED",
          message: "n1 is in cluster cluster2, and n2 in cluster3: a node is in one cluster",
        }],
      ],
      now: { change: null },
    });
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is(["enabled.gossip.resting", "enabled.call.comparing"], {
      does: [["askCluster", { node: "n2" }]],
      now: { change: change_emmq },
    });
    chart.send("clusterHeard:none", { type: "clusterHeard", node: "n2", state: null });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: [
        ["answer", { req: 6, code: "NOT_ENABLED", message: "n2 is in no cluster; n1 is in cluster2: let n2 join" }],
      ],
      now: { change: null },
    });
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is(["enabled.gossip.resting", "enabled.call.comparing"], {
      does: [["askCluster", { node: "n2" }]],
      now: { change: change_emmq },
    });
    chart.send("join:toItself", { type: "join", req: 6, target: "n1", instance: "11111111", timeoutMs: 2500 });
    chart.is(["enabled.gossip.resting", "enabled.call.comparing"], {
      does: [
        ["answer", { req: 6, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
  });

  it("loading > disabled > enabling [ac623964]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("enabling", {
      does: [["askCluster", { node: "" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_1620 },
    });
    chart.send("gossiped:foreign", { type: "gossiped", state: state_1rlt });
    chart.is("enabling");
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("enabling", {
      does: [
        ["answer", { req: 5, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("enabling", {
      does: [
        ["answer", { req: 6, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
  });

  it("loading > disabled > … > enabling > enabled.gossip.resting+enabled.call.idle [edca42f0]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("clusterHeard:ofItself", { type: "clusterHeard", node: "n1", state: state_1ecy });
    chart.is("joining.asking");
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: [
        ["answer", { req: 5, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: [
        ["answer", { req: 6, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.advance(2500);
    chart.is("disabled", {
      does: [
        ["answer", { req: 6, code: "UNAVAILABLE", message: "node n2 did not answer: is it up, and its name right?" }],
      ],
      now: { change: null },
    });
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("enabling", { does: [["askCluster", { node: "" }]], now: { change: change_1620 } });
    chart.ignore("joinAnswered:takenIn", { type: "joinAnswered", req: 5, code: "ok", message: "test", state: state_1yjo });
    chart.ignore("loaded:nothing", { type: "loaded", record: null });
    chart.ignore("reported:ensemble", { type: "reported", state: state_84pg });
    chart.send("clusterHeard:sameCluster", { type: "clusterHeard", node: "n2", state: state_2a7f });
    chart.is("disabled", {
      does: [
        ["answer", {
          req: 5,
          code: "ALREADY_ENABLED",
          message: "n2 is in a cluster cluster2 already: a cluster is enabled once, join n2 instead",
        }],
      ],
      now: { change: null },
    });
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", { does: ["save", ["askCluster", { node: "n2" }]], now: { change: change_emmq } });
    chart.ignore("joinAnswered:takenIn", { type: "joinAnswered", req: 6, code: "ok", message: "test", state: state_1yjo });
    chart.ignore("loaded:nothing", { type: "loaded", record: null });
    chart.ignore("reported:ensemble", { type: "reported", state: state_84pg });
    chart.send("clusterHeard:sameCluster", { type: "clusterHeard", node: "n2", state: state_2a7f });
    chart.is("joining.requesting", {
      does: [["askRoot", { req: 6, clusterId: "cluster2", instance: "11111111", timeoutMs: 2500 }]],
      now: { change: { req: 6, kind: "join", target: "n2", clusterId: "cluster2", timeoutMs: 2500 } },
    });
    chart.send("joinAnswered:refused", { type: "joinAnswered", req: 6, code: "UNAVAILABLE", message: "test", state: null });
    chart.is("disabled", {
      does: [["answer", { req: 6, code: "UNAVAILABLE", message: "test" }]],
      now: { change: null },
    });
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("enabling", { does: [["askCluster", { node: "" }]], now: { change: change_1620 } });
    chart.send("clusterHeard:ofItself", { type: "clusterHeard", node: "n1", state: state_1ecy });
    chart.is("enabling");
    chart.send("clusterHeard:ofStranger", { type: "clusterHeard", node: "n3", state: null });
    chart.is("enabling");
    chart.send("gossiped:ensemble", { type: "gossiped", state: state_1x90 });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", "gossip"],
      now: { record: record_h31h, change: null },
    });
  });

  it("loading > disabled > enabling > enabled.gossip.resting+enabled.call.idle > leaving.resting [b2662f17]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("enabling", {
      does: [["askCluster", { node: "" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_1620 },
    });
    chart.send("gossiped:leaving", { type: "gossiped", state: state_1myo });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", "gossip"],
      now: { record: record_14k1, change: null },
    });
    chart.send("gossiped:foreign", { type: "gossiped", state: state_1rlt });
    chart.is("leaving.resting", { does: ["save", "apply", "gossip"] });
  });

  it("loading > disabled > enabling > stopped [6bb34688]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("enabling", {
      does: [["askCluster", { node: "" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_1620 },
    });
    chart.send("gossiped:removal", { type: "gossiped", state: state_140w });
    chart.is("enabling");
    chart.send("join:toItself", { type: "join", req: 6, target: "n1", instance: "11111111", timeoutMs: 2500 });
    chart.is("enabling", {
      does: [
        ["answer", { req: 6, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.send("settingsChanged:slowerGossip", { type: "settingsChanged", settings: settings_ot5e });
    chart.is("enabling", { now: { settings: settings_ot5e } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("loading > disabled > joining.asking > enabled.gossip.resting+enabled.call.idle [f41d2479]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("clusterHeard:ofStranger", { type: "clusterHeard", node: "n3", state: null });
    chart.is("joining.asking");
    chart.send("gossiped:named", { type: "gossiped", state: state_1yjo });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", ["answer", { req: 6, code: "ok", message: "" }], "gossip"],
      now: { record: record_mpl9, change: null },
    });
  });

  it("loading > disabled > joining.asking > enabled.gossip.resting+enabled.call.idle [56b1a9d8]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("gossiped:foreign", { type: "gossiped", state: state_1rlt });
    chart.is("joining.asking");
    chart.send("gossiped:ensemble", { type: "gossiped", state: state_1x90 });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", ["answer", { req: 6, code: "ok", message: "" }], "gossip"],
      now: { record: record_h31h, change: null },
    });
  });

  it("loading > disabled > … > enabled.gossip.resting+enabled.call.idle > leaving.resting [95d4961d]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("gossiped:leaving", { type: "gossiped", state: state_1myo });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", ["answer", { req: 6, code: "ok", message: "" }], "gossip"],
      now: { record: record_14k1, change: null },
    });
    chart.send("gossiped:nothingNew", { type: "gossiped", state: state_1myo });
    chart.is("leaving.resting", { does: ["save", "apply", "gossip"] });
  });

  it("loading > disabled > joining.asking > stopped [3f403b77]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("gossiped:removal", { type: "gossiped", state: state_140w });
    chart.is("joining.asking");
    chart.send("join:toItself", { type: "join", req: 6, target: "n1", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: [
        ["answer", { req: 6, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.send("settingsChanged:slowerGossip", { type: "settingsChanged", settings: settings_ot5e });
    chart.is("joining.asking", { now: { settings: settings_ot5e } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("loading > disabled > enabled.gossip.resting+enabled.call.idle > leaving.resting [1d03cd2e]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:asked", { type: "loaded", record: { instance: "11111111", phase: "new", state: null } });
    chart.is("disabled", { now: { record: { instance: "11111111", phase: "new", state: null } } });
    chart.send("gossiped:leaving", { type: "gossiped", state: state_1myo });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", "gossip"],
      now: { record: record_14k1 },
    });
    chart.send("gossiped:ensemble", { type: "gossiped", state: state_1x90 });
    chart.is("leaving.resting", { does: ["save", "apply", "gossip"], now: { record: record_1quh } });
  });

  it("loading > disabled > … > joining.requesting > enabled.gossip.resting+enabled.call.idle [68c6ce97]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.is("joining.requesting", {
      does: [["askRoot", { req: 6, clusterId: "cluster3", instance: "11111111", timeoutMs: 2500 }]],
      now: { change: change_1fgp },
    });
    chart.send("joinAnswered:takenIn", { type: "joinAnswered", req: 6, code: "ok", message: "test", state: state_1yjo });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", ["answer", { req: 6, code: "ok", message: "" }], "gossip"],
      now: { record: record_mpl9, change: null },
    });
  });

  it("loading > disabled > … > joining.requesting > enabled.gossip.resting+enabled.call.idle [36ea59cc]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.is("joining.requesting", {
      does: [["askRoot", { req: 6, clusterId: "cluster3", instance: "11111111", timeoutMs: 2500 }]],
      now: { change: change_1fgp },
    });
    chart.send("joinAnswered:earlier", { type: "joinAnswered", req: 5, code: "ok", message: "test", state: null });
    chart.is("joining.requesting");
    chart.send("joinAnswered:inDoubt", { type: "joinAnswered", req: 6, code: "UNKNOWN_OUTCOME", message: "test", state: null });
    chart.is("joining.awaiting");
    chart.advance(2500);
    chart.is("disabled", {
      does: [
        ["answer", {
          req: 6,
          code: "UNKNOWN_OUTCOME",
          message: "it is not known whether n1 was taken in; if it was, it will notice by itself. Joining again is safe",
        }],
      ],
      now: { change: null },
    });
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", { does: ["save", ["askCluster", { node: "n2" }]], now: { change: change_emmq } });
    chart.send("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.is("joining.requesting", {
      does: [["askRoot", { req: 6, clusterId: "cluster3", instance: "11111111", timeoutMs: 2500 }]],
      now: { change: change_1fgp },
    });
    chart.ignore("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.ignore("loaded:nothing", { type: "loaded", record: null });
    chart.ignore("reported:ensemble", { type: "reported", state: state_84pg });
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.requesting", {
      does: [
        ["answer", { req: 5, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.send("gossiped:named", { type: "gossiped", state: state_1yjo });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", ["answer", { req: 6, code: "ok", message: "" }], "gossip"],
      now: { record: record_mpl9, change: null },
    });
  });

  it("loading > disabled > … > joining.requesting > enabled.gossip.resting+enabled.call.idle [7a2b12fe]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.is("joining.requesting", {
      does: [["askRoot", { req: 6, clusterId: "cluster3", instance: "11111111", timeoutMs: 2500 }]],
      now: { change: change_1fgp },
    });
    chart.send("gossiped:foreign", { type: "gossiped", state: state_1rlt });
    chart.is("joining.requesting");
    chart.send("gossiped:ensemble", { type: "gossiped", state: state_1x90 });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", ["answer", { req: 6, code: "ok", message: "" }], "gossip"],
      now: { record: record_h31h, change: null },
    });
  });

  it("loading > disabled > … > joining.requesting > enabled.gossip.resting+enabled.call.idle [80fc7d28]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.is("joining.requesting", {
      does: [["askRoot", { req: 6, clusterId: "cluster3", instance: "11111111", timeoutMs: 2500 }]],
      now: { change: change_1fgp },
    });
    chart.send("gossiped:leaving", { type: "gossiped", state: state_1myo });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", ["answer", { req: 6, code: "ok", message: "" }], "gossip"],
      now: { record: record_14k1, change: null },
    });
  });

  it("loading > disabled > joining.asking > joining.requesting > stopped [c08a99f7]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.is("joining.requesting", {
      does: [["askRoot", { req: 6, clusterId: "cluster3", instance: "11111111", timeoutMs: 2500 }]],
      now: { change: change_1fgp },
    });
    chart.send("gossiped:removal", { type: "gossiped", state: state_140w });
    chart.is("joining.requesting");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.requesting", {
      does: [
        ["answer", { req: 6, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.send("join:toItself", { type: "join", req: 6, target: "n1", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.requesting", {
      does: [
        ["answer", { req: 6, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.send("settingsChanged:slowerGossip", { type: "settingsChanged", settings: settings_ot5e });
    chart.is("joining.requesting", { now: { settings: settings_ot5e } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("loading > disabled > … > joining.awaiting > enabled.gossip.resting+enabled.call.idle [ca2cde3f]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.is("joining.requesting", {
      does: [["askRoot", { req: 6, clusterId: "cluster3", instance: "11111111", timeoutMs: 2500 }]],
      now: { change: change_1fgp },
    });
    chart.send("joinAnswered:withoutMe", { type: "joinAnswered", req: 6, code: "ok", message: "test", state: state_2a7f });
    chart.is("joining.awaiting");
    chart.ignore("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.ignore("joinAnswered:takenIn", { type: "joinAnswered", req: 6, code: "ok", message: "test", state: state_1yjo });
    chart.ignore("loaded:nothing", { type: "loaded", record: null });
    chart.ignore("reported:ensemble", { type: "reported", state: state_84pg });
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.awaiting", {
      does: [
        ["answer", { req: 5, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.send("gossiped:named", { type: "gossiped", state: state_1yjo });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", ["answer", { req: 6, code: "ok", message: "" }], "gossip"],
      now: { record: record_mpl9, change: null },
    });
  });

  it("loading > disabled > … > joining.awaiting > enabled.gossip.resting+enabled.call.idle [a3ecf863]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.is("joining.requesting", {
      does: [["askRoot", { req: 6, clusterId: "cluster3", instance: "11111111", timeoutMs: 2500 }]],
      now: { change: change_1fgp },
    });
    chart.send("joinAnswered:withoutMe", { type: "joinAnswered", req: 6, code: "ok", message: "test", state: state_2a7f });
    chart.is("joining.awaiting");
    chart.send("gossiped:leaving", { type: "gossiped", state: state_1myo });
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", ["answer", { req: 6, code: "ok", message: "" }], "gossip"],
      now: { record: record_14k1, change: null },
    });
  });

  it("loading > disabled > joining.asking > joining.requesting > joining.awaiting > stopped [0e8367c0]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.asking", {
      does: ["save", ["askCluster", { node: "n2" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_emmq },
    });
    chart.send("clusterHeard:otherCluster", { type: "clusterHeard", node: "n2", state: state_c8yu });
    chart.is("joining.requesting", {
      does: [["askRoot", { req: 6, clusterId: "cluster3", instance: "11111111", timeoutMs: 2500 }]],
      now: { change: change_1fgp },
    });
    chart.send("joinAnswered:withoutMe", { type: "joinAnswered", req: 6, code: "ok", message: "test", state: state_2a7f });
    chart.is("joining.awaiting");
    chart.send("gossiped:removal", { type: "gossiped", state: state_140w });
    chart.is("joining.awaiting");
    chart.send("join:toN2", { type: "join", req: 6, target: "n2", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.awaiting", {
      does: [
        ["answer", { req: 6, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.send("join:toItself", { type: "join", req: 6, target: "n1", instance: "11111111", timeoutMs: 2500 });
    chart.is("joining.awaiting", {
      does: [
        ["answer", { req: 6, code: "CHANGE_IN_PROGRESS", message: "node n1 is busy with another change; ask again" }],
      ],
    });
    chart.send("settingsChanged:slowerGossip", { type: "settingsChanged", settings: settings_ot5e });
    chart.is("joining.awaiting", { now: { settings: settings_ot5e } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done", does: ["close"] });
  });

  it("loading > disabled > enabling > enabled.gossip.resting+enabled.call.idle [7ccb2573]", () => {
    const chart = start(input_14d4);
    chart.is("loading", { does: ["load"], now: context_uy59 });
    chart.send("loaded:nothing", { type: "loaded", record: null });
    chart.is("disabled");
    chart.send("enable:first", { type: "enable", req: 5, clusterId: "cluster1", instance: "11111111", timeoutMs: 2500 });
    chart.is("enabling", {
      does: [["askCluster", { node: "" }]],
      now: { record: { instance: "11111111", phase: "new", state: null }, change: change_1620 },
    });
    chart.advance(300);
    chart.is(["enabled.gossip.resting", "enabled.call.idle"], {
      does: ["save", "apply", ["answer", { req: 5, code: "ok", message: "" }], "gossip"],
      now: {
        record: {
          instance: "11111111",
          phase: "member",
          state: {
            id: "cluster1",
            enabled: true,
            members: {
              vsn: { epoch: 0, seq: 1 },
              nodes: nodes_1klu,
              ring: { version: 1, partitions: 64, owners: owners_1ea0 },
            },
            ensembles: ensembles_1ukc,
            pending: [],
            removed: [],
          },
        },
        change: null,
      },
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
