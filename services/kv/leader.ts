/**
 * The leader's side of the data plane. It lives exactly as long as one epoch of one leader: made when the chart enters
 * `leading`, stopped when it leaves, so nothing evaluated is ever carried into another epoch (PROTOCOL R6).
 *
 * Operations on one key run one at a time, reads too (R2); keys run side by side. An object is answered from only when it is
 * settled: its ballot is of this epoch and a quorum has acknowledged it (R1). One of an earlier epoch is re-stamped first
 * (R17), one whose own round failed is sent again.
 *
 * Source: riak_ensemble "Get path", "Put path", "Overwrite path".
 *
 * One long file: the paths share the settled objects and the lanes, and their safety is argued across them.
 */
import { compareBallots, sameBallot, type Ballot } from "#machines/protocol/ballot";
import type { PeerId } from "#machines/protocol/identifiers";
import type { ClientRequest } from "#machines/protocol/messages";
import type { StoredObject } from "#machines/protocol/object";
import type { Clock } from "#machines/protocol/ports";
import { makeElectorate, targetsOf, type Electorate } from "#machines/protocol/quorum";
import type { Views } from "#machines/protocol/fact";
import { exchangeViews } from "#machines/protocol/views";
import { drainTimeoutMs, type Settings } from "#machines/protocol/settings";
import type { Lease } from "../lease.ts";
import type { PeerObjects } from "../peer/objects.ts";
import { contentHash, sameHash } from "../storage/content-hash.ts";
import {
  corrupt,
  damagedForGood,
  goneOn,
  inDoubt,
  nobodysGet,
  notMended,
  stepped,
  treeDamaged,
  unavailable,
} from "./answers.ts";
import type { Answer } from "./answers.ts";
import { decodeModification, runModifier, type ModifierTable } from "./modifiers.ts";
import { hasHash } from "./replica.ts";
import { Drain } from "./drain.ts";
import { EpochChecks } from "./epoch-checks.ts";
import { type Lane, Lanes } from "./lanes.ts";
import { Reaper, type Tombstone } from "./reaper.ts";
import { repairDivergent } from "./read-repair.ts";
import { Replication } from "./replication.ts";
import { type RoundEnd, Rounds } from "./rounds.ts";
import { settlementOf } from "./settlement.ts";

/** One client request on its way through the leader. */
export interface Operation {
  readonly request: ClientRequest;
  /** On the leader's clock. */
  readonly deadline: number;
  answer(answer: Answer): void;
}

export interface LeaderPorts {
  readonly self: PeerId;
  readonly epoch: number;
  /** In force when it begins. */
  readonly views: Views;
  readonly clock: Clock;
  readonly lease: Lease;
  readonly objects: PeerObjects;
  readonly modifiers: ModifierTable;
  settings(): Settings;
  /**
   * Whether a member has taken the views in force, in this epoch. Nothing is replicated to one that has not: should it lose
   * its data, it must know whom to fetch from what it acknowledged.
   */
  knowsViews(peer: PeerId): boolean;
  nextReq(): number;
  /** Leaves before this leader's own disk has it: see Outbox.sendEarly. */
  sendPut(to: PeerId, req: number, object: StoredObject): void;
  sendCheck(to: PeerId, req: number): void;
  sendFetch(to: PeerId, req: number, key: string): void;
  whenDurable(callback: () => void): void;
  /** Counts what is collected to become durable together: what is asked for under the same number becomes durable at once. */
  collecting(): number;
  higherEpochSeen(epoch: number): void;
  leaseLost(): void;
  /** One view, no change pending, synced: what reaping needs (PROTOCOL R10). */
  isSettled(): boolean;
  sendReapCheck(to: PeerId, req: number, tombstones: readonly Tombstone[]): void;
  sendReap(to: PeerId, tombstones: readonly Tombstone[]): void;
  reaped(count: number): void;
  /** The tree does not say what a key holds: this peer cannot lead on. */
  treeDamaged(reason: string): void;
  /** The leader's own copy of a key is damaged, and is about to be fetched from others. */
  objectDamaged(key: string, what: string): void;
}

/** How a write of the leader's went. `damaged`: it was not begun. */
type ReplicationEnd = "met" | "doubt" | "damaged";

/** What a key holds, once it may be answered from. */
type Settled =
  | { readonly kind: "object"; readonly object: StoredObject }
  | { readonly kind: "absent" }
  | { readonly kind: "failed"; readonly answer: Answer };

export class KvLeader {
  readonly #ports: LeaderPorts;
  #views: Views;
  #electorate: Electorate;
  readonly #rounds: Rounds;
  readonly #checks: EpochChecks;
  readonly #lanes: Lanes<Operation>;
  readonly #reaper: Reaper;
  /** Keys whose last ballot of this epoch has not been acknowledged by a quorum. */
  readonly #unsettled = new Set<string>();
  /** Keys that are being mended without a client asking. */
  readonly #mending = new Set<string>();
  #seq = 0;
  /** Rounds whose own write becomes durable with what is being collected. */
  #voting: { readonly number: number; readonly reqs: number[] } | null = null;
  readonly #drain: Drain;
  #stopped = false;

  constructor(ports: LeaderPorts) {
    this.#ports = ports;
    this.#views = ports.views;
    this.#electorate = makeElectorate(ports.self, ports.views, "quorum");
    this.#rounds = new Rounds({
      clock: ports.clock,
      epoch: ports.epoch,
      nextReq: () => ports.nextReq(),
      timeoutMs: () => ports.settings().quorumTimeoutMs,
      sweepMs: () => ports.settings().tickMs / 2,
      higherEpochSeen: (epoch) => ports.higherEpochSeen(epoch),
    });
    this.#checks = new EpochChecks({
      electorate: () => this.#electorate,
      rounds: this.#rounds,
      clock: ports.clock,
      timeoutMs: () => ports.settings().quorumTimeoutMs,
      send: (to, req) => ports.sendCheck(to, req),
      failed: () => {
        if (!ports.lease.isValid()) ports.leaseLost();
      },
    });
    this.#lanes = new Lanes<Operation>((operation, lane) => this.#begin(operation, lane));
    this.#reaper = new Reaper({
      self: ports.self,
      epoch: ports.epoch,
      clock: ports.clock,
      objects: ports.objects,
      rounds: this.#rounds,
      electorate: () => (ports.isSettled() ? this.#electorate : null),
      isBusy: (key) => this.#lanes.isBusy(key) || this.#unsettled.has(key),
      pauseMs: () => ports.settings().tickMs,
      timeoutMs: () => ports.settings().quorumTimeoutMs,
      sendCheck: (to, req, tombstones) => ports.sendReapCheck(to, req, tombstones),
      sendReap: (to, tombstones) => ports.sendReap(to, tombstones),
      reaped: (count) => ports.reaped(count),
    });
    this.#reaper.start();
    this.#drain = new Drain({
      clock: ports.clock,
      isIdle: () => this.#lanes.isIdle,
      patienceMs: () => drainTimeoutMs(ports.settings()),
    });
  }

  /** The seq of the last ballot given. */
  get seq(): number {
    return this.#seq;
  }

  get epoch(): number {
    return this.#ports.epoch;
  }

  reply(from: PeerId, req: number, epoch: number, body: Parameters<Rounds["reply"]>[3]): boolean {
    return this.#rounds.reply(from, req, epoch, body);
  }

  /** The chart went on: these views are in force from now on, and more members may have taken them. */
  changeViews(views: Views): void {
    if (views !== this.#views) {
      this.#views = views;
      this.#electorate = makeElectorate(this.#ports.self, views, "quorum");
      this.#rounds.changeViews(views);
    }
    this.#rounds.release();
  }

  get isDraining(): boolean {
    return this.#drain.isUnderWay;
  }

  /**
   * From now on nothing more is begun: whoever asks, or waits, is told to ask again. `drained` is called later, when what was begun
   * has ended, or takes too long; not when this leader is stopped before.
   */
  drain(drained: () => void): void {
    this.#reaper.stop();
    for (const operation of this.#lanes.takeWaiting()) operation.answer(stepped);
    this.#drain.begin(drained);
  }

  submit(operation: Operation): void {
    if (this.isDraining) return operation.answer(stepped);
    const { op, key } = operation.request;
    if (op === "pingQuorum" || op === "checkQuorum") return this.#checkQuorum(operation);
    if (op === "countQuorum") return this.#countQuorum(operation);
    if (!this.#lanes.add(key, operation, this.#ports.settings().maxQueuedPerKey)) {
      operation.answer(unavailable("too many requests wait for this key; ask again later"));
    }
    return undefined;
  }

  /** This leader's copy of a key was found damaged: mended as by a read, for nobody in particular. */
  mend(key: string): void {
    if (this.#stopped || this.isDraining || this.#mending.has(key)) return;
    this.#mending.add(key);
    const { clock, settings, epoch } = this.#ports;
    // Not for long: reads of the key wait behind it. Whoever misses the key asks again.
    const { quorumTimeoutMs, tickMs } = settings();
    const timeoutMs = quorumTimeoutMs + tickMs;
    const forget = (): void => void this.#mending.delete(key);
    const operation: Operation = {
      request: { ...nobodysGet, epoch, key, timeoutMs },
      deadline: clock.now() + timeoutMs,
      answer: forget,
    };
    if (!this.#lanes.add(key, operation, settings().maxQueuedPerKey)) forget();
  }

  /** PROTOCOL R6, R8: rounds in flight end in doubt, waiting requests end as never begun. */
  stop(): void {
    this.#stopped = true;
    this.#drain.stop();
    this.#reaper.stop();
    for (const operation of this.#lanes.clear()) operation.answer(stepped);
    this.#checks.stop();
    this.#rounds.stop();
  }

  // ------------------------------------------------------------------------------------------------------- operations

  #begin(operation: Operation, lane: Lane<Operation>): void {
    const finish = (answer: Answer): void => {
      operation.answer(answer);
      this.#lanes.done(lane);
      this.#drain.note();
    };
    const { request } = operation;
    if (this.#ports.clock.now() >= operation.deadline)
      return finish(unavailable("the request waited longer than its timeout"));
    // A blind write needs no settled object: it goes ahead with a higher ballot (R1, R17).
    if (request.op === "put" || request.op === "delete") return this.#write(operation, finish);
    return this.#settle(request.key, operation.deadline, (settled) => {
      if (settled.kind === "failed") return finish(settled.answer);
      return this.#decide(operation, settled.kind === "object" ? settled.object : null, finish);
    });
  }

  #decide(operation: Operation, object: StoredObject | null, finish: (answer: Answer) => void): void {
    const { op, version } = operation.request;
    const exists = object !== null && object.value !== null;
    switch (op) {
      case "get": {
        const answer: Answer = exists
          ? { code: "ok", value: object.value, version: object.version, message: "" }
          : { code: "absent", value: null, version: "", message: "" };
        const confirm = (): void => this.#withAuthority(answer, finish);
        if (!operation.request.readRepair || object === null) return confirm();
        return this.#repair(object, operation, confirm, finish);
      }
      case "create":
        if (!exists) return this.#write(operation, finish);
        return this.#withAuthority(refused("the key exists", object), finish);
      case "update":
      case "safeDelete":
        if (exists && object.version === version) return this.#write(operation, finish);
        return this.#withAuthority(refused(exists ? "the version is another" : "the key is absent", object), finish);
      case "modify":
        return this.#modify(operation, exists ? object : null, finish);
      default:
        return finish({ code: "INVALID_ARGUMENT", value: null, version: "", message: `unknown operation ${op}` });
    }
  }

  /** The read goes on when the divergent are mended, whether they could be or not. */
  #repair(object: StoredObject, operation: Operation, then: () => void, finish: (answer: Answer) => void): void {
    const { self, sendFetch, sendPut } = this.#ports;
    const ports = {
      self,
      electorate: this.#electorate,
      rounds: this.#rounds,
      deadline: operation.deadline,
      sendFetch,
      sendPut,
    };
    repairDivergent(ports, object, (end) => (end === "stopped" ? finish(stepped) : then()));
  }

  /** PROTOCOL R19: what was read is answered under a valid lease, or after a quorum said that this leader still leads. */
  #withAuthority(answer: Answer, finish: (answer: Answer) => void): void {
    if (this.#ports.settings().trustLease && this.#ports.lease.isValid()) return finish(answer);
    return this.#checks.ask((end) =>
      finish(end === "met" ? answer : unavailable("no quorum confirmed the leader; ask again")),
    );
  }

  #write(operation: Operation, finish: (answer: Answer) => void): void {
    const { request, deadline } = operation;
    if (this.#ports.clock.now() >= deadline)
      return finish(unavailable("the request's timeout ended before its write began"));
    const ballot = this.#nextBallot();
    const version = versionOf(ballot);
    const value = request.op === "delete" || request.op === "safeDelete" ? null : request.value;
    const object: StoredObject = {
      key: request.key,
      value,
      version,
      ballot,
      hash: contentHash(request.key, version, value),
    };
    this.#replicate(object, deadline, true, (end) => {
      if (end === "damaged") return finish(treeDamaged);
      return finish(end === "met" ? { code: "ok", value: null, version, message: "" } : inDoubt);
    });
  }

  /**
   * The modifier runs once, on the settled value; what it makes is written like any other value. That it refused, or changed
   * nothing, is an answer read from that value, and needs the same authority as a read. Source: riak_ensemble `do_kmodify`.
   */
  #modify(operation: Operation, object: StoredObject | null, finish: (answer: Answer) => void): void {
    const { request } = operation;
    const { epoch, modifiers, settings } = this.#ports;
    const modification = decodeModification(request.value);
    if (modification === null)
      return finish({ code: "INVALID_ARGUMENT", value: null, version: "", message: "the modification is malformed" });
    // The ballot that `#write` will give it, in this same turn.
    const vsn = { epoch, seq: this.#seq + 1 };
    const end = runModifier(modifiers, modification, object?.value ?? null, vsn);
    if (end.kind === "refused")
      return this.#withAuthority({ code: end.code, value: null, version: "", message: end.message }, finish);
    if (end.kind === "unchanged" && object !== null)
      return this.#withAuthority({ code: "ok", value: object.value, version: object.version, message: "" }, finish);
    const { value } = end;
    const { maxValueBytes } = settings();
    if (value.length > maxValueBytes) {
      const message = `modifier ${modification.name} made a value of ${value.length} bytes; at most ${maxValueBytes} are allowed`;
      return finish({ code: "INVALID_ARGUMENT", value: null, version: "", message });
    }
    return this.#write({ ...operation, request: { ...request, value } }, (answer) =>
      finish(answer.code === "ok" ? { ...answer, value } : answer),
    );
  }

  /** Source: riak_ensemble `count_quorum`: whoever answers in time counts, so it takes that time when somebody does not. */
  #countQuorum(operation: Operation): void {
    const { clock, settings, self } = this.#ports;
    const heard = new Set<PeerId>([self]);
    this.#rounds.start({
      electorate: { ...this.#electorate, required: "all" },
      countsSelf: true,
      deadline: Math.min(operation.deadline, clock.now() + settings().quorumTimeoutMs),
      retries: true,
      send: (to, req) => this.#ports.sendCheck(to, req),
      isVote: (body) => body.kind === "ok",
      heard: (from) => void heard.add(from),
      ended: (end) => {
        if (end === "stopped") return operation.answer(goneOn);
        const digits = new TextEncoder().encode(String(heard.size));
        return operation.answer({ code: "ok", value: digits, version: "", message: "" });
      },
    });
  }

  #checkQuorum(operation: Operation): void {
    this.#checks.ask((end) => {
      if (end === "stopped") return operation.answer(goneOn);
      return operation.answer(
        end === "met"
          ? { code: "ok", value: null, version: "", message: "" }
          : unavailable("no quorum answered the leader"),
      );
    });
  }

  // --------------------------------------------------------------------------------------------------------- settling

  /** PROTOCOL R1, R17: makes the key's object one that a quorum has acknowledged in this epoch. */
  #settle(key: string, deadline: number, then: (settled: Settled) => void): void {
    const result = this.#ports.objects.read(key);
    if (result.kind === "absent") return then({ kind: "absent" });
    if (result.kind === "damaged" && result.part === "tree") {
      then({ kind: "failed", answer: treeDamaged });
      return this.#ports.treeDamaged(result.what);
    }
    if (result.kind === "damaged") {
      this.#ports.objectDamaged(key, result.what);
      return this.#mend(key, deadline, then);
    }
    const { object } = result;
    const settlement = settlementOf(object.ballot, this.#ports.epoch, this.#unsettled.has(key));
    if (settlement === "settled") return then({ kind: "object", object });
    const settling = settlement === "resend" ? object : { ...object, ballot: this.#nextBallot() };
    return this.#replicate(settling, deadline, settlement === "restamp", (end) => {
      then(
        end === "met"
          ? { kind: "object", object: settling }
          : { kind: "failed", answer: unavailable("the stored object could not be settled by a quorum; ask again") },
      );
    });
  }

  /**
   * A damaged local object is fetched from others. The very object that the tree still names is what was here, whoever has a
   * copy of it. Otherwise only a majority of *others*, trusted and with verified copies, is sure to include what a quorum
   * acknowledged: a damaged copy does not count in its own fetch, here or there, nor does what is left at a peer that has lost
   * some (PROTOCOL R21).
   */
  #mend(key: string, deadline: number, then: (settled: Settled) => void): void {
    // While views are joint, the old view alone has everything (PROTOCOL R14). What it has of this key stays so: nobody
    // writes it while it is mended.
    const electorate = makeElectorate(this.#ports.self, exchangeViews(this.#views), "other");
    // Of an ensemble of one nobody else has a copy: no answer will ever come.
    if (targetsOf(electorate).length === 0) return then({ kind: "failed", answer: damagedForGood });
    const named = this.#ports.objects.named(key);
    let newest: StoredObject | null = null;
    const isNamed = (object: StoredObject): boolean =>
      named !== undefined &&
      object.key === key &&
      sameBallot(object.ballot, named.ballot) &&
      sameHash(object.hash, named.hash) &&
      hasHash(object);
    this.#rounds.start({
      electorate,
      countsSelf: false,
      // A moment before the client gives up, so that it hears why.
      deadline: deadline - this.#ports.settings().tickMs,
      retries: true,
      keepsViews: true,
      send: (to, req) => this.#ports.sendFetch(to, req, key),
      decides: (body) => {
        const found = body.kind === "objects" ? body.objects.find(isNamed) : undefined;
        if (found !== undefined) newest = found;
        return found !== undefined;
      },
      isVote: (body) =>
        body.kind === "objects" && body.trusted && body.objects.some((object) => object.key === key && hasHash(object)),
      heard: (_, body) => {
        if (body.kind !== "objects") return;
        for (const object of body.objects) {
          if (
            object.key === key &&
            hasHash(object) &&
            (newest === null || compareBallots(object.ballot, newest.ballot) > 0)
          )
            newest = object;
        }
      },
      ended: (end) => {
        if (end !== "met" || newest === null) {
          return then({ kind: "failed", answer: (end === "stopped" ? unavailable : corrupt)(notMended) });
        }
        const mended: StoredObject = { ...newest, ballot: this.#nextBallot() };
        return this.#replicate(mended, deadline, true, (settled) => {
          then(
            settled === "met"
              ? { kind: "object", object: mended }
              : { kind: "failed", answer: unavailable("the mended object could not be settled; ask again") },
          );
        });
      },
    });
  }

  #replicate(
    object: StoredObject,
    deadline: number,
    writesLocally: boolean,
    then: (end: ReplicationEnd) => void,
  ): void {
    const { key } = object;
    if (writesLocally && !this.#ports.objects.write(object)) {
      then("damaged");
      return this.#ports.treeDamaged(`the segment of key ${JSON.stringify(key)}`);
    }
    this.#unsettled.add(key);
    const ended = (end: RoundEnd): void => {
      if (end === "met") this.#unsettled.delete(key);
      then(end === "met" ? "met" : "doubt");
    };
    const req = this.#rounds.start(new Replication(this.#ports, this.#electorate, object, deadline, ended));
    return this.#voteWhenDurable(req);
  }

  /** Its own vote is its disk's: not before this write is durable (R7, R15). One callback for all that becomes durable together. */
  #voteWhenDurable(req: number): void {
    const number = this.#ports.collecting();
    if (this.#voting !== null && this.#voting.number === number) {
      this.#voting.reqs.push(req);
      return;
    }
    const reqs = [req];
    this.#voting = { number, reqs };
    this.#ports.whenDurable(() => {
      for (const one of reqs) if (!this.#stopped) this.#rounds.voteSelf(one);
    });
  }

  #nextBallot(): Ballot {
    this.#seq += 1;
    return { epoch: this.#ports.epoch, seq: this.#seq };
  }
}

function refused(why: string, object: StoredObject | null): Answer {
  return { code: "PRECONDITION_FAILED", value: null, version: object?.version ?? "", message: why };
}

/** What users compare: unique for ever, because an epoch has one leader and its seq only rises (HAZARDS P16, P21). */
function versionOf(ballot: Ballot): string {
  return `${ballot.epoch.toString(36)}.${ballot.seq.toString(36)}`;
}
