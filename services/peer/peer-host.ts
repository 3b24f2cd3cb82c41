/**
 * The peer host: carries out what one peer's chart decides, and gates its data plane by the chart's state.
 *
 * Nothing here changes a lifecycle. Messages become events; effects become entries of the outbox; the lease, the exchange
 * and the leader's data plane live and die with the states that ask for them.
 */
import type { Actor } from "xstate";
import { leaseMachine } from "#machines/lease";
import { peerMachine } from "#machines/peer/machine";
import type { AskParams, AnswerParams, ExchangeParams, PeerContext, PeerEvent } from "#machines/peer/types";
import { initialFact, nobody, type PeerRecord, type View } from "#machines/protocol/fact";
import { nodeOf, peerLabel, type EnsembleName, type NodeName, type PeerId } from "#machines/protocol/identifiers";
import type { ClientRequest, PeerMessage, PeerStatus, Reply, ReplyBody } from "#machines/protocol/messages";
import type { Clock, Log, Storage, TimerHandle } from "#machines/protocol/ports";
import type { ExchangeAsk } from "#machines/exchange/machine";
import { castAll } from "#machines/protocol/quorum-messaging";
import type { Settings } from "#machines/protocol/settings";
import { hosted, makeChart } from "../actors.ts";
import { closedGate, type Gate } from "../kv/gate.ts";
import { KvLeader, type Answer } from "../kv/leader.ts";
import { checkEpoch, haul, listLeaves, replicate, type ReplicaPorts } from "../kv/replica.ts";
import { Lease, readInstant, type Instant } from "../lease.ts";
import type { Outbox } from "../outbox.ts";
import type { Tracer } from "../tracer.ts";
import { ExchangeRunner } from "./exchange-runner.ts";
import { PeerObjects } from "./objects.ts";

export interface PeerHostOptions {
  readonly ensemble: EnsembleName;
  readonly self: PeerId;
  readonly members: View;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly storage: Storage;
  readonly tracer: Tracer;
  readonly log: Log;
  /** The store found damage or a lost tail: whatever the record says, this peer's objects are not to be trusted. */
  readonly distrusted: string | null;
  /** Request ids count up from here; the host uses 2^44 of them. */
  readonly firstReq: number;
  readonly seed: number;
  readonly haulBytes: number;
  settings(): Settings;
  crashed(error: unknown): void;
  /** The peer's state, leader or epoch changed. */
  changed(): void;
}

/** Three ranges of request ids, so that a reply finds its round: the chart's, the exchange's, the data plane's. */
const exchangeReqs = 2 ** 42;
const kvReqs = 2 ** 43;
/** Rounds whose sending time is remembered, for the lease of the commit among them. */
const sentRounds = 8;

export class PeerHost {
  readonly ensemble: EnsembleName;
  readonly self: PeerId;
  readonly label: string;
  readonly #options: PeerHostOptions;
  /** The node's clock; what it runs for this peer may crash this peer only. */
  readonly #clock: Clock;
  readonly #objects: PeerObjects;
  readonly #lease: Lease;
  readonly #exchange: ExchangeRunner;
  readonly #actor: Actor<typeof peerMachine>;
  readonly #leaseActor: Actor<typeof leaseMachine>;
  readonly #unfollow: (() => void)[] = [];
  readonly #replica: ReplicaPorts;
  #kv: KvLeader | null = null;
  #gate: Gate = closedGate;
  #saved: PeerRecord | null = null;
  /** The exchange that the chart waits for; none once it has cancelled it. */
  #wantedJob: number | null = null;
  #sentAt: { readonly req: number; readonly at: Instant }[] = [];
  #nextKvReq: number;
  #debt: { id: number; until: number } | null = null;
  #debtTimer: TimerHandle | null = null;
  #stopped = false;

  constructor(options: PeerHostOptions) {
    const { ensemble, self, outbox, storage } = options;
    this.#options = options;
    const clock = guardedClock(options.clock, (run) => this.#guard(run));
    this.#clock = clock;
    this.ensemble = ensemble;
    this.self = self;
    this.label = peerLabel(ensemble, self);
    this.#nextKvReq = options.firstReq + kvReqs;
    this.#objects = new PeerObjects(ensemble, storage, outbox);
    this.#lease = new Lease(clock);
    this.#exchange = this.#makeExchange();
    this.#actor = this.#makeActor();
    this.#leaseActor = makeChart(hosted(leaseMachine, { actions: {} }), {
      id: `lease:${this.label}`,
      clock,
      crashed: (error) => this.#crash(error),
    });
    this.#replica = {
      objects: this.#objects,
      gate: () => this.#gate,
      reply: (to, req, body) => this.#reply(to, req, this.#gate.epoch, body),
      damaged: (reason) => this.#send({ type: "treeCorrupted", reason }),
      damagedKey: (key, what) => this.#damagedKey(key, what),
      haulBytes: options.haulBytes,
    };
  }

  start(): void {
    const { tracer } = this.#options;
    this.#unfollow.push(
      tracer.follow(`peer:${this.label}`, "peer", this.#actor, () => ({})),
      tracer.follow(`lease:${this.label}`, "lease", this.#leaseActor, () => ({ leader: this.#gate.leader })),
    );
    this.#leaseActor.start();
    this.#actor.start();
    this.#stepped();
  }

  /** Ends at once: what is in flight ends as it would by a crash, but clients are told. */
  stop(): void {
    if (this.#stopped) return;
    this.#actor.send({ type: "stop" });
    this.#dispose();
  }

  status(): PeerStatus {
    const { epoch, leader, trusted, serving, state } = this.#gate;
    const { fact } = this.#context();
    return { ensemble: this.ensemble, peer: this.self, state, epoch, leader, trusted, serving, views: fact.views };
  }

  get gate(): Gate {
    return this.#gate;
  }

  /** The successor a leader would name: a member that is not itself. */
  successor(): PeerId | "" {
    return (
      this.#context()
        .fact.views.flat()
        .find((peer) => peer !== this.self) ?? ""
    );
  }

  stepDown(reason: string): boolean {
    if (this.#gate.state !== "leading") return false;
    this.#send({ type: "stepDown", reason, successor: this.successor() });
    return true;
  }

  settingsChanged(settings: Settings): void {
    this.#send({ type: "settingsChanged", settings });
  }

  receive(message: PeerMessage): void {
    this.#guard(() => this.#receive(message));
  }

  #receive(message: PeerMessage): void {
    const at = this.#options.clock.now();
    switch (message.type) {
      case "put":
        return replicate(this.#replica, message);
      case "checkEpoch":
        return checkEpoch(this.#replica, message);
      case "leaves":
        return listLeaves(this.#replica, message);
      case "fetch":
        return haul(this.#replica, message);
      case "reply":
        return this.#receiveReply(message, at);
      case "probe":
        return this.#send({ type: "probe", from: message.from, req: message.req, at });
      case "prepare":
        return this.#send({ type: "prepare", from: message.from, req: message.req, epoch: message.epoch, at });
      case "newEpoch":
        return this.#send({ type: "newEpoch", from: message.from, req: message.req, epoch: message.epoch, at });
      case "commit":
        return this.#send({ type: "commit", from: message.from, req: message.req, fact: message.fact, at });
      case "exchange":
        return this.#send({
          type: "exchange",
          from: message.from,
          req: message.req,
          epoch: message.epoch,
          sync: message.sync,
          at,
        });
      case "handover":
        return this.#send({ type: "handover", from: message.from, epoch: message.epoch, successor: message.successor });
    }
  }

  /** The bus could not deliver `message` to anybody: an offline nack, and news about a leader. */
  undelivered(message: PeerMessage): void {
    if (this.#stopped) return;
    if ("req" in message && message.type !== "reply") {
      const { ensemble, req } = message;
      this.receive({
        type: "reply",
        ensemble,
        from: message.to,
        to: this.self,
        req,
        epoch: 0,
        body: { kind: "nack", reason: "offline" },
      });
    }
    if (message.to === this.#gate.leader) this.#send({ type: "leaderGone", leader: message.to });
  }

  /** A client's request. `answer` is called once, unless this peer crashes. */
  request(request: ClientRequest, answer: (answer: Answer) => void): void {
    const kv = this.#kv;
    if (kv === null || !this.#gate.serving || (request.epoch !== kv.epoch && request.op !== "get"))
      return answer(this.#redirect());
    return this.#guard(() => kv.submit({ request, deadline: this.#options.clock.now() + request.timeoutMs, answer }));
  }

  // ------------------------------------------------------------------------------------------------------- the chart

  #makeActor(): Actor<typeof peerMachine> {
    const { options } = { options: this.#options };
    const machine = hosted(peerMachine, {
      actions: {
        // A peer that crashed may have left a promise in the outbox: not before that is durable (PROTOCOL R7, R15).
        open: () => this.#whenDurable(() => this.#send({ type: "ready", record: this.#loadRecord() })),
        close: () => {},
        ask: (_, params: AskParams) => this.#ask(params),
        answer: (_, { to, req, epoch, body }: AnswerParams) => this.#reply(to, req, epoch, body),
        saveRecord: ({ context }) => this.#saveRecord(context),
        owe: (_, { id, ms }: { readonly id: number; readonly ms: number }) => this.#owe(id, ms),
        startExchange: (_, params: ExchangeParams) => this.#wantExchange(params),
        cancelExchange: () => this.#cancelExchange(),
        startRepair: (_, { job }: { readonly job: number }) => this.#clock.defer(() => this.#repair(job)),
        lead: ({ context }, { epoch }: { readonly epoch: number }) => this.#lead(context, epoch),
        resign: () => this.#resign(),
        renewLease: (_, { req, grantMs }: { readonly req: number; readonly grantMs: number }) =>
          this.#renewLease(req, grantMs),
        handOver: ({ context }, { epoch, successor }: { readonly epoch: number; readonly successor: string }) => {
          const cast = castAll({ type: "handover", epoch, successor } as const, this.self, context.fact.views);
          for (const to of cast.to) {
            options.outbox.send({ ...cast.message, ensemble: this.ensemble, from: this.self, to });
          }
        },
      },
    });
    return makeChart(machine, {
      id: `peer:${this.label}`,
      clock: this.#clock,
      input: {
        self: this.self,
        ensemble: this.ensemble,
        settings: options.settings(),
        firstReq: options.firstReq,
        seed: options.seed,
      },
      stepped: () => this.#stepped(),
      crashed: (error) => this.#crash(error),
    });
  }

  #send(event: PeerEvent): void {
    if (!this.#stopped) this.#actor.send(event);
  }

  /** DESIGN section 3 "Supervision": whatever throws while it runs for this peer stops this peer, never its node. */
  #guard(run: () => void): void {
    if (this.#stopped) return;
    try {
      run();
    } catch (error) {
      this.#crash(error);
    }
  }

  #whenDurable(callback: () => void): void {
    this.#options.outbox.whenDurable(() => this.#guard(callback));
  }

  #context(): PeerContext {
    return this.#actor.getSnapshot().context;
  }

  /** After each step: what the data plane may do now. */
  #stepped(): void {
    const snapshot = this.#actor.getSnapshot();
    const { promised, leader, trusted } = snapshot.context;
    const before = this.#gate;
    const state = typeof snapshot.value === "string" ? snapshot.value : (Object.keys(snapshot.value)[0] ?? "");
    this.#gate = {
      state,
      serving: snapshot.hasTag("serving"),
      replicating: snapshot.hasTag("replicating"),
      readable: state !== "setup" && state !== "repair" && state !== "stopped",
      epoch: promised.epoch,
      leader,
      trusted,
    };
    const { gate } = { gate: this.#gate };
    if (
      before.state !== state ||
      before.leader !== leader ||
      before.epoch !== gate.epoch ||
      before.serving !== gate.serving
    )
      this.#options.changed();
  }

  #loadRecord(): PeerRecord {
    const { storage, members, distrusted } = this.#options;
    const record = storage.record(this.label) ?? { promised: nobody, fact: initialFact(members), trusted: false };
    this.#saved = record;
    return distrusted === null ? record : { ...record, trusted: false };
  }

  /** The chart asks for it whenever one of the three may have changed; the disk hears of it when one has. */
  #saveRecord(context: PeerContext): void {
    const { promised, fact, trusted } = context;
    const saved = this.#saved;
    if (saved !== null && saved.promised === promised && saved.fact === fact && saved.trusted === trusted) return;
    this.#saved = { promised, fact, trusted };
    this.#options.outbox.saveRecord(this.label, this.#saved);
  }

  #ask({ req, to, ask }: AskParams): void {
    this.#sentAt.push({ req, at: readInstant(this.#options.clock) });
    if (this.#sentAt.length > sentRounds) this.#sentAt.shift();
    for (const peer of to)
      this.#options.outbox.send({ ...ask, ensemble: this.ensemble, from: this.self, to: peer, req });
  }

  #reply(to: PeerId, req: number, epoch: number, body: ReplyBody): void {
    this.#options.outbox.send({ type: "reply", ensemble: this.ensemble, from: this.self, to, req, epoch, body });
  }

  #receiveReply(message: Reply, at: number): void {
    const { from, req, epoch, body } = message;
    const { firstReq } = this.#options;
    if (req >= firstReq + kvReqs) this.#kv?.reply(from, req, epoch, body);
    else if (req >= firstReq + exchangeReqs) this.#exchange.reply(from, req, epoch, body);
    else this.#send({ type: "reply", from, req, epoch, body, at });
  }

  // ------------------------------------------------------------------------------------------------------- its effects

  #lead(context: PeerContext, epoch: number): void {
    const { outbox } = this.#options;
    const header = { ensemble: this.ensemble, from: this.self };
    this.#kv = new KvLeader({
      self: this.self,
      epoch,
      views: context.fact.views,
      clock: this.#clock,
      lease: this.#lease,
      objects: this.#objects,
      settings: () => this.#options.settings(),
      nextReq: () => this.#nextKvReq++,
      sendPut: (to, req, object) => outbox.sendEarly({ type: "put", ...header, to, req, epoch, object }),
      sendCheck: (to, req) => outbox.send({ type: "checkEpoch", ...header, to, req, epoch }),
      sendFetch: (to, req, key) => outbox.send({ type: "fetch", ...header, to, req, epoch, keys: [key] }),
      whenDurable: (callback) => this.#whenDurable(callback),
      higherEpochSeen: (seen) => this.#send({ type: "higherEpochSeen", epoch: seen }),
      leaseLost: () => this.#send({ type: "leaseLost", epoch }),
    });
  }

  /** PROTOCOL R6: at once. The lease goes first, so that nothing ended here is answered under it. */
  #resign(): void {
    this.#lease.release();
    this.#leaseActor.send({ type: "released" });
    const kv = this.#kv;
    this.#kv = null;
    kv?.stop();
  }

  #renewLease(req: number, grantMs: number): void {
    const sent = this.#sentAt.find((round) => round.req === req);
    if (sent === undefined || grantMs <= 0) return;
    const leftMs = this.#lease.renew(sent.at, grantMs, this.#options.settings().clockDrift);
    if (leftMs > 0) this.#leaseActor.send({ type: "granted", durationMs: leftMs });
  }

  /** PROTOCOL R11. The longest deadline stands; the chart is told when it has passed, by the newest name it was given. */
  #owe(id: number, ms: number): void {
    const clock = this.#clock;
    if (ms <= 0) return;
    const until = Math.max(clock.now() + ms, this.#debt?.until ?? 0);
    this.#debt = { id, until };
    this.#debtTimer ??= clock.setTimer(() => this.#settleDebt(), ms);
  }

  #settleDebt(): void {
    const clock = this.#clock;
    this.#debtTimer = null;
    if (this.#debt === null || this.#stopped) return;
    const left = this.#debt.until - clock.now();
    if (left > 0) {
      this.#debtTimer = clock.setTimer(() => this.#settleDebt(), left);
      return;
    }
    const { id } = this.#debt;
    this.#debt = null;
    this.#send({ type: "debtPassed", id });
  }

  #makeExchange(): ExchangeRunner {
    const { options } = { options: this.#options };
    return new ExchangeRunner(
      {
        self: this.self,
        ensemble: this.ensemble,
        label: this.label,
        clock: this.#clock,
        objects: this.#objects,
        tracer: options.tracer,
        timeoutMs: () => options.settings().exchangeTimeoutMs,
        ask: (params: ExchangeAsk) => {
          for (const to of params.to) {
            options.outbox.send({ ...params.ask, ensemble: this.ensemble, from: this.self, to, req: params.req });
          }
        },
        whenDurable: (callback) => this.#whenDurable(callback),
        complete: (job) => this.#send({ type: "exchangeComplete", job }),
        failed: (job, reason) => {
          options.log.write("info", "exchange failed", { peer: this.label, reason });
          this.#send({ type: "exchangeFailed", job, reason });
        },
        damaged: (reason) => this.#send({ type: "treeCorrupted", reason }),
        crashed: (error) => this.#crash(error),
      },
      options.firstReq + exchangeReqs,
    );
  }

  #wantExchange(params: ExchangeParams): void {
    this.#wantedJob = params.job;
    this.#clock.defer(() => {
      // The state that asked for it may be gone by now.
      if (this.#wantedJob === params.job) this.#exchange.start(params);
    });
  }

  #cancelExchange(): void {
    this.#wantedJob = null;
    this.#exchange.cancel();
  }

  /** Damaged objects are dropped; the exchange that follows fetches them again. */
  #repair(job: number): void {
    this.#objects.damagedKeys().then(
      (keys) => this.#guard(() => this.#drop(job, keys)),
      (error: unknown) => this.#crash(error),
    );
  }

  #drop(job: number, keys: readonly string[]): void {
    // The scan takes a while: a key may have been written anew since, and what is sound now must stay.
    if (this.#gate.state !== "repair" || this.#context().job !== job) return;
    const damaged = keys.filter((key) => this.#objects.read(key).kind !== "found");
    for (const key of damaged) this.#objects.remove(key);
    this.#options.log.write("warn", "repair dropped damaged objects", { peer: this.label, count: damaged.length });
    this.#whenDurable(() => this.#send({ type: "repairComplete", job }));
  }

  /** Somebody asked for an object that is damaged here. A leader mends a single key without stepping down (HAZARDS P11). */
  #damagedKey(key: string, what: string): void {
    if (this.#kv !== null && this.#gate.serving) this.#kv.mend(key);
    else this.#send({ type: "treeCorrupted", reason: `object ${JSON.stringify(key)}: ${what}` });
  }

  #redirect(): Answer {
    return {
      code: "redirect",
      value: null,
      version: "",
      message: `${this.label} does not serve this request: it is ${this.#gate.state}`,
    };
  }

  leaderNode(): NodeName | "" {
    return this.#gate.leader === "" ? "" : nodeOf(this.#gate.leader);
  }

  #crash(error: unknown): void {
    if (this.#stopped) return;
    this.#dispose();
    this.#options.crashed(error);
  }

  #dispose(): void {
    this.#stopped = true;
    this.#gate = closedGate;
    this.#cancelExchange();
    this.#resign();
    this.#leaseActor.stop();
    this.#actor.stop();
    if (this.#debtTimer !== null) this.#options.clock.clearTimer(this.#debtTimer);
    for (const unfollow of this.#unfollow) unfollow();
  }
}

/** A clock whose callbacks run through `guard`. */
function guardedClock(clock: Clock, guard: (run: () => void) => void): Clock {
  return {
    now: () => clock.now(),
    wall: () => clock.wall(),
    setTimer: (callback, delayMs) => clock.setTimer(() => guard(callback), delayMs),
    clearTimer: (handle) => clock.clearTimer(handle),
    defer: (callback) => clock.defer(() => guard(callback)),
  };
}
