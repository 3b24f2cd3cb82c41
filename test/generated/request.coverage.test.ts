// @ts-nocheck: written by quorate coverage, do not edit.
// Made from the chart "request" by
//   quorate coverage test/coverage/models/request.ts --out test/generated --conditions quorate-source
// It locks what the chart does now: a failing test says that the chart has changed, not that the change is wrong.
// Evidence about a system comes from running the plan against it (runPlan of quorate/coverage).
import { createActor, fromTransition } from "xstate";
import { describe, expect, it } from "vitest";
import { requestModel as model } from "../coverage/models/request.ts";

const { machine } = model;
const unchecked = Symbol("not checked");
const uncheckedNames = [];
const list_1ot7 = [
  { partition: 0, node: "n1", fallback: false },
  { partition: 1, node: "n2", fallback: false },
  { partition: 2, node: "n3", fallback: false },
];
const list_ty6s = [
  { partition: 0, node: "n4", fallback: true },
  { partition: 1, node: "n2", fallback: false },
  { partition: 2, node: "n3", fallback: false },
];
const replies_1he0 = { partition: 0, node: "n1", fallback: false, body: { kind: "error", reason: "storage", stamp: null } };
const replies_5k8f = { partition: 0, node: "n4", fallback: true, body: { kind: "ok" } };
const replies_iitz = { partition: 1, node: "n2", fallback: false, body: { kind: "error", reason: "storage", stamp: null } };
const replies_pwmo = { partition: 0, node: "n1", fallback: false, body: { kind: "ok" } };
const ring_1h7y = { version: 1, partitions: 8, owners: ["n1", "n2", "n3", "n4", "n1", "n2", "n3", "n4"] };
const context_wgqq = {
  req: 7,
  op: "put",
  ring: ring_1h7y,
  first: 0,
  n: 3,
  required: 2,
  primaries: 1,
  down: [],
  timeoutMs: 1000,
  list: [],
  replies: [],
  outcome: "open",
};
const input_nc9m = { req: 7, op: "put", ring: ring_1h7y, first: 0, n: 3, required: 2, primaries: 1, down: [], timeoutMs: 1000 };

describe("request: what the chart does", () => {
  it("quorum: init > waiting > stop [c9976a6e]", () => {
    const chart = start(input_nc9m); // start "quorum"
    chart.is("init", { now: context_wgqq });
    chart.send("begin", { type: "begin" });
    chart.is("waiting", { does: [["send", { req: 7, to: list_1ot7 }]], now: { list: list_1ot7 } });
    chart.send("reply:ok", { type: "reply", from: "n1", req: 7, partition: 0, body: { kind: "ok" } });
    chart.is("waiting", { now: { replies: [replies_pwmo] } });
    chart.send("reply:ok", { type: "reply", from: "n2", req: 7, partition: 1, body: { kind: "ok" } });
    chart.is("stop", {
      status: "done",
      now: {
        replies: [replies_pwmo, { partition: 1, node: "n2", fallback: false, body: { kind: "ok" } }],
        outcome: "met",
      },
    });
    chart.ignore("begin", { type: "begin" });
    chart.ignore("nodeGone:asked", { type: "nodeGone", node: "n3", partitions: [2] });
    chart.ignore("reply:ok", { type: "reply", from: "n3", req: 7, partition: 2, body: { kind: "ok" } });
  });

  it("quorum: init > waiting > timeout [83241087]", () => {
    const chart = start(input_nc9m); // start "quorum"
    chart.is("init", { now: context_wgqq });
    chart.ignore("nodeGone:asked", { type: "nodeGone", node: "n1", partitions: [0] });
    chart.ignore("reply:ok", { type: "reply", from: "n1", req: 7, partition: 0, body: { kind: "ok" } });
    chart.send("begin", { type: "begin" });
    chart.is("waiting", { does: [["send", { req: 7, to: list_1ot7 }]], now: { list: list_1ot7 } });
    chart.send("reply:toAnother", { type: "reply", from: "n1", req: 6, partition: 0, body: { kind: "ok" } });
    chart.is("waiting");
    chart.send("nodeGone:asked", { type: "nodeGone", node: "n1", partitions: [0] });
    chart.is("waiting", {
      does: [["send", { req: 7, to: [{ partition: 0, node: "n4", fallback: true }] }]],
      now: { down: ["n1"], list: list_ty6s },
    });
    chart.advance(1000);
    chart.is("timeout", { status: "done", now: { outcome: "timeout" } });
    chart.ignore("begin", { type: "begin" });
    chart.ignore("nodeGone:asked", { type: "nodeGone", node: "n4", partitions: [0] });
    chart.ignore("reply:ok", { type: "reply", from: "n4", req: 7, partition: 0, body: { kind: "ok" } });
  });

  it("quorum: init > waiting > stop [2703a879]", () => {
    const chart = start(input_nc9m); // start "quorum"
    chart.is("init", { now: context_wgqq });
    chart.send("begin", { type: "begin" });
    chart.is("waiting", { does: [["send", { req: 7, to: list_1ot7 }]], now: { list: list_1ot7 } });
    chart.send("nodeGone:other", { type: "nodeGone", node: "n9", partitions: [0] });
    chart.is("waiting", { now: { down: ["n9"] } });
    chart.send("reply:refusal", { type: "reply", from: "n1", req: 7, partition: 0, body: { kind: "error", reason: "storage", stamp: null } });
    chart.is("waiting", { now: { replies: [replies_1he0] } });
    chart.send("reply:refusal", { type: "reply", from: "n2", req: 7, partition: 1, body: { kind: "error", reason: "storage", stamp: null } });
    chart.is("stop", { status: "done", now: { replies: [replies_1he0, replies_iitz], outcome: "outOfReach" } });
  });

  it("quorum: init > waiting > stop [73f90c46]", () => {
    const chart = start(input_nc9m); // start "quorum"
    chart.is("init", { now: context_wgqq });
    chart.send("begin", { type: "begin" });
    chart.is("waiting", { does: [["send", { req: 7, to: list_1ot7 }]], now: { list: list_1ot7 } });
    chart.send("reply:ofStranger", { type: "reply", from: "n9", req: 7, partition: 0, body: { kind: "ok" } });
    chart.is("waiting");
    chart.ignore("begin", { type: "begin" });
    chart.send("nodeGone:asked", { type: "nodeGone", node: "n1", partitions: [0] });
    chart.is("waiting", {
      does: [["send", { req: 7, to: [{ partition: 0, node: "n4", fallback: true }] }]],
      now: { down: ["n1"], list: list_ty6s },
    });
    chart.send("reply:ok", { type: "reply", from: "n4", req: 7, partition: 0, body: { kind: "ok" } });
    chart.is("waiting", { now: { replies: [replies_5k8f] } });
    chart.send("reply:refusal", { type: "reply", from: "n2", req: 7, partition: 1, body: { kind: "error", reason: "storage", stamp: null } });
    chart.is("waiting", { now: { replies: [replies_5k8f, replies_iitz] } });
    chart.send("nodeGone:asked", { type: "nodeGone", node: "n3", partitions: [2] });
    chart.is("stop", {
      status: "done",
      does: [["send", { req: 7, to: [{ partition: 2, node: "n4", fallback: true }] }]],
      now: {
        down: ["n1", "n3"],
        list: [
          { partition: 0, node: "n4", fallback: true },
          { partition: 1, node: "n2", fallback: false },
          { partition: 2, node: "n4", fallback: true },
        ],
        outcome: "outOfReach",
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
