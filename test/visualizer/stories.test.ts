/** What the panes make of entries: arrows, causes, stories, filters, differences. Source: INSPECTOR "Panes" 3, 4, 5, 7. */
import { beforeEach, describe, expect, it } from "vitest";
import { Causes } from "#visualizer/causes";
import { differences } from "#visualizer/difference";
import { parseFilter } from "#visualizer/filter";
import { causalOrder, sequenceOf } from "#visualizer/sequence";
import { viewsOf, viewsText } from "#visualizer/place";
import { entryOf, markOf } from "#visualizer/world";
import { elections, storyOf } from "#visualizer/story";
import { Script } from "./entries.ts";

let script: Script;
beforeEach(() => {
  script = new Script();
});

const all = () => true;

describe("causes", () => {
  it("leads from a step to the step that sent its message, by ids and not by the order of arrival", () => {
    const answered = script.record("n2", { event: "prepare", cause: "n1:7", data: { from: "n1", req: 7 } });
    const asked = script.move("n1", "election", "prepare", { data: { sent: [["n2", 7, "prepare"]] } });
    const causes = new Causes(script.entries);
    expect(causes.causeOf(answered)).toEqual({ entry: asked, how: "message" });
    expect(causes.effectsOf(asked)).toEqual([answered]);
  });

  it("is not led astray by a node that started anew and numbers its messages anew", () => {
    const first = script.move("n1", "election", "prepare", { data: { sent: [["n2", 7, "prepare"]] } });
    const answer = script.record("n2", { event: "prepare", cause: "n1:7", data: { from: "n1", req: 7 } });
    for (let i = 0; i < 9; i += 1) script.record("n2");
    const second = script.move("n1", "election", "prepare", { boot: "n1-2", data: { sent: [["n2", 7, "prepare"]] } });
    const other = script.record("n2", { event: "prepare", cause: "n1:7", data: { from: "n1", req: 7 } });
    const causes = new Causes(script.entries);
    expect(causes.causeOf(answer)?.entry).toBe(first);
    expect(causes.causeOf(other)?.entry).toBe(second);
    expect(causes.effectsOf(first)).toEqual([answer]);
    expect(causalOrder(script.entries)).toEqual(script.entries);
  });

  it("leads from a step that the machine took by itself to the one before it", () => {
    script.record("n1", { event: "other" });
    const reply = script.record("n1", { event: "reply", cause: "n2:7" });
    const met = script.move("n1", "prepare", "prelead", { event: "quorumMet", cause: "n2:7" });
    expect(new Causes(script.entries).causeOf(met)).toEqual({ entry: reply, how: "step" });
  });
});

describe("the sequence", () => {
  it("puts what was sent above what it caused, within a node in the order of its numbers", () => {
    const received = script.record("n2", { event: "prepare", cause: "n1:7", data: { from: "n1", req: 7 } });
    const before = script.record("n1");
    const sent = script.move("n1", "election", "prepare", { data: { sent: [["n2", 7, "prepare"]] } });
    expect(causalOrder(script.entries)).toEqual([before, sent, received]);
  });

  it("draws a message once, as an arrow to where it arrived, and one that did not as unseen", () => {
    script.move("n1", "election", "prepare", {
      data: {
        sent: [
          ["n2", 7, "prepare"],
          ["n3", 7, "prepare"],
        ],
      },
    });
    script.record("n2", { event: "prepare", cause: "n1:7", data: { from: "n1", req: 7, epoch: 4 } });
    const { lanes, rows } = sequenceOf(script.entries, all);
    expect(lanes).toEqual(["n1", "n2", "n3"]);
    const arrows = rows.filter(({ kind }) => kind === "message");
    expect(arrows.map(({ from, to, label, isUnseen }) => [from, to, label, isUnseen])).toEqual([
      ["n1", "n3", "prepare", true],
      ["n1", "n2", "prepare (epoch 4)", false],
    ]);
  });

  it("tells heartbeats from commits that move their receiver", () => {
    script.record("n2", { event: "commit", cause: "n1:8", data: { from: "n1", req: 8 } });
    script.move("n3", "probe", "following", { event: "commit", cause: "n1:8", data: { from: "n1", req: 8 } });
    const rows = sequenceOf(script.entries, all).rows.filter(({ kind }) => kind === "message");
    expect(rows.map(({ to, isHeartbeat }) => [to, isHeartbeat])).toEqual([
      ["n2", true],
      ["n3", false],
    ]);
  });

  it("shows a put: request, replication, acknowledgements, answer, although followers were heard first", () => {
    script.message("n2", "put", { from: "n1", to: "n2", req: 90, key: "alice" });
    script.message("n3", "put", { from: "n1", to: "n3", req: 90, key: "alice" });
    script.message("n1", "request", { from: "c1", to: "n1", req: 1, op: "put", key: "alice" });
    script.message("n1", "reply", { from: "n2", to: "n1", req: 90, body: "stored" });
    script.message("n1", "response", { from: "n1", to: "c1", req: 1, code: "ok" });
    script.message("n1", "reply", { from: "n3", to: "n1", req: 90, body: "stored" });
    const { lanes, rows } = sequenceOf(script.entries, all);
    expect(lanes).toEqual(["n1", "n2", "n3", "c1"]);
    expect(rows.map(({ from, to, label }) => `${from}>${to} ${label}`)).toEqual([
      "c1>n1 put alice",
      "n1>n2 put alice",
      "n1>n3 put alice",
      "n2>n1 stored",
      "n1>c1 ok (put)",
      "n3>n1 stored",
    ]);
  });

  it("gives a node one lane, also where its manager asks as a client does", () => {
    script.message("n1", "request", { from: "n2", to: "n1", req: 1, op: "get", key: "cluster", ensemble: "root" });
    script.message("n1", "response", { from: "n1", to: "n2", req: 1, code: "ok" });
    script.message("n2", "put", { from: "n1", to: "n2", req: 9, key: "a" });
    script.message("n1", "request", { from: "c9", to: "n1", req: 2, op: "get", key: "a" });
    const { lanes, rows } = sequenceOf(script.entries, all);
    expect(lanes).toEqual(["n1", "n2", "c9"]);
    expect(rows.map(({ label, isHeartbeat }) => [label, isHeartbeat])).toEqual([
      ["get cluster", true],
      ["ok (get)", true],
      ["put a", false],
      ["get a", false],
    ]);
  });

  it("counts an answer to the ensemble that was asked", () => {
    script.message("n1", "request", { from: "c1", to: "n1", req: 1, op: "get", key: "a", ensemble: "other" });
    script.message("n1", "response", { from: "n1", to: "c1", req: 1, code: "ok", ensemble: "" });
    const groups: string[] = [];
    sequenceOf(script.entries, (_, group) => groups.push(group) > 0);
    expect(groups).toEqual(["other", "other"]);
  });

  it("knows that a message arrived when it was answered, though no chart took it", () => {
    script.record("n1", { actor: "exchange:demo/n1", machine: "exchange", data: { sent: [["n2", 7, "tree"]] } });
    const asked = () => sequenceOf(script.entries, all).rows.find(({ label }) => label === "tree");
    expect(asked()?.isUnseen).toBe(true);
    expect(sequenceOf(script.entries, all, 2).rows).toEqual([]);
    script.record("n1", {
      actor: "exchange:demo/n1",
      machine: "exchange",
      event: "reply",
      data: { from: "n2", req: 7, body: "pages" },
    });
    expect(asked()?.isUnseen).toBe(false);
  });

  it("gives each of two requests on one key its own round", () => {
    script.message("n1", "request", { from: "c1", to: "n1", req: 1, op: "put", key: "a" });
    script.message("n1", "request", { from: "c2", to: "n1", req: 5, op: "put", key: "a" });
    const first = script.message("n2", "put", { from: "n1", to: "n2", req: 90, key: "a" });
    script.message("n1", "reply", { from: "n2", to: "n1", req: 90, body: "stored" });
    script.message("n1", "response", { from: "n1", to: "c1", req: 1, code: "ok" });
    const second = script.message("n2", "put", { from: "n1", to: "n2", req: 91, key: "a" });
    script.message("n1", "reply", { from: "n2", to: "n1", req: 91, body: "stored" });
    const causes = new Causes(script.entries);
    expect(causes.causeOf(first)?.entry.record.data["from"]).toBe("c1");
    expect(causes.causeOf(second)?.entry.record.data["from"]).toBe("c2");
  });

  it("says how many messages were not told of", () => {
    script.message("n1", "put", { from: "n2", to: "n1", req: 1, key: "a", untold: 17 });
    expect(sequenceOf(script.entries, all).untold).toBe(17);
  });
});

describe("the story of a leader change", () => {
  function elect(node: string): void {
    script.move(node, "following", "probe", { event: "leaderGone", context: { leader: "" } });
    script.move(node, "probe", "election");
    script.move(node, "election", "prepare");
    script.move(node, "prepare", "prelead", { data: { replies: ["n3"] } });
    script.move(node, "prelead", "leading", { context: { epoch: 5 } });
  }
  const find = () => undefined;

  it("begins with the old leader's end, also where that was noticed only afterwards, and links each step", () => {
    script.move("n1", "prelead", "leading", { context: { epoch: 4 } });
    script.note("n1 was killed");
    elect("n2");
    script.gone("n1");
    const [election] = elections(script.entries, "demo");
    const story = storyOf(election!, script.entries, find);
    expect(story.title).toBe("n2 leads demo in epoch 5 after n1");
    expect(story.lines.map(({ part }) => part)).toEqual(["end", "end", "way", "way", "way", "way", "lead"]);
    expect(story.lines[0]?.text).toContain("n1 was killed");
    expect(story.lines[1]?.text).toContain("n1, which led, fell silent");
    expect(story.lines[2]?.text).toContain("nobody is there to answer for the leader");
    expect(story.lines.map(({ entry }) => entry.serial)).toEqual([2, 8, 3, 4, 5, 6, 7]);
  });

  it("knows the old leader from its follower, where its election was not seen", () => {
    script.record("n2", { before: ["following"], after: ["following"], context: { leader: "n1" } });
    elect("n2");
    const [election] = elections(script.entries, "demo");
    expect(storyOf(election!, script.entries, find).title).toBe("n2 leads demo in epoch 5 after n1");
  });

  it("is the same for who knows what was long ago by its marks only", () => {
    script.move("n1", "prelead", "leading", { context: { epoch: 4 } });
    script.note("n1 was killed");
    script.gone("n1");
    elect("n2");
    const remembered = script.entries.flatMap((entry) => {
      const mark = markOf(entry);
      return entry.what === "record" || mark === null ? [entry] : entryOf(mark);
    });
    const [election] = elections(script.entries, "demo");
    const told = (entries: typeof script.entries) => storyOf(election!, entries, find).lines.map(({ text }) => text);
    expect(told(script.entries)).toHaveLength(7);
    expect(told(remembered)).toEqual(told(script.entries));
  });

  it("tells a step down by its reason", () => {
    script.move("n1", "prelead", "leading");
    script.move("n1", "leading", "probe", { event: "stepDown", data: { reason: "asked by an operator" } });
    elect("n2");
    const [election] = elections(script.entries, "demo");
    expect(storyOf(election!, script.entries, find).lines[0]).toMatchObject({
      part: "end",
      text: "n1, which led, went to probe: asked by an operator.",
    });
  });
});

describe("filters", () => {
  it.each([
    ["event:commit to:probe", true],
    ["ensemble:demo node:n1 from:following", true],
    ["ensemble:other", false],
    ["from:heard", true],
    ["from:leader.heard", true],
    ["from:leader", false],
    ["-event:commit", false],
    ["-node:n2 epoch:4", true],
    ["followerTimeout", false],
    ["request:n2:7", true],
    ["stepdown", true],
  ])("%s", (text, expected) => {
    const entry = script.move("n1", "following.leader.heard", "probe.asking", {
      event: "commit",
      cause: "n2:7",
      effects: ["stepDown"],
      context: { epoch: 4 },
    });
    expect(parseFilter(text)(entry)).toBe(expected);
  });
});

it("members come from the newest fact, both views while they are joint", () => {
  const of = (epoch: number, seq: number, ...views: string[][]) => ({ epoch: 9, fact: { epoch, seq }, views });
  const joint = [of(2, 7, ["n1"]), of(3, 1, ["n1", "n2", "n4"], ["n1", "n2", "n3"]), of(3, 0, ["n1"])];
  expect(viewsText(viewsOf(joint))).toBe("n1, n2, n3 → n1, n2, n4");
  expect(viewsText(viewsOf([of(1, 1, ["n1", "n2"])]))).toBe("n1, n2");
  expect(viewsOf([{ nodes: 3 }])).toEqual([]);
  expect(viewsOf([])).toEqual([]);
});

it("differences of contexts name paths", () => {
  expect(differences({ a: 1, b: { c: 2, d: [1] }, e: 0 }, { a: 1, b: { c: 3, d: [1, 2] }, f: true })).toEqual([
    { path: "b.c", before: 2, after: 3 },
    { path: "b.d", before: [1], after: [1, 2] },
    { path: "e", before: 0, after: undefined },
    { path: "f", before: undefined, after: true },
  ]);
});
