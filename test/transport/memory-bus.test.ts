/** Source: DESIGN section 2; the suite is what NATS passes as well. */
import { describe, expect, it } from "vitest";
import type { Message } from "#machines/protocol/messages";
import type { Batch, Channel } from "#machines/protocol/ports";
import { busSuite, eventually, peerOf, probe, put, requests } from "#test/suites/bus";
import { VirtualClock } from "#test/support/virtual-clock";
import { MemoryNetwork, type MemoryNetworkOptions } from "#transport/memory-bus";

busSuite("in-process", async () => {
  const network = new MemoryNetwork({ cluster: "demo", defer: (deliver) => void setImmediate(deliver) });
  return { bus: async (sender, boot = "b1") => network.bus(sender, boot), dispose: async () => undefined };
});

function connected(options: Partial<MemoryNetworkOptions>) {
  const clock = new VirtualClock();
  const network = new MemoryNetwork({
    cluster: "demo",
    defer: (deliver) => clock.defer(deliver),
    later: (deliver, delayMs) => void clock.setTimer(deliver, delayMs),
    ...options,
  });
  const batches: Batch[] = [];
  network.bus("n2", "b2").subscribe(peerOf("n2"), (batch) => batches.push(batch));
  return { clock, network, sender: network.bus("n1", "b1"), batches };
}

describe("interception", () => {
  it("sees sender, channel and batch, and loses, repeats, delays and so reorders", async () => {
    const fates: Record<number, readonly number[]> = { 1: [], 2: [0, 0], 3: [50], 4: [0], 5: [0, 20] };
    const seen: [string, Channel, unknown][] = [];
    const { clock, sender, batches } = connected({
      intercept: (from, channel, batch) => {
        seen.push([from, channel, requests([batch])[0]]);
        return fates[batch.frame] ?? [0];
      },
    });
    const lost: number[] = [];
    sender.listen({ undelivered: (_, frame) => lost.push(frame) });
    for (const req of [1, 2, 3, 4, 5]) sender.publish(peerOf("n2"), [probe(req)]);
    expect(seen).toEqual([1, 2, 3, 4, 5].map((req) => ["n1", peerOf("n2"), req]));
    await clock.settle();
    expect(requests(batches)).toEqual([2, 2, 4, 5]);
    await clock.advance(20);
    expect(requests(batches)).toEqual([2, 2, 4, 5, 5]);
    await clock.advance(30);
    expect(requests(batches)).toEqual([2, 2, 4, 5, 5, 3]);
    // Lost is not undelivered: nobody tells the sender.
    expect(lost).toEqual([]);
  });
});

describe("without the codec", () => {
  it("hands messages over by reference, in one frame whatever its size", async () => {
    const { clock, sender, batches } = connected({ codec: false, maxFrameBytes: 1000 });
    const messages = [put(1, 5000), put(2, 5000)];
    expect(sender.publish(peerOf("n2"), messages)).toEqual({ frame: 1, frames: 1 });
    await clock.settle();
    expect(batches[0]?.messages).toBe(messages);
  });
});

describe("with the codec", () => {
  it("reports a message that its receiver would drop as a fault of ours", async () => {
    const { clock, sender } = connected({});
    sender.publish(peerOf("n2"), [{ ...probe(1), req: 0.5 } as Message]);
    await expect(clock.settle()).rejects.toThrow("a frame of n1 is malformed: expected a whole number");
  });

  it("refuses a cluster that is no name", () => {
    expect(() => new MemoryNetwork({ cluster: "a.b", defer: () => undefined })).toThrow("is not a name");
  });
});

it("forgets nothing of a receiver that subscribes again", async () => {
  const { clock, network, sender } = connected({});
  const bus = network.bus("n3", "b3");
  bus.subscribe(peerOf("n3"), () => undefined).close();
  const batches: Batch[] = [];
  bus.subscribe(peerOf("n3"), (batch) => batches.push(batch));
  sender.publish(peerOf("n3"), [probe(1)]);
  await clock.settle();
  await eventually(() => expect(requests(batches)).toEqual([1]));
});
