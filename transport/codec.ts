/**
 * Frames: a batch of messages as msgpack, `[version, sender, boot, frame, messages]`. A message is a tuple (schema.ts), or one
 * of several in a run (runs.ts).
 *
 * A frame is scanned before it is decoded and checked field by field afterwards, so hostile bytes cost no more than their
 * length and never throw. Byte strings are copied out of the frame, but for those of puts and requests: a value that is kept
 * must not keep the network buffer of its whole batch alive.
 */
// Not "msgpackr": that reads strings through a native call a frame, which costs more than it saves in frames like ours.
import { Packr } from "msgpackr/pack";
import { Unpackr } from "msgpackr/unpack";
import { QuorateError } from "#machines/protocol/errors";
import { isName } from "#machines/protocol/identifiers";
import type { Message } from "#machines/protocol/messages";
import type { Batch } from "#machines/protocol/ports";
import { Malformed } from "./fields.ts";
import { maxElements, scanFrame } from "./frame-scan.ts";
import { decodeRun, type Run, runOf } from "./runs.ts";
import { fromTuple, toTuple } from "./schema.ts";

/** 2: runs. */
export const frameVersion = 2;

const packr = new Packr({ useRecords: false, variableMapSize: true, int64AsType: "number" });
const unpackr = new Unpackr({ useRecords: false, int64AsType: "number" });

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

/** Length of the list in a run's array, and the list's own. */
const runListBytes = 10;

/** A frame that is being filled. */
class Filling {
  readonly frames: unknown[][] = [];
  #frame: unknown[] = [];
  #bytes = headerBytes;
  #elements = headerElements;
  readonly #maxBytes: number;
  readonly #size: Size = { bytes: 0, elements: 0 };
  /** The run that the last message is in. */
  #run: Run | null = null;
  #first: Message | null = null;
  #list: unknown[] = [];

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(message: Message): void {
    const run = runOf(message);
    if (run === null) {
      this.#run = null;
      const wire = toTuple(message);
      this.#begin(message, wire, 0, 0);
      return;
    }
    const bytes = run.bytesOf(message);
    const goesOn = run === this.#run && run.joins(this.#first as Message, message) && this.#fits(bytes, run.width);
    if (goesOn) {
      this.#bytes += bytes;
      this.#elements += run.width;
    } else {
      const head = run.head(message);
      this.#begin(message, head, bytes + runListBytes, run.width + 1);
      this.#list = [];
      head.push(this.#list);
      this.#run = run;
      this.#first = message;
    }
    run.add(this.#list, message);
  }

  end(): unknown[][] {
    if (this.#frame.length > 0) this.frames.push(this.#frame);
    return this.frames;
  }

  #fits(bytes: number, elements: number): boolean {
    return this.#bytes + bytes <= this.#maxBytes && this.#elements + elements <= maxElements;
  }

  /** Puts `wire` into this frame, or into a new one. More of so many bytes and elements is to come into it. */
  #begin(message: Message, wire: unknown[], moreBytes: number, moreElements: number): void {
    const size = this.#size;
    size.bytes = moreBytes;
    size.elements = moreElements;
    measure(wire, size);
    if (headerBytes + size.bytes > this.#maxBytes || headerElements + size.elements > maxElements) {
      throw new QuorateError(
        "INVALID_ARGUMENT",
        `a ${message.type} message of up to ${size.bytes} bytes and ${size.elements} fields exceeds the bus's limit of ` +
          `${this.#maxBytes} bytes and ${maxElements} fields`,
      );
    }
    if (this.#frame.length > 0 && !this.#fits(size.bytes, size.elements)) {
      this.frames.push(this.#frame);
      this.#frame = [];
      this.#bytes = headerBytes;
      this.#elements = headerElements;
    }
    this.#frame.push(wire);
    this.#bytes += size.bytes;
    this.#elements += size.elements;
  }
}

/**
 * Splits messages into as few frames as fit, by an upper bound of their size: nothing is encoded twice.
 * @throws QuorateError INVALID_ARGUMENT when one message does not fit alone.
 */
export function splitMessages(messages: readonly Message[], maxFrameBytes: number): unknown[][] {
  const filling = new Filling(maxFrameBytes);
  for (const message of messages) filling.add(message);
  return filling.end();
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
    // Byte strings come out as views, of the kind of array that goes in: a Buffer would give Buffers, whose slice() is no copy.
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
  const decoded: Message[] = [];
  for (const one of messages as unknown[]) if (!decodeRun(one, decoded)) decoded.push(fromTuple(one));
  return { sender, boot, frame: frame as number, messages: decoded };
}
