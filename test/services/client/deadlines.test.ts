import { expect, test } from "vitest";
import { Deadlines, slotMs } from "#services/client/deadlines";
import { VirtualClock } from "#test/support/virtual-clock";

test("each fires once, never early, at most a slot late, in order; cancelled ones never", async () => {
  const clock = new VirtualClock();
  const deadlines = new Deadlines(clock);
  const fired: [number, number][] = [];
  const begin = clock.now();
  const wanted = [500, 3, 70, 71, 1000, 3, 0];
  for (const ms of wanted) deadlines.set(begin + ms, () => fired.push([ms, clock.now() - begin]));
  deadlines.cancel(deadlines.set(begin + 50, () => fired.push([-1, 0])));
  const late = deadlines.set(begin + 80, () => fired.push([-2, 0]));
  deadlines.set(begin + 60, () => deadlines.cancel(late));
  await clock.advance(2000);
  expect(fired.map(([ms]) => ms)).toEqual([...wanted].sort((a, b) => a - b));
  for (const [ms, atMs] of fired) {
    expect(atMs).toBeGreaterThanOrEqual(ms);
    expect(atMs - ms).toBeLessThanOrEqual(slotMs);
  }
});

test("ten thousand deadlines use one timer, which does nothing and is not set again when all are cancelled", async () => {
  const clock = new VirtualClock();
  const deadlines = new Deadlines(clock);
  const all = Array.from({ length: 10_000 }, (_, index) => deadlines.set(clock.now() + 5000 + (index % 300), () => {}));
  expect(clock.armed).toBe(1);
  for (const deadline of all) deadlines.cancel(deadline);
  for (let calls = 0; calls < 100; calls += 1) deadlines.cancel(deadlines.set(clock.now() + 6000 + calls, () => {}));
  expect(clock.armed).toBe(1);
  await clock.advance(5100);
  expect(clock.armed).toBe(0);
});

test("nothing is left once it is closed", () => {
  const clock = new VirtualClock();
  const deadlines = new Deadlines(clock);
  deadlines.cancel(deadlines.set(clock.now() + 10, () => {}));
  deadlines.set(clock.now() + 20, () => {});
  deadlines.close();
  expect(clock.armed).toBe(0);
});

test("one that sets another for now is not starved and does not recurse", async () => {
  const clock = new VirtualClock();
  const deadlines = new Deadlines(clock);
  let rounds = 0;
  const again = (): void => {
    rounds += 1;
    if (rounds < 10) deadlines.set(clock.now(), again);
  };
  deadlines.set(clock.now(), again);
  await clock.advance(100);
  expect(rounds).toBe(10);
});
