/** Where a key lies on the ring: SHA-1, as riak_core's `chash:key_of`. It spreads keys; it protects nothing. */
import { createHash } from "node:crypto";
import { encodeRingKey, type RingKey } from "#machines/protocol/term";

export function hashOf(key: RingKey): Uint8Array {
  return createHash("sha1").update(encodeRingKey(key)).digest();
}

/** A text that no other key has: the bytes of its term, one a character. */
export function keyText(key: RingKey): string {
  return Buffer.from(encodeRingKey(key)).toString("latin1");
}
