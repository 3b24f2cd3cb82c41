/** Frames by strangers, exhaustively: no throw, bounded memory, nothing unsound let in. Source: HAZARDS "Bus and decoding". */
import fc from "fast-check";
import { Packr } from "msgpackr";
import { describe, expect, test } from "vitest";
import type { Message, MessageType } from "#machines/protocol/messages";
import { messages as anyOf } from "#test/support/arbitraries";
import { decodeFrame, encodeFrame, frameVersion, splitMessages } from "#transport/codec";
import { maxElements } from "#transport/frame-scan";
import { messageTypes, toTuple } from "#transport/schema";

const limit = 1024 * 1024;
const mebibyte = 1024 * 1024;
const packr = new Packr({ useRecords: false });

/** A whole frame around raw tuples. */
const wrapped = (...tuples: unknown[]): Uint8Array => packr.pack([frameVersion, "n1", "b1", 1, tuples]);

function frames(messages: readonly Message[], most = limit): Uint8Array[] {
  return splitMessages(messages, most).map((one, index) => encodeFrame("n1", "b1", index + 1, one));
}

function decoded(bytes: Uint8Array, most = limit): Message[] {
  const result = decodeFrame(bytes, most);
  if (!result.ok) throw new Error(result.reason);
  return [...result.batch.messages];
}

function reasonOf(bytes: Uint8Array): string {
  const result = decodeFrame(bytes, limit);
  return result.ok ? "accepted" : result.reason;
}

/** Memory in use that this thread can see: never more than was allocated since. */
function inUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const samples = (type: MessageType, count: number): Message[] =>
  fc.sample(anyOf[type] as fc.Arbitrary<Message>, { seed: 7, numRuns: count });

test("the numbers of types stay what they are: nodes of two versions talk to each other", () => {
  expect(messageTypes.join(" ")).toBe(
    "probe prepare newEpoch commit checkEpoch exchange tree fetch put handover reply request response locate located " +
      "admin adminDone watch trace reapCheck reap askCluster knownCluster gossip " +
      "members membersDone vnodeCommand vnodeReply ringRequest ringResponse",
  );
});

describe("memory", () => {
  const array32 = (count: number) => Uint8Array.of(0xdd, count >>> 24, count >>> 16, count >>> 8, count);

  test("bombs that declare gigabytes cost next to nothing", () => {
    const bombs = [
      Buffer.concat(Array.from({ length: 8 }, () => array32(0xffffffff))),
      Buffer.concat(Array.from({ length: 8 }, () => array32(100_000_000))),
      Buffer.concat([array32(0x7fffffff), Buffer.alloc(100, 0xc0)]),
      Uint8Array.of(0xc6, 0x7f, 0xff, 0xff, 0xff),
      Uint8Array.of(0xdb, 0xff, 0xff, 0xff, 0xff),
      Buffer.alloc(limit, 0x91),
      Buffer.alloc(limit, 0x9f),
      Buffer.alloc(limit, 0xdd),
    ];
    const before = inUse();
    for (const bomb of bombs) expect(reasonOf(bomb)).toMatch(/cut short|nested too deep/);
    expect(inUse() - before).toBeLessThan(8 * mebibyte);
  });

  test("so does a megabyte of empty lists, within the element limit and beyond it", () => {
    const listOf = (count: number) =>
      Buffer.concat([
        Buffer.from([0x95, frameVersion, 0xa1, 0x61, 0xa1, 0x62, 1]),
        array32(count),
        Buffer.alloc(count, 0x90),
      ]);
    const before = inUse();
    expect(reasonOf(listOf(limit - 100))).toBe("too many elements");
    expect(reasonOf(listOf(maxElements - 10))).toBe("expected a message");
    expect(inUse() - before).toBeLessThan(64 * mebibyte);
  });
});

describe.each(messageTypes)("%s", (type) => {
  test("every single bit flipped: never throws, and what is accepted can be sent on", () => {
    const shortest = samples(type, 20)
      .flatMap((message) => frames([message]))
      .reduce((a, b) => (a.length <= b.length ? a : b));
    const whole = shortest.subarray(0, 4000);
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const flipped = Uint8Array.from(shortest);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      const result = decodeFrame(flipped, limit);
      if (result.ok) for (const again of frames(result.batch.messages)) decoded(again);
    }
  });

  test("every truncation is refused", () => {
    const [message] = samples(type, 1) as [Message];
    const [bytes] = frames([message]) as [Uint8Array];
    for (let length = 0; length < Math.min(bytes.length, 4000); length += 1)
      expect(reasonOf(bytes.subarray(0, length))).not.toBe("accepted");
  });

  test("a field too few, a field too many, another number", () => {
    const [message] = samples(type, 1) as [Message];
    const tuple = toTuple(message);
    expect(reasonOf(wrapped(tuple))).toBe("accepted");
    for (const changed of [tuple.slice(0, -1), [...tuple, null], ["__proto__", ...tuple.slice(1)], [], null])
      expect(reasonOf(wrapped(changed))).toMatch(/^expected /);
  });

  test("something else anywhere in it: what is accepted comes out as it went in", () => {
    const anything = fc.oneof(
      fc.constantFrom(null, true, -1, 0.5, 2 ** 60, Number.NaN, Infinity, "", "__proto__", "constructor", "a.b"),
      fc.uint8Array({ maxLength: 20 }),
      fc.array(fc.oneof(fc.integer(), fc.constant(null), fc.array(fc.constant([]))), { maxLength: 9 }),
    );
    fc.assert(
      fc.property(anyOf[type] as fc.Arbitrary<Message>, fc.nat(), anything, (message, where, other) => {
        const result = decodeFrame(wrapped(replacedAt(toTuple(message), where, other)), limit);
        if (!result.ok) return;
        expect(frames(result.batch.messages).flatMap((bytes) => decoded(bytes))).toEqual(result.batch.messages);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a run", () => {
  const inRuns = ["put", "reply", "request", "response"] as const;
  const runs = (type: MessageType): unknown[][] =>
    splitMessages(samples(type, 40), limit)
      .flat()
      .filter((wire) => ((wire as unknown[])[0] as number) >= 100) as unknown[][];

  test.each(inRuns)("of %s: a field too few, a field too many, half a message, none, another kind", (type) => {
    const [run = []] = runs(type);
    expect(reasonOf(wrapped(run))).toBe("accepted");
    const list = run.at(-1) as unknown[];
    const lists = [[...list, null], list.slice(0, -1), [], "list", null];
    const changed = [
      ...lists.map((one) => [...run.slice(0, -1), one]),
      [...run, null],
      run.slice(0, -1),
      run.toSpliced(1, 1),
    ];
    for (const one of [...changed, run.with(0, 104), run.with(0, 2 ** 40), run.with(0, 100.5), [100], [103, []]])
      expect(reasonOf(wrapped(one))).toMatch(/^expected /);
  });

  test.each(inRuns)("of %s, something else anywhere in it: what is accepted comes out as it went in", (type) => {
    const other = fc.oneof(
      fc.constantFrom<unknown>(null, true, -1, 0.5, 2 ** 60, Number.NaN, "", "__proto__", "a.b", "\ud800", [], [[]]),
      fc.uint8Array({ maxLength: 20 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...runs(type)), fc.nat(), other, (run, where, it) => {
        const result = decodeFrame(wrapped(replacedAt(run, where, it)), limit);
        if (!result.ok) return;
        expect(frames(result.batch.messages).flatMap((bytes) => decoded(bytes))).toEqual(result.batch.messages);
      }),
      { numRuns: 300 },
    );
  });
});

test("a fraction stands for a duration only", () => {
  const taken = messageTypes.flatMap((type) => {
    const tuple = toTuple(samples(type, 1)[0] as Message);
    const numbers = [...tuple.keys()].filter((index) => index > 0 && typeof tuple[index] === "number");
    return numbers
      .filter((index) => reasonOf(wrapped(tuple.with(index, 0.5))) === "accepted")
      .map((index) => `${type} ${index}`);
  });
  expect(taken).toEqual(["request 11", "admin 9", "watch 2", "ringRequest 10"]);
});

test("every type byte with anything behind it: never throws", () => {
  for (let type = 0; type < 256; type += 1) {
    for (const fill of [0x00, 0x01, 0x90, 0xff]) {
      for (let length = 1; length < 24; length += 1) {
        const bytes = new Uint8Array(length).fill(fill);
        bytes[0] = type;
        decodeFrame(bytes, limit);
      }
    }
  }
});

test("a view into a larger buffer reads no byte beside it", () => {
  const [message] = samples("put", 1) as [Message];
  const [bytes] = frames([message]) as [Uint8Array];
  const larger = Buffer.alloc(bytes.length + 64, 0xc1);
  larger.set(bytes, 33);
  expect(decoded(larger.subarray(33, 33 + bytes.length))).toEqual([message]);
  expect(reasonOf(larger.subarray(33, 32 + bytes.length))).toBe("cut short");
});

test("after any of it, a good frame is read as ever", () => {
  for (const bytes of [Buffer.alloc(50, 0xdd), packr.pack({ a: 1 }), new Uint8Array(), Buffer.alloc(100, 0x90)])
    decodeFrame(bytes, limit);
  const sent = messageTypes.flatMap((type) => samples(type, 2));
  expect(frames(sent).flatMap((bytes) => decoded(bytes))).toEqual(sent);
});

test("a sender's bound holds in the worst case: three bytes a code unit, on either side of the short form", () => {
  for (const length of [1, 20, 21, 32, 64, 65, 300]) {
    const keys = Array.from({ length: 400 }, () => "～".repeat(length));
    const fetch: Message = {
      type: "fetch",
      ensemble: "e",
      from: "a",
      to: "b",
      req: 1,
      epoch: 1,
      keys: keys.slice(0, 3),
    };
    const sent = keys.map(() => fetch);
    for (const bytes of frames(sent, 4096)) expect(bytes.length).toBeLessThanOrEqual(4096);
  }
});

/** The tuple with its `where`-th value, counted through the nesting, replaced. */
function replacedAt(tuple: readonly unknown[], where: number, by: unknown): unknown[] {
  const count = (one: unknown): number =>
    Array.isArray(one) ? one.reduce<number>((sum, item) => sum + count(item), 1) : 1;
  let left = where % (count(tuple) - 1);
  const replace = (one: unknown): unknown => {
    left -= 1;
    if (left === -1) return by;
    return Array.isArray(one) ? one.map(replace) : one;
  };
  return tuple.map(replace);
}
