/** The production ports keep what machines/protocol/ports.ts promises. */
import { EventEmitter, once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { makeId, systemClock, systemRandom } from "#cli/ports";
import { isName } from "#machines/protocol/identifiers";

describe("systemClock", () => {
  it("never goes back", () => {
    let last = systemClock.now();
    for (let n = 0; n < 10_000; n += 1) {
      const now = systemClock.now();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
  });

  it("fires a timer that was moved when it is due by then, and no other", async () => {
    const began = systemClock.now();
    const fired: string[] = [];
    const move = (handle: unknown, delayMs: number) => systemClock.moveTimer?.(handle, delayMs);
    const cleared = systemClock.setTimer(() => fired.push("cleared"), 5);
    await new Promise<void>((resolve) => {
      const moved = systemClock.setTimer(() => {
        fired.push("moved");
        resolve();
      }, 10);
      expect(move(moved, 1)).toBe(false);
      expect(move(moved, 30)).toBe(true);
      expect(move(cleared, 8)).toBe(true);
      systemClock.clearTimer(cleared);
      expect(move(cleared, 8)).toBe(false);
    });
    expect(fired).toEqual(["moved"]);
    // Node.js may be a millisecond early.
    expect(systemClock.now() - began).toBeGreaterThanOrEqual(29);
  });

  it("fires no timer that was moved before one that was due earlier, however late both are", async () => {
    const fired: string[] = [];
    await new Promise<void>((resolve) => {
      const moved = systemClock.setTimer(() => {
        fired.push("moved");
        resolve();
      }, 5);
      systemClock.setTimer(() => fired.push("set"), 10);
      expect(systemClock.moveTimer?.(moved, 20)).toBe(true);
      // The process is held up.
      for (const began = systemClock.now(); systemClock.now() < began + 40;);
    });
    expect(fired).toEqual(["set", "moved"]);
  });

  it("defers until the microtasks of this turn have run", async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      systemClock.defer(() => {
        order.push("deferred");
        resolve();
      });
      void Promise.resolve().then(async () => {
        order.push("microtask");
        await Promise.resolve();
        order.push("its successor");
      });
    });
    expect(order).toEqual(["microtask", "its successor", "deferred"]);
  });

  it("defers until every socket that was ready has been heard: one turn for all of them", async () => {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const heard = new EventEmitter();
    const turns: number[] = [];
    let inTurn = 0;
    let isDeferred = false;
    let accepted = 0;
    server.on("connection", (socket) => {
      accepted += 1;
      heard.emit("accepted");
      socket.on("data", () => {
        inTurn += 1;
        if (isDeferred) return;
        isDeferred = true;
        systemClock.defer(() => {
          turns.push(inTurn);
          inTurn = 0;
          isDeferred = false;
          heard.emit("turn");
        });
      });
    });
    const clients = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const socket = connect(port, "127.0.0.1");
        await once(socket, "connect");
        return socket;
      }),
    );
    while (accepted < 3) await once(heard, "accepted");
    // Written before this turn ends, so all three are ready when the loop looks next.
    for (const client of clients) client.write("x");
    await once(heard, "turn");
    expect(turns).toEqual([3]);
    for (const client of clients) client.destroy();
    server.close();
  });

  it("does not fire a timer at once because its delay is long", async () => {
    let fired = false;
    const timer = systemClock.setTimer(() => void (fired = true), 2 ** 40);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(fired).toBe(false);
    systemClock.clearTimer(timer);
  });
});

describe("systemRandom", () => {
  it.each([1, 2, 36, 2 ** 32, 2 ** 48 - 1, 2 ** 48])("draws whole numbers below %d", (bound) => {
    for (let n = 0; n < 200; n += 1) {
      const value = systemRandom.below(bound);
      expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true);
    }
  });

  it("makes names that differ", () => {
    const ids = Array.from({ length: 100 }, () => makeId("c", systemRandom));
    expect(ids.every(isName)).toBe(true);
    expect(new Set(ids).size).toBe(100);
  });
});
