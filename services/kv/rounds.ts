/**
 * The leader's rounds: one message to every other member, votes counted until a quorum in every view has agreed.
 *
 * A round that cannot be met now (refusals, silence) is tried again with the same content until its deadline: an ack is for
 * a ballot, and acks of all tries count together (PROTOCOL R1 "sends the same ballot again"). Source: riak_ensemble_msg.
 */
import type { PeerId } from "#machines/protocol/identifiers";
import type { ReplyBody } from "#machines/protocol/messages";
import type { Clock, TimerHandle } from "#machines/protocol/ports";
import type { Views } from "#machines/protocol/fact";
import { bitOf, countDurableVotes, maxMembers, widenElectorate, type Electorate } from "#machines/protocol/quorum";

/** How a round ended. `stopped`: leadership ended first. */
export type RoundEnd = "met" | "failed" | "stopped";

export interface RoundTask {
  readonly electorate: Electorate;
  /** False for writes: the asker's own vote waits for its disk and comes through `voteSelf`. */
  readonly countsSelf: boolean;
  readonly deadline: number;
  /** False: refusals or one timeout end it. */
  readonly retries: boolean;
  /** Views that come while it is under way have to agree as well (PROTOCOL R13), unless this says that they need not. */
  readonly keepsViews?: boolean;
  /** Whether a member may be asked yet; it is asked as soon as `release` finds that it may. Anybody unless given. */
  mayAsk?(peer: PeerId): boolean;
  send(to: PeerId, req: number): void;
  isVote(body: ReplyBody): boolean;
  /** Sees each valid reply. */
  heard?(from: PeerId, body: ReplyBody): void;
  /** An answer that is enough by itself, vote or not; it is not `heard`. */
  decides?(body: ReplyBody): boolean;
  ended(end: RoundEnd): void;
}

interface OpenRound {
  readonly task: RoundTask;
  electorate: Electorate;
  /** Members that were not asked yet: bits. */
  held: number;
  valid: number;
  nacks: number;
  sentAt: number;
  /** Refused by too many: waits for its next try. */
  stuck: boolean;
}

export interface RoundPorts {
  readonly clock: Clock;
  nextReq(): number;
  timeoutMs(): number;
  /** Pause before a refused round is tried again, and how often deadlines are looked at. */
  sweepMs(): number;
  /** The epoch that replies must be from. */
  readonly epoch: number;
  higherEpochSeen(epoch: number): void;
}

export class Rounds {
  readonly #ports: RoundPorts;
  readonly #open = new Map<number, OpenRound>();
  #timer: TimerHandle | null = null;
  #stopped = false;

  constructor(ports: RoundPorts) {
    this.#ports = ports;
  }

  get size(): number {
    return this.#open.size;
  }

  /** @returns the round's request id, for `voteSelf`. */
  start(task: RoundTask): number {
    const req = this.#ports.nextReq();
    const { electorate } = task;
    const round: OpenRound = {
      task,
      electorate,
      held: 0,
      valid: task.countsSelf ? electorate.selfBit : 0,
      nacks: 0,
      sentAt: this.#ports.clock.now(),
      stuck: false,
    };
    this.#open.set(req, round);
    for (const peer of electorate.members) if (peer !== electorate.self) this.#ask(req, round, peer);
    if (task.countsSelf) this.#count(req, round);
    this.#arm();
    return req;
  }

  /** The asker's own disk has it. */
  voteSelf(req: number): void {
    const round = this.#open.get(req);
    if (round === undefined) return;
    round.valid |= round.electorate.selfBit;
    this.#count(req, round);
  }

  /** PROTOCOL R13: a round is counted under the views of its sending and of its answer. */
  changeViews(views: Views): void {
    for (const [req, round] of this.#open) {
      if (round.task.keepsViews === true) continue;
      const { members: before } = round.electorate;
      if (new Set([...before, ...views.flat()]).size > maxMembers) {
        this.#end(req, round, "failed");
        continue;
      }
      round.electorate = widenElectorate(round.electorate, views);
      for (const peer of round.electorate.members) if (!before.includes(peer)) this.#ask(req, round, peer);
    }
  }

  /** Somebody may be asked now who might not before. */
  release(): void {
    for (const [req, round] of this.#open) {
      if (round.held === 0) continue;
      const { members } = round.electorate;
      for (const peer of members) if ((round.held & bitOf(members, peer)) !== 0) this.#ask(req, round, peer);
    }
  }

  /** @returns whether the reply belongs to a round here. */
  reply(from: PeerId, req: number, epoch: number, body: ReplyBody): boolean {
    const round = this.#open.get(req);
    if (round === undefined) return false;
    const { electorate } = round;
    const bit = bitOf(electorate.members, from);
    // HAZARDS P14: one vote a sender; the asker votes by its disk alone.
    if (bit === 0 || bit === electorate.selfBit || (round.valid & bit) !== 0) return true;
    if (epoch > this.#ports.epoch) this.#ports.higherEpochSeen(epoch);
    if (epoch === this.#ports.epoch && round.task.decides?.(body) === true) {
      this.#end(req, round, "met");
      return true;
    }
    if (epoch === this.#ports.epoch && round.task.isVote(body)) {
      round.valid |= bit;
      round.nacks &= ~bit;
      round.task.heard?.(from, body);
    } else {
      round.nacks |= bit;
    }
    this.#count(req, round);
    return true;
  }

  /** PROTOCOL R6: leadership has ended, and with it every round. */
  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) this.#ports.clock.clearTimer(this.#timer);
    this.#timer = null;
    const rounds = [...this.#open.values()];
    this.#open.clear();
    for (const round of rounds) round.task.ended("stopped");
  }

  #count(req: number, round: OpenRound): void {
    const verdict = countDurableVotes(round.electorate, round.valid, round.nacks);
    if (verdict === "waiting") return;
    if (verdict === "met") this.#end(req, round, "met");
    else if (round.task.retries) round.stuck = true;
    else this.#end(req, round, "failed");
  }

  #end(req: number, round: OpenRound, end: RoundEnd): void {
    if (!this.#open.delete(req)) return;
    round.task.ended(end);
  }

  #arm(): void {
    if (this.#timer !== null || this.#stopped) return;
    this.#timer = this.#ports.clock.setTimer(() => {
      this.#timer = null;
      this.#sweep();
      if (this.#open.size > 0) this.#arm();
    }, this.#ports.sweepMs());
  }

  #sweep(): void {
    const now = this.#ports.clock.now();
    for (const [req, round] of this.#open) {
      const isSilent = now - round.sentAt >= this.#ports.timeoutMs();
      if (now >= round.task.deadline || (isSilent && !round.task.retries)) this.#end(req, round, "failed");
      else if (isSilent || round.stuck) this.#again(req, round, now);
      if (this.#stopped) return;
    }
  }

  #again(req: number, round: OpenRound, now: number): void {
    round.sentAt = now;
    round.stuck = false;
    round.nacks = 0;
    const { electorate } = round;
    for (const peer of electorate.members) {
      if (peer !== electorate.self && (round.valid & bitOf(electorate.members, peer)) === 0)
        this.#ask(req, round, peer);
    }
  }

  #ask(req: number, round: OpenRound, peer: PeerId): void {
    const bit = bitOf(round.electorate.members, peer);
    if (round.task.mayAsk?.(peer) === false) {
      round.held |= bit;
      return;
    }
    round.held &= ~bit;
    round.task.send(peer, req);
  }
}
