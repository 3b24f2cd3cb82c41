// @ts-nocheck: written by quorate coverage, do not edit.
// Made from the chart "lease" by
//   quorate coverage test/coverage/models/lease.ts --out test/generated --conditions quorate-source
// It locks what the chart does now: a failing test says that the chart has changed, not that the change is wrong.
// Evidence about a system comes from running the plan against it (runPlan of quorate/coverage).
import { createActor, fromTransition } from "xstate";
import { describe, expect, it } from "vitest";
import { leaseModel as model } from "../coverage/models/lease.ts";

const { machine } = model;
const unchecked = Symbol("not checked");
const uncheckedNames = [];

describe("lease: what the chart does", () => {
  it("vacant > held > stopped [47b17c87]", () => {
    const chart = start(undefined);
    chart.is("vacant", { now: { durationMs: 0, renewals: 0 } });
    chart.send("granted:short", { type: "granted", durationMs: 100 });
    chart.is("held", { now: { durationMs: 100, renewals: 1 } });
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done" });
    chart.ignore("granted:short", { type: "granted", durationMs: 100 });
    chart.ignore("released", { type: "released" });
    chart.ignore("stop", { type: "stop" });
  });

  it("vacant > held > lapsed > held > vacant > stopped [426fa8c3]", () => {
    const chart = start(undefined);
    chart.is("vacant", { now: { durationMs: 0, renewals: 0 } });
    chart.send("released", { type: "released" });
    chart.is("vacant");
    chart.send("granted:long", { type: "granted", durationMs: 250 });
    chart.is("held", { now: { durationMs: 250, renewals: 1 } });
    chart.advance(250);
    chart.is("lapsed");
    chart.send("granted:short", { type: "granted", durationMs: 100 });
    chart.is("held", { now: { durationMs: 100, renewals: 2 } });
    chart.send("granted:short", { type: "granted", durationMs: 100 });
    chart.is("held", { now: { renewals: 3 } });
    chart.send("released", { type: "released" });
    chart.is("vacant");
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done" });
  });

  it("vacant > held > lapsed > vacant > held > lapsed > held > lapsed > stopped [35ae6367]", () => {
    const chart = start(undefined);
    chart.is("vacant", { now: { durationMs: 0, renewals: 0 } });
    chart.send("granted:short", { type: "granted", durationMs: 100 });
    chart.is("held", { now: { durationMs: 100, renewals: 1 } });
    chart.send("granted:long", { type: "granted", durationMs: 250 });
    chart.is("held", { now: { durationMs: 250, renewals: 2 } });
    chart.advance(250);
    chart.is("lapsed");
    chart.send("released", { type: "released" });
    chart.is("vacant");
    chart.send("granted:short", { type: "granted", durationMs: 100 });
    chart.is("held", { now: { durationMs: 100, renewals: 3 } });
    chart.advance(100);
    chart.is("lapsed");
    chart.send("granted:long", { type: "granted", durationMs: 250 });
    chart.is("held", { now: { durationMs: 250, renewals: 4 } });
    chart.advance(250);
    chart.is("lapsed");
    chart.send("stop", { type: "stop" });
    chart.is("stopped", { status: "done" });
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
