/** Lease numbers, request memory, sent frames, settings. Source: PROTOCOL R9, R11, R19; HAZARDS P4, P5, P20, P22, P23. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClientRequest, ClientResponse, PeerMessage } from "#machines/protocol/messages";
import {
  countedLeaseMs,
  defaultSettings,
  makeSettings,
  restartDebtMs,
  settingRelations,
} from "#machines/protocol/settings";
import { Lease, readInstant } from "#services/lease";
import { RequestMemory } from "#services/request-memory";
import { SentFrames } from "#services/sent-frames";

/** Two clocks that a test sets apart. */
class TwoClocks {
  monotonicMs = 1000;
  wallMs = 5_000_000;
  now() {
    return this.monotonicMs;
  }
  wall() {
    return this.wallMs;
  }
  pass(ms: number) {
    this.monotonicMs += ms;
    this.wallMs += ms;
  }
  setTimer() {}
  clearTimer() {}
  defer() {}
}

describe("the lease", () => {
  const make = () => {
    const clock = new TwoClocks();
    return { clock, lease: new Lease(clock) };
  };

  it("runs from the sending, not from the answer (P4)", () => {
    const { clock, lease } = make();
    const sent = readInstant(clock);
    clock.pass(200);
    expect(lease.renew(sent, 300, 0)).toBe(100);
    clock.pass(99);
    expect(lease.isValid()).toBe(true);
    clock.pass(1);
    expect(lease.isValid()).toBe(false);
  });

  it("is granted nothing by a late confirmation (P4)", () => {
    const { clock, lease } = make();
    const sent = readInstant(clock);
    clock.pass(300);
    expect(lease.renew(sent, 300, 0)).toBe(0);
    expect(lease.isValid()).toBe(false);
    // Nor does it take away what a later commit was granted.
    lease.renew(readInstant(clock), 300, 0);
    clock.pass(1);
    expect(lease.renew(sent, 300, 0)).toBe(0);
    expect(lease.isValid()).toBe(true);
  });

  it("ends before any follower's promise is free, whatever both clocks do within the drift (R11, R19)", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.19, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 10_000 }),
        (drift, leader, follower, granted) => {
          // Real time until each of the two says that it is over, each clock at its own rate.
          const leaseEnds = countedLeaseMs(granted, drift) / (1 + leader * drift);
          const debtEnds = granted / (1 + follower * drift);
          expect(leaseEnds).toBeLessThanOrEqual(debtEnds + 1e-9);
          const settings = { ...defaultSettings, clockDrift: drift, leaseMs: granted };
          expect(restartDebtMs(settings) / (1 + follower * drift)).toBeGreaterThanOrEqual(granted / (1 + drift) - 1e-9);
        },
      ),
    );
  });

  it.each<[string, (clock: TwoClocks) => void]>([
    ["the monotonic clock stood still while the machine slept", (clock) => void (clock.wallMs += 1000)],
    ["the wall clock was set back", (clock) => void ((clock.monotonicMs += 1000), (clock.wallMs -= 5000))],
  ])("is over when %s (P23)", (_, disturb) => {
    const { clock, lease } = make();
    lease.renew(readInstant(clock), 300, 0.01);
    expect(lease.isValid()).toBe(true);
    disturb(clock);
    expect(lease.isValid()).toBe(false);
  });

  it("is over when released, until it is renewed", () => {
    const { clock, lease } = make();
    lease.renew(readInstant(clock), 300, 0);
    lease.release();
    expect(lease.isValid()).toBe(false);
    lease.renew(readInstant(clock), 300, 0);
    expect(lease.isValid()).toBe(true);
  });
});

describe("the request memory (R9, P20)", () => {
  const limits = { maxClients: 3, clientMemoryMs: 1000 };
  const make = () => {
    const clock = new TwoClocks();
    return { clock, memory: new RequestMemory(clock, () => limits) };
  };
  const request = (id: number, floor = 0) => ({ id, floor }) as ClientRequest;
  const response = (id: number) => ({ type: "response", id, code: "ok" }) as ClientResponse;

  it("runs a request once: a copy is ignored while it runs, and answered from memory afterwards", () => {
    const { memory } = make();
    expect(memory.admit("c", request(1)).kind).toBe("run");
    expect(memory.admit("c", request(1)).kind).toBe("ignore");
    memory.answer("c", response(1));
    expect(memory.admit("c", request(1))).toEqual({ kind: "answered", response: response(1) });
    expect(memory.admit("d", request(1)).kind).toBe("run");
  });

  it("forgets what is below the floor, and never runs it again", () => {
    const { memory } = make();
    for (const id of [1, 2, 3]) {
      memory.admit("c", request(id));
      memory.answer("c", response(id));
    }
    expect(memory.admit("c", request(4, 3)).kind).toBe("run");
    for (const id of [1, 2]) expect(memory.admit("c", request(id)).kind).toBe("ignore");
    expect(memory.admit("c", request(3)).kind).toBe("answered");
    // An answer that comes after the floor has passed is not kept.
    memory.admit("c", request(9, 9));
    memory.answer("c", response(4));
    expect(memory.admit("c", request(4)).kind).toBe("ignore");
  });

  it("runs each id at most once under any order of copies and floors", () => {
    const frame = fc.record({
      id: fc.integer({ min: 1, max: 8 }),
      floor: fc.integer({ min: 0, max: 9 }),
      answered: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 40 }), (frames) => {
        const { memory } = make();
        const runs = new Set<number>();
        for (const { id, floor, answered } of frames) {
          const { kind } = memory.admit("c", request(id, Math.min(floor, id)));
          if (kind === "run") {
            expect(runs.has(id)).toBe(false);
            runs.add(id);
          }
          if (kind === "run" && answered) memory.answer("c", response(id));
        }
      }),
    );
  });

  it("has room for so many clients, and makes room by those that have long been silent", () => {
    const { clock, memory } = make();
    for (const client of ["c", "d", "e"]) memory.admit(client, request(1));
    expect(memory.admit("f", request(1)).kind).toBe("ignore");
    clock.pass(600);
    memory.admit("c", request(2));
    clock.pass(600);
    expect(memory.admit("f", request(1)).kind).toBe("run");
    expect(memory.size).toBe(2);
    expect(memory.admit("c", request(1)).kind).toBe("ignore");
  });

  it("survives a floor of any size", () => {
    const { memory } = make();
    memory.admit("c", request(1));
    expect(memory.admit("c", request(2 ** 50, 2 ** 50)).kind).toBe("run");
    expect(memory.admit("c", request(1)).kind).toBe("ignore");
  });
});

describe("sent frames", () => {
  const message = (req: number) => ({ type: "probe", ensemble: "demo", from: "a", to: "b", req }) as PeerMessage;
  it("finds the batch of a frame once, by any of its frames, a while", () => {
    const sent = new SentFrames();
    sent.note("b", 1, 3, [message(1)]);
    sent.note("c", 4, 1, [message(2)]);
    expect(sent.take("b", 4)).toEqual([]);
    expect(sent.take("c", 2)).toEqual([]);
    expect(sent.take("b", 3)).toEqual([message(1)]);
    expect(sent.take("b", 2)).toEqual([]);
    for (let frame = 5; frame < 5 + 32; frame += 1) sent.note("c", frame, 1, [message(frame)]);
    expect(sent.take("c", 4)).toEqual([]);
    expect(sent.take("c", 5)).toEqual([message(5)]);
  });
});

describe("settings", () => {
  it("hold by default, and each relation can fail", () => {
    expect(makeSettings()).toEqual(defaultSettings);
    const broken: Partial<typeof defaultSettings>[] = [
      { clockDrift: 0.2 },
      { leaseMs: 150 },
      { leaseMs: 445 },
      { followerTimeoutMs: 320, tickMs: 120 },
      { quorumTimeoutMs: 99 },
      { probeDelayMs: 0 },
      { gossipMs: 50 },
      { rootPeers: 2.5 },
      { restartMinMs: 20_000 },
      { treeValidation: "sometimes" as "always" },
      { ringPartitions: 48 },
      { ringReplicas: 0 },
      { ringPingMs: 5 },
    ];
    expect(broken).toHaveLength(settingRelations.length);
    for (const [index, partial] of broken.entries()) {
      const failing = settingRelations.filter((relation) => !relation.holds({ ...defaultSettings, ...partial }));
      expect(failing).toEqual([settingRelations[index]]);
      expect(() => makeSettings(partial)).toThrow(settingRelations[index]?.text);
    }
    for (const name of [
      "tickMs",
      "electionJitterMs",
      "prefollowTimeoutMs",
      "pendingTimeoutMs",
      "exchangeTimeoutMs",
      "restartMinMs",
    ])
      expect(() => makeSettings({ [name]: 0 })).toThrow("settings must satisfy");
  });
  it("refuses what it does not know and what is no number", () => {
    expect(() => makeSettings({ nonsense: 1 } as never)).toThrow(/unknown setting "nonsense"/);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1, "100", null])
      expect(() => makeSettings({ tickMs: value as never })).toThrow(/tickMs/);
    expect(makeSettings({ leaseMs: 0 }).leaseMs).toBe(0);
  });
});
