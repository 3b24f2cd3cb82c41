/** Charts as data and as pictures. Source: INSPECTOR "Layout"; issue "Skeleton", item 7. */
import { createMachine } from "xstate";
import { describe, expect, it } from "vitest";
import { peerMachine } from "#machines/peer/machine";
import { chartDefinition, definitionHash } from "#visualizer/chart/definition";
import { cleanRoute, countCrossings, findFaults, roundedPath } from "#visualizer/chart/geometry";
import { layoutChart } from "#visualizer/chart/layout";
import { chartSvg } from "#visualizer/chart/svg";
import { doorMachine } from "./fixture-machine.ts";

const door = chartDefinition(doorMachine);
const peer = chartDefinition(peerMachine);

function transition(id: string) {
  return door.transitions.find((each) => each.id === id);
}

describe("chartDefinition", () => {
  it("lists every state with its place, type, tags, actions and description", () => {
    expect(door.children).toEqual(["closed", "open", "jammed", "scrapped"]);
    expect(door.states.find(({ path }) => path === "closed")).toEqual({
      path: "closed",
      label: "closed",
      parent: "",
      type: "atomic",
      initial: true,
      children: [],
      tags: ["safe"],
      entry: ["lock"],
      exit: [],
      invokes: [],
      description: "Nobody passes",
    });
    expect(door.states.find(({ path }) => path === "open")).toMatchObject({
      type: "parallel",
      children: ["open.light", "open.bell"],
      exit: ["bang"],
    });
  });

  it("labels delays, eventless transitions, guards and open branches", () => {
    expect(transition("open|xstate.after.closeDelay.door.open|0")).toMatchObject({ label: "after closeDelay" });
    expect(transition("open|xstate.after.500.door.open|0")).toMatchObject({ label: "after 500 ms", targets: [] });
    expect(transition("jammed||0")).toMatchObject({ label: "always", guard: "isLoose", targets: ["closed"] });
    expect(transition("closed|open|0")).toMatchObject({ guard: "isAllowed", targets: ["open"] });
    expect(transition("closed|open|1")).toMatchObject({ guard: "else", targets: [], actions: ["refuse"] });
    expect(transition("closed|close|0")).toMatchObject({ ignored: true });
  });

  it("takes a transition's kind from its meta, its name or its direction", () => {
    expect(transition("|alarm|0")?.kind).toBe("fault");
    expect(transition("jammed|reset|0")?.kind).toBe("fault");
    expect(transition("open|xstate.after.closeDelay.door.open|0")?.kind).toBe("back");
    expect(transition("closed|open|0")?.kind).toBe("go");
  });

  it("is plain data with a hash that changes with it", () => {
    expect(JSON.parse(JSON.stringify(door))).toEqual(door);
    expect(definitionHash(door)).toBe(definitionHash(chartDefinition(doorMachine)));
    expect(definitionHash(door)).not.toBe(definitionHash({ ...door, children: ["closed"] }));
  });

  it("reads the real peer: eleven states and stopped, every transition under an id of its own", () => {
    expect([...peer.children].sort()).toEqual(
      "election exchange following leading pending prefollow prelead prepare probe repair setup stopped".split(" "),
    );
    expect(new Set(peer.transitions.map(({ id }) => id)).size).toBe(peer.transitions.length);
  });
});

describe("layoutChart", () => {
  it.each([
    ["the fixture", door],
    ["the real peer", peer],
    [
      "a parallel root",
      chartDefinition(createMachine({ type: "parallel", states: { a: {}, b: { initial: "c", states: { c: {} } } } })),
    ],
    ["a single state", chartDefinition(createMachine({}))],
  ])("draws %s without an overlap and without an edge through a box", async (_, definition) => {
    const drawing = await layoutChart(definition);
    expect(drawing.faults).toEqual([]);
    expect(findFaults(drawing)).toEqual([]);
    expect(drawing.boxes.map(({ path }) => path).sort()).toEqual([...definition.children].sort());
  });

  it("leaves no transition of the peer out: each is on an edge, in a box, in the legend, or ignored by name", async () => {
    const drawing = await layoutChart(peer);
    const shown = new Set([
      ...drawing.edges.flatMap((edge) => edge.transitions),
      ...drawing.boxes.flatMap((box) => box.inside.flatMap((line) => line.transitions)),
      ...(drawing.legend?.lines.flatMap((line) => line.transitions) ?? []),
    ]);
    const missing = peer.transitions.filter(({ id, ignored }) => !ignored && !shown.has(id));
    expect(missing).toEqual([]);
  });

  it("joins transitions between the same two states, and starts the root's at a chip", async () => {
    const drawing = await layoutChart(peer);
    const ids = drawing.edges.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(drawing.edges.find(({ id }) => id === "leading->probe")?.transitions.length).toBeGreaterThan(1);
    expect(drawing.edges.find(({ id }) => id === "any->repair")?.source).toBe("");
    expect(drawing.chips.map(({ id }) => id)).toContain("any:repair");
  });

  it("keeps the peer's picture readable: few crossings, and no larger than a screen can show", async () => {
    const drawing = await layoutChart(peer);
    expect(countCrossings(drawing.edges)).toBeLessThanOrEqual(10);
    expect(drawing.width).toBeLessThan(2300);
    expect(drawing.height).toBeLessThan(1600);
  });

  it("computes a definition once", () => {
    expect(layoutChart(peer)).toBe(layoutChart(chartDefinition(peerMachine)));
  });
});

describe("geometry", () => {
  it("finds overlapping boxes and edges that run through one", async () => {
    const drawing = await layoutChart(door);
    const [first, ...rest] = drawing.boxes;
    const moved = { ...first!, x: rest[0]!.x + 3, y: rest[0]!.y + 3 };
    expect(findFaults({ ...drawing, boxes: [moved, ...rest] }).join("\n")).toContain(`closed overlaps open`);
    const box = drawing.boxes.find(({ path }) => path === "jammed")!;
    const edge = {
      ...drawing.edges[0]!,
      points: [
        { x: box.x - 20, y: box.y + 9 },
        { x: box.x + box.width + 20, y: box.y + 9 },
      ],
    };
    expect(findFaults({ ...drawing, edges: [edge] }).join("\n")).toContain("runs through jammed");
  });

  it("drops repeated and collinear points before corners are rounded", () => {
    const points = cleanRoute([
      { x: 0, y: 0 },
      { x: 0, y: 0 },
      { x: 0, y: 10 },
      { x: 0, y: 40 },
      { x: 30, y: 40 },
    ]);
    expect(points).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 40 },
      { x: 30, y: 40 },
    ]);
    expect(roundedPath(points)).toBe("M0 0L0 34Q0 40 6 40L30 40");
  });
});

describe("chartSvg", () => {
  it("shows tokens and the last transition, and escapes what machines call themselves", async () => {
    const hostile = chartDefinition(
      createMachine({ id: "<script>", initial: "a", states: { a: { description: "<b>&" } } }),
    );
    expect(chartSvg(await layoutChart(hostile))).not.toMatch(/<script>|<b>/);
    const svg = chartSvg(await layoutChart(peer), {
      tokens: { n1: ["leading.tree.ready"] },
      last: ["prelead|quorumMet|0"],
    });
    expect(svg).toMatch(/class="go last" data-edge="prelead-&#62;leading"/);
    expect(svg).toContain(">n1<");
  });
});
