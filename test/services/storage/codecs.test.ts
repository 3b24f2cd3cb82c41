/** What is written is read back, and nothing damaged is read as something else. Source: DESIGN "Storage"; P10. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PeerRecord } from "#machines/protocol/fact";
import { isTombstoneHash, contentHash } from "#services/storage/content-hash";
import { decodeObject, encodeObject, objectKeyOf, objectRange } from "#services/storage/object-codec";
import { decodeSaved, encodeSaved, type Saved } from "#services/storage/record-codec";
import { makeObject, makeRecord } from "#test/suites/storage-parts";

describe("contentHash", () => {
  it("is SHA-256 over the lengths and the three fields, cut to 16 bytes", () => {
    const bytes = Buffer.concat([
      Buffer.from([1, 0, 0, 0, 2, 0, 0, 0, 1]),
      Buffer.from("é"),
      Buffer.from("v"),
      Buffer.from([7, 8]),
    ]);
    const expected = createHash("sha256").update(bytes).digest().subarray(0, 16);
    // The lowest bit of the first byte tells a value from a tombstone.
    expected[0] = (expected[0] ?? 0) | 1;
    expect(Buffer.from(contentHash("é", "v", Uint8Array.of(7, 8)))).toEqual(expected);
  });

  it("tells apart every two of key, version and value, however they are cut", () => {
    const seen = new Map<string, string>();
    for (const text of ["", "a", "ab", "abc"]) {
      for (let first = 0; first <= text.length; first++) {
        for (let second = first; second <= text.length; second++) {
          const [key, version, value] = [text.slice(0, first), text.slice(first, second), text.slice(second)];
          for (const bytes of [Buffer.from(value), null]) {
            if (bytes === null && value !== "") continue;
            const name = `${key}|${version}|${bytes === null ? "tombstone" : value}`;
            const hash = Buffer.from(contentHash(key, version, bytes)).toString("hex");
            expect(seen.get(hash)).toBeUndefined();
            seen.set(hash, name);
          }
        }
      }
    }
    expect(seen.size).toBeGreaterThan(15);
  });

  it("tells tombstones from values, the empty one too", () => {
    expect(isTombstoneHash(contentHash("k", "v", null))).toBe(true);
    expect(isTombstoneHash(contentHash("k", "v", new Uint8Array(0)))).toBe(false);
  });

  it("hashes values longer than its buffer alike", () => {
    for (const length of [8000, 8191, 8192, 8193, 100_000]) {
      const value = Buffer.alloc(length, 7);
      const header = Buffer.alloc(9);
      header[0] = 1;
      header.writeUInt32BE(1, 1);
      header.writeUInt32BE(1, 5);
      const expected = createHash("sha256")
        .update(Buffer.concat([header, Buffer.from("kv"), value]))
        .digest();
      expected[0] = (expected[0] ?? 0) | 1;
      expect(Buffer.from(contentHash("k", "v", value))).toEqual(expected.subarray(0, 16));
    }
  });
});

describe("object records", () => {
  const object = makeObject("key", "value", 2 ** 52, 2 ** 53 - 1);
  const name = objectKeyOf("demo", "key");

  it("come back as they were", () => {
    for (const written of [object, makeObject("key", null), makeObject("key", "")]) {
      const decoded = decodeObject(name, "key", encodeObject(name, written));
      expect(decoded.ok && contentHash("key", decoded.value.version, decoded.value.value)).toEqual(written.hash);
      expect(decoded.ok && decoded.value.ballot).toEqual(written.ballot);
    }
  });

  it("fail with any bit flipped, cut at any length, or under any other key", () => {
    const record = encodeObject(name, object);
    for (let bit = 0; bit < record.length * 8; bit++) {
      const flipped = Buffer.from(record);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeObject(name, "key", flipped).ok).toBe(false);
    }
    for (let length = 0; length < record.length; length++)
      expect(decodeObject(name, "key", record.subarray(0, length)).ok).toBe(false);
    for (const other of [objectKeyOf("demo", "kex"), objectKeyOf("demp", "key"), objectKeyOf("d", "emokey")])
      expect(decodeObject(other, "key", record).ok).toBe(false);
    expect(decodeObject(name, "key", Buffer.alloc(record.length)).ok).toBe(false);
  });

  it("lie within the range of their ensemble and of no other", () => {
    const ensembles = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,4}$/);
    fc.assert(
      fc.property(ensembles, ensembles, fc.string({ unit: "grapheme" }), (ensemble, other, key) => {
        const { gte, lt } = objectRange(other);
        const bytes = objectKeyOf(ensemble, key);
        expect(bytes.compare(gte) >= 0 && bytes.compare(lt) < 0).toBe(ensemble === other);
      }),
    );
  });
});

describe("the saved blob", () => {
  const number = fc.maxSafeNat();
  const ballot = fc.record({ epoch: number, seq: number });
  const peer = fc.stringMatching(/^[a-z0-9]{1,8}(#[0-9a-z]{1,4})?$/);
  const views = fc.array(fc.array(peer, { maxLength: 3 }), { maxLength: 3 });
  const fact = fc.record({
    epoch: number,
    seq: number,
    leader: fc.oneof(peer, fc.constant("")),
    views,
    viewVsn: ballot,
    pendVsn: ballot,
    commitVsn: ballot,
    pending: fc.record({ vsn: ballot, views }),
  });
  const held = { promised: fc.record({ epoch: number, candidate: peer }), fact };
  const record: fc.Arbitrary<PeerRecord> = fc.oneof(
    fc.record({ ...held, trusted: fc.boolean() }),
    fc.record({
      ...held,
      trusted: fc.constant(false),
      countsFrom: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    }),
  );
  const peers = fc.array(fc.tuple(fc.string(), fc.record({ record, trustedFromTurn: number })), { maxLength: 5 });

  it("comes back as it was", () => {
    fc.assert(
      fc.property(peers, fc.uint8Array(), (list, manager) => {
        const saved: Saved = { cluster: "c1", node: "n1", peers: new Map(list), manager };
        expect(decodeSaved(encodeSaved(saved))).toEqual({ ok: true, value: saved });
      }),
    );
  });

  it("never throws for any bytes, and takes no shortened blob", () => {
    const blob = encodeSaved({
      cluster: "c1",
      node: "n1",
      peers: new Map([["demo/n1", { record: makeRecord(3), trustedFromTurn: 2 }]]),
      manager: new Uint8Array([1, 2, 3]),
    });
    for (let length = 0; length < blob.length; length++) expect(decodeSaved(blob.subarray(0, length)).ok).toBe(false);
    expect(decodeSaved(Buffer.concat([blob, Buffer.alloc(1)])).ok).toBe(false);
    for (let at = 0; at < blob.length; at++) {
      const changed = Buffer.from(blob);
      changed[at] = 0xff;
      expect(() => decodeSaved(changed)).not.toThrow();
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => decodeSaved(bytes).ok === false));
  });
});
