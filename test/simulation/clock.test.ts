/** Virtual time and the clocks of processes. Source: SCENARIOS S16; DESIGN section 2.3; HAZARDS P23. */
import { describe, expect, test } from "vitest";
import { ProcessClock, VirtualTime } from "#simulation/clock";
import { SeededRandom } from "#simulation/random";

function makeClock(time: VirtualTime, options: { readonly rate?: number; readonly name?: string } = {}): ProcessClock {
  return new ProcessClock({
    time,
    name: options.name ?? "n1",
    rate: options.rate ?? 1,
    startMs: 500,
    wallOffsetMs: 0,
    timerSlackUs: 0,
    random: new SeededRandom("clock"),
    onError: (error) => {
      throw error;
    },
  });
}

describe("virtual time", () => {
  test("events run in order of due time, and of insertion at one time", async () => {
    const time = new VirtualTime();
    const ran: string[] = [];
    for (const [name, atUs] of [
      ["c", 30],
      ["a", 10],
      ["d", 30],
      ["b", 20],
    ] as const)
      time.at(atUs, () => ran.push(`${name}@${time.nowUs}`));
    await time.runUntil(100);
    expect(ran).toEqual(["a@10", "b@20", "c@30", "d@30"]);
    expect(time.nowUs).toBe(100);
  });

  test("what is deferred runs before the next event, and promises are settled in between", async () => {
    const time = new VirtualTime();
    const ran: string[] = [];
    time.at(10, () => {
      time.defer(() => ran.push("deferred"));
      time.settled();
      void Promise.resolve()
        .then(() => ran.push("promise"))
        .then(() => ran.push("its successor"));
    });
    time.at(10, () => ran.push("next event"));
    await time.runUntil(10);
    expect(ran).toEqual(["promise", "its successor", "deferred", "next event"]);
  });

  test("thousands of cancelled events are thrown away, the others stay in order", async () => {
    const time = new VirtualTime();
    const random = new SeededRandom("heap");
    const ran: number[] = [];
    const expected: number[] = [];
    for (let index = 0; index < 20_000; index += 1) {
      const atUs = random.below(1_000_000);
      const due = time.at(atUs, () => ran.push(atUs));
      if (index % 5 === 0) expected.push(atUs);
      else time.cancel(due);
    }
    await time.runUntil(1_000_000);
    expect(ran).toEqual(expected.sort((a, b) => a - b));
  });
});

describe("S16 clocks of processes", () => {
  test("a clock is monotonic at its own rate, whatever the wall clock does", async () => {
    const time = new VirtualTime();
    const clock = makeClock(time, { rate: 1.01 });
    const wall = clock.wall();
    await time.runUntil(1_000_000);
    clock.jumpWall(-5000);
    expect(clock.now()).toBeCloseTo(500 + 1010);
    expect(clock.wall()).toBe(wall + 1000 - 5000);
    clock.setRate(0.99);
    await time.runUntil(2_000_000);
    expect(clock.now()).toBeCloseTo(500 + 1010 + 990);
  });

  test("a timer fires when its own clock says so, never before", async () => {
    const time = new VirtualTime();
    const clock = makeClock(time, { rate: 0.5 });
    let firedAt = 0;
    const from = clock.now();
    clock.setTimer(() => (firedAt = clock.now()), 100);
    const cancelled = clock.setTimer(() => (firedAt = -1), 50);
    clock.clearTimer(cancelled);
    await time.runUntil(199_000);
    expect(firedAt).toBe(0);
    clock.setRate(1);
    await time.runUntil(300_000);
    expect(firedAt).toBeGreaterThanOrEqual(from + 100);
    expect(firedAt).toBeLessThan(from + 101);
  });

  test("a paused process runs nothing; then input first, however old its timers are", async () => {
    const time = new VirtualTime();
    const clock = makeClock(time);
    const ran: string[] = [];
    clock.setTimer(() => ran.push("timer"), 10);
    time.at(20_000, () => clock.enter(() => ran.push("input")));
    clock.pause();
    await time.runUntil(50_000);
    expect(ran).toEqual([]);
    clock.resume();
    await time.runUntil(50_000);
    expect(ran).toEqual(["input", "timer"]);
  });

  test("the monotonic clock of a suspended machine stands still, its wall clock does not", async () => {
    const time = new VirtualTime();
    const clock = makeClock(time);
    let fired = false;
    clock.setTimer(() => (fired = true), 100);
    const [now, wall] = [clock.now(), clock.wall()];
    clock.pause(true);
    await time.runUntil(5_000_000);
    clock.resume();
    await time.runUntil(5_050_000);
    expect(clock.now() - now).toBeCloseTo(50);
    expect(clock.wall() - wall).toBe(5050);
    expect(fired).toBe(false);
    await time.runUntil(5_101_000);
    expect(fired).toBe(true);
  });

  test("nothing reaches a killed process", async () => {
    const time = new VirtualTime();
    const clock = makeClock(time);
    const ran: string[] = [];
    clock.setTimer(() => ran.push("timer"), 1);
    clock.defer(() => ran.push("deferred"));
    clock.kill();
    clock.enter(() => ran.push("input"));
    clock.setTimer(() => ran.push("late timer"), 1);
    await time.runUntil(10_000);
    expect(ran).toEqual([]);
  });
});
