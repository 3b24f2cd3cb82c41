/**
 * `node dist/bench/codec.js`: how many messages a second the codec encodes and decodes on one core, in frames of 1, 16 and 64.
 * Machines differ: quote ratios from one run.
 */
import { decodeFrame, encodeFrame, splitMessages } from "#transport/codec";
import type { Message } from "#machines/protocol/messages";
import { hashBytes } from "#machines/protocol/object";
import { median } from "#cli/load";

const frameSizes = [1, 16, 64];
const rounds = 7;
const turns = 60;
/** Messages a turn, in however many frames. */
const messagesATurn = 1024;
const maxFrameBytes = 1024 * 1024;

const put = (n: number): Message => ({
  type: "put",
  ensemble: "demo",
  from: "n1",
  to: "n2",
  req: 2 ** 40 + n,
  epoch: 12,
  object: {
    key: `key-${n % 1000}`,
    value: new Uint8Array(128).fill(n),
    version: `12.${n}`,
    ballot: { epoch: 12, seq: n },
    hash: new Uint8Array(hashBytes).fill(n),
  },
});

const stored = (n: number): Message => ({
  type: "reply",
  ensemble: "demo",
  from: "n2",
  to: "n1",
  req: 2 ** 40 + n,
  epoch: 12,
  body: { kind: "stored", seq: n },
});

const request = (n: number): Message => ({
  type: "request",
  id: n,
  floor: n,
  ensemble: "demo",
  boot: "b0123456789abcdef",
  epoch: 12,
  op: "put",
  key: `key-${n % 1000}`,
  value: new Uint8Array(128).fill(n),
  version: "",
  readRepair: false,
  timeoutMs: 5000,
});

const response = (n: number): Message => ({
  type: "response",
  id: n,
  code: "ok",
  value: null,
  version: `12.${n}`,
  message: "",
  leader: "n1",
  epoch: 12,
});

const loads: Record<string, (n: number) => Message> = {
  put,
  "stored reply": stored,
  "put and reply, alternating": (n) => (n % 2 === 0 ? put(n) : stored(n)),
  "client request": request,
  "client response": response,
};

interface Figures {
  readonly encode: number;
  readonly decode: number;
  readonly both: number;
  readonly bytes: number;
}

/** Messages a second, and bytes a message. The same messages again and again: making them is not measured. */
function run(make: (n: number) => Message, frameOf: number): Figures {
  const batches = Array.from({ length: messagesATurn / frameOf }, (_, batch) =>
    Array.from({ length: frameOf }, (_unused, n) => make(batch * frameOf + n)),
  );
  let encodeMs = 0;
  let decodeMs = 0;
  let bytes = 0;
  for (let turn = 1; turn <= turns; turn += 1) {
    const began = performance.now();
    const encoded = batches.map((batch) =>
      splitMessages(batch, maxFrameBytes).map((one) => encodeFrame("n1", "b0123456789abcdef", turn, one)),
    );
    const middle = performance.now();
    for (const frame of encoded.flat()) {
      const decoded = decodeFrame(frame, maxFrameBytes);
      if (!decoded.ok || decoded.batch.messages.length !== frameOf) throw new Error("a frame did not come back whole");
      bytes += frame.length;
    }
    encodeMs += middle - began;
    decodeMs += performance.now() - middle;
  }
  const seen = turns * batches.length * frameOf;
  const rate = (ms: number) => Math.round((seen / ms) * 1000);
  return {
    encode: rate(encodeMs),
    decode: rate(decodeMs),
    both: rate(encodeMs + decodeMs),
    bytes: Math.round(bytes / seen),
  };
}

console.log("| message | a frame | bytes a message | encoded a second | decoded a second | both a second |");
console.log("|---|---|---|---|---|---|");
for (const [what, make] of Object.entries(loads)) {
  for (const frameOf of frameSizes) {
    run(make, frameOf);
    const all = Array.from({ length: rounds }, () => run(make, frameOf));
    const of = (field: keyof Figures) => median(all.map((one) => one[field]));
    console.log(`| ${what} | ${frameOf} | ${of("bytes")} | ${of("encode")} | ${of("decode")} | ${of("both")} |`);
  }
}
