/** Source: DESIGN section 2 (frames are checked before use), HAZARDS "Bus and decoding". */
import fc from "fast-check";
import { Packr } from "msgpackr";
import { describe, expect, it } from "vitest";
import type { Message, MessageType, Put, TraceBatch } from "#machines/protocol/messages";
import { hashBytes } from "#machines/protocol/object";
import * as any from "#test/support/arbitraries";
import { decodeFrame, encodeFrame, frameVersion, splitMessages } from "#transport/codec";
import { maxElements } from "#transport/frame-scan";
import { messageTypes } from "#transport/schema";

const limit = 1024 * 1024;
/** Packs whatever it is given: what a hostile sender would write. */
const packr = new Packr({ useRecords: false });

function encode(messages: readonly Message[], maxFrameBytes = limit): Uint8Array[] {
  return splitMessages(messages, maxFrameBytes).map((frame, index) => encodeFrame("n1", "b1", index + 1, frame));
}

function decode(bytes: Uint8Array): Message[] {
  const decoded = decodeFrame(bytes, limit);
  if (!decoded.ok) throw new Error(decoded.reason);
  return [...decoded.batch.messages];
}

function reasonOf(bytes: Uint8Array): string {
  const decoded = decodeFrame(bytes, limit);
  return decoded.ok ? "accepted" : decoded.reason;
}

/** A frame of these raw messages. */
function frameOf(...messages: unknown[]): Uint8Array {
  return packr.pack([frameVersion, "n1", "b1", 1, messages]);
}

const object = {
  key: "k",
  value: new Uint8Array([1, 2, 3]),
  version: "1.1",
  ballot: { epoch: 1, seq: 1 },
  hash: new Uint8Array(hashBytes),
};
const put: Put = { type: "put", ensemble: "demo", from: "n1", to: "n2", req: 1, epoch: 1, object };

function putOf(size: number): Put {
  return { ...put, object: { ...object, value: new Uint8Array(size).fill(7) } };
}

/** Of a change, the fields that the message has. */
function only(change: object, message: object): object {
  return Object.fromEntries(Object.entries(change).filter(([name]) => name in message));
}

describe("round trip", () => {
  it("covers every type of message", () => {
    expect([...messageTypes].sort()).toEqual(Object.keys(any.messages).sort());
  });

  for (const type of Object.keys(any.messages) as MessageType[]) {
    it(`gives back every ${type}`, () => {
      fc.assert(
        fc.property(any.messages[type] as fc.Arbitrary<Message>, (message) => {
          expect(encode([message]).flatMap(decode)).toEqual([message]);
        }),
        { numRuns: 60 },
      );
    });
  }

  it("names sender, boot and frame", () => {
    const bytes = encodeFrame("n1", "b7", 42, splitMessages([put], limit)[0] ?? []);
    expect(decodeFrame(bytes, limit)).toMatchObject({ ok: true, batch: { sender: "n1", boot: "b7", frame: 42 } });
  });

  it("cuts a long explanation instead of losing its frame", () => {
    const long: Message = { type: "adminDone", id: 1, code: "UNAVAILABLE", message: "x".repeat(10_000) };
    const [back] = encode([long]).flatMap(decode);
    expect(back).toMatchObject({ code: "UNAVAILABLE", message: expect.stringMatching(/^x{4095}…$/) });
  });

  it("keeps a trace record whose data are too long to travel, and says so", () => {
    const [one] = fc.sample(any.traceRecord, { numRuns: 1, seed: 1 });
    const record = { ...one, data: { text: "x".repeat(70_000) }, context: {} } as TraceBatch["records"][number];
    const [back] = encode([{ type: "trace", node: "n1", boot: "b1", records: [record], gap: 0 }]).flatMap(decode);
    const { data, context, ...rest } = (back as TraceBatch).records[0] as TraceBatch["records"][number];
    expect(record).toMatchObject(rest);
    expect(data).toEqual({ leftOut: expect.stringContaining("characters") });
    expect(context).toEqual(data);
  });
});

describe("bytes", () => {
  it("of a decoded value are a copy: neither alias the network buffer nor keep it alive", () => {
    const response: Message = {
      ...{ type: "response", id: 1, code: "ok", version: "1.1", message: "", leader: "n1", epoch: 1 },
      value: new Uint8Array([1, 2, 3]),
    };
    const body = { kind: "objects", trusted: true, objects: [object], missing: [] } as const;
    const objects = { type: "reply", ensemble: "demo", from: "n1", to: "n2", req: 1, epoch: 1, body } as const;
    const [bytes] = encode([response, objects]);
    const network = Buffer.from(bytes as Uint8Array);
    const [answer, reply] = decode(network) as [typeof response, typeof objects];
    network.fill(0xff);
    expect([answer, reply]).toEqual([response, objects]);
    const kept = reply.body.objects[0] as typeof object;
    expect(kept.hash.buffer.byteLength).toBe(hashBytes);
    for (const { value } of [answer, kept]) expect(value?.buffer.byteLength).toBe(3);
  });

  it("of a put and of a request are views: whoever keeps them copies them (runs.ts)", () => {
    const network = Buffer.from(encode([put])[0] as Uint8Array);
    const [back] = decode(network) as [Put];
    expect(back.object.value).toEqual(object.value);
    expect(back.object.value?.buffer).toBe(network.buffer);
    // Not Buffers, whose slice() is no copy.
    expect(back.object.value?.constructor).toBe(Uint8Array);
  });

  it("of a frame are not written over by frames encoded after it", () => {
    const frames = Array.from({ length: 2000 }, (_, n) => encodeFrame("n1", "b1", n + 1, []));
    const numbers = frames.map((bytes) => {
      const decoded = decodeFrame(bytes, limit);
      return decoded.ok ? decoded.batch.frame : 0;
    });
    expect(numbers).toEqual(frames.map((_, n) => n + 1));
  });
});

describe("runs", () => {
  /** What travels in a frame, message by message or run by run. */
  const wires = (messages: readonly Message[]): readonly (readonly unknown[])[] =>
    splitMessages(messages, limit).flat() as unknown[][];

  it("hold what follows one another and has the same in common; nothing else", () => {
    const nth = (n: number): Put => ({
      ...put,
      req: n,
      object: { ...object, key: `k${n}`, ballot: { epoch: 1, seq: n } },
    });
    expect(wires([nth(1), nth(2), nth(3)])).toHaveLength(1);
    const other: readonly Partial<Put>[] = [{ ensemble: "other" }, { from: "n3" }, { to: "n3" }, { epoch: 2 }];
    for (const difference of other) expect(wires([nth(1), { ...nth(2), ...difference }])).toHaveLength(2);
    expect(wires([nth(1), { ...nth(2), object: { ...object, ballot: { epoch: 2, seq: 2 } } }])).toHaveLength(2);
  });

  it("give back any sequence of them, however their common fields change", () => {
    const { put: puts, reply, request, response } = any.messages;
    const message = fc.oneof(puts, reply, request, response) as fc.Arbitrary<Message>;
    const repeated = fc
      .tuple(
        message,
        fc.array(fc.record({ req: fc.nat(), id: fc.nat(), epoch: fc.constantFrom(1, 2) }, { requiredKeys: [] })),
      )
      .map(([one, changes]) => [one, ...changes.map((change) => ({ ...one, ...only(change, one) }))] as Message[]);
    fc.assert(
      fc.property(fc.array(repeated, { maxLength: 6 }), fc.integer({ min: 20_000, max: 60_000 }), (groups, most) => {
        const messages = groups.flat().filter((one) => JSON.stringify(one).length < most / 5);
        const frames = encode(messages, most);
        for (const frame of frames) expect(frame.length).toBeLessThanOrEqual(most);
        expect(frames.flatMap(decode)).toEqual(messages);
      }),
      { numRuns: 200 },
    );
  });

  it("count for as many elements as they have, so that no frame is refused by its receiver", () => {
    const many = Array.from({ length: 80_000 }, (_, n): Put => ({ ...put, req: n }));
    const frames = splitMessages(many, 2 ** 30).map((frame) => encodeFrame("n1", "b1", 1, frame));
    expect(frames.length).toBeGreaterThan(1);
    const decoded = frames.map((bytes) => decodeFrame(bytes, 2 ** 30));
    expect(
      decoded.map((one) => (one.ok ? one.batch.messages.length : one.reason)).reduce((a, b) => Number(a) + Number(b)),
    ).toBe(80_000);
  });
});

describe("splitting", () => {
  it("keeps order and content, and every frame below the limit", () => {
    fc.assert(
      fc.property(
        fc.array(any.message, { maxLength: 30 }),
        fc.integer({ min: 20_000, max: 60_000 }),
        (messages, most) => {
          // A message that does not fit alone is another test.
          const fitting = messages.filter((one) => JSON.stringify(one).length < most / 5);
          const frames = encode(fitting, most);
          for (const frame of frames) expect(frame.length).toBeLessThanOrEqual(most);
          expect(frames.flatMap(decode)).toEqual(fitting);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("fills frames: 100 messages of 1,000 bytes take two of 64 KiB", () => {
    expect(encode(new Array<Message>(100).fill(putOf(1000)), 64 * 1024)).toHaveLength(2);
  });

  it("makes no frame of nothing", () => {
    expect(encode([])).toEqual([]);
  });

  it("refuses a message that does not fit alone, and tells sizes", () => {
    expect(() => encode([putOf(2000)], 1000)).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT", message: expect.stringContaining("limit of 1000 bytes") }),
    );
  });

  it("makes no frame of more elements than a receiver takes", () => {
    const nack: Message = {
      type: "reply",
      ensemble: "e",
      from: "a",
      to: "b",
      req: 1,
      epoch: 1,
      body: { kind: "nack", reason: "state" },
    };
    const most = 4 * 1024 * 1024;
    const many = new Array<Message>(60_000).fill(nack);
    const frames = splitMessages(many, most).map((frame) => encodeFrame("n1", "b1", 1, frame));
    expect(frames.length).toBeGreaterThan(1);
    const seen = frames.map((bytes) => {
      const decoded = decodeFrame(bytes, most);
      return decoded.ok ? decoded.batch.messages.length : decoded.reason;
    });
    expect(seen.reduce<unknown>((sum, one) => (typeof one === "number" ? (sum as number) + one : one), 0)).toBe(60_000);
    expect(maxElements).toBeGreaterThan(10_000);
  });
});

describe("hostile frames", () => {
  const malformed: Record<string, Uint8Array> = {
    "no bytes": new Uint8Array(),
    "a number": packr.pack(7),
    "a map": packr.pack({ __proto__: null, a: 1 }),
    "a map as message": frameOf({ type: 0 }),
    "a frame of another version": packr.pack([frameVersion - 1, "n1", "b1", 1, []]),
    "a frame of four fields": packr.pack([frameVersion, "n1", "b1", 1]),
    "a frame of six fields": packr.pack([frameVersion, "n1", "b1", 1, [], 0]),
    "a sender that is no name": packr.pack([frameVersion, "n1.>", "b1", 1, []]),
    "a boot that is no name": packr.pack([frameVersion, "n1", "", 1, []]),
    "frame number 0": packr.pack([frameVersion, "n1", "b1", 0, []]),
    "a frame number of 2^64-1": Buffer.from("9501a26e31a26231cfffffffffffffffff90", "hex"),
    "a broken frame number": packr.pack([frameVersion, "n1", "b1", 1.5, []]),
    "messages that are a text": packr.pack([frameVersion, "n1", "b1", 1, "messages"]),
    "an unknown type": frameOf([99]),
    "a negative type": frameOf([-1]),
    "a type by name": frameOf(["probe", "demo", "n1", "n2", 1]),
    "a type named __proto__": frameOf(["__proto__", "demo", "n1", "n2", 1]),
    "a type of 0.5": frameOf([0.5, "demo", "n1", "n2", 1]),
    "a probe without its request": frameOf([0, "demo", "n1", "n2"]),
    "a probe with one field more": frameOf([0, "demo", "n1", "n2", 1, 1]),
    "an ensemble that is no name": frameOf([0, "de mo", "n1", "n2", 1]),
    "an ensemble of 65 letters": frameOf([0, "e".repeat(65), "n1", "n2", 1]),
    "a peer with two incarnations": frameOf([0, "demo", "n1#1#2", "n2", 1]),
    "a negative request": frameOf([0, "demo", "n1", "n2", -1]),
    "a request of NaN": frameOf([0, "demo", "n1", "n2", Number.NaN]),
    "a request above 2^53": frameOf([0, "demo", "n1", "n2", 2 ** 60]),
    "a request as text": frameOf([0, "demo", "n1", "n2", "1"]),
    "nothing where a name belongs": frameOf([0, null, "n1", "n2", 1]),
    "a lease below nothing": frameOf([10, "demo", "n1", "n2", 1, 1, [4, -1]]),
    "an infinite lease": frameOf([10, "demo", "n1", "n2", 1, 1, [4, Number.POSITIVE_INFINITY]]),
    "a reply body of an unknown kind": frameOf([10, "demo", "n1", "n2", 1, 1, [9]]),
    "a reply body without a kind": frameOf([10, "demo", "n1", "n2", 1, 1, []]),
    "a nack without a known reason": frameOf([10, "demo", "n1", "n2", 1, 1, [0, 8]]),
    "a boolean as number": frameOf([5, "demo", "n1", "n2", 1, 1, 1]),
    "an empty key": frameOf([8, "demo", "n1", "n2", 1, 1, ["", null, "1.1", [1, 1], Buffer.alloc(hashBytes)]]),
    "a key above its bytes": frameOf([7, "demo", "n1", "n2", 1, 1, ["é".repeat(513)]]),
    "a value that is a text": frameOf([
      8,
      "demo",
      "n1",
      "n2",
      1,
      1,
      ["k", "v", "1.1", [1, 1], Buffer.alloc(hashBytes)],
    ]),
    "a hash cut short": frameOf([8, "demo", "n1", "n2", 1, 1, ["k", null, "1.1", [1, 1], Buffer.alloc(hashBytes - 1)]]),
    "a ballot of three": frameOf([8, "demo", "n1", "n2", 1, 1, ["k", null, "1", [1, 1, 1], Buffer.alloc(hashBytes)]]),
    "an ext type": Buffer.from("c7010100", "hex"),
    "a fixext type": Buffer.from("d40100", "hex"),
    "the unused type": Buffer.from("c1", "hex"),
    "bytes after the end": Buffer.concat([frameOf(), Buffer.from([0xc0])]),
  };
  for (const [what, bytes] of Object.entries(malformed)) {
    it(`refuses ${what}`, () => expect(reasonOf(bytes)).not.toBe("accepted"));
  }

  it("accepts the same shapes when they are right: the table above fails for its own reasons", () => {
    expect(reasonOf(frameOf())).toBe("accepted");
    expect(reasonOf(frameOf([0, "demo", "n1", "n2", 1]))).toBe("accepted");
    expect(reasonOf(frameOf([10, "demo", "n1", "n2", 1, 1, [4, 0.5, 1, false]]))).toBe("accepted");
    expect(reasonOf(frameOf([7, "demo", "n1", "n2", 1, 1, ["é".repeat(512)]]))).toBe("accepted");
    const sound = [8, "demo", "n1", "n2", 1, 1, ["k", null, "1.1", [1, 1], Buffer.alloc(hashBytes)]];
    expect(reasonOf(frameOf(sound))).toBe("accepted");
  });

  it.each([4, 100])("gives out no key with half a surrogate pair, however it was written (%i letters)", (length) => {
    const bytes = Buffer.from(frameOf([7, "demo", "n1", "n2", 1, 1, ["Q".repeat(length)]]));
    bytes.set([0xed, 0xa0, 0x80], bytes.indexOf("QQQ"));
    const decoded = decodeFrame(bytes, limit);
    const keys = decoded.ok ? decoded.batch.messages.flatMap((one) => (one.type === "fetch" ? one.keys : [])) : [];
    expect(keys.filter((key) => /\p{Surrogate}/u.test(key))).toEqual([]);
  });

  it("refuses views of more members than a round may have, and more views than a change makes", () => {
    const fact = (views: unknown) => [1, 1, "", views, [0, 0], [0, 0], [0, 0], [[0, 0], []]];
    const commit = (views: unknown) => frameOf([3, "demo", "n1", "n2", 1, fact(views)]);
    const names = (most: number, from = 0) => Array.from({ length: most }, (_, n) => `n${from + n}`);
    expect(reasonOf(commit([names(30)]))).toBe("accepted");
    expect(reasonOf(commit([names(31)]))).not.toBe("accepted");
    expect(reasonOf(commit([names(16), names(16, 16)]))).not.toBe("accepted");
    expect(reasonOf(commit(new Array(9).fill(["n1"])))).not.toBe("accepted");
  });

  it("refuses what is larger than a frame before looking at it", () => {
    expect(reasonOf(new Uint8Array(limit + 1))).toBe("too large");
  });

  it("never throws for random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        decodeFrame(bytes, limit);
      }),
      { numRuns: 2000 },
    );
  });

  it("never throws for a sound frame cut anywhere, and refuses it", () => {
    fc.assert(
      fc.property(any.message, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (message, share) => {
        for (const bytes of encode([message]))
          expect(reasonOf(bytes.subarray(0, Math.floor(bytes.length * share)))).not.toBe("accepted");
      }),
      { numRuns: 500 },
    );
  });

  it("never throws for a sound frame with bits flipped, and gives only messages that are sound themselves", () => {
    fc.assert(
      fc.property(
        any.message,
        fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 3 }),
        (one, flips) => {
          for (const sound of encode([one])) {
            const bytes = Uint8Array.from(sound);
            for (const [at, bit] of flips) bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ (1 << bit);
            const decoded = decodeFrame(bytes, limit);
            // What was accepted can be sent on: encoding it again gives the same again.
            if (decoded.ok) expect(encode(decoded.batch.messages).flatMap(decode)).toEqual(decoded.batch.messages);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("hostile trace records", () => {
  const [sound] = fc.sample(any.traceRecord, { numRuns: 1, seed: 3 });
  const reasonFor = (record: string) => reasonOf(frameOf([18, "n1", "b1", [record], 0]));
  const withData = (data: string) => JSON.stringify({ ...sound, data: 0 }).replace('"data":0', `"data":${data}`);

  it("accepts a sound one", () => {
    expect(messageTypes[18]).toBe("trace");
    expect(reasonFor(withData('{"a":[1,{"b":null}]}'))).toBe("accepted");
  });

  it.each([
    ["no JSON", "{"],
    ["JSON that is no object", "[]"],
    ["null", "null"],
    ["a field too few", JSON.stringify({ ...sound, cause: undefined })],
    ["a field too many", JSON.stringify({ ...sound, extra: 1 })],
    ["a field of another type", JSON.stringify({ ...sound, n: "1" })],
    ["an unknown kind", JSON.stringify({ ...sound, kind: "dance" })],
    ["texts that are none", JSON.stringify({ ...sound, effects: [1] })],
    ["data that are a list", withData("[]")],
    ["__proto__ in its data", withData('{"__proto__":{"isAdmin":true}}')],
    ["__proto__ spelt otherwise, deeper", withData('{"a":[{"\\u005f_proto__":1}]}')],
    ["__proto__ beside its fields", JSON.stringify(sound).replace("{", '{"__proto__":{},')],
    ["data nested deep", withData(`{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}`)],
    ["a text above its limit", withData(`{"a":"${"x".repeat(70_000)}"}`)],
  ])("refuses %s", (_what, record) => {
    expect(reasonFor(record)).not.toBe("accepted");
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});
