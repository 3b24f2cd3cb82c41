/** Source: HAZARDS "Bus and decoding": forty bytes of nested array headers cost an unguarded decoder gigabytes. */
import fc from "fast-check";
import { Packr, Unpackr } from "msgpackr";
import { describe, expect, it } from "vitest";
import { maxElements, scanFrame } from "#transport/frame-scan";

const packr = new Packr({ useRecords: false });
const bytes = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex");

describe("scanFrame", () => {
  it.each([
    ["a bomb: array headers of 2^32-1 elements, nested", "ddffffffff".repeat(8), "cut short"],
    ["a bomb: array headers of 65,535 elements, nested", "dcffff".repeat(14), "cut short"],
    ["array headers of one element, nested", `${"91".repeat(40)}c0`, "nested too deep"],
    ["an array of more elements than bytes left", "93 c0 c0", "cut short"],
    ["a text longer than the frame", "db ffffffff 61", "cut short"],
    ["bytes longer than the frame", "c6 7fffffff 00", "cut short"],
    ["a header cut in its length", "dd 0000", "cut short"],
    ["a number cut", "cf 00000000", "cut short"],
    ["nothing", "", "cut short"],
    ["two values", "c0 c0", "bytes after the end"],
    ["a map", "81 a161 01", "type 0x81 is not allowed"],
    ["map 16", "de 0000", "type 0xde is not allowed"],
    ["map 32", "df 00000000", "type 0xdf is not allowed"],
    ["ext 8", "c7 00 01", "type 0xc7 is not allowed"],
    ["a timestamp", "d6 ff 00000000", "type 0xd6 is not allowed"],
    ["a record definition", "d4 72 40", "type 0xd4 is not allowed"],
    ["the unused type", "c1", "type 0xc1 is not allowed"],
  ])("refuses %s", (_what, hex, reason) => {
    expect(scanFrame(bytes(hex))).toBe(reason);
  });

  it("refuses more elements than the limit, whatever they are", () => {
    const wide = (count: number) => packr.pack(new Array(count).fill([]));
    expect(scanFrame(wide(maxElements - 1))).toBeNull();
    expect(scanFrame(wide(maxElements))).toBe("too many elements");
  });

  it("takes exactly what msgpackr writes for arrays of scalars, strings and bytes, eight deep", () => {
    const scalar = fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true }),
      fc.string({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }),
    );
    const nested = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof({ maxDepth: 7 }, scalar, fc.array(tie("value"), { maxLength: 20 })),
    })).value;
    fc.assert(
      fc.property(nested, (value) => {
        expect(scanFrame(packr.pack(value))).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it("lets nothing through that msgpackr cannot read to its end", () => {
    const unpackr = new Unpackr({ useRecords: false });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (random) => {
        if (scanFrame(random) === null) unpackr.unpack(random);
      }),
      { numRuns: 5000 },
    );
  });
});
