/**
 * Modifiers: functions that a key's leader applies to what the key holds. Source: riak_ensemble `kmodify`, which sends the
 * function itself; here names travel and every node brings its own functions, so that nothing that arrives is ever run.
 *
 * A modifier must be deterministic and quick: it runs once, on the settled value, within the leader's turn.
 */
import type { Ballot } from "#machines/protocol/ballot";
import { QuorateError, type ErrorCode } from "#machines/protocol/errors";
import { isName } from "#machines/protocol/identifiers";
import { responseCodes, type ResponseCode } from "#machines/protocol/messages";

/** What a `modify` request carries as its value. */
export interface Modification {
  /** Which modifier. */
  readonly name: string;
  readonly argument: Uint8Array;
  /** What the modifier gets where the key holds nothing. */
  readonly initial: Uint8Array;
}

/**
 * From what the key holds (or `initial`) to what it will hold; the very same bytes when nothing is to change. `vsn` is the
 * ballot that the result will be written with. A QuorateError with a code that says "not applied" is answered as it is;
 * whatever else it throws is INVALID_ARGUMENT.
 */
export type ByteModifier = (value: Uint8Array, argument: Uint8Array, vsn: Ballot) => Uint8Array;

export type ModifierTable = ReadonlyMap<string, ByteModifier>;

export type ModifierEnd =
  | { readonly kind: "changed"; readonly value: Uint8Array }
  | { readonly kind: "unchanged"; readonly value: Uint8Array }
  | { readonly kind: "refused"; readonly code: ResponseCode; readonly message: string };

/** Codes that a modifier may refuse with: none that would leave open whether it was applied. */
function isRefusal(code: ErrorCode): code is ErrorCode & ResponseCode {
  return code !== "UNKNOWN_OUTCOME" && code !== "TIMEOUT" && (responseCodes as readonly string[]).includes(code);
}

/** Never throws. */
export function runModifier(
  table: ModifierTable,
  modification: Modification,
  present: Uint8Array | null,
  vsn: Ballot,
): ModifierEnd {
  const { name, argument, initial } = modification;
  const modifier = table.get(name);
  if (modifier === undefined)
    return refused(
      "INVALID_ARGUMENT",
      `no modifier ${name} is registered at this ensemble's leader: startNode({ modifiers })`,
    );
  try {
    const value = modifier(present ?? initial, argument, vsn);
    if (!(value instanceof Uint8Array)) return refused("INVALID_ARGUMENT", `modifier ${name} returned no bytes`);
    return { kind: present !== null && value === present ? "unchanged" : "changed", value };
  } catch (error) {
    if (error instanceof QuorateError && isRefusal(error.code)) return refused(error.code, error.message);
    const why = error instanceof Error ? error.message : String(error);
    return refused("INVALID_ARGUMENT", `modifier ${name} failed: ${why}`);
  }
}

function refused(code: ResponseCode, message: string): ModifierEnd {
  return { kind: "refused", code, message };
}

// ---------------------------------------------------------------------------------------------------------------- bytes

/** Length of the name (8 bits), name, length of the argument (32 bits), argument; the rest is `initial`. */
export function encodeModification({ name, argument, initial }: Modification): Uint8Array {
  if (!isName(name)) throw new QuorateError("INVALID_ARGUMENT", `${JSON.stringify(name)} cannot name a modifier`);
  const bytes = new Uint8Array(5 + name.length + argument.length + initial.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, name.length);
  for (let at = 0; at < name.length; at += 1) bytes[1 + at] = name.charCodeAt(at);
  view.setUint32(1 + name.length, argument.length);
  bytes.set(argument, 5 + name.length);
  bytes.set(initial, 5 + name.length + argument.length);
  return bytes;
}

/** Null when the bytes are no modification: they come from a bus. */
export function decodeModification(bytes: Uint8Array | null): Modification | null {
  const nameLength = bytes?.[0];
  if (bytes === null || nameLength === undefined || bytes.length < 5 + nameLength) return null;
  const name = String.fromCharCode(...bytes.subarray(1, 1 + nameLength));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = 5 + nameLength;
  const to = from + view.getUint32(1 + nameLength);
  if (!isName(name) || to > bytes.length) return null;
  return { name, argument: bytes.slice(from, to), initial: bytes.slice(to) };
}
