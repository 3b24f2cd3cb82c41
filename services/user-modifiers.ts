/** Modifiers as users write them, over values; the data plane knows bytes alone. */
import { defaultMaxValueBytes } from "#machines/protocol/object";
import { decodeValue, encodeValue } from "./client/values.ts";
import type { ByteModifier } from "./kv/modifiers.ts";
import type { Modifier } from "./public-types.ts";

/** What a value may take here; the leader checks the node's own limit once more. */
const mostBytes = 64 * defaultMaxValueBytes;

export function userModifier(modifier: Modifier): ByteModifier {
  return (value, argument) =>
    encodeValue(modifier(decodeValue(value, "the key"), decodeValue(argument, "the argument")), mostBytes);
}
