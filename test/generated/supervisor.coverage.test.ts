// @ts-nocheck: written by quorate coverage, do not edit.
// Made from the chart "supervisor" by
//   quorate coverage test/coverage/models/supervisor.ts --out test/generated --conditions quorate-source
// It locks what the chart does now: a failing test says that the chart has changed, not that the change is wrong.
// Evidence about a system comes from running the plan against it (runPlan of quorate/coverage).
import { createActor, fromTransition } from "xstate";
import { describe, expect, it } from "vitest";
import { supervisorModel as model } from "../coverage/models/supervisor.ts";

const { machine } = model;
const unchecked = Symbol("not checked");
const uncheckedNames = [];
const context_z8w6 = {
  children: ["one", "two", "three"],
  settings: { restartMinMs: 100, restartMaxMs: 1000 },
  running: 0,
  from: 0,
  failures: 0,
  reason: "",
};
const input_1ffj = { children: ["one", "two", "three"], settings: { restartMinMs: 100, restartMaxMs: 1000 } };

describe("supervisor: what the chart does", () => {
  it("starting > backOff > stopped [706d6bc8]", () => {
    const chart = start(input_1ffj);
    chart.is("starting", { does: [["startChild", { child: "one" }]], now: context_z8w6 });
    chart.send("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.is("backOff", { now: { failures: 1, reason: "test" } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done" });
    chart.ignore("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.ignore("childStarted:next", { type: "childStarted", child: "one" });
    chart.ignore("childStopped:awaited", { type: "childStopped", child: "one" });
    chart.ignore("stop", { type: "stop" });
  });

  it("starting > stopping.halting > stopped [fb2f85e3]", () => {
    const chart = start(input_1ffj);
    chart.is("starting", { does: [["startChild", { child: "one" }]], now: context_z8w6 });
    chart.send("childStarted:next", { type: "childStarted", child: "one" });
    chart.is("starting", { does: [["startChild", { child: "two" }]], now: { running: 1 } });
    chart.send("stop", { type: "stop" });
    chart.is("stopping.halting", { does: [["stopChild", { child: "one" }]] });
    chart.send("childStopped:awaited", { type: "childStopped", child: "one" });
    chart.is("stopped", { status: "done", now: { running: 0 } });
  });

  it("starting > backOff > starting > stopped [fd7ddfb7]", () => {
    const chart = start(input_1ffj);
    chart.is("starting", { does: [["startChild", { child: "one" }]], now: context_z8w6 });
    chart.send("childFailed:stranger", { type: "childFailed", child: "other", reason: "test" });
    chart.is("starting");
    chart.send("childStarted:other", { type: "childStarted", child: "other" });
    chart.is("starting");
    chart.send("childFailed:last", { type: "childFailed", child: "three", reason: "test" });
    chart.is("backOff", { now: { failures: 1, reason: "test" } });
    chart.send("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.is("backOff");
    chart.send("childFailed:stranger", { type: "childFailed", child: "other", reason: "test" });
    chart.is("backOff");
    chart.advance(100);
    chart.is("starting", { does: [["startChild", { child: "one" }]] });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done" });
  });

  it("starting > restarting.halting > backOff > … > restarting.halting > stopping.halting [fb42f141]", () => {
    const chart = start(input_1ffj);
    chart.is("starting", { does: [["startChild", { child: "one" }]], now: context_z8w6 });
    chart.ignore("childStopped:awaited", { type: "childStopped", child: "one" });
    chart.send("childStarted:next", { type: "childStarted", child: "one" });
    chart.is("starting", { does: [["startChild", { child: "two" }]], now: { running: 1 } });
    chart.send("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.is("restarting.halting", { does: [["stopChild", { child: "one" }]], now: { failures: 1, reason: "test" } });
    chart.send("childStopped:other", { type: "childStopped", child: "other" });
    chart.is("restarting.halting");
    chart.send("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.is("restarting.halting");
    chart.send("childFailed:stranger", { type: "childFailed", child: "other", reason: "test" });
    chart.is("restarting.halting");
    chart.send("childStopped:awaited", { type: "childStopped", child: "one" });
    chart.is("backOff", { now: { running: 0 } });
    chart.ignore("childStarted:next", { type: "childStarted", child: "one" });
    chart.ignore("childStopped:awaited", { type: "childStopped", child: "one" });
    chart.send("childFailed:last", { type: "childFailed", child: "three", reason: "test" });
    chart.is("backOff");
    chart.advance(100);
    chart.is("starting", { does: [["startChild", { child: "one" }]] });
    chart.send("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.is("backOff", { now: { failures: 2 } });
    chart.advance(200);
    chart.is("starting", { does: [["startChild", { child: "one" }]] });
    chart.send("childStarted:next", { type: "childStarted", child: "one" });
    chart.is("starting", { does: [["startChild", { child: "two" }]], now: { running: 1 } });
    chart.send("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.is("restarting.halting", { does: [["stopChild", { child: "one" }]], now: { failures: 3 } });
    chart.send("stop", { type: "stop" });
    chart.is("stopping.halting", { does: [["stopChild", { child: "one" }]] });
    chart.send("childStopped:other", { type: "childStopped", child: "other" });
    chart.is("stopping.halting");
    chart.ignore("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.ignore("childStarted:next", { type: "childStarted", child: "two" });
    chart.ignore("stop", { type: "stop" });
  });

  it("starting > backOff > restarting.halting > backOff > starting > backOff > stopping.halting [7fa79b6a]", () => {
    const chart = start(input_1ffj);
    chart.is("starting", { does: [["startChild", { child: "one" }]], now: context_z8w6 });
    chart.send("childStarted:next", { type: "childStarted", child: "one" });
    chart.is("starting", { does: [["startChild", { child: "two" }]], now: { running: 1 } });
    chart.send("childFailed:last", { type: "childFailed", child: "three", reason: "test" });
    chart.is("backOff", { now: { from: 1, failures: 1, reason: "test" } });
    chart.send("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.is("restarting.halting", { does: [["stopChild", { child: "one" }]], now: { from: 0 } });
    chart.ignore("childStarted:next", { type: "childStarted", child: "two" });
    chart.send("childFailed:last", { type: "childFailed", child: "three", reason: "test" });
    chart.is("restarting.halting");
    chart.send("childStopped:awaited", { type: "childStopped", child: "one" });
    chart.is("backOff", { now: { running: 0 } });
    chart.advance(100);
    chart.is("starting", { does: [["startChild", { child: "one" }]] });
    chart.send("childStarted:next", { type: "childStarted", child: "one" });
    chart.is("starting", { does: [["startChild", { child: "two" }]], now: { running: 1 } });
    chart.send("childFailed:last", { type: "childFailed", child: "three", reason: "test" });
    chart.is("backOff", { now: { from: 1, failures: 2 } });
    chart.send("stop", { type: "stop" });
    chart.is("stopping.halting", { does: [["stopChild", { child: "one" }]], now: { from: 0 } });
  });

  it("starting > running > restarting.halting > stopping.halting [ad8c1594]", () => {
    const chart = start(input_1ffj);
    chart.is("starting", { does: [["startChild", { child: "one" }]], now: context_z8w6 });
    chart.send("childStarted:next", { type: "childStarted", child: "one" });
    chart.is("starting", { does: [["startChild", { child: "two" }]], now: { running: 1 } });
    chart.send("childStarted:next", { type: "childStarted", child: "two" });
    chart.is("starting", { does: [["startChild", { child: "three" }]], now: { running: 2 } });
    chart.send("childStarted:next", { type: "childStarted", child: "three" });
    chart.is("running", { now: { running: 3 } });
    chart.send("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.is("restarting.halting", { does: [["stopChild", { child: "three" }]], now: { failures: 1, reason: "test" } });
    chart.send("childStopped:awaited", { type: "childStopped", child: "three" });
    chart.is("restarting.halting", { does: [["stopChild", { child: "two" }]], now: { running: 2 } });
    chart.send("stop", { type: "stop" });
    chart.is("stopping.halting", { does: [["stopChild", { child: "two" }]] });
    chart.send("childStopped:awaited", { type: "childStopped", child: "two" });
    chart.is("stopping.halting", { does: [["stopChild", { child: "one" }]], now: { running: 1 } });
  });

  it("starting > running > stopping.halting [a4e05373]", () => {
    const chart = start(input_1ffj);
    chart.is("starting", { does: [["startChild", { child: "one" }]], now: context_z8w6 });
    chart.send("childStarted:next", { type: "childStarted", child: "one" });
    chart.is("starting", { does: [["startChild", { child: "two" }]], now: { running: 1 } });
    chart.send("childStarted:next", { type: "childStarted", child: "two" });
    chart.is("starting", { does: [["startChild", { child: "three" }]], now: { running: 2 } });
    chart.send("childStarted:next", { type: "childStarted", child: "three" });
    chart.is("running", { now: { running: 3 } });
    chart.send("childFailed:stranger", { type: "childFailed", child: "other", reason: "test" });
    chart.is("running");
    chart.send("stop", { type: "stop" });
    chart.is("stopping.halting", { does: [["stopChild", { child: "three" }]] });
  });

  it("starting > running > restarting.halting > … > backOff > starting > restarting.halting [b497a31f]", () => {
    const chart = start(input_1ffj);
    chart.is("starting", { does: [["startChild", { child: "one" }]], now: context_z8w6 });
    chart.send("childStarted:next", { type: "childStarted", child: "one" });
    chart.is("starting", { does: [["startChild", { child: "two" }]], now: { running: 1 } });
    chart.send("childStarted:next", { type: "childStarted", child: "two" });
    chart.is("starting", { does: [["startChild", { child: "three" }]], now: { running: 2 } });
    chart.send("childStarted:next", { type: "childStarted", child: "three" });
    chart.is("running", { now: { running: 3 } });
    chart.advance(1000);
    chart.is("running");
    chart.send("childFailed:last", { type: "childFailed", child: "three", reason: "test" });
    chart.is("restarting.halting", {
      does: [["stopChild", { child: "three" }]],
      now: { from: 2, failures: 1, reason: "test" },
    });
    chart.send("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.is("restarting.halting", { now: { from: 0 } });
    chart.send("childStopped:awaited", { type: "childStopped", child: "three" });
    chart.is("restarting.halting", { does: [["stopChild", { child: "two" }]], now: { running: 2 } });
    chart.send("childStopped:awaited", { type: "childStopped", child: "two" });
    chart.is("restarting.halting", { does: [["stopChild", { child: "one" }]], now: { running: 1 } });
    chart.send("childStopped:awaited", { type: "childStopped", child: "one" });
    chart.is("backOff", { now: { running: 0 } });
    chart.advance(100);
    chart.is("starting", { does: [["startChild", { child: "one" }]] });
    chart.send("childStarted:next", { type: "childStarted", child: "one" });
    chart.is("starting", { does: [["startChild", { child: "two" }]], now: { running: 1 } });
    chart.send("childStarted:next", { type: "childStarted", child: "two" });
    chart.is("starting", { does: [["startChild", { child: "three" }]], now: { running: 2 } });
    chart.send("childStarted:next", { type: "childStarted", child: "three" });
    chart.is("running", { now: { running: 3 } });
    chart.ignore("childStarted:next", { type: "childStarted", child: "one" });
    chart.ignore("childStopped:awaited", { type: "childStopped", child: "three" });
    chart.send("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.is("restarting.halting", { does: [["stopChild", { child: "three" }]], now: { failures: 2 } });
    chart.send("childStopped:awaited", { type: "childStopped", child: "three" });
    chart.is("restarting.halting", { does: [["stopChild", { child: "two" }]], now: { running: 2 } });
    chart.send("childStopped:awaited", { type: "childStopped", child: "two" });
    chart.is("restarting.halting", { does: [["stopChild", { child: "one" }]], now: { running: 1 } });
    chart.send("childStopped:awaited", { type: "childStopped", child: "one" });
    chart.is("backOff", { now: { running: 0 } });
    chart.advance(200);
    chart.is("starting", { does: [["startChild", { child: "one" }]] });
    chart.send("childStarted:next", { type: "childStarted", child: "one" });
    chart.is("starting", { does: [["startChild", { child: "two" }]], now: { running: 1 } });
    chart.send("childFailed:last", { type: "childFailed", child: "three", reason: "test" });
    chart.is("backOff", { now: { from: 1, failures: 3 } });
    chart.advance(400);
    chart.is("starting", { does: [["startChild", { child: "two" }]] });
    chart.send("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.is("restarting.halting", { does: [["stopChild", { child: "one" }]], now: { from: 0, failures: 4 } });
  });

  it("starting > backOff > starting > stopping.halting [75c425dd]", () => {
    const chart = start(input_1ffj);
    chart.is("starting", { does: [["startChild", { child: "one" }]], now: context_z8w6 });
    chart.send("childStarted:next", { type: "childStarted", child: "one" });
    chart.is("starting", { does: [["startChild", { child: "two" }]], now: { running: 1 } });
    chart.send("childFailed:last", { type: "childFailed", child: "three", reason: "test" });
    chart.is("backOff", { now: { from: 1, failures: 1, reason: "test" } });
    chart.advance(100);
    chart.is("starting", { does: [["startChild", { child: "two" }]] });
    chart.send("stop", { type: "stop" });
    chart.is("stopping.halting", { does: [["stopChild", { child: "one" }]], now: { from: 0 } });
  });

  it("starting > running > restarting.halting > stopping.halting [34c20a71]", () => {
    const chart = start(input_1ffj);
    chart.is("starting", { does: [["startChild", { child: "one" }]], now: context_z8w6 });
    chart.send("childStarted:next", { type: "childStarted", child: "one" });
    chart.is("starting", { does: [["startChild", { child: "two" }]], now: { running: 1 } });
    chart.send("childStarted:next", { type: "childStarted", child: "two" });
    chart.is("starting", { does: [["startChild", { child: "three" }]], now: { running: 2 } });
    chart.send("childStarted:next", { type: "childStarted", child: "three" });
    chart.is("running", { now: { running: 3 } });
    chart.send("childFailed:last", { type: "childFailed", child: "three", reason: "test" });
    chart.is("restarting.halting", {
      does: [["stopChild", { child: "three" }]],
      now: { from: 2, failures: 1, reason: "test" },
    });
    chart.send("stop", { type: "stop" });
    chart.is("stopping.halting", { does: [["stopChild", { child: "three" }]], now: { from: 0 } });
  });

  it("starting > backOff > starting > running > … > starting > running > stopping.halting [410ab1da]", () => {
    const chart = start(input_1ffj);
    chart.is("starting", { does: [["startChild", { child: "one" }]], now: context_z8w6 });
    chart.send("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.is("backOff", { now: { failures: 1, reason: "test" } });
    chart.advance(100);
    chart.is("starting", { does: [["startChild", { child: "one" }]] });
    chart.send("childStarted:next", { type: "childStarted", child: "one" });
    chart.is("starting", { does: [["startChild", { child: "two" }]], now: { running: 1 } });
    chart.send("childStarted:next", { type: "childStarted", child: "two" });
    chart.is("starting", { does: [["startChild", { child: "three" }]], now: { running: 2 } });
    chart.send("childStarted:next", { type: "childStarted", child: "three" });
    chart.is("running", { now: { running: 3 } });
    chart.send("childFailed:last", { type: "childFailed", child: "three", reason: "test" });
    chart.is("restarting.halting", { does: [["stopChild", { child: "three" }]], now: { from: 2, failures: 2 } });
    chart.send("childStopped:awaited", { type: "childStopped", child: "three" });
    chart.is("backOff", { now: { running: 2 } });
    chart.advance(200);
    chart.is("starting", { does: [["startChild", { child: "three" }]] });
    chart.send("childStarted:next", { type: "childStarted", child: "three" });
    chart.is("running", { now: { running: 3 } });
    chart.send("stop", { type: "stop" });
    chart.is("stopping.halting", { does: [["stopChild", { child: "three" }]], now: { from: 0 } });
  });

  it("starting > backOff > starting > running [0a8efdf9]", () => {
    const chart = start(input_1ffj);
    chart.is("starting", { does: [["startChild", { child: "one" }]], now: context_z8w6 });
    chart.send("childFailed:first", { type: "childFailed", child: "one", reason: "test" });
    chart.is("backOff", { now: { failures: 1, reason: "test" } });
    chart.advance(100);
    chart.is("starting", { does: [["startChild", { child: "one" }]] });
    chart.send("childStarted:next", { type: "childStarted", child: "one" });
    chart.is("starting", { does: [["startChild", { child: "two" }]], now: { running: 1 } });
    chart.send("childStarted:next", { type: "childStarted", child: "two" });
    chart.is("starting", { does: [["startChild", { child: "three" }]], now: { running: 2 } });
    chart.send("childStarted:next", { type: "childStarted", child: "three" });
    chart.is("running", { now: { running: 3 } });
    chart.advance(1000);
    chart.is("running", { now: { failures: 0, reason: "" } });
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
