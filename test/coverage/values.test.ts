/** Values: told apart, and written as source that makes them again. Source: issue "Coverage" (BigInt, Map, Set in context). */
import { createActor, createMachine } from "xstate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isEqual, keyOf, literal, OpaqueValueError, shortHash } from "#coverage/values";

const anything = fc.anything({
  withBigInt: true,
  withMap: true,
  withSet: true,
  withDate: true,
  withTypedArray: true,
  withSparseArray: false,
  withNullPrototype: false,
});

/** As a test file would read it. */
// oxlint-disable-next-line typescript/no-implied-eval -- source text is what is tested
const evaluate = (source: string): unknown => new Function(`return (${source});`)() as unknown;

describe("the key of a value", () => {
  it("tells apart what JSON merges or throws on", () => {
    const values = [
      ...[1n, 1, "1", new Map([["a", 1]]), new Map([["a", 2]]), new Map(), new Set([1]), new Set([2]), {}, []],
      ...[null, undefined, Number.NaN, 0, -0, new Date(0), new Date(1), "new Date(0)", new Uint8Array([1]), [1]],
    ];
    expect(new Set(values.map((value) => keyOf(value))).size).toBe(values.length);
  });

  it("is the same whatever the order of properties, entries and members", () => {
    expect(
      keyOf({
        a: 1,
        b: new Map([
          ["x", 1],
          ["y", 2],
        ]),
      }),
    ).toBe(
      keyOf({
        b: new Map([
          ["y", 2],
          ["x", 1],
        ]),
        a: 1,
      }),
    );
    expect(isEqual(new Set([1, 2]), new Set([2, 1]))).toBe(true);
    expect(isEqual({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  });

  it("refuses functions, actors and cycles, or names them and says where they are", () => {
    const actor = createActor(createMachine({}));
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    for (const value of [{ deep: [() => 1] }, { actor }, cycle]) {
      expect(() => keyOf(value)).toThrow(OpaqueValueError);
      const places: string[] = [];
      keyOf(value, { opaque: "name", notice: (path) => void places.push(path) });
      expect(places).toHaveLength(1);
    }
  });
});

describe("values that share parts", () => {
  it("are walked once, however often they are met", () => {
    let value: object = { end: 1 };
    for (let depth = 0; depth < 60; depth += 1) value = { left: value, right: value };
    expect(keyOf(value).length).toBeLessThan(1000);
    expect(keyOf({ a: [1, 2], b: [1, 2] })).toBe(keyOf(((shared) => ({ a: shared, b: shared }))([1, 2])));
  });
});

describe("a literal", () => {
  it("makes the value again", () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(keyOf(evaluate(literal(value)), { opaque: "name" })).toBe(keyOf(value, { opaque: "name" }));
      }),
    );
  });

  it("breaks long lines and leaves short ones", () => {
    expect(literal({ a: 1, "b-c": [true] })).toBe('{ a: 1, "b-c": [true] }');
    const long = literal({ first: "x".repeat(80), second: "y".repeat(80) });
    expect(long.split("\n")).toHaveLength(4);
  });
});

it("names by content", () => {
  expect(shortHash("a")).toMatch(/^[0-9a-f]{8}$/);
  expect(shortHash("a")).not.toBe(shortHash("b"));
});
