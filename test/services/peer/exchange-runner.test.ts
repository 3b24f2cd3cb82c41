/** The host of exchange charts. Source: PROTOCOL R16, R18, R21; riak_ensemble "Exchange state". */
import { initialFact } from "#machines/protocol/fact";
import { beforeEach, describe, expect, it } from "vitest";
import type { ExchangeAsk } from "#machines/exchange/types";
import type { ExchangeParams } from "#machines/peer/types";
import type { ReplyBody } from "#machines/protocol/messages";
import { treeHeight } from "#machines/protocol/tree";
import { Outbox } from "#services/outbox";
import { ExchangeRunner, firstReqOf } from "#services/peer/exchange-runner";
import { PeerObjects } from "#services/peer/objects";
import { segmentOf } from "#services/tree/shape";
import { MemoryPages } from "#services/tree/memory-pages";
import { Tree } from "#services/tree/tree";
import { Tracer } from "#services/tracer";
import { VirtualClock } from "#test/support/virtual-clock";
import { FakeBus, FakeStorage, objectOf } from "../core/fakes.ts";

let clock: VirtualClock;
let storage: FakeStorage;
let objects: PeerObjects;
let asks: ExchangeAsk[];
let ends: string[];
let runner: ExchangeRunner;

beforeEach(() => {
  clock = new VirtualClock();
  storage = new FakeStorage();
  storage.instant = true;
  asks = [];
  ends = [];
  const outbox = new Outbox({
    bus: new FakeBus(),
    clock,
    storage,
    onFailure: () => undefined,
    onRefused: () => undefined,
    onSent: () => undefined,
  });
  objects = new PeerObjects("demo", storage, outbox);
  runner = new ExchangeRunner(
    {
      self: "a",
      ensemble: "demo",
      label: "demo/a",
      clock,
      objects,
      tracer: new Tracer({ node: "a", boot: "1", clock, publish: () => undefined }),
      timeoutMs: () => 3000,
      ask: (ask) => void asks.push(ask),
      whenDurable: (callback) => outbox.whenDurable(callback),
      complete: (job) => void ends.push(`complete:${job}`),
      failed: (job, reason) => void ends.push(`failed:${job}:${reason}`),
      damaged: (reason) => void ends.push(`damaged:${reason}`),
      crashed: (error) => void ends.push(`crashed:${String(error)}`),
    },
    1000,
  );
});

const params = (job = 1): ExchangeParams => ({
  job,
  epoch: 6,
  sync: true,
  trusted: true,
  countsFrom: 0,
  leader: null,
  sameEpoch: false,
  views: [["a", "b", "c"]],
  fact: initialFact(["a", "b", "c"]),
});
const reply = async (body: ReplyBody, from = "b", req = asks.at(-1)?.req ?? 0) => {
  runner.reply(from, req, 6, body);
  await clock.settle();
};
const begin = async () => {
  runner.start(params());
  await reply({ kind: "exchanging", trusted: true, leads: false, countsFrom: 0 });
};
/** Answers what is asked about the tree as a peer that holds `objects`, until something else is asked. */
const page = async (...theirs: readonly ReturnType<typeof objectOf>[]) => {
  const tree = new Tree(new MemoryPages("demo"));
  for (const object of theirs) tree.insert(object);
  for (let last = asks.at(-1); last?.ask.type === "tree"; last = asks.at(-1)) {
    const { level, indices } = last.ask;
    const read = level === treeHeight ? tree.readSegments(indices) : tree.readPages(level, indices);
    if (read.kind === "damaged") throw new Error(read.damage.what);
    const body = { kind: level === treeHeight ? "segments" : "pages", pages: read.pages } as ReplyBody;
    await reply(body, last.to[0]);
    if (asks.at(-1) === last) break;
  }
};
/** The pages of a peer that holds nothing. */
const empty: ReplyBody = { kind: "pages", trusted: true, countsFrom: 0, pages: [new Uint8Array(0)] };

describe("an exchange", () => {
  it("pulls only what is newer there, and completes once it is durable (R16)", async () => {
    for (const [key, seq] of [
      ["same", 5],
      ["newer here", 7],
      ["older here", 2],
    ] as const)
      objects.write(objectOf(key, 5, seq));
    await clock.settle();
    storage.instant = false;
    await begin();
    const theirs = [
      objectOf("same", 5, 5),
      objectOf("newer here", 5, 6),
      objectOf("older here", 5, 4),
      objectOf("absent here", 5, 1),
    ];
    await page(...theirs);
    expect(asks.at(-1)?.ask.type).toBe("fetch");
    for (let last = asks.at(-1); last?.ask.type === "fetch" && ends.length === 0; last = asks.at(-1)) {
      const { keys } = last.ask;
      await reply({
        kind: "objects",
        trusted: true,
        objects: theirs.filter(({ key }) => keys.includes(key)),
        missing: [],
      });
      expect(ends).toEqual([]);
      storage.land();
      await clock.settle();
      await page(...theirs);
    }
    expect(ends).toEqual(["complete:1"]);
    expect([...storage.durable.keys()].sort()).toEqual(["absent here", "older here"]);
  });

  it("never stores over something newer, which a leader sent meanwhile (R18)", async () => {
    await begin();
    await page(objectOf("k", 5, 4));
    objects.write(objectOf("k", 6, 1, "newer"));
    await reply({ kind: "objects", trusted: true, objects: [objectOf("k", 5, 4)], missing: [] });
    await clock.settle();
    expect(ends).toEqual(["complete:1"]);
    expect(storage.objects.get("k")?.ballot).toEqual({ epoch: 6, seq: 1 });
  });

  it("fails on an object whose content does not match its hash, and stores nothing of it", async () => {
    await begin();
    await page(objectOf("k", 5, 4));
    await reply({
      kind: "objects",
      trusted: true,
      objects: [{ ...objectOf("k", 5, 4), value: new Uint8Array([9]) }],
      missing: [],
    });
    expect(ends).toEqual(["failed:1:object k fails its hash"]);
    expect(storage.objects.size).toBe(0);
  });

  it("stops for a repair when its own tree, or its own copy, is damaged", async () => {
    storage.damagedLeaves.add("k");
    await begin();
    await page(objectOf("k", 5, 4));
    expect(ends).toEqual([`damaged:segment ${segmentOf("k")}: test`]);
    storage.damagedLeaves.clear();
    storage.damaged.add("k");
    ends.length = 0;
    await begin();
    await page(objectOf("k", 5, 4));
    await reply({ kind: "objects", trusted: true, objects: [objectOf("k", 5, 4)], missing: [] });
    expect(ends).toEqual(['damaged:object "k": test']);
  });

  it("verifies its own inner pages before it compares", async () => {
    storage.upperDamage = [{ level: 2, index: 7, what: "test" }];
    await begin();
    expect(ends).toEqual(["damaged:page 7 of level 2: test"]);
    expect(asks).toHaveLength(1);
  });

  it("asks again what is not answered, those who have not answered, with the same id", async () => {
    runner.start({ ...params(), trusted: false });
    await reply({ kind: "exchanging", trusted: true, leads: false, countsFrom: 0 }, "b");
    expect(asks).toHaveLength(1);
    await clock.advance(800);
    expect(asks.at(-1)).toEqual({ ...asks[0], to: ["c"] });
    await reply({ kind: "exchanging", trusted: true, leads: false, countsFrom: 0 }, "c");
    expect(asks.at(-1)?.ask.type).toBe("tree");
    const { length } = asks;
    await clock.advance(800);
    expect(asks.slice(length)).toEqual([asks[length - 1]]);
    await reply(empty, "b");
    await reply(empty, "b");
    expect(ends).toEqual([]);
    await reply(empty, "c");
    expect(ends).toEqual(["complete:1"]);
    expect(clock.armed).toBe(0);
    expect(asks.length).toBeLessThan(7);
  });

  it("once cancelled says nothing, writes nothing, and leaves no timer that asks", async () => {
    await begin();
    await page(objectOf("k", 5, 4));
    const { length } = asks;
    runner.cancel();
    expect(clock.armed).toBe(0);
    await reply({ kind: "objects", trusted: true, objects: [objectOf("k", 5, 4)], missing: [] });
    await clock.advance(10_000);
    expect([ends, storage.objects.size, asks.length]).toEqual([[], 0, length]);
  });

  it("gives way to the next, whose requests have other ids", async () => {
    await begin();
    const old = asks.at(-1)?.req ?? 0;
    runner.start(params(2));
    await reply({ kind: "exchanging", trusted: true, leads: false, countsFrom: 0 });
    await reply(empty, "b", old);
    expect(ends).toEqual([]);
    await page();
    expect(ends).toEqual(["complete:2"]);
  });

  it("never runs out of request ids: those of the data plane begin 2^42 further on", () => {
    // Failing every 100 ms, as with a member down for a night, would take 2^18 of them in 7 hours.
    for (const count of [1, 2 ** 17, 2 ** 18, 2 ** 18 + 1, 10 ** 9])
      expect(firstReqOf(1000, count)).toBeLessThanOrEqual(1000 + 2 ** 42 - 2 ** 24);
    expect(firstReqOf(1000, 1)).not.toBe(firstReqOf(1000, 2));
  });
});
