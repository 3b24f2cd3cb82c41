/** The outbox. Source: DESIGN section 2; PROTOCOL R7, R15. */
import { beforeEach, describe, expect, it } from "vitest";
import { initialFact, nobody, type PeerRecord } from "#machines/protocol/fact";
import type { PeerMessage } from "#machines/protocol/messages";
import { Outbox } from "#services/outbox";
import { PeerObjects } from "#services/peer/objects";
import { segmentOf } from "#services/tree/shape";
import { VirtualClock } from "#test/support/virtual-clock";
import { FakeBus, FakeStorage, objectOf } from "./fakes.ts";

const probe = (to: string, req = 1): PeerMessage => ({ type: "probe", ensemble: "demo", from: "a", to, req });
const put = (to: string): PeerMessage => ({
  type: "put",
  ensemble: "demo",
  from: "a",
  to,
  req: 1,
  epoch: 1,
  object: objectOf("k", 1, 1),
});
const record: PeerRecord = { promised: { epoch: 3, candidate: "b" }, fact: initialFact(["a"]), trusted: true };

let clock: VirtualClock;
let bus: FakeBus;
let storage: FakeStorage;
let failures: unknown[];
let refusals: string[];
let outbox: Outbox;

beforeEach(() => {
  clock = new VirtualClock();
  bus = new FakeBus();
  storage = new FakeStorage();
  failures = [];
  refusals = [];
  outbox = new Outbox({
    bus,
    clock,
    storage,
    onFailure: (error) => failures.push(error),
    onRefused: (_, message) => refusals.push(message.type),
    onSent: () => undefined,
  });
});

describe("the outbox", () => {
  it("lets nothing leave, and runs nothing, before the turn is durable (R7)", async () => {
    let durable = false;
    outbox.saveRecord("demo/a", record);
    outbox.send(probe("b"));
    outbox.reply("client", { type: "located", id: 1, node: "a", peers: [], membership: null });
    outbox.whenDurable(() => (durable = true));
    await clock.settle();
    expect(storage.commits).toHaveLength(1);
    expect(bus.said()).toEqual([]);
    expect(durable).toBe(false);
    storage.land();
    await clock.settle();
    expect(bus.said()).toEqual(["b:probe", "reply:located"]);
    expect(durable).toBe(true);
  });

  it("makes what has no write wait for the write in progress all the same", async () => {
    outbox.saveRecord("demo/a", record);
    await clock.settle();
    outbox.send(probe("b"));
    let durable = false;
    outbox.whenDurable(() => (durable = true));
    await clock.settle();
    expect([bus.said(), durable]).toEqual([[], false]);
    storage.land();
    await clock.settle();
    expect([bus.said(), durable]).toEqual([["b:probe"], true]);
  });

  it("lets what clients are answered leave at the end of the turn, whatever the disk does", async () => {
    const answer = { type: "response", id: 1, code: "absent", value: null, version: "", message: "" } as const;
    outbox.saveRecord("demo/a", record);
    await clock.settle();
    outbox.send(probe("b"));
    outbox.replyEarly("client", { ...answer, leader: "a", epoch: 1 });
    expect(bus.said()).toEqual([]);
    await clock.settle();
    expect(bus.said()).toEqual(["reply:response"]);
    storage.land();
    await clock.settle();
    expect(bus.said()).toEqual(["b:probe"]);
  });

  it("hands what others are to write to the bus before it asks its own store", async () => {
    const seen: number[] = [];
    const { publish } = bus;
    // A bus writes to its socket in a microtask of its own.
    bus.publish = (channel, messages) => {
      void Promise.resolve().then(() => seen.push(storage.commits.length));
      return publish.call(bus, channel, messages);
    };
    outbox.writeObject("demo", objectOf("k", 1, 1));
    outbox.sendEarly(put("b"));
    let drained = false;
    await clock.settle();
    void outbox.drained().then(() => (drained = true));
    await clock.settle();
    expect([seen, storage.commits.length, drained]).toEqual([[0], 1, false]);
    storage.land();
    await clock.settle();
    expect(drained).toBe(true);
  });

  it("sends a turn without writes at its end, one batch a destination, in order", async () => {
    outbox.send(probe("b", 1));
    outbox.send(probe("c", 2));
    outbox.send(probe("b", 3));
    expect(bus.said()).toEqual([]);
    await clock.settle();
    expect(bus.published.map(({ messages }) => messages.map((one) => ("req" in one ? one.req : 0)))).toEqual([
      [1, 3],
      [2],
    ]);
  });

  it("sends the early lane at the turn's end, past any write; what is not early stays behind", async () => {
    outbox.writeObject("demo", objectOf("k", 1, 1));
    await clock.settle();
    outbox.writeObject("demo", objectOf("k", 1, 2));
    outbox.sendEarly(put("b"));
    outbox.send(probe("b"));
    await clock.settle();
    expect(bus.said()).toEqual(["b:put"]);
    storage.land();
    await clock.settle();
    expect(bus.said()).toEqual([]);
    storage.land();
    await clock.settle();
    expect(bus.said()).toEqual(["b:probe"]);
  });

  it("commits what was collected meanwhile as one group, the last write of each key", async () => {
    outbox.saveRecord("demo/a", record);
    await clock.settle();
    for (let seq = 1; seq <= 3; seq += 1) {
      outbox.writeObject("demo", objectOf("k", 1, seq));
      await clock.settle();
    }
    outbox.removeObject("demo", "gone");
    expect(outbox.pending("demo", "k")?.ballot.seq).toBe(3);
    expect(outbox.pending("demo", "gone")).toBeNull();
    expect(outbox.pending("demo", "other")).toBeUndefined();
    await clock.settle();
    expect(storage.commits).toHaveLength(1);
    storage.land();
    await clock.settle();
    const [group] = storage.commits;
    expect(group?.batch.objects.map(({ object }) => object.ballot.seq)).toEqual([3]);
    expect(group?.batch.removed).toEqual([{ ensemble: "demo", key: "gone" }]);
    expect(outbox.pending("demo", "k")).toBeUndefined();
  });

  it("collects what happens to segments of the tree: dropped ones, and the highest low water of each (P21)", async () => {
    const objects = new PeerObjects("demo", storage, outbox);
    storage.objects.set("k", objectOf("k", 1, 1));
    const segment = segmentOf("k");
    objects.dropSegment(segment, []);
    expect(objects.read("k").kind).toBe("absent");
    objects.dropSegment(segment, [objectOf("k", 1, 1)]);
    expect(objects.read("k").kind).toBe("found");
    objects.remove("reaped", { epoch: 2, seq: 5 });
    objects.raiseLowWater(segmentOf("reaped"), { epoch: 2, seq: 4 });
    // Written again in the same turn: the low water stays.
    objects.write(objectOf("reaped", 3, 1));
    expect(objects.lowWater("reaped")).toEqual({ epoch: 2, seq: 5 });
    await clock.settle();
    expect(storage.commits[0]?.batch).toMatchObject({
      dropped: [{ ensemble: "demo", segment }],
      raised: [{ ensemble: "demo", segment: segmentOf("reaped"), lowWater: { epoch: 2, seq: 5 } }],
      removed: [],
    });
    expect(objects.lowWater("reaped")).toEqual({ epoch: 2, seq: 5 });
  });

  it("lets nothing leave any more once a write has failed, and says so once", async () => {
    outbox.saveRecord("demo/a", record);
    outbox.send(probe("b"));
    await clock.settle();
    outbox.send(probe("c"));
    storage.fail(new Error("EIO"));
    await clock.settle();
    outbox.saveRecord("demo/a", { ...record, promised: nobody });
    outbox.sendEarly(put("b"));
    await clock.settle();
    expect(bus.said()).toEqual([]);
    expect(storage.commits).toEqual([]);
    expect(failures).toEqual([new Error("EIO")]);
  });

  it("fails alike when the store throws at the call", async () => {
    storage.commit = () => {
      throw new Error("closed");
    };
    outbox.saveRecord("demo/a", record);
    await clock.settle();
    expect(failures).toEqual([new Error("closed")]);
  });

  it("is drained when nothing waits: after the last write, at once when idle, and never late after a failure", async () => {
    await outbox.drained();
    outbox.saveRecord("demo/a", record);
    let drained = false;
    void outbox.drained().then(() => (drained = true));
    await clock.settle();
    outbox.send(probe("b"));
    await clock.settle();
    expect(drained).toBe(false);
    storage.land();
    await clock.settle();
    expect([drained, bus.said()]).toEqual([true, ["b:probe"]]);

    outbox.saveRecord("demo/a", record);
    await clock.settle();
    storage.fail(new Error("EIO"));
    // Scheduled again before it learns of the failure.
    outbox.send(probe("b"));
    for (let hop = 0; hop < 10; hop += 1) await Promise.resolve();
    expect(failures).toHaveLength(1);
    await outbox.drained();
  });

  it("drops a message that the bus refuses, and nothing else: neither its batch, nor callbacks, nor later turns", async () => {
    bus.refused.add("put");
    let durable = false;
    outbox.send(probe("b", 1));
    outbox.send(put("b"));
    outbox.send(probe("b", 2));
    outbox.reply("client", { type: "located", id: 1, node: "a", peers: [], membership: null });
    outbox.whenDurable(() => (durable = true));
    await clock.settle();
    expect(bus.said()).toEqual(["b:probe", "b:probe", "reply:located"]);
    expect([refusals, durable]).toEqual([["put"], true]);
    outbox.sendEarly(put("b"));
    outbox.send(probe("c"));
    await clock.settle();
    expect(bus.said()).toEqual(["c:probe"]);
    expect(failures).toEqual([]);
  });
});
