/**
 * A real peer behind the plan's adapter: the peer host, its outbox, a store on disk (or in memory) and a bus that encodes every
 * frame. Only time is virtual. After each step it shows its state, what its store holds, and every message it sent.
 */
import { nobody, initialFact, type PeerRecord } from "#machines/protocol/fact";
import { nodeOf } from "#machines/protocol/identifiers";
import type { Message, PeerMessage, Reply } from "#machines/protocol/messages";
import type { Bus, Storage } from "#machines/protocol/ports";
import type { Settings } from "#machines/protocol/settings";
import type { MemberChange } from "#machines/protocol/views";
import type { AskParams, AnswerParams } from "#machines/peer/types";
import type { Sut, Wanted, PlanStep } from "#coverage/coverage";
import { Outbox } from "#services/outbox";
import { PeerHost } from "#services/peer/peer-host";
import { Tracer } from "#services/tracer";
import { MemoryNetwork } from "#transport/memory-bus";
import { VirtualClock } from "#test/support/virtual-clock";
import { damagedKey, hostInput, hostSettings } from "./models/peer-host.ts";

const label = "demo/a";
const members = ["a", "b", "c"];
/** Messages that belong to an exchange or to the data plane, not to the chart's effects. */
const besides = new Set(["exchange", "tree", "fetch", "put", "checkEpoch", "reapCheck", "reap"]);
const names = ["a", "b", "c", "d", "z"];

export interface RealPeerOptions {
  /** A fresh store for each test, not yet opened; `reopen` gives another one over the same disk. */
  readonly makeStorage: () => Promise<{
    readonly storage: Storage;
    readonly reopen: () => Storage;
    readonly remove: () => Promise<void>;
  }>;
  /** One bus for each node, by its name. Default: within this process. */
  readonly makeBuses?: (names: readonly string[]) => Promise<Readonly<Record<string, Bus>>>;
}

/** A store whose first commit and whose repairs wait for the test. */
class GatedStorage implements Storage {
  readonly #inner: Storage;
  #isHeld = true;
  #release: () => void = () => undefined;
  readonly #gate: Promise<void>;
  #waiting: (() => void)[] = [];
  #scans: Promise<unknown>[] = [];
  readonly #reads = new Set<Promise<unknown>>();

  constructor(inner: Storage) {
    this.#inner = inner;
    this.#gate = new Promise((resolve) => (this.#release = resolve));
  }
  get isHeld(): boolean {
    return this.#isHeld;
  }
  open = () => this.#inner.open();
  close = () => this.#inner.close();
  record = (name: string) => this.#inner.record(name);
  manager = () => this.#inner.manager();
  leaf: Storage["leaf"] = (...args) => this.#inner.leaf(...args);
  lowWater: Storage["lowWater"] = (...args) => this.#inner.lowWater(...args);
  topHash: Storage["topHash"] = (ensemble) => this.#inner.topHash(ensemble);
  pages: Storage["pages"] = (...args) => this.#reading(this.#inner.pages(...args));
  segments: Storage["segments"] = (...args) => this.#reading(this.#inner.segments(...args));
  verifyUpper: Storage["verifyUpper"] = (ensemble) => this.#reading(this.#inner.verifyUpper(ensemble));
  read: Storage["read"] = (ensemble, key) =>
    key === damagedKey ? { kind: "damaged", part: "object", what: "test" } : this.#inner.read(ensemble, key);
  commit: Storage["commit"] = async (batch) => {
    await this.#gate;
    await this.#inner.commit(batch);
  };
  verify: Storage["verify"] = (ensemble) => {
    const scan = new Promise<void>((resolve) => this.#waiting.push(resolve)).then(() => this.#inner.verify(ensemble));
    this.#scans.push(scan);
    return scan;
  };
  /** Waits until what is being read of the tree has been read. @returns whether anything was. */
  async hasRead(): Promise<boolean> {
    if (this.#reads.size === 0) return false;
    await Promise.allSettled(this.#reads);
    return true;
  }
  /** As it is: what has been read at once is not made to wait. */
  #reading<R>(read: R): R {
    const forget = (): void => void this.#reads.delete(ended);
    const ended: Promise<void> = Promise.resolve(read).then(forget, forget);
    this.#reads.add(ended);
    return read;
  }
  letGo(): void {
    this.#isHeld = false;
    this.#release();
  }
  async endScans(): Promise<void> {
    for (const resolve of this.#waiting.splice(0)) resolve();
    await Promise.all(this.#scans.splice(0));
  }
}

interface Running {
  readonly clock: VirtualClock;
  readonly inner: Storage;
  readonly storage: GatedStorage;
  readonly reopen: () => Storage;
  readonly remove: () => Promise<void>;
  readonly outbox: Outbox;
  readonly host: PeerHost;
  readonly buses: Readonly<Record<string, Bus>>;
  readonly sent: PeerMessage[];
  readonly crashes: unknown[];
  /** Questions of an exchange that nobody has answered yet. */
  questions: PeerMessage[];
  isStopped: boolean;
}

export function realPeer(options: RealPeerOptions): Sut & { readonly reopened: () => number } {
  let peer: Running;
  let stored: PeerRecord | undefined;
  let reopened = 0;

  const rest = async (): Promise<void> => {
    for (let quiet = 0; quiet < 2; quiet += 1) {
      let isIdle = peer.storage.isHeld;
      void peer.outbox.drained().then(() => (isIdle = true));
      await peer.clock.settle();
      while (await peer.storage.hasRead()) await peer.clock.settle();
      while (!isIdle) {
        await new Promise((resolve) => setImmediate(resolve));
        await peer.clock.settle();
      }
      // What was published has arrived when whoever gets it has heard from the bus since.
      await peer.buses["a"]?.flush();
      for (const bus of Object.values(peer.buses)) await bus.flush();
    }
    await peer.clock.settle();
  };
  const deliver = (message: object, from = "b"): void => {
    const bus = peer.buses[nodeOf(from)] ?? peer.buses["z"];
    bus?.publish({ kind: "peer", node: "a" }, [{ ensemble: "demo", from, to: "a", ...message } as Message]);
  };
  const answerExchange = async (isWilling: boolean): Promise<void> => {
    for (let turns = 0; peer.host.gate.exchanging && turns < 500; turns += 1) {
      for (const question of peer.questions.splice(0)) {
        if (!("req" in question) || !("epoch" in question)) continue;
        const body: Reply["body"] = !isWilling
          ? { kind: "nack", reason: "untrusted" }
          : question.type === "tree"
            ? { kind: "pages", trusted: true, countsFrom: 0, pages: question.indices.map(() => new Uint8Array()) }
            : { kind: "exchanging", trusted: true, leads: false, countsFrom: 0 };
        deliver({ type: "reply", req: question.req, epoch: question.epoch, body }, question.to);
      }
      await rest();
    }
  };

  return {
    reopened: () => reopened,
    async start() {
      const clock = new VirtualClock();
      const made = await options.makeStorage();
      await made.storage.open();
      const storage = new GatedStorage(made.storage);
      const network = new MemoryNetwork({ cluster: "coverage", defer: (run) => clock.defer(run) });
      const buses = options.makeBuses
        ? await options.makeBuses(names)
        : Object.fromEntries(names.map((name) => [name, network.bus(name, "1")]));
      const bus = buses["a"] as Bus;
      const outbox = new Outbox({
        bus,
        clock,
        storage,
        onFailure: (error) => void crashes.push(error),
        onRefused: (_, __, error) => void crashes.push(error),
        onSent: () => undefined,
      });
      const crashes: unknown[] = [];
      const settings = { now: hostSettings };
      const host = new PeerHost({
        ensemble: "demo",
        self: "a",
        members,
        clock,
        outbox,
        storage,
        tracer: new Tracer({ node: "a", boot: "1", clock, publish: () => undefined }),
        log: { write: () => undefined },
        modifiers: new Map(),
        isFirst: false,
        distrusted: null,
        firstReq: hostInput.firstReq,
        seed: hostInput.seed,
        haulBytes: 100_000,
        settings: () => settings.now,
        crashed: (error) => void crashes.push(error),
        changed: () => undefined,
        removed: () => undefined,
      });
      peer = {
        clock,
        inner: made.storage,
        storage,
        reopen: made.reopen,
        remove: made.remove,
        outbox,
        host,
        buses,
        crashes,
        sent: [],
        questions: [],
        isStopped: false,
      };
      bus.subscribe({ kind: "peer", node: "a" }, ({ messages }) => {
        for (const message of messages) host.receive(message as PeerMessage);
      });
      for (const name of names.slice(1)) {
        buses[name]?.subscribe({ kind: "peer", node: name }, ({ messages }) => {
          for (const message of messages as readonly PeerMessage[]) {
            if (message.type === "exchange" || message.type === "tree") peer.questions.push(message);
            if (!besides.has(message.type) && !(message.type === "reply" && message.body.kind === "objects"))
              peer.sent.push(message);
          }
        });
      }
      stored = undefined;
      // A write before it: until that is durable, the host does not read its record.
      outbox.saveRecord("other/a", { promised: nobody, fact: initialFact(members), trusted: false });
      host.start();
      await rest();
    },

    async send(event) {
      const { type, ...payload } = event as Readonly<Record<string, unknown>>;
      const { host, storage, inner, clock } = peer;
      switch (type) {
        case "ready":
          if (!storage.isHeld) break;
          stored = payload["record"] as PeerRecord;
          await inner.commit({ records: new Map([[label, stored]]), objects: [], removed: [] });
          storage.letGo();
          break;
        case "settingsChanged":
          host.settingsChanged(payload["settings"] as Settings);
          break;
        case "exchangeComplete":
          await answerExchange(true);
          break;
        case "exchangeFailed":
          await answerExchange(false);
          break;
        case "repairComplete":
          await storage.endScans();
          break;
        case "treeCorrupted":
          deliver({ type: "fetch", req: 9, epoch: host.gate.epoch, keys: [damagedKey] });
          break;
        case "leaderGone":
          host.undelivered({
            type: "reply",
            ensemble: "demo",
            from: "a",
            to: payload["leader"] as string,
            req: 9,
            epoch: 0,
            body: { kind: "ok" },
          });
          break;
        case "stepDown":
          host.stepDown(payload["reason"] as string);
          break;
        case "updateMembers":
          host.updateMembers(payload["changes"] as readonly MemberChange[], () => undefined);
          break;
        case "stop":
          host.stop();
          peer.isStopped = true;
          break;
        default: {
          // The host stamps what arrives by its own clock.
          const { at, from, ...message } = payload;
          void at;
          deliver({ type, ...message }, from as string);
        }
      }
      await clock.settle();
      await rest();
    },

    async advance(ms) {
      await peer.clock.advance(ms);
      await rest();
    },

    observe() {
      if (peer.crashes.length > 0) throw peer.crashes[0];
      const { state, epoch, leader, trusted } = peer.host.status();
      const sent = peer.sent.splice(0);
      const facts = peer.storage.isHeld ? undefined : peer.inner.record(label);
      // Once it has stopped it does not matter whom it followed.
      const where = peer.isStopped || state === "stopped" ? { state: "stopped" } : { state, epoch, leader, trusted };
      return { where, facts, sent: sorted(sent) };
    },

    expected(wanted: Wanted, step: PlanStep | null) {
      const context = wanted.context as unknown as PeerRecord & { readonly leader: string };
      const { promised, fact, trusted, leader, countsFrom = 0 } = context;
      if (wanted.effects.some(({ type }) => type === "saveRecord"))
        stored = { promised, fact, trusted, ...(countsFrom > 0 ? { countsFrom } : {}) };
      const state = wanted.states[0]?.split(".")[0] ?? "";
      const isOver = state === "stopped" || step?.label === "stop:asked";
      return {
        where: isOver ? { state: "stopped" } : { state, epoch: promised.epoch, leader, trusted },
        facts: stored,
        sent: sorted(wanted.effects.flatMap((effect) => messagesOf(effect.type, effect.params, wanted))),
      };
    },

    async stop() {
      const { host, outbox, storage, inner, buses, reopen, remove } = peer;
      storage.letGo();
      await storage.endScans();
      if (!peer.isStopped) host.stop();
      await rest();
      outbox.close();
      for (const bus of Object.values(buses)) await bus.close();
      const held = inner.record(label);
      await inner.close();
      // What a restart finds is what the peer had stored.
      const again = reopen();
      await again.open();
      const found = again.record(label);
      await again.close();
      await remove();
      if (JSON.stringify(found) !== JSON.stringify(held)) throw new Error("the disk does not hold what was stored");
      reopened += 1;
    },
  };
}

/** The messages that an effect amounts to. */
function messagesOf(type: string, params: unknown, wanted: Wanted): object[] {
  const header = { ensemble: "demo", from: "a" };
  if (type === "ask") {
    const { req, to, ask } = params as AskParams;
    return to.map((peer) => ({ ...ask, ...header, to: peer, req }));
  }
  if (type === "answer") {
    const { to, req, epoch, body } = params as AnswerParams;
    return [{ type: "reply", ...header, to, req, epoch, body }];
  }
  if (type === "handOver") {
    const { views } = (wanted.context as unknown as PeerRecord).fact;
    return [...new Set(views.flat())]
      .filter((peer) => peer !== "a")
      .map((to) => ({ type: "handover", ...header, to, ...(params as object) }));
  }
  return [];
}

/** Order within one destination is the outbox's promise; between destinations there is none. */
function sorted(messages: readonly object[]): object[] {
  return [...messages].sort((a, b) =>
    (a as PeerMessage).to < (b as PeerMessage).to ? -1 : (a as PeerMessage).to > (b as PeerMessage).to ? 1 : 0,
  );
}
