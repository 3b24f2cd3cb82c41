/** Objects that a store remembers. Source: DESIGN "Storage". */
import { expect, it } from "vitest";
import { encodeObject, inRecord, objectKeyOf } from "#services/storage/object-codec";
import { RecentObjects } from "#services/storage/recent-objects";
import { makeObject } from "#test/suites/storage-parts";

const bytes = (length: number) => new Uint8Array(length).fill(7);

it("keeps those that were written last, by ensemble, and forgets on demand", () => {
  const recent = new RecentObjects();
  const object = makeObject("k", "1");
  recent.keep("a", 7, object);
  expect(recent.get("a", 7, "k")).toBe(object);
  expect(recent.get("b", 7, "k")).toBeUndefined();
  expect(recent.get("a", 8, "k")).toBeUndefined();
  recent.keep("b", 7, object);
  recent.forget("a", 7);
  expect(recent.get("a", 7, "k")).toBeUndefined();
  expect(recent.get("b", 7, "k")).toBe(object);
});

it("knows keys that share a segment apart: the last one is remembered", () => {
  const recent = new RecentObjects();
  recent.keep("a", 7, makeObject("k", "1"));
  recent.keep("a", 7, makeObject("l", "1"));
  expect(recent.get("a", 7, "k")).toBeUndefined();
  expect(recent.get("a", 7, "l")?.key).toBe("l");
});

it("holds no more than some megabytes, and nothing that is large by itself", () => {
  const recent = new RecentObjects();
  const first = makeObject("first", "1");
  recent.keep("a", 1000, first);
  for (let n = 0; n < 200; n += 1) recent.keep("a", n, { ...makeObject(`k${n}`, "1"), value: bytes(100_000) });
  expect(recent.get("a", 1000, "first")).toBeUndefined();
  expect(recent.get("a", 199, "k199")).toBeDefined();
  recent.keep("a", 199, { ...makeObject("k199", "2"), value: bytes(10_000_000) });
  expect(recent.get("a", 199, "k199")).toBeUndefined();
});

it("keeps an object in its own record, not in the frame that it came with", () => {
  const frame = bytes(60_000);
  const object = { ...makeObject("k", "1"), value: frame.subarray(10, 138), hash: frame.subarray(0, 16) };
  const record = encodeObject(objectKeyOf("a", "k"), object);
  const kept = inRecord(object, record);
  expect(kept).toEqual({ ...object, value: Buffer.from(object.value), hash: Buffer.from(object.hash) });
  expect(kept.value?.buffer).toBe(record.buffer);
  expect(kept.hash.buffer).toBe(record.buffer);
  expect(inRecord({ ...object, value: null }, record).value).toBeNull();
});
