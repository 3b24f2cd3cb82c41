/** The peer host. Source: DESIGN section 2; PROTOCOL R3, R6, R7, R11, R15, R19; HAZARDS P4, P5, P11. */
import { beforeEach, describe, expect, it } from "vitest";
import { initialFact, type PeerRecord } from "#machines/protocol/fact";
import type { ClientRequest, PeerMessage, Reply } from "#machines/protocol/messages";
import { defaultSettings, restartDebtMs, type Settings } from "#machines/protocol/settings";
import type { Answer } from "#services/kv/answers";
import { Outbox } from "#services/outbox";
import { PeerHost } from "#services/peer/peer-host";
import { Tracer } from "#services/tracer";
import { VirtualClock } from "#test/support/virtual-clock";
import { FakeBus, FakeStorage, objectOf } from "../core/fakes.ts";

const members = ["a", "b", "c"];

class HostHarness {
  readonly clock = new VirtualClock();
  readonly bus = new FakeBus();
  readonly storage = new FakeStorage();
  readonly outbox: Outbox;
  readonly host: PeerHost;
  readonly crashes: unknown[] = [];
  removals = 0;
  settings: Settings;

  constructor(
    record: Partial<PeerRecord> = {},
    settings: Partial<Settings> = {},
    found: { readonly distrusted: string | null; readonly damaged: readonly string[] } = {
      distrusted: null,
      damaged: [],
    },
  ) {
    this.settings = { ...defaultSettings, ...settings };
    for (const key of found.damaged) this.storage.damaged.add(key);
    this.storage.instant = true;
    this.storage.records.set("demo/a", {
      promised: { epoch: 0, candidate: "" },
      fact: initialFact(members),
      trusted: true,
      ...record,
    });
    this.outbox = new Outbox({
      bus: this.bus,
      clock: this.clock,
      storage: this.storage,
      onFailure: () => undefined,
      onRefused: () => undefined,
      onSent: () => undefined,
    });
    this.host = new PeerHost({
      modifiers: new Map(),
      isFirst: false,
      ensemble: "demo",
      self: "a",
      members,
      clock: this.clock,
      outbox: this.outbox,
      storage: this.storage,
      tracer: new Tracer({ node: "a", boot: "1", clock: this.clock, publish: () => undefined }),
      log: { write: () => undefined },
      distrusted: found.distrusted,
      firstReq: 1,
      seed: 1,
      haulBytes: 100_000,
      settings: () => this.settings,
      crashed: (error) => void this.crashes.push(error),
      changed: () => undefined,
      removed: () => void (this.removals += 1),
    });
    this.host.start();
  }

  get state(): string {
    return this.host.status().state;
  }

  /** Messages to peers since the last call. */
  sent(): PeerMessage[] {
    return this.bus.published.splice(0).flatMap(({ messages }) => messages as readonly PeerMessage[]);
  }

  async hear(
    ...messages: (Record<string, unknown> & { readonly type: PeerMessage["type"] })[]
  ): Promise<PeerMessage[]> {
    for (const message of messages)
      this.host.receive({ ensemble: "demo", from: "b", to: "a", req: 1, ...message } as never);
    await this.clock.settle();
    return this.sent();
  }

  bodies(messages: readonly PeerMessage[]): unknown[] {
    return messages.filter((message): message is Reply => message.type === "reply").map(({ body }) => body);
  }

  commit(epoch: number, seq = 1) {
    return { type: "commit" as const, fact: { ...initialFact(members), epoch, seq, leader: "b" } };
  }

  async following(epoch = 5): Promise<this> {
    await this.clock.settle();
    await this.hear(this.commit(epoch));
    if (this.state !== "following") throw new Error(`it is ${this.state}, not following`);
    return this;
  }

  /** Answers what is asked, as `b` would, until the peer serves. */
  async leading(): Promise<this> {
    await this.clock.settle();
    for (let time = 0; time < 3000 && !this.host.gate.serving; time += 10) {
      await this.clock.advance(10);
      await this.help();
    }
    if (!this.host.gate.serving) throw new Error(`it does not serve: ${this.state}`);
    return this;
  }

  async help(except?: PeerMessage["type"]): Promise<void> {
    for (const message of this.sent()) {
      if (message.to !== "b" || !("req" in message) || message.type === "reply") continue;
      const epoch = "epoch" in message ? message.epoch : message.type === "commit" ? message.fact.epoch : 0;
      const fact = initialFact(members);
      const bodies: Partial<Record<PeerMessage["type"], Reply["body"]>> = {
        probe: { kind: "probed", fact, leader: "", leaderAgeMs: 0, trusted: true },
        prepare: { kind: "promise", fact },
        newEpoch: { kind: "ok" },
        commit: { kind: "granted", leaseMs: 300, seq: 1, complete: false },
        exchange: { kind: "exchanging", trusted: true, leads: false, countsFrom: 0 },
        tree: { kind: "pages", trusted: true, countsFrom: 0, pages: [new Uint8Array(0)] },
        checkEpoch: { kind: "ok" },
      };
      const body = bodies[message.type];
      if (body === undefined || message.type === except) continue;
      this.host.receive({ type: "reply", ensemble: "demo", from: "b", to: "a", req: message.req, epoch, body });
      await this.clock.settle();
    }
  }

  ask(op: ClientRequest["op"], key = "k"): Answer[] {
    const answers: Answer[] = [];
    const { epoch } = this.host.gate;
    const request = {
      type: "request",
      id: 1,
      floor: 0,
      ensemble: "demo",
      boot: "1",
      epoch,
      op,
      key,
      value: null,
      version: "",
      readRepair: false,
      timeoutMs: 1000,
    } as const;
    this.host.request(request, (answer) => void answers.push(answer));
    return answers;
  }
}

let x: HostHarness;
beforeEach(() => {
  x = new HostHarness();
});

describe("R11: what is owed to a lease", () => {
  const prepare = (from: string, epoch: number) => x.hear({ type: "prepare", from, epoch });

  it("is owed from the last grant for its whole time, then not any more", async () => {
    await x.following();
    await x.clock.advance(400);
    await x.hear(x.commit(5));
    await x.clock.advance(x.settings.leaseMs - 1);
    expect(x.bodies(await prepare("c", 9))).toEqual([{ kind: "nack", reason: "lease" }]);
    await x.clock.advance(1);
    expect(x.bodies(await prepare("c", 9))).toMatchObject([{ kind: "promise" }]);
  });

  it("is owed after a restart for a lease and the drift of two clocks (P5)", async () => {
    await x.clock.settle();
    const ms = restartDebtMs(x.settings);
    await x.clock.advance(Math.floor(ms));
    expect(x.bodies(await prepare("c", 9))).toEqual([{ kind: "nack", reason: "lease" }]);
    await x.clock.advance(1);
    expect(x.bodies(await prepare("c", 9))).toMatchObject([{ kind: "promise" }]);
  });

  it("is not shortened by a smaller setting that comes after the grant", async () => {
    await x.following();
    await x.clock.advance(400);
    await x.hear(x.commit(5));
    x.settings = { ...x.settings, leaseMs: 200, tickMs: 50 };
    x.host.settingsChanged(x.settings);
    await x.hear(x.commit(5));
    await x.clock.advance(250);
    expect(x.bodies(await prepare("c", 9))).toEqual([{ kind: "nack", reason: "lease" }]);
  });
});

describe("R15, R7: durable before it is answered", () => {
  it("a promise", async () => {
    await x.clock.advance(400);
    x.sent();
    x.storage.instant = false;
    expect(await x.hear({ type: "prepare", epoch: 9 })).toEqual([]);
    expect(x.storage.commits[0]?.batch.records.get("demo/a")?.promised).toEqual({ epoch: 9, candidate: "b" });
    x.storage.land();
    await x.clock.settle();
    expect(x.bodies(x.sent())).toMatchObject([{ kind: "promise" }]);
  });

  it("an object, and its ack waits for that very write", async () => {
    await x.following();
    x.sent();
    x.storage.instant = false;
    expect(await x.hear({ type: "put", epoch: 5, object: objectOf("k", 5, 1) })).toEqual([]);
    // The same again while it is being written: known, but not durable.
    expect(await x.hear({ type: "put", epoch: 5, object: objectOf("k", 5, 1) })).toEqual([]);
    x.storage.land();
    await x.clock.settle();
    expect(x.bodies(x.sent())).toEqual([
      { kind: "stored", seq: 1 },
      { kind: "stored", seq: 1 },
    ]);
  });

  it("nothing is written when nothing has changed: heartbeats cost no disk", async () => {
    await x.following();
    await x.hear(x.commit(5));
    x.storage.instant = false;
    for (let beat = 0; beat < 5; beat += 1) expect(x.bodies(await x.hear(x.commit(5)))).toHaveLength(1);
    expect(x.storage.commits).toEqual([]);
  });
});

describe("R19, P4: a leader's lease", () => {
  it("runs from the sending of the commit that is confirmed", async () => {
    await x.leading();
    expect(x.ask("get")).toMatchObject([{ code: "absent" }]);
    // The next commit leaves, and is confirmed late.
    let commit: PeerMessage | undefined;
    while (commit === undefined) {
      await x.clock.advance(10);
      commit = x.sent().find(({ type, to }) => type === "commit" && to === "b");
    }
    await x.clock.advance(250);
    const { req, fact } = commit as Extract<PeerMessage, { type: "commit" }>;
    await x.hear({
      type: "reply",
      req,
      epoch: fact.epoch,
      body: { kind: "granted", leaseMs: 300, seq: 1, complete: false },
    });
    expect(x.ask("get")).toMatchObject([{ code: "absent" }]);
    await x.clock.advance(45);
    // 295 ms after the sending; less the drift of two clocks it is over.
    expect(x.ask("get")).toEqual([]);
  });

  it("ends with its leadership: a leader that is elected again soon does not read under the old one", async () => {
    x = new HostHarness({}, { electionJitterMs: 1 });
    await x.leading();
    const before = x.clock.now();
    x.host.stepDown("test");
    await x.clock.settle();
    for (let time = 0; time < 10 && !x.host.gate.serving; time += 1) {
      await x.clock.advance(2);
      for (let turn = 0; turn < 6; turn += 1) await x.help("commit");
    }
    expect([x.host.gate.serving, x.clock.now() - before < 100]).toEqual([true, true]);
    expect(x.ask("get")).toEqual([]);
  });

  it("is void at once when it promises another (R6), and its requests end", async () => {
    await x.leading();
    x.ask("put");
    await x.hear({ type: "prepare", from: "c", epoch: 99 });
    expect(x.state).toBe("prefollow");
    expect(x.ask("get")).toMatchObject([{ code: "redirect" }]);
    expect(x.host.status().serving).toBe(false);
  });
});

describe("effects of a state that was left", () => {
  it("an exchange is not begun when its state is left in the same turn", async () => {
    await x.clock.advance(400);
    await x.hear({ type: "prepare", epoch: 9 });
    x.host.receive({ type: "newEpoch", ensemble: "demo", from: "b", to: "a", req: 2, epoch: 9 });
    expect(x.state).toBe("following");
    x.host.undelivered({ type: "probe", ensemble: "demo", from: "a", to: "b", req: 1 });
    expect(x.state).toBe("probe");
    await x.clock.settle();
    expect(x.sent().filter(({ type }) => type === "exchange")).toEqual([]);
  });

  it("a repair leaves alone what has become sound since its scan", async () => {
    await x.following();
    x.storage.objects.set("k", objectOf("k", 5, 1));
    x.storage.damaged.add("k");
    x.storage.damaged.add("bad");
    x.storage.verify = async () => {
      x.storage.damaged.delete("k");
      return { keys: ["k", "bad"], segments: [] };
    };
    await x.hear({ type: "fetch", epoch: 5, keys: ["bad"] });
    await x.clock.settle();
    expect(x.state).not.toBe("repair");
    expect([x.storage.objects.has("k"), x.storage.damaged.size]).toEqual([true, 0]);
    expect(x.host.status().trusted).toBe(false);
  });

  it("a stopped peer says nothing, and leaves no timer", async () => {
    await x.leading();
    x.ask("put");
    await x.clock.settle();
    x.host.stop();
    x.sent();
    expect(await x.hear({ type: "prepare", epoch: 99 })).toEqual([]);
    await x.clock.advance(5000);
    expect([x.sent(), x.clock.armed]).toEqual([[], 0]);
  });
});

describe("a damaged object (P9, P11)", () => {
  it("that others ask a follower for sends it to repair", async () => {
    await x.following();
    x.storage.damaged.add("k");
    expect(x.bodies(await x.hear({ type: "fetch", epoch: 5, keys: ["k"] }))).toMatchObject([{ missing: ["k"] }]);
    expect(x.host.status().trusted).toBe(false);
  });

  it.each([
    ["at this start", { trusted: true }, "its log lost its end"],
    ["at an earlier one, which a stop cut short", { trusted: false }, null],
  ])("is dropped before anything is compared, when trust was lost %s", async (_, record, distrusted) => {
    const fresh = new HostHarness(record, {}, { distrusted, damaged: ["k"] });
    await fresh.clock.settle();
    expect([...fresh.storage.damaged]).toEqual([]);
    expect([fresh.state, fresh.host.status().trusted]).toEqual(["exchange", false]);
  });

  it("stays where it is when trust was not lost: what is read is verified then", async () => {
    const fresh = new HostHarness({}, {}, { distrusted: null, damaged: ["k"] });
    await fresh.clock.settle();
    expect([fresh.state, fresh.storage.damaged.size]).toEqual(["probe", 1]);
  });

  it("in the tree sends even a leader to repair, which drops the segment; then it serves again", async () => {
    await x.leading();
    x.storage.damagedLeaves.add("k");
    x.ask("get");
    await x.clock.settle();
    expect([x.state === "leading", x.host.status().trusted]).toEqual([false, false]);
    expect(x.storage.damagedLeaves.size).toBe(0);
    expect(x.state).not.toBe("repair");
  });

  it("that others ask a leader for is mended, and the leader goes on", async () => {
    await x.leading();
    const { epoch } = x.host.gate;
    x.storage.damaged.add("k");
    const sent = await x.hear({ type: "fetch", epoch, keys: ["k"] });
    expect(x.state).toBe("leading");
    const fetches = sent.filter(({ type }) => type === "fetch") as Extract<PeerMessage, { type: "fetch" }>[];
    expect(fetches.map(({ to }) => to)).toEqual(["b", "c"]);
    for (const from of ["b", "c"])
      await x.hear({
        type: "reply",
        from,
        req: fetches[0]?.req,
        epoch,
        body: { kind: "objects", trusted: true, objects: [objectOf("k", 1, 1)], missing: [] },
      });
    expect(x.storage.damaged.size).toBe(0);
    expect(x.storage.objects.get("k")?.ballot.epoch).toBe(epoch);
  });
});

describe("a throw", () => {
  it("in a message, a timer or a durable callback crashes the peer, once, and nobody else", async () => {
    await x.following();
    x.storage.read = () => {
      throw new Error("planted");
    };
    await x.hear({ type: "put", epoch: 5, object: objectOf("k", 5, 1) });
    await x.hear({ type: "put", epoch: 5, object: objectOf("k", 5, 1) });
    expect(x.crashes).toEqual([new Error("planted")]);
    expect(x.clock.armed).toBe(0);
    let durable = false;
    x.outbox.whenDurable(() => (durable = true));
    await x.clock.settle();
    expect(durable).toBe(true);
  });
});
