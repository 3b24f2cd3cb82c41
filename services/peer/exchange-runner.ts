/** Runs exchange charts for one peer: one at a time, each under the job number that the peer's chart gave it. */
import { compareBallots, sameBallot } from "#machines/protocol/ballot";
import type { EnsembleName, PeerId } from "#machines/protocol/identifiers";
import type { ReplyBody } from "#machines/protocol/messages";
import type { StoredObject } from "#machines/protocol/object";
import type { Clock, TimerHandle } from "#machines/protocol/ports";
import type { Answer, Question } from "#machines/exchange/comparison";
import { exchangeMachine } from "#machines/exchange/machine";
import type {
  DropParams,
  ExchangeAsk,
  ExchangeEvent,
  Leftover,
  RaiseParams,
  ReadParams,
} from "#machines/exchange/types";
import { treeHeight, type TreeRead } from "#machines/protocol/tree";
import type { ExchangeParams } from "#machines/peer/types";
import { bitOf } from "#machines/protocol/quorum";
import type { Actor, SnapshotFrom } from "xstate";
import { hosted, makeChart } from "../actors.ts";
import { damageText, hasHash } from "../kv/replica.ts";
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

/** Pages of the tree in one question: about 64 KB. */
const pages = 256;
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
    const machine = hosted(exchangeMachine, {
      actions: {
        ask: (_, ask: ExchangeAsk) => {
          ports.ask(ask);
          this.#askAgain(ask, isRunning);
        },
        verifyUpper: () => ports.clock.defer(() => isRunning() && this.#verifyUpper(isRunning)),
        readPages: (_, { question }: ReadParams) =>
          ports.clock.defer(() => isRunning() && this.#readPages(question, isRunning)),
        raiseLowWaters: (_, { lowWaters }: RaiseParams) => {
          for (const { segment, ballot } of lowWaters) ports.objects.raiseLowWater(segment, ballot);
        },
        dropLeftovers: (_, { leftovers }: DropParams) =>
          ports.clock.defer(() => isRunning() && this.#drop(leftovers, isRunning)),
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
        fact: params.fact,
        epoch: params.epoch,
        sync: params.sync,
        trusted: params.trusted,
        countsFrom: params.countsFrom,
        sameEpoch: params.sameEpoch,
        leader: params.leader,
        timeoutMs: ports.timeoutMs(),
        pages,
        firstReq: firstReqOf(this.#firstReq, this.#count),
      },
      ended: () => {
        if (!isRunning()) return;
        this.#running = null;
        this.#forgetAgain();
        running?.unfollow();
        const { value, context } = actor.getSnapshot();
        if (value === "complete") ports.complete(job);
        else if (value === "corrupted") ports.damaged(context.reason);
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

  /** Source: riak_ensemble `verify_upper`: what is compared must be right. */
  #verifyUpper(isRunning: () => boolean): void {
    this.#ports.objects.verifyUpper().then(
      ([damage]) => {
        if (damage === undefined) this.#tell(isRunning, { type: "upperVerified" });
        else this.#tell(isRunning, { type: "corrupted", reason: damageText(damage) });
      },
      (error: unknown) => this.#tell(isRunning, { type: "corrupted", reason: String(error) }),
    );
  }

  #readPages({ level, indices }: Question, isRunning: () => boolean): void {
    const { objects } = this.#ports;
    const tell = (read: TreeRead<unknown>, answer: () => Answer): void => {
      if (read.kind === "pages") this.#tell(isRunning, { type: "pagesRead", answer: answer() });
      else this.#tell(isRunning, { type: "corrupted", reason: damageText(read.damage) });
    };
    const fail = (error: unknown): void => this.#tell(isRunning, { type: "corrupted", reason: String(error) });
    if (level === treeHeight)
      objects
        .segments(indices)
        .then((read) => tell(read, () => ({ kind: "segments", pages: read.kind === "pages" ? read.pages : [] })), fail);
    else
      objects
        .pages(level, indices)
        .then((read) => tell(read, () => ({ kind: "inner", pages: read.kind === "pages" ? read.pages : [] })), fail);
  }

  /** HAZARDS P21. What was written anew meanwhile stays. */
  #drop(leftovers: readonly Leftover[], isRunning: () => boolean): void {
    const { objects } = this.#ports;
    for (const { key, ballot } of leftovers) {
      const local = objects.read(key);
      if (local.kind === "found" && sameBallot(local.object.ballot, ballot)) objects.remove(key);
    }
    this.#ports.whenDurable(() => this.#tell(isRunning, { type: "leftoversDropped" }));
  }

  #tell(isRunning: () => boolean, event: ExchangeEvent): void {
    if (isRunning()) this.#running?.actor.send(event);
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
  if (snapshot.matches({ comparing: "questioning" }) || snapshot.matches({ pulling: "fetching" })) return ask.to;
  if (!snapshot.matches("asking") && !snapshot.matches("askingAll")) return [];
  if (round === null) return [];
  const { electorate, valid, nacks } = round;
  return ask.to.filter((peer) => ((valid | nacks) & bitOf(electorate.members, peer)) === 0);
}
