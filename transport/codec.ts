/**
 * Frames: a batch of messages as msgpack tuples, `[version, sender, boot, frame, messages]`.
 *
 * A frame is scanned before it is decoded and checked field by field afterwards, so hostile bytes cost no more than their
 * length and never throw. Byte strings are copied out of the frame: a value that is kept must not keep the network buffer
 * of its whole batch alive.
 */
import { Packr, Unpackr } from "msgpackr";
import { QuorateError } from "#machines/protocol/errors";
import { isName } from "#machines/protocol/identifiers";
import type { Message } from "#machines/protocol/messages";
import type { Batch } from "#machines/protocol/ports";
import { Malformed } from "./fields.ts";
import { maxElements, scanFrame } from "./frame-scan.ts";
import { fromTuple, toTuple } from "./schema.ts";

export const frameVersion = 1;

const packr = new Packr({ useRecords: false, variableMapSize: true, int64AsType: "number" });
const unpackr = new Unpackr({ useRecords: false, copyBuffers: true, int64AsType: "number" } as ConstructorParameters<
  typeof Unpackr
>[0]);

/** Frame header: version, two names, a count, array headers. */
const headerBytes = 200;

/** Elements of a frame beside its messages. */
const headerElements = 6;

interface Size {
  /** No fewer than msgpack will use. */
  bytes: number;
  /** Exactly what the receiver's scan will count. */
  elements: number;
}

function measure(wire: unknown, size: Size): void {
  size.elements += 1;
  if (typeof wire === "string") {
    size.bytes += (wire.length > 64 ? Buffer.byteLength(wire) : wire.length * 3) + 5;
  } else if (wire instanceof Uint8Array) {
    size.bytes += wire.length + 5;
  } else if (Array.isArray(wire)) {
    size.bytes += 5;
    for (const item of wire) measure(item, size);
  } else {
    size.bytes += 9;
  }
}

/**
 * Splits messages into as few frames as fit, by an upper bound of their size: nothing is encoded twice.
 * @throws QuorateError INVALID_ARGUMENT when one message does not fit alone.
 */
export function splitMessages(messages: readonly Message[], maxFrameBytes: number): unknown[][] {
  const frames: unknown[][] = [];
  let frame: unknown[] = [];
  let bytes = headerBytes;
  let elements = headerElements;
  const size: Size = { bytes: 0, elements: 0 };
  for (const message of messages) {
    const wire = toTuple(message);
    size.bytes = 0;
    size.elements = 0;
    measure(wire, size);
    if (headerBytes + size.bytes > maxFrameBytes || headerElements + size.elements > maxElements) {
      throw new QuorateError(
        "INVALID_ARGUMENT",
        `a ${message.type} message of up to ${size.bytes} bytes and ${size.elements} fields exceeds the bus's limit of ` +
          `${maxFrameBytes} bytes and ${maxElements} fields`,
      );
    }
    if (frame.length > 0 && (bytes + size.bytes > maxFrameBytes || elements + size.elements > maxElements)) {
      frames.push(frame);
      frame = [];
      bytes = headerBytes;
      elements = headerElements;
    }
    frame.push(wire);
    bytes += size.bytes;
    elements += size.elements;
  }
  if (frame.length > 0) frames.push(frame);
  return frames;
}

/** @param messages as `splitMessages` made them. The bytes are the caller's own. */
export function encodeFrame(sender: string, boot: string, frame: number, messages: readonly unknown[]): Uint8Array {
  return packr.pack([frameVersion, sender, boot, frame, messages]);
}

export type Decoded = { readonly ok: true; readonly batch: Batch } | { readonly ok: false; readonly reason: string };

/** Never throws. */
export function decodeFrame(bytes: Uint8Array, maxFrameBytes: number): Decoded {
  if (bytes.length > maxFrameBytes) return { ok: false, reason: "too large" };
  const fault = scanFrame(bytes);
  if (fault !== null) return { ok: false, reason: fault };
  try {
    // Byte strings come out as the kind of array that goes in: a Buffer would give Buffers, whose slice() is no copy.
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    return { ok: true, batch: toBatch(unpackr.unpack(plain)) };
  } catch (error) {
    return { ok: false, reason: error instanceof Malformed ? `expected ${error.message}` : "not msgpack" };
  }
}

function toBatch(wire: unknown): Batch {
  if (!Array.isArray(wire) || wire.length !== 5) throw new Malformed("a frame of five fields");
  const [version, sender, boot, frame, messages] = wire as unknown[];
  if (version !== frameVersion) throw new Malformed(`frame version ${frameVersion}`);
  if (!isName(sender) || !isName(boot)) throw new Malformed("a sender and its boot");
  if (!Number.isSafeInteger(frame) || (frame as number) < 1) throw new Malformed("a frame number");
  if (!Array.isArray(messages)) throw new Malformed("a list of messages");
  return { sender, boot, frame: frame as number, messages: messages.map(fromTuple) };
}
