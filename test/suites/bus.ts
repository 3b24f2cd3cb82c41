/** What every implementation of the port `Bus` must do (machines/protocol/ports.ts; DESIGN section 2, point 4). */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Message, TraceBatch } from "#machines/protocol/messages";
import type { Batch, Bus, Channel } from "#machines/protocol/ports";

export interface BusHarness {
  /** A bus that hears all others of this harness. */
  bus(sender: string, boot?: string): Promise<Bus>;
  dispose(): Promise<void>;
}

export const probe = (req: number): Message => ({ type: "probe", ensemble: "demo", from: "n1", to: "n2", req });

export function put(req: number, bytes: number): Message {
  const value = new Uint8Array(bytes).fill(req);
  const object = { key: "k", value, version: "1", ballot: { epoch: 1, seq: req }, hash: new Uint8Array(16) };
  return { type: "put", ensemble: "demo", from: "n1", to: "n2", req, epoch: 1, object };
}

export const peerOf = (node: string): Channel => ({ kind: "peer", node });

/** Waits for a condition: what crosses a bus arrives in its own time. */
export const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 5 });

export function requests(batches: readonly Batch[]): unknown[] {
  return batches.flatMap((batch) => batch.messages.map((message) => ("req" in message ? message.req : message.type)));
}

const inboxes: readonly Channel[] = [
  { kind: "peer", node: "n2" },
  { kind: "client", node: "n2" },
  { kind: "admin", node: "n2" },
];
const others: readonly Channel[] = [
  { kind: "reply", id: "c1" },
  { kind: "discover" },
  { kind: "gossip" },
  { kind: "trace", node: "n2" },
  { kind: "watch" },
];

export function busSuite(what: string, makeHarness: () => Promise<BusHarness>): void {
  describe(`bus: ${what}`, () => {
    let harness: BusHarness;
    let sender: Bus;
    let receiver: Bus;

    beforeEach(async () => {
      harness = await makeHarness();
      sender = await harness.bus("n1", "b1");
      receiver = await harness.bus("n2", "b2");
    });
    afterEach(() => harness.dispose());

    /** Subscribes, and makes sure that the subscription stands before anything is published. */
    async function collect(bus: Bus, channel: Channel): Promise<Batch[]> {
      const batches: Batch[] = [];
      bus.subscribe(channel, (batch) => batches.push(batch));
      await bus.flush();
      return batches;
    }

    describe("delivery", () => {
      for (const channel of [...inboxes, ...others]) {
        it(`reaches ${channel.kind}, and no other channel`, async () => {
          const elsewhere: Batch[] = [];
          for (const other of [...inboxes, ...others])
            if (other.kind !== channel.kind) receiver.subscribe(other, (batch) => elsewhere.push(batch));
          receiver.subscribe(peerOf("n3"), (batch) => elsewhere.push(batch));
          const batches = await collect(receiver, channel);
          sender.publish(channel, [probe(1)]);
          await eventually(() => expect(requests(batches)).toEqual([1]));
          expect(elsewhere).toEqual([]);
        });
      }

      it("names sender and boot, and counts frames from 1", async () => {
        const batches = await collect(receiver, peerOf("n2"));
        expect(sender.publish(peerOf("n2"), [probe(1)])).toEqual({ frame: 1, frames: 1 });
        expect(sender.publish(peerOf("n2"), [probe(2), probe(3)])).toEqual({ frame: 2, frames: 1 });
        await eventually(() => expect(batches).toHaveLength(2));
        expect(batches.map(({ sender: from, boot, frame }) => [from, boot, frame])).toEqual([
          ["n1", "b1", 1],
          ["n1", "b1", 2],
        ]);
        expect(requests(batches)).toEqual([1, 2, 3]);
      });

      it("is asynchronous: nothing arrives inside publish", async () => {
        const batches = await collect(sender, peerOf("n1"));
        sender.publish(peerOf("n1"), [probe(1)]);
        expect(batches).toEqual([]);
        await eventually(() => expect(batches).toHaveLength(1));
      });

      it("keeps the order of one sender", async () => {
        const batches = await collect(receiver, peerOf("n2"));
        const all = Array.from({ length: 500 }, (_, n) => n);
        for (const n of all) sender.publish(peerOf("n2"), [probe(n)]);
        await eventually(() => expect(requests(batches)).toEqual(all));
      });

      it("goes to every subscriber, each with messages of its own", async () => {
        const channel: Channel = { kind: "discover" };
        const mine = await collect(sender, channel);
        const its = await collect(receiver, channel);
        sender.publish(channel, [put(1, 3)]);
        await eventually(() => expect([mine.length, its.length]).toEqual([1, 1]));
        expect(mine).toEqual(its);
        expect(mine[0]?.messages[0]).not.toBe(its[0]?.messages[0]);
      });

      it("hands over what was said when it was published", async () => {
        const batches = await collect(receiver, peerOf("n2"));
        const value = new Uint8Array([1, 2, 3]);
        const message = put(1, 0) as Extract<Message, { type: "put" }>;
        sender.publish(peerOf("n2"), [{ ...message, object: { ...message.object, value } }]);
        value.fill(9);
        await eventually(() => expect(batches).toHaveLength(1));
        expect(batches[0]?.messages[0]).toMatchObject({ object: { value: new Uint8Array([1, 2, 3]) } });
      });

      it("of nothing takes no frame", async () => {
        expect(sender.publish(peerOf("n2"), [])).toEqual({ frame: 1, frames: 0 });
        expect(sender.publish(peerOf("n2"), [probe(1)])).toEqual({ frame: 1, frames: 1 });
      });

      it("ends with the subscription, and leaves others alone", async () => {
        const gone: Batch[] = [];
        const subscription = receiver.subscribe(peerOf("n2"), (batch) => gone.push(batch));
        const batches = await collect(receiver, peerOf("n2"));
        subscription.close();
        subscription.close();
        await receiver.flush();
        sender.publish(peerOf("n2"), [probe(1)]);
        await eventually(() => expect(batches).toHaveLength(1));
        expect(gone).toEqual([]);
      });

      it("is handed over or reported, each, when its inbox is drained", async () => {
        const heard: number[] = [];
        const lost: number[] = [];
        const inbox = receiver.subscribe(peerOf("n2"), ({ frame }) => void heard.push(frame));
        sender.listen({ undelivered: (_, frame) => void lost.push(frame) });
        await receiver.flush();
        const sent = [sender.publish(peerOf("n2"), [probe(1)]).frame];
        const drained = inbox.drain();
        for (let more = 0; more < 20; more += 1) sent.push(sender.publish(peerOf("n2"), [probe(1)]).frame);
        await drained;
        sent.push(sender.publish(peerOf("n2"), [probe(1)]).frame);
        await eventually(() => expect([...heard, ...lost]).toHaveLength(sent.length));
        expect([...heard, ...lost].sort((one, other) => one - other)).toEqual(sent);
        expect(lost).toContain(sent.at(-1));
      });

      it("of traces reaches who listens to all nodes, and who listens to one", async () => {
        const all: Batch[] = [];
        receiver.subscribeTraces((batch) => all.push(batch));
        const one = await collect(receiver, { kind: "trace", node: "n2" });
        const trace = (node: string): TraceBatch => ({ type: "trace", node, boot: "b1", records: [], gap: 3 });
        for (const node of ["n1", "n2", "n3"]) sender.publish({ kind: "trace", node }, [trace(node)]);
        await eventually(() => expect(all).toHaveLength(3));
        expect(all.map((batch) => batch.messages)).toEqual([[trace("n1")], [trace("n2")], [trace("n3")]]);
        expect(one.map((batch) => batch.messages)).toEqual([[trace("n2")]]);
      });
    });

    describe("size", () => {
      it("splits a large batch below the limit, in order", async () => {
        const batches = await collect(receiver, peerOf("n2"));
        const third = Math.floor(sender.maxFrameBytes / 3);
        const sent = sender.publish(
          peerOf("n2"),
          [1, 2, 3, 4, 5].map((req) => put(req, third)),
        );
        expect(sent).toEqual({ frame: 1, frames: 3 });
        await eventually(() => expect(requests(batches)).toEqual([1, 2, 3, 4, 5]));
        expect(batches.map((batch) => batch.frame)).toEqual([1, 2, 3]);
        expect(sender.publish(peerOf("n2"), [probe(6)])).toEqual({ frame: 4, frames: 1 });
      });

      it("carries a value of 512 KiB, and one that just fits a frame", async () => {
        const batches = await collect(receiver, peerOf("n2"));
        sender.publish(peerOf("n2"), [put(1, 512 * 1024)]);
        sender.publish(peerOf("n2"), [put(2, sender.maxFrameBytes - 500)]);
        await eventually(() => expect(requests(batches)).toEqual([1, 2]));
      });

      it("refuses a message above the limit and sends nothing of its batch", async () => {
        const batches = await collect(receiver, peerOf("n2"));
        const tooLarge = expect.objectContaining({ code: "INVALID_ARGUMENT" });
        const messages = [probe(1), put(2, sender.maxFrameBytes)];
        expect(() => sender.publish(peerOf("n2"), messages)).toThrow(tooLarge);
        expect(sender.publish(peerOf("n2"), [probe(3)])).toEqual({ frame: 1, frames: 1 });
        await eventually(() => expect(requests(batches)).toEqual([3]));
      });
    });

    describe("undelivered", () => {
      for (const channel of inboxes) {
        it(`tells that nobody listens to ${channel.kind}, and which frames`, async () => {
          const lost: [Channel, number][] = [];
          sender.listen({ undelivered: (where, frame) => lost.push([where, frame]) });
          sender.publish(channel, [probe(1)]);
          sender.publish(channel, [probe(2)]);
          await eventually(() => expect(lost).toHaveLength(2));
          expect(lost).toEqual([
            [channel, 1],
            [channel, 2],
          ]);
        });
      }

      it("tells every frame of a split batch", async () => {
        const frames: number[] = [];
        sender.listen({ undelivered: (_, frame) => frames.push(frame) });
        const half = Math.floor(sender.maxFrameBytes / 2) + 1;
        sender.publish(peerOf("n2"), [put(1, half), put(2, half)]);
        await eventually(() => expect(frames).toEqual([1, 2]));
      });

      it("is told of no delivered frame and no channel that may be without listeners", async () => {
        const lost: number[] = [];
        sender.listen({ undelivered: (_, frame) => lost.push(frame) });
        const batches = await collect(receiver, peerOf("n2"));
        for (const channel of others) sender.publish(channel, [probe(1)]);
        sender.publish(peerOf("n2"), [probe(2)]);
        // One that is lost comes last: what was to be told of the others has been told by then.
        const { frame } = sender.publish(peerOf("n3"), [probe(3)]);
        await eventually(() => expect(lost).toContain(frame));
        expect(lost).toEqual([frame]);
        await eventually(() => expect(requests(batches)).toEqual([2]));
      });

      it("is told to the sender only, and not to a listener that has left", async () => {
        const told: string[] = [];
        const left = sender.listen({ undelivered: () => told.push("left") });
        receiver.listen({ undelivered: () => told.push("another") });
        left.close();
        sender.listen({ undelivered: () => told.push("sender") });
        sender.publish(peerOf("n3"), [probe(1)]);
        await eventually(() => expect(told).toEqual(["sender"]));
      });

      it("begins when the receiver's bus closes", async () => {
        const frames: number[] = [];
        sender.listen({ undelivered: (_, frame) => frames.push(frame) });
        const batches = await collect(receiver, peerOf("n2"));
        sender.publish(peerOf("n2"), [probe(1)]);
        await eventually(() => expect(batches).toHaveLength(1));
        await receiver.close();
        sender.publish(peerOf("n2"), [probe(2)]);
        await eventually(() => expect(frames).toEqual([2]));
        expect(requests(batches)).toEqual([1]);
      });
    });

    describe("names", () => {
      it.each(["", "a.b", "*", ">", "n 1", "x".repeat(65)])("refuses %j", async (bad) => {
        const wrong = expect.objectContaining({ code: "INVALID_ARGUMENT" });
        expect(() => sender.publish(peerOf(bad), [probe(1)])).toThrow(wrong);
        expect(() => sender.subscribe({ kind: "reply", id: bad }, () => undefined)).toThrow(wrong);
        await expect(harness.bus(bad)).rejects.toThrow(wrong);
        await expect(harness.bus("n1", bad)).rejects.toThrow(wrong);
        expect(sender.publish(peerOf("n2"), [probe(1)])).toEqual({ frame: 1, frames: 1 });
      });
    });

    describe("closing", () => {
      it("delivers what was published before", async () => {
        const batches = await collect(receiver, peerOf("n2"));
        for (let n = 0; n < 100; n += 1) sender.publish(peerOf("n2"), [probe(n)]);
        await sender.close();
        await eventually(() => expect(batches).toHaveLength(100));
      });

      it("is told once, may be asked for twice, and drops what is published after", async () => {
        const told: string[] = [];
        const batches = await collect(receiver, peerOf("n2"));
        sender.listen({ status: (status) => told.push(status) });
        await Promise.all([sender.close(), sender.close()]);
        await sender.close();
        expect(told).toEqual(["closed"]);
        sender.publish(peerOf("n2"), [probe(1)]);
        await sender.flush();
        const witness = await harness.bus("n3");
        witness.publish(peerOf("n2"), [probe(2)]);
        await eventually(() => expect(requests(batches)).toEqual([2]));
      });

      it("ends what the bus hears", async () => {
        const batches = await collect(receiver, { kind: "discover" });
        const traces: Batch[] = [];
        receiver.subscribeTraces((batch) => traces.push(batch));
        await receiver.close();
        const witness = await harness.bus("n3");
        const seen = await collect(witness, { kind: "discover" });
        sender.publish({ kind: "trace", node: "n1" }, [probe(1)]);
        sender.publish({ kind: "discover" }, [probe(2)]);
        await eventually(() => expect(seen).toHaveLength(1));
        expect([...batches, ...traces]).toEqual([]);
      });
    });
  });
}
