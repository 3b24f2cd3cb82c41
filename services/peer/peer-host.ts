/**
 * The peer host: carries out what one peer's chart decides, and gates its data plane by the chart's state.
 *
 * Nothing here changes a lifecycle. Messages become events; effects become entries of the outbox; the lease, the exchange
 * and the leader's data plane live and die with the states that ask for them.
 *
 * One long file: it is the one place that knows all effects of the peer's chart; what any of them needs is in files of its own.
 */
import type { Actor } from "xstate";
import { leaseMachine } from "#machines/lease";
import { peerMachine } from "#machines/peer/machine";
import { holdsViews, isTakenByAll, successorOf } from "#machines/peer/members";
import type {
  AskParams,
  AnswerParams,
  ChangeAnswer,
  ExchangeParams,
  PeerContext,
  PeerEvent,
} from "#machines/peer/types";
import { initialFact, nobody, type Fact, type PeerRecord, type View } from "#machines/protocol/fact";
import { nodeOf, peerLabel, type EnsembleName, type NodeName, type PeerId } from "#machines/protocol/identifiers";
import type { ClientRequest, PeerMessage, PeerStatus, Reply, ReplyBody } from "#machines/protocol/messages";
import type { Clock, DamageReport } from "#machines/protocol/ports";
import type { ExchangeAsk } from "#machines/exchange/types";
import { castAll } from "#machines/protocol/quorum-messaging";
import type { Settings } from "#machines/protocol/settings";
import { dataViews, newestView, stageOf, type MemberChange } from "#machines/protocol/views";
import { hosted, makeChart } from "../actors.ts";
import { closedGate, gateOf, hasMoved, type Gate } from "../kv/gate.ts";
import type { Answer } from "../kv/answers.ts";
import { KvLeader } from "../kv/leader.ts";
import { checkEpoch, checkReap, haul, reap, replicate, showTree, type ReplicaPorts } from "../kv/replica.ts";
import { Lease, readInstant, type Instant } from "../lease.ts";
import { eventOf } from "./chart-events.ts";
import { copyContext } from "./copy-context.ts";
import { ExchangeRunner } from "./exchange-runner.ts";
import type { PeerHostOptions } from "./host-options.ts";
import { guardedClock } from "./guarded-clock.ts";
import { LeaseDebtTimer } from "./lease-debt.ts";
import { MemberChanges, type MembersOutcome } from "./member-changes.ts";
import { PeerObjects } from "./objects.ts";
import { pauseUntilTick } from "./ticks.ts";
import { offlineNack } from "./offline.ts";
import { dropDamaged, isAlone } from "./repair.ts";

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
  readonly #debt: LeaseDebtTimer;
  readonly #changes = new MemberChanges(() => this.#gate.leader);
  #kv: KvLeader | null = null;
  #gate: Gate = closedGate;
  #saved: PeerRecord | null = null;
  /** The exchange that the chart waits for; none once it has cancelled it. */
  #wantedJob: number | null = null;
  #sentAt: { readonly req: number; readonly at: Instant; readonly ask: AskParams["ask"] }[] = [];
  /** The last fact of this leader that a quorum has accepted. */
  #committed: Fact | null = null;
  #nextKvReq: number;
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
    this.#debt = new LeaseDebtTimer(clock, (id) => this.#send({ type: "debtPassed", id }));
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
      damaged: (reason) => this.#foundDamage(reason),
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
    this.#send({ type: "stop" });
    this.#dispose();
  }

  status(): PeerStatus {
    const { epoch, leader, trusted, state } = this.#gate;
    const serving = this.#gate.serving && this.#kv?.isDraining !== true;
    const { views } = this.#context().fact;
    return { ensemble: this.ensemble, peer: this.self, state, epoch, leader, trusted, serving, views };
  }

  /**
   * What this leader has had accepted by a quorum, views and all; null while it has not, or does not lead. Managers hear it: an old
   * member may stop once they do, so nothing that only this leader knows belongs here.
   */
  get committed(): Fact | null {
    return this.#committed;
  }

  get gate(): Gate {
    return this.#gate;
  }

  /** The successor a leader would name; empty when there is nobody else. */
  successor(): PeerId | "" {
    return successorOf(this.#context());
  }

  /** Once what it has begun for clients has ended. @returns false when it does not lead. */
  stepDown(reason: string): boolean {
    const { epoch, state } = this.#gate;
    if (state !== "leading") return false;
    this.#kv?.drain(() => {
      if (this.#gate.state === "leading" && this.#gate.epoch === epoch)
        this.#send({ type: "stepDown", reason, successor: this.successor() });
    });
    return true;
  }

  /**
   * Adds and removes members. Source: riak_ensemble `update_members`. `answer` is called once: `ok` when the new view stands
   * alone, by a quorum; it goes on when nobody waits any more.
   */
  updateMembers(changes: readonly MemberChange[], answer: (outcome: MembersOutcome) => void): void {
    if (this.#gate.state !== "leading") {
      const message = `${this.label} does not lead: it is ${this.#gate.state}`;
      return answer({ code: "redirect", message, leader: this.#gate.leader });
    }
    return this.#guard(() => this.#send({ type: "updateMembers", id: this.#changes.open(answer), changes }));
  }

  /** The one view in force and settled, or null while a change is under way. Source: riak_ensemble `stable_views`. */
  stableViews(): View | null {
    const { fact } = this.#context();
    return stageOf(fact) === "stable" ? newestView(fact) : null;
  }

  settingsChanged(settings: Settings): void {
    this.#send({ type: "settingsChanged", settings });
  }

  receive(message: PeerMessage): void {
    if (this.#stopped) return;
    try {
      this.#receive(message);
    } catch (error) {
      this.#crash(error);
    }
  }

  #receive(message: PeerMessage): void {
    switch (message.type) {
      case "put":
        return replicate(this.#replica, message);
      case "reply":
        return this.#receiveReply(message);
      case "checkEpoch":
        return checkEpoch(this.#replica, message);
      case "tree":
        return showTree(this.#replica, message);
      case "fetch":
        return haul(this.#replica, message);
      case "reapCheck":
        return checkReap(this.#replica, message);
      case "reap":
        return reap(this.#replica, message);
      default:
        return this.#send(eventOf(message, this.#options.clock.now()));
    }
  }

  /** The bus could not deliver `message` to anybody: an offline nack, and news about a leader. */
  undelivered(message: PeerMessage): void {
    if (this.#stopped) return;
    const nack = offlineNack(message);
    if (nack !== null) this.receive(nack);
    if (message.to === this.#gate.leader) this.#send({ type: "leaderGone", leader: message.to });
  }

  /** A client's request. `answer` is called once, unless this peer crashes. */
  request(request: ClientRequest, answer: (answer: Answer) => void): void {
    const kv = this.#kv;
    if (kv === null || !this.#gate.serving || (request.epoch !== kv.epoch && request.op !== "get"))
      return answer(this.#redirect());
    if (this.#stopped) return undefined;
    try {
      return kv.submit({ request, deadline: this.#options.clock.now() + request.timeoutMs, answer });
    } catch (error) {
      return this.#crash(error);
    }
  }

  // ------------------------------------------------------------------------------------------------------- the chart

  #makeActor(): Actor<typeof peerMachine> {
    const { options } = { options: this.#options };
    const machine = hosted(peerMachine, {
      actions: {
        // A peer that crashed may have left a promise in the outbox: not before that is durable (PROTOCOL R7, R15).
        open: () => this.#whenDurable(() => this.#begin()),
        close: () => {},
        ask: (_, params: AskParams) => this.#ask(params),
        answer: (_, { to, req, epoch, body }: AnswerParams) => this.#reply(to, req, epoch, body),
        saveRecord: ({ context }) => this.#saveRecord(context),
        owe: (_, { id, ms }: { readonly id: number; readonly ms: number }) => this.#debt.owe(id, ms),
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
        drain: () => this.#kv?.drain(() => this.#send({ type: "drained" })),
        answerChange: (_, answer: ChangeAnswer) => this.#changes.answer(answer),
        // Not within the chart's own step.
        tellRemoved: () => this.#clock.defer(() => options.removed()),
      },
      delays: {
        tick: ({ context }: { readonly context: PeerContext }) =>
          pauseUntilTick(this.#clock.now(), context.settings.tickMs),
      },
      copy: copyContext,
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
    // A peer that was removed has reached its end by itself, and is stopped by its node a moment later.
    if (!this.#stopped && this.#actor.getSnapshot().status === "active") this.#actor.send(event);
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
    const { fact, committedSeq } = snapshot.context;
    const before = this.#gate;
    this.#gate = gateOf(before, snapshot);
    this.#kv?.changeViews(dataViews(fact, committedSeq));
    if (hasMoved(before, this.#gate)) this.#options.changed();
  }

  /**
   * A peer whose trust was lost verifies all that it holds before it compares it: what was lost in the middle leaves entries without
   * their objects, and entries that nothing vouches for (HAZARDS P9). Also when a stop came between the loss and the exchange.
   */
  #begin(): void {
    const { storage, members, distrusted, isFirst, settings } = this.#options;
    const found = storage.record(this.label);
    const record = found ?? { promised: nobody, fact: initialFact(members), trusted: isFirst };
    this.#saved = record;
    const isDoubted = found !== undefined && settings().treeValidation === "always";
    this.#send({ type: "ready", record: distrusted !== null || isDoubted ? { ...record, trusted: false } : record });
    if (distrusted !== null || found?.trusted === false)
      this.#send({ type: "treeCorrupted", reason: distrusted ?? "not trusted" });
  }

  /** The chart asks for it whenever one of them may have changed; the disk hears of it when one has. */
  #saveRecord(context: PeerContext): void {
    const { promised, fact, trusted, countsFrom } = context;
    const saved = this.#saved;
    const isSaved = saved !== null && saved.promised === promised && saved.fact === fact && saved.trusted === trusted;
    if (isSaved && (saved.countsFrom ?? 0) === countsFrom) return;
    this.#saved = { promised, fact, trusted, ...(countsFrom > 0 ? { countsFrom } : {}) };
    this.#options.outbox.saveRecord(this.label, this.#saved);
  }

  #ask({ req, to, ask }: AskParams): void {
    this.#sentAt.push({ req, at: readInstant(this.#options.clock), ask });
    if (this.#sentAt.length > sentRounds) this.#sentAt.shift();
    const { ensemble, self: from } = this;
    const { outbox } = this.#options;
    for (const peer of to) {
      // Heartbeats, field by field: a spread takes several times as long.
      if (ask.type === "commit") outbox.send({ type: "commit", ensemble, from, to: peer, req, fact: ask.fact });
      else outbox.send({ ...ask, ensemble, from, to: peer, req });
    }
  }

  #reply(to: PeerId, req: number, epoch: number, body: ReplyBody): void {
    this.#options.outbox.send({ type: "reply", ensemble: this.ensemble, from: this.self, to, req, epoch, body });
  }

  #receiveReply(message: Reply): void {
    const { from, req, epoch, body } = message;
    const { firstReq, clock } = this.#options;
    if (req >= firstReq + kvReqs) this.#kv?.reply(from, req, epoch, body);
    else if (req >= firstReq + exchangeReqs) this.#exchange.reply(from, req, epoch, body);
    else this.#send({ type: "reply", from, req, epoch, body, at: clock.now() });
  }

  // ------------------------------------------------------------------------------------------------------- its effects

  #lead(context: PeerContext, epoch: number): void {
    const { outbox } = this.#options;
    const { ensemble, self: from } = this;
    const header = { ensemble, from };
    this.#kv = new KvLeader({
      self: this.self,
      epoch,
      views: dataViews(context.fact, context.committedSeq),
      knowsViews: (peer) => holdsViews(this.#context(), peer),
      clock: this.#clock,
      lease: this.#lease,
      objects: this.#objects,
      modifiers: this.#options.modifiers,
      settings: () => this.#options.settings(),
      nextReq: () => this.#nextKvReq++,
      sendPut: (to, req, object) => outbox.sendEarly({ type: "put", ensemble, from, to, req, epoch, object }),
      sendCheck: (to, req) => outbox.send({ type: "checkEpoch", ...header, to, req, epoch }),
      sendFetch: (to, req, key) => outbox.send({ type: "fetch", ...header, to, req, epoch, keys: [key] }),
      whenDurable: (callback) => this.#whenDurable(callback),
      collecting: () => outbox.number,
      higherEpochSeen: (seen) => this.#send({ type: "higherEpochSeen", epoch: seen }),
      leaseLost: () => this.#send({ type: "leaseLost", epoch }),
      isSettled: () => this.#isSettled(),
      sendReapCheck: (to, req, tombstones) => outbox.send({ type: "reapCheck", ...header, to, req, epoch, tombstones }),
      sendReap: (to, tombstones) => outbox.send({ type: "reap", ...header, to, epoch, tombstones }),
      reaped: (count) => this.#options.log.write("debug", "reaped tombstones", { peer: this.label, count }),
      treeDamaged: (reason) => this.#foundDamage(reason),
      objectDamaged: (key, what) => this.#foundDamage(`object ${JSON.stringify(key)}: ${what}`, true),
    });
  }

  /** PROTOCOL R10. */
  #isSettled(): boolean {
    const context = this.#context();
    return this.#gate.serving && stageOf(context.fact) === "stable" && isTakenByAll(context);
  }

  /** PROTOCOL R6: at once. The lease goes first, so that nothing ended here is answered under it. */
  #resign(): void {
    this.#lease.release();
    this.#leaseActor.send({ type: "released" });
    this.#committed = null;
    const kv = this.#kv;
    this.#kv = null;
    kv?.stop();
  }

  #renewLease(req: number, grantMs: number): void {
    const sent = this.#sentAt.find((round) => round.req === req);
    if (sent?.ask.type === "commit" && sent.ask.fact !== this.#committed) {
      this.#committed = sent.ask.fact;
      this.#options.changed();
    }
    if (sent === undefined || grantMs <= 0) return;
    const leftMs = this.#lease.renew(sent.at, grantMs, this.#options.settings().clockDrift);
    if (leftMs > 0) this.#leaseActor.send({ type: "granted", durationMs: leftMs });
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
        damaged: (reason) => this.#foundDamage(reason),
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

  /** Damaged segments and objects are dropped; the exchange that follows fetches them again. */
  #repair(job: number): void {
    this.#objects.verify().then(
      (report) => this.#guard(() => this.#drop(job, report)),
      (error: unknown) => this.#crash(error),
    );
  }

  #drop(job: number, report: DamageReport): void {
    if (this.#gate.state !== "repair" || this.#context().job !== job) return;
    const dropped = dropDamaged(this.#objects, report, isAlone(this.#context().fact.views, this.self));
    const isNothing = dropped.objects + dropped.segments === 0;
    const what = isNothing ? "repair found nothing to drop" : "repair dropped what was damaged";
    this.#options.log.write(isNothing ? "info" : "warn", what, { peer: this.label, ...dropped });
    this.#whenDurable(() => this.#send({ type: "repairComplete", job }));
  }

  /** Somebody asked for an object that is damaged here. A leader mends a single key without stepping down (HAZARDS P11). */
  #damagedKey(key: string, what: string): void {
    if (this.#kv !== null && this.#gate.serving) this.#kv.mend(key);
    else this.#foundDamage(`object ${JSON.stringify(key)}: ${what}`);
  }

  /** Operators hear of every damage. Unless it mends by itself this peer distrusts all that it has until it has compared it. */
  #foundDamage(reason: string, mendsItself = false): void {
    this.#options.log.write("warn", "damage found", { peer: this.label, what: reason });
    if (!mendsItself) this.#send({ type: "treeCorrupted", reason });
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
    this.#changes.close();
    this.#leaseActor.stop();
    this.#actor.stop();
    this.#debt.close();
    for (const unfollow of this.#unfollow) unfollow();
  }
}
