/** A node's vnodes. Source: seed "Quorum Requests", `handle_command`; DESIGN section 2 (durable before it is told). */
import { describe, expect, it } from "vitest";
import type { VnodeBody, VnodeCommand } from "#machines/protocol/messages";
import { makeSettings } from "#machines/protocol/settings";
import { compareStamps, StampClock, type Stamp } from "#machines/protocol/stamp";
import { Vnodes } from "#services/ring/vnodes";
import { MemoryVnodeStore, type VnodeDisk } from "#services/storage/vnode-memory";
import { VirtualClock } from "#test/support/virtual-clock";

const at = (ms: number, writer = "c"): Stamp => ({ ms, count: 0, writer });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (body: VnodeBody): string => (body.kind === "found" ? new TextDecoder().decode(body.value) : body.kind);

async function make(commitMs = 5) {
  const clock = new VirtualClock();
  const disk: VnodeDisk = new Map();
  const failures: unknown[] = [];
  const store = new MemoryVnodeStore({ disk, defer: (write) => void clock.setTimer(write, commitMs) });
  const settings = makeSettings({ maxValueBytes: 100, ringTombstoneMs: 10_000_000 });
  const vnodes = new Vnodes({
    ...{ store, clock, settings: () => settings, partitions: () => 64, failed: (error) => void failures.push(error) },
  });
  await vnodes.start();
  const bodies: VnodeBody[] = [];
  const run = (op: VnodeCommand["op"], stamp: Stamp | null = null, text: string | null = null, partition = 12): void =>
    vnodes.execute(
      {
        ...{ type: "vnodeCommand", req: 1, partition, op, bucket: "b", key: "k", stamp },
        value: text === null ? null : bytes(text),
      },
      (body) => void bodies.push(body),
    );
  const last = (): string => textOf(bodies.at(-1) as VnodeBody);
  return { clock, disk, store, vnodes, bodies, run, last, failures };
}

describe("vnodes", () => {
  it("answer a write when it is durable, and a read of it not before", async () => {
    const { clock, disk, bodies, run } = await make();
    run("put", at(1), "v");
    run("get");
    await clock.advance(4);
    expect([bodies.length, disk.size]).toEqual([0, 0]);
    run("get");
    run("get", null, null, 13);
    expect(bodies.map(textOf)).toEqual(["notFound"]);
    await clock.advance(1);
    expect(bodies.map(textOf)).toEqual(["notFound", "ok", "v", "v"]);
    run("get");
    expect(textOf(bodies.at(-1) as VnodeBody)).toBe("v");
  });

  it("write the turns that come meanwhile as one batch", async () => {
    const { clock, bodies, run, last } = await make();
    for (let n = 1; n <= 50; n += 1) {
      run("put", at(n), `v${n}`, n % 60);
      if (n === 1) await clock.settle();
    }
    await clock.advance(10);
    expect(bodies).toHaveLength(50);
    run("get", null, null, 50);
    expect(last()).toBe("v50");
  });

  it("keep the write of the higher stamp, in whatever order they come; the same one twice is ok", async () => {
    const { clock, bodies, run, last } = await make();
    run("put", at(5), "five");
    run("put", at(4), "four");
    run("put", at(5), "five");
    await clock.advance(20);
    expect(bodies.map(textOf).sort()).toEqual(["error", "ok", "ok"]);
    expect(bodies[0]).toEqual({ kind: "error", reason: "stale", stamp: at(5) });
    run("put", at(5), "five");
    expect(last()).toBe("ok");
    run("get");
    expect(last()).toBe("five");
    run("put", at(5, "d"), "another writer's");
    await clock.advance(10);
    run("get");
    expect(last()).toBe("another writer's");
  });

  it("delete what is there or not, and let no older write undo it", async () => {
    const { clock, bodies, run, last } = await make();
    run("delete", at(3));
    await clock.advance(10);
    expect(last()).toBe("ok");
    run("put", at(2), "late");
    expect(bodies.at(-1)).toEqual({ kind: "error", reason: "stale", stamp: at(3) });
    run("get");
    expect(bodies.at(-1)).toEqual({ kind: "notFound", stamp: at(3) });
  });

  it.each([
    ["no such partition", "put", at(1), "v", 64, "partition"],
    ["no stamp", "put", null, "v", 1, "malformed"],
    ["no value", "put", at(1), null, 1, "malformed"],
    ["no stamp", "delete", null, null, 1, "malformed"],
    ["too large", "put", at(1), "v".repeat(101), 1, "tooLarge"],
    ["a clock far ahead", "put", at(1_700_000_000_000 + 3_700_000), "v", 1, "clock"],
  ] as const)("refuse %s (%s)", async (_, op, stamp, text, partition, reason) => {
    const { bodies, run, disk } = await make();
    run(op, stamp, text, partition);
    expect(bodies).toEqual([{ kind: "error", reason, stamp: null }]);
    expect(disk.size).toBe(0);
  });

  it("keep a command that comes before the store is open, and refuse it when they stop instead", async () => {
    const { vnodes: open, ...parts } = await make();
    await open.stop();
    for (const isStarted of [true, false]) {
      const vnodes = new Vnodes({
        ...{ store: parts.store, clock: parts.clock, settings: makeSettings, partitions: () => 64 },
        failed: () => undefined,
      });
      const bodies: VnodeBody[] = [];
      const get: VnodeCommand = {
        ...{ type: "vnodeCommand", req: 1, partition: 1, op: "get", bucket: "b", key: "k", value: null, stamp: null },
      };
      vnodes.execute(get, (body) => void bodies.push(body));
      expect(bodies).toEqual([]);
      if (isStarted) await vnodes.start();
      else await vnodes.stop();
      expect(bodies.map(textOf)).toEqual([isStarted ? "notFound" : "error"]);
      await vnodes.stop();
    }
  });

  it("refuse everything once the store has failed, also what was waiting", async () => {
    const { clock, store, bodies, run, failures, vnodes } = await make();
    store.commit = () => Promise.reject(new Error("EIO"));
    run("put", at(1), "v");
    await clock.settle();
    run("put", at(2), "w");
    expect(bodies.map((body) => body.kind === "error" && body.reason)).toEqual(["storage", "storage"]);
    expect(failures.map(String)).toEqual(["Error: EIO"]);
    await vnodes.stop();
  });

  it("forget deletions after their time, and nothing else", async () => {
    const { clock, disk, run, vnodes } = await make();
    const now = clock.wall();
    run("delete", at(now), null, 1);
    run("put", at(now), "v", 2);
    run("delete", at(now), null, 3);
    await clock.advance(10);
    await clock.advance(9_000_000);
    expect(disk.size).toBe(3);
    run("delete", at(now + 8_000_000), null, 3);
    await clock.advance(6_000_000);
    expect(new Set([...disk.keys()].map((name) => name.split(" ")[0]))).toEqual(new Set(["2", "3"]));
    await vnodes.stop();
    expect(clock.armed).toBe(0);
  });
});

describe("stamps", () => {
  it("rise, whatever the clock does, and above what was seen", () => {
    let wall = 1000;
    const clock = new StampClock("c", () => wall);
    const stamps = [clock.next(), clock.next()];
    wall = 10;
    stamps.push(clock.next());
    clock.saw({ ms: 5000, count: 7, writer: "zz" });
    stamps.push(clock.next());
    clock.saw({ ms: 4000, count: 9, writer: "zz" });
    stamps.push(clock.next());
    wall = 6000.7;
    stamps.push(clock.next());
    for (let n = 1; n < stamps.length; n += 1)
      expect(compareStamps(stamps[n - 1] as Stamp, stamps[n] as Stamp)).toBeLessThan(0);
    expect(stamps.map(({ ms, count }) => `${ms}/${count}`)).toEqual([
      ...["1000/0", "1000/1", "1000/2", "5000/8", "5000/9", "6000/0"],
    ]);
  });
});
