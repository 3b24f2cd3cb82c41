/** The tree against a plain map, and two trees against each other. Source: DESIGN "Trees"; SCENARIOS S13, S14, S15; HAZARDS P21. */
import { serialize } from "node:v8";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  answered,
  type Answer,
  beginComparison,
  type Difference,
  isDifferent,
  isLocalOnly,
  isNewerThere,
  isRemoteOnly,
  nextQuestion,
  type Question,
} from "#machines/exchange/comparison";
import type { Ballot } from "#machines/protocol/ballot";
import { isInnerPage, segmentCount, treeHeight, treeWidth } from "#machines/protocol/tree";
import { MemoryPages } from "#services/tree/memory-pages";
import { segmentOf } from "#services/tree/shape";
import { Tree } from "#services/tree/tree";
import { entryOf } from "#test/suites/tree-pages";

function treeOf(entries: Iterable<ReturnType<typeof entryOf>>): Tree {
  const tree = new Tree(new MemoryPages("demo"));
  for (const entry of entries) tree.insert(entry);
  return tree;
}

function pagesOf(tree: Tree, { level, indices }: Question): Answer {
  const read = level === treeHeight ? tree.readSegments(indices) : tree.readPages(level, indices);
  if (read.kind === "damaged") throw new Error(read.damage.what);
  return { kind: level === treeHeight ? "segments" : "inner", pages: read.pages } as Answer;
}

interface Compared {
  readonly differences: Difference[];
  readonly lowWaters: { readonly segment: number; readonly local: Ballot; readonly remote: Ballot }[];
  readonly answers: number;
  readonly bytes: number;
  readonly widest: number;
}

function compare(local: Tree, ask: (question: Question) => Answer, batch = 64, pullsOnly = false): Compared {
  let state = beginComparison({ pullsOnly });
  const found: Compared["differences"] = [];
  const lowWaters: Compared["lowWaters"] = [];
  let widest = 0;
  for (let question = nextQuestion(state, batch); question !== null; question = nextQuestion(state, batch)) {
    expect(question.indices.length).toBeLessThanOrEqual(batch);
    const step = answered(state, pagesOf(local, question), ask(question));
    // Plain data: it would survive any chart's context.
    state = structuredClone(step.state);
    widest = Math.max(
      widest,
      state.open.reduce((sum, { indices }) => sum + indices.length, 0),
    );
    found.push(...step.differences);
    lowWaters.push(...step.lowWaters);
  }
  return { differences: found, lowWaters, answers: state.answers, bytes: state.bytes, widest };
}

const keysOf = (differences: readonly Difference[]): string[] => differences.map(({ key }) => key).sort();

describe("a tree", () => {
  // Few segments, so that keys share them: only the order of keys within one is left to the codec.
  const text = fc.oneof(fc.constantFrom("", "a", "aa", "b", "é", "～", "😀"), fc.string({ unit: "binary" }));
  const step = fc.record({
    kind: fc.constantFrom("insert" as const, "insert" as const, "remove" as const, "flush" as const),
    key: text,
    seq: fc.integer({ min: 1, max: 5 }),
  });

  it("agrees with a map under any inserts, removals and flushes; only its content counts", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const pages = new MemoryPages("demo");
        const tree = new Tree(pages);
        const model = new Map<string, number>();
        for (const { kind, key, seq } of steps) {
          if (kind === "insert") {
            tree.insert(entryOf(key, seq));
            model.set(key, seq);
          } else if (kind === "remove") {
            tree.remove(key);
            model.delete(key);
          } else {
            const { token, writes } = tree.takeSegmentWrites();
            pages.writeSegments(writes);
            tree.settle(token);
          }
        }
        for (const { key } of steps) {
          const seq = model.get(key);
          const expected = seq === undefined ? { kind: "absent" } : { kind: "found", entry: entryOf(key, seq) };
          expect(tree.get(key)).toEqual(expected);
        }
        const other = treeOf([...model].reverse().map(([key, seq]) => entryOf(key, seq)));
        expect([other.topHash(), other.sum]).toEqual([tree.topHash(), tree.sum]);
      }),
    );
  });

  it("serves what is not durable from memory, and forgets only what was settled last", () => {
    const pages = new MemoryPages("demo");
    const tree = new Tree(pages);
    tree.insert(entryOf("k", 1));
    const first = tree.takeSegmentWrites();
    tree.insert(entryOf("k", 2));
    const second = tree.takeSegmentWrites();
    expect([first.writes.length, second.writes.length, tree.takeSegmentWrites().writes.length]).toEqual([1, 1, 0]);
    pages.writeSegments(first.writes);
    tree.settle(first.token);
    expect(tree.get("k")).toMatchObject({ entry: { ballot: { seq: 2 } } });
    pages.writeSegments(second.writes);
    tree.settle(second.token);
    expect(tree.get("k")).toMatchObject({ entry: { ballot: { seq: 2 } } });
    pages.segmentRecords.clear();
    expect(tree.get("k").kind).toBe("damaged");
  });

  it("lists the keys of one segment by their UTF-8 bytes", () => {
    // Long enough a search gives keys that share a segment.
    const bySegment = new Map<number, string[]>();
    for (let n = 0; n < 20_000; n++) {
      const text = Buffer.from(entryOf(String(n)).hash).toString("base64");
      const key = n % 2 === 0 ? `～${text}` : `😀${text}`;
      const list = bySegment.get(segmentOf(key)) ?? [];
      bySegment.set(segmentOf(key), [...list, key]);
    }
    const shared = [...bySegment].filter(([, list]) => list.length > 1);
    expect(shared.length).toBeGreaterThan(50);
    for (const [segment, list] of shared) {
      const tree = treeOf(list.map((key) => entryOf(key)));
      const read = tree.readSegments([segment]);
      const sorted = [...list].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(read.kind === "pages" && read.pages[0]?.entries.map(({ key }) => key)).toEqual(sorted);
      tree.remove(sorted[0] as string);
      expect(sorted.map((key) => tree.get(key).kind)).toEqual(["absent", ...sorted.slice(1).map(() => "found")]);
    }
  });

  it("keeps a segment's low water over removals and rebuildings; it only rises (P21)", async () => {
    const pages = new MemoryPages("demo");
    const tree = new Tree(pages);
    const segment = segmentOf("k");
    expect(tree.lowWater(segment)).toEqual({ epoch: 0, seq: 0 });
    tree.insert(entryOf("k", 3));
    tree.raiseLowWater(segment, { epoch: 2, seq: 3 });
    tree.raiseLowWater(segment, { epoch: 1, seq: 9 });
    tree.remove("k");
    expect([tree.lowWater(segment), tree.get("k").kind]).toEqual([{ epoch: 2, seq: 3 }, "absent"]);
    const { token, writes } = tree.takeSegmentWrites();
    pages.writeSegments(writes);
    tree.settle(token);
    const again = new Tree(pages);
    expect(await again.rehash()).toEqual([]);
    expect(again.lowWater(segment)).toEqual({ epoch: 2, seq: 3 });
    expect(again.topHash()).toEqual(tree.topHash());
    expect(again.topHash()).not.toEqual(new Uint8Array(16));
    again.drop(segment);
    expect(again.topHash()).toEqual(new Uint8Array(16));
    expect(again.sum).toEqual(new Uint8Array(16));
  });

  it("spreads keys evenly over its segments", () => {
    const counts = new Uint32Array(treeWidth);
    for (let n = 0; n < 16_000; n++) {
      const segment = segmentOf(`key-${n}`);
      expect(segment).toBeLessThan(segmentCount);
      counts[segment >> 16] = (counts[segment >> 16] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(200);
  });
});

describe("a comparison", () => {
  it("S13: of 50 against 40 entries finds exactly the 10 differences, either way", () => {
    const fifty = treeOf(Array.from({ length: 50 }, (_, at) => entryOf(`k${at}`)));
    const forty = treeOf(Array.from({ length: 40 }, (_, at) => entryOf(`k${at}`)));
    const missing = Array.from({ length: 10 }, (_, at) => `k${40 + at}`).sort();
    const here = compare(fifty, (question) => pagesOf(forty, question));
    expect(keysOf(here.differences.filter(isLocalOnly))).toEqual(missing);
    expect(here.differences).toHaveLength(10);
    const there = compare(forty, (question) => pagesOf(fifty, question));
    expect(keysOf(there.differences.filter(isRemoteOnly))).toEqual(missing);
    expect(there.differences).toHaveLength(10);
  });

  it("S14: through messages gives the same, in bytes and round trips of the differences times the height", () => {
    const entries = Array.from({ length: 5000 }, (_, at) => entryOf(`key ${at}`));
    const local = treeOf(entries);
    const batch = 64;
    for (const differing of [0, 1, 10, 100]) {
      const remote = treeOf(entries);
      for (let at = 0; at < differing; at++) remote.insert(entryOf(`key ${at * 37}`, 2));
      let wire = 0;
      let trips = 0;
      const remotely = compare(
        local,
        (question) => {
          trips += 1;
          const request = structuredClone(question);
          const reply = pagesOf(remote, request);
          wire += serialize(request).length + serialize(reply).length;
          return structuredClone(reply);
        },
        batch,
      );
      const inMemory = compare(local, (question) => pagesOf(remote, question), batch);
      expect(remotely).toEqual(inMemory);
      expect(remotely.differences.filter(isDifferent)).toHaveLength(differing);
      expect(remotely.answers).toBe(trips);
      const height = treeHeight + 1;
      expect(trips).toBeLessThanOrEqual(1 + differing * height);
      // Batches share round trips: far fewer than one a page.
      expect(trips).toBeLessThanOrEqual(1 + treeHeight * Math.ceil((2 * differing + 1) / batch) + 6 * height);
      const perPage = 2 + 16 * treeWidth;
      expect(remotely.bytes).toBeLessThanOrEqual(perPage * (1 + differing * height));
      expect(wire).toBeLessThanOrEqual((perPage + 400) * (1 + differing * height));
    }
  });

  it("remembers a bounded part, however many differences there are", () => {
    const none = treeOf([]);
    const many = treeOf(Array.from({ length: 20_000 }, (_, at) => entryOf(`key ${at}`)));
    const batch = 8;
    const found = compare(none, (question) => pagesOf(many, question), batch);
    expect(found.differences).toHaveLength(20_000);
    expect(found.widest).toBeLessThanOrEqual(batch * treeWidth * treeHeight);
    // Whoever only pulls has nothing to ask of an empty tree.
    expect(compare(many, (question) => pagesOf(none, question), batch, true)).toMatchObject({ answers: 1 });
  });

  it("S15: of any trees finds exactly what is local only, remote only and different; after exchange, nothing", () => {
    const kind = fc.constantFrom("same", "local", "remote", "different");
    const model = fc.dictionary(fc.string({ unit: "grapheme", maxLength: 4 }), kind, {
      maxKeys: 60,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(model, fc.integer({ min: 1, max: 9 }), fc.boolean(), (kinds, batch, cut) => {
        const keys = Object.keys(kinds);
        const of = (...wanted: string[]) => keys.filter((key) => wanted.includes(kinds[key] as string));
        const local = treeOf(of("same", "local", "different").map((key) => entryOf(key)));
        const remote = treeOf(of("same", "remote").map((key) => entryOf(key)));
        for (const key of of("different")) remote.insert(entryOf(key, 2));
        // A peer may answer the first few pages only.
        const ask = (question: Question): Answer => {
          const answer = pagesOf(remote, question);
          return cut ? ({ ...answer, pages: answer.pages.slice(0, 2) } as Answer) : answer;
        };
        const { differences } = compare(local, ask, batch);
        expect(keysOf(differences.filter(isLocalOnly))).toEqual(of("local").sort());
        expect(keysOf(differences.filter(isRemoteOnly))).toEqual(of("remote").sort());
        expect(keysOf(differences.filter(isDifferent))).toEqual(of("different").sort());
        expect(keysOf(differences.filter(isNewerThere))).toEqual(of("remote", "different").sort());
        const pulled = compare(local, ask, batch, true).differences.filter(isNewerThere);
        expect(keysOf(pulled)).toEqual(of("remote", "different").sort());
        for (const { remote: entry } of pulled) if (entry !== null) local.insert(entry);
        for (const { local: entry } of differences.filter(isLocalOnly)) if (entry !== null) remote.insert(entry);
        expect(compare(local, ask, batch).differences).toEqual([]);
        expect(local.topHash()).toEqual(remote.topHash());
      }),
    );
  });

  it("finds low waters that differ, and only those", () => {
    const [local, remote] = [treeOf([entryOf("a"), entryOf("b")]), treeOf([entryOf("a"), entryOf("b")])];
    const segment = segmentOf("reaped");
    remote.raiseLowWater(segment, { epoch: 1, seq: 4 });
    const { differences, lowWaters } = compare(local, (question) => pagesOf(remote, question));
    expect(differences).toEqual([]);
    expect(lowWaters).toEqual([{ segment, local: { epoch: 0, seq: 0 }, remote: { epoch: 1, seq: 4 } }]);
  });

  it("leaves the state as it is when an answer has no page, and knows bytes that are no page", () => {
    const state = beginComparison();
    expect(answered(state, { kind: "inner", pages: [new Uint8Array(0)] }, { kind: "inner", pages: [] }).state).toBe(
      state,
    );
    const pages = treeOf([entryOf("a")]).readPages(0, [0]);
    const page = pages.kind === "pages" ? (pages.pages[0] as Uint8Array) : new Uint8Array(1);
    expect([page, new Uint8Array(0)].every(isInnerPage)).toBe(true);
    expect([page.subarray(1), page.subarray(0, 2), new Uint8Array(2), new Uint8Array(1)].some(isInnerPage)).toBe(false);
  });
});
