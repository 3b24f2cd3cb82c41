/** Runs exchange charts for one peer: one at a time, each under the job number that the peer's chart gave it. */
import { compareBallots } from "#machines/protocol/ballot";
import { invariant } from "#machines/protocol/errors";
import type { EnsembleName, PeerId } from "#machines/protocol/identifiers";
import type { ReplyBody } from "#machines/protocol/messages";
import type { LeafEntry, StoredObject } from "#machines/protocol/object";
import type { Clock, TimerHandle } from "#machines/protocol/ports";
import { exchangeMachine, type ExchangeAsk } from "#machines/exchange/machine";
import type { ExchangeParams } from "#machines/peer/types";
import { bitOf } from "#machines/protocol/quorum";
import type { Actor, SnapshotFrom } from "xstate";
import { makeChart } from "../actors.ts";
import { hasHash } from "../kv/replica.ts";
import type { Tracer } from "../tracer.ts";
import type { PeerObjects } from "./objects.ts";

export interface ExchangeRunnerPorts {
  readonly self: PeerId;
  readonly ensemble: EnsembleName;
  readonly label: string;
  readonly clock: Clock;
  readonly objects: PeerObjects;
  readonly tracer: Tracer;
  timeoutMs(): number;
  ask(params: ExchangeAsk): void;
  whenDurable(callback: () => void): void;
  complete(job: number): void;
  failed(job: number, reason: string): void;
  damaged(reason: string): void;
  crashed(error: unknown): void;
}

/** Leaves in one page: about 30 KB of short keys. */
const pageSize = 512;
/** Request ids that one exchange may use. */
const reqsPerExchange = 2 ** 24;
/** Exchanges before their ids begin again: with more, they would run into those of the data plane. */
const exchangesPerBoot = 2 ** 17;

/** How often a question is put before the exchange's timeout. */
const triesBeforeTimeout = 4;

/** Where the ids of the `count`th exchange begin. */
export function firstReqOf(firstReq: number, count: number): number {
  return firstReq + (count % exchangesPerBoot) * reqsPerExchange;
}

interface Running {
  readonly job: number;
  readonly actor: Actor<typeof exchangeMachine>;
  readonly unfollow: () => void;
}

export class ExchangeRunner {
  readonly #ports: ExchangeRunnerPorts;
  readonly #firstReq: number;
  #count = 0;
  #again: TimerHandle | null = null;
  #running: Running | null = null;

  constructor(ports: ExchangeRunnerPorts, firstReq: number) {
    this.#ports = ports;
    this.#firstReq = firstReq;
  }

  start(params: ExchangeParams): void {
    this.cancel();
    const { ports, job } = { ports: this.#ports, job: params.job };
    this.#count += 1;
    let running: Running | null = null;
    const isRunning = () => running !== null && this.#running === running;
    const machine = exchangeMachine.provide({
      actions: {
        ask: (_, ask: ExchangeAsk) => {
          ports.ask(ask);
          this.#askAgain(ask, isRunning);
        },
        compare: (_, { entries }: { readonly entries: readonly LeafEntry[] }) => {
          ports.clock.defer(() => {
            if (isRunning()) this.#compare(entries);
          });
        },
        store: (_, { objects }: { readonly objects: readonly StoredObject[] }) => {
          ports.clock.defer(() => {
            if (isRunning()) this.#store(objects, isRunning);
          });
        },
      },
    });
    const actor = makeChart(machine, {
      id: `exchange:${ports.label}`,
      clock: ports.clock,
      input: {
        self: ports.self,
        ensemble: ports.ensemble,
        views: params.views,
        epoch: params.epoch,
        sync: params.sync,
        trusted: params.trusted,
        sameEpoch: params.sameEpoch,
        timeoutMs: ports.timeoutMs(),
        pageSize,
        firstReq: firstReqOf(this.#firstReq, this.#count),
      },
      ended: () => {
        if (!isRunning()) return;
        this.#running = null;
        this.#forgetAgain();
        running?.unfollow();
        const { value, context } = actor.getSnapshot();
        if (value === "complete") ports.complete(job);
        else ports.failed(job, context.reason);
      },
      crashed: (error) => {
        running?.unfollow();
        ports.crashed(error);
      },
    });
    const unfollow = ports.tracer.follow(`exchange:${ports.label}`, "exchange", actor, () => {
      const { context } = actor.getSnapshot();
      return { job, sync: context.sync, epoch: context.epoch, pulled: context.pulled, peers: [...context.peers] };
    });
    running = { job, actor, unfollow };
    this.#running = running;
    actor.start();
  }

  cancel(): void {
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    this.#forgetAgain();
    running.actor.stop();
    running.unfollow();
  }

  reply(from: PeerId, req: number, epoch: number, body: ReplyBody): void {
    this.#running?.actor.send({ type: "reply", from, req, epoch, body });
  }

  /** The bus may lose a frame: asked again, with the same id, until answered. The chart decides when it has been too long. */
  #askAgain(ask: ExchangeAsk, isRunning: () => boolean): void {
    const { clock, timeoutMs } = this.#ports;
    this.#forgetAgain();
    this.#again = clock.setTimer(() => {
      this.#again = null;
      const running = this.#running;
      if (!isRunning() || running === null) return;
      const to = stillAsked(running.actor.getSnapshot(), ask);
      if (to.length === 0) return;
      this.#ports.ask({ ...ask, to });
      this.#askAgain(ask, isRunning);
    }, timeoutMs() / triesBeforeTimeout);
  }

  #forgetAgain(): void {
    if (this.#again !== null) this.#ports.clock.clearTimer(this.#again);
    this.#again = null;
  }

  /** Which of a page's keys are newer there. */
  #compare(entries: readonly LeafEntry[]): void {
    const newer: string[] = [];
    for (const entry of entries) {
      const local = this.#ports.objects.read(entry.key);
      if (local.kind === "damaged") return this.#ports.damaged(`object ${JSON.stringify(entry.key)}: ${local.what}`);
      if (local.kind === "absent") {
        newer.push(entry.key);
        continue;
      }
      const order = compareBallots(entry.ballot, local.object.ballot);
      // PROTOCOL R5, R15: a ballot names one object for ever.
      invariant(
        order !== 0 || Buffer.compare(entry.hash, local.object.hash) === 0,
        `one ballot, one object: ${entry.key}`,
      );
      if (order > 0) newer.push(entry.key);
    }
    return this.#running?.actor.send({ type: "compared", newer });
  }

  /** PROTOCOL R18: never over something newer, which a leader may have sent meanwhile. */
  #store(objects: readonly StoredObject[], isRunning: () => boolean): void {
    for (const object of objects) {
      if (!hasHash(object))
        return this.#running?.actor.send({ type: "failed", reason: `object ${object.key} fails its hash` });
      const local = this.#ports.objects.read(object.key);
      if (local.kind === "damaged") return this.#ports.damaged(`object ${JSON.stringify(object.key)}: ${local.what}`);
      if (local.kind === "absent" || compareBallots(object.ballot, local.object.ballot) > 0)
        this.#ports.objects.write(object);
    }
    const keys = objects.map((object) => object.key);
    return this.#ports.whenDurable(() => {
      if (isRunning()) this.#running?.actor.send({ type: "stored", keys });
    });
  }
}

/** Who has not answered `ask` yet; nobody once the chart waits for something else. */
function stillAsked(snapshot: SnapshotFrom<typeof exchangeMachine>, ask: ExchangeAsk): readonly PeerId[] {
  const { round, req } = snapshot.context;
  if (req !== ask.req) return [];
  if (snapshot.matches({ comparing: "listing" }) || snapshot.matches({ pulling: "fetching" })) return ask.to;
  if (!snapshot.matches("asking") && !snapshot.matches("askingAll")) return [];
  if (round === null) return [];
  const { electorate, valid, nacks } = round;
  return ask.to.filter((peer) => ((valid | nacks) & bitOf(electorate.members, peer)) === 0);
}
