/**
 * The manager's chart: enabling, joining, leaving, and the refusals. Source: riak_ensemble "Cluster membership", "Manager";
 * HAZARDS P13, P18, P19; DESIGN section 3 "Manager".
 */
import { createActor } from "xstate";
import { describe, expect, it } from "vitest";
import { everyManagerStateIsHere, managerConfigurations, managerEmptyCells } from "#machines/manager/cells";
import { managerMachine } from "#machines/manager/machine";
import type { AnswerParams, ManagerEvent, ManagerRecord } from "#machines/manager/types";
import { newCluster, type ClusterState } from "#machines/protocol/cluster-state";
import { applyRootCommand, type RootCommand } from "#machines/protocol/root-operations";
import { defaultSettings } from "#machines/protocol/settings";
import { configurationsOf, transitionsOf } from "#test/support/cells";
import { VirtualClock } from "#test/support/virtual-clock";

const [mine, theirs] = ["mmmmmmmm", "tttttttt"];
const alone = newCluster("c1", "n1", theirs);

let seq = 1;
function after(state: ClusterState, ...commands: RootCommand[]): ClusterState {
  return commands.reduce((now, command) => {
    const outcome = applyRootCommand(now, command, { epoch: 1, seq: (seq += 1) });
    if (!outcome.ok) throw new Error(outcome.message);
    return outcome.state;
  }, state);
}
const joined = after(alone, { type: "join", node: "n2", instance: mine });

/** The chart of node n2, and everything it asked for. */
function start(record: ManagerRecord | null = null) {
  const clock = new VirtualClock();
  const done: string[] = [];
  const answers: AnswerParams[] = [];
  const note = (name: string) => () => void done.push(name);
  const actor = createActor(
    managerMachine.provide({
      actions: {
        load: note("load"),
        save: note("save"),
        apply: note("apply"),
        gossip: note("gossip"),
        spread: note("spread"),
        reportRemoval: note("reportRemoval"),
        askCluster: (_, { node }) => void done.push(`ask ${node}`),
        askRoot: (_, { clusterId, instance }) => void done.push(`join ${clusterId} ${instance}`),
        answer: (_, params) => {
          done.push(`answer ${params.code}`);
          answers.push(params);
        },
      },
    }),
    {
      input: { self: "n2", settings: { ...defaultSettings } },
      clock: {
        setTimeout: (callback: () => void, ms: number) => clock.setTimer(callback, ms),
        clearTimeout: (handle: unknown) => clock.clearTimer(handle),
      } as never,
    },
  ).start();
  const send = (event: ManagerEvent) => actor.send(event);
  send({ type: "loaded", record });
  const taken = () => done.splice(0);
  taken();
  return {
    clock,
    answers,
    send,
    taken,
    state: () => {
      const { value } = actor.getSnapshot();
      return typeof value === "string" ? value : Object.keys(value)[0];
    },
    at: (part: object) => actor.getSnapshot().matches(part as never),
    record: () => actor.getSnapshot().context.record,
    enable: () => send({ type: "enable", req: 1, clusterId: "c2", instance: mine, timeoutMs: 5000 }),
    join: (target = "n1", instance = mine) => send({ type: "join", req: 2, target, instance, timeoutMs: 5000 }),
  };
}

const member = (state: ClusterState): ManagerRecord => ({ instance: mine, phase: "member", state });

describe("the manager's cells", () => {
  const configurations = configurationsOf(managerMachine);
  const events = Object.keys(managerEmptyCells) as (keyof typeof managerEmptyCells)[];

  it("knows every configuration of the chart and no other", () => {
    expect(everyManagerStateIsHere).toBe(true);
    expect(configurations.map(({ name }) => name).sort()).toEqual([...managerConfigurations].sort());
  });

  it("covers every cell exactly once, by the chart or by the table", () => {
    const faults: string[] = [];
    for (const { name, active } of configurations) {
      for (const event of events) {
        const onChart = transitionsOf(active, event).length > 0 ? 1 : 0;
        const inTable = managerEmptyCells[event].filter(({ where }) => where.includes(name as never)).length;
        if (onChart + inTable !== 1)
          faults.push(`${event} in ${name}: ${onChart} on the chart, ${inTable} in the table`);
      }
    }
    expect(faults).toEqual([]);
    expect(configurations.length * events.length).toBe(managerConfigurations.length * 9);
  });

  it("gives every guarded event an else branch", () => {
    for (const { name, active } of configurations) {
      for (const event of events) {
        const transitions = transitionsOf(active, event);
        const isClosed = transitions.length === 0 || transitions.some(({ guard }) => guard === undefined);
        expect(isClosed, `${event} in ${name}`).toBe(true);
      }
    }
  });
});

describe("enable", () => {
  it("makes a cluster once nobody else has one, durable before it is answered", async () => {
    const x = start();
    x.enable();
    expect([x.state(), x.taken()]).toEqual(["enabling", ["ask "]]);
    x.send({ type: "clusterHeard", node: "n3", state: null });
    await x.clock.advance(defaultSettings.quorumTimeoutMs);
    expect([x.state(), x.taken()]).toEqual(["enabled", ["save", "apply", "answer ok", "gossip"]]);
    expect(x.record()).toMatchObject({ instance: mine, phase: "member", state: { id: "c2", enabled: true } });
  });

  it("is refused where a cluster of this name exists", () => {
    const x = start();
    x.enable();
    x.send({ type: "clusterHeard", node: "n1", state: alone });
    expect([x.state(), x.answers.at(-1)]).toMatchObject(["disabled", { req: 1, code: "ALREADY_ENABLED" }]);
  });

  it("is refused twice, and while another change is under way", () => {
    const x = start();
    x.enable();
    x.send({ type: "enable", req: 9, clusterId: "c3", instance: mine, timeoutMs: 5000 });
    x.send({ type: "join", req: 10, target: "n1", instance: mine, timeoutMs: 5000 });
    expect(x.answers.map(({ req, code }) => `${req} ${code}`)).toEqual([
      "9 CHANGE_IN_PROGRESS",
      "10 CHANGE_IN_PROGRESS",
    ]);
    const y = start(member(joined));
    y.enable();
    expect(y.answers.at(-1)?.code).toBe("ALREADY_ENABLED");
  });
});

describe("join", () => {
  it("asks the other node which cluster, then the root ensemble, and adopts what it answers", () => {
    const x = start();
    x.join();
    // The instance is on the disk before anybody hears it.
    expect(x.taken()).toEqual(["save", "ask n1"]);
    x.send({ type: "clusterHeard", node: "n3", state: newCluster("c9", "n3", theirs) });
    expect(x.at({ joining: "asking" })).toBe(true);
    x.send({ type: "clusterHeard", node: "n1", state: alone });
    expect(x.taken()).toEqual([`join c1 ${mine}`]);
    x.send({ type: "joinAnswered", req: 2, code: "ok", message: "", state: joined });
    expect([x.state(), x.taken()]).toEqual(["enabled", ["save", "apply", "answer ok", "gossip"]]);
    expect(x.record()).toEqual(member(joined));
  });

  it("refuses the same node, one that is not enabled, and one that does not answer", async () => {
    const x = start();
    x.join("n2");
    expect(x.answers.at(-1)?.code).toBe("INVALID_ARGUMENT");
    x.join();
    x.send({ type: "clusterHeard", node: "n1", state: null });
    expect([x.state(), x.answers.at(-1)?.code]).toEqual(["disabled", "NOT_ENABLED"]);
    x.join();
    await x.clock.advance(5000);
    expect([x.state(), x.answers.at(-1)?.code]).toEqual(["disabled", "UNAVAILABLE"]);
  });

  it("of two nodes that join each other neither waits for the other", () => {
    // n1 is joining n2 too: it answers that it is in no cluster.
    const x = start();
    x.join();
    x.send({ type: "clusterHeard", node: "n1", state: null });
    expect([x.state(), x.answers.at(-1)?.code]).toEqual(["disabled", "NOT_ENABLED"]);
  });

  it("passes on what the root ensemble refuses", () => {
    const x = start();
    x.join();
    x.send({ type: "clusterHeard", node: "n1", state: alone });
    x.send({ type: "joinAnswered", req: 1, code: "ok", message: "", state: joined });
    expect(x.at({ joining: "requesting" })).toBe(true);
    x.send({ type: "joinAnswered", req: 2, code: "ALREADY_MEMBER", message: "taken", state: null });
    expect([x.state(), x.answers.at(-1)]).toMatchObject(["disabled", { code: "ALREADY_MEMBER", message: "taken" }]);
  });

  it("in doubt waits for gossip, and never asks the root ensemble twice", async () => {
    const x = start();
    x.join();
    x.send({ type: "clusterHeard", node: "n1", state: alone });
    x.send({ type: "joinAnswered", req: 2, code: "UNKNOWN_OUTCOME", message: "", state: null });
    x.taken();
    x.send({ type: "gossiped", state: alone });
    expect(x.at({ joining: "awaiting" })).toBe(true);
    x.send({ type: "gossiped", state: joined });
    expect([x.state(), x.taken()]).toEqual(["enabled", ["save", "apply", "answer ok", "gossip"]]);

    const y = start();
    y.join();
    y.send({ type: "clusterHeard", node: "n1", state: alone });
    y.send({ type: "joinAnswered", req: 2, code: "UNKNOWN_OUTCOME", message: "", state: null });
    await y.clock.advance(5000);
    expect([y.state(), y.answers.at(-1)?.code]).toEqual(["disabled", "UNKNOWN_OUTCOME"]);
    // It was taken in after all.
    y.send({ type: "gossiped", state: joined });
    expect([y.state(), y.record()]).toEqual(["enabled", member(joined)]);
  });

  it("of an enabled node says which refusal it is", () => {
    const ends = [joined, newCluster("c7", "n1", theirs), null].map((state) => {
      const x = start(member(joined));
      x.join();
      x.send({ type: "clusterHeard", node: "n1", state });
      expect(x.state()).toBe("enabled");
      return x.answers.at(-1)?.code;
    });
    expect(ends).toEqual(["ALREADY_MEMBER", "ALREADY_ENABLED", "NOT_ENABLED"]);
  });

  it("keeps its instance: a directory that asked before asks as the same one", () => {
    const x = start({ instance: mine, phase: "new", state: null });
    x.join("n1", theirs);
    expect(x.record()?.instance).toBe(mine);
  });
});

describe("gossip", () => {
  it("is not believed by a node that nobody has taken in (P19)", () => {
    const x = start({ instance: mine, phase: "new", state: null });
    for (const state of [alone, after(alone, { type: "join", node: "n2", instance: theirs })])
      x.send({ type: "gossiped", state });
    expect([x.state(), x.taken()]).toEqual(["disabled", []]);
  });

  it("is merged, saved and applied when it says something new, and else nothing happens", () => {
    const x = start(member(joined));
    x.send({ type: "gossiped", state: alone });
    x.send({ type: "gossiped", state: newCluster("c7", "n2", mine) });
    expect(x.taken()).toEqual([]);
    x.send({ type: "gossiped", state: after(joined, { type: "join", node: "n3", instance: theirs }) });
    expect(x.taken()).toEqual(["save", "apply"]);
    expect(x.record()?.state?.members.nodes).toHaveLength(3);
  });

  it("of this node's own leaders is spread", () => {
    const x = start(member(joined));
    x.send({ type: "reported", state: after(joined, { type: "join", node: "n3", instance: theirs }) });
    expect(x.taken()).toEqual(["save", "apply", "spread"]);
  });

  it("is sent at every interval, in leaving too", async () => {
    const x = start(member(joined));
    await x.clock.advance(3 * defaultSettings.gossipMs);
    expect(x.taken()).toEqual(["gossip", "gossip", "gossip"]);
    x.send({ type: "gossiped", state: after(joined, { type: "leave", node: "n2" }) });
    expect([x.state(), x.taken()]).toEqual(["leaving", ["save", "apply", "gossip"]]);
    x.join();
    x.enable();
    expect(x.answers.map(({ code }) => code)).toEqual(["CHANGE_IN_PROGRESS", "CHANGE_IN_PROGRESS"]);
  });
});

describe("removal", () => {
  const gone = after(joined, { type: "leave", node: "n2" }, { type: "remove", node: "n2", known: joined });

  it("is for ever: durable, reported, and no state brings it back (P13)", () => {
    const x = start(member(joined));
    x.send({ type: "gossiped", state: gone });
    expect([x.state(), x.taken()]).toEqual(["removed", ["save", "apply", "reportRemoval"]]);
    expect(x.record()?.phase).toBe("removed");
    x.send({ type: "gossiped", state: joined });
    x.join();
    x.enable();
    expect([x.state(), ...x.answers.map(({ code }) => code)]).toEqual(["removed", "NOT_A_MEMBER", "NOT_A_MEMBER"]);
  });

  it("is noticed when another directory has taken the name", () => {
    const x = start(member(joined));
    x.send({ type: "gossiped", state: after(gone, { type: "join", node: "n2", instance: theirs }) });
    expect(x.state()).toBe("removed");
  });

  it("stays over a restart", () => {
    expect(start({ instance: mine, phase: "removed", state: gone }).state()).toBe("removed");
  });
});
