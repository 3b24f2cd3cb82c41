/** The simulated network. Source: machines/protocol/ports `Bus`; issue "Simulator". */
import { expect, test } from "vitest";
import type { Locate } from "#machines/protocol/messages";
import { ProcessClock, VirtualTime } from "#simulation/clock";
import { calmNetwork, Network, type LinkConditions } from "#simulation/network";
import { SeededRandom } from "#simulation/random";

function makeNetwork(conditions: Partial<LinkConditions> = {}) {
  const time = new VirtualTime();
  const network = new Network({
    time,
    random: (link) => new SeededRandom(link),
    freeze: true,
    observer: { published: () => {}, delivered: () => {} },
  });
  network.conditions = { ...calmNetwork, ...conditions };
  const random = new SeededRandom("clock");
  const join = (name: string, boot = `${name}-1`) => {
    const onError = (error: unknown): never => {
      throw error;
    };
    const options = { rate: 1, startMs: 0, wallOffsetMs: 0, timerSlackUs: 0, random, onError };
    const clock = new ProcessClock({ time, name, ...options });
    const bus = network.bus(name, boot, clock);
    const heard: number[] = [];
    const undelivered: number[] = [];
    bus.subscribe({ kind: "peer", node: name }, (batch) => void heard.push(batch.frame));
    bus.listen({ undelivered: (_, frame) => void undelivered.push(frame) });
    return { clock, bus, heard, undelivered };
  };
  return { time, network, join };
}

const message: Locate = { type: "locate", id: 1, ensemble: null };
const toN2 = { kind: "peer", node: "n2" } as const;

test("a calm network delivers everything, in order, within a millisecond or two", async () => {
  const { time, join } = makeNetwork();
  const [n1, n2] = [join("n1"), join("n2")];
  for (let count = 0; count < 100; count += 1) n1.bus.publish(toN2, [message]);
  await time.runUntil(3000);
  expect(n2.heard).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  expect(n1.undelivered).toEqual([]);
});

test("a storm loses, repeats and reorders", async () => {
  const { time, network, join } = makeNetwork({ loss: 0.2, duplicates: 0.2, meanDelayUs: 5000, ordered: false });
  const [n1, n2] = [join("n1"), join("n2")];
  for (let count = 0; count < 200; count += 1) n1.bus.publish(toN2, [message]);
  await time.runUntil(1_000_000);
  const once = new Set(n2.heard);
  expect(once.size).toBe(200 - network.counts.lost);
  expect(n2.heard.length).toBe(once.size + network.counts.repeated);
  expect(network.counts.lost).toBeGreaterThan(10);
  expect(network.counts.repeated).toBeGreaterThan(10);
  expect(n2.heard).not.toEqual([...n2.heard].sort((a, b) => a - b));
});

test("a cut is one way", async () => {
  const { time, network, join } = makeNetwork();
  const [n1, n2] = [join("n1"), join("n2")];
  network.cut("n1", "n2");
  n1.bus.publish(toN2, [message]);
  n2.bus.publish({ kind: "peer", node: "n1" }, [message]);
  await time.runUntil(10_000);
  expect([n1.heard, n2.heard, n1.undelivered]).toEqual([[1], [], []]);
});

test("undelivered says that nobody got the frame: the receiver is gone, or it is a false report about a live one", async () => {
  const { time, network, join } = makeNetwork();
  const [n1, n2] = [join("n1"), join("n2")];
  n2.clock.kill();
  n1.bus.publish(toN2, [message]);
  await time.runUntil(10_000);
  // The server has not noticed yet: silence.
  expect(n1.undelivered).toEqual([]);
  n2.bus.dropSubscriptions();
  n1.bus.publish(toN2, [message]);
  await time.runUntil(20_000);
  expect(n1.undelivered).toEqual([2]);
  const again = join("n2", "n2-2");
  network.conditions = { ...calmNetwork, falseOffline: 0.5 };
  for (let count = 0; count < 100; count += 1) n1.bus.publish(toN2, [message]);
  await time.runUntil(100_000);
  const reported = new Set(n1.undelivered);
  expect(again.heard.filter((frame) => reported.has(frame))).toEqual([]);
  expect(again.heard.length + reported.size).toBe(101);
  expect(network.counts.falseOffline).toBeGreaterThan(20);
});

test("a frame to a paused process waits for it", async () => {
  const { time, join } = makeNetwork();
  const [n1, n2] = [join("n1"), join("n2")];
  n2.clock.pause();
  n1.bus.publish(toN2, [message]);
  await time.runUntil(1_000_000);
  expect([n2.heard, n1.undelivered]).toEqual([[], []]);
  n2.clock.resume();
  await time.runUntil(1_000_000);
  expect(n2.heard).toEqual([1]);
});

const probe = { type: "probe", ensemble: "demo", from: "n1", to: "n2", req: 1 } as const;
const commitReply = { type: "reply", ensemble: "demo", from: "n1", to: "n2", req: 1, epoch: 1 } as const;

test("frames of some kinds are lost, the others arrive; a reply is named by what it says", async () => {
  const { time, network, join } = makeNetwork();
  const [n1, n2, n3] = [join("n1"), join("n2"), join("n3")];
  const end = network.rules.add({ pick: { from: ["n1"], to: ["n2"], kinds: ["probe", "granted"] }, act: "lose" });
  n1.bus.publish(toN2, [message]);
  n1.bus.publish(toN2, [message, probe]);
  n1.bus.publish(toN2, [{ ...commitReply, body: { kind: "granted", leaseMs: 1, seq: 1, complete: false } }]);
  n1.bus.publish(toN2, [{ ...commitReply, body: { kind: "ok" } }]);
  n3.bus.publish(toN2, [probe]);
  await time.runUntil(10_000);
  expect(n2.heard.toSorted((a, b) => a - b)).toEqual([1, 1, 4]);
  expect(network.rules.counts.lost).toBe(2);
  end();
  n1.bus.publish(toN2, [probe]);
  await time.runUntil(20_000);
  expect(n2.heard).toContain(5);
});

test("all but some kinds are lost", async () => {
  const { time, network, join } = makeNetwork();
  const [n1, n2] = [join("n1"), join("n2")];
  network.rules.add({ pick: { to: ["n2"], allBut: ["probe"] }, act: "lose" });
  n1.bus.publish(toN2, [probe]);
  n1.bus.publish(toN2, [message]);
  await time.runUntil(10_000);
  expect(n2.heard).toEqual([1]);
});

test("held frames are let go in order, past a cut, to whoever is subscribed by then", async () => {
  const { time, network, join } = makeNetwork();
  const [n1, before] = [join("n1"), join("n2")];
  const seen: string[] = [];
  network.rules.add({ pick: { kinds: ["probe"] }, act: "notice", seen: (from, to) => void seen.push(`${from}>${to}`) });
  const end = network.rules.add({ pick: { kinds: ["probe"] }, act: "hold" });
  n1.bus.publish(toN2, [probe]);
  n1.bus.publish(toN2, [probe]);
  await time.runUntil(10_000);
  expect([before.heard, seen]).toEqual([[], ["n1>n2", "n1>n2"]]);
  network.cut("n1", "n2");
  before.bus.dropSubscriptions();
  const after = join("n2", "n2-2");
  const release = end();
  n1.bus.publish(toN2, [probe]);
  release();
  release();
  await time.runUntil(20_000);
  expect([before.heard, after.heard]).toEqual([[], [1, 2]]);
});

test("frames may come again later; what a cleared rule has kept is lost", async () => {
  const { time, network, join } = makeNetwork();
  const [n1, n2] = [join("n1"), join("n2")];
  const again = network.rules.add({ pick: { to: ["n2"] }, act: "again" });
  n1.bus.publish(toN2, [message]);
  await time.runUntil(10_000);
  expect(n2.heard).toEqual([1]);
  again()();
  await time.runUntil(20_000);
  expect(n2.heard).toEqual([1, 1]);
  network.rules.add({ pick: { to: ["n2"] }, act: "hold" });
  n1.bus.publish(toN2, [message]);
  network.heal();
  await time.runUntil(30_000);
  expect(n2.heard).toEqual([1, 1]);
});

test("a frame that was reported undelivered does not come later", async () => {
  const { time, network, join } = makeNetwork({ falseOffline: 1 });
  const [n1, n2] = [join("n1"), join("n2")];
  const again = network.rules.add({ pick: { to: ["n2"] }, act: "again" });
  n1.bus.publish(toN2, [message]);
  await time.runUntil(10_000);
  network.conditions = calmNetwork;
  n1.bus.publish(toN2, [message]);
  again()();
  await time.runUntil(20_000);
  expect([n1.undelivered, n2.heard]).toEqual([[1], [2, 2]]);
});

test("what was sent cannot be changed by whoever got it", async () => {
  const { time, join } = makeNetwork();
  const [n1, n2] = [join("n1"), join("n2")];
  const sent: Locate = { type: "locate", id: 1, ensemble: "demo" };
  n1.bus.publish(toN2, [sent]);
  await time.runUntil(10_000);
  expect(n2.heard).toEqual([1]);
  expect(() => Object.assign(sent, { id: 2 })).toThrow(TypeError);
});
