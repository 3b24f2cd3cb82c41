/** Source: DESIGN section 4 "Values are anything msgpackr can carry"; HAZARDS "Bus and decoding". */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeValue, encodeValue } from "#services/client/values";

const limit = 512 * 1024;
const roundTrip = (value: unknown): unknown => decodeValue(encodeValue(value, limit), "k");

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

describe("values come back as they were", () => {
  const values: readonly [string, unknown][] = [
    ["null", null],
    ["numbers", [0, 1.5, -1, 2 ** 40, Number.MAX_SAFE_INTEGER, Number.NaN, Number.POSITIVE_INFINITY]],
    ["bigints", [1n, 2n ** 63n, -(2n ** 200n)]],
    ["strings", ["", "ü€😀", "x".repeat(70_000)]],
    ["objects", { a: 1, b: { c: undefined }, constructor: "x", hasOwnProperty: "y", "1": 2 }],
    [
      "maps apart from objects",
      new Map<unknown, unknown>([
        ["a", { x: 1 }],
        [{ y: 2 }, new Map([[1, new Set([new Map()])]])],
      ]),
    ],
    ["sets", new Set<unknown>([1, "a", new Set([null])])],
    ["dates", [new Date(0), new Date(1_234_567_890_123), new Date(-5)]],
    ["buffers", Buffer.from("abc")],
    ["typed arrays", [new Uint8Array([1, 2]), new Float64Array([0.5]), new BigInt64Array([-1n]), new ArrayBuffer(3)]],
    ["the deepest nesting", nested(98)],
  ];
  test.each(values)("%s", (_name, value) => expect(roundTrip(value)).toStrictEqual(value));

  test("any JSON", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value: unknown = JSON.parse(JSON.stringify(JSON.parse(text)));
        // Property names that objects treat specially, and lone surrogates, are refused by tests of their own.
        if (JSON.stringify(value).includes("__proto__") || /\p{Surrogate}/u.test(deepText(value))) return;
        expect(roundTrip(value)).toEqual(value);
      }),
    );
  });

  test("a toJSON method does not decide what is stored", () => {
    class Account {
      amount = 5;
      toJSON(): unknown {
        return "something else";
      }
    }
    expect(roundTrip(new Account())).toEqual({ amount: 5 });
  });

  test("the bytes are the value's own: a later change of the value or of the frame shows in neither", () => {
    const bytes = Buffer.from([1, 2, 3]);
    const encoded = encodeValue({ bytes }, limit);
    bytes[0] = 9;
    const decoded = decodeValue(encoded, "k") as { bytes: Uint8Array };
    encoded.fill(0);
    expect([...decoded.bytes]).toEqual([1, 2, 3]);
  });
});

function deepText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value)
    .map(([name, item]) => name + deepText(item))
    .join(" ");
}

describe("what cannot be carried is refused, with its place", () => {
  const cycle: Record<string, unknown> = {};
  cycle["self"] = [cycle];
  let shared: unknown = ["x"];
  for (let level = 0; level < 90; level += 1) shared = [shared, shared];
  const refused: readonly [string, unknown, RegExp][] = [
    ["undefined", undefined, /undefined/],
    ["functions", { a: [() => 1] }, /value\.a\[0\] is a function/],
    ["symbols", Symbol("s"), /symbol/],
    ["cycles", cycle, /contains itself/],
    ["cycles through maps", ((map) => map.set("m", map))(new Map<string, unknown>()), /contains itself/],
    ["parts shared 2^90 times", shared, /bytes/],
    ["nesting beyond the limit", nested(101), /deeper/],
    ["half surrogate pairs", ["\ud800"], /surrogate/],
    ["half surrogate pairs in names", { "\udc00": 1 }, /surrogate/],
    ["a name __proto__", JSON.parse('{"a":{"__proto__":{"x":1}}}'), /value\.a has a field named/],
    ["promises", Promise.resolve(1), /await/],
    ["errors", new Error("x"), /name and message/],
    ["huge whole numbers", 2n ** 9000n, /whole number/],
    ["too many bytes", Buffer.alloc(limit), /at most 524288/],
    ["too long a string", "x".repeat(limit), /at most 524288/],
  ];
  test.each(refused)("%s", (_name, value, message) => {
    expect(() => encodeValue(value, limit)).toThrowError(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
    expect(() => encodeValue(value, limit)).toThrow(message);
  });
});

describe("hostile bytes end CORRUPT, and change nothing else", () => {
  const record = Buffer.from([0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 0x01]);
  const hostile: readonly [string, Uint8Array][] = [
    ["nothing", new Uint8Array()],
    [
      "nested array headers that claim 4 billion items each",
      Buffer.concat(Array.from({ length: 8 }, () => Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]))),
    ],
    ["depth", Buffer.alloc(5000, 0x91)],
    ["a map that claims more than there is", Buffer.from([0xdf, 0x7f, 0xff, 0xff, 0xff, 0xa1, 0x61])],
    [
      "__proto__ as a name",
      Buffer.concat([Buffer.from([0x81, 0xa9]), Buffer.from("__proto__"), Buffer.from([0x81, 0xa1, 0x78, 0x01])]),
    ],
    [
      "__proto__ as a long name",
      Buffer.concat([Buffer.from([0x81, 0xd9, 9]), Buffer.from("__proto__"), Buffer.from([1])]),
    ],
    ["a name that is no string", Buffer.from([0x81, 0x01, 0x01])],
    ["a record definition", record],
    ["a reference", Buffer.from([0xd6, 0x70, 0, 0, 0, 1])],
    ["bundled strings", Buffer.from([0xd6, 0x62, 0, 0, 0, 9])],
    ["a typed array of half elements", Buffer.from([0xc7, 4, 0x74, 8, 1, 2, 3])],
    ["an unknown typed array", Buffer.from([0xc7, 2, 0x74, 99, 1])],
    ["a set of no list", Buffer.from([0xd4, 0x73, 0, 0x05])],
    ["a map whose pairs are none", Buffer.from([0xd4, 0x4d, 0, 0x91, 0x05])],
    ["two values", Buffer.from([1, 2])],
    ["the byte that is never used", Buffer.from([0xc1])],
  ];
  test.each(hostile)("%s", (_name, bytes) => {
    expect(() => decodeValue(bytes, "alice")).toThrowError(
      expect.objectContaining({ code: "CORRUPT", message: expect.stringContaining('"alice"') }),
    );
  });

  test("random bytes give a value or CORRUPT", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const code = codeOf(() => decodeValue(bytes, "k"));
        expect(["CORRUPT", "none"]).toContain(code);
      }),
      { numRuns: 3000, seed: 2 },
    );
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });
});

function codeOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return "none";
}
